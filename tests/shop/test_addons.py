"""The tables beside the day loop agree with it and change nothing in it."""

from ecomlab.tables import TABLES, columns, validate


def test_every_table_of_a_run_is_a_canonical_table(tables):
    assert set(tables) <= set(TABLES)
    for name, frame in tables.items():
        validate(frame, name)
        assert set(frame) <= set(columns(name)), name
