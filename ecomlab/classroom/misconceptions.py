"""Wrong answers that recur from lesson to lesson: looking from another day than the question's."""


def end_of_log(exercise):
    """The answer of somebody who leaves ``as_of`` out."""

    @exercise.wrong("end of the log")
    def _end(orders):
        """You looked from the end of the log. On the day in the question nobody could know what
        came later: pass that day as `as_of`.
        """
        return exercise(orders, None)


def lessons_day(exercise, day):
    """The answer of somebody who takes the day of the lesson's text."""

    @exercise.wrong("the lesson's day")
    def _lessons_day(orders):
        """You looked from the lesson's day. Compute again as of the day in the question."""
        return exercise(orders, day)
