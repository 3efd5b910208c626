"""The exercises of lesson 1.3, *Why does theirs sell?*, and those it has for the workshop."""

import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.research.competitors import (
    category_cuts,
    competitor_teardown,
    forecast_competitor_sales,
    hot_and_flops,
    list_turnover,
    openings,
)
from ecomlab.research.jumps import BASE_RATES, accusations, diagnose_jump, find_jumps
from ecomlab.research.prices import hedonic_price, price_bands, price_position
from ecomlab.research.reviews import (
    audit_labels,
    draw_for_audit,
    labels_alone,
    review_coverage,
    review_topics,
)
from ecomlab.shop import World
from ecomlab.texts import fact

OURS = "own"
FILTER = "价|便宜|贵"  # what an assistant looks for, to find reviews about the price
# How the English gloss of a review says that it speaks of the price
PRICE = "price|cheaper than|cheaper elsewhere|dearer|coupon doesn't|a little dear|reductions too"
NOT_PRICE = "at this price|worth its price|match its price"  # these speak of value
VALUE = "value|worth|at this price|match its price|cheap alternative|money better|rip-off|cheap and"
METALS = ("aluminium", "steel", "titanium", "carbon", "stainless", "brass")
READ, SEED = 200, 1  # reviews read by hand, and the lot by which they were drawn
RIVAL = "wild_flag"
CHAIR = "CH01"  # the kind of our folding chair
EDGES = (60, 100, 150, 200, 300)  # yuan, of furniture
FAKE = "fake orders"
RARE, SHOWN_BY_FAKE = 0.02, 0.9  # of jumps; and how often fake orders come without more visits
SENSITIVITY, SPECIFICITY = 0.90, 0.93
WORTH = 0.8  # the chance from which an accusation would pay: 20,000 ÷ (20,000 + 5,000)
BORDERS = {"less": 1.1, "more": 1.3}  # other borders of "no more visits"
LATER = 6  # months until one's own goods could be there


def tables(shop):
    """What the exercises are asked on, from the tables of a shop: this one's or another's.

    Parameters
    ----------
    shop : mapping of tables
        competitors, rival_articles, market_items, reviews, rival_reviews.

    Returns
    -------
    dict
        seen, articles, items, said: the reviews of a year, one's own and the rivals'.
    """
    own = shop["reviews"][["review_id", "shop", "ts", "rating", "text", "text_en", "is_default"]]
    theirs = shop["rival_reviews"].assign(is_default=False)[list(own)]
    said = pd.concat([own.astype({"shop": str}), theirs.astype({"shop": str})], ignore_index=True)
    said = said[said["ts"] > said["ts"].max() - pd.Timedelta(days=365)].reset_index(drop=True)
    return {
        "seen": shop["competitors"],
        "articles": shop["rival_articles"],
        "items": shop["market_items"],
        "said": said,
    }


def by_hand(reviews, value=False):
    """What a patient reader says: does each of these reviews speak of the price?

    It stands for two colleagues with a rule: dear, cheap, a coupon or a reduction is price. It
    reads ``text_en``, the gloss in which the world that made a review says what it means.

    Parameters
    ----------
    reviews : DataFrame
        text_en.
    value : bool
        By the wider rule: what is said to be worth its money, or not, counts too.

    Returns
    -------
    Series of bool
    """
    said = reviews["text_en"].fillna("")
    price = said.str.replace(NOT_PRICE, "", regex=True).str.contains(PRICE)
    return price | said.str.contains(VALUE) if value else price


def data():
    """This shop's tables, its readers' counts, and the reviews of a year in another shop."""
    here, elsewhere = tables(load("shop")), tables(load("second_shop"))["said"]
    return here | {"elsewhere": elsewhere} | _counts(here["said"])


lesson = Lesson("1_3", data=data)


# --- What the texts tell -----------------------------------------------------------------------


def _labels(said):
    """Our reviews with words: whether the filter finds them, and what the readers of a lot say."""
    ours = said[(said["shop"] == OURS) & said["text_en"].notna()].reset_index(drop=True)
    labels = ours.assign(label=ours["text"].str.contains(FILTER))
    drawn = draw_for_audit(labels, READ, seed=SEED)
    return labels.assign(hand=by_hand(drawn).astype("boolean"))


def _counts(said):
    """Rows, labelled yes; read of yes, right; read of no, missed."""
    labels = _labels(said)
    yes = labels["label"]
    of_yes, of_no = (labels.loc[side, "hand"].dropna() for side in (yes, ~yes))
    return {
        "rows": len(labels), "found": int(yes.sum()),
        "read_found": len(of_yes), "right": int(of_yes.sum()),
        "read_rest": len(of_no), "missed": int(of_no.sum()),
    }  # fmt: skip


def _goods(seen, articles):
    """The rivals' articles with what they sold a week while they were there, and their features."""
    units = seen.groupby("item_id")["units_7d"].mean().rename("units")
    goods = articles.merge(units, on="item_id")
    usual = goods.groupby("sku", observed=True)["weight_kg"].transform("median")
    return goods.assign(
        metal=goods["material"].isin(METALS),
        warranty=goods["warranty_months"] >= 12,
        light=goods["weight_kg"] < usual,
    )


def _guilty(jumps, articles):
    """Of which jumps the world knows that the shop bought from itself in the 30 days before."""
    found = pd.Series(False, jumps.index)
    for cheat in World("light_gear").facts["bought_orders"]:
        mine = (articles["shop"] == cheat["shop"]) & (articles["category"] == cheat["category"])
        zone = jumps["date"].dt.tz
        first, last = (pd.Timestamp(cheat[end]).tz_localize(zone) for end in ("from", "to"))
        when = (jumps["date"] > first) & (jumps["date"] <= last + pd.Timedelta(days=30))
        found |= jumps["item_id"].isin(articles.loc[mine, "item_id"]) & when
    return found


@lesson.facts("coverage-reading")
def _coverage(said):
    found = review_coverage(said, by="shop").set_index("by")
    ours, others = found.loc[OURS], found.drop(OURS)
    return {
        "reviews": fact.count(ours["reviews"]),
        "silent": fact.share(ours["silent"] / ours["reviews"]),
        "words": fact.count(ours["with_words"]),
        "no_topic": fact.share(found["no_topic"].sum() / found["with_words"].sum(), 1),
        "theirs": fact.count(others["with_words"].sum()),
    }


@lesson.facts("sheet-reading")
def _sheet(seen, said):
    sheet = competitor_teardown(seen, said)
    last = seen.groupby(seen["shop"].astype(str))["date"].max()
    closed = last[last < last.max()].sort_values(ascending=False)
    if closed.empty:
        raise InputError("No rival has closed.")
    first = sheet.iloc[0]
    without = sheet[sheet["n_reviews"] == 0]
    paid = sheet.loc[sheet["paid_share"].idxmax()]
    return {
        "shop": fact.name(first["shop"]),
        "share": fact.share(first["share_of_units"]),
        "natural": fact.share(first["natural_share"]),
        "paid_shop": fact.name(paid["shop"]),
        "paid": fact.share(paid["paid_share"]),
        "without": fact.count(len(without)),
        "shops": fact.count(len(sheet)),
        "rivals": fact.count(len(last)),
        "closed": fact.name(closed.index[0]),
        "closed_at": fact.Fact(closed.iloc[0], "month"),
    }


@lesson.facts("topics-title", "topics-reading", "openings-reading", "recap-openings")
def _topics(said):
    topics = review_topics(said, by="shop")
    gaps = openings(topics, OURS)
    mine = topics[(topics["by"] == RIVAL) & (topics["polarity"] == "complaint")]
    if mine.empty or gaps.empty:
        raise InputError(f"Nobody reviewed {RIVAL}, or no rival is blamed more than we are.")
    most, lifted = mine.loc[mine["share"].idxmax()], mine.loc[mine["lift"].idxmax()]
    widest = gaps.iloc[0]
    return {
        "shop": fact.name(RIVAL),
        "topic": fact.name(most["topic"]),
        "share": fact.share(most["share"], 1),
        "n": fact.count(most["n"]),
        "lifted": fact.name(lifted["topic"]),
        "lift": fact.number(lifted["lift"], 1),
        "lift_low": fact.number(lifted["lift_low"], 1),
        "lift_high": fact.number(lifted["lift_high"], 1),
        "gaps": fact.count(len(gaps)),
        "gap_shop": fact.name(widest["shop"]),
        "gap_topic": fact.name(widest["topic"]),
        "theirs": fact.share(widest["theirs"], 1),
        "ours": fact.share(widest["ours"], 1),
        "gap": fact.points(widest["estimate"], 1),
        "gap_low": fact.points(widest["low"], 1),
        "gap_high": fact.points(widest["high"], 1),
    }


@lesson.facts("filter-reading")
def _filter(said):
    counts = _counts(said)
    return {
        "found": fact.share(counts["found"] / counts["rows"], 1),
        "all": fact.count(counts["rows"]),
        "filter": fact.name(FILTER.replace("|", ", ")),
    }


@lesson.facts("audit-title", "audit-reading", "recap-labels")
def _audit(said):
    labels = _labels(said)
    found = audit_labels(labels).set_index("reading")
    truth, wider = by_hand(labels).mean(), by_hand(labels, value=True)
    corrected = found.loc["corrected"]
    wide = audit_labels(labels.assign(hand=wider.where(labels["hand"].notna()).astype("boolean")))
    wide = wide.set_index("reading")["estimate"]
    return {
        "alone": fact.share(labels["label"].mean(), 1),
        "corrected": fact.share(corrected["estimate"], 1),
        "low": fact.share(corrected["low"], 1),
        "high": fact.share(corrected["high"], 1),
        "right": fact.share(found.loc["right of yes", "estimate"]),
        "read": fact.count(corrected["n"]),
        "truth": fact.share(truth, 1),
        "holds": "inside" if corrected["low"] <= truth <= corrected["high"] else "outside",
        "wide": fact.share(wide["corrected"], 1),
        "wide_right": fact.share(wide["right of yes"]),
        "wide_missed": fact.share(wide["missed of no"]),
        "wide_truth": fact.share(wider.mean(), 1),
        "alone_low": fact.share(found.loc["labels alone", "low"], 1),
        "alone_high": fact.share(found.loc["labels alone", "high"], 1),
    }


@lesson.facts("position-reading")
def _position(seen, articles):
    furniture = _furniture_now(seen, articles)
    place = price_position(furniture, 129, units="units_30d").iloc[0]
    chairs = furniture[furniture["sku"] == CHAIR]
    like = price_position(chairs, 129, units="units_30d").iloc[0]
    return {
        "items": fact.share(place["cheaper_items"]),
        "units": fact.share(place["cheaper_units"]),
        "n": fact.count(place["n"]),
        "chairs": fact.count(like["n"]),
        "dearer": fact.count((chairs["price"] > 129).sum()),
        "like_units": fact.share(like["cheaper_units"]),
        "times": fact.number(like["of_median_sold"], 2),
    }


def _furniture_now(seen, articles):
    """The furniture of the last Monday."""
    now = seen[seen["date"] == seen["date"].max()]
    return now.merge(articles[["item_id", "category"]], on="item_id").query(
        "category == 'furniture'"
    )


@lesson.facts("hedonic-reading")
def _worth(articles):
    alone, within = (
        hedonic_price(articles, ["weight_kg", "capacity"], ["warranty_months"], within=kind)
        .set_index("feature")
        for kind in (None, ["sku", "shop"])
    )  # fmt: skip
    ten = {
        name: 1.1 ** table.loc["weight_kg", "estimate"] - 1
        for name, table in (("alone", alone), ("within", within))
    }
    weight, capacity = within.loc["weight_kg"], within.loc["capacity"]
    truth = World("light_gear").facts["hedonic"]
    return {
        "alone": fact.share(ten["alone"], 1, signed=True),
        "within": fact.share(ten["within"], 1, signed=True),
        "low": fact.number(weight["low"], 2),
        "high": fact.number(weight["high"], 2),
        "weight": fact.number(weight["estimate"], 2),
        "capacity": fact.number(capacity["estimate"], 2),
        "true_weight": fact.number(truth["weight"], 2),
        "true_capacity": fact.number(truth["capacity"], 2),
        "n": fact.count(weight["n"]),
    }


@lesson.facts("hot-title", "hot-reading", "matched-reading", "verdict", "recap-hot")
def _hot(seen, articles, items):
    goods = _goods(seen, articles)
    alone = hot_and_flops(goods, ["metal", "warranty"]).set_index("feature")
    matched = hot_and_flops(goods, ["metal", "warranty"], top=0.5, within="sku")
    matched = matched.set_index("feature")
    stays = list_turnover(items, months=LATER).iloc[-1]
    by_units = goods.sort_values("units")["category"].astype(str)
    quarter = round(len(goods) / 4)
    flops, best = by_units.head(quarter), by_units.tail(quarter)
    common = best.value_counts().index[0]
    kind, all_kinds = matched.loc["warranty"], alone.loc["warranty"]
    return {
        "metal_hot": fact.share(alone.loc["metal", "hot"]),
        "metal_flops": fact.share(alone.loc["metal", "flops"]),
        "hot": fact.share(all_kinds["hot"]),
        "flops": fact.share(all_kinds["flops"]),
        "gap": fact.points(all_kinds["estimate"], 0, signed=True),
        "kind_name": fact.name(common),
        "hot_kind": fact.share((best == common).mean()),
        "flop_kind": fact.share((flops == common).mean()),
        "kind_hot": fact.share(kind["hot"]),
        "kind_flops": fact.share(kind["flops"]),
        "kind_gap": fact.points(kind["estimate"], 0, signed=True),
        "kind_low": fact.points(kind["low"], 0, signed=True),
        "kind_high": fact.points(kind["high"], 0, signed=True),
        "kinds": fact.count(kind["n"]),
        "gone": fact.count(articles["gone_at"].notna().sum()),
        "articles": fact.count(len(goods)),
        "stays": fact.share(stays["estimate"]),
        "months": fact.Fact(LATER, "months"),
    }


@lesson.facts(
    "rule-reading", "posterior-reading", "truth-reading", "truth-title", "levels-reading",
    "recap-jumps",
)  # fmt: skip
def _jumps(seen, articles):
    jumps = find_jumps(seen)
    odd = jumps["no_more_visits"].fillna(False).astype(bool)
    if not odd.any():
        raise InputError("No jump came without more visits: the rule accuses nobody here.")
    fake = diagnose_jump(jumps)[FAKE]
    guilty = _guilty(jumps, articles)
    rule = accusations(odd.astype(float), guilty, [1]).iloc[0]
    half = accusations(fake, guilty, [0.5]).iloc[0]
    near = {name: _by_rule(jumps, guilty, hardly) for name, hardly in BORDERS.items()}
    return {
        **{f"{name}_accused": fact.count(row["accused"]) for name, row in near.items()},
        **{
            f"{name}_true": fact.count(row["accused"] - row["wrongly"])
            for name, row in near.items()
        },
        "of_hundred": fact.count(100 * (1 - rule["estimate"])),
        "right": fact.count(rule["accused"] - rule["wrongly"]),
        "worth": fact.share(WORTH),
        "jumps": fact.count(len(jumps)),
        "accused": fact.count(rule["accused"]),
        "wrongly": fact.count(rule["wrongly"]),
        "share": fact.share(rule["estimate"]),
        "low": fact.share(rule["low"]),
        "high": fact.share(rule["high"]),
        "praised": fact.count(jumps["praise_burst"].sum()),
        "most": fact.share(fake.max()),
        "base": fact.share(BASE_RATES[FAKE]),
        "half": fact.count(half["accused"]),
        "half_wrongly": fact.count(half["wrongly"]),
        "guilty": fact.count(guilty.sum()),
        "caught": "all" if guilty.any() and (guilty <= odd).all() else "none",
        "rarer": fact.share(_were_it_rarer(jumps).max()),
    }


@lesson.facts("cuts-reading", "forecast-reading")
def _crowded(seen, articles):
    cuts = category_cuts(_goods(seen, articles), "category")
    first, held = cuts.iloc[0], cuts.loc[cuts["hhi"].idxmax()]
    will = forecast_competitor_sales(seen, season=False)
    wide = will.assign(times=will["high"] / will["low"])
    widest = wide.loc[wide["times"].idxmax()]
    return {
        "first": fact.name(first["by"]),
        "first_share": fact.share(first["share"]),
        "held": fact.name(held["by"]),
        "held_sellers": fact.count(held["sellers"]),
        "held_largest": fact.share(held["largest"]),
        "widest": fact.name(widest["by"]),
        "low": fact.count(widest["low"]),
        "high": fact.count(widest["high"]),
        "fewest": fact.count(will["n"].min()),
        "most": fact.count(will["n"].max()),
        "shortest": fact.name(will.loc[will["n"].idxmin(), "by"]),
    }


def _by_rule(jumps, guilty, hardly):
    """Whom the trade's rule accuses, where so many times the visits are no more visits."""
    return accusations((jumps["visits_times"] <= hardly).astype(float), guilty, [1]).iloc[0]


@lesson.facts("bins-reading")
def _bins(seen):
    """Of the pairs of Mondays whose shown bin rose: in how many was it no jump of the pieces?"""
    rows = seen.assign(bin=seen["sales_shown"].astype(str).str.rstrip("+").astype(int))
    rows = rows.set_index(["item_id", "date"])[["units_30d", "bin"]]
    before = rows.rename(index=lambda day: day + pd.Timedelta(weeks=5), level="date")
    pairs = rows.join(before.add_suffix("_0"), how="inner")
    rose = pairs[pairs["bin"] > pairs["bin_0"]]
    if rose.empty:
        raise InputError("No shown bin rose in five weeks.")
    small = (rose["units_30d"] < 1.8 * rose["units_30d_0"]).mean()
    return {"steps": fact.count(len(rose)), "small": fact.share(small)}


def _were_it_rarer(jumps):
    """The same suspicion, were fake orders a third as common as assumed."""
    rare = BASE_RATES[FAKE] / 3
    others = (1 - rare) / (1 - BASE_RATES[FAKE])
    rates = {name: rate * others for name, rate in BASE_RATES.items()} | {FAKE: rare}
    return diagnose_jump(jumps, rates)[FAKE]


# --- What is asked in the lesson ---------------------------------------------------------------


@lesson.exercise("How common is the topic really?", Number(tolerance=0.003, unit="share"))
def corrected(rows, found, read_found, right, read_rest, missed):
    """The filter finds {found} of {rows} reviews. Somebody has read {read_found} of those it found:
    {right} speak of the price. Of those it did not find, {read_rest} were read: {missed} speak of the
    price. **Which share of all reviews speaks of the price?** Pencil and paper are enough.

    Hint: There are two groups. What share is right in each?

    Hint: How large is each group, as a share of all reviews?

    Hint: Size of the one group × its share, plus size of the other × its share.

    Right: Read as many of the rare group as of the common one, then weigh each by its size.
    """
    return found / rows * right / read_found + (rows - found) / rows * missed / read_rest


@corrected.facts
def _corrected_facts(rows, found, read_found, right, read_rest, missed):
    told = {"rows": rows, "found": found, "read_found": read_found, "right": right}
    told |= {"read_rest": read_rest, "missed": missed}
    return {name: f"{count:,}" for name, count in told.items()}


@corrected.wrong("labels alone")
def _alone(rows, found):
    """That is the filter's own share. It also counts reviews that it found by mistake."""
    return found / rows


@corrected.wrong("sample unweighted")
def _unweighted(read_found, right, read_rest, missed):
    """You took the sample as it is. Half of it was drawn from a small group: weigh it down again."""
    return (right + missed) / (read_found + read_rest)


@corrected.wrong("right of yes")
def _precision(read_found, right):
    """So many of those *found* are right. You were asked for a share of all reviews."""
    return right / read_found


@lesson.exercise("And the flops?", Prediction("share"))
def copied(seen, articles):
    """In each kind of article, call the better half hot and the worse half flops. Of the hot ones,
    **{hot}** have a warranty of a year or more. **And of the flops of the same kinds?** Answer with
    what you expect and an interval, `(value, low, high)`, as shares between 0 and 1.

    Hint: What does a warranty have to do with how many people see an article?

    Right: Of the flops it is {flops}. What hot items share, their flops may share too.
    """
    units = seen.groupby("item_id")["units_7d"].mean().rename("units")
    goods = articles.merge(units, on="item_id")
    goods["warranty"] = goods["warranty_months"] >= 12
    return hot_and_flops(goods, "warranty", top=0.5, within="sku")["flops"].iloc[0]


@copied.facts
def _copied_facts(seen, articles):
    found = hot_and_flops(_goods(seen, articles), ["warranty"], top=0.5, within="sku").iloc[0]
    return {name: f"{found[name]:.0%}" for name in ("hot", "flops")}


@lesson.exercise("The chance behind the sign", Number(tolerance=0.004, unit="share"))
def base_rate(seen):
    """Suppose fake orders are behind **2 of 100** jumps, and 90 of 100 such jumps come without more
    visits. Of the {jumps} jumps in this table **{odd}** came without more visits; take that share
    for the honest jumps. A jump comes without more visits. **How likely are fake orders?**

    Hint: Think of 1,000 jumps. How many are fake, and how many of these show the sign?

    Hint: How many of the honest ones show it too? Those with the sign are your new whole.

    Right: The sign is strong, and most who show it are innocent, because there are so many of them.
    """
    honest = find_jumps(seen)["no_more_visits"].fillna(False).mean()
    return 0.02 * 0.9 / (0.02 * 0.9 + 0.98 * honest)


@base_rate.applies
def _some_odd(seen):
    """In these tables no jump came without more visits."""
    return bool(find_jumps(seen)["no_more_visits"].fillna(False).any())


@base_rate.facts
def _base_rate_facts(seen):
    odd = find_jumps(seen)["no_more_visits"].fillna(False)
    return {"jumps": f"{len(odd):,}", "odd": f"{int(odd.sum()):,}"}


@base_rate.wrong("the other way round")
def _other_way(seen):
    """That is how often fake orders show the sign. Asked is how often the sign means fake orders."""
    return SHOWN_BY_FAKE


@base_rate.wrong("base rate alone")
def _base_alone(seen):
    """That is the base rate, as if you had seen nothing. The sign does raise it."""
    return RARE


@base_rate.wrong("odds")
def _odds(seen):
    """You divided the fakes that show the sign by the honest ones that do. The whole is both together."""
    honest = find_jumps(seen)["no_more_visits"].fillna(False).mean()
    return RARE * SHOWN_BY_FAKE / ((1 - RARE) * honest)


@base_rate.wrong("the table's share as the whole")
def _table_whole(seen):
    """You divided by the share of all jumps that show the sign in the table. The question takes it
    for the honest jumps: the whole is 98 of 100 times that share, plus the fakes that show it.
    """
    return RARE * SHOWN_BY_FAKE / find_jumps(seen)["no_more_visits"].fillna(False).mean()


@base_rate.wrong("no base rate")
def _no_base_rate(seen):
    """You took fake and honest jumps to be equally common. Begin with 2 and 98 of 100."""
    honest = find_jumps(seen)["no_more_visits"].fillna(False).mean()
    return SHOWN_BY_FAKE / (SHOWN_BY_FAKE + honest)


@lesson.exercise(
    "What do you say?",
    Decision(
        actions={
            "A": "Post in the sellers' group that this shop buys its own orders.",
            "B": "Do the same: everybody does it.",
            "C": "Write down what you saw, look at visits and reviews again in two weeks, and lay it "
            "before the platform if it goes on.",
            "D": "Forget it: what rivals do is none of our business.",
        },
        reasons={
            "1": "The chance is above a half, so they did it.",
            "2": "The chance rests on base rates that nobody has measured; more signs cost little, a "
            "false accusation costs much.",
            "3": "It is only a simulation.",
        },
    ),
)
def accuse():
    """The most suspicious jump has a chance of fake orders that is above a half, with base rates that
    we have assumed. Your colleague wants to act today. What do you do, and why? Answer with a
    letter and a number, for example `("A", 1)`.

    Hint: What would you need in your hands if the rival's lawyer calls?

    Hint: What can you still learn in two weeks, for nothing?

    Right: You keep a record, and those decide who can look into the orders.
    """
    return "C", 2


@accuse.wrong("in public")
def _in_public():
    """Whoever spreads a false or misleading statement on a rival may owe damages (商业诋毁, Anti-Unfair
    Competition Law). A chance is no proof.
    """
    return "A", None


@accuse.wrong("do the same")
def _do_the_same():
    """Fake orders (刷单) are unlawful: the Anti-Unfair Competition Law and the E-commerce Law forbid
    them, and platforms punish them. They would also spoil your own data.
    """
    return "B", None


@accuse.wrong("forget it")
def _forget_it():
    """It is our business if buyers are led to the rival by false sales. There is a way between
    shouting and silence.
    """
    return "D", None


@accuse.wrong("right action, wrong reason: above a half")
def _above_a_half():
    """The action is right. But with other base rates the same signs give a chance below a half: it is
    no verdict.
    """
    return "C", 1


@accuse.wrong("right action, wrong reason: a game")
def _a_game():
    """The action is right. The reason would let you shout in a real shop."""
    return "C", 3


@lesson.exercise("Another shop, the same base", Number(tolerance=0.0008, unit="share"))
def another_shop(elsewhere):
    """`elsewhere` has a year's reviews of another shop and of its rivals. **Which share of that shop's
    own reviews with words (`shop` is "own") complains of portability?**

    Hint: `reviews.review_topics(elsewhere, by="shop")`: find the row.

    Hint: Three columns name it: `by`, `topic`, `polarity`.

    Right: A share of complaints without its base can be made as small as you like: count the silent.
    """
    topics = review_topics(elsewhere, by="shop").set_index(["by", "topic", "polarity"])
    return topics.loc[("own", "portability", "complaint"), "share"]


@another_shop.applies
def _own_reviews(elsewhere):
    """In these reviews none is of the own shop, or none has words."""
    return can_answer(another_shop, elsewhere)


@another_shop.wrong("of all reviews")
def _of_all(elsewhere):
    """You divided by all reviews. Most of them are silence that counts as five stars."""
    topics = review_topics(elsewhere, by="shop").set_index(["by", "topic", "polarity"])
    count = topics.loc[(OURS, "portability", "complaint"), "count"]
    return count / (elsewhere["shop"] == OURS).sum()


@another_shop.wrong("praise")
def _praised(elsewhere):
    """That is the share that praises it."""
    topics = review_topics(elsewhere, by="shop").set_index(["by", "topic", "polarity"])
    return topics.loc[(OURS, "portability", "praise"), "share"]


@another_shop.wrong("all shops")
def _all_shops(elsewhere):
    """You took all shops together. The rivals' reviews are in that."""
    topics = review_topics(elsewhere).set_index(["topic", "polarity"])
    return topics.loc[("portability", "complaint"), "share"]


# --- What the workshop asks --------------------------------------------------------------------


@lesson.exercise("What the labels hide", Number(tolerance=0.003, unit="share"), pool=True)
def behind_labels(said):
    """An assistant labels {found} of our reviews as speaking of the price. A test on other reviews
    showed: it is right on 97 of 100 that do, and on 88 of 100 that don't. **Which share really
    speaks of the price**, if that holds here too?

    Hint: Call the share p. How many labels come from those that do, how many from the others?

    Hint: found = 0.97 p + 0.12 (1 − p). Solve for p.

    Right: This is Rogan and Gladen's correction. A hand sample from your own reviews is better: an
    assistant isn't equally right everywhere.
    """
    found = _labels(said)["label"].mean()
    return (found - 0.12) / (0.97 - 0.12)


@behind_labels.applies
def _above_the_floor(said):
    """In this shop fewer reviews are labelled than the errors alone would give."""
    return 0.14 < _labels(said)["label"].mean() < 0.9


@behind_labels.facts
def _behind_facts(said):
    return {"found": f"{_labels(said)['label'].mean():.1%}"}


@behind_labels.wrong("labels alone")
def _found_alone(said):
    """That is what was labelled. About one in eight of those without the topic is in it."""
    return _labels(said)["label"].mean()


@behind_labels.wrong("errors taken off")
def _taken_off(said):
    """You took twelve points off. Only those *without* the topic give false labels, and a few with it are
    missed: solve the equation.
    """
    return _labels(said)["label"].mean() - 0.12


@behind_labels.wrong("forward")
def _forward(said):
    """You went forward: these would be the labels if the true share were what was found."""
    return labels_alone(_labels(said)["label"].mean(), 0.97, 0.88)


@lesson.exercise("The band that sells", Number(tolerance=0.005, unit="share"), pool=True)
def band(seen, articles):
    """Take the rivals' furniture of the last Monday. **Which share of its pieces of 30 days was sold
    at 100 yuan or more, but below 200?**

    Hint: `prices.price_bands(…, edges=[100, 200], units="units_30d")`.

    Hint: Which table says that an article is furniture? Merge it by `item_id`.

    Right: Now ask how many articles share that band, and how much of it one of them holds.
    """
    now = seen[seen["date"] == seen["date"].max()]
    now = now.merge(articles[["item_id", "category"]], on="item_id")
    furniture = now[now["category"] == "furniture"]
    bands = price_bands(furniture, [100, 200], units="units_30d").set_index("band")
    return bands.loc["100 to 200", "unit_share"]


@band.applies
def _furniture(seen, articles):
    """On the last Monday no rival sold furniture."""
    return can_answer(band, seen, articles)


@band.wrong("articles")
def _band_items(seen, articles):
    """That is the share of the articles. What is offered is not what is bought."""
    bands = price_bands(_furniture_now(seen, articles), [100, 200], units="units_30d")
    return bands["item_share"].iloc[1]


@band.wrong("list price")
def _band_list(seen, articles):
    """You took the list price (划线价), which nobody pays."""
    chairs = _furniture_now(seen, articles)
    return price_bands(chairs, [100, 200], "list_price", "units_30d")["unit_share"].iloc[1]


@band.wrong("yuan")
def _band_yuan(seen, articles):
    """That is the share of the yuan. The question asks for pieces."""
    chairs = _furniture_now(seen, articles)
    chairs = chairs.assign(yuan=chairs["price"] * chairs["units_30d"])
    return price_bands(chairs, [100, 200], units="yuan")["unit_share"].iloc[1]


@lesson.exercise("Blamed more than the others", Number(tolerance=0.08, unit="times"), pool=True)
def lift(said):
    """Among the reviews with words of **{shop}**, how many times as often as among those of all other
    shops together (ours too) is **{topic}** complained of?

    Hint: `reviews.review_topics(said, by="shop")` has a column for that.

    Hint: Share of this shop ÷ share of the others.

    Right: The lift says what is special about a shop; the share says what its buyers meet.
    """
    topics = review_topics(said, by="shop")
    shop, topic = _most_lifted(topics)
    row = topics[(topics["by"] == shop) & (topics["topic"] == topic)]
    return row.loc[row["polarity"] == "complaint", "lift"].iloc[0]


def _most_lifted(topics):
    """The rival and the complaint with the largest lift of which there are 30."""
    rivals = topics[(topics["by"] != OURS) & (topics["polarity"] == "complaint")]
    rivals = rivals[rivals["count"] >= 30]
    if rivals.empty:
        raise InputError("No rival has 30 complaints of one topic.")
    return tuple(rivals.loc[rivals["lift"].idxmax(), ["by", "topic"]])


def _lifted_row(said, polarity="complaint"):
    topics = review_topics(said, by="shop")
    shop, topic = _most_lifted(topics)
    of = topics[(topics["topic"] == topic) & (topics["polarity"] == polarity)]
    return of[of["by"] == shop].iloc[0], of[of["by"] != shop]


@lift.applies
def _rivals_blamed(said):
    """No rival has 30 complaints of one topic in these reviews."""
    return can_answer(lift, said)


@lift.facts
def _lift_facts(said):
    shop, topic = _most_lifted(review_topics(said, by="shop"))
    return {"shop": shop, "topic": topic}


@lift.wrong("praise")
def _lift_praise(said):
    """That is the lift of the praise."""
    return _lifted_row(said, "praise")[0]["lift"]


@lift.wrong("beside all")
def _beside_all(said):
    """You divided by the share of *all* shops: this one is among them and pulls it up."""
    row, others = _lifted_row(said)
    total = (others["count"].sum() + row["count"]) / (others["n"].sum() + row["n"])
    return row["share"] / total


@lift.wrong("per cent of the share")
def _lift_share(said):
    """That is the share itself. Divide it by that of the others."""
    return _lifted_row(said)[0]["share"]


@lesson.exercise(
    "What a lighter one is worth",
    Number(
        tolerance=0.04,
        unit="log of price per log of weight",
        accept=lambda articles: [_accepted(articles)],
    ),
    pool=True,
)
def lighter(articles):
    """By how much does the **log of the usual price** change when the log of the weight rises by 1,
    **among articles of the same kind** (`sku`) and shop, with capacity and months of warranty held
    still?

    Hint: `prices.hedonic_price(articles, logs=["weight_kg", "capacity"], plain=["warranty_months"])`
    compares chairs with straps.

    Hint: Add `within=["sku", "shop"]` and read the row `weight_kg`.

    Right: Within a kind the heavier article is the cheaper one: people pay for lightness.
    """
    found = hedonic_price(
        articles, logs=["weight_kg", "capacity"], plain=["warranty_months"], within=["sku", "shop"]
    )
    return found.set_index("feature").loc["weight_kg", "estimate"]


def _accepted(articles):
    """With the shops' levels, or without them."""
    values = [
        hedonic_price(articles, ["weight_kg", "capacity"], ["warranty_months"], within=within)
        .set_index("feature").loc["weight_kg", "estimate"]
        for within in (["sku", "shop"], ["sku"])
    ]  # fmt: skip
    return Between(min(values), max(values))


@lighter.applies
def _enough_articles(articles):
    """There are too few articles of a kind to compare."""
    return can_answer(lighter, articles)


@lighter.wrong("all kinds")
def _all_kinds(articles):
    """You compared all kinds with each other: heavy kinds (tents) are dear kinds. Compare within."""
    found = hedonic_price(articles, ["weight_kg", "capacity"], ["warranty_months"])
    return found.set_index("feature").loc["weight_kg", "estimate"]


@lighter.wrong("capacity")
def _of_capacity(articles):
    """That is the row of the capacity."""
    found = hedonic_price(
        articles, ["weight_kg", "capacity"], ["warranty_months"], within=["sku", "shop"]
    )
    return found.set_index("feature").loc["capacity", "estimate"]


@lesson.exercise(
    "Still hot when your goods arrive?", Number(tolerance=0.011, unit="share"), pool=True
)
def stays(items):
    """Take the list of the 50 articles that sell most (`items`, by `sales_index`) of **{month}**. Which
    share of them is on the list again **{later} months later**?

    Hint: `competitors.list_turnover(items, top=50, months=…)`, last row.

    Right: Whoever copies a hot item sells it in the list's future, not in its past.
    """
    return list_turnover(items, top=50, months=6)["estimate"].iloc[-1]


@stays.applies
def _half_a_year(items):
    """The list has no two months that are half a year apart."""
    return can_answer(stays, items)


@stays.facts
def _stays_facts(items):
    month = list_turnover(items, months=LATER)["month"].iloc[-1]
    return {"month": month, "later": str(LATER)}


@stays.wrong("one month")
def _one_month(items):
    """That is one month later. Your goods need six."""
    return list_turnover(items, months=1)["estimate"].iloc[-1]


@stays.wrong("those that left")
def _left(items):
    """That is the share that left."""
    return 1 - list_turnover(items, months=LATER)["estimate"].iloc[-1]


@lesson.exercise(
    "Is it an opening?",
    Decision(
        actions={
            "A": "Put it on our page today: theirs are heavy, ours are not.",
            "B": "Have three samples of ours and theirs weighed, change ours if we can, test the page, "
            "then say what ours weighs.",
            "C": "Leave it: complaints come from people who always complain.",
        },
        reasons={
            "1": "Complaints of a rival show where to look; whether we are better there has to be true "
            "and has to sell.",
            "2": "Their share is higher than ours, and the interval doesn't hold zero.",
            "3": "Reviews are never worth reading.",
        },
    ),
    pool=True,
)
def opening():
    """Buyers of a rival complain far more often than ours that the article is heavy and bulky. The
    interval of the difference is well above zero. What do you do, and why? For example `("A", 1)`.

    Hint: What do reviews not tell you about our own article?

    Hint: May one name a rival in a comparison?

    Right: Frequent complaints are the cheapest list of what to mend first. They don't mend it.
    """
    return "B", 1


@opening.wrong("on the page today")
def _today():
    """A comparison that names a rival must be true and provable; one that runs it down is unlawful
    (Advertising Law, 商业诋毁). And nobody has weighed anything yet.
    """
    return "A", None


@opening.wrong("leave it")
def _leave_it():
    """Those who complain of everybody are in both shops. The *difference* is what is special there."""
    return "C", None


@opening.wrong("right action, wrong reason: zero")
def _because_of_zero():
    """The action is right. That zero is outside says that the difference is there, not that it sells."""
    return "B", 2


@opening.wrong("right action, wrong reason: never")
def _never():
    """The action is right. Its reason would have let you read nothing at all."""
    return "B", 3
