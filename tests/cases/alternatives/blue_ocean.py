"""Other right answers to the case's exercises, in plain pandas."""

from ecomlab.exercises.research import blue_ocean


def monthly(keywords, category_stats):
    words = keywords.assign(month=keywords["date"].dt.strftime("%Y-%m"))
    sums = words.groupby("month", as_index=False)[["search_index", "payers"]].sum()
    table = category_stats.query("category == 'outdoor light gear'").merge(sums, on="month")
    rate = 1 - table["unit_cost_rate"] - table["platform_fee_rate"]
    table["profit"] = table["payers"] * table["median_price"] * rate
    return table.set_index("month")


def searches_per_seller(keywords, category_stats):
    table = monthly(keywords, category_stats)
    then, now = table.loc[:"2023-12"], table.loc["2024-01":]
    searches = (now["search_index_y"].sum() / 366) / (then["search_index_y"].sum() / 365)
    return searches / (now["n_sellers"].mean() / then["n_sellers"].mean())


def each(keywords, category_stats):
    now = monthly(keywords, category_stats).loc["2024-01":]
    return now["profit"].mean() / now["n_sellers"].mean()


def rest(keywords, category_stats):
    now = monthly(keywords, category_stats).loc["2024-01":]
    of_the_ten = (now["profit"] * now["top10_share"]).sum()
    return (now["profit"].sum() - of_the_ten) / (now["n_sellers"].sum() - 120)


def audit(keywords, category_stats):
    """The marks with the numbers of this file; their places and flaws are the seed's."""
    numbers = {"2": searches_per_seller, "3": each, "4": rest}
    return [
        {**mark._asdict(), "number": numbers[str(mark.place)](keywords, category_stats)}
        for mark in blue_ocean.colleague(keywords, category_stats).marks
    ]


def monday(keywords, category_stats):
    table = monthly(keywords, category_stats)
    table["rest"] = table["profit"] * (1 - table["top10_share"])
    year = table.groupby(table.index.str[:4])[["rest", "n_sellers"]].sum()
    yuan = year["rest"] / (year["n_sellers"] - 120)
    two = yuan["2024"], yuan["2024"] ** 2 / yuan["2023"]
    if min(two) >= 4500:
        return "open", "both more"
    return ("leave", "both less") if max(two) < 3000 else ("small", "turns")
