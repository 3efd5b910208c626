"""K14: returns are graded, the loss in the books halves, and part of it only changed its name."""

import numpy as np
import pandas as pd

from ecomlab.cases.case import Case, Expected, Figure, Parameter
from ecomlab.estimates import Estimate
from ecomlab.streams import normal, uniforms

CHANGED = pd.Timestamp("2025-04-01", tz="Asia/Shanghai")  # first day of the grading sheet
DAYS = 90  # before, and again after
PAIRS = 80  # sent back a day
MARKED = 20  # of them drawn by lot and followed until their money is in
CLOSED = 60  # days until a marked pair's account is closed
GRADES = ["as_new", "minor", "severe"]
DISPOSALS = {"as_new": "restock", "minor": "lucky_bag", "severe": "scrap"}
BOOKED = np.array([0.975, 0.583, 0.0])  # of the refund, by grade, before
SHELF = 0.99  # what an as-new pair is booked at, and brings, since
PRICES = np.array([19900, 23900, 29900, 35900, 42900])  # cents
HANDLED = 0.01  # labour and storage of a return before, as a share of the mean refund
TWICE, AGAIN = 0.05, 0.2  # share of as-new pairs that come back again; the cost, of their price
UNEVEN = 0.15  # relative standard deviation of a day's share of damaged pairs
SCATTER = np.array([0.03, 0.07, 0.0])  # relative, of what a pair brings, by its real state
WEATHER, STATES, LABELS, MODELS, SALES, SECONDS, LABOUR, LOTS = range(1, 9)  # streams


def world(p, seed):
    """Half a year of returned pairs, and the money that the marked ones brought in."""
    shape = 2 * DAYS, PAIRS
    after = np.repeat([False, True], DAYS)[:, None]
    damaged = 1 + UNEVEN * normal(uniforms(seed, WEATHER, (2 * DAYS, 1)))
    state = np.digitize(-uniforms(seed, STATES, shape) / damaged, [-p.severe - p.minor, -p.severe])
    renamed = after & (state == 2) & (uniforms(seed, LABELS, shape) < p.renamed)
    grade = state - renamed
    refund = PRICES[(len(PRICES) * uniforms(seed, MODELS, shape)).astype(np.int64)]
    booked = np.where(after, _since(p)[grade], BOOKED[grade])
    brings = np.where(after, _since(p)[state], BOOKED[state])
    brings = brings * (1 + SCATTER[state] * normal(uniforms(seed, SALES, shape)))
    twice = (state == 0) & (uniforms(seed, SECONDS, shape) < TWICE + p.again * after)
    labour = (HANDLED + p.handling * after) * PRICES.mean()
    labour = labour * (1 + 0.3 * normal(uniforms(seed, LABOUR, shape)))
    marked = uniforms(seed, LOTS, shape).argsort(axis=1) < MARKED
    number = np.arange(1, state.size + 1)
    day = _days(0).repeat(PAIRS)
    names = np.array(GRADES)[grade.ravel()]
    returns = pd.DataFrame(
        {
            "return_id": number,
            "order_id": 700_000 + number,
            "sku": 1 + np.searchsorted(PRICES, refund.ravel()),
            "requested_at": _days(-5).repeat(PAIRS),
            "inspected_at": day,
            "grade": names,
            "disposal": np.array(list(DISPOSALS.values()))[grade.ravel()],
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


def loss_rate(returns):
    """Return loss rate by the books: 1 − recovered value ÷ refund, of all pairs pooled."""
    return 1 - returns["recovered_value"].sum() / returns["refund"].sum()


def halves(returns):
    """The returns before the sheet, and since."""
    since = returns["inspected_at"] >= CHANGED
    return returns[~since], returns[since]


def measure(returns):
    """The claim: loss rate by the books, before and since."""
    return dict(zip(["before", "after"], map(loss_rate, halves(returns)), strict=True))


def booked_drop(returns):
    """The loss rate before less that since, by the books."""
    drop = error = 0
    for sign, part in zip([1, -1], halves(returns), strict=True):
        rate = loss_rate(part)
        rest = (1 - rate) * part["refund"] - part["recovered_value"]
        drop += sign * rate
        error += rest.var() / len(part) / part["refund"].mean() ** 2
    reach = 1.96 * error**0.5
    return Estimate(drop, drop - reach, drop + reach, len(returns))


def by_grade(returns):
    """Before and since: each grade's share of the refunds, and the loss rate booked for it.

    Returns
    -------
    DataFrame: index grade; columns (share or loss rate, before or since).
    """
    since = returns["inspected_at"].ge(CHANGED).map({False: "before", True: "since"})
    sums = returns.groupby([since.rename("period"), "grade"])[["refund", "recovered_value"]].sum()
    share = sums["refund"] / sums.groupby(level=0)["refund"].transform("sum")
    loss = 1 - sums["recovered_value"] / sums["refund"]
    return pd.DataFrame({"share": share, "loss rate": loss}).unstack("period")


def between_grades(returns):
    """How much of the drop comes from other grades, at the loss rates' mean? (Kitagawa 1955.)"""
    table = by_grade(returns)
    moved = table["share"]["before"] - table["share"]["since"]
    return (moved * table["loss rate"].mean(axis=1)).sum()


def followed(returns, pnl_lines):
    """The marked pairs, with the money that each brought in."""
    money = pnl_lines.groupby("order_id")["amount"].sum().rename("money")
    return returns.merge(money, on="order_id")


def daily(returns, pnl_lines):
    """A day's loss, as shares of its refunds: by the books, what they flatter, and handling.

    The books are of all pairs. How much too well they speak is known from the marked ones: what
    was booked for them less what they brought (difference estimation of the auditors).
    """
    sums = returns.groupby("inspected_at")[["refund", "recovered_value", "handling_cost"]].sum()
    pairs = followed(returns, pnl_lines)
    marked = pairs.groupby("inspected_at")[["refund", "recovered_value", "money"]].sum()
    return pd.DataFrame(
        {
            "books": 1 - sums["recovered_value"] / sums["refund"],
            "flattered": (marked["recovered_value"] - marked["money"]) / marked["refund"],
            "handling": sums["handling_cost"] / sums["refund"],
        }
    )


def drop_of(days, n):
    """Mean of the days before less mean of the days since, days being what counts."""
    before, after = days[days.index < CHANGED], days[days.index >= CHANGED]
    error = (before.var() / len(before) + after.var() / len(after)) ** 0.5
    drop, reach = before.mean() - after.mean(), 1.97 * error  # t with about 178 degrees
    return Estimate(drop, drop - reach, drop + reach, n)


def real_drop(returns, pnl_lines):
    """By how many points did the loss fall, by the money that came in and with handling?"""
    days = daily(returns, pnl_lines)
    return drop_of(days.sum(axis=1), len(returns))


def steps(returns, pnl_lines):
    """From the books' drop to the real one: what each correction leaves of it."""
    days = daily(returns, pnl_lines).cumsum(axis=1)
    names = ["by the books", "by the money", "by the money, with handling"]
    rows = [drop_of(days[column], len(returns)) for column in days]
    return pd.DataFrame(rows, index=pd.Index(names, name="drop")).reset_index()


def words(returns, pnl_lines):
    """More figures for the notebook's text."""
    table, days = by_grade(returns), daily(returns, pnl_lines)
    means = days.groupby(days.index >= CHANGED).mean()
    found = real_drop(returns, pnl_lines)
    minor = followed(returns, pnl_lines).query("grade == 'minor'")
    found_words = {
        "fall": f"{_points(booked_drop(returns).estimate)} points",
        "mix": _points(between_grades(returns)),
        "inside": _points(booked_drop(returns).estimate - between_grades(returns)),
        "more_handling": _points(means["handling"].diff().iloc[-1]),
        "more_flattered": _points(means["flattered"].diff().iloc[-1]),
        "sides": "holds zero" if found.low <= 0 <= found.high else "doesn't hold zero",
    }
    for when, name, part in zip([False, True], ["before", "since"], halves(minor), strict=True):
        found_words |= {
            f"severe_{name}": f"{table['share'][name]['severe']:.0%}",
            f"minor_{name}": f"{table['share'][name]['minor']:.0%}",
            f"minor_booked_{name}": f"{1 - table['loss rate'][name]['minor']:.0%}",
            f"minor_brought_{name}": f"{part['money'].sum() / part['refund'].sum():.0%}",
            f"minor_nothing_{name}": f"{(part['money'] <= 0).mean():.0%}",
            f"flattered_{name}": _points(means["flattered"][when]),
            f"handling_{name}": f"{means['handling'][when]:.1%}",
        }
    return found_words


def _points(share):
    return f"{100 * share:.1f}".replace("-", "−")


def _pairs(p, after):
    """Kinds of pairs: share, booked loss, what the books flatter, scatter of the latter."""
    as_new, twice = 1 - p.minor - p.severe, TWICE + p.again * after
    booked = _since(p) if after else BOOKED
    renamed = p.renamed * after
    rows = [
        (as_new * (1 - twice), 1 - booked[0], 0, SCATTER[0] * booked[0]),
        (as_new * twice, 1 - booked[0], AGAIN, SCATTER[0] * booked[0]),
        (p.minor, 1 - booked[1], 0, SCATTER[1] * booked[1]),
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
    return Expected(books[0] - books[1], means[0] - means[1], 1.97 * variance**0.5)


CASE = Case(
    name="return_grading",
    number="K14",
    title="The loss that changed its name",
    chapter="4_fulfillment",
    bias="re-classification",
    company="A shoe brand (鞋类品牌)",
    role="grades its returns since 1 April. As-new pairs go back on the shelf, pairs with a minor "
    "flaw into lucky bags (福袋) and the staff sale (内购会), severe ones are scrapped. The "
    "warehouse grades, and is praised for the loss rate.",
    question="The head of the warehouse asks for two more graders and for the same sheet in the "
    "other two warehouses. **How many points of loss does grading really save?**",
    figures=(
        Figure("before", 0.15, 0.011, "{:.0%}", "loss rate of returns and exchanges, before: {}",
               "退换货损耗率从{}", "000:047"),
        Figure("after", 0.08, 0.011, "{:.0%}", "and since returns are graded: {}",
               "降至{}", "000:047"),
    ),
    parameters={
        "severe": Parameter(0.08, 0.06, 0.12, "share of pairs with a severe flaw, both halves"),
        "minor": Parameter(0.12, 0.08, 0.16, "share of pairs with a minor flaw, both halves"),
        "renamed": Parameter(0.5, 0.3, 0.8, "share of severe ones called minor since", 2),
        "bag": Parameter(0.8, 0.65, 0.85, "of the refund, what a lucky-bag pair is booked at", 2),
        "handling": Parameter(0.03, 0.005, 0.04, "rise of labour and storage, of the refunds"),
        "again": Parameter(0.02, 0.0, 0.06, "rise of second returns among as-new pairs"),
    },
    world=world,
    measure=measure,
    naive=booked_drop,
    right=real_drop,
    expected=expected,
    estimand="loss and handling per yuan refunded before − since, by the money that came in",
    scale="difference",
    show="{:+.1f} points",
    margin=0.03,
    memo="The sheet in all warehouses, the sheet with its leak closed, or back to last year?",
    seed=7,
    words=words,
)  # fmt: skip
