"""The exercises of the cases: a module per case, asked on whatever issue is loaded."""

from ecomlab import cases
from ecomlab.classroom.exercise import Lesson


def case_lesson(name, exercises):
    """The exercises of one case; their functions name the case's tables that they need."""
    item = cases.case(name)

    def data():
        return dict(cases.load(name).tables)

    return Lesson(name, f"{item.number} {item.title}", exercises, data)
