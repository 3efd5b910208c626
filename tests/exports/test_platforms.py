"""Every platform's export, written with drawn quirks, is read back: the same orders and money."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomlab import exports, tables
from tests.exports import writing

NAMES = sorted(writing.PLATFORMS)
ZONELESS = {
    name: writing.ZONES[name] for name in ("shopify", "woocommerce", "etsy", "etsy_lines", "ebay")
}


def check(shop, platform, found):
    """The shop holds the orders that were written, to the cent and the second."""
    assert shop.platform == platform
    bought = shop.purchases.set_index("order_id")
    cents = (100 * bought[["paid_amount", "refund_amount"]]).round().astype("int64")
    assert {key: list(row) for key, *row in cents.itertuples()} == found["purchases"]
    times = {key: f"{time:%Y-%m-%d %H:%M:%S}" for key, time in bought["ts_order"].items()}
    assert times == found["times"]
    refunded = shop.orders["order_id"][shop.orders["status"] == "refunded"]
    assert sorted(refunded) == found["refunded"]
    named = "buyer" in exports.platforms()[platform].columns
    assert shop.names_buyers == named
    assert bool(shop.no_buyer) != named
    if named:
        assert shop.purchases["customer_id"].nunique() == found["buyers"]
    check_receipt(shop)
    check_secrets(shop)
    tables.validate(shop.orders, "orders")
    if shop.items is not None:
        tables.validate(shop.items, "order_items")


def check_receipt(shop):
    """Rows and money add up from the files to the orders, and from the orders to the purchases."""
    steps = shop.receipt.set_index("step")
    at = steps.index.get_loc("orders of the files")
    end = steps.index.get_loc("purchases")
    above, below = steps.iloc[:at], steps.iloc[at:end]
    assert above["rows"].sum() == steps["orders"].iloc[at] == len(shop.orders)
    assert round(above["money"].fillna(0).sum(), 2) == round(steps["money"].iloc[at], 2)
    assert below["orders"].sum() == steps["orders"].iloc[end] == len(shop.purchases)
    assert round(below["money"].fillna(0).sum(), 2) == round(steps["money"].iloc[end], 2)


def check_secrets(shop):
    """No name, phone or address of a person is kept anywhere."""
    told = [repr(shop), repr(shop.read_as), shop.orders.to_csv(), repr(shop.receipt)]
    told += [] if shop.items is None else [shop.items.to_csv()]
    for secret in writing.SECRETS:
        assert not any(secret in text for text in told), secret
    assert "买家1" not in "".join(told)
    assert "buyer1" not in "".join(told).lower()


def test_every_platform_is_written():
    assert sorted(exports.platforms()) == NAMES


@pytest.mark.parametrize("platform", NAMES)
def test_the_golden_file(platform, tmp_path):
    path = writing.GOLDEN / f"{platform}.csv"
    shop = exports.read(path, timezone=ZONELESS.get(platform), salt_folder=tmp_path)
    check(shop, platform, json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("platform", NAMES)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1), sheet=st.sampled_from([False, False, False, True]))
def test_what_is_written_is_read_back(platform, seed, sheet, tmp_path):
    rng = np.random.default_rng([seed, NAMES.index(platform)])
    orders = writing.orders_of(platform, seed)
    frame = writing.quirky(writing.table(platform, orders), rng, platform)
    if sheet:
        path = tmp_path / "export.xlsx"
        texts = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        frame.to_excel(path, index=False, engine="xlsxwriter", engine_kwargs=texts)
    else:
        path = tmp_path / "export.csv"
        path.write_bytes(writing.text(frame, rng, platform))
    shop = exports.read(path, timezone=ZONELESS.get(platform), salt_folder=tmp_path)
    check(shop, platform, writing.expected([{**o, "id": o.get("key", o["id"])} for o in orders]))


@pytest.mark.parametrize("platform", NAMES)
def test_files_that_overlap_count_once(platform, tmp_path):
    """A shop that exports each month, with some days twice, has each order once."""
    orders = sorted(writing.orders_of(platform, 3), key=lambda order: order["time"])
    paths = []
    for name, part in (("a.csv", orders[:25]), ("b.csv", orders[15:])):
        paths.append(tmp_path / name)
        writing.table(platform, part).to_csv(paths[-1], index=False)
    found = writing.expected([{**o, "id": o.get("key", o["id"])} for o in orders])
    for order in (paths, paths[::-1]):
        shop = exports.read(order, timezone=ZONELESS.get(platform), salt_folder=tmp_path)
        check(shop, platform, found)


def test_a_template_doesnt_take_a_neighbour_s_file(tmp_path):
    for platform in NAMES:
        frame = writing.table(platform, writing.orders_of(platform, 1, n=8))
        path = tmp_path / f"{platform}.csv"
        frame.to_csv(path, index=False)
        sheet = exports.files.sheets(path, exports.providers.is_known)[0]
        assert exports.providers.recognise(sheet).name == platform


def test_orders_and_their_articles_go_together(tmp_path):
    orders = writing.orders_of("taobao_lines", 2)
    for name in ("taobao", "taobao_lines"):
        writing.table(name, orders).to_csv(tmp_path / f"{name}.csv", index=False)
    shop = exports.read(
        [tmp_path / "taobao.csv", tmp_path / "taobao_lines.csv"], salt_folder=tmp_path
    )
    found = writing.expected(orders)
    assert set(shop.purchases["order_id"]) == set(found["purchases"])
    assert shop.platform == "taobao"
    assert shop.names_buyers
    pieces = sum(x["qty"] for o in orders if o["id"] in found["purchases"] for x in o["lines"])
    assert shop.items["qty"].sum() == pieces
    check_receipt(shop)
    assert isinstance(shop.topics, pd.DataFrame)
    assert shop.topics.set_index("topic").loc["basket", "works"]
