"""The running shop: a simulated company whose truth is known.

``World`` is the structure, ``Shop`` a world with its luck, ``Decisions`` what one may change;
``as_of`` looks at its tables on an earlier evening, ``generate`` writes worlds of any size,
``dirty`` spoils tables as exports are spoilt.

The rooms, each importing only from those before it: ``styles``, ``world`` and ``log`` (what is
declared);
``demand``, ``customers``, ``delivery``, ``ads``, ``traffic``, ``offers``, ``funnel``, ``stock``
and ``decisions`` (the parts of a day); ``engine`` (the day loop, which writes the log); ``emit``
(tables from the log), ``evening`` (what is known of them), ``outcome`` and ``truth`` (what a
decision does); ``shop``, ``published`` (the data set), ``parquet``, ``dirt`` and ``pictures`` (what
trainees use).

>>> tables, report = Shop().run({"page.version": "B"}, days=10)
>>> len(tables.calendar), len(as_of(tables, "2024-01-04").calendar)
(10, 4)
"""

from ecomlab.shop.decisions import Decisions
from ecomlab.shop.dirt import dirty
from ecomlab.shop.parquet import generate
from ecomlab.shop.published import as_of
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

__all__ = ["Decisions", "Shop", "World", "as_of", "dirty", "generate"]
