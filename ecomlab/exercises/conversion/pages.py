"""The exercises of lesson 3.5, *Is the page true, and does it sell?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.conversion.blocks import (
    asked_border,
    block_days,
    block_effects,
    claim_worth,
    honesty_effect,
    triple_damages,
    visits_to_pay,
    visual_honesty,
    wanted,
)
from ecomlab.conversion.colours import LIMIT, colour_delta, style_check
from ecomlab.conversion.pages import (
    NOTHING,
    claim_check,
    listing_lint,
    page_audit,
)
from ecomlab.conversion.sizes import FITS, recommend_size, runs, size_advice
from ecomlab.datasets import load
from ecomlab.estimates import correlation, mean, paired_difference, table
from ecomlab.exercises.conversion.service import orders_with_yuan
from ecomlab.research.papers import compliance_gaps, papers_by_scope
from ecomlab.tables import calendar_days
from ecomlab.texts import fact

SAME = {"count": "orders", "per": "days"}  # the boss's measure, on the same page
SETTLED = 45  # days after which hardly anything comes back
YEAR = ("2025-01-01", "2026-01-01")
CLAIM = "claim"
NAIVE = {"count": "orders", "per": "days", "hold": ("week",), "others": False}
ASKED = "video"  # of the other shop
TODAY, LATER = "2025-07-01", "2025-09-01"  # on which papers are looked at
BODIES = pd.DataFrame({"person": ["Li", "Wang", "Zhao", "Sun"], "chest": [85, 95, 101, 112],
                       "height": [160, 171, 172, 178]})  # fmt: skip
QUOTED = {  # words of the documents, as they stand there
    "000:013": "加班族肩颈酸痛?3分钟放松神器",
    "000:025": "夏天化妆脱妆?用这款定妆喷雾,持妆12小时!",
    "000:029": "每天15分钟,酸痛消失→同事纷纷种草",
    "000:030": "1秒折叠的露营椅",
    "000:007": "情绪疗愈",
    "003:059": "保障类---正品",
}
OWN = ("claims", "other_claims", "layouts", "other_layouts", "chart", "trial", "other_trial", "colours",
       "other_colours", "page_colours", "rules", "block_truth", "claims_twin",
       "many_shops")  # fmt: skip
FILM = 1500  # yuan: an invented offer
SOON = 6  # months in which a film should have paid: a choice
PALETTE = {"forest": "#2f5d50", "sand": "#e7dcc8"}


def read_lines(shop):
    """Lines of paid orders, with whether each came back as not as described; only those whose time
    to come back is over.
    """
    orders = shop["orders"]
    paid = orders.loc[orders["ts_pay"].notna(), ["order_id", "ts_order"]]
    lines = shop["order_items"].merge(paid, on="order_id")
    returns = shop["returns"]
    wrong = returns.loc[returns["reason"] == "not_as_described", ["order_id", "sku"]]
    key = pd.MultiIndex.from_frame(lines[["order_id", "sku"]].astype("str"))
    back = key.isin(pd.MultiIndex.from_frame(wrong.astype("str")))
    date = calendar_days(lines["ts_order"])
    found = pd.DataFrame({"order_id": lines["order_id"], "date": date, "sku": lines["sku"].astype("str"),
                          "paid": lines["qty"] * lines["price"] - lines["discount"], "back": back})  # fmt: skip
    return found[date < date.max() - pd.Timedelta(days=SETTLED)].reset_index(drop=True)


def left_of_lines(shop, lines):
    """Of `read_lines`, those of orders of one line, with what the order left (yuan) in the end."""
    alone = lines[~lines["order_id"].duplicated(keep=False)]
    yuan = orders_with_yuan(shop).set_index("order_id")["yuan"]
    return alone.assign(yuan=alone["order_id"].map(yuan))


def data():
    """The tables of the lesson: pages of two shops, and small ones."""
    shop, second, own = load("shop"), load("second_shop"), load("pages")
    lines = read_lines(shop)
    return {name: own[name] for name in OWN} | {
        "daily": shop["article_daily"], "blocks": shop["page_blocks"], "lines": lines,
        "single": left_of_lines(shop, lines), "listings": shop["listings"], "papers": shop["compliance_docs"],
        "sku": shop["sku"], "violations": shop["violations"],
        "other_daily": second["article_daily"], "other_blocks": second["page_blocks"],
        "other_listings": second["listings"],
    }  # fmt: skip


NAMES = {name: f"own.{name}" for name in OWN} | {
    "daily": "shop.article_daily", "blocks": "shop.page_blocks", "lines": "lines", "single": "single",
    "listings": "shop.listings", "papers": "shop.compliance_docs", "sku": "shop.sku",
    "violations": "shop.violations", "other_daily": "second.article_daily",
    "other_blocks": "second.page_blocks", "other_listings": "second.listings",
}  # fmt: skip
lesson = Lesson("3_5", data=data, names=NAMES)


def truth_of(block_truth, daily, shop="shop"):
    """What each block does to carts a visit in truth: the logit's step, at this shop's mean rate."""
    rate = daily["addcart"].sum() / daily["uv"].sum()
    odds = rate / (1 - rate) * np.exp(block_truth.loc[block_truth["shop"] == shop, "cart"])
    names = block_truth.loc[block_truth["shop"] == shop, "block"]
    return dict(zip(names, (odds / (1 + odds) / rate - 1).tolist(), strict=True))


def in_many_shops(many_shops, block=ASKED):
    """What each reading says of a block in other shops of the same effects: the mean of them."""
    rows = many_shops[many_shops["block"] == block]
    found = {
        reading: mean(part["estimate"], "shops")
        for reading, part in rows.groupby("reading", sort=False)
    }
    return table(found)


FITTED = {}  # of `fitted`, by what was read: several texts tell of one reading


def fitted(daily, blocks, **how):
    """`block_effects`, worked out once for the same tables."""
    key = (_digest(daily), _digest(blocks), *sorted(how.items()))
    if key not in FITTED:
        FITTED[key] = block_effects(daily, blocks, **how).set_index("block")
    return FITTED[key]


def _digest(frame):
    return tuple(pd.util.hash_pandas_object(frame, index=False).agg(["sum", "size"]))


def claim_year(daily, blocks, lines, single):
    """The numbers of a year of bold claims: for `claim_worth` and `asked_border`.

    ``lines`` end some weeks before the year does; their number is made up to the whole year. What
    an order leaves (``left``) is told without the claim's own returns: these are counted apart.
    """
    first, end = map(pd.Timestamp, YEAR)
    bold = blocks[blocks["block"] == CLAIM]
    days = block_days(daily, bold)
    days = days[(days["date"] >= first) & (days["date"] < end)]
    sold = block_days(lines[lines["date"] >= first], bold)
    sold = sold[sold[CLAIM] > 0]
    mine = single[single["order_id"].isin(sold["order_id"])]
    known = (lines["date"].max() + pd.Timedelta(days=1) - first) / (end - first)
    yuan = mine.groupby("back")["yuan"].mean()
    lost, back = yuan[False] - yuan[True], honesty_effect(visual_honesty(lines, blocks, CLAIM))
    return {
        "orders": float((days["orders"] * days[CLAIM]).sum()), "lines": len(sold) / known,
        "rise": fitted(daily, blocks, count="orders").loc[CLAIM],
        "back": back, "left": mine["yuan"].mean() + back.value * lost, "lost": lost,
        "price": sold["paid"].reset_index(drop=True),
    }  # fmt: skip


def worth_of(year):
    """What the claims leave in the year: as read, and with both readings at their worse and better
    ends.
    """
    rest = {name: year[name] for name in ("orders", "left", "lost", "lines")}
    rise, back = year["rise"], year["back"]
    return {
        "read": claim_worth(rise=rise["estimate"], back=back.value, **rest),
        "low": claim_worth(rise=rise["low"], back=back.high, **rest),
        "high": claim_worth(rise=rise["high"], back=back.low, **rest),
    }


def border_of(year):
    """The share of deceived buyers who ask, from which on nothing is left."""
    return _border(worth_of(year)["read"], year)


def _border(worth, year):
    return asked_border(worth["worth"], worth["more_back"], year["price"])


def films(daily, blocks, single, cost):
    """Pages without a video today: visits a month, and after how many months a film has paid.

    Each page with its own orders a visit, and with what its own orders left, of the last 90 days of
    ``daily`` and of all of ``single``. ``months`` by the carts' reading, ``soonest`` and ``latest``
    by its ends. It believes that of the further carts as many are paid as of the others.
    """
    last = daily[daily["date"] > daily["date"].max() - pd.Timedelta(days=90)]
    has = blocks.loc[(blocks["block"] == ASKED) & blocks["until"].isna(), "sku"].astype(str)
    sums = last.assign(sku=last["sku"].astype(str)).groupby("sku")[["uv", "orders"]].sum()
    pages = sums[~sums.index.isin(has)].sort_values("uv", ascending=False)
    rate, left = pages["orders"] / pages["uv"], single.groupby("sku")["yuan"].mean()[pages.index]
    month, rise = pages["uv"] / 3, fitted(daily, blocks).loc[ASKED]
    found = {name: visits_to_pay(cost, rate, max(rise[end], 0), left) / month
             for name, end in (("months", "estimate"), ("soonest", "high"), ("latest", "low"))}  # fmt: skip
    table = pd.DataFrame({"visits": month.round().astype(int), "left": left, **found}).reset_index()
    return table.sort_values("months", kind="stable", ignore_index=True)


def twin_gap(claims_twin, value="profit"):
    """By luck: the year with bold claims less the year without."""
    years = claims_twin.set_index("luck")
    with_, without = (years.loc[years["state"] == state, value].sort_index()
                      for state in ("as it was", "no bold claims"))  # fmt: skip
    return paired_difference(with_, without, "pairs of runs")


def gaps(papers, sku, rules, today=TODAY):
    """Which papers are missing, gone or going on a day, by article."""
    return compliance_gaps(sku, papers_by_scope(papers, sku, today), today, rules)


def stops(papers, sku, rules, today):
    """The articles that may not be sold on that day: a paper is missing or gone."""
    found = gaps(papers, sku, rules, today)
    return found[found["status"].isin(["missing", "expired"]) & found["sku"].notna()]


def judged(claims):
    """Sentences by what the checker finds, and by whether they may run."""
    found = claim_check(claims).drop_duplicates("text")
    return found.assign(stopped=found["kind"] != NOTHING)


def passed_share(claims):
    """Of the sentences that may not run: the share in which the checker finds nothing."""
    rows = judged(claims)
    return float((~rows.loc[~rows["may_run"], "stopped"]).mean())


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("map-title", "map-reading")
def _map(daily, blocks):
    good = blocks[blocks["block"] != CLAIM]
    seen = wanted(daily, good)
    half = (len(seen) + 1) // 2
    found = correlation(np.log(seen["uv"]), seen["blocks"], "articles")
    return {
        "top": fact.number(seen["blocks"][:half].mean(), 1),
        "rest": fact.number(seen["blocks"][half:].mean(), 1),
        "video_top": fact.share(seen[ASKED][:half].mean()),
        "video_rest": fact.share(seen[ASKED][half:].mean()),
        "first": fact.name(seen["sku"].iloc[0]), "first_uv": fact.count(seen["uv"].iloc[0]),
        "second_uv": fact.count(seen["uv"].iloc[1]), "first_video": fact.share(seen[ASKED].iloc[0]),
        "r": fact.number(found.value, 2), "r_low": fact.number(found.low, 2),
        "r_high": fact.number(found.high, 2), "clear": "yes" if found.low > 0 else "no",
        "many": fact.count(len(seen)), "names": fact.count(good["block"].nunique()),
    }  # fmt: skip


@lesson.facts("naive-reading", "readings-title", "readings-reading", "carts-reading")
def _readings(daily, blocks, block_truth):
    naive, same, carts = (fitted(daily, blocks, **how) for how in (NAIVE, SAME, {}))
    truth = truth_of(block_truth, daily)
    facts = {"n": fact.count(carts["n"].max())}
    for name in (ASKED, CLAIM, "warranty"):
        facts |= fact.ends(f"{name}_naive", naive.loc[name], fact.share, signed=True)
        facts |= fact.ends(f"{name}_same", same.loc[name], fact.share, signed=True)
        facts |= fact.ends(f"{name}_carts", carts.loc[name], fact.share, signed=True)
        facts[f"{name}_true"] = fact.share(truth[name], signed=True)
    held = sum(
        carts.loc[name, "low"] <= truth[name] <= carts.loc[name, "high"] for name in carts.index
    )
    wide, narrow = ((t["high"] - t["low"]).median() for t in (naive, same))
    return facts | {
        "moved": fact.count(carts.loc[ASKED, "moved"]), "held": fact.count(held),
        "blocks": fact.count(len(carts)), "above": fact.count((carts["low"] > 0).sum()),
        "times": fact.number(wide / narrow),
        "turned": "yes" if naive.loc[CLAIM, "estimate"] < 0 < same.loc[CLAIM, "low"] else "no",
    }  # fmt: skip


@lesson.facts("many-reading")
def _many(many_shops):
    facts = {}
    for block in (ASKED, CLAIM):
        found = in_many_shops(many_shops, block).set_index("reading")
        for short, reading in (("day", "orders a day, beside other pages"),
                               ("day_same", "orders a day, the same page"),
                               ("visit", "carts a visit, beside other pages"),
                               ("visit_same", "carts a visit, the same page")):  # fmt: skip
            facts |= fact.ends(f"{block}_{short}", found.loc[reading], fact.share, signed=True)
    return facts | {"shops": fact.count(many_shops["shop"].nunique())}


@lesson.facts("films-reading")
def _films(daily, blocks, single):
    found = films(daily, blocks, single, FILM)
    first, last, seen = found.iloc[0], found.iloc[-1], found.loc[found["visits"].idxmax()]
    return {
        "cost": fact.count(FILM), "soon": fact.count(SOON), "pages": fact.count(len(found)),
        "within": fact.count((found["months"] <= SOON).sum()),
        "sure": fact.count((found["latest"] <= SOON).sum()),
        "first": fact.name(first["sku"]), "first_months": fact.number(first["months"], 1),
        "first_visits": fact.count(first["visits"]), "first_left": fact.number(first["left"]),
        "last": fact.name(last["sku"]), "last_months": fact.number(last["months"]),
        "last_visits": fact.count(last["visits"]), "last_left": fact.number(last["left"], 1),
        "seen": fact.name(seen["sku"]), "place": fact.count(int(found.index[found["sku"] == seen["sku"]][0]) + 1),
    }  # fmt: skip


@lesson.facts("verdict")
def _verdict(daily, blocks, block_truth, many_shops):
    return _readings(daily, blocks, block_truth) | _many(many_shops)


@lesson.facts("honesty-reading")
def _honesty(blocks, lines, block_truth):
    changes = visual_honesty(lines, blocks, CLAIM)
    back = honesty_effect(changes)
    truth = block_truth[(block_truth["shop"] == "shop") & (block_truth["block"] == CLAIM)]
    known = changes.dropna(subset="change")
    without = np.average(known["without"], weights=known["n_without"])
    return {
        "changes": fact.count(back.n), "usual": fact.share(without, 1),
        "others": fact.points(known["others"].abs().max(), 1),
        "back": fact.points(back.value, 1, signed=True), "back_low": fact.points(back.low, 1, signed=True),
        "back_high": fact.points(back.high, 1, signed=True),
        "true_back": fact.points(float(truth["not_as_described"].iloc[0]), 1, signed=True),
    }  # fmt: skip


@lesson.facts("worth-reading", "lever-reading")
def _worth(daily, blocks, lines, single, claims_twin, violations):
    year = claim_year(daily, blocks, lines, single)
    worth, twin = worth_of(year), twin_gap(claims_twin)
    more = twin_gap(claims_twin, "not_as_described")
    reports = violations[violations["type"] == "report"]
    rise = year["rise"]
    return {
        "orders": fact.count(round(year["orders"], -2)), **fact.ends("rise", rise, fact.share, signed=True),
        "brought": fact.count(round(worth["read"]["brought"], -2)),
        "more_back": fact.count(round(worth["read"]["more_back"], -1)),
        "left": fact.number(year["left"]), "lost": fact.number(year["lost"]),
        "worth": fact.count(round(worth["read"]["worth"], -3)), "worth_low": fact.count(round(worth["low"]["worth"], -3)),
        "worth_high": fact.count(round(worth["high"]["worth"], -3)),
        "twin": fact.count(round(twin.value, -3)), "twin_low": fact.count(round(twin.low, -3)),
        "twin_high": fact.count(round(twin.high, -3)), "pairs": fact.count(twin.n),
        "twin_more": fact.count(round(more.value, -1)),
        "border": fact.share(border_of(year)), "border_low": fact.share(_border(worth["low"], year)),
        "border_high": fact.share(_border(worth["high"], year)), "reports": fact.count(len(reports)),
        "points": fact.count(reports["points"].sum()), "price": fact.number(year["price"].mean()),
        "triple": fact.number(triple_damages(year["price"])),
    }  # fmt: skip


@lesson.facts("check-reading", "titles-reading")
def _checks(claims, listings):
    rows = judged(claims)
    bad, good = rows[~rows["may_run"]], rows[rows["may_run"]]
    titles = claim_check(listings[["sku", "title"]], column="title")
    found = titles[titles["kind"] != NOTHING]
    kinds = found["kind"].value_counts()
    numbers = found[found["kind"] == "number"]
    return {
        "numbers": fact.count(len(numbers)),
        "spans": fact.count(numbers["found"].str.contains("[年天月]").sum()),
        "bad": fact.count(len(bad)), "passed": fact.count((~bad["stopped"]).sum()),
        "good": fact.count(len(good)), "stopped": fact.count(good["stopped"].sum()),
        "titles": fact.count(listings["sku"].nunique()), "with_words": fact.count(found["sku"].nunique()),
        "offers": fact.count(kinds.get("offer", 0)), "promises": fact.count(kinds.get("promise", 0)),
    }  # fmt: skip


@lesson.facts("lint-reading", "papers-reading")
def _lint(listings, papers, sku, rules):
    lint = listing_lint(listings)
    now = stops(papers, sku, rules, TODAY)
    going = gaps(papers, sku, rules, TODAY)
    return {
        "least": fact.share(lint["done"].min()), "half": fact.share(lint["done"].median()),
        "sku": fact.name(lint["sku"].iloc[0]), "left": fact.count(lint["left"].sum()),
        "full": fact.count((lint["left"] == 0).sum()), "many": fact.count(len(lint)),
        "stop": fact.count(now["sku"].nunique()), "paper": fact.name(now["paper_zh"].iloc[0]) if len(now)
        else fact.name("–"), "going": "yes" if (going["status"] == "expiring").any() else "no",
        "expired": fact.day(now["expires"].iloc[0]) if len(now) else fact.name("–"),
    }  # fmt: skip


@lesson.facts("size-reading", "colour-reading")
def _sizes(trial, colours, page_colours):
    back, paid, kept = (size_advice(trial, name) for name in ("sent back", "paid", "kept"))
    small = runs(trial)
    shown = colour_delta(colours)
    facts = {"fits": fact.share((trial.loc[trial["paid"], "result"] == FITS).mean()),
             "limit": fact.number(LIMIT)}  # fmt: skip
    for name, found in (("back", back), ("paid", paid), ("kept", kept)):
        facts |= fact.ends(name, found._asdict(), fact.points, digits=1, signed=True)
    return facts | {
        "small": fact.share(small.value), "small_low": fact.share(small.low),
        "small_high": fact.share(small.high), "n": fact.count(back.n), "all": fact.count(kept.n),
        "look": fact.count(shown["look"].sum()), "photos": fact.count(len(shown)),
        "off": fact.count((~style_check(page_colours, PALETTE)["fits"]).sum()),
        "worst": fact.name(shown["sku"].iloc[0]), "delta": fact.number(shown["delta"].iloc[0], 1),
    }  # fmt: skip


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("A video on each page?", Prediction("per cent"))
def other_video(other_daily, other_blocks):
    """Another shop, Songling Outdoor, one year. On a day on sale, pages with a **video** bring {naive} more orders than pages without one ({naive_low} to
    {naive_high}). Now each page is compared with itself, before and after the day on which its video came or went: by how many per cent
    do **carts a visit** rise with a video? Answer `(value, low, high)`, for example `(40, 20, 60)`.

    Hint: What did the two readings say in your own shop?

    Hint: Orders a day count visits too. Who comes to a page hasn't seen its video yet.

    Right: {own} ({low} to {high}, n = {n} articles; the video came or went on {moved} of them). In truth, in this simulation: {truth}.
    """
    return 100 * float(_video(other_daily, other_blocks)["estimate"])


def _video(daily, blocks, **how):
    return fitted(daily, blocks, **how).loc[ASKED]


@other_video.facts
def _video_facts(other_daily, other_blocks, block_truth):
    naive, own = (_video(other_daily, other_blocks, **how) for how in (NAIVE, {}))
    truth = truth_of(block_truth, other_daily, "second_shop")[ASKED]
    return {
        **fact.ends("naive", naive, fact.share), "own": fact.share(own["estimate"], signed=True),
        "low": fact.share(own["low"], signed=True), "high": fact.share(own["high"], signed=True),
        "n": fact.count(own["n"]), "moved": fact.count(own["moved"]), "truth": fact.share(truth, signed=True),
    }  # fmt: skip


@lesson.exercise("Off the shelf", Number(tolerance=0.4, unit="articles"))
def stopped(papers, sku, rules):
    """It is **1 September 2025**. How many *articles* may not be sold today, because a paper that they need is missing or has run out? (Of the
    shop's papers you know those issued up to today.)

    Hint: `asked.gaps(shop.compliance_docs, shop.sku, own.rules, today="2025-09-01")`

    Hint: "expiring" still holds. And papers of the shop have no `sku`.

    Right: {many}. One paper stands for all articles of its category; the first one ran out on {expired}.
    """
    return int(stops(papers, sku, rules, LATER)["sku"].nunique())


@stopped.facts
def _stopped_facts(papers, sku, rules):
    found = stops(papers, sku, rules, LATER)
    return {"many": fact.count(found["sku"].nunique()),
            "expired": fact.day(found["expires"].min())}  # fmt: skip


@stopped.applies
def _something_stops(papers, sku, rules):
    """On this day all papers of this shop hold."""
    try:
        return bool(len(stops(papers, sku, rules, LATER)))
    except (ValueError, LookupError):
        return False


@stopped.wrong("every row")
def _every_row(papers, sku, rules):
    """You counted every row. A paper that is "expiring" still holds today."""
    return len(gaps(papers, sku, rules, LATER))


@stopped.wrong("papers")
def _papers(papers, sku, rules):
    """That is the number of *papers*. One report stands for all articles of its category: count the articles."""
    return int(stops(papers, sku, rules, LATER)["paper"].nunique())


@stopped.wrong("another day")
def _another_day(papers, sku, rules):
    """That is the number of 1 July. Today is 1 September."""
    return int(stops(papers, sku, rules, TODAY)["sku"].nunique())


@stopped.wrong("renewed since")
def _renewed(papers, sku, rules):
    """You used all papers of the table, those issued after 1 September too. Today nobody has them yet."""
    return 0


MONDAY = Decision(
    {
        "A": "Keep the bold claims: they sell, and cost less than they bring.",
        "B": "Take them down today. Put a true sentence with its measurement there, and films first where one pays soonest.",
        "C": "Take them down, and put a video on every page by next week.",
        "D": "Take down only those that were reported.",
    },
    {
        "1": "pages with a claim sell less than pages without",
        "2": "pages with a video sell far more than pages without",
        "3": "what is untrue may not stand there, whatever it brings; what each block does is read on the same page, before and after",
        "4": "the platform takes points only when somebody reports",
    },
)


@lesson.exercise("Monday", MONDAY)
def monday(daily, blocks):
    """Your boss: *"Videos sell, so film all of them. And the strong sentences stay: they bring orders."* You have both readings, the
    checker, the papers. What do you do, and why? An answer looks like `("A", 1)`.

    Hint: Which reading compares a page with itself?

    Hint: Is there a price at which an untrue sentence may be said?

    Right: On the same page a video adds {video} carts a visit ({video_low} to {video_high}). A film costs the same for each page, so it pays soonest where visits × orders a visit × what an order leaves is large.
    Whether a true sentence sells as well as the bold one, a test by lot says (lesson 3.2).
    """
    return ("B", 3)


@monday.facts
def _monday_facts(daily, blocks):
    return fact.ends("video", _video(daily, blocks), fact.share, signed=True)


@monday.wrong("it sells")
def _it_sells(daily, blocks):
    """Beside other pages, the pages with a claim do sell less. But the same page sold more with it. That is no reason either: it is untrue."""
    return ("A", 1)


@monday.wrong("nobody reports")
def _nobody_reports(daily, blocks):
    """A report is luck. The sentence is as untrue on the other pages, and each buyer there may ask for what the law gives."""
    return ("D", 4)


@monday.wrong("films everywhere")
def _everywhere(daily, blocks):
    """That compares better articles with others. On the same page a video does less. And a film pays on some pages in weeks, on others in years: `films` says on which."""
    return ("C", 2)


@monday.wrong("keeps them, knowing")
def _keeps(daily, blocks):
    """Reason 3 says the opposite: what is untrue may not stand there, whatever it brings."""
    return ("A", 3)


@monday.wrong("right thing, other reason")
def _other_reason(daily, blocks):
    """The right thing. But that reason compares better articles with others, and forgets the claims."""
    return ("B", 2)


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("Through the sieve", Number(tolerance=0.02, unit="share"), pool=True)
def passes(other_claims):
    """Another shop's sentences, and whether they may run when the article is known (`other_claims`: `text`, `may_run`). Of the sentences
    that may **not** run, in which share does `claim_check` find no word at all? A share between 0 and 1.

    Hint: `pages.claim_check(other_claims)` has the kind "nothing found".

    Right: {passed} of {bad} pass. They are untrue in ordinary words, so somebody has to try the article.
    """
    return passed_share(other_claims)


@passes.facts
def _passes_facts(other_claims):
    bad = judged(other_claims)
    bad = bad[~bad["may_run"]]
    return {"passed": fact.count((~bad["stopped"]).sum()), "bad": fact.count(len(bad))}


@passes.wrong("of all")
def _of_all(other_claims):
    """You divided by all sentences. Asked is the share of those that may not run."""
    rows = judged(other_claims)
    return float((~rows["stopped"] & ~rows["may_run"]).mean())


@passes.wrong("of those that pass")
def _of_those_that_pass(other_claims):
    """That is the other denominator: of the sentences that *pass*, the share that may not run."""
    rows = judged(other_claims)
    return float((~rows.loc[~rows["stopped"], "may_run"]).mean())


@passes.wrong("found")
def _found(other_claims):
    """That is the share in which it does find a word. Take it from 1."""
    return 1 - passed_share(other_claims)


@lesson.exercise("Advice on the size", Number(tolerance=0.3, unit="points"), pool=True)
def kept_advice(other_trial):
    """Another shop showed advice on the size by lot (`other_trial`: `shown`, `paid`, `result`). By how many percentage points
    does the share of people who **paid and kept** the jacket change, of all with it in the cart?

    Hint: `sizes.size_advice(other_trial, "kept")`, times 100.

    Right: {kept} points ({low} to {high}, n = {n} people), of {paid} points more who paid. Look at what came back: {back} points.
    """
    return 100 * size_advice(other_trial, "kept").value


@kept_advice.facts
def _kept_facts(other_trial):
    kept, paid, back = (size_advice(other_trial, name) for name in ("kept", "paid", "sent back"))
    return {**{name: fact.points(getattr(kept, end), 1, signed=True) for name, end in
               (("kept", "value"), ("low", "low"), ("high", "high"))},
            "n": fact.count(kept.n), "paid": fact.points(paid.value, 1, signed=True),
            "back": fact.points(back.value, 1, signed=True)}  # fmt: skip


@kept_advice.wrong("paid")
def _paid(other_trial):
    """That is the change of those who *paid*. Some send it back: who paid and kept it?"""
    return 100 * size_advice(other_trial, "paid").value


@kept_advice.wrong("of those who paid")
def _of_paid(other_trial):
    """You divided by those who paid. The advice changes who pays, so those are other people: divide by all whose cart held it."""
    return -100 * size_advice(other_trial, "sent back").value


@kept_advice.wrong("relative")
def _relative(other_trial):
    """That is per cent of the share without advice. Asked are points."""
    rows = other_trial.assign(
        kept=other_trial["paid"] & ~other_trial["result"].isin(["too small", "too large"])
    )
    share = rows.groupby("shown")["kept"].mean()
    return 100 * float(share[True] / share[False] - 1)


@lesson.exercise("Whole pages", Number(tolerance=0.4, unit="pages"), pool=True)
def whole_pages(other_layouts):
    """A document's page goes: pain scene, value shown, trust (原文 002:016: 痛点场景化+产品价值可视化+信任背书具象化). On how many of another
    shop's pages (`other_layouts`) is all of it there, and in this order?

    Hint: `pages.page_audit(other_layouts, "002:016")`

    Hint: Nothing missing, and `in_order`. Other blocks between don't matter.

    Right: {many} of {pages}. That they sell better than the others, nobody has shown: it is the document's custom.
    """
    return _whole(other_layouts)


def _whole(layouts):
    audit = page_audit(layouts, "002:016")
    return int(((audit["missing"] == "") & audit["in_order"]).sum())


@whole_pages.facts
def _whole_facts(other_layouts):
    return {"many": fact.count(_whole(other_layouts)),
            "pages": fact.count(other_layouts["sku"].nunique())}  # fmt: skip


@whole_pages.wrong("all there")
def _all_there(other_layouts):
    """On so many pages all of it is *there*. Look at the order too."""
    return int((page_audit(other_layouts, "002:016")["missing"] == "").sum())


@whole_pages.wrong("in order")
def _in_order(other_layouts):
    """On so many what is there stands in order. But on some a block is missing."""
    return int(page_audit(other_layouts, "002:016")["in_order"].sum())


@whole_pages.wrong("nothing else")
def _nothing_else(other_layouts):
    """You left out pages with other blocks between. They have it all, in this order."""
    audit = page_audit(other_layouts, "002:016")
    return int(((audit["missing"] == "") & audit["in_order"] & (audit["other"] == "")).sum())


@lesson.exercise("The farthest photo", Number(tolerance=0.4, unit="ΔE"), pool=True)
def farthest(other_colours):
    """Another shop's photos and articles (`other_colours`: `sku`, `photo`, `item`). How large is the **largest** difference of
    colour (ΔE)?

    Hint: `colours.colour_delta(other_colours)`, the first row.

    Right: {delta}, of {sku}. Above about 2 an eye sees it; from {limit} on our list says: look again.
    """
    return float(colour_delta(other_colours)["delta"].iloc[0])


@farthest.facts
def _farthest_facts(other_colours):
    row = colour_delta(other_colours).iloc[0]
    return {"delta": fact.number(row["delta"], 1), "sku": fact.name(row["sku"]),
            "limit": fact.number(LIMIT)}  # fmt: skip


@farthest.wrong("mean")
def _mean_delta(other_colours):
    """That is the mean of all photos. Asked is the largest."""
    return float(colour_delta(other_colours)["delta"].mean())


@farthest.wrong("smallest")
def _smallest(other_colours):
    """That is the smallest: the last row. The table begins with the largest."""
    return float(colour_delta(other_colours)["delta"].iloc[-1])


@farthest.wrong("yellow alone")
def _yellow(other_colours):
    """That is the step from blue to yellow alone. Lightness and red count too."""
    return float(colour_delta(other_colours)["yellower"].abs().max())


SHIFT = Decision(
    {
        "A": "Between two sizes advise the larger; measure pieces, and put the chart right: it runs small.",
        "B": "Leave the chart as it is, and go on counting.",
        "C": "Between two sizes advise the smaller; measure pieces, and put the chart right: it runs large.",
        "D": "Advise everybody one size up.",
    },
    {
        "1": "clearly more than half of what came back for its size was too small",
        "2": "clearly less than half was too small",
        "3": "so few came back for their size that either may be true: the interval holds one half",
    },
)


@lesson.exercise("One size up?", SHIFT, pool=True)
def one_up(other_trial):
    """Another shop asks whether its jacket runs small: of the pieces that came back for their size, which share was too small? (Its people **without**
    advice: `other_trial[~other_trial["shown"]]`.) What should the shop do, and why?

    Hint: `sizes.runs(…)` has the share, and an interval.

    Hint: In which case would both answers be as good?

    Right: {small} were too small ({low} to {high}, n = {n} pieces).
    """
    found = _runs(other_trial)
    if found.low > 0.5:
        return ("A", 1)
    return ("C", 2) if found.high < 0.5 else ("B", 3)


def _runs(trial):
    return runs(trial[~trial["shown"]])


@one_up.facts
def _one_up_facts(other_trial):
    found = _runs(other_trial)
    return {"small": fact.share(found.value), "low": fact.share(found.low),
            "high": fact.share(found.high), "n": fact.count(found.n)}  # fmt: skip


@one_up.wrong("everybody")
def _everybody(other_trial):
    """Most of those who paid sent nothing back: it fits them. One size up is too large for them."""
    return ("D", one_up(other_trial)[1])


@one_up.wrong("everybody, as it runs small")
def _everybody_small(other_trial):
    """Read the interval of the share first. And most of those who paid kept theirs: one size up would be too large for them."""
    return ("D", 1) if one_up(other_trial)[1] != 1 else ("D", 2)


@one_up.wrong("up")
def _up(other_trial):
    """Look at the interval of the share: does it leave out one half?"""
    return ("A", 1) if one_up(other_trial) != ("A", 1) else ("B", 3)


@one_up.wrong("down")
def _down(other_trial):
    """For "it runs large" the share that was too small has to be clearly below one half. Look at its interval."""
    return ("C", 2) if one_up(other_trial) != ("C", 2) else ("B", 3)


@one_up.wrong("right thing, wrong reason")
def _not_the_reason(other_trial):
    """What you advise is right. But the interval says another reason."""
    letter, number = one_up(other_trial)
    return (letter, 1 if number != 1 else 3)


@lesson.exercise("Words in titles", Number(tolerance=0.4, unit="titles"), pool=True)
def offers(other_listings):
    """Another shop's titles (`other_listings`). How many of them hold an **offer** that needs a first and a last day (限时, 特价 …)?

    Hint: `pages.claim_check(other_listings[["sku", "title"]], column="title")`, the kind "offer".

    Right: {many} of {titles}. "For a limited time" that has no end is no offer: it is untrue every day after its last one.
    """
    return _kind(other_listings, "offer")


def _kind(listings, kind):
    found = claim_check(listings[["sku", "title"]], column="title")
    return int((found["kind"] == kind).sum())


@offers.facts
def _offers_facts(other_listings):
    return {"many": fact.count(_kind(other_listings, "offer")),
            "titles": fact.count(len(other_listings))}  # fmt: skip


@offers.applies
def _has_offers(other_listings):
    """No title of this shop has such a word."""
    return can_answer(offers, other_listings) and _kind(other_listings, "offer") > 0


@offers.wrong("promises")
def _promises(other_listings):
    """Those are promises (质保): they need their years and their terms. Asked are offers."""
    return _kind(other_listings, "promise")


@offers.wrong("any word")
def _any_word(other_listings):
    """That is every title in which some word was found. Asked is one kind."""
    found = claim_check(other_listings[["sku", "title"]], column="title")
    return int(found.loc[found["kind"] != NOTHING, "sku"].nunique())


@offers.wrong("nothing found")
def _none_found(other_listings):
    """Those are the titles in which nothing was found."""
    return _kind(other_listings, NOTHING)


def advised(chart):
    """Four people and their sizes."""
    return recommend_size(BODIES, chart)
