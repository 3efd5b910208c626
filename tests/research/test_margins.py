"""The margin that an article needs: by hand, solved back, and beside the shop's own waterfall."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.research.margins import (
    least_margin,
    left_of_each,
    margin_border,
    planned_left,
    rates_of,
    unit_margins,
)
from ecomlab.research.styles import least_rate
from ecomlab.research.waterfall import booked
from ecomlab.traffic.paid import break_even_roas

SHARES = st.floats(0, 0.6)
RATES = st.fixed_dictionaries(
    {"cancelled": st.floats(0, 0.3), "returns": SHARES, "lost": st.floats(0, 1), "fee": SHARES,
     "freight": st.floats(0, 0.2), "ads": SHARES}
)  # fmt: skip


def test_ten_tables_by_hand():
    """The lesson's whiteboard: 10.23 of 1,000 yuan."""
    found = planned_left(0.70, returns=0.2, lost=0.3, freight=0.03, ads=0.095, per=1000)
    parts = found.set_index("step")["part"].round(2)
    by_hand = {"sales": 1000, "refund_after": -200, "goods": -700, "goods_back": 98,
               "platform_fee": -40, "freight": -30, "ads": -95, "vat": -22.78}  # fmt: skip
    assert {step: part for step, part in parts.items() if part} == pytest.approx(by_hand)
    assert found["left"].iloc[-1] == pytest.approx(10.22, abs=0.01)


@given(RATES, st.floats(-0.2, 0.2))
def test_the_least_margin_leaves_just_the_target(rates, target):
    room = least_margin(target, **rates)
    if room <= 1:
        left = planned_left(1 - room, per=1, **rates)["left"].iloc[-1]
        assert left == pytest.approx(target, abs=1e-9)
    else:
        assert planned_left(0.0, per=1, **rates)["left"].iloc[-1] < target


@given(st.floats(0.05, 0.95), RATES)
def test_rates_are_read_back(goods, rates):
    found = rates_of(planned_left(goods, **rates))
    assert found["goods"] == pytest.approx(goods)
    for name, rate in rates.items():
        if name == "lost" and not rates["returns"] > 1e-6:
            continue
        assert found[name] == pytest.approx(rate, abs=1e-6)


@given(st.floats(0.05, 0.9), st.floats(0, 0.9), st.floats(0, 1))
def test_break_even_roi_is_that_of_lesson_2_3(goods, returns, lost):
    """Without fee, parcel and tax: 1 ÷ what is left before ads is 1 ÷ ((1 − r)·m − r·k)."""
    before = planned_left(goods, returns=returns, lost=lost, fee=0, vat=(0, 0), per=1)
    left = before["left"].iloc[-1]
    if left > 1e-6:
        assert break_even_roas(1 - goods, returns, lost * goods) == pytest.approx(1 / left)


def test_the_shop_s_rates_give_its_waterfall_back():
    shop = load("shop")
    tables = {name: shop[name] for name in ("orders", "pnl_lines")}
    left = booked(tables, since="2025-06-01", until="2025-09-01")
    again = planned_left(**rates_of(left, vat=(0.13, 0.13)))
    assert (again["part"] - left["part"]).abs().max() < 1e-9
    without = planned_left(**rates_of(left))  # work counted as goods: its tax is claimed too
    assert (without["part"] - left["part"]).abs()[:-1].max() < 1e-9
    assert without["left"].iloc[-1] > again["left"].iloc[-1]


@given(
    st.floats(0.05, 0.9),
    RATES,
    st.floats(0, 0.5),
    st.sampled_from([(0.13, 0.13), (0.13, 0.09, 0.06)]),
)
def test_work_on_returns_is_told_from_what_is_lost_by_its_tax(goods, rates, handling, vat):
    rates = rates | {"handling": handling, "returns": max(rates["returns"], 0.05)}
    again = rates_of(planned_left(goods, **rates, vat=vat), vat)
    assert planned_left(**again, vat=vat)["left"].iloc[-1] == pytest.approx(
        planned_left(goods, **rates, vat=vat)["left"].iloc[-1], abs=1e-6
    )
    if handling > 1e-3:
        assert again["handling"] == pytest.approx(handling, abs=1e-5)


def test_tax_in_services_by_hand():
    """Ads of 10.60 with .60 of tax inside; a fee of 5.30 of 106 kept with .30 inside."""
    bare = planned_left(0.0, fee=0.05, ads=0.1, vat=(0.13, 0.13), per=106)
    found = planned_left(0.0, fee=0.05, ads=0.1, vat=(0.13, 0.13, 0.06), per=106)
    assert found["left"].iloc[-1] - bare["left"].iloc[-1] == pytest.approx(0.9)


def test_an_offer_by_hand_and_its_rate_that_pays():
    """100 yuan, 20 come back undamaged: 80 − 60 + 12 − 4 of fee = 28 before ads."""
    offers = pd.DataFrame({"price": [100.0, 50.0], "unit_cost": [60.0, 50.0]})
    left = left_of_each(offers, returns=0.2, fee=0.05, vat=(0, 0))
    assert left.tolist() == pytest.approx([28.0, -2.0])
    rates = least_rate(click=1.4, pay=0.5, left=left)
    assert rates.tolist() == pytest.approx([0.1, float("inf")])


def test_more_returns_or_ads_need_more_margin():
    border = margin_border([0.1, 0.3, 0.5], [0.0, 0.2], lost=0.3, freight=0.03)
    wide = border.pivot(index="returns", columns="ads", values="least")
    assert (wide.diff().iloc[1:] > 0).all().all()
    assert (wide[0.2] > wide[0.0]).all()
    assert len(border) == 6


def test_four_margins_by_hand():
    left = pd.concat(
        [planned_left(0.5, returns=0.2, ads=0.1, vat=(0, 0)).assign(channel="live"),
         planned_left(0.5, returns=0.2, ads=0.0, vat=(0, 0)).assign(channel="search")]
    )  # fmt: skip
    found = unit_margins(left, "channel", least=0.30).set_index("channel")
    # 100 − 20 − 50 + 10 − 4 = 36 before ads
    assert found.loc["search", ["gross", "contribution", "after_ads"]].tolist() == pytest.approx(
        [0.5, 0.36, 0.36]
    )
    assert found.loc["live", ["contribution", "after_ads", "of_kept"]].tolist() == pytest.approx(
        [0.36, 0.26, 0.325]
    )
    assert found["passes_after_ads"].to_dict() == {"search": True, "live": False}
    assert list(found.index) == ["search", "live"]


LEFT = planned_left(0.5)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: planned_left(70), InputError, "goods is 70. Give a share: 70% is 0.7"),
        (lambda: planned_left(0.7, ads=9.5), InputError, "ads is 9.5"),
        (lambda: planned_left(0.7, lost=30), InputError, "lost is 30"),
        (lambda: least_margin(20), InputError, "target is 20"),
        (
            lambda: unit_margins(pd.concat([LEFT, LEFT]).assign(sku="a"), "sku"),
            InputError,
            "there twice",
        ),
        (
            lambda: left_of_each(pd.DataFrame({"price": [0.0], "unit_cost": [1.0]})),
            InputError,
            "above 0",
        ),
        (lambda: left_of_each(pd.DataFrame(), goods=0.5), InputError, "leave it out"),
        (lambda: planned_left("0.7"), InputError, "goods"),
        (lambda: planned_left(0.7, returns=20), InputError, "20% is 0.2"),
        (lambda: planned_left(0.7, vat=0.13), InputError, "Give two rates"),
        (lambda: least_margin(goods=0.5), InputError, "what is sought"),
        (lambda: least_margin(return_rate=0.5), InputError, "no rate 'return_rate'"),
        (lambda: rates_of(LEFT.drop(columns="step")), ColumnError, "step"),
        (lambda: rates_of(pd.concat([LEFT, LEFT])), InputError, "there twice"),
        (lambda: rates_of(LEFT.assign(part=0.0)), InputError, "sales are 0"),
        (lambda: unit_margins(LEFT, "sku"), ColumnError, "sku"),
        (lambda: unit_margins(LEFT.assign(sku="a"), "sku", least=30), InputError, "30% is 0.3"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
