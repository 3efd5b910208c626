"""What all kinds of answer have in common."""

from typing import ClassVar


class Kind:
    """A kind of answer. Each one says what it expects; the rest has a default.

    An answer is whatever a trainee typed: each method reads it first, in every form that can't be
    misread. A kind that isn't ``judged`` has no wrong answers: what is given is kept.
    """

    judged: ClassVar[bool] = True

    def expects(self) -> str:
        """One sentence: what an answer looks like."""
        raise NotImplementedError

    def options(self) -> str:
        """What there is to choose from, in Markdown."""
        return ""

    def refusal(self, answer) -> str | None:
        """What is wrong with the form of an answer; None if nothing is."""
        raise NotImplementedError

    def is_blank(self, answer) -> bool:
        """Whether an answer, or a part of it, is still the three dots."""
        return answer is None or answer is ...

    def unfit(self, right) -> str | None:
        """Why a right answer is none, of data that give a strange one; None if it is fine."""
        return self.refusal(right)

    def same(self, answer, right) -> bool:
        """Whether two answers are the same, as far as this kind tells answers apart."""
        raise NotImplementedError

    def exactly(self, answer, other) -> bool:
        """Whether two answers are the same in every digit."""
        return self.same(answer, other)

    def agrees(self, answer, right) -> bool:
        """Whether the right answer, rounded as the given one is, would be the given one."""
        return False

    def rounded(self, answer, other) -> bool:
        """Whether an answer agrees with another in enough digits to be recognised."""
        return False

    def remark(self, answer, right) -> str:
        """What a wrong answer of the right form has against it, without the right one."""
        raise NotImplementedError

    def addition(self, answer, right) -> str:
        """What is said to a right answer, beside the exercise's praise."""
        return ""

    def kept(self, answer, right) -> str:
        """What is told when an answer is kept, where kinds aren't judged."""
        raise NotImplementedError

    def entry(self, answer, right) -> dict[str, float]:
        """What is noted of an answer in the progress file, beside its status."""
        return {}

    def poor(self, answer, sentence) -> str:
        """How a typical poor answer is shown, where kinds aren't judged."""
        return sentence

    def show(self, answer) -> str:
        """An answer as text."""
        return str(answer)
