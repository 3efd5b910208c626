"""Every function of a toolbox gets the tables of its own example, damaged one column at a time.

A column is gone, or times came as text (a CSV read without types), or an id is text in one table
only. The answer is an error of the course's, or a result: never a library's own error.
"""

import contextlib
import doctest
import importlib
import inspect
import io
import pkgutil
import warnings

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import EcomlabError

AREAS = ("research", "traffic", "conversion", "fulfillment", "retention", "data", "plan")
IDS = ("order_id", "customer_id")
ROWS = 20_000  # larger tables are the shop's: its own columns are tried by smaller examples


def functions(area):
    """The public functions of an area that have an example, as (module, name)."""
    package = importlib.import_module(f"ecomlab.{area}")
    for found in pkgutil.walk_packages(package.__path__, f"ecomlab.{area}."):
        if ".figures" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = not name.startswith("_") and function.__module__ == found.name
            if own and ">>>" in (function.__doc__ or ""):
                yield module, name


def calls(module, name):
    """With what the function's own example calls it."""
    function, made = getattr(module, name), []

    def spy(*args, **options):
        made.append((args, options))
        return function(*args, **options)

    known = dict(vars(module))
    for example in doctest.DocTestParser().get_examples(function.__doc__):
        known[name] = spy
        with contextlib.suppress(EcomlabError), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(example.source, name, "single"), known)
    return made


def damaged(frame):
    """(what, the table) for each damage."""
    for name in [name for name in frame if isinstance(name, str)]:
        yield f"without {name}", frame.drop(columns=name)
        if name in IDS or pd.api.types.is_datetime64_any_dtype(frame[name]):
            yield f"{name} as text", frame.assign(**{name: frame[name].astype(str)})


def tried(module, name):
    """Each damage that ends in an error of a library's."""
    function, found = getattr(module, name), []
    for args, options in calls(module, name)[:2]:
        given = dict(enumerate(args)) | options
        for place, table in given.items():
            if not isinstance(table, pd.DataFrame) or len(table) > ROWS:
                continue
            for what, worse in damaged(table):
                changed = given | {place: worse}
                try:
                    with np.errstate(all="ignore"):
                        function(
                            *(changed[i] for i in range(len(args))),
                            **{key: changed[key] for key in options},
                        )
                except EcomlabError:
                    pass
                except Exception as error:
                    found.append(f"{what}: {type(error).__name__}: {error}"[:120])
    return found


@pytest.mark.verify
@pytest.mark.parametrize("area", AREAS)
def test_a_damaged_table_meets_an_error_of_the_course(area):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wrong = {
            f"{module.__name__}.{name}": found
            for module, name in functions(area)
            if (found := tried(module, name))
        }
    assert not wrong
