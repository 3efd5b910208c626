"""The exercises of lesson 3.2, *Did it work, and what do we do now?*"""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.remembered import remembered
from ecomlab.conversion.experiments import ab_test, factorial, peeking, peeks, sample_ratio
from ecomlab.conversion.health import false_discoveries, health_panel
from ecomlab.conversion.lots import compare_days, detectable_by_days
from ecomlab.conversion.rolling import (
    announced,
    roll_gain,
    shrink,
    test_and_roll,
    ways_of_deciding,
)
from ecomlab.conversion.sequential import (
    daily_looks,
    group_sequential,
    planned_looks,
    valid_looks,
)
from ecomlab.datasets import load
from ecomlab.errors import check_choice
from ecomlab.texts import fact

PEEKED, BROKEN, BY_DAYS, CLAIMS = "reviews_on_top", "new_landing", "shop_notice", "bold_claims"
WEEKLY = "trust_badges"  # four weeks
DILUTED, NOTHING, FOUR = "one_page_checkout", "long_title", "background_button"
EVENINGS, QUICK = 28, 3  # of a planned test; after which the boss decides
ARTICLE, RISE = 20_000, 0.004  # visitors of one article who will still come; what shan't be missed
TOSSES, LOOKS = 20, 5  # of a coin, and how often one looks at them
LITTLE = 0.0005  # an effect below it is nothing to a shop
GROSS, BACK = 30, 45  # yuan that a kept order leaves; that one which comes back costs
SMALL_SHOP, MANY = 60_000, 100_000
PICTURE = {"days": 28, "rate": 0.037, "visits": 700, "scatter": 0.003}  # of one article
PAGES = {
    "A": {"dark": False, "button": False}, "B": {"dark": True, "button": False},
    "C": {"dark": False, "button": True}, "D": {"dark": True, "button": True},
}  # fmt: skip
SHOP = ("experiments", "tests", "touch_paths", "returns")


def data():
    """The tables of the lesson: the running shop's, what its tests truly do, and no tosses yet."""
    shop = load("shop")
    return {name: shop[name] for name in SHOP} | {"twin": truths("shop"), "tosses": ...}


def truths(shop):
    """What each tested page of a shop truly does."""
    twin = load("experiments").twin
    return twin[twin["shop"] == shop].reset_index(drop=True)


NAMES = {name: f"shop.{name}" for name in SHOP} | {"twin": "twin"}
SECOND = {name: f"shop_2.{name}" for name in SHOP} | {"twin": "twin_2"}
lesson = Lesson("3_2", data=data, names=NAMES)


# --- What the lesson reads ------------------------------------------------------------------------


def rows_of(experiments, test):
    """The visits of one test."""
    return experiments[experiments["experiment"] == test]


@remembered
def panels(experiments, tests):
    """The health panel of each registered test."""
    return {
        row.test: health_panel(
            rows_of(experiments, row.test), exposed="exposed", past="pre_metric",
            parts=["device"], planned_days=row.planned_days, stop_rule=row.stop_rule,
        )
        for row in tests.itertuples()
    }  # fmt: skip


@remembered
def effects(experiments, tests, days=None):
    """What each test's page did to conversion; of its first days only, if so asked."""
    found = {}
    for row in tests.itertuples():
        rows = rows_of(experiments, row.test)
        if days is not None:
            rows = rows[rows["ts"] < row.start + pd.Timedelta(days=days)]
        new = row.arms.split(";")[-1]
        if rows["arm"].nunique() > 1 and row.unit != "day":
            found[row.test] = ab_test(rows, new, "A", cluster="unit_id", counts="visitors")
    return estimates.table(found, "test")


def true_effects(twin, tests):
    """In truth, by test: the last arm less A."""
    rate = (twin["converted"] / twin["visits"]).to_numpy()
    rate = twin.assign(rate=rate).pivot(index="test", columns="arm", values="rate")
    last = {row.test: row.arms.split(";")[-1] for row in tests.itertuples()}
    return pd.Series(
        {test: rate.loc[test, arm] - rate.loc[test, "A"] for test, arm in last.items()}
    )


def claims_rows(experiments, touch_paths, returns):
    """The visits of the bold claims, with what became of their orders."""
    rows = rows_of(experiments, CLAIMS)
    order = touch_paths.dropna(subset="order_id").set_index("session_id")["order_id"]
    back = rows["session_id"].map(order).isin(set(returns["order_id"]))
    returned = rows["converted"] & back
    left = GROSS * (rows["converted"] & ~returned) - BACK * returned
    return rows.assign(
        order_id=rows["session_id"].map(order), returned=returned, left=left.astype(float)
    )


def days_dealt(experiments, test=BY_DAYS):
    """A test of whole days: a row for each day, its arm, its visits and who paid."""
    rows = rows_of(experiments, test)
    days = rows.groupby(["unit_id", "arm"], observed=True)["converted"].agg(["size", "sum"])
    days = days.reset_index().rename(columns={"size": "uv", "sum": "payers"})
    return days.assign(date=pd.to_datetime(days.pop("unit_id"), unit="D"))


def flags_read(own):
    """A trainee's own table, with 0 and 1 read as flags."""
    names = [name for name in ("converted", "exposed", "bounced") if name in own]
    numbers = [name for name in names if own[name].isin([0, 1]).all()]
    return own.astype(dict.fromkeys(numbers, bool))


def chosen(own, experiment):
    """One experiment of a trainee's own table; refuses one that it lacks."""
    check_choice("experiment", experiment, sorted(own["experiment"].unique()))
    return rows_of(own, experiment)


def base_rate(experiments, tests):
    """Conversion of the untouched page over all tests."""
    return experiments.loc[
        (experiments["arm"] == "A") & experiments["experiment"].isin(tests["test"]), "converted"
    ].mean()


def visitors_sd(experiments, tests):
    share = base_rate(experiments, tests)
    return (share * (1 - share)) ** 0.5


def versions_sd(experiments, tests):
    """How much versions of a page differ, as the shop's tests show: the spread of effects ÷ √2."""
    return shrink(effects(experiments, tests), towards=0).attrs["spread"] / 2**0.5


# --- What the texts tell --------------------------------------------------------------------------


@lesson.facts("tosses-reading")
def _tosses(tosses):
    typed = "" if tosses is ... or tosses is None else "".join(map(str, np.ravel(tosses)))
    heads = [letter in "Hh1正" for letter in typed if letter in "HhTt10正反"]
    own = len(heads) >= TOSSES
    if not own:
        heads = [letter == "H" for letter in "HTHHHTHHTTHTHTTHTTHT"]
    path = np.cumsum(2 * np.array(heads[:TOSSES]) - 1)
    step = TOSSES // LOOKS
    z = path[step - 1 :: step] / np.arange(step, TOSSES + 1, step) ** 0.5
    beyond = int((np.abs(z) > estimates.normal_quantile()).sum())
    return {
        "whose": "own" if own else "few" if typed.strip() else "ours",
        "heads": fact.count(int(sum(heads[:TOSSES]))),
        "beyond": fact.count(beyond),
        "said": "yes" if beyond else "no",
        "five": fact.share(_coins(range(4, TOSSES + 1, TOSSES // LOOKS))),
        "one_coin": fact.share(_coins([TOSSES])),
    }


def _coins(looks):
    """The share of fair coins beyond the line at one of these looks: exact, way by way."""
    going, out = {0: 1.0}, 0.0
    for toss in range(1, TOSSES + 1):
        further = {}
        for place, chance in going.items():
            for step in (-1, 1):
                further[place + step] = further.get(place + step, 0.0) + chance / 2
        beyond = [x for x in further if abs(x) > estimates.normal_quantile() * toss**0.5]
        out += sum(further.pop(x) for x in beyond if toss in looks)
        going = further
    return out


@lesson.facts("alarms-title", "alarms-reading")
def _alarms():
    return {
        "one": fact.share(peeking(1)),
        "fortnight": fact.share(peeking(14)),
        "month": fact.share(peeking(EVENINGS)),
        "thirty": fact.share(peeking(30)),
    }


@lesson.facts("looking-reading", "plan-reading", "planned-reading")
def _looking(experiments, tests, twin):
    share, sd = base_rate(experiments, tests), visitors_sd(experiments, tests)
    each = estimates.sample_size(share, share + RISE)
    won = announced(each, sd, versions_sd(experiments, tests), EVENINGS).iloc[0]
    rows = rows_of(experiments, PEEKED)
    one = peeks(rows, {"A": -1, "B": 1})
    every = valid_looks(daily_looks(rows, "B", "A"), _planned(tests))
    plan = group_sequential(4)
    last, valid = one.iloc[-1], every.iloc[-1]
    weekly = planned_looks(
        daily_looks(rows_of(experiments, WEEKLY), "B", "A", cluster="unit_id"),
        plan, int(_register(tests).loc[WEEKLY, "planned_n"]),
    )  # fmt: skip
    end = weekly.iloc[-1]
    return {
        "times": fact.number(won["times"], 1),
        "wrong_sign": fact.share(won["wrong_sign"]),
        "evenings": fact.count(len(one)),
        "planned": fact.count(_register(tests).loc[PEEKED, "planned_days"]),
        "found": fact.points(last["estimate"], 2, signed=True),
        "low": fact.points(last["low"], 2, signed=True),
        "high": fact.points(last["high"], 2, signed=True),
        "valid_low": fact.points(valid["low"], 2, signed=True),
        "valid_high": fact.points(valid["high"], 2, signed=True),
        "wider": fact.number((valid["high"] - valid["low"]) / (last["high"] - last["low"]), 1),
        "first": fact.number(plan["line"].iloc[0], 2),
        "last": fact.number(plan["line"].iloc[-1], 2),
        "more": fact.share(plan.attrs["more_units"] - 1),
        "mean": fact.share(plan.attrs["mean_units"]),
        "truth": fact.points(true_effects(twin, tests)[PEEKED], 2, signed=True),
        "weekly_low": fact.points(end["low"], 2, signed=True),
        "weekly_high": fact.points(end["high"], 2, signed=True),
        "weekly_n": fact.count(end["n"]),
        "weekly_day": fact.count(end["day"]),
        "weekly_looks": fact.count(len(weekly)),
        "weekly_open": fact.count((~weekly["decided"]).sum()),
    }


def _register(tests):
    return tests.set_index("test")


def _planned(tests):
    return int(_register(tests).loc[PEEKED, "planned_n"])


@lesson.facts("health-reading")
def _health(experiments, tests):
    found = panels(experiments, tests)
    stops = {name: panel[panel["verdict"] == "stop"] for name, panel in found.items()}
    bad = [name for name, panel in stops.items() if len(panel)]
    split = rows_of(experiments, BROKEN).drop_duplicates("unit_id")["arm"].value_counts()
    quiet = [name for name, panel in found.items()
             if (panel.set_index("check")["verdict"].get("exposure") == "look")]  # fmt: skip
    return {
        "bad": fact.count(len(bad)),
        "tests": fact.count(len(found)),
        "in_a": fact.count(split.get("A", 0)),
        "in_b": fact.count(split.get("B", 0)),
        "short": fact.share(1 - split.get("B", 0) / split.get("A", 1), 1),
        "p": fact.name(f"{sample_ratio(split.index.repeat(split).to_frame(name='arm')):.0e}"),
        "quiet": fact.count(len(quiet)),
    }


@lesson.facts("kinds-reading", "diluted-reading")
def _kinds(experiments):
    rows = rows_of(experiments, BY_DAYS)
    visits = ab_test(rows, "B", "A").times(100)
    days = ab_test(rows, "B", "A", cluster="unit_id", counts="days").times(100)
    cart, by = rows_of(experiments, "sticky_cart"), {"cluster": "unit_id"}
    past = ab_test(cart, "B", "A", covariate="pre_metric", **by)
    plain = ab_test(cart, "B", "A", **by)
    diluted = rows_of(experiments, DILUTED)
    every, seen = (
        ab_test(r, "B", "A", **by).times(100) for r in (diluted, diluted[diluted["exposed"]])
    )
    z = estimates.normal_quantile()
    return {
        "visits": fact.count(visits.n),
        "days": fact.count(days.n),
        "by_visits": fact.number(visits.high - visits.low, 2),
        "by_days": fact.number(days.high - days.low, 2),
        "low": fact.number(days.low, 2),
        "high": fact.number(days.high, 2),
        "cuped": fact.share(1 - (past.high - past.low) / (plain.high - plain.low), 1),
        "every": fact.number(every.value, 2),
        "seen": fact.number(seen.value, 2),
        "z_every": fact.number(2 * z * every.value / (every.high - every.low), 1),
        "z_seen": fact.number(2 * z * seen.value / (seen.high - seen.low), 1),
        "reach": fact.share(diluted["exposed"].mean()),
    }


@remembered
def metric_table(experiments, tests):
    """Every visitor's test judged by three metrics, as somebody does who looks for something."""
    found = {}
    for row in tests.itertuples():
        if row.unit == "day":
            continue
        rows, new = rows_of(experiments, row.test), row.arms.split(";")[-1]
        for metric in ("converted", "bounced", "revenue"):
            found[f"{row.test}: {metric}"] = ab_test(rows, new, "A", metric, counts="visits")
    return estimates.table(found, "metric")


@lesson.facts("many-reading")
def _many(experiments, tests, twin):
    table = false_discoveries(metric_table(experiments, tests)).set_index("metric")
    truth = true_effects(twin, tests)
    quiet = truth.index[truth.abs() < LITTLE]
    row = table.loc[f"{NOTHING}: converted"]
    return {
        "questions": fact.count(len(table)),
        "alone": fact.count(table["alone"].sum()),
        "kept": fact.count(table["found"].sum()),
        "found": fact.points(row["estimate"], 2, signed=True),
        "p": fact.number(row["p_value"], 3),
        "q": fact.number(row["q_value"], 3),
        "truth": fact.points(truth[NOTHING], 2, signed=True),
        "nothing": fact.count(
            table.reindex([f"{test}: converted" for test in quiet])["found"].sum()
        ),
        "twenty": fact.share(1 - 0.95**20),
    }


@lesson.facts("winners-title", "winners-reading")
def _winners(experiments, tests, twin):
    shrunk = shrink(effects(experiments, tests, QUICK), towards=0).set_index("test")
    truth = true_effects(twin, tests)
    best = shrunk["estimate"].nlargest(3).index
    miss = {
        name: (shrunk[name] - truth[shrunk.index]).abs().mean() for name in ("estimate", "shrunk")
    }
    return {
        "tests": fact.count(len(shrunk)),
        "found": fact.points(shrunk.loc[best, "estimate"].mean(), 2, signed=True),
        "shrunk": fact.points(shrunk.loc[best, "shrunk"].mean(), 2, signed=True),
        "true": fact.points(truth[best].mean(), 2, signed=True),
        "over": fact.number(shrunk.loc[best, "estimate"].mean() / truth[best].mean(), 1),
        "miss": fact.points(miss["estimate"], 2),
        "miss_shrunk": fact.points(miss["shrunk"], 2),
        "kept": fact.share(shrunk["kept"].median()),
    }


@lesson.facts("four-reading")
def _four(experiments, twin):
    found = factorial(rows_of(experiments, FOUR), PAGES, cluster="unit_id").set_index("effect")
    true = twin[twin["test"] == FOUR].set_index("arm")
    rate = true["converted"] / true["visits"]
    both = found.loc["dark × button"]
    return {
        "button": fact.points(found.loc["button", "estimate"], 2, signed=True),
        "dark": fact.points(found.loc["dark", "estimate"], 2, signed=True),
        "low": fact.points(both["low"], 2, signed=True),
        "high": fact.points(both["high"], 2, signed=True),
        "truth": fact.points(rate["A"] - rate["B"] - rate["C"] + rate["D"], 2, signed=True),
    }


@lesson.facts("textbook-reading", "roll-reading", "ways-reading", "verdict")
def _ways(experiments, tests):
    share, sd = base_rate(experiments, tests), visitors_sd(experiments, tests)
    prior = versions_sd(experiments, tests)
    each = estimates.sample_size(share, share + RISE)
    rolled = test_and_roll(ARTICLE, sd, prior).iloc[0]
    table = ways_of_deciding(ARTICLE, sd, prior, RISE).set_index("way")["share"]
    mid = ways_of_deciding(MANY, sd, prior, RISE).set_index("way")["share"]
    large = ways_of_deciding(1_000_000, sd, prior, RISE).set_index("way")["share"]
    dear = test_and_roll(ARTICLE, sd, prior, cost=20).iloc[0]
    proof = ways_of_deciding(ARTICLE, sd, prior, RISE).set_index("way")["n_each"]["best proof"]
    return {
        "share": fact.share(share, 1),
        "each": fact.count(each),
        "both": fact.count(2 * each),
        "visitors": fact.count(ARTICLE),
        "prior": fact.points(prior, 2),
        "spread": fact.points(prior * 2**0.5, 2),
        "n_each": fact.count(rolled["n_each"]),
        "tested": fact.share(2 * rolled["n_each"] / ARTICLE),
        "gain": fact.number(rolled["gain"], 1),
        "possible": fact.number(rolled["possible"], 1),
        "earned": fact.share(rolled["share"]),
        "wrong": fact.share(rolled["wrong"]),
        "half": fact.share(roll_gain(rolled["n_each"] / 2, ARTICLE, sd, prior) / rolled["possible"]),
        "twice": fact.share(roll_gain(rolled["n_each"] * 2, ARTICLE, sd, prior) / rolled["possible"]),
        "textbook": fact.share(table["textbook"]),
        "daily": fact.share(table["look daily"]),
        "roll": fact.share(table["test and roll"]),
        "proof": fact.share(table["best proof"]),
        "proof_each": fact.count(round(proof, -2)),
        "many": fact.count(MANY),
        "mid_daily": fact.share(mid["look daily"], 1),
        "mid_roll": fact.share(mid["test and roll"], 1),
        "large_textbook": fact.share(large["textbook"]),
        "large_daily": fact.share(large["look daily"]),
        "large_roll": fact.share(large["test and roll"]),
        "dear": fact.number(dear["gain"], 1),
        "month": fact.share(peeking(EVENINGS)),
    }  # fmt: skip


@lesson.facts("roll-table")
def _hand_table():
    """Three of a hundred against five: exact chances of choosing rightly, a tie is a coin."""
    from scipy.stats import binom

    told = {}
    for n in (10, 25, 50):
        sold = np.arange(n + 1)
        worse, better = binom.pmf(sold, n, 0.03), binom.pmf(sold, n, 0.05)
        rightly = better @ (np.cumsum(worse) - worse / 2)
        after = (100 - 2 * n) * (rightly * 0.05 + (1 - rightly) * 0.03)
        told |= {
            f"right_{n}": fact.number(rightly, 2),
            f"after_{n}": fact.number(after, 2),
            f"sum_{n}": fact.number(2 * n * 0.04 + after, 2),
        }
    return told


@lesson.facts("yuan-reading")
def _yuan(experiments):
    rows = rows_of(experiments, "sticky_cart")
    visit = ab_test(rows, "B", "A", "revenue", cluster="unit_id")
    order = ab_test(rows, "B", "A", "revenue", below="converted", cluster="unit_id")
    return {
        "visit": fact.number(visit.value, 2, signed=True),
        "order": fact.number(order.value, 1, signed=True),
        "low": fact.number(order.low, 0, signed=True),
        "high": fact.number(order.high, 0, signed=True),
    }


@lesson.facts("counts-reading")
def _gates():
    deal = pd.DataFrame({"arm": ["30"] * 44_700 + ["40"] * 45_489})
    return {"p": fact.number(sample_ratio(deal), 4)}


@lesson.facts("deal-reading")
def _deal():
    return {name: fact.count(PICTURE[name]) for name in ("days", "visits")} | {
        "finds": fact.points(detectable_by_days(*PICTURE.values()), 2),
        "rise": fact.points(RISE, 1),
    }


@lesson.facts("guardrail-reading")
def _guardrail(experiments, touch_paths, returns, twin):
    rows = claims_rows(experiments, touch_paths, returns)
    paid = ab_test(rows, "B", "A").times(100)
    back = ab_test(rows, "B", "A", "returned").times(100)
    order = ab_test(rows, "B", "A", "returned", below="converted", cluster="unit_id").times(100)
    per = rows.groupby("arm", observed=True)[["returned", "converted"]].sum()
    per = per["returned"] / per["converted"]
    left = ab_test(rows, "B", "A", "left").times(100)
    true = twin[twin["test"] == CLAIMS].set_index("arm")
    kept = (true["converted"] - true["returned"]) / true["visits"]
    return {
        "paid": fact.number(paid.value, 2, signed=True),
        "back": fact.number(back.value, 2, signed=True),
        "order_a": fact.share(per["A"], 1),
        "order_b": fact.share(per["B"], 1),
        "order": fact.number(order.value, 1, signed=True),
        "order_low": fact.number(order.low, 1, signed=True),
        "order_high": fact.number(order.high, 1, signed=True),
        "left": fact.number(left.value, 1, signed=True),
        "left_low": fact.number(left.low, 1, signed=True),
        "left_high": fact.number(left.high, 1, signed=True),
        "kept": fact.points(kept["B"] - kept["A"], 2, signed=True),
    }


# --- What the lesson asks -------------------------------------------------------------------------


@lesson.exercise("The gain of a quick test", Prediction("per cent", most=100))
def quick_gain(experiments, tests):
    """One article's main picture. {visitors} visitors will still come before it is redone anyway. Two
    versions, the platform deals them evenly, and nobody knows which is better. Show both to the best number of visitors, then the better one to
    all others: you take what looks better, **without asking whether it is proved**. Somebody who
    knew the better version at once would gain 100. How many of these 100 does the quick test gain
    on average? Answer `(value, low, high)`.

    Hint: With a coin in place of a test it would be 0: you are as often worse off as better.

    Right: It is {earned}. And the best quick test is shorter than most people think.
    """
    rolled = test_and_roll(
        ARTICLE, visitors_sd(experiments, tests), versions_sd(experiments, tests)
    )
    return 100 * float(rolled["share"].iloc[0])


@quick_gain.facts
def _quick_facts(experiments, tests):
    sd, prior = visitors_sd(experiments, tests), versions_sd(experiments, tests)
    share = test_and_roll(ARTICLE, sd, prior)["share"].iloc[0]
    return {"visitors": fact.count(ARTICLE), "earned": fact.share(share)}


@quick_gain.applies
def _shop_has_tests(experiments, tests):
    """This shop's tests don't differ by more than luck: nobody knows how much versions differ."""
    return versions_sd(experiments, tests) > 0


@lesson.exercise("What the missing may have done", Number(tolerance=0.03, unit="points"))
def missing(experiments):
    """The test `new_landing` dealt **visitors**, half to each page, by `unit_id`. As it stands, B leads A by {stands}
    points: so many more of 100 visitors bought (once or oftener). But B has fewer visitors than A. Suppose the worst: as many had come
    to B as to A, and **none of the missing would have bought**. By how many points does B lead then?

    Hint: `groupby(["arm", "unit_id"])["converted"].any()` has a row for each visitor.

    Hint: The missing add nobody to B's buyers. Whom do they add to?

    Right: As it stands {stands}, in the worst case {worst}: {share} of an arm, whom nobody has seen, decide about {lost} of the
    lead. B sent people on to another address, and some never arrived there. Are they the slow and impatient ones, who would have
    bought less? The table can't say: they aren't in it. That is why a broken split is a "stop", however good the result looks.
    """
    visitors, buyers = _buyers(experiments)
    return 100 * (buyers["B"] - buyers["A"]) / visitors["A"]


def _buyers(experiments):
    """Visitors of each arm of the broken test, and how many of them bought."""
    bought = rows_of(experiments, BROKEN).groupby(["arm", "unit_id"], observed=True)["converted"]
    arms = bought.any().groupby(level="arm", observed=True).agg(["size", "sum"])
    arms = arms.reindex(["A", "B"], fill_value=0)
    return arms["size"], arms["sum"]


def _lead(experiments):
    """B less A as it stands, in points."""
    visitors, buyers = _buyers(experiments)
    return 100 * (buyers["B"] / visitors["B"] - buyers["A"] / visitors["A"])


@missing.applies
def _broken_is_there(experiments):
    """No split of this shop's tests is broken."""
    return BROKEN in set(experiments["experiment"])


@missing.facts
def _missing_share(experiments):
    visitors, _ = _buyers(experiments)
    stands, worst = _lead(experiments), missing(experiments)
    return {
        "stands": fact.points(stands / 100, 2, signed=True),
        "worst": fact.points(worst / 100, 2, signed=True),
        "lost": fact.share(1 - worst / stands),
        "share": fact.share(1 - visitors["B"] / visitors["A"], 1),
    }


@missing.wrong("as it stands")
def _as_it_stands(experiments):
    """That is about the lead as it stands, or as if the missing had bought like all others. In the worst case B has
    as many visitors as A, and no buyer more.
    """
    return _lead(experiments)


@missing.wrong("all of them")
def _all_of_them(experiments):
    """You let all of the missing buy: that is the best case."""
    visitors, buyers = _buyers(experiments)
    return 100 * (buyers["B"] + visitors["A"] - visitors["B"] - buyers["A"]) / visitors["A"]


@missing.wrong("the missing themselves")
def _the_missing_themselves(experiments):
    """You counted who is missing. Asked is what the lead would be if they had come and not bought."""
    visitors, _ = _buyers(experiments)
    return visitors["A"] - visitors["B"]


@missing.wrong("a share")
def _missing_as_share(experiments):
    """Right, but as a share. Asked are points: 0.01 is 1 point."""
    return missing(experiments) / 100


@missing.wrong("turned round")
def _missing_turned(experiments):
    """The size is right, the sign is turned: asked is B less A."""
    return -missing(experiments)


READ = {
    "A": "`new_landing`: B converts better, and the interval leaves 0 out",
    "B": "`reviews_on_top`: B converts better, it was clear after a week, so the test was ended",
    "C": "`sticky_cart`: B converts better, after 14 of 14 planned days",
    "D": "`shop_notice`: B converts better, by an interval over 100,000 visits",
}


@lesson.exercise("Which one may be read?", Choice(READ))
def may_read(experiments, tests):
    """Four winners of the register. Which of these sentences may be said **as it stands**?

    Hint: Ask of each: was the split even? Was it ended as planned? What did the lot deal?

    Right: The others aren't false; they don't say what they seem to say. One lost visitors of one arm,
    one was ended because it looked good, one counts visits where the lot dealt {days} days.
    """
    return "C"


@may_read.applies
def _all_four(experiments):
    """Not all four of these tests were made in this shop."""
    return {BROKEN, PEEKED, BY_DAYS, "sticky_cart"} <= set(experiments["experiment"])


@may_read.facts
def _days_dealt(experiments):
    return {"days": fact.count(rows_of(experiments, BY_DAYS)["unit_id"].nunique())}


@may_read.wrong("the broken split")
def _broken_split(experiments):
    """In this test B has fewer visitors than chance leaves it. Those who are missing aren't like the
    others.
    """
    return "A"


@may_read.wrong("the peeked one")
def _peeked_one(experiments):
    """It was ended *because* it looked good, on one of many evenings. An interval for one look doesn't
    hold then.
    """
    return "B"


@may_read.wrong("days as visits")
def _days_as_visits(experiments):
    """The lot dealt days: all visits of a day share its weather and its weekday. n is the number of
    days.
    """
    return "D"


def _widths_by_days(experiments):
    """Other defensible intervals with days as n."""
    rows = rows_of(experiments, BY_DAYS)
    day = rows.groupby(["unit_id", "arm"], observed=True)["converted"].agg(["sum", "size"])
    day = day.reset_index().assign(rate=lambda x: x["sum"] / x["size"])
    rate = {arm: day.loc[day["arm"] == arm, "rate"] for arm in "AB"}
    welch = estimates.difference_of_means(rate["B"], rate["A"], "days").times(100)
    counts = day.rename(columns={"unit_id": "date", "sum": "payers", "size": "uv"})
    lots = compare_days(counts, "B", "A").times(100)
    usual = ab_test(rows, "B", "A", cluster="unit_id").times(100)
    widths = [found.high - found.low for found in (welch, lots, usual)]
    return [Between(min(widths) - 0.02, max(widths) + 0.02)]


@lesson.exercise("n counts days", Number(0.01, "points", accept=_widths_by_days))
def by_days(experiments):
    """A notice at the top of the whole shop can't be shown to some visitors only. So the test
    `shop_notice` gave **whole days** to A and B by lot (`unit_id` is the day). How wide is the 95%
    interval of B less A, from end to end, in **points** of `converted`?

    Hint: `ab_test(..., cluster="unit_id")`.

    Hint: Width is high less low. 0.01 is 1 point.

    Right: With visits as n it would look like {narrow} points. Days differ by more than the luck of
    their visits. And no number of visits a day helps against that: only days do.
    """
    found = ab_test(rows_of(experiments, BY_DAYS), "B", "A", cluster="unit_id").times(100)
    return found.high - found.low


@by_days.facts
def _narrow(experiments):
    found = ab_test(rows_of(experiments, BY_DAYS), "B", "A").times(100)
    return {"narrow": fact.number(found.high - found.low, 2)}


@by_days.wrong("visits as n")
def _visits_as_n(experiments):
    """That is the width with visits as n. The lot dealt days."""
    found = ab_test(rows_of(experiments, BY_DAYS), "B", "A").times(100)
    return found.high - found.low


@by_days.wrong("half of it")
def _half_width(experiments):
    """That is half of it: from the middle to one end."""
    return by_days(experiments) / 2


@by_days.wrong("as a share")
def _as_a_share(experiments):
    """That is a share. One point is 0.01: multiply by 100."""
    return by_days(experiments) / 100


CLAIM = Decision(
    {
        "A": "Ship the bold words: conversion rose, and the interval is far from 0.",
        "B": "Don't ship them.",
        "C": "Test another four weeks until the returns are significant.",
    },
    {
        "1": "more visitors paid, and the test was healthy",
        "2": "what is left after returns fell, or rose by too little to be sure",
        "3": "per visitor less is left, at the best guess: what comes back costs more than the new "
        "orders bring",
        "4": "a guardrail is never a reason against a winner",
        "5": "the guardrail of the register was passed: returns rose by more than was allowed",
    },
)


@lesson.exercise("The bold words", CLAIM)
def bold_words(experiments, touch_paths, returns):
    """`bold_claims`: stronger words about water and weight. More visitors pay. The guardrail was
    written down before: orders that come back. A kept order leaves {gross} yuan; one of which something
    comes back costs {back} yuan. The column `left` has the yuan that each visit left. What do you do,
    and why? An answer looks like `("A", 1)`.

    Hint: `ab_test(claims, "B", "A", "left")`: yuan per visit.

    Hint: The words stay or go today. Which of the two leaves more per visit, at the best guess?

    Right: {paid} points more paid, {returned} points more came back. Per 100 visits {left} yuan. And the
    words promise what the goods don't hold: that is also forbidden (虚假宣传).
    """
    rows = claims_rows(experiments, touch_paths, returns)
    left = ab_test(rows, "B", "A", "left").value
    return ("B", 3) if left < 0 else ("A", 1)


@bold_words.applies
def _claims_are_there(experiments):
    """This shop never tested bold claims."""
    return CLAIMS in set(experiments["experiment"])


@bold_words.facts
def _claims_facts(experiments, touch_paths, returns):
    rows = claims_rows(experiments, touch_paths, returns)
    return {
        "gross": fact.count(GROSS),
        "back": fact.count(BACK),
        "paid": fact.number(100 * ab_test(rows, "B", "A").value, 2),
        "returned": fact.number(100 * ab_test(rows, "B", "A", "returned").value, 2),
        "left": fact.number(100 * ab_test(rows, "B", "A", "left").value, 0, signed=True),
    }


@bold_words.wrong("conversion alone")
def _conversion_alone(experiments, touch_paths, returns):
    """Conversion isn't what is left. Look at the column `left`: what came back has to be paid for."""
    return ("A", 1)


@bold_words.also("not sure that anything is left")
def _no_sure_reason(experiments, touch_paths, returns):
    """That holds too: the interval of what is left reaches from below 0 to above it. The best guess
    itself is below 0.
    """
    return ("B", 2) if bold_words(experiments, touch_paths, returns) == ("B", 3) else None


@bold_words.also("the registered guardrail")
def _by_the_guardrail(experiments, touch_paths, returns):
    """That was agreed before anybody saw a result, so it is a reason of its own. The best guess of what
    is left says the same.
    """
    back = ab_test(claims_rows(experiments, touch_paths, returns), "B", "A", "returned")
    right = bold_words(experiments, touch_paths, returns) == ("B", 3)
    return ("B", 5) if right and back.low > 0.002 else None


@bold_words.wrong("right, for the other side's reason")
def _other_sides_reason(experiments, touch_paths, returns):
    """The action is right, but that is the reason *for* shipping. Say what speaks against it: look at
    what comes back, and at what is left.
    """
    return ("B", 1)


@bold_words.wrong("wait for stars")
def _wait_for_stars(experiments, touch_paths, returns):
    """While you wait, half of the visitors read words that cost you money. Decide by value."""
    return ("C", 2)


# --- For another day ------------------------------------------------------------------------------


@lesson.exercise("Seven looks", Number(tolerance=0.008, unit="share"))
def seven_looks():
    """Nothing is there. You look on each of **seven** evenings, and stop at the first interval beyond
    0. In which share of such tests do you announce a winner? Give a share between 0 and 1.

    Hint: `peeking(7)`.

    Right: Not 35%, for the looks share their data. But far more than 5%.
    """
    return peeking(7)


@seven_looks.wrong("seven times")
def _seven_times():
    """You multiplied. Then twenty looks would give 100%; the looks share most of their data."""
    return 7 * 0.05


@seven_looks.wrong("as if independent")
def _as_if_independent():
    """That would hold for seven separate tests. Each look has the data of those before in it."""
    return 1 - 0.95**7


@seven_looks.wrong("one look")
def _one_look():
    """That is for one look."""
    return 0.05


@lesson.exercise("Those who saw it", Number(tolerance=0.15, unit="points"))
def those_who_saw(experiments):
    """`delivery_date` changes the checkout: only who came so far saw a difference (`exposed`). By how
    many **points** did it raise conversion among **those who saw it**?

    Hint: `ab_test(rows[rows["exposed"]], "B", "A")`, times 100.

    Right: Over all visits it is {all} points, with an interval {wide_all} times as wide as the effect;
    among those who saw it {wide_seen} times. Leaving out those who saw nothing takes off their luck.
    That usually makes an interval narrower in proportion; in one test luck can hide the gain, so it
    isn't guaranteed. The arms may be compared after the exposure because nothing differs before it:
    check that as many got there.
    """
    rows = rows_of(experiments, "delivery_date")
    return 100 * ab_test(rows[rows["exposed"]], "B", "A").value


@those_who_saw.applies
def _delivery_tested(experiments):
    """This shop never tested the day of arrival."""
    return "delivery_date" in set(experiments["experiment"])


@those_who_saw.facts
def _of_all(experiments):
    rows = rows_of(experiments, "delivery_date")
    every, seen = (ab_test(r, "B", "A", cluster="unit_id") for r in (rows, rows[rows["exposed"]]))
    return {
        "all": fact.number(100 * every.value, 2),
        "wide_all": fact.number(abs((every.high - every.low) / every.value), 2),
        "wide_seen": fact.number(abs((seen.high - seen.low) / seen.value), 2),
    }


@those_who_saw.wrong("all visits")
def _all_visits(experiments):
    """That is over all visits. Nine in ten of them never saw a difference."""
    return 100 * ab_test(rows_of(experiments, "delivery_date"), "B", "A").value


@those_who_saw.wrong("those who didn't")
def _who_did_not(experiments):
    """That compares those who saw B with all of A. Keep those who saw it in *both* arms."""
    rows = rows_of(experiments, "delivery_date")
    seen = rows.loc[rows["exposed"] & (rows["arm"] == "B"), "converted"].mean()
    return 100 * (seen - rows.loc[rows["arm"] == "A", "converted"].mean())


@those_who_saw.wrong("in per cent")
def _relative_saw(experiments):
    """That is the rise in per cent of A. Points are the difference of the two shares, times 100."""
    rows = rows_of(experiments, "delivery_date")
    return 100 * ab_test(rows[rows["exposed"]], "B", "A", relative=True).value


@lesson.exercise("The button alone", Number(tolerance=0.02, unit="points"))
def button_alone(experiments):
    """`background_button` has four pages: A as before, B dark background, C bright button, D both. By
    how many **points** does the **button** raise conversion, averaged over both backgrounds?

    Hint: `factorial(rows, pages)`, with `pages` as in the lesson: the row "button".

    Right: Every visitor counts for both questions. That is why four pages at once need no more visitors
    than two.
    """
    found = factorial(rows_of(experiments, FOUR), PAGES).set_index("effect")
    return 100 * found.loc["button", "estimate"]


def _arm_rates(experiments):
    return 100 * rows_of(experiments, FOUR).groupby("arm", observed=True)["converted"].mean()


@button_alone.applies
def _four_pages(experiments):
    """This shop has no test with four pages."""
    return FOUR in set(experiments["experiment"])


@button_alone.wrong("both against none")
def _both_against_none(experiments):
    """You compared both changes with none. The background's effect is in it too."""
    rate = _arm_rates(experiments)
    return rate["D"] - rate["A"]


@button_alone.wrong("the background")
def _the_background(experiments):
    """That is the background's effect: B and D less A and C."""
    rate = _arm_rates(experiments)
    return (rate["B"] + rate["D"] - rate["A"] - rate["C"]) / 2


@button_alone.wrong("beside a light background")
def _beside_light(experiments):
    """That is the button beside a light background only. Half of the visitors saw a dark one."""
    rate = _arm_rates(experiments)
    return rate["C"] - rate["A"]


@button_alone.wrong("not halved")
def _not_halved(experiments):
    """You added the two differences. Their mean is asked."""
    return 2 * button_alone(experiments)


@lesson.exercise("Too many questions", Number(tolerance=0.1, unit="findings"))
def too_many(experiments, tests):
    """Take every test that dealt visitors or visits, and ask for three metrics each: `converted`,
    `bounced`, `revenue` (last arm less A, `ab_test` with rows as they are). Of these questions, how
    many look like a finding alone (p below .05), but are **not** among the findings once
    `false_discoveries` has seen all of them?

    Hint: `found = false_discoveries(table)`; count the rows with `alone` and not `found`.

    Right: These are not proved to be nothing. They are what one would see anyway in so many questions.
    """
    found = false_discoveries(metric_table(experiments, tests))
    return int((found["alone"] & ~found["found"]).sum())


@too_many.wrong("all that look like it")
def _all_alone(experiments, tests):
    """That is how many look like a finding alone. Take off those that remain findings."""
    return int(false_discoveries(metric_table(experiments, tests))["alone"].sum())


@too_many.wrong("the findings")
def _the_findings(experiments, tests):
    """That is how many findings remain. Asked are those that drop out."""
    return int(false_discoveries(metric_table(experiments, tests))["found"].sum())


@lesson.exercise("How long, if 60,000 will come?", Number(tolerance=60, unit="visitors"))
def how_long():
    """Another page: {visitors} visitors will still come. Conversion is 4%, and versions of it scatter
    by 0.3 points (`prior_sd`). You take the better, switching is free. To how many visitors **each** do
    you show the two versions first?

    Hint: sd of one visitor is √(0.04 · 0.96), and `test_and_roll(60_000, sd, 0.003)`.

    Right: That is {tested} of all in the test. For a proof of a rise by 0.4 points the textbook would
    ask for {textbook} each.
    """
    return int(test_and_roll(SMALL_SHOP, (0.04 * 0.96) ** 0.5, 0.003)["n_each"].iloc[0])


@how_long.facts
def _how_long_facts():
    n = how_long()
    return {
        "visitors": fact.count(SMALL_SHOP),
        "tested": fact.share(2 * n / SMALL_SHOP),
        "textbook": fact.count(estimates.sample_size(0.04, 0.044)),
    }


@how_long.wrong("the textbook")
def _the_textbook():
    """That is what a proof asks for. It is more than half of all who will come."""
    return estimates.sample_size(0.04, 0.044)


@how_long.wrong("both arms")
def _both_arms():
    """That is both versions together. Asked is one of them."""
    return 2 * how_long()


@how_long.wrong("sd without the root")
def _without_root():
    """sd is the root of 0.04 · 0.96. You took the product itself."""
    return int(test_and_roll(SMALL_SHOP, 0.04 * 0.96, 0.003)["n_each"].iloc[0])


@how_long.wrong("the effects' spread")
def _effects_spread():
    """0.003 is the scatter of *versions*. You took it for that of differences of two, which is √2
    times as large.
    """
    return int(test_and_roll(SMALL_SHOP, (0.04 * 0.96) ** 0.5, 0.003 / 2**0.5)["n_each"].iloc[0])
