"""Whether a question can be asked of somebody's data."""

from ecomlab.errors import EcomlabError


def can_answer(exercise, *data) -> bool:
    """Whether these data have a right answer: it can be computed, and isn't missing.

    >>> from ecomlab.exercises.start_here import lesson, order_value
    >>> can_answer(order_value, lesson.data()["orders"].head(0))
    False
    """
    try:
        return not exercise.kind.unfit(exercise(*data))
    except (EcomlabError, LookupError, ZeroDivisionError):
        return False
