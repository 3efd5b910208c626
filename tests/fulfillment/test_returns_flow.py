"""Of 100 orders: by hand, by brute force, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import Caution, ChoiceError, ColumnError, InputError
from ecomlab.fulfillment.returns import (
    STEPS,
    grade_returns,
    net_by_age,
    return_reasons,
    returns_waterfall,
    sent_lines,
    still_to_leave,
)

DAY = pd.Timestamp("2024-05-06 10:00", tz="Asia/Tokyo")
LATER, ZONED = "2024-08-01", "datetime64[ns, Asia/Tokyo]"


def log(rows):
    """Orders of (paid, refunded, cancelled)."""
    paid, back, cancelled = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "order_id": [f"o{i}" for i in range(len(rows))],
            "ts_pay": DAY,
            "paid_amount": np.array(paid, float),
            "refund_amount": np.array(back, float),
            "ts_cancel": pd.Series([DAY if gone else pd.NaT for gone in cancelled], dtype=ZONED),
        }
    )


TEN = [(100, 100, True)] + [(100, 100, False)] * 2 + [(100, 50, False)] + [(100, 0, False)] * 6


def test_ten_orders_of_the_lesson():
    flow = returns_waterfall(log(TEN), as_of=LATER).set_index("step")
    assert flow["orders"].tolist() == [10, 1, 2, 1]
    assert flow["stay"].iloc[-1] == pytest.approx(70)
    assert flow["left_yuan"].iloc[-1] == pytest.approx(65)
    assert flow["yuan"].tolist() == [0, 100, 200, 50]


def test_what_never_arrived_is_a_step_of_its_own():
    returns = pd.DataFrame({"order_id": ["o1", "o2"], "reason": ["not_received", "size"]})
    flow = returns_waterfall(log(TEN), returns, as_of=LATER).set_index("step")["orders"]
    assert flow[STEPS["lost"]] == flow[STEPS["whole"]] == 1


def test_orders_that_were_never_paid_do_not_count():
    orders = log([*TEN, (0, 0, False), (80, 0, False)])
    orders.loc[11, "ts_pay"] = pd.NaT
    assert returns_waterfall(orders, as_of=LATER)["n"].unique().tolist() == [10]


def test_groups_add_up():
    orders = log(TEN).assign(room=["a", "b"] * 5)
    by = returns_waterfall(orders, by="room", as_of=LATER)
    whole = returns_waterfall(orders, as_of=LATER)
    sums = by.groupby("step")["yuan"].sum()
    assert sums.to_dict() == whole.set_index("step")["yuan"].to_dict()


def test_young_orders_are_told():
    with pytest.warns(Caution, match="10 of 10 orders are younger than 30 days"):
        returns_waterfall(log(TEN))
    with pytest.raises(InputError, match="No order was paid from 2025-01-01"):
        returns_waterfall(log(TEN), since="2025-01-01")


@pytest.mark.parametrize("name", ["ts_cancel", "paid_amount", "order_id"])
def test_a_missing_column_is_named(name):
    with pytest.raises(ColumnError, match=name):
        returns_waterfall(log(TEN).drop(columns=name))


def test_bad_orders_are_refused():
    with pytest.raises(InputError, match="paid_amount"):
        returns_waterfall(log([(100, 0, False), (-20, 0, False)]), as_of=LATER)
    with pytest.raises(InputError):
        returns_waterfall(pd.concat([log(TEN)] * 2, ignore_index=True), as_of=LATER)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.floats(0, 1), st.booleans()), min_size=1, max_size=30
    )
)
def test_every_order_and_yuan_lands_somewhere(rows):
    orders = log([(p, p if gone else round(p * share, 2), gone) for p, share, gone in rows])
    flow = returns_waterfall(orders, as_of=LATER)
    stays = (orders["paid_amount"] - orders["refund_amount"] > 0.005).sum()
    assert flow["stay"].iloc[-1] == pytest.approx(100 * stays / len(orders))
    left = (orders["paid_amount"] - orders["refund_amount"]).sum() / orders["paid_amount"].sum()
    assert flow["left_yuan"].iloc[-1] == pytest.approx(100 * left, abs=0.2)
    assert flow["yuan"].sum() == pytest.approx(orders["refund_amount"].sum(), abs=0.16)
    inside = flow["low"].le(flow["of_100"] + 1e-9) & flow["high"].ge(flow["of_100"] - 1e-9)
    assert inside.all()


def test_the_fashion_shop_s_parameters_come_back():
    """Published: 55% of what is paid goes back, two fifths of it before shipping."""
    own = load("returns")
    flow = returns_waterfall(own.fashion_orders, own.fashion_returns, as_of="2024-06-10")
    flow = flow.set_index("step")
    assert 100 - flow["left_yuan"].iloc[-1] == pytest.approx(55, abs=4)
    before = flow.loc[STEPS["before"], "yuan"] / flow["yuan"].sum()
    assert before == pytest.approx(0.4, abs=0.04)


# --- A month's net --------------------------------------------------------------------------


def months(shares, reported=1000.0):
    """Months of which these shares are refunded ten days after the last evening."""
    ends = [pd.Timestamp(f"2024-{m:02}-28") for m in range(1, len(shares) + 1)]
    orders = pd.DataFrame({"order_id": range(len(shares)), "ts_pay": ends, "paid_amount": reported,
                           "refund_amount": 0.0, "ts_cancel": pd.NaT})  # fmt: skip
    orders["ts_cancel"] = pd.to_datetime(orders["ts_cancel"])
    back = [end + pd.offsets.MonthEnd(0) + pd.Timedelta(days=10, hours=5) for end in ends]
    returns = pd.DataFrame({"order_id": range(len(shares)), "settled_on": back,
                            "refund": reported * np.array(shares)})  # fmt: skip
    return orders, returns


def test_net_moves_on_the_day_of_the_refund():
    orders, returns = months([0.1, 0.2])
    net = net_by_age(orders, returns, [0, 9, 10, 20], "settled_on", as_of="2024-06-30")
    assert net["net"].tolist() == [1000, 1000, 900, 900, 1000, 1000, 800, 800]
    assert net["of_first"].tolist() == [1, 1, 0.9, 0.9, 1, 1, 0.8, 0.8]


def test_what_is_not_known_yet_has_no_row():
    orders, returns = months([0.1, 0.2])
    net = net_by_age(orders, returns, [0, 10], "settled_on", as_of="2024-03-05")
    assert net[["month", "age"]].values.tolist() == [
        ["2024-01", 0],
        ["2024-01", 10],
        ["2024-02", 0],
    ]


def test_a_refund_before_shipping_counts_once():
    orders, returns = months([0.0])
    orders["refund_amount"], orders["ts_cancel"] = 1000.0, orders["ts_pay"]
    returns["refund"] = 1000.0
    net = net_by_age(orders, returns, [0, 30], "settled_on", as_of="2024-06-30")
    assert net["refunded"].tolist() == [1000, 1000]


@pytest.mark.parametrize("draws", [400, pytest.param(2000, marks=pytest.mark.verify)])
def test_the_forecast_covers_what_comes(draws):
    """Worlds of eight months whose kept shares scatter by a lognormal."""
    rng, held = np.random.default_rng(45), 0
    for _ in range(draws):
        kept = np.exp(rng.normal(np.log(rng.uniform(0.7, 0.97)), rng.uniform(0.005, 0.05), 8))
        rows = [(f"2024-{m:02}", age, 1e5 * (kept[m - 1] if age else 1))
                for m in range(1, 9) for age in (0, 30) if (m, age) != (8, 30)]  # fmt: skip
        found = still_to_leave(pd.DataFrame(rows, columns=["month", "age", "net"]), "2024-08")
        held += found.low <= 1e5 * kept[7] <= found.high
        assert found.n == 7
    reach = 0.03 if draws < 2000 else 0.02
    assert 0.95 - reach < held / draws < 0.95 + reach


def test_a_forecast_needs_months_and_ages():
    net = net_by_age(*months([0.1, 0.2]), [0, 30], "settled_on", as_of="2024-06-30")
    with pytest.raises(InputError, match="1 months before 2024-02"):
        still_to_leave(net, "2024-02")
    with pytest.raises(ChoiceError):
        still_to_leave(net, "2023-12")
    with pytest.raises(InputError, match="to is 15"):
        still_to_leave(net, "2024-02", to=15)


# --- Lines, reasons, grades -----------------------------------------------------------------


def test_lines_carry_their_return():
    items = pd.DataFrame(
        {"order_id": [1, 1, 2], "sku": ["a", "b", "a"], "qty": [2, 1, 1], "cost": 5.0}
    )
    orders = pd.DataFrame({"order_id": [1, 2], "customer_id": ["x", "y"],
                           "ts_deliver": [pd.Timestamp("2025-01-05"), pd.NaT]})  # fmt: skip
    returns = pd.DataFrame({"order_id": [1, 2], "sku": ["a", "a"], "reason": [None, "size"]})
    lines = sent_lines(items, orders, returns)
    assert lines["reason"].tolist() == ["(none given)", ""]
    assert lines["cost"].tolist() == [10, 5]
    with pytest.raises(InputError, match="No line has arrived"):
        sent_lines(items, orders, returns, until="2025-01-01")
    with pytest.raises(InputError):
        sent_lines(pd.concat([items, items]), orders, returns)


def drawn(rng, groups=25, usual=0.04, weight=150):
    rate = rng.beta(usual * weight, (1 - usual) * weight, groups)
    n = rng.integers(10, 500, groups)
    back = rng.binomial(n, rate)
    rows = pd.DataFrame({"kind": np.repeat(np.arange(groups), n)})
    flags = np.concatenate([np.arange(m) < k for m, k in zip(n, back, strict=True)])
    return rows.assign(back=flags, reason=np.where(flags, "fault", "")), rate


def test_shrunk_reasons_cover_the_true_shares():
    rng, held, all_, worse = np.random.default_rng(7), 0, 0, 0
    for _ in range(30):
        lines, rate = drawn(rng)
        found = return_reasons(lines, by="kind").set_index("kind").sort_index()
        held += ((found["low"] <= rate) & (rate <= found["high"])).sum()
        all_ += len(rate)
        worse += ((found["estimate"] - rate) ** 2).sum() < ((found["raw"] - rate) ** 2).sum()
    assert 0.91 < held / all_ < 0.98
    assert worse > 26  # nearer to the truth than the raw shares, nearly always


def test_reasons_need_groups_and_returns():
    lines = pd.DataFrame({"sku": ["a", "b"], "back": [True, False], "reason": ["size", ""]})
    with pytest.raises(InputError, match="2 groups"):
        return_reasons(lines)
    with pytest.raises(InputError, match="No line came back"):
        return_reasons(pd.DataFrame({"sku": list("abc"), "back": False, "reason": ""}))
    with pytest.raises(InputError, match="neither True nor False"):
        return_reasons(pd.DataFrame({"sku": list("abc"), "back": ["no"] * 3, "reason": ""}))


def test_an_own_action_stands_beside_its_reason():
    lines, _ = drawn(np.random.default_rng(1))
    assert set(return_reasons(lines, "kind")["action"]) == {"ask the buyers"}
    found = return_reasons(lines, "kind", actions={"fault": "test the lots"})
    assert set(found["action"]) == {"test the lots"}


def test_grades_by_hand():
    table = pd.DataFrame({"grade": ["b", "a", "a", None], "refund": [100.0, 50, 50, 70],
                          "cost": [40.0, 20, 20, 30],
                          "recovered_value": [10.0, 20, 20, None]})  # fmt: skip
    found = grade_returns(table).set_index("grade")
    assert found["estimate"].tolist()[:3] == pytest.approx([0.6, 0.9, 0.75])
    assert grade_returns(table, "cost").set_index("grade").loc["all", "estimate"] == 1 - 50 / 80
    assert found.loc["(not graded)", "pieces"] == 1
    assert np.isnan(found.loc["(not graded)", "n"])
    with pytest.raises(ColumnError, match="worth"):
        grade_returns(table, "worth")


# --- What a table doesn't say ---------------------------------------------------------------


def test_a_shop_s_own_word_for_what_never_arrived():
    returns = pd.DataFrame({"order_id": ["o1", "o2"], "reason": ["未收到货", "尺码"]})
    with pytest.warns(Caution, match="not_received"):
        flow = returns_waterfall(log(TEN), returns, as_of=LATER)
    assert STEPS["lost"] not in set(flow["step"])
    flow = returns_waterfall(log(TEN), returns, as_of=LATER, never="未收到货").set_index("step")
    assert flow.loc[STEPS["lost"], "orders"] == flow.loc[STEPS["whole"], "orders"] == 1


def test_a_refund_without_its_day_is_not_dropped():
    orders, returns = months([0.1, 0.2])
    returns.loc[0, "settled_on"] = pd.NaT
    with pytest.raises(InputError, match="1 rows of returns have a refund and no settled_on"):
        net_by_age(orders, returns, [0, 30], "settled_on", as_of="2024-06-30")
    orders, returns = months([0.1, 0.2])
    orders["refund_amount"] = [130.0, 200.0]
    with pytest.warns(Caution, match="1 orders have 30 yuan"):
        net_by_age(orders, returns, [0, 30], "settled_on", as_of="2024-06-30")


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 119), st.integers(0, 80), st.integers(1, 90)),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_a_month_s_net_by_brute_force(rows):
    start = pd.Timestamp("2024-11-03 09:00", tz="Europe/Berlin")
    paid = [start + pd.DateOffset(days=day) for day, _, _ in rows]
    back = [
        when + pd.DateOffset(days=later) for when, (_, later, _) in zip(paid, rows, strict=True)
    ]
    yuan = np.array([float(y) for *_, y in rows])
    orders = pd.DataFrame({"order_id": range(len(rows)), "ts_pay": paid, "paid_amount": 100.0,
                           "refund_amount": yuan, "ts_cancel": pd.NaT})  # fmt: skip
    orders["ts_cancel"] = pd.Series(pd.NaT, index=orders.index, dtype=orders["ts_pay"].dtype)
    returns = pd.DataFrame({"order_id": range(len(rows)), "refund": yuan, "inspected_at": back})
    net = net_by_age(orders, returns, [0, 5, 30], as_of="2025-12-31")
    for _, row in net.iterrows():
        mine = [i for i, when in enumerate(paid) if f"{when:%Y-%m}" == row["month"]]
        last = (pd.Period(row["month"]) + 1).start_time + pd.Timedelta(days=row["age"])
        gone = sum(yuan[i] for i in mine if back[i].tz_localize(None) < last)
        assert row["net"] == pytest.approx(100 * len(mine) - gone)


def sized():
    """Six lamps without sizes and four jackets, of which one is cut badly."""
    size = {"j1": 30, "j2": 27, "j3": 33, "bad": 90}
    rows = [(sku, "jacket", i < back) for sku, back in size.items() for i in range(300)]
    rows += [(f"lamp{k}", "lamp", False) for k in range(6) for _ in range(100)]
    lines = pd.DataFrame(rows, columns=["sku", "kind", "back"])
    return lines.assign(reason=np.where(lines["back"], "size", ""))


def test_sizes_are_compared_among_what_has_sizes():
    lines = sized()
    everything = return_reasons(lines).set_index("sku")
    assert everything.loc[["j1", "j3", "bad"], "clear"].all()  # beside lamps every jacket is bad
    alike = return_reasons(lines, like="kind").set_index("sku")
    assert alike.index[alike["clear"]].tolist() == ["bad"]
    assert set(alike.index) == {"j1", "j2", "j3", "bad"}
    assert alike["usual"].iloc[0] == pytest.approx(0.15, abs=0.02)
    jackets = lines[lines["kind"] == "jacket"]
    alone = return_reasons(jackets).set_index("sku")
    assert alike.drop(columns="action").equals(alone.drop(columns="action"))


def test_kinds_are_checked():
    lines = sized()
    with pytest.raises(InputError, match="of the kind 'lamp'"):
        return_reasons(lines[~lines["sku"].isin([f"lamp{k}" for k in range(4)])], like="kind")
    mixed = lines.assign(kind=np.where(lines.index == 1199, "lamp", lines["kind"]))
    with pytest.raises(InputError, match="'bad' has two values of kind"):
        return_reasons(mixed, like="kind")
    with pytest.raises(ColumnError, match="sort"):
        return_reasons(lines, like="sort")
