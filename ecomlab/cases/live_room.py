"""K15: a live room's conversion beside the industry's: whom does each of the two divide by?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import (
    MODEST,
    RIGHT,
    ROSY,
    Branch,
    Case,
    Expected,
    Figure,
    Parameter,
)
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
UNITS = {"clicks": "paid orders ÷ clickers", "viewers": "paid orders ÷ viewers"}
ROUNDED = 0.005  # so far may the industry's figure lie from the whole per cent on the sheet
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
            "unit": [UNITS[_base(p.sheet)]],
            "baseline": [float(p.industry)],
            "target": [float(p.industry)],
            "direction": ["up"],
            "owner": ["live team"],
            "actual": [_rate(p, _base(p.team))],
        }
    )


def _base(number):
    """What a 0 or a 1 among the parameters stands for."""
    return list(UNITS)[int(number)]


def _rate(p, base):
    """The told show's orders ÷ clickers or viewers."""
    viewers, clicks, orders = totals(p)
    return orders / {"clicks": clicks, "viewers": viewers}[base]


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


def sheet_base(goals, units=UNITS):
    """What the industry's figure on the sheet is divided by: "clicks" or "viewers"."""
    return next(base for base, unit in units.items() if unit == goals["unit"].iloc[0])


def team_base(live_minutes, goals, show=TOLD):
    """By what the team divided the told show's orders: the base that gives its figure."""
    actual = goals["actual"].iloc[0]
    return min(UNITS, key=lambda base: abs(show_conversion(live_minutes, base, show) - actual))


def measure(live_minutes, goals):
    """The claim: the told show's conversion as the team counts, and the industry's on the sheet."""
    base = team_base(live_minutes, goals)
    return {
        "conversion": show_conversion(live_minutes, base, TOLD),
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


def as_the_team_counts(live_minutes, goals, show=TOLD):
    """The told show's figure that the team hands in, over the industry's."""
    return _times(live_minutes, goals, team_base(live_minutes, goals, show), show)


def as_the_sheet_counts(live_minutes, goals, show=TOLD, units=UNITS):
    """The same orders by the sheet's own base, over the industry's; of all shows without a date."""
    return _times(live_minutes, goals, sheet_base(goals, units), show)


def by_the_sheet(live_minutes, goals):
    """A row per show: as `funnel`, with ``people``, whom the sheet divides by."""
    found = funnel(live_minutes)
    return found.assign(people=found[BASES[sheet_base(goals)]])


def month(live_minutes, goals):
    """All shows together, as the sheet counts, over the industry's."""
    return as_the_sheet_counts(live_minutes, goals, show=None).value


def step(live_minutes, goals):
    """What the contract's own terms say: pay, refuse, or ask for the industry's next digit."""
    industry = goals["baseline"].iloc[0]
    rate = month(live_minutes, goals) * industry
    if abs(rate - industry) <= ROUNDED:
        return "ask"
    return "pay" if rate > industry else "refuse"


def words(live_minutes, traffic_daily, goals):
    """More figures for the notebook's text."""
    show, shows, mix = told(live_minutes), funnel(live_minutes), by_entrance(traffic_daily)
    industry, times = goals["baseline"].iloc[0], month(live_minutes, goals)
    team, sheet = team_base(live_minutes, goals), sheet_base(goals)
    counted = "alike" if team == sheet else "narrower" if team == "clicks" else "wider"
    rates = shows["orders"] / by_the_sheet(live_minutes, goals)["people"]
    usual = (mix["conversion"]["told"] * mix["share"]["others"]).sum()
    fans = mix["share"].iloc[0]
    return {
        "shows": fact.count(len(shows)),
        "viewers": fact.count(show["viewers"]),
        "clicks": fact.count(show["product_clicks"]),
        "orders": fact.count(show["orders"]),
        "per_clicker": fact.share(show["orders"] / show["product_clicks"], 1),
        "per_viewer": fact.share(show["orders"] / show["viewers"], 1),
        "clicks_1000": fact.number(1000 * show["product_clicks"] / show["viewers"]),
        "orders_1000": fact.number(1000 * show["orders"] / show["viewers"]),
        "fullest": fact.count(_fullest(live_minutes)),
        "per_sheet": fact.share(show_conversion(live_minutes, sheet, TOLD), 1),
        "team_by": team,
        "sheet_by": sheet,
        **dict.fromkeys(("bases_say", "identity_say", "right_say"), counted),
        "lowest": fact.share(industry - ROUNDED, 1),
        "highest": fact.share(industry + ROUNDED, 1),
        "beside": step(live_minutes, goals),
        **dict.fromkeys(("step", "why_pay"), step(live_minutes, goals)),
        "followers_say": "more" if fans["told"] > fans["others"] + 0.05 else "alike",
        "reach": fact.count((rates >= industry).sum()),
        "rank": fact.count(1 + (rates > rates[shows["date"] == TOLD].iloc[0]).sum()),
        "month": fact.share(times * industry, 1),
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
    """Both ratios follow from the told show's totals, and from who divides by what."""
    team, sheet = (_rate(p, _base(number)) for number in (p.team, p.sheet))
    return Expected(team / p.industry, sheet / p.industry, 0.0)


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
        "industry": Parameter(0.03, 0.02, 0.05, "the industry's, by the sheet's denominator", 2),
        "fans": Parameter(0.35, 0.1, 0.5, "followers among the told show's viewers", 2),
        "fans_usual": Parameter(0.12, 0.05, 0.15, "followers among the others'", 2),
        "team": Parameter(0, 0, 1, "the team divides by viewers (1) or by clickers (0)", 0),
        "sheet": Parameter(1, 0, 1, "the sheet divides by viewers (1) or by clickers (0)", 0),
    },
    branches={
        # Who came, looked and didn't click is left out of the team's figure alone.
        ROSY: Branch({"team": (0, 0), "sheet": (1, 1), "industry": (0.02, 0.03),
                      "order_rate": (0.07, 0.11), "click_rate": (0.25, 0.4),
                      "fans": (0.2, 0.5)}),
        # Team and sheet count the same people.
        RIGHT: Branch({"order_rate": (0.06, 0.09), "fans": (0.2, 0.5)}),
        # The industry was counted among those who clicked, and the team counted all who came.
        MODEST: Branch({"team": (1, 1), "sheet": (0, 0), "click_rate": (0.4, 0.5),
                        "order_rate": (0.09, 0.12), "industry": (0.03, 0.04)}),
    },
    world=world,
    measure=measure,
    naive=as_the_team_counts,
    right=as_the_sheet_counts,
    expected=expected,
    estimand="conversion of the reported show ÷ the industry's, both counted in the same way",
    scale="identity",
    show=Form("number", 2),
    margin=0.5,
    seed=15,
    words=words,
    stated=("shows", "orders"),
    constants={"date": fact.day(TOLD)},
)  # fmt: skip
