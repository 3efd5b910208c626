"""What the tables of the conversion cases say, recomputed by other means than the cases' code."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases
from ecomlab.cases import dark_background as dark_world
from ecomlab.cases import good_reviews as good_reviews_case
from ecomlab.cases import page_redesign
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT
from ecomlab.conversion.figures import price_paid, rollout
from ecomlab.conversion.figures.experiments import _pays_from
from ecomlab.estimates import Estimate
from ecomlab.exercises.conversion import dark_background, good_reviews, size_step
from ecomlab.exercises.conversion.page_redesign import monday
from ecomlab.worth import turning_point


def issued_until(name, ends, many=40):
    """The first class issue of each end."""
    found = {}
    for number in range(many):
        issue = cases.reissue(name, f"end {number}")
        found.setdefault(issue.end, issue)
        if set(found) == set(ends):
            return found
    raise AssertionError(f"{many} issues of {name} end {set(found)} only")


# --- K02 dark background -------------------------------------------------------------------


def test_points_and_per_cent_by_the_printed_figures():
    """25 points off the 60% that the report prints would leave 35%, not 34%."""
    table = cases.load("dark_background").tables.experiments
    old = table.loc[table["arm"] == "light, plain", "bounced"].mean()
    assert f"{old:.0%}" == "60%"
    assert cases.load("dark_background").words()["if_points"] == "35%"


def payments(table, dark=False):
    """Payments with the bright button (the dark background) less those without, and the error."""
    new = table["arm"].str.startswith("dark") if dark else table["arm"].str.endswith("bright")
    sides = [new, ~new]
    rates = [table.loc[side, "converted"].mean() for side in sides]
    error = sum(r * (1 - r) / side.sum() for r, side in zip(rates, sides, strict=True)) ** 0.5
    return rates[0] - rates[1], error


def test_what_costs_nothing_goes_by_its_estimate_and_photographs_by_both_ends():
    """In shares who pay. No action goes on until it is clear: that is peeking."""
    actions = dark_background.monday.kind.actions
    assert not any("until" in text for text in actions.values())
    seen = set()
    for number in range(14):
        issue = cases.reissue("dark_background", f"button {number}")
        table = issue.tables.experiments
        loud = payments(table)[0] >= 0
        gap, error = payments(table, dark=True)
        low, high = gap - 1.96 * error, gap + 1.96 * error
        if low > 6000 / 1_080_000:
            key = ("both" if loud else "photos", "earn")
        elif high < 6000 / 1_080_000:
            key = ("button" if loud else "neither", "short")
        else:
            key = ("test", "between")
        assert dark_background.monday(table) == key
        seen.add(key)
    assert len(seen) >= 4


def test_the_two_changes_are_taken_apart_in_each_end():
    """By the four rates: what the report gives to the background, the button did or undid."""
    for end, issue in issued_until("dark_background", ["rosy", "right", "modest"]).items():
        rate = issue.tables.experiments.groupby("arm", observed=True)["bounced"].mean()
        loud = (rate["light, bright"] - rate["light, plain"] + rate["dark, bright"]
                - rate["dark, plain"]) / 2  # fmt: skip
        assert {"rosy": loud < -0.06, "right": abs(loud) < 0.03, "modest": loud > 0.05}[end]
        assert rate["dark, bright"] < rate["light, plain"], "the claim is a fall"
    assert cases.load("dark_background").end == "right"


def test_the_published_changes_pay_by_the_estimate():
    """The button's interval holds zero, the background's payments earn the photographs."""
    table = cases.load("dark_background").tables.experiments
    gap, error = payments(table)
    assert 0 < gap < 1.96 * error
    gap, error = payments(table, dark=True)
    assert gap - 1.96 * error > 6000 / 1_080_000


def test_the_price_at_which_photographs_turn_by_hand():
    """A point more of 1,080,000 visitors leaves 324,000 yuan: 1,080 a page of 300."""
    found = Estimate(0.01, 0.007, 0.013, 56_000, "visitors")
    ax = price_paid(600, found, dark_world.worth(), 300, "page")
    said = "At 600 yuan a page: +144 thousand yuan; it pays up to 1,080 yuan"
    assert ax.get_title("left") == said
    ax = price_paid(600, Estimate(-0.001, -0.003, 0.001, 56_000, "visitors"), 32_400_000, 300)
    assert "no price is low enough" in ax.get_title("left")


def test_the_photographs_break_even_by_hand():
    """180,000 yuan are 6,000 orders of 30 yuan, out of 1,080,000 visits."""
    issue = cases.load("dark_background")
    assert issue.words()["photos_at"] == f"{100 * 6000 / 1_080_000:.2f} points"
    table = issue.tables.experiments
    dark = table["arm"].str.startswith("dark")
    rates = table["converted"].groupby(dark).mean()
    error = sum(rates[side] * (1 - rates[side]) / (dark == side).sum() for side in (True, False))
    high = rates[True] - rates[False] + 1.96 * error**0.5
    told = float(issue.words()["dark_sales_high"].split()[0])
    assert told == pytest.approx(100 * high, abs=0.011)
    needed = 6000 / 1_080_000 / rates[False]
    assert issue.words()["photos_rise"] == f"{needed:.0%}"


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
    """18,000 yuan against a year of 500 visits a day at 2% and 40 yuan: about an eighth more."""
    table = cases.load("page_redesign").tables.traffic_daily
    mine = table[(table["landing_page"] == "rice cooker") & (table["date"].dt.month == 3)]
    mine = mine[mine["date"].dt.strftime("%m-%d") < "03-31"]
    yuan = 365 * 500 * 40 * mine["payers"].sum() / mine["uv"].sum()
    assert page_redesign.pays_at(table) == pytest.approx((yuan + 18_000) / yuan)
    assert 1.11 < page_redesign.pays_at(table) < 1.14
    # Half of the rise must bring it, and three times the visits need a third of it.
    small, large = (page_redesign.needed_here(table, visits) for visits in (500, 1500))
    assert small - 1 == pytest.approx(2 * 18_000 / yuan)
    assert large - 1 == pytest.approx((small - 1) / 3)


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
    assert words["pays_at"] == f"{1 + 18_000 / (365 * 500 * 40 * old):.2f}"


def test_the_kettle_says_what_made_the_claim_of_the_page():
    """By plain sums: the kettle, which nobody touched, moved as the claim is wrong."""
    for end, issue in issued_until("page_redesign", ["rosy", "right", "modest"]).items():
        rows = issue.tables.traffic_daily
        rows = rows.assign(after=rows["date"].dt.strftime("%m-%d") >= "03-31")
        sums = rows.groupby(["landing_page", "after"])[["payers", "uv"]].sum()
        rate = sums["payers"] / sums["uv"]
        kettle = rate["kettle", True] / rate["kettle", False]
        paid = (
            rows[rows["paid_flag"]].groupby("after")["uv"].sum() / rows.groupby("after")["uv"].sum()
        )
        moved = {"rosy": kettle > 1.2, "right": 0.85 < kettle < 1.18, "modest": kettle < 0.85}
        assert moved[end], (end, kettle)
        more = paid[True] - paid[False]  # paid visits buy less often
        assert {"rosy": more < -0.1, "right": abs(more) < 0.2, "modest": more > 0.05}[end]
        assert rate["rice cooker", True] > rate["rice cooker", False], "the claim is a rise"


def test_monday_of_the_page_is_decided_in_yuan():
    """What both ends of the interval leave on one page in a year; each action is somebody's."""
    seen = set()
    for number in range(40):
        issue = cases.reissue("page_redesign", f"key {number}")
        table = issue.tables.traffic_daily
        old = page_redesign.conversion(table, "rice cooker", False)
        low, high = (
            0.5 * (end - 1) * 365 * old * 40 for end in (issue.right.low, issue.right.high)
        )
        pays = [visits for visits in (500, 1500) if low * visits > 18_000]
        key = (
            "all"
            if 500 in pays
            else "large"
            if pays
            else "test"
            if high * 1500 > 18_000
            else "stop"
        )
        assert monday(table)[0] == key
        seen.add((issue.end, key))
    assert {key for _, key in seen} == {"all", "large", "test", "stop"}
    assert {key for end, key in seen if end == "modest"} == {"all"}
    assert len({key for end, key in seen if end == "right"}) >= 2, "a right claim decides nothing"


def test_the_share_from_which_a_redesign_pays_by_hand():
    """A factor of 1.5, 146,000 yuan of a small page's orders and 18,000 yuan: 24.7% of the rise."""
    assert _pays_from(1.5, 146_000, 18_000) == pytest.approx(0.2466, abs=1e-4)
    assert np.isnan(_pays_from(0.98, 146_000, 18_000))
    plans = pd.DataFrame({"plan": ["small"], "leaves": [146_000], "cost": [18_000]})
    ax = rollout(0.5, Estimate(1.5, 1.4, 1.6, 60, "days"), plans)
    assert ax.get_title("left") == "50% carried over: small +18 thousand yuan"  # 36,500 − 18,000
    assert "25%" in [text.get_text() for text in ax.texts]


# --- K03 size step -------------------------------------------------------------------------


def test_the_licence_is_a_marginal_cost():
    table = cases.load("size_step").tables.traffic_daily
    before = table[(table["landing_page"] == "dress") & (table["date"] < "2025-08-11")]
    earned = 60 * before["payers"].sum()
    assert cases.load("size_step").words()["break_even"] == f"{(earned + 120_000) / earned:.3f}"


def test_carts_and_bags_say_what_made_the_claim_of_the_adviser():
    """By plain sums: what happened to carts per visit of dresses, and to the buyers of bags."""
    for end, issue in issued_until("size_step", ["rosy", "right", "modest"]).items():
        rows = issue.tables.traffic_daily
        rows = rows.assign(after=rows["date"].dt.strftime("%m-%d") >= "08-11")
        sums = rows.groupby(["landing_page", "after"])[["payers", "addcart", "uv"]].sum()
        carts = (sums["addcart"] / sums["uv"])["dress"]
        bags = (sums["payers"] / sums["uv"])["bag"]
        carts, bags = carts[True] / carts[False], bags[True] / bags[False]
        moved = {
            "rosy": carts < 0.95 and bags > 1.02,
            "right": abs(carts - 1) < 0.04 and abs(bags - 1) < 0.06,
            "modest": carts > 1.04 and bags < 0.98,
        }
        assert moved[end], (end, carts, bags)
        paid = (sums["payers"] / sums["addcart"])["dress"]
        assert paid[True] > paid[False], "the claim is a rise"
    assert cases.load("size_step").end == "right"


def test_the_licence_is_decided_in_yuan_a_month():
    """What both ends of the interval leave beyond the month before, against 120,000 yuan."""
    seen = set()
    for number in range(30):
        issue = cases.reissue("size_step", f"licence {number}")
        table = issue.tables.traffic_daily
        dress = table[(table["landing_page"] == "dress") & (table["date"] < "2025-08-11")]
        left = 60 * dress["payers"].sum()
        low, high = (left * (end - 1) for end in (issue.right.low, issue.right.high))
        key = (
            ("sign", "low")
            if low > 120_000
            else ("test", "inside")
            if high > 120_000
            else ("offer" if low > 0 else "end", "high")
        )
        assert size_step.monday(table) == key
        seen.add(key[0])
    assert seen == {"sign", "test", "offer", "end"}


def test_the_price_at_which_the_licence_turns_by_hand():
    """A fifth more of 800,000 yuan a month is 160,000."""
    ax = price_paid(120_000, Estimate(0.2, 0.16, 0.24, 60, "days"), 800_000, 1, "month")
    said = "At 120,000 yuan a month: +40 thousand yuan; it pays up to 160,000 yuan"
    assert ax.get_title("left") == said


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
    by_lot, error = rise_by_lot(issue.tables)
    assert rise == pytest.approx(by_lot, abs=0.002)
    for name, other in (("even_low", by_lot + 2 * error), ("even_high", by_lot - 2 * error)):
        stand = float(issue.words()[name]) * unhappy / 100
        found = good / (good + stand) - (reviews["rating"] >= 4)[~late].mean()
        assert found == pytest.approx(other, abs=0.0005)
    assert issue.words()["stands"] == "inside"


def test_better_bags_are_decided_by_what_they_cost():
    """0.4 yuan against 20 an unsatisfied buyer here, 8 in the sister shops: 2 and 5 points."""
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
            tested = good_reviews._against_the_weather(tables.reviews, tables.chats)
            border = {"all": 0.05, "here": 0.02}.get(key, -1)
            assert (tested == ("ask", "season")) == (low - rise / 3 < border), (end, repaired)
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
