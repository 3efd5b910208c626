"""What lessons read of rivals, ranks, pages, messages, suppliers; and gone without its cause."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.estimates import t_quantile
from ecomlab.retention.messages import holdout_effect
from ecomlab.shop import Shop, World
from ecomlab.shop.customers import PERSUADABLE, SLEEPING_DOG, Traits
from ecomlab.shop.emit import STRETCH, Record
from ecomlab.shop.parts import PARTS
from ecomlab.shop.parts.pages import Pages
from ecomlab.shop.parts.ranks import Ranks
from ecomlab.shop.parts.rivals import RivalPrices
from ecomlab.shop.rivals import Rivals
from ecomlab.streams import table_hash

DAYS = 731


@pytest.fixture(scope="module")
def two_years():
    return Shop().run(days=DAYS)


def changed(section, **values):
    """Two years in a world whose facts of one section are others."""
    world = World()
    if values:
        world.facts[section].update(values)
    else:
        world.facts[section] = []
    return Shop(world).run(days=DAYS)


# Plain readings


def within(values, by):
    """What is left of the values beside the means of each group (fixed effects)."""
    for _ in range(15):
        for key in by:
            values = values - values.groupby(key).transform("mean")
    return values


def slope(y, x, by, clusters, instrument=None):
    """Slope with fixed effects, and the half-width of its 95 % interval over the clusters."""
    y, x, z = (within(each, by) for each in (y, x, x if instrument is None else instrument))
    found = (z * y).sum() / (z * x).sum()
    scores = (z * (y - found * x)).groupby(clusters).sum()
    return found, t_quantile(len(scores) - 1) * np.sqrt((scores**2).sum()) / abs((z * x).sum())


def by_name(frame):
    """Articles as plain text."""
    return frame.assign(sku=frame["sku"].astype(str))


def standing(tables):
    """Articles that were on sale all the time."""
    sku = tables.sku
    start = tables.calendar["date"].iloc[0]
    mine = (sku["launch_date"] < start) & sku["end_date"].isna()
    return set(sku.loc[mine, "sku"].astype(str))


def weeks_beside_rivals(tables):
    """By week and article: carts a visit, and the cheapest rival's price on Monday."""
    there = by_name(tables.competitors[tables.competitors["in_stock"]])
    cheapest = there.groupby(["date", "sku"])["price"].min().rename("cheapest").reset_index()
    daily = by_name(tables.article_daily)
    daily["date"] -= pd.to_timedelta(daily["date"].dt.day_of_week, unit="D")
    week = daily.groupby(["date", "sku"])[["uv", "addcart"]].sum().reset_index()
    week = week[week["uv"] > 50].merge(cheapest, on=["date", "sku"])
    return week.assign(carts=np.log((week["addcart"] + 0.5) / week["uv"]))


def felt(tables):
    week = weeks_beside_rivals(tables)
    by = [week["sku"], week["date"]]
    return slope(week["carts"], np.log(week["cheapest"]), by, week["sku"])


def hedonic(tables):
    """Worth of the log of weight: with and without a column for each kind of article."""
    items = tables.rival_articles
    plain = np.column_stack([np.ones(len(items)), np.log(items["weight_kg"])])
    y = np.log(items["usual_price"])
    naive = np.linalg.lstsq(plain, y, rcond=None)[0][1]
    columns = [
        pd.get_dummies(items["sku"].astype(str)),
        pd.get_dummies(items["shop"].astype(str)).iloc[:, 1:],
        pd.get_dummies(items["category"].astype(str) + items["material"]),
        np.log(items[["weight_kg", "capacity"]]),
        items["warranty_months"],
    ]
    X = np.column_stack([np.asarray(each, dtype=float) for each in columns])
    return naive, np.linalg.lstsq(X, y, rcond=None)[0][-3]


def conversion(tables):
    """Of each rival article and month: pieces a visit, beside what is usual for it."""
    seen = tables.competitors
    rate = seen["units_30d"] / seen["visits_30d"].clip(lower=1)
    usual = rate.groupby(seen["item_id"]).transform("median")
    return seen.assign(times=rate / usual)[seen["units_30d"] > 30]


def after_empty_shelves(tables):
    """Search visits by place: as it stands, and after shelves were empty (an instrument)."""
    words = tables.keywords.drop_duplicates("keyword")
    core = set(words.loc[words["word_type"] == "core", "keyword"].astype(str))
    ranks = by_name(tables.keyword_ranks)
    ranks = ranks[ranks["keyword"].astype(str).isin(core)]
    shelf = by_name(tables.inventory_daily)
    shelf["empty"] = (shelf["on_hand"] == 0).astype(float)
    shelf["before"] = shelf.groupby("sku")["empty"].transform(
        lambda days: days.shift().rolling(14, min_periods=1).mean()
    )
    days = by_name(tables.article_daily).merge(ranks, on=["date", "sku"])
    days = days.merge(shelf[["date", "sku", "before"]], on=["date", "sku"]).dropna(subset="before")
    days = days[days["sku"].isin(standing(tables))]
    y, x = np.log(days["search_uv"] + 0.5), np.log(days["natural_rank"])
    kind = days["sku"].map(tables.sku.astype({"sku": str}).set_index("sku")["category"].astype(str))
    by = [days["sku"], kind + days["date"].dt.strftime("%y%m%d")]
    return np.polyfit(x, y, 1)[0], slope(y, x, by, days["sku"], days["before"])


def titles_changed(tables):
    """Search visits beside all others, 60 days after a longer title and 60 before (log)."""
    daily = by_name(tables.article_daily)
    ratio = np.log((daily["search_uv"] + 0.5) / (daily["uv"] - daily["search_uv"] + 0.5))
    daily["ratio"] = ratio - ratio.groupby(daily["date"]).transform("mean")
    titles = by_name(tables.titles)
    steps = []
    for sku, mine in titles.groupby("sku"):
        if len(mine) < 2:
            continue
        age = (daily["date"] - mine["since"].iloc[1]).dt.days[daily["sku"] == sku]
        values = daily["ratio"][age.index]
        step = values[age.between(0, 59)].mean() - values[age.between(-60, -1)].mean()
        steps.append(step * np.sign(mine["length"].diff().iloc[1]))
    steps = pd.Series(steps).dropna()
    return steps.mean(), t_quantile(len(steps) - 1) * steps.std() / len(steps) ** 0.5


def with_blocks(tables):
    """The articles' days, with a column for each block of the page."""
    daily, blocks = by_name(tables.article_daily), by_name(tables.page_blocks)
    for name in blocks["block"].cat.categories:
        daily[name] = 0.0
    for row in blocks.itertuples():
        on = (daily["sku"] == row.sku) & (daily["date"] >= row.since)
        if row.until == row.until:
            on &= daily["date"] < row.until
        daily.loc[on, row.block] = 1.0
    return daily


def revisions(tables):
    """What dated revisions do to carts a visit (log), block by block; and the plain comparison."""
    days, names = with_blocks(tables), list(tables.page_blocks["block"].cat.categories)
    days["week"] = days["date"] - pd.to_timedelta(days["date"].dt.day_of_week, unit="D")
    counts = days.groupby(["sku", "week"])[["uv", "addcart"]].sum()
    weeks = counts.join(days.groupby(["sku", "week"])[names].mean()).reset_index()
    weeks = weeks[weeks["uv"] > 100]
    by = [weeks["sku"], weeks["week"]]
    X = np.column_stack([within(weeks[name], by) for name in names])
    carts = within(np.log((weeks["addcart"] + 0.5) / weeks["uv"]), by)
    found = np.linalg.lstsq(X, carts, rcond=None)[0]
    orders = days.groupby("video")["orders"].mean()
    return dict(zip(names, found, strict=True)), orders[1.0] / orders[0.0]


def claims_returned(tables):
    """Share of lines sent back as not as described: with the claim against without."""
    paid = tables.orders.loc[tables.orders["ts_pay"].notna(), ["order_id", "ts_order"]]
    lines = by_name(tables.order_items).merge(paid, on="order_id")
    lines["date"] = lines["ts_order"].dt.normalize()
    back = by_name(tables.returns[tables.returns["reason"] == "not_as_described"])
    lines = lines.merge(back[["order_id", "sku"]].assign(back=1.0), how="left")
    lines = lines.merge(with_blocks(tables)[["date", "sku", "claim"]], on=["date", "sku"])
    by = [lines["sku"], lines["date"]]
    return slope(lines["back"].fillna(0), lines["claim"], by, lines["sku"])


# Rivals (1.3)


def test_our_carts_feel_the_cheapest_rival(two_years):
    found, width = felt(two_years[0])
    assert found - width > 0.2
    assert found + width < 0.8


@pytest.mark.verify
def test_our_carts_feel_the_cheapest_rival_gone():
    found, width = felt(changed("compared", visits=0, cart=0)[0])
    assert abs(found) < 1.5 * width


def test_features_explain_rivals_prices(two_years):
    naive, found = hedonic(two_years[0])
    assert naive > 0
    assert -0.50 < found < -0.20


@pytest.mark.verify
def test_features_explain_rivals_prices_gone():
    assert abs(hedonic(changed("hedonic", weight=0)[0])[1]) < 0.15


def test_rivals_move_prices_and_come_and_go(two_years):
    tables, _ = two_years
    seen, items = tables.competitors, tables.rival_articles
    assert seen["shop"].nunique() == 8
    assert 110 <= len(items) <= 150
    assert seen.groupby("item_id")["price"].nunique().median() > 10
    first, last = (seen.groupby("shop", observed=True)["date"].agg(f) for f in ("min", "max"))
    assert str(first["happy_camp"].date()) == "2024-09-16"
    assert str(last["lake_house"].date()) == "2025-04-28"
    assert items["gone_at"].notna().sum() > 10
    kind = seen["sku"].isin(tables.sku.loc[tables.sku["category"] == "furniture", "sku"])
    war = seen["date"].between(*(pd.Timestamp(d, tz=seen["date"].dt.tz)
                                 for d in ("2025-03-24", "2025-04-20")))  # fmt: skip
    at_war = seen["shop"].isin(["river_camp", "city_outdoor", "mountain_hut"])
    price = np.log(seen["price"] / seen.groupby("item_id")["price"].transform("median"))
    mean = price[kind & at_war].groupby(war).mean()
    assert mean[True] - mean[False] < -0.10


def test_a_rival_buys_from_itself(two_years):
    tables, report = two_years
    seen = conversion(tables)
    odd = seen[seen["times"] > 2]
    assert (odd["shop"] == "wild_flag").mean() > 0.9
    assert len(odd) > 10
    bought = report.truth.competitors.set_index(["date", "item_id"])["bought_30d"]
    assert (bought.loc[list(zip(odd["date"], odd["item_id"], strict=True))] > 0).mean() > 0.9


@pytest.mark.verify
def test_a_rival_buys_from_itself_gone():
    assert (conversion(changed("bought_orders")[0])["times"] > 2).mean() < 0.002


def test_sales_are_shown_in_bins(two_years):
    seen = two_years[0].competitors
    shown = seen["sales_shown"].astype(str).str.rstrip("+").astype(int)
    assert (shown <= seen["units_30d"]).all()
    assert seen["sales_shown"].nunique() < 11
    assert (seen["units_30d"] > 1.5 * shown).mean() > 0.2


def test_few_reviews_make_extreme_ratings(two_years):
    seen = two_years[0].competitors.dropna(subset="rating")
    last = seen.drop_duplicates("item_id")
    few = last["review_count"] < 15
    assert last.loc[few, "rating"].std() > 1.3 * last.loc[~few, "rating"].std()


# Places in the search results (2.2) and shelves that a supplier left empty


def test_place_moves_search_visits(two_years):
    naive, (found, width) = after_empty_shelves(two_years[0])
    assert naive < -0.7
    assert -0.45 < found < -0.2  # -.35 for newcomers; who comes back by search comes anyway
    assert found + width < -0.1


@pytest.mark.verify
def test_place_moves_search_visits_gone():
    _, (found, width) = after_empty_shelves(changed("ranks", position=0)[0])
    assert abs(found) < 1.5 * width


def test_sales_and_place_are_a_loop(two_years):
    """Sales of the last weeks go with places; an empty shelf costs them."""
    _, report = two_years
    shelf = by_name(two_years[0].inventory_daily)
    shelf["empty"] = (
        (shelf["on_hand"] == 0)
        .groupby(shelf["sku"])
        .transform(lambda days: days.shift().rolling(10).mean())
    )
    days = by_name(report.truth.keyword_ranks).merge(shelf, on=["date", "sku"])
    mean = days.groupby(days["empty"] > 0.5)["standing"].mean()
    assert mean[False] - mean[True] > 0.5


def test_titles_are_words_for_searchers(two_years):
    found, width = titles_changed(two_years[0])
    assert found - width > 0
    assert two_years[0].titles["length"].between(24, 30).all()
    sku = two_years[0].sku.astype({"sku": str}).set_index("sku")
    since = by_name(two_years[0].titles).set_index("sku")["since"]
    assert not (since > sku["end_date"].loc[since.index]).any()


@pytest.mark.verify
def test_titles_are_words_for_searchers_gone():
    found, width = titles_changed(changed("ranks", title=0)[0])
    assert abs(found) < 1.5 * width


def test_a_supplier_leaves_shelves_empty(two_years):
    """His lots come after the disruption; his articles' shelves are empty, others' aren't."""
    tables, _ = two_years
    zone = tables.inbound["ordered_at"].dt.tz
    first, last = (pd.Timestamp(day, tz=zone) for day in ("2024-06-24", "2024-07-28"))
    came = tables.inbound.dropna(subset="received_at")
    during = came["received_at"].between(first, last)
    assert not (during & (came["supplier"] == "foshan")).any()
    assert during.any()
    his = tables.sku.loc[tables.sku["supplier"] == "foshan", "sku"]
    shelf = tables.inventory_daily
    days = shelf["date"].between(last - pd.Timedelta("8D"), last + pd.Timedelta("2D"))
    out = shelf["stockout_flag"][days].groupby(shelf["sku"].isin(his)).mean()
    assert out[True] > 0.08
    assert out[True] > 4 * out[False]


# Pages (3.5)


def test_blocks_fill_carts(two_years):
    found, naive = revisions(two_years[0])
    assert found["video"] > 0.06
    assert found["claim"] > 0.05
    assert max(map(abs, (found["white_main"], found["warranty"] - 0.05))) < 0.06
    assert naive > 1.3  # better articles have better pages


def test_an_overclaim_comes_back(two_years):
    found, width = claims_returned(two_years[0])
    assert found - width > 0.01
    assert found + width < 0.04


@pytest.mark.verify
def test_blocks_gone():
    world = World()
    for block in world.facts["page_blocks"].values():
        block.update(clicks=0, cart=0, not_as_described=0, size_returns=0)
    tables, _ = Shop(world).run(days=DAYS)
    assert max(map(abs, revisions(tables)[0].values())) < 0.06
    found, width = claims_returned(tables)
    assert abs(found) < 1.5 * width


def test_a_page_without_claims_has_fewer_returns():
    shop = Shop(World(scale=0.5))
    (bold, _), (modest, _) = (shop.run({"page.claims": say}, days=90) for say in (True, False))
    wrong = [(t.returns["reason"] == "not_as_described").sum() for t in (bold, modest)]
    assert wrong[0] > wrong[1]
    assert bold.page_blocks["block"].eq("claim").any()
    assert not modest.page_blocks["block"].eq("claim").any()


# Messages (5.5)


def test_messages_add_orders(two_years):
    touches = two_years[0].touches
    found = holdout_effect(touches)
    assert found.low > 0.01
    assert found.high - found.low < 0.008
    assert found.high < 0.022
    assert 0.10 < (touches["arm"] == "holdout").mean() < 0.20
    assert touches[["channel", "trigger", "segment"]].nunique().tolist() == [3, 3, 4]


def test_sleeping_dogs_would_have_bought(two_years):
    tables, report = two_years
    touches = tables.touches.merge(report.truth.touches, on="touch_id")
    effect = {
        kind: holdout_effect(mine) for kind, mine in touches.groupby("response_type", observed=True)
    }
    assert effect["sleeping_dog"].high < 0
    assert effect["persuadable"].low > 0.04
    assert effect["lost_cause"].low < 0 < effect["lost_cause"].high


def test_answers_hang_on_the_type_of_buyer():
    world = World()
    traits = Traits(world, (2026, 1), np.arange(100_000))
    share = [(traits.kind(np.full(100_000, i)) == PERSUADABLE).mean() for i in range(4)]
    assert share == pytest.approx(0.25 * world.types.messages, abs=0.01)
    dogs = traits.kind(np.zeros(100_000, int)) == SLEEPING_DOG
    assert dogs.mean() == pytest.approx(0.10, abs=0.01)
    assert traits.rate[dogs].mean() > np.median(traits.rate)


@pytest.mark.verify
def test_messages_gone():
    world = World()
    world.customers.persuaded = world.customers.chased_away = 0
    found = holdout_effect(Shop(world).run({"crm.coupon": 0}, days=DAYS)[0].touches)
    assert found.low < 0.002
    assert abs(found.estimate) < 0.004


# The assortment (1.2)


def test_articles_differ_in_purchasing(two_years):
    sku = two_years[0].sku
    varied = ["supplier", "lead_time_days", "moq", "origin_direct", "launch_date", "life"]
    assert (sku[varied].nunique() > 1).all()
    assert sku["end_date"].notna().sum() == 3
    assert (sku["life"] == "short").sum() == 3


def test_new_articles_rise_and_old_ones_end(two_years):
    """Newness shows: visits of the first two weeks are fewer than those of the third month."""
    tables, _ = two_years
    daily = by_name(tables.article_daily)
    launch = tables.sku.astype({"sku": str}).set_index("sku")["launch_date"]
    age = (daily["date"] - daily["sku"].map(launch)).dt.days
    new = daily["sku"].map(launch) > tables.calendar["date"].iloc[0]
    young = daily[new & age.between(0, 13)].groupby("sku")["uv"].mean()
    grown = daily[new & age.between(60, 89)].groupby("sku")["uv"].mean()
    assert (grown / young).median() > 1.5
    assert young.notna().sum() >= 14
    ends = tables.sku.dropna(subset="end_date").astype({"sku": str}).set_index("sku")["end_date"]
    assert (daily.groupby("sku")["date"].max()[ends.index] <= ends).all()


def test_the_end_of_an_article_is_not_known_before():
    tables, _ = Shop(World(scale=0.1)).run(days=320)
    end = tables.sku.set_index("sku")["end_date"]
    assert str(end["HM01"].date()) == "2024-10-31"
    assert end.notna().sum() == 1
    assert tables.as_of(200).sku["end_date"].isna().all()


# Parts


def test_parts_without_effect_change_nothing(monkeypatch):
    """Rivals, places and pages that nobody feels: the orders of a shop without these parts."""
    world = World(scale=0.3)
    world.facts["compared"].update(visits=0, cart=0)
    world.facts["ranks"].update(position=0, title=0)
    for block in world.facts["page_blocks"].values():
        block.update(clicks=0, cart=0, not_as_described=0, size_returns=0)
    idle = Shop(world).engine(days=60).run(0, 60)
    kinds = (RivalPrices, Ranks, Pages)
    monkeypatch.setattr(
        "ecomlab.shop.engine.PARTS", tuple(part for part in PARTS if part not in kinds)
    )
    bare = Shop(world).engine(days=60).run(0, 60)
    for name in ("sessions", "orders", "lines", "touches", "shelf"):
        one, two = (vars(getattr(engine, name).columns()) for engine in (idle, bare))
        assert all((one[column] == two[column]).all() for column in one), name


def test_a_rival_that_is_gone_is_not_compared_with():
    """Empty shelves and exits: the next one is the cheapest; without any it is a known figure."""
    rivals = Rivals(World(), (2026, 1), 30, [None] * 30)
    sku = np.bincount(rivals.item.sku[rivals.item.first < 0]).argmax()
    mine = np.flatnonzero((rivals.item.sku == sku) & (rivals.item.first < 0))
    rivals.there[:] = rivals.listed
    usual = 0.94 * rivals.item.usual[mine].min()  # the cheapest usually has 6 % off
    price = np.sort(rivals.price[0, mine])
    assert rivals.gap[0, sku] == pytest.approx(np.log(price[0] / usual))
    rivals.there[0, mine[rivals.price[0, mine] == price[0]]] = False
    del rivals.__dict__["gap"]
    assert rivals.gap[0, sku] == pytest.approx(np.log(price[1] / usual))
    rivals.there[0, mine] = False
    del rivals.__dict__["gap"]
    assert rivals.gap[0, sku] == pytest.approx(0.25)
    assert (rivals.gap[:, np.setdiff1d(np.arange(40), rivals.item.sku)] == 0).all()


def test_a_longer_run_has_the_same_rivals():
    short, long = (Shop(World(scale=0.1)).engine(days=days).part(RivalPrices) for days in (45, 90))
    for name in ("price", "there", "gap", "off", "bought"):
        assert (getattr(short.rivals, name) == getattr(long.rivals, name)[:45]).all(), name


def test_the_tables_of_two_stretches_are_those_of_one():
    tables = ("competitors", "keyword_ranks", "article_daily")
    whole = Shop(World(scale=0.1)).engine(days=50)
    whole = Record(whole.run(0, 50))
    engine, parts = Shop(World(scale=0.1)).engine(days=50), []
    for first, last in ((0, 17), (17, 50)):
        record = Record(engine.run(first, last))
        parts.append({name: STRETCH[name].make(record) for name in tables})
        engine.clear()
    for name in tables:
        joined = pd.concat([part[name] for part in parts], ignore_index=True)
        assert table_hash(joined) == table_hash(STRETCH[name].make(whole)), name


@pytest.mark.parametrize("articles", [1, 3, 200])
def test_assortments_of_any_size_have_rivals_ranks_and_pages(articles):
    tables, _ = Shop(World(scale=0.2, articles=articles)).run(days=40)
    assert set(tables.titles["sku"].astype(str)) == set(tables.listings["sku"].astype(str))
    assert (tables.keyword_ranks["natural_rank"] >= 1).all()
    assert tables.competitors["sku"].nunique() <= articles


def test_prices_end_as_in_shops_and_the_chair_has_rivals():
    world = World()
    rivals = Rivals(world, (2026, 1), 120, [None] * 120)
    last = np.where(rivals.price % 100, rivals.price // 10, rivals.price // 100) % 10
    assert np.isin(last, (8, 9)).mean() > 0.8
    assert np.isin(last, (5, 8, 9)).all()
    assert len(np.unique(rivals.item.shop[rivals.item.sku == 0])) >= 4
    assert (rivals.item.capacity[rivals.item.sku == world.sku.name.index("HT01")] < 20).all()
