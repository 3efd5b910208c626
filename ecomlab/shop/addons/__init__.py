"""Tables beside the day loop: what a shop's systems also hold, without effect on its course.

An add-on is a file here with one function per table, ``table(record) -> DataFrame``, made from
the record and from streams of its own. It is listed in one of these, by the table's name.
"""

from ecomlab.shop.addons import trials, voices

STRETCH = {  # tables that grow with the days
    "reviews": voices.reviews,
    "chats": voices.chats,
    "experiments": trials.experiments,
}
WHOLE = {}  # tables that are made once, when the run is over
SUMMED = {  # tables made from the tables known on an evening: ``table(tables) -> DataFrame``
    "dsr_daily": voices.dsr_daily,
}
STARTS = {"reviews": "ts", "chats": "ts", "experiments": "ts"}  # see ecomlab.shop.known
LATER = {"reviews": {"replied_at": ("resolved",)}}
