"""Tables that are made on first use are made once, kept whole, and checked, whatever happens."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomlab import cache
from ecomlab.cache import Cache, Line
from ecomlab.errors import DataFileError
from ecomlab.streams import table_hash

MAKER = '''\
"""Makes two small tables, as slowly as one likes, and notes each time that it is asked to."""
import os, time
from pathlib import Path
import pandas as pd

HERE = Path(__file__).parent


def make(progress):
    with open(HERE / "journal", "a") as journal:
        journal.write("made\\n")
    for step in range(10):
        time.sleep(float(os.environ.get("SECONDS", 0)) / 10)
        progress(step / 10)
    return {"orders": pd.DataFrame({"order_id": [1, 2, 3]}),
            "notes": pd.DataFrame({"words": pd.Categorical(["b", None], ["c", "b", "a"])}),
            "shipped": None}
'''
TABLES = {
    "orders": pd.DataFrame({"order_id": [1, 2, 3]}),
    "notes": pd.DataFrame({"words": ["b", None]}),
}
HASHES = {name: table_hash(frame) for name, frame in TABLES.items()}
READER = f"""\
import sys
from pathlib import Path
from ecomlab.cache import Cache
cache = Cache("mine", Path(sys.argv[1]), {HASHES!r}, "maker")
print(cache.table("notes")["words"].tolist())
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with the maker, which can be imported from there, and with what it notes."""
    (tmp_path / "maker.py").write_text(MAKER)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "maker", raising=False)
    monkeypatch.setattr(cache, "IN_MEMORY", {})
    return tmp_path


@pytest.fixture
def mine(place):
    return Cache("mine", place / "build" / "mine-0123456789ab", HASHES, "maker")


def times_made(place):
    journal = place / "journal"
    return len(journal.read_text().splitlines()) if journal.exists() else 0


def beside(mine):
    """What stands where the tables are kept, without the lock."""
    return {path.name for path in mine.folder.parent.iterdir()} - {"mine.lock"}


def is_right(mine):
    return all(table_hash(mine.table(name)) == HASHES[name] for name in TABLES)


def reader(mine, **environ):
    """Another process that asks for a table."""
    path = os.pathsep.join([str(mine.folder.parents[1]), str(Path(cache.__file__).parents[1])])
    return subprocess.Popen(
        [sys.executable, "-c", READER, mine.folder],
        env=os.environ | {"PYTHONPATH": path} | environ,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until(condition, patience=30):
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_tables_are_made_once_and_only_those_asked_for_are_kept(mine, place):
    assert not mine.is_whole()
    assert is_right(mine)
    assert is_right(Cache("mine", mine.folder, HASHES, "nowhere"))  # needs no maker any more
    assert mine.is_whole()
    assert times_made(place) == 1
    kept = {path.name for path in mine.folder.iterdir()}
    assert kept == {"orders.parquet", "notes.parquet", "checksums.json"}
    assert mine.table("notes")["words"].cat.categories.tolist() == ["c", "b", "a"]


def test_a_new_edition_takes_the_former_ones_place(mine, place):
    former = mine.folder.with_name("mine-former")
    other = mine.folder.with_name("yours-0123456789ab")
    for folder in (former, other):
        folder.mkdir(parents=True)
        (folder / "orders.parquet").touch()
    mine.fill()
    assert beside(mine) == {mine.folder.name, other.name}


def flip(path):
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("orders.parquet", flip),
        ("orders.parquet", Path.unlink),
        ("orders.parquet", lambda path: path.write_bytes(b"")),
        ("checksums.json", Path.unlink),
        ("checksums.json", lambda path: path.write_text("[1]")),
        ("checksums.json", lambda path: path.write_text('{"orders": "sha256:0"')),
    ],
)
def test_what_was_altered_is_made_again(mine, place, file, damage):
    mine.fill()
    damage(mine.folder / file)
    assert not mine.is_whole()
    assert is_right(mine)
    assert times_made(place) == 2
    assert beside(mine) == {mine.folder.name}


def test_four_processes_at_once_make_them_once(mine, place):
    readers = [reader(mine, SECONDS="0.5") for _ in range(4)]
    said = [process.communicate(timeout=60) for process in readers]
    assert [process.returncode for process in readers] == [0] * 4
    assert said == [("['b', nan]\n", "")] * 4  # and not a word where no terminal is
    assert times_made(place) == 1
    assert beside(mine) == {mine.folder.name}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_who_waits_takes_over_from_one_that_ended_half_way(mine, place, how):
    first = reader(mine, SECONDS="60")
    until(lambda: times_made(place) == 1)
    second = reader(mine)
    first.send_signal(how)
    first.communicate(timeout=60)
    assert second.communicate(timeout=60) == ("['b', nan]\n", "")
    assert times_made(place) == 2
    assert beside(mine) == {mine.folder.name}


def test_what_a_killed_writer_left_is_cleared_away(mine):
    half = mine.folder.with_name(".mine-a1b2")
    half.mkdir(parents=True)
    (half / "orders.parquet").touch()
    mine.fill()
    assert beside(mine) == {mine.folder.name}


def test_a_table_that_came_out_otherwise_is_an_error_and_not_kept(mine):
    wrong = Cache("mine", mine.folder, HASHES | {"notes": "0" * 64}, "maker")
    with pytest.raises(DataFileError) as error:
        wrong.table("orders")
    said = str(error.value)
    assert "than where the course was published: notes." in said
    assert f"NumPy {np.__version__}, pandas {pd.__version__}" in said
    for advice in ("course.py mend", "from maker import make", "in the last digits"):
        assert advice in said
    assert beside(mine) == set()


def test_a_table_that_is_not_made_is_an_error(mine):
    with pytest.raises(DataFileError, match="published: unknown"):
        Cache("mine", mine.folder, HASHES | {"unknown": "0" * 64}, "maker").fill()


def test_where_nothing_can_be_written_tables_stay_in_memory(place, capsys):
    (place / "build").write_text("a file where a folder should be")
    mine = Cache("mine", place / "build" / "mine-0123456789ab", HASHES, "maker")
    assert is_right(mine)
    assert is_right(mine)
    assert mine.is_whole()
    assert times_made(place) == 1
    said = capsys.readouterr().err
    assert said.count("can't be written") == said.count("\n") == 1
    assert "stay in memory" in said


def test_a_disk_that_is_full_half_way_leaves_nothing(mine, place, monkeypatch, capsys):
    write = Path.write_bytes

    def full(path, content):
        if path.name == "notes.parquet":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert is_right(mine)
    assert times_made(place) == 1
    assert beside(mine) == set()
    assert "No space left on device" in capsys.readouterr().err


class Terminal:
    """A stream that keeps what it is told."""

    def __init__(self, terminal):
        self.terminal, self.told = terminal, ""

    def isatty(self):
        return self.terminal

    def write(self, text):
        self.told += text

    def flush(self):
        pass


@pytest.mark.parametrize("terminal", [True, False])
def test_one_line_tells_how_far_it_is(terminal, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(cache.time, "monotonic", lambda: now[0])
    out = Terminal(terminal)
    line = Line("Making tables", out)
    for second, share in ((0.5, 0.1), (2.0, 0.4), (4.0, 0.8)):
        now[0] = second
        line.show(share)
        assert (out.told != "") == (second > 1)
    line.close()
    assert out.told.count("\n") == 1
    shown = out.told.split("\r")[-1]
    assert shown == "Making tables ... 4 s \n"
    assert ("40%" in out.told) == terminal


def test_who_is_quick_says_nothing(mine):
    out = Terminal(True)
    mine.fill(out)
    assert out.told == ""
