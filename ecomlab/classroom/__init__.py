"""The classroom: exercises, a trainee's progress and copies, and the building of notebooks.

In a notebook::

    from ecomlab.classroom import calibration, decide, decisions, exercises, progress, recall

All are functions.
"""

from ecomlab.classroom.calibration_page import calibration
from ecomlab.classroom.decision_file import decide, decisions
from ecomlab.classroom.progress_report import progress
from ecomlab.classroom.recalls import recall
from ecomlab.classroom.registry import exercises

__all__ = ["calibration", "decide", "decisions", "exercises", "progress", "recall"]
