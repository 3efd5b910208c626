"""How much margin does an article need, before it is bought (利润空间)?

The steps of `ecomlab.research.waterfall`, worked out ahead from a few rates.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share
from ecomlab.research.bookings.shares import STEPS

RATES = (
    "goods", "cancelled", "returns", "lost", "handling", "fee", "freight", "insurance", "gifts",
    "ads", "vat",
)  # fmt: skip
NOTHING = 1e-9  # a rate below it is what floats leave of 0
MOST = 10  # a rate above it was typed as per cent


def planned_left(
    goods, cancelled=0.0, returns=0.0, lost=0.0, fee=0.05, freight=0.0, insurance=0.0, gifts=0.0,
    ads=0.0, vat=(0.13, 0.13), per=100, handling=0.0,
):  # fmt: skip
    """What will be left of 100 yuan of sales of an article, if these rates hold?

    Parameters
    ----------
    goods : float
        Cost of the goods, share of their price: 1 less the margin room (利润空间).
    cancelled : float
        Share of sales refunded before shipping.
    returns : float
        Share of what was sent that comes back.
    lost : float
        Of the cost of what comes back, the share that is lost.
    fee : float
        The platform's, share of what is paid and not refunded.
    freight, insurance, gifts : float
        Share of what was sent; the way back, where the shop pays it, belongs to ``lost``.
    ads : float
        Share of sales.
    vat : (float, float) or (float, float, float)
        The rates included in sales, in goods bought (not in work) and, where it is claimed, in
        services (fee, freight, insurance, ads); (0.01, 0) for a small-scale taxpayer.
    per : float
    handling : float
        Work on what comes back, as a share of its cost. Above 1 where it costs more than the goods.

    Returns
    -------
    DataFrame, one row per step
        step, part, left: as of `waterfall.what_is_left`.

    Raises
    ------
    InputError

    Examples
    --------
    Goods for 40 of 100 yuan, 20 of 100 come back and lose a tenth of their worth, ads take 15.

    >>> left = planned_left(0.40, returns=0.20, lost=0.10, ads=0.15, freight=0.04, vat=(0, 0))
    >>> left.loc[left["part"] != 0].round(1)
               step   part   left
    0         sales  100.0  100.0
    2  refund_after  -20.0   80.0
    3         goods  -40.0   40.0
    4    goods_back    7.2   47.2
    5  platform_fee   -4.0   43.2
    6       freight   -4.0   39.2
    9           ads  -15.0   24.2

    References
    ----------
    Course map R09, metric M79, doubt E37.
    """
    check_positive("per", per)
    for name, value in (("cancelled", cancelled), ("returns", returns), ("fee", fee)):
        check_share(name, value, ends=True)
    more = (("goods", goods), ("lost", lost), ("freight", freight), ("insurance", insurance),
            ("gifts", gifts), ("ads", ads), ("handling", handling))  # fmt: skip
    for name, value in more:
        if check_number(name, value, low=0, example="0.05 for 5%") > (
            MOST if name in LOSSES else 3
        ):
            raise InputError(f"{name} is {value!r}. Give a share: {value:g}% is {value / 100:g}.")
    out, inside, services = _rates(vat)
    sent = 1 - cancelled
    kept, bought = sent * (1 - returns), sent * goods
    worth_back = bought * returns * (1 - lost - handling)
    claimed = bought - bought * returns * max(1 - lost, 0)
    invoiced = fee * kept + (freight + insurance) * sent + ads
    parts = {
        "sales": 1.0,
        "refund_before": -cancelled,
        "refund_after": -sent * returns,
        "goods": -bought,
        "goods_back": worth_back,
        "platform_fee": -fee * kept,
        "freight": -freight * sent,
        "insurance": -insurance * sent,
        "gifts": -gifts * sent,
        "ads": -ads,
        "vat": _inside(claimed, inside) + _inside(invoiced, services) - _inside(kept, out),
    }
    part = pd.Series(parts)[list(STEPS)].to_numpy() * per
    return pd.DataFrame({"step": list(STEPS), "part": part, "left": part.cumsum()})


LOSSES = ("lost", "handling")  # of what comes back: they may exceed its cost


def _rates(vat):
    """The rates in sales, goods and services."""
    try:
        out, inside, services = vat if len(vat) == 3 else (*vat, 0.0)
    except (TypeError, ValueError):
        raise InputError(f"vat is {vat!r}. Give two rates, such as (0.13, 0.13).") from None
    of = {"sales": out, "goods": inside, "services": services}
    return tuple(check_share(f"vat (in {name})", rate, ends=True) for name, rate in of.items())


def _inside(amount, rate):
    """The tax inside an amount that includes it."""
    return amount * rate / (1 + rate)


def left_of_each(offers, **rates):
    """How many yuan does a piece of each offer leave, at these rates?

    Parameters
    ----------
    offers : DataFrame, one row per offer
        price, unit_cost (yuan).
    **rates
        Of `planned_left`, all but ``goods`` and ``per``. Without ``ads``: what is left before them.

    Returns
    -------
    Series
        Yuan, by the rows of ``offers``.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> offers = pd.DataFrame({"price": [45.0, 139.0], "unit_cost": [21.0, 58.0]})
    >>> left_of_each(offers, fee=0.05, vat=(0, 0)).round(2).tolist()
    [21.75, 74.05]
    """
    for name in ("goods", "per"):
        if name in rates:
            raise InputError(f"{name} comes from the offers: leave it out.")
    table = check_table(offers, "offers", "price", "unit_cost")
    if not (table["price"] > 0).all():
        raise InputError("Each price must be above 0.")
    goods = table["unit_cost"] / table["price"]
    ends = [planned_left(float(x), per=1, **rates)["left"].iloc[-1] for x in goods]
    return (table["price"] * ends).rename("left")


def least_margin(target=0.0, **rates):
    """What margin room leaves ``target`` of a yuan of sales (保本毛利率), at these rates?

    Parameters
    ----------
    target : float
        Share of sales that shall be left: 0 to break even.
    **rates
        Of `planned_left`, all but ``goods`` and ``per``.

    Returns
    -------
    float
        1 less the cost of the goods, as a share of their price. Above 1 where even goods for
        nothing would not do.

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(least_margin(returns=0.20, lost=0.10, ads=0.15, freight=0.04, vat=(0, 0)), 3)
    0.305

    With no ads and no returns, fee and freight are all that it must carry.

    >>> round(least_margin(freight=0.04, vat=(0, 0)), 3)
    0.09

    References
    ----------
    Course map R08 and R09: the documents' "利润空间≥30%" names neither the margin nor the rates.
    """
    check_share("target", target, low=-1, ends=True)
    for name in ("goods", "per"):
        if name in rates:
            raise InputError(f"{name} is what is sought, or has no say: leave it out.")
    unknown = [name for name in rates if name not in RATES]
    if unknown:
        raise InputError(f"There is no rate {unknown[0]!r}. Choose of: {', '.join(RATES[1:])}.")
    free, dear = (planned_left(goods, per=1, **rates)["left"].iloc[-1] for goods in (0.0, 1.0))
    if not free > dear:
        raise InputError("At these rates dearer goods leave no less. Look at lost and vat.")
    return float(1 - (free - target) / (free - dear))


def rates_of(left, vat=None):
    """The rates of a shop, article or channel, read from its waterfall: for `planned_left`.

    Parameters
    ----------
    left : DataFrame, one row per step
        step, part: of `waterfall.what_is_left` or `waterfall.booked`, one group of it.
    vat : (float, float) or (float, float, float), optional
        The rates by which its tax was worked out. With them the tax tells how much of what returns
        cost is ``handling``: work, and all else that carries no tax to claim. Then `planned_left`
        with these rates gives the waterfall back. Without them all of it is ``lost``.

    Returns
    -------
    dict of str to float
        goods, cancelled, returns, lost, fee, freight, insurance, gifts, ads; handling with ``vat``.
        A step that was left out counts as 0.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> left = planned_left(0.40, returns=0.20, lost=0.10, ads=0.15, freight=0.04)
    >>> {name: round(rate, 3) for name, rate in rates_of(left).items() if rate}
    {'goods': 0.4, 'returns': 0.2, 'lost': 0.1, 'fee': 0.05, 'freight': 0.04, 'ads': 0.15}
    """
    table = check_table(left, "left", "step", gaps=["part"])
    if twice := int(table["step"].duplicated().sum()):
        raise InputError(f"{twice} steps are there twice. Give one group: left[left[by] == name].")
    part = table.set_index("step")["part"].reindex(list(STEPS)).fillna(0.0)
    sales = part["sales"]
    if not sales > 0:
        raise InputError("Its sales are 0: there are no rates of nothing.")
    part = part / sales
    sent = 1 + part["refund_before"]
    kept = sent + part["refund_after"]
    returns = -part["refund_after"] / sent if sent else 0.0
    goods = -part["goods"] / sent if sent else 0.0
    came = -part["refund_after"] * goods
    rest = {name: -part[name] / sent if sent else 0.0 for name in ("freight", "insurance", "gifts")}
    rates = {
        "goods": goods,
        "cancelled": -part["refund_before"],
        "returns": returns,
        "lost": 1 - part["goods_back"] / came if came else 0.0,
        "fee": -part["platform_fee"] / kept if kept else 0.0,
        **rest,
        "ads": -part["ads"],
    }
    if vat is not None and came:
        out, inside, services = _rates(vat)
        bills = -part[["platform_fee", "freight", "insurance", "ads"]].sum()
        if inside:
            taxed = part["vat"] + _inside(kept, out) - _inside(bills, services)
            recovered = sent * goods - taxed * (1 + inside) / inside
            handling = (recovered - part["goods_back"]) / came
            if -NOTHING < handling < rates["lost"] + NOTHING:
                rates = rates | {"lost": rates["lost"] - handling, "handling": handling}
    return {name: 0.0 if abs(rate) < NOTHING else float(rate) for name, rate in rates.items()}


def unit_margins(left, by, least=0.30):
    """One word, four margins: which of them does "margin room ≥ 30 %" mean, and who passes?

    Parameters
    ----------
    left : DataFrame, one row per group and step
        ``by``, step, part (of 100): of `waterfall.what_is_left` or `waterfall.booked`.
    by : str
        Column of the groups: "sku", "channel".
    least : float
        The border.

    Returns
    -------
    DataFrame, one row per group, the best after ads first
        ``by``; gross (1 − goods ÷ price: 毛利率); contribution (after returns, fee, freight, tax;
        before ads: 边际贡献率); after_ads; of_kept (after_ads ÷ what customers kept); all shares;
        passes_gross, passes_contribution, passes_after_ads.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> one = planned_left(0.50, returns=0.20, ads=0.10, vat=(0, 0)).assign(sku="chair")
    >>> unit_margins(one, "sku")[["gross", "contribution", "after_ads", "of_kept"]].round(3)
       gross  contribution  after_ads  of_kept
    0    0.5          0.36       0.26    0.325

    References
    ----------
    Course map R09, metric M79.
    """
    check_share("least", least)
    table = check_table(left, "left", by, "step", gaps=["part"])
    if twice := int(table.duplicated([by, "step"]).sum()):
        raise InputError(f"{twice} rows of left are there twice. Give one waterfall, by={by!r}.")
    wide = table.pivot(index=by, columns="step", values="part")
    wide = wide.reindex(columns=list(STEPS)).fillna(0.0)
    wide = wide[wide["sales"] > 0]
    wide = wide.div(wide["sales"], axis=0)
    sent = 1 + wide["refund_before"]
    kept = sent + wide["refund_after"]
    after = wide.sum(axis=1)
    found = pd.DataFrame(
        {
            "gross": 1 + wide["goods"] / sent.where(sent > 0),
            "contribution": after - wide["ads"],
            "after_ads": after,
            "of_kept": after / kept.where(kept > 0),
        }
    )
    for name in ("gross", "contribution", "after_ads"):
        found[f"passes_{name}"] = found[name] >= least
    return found.sort_values("after_ads", ascending=False, kind="stable").reset_index()


def margin_border(returns, ads, target=0.0, **rates):
    """The border of a margin rule: the least margin room by share of returns and of ads.

    Parameters
    ----------
    returns, ads : sequence of float
        Shares, of what was sent and of sales.
    target, **rates
        As in `least_margin`.

    Returns
    -------
    DataFrame, one row per pair
        returns, ads, least (share of the price).

    Examples
    --------
    >>> margin_border([0.1, 0.4], [0.0, 0.2], lost=0.2, vat=(0, 0)).round(2)
       returns  ads  least
    0      0.1  0.0   0.07
    1      0.1  0.2   0.29
    2      0.4  0.0   0.16
    3      0.4  0.2   0.46
    """
    pairs = [(each, share) for each in np.atleast_1d(returns) for share in np.atleast_1d(ads)]
    least = [least_margin(target, returns=float(r), ads=float(a), **rates) for r, a in pairs]
    return pd.DataFrame(pairs, columns=["returns", "ads"]).assign(least=least)
