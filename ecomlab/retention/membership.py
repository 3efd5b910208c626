"""Does the card make them loyal? Tiers, ladders and member prices, with who would have stayed.

Tables: ``customers``, one row per customer, with tier, growth value and whatever else sorts them;
``orders``; ``survey`` and ``experiments`` for what members say and what they do.
"""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_moment, check_name, check_purchases, check_table, check_times
from ecomlab.errors import InputError, check_days, check_number, check_positive

# --- Who comes back -------------------------------------------------------------------------


def bought_again(customers, orders):
    """The customers, with whether they are among those who ordered.

    Parameters
    ----------
    customers : DataFrame
        customer_id, one row each.
    orders : DataFrame
        customer_id; the orders of the time in which "again" is looked for.

    Returns
    -------
    DataFrame
        The customers with the column again.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": [1, 2], "tier": ["gold", "silver"]})
    >>> bought_again(customers, pd.DataFrame({"customer_id": [2, 2]}))
       customer_id    tier  again
    0            1    gold  False
    1            2  silver   True

    References
    ----------
    Case K19.
    """
    customers = check_table(customers, "customers", "customer_id")
    orders = check_purchases(orders)
    return customers.assign(again=customers["customer_id"].isin(orders["customer_id"]))


def orders_in_window(customers, orders, start, end):
    """How often did each customer order from day ``start`` to before day ``end`` after the first?

    One window, the same for all: without it a churn rate says nothing.

    Parameters
    ----------
    customers : DataFrame
        customer_id, first_order_at.
    orders : DataFrame
        customer_id, ts_order.
    start, end : int
        Days after the first order.

    Returns
    -------
    array of int, one for each row of ``customers``

    Raises
    ------
    ColumnError, InputError
        A window that ends before it begins.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> customers = pd.DataFrame({"customer_id": ["Anna", "Bo"],
    ...                           "first_order_at": day(["2025-01-01", "2025-01-01"])})
    >>> orders = pd.DataFrame({"customer_id": ["Anna", "Anna", "Bo"],
    ...                        "ts_order": day(["2025-01-08", "2025-01-31", "2025-02-01"])})
    >>> orders_in_window(customers, orders, 7, 31)
    array([2, 0])

    References
    ----------
    Metrics M64 and M67, case K10.
    """
    customers = check_table(customers, "customers", "customer_id", "first_order_at")
    orders = check_purchases(orders, "ts_order")
    check_times(customers, "customers", "first_order_at")
    check_times(orders, "orders", "ts_order")
    if not 0 <= start < end:
        raise InputError(f"The window goes from day {start} to {end}. Let it end after it begins.")
    first = customers.set_index("customer_id")["first_order_at"]
    since = orders["ts_order"] - orders["customer_id"].map(first)
    inside = (since >= pd.Timedelta(days=start)) & (since < pd.Timedelta(days=end))
    count = orders[inside].groupby("customer_id").size()
    return count.reindex(first.index, fill_value=0).to_numpy()


# --- Groups, and groups by lot ----------------------------------------------------------------


def group_difference(people, members, others=None, outcome="kept"):
    """How much more often do the members stay than others (对比)?

    The obvious reading of a programme: who became a member by buying is no proof of the programme.

    Parameters
    ----------
    people : DataFrame
        One row per customer: ``outcome`` (a flag, or an amount) and the columns that are named.
    members : mapping of column to value
        Who is in the first group: ``{"tier": "diamond"}``.
    others : mapping of column to value, optional
        Who is in the second; by default everybody who isn't in the first.

    Returns
    -------
    Estimate
        First less second; n counts customers.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An unknown name, or somebody in both groups.

    Examples
    --------
    >>> from ecomlab import cases
    >>> buyers = bought_again(*cases.load("diamond_card").tables.values())
    >>> group_difference(buyers, {"tier": "diamond"}, outcome="again").times(100)
    13 (11.6 to 14.4), n = 70,000 customers

    References
    ----------
    Cases K10 and K19.
    """
    people = check_table(people, "people", outcome)
    first = _chosen(people, members)
    second = _others(first) if others is None else _chosen(people, others)
    if (first & second).any():
        raise InputError(f"{(first & second).sum()} customers are in both groups. Part them first.")
    return estimates.difference(people.loc[first, outcome], people.loc[second, outcome])


def _chosen(people, group):
    """Who has all of these values?"""
    if not group:
        raise InputError('A group needs a column and a value: {"tier": "diamond"}.')
    check_table(people, "people", *group)
    for column, value in group.items():
        check_name(people, column, value)
    return np.logical_and.reduce([(people[column] == v).to_numpy() for column, v in group.items()])


def _others(members):
    """Everybody else."""
    if members.all():
        raise InputError("All customers are members: there is nobody to compare them with.")
    return ~members


def intention_to_treat(people, treated="treated", control="holdout", outcome="kept", arm="arm"):
    """What does the programme do to all who were put into it by lot (意向性分析)?

    Whoever was drawn counts for it, wherever they left it: the lot made the two groups alike, and
    dropping those who fell off makes them unlike again.

    Parameters
    ----------
    people : DataFrame
        One row per customer for whom a lot was drawn: ``arm``, ``outcome``.
    treated, control : str
        Arms.

    Returns
    -------
    Estimate
        Treated less control; n counts customers.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> people = pd.DataFrame({"arm": ["treated"] * 4 + ["holdout"] * 4,
    ...                        "kept": [True, True, True, False] + [True, False, False, False]})
    >>> intention_to_treat(people)
    0.5 (-0.135 to 0.789), n = 8 customers

    References
    ----------
    Hollis and Campbell (1999), British Medical Journal 319. Case K10.
    """
    return group_difference(people, {arm: treated}, {arm: control}, outcome)


def matched_difference(people, members, by, outcome="kept"):
    """How much more often do the members stay than others of their kind (配对比较)?

    Kind by kind, then weighted by how many members are of each. Holds still what is in the columns
    ``by``, and nothing else.

    Parameters
    ----------
    people : DataFrame
        One row per customer: the flag ``outcome``, ``by``, and the columns that are named.
    members : mapping of column to value
        As in `group_difference`.
    by : str or list of str
        What makes two customers of one kind, such as the channel they came through.

    Returns
    -------
    Estimate
        Members less others; n counts customers.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Nobody but members, or a kind with members only.

    Examples
    --------
    >>> people = pd.DataFrame({"channel": ["video"] * 6 + ["search"] * 4,
    ...                        "gift": [True] * 4 + [False] * 2 + [True] + [False] * 3,
    ...                        "kept": [1, 0, 0, 0, 1, 0, 1, 1, 1, 0]}).astype({"kept": bool})
    >>> round(matched_difference(people, {"gift": True}, by="channel").value, 3)
    -0.133

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50. Case K10.
    """
    by = [by] if isinstance(by, str) else list(by)
    people = check_table(people, "people", outcome, *by)
    group = pd.Series(~_others(_chosen(people, members)), people.index, name="member")
    sides = people[outcome].groupby([*(people[name] for name in by), group], observed=True)
    table = sides.agg(["sum", "size"]).unstack(fill_value=0)
    sums, sizes = table["sum"], table["size"]
    return estimates.standardised_difference(
        sums[True], sizes[True], sums[False], sizes[False], weights="first", counts="customers"
    )


def regression_discontinuity(
    customers, threshold, bandwidth, running="growth_value", outcome="again", kernel="uniform"
):
    """How far does the repurchase rate jump where a tier begins (断点回归)?

    Just above and just below the threshold people are alike but for the tier, unless they knew it
    and topped their spending up: look at how many lie just above first.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: ``running``, ``outcome``.
    threshold : float
        From which on the tier is given, in units of ``running``.
    bandwidth : float
        How far to either side the two lines are fitted. No other tier may begin within it.
    kernel : str
        "uniform", or "triangular": those near the threshold weigh more.

    Returns
    -------
    Estimate
        A share; n counts the customers within the bandwidth.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> buyers = bought_again(*cases.load("diamond_card").tables.values())
    >>> regression_discontinuity(buyers, threshold=5000, bandwidth=2000).times(100)
    13.9 (10.3 to 17.6), n = 13,996 customers

    References
    ----------
    Imbens and Lemieux (2008), Journal of Econometrics 142. Course map U12, case K19.
    """
    customers = check_table(customers, "customers", running, outcome)
    check_number("threshold", threshold)
    return estimates.regression_discontinuity(
        customers[running], customers[outcome].astype(float), threshold, bandwidth, kernel
    )


def break_even(cost, value, margin=1.0):
    """How many more must stay (or order), as a share, to earn what a programme costs (保本)?

    Parameters
    ----------
    cost : float
        Of the programme for each person in it, yuan.
    value : float
        What one more who stays pays in the time that is looked at, yuan.
    margin : float
        What is left of it, as a share.

    Returns
    -------
    float
        A share of the people in the programme; above 1 it can never pay.

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(break_even(cost=50, value=1500, margin=0.4), 3)
    0.083

    References
    ----------
    Cases K09, K10 and K19.
    """
    check_number("cost", cost, low=0)
    check_positive("value", value)
    check_positive("margin", margin)
    return float(cost / (margin * value))


# --- Regulars ---------------------------------------------------------------------------------


def orders_by_period(customers, orders, starts):
    """How often did each customer order in each period?

    Parameters
    ----------
    customers : DataFrame
        customer_id.
    orders : DataFrame
        customer_id, ts_order.
    starts : sequence of dates
        First days, in order; each period ends where the next one begins, the last with the table.

    Returns
    -------
    DataFrame
        A row for each customer, a column for each start; orders.

    Raises
    ------
    ColumnError, InputError
        Starts out of order, or orders of nobody among the customers.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> orders = pd.DataFrame({"customer_id": [1, 1, 2],
    ...                        "ts_order": day(["2025-01-08", "2025-01-31", "2025-02-01"])})
    >>> table = orders_by_period(pd.DataFrame({"customer_id": [1, 2]}), orders,
    ...                          day(["2025-01-01", "2025-02-01"]))
    >>> table.to_numpy().tolist()
    [[2, 0], [0, 1]]

    References
    ----------
    Case K09.
    """
    customers = check_table(customers, "customers", "customer_id")
    orders = check_purchases(orders, "ts_order")
    starts = pd.DatetimeIndex([check_moment(orders["ts_order"], day, "starts") for day in starts])
    if not len(starts) or not starts.is_monotonic_increasing or not starts.is_unique:
        raise InputError("starts needs first days, the earliest first and each once.")
    ids = pd.Index(customers["customer_id"])
    row, column = (
        ids.get_indexer(orders["customer_id"]),
        starts.searchsorted(orders["ts_order"], "right") - 1,
    )
    if (row < 0).any():
        raise InputError(f"{(row < 0).sum()} orders are of nobody among the customers.")
    cell = (row * len(starts) + column)[column >= 0]
    count = np.bincount(cell, minlength=len(ids) * len(starts))
    return pd.DataFrame(count.reshape(len(ids), len(starts)), ids, starts)


def list_rate(visits, chosen, listed=3, again=2):
    """Of those whom a list of one quarter holds: which share comes again, period by period?

    A list that is made of the busy ones shows a rise up to its own quarter and a fall after it,
    whatever is done for them (均值回归, regression to the mean).

    Parameters
    ----------
    visits : DataFrame
        A row for each customer, a column for each period, as `orders_by_period` gives.
    chosen : sequence of columns
        The periods that make the list.
    listed : int
        Visits in these periods that put a customer on it.
    again : int
        Visits within one period that count as coming again.

    Returns
    -------
    Series
        A share for each period.

    Raises
    ------
    ColumnError, InputError
        Nobody is on the list.

    Examples
    --------
    >>> visits = pd.DataFrame({"Jan": [0, 3, 1], "Feb": [4, 0, 0]}, ["Anna", "Bo", "Cy"])
    >>> list_rate(visits, ["Feb"]).to_dict()
    {'Jan': 0.0, 'Feb': 1.0}

    References
    ----------
    Galton (1886), Regression towards mediocrity. Case K09.
    """
    visits = check_table(visits, "visits", *chosen)
    check_days("listed", listed)
    check_days("again", again)
    on = visits[list(chosen)].sum(axis=1) >= listed
    if not on.any():
        raise InputError(f"Nobody has {listed} visits in these periods. Lower listed.")
    return (visits[on] >= again).mean()


# --- What members say, and what they do -------------------------------------------------------


def stated_share(survey, answer="says_would_pay"):
    """Which share of the answers is yes (声称意愿)?

    Who answered is no sample of all, and saying yes costs nothing: what people say isn't what they
    will do.

    Parameters
    ----------
    survey : DataFrame
        One row per answer: the flag ``answer``.

    Returns
    -------
    Estimate
        n counts answers.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> stated_share(cases.load("regulars_service").tables.survey)
    0.704 (0.657 to 0.748), n = 382 answers

    References
    ----------
    Case K09.
    """
    survey = check_table(survey, "survey", answer)
    return estimates.share(survey[answer].sum(), len(survey), "answers")


def answers_by_group(members, survey, group="group", answer="says_would_pay"):
    """Of each group of members: how many there are, how many answered, which share says yes.

    Parameters
    ----------
    members : DataFrame
        customer_id, ``group``.
    survey : DataFrame
        respondent_id (a customer's id), the flag ``answer``.

    Returns
    -------
    DataFrame
        A row for each group: members, answers, yes (share; NaN where nobody answered).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> members = pd.DataFrame({"customer_id": [1, 2, 3], "group": ["often", "often", "rarely"]})
    >>> survey = pd.DataFrame({"respondent_id": [2, 3], "says_would_pay": [True, False]})
    >>> answers_by_group(members, survey)
            members  answers  yes
    group
    often         2        1  1.0
    rarely        1        1  0.0

    References
    ----------
    Case K09.
    """
    members = check_table(members, "members", "customer_id", group)
    survey = check_table(survey, "survey", "respondent_id", answer)
    said = survey.set_index("respondent_id")[answer]
    yes = members["customer_id"].map(said).astype(float)
    table = yes.groupby(members[group], observed=True).agg(["size", "count", "mean"])
    return table.set_axis(["members", "answers", "yes"], axis=1)


def poststratified_share(groups, weight="members"):
    """Which share would say yes if each group counted by its members, not by its answers (加权)?

    It repairs who answered, as far as the groups tell; it can't repair what an answer is worth.

    Parameters
    ----------
    groups : DataFrame
        ``weight``, answers, yes; a row for each group, as `answers_by_group` gives.
    weight : str
        What a group counts by: its members, or its visits if the question is about those who come.

    Returns
    -------
    Estimate
        n counts answers.

    Raises
    ------
    ColumnError, InputError
        A group in which nobody answered.

    Examples
    --------
    >>> groups = pd.DataFrame({"members": [80, 20], "answers": [10, 30], "yes": [.5, .9]})
    >>> poststratified_share(groups)
    0.58 (0.367 to 0.791), n = 40 answers

    References
    ----------
    Lohr (2019), Sampling: Design and Analysis, chapter 4. Case K09.
    """
    groups = check_table(groups, "groups", weight, "answers", "yes")
    weights = groups[weight] / groups[weight].sum()
    yes = (groups["yes"] * groups["answers"]).round()
    return estimates.contrast_of_shares(yes, groups["answers"], weights, counts="answers")


def shares_by_cluster(experiments, treated, outcome="converted", cluster="unit_id", arm="arm"):
    """Which share said yes in each cluster (restaurant, shop, city) of an arm?

    Parameters
    ----------
    experiments : DataFrame
        One row per person: ``arm``, ``cluster``, the flag ``outcome``.
    treated : str
        The arm.

    Returns
    -------
    Series
        A share for each cluster.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> test = pd.DataFrame({"arm": ["B"] * 4, "unit_id": [1, 1, 2, 2],
    ...                      "converted": [True, False, False, False]})
    >>> shares_by_cluster(test, "B").tolist()
    [0.5, 0.0]

    References
    ----------
    Case K09.
    """
    experiments = check_table(experiments, "experiments", arm, cluster, outcome)
    check_name(experiments, arm, treated, "treated")
    chosen = experiments[experiments[arm] == treated]
    return chosen.groupby(cluster)[outcome].mean()


def cluster_share(
    experiments, treated, outcome="converted", cluster="unit_id", arm="arm", counts="clusters"
):
    """Which share said yes, where the lot drew clusters of people (整群)?

    The mean of the clusters' shares: the guests of one restaurant share its waiters and its rainy
    evening, so what was drawn is what the interval counts.

    Parameters
    ----------
    experiments, treated, outcome, cluster, arm
        As in `shares_by_cluster`.
    counts : str
        What a cluster is called.

    Returns
    -------
    Estimate
        n counts clusters.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> cluster_share(cases.load("regulars_service").tables.experiments, "B", counts="restaurants")
    0.219 (0.164 to 0.274), n = 12 restaurants

    References
    ----------
    Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials. Case K09.
    """
    shares = shares_by_cluster(experiments, treated, outcome, cluster, arm)
    return estimates.mean(shares, counts)
