"""K03: carts end at the size step, an adviser is built in, and more carts are paid: of which?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.conversion import experiments
from ecomlab.conversion.funnel import last_steps
from ecomlab.estimates import t_quantile
from ecomlab.fulfillment.returns import return_factor
from ecomlab.streams import binomial, normal, uniforms
from ecomlab.texts import Form, fact

LAUNCH = pd.Timestamp("2025-08-11", tz="Asia/Shanghai")  # first day of the adviser
DAYS = 30  # before, and again after
DRESS, BAG = "dress", "bag"  # in sizes, and in one size
VISITS = np.array([15_000, 10_000])  # a day
WISHED = np.array([1, 0.8])  # how often each is put in the cart, against a dress
MORE = 1.1  # visits after, against before
SHOCK = 0.03  # of a day, common to both pages: standard deviation of its log
LOGGED = 2  # days of the cart log, the last before the launch
CLOSED = 0.6  # share of the other unpaid carts that never saw the cart page
SENT_BACK, OTHERS = 0.16, 0.03  # dresses sent back for size before, and for other reasons
SOONEST, LATEST = 5, 9  # days from the order to the wish to send it back
FEE, MARGIN = 120_000, 60  # yuan: the adviser's licence a month; what a dress bought leaves
SAME = 0.035  # a factor nearer to 1 than this is called the same
STEPS = ["addcart", "size_select", "checkout", "pay"]
WEATHER, VISITORS, CARTS, BUYERS, ENDS, PACE, BACK, LAG = range(1, 9)  # streams


def world(p, seed):
    """Sixty days of dresses and bags, the cart log of the last two before, and what came back."""
    after = np.repeat([False, True], DAYS)[:, None]
    dress = np.array([True, False])
    wanted = VISITS * np.where(after, MORE, 1)
    uv = np.round(wanted * (1 + 0.03 * normal(uniforms(seed, VISITORS, (2 * DAYS, 2)))))
    uv = uv.astype(np.int64)
    shock = np.exp(SHOCK * normal(uniforms(seed, WEATHER, (2 * DAYS, 1))))
    carts_rate = p.cart_rate * WISHED * np.where(after & dress, p.carts, 1)
    carts = binomial(uv, carts_rate, uniforms(seed, CARTS, uv.shape))
    lift = np.where(after, p.promo, 1) * np.where(after & dress, p.adviser / p.carts, 1)
    payers = binomial(carts, p.pay_rate * lift * shock, uniforms(seed, BUYERS, uv.shape))
    day, page = (index.ravel() for index in np.indices(uv.shape))
    return {
        "traffic_daily": pd.DataFrame(
            {
                "date": _dates()[day],
                "entrance": "all",
                "device": "mobile",
                "landing_page": np.array([DRESS, BAG])[page],
                "uv": uv.ravel(),
                "addcart": carts.ravel(),
                "payers": payers.ravel(),
            }
        ),
        "events": _cart_log(p, seed, *(table[DAYS - LOGGED : DAYS] for table in (carts, payers))),
        "returns": _returns(p, seed, payers[:, 0]),
    }


def _dates():
    return (LAUNCH + pd.to_timedelta(np.arange(-DAYS, DAYS), unit="D")).as_unit("us")


def _cart_log(p, seed, carts, payers):
    """What the carts of these days did: ``carts`` and ``payers`` by day and article.

    The panel with the sizes opens with the cart page, by itself, and is logged as size_select;
    also for a bag.
    """
    carts, payers = carts.ravel(), payers.ravel()
    paid = np.concatenate([np.arange(n) < k for n, k in zip(carts, payers, strict=True)])
    u = uniforms(seed, ENDS, len(paid))
    closed = p.panel + (1 - p.panel) * CLOSED
    last = np.select([paid, u < p.panel, u < closed], [3, 1, 0], 2)
    pace = uniforms(seed, PACE, (5, len(paid)))
    begin = np.floor(pace[0] * 80_000) + np.repeat(np.arange(LOGGED), 2).repeat(carts) * 86_400
    waits = np.floor(np.array([[0], [300], [60], [30]]) * pace[1:] ** 2)
    waits[1:] += 1
    order = np.argsort(begin, kind="stable")
    second = (begin + waits.cumsum(axis=0)).T[order].astype(np.int64)
    session, step = np.nonzero(np.arange(4) <= last[order][:, None])
    first = LAUNCH - pd.Timedelta(days=LOGGED)
    return pd.DataFrame(
        {
            "session_id": session + 1,
            "ts": (first + pd.to_timedelta(second[session, step], unit="s")).as_unit("us"),
            "event": np.array(STEPS)[step],
            "sku": np.repeat([DRESS, BAG] * LOGGED, carts)[order][session],
        }
    )


def _returns(p, seed, payers):
    """Dresses sent back: for size (less often with the adviser's help) or for another reason."""
    day = np.repeat(np.arange(2 * DAYS), payers)
    size = SENT_BACK * np.where(day >= DAYS, p.fits, 1)
    u = uniforms(seed, BACK, len(day))
    lag = SOONEST + (uniforms(seed, LAG, len(day)) * (LATEST - SOONEST + 1)).astype(np.int64)
    asked = day + lag
    back = np.flatnonzero((u < size + OTHERS) & (asked < 2 * DAYS))
    back = back[np.argsort(asked[back], kind="stable")]
    return pd.DataFrame(
        {
            "return_id": np.arange(1, len(back) + 1),
            "order_id": back + 1,
            "sku": DRESS,
            "reason": np.where(u < size, "size", "change_of_mind")[back],
            "requested_at": _dates()[asked[back]],
        }
    )


def rate(traffic_daily, page, after, of="addcart"):
    """Buyers per cart of a page (or per visit, ``of="uv"``), before (False) or after the launch."""
    mine = traffic_daily["landing_page"] == page
    chosen = traffic_daily[mine & ((traffic_daily["date"] >= LAUNCH) == after)]
    return chosen["payers"].sum() / chosen[of].sum()


def measure(traffic_daily, events):
    """The claim: where unpaid carts end, and how much more carts are paid."""
    last = last_steps(events)["event"]
    stopped = (last[last != "pay"] == "size_select").mean()
    after, before = (rate(traffic_daily, DRESS, when) for when in (True, False))
    return {"stopped": stopped, "rise": after / before - 1}


def daily_gap(traffic_daily, of="uv", treated=DRESS, control=BAG):
    """Log of dresses ÷ bags in buyers per visit (or per cart): a value for each day."""
    return experiments.daily_gap(traffic_daily, treated, control, of=of)


def step(traffic_daily, day=LAUNCH, of="uv", treated=DRESS, control=BAG):
    """By what factor does the daily gap between dresses and bags step up on a day?"""
    return experiments.difference_in_differences(traffic_daily, day, treated, control, of=of)


def placebo(traffic_daily, launch=LAUNCH, treated=DRESS, control=BAG):
    """The step in the middle of the days before the launch, when nothing happened."""
    before = traffic_daily[traffic_daily["date"] < launch]
    return step(before, launch - pd.Timedelta(days=DAYS // 2), "uv", treated, control)


paid_carts = partial(experiments.before_after, changed=LAUNCH, page=DRESS, of="addcart")
against_bags = step
size_returns = partial(
    return_factor, before=LAUNCH - pd.Timedelta(days=DAYS), after=LAUNCH, page=DRESS, reason="size"
)


def left_before(traffic_daily):
    """Yuan that the dress buyers of the month before the launch left."""
    old = (traffic_daily["landing_page"] == DRESS) & (traffic_daily["date"] < LAUNCH)
    return MARGIN * traffic_daily.loc[old, "payers"].sum()


def break_even(traffic_daily):
    """The factor on buyers at which the adviser earns its licence.

    ``MARGIN`` is what one more dress bought leaves, goods, fee, parcel and the dresses that come
    back taken off. Fewer returns for size would come on top.
    """
    return 1 + FEE / left_before(traffic_daily)


def more_buyers(traffic_daily):
    """By which share of the buyers the adviser raises them: the factor less 1."""
    found = against_bags(traffic_daily)
    value, low, high = (end - 1 for end in found[:3])
    return found._replace(estimate=value, low=low, high=high)


def _place(found, border):
    """On which side of a border does an interval lie, as a code?"""
    return "above" if found.low > border else "below" if found.high < border else "inside"


def _moved(factor):
    """A factor as a code."""
    return "same" if abs(factor - 1) < SAME else "more" if factor > 1 else "less"


def words(traffic_daily, events, returns):
    """More figures for the notebook's text."""
    last = last_steps(events)
    unpaid = last["event"] != "pay"
    stopped = last["event"] == "size_select"
    fake = placebo(traffic_daily)
    back, per_cart = size_returns(traffic_daily, returns), step(traffic_daily, of="addcart")
    bags, found = last["sku"] == BAG, against_bags(traffic_daily)
    carts = [rate(traffic_daily, DRESS, after, "uv") / rate(traffic_daily, DRESS, after)
             for after in (False, True)]  # fmt: skip
    both = {
        f"{page}_{when}": fact.share(rate(traffic_daily, page, after), 1)
        for page in (DRESS, BAG)
        for when, after in (("before", False), ("after", True))
    }
    return both | {
        "dress_visit_before": fact.share(rate(traffic_daily, DRESS, False, "uv"), 2),
        "dress_visit_after": fact.share(rate(traffic_daily, DRESS, True, "uv"), 2),
        "carts_logged": fact.count(len(last)),
        "unpaid": fact.share(unpaid.mean()),
        "stopped_of_all": fact.share(stopped.mean()),
        "per_cart": fact.number(per_cart.estimate, 2),
        "fake_low": fact.number(fake.low, 2),
        "fake_high": fact.number(fake.high, 2),
        "fake": "inside" if fake.low <= 1 <= fake.high else "outside",
        "back": fact.number(back.estimate, 2),
        "back_low": fact.number(back.low, 2),
        "back_high": fact.number(back.high, 2),
        "break_even": fact.number(break_even(traffic_daily), 3),
        "half_month": fact.number(2 * break_even(traffic_daily) - 1, 3),
        "bag_stopped": fact.share((stopped & bags).sum() / (unpaid & bags).sum()),
        "carts_change": fact.share(carts[1] / carts[0] - 1, signed=True),
        "carts": _moved(carts[1] / carts[0]),
        "by_carts": "same" if _moved(carts[1] / carts[0]) == "same" else "moved",
        "carts_told": "changed" if round(100 * (carts[1] / carts[0] - 1)) else "unchanged",
        "bags": _moved(
            rate(traffic_daily, BAG, True, "uv") / rate(traffic_daily, BAG, False, "uv")
        ),
        "returns": _place(back, 1),
        "licence": _place(found, break_even(traffic_daily)),
    }


def expected(p):
    """Buyers per cart hold the adviser, the promotion and the carts that are gone."""
    buyers = VISITS * WISHED * p.cart_rate * p.pay_rate
    after = buyers * MORE * p.promo * np.array([p.adviser, 1])
    # A visit buys or it doesn't: the variance of a log rate is 1 / buyers − 1 / visits.
    spread = (1 / buyers - 1 / VISITS + 1 / after - 1 / (VISITS * MORE)).sum() / DAYS
    return Expected(
        p.adviser * p.promo / p.carts, p.adviser, t_quantile(2 * DAYS - 2) * spread**0.5
    )


def _size_returns(p):
    """What `size_returns` tends to: a few of the returns belong to orders of days before."""
    day = np.arange(2 * DAYS)
    buyers = np.where(day >= DAYS, MORE * p.promo * p.adviser, 1)
    back = buyers * SENT_BACK * np.where(day >= DAYS, p.fits, 1)
    asked = np.zeros(2 * DAYS + LATEST)
    for lag in range(SOONEST, LATEST + 1):
        asked[lag : 2 * DAYS + lag] += back / (LATEST - SOONEST + 1)
    (old, new) = (
        asked[first + 7 : first + 28].sum() / buyers[first : first + 21].sum()
        for first in (0, DAYS)
    )
    return new / old


CASE = Case(
    name="size_step",
    number="K03",
    title="The size step where carts end",
    chapter="3_conversion",
    bias="denominator",
    figures=(
        Figure("stopped", 0.7, 0.05, Form("share"),
               "分析用户加购后未付款的路径，发现70%的用户在尺码选择环节放弃购买", "001:025"),
        Figure("rise", 0.4, 0.05, Form("share", signed=True),
               "增加“智能尺码推荐”功能，最终使加购-成交转化率提升40%", "001:025"),
    ),
    parameters={
        "cart_rate": Parameter(0.12, 0.1, 0.16, "share of visits that put a dress in the cart"),
        "pay_rate": Parameter(0.25, 0.2, 0.32, "share of carts paid, before"),
        "adviser": Parameter(1.38, 0.95, 1.5, "what the adviser multiplies dress buyers by", 2),
        "promo": Parameter(1.015, 0.91, 1.25, "what shipping multiplies all buyers by: free since "
                           "the launch, or below 1 until then"),
        "carts": Parameter(1.0, 0.75, 1.18, "dress carts per visit after, against before"),
        "panel": Parameter(0.7, 0.55, 0.8, "share of unpaid carts that end as the panel opens"),
        "fits": Parameter(0.85, 0.6, 1.1, "what the adviser multiplies size returns by", 2),
    },
    branches={
        # The button is grey until a size is chosen: fewer carts, and shipping is free since then.
        "rosy": Branch({"adviser": (0.95, 1.16), "promo": (1.06, 1.25), "carts": (0.75, 0.92)}),
        # The cart is what it was, and nothing else happened.
        "right": Branch({"adviser": (1.04, 1.36), "promo": (0.985, 1.015),
                         "carts": (0.985, 1.015)}),
        # Whoever is told a size collects more dresses; and shipping was free until the launch.
        "modest": Branch({"adviser": (1.32, 1.5), "promo": (0.91, 0.95), "carts": (1.07, 1.18)}),
    },
    world=world,
    measure=measure,
    naive=paid_carts,
    right=against_bags,
    expected=expected,
    estimand="dress buyers per visit with the adviser ÷ without it, same month, same visits",
    scale="ratio",
    show=Form("number", 2),
    margin=1.15,
    methods={
        "dresses to bags, per cart": Method(
            partial(step, of="addcart"), lambda p: p.adviser / p.carts
        ),
        "placebo": Method(placebo, lambda p: 1.0),
        "size returns": Method(size_returns, _size_returns),
    },
    seed=297,
    words=words,
    constants={"fee": fact.money(FEE), "margin_yuan": fact.money(MARGIN)},
)  # fmt: skip
