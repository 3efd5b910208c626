"""Papers and feeds: dates, check digits, and problems that were put in."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.research.papers import compliance_gaps, feed_lint, gtin_is_valid

TODAY = pd.Timestamp("2026-01-05")
SKU = pd.DataFrame({"sku": ["A", "B"], "category": ["power", "wear"], "classes": ["lithium", None]})
RULES = pd.DataFrame(
    {"applies_to": ["lithium"], "holder": ["article"], "paper": ["ccc"], "renew_days": [90]}
)


def held(*days, sku="A", paper="ccc", holder="article"):
    return pd.DataFrame(
        {"holder": holder, "sku": sku, "paper": paper, "expires": pd.to_datetime(list(days))}
    )


def status(documents, today=TODAY, rules=RULES, **more):
    gaps = compliance_gaps(SKU, documents, today, rules, **more)
    return gaps["status"].tolist()


@pytest.mark.parametrize(
    ("left", "expected"),
    [(-1, ["expired"]), (0, ["expiring"]), (90, ["expiring"]), (91, [])],
)
def test_a_paper_holds_on_its_last_day_and_alarms_when_a_new_one_takes_as_long(left, expected):
    assert status(held(TODAY + pd.Timedelta(days=left))) == expected


@given(st.integers(-400, 400), st.integers(0, 300), st.integers(0, 3000))
def test_days_are_days_whatever_the_year(left, lead, shift):
    """29 February, new year: the status hangs on whole days alone."""
    today = pd.Timestamp("2019-11-03") + pd.Timedelta(days=shift)
    gaps = compliance_gaps(
        SKU, held(today + pd.Timedelta(days=left)), today, RULES.assign(renew_days=lead)
    )
    if left > lead:
        assert gaps.empty
    else:
        row = gaps.iloc[0]
        assert row["days_left"] == left
        assert row["status"] == ("expired" if left < 0 else "expiring")
        asked = today if left < 0 else today + pd.Timedelta(days=left - lead)
        assert row["start_by"] == asked


def test_the_latest_paper_counts_and_one_without_an_end_holds_for_ever():
    assert status(held("2025-01-01", "2027-01-01")) == []
    assert status(held("2025-01-01", None)) == []
    assert status(held("2025-01-01", "2026-01-04")) == ["expired"]


def test_another_articles_or_holders_paper_does_not_help():
    assert status(held("2027-01-01", sku="B")) == ["missing"]
    assert status(held("2027-01-01", sku=None, holder="brand")) == ["missing"]


def test_within_overrules_and_a_time_zone_changes_nothing():
    soon = held("2026-02-04")
    assert status(soon, within=29) == []
    assert status(soon, within=30) == ["expiring"]
    zoned = soon.assign(expires=soon["expires"].dt.tz_localize("Asia/Shanghai"))
    assert status(zoned, within=30) == ["expiring"]
    assert status(zoned, today="2026-01-05", within=29) == []


def test_a_shops_paper_is_asked_for_once_and_a_substitute_is_provisional():
    rules = pd.DataFrame(
        {"applies_to": ["all", "all"], "holder": ["shop", "brand"], "renew_days": 30,
         "paper": ["licence", "mark"], "instead": [None, "applied"]}
    )  # fmt: skip
    papers = held("2027-01-01", sku="B")
    assert status(papers, rules=rules) == ["missing", "missing"]
    applied = pd.concat([papers, held(None, sku=None, paper="applied", holder="brand")])
    assert status(applied, rules=rules) == ["missing", "provisional"]


def test_a_rule_for_all_articles_asks_each():
    gaps = compliance_gaps(SKU, held("2027-01-01"), TODAY, RULES.assign(applies_to="all"))
    assert gaps["sku"].tolist() == ["B"]


def test_the_most_urgent_come_first():
    own = load("channels")
    gaps = compliance_gaps(own.articles, own.papers, "2026-01-05", own.rules)
    order = {"missing": 0, "expired": 1, "expiring": 2, "provisional": 3}
    assert gaps["status"].map(order).is_monotonic_increasing
    assert set(gaps["source"]) <= {"000:014", "outside: check before print"}
    sooner = gaps[gaps["status"] == "expiring"]["days_left"]
    assert sooner.is_monotonic_increasing


def test_papers_that_cannot_be_read_are_refused():
    good = held("2027-01-01")
    with pytest.raises(InputError, match="finds no article.*have: lithium, power, wear"):
        status(good, rules=RULES.assign(applies_to="food"))
    with pytest.raises(InputError, match="holder 'agent'"):
        status(good, rules=RULES.assign(holder="agent"))
    with pytest.raises(InputError, match="holder 'agent'"):
        status(good.assign(holder="agent"))
    with pytest.raises(InputError, match="1 papers of articles name no sku"):
        status(good.assign(sku=None))
    with pytest.raises(InputError, match="no dates"):
        status(good.assign(expires="next spring"))
    with pytest.raises(InputError, match="today is 'Monday'"):
        status(good, today="Monday")
    with pytest.raises(ColumnError, match="renew_days"):
        status(good, rules=RULES.drop(columns="renew_days"))


@pytest.mark.parametrize(
    "gtin", ["6291041500213", "4006381333931", "036000291452", "96385074", "10614141000415"]
)
def test_published_codes(gtin):
    assert gtin_is_valid(gtin)
    assert gtin_is_valid(f" {gtin} ")


digits = st.text(alphabet="0123456789", min_size=12, max_size=12)


@given(digits, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body, place, more):
    valid = [f"{body}{check}" for check in range(10) if gtin_is_valid(f"{body}{check}")]
    assert len(valid) == 1
    code = valid[0]
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    assert not gtin_is_valid(wrong)


@pytest.mark.parametrize(
    "other", ["", "629104150021", "62910415002133333", "６291041500213", None, 1.5]
)
def test_what_is_no_code(other):
    assert not gtin_is_valid(other)


ON_SALE = pd.DataFrame({"sku": ["A", "B"], "price": [129.0, 59.9], "on_hand": [5, 0]})
FEED = pd.DataFrame(
    {"sku": ["A", "B"], "title": ["chair", "lamp"], "price": [129.0, 59.9],
     "availability": ["in_stock", "out_of_stock"], "gtin": ["6291041500213", "96385074"],
     "image_link": "x", "link": "y", "brand": "z"}
)  # fmt: skip


def test_a_feed_that_says_what_the_shop_says_has_no_problem():
    assert feed_lint(ON_SALE, FEED).empty
    assert feed_lint(ON_SALE, FEED.assign(availability=["in_stock", "preorder"])).empty
    assert feed_lint(ON_SALE, FEED.assign(price=[129.4, 59.9]), tolerance=0.5).empty


@pytest.mark.parametrize(
    ("column", "values", "problem", "skus"),
    [
        ("price", [119.0, 59.9], "differs", ["A"]),
        ("availability", ["out_of_stock", "in_stock"], "differs", ["A", "B"]),
        ("availability", ["in stock", "out_of_stock"], "differs", ["A"]),
        ("title", ["x" * 151, "x" * 150], "too long", ["A"]),
        ("gtin", ["6291041500214", "96385074"], "not a GTIN", ["A"]),
        ("gtin", ["96385074", "96385074"], "same GTIN twice", ["A", "B"]),
        ("brand", [" ", None], "missing", ["A", "B"]),
    ],
)
def test_each_problem_is_named_once(column, values, problem, skus):
    found = feed_lint(ON_SALE, FEED.assign(**{column: values}))
    assert found["problem"].tolist() == [problem] * len(skus)
    assert found["sku"].tolist() == skus
    assert set(found["field"]) == {column}


def test_articles_on_one_side_only():
    found = feed_lint(ON_SALE, FEED.iloc[[0]])
    assert found[["sku", "problem"]].to_numpy().tolist() == [["B", "not in the feed"]]
    found = feed_lint(ON_SALE.iloc[[0]], FEED)
    assert found[["sku", "problem"]].to_numpy().tolist() == [["B", "not in the shop"]]
    twice = feed_lint(ON_SALE, pd.concat([FEED, FEED.iloc[[0]]]))
    assert ["A", "twice"] in twice[["sku", "problem"]].to_numpy().tolist()


def test_feeds_that_cannot_be_compared_are_refused():
    with pytest.raises(ColumnError, match="gtin"):
        feed_lint(ON_SALE, FEED.drop(columns="gtin"))
    with pytest.raises(InputError, match="twice"):
        feed_lint(pd.concat([ON_SALE, ON_SALE]), FEED)
    with pytest.raises(InputError, match="title_limit"):
        feed_lint(ON_SALE, FEED, title_limit=0)
    with pytest.raises(InputError, match="tolerance"):
        feed_lint(ON_SALE, FEED, tolerance=-1)


def test_prices_with_a_currency_are_read():
    feed = FEED.assign(price=[f"{price:.2f} CNY" for price in FEED["price"]])
    assert feed_lint(ON_SALE, feed).empty
    found = feed_lint(ON_SALE, feed.assign(price=["1.00 CNY", *feed["price"][1:]]))
    assert found[["field", "problem"]].to_numpy().tolist() == [["price", "differs"]]
    with pytest.raises(InputError, match="'cheap' of feed is no number"):
        feed_lint(ON_SALE, feed.assign(price="cheap"))
    with pytest.raises(InputError, match="in CNY, USD"):
        feed_lint(ON_SALE, feed.assign(price=["1.00 CNY", "2.00 USD"]))
