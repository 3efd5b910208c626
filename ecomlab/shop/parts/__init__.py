"""What moves visits beside price, money and stock: each cause is a part of its own.

A part is asked six times a day, in the order of ``PARTS``: who of those who could come does
(``reach``), what for and when (``gather``), what the visitors are like (``arrive``), what moves
those with a wish (``consider``), what hangs on how orders end (``close``), and what it learns
(``evening``). It adds to logits and multiplies chances; it never draws anew for others, so a part
without effect changes nothing.
"""

from ecomlab.shop.parts.base import Part
from ecomlab.shop.parts.desk import Desk
from ecomlab.shop.parts.media import Posting, Showing

PARTS = (Posting, Showing, Desk)

__all__ = ["PARTS", "Part"]
