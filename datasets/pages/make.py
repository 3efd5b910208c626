"""Make the small tables of lesson 3.5: sentences, layouts, sizes by lot, colours, papers, twins.

python datasets/pages/make.py            into this folder
python datasets/pages/make.py FOLDER     into another

`claims_twin` and `many_shops` are run on the course's simulated shop (some minutes, `states.py`);
the rest is invented.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pandas as pd
import states

from ecomlab.datasets import write_and_say
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SEED = 3505
TRIAL = 1  # stream
CARD = {
    "name": "pages",
    "title": "Lesson 3.5's own tables: sentences, layouts, sizes by lot, colours, papers, twins",
    "description": "claims, other_claims: text, may_run (flag: our reading, the article known), "
    "why. layouts, other_layouts: sku, place (from the top), block. chart: size, measure, low, "
    "high (cm of the body). trial, other_trial: one row per person with a jacket in the cart: "
    "shown "
    "(advice on the size, by lot), paid, result (fits, too small, too large; empty: not paid). "
    "colours, other_colours: sku, photo, item (read under one light). page_colours: page, colour. "
    "rules: applies_to, holder, paper, renew_days, paper_zh, source. block_truth: shop, block, "
    "cart (added to the logit of filling the cart), not_as_described (added to the share sent "
    "back): what no shop can see. claims_twin: luck, state (as it was; no bold claims), orders, "
    "revenue, profit (yuan), not_as_described (lines sent back) of the running shop's second "
    "year, run several times on the same luck. many_shops: shop, reading, block, estimate (0.1: a "
    "tenth more): what four readings say in twelve simulated shops of the same effects, with other "
    "pages and other luck, each for 540 days.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/pages/make.py of this course; twins: ecomlab.shop"}],
    "known_defects": [
        "Invented or simulated: no article, no buyer and no authority is a real one.",
        "may_run is our reading of invented facts, no lawyer's.",
        "rules: which papers a category needs changes; ask the platform and a lawyer.",
        "block_truth and claims_twin can't be known in a real shop.",
    ],
}
CLAIMS = {  # what the sentence says, may it run, why
    "claims": [
        ("全网最轻的双人帐篷", False, "nobody has weighed all of them"),
        ("销量第一的露营椅", False, "no source, no place, no time"),
        ("躺一躺,治好你的腰", False, "medicine"),
        ("羽绒睡袋,疗愈失眠", False, "medicine"),
        ("承重300公斤永不变形", False, "it bends at 160 kg"),
        ("100%防水暴雨不漏", False, "its seams leak after three hours"),
        ("续航72小时不断电", False, "it was measured at 31 hours, on the lowest step"),
        ("加绒保暖,零下十度也不冷", False, "the label says: comfort +2 °C"),
        ("轻得像没背一样", False, "4.1 kg"),
        ("小个子也能一个人搭好", False, "three of five needed help"),
        ("和高山队同款面料", False, "it isn't"),
        ("买一送一,数量有限", False, "no number, no end, not which"),
        ("实测承重120公斤,报告见第6图", True, "the report holds"),
        ("净重1.2千克,误差20克以内", True, "weighed"),
        ("两年质保,人为损坏除外", True, "it is kept"),
        ("收起来和保温杯一样长", True, "28 cm, as in the picture"),
        ("第一次露营的人也会用", True, "a first time is no rank"),
        ("防泼水面料,不适合暴雨", True, "as tested"),
        ("最后一张图有尺寸表", True, "it has"),
        ("发货前每件都试开一次", True, "they do"),
        ("专利卡扣,专利号见详情", True, "number and kind stand there"),
        ("一杯水的重量", True, "0.5 kg beside a cup of half a litre"),
    ],
    "other_claims": [
        ("国家级户外装备", False, "absolute term"),
        ("登山包中的唯一选择", False, "there are others"),
        ("背了它,肩颈酸痛全消失", False, "medicine"),
        ("终身不破耐磨十年", False, "sold for two years"),
        ("绝对不夹手", False, "three reviews say it did"),
        ("绝对静音的气垫", False, "it squeaks"),
        ("风再大也不会倒", False, "it fell at level 6"),
        ("洗多少遍颜色都一样", False, "it fades after ten washes"),
        ("手感和真皮没有区别", False, "it has"),
        ("赠品多多", False, "not which, how many, until when"),
        ("德国进口铝材", True, "customs papers are there"),
        ("容积45升,按充填法测", True, "measured"),
        ("一年质保", True, "it is kept"),
        ("背板可以拆下来洗", True, "it can"),
        ("最近一批换了拉链", True, "recently is no rank"),
        ("雨罩要另买", True, "it must"),
    ],
}
LAYOUTS = {
    "layouts": {
        "TE02": ["pain scene", "solution", "trust", "hook"],
        "CH01": ["hook", "pain scene", "solution", "reviews"],
        "BP01": ["pain scene", "parameters", "solution", "trust"],
        "SB01": ["trust", "solution", "pain scene", "hook"],
        "LA01": ["brand story", "parameters", "hook"],
    },
    "other_layouts": {
        "BP01": ["pain scene", "value shown", "reviews", "trust"],
        "TE01": ["pain scene", "trust", "value shown"],
        "CK02": ["brand story", "pain scene", "value shown", "trust", "hook"],
        "RJ01": ["pain scene", "value shown", "hook"],
        "TP01": ["value shown", "trust", "pain scene"],
        "CH01": ["pain scene", "value shown", "trust"],
    },
}
CHART = [("S", 82, 90, 155, 165), ("M", 88, 96, 163, 173), ("L", 94, 102, 170, 180),
         ("XL", 100, 110, 176, 190)]  # chest, height; the ranges meet  # fmt: skip
PEOPLE = 1500  # in each arm
TRIALS = {  # paid without, with; sent back for its size without, with; of these too small
    "trial": (0.50, 0.55, 0.24, 0.15, 0.70), "other_trial": (0.52, 0.58, 0.12, 0.15, 0.45),
}  # fmt: skip
COLOURS = {
    "colours": [("TE02", "#4f7b52", "#556f57"), ("TA01", "#d8c39a", "#d6c19b"),
                ("SB01", "#c8452f", "#a84a3a"), ("RJ01", "#2f5fa8", "#33588f"),
                ("BP01", "#3d3f42", "#3f4144"), ("SJ01", "#e8e6df", "#e2ddd0")],
    "other_colours": [("TE01", "#6f8f3f", "#768455"), ("BP01", "#204a87", "#27466f"),
                      ("RJ01", "#d9b44a", "#cfae55"), ("HT01", "#b04030", "#aa4233"),
                      ("TW01", "#8fb7c9", "#8fb3c2")],
}  # fmt: skip
PAGE_COLOURS = [("home", "#2e5e4e"), ("home", "#e9dfca"), ("category", "#30604f"),
                ("list", "#d9262e"), ("page of the tent", "#2a5748"),
                ("page of the lantern", "#1b1bd0")]  # fmt: skip
RULES = [
    ("all", "shop", "business_licence", 30, "营业执照", "000:014"),
    ("all", "shop", "trademark", 270, "商标注册证", "000:014"),
    ("light", "article", "compulsory_certificate", 90, "强制性产品认证(3C)",
     "000:014; which lamps: check (outside)"),
    ("light", "article", "quality_report", 30, "质检报告", "000:014"),
    ("furniture", "article", "quality_report", 30, "质检报告", "000:014"),
    ("shelter", "article", "quality_report", 30, "质检报告", "000:014"),
    ("carry", "article", "quality_report", 30, "质检报告", "000:014"),
    ("wear", "article", "fibre_report", 60, "纤维成分检测报告", "outside: check before print"),
    ("kitchen", "article", "food_contact_report", 45, "食品接触材料检测报告",
     "outside: check before print"),
]  # fmt: skip


def trial(name):
    """People with a jacket in the cart; half of them, by lot, see advice on the size."""
    pay, pay_shown, back, back_shown, small = TRIALS[name]
    u = uniforms(SEED, TRIAL, (3, 2 * PEOPLE), list(TRIALS).index(name))
    shown = np.arange(2 * PEOPLE) % 2 == 0
    paid = u[0] < np.where(shown, pay_shown, pay)
    wrong = u[1] < np.where(shown, back_shown, back)
    result = np.where(wrong, np.where(u[2] < small, "too small", "too large"), "fits")
    return pd.DataFrame({"shown": shown, "paid": paid, "result": np.where(paid, result, None)})


def chart():
    """Two measures a size."""
    rows = [(size, name, *ends) for size, a, b, c, d in CHART
            for name, ends in (("chest", (a, b)), ("height", (c, d)))]  # fmt: skip
    return pd.DataFrame(rows, columns=["size", "measure", "low", "high"])


def layouts(name):
    """The blocks of invented pages, from top to bottom."""
    rows = [(sku, place + 1, block) for sku, page in LAYOUTS[name].items()
            for place, block in enumerate(page)]  # fmt: skip
    return pd.DataFrame(rows, columns=["sku", "place", "block"])


def make(twin=None, many=None):
    """All tables; twin and many shops are run unless they are given."""
    return {
        **{name: pd.DataFrame(rows, columns=["text", "may_run", "why"])
           for name, rows in CLAIMS.items()},
        **{name: layouts(name) for name in LAYOUTS},
        "chart": chart(),
        **{name: trial(name) for name in TRIALS},
        **{name: pd.DataFrame(rows, columns=["sku", "photo", "item"])
           for name, rows in COLOURS.items()},
        "page_colours": pd.DataFrame(PAGE_COLOURS, columns=["page", "colour"]),
        "rules": pd.DataFrame(RULES, columns=["applies_to", "holder", "paper", "renew_days",
                                              "paper_zh", "source"]),
        "block_truth": states.block_truth(),
        "claims_twin": states.claims_twin() if twin is None else twin,
        "many_shops": states.many_shops() if many is None else many,
    }  # fmt: skip


def main(folder=HERE, twin=None, many=None):
    write_and_say(folder, make(twin, many), CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
