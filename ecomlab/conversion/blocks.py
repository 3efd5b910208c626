"""Does it sell, and does it come back? What blocks of a page do (详情页模块). Course map C01, C45.

Better pages are made for better articles. So pages with a block and pages without it are other
articles; the same page before and after a dated change is the same one.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_name, check_numbers, check_once, check_table
from ecomlab.errors import InputError, NoAnswerError, check_days, check_number
from ecomlab.estimates import log_slope, weighted_mean
from ecomlab.tables import calendar_days

DAY = pd.Timedelta(days=1)
STILL = pd.Timestamp("2200-01-01")  # for spans without an end
HOLDS = ("article", "week")
COLUMNS = ("sku", "block", "since", "until")


def block_days(article_daily, page_blocks):
    """Which blocks stood on which page on each day?

    Parameters
    ----------
    article_daily : DataFrame
        date, sku; other columns stay.
    page_blocks : DataFrame
        sku, block, since, until (the first day without it; empty: still there).

    Returns
    -------
    DataFrame
        article_daily's rows and a column for each block: 1.0 where it stood, else 0.0.

    Raises
    ------
    ColumnError, InputError
        A block that ends before it begins, or is named like a column; no article in both tables.

    Examples
    --------
    >>> daily = pd.DataFrame({"date": pd.date_range("2025-03-01", periods=3), "sku": "CH01"})
    >>> blocks = pd.DataFrame({"sku": ["CH01"], "block": ["video"], "until": [None],
    ...                        "since": pd.to_datetime(["2025-03-02"])})
    >>> block_days(daily, blocks)["video"].tolist()
    [0.0, 1.0, 1.0]
    """
    daily = check_table(article_daily, "article_daily", "date", "sku")
    blocks = check_table(page_blocks, "page_blocks", "sku", "block", "since", gaps=["until"])
    daily = daily.assign(date=calendar_days(daily["date"]), sku=daily["sku"].astype("str"))
    blocks = blocks.assign(
        sku=blocks["sku"].astype("str"), block=blocks["block"].astype("str"),
        since=calendar_days(blocks["since"]), until=calendar_days(pd.to_datetime(blocks["until"])),
    )  # fmt: skip
    if (blocks["until"] <= blocks["since"]).any():
        raise InputError("A block of page_blocks ends (until) before it begins (since).")
    if not blocks["sku"].isin(daily["sku"].unique()).any():
        raise InputError("No sku of page_blocks is in article_daily. Is it written in another way?")
    names = list(dict.fromkeys(blocks["block"]))
    if taken := set(names) & set(article_daily.columns):
        raise InputError(f"The block {min(taken)!r} is named like a column of article_daily.")
    shown = np.zeros((len(daily), len(names)))
    places, dates = daily.groupby("sku").indices, daily["date"].to_numpy()
    for sku, block, since, until in zip(*(blocks[name] for name in COLUMNS), strict=True):
        mine = places.get(sku, np.zeros(0, dtype=int))
        on = (dates[mine] >= since.to_datetime64()) & ~(dates[mine] >= until.to_datetime64())
        shown[mine[on], names.index(block)] = 1.0
    shown = pd.DataFrame(shown, index=daily.index, columns=names)
    return daily.join(shown)


def block_effects(article_daily, page_blocks, count="addcart", per="uv", hold=HOLDS, others=True,
                  confidence=0.95):  # fmt: skip
    """By how much more is bought where a block stands?

    With ``hold=("article", "week")`` each page is compared with itself before and after the days
    on which a block came or went, beside the other pages of the same weeks. With
    ``hold=("week",)`` pages that have the block are compared with pages that don't: that finds
    better articles, not better pages.

    Parameters
    ----------
    article_daily : DataFrame
        date, sku, ``count`` and ``per``: one row per day and article on sale.
    page_blocks : DataFrame
        As in `block_days`.
    count, per : str
        Of what, for each what: carts for each visit. ``per="days"``: for each day on sale.
    hold : sequence of "article", "week"
        What is held still.
    others : bool
        Are the page's other blocks held still too?
    confidence : float

    Returns
    -------
    DataFrame, one row per block
        block, moved (pages on which it came or went between two days on sale), estimate (0.1: a
        tenth more), low, high, n, counts (articles). Empty where nothing moved beyond what is
        held still.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    Two chairs. The better one has had a video for ever; the other gets one in the third week.

    >>> daily = pd.DataFrame({
    ...     "date": list(pd.date_range("2025-03-03", periods=4, freq="W-MON")) * 2,
    ...     "sku": ["CH01"] * 4 + ["CH02"] * 4, "uv": 1000,
    ...     "addcart": [200, 200, 200, 200, 50, 50, 55, 55]})
    >>> blocks = pd.DataFrame({"sku": ["CH01", "CH02"], "block": "video", "until": None,
    ...                        "since": pd.to_datetime(["2025-01-01", "2025-03-17"])})
    >>> block_effects(daily, blocks, hold=["week"])["estimate"].round(2).tolist()
    [3.0]
    >>> block_effects(daily, blocks)["estimate"].round(2).tolist()
    [0.1]

    References
    ----------
    Rows C01, C45. Poisson regression with effects: `estimates.log_slope`. A change on a dated day
    is no lot: who films a video because sales rise, sees them rise anyway.
    """
    hold = (hold,) if isinstance(hold, str) else tuple(hold)
    for name in hold:
        if name not in HOLDS:
            raise InputError(f"hold has {name!r}. Choose of: {', '.join(HOLDS)}.")
    weeks, names = _weeks(article_daily, page_blocks, count, per)
    effects = [weeks["sku" if name == "article" else name] for name in hold]
    rows = []
    for name in names:
        rest = [weeks[other] for other in names if other != name and others]
        try:
            found = log_slope(weeks["count"], weeks["per"], weeks[name], effects, weeks["sku"],
                              rest, "articles", confidence).through(np.expm1)  # fmt: skip
        except NoAnswerError:
            found = (np.nan, np.nan, np.nan, 0, "articles")
        spread = weeks.groupby("sku")[name].agg(["min", "max"])
        rows.append((name, int((spread["max"] > spread["min"]).sum()), *found))
    return pd.DataFrame(rows, columns=["block", "moved", "estimate", "low", "high", "n", "counts"])


def wanted(article_daily, page_blocks):
    """The pages as a map: each article's daily visits, and how long each block stood.

    Parameters
    ----------
    article_daily : DataFrame
        date, sku, uv.
    page_blocks : DataFrame
        As in `block_days`.

    Returns
    -------
    DataFrame, one row per article, the most visited first
        sku, uv (visits a day on sale), blocks (how many stood on an average day), and a column for
        each block: its share of the article's days.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> daily = pd.DataFrame({"date": pd.date_range("2025-03-01", periods=2), "sku": "CH01",
    ...                       "uv": [30, 50]})
    >>> blocks = pd.DataFrame({"sku": ["CH01"], "block": ["video"], "until": [None],
    ...                        "since": pd.to_datetime(["2025-03-02"])})
    >>> wanted(daily, blocks)
        sku    uv  blocks  video
    0  CH01  40.0     0.5    0.5
    """
    check_table(article_daily, "article_daily", "date", "sku", "uv")
    check_numbers(article_daily, "article_daily", "uv")
    days = block_days(article_daily, page_blocks)
    names = list(days.columns[len(article_daily.columns) :])
    table = days.groupby("sku")[["uv", *names]].mean()
    table.insert(1, "blocks", table[names].sum(axis=1))
    return table.sort_values("uv", ascending=False, kind="stable").reset_index()


def visual_honesty(lines, page_blocks, block="claim", days=180):
    """What came back before and after a block came or went, beside all other articles?

    For each dated change: the share that came back with the block less the share without it, less
    the same of the articles whose block stayed as it was.

    Parameters
    ----------
    lines : DataFrame
        date (of the order), sku, back (flag: sent back as not as described, 描述不符). Leave out
        lines whose time to come back isn't over.
    page_blocks : DataFrame
        As in `block_days`. Where one span begins as another ends (other words), nothing came.
    block : str
    days : int
        Days on each side; fewer where the log begins or ends, or where the block changes again.

    Returns
    -------
    DataFrame, one row per change
        sku, day, came (false: went), n_with, with, n_without, without (lines, and the share of
        them that came back), others (the change of the other articles, in the same direction),
        change (with - without - others), why: empty, or what is missing where change is NaN.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The block never changed while its article was sold.

    Examples
    --------
    >>> lines = pd.DataFrame({"date": pd.to_datetime(["2025-03-01"] * 4 + ["2025-03-02"] * 4),
    ...     "sku": ["CH01", "CH01", "CH02", "CH02"] * 2,
    ...     "back": [False, False, False, True, True, False, True, False]})
    >>> blocks = pd.DataFrame({"sku": ["CH01"], "block": ["claim"], "until": [None],
    ...                        "since": pd.to_datetime(["2025-03-02"])})
    >>> visual_honesty(lines, blocks)[["sku", "with", "without", "others", "change"]]
        sku  with  without  others  change
    0  CH01   0.5      0.0     0.0     0.5

    References
    ----------
    Row C45. Returns stand for what buyers felt; a picture that nobody complains of may still lie.
    """
    lines = check_table(lines, "lines", "date", "sku", "back")
    check_flags(lines, "lines", "back")
    blocks = check_table(page_blocks, "page_blocks", "sku", "block", "since", gaps=["until"])
    check_name(blocks, "block", block)
    check_days("days", days)
    lines = pd.DataFrame({"date": calendar_days(lines["date"]), "sku": lines["sku"].astype("str"),
                          "back": lines["back"].astype(float)})  # fmt: skip
    turns = _turns(blocks[blocks["block"] == block], lines)
    if not len(turns):
        raise InputError(f"The block {block!r} never came or went while its article was sold.")
    cells = lines.groupby(["date", "sku"])["back"].agg(lines="size", back="sum")
    sums = {name: cells[name].unstack(fill_value=0).sort_index() for name in cells}
    rows = [(row.sku, row.day, row.came, *_one_turn(sums, turns, row, days))
            for row in turns.itertuples()]  # fmt: skip
    columns = ["sku", "day", "came", "n_with", "with", "n_without", "without", "others", "change",
               "why"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def honesty_effect(changes, confidence=0.95):
    """By how many points does more come back with the block? The changes, weighted by lines.

    Parameters
    ----------
    changes : DataFrame
        change, n_with, n_without: from `visual_honesty`. Rows without a change are left out.
    confidence : float

    Returns
    -------
    Estimate
        A share (0.02: two points); n in changes.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> honesty_effect(pd.DataFrame({"change": [0.01, 0.03, 0.02], "n_with": 100,
    ...                              "n_without": 100}))
    0.02 (-0.00484 to 0.0448), n = 3 changes
    """
    table = check_table(changes, "changes", "n_with", "n_without", gaps=["change"])
    known = table[table["change"].notna()]
    if len(known) < 2:
        raise InputError("Fewer than two changes are known: no interval can be given.")
    weight = 1 / (1 / known["n_with"] + 1 / known["n_without"])
    return weighted_mean(known["change"], weight, counts="changes", confidence=confidence)


def visits_to_pay(cost, rate, rise, left):
    """After how many visits has a block paid for itself?

    Parameters
    ----------
    cost : float
        Yuan for the block, such as a film.
    rate : float, or one of each page
        Orders a visit, without the block.
    rise : float
        0.1: with it a tenth more.
    left : float, or one of each page
        Yuan that one more order leaves.

    Returns
    -------
    float, or one of each page
        Infinite where nothing more is ordered, or nothing is left of it.

    Raises
    ------
    InputError

    Examples
    --------
    Of 100 visits 3 order. A tenth more is 0.3 orders, at 40 yuan each 12 yuan.

    >>> round(visits_to_pay(600, rate=0.03, rise=0.1, left=40))
    5000
    """
    check_number("cost", cost, low=0)
    check_number("rise", rise)
    both = isinstance(rate, pd.Series) and isinstance(left, pd.Series)
    if both and not rate.index.equals(left.index):
        raise InputError("rate and left have another index. Give both page by page, in order.")
    each = np.asarray(rate, dtype=float) * rise * np.asarray(left, dtype=float)
    if not np.isfinite(each).all() or (np.asarray(rate) < 0).any():
        raise InputError("rate and left need finite numbers, and rate none below 0.")
    with np.errstate(divide="ignore"):
        visits = np.where(each > 0, cost / np.where(each > 0, each, 1), np.inf)
    if isinstance(rate, pd.Series):
        return pd.Series(visits, index=rate.index)
    return visits if visits.ndim else float(visits)


def claim_worth(orders, rise, back, left, lost, lines=None):
    """What does a bold claim leave, before any fine? Its orders less its returns, in yuan.

    Parameters
    ----------
    orders : float
        Orders of pages that carry it.
    rise : float
        0.1: with it a tenth more orders than without it.
    back : float
        0.02: two of a hundred more come back.
    left : float
        Yuan that an average order leaves, after goods, fees, parcels, refunds; the claim's own
        returns not counted, since ``back`` takes them off.
    lost : float
        Yuan that one more that comes back takes away.
    lines : float, optional
        Order lines of these articles, of which ``back`` is a share; by default as many as orders.

    Returns
    -------
    dict
        brought (orders that wouldn't be there), more_back (lines more that come back), gain, cost,
        worth (gain - cost), in yuan.

    Raises
    ------
    InputError

    Examples
    --------
    Of 1,100 orders 100 are the claim's; 22 more come back.

    >>> claim_worth(1100, rise=0.1, back=0.02, left=40, lost=60)
    {'brought': 100.0, 'more_back': 22.0, 'gain': 4000.0, 'cost': 1320.0, 'worth': 2680.0}
    """
    lines = orders if lines is None else lines
    for name, value in (("orders", orders), ("rise", rise), ("back", back), ("left", left),
                        ("lost", lost), ("lines", lines)):  # fmt: skip
        check_number(name, value)
    if rise <= -1 or orders < 0 or lines < 0:
        raise InputError("rise must be above -1; orders and lines 0 or more.")
    brought, more = orders * (1 - 1 / (1 + rise)), lines * back
    gain, cost = brought * left, more * lost
    found = {"brought": brought, "more_back": more, "gain": gain, "cost": cost,
             "worth": gain - cost}  # fmt: skip
    return {name: round(float(value), 2) for name, value in found.items()}


def asked_border(worth, more_back, price, times=3, least=500):
    """From which share of these buyers on is the claim's gain gone, if they ask for what is theirs?

    A buyer who was deceived may ask for three times the price, 500 yuan at least (消费者权益保护法,
    article 55), besides the money back.

    Parameters
    ----------
    worth : float
        Yuan that the claim leaves (`claim_worth`).
    more_back : float
        Lines more that came back.
    price : float, or one of each line
        Yuan paid. Give each line's: the law's sum of an average price is less than the average of
        the sums (`triple_damages`).
    times, least : float

    Returns
    -------
    float
        A share; above 1: not even if all of them ask. 0 where the claim leaves nothing anyway.

    Raises
    ------
    InputError

    Examples
    --------
    >>> asked_border(2680, 22, price=150)
    0.2436...

    References
    ----------
    消费者权益保护法, article 55 (look up whether a sentence counts as fraud: a court says that).
    """
    for name, value in (("worth", worth), ("more_back", more_back)):
        check_number(name, value)
    if more_back <= 0:
        raise InputError("more_back must be above 0.")
    return max(float(worth), 0.0) / (more_back * triple_damages(price, times, least))


def triple_damages(price, times=3, least=500):
    """What a deceived buyer may ask for, on average (退一赔三): times the price, at least so much.

    Parameters
    ----------
    price : float, or one of each line
        Yuan paid.
    times, least : float

    Returns
    -------
    float
        Yuan, besides the money back.

    Raises
    ------
    InputError

    Examples
    --------
    Two lines of 20 and 480 yuan: 500 and 1,440. Three times their average price would be 750.

    >>> triple_damages([20, 480])
    970.0

    References
    ----------
    消费者权益保护法, article 55.
    """
    for name, value in (("times", times), ("least", least)):
        check_number(name, value)
    prices = check_table(pd.DataFrame({"price": np.atleast_1d(price)}), "prices", "price")
    check_numbers(prices, "prices", "price")
    return float((times * prices["price"]).clip(lower=least).mean())


def _weeks(article_daily, page_blocks, count, per):
    """Each article's weeks: what is counted, for each what, share of days with each block."""
    columns = ["date", "sku", count, *([] if per == "days" else [per])]
    daily = check_table(article_daily, "article_daily", *columns)
    check_numbers(daily, "article_daily", *columns[2:])
    check_once(daily, "article_daily", "date", "sku")
    days = block_days(daily[columns], page_blocks)
    names = list(days.columns[len(columns) :])
    monday = days["date"] - pd.to_timedelta(days["date"].dt.day_of_week, unit="D")
    days = days.assign(week=monday, days=1.0).rename(columns={count: "count"})
    sums = days.groupby(["sku", "week"])[["count", per]].sum()
    weeks = sums.join(days.groupby(["sku", "week"])[names].mean()).reset_index()
    weeks = weeks.rename(columns={per: "per"})
    if (weeks["count"] > 0)[weeks["per"] <= 0].any():
        raise InputError(f"A week has {count} above 0 with {per} of 0. Check your export.")
    return weeks[weeks["per"] > 0], names


def _spans(blocks):
    """From when to when the block stood, page by page; spans that touch are one (other words)."""
    until = calendar_days(pd.to_datetime(blocks["until"]))
    spans = pd.DataFrame({
        "sku": blocks["sku"].astype("str"), "since": calendar_days(blocks["since"]),
        "until": until.fillna(STILL),
    }).sort_values(["sku", "since"])  # fmt: skip
    before = spans.groupby("sku")["until"].transform(lambda until: until.cummax().shift())
    new = before.isna() | (spans["since"] > before)
    joined = spans.groupby(new.cumsum()).agg({"sku": "first", "since": "min", "until": "max"})
    return joined.assign(until=joined["until"].mask(joined["until"] == STILL))


def _turns(blocks, lines):
    """Days on which the block came or went, after its article's first line and up to its last."""
    sold = lines.groupby("sku")["date"].agg(["min", "max"])
    spans = _spans(blocks)
    came = spans[["sku", "since"]].set_axis(["sku", "day"], axis=1).assign(came=True)
    went = spans[["sku", "until"]].set_axis(["sku", "day"], axis=1).assign(came=False).dropna()
    turns = pd.concat([came, went]).merge(sold, left_on="sku", right_index=True)
    inside = (turns["day"] > turns["min"]) & (turns["day"] <= turns["max"])
    return turns[inside].sort_values(["day", "sku"], ignore_index=True)[["sku", "day", "came"]]


def _one_turn(sums, turns, row, days):
    """Lines and shares with and without, the others' change, the change beside them; or why not."""
    own = turns[(turns["sku"] == row.sku) & (turns["day"] != row.day)]["day"]
    first = max([row.day - days * DAY, *own[own < row.day]])
    end = min([row.day + days * DAY, *own[own > row.day]])
    moved = turns.loc[turns["day"].between(first, end), "sku"]
    rest = sums["lines"].columns.difference([*moved, row.sku])
    sides = []
    for names in ([row.sku], rest):
        for low, high in ((row.day, end), (first, row.day)):
            n, back = (sums[each][names].loc[low : high - DAY].to_numpy().sum()
                       for each in ("lines", "back"))  # fmt: skip
            sides.append((int(n), back / n if n else np.nan))
    if not row.came:
        sides = [sides[1], sides[0], sides[3], sides[2]]
    with_, without, rest_with, rest_without = sides
    if not with_[0] or not without[0]:
        return *with_, *without, np.nan, np.nan, "no lines of the article on one side"
    if not rest_with[0] or not rest_without[0]:
        return *with_, *without, np.nan, np.nan, "no other article to compare with"
    others = rest_with[1] - rest_without[1]
    return *with_, *without, others, with_[1] - without[1] - others, ""
