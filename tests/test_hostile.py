"""Public functions that get what they can't use say so, or answer: no error of a library's inside.

Each call is tried with every value of ``HOSTILE`` in the place of one argument.
"""

import datetime as dt
import warnings
from collections.abc import Hashable
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab import cases, datasets, plots
from ecomlab.classroom import decks, exercises, reissues
from ecomlab.classroom.progress_file import MARKER
from ecomlab.classroom.workspace import editions, find_lesson, reset
from ecomlab.errors import Caution, ColumnError, EcomlabError, InputError
from ecomlab.retention.lifetime import customer_summary
from ecomlab.shop import Decisions, Shop, World, as_of, dirty, generate
from ecomlab.shop.pictures import company, glance
from ecomlab.shop.truth import contact_outcomes, shapley, truth
from ecomlab.tables import validate

FRAME = pd.DataFrame({"a": ["x", "y"], "b": ["p", "q"]})
HOSTILE = {
    "None": None, "NaT": pd.NaT, "NA": pd.NA, "nan": float("nan"), "inf": float("inf"),
    "-1": -1, "0": 0, "1.5": 1.5, "2.0": 2.0, "huge": 1e308, "huge int": 10**400, "True": True,
    "Decimal": Decimal("1.5"), "complex": 1 + 2j, "numpy": np.float64(-3.5),
    "text": "x", "empty": "", "blank": "  ", "number as text": "5", "zero byte": "a\0b",
    "half a letter": "\ud800", "date": "2024-01-02", "no date": "2024-02-31", "late": "9999-12-31",
    "dots": "../..", "bytes": b"x", "list": [], "list of 5": [5], "list of lists": [[1], [2]],
    "tuple": (), "pair": ("x", 1), "dict": {}, "dict of x": {"x": 1}, "dict of 5": {5: 5},
    "dated": {"2024-01-02": 5}, "set": {1}, "frame": FRAME, "series": FRAME["a"],
    "array": np.array([1, 2]), "date of Python": dt.date(2024, 1, 2), "slice": slice(None),
    "function": len, "class": dict, "object": object(), "dots of Python": ...,
}  # fmt: skip


@cache
def small():
    """A shop, the tables of four days of it, and their report."""
    shop = Shop(World(scale=0.01))
    return shop, *shop.run(days=4)


def tables(**changes):
    return dict(small()[1]) | changes


def numbers(**changes):
    """What every figure can draw."""
    known = {name: [1.0, 2.0] for name in (
        "x", "y", "estimate", "low", "high", "n", "age", "customers", "rate", "days", "survival",
        "naive", "share_of_customers", "share_of_value",
    )}  # fmt: skip
    known |= {"name": ["A", "B"], "reading": ["A", "truth"], "by": ["p", "q"]}
    known |= {"cohort": pd.to_datetime(["2024-01-01", "2024-02-01"])}
    return pd.DataFrame(known).assign(**changes)


def column_of(value):
    """A column with the value in every row."""
    return pd.Series([value, value], dtype=object)


ORDERS = pd.DataFrame({"customer_id": ["A"], "ts_order": pd.to_datetime(["2024-01-02"])})
TEXTS = pd.DataFrame(
    {"order_id": ["1", "2"], "customer_id": "A", "ts_order": "2024-01-02", "paid_amount": "5"}
)


def checked(**columns):
    """The orders as `validate` gives them back, with other columns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Caution)
        return validate(TEXTS.assign(**columns), "orders", "Asia/Shanghai")


run = {"days": 2, "noises": 1, "progress": False}

SHOP = {
    "World(scenario)": lambda value: World(scenario=value),
    "World(seed)": lambda value: World(seed=value),
    "World(scale)": lambda value: World(scale=value),
    "World(articles)": lambda value: World(articles=value),
    "World(shocks)": lambda value: World(shocks=value),
    "World(a shock)": lambda value: World(shocks=[value]),
    "World(a shock's date)": lambda value: World(shocks=[(value, "2024-01-03", 2)]),
    "World(a shock's factor)": lambda value: World(shocks=[("2024-01-02", "2024-01-03", value)]),
    "Shop(world)": lambda value: Shop(value),
    "Shop(noise)": lambda value: Shop(World(scale=0.01), value).run(days=1),
    "run(decisions)": lambda value: small()[0].run(value, days=2),
    "run(a decision)": lambda value: small()[0].run({"crm.days": value}, days=2),
    "run(a choice)": lambda value: small()[0].run({"page.version": value}, days=2),
    "run(on a date)": lambda value: small()[0].run({"2024-01-02": value}, days=2),
    "run(from a date)": lambda value: small()[0].run(from_date(value), days=2),
    "run(days)": lambda value: small()[0].run(days=few(value)),
    "engine(days)": lambda value: small()[0].engine(days=value),
    "outcome(days)": lambda value: small()[0].outcome(days=few(value)),
    "outcome(decisions)": lambda value: small()[0].outcome(value, days=2),
    "decisions": lambda value: small()[0].decisions(value),
    "change": lambda value: Decisions(World()).change(value),
    "Decisions.read": lambda value: Decisions.read(World(), value),
    "tables.as_of": lambda value: small()[1].as_of(value),
    "as_of(tables)": lambda value: as_of(value, "2024-01-02"),
    "as_of(date)": lambda value: as_of(small()[1], value),
    "as_of(shop)": lambda value: as_of(small()[1], "2024-01-02", shop=value),
    "as_of(decisions)": lambda value: as_of(small()[1], "2024-01-02", decisions=value),
    "total": lambda value: small()[2].total(value),
    "truth(lever)": lambda value: truth(small()[0], value, **run),
    "truth(value)": lambda value: truth(small()[0], "crm.days", value, **run),
    "truth(days)": lambda value: truth(small()[0], "crm.days", **run | {"days": few(value)}),
    "truth(noises)": lambda value: truth(small()[0], "crm.days", **run | {"noises": few(value)}),
    "truth(window)": lambda value: truth(small()[0], "crm.days", window=value, **run),
    "truth(step)": lambda value: truth(small()[0], "crm.days", step=value, **run),
    "truth(decisions)": lambda value: truth(small()[0], "crm.days", decisions=value, **run),
    "contact_outcomes(days)": lambda value: contact_outcomes(small()[0], few(value)),
    "contact_outcomes(window)": lambda value: contact_outcomes(small()[0], 40, value),
    "shapley(plans)": lambda value: shapley(small()[0], value, **run),
    "dirty(tables)": lambda value: dirty(value),
    "dirty(a table)": lambda value: dirty(tables(orders=value)),
    "dirty(seed)": lambda value: dirty(small()[1], seed=value),
    "dirty(share)": lambda value: dirty(small()[1], bot_sessions=value),
    "glance": lambda value: glance(value),
    "glance(a table)": lambda value: glance(tables(events=value)),
    "company": lambda value: company(value),
}
OTHERS = {
    "load": datasets.load,
    "card": datasets.card,
    "read_tables": datasets.read_tables,
    "read_card": datasets.read_card,
    "case": cases.case,
    "cases.load": cases.load,
    "cases.load(folder)": lambda value: cases.load("page_redesign", value),
    "cases.load(key)": lambda value: cases.load(
        "page_redesign", datasets.FOLDER / "cases/page_redesign", value
    ),
    "cases.reissue(name)": lambda value: cases.reissue(value, "7B"),
    "cases.reissue(seed)": lambda value: cases.reissue("page_redesign", value),
    "cases.reissue(secret)": lambda value: cases.reissue("page_redesign", "7B", secret=value),
    "exercises": exercises,
    "exercises(data)": lambda value: exercises("5_1", orders=value),
    "validate": lambda value: validate(value, "orders"),
    "validate(table)": lambda value: validate(TEXTS, value),
    "validate(timezone)": lambda value: validate(TEXTS, "orders", value),
    "validate(decimal)": lambda value: validate(TEXTS, "orders", "UTC", decimal=value),
    "validate(lines)": lambda value: validate(TEXTS, "orders", "UTC", lines=value),
    "validate(units)": lambda value: checked(units=column_of(value)),
    "validate(channel)": lambda value: checked(channel=column_of(value)),
    **{
        f"validate({name})": lambda value, name=name: checked(**{name: column_of(value)})
        for name in TEXTS
    },
    **{
        f"validate({name}, typed)": lambda value, name=name: checked(
            **{name: typed_column_of(value)}
        )
        for name in TEXTS
    },
    "find_lesson": lambda value: find_lesson(value, editions()),
    "deck": decks.deck,
}
FIGURES = {
    "lines": lambda table, **o: plots.lines(table, **{"x": "x", "y": "y"} | o),
    "lines by": lambda table, **o: plots.lines(table, "x", "y", **{"by": "by"} | o),
    "estimates": lambda table, **o: plots.estimates(table, **{"label": "name"} | o),
    "verdict": plots.verdict,
    "cohort_heatmap": plots.cohort_heatmap,
    "survival_curve": plots.survival_curve,
    "lorenz_curve": plots.lorenz_curve,
    "points": lambda table, **o: plots.points(table, **{"x": "x", "y": "y", "name": "name"} | o),
    "bars": lambda table, **o: plots.bars(table, **{"x": "name", "y": "y"} | o),
}
DRAWN = {
    "lines": ["x", "y"], "lines by": ["low", "by"], "estimates": ["name", "estimate", "low", "n"],
    "verdict": ["reading", "estimate", "high"],
    "cohort_heatmap": ["cohort", "age", "customers", "rate"],
    "survival_curve": ["days", "survival", "naive"],
    "lorenz_curve": ["share_of_customers", "share_of_value"],
    "points": ["x", "y"], "bars": ["y"],
}  # fmt: skip
PLOTS = (
    {f"{name}(table)": figure for name, figure in FIGURES.items()}
    | {f"{name}(ax)": lambda value, figure=figure: figure(numbers(), ax=value)
       for name, figure in FIGURES.items()}
    | {f"{name}({column})": lambda value, figure=FIGURES[name], column=column:
       figure(numbers(**{column: column_of(value)}))
       for name, columns in DRAWN.items() for column in columns}
    | {f"{name}({column}, typed)": lambda value, figure=FIGURES[name], column=column:
       figure(numbers(**{column: typed_column_of(value)}))
       for name, columns in DRAWN.items() for column in columns}
    | {
        "lines(x)": lambda value: plots.lines(numbers(), value, "y"),
        "lines(y)": lambda value: plots.lines(numbers(), "x", value),
        "lines(by)": lambda value: plots.lines(numbers(), "x", "y", by=value),
        "estimates(label)": lambda value: plots.estimates(numbers(), value),
        "lorenz_curve(top)": lambda value: plots.lorenz_curve(numbers(), top=value),
        "timelines": plots.timelines,
        "timelines(window)": lambda value: plots.timelines(ORDERS, window=value),
        "timelines(as_of)": lambda value: plots.timelines(ORDERS, as_of=value),
        "use_house_style": lambda value: plots.use_house_style(scale=value),
        "verdict(guess)": lambda value: plots.verdict(numbers(), guess=value),
        "label(ax)": lambda value: plots.label(value, "finding"),
    }
)  # fmt: skip


def from_date(value):
    return {value: {"crm.days": 9}} if isinstance(value, Hashable) else {}


def typed_column_of(value):
    """The same as pandas would type it."""
    try:
        return column_of(value).infer_objects()
    except UnicodeEncodeError:  # pandas can't
        return column_of(value)


def few(value):
    """The value, unless so many days or seeds would take long."""
    return 2 if isinstance(value, int) and 2 < value < 1e6 else value


PATHS = {  # text is a path, and would be written to
    name: value
    for name, value in HOSTILE.items()
    if not isinstance(value, str) or name in ("zero byte", "half a letter")
}


def unclear(call, hostile=HOSTILE):
    """The hostile values that neither get an answer nor an error of the course's own."""
    found = {}
    for name, value in hostile.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", RuntimeWarning)
                call(value)
        except EcomlabError:
            pass
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"[:160]
        finally:
            plt.close("all")
    return found


@pytest.mark.parametrize("call", SHOP)
def test_the_shop_says_what_it_can_t_use(call):
    assert unclear(SHOP[call]) == {}


@pytest.mark.parametrize("call", OTHERS)
def test_data_cases_and_classroom_say_what_they_can_t_use(call):
    assert unclear(OTHERS[call]) == {}


@pytest.mark.parametrize("call", PLOTS)
def test_figures_say_what_they_can_t_draw(call):
    try:
        assert unclear(PLOTS[call]) == {}
    finally:
        plots.use_house_style()


@pytest.mark.parametrize("argument", ["name", "class_name", "out", "secret"])
def test_a_reissue_says_what_it_can_t_use(argument, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"name": "page_redesign", "class_name": "7B", "out": tmp_path / "out"}
    hostile = PATHS if argument == "out" else HOSTILE
    for write in ("_write_trainees", "_write_instructor"):  # which take long
        monkeypatch.setattr(reissues, write, lambda *about: None)
    assert unclear(lambda value: reissues.reissue(**given | {argument: value}), hostile) == {}


def test_generate_and_write_say_where_they_can_t(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = partial(generate, days=1, scale=0.01, progress=False)
    assert unclear(made, PATHS) == {}
    assert unclear(lambda value: made(tmp_path / "w", **{"shocks": value})) == {}


def test_a_workspace_that_is_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(MARKER).write_text("{}")
    assert unclear(lambda value: reset(value, tmp_path)) == {}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: Shop(noise=-1), "noise is -1. Choose a whole number from 0 on"),
        (lambda: Shop(noise="x"), "noise is 'x'"),
        (lambda: Shop().run(days=1.0), "days is 1.0. Choose a whole number of days"),
        (lambda: Shop().run("x"), "What is decided is 'x'. Give changes"),
        (lambda: Shop().run({"2024-01-05": 5}), "What is decided is 5. Give changes"),
        (
            lambda: Shop().run({"2030-01-01": {"crm.days": 9}}, days=20),
            "2030-01-01 is no day of the run.* Choose 2024-01-01 to 2024-01-20",
        ),
        (
            lambda: Shop().run({"2023-12-31": {"crm.days": 9}}, days=20),
            "2023-12-31 is no day of the run.* Choose 2024-01-01 to 2024-01-20",
        ),
        (lambda: Shop().run({"2024-01-05": {"crm.days": 0}}), "crm.days is 0. Choose a number"),
        (lambda: as_of(small()[1], None), "None is not a day.* 2024-01-01 to 2024-01-04"),
        (lambda: as_of(small()[1], pd.NaT), "NaT is not a day of these tables"),
        (lambda: small()[1].as_of("x"), "days is 'x'. Choose 1 to 4"),
        (lambda: small()[1].as_of(1.5), "days is 1.5. Choose 1 to 4"),
        (lambda: World(shocks=5), "shocks is 5. Give a list"),
        (lambda: dirty(None), "tables is a NoneType. Give the tables of a run"),
        (lambda: plots.lines(FRAME, "a", "b"), "a holds .* values, but numbers or dates are drawn"),
        (lambda: plots.estimates(None, "a"), "The table is a NoneType"),
        (
            lambda: cases.reissue("page_redesign", "c1", secret="abcdefghij"),
            "The secret is a str. Give bytes",
        ),
        (
            lambda: customer_summary(ORDERS.assign(paid_amount=1e308)),
            r"paid_amount is above 1e\+15 in 1 of 1 rows",
        ),
    ],
)
def test_each_says_what_is_wrong(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_a_missing_column_of_a_run_is_named():
    with pytest.raises(ColumnError, match='"city" is not in the table customers'):
        dirty(tables(customers=small()[1].customers.drop(columns="city")))


def test_the_first_and_the_last_day_of_a_run_can_be_decided_for():
    dated = {"2024-01-01": {"page.version": "B"}, "2024-01-03": {"page.version": "A"}}
    seen = small()[0].run(dated, days=3)[0].sessions
    assert set(seen.loc[seen["ts"].dt.day < 3, "page_version"]) == {"B"}
    assert set(seen.loc[seen["ts"].dt.day == 3, "page_version"]) == {"A"}


@pytest.mark.parametrize("wanted", ["page_redesign", "case_page_redesign", "case_page_redesign.py"])
def test_a_case_is_found_by_its_name(wanted):
    assert find_lesson(wanted, editions()) == "3_conversion/case_page_redesign.ipynb"
