"""Figures of lesson 3.4: what an answer in thirty seconds is worth."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.conversion.disputes import contest_from
from ecomlab.errors import check_choice
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def three_rates(table, by="week", since=(), ax=None):
    """What share was answered in time, week by week, by each definition.

    Parameters
    ----------
    table : DataFrame
        Of ``service.response_rates`` with ``by``: definition, estimate, low, high.
    by : str
        A column of dates.
    since : mapping of date to str
        What changed on which day: an upright line each, named.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"week": pd.to_datetime(["2025-06-02", "2025-06-09"] * 2),
    ...     "definition": ["first answer"] * 2 + ["first human answer"] * 2,
    ...     "estimate": [0.9, 1.0, 0.8, 0.8], "low": [0.88, 1.0, 0.77, 0.78],
    ...     "high": [0.92, 1.0, 0.83, 0.82]})
    >>> three_rates(table, since={"2025-06-09": "a bot greets"}).texts[-1].get_text()
    'a bot greets'
    """
    table = check_table(table, "table", by, "definition", "estimate", gaps=["low", "high"])
    whole = table.assign(low=table["low"].fillna(table["estimate"]),
                         high=table["high"].fillna(table["estimate"]))  # fmt: skip
    ax = plots.lines(whole, x=by, y="estimate", by="definition", percent=True, ax=ax)
    ax.set_ylim(min(0.5, whole["low"].min()), 1.02)
    for day, name in dict(since).items():
        at = pd.Timestamp(day)
        ax.axvline(at, color=plots.COLOURS["ink"], lw=1, ls=":")
        ax.annotate(name, (at, 0), (4, 6), xycoords=("data", "axes fraction"), rotation=90,
                    textcoords="offset points", va="bottom", bbox=plots.BACKING)  # fmt: skip
    plots.label(ax, "Three rates of one desk", y="answered in 30 s, with 95% interval")
    return ax


def cost_of_agents(worth, agents, unit="an evening", ax=None):
    """Wages, and what waiting loses, for each number of agents; one number is chosen.

    Parameters
    ----------
    worth : DataFrame
        Of ``staffing.worth_of_agents``.
    agents : int
        The chosen number.
    unit : str
        What the yuan are for.
    ax : Axes, optional

    Returns
    -------
    Axes
        The title says what the chosen number costs, and what its last agent spares.

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> worth = pd.DataFrame({"agents": [2, 3], "wages": [400.0, 600], "lost": [360.0, 120],
    ...                       "lost_low": [270.0, 90], "lost_high": [450.0, 150],
    ...                       "saves": [np.nan, 240]})
    >>> cost_of_agents(worth, 3).get_title("left")
    '3 agents: wages 600, lost 120 yuan an evening; the last one saves 240 for 200'
    """
    names = ("agents", "wages", "lost", "lost_low", "lost_high")
    worth = check_table(worth, "worth", *names, gaps=["saves"]).reset_index(drop=True)
    check_choice("agents", agents, worth["agents"].tolist())
    ax = plots._axes(ax)
    at = worth["agents"]
    ax.bar(at, worth["wages"], color=plots.COLOURS["grey"], alpha=0.5, width=0.6, label="wages")
    ax.bar(at, worth["lost"], bottom=worth["wages"], color=plots.COLOURS["orange"], width=0.6,
           label="lost by waiting, with 95% interval")  # fmt: skip
    ax.vlines(at, worth["wages"] + worth["lost_low"], worth["wages"] + worth["lost_high"],
              color=plots.COLOURS["ink"], lw=1.5)  # fmt: skip
    row = worth[at == agents].iloc[0]
    ax.plot([agents], [row["wages"] + row["lost"]], "v", ms=10, color=plots.COLOURS["vermilion"],
            label="chosen")  # fmt: skip
    ax.set_xticks(at)
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="upper left")
    ax.set_ylim(0, 1.25 * (worth["wages"] + worth["lost_high"]).max())
    finding = (f"{agents} agent{'s' * (agents > 1)}: wages {numeral(row['wages'])}, "
               f"lost {numeral(round(row['lost']))} yuan {unit}")  # fmt: skip
    if np.isfinite(row["saves"]):
        last = worth["wages"].diff()[at == agents].iloc[0]
        finding += f"; the last one saves {numeral(round(row['saves']))} for {numeral(last)}"
    plots.label(ax, finding, x="agents at a time", y=f"yuan {unit}")
    return ax


def agents_twice(routed, dealt, ax=None):
    """Each agent against the mean of all, by two stretches of the log, in the second's order.

    Parameters
    ----------
    routed, dealt : DataFrame
        Two tables of ``dealing.agent_comparison``: while some got other questions than others, and
        while all was dealt in turn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> one = pd.DataFrame({"agent": ["an", "bao"], "estimate": [-0.1, 0.1], "low": [-0.2, 0],
    ...                     "high": [0.0, 0.2], "n": 90, "counts": "days"})
    >>> ax = agents_twice(one, one.assign(estimate=[0.05, -0.05]))
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['an', 'bao']
    """
    names = ("agent", "estimate", "low", "high", "n")
    dealt = check_table(dealt, "dealt", *names).sort_values("estimate", ascending=False)
    routed = check_table(routed, "routed", *names).set_index("agent").reindex(dealt["agent"])
    dealt, routed = (t.assign(**{c: 100 * t[c] for c in names[1:4]}) for t in (dealt, routed))
    ax = plots._axes(ax, height=1.4 + 0.36 * len(dealt))
    plots.named_rows(ax, dealt["agent"].tolist(), top=1.5)
    plots.row_dots(ax, routed["estimate"], routed["low"], routed["high"], colour="orange", mark="D",
                   name="while hard questions had their agent")  # fmt: skip
    plots.row_dots(ax, dealt["estimate"], dealt["low"], dealt["high"], name="dealt in turn")
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=0.8)
    ax.xaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="upper left", ncols=2)
    plots.label(
        ax,
        "Agents against the mean of all",
        x="points of paying above or below the mean of all agents, with 95% interval",
        n=int(dealt["n"].max()),
        counts="days dealt in turn",
    )
    return ax


def contest_line(triage, lost, handling, win=1.0, signal="signal", ax=None):
    """Open disputes by amount and chance of abuse, and the line above which contesting pays.

    Parameters
    ----------
    triage : DataFrame
        Of ``disputes.dispute_triage``.
    lost, handling, win
        As there.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> triage = pd.DataFrame({"signal": ["none", "photo"], "amount": [120.0, 300], "n": [200, 50],
    ...     "chance": [0.02, 0.9], "low": [0.01, 0.8], "high": [0.04, 0.96],
    ...     "do": ["pay", "contest"]})
    >>> contest_line(triage, lost=180, handling=15).get_title("left")
    '1 of 2 open disputes lie above the line: contest these'
    """
    names = ("amount", "chance", "low", "high", "do", "n", signal)
    triage = check_table(triage, "triage", *names)
    ax = plots._axes(ax)
    amount = np.linspace(triage["amount"].min() * 0.8, triage["amount"].max() * 1.1, 100)
    ax.plot(amount, contest_from(amount, lost, handling, win), color=plots.COLOURS["ink"],
            label="from here on contesting pays")  # fmt: skip
    for colour, (name, part) in zip(plots.SERIES[:4] * 3, triage.groupby(signal, sort=False),
                                    strict=False):  # fmt: skip
        ax.vlines(part["amount"], part["low"], part["high"], color=colour, lw=1, alpha=0.6)
        ax.plot(part["amount"], part["chance"], "o", color=colour, label=str(name))
    ax.set_ylim(0, 1.35)
    ax.set_yticks(np.arange(0, 1.01, 0.25))
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend(loc="upper left", ncols=2)
    above = int((triage["do"] == "contest").sum())
    plots.label(ax, f"{above} of {len(triage)} open disputes lie above the line: contest these",
                x="yuan in dispute", y="chance of abuse, with 95% interval", n=int(
                    triage.drop_duplicates(signal)["n"].sum()), counts="settled cases")  # fmt: skip
    return ax
