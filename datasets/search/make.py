"""Make the small tables of lesson 2.2: search words, candidate words, looks, a page, guides.

python datasets/search/make.py            into this folder
python datasets/search/make.py FOLDER     into another

`words` are those of the course's simulated shop; the rest is invented.
"""

import sys
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.datasets import write_tables
from ecomlab.shop import World
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SEED, ZONE = 2202, "Asia/Shanghai"
LOOKS = 1  # stream
PER_WORD, DEEPEST = 120, 100  # looks at each word; places that somebody looks at
# The shop's phrases, and the slot that their parts fill in `candidates` too
SLOTS = {"attribute": "attribute", "scene": "scene", "long_tail": "scene", "assurance": "assurance"}
CITIES = ("Shanghai", "Chengdu", "Shenyang", "Xi'an", "Guangzhou", "Wuhan")
ACCOUNTS = {"own": 0.45, "customer": 0.75, "stranger": 1.0}  # times as far down
SHARES = np.cumsum([0.10, 0.25, 0.65])  # of the looks
WORDS = {"露营 椅": 11.0, "轻量 折叠 椅": 7.0, "折叠 椅": 52.0}  # the stranger's middle place
SPREAD, CITY, HOUR = 0.45, 0.25, 0.15  # of the log of a place
CARD = {
    "name": "search",
    "title": "Lesson 2.2's own tables: search words, words for titles, looks, a page, guides",
    "description": "terms: one row per search word of one folding chair, a month: keyword (its "
    "parts with a space between them), keyword_en, clicks (after the search, all shops), payers, "
    "n_listings. candidates: one row per word that is true of the chair: slot, word. words: the "
    "words of each article of the running shop, by slot, its phrases cut into their parts of two "
    "汉字 (户外露营: 户外, 露营). looks: one row per look at a place: "
    "checked_at, keyword, city, device, account (own: the shop's own; customer: has bought here; "
    "stranger), natural_rank (empty: not among the first 100). questions: what people ask, the "
    "parts that matter, clicks a month. page: the chair's page, block by block. guides: the first "
    "ten results of six questions on two platforms of notes and answers.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/search/make.py of this course"}],
    "known_defects": [
        "Invented: nobody typed these words, no platform showed these places.",
        "looks: a small share of looks by the shop's own account, as in most shops' lists; they "
        "stand nearer to the top than what strangers see.",
        "clicks are counts; a platform's tool shows an index that isn't in proportion to them.",
    ],
}
KEYWORDS = """
折叠 椅|folding chair|14500|131|412000
户外 折叠 椅|outdoor folding chair|11200|146|168000
露营 椅|camping chair|9800|176|95000
钓鱼 椅|fishing chair|7600|129|61000
午休 椅|chair for a nap|6900|69|88000
便携 折叠 椅|portable folding chair|5200|125|47000
家用 折叠 椅|folding chair for the home|4800|29|140000
轻量 折叠 椅|lightweight folding chair|4100|131|21000
沙滩 椅|beach chair|3900|51|42000
靠背 折叠 椅|folding chair with a back|3300|63|38000
露营 椅 轻量|lightweight camping chair|2600|91|12000
办公室 折叠 椅|folding chair for the office|2400|22|36000
露营 椅 便携|portable camping chair|2300|76|14000
钓鱼 椅 便携|portable fishing chair|1900|61|9800
演唱会 折叠 椅|folding chair for concerts|1600|56|3900
铝合金 折叠 椅|aluminium folding chair|1500|53|8700
野营 椅|chair for the wild|1400|20|19000
写生 椅|chair for sketching|1300|49|2600
承重240斤 椅|chair that carries 120 kg|1200|47|5200
露营 椅 特价|camping chair sale|1100|22|17000
公园 便携 椅|portable chair for the park|700|18|3100
写生 折叠 椅|folding chair for sketching|600|25|1500
看球 折叠 椅|folding chair for the match|500|19|1100
折叠 椅 质保|folding chair with warranty|400|15|2900
露营 椅 正品|genuine camping chair|300|5|6400
牛津布 折叠 椅|Oxford cloth folding chair|250|9|4800
月亮 椅|moon chair|8900|98|54000
躺椅|lounger|12300|74|233000
"""
CANDIDATES = """
brand:轻野
attribute:便携,轻量,靠背,铝合金,承重240斤,牛津布
scene:户外,露营,钓鱼,午休,家用,办公室,沙滩,演唱会,野营,写生,公园,看球
core:折叠椅,椅
assurance:正品,质保
promo:特价,包邮
"""
QUESTIONS = """
露营椅承重多少|承重|2100
折叠椅收纳尺寸|收纳 尺寸|1700
露营椅怎么清洗|清洗|900
折叠椅能带上高铁吗|高铁|1300
露营椅在沙地会陷吗|沙地|600
折叠椅坐久了腰酸吗|腰|800
露营椅布坏了能换吗|布 换|350
折叠椅多重|重 公斤|1500
露营椅会生锈吗|锈|420
折叠椅高个子能坐吗|高个子|380
"""
PAGE = """
title:轻野折叠露营椅 便携 轻量
material:椅架用铝合金,椅面用牛津布。
weight:整椅重一点二公斤,一只手就能提起来。
load:承重一百二十公斤,出厂前逐把测试。
pack:附收纳袋,打开只要十秒。
care:椅面用湿布擦,不要机洗。
service:两年质保,七天无理由退换。
"""
OURS = {  # our places among the first ten
    "露营椅怎么选": (3, 8),
    "折叠椅什么牌子好": (),
    "露营装备清单": (7,),
    "钓鱼椅推荐": (1, 6, 9),
    "户外椅承重测评": (2,),
    "午休椅避坑": (),
}


def table(text, names):
    return pd.read_csv(StringIO(text), sep="|", header=None, names=names)


def listed(text):
    """slot, word of lines `slot:word,word`."""
    rows = [(slot, word) for slot, _, words in (line.partition(":") for line in text.split())
            for word in words.split(",")]  # fmt: skip
    return pd.DataFrame(rows, columns=["slot", "word"])


def shop_words():
    """The words of each article of the running shop, by slot: brand and core whole, else parts."""
    facts = World().facts
    rows = []
    for sku, own in facts["titles"]["words"].items():
        rows.append((sku, "brand", facts["titles"]["brand"]))
        rows.append((sku, "core", facts["chinese"][sku]))
        rows += [(sku, SLOTS[name], part) for name in SLOTS for part in parts(own[name])]
        rows += [(sku, "promo", part) for part in parts(facts["titles"]["promo"])]
    return pd.DataFrame(rows, columns=["sku", "slot", "word"]).drop_duplicates()


def parts(phrase):
    """户外露营: 户外, 露营. A title is found by its parts."""
    return [phrase[at : at + 2] for at in range(0, len(phrase), 2)]


def looks():
    """Who looks, where and when, sees another place."""
    parts = []
    times = pd.date_range("2025-12-15 07:00", periods=PER_WORD, freq="75min", tz=ZONE)
    for at, (word, middle) in enumerate(WORDS.items()):
        u = uniforms(SEED, LOOKS, (4, PER_WORD), part=at)
        account = np.array(list(ACCOUNTS))[np.searchsorted(SHARES, u[0])]
        city = (u[1] * len(CITIES)).astype(int)
        shift = CITY * np.linspace(-1, 1, len(CITIES))[city]
        shift += HOUR * np.cos(2 * np.pi * (times.hour - 21) / 24)
        place = middle * pd.Series(account).map(ACCOUNTS) * np.exp(shift + SPREAD * ndtri(u[2]))
        rank = np.ceil(place).astype(int)
        parts.append(pd.DataFrame({
            "checked_at": times.strftime("%Y-%m-%d %H:%M"), "keyword": word,
            "city": np.array(CITIES)[city], "device": np.where(u[3] < 0.85, "phone", "computer"),
            "account": account, "natural_rank": rank.astype("Int64").where(rank <= DEEPEST),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def guides():
    """The first ten results of each question, ours among them or not."""
    rows = [
        (platform, word, rank, rank in places[skipped:])
        for platform, skipped in (("xiaohongshu", 0), ("zhihu", 1))
        for word, places in OURS.items()
        for rank in range(1, 11)
    ]
    return pd.DataFrame(rows, columns=["platform", "keyword", "rank", "ours"])


def make():
    page = [line.partition(":")[::2] for line in PAGE.split("\n") if line]
    return {
        "terms": table(KEYWORDS, ["keyword", "keyword_en", "clicks", "payers", "n_listings"]),
        "candidates": listed(CANDIDATES),
        "words": shop_words(),
        "looks": looks(),
        "questions": table(QUESTIONS, ["question", "keyword", "clicks"]),
        "page": pd.DataFrame(page, columns=["block", "text"]),
        "guides": guides(),
    }


def main(folder=HERE):
    write_tables(folder, make(), CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
