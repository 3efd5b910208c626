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
    "-", "--", "---", "—", "——", "null", "none", "nan", "n/a", "#n/a", "na", "unknown", "undefined",
    "anonymous", "guest", "walk-in", "(not set)", "not set", "test", "0", "-1", "?",
    "匿名", "匿名用户", "匿名买家", "游客", "散客", "未知", "未登录", "无", "空",
}  # fmt: skip
TOTALS = {
    "合计", "合计:", "总计", "总计:", "小计", "小计:", "共计", "汇总", "本页合计", "total",
    "total:",    "totals", "sum", "grand total", "subtotal",
}  # fmt: skip
ONE_DIGIT = [digit * 5 + digit + "*" for digit in "0123456789"]  # 000000, 11111111111
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
            raise InputError(
                f"{path} is damaged. Bring it back from a copy. If there is none, remove it: a new "
                "one is made, and files that are read from then on join only with each other."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, secrets.token_hex(32).encode() + b"\n")
        return salt(folder)
    except OSError as error:
        raise InputError(
            f"The salt of the shop's buyers can't be kept in {path.parent} ({error.strerror}). "
            "Give another folder: salt_folder=…"
        ) from error


def _write_whole(path, content):
    """A file that is there whole or not at all; one that another process has made stays."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        if path.exists():
            return
        os.link(part, path)  # fails where another was quicker; rename would write over it
    except FileExistsError:
        return
    except OSError:  # a file system without links
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def tidied(buyers, name="customer_id") -> tuple[pd.Series, int]:
    """Buyers as one text each, and in how many rows a placeholder stood for one.

    >>> text, placeholders = tidied(pd.Series(["Ann@Example.com ", "ann@example.com", "-", None]))
    >>> text.tolist(), placeholders
    (['ann@example.com', 'ann@example.com', <NA>, <NA>], 1)
    """
    raw = pd.Series(buyers).astype(cells.TEXT)
    text = cells.ids(raw, name, personal=True)
    stands = text.isna() & (raw.str.strip(cells.BLANKS).fillna("") != "").astype(bool)
    kinds = pd.Series(text.dropna().unique(), dtype=cells.TEXT)
    low = kinds.str.lower()
    clean = kinds.where(~kinds.str.contains("@", regex=False), low)
    nobody = low.isin(PLACEHOLDERS) | cells.fits(kinds, rf"^(?:{'|'.join(ONE_DIGIT)})$")
    if (clean != kinds).any():
        text = text.map(dict(zip(kinds, clean, strict=True))).astype(cells.TEXT)
    if nobody.any():
        placeholder = text.isin(clean[nobody.to_numpy(dtype=bool)])
        stands |= placeholder
        text = text.where(~placeholder, None)
    return text, int(stands.sum())


def phones(values, name) -> pd.Series:
    """Phones as digits: +86 138… and 138… are one.

    >>> phones(pd.Series(["+86 138-0000-0001", "13800000001", "1**********"]), "phone").tolist()
    ['13800000001', '13800000001', <NA>]
    """
    text = cells.ids(values, name, personal=True)
    masked = text.str.contains("*", regex=False).fillna(True).astype(bool)
    digits = text.str.replace(r"\D", "", regex=True)
    digits = digits.str.replace(r"^(?:00)?86(1\d{10})$", r"\1", regex=True)
    none = masked | (digits.str.len() < 7) | cells.fits(digits, rf"^(?:{'|'.join(ONE_DIGIT)})$")
    return digits.where(~none.fillna(True).astype(bool), None)


def joined(buyers, telephones) -> tuple[pd.Series, int]:
    """Buyers, by their phone where no mail is told; how many rows that is.

    A phone that stood beside one mail elsewhere is that mail's buyer.

    >>> mails = pd.Series(["a@x.org", None, None])
    >>> buyers, filled = joined(mails, pd.Series(["1380001", "1380001", "1380002"]))
    >>> buyers.tolist(), filled
    (['a@x.org', 'a@x.org', '1380002'], 2)
    """
    both = pd.DataFrame({"buyer": buyers, "phone": telephones}).astype(object)
    told = both.dropna().drop_duplicates()
    known = told[~told["phone"].duplicated(keep=False)].set_index("phone")["buyer"]
    by_phone = both["phone"].map(known).fillna(both["phone"])
    filled = both["buyer"].isna() & by_phone.notna()
    return both["buyer"].fillna(by_phone), int(filled.sum())


def cautions(buyers) -> list[str]:
    """What is to be known of these buyers before they are counted; no name is told."""
    text, found = pd.Series(buyers).dropna().astype(cells.TEXT), []
    masked = int(text.str.contains("*", regex=False).sum())
    if masked:
        found.append(
            f"{cells.many(masked, 'order')} with a masked name: different people may share one, so "
            "whoever comes back is counted too often"
        )
    lost = int(text.str.contains("�", regex=False).sum())
    if lost:
        found.append(
            f"{cells.many(lost, 'order')} whose buyer's letters were lost in the file (�): "
            "different people may share a name"
        )
    counts = text.value_counts()
    if len(counts) > 1 and counts.iloc[0] >= MANY and counts.iloc[0] > LARGE * counts.sum():
        share = counts.iloc[0] / counts.sum()
        found.append(
            f"one buyer has {share:.0%} of the orders ({counts.iloc[0]:,}): a placeholder, a "
            "reseller or the shop's own account? Leave it out knowingly"
        )
    return found


def hashed(buyers, key: bytes) -> pd.Series:
    """Each buyer as a word of 17 letters that this key alone gives; missing stays missing.

    It begins with a letter, so that no program takes it for a number (``1e5``).
    """
    codes, names = pd.factorize(buyers.astype(object))
    words = [
        "b" + hashlib.blake2b(name.encode(), key=key[:64], digest_size=8).hexdigest()
        for name in names
    ]
    found = pd.Series(pd.array([*words, None], dtype=TEXT)).take(codes)  # -1: missing, the last
    return found.set_axis(buyers.index)
