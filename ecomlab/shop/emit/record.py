"""The engine's log, joined over its days, with what several tables need of it."""

from functools import cached_property

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.funnel import IN_CART, VIEW
from ecomlab.shop.log import Columns
from ecomlab.shop.parts.desk import Desk
from ecomlab.shop.parts.devices import DEVICES, felt
from ecomlab.shop.parts.incidents import troubles
from ecomlab.shop.parts.trials import TEST
from ecomlab.shop.posts import Posts
from ecomlab.shop.shows import Shows
from ecomlab.shop.streams_in_use import SESSION, TRACKED
from ecomlab.shop.world import BRAND
from ecomlab.streams import hash_uniforms

MOST_PAGES = 6
BINS = (0, 10, 50, 100, 200, 500, 1000, 3000, 5000, 10_000)  # pieces a month
WATCHED = 50  # articles that are followed
CLICK_RATE = np.array([0.035, 0.09, 0.03, 0.018, 0.025, 0.05, 0.02, 0.08, 1.0, 0.11])


class Record:
    """A stretch of days as columns.

    Attributes
    ----------
    s, o, claims, daily, shelf, touches, lots : Columns, as ``ecomlab.shop.log`` declares them
        Sessions, orders, orders by ad tool, days, days and articles; messages, of all stretches
        if their log was given; lots, of all stretches.
    looks, lines : Columns
        What else sessions hold; order lines.
    """

    def __init__(self, engine, touches=None):
        self.engine, self.world, self.seed = engine, engine.world, engine.seed
        self.articles = self.world.sku.name
        self.s, self.o = engine.sessions.columns(), engine.orders.columns()
        self.chats = engine.chats.columns()
        self.daily, self.shelf = engine.daily.columns(), engine.shelf.columns()
        self.claims = engine.claims.columns()
        self.first_day = int(self.daily.day[0])
        self.days = len(self.daily.day)
        self.touches = (touches or engine.touches).columns()
        self.lots = engine.stock.lots.columns()
        self.cleared = engine.stock.cleared.columns()
        self._once = {}

    def once(self, make):
        """What a function makes of the record, made once: several tables may need it."""
        if make not in self._once:
            self._once[make] = make(self)
        return self._once[make]

    @cached_property
    def session_ids(self):
        """The numbers of the visits, from 1 on, over all stretches."""
        return 1 + self.engine.first_session + np.arange(len(self.s.day))

    @cached_property
    def counted(self):
        """Which visits the shop's own counter has recorded; what they paid is known anyway."""
        s = self.s
        counted = np.ones(len(s.day), dtype=bool)
        for gap in troubles(self.world, "tracking"):
            at = np.flatnonzero((s.day >= gap.first) & (s.day <= gap.last))
            at = at[s.device[at] == DEVICES.index(gap.where)]
            counted[at] = hash_uniforms(self.seed, TRACKED, s.visitor[at], s.nth[at])[0] >= gap.size
        return counted

    def recorded(self, frame, session=None):
        """The rows of the visits that were recorded; ``session``: of each row, if not one each."""
        if self.counted.all():
            return frame
        keep = self.counted if session is None else self.counted[session]
        return frame[keep].reset_index(drop=True)

    @cached_property
    def session_seconds(self):
        """When each visit began, in seconds from the world's first midnight."""
        return self.s.day.astype(np.int64) * DAY + self.s.second

    @cached_property
    def bought(self):
        """Cents paid in each visit; 0 if nothing was."""
        cents, paid = np.zeros(len(self.s.day), np.int64), self.o.paid
        at = self.o.session[paid] - self.engine.first_session
        cents[at] = (self.o.amount - self.o.off)[paid]
        return cents

    @cached_property
    def kinds(self):
        """The latent type of each order's buyer."""
        return self.s.kind[self.o.session - self.engine.first_session]

    @cached_property
    def tested(self):
        """The experiments on these days: each with the rows of its visits, and their arms.

        Whom a fault lost on the way to an arm is not among them.
        """
        found, s, trials = [], self.s, self.engine.trials
        for trial in trials.trials:
            days = np.arange(max(trial.first, self.first_day),
                             min(trial.last + 1, self.first_day + self.days))  # fmt: skip
            value = f"experiment.{trial.name}"
            tested = [self.engine.plan_on(day)[value] == TEST for day in days]
            days = days[trials.on(trial, days) & np.array(tested, bool)]
            if len(days):
                at = np.flatnonzero(np.isin(s.day, days))
                visits = Columns(
                    key=s.visitor[at], nth=s.nth[at], device=s.device[at], sku=s.sku[at],
                    entrance=s.entrance[at],
                )  # fmt: skip
                arm, lost = trials.arms(trial, s.day[at].astype(np.int64), TEST, visits)
                found.append((trial, at[(arm >= 0) & ~lost], arm[(arm >= 0) & ~lost]))
        return found

    @cached_property
    def bounce(self):
        """What the tests' arms do to leaving after one page, by visit (logit)."""
        moved = np.zeros(len(self.s.day))
        for trial, at, arm in self.tested:
            moved[at] += trial.effects["bounce"][arm]
        return moved

    @cached_property
    def looks(self):
        """Pages, dwell, favourites: who is readier looks longer, who waits for a page leaves."""
        s = self.s
        u = hash_uniforms(self.seed, SESSION, s.visitor, s.nth, count=3)
        deep, interest = s.depth > VIEW, s.interest.astype(float)
        moved = 0.25 * interest + 3 * felt(self.world, s.load) - self.bounce
        on = 0.28 * np.exp(np.clip(np.round(moved, 6), -9, 0.9))  # chance of one more page
        more = np.floor(np.log(u[0]) / np.log(np.where(deep, 0.6, on))).astype(np.int64)
        pages = np.minimum(1 + more, MOST_PAGES)
        bounced = (pages == 1) & ~deep
        dwell = np.where(bounced, 2 + 25 * u[1] ** 3, pages * (12 + 50 * u[1]))
        dwell = np.round(dwell * np.exp(0.1 * np.clip(interest, -2, 2)), 6)
        dwell = np.floor(dwell + 250 * (s.depth >= IN_CART)).astype(np.int64)
        fav = ~bounced & (u[2] < np.where(deep, 0.20, 0.03))
        return Columns(pages=pages, bounced=bounced, dwell=dwell, fav=fav)

    @cached_property
    def lines(self):
        """Order lines; ``of`` is the order's row."""
        lines = self.engine.lines.columns()
        return lines.join(Columns(of=lines.order - self.engine.first_order))

    @cached_property
    def posts(self):
        """All posts of the run."""
        return Posts(self.engine)

    @cached_property
    def shows(self):
        """The live shows of the run."""
        return Shows(self.engine)

    @cached_property
    def desk(self):
        """The service desk."""
        return Desk(self.engine)

    @cached_property
    def brand_visits(self):
        """Visits of those who search for the shop's name, by day."""
        mine = self.s.day[self.s.origin == BRAND] - self.first_day
        return np.bincount(mine, minlength=self.days)

    def times(self, seconds, exists=None):
        """Seconds from the world's first midnight, as times of the shop's zone."""
        start = pd.Timestamp(self.world.date(0)).tz_localize(self.world.zone)
        micro = (np.asarray(seconds, dtype=np.int64) + int(start.timestamp())) * 1_000_000
        stamps = micro.view("M8[us]")
        if exists is not None:
            stamps = np.where(exists, stamps, np.datetime64("NaT"))
        return pd.DatetimeIndex(stamps).tz_localize("UTC").tz_convert(self.world.zone)

    def dates(self, day):
        """Midnights of days; China keeps one offset all year."""
        return self.times(np.asarray(day, dtype=np.int64) * DAY)


def vocabulary(world):
    """The words that the shop's ads bid for, by category and type: of each the most searched."""
    lists = world.facts["market"]["words"]
    return [
        next(word for word, (_, kind, *_) in lists[category].items() if kind == name)
        for category in world.categories
        for name in world.words.name
    ]


def impressions(r, clicks, entrance, day):
    """How often what was clicked was shown, by entrance and day of the stretch."""
    u = hash_uniforms(r.seed, SESSION, (r.first_day + day) * 100 + entrance)[0]
    return np.round(clicks / (CLICK_RATE[entrance] * (0.9 + 0.2 * u))).astype(np.int64)


def grid(r, width):
    """Days of the stretch and places within the day."""
    return np.repeat(np.arange(r.days), width), np.tile(np.arange(width), r.days)


def watched(world):
    """The most wanted articles, in the shop's order."""
    return np.sort(np.argsort(-world.sku.draw, kind="stable")[:WATCHED])


def words(codes, names):
    """A text column from numbers into a short list; -1 is empty."""
    return pd.Categorical.from_codes(np.asarray(codes), list(names), validate=False)


def in_bins(units):
    """Pieces sold as platforms show them (月销 1000+): no more than the bin that they reach.

    >>> list(in_bins([3, 99, 1000, 45_000]))
    ['0+', '50+', '1000+', '10000+']
    """
    return words(np.searchsorted(BINS, units, side="right") - 1, [f"{low}+" for low in BINS])


def money(cents):
    """Cents as yuan, rounded to .01."""
    return np.asarray(cents) / 100


def whole(values, missing=None):
    """Whole numbers that may be missing."""
    made = pd.array(values, dtype="Int64")
    if missing is not None:
        made[missing] = pd.NA
    return made
