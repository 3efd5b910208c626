"""K14: returns are graded, the loss in the books halves; what did the money do?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.fulfillment import returns as losses
from ecomlab.streams import normal, uniforms
from ecomlab.texts import Form, fact

CHANGED = pd.Timestamp("2025-04-01", tz="Asia/Shanghai")  # first day of the grading sheet
DAYS = 90  # before, and again after
PAIRS = 80  # sent back a day
MARKED = 20  # of them drawn by lot and followed until their money is in
CLOSED = 60  # days until a marked pair's account is closed
GRADES = ["as_new", "minor", "severe"]
DISPOSALS = {  # where a pair of each grade goes: before, and since
    False: ["restock", "job_lot", "scrap"],
    True: ["restock", "lucky_bag", "scrap"],
}
BOOKED = np.array([0.975, 0.505, 0.0])  # of the refund, by grade, before
SHELF = 0.99  # what an as-new pair is booked at, and brings, since
PRICES = np.array([39900, 47900, 59900, 71900, 85900])  # cents
HANDLED = 0.01  # labour and storage of a return before, as a share of the mean refund
TWICE, AGAIN = 0.05, 0.2  # share of as-new pairs that come back again; the cost, of their price
STORES = 0.06  # of the refunds: what it costs more to send the stores' returns in and grade them
TOLD = 0.03  # of a refund, of the refunds: from how much on a text says that two sums differ
UNEVEN = 0.15  # relative standard deviation of a day's share of damaged pairs
SCATTER = np.array([0.03, 0.07, 0.0])  # relative, of what a pair brings, by its real state
WEATHER, STATES, LABELS, MODELS, SALES, SECONDS, LABOUR, LOTS = range(1, 9)  # streams


def world(p, seed):
    """Half a year of returned pairs, and the money that the marked ones brought in."""
    shape = 2 * DAYS, PAIRS
    after = np.repeat([False, True], DAYS)[:, None]
    damaged = 1 + UNEVEN * normal(uniforms(seed, WEATHER, (2 * DAYS, 1)))
    state = np.digitize(-uniforms(seed, STATES, shape) / damaged, [-p.severe - p.minor, -p.severe])
    label = uniforms(seed, LABELS, shape)
    renamed = after & (state == 2) & (label < p.renamed)
    by_eye = ~after & (state == 1)  # packers overlook a flaw, or throw away for one
    missed = by_eye & (label < p.missed)
    scrapped = by_eye & ~missed & (label < p.missed + p.scrapped)
    grade = state - renamed - missed + scrapped
    refund = PRICES[(len(PRICES) * uniforms(seed, MODELS, shape)).astype(np.int64)]
    booked = np.where(after, _since(p)[grade], BOOKED[grade])
    brings = np.where(after, _since(p)[state], BOOKED[state + scrapped])
    brings = brings * (1 + SCATTER[state] * normal(uniforms(seed, SALES, shape)))
    twice = (state == 0) & (uniforms(seed, SECONDS, shape) < TWICE + p.again * after)
    twice |= missed  # who finds the flaw sends the pair back, and the dealer takes it
    labour = (HANDLED + p.handling * after) * PRICES.mean()
    labour = labour * (1 + 0.3 * normal(uniforms(seed, LABOUR, shape)))
    marked = uniforms(seed, LOTS, shape).argsort(axis=1) < MARKED
    number = np.arange(1, state.size + 1)
    day = _days(0).repeat(PAIRS)
    names = np.array(GRADES)[grade.ravel()]
    goes = np.where(after, *(np.array(DISPOSALS[since])[grade] for since in (True, False)))
    returns = pd.DataFrame(
        {
            "return_id": number,
            "order_id": 700_000 + number,
            "sku": 1 + np.searchsorted(PRICES, refund.ravel()),
            "requested_at": _days(-5).repeat(PAIRS),
            "inspected_at": day,
            "grade": names,
            "disposal": goes.ravel(),
            "recovered_value": _yuan(refund * booked),
            "refund": _yuan(refund),
            "handling_cost": np.maximum(_yuan(labour, 10), 0.1),
        }
    )
    return {"returns": returns, "pnl_lines": _ledger(returns, marked, refund * brings, twice)}


def _days(later):
    return (CHANGED + pd.to_timedelta(np.arange(-DAYS, DAYS) + later, unit="D")).as_unit("us")


def _yuan(cents, step=1):
    return np.round(cents.ravel() / step).astype(np.int64) * step / 100


def _since(p):
    """What is booked for a pair of each grade since the sheet, as a share of its refund."""
    return np.array([SHELF, p.bag, 0])


def _ledger(returns, marked, brought, twice):
    """Of each marked pair: what it was sold for, and what a second return of it cost."""
    closed = pd.Timedelta(days=CLOSED)
    sold, back = marked.ravel(), (marked & twice).ravel()
    lines = [
        (sold, "revenue", _yuan(brought)),
        (back, "returns", -np.round(AGAIN * returns["refund"].to_numpy(), 2)),
    ]
    frames = [
        pd.DataFrame(
            {
                "date": returns["inspected_at"][rows] + closed,
                "order_id": returns["order_id"][rows],
                "channel": returns["disposal"][rows],
                "line": line,
                "amount": amount[rows],
            }
        )
        for rows, line, amount in lines
    ]
    return pd.concat(frames, ignore_index=True)


loss_rate = losses.loss_rate


def halves(returns):
    """The returns before the sheet, and since."""
    since = returns["inspected_at"] >= CHANGED
    return returns[~since], returns[since]


def measure(returns):
    """The claim: loss rate by the books, before and since."""
    return dict(zip(["before", "after"], map(loss_rate, halves(returns)), strict=True))


booked_drop = partial(losses.loss_rate_drop, changed=CHANGED)
by_grade = partial(losses.loss_by_grade, changed=CHANGED)
followed = losses.followed
daily = losses.daily_loss
real_drop = partial(losses.loss_drop, changed=CHANGED)
steps = partial(losses.loss_drops, changed=CHANGED)


def words(returns, pnl_lines):
    """More figures for the notebook's text."""
    table, days = by_grade(returns), daily(returns, pnl_lines)
    mix, inside = losses.split_by_grade(returns, CHANGED)
    means = days.groupby(days.index >= CHANGED).mean()
    found = real_drop(returns, pnl_lines)
    marked = followed(returns, pnl_lines)
    sums = returns.groupby("inspected_at")[["refund", "handling_cost"]].sum()
    sums = sums.groupby(sums.index >= CHANGED).mean()
    refunds, labour = sums["refund"][True], sums["handling_cost"]
    found_words = {
        "fall": _points(booked_drop(returns).estimate),
        "mix": _points(mix),
        "inside": _points(inside),
        "more_handling": _points(means["handling"].diff().iloc[-1]),
        "more_flattered": _points(means["flattered"].diff().iloc[-1]),
        "gap": _gap(means["flattered"].diff().iloc[-1], TOLD / 6),
        "pairs": fact.count(len(returns) / len(days)),
        "refunds": fact.money(refunds),
        "more_handling_yuan": fact.money(labour.diff().iloc[-1]),
        "right_yuan": fact.money(found.estimate * refunds, signed=True),
        "right_yuan_low": fact.money(found.low * refunds, signed=True),
        "right_yuan_high": fact.money(found.high * refunds, signed=True),
    }
    gaps = {}
    for when, name, part in zip([False, True], ["before", "since"], halves(marked), strict=True):
        for grade in GRADES[:2]:
            pairs = part[part["grade"] == grade]
            booked, brought = 1 - table["loss rate"][name][grade], money_share(pairs)
            gaps[grade, name] = booked - brought
            found_words |= {
                f"{grade}_booked_{name}": fact.share(booked),
                f"{grade}_brought_{name}": fact.share(brought),
                f"{grade}_nothing_{name}": fact.share((pairs["money"] <= 0).mean()),
                f"{grade}_gap_{name}": _gap(booked - brought, TOLD),
                f"{grade}_missing_{name}": fact.points(booked - brought),
            }
        found_words |= {f"{grade}_{name}": fact.share(table["share"][name][grade], 1)
                        for grade in GRADES}  # fmt: skip
        found_words |= {
            f"flattered_{name}": _points(means["flattered"][when]),
            f"handling_{name}": fact.share(means["handling"][when], 1),
        }
    more = gaps["as_new", "since"] - gaps["as_new", "before"]
    found_words["as_new_more"] = _gap(more, TOLD / 3)
    return found_words


def money_share(pairs):
    """What followed pairs brought, as a share of their refunds."""
    return pairs["money"].sum() / pairs["refund"].sum()


def _gap(more, told):
    """Are the books too good by so much, too bad, or about right?"""
    return "more" if more > told else "less" if more < -told else "same"


def _points(share):
    return fact.points(share)


def _pairs(p, after):
    """Kinds of pairs: share, booked loss, what the books flatter, scatter of the latter."""
    as_new, twice = 1 - p.minor - p.severe, TWICE + p.again * after
    booked = _since(p) if after else BOOKED
    renamed, missed, scrapped = p.renamed * after, p.missed * (not after), p.scrapped * (not after)
    rows = [
        (as_new * (1 - twice), 1 - booked[0], 0, SCATTER[0] * booked[0]),
        (as_new * twice, 1 - booked[0], AGAIN, SCATTER[0] * booked[0]),
        (p.minor * (1 - missed - scrapped), 1 - booked[1], 0, SCATTER[1] * booked[1]),
        (p.minor * missed, 1 - booked[0], booked[0] - booked[1] + AGAIN, SCATTER[1] * booked[1]),
        (p.minor * scrapped, 1, 0, 0),
        (p.severe * renamed, 1 - booked[1], booked[1], 0),
        (p.severe * (1 - renamed), 1, 0, 0),
    ]
    return np.array(rows).T


def expected(p):
    """The books see every change of name; the money sees what a pair brings."""
    means, books, variance = [], [], 0
    weight = 1 + PRICES.var() / PRICES.mean() ** 2  # dear pairs count more
    for after in (False, True):
        share, loss, flattered, scatter = _pairs(p, after)
        book, error = share @ loss, share @ flattered
        books.append(book)
        means.append(book + error + HANDLED + p.handling * after)
        rest, wrong = loss - book, flattered - error
        pieces = share @ rest**2 / PAIRS + share @ (wrong**2 + scatter**2) / MARKED
        pieces += 2 * share @ (rest * wrong) / PAIRS
        sound, real = share[:2].sum(), loss + flattered
        steps = share[2:] @ real[2:] - (1 - sound) * (share[:2] @ real[:2]) / sound
        variance += (weight * pieces + (UNEVEN * steps) ** 2) / DAYS
    reach = t_quantile(2 * DAYS - 2) * variance**0.5
    return Expected(books[0] - books[1], means[0] - means[1], reach)


CASE = Case(
    name="return_grading",
    number="K14",
    title="The returns that cost less",
    chapter="4_fulfillment",
    bias="re-classification",
    figures=(
        Figure("before", 0.15, 0.011, Form("share"),
               "通过质检分级，退换货损耗率从15%降至8%", "000:047"),
        Figure("after", 0.08, 0.011, Form("share"),
               "通过质检分级，退换货损耗率从15%降至8%", "000:047"),
    ),
    parameters={
        "severe": Parameter(0.026, 0.025, 0.12, "share of pairs with a severe flaw, both halves"),
        "minor": Parameter(0.19, 0.08, 0.2, "share of pairs with a minor flaw, both halves"),
        "renamed": Parameter(0.05, 0.0, 0.85, "share of severe ones called minor since", 2),
        "missed": Parameter(0.42, 0.0, 0.45, "share of minor ones called as new before", 2),
        "scrapped": Parameter(0.48, 0.0, 0.5, "share of minor ones scrapped before", 2),
        "bag": Parameter(0.75, 0.6, 0.75, "of the refund, what a lucky-bag pair is booked at", 2),
        "handling": Parameter(0.0125, 0.01, 0.03, "rise of labour and storage, of the refunds", 4),
        "again": Parameter(0.0, 0.0, 0.16, "rise of second returns among as-new pairs"),
    },
    branches={
        "rosy": Branch({"severe": (0.07, 0.12), "minor": (0.08, 0.11), "renamed": (0.55, 0.85),
                        "missed": (0.0, 0.1), "scrapped": (0.0, 0.1), "again": (0.04, 0.16),
                        "bag": (0.6, 0.7), "handling": (0.016, 0.03)}),
        "right": Branch({"severe": (0.03, 0.06), "minor": (0.14, 0.19), "renamed": (0.05, 0.35),
                         "missed": (0.1, 0.35), "scrapped": (0.3, 0.5), "again": (0.0, 0.04),
                         "bag": (0.68, 0.75), "handling": (0.01, 0.018)}),
        "modest": Branch({"severe": (0.03, 0.05), "minor": (0.17, 0.2), "renamed": (0.0, 0.1),
                          "missed": (0.38, 0.45), "scrapped": (0.3, 0.45), "again": (0.0, 0.01),
                          "bag": (0.7, 0.75), "handling": (0.01, 0.014)}),
    },
    world=world,
    measure=measure,
    naive=booked_drop,
    right=real_drop,
    expected=expected,
    estimand="loss and handling per yuan refunded before − since, by the money that came in",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.03,
    seed=17,
    words=words,
    stated=("fall",),
    constants={
        "marked": fact.count(MARKED),
        "closed": fact.Fact(CLOSED, "days"),
        "stores": fact.points(STORES, 0),
    },
    methods={
        "by the books, over days": Method(
            partial(real_drop, loss="by the books"), lambda p: expected(p).naive
        ),
        "by the money, without handling": Method(
            partial(real_drop, loss="by the money"), lambda p: expected(p).truth + p.handling
        ),
    },
)  # fmt: skip
