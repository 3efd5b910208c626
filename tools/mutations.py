"""Do the tests see a wrong sign, a wrong border, a wrong number? python -m tools.mutations

From every arithmetic operation, comparison and number of the toolboxes and the cases some are drawn
by a fixed seed, and some more from each chapter of ``CHAPTERS``. Each is changed in a copy of the
course, where the tests of its file are run until one fails. Notebooks, whose recorded outputs would
tell any change, are left out. Results are kept one by one: a run that was stopped goes on where it
was, as long as file and tests are the same.
"""

import argparse
import ast
import hashlib
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tools import pages, suite
from tools.environment import ROOT, CourseError, clean_environ

DRAWN, SEED = 60, 8
CHAPTERS = {
    "research": 20,
    "traffic": 20,
    "conversion": 20,
    "fulfillment": 20,
}  # each of its own files beside
BESIDE = {"research/bookings": "waterfall"}  # folders without tests of their own; who tries them
LEAST = 0.9  # of those that change anything must be caught
SIGNS = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.Pow: ("**", "*"), ast.FloorDiv: ("//", "/"),
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="),
}  # fmt: skip
PASSED = (0, 5)  # pytest's exit code; 5 where no test belongs to the file
COMMENT = re.compile(rb"#[^\n]*")
TEXTS = {"Figure", "Text", "words"}  # what a case quotes and tells: calls and functions
NOT_METHODS = {"__init__", "__main__", "declaration", "trial", "figures"}  # modules
RECORDED = ("notebooks", "tests/test_notebooks.py")  # compare with recorded text
# Changes that change nothing: (file, line of the source, change): why
EQUIVALENT = {
    (
        "ecomlab/conversion/experiments.py",
        "return float((np.abs(z) > normal_quantile(confidence)).any(axis=1).mean())",
        "`>` → `>=`",
    ): "a continuous z is never exactly on the line",
    (
        "ecomlab/cases/size_step.py",
        "asked[lag : 2 * DAYS + lag] += back / (LATEST - SOONEST + 1)",
        "`-` → `+`",
    ): "a factor of both periods, whose ratio is taken",
}
KEY = ("file", "start", "change", "digest")  # what makes a result that of a mutant
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", "*.egg-info", "my_course", "build", "instructor", ".*_cache"
)


class Mutant(NamedTuple):
    """One change of a file: the bytes from `start` to `end` become `new`."""

    file: str
    line: int
    start: int
    end: int
    old: str
    new: str
    source: str

    @property
    def change(self):
        return f"`{self.old}` → `{self.new}`"


# --- Which changes there are ---------------------------------------------------------------


def methods():
    """The files of the toolboxes and the cases that are tried by default."""
    chapters = [folder.name.split("_", 1)[-1] for folder in (ROOT / "lessons").glob("*_*/")]
    places = [f"{name}/**/*.py" for name in (*chapters, "cases", "estimates")] + ["estimates.py"]
    found = [path for place in places for path in (ROOT / "ecomlab").glob(place)]
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in found
        if not NOT_METHODS & {path.stem, path.parent.name}
    )


def mutants(file, root=ROOT):
    """Every change of a file, in the order of its text."""
    text = (root / file).read_bytes()
    starts = [0, *(found.end() for found in re.finditer(rb"\n", text))]
    lines = text.decode().splitlines()

    def mutant(line, start, old, new):
        return Mutant(file, line, start, start + len(old), old, new, lines[line - 1].strip())

    def begin(node):
        return starts[node.lineno - 1] + node.col_offset  # which counts bytes

    def end(node):
        return starts[node.end_lineno - 1] + node.end_col_offset

    def sign(left, operator, right):
        old, new = SIGNS[type(operator)]
        between = COMMENT.sub(lambda found: b" " * len(found[0]), text[end(left) : begin(right)])
        start = end(left) + between.index(old.encode())
        return mutant(text.count(b"\n", 0, start) + 1, start, old, new)

    found = []
    for node in _nodes(ast.parse(text)):
        if isinstance(node, ast.Constant):
            old = text[begin(node) : end(node)].decode()
            found.append(mutant(node.lineno, begin(node), old, _other(node.value)))
        else:
            found += [sign(*parts) for parts in _operations(node) if type(parts[1]) in SIGNS]
    return sorted(found, key=lambda one: one.start)


def _nodes(tree):
    """The operations, comparisons and numbers, except those of texts, figures and annotations."""
    name = getattr(tree, "name", None) or getattr(getattr(tree, "func", None), "id", None)
    if isinstance(tree, ast.JoinedStr) or name in TEXTS:
        return
    number = isinstance(tree, ast.Constant) and type(tree.value) in (int, float)
    if number or isinstance(tree, ast.BinOp | ast.AugAssign | ast.Compare):
        yield tree
    for field, value in ast.iter_fields(tree):
        if field not in ("annotation", "returns"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child)


def _operations(node):
    """A node's operations: left, operator, right; those on texts are left out."""
    if isinstance(node, ast.Compare):
        yield from zip([node.left, *node.comparators], node.ops, node.comparators, strict=False)
        return
    left, right = (
        (node.target, node.value) if isinstance(node, ast.AugAssign) else (node.left, node.right)
    )
    if not any(map(_is_text, (left, right))):
        yield left, node.op, right


def _is_text(node):
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _other(number):
    """Another number: the next whole one, or the double."""
    return str(number + 1) if isinstance(number, int) else str(2 * number or 1.0)


def draw(files, count=DRAWN, seed=SEED, root=ROOT):
    """So many of all changes, by the seed; by file and line."""
    every = [one for file in files for one in mutants(file, root)]
    return sorted(random.Random(seed).sample(every, min(count, len(every))))


# --- Whether a test fails ------------------------------------------------------------------


def tests_of(file):
    """pytest's arguments for the tests of a file, its doctests last."""
    stem = Path(file).stem
    beside = [other for folder, other in BESIDE.items() if f"/{folder}/" in file]
    parts = suite.parts()
    part = {path: kind for name in (stem, *beside) for path, kind in parts.get(name, {}).items()}
    part.setdefault(file, "own")  # its doctests
    part = {path: kind for path, kind in part.items() if not path.startswith(RECORDED)}
    last = sorted(part.items(), key=lambda item: item[0].startswith("ecomlab"))
    words = suite.belonging(dict(last))
    return sorted(words, key=lambda word: word.startswith("ecomlab"))


def unchanged(root, file, words):
    """How long a file's tests may take; they must pass while nothing is changed."""
    began = time.monotonic()
    code, output = run_tests(root, words)
    if code not in PASSED:
        raise CourseError(f"{output}\n\nThe tests of {file} fail although nothing was changed.")
    return 60 + 10 * (time.monotonic() - began)


def try_out(root, mutant, words, limit=None):
    """Change a file of a copy, run its tests, change it back.

    Returns
    -------
    dict
        outcome ("caught", "survived" or "timed out"), by (the test that failed), seconds.
    """
    limit = limit.result() if limit else None
    path, began = root / mutant.file, time.monotonic()
    before = path.read_bytes()
    path.write_bytes(before[: mutant.start] + mutant.new.encode() + before[mutant.end :])
    try:
        code, output = run_tests(root, words, limit)
    finally:
        path.write_bytes(before)
    what = "timed out" if code is None else "survived" if code in PASSED else "caught"
    failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output, flags=re.MULTILINE)
    if what == "caught" and not failed:
        raise CourseError(f"{output}\n\npytest could not run on {mutant.file}:{mutant.line}")
    seconds = round(time.monotonic() - began, 1)
    return {"outcome": what, "by": failed[0] if failed else "", "seconds": seconds}


def run_tests(root, words, limit=None):
    """pytest in a folder until a test fails: its exit code, None after too long, and its output."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-p", "no:cacheprovider"]
    own = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}
    with subprocess.Popen(
        [*command, "--doctest-modules", *words], cwd=root, text=True,
        env=clean_environ(PYTHONDONTWRITEBYTECODE="1"),  # of two changes in a second one is stale
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **own,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate(timeout=limit)
        except BaseException as error:
            _stop(process)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return None, ""
    return process.returncode, output


def _stop(process):
    """End pytest and what it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


# --- All of them ---------------------------------------------------------------------------


def digest(file, words):
    """What an outcome depends on: the file, and the tests that were run."""
    found = hashlib.sha256((ROOT / file).read_bytes())
    for place in (ROOT / word for word in words if not word.startswith("--")):
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def row(mutant, words):
    """What is kept of a mutant, before its outcome is known."""
    facts = {"file": mutant.file, "line": mutant.line, "source": mutant.source}
    facts |= {"change": mutant.change, "start": mutant.start}
    return facts | {"digest": digest(mutant.file, words)}


def run(chosen, again=False):
    """Try the mutants on as many copies of the course as there are cores; keep each outcome."""
    words = {file: tests_of(file) for file in {mutant.file for mutant in chosen}}
    rows = {mutant: row(mutant, words[mutant.file]) for mutant in chosen}
    done = {} if again else known(rows)
    left = [mutant for mutant in chosen if mutant not in done]
    print(f"{len(chosen)} mutants drawn, {len(done)} known from before", flush=True)
    with copies(suite.cores()) as submit:
        files = {mutant.file: None for mutant in left}
        limits = {file: submit(unchanged, file, words[file]) for file in files}
        waiting = {
            submit(try_out, mutant, words[mutant.file], limits[mutant.file]): mutant
            for mutant in left
        }
        for found in as_completed(waiting):
            mutant = waiting[found]
            done[mutant] = rows[mutant] | found.result()
            keep([done[each] for each in chosen if each in done])
            print(f"{len(done)}/{len(chosen)} {told(done[mutant])}", flush=True)
    return keep([done[mutant] for mutant in chosen])


def known(rows):
    """The outcomes from before of mutants whose file and tests are the same now."""
    before = pages.results("mutations").get("mutants", [])
    kept = {tuple(found[key] for key in KEY): found for found in before}
    keys = {mutant: tuple(this[key] for key in KEY) for mutant, this in rows.items()}
    return {mutant: kept[key] for mutant, key in keys.items() if key in kept}


@contextmanager
def copies(count):
    """So many copies of the course, and how to submit work that borrows one of them."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(count) as pool:
        free = queue.SimpleQueue()
        for number in range(count):
            free.put(shutil.copytree(ROOT, Path(folder, str(number)), ignore=LEFT_OUT))

        def borrowed(work, arguments):
            copy = free.get()
            try:
                return work(copy, *arguments)
            finally:
                free.put(copy)

        try:
            yield lambda work, *arguments: pool.submit(borrowed, work, arguments)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def told(row):
    """A line for the screen."""
    what = f"{row['outcome']} {row['by']}".strip()
    return f"{row['file']}:{row['line']} {row['change']}: {what} ({row['seconds']:.0f} s)"


def keep(rows):
    """Leave the outcomes, of survivors also whether they change anything."""
    for row in rows:
        row["why"] = EQUIVALENT.get((row["file"], row["source"], row["change"]), "")
        if row["outcome"] in ("survived", "equivalent"):
            row["outcome"] = "equivalent" if row["why"] else "survived"
    pages.keep("mutations", {"seed": SEED, **pages.when(), "mutants": rows})
    return rows


def samples(files, count):
    """What is drawn, by what it is of: of all or of some files, and of each chapter's own."""
    if files:
        return {"drawn": draw(files, count)}
    every = methods()
    own = {
        name: draw([file for file in every if file.startswith(f"ecomlab/{name}/")], number)
        for name, number in CHAPTERS.items()
    }
    return {"drawn": draw(every, count)} | own


def verdicts(drawn, rows):
    """A verdict of each sample; CourseError where one is too low."""
    found = {tuple(row[key] for key in KEY[:3]): row for row in rows}
    return "; ".join(
        f"{name}: {verdict([found[one.file, one.start, one.change] for one in some], name)}"
        for name, some in drawn.items()
    )


def verdict(rows, name="drawn"):
    """'54 of 60 caught'; CourseError where that is too few."""
    counted = [row for row in rows if row["outcome"] != "equivalent"]
    caught = sum(row["outcome"] != "survived" for row in counted)
    said = f"{caught} of {len(counted)} caught, {len(rows) - len(counted)} equivalent"
    if caught < LEAST * len(counted):
        raise CourseError(f"{name}: {said}: fewer than {LEAST:.0%}")
    return said


def main(arguments=()):
    parser = argparse.ArgumentParser(prog="python -m tools.mutations")
    parser.add_argument("files", nargs="*", metavar="FILE", help="default: toolboxes and cases")
    parser.add_argument("--draw", type=int, default=DRAWN, metavar="N")
    parser.add_argument("--again", action="store_true", help="try those again that are known")
    options = parser.parse_args(arguments)
    drawn = samples(options.files, options.draw)
    return verdicts(drawn, run(sorted(set().union(*drawn.values())), options.again))


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except CourseError as error:
        sys.exit(str(error))
