"""Papers of a category, written down for its articles."""

import pandas as pd
import pytest

from ecomlab.errors import ColumnError, InputError
from ecomlab.research.papers import compliance_gaps, papers_by_scope

SKU = pd.DataFrame({"sku": ["L1", "L2", "C1"], "category": ["light", "light", "chairs"]})
DOCS = pd.DataFrame({
    "doc": ["licence", "report", "report", "report"],
    "scope": ["shop", "light", "light", "chairs"],
    "issued": pd.to_datetime(["2019-01-01", "2024-03-01", "2025-03-10", "2024-06-01"]),
    "expires": pd.to_datetime([None, "2025-03-01", "2026-03-10", "2025-06-01"]),
})  # fmt: skip
RULES = pd.DataFrame({"applies_to": ["all", "light", "chairs"], "renew_days": 20,
                      "holder": ["shop", "article", "article"],
                      "paper": ["licence", "report", "report"]})  # fmt: skip


def gaps(today):
    found = compliance_gaps(SKU, papers_by_scope(DOCS, SKU, today), today, RULES)
    return found[["sku", "status", "days_left"]].values.tolist()


def test_between_two_papers_a_whole_category_stops():
    assert gaps("2025-03-05") == [["L1", "expired", -4], ["L2", "expired", -4]]


def test_the_last_day_still_holds_and_a_new_paper_counts_from_its_day():
    assert gaps("2025-03-01") == [["L1", "expiring", 0], ["L2", "expiring", 0]]
    assert gaps("2025-03-10") == []


def test_one_row_for_each_article():
    held = papers_by_scope(DOCS, SKU, "2025-12-31")
    assert held["holder"].value_counts().to_dict() == {"article": 5, "shop": 1}
    assert held.loc[held["holder"] == "shop", "sku"].isna().all()


def test_refused():
    with pytest.raises(InputError, match="must be shop, or a category"):
        papers_by_scope(DOCS.assign(scope="tents"), SKU, "2025-01-01")
    with pytest.raises(ColumnError, match="issued"):
        papers_by_scope(DOCS.drop(columns="issued"), SKU, "2025-01-01")
