"""Scorecards: a published TOPSIS, OTIF order by order, ranks that chance decides, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment.scorecards import otif, rank_stability, scorecard

DAY = pd.Timestamp("2025-03-03", tz="Asia/Shanghai")


def lots(rows, **names):
    """Rows of (supplier, po, first po, promised after, came after, accepted)."""
    columns = ["supplier", "po_id", "first_po", "promised", "came", "accepted"]
    table = pd.DataFrame(rows, columns=columns)
    days = {name: pd.to_timedelta(table.pop(name), unit="D") for name in ("promised", "came")}
    return table.assign(
        ordered_at=DAY, promised_on=DAY + days["promised"],
        received_at=DAY + days["came"] + pd.Timedelta(hours=8), lot_size=100,
    ).astype({"first_po": "Int64"}).rename(columns=names)  # fmt: skip


ROWS = [
    ("a", 1, None, 9, 9, True),  # good
    ("a", 2, None, 9, 10, True),  # a day late
    ("a", 3, None, 9, 8, True),  # in two parts, the second after four days
    ("a", 4, 3, 9, 12, True),
    ("a", 5, None, 9, 9, False),  # failed
    ("a", 6, None, 9, None, None),  # never came
    ("a", 7, None, 40, 5, True),  # not due
    ("b", 8, None, 9, 9, True),
]


def test_on_time_in_full_by_hand():
    found = otif(lots(ROWS), "2025-03-31").set_index("supplier")
    a = found.loc["a"]
    assert (a["orders"], a["open"], a["n"]) == (5, 1, 5)
    assert (a["on_time"], a["in_full"], a["estimate"]) == (0.6, 0.6, 0.2)
    assert a["low"] < 0.2 < a["high"]
    assert found.loc["b", "estimate"] == 1
    grace = otif(lots(ROWS), "2025-03-31", late=1).set_index("supplier")
    assert grace.loc["a", "estimate"] == 0.4
    assert otif(lots(ROWS), "2025-03-31", late=3).set_index("supplier").loc["a", "estimate"] == 0.6


def test_an_earlier_evening_knows_less():
    """On 12 March in the evening the order of two parts is due, and one part has come."""
    found = otif(lots(ROWS), "2025-03-12").set_index("supplier").loc["a"]
    assert found["orders"] == 5
    assert found["in_full"] == pytest.approx(1 / 5)
    with pytest.raises(InputError, match="Nothing was due"):
        otif(lots(ROWS), "2025-03-11")
    with pytest.raises(InputError, match="Nothing was ordered"):
        otif(lots(ROWS), "2025-03-02")


def test_numbers_may_be_text_and_first_po_may_be_missing():
    table = lots(ROWS)
    as_text = table.assign(
        po_id=table["po_id"].map("PO{}".format),
        first_po=table["first_po"].map(lambda po: None if pd.isna(po) else f"PO{po}"),
    )
    one, other = otif(table, "2025-03-31"), otif(as_text, "2025-03-31")
    pd.testing.assert_frame_equal(one, other)
    rows = otif(table.drop(columns="first_po"), "2025-03-31").set_index("supplier")
    assert rows.loc["a", "orders"] == 6


ORDER = st.tuples(st.integers(0, 12), st.booleans(), st.booleans())


@given(st.lists(ORDER, min_size=1, max_size=15), st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_both_is_never_more_than_either(rows, late):
    table = lots([("a", po, None, 5, came if here else None, passed if here else None)
                  for po, (came, here, passed) in enumerate(rows)])  # fmt: skip
    table["received_at"] = pd.to_datetime(table["received_at"])
    if table["received_at"].dt.tz is None:
        table["received_at"] = table["received_at"].dt.tz_localize(DAY.tz)
    found = otif(table, "2025-04-30", late).iloc[0]
    assert found["estimate"] <= min(found["on_time"], found["in_full"])
    more = otif(table, "2025-04-30", late + 1).iloc[0]
    assert more["estimate"] >= found["estimate"]


FIGHTERS = pd.DataFrame(
    [
        (f"A{at}", criterion, value, "less" if criterion == "cost" else "more")
        for at, row in enumerate(
            ([2.0, 1500, 20_000, 5.5, 5, 9], [2.5, 2700, 18_000, 6.5, 3, 5],
             [1.8, 2000, 21_000, 4.5, 7, 7], [2.2, 1800, 20_000, 5.0, 5, 5]), 1
        )
        for criterion, value in zip(
            ("speed", "range", "payload", "cost", "reliability", "manoeuvre"), row, strict=True
        )
    ],
    columns=["supplier", "criterion", "estimate", "better"],
)  # fmt: skip
HWANG = {"speed": 0.2, "range": 0.1, "payload": 0.1, "cost": 0.1, "reliability": 0.2,
         "manoeuvre": 0.3}  # fmt: skip


def test_the_published_topsis():
    """Hwang and Yoon (1981): four aircraft, .643, .268, .613 and .312."""
    found = scorecard(FIGHTERS, HWANG, method="topsis").set_index("supplier")["score"]
    assert found[["A1", "A2", "A3", "A4"]].to_numpy() == pytest.approx(
        [0.643, 0.268, 0.613, 0.312], abs=1e-3
    )


def measures(rows, better="less"):
    columns = ["supplier", "criterion", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(better=better)


def test_points_by_hand():
    rows = [("a", "price", 100, None, None), ("b", "price", 110, None, None),
            ("c", "price", 105, None, None), ("a", "late", 4, None, None),
            ("b", "late", 0, None, None), ("c", "late", 1, None, None)]  # fmt: skip
    found = scorecard(measures(rows), {"price": 3, "late": 1}).set_index("supplier")
    assert found.loc["a", "score"] == pytest.approx(0.75)
    assert found.loc["b", "score"] == pytest.approx(0.25)
    assert found.loc["c", "score"] == pytest.approx(0.75 * 0.5 + 0.25 * 0.75)
    assert found["place"].tolist() == [1, 2, 3]
    more = scorecard(measures(rows, "more"), {"price": 1}).set_index("supplier")["score"]
    assert more["b"] == 1
    alike = scorecard(measures([("a", "x", 1, 0, 2), ("b", "x", 1, 0, 2)]), {"x": 1})
    assert alike["score"].tolist() == [1, 1]


def test_a_new_supplier_may_turn_the_rank_of_the_others():
    """The trap of points that the lesson names."""
    rows = [("a", "x", 0.0, None, None), ("b", "x", 10.0, None, None),
            ("a", "y", 6.0, None, None), ("b", "y", 0.0, None, None)]  # fmt: skip
    two = scorecard(measures(rows, "more"), {"x": 0.55, "y": 0.45})
    third = [("c", "x", 30.0, None, None), ("c", "y", 0.0, None, None)]
    three = scorecard(measures(rows + third, "more"), {"x": 0.55, "y": 0.45})
    order = [name for name in three["supplier"] if name != "c"]
    assert two["supplier"].tolist() == ["b", "a"]
    assert order == ["a", "b"]


def test_the_share_of_wins_is_the_chance_to_be_better():
    """Two suppliers, one criterion, normal: P(a < b) by hand."""
    from scipy.stats import norm

    rows = [("a", "defects", 0.03, 0.01, 0.05), ("b", "defects", 0.04, 0.02, 0.06)]
    found = rank_stability(measures(rows), {"defects": 1}).set_index("supplier")
    error = 0.04 / (2 * norm.ppf(0.975))
    assert found.loc["a", "wins"] == pytest.approx(norm.cdf(0.01 / (error * 2**0.5)), abs=0.02)
    assert found.loc["a", "by_weights"] == 1
    assert found["wins"].sum() == pytest.approx(1)


def test_weights_alone_can_turn_a_rank():
    rows = [("a", "x", 1, None, None), ("b", "x", 0, None, None), ("a", "y", 0, None, None),
            ("b", "y", 1, None, None)]  # fmt: skip
    found = rank_stability(measures(rows, "more"), {"x": 1, "y": 1}, sureness=4)
    found = found.set_index("supplier")
    assert found.loc["a", "by_weights"] == pytest.approx(0.5, abs=0.04)
    sure = rank_stability(measures(rows, "more"), {"x": 6, "y": 4}, sureness=1000)
    assert sure.set_index("supplier").loc["a", "wins"] == 1


def test_what_makes_no_scorecard_is_refused():
    good = measures([("a", "x", 1, None, None), ("b", "x", 2, None, None)])
    for wrong, words in (
        (good.drop(columns="better"), "better"),
        (good.assign(better="most"), "'more', 'less'"),
        (good.assign(better=["more", "less"]), "one direction"),
        (pd.concat([good, good]), "two rows"),
        (good.iloc[:1], "one supplier only"),
        (pd.concat([good, measures([("a", "y", 1, None, None)])]), "has no 'y'"),
    ):
        with pytest.raises((InputError, ColumnError, ChoiceError), match=words):
            scorecard(wrong, {"x": 1})
    with pytest.raises(InputError, match="Give a number for each criterion"):
        scorecard(good, 3)
    with pytest.raises(InputError, match="'high'. Give numbers"):
        scorecard(good.assign(estimate=["high", "low"]), {"x": 1})
    with pytest.raises(InputError, match="different time zones"):
        otif(lots(ROWS).assign(promised_on=pd.Timestamp("2025-03-12")), "2025-03-31")
    with pytest.raises(InputError, match="neither True nor False"):
        otif(lots(ROWS).assign(accepted="no"), "2025-03-31")
    with pytest.raises(InputError, match="no criterion 'y'"):
        scorecard(good, {"x": 1, "y": 1})
    with pytest.raises(InputError, match="All weights are 0"):
        scorecard(good, {"x": 0})
    with pytest.raises(ChoiceError, match="'topsis'"):
        scorecard(good, {"x": 1}, method="ahp")
    with pytest.raises(InputError, match="between its low and its high"):
        rank_stability(good.assign(low=[2, 2], high=[3, 3]), {"x": 1})
    with pytest.raises(InputError, match="no value in accepted|accepted"):
        otif(lots(ROWS).assign(accepted=None), "2025-03-31")
    with pytest.raises(InputError, match="two rows"):
        otif(lots([*ROWS, ROWS[0]]), "2025-03-31")


def test_draws_are_the_same_every_time():
    rows = [("a", "x", 1, 0, 2), ("b", "x", 1.5, 1, 2)]
    one, other = (rank_stability(measures(rows), {"x": 1}) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    assert np.isclose(one["n"], 4000).all()


def test_in_full_counts_pieces_where_the_order_says_how_many():
    """Ninety of a hundred passed: delivered on time, not in full."""
    table = lots([("a", 1, None, 9, 9, True), ("a", 2, None, 9, 8, True), ("a", 3, 2, 9, 12, True)])
    table = table.assign(lot_size=[90, 60, 40])
    assert otif(table, "2025-03-31")["in_full"].iloc[0] == 1
    found = otif(table.assign(ordered=100), "2025-03-31", late=3).iloc[0]
    assert (found["on_time"], found["in_full"], found["estimate"]) == (1, 0.5, 0.5)
    found = otif(table.assign(ordered=[90, 100, 100]), "2025-03-31").iloc[0]
    assert (found["in_full"], found["estimate"]) == (1, 0.5)


def test_a_part_names_an_order_that_is_there():
    table = lots(ROWS)
    with pytest.raises(InputError, match="first_po 99"):
        otif(table.assign(first_po=table["first_po"].replace(3, 99)), "2025-03-31")
    with pytest.raises(InputError, match="no po_id"):
        otif(table.assign(first_po=table["first_po"].astype("string")), "2025-03-31")


def test_alike_suppliers_share_the_first_place():
    measures = pd.DataFrame({
        "supplier": ["a", "b", "c"] * 2, "criterion": ["price"] * 3 + ["late"] * 3,
        "estimate": [1.0, 1.0, 2.0, 3.0, 3.0, 4.0], "low": np.nan, "high": np.nan,
        "better": "less",
    })  # fmt: skip
    assert scorecard(measures, {"price": 1, "late": 1})["place"].tolist() == [1, 1, 3]
    found = rank_stability(measures, {"price": 1, "late": 1}).set_index("supplier")
    assert found["wins"].to_dict() == {"a": 0.5, "b": 0.5, "c": 0.0}
    assert found["mean_place"].to_dict() == {"a": 1.5, "b": 1.5, "c": 3.0}
