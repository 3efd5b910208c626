"""Latent types of buyers: who comes from where, for what, and how much they mind the price.

No shop sees them. They stand behind the survey, what customers are like, which articles and
channels go together, and how messages work.
"""

import numpy as np


class Types:
    """The type of every visitor, given origin and article.

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> world = World()
    >>> types, u = Types(world), (np.arange(100_000) + 0.5) / 100_000
    >>> jacket = np.full(100_000, world.sku.name.index("RJ01"))
    >>> jackets = types.of(np.zeros(100_000, int), jacket, u)
    >>> dict(zip(world.types.name, (np.bincount(jackets) / 100_000).round(2).tolist()))
    {'family_camper': 0.21, 'hiker': 0.43, 'city_picnic': 0.23, 'collector': 0.13}
    """

    def __init__(self, world):
        facts = world.types
        weight = facts.share[:, None, None] * facts.comes[:, :, None] * facts.likes[:, None, :]
        edges = np.cumsum(weight, axis=0)
        self.edges = np.round(edges[:-1] / edges[-1], 12)  # (types - 1, origins, categories)
        self.category, self.sensitivity = world.sku.category, facts.sensitivity

    def of(self, origin, sku, u):
        """The types of visitors, as numbers into ``world.types.name``.

        ``origin``, ``sku``: arrays of int; ``u``: a uniform for each.
        """
        edges = self.edges[:, origin, self.category[sku]]
        return (u >= edges).sum(axis=0).astype(np.int8)
