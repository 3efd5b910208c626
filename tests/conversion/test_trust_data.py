"""The lesson's own tables are what their maker makes, and hold together."""

import sys

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, load
from ecomlab.exercises.conversion import trust as asked

OWN = load("trust")


@pytest.fixture(scope="module")
def maker():
    folder = str(FOLDER / "trust")
    sys.path.insert(0, folder)
    try:
        import make
        import states

        yield make, states
    finally:
        sys.path.remove(folder)
        for name in ("make", "states"):
            sys.modules.pop(name, None)


def test_the_promise_is_what_the_maker_makes(maker):
    pd.testing.assert_frame_equal(maker[0].promise(), OWN.promise, check_dtype=False)


def test_with_the_promise_the_shop_pays_the_way_of_every_return():
    cost = (
        OWN.promise[OWN.promise["returned"]].groupby(["trade", "arm"])["left"].agg(["min", "max"])
    )
    assert (cost["min"] == cost["max"]).all()
    cost = -cost["min"].unstack()
    assert (cost["with"] - cost["without"]).tolist() == [8, 8]


def test_taken_back_before_it_was_sent_is_not_kept():
    shop = load("shop")
    rows = asked.badges(shop)
    gone = shop.orders.dropna(subset="ts_pay").dropna(subset="ts_cancel")
    test = shop.experiments[shop.experiments["experiment"] == "trust_badges"]
    first, last = test["ts"].min(), test["ts"].max()
    buyers = rows.loc[rows["converted"], "unit_id"]
    mine = gone[gone["customer_id"].isin(buyers) & gone["ts_pay"].between(first, last)]
    back = rows.loc[rows["converted"] & rows["returned"], "unit_id"]
    assert len(mine) > 50
    assert mine["customer_id"].isin(back).mean() > 0.9  # some bought twice


def test_the_shrunk_list_is_tried_like_the_other():
    """June and the 90 days after it, by hand."""
    reviews = load("shop").reviews
    row = asked.months_tried(reviews).set_index("month").loc["2025-06"]
    own = reviews[~reviews["is_default"] & ~reviews["incentivised"]]
    ts = own["ts"].dt.tz_localize(None)
    june = own[(ts >= "2025-06-01") & (ts < "2025-07-01")].groupby("sku")["rating"]
    later = own[(ts >= "2025-07-01") & (ts < "2025-09-29")].groupby("sku")["rating"]
    came = later.mean()[later.size() >= 5]
    n, mean, prior = june.size(), june.mean(), 3.813328
    shrunk = ((n * mean + row["weight"] * prior) / (n + row["weight"]))[came.index]
    best, first = shrunk.nlargest(5).index, mean[came.index].nlargest(5).index
    assert row["other_came"] == pytest.approx(came[best].mean() - came.mean())
    assert row["came"] == pytest.approx(came[first].mean() - came.mean())


def test_everybody_is_counted_once_in_both_tables():
    year = OWN.everybody["month"].str[:4].astype(int)
    lines = OWN.everybody.groupby(year)[["lines", "stars"]].sum()
    other = OWN.who_writes.assign(year=OWN.who_writes["year"].astype(int))
    other["sum"] = other["stars"] * other["lines"]
    other = other.groupby("year")[["lines", "sum"]].sum()
    assert other.to_numpy().tolist() == lines.to_numpy().tolist()


def test_who_wrote_is_what_the_shop_shows():
    """The truth's writers are the reviews of the published table, by year and kind."""
    reviews = load("shop").reviews
    written = reviews[~reviews["is_default"]]
    wrote = OWN.who_writes[["wrote", "gift"]].sum()
    gifts = written["incentivised"].sum()
    assert wrote["gift"] == pytest.approx(gifts, rel=0.02)  # some of the last days come later
    assert wrote["wrote"] == pytest.approx(len(written) - gifts, rel=0.02)


@pytest.mark.verify
def test_a_twin_is_run_again(maker):
    found = maker[1]._run("fashion", "way back free", 0)
    kept = OWN.twins.query("shop == 'fashion' and state == 'way back free' and luck == 1")
    kept = kept.drop(columns=["luck", "shop", "state"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(found, kept, check_dtype=False)
