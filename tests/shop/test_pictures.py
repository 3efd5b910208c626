"""The company at a glance shows the tables' own figures, in words that every reader can read."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest

from ecomlab import alttext, plots
from ecomlab.alttext import describe
from ecomlab.errors import ColumnError, InputError
from ecomlab.shop import Shop
from ecomlab.shop.pictures import CASH, CHANNELS, company, glance
from ecomlab.shop.world import CHANNELS as WORLDS_CHANNELS


@pytest.fixture(autouse=True)
def house_style():
    plots.use_house_style()
    yield
    plt.close("all")


def value(figures, stage):
    return figures[figures["stage"] == stage].set_index("item")["value"]


def words(figure):
    return [text.get_text() for ax in figure.axes for text in [ax.title, ax._left_title, *ax.texts]]


def test_every_visit_is_in_one_channel(tables):
    traffic = value(glance(tables), "traffic")
    assert traffic.sum() == len(tables.sessions)
    assert set(traffic.index) == set(CHANNELS) == set(WORLDS_CHANNELS)


def test_orders_are_the_orders_table(tables):
    steps = value(glance(tables), "orders")
    assert steps["uv"] == len(tables.sessions)
    assert steps["orders"] == len(tables.orders)
    assert steps["payers"] == tables.orders["ts_pay"].notna().sum()
    assert steps.is_monotonic_decreasing


def test_cash_is_the_profit_and_loss_to_the_cent(run):
    tables, report = run
    cash = value(glance(tables), "cash")
    assert round(100 * cash.iloc[-1]) == round(100 * report.profit)
    assert round(100 * cash.iloc[:-1].sum()) == round(100 * report.profit)
    lines = [line for parts in CASH.values() for line in parts]
    assert sorted(lines) == sorted(report.pnl["line"])


def test_stock_is_counted_over_all_articles(tables):
    average, out = value(glance(tables), "stock")
    stock = tables.inventory_daily
    days = stock["date"].nunique()
    assert average == pytest.approx(stock["on_hand"].sum() / days)
    assert out == pytest.approx(np.mean(stock["stockout_flag"]))


def test_the_figure_writes_the_figures(tables):
    shown = words(company(tables, "finding"))
    figures = glance(tables)
    for stage in ("traffic", "orders"):
        for number in value(figures, stage):
            assert any(text.startswith(f"{number:,.0f}") for text in shown)
    assert any(f"{len(tables.sessions):,} visits" in text for text in shown)


def test_bars_are_as_long_as_their_figures(tables):
    traffic, _, _, cash = company(tables).axes
    expected = value(glance(tables), "traffic")
    assert sorted(bar.get_width() for bar in traffic.patches) == sorted(expected)
    steps = value(glance(tables), "cash")
    assert [bar.get_width() for bar in cash.patches] == pytest.approx(list(steps))
    ends = [bar.get_x() + bar.get_width() for bar in cash.patches]
    assert ends[-2] == pytest.approx(ends[-1])  # the waterfall lands on the profit


def test_a_loss_is_drawn_to_the_left():
    tables, report = Shop().run({"ads.paid_feed.budget": 5000}, days=20)
    figure = company(tables)
    figure.canvas.draw()
    assert report.profit < 0
    assert figure.axes[3].patches[-1].get_width() < 0
    assert figure.axes[3].get_xlim()[0] < report.profit
    assert any(text.startswith("4 Cash 现金 · −¥") for text in words(figure))


def test_chinese_labels_are_found_in_a_font(tables):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        company(tables, "一家小店").canvas.draw()


def test_an_earlier_evening_can_be_drawn(run):
    tables = run[0].as_of(1)
    company(tables).canvas.draw()
    assert value(glance(tables), "traffic").sum() == len(tables.sessions)


def test_what_is_missing_is_named(tables):
    some = dict(tables)
    with pytest.raises(InputError, match="no table traffic_daily"):
        company({name: table for name, table in some.items() if name != "traffic_daily"})
    with pytest.raises(InputError, match="no row of inventory_daily"):
        glance(some | {"inventory_daily": tables.inventory_daily.iloc[:0]})
    with pytest.raises(ColumnError, match="amount"):
        glance(some | {"pnl_lines": tables.pnl_lines.drop(columns="amount")})


def test_each_panel_can_be_heard(tables):
    figure = company(tables, "Ten days")
    text, figures = describe(figure), glance(tables)
    traffic, cash = value(figures, "traffic"), value(figures, "cash")
    assert text.startswith("Ten days. 1 Traffic")
    assert f"natural search 自然搜索 {traffic['natural_search']:,.0f}" in text
    assert f"n = {len(tables.sessions):,} visits" in text
    assert f"profit 利润 {cash.iloc[-1]:,.0f} yuan".replace("-", "−") in text
    assert f"n = {tables.inventory_daily['date'].nunique()} evenings" in text
    assert [len(table) for table in alttext.tables(figure)][:2] == [8, 4]
