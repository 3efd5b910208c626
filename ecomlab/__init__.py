"""ecomlab: the methods of running an online shop, as the course's lessons use them.

Four floors, imports only downward: ``classroom`` (exercises, editions) → the worlds
→ the toolbox (a package per chapter, a file per topic) → the ground (``tables``,
``datasets``, ``frames``, ``plots``, ``errors``). Nothing is imported here, so that
``import ecomlab`` stays quick: import the topic you need, for example
``from ecomlab.retention import cohorts``.
"""

__version__ = "0.1.0"
