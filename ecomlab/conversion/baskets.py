"""What goes with it? The articles of an order, and which are bought together (连带)."""

import math

import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.checks import (
    check_moment,
    check_name,
    check_numbers,
    check_once,
    check_same_kind,
    check_table,
    check_times,
)
from ecomlab.conversion.experiments import ab_test
from ecomlab.conversion.logs import sums
from ecomlab.errors import InputError, check_number, check_share, check_whole
from ecomlab.estimates import (
    count_interval,
    each_of,
    rate_interval,
    ratio_of_ratios,
    share,
    standardised_difference,
)

RULES = (
    "sku", "with_sku", "orders", "both", "support", "confidence", "lift", "expected", "times",
    "low", "high", "found", "n", "pairs",
)  # fmt: skip
MOST = 4  # articles told apart; more are told together
ALL_PAIRS = 2_000  # articles up to which pairs that nobody bought can be listed too


def basket_size(order_items, orders=None, confidence=0.95):
    """How many different articles does an order have (连带率)?

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, qty.
    orders : DataFrame, optional
        order_id and what decides on a purchase: then only purchases count.
    confidence : float

    Returns
    -------
    DataFrame, one row per number of articles
        articles (4: four or more), orders, share, low, high (Wilson interval), pieces (a mean).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"order_id": [1, 1, 2], "sku": ["tent", "lamp", "tent"],
    ...                       "qty": [1, 2, 1]})
    >>> basket_size(items).round(2)
       articles  orders  share   low  high  pieces
    0         1       1    0.5  0.09  0.91     1.0
    1         2       1    0.5  0.09  0.91     3.0
    """
    items = _of_purchases(order_items, orders, "qty")
    each = items.groupby("order_id").agg(articles=("sku", "nunique"), pieces=("qty", "sum"))
    each["articles"] = each["articles"].clip(upper=MOST)
    found = each.groupby("articles")["pieces"].agg(orders="size", pieces="mean").reset_index()
    found["share"] = found["orders"] / len(each)
    found["low"], found["high"] = rate_interval(found["orders"], len(each), confidence)
    return found[["articles", "orders", "share", "low", "high", "pieces"]]


def attach_rate(order_items, orders=None, least=20, confidence=0.95):
    """Of the orders with one article, which share has another as well (连带购买率)?

    A popular article goes with everything. So the share among orders *without* the first article
    stands beside it.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku.
    orders : DataFrame, optional
        As in `basket_size`.
    least : int
        Orders that the first article must have.
    confidence : float

    Returns
    -------
    DataFrame, one row per pair that was bought together, the largest rate first
        sku, with_sku, orders (with sku), both, rate, low, high (Wilson interval), otherwise
        (share with with_sku among the other orders).

    Raises
    ------
    ColumnError
    InputError
        No article has so many orders.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"order_id": [1, 1, 2, 3, 3, 4],
    ...                       "sku": ["tent", "lamp", "tent", "tent", "lamp", "lamp"]})
    >>> found = attach_rate(items, least=3)
    >>> found.loc[:0, ["sku", "with_sku", "both", "otherwise"]]
        sku with_sku  both  otherwise
    0  lamp     tent     2        1.0

    References
    ----------
    Rows C23 and C24.
    """
    check_whole("least", least, low=1)
    items = _of_purchases(order_items, orders)[["order_id", "sku"]].drop_duplicates()
    counts, all_orders = items["sku"].value_counts(), items["order_id"].nunique()
    if counts.iloc[0] < least:
        raise InputError(
            f"No article has {least} orders: the most is {counts.iloc[0]}. Choose a smaller least."
        )
    pairs = items.merge(items, on="order_id", suffixes=("", "_with"))
    pairs = pairs[(pairs["sku"] != pairs["sku_with"]) & (pairs["sku"].map(counts) >= least)]
    found = pairs.groupby(["sku", "sku_with"]).size().rename("both").reset_index()
    n = found["sku"].map(counts).astype("int64")  # of no pair too
    found = found.rename(columns={"sku_with": "with_sku"}).assign(orders=n, rate=found["both"] / n)
    found["low"], found["high"] = rate_interval(found["both"], n, confidence)
    rest = (all_orders - n).to_numpy()
    others = found["with_sku"].map(counts).astype("int64").to_numpy() - found["both"].to_numpy()
    found["otherwise"] = np.where(rest > 0, others / np.maximum(rest, 1), np.nan)
    found = found.sort_values(["rate", "sku", "with_sku"], ascending=[False, True, True])
    columns = ["sku", "with_sku", "orders", "both", "rate", "low", "high", "otherwise"]
    return found[columns].reset_index(drop=True)


def association_rules(order_items, orders=None, least=1, confidence=0.95, together=True):
    """What is bought together more often than by chance (关联规则)?

    Support, confidence and lift are the textbook's. A lift of 1 is *no* mark of chance: where most
    orders hold one article, pairs by chance have a lift below 1, and where orders are large, above.
    So beside it stands ``times``: how often a pair was bought, over how often it would be if
    companions were dealt out by lot, each article keeping its number of companions. Which article
    came first into the basket isn't used. *Less* often doesn't mean avoided: where a few pairs take
    most companions, less is left for all others.

    Parameters
    ----------
    order_items : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        order_id, sku. An article that stands twice in an order counts once.
    orders : frame of the same kind, optional
        order_id and what decides on a purchase: then only purchases count.
    least : int
        Orders that a pair must have to be listed; 0 lists pairs that nobody bought, too.
    confidence : float
    together : bool
        Shall all intervals hold together? Then each is as sure as it must be among so many
        (Bonferroni). If not, one in twenty misleads. What is expected is taken as known.

    Returns
    -------
    DataFrame, two rows per pair (each article once as the first), what is surest first
        sku, with_sku, orders (with sku), both, support (both ÷ all orders), confidence (both ÷
        orders), lift (confidence ÷ with_sku's share of all orders), expected (orders with both, by
        chance), times (both ÷ expected), low, high (of times), found (more, less, open), n (all
        orders), pairs (how many pairs there are to ask about, bought or not).

    Raises
    ------
    ColumnError
    InputError
        One article only, or too many to list pairs that nobody bought.

    Examples
    --------
    Three tents go with lamps. By chance, dealt by lot, it would be 1.5 of them.

    >>> items = pd.DataFrame({"order_id": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7],
    ...                       "sku": ["tent", "lamp"] * 3 + ["cup", "pan"] * 3 + ["pan"]})
    >>> rules = association_rules(items)
    >>> rules.loc[:1, ["sku", "with_sku", "both", "lift", "expected", "times"]].round(2)
       sku with_sku  both  lift  expected  times
    0  cup      pan     3  1.75       1.0    3.0
    1  pan      cup     3  1.75       1.0    3.0

    References
    ----------
    Agrawal, Imielinski and Swami (1993), SIGMOD (support, confidence); Brin, Motwani, Ullman and
    Tsur (1997), SIGMOD (lift, there called interest); Goodman (1968), JASA 63 (quasi-independence:
    a table without its diagonal); Gionis and others (2007), ACM TKDD 1(3) (why margins must be
    kept). Row C24.
    """
    check_whole("least", least)
    check_share("confidence", confidence)
    held, names = _articles_of(order_items, orders)
    if len(names) < 2:
        raise InputError(f"All orders hold one article, {names[0]}: there are no pairs.")
    if least == 0 and len(names) > ALL_PAIRS:
        raise InputError(
            f"{len(names):,} articles have too many pairs to list those that nobody bought. "
            "Choose least=1."
        )
    alone, one, other, both = _pair_counts(held)
    many, asked = len(names), len(names) * (len(names) - 1) // 2
    pull = _pull(np.bincount(one, both, many) + np.bincount(other, both, many))
    if least == 0:
        one, other, both = _every_pair(one, other, both, many)
    both_most = both.max(initial=0)
    listed = both >= least
    one, other, both = one[listed], other[listed], both[listed]
    if not len(both):
        raise InputError(f"No pair was bought in {least:,} orders: the most is {both_most:,}.")
    sure = each_of(asked, confidence) if together else confidence
    low, high = count_interval(both, pull[one] * pull[other], sure)
    order = np.lexsort((-both, -low))  # what is alike stays in the articles' order
    one, other, both, low, high = (part[order] for part in (one, other, both, low, high))
    expected = pull[one] * pull[other]
    with np.errstate(divide="ignore", invalid="ignore"):
        times = both / expected
    orders_ = held.shape[0]
    pairs = {
        "both": both, "support": both / orders_,
        "lift": both * (orders_ / alone[one]) / alone[other],
        "expected": expected, "times": times, "low": low, "high": high,
        "found": np.select([low > 1, high < 1], ["more", "less"], "open"),
    }  # fmt: skip
    first, second = np.column_stack([one, other]).ravel(), np.column_stack([other, one]).ravel()
    found = pd.DataFrame({name: np.repeat(values, 2) for name, values in pairs.items()})
    found = found.assign(
        sku=names[first], with_sku=names[second], orders=alone[first],
        confidence=found["both"] / alone[first], n=orders_, pairs=asked,
    )  # fmt: skip
    return found[list(RULES)]


def _pair_counts(held):
    """Orders with each article, and of each pair that was bought, once: who, whom, orders."""
    from scipy.sparse import triu

    counts = (held.T @ held).tocsr()
    counts.sort_indices()
    pairs = triu(counts, k=1).tocoo()
    return counts.diagonal().astype("int64"), pairs.row, pairs.col, pairs.data.astype("int64")


def _articles_of(order_items, orders=None):
    """Which order holds which article: a sparse table of 0 and 1, and the articles' names.

    >>> items = pd.DataFrame({"order_id": [1, 1, 1], "sku": ["tent", "lamp", "lamp"]})
    >>> held, names = _articles_of(items)
    >>> held.toarray().tolist(), names.tolist()
    ([[1, 1]], ['lamp', 'tent'])
    """
    from scipy.sparse import csr_array

    rows = sums.read(order_items, "order_id", "sku", table="order_items")
    if orders is not None:
        kept = sums.read(tables.purchases(orders), "order_id", table="orders")
        if kept.implementation != rows.implementation:
            raise InputError("Give order_items and orders as frames of one kind.")
        rows = rows.join(kept.unique("order_id"), on="order_id", how="semi")
    items = tables.collect(rows)
    if items.empty:
        raise InputError(
            "No item belongs to a purchase of orders. Are both tables of the same files?"
        )
    order, _ = pd.factorize(items["order_id"])
    article, names = pd.factorize(items["sku"], sort=True)
    held = csr_array((np.ones(len(items), dtype="int32"), (order, article)))
    held.sum_duplicates()
    held.data[:] = 1
    return held, np.asarray(names, dtype=object)


def _pull(companions):
    """One number for each article: by chance two are together as often as theirs multiplied.

    So that each article's expected companions, summed over all others, are those it has: u is
    companions ÷ (sum of all u − u), a quadratic equation for each article, given the sum.
    """
    from scipy.optimize import brentq

    companions = companions.astype(float)
    largest = int(companions.argmax())
    if not companions[largest]:
        return companions

    def pulls(total):
        root = np.sqrt(np.maximum(total**2 - 4 * companions, 0))
        found = 2 * companions / (total + root)
        if dominates:
            found[largest] = (total + root[largest]) / 2
        return found

    def excess(total):
        return pulls(total).sum() - total

    dominates = False
    start = 2 * math.sqrt(companions[largest])
    if abs(excess(start)) < 1e-6 * start:  # the largest has just half of all
        return pulls(start)
    dominates = excess(start) < 0  # it has more than half
    end = 2 * start
    while excess(end) * excess(start) > 0 and end < start * 1e6:
        end *= 2
    return pulls(brentq(excess, start, end) if excess(end) * excess(start) < 0 else end)


def _every_pair(one, other, both, many):
    """All pairs of different articles, with 0 where nobody bought both."""
    every = np.zeros((many, many), dtype="int64")
    every[one, other] = both
    one, other = np.triu_indices(many, k=1)
    return one, other, every[one, other]


def noise_line(both, pairs, confidence=0.95):
    """How many times as often as by chance must a pair be bought, before luck is ruled out?

    Parameters
    ----------
    both : float, or array
        Orders with both, above 0.
    pairs : int
        How many pairs are asked about; 1 for one that was named before the data were seen.
    confidence : float
        That no pair of all is called too much or too little by luck.

    Returns
    -------
    DataFrame
        both, above, below: a pair with ``times`` above the one is found *more*, below the other
        *less*, in `association_rules`.

    Raises
    ------
    InputError

    Examples
    --------
    Three orders prove nothing, unless by chance there would be a fiftieth of that:

    >>> noise_line([3, 30, 300], pairs=780).round(2)
       both  above  below
    0    3.0  51.22   0.17
    1   30.0   2.33   0.51
    2  300.0   1.27   0.80
    """
    both = np.atleast_1d(np.asarray(both, dtype=float))
    if not (both > 0).all():
        raise InputError("both must be above 0.")
    low, high = count_interval(both, 1.0, each_of(pairs, confidence))
    return pd.DataFrame({"both": both, "above": both / low, "below": both / high})


def needed_rate(confidence, left, discount):
    """To which share must the attach rate rise before a set's discount is earned back?

    Of 100 buyers of the first article c take the second already. They get the discount for nothing.
    The others who take it now leave what the second article leaves, less the discount.

    Parameters
    ----------
    confidence : float or array
        The attach rate today, a share.
    left : float or array
        Yuan that a piece of the second article leaves, after goods, fees, taxes and returns.
    discount : float or array
        Yuan that the discount costs, on the same base: what is off, less the part of it that
        refunds, fees and tax would have taken.

    Returns
    -------
    float or array
        confidence · left ÷ (left − discount); infinite where the discount takes all.

    Raises
    ------
    InputError

    Examples
    --------
    >>> print(needed_rate(0.10, left=40, discount=10).round(3))
    0.133

    References
    ----------
    Arithmetic, with one assumption: the set wins no buyer for the first article, and loses none.
    """
    confidence, left, discount = (np.asarray(x, dtype=float) for x in (confidence, left, discount))
    if not ((confidence >= 0).all() and (confidence <= 1).all()):
        raise InputError("confidence must lie between 0 and 1.")
    if not ((left >= 0).all() and (discount >= 0).all()):
        raise InputError("left and discount must be yuan from 0 on.")
    rest = np.where(left > discount, left - discount, np.nan)
    return np.where(left > discount, confidence * left / rest, np.inf)[()]


def bundle_candidates(rules, articles, discount=0.1, stays=1.0, most=10):
    """Which two articles make a set (套餐), and what must the set bring?

    Of the pairs found *more* often than by chance, each once, the dearer article first: on its page
    the set is shown. Sorted by what is left for a hundred of its buyers if half as many again take
    the second as today: an assumption that only a test by lot can replace.

    Parameters
    ----------
    rules : DataFrame
        From `association_rules`, whole: each pair both ways.
    articles : DataFrame
        sku, price (yuan), left (yuan that a piece leaves when it is *added* to an order).
    discount : float
        Share off both prices.
    stays : float
        Of a yuan of price, what stays after refunds, fees and tax: so much does a yuan off cost.
    most : int
        Rows.

    Returns
    -------
    DataFrame
        sku, with_sku, both, confidence, times, price (of both), off (yuan), cost (off · stays),
        left (of with_sku), needed (see `needed_rate`), half_more (yuan left for 100 buyers of sku,
        if half as many again take the set, less the discount's cost of all who take it).

    Raises
    ------
    ColumnError
    InputError
        An article of a pair isn't in articles, no pair was found, or one stands there one way only.

    Examples
    --------
    >>> rules = pd.DataFrame({"sku": ["tent", "lamp"], "with_sku": ["lamp", "tent"], "both": 50,
    ...                       "found": "more", "confidence": [0.1, 0.4], "times": 4.0})
    >>> articles = pd.DataFrame({"sku": ["tent", "lamp"], "price": [400, 100], "left": [150, 40]})
    >>> found = bundle_candidates(rules, articles, discount=0.02)
    >>> found[["sku", "with_sku", "off", "left", "needed", "half_more"]].round(3)
        sku with_sku   off  left  needed  half_more
    0  tent     lamp  10.0    40   0.133       50.0

    References
    ----------
    Row R13: 场景化选品.
    """
    check_share("discount", discount, ends=True)
    check_share("stays", stays, ends=True)
    rules = check_table(rules, "rules", "sku", "with_sku", "both", "confidence", "times", "found")
    articles = check_table(articles, "articles", "sku", "price", "left")
    articles = check_once(check_numbers(articles, "articles", "price"), "articles", "sku")
    found = rules[rules["found"] == "more"]
    if found.empty:
        raise InputError("No pair was found more often than by chance. Collect more orders.")
    known = articles.set_index(articles["sku"].astype(object))
    asked = set(found["sku"]) | set(found["with_sku"])
    if missing := sorted(asked - set(known.index)):
        raise InputError(f"articles has no row of {', '.join(map(str, missing[:5]))}.")
    one, other = (known["price"].reindex(found[name]).to_numpy() for name in ("sku", "with_sku"))
    first = (one > other) | ((one == other) & (found["sku"] < found["with_sku"]).to_numpy())
    if 2 * first.sum() != len(found):
        raise InputError("A pair stands in rules one way only. Give all of association_rules.")
    found, price = found[first], (one + other)[first]
    left, off = known["left"].reindex(found["with_sku"]).to_numpy(), discount * price
    rate, cost = found["confidence"], stays * off
    found = found[["sku", "with_sku", "both", "confidence", "times"]].assign(
        price=price, off=off, cost=cost, left=left,
        needed=needed_rate(rate, np.maximum(left, 0), cost),
        half_more=100 * rate * (0.5 * left - 1.5 * cost),
    )  # fmt: skip
    found = found.sort_values("half_more", ascending=False, kind="stable").head(most)
    return found.reset_index(drop=True)


def bundle_test(visitors, treated="set", control="single", arm="arm", confidence=0.95):
    """What did the set do, where a lot showed it to some visitors: order value, and what is left?

    Order value is a ratio of those who ordered, who needn't be the same kind of people in both
    arms. What is left is counted per *visitor*: nobody drops out of it. Pieces sold singly say what
    the set took from its own articles (自我蚕食).

    Parameters
    ----------
    visitors : frame, one row per visitor
        ``arm``, orders (number), paid (yuan), singles (pieces of the set's articles bought outside
        it), kept (yuan not refunded), left (yuan left of it after goods, parcels, fees and taxes).
    treated, control : str
        Arms.
    confidence : float

    Returns
    -------
    DataFrame, one row per measure; treated less control
        measure, treated, control (their values), estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> half = pd.DataFrame({"orders": [1, 0, 1, 0], "paid": [50, 0, 30, 0],
    ...     "singles": [1, 0, 1, 0], "kept": [50, 0, 30, 0], "left": [20, 0, 12, 0]})
    >>> more = half.assign(arm="set", paid=half["paid"] * 2)
    >>> both = pd.concat([half.assign(arm="single"), more])
    >>> bundle_test(both).loc[[0], ["measure", "treated", "control", "estimate"]]
           measure  treated  control  estimate
    0  order value     80.0     40.0      40.0

    References
    ----------
    Row R13. The interval of a ratio by the delta method: Deng, Knoblich and Lu (2018), KDD.
    """
    needed = ("orders", "paid", "singles", "kept", "left")
    rows = check_table(visitors, "visitors", arm, *needed)
    if "visitor_id" in rows:
        check_once(rows, "visitors", "visitor_id")
    rows = rows.assign(ordered=rows["orders"] > 0)
    measures = {
        "order value": {"metric": "paid", "below": "orders"},
        "share who order": {"metric": "ordered", "kind": "share"},
        "pieces sold singly, per visitor": {"metric": "singles", "kind": "mean"},
        "paid per visitor": {"metric": "paid", "kind": "mean"},
        "kept per visitor": {"metric": "kept", "kind": "mean"},
        "left per visitor": {"metric": "left", "kind": "mean"},
    }
    found = [
        (name, *ab_test(rows, treated, control, arm=arm, confidence=confidence, **how))
        for name, how in measures.items()
    ]
    made = pd.DataFrame(found, columns=["measure", "estimate", "low", "high", "n", "counts"])
    by_arm = rows.groupby(arm, observed=True)
    for place, name in enumerate((treated, control), start=1):
        mine = by_arm.get_group(name)
        values = [
            mine[how["metric"]].sum() / (mine[how["below"]].sum() if "below" in how else len(mine))
            for how in measures.values()
        ]
        made.insert(place, "treated" if place == 1 else "control", values)
    return made


def aov_drivers(orders, order_items, before, after, by="period", confidence=0.95):
    """Why is an order worth more (提客单)? Its value as a product of four drivers, exactly.

    Order value = articles in an order × pieces of an article × list price of a piece × what is paid
    of the list price. Each driver's factor, and its part of the change in yuan; the parts add up
    (logarithmic mean). It is an identity: it says *where* the change is, not who caused it.

    Parameters
    ----------
    orders : DataFrame
        order_id, list_amount, paid_amount and ``by``. Give purchases.
    order_items : DataFrame
        order_id, sku, qty.
    before, after : values of ``by``
        Two periods, or any two groups of orders.
    by : str
        Column that says which order is of which.
    confidence : float

    Returns
    -------
    DataFrame, four drivers and the order value
        driver, before, after, factor, low, high, n (orders of both), yuan.

    Raises
    ------
    ColumnError, ChoiceError
    InputError
        An order without items, a group without orders.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2, 3, 4], "period": [1, 1, 2, 2],
    ...     "list_amount": [100, 100, 150, 150], "paid_amount": [100, 80, 150, 120]})
    >>> items = pd.DataFrame({"order_id": [1, 2, 3, 3, 4], "sku": ["tent", "tent", "lamp", "tent",
    ...     "tent"], "qty": [1, 1, 1, 1, 2]})
    >>> aov_drivers(orders, items, 1, 2)[["driver", "before", "after", "factor", "yuan"]].round(2)
                       driver  before   after  factor   yuan
    0    articles in an order     1.0    1.50    1.50  45.00
    1    pieces of an article     1.0    1.33    1.33  31.93
    2   list price of a piece   100.0   75.00    0.75 -31.93
    3  paid of the list price     0.9    0.90    1.00   0.00
    4             order value    90.0  135.00    1.50  45.00

    References
    ----------
    Ang (2005), Energy Policy 33, 867-871 (LMDI). Row C23; M35 by order.
    """
    orders = check_table(orders, "orders", "order_id", "list_amount", "paid_amount", by)
    orders = check_once(
        check_numbers(orders, "orders", "list_amount", "paid_amount"), "orders", "order_id"
    )
    items = check_table(order_items, "order_items", "order_id", "sku", "qty")
    check_name(orders, by, before, "before")
    check_name(orders, by, after, "after")
    check_same_kind("order_id", orders=orders, order_items=items)
    each = items.groupby("order_id").agg(articles=("sku", "nunique"), pieces=("qty", "sum"))
    rows = orders.join(each, on="order_id")
    if gone := int(rows["pieces"].isna().sum()):
        raise InputError(
            f"{gone:,} of {len(rows):,} orders have no item. Give both of the same time."
        )
    if not (rows["list_amount"] > 0).all() or not rows.groupby(by)["paid_amount"].sum().all():
        raise InputError("An order has a list_amount of 0, or nobody paid: it has no four drivers.")
    rows = rows.assign(orders=1)
    old, new = (rows[rows[by] == value] for value in (before, after))
    steps = {
        "articles in an order": ("articles", "orders"),
        "pieces of an article": ("pieces", "articles"),
        "list price of a piece": ("list_amount", "pieces"),
        "paid of the list price": ("paid_amount", "list_amount"),
        "order value": ("paid_amount", "orders"),
    }
    found = []
    for driver, (above, below) in steps.items():
        factor = ratio_of_ratios(
            new[above], new[below], old[above], old[below], "orders", confidence
        )
        values = [part[above].sum() / part[below].sum() for part in (old, new)]
        found.append((driver, *values, *factor[:4]))
    made = pd.DataFrame(found, columns=["driver", "before", "after", "factor", "low", "high", "n"])
    whole = made.iloc[-1]
    logs = np.log(made["factor"])
    middle = (whole["after"] - whole["before"]) / logs.iloc[-1] if logs.iloc[-1] else whole["after"]
    return made.assign(yuan=middle * logs)


def threshold_pieces(order_items, orders, returns, threshold, as_of=None, days=30):
    """Is what lifts an order over a threshold (凑单) sent back more often?

    Of each order of two articles or more it looks at the cheapest one. That one is *needed* if the
    order reaches the threshold with it and wouldn't without it. Beside it stands the same article
    where it was the cheapest too, and wasn't needed. Many who reach a threshold didn't aim at it:
    so the difference is smaller than what those do who did.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, qty, price (yuan a piece, before the threshold's reduction).
    orders : DataFrame
        order_id, ts_pay: all that were paid. Purchases leave out what was refunded in full, and
        with it a part of the answer.
    returns : DataFrame
        order_id, sku, requested_at.
    threshold : float
        Yuan from which the reduction holds.
    as_of : date, optional
        The first moment that isn't known yet; by default the day after the last payment.
    days : int
        What was sent back within them counts, of orders paid that long before: all have had the
        same time.

    Returns
    -------
    DataFrame, two rows and their difference, like with like (article by article)
        pieces ("needed", "not needed", "difference"), back (sent back), n (articles; each is in
        another order), estimate, low, high (shares).

    Raises
    ------
    ColumnError
    InputError
        No order is old enough, or no article was needed, or all were.

    Examples
    --------
    >>> items = pd.DataFrame({"order_id": [1, 1, 2, 2], "sku": ["tent", "lamp"] * 2, "qty": 1,
    ...                       "price": [260.0, 60.0, 400.0, 60.0]})
    >>> paid = pd.to_datetime(["2025-01-01"] * 2)
    >>> orders = pd.DataFrame({"order_id": [1, 2], "ts_pay": paid})
    >>> back = pd.DataFrame({"order_id": [1], "sku": ["lamp"], "requested_at": paid[:1]})
    >>> found = threshold_pieces(items, orders, back, 299, as_of="2025-03-01")
    >>> found[["pieces", "back", "n", "estimate"]]
           pieces  back  n  estimate
    0      needed     1  1       1.0
    1  not needed     0  1       0.0
    2  difference     1  2       1.0

    References
    ----------
    Row C23. What a threshold does to the whole shop: lesson 3.8.
    """
    check_number("threshold", threshold, low=0)
    wait = pd.Timedelta(days=check_whole("days", days, low=1))
    orders = check_table(orders, "orders", "order_id", "ts_pay")
    end = _end_of(orders["ts_pay"], as_of)
    ripe = orders.loc[orders["ts_pay"] <= end - wait, ["order_id", "ts_pay"]]
    items = cheapest_articles(order_items, ripe, threshold)
    if items["needed"].nunique() < 2:
        raise InputError(
            f"{items['needed'].sum():,} of {len(items):,} cheapest articles, {days} days or more "
            f"before {end.date()}, were needed to reach {threshold:g}: nothing to compare."
        )
    asked = check_table(returns, "returns", "order_id", "sku", "requested_at")
    check_same_kind("order_id", returns=asked, orders=orders)
    check_times(asked, "returns", "requested_at")
    asked = asked.assign(sku=asked["sku"].astype(object))
    asked = asked.groupby(["order_id", "sku"])["requested_at"].min().rename("back_at")
    items = items.join(asked, on=["order_id", "sku"])
    items["back"] = items["back_at"] <= items["ts_pay"] + wait
    counts = items.groupby(["sku", "needed"])["back"].agg(["sum", "size"]).unstack(fill_value=0)
    found, parts = [], []
    for name, key in (("needed", True), ("not needed", False)):
        back, n = counts["sum"][key], counts["size"][key]
        parts += [back, n]
        found.append((name, *share(back.sum(), n.sum())[:3], back.sum(), n.sum()))
    gap = standardised_difference(*parts, counts="articles")
    found.append(("difference", *gap[:3], items["back"].sum(), len(items)))
    made = pd.DataFrame(found, columns=["pieces", "estimate", "low", "high", "back", "n"])
    return made[["pieces", "back", "n", "estimate", "low", "high"]]


def cheapest_articles(order_items, orders, threshold):
    """The cheapest article of each order of two or more, and whether it was needed.

    Parameters
    ----------
    order_items, orders, threshold
        As in `threshold_pieces`.

    Returns
    -------
    DataFrame, one row per order of two articles or more
        The columns of both tables, amount (of the article), whole (of the order), needed.

    Examples
    --------
    >>> items = pd.DataFrame({"order_id": [1, 1], "sku": ["tent", "lamp"], "qty": 1,
    ...                       "price": [260.0, 60.0]})
    >>> cheapest_articles(items, pd.DataFrame({"order_id": [1]}), 299)[["sku", "needed"]]
        sku  needed
    1  lamp    True
    """
    items = check_table(order_items, "order_items", "order_id", "sku", "qty", "price")
    check_numbers(items, "order_items", "qty", "price")
    check_same_kind("order_id", order_items=items, orders=check_table(orders, "orders", "order_id"))
    items = items.assign(amount=items["qty"] * items["price"], sku=items["sku"].astype(object))
    items = items.merge(orders, on="order_id")
    by = items.groupby("order_id")
    items["whole"], several = by["amount"].transform("sum"), by["sku"].transform("nunique") >= 2
    items = items[several].sort_values(["order_id", "amount", "sku"], kind="stable")
    items = items.drop_duplicates("order_id")
    reached, without = items["whole"] >= threshold, items["whole"] - items["amount"] < threshold
    return items.assign(needed=reached & without)


def _end_of(times, as_of=None):
    """The first moment that isn't known yet: the one given, or the day after the last time.

    >>> _end_of(pd.Series(pd.to_datetime(["2025-01-01 12:00"])))
    Timestamp('2025-01-02 00:00:00')
    """
    if as_of is not None:
        return check_moment(times, as_of, "as_of")
    return times.max().normalize() + pd.Timedelta(days=1)


def _of_purchases(order_items, orders, *columns):
    """The items of orders that are purchases; all where no orders are given."""
    items = check_table(order_items, "order_items", "order_id", "sku", *columns)
    if isinstance(items["sku"].dtype, pd.CategoricalDtype):  # its kinds can't be counted as numbers
        items = items.assign(sku=items["sku"].astype(object))
    if orders is None:
        return items
    orders = check_table(orders, "orders", "order_id")
    kept = items[items["order_id"].isin(tables.purchases(orders)["order_id"])]
    if kept.empty:
        raise InputError(
            "No item belongs to a purchase of orders. Are both tables of the same files?"
        )
    return kept
