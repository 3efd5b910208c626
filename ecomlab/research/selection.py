"""What shall we sell, from whom, and from stock or made to order (选品)?

Articles on presale and from stock come one row per article, with what it sold and held before a
day and from it on, as `ecomlab.fulfillment.inventory.stock_and_sales` gives it. What is left of
100 yuan is in `waterfall`, the margin that an article needs in `margins`, lots in `lots`, tests
of styles in `styles`, roles and breadth in `assortment`.
"""

import itertools

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_number, check_positive, check_whole
from ecomlab.estimates import contrast
from ecomlab.research.demand import index_to_count
from ecomlab.streams import uniforms

MARGINS = {  # the costs of a category that each reading of "margin room" takes off, as rates
    "gross": ("unit_cost_rate",),
    "after_fees": ("unit_cost_rate", "platform_fee_rate"),
    "after_ads": ("unit_cost_rate", "platform_fee_rate", "ad_rate"),
}
WEIGHTS = 1  # stream: of weights of criteria
PARTS = {"turnover": ("net", "stock"), "sales": ("net",), "stock": ("stock",)}


def article_factors(articles, part="turnover"):
    """By what factor did each article's turnover (or sales, or stock) change: after ÷ before?

    Parameters
    ----------
    articles : DataFrame, one row per article
        net_before, net_after (shipped, at cost) and stock_before, stock_after (yuan).
    part : str
        "turnover" (net ÷ stock), "sales" (net) or "stock".

    Returns
    -------
    Series
        By the rows of ``articles``.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An article that sold nothing or held nothing: a factor needs amounts above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> two = pd.DataFrame({"net_before": [60, 40], "net_after": [60, 30],
    ...                     "stock_before": [10, 10], "stock_after": [5, 10]})
    >>> article_factors(two).tolist(), article_factors(two, "stock").tolist()
    ([2.0, 0.75], [0.5, 1.0])

    References
    ----------
    Case K11.
    """
    check_choice("part", part, PARTS)
    amounts = PARTS[part]
    columns = [f"{amount}_{when}" for amount in amounts for when in ("before", "after")]
    table = check_table(articles, "articles", *columns)
    nothing = (table[columns] <= 0).any(axis=1)
    if nothing.any():
        raise InputError(
            f"{nothing.sum()} of {len(table)} articles sold or held nothing before or after (first "
            f"{table.index[nothing][0]!r}), and 0 has no factor. Leave them out, and say so."
        )
    above, *below = (table[f"{x}_after"] / table[f"{x}_before"] for x in amounts)
    return above / below[0] if below else above


def presale_or_stock(
    articles, presale, stock, part="turnover", maker="supplier", within="category"
):
    """How many times as fast did articles on presale turn, beside those sold from stock (预售)?

    Every article against its own past, in logs; then, in each category, the mean of those on
    presale less the mean of the others; then the mean of the categories. So neither season nor
    assortment moves it. It is as good as the others are a witness: try it on a time when nothing
    had begun. Articles are what the interval counts.

    Parameters
    ----------
    articles, part
        As in `article_factors`; with the columns ``maker`` and ``within``.
    presale, stock : str
        Values of ``maker``: whose articles went on presale, and whose stayed as they were.
    maker, within : str
        Columns: what says who went on presale, and what is alike.

    Returns
    -------
    Estimate
        A factor; n counts articles.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A category without articles of both.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": ["coats"] * 4, "supplier": ["own", "own", "far", "far"],
    ...                       "net_before": 10, "net_after": [18, 22, 9, 11],
    ...                       "stock_before": 5, "stock_after": 5})
    >>> presale_or_stock(table, presale="own", stock="far")
    2 (1.09 to 3.68), n = 4 articles

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5. Case K11.
    """
    table = _of_both(articles, presale, stock, maker, within)
    logs = np.log(article_factors(table, part))
    return _by_category(table, logs, presale, stock, maker, within).through(np.exp)


def presale_gain(
    articles, presale, stock, margin, surcharge, holding, maker="supplier", within="category"
):
    """What does presale earn, for each yuan of goods that an article sold before (预售的收益)?

    Turnover isn't profit: what is sold less costs its margin, what lies less saves its holding
    cost, and small lots cost a surcharge. Compared as in `presale_or_stock`.

    Parameters
    ----------
    articles, presale, stock, maker, within
        As in `presale_or_stock`.
    margin : float
        What a shipped yuan of goods (at cost) leaves, after all that grows with it, yuan.
    surcharge : float
        What a yuan of goods on presale costs more, yuan.
    holding : float
        What a yuan of stock costs a year: room, interest, what is written off; yuan.

    Returns
    -------
    Estimate
        Yuan for each yuan of goods sold before; n counts articles.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    On presale a tenth less is sold, and half as much lies on the shelf.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": ["coats"] * 4, "supplier": ["own", "own", "far", "far"],
    ...                       "net_before": 10, "net_after": [8.8, 9.2, 9.9, 10.1],
    ...                       "stock_before": 5, "stock_after": [2.5, 2.5, 5, 5]})
    >>> presale_gain(table, "own", "far", margin=0.3, surcharge=0.03, holding=0.35)
    0.0305 (-0.00462 to 0.0656), n = 4 articles

    References
    ----------
    Case K11.
    """
    for name, value in (("margin", margin), ("surcharge", surcharge), ("holding", holding)):
        check_number(name, value, low=0)
    columns = ["net_before", "net_after", "stock_after"]
    table = check_table(_of_both(articles, presale, stock, maker, within), "articles", *columns)
    kept = margin - surcharge * (table[maker] == presale)
    earned = (kept * table["net_after"] - holding * table["stock_after"]) / table["net_before"]
    return _by_category(table, earned, presale, stock, maker, within)


def _of_both(articles, presale, stock, maker, within):
    """The articles of both makers."""
    table = check_table(articles, "articles", maker, within)
    check_name(table, maker, presale, "presale")
    check_name(table, maker, stock, "stock")
    return table[table[maker].isin([presale, stock])]


def _by_category(table, values, presale, stock, maker, within):
    """Mean of those on presale less mean of the others, category by category; then their mean."""
    names = list(dict.fromkeys(table[within]))
    groups, weights = [], []
    for name in names:
        for source, sign in ((presale, 1), (stock, -1)):
            mine = values[(table[within] == name) & (table[maker] == source)]
            if not len(mine):
                raise InputError(
                    f"{within} {name!r} has no article of {source!r}, so that it has nothing to "
                    "compare. Leave it out, and say so."
                )
            groups.append(mine)
            weights.append(sign / len(names))
    return contrast(groups, weights, "articles")


# --- Screens, fronts, rankings ----------------------------------------------------------------


def category_facts(category_stats, month, margin="gross", returns="return_rate", power=1.0):
    """Growth, competition and margin of each category in a quarter: what a screen needs.

    Parameters
    ----------
    category_stats : DataFrame, one row per month and category
        month ("2025-03"), category, search_index, n_listings, unit_cost_rate, platform_fee_rate,
        ad_rate, return_rate.
    month : str
        The last of the quarter's three months. The same months a year before must be there.
    margin : {"gross", "after_fees", "after_ads", "after_returns"}
        What "margin room" (利润空间) takes off: goods; the fee; ads; and, last, what comes back:
        (1 − returns) × (1 − goods − fee) − ads.
    returns : str
        Column of the return rate.
    power : float
        Of the tool's index, as from `demand.index_power`: growth is then that of searches. With 1
        it is the growth of the index, which isn't.

    Returns
    -------
    DataFrame, one row per category
        category; growth (on the year before);
        competition (listings per 100 points of the search index, 竞争度); margin; searches (index).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> stats = pd.DataFrame({
    ...     "month": [*["2024-01", "2024-02", "2024-03"], *["2025-01", "2025-02", "2025-03"]],
    ...     "category": "tents", "search_index": [100] * 3 + [120] * 3, "n_listings": 60,
    ...     "unit_cost_rate": 0.5, "platform_fee_rate": 0.05, "ad_rate": 0.15,
    ...     "return_rate": 0.2})
    >>> category_facts(stats, "2025-03").round(2)
      category  growth  competition  margin  searches
    0    tents     0.2         50.0     0.5     120.0
    >>> category_facts(stats, "2025-03", margin="after_returns")["margin"].round(2).tolist()
    [0.21]

    References
    ----------
    Course map R08; metrics M79, M85.
    """
    check_choice("margin", margin, [*MARGINS, "after_returns"])
    rates = ["unit_cost_rate", "platform_fee_rate", "ad_rate", returns]
    needed = ["month", "category", "search_index", "n_listings", *rates]
    stats = check_table(category_stats, "category_stats", *needed)
    check_name(stats, "month", month)
    last = pd.Period(month, "M")
    stats = stats.assign(period=pd.PeriodIndex(stats["month"].astype(str), freq="M"))
    stats["count"] = index_to_count(stats["search_index"], check_positive("power", power))
    now = _of_quarter(stats, last)
    before = _of_quarter(stats, last - 12)["count"]
    if strange := sorted({*now.index} ^ {*before.index}):
        raise InputError(f"{strange[0]!r} has no months a year before: there is no growth to tell.")
    if margin == "after_returns":
        kept = (1 - now[returns]) * (1 - now["unit_cost_rate"] - now["platform_fee_rate"])
        room = kept - now["ad_rate"]
    else:
        room = 1 - now[list(MARGINS[margin])].sum(axis=1)
    facts = pd.DataFrame(
        {
            "growth": now["count"] / before - 1,
            "competition": now["n_listings"] / now["search_index"] * 100,
            "margin": room,
            "searches": now["search_index"],
        }
    )
    return facts.rename_axis("category").reset_index()


def _of_quarter(stats, last):
    quarter = stats[(stats["period"] > last - 3) & (stats["period"] <= last)]
    counts = quarter.groupby(quarter["category"].astype(object)).size()
    if not len(counts) or (counts != 3).any():
        raise InputError(f"category_stats hasn't got three months up to {last} of every category.")
    return quarter.groupby(quarter["category"].astype(object)).mean(numeric_only=True)


def screen_categories(facts, least_margin=0.30, least_growth=0.10, most_competition=80.0):
    """Which categories pass: search grows fast, competition is moderate, margin room ≥ 30 %?

    Parameters
    ----------
    facts : DataFrame, one row per category
        category, growth, competition, margin: of `category_facts`.
    least_margin, least_growth : float
        Shares.
    most_competition : float
        In the unit of ``competition``.

    Returns
    -------
    DataFrame, one row per category: those that pass first, then by how many it passes, then margin
        category, growth, competition, margin; grows, has_room, moderate, passes.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> facts = pd.DataFrame({"category": ["tents", "lamps"], "growth": [0.2, 0.3],
    ...                       "competition": [50.0, 90.0], "margin": [0.35, 0.5]})
    >>> screen_categories(facts)[["category", "grows", "has_room", "moderate", "passes"]]
      category  grows  has_room  moderate  passes
    0    tents   True      True      True    True
    1    lamps   True      True     False   False

    References
    ----------
    Course map R08. Two of the three thresholds are not in the document (doubt E37): the defaults
    here are a choice; `screen_sensitivity` shows what hangs on it.
    """
    for name, value in (("least_margin", least_margin), ("least_growth", least_growth)):
        check_number(name, value, example="0.3 for 30%")
    check_number("most_competition", most_competition)
    table = check_table(facts, "facts", "category", "growth", "competition", "margin")
    table = table[["category", "growth", "competition", "margin"]].assign(
        grows=table["growth"] >= least_growth,
        has_room=table["margin"] >= least_margin,
        moderate=table["competition"] <= most_competition,
    )
    marks = table[["grows", "has_room", "moderate"]]
    table = table.assign(passes=marks.all(axis=1), passed=marks.sum(axis=1))
    order = ["passes", "passed", "margin"]
    table = table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    return table.drop(columns="passed")


def screen_sensitivity(facts, growths, competitions, least_margin=0.30):
    """How much of the list hangs on the two thresholds that nobody gave?

    Parameters
    ----------
    facts : DataFrame
        As in `screen_categories`.
    growths, competitions : sequence of float
        Values of least_growth and most_competition that somebody could defend.
    least_margin : float

    Returns
    -------
    DataFrame, one row per category, the surest first
        category; margin; share (of the pairs of thresholds with which it passes).

    Examples
    --------
    >>> facts = pd.DataFrame({"category": ["tents", "lamps"], "growth": [0.2, 0.3],
    ...                       "competition": [50.0, 90.0], "margin": [0.35, 0.5]})
    >>> screen_sensitivity(facts, [0.1, 0.25], [60, 100])
      category  margin  share
    0    tents    0.35    0.5
    1    lamps    0.50    0.5
    """
    pairs = [(growth, most) for growth in growths for most in competitions]
    if not pairs:
        raise InputError("Give at least one value of each threshold.")
    runs = [screen_categories(facts, least_margin, *pair) for pair in pairs]
    passed = pd.concat(runs).groupby("category", sort=False)["passes"].mean()
    table = facts[["category", "margin"]].assign(share=facts["category"].map(passed))
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def pareto_front(table, high=(), low=()):
    """Which rows are beaten by none: no other is as good on all criteria and better on one?

    Parameters
    ----------
    table : DataFrame, one row per article or category
    high, low : sequences of str
        Columns of which more is better, and of which less is better (高毛利, 高复购; 低售后).

    Returns
    -------
    DataFrame
        ``table`` with beaten_by (how many rows beat it) and front (none does); the front first.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"sku": ["a", "b", "c"], "margin": [0.5, 0.4, 0.4],
    ...                       "returns": [0.2, 0.1, 0.3]})
    >>> pareto_front(table, high=["margin"], low=["returns"])
      sku  margin  returns  beaten_by  front
    0   a     0.5      0.2          0   True
    1   b     0.4      0.1          0   True
    2   c     0.4      0.3          2  False

    References
    ----------
    Course map R26 and R23.
    """
    if isinstance(high, str) or isinstance(low, str) or not (len(high) + len(low)):
        raise InputError("Give lists of columns, at least one: high=['margin'], low=['returns'].")
    table = check_table(table, "table", *high, *low)
    better = np.column_stack([*(table[name] for name in high), *(-table[name] for name in low)])
    beats = (better[:, None] >= better[None]).all(axis=2) & (better[:, None] > better[None]).any(2)
    found = table.assign(beaten_by=beats.sum(axis=0), front=~beats.any(axis=0))
    return found.sort_values("beaten_by", kind="stable", ignore_index=True)


def top_overlap(table, seen, true, top=10):
    """How many of the best seen are among the truly best, and how good are they in truth?

    Parameters
    ----------
    table : DataFrame, one row per article
        ``seen`` (what a quarter shows), ``true`` (what it will be, or is in the long run).
    seen, true : str
    top : int

    Returns
    -------
    dict of str to float
        both (in both lists); by_chance (of a list drawn by lot: top² ÷ rows); shown, came (sums of
        ``seen`` and ``true`` of those chosen); best (sum of ``true`` of the truly best).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"seen": [9.0, 8.0, 3.0, 1.0], "true": [6.0, 2.0, 5.0, 1.0]})
    >>> top_overlap(table, "seen", "true", top=2)
    {'both': 1, 'by_chance': 1.0, 'shown': 17.0, 'came': 8.0, 'best': 11.0}
    """
    table = check_table(table, "table", seen, true)
    if not 1 <= check_whole("top", top) <= len(table):
        raise InputError(f"top is {top}, but there are {len(table)} rows. Choose at most so many.")
    chosen, best = table.nlargest(top, seen), table.nlargest(top, true)
    return {
        "both": int(chosen.index.isin(best.index).sum()),
        "by_chance": top**2 / len(table),
        "shown": float(chosen[seen].sum()),
        "came": float(chosen[true].sum()),
        "best": float(best[true].sum()),
    }


def quarter_profit(items, margins, units="units"):
    """What does each article of the market earn in a quarter, after goods, fee, returns and ads?

    Parameters
    ----------
    items : DataFrame, one row per month and article
        month, item_id, category, price, and the column ``units``.
    margins : Series
        Share of the price that is left, by category: of `category_facts`.
    units : str
        Column of pieces: counted, or expected.

    Returns
    -------
    DataFrame, one row per quarter and article
        quarter ("2025Q1"), item_id, profit (yuan). Quarters of fewer than three months are left
        out.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> items = pd.DataFrame({"month": ["2025-01", "2025-02", "2025-03"], "item_id": "M1",
    ...                       "category": "tents", "price": 100.0, "units": [10, 20, 30]})
    >>> quarter_profit(items, pd.Series({"tents": 0.2}))
      quarter item_id  profit
    0  2025Q1      M1  1200.0
    """
    table = check_table(items, "items", "month", "item_id", "category", "price", units)
    room = table["category"].astype(object).map(margins)
    if room.isna().any():
        raise InputError(
            f"margins has no {table.loc[room.isna(), 'category'].iloc[0]!r}. Give every category."
        )
    months = pd.PeriodIndex(table["month"].astype(str), freq="M")
    quarter = pd.Series(months.asfreq("Q").astype(str), table.index)
    whole = pd.Series(months, table.index).groupby(quarter).transform("nunique") == 3
    profit = (table["price"] * table[units] * room)[whole]
    sums = profit.groupby([quarter[whole], table["item_id"].astype(object)[whole]]).sum()
    return sums.rename_axis(["quarter", "item_id"]).rename("profit").reset_index()


def best_lists(seen, true, top=10):
    """Of each quarter's best seen: how many are truly the best, then and a quarter later?

    Parameters
    ----------
    seen, true : DataFrame
        Of `quarter_profit`: counted pieces, and expected ones (known in a simulated world only).
    top : int

    Returns
    -------
    DataFrame, one row per quarter that has a next one
        quarter; articles; same, later (of the ``top`` best seen, how many are among the truly best
        of that quarter, and of the next); shown (their profit as seen), came (as expected in that
        quarter), came_later (expected in the next).

    Examples
    --------
    >>> seen = pd.DataFrame({"quarter": ["2025Q1"] * 2 + ["2025Q2"] * 2, "item_id": list("abab"),
    ...                      "profit": [9.0, 8.0, 5.0, 7.0]})
    >>> true = seen.assign(profit=[6.0, 7.0, 5.0, 6.0])
    >>> best_lists(seen, true, top=1)
      quarter  articles  same  later  shown  came  came_later
    0  2025Q1         2     0      0    9.0   6.0         5.0
    """
    columns = "quarter", "item_id", "profit"
    seen, true = check_table(seen, "seen", *columns), check_table(true, "true", *columns)
    rows = []
    quarters = sorted(set(seen["quarter"]) & set(true["quarter"]))
    by_quarter = {q: true[true["quarter"] == q].set_index("item_id")["profit"] for q in quarters}
    for now, following in itertools.pairwise(quarters):
        list_of = seen[seen["quarter"] == now].set_index("item_id")[["profit"]]
        for name, quarter in (("now", now), ("next", following)):
            list_of[name] = by_quarter[quarter].reindex(list_of.index).fillna(0.0)
        same, later = (top_overlap(list_of, "profit", name, top) for name in ("now", "next"))
        rows.append((now, len(list_of), same["both"], later["both"], same["shown"], same["came"],
                     later["came"]))  # fmt: skip
    names = ["quarter", "articles", "same", "later", "shown", "came", "came_later"]
    return pd.DataFrame(rows, columns=names)


def supply_score(suppliers, low, high=(), name="supplier", draws=4000, seed=0):
    """Which supplier is best, whatever one finds important (供应链评分)?

    Each criterion from 0 (worst of these) to 1 (best of these); weights drawn evenly.

    Parameters
    ----------
    suppliers : DataFrame, one row per supplier
    low, high : sequences of str
        Criteria of which less is better (unit_price, lead_mean, moq), and more.
    name : str
    draws, seed : int

    Returns
    -------
    DataFrame, one row per supplier, the best first
        ``name``; score (all criteria equal); first (share of weightings under which it is best);
        worst_at (criteria at which none is worse).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> suppliers = pd.DataFrame({"supplier": ["near", "far"], "unit_price": [1.05, 1.0],
    ...                           "lead_mean": [6, 12], "moq": [120, 50]})
    >>> found = supply_score(suppliers, low=["unit_price", "lead_mean", "moq"])
    >>> found[["supplier", "score", "worst_at"]].round(2)
      supplier  score          worst_at
    0      far   0.67         lead_mean
    1     near   0.33  unit_price, moq

    References
    ----------
    Course map R11.
    """
    if isinstance(high, str) or isinstance(low, str) or not (len(high) + len(low)):
        raise InputError("Give lists of columns, at least one: low=['unit_price', 'lead_mean'].")
    table = check_table(suppliers, "suppliers", name, *low, *high)
    criteria = pd.concat([-table[list(low)], table[list(high)]], axis=1)
    span = criteria.max() - criteria.min()
    scaled = (criteria - criteria.min()) / span.where(span > 0, 1.0)
    scaled.loc[:, span == 0] = 1.0  # where all are alike none is worse
    shape = check_whole("draws", draws, 1), len(span)
    weights = -np.log(1 - uniforms(seed, WEIGHTS, shape))
    best = (weights / weights.sum(axis=1, keepdims=True) @ scaled.to_numpy().T).argmax(axis=1)
    found = pd.DataFrame(
        {
            name: table[name].astype(object),
            "score": scaled.mean(axis=1),
            "first": np.bincount(best, minlength=len(table)) / draws,
            "worst_at": [", ".join(scaled.columns[row == 0]) for row in scaled.to_numpy()],
        }
    )
    return found.sort_values("score", ascending=False, kind="stable", ignore_index=True)
