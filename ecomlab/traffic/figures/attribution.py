"""Figures of lesson 2.6: who deserves the credit."""

import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import check_choice, check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.traffic.attribution import MODELS, beside_truth

MARKERS = dict(zip(MODELS, ("<", ">", "s", "D", "^", "P"), strict=True))
HUES = dict(zip(MODELS, ("orange", "blue", "grey", "ink", "green", "purple"), strict=True))


def models_beside_truth(credit, truth=None, ax=None):
    """What each model credits to each channel, and what the shop loses without the channel.

    Parameters
    ----------
    credit : DataFrame
        As of ``attribution.attribution``: model, channel, orders.
    truth : DataFrame, optional
        One row per channel: channel, estimate, low, high (orders lost when it is switched off).
        Then only its channels are drawn, in its order; without it all, the most credited first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError
        A model that isn't known, a channel of the truth without credit.

    Examples
    --------
    >>> credit = pd.DataFrame({"model": ["first", "last"] * 2, "orders": [50, 20, 10, 40],
    ...                        "channel": ["post"] * 2 + ["name"] * 2})
    >>> ax = models_beside_truth(credit)
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['post', 'name']
    """
    credit = check_table(credit, "credit", "model", "channel", "orders")
    wide = credit.pivot_table(index="channel", columns="model", values="orders", sort=False)
    for model in wide.columns:
        check_choice("model", model, MODELS)
    if truth is None:
        wide = wide.loc[wide.mean(axis=1).sort_values(ascending=False, kind="stable").index]
    else:
        truth = check_table(truth, "truth", "channel", "estimate", "low", "high")
        for channel in truth["channel"]:
            check_name(credit, "channel", channel, "a channel of truth")
        wide = wide.loc[truth["channel"]]
    ax = plots._axes(ax, height=1.6 + 0.52 * len(wide))
    places = plots.named_rows(ax, wide.index)
    ax.hlines(places, wide.min(axis=1), wide.max(axis=1), color=plots.COLOURS["grey"], lw=1.2,
              zorder=1.5, label="_between")  # fmt: skip
    for model in wide.columns:
        plots.row_dots(ax, wide[model], name=model, mark=MARKERS[model], colour=HUES[model])
    if truth is not None:
        ends = {name: truth[name] for name in ("low", "high")}
        plots.row_dots(ax, truth["estimate"], **ends, name="lost without it", mark="X",
                       colour="vermilion", size=11, width=7, alpha=0.35)  # fmt: skip
    ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    ax.xaxis.set_major_formatter(NumberTicks())
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    ax.set_xlabel("orders")
    return ax


def by_method(benchmark, measure="lost", ax=None):
    """What each method of the public benchmark loses, or misplaces, with its interval.

    Parameters
    ----------
    benchmark : DataFrame
        method, measure, estimate, low, high (of 100), n (worlds).
    measure : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> table = pd.DataFrame({"method": ["last click", "holdout"], "measure": "lost", "n": 1000,
    ...                       "estimate": [25.0, 13.0], "low": [23.0, 12.0], "high": [27.0, 14.0]})
    >>> [text.get_text() for text in by_method(table).get_yticklabels()]
    ['holdout', 'last click']
    """
    table = check_table(benchmark, "benchmark", "method", "measure", "estimate", "low", "high", "n")
    check_name(table, "measure", measure)
    table = table[table["measure"] == measure].sort_values("estimate", kind="stable")
    ax = plots._axes(ax, height=1.6 + 0.5 * len(table))
    plots.estimates(table.drop(columns="n"), "method", ax=ax, percent=False)
    ax.set_xlim(left=0)
    plots.label(ax, "", n=int(table["n"].min()), counts="worlds")
    return ax


def credit_dial(credit, truth, late, ax=None):
    """Credit shared between first and last touch, at one stop of a dial, beside the truth.

    Parameters
    ----------
    credit : DataFrame
        As of ``attribution.attribution``, with the models first and last.
    truth : mapping of str to number
        Orders lost without each channel.
    late : float
        Share of each order that goes to its last touch, 0 to 1; the rest goes to the first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A share that isn't from 0 to 1, or one of the two models is missing.

    Examples
    --------
    >>> credit = pd.DataFrame({"model": ["first", "last"] * 2, "orders": [50, 20, 10, 40],
    ...                        "channel": ["post"] * 2 + ["name"] * 2})
    >>> credit_dial(credit, {"post": 45, "name": 5}, 0.5).get_title("left")
    'Half to the last touch: of 100 orders credited to these, 32 stand at the wrong one'
    """
    credit = check_table(credit, "credit", "model", "channel", "orders")
    check_share("late", late, ends=True)
    wide = credit.pivot_table(index="channel", columns="model", values="orders", sort=False)
    for model in ("first", "last"):
        check_name(credit, "model", model, "a model of the dial")
    truth = pd.Series(truth, dtype=float).sort_values(ascending=False, kind="stable")
    mixed = (1 - late) * wide["first"] + late * wide["last"]
    dial = mixed.rename("orders").reset_index().assign(model="dial")
    wrong = beside_truth(dial, truth).loc[0, "misplaced"]
    ax = plots._axes(ax, height=1.6 + 0.5 * len(truth))
    places = plots.named_rows(ax, truth.index)
    ax.barh(places, mixed[truth.index], height=0.55, color=plots.COLOURS["sky"], label="credit")
    plots.row_dots(ax, truth, name="lost without it", mark="X", colour="vermilion", size=11)
    ax.xaxis.set_major_formatter(NumberTicks())
    ax.legend(loc="lower right")
    part = {0: "Nothing", 0.5: "Half", 1: "All"}.get(late, numeral(late, PERCENT))
    finding = f"of 100 orders credited to these, {100 * wrong:.0f} stand at the wrong one"
    plots.label(ax, f"{part} to the last touch: {finding}", x="orders", y="")
    return ax
