"""What the tables of the fulfilment cases say, recomputed by other means than the cases' code."""

from types import SimpleNamespace

import pytest

from ecomlab import cases
from ecomlab.cases import just_in_time

# --- K12 just in time ----------------------------------------------------------------------


def weekly_shelves():
    tables = cases.load("just_in_time").tables
    weekly = tables.sku.loc[tables.sku["supplier"].str.startswith("workshop")]
    return tables.inventory_daily.merge(weekly, on="sku"), tables


def test_all_evenings_save_a_little_more_than_sundays():
    """Kept at 28 % a year: what lies less than last autumn, article by article."""
    days, _ = weekly_shelves()
    value = days["on_hand"] * days["unit_cost"]
    late = days["date"] >= "2025-09-01"
    sunday = days["date"].dt.day_name() == "Sunday"
    saved = [
        0.28 * 30 / 365 * (value[~late & chosen].mean() - value[late & chosen].mean())
        for chosen in (sunday, sunday | True)
    ]
    assert saved == pytest.approx([1490, 1496], abs=0.5)
    words = cases.load("just_in_time").words()
    assert (words["naive_evenings"], words["evenings_against_sundays"]) == ("+1,496", "more")


def test_nothing_is_missing_where_more_than_usual_was_sold():
    days, _ = weekly_shelves()
    days = days[days["date"] >= "2025-09-01"]
    sold = missing = 0
    for _, rows in days.groupby("sku"):
        usual = rows.loc[~rows["stockout_flag"], "sales"].mean()
        sold += rows["sales"].sum()
        missing += sum(max(usual - n, 0) for n in rows.loc[rows["stockout_flag"], "sales"])
    assert sold / (sold + missing) == pytest.approx(0.954, abs=0.0005)
    assert cases.load("just_in_time").words()["filled"] == f"{sold / (sold + missing):.1%}"


def test_fuller_shelves_turn_the_bill():
    """The same world, its shelves really filled up to 11.4 days: +413 (43 to 783), as replayed."""
    item = just_in_time.CASE
    fuller = SimpleNamespace(**vars(item.defaults()) | {"safety": 4.4})
    emitted = just_in_time.whole_bill(**item.emit(fuller, item.seed))
    assert tuple(emitted[:3]) == pytest.approx((413, 43, 783), abs=1)
    replayed = just_in_time.bill_at(**cases.load("just_in_time").tables, level=11.4)
    assert emitted.low < replayed.estimate < emitted.high
    assert replayed.low < item.expected(fuller).truth < replayed.high
