"""What do we do with what doesn't sell? Ages of stock, a markdown plan, a week's worth (清仓).

Tables: ``inventory_daily``, one row per article and day; ``sku``, one row per article. An
elasticity is a number below 0, as lesson 3.3 estimates it.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.signal import convolve

from ecomlab.checks import check_moment, check_numbers, check_table, check_times
from ecomlab.errors import (
    InputError,
    check_days,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate
from ecomlab.fulfillment.inventory import _cost

WEEKS_A_YEAR = 365 / 7
STEPS = tuple(round(1 - 0.05 * step, 2) for step in range(17))  # prices tried: 100 to 20%
MOST = 20_000  # pieces of one plan
FREE = {"prices": None, "keep": 1.0, "per_piece": 0.0, "salvage": 0.0, "waiting": 0.0,
        "fading": 0.0}  # fmt: skip


# --- What lies there ------------------------------------------------------------------------


def stock_ageing(inventory_daily, sku, as_of=None, bands=(30, 90, 180), window=30):
    """How long has what is on the shelf lain there, and how fast does it leave (库龄)?

    First in, first out: what is left came last. Nobody writes a date on each piece, so this is a
    convention. A piece that was there on the table's first day has lain since then *at least*.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sku, on_hand (pieces in the evening), received (pieces that came), sales (pieces
        sold); if there, put_back (pieces that came back).
    sku : DataFrame
        sku, unit_cost (yuan).
    as_of : date, optional
        The evening that is asked about; the last one by default. Later rows aren't looked at.
    bands : sequence of int
        Days at which a band ends: (30, 90) makes 0–30, 31–90 and 91+.
    window : int
        Days up to that evening in which sales are counted.

    Returns
    -------
    DataFrame, one row per article with stock, the most yuan first
        sku; on_hand; yuan (at cost); a column of pieces for each band, such as "0-30" and "181+";
        at_least (pieces there on the first day, so perhaps older); sold (pieces in the window);
        cover (days the stock lasts at that pace; infinite if nothing was sold).

    Raises
    ------
    ColumnError, InputError
        An article twice on a day; an article of earlier days without a row on that evening; bands
        that don't grow; a window that begins before the table.

    Examples
    --------
    Five mugs lie there; three came yesterday, so two are older: they were there on the first day.

    >>> shelf = pd.DataFrame({"date": pd.date_range("2025-05-01", periods=3), "sku": "mug",
    ...                       "on_hand": [4, 3, 5], "received": [0, 0, 3], "sales": [0, 1, 1]})
    >>> cost = pd.DataFrame({"sku": ["mug"], "unit_cost": [20.0]})
    >>> stock_ageing(shelf, cost, bands=[1], window=2)
       sku  on_hand   yuan  0-1  2+  at_least  sold  cover
    0  mug        5  100.0    3   2         2     2    5.0

    References
    ----------
    Course map F29. Silver, Pyke and Thomas (2017), Inventory and Production Management, chapter 1.
    """
    bands, window = _bands(bands), check_days("window", window)
    table, about = _shelf(inventory_daily), check_table(sku, "sku", "sku", "unit_cost")
    about = check_numbers(about, "sku", "unit_cost").astype({"sku": str})
    evening = table["date"].max() if as_of is None else check_moment(table["date"], as_of, "as_of")
    first = table["date"].min()
    if not first <= evening <= table["date"].max():
        raise InputError(
            f"as_of is {evening:%Y-%m-%d}, but inventory_daily goes from {first:%Y-%m-%d} to "
            f"{table['date'].max():%Y-%m-%d}. Choose a day in between."
        )
    since = evening - pd.Timedelta(days=window - 1)
    if since < first:
        raise InputError(
            f"window is {window} days, but inventory_daily begins on {first:%Y-%m-%d}. Choose "
            f"at most {(evening - first).days + 1}."
        )
    table = table[table["date"] <= evening].sort_values("date")
    last = table.groupby("sku", observed=True).tail(1)
    if gone := last.loc[last["date"] < evening, "sku"].tolist():
        raise InputError(
            f"{len(gone)} articles have no row on {evening:%Y-%m-%d}, such as {gone[0]!r}. Give "
            "them one, with on_hand 0 if nothing is left."
        )
    found = last.loc[last["on_hand"] > 0, ["sku", "on_hand"]].reset_index(drop=True)
    found["yuan"] = found["on_hand"] * _cost(found, about)
    names = _band_names(bands)
    by_band = _pieces_by_band(table, evening, bands)
    found[names] = by_band.reindex(found["sku"])[range(len(names))].to_numpy()
    found["at_least"] = by_band.reindex(found["sku"])["at_least"].to_numpy()
    sold = table[table["date"] >= since].groupby("sku", observed=True)["sales"].sum()
    found["sold"] = found["sku"].map(sold).astype("int64")
    pace = found["sold"] / window
    found["cover"] = (found["on_hand"] / pace.where(pace > 0)).fillna(np.inf)
    return found.sort_values(["yuan", "sku"], ascending=[False, True], ignore_index=True)


def _bands(bands):
    ends = [check_whole("an end of bands", end) for end in _many("bands", bands)]
    if not ends or any(b <= a for a, b in zip(ends, ends[1:], strict=False)):
        raise InputError(f"bands is {tuple(bands)!r}. Choose days that grow, such as (30, 90).")
    return ends


def _many(name, values):
    """Several of something; one alone is refused by its name."""
    if isinstance(values, str | Mapping) or not np.iterable(values):
        raise InputError(f"{name} is {values!r}. Give several, in square brackets.")
    return list(values)


def _filled(name, values):
    """Several of something, and one at least."""
    if not (found := _many(name, values)):
        raise InputError(f"{name} is empty. Give at least one.")
    return found


def _band_names(bands):
    starts = [0, *(end + 1 for end in bands)]
    return [f"{a}-{b}" for a, b in zip(starts, bands, strict=False)] + [f"{starts[-1]}+"]


def _shelf(inventory_daily):
    columns = ["on_hand", "received", "sales"]
    table = check_table(inventory_daily, "inventory_daily", "date", "sku", *columns)
    check_times(table, "inventory_daily", "date")
    columns += ["put_back"] if "put_back" in table else []
    check_numbers(table, "inventory_daily", *columns)
    table = table[["date", "sku", *columns]].astype({"sku": str})
    for name in columns:
        if (parts := table[name] % 1 != 0).any():
            raise InputError(
                f"{name} of inventory_daily has {table.loc[parts, name].iloc[0]!r} "
                f"({parts.sum()} such rows). Give whole pieces."
            )
    table = table.astype(dict.fromkeys(columns, "int64"))
    if (twice := table.duplicated(["date", "sku"])).any():
        row = table[twice].iloc[0]
        raise InputError(
            f"inventory_daily has {row['sku']!r} twice on {row['date']:%Y-%m-%d} ({twice.sum()} "
            "such rows). It needs one row per article and day."
        )
    return table.assign(came=table["received"] + table.get("put_back", 0))


def _pieces_by_band(table, evening, bands):
    """Of each article, the pieces left in each band, and those there on the first day."""
    rows = table.iloc[::-1].copy()  # the youngest first
    stock = rows.groupby("sku", observed=True)["on_hand"].transform("first")
    younger = rows.groupby("sku", observed=True)["came"].cumsum() - rows["came"]
    rows["kept"] = np.clip(stock - younger, 0, rows["came"])
    rows["band"] = np.searchsorted(bands, (evening - rows["date"]).dt.days)
    pieces = rows.pivot_table(
        index="sku", columns="band", values="kept", aggfunc="sum", fill_value=0, observed=True
    ).reindex(columns=range(len(bands) + 1), fill_value=0)
    ends = rows.groupby("sku", observed=True).agg(
        stock=("on_hand", "first"), kept=("kept", "sum"), band=("band", "last")
    )
    pieces["at_least"] = ends["stock"] - ends["kept"]
    for code, row in ends.iterrows():
        pieces.loc[code, row["band"]] += row["stock"] - row["kept"]
    return pieces.astype("int64")


def ageing_shares(ageing):
    """All articles together: yuan at cost in each band, and its share (库龄结构).

    Parameters
    ----------
    ageing : DataFrame
        As of `stock_ageing`.

    Returns
    -------
    DataFrame, one row per band
        band, pieces, yuan, share (of the yuan).

    Raises
    ------
    ColumnError, InputError
        A table without a column for a band.

    Examples
    --------
    >>> ageing_shares(pd.DataFrame({"sku": ["mug", "pan"], "on_hand": [5, 10],
    ...                             "yuan": [100.0, 300.0], "0-30": [5, 0], "31+": [0, 10]}))
       band  pieces   yuan  share
    0  0-30       5  100.0   0.25
    1   31+      10  300.0   0.75
    """
    bands = _bands_of(ageing)
    each = ageing["yuan"] / ageing["on_hand"]
    rows = [(name, int(ageing[name].sum()), float((ageing[name] * each).sum())) for name in bands]
    found = pd.DataFrame(rows, columns=["band", "pieces", "yuan"])
    return found.assign(share=found["yuan"] / found["yuan"].sum())


def age_by_pace(ageing, old=1, slow=90):
    """Old stock that sells, and young stock that doesn't: yuan at cost by age and by pace.

    Parameters
    ----------
    ageing : DataFrame
        As of `stock_ageing`.
    old : int
        From which band on a piece is old: 1 is the second band.
    slow : float
        Days of cover above which an article is slow.

    Returns
    -------
    DataFrame, one row per pace
        pace ("sells", "slow", "no sale"), articles, young, old (yuan at cost).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"sku": ["mug", "pan"], "on_hand": [5, 10], "yuan": [100.0, 300.0],
    ...                       "0-30": [5, 0], "31+": [0, 10], "sold": [0, 30],
    ...                       "cover": [np.inf, 10]})
    >>> age_by_pace(table)
          pace  articles  young    old
    0    sells         1    0.0  300.0
    1     slow         0    0.0    0.0
    2  no sale         1  100.0    0.0
    """
    names = _bands_of(ageing)
    check_table(ageing, "ageing", "sold", "cover")
    if not 1 <= check_whole("old", old) < len(names):
        raise InputError(f"old is {old}. Choose 1 to {len(names) - 1}: the bands are {names}.")
    pace = np.where(ageing["cover"] > check_positive("slow", slow), "slow", "sells")
    pace = pd.Series(np.where(ageing["sold"] > 0, pace, "no sale"), ageing.index)
    each = ageing["yuan"] / ageing["on_hand"]
    parts = {"young": ageing[names[:old]].sum(axis=1) * each,
             "old": ageing[names[old:]].sum(axis=1) * each}  # fmt: skip
    found = pd.DataFrame(parts).groupby(pace).sum()
    found.insert(0, "articles", pace.value_counts())
    found = found.reindex(["sells", "slow", "no sale"]).fillna(0).rename_axis("pace").reset_index()
    return found.astype({"articles": "int64"})


def _bands_of(ageing):
    check_table(ageing, "ageing", "sku", "on_hand", "yuan")
    names = [name for name in ageing if str(name).replace("-", "").replace("+", "").isdigit()]
    if not names:
        raise InputError("ageing has no column for a band. Give the table of stock_ageing.")
    check_positive("what lies there", float(ageing["on_hand"].min()))
    return names


# --- What a piece is worth ------------------------------------------------------------------


def waiting_cost(worth, capital=0.0, room=0.0, fading=0.0):
    """What one more week costs a piece that could be sold today, part by part.

    What the piece *cost* isn't asked. What could be had for it today is what waits.

    Parameters
    ----------
    worth : float
        Yuan that would be left of it today.
    capital : float
        What the money would earn elsewhere, a share a year: the rate of a loan it pays back.
    room : float
        Yuan for its place on the shelf, a week. 0 if the room stands empty otherwise.
    fading : float
        Share of this worth that it loses a week: out of fashion, near its date.

    Returns
    -------
    DataFrame
        part ("money", "room", "fading", "all"), yuan (a piece and week), share (of its worth).

    Raises
    ------
    InputError

    Examples
    --------
    A jacket would leave 100 yuan. A loan costs 10.4% a year, its place 0.1 yuan, fashion 2% a week.

    >>> waiting_cost(100, capital=0.104, room=0.1, fading=0.02).round(3)
         part   yuan  share
    0   money  0.199  0.002
    1    room  0.100  0.001
    2  fading  2.000  0.020
    3     all  2.299  0.023

    References
    ----------
    Silver, Pyke and Thomas (2017), Inventory and Production Management, chapter 1: the cost of
    carrying an item.
    """
    worth = check_positive("worth", worth)
    parts = {
        "money": worth * check_number("capital", capital, 0, "0.06 for 6% a year") / WEEKS_A_YEAR,
        "room": check_number("room", room, 0),
        "fading": worth * check_share("fading", fading, ends=True),
    }
    parts["all"] = sum(parts.values())
    table = pd.DataFrame({"part": list(parts), "yuan": list(parts.values())})
    return table.assign(share=table["yuan"] / worth)


def worth_later(later, weeks, capital=0.0, room=0.0, lost=0.0):
    """What a piece that is kept for later is worth today, yuan.

    Parameters
    ----------
    later : float
        What it will save or bring then: the price of the piece that needn't be bought, if the
        article is bought again anyway.
    weeks : float
        Until then.
    capital, room
        As in `waiting_cost`.
    lost : float
        Share of the pieces that won't be good then.

    Raises
    ------
    InputError

    Examples
    --------
    A lantern kept for 26 weeks saves buying one for 50 yuan; money costs 6% a year, its place
    0.1 yuan a week. Below about 46 yuan after fee and parcel it had better stay.

    >>> round(worth_later(50, 26, capital=0.06, room=0.1), 2)
    45.97
    """
    weeks = check_number("weeks", weeks, 0)
    rate = check_number("capital", capital, 0, "0.06 for 6% a year")
    kept = 1 - check_share("lost", lost, ends=True)
    then = check_number("later", later, 0) * kept
    return then / (1 + rate) ** (weeks / WEEKS_A_YEAR) - check_number("room", room, 0) * weeks


def least_price(worth, keep=1.0, per_piece=0.0):
    """The price below which a piece had better not be sold, yuan.

    Parameters
    ----------
    worth : float
        What it is worth unsold, yuan: as of `worth_later`, or what a dealer pays. Below 0, if
        somebody must be paid to fetch it.
    keep : float
        Share of a price that is left after fee, returns and tax.
    per_piece : float
        Yuan a sale costs beside (parcel, packaging).

    Raises
    ------
    InputError

    Notes
    -----
    A piece that comes back is reckoned as gone. If the share r of the pieces comes back as good as
    new, divide ``keep`` and ``per_piece`` by 1 − r: then both are of a piece that stays sold.

    Examples
    --------
    A dealer pays 6 yuan, of a price 80% is left, a parcel costs 4: what the piece cost isn't asked.

    >>> least_price(6, keep=0.8, per_piece=4)
    12.5
    """
    worth, per_piece = check_number("worth", worth), check_number("per_piece", per_piece, 0)
    return max(worth + per_piece, 0.0) / check_positive(
        "keep", check_share("keep", keep, ends=True)
    )


# --- At which price, in which week ----------------------------------------------------------


class _Terms(NamedTuple):
    """A plan's numbers: prices, their demand in each week, what is left, what is allowed."""

    stock: int
    prices: np.ndarray
    demand: np.ndarray  # weeks × prices: pieces wanted on average
    net: np.ndarray
    allowed: np.ndarray  # weeks × prices
    salvage: float
    waiting: float


def weekly_demand(price, usual, weekly, elasticity, fading=0.0, week=1):
    """Pieces a week that are wanted at a price, by an elasticity that is the same everywhere.

    Nobody has tried prices far from the usual ones: there this curve is a guess.

    Parameters
    ----------
    price : float or array
        Yuan.
    usual, weekly : float
        The usual price, and pieces a week at it.
    elasticity : float
        Below 0.
    fading : float
        Share of their worth to buyers that the pieces lose a week.
    week : int
        The first is 1: nothing has faded yet.

    Returns
    -------
    float or array

    Raises
    ------
    InputError

    Examples
    --------
    At half the price, and elasticity −2, four times as many.

    >>> weekly_demand(30, usual=60, weekly=20, elasticity=-2)
    80.0
    """
    usual, weekly = check_positive("usual", usual), check_number("weekly", weekly, 0)
    left = 1 - check_share("fading", fading, ends=True)
    worth = usual * left ** (check_whole("week", week, 1) - 1)
    try:
        asked = np.asarray(price, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"price is {price!r}. Give a number, or several.") from None
    if not (asked > 0).all():
        raise InputError(f"price is {price!r}. A price is above 0.")
    share = asked / worth if worth else np.full(asked.shape, np.inf)
    wanted = weekly * share ** _elasticity(elasticity)
    return wanted if wanted.ndim else float(wanted)


def _elasticity(value, below=0):
    value = check_number("elasticity", getattr(value, "value", value))
    if value >= below:
        why = ("Write it with a minus, such as -2." if below == 0 else
               "There a lower price brings less money, and this rule has no answer.")  # fmt: skip
        raise InputError(f"elasticity is {value:g}. Choose a number below {below}. {why}")
    return value


def clearing_price(stock, weekly, price, elasticity, weeks=1):
    """The one price at which the last piece is expected to leave on the last day, yuan.

    Not more than the usual price: whoever has too little need not raise it.

    Parameters
    ----------
    stock, weekly, price : float
        Pieces; pieces a week at the usual price; the usual price.
    elasticity : float or Estimate
        Below 0.
    weeks : float

    Raises
    ------
    InputError

    Examples
    --------
    100 mugs, 10 a week at 40 yuan. To be gone in a week they need ten times as many buyers.

    >>> [round(clearing_price(100, 10, 40, -2, weeks), 2) for weeks in (1, 4)]
    [12.65, 25.3]
    """
    stock, weeks = check_positive("stock", stock), check_positive("weeks", weeks)
    cover = stock / (check_positive("weekly", weekly) * weeks)
    return float(check_positive("price", price) * max(cover, 1.0) ** (1 / _elasticity(elasticity)))


def markdown_plan(
    stock, weekly, price, elasticity, weeks=4, prices=None, keep=1.0, per_piece=0.0, salvage=0.0,
    waiting=0.0, fading=0.0, path=None,
):  # fmt: skip
    """Which price in which week, so that a pile leaves most money (降价计划)?

    Dynamic programming: for each number of pieces left in each week the price with the most
    expected money from there on. How many are wanted is Poisson, around a demand that is believed
    known (`weekly_demand`). What the pieces cost is paid already and isn't asked.

    Parameters
    ----------
    stock : int
        Pieces.
    weekly : float or sequence of float
        Pieces a week at the usual price; a sequence has a number for each week.
    price : float
        The usual price, yuan.
    elasticity : float or Estimate
        Below 0.
    weeks : int
        Until what is left goes for ``salvage``.
    prices : sequence of float, optional
        Those that may be asked; 100, 95, … 20% of the usual price by default.
    keep, per_piece
        As in `least_price`.
    salvage : float
        Yuan for each piece left at the end: a dealer's price, or `worth_later`.
    waiting : float
        Yuan for each piece that is carried into the next week (`waiting_cost`: money and room).
    fading : float
        As in `weekly_demand`.
    path : sequence, optional
        A price for each week that is fixed, None for a week that is free. So a plan somebody
        proposes is reckoned with the same numbers.

    Returns
    -------
    DataFrame, one row per week
        week; price (with the pieces that are expected to be left); stock (expected in the
        morning), low and high (between which it lies in 95 of 100 cases); sold (expected); yuan
        (expected, less waiting). attrs: money (all of it, with salvage), left (expected at the
        end), sold_out (chance).

    Raises
    ------
    InputError
        An elasticity not below 0; a path or weekly of another length; no price above 0.

    Notes
    -----
    A piece that is sold is gone: what comes back isn't put on the shelf again. If the share r comes
    back as good as new, multiply ``weekly`` by 1 − r and divide ``keep`` and ``per_piece`` by it:
    then all numbers are of pieces that stay sold.

    Examples
    --------
    Ten lamps, two weeks, 4 a week at 30 yuan. Whether the second week needs a cut, the first tells.

    >>> plan = markdown_plan(10, 4, 30, -2, weeks=2, prices=[30, 25, 20])
    >>> plan[["week", "price", "stock", "low", "high", "sold"]].round(1)
       week  price  stock  low  high  sold
    0     1   30.0   10.0   10    10   4.0
    1     2   25.0    6.0    2     9   5.0
    >>> round(plan.attrs["money"])
    240

    References
    ----------
    Gallego and van Ryzin (1994), Management Science 40: with demand that is known and doesn't
    change, one fixed price is nearly the best.
    """
    terms = _terms(stock, weekly, price, elasticity, weeks, prices, keep, per_piece, salvage,
                   waiting, fading, path)  # fmt: skip
    return _follow(terms, _solve(terms)[1])


def _terms(stock, weekly, price, elasticity, weeks, prices, keep, per_piece, salvage, waiting,
           fading, path):  # fmt: skip
    weeks, price = check_whole("weeks", weeks, 1), check_positive("price", price)
    free = (
        [round(price * share, 2) for share in STEPS]
        if prices is None
        else _filled("prices", prices)
    )
    path = [None] * weeks if path is None else _many("path", path)
    if len(path) != weeks:
        raise InputError(f"path has {len(path)} weeks, the plan {weeks}. Give a price for each.")
    fixed = [each for each in path if each is not None]
    free, fixed = ([check_positive("a price", each) for each in some] for some in (free, fixed))
    asked = np.array(
        sorted({*free, *fixed}, reverse=True), dtype=float
    )  # of two as good, the higher
    allowed = np.array([np.isin(asked, free if each is None else each) for each in path])
    demand = [
        weekly_demand(asked, price, rate, elasticity, fading, week)
        for week, rate in enumerate(_by_week(weekly, weeks), 1)
    ]
    check_share("keep", keep, ends=True)
    net = asked * keep - check_number("per_piece", per_piece, 0)
    if net[0] <= 0:
        raise InputError(
            f"Nothing is left of the highest price, {asked[0]:g}: keep is {keep}, per_piece "
            f"{per_piece}. Such a pile had better not be sold in the shop."
        )
    if check_whole("stock", stock, 1) > MOST:
        raise InputError(f"stock is {stock}. Choose at most {MOST:,} pieces.")
    salvage, waiting = check_number("salvage", salvage, 0), check_number("waiting", waiting, 0)
    return _Terms(int(stock), asked, np.array(demand), net, allowed, salvage, waiting)


def _by_week(weekly, weeks):
    if np.ndim(weekly) == 0:
        return [weekly] * weeks
    if len(weekly) != weeks:
        raise InputError(f"weekly has {len(weekly)} weeks, the plan {weeks}. Give each its own.")
    return list(weekly)


def _solve(terms):
    """Money from each week on for each number left, and the place of the price that brings it."""
    pieces = np.arange(terms.stock + 1)
    value = terms.salvage * pieces
    values, choices = [value], []
    for week in reversed(range(len(terms.demand))):
        carried = value - terms.waiting * pieces * (week < len(terms.demand) - 1)
        money = np.full((len(terms.prices), len(pieces)), -np.inf)
        for place in np.flatnonzero(terms.allowed[week]):
            money[place] = _one_week(terms.demand[week, place], terms.net[place], carried)
        best = money.argmax(axis=0)
        value = money[best, pieces]
        values.append(value)
        choices.append(best)
    return values[::-1], choices[::-1]


def _one_week(rate, net, carried):
    """Expected money from a week on, for each number left in its morning."""
    pieces = np.arange(len(carried))
    chance = stats.poisson.pmf(pieces, rate)
    sold = np.concatenate([[0], np.cumsum(stats.poisson.sf(pieces[:-1], rate))])
    return net * sold + convolve(chance, carried)[: len(carried)]


def _follow(terms, choice):
    """What is expected, week by week, of whoever asks the chosen prices."""
    pieces, rows = np.arange(terms.stock + 1), []
    chance = np.zeros(terms.stock + 1)
    chance[-1] = 1.0
    for week, best in enumerate(choice):
        stock = chance @ pieces
        low, middle, high = (int(np.searchsorted(chance.cumsum(), q)) for q in (0.025, 0.5, 0.975))
        after, yuan = np.zeros_like(chance), 0.0
        for place in np.unique(best[chance > 0]):
            mine = np.where(best == place, chance, 0.0)
            then = _next_morning(mine, terms.demand[week, place])
            yuan += terms.net[place] * ((mine - then) @ pieces)
            after += then
        left = after @ pieces
        yuan -= terms.waiting * left * (week < len(choice) - 1)
        rows.append(
            (week + 1, terms.prices[best[max(middle, 1)]], stock, low, high, stock - left, yuan)
        )
        chance = after
    table = pd.DataFrame(rows, columns=["week", "price", "stock", "low", "high", "sold", "yuan"])
    money = table["yuan"].sum() + terms.salvage * left
    table.attrs = {"money": float(money), "left": float(left), "sold_out": float(chance[0])}
    return table


def _next_morning(chance, rate):
    """The chances of each number left, after a week of this demand."""
    demand = stats.poisson.pmf(np.arange(len(chance)), rate)
    after = np.clip(convolve(chance, demand[::-1])[len(chance) - 1 :], 0, None)
    after[0] = max(chance.sum() - after[1:].sum(), 0.0)
    return after


def price_table(stock, weekly, price, elasticity, weeks=4, left=None, **terms):
    """The plan as a card to keep: with so many left in this week, ask this price.

    Parameters
    ----------
    stock, weekly, price, elasticity, weeks, terms
        As in `markdown_plan`.
    left : sequence of int, optional
        Numbers of pieces; by default ten of them, up to the stock.

    Returns
    -------
    DataFrame, one row per number left
        Index left; a column for each week.

    Raises
    ------
    InputError

    Examples
    --------
    >>> price_table(10, 4, 30, -2, weeks=2, left=[2, 10],
    ...             prices=[30, 25, 20])  # doctest: +NORMALIZE_WHITESPACE
          week 1  week 2
    left
    2       30.0    30.0
    10      30.0    20.0
    """
    found = _terms(stock, weekly, price, elasticity, weeks, **_known(FREE | {"path": None}, terms))
    if left is None:
        left = np.unique(np.linspace(0, found.stock, 11).round().astype(int))[1:]
    left = [check_whole("left", each, 1) for each in _filled("left", left)]
    if max(left) > found.stock:
        raise InputError(f"left has {max(left)}, more than the stock of {found.stock}.")
    columns = {
        f"week {week}": found.prices[best[left]] for week, best in enumerate(_solve(found)[1], 1)
    }
    return pd.DataFrame(columns, index=pd.Index(left, name="left"))


def _known(given, terms):
    for name in terms:
        if name not in given:
            raise InputError(f"There is no term {name!r}. Choose one of: {', '.join(given)}.")
    return given | terms


def compare_plans(paths, stock, weekly, price, elasticity, weeks=4, **terms):
    """Several plans with the same numbers: what each is expected to leave.

    Parameters
    ----------
    paths : mapping of str to sequence or None
        Each plan's path, as in `markdown_plan`; None for the best.
    stock, weekly, price, elasticity, weeks, terms
        As in `markdown_plan`.

    Returns
    -------
    DataFrame, one row per plan
        plan; sold (expected pieces); share (of the stock); money (yuan, with salvage and less
        waiting); of_best (money ÷ that of the best path there is).

    Raises
    ------
    InputError

    Examples
    --------
    >>> plans = {"half price now": [15, 15], "usual price": [30, 30], "best": None}
    >>> compare_plans(plans, 10, 4, 30, -2, weeks=2).round(2)
                 plan   sold  share   money  of_best
    0  half price now  10.00   1.00  150.00     0.62
    1     usual price   7.57   0.76  227.22     0.94
    2            best   9.21   0.92  240.47     1.00
    """
    if not isinstance(paths, Mapping) or not paths:
        raise InputError(f"paths is {paths!r}. Give names and paths, such as {{'wait': [30, 30]}}.")
    terms = _known(FREE, terms)
    best = markdown_plan(stock, weekly, price, elasticity, weeks, **terms).attrs["money"]
    rows = []
    for name, path in paths.items():
        plan = markdown_plan(stock, weekly, price, elasticity, weeks, path=path, **terms)
        rows.append((name, stock - plan.attrs["left"], plan.attrs["money"]))
    found = pd.DataFrame(rows, columns=["plan", "sold", "money"])
    found.insert(2, "share", found["sold"] / stock)
    return found.assign(of_best=found["money"] / check_positive("the best plan's money", best))


def value_of_waiting(stock, weekly, price, elasticity, weeks=8, **terms):
    """What is one more week worth? The best plan's money with 1, 2, … weeks.

    Parameters
    ----------
    stock, weekly, price, elasticity, terms
        As in `markdown_plan`.
    weeks : int
        The most.

    Returns
    -------
    DataFrame, one row per number of weeks
        weeks, money (yuan, expected), gain (over a week less; over selling all for salvage at
        once in the first row), of_most (money ÷ that with all the weeks).

    Raises
    ------
    InputError

    Examples
    --------
    >>> value_of_waiting(10, 4, 30, -2, weeks=3).round(1)
       weeks  money   gain  of_most
    0      1  165.5  165.5      0.6
    1      2  240.5   75.0      0.8
    2      3  284.8   44.3      1.0
    """
    weeks, terms = check_whole("weeks", weeks, 1), _known(FREE, terms)
    if np.ndim(weekly) == 0 and terms["fading"] == 0:  # weeks alike: one pass knows them all
        values, _ = _solve(_terms(stock, weekly, price, elasticity, weeks, path=None, **terms))
        money = [float(value[-1]) for value in values[-2::-1]]
    else:
        rates = _by_week(weekly, weeks)
        money = [
            markdown_plan(stock, rates[:some], price, elasticity, some, **terms).attrs["money"]
            for some in range(1, weeks + 1)
        ]
    at_once = stock * check_number("salvage", terms["salvage"], 0)
    table = pd.DataFrame({"weeks": range(1, weeks + 1), "money": money})
    table["gain"] = table["money"].diff().fillna(money[0] - at_once)
    return table.assign(of_most=table["money"] / check_positive("the money", money[-1]))


# --- The border of a deadline ---------------------------------------------------------------


def weeks_that_count(weeks, loss, elasticity):
    """How many first weeks are so many weeks worth, if each week takes a share of the price?

    1 + q + q² + …, with q = (1 − loss) to the power of the elasticity without its sign. Only
    money is counted, and demand is believed known.

    Parameters
    ----------
    weeks : int
    loss : float
        Share of its price that a piece loses a week.
    elasticity : float or Estimate
        Below −1.

    Returns
    -------
    float

    Raises
    ------
    InputError

    Examples
    --------
    With elasticity −2 and a loss of 20% a week, q is 0.64; four weeks are worth 2.3 first ones.

    >>> round(weeks_that_count(4, 0.20, -2), 2)
    2.31
    """
    ratio = (1 - check_share("loss", loss, ends=True)) ** -_elasticity(elasticity, -1)
    return float(sum(ratio**week for week in range(check_whole("weeks", weeks, 1))))


def rush_cost(cover, weeks, loss, elasticity):
    """What share of the money does it cost to be sold out after one week instead of so many?

    Demand is known, and both plans ask the price at which the last piece leaves on the last day,
    but not more than the usual one. With a known demand one price for all weeks is then the best.

    Parameters
    ----------
    cover : float
        Weeks that the stock lasts at the usual price.
    weeks, loss, elasticity
        As in `weeks_that_count`.

    Returns
    -------
    float
        1 − m to the power of 1 ÷ elasticity, with m the smaller of cover and weeks that count,
        but 1 at least.

    Raises
    ------
    InputError

    Examples
    --------
    Four weeks of stock, four weeks' time, nothing lost, elasticity −2: half of the money.

    >>> rush_cost(4, 4, 0.0, -2)
    0.5
    """
    count = min(check_positive("cover", cover), weeks_that_count(weeks, loss, elasticity))
    return float(1 - max(count, 1.0) ** (1 / _elasticity(elasticity, -1)))


class RushBorder(NamedTuple):
    """Where "sold out within a week" begins to cost more than a share of the money."""

    cover: float
    loss: float


def rush_border(elasticity, most=0.05):
    """Up to which cover, or from which weekly loss on, does a week's deadline cost at most so much?

    Either is enough, however many weeks there are.

    Parameters
    ----------
    elasticity : float or Estimate
        Below −1.
    most : float
        Share of the money that the deadline may cost.

    Returns
    -------
    RushBorder
        cover (weeks of stock at the usual price), loss (share of the price a week).

    Raises
    ------
    InputError

    Examples
    --------
    With elasticity −2: a cover of eight days, or a loss of 69% a week (fish, not jackets).

    >>> border = rush_border(-2)
    >>> round(7 * border.cover, 1), round(border.loss, 2)
    (7.8, 0.69)
    """
    power = -_elasticity(elasticity, -1)
    count = (1 - check_share("most", most)) ** -power  # weeks that count: 1 ÷ (1 − q) without end
    return RushBorder(float(count), float(1 - (1 - 1 / count) ** (1 / power)))


# --- What if the elasticity is wrong --------------------------------------------------------


def plan_if_wrong(believed, true, stock, weekly, price, weeks=4, **terms):
    """What does a plan leave that believes one elasticity while another is true?

    Each Monday it looks at what is left and asks the price of its card (`price_table`).

    Parameters
    ----------
    believed, true : sequence of float
        Elasticities, each below 0.
    stock, weekly, price, weeks, terms
        As in `markdown_plan`, without path.

    Returns
    -------
    DataFrame, one row per pair
        believed, true, first (the first week's price), left (expected pieces), money (yuan),
        of_best (money ÷ that of whoever knows the truth).

    Raises
    ------
    InputError

    Examples
    --------
    >>> plan_if_wrong([-1.5, -2], [-2], 10, 4, 30, weeks=2).round(2)
       believed  true  first  left   money  of_best
    0      -1.5  -2.0   30.0  0.95  240.12      1.0
    1      -2.0  -2.0   28.5  0.79  240.47      1.0
    """
    given, rows = _known(FREE, terms), []
    believed, true = (
        [
            _elasticity(each)
            for each in ([some] if isinstance(some, Estimate) else _filled(name, some))
        ]
        for name, some in (("believed", believed), ("true", true))
    )
    for truth in true:
        real = _terms(stock, weekly, price, truth, weeks, path=None, **given)
        best = check_positive("the best plan's money", float(_solve(real)[0][0][-1]))
        for belief in believed:
            _, card = _solve(_terms(stock, weekly, price, belief, weeks, path=None, **given))
            plan = _follow(real, card)
            rows.append((belief, truth, plan["price"].iloc[0], plan.attrs["left"],
                         plan.attrs["money"], plan.attrs["money"] / best))  # fmt: skip
    return pd.DataFrame(rows, columns=["believed", "true", "first", "left", "money", "of_best"])
