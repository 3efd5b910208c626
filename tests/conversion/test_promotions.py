"""The engine in whole cents: shares sum, no cent is lost, refunds never exceed what was paid."""

import itertools
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.conversion.promotions import (
    allocate_discount,
    best_discounts,
    price_protection_due,
    refund_share,
    stack_discounts,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError

cents = st.integers(1, 200_000)
pieces = st.integers(1, 4)


@st.composite
def items(draw, most=4):
    rows = draw(
        st.lists(st.tuples(cents, pieces, st.sampled_from("ab")), min_size=1, max_size=most)
    )
    return pd.DataFrame(
        {
            "sku": [f"s{k}" for k in range(len(rows))],
            "price": [c / 100 for c, _, _ in rows],
            "qty": [q for _, q, _ in rows],
            "shop": [s for _, _, s in rows],
        }
    )


@st.composite
def promos(draw, most=4):
    rows = []
    for k in range(draw(st.integers(1, most))):
        threshold = draw(st.integers(0, 150_000))
        share = draw(st.booleans())
        off = 0 if share else draw(st.integers(1, threshold or 30_000))
        rows.append(
            {
                "promo": f"p{k}",
                "threshold": threshold / 100,
                "off": off / 100,
                "share": draw(st.integers(1, 5000)) / 10_000 if share else 0.0,
                "step": draw(st.integers(1, 2)),
                "each": bool(threshold and not share and draw(st.booleans())),
                "cap": draw(st.one_of(st.none(), st.integers(0, 20_000).map(lambda c: c / 100))),
                "basis": draw(st.sampled_from(["left", "price"])),
                "shop": draw(st.sampled_from([None, "a"])),
                "group": draw(st.sampled_from([None, "g"])),
            }
        )
    return pd.DataFrame(rows).astype({"cap": float})


def in_cents(yuan):
    return np.rint(np.asarray(yuan, dtype=float) * 100).astype(int)


def by_hand(table, rules):
    """The order priced by Fractions and loops: cents left on each line."""
    left = [int(c) for c in in_cents(table["price"]) * table["qty"].to_numpy()]
    full = list(left)
    for row in rules.sort_values("step", kind="stable").itertuples():
        there = [k for k in range(len(left)) if pd.isna(row.shop) or table["shop"][k] == row.shop]
        to_pay = sum(left[k] for k in there)
        seen = sum(full[k] for k in there) if row.basis == "price" else to_pay
        threshold, off = round(row.threshold * 100), round(row.off * 100)
        if not there or seen < threshold or seen == 0:
            continue
        if row.share > 0:
            taken = int(Fraction(round(row.share * 10_000), 10_000) * to_pay + Fraction(1, 2))
        else:
            taken = off * (seen // threshold if row.each else 1)
        if row.cap == row.cap:
            taken = min(taken, round(row.cap * 100))
        taken = min(taken, to_pay)
        exact = {k: Fraction(taken * left[k], to_pay) if to_pay else Fraction(0) for k in there}
        part = {k: int(x) for k, x in exact.items()}
        order = sorted(there, key=lambda k: (-(exact[k] - part[k]), k))
        for k in order[: taken - sum(part.values())]:
            part[k] += 1
        for k in there:
            left[k] -= part[k]
    return left


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.data())
def test_shares_sum_and_stay_within_a_cent_of_the_exact_ones(amounts, data):
    off = data.draw(st.integers(0, sum(amounts)))
    found = in_cents(allocate_discount([a / 100 for a in amounts], off / 100))
    assert found.sum() == off
    assert ((found >= 0) & (found <= amounts)).all()
    for mine, amount in zip(found, amounts, strict=True):
        assert abs(mine - Fraction(off * amount, max(sum(amounts), 1))) < 1


def test_shares_of_several_orders_are_those_of_each_order():
    amounts, off = [100, 100, 100, 280, 40], [10, 10, 10, 20, 20]
    together = allocate_discount(amounts, off, by=["x", "x", "x", "y", "y"])
    assert together.tolist() == [3.34, 3.33, 3.33, 17.5, 2.5]
    mixed = allocate_discount([100, 280, 100, 40, 100], [10, 20, 10, 20, 10], by=[1, 2, 1, 2, 1])
    assert mixed.tolist() == [3.34, 17.5, 3.33, 2.5, 3.33]


@given(items(), promos())
def test_no_cent_is_lost_whatever_is_stacked(table, rules):
    rules["group"] = None
    found = stack_discounts(table, rules)
    amount, off, paid = (in_cents(found[name]) for name in ("amount", "off", "paid"))
    assert (amount == off + paid).all()
    assert (paid >= 0).all()
    assert (in_cents(found[list(rules["promo"])]).sum(axis=1) == off).all()
    assert paid.tolist() == by_hand(table, rules)


@given(items(), promos(), st.randoms())
def test_orders_priced_together_are_priced_as_alone(table, rules, random):
    rules["group"] = None
    both = pd.concat(
        [table.assign(order_id="x"), table.assign(order_id="y", qty=1)], ignore_index=True
    )
    rows = list(range(len(both)))
    random.shuffle(rows)
    found = stack_discounts(both.iloc[rows], rules)
    for order, mine in found.groupby("order_id"):
        alone = stack_discounts(mine[["sku", "price", "qty", "shop"]], rules)
        assert alone["paid"].tolist() == mine["paid"].tolist(), order


def allowed(rules, order):
    """Is this order of rows allowed: steps rise, one of a group?"""
    steps = [rules["step"][k] for k in order]
    groups = [rules["group"][k] for k in order if pd.notna(rules["group"][k])]
    return steps == sorted(steps) and len(groups) == len(set(groups))


@given(items(most=3), promos())
def test_the_best_stack_is_that_of_exhaustive_search(table, rules):
    least = int((in_cents(table["price"]) * table["qty"]).sum())
    for size in range(1, len(rules) + 1):
        for order in itertools.permutations(range(len(rules)), size):
            if allowed(rules, order):
                chosen = rules.iloc[list(order)].assign(step=range(size)).reset_index(drop=True)
                least = min(least, sum(by_hand(table, chosen)))
    found = best_discounts(table, rules)
    whole = int((in_cents(table["price"]) * table["qty"]).sum())
    assert whole - in_cents(found["taken"]).sum() == least
    if len(found):
        assert in_cents(found["to_pay"])[-1] == least
        assert in_cents(stack_discounts(table, found)["paid"]).sum() == least


@given(items(), promos(), st.sampled_from(["shared", "recomputed"]), st.data())
def test_a_refund_never_exceeds_what_was_paid_and_all_comes_back_at_last(table, rules, rule, data):
    rules["group"] = None
    lines = stack_discounts(table, rules)
    paid, back = in_cents(lines["paid"]).sum(), 0
    for last in (False, False, True):
        most = lines["qty"].tolist()
        chosen = most if last else [data.draw(st.integers(0, q)) for q in most]
        found = refund_share(lines.assign(returned=chosen), rule, rules)
        refund, rest = in_cents(found["refund"]), in_cents(found["rest"])
        assert (refund >= 0).all()
        assert (refund <= in_cents(lines["paid"])).all()
        assert (refund[np.array(chosen) == 0] == 0).all()
        assert refund.sum() + rest.sum() == in_cents(lines["paid"]).sum()
        assert (rest[found["still"] == 0] == 0).all()
        assert (rest <= in_cents(found["price"]) * found["still"]).all()
        back += refund.sum()
        lines = found.assign(qty=found["still"], paid=found["rest"])
    assert back == paid
    assert (lines["paid"] == 0).all()


@given(items(), promos(), st.data())
def test_returns_one_by_one_sum_to_one_return(table, rules, data):
    """By shares; and recomputed too, where the rest's price doesn't rise as it gets smaller."""
    rules["group"] = None
    first = stack_discounts(table, rules)
    chosen = np.array([data.draw(st.integers(0, q)) for q in first["qty"]])
    once = refund_share(first.assign(returned=chosen))["refund"].sum()
    lines, back = first, 0.0
    for line in np.repeat(np.arange(len(chosen)), chosen):
        found = refund_share(lines.assign(returned=(np.arange(len(chosen)) == line).astype(int)))
        back += found["refund"].sum()
        lines = found.assign(qty=found["still"], paid=found["rest"])
    assert back == pytest.approx(once, abs=1e-9)


def test_mat_and_cup_come_back_one_after_the_other():
    """Recomputed: 20 yuan for the cup, and then all that was paid for the mat: 280."""
    table = pd.DataFrame({"sku": ["mat", "cup"], "price": [280.0, 40.0], "qty": 1})
    rule = pd.DataFrame({"promo": ["x"], "threshold": [299], "off": [20]})
    found = refund_share(stack_discounts(table, rule).assign(returned=[0, 1]), "recomputed", rule)
    assert found["rest"].tolist() == [280.0, 0.0]
    again = found.assign(qty=found["still"], paid=found["rest"], returned=[1, 0])
    assert refund_share(again, "recomputed", rule)["refund"].tolist() == [280.0, 0.0]
    assert (
        refund_share(stack_discounts(table, rule).assign(returned=1), "recomputed", rule)[
            "refund"
        ].sum()
        == 300
    )


@given(items(), promos())
def test_the_recomputed_rule_never_pays_back_more(table, rules):
    rules["group"] = None
    lines = stack_discounts(table, rules).assign(returned=[1] + [0] * (len(table) - 1))
    shared, anew = (
        refund_share(lines, rule, rules)["refund"].sum() for rule in ("shared", "recomputed")
    )
    assert anew <= shared + 1e-9


def test_pieces_of_one_line_give_back_all_of_it():
    lines = pd.DataFrame({"sku": ["a"], "price": [5.0], "qty": [3], "paid": [10.0]})
    back = []
    for _ in range(3):
        found = refund_share(lines.assign(returned=1))
        back.append(found["refund"][0])
        lines = found.assign(qty=found["still"], paid=found["rest"])
    assert back == [3.33, 3.33, 3.34]


def test_the_mock_question_of_the_map():
    """N06: 2 × 200, 300 − 50 and 200 − 30 make 320, in either order and on either base."""
    two = pd.DataFrame({"sku": ["a"], "price": [200.0], "qty": [2]})
    for steps, basis in itertools.product(([1, 2], [2, 1]), ("left", "price")):
        both = pd.DataFrame(
            {
                "promo": ["x", "y"],
                "threshold": [300, 200],
                "off": [50, 30],
                "step": steps,
                "basis": basis,
            }
        )
        assert stack_discounts(two, both)["paid"].tolist() == [320.0]


def test_for_each_full_threshold_and_its_cap():
    order = pd.DataFrame({"sku": ["a"], "price": [299.5], "qty": [3]})
    each = pd.DataFrame({"promo": ["x"], "threshold": [200], "off": [30], "each": [True]})
    assert stack_discounts(order, each)["off"].tolist() == [120.0]
    assert stack_discounts(order, each.assign(cap=100))["off"].tolist() == [100.0]


def test_price_protection_by_line():
    lines = pd.DataFrame({"sku": ["a", "b"], "qty": [1, 2], "paid": [10.0, 20.0]})
    found = price_protection_due(lines, lines.assign(paid=[8.5, 30.0]))
    assert found["due"].tolist() == [1.5, 0.0]
    with pytest.raises(InputError, match="same lines"):
        price_protection_due(lines, lines.iloc[::-1])


ITEMS = pd.DataFrame({"sku": ["a"], "price": [100.0], "qty": [1]})
PROMO = pd.DataFrame({"promo": ["x"], "threshold": [50], "off": [10]})
REFUSED = {
    "part of a cent": (ITEMS.assign(price=1.005), PROMO, "part of a cent"),
    "half a piece": (ITEMS.assign(qty=0.5), PROMO, "whole numbers of pieces"),
    "negative": (ITEMS.assign(price=-1.0), PROMO, "from 0 on"),
    "text": (ITEMS.assign(price="100"), PROMO, "Give numbers"),
    "off and share": (ITEMS, PROMO.assign(share=0.1), "either off"),
    "neither": (ITEMS, PROMO.assign(off=0), "either off"),
    "percent": (ITEMS, PROMO.assign(off=0, share=15), "10% off"),
    "swapped": (ITEMS, PROMO.assign(threshold=10, off=50), "Did you swap"),
    "each of nothing": (ITEMS, PROMO.assign(threshold=0, each=True), "each full threshold"),
    "two of one group": (
        ITEMS,
        pd.concat([PROMO, PROMO.assign(promo="y")]).assign(group="g"),
        "only one may be used",
    ),
    "two of one name": (ITEMS, pd.concat([PROMO, PROMO]), "two rows"),
    "a column's name": (ITEMS, PROMO.assign(promo="paid"), "Rename"),
    "no column": (ITEMS, PROMO.drop(columns="threshold"), "threshold"),
    "no scope": (ITEMS, PROMO.assign(shop="ours"), "shop"),
    "basis": (ITEMS, PROMO.assign(basis="list"), "basis"),
}


@pytest.mark.parametrize(("table", "rules", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_priced_is_refused(table, rules, said):
    with pytest.raises((InputError, ColumnError, ChoiceError), match=said):
        stack_discounts(table, rules)


def test_what_else_is_refused():
    with pytest.raises(InputError, match="less than nothing"):
        allocate_discount([10, 5], 16)
    with pytest.raises(InputError, match="differs within an order"):
        allocate_discount([10, 5], [1, 2], by=["x", "x"])
    with pytest.raises(InputError, match="several orders"):
        best_discounts(pd.concat([ITEMS.assign(order_id=k) for k in range(2)]), PROMO)
    many = pd.concat([PROMO.assign(promo=f"p{k}") for k in range(11)])
    with pytest.raises(InputError, match="at most 10"):
        best_discounts(ITEMS, many)
    lines = stack_discounts(ITEMS, PROMO)
    with pytest.raises(ColumnError, match="returned"):
        refund_share(lines)
    with pytest.raises(InputError, match="more pieces come back"):
        refund_share(lines.assign(returned=2))
    with pytest.raises(InputError, match="more was paid"):
        refund_share(lines.assign(returned=1, paid=101.0))
    with pytest.raises(InputError, match="give promos"):
        refund_share(lines.assign(returned=1), "recomputed")
    with pytest.raises(ChoiceError, match="rule"):
        refund_share(lines.assign(returned=1), "half")


def test_no_promotion_changes_nothing():
    for none in (None, PROMO.head(0)):
        assert stack_discounts(ITEMS, none)["paid"].tolist() == [100.0]
    assert best_discounts(ITEMS, PROMO.assign(threshold=500)).empty
