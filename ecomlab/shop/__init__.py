"""The running shop: a simulated company whose truth is known.

``World`` is the structure, ``Shop`` a world with its luck, ``Decisions`` what one may change;
``generate`` writes worlds of any size, ``dirty`` spoils tables as exports are spoilt.
"""

from ecomlab.shop.decisions import Decisions
from ecomlab.shop.dirt import dirty
from ecomlab.shop.generate import generate
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

__all__ = ["Decisions", "Shop", "World", "dirty", "generate"]
