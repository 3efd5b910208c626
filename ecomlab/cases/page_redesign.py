"""K01: a page is redesigned, its conversion rises, and other things happened that month."""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Parameter
from ecomlab.conversion import experiments
from ecomlab.estimates import t_quantile
from ecomlab.streams import binomial, normal, uniforms
from ecomlab.texts import Fact, Form, fact

CHANGED = pd.Timestamp("2025-03-31", tz="Asia/Shanghai")  # first day of the new page
DAYS = 30  # before, and again after
VISITS = 2000  # a day and page
REDESIGNED, CONTROL = "rice cooker", "kettle"
LEVEL = 0.8  # the kettle's conversion, against the rice cooker's before the change
PAID_RATE = 1 / 3  # how a paid visit converts, against a natural one
STAYING, SECONDS = 0.3, 9.2  # share of visits whose second page is logged, and their mean stay
COST, LEFT = 18_000, 40  # yuan: a redesign, and what an order leaves
SMALL, LARGE = 500, 1500  # visits a day of the other pages
PAGES = {SMALL: 30, LARGE: 10}  # how many there are
CARRIED = 0.5  # share of this page's rise that the shop plans with for the others
SAME, UNMOVED = 0.03, 0.05  # what is called the same: paid shares in points, a page's factor
SHOCK = 0.1  # of a day, common to both pages: standard deviation of its log
WEATHER, VISITORS, BUYERS, STAYERS, STAYS = range(1, 6)  # streams


def world(p, seed):
    """Sixty days of two pages, each with natural and paid visits."""
    after = np.repeat([False, True], DAYS)
    uv, payers, bounces, dwell = np.zeros((4, 2 * DAYS, 2, 2), dtype=np.int64)
    days, pages, sources = uv.shape
    shock = np.exp(SHOCK * normal(uniforms(seed, WEATHER, days)))
    paid = np.where(after, p.paid_after, p.paid_before)
    lift = np.where(after, p.month, 1) * shock
    page = np.where(after, p.page, 1)[:, None] ** [1, 0] * [1, LEVEL]
    rate = _natural_rate(p) * lift[:, None, None] * page[:, :, None] * [1, PAID_RATE]
    wanted = VISITS * np.stack([1 - paid, paid], axis=1)[:, None, :]
    u = uniforms(seed, VISITORS, uv.shape)
    uv = np.round(wanted * (1 + 0.05 * normal(u))).astype(np.int64)
    payers = binomial(uv, np.minimum(rate, 1), uniforms(seed, BUYERS, uv.shape))
    bounces = uv - binomial(uv, STAYING, uniforms(seed, STAYERS, uv.shape))
    noise = 1 + 0.03 * normal(uniforms(seed, STAYS, uv.shape))
    dwell = np.round((uv - bounces) * SECONDS * noise).astype(np.int64)
    day, page, source = (index.ravel() for index in np.indices(uv.shape))
    dates = CHANGED + pd.to_timedelta(np.arange(-DAYS, DAYS), unit="D")
    return {
        "traffic_daily": pd.DataFrame(
            {
                "date": dates.as_unit("us")[day],
                "channel": np.array(["natural search", "paid search"])[source],
                "entrance": np.array(["search results", "search ad"])[source],
                "device": "mobile",
                "landing_page": np.array([REDESIGNED, CONTROL])[page],
                "paid_flag": source == 1,
                "uv": uv.ravel(),
                "bounces": bounces.ravel(),
                "dwell_s": dwell.ravel(),
                "payers": payers.ravel(),
            }
        )
    }


def _natural_rate(p):
    """A natural visit's conversion, so that the page as a whole starts at its base rate."""
    return p.base_rate / _mix(p.paid_before)


def _mix(paid):
    """Conversion of a mix of visits, as a multiple of a natural visit's."""
    return 1 - paid + paid * PAID_RATE


def conversion(traffic_daily, page, after):
    """Buyers per visit of a page, before (False) or after (True) the change; visits pooled."""
    mine = traffic_daily["landing_page"] == page
    chosen = traffic_daily[mine & ((traffic_daily["date"] >= CHANGED) == after)]
    return chosen["payers"].sum() / chosen["uv"].sum()


def measure(traffic_daily):
    """The claim: conversion after, its rise, and the stay before."""
    before, after = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    old = traffic_daily["date"] < CHANGED
    mine = traffic_daily[old & (traffic_daily["landing_page"] == REDESIGNED)]
    stay = mine["dwell_s"].sum() / mine["uv"].sum()
    return {"after": after, "rise": after / before - 1, "stay": stay}


before_after = partial(experiments.before_after, changed=CHANGED, page=REDESIGNED)
daily_gap = partial(experiments.daily_gap, treated=REDESIGNED, control=CONTROL)
difference_in_differences = partial(
    experiments.difference_in_differences, changed=CHANGED, treated=REDESIGNED, control=CONTROL
)


def pays_at(traffic_daily, visits=SMALL):
    """From which factor on the redesign of a page with so many visits a day earns its cost."""
    orders = 365 * visits * conversion(traffic_daily, REDESIGNED, False)
    return 1 + COST / (orders * LEFT)


def needed_here(traffic_daily, visits=SMALL, carried=CARRIED):
    """Which factor this page needs, so that other pages pay with a share of its rise."""
    return 1 + (pays_at(traffic_daily, visits) - 1) / carried


def plans(traffic_daily):
    """The other pages by size: what their orders leave in a year, and what redesigns cost."""
    rate, sizes = conversion(traffic_daily, REDESIGNED, False), {"large": LARGE, "small": SMALL}
    return pd.DataFrame(
        {
            "plan": f"{PAGES[visits]} {size} pages",
            "leaves": PAGES[visits] * 365 * visits * rate * LEFT,
            "cost": PAGES[visits] * COST,
        }
        for size, visits in sizes.items()
    )


def words(traffic_daily):
    """More figures for the notebook's text."""
    mine = traffic_daily[traffic_daily["landing_page"] == REDESIGNED]
    paid = (mine["uv"] * mine["paid_flag"]).groupby(mine["date"] >= CHANGED).sum()
    paid = paid / mine.groupby(mine["date"] >= CHANGED)["uv"].sum()
    old = mine.loc[mine["date"] < CHANGED, ["uv", "bounces", "dwell_s"]].sum()
    found = difference_in_differences(traffic_daily)
    claimed = before_after(traffic_daily).estimate
    kettle = conversion(traffic_daily, CONTROL, True) / conversion(traffic_daily, CONTROL, False)
    return {
        "before": fact.share(conversion(traffic_daily, REDESIGNED, False), 1),
        "paid_before": fact.share(paid[False]),
        "paid_after": fact.share(paid[True]),
        "stay_all": Fact(old["dwell_s"] / old["uv"], "seconds", 1),
        "stay_second": Fact(old["dwell_s"] / (old["uv"] - old["bounces"]), "seconds", 1),
        "bounced": fact.share(old["bounces"] / old["uv"]),
        "claim": "inside" if found.holds(claimed) else "outside",
        "kettle": fact.number(kettle, 2),
        "sources": _moved(paid[True] - paid[False], SAME),
        "month": _moved(kettle - 1, UNMOVED),
        "pays_at": fact.number(pays_at(traffic_daily), 2),
        "pays_large": fact.number(pays_at(traffic_daily, LARGE), 3),
        "small_at": fact.number(needed_here(traffic_daily, SMALL), 2),
        "large_at": fact.number(needed_here(traffic_daily, LARGE), 2),
        "small_pay": _place(found, needed_here(traffic_daily, SMALL)),
        "large_pay": _place(found, needed_here(traffic_daily, LARGE)),
    }


def _place(found, border):
    """On which side of a border does an interval lie, as a code?"""
    return "above" if found.low > border else "below" if found.high < border else "inside"


def _moved(change, enough):
    """A change as a code."""
    return "same" if abs(change) < enough else "more" if change > 0 else "less"


def expected(p):
    """The ratio of mixes, month and page; of which the page is the truth."""
    mix = _mix(p.paid_after) / _mix(p.paid_before)
    base = VISITS * p.base_rate
    counts = base * np.array([1, LEVEL, mix * p.month * LEVEL, mix * p.month * p.page])
    error = (1 / counts / DAYS).sum() ** 0.5
    return Expected(mix * p.month * p.page, p.page, t_quantile(2 * DAYS - 2) * error)


CASE = Case(
    name="page_redesign",
    number="K01",
    title="The page that tripled its conversion",
    chapter="3_conversion",
    bias="before/after",
    figures=(
        Figure("after", 0.06, 0.005, Form("share"),
               "改版后，页面转化率提升至6%，较改版前增长200%", "001:023"),
        Figure("rise", 2.0, 0.5, Form("share", signed=True),
               "改版后，页面转化率提升至6%，较改版前增长200%", "001:023"),
        Figure("stay", 3, 0.5, Form("number"),
               "用户平均停留时间不足3秒", "001:021"),
    ),
    parameters={
        "base_rate": Parameter(0.02, 0.015, 0.035, "conversion before, both pages"),
        "page": Parameter(1.5, 0.8, 2.2, "what the new page multiplies conversion by", 2),
        "month": Parameter(1.385, 0.85, 1.6, "what the second month multiplies it by, both pages: "
                           "a promotion in it, or below 1 one before it"),
        "paid_before": Parameter(0.6, 0.1, 0.7, "paid share of visits before, both pages", 2),
        "paid_after": Parameter(0.2, 0.1, 0.7, "paid share of visits after, both pages", 2),
    },
    branches={
        # A promotion after the change, and fewer ads: both pages gain without a redesign.
        "rosy": Branch({"page": (0.8, 1.5), "month": (1.1, 1.6), "paid_before": (0.45, 0.7),
                        "paid_after": (0.1, 0.35)}),
        # Two months alike.
        "right": Branch({"page": (1.14, 1.45), "month": (0.95, 1.08), "paid_before": (0.3, 0.5),
                         "paid_after": (0.3, 0.5)}),
        # Women's Day sold before the change; after it ads for the new page bring poorer visits.
        "modest": Branch({"page": (1.7, 2.2), "month": (0.85, 0.93), "paid_before": (0.15, 0.3),
                          "paid_after": (0.4, 0.5)}),
    },
    world=world,
    measure=measure,
    naive=before_after,
    right=difference_in_differences,
    expected=expected,
    estimand="conversion with the new page ÷ conversion with the old one, same month, same visits",
    scale="ratio",
    show=Form("number", 2),
    margin=1.3,
    seed=123,
    words=words,
    constants={
        "cost": fact.money(COST),
        "small": fact.count(SMALL),
        "large": fact.count(LARGE),
        "small_pages": fact.count(PAGES[SMALL]),
        "large_pages": fact.count(PAGES[LARGE]),
        "carried": fact.share(CARRIED),
    },
    stated=("before",),
)  # fmt: skip
