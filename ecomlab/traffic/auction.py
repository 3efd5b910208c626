"""What decides the price of a click: bids, quality, rivals; and which words to pause (竞价排名).

Tables: ``ads_daily`` by word, ``ads_hourly`` by hour. The rules of real platforms are not published
in full and change: check yours.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share, check_whole
from ecomlab.estimates import beta_of_shares, shrunken_shares
from ecomlab.traffic.plans import test_scale_stop


def auction(bids, quality=None, slots=None, reserve=0.0, step=0.0):
    """Who is shown where, and what does each pay for a click (广义第二价格拍卖)?

    Places go by bid × quality. Who is shown pays just enough to keep the place: the next one's
    score ÷ the own quality. So a good score makes a click cheaper, and the bid only says the most.

    Parameters
    ----------
    bids : mapping of str to float
        The most that each pays for a click, yuan.
    quality : mapping of str to float, optional
        The platform's score of each (质量分), above 0; all alike by default.
    slots : int, optional
        How many are shown; all by default.
    reserve : float
        The least that a click costs. Who bids less isn't shown.
    step : float
        Added to the price: 0.01 on platforms that round up by a fen.

    Returns
    -------
    DataFrame, the first place first; those who aren't shown last
        bidder, bid, quality, score, rank, price (yuan a click; NaN if not shown). Of equal scores
        the one named first is first.

    Raises
    ------
    InputError
        Names of bids and quality differ, or a number is below 0.

    Examples
    --------
    We bid less than B and stand before them, for people click us more.

    >>> auction({"we": 2.0, "B": 2.5, "C": 1.5}, {"we": 9, "B": 6, "C": 6}, slots=2, step=0.01)
      bidder  bid  quality  score  rank     price
    0     we  2.0      9.0   18.0     1  1.676667
    1      B  2.5      6.0   15.0     2  1.510000
    2      C  1.5      6.0    9.0     3       NaN

    References
    ----------
    Edelman, Ostrovsky and Schwarz (2007), American Economic Review 97(1), 242-259; Varian (2007),
    International Journal of Industrial Organization 25, 1163-1178. Row N08, metric M14.
    """
    quality = dict.fromkeys(bids, 1.0) if quality is None else quality
    if set(bids) != set(quality) or not len(bids):
        raise InputError(
            f"bids are of {', '.join(map(str, bids))}, quality of {', '.join(map(str, quality))}. "
            "Give each bidder both."
        )
    check_number("reserve", reserve, low=0), check_number("step", step, low=0)
    table = pd.DataFrame(
        [(name, check_number(f"the bid of {name}", bids[name], low=0),
          float(check_positive(f"the quality of {name}", quality[name]))) for name in bids],
        columns=["bidder", "bid", "quality"],
    )  # fmt: skip
    slots = len(table) if slots is None else check_whole("slots", slots, low=1)
    table["score"] = table["bid"] * table["quality"]
    table = table.assign(out=table["bid"] < reserve)
    table = table.sort_values(["out", "score"], ascending=[True, False], kind="stable")
    table["rank"] = np.arange(1, len(table) + 1)
    following = table["score"].where(~table["out"]).shift(-1) / table["quality"] + step
    price = np.minimum(following.fillna(reserve).clip(lower=reserve), table["bid"])
    table["price"] = price.where((table["rank"] <= slots) & ~table["out"])
    return table.drop(columns="out").reset_index(drop=True)


def price_by_quality(bids, quality, who, scores, slots=None, reserve=0.0, step=0.0):
    """What does one bidder pay, and where do they stand, at every quality score?

    Parameters
    ----------
    bids, quality, slots, reserve, step
        As in `auction`.
    who : str
        The bidder whose score is changed.
    scores : sequence of float

    Returns
    -------
    DataFrame, one row per score
        quality, rank, price (NaN if not shown).

    Raises
    ------
    InputError

    Examples
    --------
    >>> price_by_quality({"we": 2.0, "B": 2.5}, {"we": 9, "B": 6}, "we", [5, 7.5, 10])
       quality  rank  price
    0      5.0     2    0.0
    1      7.5     1    2.0
    2     10.0     1    1.5
    """
    if who not in bids:
        raise InputError(f"who is {who!r}. Choose one of: {', '.join(map(str, bids))}.")
    rows = []
    for score in scores:
        found = auction(bids, {**quality, who: score}, slots, reserve, step).set_index("bidder")
        rows.append((float(score), int(found.loc[who, "rank"]), found.loc[who, "price"]))
    return pd.DataFrame(rows, columns=["quality", "rank", "price"])


def losing_keywords(ads_daily, border, by=("plan_id", "keyword_or_audience"), sure=0.9,
                    cheapest=0.5, kind=None):  # fmt: skip
    """Which keywords cost more than they bring, so surely that they are paused (暂停、删词)?

    A word without an order isn't bad by that alone: it must have cost enough to be told from bad
    luck. A word that would pay at a lower price is bought more cheaply, not paused. What can't be
    told yet and is matched broadly is tried exactly first.

    These are words that the shop *buys*. Negative words (否定词) are chosen among what people
    typed: give the tool's report of search terms, with ``by`` the term, and read "pause" as
    "exclude".

    Parameters
    ----------
    ads_daily : DataFrame
        date, ``by``, cost, orders, revenue, and match_type if there is one ("broad", "exact").
        Give days whose claims are complete.
    border : float
        The return that costs nothing.
    by : sequence of str
        What makes a row.
    sure : float
        How likely it must be that a word is below the border.
    cheapest : float
        Times today's price at which its clicks can still be bought. A word that is surely below
        the border even then is paused.
    kind : Kind, optional
        As in `ecomlab.traffic.plans.plan_returns`.

    Returns
    -------
    DataFrame, the row that wastes most first
        by, match_type (if there is one), cost, n (orders), counts, roas, estimate, low, high,
        chance (of being below the border), wasted (yuan: cost − revenue ÷ border), advice:
        "pause", "lower the bid", "match exactly" or "keep".

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab.traffic.plans import Kind
    >>> days = pd.date_range("2025-03-01", periods=5)
    >>> ads = pd.concat([pd.DataFrame({"date": days, "keyword_or_audience": word, "cost": cost,
    ...     "orders": orders, "revenue": 150.0 * orders, "match_type": "broad"})
    ...     for word, cost, orders in [("second hand chair", 200.0, 0), ("light chair", 200.0, 6),
    ...                                ("chair for cats", 10.0, 0)]])
    >>> found = losing_keywords(ads, 2.4, by=["keyword_or_audience"], kind=Kind(3, 300, 200))
    >>> found[["keyword_or_audience", "cost", "estimate", "chance", "wasted", "advice"]].round(2)
      keyword_or_audience    cost  estimate  chance  wasted advice
    0   second hand chair  1000.0      0.69    1.00  1000.0  pause
    1      chair for cats    50.0      2.57    0.51    50.0   keep
    2         light chair  1000.0      4.15    0.01  -875.0   keep

    References
    ----------
    Rows N08 and T17 (seed 003:091).
    """
    check_share("sure", sure, low=0.5), check_share("cheapest", cheapest, ends=True)
    by = [by] if isinstance(by, str) else list(by)
    if isinstance(ads_daily, pd.DataFrame) and "match_type" in ads_daily:
        by += [name for name in ["match_type"] if name not in by]
    plans = test_scale_stop(ads_daily, border, by, least=1, kind=kind)
    plans["chance"] = 1 - plans["chance"]
    even_then = test_scale_stop(ads_daily, border * cheapest, by, least=1, kind=kind)
    hopeless = plans[by].merge(even_then[[*by, "chance"]], on=by, how="left")["chance"]
    plans["wasted"] = plans["cost"] * (1 - plans["roas"] / border)
    broad = plans["match_type"].eq("broad") if "match_type" in plans else False
    plans["advice"] = np.select(
        [1 - hopeless >= sure, plans["chance"] >= sure, broad & (plans["estimate"] < border)],
        ["pause", "lower the bid", "match exactly"],
        "keep",
    )
    columns = [*by, "cost", "n", "counts", "roas", "estimate", "low", "high", "chance", "wasted",
               "advice"]  # fmt: skip
    return plans.sort_values("wasted", ascending=False, kind="stable")[columns].reset_index(
        drop=True
    )


def bid_multipliers(ads, by="hour", least=0.5, most=2.0, confidence=0.95):
    """Times the bid for each hour, audience or device: a click is worth what it converts.

    The discount by hour (分时折扣) and the surcharge for an audience (人群溢价) are the same thing:
    final bid = bid × (1 + surcharge) × discount. Few clicks say little, so each conversion is drawn
    towards that of all.

    Parameters
    ----------
    ads : DataFrame
        ``by``, clicks, orders: ``ads_hourly``, or ``ads_daily`` by audience.
    by : str
    least, most : float
        What a platform, or caution, allows.
    confidence : float

    Returns
    -------
    DataFrame, one row per value of ``by``
        by, clicks, orders, estimate, low, high (conversion, shrunk), n, counts, multiplier.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> hours = pd.DataFrame({"hour": [3, 12, 20], "clicks": [200, 2000, 4000],
    ...                       "orders": [1, 40, 160]})
    >>> bid_multipliers(hours)[["hour", "estimate", "multiplier"]].round(2)
       hour  estimate  multiplier
    0     3      0.01        0.50
    1    12      0.02        0.63
    2    20      0.04        1.22

    References
    ----------
    Row N08. A yuan goes further where clicks are cheap: compare also `cost ÷ clicks`.
    """
    check_positive("least", least), check_positive("most", most)
    ads = check_table(ads, "ads", by, "clicks", "orders")
    check_numbers(ads, "ads", "clicks", "orders")
    table = ads.groupby(by, observed=True)[["clicks", "orders"]].sum()
    table = table[table["clicks"] > 0].reset_index()
    if not table["orders"].sum() > 0:
        raise InputError("No order in ads: nothing says which clicks convert.")
    whole = table["orders"].sum() / table["clicks"].sum()
    kind = beta_of_shares(table["orders"], table["clicks"])
    found = shrunken_shares(table["orders"], table["clicks"], *kind, confidence)
    table["estimate"], table["low"], table["high"] = found
    table["n"], table["counts"] = table["clicks"], "clicks"
    table["multiplier"] = (table["estimate"] / whole).clip(least, most)
    return table
