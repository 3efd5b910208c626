"""The daily page: what was known that evening, on all backends, by hand; and what it refuses."""

import re
import zipfile

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic import briefs
from tests.backends import ZONE

DAY = pd.Timedelta(days=1)


def at(*texts):
    return pd.to_datetime(list(texts), format="ISO8601").tz_localize(ZONE)


CLAIMS = pd.DataFrame(
    {
        "order_id": [1, 2, 3, 4],
        "plan_id": ["a", "a", "b", "a"],
        "ts_click": at("2031-05-01 23:50", "2031-05-01 09:00", "2031-05-02 10:00", "2031-05-03"),
        "ts_pay": at("2031-05-02 00:10", "2031-05-01 09:30", "2031-05-09 10:00", "2031-05-20"),
        "revenue": [100.0, 50.0, 80.0, 40.0],
    }
)  # fmt: skip
ADS = pd.DataFrame(
    {
        "date": at("2031-05-01", "2031-05-01", "2031-05-02", "2031-05-02", "2031-05-03"),
        "plan_id": ["a", "b", "a", "b", "a"],
        "cost": [10.0, 20.0, 30.0, 40.0, 50.0],
        "clicks": [1, 2, 3, 4, 5],
        "daily_budget": [100.0, 100.0, 100.0, 100.0, 200.0],
    }
)
BOOKS = pd.DataFrame(
    {
        "date": at("2031-05-01", "2031-05-06", "2031-05-12"),
        "order_id": pd.array([1, 1, 3], dtype="Int64"),
        "line": ["revenue", "refund", "refund"],
        "amount": [100.0, -30.0, -80.0],
    }
)


def shown(evening, convert=lambda frame: frame, books=None):
    claims = convert(CLAIMS)
    books = None if books is None else convert(books)
    return briefs.plan_days(ADS, claims, evening, books).set_index(["date", "plan_id"])


def test_what_is_known_on_an_evening_on_every_backend(backend):
    """The order of the click at ten to midnight is booked on the first of May."""
    first = shown("2031-05-01", backend)
    assert first["revenue"].tolist() == [50.0, 0.0]
    second = shown("2031-05-02", backend, BOOKS)
    assert second.loc[(at("2031-05-01")[0], "a"), ["orders", "revenue", "refund"]].tolist() == [
        2,
        150,
        0,
    ]
    late = shown("2031-05-10", backend, BOOKS)
    assert late["revenue"].sum() == 230
    assert late["refund"].sum() == 30
    assert shown("2031-05-31", backend, BOOKS)["refund"].sum() == 110


def test_columns_of_the_day_are_added_up():
    table = shown("2031-05-31")
    assert table["cost"].sum() == ADS["cost"].sum()
    assert table.loc[(at("2031-05-03")[0], "a"), ["clicks", "daily_budget"]].tolist() == [5, 200.0]


def test_the_curve_of_claims_by_hand(backend):
    """Of three orders whose 15 days are over one came at once, one a day later, one after seven."""
    curve = briefs.claim_curve(backend(CLAIMS), "2031-05-17", window=15).set_index("age")
    assert curve.loc[[0, 1, 6, 7, 15], "seen"].tolist() == pytest.approx(
        [1 / 3, 2 / 3, 2 / 3, 1, 1]
    )
    assert curve["n"].eq(3).all()
    assert (curve["low"] <= curve["seen"]).all()
    assert (curve["seen"] <= curve["high"]).all()


def test_plans_can_be_left_out_of_the_curve():
    curve = briefs.claim_curve(CLAIMS, "2031-05-17", without=["b"])
    assert curve["n"].eq(2).all()
    assert curve["seen"].iloc[:2].tolist() == [0.5, 1.0]


def test_the_evening_s_report_is_what_the_shop_s_tool_showed_then():
    """Another way to the same table: the shop's own ads_daily, once all claims are in."""
    shop = load("shop")
    ads = shop.ads_daily[shop.ads_daily["date"] < "2024-03-01"]
    table = briefs.plan_days(ads, shop.ad_conversions, "2024-05-01")
    table = table[table["date"] < "2024-03-01"]
    assert table["revenue"].sum() == pytest.approx(ads["revenue"].sum())
    by_plan = ads.groupby("plan_id", observed=True)["orders"].sum()
    assert table.groupby("plan_id")["orders"].sum().to_dict() == by_plan.to_dict()


def export(plans=("carts", "broad"), days=60, **more):
    """An own export: every plan 100 yuan and two orders a day; carts sells for twice as much."""
    dates = pd.date_range("2031-05-01", periods=days)
    rng = np.random.default_rng(1)
    parts = []
    for place, name in enumerate(plans):
        orders = 2 + rng.integers(-1, 2, days)
        parts.append(pd.DataFrame({"date": dates, "plan_id": name, "cost": 100.0, "orders": orders,
                                   "revenue": orders * 200.0 / (place + 1)}))  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(**more)


EVENING = "2031-06-29"


def test_a_brief_by_hand():
    """Settled: 30 days and older. Margin 40%, a tenth comes back, a returned yuan costs a fifth."""
    ads = export()
    brief = briefs.ads_brief(ads.assign(refund=0.1 * ads["revenue"]), EVENING, 0.4, 0.2)
    ages = brief.ages.set_index("age")
    old = ads[ads["date"] <= pd.Timestamp(EVENING) - 30 * DAY]
    row = ages.loc["30 days and older"]
    assert row["spend"] == old["cost"].sum()
    assert row["paid_roi"] == pytest.approx(old["revenue"].sum() / old["cost"].sum())
    assert row["net_roi"] == pytest.approx(0.9 * row["paid_roi"])
    assert row["back"] == pytest.approx((0.4 * 0.9 - 0.2 * 0.1) * row["paid_roi"])
    assert ages["settled"].tolist() == [False] * 5 + [True]
    assert ages["spend"].sum() == ads["cost"].sum()
    assert brief.plans.set_index("plan_id")["advice"].to_dict() == {"carts": "keep", "broad": "cut"}


def test_the_page_says_what_not_to_touch():
    ads = export(plans=("carts", "broad", "new", "jumpy", "few", "name"))
    ads = ads[(ads["plan_id"] != "new") | (ads["date"] > "2031-06-20")]
    ads.loc[ads["plan_id"] == "few", ["orders", "revenue"]] *= [0, 0]
    jumps = (ads["plan_id"] == "jumpy") & (ads["date"] > "2031-06-27")
    ads["daily_budget"] = np.where(jumps, 300.0, 120.0)
    brief = briefs.ads_brief(ads, EVENING, 0.4, returns=0, own_name=["name"])
    advice = brief.plans.set_index("plan_id")["advice"]
    assert advice[["new", "jumpy", "few", "name"]].tolist() == [
        "leave: too young", "leave: budget just changed", "leave: few orders", "leave: own name",
    ]  # fmt: skip
    assert sorted(brief.leave["plan_id"]) == ["few", "jumpy", "name", "new"]
    assert all(name in brief.html for name in ("今天不动", "too young", "jumpy"))
    own = ads[ads["plan_id"] != "name"]
    assert brief.ages["spend"].sum() == own["cost"].sum()  # the own name is in no average


def test_grey_rows_are_grey_on_the_page_and_in_the_workbook(tmp_path):
    brief = briefs.ads_brief(export(), EVENING, 0.4, returns=0, path=tmp_path / "today.xlsx")
    page, book = brief.paths
    assert page.read_text(encoding="utf-8").count('class="open"') == 5
    with zipfile.ZipFile(book) as parts:  # the first sheet is the page of lines
        assert parts.read("xl/worksheets/sheet2.xml").count(b"<conditionalFormatting") == 5
    written = pd.read_excel(book, "plans", engine="calamine")["plan_id"]
    assert written.tolist() == brief.plans["plan_id"].tolist()


def test_names_are_escaped_and_long_lists_end():
    names = [f"plan {i} <b>" for i in range(30)]
    brief = briefs.ads_brief(export(plans=names), EVENING, 0.4, returns=0)
    assert "<b>" not in brief.body
    assert "5 more plans are in the workbook" in brief.body
    assert len(re.findall(r"plan \d+ &lt;b&gt;", brief.body)) >= 25


def test_from_the_shop_and_from_its_export_alike():
    """The same evening as tables of the shop, and as the file that a tool exports."""
    shop = load("shop")
    recent = shop.ads_daily["date"].between(*at_shop(shop, "2024-05-01", "2024-07-15"))
    ads = shop.ads_daily[recent]
    claims = shop.ad_conversions[shop.ad_conversions["ts_click"] >= at_shop(shop, "2024-04-01")[0]]
    books = shop.pnl_lines[shop.pnl_lines["date"] < "2024-08-01"]
    first = briefs.ads_brief(ads, "2024-07-15", 0.38, 0.1, conversions=claims, pnl_lines=books)
    table = briefs.plan_days(ads, claims, "2024-07-15", books)
    second = briefs.ads_brief(table, "2024-07-15", 0.38, 0.1)
    pd.testing.assert_frame_equal(first.ages.drop(columns="seen"), second.ages)
    pd.testing.assert_frame_equal(first.plans, second.plans)
    assert first.ages["seen"].is_monotonic_increasing


def test_a_rate_of_returns_is_a_refund_of_every_day():
    ads = export()
    by_rate = briefs.ads_brief(ads, EVENING, 0.4, 0.2, returns=0.1)
    by_row = briefs.ads_brief(ads.assign(refund=0.1 * ads["revenue"]), EVENING, 0.4, 0.2)
    pd.testing.assert_frame_equal(by_rate.plans, by_row.plans)


def test_a_plan_whose_interval_holds_one_is_kept_and_watched():
    """Two orders a day of 200 yuan and a margin of 25% bring back one yuan for a yuan."""
    advice = brief(margin=0.25).plans.set_index("plan_id")["advice"]
    assert advice.to_dict() == {"carts": "keep: watch", "broad": "cut"}
    assert "小步加价测试" in brief().html


def test_one_plan_alone_is_judged_by_its_own_days():
    ads = export(plans=["carts"])
    found = brief(ads).plans.iloc[0]
    old = ads[ads["date"] <= pd.Timestamp(EVENING) - 30 * DAY]
    assert found["estimate"] == pytest.approx(0.4 * old["revenue"].sum() / old["cost"].sum())
    assert found["low"] < found["estimate"] < found["high"]
    assert found["n"] == old["orders"].sum()
    assert found["advice"] == "keep"


def at_shop(shop, *texts):
    return pd.to_datetime(list(texts)).tz_localize(shop.ads_daily["date"].dt.tz)


def brief(ads=None, evening=EVENING, margin=0.4, **more):
    return briefs.ads_brief(
        export() if ads is None else ads, evening, margin, **{"returns": 0.0} | more
    )


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: briefs.plan_days(ADS, CLAIMS, "2030-01-01"), InputError, "begins later|before"),
        (lambda: briefs.plan_days(ADS[["date"]], CLAIMS, "2031-05-02"), ColumnError, "cost"),
        (lambda: briefs.claim_curve(CLAIMS, "2031-05-03"), InputError, "nothing says"),
        (lambda: brief(evening="29.6.2031"), InputError, "no date"),
        (lambda: brief(evening="2031-04-01"), InputError, "begins later"),
        (lambda: brief(evening="2031-05-10"), InputError, "none is settled"),
        (lambda: brief(export().drop(columns="orders")), ColumnError, "orders"),
        (lambda: brief(export(cost=0.0)), InputError, "Nothing was spent"),
        (lambda: brief(margin=40), InputError, "margin"),
        (lambda: brief(window=0), InputError, "window"),
        (lambda: brief(own_name=["nobody"]), ChoiceError, "carts"),
        (lambda: brief(own_name=["carts", "broad"]), InputError, "none to judge"),
        (lambda: brief(returns=None), InputError, "refund .yuan., pnl_lines=, or returns="),
        (lambda: brief(returns=1.5), InputError, "returns"),
        (lambda: brief(export(refund=1.0)), InputError, "there already"),
        (lambda: brief(path="today.csv"), InputError, "ends in .html or .xlsx"),
        (lambda: brief(path="/nowhere/today.html"), InputError, "no folder"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


def test_no_file_is_written_over(tmp_path):
    path = tmp_path / "today.html"
    brief(path=path)
    for there in (path, path.with_suffix(".xlsx")):
        with pytest.raises(InputError, match="is there already"):
            brief(path=there)
    assert brief(path=path, overwrite=True).paths[0] == path
