"""What the tables of the conversion cases say, recomputed by other means than the cases' code."""

from types import SimpleNamespace

import numpy as np
import pytest

from ecomlab import cases
from ecomlab.cases import good_reviews as good_reviews_case
from ecomlab.cases import page_redesign
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT
from ecomlab.exercises.conversion import dark_background, good_reviews
from ecomlab.exercises.conversion.page_redesign import monday
from ecomlab.worth import turning_point

# --- K02 dark background -------------------------------------------------------------------


def test_points_and_per_cent_by_the_printed_figures():
    """25 points off the 60% that the report prints would leave 35%, not 34%."""
    table = cases.load("dark_background").tables.experiments
    old = table.loc[table["arm"] == "light, plain", "bounced"].mean()
    assert f"{old:.0%}" == "60%"
    assert cases.load("dark_background").words()["if_points"] == "35%"


def payments(table):
    """Payments with the bright button less those with the plain one, and its standard error."""
    sides = [table["arm"].str.endswith(button) for button in (", bright", ", plain")]
    rates = [table.loc[side, "converted"].mean() for side in sides]
    error = sum(r * (1 - r) / side.sum() for r, side in zip(rates, sides, strict=True)) ** 0.5
    return rates[0] - rates[1], error


def test_what_costs_nothing_is_decided_by_its_estimate():
    """No answer asks for a test that goes on until it is clear: that is peeking."""
    actions = dark_background.monday.kind.actions
    assert not any("until" in text for text in actions.values())
    seen = set()
    for number in range(12):
        issue = cases.reissue("dark_background", f"button {number}")
        gap, error = payments(issue.tables.experiments)
        key = ("C", 4) if gap < 0 else ("A", 1) if gap > 1.96 * error else ("A", 3)
        assert dark_background.monday(issue.tables.experiments) == key
        seen.add(key)
    assert len(seen) >= 2


def test_the_published_button_pays_by_the_estimate():
    gap, error = payments(cases.load("dark_background").tables.experiments)
    assert 100 * gap == pytest.approx(0.13, abs=0.005)
    assert np.round(100 * (gap + 1.96 * np.array([-1, 1]) * error), 2).tolist() == [-0.16, 0.41]


def test_the_photographs_break_even_by_hand():
    """180,000 yuan are 6,000 orders of 30 yuan, out of 1,080,000 visits: above every interval."""
    issue = cases.load("dark_background")
    assert issue.words()["photos_at"] == f"{100 * 6000 / 1_080_000:.2f} points"
    table = issue.tables.experiments
    dark = table["arm"].str.startswith("dark")
    rates = table["converted"].groupby(dark).mean()
    error = sum(rates[side] * (1 - rates[side]) / (dark == side).sum() for side in (True, False))
    high = rates[True] - rates[False] + 1.96 * error**0.5
    assert issue.words()["dark_sales_high"] == f"+{100 * high:.2f} points"
    assert high < 6000 / 1_080_000


# --- K01 page redesign ---------------------------------------------------------------------


@pytest.mark.parametrize("visits", [78_755, 78_758, 78_666, 80_679, 79_000])
def test_any_textbook_s_sample_size_is_right(visits):
    """Unpooled, pooled (Fleiss), with 1.96 and .84, from the printed 2.0%, rounded."""
    assert exercises("page_redesign").visits_per_arm.check(visits).status == CORRECT


@pytest.mark.parametrize("visits", [89, 344, 73_000, 157_430])
def test_a_test_sized_for_something_else_is_not(visits):
    """Ten points, the claimed jump, 75% power, both arms."""
    assert exercises("page_redesign").visits_per_arm.check(visits).status != CORRECT


def test_a_redesign_is_decided_by_what_it_costs():
    """12,000 yuan against a year of 500 visits a day at 2% and 40 yuan: about a twelfth more."""
    table = cases.load("page_redesign").tables.traffic_daily
    mine = table[(table["landing_page"] == "rice cooker") & (table["date"].dt.month == 3)]
    mine = mine[mine["date"].dt.strftime("%m-%d") < "03-31"]
    yuan = 365 * 500 * 40 * mine["payers"].sum() / mine["uv"].sum()
    assert page_redesign.pays_at(table) == pytest.approx((yuan + 12_000) / yuan)
    assert 1.07 < page_redesign.pays_at(table) < 1.1


def test_the_numbers_in_the_prose_are_the_table_s():
    """Each by plain sums over its rows, as somebody would do it in a spreadsheet."""
    issue = cases.load("page_redesign")
    rows = issue.tables.traffic_daily.assign(day=lambda t: t["date"].dt.strftime("%m-%d"))
    rows = rows.to_dict("records")

    def total(column, *tests):
        return sum(row[column] for row in rows if all(test(row) for test in tests))

    def before(row):
        return row["day"] < "03-31"

    def after(row):
        return not before(row)

    def mine(row):
        return row["landing_page"] == "rice cooker"

    def paid(row):
        return row["channel"] == "paid search"

    words, visits = issue.words(), total("uv", before, mine)
    seconds, stayed = total("dwell_s", before, mine), visits - total("bounces", before, mine)
    assert words["stay_all"] == f"{seconds / visits:.1f} seconds"
    assert words["stay_second"] == f"{seconds / stayed:.1f} seconds"
    assert words["bounced"] == f"{1 - stayed / visits:.0%}"
    for name, when in (("paid_before", before), ("paid_after", after)):
        share = total("uv", mine, paid, when) / total("uv", mine, when)
        assert words[name] == f"{share:.0%}"
    old = total("payers", mine, before) / total("uv", mine, before)
    assert words["before"] == f"{old:.1%}"
    assert words["naive_n"] == f"{total('uv', mine):,}"
    assert words["naive"] == f"{total('payers', mine, after) / total('uv', mine, after) / old:.2f}"
    assert words["pays_at"] == f"{1 + 12_000 / (365 * 500 * 40 * old):.2f}"


def test_monday_depends_on_the_issue():
    keys = {
        monday(cases.reissue("page_redesign", f"key {n}").tables.traffic_daily)[0]
        for n in range(40)
    }
    assert {"C", "D"} <= keys


# --- K03 size step -------------------------------------------------------------------------


def test_the_licence_is_a_marginal_cost():
    table = cases.load("size_step").tables.traffic_daily
    before = table[(table["landing_page"] == "dress") & (table["date"] < "2025-08-11")]
    earned = 60 * before["payers"].sum()
    assert cases.load("size_step").words()["break_even"] == f"{(earned + 40_000) / earned:.3f}"


# --- K16 good reviews ----------------------------------------------------------------------


GOOD_REVIEWS = {
    "rosy": {"satisfied": 0.94, "repaired": 0.01, "changed": 0.4, "card": 0.2, "louder": 1.0},
    "right": {"satisfied": 0.93, "repaired": 0.04, "changed": 0.1, "card": 0.03, "louder": 1.2},
    "modest": {"satisfied": 0.9, "repaired": 0.06, "changed": 0.1, "card": 0.02, "louder": 2.0},
}


def rise_by_lot(tables):
    """Satisfied buyers since less before, and the standard error, of sixty daily means."""
    asked = tables["chats"].dropna(subset="csat")
    day = asked["ts"].dt.tz_localize(None).dt.normalize()
    share = (asked["csat"] >= 4).groupby(day).mean()
    sides = [share[share.index < "2025-09-01"], share[share.index >= "2025-09-01"]]
    error = sum(side.var() / 30 for side in sides) ** 0.5
    return sides[1].mean() - sides[0].mean(), error


@pytest.mark.parametrize("end", GOOD_REVIEWS)
def test_what_bends_the_stars_can_be_counted_in_the_tables(end):
    """Cards, pleas and louder complaints, by counting rows: the claim ends as they pull."""
    p = GOOD_REVIEWS[end]
    item = good_reviews_case.CASE
    assert item.end(SimpleNamespace(**p)) == end
    tables = item.emit(SimpleNamespace(**p), 5)
    reviews, orders = tables.reviews, tables.traffic_daily["orders"].to_numpy()
    now = reviews[reviews["ts"] >= "2025-09-01"]
    cards = now["incentivised"].sum() / (orders[30:].sum() * (p["satisfied"] + p["repaired"]))
    assert cards == pytest.approx(p["card"], rel=0.1)
    bad = now["replied_at"].notna()  # each complaint is answered, no praise is
    assert (now.loc[bad, "rating"] >= 4).mean() == pytest.approx(p["changed"], abs=0.06)
    unsatisfied = orders[30:].sum() * (1 - p["satisfied"] - p["repaired"])
    assert bad.sum() / unsatisfied == pytest.approx(0.2 * p["louder"], rel=0.15)
    stars = (now["rating"] >= 4).mean() - (
        reviews.loc[reviews["ts"] < "2025-09-01", "rating"] >= 4
    ).mean()
    rise, error = rise_by_lot(tables)
    assert rise == pytest.approx(p["repaired"], abs=3 * error)
    assert {"rosy": stars - rise, "modest": rise - stars, "right": 0.02 - abs(stars - rise)}[
        end
    ] > 0.01


def test_fewer_unhappy_buyers_are_fewer_refunds():
    """Of a hundred parcels one comes back for other causes, and a quarter of the unsatisfied."""
    tables = cases.load("good_reviews").tables
    refunds = tables.dsr_daily["refund_rate"].to_numpy()
    fall = refunds[:30].mean() - refunds[30:].mean()
    assert fall == pytest.approx(rise_by_lot(tables)[0] / 4, abs=0.003)


def test_the_same_stars_as_satisfaction():
    """With so many bad stars left standing, the good-review rate rises as the lot does."""
    issue = cases.load("good_reviews")
    reviews, orders = issue.tables.reviews, issue.tables.traffic_daily["orders"].to_numpy()
    late = reviews["ts"] >= "2025-09-01"
    bad, good = (reviews["rating"] < 4)[late].sum(), (reviews["rating"] >= 4)[late].sum()
    asked = issue.tables.chats.dropna(subset="csat")
    unhappy = (asked.loc[asked["ts"] >= "2025-09-01", "csat"] < 4).mean() * orders[30:].sum()
    told = {name: float(issue.words()[name]) for name in ("standing", "even_at")}
    assert told["standing"] == round(100 * bad / unhappy)
    standing = told["even_at"] * unhappy / 100
    rise = good / (good + standing) - (reviews["rating"] >= 4)[~late].mean()
    assert rise == pytest.approx(rise_by_lot(issue.tables)[0], abs=0.002)


def test_better_bags_are_decided_by_what_they_cost():
    """Forty fen against 20 yuan an unsatisfied buyer here, 8 in the sisters: 2 and 5 points."""
    words = cases.load("good_reviews").words()
    assert (words["pays_at"], words["pays_at_sisters"]) == ("2.0 points", "5.0 points")
    seen = set()
    for end, p in GOOD_REVIEWS.items():
        for n, repaired in enumerate([p["repaired"], p["repaired"] + 0.012]):
            drawn = SimpleNamespace(**p | {"repaired": repaired})
            tables = good_reviews_case.CASE.emit(drawn, n)
            rise, error = rise_by_lot(tables)
            low, high = rise - 2 * error, rise + 2 * error
            key = (
                "all" if low > 0.05 else "here" if low > 0.02 else "stop" if high < 0.02 else "ask"
            )
            assert good_reviews.monday(tables.reviews, tables.chats)[0] == key, (end, repaired)
            seen.add(key)
    assert seen >= {"all", "here", "ask"}


def test_where_the_bags_turn_by_hand():
    """3.6 points of the buyers for forty fen: an unsatisfied buyer must cost 11 yuan."""
    issue = cases.load("good_reviews")
    rise, error = rise_by_lot(issue.tables)
    turns, first, last = turning_point(issue.right, 0.4)
    assert turns == pytest.approx(0.4 / rise)
    assert first == pytest.approx(0.4 / (rise + 2 * error), rel=0.01)
    assert last == pytest.approx(0.4 / (rise - 2 * error), rel=0.01)
    assert 8 < first < last < 20  # the sister shops stand on one side, this shop on the other
