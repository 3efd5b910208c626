"""Does it grow by itself? Customers who bring customers, and who would have come anyway (社群裂变).

Tables: ``referrals``, one row per newcomer said to be brought by a customer; ``customers``, all
newcomers with their city, where a coin in each pair of cities said which one got the programme.
"""

import pandas as pd

from ecomlab.checks import check_moment, check_name, check_table
from ecomlab.errors import InputError, check_choice, check_number, check_positive
from ecomlab.estimates import ratio_of_totals

ARMS = ("on", "off")  # of a pair: the city with the programme, and the one without


def viral_coefficient(referrals, before=None):
    """How many newcomers does a newcomer bring (裂变系数, k)? Below 1 it ends by itself.

    Parameters
    ----------
    referrals : DataFrame
        ts, referrer_id, referee_id.
    before : date, optional
        Newcomers from this day on have had no time to bring anybody, and aren't divided by.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    A customer brings Qian; Qian brings Sun and Li, who bring nobody: 2 of 3.

    >>> referrals = pd.DataFrame({"ts": pd.to_datetime(["2025-03-03", "2025-03-10", "2025-03-11"]),
    ...                           "referrer_id": [7, 101, 101], "referee_id": [101, 102, 103]})
    >>> round(viral_coefficient(referrals), 2), viral_coefficient(referrals, before="2025-03-10")
    (0.67, 2.0)

    References
    ----------
    Metric M77, case K20.
    """
    referrals = check_table(referrals, "referrals", "ts", "referrer_id", "referee_id")
    brought = referrals["referrer_id"].isin(referrals["referee_id"]).sum()
    if before is None:
        return float(brought / len(referrals))
    had_time = (referrals["ts"] < check_moment(referrals["ts"], before, "before")).sum()
    if not had_time:
        raise InputError(f"No newcomer came before {before}. Choose a later day.")
    return float(brought / had_time)


def paid_on_first_order(referrals):
    """The same newcomers, had reward and discount been given for real first orders only.

    Real is a first order that isn't on the inviter's own device (同设备).

    Parameters
    ----------
    referrals : DataFrame
        reward_cost, referee_discount, referee_first_order_amount (yuan), same_device_flag.

    Returns
    -------
    DataFrame
        Costs of all other rows are 0.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> referrals = pd.DataFrame({"reward_cost": [50.0, 50, 50], "referee_discount": [30.0, 30, 0],
    ...                           "referee_first_order_amount": [180.0, 90, 0],
    ...                           "same_device_flag": [False, True, False]})
    >>> paid_on_first_order(referrals)["reward_cost"].tolist()
    [50.0, 0.0, 0.0]

    References
    ----------
    Case K20.
    """
    costs = ["reward_cost", "referee_discount"]
    referrals = check_table(
        referrals, "referrals", *costs, "referee_first_order_amount", "same_device_flag"
    )
    earned = (referrals["referee_first_order_amount"] > 0) & ~referrals["same_device_flag"]
    return referrals.assign(**{cost: referrals[cost].where(earned, 0.0) for cost in costs})


def newcomers_by_city(customers, referrals, city="city", repeat="repeat"):
    """Of each city: sign-ups by invitation, their cost, and people who bought for the first time.

    A second account on the inviter's own device is no person: it counts as a sign-up and costs what
    a sign-up costs, but it is nobody's first order.

    Parameters
    ----------
    customers : DataFrame
        One row per newcomer, invited or not: customer_id, first_order_at (empty for those who
        haven't ordered), ``city``, tags.
    referrals : DataFrame
        referee_id, reward_cost, referee_discount (yuan), same_device_flag.
    repeat : str
        The tag of those who ordered again.

    Returns
    -------
    DataFrame, one row per city
        sign_ups, cost (yuan), buyers, repeaters.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> newcomers_by_city(tables.customers, tables.referrals).loc[["01 off", "01 on"]]
            sign_ups    cost  buyers  repeaters
    city
    01 off         0     0.0     119         16
    01 on        255  9940.0     155         27

    References
    ----------
    Case K20.
    """
    customers = check_table(
        customers, "customers", "customer_id", city, gaps=("first_order_at", "tags")
    )
    referrals = check_table(
        referrals, "referrals", "referee_id", "reward_cost", "referee_discount", "same_device_flag"
    )
    invited = referrals.set_index("referee_id")
    cost = invited["reward_cost"] + invited["referee_discount"]
    second = invited.index[invited["same_device_flag"]]
    new = customers["first_order_at"].notna() & ~customers["customer_id"].isin(second)
    each = pd.DataFrame(
        {
            "sign_ups": customers["customer_id"].isin(invited.index),
            "cost": customers["customer_id"].map(cost).fillna(0.0),
            "buyers": new,
            "repeaters": new & _has(customers["tags"], repeat),
        }
    )
    return each.groupby(customers[city]).sum()


def _has(tags, label):
    """Whose labels (several with ; between) are this one among?"""
    return tags.isin([labels for labels in tags.dropna().unique() if label in labels.split(";")])


def by_pair(customers, referrals, pairs, city="city", repeat="repeat"):
    """The cities' table with a row for each pair, and each column for the city with and without.

    Parameters
    ----------
    customers, referrals, city, repeat
        As in `newcomers_by_city`.
    pairs : sequence of (str, str)
        Of each pair the city with the programme, and the one without it.

    Returns
    -------
    DataFrame, one row per pair
        Columns (sign_ups, cost, buyers or repeaters; "on" or "off").

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An unknown city, or one that is in two pairs.

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> found = by_pair(tables.customers, tables.referrals, [("01 on", "01 off")])
    >>> found["buyers"]
        on  off
    0  155  119

    References
    ----------
    Case K20.
    """
    pairs = [tuple(pair) for pair in pairs]
    names = [name for pair in pairs for name in pair]
    if not pairs or any(len(pair) != 2 for pair in pairs) or len(set(names)) < len(names):
        raise InputError("pairs is a list of two cities each, every city once: with and without.")
    table = newcomers_by_city(customers, referrals, city, repeat)
    for name in names:
        check_name(customers, city, name, "pairs")
    sides = {
        arm: table.loc[[pair[nth] for pair in pairs]].reset_index(drop=True)
        for nth, arm in enumerate(ARMS)
    }
    wide = pd.concat(sides, axis=1).swaplevel(axis=1)
    return wide.reindex(columns=pd.MultiIndex.from_product([table.columns, ARMS]))


def pair_differences(customers, referrals, pairs, city="city", repeat="repeat"):
    """Of each pair of cities: the one with the programme less the one without.

    What a city has by its size and its season cancels; whoever came by the other door, with a
    friend's link instead of alone, is in both.

    Parameters
    ----------
    customers, referrals, pairs, city, repeat
        As in `by_pair`.

    Returns
    -------
    DataFrame, one row per pair
        sign_ups, cost (yuan), buyers, repeaters.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> pair_differences(tables.customers, tables.referrals, [("01 on", "01 off")])
       sign_ups    cost  buyers  repeaters
    0       255  9940.0      36         11

    References
    ----------
    Case K20.
    """
    wide = by_pair(customers, referrals, pairs, city, repeat)
    on, off = (wide.xs(arm, axis=1, level=1) for arm in ARMS)
    return on - off


# --- What it costs, and what it adds ------------------------------------------------------------


def cost_per_sign_up(customers, referrals, city="city"):
    """What was paid, divided by all who signed up (单个注册成本).

    The obvious reading: a sign-up is no person, no buyer, and nobody who wouldn't have come.

    Parameters
    ----------
    customers, referrals, city
        As in `newcomers_by_city`.

    Returns
    -------
    Estimate
        Yuan; n counts the cities with sign-ups.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> cost_per_sign_up(tables.customers, tables.referrals)
    41 (40.6 to 41.4), n = 30 cities

    References
    ----------
    Case K20.
    """
    found = newcomers_by_city(customers, referrals, city).query("sign_ups > 0")
    if found.empty:
        raise InputError("None of the customers signed up by invitation: no id is in referrals.")
    return ratio_of_totals(found["cost"], found["sign_ups"], "cities", log=True)


def cost_per_added_buyer(customers, referrals, pairs, city="city"):
    """What was paid, divided by the buyers that wouldn't have come without it (增量获客成本).

    Pair by pair, because the coin was thrown for pairs, and they are what luck dealt.

    Parameters
    ----------
    customers, referrals, pairs, city
        As in `by_pair`.

    Returns
    -------
    Estimate
        Yuan, the interval in logs; n counts pairs.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The cities with the programme don't have more buyers: it added nobody.

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> pairs = [(f"{pair:02} on", f"{pair:02} off") for pair in range(1, 31)]
    >>> cost_per_added_buyer(tables.customers, tables.referrals, pairs)
    262 (224 to 307), n = 30 pairs

    References
    ----------
    Vaver and Koehler (2011), Measuring Ad Effectiveness Using Geo Experiments. Case K20.
    """
    found = pair_differences(customers, referrals, pairs, city)
    return ratio_of_totals(found["cost"], found["buyers"], "pairs", log=True)


def added(customers, referrals, pairs, what="buyers", city="city", repeat="repeat"):
    """How many more do the cities with the programme have than the others, all together (增量)?

    A large pair adds more than a small one, and that is no luck: the interval comes from how far
    the pairs lie from adding in proportion to their size.

    Parameters
    ----------
    customers, referrals, pairs, city, repeat
        As in `by_pair`.
    what : {"buyers", "repeaters"}

    Returns
    -------
    Estimate
        People; n counts pairs.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> pairs = [(f"{pair:02} on", f"{pair:02} off") for pair in range(1, 31)]
    >>> added(tables.customers, tables.referrals, pairs)
    3,265 (2,664 to 3,866), n = 30 pairs

    References
    ----------
    Case K20.
    """
    check_choice("what", what, ("buyers", "repeaters"))
    found = by_pair(customers, referrals, pairs, city, repeat)[what]
    return _total(found["on"] - found["off"], found.sum(axis=1))


def programme_profit(customers, referrals, pairs, first, later, city="city", repeat="repeat"):
    """What does the programme leave, of the buyers whom it adds, when it is paid (增量利润)?

    Counts added buyers at what *they* leave: a buyer who is brought and orders once isn't worth
    what the average buyer is.

    Parameters
    ----------
    customers, referrals, pairs, city, repeat
        As in `by_pair`.
    first, later : float
        Margin, yuan: of a first order, before any reduction; and of all further orders of one who
        orders again, in the time that is looked at.

    Returns
    -------
    Estimate
        Yuan, of all pairs together; n counts pairs. The interval as in `added`.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> pairs = [(f"{pair:02} on", f"{pair:02} off") for pair in range(1, 31)]
    >>> earned = paid_on_first_order(tables.referrals)
    >>> programme_profit(tables.customers, earned, pairs, first=100, later=600)
    22,480 (-135,001 to 179,961), n = 30 pairs

    References
    ----------
    Case K20.
    """
    check_number("first", first)
    check_number("later", later)
    found = by_pair(customers, referrals, pairs, city, repeat)
    more = {
        what: found[what]["on"] - found[what]["off"] for what in ("buyers", "repeaters", "cost")
    }
    profit = first * more["buyers"] + later * more["repeaters"] - more["cost"]
    return _total(profit, found["buyers"].sum(axis=1))


def profit_by_reward(
    customers, referrals, rewards, pairs, first, later, city="city", repeat="repeat"
):
    """What had the programme left with a smaller or a larger reward, had people done the same?

    Parameters
    ----------
    customers, referrals, pairs, first, later, city, repeat
        As in `programme_profit`.
    rewards : sequence of float
        Yuan for each person brought, where the reward is used.

    Returns
    -------
    DataFrame, one row per reward
        reward, and the profit of all pairs: estimate, low, high.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        No reward was given.

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("group_fission").tables
    >>> pairs = [(f"{pair:02} on", f"{pair:02} off") for pair in range(1, 31)]
    >>> profit_by_reward(*tables.values(), [0, 50], pairs, first=100, later=600).round(-3)
       reward  estimate       low      high
    0       0  167000.0   24000.0  310000.0
    1      50 -441000.0 -639000.0 -243000.0

    References
    ----------
    Case K20.
    """
    given = check_positive("The largest reward_cost", float(referrals["reward_cost"].max()))
    found = by_pair(customers, referrals, pairs, city, repeat)
    free = by_pair(customers, referrals.assign(reward_cost=0.0), pairs, city, repeat)["cost"]
    more = {what: found[what]["on"] - found[what]["off"] for what in ("buyers", "repeaters")}
    earned = first * more["buyers"] + later * more["repeaters"] - (free["on"] - free["off"])
    paid = (found["cost"] - free).pipe(lambda cost: cost["on"] - cost["off"]) / given
    size = found["buyers"].sum(axis=1)
    profits = [_total(earned - reward * paid, size)[:3] for reward in rewards]
    table = pd.DataFrame(profits, columns=["estimate", "low", "high"])
    table.insert(0, "reward", list(rewards))
    return table


def _total(differences, size):
    """Of all pairs together, with the interval of their scatter about proportion to size."""
    return ratio_of_totals(differences, size, "pairs").times(size.sum())
