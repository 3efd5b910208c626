"""The exercises of lesson 1.4, *Whom is it for?*, and six for the chapter's workshop."""

from functools import cache

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds import (
    Audit,
    Between,
    Choice,
    Criterion,
    Decision,
    Memo,
    Number,
    Prediction,
)
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import power_of_share, sample_size, sample_size_of_share, share
from ecomlab.research import surveys
from ecomlab.research.audience import (
    decision_lag,
    demand_fit,
    lineup,
    need_map,
    opportunity_score,
    persona_quality,
    persona_value,
)
from ecomlab.research.surveys import (
    audience_share,
    margin_gaps,
    margins_of,
    rake,
    returns_by_score,
    wtp_curve,
)
from ecomlab.shop import Shop, World
from ecomlab.texts import fact

KNOWN = ("age", "gender", "city_tier")  # of the market, in the table population
ASKED = ["age", "gender", "city_tier", "lifestyle", "seeding_channel", "need"]
COLOURS = ["bright", "plain", "retro"]
CHAIRS, CLEARED = 1000, 99  # of the order; yuan that a chair brings in the clearance
LINEUP = 3  # its seed
SHUFFLES = 9  # beside which the real silhouette is laid
VAT, FEE, PARCEL = 0.13, 0.05, 12  # inside price and cost; of the price; yuan
LOT = 90  # pieces of a colour that the factory makes at least
YOUNG = ["18-24", "25-29"]
TERMS = {  # how searchers write a need
    "light": ["轻量", "超轻"], "rain": ["防雨", "防水"], "sun": ["防晒"], "wind": ["防风"],
    "mosquitoes": ["驱蚊", "防蚊"], "pretty": ["复古", "氛围", "高颜值"],
}  # fmt: skip

TOPICS = {  # of complaints, and the need that each is about
    "portability": "light", "sturdiness": "sturdy", "price": "cheap", "looks": "beautiful",
    "delivery": "fast_delivery", "service": "easy_return",
}  # fmt: skip


def _journeys():
    paths = load("shop").touch_paths
    recent = paths["ts"] >= "2025-10-01"
    return paths.loc[recent, ["journey_id", "touch", "ts", "channel", "order_id"]]


def _data():
    shop = load("shop")
    return {
        "survey": shop.survey, "population": shop.population, "customers": shop.customers,
        "orders": shop.orders, "nps": shop.nps, "sku": shop.sku, "paths": _journeys(),
        "words": shop.keyword_months, "titles": shop.titles, "reviews": shop.reviews,
    }  # fmt: skip


lesson = Lesson("1_4", data=_data, guess="share")


# --- What no survey sees -----------------------------------------------------------------------


@cache
def hidden():
    """What no survey sees of each respondent: the type, and what they would pay."""
    return Shop(World(), noise=1).run(days=1)[1].truth.survey


def chance_to_answer(score):
    """How likely somebody who would give this score is to answer the 0 to 10 question."""
    asked = World().facts["nps"]
    return np.maximum(asked["answers"] + asked["lean"] * (score - 5) / 5, 0.04)


@cache
def market_taste():
    """What share of the market likes each style: of each type its tastes, by the types' shares."""
    types, asked = World().types, World().facts["survey"]["type"]
    tastes = pd.DataFrame(
        {name: asked[name]["aesthetic"] for name in types.name}, index=["plain", "retro", "bright"]
    )
    return tastes @ types.share


def _panel(survey):
    return survey[survey["frame"] == "panel"]


def _raked(survey, population):
    return rake(_panel(survey), margins_of(population, *KNOWN))


def _taste(panel, weights=None):
    shares = audience_share(panel, "aesthetic", weights, KNOWN if weights else ())
    return shares.set_index("answer")


def _wrong_chairs(share):
    """Yuan that an order by these shares loses against one by the market's tastes."""
    sku = load("shop").sku.set_index("sku")
    price, truth = float(sku.loc["CH02", "price"]), market_taste()
    too_many = (share.loc[COLOURS] - truth[COLOURS]).clip(lower=0).sum() * CHAIRS
    return too_many * (price - CLEARED), too_many


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("who-answered")
def _who_answered(survey, population):
    gaps = margin_gaps(_panel(survey), margins_of(population, *KNOWN)).set_index("group")
    young, old = gaps.loc["18-24"], gaps.loc["30-39"]
    return {
        "n": fact.count(len(_panel(survey))),
        "young": fact.share(young["share"]), "young_market": fact.share(young["target"]),
        "old": fact.share(old["share"]), "old_market": fact.share(old["target"]),
        "women": fact.share(gaps.loc["f", "share"]),
        "women_market": fact.share(gaps.loc["f", "target"]),
    }  # fmt: skip


@lesson.facts("verdict")
def _verdict():
    return {
        "seldom": fact.count(20), "power": fact.share(float(power_of_share(20, 0.7, 0.6))),
        "enough": fact.count(sample_size_of_share(0.7, 0.6)),
    }  # fmt: skip


@lesson.facts("trial-ours")
def _young_women(survey, population, customers):
    young = population["gender"].eq("f") & population["age"].isin(YOUNG)
    panel = _panel(survey)
    asked = (panel["gender"].eq("f") & panel["age"].isin(YOUNG)).mean()
    return {
        "panel": fact.share(asked, 1),
        "market": fact.share(population.loc[young, "share"].sum(), 1),
        "women": fact.share((customers["gender"] == "f").mean(), 1),
        "customers": fact.count(len(customers)),
    }


@lesson.facts("weights-reading")
def _weights(survey, population):
    panel = _raked(survey, population)
    found = _taste(panel, "raked").loc["bright"]
    age = audience_share(panel, "aesthetic", "weight").set_index("answer").loc["bright", "share"]
    return {
        "raw": fact.share(_taste(panel).loc["bright", "share"], 1),
        "age": fact.share(age, 1),
        "raked": fact.share(found["share"], 1),
        "low": fact.share(found["low"], 1), "high": fact.share(found["high"], 1),
        "lightest": fact.number(panel["raked"].min(), 2),
        "heaviest": fact.number(panel["raked"].max(), 2),
        "effect": fact.number(found["design_effect"], 2),
        "left": fact.count(found["n_effective"]), "n": fact.count(found["n"]),
    }  # fmt: skip


@lesson.facts("half-title", "half-reading", "why-half", "cost-reading", "recap-results")
def _half_way(survey, population):
    panel = _raked(survey, population)
    raw, raked = (_taste(panel, w)["share"] for w in (None, "raked"))
    truth = market_taste()
    panel = panel.merge(hidden(), on="respondent_id")
    shares = dict(zip(World().types.name, World().types.share, strict=True))
    kinds = panel["type"].value_counts(normalize=True)
    weighted = panel.groupby("type", observed=True)["raked"].sum() / panel["raked"].sum()
    panel = rake(panel.assign(type=panel["type"].astype(str)), {"type": shares}, into="by_type")
    by_type = audience_share(panel, "aesthetic", "by_type").set_index("answer").loc["bright"]
    gap, left = raw["bright"] - truth["bright"], raked["bright"] - truth["bright"]
    (lost, chairs), (lost_raked, chairs_raked) = map(_wrong_chairs, (raw, raked))
    found = _taste(panel, "raked").loc["bright"]
    return {
        "held": "inside" if found["low"] <= truth["bright"] <= found["high"] else "outside",
        "raw": fact.share(raw["bright"], 1), "raked": fact.share(raked["bright"], 1),
        "truth": fact.share(truth["bright"], 1), "mended": fact.share(1 - left / gap),
        "gap": fact.points(gap), "left": fact.points(left),
        "low": fact.share(found["low"], 1), "high": fact.share(found["high"], 1),
        "picnic": fact.share(kinds["city_picnic"]),
        "picnic_raked": fact.share(weighted["city_picnic"]),
        "picnic_market": fact.share(shares["city_picnic"]),
        "by_type": fact.share(by_type["share"], 1), "by_type_low": fact.share(by_type["low"], 1),
        "by_type_high": fact.share(by_type["high"], 1),
        "lost": fact.money(lost, -2), "lost_raked": fact.money(lost_raked, -2),
        "chairs": fact.count(chairs), "chairs_raked": fact.count(chairs_raked),
    }  # fmt: skip


@lesson.facts("known-reading")
def _known_for_all(survey, customers, orders):
    everybody, answered = _twice(survey, customers, orders)
    targets = margins_of(everybody.assign(share=1), "gender", "city_tier")
    raked = rake(answered, targets)
    found = audience_share(answered, "twice").set_index("answer").loc[True]
    weighted = audience_share(raked, "twice", "raked").set_index("answer").loc[True]
    return {
        "all": fact.share(everybody["twice"].mean(), 1), "customers": fact.count(len(everybody)),
        "answered": fact.share(found["share"], 1), "n": fact.count(found["n"]),
        "low": fact.share(found["low"], 1), "high": fact.share(found["high"], 1),
        "raked": fact.share(weighted["share"], 1),
    }  # fmt: skip


def _twice(survey, customers, orders):
    """Customers of before the last quarter, and those of them who answered: bought twice or more?"""
    paid = orders[orders["ts_pay"].notna()].groupby("customer_id").size()
    settled = customers[customers["first_order_at"] < orders["ts_order"].max() - SETTLED]
    settled = settled.assign(twice=settled["customer_id"].map(paid).fillna(0) >= 2)
    return settled, settled[settled["customer_id"].isin(survey["customer_id"].dropna())]


SETTLED = pd.Timedelta(days=92)


@lesson.facts("lineup-reading", "value-title", "value-reading")
def _personas(survey):
    panel = _panel(survey)
    samples, real = lineup(panel, [*ASKED, "aesthetic"], seed=LINEUP)
    quality = {
        name: persona_quality(part, ASKED, ks=[4], shuffles=SHUFFLES if name == real else 0).iloc[0]
        for name, part in samples.groupby("sample")
    }
    noise = max((name for name in quality if name != real), key=lambda x: quality[x]["agreement"])
    value = {
        name: persona_value(samples[samples["sample"] == name], "aesthetic", ASKED)
        for name in (real, noise)
    }
    one = persona_value(panel, "aesthetic", ["lifestyle"], k=None)
    return {
        "real": fact.name(real), "noise": fact.name(noise),
        "agreement": fact.number(quality[real]["agreement"], 2),
        "agreement_noise": fact.number(quality[noise]["agreement"], 2),
        "silhouette": fact.number(quality[real]["silhouette"], 3),
        "silhouette_noise": fact.number(quality[real]["silhouette_noise"], 3),
        "shuffles": fact.count(SHUFFLES),
        "value": fact.points(value[real].value, 0), "low": fact.points(value[real].low, 0),
        "high": fact.points(value[real].high, 0),
        "value_noise": fact.points(value[noise].value, 0),
        "one": fact.points(one.value, 0), "one_low": fact.points(one.low, 0),
        "one_high": fact.points(one.high, 0),
    }  # fmt: skip


@lesson.facts("paid-title", "paid-reading", "price-reading")
def _stated(survey, population, sku):
    panel, (price, cost) = _raked(survey, population), _asked_price(survey, sku)
    panel = panel.merge(hidden(), on="respondent_id")
    says = audience_share(panel, "says_would_pay", "raked").set_index("answer").loc[True, "share"]
    named, paid = (
        wtp_curve(
            panel, range(149, 400, 10), "raked", wtp=column, cost=_spent(cost), keep=KEEP
        ).set_index("price")
        for column in ("wtp", "would_pay")
    )
    today = [
        wtp_curve(panel, [price], weights, wtp=column)["share"].iloc[0]
        for column, weights in (("wtp", "raked"), ("would_pay", "raked"), ("would_pay", None))
    ]
    best, truly = named["profit"].idxmax(), paid["profit"].idxmax()
    return {
        "price": fact.money(price), "says": fact.share(says, 1),
        "says_raw": fact.share(panel["says_would_pay"].mean(), 1),
        "named": fact.share(today[0], 1), "paid": fact.share(today[1], 1),
        "paid_raw": fact.share(today[2], 1),
        "factor": fact.number(says / today[1], 2),
        "best": fact.money(best), "truly": fact.money(truly),
        "promised": fact.money(named.loc[best, "profit"], -2),
        "low": fact.money(named.loc[best, "profit_low"], -2),
        "high": fact.money(named.loc[best, "profit_high"], -2),
        "came": fact.money(paid.loc[best, "profit"], -2),
        "lost": fact.share(1 - paid.loc[best, "profit"] / paid.loc[truly, "profit"]),
    }  # fmt: skip


KEEP = 1 / (1 + VAT) - FEE  # of a price: without the tax in it and the platform's fee


def _spent(unit_cost):
    """Yuan of one piece, without the tax in its cost, and with its parcel."""
    return unit_cost / (1 + VAT) + PARCEL


def _asked_price(survey, sku):
    """Price and cost of the article that the panel was asked about."""
    article = str(_panel(survey)["sku"].iloc[0])
    row = sku[sku["sku"].astype(str) == article].iloc[0]
    return float(row["price"]), float(row["unit_cost"])


@lesson.facts("needs-reading")
def _needs(survey, population, sku, words, titles, reviews):
    needs = opportunity_score(_raked(survey, population), "raked").set_index("need")
    top = needs.iloc[0]
    now = titles[titles["sku"].isin(sku.loc[sku["end_date"].isna(), "sku"])]
    now = now.sort_values("since").drop_duplicates("sku", keep="last")
    fit = demand_fit(words[words["month"] >= "2025-01"], now, TERMS).set_index("need")
    gap = fit.loc[fit["articles"] == 0, "searches"].idxmax()
    each = fit["per_article"].dropna()
    poor = reviews.loc[(reviews["rating"] <= 3) & ~reviews["is_default"], "topic"].astype("object")
    apart, together = (
        need_map(
            survey=needs["score"], reviews=poor.map(topics).value_counts(normalize=True)
        ).attrs["rho"]
        for topics in (TOPICS, TOPICS | {"quality": "sturdy"})
    )
    return {
        "apart": fact.number(apart, 2), "together": fact.number(together, 2),
        "top": fact.name(needs.index[0]), "score": fact.number(top["score"], 1),
        "importance": fact.number(top["importance"], 1),
        "satisfaction": fact.number(top["satisfaction"], 1),
        "wanted": fact.name(gap), "searched": fact.share(fit.loc[gap, "search_share"], 1),
        "most": fact.name(each.idxmax()), "most_each": fact.count(round(each.max(), -3)),
        "least": fact.name(each.idxmin()), "least_each": fact.count(round(each.min(), -3)),
        "poor": fact.count(len(poor)), "quality": fact.count((poor == "quality").sum()),
        "none": fact.count(poor.isna().sum()), "base": fact.count(poor.isin(TOPICS).sum()),
    }  # fmt: skip


@lesson.facts("lag-title", "lag-reading")
def _lag(paths):
    young = decision_lag(paths, since="2025-12-01", as_of="2025-12-10", horizon=14)
    whole = decision_lag(paths, since="2025-10-01")
    first, later = (t[t["channel"] == "content"].set_index("days") for t in (young, whole))
    search = whole[whole["channel"] == "paid_search"].set_index("days")
    buyers, journeys = (int(first[name].iloc[0]) for name in ("buyers", "journeys"))
    at_once = share(round(first.loc[0, "naive"] * buyers), buyers, "buyers")
    ninth = first.loc[9]
    return {
        "report": fact.number(100 * buyers / journeys, 1),
        "ten": fact.number(100 * ninth["bought"], 1),
        "low": fact.number(100 * ninth["low"], 1), "high": fact.number(100 * ninth["high"], 1),
        "all": fact.number(100 * later.loc[9, "bought"], 1),
        "buyers": fact.count(buyers), "journeys": fact.count(journeys),
        "naive": fact.share(at_once.value), "naive_low": fact.share(at_once.low),
        "naive_high": fact.share(at_once.high), "by_day": fact.share(later.loc[0, "of_buyers"]),
        "week": fact.share(later.loc[7, "of_buyers"]),
        "search": fact.share(search.loc[0, "of_buyers"]),
        "bought": fact.number(100 * later["bought"].iloc[-1], 1),
        "bought_search": fact.number(100 * search["bought"].iloc[-1], 1),
    }  # fmt: skip


@lesson.facts("nps-reading", "nps-truth")
def _nps(nps, orders):
    found = surveys.nps(nps).iloc[0]
    groups = returns_by_score(nps, orders).set_index("group")
    counts_for = 1 / chance_to_answer(nps["score"].astype(float))
    weighted = surveys.nps(nps.assign(counts_for=counts_for), "counts_for").iloc[0]
    return {
        "asked": fact.count(found["asked"]), "n": fact.count(found["n"]),
        "response": fact.share(found["response"]), "nps": fact.number(found["nps"], 1),
        "low": fact.number(found["low"], 1), "high": fact.number(found["high"], 1),
        "worst": fact.number(found["worst"]), "best": fact.number(found["best"]),
        "promoters": fact.share(groups.loc["promoter", "share"], 1),
        "detractors": fact.share(groups.loc["detractor", "share"], 1),
        "d_low": fact.share(groups.loc["detractor", "low"], 1),
        "d_high": fact.share(groups.loc["detractor", "high"], 1),
        "young": fact.count(groups["too_young"].sum()),
        "ten": fact.share(chance_to_answer(10)), "three": fact.share(chance_to_answer(3)),
        "weighted": fact.number(weighted["nps"], 1), "w_low": fact.number(weighted["low"], 1),
        "w_high": fact.number(weighted["high"], 1),
    }  # fmt: skip


# --- What is asked -----------------------------------------------------------------------------


def _how_many_accepted():
    return [Between(160, 206)]


@lesson.exercise(
    "How many must be asked?",
    Number(tolerance=1, unit="people", accept=_how_many_accepted),
)
def ask_how_many():
    """You would buy for young women if they are 70% of the audience, and not if they are 60%.
    How many must your colleague ask, so that a true 70% is told from 60% in four surveys of five
    (95% confidence, two-sided)?

    Hint: There is one group, and one line that isn't estimated: 60%.

    Hint: `estimates.sample_size_of_share(share, line)` asks for the share that is claimed and for the
    line; power 0.8 is its default.

    Right: The textbook's formulas give 165 to 195, and all are fine. "Some two hundred" is the
    answer for the meeting. Twenty friends are no survey.
    """
    return sample_size_of_share(0.7, 0.6)


@ask_how_many.wrong("two groups")
def _two_groups():
    """That many are needed in *each of two groups*, such as visitors and buyers. Here is one group,
    and 60% is a line, no estimate."""
    return sample_size(0.7, 0.6)


@ask_how_many.wrong("both groups")
def _both_groups():
    """That is the sum of two groups. Here is one group, and 60% is a line, no estimate."""
    return 2 * sample_size(0.7, 0.6)


@ask_how_many.wrong("an interval of ten points")
def _ten_points():
    """With so many the interval reaches just ten points to each side. Then a true 70% is told from
    60% in half of the surveys only: luck goes up and down."""
    return 81


@ask_how_many.wrong("at 50%")
def _at_half():
    """You took the widest scatter, that of 50%, and an interval of ten points. That interval misses
    60% in half of the surveys only."""
    return 97


@lesson.exercise("For how many does one stand?", Number(tolerance=0.02, unit="times"))
def stand_for(survey, population):
    """By hand, with the table above: if only the age is weighted, how many times as much as an
    average respondent does one of **40 to 59** years count?

    Hint: Their share of the market, and their share of the panel: which is the larger?

    Hint: After the weighting their share must be that of the market. So the weight is target ÷
    share.

    Right: Above 1: the panel has too few of them, so each speaks for more people.
    """
    panel = survey[survey["frame"] == "panel"]
    market = population.groupby("age", observed=True)["share"].sum()["40-59"]
    return market / (panel["age"] == "40-59").mean()


@stand_for.wrong("turned round")
def _turned_round(survey, population):
    """That is panel ÷ market. With it the group would count even less than now."""
    return 1 / stand_for(survey, population)


@stand_for.wrong("target")
def _target_alone(population):
    """That is the share of the market. A weight is that share divided by the panel's."""
    return population.loc[population["age"] == "40-59", "share"].sum()


@stand_for.wrong("difference")
def _difference(survey, population):
    """You subtracted. A weight multiplies: target ÷ share."""
    share = (_panel(survey)["age"] == "40-59").mean()
    return population.loc[population["age"] == "40-59", "share"].sum() - share


@stand_for.wrong("young ones")
def _young_ones(survey, population):
    """That is the weight of those of 18 to 24 years, of whom the panel has too many."""
    share = (_panel(survey)["age"] == "18-24").mean()
    return population.loc[population["age"] == "18-24", "share"].sum() / share


@lesson.exercise(
    "How do you order?",
    Decision(
        actions={
            "A": "Order all 1,000 by the unweighted shares.",
            "B": "Order all 1,000 by the weighted shares.",
            "C": "Order about a third by the weighted shares, each colour a whole lot of 90 or more; "
            "the rest as the first ones sell.",
            "D": "Order no bright chair: the panel can't be trusted.",
        },
        reasons={
            "1": "Weights on age, gender and city mend a panel.",
            "2": "The interval of the weighted share is narrow enough to order by.",
            "3": "What makes people answer may hang on taste beside age; the sales show it, and "
            "a reorder is possible.",
            "4": "A share of 1,100 answers is exact to three points.",
        },
    ),
)
def colours():
    """The factory makes a colour in lots of 90 pieces and more, a reorder takes 15 days, and a lot
    costs the same per piece now or later. You know the panel and its weights, and you don't know the
    truth. How do you order, and why? Answer with a letter and a number, such as `("A", 1)`.

    Hint: Which error does the interval hold, and which not?

    Hint: What would the first chairs that are sold tell you that no respondent can?

    Right: A weighted share is the better bet, and still a bet. Where a reorder costs nothing, the
    buyers themselves are the second survey, and all of them answer.
    """
    return "C", 3


@colours.wrong("unweighted")
def _unweighted():
    """The panel is younger than the market, and you know by how much. Leaving that error in because
    another one may remain mends nothing."""
    return "A", None


@colours.wrong("weighted, all at once")
def _all_at_once():
    """Better than unweighted. But weights mend only what they know of, and here you needn't bet all
    the chairs: a reorder takes 15 days and costs nothing more."""
    return "B", None


@colours.wrong("no bright chair")
def _no_bright():
    """A biased share is not an empty one. Many people do want bright; the question is how many. An
    order of none is the one number that is wrong for certain."""
    return "D", None


@colours.wrong("right action: the interval")
def _interval_reason():
    """The interval holds the luck of asking other people of the same kind. It doesn't hold that some
    kinds of people answer more readily."""
    return "C", 2


@colours.wrong("right action: weights mend")
def _weights_mend():
    """If the weights had mended the panel, you could order all at once. They mend what they know
    of: age, gender, city."""
    return "C", 1


@lesson.exercise(
    "Which one is real?",
    Choice({
        "A": "Sample A is the real survey.",
        "B": "Sample B is the real survey.",
        "C": "Sample C is the real survey.",
    }),
    recall=False,
)  # fmt: skip
def which_is_real(survey):
    """Of the three sets of personas one comes from the real answers. In the other two every column
    was shuffled on its own, so that nothing belongs to anything. Which one is real?

    Hint: Noise has numbers of quality too. Shuffle a few times more, `audience.lineup(panel, columns,
    seed=4)`: which of the two numbers does noise reach, and which not?

    Hint: Look for answers that a life would put together, in more than one persona of a set: age,
    channel, need.

    Right: And if you had to look twice: so would the agency's customer, who is shown one set only.
    """
    columns = ["age", "gender", "city_tier", "lifestyle", "seeding_channel", "need", "aesthetic"]
    samples, real = lineup(survey[survey["frame"] == "panel"], columns, seed=3)
    return real


@which_is_real.wrong("first noise")
def _first_noise(survey):
    """That one was shuffled. It has four personas with an age, a city and a channel all the same:
    every row of a table sounds like a person."""
    return sorted({"A", "B", "C"} - {which_is_real(survey)})[0]


@which_is_real.wrong("second noise")
def _second_noise(survey):
    """That one was shuffled too. A high agreement of two halves says that the method finds the
    same cut again, not that the cut means anything: large groups of a city or an age are enough."""
    return sorted({"A", "B", "C"} - {which_is_real(survey)})[1]


@lesson.exercise("How many would pay?", Prediction("share"))
def would_pay_it(survey, sku):
    """Of the {n} people of the panel, {says} said yes: they would buy the chair at its price of
    {price} yuan. What share of the {n} really **would pay** it? Answer with what you expect and an
    interval, `(value, low, high)`.

    Hint: What does a yes cost the one who says it?

    Hint: In the studies that compared both, the median of stated ÷ paid was 1.35, with a wide
    scatter.

    Right: It is the simulator's own number, before any weighting: what nobody's survey can see.
    """
    panel = survey[survey["frame"] == "panel"].merge(hidden(), on="respondent_id")
    chair = sku[sku["sku"].astype(str) == str(panel["sku"].iloc[0])].iloc[0]
    return (panel["would_pay"] >= chair["price"]).mean()


@would_pay_it.applies
def _the_shops_own_panel(survey):
    """Of these respondents nobody knows what they would pay: that is known of the running shop's
    panel only."""
    own = _panel(load("shop").survey)
    panel = _panel(survey)
    return len(panel) == len(own) and (panel["wtp"].to_numpy() == own["wtp"].to_numpy()).all()


@would_pay_it.facts
def _the_yes(survey, sku):
    panel = _panel(survey)
    return {
        "n": f"{len(panel):,}", "says": str(fact.share(panel["says_would_pay"].mean(), 1)),
        "price": f"{_asked_price(survey, sku)[0]:g}",
    }  # fmt: skip


@lesson.exercise("What would 100 of them bring?", Number(tolerance=30, unit="yuan"))
def named_profit(survey, population, sku):
    """Take the prices that the panel **named** (`wtp`), with weights raked to age, gender and city
    tier. At today's price of the chair, how many yuan are left of 100 people, by the formula above:
    without 13% of tax in price and cost, after the 5% fee and a parcel of 12 yuan?

    Hint: Who names today's price or more, buys. What is left of one chair?

    Hint: `surveys.wtp_curve(panel, prices=[price], weights="raked", keep=1 / 1.13 - 0.05,
    cost=unit_cost / 1.13 + 12)` has a column `profit`.

    Right: A number for a plan, with two cautions: what is named isn't paid, and returns and ads are
    still to come off.
    """
    panel = survey[survey["frame"] == "panel"]
    panel = rake(panel, margins_of(population, "age", "gender", "city_tier"))
    chair = sku[sku["sku"].astype(str) == str(panel["sku"].iloc[0])].iloc[0]
    cost = chair["unit_cost"] / 1.13 + 12
    curve = wtp_curve(panel, [chair["price"]], "raked", cost=cost, keep=1 / 1.13 - 0.05)
    return curve["profit"].iloc[0]


def _left_of(price, unit_cost):
    """Yuan left of one piece."""
    return KEEP * price - _spent(unit_cost)


@named_profit.wrong("unweighted")
def _named_unweighted(survey, sku):
    """That is without the weights. The panel is too young, and the young name less."""
    price, cost = _asked_price(survey, sku)
    return 100 * _left_of(price, cost) * (_panel(survey)["wtp"] >= price).mean()


@named_profit.wrong("with the tax")
def _with_the_tax(survey, population, sku):
    """You took price less unit cost. The tax in the price isn't the shop's, and the platform and the
    parcel want their part."""
    price, cost = _asked_price(survey, sku)
    return wtp_curve(_raked(survey, population), [price], "raked", cost=cost)["profit"].iloc[0]


@named_profit.wrong("tax of the price alone")
def _tax_of_price_alone(survey, population, sku):
    """You took the tax out of the price and left it in the cost. What you paid of it to the factory is
    set off."""
    price, cost = _asked_price(survey, sku)
    curve = wtp_curve(_raked(survey, population), [price], "raked", cost=cost + PARCEL, keep=KEEP)
    return curve["profit"].iloc[0]


@named_profit.wrong("who says yes")
def _who_says_yes(survey, population, sku):
    """You took those who *say yes* to the price. Asked were the prices that they name themselves: a
    number is harder to say than a yes."""
    price, cost = _asked_price(survey, sku)
    shares = audience_share(_raked(survey, population), "says_would_pay", "raked")
    return 100 * _left_of(price, cost) * shares.set_index("answer").loc[True, "share"]


@named_profit.wrong("revenue")
def _revenue(survey, population, sku):
    """That is revenue. Of each chair tax, fee, goods and parcel come off."""
    price, _ = _asked_price(survey, sku)
    return wtp_curve(_raked(survey, population), [price], "raked", cost=0)["profit"].iloc[0]


@named_profit.wrong("all buy")
def _all_buy(survey, sku):
    """You let all 100 buy. Only those buy who name today's price or more."""
    price, cost = _asked_price(survey, sku)
    return 100 * _left_of(price, cost)


@lesson.exercise(
    "A bonus for the score",
    Decision(
        actions={
            "A": "Pay the bonus: seven points are a great step.",
            "B": "Don't pay for the score; ask everybody whose parcel came, and read the reasons.",
            "C": "Stop asking: who answers is biased.",
        },
        reasons={
            "1": "With 90 answers the score moves by far more than seven points by luck.",
            "2": "NPS is a good forecast of who buys again here.",
            "3": "The detractors answered less often, so the true rise was larger.",
        },
    ),
)
def bonus():
    """Last month's NPS was 38, this month's is 45, from 90 answers each. Customer care asks for its
    bonus. What do you do, and why? Answer with a letter and a number, such as `("A", 1)`.

    Hint: How wide is the interval of one month? `surveys.nps` tells it for any 90 answers.

    Hint: What would you do to raise the score next month, if your pay hung on it?

    Right: A score that is paid for is soon asked of those who are pleased. The reasons, in people's
    own words, can be mended.
    """
    return "B", 1


@bonus.wrong("pay")
def _pay():
    """Take the interval of one month's 90 answers: it is some thirty points wide. A step of
    seven or more, up or down, is what luck does about every second month."""
    return "A", None


@bonus.wrong("stop asking")
def _stop_asking():
    """Who answers is biased, but what they write is true of them. Keep the question for its reasons,
    and the score out of the pay."""
    return "C", None


@bonus.wrong("right action: forecast")
def _forecast():
    """Look at the table: promoters and detractors come back about equally often here. And that isn't
    why seven points mean little."""
    return "B", 2


@bonus.wrong("right action: larger rise")
def _larger_rise():
    """Nobody knows how those answer who are silent, nor whether that changed in a month. What the
    90 answers do tell is how far luck carries the score."""
    return "B", 3


@lesson.exercise("Another shop's bright ones", Number(tolerance=0.003, unit="share"))
def raked_share(survey, population):
    """Of the **panel** alone, with weights raked to the market's age, gender and city tier: what
    share likes the **bright** style (`aesthetic`)? Give a share between 0 and 1.

    Hint: Three steps: keep the panel, make the targets from `population`, rake.

    Hint: `surveys.margins_of(population, "age", "gender", "city_tier")` gives the targets.

    Hint: `surveys.audience_share(panel, "aesthetic", weights="raked")`, the row "bright".

    Right: Beside it on the slide: the unweighted share, the design effect, and what the weights
    don't know of.
    """
    panel = survey[survey["frame"] == "panel"]
    panel = rake(panel, margins_of(population, "age", "gender", "city_tier"))
    shares = audience_share(panel, "aesthetic", weights="raked").set_index("answer")
    return shares.loc["bright", "share"]


@raked_share.wrong("unweighted")
def _share_unweighted(survey):
    """That is the panel as it answered. It is younger than the market, and the young like bright."""
    return (_panel(survey)["aesthetic"] == "bright").mean()


@raked_share.wrong("customers too")
def _customers_too(survey, population):
    """You took your own customers along. They are another group, asked in another way."""
    raked = rake(survey, margins_of(population, *KNOWN))
    return audience_share(raked, "aesthetic", "raked").set_index("answer").loc["bright", "share"]


@raked_share.wrong("divided")
def _divided(survey, population):
    """You divided by the weights. Who stands for more people must count more, not less."""
    raked = _raked(survey, population)
    inverse = 1 / raked["raked"]
    return inverse[raked["aesthetic"] == "bright"].sum() / inverse.sum()


@lesson.exercise(
    "A paragraph for the factory order",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("what the weights know of", matching(r"\bage\b|gender|cit(y|ies)|年龄|性别")),
            Criterion("what they can't know of: who answers more readily"),
            A_DECISION,
        ],
        least=25,
    ),
)
def memo(survey, population):
    """Your boss asks: **how many of the next 1,000 chairs shall be bright?** Write the paragraph: the
    share you stand for, with its interval, n and weights; what it can't know; and what to do.

    Hint: `surveys.audience_share(panel, "aesthetic", "raked")` has all the numbers.

    Hint: Say who answers too readily, in words that a boss understands.

    Right: Would your boss know why you don't order all at once?
    """
    shares = _taste(_raked(survey, population), "raked")
    found = shares.loc["bright"]
    share, low, high = (fact.share(found[name], 1) for name in ("share", "low", "high"))
    bright, plain, retro = first_order(shares.loc[COLOURS, "share"])
    return (
        f"Weighted to the market's age, gender and city, {share} of the panel want the bright chair "
        f"({low} to {high}, n = {found['n']:,} respondents, worth {found['n_effective']:,.0f} after "
        "weighting). The interval doesn't hold that people who like to picnic in the city also like "
        f"to answer: the true share may be lower. We should order {bright + plain + retro} chairs by "
        f"these shares now ({bright} bright, {plain} plain, {retro} retro; the factory's lot is "
        f"{LOT}), and the rest as the first ones sell, because a reorder takes 15 days."
    )


def first_order(shares):
    """Pieces of each colour: by their shares, the rarest one whole lot.

    >>> first_order(np.array([0.31, 0.41, 0.28]))
    [100, 132, 90]
    """
    return [int(np.ceil(LOT * share / min(shares))) for share in shares]


@memo.wrong("a number alone")
def _number_alone(survey):
    """A share without weights, interval and n. Nobody can see that the panel was too young."""
    share = fact.share((_panel(survey)["aesthetic"] == "bright").mean(), 1)
    return (
        f"Our survey shows that {share} of all people love bright colours, the trend of the year. "
        "Young women lead it. Let us be brave and order the bright chairs before others do it, as "
        "the designers have wished for a long time already."
    )


# --- For the workshop ------------------------------------------------------------------------


@lesson.exercise("What is left of n?", Number(tolerance=8, unit="respondents"), pool=True)
def effective_n(survey, population):
    """Rake the **panel** to the market's age, gender and city tier. How many respondents of equal
    weight would tell as much (Kish's effective n)?

    Hint: The design effect is n·Σw² ÷ (Σw)².

    Hint: `surveys.audience_share(panel, "aesthetic", weights="raked")` has the column `n_effective`.

    Right: The price of a sample that isn't the market. A quota that fits is cheaper than weights.
    """
    panel = survey[survey["frame"] == "panel"]
    panel = rake(panel, margins_of(population, "age", "gender", "city_tier"))
    return audience_share(panel, "aesthetic", weights="raked")["n_effective"].iloc[0]


@effective_n.wrong("all")
def _all_of_them(survey):
    """That is n. Unequal weights make the answers of some count for more, so that luck moves the
    share more."""
    return len(_panel(survey))


@effective_n.wrong("multiplied")
def _multiplied(survey, population):
    """You multiplied by the design effect. Weights don't make a sample larger."""
    return len(_panel(survey)) ** 2 / effective_n(survey, population)


@effective_n.wrong("root")
def _by_its_root(survey, population):
    """You divided by the root of the design effect: that is by how much the interval widens. n shrinks
    by the design effect itself."""
    return (len(_panel(survey)) * effective_n(survey, population)) ** 0.5


@lesson.exercise("Do those who answer buy more?", Number(tolerance=0.006, unit="share"), pool=True)
def known_for_all(survey, customers, orders):
    """Something that you know of every customer tests the survey. Of the customers whose first order
    is more than 92 days before the last order in the table: what share of **those who answered** the
    survey has two paid orders or more, **less** the same share of them all? (0.05 means five points.)

    Hint: Who answered has a `customer_id` in `survey`. Paid is who has a `ts_pay`.

    Hint: Compute a flag `twice` for every customer, then two means and their difference.

    Right: With {n} who answered, luck alone moves this share by some {luck} points either way. If it
    differs by more, so may every answer of theirs: put the number of orders among the margins, or
    say whom you heard.
    """
    paid = orders[orders["ts_pay"].notna()].groupby("customer_id").size()
    day = orders["ts_order"].max() - pd.Timedelta(days=92)
    settled = customers[customers["first_order_at"] < day]
    twice = settled["customer_id"].map(paid).fillna(0) >= 2
    answered = settled["customer_id"].isin(survey["customer_id"].dropna())
    return twice[answered].mean() - twice.mean()


@known_for_all.facts
def _how_many_answered(survey, customers, orders):
    _, answered = _twice(survey, customers, orders)
    found = share(answered["twice"].sum(), len(answered), "customers")
    return {"n": f"{found.n:,}", "luck": f"{50 * (found.high - found.low):.0f}"}


@known_for_all.applies
def _some_answered(survey, customers, orders):
    """In this shop nobody who answered the survey is known by name, or none is a customer for so
    long.
    """
    return len(_twice(survey, customers, orders)[1]) > 0


@known_for_all.wrong("those who answered")
def _answered_alone(survey, customers, orders):
    """That is the share of those who answered. Asked is how far it lies from that of all."""
    _, answered = _twice(survey, customers, orders)
    return answered["twice"].mean()


@known_for_all.wrong("all alone")
def _all_alone(survey, customers, orders):
    """That is the share of all customers. Asked is by how much those who answered differ from it."""
    everybody, _ = _twice(survey, customers, orders)
    return everybody["twice"].mean()


@known_for_all.wrong("turned round")
def _all_less_answered(survey, customers, orders):
    """You took all less those who answered: the sign is turned round."""
    return -known_for_all(survey, customers, orders)


@known_for_all.wrong("ratio")
def _as_a_ratio(survey, customers, orders):
    """That is one share divided by the other. Asked is the difference."""
    everybody, answered = _twice(survey, customers, orders)
    return answered["twice"].mean() / everybody["twice"].mean()


@lesson.exercise("What silence could hide", Number(tolerance=0.6, unit="points"), pool=True)
def worst_nps(nps):
    """The table `nps` has a row for everybody who was asked the 0 to 10 question; `score` is empty where
    nobody answered. What would the NPS be if **all who are silent were detractors**? (In points,
    from −100 to 100.)

    Hint: The denominator is everybody who was asked.

    Hint: Promoters less detractors less the silent ones, divided by all who were asked.

    Right: Nobody believes that all are angry. But whoever says that the silent ones are like the
    others believes something too, and can't show it.
    """
    promoters, detractors = (nps["score"] >= 9).sum(), (nps["score"] <= 6).sum()
    silent = nps["score"].isna().sum()
    return 100 * (promoters - detractors - silent) / len(nps)


@worst_nps.wrong("those who answered")
def _of_the_answered(nps):
    """That is the score of those who answered, as if the silent ones were like them."""
    return surveys.nps(nps)["nps"].iloc[0]


@worst_nps.wrong("the best case")
def _best_case(nps):
    """That is the other end: all who are silent would be promoters."""
    return surveys.nps(nps)["best"].iloc[0]


@worst_nps.wrong("silent as passive")
def _silent_as_passive(nps):
    """You divided by all who were asked, and let the silent ones be neither promoters nor
    detractors."""
    found = surveys.nps(nps).iloc[0]
    return found["nps"] * found["n"] / found["asked"]


@worst_nps.wrong("the interval")
def _lower_end(nps):
    """That is the lower end of the interval. It holds the luck of who was asked, not who kept silent."""
    return surveys.nps(nps)["low"].iloc[0]


@lesson.exercise(
    "Which need is open?",
    Choice({
        "A": "light", "B": "sturdy", "C": "cheap", "D": "beautiful", "E": "fast_delivery",
        "F": "easy_return",
    }),
    recall=False,
    pool=True,
)  # fmt: skip
def top_need(survey, population):
    """By the opportunity score of the **panel** (importance + max(importance − satisfaction, 0)), raked
    to the market's age, gender and city tier: which need is the greatest opportunity?

    Hint: `audience.opportunity_score(panel, "raked")` sorts them.

    Right: Important, and not met. Now ask whether *you* can meet it, and at what cost.
    """
    letters = {"light": "A", "sturdy": "B", "cheap": "C", "beautiful": "D", "fast_delivery": "E",
               "easy_return": "F"}  # fmt: skip
    panel = survey[survey["frame"] == "panel"]
    panel = rake(panel, margins_of(population, "age", "gender", "city_tier"))
    return letters[str(opportunity_score(panel, "raked")["need"].iloc[0])]


NEED_LETTERS = dict(
    zip(
        ("light", "sturdy", "cheap", "beautiful", "fast_delivery", "easy_return"), "ABCDEF",
        strict=True,
    )
)  # fmt: skip


def _other_need(place, words):
    """The need in this place below the top one, told with these words."""

    def answer(survey, population):
        raked = _raked(survey, population)
        rest = opportunity_score(raked, "raked")["need"].astype(str).tolist()[1:]
        return NEED_LETTERS[rest[place]]

    answer.__doc__ = words
    return answer


for _place, _name, _words in [
    (0, "second", "It comes second: it matters, but what people have meets it better."),
    (
        1,
        "third",
        "It comes third. Look at both columns: importance counts twice where it isn't met.",
    ),
    (2, "fourth", "It is in the lower half: it matters less, or it is met already."),
    (3, "fifth", "It comes fifth. That many people name a need doesn't make it an opening."),
    (4, "last", "It comes last: of all needs it matters least to those who were asked."),
]:
    top_need.wrong(_name)(_other_need(_place, _words))


@lesson.exercise(
    "A dish for members",
    Decision(
        actions={
            "A": "Add one members' dish every week, as planned.",
            "B": "Sell one dish at the higher price for four weeks, and count who pays.",
            "C": "Forget it: what people say means nothing.",
        },
        reasons={
            "1": "70% is a clear majority.",
            "2": "A yes is free, and nobody says how many were asked or who they were; a sale "
            "tests it cheaply.",
            "3": "Whatever is asked, exactly half of those who say yes pay.",
        },
    ),
    pool=True,
)
def members_dish():
    """A document tells of a restaurant brand: by a survey (通过用户调研), 70% of its members are willing
    to pay a premium for a members-only dish, so it launched one each week. You run such a
    restaurant, and a new dish costs 3,000 yuan to develop. What do you do, and why? Answer with a
    letter and a number, such as `("A", 1)`.

    Hint: Of whom is it 70%, and what does the answer cost them?

    Hint: Which number must be known before the 3,000 yuan a week pay?

    Right: From stated to paid there is a step, and its size differs from case to case. Four weeks of
    sales measure it for your own members.
    """
    return "B", 2


@members_dish.wrong("every week")
def _every_week():
    """70% of whom? A hundred guests who were asked by their waiter say yes gladly. The costs come
    every week, and no guest has paid anything yet."""
    return "A", None


@members_dish.wrong("forget it")
def _forget_it():
    """What people say ranks wishes quite well: it tells which dish to try. It doesn't tell how many
    will pay."""
    return "C", None


@members_dish.wrong("right action: majority")
def _majority():
    """A majority of those who answered, for free. If it were a share of paying guests, no test would
    be needed."""
    return "B", 1


@members_dish.wrong("right action: half")
def _half_of_them():
    """There is no such law. In the studies the median of stated ÷ paid is 1.35, and it lies anywhere
    between equal and many times. So measure your own."""
    return "B", 3


@lesson.exercise(
    "Read the agency's memo",
    Audit(
        flaws={
            "A": "an answer is told as a payment",
            "B": "the unweighted share is told as that of the market",
            "C": "the silent ones are left out of the count without a word",
            "D": "the respondents are counted as if weights cost nothing",
        },
        harms={
            "A": "whoever orders by it, too many of one kind",
            "B": "whoever plans sales and cash with it",
            "C": "customers who were not pleased, and not heard",
            "D": "whoever trusts an interval that is too narrow",
        },
        tolerance=0.02,
    ),
    pool=True,
)
def agency_memo(survey, population, sku):
    """An agency has written of your panel (raked to age, gender and city tier):

    {memo}

    For each sentence that is wrong, give its number, the flaw, the right number and whom it harms:
    `[(1, "A", 0.5, "A")]`. For the share who *would pay*, the prices that people name are the best
    that you have. If all are right, give `[]`.

    Hint: Three of the four can be computed in one line each: `surveys.audience_share`, `surveys.wtp_curve`.

    Hint: Which of the shares is raked, and which is as it was answered?

    Right: All four read equally well.
    """
    panel = survey[survey["frame"] == "panel"]
    panel = rake(panel, margins_of(population, "age", "gender", "city_tier"))
    shares = audience_share(panel, "aesthetic", "raked").set_index("answer")
    price = sku.set_index(sku["sku"].astype(str)).loc[str(panel["sku"].iloc[0]), "price"]
    named = wtp_curve(panel, [price], "raked")["share"].iloc[0]
    return [
        (1, "B", float(shares.loc["bright", "share"]), "A"),
        (3, "D", float(shares["n_effective"].iloc[0]), "D"),
        (4, "A", float(named), "B"),
    ]


@agency_memo.facts
def _agency(survey, population, sku):
    panel = _raked(survey, population)
    raw, raked = _taste(panel)["share"], _taste(panel, "raked")
    says = audience_share(panel, "says_would_pay", "raked").set_index("answer").loc[True, "share"]
    price = _asked_price(survey, sku)[0]
    return {
        "memo": f"1. Of the market, {fact.share(raw['bright'], 1)} want bright.\n"
        f"2. Of the market, {fact.share(raked.loc['plain', 'share'], 1)} want plain.\n"
        f"3. The shares of the market rest on as much as {len(panel):,} respondents of equal "
        "weight.\n"
        f"4. At {price:g} yuan, {fact.share(says, 1)} of the market would pay."
    }


@agency_memo.wrong("nothing found")
def _nothing_found():
    """Compute sentence 1 twice, with and without weights: which of the two stands in the memo?"""
    return []


__all__ = ["chance_to_answer", "first_order", "hidden", "lesson", "market_taste"]
