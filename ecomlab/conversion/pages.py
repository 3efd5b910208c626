"""Is it true, and may it be said? What pages and titles claim, and what they lack (详情页).

Course map C01, C37, C43, C47, templates L20 to L22. A list of words finds careless claims. Whether
a sentence is true, somebody has to find out.
"""

import re
import unicodedata

import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_choice

# In this order: the first that is found decides.
CLAIMS = {
    r"best|no\. ?1": "may not run: absolute term (art. 9)",
    r"heal|cure|good for the heart": "may not run: health claim (art. 17)",
    r"never|for ever|whole life|free|last three": "false unless it is exactly so (art. 28)",
    r"\d": "show evidence and its source (art. 11)",
}
TRY = "somebody must try it on the pan"
NOTHING = "nothing found"
UNITS = (r"kg|km|cm|mm|mah|min(?:utes)?|h(?:ours)?|days?|years?|%|分钟|小时|公斤|千克|毫安|"
         r"[天年秒级度米克升]")  # fmt: skip
AMOUNT = (rf"\d[\d,.]*(?:\s?(?:{UNITS}))?"
          r"|[一二两三四五六七八九十百千万半]+"
          r"(?:秒|分钟|小时|天|年|级|公斤|千克|度|倍|米|折)")  # fmt: skip
# kind, pattern, law, before it runs. In this order: what one has found, the next doesn't see.
LAW = [
    ("absolute",
     # 最大承重120公斤 is a bound that can be measured, 最大的帐篷 is not
     r"国家级|世界级|最(?!近|后|初|终|[大小高低多少长短][^\d的价,。!]{0,4}\d)[\u4e00-\u9fff]"
     r"|第一(?!次|时间|步|章|季|批)|顶[级尖]|极品|唯一|独家|冠军|销冠|首[选款创]"
     r"|\btop ?1\b|\b(?:the )?best\b(?! before)|\bno\.? ?1\b|\bnumber one\b",
     "广告法 9(3)", "take it out"),
    ("medical",
     r"[根主]治|治[疗愈好病]|疗[效愈程法]|止痛|酸痛|疼痛|消炎|杀菌|康复|[腰背头颈]痛|失眠|助眠"
     r"|\bcur(?:e|es|ed)\b|\bheal(?:s|ed|ing)?\b|\bpain(?:less)?\b|\btherap",
     "广告法 17", "take it out: no medicine"),
    ("without limit",
     r"100 ?%|百分百|百分之百|绝对|永[不久远]|终身|终生|万能"
     r"|\bnever\b|\bfor ?ever\b|\blifetime\b|\bguaranteed\b",
     "广告法 4, 28", "say what holds, for how long, tested how"),
    ("patent", r"专利|\bpatent", "广告法 12", "number and kind of the patent"),
    ("gift", r"赠|买[一二两三\d]+送|\bfree gift\b|\bgift with\b",
     "广告法 8", "which, how many, until when, how"),
    ("promise", r"质保|保修|包退|包换|假一赔|\bwarranty\b|\bmoney back\b",
     "广告法 8", "how long, of what, who pays; and keep it"),
    ("origin", r"正品|原装|进口|\bgenuine\b|\bimported\b|\bmade in\b",
     "广告法 8, 28", "the paper that shows where it comes from"),
    ("offer",
     r"限时|特价|打折|促销|清仓|仅剩|秒杀"
     r"|\blimited time\b|\bonly \d+ left\b|(?<!after-)(?<!after )(?<!for )\bsale\b",
     "价格法; 规范促销行为暂行规定", "from when to when, reduced from what (lesson 3.3)"),
    ("number", AMOUNT, "广告法 8, 11, 28", "the measurement; of a study also its source"),
]  # fmt: skip
LAYOUTS = {  # template L20: a page from top to bottom, as the documents have it
    "000:013": ("pain scene", "solution", "trust", "hook"),
    "001:022": ("parameters", "reviews", "offer"),
    "002:016": ("pain scene", "value shown", "trust"),
    "004:033": ("value", "selling points", "use scene", "reviews", "doubts answered"),
}
# template, place, block, Chinese, where the documents say it
SHEET = [
    ("L20", 1, "pain scene", "痛点场景", "000:013, 002:016"),
    ("L20", 2, "solution", "产品解决方案", "000:013"),
    ("L20", 3, "value shown", "价值可视化", "002:016, 004:033"),
    ("L20", 4, "parameters", "参数", "001:022"),
    ("L20", 5, "trust", "信任背书", "000:013, 002:016"),
    ("L20", 6, "doubts answered", "解决疑虑", "004:033"),
    ("L20", 7, "hook", "促销钩子", "000:013"),
    ("L21", 1, "main image", "主图", "000:013, 003:088"),
    ("L21", 2, "moving image", "动态图", "000:030"),
    ("L22", 1, "brand zone", "品牌心智区", "002:015"),
    ("L22", 2, "core product zone", "核心产品区", "002:015"),
    ("L22", 3, "activity zone", "活动引流区", "002:015"),
    ("N16", 1, "photo", "实拍图", "003:051, 003:052"),
    ("N16", 2, "video", "视频", "004:034"),
    ("N16", 3, "style", "统一风格", "003:053, 002:033"),
]
TRUE_IF = {  # what must be true of each block
    "pain scene": "buyers say so themselves (chats, reviews); nothing medical",
    "solution": "one sentence for what the article does about it; somebody tried it",
    "value shown": "real photos, same light, same angle; sizes beside a known thing",
    "parameters": "measured on pieces of this lot; tolerance",
    "trust": "a report of this article that still holds; reviews that nobody paid for",
    "doubts answered": "the questions of the service desk, longest wait first (lesson 3.4)",
    "hook": "until when, reduced from what (lesson 3.3); never 'only 3 left' if untrue",
    "main image": "the article as it comes; one selling point that is true; legible on a phone",
    "moving image": "not faster, lighter or larger than the article is",
    "brand zone": "one sentence what the shop stands for",
    "core product zone": "articles that leave money and are in stock",
    "activity zone": "dates of the offer; ends when it ends",
    "photo": "a grey card in the first picture; colour within what the shop allows",
    "video": "shot without cuts where it shows what the article can do",
    "style": "two colours, one font, the same light on all pages",
}
NEEDS = {  # template of a listing: column, and how a page without it is called
    "has_text": "description", "has_photos": "photos in use", "has_detail_photos": "close-ups",
    "has_video": "video", "has_size_chart": "size chart", "warranty_shown": "warranty",
    "qc_report_shown": "test report",
}  # fmt: skip


def check_claim(text, claims=CLAIMS, otherwise=TRY):
    """What a claim needs before it may run; words alone never show that it is true (广告法).

    Parameters
    ----------
    text : str
    claims : mapping of pattern to str
        Regular expressions, and what is said where one is found; the first one decides. By default
        those of a pan, by articles of the Advertising Law of China.
    otherwise : str
        Said where none is found.

    Returns
    -------
    str

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_claim("The best pan in the country")
    'may not run: absolute term (art. 9)'
    >>> check_claim("1.2 kg: lift it with one hand")
    'show evidence and its source (art. 11)'

    References
    ----------
    Advertising Law (广告法, 2021), articles 9, 11, 17, 28. Case K08.
    """
    if not isinstance(text, str):
        raise InputError(f"text is {text!r}. Give the words of the claim.")
    found = (says for pattern, says in claims.items() if re.search(pattern, text, re.IGNORECASE))
    return next(found, otherwise)


def claim_rules():
    """The kinds of words that need something before they run, and where the law says so (广告法).

    Returns
    -------
    DataFrame
        kind, pattern (regular expression, capitals or not), law (article), before_it_runs.
        In this order: what one kind has found, the next doesn't see. A text to start from: take out
        what isn't so in your trade, add your own.

    Examples
    --------
    >>> claim_rules()["kind"].tolist()[:3]
    ['absolute', 'medical', 'without limit']

    References
    ----------
    Advertising Law of China (广告法, 2021): 4 and 28 (false or misleading), 8 (accurate and clear,
    gifts), 9(3) (absolute terms; when they are allowed all the same: 广告绝对化用语执法指南, 2023),
    11 (data and quotations with their source), 12 (patents), 17 (no medicine).
    """
    return pd.DataFrame(LAW, columns=["kind", "pattern", "law", "before_it_runs"])


def claim_check(texts, rules=None, column="text"):
    """Which words of these texts need something before they run, and what (违禁词检查)?

    It finds words. It can't see the article: a false sentence without such a word passes, and a
    true one is stopped. So each text that passes is still to be tried.

    Parameters
    ----------
    texts : DataFrame, Series or list of str
        A table's other columns stay.
    rules : DataFrame, optional
        kind, pattern, law, before_it_runs; by default `claim_rules`.
    column : str
        Of a table: where the words stand.

    Returns
    -------
    DataFrame, one row per text and kind; one with the kind "nothing found" where no word was
        The text's columns, kind, found (the words, with ; between), law, before_it_runs.

    Raises
    ------
    ColumnError, InputError
        A text that isn't one; a pattern that can't be read.

    Examples
    --------
    >>> found = claim_check(["承重300公斤永不变形", "a chair for the balcony"])
    >>> found[["kind", "found", "law"]]
                kind found            law
    0  without limit    永不      广告法 4, 28
    1         number  300公斤  广告法 8, 11, 28
    2  nothing found

    References
    ----------
    Row C43, doubts E11 and E13. Not legal advice: the list is ours, the judgement an authority's.
    """
    if not isinstance(texts, pd.DataFrame):
        texts = pd.DataFrame({column: list(texts) if not isinstance(texts, str) else [texts]})
    texts = check_table(texts, "texts", column).reset_index(drop=True)
    rules = claim_rules() if rules is None else rules
    rules = check_table(rules, "rules", "kind", "pattern", "law", "before_it_runs")
    rows = []
    for place, text in enumerate(texts[column]):
        if not isinstance(text, str):
            raise InputError(f"{column} has {text!r}. Give the words of each claim.")
        hits = _hits(text, rules) or [(NOTHING, "", "", "")]
        rows += [(place, *hit) for hit in hits]
    found = pd.DataFrame(rows, columns=["at", "kind", "found", "law", "before_it_runs"])
    clash = set(found.columns) & set(texts.columns)
    if clash:
        raise InputError(f"texts has a column {min(clash)!r}, which the result needs. Rename it.")
    return texts.loc[found["at"]].reset_index(drop=True).join(found.drop(columns="at"))


def page_sheet():
    """What stands where on a page, an image, a home page, and what must be true of it (L20 to L22).

    Returns
    -------
    DataFrame
        template, place, block, chinese, documents (where they say it), true_if. A checklist to
        keep: ``.to_csv("my_pages.csv", index=False)``.

    Examples
    --------
    >>> sheet = page_sheet()
    >>> sheet["template"].value_counts().to_dict()
    {'L20': 7, 'L22': 3, 'N16': 3, 'L21': 2}
    """
    table = pd.DataFrame(SHEET, columns=["template", "place", "block", "chinese", "documents"])
    return table.assign(true_if=table["block"].map(TRUE_IF))


def page_audit(pages, template="000:013"):
    """Which blocks of the template does each page have, and in its order (详情页逻辑)?

    The order is a custom of the trade. Whether it sells, a test says (lesson 3.2).

    Parameters
    ----------
    pages : DataFrame
        sku, place (from top to bottom), block.
    template : str or sequence of str
        One of ``LAYOUTS``, or the blocks from top to bottom.

    Returns
    -------
    DataFrame, one row per page
        sku, blocks (on the page), present (of the template), of (how many it has), missing,
        in_order (flag: those present stand as the template has them), other (blocks that it
        doesn't have).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A block twice on a page or in the template.

    Examples
    --------
    >>> pages = pd.DataFrame({"sku": "CH01", "place": [1, 2, 3],
    ...                       "block": ["hook", "pain scene", "solution"]})
    >>> page_audit(pages)[["present", "of", "missing", "in_order"]]
       present  of missing  in_order
    0        3   4   trust     False

    References
    ----------
    Row C01, template L20.
    """
    pages = check_table(pages, "pages", "sku", "place", "block")
    check_once(pages, "pages", "sku", "block")
    check_once(pages, "pages", "sku", "place")
    if isinstance(template, str):
        check_choice("template", template, list(LAYOUTS))
        template = LAYOUTS[template]
    template = list(template)
    if not template or len(set(template)) < len(template):
        raise InputError("template needs one block or more, each once.")
    rows = [_audited(sku, page.sort_values("place")["block"].astype("str").tolist(), template)
            for sku, page in pages.groupby("sku", observed=True, sort=False)]  # fmt: skip
    names = ["sku", "blocks", "present", "of", "missing", "in_order", "other"]
    return pd.DataFrame(rows, columns=names)


def listing_lint(listings, needs=None):
    """What is empty in each listing: attributes, words, pictures, charts (商品发布检查)?

    Parameters
    ----------
    listings : DataFrame
        sku, attributes_filled, attributes_required (类目属性), and a flag for each of ``needs``.
    needs : mapping of column to name, optional
        By default ``NEEDS``. Leave out what an article doesn't need: no size chart for a cup.

    Returns
    -------
    DataFrame, one row per listing, the emptiest first
        sku, attributes (filled share), left (attributes still empty), missing (names, with ;
        between), done (share of all that was asked: attributes and needs).

    Raises
    ------
    ColumnError, InputError
        More attributes filled than there are.

    Examples
    --------
    >>> listings = pd.DataFrame({"sku": ["CH01"], "attributes_filled": [8],
    ...     "attributes_required": [10], "has_text": [True], "has_video": [False]})
    >>> listing_lint(listings, {"has_text": "description", "has_video": "video"})
        sku  attributes  left missing  done
    0  CH01         0.8     2   video  0.75

    References
    ----------
    Rows C37 and C47.
    """
    needs = dict(NEEDS if needs is None else needs)
    names = ("attributes_filled", "attributes_required")
    table = check_table(listings, "listings", "sku", *names, *needs)
    check_once(table, "listings", "sku")
    check_numbers(table, "listings", *names)
    check_flags(table, "listings", *needs)
    filled, asked = (table[name] for name in names)
    if (filled > asked).any() or (filled < 0).any() or not (asked > 0).all():
        raise InputError("attributes_filled must lie between 0 and attributes_required, above 0.")
    flags = table[list(needs)].astype(bool)
    missing = [
        "; ".join(needs[name] for name in needs if not row[name]) for _, row in flags.iterrows()
    ]
    found = pd.DataFrame({
        "sku": table["sku"], "attributes": filled / asked, "left": asked - filled,
        "missing": missing,
        "done": (filled + flags.sum(axis=1)) / (asked + len(needs)),
    })  # fmt: skip
    return found.sort_values("done", kind="stable").reset_index(drop=True)


def _hits(text, rules):
    """What each rule finds; what one has found is hidden from the next."""
    plain, hits = unicodedata.normalize("NFKC", text).lower(), []
    for rule in rules.itertuples():
        try:
            found = list(re.finditer(rule.pattern, plain, re.IGNORECASE))
        except re.error as error:
            raise InputError(f"The pattern {rule.pattern!r} can't be read: {error}.") from None
        words = [match.group().strip() for match in found if match.group().strip()]
        if words:
            hits.append((rule.kind, "; ".join(dict.fromkeys(words)), rule.law, rule.before_it_runs))
        for match in found:
            hidden = " " * (match.end() - match.start())
            plain = plain[: match.start()] + hidden + plain[match.end() :]
    return hits


def _audited(sku, blocks, template):
    """One page beside the template."""
    present = [block for block in blocks if block in template]
    missing = [block for block in template if block not in blocks]
    other = [block for block in blocks if block not in template]
    in_order = present == [block for block in template if block in blocks]
    return (sku, len(blocks), len(present), len(template), "; ".join(missing), in_order,
            "; ".join(other))  # fmt: skip
