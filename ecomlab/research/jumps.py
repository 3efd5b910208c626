"""Why did a rival's sales jump: a price, an event, a show, or orders of its own (销量猛增)?

Table ``competitors``: one row per Monday and rival article. A jump is told with the signs that can
be seen from outside; each explanation gets the chance that these signs leave it. **The base rates
and the chances of signs are arguments**: the defaults are the course's assumptions, not measured
anywhere. Nobody is accused by a number: see the lesson on what the law says.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_table
from ecomlab.errors import ChoiceError, InputError, check_positive, check_share, check_whole
from ecomlab.estimates import rate_interval

SIGNS = ("price_cut", "event", "market_up", "no_more_visits", "praise_burst")
# How common each explanation is among jumps. Assumed; replace by what you have found out.
BASE_RATES = {
    "price cut": 0.20, "event": 0.25, "season": 0.27, "advertising": 0.10, "creator's show": 0.10,
    "company order": 0.05, "fake orders": 0.03,
}  # fmt: skip
# How often a jump with this explanation shows each sign. Assumed. A company that orders by phone
# brings no visits, a creator's show few by search: both look like fake orders.
CHANCES = pd.DataFrame(
    {
        "price cut": [0.95, 0.30, 0.20, 0.05, 0.05],
        "event": [0.70, 0.95, 0.60, 0.05, 0.05],
        "season": [0.10, 0.20, 0.90, 0.05, 0.05],
        "advertising": [0.15, 0.15, 0.15, 0.02, 0.05],
        "creator's show": [0.30, 0.15, 0.10, 0.30, 0.10],
        "company order": [0.10, 0.10, 0.10, 0.90, 0.02],
        "fake orders": [0.10, 0.15, 0.10, 0.90, 0.60],
    },
    index=list(SIGNS),
)
NEEDED = ("date", "item_id", "sku", "price", "units_30d", "visits_30d", "event_flag",
          "promo_flag", "review_count")  # fmt: skip
CUT = 0.95  # a price below so much of the one before is a cut
MORE = 1.3  # so many times as many pieces of the kind, and the market is up
HARDLY = 1.2  # up to so many times the visits of before, and hardly more people looked
PRAISED = 2.0  # so many times the usual reviews a piece are a burst


def find_jumps(competitors, times=1.8, least=30, weeks=5, hardly=HARDLY):
    """When did an article sell far more than some weeks before, and what could be seen then?

    The 30 days before a Monday beside the 30 days before the Monday ``weeks`` earlier, which must
    not overlap. Of a jump that lasts, only its first Monday is listed.

    Parameters
    ----------
    competitors : DataFrame, one row per Monday and article
        date, item_id, sku (the kind of article), price, units_30d, visits_30d, event_flag,
        promo_flag, review_count.
    times : float
        How many times the pieces of before are a jump.
    least : int
        Pieces in the later 30 days; below, luck alone doubles.
    weeks : int
        At least 5: 30 days are more than four weeks.
    hardly : float
        Up to so many times the visits of before count as no more visits; below ``times``.

    Returns
    -------
    DataFrame, one row per jump
        date, item_id, sku, units_before, units, times, visits_times (visits ÷ those of before;
        missing where there were none), and the signs as flags: price_cut (the
        price is below 95% of that before, or marked as reduced), event (of the platform, in the
        30 days), market_up (other shops' articles of this kind sell 1.3 times as much, too; missing
        where there are none), no_more_visits (visits are at most 1.2 times those of before),
        praise_burst (new reviews a piece are twice those of before; missing where nobody
        reviewed before).

    Raises
    ------
    ColumnError, InputError
        An article twice on one day, or no two days that are ``weeks`` apart.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> jumps = find_jumps(load("shop").competitors)
    >>> jumps[["price_cut", "event", "no_more_visits"]].dtypes.astype(str).unique().tolist()
    ['boolean']

    References
    ----------
    Course map R32 (seed 003: price, event, promotion, or sales that are manipulated).
    """
    seen = check_table(competitors, "competitors", *NEEDED)
    check_positive("times", times)
    if check_whole("weeks", weeks) < 5:
        raise InputError(f"weeks is {weeks}. Spans of 30 days overlap in fewer than 5 weeks.")
    if check_positive("hardly", hardly) >= times:
        raise InputError(f"hardly is {hardly:g}: that is a jump of visits. Choose below {times:g}.")
    _check_once(seen, "competitors")
    check_moment(seen["date"], seen["date"].iloc[0])
    seen = seen.sort_values(["item_id", "date"]).reset_index(drop=True)
    seen = seen.join(_before(seen, weeks))
    if seen["units_before"].isna().all():
        raise InputError(_no_pair(seen["date"], weeks))
    known = seen[seen["units_before"] > 0].copy()
    known["times"] = known["units_30d"] / known["units_before"]
    known["jumped"] = (known["times"] >= times) & (known["units_30d"] >= least)
    known["market_up"] = _others(known) >= MORE
    known["market_up"] = known["market_up"].astype("boolean").where(_others(known).notna())
    jumps = known[known["jumped"] & _is_first(known, weeks)]
    visits = jumps["visits_30d"] / jumps["visits_before"].where(jumps["visits_before"] > 0)
    signs = {
        "price_cut": (jumps["price"] < CUT * jumps["price_before"]) | jumps["promo_flag"],
        "event": jumps["event_lately"],
        "market_up": jumps["market_up"],
        "no_more_visits": (visits <= hardly).astype("boolean").where(visits.notna()),
        "praise_burst": _praise_burst(jumps),
    }
    found = jumps[["date", "item_id", "sku", "units_before", "units_30d", "times"]]
    found = found.rename(columns={"units_30d": "units"}).astype({"units_before": "int64"})
    found["visits_times"] = visits
    return found.assign(**pd.DataFrame(signs).astype("boolean")).reset_index(drop=True)


def _check_once(seen, table):
    """Refuse a table that has an article twice on one day: its pieces would count twice."""
    twice = seen.duplicated(["item_id", "date"])
    if twice.any():
        item, day = seen.loc[twice, ["item_id", "date"]].iloc[0]
        raise InputError(
            f"{table} has {int(twice.sum()):,} rows too many: one article on one day, such as "
            f"{item} on {str(day)[:10]}. Find out which is right, then .drop_duplicates()."
        )


def _no_pair(dates, weeks):
    """Why nothing can be compared: how far apart the days of the table are."""
    days = np.sort(dates.unique())
    apart = (pd.Series(days).diff().median()).days if len(days) > 1 else 0
    way_out = f" Its days are {apart} days apart: choose other weeks." if apart else ""
    return f"No article was looked at {weeks} weeks earlier, too: there is no pair.{way_out}"


def _before(seen, weeks):
    """The same article so many Mondays earlier; missing where that Monday isn't in the table."""
    columns = {
        "units_30d": "units_before", "visits_30d": "visits_before", "price": "price_before",
        "review_count": "reviews_before",
    }  # fmt: skip
    earlier = seen[["item_id", "date", *columns]].rename(columns=columns)
    earlier["date"] += pd.Timedelta(weeks=weeks)
    first = earlier[["item_id", "date", "reviews_before"]].assign(
        date=earlier["date"] + pd.Timedelta(weeks=weeks)
    )
    first = first.rename(columns={"reviews_before": "reviews_long_before"})
    key = seen[["item_id", "date"]]
    found = key.merge(earlier, on=["item_id", "date"], how="left")
    found = found.merge(first, on=["item_id", "date"], how="left").drop(columns=["item_id", "date"])
    events = seen.groupby("item_id")["event_flag"]
    found["event_lately"] = events.transform(lambda f: f.rolling(5, min_periods=1).max()) > 0
    return found


def _others(known):
    """How many times as much the other articles of the kind sell, those of the same Monday."""
    by = [known["date"], known["sku"].astype(str)]
    sums = known.groupby(by)[["units_30d", "units_before"]].transform("sum")
    others = sums - known[["units_30d", "units_before"]]
    return others["units_30d"] / others["units_before"].where(others["units_before"] > 0)


def _is_first(known, weeks):
    """No Monday of the weeks before was a jump of the same article."""
    jumped = known["jumped"].astype(int).groupby(known["item_id"])
    return jumped.transform(lambda j: j.shift(fill_value=0).rolling(weeks, 1).max()) == 0


def _praise_burst(jumps):
    """New reviews a piece, beside those of before: reviews lag, so look again after two weeks."""
    new = (jumps["review_count"] - jumps["reviews_before"]) / jumps["units_30d"]
    old = (jumps["reviews_before"] - jumps["reviews_long_before"]) / jumps["units_before"]
    return (new >= PRAISED * old).astype("boolean").where(old > 0)


def diagnose_jump(signs, base_rates=None, chances=None):
    """How likely is each explanation of a jump, given the signs that were seen?

    Bayes' rule with signs that are independent given the explanation::

        explanation's chance  ∝  its base rate × chance of each sign, under it

    A sign that is missing says nothing and is left out. The answer is as good as the base rates:
    try others before you believe it.

    Parameters
    ----------
    signs : DataFrame
        Flags, one column per sign, one row per jump: `find_jumps`, or a table of your own.
        Other columns are let be.
    base_rates : mapping of str to float, optional
        How common each explanation is among jumps; shares that add up to 1. Default:
        ``BASE_RATES``, which is assumed.
    chances : DataFrame, optional
        How often a jump with this explanation (column) shows this sign (row). Default:
        ``CHANCES``, which is assumed.

    Returns
    -------
    DataFrame, one row per jump, with the index of ``signs``
        One column per explanation; each row adds up to 1.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Base rates that don't add up to 1, an explanation without chances, no sign.

    Examples
    --------
    Two explanations. Fake orders are 2% of jumps and show no more visits in 90% of them, honest
    jumps in 20%: .018 ÷ (.018 + .196) = 8.4%.

    >>> seen = pd.DataFrame({"no_more_visits": [True]})
    >>> chances = pd.DataFrame({"fake": [0.9], "honest": [0.2]}, index=["no_more_visits"])
    >>> diagnose_jump(seen, {"fake": 0.02, "honest": 0.98}, chances).round(3)
        fake  honest
    0  0.084   0.916

    References
    ----------
    Course map R32, doubt E03. The base-rate fallacy: Bar-Hillel (1980), Acta Psychologica 44.
    """
    chances = CHANCES if chances is None else chances
    base_rates = BASE_RATES if base_rates is None else dict(base_rates)
    chances = _checked(chances, base_rates)
    known = [sign for sign in chances.index if sign in getattr(signs, "columns", ())]
    signs = check_table(signs, "signs", gaps=known or list(chances.index[:1]))
    weight = np.tile(np.log(list(base_rates.values())), (len(signs), 1))
    for sign in known:
        if not signs[sign].dropna().isin([True, False]).all():
            raise InputError(
                f"{sign} holds {signs[sign].dropna().iloc[0]!r}. A sign is True, False or missing."
            )
        yes = signs[sign].astype("boolean")
        chance = chances.loc[sign, list(base_rates)].to_numpy(dtype=float)
        said = np.where(yes.fillna(False).to_numpy(bool)[:, None], chance, 1 - chance)
        weight += np.where(yes.isna().to_numpy()[:, None], 0, np.log(said))
    weight = np.exp(weight - weight.max(axis=1, keepdims=True))
    share = weight / weight.sum(axis=1, keepdims=True)
    return pd.DataFrame(share, index=signs.index, columns=list(base_rates))


def _checked(chances, base_rates):
    """The table of chances, if it fits the base rates."""
    chances = check_table(chances, "chances")
    for name, rate in base_rates.items():
        check_share(f"The base rate of {name}", rate)
        if name not in chances:
            raise ChoiceError("An explanation", name, list(chances))
    if abs(sum(base_rates.values()) - 1) > 1e-6:
        raise InputError(f"The base rates add up to {sum(base_rates.values()):g}, not to 1.")
    for name in base_rates:
        for sign, chance in chances[name].items():
            check_share(f"The chance of {sign} under {name}", chance)
    return chances


def accusations(suspicion, guilty, thresholds=(0.5, 0.8, 0.95), confidence=0.95):
    """If all above a threshold are accused, how many are innocent, and who is missed?

    Parameters
    ----------
    suspicion : Series or array
        The chance of fake orders of each jump (`diagnose_jump`), or a flag: 1 is accused.
    guilty : Series or array of bool
        What is true. In a shop nobody knows it: then `expected` is all there is.
    thresholds : sequence of float
        Accused is whoever has at least so much.
    confidence : float

    Returns
    -------
    DataFrame, one row per threshold
        threshold, accused, wrongly, estimate (wrongly ÷ accused), low, high (Wilson), n (those
        accused), counts, missed (guilty, not accused), expected (the share of wrong accusations
        that the suspicions themselves promise; NaN where nobody is accused).

    Raises
    ------
    InputError
        Lengths differ, or a suspicion isn't a share.

    Examples
    --------
    >>> found = accusations([0.9, 0.6, 0.6, 0.1], [True, False, True, False], [0.5])
    >>> found[["threshold", "accused", "wrongly", "missed", "expected"]].round(2)
       threshold  accused  wrongly  missed  expected
    0        0.5        3        1       0       0.3

    References
    ----------
    Course map R32, doubt E03.
    """
    suspicion = np.asarray(suspicion, dtype=float)
    guilty = np.asarray(guilty, dtype=bool)
    if suspicion.shape != guilty.shape or suspicion.ndim != 1 or not len(suspicion):
        raise InputError("suspicion and guilty need one entry for each jump, at least one.")
    if not ((suspicion >= 0) & (suspicion <= 1)).all():
        raise InputError("A suspicion is a share between 0 and 1, as diagnose_jump gives it.")
    rows = []
    for threshold in thresholds:
        accused = suspicion >= check_share("threshold", threshold, ends=True)
        n, wrongly = int(accused.sum()), int((accused & ~guilty).sum())
        low, high = rate_interval(wrongly, n, confidence)
        expected = float(1 - suspicion[accused].mean()) if n else np.nan
        rows.append(
            (threshold, n, wrongly, wrongly / n if n else np.nan, float(low), float(high), n,
             "accusations", int((guilty & ~accused).sum()), expected)
        )  # fmt: skip
    columns = ["threshold", "accused", "wrongly", "estimate", "low", "high", "n", "counts",
               "missed", "expected"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
