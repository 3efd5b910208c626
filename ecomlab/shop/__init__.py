"""The running shop: a simulated company whose truth is known.

``World`` is the structure, ``Shop`` a world with its luck, ``Decisions`` what one may change.
"""

from ecomlab.shop.decisions import Decisions
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

__all__ = ["Decisions", "Shop", "World"]
