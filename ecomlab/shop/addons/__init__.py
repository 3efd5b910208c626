"""Tables beside the day loop: what a shop's systems also hold, without effect on its course.

An add-on is a file here with one function per table, ``table(record) -> DataFrame``, made from
the record and from streams of its own. It is listed in one of these, by the table's name.
"""

STRETCH = {}  # tables that grow with the days
WHOLE = {}  # tables that are made once, when the run is over
