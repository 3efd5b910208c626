"""What the day loop writes down, column by column: the one declaration of the engine's log.

Money is in whole cents. Times are seconds from the world's first midnight, days are counted from
0. A code is a place in the list that is named. Tables are made from these columns (``emit``), and
nothing else.

>>> print(ORDERS["person"])
int64, row of People: the buyer; -1: never paid, never came back
>>> print(LINES["refund"])
int64, cents: what is paid back
"""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np


class Column(NamedTuple):
    """A column of the log: its type, its unit or list of codes, its meaning, and what -1 says."""

    dtype: type
    unit: str
    meaning: str
    none: str = ""

    def __str__(self):
        none = f"; -1: {self.none}" if self.none else ""
        return f"{np.dtype(self.dtype)}, {self.unit}: {self.meaning}{none}"


SESSIONS = {  # a row per visit, in order of arrival
    "visitor": Column(np.int64, "key", "who came; the customer's id too"),
    "nth": Column(np.int32, "number", "of the person's draws: how often it might have come back"),
    "journey": Column(np.int64, "number", "of the visit with which the journey to an order began"),
    "touch": Column(np.int8, "number", "of the visit in its journey, from 1 on"),
    "warmth": Column(np.float64, "logit", "what the journey's earlier touches added"),
    "interest": Column(np.float32, "logit", "readiness brought along, before page and device"),
    "day": Column(np.int32, "day", "of the visit"),
    "second": Column(np.int64, "seconds", "of the day"),
    "sku": Column(np.int64, "article", "the landing page"),
    "entrance": Column(np.int8, "ENTRANCES", "the page's last click"),
    "origin": Column(np.int8, "ORIGINS", "what brought the person", "came back by themselves"),
    "page_b": Column(np.bool_, "flag", "saw version B of the page"),
    "depth": Column(np.int8, "funnel.VIEW to PAID", "how far the visit got"),
    "sensitivity": Column(np.float64, "times", "price sensitivity, 1 is usual"),
    "word": Column(np.int8, "World.words", "the type of word typed", "came by no search ad"),
    "plan": Column(np.int8, "World.plans", "the plan that paid for the click", "none did"),
    "region": Column(np.int8, "World.regions", "where the person lives"),
    "kind": Column(np.int8, "World.types", "the latent type of buyer"),
    "post": Column(np.int32, "place in Posts", "which post it came from", "came by no post"),
    "minute": Column(np.int16, "minutes", "of the show at which it began", "not in the live room"),
    "device": Column(np.int8, "devices.DEVICES", "what the person looks on"),
    "version": Column(np.int8, "devices.versions", "of the app", "looks on a PC"),
    "load": Column(np.int32, "ms", "until the first page was there"),
}
PARCEL = {  # of an order; what would have been, if it was not paid
    "courier": Column(np.int8, "World.couriers", "who carries the parcel"),
    "cost": Column(np.int64, "cents", "what the shop pays the courier"),
    "kg": Column(np.float64, "kg", "weight"),
    "litres": Column(np.float64, "litres", "volume"),
    "shipped": Column(np.int64, "seconds", "when the shop clicked shipped"),
    "picked": Column(np.int64, "seconds", "when the courier took it"),
    "delivered": Column(np.int64, "seconds", "when it arrived, or was given up as lost"),
    "confirmed": Column(np.int64, "seconds", "when receipt was confirmed"),
    "promised_h": Column(np.float64, "hours", "from payment to door, as promised"),
    "near": Column(np.bool_, "flag", "sent from the front warehouse"),
    "early": Column(np.bool_, "flag", "marked as shipped before it was packed"),
    "forgotten": Column(np.bool_, "flag", "lay in the warehouse for days"),
    "lost": Column(np.bool_, "flag", "never arrived"),
    "compensated": Column(np.int64, "cents", "what the courier pays for a lost one"),
}
RETURN = {  # of an order's line; what would have been, if it was not returned
    "returned": Column(np.bool_, "flag", "the line was paid for and sent back"),
    "defect": Column(np.bool_, "flag", "the line had a defective piece"),
    "reason": Column(np.int8, "REASONS", "why it is sent back; their number if it isn't"),
    "requested": Column(np.int64, "seconds", "when the buyer asked for it"),
    "picked": Column(np.int64, "seconds", "when the courier took it back; of a lost one, nothing"),
    "inspected": Column(np.int64, "seconds", "when it was graded, and the refund made"),
    "grade": Column(np.int8, "GRADES", "in what state it was", "never came"),
    "disposal": Column(np.int8, "DISPOSALS", "where it went", "never came"),
    "recovered": Column(np.int64, "cents", "what the goods are still worth"),
    "refund": Column(np.int64, "cents", "what is paid back"),
    "handling": Column(np.int64, "cents", "what the work with it costs"),
    "vat_back": Column(np.int64, "cents", "value added tax that the refund gives back"),
}
ORDERS = {  # a row per order, paid or not, in order of arrival
    "session": Column(np.int64, "number", "of the visit, from 0 on over the whole run"),
    "order": Column(np.int64, "number", "of the order, from 0 on over the whole run"),
    "key": Column(np.int64, "key", "who ordered: the customer's id"),
    "day": Column(np.int32, "day", "of the order"),
    "ordered_at": Column(np.int64, "seconds", "when it was ordered"),
    "paid_at": Column(np.int64, "seconds", "when it was paid, or would have been"),
    "paid": Column(np.bool_, "flag", "it was paid"),
    "entrance": Column(np.int8, "ENTRANCES", "the visit's last click"),
    "sku": Column(np.int64, "article", "the first article"),
    "region": Column(np.int8, "World.regions", "where it is sent"),
    "listed": Column(np.int64, "cents", "the order at list prices"),
    "amount": Column(np.int64, "cents", "the order at the day's prices"),
    "off": Column(np.int64, "cents", "the order's own reductions"),
    "coupon": Column(np.bool_, "flag", "a message's coupon was used"),
    "subscribed": Column(np.bool_, "flag", "the buyer orders at fixed intervals"),
    "gift": Column(np.int64, "cents", "what gifts, for the order or a review of it, cost the shop"),
    "referrer": Column(np.int64, "key", "who brought the newcomer", "nobody, or no first order"),
    "reward": Column(
        np.int64, "cents", "who brought the newcomer gets, once it is sent; among the perks"
    ),
    "brought": Column(np.int8, "friends.ANYWAY to OF_RING", "the buyer has a link", "has none"),
    "group": Column(np.int64, "number", "of the order that opened its group", "bought alone"),
    "upgraded": Column(np.bool_, "flag", "it came with the pack of a higher tier"),
    "perks": Column(np.int64, "cents", "what rewards and packs cost the shop, once it is sent"),
    "advanced": Column(np.bool_, "flag", "a deposit was paid for it"),
    "sent": Column(np.bool_, "flag", "it was paid, and nobody took it back before it was sent"),
    "cancelled": Column(np.int64, "seconds", "when it was taken back, or would have been"),
    "oversold": Column(np.bool_, "flag", "the shop took it back, for it had none left"),
    "premium": Column(np.int64, "cents", "of the freight insurance; 0: not insured"),
    "person": Column(np.int64, "row of People", "the buyer", "never paid, never came back"),
    "happy": Column(np.float64, "share", "how pleased the buyer was"),
    "post": Column(np.int32, "place in Posts", "which post it came from", "came by no post"),
    "commission": Column(np.int64, "cents", "the creator's, on what is kept at the settlement"),
    "habit": Column(np.int8, "HABITS", "how the buyer sends things back"),
    **PARCEL,
}
LINES = {  # a row per order line, paid or not, in the order of the orders
    "order": Column(np.int64, "number", "of the order"),
    "place": Column(np.int8, "place", "of the line in the order, from 0 on"),
    "sku": Column(np.int64, "article", "what is ordered"),
    "pieces": Column(np.int64, "pieces", "of it"),
    "price": Column(np.int64, "cents", "of a piece"),
    "off": Column(np.int64, "cents", "the line's part of the order's own reductions"),
    "gone": Column(np.bool_, "flag", "it was paid for, but not there"),
    "pulled": Column(np.bool_, "flag", "added only to reach the threshold"),
    "vat": Column(np.int64, "cents", "value added tax on it; below 0: a claim"),
    "fee": Column(np.int64, "cents", "its part of the platform's fee"),
    **RETURN,
}
TOUCHES = {  # a row per message, sent or held back
    "person": Column(np.int64, "row of People", "who is written to"),
    "day": Column(np.int64, "day", "of the message"),
    "treated": Column(np.bool_, "flag", "sent; if not, held back by lot"),
    "delivered": Column(np.bool_, "flag", "it arrived"),
    "opened": Column(np.bool_, "flag", "it was opened"),
    "clicked": Column(np.bool_, "flag", "its link was clicked"),
    "kind": Column(np.int8, "TYPES", "what a message does to this person"),
    "occasion": Column(np.int8, "OCCASIONS", "why it is sent now"),
    "way": Column(np.int64, "WAYS", "by which it is sent"),
    "orders": Column(np.int32, "orders", "paid before the message"),
    "coupon": Column(np.int64, "cents", "the coupon's value; 0 if held back"),
}
DAILY = {  # a row per day
    "day": Column(np.int64, "day", "the day"),
    "spend": Column(np.int64, "cents", "what each of PLANS spent, one column per kind of plan"),
    "outlay": Column(np.int64, "cents", "what each of World.plans spent in each region"),
    "lot": Column(np.float64, "times", "each of PLANS' budget in each region, by lot"),
    "score": Column(np.float64, "points", "the platform's quality score of each of World.plans"),
    "click_price": Column(np.float64, "times", "the usual price of each plan's clicks"),
    "filled": Column(np.float64, "share", "of what each plan's money can reach that it does"),
    "labour": Column(np.float64, "cents", "wages"),
    "warehouse": Column(np.int64, "cents", "the front warehouse's rent"),
    "promised": Column(np.float64, "days", "to the door, as the page promises"),
    "response": Column(np.float64, "seconds", "to an agent's first answer, in the mean"),
    "audience": Column(np.float64, "visits", "that posts would bring if all were as usual"),
}
CHATS = {  # a row per chat with the service desk, in order of their time
    "day": Column(np.int32, "day", "of the chat"),
    "second": Column(np.int64, "seconds", "of the day"),
    "key": Column(np.int64, "key", "who asks: the customer's id"),
    "session": Column(np.int64, "number", "of the visit", "asks after the purchase"),
    "order": Column(np.int64, "number", "of the order", "asks before the purchase"),
    "intent": Column(np.int64, "INTENTS", "what is asked"),
    "pred": Column(np.int64, "INTENTS", "what the bot makes of it"),
    "bot": Column(np.bool_, "flag", "the bot answered"),
    "agent": Column(
        np.int16, "number", "who answered, or had it in the queue", "the bot, or nobody"
    ),
    "wait": Column(
        np.int64, "seconds", "to an agent's first words, or to leaving", "the bot answered"
    ),
    "left": Column(np.bool_, "flag", "left before anybody answered"),
    "busy": Column(np.int64, "chats", "that the agent had open beside it"),
    "talk": Column(np.int64, "seconds", "from the first words to the last"),
    "ordered": Column(np.bool_, "flag", "ordered in the visit"),
    "paid": Column(np.bool_, "flag", "paid for it"),
    "amount": Column(np.int64, "cents", "paid in the visit"),
}
CLAIMS = {  # a row per order paid and ad tool that claims it
    "order": Column(np.int64, "number", "of the order"),
    "cents": Column(np.int64, "cents", "what was paid"),
    "paid_at": Column(np.int64, "seconds", "when it was paid"),
    "key": Column(np.int64, "key", "who paid: the customer's id"),
    "clicked_at": Column(np.int64, "seconds", "the buyer's last click on the tool's ads"),
    "plan": Column(np.int8, "World.plans", "the plan that paid for this click"),
    "word": Column(np.int8, "World.words", "the type of word typed", "came by no search ad"),
    "visit": Column(np.bool_, "flag", "it was bought in the visit of the click"),
}
SHELF = {  # a row per day and article
    "on_hand": Column(np.int64, "pieces", "on the shelf in the evening"),
    "opening": Column(np.int64, "pieces", "on the shelf in the morning"),
    "on_order": Column(np.int64, "pieces", "ordered and not yet here, in the evening"),
    "sales": Column(np.int64, "pieces", "sold"),
    "demand": Column(np.int64, "pieces", "that would have been sold from a full shelf"),
    "safety": Column(np.int64, "pieces", "of safety stock"),
    "warning": Column(np.int64, "pieces", "of stock at which more is ordered"),
    "price": Column(np.int64, "cents", "of a piece"),
    "received": Column(np.int64, "pieces", "of accepted lots, in the morning"),
    "put_back": Column(np.int64, "pieces", "returned and sold again, in the morning"),
    "listed": Column(np.int64, "pieces", "that the page shows in the evening"),
    "oversold": Column(np.int64, "pieces", "paid for that were not there"),
}
DEPOSITS = {  # a row per deposit paid before an event
    "key": Column(np.int64, "key", "who paid it: the customer's id"),
    "paid_at": Column(np.int64, "seconds", "when it was paid"),
    "sku": Column(np.int64, "article", "for what"),
    "deposit": Column(np.int64, "cents", "how much"),
    "value": Column(np.int64, "cents", "that it pays of the order"),
    "event": Column(np.int64, "place", "of the event in the scenario"),
}
LOTS = {  # a row per lot ordered, or two where it comes in parts
    "day": Column(np.int64, "day", "of the order"),
    "sku": Column(np.int64, "article", "what is ordered"),
    "supplier": Column(np.int64, "World.suppliers", "who delivers"),
    "due": Column(np.int64, "day", "on which it comes"),
    "lot": Column(np.int64, "pieces", "ordered"),
    "unit": Column(np.int64, "cents", "price of a piece"),
    "promised": Column(np.int64, "day", "for which it was promised"),
    "first": Column(np.int64, "row of LOTS", "the first part of the same order", "no second part"),
    "rate": Column(np.float64, "share", "chance of a defect in the lot"),
    "bad": Column(np.int64, "pieces", "with a defect"),
    "sample": Column(np.int64, "pieces", "tested"),
    "accepts": Column(np.int64, "pieces", "defects at which the sample still passes"),
    "found": Column(np.int64, "pieces", "defects found in the sample"),
    "passed": Column(np.bool_, "flag", "the sample passed, the lot is accepted"),
    "more": Column(np.int64, "cents", "an accepted lot's cost above the articles' usual cost"),
}

CLEARED = {  # a row per article and day on which what was left of it was cleared
    "day": Column(np.int64, "day", "in the morning of which it went"),
    "sku": Column(np.int64, "article", "what was left"),
    "pieces": Column(np.int64, "pieces", "of it"),
    "loss": Column(np.int64, "cents", "their cost, less what they brought"),
}


class Columns(SimpleNamespace):
    """Arrays of one length, by name.

    >>> Columns(sku=np.array([3, 1]), pieces=np.array([1, 2])).take([1])
    Columns(sku=array([1]), pieces=array([2]))
    """

    def take(self, rows):
        """The same columns, of some rows only."""
        return Columns(**{name: values[rows] for name, values in vars(self).items()})

    def above(self, below):
        """These rows, and under them those of other columns of the same names."""
        return Columns(
            **{
                name: np.concatenate([values, getattr(below, name)])
                for name, values in vars(self).items()
            }
        )

    def join(self, other):
        """These columns and others of the same rows."""
        return Columns(**vars(self) | vars(other))


class Log:
    """Declared columns that grow day by day.

    >>> log = Log(TOUCHES)
    >>> log.columns().treated
    array([], dtype=bool)
    """

    def __init__(self, declared):
        self.declared, self.parts = declared, {name: [] for name in declared}

    def add(self, columns):
        """Write down the declared ones of these columns; there may be others."""
        for name, parts in self.parts.items():
            parts.append(getattr(columns, name))

    def extend(self, later):
        """Write down what another log of the same columns holds."""
        for name, parts in self.parts.items():
            parts.extend(later.parts[name])

    def columns(self):
        """All that was written down, the days under each other."""
        return Columns(
            **{
                name: np.concatenate(parts or [np.zeros(0, self.declared[name].dtype)])
                for name, parts in self.parts.items()
            }
        )
