"""K15: a live room that sells to 8% of those who click, beside an industry counted in viewers."""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Case, Expected, Figure, Parameter
from ecomlab.estimates import Estimate
from ecomlab.streams import binomial, generator, normal
from ecomlab.texts import Form, fact
from ecomlab.traffic import live
from ecomlab.traffic.live import BASES, show_conversion, shows

SHOWS = pd.to_datetime([f"2025-05-{day:02}" for day in (7, 10, 14, 17, 21, 24, 28, 31)])
SHOWS = SHOWS.tz_localize("Asia/Shanghai").as_unit("us")
TOLD = SHOWS[4]  # the show that the claim is about
MINUTES = 180
ENTRANCES = ["followers' page", "recommended", "live ads"]
BUYS = np.array([6.0, 2.0, 1.0])  # how often their visitors buy, one against the other
SEEN = np.array([0.35, 0.16, 0.1])  # of those shown the room, who enter
RUNDOWN = [  # minutes, part of the script, article, its role, price in cents
    (6, "unboxing", "pillow", "traffic", 5900),
    (8, "bedroom set", "bedding set", "profit", 26900),
    (6, "tenants' problem", "no-drill hooks", "welfare", 1990),
]
CROWDS, BUYERS, CLICKERS, PEOPLE, SHOWN = range(1, 6)  # streams


def world(p, seed):
    """Eight shows, minute by minute, who came in from where, and the sheet of goals."""
    uv, payers, clickers = _crowds(p, seed)
    shows = [_show(seed, nth, *of) for nth, of in enumerate(zip(uv, payers, clickers, strict=True))]
    live, revenue = (list(parts) for parts in zip(*shows, strict=True))
    noise = 1 + 0.05 * normal(generator(seed, SHOWN).random(uv.shape))
    entries = pd.DataFrame(
        {
            "date": SHOWS.repeat(len(ENTRANCES)),
            "channel": "live",
            "entrance": ENTRANCES * len(SHOWS),
            "device": "mobile",
            "paid_flag": [False, False, True] * len(SHOWS),
            "impressions": np.round(uv / SEEN * noise).astype(np.int64).ravel(),
            "uv": uv.ravel(),
            "payers": payers.ravel(),
            "revenue": np.concatenate(revenue) / 100,
        }
    )
    return {
        "live_minutes": pd.concat(live, ignore_index=True),
        "traffic_daily": entries,
        "goals": _goals(p),
    }


def _goals(p):
    """The sheet that the bonus is paid by."""
    return pd.DataFrame(
        {
            "level": ["operations"],
            "kpi": ["live-room conversion of the month"],
            "unit": ["paid orders ÷ viewers"],
            "baseline": [float(p.industry)],
            "target": [float(p.industry)],
            "direction": ["up"],
            "owner": ["live team"],
            "actual": [float(p.order_rate)],
        }
    )


def totals(p):
    """Viewers, clickers and orders of the told show."""
    viewers = int(p.viewers)
    clicks = round(viewers * p.click_rate)
    return viewers, clicks, round(clicks * p.order_rate)


def _crowds(p, seed):
    """Viewers, payers and clickers: shows × entrances. The told show is as told; others by luck."""
    viewers, clicks, orders = totals(p)
    told = SHOWS == TOLD
    size, wobble = generator(seed, CROWDS).random((2, len(SHOWS)))
    followers = np.where(told, p.fans, p.fans_usual * (0.85 + 0.3 * wobble))
    mix = np.outer(1 - followers, [0, 0.55, 0.45])
    mix[:, 0] = followers
    crowd = np.where(told, viewers, np.round(viewers * (0.8 + 0.2 * size)))
    uv = np.array([_spread(n, share) for n, share in zip(crowd, mix, strict=True)])
    rate = np.minimum(orders / (uv[told] @ BUYS) * BUYS, 1)
    payers = binomial(uv, rate, generator(seed, BUYERS).random(uv.shape))
    payers[told] = _spread(orders, uv[told][0] * BUYS)
    rest = binomial(
        uv - payers,
        (clicks - orders) / (viewers - orders),
        generator(seed, CLICKERS).random(uv.shape),
    )
    rest[told] = _spread(clicks - orders, (uv - payers)[told][0])
    return uv, payers, payers + rest


def _spread(total, weights):
    """Whole numbers in these proportions that sum to the total."""
    parts = np.cumsum(weights) / np.sum(weights) * total
    return np.diff(np.round(parts), prepend=0).astype(np.int64)


def _show(seed, nth, uv, payers, clickers):
    """One show by the minute, and the revenue (cents) that each entrance brought."""
    n, script = uv.sum(), _script()
    when, long, half = generator(seed, PEOPLE, nth).random((3, n))
    weights = np.where(np.arange(MINUTES) % 20 < 6, 1.6, 0.75)  # people pour in at the unboxing
    came = np.searchsorted(np.cumsum(weights) / weights.sum(), when)
    stay = np.round(-2.5 * np.log(1 - long), 6)  # minutes
    left = np.minimum(came + stay.astype(np.int64), MINUTES - 1)
    acts = np.minimum(came + (half * stay).astype(np.int64), MINUTES - 1)
    entrance = np.repeat(np.arange(len(uv)), uv)
    place = np.arange(n) - np.repeat(np.cumsum(uv) - uv, uv)  # of a person within the entrance
    pays, clicks = place < payers[entrance], place < clickers[entrance]
    gone = np.cumsum(_count(left)) - _count(left)
    orders, cents = _count(acts[pays]), script["cents"].to_numpy()
    minutes = pd.DataFrame(
        {
            "session_id": nth + 1,
            "date": SHOWS[nth],
            "minute": np.arange(MINUTES),
            **script[["script_segment", "sku", "sku_role"]],
            "viewers": np.cumsum(_count(came)) - gone,
            "entrants": _count(came),
            "product_clicks": _count(acts[clicks]),
            "orders": orders,
            "revenue": orders * cents / 100,
        }
    )
    spent = np.bincount(entrance[pays], cents[acts[pays]], minlength=len(uv))
    return minutes, np.round(spent)


def _script():
    """The rundown of a show: a row per minute."""
    rows = [part[1:] for part in RUNDOWN for _ in range(part[0])]
    rows = (rows * (MINUTES // len(rows) + 1))[:MINUTES]
    return pd.DataFrame(rows, columns=["script_segment", "sku", "sku_role", "cents"])


def _count(minutes):
    return np.bincount(minutes, minlength=MINUTES)


funnel = live.shows
by_entrance = partial(live.by_entrance, show=TOLD)


def told(live_minutes):
    """The one row of the show that the claim is about."""
    shows = funnel(live_minutes)
    return shows[shows["date"] == TOLD].iloc[0]


def measure(live_minutes, goals):
    """The claim: orders per click of the told show, and the industry's figure on the sheet."""
    show = told(live_minutes)
    return {
        "conversion": show["orders"] / show["product_clicks"],
        "industry": goals["baseline"].iloc[0],
    }


def _times(live_minutes, goals, base="viewers", show=TOLD):
    """A show's conversion over the industry's. Counted: it has no interval."""
    chosen = live_minutes if show is None else live_minutes[live_minutes["date"] == show]
    rate = show_conversion(chosen, base)
    n = shows(chosen)[BASES[base]].sum()
    return Estimate(rate / goals["baseline"].iloc[0], np.nan, np.nan, n, base)


per_click = partial(_times, base="clicks")
per_viewer = partial(_times, base="viewers")


def month(live_minutes, goals):
    """All shows together: orders per viewer, over the industry's."""
    return _times(live_minutes, goals, show=None).value


def words(live_minutes, traffic_daily, goals):
    """More figures for the notebook's text."""
    show, shows, mix = told(live_minutes), funnel(live_minutes), by_entrance(traffic_daily)
    times = month(live_minutes, goals)
    rates = shows["orders"] / shows["viewers"]
    usual = (mix["conversion"]["told"] * mix["share"]["others"]).sum()
    return {
        "shows": fact.count(len(shows)),
        "viewers": fact.count(show["viewers"]),
        "clicks": fact.count(show["product_clicks"]),
        "orders": fact.count(show["orders"]),
        "per_viewer": fact.share(show["orders"] / show["viewers"], 1),
        "clicks_1000": fact.number(1000 * show["product_clicks"] / show["viewers"]),
        "orders_1000": fact.number(1000 * show["orders"] / show["viewers"]),
        "fullest": fact.count(_fullest(live_minutes)),
        "reach": fact.count((rates >= goals["baseline"].iloc[0]).sum()),
        "rank": fact.count(1 + (rates > rates[shows["date"] == TOLD].iloc[0]).sum()),
        "month": fact.share(times * goals["baseline"].iloc[0], 1),
        "month_times": fact.number(times, 2),
        "month_word": "above" if times > 1 else "below",
        "followers_told": fact.share(mix["share"]["told"].iloc[0]),
        "followers_others": fact.share(mix["share"]["others"].iloc[0]),
        "usual_mix": fact.share(usual, 1),
    }


def _fullest(live_minutes):
    """People in the room in the fullest minute of the told show."""
    return live_minutes.loc[live_minutes["date"] == TOLD, "viewers"].max()


def expected(p):
    """Both ratios follow from the told show's totals."""
    viewers, clicks, orders = totals(p)
    return Expected(orders / clicks / p.industry, orders / viewers / p.industry, 0.0)


CASE = Case(
    name="live_room",
    number="K15",
    title="The live room that beat the industry",
    chapter="2_traffic",
    bias="denominator",
    figures=(
        Figure("conversion", 0.08, 0.005, Form("share"),
               "直播间转化率提升至8%（行业平均3%）", "000:024"),
        Figure("industry", 0.03, 0.005, Form("share"),
               "直播间转化率提升至8%（行业平均3%）", "000:024"),
    ),
    parameters={
        "viewers": Parameter(10_000, 8_000, 14_000, "who came into the told show", -2),
        "click_rate": Parameter(0.35, 0.25, 0.5, "viewers who click a product"),
        "order_rate": Parameter(0.08, 0.06, 0.12, "clickers who buy, told show", 2),
        "industry": Parameter(0.03, 0.02, 0.04, "orders per viewer of the industry", 2),
        "fans": Parameter(0.35, 0.3, 0.5, "followers among the told show's viewers", 2),
        "fans_usual": Parameter(0.12, 0.05, 0.15, "followers among the others'", 2),
    },
    world=world,
    measure=measure,
    naive=per_click,
    right=per_viewer,
    expected=expected,
    estimand="conversion of the reported show ÷ the industry's, both counted in the same way",
    scale="identity",
    show=Form("number", 1),
    margin=0.5,
    seed=15,
    words=words,
    stated=("shows", "orders"),
    constants={"date": fact.day(TOLD)},
)  # fmt: skip
