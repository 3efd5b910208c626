"""Styles that come new each week and go after some weeks, each in sizes (上新, 尺码).

An article is a style in one size; the sizes of a style stand beside each other. Nobody knows
beforehand which styles will be wanted: their first lots are equal.
"""

import numpy as np

from ecomlab.shop.streams_in_use import STYLES, WEARS
from ecomlab.streams import generator, hash_uniforms, normal
from ecomlab.tables import day_date, day_number

COMPANIONS = (1, 2, 5)  # of a week's styles, so many places further on


def articles(facts, seed):
    """The rows of all articles, from ``[styles]``, ``[garments]`` and ``[roles]``.

    Of each style are drawn: garment, role, price, how wanted it is, and for how many days it is
    sold.

    >>> from ecomlab.shop import World
    >>> names = World("fashion_live").sku.name
    >>> len(names), [name[2:] for name in names[:2]]  # after the garment: week, style, size
    (3660, ['-00-01-S', '-00-01-M'])
    """
    facts_, garments, roles = facts["styles"], facts["garments"], facts["roles"]
    count, weeks = facts_["a_week"], np.arange(*facts_["weeks"])
    u = generator(seed, STYLES).random((len(weeks), count, 6))
    rank = u[:, :, 3].argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    u[:, :, 3] = np.round((rank + u[:, :, 5]) / count, 12)  # each week has its hit
    first, rows = day_number(facts["start"]), {}
    for week, draws in zip(weeks, u, strict=True):
        kinds = [_one(garments, share) for share in draws[:, 0]]
        names = [f"{kind}-{week - weeks[0]:02}-{i + 1:02}" for i, kind in enumerate(kinds)]
        launch = first + 7 * int(week)
        for i, name in enumerate(names):
            with_ = [names[(i + further) % count] for further in COMPANIONS]
            rows |= _sizes(facts_, name, with_, launch, draws[i], garments[kinds[i]], roles)
    return rows


def _one(rows, u):
    """The name of one of the rows, by their shares."""
    edges = np.cumsum([row["share"] for row in rows.values()])
    return list(rows)[int(np.searchsorted(edges, u * edges[-1], side="right"))]


def _sizes(facts, name, with_, launch, u, garment, roles):
    """The articles of one style, a row for each size."""
    role = _one(roles, u[1])
    low, high = garment["price"]
    price = round(roles[role]["price"] * low * (high / low) ** u[2] / 10) * 10 - 1
    shortest, longest = facts["life"]
    last = launch + shortest - 1 + int((longest - shortest + 1) * u[4])
    usual = {
        "category": garment["category"], "role": role, "list_price": round(1.3 * price),
        "price": price, "cost": round(facts["cost"] * price, 2), "weight": garment["weight"],
        "volume": garment["volume"], "returns": facts["returns"], "sized": True,
        "peak": facts["peak"], "launch": str(day_date(launch)), "end": str(day_date(last)),
    }  # fmt: skip
    wanted = float(np.exp(facts["spread"] * normal(u[3])))
    return {
        f"{name}-{size}": usual | {
            "name": f"{garment['name']} {name[3:]}, {size}", "draw": round(wanted * share, 9),
            "with": [f"{other}-{size}" for other in with_],
        }
        for size, share in facts["sizes"].items()
    }  # fmt: skip


def worn(world, seed, key):
    """Which of the sizes each person wears, from their keys alone.

    >>> from ecomlab.shop import World
    >>> world, people = World("fashion_live"), np.arange(100_000)
    >>> (np.bincount(worn(world, (2026, 1), people)) / 100_000).round(2).tolist()
    [0.18, 0.32, 0.28, 0.15, 0.07]
    """
    share = np.array(list(world.facts["styles"]["sizes"].values()), dtype=float)
    edges = np.round(np.cumsum(share)[:-1] / share.sum(), 9)
    return np.searchsorted(edges, hash_uniforms(seed, WEARS, key)[0], side="right")


def presented(world, most):
    """The articles that are posted about or shown: the best known; of styles, the second size.

    >>> from ecomlab.shop import World
    >>> presented(World(), most=3).tolist(), presented(World("fashion_live"), most=3)[:3].tolist()
    ([0, 3, 28], [1, 6, 11])
    """
    if world.facts["styles"]:
        return np.arange(1, len(world.sku.name), len(world.facts["styles"]["sizes"]))
    return np.sort(np.argsort(-world.sku.draw, kind="stable")[:most])


def first_forecast(world, daily):
    """Pieces a day that are expected of each article when the run begins.

    What is on sale is known by its sales; all styles that are to come are expected to do as the
    mean of them does.

    >>> from ecomlab.shop import World
    >>> world = World("fashion_live")
    >>> expected = first_forecast(world, daily=130)[~world.sku.standing]
    >>> len(set(expected.round(9).tolist()))  # one number for each size
    5
    """
    usual = daily * world.sku.draw
    if not world.facts["styles"]:
        return usual
    size = np.arange(len(usual)) % len(world.facts["styles"]["sizes"])
    new = ~world.sku.standing
    mean = np.bincount(size[new], usual[new]) / np.maximum(np.bincount(size[new]), 1)
    return np.where(new, mean[size], usual * world.interest(0))
