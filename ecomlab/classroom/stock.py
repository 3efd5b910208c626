"""``python course.py stock``: the morning page of a shop's stock, one HTML file for a telephone."""

import os
import re
import webbrowser
from functools import partial
from pathlib import Path

import pandas as pd

from ecomlab.classroom.imports import _pairs, as_typed
from ecomlab.classroom.workspace import write_atomically
from ecomlab.errors import InputError, check_days, check_positive, check_share
from ecomlab.exports import keeping, stock, stock_page, stock_parts

PAGE = "stock.html"
CSV_MARK = "\ufeffas_of,"  # with which its lists begin
LISTS = ("orders", "shelves", "suppliers", "unsent", "parcels", "ageing", "idle")


def add_to(commands):
    """The command and its options."""
    parser = commands.add_parser(
        "stock",
        help="the morning page of a shop's stock",
        description="What to order today, which shelves run low, which suppliers and parcels are "
        "late, how old the stock is: one HTML file that needs no network. Without files: of the "
        "course's running shop. With files: your stock list (a row per article: sku, on_hand), "
        "and beside it an order export and a list of purchases. Nothing leaves this computer.",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="CSV, .xlsx or .xls")
    parser.add_argument("--shop", choices=list(stock.SHOPS), help="one of the course's shops")
    parser.add_argument("--as-of", metavar="DAY", help="the evening, such as 2025-11-30")
    parser.add_argument("--out", type=_path, metavar="FILE", help=f"default: my_course/{PAGE}")
    parser.add_argument("--csv", action="store_true", help="each list in full beside the page")
    parser.add_argument("--force", action="store_true", help="write over a file of another origin")
    parser.add_argument("--timezone", metavar="ZONE", help="the shop's, such as Asia/Shanghai")
    parser.add_argument("--platform", metavar="NAME", help="of the order export")
    parser.add_argument(
        "--column", action="append", default=[], metavar="OURS=YOURS",
        help="on_hand=可售, where your list has other names; once for each column",
    )  # fmt: skip
    parser.add_argument("--decimal", choices=(".", ","), default=".", help="in 95,00 the comma")
    parser.add_argument("--name", help="of an import whose orders count; default: my_shop")
    parser.add_argument("--service", type=float, default=0.95, metavar="SHARE",
                        help="of the waits that a shelf shall last (0.95)")  # fmt: skip
    parser.add_argument("--cover", type=int, default=21, metavar="DAYS",
                        help="that a lot shall last beyond the wait for the next (21)")  # fmt: skip
    parser.add_argument("--limit-hours", type=float, default=48, metavar="H",
                        help="from the payment to the courier's scan (48)")  # fmt: skip
    parser.add_argument("--silent-hours", type=float, default=96, metavar="H",
                        help="since a parcel's last scan (96)")  # fmt: skip
    parser.add_argument("--levels", choices=stock_parts.LEVELS, default="reckoned",
                        help="safety and warning stock: reckoned, or your own")  # fmt: skip
    parser.add_argument("--no-browser", action="store_true", help="only say where it is")
    return parser


def run(options):
    """Read, reckon, write, and say where the page is."""
    target = options.out or options.workspace / PAGE
    beside = {name: target.with_name(f"{target.stem}_{name}.csv") for name in LISTS}
    asked = _asked(options)
    check_free(target, options.force)
    try:
        day = _day(options)
        found = stock_page.lists(day, asked) if options.csv else {}
        for name in found:
            check_free(beside[name], options.force)
        page = stock_page.page(day, asked, found)
    except InputError as error:
        raise InputError(as_typed(str(error))) from error
    for name, frame in found.items():
        _write(beside[name], csv_text(frame, day.evening).encode("utf-8-sig"))
    _write(target, page.encode())
    print(f"{target}")
    for name in found:
        print(beside[name])
    print("One file, no network: send it to a telephone.", flush=True)
    if not options.no_browser:
        webbrowser.open(target.as_uri())


def _asked(options):
    check_share("--service", options.service)
    check_days("--cover", options.cover)
    check_positive("--limit-hours", options.limit_hours)
    check_positive("--silent-hours", options.silent_hours)
    return stock_parts.Asked(
        options.service, options.cover, options.limit_hours, options.silent_hours, options.levels
    )


def _day(options):
    """The stock day that is asked for."""
    if options.as_of is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", options.as_of):
        raise InputError(f"--as-of is {options.as_of!r}. Write a day: 2025-11-30.")
    if not options.files:
        return stock.running(options.shop or "running", options.as_of)
    if options.shop:
        raise InputError("Give files of your own, or --shop: not both.")
    pairs = _pairs("--column", options.column, "OURS=YOURS, such as on_hand=可售")
    return stock.own(
        options.files, options.as_of, options.timezone, pairs, options.platform, options.decimal,
        salt_folder=options.workspace, shop=partial(_imported, options),
    )  # fmt: skip


def _imported(options):
    """The orders that ``import`` has kept, if there are any; those of --name must be there."""
    name = options.name or keeping.NAME
    keeping.check_name(name)
    folder = options.workspace / name
    if options.name or (folder / keeping.CARD).is_file():
        return keeping.load(folder)
    return None


def check_free(path, force=False):
    """Refuse a file that this command didn't write; a page of an earlier morning may go."""
    if not path.exists() or force:
        return
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name a file: --out stock.html")
    with path.open("rb") as file:
        first = file.read(4096).decode("utf-8", "replace")
    ours = stock_page.MARK in first if path.suffix != ".csv" else first.startswith(CSV_MARK)
    if not ours:
        raise InputError(
            f"{path} isn't a page of this command. Choose another: --out FILE, or write over it: "
            "--force"
        )


def csv_text(frame, evening):
    """A list as CSV that a spreadsheet opens as it is meant: no cell begins a formula."""
    kept = frame.copy()
    kept.insert(0, "as_of", f"{evening:%Y-%m-%d}")
    for name in kept:
        if pd.api.types.is_datetime64_any_dtype(kept[name]):
            kept[name] = kept[name].dt.strftime("%Y-%m-%d %H:%M")
        elif not pd.api.types.is_numeric_dtype(kept[name]):
            kept[name] = [
                f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
                for value in kept[name]
            ]
    return kept.to_csv(index=False, lineterminator="\n")


def _write(path, content):
    try:
        write_atomically(path, content)
    except OSError as error:
        raise InputError(
            f"{path} can't be written ({error.strerror or error}). Close what has it open, or "
            "choose another: --out FILE"
        ) from error


def _path(text):
    return Path(os.path.expanduser(text)).resolve()
