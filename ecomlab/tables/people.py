"""Who is a person: placeholders are missing, one mail in two spellings is one person.

`validate` and the exports read their buyers here. No message shows a name, a mail or a phone.
"""

import re

import pandas as pd

from ecomlab.tables import cells

PLACEHOLDERS = {
    "-", "--", "---", "—", "——", "null", "none", "nan", "n/a", "#n/a", "na", "unknown", "undefined",
    "anonymous", "guest", "walk-in", "(not set)", "not set", "test", "0", "-1", "?",
    "匿名", "匿名用户", "匿名买家", "游客", "散客", "未知", "未登录", "无", "空",
}  # fmt: skip
TOTALS = {
    "合计", "合计:", "合计：", "总计", "总计:", "总计：", "小计", "小计:", "小计：", "共计", "汇总",
    "本页合计", "total", "total:", "totals", "sum", "grand total", "subtotal",
}  # fmt: skip
ONE_DIGIT = ["000*", *(digit * 8 + digit + "*" for digit in "123456789")]  # 00, 111111111
PHONE = r"1[3-9]\d{9}|0\d{8,}"
LARGE = 0.2  # of all orders by one buyer: impossible in a shop of many
MANY = 50  # orders from which on that is said


def tidied(buyers, name="customer_id") -> tuple[pd.Series, int]:
    """Buyers as one text each, and in how many rows a placeholder stood for one.

    >>> text, placeholders = tidied(pd.Series(["Ann@Example.com ", "ann@example.com", "-", None]))
    >>> text.tolist(), placeholders
    (['ann@example.com', 'ann@example.com', <NA>, <NA>], 1)
    """
    stands = (cells.texts(buyers).str.strip().fillna("") != "").astype(bool)
    text = cells.ids(buyers, name, personal=True)
    mails = text.str.contains("@", regex=False).fillna(False).astype(bool)
    if mails.any():
        text = text.where(~mails, text.str.lower())
    nobody = text.isna() | text.str.lower().isin(PLACEHOLDERS | TOTALS).fillna(False).astype(bool)
    nobody |= cells.fits(text, rf"^(?:{'|'.join(ONE_DIGIT)})$")
    return text.where(~nobody, None), int((nobody & stands).sum())


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

    >>> phones = ["1380001", "1380001", "1380002"]
    >>> buyers, filled = joined(pd.Series(["a@x.org", None, None]), pd.Series(phones))
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


def persons(values, raw=None) -> tuple[pd.Series, list[str]]:
    """Ids of buyers, text or whole numbers, as people; what is to be known of them.

    Parameters
    ----------
    values : Series of text or whole numbers
    raw : Series, optional
        The same as they stood in the file, where placeholders such as - are missing by now.

    Returns
    -------
    tuple (Series, list of str)
        Placeholders are missing; mails that differ in case or blanks are one. Numbers stay so.

    Examples
    --------
    >>> people, notes = persons(pd.Series(["Ann@x.org", "ann@x.org ", "匿名"]))
    >>> people.tolist(), notes[1]
    (['ann@x.org', 'ann@x.org', nan], '1 buyer was written in several ways: joined')
    """
    if pd.api.types.is_integer_dtype(values):
        people, spellings = _numbered(values), 0
        placeholders = int((people.isna() & values.notna()).sum())
    else:
        before = pd.Series(values if raw is None else raw)
        before = cells.texts(before.where([isinstance(word, str) for word in before], None))
        spoilt, _ = cells.spoilt(cells.tidy(before))  # which the reader has refused
        text, placeholders = tidied(before.mask(spoilt))
        text = text.where(pd.Series(values).notna(), None)
        ways = before.groupby(text.to_numpy(dtype=object)).nunique()
        spellings = int((ways > 1).sum())
        people = text.astype(_text_type(values))
    notes = []
    if placeholders:
        notes.append(
            f"{cells.many(placeholders, 'row')} with a placeholder (such as -, 0, guest, 匿名) in "
            "place of a buyer: missing, a purchase without a person"
        )
    if spellings:
        was = "buyer was" if spellings == 1 else "buyers were"
        notes.append(f"{spellings:,} {was} written in several ways: joined")
    return people, notes + cautions(people.dropna().astype(str))


def _text_type(values):
    return values.dtype if pd.api.types.is_string_dtype(values) else cells.TEXT


def _numbered(values):
    """Whole numbers; 0 and -1 are guests, unless the shop simply counts its buyers from 0."""
    guests = values.isin([0, -1])
    if not guests.any():
        return values
    known = values.dropna().unique()
    if len(known) > 2 and known.min() == 0 and known.max() == len(known) - 1:
        return values
    return values.astype("Int64").mask(guests)


def masked(value) -> str:
    """A buyer as a message may show it: whole numbers as they are, all else by its first letter.

    >>> masked(17001), masked("ann@example.com"), masked("13800000001")
    ('17001', "'a***'", "'1***'")
    """
    if not isinstance(value, str):
        text = str(value)
        return f"{text[:1]}***" if re.fullmatch(PHONE, text) else text
    text = value.strip()
    plain = re.fullmatch(r"[-\d]*|\d[\d.]*([eE]\+?\d+)?", text) and not re.fullmatch(PHONE, text)
    short = text.lower() in PLACEHOLDERS | TOTALS
    return repr(value) if plain or short else repr(f"{text[:1]}***")
