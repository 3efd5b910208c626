"""The classroom: exercises, a trainee's progress and copies, and the building of notebooks.

In a notebook::

    from ecomlab.classroom import exercises, progress

Both are functions.
"""

from ecomlab.classroom.progress_report import progress
from ecomlab.classroom.registry import exercises

__all__ = ["exercises", "progress"]
