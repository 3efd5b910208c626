"""How fast and how well is a question answered, and who buys after one? (客服, 响应率, 询单转化率)

Course map C22 C25 C26 C29 C42, metrics M28 M29 M44 M45 M47. Who asks is interested already, and
who waits does so at busy hours: what an answer is *worth* is read in `ecomlab.conversion.dealing`,
where chats are dealt in turn.
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_flags,
    check_moment,
    check_name,
    check_numbers,
    check_same_kind,
    check_table,
    check_times,
)
from ecomlab.conversion.logs.sums import collect, day, read
from ecomlab.errors import (
    ChoiceError,
    ColumnError,
    InputError,
    check_choice,
    check_number,
    check_positive,
)
from ecomlab.estimates import (
    difference_of_means,
    difference_of_shares,
    mean,
    quantile,
    ratio_of_totals,
    share,
)
from ecomlab.estimates import table as table_of
from ecomlab.tables import calendar_days

BOT = "bot"
DEFINITIONS = {  # what counts, of what
    "first answer": "all chats",
    "first human answer": "chats that were not the bot's",
    "turns in 30 s": "answers given",
}
PHASES = {True: "before the order", False: "after the order"}
SCRIPTS = {  # L25: kind: the documents' text or content, what must be true before it is said
    "payment reminder 催付": (
        "您的订单即将关闭,现在付款立减20",
        "The order does close then, and nobody gets the 20 yuan later.",
    ),
    "objection 异议处理": (
        "担心质量?我们支持7天无理由+运费险",
        "The article is under the seven days; the insurance is on.",
    ),
    "repurchase 复购引导": (
        "老客专属券已发放,新品上线优先通知",
        "The buyer agreed to messages; the coupon is in the account.",
    ),
    "logic 成交逻辑": (
        "痛点挖掘→解决方案→促单",
        "The need is asked for, not invented; a no is the end.",
    ),
    "people 人工客服": (
        "话术SOP+情绪安抚技巧+连带销售脚本",
        "Calm first, sell later: no set is offered in a complaint.",
    ),
    "quick phrases 快捷短语": (
        "快捷短语、套餐推荐",
        "Each phrase has a date and an owner: prices and times change.",
    ),
}


def response_rates(chats, limit=30, per="day", by=None, confidence=0.95):
    """What share was answered in time, by three definitions (30秒响应率)?

    A bot's greeting is a first answer. Who left without an answer counts as not answered.

    Parameters
    ----------
    chats : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts, handled_by, first_response_s, first_human_s (empty: no person answered), turns,
        turns_30s. Seconds.
    limit : float
        Seconds, of the two first definitions; turns are counted within 30 s by the platform.
    per : {"day", "hour"}
        What luck deals, and so what n counts: days; or hours, for a single day.
    by : str, optional
        A column of groups: agent, shift.

    Returns
    -------
    DataFrame, a row per definition (and group)
        ``by``, definition, of (the denominator), yes, all (counts), estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({
    ...     "ts": pd.to_datetime(["2025-06-01 10:00", "2025-06-01 21:00", "2025-06-02 21:30"]),
    ...     "handled_by": ["bot", "human", "human"], "first_response_s": [1, 1, 1],
    ...     "first_human_s": [None, 12, 400], "turns": [2, 5, 3], "turns_30s": [2, 4, 2]})
    >>> found = response_rates(chats)
    >>> found[["definition", "of", "yes", "all", "estimate"]].round(2)
               definition                             of  yes  all  estimate
    0        first answer                      all chats    3    3       1.0
    1  first human answer  chats that were not the bot's    1    2       0.5
    2       turns in 30 s                  answers given    8   10       0.8

    References
    ----------
    Course map C26, metric M44; E09 of the doubts.
    """
    check_choice("per", per, ("day", "hour"))
    limit = check_positive("limit", limit)
    names = ["handled_by", "first_response_s", "turns", "turns_30s"]
    groups = [] if by is None else [by]
    rows = _with_gaps(chats, list(dict.fromkeys(["ts", *names, *groups])), "first_human_s")
    _check_handlers(rows)
    unit = [day(rows, "ts").alias("unit")]
    if per == "hour":
        unit.append(nw.col("ts").dt.hour().alias("hour"))
    people = nw.col("handled_by") != BOT
    soon = (nw.col("first_human_s").cast(nw.Float64).fill_null(np.inf) <= limit) & people
    first = nw.col("first_response_s") <= limit
    marks = {"yes 0": first, "yes 1": soon, "all 1": people}
    marks = [mark.cast(nw.Int64).alias(name) for name, mark in marks.items()]
    turns = [nw.col("turns_30s").alias("yes 2"), nw.col("turns").alias("all 2")]
    sums = collect(
        rows.with_columns(*unit, *marks, *turns, nw.lit(1).alias("all 0"))
        .group_by(*groups, "unit", *(["hour"] if per == "hour" else []))
        .agg(*(nw.col(f"{kind} {i}").sum() for i in range(3) for kind in ("yes", "all")))
    )
    parts = [(None, sums)] if by is None else sums.groupby(by, sort=True)
    found = []
    for name, part in parts:
        for place, (definition, of) in enumerate(DEFINITIONS.items()):
            yes, every = part[f"yes {place}"].astype(float), part[f"all {place}"].astype(float)
            if not every.sum():
                continue  # nobody wanted a person: the rate isn't defined
            rate = ratio_of_totals(yes, every, f"{per}s", confidence)
            found.append((name, definition, of, int(yes.sum()), int(every.sum()), *rate))
    columns = ["definition", "of", "yes", "all", "estimate", "low", "high", "n", "counts"]
    table = pd.DataFrame(found, columns=[by or "group", *columns])
    return _inside(table if by else table[columns])


def _check_handlers(rows):
    """Refuse chats of which it isn't said whether a bot or a person had them."""
    known = collect(rows.select("handled_by").unique())["handled_by"]
    for who in sorted(set(known) - {BOT, "human"}):
        raise ChoiceError("handled_by", who, [BOT, "human"])


def _inside(table):
    """A share's interval ends at 0 and at 1."""
    return table.assign(low=table["low"].clip(lower=0), high=table["high"].clip(upper=1))


def _with_gaps(chats, names, gap):
    """The log, checked; in the column ``gap`` an empty cell says something."""
    if isinstance(chats, pd.DataFrame):
        chats = check_times(check_table(chats, "chats", *names, gaps=[gap]), "chats", "ts")
        filled = chats[gap].astype(float).fillna(np.inf)
        return read(chats[names].assign(**{gap: filled}), *names, gap, table="chats")
    read(chats, *names, table="chats")  # refuses gaps and lists the columns
    whole = nw.from_native(chats).lazy()
    if gap not in (known := whole.collect_schema().names()):
        raise ColumnError(gap, known, "chats")
    return whole.select(*names, gap).with_columns(nw.col("handled_by").cast(nw.String))


def response_times(chats, column="first_human_s", by=None, shares=(0.5, 0.9), confidence=0.95):
    """How long does the typical person wait, and the slowest tenth (响应时长)?

    Chats without an answer have no such time: they are counted in ``without``, not in n.

    Parameters
    ----------
    chats : DataFrame
        ts, ``column`` (seconds; empty where nobody answered) and ``by``.
    shares : sequence of float
        0.5 for the median.

    Returns
    -------
    DataFrame, a row per share (and group)
        ``by``, share, estimate, low, high (seconds), n, counts, without. Days are what luck dealt.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({"ts": pd.date_range("2025-06-01", periods=100, freq="h"),
    ...                       "first_human_s": [float(x) for x in range(1, 101)]})
    >>> response_times(chats)[["share", "estimate", "n", "without"]].round(1)
       share  estimate  n  without
    0    0.5      50.5  5        0
    1    0.9      90.1  5        0

    References
    ----------
    Metric M45.
    """
    chats = check_table(chats, "chats", "ts", *([] if by is None else [by]), gaps=[column])
    check_times(chats, "chats", "ts")
    check_numbers(chats.dropna(subset=[column]), "chats", column)
    rows = []
    for name, part in [(None, chats)] if by is None else chats.groupby(by, observed=True):
        known = part[part[column].notna()]
        if not len(known):
            raise InputError(f"Nobody was answered in {name or 'chats'}: there are no times.")
        days = calendar_days(known["ts"])
        for at in shares:
            found = quantile(known[column].astype(float), at, days, "days", confidence)
            rows.append((name, at, *found, len(part) - len(known)))
    columns = ["share", "estimate", "low", "high", "n", "counts", "without"]
    table = pd.DataFrame(rows, columns=[by or "group", *columns])
    return table if by else table[columns]


def bought_within(chats, orders, days=7, value=None):
    """Who bought within some days of asking, in the same visit or later (询单转化的窗口)?

    The first order after the question counts. Who asks twice before an order counts twice.

    Parameters
    ----------
    chats : DataFrame
        customer_id, ts.
    orders : DataFrame
        customer_id, ts_order (and ``value``): the orders that count, as
        ``tables.purchases(orders)`` gives them.
    days : float
    value : str, optional
        A column of orders, such as the yuan that one left: then that instead of yes, and 0
        instead of no.

    Returns
    -------
    Series, named bought (or as ``value``), in the order of chats
        Empty where the window isn't over on the evening of the last order.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({"customer_id": [1, 2], "ts": pd.to_datetime(["2025-06-01"] * 2)})
    >>> orders = pd.DataFrame({"customer_id": [1, 3], "left": [60.0, 80.0],
    ...                        "ts_order": pd.to_datetime(["2025-06-03", "2025-06-30"])})
    >>> bought_within(chats, orders).tolist(), bought_within(chats, orders, value="left").tolist()
    ([True, False], [60.0, 0.0])
    """
    chats = check_times(check_table(chats, "chats", "customer_id", "ts"), "chats", "ts")
    extra = [] if value is None else [value]
    orders = check_table(orders, "orders", "customer_id", "ts_order", *extra)
    check_same_kind("customer_id", chats=chats, orders=orders)
    check_moment(orders["ts_order"], chats["ts"].iloc[0], "ts of chats")
    window = pd.Timedelta(days=check_positive("days", days))
    asked = chats[["customer_id", "ts"]].assign(place=np.arange(len(chats))).sort_values("ts")
    times = orders[["customer_id", "ts_order", *extra]].sort_values("ts_order")
    next_one = pd.merge_asof(
        asked, times, left_on="ts", right_on="ts_order", by="customer_id", direction="forward",
        tolerance=window,
    )  # fmt: skip
    next_one = next_one.set_index("place").sort_index().set_axis(chats.index)
    evening = orders["ts_order"].max().normalize() + pd.Timedelta(days=1)
    known = (chats["ts"] + window <= evening).to_numpy()
    if value is not None:
        return next_one[value].astype(float).fillna(0.0).where(known).rename(value)
    return next_one["ts_order"].notna().astype("boolean").where(known).rename("bought")


def silent_vs_inquiry(visits, chats, orders, confidence=0.95):
    """Who bought: visitors who never asked, and those who did (静默转化率, 询单转化率)?

    A description: who asks is interested already. The difference is not what a chat brings.

    Parameters
    ----------
    visits : DataFrame
        visitor_id, ts: the visits of a period; a visitor counts once.
    chats : DataFrame
        customer_id, ts, is_presale: chats of that period count.
    orders : DataFrame
        customer_id, ts_order: the purchases (``tables.purchases``); those of that period count.

    Returns
    -------
    DataFrame, rows "silent", "asked", "all"
        who, buyers, of_buyers (their share of all buyers), estimate, low, high (share of the
        visitors who bought), n, counts. In ``attrs``: first and last, the period.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> day = pd.to_datetime(["2025-06-01"] * 4)
    >>> visits = pd.DataFrame({"visitor_id": [1, 2, 3, 4], "ts": day})
    >>> chats = pd.DataFrame({"customer_id": [1], "ts": day[:1], "is_presale": [True]})
    >>> orders = pd.DataFrame({"customer_id": [1, 2], "ts_order": day[:2]})
    >>> silent_vs_inquiry(visits, chats, orders)[["who", "buyers", "estimate", "n"]].round(2)
          who  buyers  estimate  n
    0  silent       1      0.33  3
    1   asked       1      1.00  1
    2     all       2      0.50  4

    References
    ----------
    Metrics M28 and M29; course map C22.
    """
    visits = check_times(check_table(visits, "visits", "visitor_id", "ts"), "visits", "ts")
    chats = check_flags(
        check_table(chats, "chats", "customer_id", "ts", "is_presale"), "chats", "is_presale"
    )
    orders = check_table(orders, "orders", "customer_id", "ts_order")
    first, last = visits["ts"].min().normalize(), visits["ts"].max()
    check_moment(chats["ts"], first), check_moment(orders["ts_order"], first)
    asked = chats[chats["is_presale"] & chats["ts"].between(first, last)]["customer_id"]
    bought = orders[orders["ts_order"].between(first, last + pd.Timedelta(days=1))]["customer_id"]
    people = pd.Index(visits["visitor_id"].unique())
    asks, buys = people.isin(asked), people.isin(bought)
    found, buyers = {}, {}
    for who, mine in (("silent", ~asks), ("asked", asks), ("all", asks | ~asks)):
        if not mine.any():
            raise InputError(f"No visitor of the period belongs to {who!r}. Look at the ids.")
        buyers[who] = int(buys[mine].sum())
        found[who] = share(buyers[who], int(mine.sum()), "visitors", confidence)
    table = table_of(found, "who")
    table.insert(1, "buyers", list(buyers.values()))
    table.insert(2, "of_buyers", table["buyers"] / max(buyers["all"], 1))
    table.attrs.update(first=first, last=last)
    return table


def service_scorecard(chats, limit=30, again=3, confidence=0.95):
    """Before and after the order: how fast, how often again, how satisfied (服务考核表)?

    An answer isn't a solution: who has to ask again within ``again`` days wasn't helped.

    Parameters
    ----------
    chats : DataFrame
        customer_id, ts, handled_by, first_human_s, left, is_presale, csat (empty: not rated),
        complaint, dispute.
    limit : float
        Seconds.
    again : int
        Days in which the same person asks once more, in the same phase. Chats whose days aren't
        over at the end of the table aren't in that row.

    Returns
    -------
    DataFrame, a row per phase and measure
        phase, measure, of (the denominator), estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({
    ...     "customer_id": [1, 1, 2],
    ...     "ts": pd.to_datetime(["2025-06-01", "2025-06-02", "2025-06-09"]),
    ...     "handled_by": "human", "first_human_s": [9, 90, 10], "left": False,
    ...     "is_presale": False, "csat": [2, None, 5], "complaint": [True, False, False],
    ...     "dispute": False})
    >>> service_scorecard(chats)[["measure", "estimate", "n"]].round(2)
                measure  estimate  n
    0  person in 30 s      0.67  3
    1            left      0.00  3
    2     asked again      0.50  2
    3       satisfied      0.50  2
    4           rated      0.67  3
    5      complained      0.33  3
    6        disputed      0.00  3

    References
    ----------
    Course map C42; E27: a response isn't a resolution.
    """
    flags = ["left", "is_presale", "complaint", "dispute"]
    chats = check_table(
        chats, "chats", "customer_id", "ts", "handled_by", *flags, gaps=["first_human_s", "csat"]
    )
    chats = check_flags(chats, "chats", *flags).astype(dict.fromkeys(flags, bool))
    check_times(chats, "chats", "ts")
    window = pd.Timedelta(days=check_positive("again", again))
    chats = chats.sort_values("ts", kind="stable")
    later = chats.groupby(["is_presale", "customer_id"], sort=False)["ts"].shift(-1)
    over = chats["ts"] + window <= chats["ts"].max().normalize() + pd.Timedelta(days=1)
    people = chats["handled_by"] != BOT
    rated = chats["csat"].notna()
    soon = chats["first_human_s"].astype(float) <= check_positive("limit", limit)
    measures = (
        (f"person in {limit:g} s", soon, people, "chats that were not the bot's"),
        ("left", chats["left"], people, "chats that were not the bot's"),
        ("asked again", later - chats["ts"] <= window, over, f"chats whose {again} days are over"),
        ("satisfied", chats["csat"].astype(float) >= 4, rated, "chats that were rated"),
        ("rated", rated, chats["ts"].notna(), "all chats"),
        ("complained", chats["complaint"], chats["ts"].notna(), "all chats"),
        ("disputed", chats["dispute"], chats["ts"].notna(), "all chats"),
    )
    rows = []
    for before, phase in PHASES.items():
        for measure, yes, of, words in measures:
            mine = of & (chats["is_presale"] == before)
            if mine.any():
                found = share(int((yes & mine).sum()), int(mine.sum()), "chats", confidence)
                rows.append((phase, measure, words, *found))
    columns = ["phase", "measure", "of", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=columns)


def script_test(reminded, control="nothing", arm="script", confidence=0.95):
    """What does each script bring against nothing, by lot: paid, yuan, sent back (话术测试)?

    Parameters
    ----------
    reminded : DataFrame, one row per open order
        ``arm`` (the script dealt by lot, ``control`` for none), paid, returned (flags), yuan
        (that the order left after goods, returns and what was given away; 0 if not paid).
    control : str

    Returns
    -------
    DataFrame, a row per script and measure
        script, measure ("paid", "yuan each", "sent back of paid"), mean, estimate, low, high
        (difference from control; of the last measure too), n, counts, anyway (of those who paid,
        the share who would have paid without a word: control's rate ÷ this one's).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> rows = pd.DataFrame({"script": ["nothing"] * 100 + ["20 off"] * 100,
    ...                      "paid": [True] * 40 + [False] * 60 + [True] * 50 + [False] * 50,
    ...                      "yuan": [60.0] * 40 + [0] * 60 + [40] * 50 + [0] * 50,
    ...                      "returned": False})
    >>> found = script_test(rows).set_index("measure")
    >>> found[["mean", "estimate", "anyway"]].round(2)
                        mean  estimate  anyway
    measure
    paid                 0.5       0.1     0.8
    yuan each           20.0      -4.0     0.8
    sent back of paid    0.0       0.0     0.8

    References
    ----------
    Course map C25; E08 and E09 of the doubts.
    """
    rows = check_table(reminded, "reminded", arm, "paid", "returned", "yuan")
    rows = check_flags(rows, "reminded", "paid", "returned")
    if not pd.api.types.is_numeric_dtype(rows["yuan"]):
        raise InputError("yuan of reminded holds text. Give numbers: pd.to_numeric reads them.")
    rows = rows.astype({"paid": bool, "returned": bool})
    check_name(rows, arm, control, "control")
    groups = dict(list(rows.groupby(arm, sort=False, observed=True)))
    held, found = groups.pop(control), []
    if not groups:
        raise InputError(f"Everybody got {control!r}. A test needs a second script.")
    for name, mine in groups.items():
        anyway = min(held["paid"].mean() / mine["paid"].mean(), 1) if mine["paid"].any() else np.nan
        back, back_0 = (side.loc[side["paid"], "returned"] for side in (mine, held))
        measures = (
            ("paid", mine["paid"].mean(), difference_of_shares(
                mine["paid"].sum(), len(mine), held["paid"].sum(), len(held), "orders",
                confidence)),
            ("yuan each", mine["yuan"].mean(),
             difference_of_means(mine["yuan"], held["yuan"], "orders", confidence)),
            ("sent back of paid", back.mean(), difference_of_shares(
                back.sum(), len(back), back_0.sum(), len(back_0), "paid orders", confidence)),
        )  # fmt: skip
        found += [(name, what, float(value), *one, anyway) for what, value, one in measures]
    columns = [arm, "measure", "mean", "estimate", "low", "high", "n", "counts", "anyway"]
    return pd.DataFrame(found, columns=columns)


def script_sheet():
    """The scripts of the course's documents as a sheet to keep: kind, words, what must be true.

    Returns
    -------
    DataFrame
        kind, words, true_before (what must hold before it may be said).

    Examples
    --------
    >>> script_sheet().columns.tolist(), len(script_sheet())
    (['kind', 'words', 'true_before'], 6)

    References
    ----------
    Template L25.
    """
    rows = [(kind, *texts) for kind, texts in SCRIPTS.items()]
    return pd.DataFrame(rows, columns=["kind", "words", "true_before"])


def replies(reviews, hours=24, bad=3, confidence=0.95):
    """Of the bad reviews: how many had a reply in time, how many were settled (响应与解决)?

    Parameters
    ----------
    reviews : DataFrame
        rating, ts, replied_at (empty: no reply), resolved (flag; empty: no).
    hours : float
    bad : int
        So many stars or fewer are bad.

    Returns
    -------
    DataFrame, rows "reply in time", "settled", "in time, not settled"
        what, estimate, low, high (share of the bad reviews; the last: of those replied to in
        time), n, counts.

    Raises
    ------
    ColumnError, InputError
        No bad review.

    Examples
    --------
    >>> reviews = pd.DataFrame({"rating": [1, 2, 5], "ts": pd.to_datetime(["2025-06-01"] * 3),
    ...     "replied_at": pd.to_datetime(["2025-06-01 08:00", None, None]),
    ...     "resolved": [False, False, None]})
    >>> replies(reviews)[["what", "estimate", "n"]]
                       what  estimate  n
    0         reply in time       0.5  2
    1               settled       0.0  2
    2  in time, not settled       1.0  1

    References
    ----------
    E27 of the doubts (000:038 beside 002:070).
    """
    names = ("rating", "ts")
    reviews = check_table(reviews, "reviews", *names, gaps=["replied_at", "resolved"])
    check_times(check_numbers(reviews, "reviews", "rating"), "reviews", "ts", "replied_at")
    mine = reviews[reviews["rating"] <= check_number("bad", bad, low=1)]
    if not len(mine):
        raise InputError(f"No review has {bad} stars or fewer. Take a longer stretch.")
    took = (mine["replied_at"] - mine["ts"]).dt.total_seconds() / 3600
    soon = (took <= check_positive("hours", hours)).to_numpy(bool)
    settled = mine["resolved"].astype("boolean").fillna(False).to_numpy(bool)
    parts = {
        "reply in time": (soon.sum(), len(mine)),
        "settled": (settled.sum(), len(mine)),
        "in time, not settled": ((soon & ~settled).sum(), soon.sum()),
    }
    return table_of(
        {name: share(int(yes), int(n), "bad reviews", confidence)
         for name, (yes, n) in parts.items()}, "what")  # fmt: skip


def satisfaction(chats, by="agent", good=4, confidence=0.95):
    """What share of those who rated was satisfied, and how many rated (CSAT 用户满意度)?

    Who rates isn't everybody: ``rated`` stands beside it.

    Parameters
    ----------
    chats : DataFrame
        ``by``, csat (stars; empty: not rated).
    good : int
        So many stars or more count as satisfied.

    Returns
    -------
    DataFrame, a row per group
        ``by``, rated (share of its chats), mean (stars), estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> chats = pd.DataFrame({"agent": list("aab"), "csat": [5, None, 3]})
    >>> satisfaction(chats)[["agent", "rated", "estimate", "n"]]
      agent  rated  estimate  n
    0     a    0.5       1.0  1
    1     b    1.0       0.0  1

    References
    ----------
    Metric M47.
    """
    chats = check_table(chats, "chats", by, gaps=["csat"])
    rows = []
    for name, part in chats.groupby(by, observed=True):
        stars = part["csat"].dropna().astype(float)
        found = share(int((stars >= good).sum()), len(stars), "ratings", confidence)
        rows.append((name, len(stars) / len(part), mean(stars, "ratings").value, *found))
    columns = [by, "rated", "mean", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=columns)
