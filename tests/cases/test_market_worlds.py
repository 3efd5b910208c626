"""What the tables of the research and data cases say, recomputed by other means than their code."""

from types import SimpleNamespace

import pytest

from ecomlab import cases
from ecomlab.cases import blue_ocean, click_bait
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT
from ecomlab.data.figures import left_by_refunds
from ecomlab.errors import InputError
from ecomlab.exercises.research import blue_ocean as blue_ocean_asked
from ecomlab.research.figures.demand import left_by_sellers

# --- K08 click bait ------------------------------------------------------------------------


def test_fines_of_each_article_for_its_own_pictures():
    """Three to five times for false ads alone; a superlative and a cure have articles of theirs."""
    issue = cases.load("click_bait")
    cost = issue.tables.ads_daily.groupby("creative_id")["cost"].sum()
    words = issue.words()
    false = cost[[4, 5, 6, 8, 10]].sum()
    assert words["ad_cost"] == f"{false:,.0f} yuan"
    assert (words["fine_from"], words["fine_to"]) == (
        f"{3 * false:,.0f} yuan",
        f"{5 * false:,.0f} yuan",
    )
    assert (words["superlative_from"], words["superlative_to"]) == (
        "200,000 yuan",
        "1,000,000 yuan",
    )
    assert (words["healing_from"], words["healing_to"]) == (
        f"{cost[9]:,.0f} yuan",
        f"{3 * cost[9]:,.0f} yuan",
    )


def test_a_deceived_buyer_gets_at_least_five_hundred_yuan():
    """Three times a pan of 129 yuan is 387: the law's minimum of 500 is more."""
    words = cases.load("click_bait").words()
    assert (words["times_price"], words["to_a_buyer"]) == ("387 yuan", "500 yuan")


def world_of_pans(**changed):
    item = cases.case("click_bait")
    p = SimpleNamespace(**vars(item.defaults()) | changed)
    return item.emit(p, 3), item.end(p)


@pytest.mark.parametrize(
    ("end", "changed", "action", "reason"),
    [
        ("rosy", {"keep": 0.4}, "down", "file"),
        ("rosy", {"keep": 0.3, "proven": 1}, "down", "yuan"),
        ("rosy", {"keep": 0.5, "proven": 1}, "side", "yuan"),
        ("right", {}, "down", "file"),
        ("right", {"proven": 1}, "keep", "yuan"),
        ("modest", {"keep": 1.3, "proven": 1}, "keep", "yuan"),
    ],
)
def test_an_ending_of_the_clicks_doesn_t_give_the_decision_away(end, changed, action, reason):
    """Twice the clicks. What a click brings makes the end; the file comes before the yuan."""
    tables, ended = world_of_pans(**changed)
    assert ended == end
    ads = tables["ads_daily"]
    sums = ads.groupby(ads["date"] >= "2024-08-26")[["impressions", "clicks", "orders"]].sum()
    early = ads[ads["date"] < "2024-07-29"][["impressions", "clicks", "orders"]].sum()
    orders = sums.loc[True, "orders"] / sums.loc[True, "impressions"]
    times = orders / (early["orders"] / early["impressions"])
    assert times == pytest.approx(2 * changed.get("keep", 1), rel=0.05)
    assert exercises("click_bait", **tables).monday.check((action, reason)).status == CORRECT
    days = tables["dsr_daily"].tail(28)[["complaint_rate", "refund_rate"]].mean()
    assert (days["complaint_rate"] > 0.015) == (not changed.get("proven"))
    assert (days["refund_rate"] > 0.2) == (not changed.get("proven"))


def test_proven_pictures_have_a_file_and_the_others_none():
    shown = [click_bait.pictures(world_of_pans(proven=kind)[0]["ads_daily"]) for kind in (0, 1)]
    assert [(table["on file"] == "nothing").sum() for table in shown] == [7, 0]
    assert list(shown[0].index) == list(range(1, 11))
    assert list(shown[1].index) == [1, 2, 3, *range(11, 18)]


def test_refunds_at_which_the_new_pictures_leave_no_more():
    """(Orders × 51.6 yuan − ads − before) ÷ orders ÷ 66.6 yuan, of the published weeks."""
    t = cases.load("click_bait").tables
    late = t.ads_daily[t.ads_daily["date"] >= "2024-08-26"]
    orders = 1000 * late["orders"].sum() / late["impressions"].sum()
    cost = 1000 * late["cost"].sum() / late["impressions"].sum()
    before = click_bait.contribution(t.ads_daily, t.dsr_daily)["before"]
    turns = (orders * 51.6 - cost - before) / (orders * (51.6 + 15))
    assert click_bait.left_at(turns, t.ads_daily) == pytest.approx(before)
    ax = left_by_refunds(lambda share: click_bait.left_at(share, t.ads_daily), 0.25, before)
    assert f"while fewer than {turns:.0%} come back" in ax.get_title("left")
    never = left_by_refunds(lambda share: 10 - share, 0.1, 20).get_title("left")
    assert never == "Less than before, even if nobody sent one back"
    always = left_by_refunds(lambda share: 30 - share, 0.1, 20).get_title("left")
    assert always == "More than before, however many come back"


@pytest.mark.parametrize("name", ["click_bait", "blue_ocean", "five_percent"])
def test_of_a_case_that_counts_the_truth_is_what_is_counted(name):
    for issue in (cases.load(name), cases.reissue(name, "counted")):
        assert issue.truth == issue.right.estimate


# --- K21 blue ocean ------------------------------------------------------------------------


def test_a_seller_s_average_weighs_every_month_of_every_seller():
    """Sum over sum is 3,381 yuan; the mean of the twelve months, 4,099, gets a sentence."""
    quiz = exercises("blue_ocean")
    assert quiz.each.check(3381).status == CORRECT
    assert quiz.rest.check(1892).status == CORRECT
    for asked, of_months in ((quiz.each, 4099), (quiz.rest, 2330)):
        told = asked.check(of_months)
        assert told.status != CORRECT
        assert "twelve monthly averages" in str(told)


def test_monday_of_the_blue_ocean_follows_from_yuan_not_from_the_verdict():
    """By hand: 2024's yuan outside the ten, and the same change once more, beside 3,000."""
    seen = set()
    for n in range(24):
        issue = cases.reissue("blue_ocean", f"stand {n}")
        data = issue.tables.keywords, issue.tables.category_stats
        yuan = blue_ocean.outside_the_ten(*data)
        low, high = sorted([yuan[2024], yuan[2024] ** 2 / yuan[2023]])
        right = "open" if low >= 4500 else "leave" if high < 3000 else "small"
        assert blue_ocean_asked.monday(*data)[0] == right
        seen.add((issue.end, right))
    assert {right for _, right in seen} == {"open", "leave", "small"}
    assert len({right for end, right in seen if end == "rosy"}) > 1


def test_the_stand_is_paid_at_the_number_of_sellers_that_the_slider_marks():
    """300,000 yuan for all outside the ten: 100 of them make 3,000 each, so 110 sellers."""
    assert "met at 110" in left_by_sellers(300_000, 500, 3000).get_title("left")
    with pytest.raises(InputError, match="more than the 10 largest"):
        left_by_sellers(300_000, 10, 3000)
