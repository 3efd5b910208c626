"""The same answers as lifetimes and pymc-marketing, each in an environment of its own.

tests/oracles/lifetimes.txt and pymc.txt list them; without the package the tests are skipped.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.retention.contracts import BGBB
from ecomlab.retention.lifetime import customer_summary
from ecomlab.retention.purchase_models import BGNBD, MBGNBD, GammaGamma, ParetoNBD


def read_published(name):
    lifetimes = pytest.importorskip("lifetimes")
    return pd.read_csv(Path(lifetimes.__file__).parent / "datasets" / name)


@pytest.fixture(scope="module")
def sample():
    tables = load("cdnow")
    ids = tables.customers.customer_id[tables.customers.tags == "sample"]
    return tables.orders[tables.orders.customer_id.isin(ids)]


@pytest.fixture(scope="module")
def weeks(sample):
    table = customer_summary(sample, "1997-09-30", free="count")
    return table.assign(recency=table.recency / 7, T=table["T"] / 7)


def test_published_summary(weeks):
    """The CSV files rounded to 2 decimals that come with lifetimes, customer by customer."""
    published = read_published("cdnow_customers_summary_with_transactions.csv")
    published.columns = ["customer", "frequency", "recency", "T", "monetary_value"]
    columns = ["frequency", "recency", "T", "monetary_value"]
    ours = weeks[columns].fillna(0).sort_values(columns).to_numpy()
    theirs = published[columns].sort_values(columns).to_numpy()
    # Sorted by values that one side rounds, neighbours may change places: compare each column.
    for mine, other in zip(ours.T, theirs.T, strict=True):
        assert np.sort(mine) == pytest.approx(np.sort(other), abs=0.0051)
    assert ours[:, 0].tolist() == theirs[:, 0].tolist()


def test_summary_like_lifetimes(sample):
    utils = pytest.importorskip("lifetimes.utils")
    plain = sample.assign(ts_order=sample.ts_order.dt.tz_localize(None))
    theirs = utils.summary_data_from_transaction_data(
        plain, "customer_id", "ts_order", "paid_amount", observation_period_end="1997-09-30"
    )
    ours = customer_summary(sample, "1997-09-30", free="count").set_index("customer_id").fillna(0)
    for column in ("frequency", "recency", "T", "monetary_value"):
        assert ours[column].to_numpy() == pytest.approx(theirs[column].to_numpy())


def test_bgnbd_like_lifetimes(weeks):
    lifetimes = pytest.importorskip("lifetimes")
    history = [weeks[name] for name in ("frequency", "recency", "T")]
    theirs = lifetimes.BetaGeoFitter().fit(*history)
    ours = BGNBD.fit(*history)
    for name in ("r", "alpha", "a", "b"):
        assert getattr(ours, name) == pytest.approx(theirs.params_[name], rel=1e-4)
    same = BGNBD(**theirs.params_)
    log_parameters = np.log(theirs.params_.to_numpy())
    total = -len(weeks) * theirs._negative_log_likelihood(
        log_parameters, *(column.to_numpy() for column in history), np.ones(len(weeks)), 0
    )
    assert same.log_likelihood(*history).sum() == pytest.approx(total, rel=1e-9)
    assert same.log_likelihood(*history).sum() <= ours.log_likelihood(*history).sum()
    assert same.probability_alive(*history) == pytest.approx(
        np.asarray(theirs.conditional_probability_alive(*history)), rel=1e-8
    )
    assert same.conditional_expected_purchases(52, *history) == pytest.approx(
        np.asarray(
            theirs.conditional_expected_number_of_purchases_up_to_time(52, *history), dtype=float
        ),
        rel=1e-6,
    )
    errors = np.log(ours.table().high / ours.table().estimate) / 1.959964 * ours.table().estimate
    assert errors.tolist() == pytest.approx(theirs.summary["se(coef)"].tolist(), rel=0.01)


def test_gamma_gamma_like_lifetimes(weeks):
    lifetimes = pytest.importorskip("lifetimes")
    repeaters = weeks[weeks.frequency > 0]
    spend = [repeaters.frequency, repeaters.monetary_value]
    theirs = lifetimes.GammaGammaFitter().fit(*spend)
    ours = GammaGamma.fit(*spend)
    for name, other in (("p", "p"), ("q", "q"), ("gamma", "v")):
        assert getattr(ours, name) == pytest.approx(theirs.params_[other], rel=1e-3)
    same = GammaGamma(theirs.params_["p"], theirs.params_["q"], theirs.params_["v"])
    assert same.expected_spend(*spend) == pytest.approx(
        np.asarray(theirs.conditional_expected_average_profit(*spend)), rel=1e-9
    )


def pymc_fit(model, names, table):
    clv = pytest.importorskip("pymc_marketing.clv")
    prior = pytest.importorskip("pymc_extras.prior").Prior
    flat = {name: prior("HalfFlat") for name in names}
    fitted = getattr(clv, model)(model_config=flat)
    data = table.assign(customer_id=np.arange(len(table)))
    fitted.fit(data=data, method="map", progressbar=False)
    return fitted, data


def test_bgnbd_like_pymc_marketing(weeks):
    table = weeks[["frequency", "recency", "T"]]
    names = ["r", "alpha", "a", "b"]
    theirs, data = pymc_fit("BetaGeoModel", names, table)
    ours = BGNBD.fit(*(table[name] for name in table))
    summary = theirs.fit_summary()
    for name in ("r", "alpha", "a", "b"):
        assert getattr(ours, name) == pytest.approx(float(summary[name]), rel=0.01)
    same = BGNBD(**{name: float(theirs.fit_result[name].mean()) for name in names})
    history = [table[name] for name in table]
    alive = theirs.expected_probability_alive(data).to_numpy().ravel()
    assert same.probability_alive(*history) == pytest.approx(alive, rel=1e-6)
    ahead = theirs.expected_purchases(data, future_t=52).to_numpy().ravel()
    assert same.conditional_expected_purchases(52, *history) == pytest.approx(ahead, rel=1e-6)


def test_gamma_gamma_like_pymc_marketing(weeks):
    repeaters = weeks.loc[weeks.frequency > 0, ["frequency", "monetary_value"]]
    theirs, data = pymc_fit("GammaGammaModel", ["p", "q", "v"], repeaters)
    ours = GammaGamma.fit(repeaters.frequency, repeaters.monetary_value)
    point = {name: float(theirs.fit_result[name].mean()) for name in "pqv"}
    assert (ours.p, ours.q, ours.gamma) == pytest.approx(tuple(point.values()), rel=0.02)
    same = GammaGamma(point["p"], point["q"], point["v"])
    spend = theirs.expected_customer_spend(data).to_numpy().ravel()
    ours_spend = same.expected_spend(repeaters.frequency, repeaters.monetary_value)
    assert ours_spend == pytest.approx(spend, rel=1e-6)


# ---- The other models -------------------------------------------------------------------------

OTHERS = [  # ours, lifetimes; the parameters in the order of ours
    (MBGNBD, "ModifiedBetaGeoFitter", ["r", "alpha", "a", "b"]),
    (ParetoNBD, "ParetoNBDFitter", ["r", "alpha", "s", "beta"]),
]


@pytest.mark.parametrize(("model", "fitter", "names"), OTHERS)
def test_other_models_like_lifetimes(weeks, model, fitter, names):
    lifetimes = pytest.importorskip("lifetimes")
    history = [weeks[name].to_numpy() for name in ("frequency", "recency", "T")]
    theirs = getattr(lifetimes, fitter)().fit(*history)
    ours = model.fit(*history)
    for name in names:
        assert getattr(ours, name) == pytest.approx(theirs.params_[name], rel=2e-3)
    same = model(**{name: theirs.params_[name] for name in names})
    assert same.log_likelihood(*history).sum() <= ours.log_likelihood(*history).sum() + 1e-6
    alive = np.asarray(theirs.conditional_probability_alive(*history), dtype=float)
    assert same.probability_alive(*history) == pytest.approx(alive, rel=1e-6)
    ahead = theirs.conditional_expected_number_of_purchases_up_to_time(52, *history)
    expected = np.asarray(ahead, dtype=float)
    assert same.conditional_expected_purchases(52, *history) == pytest.approx(expected, rel=1e-5)


def test_mbgnbd_like_pymc_marketing(weeks):
    """Pareto/NBD takes it minutes to compile: lifetimes is asked for that one."""
    table, names = weeks[["frequency", "recency", "T"]], ["r", "alpha", "a", "b"]
    fitted, data = pymc_fit("ModifiedBetaGeoModel", names, table)
    same = MBGNBD(**{name: float(fitted.fit_result[name].mean()) for name in names})
    history = [table[name] for name in table]
    alive = fitted.expected_probability_alive(data).to_numpy().ravel()
    assert same.probability_alive(*history) == pytest.approx(alive, rel=1e-4)
    ours = MBGNBD.fit(*history)
    assert ours.log_likelihood(*history).sum() >= same.log_likelihood(*history).sum() - 1e-3


def test_bgbb_like_lifetimes():
    lifetimes = pytest.importorskip("lifetimes")
    donors = read_published("donations.csv")
    history = [donors[name] for name in ("frequency", "recency", "periods")]
    theirs = lifetimes.BetaGeoBetaBinomFitter().fit(*history, weights=donors["weights"])
    ours = BGBB.fit(*history, donors["weights"])
    names = ("alpha", "beta", "gamma", "delta")
    for name in names:
        assert getattr(ours, name) == pytest.approx(theirs.params_[name], rel=2e-3)
    same = BGBB(**{name: theirs.params_[name] for name in names})
    alive = theirs.conditional_probability_alive(0, *history)
    assert same.probability_alive(*history) == pytest.approx(np.asarray(alive), rel=1e-8)
    ahead = theirs.conditional_expected_number_of_purchases_up_to_time(5, *history)
    assert same.conditional_expected_purchases(5, *history) == pytest.approx(np.asarray(ahead))
