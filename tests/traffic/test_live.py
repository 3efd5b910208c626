"""Live shows: by hand, and what is refused."""

import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.traffic.live import by_entrance, show_conversion, shows

FIRST, SECOND = pd.to_datetime(["2025-05-07", "2025-05-10"])
LIVE = pd.DataFrame(
    {
        "session_id": [1, 1, 2],
        "date": [FIRST, FIRST, SECOND],
        "viewers": [80, 150, 60],  # present in the minute: not who came in
        "entrants": [100, 100, 100],
        "product_clicks": [30, 50, 40],
        "orders": [3, 5, 2],
        "revenue": [30.0, 50.0, 40.0],
    }
)
ENTRIES = pd.DataFrame(
    {
        "date": [FIRST, FIRST, SECOND, SECOND],
        "entrance": ["fans", "ads"] * 2,
        "uv": [60, 140, 20, 80],
        "payers": [6, 2, 2, 0],
    }
)


def test_shows_by_hand():
    found = shows(LIVE)
    assert found["viewers"].tolist() == [200, 100]
    assert found["product_clicks"].tolist() == [80, 40]
    assert found["revenue"].tolist() == [80, 40]


def test_one_rate_on_two_bases():
    assert show_conversion(LIVE, "viewers", FIRST) == 8 / 200
    assert show_conversion(LIVE, "clicks", FIRST) == 8 / 80
    assert show_conversion(LIVE) == 10 / 300
    assert show_conversion(LIVE, "clicks") == 10 / 120


def test_who_came_in():
    found = by_entrance(ENTRIES, FIRST)
    assert found["share"]["told"].to_dict() == {"fans": 0.3, "ads": 0.7}
    assert found["share"]["others"].to_dict() == {"fans": 0.2, "ads": 0.8}
    assert found["conversion"]["told"].to_dict() == pytest.approx({"fans": 0.1, "ads": 1 / 70})
    assert found["conversion"]["others"].to_dict() == {"fans": 0.1, "ads": 0}


def test_refused():
    with pytest.raises(ChoiceError, match="'clicks'"):
        show_conversion(LIVE, "click")
    with pytest.raises(InputError, match="2025-05-07, 2025-05-10"):
        show_conversion(LIVE, show="2025-05-08")
    with pytest.raises(InputError, match="others to compare"):
        by_entrance(ENTRIES.iloc[:2], FIRST)
