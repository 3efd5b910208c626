"""What `validate` gives back every function takes, in any type of pandas and on any backend.

The reference is the same orders in pandas' plainest types.
"""

import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import Caution
from ecomlab.research import channels
from ecomlab.retention import cohorts, concentration, lifetime
from ecomlab.tables import validate
from tests.backends import BACKENDS

ZONE = "America/New_York"  # of the database's session too
DICTIONARY = pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))
TYPES = {
    "customer_id": ["str", "string", "object", "category", "string[pyarrow]"],
    "status": ["str", "string", "object", "category", DICTIONARY],
    "paid_amount": ["float64", "Float64", "double[pyarrow]", pd.ArrowDtype(pa.decimal128(12, 2))],
    "ts_order": [
        f"datetime64[us, {ZONE}]",
        f"datetime64[ns, {ZONE}]",
        pd.ArrowDtype(pa.timestamp("us", ZONE)),
    ],
}
FUNCTIONS = {
    "repurchase_rate": lambda o: cohorts.repurchase_rate(o, 60, known_from=[]),
    "cohort_retention": lambda o: cohorts.cohort_retention(o, known_from=[]),
    "interpurchase_times": lambda o: cohorts.interpurchase_times(o, known_from=[]),
    "churn_rate": lambda o: cohorts.churn_rate(o, inactivity=(30,), follow_up=60),
    "returning_share": lambda o: cohorts.returning_share(o, known_from=[]),
    "customer_summary": lambda o: lifetime.customer_summary(o, known_from=[]),
    "ltv_cohort": lambda o: lifetime.ltv_cohort(o, 0.5, horizon=60, known_from=[]),
    "new_to_brand": lambda o: channels.new_to_brand(o, "2024-05-01"),
}
PANDAS_ONLY = {
    "follow_rate": lambda o: pd.DataFrame({"rate": [lifetime.follow_rate(o)]}),
    "persistence": lambda o: concentration.persistence(o, "2024-05-01"),
}


def orders(seed=3, rows=300):
    """Orders of some buyers and a few guests, one in ten unpaid."""
    rng = np.random.default_rng(seed)
    days = pd.to_timedelta(rng.integers(0, 300 * 1440, rows), unit="min")
    buyers = rng.integers(1, 100, rows)
    frame = pd.DataFrame(
        {
            "customer_id": [f"b{buyer:03}" for buyer in buyers],
            "ts_order": (pd.Timestamp("2024-01-01", tz=ZONE) + days).as_unit("us"),
            "status": np.where(rng.random(rows) < 0.1, "waiting", "paid"),
            "paid_amount": rng.integers(1, 9000, rows) / 100,
            "channel": rng.choice(["live", "search"], rows),
        }
    )
    frame.loc[buyers < 5, "customer_id"] = None
    return frame


def typed(frame, kinds):
    return frame.assign(**{name: frame[name].astype(kind) for name, kind in kinds.items()})


def answer(function, frame):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Caution)
        found = function(frame)
    kept = found.select_dtypes("number").astype("float64")
    return kept.sort_values(list(kept), ignore_index=True)


@pytest.fixture(scope="module")
def references():
    plain = orders()
    return {name: answer(call, plain) for name, call in (FUNCTIONS | PANDAS_ONLY).items()}


@given(st.fixed_dictionaries({name: st.sampled_from(kinds) for name, kinds in TYPES.items()}))
@settings(max_examples=12)
def test_validated_orders_of_any_type_have_the_same_answers(references, kinds):
    clean = validate(typed(orders(), kinds), "orders")
    for name, call in (FUNCTIONS | PANDAS_ONLY).items():
        pd.testing.assert_frame_equal(answer(call, clean), references[name], obj=name)


@pytest.mark.parametrize(
    "kinds", [{name: kind} for name, kinds in TYPES.items() for kind in kinds], ids=str
)
def test_what_functions_take_validate_takes(references, kinds):
    raw = typed(orders(), kinds)
    taken = answer(FUNCTIONS["repurchase_rate"], raw)
    pd.testing.assert_frame_equal(taken, references["repurchase_rate"])
    clean = validate(raw, "orders")
    pd.testing.assert_frame_equal(answer(FUNCTIONS["repurchase_rate"], clean), taken)


@pytest.mark.parametrize("backend", [name for name in BACKENDS if name != "pandas"])
@pytest.mark.parametrize("kind", ["str", "category"])
def test_validated_orders_on_other_backends_have_the_same_answers(references, backend, kind):
    clean = validate(typed(orders(), {"customer_id": kind, "status": kind}), "orders")
    frame = BACKENDS[backend](clean)
    for name, call in FUNCTIONS.items():
        pd.testing.assert_frame_equal(answer(call, frame), references[name], obj=name)


@pytest.mark.parametrize("numbers", ["int64", "Int64", "float64", "int64[pyarrow]", "category"])
def test_numbers_as_ids_with_guests(numbers):
    """Numbers have gaps as decimals, and come out whole."""
    frame = orders()
    people = frame["customer_id"].str[1:].astype("float64") + 1000
    plain = frame.assign(customer_id=people.astype("Int64"))
    if numbers == "int64":  # which has no gaps
        plain = plain[plain["customer_id"].notna()].reset_index(drop=True)
    kind = "int64" if numbers == "category" and not plain["customer_id"].hasnans else numbers
    clean = validate(plain.assign(customer_id=plain["customer_id"].astype(kind)), "orders")
    assert clean["customer_id"].isna().equals(plain["customer_id"].isna())
    for name in ("repurchase_rate", "customer_summary", "ltv_cohort"):
        pd.testing.assert_frame_equal(
            answer(FUNCTIONS[name], clean).drop(columns="customer_id", errors="ignore"),
            answer(FUNCTIONS[name], plain).drop(columns="customer_id", errors="ignore"),
            obj=name,
        )
