"""Chapters 1 and 2.2 find their signals in the market's tables; without its cause each is gone.

The market doesn't hang on the day loop: one day is run, and two years are looked at.
"""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.emit import TABLES, Record
from ecomlab.shop.traffic import Diary
from ecomlab.shop.world import ORIGINS

DAYS = 731
NAMES = ("keywords", "keyword_months", "search_words", "category_stats", "market_items", "calendar",
         "platform_rules")  # fmt: skip
OWN = ["furniture", "shelter", "light", "kitchen", "carry", "wear"]


def market(change=None, noise=1):
    """The market's tables and truths in a world in which ``change`` has set facts."""
    world = World()
    if change is not None:
        change(world.facts)
    record = Record(Shop(world, noise).engine(days=DAYS).run(0, 1))
    record.days = DAYS
    made = [TABLES[name] for name in NAMES]
    truth = {table.name: table.truth(record) for table in made if table.truth}
    return {table.name: table.make(record) for table in made}, truth


@pytest.fixture(scope="module")
def shown():
    return market()


def counts(index, factor=20, power=0.6):
    """Searches from the tool's index (what ``index_to_count`` will do)."""
    return (index / factor) ** (1 / power)


def by_year(keyword_months, key):
    """Searches of the calendar years 2022 to 2024 by category or word, from the index."""
    months = keyword_months.assign(
        year=keyword_months["month"].str[:4].astype(int),
        searches=counts(keyword_months["search_index"]),
    )
    return months.groupby([key, "year"], observed=True)["searches"].sum().unstack()


def growth_of_categories(keyword_months):
    years = by_year(keyword_months, "category")
    return years[2024] / years[2023] - 1


def test_search_growth_differs_by_category_as_the_shops_demand_does(shown):
    found = growth_of_categories(shown[0]["keyword_months"])
    true = pd.Series({name: fact["growth"] for name, fact in World().facts["categories"].items()})
    assert (found[OWN] - true[OWN]).abs().max() < 0.06
    assert found["carry"] - found["wear"] > 0.15
    words = by_year(shown[0]["keyword_months"], "keyword")
    assert (words[2023] / words[2022] - 1).std() > 0.08  # words of one category differ too


@pytest.mark.verify
def test_search_growth_gone():
    def flat(facts):
        for fact in facts["categories"].values():
            fact["growth"] = 0.0

    found = growth_of_categories(market(flat)[0]["keyword_months"])
    assert found[OWN].abs().max() < 0.06


def test_searches_of_the_shops_categories_are_its_demand(shown):
    """Month by month, but for the days by which searches come earlier."""
    engine = Shop(World(), noise=1).engine(days=DAYS)
    months = engine.market.world.date(np.arange(DAYS)).astype("datetime64[M]").astype(str)
    demand = pd.DataFrame(engine.demand.index, columns=OWN).groupby(months).sum()
    true = shown[1]["category_stats"].pivot(index="month", columns="category", values="searches")
    ratio = true.loc[demand.index, OWN] / demand
    spread = (ratio / ratio.mean()).std()
    assert (spread < 0.10).all()
    assert (np.log(demand).std() > 1.3 * np.log(ratio).std()).all()


def fastest(keyword_months, month, before):
    """The twenty words whose searches rose most between two months."""
    searches = keyword_months.assign(searches=counts(keyword_months["search_index"]))
    wide = searches.pivot(index="keyword", columns="month", values="searches")
    return (wide[month] / wide[before])[wide[before] > 1000].nlargest(20)


def test_the_fastest_from_month_to_month_are_the_words_of_the_season(shown):
    """From September to December snow leads; from year to year it doesn't."""
    words = shown[0]["keyword_months"]
    category = shown[0]["search_words"].set_index("keyword")["category"]
    season, year = fastest(words, "2024-12", "2024-09"), fastest(words, "2024-12", "2023-12")
    assert (category[season.index] == "snow").mean() > 0.5
    assert (category[year.index] == "snow").mean() < 0.2
    assert "露营推车" in year.index


def test_words_are_unequal_and_small_ones_grow_by_chance(shown):
    """Sizes fall about as one over the place (Zipf); the growth of small ones scatters."""
    months = shown[0]["keyword_months"]
    size = by_year(months, "keyword")[2024].dropna().sort_values(ascending=False).to_numpy()
    places = np.arange(1, 101)
    assert -1.3 < np.polyfit(np.log(places), np.log(size[:100]), 1)[0] < -0.7
    daily = shown[0]["keywords"].assign(log=lambda f: np.log1p(counts(f["search_index"])))
    week = daily.groupby("keyword", observed=True)["log"].diff(7)
    spread = week.groupby(daily["keyword"], observed=True).std()
    mean = daily.groupby("keyword", observed=True)["log"].mean()
    assert spread[mean < np.log(30)].median() > 1.5 * spread[mean > np.log(3000)].median()


def test_the_tables_add_up(shown):
    tables, truth = shown
    daily = tables["keywords"].merge(truth["keywords"], on=["date", "keyword"])
    daily["month"] = daily["date"].dt.strftime("%Y-%m")
    assert (daily["payers"] <= daily["clicks"]).all()
    assert (daily["clicks"] <= daily["searches"]).all()
    sums = daily.groupby(["month", "keyword"], observed=True)[["clicks", "payers"]].sum()
    months = tables["keyword_months"].set_index(["month", "keyword"])[["clicks", "payers"]]
    assert sums.sort_index().equals(months.sort_index())
    searches = daily.groupby(["month", "category"], observed=True)["searches"].sum()
    stats = truth["category_stats"].set_index(["month", "category"])["searches"]
    assert (searches.sort_index().to_numpy() == stats.sort_index().to_numpy()).all()
    items = tables["market_items"]
    ranks = items.groupby(["month", "category"], observed=True)["rank"]
    assert (ranks.max() == ranks.size()).all()
    assert not items.duplicated(["month", "category", "rank"]).any()
    ordered = items.sort_values(["month", "category", "rank"])
    drop = ordered.groupby(["month", "category"], observed=True)["sales_index"].diff().dropna()
    assert (drop <= 0).all()
    assert (items.groupby("item_id", observed=True)["review_count"].diff().dropna() >= 0).all()


def months_of(tables, word):
    rows = tables["keyword_months"].query("keyword == @word").set_index("month")
    return counts(rows["search_index"])


def test_a_boom_stays_a_decline_goes_on_a_fad_is_gone(shown):
    tables, _ = shown
    years = by_year(tables["keyword_months"].query("category in ('power', 'fishing')"), "category")
    assert years.loc["power", 2024] / years.loc["power", 2022] > 2.5
    assert years.loc["fishing", 2024] < 0.80 * years.loc["fishing", 2022]
    paddle = months_of(tables, "匹克球拍")
    assert paddle["2024-07"] / paddle["2023-07"] > 8
    assert paddle["2025-07"] / paddle["2023-07"] < 1.5
    wagon = months_of(tables, "露营推车")
    assert wagon["2025-07"] / wagon["2023-07"] > 4


@pytest.mark.verify
def test_fashions_gone():
    tables, _ = market(lambda facts: facts["market"].update(curve={}))
    paddle = months_of(tables, "匹克球拍")
    assert 0.7 < paddle["2024-07"] / paddle["2023-07"] < 1.5
    years = by_year(tables["keyword_months"], "category")
    assert years.loc["power", 2024] / years.loc["power", 2022] < 1.4


def test_words_appear_and_vanish(shown):
    """Nobody knows a word before its first day."""
    tables, _ = shown
    first = tables["keywords"].groupby("keyword", observed=True)["date"].agg(["min", "max"])
    listed = tables["search_words"].set_index("keyword")["first_seen"]
    assert (first["min"] == listed.loc[first.index].array).all()
    assert (first["min"] > "2024-01-01T00+0800").sum() >= 4
    assert (first["max"] < "2025-12-31T00+0800").sum() >= 3
    assert len(listed) >= 150
    assert listed.index.is_unique


def festival(tables):
    """Searches around the first day of the year by the moon, beside four weeks before."""
    words = tables["keywords"].query("category in @OWN")
    day = counts(words["search_index"]).groupby(words["date"]).sum()
    day.index = day.index.tz_localize(None)
    ratios = []
    for date in pd.to_datetime(["2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29"]):
        near = day[date - pd.Timedelta(days=4) : date + pd.Timedelta(days=2)].mean()
        far = day.reindex(pd.date_range(date - pd.Timedelta(days=34), periods=7)).dropna()
        if len(far) == 7:
            ratios.append(near / far.mean())
    return np.array(ratios)


def test_spring_festival_moves_and_its_dip_with_it(shown):
    assert festival(shown[0]).mean() < 0.72
    assert len(festival(shown[0])) >= 3


@pytest.mark.verify
def test_spring_festival_gone():
    def none(facts):
        facts["spring_festival"]["demand"] = [1.0] * len(facts["spring_festival"]["demand"])

    assert festival(market(none)[0]).mean() > 0.85


def shown_rise(tables):
    """Slope of log index on log clicks within words: clicks are a fixed share of searches."""
    months = tables["keyword_months"].query("clicks > 500")
    logs = np.log(months[["search_index", "clicks"]])
    logs -= logs.groupby(months["keyword"], observed=True).transform("mean")
    return float((logs["search_index"] * logs["clicks"]).sum() / (logs["clicks"] ** 2).sum())


def test_the_index_is_not_in_proportion_to_searches(shown):
    """+200 % shows as +93 %."""
    assert 3 ** shown_rise(shown[0]) == pytest.approx(1.93, abs=0.03)
    tables, truth = shown
    both = tables["keywords"].merge(truth["keywords"], on=["date", "keyword"])
    few = both["searches"] < 30
    assert np.allclose(counts(both["search_index"]), both["searches"], rtol=0.02, atol=2)
    assert few.any()  # words on whose growth chance decides


@pytest.mark.verify
def test_the_index_gone():
    tables, _ = market(lambda facts: facts["market"]["tool"].update(power=1.0))
    assert shown_rise(tables) == pytest.approx(1.0, abs=0.01)


def need_shares(tables):
    """Share of each need in the searches of the shop's categories for words that name one."""
    words = tables["keyword_months"].query("category in @OWN")
    need = tables["search_words"].set_index("keyword")["need"]
    named = words.assign(
        need=words["keyword"].map(need), searches=counts(words["search_index"])
    ).dropna(subset="need")
    sums = named.groupby(["month", "need"], observed=True)["searches"].sum().unstack()
    return sums.div(sums.sum(axis=1), axis=0)


def change_point(share):
    """The month from which on the log of a share has another mean: least squares; and the step."""
    y = np.log(share.to_numpy())
    places = range(6, len(y) - 6)
    rest = [((y[:k] - y[:k].mean()) ** 2).sum() + ((y[k:] - y[k:].mean()) ** 2).sum()
            for k in places]  # fmt: skip
    at = places[int(np.argmin(rest))]
    return share.index[at], float(y[at:].mean() - y[:at].mean())


def test_needs_shift_at_a_known_month(shown):
    shares = need_shares(shown[0])
    month, step = change_point(shares["light"])
    assert month in ("2024-08", "2024-09", "2024-10")
    assert step < -0.3
    month, step = change_point(shares["roomy"] / shares["light"])
    assert month in ("2024-08", "2024-09", "2024-10")
    assert step > 1.0


@pytest.mark.verify
def test_needs_gone():
    def still(facts):
        facts["market"]["curve"] = {}
        for topic in facts["market"]["topic"].values():
            topic["factor"] = 1.0

    shares = need_shares(market(still)[0])
    assert abs(change_point(shares["light"])[1]) < 0.25


def before_events(tables):
    """Searches and the days' calendar: the five days before an event beside the week before."""
    words = tables["keywords"].query("category in @OWN and word_type != 'promo'")
    day = counts(words["search_index"]).groupby(words["date"]).sum()
    ratios = []
    for year in (2022, 2023, 2024, 2025):
        for date in (f"{year}-06-01", f"{year}-11-01"):
            start = pd.Timestamp(date, tz="Asia/Shanghai")
            ago = (day.index - start).days
            ratios.append(
                day[(ago >= -5) & (ago < 0)].mean() / day[(ago >= -14) & (ago < -7)].mean()
            )
    return np.mean(ratios)


def test_searches_come_before_orders(shown):
    assert before_events(shown[0]) > 1.07


@pytest.mark.verify
def test_searches_before_orders_gone():
    tables, _ = market(lambda facts: facts["market"]["luck"].update(lead=0))
    assert before_events(tables) < 1.05


def test_questions_are_asked_by_those_who_do_not_buy_yet(shown):
    words = shown[0]["keyword_months"].groupby("word_type", observed=True)[["clicks", "payers"]]
    rate = words.sum().eval("payers / clicks")
    assert rate.idxmin() == "question"
    assert rate["long_tail"] > 2 * rate["core"]


def weather_gap(tables):
    """Log searches for water sports on days warmer than their weeks, less those on colder ones."""
    words = tables["keywords"].query("category == 'water'")
    day = np.log(counts(words["search_index"]).groupby(words["date"]).sum())
    sky = tables["calendar"].set_index("date")["temperature"]
    day = day.loc[sky.index]

    def deviation(values):
        return values - values.rolling(29, center=True).mean()

    warm, more = deviation(sky), deviation(day)
    return more[warm > 3].mean() - more[warm < -3].mean()


def test_weather_follows_the_season_and_is_felt(shown):
    calendar = shown[0]["calendar"]
    storm = (calendar["weather"] == "storm").groupby(calendar["season"], observed=True).mean()
    assert storm["summer"] > 2 * storm.drop("summer").max()
    mean = calendar.groupby("season", observed=True)["temperature"].mean()
    assert mean["summer"] - mean["winter"] > 15
    assert weather_gap(shown[0]) > 0.12


@pytest.mark.verify
def test_weather_gone():
    def unfelt(facts):
        for fact in facts["market"]["categories"].values():
            fact.update(heat=0.0, rain=0.0)

    assert abs(weather_gap(market(unfelt)[0])) < 0.06


def left_of_100(stats):
    """What goods, fee, ads and goods sent back leave, as a share of sales."""
    rates = ["unit_cost_rate", "platform_fee_rate", "ad_rate", "return_rate"]
    return 1 - stats[rates].astype(float) @ np.array([1, 1, 1, 0.25])


def luck_of_the_best(tables, truth):
    """By how much the three best categories of a quarter looked better than they are."""
    stats = tables["category_stats"]
    true = truth["category_stats"].merge(
        stats[["month", "category", "platform_fee_rate"]], on=["month", "category"]
    )
    both = pd.DataFrame(
        {"quarter": pd.PeriodIndex(stats["month"], freq="Q"), "category": stats["category"],
         "seen": left_of_100(stats), "true": left_of_100(true).to_numpy()}
    )  # fmt: skip
    means = both.groupby(["quarter", "category"], observed=True).mean()
    best = means.groupby("quarter", group_keys=False)["seen"].nlargest(3).index
    best = [pair[-2:] for pair in best]
    return (means["seen"] - means["true"]).loc[best].mean()


def test_categories_differ_and_the_quarters_best_are_partly_lucky(shown):
    tables, truth = shown
    stats = tables["category_stats"]
    gross = 1 - stats["unit_cost_rate"] - stats["platform_fee_rate"]
    gross = gross.groupby(stats["category"], observed=True).mean()
    assert len(gross) == 12
    assert gross.min() < 0.30 < gross.median()
    mean = stats.groupby("category", observed=True)[["return_rate", "top10_share"]].mean()
    assert (mean.max() > 2 * mean.min()).all()
    assert luck_of_the_best(tables, truth) > 0.012


@pytest.mark.verify
def test_luck_of_the_best_gone():
    found = market(lambda facts: facts["market"]["luck"].update(quarter=0.0))
    assert abs(luck_of_the_best(*found)) < 1e-3


def test_sellers_follow_searches_late(shown):
    truth = shown[1]["category_stats"].query("category == 'power'").set_index("month")
    searches = truth["searches"].rolling(12).sum() / truth["searches"].iloc[:12].sum()
    sellers = truth["n_sellers"] / truth["n_sellers"].iloc[:12].mean()
    assert searches["2024-12"] > 1.2 * sellers["2024-12"]
    assert sellers["2025-11"] > 2


def risers(tables, truth):
    """The twenty fastest articles of each month (in three months), and what comes after."""
    items = tables["market_items"].assign(units=lambda f: counts(f["sales_index"]))
    units = items.pivot(index="month", columns="item_id", values="units")
    true = truth["market_items"].pivot(index="month", columns="item_id", values="expected")
    now, before = units.to_numpy(), units.shift(3).to_numpy()
    later = true.reindex(index=units.index, columns=units.columns).shift(-2).fillna(0).to_numpy()
    rows = []
    for t in range(6, len(units) - 2):
        rise = np.where(before[t] >= 50, now[t] / before[t], np.nan)
        best = np.argsort(-np.nan_to_num(rise))[:20]
        rows += list(zip(rise[best], later[t, best] / now[t, best], strict=True))
    return np.array(rows).T


def test_the_fastest_articles_are_mostly_lucky_or_fads(shown):
    """When the goods arrive, two months on, much of the rise is gone again."""
    rise, later = risers(*shown)
    assert np.median(rise) > 1.5
    assert (later < 0.8).mean() > 0.45
    life = shown[1]["market_items"].groupby("life", observed=True)["item_id"].nunique()
    assert life.min() >= 20


@pytest.mark.verify
def test_false_risers_gone():
    def calm(facts):
        items = facts["market"]["items"]
        items["shock"] = 0.0
        items["lives"].update(fad=0.0, steady=items["lives"]["steady"] + items["lives"]["fad"])
        for fact in (facts["categories"] | facts["market"]["categories"]).values():
            fact["swing"] = 0.0

    assert (risers(*market(calm))[1] < 0.8).mean() < 0.25


def test_sales_are_shown_in_bins(shown):
    tables, truth = shown
    both = tables["market_items"].merge(truth["market_items"], on=["month", "item_id"])
    low = both["units_bin"].astype(str).str.rstrip("+").astype(int)
    assert (low <= both["units"]).all()
    assert both.groupby("units_bin", observed=True)["units"].nunique().max() > 100
    assert len(tables["market_items"]["item_id"].unique()) > 350


def test_rules_are_known_when_announced_and_some_act(shown):
    rules, true = shown[0]["platform_rules"], shown[1]["platform_rules"]
    assert 12 <= len(rules) <= 20
    late = rules[rules["announced"] > rules["date"]]  # a decree that is in force when published
    assert late["area"].tolist() == ["tax"]
    acting = true.dropna(subset="what")
    assert 3 <= len(acting) <= 5
    assert not acting["rule"].isin(rules.query("source_kind in ('law', 'rumour')")["rule"]).any()
    known, _ = Shop().run(days=5)
    assert len(known.platform_rules) < len(rules)
    world = World()
    diary, day = Diary(world), world.day("2024-09-02")
    before, after = diary.factor[np.searchsorted(diary.first, [day - 1, day], side="right")]
    assert (after / before)[ORIGINS.index("live")] == 0.75


def test_what_is_known_does_not_hang_on_the_length_of_the_run():
    short, long = Shop(noise=3).engine(days=40).market, Shop(noise=3).engine(days=100).market
    days = len(short.day)
    assert (short.searches == long.searches[:days]).all()
    assert (short.payers == long.payers[:days]).all()
    months = len(short.months.number)
    assert (short.items.units == long.items.units[:months]).all()
    assert (short.items.reviews == long.items.reviews[:months]).all()
