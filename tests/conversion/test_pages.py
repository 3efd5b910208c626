"""Claims on a page: which rule each meets first."""

import pytest

from ecomlab.conversion.pages import check_claim
from ecomlab.errors import InputError


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The BEST pan", "may not run: absolute term (art. 9)"),
        ("No.1 in the country", "may not run: absolute term (art. 9)"),
        ("No. 1, 100% non-stick for ever", "may not run: absolute term (art. 9)"),
        ("Heals 9 of 10", "may not run: health claim (art. 17)"),
        ("Never sticks in 100 days", "false unless it is exactly so (art. 28)"),
        ("Rubbed 10,000 times", "show evidence and its source (art. 11)"),
        ("An egg slides off", "somebody must try it on the pan"),
    ],
)
def test_the_first_rule_decides(text, says):
    assert check_claim(text) == says


def test_other_rules():
    assert check_claim("纯天然", {"纯": "ask for a test report"}, "fine") == "ask for a test report"
    assert check_claim("木", {"纯": "ask for a test report"}, "fine") == "fine"


def test_refused():
    with pytest.raises(InputError, match="words of the claim"):
        check_claim(None)
