"""Which posts and which creators pay? Rates with their bases, and who fits (内容与达人).

Tables: ``content_posts``, one row per post; ``creators``, one row per creator asked; the settlement
of `ecomlab.traffic.contracts.settle_creator`. Course map T13, T22, T24, T29–T31, X35, X46.
"""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from ecomlab.checks import check_flags, check_name, check_numbers, check_once, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate, difference_of_means, ratio_of_totals, share

STAGES = ("sample_sent", "accepted", "co_created", "live_done")
PROFILE = ("fan_young_share", "fan_female_share", "fan_tier1_share")
JUMP_BASES = {"views": "all who saw it", "clicks": "those who clicked"}


def creator_funnel(creators, stages=STAGES, sample_cost=0.0):
    """Asked, sample, accepted, made together, sold live: how many go on, at what cost (寄样漏斗)?

    Parameters
    ----------
    creators : DataFrame
        ``stages``: yes or no, in the order of the work; a row per creator asked.
    stages : sequence of str
    sample_cost : float
        Yuan of a sample with its parcel, for each creator in the first stage.

    Returns
    -------
    DataFrame, one row per stage
        stage, creators (who reached it by all stages before), jumped (reached it without one of
        them: not counted), estimate (share of those of the stage before), low, high, n, counts,
        cost_each (samples' cost ÷ creators; empty where nobody came so far).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> asked = pd.DataFrame({"sample_sent": [1, 1, 1, 0], "accepted": [1, 1, 0, 0]})
    >>> creator_funnel(asked, ["sample_sent", "accepted"], sample_cost=90)[
    ...     ["stage", "creators", "n", "cost_each"]]
             stage  creators  n  cost_each
    0  sample_sent         3  4       90.0
    1     accepted         2  3      135.0

    References
    ----------
    Row T24 (seed 000:021).
    """
    stages = [stages] if isinstance(stages, str) else list(stages)
    if not stages:
        raise InputError("stages is empty. Name the columns of the stages, in their order.")
    check_number("sample_cost", sample_cost, 0)
    creators = check_table(creators, "creators", *stages)
    creators = check_flags(creators, "creators", *stages)
    reached, rows, sent = pd.Series(True, creators.index), [], 0
    for stage in stages:
        flag = creators[stage].astype(bool)
        now, before = reached & flag, int(reached.sum())
        rate = share(int(now.sum()), before, "creators") if before else _nobody("creators")
        sent = sent or int(now.sum())
        each = sample_cost * sent / now.sum() if now.any() else np.nan
        rows.append((stage, int(now.sum()), int((flag & ~reached).sum()), *rate, each))
        reached = now
    columns = ["stage", "creators", "jumped", "estimate", "low", "high", "n", "counts", "cost_each"]
    return pd.DataFrame(rows, columns=columns)


def _nobody(counts, n=0):
    """Instead of an estimate, where there is nothing to divide by."""
    return Estimate(np.nan, np.nan, np.nan, n, counts)


def creator_match(creators, target, style=None, weights=None):
    """How far are each creator's fans from the people whom we want (粉丝画像匹配)?

    A distance, no forecast of sales: test it on posts that are over before you pay for it.

    Parameters
    ----------
    creators : DataFrame
        creator_id, and the columns of ``target``: shares of the fans; style_tags, if ``style`` is
        given.
    target : mapping of str to float
        Those shares among the people we want, such as ``{"fan_young_share": 0.4}``.
    style : str, optional
        A style of ``style_tags``.
    weights : mapping of str to float, optional
        How much each share matters; alike by default.

    Returns
    -------
    DataFrame, nearest first
        creator_id, distance (weighted mean of the absolute differences, points of a share); with
        ``style`` also same_style, and those come first.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> creators = pd.DataFrame({"creator_id": [1, 2], "fan_young_share": [0.7, 0.4],
    ...                          "fan_female_share": [0.6, 0.5]})
    >>> creator_match(creators, {"fan_young_share": 0.4, "fan_female_share": 0.6})
       creator_id  distance
    0           2      0.05
    1           1      0.15

    References
    ----------
    Row T22 (seed 000:021).
    """
    if not isinstance(target, Mapping) or not target:
        raise InputError('target maps columns to shares, such as {"fan_young_share": 0.4}.')
    weights = dict.fromkeys(target, 1.0) if weights is None else weights
    if not isinstance(weights, Mapping) or set(weights) != set(target):
        raise InputError("weights names other columns than target: it gives each of them a number.")
    for name in target:
        check_share(name, target[name], ends=True)
        check_positive(f"the weight of {name}", weights[name])
    extra = [] if style is None else ["style_tags"]
    creators = check_table(creators, "creators", "creator_id", *target, *extra)
    check_once(creators, "creators", "creator_id")
    check_numbers(creators, "creators", *target)
    for name in target:
        if (creators[name] > 1).any():
            raise InputError(f"{name} of creators holds {creators[name].max():g}. Give shares from "
                             "0 to 1: 0.7, not 70.")  # fmt: skip
    total = sum(weights.values())
    apart = sum(weights[name] * (creators[name] - target[name]).abs() for name in target) / total
    found = creators[["creator_id"]].assign(distance=apart.round(6))
    if style is None:
        return found.sort_values(["distance", "creator_id"], ignore_index=True)
    check_name(creators, "style_tags", style, "style")
    found["same_style"] = creators["style_tags"] == style
    order = ["same_style", "distance", "creator_id"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)


def creator_results(sheet, margin, by="creator_id"):
    """What did each creator (or tier) bring for its fees, of the contracts that are settled?

    By last click: what people search for or buy elsewhere later isn't in it.

    Parameters
    ----------
    sheet : DataFrame
        From `settle_creator`, with ``by``.
    margin : float
        What is left of a kept yuan before creators and ads.
    by : str

    Returns
    -------
    DataFrame, one row per value of ``by``, best first
        by, posts (settled), open (contracts that aren't), fees (slot fees less what came back),
        kept, left (margin × kept less fees, commission, agency), estimate (what is left of the
        kept yuan after commission, for a yuan of fees: 1 pays the fee), low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> sheet = pd.DataFrame({
    ...     "tier": ["mid", "mid", "head"], "settled": True, "kept": [900, 0, 400], "agency": 0.0,
    ...     "slot_fee": [100.0, 120.0, 500.0], "fee_back": None, "commission": [90.0, 0, 40]})
    >>> creator_results(sheet, 0.4, by="tier")[["tier", "posts", "left", "estimate"]].round(2)
       tier  posts   left  estimate
    0   mid      2   50.0      1.23
    1  head      1 -380.0      0.24
    """
    money = ["kept", "slot_fee", "commission", "agency"]
    sheet = check_table(sheet, "sheet", by, "settled", *money, gaps=["fee_back"])
    check_flags(sheet, "sheet", "settled")
    check_share("margin", margin, ends=True)
    paid = sheet["slot_fee"] - sheet["fee_back"].astype("float64").fillna(0.0)
    brought = margin * sheet["kept"] - sheet["commission"] - sheet["agency"]
    rows = []
    for name, mine in sheet.groupby(by, observed=True):
        done = mine.index[mine["settled"].astype(bool)]
        fees = float(paid[done].sum())
        pooled = ratio_of_totals(brought[done], paid[done], "posts") if fees > 0 else None
        kept, left = float(mine.loc[done, "kept"].sum()), float(brought[done].sum()) - fees
        rows.append((name, len(done), len(mine) - len(done), fees, kept, left,
                     *(pooled or _nobody("posts", len(done)))))  # fmt: skip
    columns = [by, "posts", "open", "fees", "kept", "left",
               "estimate", "low", "high", "n", "counts"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("estimate", ascending=False, ignore_index=True)


def jump_rate(content_posts, base="views"):
    """Which share of those who saw a post (or clicked it) went into the shop (站外至站内跳转率)?

    Parameters
    ----------
    content_posts : DataFrame
        views, clicks, jumps_to_store; a row per post.
    base : {"views", "clicks"}
        Say which, wherever the rate is told.

    Returns
    -------
    Estimate
        All jumps ÷ all views or clicks; n counts posts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> posts = pd.DataFrame({"views": [900, 100], "clicks": [20, 10], "jumps_to_store": [9, 6]})
    >>> jump_rate(posts).value, jump_rate(posts, "clicks").value
    (0.015, 0.5)

    References
    ----------
    Row T13 (seed 001:015).
    """
    check_choice("base", base, JUMP_BASES)
    posts = _posts(content_posts)
    _no_more(posts, "jumps_to_store", base)
    return ratio_of_totals(posts["jumps_to_store"], posts[base], "posts")


def _no_more(posts, part, whole):
    """A part of the whole can't be more: refused, with the first such row."""
    odd = posts[part] > posts[whole]
    if odd.any():
        row = posts[odd].iloc[0]
        raise InputError(
            f"{int(odd.sum())} posts have more {part} than {whole}, such as {row[part]:g} of "
            f"{row[whole]:g}. Are the columns exchanged, or counted over other days?"
        )


def _posts(content_posts):
    names = ["views", "clicks", "jumps_to_store"]
    posts = check_table(content_posts, "content_posts", *names)
    return check_numbers(posts, "content_posts", *names)


def top_posts(content_posts, top=10, by="views"):
    """What have the best posts in common with the others? Ten of how many, and the rates of both.

    Parameters
    ----------
    content_posts : DataFrame
        views, clicks, jumps_to_store, and ``by``.
    top : int
    by : str
        What "best" means: a column, the larger the better. At a tie the earlier row is better.

    Returns
    -------
    DataFrame
        Rows "best", "others", "all"; group, posts, views, share_of_views, per_view, per_click
        (jumps to the shop).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> posts = pd.DataFrame({"views": [900, 50, 50], "clicks": [20, 10, 2],
    ...                       "jumps_to_store": [9, 6, 0]})
    >>> top_posts(posts, top=1)[["group", "posts", "share_of_views", "per_view"]]
        group  posts  share_of_views  per_view
    0    best      1             0.9     0.010
    1  others      2             0.1     0.060
    2     all      3             1.0     0.015
    """
    posts = _posts(content_posts)
    check_table(posts, "content_posts", by)
    check_whole("top", top, 1)
    if top >= len(posts):
        raise InputError(f"top is {top}, but there are {len(posts)} posts. Choose fewer.")
    order = posts[by].sort_values(ascending=False, kind="stable").index
    groups = {"best": posts.loc[order[:top]], "others": posts.loc[order[top:]], "all": posts}
    whole = posts["views"].sum()
    rows = []
    for name, some in groups.items():
        sums = some[["views", "clicks", "jumps_to_store"]].sum()
        views, clicks, jumps = sums
        rates = (_over(views, whole), _over(jumps, views), _over(jumps, clicks))
        rows.append((name, len(some), int(views), *rates))
    columns = ["group", "posts", "views", "share_of_views", "per_view", "per_click"]
    return pd.DataFrame(rows, columns=columns)


def _over(above, below):
    return above / below if below else np.nan


def posts_for_hits(hit_share, hits=10, sure=0.9):
    """How many posts must go out so that this many of them are hits, as sure as that?

    Parameters
    ----------
    hit_share : float
        One post's chance of being a hit, from posts that were not chosen for it.
    hits : int
    sure : float

    Returns
    -------
    int

    Raises
    ------
    InputError

    Examples
    --------
    One post in twenty: 200 posts bring ten hits on average, but only as often as not.

    >>> posts_for_hits(0.05, 10, sure=0.5), posts_for_hits(0.05, 10, sure=0.9)
    (194, 282)

    References
    ----------
    Negative binomial distribution: posts until the tenth hit.
    """
    check_share("hit_share", hit_share)
    check_whole("hits", hits, 1)
    check_share("sure", sure)
    return int(stats.nbinom.ppf(sure, hits, hit_share)) + hits


def watch_time(seconds, at=(3, 10, 30)):
    """Which share of the viewers is still there after so many seconds (播放时长, 完播)?

    Every view is seen to its end, so nothing is censored: counting is enough, and a survival curve
    of lesson 5.2's kind would say the same.

    Parameters
    ----------
    seconds : sequence of float
        How long each view lasted.
    at : sequence of float

    Returns
    -------
    DataFrame, one row per second asked for
        seconds, estimate (share that watched at least so long), low, high, n, counts.

    Raises
    ------
    InputError

    Examples
    --------
    >>> watch_time([1, 2, 2, 5, 31], at=[3, 30])[["seconds", "estimate", "n"]]
       seconds  estimate  n
    0        3       0.4  5
    1       30       0.2  5

    References
    ----------
    Row T29 (seed 000:025, 002:035); one minus the empirical distribution function.
    """
    frame = check_table(pd.DataFrame({"seconds": list(seconds)}), "views", "seconds")
    check_numbers(frame, "views", "seconds")
    for each in at:
        check_number("at", each, 0)
    still = [int((frame["seconds"] >= each).sum()) for each in at]
    rows = [(each, *share(n, len(frame), "views")) for each, n in zip(at, still, strict=True)]
    return pd.DataFrame(rows, columns=["seconds", "estimate", "low", "high", "n", "counts"])


def hook_rates(content_posts, by):
    """Of those who see a video, who stays three seconds, who to the end (3 秒播放率, 完播率)?

    Parameters
    ----------
    content_posts : DataFrame
        ``by``, views, view_3s, completions (both empty for pictures: those posts have no seconds
        and are not counted).
    by : str

    Returns
    -------
    DataFrame, one row per value of ``by``
        by, estimate (of the views, 3 seconds and more), low, high, n, counts, to_end (of those who
        stayed 3 seconds), pictures (posts not counted).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> posts = pd.DataFrame({"type": ["drama", "drama", "image_text"], "views": [100, 300, 50],
    ...     "view_3s": [50, 90, None], "completions": [20, 22, None]})
    >>> hook_rates(posts, "type")[["type", "estimate", "to_end", "pictures"]]
             type  estimate  to_end  pictures
    0       drama      0.35     0.3         0
    1  image_text       NaN     NaN         1
    """
    gaps = ["view_3s", "completions"]
    posts = check_table(content_posts, "content_posts", by, "views", gaps=gaps)
    rows = []
    for name, mine in posts.groupby(by, observed=True):
        films = mine[mine["view_3s"].notna()]
        if films["completions"].isna().any():
            raise InputError(f"{name} has posts with view_3s, but without completions. Empty isn't "
                             "0: fill them in, or leave these posts out.")  # fmt: skip
        numbers = films[["views", "view_3s", "completions"]].astype("float64")
        check_numbers(numbers, "content_posts", *numbers)
        _no_more(numbers, "view_3s", "views")
        _no_more(numbers, "completions", "view_3s")
        held = numbers["view_3s"].sum()
        seen = len(films) and numbers["views"].sum() > 0
        rate = (ratio_of_totals(numbers["view_3s"], numbers["views"], "posts") if seen
                else _nobody("posts", len(films)))  # fmt: skip
        to_end = _over(numbers["completions"].sum(), held)
        rows.append((name, *rate, to_end, len(mine) - len(films)))
    columns = [by, "estimate", "low", "high", "n", "counts", "to_end", "pictures"]
    return pd.DataFrame(rows, columns=columns)


def content_coverage(content_posts, rows="type", columns="stage", above="clicks", below="views"):
    """What was posted for whom, with what yield? A grid, its empty cells too (内容矩阵).

    Parameters
    ----------
    content_posts : DataFrame
        ``rows``, ``columns``, ``above``, ``below``; a row per post.
    rows, columns : str
        Kind of content and stage, or any two columns.
    above, below : str
        The yield: all of the one ÷ all of the other.

    Returns
    -------
    DataFrame, one row per cell of the grid
        rows, columns, posts (0: nobody posted that), estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> posts = pd.DataFrame({"type": ["drama", "review"], "stage": ["aware", "purchase"],
    ...                       "views": [100, 40], "clicks": [2, 2]})
    >>> content_coverage(posts)[["type", "stage", "posts", "estimate"]]
         type     stage  posts  estimate
    0   drama     aware      1      0.02
    1   drama  purchase      0       NaN
    2  review     aware      0       NaN
    3  review  purchase      1      0.05

    References
    ----------
    Row T31 (seed 000:026, 002:009-011).
    """
    posts = check_table(content_posts, "content_posts", rows, columns, above, below)
    check_numbers(posts, "content_posts", above, below)
    names = [sorted(posts[name].unique()) for name in (rows, columns)]
    cells = dict(list(posts.groupby([rows, columns], observed=True)))
    table = []
    for cell in product(*names):
        mine = cells.get(cell, posts.head(0))
        rate = (ratio_of_totals(mine[above], mine[below], "posts") if mine[below].sum() > 0
                else _nobody("posts", len(mine)))  # fmt: skip
        table.append((*cell, len(mine), *rate))
    names = [rows, columns, "posts", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(table, columns=names)


def boost_effect(boosts, margin, arm="audience", none="none", kept="kept", cost="cost"):
    """What does a boost (DOU+, 千川) of a post add, beside posts that the lot left alone?

    Parameters
    ----------
    boosts : DataFrame
        ``arm`` (whom the boost was shown to), views_after (unpaid views after it), ``kept`` (yuan
        at the settlement), ``cost`` (yuan of the boost); a row per post. Only where a lot chose the
        arm is the difference the boost's.
    margin : float
        What is left of a kept yuan before creators and ads.
    arm : str
    none : str
        The posts that weren't boosted.
    kept, cost : str

    Returns
    -------
    DataFrame, one row per arm
        arm, views (more unpaid views than posts left alone), views_low, views_high, estimate
        (profit of a boost: margin × more kept, less its cost, yuan), low, high, n (posts of both),
        counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An arm with fewer than two posts.

    Examples
    --------
    >>> boosts = pd.DataFrame({
    ...     "audience": ["none"] * 3 + ["lookalike"] * 3, "cost": [0.0] * 3 + [50.0] * 3,
    ...     "views_after": [90, 100, 110, 140, 150, 160], "kept": [100, 110, 90, 320, 300, 280]})
    >>> boost_effect(boosts, margin=0.4)[["audience", "views", "estimate"]]
        audience  views  estimate
    0  lookalike   50.0      30.0

    References
    ----------
    Row T30 (seed 000:025, 002:009).
    """
    boosts = check_table(boosts, "boosts", arm, "views_after", kept, cost)
    check_numbers(boosts, "boosts", "views_after", kept, cost)
    check_name(boosts, arm, none, "none")
    check_share("margin", margin, ends=True)
    left = margin * boosts[kept] - boosts[cost]
    rest = boosts[arm] == none
    rows = []
    for name in sorted(set(boosts.loc[~rest, arm])):
        mine = boosts[arm] == name
        if mine.sum() < 2 or rest.sum() < 2:
            raise InputError(f"{name} or {none} has fewer than two posts: too few to compare.")
        after = boosts["views_after"]
        views = difference_of_means(after[mine], after[rest], "posts")
        found = difference_of_means(left[mine], left[rest], "posts")
        rows.append((name, views.value, views.low, views.high, *found))
    columns = [arm, "views", "views_low", "views_high", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=columns)
