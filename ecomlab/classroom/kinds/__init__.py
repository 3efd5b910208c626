"""The kinds of answer an exercise can ask for, one module each.

Each kind knows what an answer must look like (``expects``), what is wrong with the form of one
(``refusal``), when two answers are the same (``same``), and what a wrong answer of the right form
has against it (``remark``). None of them ever shows the right answer.
Most are ``judged``; what is given to the others is kept, and never wrong.
"""

from ecomlab.classroom.kinds.audit import Audit, Mark
from ecomlab.classroom.kinds.frame import Frame
from ecomlab.classroom.kinds.judgement import Judgement
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.letters import Choice, Decision
from ecomlab.classroom.kinds.memo import Criterion, Memo
from ecomlab.classroom.kinds.number import Between, Number
from ecomlab.classroom.kinds.ordering import Ordering
from ecomlab.classroom.kinds.prediction import Prediction
from ecomlab.classroom.kinds.query import Query
from ecomlab.classroom.kinds.simulated import Simulated
from ecomlab.classroom.kinds.verdicts import Verdicts

__all__ = [
    "Audit",
    "Between",
    "Choice",
    "Criterion",
    "Decision",
    "Frame",
    "Judgement",
    "Kind",
    "Mark",
    "Memo",
    "Number",
    "Ordering",
    "Prediction",
    "Query",
    "Simulated",
    "Verdicts",
]
