"""The engine's log, joined over its days, with what several tables need of it."""

from functools import cached_property

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.funnel import IN_CART, VIEW
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import SESSION
from ecomlab.streams import hash_uniforms

DEVICES = ("mobile", "pc")
MOST_PAGES = 6


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
        self.daily, self.shelf = engine.daily.columns(), engine.shelf.columns()
        self.claims = engine.claims.columns()
        self.first_day = int(self.daily.day[0])
        self.days = len(self.daily.day)
        self.touches = (touches or engine.touches).columns()
        self.lots = engine.stock.lots.columns()

    @cached_property
    def session_ids(self):
        """The numbers of the visits, from 1 on, over all stretches."""
        return 1 + self.engine.first_session + np.arange(len(self.s.day))

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
    def looks(self):
        """Pages, dwell, device, favourites: nothing in the shop hangs on them."""
        s = self.s
        u = hash_uniforms(self.seed, SESSION, s.visitor, s.nth, count=4)
        deep = s.depth > VIEW
        more = np.floor(np.log(u[0]) / np.log(np.where(deep, 0.6, 0.28))).astype(np.int64)
        pages = np.minimum(1 + more, MOST_PAGES)
        bounced = (pages == 1) & ~deep
        dwell = np.where(bounced, 2 + 25 * u[1] ** 3, pages * (12 + 50 * u[1]))
        dwell = np.floor(dwell + 250 * (s.depth >= IN_CART)).astype(np.int64)
        fav = ~bounced & (u[2] < np.where(deep, 0.20, 0.03))
        return Columns(
            pages=pages, bounced=bounced, dwell=dwell, fav=fav, device=(u[3] > 0.88).astype(np.int8)
        )

    @cached_property
    def lines(self):
        """Order lines; ``of`` is the order's row."""
        lines = self.engine.lines.columns()
        return lines.join(Columns(of=lines.order - self.engine.first_order))

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
    """The words that people type, by category and type of word."""
    return [pattern.format(name) for name in world.categories for pattern in world.words.pattern]


def words(codes, names):
    """A text column from numbers into a short list; -1 is empty."""
    return pd.Categorical.from_codes(np.asarray(codes), list(names), validate=False)


def money(cents):
    """Cents as yuan, rounded to .01."""
    return np.asarray(cents) / 100


def whole(values):
    """Whole numbers that may be missing."""
    return pd.array(values, dtype="Int64")
