"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd

POWER = 0.6


def months_before(month, by):
    return (pd.Timestamp(f"{month}-01") - pd.DateOffset(months=by)).strftime("%Y-%m")


def by_month(keyword_months, value="search_index"):
    rows = keyword_months.assign(keyword=keyword_months["keyword"].astype(str))
    return rows.set_index(["keyword", "month"])[value].unstack()


def shown_growth(keyword_months):
    logs = np.log(keyword_months[["search_index", "clicks"]].replace(0, np.nan).dropna())
    word = keyword_months.loc[logs.index, "keyword"].astype(str)
    logs = logs - logs.groupby(word).transform("mean")
    slope = np.polyfit(logs["clicks"], logs["search_index"], 1)[0]
    return np.exp(np.log(1.5) / slope) - 1


def season_or_rise(keyword_months):
    wide, last = by_month(keyword_months), keyword_months["month"].max()
    month, year = months_before(last, 1), months_before(last, 12)
    top = (wide[last] / wide[month]).sort_values(ascending=False).index[:20]
    known = [w for w in top if pd.notna(wide.loc[w, [year, months_before(last, 13)]]).all()]
    word = wide.loc[known, last].idxmax()
    rows = keyword_months.astype({"keyword": str, "category": str})
    mine = rows[rows["category"] == rows.loc[rows["keyword"] == word, "category"].iloc[0]]
    counts = (mine["search_index"] ** (1 / POWER)).groupby(mine["month"]).sum()
    own = (wide.loc[word, last] / wide.loc[word, year]) ** (1 / POWER)
    return own / (counts[last] / counts[year]) - 1


def next_january(effects):
    """The dip by hand: straight lines between the distances, on the log."""
    mine = effects.query("group == 'shelter' and kind == 'festival'")
    knots = [-24, *mine["effect"].astype(int), 18]
    logs = [0, *np.log(mine["estimate"]), 0]
    means = {}
    for year, first in ((2025, "2025-01-29"), (2026, "2026-02-17")):
        days = (pd.date_range(f"{year}-01-01", f"{year}-01-31") - pd.Timestamp(first)).days
        means[year] = np.exp(np.interp(days, knots, logs)).mean()
    return means[2026] / means[2025]


def second_shop(other_months):
    """Twenty words a month, lot by lot."""
    index, clicks = by_month(other_months), by_month(other_months, "clicks")
    bought = profit = 0.0
    for month in pd.period_range("2024-05", "2025-08", freq="M"):
        now, before = str(month), str(month - 1)
        rise = (index[now] / index[before]) ** (1 / POWER)
        old = [str(month - k) for k in (12, 10, 9)]
        fit = rise.notna() & index[old].notna().all(axis=1)
        # days 45 to 90 after the month: so many of them in the second and in the third month
        length = 365.25 / 12
        second, third = 2 * length - 45, 90 - 2 * length
        for word in rise[fit].nlargest(20).index:
            later = clicks.loc[word].fillna(0)
            wanted = (
                (second * later[str(month + 2)] + third * later[str(month + 3)])
                / 45
                / clicks.loc[word, now]
            )
            ordered = min(rise[word], 5)
            sold = min(ordered, wanted)
            bought += 500 * ordered
            profit += 330 * sold - 250 * (ordered - sold)
    return 100 * profit / bought


def order():
    return ["c", "2"]


def new_searches(keyword_months):
    last = keyword_months["month"].max()
    now, before = ([months_before(last, k) for k in range(a, a + 12)] for a in (0, 12))
    counts = keyword_months["search_index"] ** (1 / POWER)
    sums = counts.groupby([keyword_months["category"].astype(str), keyword_months["month"]]).sum()
    sums = sums.unstack()
    more = sums[now].sum(axis=1) - sums[before].sum(axis=1)
    return more.max() / more.clip(lower=0).sum()


def false_risers(keyword_months):
    wide, last = by_month(keyword_months), keyword_months["month"].max()
    seen, before, sold = (wide[months_before(last, by)] for by in (5, 6, 2))
    top = (seen / before).sort_values(ascending=False).index[:20]
    return sum(not sold[word] >= seen[word] for word in top)


def small_numbers(keyword_months):
    last = keyword_months["month"].max()
    quarter = [months_before(last, k) for k in range(3)]
    rows = keyword_months[keyword_months["month"].isin(quarter)]
    clicks = rows["clicks"].groupby(rows["keyword"].astype(str)).sum()
    n = clicks[clicks >= 100].min()
    return np.exp(1.96 * np.sqrt(2 / n)) - 1


def need_changed(keyword_months, search_words):
    """Least squares over all months at which the level may step."""
    need = search_words.assign(keyword=search_words["keyword"].astype(str))
    need = need.set_index("keyword")["need"].astype(object)
    rows = keyword_months.assign(
        need=keyword_months["keyword"].astype(str).map(need),
        count=keyword_months["search_index"] ** (1 / POWER),
    ).dropna(subset="need")
    sums = rows.pivot_table(index="month", columns="need", values="count", aggfunc="sum")
    y = np.log((sums["roomy"] / sums.sum(axis=1)).to_numpy())
    rest = {k: k * y[:k].var() + (len(y) - k) * y[k:].var() for k in range(6, len(y) - 5)}
    return min(rest, key=rest.get)


def small_part(keyword_months, category_stats):
    stats = category_stats[category_stats["category"].astype(str) == "light"]
    year = max(y for y, n in stats["month"].str[:4].value_counts().items() if n == 12)
    rows = keyword_months[keyword_months["category"].astype(str) == "light"]
    paid = rows.groupby("month")["payers"].sum()
    total = 0.0
    for row in stats[stats["month"].str[:4] == year].itertuples():
        rest = paid[row.month] * row.median_price * (1 - row.top10_share)
        total += rest / (row.n_sellers - 10)
    return total / 12
