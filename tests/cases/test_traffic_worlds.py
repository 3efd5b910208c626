"""What the tables of the traffic cases say, recomputed by other means than the cases' code."""

import numpy as np
import pandas as pd

from ecomlab import cases

# --- K06 low-price people ------------------------------------------------------------------


def test_618_lies_in_everybodys_ninety_days():
    """Or in nobody's: a sale in one campaign's window only would be a rival cause."""
    for issue in (cases.load("low_price_people"), cases.reissue("low_price_people", "618")):
        first = issue.tables.customers["first_order_at"].dt.tz_localize(None)
        sale = pd.Timestamp("2025-06-18")
        assert ((first < sale) & (sale < first + pd.Timedelta(days=90))).all()


def brought_back(tables):
    """Yuan of margin of all orders but a customer's first, per yuan of advertising."""
    later = tables.orders.sort_values("ts_order", kind="stable")
    later = later[later.duplicated("customer_id")]
    offer = tables.customers.set_index("customer_id")["acq_offer"]
    margin = 0.4 * later.groupby(later["customer_id"].map(offer))["paid_amount"].sum()
    return margin / tables.ads_daily.groupby("plan_id")["cost"].sum()


def test_neither_published_campaign_pays_for_its_ads():
    """Break-even is one yuan per yuan; the published campaigns stay below, and the key says so."""
    issue = cases.load("low_price_people")
    brings = brought_back(issue.tables)
    assert brings.between(0.6, 0.9).all()
    words = issue.words()
    assert words["yuan_before"] == f"{brings['trial pack']:.2f}"
    assert words["yuan_after"] == f"{brings['family box']:.2f}"
    assert float(words["yuan_before_high"]) < 1 > float(words["yuan_after_high"])


def test_some_reissues_pay_for_their_ads_and_some_do_not():
    above = [
        (brought_back(cases.reissue("low_price_people", f"pays {n}").tables) > 1).any()
        for n in range(20)
    ]
    assert 0.2 < np.mean(above) < 0.9
