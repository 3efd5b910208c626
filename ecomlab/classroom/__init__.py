"""The classroom: exercises, a trainee's progress and copies, and the building of notebooks.

In a notebook::

    from ecomlab.classroom import calibration, decide, decisions, exercises, mixed_score
    from ecomlab.classroom import progress, recall

All are functions.
"""

from ecomlab.classroom.calibration_page import calibration
from ecomlab.classroom.decision_file import decide, decisions
from ecomlab.classroom.progress_report import progress
from ecomlab.classroom.recalls import recall
from ecomlab.classroom.registry import exercises
from ecomlab.classroom.round_score import mixed_score

__all__ = ["calibration", "decide", "decisions", "exercises", "mixed_score", "progress", "recall"]
