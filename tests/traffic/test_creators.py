"""Posts and creators: by hand, by an oracle, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, EcomlabError, InputError
from ecomlab.exercises.traffic import creators as asked
from ecomlab.traffic.creators import (
    boost_effect,
    content_coverage,
    creator_funnel,
    creator_match,
    creator_results,
    hook_rates,
    jump_rate,
    posts_for_hits,
    top_posts,
    watch_time,
)
from ecomlab.traffic.figures import study_by_week
from ecomlab.trials import could_be

POSTS = pd.DataFrame(
    {
        "creator_id": ["x", "x", "y", "y"],
        "type": ["drama", "drama", "review", "image"],
        "stage": ["aware", "buy", "buy", "aware"],
        "views": [1000, 100, 300, 50],
        "view_3s": [300, 60, 90, None],
        "completions": [30, 12, 9, None],
        "clicks": [10, 5, 9, 1],
        "jumps_to_store": [4, 4, 3, 1],
    }
)


def test_a_jump_rate_has_a_base():
    assert jump_rate(POSTS).value == 12 / 1450
    assert jump_rate(POSTS, "clicks").value == 12 / 25
    assert jump_rate(POSTS).n == 4
    with pytest.raises(ChoiceError, match="clicks"):
        jump_rate(POSTS, "visits")
    with pytest.raises(ColumnError, match="jumps_to_store"):
        jump_rate(POSTS.drop(columns="jumps_to_store"))


def test_the_best_posts_and_the_others_are_all():
    found = top_posts(POSTS, 1).set_index("group")
    assert found.loc["best"].tolist() == [1, 1000, 1000 / 1450, 4 / 1000, 4 / 10]
    assert found.loc["others", "per_view"] == 8 / 450
    by_jumps = top_posts(POSTS, 1, by="jumps_to_store").set_index("group")
    assert by_jumps.loc["best", "views"] == 1000  # of two with four jumps the earlier
    assert found.loc["all", "posts"] == found.loc[["best", "others"], "posts"].sum()
    with pytest.raises(InputError, match="Choose fewer"):
        top_posts(POSTS, 4)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 0.6), st.integers(1, 20), st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_so_many_posts_are_just_enough(p, hits, sure):
    """The binomial says the same: enough with n posts, and not yet with one fewer."""
    n = posts_for_hits(p, hits, sure)
    assert stats.binom.sf(hits - 1, n, p) >= sure - 1e-9
    assert stats.binom.sf(hits - 1, n - 1, p) < sure + 1e-9


@pytest.mark.parametrize("wrong", [(0, 10, 0.9), (1.5, 10, 0.9), (0.1, 0, 0.9), (0.1, 10, 1)])
def test_chances_that_are_none_are_refused(wrong):
    with pytest.raises(EcomlabError):
        posts_for_hits(*wrong)


def test_seconds_are_counted():
    found = watch_time([1, 3, 3, 10], at=[0, 3, 4, 11])
    assert found["estimate"].tolist() == [1, 0.75, 0.25, 0]
    with pytest.raises(InputError):
        watch_time([1, -3])
    for wrong in ([1, None], [], "abc", ["1"]):
        with pytest.raises(InputError):
            watch_time(wrong)
    with pytest.raises(InputError, match="at is"):
        watch_time([1, 2], at=["3"])


def test_seconds_of_views_that_are_over_are_a_survival_curve_without_censoring():
    """The oracle: Kaplan and Meier's estimate where nobody is censored (scipy's ecdf)."""
    seconds = np.random.default_rng(1).exponential(8, 300).round(1)
    curve = stats.ecdf(seconds).sf
    at = [3, 10, 30]
    assert watch_time(seconds, at)["estimate"].tolist() == pytest.approx(
        curve.evaluate(np.array(at) - 1e-6)
    )


def test_pictures_have_no_seconds():
    found = hook_rates(POSTS, "creator_id").set_index("creator_id")
    assert found.loc["x", "estimate"] == 360 / 1100
    assert found.loc["x", "to_end"] == 42 / 360
    assert found.loc["y", "estimate"] == 90 / 300
    assert found["pictures"].tolist() == [0, 1]
    only = hook_rates(POSTS[POSTS["type"] == "image"], "type")
    assert only["estimate"].isna().all()


def test_a_part_is_never_more_than_its_whole():
    for column, base in (("views", "views"), ("clicks", "clicks")):
        with pytest.raises(InputError, match=f"1 posts have more jumps_to_store than {column}"):
            jump_rate(POSTS.assign(jumps_to_store=[4, 4, 3, 60]), base)
    with pytest.raises(InputError, match="more view_3s than views, such as 350 of 300"):
        hook_rates(POSTS.assign(view_3s=[300, 60, 350, None]), "type")
    with pytest.raises(InputError, match="more completions than view_3s"):
        hook_rates(POSTS.assign(completions=[30, 12, 95, None]), "type")
    with pytest.raises(InputError, match="Empty isn't 0"):
        hook_rates(POSTS.assign(completions=[30, None, 9, None]), "type")


def test_shares_of_fans_aren_t_per_cent():
    fans = pd.DataFrame({"creator_id": [1, 2], "fan_young_share": [70, 40]})
    with pytest.raises(InputError, match="0.7, not 70"):
        creator_match(fans, {"fan_young_share": 0.4})


def test_a_grid_has_its_empty_cells():
    found = content_coverage(POSTS).set_index(["type", "stage"])
    assert len(found) == 6
    assert found.loc[("review", "aware"), "posts"] == 0
    assert found.loc[("drama", "buy"), "estimate"] == 0.05
    assert found["posts"].sum() == len(POSTS)
    jumps = content_coverage(POSTS, "creator_id", "stage", "jumps_to_store", "clicks")
    assert jumps["estimate"].tolist() == [0.4, 0.8, 1.0, 3 / 9]


def test_a_funnel_counts_who_took_every_step():
    asked = pd.DataFrame({"sample": [1, 1, 1, 0, 0], "yes": [1, 1, 0, 1, 0],
                          "live": [1, 0, 0, 1, 0]})  # fmt: skip
    found = creator_funnel(asked, ["sample", "yes", "live"], sample_cost=60)
    assert found["creators"].tolist() == [3, 2, 1]
    assert found["jumped"].tolist() == [0, 1, 1]
    assert found["n"].tolist() == [5, 3, 2]
    assert found["cost_each"].tolist() == [60, 90, 180]
    nobody = creator_funnel(asked.assign(yes=0), ["sample", "yes", "live"], sample_cost=60)
    assert nobody["creators"].tolist() == [3, 0, 0]
    assert nobody["cost_each"].isna().tolist() == [False, True, True]
    with pytest.raises(InputError, match="stages is empty"):
        creator_funnel(asked, [])
    with pytest.raises(InputError, match="neither True nor False"):
        creator_funnel(asked.assign(yes="no"), ["sample", "yes"])
    with pytest.raises(InputError, match="sample_cost"):
        creator_funnel(asked, ["sample"], sample_cost=-1)


def test_a_match_is_a_distance():
    creators = pd.DataFrame(
        {
            "creator_id": [1, 2, 3],
            "young": [0.5, 0.3, 0.4],
            "women": [0.6, 0.6, 0.2],
            "style_tags": ["gear", "city", "gear"],
        }
    )
    target = {"young": 0.3, "women": 0.6}
    found = creator_match(creators, target)
    assert found["creator_id"].tolist() == [2, 1, 3]
    assert found["distance"].tolist() == pytest.approx([0, 0.1, 0.25])
    heavy = creator_match(creators, target, weights={"young": 3, "women": 1})
    assert heavy["distance"].tolist() == pytest.approx([0, 0.15, 0.175])
    styled = creator_match(creators, target, style="gear")
    assert styled["creator_id"].tolist() == [1, 3, 2]
    with pytest.raises(InputError, match="other columns"):
        creator_match(creators, target, weights={"young": 1})
    with pytest.raises(InputError, match="other columns"):
        creator_match(creators, target, weights=[1, 2])
    with pytest.raises(ChoiceError, match="gear"):
        creator_match(creators, target, style="gaer")
    with pytest.raises(InputError, match="maps columns"):
        creator_match(creators, {})
    with pytest.raises(ColumnError, match="old"):
        creator_match(creators, {"old": 0.3})


SHEET = pd.DataFrame(
    {
        "creator_id": [1, 1, 2, 2],
        "settled": [True, True, True, False],
        "kept": [900.0, 0.0, 400.0, 999.0],
        "slot_fee": [100.0, 120.0, 500.0, 500.0],
        "fee_back": [None, None, 250.0, None],
        "commission": [90.0, 0.0, 40.0, 99.0],
        "agency": [0.0, 0.0, 10.0, 0.0],
    }
)


def test_results_count_settled_contracts_only_and_say_how_many_wait():
    found = creator_results(SHEET, 0.4).set_index("creator_id")
    assert found.loc[1, "estimate"] == pytest.approx(270 / 220)
    assert found.loc[2, "estimate"] == pytest.approx(110 / 250)
    assert found["open"].tolist() == [0, 1]
    assert found["left"].tolist() == pytest.approx([50, -140])
    assert found.index[0] == 1  # best first
    free = creator_results(SHEET.assign(slot_fee=0.0, fee_back=None), 0.4)
    assert free["estimate"].isna().all()  # commission only: no fee to divide by
    assert free["left"].notna().all()
    with pytest.raises(ColumnError, match="fee_back"):
        creator_results(SHEET.drop(columns="fee_back"), 0.4)


def test_a_boost_is_compared_with_posts_left_alone():
    """The oracle: Welch's interval of scipy."""
    rng = np.random.default_rng(2)
    boosts = pd.DataFrame(
        {
            "who": ["no"] * 40 + ["fans"] * 50,
            "views_after": rng.poisson(100, 90),
            "net": rng.gamma(2, 50, 90),
            "price": [0.0] * 40 + [30.0] * 50,
        }
    )
    found = boost_effect(boosts, 0.4, arm="who", none="no", kept="net", cost="price").iloc[0]
    left = 0.4 * boosts["net"] - boosts["price"]
    test = stats.ttest_ind(left[40:], left[:40], equal_var=False)
    assert (found["low"], found["high"]) == pytest.approx(tuple(test.confidence_interval()))
    assert found["n"] == 90
    with pytest.raises(ChoiceError, match="none"):
        boost_effect(boosts, 0.4, arm="who", none="nobody", kept="net", cost="price")
    with pytest.raises(InputError, match="fewer than two"):
        boost_effect(boosts.head(41), 0.4, arm="who", none="no", kept="net", cost="price")


def test_boosts_by_lot_hold_the_truth_as_often_as_they_say():
    """Skewed sales, a truth put in, draws of random size."""
    rng = np.random.default_rng(9)
    held = 0
    for _ in range(600):
        n, gain = int(rng.integers(40, 120)), rng.uniform(0, 80)
        kept = rng.gamma(2, 80, 2 * n) + np.repeat([0, gain], n)
        table = pd.DataFrame({"audience": np.repeat(["none", "fans"], n), "views_after": 10,
                              "kept": kept, "cost": np.repeat([0.0, 20.0], n)})  # fmt: skip
        found = boost_effect(table, 0.4).iloc[0]
        held += found["low"] <= 0.4 * gain - 20 <= found["high"]
    assert could_be(held, 600, 0.95)


def test_the_lesson_s_boosts_are_what_make_py_writes_and_hold_their_truth():
    from runpy import run_path

    from ecomlab.datasets import FOLDER

    made = run_path(str(FOLDER / "boosts" / "make.py"))["boosts"]()
    table = load("boosts").boosts
    assert made["post_id"].tolist() == table["post_id"].tolist()
    assert made["kept"].tolist() == table["kept"].tolist()
    lot = table[table["chosen_by"] == "lot"]
    by = boost_effect(lot, 0.36).set_index("audience")
    assert (by.loc[["broad", "interest"], "high"] < 0).all()
    editor = table[(table["chosen_by"] == "editor") | (table["audience"] == "none")]
    flattered = boost_effect(editor, 0.36).set_index("audience")
    assert flattered.loc["lookalike", "low"] > by.loc["lookalike", "estimate"] + 20


# --- The lesson's reductions -------------------------------------------------------------------

BOOKED_ON = pd.to_datetime(["2031-05-01", "2031-05-01", "2031-05-02", "2031-05-02", "2031-05-02"])
BOOKED = pd.DataFrame(
    {
        "creator_id": [1, 2, 3, 1, 2],
        "date": BOOKED_ON,
        "settled": True,
        "slot_fee": [100.0, 200.0, 500.0, 10.0, 20.0],
        "kept": [400.0, 0.0, 1000.0, 400.0, 100.0],
        "commission": [40.0, 0.0, 100.0, 40.0, 10.0],
        "agency": 0.0,
        "guaranteed_units": None,
        "fee_back": None,
    }
)
WHO = pd.DataFrame({"creator_id": [1, 2, 3], "tier": ["koc", "mid", "head"]})


def test_small_posts_beside_a_star_are_no_base():
    """Their fees are a tenth on that day: 11 times the fee, where a usual day brings 1.1 times."""
    sheet = asked.with_tier(BOOKED, WHO)
    assert sheet["star_day"].tolist() == [False, False, True, True, True]
    assert asked.usual(sheet)["slot_fee"].tolist() == [100, 200, 500]
    assert asked.usual(sheet, "mid")["slot_fee"].tolist() == [200]
    found = asked.by_day(sheet, 0.4).set_index("who")
    assert found.loc["small, no star that day", "estimate"] == pytest.approx(1.2)
    assert found.loc["small, on a star's day", "estimate"] == pytest.approx(12)
    assert found.loc["star", ["estimate", "mean_fee"]].tolist() == pytest.approx([0.6, 500])
    assert found["posts"].sum() == len(BOOKED)


def test_what_a_run_brings_back_is_measured_by_the_fee_that_it_pays():
    """Two posts at 50 and 150 yuan, both keep 1,000: 3.0 of the mean fee each, not 6 and 2."""
    sheet = BOOKED.head(2).assign(
        creator_id=1, slot_fee=[50.0, 150.0], kept=1000.0, commission=100.0
    )
    found = asked.returns_of(asked.with_tier(sheet, WHO), "koc", 0.4)
    assert found.tolist() == pytest.approx([3.0, 3.0])


def test_without_a_star_every_day_is_usual():
    sheet = asked.with_tier(BOOKED.head(2), WHO)
    assert len(asked.usual(sheet)) == 2
    assert asked.by_day(sheet, 0.4)["posts"].sum() == 2


def test_the_shop_s_days_are_shared_out_as_the_lesson_says():
    """In plain pandas: what the days without a star brought, and that no one else is left out."""
    shop = load("shop")
    sheet = asked.settled_sheet(shop.creator_deals, shop.creator_orders, shop.creators)
    margin = asked.margin_of(shop.pnl_lines, shop.creator_orders)
    found = asked.by_day(sheet, margin).set_index("who")
    with_star = set(sheet[sheet["tier"] == "head"]["date"])
    mine = sheet[(sheet["tier"] == "mid") & ~sheet["date"].isin(with_star) & sheet["settled"]]
    rate = (margin * mine["kept"].sum() - mine["commission"].sum()) / mine["slot_fee"].sum()
    assert found.loc["middle, no star that day", "estimate"] == pytest.approx(rate)
    assert found["posts"].sum() == sheet["settled"].sum()
    fees = found["mean_fee"]
    assert fees["small, no star that day"] > 3 * fees["small, on a star's day"]


def test_the_burst_s_money_is_counted_out():
    """Posts and cost in plain pandas; visits beside the control words' mean are about as many."""
    shop = load("shop")
    posts = shop.content_posts
    day = posts["ts"].dt.strftime("%Y-%m-%d")
    burst = posts[(posts["sku"] == "CH04") & (day >= "2025-01-06") & (day <= "2025-01-19")]
    found = asked.burst_money(posts, shop.article_daily, shop.creator_orders, shop.sku, 0.36)
    found = found.set_index("what")["number"]
    assert found["posts about the chair"] == len(burst)
    assert found["what they cost, yuan"] == pytest.approx(burst["cost"].sum())
    table = shop.article_daily.pivot(index="date", columns="sku", values="search_uv")
    before, after = table["2024-12-09":"2025-01-05"], table["2025-01-06":"2025-02-09"]
    rest = (before.mean() >= 20) & before.notna().all() & after.notna().all()
    rest = rest[rest].index.drop("CH04")
    usual = before["CH04"].sum() / before[rest].sum().sum() * after[rest].sum().sum()
    assert found["extra search visits in five weeks"] == pytest.approx(
        after["CH04"].sum() - usual, rel=0.25
    )


def test_the_last_post_is_marked_between_its_week_and_the_next():
    days = pd.date_range("2031-05-05", periods=5, freq="7D", tz="Asia/Shanghai")
    study = pd.DataFrame({"step": range(-1, 4), "start": days, "estimate": 1.0, "low": 0.9,
                          "high": 1.1, "n": 9, "counts": "control words"})  # fmt: skip
    ax = study_by_week(study, "Nothing", last="2031-05-25")  # fourteen days from 12 May
    assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == ":"] == [1.5]
    assert not [line for line in study_by_week(study, "x").lines if line.get_linestyle() == ":"]
