"""The classroom: exercises, a trainee's progress and copies, and the building of notebooks.

In a notebook::

    from ecomlab.classroom import exercises, progress

The two names are functions here; the packages behind them are imported by their full names.
"""

from ecomlab.classroom.exercises import exercises
from ecomlab.classroom.progress import progress

__all__ = ["exercises", "progress"]
