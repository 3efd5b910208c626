"""What the tables of the fulfilment cases say, recomputed by other means than the cases' code."""

import math
from types import SimpleNamespace

import pytest

from ecomlab import cases
from ecomlab.cases import defect_rate as defect_rate_case
from ecomlab.cases import just_in_time, return_grading
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT
from ecomlab.estimates import Estimate
from ecomlab.exercises.fulfillment import defect_rate
from ecomlab.exercises.fulfillment import return_grading as return_grading_exercises
from ecomlab.worth import turning_point

# --- K12 just in time ----------------------------------------------------------------------


def weekly_shelves():
    tables = cases.load("just_in_time").tables
    weekly = tables.sku.loc[tables.sku["supplier"].str.startswith("workshop")]
    return tables.inventory_daily.merge(weekly, on="sku"), tables


def test_all_evenings_save_about_as_much_as_sundays():
    """Kept at 28% a year: what lies less than last autumn, article by article."""
    days, _ = weekly_shelves()
    value = days["on_hand"] * days["unit_cost"]
    late = days["date"] >= "2025-09-01"
    sunday = days["date"].dt.day_name() == "Sunday"
    saved = [
        0.28 * 30 / 365 * (value[~late & chosen].mean() - value[late & chosen].mean())
        for chosen in (sunday, sunday | True)
    ]
    assert saved == pytest.approx([623, 621], abs=0.5)
    words = cases.load("just_in_time").words()
    assert (words["naive_evenings"], words["evenings_against_sundays"]) == ("+621 yuan", "fewer")


def test_nothing_is_missing_where_more_than_usual_was_sold():
    days, _ = weekly_shelves()
    days = days[days["date"] >= "2025-09-01"]
    sold = missing = 0
    for _, rows in days.groupby("sku"):
        usual = rows.loc[~rows["stockout_flag"], "sales"].mean()
        sold += rows["sales"].sum()
        missing += sum(max(usual - n, 0) for n in rows.loc[rows["stockout_flag"], "sales"])
    assert sold / (sold + missing) == pytest.approx(0.999, abs=0.0005)
    assert cases.load("just_in_time").words()["filled"] == f"{sold / (sold + missing):.1%}"


def in_world(**changed):
    """Tables of the published world with other parameters, and its truth."""
    item = just_in_time.CASE
    p = SimpleNamespace(**vars(item.defaults()) | changed)
    return item.emit(p, item.seed), item.expected(p)


def test_a_fuller_shelf_is_replayed_as_it_would_be_emitted():
    """Half a day of safety stock: shelves really filled up to 11.4 days, and the replay of it."""
    thin, _ = in_world(safety=0.5, premium=0.03)
    fuller, expected = in_world(safety=4.4, premium=0.03)
    emitted = just_in_time.whole_bill(**fuller)
    replayed = just_in_time.bill_at(**thin, level=11.4)
    assert emitted.low < replayed.estimate < emitted.high
    assert replayed.low < expected.truth < replayed.high
    assert just_in_time.whole_bill(**thin).estimate < emitted.estimate - 300


def flags(tables):
    """Share of this autumn's days on which a shelf was sold out: weekly, and big batches."""
    days = tables["inventory_daily"].merge(tables["sku"], on="sku")
    days = days[days["date"] >= "2025-09-01"]
    return days.groupby(days["supplier"].str.contains("weekly"))["stockout_flag"].mean()


@pytest.mark.parametrize(
    ("end", "changed"),
    [
        ("rosy", {"safety": 0.5, "premium": 0.04, "bought": 2.1}),
        ("right", {}),
        ("modest", {"growth": 1.1, "bought": 0.95, "safety": 2.5}),
    ],
)
def test_what_makes_jits_claim_rosy_right_or_modest(end, changed):
    """Of stock, surcharge and empty shelves, each end has its own; booked in plain sums."""
    tables, expected = in_world(**changed)
    item = just_in_time.CASE
    assert item.end(SimpleNamespace(**vars(item.defaults()) | changed)) == end
    empty = flags(tables)
    days = tables["inventory_daily"].sort_values(["sku", "date"])
    held = days.groupby([days["sku"], days["date"].dt.year])["on_hand"].shift()
    booked = held + days["received"] - days["sales"] - days["on_hand"]
    assert (booked.dropna() == 0).all()
    assert (days["on_hand"] >= 0).all()
    if end == "rosy":  # weekly shelves are empty before Mondays, and a piece is dearer
        assert empty[True] > 0.02 > empty[False]
        assert expected.truth < 0 < expected.naive
    elif end == "right":
        assert max(empty) < 0.01
    else:  # big batches are sold out for weeks
        assert empty[False] > 0.08 > 0.04 > empty[True]
        assert expected.truth > expected.naive + 1000


def test_big_batches_run_out_as_often_as_the_formula_says():
    """Share sold of what was wanted, over 30 lucks of one world, by its own uniforms of demand."""
    item = just_in_time.CASE
    p = SimpleNamespace(**vars(item.defaults()) | {"bought": 1.0, "growth": 1.1})
    tables = [item.emit(p, seed) for seed in range(30)]
    shares = []
    for t in tables:
        days = t["inventory_daily"].merge(t["sku"], on="sku")
        days = days[(days["date"] >= "2025-09-01") & days["supplier"].str.contains("big")]
        a_season = (
            days.groupby("sku")["sales"].sum()
            / days[~days["stockout_flag"]].groupby("sku")["sales"].mean()
        )
        shares.append(a_season.mean() / 56)
    sold, *_ = just_in_time._big_lots(1.0 * just_in_time._BUYERS, 1.1)
    assert sum(shares) / len(shares) == pytest.approx(sold.mean(), abs=0.012)


# --- K14 return grading --------------------------------------------------------------------


def test_there_is_no_lucky_bag_before_there_is_a_sheet():
    returns = cases.load("return_grading").tables.returns
    before = returns["inspected_at"] < "2025-04-01"
    assert set(returns.loc[before, "disposal"]) == {"restock", "job_lot", "scrap"}
    assert set(returns.loc[~before, "disposal"]) == {"restock", "lucky_bag", "scrap"}


def test_a_lucky_bag_is_booked_at_no_more_than_three_quarters_of_the_refund():
    for issue in [cases.load("return_grading")] + [
        cases.reissue("return_grading", f"bag {number}") for number in range(5)
    ]:
        bags = issue.tables.returns.query("disposal == 'lucky_bag'")
        assert 0.59 < bags["recovered_value"].sum() / bags["refund"].sum() <= 0.751


def test_handling_pays_two_people_a_day():
    """What the sheet costs more: 80 pairs a day and two wages, not two wages for nothing."""
    returns = cases.load("return_grading").tables.returns
    cost = returns.groupby("inspected_at")["handling_cost"].sum()
    more = cost[cost.index >= "2025-04-01"].mean() - cost[cost.index < "2025-04-01"].mean()
    assert 500 < more < 800
    assert f"{more:,.0f} yuan" == cases.load("return_grading").words()["more_handling_yuan"]


RETURN_GRADING = {
    "rosy": {"severe": 0.1, "minor": 0.1, "renamed": 0.7, "missed": 0.0, "scrapped": 0.0,
             "bag": 0.65, "handling": 0.02, "again": 0.08},
    "right": {"severe": 0.04, "minor": 0.16, "renamed": 0.15, "missed": 0.22, "scrapped": 0.45,
              "bag": 0.72, "handling": 0.0125, "again": 0.01},
    "modest": {"severe": 0.03, "minor": 0.19, "renamed": 0.0, "missed": 0.42, "scrapped": 0.4,
               "bag": 0.75, "handling": 0.0125, "again": 0.0},
}  # fmt: skip


@pytest.mark.parametrize("end", RETURN_GRADING)
def test_the_money_says_which_half_the_books_flatter(end):
    """Booked less brought, of the marked pairs, in yuan per yuan refunded: by plain sums."""
    item, p = return_grading.CASE, SimpleNamespace(**RETURN_GRADING[end])
    assert item.end(p) == end
    tables = item.emit(p, 4)
    money = tables["pnl_lines"].groupby("order_id")["amount"].sum()
    pairs = tables["returns"].assign(money=tables["returns"]["order_id"].map(money)).dropna()
    late = pairs["inspected_at"] >= "2025-04-01"
    wrong = pairs["recovered_value"] - pairs["money"]
    before, since = (wrong[side].sum() / pairs["refund"][side].sum() for side in (~late, late))
    hidden = since - before + p.handling  # what the fall of the books promises too much
    assert {"rosy": hidden, "modest": -hidden, "right": 0.03 - abs(hidden)}[end] > 0.015
    low, high = item.right(**tables)[1:3]
    key = "stores" if low > 0.06 else "keep" if low > 0 else "back" if high < 0 else "months"
    assert return_grading_exercises.monday(tables["returns"], tables["pnl_lines"])[0] == key


def test_a_pair_that_packers_overlooked_comes_back_and_goes_to_the_dealer():
    tables = cases.load("return_grading").tables
    lines = tables.pnl_lines.pivot_table(index="order_id", columns="line", values="amount")
    pairs = tables.returns.set_index("order_id").join(lines, how="inner")
    early = pairs[(pairs["inspected_at"] < "2025-04-01") & (pairs["grade"] == "as_new")]
    twice = early.dropna(subset="returns")
    assert (twice["returns"] / twice["refund"]).round(3).eq(-0.2).all()
    cheap = twice["revenue"] / twice["refund"] < 0.7
    share = cheap.sum() / len(early)
    assert share == pytest.approx(0.19 * 0.42 / (1 - 0.026 - 0.19 * 0.58), abs=0.025)


def test_other_warehouses_are_not_in_the_story():
    brief = cases.load("return_grading").brief
    assert "other two warehouses" not in brief
    assert "last year" not in return_grading.CASE.brief("memo")


# --- K13 defect rate -----------------------------------------------------------------------


DEFECT_RATE = {
    "rosy": {"base": 0.06, "learning": 0.7, "tie": 0.9, "seen": 0.4},
    "right": {"base": 0.065, "learning": 0.95, "tie": 0.6, "seen": 1.05},
    "modest": {"base": 0.065, "learning": 1.1, "tie": 0.35, "seen": 1.9},
}


def shares(tables):
    """Sent back for quality per piece sold and found per piece tested: by factory and half."""
    lots = tables["inbound"].assign(late=tables["inbound"]["received_at"] >= "2025-01-06")
    back = tables["returns"].query("reason == 'quality'")["sku"].value_counts()
    lots["back"] = lots["sku"].map(back).fillna(0)
    lots["sold"] = lots["lot_size"] - lots["sample_n"]
    sums = lots.groupby(["supplier", "late"])[["back", "sold", "sample_n", "sample_defects"]].sum()
    return sums["back"] / sums["sold"], sums["sample_defects"] / sums["sample_n"]


@pytest.mark.parametrize("end", DEFECT_RATE)
def test_what_bends_the_factory_s_tests_can_be_counted(end):
    """What comes back per defect found at Shunde since, beside Cixi: the ruler as typed in."""
    p = DEFECT_RATE[end]
    assert defect_rate_case.CASE.end(SimpleNamespace(**p)) == end
    many = [defect_rate_case.CASE.emit(SimpleNamespace(**p), seed) for seed in range(8)]
    back, found = (sum(pair) / 8 for pair in zip(*map(shares, many), strict=True))
    per_defect = (back / found).unstack()
    assert per_defect.loc["Cixi", True] == pytest.approx(0.5, rel=0.1)
    assert per_defect.loc["Shunde", True] == pytest.approx(0.5 / p["seen"], rel=0.2)
    change = back.unstack()[True] / back.unstack()[False]
    assert change["Cixi"] == pytest.approx(p["learning"], rel=0.15)
    assert change["Shunde"] / change["Cixi"] == pytest.approx(p["tie"], rel=0.12)
    tests = found["Shunde", True] / found["Shunde", False]
    truth = change["Shunde"] / change["Cixi"]
    assert {"rosy": tests < truth / 1.6, "modest": tests > truth * 1.6,
            "right": truth / 1.27 < tests < truth * 1.27}[end]  # fmt: skip


def test_a_tie_is_decided_by_what_it_costs():
    """Cixi's returns since cost 125 yuan each: at 1.20 a piece a tie must save three quarters."""
    tables = cases.load("defect_rate").tables
    lots = tables.inbound[tables.inbound["received_at"] >= "2025-01-06"].query("supplier == 'Cixi'")
    back = tables.returns[tables.returns["sku"].isin(lots["sku"])]
    lost = 125 * (back["reason"] == "quality").sum() / (lots["lot_size"] - lots["sample_n"]).sum()
    words = cases.load("defect_rate").words()
    assert words["pays_at"] == f"{1 - 1.2 / lost:.2f}"
    assert words["pays_at_half"] == f"{1 - 0.6 / lost:.2f}"
    assert 0.2 < 1 - 1.2 / lost < 0.35


def test_the_tie_in_each_end():
    seen = {}
    for end, p in DEFECT_RATE.items():
        tables = defect_rate_case.CASE.emit(SimpleNamespace(**p), 3)
        low, high = defect_rate_case.customers_ratio(**tables)[1:3]
        full = 1 - 1.2 / (125 * shares(tables)[0]["Cixi", True])
        half = 1 - 0.6 / (125 * shares(tables)[0]["Cixi", True])
        left = 125 * shares(tables)[0]["Shunde", True]  # without the tie: this ÷ the factor
        most = max(full, left / (left + 1.2))
        key = "tie" if high < full else "half" if high < half else "end" if low > most else "hold"
        assert defect_rate.monday(tables["inbound"], tables["returns"])[0] == key
        seen[end] = key
    assert (seen["rosy"], seen["modest"]) == ("end", "tie")


def test_where_a_tie_turns_by_hand():
    """It saves 1 − 0.4 of what comes back: at 1.20 yuan a piece it pays from 16 of 1,000 on."""
    saved = Estimate(0.6, 0.5, 0.7, 52, "weeks").times(125 / 1000)
    assert turning_point(saved, 1.2)[0] == pytest.approx(1000 * 1.2 / (125 * 0.6))


def test_printed_rates_are_good_enough_for_the_answers():
    """From the table's 4.1% and 2.6%, by the binomial and by the Poisson distribution."""
    quiz = exercises("defect_rate")
    table = cases.load("defect_rate").case.on(defect_rate_case.inspections, {
        "inbound": cases.load("defect_rate").tables.inbound
    })["rate"]["Cixi"]  # fmt: skip
    before, since = (round(table[half], 3) for half in ("before", "since"))
    assert quiz.clean.check((1 - since) ** 20).status == CORRECT
    assert quiz.clean.check(math.exp(-20 * table["since"])).status == CORRECT
    assert quiz.learned.check(since / before).status == CORRECT
    assert quiz.clean.check((1 - since) ** 50).status != CORRECT


def test_numbers_of_k12s_prose_are_those_of_plain_sums():
    days, tables = weekly_shelves()
    new = days["date"] >= "2025-09-01"
    shelf, old = days[new], days[~new]
    everything = tables.inventory_daily.merge(tables.sku, on="sku")
    times = [turns(everything[(everything["date"] >= "2025-09-01") == is_new])
             for is_new in (False, True)]  # fmt: skip
    mondays = shelf[shelf["date"].dt.day_name() == "Monday"]
    level = (mondays["on_hand"] + mondays["sales"]).mean() / shelf["sales"].mean()
    short = shelf[shelf["stockout_flag"]]
    usual = shelf[~shelf["stockout_flag"]].groupby("sku")["sales"].mean()
    missing = (short["sku"].map(usual) - short["sales"]).clip(lower=0).sum()
    there = shelf["sales"].sum() / (shelf["sales"].sum() + missing)

    told = {name: str(value) for name, value in cases.load("just_in_time").facts().items()}
    assert [told["before"], told["after"]] == [f"{number:.1f}" for number in times]
    assert told["stock_before"] == f"{old['on_hand'].mean() / old['sales'].mean():.0f}"
    assert told["stock_after"] == f"{shelf['on_hand'].mean() / shelf['sales'].mean():.1f}"
    assert told["empty"] == f"{shelf['stockout_flag'].mean():.1%}"
    assert told["filled"] == f"{there:.1%}"
    assert told["level"] == f"{level:.1f}"
    autumn = everything["date"] >= "2025-09-01"
    beside = everything[everything["supplier"] == "factory, big lots"]
    sisters = in_usual_days(beside[autumn[beside.index]]) / in_usual_days(
        beside[~autumn[beside.index]]
    )
    served = min(shelf["sales"].sum() / in_usual_days(old) / sisters, 1)
    assert told["served"] == f"{served:.1%}"
    assert told["level_wanted"] == f"{level * served:.1f}"


def in_usual_days(rows):
    """Pieces, had each day on which an article was sold out been a usual one for it."""
    pieces = 0
    for _, days in rows.groupby("sku"):
        out = days["stockout_flag"]
        usual = days.loc[~out, "sales"].mean()
        pieces += days.loc[~out, "sales"].sum() + days.loc[out, "sales"].clip(lower=usual).sum()
    return pieces


def turns(rows):
    """Stock turns a year, of 56 days with 8 Sundays."""
    lies = (rows["on_hand"] * rows["unit_cost"])[rows["date"].dt.day_name() == "Sunday"].sum() / 8
    return (rows["sales"] * rows["unit_cost"]).sum() * 365 / 56 / lies
