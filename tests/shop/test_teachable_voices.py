"""What reviews, survey and the 0 to 10 question can teach: the signal is there, and has a cause."""

import numpy as np
import pandas as pd
import pytest
from scipy.cluster.vq import kmeans2

from ecomlab import estimates
from ecomlab.shop import Shop, World
from ecomlab.shop.published import the_shop

NEW_BAG = pd.Timestamp("2025-03-05", tz="Asia/Shanghai")
ASKED_MORE = [pd.Timestamp(day, tz="Asia/Shanghai") for day in ("2024-08-01", "2024-10-15")]


def ran(**facts):
    """The published shop, but for some of the scenario's facts: tables and report."""
    world = World()
    for section, value in facts.items():
        old = world.facts[section]
        world.facts[section] = old | value if isinstance(old, dict) else value
    shop = Shop(world, the_shop().noise)
    return shop.run(shop.history(), days=731)


@pytest.fixture(scope="module")
def shop():
    return ran()


def gap(one, other):
    """The difference of two samples of flags, with its interval."""
    return estimates.difference_of_shares(one.sum(), len(one), other.sum(), len(other))


def asked_for(reviews):
    """Reviews that people wrote, unpaid."""
    return reviews[~reviews["is_default"] & ~reviews["incentivised"]]


# 1.1: needs shift


def complaints_of_size(tables):
    """Share of the chair's reviewers who complain of its bag, before and after the new bag."""
    chair = asked_for(tables.reviews)
    chair = chair[(chair["sku"] == "CH01") & chair["topic"].notna()]
    told = (chair["topic"] == "portability") & (chair["rating"] < 5)
    after = chair["ts"] >= NEW_BAG
    return gap(told[after], told[~after])


def test_need_shift(shop):
    found = complaints_of_size(shop[0])
    assert found.low > 0.10
    assert 0.12 < found.value < 0.25


def test_need_shift_is_found_without_knowing_the_month(shop):
    """The best of all months to cut at is the month of the new bag."""
    chair = asked_for(shop[0].reviews)
    chair = chair[(chair["sku"] == "CH01") & chair["topic"].notna()]
    told = ((chair["topic"] == "portability") & (chair["rating"] < 5)).to_numpy()
    month = chair["ts"].dt.strftime("%Y-%m").to_numpy()
    score = {}
    for cut in sorted(set(month))[2:-2]:
        after = month >= cut
        pooled = told.mean() * (1 - told.mean()) * (1 / after.sum() + 1 / (~after).sum())
        score[cut] = (told[after].mean() - told[~after].mean()) / pooled**0.5
    assert max(score, key=score.get) == "2025-03"


@pytest.mark.verify
def test_need_shift_gone():
    found = complaints_of_size(ran(voice=[])[0])
    assert found.low < 0 < found.high


# 3.6: who writes, what silence means, what bought praise does


def wrote(tables):
    """Of each line kept or sent back that could be reviewed: did anyone, and was it late?"""
    reviews = tables.reviews
    parcels = tables.shipments.set_index("order_id")
    late = (parcels["actual_h"] - parcels["promised_h"]).loc[reviews["order_id"]].to_numpy()
    return (~reviews["is_default"] & ~reviews["incentivised"]).to_numpy(), late > 3


def test_who_writes(shop):
    spoke, late = wrote(shop[0])
    _, usual = split(shop[0].reviews["is_default"], shop[0].reviews["ts"])
    assert 0.85 < usual.mean() < 0.90  # without the summer of gifts
    assert gap(spoke[late], spoke[~late]).low > 0.05


@pytest.mark.verify
def test_who_writes_gone():
    spoke, late = wrote(ran(voices={"unhappy_writes": 0.0})[0])
    assert abs(gap(spoke[late], spoke[~late]).value) < 0.01


def rate_by_type(run):
    """Share of orders whose buyer wrote, unpaid, by latent type."""
    tables, report = run
    first = asked_for(tables.reviews)["order_id"].drop_duplicates()
    paid = tables.orders.loc[tables.orders["ts_deliver"].notna(), "order_id"]
    kind = report.truth.orders.set_index("order_id")["type"].loc[paid]
    return pd.Series(kind.index.isin(first)).groupby(kind.to_numpy()).mean()


def test_writers_are_of_some_types(shop):
    rate = rate_by_type(shop)
    assert rate["city_picnic"] > 1.2 * rate["collector"]


@pytest.mark.verify
def test_writers_are_of_some_types_gone():
    rate = rate_by_type(ran(voices={"by_type": {}}))
    assert rate["city_picnic"] < 1.1 * rate["collector"]


def test_reviews_are_not_what_buyers_think(shop):
    """Those who write unpaid are less pleased than all; with silence counted, all seem more."""
    tables, report = shop
    true = report.truth.orders["satisfaction"].mean()
    writers = report.truth.reviews["satisfaction"].mean()
    assert writers < true - 0.02
    assert tables.reviews["rating"].mean() > asked_for(tables.reviews)["rating"].mean() + 0.7


def test_few_and_many(shop):
    """Mean stars of articles spread more where few wrote."""
    stars = asked_for(shop[0].reviews)
    stars = stars[stars["ts"] < pd.Timestamp("2024-05-01", tz="Asia/Shanghai")]
    by = stars.groupby("sku", observed=True)["rating"].agg(["mean", "size"])
    few, many = by[by["size"] < 30]["mean"], by[by["size"] >= 30]["mean"]
    assert len(few) >= 8
    assert len(many) >= 4
    assert few.std() > 1.5 * many.std()


def praise(tables):
    """Five stars among the reviews, and goods sent back as not described: that summer and else."""
    reviews, orders = tables.reviews, tables.orders[tables.orders["ts_pay"].notna()]
    wrote = reviews[~reviews["is_default"]]
    described = tables.returns.loc[tables.returns["reason"] == "not_as_described", "order_id"]
    stars = gap(*split(wrote["rating"] == 5, wrote["ts"]))
    return stars, gap(*split(orders["order_id"].isin(described), orders["ts_order"]))


def split(values, times):
    inside = ((times >= ASKED_MORE[0]) & (times < ASKED_MORE[1])).to_numpy()
    return values.to_numpy()[inside], values.to_numpy()[~inside]


def test_bought_praise(shop):
    """Stars rise, and more comes back as not described."""
    stars, described = praise(shop[0])
    assert stars.low > 0.15
    assert described.low > 0.01
    own = asked_for(shop[0].reviews)  # parcels were in time that summer, too: a little better
    assert gap(*split(own["rating"] == 5, own["ts"])).value < stars.value / 2


@pytest.mark.verify
def test_bought_praise_gone():
    _, described = praise(ran(voices={"praise_returns": 0.0})[0])
    assert described.high < 0.01  # less in that summer: bold claims came half a year later


def again(tables):
    """Who wrote a bad review: bought again within 120 days, answered within a day and not."""
    orders = tables.orders[tables.orders["ts_pay"].notna()]
    bad = tables.reviews[(tables.reviews["rating"] <= 3) & ~tables.reviews["is_default"]]
    bad = bad[bad["ts"] < orders["ts_order"].iloc[-1] - pd.Timedelta(days=120)]
    bad = bad.merge(orders[["order_id", "customer_id"]], on="order_id")
    both = bad[["review_id", "customer_id", "ts"]].merge(
        orders[["customer_id", "ts_order"]], on="customer_id"
    )
    wait = both["ts_order"] - both["ts"]
    came = both.loc[(wait > pd.Timedelta(0)) & (wait < pd.Timedelta(days=120)), "review_id"]
    back = bad["review_id"].isin(came).to_numpy()
    soon = (bad["replied_at"] - bad["ts"] <= pd.Timedelta(days=1)).to_numpy()
    return gap(back[soon], back[~soon])


def test_answers_in_time(shop):
    assert again(shop[0]).low > 0.02


@pytest.mark.verify
def test_answers_in_time_gone():
    found = again(ran(voices={"mended": 0.0})[0])
    assert found.low < 0.01
    assert abs(found.value) < 0.04


@pytest.mark.parametrize("fact", ["unanswered", "mended"])
def test_readers_and_writers_buy_more_where_the_shop_answers(fact):
    """A lever: each of the two effects alone brings orders, and without both there is none."""
    world = World()
    world.facts["voices"] |= {"unanswered": 0.0, "mended": 0.0}
    nothing = Shop(world).truth("service.reply_hours", 1.0, days=60, noises=1, progress=False)
    assert nothing.set_index("outcome")["estimate"]["orders"] == 0
    world.facts["voices"][fact] = World().facts["voices"][fact]
    found = Shop(world).truth("service.reply_hours", 1.0, days=120, noises=2, progress=False)
    assert found.set_index("outcome")["estimate"]["orders"] > 0


# 1.3: rivals' reviews


def alike(tables, truth=None):
    """Share of a rival's reviews of an article whose text stands there again, by rival."""
    reviews = tables.rival_reviews
    twice = reviews.duplicated(["shop", "item", "text"], keep=False)
    return twice.groupby(reviews["shop"], observed=True).mean()


def bursts(tables):
    """The busiest week's reviews of an article beside its usual week, by rival: the median."""
    reviews = tables.rival_reviews
    by = [reviews["shop"], reviews["item"], reviews["ts"].dt.strftime("%G-%V")]
    weeks = reviews.groupby(by, observed=True).size()
    peak = weeks.groupby(level=[0, 1], observed=True).agg(lambda n: n.max() / n.median())
    return peak.groupby(level=0, observed=True).max()


def test_a_rival_buys_reviews(shop):
    same, peaks = alike(shop[0]), bursts(shop[0])
    assert same.idxmax() == "wild_flag"
    assert same["wild_flag"] > 3 * same.drop("wild_flag").max()
    assert peaks.idxmax() == "wild_flag"
    said = shop[0].rival_reviews.merge(shop[1].truth.rival_reviews, on="review_id")
    assert (said.loc[said["bought"], "shop"] == "wild_flag").all()
    assert (said.loc[said["bought"], "rating"] == 5).all()
    assert said["bought"].sum() > 300


@pytest.mark.verify
def test_a_rival_buys_reviews_gone():
    rivals = {k: v | {"bought": 0} for k, v in World().facts["rival_voices"].items()}
    tables, report = ran(rival_voices=rivals)
    assert not report.truth.rival_reviews["bought"].any()
    assert alike(tables)["wild_flag"] < 2 * alike(tables).drop("wild_flag").max()


def complained_of(tables):
    """Share of each rival's complaints, by topic, read by whose words they are."""
    reviews = tables.rival_reviews[tables.rival_reviews["rating"] < 5]
    first = reviews["text_en"].str.extract(r"- ([^;]+)")[0]
    return first.groupby(reviews["shop"], observed=True).value_counts(normalize=True)


def test_rivals_have_strengths_of_their_own(shop):
    tables, report = shop
    said = tables.rival_reviews.merge(report.truth.rival_reviews, on="review_id")
    bad = said[(said["rating"] < 5)]
    share = pd.crosstab(bad["shop"], bad["topic"], normalize="index")
    assert share["price"].idxmax() == "mountain_hut"
    assert share["description"].idxmax() == "wild_flag"
    assert share["size"].idxmax() == "city_outdoor"
    stars = said[~said["bought"]].groupby("shop", observed=True)["rating"].mean()
    assert stars.idxmin() == "wild_flag"
    words = complained_of(tables)
    assert (
        words["mountain_hut"]["dearer than elsewhere"] > words["wild_flag"]["dearer than elsewhere"]
    )


# 1.4: the audience


ASKED = ["age", "gender", "city_tier", "lifestyle", "aesthetic", "seeding_channel", "need"]


def found_types(run):
    """How well four clusters of the answers agree with the latent types (adjusted Rand index)."""
    survey = run[0].survey.merge(run[1].truth.survey, on="respondent_id")
    answers = pd.get_dummies(survey[ASKED].astype(str)).to_numpy(dtype=float)
    price = run[0].sku.set_index("sku")["price"].rename(index=str)
    worth = np.log(survey["wtp"] / survey["sku"].astype(str).map(price))
    days = np.log(survey["decision_days"])
    numbers = [(x - x.mean()) / x.std() / 2 for x in (worth, days)]
    points = np.column_stack([answers, *numbers])
    tries = [kmeans2(points, 4, seed=seed, minit="++") for seed in range(10)]
    best = min(tries, key=lambda t: ((points - t[0][t[1]]) ** 2).sum())
    return adjusted_rand(best[1], survey["type"].astype(str))


def adjusted_rand(one, other):
    """1: the same groups; 0: no more than by chance (Hubert and Arabie 1985)."""
    table = pd.crosstab(np.asarray(one), np.asarray(other)).to_numpy()

    def pairs(n):
        return (n * (n - 1) / 2).sum()

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / pairs(np.array([table.sum()]))
    return (both - chance) / ((rows + columns) / 2 - chance)


def test_audience_types(shop):
    assert 0.25 < found_types(shop) < 0.9


@pytest.mark.verify
def test_audience_types_gone():
    """Personas from noise: without the types clusters are found all the same, and mean nothing."""
    assert found_types(ran(survey={"by_type": 0.0})) < 0.12  # age and gender say a little still


def test_who_answers(shop):
    """The panel has more of those who like to answer; customers who answer buy more often."""
    tables, report = shop
    survey = tables.survey.merge(report.truth.survey, on="respondent_id")
    panel = survey[survey["frame"] == "panel"]
    market = dict(zip(World().types.name, World().types.share, strict=True))
    share = panel["type"].value_counts(normalize=True)
    assert share["city_picnic"] > market["city_picnic"] + 0.1
    assert share["collector"] < market["collector"]
    weighted = panel.groupby("type", observed=True)["weight"].sum() / panel["weight"].sum()
    assert weighted["city_picnic"] > market["city_picnic"] + 0.03  # age doesn't mend it all
    orders = tables.orders[tables.orders["ts_pay"].notna()].groupby("customer_id").size()
    asked = survey["customer_id"].dropna()
    assert orders.loc[asked].mean() > 1.05 * orders.mean()


def test_survey_sizes(shop):
    survey = shop[0].survey
    assert 1400 < len(survey) < 2000
    assert 250 < survey["customer_id"].notna().sum() < 700
    assert survey["customer_id"].dropna().is_unique
    customers = shop[0].customers.set_index("customer_id")
    known = survey[survey["customer_id"].notna()]
    mine = customers.loc[known["customer_id"]]
    assert (mine["gender"].astype(str).array == known["gender"].astype(str).array).all()
    assert (mine["city_tier"].astype(str).array == known["city_tier"].astype(str).array).all()
    assert (known["answered_at"].array > mine["first_order_at"].array).all()


def test_stated_and_paid(shop):
    """Saying yes is free: far more say so than would pay, and what is named is above it too."""
    tables, report = shop
    survey = tables.survey.merge(report.truth.survey, on="respondent_id")
    price = tables.sku.set_index("sku")["price"].rename(index=str)
    asked = survey["sku"].astype(str).map(price)
    assert survey["says_would_pay"].mean() > (survey["wtp"] >= asked).mean() + 0.1
    assert (survey["wtp"] >= asked).mean() > (survey["would_pay"] >= asked).mean() + 0.05
    worth = np.log(survey["wtp"] / asked).groupby(survey["type"], observed=True).mean()
    assert worth.idxmax() == "collector"
    assert worth.idxmin() == "city_picnic"


def test_the_population_is_that_of_the_types(shop):
    share = shop[0].population
    assert len(share) == 24
    assert share["share"].sum() == pytest.approx(1, abs=1e-4)
    by_age = share.groupby("age", observed=True)["share"].sum()
    assert by_age["18-24"] == pytest.approx(0.1766, abs=0.001)  # by hand, from the scenario
    women = share.groupby("gender", observed=True)["share"].sum()["f"]
    assert women == pytest.approx(0.34 * 0.55 + 0.22 * 0.38 + 0.32 * 0.72 + 0.12 * 0.34, abs=1e-3)


def test_customers_are_like_their_type(shop):
    tables, report = shop
    people = tables.customers.merge(report.truth.customers, on="customer_id")
    types = World().types
    women = (people["gender"] == "f").groupby(people["type"], observed=True).mean()
    assert women[types.name].to_numpy() == pytest.approx(types.female, abs=0.02)
    years = (tables.calendar["date"].iloc[0] - people["birthday"]).dt.days / 365.25
    young = (years < 25).groupby(people["type"], observed=True).mean()
    assert young[types.name].to_numpy() == pytest.approx(types.age[:, 0], abs=0.02)
    large = (people["city_tier"] != "other").groupby(people["type"], observed=True).mean()
    assert large.idxmax() == "collector"
    assert large.idxmin() == "family_camper"
    city = people.drop_duplicates("city").set_index("city")["city_tier"]
    assert city["Shenzhen"] == "tier_1"
    assert city["Chengdu"] == "new_tier_1"
    assert city["Kashgar"] == "other"


# 1.4: the 0 to 10 question


def net(scores):
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def test_nps(shop):
    """The score follows how pleased people are, and the answers flatter."""
    asked = shop[0].nps.merge(shop[1].truth.nps, on="order_id")
    assert len(asked) > 5000
    assert 0.2 < asked["score"].notna().mean() < 0.5
    assert net(asked["score"].dropna().astype(int)) > net(asked["would_say"]) + 5
    sad = asked["satisfaction"] < 0.8
    assert asked.loc[~sad, "would_say"].mean() > asked.loc[sad, "would_say"].mean() + 2
    answered = asked[asked["score"].notna()]
    assert (answered["score"] == answered["would_say"]).all()
    assert answered["why"].notna().mean() == pytest.approx(0.6, abs=0.05)
    assert asked.loc[asked["score"].isna(), "why"].isna().all()


@pytest.mark.verify
def test_nps_gone():
    tables, report = ran(nps={"lean": 0.0, "satisfaction": 0.0})
    asked = tables.nps.merge(report.truth.nps, on="order_id")
    assert abs(net(asked["score"].dropna().astype(int)) - net(asked["would_say"])) < 4
    assert abs(np.corrcoef(asked["satisfaction"], asked["would_say"])[0, 1]) < 0.05
