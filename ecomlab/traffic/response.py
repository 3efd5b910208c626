"""Response curves: adstock, saturation, the next yuan, and how far to believe them (响应曲线).

A model of sales over weeks knows what it was told: which weeks, which spends, what was believed
before. `health_card` says which of them spoke. Money is in the currency of the tables.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ecomlab.checks import check_moment, check_numbers, check_table, check_times
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate, normal_quantile
from ecomlab.streams import normal, uniforms

SHAPES, LEVELS, PICKS = 1, 2, 3  # streams: of half, hill and carry; of returns; of which draw
MOST_DRAWS = 100_000
TURNS = 3  # in which shapes are drawn, each near those that fared well before
SPREAD_HALF, SPREAD_HILL = 0.8, 0.25  # of the log, before data
HILLS = 0.4, 2.5  # between which an exponent is drawn
SURE = 0.9  # chance from which on a model may speak


class Response(NamedTuple):
    """What a fit knows: one row per channel, the draws behind it, and what the table was like.

    Attributes
    ----------
    channels : DataFrame
        channel, spend (a period's mean), estimate (gain per yuan at this spend, on average), low,
        high, n, counts, before, before_low, before_high (the same before the data spoke).
    draws : DataFrame
        draw, channel, per_yuan, half, hill, carry, at.
    baseline : Estimate
        Share of the gain that comes without these channels.
    facts : dict
        periods, columns (of the regression), kept (draws that count, effectively), alone (of each
        channel's spend, the share that moves apart from everything else), told (channels that a
        test spoke of).
    """

    channels: pd.DataFrame
    draws: pd.DataFrame
    baseline: Estimate
    facts: dict


def adstock(spend, carry):
    """Spend as it is remembered: today's, and a share of what was remembered yesterday (广告存量).

    ``a[t] = (1 − carry) · spend[t] + carry · a[t − 1]``: the weights add up to 1, so that a budget
    that never changes becomes its own adstock. Before the first period nothing was spent.

    Parameters
    ----------
    spend : sequence of numbers
        One per period, in order, without a gap.
    carry : float
        Share that is left a period later, from 0 to below 1.

    Returns
    -------
    array

    Raises
    ------
    InputError

    Examples
    --------
    >>> adstock([80, 0, 0], carry=0.5).tolist()
    [40.0, 20.0, 10.0]

    References
    ----------
    Broadbent (1979), One Way TV Advertisements Work; Jin, Wang, Sun, Chan and Koehler (2017),
    Bayesian Methods for Media Mix Modeling with Carryover and Shape Effects.
    """
    from scipy.signal import lfilter

    spend = _amounts("spend", spend)
    if check_number("carry", carry, low=0) >= 1:
        raise InputError(f"carry is {carry!r}. Choose a share from 0 to below 1.")
    return lfilter([1 - carry], [1, -carry], spend)


def saturation(spend, half, hill=1.0):
    """Which share of all that money can reach is reached (饱和度)? Hill's curve.

    Parameters
    ----------
    spend : number or sequence of numbers
    half : float
        The spend that reaches half.
    hill : float
        1: every yuan adds less than the one before. Above 1: first more, then less (an S).

    Returns
    -------
    float or array, 0 to 1

    Raises
    ------
    InputError

    Examples
    --------
    >>> saturation([0, 500, 1000, 3000], half=1000).round(2).tolist()
    [0.0, 0.33, 0.5, 0.75]

    References
    ----------
    Hill (1910); Jin et al. (2017), section 2.2.
    """
    check_positive("half", half)
    check_positive("hill", hill)
    amounts = _amounts("spend", np.atleast_1d(spend))
    reached = _hill(amounts, half, hill)
    return float(reached[0]) if np.ndim(spend) == 0 else reached


def slope(spend, half, hill=1.0):
    """How fast saturation rises with one yuan more: the curve's tangent.

    At a spend of 0 it is 1 ÷ half for a hill of 1, 0 above, and infinite below.

    >>> round(1000 * slope(500, half=1000), 3), round(1000 * slope(3000, half=1000), 3)
    (0.444, 0.062)
    """
    check_positive("half", half)
    check_positive("hill", hill)
    amounts = _amounts("spend", np.atleast_1d(spend))
    found = _slope(amounts, half, hill)
    return float(found[0]) if np.ndim(spend) == 0 else found


def _hill(spend, half, hill):
    with np.errstate(divide="ignore", over="ignore"):
        return 1 / (1 + (half / spend) ** hill)


def _slope(spend, half, hill):
    """Of the curve: hill · S · (1 − S) ÷ spend, and its limit at 0."""
    spend, half, hill = np.broadcast_arrays(spend, half, hill)
    first = np.where(hill > 1, 0.0, np.where(hill == 1, 1 / half, np.inf))
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = _hill(spend, half, hill)
        return np.where(spend > 0, hill * reached * (1 - reached) / spend, first)


def curve_through(spend, gain):
    """The curve of this kind that lies nearest to points that are known well, such as twins'.

    Least squares, for points without much luck in them; a test's noisy weeks are for
    `fit_response`.

    Parameters
    ----------
    spend : sequence of numbers
        Three or more different ones above 0.
    gain : sequence of numbers
        What each of them adds to no spend at all.

    Returns
    -------
    dict
        top (the gain that no money exceeds), half, hill.

    Raises
    ------
    InputError

    Examples
    --------
    >>> found = curve_through([100, 200, 400], [20, 100 / 3, 50])
    >>> {name: round(value, 2) for name, value in found.items()}
    {'top': 100.0, 'half': 400.0, 'hill': 1.0}
    """
    from scipy.optimize import least_squares

    spend = _amounts("spend", spend)
    gain = np.asarray(_reals("gain", gain))
    if len(spend) != len(gain):
        raise InputError(f"{len(spend)} spends, but {len(gain)} gains. Give each spend its gain.")
    known = spend > 0
    if len(np.unique(spend[known])) < 3 or not gain[known].max() > 0:
        raise InputError("A curve needs three different spends above 0, and a gain above 0.")
    x, y = spend[known] / spend[known].mean(), gain[known] / gain[known].max()

    def misses(p):
        return np.exp(p[0]) * _hill(x, np.exp(p[1]), np.exp(p[2])) - y

    low, high = np.log([0.5, 0.02, HILLS[0]]), np.log([50, 50, HILLS[1]])
    found = least_squares(misses, [0.7, 0.0, 0.0], bounds=(low, high), xtol=1e-12, ftol=1e-12)
    top, half, hill = np.exp(found.x)
    return {
        "top": float(top * gain[known].max()),
        "half": float(half * spend[known].mean()),
        "hill": float(hill),
    }


def media_mix(
    weeks, channels, gain="orders", controls=(), believed=None, tests=None, carry=(0.0, 0.8),
    weight=None, at=None, counts="weeks", draws=2000, confidence=0.95, seed=0,
):  # fmt: skip
    """What does each channel add per yuan, by regression on adstock and saturation (媒体组合)?

    ``gain = base + controls + Σ per_yuan · at · S(adstock) ÷ S(at) + luck``: per_yuan is what a
    yuan of a usual week (``at``) adds on average. Shapes (half, hill, carry) are drawn from what is
    believed before; each draw counts as much as it explains the weeks. A test by lot is one more
    row: it tells per_yuan of its channel, with its own interval.

    Parameters
    ----------
    weeks : DataFrame
        One row per period, in order: ``gain``, the channels' spends (yuan), controls.
    channels : sequence of str
        Columns of spends.
    gain : str
    controls : sequence of str
        Columns of numbers (an index of demand), or of text or dates (each gets its own level).
    believed : mapping of channel to Estimate, optional
        Gain per yuan, before these weeks. Default: around 0, as wide as all gain ÷ all spend.
    tests : mapping of channel to Estimate, optional
        Gain per yuan as a test by lot found it at the usual spend.
    carry : (float, float)
        Between which carries are drawn, per period. (0, 0): nothing is remembered.
    weight : str, optional
        Column: how much a row weighs.
    at : mapping of channel to number, optional
        The usual spend of a period; default: the mean.
    counts : str
        What n counts.
    draws, seed : int

    Returns
    -------
    Response

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A channel without spend, a test of an unknown channel, or fewer periods than columns.

    Examples
    --------
    >>> week = np.arange(60)
    >>> spend = 500 + 300 * np.sin(week)
    >>> table = pd.DataFrame({"feed": spend, "orders": 200 + 100 * spend / (500 + spend)})
    >>> found = media_mix(table.assign(orders=lambda t: t["orders"] + week % 3), ["feed"])
    >>> found.channels[["channel", "estimate", "low", "high", "n"]].round(2)
      channel  estimate   low  high   n
    0    feed      0.11  0.08  0.17  60

    References
    ----------
    Jin et al. (2017); Chan and Perry (2017), Challenges and Opportunities in Media Mix Modeling.
    """
    names = _names("channels", channels)
    for what, name in (("gain", gain), ("counts", counts), ("weight", weight)):
        if not (isinstance(name, str) or (what == "weight" and name is None)):
            raise InputError(f"{what} is {name!r}. Give a word, the name of a column.")
    table = check_table(weeks, "weeks", gain, *names, *_names("controls", controls, none=True),
                        *([] if weight is None else [weight]))  # fmt: skip
    check_numbers(table, "weeks", gain, *names, *([] if weight is None else [weight]))
    draws, seed = check_whole("draws", draws, low=100), check_whole("seed", seed)
    if draws > MOST_DRAWS:
        raise InputError(f"draws is {draws}. Choose at most {MOST_DRAWS:,}.")
    check_share("confidence", confidence)
    low, high = _carries(carry)
    spend = table[names].to_numpy(dtype=float)
    for name in _mapped("at", at, names):
        check_choice("channel", name, names)
    usual = np.array([_usual(at, name, spend[:, i]) for i, name in enumerate(names)])
    root = (
        np.sqrt(table[weight].to_numpy(dtype=float)) if weight is not None else np.ones(len(table))
    )
    level = _levels(table, controls) * root[:, None]
    if len(table) <= level.shape[1] + len(names) + 1:
        raise InputError(
            f"{len(table)} {counts} for {level.shape[1] + len(names)} columns: nothing is left to "
            "say how far it may be wrong. Give more, or fewer channels and controls."
        )
    level = np.linalg.qr(level)[0]
    y = table[gain].to_numpy(dtype=float) * root
    widest = (y @ root) / max((spend * root[:, None] ** 2).sum(), 1e-300)
    prior = _beliefs(names, believed, widest, confidence)
    told = _combined(prior, names, tests, confidence)
    rows = spend, usual, root, level, (low, high)
    y = y - level @ (level.T @ y)
    shapes, chosen, per_yuan, kept = _search(rows, y, told, draws, seed)
    return _response(table, names, gain, weight, usual, shapes, chosen, per_yuan, prior, tests,
                     kept, level, spend, counts, confidence)  # fmt: skip


def fit_response(
    weeks, spend="spend", gain="gain", within=None, weight=None, at=None, believed=None, test=None,
    carry=(0.0, 0.0), counts="weeks", draws=2000, confidence=0.95, seed=0,
):  # fmt: skip
    """How does the gain bend with the spend of one channel (响应曲线)? A curve with its doubt.

    Parameters
    ----------
    weeks : DataFrame
        ``spend``, ``gain``: one row per period, or per region and week of a budget test
        (`ecomlab.traffic.steps.whole_shop` makes it).
    within : str, optional
        Column of levels that are not compared, such as the weeks of a test by region.
    weight, at, carry, counts, draws, confidence, seed
        As in `media_mix`.
    believed, test : Estimate, optional
        Gain per yuan at the usual spend: before the data, and as another test found it.

    Returns
    -------
    Response

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> steps = pd.DataFrame({"spend": [0, 0, 500, 500, 1000, 1000, 2000, 2000],
    ...                       "gain": [99, 101, 132, 134, 151, 149, 166, 168]})
    >>> found = fit_response(steps, at=1000)
    >>> response_curve(found, [500, 1000, 2000])[["spend", "estimate"]].round(0)
       spend  estimate
    0   500.0      33.0
    1  1000.0      50.0
    2  2000.0      67.0
    """
    one = {} if at is None else {"at": {spend: at}}
    if within is not None and not isinstance(within, str):
        raise InputError(f"within is {within!r}. Give the name of a column.")
    if within is not None:  # levels, also where they are numbered
        weeks = check_table(weeks, "weeks", within)
        weeks = weeks.assign(**{within: weeks[within].astype(str)})
    return media_mix(
        weeks, [spend], gain, [within] if within else (),
        {spend: believed} if believed is not None else None,
        {spend: test} if test is not None else None,
        carry, weight, counts=counts, draws=draws, confidence=confidence, seed=seed, **one,
    )  # fmt: skip


def response_curve(response, spends, channel=None, confidence=0.95):
    """What each spend adds to no spend at all, with its doubt.

    Parameters
    ----------
    response : Response
        Of `fit_response` or `media_mix`.
    spends : sequence of numbers
        Yuan in a period, held for long.
    channel : str, optional
        Of a mix of several.

    Returns
    -------
    DataFrame, one row per spend
        spend, estimate, low, high, n, counts

    Raises
    ------
    ChoiceError, InputError
    """
    part = _of(response, channel)
    spends = _amounts("spends", spends)
    gains = _gain(part, spends[:, None])
    return _summed(response, {"spend": spends}, gains, confidence)


def marginal_roas(response, spend=None, border=None, per=1, confidence=0.95):
    """What does the next yuan of each channel add, and what did a yuan add on average (边际回报)?

    Parameters
    ----------
    response : Response
        Of `fit_response` or `media_mix`.
    spend : mapping of channel to number, or a number for one channel, optional
        Yuan in a period at which it is asked; default: the usual spend.
    border : float, optional
        What a yuan must add to pay (1 ÷ what an order leaves): adds ``chance`` (that the next yuan
        adds more) and ``verdict``: "add" from a chance of 90% on, "cut" up to 10%, else "can't
        tell".
    per : number
        Gains, and the border, are per so many yuan: 1000.

    Returns
    -------
    DataFrame, one row per channel
        channel, spend, average (median of the draws), estimate (of the next yuan), low, high, n,
        counts, and bend_left: how much of the doubt about the bend is left. Near 1 the step from
        the average to the next yuan is what was believed of curves, not what the data say.

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> steps = pd.DataFrame({"spend": [0, 0, 500, 500, 1000, 1000, 2000, 2000],
    ...                       "gain": [99, 101, 132, 134, 151, 149, 166, 168]})
    >>> found = fit_response(steps, at=1000)
    >>> marginal_roas(found, 1000, border=40, per=1000).round(1).T.iloc[:6, 0]
    channel     spend
    spend        1000
    average      49.9
    estimate     25.3
    low          23.2
    high         27.6
    Name: 0, dtype: object
    """
    _check_response(response)
    per = check_positive("per", per)
    names = response.channels["channel"].tolist()
    if spend is None:
        spend = dict(zip(names, response.channels["spend"], strict=True))
    elif not isinstance(spend, dict):
        if len(names) > 1:
            raise InputError(f"spend is {spend!r}. Give each channel's: {{{names[0]!r}: 100, …}}.")
        spend = {names[0]: spend}
    if not spend:
        raise InputError(f"spend is {spend!r}. Give each channel's yuan, or leave it out.")
    rows = []
    for name, amount in spend.items():
        part = _of(response, check_choice("channel", name, names))
        amount = check_positive(f"spend of {name}", amount)
        more = part["per_yuan"] * part["at"] * _slope(amount, part["half"], part["hill"])
        more = per * (more / _hill(part["at"], part["half"], part["hill"])).to_numpy()
        average = np.median(_gain(part, np.array([[amount]])) / amount) * per
        row = _summed(response, {"channel": [name], "spend": [amount], "average": [average]},
                      more[None], confidence)  # fmt: skip
        row["bend_left"] = _bend_left(part)
        if border is not None:
            chance = (more > check_number("border", border)).mean()
            row["chance"] = chance
            row["verdict"] = _said(chance)
        rows.append(row)
    return pd.concat(rows, ignore_index=True)


def _bend_left(part):
    """How wide the draws of half are, as a share of what was believed of it before."""
    return np.log(part["half"] / part["at"]).std() / SPREAD_HALF


def _said(chance):
    if chance >= SURE:
        return "add"
    return "cut" if chance <= 1 - SURE else "can't tell"


def health_card(response, least=10):
    """Did the weeks speak, or what was believed before? A card to hang beside every such model.

    Parameters
    ----------
    response : Response
        Of `fit_response` or `media_mix`.
    least : number
        Periods that each column of the regression should have.

    Returns
    -------
    DataFrame, one row per check and channel
        check, channel ("all" where it is about the whole), value, border, verdict ("fine", "look"
        or "can't tell"), meaning.

        *Did the data speak*: how wide the answer still is, as a share of what was believed before;
        above 0.7 the weeks said next to nothing. *The bend*: the same of the curve's shape; above
        0.7 the tangent comes from what was believed of curves. *Before against after*: how far the
        answer moved, in standard deviations of the belief. *Moves alone*: the share of a channel's
        spend that moves apart from the others and the controls; below 0.2 nobody can tell them
        apart.
        *Baseline*: the share of the gain that comes without these channels; its interval must lie
        above 0. *Periods*: for each column. *Draws*: how many count.

    Raises
    ------
    InputError

    References
    ----------
    The checks of Google's Meridian (``meridian/analysis/review``) are the model; Chan and Perry
    (2017) say why each is needed.
    """
    _check_response(response)
    least = check_positive("least", least)
    facts, rows = response.facts, []
    for row in response.channels.itertuples():
        spoke = (row.high - row.low) / (row.before_high - row.before_low)
        moved = abs(row.estimate - row.before) / (row.before_high - row.before_low)
        moved *= 2 * normal_quantile()
        alone = facts["alone"][row.channel]
        tested = row.channel in facts["told"]
        quiet = "can't tell" if spoke > 0.7 else "fine"
        rows += [
            ("did the data speak", row.channel, spoke, 0.7, quiet,
             "of the doubt before, so much is left" + (" (a test spoke too)" if tested else "")),
            ("before against after", row.channel, moved, 2.0, "look" if moved > 2 else "fine",
             "standard deviations between belief and answer"),
            ("moves alone", row.channel, alone, 0.2,
             "fine" if alone >= 0.2 or tested else "can't tell",
             "of the spend's ups and downs no other column explains so much"),
        ]  # fmt: skip
    base = response.baseline
    many = facts["periods"] / facts["columns"]
    for name, part in response.draws.groupby("channel", sort=False):
        spread = _bend_left(part)
        rows.append(
            ("the bend", name, spread, 0.7, "can't tell" if spread > 0.7 else "fine",
             "of the doubt about where the curve bends, so much is left")
        )  # fmt: skip
    rows += [
        ("baseline", "all", base.low, 0.0, "fine" if base.low > 0 else "look",
         "low end of the share that comes without these channels"),
        ("periods", "all", many, float(least), "fine" if many >= least else "can't tell",
         "periods for each column of the regression"),
        ("draws", "all", facts["kept"], 100.0, "fine" if facts["kept"] >= 100 else "look",
         "shapes that explain the weeks about equally well"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["check", "channel", "value", "border", "verdict", "meaning"])


def media_weeks(traffic_daily, ads_daily, by="plan_kind", gain="payers", before=None, days=7):
    """Orders and each channel's spend by week, for `media_mix`.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``gain`` (payers: visits that paid); several rows a day are added up.
    ads_daily : DataFrame
        date, ``by``, cost (yuan).
    by : str
        Column of the channels.
    before : date, optional
        The day after the last one; default: all. The first days that make no whole week are left
        out: the answer's first week says so.

    Returns
    -------
    DataFrame, one row per week
        week (its first day), orders, and a column of spend for each channel.

    Raises
    ------
    ColumnError, InputError
        A day is missing, or there is no whole week.

    Examples
    --------
    >>> days = pd.date_range("2025-03-03", periods=14)
    >>> traffic = pd.DataFrame({"date": days, "payers": 10})
    >>> ads = pd.DataFrame({"date": days, "plan_kind": "feed", "cost": 100})
    >>> media_weeks(traffic, ads)
            week  orders  feed
    0 2025-03-03      70   700
    1 2025-03-10      70   700
    """
    traffic = check_table(traffic_daily, "traffic_daily", "date", gain)
    ads = check_table(ads_daily, "ads_daily", "date", by, "cost")
    check_times(traffic, "traffic_daily", "date")
    check_times(ads, "ads_daily", "date")
    check_numbers(traffic, "traffic_daily", gain)
    check_numbers(ads, "ads_daily", "cost")
    days = check_days("days", days)
    if before is not None:
        traffic, ads = (t[t["date"] < check_moment(t["date"], before, "before")]
                        for t in (traffic, ads))  # fmt: skip
    spend = ads.pivot_table(index="date", columns=by, values="cost", aggfunc="sum", observed=True)
    table = spend.fillna(0).join(traffic.groupby("date")[gain].sum().rename("orders"), how="outer")
    if not len(table):
        raise InputError(f"No day is before {before}. Choose a later date.")
    span = (table.index[-1] - table.index[0]) // pd.Timedelta(days=1) + 1
    if table.isna().any(axis=None) or span != len(table):
        raise InputError("A day is missing in one of the tables, or has no ads. Give each its row.")
    left_out = len(table) % days
    table = table.iloc[left_out:]
    if not len(table):
        raise InputError(f"{span} days hold no whole lot of {days} days. Give more.")
    lot = np.arange(len(table)) // days
    start = table.index[::days].tz_localize(None).rename("week")
    sums = table.groupby(lot).sum().set_axis(start).reset_index()
    sums.columns = [str(name) for name in sums.columns]
    return sums[["week", "orders", *(str(name) for name in spend.columns)]]


# --- Inside ---------------------------------------------------------------------------------------


def _columns(spend, usual, shapes):
    """What a yuan of the usual spend would have to explain: draws × periods × channels."""
    half, hill, carry = shapes
    remembered = np.empty((len(half), *spend.shape))
    stock = np.broadcast_to(usual, half.shape).copy()  # before the first period: as usual
    for t in range(len(spend)):
        stock = (1 - carry) * spend[t] + carry * stock
        remembered[:, t] = stock
    reached = _hill(remembered, half[:, None], hill[:, None])
    return usual * reached / _hill(usual, half, hill)[:, None]


def _search(rows, y, told, draws, seed):
    """Shapes drawn where they explain the weeks, how much each counts, and returns for them.

    Importance sampling: the first draws are what is believed before; the later ones lie where the
    earlier ones fared well, and count by belief ÷ how likely they were drawn (Cappé et al. 2004).
    """
    many = len(told[0])
    middle, root = np.zeros(3 * many), np.eye(3 * many)
    for turn in range(TURNS):
        e = normal(uniforms(seed, SHAPES, (draws, 3 * many), part=turn))
        z = middle + e @ root.T
        shapes = _shapes(z, rows[1], rows[4])
        score, centre, inverse = _given(shapes, rows, y, told)
        score += 0.5 * (e**2).sum(axis=1) - 0.5 * (z**2).sum(axis=1)
        if turn < TURNS - 1:
            weight = _tempered(score, draws / 8)
            middle = weight @ z
            spread = (weight[:, None] * (z - middle)).T @ (z - middle)
            root = np.linalg.cholesky(1.5 * spread + 0.02 * np.eye(3 * many))
    weight = _tempered(score, 0)
    points = (np.arange(draws) + uniforms(seed, PICKS, 1)) / draws
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), points), draws - 1)
    z = normal(uniforms(seed, LEVELS, (draws, many)))
    roots = np.linalg.cholesky(inverse)
    per_yuan = centre[chosen] + np.einsum("jcd,jd->jc", roots[chosen], z)
    return shapes, chosen, per_yuan, float(1 / (weight**2).sum())


def _shapes(z, usual, carry):
    """Half, hill and carry of each draw, from standard normal numbers: draws × channels."""
    z = z.reshape(len(z), 3, len(usual))
    half = usual * np.exp(SPREAD_HALF * z[:, 0])
    hill = np.clip(np.exp(SPREAD_HILL * z[:, 1]), *HILLS)
    return half, hill, carry[0] + (carry[1] - carry[0]) * ndtr(z[:, 2])


def _given(shapes, rows, y, told):
    """Given the shapes: how well they explain the weeks, and the returns' mean and covariance.

    Normal luck and normal beliefs have a closed form.
    """
    spend, usual, root, level, carry = rows
    mean, sd = told
    x = _columns(spend, usual, shapes) * root[None, :, None]
    x = x - level @ (level.T @ x)
    trust = np.diag(1 / sd**2)
    square, cross = np.einsum("jtc,jtd->jcd", x, x), np.einsum("jtc,t->jc", x, y)
    ridge = square + 1e-9 * np.eye(len(mean)) * np.trace(square, axis1=1, axis2=2)[:, None, None]
    fits = np.linalg.solve(ridge, cross[..., None])[..., 0]
    rest = (y @ y - (fits * cross).sum(axis=1)).min()
    df = len(y) - level.shape[1] - len(mean)
    bent = len(mean) * (3 if carry[1] > carry[0] else 2)  # shapes fit luck, too
    luck = max(rest / max(df - bent, df / 2), 1e-12 * max(y @ y, 1e-12))
    inverse = np.linalg.inv(square / luck + trust)
    pull = cross / luck + trust @ mean
    centre = np.einsum("jcd,jd->jc", inverse, pull)
    score = 0.5 * (pull * centre).sum(axis=1) + 0.5 * np.linalg.slogdet(inverse)[1]
    return score, centre, inverse


def _tempered(score, least):
    """Weights of draws, made flatter until so many of them count."""
    for power in 0.7 ** np.arange(40):
        weight = np.exp(power * (score - score.max()))
        weight /= weight.sum()
        if 1 / (weight**2).sum() >= least:
            break
    return weight


def _response(table, names, gain, weight, usual, shapes, chosen, per_yuan, prior, tests, kept,
              level, spend, counts, confidence):  # fmt: skip
    tail = (1 - check_share("confidence", confidence)) / 2
    half, hill, carry = (part[chosen] for part in shapes)
    many, draws = len(names), len(per_yuan)
    long = pd.DataFrame(
        {
            "draw": np.repeat(np.arange(draws), many),
            "channel": names * draws,
            "per_yuan": per_yuan.ravel(),
            "half": half.ravel(),
            "hill": hill.ravel(),
            "carry": carry.ravel(),
            "at": np.tile(usual, draws),
        }
    )
    ends = np.quantile(per_yuan, [0.5, tail, 1 - tail], axis=0)
    reach = normal_quantile(confidence) * prior[1]
    channels = pd.DataFrame(
        {
            "channel": names, "spend": usual, "estimate": ends[0], "low": ends[1],
            "high": ends[2], "n": len(table), "counts": counts, "before": prior[0],
            "before_low": prior[0] - reach, "before_high": prior[0] + reach,
        }
    )  # fmt: skip
    own = np.ones(len(table)) if weight is None else table[weight].to_numpy(dtype=float)
    x = _columns(spend, usual, (half, hill, carry))
    added = np.einsum("t,jtc,jc->j", own, x, per_yuan) / (own @ table[gain].to_numpy(dtype=float))
    base = np.quantile(1 - added, [0.5, tail, 1 - tail])
    baseline = Estimate(*(float(end) for end in base), len(table), counts)
    facts = {
        "periods": len(table), "columns": level.shape[1] + many, "kept": kept,
        "alone": dict(zip(names, _alone(spend, level, own), strict=True)),
        "told": sorted(tests or ()),
    }  # fmt: skip
    return Response(channels, long, baseline, facts)


def _alone(spend, level, own):
    """Of each spend's ups and downs, the share that no other column explains."""
    root = np.sqrt(own)[:, None]
    flat = np.linalg.qr(root)[0]
    spread = spend * root
    total = ((spread - flat @ (flat.T @ spread)) ** 2).sum(axis=0)
    for i in range(spend.shape[1]):
        rest = np.column_stack([level, np.delete(spread, i, axis=1)])
        fit = np.linalg.lstsq(rest, spread[:, i], rcond=None)[0]
        left = ((spread[:, i] - rest @ fit) ** 2).sum()
        yield float(left / total[i]) if total[i] > 0 else 0.0


def _levels(table, controls):
    """A level for all, the controls' numbers, and a level for each of their words or dates."""
    columns = [np.ones((len(table), 1))]
    for name in _names("controls", controls, none=True):
        values = table[name]
        if values.dtype.kind in "iufb":
            numbers = values.to_numpy(dtype=float)
            columns.append(((numbers - numbers.mean()) / (np.std(numbers) or 1))[:, None])
        else:
            columns.append(pd.get_dummies(values, drop_first=True).to_numpy(dtype=float))
    return np.column_stack(columns)


def _beliefs(names, believed, widest, confidence):
    """Mean and standard deviation of each channel's gain per yuan, before the data."""
    mean, sd = np.zeros(len(names)), np.full(len(names), widest)
    for name, found in _known("believed", believed, names):
        mean[names.index(name)], sd[names.index(name)] = _normal(name, found, confidence)
    return mean, sd


def _combined(prior, names, tests, confidence):
    """The beliefs after the tests have spoken."""
    mean, sd = (part.copy() for part in prior)
    for name, found in _known("tests", tests, names):
        i, (value, error) = names.index(name), _normal(name, found, confidence)
        trust = sd[i] ** -2, error**-2
        mean[i] = (trust[0] * mean[i] + trust[1] * value) / sum(trust)
        sd[i] = sum(trust) ** -0.5
    return mean, sd


def _mapped(what, given, names):
    if given is not None and not isinstance(given, dict):
        raise InputError(f'{what} is {given!r}. Give a mapping: {{"{names[0]}": …}}.')
    return given or {}


def _known(what, estimates, names):
    estimates = _mapped(what, estimates, names)
    return [(check_choice(what, name, names), found) for name, found in estimates.items()]


def _normal(name, found, confidence):
    if not isinstance(found, Estimate):
        raise InputError(f"{name} has {found!r}. Give an Estimate(value, low, high, n, counts).")
    error = (found.high - found.low) / (2 * normal_quantile(confidence))
    if not (np.isfinite(error) and error > 0 and np.isfinite(found.value)):
        raise InputError(f"{name} has an estimate without an interval: nobody knows its weight.")
    return found.value, error


def _usual(at, name, spend):
    known = None if at is None else at.get(name)
    if not spend.any():
        raise InputError(f"{name} has no spend in these rows, so they can't say what it adds.")
    return float(spend.mean()) if known is None else check_positive(f"at of {name}", known)


def _carries(carry):
    wrong = InputError(f"carry is {carry!r}. Give two shares from 0 to below 1, such as (0, 0.8).")
    if not isinstance(carry, list | tuple) or len(carry) != 2:
        raise wrong
    low, high = (check_number("carry", end, low=0) for end in carry)
    if not low <= high < 1:
        raise wrong
    return low, high


def _names(what, names, none=False):
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, list | tuple | pd.Index) or not all(isinstance(n, str) for n in names):
        raise InputError(f"{what} is {names!r}. Give a list of columns.")
    names = list(names)
    if len(set(names)) < len(names) or not (names or none):
        raise InputError(f"{what} is {names!r}. Give one or more different columns.")
    return names


def _of(response, channel):
    _check_response(response)
    names = response.channels["channel"].tolist()
    if channel is None:
        if len(names) > 1:
            raise InputError(f"Say which channel, one of: {', '.join(names)}.")
        channel = names[0]
    check_choice("channel", channel, names)
    return response.draws[response.draws["channel"] == channel]


def _check_response(response):
    if not isinstance(response, Response):
        kind = type(response).__name__
        raise InputError(f"response is a {kind}. Give what fit_response or media_mix returned.")


def _gain(part, spends):
    """What these spends add, for each draw: spends × draws."""
    at, half, hill = (part[name].to_numpy() for name in ("at", "half", "hill"))
    return part["per_yuan"].to_numpy() * at * _hill(spends, half, hill) / _hill(at, half, hill)


def _summed(response, columns, values, confidence):
    tail = (1 - check_share("confidence", confidence)) / 2
    middle, low, high = np.quantile(values, [0.5, tail, 1 - tail], axis=1)
    return pd.DataFrame(columns).assign(
        estimate=middle, low=low, high=high, n=int(response.channels["n"].iloc[0]),
        counts=response.channels["counts"].iloc[0],
    )  # fmt: skip


def _amounts(name, values):
    values = _reals(name, values)
    if (values < 0).any():
        raise InputError(f"{name} holds {values.min():g}. Money spent is never below 0.")
    return values


def _reals(name, values):
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{name} is {values!r}. Give a list of numbers.") from None
    if found.ndim != 1 or not len(found) or not np.isfinite(found).all():
        raise InputError(f"{name} must be a list of finite numbers, without gaps.")
    return found
