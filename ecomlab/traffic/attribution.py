"""Who deserves the credit? Journeys, models that share out orders, and tests of what an ad adds.

Course map T42, T48, T51. ``paths`` reduces a log of touches once with narwhals, on pandas, Polars
or DuckDB alike; every model works on that small table. A model *shares out* the orders that were
booked: its numbers are no estimates of what an ad adds, and have no interval. ``incremental`` and
``synergy`` ask for what an ad adds, and have one.
"""

import narwhals as nw
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.linalg import splu

from ecomlab import estimates
from ecomlab.checks import check_name, check_numbers, check_once, check_purchases, check_table
from ecomlab.errors import (
    InputError,
    caution,
    check_choice,
    check_number,
    check_share,
    check_whole,
)
from ecomlab.tables import collect, day_number, days_of, log, needs

MODELS = ("first", "last", "linear", "position", "markov", "shapley")
WORTHS = ("orders", "rate")
ARROW = " > "
NOT_PAID = "(none)"
FRIENDS = "friends"  # word of mouth, in the survey
MOST_PLAYERS = 20  # channels of which every set is looked at: 2^20 sets
EXACT_BITS = 53  # whole numbers up to 2^53 pass through float64 unchanged


# --- Journeys ------------------------------------------------------------------------------


@needs("touch_paths", "journey_id", "touch", "ts", "channel", "order_id")
def paths(touch_paths, by="channel", since=None, as_of=None):
    """Which journeys do people take, and how many of each end in an order (转化路径)?

    Parameters
    ----------
    touch_paths : frame
        {touch_paths}
        With ``by``, that column instead of channel.
    by : {"channel", "entrance", "plan"}
        What a touch is called. Where ``plan`` is empty, no ad was paid: "(none)".
    since : date, optional
        Only journeys whose first touch is on this day or later.
    as_of : date, optional
        The last day that counts, in full: touches and orders after it are not known yet.
        Default: the day of the last touch.

    Returns
    -------
    DataFrame, one row per different journey, the most frequent first
        path (names joined by " > "), touches (how many), journeys, orders (journeys that ended in
        one). A journey that hasn't ended yet counts as one without an order.

    Raises
    ------
    InputError
        Touches of a journey aren't numbered 1, 2, 3, …, or are earlier than the touch before; a
        journey has two orders or goes on after its order; an order ends two journeys; a name is
        empty or holds " > "; no journey began since then.

    Examples
    --------
    >>> touches = pd.DataFrame({
    ...     "journey_id": [1, 1, 2, 3], "touch": [1, 2, 1, 1],
    ...     "ts": pd.to_datetime(["2025-03-01", "2025-03-04", "2025-03-02", "2025-03-02"]),
    ...     "channel": ["post", "search", "search", "search"],
    ...     "order_id": pd.array([None, 71, None, 72], dtype="Int64")})
    >>> paths(touches)
                path  touches  journeys  orders
    0         search        1         2       1
    1  post > search        2         1       1

    References
    ----------
    Course map T42.
    """
    check_choice("by", by, ("channel", "entrance", "plan"))
    start = None if since is None else day_number(since)
    columns = ("journey_id", "touch", "order_id", by)
    rows = log(touch_paths, "touch_paths", columns, as_of)
    twice = _orders_met_twice(rows)
    end = nw.when(~nw.col("order_id").is_null()).then(nw.col("touch")).otherwise(0)
    rows, names, longest = _numbered(_with_back(rows.with_columns(end=end)), by)
    base, width = len(names) + 1, _block(len(names) + 1)
    blocks = range(-(-longest // width))
    journeys = rows.group_by("journey_id").agg(
        *(nw.col(f"code_{at}").sum() for at in blocks),
        n=nw.len(), last=nw.col("touch").max(), total=nw.col("touch").sum(),
        squares=nw.col("square").sum(), first=nw.col("day").min(),
        orders=nw.col("order_id").count(), end=nw.col("end").sum(), back=nw.col("back").sum(),
    )  # fmt: skip
    if start is not None:
        journeys = journeys.filter(nw.col("first") >= start)
    found = collect(_counted(journeys, [f"code_{at}" for at in blocks]), sort=())
    _check_journeys(found, since)
    if twice:
        raise InputError(
            f"{twice:,} order_ids stand in two journeys. An order ends one journey: find out which "
            "of them it is, or drop repeated rows."
        )
    digits = _digits(found[[f"code_{at}" for at in blocks]].to_numpy(), base, width)
    table = pd.DataFrame(
        {
            "path": _texts(digits, names),
            "touches": (digits > 0).sum(axis=1),
            "journeys": found["journeys"],
            "orders": found["orders"],
        }
    )
    order = ["journeys", "orders", "path"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _orders_met_twice(rows):
    """How many orders stand at more than one touch?"""
    orders = rows.filter(~nw.col("order_id").is_null()).group_by("order_id").agg(n=nw.len())
    return int(collect(orders.filter(nw.col("n") > 1).select(twice=nw.len()))["twice"].iloc[0])


def _with_back(rows):
    """``back``: 1 where a touch is earlier than the one before it in its journey."""
    if not rows.implementation.is_pandas():
        before = nw.col("ts").shift(1).over("journey_id", order_by="touch")
        return rows.with_columns(back=(nw.col("ts") < before).fill_null(False).cast(nw.Int64))
    frame = rows.collect().to_native()
    journey, ts = pd.factorize(frame["journey_id"])[0], pd.DatetimeIndex(frame["ts"]).asi8
    at = np.lexsort((frame["touch"].to_numpy("int64"), journey))
    same = np.diff(journey[at]) == 0
    back = np.zeros(len(frame), dtype="int64")
    back[at[1:]] = same & (np.diff(ts[at]) < 0)
    return nw.from_native(frame.assign(back=back)).lazy()


def _block(base):
    """How many touches fit into one whole number."""
    return int(EXACT_BITS / np.log2(base))


def _numbered(rows, by):
    """The touches with a number that holds name and place of each; the names; the most touches."""
    rows = rows.with_columns(nw.col(by).fill_null(NOT_PAID))
    pandas = rows.implementation.is_pandas()
    if pandas:
        frame = rows.collect().to_native()
        found, names = pd.factorize(frame[by], sort=True)
        rows = nw.from_native(frame.assign(**{by: found + 1})).lazy()
    else:
        names = sorted(collect(rows.select(by).unique())[by])
    for name in names:
        if not name.strip():
            raise InputError(f"A touch has an empty {by}. Name what it was, or leave it out.")
        if ARROW.strip() in name:
            raise InputError(
                f"The {by} {name!r} holds '>', which stands between touches. Rename it."
            )
    longest = int(collect(rows.select(nw.col("touch").max()))["touch"].iloc[0])
    base, width = len(names) + 1, _block(len(names) + 1)
    add = _pandas_codes if pandas else _expressed_codes
    return add(rows, by, names, base, width, longest), list(names), longest


def _pandas_codes(rows, by, names, base, width, longest):
    """By numpy: a lookup instead of many comparisons; ``by`` holds the names' numbers."""
    frame = rows.collect().to_native()
    place = frame["touch"].to_numpy("int64") - 1
    code = frame[by].to_numpy("int64")
    code = code * (base ** np.arange(width, dtype="int64"))[place % width]
    frame = frame.assign(square=(place + 1) ** 2)
    for at in range(-(-longest // width)):
        frame[f"code_{at}"] = code if longest <= width else np.where(place // width == at, code, 0)
    return nw.from_native(frame).lazy()


def _expressed_codes(rows, by, names, base, width, longest):
    whole, touch = nw.Int64, nw.col("touch").cast(nw.Int64)
    code = nw.sum_horizontal(*((nw.col(by) == name).cast(whole) * at for at, name in
                               enumerate(names, 1)))  # fmt: skip
    rows = rows.with_columns(code=code, square=touch * touch, touch=touch)
    for at in range(-(-longest // width)):
        first = at * width + 1
        powers = ((nw.col("touch") == first + k).cast(whole) * base**k
                  for k in range(min(width, longest - first + 1)))  # fmt: skip
        rows = rows.with_columns(
            (nw.col("code") * nw.sum_horizontal(*powers)).cast(whole).alias(f"code_{at}")
        )
    return rows


def _counted(journeys, codes):
    """Equal journeys counted; and how many are numbered wrongly or have two orders."""
    n = nw.col("n")
    wrong = (
        (nw.col("last") != n)
        | (2 * nw.col("total") != n * (n + 1))
        | (6 * nw.col("squares") != n * (n + 1) * (2 * n + 1))
    )
    flags = journeys.with_columns(
        wrong=wrong.cast(nw.Int64),
        twice=(nw.col("orders") > 1).cast(nw.Int64),
        early=((nw.col("orders") == 1) & (nw.col("end") != n)).cast(nw.Int64),
        back=(nw.col("back") > 0).cast(nw.Int64),
    )
    counted = flags.group_by(*codes).agg(
        journeys=nw.len(),
        **{name: nw.col(name).sum() for name in ("orders", "wrong", "twice", "early", "back")},
    )
    return counted.with_columns(nw.all().cast(nw.Int64))


def _check_journeys(found, since):
    if not len(found):
        raise InputError(f"No journey began on {since} or later. Choose an earlier day.")
    if wrong := int(found["wrong"].sum()):
        raise InputError(
            f"In {wrong:,} journeys the touches aren't numbered 1, 2, 3, … without gap or repeat. "
            "Number them anew: touch_paths.sort_values('ts').groupby('journey_id').cumcount() + 1."
        )
    if twice := int(found["twice"].sum()):
        raise InputError(
            f"{twice:,} journeys have more than one order. A journey ends with its order: give "
            "what comes after it another journey_id, and write order_id at the last touch only."
        )
    if back := int(found["back"].sum()):
        raise InputError(
            f"In {back:,} journeys ts of a touch is earlier than that of the touch before. Number "
            "them by time: touch_paths.sort_values('ts').groupby('journey_id').cumcount() + 1."
        )
    if early := int(found["early"].sum()):
        raise InputError(
            f"{early:,} journeys go on after their order. A journey ends with its order: give what "
            "comes after it another journey_id."
        )


def _digits(codes, base, width):
    """The names' numbers from 1, place by place; 0 where a journey has ended."""
    places = base ** np.arange(width, dtype="int64")
    digits = (codes[:, :, None] // places % base).reshape(len(codes), -1)
    return digits[:, : max(int((digits > 0).any(axis=0).sum()), 1)]


def _texts(digits, names):
    names = np.array(["", *names], dtype=object)
    return [ARROW.join(names[row[row > 0]]) for row in digits]


# --- Models --------------------------------------------------------------------------------


def attribution(paths, model=None, order=1, ends=0.4, worth="orders"):
    """How many orders does each channel get the credit for, by one model or several (归因)?

    - ``first``, ``last`` (首次、末次触点): all of an order to the first, or the last, touch.
    - ``linear`` (线性): the same to every touch. ``position`` (位置, U-shaped): ``ends`` to the
      first, ``ends`` to the last, the rest to those between; of two touches half each.
    - ``markov`` (马尔可夫): in proportion to the orders that would be lost in a chain of steps if
      the channel led nowhere; see :func:`removal_effects`. Uses journeys without an order too.
    - ``shapley`` (夏普利值): what a channel adds to a set of others, averaged over all orders in
      which channels could join. With ``worth="orders"`` a set is worth the orders of journeys that
      met no other channel; with ``"rate"`` the orders if *all* journeys bought at the rate of those
      (may be below 0).

    A credit is a share of what was booked. It doesn't say what would be lost without the channel.

    Parameters
    ----------
    paths : DataFrame
        As of :func:`paths`: path, journeys, orders.
    model : str, list of str, or None for all six
    order : int
        Of the Markov chain: how many touches the next step depends on, from 1.
    ends : float
        Of ``position``: from 0 to 0.5.
    worth : {"orders", "rate"}
        Of ``shapley``.

    Returns
    -------
    DataFrame, one row per model and channel, channels in the order of the alphabet
        model, channel, orders (they add up to all orders, for each model), share.

    Raises
    ------
    ChoiceError, InputError
        No such model; no order; more orders than journeys; one path twice.

    Examples
    --------
    Ten people see a post and then search; four of them buy. Ten search at once, and two buy.

    >>> journeys = pd.DataFrame({"path": ["post > search", "search"], "journeys": [10, 10],
    ...                          "orders": [4, 2]})
    >>> attribution(journeys, ["first", "last", "linear"])[["model", "channel", "orders"]]
        model channel  orders
    0   first    post     4.0
    1   first  search     2.0
    2    last    post     0.0
    3    last  search     6.0
    4  linear    post     2.0
    5  linear  search     4.0

    References
    ----------
    Course map T42. Markov: Anderl, Becker, von Wangenheim and Schumann (2016), International
    Journal of Research in Marketing 33. Shapley (1953); for journeys: Zhao, Mahboobi and Bagheri
    (2018), arXiv:1804.05327.
    """
    models = list(MODELS) if model is None else [model] if isinstance(model, str) else list(model)
    for name in models:
        check_choice("model", name, MODELS)
    check_whole("order", order, low=1)
    check_share("ends", ends, 0, 0.5, ends=True)
    check_choice("worth", worth, WORTHS)
    journeys = _Journeys(paths)
    total = journeys.orders.sum()
    if not total > 0:
        raise InputError("No journey ended in an order: there is nothing to share out.")
    shares = {
        "first": lambda: journeys.at(journeys.codes[:, 0]),
        "last": lambda: journeys.at(journeys.last),
        "linear": lambda: _by_place(journeys, journeys.present / journeys.touches[:, None]),
        "position": lambda: _by_place(journeys, _position_weights(journeys, ends)),
        "markov": lambda: _in_proportion(_removal(journeys, order)[0], total),
        "shapley": lambda: _shapley_of_sets(journeys, worth),
    }
    credit = {name: shares[name]() for name in dict.fromkeys(models)}
    table = pd.DataFrame(credit, index=pd.Index(journeys.channels, name="channel"))
    long = table.melt(var_name="model", value_name="orders", ignore_index=False).reset_index()
    return long[["model", "channel", "orders"]].assign(share=long["orders"] / total)


class _Journeys:
    """Paths as numbers: a row per path, a column per place; −1 after the last touch."""

    def __init__(self, paths):
        paths = check_table(paths, "paths", "path", "journeys", "orders")
        check_once(paths, "paths", "path")
        check_numbers(paths, "paths", "journeys", "orders")
        self.journeys, self.orders = (paths[x].to_numpy(float) for x in ("journeys", "orders"))
        if (self.orders < 0).any() or (self.orders > self.journeys).any():
            raise InputError("orders must be from 0 to journeys in every row of paths.")
        touches = [text.split(ARROW) for text in paths["path"].astype(str)]
        self.touches = np.array([len(row) for row in touches])
        self.present = np.arange(self.touches.max()) < self.touches[:, None]
        flat = [name for row in touches for name in row]
        found, names = pd.factorize(np.array(flat, dtype=object), sort=True)
        self.channels = list(names)
        if "" in self.channels:
            raise InputError("A path of paths has an empty touch. Write names joined by ' > '.")
        self.codes = np.full(self.present.shape, -1)
        self.codes[self.present] = found
        self.last = self.codes[np.arange(len(self.codes)), self.touches - 1]

    def at(self, codes):
        """The orders of paths, summed by one channel each."""
        return np.bincount(codes, self.orders, len(self.channels))

    def members(self):
        """Which channels does each path meet? A row per path, a column per channel."""
        met = np.zeros((len(self.codes), len(self.channels)), dtype=bool)
        met[np.nonzero(self.present)[0], self.codes[self.present]] = True
        return met


def _by_place(journeys, weights):
    """The orders of each path, shared out by weights of its places."""
    parts = (weights * journeys.orders[:, None])[journeys.present]
    return np.bincount(journeys.codes[journeys.present], parts, len(journeys.channels))


def _position_weights(journeys, ends):
    n = journeys.touches[:, None]
    place = np.arange(journeys.present.shape[1])
    between = np.divide(1 - 2 * ends, n - 2, out=np.zeros(n.shape), where=n > 2)
    weights = np.where((place == 0) | (place == n - 1), ends, between)
    return np.where(n <= 2, 1 / n, weights) * journeys.present


def _in_proportion(removal, total):
    return total * removal / removal.sum()


# --- A chain of steps ----------------------------------------------------------------------


def removal_effects(paths, order=1):
    """Which share of the orders is lost, in a chain of steps, if a channel leads nowhere?

    The chain begins at a start, goes from touch to touch as journeys did, and ends in an order or
    in nothing. A channel is removed by letting every step to it end in nothing. Solved exactly, as
    linear equations, no simulation.

    Parameters
    ----------
    paths : DataFrame
        As of :func:`paths`: path, journeys, orders.
    order : int
        How many touches the next step depends on, from 1.

    Returns
    -------
    DataFrame, one row per channel
        channel, removal (share of the chain's orders, 0 to 1), orders (all orders, in proportion to
        it: the removals of several channels add up to more than 1).

    Raises
    ------
    InputError
        No order; more orders than journeys; one path twice.

    Examples
    --------
    Five journeys that are published with their answer: 0.75 and 0.5.

    >>> journeys = pd.DataFrame({"path": ["google", "mailing", "google > mailing"],
    ...                          "journeys": [3, 1, 1], "orders": [2, 1, 1]})
    >>> removal_effects(journeys)
       channel  removal  orders
    0   google     0.75     2.4
    1  mailing     0.50     1.6

    References
    ----------
    Anderl et al. (2016), IJRM 33. The example: Puzyrov (2019), Markov Chain Attribution, simple
    explanation of removal effect.
    """
    check_whole("order", order, low=1)
    journeys = _Journeys(paths)
    if not journeys.orders.sum() > 0:
        raise InputError("No journey ended in an order: nothing can be lost.")
    removal, _ = _removal(journeys, order)
    shared = _in_proportion(removal, journeys.orders.sum())
    return pd.DataFrame({"channel": journeys.channels, "removal": removal, "orders": shared})


def transitions(paths, order=1):
    """From which touch do people go where, and how often (转移概率)?

    Parameters
    ----------
    paths : DataFrame
        As of :func:`paths`: path, journeys, orders.
    order : int
        How many touches ``before`` holds, at most.

    Returns
    -------
    DataFrame, one row per step that was taken
        before ("(start)", or the last touches), after (a channel, "(order)" or "(nothing)"),
        journeys (how often), share (of all steps from there).

    Examples
    --------
    >>> journeys = pd.DataFrame({"path": ["post > search"], "journeys": [4], "orders": [1]})
    >>> transitions(journeys)
        before      after  journeys  share
    0  (start)       post         4   1.00
    1     post     search         4   1.00
    2   search    (order)         1   0.25
    3   search  (nothing)         3   0.75
    """
    check_whole("order", order, low=1)
    journeys = _Journeys(paths)
    steps, ends = _steps(journeys, order)
    base = len(journeys.channels) + 1
    table = pd.concat(
        [
            steps.assign(kind=0, after=steps["to"] % base),
            ends.assign(kind=1, n=ends["orders"], after=-1),
            ends.assign(kind=1, n=ends["journeys"] - ends["orders"], after=-2),
        ]
    )
    table = table[table["n"] > 0].sort_values(["state", "kind"], kind="stable")
    names = dict(enumerate(journeys.channels, 1)) | {-1: "(order)", -2: "(nothing)"}
    return pd.DataFrame(
        {
            "before": [_state_name(state, names, base) for state in table["state"]],
            "after": table["after"].map(names).to_numpy(),
            "journeys": table["n"].to_numpy().astype("int64"),
            "share": (table["n"] / table.groupby("state")["n"].transform("sum")).to_numpy(),
        }
    )


def _state_name(state, names, base):
    touches = []
    while state:
        touches.append(names[state % base])
        state //= base
    return ARROW.join(reversed(touches)) or "(start)"


def _steps(journeys, order):
    """Every step as numbers of states (the last touches, 0 before the first), and every end."""
    base = len(journeys.channels) + 1
    if order * np.log2(base) > 62:
        raise InputError(f"order is {order}: too long for {base - 1} channels. Choose a lower one.")
    size = base**order
    state = np.zeros(len(journeys.codes), dtype="int64")
    steps, last = [], state
    for place in range(journeys.codes.shape[1]):
        there = journeys.present[:, place]
        after = (state * base + journeys.codes[:, place] + 1) % size
        steps.append(
            pd.DataFrame({"state": state, "to": after, "n": journeys.journeys}).loc[there]
            .groupby(["state", "to"], as_index=False).sum()
        )  # fmt: skip
        state = np.where(there, after, state)
        last = state
    ends = pd.DataFrame({"state": last, "journeys": journeys.journeys, "orders": journeys.orders})
    steps = pd.concat(steps).groupby(["state", "to"], as_index=False).sum()
    return steps, ends.groupby("state", as_index=False).sum()


def _removal(journeys, order):
    """The share of the chain's orders that is lost without each channel; the chain's rate."""
    steps, ends = _steps(journeys, order)
    base = len(journeys.channels) + 1
    states = np.union1d(steps["state"], ends["state"])  # sorted: the start, 0, is the first
    leaving = steps.groupby("state")["n"].sum().add(
        ends.set_index("state")["journeys"], fill_value=0
    ).reindex(states).to_numpy()  # fmt: skip
    from_, to = (np.searchsorted(states, steps[x]) for x in ("state", "to"))
    go = sparse.csc_array((steps["n"] / leaving[from_], (from_, to)), shape=2 * (len(states),))
    end = np.zeros(len(states))
    at = np.searchsorted(states, ends["state"])
    end[at] = ends["orders"] / leaving[at]
    whole = _chance(go, end)
    lost = np.array(
        [
            whole - _chance(*_without(go, end, states % base == channel))
            for channel in range(1, base)
        ]
    )
    return np.clip(lost / whole, 0, 1), whole


def _without(go, end, removed):
    """The chain without some states: what leads to them ends in nothing."""
    left = np.flatnonzero(~removed)
    return go[left][:, left], end[left]


def _chance(go, end):
    """The chance of ending in an order, from the first state."""
    chain = sparse.eye_array(len(end), format="csc") - go
    return splu(sparse.csc_array(chain)).solve(end)[0]


# --- Sets of channels ----------------------------------------------------------------------


def _shapley_of_sets(journeys, worth):
    met, n = journeys.members(), len(journeys.channels)
    if worth == "orders":  # an order's set shares it equally: the closed form (Zhao et al. 2018)
        return (journeys.orders / met.sum(axis=1)) @ met
    if n > MOST_PLAYERS:
        raise InputError(
            f"There are {n} channels; every set of them is looked at, so at most {MOST_PLAYERS} "
            'are possible. Put small ones together, or choose worth="orders".'
        )
    sets = met @ (1 << np.arange(n))
    orders, people = (
        _of_subsets(np.bincount(sets, x, 1 << n)) for x in (journeys.orders, journeys.journeys)
    )
    rate = np.divide(orders, people, out=np.zeros(len(orders)), where=people > 0)
    return shapley_values(rate * people[-1])


def _of_subsets(values):
    """For every set, the sum over all sets within it."""
    values, n = values.astype(float), len(values).bit_length() - 1
    for player in range(n):
        pairs = values.reshape(-1, 2, 1 << player)
        pairs[:, 1] += pairs[:, 0]
    return values


def shapley_values(worth):
    """What is each player's fair part, if every set of players has a worth (夏普利值)?

    Exact: every set is looked at. Twelve players have 4,096 sets, twenty a million.

    Parameters
    ----------
    worth : array of 2^n numbers
        ``worth[s]`` of the set whose members are the bits of s: 0 nobody, 1 the first player, 2 the
        second, 3 both, 4 the third, …

    Returns
    -------
    array of n numbers
        Their sum is the worth of all less the worth of nobody.

    Raises
    ------
    InputError
        The number of sets isn't 2, 4, 8, … or is above 2^20.

    Examples
    --------
    Alone, ads bring 10 orders and posts 20. Together they bring 40: both get half of the 10 more.

    >>> shapley_values([0, 10, 20, 40])
    array([15., 25.])

    References
    ----------
    Shapley (1953), A Value for n-Person Games.
    """
    worth = np.asarray(worth, dtype=float).ravel()
    n = len(worth).bit_length() - 1
    if not 1 <= n <= MOST_PLAYERS or len(worth) != 1 << n or not np.isfinite(worth).all():
        raise InputError(
            f"worth has {len(worth)} numbers. Give one for each set: 2 for one player, 4 for two, "
            f"8 for three, up to {MOST_PLAYERS} players."
        )
    sizes = np.bitwise_count(np.arange(1 << n)).astype(int)
    weights = np.ones(n)  # of a set of k others: k! (n − 1 − k)! ÷ n!
    weights[0] = 1 / n
    for k in range(1, n):
        weights[k] = weights[k - 1] * k / (n - k)
    values = []
    for player in range(n):
        without, with_it = np.moveaxis(worth.reshape(-1, 2, 1 << player), 1, 0)
        others = sizes.reshape(-1, 2, 1 << player)[:, 0]
        values.append((weights[others] * (with_it - without)).sum())
    return np.array(values)


# --- What a channel adds -------------------------------------------------------------------


def incremental(trial, confidence=0.95):
    """How many orders does each channel add, by people from whom a lot held it back (增量订单)?

    (share that orders − share that orders although the channel was held back) × all people. A
    credit shares out orders that were booked; this asks what would be missing.

    Parameters
    ----------
    trial : DataFrame, one row per channel
        channel, people, orders (where it was as usual), held_out, held_out_orders (people chosen by
        lot who didn't get this channel, and how many of them ordered). Everybody counts, whether
        the channel reached them or not: who would have been reached isn't known.
    confidence : float

    Returns
    -------
    DataFrame, one row per channel
        channel, estimate (orders among all people, held out or not, if nobody were held out), low,
        high (Newcombe), n, counts.

    Raises
    ------
    InputError
        More orders than people, or nobody held out.

    Examples
    --------
    >>> trial = pd.DataFrame({"channel": ["posts"], "people": [9500], "orders": [380],
    ...                       "held_out": [500], "held_out_orders": [15]})
    >>> incremental(trial).round(1)
      channel  estimate   low   high      n  counts
    0   posts     100.0 -92.7  224.4  10000  people

    References
    ----------
    Course map T42. Newcombe (1998), Statistics in Medicine 17.
    """
    columns = ("people", "orders", "held_out", "held_out_orders")
    trial = check_table(trial, "trial", "channel", *columns)
    check_once(trial, "trial", "channel")
    check_numbers(trial, "trial", *columns)
    rows = {}
    for row in trial.itertuples():
        for orders, people in ((row.orders, row.people), (row.held_out_orders, row.held_out)):
            if not 0 <= orders <= people or people < 1:
                raise InputError(
                    f"{row.channel!r} has {orders:,} orders of {people:,} people. Give counts with "
                    "at least one person on each side, and no more orders than people."
                )
        found = estimates.difference_of_shares(
            row.orders, row.people, row.held_out_orders, row.held_out, "people", confidence
        )
        rows[row.channel] = found.times(row.people + row.held_out)
    return estimates.table(rows, "channel")


def synergy(trial, first, second, outcome="orders", counts="regions", confidence=0.95):
    """Do two channels bring more together than one by one: is 1 + 1 > 2 (协同效应)?

    Four groups of units (regions, weeks), dealt by lot: neither channel, the first alone, the
    second alone, both. Synergy is the interaction (交互作用): both − first − second + neither.

    Parameters
    ----------
    trial : DataFrame, one row per unit
        ``first`` and ``second`` (bool: was it on here?), ``outcome`` (a number).
    first, second : str
        The columns of the two channels.
    outcome : str
        Better as a change from before: units differ more in size than in growth.
    counts : str
        What a unit is.
    confidence : float

    Returns
    -------
    DataFrame: reading, estimate, low, high, n, counts (a unit's mean)
        One row named ``first`` and one ``second`` (alone, against neither), "together" (both
        against neither), "synergy". Student with Satterthwaite's degrees.

    Raises
    ------
    InputError
        A group has fewer than two units; a channel is called "together" or "synergy".

    Examples
    --------
    Alone 10 and 20 more, together 30 more: no synergy, for all that both work.

    >>> trial = pd.DataFrame({"post": [False, True] * 4, "ad": [False, False, True, True] * 2,
    ...                       "orders": [100, 110, 120, 130, 102, 112, 122, 132]})
    >>> synergy(trial, "post", "ad")[["reading", "estimate", "low", "high"]].round(1)
        reading  estimate  low  high
    0      post      10.0  3.9  16.1
    1        ad      20.0 13.9  26.1
    2  together      30.0 23.9  36.1
    3   synergy       0.0 -5.6   5.6

    References
    ----------
    Course map T42, E49.
    """
    if first == second or {first, second} & {"together", "synergy"}:
        raise InputError(
            f"The channels are {first!r} and {second!r}. Give two, neither of which is called "
            "'together' or 'synergy': those name readings. Rename the column."
        )
    trial = check_table(trial, "trial", first, second, outcome)
    check_numbers(trial, "trial", outcome)
    for name in (first, second):
        if not set(trial[name].unique()) <= {True, False}:
            raise InputError(f"{name} of trial must be true or false: was it on in this unit?")
    on = [trial[name].astype(bool) for name in (first, second)]
    groups = []
    for a, b in ((False, False), (True, False), (False, True), (True, True)):
        values = trial.loc[(on[0] == a) & (on[1] == b), outcome].to_numpy(float)
        if len(values) < 2:
            state = f"{first} {'on' if a else 'off'} and {second} {'on' if b else 'off'}"
            many = "one unit only" if len(values) else "no unit"
            raise InputError(
                f"trial has {many} with {state}. All four groups are needed, each with two units "
                "or more: one alone doesn't show how far units differ."
            )
        groups.append(values)
    none, one, other, both = groups
    found = {
        first: estimates.contrast([one, none], [1, -1], counts, confidence),
        second: estimates.contrast([other, none], [1, -1], counts, confidence),
        "together": estimates.contrast([both, none], [1, -1], counts, confidence),
        "synergy": estimates.contrast([both, one, other, none], [1, -1, -1, 1], counts, confidence),
    }
    return estimates.table(found)


# --- Credit beside the truth ---------------------------------------------------------------


def beside_truth(credit, truth):
    """How far is each model's credit from what the shop loses without the channel?

    Parameters
    ----------
    credit : DataFrame
        As of :func:`attribution`: model, channel, orders.
    truth : Series or mapping of str to number
        Orders lost when the channel is switched off, by channel. Channels that aren't in it can't
        be switched off, and don't count.

    Returns
    -------
    DataFrame, one row per model, the best first
        model, misplaced (share of the credit within these channels that stands at the wrong one: of
        100 yuan shared out by the model, so many are misplaced), first (the channel that the model
        puts first), pairs (share of the pairs of channels that it ranks as the truth does).

    Raises
    ------
    InputError
        A channel of the truth has no credit in a model, or two; a channel twice in the truth; fewer
        than two channels; no credit or no truth above 0.

    Examples
    --------
    >>> credit = pd.DataFrame({"model": ["last"] * 2, "channel": ["name", "posts"],
    ...                        "orders": [80.0, 20.0]})
    >>> beside_truth(credit, {"name": 5, "posts": 45})
      model  misplaced first  pairs
    0  last        0.7  name    0.0

    References
    ----------
    Misplaced: half the sum of the differences of the shares (total variation); losses below 0
    count as 0. Pairs: (Kendall's τ + 1) ÷ 2 without ties.
    """
    credit = check_table(credit, "credit", "model", "channel", "orders")
    truth = pd.Series(truth, dtype=float)
    if not truth.index.is_unique:
        twice = truth.index[truth.index.duplicated()][0]
        raise InputError(f"{twice!r} stands in truth twice. Give one number for each channel.")
    if credit.duplicated(["model", "channel"]).any():
        model, channel = credit.loc[credit.duplicated(["model", "channel"])].iloc[0][
            ["model", "channel"]
        ]
        raise InputError(
            f"{channel!r} of the model {model!r} stands in credit twice. Give the models different "
            "names, or add the rows up first."
        )
    if len(truth) < 2 or not np.isfinite(truth).all() or not truth.clip(lower=0).sum() > 0:
        raise InputError("truth needs a number for two channels or more, one of them above 0.")
    wide = credit.pivot_table(index="model", columns="channel", values="orders", sort=False)
    for channel in truth.index:
        check_name(credit, "channel", channel, "a channel of truth")
    wide = wide[truth.index]
    if wide.isna().any(axis=None):
        raise InputError("A model of credit lacks a channel of truth.")
    if not (wide.clip(lower=0).sum(axis=1) > 0).all():
        raise InputError("A model of credit gives nothing to the channels of truth.")
    right = truth.clip(lower=0) / truth.clip(lower=0).sum()
    shares = wide.clip(lower=0).div(wide.clip(lower=0).sum(axis=1), axis=0)
    a, b = np.triu_indices(len(truth), 1)
    true_sign = np.sign(truth.to_numpy()[a] - truth.to_numpy()[b])
    signs = np.sign(wide.to_numpy()[:, a] - wide.to_numpy()[:, b])
    table = pd.DataFrame(
        {
            "model": wide.index,
            "misplaced": (shares - right).abs().sum(axis=1).to_numpy() / 2,
            "first": wide.idxmax(axis=1).to_numpy(),
            "pairs": (signs == true_sign).mean(axis=1),
        }
    )
    return table.sort_values("misplaced", kind="stable", ignore_index=True)


# --- Partners and word of mouth ------------------------------------------------------------


@needs("orders", "customer_id", "ts_order", "channel", "paid_amount")
def partner_roi(orders, partners, margin, since=None, confidence=0.95):
    """What does each partner bring: new customers, old ones again, and is anything left (异业合作)?

    Parameters
    ----------
    orders : DataFrame
        {orders}
    partners : mapping of str to number
        The channels that are partners, and what each cost in that time (yuan).
    margin : float
        What is left of a yuan paid, before the partner's cost; 0 to 1.
    since : date, optional
        Orders from this day on count; earlier ones say who is a customer already.
    confidence : float

    Returns
    -------
    DataFrame, one row per partner, what leaves most first
        partner, buyers, overlap (share who had bought here before), low, high (Wilson, of overlap),
        n, counts, cost_per_new (yuan a new customer; NaN without one), left (margin × paid by all
        its buyers − cost), left_new (the same, counting the new ones only: what an old customer
        buys by a partner might have come anyway).

    Raises
    ------
    InputError
        A partner without a purchase since then; ts_order isn't times.

    Warns
    -----
    LeftOut
        Some orders are no purchases (not paid, closed, refunded in full).

    Examples
    --------
    Bo and Cy come by the camping club; Bo had bought before.

    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Bo", "Bo", "Cy"], "channel": ["search", "club", "club"],
    ...     "ts_order": pd.to_datetime(["2025-01-03", "2025-03-01", "2025-03-02"]),
    ...     "paid_amount": [90.0, 100.0, 200.0]})
    >>> found = partner_roi(orders, {"club": 60}, margin=0.4, since="2025-02-01")
    >>> found[["partner", "buyers", "overlap", "cost_per_new", "left", "left_new"]]
      partner  buyers  overlap  cost_per_new  left  left_new
    0    club       2      0.5          60.0  60.0      20.0

    References
    ----------
    Course map T48. It counts who came, not who wouldn't have come: for that, :func:`incremental`.
    """
    orders = check_table(
        orders, "orders", "ts_order", "channel", "paid_amount", gaps=["customer_id"]
    )
    check_share("margin", margin, ends=True)
    _check_times(orders["ts_order"], "ts_order of orders")
    if not partners:
        raise InputError('partners is empty. Give the cost of each: {"club": 3000}.')
    for name, cost in partners.items():
        check_name(orders, "channel", name, "a partner")
        check_number(f"the cost of {name}", cost, low=0)
    paid = check_purchases(orders)
    first = paid.groupby("customer_id")["ts_order"].transform("min") == paid["ts_order"]
    paid = paid.assign(new=first)
    if since is not None:
        paid = paid[days_of(paid["ts_order"]) >= day_number(since)]
    rows = [_partner(paid, name, cost, margin, confidence) for name, cost in partners.items()]
    return pd.DataFrame(rows).sort_values("left_new", ascending=False, ignore_index=True)


def _partner(paid, name, cost, margin, confidence):
    mine = paid[paid["channel"] == name]
    people = mine.groupby("customer_id")["new"].max()
    if not len(people):
        raise InputError(f"The partner {name!r} has no purchase in that time.")
    new = int(people.sum())
    overlap = estimates.share(len(people) - new, len(people), "buyers", confidence)
    by_new = mine.loc[mine["customer_id"].isin(people.index[people]), "paid_amount"].sum()
    return {
        "partner": name,
        "buyers": len(people),
        "overlap": overlap.value,
        "low": overlap.low,
        "high": overlap.high,
        "n": overlap.n,
        "counts": overlap.counts,
        "cost_per_new": cost / new if new else np.nan,
        "left": margin * mine["paid_amount"].sum() - cost,
        "left_new": margin * by_new - cost,
    }


def _check_times(times, name):
    if not pd.api.types.is_datetime64_any_dtype(times):
        raise InputError(
            f"{name} is {times.dtype}, not times. Make it times: "
            "orders.assign(ts_order=pd.to_datetime(orders['ts_order']))."
        )


def wom_rate(survey, orders, referrals, since=None, confidence=0.95):
    """How many new buyers come by word of mouth: by what people say, and by what is traced (口碑)?

    Parameters
    ----------
    survey : DataFrame
        seeding_channel (where wishes begin; "friends" is word of mouth).
    orders : DataFrame
        customer_id, ts_order; with paid_amount, status and the like only purchases count.
    referrals : DataFrame
        referee_id (newcomers said to be brought by a customer).
    since : date, optional
        New are those whose first order is on this day or later.
    confidence : float

    Returns
    -------
    DataFrame: reading, estimate, low, high, n, counts
        "say friends" (share of those asked), "traced" (share of new buyers with a referral): two
        different questions of two different groups.

    Raises
    ------
    InputError
        No new buyer since then; ts_order isn't times.

    Warns
    -----
    LeftOut
        Some orders are no purchases.
    Caution
        Nobody in the survey says "friends": it may have another name there.

    Examples
    --------
    >>> survey = pd.DataFrame({"seeding_channel": ["friends", "search", "search", "friends"]})
    >>> orders = pd.DataFrame({"customer_id": [1, 2, 3, 4, 5],
    ...                        "ts_order": pd.to_datetime(["2025-03-01"] * 5)})
    >>> wom_rate(survey, orders, pd.DataFrame({"referee_id": [2]})).round(2)
           reading  estimate   low  high  n      counts
    0  say friends       0.5  0.15  0.85  4       asked
    1       traced       0.2  0.04  0.62  5  new buyers

    References
    ----------
    Course map T51. Wilson (1927).
    """
    survey = check_table(survey, "survey", "seeding_channel")
    orders = check_purchases(orders, "ts_order")
    _check_times(orders["ts_order"], "ts_order of orders")
    if not (survey["seeding_channel"] == FRIENDS).any():
        words = ", ".join(sorted(map(str, survey["seeding_channel"].unique()))[:8])
        caution(
            f"Nobody in survey says {FRIENDS!r} in seeding_channel; there are: {words}. If word of "
            f"mouth has another name, rename it: survey.replace({{'…': '{FRIENDS}'}})."
        )
    referrals = check_table(referrals, "referrals", "referee_id")
    first = orders.groupby("customer_id")["ts_order"].min()
    new = first.index if since is None else first.index[days_of(first) >= day_number(since)]
    if not len(new):
        raise InputError(f"Nobody bought for the first time since {since}. Choose an earlier day.")
    say = (survey["seeding_channel"] == FRIENDS).sum()
    traced = new.isin(referrals["referee_id"]).sum()
    found = {
        "say friends": estimates.share(say, len(survey), "asked", confidence),
        "traced": estimates.share(traced, len(new), "new buyers", confidence),
    }
    return estimates.table(found)
