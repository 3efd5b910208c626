"""Who is a person: placeholders are missing, mails are joined, and nobody's name is kept.

A buyer's name, mail or phone becomes a word that only this shop's salt gives, so that its files
can be joined and nobody else's.
"""

import hashlib
import os
import secrets
from pathlib import Path

import pandas as pd

from ecomlab.errors import InputError
from ecomlab.exports import cells
from ecomlab.tables.parse import TEXT

SALT = "buyers.salt"
FOLDER = Path(__file__).parents[2] / "my_course"
PLACEHOLDERS = {
    "-", "--", "—", "null", "none", "nan", "n/a", "na", "unknown", "anonymous", "guest", "test",
    "匿名", "匿名用户", "匿名买家", "游客", "未知", "无", "合计", "总计", "小计", "total", "0",
}  # fmt: skip
TOTALS = {
    "合计",
    "合计：",
    "合计:",
    "总计",
    "小计",
    "共计",
    "汇总",
    "total",
    "totals",
    "sum",
    "grand total",
}
CUT = r"^\d{13,16}0000$"  # of a number of 19 digits a spreadsheet keeps 15
LARGE = 0.2  # of all orders by one buyer: impossible in a shop of many
MANY = 50  # orders from which on that is said


def salt(folder=None) -> bytes:
    """The shop's own salt, made at random when it is first needed, readable by its owner alone.

    Parameters
    ----------
    folder : path, optional
        Where it is kept; the course's ``my_course``, which git leaves alone, if not given.
    """
    path = Path(folder or FOLDER) / SALT
    try:
        if path.exists():
            kept = path.read_bytes().strip()
            if len(kept) >= 32:
                return kept
            raise InputError(f"{path} is damaged. Bring it back: without it files don't join.")
        path.parent.mkdir(parents=True, exist_ok=True)
        made = secrets.token_hex(32).encode()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made + b"\n")
        return made
    except FileExistsError:
        return salt(folder)
    except OSError as error:
        raise InputError(
            f"The salt of the shop's buyers can't be kept in {path.parent} ({error.strerror}). "
            "Give another folder: salt_folder=…"
        ) from error


def tidied(buyers) -> tuple[pd.Series, list[str]]:
    """Buyers as one text each; placeholders missing; what is to be said of them.

    >>> tidied(pd.Series(["Ann@Example.com ", "ann@example.com", "-", "匿名"]))[0].tolist()
    ['ann@example.com', 'ann@example.com', <NA>, <NA>]
    """
    text = cells.tidy(buyers)
    mails = text.str.contains("@", regex=False).fillna(False).astype(bool)
    text = text.where(~mails, text.str.lower())
    placeholder = buyers.notna() & (text.isna() | text.str.lower().isin(PLACEHOLDERS))
    notes = []
    if placeholder.any():
        words = sorted({str(word).strip() for word in buyers[placeholder]} - {""})[:3]
        notes.append(
            f"{cells.many(placeholder.sum(), 'row')} with {', '.join(map(repr, words))} in "
            "place of a buyer: a purchase without a person"
        )
    text = text.where(~placeholder, None)
    masked = text.str.contains("*", regex=False).fillna(False).astype(bool)
    if masked.any():
        notes.append(
            f"{cells.many(masked.sum(), 'row')} with a masked name: different people may share "
            "one, so whoever comes back is counted too often"
        )
    cut = cells.fits(text, CUT)
    if cut.sum() > 1 and cut.mean() > 0.5:
        raise InputError(
            "The buyers' numbers end in 0000: a spreadsheet has cut their last digits, and "
            "different people share one. Export the file again, and don't open it in Excel before."
        )
    counts = text.value_counts()
    if len(counts) > 1 and counts.iloc[0] >= MANY and counts.iloc[0] > LARGE * counts.sum():
        share = counts.iloc[0] / counts.sum()
        notes.append(
            f"one buyer has {share:.0%} of the rows ({counts.iloc[0]:,}): a placeholder, a "
            "reseller or the shop's own account? Leave it out knowingly"
        )
    return text, notes


def hashed(buyers, key: bytes) -> pd.Series:
    """Each buyer as a word of 17 letters that this key alone gives; missing stays missing.

    It begins with a letter, so that no program takes it for a number (``1e5``).
    """
    words = {
        buyer: "b" + hashlib.blake2b(buyer.encode(), key=key[:64], digest_size=8).hexdigest()
        for buyer in buyers.dropna().unique()
    }
    return pd.Series(
        pd.array([words.get(buyer) for buyer in buyers], dtype=TEXT), index=buyers.index
    )
