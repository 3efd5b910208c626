"""Is everything in order before an article goes on sale: papers and feed (R17, N11, N18, E62)?"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_whole
from ecomlab.tables import calendar_days

HOLDERS = ("shop", "brand", "article")
FIELDS = ("title", "price", "availability", "gtin", "image_link", "link", "brand")
IN_STOCK, SOLD_OUT = ("in_stock", "preorder", "backorder"), "out_of_stock"


def compliance_gaps(sku, documents, today, rules, within=None):
    """Which papers does each article lack, have lost, or lose soon (资质到期预警)?

    Parameters
    ----------
    sku : DataFrame, one row per article
        sku, category; optional ``classes``: further words by which rules find it, several with ;
        between ("lithium;charger").
    documents : DataFrame, one row per paper that you hold
        holder (shop, brand or article), sku (of an article's paper), paper, expires (the last day
        on which it holds; empty: for ever). Optional: number.
    today : date
    rules : DataFrame, one row per demand
        applies_to ("all", a category or a class), holder, paper, renew_days (how long a new one
        takes). Optional: instead (a paper that does for the time being), paper_zh, source.
    within : int, optional
        Alarm so many days before the end; by default each rule's own renew_days.

    Returns
    -------
    DataFrame, one row per gap, the most urgent first
        sku (missing where it is the shop's or brand's paper), holder, paper, status ("missing",
        "expired", "expiring", "provisional": only the paper that does for now), expires, days_left
        (0 on its last day; below 0 when expired), start_by (day on which to ask for a new one), for
        (what makes it necessary), and paper_zh, source of the rule where it has them.

    Raises
    ------
    InputError
        A rule that finds no article, a holder of another name, an article's paper without sku.

    Examples
    --------
    >>> sku = pd.DataFrame({"sku": ["PB1"], "category": ["power"]})
    >>> rules = pd.DataFrame({"applies_to": ["all", "power"], "holder": ["shop", "article"],
    ...     "paper": ["business_licence", "ccc"], "renew_days": [30, 60]})
    >>> held = pd.DataFrame({"holder": ["article"], "sku": ["PB1"], "paper": ["ccc"],
    ...                      "expires": pd.to_datetime(["2026-02-01"])})
    >>> compliance_gaps(sku, held, "2026-01-05", rules)[["sku", "paper", "status", "days_left"]]
       sku             paper    status  days_left
    0  NaN  business_licence   missing        NaN
    1  PB1               ccc  expiring       27.0

    References
    ----------
    Course map R17, L47, N18, E62 (seed 000:014). Which papers a category needs changes: the
    rules are data of yours, and each says where it was read.
    """
    sku = check_table(sku, "sku", "sku", "category")
    rules = check_table(rules, "rules", "applies_to", "holder", "paper", "renew_days")
    documents = _documents(documents)
    today = check_moment(documents["expires"], today, "today").normalize()
    if within is not None:
        within = check_whole("within", within)
    wrong = set(rules["holder"]) - set(HOLDERS)
    if wrong:
        raise InputError(
            f"rules has the holder {min(wrong)!r}. Choose one of: {', '.join(HOLDERS)}."
        )
    demands = [demand for rule in rules.to_dict("records") for demand in _demands(rule, sku)]
    found = [_gap(demand, documents, today, within) for demand in demands]
    columns = ["sku", "holder", "paper", "status", "expires", "days_left", "start_by", "for",
               *[name for name in ("paper_zh", "source") if name in rules]]  # fmt: skip
    table = pd.DataFrame([gap for gap in found if gap], columns=columns)
    table["expires"] = pd.to_datetime(table["expires"])
    table["start_by"] = pd.to_datetime(table["start_by"])
    table["days_left"] = table["days_left"].astype(float)
    urgency = table["status"].map({"missing": 0, "expired": 1, "expiring": 2, "provisional": 3})
    order = table.assign(urgency=urgency).sort_values(
        ["urgency", "days_left", "paper"], kind="stable", ignore_index=True
    )
    return order[columns]


def _documents(documents):
    """The papers that are held, their last days as days."""
    held = check_table(documents, "documents", "holder", "paper", gaps=("sku", "expires"))
    wrong = set(held["holder"]) - set(HOLDERS)
    if wrong:
        raise InputError(f"documents has the holder {min(wrong)!r}. Choose: {', '.join(HOLDERS)}.")
    alone = (held["holder"] == "article") & held["sku"].isna()
    if alone.any():
        raise InputError(f"{int(alone.sum())} papers of articles name no sku. Say whose they are.")
    try:
        days = pd.to_datetime(held["expires"])
    except (ValueError, TypeError):
        raise InputError(
            'expires of documents holds no dates. Write them as "2026-04-30".'
        ) from None
    if days.dt.tz is not None:
        days = days.dt.tz_localize(None)
    return held.assign(expires=days.dt.normalize())


def _demands(rule, sku):
    """What a rule asks: once for the shop or brand, or for each article that it finds."""
    words = sku["category"].astype(str)
    if "classes" in sku:
        words = words + ";" + sku["classes"].fillna("").astype(str)
    every = rule["applies_to"] == "all"
    hit = [every or rule["applies_to"] in text.split(";") for text in words]
    if not any(hit):
        known = sorted({word for text in words for word in text.split(";") if word})
        raise InputError(
            f"The rule for {rule['applies_to']!r} finds no article. Leave it out, or check the "
            f"word; the articles have: {', '.join(known)}."
        )
    if rule["holder"] == "article":
        return [rule | {"sku": name} for name in sku.loc[hit, "sku"]]
    return [rule | {"sku": np.nan}]


def _gap(demand, documents, today, within):
    """What is wrong with one paper; None if it is in order."""
    mine = documents[documents["holder"] == demand["holder"]]
    if demand["holder"] == "article":
        mine = mine[mine["sku"] == demand["sku"]]
    held = mine.loc[mine["paper"] == demand["paper"], "expires"]
    gap = {"sku": demand["sku"], "holder": demand["holder"], "paper": demand["paper"],
           "for": demand["applies_to"], "expires": pd.NaT, "days_left": np.nan, "start_by": today,
           "paper_zh": demand.get("paper_zh"), "source": demand.get("source")}  # fmt: skip
    if held.empty:
        for_now = demand.get("instead")
        enough = isinstance(for_now, str) and (mine["paper"] == for_now).any()
        return gap | {"status": "provisional" if enough else "missing"}
    if held.isna().any():
        return None  # one of them holds for ever
    expires = held.max()
    left = (expires - today).days
    lead = int(demand["renew_days"]) if within is None else within
    if left > lead:
        return None
    start = (
        max(expires - pd.Timedelta(days=lead), today)
        if left < 0
        else expires - pd.Timedelta(days=lead)
    )
    return gap | {"status": "expired" if left < 0 else "expiring", "expires": expires,
                  "days_left": left, "start_by": start}  # fmt: skip


def gtin_is_valid(gtin):
    """Is this a GTIN (条形码): 8, 12, 13 or 14 digits, the last of which checks the others?

    From the right, the digits before the check digit count three times and once in turn; with the
    check digit they add up to a whole ten.

    Parameters
    ----------
    gtin : str or int

    Examples
    --------
    >>> gtin_is_valid("6291041500213"), gtin_is_valid("6291041500214"), gtin_is_valid("62910")
    (True, False, False)

    References
    ----------
    GS1 General Specifications, section 7.9: check digit calculations (the example is GS1's).
    """
    text = str(gtin).strip()
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return False
    body, check = [int(digit) for digit in reversed(text[:-1])], int(text[-1])
    return (sum(body[0::2]) * 3 + sum(body[1::2]) + check) % 10 == 0


def feed_lint(sku, feed, fields=FIELDS, title_limit=150, tolerance=0.0):
    """Where does the feed say something else than the shop (商品数据源检查)?

    Shopping ads are shown from the feed and lead to the page; where the two differ, articles get
    refused, and buyers deceived.

    Parameters
    ----------
    sku : DataFrame, one row per article on sale
        sku, price, on_hand (pieces that can be sold).
    feed : DataFrame, one row per article in the feed
        sku, and the columns of ``fields``; an empty cell is a missing field. A price is a number,
        or a text such as "99.00 CNY"; all in one currency.
    fields : sequence of str
        What the feed must have for every article.
    title_limit : int
        Most characters of a title. Check yours: 150 for Merchant Center, 60 bytes for Taobao.
    tolerance : float
        Yuan by which prices may differ.

    Returns
    -------
    DataFrame, one row per problem
        sku, field, problem ("not in the feed", "not in the shop", "twice", "missing", "differs",
        "too long", "not a GTIN", "same GTIN twice"), feed, shop (what each says, as text).

    Examples
    --------
    >>> sku = pd.DataFrame({"sku": ["CH01"], "price": [129.0], "on_hand": [0]})
    >>> feed = pd.DataFrame({"sku": ["CH01"], "title": ["chair"], "price": [119.0],
    ...     "availability": ["in_stock"], "gtin": ["6291041500213"]})
    >>> feed_lint(sku, feed, fields=["title", "price", "availability", "gtin"])
        sku         field  problem      feed   shop
    0  CH01         price  differs     119.0  129.0
    1  CH01  availability  differs  in_stock      0

    References
    ----------
    Course map N11. Google Merchant Center, product data specification (check before print).
    """
    sku = check_table(sku, "sku", "sku", "price", "on_hand")
    feed = check_table(feed, "feed", "sku", gaps=tuple(fields))
    title_limit = int(check_positive("title_limit", check_whole("title_limit", title_limit)))
    tolerance = check_number("tolerance", tolerance, low=0)
    sku = sku.assign(price=_yuan(sku["price"], "sku"))
    if "price" in fields:
        feed = feed.assign(price=_yuan(feed["price"], "feed"))
    if sku["sku"].duplicated().any():
        raise InputError("sku has an article twice. Give one row each.")
    rows = [
        (name, "", "not in the feed", "", "") for name in sku["sku"] if name not in set(feed["sku"])
    ]
    rows += [(name, "", "not in the shop", "", "") for name in feed["sku"].unique()
             if name not in set(sku["sku"])]  # fmt: skip
    rows += [
        (name, "", "twice", "", "") for name in feed.loc[feed["sku"].duplicated(), "sku"].unique()
    ]
    for field in fields:
        empty = feed[field].isna() | (feed[field].astype(str).str.strip() == "")
        rows += [(name, field, "missing", "", "") for name in feed.loc[empty, "sku"]]
    both = feed.merge(sku[["sku", "price", "on_hand"]], on="sku", suffixes=("", "_shop"))
    rows += _differences(both, fields, tolerance)
    rows += _titles_and_codes(feed, fields, title_limit)
    return pd.DataFrame(rows, columns=["sku", "field", "problem", "feed", "shop"])


def _yuan(prices, table):
    """Prices as numbers: "99.00 CNY" is Merchant Center's own form. Another currency is refused."""
    if pd.api.types.is_numeric_dtype(prices):
        return prices
    text = prices.astype(str).str.strip().where(prices.notna(), "")
    parts = text.str.extract(r"^(\d+(?:\.\d+)?)\s*([A-Za-z]{3})?$")
    wrong = parts[0].isna() & (text != "")
    currencies = sorted(set(parts[1].dropna().str.upper()))
    if wrong.any():
        raise InputError(
            f"The price {text[wrong].iloc[0]!r} of {table} is no number. Write 99.00 or 99.00 CNY."
        )
    if len(currencies) > 1:
        raise InputError(
            f"The prices of {table} are in {', '.join(currencies)}. Choose one currency."
        )
    return parts[0].astype(float)


def _differences(both, fields, tolerance):
    """Prices and stock on which feed and shop don't agree."""
    rows = []
    if "price" in fields:
        price = "price_shop" if "price_shop" in both else "price"
        off = both[(both["price"] - both[price]).abs() > tolerance + 1e-9]
        rows += [(r["sku"], "price", "differs", str(r["price"]), str(r[price]))
                 for r in off.to_dict("records")]  # fmt: skip
    if "availability" in fields:
        said = both["availability"].astype(str)
        wrong = (said.isin(IN_STOCK[:1]) & (both["on_hand"] <= 0)) | (
            (said == SOLD_OUT) & (both["on_hand"] > 0)
        )
        wrong |= both["availability"].notna() & ~said.isin([*IN_STOCK, SOLD_OUT])
        rows += [(r["sku"], "availability", "differs", str(r["availability"]), str(r["on_hand"]))
                 for r in both[wrong].to_dict("records")]  # fmt: skip
    return rows


def _titles_and_codes(feed, fields, title_limit):
    """Titles that are too long; codes that are none, or belong to two articles."""
    rows = []
    if "title" in fields:
        size = feed["title"].fillna("").astype(str).str.len()
        rows += [(name, "title", "too long", f"{n} characters", f"{title_limit} at most")
                 for name, n in zip(feed["sku"], size, strict=True) if n > title_limit]  # fmt: skip
    if "gtin" in fields:
        codes = feed.dropna(subset=["gtin"])
        bad = ~codes["gtin"].map(gtin_is_valid)
        rows += [(r["sku"], "gtin", "not a GTIN", str(r["gtin"]), "")
                 for r in codes[bad].to_dict("records")]  # fmt: skip
        again = codes["gtin"].duplicated(keep=False) & ~codes["sku"].duplicated(keep=False)
        rows += [(r["sku"], "gtin", "same GTIN twice", str(r["gtin"]), "")
                 for r in codes[again].to_dict("records")]  # fmt: skip
    return rows


def papers_by_scope(documents, sku, today):
    """The papers known on a day, each written down for its articles: for `compliance_gaps`.

    Parameters
    ----------
    documents : DataFrame
        doc, scope ("shop", or the category whose articles need it), issued, expires (empty: holds
        for good).
    sku : DataFrame
        sku, category.
    today : date
        Later papers aren't known yet.

    Returns
    -------
    DataFrame
        holder (shop or article), sku, paper, issued, expires.

    Raises
    ------
    ColumnError, InputError
        A scope that is neither the shop nor a category.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc": ["quality_report"], "scope": ["light"],
    ...     "issued": pd.to_datetime(["2024-03-03"]), "expires": pd.to_datetime(["2025-03-03"])})
    >>> sku = pd.DataFrame({"sku": ["LA01", "CH01"], "category": ["light", "furniture"]})
    >>> papers_by_scope(documents, sku, "2025-01-01")[["holder", "sku", "paper"]]
        holder   sku           paper
    0  article  LA01  quality_report
    """
    docs = check_table(documents, "documents", "doc", "scope", "issued", gaps=["expires"])
    sku = check_table(sku, "sku", "sku", "category").astype({"sku": "str", "category": "str"})
    docs = docs.assign(
        scope=docs["scope"].astype("str"), issued=calendar_days(docs["issued"]),
        expires=calendar_days(pd.to_datetime(docs["expires"])),
    )  # fmt: skip
    today = check_moment(docs["issued"], today, "today").normalize()
    wrong = set(docs["scope"]) - {"shop", *sku["category"]}
    if wrong:
        raise InputError(
            f"documents has the scope {min(wrong)!r}. It must be shop, or a category of sku: "
            f"{', '.join(sorted(set(sku['category'])))}."
        )
    docs = docs[docs["issued"] <= today].rename(columns={"doc": "paper"})
    own = docs.merge(sku[["sku", "category"]], left_on="scope", right_on="category")
    parts = [docs[docs["scope"] == "shop"].assign(holder="shop"), own.assign(holder="article")]
    names = ["holder", "sku", "paper", "issued", "expires"]
    return pd.concat(parts, ignore_index=True).reindex(columns=names)
