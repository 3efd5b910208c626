"""Shares and what they hide: bounds of a mix, a source switched off, costs, risks, hits (流量来源).

Course map T02, T03, T34, T39, T41, T50, T52. Tables: ``traffic_daily``, ``sessions``, ``events``,
``orders``, ``customers``. Money is in the currency of the tables.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_moment,
    check_name,
    check_numbers,
    check_once,
    check_purchases,
    check_table,
    check_times,
)
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate, mean, ratio_of_ratios, ratio_of_totals, share

# 003:359; "20-10%" is printed so, and read as 10 to 20 %
RULE = {
    "natural": (0.70, 1.0),
    "paid": (0.05, 0.10),
    "event": (0.10, 0.20),
    "member": (0.10, 0.20),
    "other": (0.0, 0.05),
}
PER = ("visit", "order", "new customer", "yuan of margin")
DAY = pd.Timedelta(days=1)
UNKNOWN = "unknown"


def check_mix(mix, bounds=RULE, by="source", column="uv"):
    """Does a mix of sources keep within bounds, and which shares can keep them at all (流量结构)?

    Shares add up to 1, so that the bounds of all others bound each source as well: at most 1 less
    the others' lowest shares, at least 1 less their highest.

    Parameters
    ----------
    mix : DataFrame
        ``by`` and ``column``, one row per source; a source of ``bounds`` that is missing has 0.
    bounds : mapping of str to (float, float)
        Lowest and highest share of each source. Default: the rule of document 003.
    by, column : str

    Returns
    -------
    DataFrame, one row per source, in the order of bounds
        by, share, low, high (as the rule says), least, most (what is left of that once all others
        keep their bounds), off (by how much the share is outside low to high; below 0: too
        little), fits.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A source without bounds; or bounds that no mix can keep.

    Examples
    --------
    >>> mix = pd.DataFrame({"source": ["natural", "paid", "event", "member", "other"],
    ...                     "uv": [76, 5, 10, 9, 0]})
    >>> check_mix(mix)[["source", "share", "least", "most", "fits"]]
        source  share  least  most   fits
    0  natural   0.76   0.70  0.75   True
    1     paid   0.05   0.05  0.10   True
    2    event   0.10   0.10  0.15   True
    3   member   0.09   0.10  0.15  False
    4    other   0.00   0.00  0.05   True

    References
    ----------
    Row T02, doubts E17 and E44. No source of the bounds is known: see the lesson.
    """
    table = possible_shares(bounds, by)
    mix = check_table(mix, "mix", by, column)
    check_numbers(mix, "mix", column)
    check_once(mix, "mix", by)
    for name in mix[by]:
        check_choice(by, name, list(bounds))
    whole = mix[column].sum()
    if not whole > 0:
        raise InputError(f"{column} of mix adds up to 0: there are no shares of it.")
    table["share"] = table[by].map(mix.set_index(by)[column] / whole).fillna(0.0).astype(float)
    below, above = table["share"] - table["low"], table["share"] - table["high"]
    # A share of 0.7 may be 0.69999…: what is off by less than that is rounding
    table["off"] = below.where(below < -1e-9, above.where(above > 1e-9, 0.0))
    table["fits"] = table["off"] == 0
    return table[[by, "share", "low", "high", "least", "most", "off", "fits"]]


def possible_shares(bounds, by="source"):
    """Which share can each source have, once all the others keep within their bounds?

    Parameters
    ----------
    bounds : mapping of str to (float, float)

    Returns
    -------
    DataFrame
        by, low, high, least, most.

    Raises
    ------
    InputError
        The lowest shares add up to more than 1, or the highest to less.

    Examples
    --------
    >>> possible_shares({"free": (0.7, 1.0), "paid": (0.1, 0.2)})
      source  low  high  least  most
    0   free  0.7   1.0    0.8   0.9
    1   paid  0.1   0.2    0.1   0.2

    References
    ----------
    Doubt E44.
    """
    if not bounds:
        raise InputError('bounds is empty. Write them as {"natural": (0.7, 1.0), …}.')
    for name, ends in bounds.items():
        if not isinstance(ends, tuple | list) or len(ends) != 2:
            raise InputError(f"The bounds of {name} are {ends!r}. Give a lowest and highest share.")
        low, high = (check_share(f"a bound of {name}", end, ends=True) for end in ends)
        if low > high:
            raise InputError(f"The bounds of {name} are {low:g} to {high:g}. Turn them round.")
    table = pd.DataFrame(
        [(name, float(low), float(high)) for name, (low, high) in bounds.items()],
        columns=[by, "low", "high"],
    )
    low, high = table["low"].sum(), table["high"].sum()
    if low > 1 + 1e-9 or high < 1 - 1e-9:
        raise InputError(
            f"No mix keeps these bounds: the lowest shares add up to {low:.0%}, the highest to "
            f"{high:.0%}. Shares add up to 100%."
        )
    table["least"] = np.maximum(table["low"], 1 - (high - table["high"])).round(12)
    table["most"] = np.minimum(table["high"], 1 - (low - table["low"])).round(12)
    return table


def _told(found):
    """An estimate as the columns of a row."""
    return {"estimate": found.value, "low": found.low, "high": found.high, "n": found.n,
            "counts": found.counts}  # fmt: skip


def without_source(mix, source, kept=0.0, by="channel", column="uv"):
    """What becomes of all shares if one source shrinks and nothing else changes?

    Parameters
    ----------
    mix : DataFrame
        ``by`` and ``column``, one row per source.
    source : str
        The source that shrinks.
    kept : float
        The share of it that stays: 0 if it is switched off.
    by, column : str

    Returns
    -------
    DataFrame
        by, ``column``, share, and both after: ``column``_after, share_after; points (by how much
        the share moved).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> mix = pd.DataFrame({"channel": ["search", "feed", "rest"], "uv": [400, 200, 400]})
    >>> without_source(mix, "feed")[["channel", "uv_after", "share", "share_after"]]
      channel  uv_after  share  share_after
    0  search     400.0    0.4          0.5
    1    feed       0.0    0.2          0.0
    2    rest     400.0    0.4          0.5

    References
    ----------
    Row T02.
    """
    mix = check_table(mix, "mix", by, column)
    check_numbers(mix, "mix", column)
    check_once(mix, "mix", by)
    check_name(mix, by, source, "source")
    kept = check_share("kept", kept, ends=True)
    after = (mix[column] * np.where(mix[by] == source, kept, 1.0)).to_numpy(dtype=float)
    if not after.sum() > 0:
        raise InputError(f"Without {source} nothing is left: there are no shares of it.")
    before = mix[column].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            by: mix[by].to_numpy(),
            column: mix[column].to_numpy(),
            "share": before / before.sum(),
            f"{column}_after": after,
            "share_after": after / after.sum(),
            "points": after / after.sum() - before / before.sum(),
        }
    )


def classify_sources(visits, rules, name="source"):
    """Which class of source does each visit belong to? The first rule that fits decides (来源归类).

    Parameters
    ----------
    visits : DataFrame
        The columns that the rules look at.
    rules : sequence of (str, str, object)
        (class, column, value or list of values), the strongest first. The value ``...`` means:
        anything but empty.
    name : str
        The new column.

    Returns
    -------
    DataFrame
        visits with the class; "unknown" where no rule fits. Count those: they are no source.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> visits = pd.DataFrame({"entrance": ["search", "direct", "direct"],
    ...                        "campaign": [None, "mail", None], "uv": [5, 2, 3]})
    >>> rules = [("member", "campaign", "mail"), ("natural", "entrance", ["search"])]
    >>> classify_sources(visits, rules)["source"].tolist()
    ['natural', 'member', 'unknown']

    References
    ----------
    Row T41.
    """
    rules = list(rules)
    if not rules or any(len(rule) != 3 for rule in rules):
        raise InputError('rules is a list of (class, column, values): [("paid", "paid_flag", 1)]')
    visits = check_table(visits, "visits", gaps=[column for _, column, _ in rules])
    if name in visits:
        raise InputError(f"visits has a column {name} already. Choose another name.")
    found = pd.Series(UNKNOWN, index=visits.index, dtype="object")
    open_ = pd.Series(True, index=visits.index)
    for label, column, values in rules:
        if values is ...:
            fits = visits[column].notna()
        else:
            values = values if isinstance(values, list | tuple | set) else [values]
            fits = visits[column].isin(list(values))
        found[open_ & fits] = label
        open_ &= ~fits
    return visits.assign(**{name: found.astype("str")})


def entrance_inventory(entrances):
    """Which entrance (流量入口) brings most for an hour of work, if we take our part of it?

    Parameters
    ----------
    entrances : DataFrame
        entrance, market_uv (visits that the platform sends through it to all shops), own_uv,
        reach (the share of it that we could have), conversion, left (yuan an order leaves before
        ads), cost (yuan a visit), hours (of work to get there).

    Returns
    -------
    DataFrame, the most for an hour first
        entrance, share (ours today), more_uv (visits to be won; below 0 where we have more),
        left_per_visit, gain (yuan a period), hours, gain_per_hour, free (costs nothing a visit).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> entrances = pd.DataFrame({
    ...     "entrance": ["search", "feed"], "market_uv": [50_000, 80_000], "own_uv": [500, 0],
    ...     "reach": [0.02, 0.01], "conversion": [0.03, 0.02], "left": [40, 40],
    ...     "cost": [0.0, 1.0], "hours": [20, 2]})
    >>> entrance_inventory(entrances)[["entrance", "more_uv", "gain", "gain_per_hour"]]
      entrance  more_uv   gain  gain_per_hour
    0   search    500.0  600.0           30.0
    1     feed    800.0 -160.0          -80.0

    References
    ----------
    Row T03. Reach and hours are guesses: write whose.
    """
    numbers = ["market_uv", "own_uv", "reach", "conversion", "left", "cost", "hours"]
    table = check_table(entrances, "entrances", "entrance", *numbers)
    check_numbers(table, "entrances", *[name for name in numbers if name != "left"])
    check_once(table, "entrances", "entrance")
    for name in ("reach", "conversion"):
        if (table[name] > 1).any():
            raise InputError(f"{name} of entrances holds {table[name].max():g}. It is a share.")
    if (table["own_uv"] > table["market_uv"]).any():
        raise InputError("An entrance sends us more visits (own_uv) than all shops (market_uv).")
    if not (table["hours"] > 0).all() or not (table["market_uv"] > 0).all():
        raise InputError("hours and market_uv of entrances must be above 0 in every row.")
    more = table["reach"] * table["market_uv"] - table["own_uv"]
    left = table["conversion"] * table["left"] - table["cost"]
    found = pd.DataFrame(
        {
            "entrance": table["entrance"],
            "share": table["own_uv"] / table["market_uv"],
            "more_uv": more,
            "left_per_visit": left,
            "gain": more * left,
            "hours": table["hours"],
            "gain_per_hour": more * left / table["hours"],
            "free": table["cost"] == 0,
        }
    )
    return found.sort_values("gain_per_hour", ascending=False, kind="stable", ignore_index=True)


def unit_cost(traffic_daily, per="visit", by="channel", customers=None, margin=None):
    """What does a visit, an order, a new customer or a yuan of margin cost, by source (流量成本)?

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, uv, payers, revenue, cost (yuan).
    per : {"visit", "order", "new customer", "yuan of margin"}
    by : str
    customers : DataFrame, for new customers
        first_order_at and acq_``by`` (the source that won them); those of the traffic's days count.
    margin : float, for a yuan of margin
        Contribution margin before ads, as a share of revenue.

    Returns
    -------
    DataFrame, one row per source that costs money, and "all": all cost over all units
        by, cost, units, estimate (yuan each), low, high, n, counts ("days").

    Raises
    ------
    ColumnError, ChoiceError, InputError
        New customers in another zone than the traffic's, or of a source that isn't in it.

    Examples
    --------
    >>> days = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-11-10", "2025-11-11"] * 2),
    ...     "channel": ["search", "search", "feed", "feed"], "uv": [400, 600, 100, 100],
    ...     "payers": [20, 30, 2, 3], "revenue": 0.0, "cost": [0.0, 0.0, 150.0, 130.0]})
    >>> unit_cost(days, per="order")[["channel", "cost", "units", "estimate"]].round(2)
      channel   cost  units  estimate
    0    feed  280.0    5.0     56.00
    1     all  280.0   55.0      5.09

    References
    ----------
    Rows T52 and T39, metric M18. "All" is the blended cost: free visits make it look small.
    """
    check_choice("per", per, PER)
    used = {"visit": "uv", "order": "payers", "yuan of margin": "revenue"}.get(per)
    needed = ["date", by, "cost", *([used] if used else [])]
    traffic = check_table(traffic_daily, "traffic_daily", *needed)
    check_numbers(traffic, "traffic_daily", *needed[2:])
    cost = traffic.groupby(["date", by], observed=True)["cost"].sum().unstack(fill_value=0.0)
    if used:
        units = traffic.groupby(["date", by], observed=True)[used].sum().unstack(fill_value=0)
        units = units * _margin(margin) if per == "yuan of margin" else units
    else:
        units = _new_customers(customers, traffic["date"], cost, by)
    paid = [name for name in cost if cost[name].sum() > 0]
    rows = [(name, cost[name], units[name]) for name in paid]
    rows.append(("all", cost.sum(axis=1), units.sum(axis=1)))
    return pd.DataFrame([_cost_row(name, *each, by) for name, *each in rows])


def _margin(margin):
    if margin is None:
        raise InputError("A yuan of margin needs margin=, a share of revenue such as 0.45.")
    return check_positive("margin", margin, 1)


def _new_customers(customers, dates, cost, by):
    """Who ordered for the first time on each day, by the source that won them.

    A zone that differs, or a source by another name, would give no customers and no message.
    """
    if customers is None:
        raise InputError("per='new customer' needs customers=, with first_order_at.")
    won = f"acq_{by}"
    customers = check_table(customers, "customers", gaps=["first_order_at", won])
    zones = [getattr(times.dtype, "tz", None) for times in (dates, customers["first_order_at"])]
    if str(zones[0]) != str(zones[1]):
        raise InputError(
            f"date of traffic_daily is in the zone {zones[0]}, first_order_at of customers in "
            f"{zones[1]}: their days don't meet. Bring both to the shop's, by .dt.tz_convert(…), "
            "or .dt.tz_localize(…) where there is none."
        )
    day = customers["first_order_at"].dt.normalize()
    new = customers[day.between(cost.index.min(), cost.index.max())]
    if nameless := int(new[won].isna().sum()):
        raise InputError(
            f"{nameless} new customers of these days have no {won}. Find out why before you leave "
            f'them out: customers.dropna(subset="{won}").'
        )
    strange = sorted(set(new[won].astype("str")) - {str(name) for name in cost})
    if strange:
        raise InputError(
            f"{won} of customers holds {', '.join(strange)}, but {by} of traffic_daily has "
            f"{', '.join(str(name) for name in cost)}. Call each source by one name in both."
        )
    found = customers.groupby([day, customers[won].astype("str")]).size().unstack(fill_value=0)
    return found.reindex(index=cost.index, columns=[str(c) for c in cost], fill_value=0).set_axis(
        cost.columns, axis=1
    )


def _cost_row(name, cost, units, by):
    total = {by: name, "cost": float(cost.sum()), "units": float(units.sum())}
    if total["units"] == 0:  # nothing came of it: no number, however much it cost
        return total | _told(Estimate(np.nan, np.nan, np.nan, len(cost), "days"))
    return total | _told(ratio_of_totals(cost.to_numpy(float), units.to_numpy(float)))


def cost_trend(traffic_daily, since, days=91, by="channel", column="uv"):
    """By what factor did a visit of each source get dearer against the same days a year earlier?

    Fifty-two weeks earlier, so that weekdays meet weekdays.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, cost (yuan), ``column``.
    since : date
        The first of the days that are looked at.
    days : int
    by, column : str

    Returns
    -------
    DataFrame, one row per source that cost money in both years, the dearest rise first
        by, before, now (yuan each), estimate (factor), low, high, n, counts.

    Raises
    ------
    ColumnError, InputError
        The table doesn't hold both spans.

    Examples
    --------
    >>> dates = pd.date_range("2024-01-01", "2025-12-31")
    >>> days = pd.DataFrame({"date": dates, "channel": "feed", "uv": 100,
    ...                      "cost": [150.0 + 30 * (d.year == 2025) + d.day % 7 for d in dates]})
    >>> cost_trend(days, "2025-09-01")[["channel", "before", "now", "estimate"]].round(2)
      channel  before   now  estimate
    0    feed    1.53  1.83       1.2

    References
    ----------
    Row T39.
    """
    check_days("days", days)
    traffic = check_table(traffic_daily, "traffic_daily", "date", by, "cost", column)
    check_numbers(traffic, "traffic_daily", "cost", column)
    first = check_moment(traffic["date"], since, "since")
    spans = {"now": first, "before": first - 364 * DAY}
    sums = {}
    for name, start in spans.items():
        there = traffic[traffic["date"].between(start, start + (days - 1) * DAY)]
        if there["date"].nunique() < days:
            raise InputError(
                f"The {days} days from {start:%Y-%m-%d} on aren't all in traffic_daily. Choose "
                "other days, or a table of two years."
            )
        sums[name] = (
            there.groupby(["date", by], observed=True)[["cost", column]].sum().unstack(fill_value=0)
        )
    rows = []
    for name in sums["now"]["cost"]:
        pairs = [(sums[s]["cost"].get(name), sums[s][column].get(name)) for s in spans]
        if any(cost is None or not cost.sum() > 0 or not n.sum() > 0 for cost, n in pairs):
            continue
        (cost, n), (cost_0, n_0) = pairs
        row = {by: name, "before": cost_0.sum() / n_0.sum(), "now": cost.sum() / n.sum()}
        rows.append(row | _told(ratio_of_ratios(cost, n, cost_0, n_0)))
    if not rows:
        raise InputError("No source cost money in both spans. Choose other days.")
    table = pd.DataFrame(rows)
    return table.sort_values("estimate", ascending=False, kind="stable", ignore_index=True)


def value_at_risk(traffic_daily, drop=0.25, margin=1.0, by="channel", days=30):
    """What is missing in ``days`` days if a source loses a part of its people (断流风险)?

    All else stays: nobody comes by another way instead, and nobody stays away who would have met
    the shop there first. Which of the two is larger, only a test says (lesson 2.4).

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, uv, revenue (yuan).
    drop : float
        Share of the source's people that is lost.
    margin : float
        Share of revenue that an order leaves before ads; 1 for revenue itself.
    by : str
    days : int

    Returns
    -------
    DataFrame, the most first
        by, visits, revenue (their shares), at_risk (yuan in ``days`` days), of_all (share of the
        shop's).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-11-10", "2025-11-11"] * 2),
    ...     "channel": ["search", "search", "live", "live"], "uv": [300, 300, 100, 100],
    ...     "revenue": [600.0, 600.0, 400.0, 400.0]})
    >>> value_at_risk(days, drop=0.25, margin=0.5, days=30)
      channel  visits  revenue  at_risk  of_all
    0  search    0.75      0.6   2250.0    0.15
    1    live    0.25      0.4   1500.0    0.10

    References
    ----------
    Row T39. No quantile: finance's value at risk is another thing.
    """
    check_share("drop", drop, ends=True)
    check_positive("margin", margin, 1)
    check_days("days", days)
    traffic = check_table(traffic_daily, "traffic_daily", "date", by, "uv", "revenue")
    check_numbers(traffic, "traffic_daily", "uv", "revenue")
    sums = traffic.groupby(by, observed=True)[["uv", "revenue"]].sum()
    if not (sums.sum() > 0).all():
        raise InputError("uv or revenue of traffic_daily adds up to 0: there is nothing at risk.")
    part = sums / sums.sum()
    a_day = sums["revenue"] / traffic["date"].nunique()
    found = pd.DataFrame(
        {
            "visits": part["uv"],
            "revenue": part["revenue"],
            "at_risk": drop * margin * days * a_day,
            "of_all": drop * part["revenue"],
        }
    ).reset_index()
    return found.sort_values("at_risk", ascending=False, kind="stable", ignore_index=True)


def concentration(mix, column="uv"):
    """On how many equal sources would the shop stand as firmly (1 ÷ Herfindahl index, 集中度)?

    >>> concentration(pd.DataFrame({"channel": ["a", "b", "c", "d"], "uv": [1, 1, 1, 1]}))
    4.0
    >>> round(concentration(pd.DataFrame({"channel": ["a", "b"], "uv": [9, 1]})), 2)
    1.22
    """
    mix = check_table(mix, "mix", column)
    check_numbers(mix, "mix", column)
    if not mix[column].sum() > 0:
        raise InputError(f"{column} of mix adds up to 0: there are no shares of it.")
    parts = mix[column] / mix[column].sum()
    return float(1 / (parts**2).sum())


def hit_dependence(sessions, lines, top=3):
    """How much of the shop hangs on its hit articles (爆款), and what do they sell of others?

    Parameters
    ----------
    sessions : DataFrame
        session_id, landing_page (the article on which the visit began).
    lines : DataFrame
        One row per line of an order that was made in one of these visits: session_id, sku, amount.
    top : int
        How many articles are shown: those on which most visits begin.

    Returns
    -------
    DataFrame, one row per article, and "others"
        sku, visits (share), sales (its share of the amounts), halo (amount of *other* articles
        sold in its visits, for each visit), if_gone (share of all amounts that is missing if
        nobody lands on it any more and nobody buys it: its own sales and the halo).

    Raises
    ------
    ColumnError, InputError
        A line of a visit that isn't in sessions.

    Examples
    --------
    >>> visits = pd.DataFrame({"session_id": [1, 2, 3, 4], "landing_page": ["A", "A", "A", "B"]})
    >>> lines = pd.DataFrame({"session_id": [1, 2, 4], "sku": ["A", "B", "B"],
    ...                       "amount": [50.0, 30.0, 20.0]})
    >>> hit_dependence(visits, lines, top=1)
          sku  visits  sales  halo  if_gone
    0       A    0.75    0.5  10.0      0.8
    1  others    0.25    0.5   0.0      0.5

    References
    ----------
    Row T50: "build hit items, form a hit group". The shock is arithmetic, no forecast: some would
    land on another article instead.
    """
    check_whole("top", top, 1)
    sessions = check_table(sessions, "sessions", "session_id", "landing_page")
    lines = check_table(lines, "lines", "session_id", "sku", "amount")
    check_once(sessions, "sessions", "session_id")
    check_numbers(lines, "lines", "amount")
    landing = sessions.set_index("session_id")["landing_page"].astype("str")
    landed = lines["session_id"].map(landing)
    if landed.isna().any():
        raise InputError(
            f"{int(landed.isna().sum())} lines belong to visits that aren't in sessions. Choose "
            "the lines of these visits."
        )
    if not lines["amount"].sum() > 0:
        raise InputError("amount of lines adds up to 0: nothing was sold in these visits.")
    visits, sku = landing.value_counts(), lines["sku"].astype("str")
    hits = list(visits.index[:top])
    groups = {hit: [hit] for hit in hits} | {"others": list(set(landing) - set(hits))}
    rows = []
    for name, members in groups.items():
        own = sku.isin(members) if name != "others" else ~sku.isin(hits)
        halo = landed.isin(members) & ~own
        number = int(visits.reindex(members).sum())
        part = lines["amount"] / lines["amount"].sum()
        rows.append({"sku": name, "visits": number / len(landing), "sales": part[own].sum(),
                     "halo": lines.loc[halo, "amount"].sum() / number if number else 0.0,
                     "if_gone": part[own | halo].sum()})  # fmt: skip
    return pd.DataFrame(rows)


def field_split(orders, fields, by="channel"):
    """What do content and shelf (内容场与货架场) sell, and what comes back of it?

    Parameters
    ----------
    orders : DataFrame
        order_id, ``by``, paid_amount, refund_amount (yuan); unpaid orders have 0.
    fields : mapping of str to str
        The field of each source.

    Returns
    -------
    DataFrame, the largest first
        field, orders (paid), revenue, share (of revenue), order_value, estimate (refunds ÷ paid),
        low, high, n, counts ("orders").

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A source without a field.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2, 3], "channel": ["live", "search", "search"],
    ...                        "paid_amount": [100.0, 60.0, 40.0],
    ...                        "refund_amount": [100.0, 0.0, 20.0]})
    >>> field_split(orders, {"live": "content", "search": "shelf"})[["field", "share", "estimate"]]
         field  share  estimate
    0  content    0.5       1.0
    1    shelf    0.5       0.2

    References
    ----------
    Row T34.
    """
    orders = check_table(orders, "orders", "order_id", by, "paid_amount", "refund_amount")
    check_numbers(orders, "orders", "paid_amount", "refund_amount")
    for name in orders[by].unique():
        check_choice(by, name, list(fields))
    paid = orders[orders["paid_amount"] > 0]
    if not len(paid):
        raise InputError("No order was paid: paid_amount is 0 in every row.")
    field = paid[by].astype("str").map(dict(fields))
    whole, rows = paid["paid_amount"].sum(), []
    for name, mine in paid.groupby(field):
        found = ratio_of_totals(mine["refund_amount"], mine["paid_amount"], "orders")
        revenue = mine["paid_amount"].sum()
        row = {"field": name, "orders": len(mine), "revenue": revenue}
        row |= {"share": revenue / whole, "order_value": revenue / len(mine)}
        rows.append(row | _told(found))
    table = pd.DataFrame(rows)
    return table.sort_values("revenue", ascending=False, kind="stable", ignore_index=True)


def channel_cohorts(customers, orders, window=90, by="acq_channel", cohort="Q", as_of=None):
    """Of those whom each source won in each quarter: how many came back, what did they spend?

    Only people whose ``window`` days are over count, each in the window after the own first order:
    a source that won its people long ago has no advantage (渠道质量，按获客批次).

    Parameters
    ----------
    customers : DataFrame
        customer_id, first_order_at, ``by``.
    orders : DataFrame
        customer_id, ts_order, paid_amount (yuan). Purchases count.
    window : int, days
    by : str
    cohort : str or None
        pandas' word for a period: "Q", "M", "Y"; None for one row per source.
    as_of : date, optional
        The last day that counts; that of the last order if not given.

    Returns
    -------
    DataFrame, one row per source and cohort
        by, cohort (its first day), estimate (share that came back on a later day within the
        window), low, high, later (yuan a customer paid in these orders), later_low, later_high,
        n, counts ("customers").

    Raises
    ------
    ColumnError, InputError
        Nobody's window is over.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "customer_id": [1, 2], "acq_channel": ["search", "live"],
    ...     "first_order_at": pd.to_datetime(["2025-01-02 09:00", "2025-01-03 09:00"])})
    >>> orders = pd.DataFrame({
    ...     "customer_id": [1, 1, 2], "paid_amount": [50.0, 80.0, 60.0],
    ...     "ts_order": pd.to_datetime(["2025-01-02", "2025-02-20", "2025-01-03"])})
    >>> found = channel_cohorts(customers, orders, cohort=None, as_of="2025-06-30")
    >>> found[["acq_channel", "estimate", "later", "n"]]
      acq_channel  estimate  later  n
    0        live       0.0    0.0  1
    1      search       1.0   80.0  1

    References
    ----------
    Rows T37 and T41. Cohorts differ in much else: `ecomlab.traffic.mix.repurchase_difference`
    compares like with like.
    """
    window = check_days("window", window)
    customers = check_table(customers, "customers", "customer_id", by, gaps=["first_order_at"])
    check_times(customers, "customers", "first_order_at")
    orders = check_purchases(orders, "ts_order", "paid_amount")
    check_once(customers, "customers", "customer_id")
    won = customers[customers["first_order_at"].notna()]
    end = orders["ts_order"].max() if as_of is None else check_moment(orders["ts_order"], as_of)
    first = won["first_order_at"].dt.normalize()
    over = (first + window * DAY) <= end.normalize()
    if not over.any():
        raise InputError(f"Nobody's window of {window} days is over. Choose a shorter window.")
    people = won[over].assign(first=first[over])
    start = orders["customer_id"].map(people.set_index("customer_id")["first"])
    age = (orders["ts_order"].dt.normalize() - start) / DAY
    later = orders[age.between(1, window)]
    spent = later.groupby("customer_id")["paid_amount"].sum()
    people = people.assign(spent=people["customer_id"].map(spent))
    groups = [by]
    if cohort is not None:
        period = people["first"].dt.tz_localize(None).dt.to_period(_period(cohort))
        people = people.assign(cohort=period.dt.start_time)
        groups.append("cohort")
    rows = []
    for key, mine in people.groupby(groups, observed=True):
        back = share(int(mine["spent"].notna().sum()), len(mine), "customers")
        yuan = mean(mine["spent"].fillna(0.0), "customers")
        later = {"later": yuan.value, "later_low": yuan.low, "later_high": yuan.high}
        rows.append(dict(zip(groups, key, strict=True)) | _told(back) | later)
    columns = [*groups, "estimate", "low", "high", *later, "n", "counts"]
    return pd.DataFrame(rows)[columns]


def _period(cohort):
    return check_choice("cohort", cohort, ("M", "Q", "Y"))
