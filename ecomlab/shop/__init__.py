"""The running shop: a simulated company whose truth is known.

``World`` is the structure, ``Shop`` a world with its luck, ``Decisions`` what one may change;
``as_of`` looks at its tables on an earlier evening, ``generate`` writes worlds of any size,
``dirty`` spoils tables as exports are spoilt.
"""

from ecomlab.shop.decisions import Decisions
from ecomlab.shop.dirt import dirty
from ecomlab.shop.parquet import generate
from ecomlab.shop.shop import Shop, as_of
from ecomlab.shop.world import World

__all__ = ["Decisions", "Shop", "World", "as_of", "dirty", "generate"]
