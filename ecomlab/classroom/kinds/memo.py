"""A text as an answer: kept, laid beside a checklist, a good memo and a poor one. Never wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.words import a, plain

NUMBER = r"\d[\d,.]*"


@dataclass(frozen=True)
class Criterion:
    """One line of a memo's checklist.

    Parameters
    ----------
    asks : str
        What a good memo has, as a phrase: ``"an interval beside the estimate"``.
    finds : callable, optional
        Says of a text whether it has it. Without one the reader judges.
    """

    asks: str
    finds: Callable[[str], bool] | None = None


def matching(pattern) -> Callable[[str], bool]:
    """A rule that looks for a pattern, in upper or lower case.

    >>> matching("holdout|control")("Keep a Control group.")
    True
    """
    return lambda text: re.search(pattern, plain(text), re.IGNORECASE) is not None


def at_most(words) -> Callable[[str], bool]:
    """A rule that a text has no more than so many words.

    >>> at_most(3)("one two three"), at_most(3)("one two three four")
    (True, False)
    """
    return lambda text: count_words(text) <= words


A_NUMBER = Criterion("a number", matching(NUMBER))
AN_INTERVAL = Criterion(
    "an interval beside it",
    matching(rf"{NUMBER}\s*%?\s*(to|and|until|-|–|~|至|到|±|\+/-)\s*[+−-]?{NUMBER}|±\s*{NUMBER}"),
)
THE_N = Criterion(
    "how many it rests on",
    matching(
        rf"\bn\s*=\s*{NUMBER}"
        rf"|{NUMBER}\s*(\w+\s+)?(orders|customers|buyers|visits|visitors|people|days|pairs|weeks|shops)\b"
        rf"|{NUMBER}\s*(名|位|个|单|人|天|次)"
    ),
)
A_DECISION = Criterion(
    "what to do",
    matching(
        r"\b(stop|keep|start|test|wait|cut|raise|lower|leave|spend|send|ask|drop|go on|"
        r"recommend|propose|decide|should|must|let us|let's)\b|建议|停止|继续|测试|保留|应该|暂停"
        # an imperative: the verb begins the sentence, or the part after a comma
        r"|(?:^|[.!?;:,。\n])\s*(?:(?:so|then|therefore|now|first|hence|please|and)[\s,]+)*"
        r"(?:order|buy|make|take|put|pay|give|show|offer|sell|move|write|call|begin|try|use|run|plan|"
        r"launch|open|close|end|switch|replace|remove|add|check|measure|hold|reserve|book)\b"
        r"(?!\s+(?:is|are|was|were|has|had|of)\b)"
    ),
)


@dataclass(frozen=True)
class Memo(Kind):
    """A few sentences to somebody who decides.

    The right answer is a good memo, each typical wrong one a poor memo; both are shown, with
    what the checklist finds in them, after an honest text of one's own.

    Parameters
    ----------
    criteria : sequence of Criterion
    least : int
        Words below which a text isn't kept. A Chinese character counts as one.

    Examples
    --------
    >>> memo = Memo([A_NUMBER, AN_INTERVAL, Criterion("a plain first sentence")], least=3)
    >>> print(memo.checklist("About 25 % came back: 23 % to 27 %."))
    - ✓ a number
    - ✓ an interval beside it
    - □ a plain first sentence (judge it yourself)
    """

    criteria: Sequence[Criterion]
    least: int = 20

    judged: ClassVar[bool] = False

    def expects(self) -> str:
        return f"The answer is a text of {self.least} words or more, between quotation marks."

    def options(self) -> str:
        asked = "\n".join(f"- {criterion.asks}" for criterion in self.criteria)
        return f"A good memo has\n\n{asked}"

    def refusal(self, answer) -> str | None:
        if not isinstance(answer, str):
            return f"Your answer is {a(answer)}. {self.expects()}"
        words = count_words(answer)
        if words < self.least:
            return f"Your memo has {words} word{'' if words == 1 else 's'}. {self.expects()}"
        if len(set(_words(answer))) < self.least / 2:
            return f"Your memo says the same words again and again. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        return (
            isinstance(answer, str) and isinstance(right, str) and _words(answer) == _words(right)
        )

    def remark(self, answer, right) -> str:
        return self.kept(answer, right)

    def kept(self, answer, right) -> str:
        return (
            f"A plain search of your memo finds this; it can't read, so look yourself.\n\n"
            f"{self.checklist(answer)}\n\n{self._beside('A good memo', right)}"
        )

    def poor(self, memo, sentence) -> str:
        """A poor memo with what the checklist finds in it, and what is poor about it."""
        return f"{self._beside('A poor memo', memo)}\n\n{sentence}"

    def checklist(self, text) -> str:
        """Each criterion with a tick where a plain rule finds it."""
        return "\n".join(f"- {_line(criterion, text)}" for criterion in self.criteria)

    def show(self, answer) -> str:
        return answer

    def _beside(self, title, text):
        quoted = "\n".join(f"> {line}" for line in text.strip().splitlines())
        return f"**{title}**\n\n{quoted}\n\n{self.checklist(text)}"


def count_words(text) -> int:
    """How many words a text has; each Chinese character is one.

    >>> count_words("About 25 % came back."), count_words("复购率约为 25 %")
    (4, 6)
    """
    return len(_words(text))


def _words(text):
    return re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", plain(text).lower())


def _line(criterion, text):
    if criterion.finds is None:
        return f"□ {criterion.asks} (judge it yourself)"
    found = criterion.finds(text)
    return f"✓ {criterion.asks}" if found else f"– {criterion.asks} (not found)"
