"""TODO what question of the shop does this topic answer (Why does theirs sell?)?"""

from ecomlab.checks import check_table


def middle_amount(orders):
    """What is paid for a typical purchase (笔单价)? TODO the topic's own functions.

    Parameters
    ----------
    orders : DataFrame
        paid_amount (in the shop's currency).

    Returns
    -------
    float
        The median of paid_amount, in the same currency.

    Raises
    ------
    ColumnError, InputError
        There is no such column, or no order.

    Examples
    --------
    >>> import pandas as pd
    >>> middle_amount(pd.DataFrame({"paid_amount": [10.0, 20.0, 90.0]}))
    20.0
    """
    check_table(orders, "orders", "paid_amount")
    return float(orders["paid_amount"].median())
