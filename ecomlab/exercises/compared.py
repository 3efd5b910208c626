"""The exercises of lesson 0.2, *Compared with what?*"""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.retention.messages import holdout_effect, message_profit
from ecomlab.streams import uniforms
from ecomlab.texts import fact

HALF = 4  # weeks before the "change", and as many after it
CHANGE, EARLIER = 12, 4  # the last week before it: in the text, and in a question
PICKED = 10  # of the twenty shops
SENT = "2024-10-29"  # the messages of which the text tells
THEN = "2025-05-29"  # those before the next event
NEXT = 10_000  # customers of the next event
COST = 0.05  # yuan, of one message
DICE, WITHOUT_DICE = 12, (2026, 2)  # throws, and the seed of those that the computer makes
LEAST, LARGEST = 6, 31  # numbers that a trainee may type
GROUPS = ("chosen", "others", "difference")


def on_the_shelf():
    """The lesson's data: twenty shops, the running shop's messages, and no dice yet."""
    shop, compared = load("shop"), load("compared")
    tables = {name: compared[name] for name in ("shops", "shop_weeks", "twin")}
    return tables | {"touches": shop.touches, "orders": shop.orders, "hands": (..., ...)}


lesson = Lesson("0_2", data=on_the_shelf)
SECOND = {"touches": "touches_2"}  # how the notebook reaches the second shop's messages


# --- What the lesson reads -----------------------------------------------------------------------


def _around(shop_weeks, change):
    """Four weeks before the change and four after it, and which are which."""
    span = shop_weeks[shop_weeks["week"].between(change - HALF + 1, change + HALF)]
    return span, np.where(span["week"] <= change, "before", "after")


def rates(shop_weeks, change=CHANGE):
    """Orders of 100 visits of each shop, before and after."""
    span, when = _around(shop_weeks, change)
    sums = span.groupby(["shop", when])[["orders", "visits"]].sum().unstack()
    return 100 * sums["orders"] / sums["visits"]


def weakest(rate):
    return rate["before"].rank(method="first") <= PICKED


def by_visits(shop_weeks, change=CHANGE):
    """The change of each shop in points, with visits as n."""
    span, when = _around(shop_weeks, change)
    sums = span.groupby(["shop", when])[["orders", "visits"]].sum().unstack()
    new, old = (sums.xs(side, axis=1, level=1) for side in ("after", "before"))
    return {
        shop: estimates.difference_of_shares(*new.loc[shop], *old.loc[shop], "visits").times(100)
        for shop in sums.index
    }


def by_weeks(shop_weeks, change=CHANGE):
    """The same with weeks as n."""
    span, _ = _around(shop_weeks, change)
    return {
        shop: estimates.step(100 * part["orders"] / part["visits"], part["week"] > change, "weeks")
        for shop, part in span.groupby("shop")
    }


def false_changes(found):
    """In how many shops does the interval leave 0 out, though nothing changed?"""
    return sum(not one.holds(0) for one in found.values())


def sent_on(touches, day=SENT):
    """The messages before an event that were sent, or held back, on a day."""
    wave = touches[touches["trigger"] == "before_event"]
    wave = wave[wave["ts"].dt.strftime("%Y-%m-%d") == day]
    if wave["arm"].nunique() < 2:
        raise InputError(f"On {day} this shop sent no messages before an event, or held none back.")
    return wave


def last_day(touches):
    """The last day on which messages before an event were sent."""
    wave = touches[touches["trigger"] == "before_event"]
    return f"{wave['ts'].max():%Y-%m-%d}"


def _opened(wave):
    """Those who opened it, and those who didn't, as two arrays of who ordered."""
    known = wave[wave["opened"].notna()]
    opened = known["opened"].astype(bool)
    return known.loc[opened, "ordered"], known.loc[~opened, "ordered"]


# --- What the texts tell -------------------------------------------------------------------------


@lesson.facts("hands-reading")
def _hands(hands):
    first, again = hands
    if any(numbers is ... or numbers is None for numbers in hands):
        return {"came": "none"}
    first, again = (_typed(numbers) for numbers in (first, again))
    return _thrown(first, again)


def _typed(numbers):
    if isinstance(numbers, str) or not hasattr(numbers, "__iter__"):
        raise InputError(f"{numbers!r} is no list. Put the numbers in brackets: [7, 4, 9 …].")
    found = pd.to_numeric(pd.Series(list(numbers), dtype=object), errors="coerce").to_numpy(float)
    if not np.isfinite(found).all():
        raise InputError(
            f"A list holds something that is no number. Type {LEAST} to {LARGEST}, such as 7, 4, 9 …"
        )
    if not LEAST <= len(found) <= LARGEST:
        raise InputError(
            f"A list has {len(found)} numbers. Type {LEAST} to {LARGEST} in each, both of one length."
        )
    return found


def _thrown(first, again):
    if len(first) != len(again):
        raise InputError(
            f"The first list has {len(first)} numbers, the second {len(again)}. Type one for each "
            "throw in both."
        )
    low = pd.Series(first).rank(method="first") <= len(first) // 3
    found = estimates.changes(first, again, low.to_numpy(), "throws").set_index("group")
    rose = found.loc["chosen", "after"] > found.loc["chosen", "before"]
    fell = found.loc["others", "after"] < found.loc["others", "before"]
    return {
        "came": "both" if rose and fell else "rose" if rose else "not",
        "few": fact.count(found.loc["chosen", "n"]),
        "many": fact.count(found.loc["others", "n"]),
        "low": fact.number(found.loc["chosen", "before"], 1),
        "low_again": fact.number(found.loc["chosen", "after"], 1),
        "high": fact.number(found.loc["others", "before"], 1),
        "high_again": fact.number(found.loc["others", "after"], 1),
    }


@lesson.facts("no-dice")
def _no_dice():
    throws = 1 + np.floor(6 * uniforms(*WITHOUT_DICE, (2, DICE, 2))).sum(axis=2) + 1
    first, again = throws
    told = {"first": first, "again": again}
    return _thrown(first, again) | {
        name: fact.name(", ".join(f"{x:.0f}" for x in numbers)) for name, numbers in told.items()
    }


@lesson.facts("twenty-title", "twenty-reading")
def _twenty(shop_weeks):
    rate = rates(shop_weeks)
    change = rate["after"] / rate["before"] - 1
    return {
        "shops": fact.count(len(rate)),
        "better": fact.count((change > 0).sum()),
        "best": fact.share(change.max(), signed=True),
        "worst": fact.share(change.min(), signed=True),
        "best_shop": fact.name(change.idxmax()),
        "before": fact.number(rate.loc[change.idxmax(), "before"], 1),
        "after": fact.number(rate.loc[change.idxmax(), "after"], 1),
        "points": fact.number((rate["after"] - rate["before"])[change.idxmax()], 2, signed=True),
    }


@lesson.facts("weakest-title", "weakest-reading", "lot-reading", "recap-results")
def _picked(shop_weeks, shops):
    rate = rates(shop_weeks)
    by_lot = shops.set_index("shop")["by_lot"].reindex(rate.index).to_numpy()
    found = {}
    for name, chosen in (("weak", weakest(rate).to_numpy()), ("lot", by_lot)):
        table = estimates.changes(rate["before"], rate["after"], chosen).set_index("group")
        for group in GROUPS:
            row = table.loc[group]
            found |= {
                f"{name}_{group}_{part}": fact.number(row[part], 2, signed=True)
                for part in ("estimate", "low", "high")
            }
            if group != "difference":
                found[f"{name}_{group}_better"] = fact.count(row["better"])
        found[f"{name}_before"] = fact.number(table.loc["chosen", "before"], 2)
        found[f"{name}_after"] = fact.number(table.loc["chosen", "after"], 2)
        row = table.loc["difference"]
        found[f"{name}_zero"] = "inside" if row["low"] <= 0 <= row["high"] else "outside"
    true = shops.set_index("shop")["conversion"].reindex(rate.index)
    return found | {
        "picked": fact.count(PICKED),
        "rest": fact.count(len(rate) - PICKED),
        "true_low": fact.number(100 * true.min(), 1),
        "true_high": fact.number(100 * true.max(), 1),
        "seen_low": fact.number(rate["before"].min(), 1),
        "seen_high": fact.number(rate["before"].max(), 1),
    }


@lesson.facts("rows-title", "rows-reading")
def _rows(shop_weeks):
    visits, weeks = by_visits(shop_weeks), by_weeks(shop_weeks)
    middle = {
        name: np.median([one.high - one.low for one in found.values()])
        for name, found in (("visits", visits), ("weeks", weeks))
    }
    return {
        "shops": fact.count(len(visits)),
        "by_visits": fact.count(false_changes(visits)),
        "by_weeks": fact.count(false_changes(weeks)),
        "visits": fact.count(np.median([one.n for one in visits.values()]), -2),
        "weeks": fact.count(2 * HALF),
        "wider": fact.number(middle["weeks"] / middle["visits"], 1),
    }


@lesson.facts(
    "report-reading", "message-title", "message-reading", "truth-title", "truth-reading",
    "interval-reading",
)  # fmt: skip
def _message(touches, orders, twin):
    wave = sent_on(touches)
    got, left = (wave[wave["arm"] == arm] for arm in ("treated", "holdout"))
    sent = got["ts"].min().normalize()
    lately = orders[orders["ts_pay"].between(sent - pd.Timedelta(days=14), sent)]
    effect = holdout_effect(wave)
    opened, unopened = _opened(got)
    truth = twin.sum(numeric_only=True)
    true = (truth["ordered"] - truth["ordered_without"]) / truth["customers"]
    openers, others = (twin.set_index("opened").loc[name] for name in ("yes", "no"))
    return {
        "sent": fact.Fact(SENT, "date"),
        "customers": fact.count(len(got)),
        "held_back": fact.count(len(left)),
        "before": fact.share(got["customer_id"].isin(lately["customer_id"]).mean(), 1),
        "ordered": fact.count(got["ordered"].sum()),
        "after": fact.share(got["ordered"].mean(), 1),
        "anyway": fact.share(left["ordered"].mean(), 1),
        "effect": fact.points(effect.value, 1),
        "low": fact.points(effect.low, 1),
        "high": fact.points(effect.high, 1),
        "opened": fact.share(opened.mean(), 1),
        "unopened": fact.share(unopened.mean(), 1),
        "gap": fact.points(opened.mean() - unopened.mean(), 1),
        "true": fact.points(true, 1),
        "holds": "inside" if effect.holds(true) else "outside",
        "times": fact.number(got["ordered"].mean() / true, 1),
        "without": fact.count(truth["ordered_without"]),
        "because": fact.count(truth["ordered"] - truth["ordered_without"]),
        "for_openers": fact.points(_gain(openers), 1),
        "for_others": fact.points(_gain(others), 1),
        "openers_without": fact.share(openers["ordered_without"] / openers["customers"], 1),
        "others_without": fact.share(others["ordered_without"] / others["customers"], 1),
    }


def _gain(people):
    """What the message did, in truth: the share of those who order because of it."""
    return (people["ordered"] - people["ordered_without"]) / people["customers"]


@lesson.facts("price-reading", "later-reading", "verdict")
def _price(touches, twin):
    wave = sent_on(touches)
    worth, effect = message_profit(wave, COST), holdout_effect(wave)
    loss = estimates.expected_loss(worth, units=NEXT).set_index("choice")
    truth = twin.sum(numeric_only=True)
    then, later = (message_profit(sent_on(touches, day), COST) for day in (THEN, last_day(touches)))
    return {
        "worth": fact.money(worth.value, 2),
        "low": fact.money(worth.low, 2, signed=True),
        "high": fact.money(worth.high, 2, signed=True),
        "zero": "inside" if worth.holds(0) else "outside",
        "next": fact.count(NEXT),
        "gain": fact.money(loss.loc["do it", "gain"], -2),
        "chance": fact.share(loss.loc["do it", "chance_wrong"], 1),
        "do_it": fact.money(loss.loc["do it", "expected_loss"]),
        "leave_it": fact.money(loss.loc["leave it", "expected_loss"], -2),
        "dearer": "leave_it" if worth.value > 0 else "do_it",
        "true": fact.money(
            (truth["profit"] - truth["profit_without"]) / truth["customers"] - COST, 2
        ),
        "then": fact.Fact(THEN, "date"),
        "then_worth": fact.money(then.value, 2),
        "then_low": fact.money(then.low, 2),
        "then_high": fact.money(then.high, 2),
        "then_n": fact.count(then.n),
        "later": fact.Fact(last_day(touches), "date"),
        "later_n": fact.count(later.n),
        "later_worth": fact.money(later.value, 2),
        "later_low": fact.money(later.low, 2),
        "later_high": fact.money(later.high, 2),
        "effect": fact.points(effect.value, 1),
        "effect_low": fact.points(effect.low, 1),
        "effect_high": fact.points(effect.high, 1),
    }


# --- What is asked -------------------------------------------------------------------------------


@lesson.exercise("The ten weakest, and nothing done", Prediction("shops", most=PICKED))
def weakest_again(shop_weeks):
    """Take the ten shops that converted worst in weeks 9 to 12. **Nobody does anything.** How many of
    these ten convert better in weeks 13 to 16? Answer with what you expect and an interval,
    `(value, low, high)`.

    Hint: Why were these ten the weakest: because they are bad shops, or because they had bad weeks?

    Hint: Think of your dice. What did the low throws do?

    Right: Most of those who are picked at their worst rise by themselves. That is **regression to the
    mean** (回归均值).
    """
    log = shop_weeks.set_index("shop")[["week", "orders", "visits"]]
    first_four, next_four = (
        log[log["week"].between(first, first + 3)].groupby("shop").sum() for first in (9, 13)
    )
    was, became = (part["orders"] / part["visits"] for part in (first_four, next_four))
    return int((became > was)[was.nsmallest(10).index].sum())


@lesson.exercise("What did the last message add?", Number(tolerance=0.0001, unit="share"))
def added(touches):
    """Now do it yourself. Take the messages `before_event` of the **last** day on which there were
    any, {last}. By how much did the message raise the share of customers who ordered? Give the
    difference of two shares, with four decimals: 0.0123 for 1.23 points.

    Hint: Keep the rows with `trigger` "before_event" and that day. Which two arms are there?

    Hint: `messages.holdout_effect(last)` does it; `.value` is the difference.

    Right: With its interval it reads: {low} to {high}, n = {n} customers. That is what the message
    *added*. The report shows all that *came*.
    """
    last = touches[touches["trigger"] == "before_event"]
    last = last[last["ts"].dt.normalize() == last["ts"].max().normalize()]
    return holdout_effect(last).value


@added.applies
def _two_arms(touches):
    """This shop sent no messages before an event, or held none back."""
    return can_answer(added, touches)


@added.facts
def _last_wave(touches):
    found = holdout_effect(sent_on(touches, last_day(touches)))
    return {
        "last": last_day(touches),
        "low": str(fact.points(found.low, 1)),
        "high": str(fact.points(found.high, 1)),
        "n": f"{found.n:,}",
    }


def _share(touches, arm):
    wave = sent_on(touches, last_day(touches))
    return wave.loc[wave["arm"] == arm, "ordered"].mean()


@added.wrong("the report")
def _the_report(touches):
    """That is the share of those who got it. It is what the campaign report shows. Compared with what?
    Take off the share of those who were held back.
    """
    return _share(touches, "treated")


@added.wrong("the others alone")
def _the_others_alone(touches):
    """That is the share of those who were held back: what comes without a message. Now take it off
    the share of those who got it.
    """
    return _share(touches, "holdout")


@added.wrong("those whom it reached")
def _those_whom_it_reached(touches):
    """You left out those whom the message didn't reach. Among those held back nobody is left out for
    that. The lot dealt names, so compare all names.
    """
    wave = sent_on(touches, last_day(touches))
    reached = wave.loc[(wave["arm"] == "treated") & wave["delivered"], "ordered"]
    return reached.mean() - _share(touches, "holdout")


@added.wrong("in per cent")
def _in_per_cent_of_the_others(touches):
    """That is how much larger it is in per cent. The question asks for the difference of two shares: a
    large per cent of a small share is still little.
    """
    return _share(touches, "treated") / _share(touches, "holdout") - 1


@added.wrong("turned round")
def _added_turned_round(touches):
    """The size is right, the sign is turned: those who got it less those who were held back."""
    return -added(touches)


@added.wrong("openers")
def _openers(touches):
    """You compared those who opened it with those who didn't. No lot decided who opens, and the
    message works only on those who read it. The gap isn't the effect on the list, and no report says
    how far it is from that on the openers.
    """
    wave = sent_on(touches, last_day(touches))
    opened, unopened = _opened(wave[wave["arm"] == "treated"])
    return opened.mean() - unopened.mean()


@added.wrong("the text's day")
def _the_texts_day(touches):
    """That is the day of which the text tells. The question asks for a later one, {last}."""
    return holdout_effect(sent_on(touches)).value


@added.wrong("all messages")
def _all_messages(touches):
    """You took all messages of the shop, those after a first order and those to silent customers too.
    Keep `trigger` "before_event" and the last day.
    """
    return holdout_effect(touches).value


@lesson.exercise(
    "What does the interval say?",
    Choice(
        {
            "A": "Of the customers, 95% gain as many points as the interval says.",
            "B": "Effects of this range fit what was seen. A range made in this way misses the "
            "truth about once in 20 times.",
            "C": "With 95% certainty the people who are compared were comparable.",
            "D": "Of the next messages, 95% will have an effect inside it.",
        }
    ),
    recall=False,
)
def reads_right(touches):
    """Your colleague reads: "The message added {effect} points, 95% interval {low} to {high},
    n = {n} customers." Which sentence does the interval allow?

    Hint: An interval knows one kind of error only: the luck of who was drawn.

    Hint: Would the interval be any wider if you had compared openers with the others?

    Right: It knows the luck of the lot, and nothing else. A wrong comparison gives a wrong number
    with a beautifully narrow interval.
    """
    return "B"


@reads_right.facts
def _read(touches):
    found = holdout_effect(sent_on(touches))
    said = {"effect": found.value, "low": found.low, "high": found.high}
    return {name: str(fact.points(x, 1)) for name, x in said.items()} | {"n": f"{found.n:,}"}


@reads_right.wrong("each customer")
def _each_customer():
    """No customer gains two points: one orders or doesn't. The interval is about a mean over all."""
    return "A"


@reads_right.wrong("it vouches for the comparison")
def _it_vouches():
    """That is the most expensive mistake of the four. The interval takes for granted that the
    comparison is fair. Only the lot makes it so.
    """
    return "C"


@reads_right.wrong("the next messages")
def _the_next_messages():
    """The next message goes to other people, with another coupon, in another week. The interval is
    about this one.
    """
    return "D"


@lesson.exercise(
    "The next event",
    Decision(
        actions={
            "A": "Write to them, and hold a part back again by lot.",
            "B": "Don't write: the effect on orders isn't proved.",
            "C": "Write to half of them, year after year, until 0 is outside the interval.",
        },
        reasons={
            "1": "The gain that you expect is above 0, and being wrong costs less if you write than "
            "if you don't.",
            "2": "0 lies inside the interval of the orders, so the effect on orders is 0.",
            "3": "More customers ordered, so the profit rose too.",
            "4": "Those who opened it bought several times as often.",
        },
    ),
    recall=False,
)
def send_again(touches):
    """On {sent} a message added {worth} yuan of gross profit, its own cost taken off ({low} to
    {high}). The next event comes, with {next} customers to write to. What do you do, and why?
    Answer with a letter and a number, for example `("B", 2)`.

    Hint: What do you lose if you write and the truth is below 0? And if you don't, and the truth is
    the value in the middle?

    Hint: `estimates.expected_loss(worth, units={next_plain})` has both prices.

    Right: Not "is it proved?" but "which mistake is dearer?". You hold a part back all the same: that
    is what makes the next decision cheaper.
    """
    may = touches[touches["trigger"] == "before_event"]
    may = may[may["ts"].dt.strftime("%Y-%m-%d") == "2024-10-29"]
    return ("A", 1) if message_profit(may, cost=0.05).value > 0 else ("B", 1)


@send_again.applies
def _a_gain_in_doubt(touches):
    """This shop sent no messages before an event on the day that is asked for."""
    return len(sent_on(touches)) > 0


@send_again.facts
def _worth(touches):
    found = message_profit(sent_on(touches), COST)
    said = {"worth": found.value, "low": found.low, "high": found.high}
    return {name: str(fact.number(x, 2)) for name, x in said.items()} | {
        "sent": SENT,
        "next": f"{NEXT:,}",
        "next_plain": NEXT,
    }


@send_again.wrong("not proved")
def _not_proved():
    """Whoever waits for proof also decides: for writing nobody. That choice has a price too, and
    here it is the dearer one.
    """
    return "B", None


@send_again.wrong("half for ever")
def _half_for_ever():
    """Half of the customers go without a message that probably pays, only to make a number
    significant. A small part held back teaches nearly as much.
    """
    return "C", None


@send_again.wrong("right action, wrong reason: zero")
def _zero_is_inside():
    """ "0 lies inside" says that 0 is one of many values that fit. The middle fits better. And orders
    are not what you decide about: yuan are.
    """
    return "A", 2


@send_again.wrong("right action, wrong reason: orders")
def _orders_are_no_profit():
    """More orders are no proof of more profit: each order may use a coupon of 15 yuan. Read the
    yuan.
    """
    return "A", 3


@send_again.wrong("right action, wrong reason: openers")
def _openers_again():
    """No lot decided who opens. That gap isn't the effect on the list, no report says how far it is
    from that on the openers, and it is in orders, not in yuan.
    """
    return "A", 4


@lesson.exercise("Another shop, another message", Number(tolerance=0.02, unit="yuan"), names=SECOND)
def per_message(touches):
    """Another shop writes to customers who have been silent for some weeks (`trigger`
    "days_since_order"). One message costs 0.05 yuan. What does **one message** add to the gross
    profit, its own cost taken off? In yuan, with two decimals.

    Hint: The column `profit` has the gross profit of the orders that followed, by customer.

    Hint: `messages.message_profit` takes the table and the cost.

    Right: The interval is {low} to {high} yuan, n = {n} {counts}: some customers got several, and a
    lot was drawn for each message. Where the value is above 0, the message pays on average.
    """
    silent = touches[touches["trigger"] == "days_since_order"]
    return message_profit(silent, cost=0.05).value


def _silent(touches):
    return touches[touches["trigger"] == "days_since_order"]


@per_message.applies
def _silent_by_lot(touches):
    """This shop has sent no messages to silent customers, or held none back."""
    return can_answer(per_message, touches)


@per_message.facts
def _pays(touches):
    found = message_profit(_silent(touches), COST)
    return {
        "low": str(fact.number(found.low, 2)),
        "high": str(fact.number(found.high, 2)),
        "n": f"{found.n:,}",
        "counts": found.counts,
    }


@per_message.wrong("the report")
def _profit_of_the_report(touches):
    """That is the profit from all who got it. Some of them would have ordered without a message: take
    off what those held back brought.
    """
    silent = _silent(touches)
    return silent.loc[silent["arm"] == "treated", "profit"].mean() - COST


@per_message.wrong("cost forgotten")
def _cost_forgotten(touches):
    """The difference is right. Take the message's own cost off."""
    return message_profit(_silent(touches), 0).value


@per_message.wrong("all messages")
def _all_their_messages(touches):
    """You took all messages of the shop. Keep the `trigger` "days_since_order"."""
    return message_profit(touches, COST).value


@per_message.wrong("per order")
def _per_order(touches):
    """That is the profit of one order. The question asks about one message, and few messages are
    followed by an order.
    """
    silent = _silent(touches)
    return silent.loc[silent["ordered"] & (silent["arm"] == "treated"), "profit"].mean()


@lesson.exercise(
    "What does n count?",
    Choice(
        {
            "A": "The visits: each of them bought or didn't.",
            "B": "The visitors: one person may come several times.",
            "C": "The days: a coin was thrown for each day.",
            "D": "The two arms: there is one notice and one without.",
        }
    ),
)
def unit_of_luck():
    """A notice at the top of the shop can't be shown to some visitors only. So a coin decides each
    morning, for four weeks, whether it hangs there that day. About a hundred thousand visits come.
    What does n count?

    Hint: What did luck deal: a visit, a person, or a day?

    Hint: Suppose that it rained on three of the days with the notice. How many visits feel it?

    Right: Four weeks are n = 28. A day's weather, coupon or breakdown is shared by all its visits.
    """
    return "C"


@unit_of_luck.wrong("visits")
def _visits():
    """All visits of a day share the day's fortune. A hundred thousand visits of 28 days know little
    more than 28 numbers.
    """
    return "A"


@unit_of_luck.wrong("visitors")
def _visitors():
    """That would be right if the coin were thrown for each person. Here it was thrown for days."""
    return "B"


@unit_of_luck.wrong("arms")
def _arms():
    """Two arms are what is compared. n says how many times luck dealt: once a day."""
    return "D"


@lesson.exercise(
    "The coach's contract",
    Decision(
        actions={
            "A": "Sign: most of the weakest shops improved.",
            "B": "Refuse: coaching never does anything.",
            "C": "Let a lot choose which shops are coached first, and compare them with the others.",
        },
        reasons={
            "1": "The weakest rise by themselves; shops that a lot chose would rise no more than the "
            "others, if the coaching did nothing.",
            "2": "The improvement of the weakest is larger than chance allows.",
            "3": "The lesson has proved that coaching is useless.",
            "4": "A larger n would make the comparison of before and after right.",
        },
    ),
    recall=False,  # the very next lesson would ask it word for word
)
def coach():
    """A coach took the weakest shops of a chain, coached them for a month, and most of them converted
    better afterwards. A contract for all shops lies on your desk. What do you do, and why? Answer
    with a letter and a number, for example `("A", 2)`.

    Hint: What would the weakest have done without a coach?

    Hint: You can't coach all shops in the same month anyway. Who decides which come first?

    Right: It costs nothing: somebody has to be first. Now a coin chooses, not the coach.
    """
    return "C", 1


@coach.wrong("sign")
def _sign():
    """So they would have without a coach: they were picked at their worst."""
    return "A", None


@coach.wrong("refuse")
def _refuse():
    """You don't know that. You know that this comparison can't tell. Make one that can."""
    return "B", None


@coach.wrong("right action, wrong reason: larger than chance")
def _larger_than_chance():
    """If it were the coach's doing you could sign. The weakest rise by chance, and together."""
    return "C", 2


@coach.wrong("right action, wrong reason: useless")
def _useless():
    """Twenty simulated shops prove nothing about coaches. They show what this way of picking does."""
    return "C", 3


@coach.wrong("right action, wrong reason: larger n")
def _larger_n():
    """With a thousand shops picked at their worst the same rise comes out, with a narrower interval.
    A larger n doesn't mend a comparison.
    """
    return "C", 4


# --- For another day -----------------------------------------------------------------------------


@lesson.exercise("Changes that nobody made", Number(tolerance=0.5, unit="shops"))
def false_alarms(shop_weeks):
    """No shop of `shop_weeks` changed anything, in other weeks neither. For each, take the difference of
    conversion, weeks 5 to 8 less weeks 1 to 4, with **visits** as n
    (`estimates.difference_of_shares`). Of how many shops does the 95% interval leave 0 out?

    Hint: Sum orders and visits of each shop, before and after. Then one estimate for each shop.

    Hint: An estimate knows `.holds(0)`.

    Right: One in twenty would be the interval's own rate. More than that shows a wrong n: the visits
    of one week share the week's fortune.
    """
    log = shop_weeks.set_index("shop")
    first_four, next_four = (
        log[log["week"].between(first, first + 3)].groupby("shop")[["orders", "visits"]].sum()
        for first in (1, 5)
    )
    gaps = [
        estimates.difference_of_shares(*next_four.loc[shop], *first_four.loc[shop], "visits")
        for shop in next_four.index
    ]
    return sum(not one.holds(0) for one in gaps)


@false_alarms.wrong("weeks")
def _weeks_as_n(shop_weeks):
    """You counted weeks. That is the better way, but the question asks what happens with visits."""
    return false_changes(by_weeks(shop_weeks, EARLIER))


@false_alarms.wrong("the lesson's weeks")
def _the_lessons_weeks(shop_weeks):
    """Those are the weeks of the lesson's figure. The question asks for weeks 1 to 8."""
    return false_changes(by_visits(shop_weeks))


@false_alarms.wrong("all that rose")
def _all_that_rose(shop_weeks):
    """That is how many rose. Look at the intervals: which of them leave 0 out?"""
    rate = rates(shop_weeks, EARLIER)
    return int((rate["after"] > rate["before"]).sum())


@false_alarms.wrong("those that hold it")
def _those_that_hold_it(shop_weeks):
    """You counted the shops whose interval holds 0. The question asks for the others."""
    found = by_visits(shop_weeks, EARLIER)
    return len(found) - false_changes(found)


@lesson.exercise("The five best, four weeks later", Number(tolerance=0.02, unit="points"))
def top_five(shop_weeks):
    """You pay a prize to the five shops that converted best in weeks 9 to 12. By how many percentage
    points did their conversion change on average in weeks 13 to 16? (The mean over the five shops;
    negative if it fell.)

    Hint: Conversion of each shop: orders ÷ visits over the four weeks, times 100.

    Hint: Sort by *before*, keep five, take the mean of after less before.

    Right: A prize for the best looks as if it did harm, a reprimand for the worst as if it helped.
    Neither did anything.
    """
    log = shop_weeks.set_index("shop")[["week", "orders", "visits"]]
    first_four, next_four = (
        log[log["week"].between(first, first + 3)].groupby("shop").sum() for first in (9, 13)
    )
    was, became = (100 * part["orders"] / part["visits"] for part in (first_four, next_four))
    return (became - was)[was.nlargest(5).index].mean()


@top_five.wrong("the best afterwards")
def _the_best_afterwards(shop_weeks):
    """You picked the best of the weeks *after*. Those are chosen by their luck in the same weeks."""
    rate = rates(shop_weeks)
    best = rate.nlargest(5, "after")
    return (best["after"] - best["before"]).mean()


@top_five.wrong("turned round")
def _turned_round(shop_weeks):
    """The size is right, the sign is turned: after less before."""
    return -top_five(shop_weeks)


@top_five.wrong("ten")
def _the_ten_best(shop_weeks):
    """Those are ten shops. The prize goes to five, and the fewer you pick, the farther they fall."""
    rate = rates(shop_weeks)
    best = rate.nlargest(10, "before")
    return (best["after"] - best["before"]).mean()


@top_five.wrong("per cent")
def _in_per_cent(shop_weeks):
    """That is the change in per cent of what it was. The question asks for percentage points."""
    rate = rates(shop_weeks).nlargest(5, "before")
    return 100 * (rate["after"] / rate["before"] - 1).mean()


@lesson.exercise("Because of it", Number(tolerance=0.01, unit="share"), names=SECOND)
def because_of_it(touches):
    """Take all messages `before_event` of this shop. Of the orders that the report counts (those of
    customers who got the message), which share came **because of** the message? A share between 0
    and 1.

    Hint: Which share of those held back ordered? So many would have come anyway.

    Hint: (share with − share without) ÷ share with.

    Right: The rest would have come anyway, and those who used the coupon got it for nothing.
    """
    events = touches[touches["trigger"] == "before_event"]
    rates_of = events.groupby("arm", observed=True)["ordered"].mean()
    return (rates_of["treated"] - rates_of["holdout"]) / rates_of["treated"]


def _two_shares(touches):
    events = touches[touches["trigger"] == "before_event"]
    return [events.loc[events["arm"] == arm, "ordered"].mean() for arm in ("treated", "holdout")]


@because_of_it.applies
def _events_by_lot(touches):
    """This shop sent no messages before an event, or held none back."""
    with_it, without = _two_shares(touches)
    return can_answer(because_of_it, touches) and with_it > 0


@because_of_it.wrong("all of them")
def _all_of_them():
    """So says the report. Some of those who were held back ordered too, without any message."""
    return 1.0


@because_of_it.wrong("anyway")
def _anyway(touches):
    """That is the share that would have come anyway. The question asks for the other part."""
    with_it, without = _two_shares(touches)
    return without / with_it


@because_of_it.wrong("of the customers")
def _of_the_customers(touches):
    """That is a share of all *customers*: what the message added. Divide it by the share that
    ordered.
    """
    with_it, without = _two_shares(touches)
    return with_it - without


@because_of_it.wrong("opened")
def _because_opened(touches):
    """That is the share of the orders whose buyer had opened the message. Opening isn't a cause."""
    events = touches[(touches["trigger"] == "before_event") & (touches["arm"] == "treated")]
    return events.loc[events["ordered"], "opened"].fillna(False).astype(bool).mean()


@lesson.exercise("What did holding back cost?", Number(tolerance=15, unit="yuan"), names=SECOND)
def holdout_cost(touches):
    """Your boss says: "Each customer who is held back is money lost." Take the messages
    `before_event` of the last day, {last}. What was lost because a part got none, in yuan of gross
    profit? (By your estimate of what one message adds, its cost of 0.05 yuan taken off.)

    Hint: What does one message add? `messages.message_profit(wave, cost=0.05).value`.

    Hint: Multiply by the customers who were held back.

    Right: That is the price of knowing, for one event. Beside it stands what is at stake when you
    write to everybody for years and don't know whether it pays.
    """
    last = touches[touches["trigger"] == "before_event"]
    last = last[last["ts"].dt.normalize() == last["ts"].max().normalize()]
    return message_profit(last, cost=0.05).value * (last["arm"] == "holdout").sum()


@holdout_cost.applies
def _last_by_lot(touches):
    """This shop sent no messages before an event, or held none back."""
    return can_answer(holdout_cost, touches)


@holdout_cost.facts
def _which_day(touches):
    return {"last": last_day(touches)}


@holdout_cost.wrong("all of their profit")
def _all_of_their_profit(touches):
    """You gave each of them the whole profit of a customer with a message. Most of it comes without
    one.
    """
    wave = sent_on(touches, last_day(touches))
    got = wave["arm"] == "treated"
    return (wave.loc[got, "profit"].mean() - COST) * (~got).sum()


@holdout_cost.wrong("those who got it")
def _those_who_got_it(touches):
    """That is what the message brought, from all who got it. Multiply by those who did *not*."""
    wave = sent_on(touches, last_day(touches))
    return message_profit(wave, COST).value * (wave["arm"] == "treated").sum()


@holdout_cost.wrong("everybody")
def _everybody(touches):
    """You multiplied by all customers of the day. Only those who were held back went without."""
    wave = sent_on(touches, last_day(touches))
    return message_profit(wave, COST).value * len(wave)


@holdout_cost.wrong("cost forgotten")
def _their_cost_forgotten(touches):
    """Their messages would have cost something too: take 0.05 yuan off each."""
    wave = sent_on(touches, last_day(touches))
    return message_profit(wave, 0).value * (wave["arm"] == "holdout").sum()


@lesson.exercise(
    "Which of them compares?",
    Choice(
        {
            "A": "原文 001:031: 最终使复购率从8%提升至15%",
            "B": "原文 001:023: 改版后,页面转化率提升至6%,较改版前增长200%",
            "C": "原文 000:042: 次品率从5%降至1%",
            "D": "None of the three.",
        }
    ),
)
def none_compares():
    """Three sentences from the documents behind this course. They say: repurchase from 8% to 15%;
    conversion up to 6%, 200% more than before; defects from 5% to 1%. Which of them names customers,
    pages or lots to which the change was **not** made, in the same time?

    Hint: "From … to …" has two times. How many groups does it have?

    Right: Each has a before and an after, and nothing beside it. The change may have helped. The
    sentence can't know.
    """
    return "D"


@none_compares.wrong("repurchase")
def _repurchase():
    """It has one group of customers and two times. Nobody was left as before."""
    return "A"


@none_compares.wrong("conversion")
def _conversion():
    """ "Than before the change" is a time, not a group. The same days with the old page are missing."""
    return "B"


@none_compares.wrong("defects")
def _defects():
    """One factory, two times. No lots of the old way were made beside the new."""
    return "C"
