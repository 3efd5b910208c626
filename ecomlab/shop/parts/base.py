"""A part that does nothing: what each of them can do."""


class Part:
    """One cause that moves visits; made once per run, from the engine.

    Attributes
    ----------
    engine : Engine
        With ``world``, ``seed`` (of the luck), ``days``, ``plan`` (today's decisions), ``people``,
        ``stock``, ``traffic``, ``interest`` and ``price`` (today's, by article).
    room : str
        A scenario ``without`` this room has not this part, and not the tables of it.
    """

    room = ""

    def __init__(self, engine):
        self.engine, self.world, self.seed = engine, engine.world, engine.seed

    def attract(self, day, chance):
        """Multiply the chances of newcomers by origin and article, in place.

        ``chance``: shape (``ORIGINS``, articles); of the people in a cell, the share that comes.
        """

    def reach(self, day, potential, chance):
        """Multiply the chances of those who could come for the first time, in place.

        ``potential``: origin, sku, region of each.
        """

    def join(self, day):
        """Visits beside those of the people who could come: columns as newcomers', or None."""

    def gather(self, day, visits):
        """Say what visitors came for and when (``sku``, ``time``), before they are put in order.

        A column of the log that ``SESSIONS`` or ``ORDERS`` declare may be set here.
        """

    def arrive(self, day, visits):
        """Add to ``visits.intent`` (logit of the cart), ``ready`` (checkout), ``firm`` (order).

        Columns that the log shall hold are declared in ``log.SESSIONS`` and set here.
        """

    def consider(self, day, carts):
        """The same for those who have put something into the cart: ``ready`` and ``firm``."""

    def decide(self, day, carts):
        """Change how far people get (``depth``), who knows what it would have been."""

    def closed(self, day, orders, lines):
        """Parcels and returns of the day's orders are known: ``orders.happy``.

        May move ``orders.mood``, which decides when buyers come back, and ``orders.shown``, what
        they add to the rating that the page shows. Columns that ``ORDERS`` declares are set here.
        """

    def evening(self, day, visits, carts, orders):
        """Learn from the day."""
