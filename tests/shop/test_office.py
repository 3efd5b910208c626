"""People, papers, rules, aims and fears: they follow from the run, and say only what is known."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.emit.aims import KPIS, RISKS
from ecomlab.shop.world import cents

AGENTS = {"2024-01-01": {}, "2024-02-10": {"service.agents": 5}, "2024-03-01": {"crm.coupon": 20}}


@pytest.fixture(scope="module")
def tables():
    return Shop(noise=5).run(AGENTS, days=200)[0]


def text(column):
    return column.astype(str).to_numpy()


def test_the_team_costs_what_labour_is(tables):
    """Day by day, to the cent; more agents make a new row of each role."""
    team, days = tables.team, tables.calendar["date"]
    lines = tables.pnl_lines[(tables.pnl_lines["line"] == "labour").to_numpy()]
    until = team["until"].fillna(days.iloc[-1] + pd.Timedelta(days=1))
    for day, labour in zip(lines["date"], lines["amount"], strict=True):
        mine = team[(team["since"] <= day) & (until > day)]
        assert round(mine["cost"].sum(), 2) == -labour
        assert mine.groupby(["role", "shift"], observed=True).size().max() == 1
    assert sorted(set(team["since"].dt.strftime("%Y-%m-%d"))) == ["2024-01-01", "2024-02-10"]
    agents = team[(team["role"] == "agent").to_numpy()].groupby("since")["headcount"].sum()
    assert agents.tolist() == [6, 10]


@pytest.mark.parametrize("scale", [1, 2.7])
def test_the_team_is_as_large_as_the_shop(scale):
    found, _ = Shop(World(scale=scale)).run({"service.agents": 3.4}, days=2)
    labour = found.pnl_lines[(found.pnl_lines["line"] == "labour").to_numpy()]["amount"].iloc[0]
    assert round(found.team["cost"].sum(), 2) == -labour


def test_tasks_wait_for_those_that_they_depend_on(tables):
    tasks = tables.tasks
    assert len(tasks) > 30
    done = tasks.set_index(["project", "task"])["delivered_at"]
    for row in tasks.dropna(subset="depends_on").itertuples():
        for name in row.depends_on.split(";"):
            assert done[row.project, name] <= row.requested_at
    assert tasks["requested_at"].is_monotonic_increasing
    end = tables.calendar["date"].iloc[-1] + pd.Timedelta(days=1)
    for name in ("requested_at", "reviewed_at", "delivered_at"):
        assert (tasks[name].dropna() < end).all()
    assert tables.as_of(126).tasks["delivered_at"].isna().any()  # after the camping days of May
    owners = set(tables.team["role"])
    assert set(tasks["owner"]) <= owners
    assert set(text(tasks["team"])) <= set(tables.team["group"])


def test_no_tasks_for_an_event_that_the_shop_stays_out_of():
    out, _ = Shop().run({"promo.may_camping.take_part": False}, days=130)
    assert "may_camping_2024" not in set(out.tasks["project"])
    assert "mid_year_618_2024" in set(out.tasks["project"])


def test_papers_are_valid_expiring_expired_or_renewed(tables):
    """By hand: kitchen's report ends on 2024-09-04 and is renewed on 2024-10-08."""
    found = {}
    shop = Shop(World(facts={"start": "2024-06-01"}))
    run, _ = shop.run(days=140)
    for days in (60, 70, 97, 140):  # 07-30, 08-08, 09-05, 10-18
        docs = run.as_of(days).compliance_docs
        mine = docs[((docs["doc"] == "food_contact_report") & (docs["scope"] == "kitchen"))]
        found[days] = text(mine["status"]).tolist()
    assert found == {
        60: ["valid"], 70: ["expiring"], 97: ["expired"], 140: ["renewed", "valid"],
    }  # fmt: skip
    held = run.violations[(run.violations["type"] == "violation").to_numpy()]
    held = held[~held["what"].str.contains("out of stock").to_numpy()]
    assert held["what"].tolist() == ["no food_contact_report of kitchen"]
    assert held["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-09-14"]


def test_violations_are_disputes_claims_and_papers(tables):
    held = tables.violations
    assert (held["points"].to_numpy() == held["severity"].map(
        {"minor": 0, "medium": 2, "major": 6}).astype(int).to_numpy()).all()  # fmt: skip
    chats = tables.chats.set_index("chat_id")
    asked = held[(held["type"] == "complaint").to_numpy()]
    number = asked["what"].str.removeprefix("chat ").astype("int64")
    assert chats.loc[number, "dispute"].all()
    days = (asked["date"].array - chats.loc[number, "ts"].dt.normalize().array).days
    assert (days == 2).all()
    assert 0.1 < len(asked) / tables.chats["dispute"].sum() < 0.45
    reported = held[(held["type"] == "report").to_numpy()]
    blocks = tables.page_blocks[(tables.page_blocks["block"] == "claim").to_numpy()]
    for row in reported.itertuples():
        mine = blocks[text(blocks["sku"]) == row.what.removeprefix("claim on ")]
        assert ((mine["since"] <= row.date) & ~(mine["until"] <= row.date)).any()
    assert (held["handled_at"].isna() | (held["handled_at"] > held["date"])).all()
    assert held["date"].is_monotonic_increasing


def test_the_experience_score_is_that_of_180_days(tables):
    """Added up by hand on three days; the days' parts are those of the other tables."""
    score = tables.experience_daily.set_index("date")
    assert score["parcels"].sum() == tables.orders["ts_deliver"].notna().sum()
    assert score["chats"].sum() == len(tables.chats)
    assert score["complaints"].sum() == tables.chats["complaint"].sum()
    for place in (5, 179, 199):
        part = score.iloc[max(place - 179, 0) : place + 1].sum()
        row = score.iloc[place]
        goods = 1 - part["bad_reviews"] / max(part["parcels"], 1)
        logistics = 1 - part["late"] / max(part["parcels"], 1)
        service = 1 - part["complaints"] / max(part["chats"], 1)
        shares = row[["goods", "logistics", "service"]].tolist()
        assert shares == pytest.approx([goods, logistics, service], abs=6e-5)
        assert row["score"] == pytest.approx(50 * goods + 30 * logistics + 20 * service, abs=0.02)


def test_goals_are_set_from_the_quarter_before(tables):
    goals = tables.quarter_goals
    assert goals.groupby("quarter")["kpi"].apply(list).to_dict() == {
        "2024 Q2": list(KPIS), "2024 Q3": list(KPIS),
    }  # fmt: skip
    second, third = (goals[goals["quarter"] == q].set_index("kpi") for q in ("2024 Q2", "2024 Q3"))
    assert (second["actual"] == third["baseline"]).all()
    assert third["actual"].isna().all()
    lines = tables.pnl_lines[tables.pnl_lines["line"].isin(["revenue", "refund"]).to_numpy()]
    mine = lines["date"].dt.tz_localize(None).dt.to_period("Q").astype(str) == "2024Q2"
    assert second["actual"]["net_sales"] == round(lines.loc[mine, "amount"].sum(), 2)
    assert second["target"]["net_sales"] == pytest.approx(1.1 * second["baseline"]["net_sales"])
    assert second["target"]["late_parcels"] < second["baseline"]["late_parcels"]
    assert (second["due"].dt.strftime("%m-%d") == "06-30").all()
    new = tables.customers["first_order_at"].dt.tz_localize(None).dt.to_period("Q").astype(str)
    assert second["actual"]["new_buyers"] == (new == "2024Q2").sum()


def test_risks_say_when_their_indicator_was_first_beyond(tables):
    risks = tables.risks.set_index("risk")
    assert risks.index.tolist() == [risk for risk, *_ in RISKS]
    ledger = tables.cash_ledger[(tables.cash_ledger["account"] == "bank").to_numpy()]
    daily = pd.Series(cents(ledger["amount"]), ledger["date"]).groupby(level=0).sum()
    balance = daily.reindex(tables.calendar["date"], fill_value=0).cumsum()
    opening = tables.opening_balances.set_index("account")["amount"]["bank"]
    low = balance < 100 * opening * risks["threshold"]["cash"]
    assert risks["days_over"]["cash"] == low.sum()
    first = low.idxmax() if low.any() else pd.NaT
    assert first is risks["trigger_date"]["cash"] or first == risks["trigger_date"]["cash"]
    over = tables.as_of(100).risks.set_index("risk")
    assert (over["days_over"] <= risks["days_over"]).all()
    assert (
        over["trigger_date"].dropna() == risks["trigger_date"][over["trigger_date"].notna()]
    ).all()


def test_an_earlier_evening_is_the_shorter_run():
    shop = Shop(noise=6)
    longer, shorter = shop.run(AGENTS, days=80)[0].as_of(35), shop.run(
        {date: change for date, change in AGENTS.items() if date < "2024-02-05"}, days=35
    )[0]  # fmt: skip
    for name in ("tasks", "compliance_docs", "violations", "experience_daily", "quarter_goals",
                 "risks", "team"):  # fmt: skip
        pd.testing.assert_frame_equal(longer[name], shorter[name], obj=name)


def test_tiny_worlds_have_all_of_it():
    for days in (1, 2, 40):
        found, _ = Shop(World(scale=0.001)).run(days=days)
        assert len(found.risks) == len(RISKS)
        assert len(found.experience_daily) == days
        assert np.isfinite(found.experience_daily["score"]).all()
        assert len(found.bank) >= 1
