"""The exercises of workshop 3.9: the sign-up form of an event, and the pool of the chapter's lessons."""

from functools import wraps

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.classroom.audits import VERDICTS, Sentence, audited, numbered, verdict_of
from ecomlab.classroom.kinds import Audit, Decision, Number, Prediction, Simulated, Verdicts
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.remembered import remembered
from ecomlab.conversion.baskets import attach_rate
from ecomlab.conversion.pricing import needed_pieces, pieces_after
from ecomlab.conversion.promo_sheet import promo_price_sheet
from ecomlab.conversion.service import response_rates
from ecomlab.conversion.thresholds import threshold_effect
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.estimates import Estimate, mean
from ecomlab.exercises.conversion import (
    baskets,
    experiments,
    funnel,
    pages,
    pricing,
    promotions,
    service,
    trust,
)
from ecomlab.tables import purchases
from ecomlab.texts import Text, fact
from ecomlab.traffic.campaigns import event_effect
from ecomlab.traffic.paid import settled_lines

tested = experiments  # below, `experiments` is a table

EVENING, NEXT = "2025-12-31", "2026-01-01"  # the last of the tables; the morning after it
OPEN = 15  # days until the returns of a day's orders are all in
TAX = 13 / 113  # of what is kept: 13% are in it (增值税, 一般纳税人)
FEE = 0.012  # the platform's share at Songling
CUT, LEAST, LAST_YEAR, BOSS = 0.15, 4, 8, 25  # the form's; the platform's least, in per cent
ABSENT = (
    0.35  # of what an event adds to demand: what a shop gets that stays out of it, in March's world
)
TODAY, FORM = "299 − 20", "299 − 50"
OFFER = pd.DataFrame(
    {"promo": ["15% off", FORM], "step": [1, 2], "threshold": [0, 299], "share": [CUT, 0],
     "off": [0, 50]}
)  # fmt: skip
EVENTS = ("new_year_goods", "spring_38", "may_camping", "mid_year_618", "autumn_camping",
          "double_11")  # fmt: skip
FESTIVAL = ("2025-01-25", "2025-02-06")  # Spring Festival, and the days of travel
MARCH, DIP, WAITING, DEEP = "spring_38", 15, 12, 0.1  # who cuts deeper is waited for
OCTOBER, NOVEMBER = ("2025-10-07", "2025-10-21"), ("2025-11-11", "2025-11-11")
COUNTDOWN, CHECKOUT, PEEKED, DAY = (
    "countdown_popup", "one_page_checkout", "reviews_on_top", "delivery_date",
)  # fmt: skip
PICTURES = "hd_pictures"
SET = ("CK02", "SV01")  # not the pair of the pool
CHOICES = {
    "A": "we take part; the threshold stays, 299 − 20",
    "B": "we take part, without any threshold",
    "C": "we take part, with 299 − 50",
    "D": "we take part, with 199 − 20",
    "E": "we don't take part",
}
THRESHOLDS = {"A": TODAY, "B": "none", "C": FORM, "D": "199 − 20"}
OUT = "E"
SHOP = (
    "orders", "order_items", "returns", "pnl_lines", "inventory_daily", "sku", "promos",
    "traffic_daily", "experiments", "tests", "chats", "sessions", "events",
)  # fmt: skip


def tables():
    """What the exercises are asked on: the second shop, its runs of March, an evening."""
    shop = load("second_shop")
    return {
        **{name: shop[name] for name in SHOP},
        "other_days": load("promotions").other_days,
        "runs": load("march").runs,
        "articles": promotions.articles_on(shop, NEXT),
        "sold": promotions.sold_before(shop, NEXT),
        "shop": shop,
        "evening": EVENING,
        "label": "published",
    }


lesson = Lesson(
    "3_9",
    data=tables,
    names={name: f"shop.{name}" for name in SHOP} | {"other_days": "other_days"},
)


# --- What several questions need ---------------------------------------------------------------


def _between(table, first, last):
    day = table["date"].dt.strftime("%Y-%m-%d")
    return table[(day >= first) & (day <= last)]


def _once(function):
    """Keep the last answer for the very same objects: a question asks for it several times."""
    last = []

    @wraps(function)
    def found(*given):
        if (
            not last
            or len(last[0]) != len(given)
            or any(a is not b for a, b in zip(last[0], given, strict=True))
        ):
            last[:] = [given, function(*given)]
        return last[1]

    return found


def on_ordinary_days(pnl_lines, promos):
    """Lines of the orders that were paid on no event's day: an event's prices are cut already."""
    paid = pnl_lines[pnl_lines["line"].astype(str) == "revenue"]
    day = paid["date"].dt.strftime("%Y-%m-%d")
    event = pd.Series(False, index=paid.index)
    for one in pricing.spells(promos, "event_discount").itertuples():
        event |= day.between(f"{one.start:%Y-%m-%d}", f"{one.end:%Y-%m-%d}")
    return pnl_lines[pnl_lines["order_id"].isin(paid.loc[~event, "order_id"])]


@_once
def books(pnl_lines, promos, evening):
    """Of 100 yuan paid on ordinary days: what stays after refunds, fee and tax; what goods, parcels
    and returns cost.

    Settled orders only: paid 15 days before the evening or earlier, on no event's day. Ads aren't
    in it.
    """
    mine = settled_lines(on_ordinary_days(pnl_lines, promos), evening, OPEN)
    mine = mine[mine["order_id"].notna() & ~mine["line"].isin(["ads", "kol", "labour"])]
    sums = mine.groupby(mine["line"].astype(str))["amount"].sum()
    paid, kept = sums["revenue"], sums["revenue"] + sums["refund"]
    tax = kept * TAX
    moving = sums[["revenue", "refund", "platform_fee"]].sum() - tax
    fixed = sums.drop(["revenue", "refund", "platform_fee"]).sum() + tax
    return pd.Series(
        {"stays": 100 * moving / paid, "costs": -100 * fixed / paid,
         "left": 100 * (moving + fixed) / paid}
    )  # fmt: skip


def needed(pnl_lines, promos, evening, cuts=(CUT,)):
    """By how much pieces must rise at these cuts, so that as much is left: `needed_pieces`."""
    found = books(pnl_lines, promos, evening)
    changes = [-cut for cut in cuts]
    return needed_pieces(100, found["costs"], changes, found["stays"] / 100)


def expected(inventory_daily, sku, promos, cut=CUT):
    """By how much pieces rise at a cut, by the shop's price test."""
    return pieces_after(pricing.by_lot(inventory_daily, sku, promos), -cut)


def rises(pnl_lines, inventory_daily, sku, promos, evening, cuts):
    """For each cut: the rise that is needed, and what the price test leads one to expect."""
    must = needed(pnl_lines, promos, evening, cuts)["pieces"].to_numpy()
    came = [expected(inventory_daily, sku, promos, cut) for cut in cuts]
    return pd.DataFrame(
        {"cut": list(cuts), "needed": must, "estimate": [e.estimate for e in came],
         "low": [e.low for e in came], "high": [e.high for e in came], "n": came[0].n,
         "counts": came[0].counts}
    )  # fmt: skip


def left_at(pnl_lines, inventory_daily, sku, promos, evening, cut=CUT):
    """Of 100 yuan that ordinary days leave: how many are left at a cut, by the price test."""
    rise = expected(inventory_daily, sku, promos, cut)
    must = needed(pnl_lines, promos, evening, [cut])["pieces"].iloc[0]
    value, low, high = (100 * (1 + x) / (1 + must) for x in rise[:3])
    return rise._replace(estimate=value, low=low, high=high)


def sheet(articles, sold):
    """The price sheet of the form's offer on the morning after the tables end."""
    return promo_price_sheet(articles, OFFER, NEXT, sold, fee=FEE)


@remembered
def daily_left(orders, pnl_lines):
    """Of each day: paid orders, and the yuan that they left; unknown while returns may come."""
    mine = service.orders_with_yuan({"orders": orders, "pnl_lines": pnl_lines})
    date = mine["ts_pay"].dt.normalize().rename("date")
    days = mine.groupby(date).agg(orders=("order_id", "size"), left=("yuan", "sum"))
    days = days.reset_index()
    open_ = days["date"] > days["date"].max() - pd.Timedelta(days=OPEN)
    return days.assign(left=days["left"].where(~open_))


def _window(event):
    """First and last day of an event with who waits for it and who needs nothing after it."""
    before = WAITING if event.reduction > DEEP else 0
    day = pd.Timedelta(days=1)
    return f"{event.start - before * day:%Y-%m-%d}", f"{event.end + DIP * day:%Y-%m-%d}"


@remembered
def event_table(orders, pnl_lines, promos):
    """Yuan that each event of the year left more than ordinary days: on its days, and around them.

    Ordinary days are those of no other event's window; the Spring Festival isn't ordinary either.
    """
    days, rows = daily_left(orders, pnl_lines), []
    there = promos[promos["type"].astype(str) == "event_discount"]
    for event in there.itertuples():
        name = str(event.promo_id).rsplit("_", 1)[0]
        if name not in EVENTS:
            continue
        others = [
            _window(other) for other in there.itertuples() if other.promo_id != event.promo_id
        ]
        found = event_effect(
            days, f"{event.start:%Y-%m-%d}", f"{event.end:%Y-%m-%d}", value="left",
            waiting=WAITING if event.reduction > DEEP else 0, dip=DIP, skip=[*others, FESTIVAL],
        )  # fmt: skip
        rows.append(found.assign(event=name, cut=event.reduction))
    table = pd.concat(rows, ignore_index=True)
    return table[table["part"].isin(["event", "whole"])].reset_index(drop=True)


def effect_of(experiments, tests, test):
    """What a test's new page did to conversion, and whether its panel stops who reads it."""
    found = tested.effects(experiments, tests).set_index("test").loc[test]
    panel = tested.panels(experiments, tests)[test]
    return found, bool((panel["verdict"].astype(str) == "stop").any())


def usual_and_event(traffic_daily):
    """Payers ÷ uv on ordinary October days and on 11 November."""
    parts = [_between(traffic_daily, *days) for days in (OCTOBER, NOVEMBER)]
    return [float(part["payers"].sum() / part["uv"].sum()) for part in parts]


def by_size(orders):
    """Paid yuan of an order of 299 yuan and more, and of the others."""
    rows = purchases(orders)
    large = rows["list_amount"] >= promotions.THRESHOLD
    return float(rows.loc[large, "paid_amount"].mean()), float(
        rows.loc[~large, "paid_amount"].mean()
    )


def the_set(order_items, orders):
    """Of purchases with the first article of the set, the share with the second."""
    found = attach_rate(baskets.bought(order_items, orders))
    row = found[(found["sku"].astype(str) == SET[0]) & (found["with_sku"].astype(str) == SET[1])]
    return row.iloc[0]


def by_lot(other_days, metric):
    """What a day with 199 − 15 did, by the lot of days."""
    found = threshold_effect(other_days, pair="pair").set_index("metric").loc[metric]
    return Estimate(found["estimate"], found["low"], found["high"], found["n"], found["counts"])


def own_needed(articles, cut=CUT, fee=0.0, name="articles.csv"):
    """By how much each own article must sell more at a cut: `needed_pieces` of its price and cost.

    Where the cut leaves nothing of a piece, no rise makes it up: NaN.
    """
    table = check_table(articles, name, "sku", "price", "cost")
    check_numbers(check_once(table, name, "sku"), name, "price", "cost")
    keep = 1 - fee
    today = keep * table["price"] - table["cost"]
    then = keep * table["price"] * (1 - cut) - table["cost"]
    if not (today > 0).all():
        worst = table.loc[today.idxmin(), "sku"]
        raise InputError(
            f"{worst} of {name} leaves nothing at today's price. Is cost without tax, and price "
            "for one piece?"
        )
    rise = (today / then.where(then > 0)) - 1
    return table.assign(left=today, left_then=then, must_rise=rise)[
        ["sku", "price", "cost", "left", "left_then", "must_rise"]
    ]


# --- The checklist to keep -----------------------------------------------------------------------

FORM_CHECK = pd.DataFrame(
    [
        ("Price in hand", "Each article's price after all offers, alone", "3.8 promo_price_sheet"),
        ("Margin", "What is left of it; which articles stay out", "3.8 promo_price_sheet"),
        ("Needed rise", "Pieces that must be sold more, per cut", "3.3 needed_pieces"),
        ("Struck-through price", "No higher than what somebody paid in the seven days before",
         "3.3 reference_price_check"),
        ("Price protection", "Yuan owed to recent buyers; to whom a price was promised",
         "3.8 promo_price_sheet"),
        ("Threshold", "What is kept and left, not what is ordered", "3.8 threshold_effect"),
        ("Sent back", "Pieces needed for the threshold that come back", "3.7 threshold_pieces"),
        ("Checkout", "Alarm on; who is called at night", "3.1 find_break"),
        ("Pages", "Only what a healthy test or proof carries; no countdown that starts again",
         "3.2 health_panel"),
        ("Words", "Offers with a first and a last day; nothing that the law forbids",
         "3.5 claim_check"),
        ("Promise", "What it sells against what comes back", "3.6 policy_effect"),
        ("Desk", "A person's answer, by hour; who sits there in the event", "3.4 response_rates"),
        ("Around it", "The days before and after are counted too", "2.7 event_effect"),
        ("Lot", "What is dealt by lot, and where the seed stands", "3.2 deal_days"),
    ],
    columns=["check", "what", "by"],
)  # fmt: skip


def form_check():
    """The list to go through before an event is signed up for (报名核对表), to fill in and keep.

    >>> form_check().columns.tolist(), len(form_check())
    (['check', 'what', 'by', 'found', 'who', 'done'], 14)
    """
    return FORM_CHECK.assign(found="", who="", done="")


# --- March, run ----------------------------------------------------------------------------------


def gains(runs):
    """Profit of each run less that without the event, yuan, of the same lot of luck.

    ``five``: the event's days alone; ``whole``: with the 38 days after them.
    """
    out = runs[runs["cut"] == 0].set_index("luck")
    five = runs["profit"] - runs["luck"].map(out["profit"])
    later = runs["later"] - runs["luck"].map(out["later"])
    return runs.assign(five=five, whole=five + later)[runs["cut"] > 0]


def gain(runs, choice, cut, part="whole"):
    """What a choice changes in profit, one number per lot of luck: straight between the cuts run."""
    if choice == OUT:
        return pd.Series(0.0, index=sorted(runs["luck"].unique()))
    table = gains(runs)
    table = table[table["threshold"] == THRESHOLDS[choice]]
    wide = table.pivot(index="luck", columns="cut", values=part)
    return pd.Series(
        [np.interp(cut, wide.columns, row) for row in wide.to_numpy()], index=wide.index
    )  # fmt: skip


def curves(runs):
    """For the figure: the mean change of profit with its interval, by cut, days and threshold."""
    rows = []
    for choice, threshold in THRESHOLDS.items():
        for cut in sorted(runs.loc[runs["cut"] > 0, "cut"].unique()):
            for part in ("five", "whole"):
                found = mean(gain(runs, choice, cut, part), "lots of luck")
                rows.append((threshold, int(cut), part, *found[:5]))
    names = ["threshold", "cut", "part", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=names)


def run_march(choice, cut, evidence, least):
    """The five days of a choice and the 38 after them, beside other choices."""
    runs = load("march").runs
    rows = {
        "yours": (choice, max(cut, LEAST)),
        "evidence": (evidence, least),
        "last year's": ("A", LAST_YEAR),
        "the form": ("C", round(100 * CUT)),
        "the boss": ("A", BOSS),
        "stay out": (OUT, 0),
    }
    return pd.DataFrame(
        {"who": who, "choice": CHOICES[letter], "% off": 0 if letter == OUT else per,
         "five days alone": gain(runs, letter, per, "five").mean(),
         "worst luck": gain(runs, letter, per).min(), "best luck": gain(runs, letter, per).max(),
         "result": gain(runs, letter, per).mean()}
        for who, (letter, per) in rows.items()
    )  # fmt: skip


# --- What the texts tell ---------------------------------------------------------------------------


def _interval(name, found, kind, *digits, signed=False):
    """A value and its ends, as facts."""
    values = {name: found[0], f"{name}_low": found[1], f"{name}_high": found[2]}
    return {key: kind(value, *digits, signed=signed) for key, value in values.items()}


@lesson.facts("books-reading")
def _books(pnl_lines, promos, evening):
    found = books(pnl_lines, promos, evening)
    return {name: fact.number(found[name], 1) for name in ("stays", "costs", "left")}


@lesson.facts("rises-reading", "verdict")
def _rises(pnl_lines, inventory_daily, sku, promos, evening):
    must = needed(pnl_lines, promos, evening, [CUT, LAST_YEAR / 100, LEAST / 100])
    slope = pricing.by_lot(inventory_daily, sku, promos)
    return {
        **_interval("slope", slope, fact.number, 1),
        "n": fact.count(slope.n),
        "turns": fact.number(must["elasticity"].iloc[0], 1),
        "must": fact.share(must["pieces"].iloc[0]),
        "must_eight": fact.share(must["pieces"].iloc[1]),
        "must_least": fact.share(must["pieces"].iloc[2]),
        "cut": fact.share(CUT),
        "least": fact.share(LEAST / 100),
        **_interval("rise", expected(inventory_daily, sku, promos), fact.share),
        **_interval("left", left_at(pnl_lines, inventory_daily, sku, promos, evening), fact.number),
        **_interval("small",
                    left_at(pnl_lines, inventory_daily, sku, promos, evening, LEAST / 100),
                    fact.number),
    }  # fmt: skip


@lesson.facts("sheet-reading")
def _sheet(articles, sold, sku):
    found = sheet(articles, sold)
    usual = found["sku"].map(sku.set_index(sku["sku"].astype(str))["list_price"])
    thin = found.sort_values("margin_share").iloc[0]
    return {
        "n": fact.count(len(found)),
        "thin": fact.name(thin["title"]),
        "thin_margin": fact.number(thin["margin"], 2),
        "thin_hand": fact.number(thin["in_hand"], 2),
        "struck": fact.count((usual > found["was_at_most"]).sum()),
        "below": fact.count(found["below_30"].sum()),
        "due": fact.money(found["due"].sum(), -3),
        "lines": fact.count(found["entitled"].sum()),
    }


@lesson.facts("events-title", "events-reading")
def _events(orders, pnl_lines, promos):
    table = event_table(orders, pnl_lines, promos)
    five, whole = (table[table["part"] == part] for part in ("event", "whole"))
    march = table[table["event"] == MARCH].set_index("part")
    told = {
        "events": fact.count(len(five)),
        "above": fact.count((five["estimate"] > 0).sum()),
        "sure_five": fact.count((five["low"] > 0).sum()),
        "sure_whole": fact.count((whole["low"] > 0).sum()),
        "below_whole": fact.count((whole["high"] < 0).sum()),
        "untold": fact.count(((whole["low"] <= 0) & (whole["high"] >= 0)).sum()),
        "n": fact.count(march["n"].iloc[0]),
    }
    for part, row in march.iterrows():
        found = (row["estimate"], row["low"], row["high"])
        told |= _interval(part, found, fact.money, -3, signed=True)
    told["loss"], told["top"] = (
        fact.money(abs(march.loc["whole", end]), -3) for end in ("low", "high")
    )
    return told


@lesson.facts("lot-reading")
def _lot(other_days):
    told = {"n": fact.count(by_lot(other_days, "left").n)}
    for name, metric, digits in (
        ("value", "value per order", 1), ("paid", "paid per order", 1),
        ("kept", "kept per order", 1), ("left", "left per order", 1), ("day", "left", 0),
    ):  # fmt: skip
        told |= _interval(name, by_lot(other_days, metric), fact.number, digits, signed=True)
    return told


@lesson.facts("curves-title", "curves-reading")
def _curves(runs):
    form, boss = (
        mean(gain(runs, letter, cut), "lots") for letter, cut in (("C", 100 * CUT), ("A", BOSS))
    )
    told = {
        "absent": fact.share(ABSENT),
        "n": fact.count(form.n),
        "form": fact.money(form.estimate, -2, signed=True),
    }
    told |= _interval("form", form, fact.money, -2, signed=True)
    told |= _interval("boss", boss, fact.money, -2, signed=True)
    for name, cut in (("least", LEAST), ("eight", LAST_YEAR), ("fifteen", 100 * CUT)):
        for part in ("five", "whole"):
            found = mean(gain(runs, "A", cut, part), "lots")
            told |= _interval(f"{name}_{part}", found, fact.money, -2, signed=True)
    low = mean(gain(runs, "D", LEAST) - gain(runs, "A", LEAST), "lots")
    told |= _interval("lower", low, fact.money, -2, signed=True)
    table = curves(runs)
    alone = table[(table["part"] == "five") & (table["threshold"] == TODAY)]  # what is drawn
    told["shine"] = fact.count((alone["low"] > 0).sum())
    told["all"] = fact.count(len(alone))
    deep = table[(table["part"] == "whole") & (table["cut"] >= LAST_YEAR)]
    told["lose"] = fact.count((deep["high"] < 0).sum())
    told["offers"] = fact.count(len(deep))
    return told


# --- What the workshop asks ------------------------------------------------------------------------


@lesson.exercise("How many more at 15% off?", Prediction("per cent"))
def must_rise(pnl_lines, promos, evening):
    """The form takes 15% off everything. Goods, parcels and returns cost what they cost before. **By how many
    per cent must pieces rise at Songling, so that as much is left as without the cut?** Write `(value,
    low, high)` before anybody computes.

    Hint: Of 100 yuan that are paid less than 30 are left in the end.

    Right: Now the room has a number to lay the form beside, and everybody wrote one down before.
    """
    return 100 * float(needed(pnl_lines, promos, evening)["pieces"].iloc[0])


@lesson.exercise("What is left at 15% off", Number(tolerance=0.7, unit="yuan"))
def after_cut(pnl_lines, inventory_daily, sku, promos, evening):
    """Of 100 yuan that are paid on ordinary days {stays} stay after refunds, fee and tax, and {costs} go for goods, parcels and returns. The price
    test of spring found an elasticity of {slope}. **Take 100 yuan that ordinary days leave. How many yuan
    do these days leave at 15% off, if pieces rise as the test's estimate says?**

    Hint: At 85 yuan for 100: what does a piece leave then, as a share of what it leaves today?

    Hint: `from ecomlab.conversion import pricing`, then `pricing.pieces_after(found, -0.15)` says by what share pieces rise. Then multiply both.

    Right: Less than before, although more is sold. It believes that the test's articles and weeks are like the event's.
    """
    found = books(pnl_lines, promos, evening)
    rise = pieces_after(pricing.by_lot(inventory_daily, sku, promos), -CUT).estimate
    today, then = (found["stays"] * x - found["costs"] for x in (1, 1 - CUT))
    return 100 * (1 + rise) * then / today


@after_cut.facts
def _after_facts(pnl_lines, inventory_daily, sku, promos, evening):
    found = books(pnl_lines, promos, evening)
    slope = pricing.by_lot(inventory_daily, sku, promos).estimate
    return {name: fact.number(found[name], 1) for name in ("stays", "costs")} | {
        "slope": fact.number(slope, 2)
    }


def _parts(pnl_lines, inventory_daily, sku, promos, evening):
    found = books(pnl_lines, promos, evening)
    slope = pricing.by_lot(inventory_daily, sku, promos)
    ratio = (found["stays"] * (1 - CUT) - found["costs"]) / found["left"]
    return slope, ratio


@after_cut.wrong("the revenue")
def _revenue(pnl_lines, inventory_daily, sku, promos, evening):
    """That is what is *paid*: pieces times price. Goods and parcels of the added pieces cost money."""
    slope, _ = _parts(pnl_lines, inventory_daily, sku, promos, evening)
    return 100 * (1 - CUT) ** (1 + slope.estimate)


@after_cut.wrong("no more pieces")
def _no_rise(pnl_lines, inventory_daily, sku, promos, evening):
    """That is with as many pieces as before. The lower price sells more of them: multiply."""
    return 100 * _parts(pnl_lines, inventory_daily, sku, promos, evening)[1]


@after_cut.wrong("a straight line")
def _straight(pnl_lines, inventory_daily, sku, promos, evening):
    """You took elasticity times 15%. It says how logs move: pieces are multiplied by 0.85 to its power."""
    slope, ratio = _parts(pnl_lines, inventory_daily, sku, promos, evening)
    return 100 * ratio * (1 - slope.estimate * CUT)


@after_cut.wrong("what is missing")
def _missing(pnl_lines, inventory_daily, sku, promos, evening):
    """That is how much less is left. Asked is what is left."""
    return 100 - after_cut(pnl_lines, inventory_daily, sku, promos, evening)


SHIP = Decision(
    {
        "A": "The checkout on one page (`one_page_checkout`).",
        "B": "The countdown (`countdown_popup`).",
        "C": "Reviews above the description (`reviews_on_top`).",
        "D": "Pictures of twice the size (`hd_pictures`).",
    },
    {
        "1": "its interval is above 0, and its panel has nothing that stops us from reading it",
        "2": "its estimate is the highest of the four",
        "3": "it ended early because it was already clear",
        "4": "in an event people need a push to decide",
    },
)


@lesson.exercise("Which page counts as tested?", SHIP)
def ship(experiments, tests):
    """Four pages were tried last year and none of them is live. `mine_tests.effects(experiments, tests)` has what each did to conversion, `mine_tests.panels(experiments,
    tests)["…"]` its health panel. One of them goes live before 4 March, **as tested and better**. Which, and why? A letter and a number, `("A", 1)`.

    Hint: Look for "stop" in the panels before you look at an effect.

    Hint: An interval with 0 in it, or below 0, is no reason to change a page.

    Right: It isn't the highest estimate, and needn't be. Its days were planned and kept, and it is switched back in a minute if it disappoints.
    """
    return "A", 1


@ship.applies
def _can_be_shipped(experiments, tests):
    """These tests don't single out the checkout."""
    try:
        found = {name: effect_of(experiments, tests, name) for name in (CHECKOUT, COUNTDOWN, PEEKED, PICTURES)}  # fmt: skip
    except KeyError:
        return False
    checkout, stopped = found[CHECKOUT]
    return bool(
        checkout["low"] > 0 and not stopped and found[PEEKED][1]
        and found[COUNTDOWN][0]["low"] <= 0 and found[PICTURES][0]["low"] <= 0
        and found[PEEKED][0]["estimate"] > checkout["estimate"]
    )  # fmt: skip


@ship.wrong("the countdown")
def _the_countdown():
    """Where is its interval? In its test fewer people bought. And a countdown that begins again for the next visitor is untrue."""
    return "B", None


@ship.wrong("the peeked test")
def _the_peeked():
    """Look at its panel: it ended at the first look that seemed clear. It may well be better, but nobody has tested that: its interval doesn't hold.
    Give it a new test, with days that are kept.
    """
    return "C", None


@ship.wrong("the pictures")
def _the_pictures():
    """Its interval holds 0 in the middle. That is no harm, and no reason either."""
    return "D", None


@ship.wrong("right action: the highest")
def _right_highest():
    """The right page. But its estimate isn't the highest of the four, and need not be."""
    return "A", 2


@ship.wrong("right action: ended early")
def _right_early():
    """The right page. But it ran its planned days. Look up which of the four ended early."""
    return "A", 3


@ship.wrong("right action: a push")
def _right_push():
    """The right page. But it doesn't push anybody: it takes steps away."""
    return "A", 4


# --- The memo on the form ----------------------------------------------------------------------------

LOOK = {
    1: "lesson 3.1, what the number's base is, nothing more",
    2: "lesson 3.3, pieces that are needed",
    3: "lesson 2.7, the event's days and the days around them",
    4: "lesson 3.8, who is above a threshold",
    5: "lesson 3.8, days dealt by lot",
    6: "lesson 3.7, what goes together and what a set sells",
    7: "lesson 3.2, the test itself",
    8: "lesson 3.2, the first good look",
    9: "lesson 3.4, who answers first",
    10: "lesson 3.2, a test that ran as planned",
}
MEMO = ("traffic_daily", "orders", "order_items", "pnl_lines", "promos", "experiments", "tests",
        "chats", "other_days", "evening")  # fmt: skip


def claims(traffic_daily, orders, order_items, pnl_lines, promos, experiments, tests, chats,
           other_days, evening):  # fmt: skip
    """The platform manager's ten sentences, each with the verdict that the data give it."""
    usual, eleventh = usual_and_event(traffic_daily)
    must = needed(pnl_lines, promos, evening)["pieces"].iloc[0]
    march = event_table(orders, pnl_lines, promos)
    march = march[march["event"] == MARCH].set_index("part")
    large, small = by_size(orders)
    paid, pair = by_lot(other_days, "paid per order"), the_set(order_items, orders)
    (count, _), (peek, stopped), (day, day_stopped) = (
        effect_of(experiments, tests, name) for name in (COUNTDOWN, PEEKED, DAY)
    )
    rate = response_rates(chats).set_index("definition")["estimate"]
    five, whole = march.loc["event"], march.loc["whole"]
    rows = [
        (f"On 11 November payers ÷ uv, added over all entrances, was {eleventh:.2%}; on ordinary October days {usual:.2%}.", "R"),
        (f"At {CUT:.0%} off you need {1 / (1 - CUT) - 1:.0%} more pieces, and as much is left as before.",
         "R" if abs(must - (1 / (1 - CUT) - 1)) < 0.02 else "W"),
        (f"Last March the event's five days left {five['estimate']:,.0f} yuan more than ordinary days. So that event paid.",
         _told(whole)),
        (f"Your orders of 299 yuan and more are paid with {large:,.0f} yuan, the others with {small:,.0f}. So the threshold lifts "
         f"an order by {large - small:,.0f} yuan.", "W"),
        (f"In the second year of lesson 3.8 a lot gave half of the days 199 − 15, the others no threshold: it made the average order pay {paid.estimate:.1f} yuan more.", _told(paid)),
        (f"Of the purchases with a coffee set {pair['rate']:.1%} hold a gas stove too. As a set at 10% off more stoves are sold, "
         "and it pays.", "N"),
        ("A countdown makes people decide: in your own test of February it sold more.",
         _told(count)),
        (f"Reviews above the description lifted conversion by {100 * peek['estimate']:.2f} points, and the interval is above 0: "
         "they sell more.", "N" if stopped else _told(peek)),
        (f"{rate['first answer']:.0%} of your chats have an answer within 30 seconds. So in the event nobody waits for a person.",
         "R" if rate["first human answer"] > 0.99 else "W"),
        (f"In December's test the day of arrival beside the button lifted conversion, by {100 * day['low']:.2f} points at least "
         "by its 95% interval.", "N" if day_stopped else _told(day)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["sentence", "verdict"], index=range(1, len(rows) + 1))


def _told(found):
    """Above 0: right; below: wrong; else it can't be told."""
    low, high = (
        (found.low, found.high) if isinstance(found, Estimate) else (found["low"], found["high"])
    )
    return verdict_of(low, high)


def memo(shop, other_days, evening):
    """The ten sentences as they came, numbered."""
    names = [name for name in MEMO if name not in ("other_days", "evening")]
    found = claims(**{name: shop[name] for name in names}, other_days=other_days, evening=evening)
    return Text(numbered(found["sentence"]))


@lesson.exercise("Ten sentences", Verdicts(VERDICTS, len(LOOK), LOOK))
def judged(traffic_daily, orders, order_items, pnl_lines, promos, experiments, tests, chats,
           other_days, evening):  # fmt: skip
    """What the platform's manager wrote beside the form, sentence by sentence:

    {memo}

    Judge each: ten letters in order, in quotation marks.

    Hint: A number can be right and the conclusion wrong. W: arithmetic or data contradict the sentence, or the comparison would show the same without what it praises.

    Hint: N: the conclusion may be true, and its opposite too, with the same data. Ask of each: was it tried, by lot, as planned?

    Right: Some of it is right, and you said so. The manager will read your answer to the end.
    """
    from ecomlab.exercises.conversion import workshop  # so that it runs in the notebook too

    found = workshop.claims(traffic_daily, orders, order_items, pnl_lines, promos, experiments,
                            tests, chats, other_days, evening)  # fmt: skip
    return "".join(found["verdict"])


@judged.facts
def _memo(traffic_daily, orders, order_items, pnl_lines, promos, experiments, tests, chats,
          other_days, evening):  # fmt: skip
    found = claims(traffic_daily, orders, order_items, pnl_lines, promos, experiments, tests, chats,
                   other_days, evening)  # fmt: skip
    return {"memo": numbered(found["sentence"])}


@judged.wrong("all wrong")
def _all_wrong():
    """You call all of it wrong. Some of these numbers come from tests that ran as planned: they stand."""
    return "W" * len(LOOK)


@judged.wrong("all right")
def _all_right():
    """You sign all of it. At least one sentence speaks of a number that you computed otherwise."""
    return "R" * len(LOOK)


@judged.wrong("nothing can be told")
def _all_untold():
    """You say that nothing can be told. Arithmetic can, and a test by lot can: begin with those."""
    return "N" * len(LOOK)


# --- The assistant's summary -------------------------------------------------------------------------

FLAWS = {
    "A": "what goods and parcels cost is left out (3.3)",
    "B": "it is turned upside down, or the other part of the whole",
    "C": "the mix of entrances is in it (3.1)",
    "D": "a step on the way is taken for the order (3.1)",
    "E": "it counts too many days, or too few (3.1, 3.3, 3.8)",
    "F": "nobody paid that price (3.3)",
    "G": "nothing is compared, or unlike things are (3.7)",
    "H": "one of the offers is forgotten (3.8)",
}
HARMS = {
    "A": "finance, which puts the wrong sum aside for the offer",
    "B": "buyers, who read something untrue",
    "C": "whoever decides on the offer, with a wrong picture of what it does",
    "D": "whoever decides what is watched and repaired, and how fast",
}


def _sentences():
    return [
        Sentence("The form asks for 15% off everything and 299 − 50, from 4 to 8 March."),
        Sentence(
            "Of 100 yuan that ordinary days leave, 15% off leaves {value} by the price test.",
            after_cut,
            {"the revenue": ("A", "A"), "what is missing": ("B", "A")},
        ),
        Sentence(
            "The lamp of lesson 3.3 may be shown beside a former price of {value} at most.",
            pricing.lamp,
            {"on the page": ("F", "B"), "the dearest": ("E", "B")},
        ),
        Sentence(
            "With the mix of entrances held still, conversion of 11 November was {value} above October's.",
            funnel.same_mix,
            {"all of it": ("C", "C")},
        ),
        Sentence(
            "The share sent back is higher where a piece was needed for the threshold; the difference, article by article, is {value}.",
            baskets.sent_back,
            {"the share itself": ("G", "C"), "all articles together": ("G", "C")},
        ),
        Sentence(
            "On 1 November price protection of fifteen days would have cost {value}.",
            promotions.other_due,
            {"thirty days": ("E", "A"), "without the threshold": ("H", "A")},
        ),
        Sentence(
            "The broken checkout of November cost about {value} at most.",
            funnel.orders_lost,
            {"carts, not orders": ("D", "D"), "one day": ("E", "D")},
        ),
        Sentence("None of these numbers says what the next event will leave."),
    ]  # fmt: skip


SENTENCES = _sentences()
KINDS = {
    str(place): one.exercise.kind for place, one in enumerate(SENTENCES, start=1) if one.exercise
}


def summary_data(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events, shop,
                 evening):  # fmt: skip
    """What the summary's sentences are asked on, by the names of their lessons."""
    return {
        "pnl_lines": pnl_lines, "inventory_daily": inventory_daily, "sku": sku, "promos": promos,
        "evening": evening, "other_sessions": sessions, "other_events": events,
        "other_traffic_daily": traffic_daily, **_baskets(shop), **_promotions(shop),
    }  # fmt: skip


def summary(data, label):
    """The summary that an assistant wrote for the group of this label, and the marks it should get."""
    return audited(SENTENCES, data, seed=f"the March form, {label}")


@_once
def assistant(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events, shop,
              evening, label):  # fmt: skip
    """`summary` on a shop's tables."""
    data = summary_data(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events,
                        shop, evening)  # fmt: skip
    return summary(data, label)


@lesson.exercise("The assistant's summary", Audit(FLAWS, HARMS, kinds=KINDS))
def audit(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events, shop, evening,
          label):  # fmt: skip
    """An assistant has summed up your afternoon. It is fluent, and it goes out with your name.

    {memo}

    For each wrong sentence give its number, the flaw, the right number, and whom it harms: `[(9,
    "E", 12, "D")]`. If all is right: `[]`. Nobody tells you how many are wrong; it may be none.

    Hint: Each of the numbers was a question of this workshop.

    Hint: Don't ask whether a number is likely. Ask which sum gives it.

    Right: Your name is worth something under it now.
    """
    from ecomlab.exercises.conversion import workshop  # so that it runs in the notebook too

    return workshop.assistant(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions,
                              events, shop, evening, label).marks  # fmt: skip


@audit.facts
def _summary(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events, shop,
             evening, label):  # fmt: skip
    found = assistant(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events,
                      shop, evening, label)  # fmt: skip
    return {"memo": found.text}


@audit.wrong("nothing wrong")
def _nothing_wrong():
    """Lay your own numbers beside the sentences: they don't all agree, and what differs differs by more
    than rounding.
    """
    return []


MOST = dict.fromkeys(CHOICES, BOSS)


@lesson.exercise(
    "Run March", Simulated(CHOICES, MOST, run_march, amount="per cent", least={OUT: 0})
)
def run():
    """Type what you have decided: the letter of the offer, and how many per cent off everything. The shop was run from
    January to 15 April with it, {lucks} times with another luck, and beside it with other choices. (The platform takes {least}% at least: less is run as {least}.
    `("E", 0)` stays out of the event; the shop then gets {absent} of the demand that the event adds. Between the cuts that were run, {cuts}, the result lies on a straight line.)

    Hint: Take what stands in your decision file, not what you would like to have written.

    Right: "Result" is the mean change of profit beside staying out, over the five days **and the 38 after them**; "five days alone" leaves out what comes
    after. The row "evidence" takes part with the least cut, and leaves the threshold as it is: nobody has measured that more of either pays. Whether taking part pays at all nobody
    has measured either: who stays out, with that reason, is as right.
    """
    return "A", LEAST


@run.facts
def _run_words(runs):
    cuts = sorted(runs.loc[runs["cut"] > 0, "cut"].unique())
    return {
        "lucks": fact.count(runs["luck"].nunique()),
        "least": fact.count(LEAST),
        "absent": fact.share(ABSENT),
        "cuts": ", ".join(map(str, cuts)),
    }


# --- The pool of the chapter's lessons ---------------------------------------------------------------


def _needed(home, data):
    wanted = lesson.needed(home)
    return {name: table for name, table in data.items() if name in wanted}


def _funnel(shop):
    names = ("sessions", "events", "traffic_daily")
    data = {f"other_{name}": shop[name] for name in names} | {
        "traffic_daily": shop["traffic_daily"]
    }
    return _needed(funnel.lesson.id, data)


def _service(shop):
    data = {"other_chats": service.read_chats(shop), "other_scripts": load("desk").other_scripts}
    return _needed(service.lesson.id, data)


def _baskets(shop):
    names = ("orders", "order_items", "returns", "sku")
    return _needed(baskets.lesson.id, {f"other_{name}": shop[name] for name in names})


def _pages(shop):
    own = load("pages")
    data = {name: own[name] for name in pages.OWN} | {"other_listings": shop["listings"]}
    return _needed(pages.lesson.id, data)


def _trust(shop):
    names = ("reviews", "orders", "returns", "shares_checkins")
    data = {f"other_{name}": shop[name] for name in names}
    data |= {"reviews": load("shop").reviews}  # the cards of a summer of the first shop
    return _needed(trust.lesson.id, data)


def _promotions(shop):
    return _needed(
        promotions.lesson.id,
        {"other_articles": promotions.articles_on(shop), "other_sold": promotions.sold_before(shop),
         "other_arrivals": load("promotions").other_arrivals},
    )  # fmt: skip


lesson.borrow(funnel.lesson, _funnel)
lesson.borrow(pricing.lesson, lambda: {})  # its questions hold their numbers
lesson.borrow(service.lesson, _service)
lesson.borrow(pages.lesson, _pages)
lesson.borrow(trust.lesson, _trust)
lesson.borrow(baskets.lesson, _baskets)
lesson.borrow(promotions.lesson, _promotions)
