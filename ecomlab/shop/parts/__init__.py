"""What moves visits beside price, money and stock: each cause is a part of its own.

A part is asked four times a day, in the order of ``PARTS``: who of those who could come does
(``reach``), what the visitors are like (``arrive``), what moves those with a wish (``consider``), and
what it learns (``evening``). It adds to logits and multiplies chances; it never draws anew for
others, so a part without effect changes nothing.
"""

from ecomlab.shop.parts.base import Part
from ecomlab.shop.parts.claims import Claims

PARTS = (Claims,)

__all__ = ["PARTS", "Part"]
