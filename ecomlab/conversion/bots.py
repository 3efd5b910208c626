"""What does a service bot save, and what do its mistakes cost? (智能客服, 机器人独立接待率)

Course map C27, metric M46, V05. The easy questions are the short ones: count minutes, not chats.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_table, check_times
from ecomlab.conversion.service import BOT
from ecomlab.errors import InputError, check_number, check_positive
from ecomlab.estimates import contrast, ratio_of_totals, share, standardised_difference
from ecomlab.estimates import table as table_of
from ecomlab.tables import calendar_days

PARTS = ("standard questions", "chats", "minutes")


def _read(chats, *more):
    names = ("ts", "handled_by", "intent_true", "intent_pred", "handle_s", "left", *more)
    chats = check_table(chats, "chats", *names)
    flags = [name for name in ("left", "is_presale", "paid") if name in names]
    chats = check_flags(check_numbers(chats, "chats", "handle_s"), "chats", *flags)
    check_times(chats, "chats", "ts")
    words = {name: _words(chats[name]) for name in ("intent_true", "intent_pred")}
    chats = chats.assign(**words).astype(dict.fromkeys(flags, bool))
    if not (chats["handled_by"] == BOT).any():
        raise InputError('No chat was handled by a bot. handled_by must say "bot" for its chats.')
    return chats


def _words(column):
    """Categories as plain words, which can be compared with those of another column."""
    return pd.Series(np.asarray(column, dtype=object), index=column.index, dtype=object)


def _minutes(chats):
    """What people need for each true question, in the mean of the chats they answered."""
    people = chats[(chats["handled_by"] != BOT) & ~chats["left"]]
    each = people.groupby("intent_true")["handle_s"].mean() / 60
    lost = set(chats["intent_true"].unique()) - set(each.index)
    if lost:
        raise InputError(
            f"No person answered {', '.join(sorted(lost))}: nobody knows how long that takes."
        )
    return each


def bot_share(chats, standard, confidence=0.95):
    """What share did the bot take: of the standard questions, of all chats, of the minutes?

    Minutes are those that people need for such a question. Believes that a question the bot
    answered would have taken as long as those that people answered.

    Parameters
    ----------
    chats : DataFrame
        ts, handled_by, intent_true, intent_pred, handle_s, left.
    standard : sequence of str
        The questions (intent_true) that are called standard.

    Returns
    -------
    DataFrame, rows "standard questions", "chats", "minutes"
        of, estimate, low, high, n, counts (days).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({
    ...     "ts": pd.to_datetime(["2025-06-01", "2025-06-01", "2025-06-02", "2025-06-02"]),
    ...     "handled_by": ["bot", "human", "bot", "human"], "left": False,
    ...     "intent_true": ["size", "defect", "size", "size"], "intent_pred": "size",
    ...     "handle_s": [60, 1500, 60, 300]})
    >>> bot_share(chats, ["size"])[["of", "estimate"]].round(2)
                       of  estimate
    0  standard questions      0.67
    1               chats      0.50
    2             minutes      0.25

    References
    ----------
    V05.
    """
    chats = _read(chats)
    standard = [standard] if isinstance(standard, str) else list(standard)
    if unknown := set(standard) - set(chats["intent_true"].unique()):
        raise InputError(
            f"Nobody asked {', '.join(sorted(unknown))}. The questions are: "
            f"{', '.join(sorted(set(chats['intent_true'])))}."
        )
    takes = chats["intent_true"].map(_minutes(chats))
    bot, one = chats["handled_by"] == BOT, pd.Series(1.0, chats.index)
    easy = chats["intent_true"].isin(standard)
    day, found = calendar_days(chats["ts"]), {}
    for name, weight in zip(PARTS, (one * easy, one, takes), strict=True):
        sums = pd.DataFrame({"bot": weight * bot, "all": weight}).groupby(day).sum()
        found[name] = ratio_of_totals(sums["bot"], sums["all"], "days", confidence)
    table = table_of(found, "of")
    return table.assign(low=table["low"].clip(lower=0), high=table["high"].clip(upper=1))


def wrong_answer_effect(chats, value="paid", confidence=0.95):
    """What does a wrong answer of the bot do to buying, beside a right one to the same question?

    Believes that which questions the bot misreads has nothing to do with who asks.

    Parameters
    ----------
    chats : DataFrame
        ts, handled_by, intent_true, intent_pred, handle_s, left, is_presale, ``value`` (a flag
        or a number, such as yuan).

    Returns
    -------
    Estimate
        Share after wrong answers less share after right ones; n counts the bot's chats before an
        order.

    Raises
    ------
    ColumnError, InputError
        The bot was always right, or never.

    Examples
    --------
    >>> chats = pd.DataFrame({
    ...     "ts": pd.Timestamp("2025-06-01"), "handled_by": ["bot"] * 400, "left": False,
    ...     "intent_true": "size", "intent_pred": ["size"] * 300 + ["stock"] * 100, "handle_s": 60,
    ...     "is_presale": True, "paid": [True] * 120 + [False] * 180 + [True] * 30 + [False] * 70})
    >>> wrong_answer_effect(chats)
    -0.1 (-0.199 to 0.00993), n = 400 chats
    """
    chats = _read(chats, "is_presale", value)
    amount = not chats[value].dropna().isin([True, False]).all()
    if not amount:
        chats = check_flags(chats, "chats", value).astype({value: bool})
    mine = chats[(chats["handled_by"] == BOT) & chats["is_presale"]]
    right = mine["intent_true"] == mine["intent_pred"]
    sums = mine.groupby(["intent_true", right.rename("right")])[value].agg(["sum", "size"])
    sums = sums.unstack(fill_value=0)
    if not {True, False} <= set(right):
        raise InputError("The bot's chats are all right or all wrong: there is nothing to compare.")
    if amount:
        groups = mine.groupby(["intent_true", right.rename("right")])[value].apply(list).unstack()
        groups = groups.dropna()
        size = groups.map(len)
        weight = size[False] * size[True] / (size[False] + size[True])
        weight = (weight / weight.sum()).tolist()
        return contrast([*groups[False], *groups[True]], [*weight, *(-w for w in weight)],
                        "chats", confidence)  # fmt: skip
    return standardised_difference(
        sums["sum", False], sums["size", False], sums["sum", True], sums["size", True],
        counts="chats", confidence=confidence,
    )  # fmt: skip


def bot_report(chats, wage, wrong_costs, confidence=0.95):
    """Which questions shall the bot keep? Minutes saved against wrong answers, by what it reads.

    The bot knows only what it makes of a question, so the rows are by ``intent_pred``.

    Parameters
    ----------
    chats : DataFrame
        ts, handled_by, intent_true, intent_pred, handle_s, left.
    wage : float
        Yuan for an agent's hour of **chat**: the hour's wage ÷ chats held at a time.
    wrong_costs : float
        Yuan that a wrong answer costs.

    Returns
    -------
    DataFrame, a row per question as read, and "all"
        reads, chats (the bot's), right, low, high (share read rightly: precision), n, counts,
        minutes (that people would have taken, each), saved (yuan of wages), mistakes (yuan), worth
        (saved less mistakes), least (the precision at which it would be even; below 0 where even
        wrong answers pay).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({
    ...     "ts": pd.Timestamp("2025-06-01"), "handled_by": ["bot"] * 10 + ["human"] * 2,
    ...     "intent_true": ["size"] * 9 + ["stock"] + ["size", "stock"], "left": False,
    ...     "intent_pred": "size", "handle_s": [60] * 10 + [600, 600]})
    >>> found = bot_report(chats, wage=15, wrong_costs=10)
    >>> found[["reads", "chats", "right", "saved", "mistakes", "worth", "least"]].round(2)
      reads  chats  right  saved  mistakes  worth  least
    0  size     10    0.9   25.0      10.0   15.0   0.75
    1   all     10    0.9   25.0      10.0   15.0   0.75

    References
    ----------
    Course map C27; metric M46.
    """
    chats = _read(chats)
    wage, wrong_costs = check_positive("wage", wage), check_number("wrong_costs", wrong_costs, 0)
    mine = chats[chats["handled_by"] == BOT]
    mine = mine.assign(takes=mine["intent_true"].map(_minutes(chats)),
                       right=mine["intent_true"] == mine["intent_pred"])  # fmt: skip
    rows = []
    for name, part in [*mine.groupby("intent_pred"), ("all", mine)]:
        right = share(int(part["right"].sum()), len(part), "bot chats", confidence)
        saved = part["takes"].sum() * wage / 60
        mistakes = float((~part["right"]).sum()) * wrong_costs
        even = 1 - saved / len(part) / wrong_costs if wrong_costs else -np.inf
        rows.append((name, len(part), *right, part["takes"].mean(), saved, mistakes,
                     saved - mistakes, even))  # fmt: skip
    columns = ["reads", "chats", "right", "low", "high", "n", "counts", "minutes", "saved",
               "mistakes", "worth", "least"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def confusion(chats):
    """What was asked, and what the bot read: chats of the bot (混淆矩阵).

    Parameters
    ----------
    chats : DataFrame
        handled_by, intent_true, intent_pred.

    Returns
    -------
    DataFrame
        Rows: what was asked; columns: what the bot read; chats.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({"handled_by": "bot", "intent_true": ["size", "size", "stock"],
    ...                       "intent_pred": ["size", "stock", "stock"]})
    >>> confusion(chats).to_numpy().tolist()
    [[1, 1], [0, 1]]
    """
    chats = check_table(chats, "chats", "handled_by", "intent_true", "intent_pred")
    mine = chats[chats["handled_by"] == BOT]
    if not len(mine):
        raise InputError('No chat was handled by a bot. handled_by must say "bot" for its chats.')
    return pd.crosstab(_words(mine["intent_true"]), _words(mine["intent_pred"]),
                       rownames=["asked"], colnames=["read as"])  # fmt: skip
