"""What moves visits beside price, money and stock: each cause is a part of its own.

A part is asked several times a day, in the order of ``PARTS``: who of those who could come does
(``attract``, by origin and article; ``reach``, person by person), who else does (``join``), what
for and when
(``gather``), what the visitors are like (``arrive``), what moves those with a wish
(``consider``), how far they get after all (``decide``), what becomes of their orders
(``closed``), and what it learns (``evening``). It adds to logits and multiplies chances; it never
draws anew for others, so a part without effect changes nothing.
"""

from ecomlab.shop.parts.base import Part
from ecomlab.shop.parts.claims import Claims
from ecomlab.shop.parts.desk import Desk
from ecomlab.shop.parts.devices import Devices
from ecomlab.shop.parts.friends import Friends
from ecomlab.shop.parts.incidents import Incidents
from ecomlab.shop.parts.journeys import Journeys
from ecomlab.shop.parts.media import Posting, Showing
from ecomlab.shop.parts.pages import Pages
from ecomlab.shop.parts.ranks import Ranks
from ecomlab.shop.parts.reviews import Reviews
from ecomlab.shop.parts.rivals import RivalPrices
from ecomlab.shop.parts.sizes import Sizes
from ecomlab.shop.parts.subscribers import Subscribers
from ecomlab.shop.parts.substitutes import Substitutes
from ecomlab.shop.parts.teams import Teams
from ecomlab.shop.parts.trials import Trials
from ecomlab.shop.parts.upgrades import Upgrades
from ecomlab.shop.parts.waiting import Waiting

# Beside the engine's journeys, which come first, and trials, which come last
PARTS = (
    RivalPrices,
    Ranks,
    Pages,
    Posting,
    Showing,
    Sizes,
    Devices,
    Incidents,
    Desk,
    Substitutes,
    Waiting,
    Reviews,
    Claims,
    Subscribers,
    Friends,
    Teams,
    Upgrades,
)

__all__ = ["PARTS", "Devices", "Friends", "Incidents", "Journeys", "Part", "Teams", "Trials"]
