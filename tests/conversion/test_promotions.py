"""What will this promotion cost?: known right values and what is refused. TODO an oracle, properties, bad input."""

import pandas as pd
import pytest

from ecomlab.conversion.promotions import middle_amount
from ecomlab.errors import ColumnError, InputError


def test_the_middle_of_three_by_hand():
    assert middle_amount(pd.DataFrame({"paid_amount": [90.0, 10.0, 20.0]})) == 20


def test_what_cannot_be_answered_is_refused():
    with pytest.raises(ColumnError, match="paid_amount"):
        middle_amount(pd.DataFrame({"amount": [1.0]}))
    with pytest.raises(InputError, match="no rows"):
        middle_amount(pd.DataFrame({"paid_amount": []}))
