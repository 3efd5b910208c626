"""What is left when it comes back? Returns, their reasons, and what they cost (退换货)."""

import pandas as pd

from ecomlab.checks import check_moment, check_name, check_table
from ecomlab.errors import InputError
from ecomlab.estimates import ratio_of_shares


def return_factor(
    traffic_daily, returns, before, after, page, reason, days=21, lag=7, by="landing_page"
):
    """By what factor do buyers of one period send more back for a reason than those of another?

    What comes back is counted ``lag`` days later than the buyers, since a parcel has to travel
    first.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, payers.
    returns : DataFrame
        requested_at, reason.
    before, after : date
        The first day of each period.
    page, reason : str
        A value of ``by``, and one of ``reason``.
    days, lag : int
        Length of a period, and how many days later its returns are asked for.

    Returns
    -------
    Estimate
        Returns per buyer after ÷ before; n counts buyers.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A period without buyers, or with more returns than buyers.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("size_step").tables
    >>> return_factor(t.traffic_daily, t.returns, "2025-07-12", "2025-08-11", "dress", "size")
    0.847 (0.794 to 0.904), n = 21,894 buyers

    References
    ----------
    Case K03.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", by, "payers")
    returns = check_table(returns, "returns", "requested_at", "reason")
    check_name(traffic_daily, by, page, "page")
    check_name(returns, "reason", reason, "reason")
    mine = traffic_daily[traffic_daily[by] == page]
    asked = returns.loc[returns["reason"] == reason, "requested_at"]
    found = []
    for what, start in (("after", after), ("before", before)):
        first = check_moment(traffic_daily["date"], start, what)
        last = first + pd.Timedelta(days=days - 1)
        buyers = mine.loc[mine["date"].between(first, last), "payers"].sum()
        if not buyers:
            raise InputError(f"Nobody bought {page!r} from {first:%Y-%m-%d} to {last:%Y-%m-%d}.")
        shift = pd.Timedelta(days=lag)
        found += [asked.between(first + shift, last + shift).sum(), buyers]
    return ratio_of_shares(*found, counts="buyers")
