"""The exercises of lesson 2.2, *How do they find us?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import ratio_of_totals
from ecomlab.shop import World
from ecomlab.shop.titles import found_by as searchers
from ecomlab.shop.titles import titles as all_titles
from ecomlab.texts import fact
from ecomlab.traffic.search import (
    after_stockouts,
    card_click_rate,
    rank_alerts,
    rank_effect,
    rank_factors,
    rank_path,
    rank_slope,
    search_days,
    share_of_search,
    stockouts,
    top_rank_coverage,
    track_ranks,
    visits_factor,
)
from ecomlab.traffic.titles import (
    build_title,
    found_by,
    long_tail_gap,
    title_audit,
    title_changes,
    title_effect,
    title_length,
)

SHOP = ("article_daily", "keyword_ranks", "inventory_daily", "inbound", "sku", "search_words",
        "titles", "listings", "traffic_daily", "keyword_months")  # fmt: skip
OWN = ("terms", "candidates", "words", "looks", "questions", "page", "guides")
OTHER = {"other_daily": "article_daily", "other_ranks": "keyword_ranks",
         "other_shelf": "inventory_daily", "other_lots": "inbound", "other_sku": "sku",
         "other_words": "search_words"}  # fmt: skip
CHAIR, WORD, BROAD = "CH01", "露营 椅", "折叠 椅"
SLOTS = {"brand": (1, 1), "attribute": (1, 4), "scene": (1, 6), "core": (1, 1)}  # T05
PROMISES = {"brand": (1, 1), "core": (1, 1), "attribute": (1, 4), "assurance": (1, 2),
            "promo": (1, 2)}  # fmt: skip  # T06
BOTH = PROMISES | {"scene": (1, 6)}  # the second template with room for scenes
OPEN = ("core", "attribute", "scene", "assurance", "promo")  # by the lever, one after another
ANY = (0, 99)  # words of a slot: as many as fit
LIMIT = 40  # units of the exercise's title
LEFT, COUPON = 30, 100  # yuan: what an order leaves; what the push costs a day
LAST = pd.Timedelta(days=28)
LATE, VERY_LATE = 5, 10  # days: what makes a stock-out the supplier's; and in the pool
SCREEN = 20  # results that a stranger scrolls through
OTHER_WORD = {"清洗": "洗"}  # how people ask, and how the page says it
APART = pd.Timedelta(days=14)  # between two delays: shelves that filled closer together share one


def data():
    """The tables of the lesson: the running shop's, another shop's, and the lesson's own."""
    shop, second, own = load("shop"), load("second_shop"), load("search")
    tables = {name: shop[name] for name in SHOP} | {name: own[name] for name in OWN}
    return tables | {name: second[table] for name, table in OTHER.items()}


NAMES = (
    {name: f"shop.{name}" for name in SHOP}
    | {name: f"own.{name}" for name in OWN}
    | {name: f"second.{table}" for name, table in OTHER.items()}
)
lesson = Lesson("2_2", data=data, names=NAMES, guess="times")


def open_slots(count):
    """The brand, and the first ``count`` slots that the lever opens, without a cap."""
    return {"brand": (1, 1)} | dict.fromkeys(OPEN[: int(count)], ANY) | {"core": (1, 1)}


def core_ranks(keyword_ranks, search_words):
    """The places on core words (核心词)."""
    core = search_words.loc[search_words["word_type"] == "core", "keyword"].astype("str")
    return keyword_ranks[keyword_ranks["keyword"].astype("str").isin(core)]


def natural(traffic_daily):
    """The days of unpaid search."""
    return traffic_daily[traffic_daily["channel"] == "natural_search"]


def changed(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
            cause="supplier"):  # fmt: skip
    """What became of place and search visits after each stock-out of a cause."""
    days = search_days(article_daily, core_ranks(keyword_ranks, search_words))
    return after_stockouts(days, stockouts(inventory_daily, inbound, sku, late=LATE), cause)


def by_article(article_daily, days):
    """Of the last four weeks: place, orders, carts and orders a visit of each article on sale."""
    since = article_daily["date"].max() - LAST
    daily = article_daily[article_daily["date"] > since].astype({"sku": "str"})
    sums = daily.groupby("sku")[["uv", "addcart", "orders"]].sum()
    place = days[days["date"] > since.tz_localize(None)].groupby("sku")["rank"].mean()
    table = pd.DataFrame(
        {"rank": place, "orders": sums["orders"], "conversion": sums["orders"] / sums["uv"],
         "carts": sums["addcart"] / sums["uv"]}
    )  # fmt: skip
    return table.dropna().rename_axis("sku").reset_index()


def last_weeks(article_daily, traffic_daily, sku=CHAIR):
    """Of one article in the last four weeks: visits a day from plain search, and how many order.

    Its orders aren't told apart by entrance. So its rate over all entrances is taken times what
    the plain results have in the whole shop, beside all entrances.
    """
    since = article_daily["date"].max() - LAST
    daily = article_daily[article_daily["date"] > since]
    daily = daily[daily["sku"].astype("str") == sku]
    shop = traffic_daily[traffic_daily["date"] > since]
    found = pd.Series(
        {"visits": daily["search_uv"].mean(), "every": daily["orders"].sum() / daily["uv"].sum(),
         "plain": _order_rate(shop[shop["entrance"] == "search_result"]),
         "shop": _order_rate(shop)}
    )  # fmt: skip
    found["rate"] = found["every"] * found["plain"] / found["shop"]
    return found


def _order_rate(rows):
    return rows["orders"].sum() / rows["uv"].sum()


def by_delay(changes):
    """The elasticity by delays, each with the shelves that filled again about one time."""
    used = changes[changes["used"].astype(bool)].sort_values("end")
    delay = (used["end"].diff() > APART).cumsum()
    sums = np.log(used[["visits", "rank"]]).groupby(delay).sum()
    return ratio_of_totals(sums["visits"], sums["rank"], "delays")


def reworded(questions):
    """The questions with the page's own word where it says the same thing in another one."""
    return questions.assign(keyword=questions["keyword"].replace(OTHER_WORD))


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("title-reading", "template-reading")
def _titles(terms, candidates, listings):
    now = listings.set_index(listings["sku"].astype("str"))["title"][CHAIR]
    total = terms[["clicks", "payers"]].sum()

    def found(title, value="payers"):
        return float(terms[value][found_by(terms, title)["found"]].sum() / total[value])

    best = "".join(build_title(terms, candidates, slots=SLOTS, value="payers")["word"])
    by_clicks = "".join(build_title(terms, candidates, slots=SLOTS, value="clicks")["word"])
    promises = "".join(build_title(terms, candidates, slots=PROMISES, value="payers")["word"])
    both = "".join(build_title(terms, candidates, slots=BOTH, value="payers")["word"])
    bare = {name: PROMISES[name] for name in ("brand", "core", "attribute")}
    bare = "".join(build_title(terms, candidates, slots=bare, value="payers")["word"])
    return {
        "now": fact.share(found(now)),
        "best": fact.share(found(best)),
        "title": fact.name(best),
        "length": fact.count(title_length(best)),
        "clicks": fact.share(found(best, "clicks")),
        "most_clicks": fact.share(found(by_clicks, "clicks")),
        "of_clicks": fact.share(found(by_clicks)),
        "promises": fact.share(found(promises)),
        "promise_title": fact.name(promises),
        "promise_length": fact.count(title_length(promises)),
        "bare": fact.share(found(bare)),
        "both": fact.share(found(both)),
        "both_length": fact.count(title_length(both)),
        "total": fact.count(total["payers"]),
    }


@lesson.facts("audit-reading")
def _audit(listings, words):
    found = title_audit(listings, words)
    lacks = found["missing"].str.split(", ").explode()
    return {
        "titles": fact.count(len(found)),
        "room": fact.number(found["room"].mean(), 1),
        "whole": fact.count(int((~found["missing"].str.contains("core|attribute|scene")).sum())),
        "attribute": fact.count(int((lacks == "attribute").sum())),
        "scene": fact.count(int((lacks == "scene").sum())),
        "banned": fact.count(int((found["banned"] != "").sum())),
    }


@lesson.facts("change-reading")
def _changes(article_daily, titles):
    found = title_effect(title_changes(article_daily, titles))
    return {
        "times": fact.number(found.value, 2),
        "low": fact.number(found.low, 2),
        "high": fact.number(found.high, 2),
        "n": fact.count(found.n),
        "truth": fact.number(true_title_effect(), 2),
    }


def true_title_effect():
    """How many times as many searchers the longer titles of the running shop truly find."""
    world = World()
    every = all_titles(world)
    table = pd.DataFrame({"sku": every.sku, "size": every.slots.sum(axis=1)})
    table["log"] = np.log(searchers(world, every.slots))
    step = table.groupby("sku")[["size", "log"]].diff().dropna()
    return float(np.exp((step["log"] * np.sign(step["size"])).mean()))


@lesson.facts("looks-reading", "city-reading")
def _looks(looks):
    mine = looks[looks["keyword"] == WORD]
    table = track_ranks(mine, "account").set_index("account")
    stranger = table.loc["stranger"]
    own = mine.loc[mine["account"] == "own", "natural_rank"].dropna()
    strangers = mine[mine["account"] == "stranger"]
    seen = strangers["natural_rank"].astype("float64")
    cities = track_ranks(strangers, "city").sort_values("median")
    return {
        "near": fact.name(str(cities["city"].iloc[0])),
        "near_place": fact.count(cities["median"].iloc[0]),
        "far": fact.name(str(cities["city"].iloc[-1])),
        "far_place": fact.count(cities["median"].iloc[-1]),
        "fewest": fact.count(cities["looks"].min()),
        "most": fact.count(cities["looks"].max()),
        "own": fact.count(table.loc["own", "median"]),
        "stranger": fact.count(stranger["median"]),
        "tenth": fact.count(stranger["tenth"]),
        "ninetieth": fact.count(stranger["ninetieth"]),
        "n": fact.count(stranger["looks"]),
        "share": fact.share((seen <= own.median()).mean()),
        "own_n": fact.count(len(own)),
    }


@lesson.facts("coverage-reading")
def _coverage(keyword_ranks, search_words, keyword_months):
    found = covered(keyword_ranks, search_words, keyword_months)
    top = found["top"] >= 0.9
    return {
        "words": fact.count(len(found)),
        "always": fact.count(int((found["first_page"] == 1).sum())),
        "least": fact.share(found["first_page"].min(), 1),
        "top": fact.count(int(top.sum())),
        "top_core": fact.count(int(top[found["word_type"] == "core"].sum())),
        "clicks": fact.share(found["clicks"][top].sum() / found["clicks"].sum()),
    }


def covered(keyword_ranks, search_words, keyword_months):
    """How often each word has an article of ours at the top, and what the word is worth a month."""
    found = top_rank_coverage(keyword_ranks)
    kind = search_words.astype({"keyword": "str"}).set_index("keyword")["word_type"].astype("str")
    last = keyword_months[
        keyword_months["month"].astype("str") == str(keyword_months["month"].max())
    ]
    clicks = last.astype({"keyword": "str"}).set_index("keyword")["clicks"]
    return found.assign(
        word_type=found["keyword"].map(kind), clicks=found["keyword"].map(clicks)
    ).sort_values("clicks", ascending=False)  # fmt: skip


@lesson.facts("factors-reading")
def _factors(article_daily, keyword_ranks, search_words):
    days = search_days(article_daily, core_ranks(keyword_ranks, search_words))
    found = rank_factors(by_article(article_daily, days), ["orders"]).iloc[0]
    return _promised(days) | {
        "orders": fact.number(found["estimate"], 2),
        "orders_low": fact.number(found["low"], 2),
        "orders_high": fact.number(found["high"], 2),
        "orders_n": fact.count(found["n"]),
    }


def _promised(days):
    """What the comparison of articles promises."""
    slope = rank_slope(days)
    twice = visits_factor(slope, 2, 1)
    return {
        "slope": fact.number(slope.value, 2),
        "twice": fact.number(twice.value, 1),
        "twice_low": fact.number(twice.low, 1),
        "twice_high": fact.number(twice.high, 1),
        "articles": fact.count(slope.n),
    }


def with_shelf(alerts, inventory_daily, day):
    """The alerts, and the pieces that each article had on its shelf that evening."""
    now = inventory_daily[inventory_daily["date"].dt.tz_localize(None) == pd.Timestamp(day)]
    shelf = now.astype({"sku": "str"})[["sku", "on_hand"]]
    return alerts.merge(shelf, on="sku", how="left")


@lesson.facts("alert-reading")
def _alerts(keyword_ranks):
    found = rank_alerts(keyword_ranks, keyword_ranks["date"].max())
    return {
        "rings": fact.count(int((found["alert"] != "").sum())),
        "all": fact.count(len(found)),
        "luck": fact.count(round(len(found) * 2 / (found["days"].median() + 1))),
        "cases": fact.count(int(found["days"].median()) + 1),
    }


@lesson.facts("path-reading")
def _path(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words):
    days = search_days(article_daily, core_ranks(keyword_ranks, search_words))
    path = rank_path(days, stockouts(inventory_daily, inbound, sku, late=LATE), "supplier")
    path = path.set_index("day")["estimate"]
    return {f"day_{day}": fact.number(path[day], 1) for day in (1, 14, 56)}


def true_half():
    """How many times as many search visits half the place number truly brings."""
    return 2 ** World().facts["ranks"]["position"]


@lesson.facts("effect-title", "effect-reading", "verdict")
def _effect(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
            traffic_daily):  # fmt: skip
    days = search_days(article_daily, core_ranks(keyword_ranks, search_words))
    empty = stockouts(inventory_daily, inbound, sku, late=LATE)
    every = after_stockouts(days, empty)
    changes = every[every["cause"] == "supplier"]
    found, together = rank_effect(changes), rank_effect(every)
    half = visits_factor(found, 2, 1)
    world = World().facts["ranks"]
    push = 2 ** (world["sales"] + world["conversion"])  # twice the orders of the same visits
    chair = last_weeks(article_daily, traffic_daily)
    yuan = chair["visits"] * chair["rate"] * LEFT
    delays = by_delay(changes)
    return _promised(days) | {
        "elasticity": fact.number(found.value, 2),
        "e_low": fact.number(found.low, 2),
        "e_high": fact.number(found.high, 2),
        "n": fact.count(found.n),
        "half": fact.share(half.value - 1),
        "half_low": fact.share(half.low - 1),
        "half_high": fact.share(half.high - 1),
        "holds": "yes" if found.holds(-world["position"]) else "no",
        "true": fact.number(-world["position"], 2),
        "true_half": fact.share(true_half() - 1),
        "supplier": fact.count(len(changes)),
        "together": fact.number(together.value, 2),
        "t_low": fact.number(together.low, 2),
        "t_high": fact.number(together.high, 2),
        "unused": fact.count(int((~changes["used"]).sum())),
        "own": fact.count(int((empty["cause"] == "own").sum())),
        "nearer": fact.share(1 / push),
        "delays": fact.count(delays.n),
        "d_low": fact.number(delays.low, 2),
        "d_high": fact.number(delays.high, 2),
        "rate": fact.share(chair["rate"], 1),
        "back": fact.share(world["sales"] * world["position"]),
        "yuan": fact.money(yuan * (half.value - 1)),
        "yuan_low": fact.money(yuan * (half.low - 1)),
        "yuan_high": fact.money(yuan * (half.high - 1)),
        "promised": fact.money(yuan * (visits_factor(rank_slope(days), 2, 1).value - 1)),
    }


@lesson.facts("clicks-reading")
def _clicks(traffic_daily):
    rate = card_click_rate(natural(traffic_daily)).set_index("entrance")
    return {
        name: fact.share(rate.loc[entrance, "estimate"], 2)
        for name, entrance in (("plain", "search_result"), ("brand", "brand_result"))
    }


@lesson.facts("gap-reading", "guides-reading")
def _gaps(questions, page, guides):
    text = "\n".join(page["text"])
    table, again = long_tail_gap(questions, text), long_tail_gap(reworded(questions), text)
    gaps = table[~table["treated"]]
    said = again[again["treated"] & again["question"].isin(gaps["question"])].iloc[0]
    notes = share_of_search(guides[guides["platform"] == "xiaohongshu"])
    return {
        "asked": fact.count(len(table)),
        "gaps": fact.count(len(gaps)),
        "first": fact.name(str(gaps["question"].iloc[0])),
        "first_clicks": fact.count(gaps["clicks"].iloc[0]),
        "left": fact.count(int((~again["treated"]).sum())),
        "answered": fact.name(str(said["question"])),
        "sentence": fact.name(str(said["sentence"])),
        "other_word": fact.name(str(said["keyword"])),
        "words": fact.count(len(notes)),
        "none": fact.count(int((notes["ours"] == 0).sum())),
        "ours": fact.count(int(notes["ours"].sum())),
        "seen": fact.count(int(notes["seen"].sum())),
    }


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("The best title in forty units", Number(tolerance=0.4, unit="payers"))
def best_title(terms, candidates):
    """Another platform shows only 40 units of a title. Take one brand word, one core word, one to four attributes and
    one to six scenes (`mine.SLOTS`). How many **payers** a month search for words that find the best such title?
    (Sum `payers` of the `own.terms` that are found.)

    Hint: `titles.build_title(…, limit=40, slots=mine.SLOTS, value="payers")`, join the words, then
    `titles.found_by`.

    Right: Each word earns its place by the searches that it completes, together with the others.
    """
    table = build_title(terms, candidates, LIMIT, SLOTS, "payers")
    return _payers(terms, "".join(table["word"]))


def _payers(terms, title):
    return int(terms["payers"][found_by(terms, title)["found"]].sum())


@best_title.wrong("by clicks")
def _by_clicks(terms, candidates):
    """You maximised the clicks. Asked are payers: many who click on a broad word buy elsewhere."""
    return _payers(terms, "".join(build_title(terms, candidates, LIMIT, SLOTS, "clicks")["word"]))


@best_title.wrong("sixty units")
def _sixty(terms, candidates):
    """Your title is longer than 40 units. Set `limit=40`, and leave `wide` at 2: a 汉字 counts two."""
    return _payers(
        terms, "".join(build_title(terms, candidates, slots=SLOTS, value="payers")["word"])
    )


@best_title.wrong("without slots")
def _free(terms, candidates):
    """Your title has no brand, or more of a slot than asked. Hand over `slots=mine.SLOTS`."""
    table = build_title(terms, candidates, LIMIT, value="payers")
    return _payers(terms, "".join(table["word"]))


@lesson.exercise("What your own phone shows", Prediction("share"))
def seen_by_strangers(looks):
    """Your phone shows the chair on place {own} for {word}. Of the looks by **strangers** in six cities, which share sees it
    on place {own} or a better one? Answer `(value, low, high)`, shares between 0 and 1.

    Hint: A platform shows each of us what we may want. What does it know of you?

    Right: It came out at {share}. Your phone knows that you like your own shop.
    """
    mine = looks[looks["keyword"] == WORD]
    own = mine.loc[mine["account"] == "own", "natural_rank"].median()
    seen = mine.loc[mine["account"] == "stranger", "natural_rank"].astype("float64")
    return float((seen <= own).mean())


@seen_by_strangers.facts
def _strangers(looks):
    mine = looks[looks["keyword"] == WORD]
    own = mine.loc[mine["account"] == "own", "natural_rank"].median()
    seen = mine.loc[mine["account"] == "stranger", "natural_rank"].astype("float64")
    return {"own": fact.count(own), "word": fact.name(WORD),
            "share": fact.share((seen <= own).mean())}  # fmt: skip


@lesson.exercise("The place's own effect in another shop", Number(tolerance=0.007))
def other_effect(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """Songling Outdoor had late suppliers too. What is the place's own effect there, as an elasticity
    (two decimals)? Take core words, stock-outs that a supplier caused (5 days late or more, the shelf full
    until the lot was due), 14 days before and 7 after. Its tables are `second.article_daily` and so on.

    Hint: `search_days(second.article_daily, mine.core_ranks(second.keyword_ranks,
    second.search_words))`, `stockouts(second.inventory_daily, second.inbound, second.sku)`, then
    `after_stockouts(…, "supplier")`, `rank_effect`.

    Right: The interval is {low} to {high} (n = {n} stock-outs). In this world the truth is the same for both shops,
    {truth}. Two samples, two estimates.
    """
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    return rank_effect(changed(*tables)).value


@other_effect.applies
def _has_stockouts(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """This shop had fewer than four such stock-outs: nothing to read off."""
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    return int(changed(*tables)["used"].sum()) >= 4


@other_effect.facts
def _other_facts(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    found = rank_effect(changed(*tables))
    return {"low": fact.number(found.low, 2), "high": fact.number(found.high, 2),
            "n": fact.count(found.n),
            "truth": fact.number(-World().facts["ranks"]["position"], 2)}  # fmt: skip


@other_effect.wrong("the sign is lost")
def _without_sign(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """The size is right, the sign isn't: a larger place number (further down) goes with fewer visits, so
    the elasticity lies below 0.
    """
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    return -rank_effect(changed(*tables)).value


@other_effect.wrong("times on half the place number")
def _as_factor(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """That is how many times as many visits half the place number brings (`visits_factor`). Asked is the
    elasticity itself, from `rank_effect`.
    """
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    return visits_factor(rank_effect(changed(*tables)), 2, 1).value


@other_effect.wrong("articles side by side")
def _slope(other_daily, other_ranks, other_words):
    """You compared articles side by side. Articles that people want have better places *and* more
    visits: that isn't the place's own effect.
    """
    return rank_slope(search_days(other_daily, core_ranks(other_ranks, other_words))).value


@other_effect.wrong("all stock-outs")
def _all_causes(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """You took all stock-outs. One after a rush is followed by less demand anyway; keep those of a
    late supplier.
    """
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    return rank_effect(changed(*tables, cause=None)).value


@other_effect.wrong("our own stock-outs")
def _own_causes(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """You kept the stock-outs with the cause "own": those are the ones to leave out."""
    tables = (other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words)
    return rank_effect(changed(*tables, cause="own")).value


PUSH = Decision(
    {
        "A": "Give the coupon: the better place pays for it.",
        "B": "Not at this price. Ask what it would have to cost.",
        "C": "Buy the orders from an agent instead: he is cheaper.",
    },
    {
        "1": "articles with half the place number have several times the search visits",
        "2": "what the better place itself brings in a day is less than the coupon costs",
        "3": "what the better place itself brings in a day is more than the coupon costs",
        "4": "sales have nothing to do with places",
    },
)


@lesson.exercise("Push the chair from place 8 to place 4?", PUSH)
def push_sales(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
               traffic_daily):  # fmt: skip
    """A coupon on the folding chair would bring so many orders that its place number halves, says the agency. The orders with
    the coupon just pay for themselves; beyond that it costs **{coupon} yuan for each day** on which the place stays there. The chair has {visits} visits
    a day from plain search, and extra ones would come from there. {every} of all its visits order. Plain search orders less: in the whole shop
    {plain} of its visits, where all entrances together have {shop}. So reckon with {every} × {plain} ÷ {shop} = **{rate}**. An order leaves
    {left} yuan after goods, freight and fees (given). What do you do, and why? An answer looks like `("A", 1)`.

    Hint: `search.visits_factor(effect, 8, 4)` says how many times as many search visits come.

    Hint: Extra visits × orders for each visit × yuan for each order, against what it costs.

    Right: {coupon} yuan a day buy extra visits worth {yuan} yuan ({low} to {high}). The extra orders lift the place a little
    further, by too little to make up the gap. The comparison of articles promises {promised}. The same holds for a live show or ads that are said to "lift the rank".
    """
    tables = (article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
              traffic_daily)  # fmt: skip
    return ("A", 3) if _worth(*tables)["yuan"].value > COUPON else ("B", 2)


def _worth(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
           traffic_daily):  # fmt: skip
    """Yuan a day of half the place number: by the effect, and by the comparison of articles."""
    tables = (article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words)
    days = search_days(article_daily, core_ranks(keyword_ranks, search_words))
    chair = last_weeks(article_daily, traffic_daily)
    one = chair["visits"] * chair["rate"] * LEFT
    found = visits_factor(rank_effect(changed(*tables)), 2, 1)
    slope = visits_factor(rank_slope(days), 2, 1)
    return {
        "chair": chair,
        "yuan": found.through(lambda times: one * (times - 1)),
        "promised": one * (slope.value - 1),
    }


@push_sales.facts
def _push_facts(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
                traffic_daily):  # fmt: skip
    worth = _worth(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
                   traffic_daily)  # fmt: skip
    chair = worth["chair"]
    return {
        "coupon": fact.money(COUPON),
        "left": fact.money(LEFT),
        "visits": fact.count(round(chair["visits"])),
        "rate": fact.share(chair["rate"], 1),
        "every": fact.share(chair["every"], 1),
        "plain": fact.share(chair["plain"], 1),
        "shop": fact.share(chair["shop"], 1),
        "yuan": fact.money(worth["yuan"].value),
        "low": fact.money(worth["yuan"].low),
        "high": fact.money(worth["yuan"].high),
        "promised": fact.money(worth["promised"]),
    }


@push_sales.wrong("the comparison")
def _comparison():
    """That compares *different* articles. The one that people want has the better place and more
    visits; move another one there, and its wish doesn't come along.
    """
    return "A", 1


@push_sales.wrong("no effect at all")
def _no_effect():
    """Sales do move the place: after an empty shelf it was worse for weeks. The question is what a
    better place brings, and what it costs.
    """
    return "B", 4


@push_sales.wrong("bought orders")
def _bought():
    """Orders that nobody wanted (刷单) are fraud on the buyers who trust the number, and unlawful
    (反不正当竞争法, 电子商务法). No price makes them cheap.
    """
    return "C", 1


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("Titles with room", Number(tolerance=0.4, unit="titles"), pool=True)
def room_left(listings):
    """A title may have 60 units, a 汉字 counting 2. How many of the titles in `listings` leave **10
    units or more** unused?

    Hint: `titles.title_length`, title by title; a letter or digit counts 1.

    Right: Room isn't a fault by itself. First ask whether a true word is missing.
    """
    return int(sum(60 - title_length(str(title)) >= 10 for title in listings["title"]))


@room_left.wrong("characters")
def _in_characters(listings):
    """You counted each character as one. Here a 汉字 counts two."""
    return int(sum(60 - len(str(title)) >= 10 for title in listings["title"]))


@room_left.wrong("more than ten")
def _above_ten(listings):
    """You left out the titles with exactly ten units of room."""
    return int(sum(60 - title_length(str(title)) > 10 for title in listings["title"]))


@lesson.exercise("Words on which we stand at the top", Number(tolerance=0.02, unit="share"),
                 pool=True)  # fmt: skip
def top_words(keyword_ranks):
    """On which share of the search words in `keyword_ranks` does at least one article stand among the
    **first three** on more than half of the days? A share between 0 and 1.

    Hint: The best place of each word and day first; then the share of its days; then count words.

    Right: Now ask how much is searched for those words. The easy ones are mostly the small ones.
    """
    found = top_rank_coverage(keyword_ranks)
    return float((found["top"] > 0.5).mean())


@top_words.wrong("rows")
def _rows(keyword_ranks):
    """You counted rows: an article that stands far down spoils nothing if another is at the top."""
    return float((keyword_ranks["natural_rank"] <= 3).mean())


@top_words.wrong("first page")
def _first_page(keyword_ranks):
    """That is the first page, 44 places. Asked are the first three."""
    found = top_rank_coverage(keyword_ranks)
    return float((found["first_page"] > 0.5).mean())


@top_words.wrong("share of the days")
def _share_of_days(keyword_ranks):
    """That is the mean share of the days. Asked is how many *words* have it on more than half."""
    return float(top_rank_coverage(keyword_ranks)["top"].mean())


@lesson.exercise("What strangers find", Number(tolerance=0.01, unit="share"), pool=True)
def found_by_strangers(looks):
    """A stranger scrolls through {screen} results. In `looks`, which share of the looks by **strangers** for
    {word} sees our chair there? A share between 0 and 1.

    Hint: An empty `natural_rank` is a look that found nothing. It counts.

    Right: Nobody who doesn't find you tells you so.
    """
    mine = looks[(looks["keyword"] == BROAD) & (looks["account"] == "stranger")]
    return float((mine["natural_rank"].astype("float64") <= SCREEN).mean())


@found_by_strangers.facts
def _stranger_words():
    return {"screen": fact.count(SCREEN), "word": fact.name(BROAD)}


@found_by_strangers.wrong("all looks")
def _all_looks(looks):
    """You counted the shop's own looks and those of customers. The platform knows them."""
    mine = looks[looks["keyword"] == BROAD]
    return float((mine["natural_rank"].astype("float64") <= SCREEN).mean())


@found_by_strangers.wrong("all words")
def _all_words(looks):
    """You took all search words together. Each has its own places."""
    mine = looks[looks["account"] == "stranger"]
    return float((mine["natural_rank"].astype("float64") <= SCREEN).mean())


@found_by_strangers.wrong("the first page")
def _whole_page(looks):
    """That is a page of 44 results. Few scroll that far: asked are fewer."""
    mine = looks[(looks["keyword"] == BROAD) & (looks["account"] == "stranger")]
    return float((mine["natural_rank"].astype("float64") <= 44).mean())


@lesson.exercise("What is half the place number worth?", Number(tolerance=1.2, unit="yuan"),
                 pool=True)  # fmt: skip
def place_worth():
    """The place's own effect is an elasticity of −0.30. An article has 200 search visits a day on place 16; 3% of the visits
    order, and an order leaves 40 yuan. What do the extra visits on place **8** leave in a day, in yuan?

    Hint: (8 ÷ 16)^(−0.30) times as many visits. Only the extra ones count.

    Right: That is what getting there may cost at most, for each day on which the place holds.
    """
    return 200 * 0.03 * 40 * (2**0.3 - 1)


@place_worth.wrong("in proportion")
def _proportional():
    """You took 0.30 as a share of the visits for the whole way. Half the number is 2^0.30 times."""
    return 200 * 0.03 * 40 * 0.30


@place_worth.wrong("half of it")
def _half():
    """You took half of 0.30. An elasticity is a power: (8 ÷ 16)^(−0.30)."""
    return 200 * 0.03 * 40 * 0.15


@place_worth.wrong("all visits")
def _all_visits():
    """Those are all visits on place 8. The first 200 come on place 16 too."""
    return 200 * 0.03 * 40 * 2**0.3


@lesson.exercise("Whose stock-outs?", Number(tolerance=0.4, unit="stock-outs"), pool=True)
def late_suppliers(inventory_daily, inbound, sku):
    """A shelf was empty (`on_hand` 0) for one day or more; two times with at most two days between are one. How many of these stock-outs began
    on the due date of the lot that ended them (ordered, plus the article's `lead_time_days`) or after it, and ended with that lot **{days} days or
    more** after its due date?

    Hint: `search.stockouts` has a parameter `late` and a column `cause`.

    Right: The others are ours: sold faster than we thought, or ordered too late.
    """
    found = stockouts(inventory_daily, inbound, sku, late=VERY_LATE)
    return int((found["cause"] == "supplier").sum())


@late_suppliers.facts
def _late_days():
    return {"days": fact.count(VERY_LATE)}


@late_suppliers.applies
def _some_late(inventory_daily, inbound, sku):
    """No supplier of this shop was late enough."""
    return "supplier" in set(stockouts(inventory_daily, inbound, sku, late=VERY_LATE)["cause"])


@late_suppliers.wrong("all of them")
def _all_stockouts(inventory_daily, inbound, sku):
    """Those are all stock-outs, whoever caused them."""
    return len(stockouts(inventory_daily, inbound, sku))


@late_suppliers.wrong("less late")
def _less_late(inventory_daily, inbound, sku):
    """You counted lots that came five days late, too: that is what the function takes by itself."""
    return int((stockouts(inventory_daily, inbound, sku)["cause"] == "supplier").sum())


@late_suppliers.wrong("days")
def _empty_days(inventory_daily, inbound, sku):
    """You added up the empty days. Asked is how often it happened."""
    found = stockouts(inventory_daily, inbound, sku, late=VERY_LATE)
    return int(found.loc[found["cause"] == "supplier", "days"].sum())


ARROW = Choice(
    {
        "A": "Over our 40 articles, those with more orders have better places.",
        "B": "After a late supplier's empty shelf, places were worse, and search visits fewer, than beside other articles.",
        "C": "The tool's page says that sales are a ranking factor.",
        "D": "On days with more search visits the article has more orders.",
    }
)


@lesson.exercise("Which of these is about the arrow from place to visits?", ARROW, pool=True)
def which_arrow():
    """You want to know what a better **place** itself brings in **visits**. Which of these observations
    speaks about that, and about little else? One letter.

    Hint: In which of them did something from outside move the place, and not what people want?

    Right: A flood at a supplier's moves the place, and it doesn't care how much people like the chair.
    """
    return "B"


@which_arrow.wrong("side by side")
def _side_by_side():
    """Articles differ in how much people want them. That moves orders, visits and places at once."""
    return "A"


@which_arrow.wrong("a factor")
def _a_factor():
    """That is the other arrow, from sales to place. It may be true, and says nothing of visits."""
    return "C"


@which_arrow.wrong("the same days")
def _same_days():
    """Demand brings both on the same day. The place needn't have moved at all."""
    return "D"


@lesson.exercise("What the page leaves open", Number(tolerance=0.01, unit="share"), pool=True)
def unanswered(questions, page):
    """Each row of `questions` has the parts that matter (`keyword`) and its clicks a month. A question is treated if **one
    sentence** of the page (`page`, column `text`) holds all its parts, or says the same in other words: where people ask for {asked}, the page
    says {said}. Which share of the **clicks** belongs to questions that aren't treated? A share between 0 and 1.

    Hint: `titles.long_tail_gap(questions, "\\n".join(page["text"]))`, with the page's word in the column `keyword`.

    Right: Answer the largest first. One true sentence each is enough.
    """
    table = long_tail_gap(reworded(questions), "\n".join(page["text"]))
    return float(table.loc[~table["treated"], "clicks"].sum() / table["clicks"].sum())


@unanswered.facts
def _other_words():
    (asked, said), *_ = OTHER_WORD.items()
    return {"asked": fact.name(asked), "said": fact.name(said)}


@unanswered.wrong("the words as typed")
def _as_typed(questions, page):
    """You looked for the words as people type them. One question is answered on the page in another word:
    a sentence for it stands there already.
    """
    table = long_tail_gap(questions, "\n".join(page["text"]))
    return float(table.loc[~table["treated"], "clicks"].sum() / table["clicks"].sum())


@unanswered.wrong("questions, not clicks")
def _number_of_questions(questions, page):
    """You counted questions. Some are asked five times as often as others: count their clicks."""
    table = long_tail_gap(reworded(questions), "\n".join(page["text"]))
    return float((~table["treated"]).mean())


@unanswered.wrong("anywhere on the page")
def _anywhere(questions, page):
    """You looked for the parts anywhere on the page. Two sentences with a part each answer nothing."""
    table = long_tail_gap(reworded(questions), "\n".join(page["text"]))
    return float(table.loc[table["missing"] != "", "clicks"].sum() / table["clicks"].sum())


@unanswered.wrong("the answered ones")
def _answered(questions, page):
    """Those are the questions that the page does treat. Asked are the others."""
    table = long_tail_gap(reworded(questions), "\n".join(page["text"]))
    return float(table.loc[table["treated"], "clicks"].sum() / table["clicks"].sum())


@lesson.exercise("Whose guides come first?", Number(tolerance=0.01, unit="share"), pool=True)
def notes_share(guides):
    """Of the **first five** results that `guides` lists for each question and platform, which share is
    ours? All questions and both platforms together; a share between 0 and 1.

    Hint: `rank` up to 5, then the mean of `ours`.

    Right: The lower places are read by few. And it was one look, by one person.
    """
    return float(guides.loc[guides["rank"] <= 5, "ours"].mean())


@notes_share.wrong("all ten")
def _all_ten(guides):
    """You took all ten results. Asked are the first five."""
    return float(guides["ours"].mean())


@notes_share.wrong("questions with one of ours")
def _with_ours(guides):
    """You counted questions on which one of ours is among the first five. Asked are results."""
    top = guides[guides["rank"] <= 5]
    return float(top.groupby(["platform", "keyword"])["ours"].any().mean())


@notes_share.wrong("one platform")
def _one_platform(guides):
    """You took one platform only. Asked are both together."""
    mine = guides[(guides["rank"] <= 5) & (guides["platform"] == "xiaohongshu")]
    return float(mine["ours"].mean())
