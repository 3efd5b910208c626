"""The house keeps its floors, and its files their style."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tools.environment import ROOT

SCRIPTS = Path(sys.executable).parent
PACKAGES = sorted((ROOT / "ecomlab").rglob("__init__.py"))


def run(*command):
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return answer.returncode, answer.stdout + answer.stderr


def test_imports_only_go_down_and_never_in_a_circle():
    code, said = run(SCRIPTS / "lint-imports", "--no-cache")
    assert code == 0, said


def submodules(package):
    """The names of a package's own modules and packages."""
    inside = [path for path in package.parent.iterdir() if path != package]
    packages = {path.name for path in inside if (path / "__init__.py").exists()}
    return packages | {path.stem for path in inside if path.suffix == ".py"}


def defined(package):
    """What a package's `__init__.py` binds to a name, except by importing the module itself."""
    for node in ast.parse(package.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            own = node.level == 1 and not node.module
            own |= node.module == ".".join(package.parent.relative_to(ROOT).parts)
            yield from (name.asname or name.name for name in node.names if not own)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_no_name_means_a_module_and_something_else(package):
    """`import ecomlab.shop.generate as g` must give the module, whatever was imported before."""
    assert submodules(package) & set(defined(package)) == set()


QUANTILES = (1.282, 1.645, 1.96, 1.97, 1.98, 2.326, 2.576)  # of the normal and near it
TAILS = (0.005, 0.025, 0.05, 0.1, 0.9, 0.95, 0.975, 0.995)
FUNCTIONS = ("ppf", "isf", "stdtrit", "ndtri", "inv_cdf", "normal_quantile", "t_quantile")


def typed_quantiles(source):
    """Lines in which a quantile is typed, or asked of another module with a typed probability."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            if any(abs(node.value - quantile) < 6e-4 for quantile in QUANTILES):
                yield node.lineno
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            typed = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if name in FUNCTIONS and any(value in TAILS for value in typed):
                yield node.lineno


def test_a_typed_quantile_is_seen():
    assert list(typed_quantiles("reach = 1.96 * error")) == [1]
    assert list(typed_quantiles("x = 3\nreach = stdtrit(n - 1, 0.975) * error")) == [2]
    assert list(typed_quantiles("half = 1.959964 * error")) == [1]
    assert list(typed_quantiles("half = t_quantile(n - 1) * error  # not 1.96")) == []


SOURCES = [*(ROOT / "ecomlab").rglob("*.py"), *(ROOT / "lessons").rglob("*.py")]


def test_no_quantile_is_typed_outside_the_engine():
    """Inference stands once: in `ecomlab.estimates`."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCES
        if path.name != "estimates.py"
        for line in typed_quantiles(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_ruff_finds_nothing():
    code, said = run(SCRIPTS / "ruff", "check", "--no-cache", "--output-format=concise")
    assert code == 0, said


def test_importing_the_toolbox_leaves_the_heavy_ones_out():
    """What only some lessons use is imported where it is used."""
    code, said = run(sys.executable, "-c", "import ecomlab, sys; print(*sys.modules)")
    assert code == 0, said
    assert not {"pandera", "statsmodels", "matplotlib", "IPython"} & set(said.split())
