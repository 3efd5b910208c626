"""K13: a factory is tied, the defect rate moves, and from the same day the factory counts it."""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import sample_size, t_quantile
from ecomlab.fulfillment import suppliers
from ecomlab.streams import at, binomial, gamma_table, uniforms
from ecomlab.texts import Form, fact

TIED_ON = pd.Timestamp("2025-01-06", tz="Asia/Shanghai")  # a Monday
WEEKS = 26  # before, and again after; each brings one batch from either factory
FACTORIES = TIED, OTHER = ["Shunde", "Cixi"]  # the first one is tied
LEVEL = np.array([1, 0.9])  # of the defect rate, one factory against the other
LOT = 2000  # pieces
TESTED, AT_FACTORY = 200, 100  # pieces of a batch opened by the shop; by the tied factory itself
CARTON = 20  # pieces that a clerk opens at random
EVEN = 25.0  # shape of the batches' gamma: a batch's defect rate scatters by a fifth of it
SENT_BACK, UNWANTED = 0.5, 0.01  # of defective pieces for quality; of all pieces for no reason
LATE = 8  # the last weeks: what a contract signed now has to save
EARLY = 13  # weeks by which a tie is pretended too early
TIE_COST, BACK_COST = 1.2, 125  # yuan: the tie a piece bought; a piece sent back for quality
MOVED, FITS = 0.05, 0.2  # shares by which a rate must differ for a text to say so
COST = {"Shunde": 96.0, "Cixi": 94.0}  # yuan a piece
LOTS, TESTS, COMPLAINTS, WHIMS, DELAYS = range(1, 6)  # streams


def world(p, seed):
    """A year of batches from two factories, and the pieces that customers sent back."""
    week, tied = np.indices((2 * WEEKS, len(FACTORIES)))
    tied = tied == 0
    own = tied & (week >= WEEKS)  # tested by the factory itself
    rate = p.base * LEVEL * _learning(p)[:, None] * np.where(own, p.tie, 1)
    rate = rate * at(gamma_table(EVEN), uniforms(seed, LOTS, week.shape))
    tested = np.where(own, AT_FACTORY, TESTED)
    seen = rate * np.where(own, p.seen, 1)
    sold = LOT - tested
    number = np.arange(1, week.size + 1)
    supplier = np.tile(FACTORIES, 2 * WEEKS)
    received = TIED_ON + pd.to_timedelta(7 * (week.ravel() - WEEKS), unit="D")
    inbound = pd.DataFrame(
        {
            "po_id": number,
            "supplier": supplier,
            "sku": 24_000 + number,  # each batch has an article number of its own
            "ordered_at": (received - pd.Timedelta(days=21)).as_unit("us"),
            "received_at": received.as_unit("us"),
            "lot_size": LOT,
            "sample_n": tested.ravel(),
            "sample_defects": binomial(tested, seen, uniforms(seed, TESTS, week.shape)).ravel(),
            "accepted": True,
            "unit_cost": pd.Series(supplier).map(COST),
        }
    )
    complaints = binomial(sold, SENT_BACK * rate, uniforms(seed, COMPLAINTS, week.shape))
    whims = binomial(sold, UNWANTED, uniforms(seed, WHIMS, week.shape))
    return {"inbound": inbound, "returns": _returns(inbound, [complaints, whims], seed)}


def _learning(p):
    """A week's defect rate against the mean of the weeks before: both factories go one way."""
    curve = p.learning ** (np.arange(2 * WEEKS) / WEEKS)
    return curve / curve[:WEEKS].mean()


def _returns(inbound, counts, seed):
    """A row for each piece sent back, within eight weeks of its batch."""
    reason, lot = (
        np.repeat(index.ravel(), np.ravel(counts)) for index in np.indices((2, len(inbound)))
    )
    week = lot // len(FACTORIES) - WEEKS
    day = 7 * week + 3 + np.floor(53 * uniforms(seed, DELAYS, len(lot))).astype(np.int64)
    order = np.argsort(day, kind="stable")
    number = np.arange(1, len(lot) + 1)
    return pd.DataFrame(
        {
            "return_id": number,
            "order_id": 300_000 + number,
            "sku": inbound["sku"].to_numpy()[lot[order]],
            "reason": np.array(["quality", "change_of_mind"])[reason[order]],
            "requested_at": (TIED_ON + pd.to_timedelta(day[order], unit="D")).as_unit("us"),
        }
    )


inspections = partial(suppliers.defect_rates, changed=TIED_ON)


def measure(inbound):
    """The claim: share of tested pieces with a defect, before and since."""
    rate = inspections(inbound).loc[TIED, "rate"]
    return {"before": rate["before"], "after": rate["since"]}


inspected_ratio = partial(suppliers.defect_rate_change, changed=TIED_ON, supplier=TIED)
sent_back = suppliers.lots_sent_back
weekly_rates = suppliers.lot_rates
customers_ratio = partial(
    suppliers.difference_in_differences, changed=TIED_ON, treated=TIED, control=OTHER
)
by_month = partial(suppliers.rates_by_weeks, changed=TIED_ON)


def ratio_of_ratios(rates, since=TIED_ON):
    """Ratio, low and high of `suppliers.relative_change`, as notebooks of edition one read it."""
    return np.array(suppliers.relative_change(rates[FACTORIES], rates.index >= since)[:3])


def pays_at(inbound, returns, since=TIED_ON, control=OTHER):
    """Below which factor a tie pays for itself, by what comes back without one since that day."""
    lots = sent_back(inbound, returns)
    lots = lots[(lots["supplier"] == control) & (lots["received_at"] >= since)]
    return 1 - TIE_COST / (BACK_COST * lots["back"].sum() / lots["sold"].sum())


def keeps_at(inbound, returns):
    """Below which factor the tie of today pays for itself, by what comes back with it.

    At that factor the tie saves its cost: what would come back without it is that rate ÷ factor.
    """
    lots = sent_back(inbound, returns)
    lots = lots[(lots["supplier"] == TIED) & (lots["received_at"] >= TIED_ON)]
    return 1 / (1 + TIE_COST / (BACK_COST * lots["back"].sum() / lots["sold"].sum()))


def placebo(inbound, returns, changed=TIED_ON, treated=TIED, control=OTHER, reason="quality"):
    """The same comparison on the batches before the tie, as if it had begun 13 weeks too early."""
    before = inbound[inbound["received_at"] < changed]
    early = changed - pd.Timedelta(weeks=EARLY)
    return suppliers.difference_in_differences(before, returns, early, treated, control, reason)


no_reason = partial(customers_ratio, reason="change_of_mind")


def words(inbound, returns):
    """More figures for the notebook's text."""
    table = inspections(inbound)
    lots = sent_back(inbound, returns)
    half = np.where(lots["received_at"] >= TIED_ON, "since", "before")
    sums = lots.groupby(["supplier", half])[["sold", "back"]].sum()
    rate = sums["back"] / sums["sold"]
    mine, other = TIED, OTHER
    tied = customers_ratio(inbound, returns)
    needed, late = pays_at(inbound, returns), table["rate"][other, "since"]
    moved, scatter = late / table["rate"][other, "before"], _scatter(lots, half)
    learned = suppliers.defect_rate_change(inbound, changed=TIED_ON, supplier=other)
    enough = sample_size(*(table["rate"][mine, when] for when in ("before", "since")))
    found = {
        "left": fact.number(100 * inspected_ratio(inbound).estimate),
        "sides": "inside" if tied.low <= 1 <= tied.high else "outside",
        "other_before": fact.share(table["rate"][other, "before"], 1),
        "other_since": fact.share(table["rate"][other, "since"], 1),
        "other_fall": fact.number(moved, 2),
        "moved": _moved(moved, luck=learned.holds(1)),
        "enough": "enough" if enough <= table["tested"][mine].min() else "few",
        "tested_before": fact.count(table["tested"][mine, "before"]),
        "tested_since": fact.count(table["tested"][mine, "since"]),
        "tie_cost": fact.money(TIE_COST, 2),
        "back_cost": fact.money(BACK_COST),
        "pays_at": fact.number(needed, 2),
        "keeps_at": fact.number(keeps_at(inbound, returns), 2),
        "pays_at_late": fact.number(pays_at(inbound, returns, _late(inbound)), 2),
        "late_weeks": fact.Fact(LATE, "weeks"),
        "pays_at_half": fact.number((1 + needed) / 2, 2),
        "own_sample": fact.count(AT_FACTORY),
        "shop_sample": fact.count(TESTED),
        "clean": fact.share(suppliers.chance_to_pass(late, CARTON)),
        "clean_own": fact.share(suppliers.chance_to_pass(late, AT_FACTORY), 1),
        "clean_shop": fact.share(suppliers.chance_to_pass(late, TESTED), 1),
        "scatter_low": fact.number(scatter.min(), 1),
        "scatter_high": fact.number(scatter.max(), 1),
    }
    for name, reading in (("whims", no_reason), ("placebo", placebo)):
        ends = zip(("", "_low", "_high"), reading(inbound, returns)[:3], strict=True)
        found |= {f"{name}{end}": fact.number(value, 2) for end, value in ends}
    for name, factory in (("tied", mine), ("other", other)):
        for when in ("before", "since"):
            per_defect = rate[factory, when] / table["rate"][factory, when]
            found[f"{name}_back_{when}"] = fact.number(1000 * rate[factory, when])
            found[f"{name}_sent_{when}"] = fact.number(100 * per_defect)
    return found | {"fits": _fits(rate, table["rate"])}


def _moved(factor, luck):
    """Which way the other factory went without a tie, if luck alone doesn't move it so far."""
    if abs(factor - 1) <= MOVED:
        return "stayed"
    way = "fell" if factor < 1 else "rose"
    return f"{way}_luck" if luck else way


def _fits(back, tested):
    """Does more or less come back of the tied factory's pieces than its own tests let expect?"""
    per_defect = (back / tested).unstack()
    change = per_defect["since"] / per_defect["before"]
    beside = change[TIED] / change[OTHER]
    return "more" if beside > 1 + FITS else "less" if beside < 1 / (1 + FITS) else "same"


def _late(inbound):
    """First day of the last weeks."""
    return inbound["received_at"].max() - pd.Timedelta(weeks=LATE - 1)


def _scatter(lots, half):
    """How many times as much the batches' rates vary as by the luck of pieces alone."""
    groups = lots.groupby(["supplier", half])
    share, sold = groups["rate"].mean(), groups["sold"].mean()
    return groups["rate"].var() / (share * (1 - share) / sold)


def expected(p):
    """The factory counts fewer defects or more than the shop; customers meet all of them."""
    variance = 0
    for learnt, tie, tested in [(1, 1, TESTED), (p.learning, p.tie, AT_FACTORY)]:
        back = SENT_BACK * p.base * LEVEL * learnt * [tie, 1] * (LOT - np.array([tested, TESTED]))
        variance += (1 / EVEN + 1 / back).sum() / WEEKS
    reach = t_quantile(2 * WEEKS - 2) * variance**0.5
    return Expected(p.learning * p.tie * p.seen, p.tie, reach)


CASE = Case(
    name="defect_rate",
    number="K13",
    title="The factory with fewer defects",
    chapter="4_fulfillment",
    bias="measurement changed",
    figures=(
        Figure("before", 0.05, 0.011, Form("share"),
               "通过与代工厂深度绑定，次品率从5%降至1%", "000:042"),
        Figure("after", 0.01, 0.0085, Form("share"),
               "通过与代工厂深度绑定，次品率从5%降至1%", "000:042"),
    ),
    parameters={
        "base": Parameter(0.05, 0.045, 0.07, "defect rate before, mean of the weeks"),
        "learning": Parameter(
            0.6, 0.6, 1.2, "what half a year does at both factories: learning, worn moulds", 2
        ),
        "tie": Parameter(1.0, 0.3, 1.05, "what the tie multiplies it by", 2),
        "seen": Parameter(
            0.333, 0.3, 2.2, "defects that the factory counts, of 1 that the shop would count"
        ),
    },
    branches={
        "rosy": Branch({"learning": (0.6, 0.8), "tie": (0.45, 1.05), "seen": (0.3, 0.5)}),
        "right": Branch({"base": (0.06, 0.07), "learning": (0.8, 1.1), "tie": (0.4, 0.85),
                         "seen": (0.9, 1.25)}),
        "modest": Branch({"base": (0.055, 0.07), "learning": (0.95, 1.2), "tie": (0.3, 0.4),
                          "seen": (1.6, 2.2)}),
    },
    world=world,
    measure=measure,
    naive=inspected_ratio,
    right=customers_ratio,
    expected=expected,
    estimand="defect rate with the tie ÷ without it, same weeks",
    scale="ratio",
    show=Form("number", 2),
    margin=1.6,
    favours="low",
    seed=179,
    words=words,
    methods={
        "no reason": Method(no_reason, lambda p: 1.0),
        "pretended date": Method(placebo, lambda p: 1.0),
    },
)  # fmt: skip
