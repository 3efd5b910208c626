"""A shop that was read once, kept in a folder: orders, articles, receipt, notes.

A folder appears whole or not at all. What was there before is never written over.
"""

import json
import os
import re
import shutil
import tempfile
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pandas as pd

from ecomlab.cache import table_of
from ecomlab.errors import DataFileError, InputError
from ecomlab.exports.reading import Shop, read
from ecomlab.tables.parse import TEXT

NAME = "my_shop"
CARD, RECEIPT = "shop.json", "receipt.csv"
COMMAND = "python course.py import FILE"
FILES = {"items": "order_items"}  # a table's file, where it isn't called as the field
COUNTS = {"rows": "Int64", "orders": "Int64", "money": "Float64"}  # of a receipt
EXAMPLE = Path(__file__).parents[2] / "datasets" / "example_export"


def save(shop, folder, backups=None) -> Path:
    """Keep a shop in a folder, so that a notebook opens it without reading the files again.

    Parameters
    ----------
    shop : Shop
        Of ``exports.read``.
    folder : path
        Where it is kept. The tables are Parquet, which keeps days, numbers and texts as they are.
    backups : path, optional
        Where an earlier import of this name is moved. Without it, one that is there is left
        alone and an error says so.

    Returns
    -------
    Path or None
        Where the earlier import is now.

    Raises
    ------
    InputError
        The folder is there already, or can't be written. Nothing was changed.
    """
    folder = Path(folder)
    check_free(folder, backups is not None)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:  # a temporary folder is its owner's only, and so is what it becomes
        _write(shop, part)
        return _put(part, folder, backups)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:  # stopped or failed: nothing half-written stays
        shutil.rmtree(part, ignore_errors=True)


def load(folder) -> Shop:
    """The shop that ``save`` kept in a folder.

    Raises
    ------
    DataFileError
        A file of it is missing or damaged.
    """
    folder = Path(folder)
    try:
        said = json.loads((folder / CARD).read_text(encoding="utf-8"))
        kept = {name: _table(folder / _file(name)) for name in said.pop("tables")}
        receipt = pd.read_csv(folder / RECEIPT).astype(COUNTS)
        return Shop(**said, **kept, receipt=receipt)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataFileError(
            f"The import in {folder} is damaged or of an earlier edition of the course. Import the "
            f"files again: {COMMAND} --again{_named(folder.name)}"
        ) from error


def my_shop(name=NAME, example=False) -> Shop:
    """Your own shop, as ``python course.py import`` has read it.

    Parameters
    ----------
    name : str
        What the import is called, where it isn't the first: ``--name``.
    example : bool
        Give the course's invented example where nothing is imported. Its title says so.

    Returns
    -------
    Shop

    Raises
    ------
    InputError
        Nothing of that name is imported.
    DataFileError
        The import is damaged.

    Examples
    --------
    >>> shop = my_shop("nothing_of_this_name", example=True)
    >>> shop.title
    "The course's example (invented): Shopify orders"
    """
    folder = find(name)
    if folder is not None:
        return load(folder)
    if example:
        return example_shop()
    raise InputError(
        f"No shop is imported here. Type in a terminal, with your platform's export: "
        f"{COMMAND}{_named(name)}"
    )


def is_imported(name=NAME) -> bool:
    """Has ``python course.py import`` read a shop of yours into this folder of copies?

    >>> is_imported("nothing_of_this_name")
    False
    """
    return find(name) is not None


def find(name=NAME) -> Path | None:
    """The folder of an import: of the copies that you work in, or of ``my_course`` below you."""
    check_name(name)
    try:
        here = Path.cwd()
    except OSError:  # the folder was deleted while the notebook was open
        return None
    for folder in (here, *here.parents, here / "my_course"):
        if (folder / name / CARD).is_file():
            return folder / name
    return None


def example_shop() -> Shop:
    """The course's invented export, read as any other.

    >>> example_shop().names_buyers
    True
    """
    read_again = read(
        EXAMPLE / "orders_export.csv", timezone="Asia/Shanghai", salt_folder=EXAMPLE / "salt"
    )
    title = f"The course's example (invented): {read_again.title}"
    return Shop(**{**vars(read_again), "title": title})


# --- Files -----------------------------------------------------------------------------------


def check_name(name):
    """Refuse what names no folder of its own: a path, a blank, an option."""
    if not re.fullmatch(r"\w[\w-]{0,40}", str(name)):
        raise InputError(
            f"{name!r} can't name an import. Take letters, digits, _ or -, such as my_second_shop."
        )


def _named(name):
    """The words of the command for an import that isn't the first."""
    return "" if name == NAME else f" --name {name}"


def check_free(folder, again=False):
    """Refuse a folder that something else, or an earlier import, stands in."""
    check_name(folder.name)
    if not folder.exists():
        return
    if not (folder / CARD).is_file():
        raise InputError(f"{folder} holds something else. Choose another name: --name my_import")
    if not again:
        raise InputError(
            f"{folder} holds an earlier import. --again puts this one in its place, without the "
            "earlier one's orders: that goes into backups. To join months, give all their files "
            "in one command, with --again. --name my_second_shop keeps both apart."
        )


def _file(name):
    return f"{FILES.get(name, name)}.parquet"


def _write(shop, folder):
    """The tables that there are, the receipt as one reads it, and what is said of them."""
    values = {field.name: getattr(shop, field.name) for field in fields(shop)}
    values.pop("receipt").to_csv(folder / RECEIPT, index=False)
    tables = [name for name, value in values.items() if isinstance(value, pd.DataFrame)]
    for name in tables:
        values.pop(name).to_parquet(folder / _file(name), index=False)
    card = json.dumps(values | {"tables": tables}, ensure_ascii=False, indent=1, default=str)
    (folder / CARD).write_text(card + "\n", encoding="utf-8")


def _table(path):
    """A table of a file, its texts of the course's type."""
    table = table_of(path.read_bytes())
    texts = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.StringDtype)]
    return table.astype(dict.fromkeys(texts, TEXT))


def _put(part, folder, backups):
    """Give the new folder its name; the earlier one goes into the backups first."""
    if not folder.exists():
        os.replace(part, folder)
        return None
    backups = Path(backups)
    backups.mkdir(parents=True, exist_ok=True)
    stamp, number = f"{folder.name}.{datetime.now():%Y%m%d-%H%M%S}", 1
    earlier = backups / stamp
    while earlier.exists():
        number += 1
        earlier = backups / f"{stamp}-{number}"
    os.replace(folder, earlier)
    try:
        os.replace(part, folder)
    except BaseException:
        os.replace(earlier, folder)
        raise
    return earlier


def _unwritable(folder, error):
    return InputError(
        f"The import can't be kept in {folder} ({error.strerror or error}). Choose another folder: "
        "--workspace FOLDER"
    )
