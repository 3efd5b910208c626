"""Tables that several short claims share, and how they are read: with their groups held still."""

import pandas as pd

from ecomlab.estimates import contrast_of_shares


def groups(luck, names, label, sides, counted, size, parts, rates, gain):
    """A table of groups, each with two sides: how many there were, and how many said yes.

    Parameters
    ----------
    luck : Luck
    names : sequence of str
        Of the groups; ``label`` heads their column.
    sides : (str, str)
        The two sides that are compared, as in "visits before".
    counted : (str, str)
        What is counted, and what said yes: "visits", "buyers".
    size : number
        How many there are in all, about.
    parts : (sequence, sequence) of float
        Each group's part of a side: the first side's, and the second's.
    rates : sequence of float
        How often each group says yes on the second side; on the first it does so ``gain`` more.
    gain : float or sequence of float
        Of all groups, or of each.

    Returns
    -------
    DataFrame
        One row for each group; the counts of the first side stand first.
    """
    gains = [gain] * len(names) if isinstance(gain, float) else gain
    rows = []
    for place, name in enumerate(names):
        row = {label: name}
        for side, word in enumerate(sides):
            n = luck.about(size * parts[side][place] / 2, 0.02)
            rate = rates[place] + (gains[place] if side == 0 else 0)
            row |= {f"{counted[0]} {word}": n, f"{counted[1]} {word}": luck.of(n, rate)}
        rows.append(row)
    return pd.DataFrame(rows)


def together(table):
    """First side's share less the second's, over all groups at once: the obvious reading."""
    n, yes, n_0, yes_0 = (table[column].sum() for column in table.columns[1:5])
    return yes / n - yes_0 / n_0


def held_still(table, mix, counts):
    """First side's share less the second's, with the groups mixed alike on both sides.

    Parameters
    ----------
    table : DataFrame
        As from ``groups``.
    mix : sequence of numbers
        How many of each group.
    counts : str

    Returns
    -------
    Estimate
    """
    n, yes, n_0, yes_0 = (table[column].to_numpy() for column in table.columns[1:5])
    part = (mix / mix.sum()).tolist()
    weights = [*part, *(-x for x in part)]
    return contrast_of_shares([*yes, *yes_0], [*n, *n_0], weights, counts)
