"""What the tables of the research and data cases say, recomputed by other means than their code."""

import pytest

from ecomlab import cases
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT

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
