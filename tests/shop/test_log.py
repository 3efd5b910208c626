"""What is declared of the engine's log is what the engine writes."""

import numpy as np
import pytest

from ecomlab.shop import Shop, World, customers, delivery, log, world

EVERYTHING = {
    "page.version": "test", "promo.gift.cost": 9, "promo.deposit.amount": 20,
    "promo.deposit.value": 40, "membership.from.silver": 50, "membership.express_from": "gold",
    "shipping.warehouse": "front", "returns.grading": False, "supply.second_share": 0.6,
    "ads.paid_feed.rule": "test_scale_stop",
}  # fmt: skip
LOGS = {
    "sessions": log.SESSIONS, "orders": log.ORDERS, "touches": log.TOUCHES, "daily": log.DAILY,
    "shelf": log.SHELF, "lots": log.LOTS, "lines": log.LINES, "claims": log.CLAIMS,
}  # fmt: skip


def written(engine):
    logs = {name: getattr(engine, name) for name in LOGS if name != "lots"}
    return {name: each.columns() for name, each in (logs | {"lots": engine.stock.lots}).items()}


@pytest.fixture(scope="module", params=[None, EVERYTHING], ids=["status quo", "everything"])
def found(request):
    return written(Shop(World(scale=0.5)).engine(request.param, 60).run(0, 60))


def test_columns_are_of_the_type_declared(found):
    for name, declared in LOGS.items():
        types = {column: values.dtype for column, values in vars(found[name]).items()}
        assert types == {column: np.dtype(about.dtype) for column, about in declared.items()}


def test_minus_one_stands_only_where_it_says_something(found):
    """And there it does occur."""
    for name, declared in LOGS.items():
        negative = {column for column, v in vars(found[name]).items() if (v < 0).any()}
        extra = {column for column, about in declared.items() if about.unit == "logit"}
        extra |= {"more"} if name == "lots" else set()  # a cheaper lot may save money
        assert negative - extra == {column for column, about in declared.items() if about.none}
        for column in negative - extra:
            assert vars(found[name])[column].min() == -1


def test_codes_are_places_in_their_lists(found):
    rooms = (world, customers, delivery)
    lists = {name: len(getattr(room, name)) for room in rooms for name in vars(room)
             if name.isupper() and isinstance(getattr(room, name), tuple)}  # fmt: skip
    coded = [(name, column, lists[about.unit]) for name, declared in LOGS.items()
             for column, about in declared.items() if about.unit in lists]  # fmt: skip
    assert len(coded) == 10
    for name, column, count in coded:
        most = count if column.startswith("reason") else count - 1  # their number: not returned
        assert vars(found[name])[column].max() <= most, (name, column)


def test_before_the_first_day_there_are_columns_without_rows():
    for name, columns in written(Shop().engine(days=1)).items():
        for column, about in LOGS[name].items():
            values = vars(columns)[column]
            assert (values.shape, values.dtype) == ((0,), np.dtype(about.dtype))


def test_a_column_that_is_missing_is_named():
    with pytest.raises(AttributeError, match="coupon"):
        log.Log(log.TOUCHES).add(log.Columns(**dict.fromkeys(list(log.TOUCHES)[:-1])))
