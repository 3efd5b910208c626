"""Make the small tables of lesson 1.5: traits, terms, papers, a feed, a ledger, trials.

python datasets/channels/make.py            into this folder
python datasets/channels/make.py FOLDER     into another

All are invented but `switched_off` and `content_pairs`, which are run on the course's simulated
shop (three minutes).
"""

import sys
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import load, write_and_say
from ecomlab.research.channels import left_per_100
from ecomlab.shop import Shop, World
from ecomlab.streams import binomial, normal, uniforms

HERE = Path(__file__).parent
SEED, ZONE = 1015, "Asia/Shanghai"
LEDGER, CITIES, WISHES = 1, 2, 3  # streams
CANNIBALISED, NEW = 0.45, 0.62  # the truth of `cities`
TODAY = "2026-01-05"
CARD = {
    "name": "channels",
    "title": "Lesson 1.5's own tables: channels' traits and terms, papers, a feed, two trials",
    "description": "What the running shop's systems don't hold: scores of kinds of channels, "
    "terms of contracts, papers with their last days, a product feed, a women's fashion shop's "
    "monthly ledger, supermarkets in 24 cities, what 240 people want of a chair; and four twins "
    "of the running shop with one channel's money off; and the year of eight such shops with and "
    "without content.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "invented for lesson 1.5; written by datasets/channels/make.py"}],
    "known_defects": [
        "Invented: no firm, no paper and no city is a real one. Article codes are those of the "
        "running shop; GTINs begin with 20, which is kept for use inside shops.",
        "traits: the documents' words as scores from 0 to 10. Nobody has measured them.",
        "terms, fashion_ledger: round numbers of the trade, not of any contract. Check yours.",
        "rules: which papers a category needs, as read by us in November 2026 in secondary "
        "reports. Check before you rely on it, with the platform's list and a lawyer.",
        "switched_off: the first 91 days of the running shop, with and without one channel's "
        "money, same people and same luck; content_pairs: the same for content in eight shops of "
        "one world, for a year. A simulated world: it proves nothing of yours.",
        f"cities: simulated with a true cannibalisation of {CANNIBALISED:.0%}.",
    ],
}
TITLES = {
    "traits": "One row per kind of channel and criterion: a low and a high score, more is better",
    "weights": "One row per criterion: how much it matters for a power bank, and for a dress",
    "terms": "One row per article profile and channel: shares of the price, yuan an order",
    "fashion_ledger": "One row per month, channel and line of a women's fashion shop, in yuan",
    "rules": "One row per paper that an article, a brand or a shop must have; renew_days to get it",
    "articles": "One row per article: the words by which rules find it, pieces on hand on the last "
    "evening; two are only planned",
    "papers": "One row per paper that the shop holds, with the last day on which it holds",
    "feed": "One row per article in the product feed of the shop's own site",
    "switched_off": "One row per week, channel and state: paid orders by last click (own, others), "
    "the shop's profit in yuan; on is false where the channel's money was 0",
    "content_pairs": "One row per shop (eight lots of luck) and week of its first year: by how "
    "many yuan its profit is higher with posts than without",
    "cities": "One row per city: yuan online before, online and on shelves in eight weeks after",
    "wishes": "One row per person asked: yuan they would pay for a chair, its heaviest weight",
}
CRITERIA = ["search", "showing", "reach", "cheap", "freedom", "few_returns", "repeat",
            "little_work"]  # fmt: skip
# From low to high, in the order of CRITERIA
TRAITS = """
Tmall|天猫|general|7-9|3-5|8-10|2-5|2-4|5-7|4-6|5-7|004:015
Taobao|淘宝|general|7-9|4-6|8-10|3-6|4-6|4-7|4-6|5-7|004:015
JD|京东|general|8-10|2-4|7-9|2-5|2-4|6-8|4-6|6-8|004:015
Pinduoduo|拼多多|general|4-7|2-4|8-10|5-8|2-4|3-6|2-4|5-8|outside: check before print
Douyin own live|抖音自播|content|1-3|8-10|7-10|3-6|4-6|1-4|3-6|1-3|004:017
Douyin creators|抖音达人|content|1-3|8-10|8-10|1-4|4-6|0-3|1-3|3-6|004:017
Douyin product card|抖音商品卡|content|4-7|4-6|5-8|4-7|4-6|3-6|3-5|4-7|outside: check before print
Kuaishou|快手|content|1-3|7-10|6-8|3-6|4-6|2-5|4-7|1-3|004:017
Xiaohongshu|小红书|content|3-6|7-10|5-7|3-6|4-6|4-7|3-6|2-4|004:017
WeChat mini-program|小程序商城|social|1-3|3-6|2-4|6-9|7-9|5-8|7-10|2-4|004:016
Community group buying|社区团购|social|1-3|1-4|4-7|6-8|3-6|6-9|6-8|4-7|004:016
Video Channel shop|视频号小店|social|1-3|6-9|5-8|4-7|5-7|3-6|5-8|2-4|outside: check before print
Instant retail|即时零售|offline|5-8|1-3|4-7|3-6|3-5|7-9|4-7|4-7|outside: check before print
Own site|自建官网|own|2-5|4-8|0-2|1-4|8-10|5-8|6-9|1-3|004:013
Amazon|亚马逊|cross_border|7-9|2-5|7-9|2-5|1-3|3-6|3-5|4-6|000:012
Shopee|虾皮|cross_border|5-8|2-5|5-8|4-7|3-5|4-7|3-5|4-6|000:012
Supermarkets|连锁超市|offline|1-3|3-6|5-8|2-4|2-4|8-10|4-7|3-5|003:138
"""
WEIGHTS = {
    "a power bank": [30, 3, 15, 15, 5, 12, 10, 10],
    "a dress": [8, 30, 20, 12, 5, 5, 10, 10],
}  # in the order of CRITERIA
# What a yuan of sales costs by channel: fashion by live show, and a standard article (a power bank)
TERMS = """
fashion|own live|0.33|0.58|0.40|0.88|0.050|0.00|0.20|150|3.6|4.5|2.0
fashion|creators' live|0.33|0.65|0.40|0.88|0.050|0.22|0.03|150|3.6|4.5|3.2
fashion|product card|0.33|0.42|0.40|0.88|0.050|0.00|0.12|150|3.6|4.5|1.5
fashion|Tmall|0.33|0.38|0.40|0.88|0.055|0.00|0.20|150|3.6|4.5|1.2
standard 3C|own live|0.55|0.22|0.45|0.90|0.030|0.00|0.16|120|3.2|4.2|0.9
standard 3C|creators' live|0.55|0.26|0.45|0.90|0.030|0.18|0.02|120|3.2|4.2|1.2
standard 3C|product card|0.55|0.14|0.40|0.90|0.030|0.00|0.10|120|3.2|4.2|0.6
standard 3C|Tmall|0.55|0.07|0.40|0.90|0.030|0.00|0.12|120|3.2|4.2|0.3
"""
SHARES = {"own live": 0.45, "creators' live": 0.20, "product card": 0.20, "Tmall": 0.15}
RULES = """
all|shop|business_licence|营业执照|30||000:014
all|brand|trademark_r|商标注册证（R标）|270|trademark_tm|000:014
food_contact|article|food_contact_report|食品接触材料检测报告|30||outside: check before print
lithium|article|transport_report|锂电池运输鉴定报告（UN38.3）|45||outside: check before print
power_bank|article|ccc|强制性产品认证（3C）|90||outside: check before print
gas|article|ccc|强制性产品认证（3C）|90||outside: check before print
children|article|quality_report|质检报告|30||000:014
light|article|quality_report|质检报告|30||000:014
furniture|article|quality_report|质检报告|30||000:014
food|shop|food_licence|食品经营许可证|60||000:014
"""
CLASSES = {
    "HL01": "lithium", "LA01": "lithium", "LA03": "lithium", "SV01": "gas", "CK01": "food_contact",
    "CU01": "food_contact", "CK02": "food_contact", "GR01": "food_contact", "CB01": "food_contact",
    "CH05": "children", "PB01": "lithium;power_bank", "FD01": "food",
}  # fmt: skip
PLANNED = {
    "PB01": ("power", "power bank 10,000 mAh", 139.0),
    "FD01": ("food", "freeze-dried meals", 39.0),
}


def traits():
    rows = []
    for line in TRAITS.strip().splitlines():
        channel, chinese, kind, *scores, source = line.split("|")
        for criterion, score in zip(CRITERIA, scores, strict=True):
            low, high = map(int, score.split("-"))
            rows.append((channel, chinese, kind, criterion, low, high, source))
    names = ["channel", "channel_zh", "kind", "criterion", "low", "high", "source"]
    return pd.DataFrame(rows, columns=names)


def terms():
    names = ["profile", "channel", "cost", "return_rate", "before_shipping", "resaleable", "fee",
             "commission", "ads", "order_value", "freight_out", "freight_back",
             "insurance"]  # fmt: skip
    return pd.read_csv(StringIO(TERMS), sep="|", names=names)


def fashion_ledger():
    """Twelve months of a women's fashion shop, by channel: the terms, with a month's luck."""
    found = terms()
    found = found[found["profile"] == "fashion"]
    left = left_per_100(found).set_index("channel")
    months = pd.date_range("2025-01-01", periods=12, freq="MS", tz=ZONE)
    luck = normal(uniforms(SEED, LEDGER, (12, len(SHARES), 7)))
    rows = []
    for m, month in enumerate(months):
        for c, (channel, share) in enumerate(SHARES.items()):
            paid = 900_000 * share * np.exp(0.12 * luck[m, c, 0])
            per = left.loc[channel] / 100 * np.exp(0.03 * luck[m, c, 1])
            freight = per["freight"] * paid
            parts = {
                "revenue": paid, "refund": (per["kept"] - 1) * paid, "cogs": per["goods"] * paid,
                "platform_fee": per["fees"] * paid, "kol": per["commission"] * paid,
                "ads": per["ads"] * paid, "shipping": 0.7 * freight, "insurance": 0.3 * freight,
            }  # fmt: skip
            rows += [(month, channel, line, round(yuan, 2)) for line, yuan in parts.items()
                     if round(yuan, 2)]  # fmt: skip
        rows.append((month, None, "labour", -96_000.0))
    table = pd.DataFrame(rows, columns=["date", "channel", "line", "amount"])
    table.insert(1, "order_id", pd.Series([None] * len(table), dtype="str"))
    return table


def rules():
    names = ["applies_to", "holder", "paper", "paper_zh", "renew_days", "instead", "source"]
    return pd.read_csv(StringIO(RULES), sep="|", names=names)


def articles(sku, on_hand):
    """The articles on sale with the words by which rules find them, and two that are planned."""
    sold = sku[sku["end_date"].isna()].astype({"sku": "str", "title": "str", "category": "str"})
    table = sold[["sku", "title", "category", "price"]].assign(
        on_hand=sold["sku"].map(dict(on_hand)), planned=False
    )
    more = [(name, title, category, price, 0, True)
            for name, (category, title, price) in PLANNED.items()]  # fmt: skip
    table = pd.concat([table, pd.DataFrame(more, columns=table.columns)], ignore_index=True)
    table.insert(3, "classes", table["sku"].map(CLASSES))
    return table


def papers():
    rows = [("shop", None, "business_licence", "2015-06-01", None),
            ("brand", None, "trademark_tm", "2025-03-10", None)]  # fmt: skip
    dated = {
        "quality_report": {"CH01": "2026-08-20", "CH02": "2026-01-31", "CH03": "2026-05-02",
                           "TB01": "2026-08-20", "PM01": "2026-09-14", "CH04": "2026-03-18",
                           "CH05": "2026-07-01", "TB02": "2027-02-01", "WG01": "2025-12-30",
                           "SF01": "2026-01-05", "LA01": "2026-06-30", "HL01": "2026-11-11",
                           "LA03": "2026-06-30"},
        "food_contact_report": {"CK01": "2026-10-01", "CU01": "2026-02-03", "GR01": "2027-03-01",
                                "CB01": "2026-10-01"},
        "transport_report": {"HL01": "2026-12-31", "LA01": "2026-12-31", "PB01": "2026-12-31"},
        "ccc": {"SV01": "2026-03-20"},
    }  # fmt: skip
    rows += [("article", sku, paper, None, day) for paper, by in dated.items()
             for sku, day in by.items()]  # fmt: skip
    table = pd.DataFrame(rows, columns=["holder", "sku", "paper", "issued", "expires"])
    for name in ("issued", "expires"):
        table[name] = pd.to_datetime(table[name]).dt.tz_localize(ZONE)
    return table


def gtin(number):
    body = f"20{number:010d}"
    total = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(body))
    return f"{body}{-total % 10}"


def feed(sku, on_hand):
    """A feed of the articles on sale, with what goes wrong in feeds."""
    sold = sku[sku["end_date"].isna()].reset_index(drop=True)
    sold = sold.astype({"sku": "str", "title": "str"})
    table = pd.DataFrame(
        {
            "sku": sold["sku"],
            "title": "Qingye " + sold["title"] + ", light outdoor gear",
            "price": sold["price"],
            "availability": np.where(
                sold["sku"].map(dict(on_hand)) > 0, "in_stock", "out_of_stock"
            ),
            "gtin": [gtin(7 * at + 41) for at in range(len(sold))],
            "image_link": "https://shop.example/img/" + sold["sku"] + ".jpg",
            "link": "https://shop.example/p/" + sold["sku"],
            "brand": "Qingye",
        }
    ).set_index("sku")
    table.loc["CH01", "price"] = 99.0  # the price of the last event
    table.loc["TE02", "price"] = 489.0
    table.loc["CU01", "availability"] = "out_of_stock"
    table.loc["BP01", "image_link"] = None
    table.loc["SV01", "gtin"] = "2000000000000"[:-1] + "9"
    table.loc["LA02", "gtin"] = table.loc["LA03", "gtin"]
    table.loc["RJ01", "title"] = (
        "Qingye rain jacket waterproof windproof breathable light packable hooded men women "
        "couples hiking camping cycling fishing travel spring autumn 2026 new hot free shipping"
    )
    table = table.drop(index="WB01").reset_index()
    gone = table[table["sku"] == "CH02"].assign(sku="HM01", title="Qingye hammock", price=99.0)
    gone["gtin"] = gtin(999)
    return pd.concat([table, gone], ignore_index=True)


def switched_off(channels=("content", "live", "affiliates", "paid_feed"), days=91):
    """Weeks of the running shop, as it is and with one channel's money off."""
    shop = Shop(World(), 1)

    def weeks(decisions, channel):
        tables, _ = shop.run(decisions, days=days)
        paid = tables.orders[tables.orders["ts_pay"].notna()]
        day = paid["ts_order"].dt.tz_localize(None).dt.normalize()
        week = (day - pd.Timestamp("2024-01-01")).dt.days // 7
        own = paid["channel"].astype(str) == channel
        found = pd.DataFrame({"own": own, "others": ~own}).groupby(week).sum()
        profit = shop.outcome(decisions, days)["profit"].to_numpy().reshape(-1, 7).sum(axis=1)
        return found.assign(profit=np.round(profit, 2))

    parts = []
    for channel in channels:
        for on, decisions in ((True, {}), (False, {f"ads.{channel}.budget": 0})):
            found = weeks(decisions, channel).rename_axis("week").reset_index()
            parts.append(found.assign(channel=channel, on=on))
    table = pd.concat(parts, ignore_index=True)
    return table[["channel", "week", "on", "own", "others", "profit"]]


def content_pairs(shops=8, days=364):
    """By how much the profit of eight shops was higher with posts than without, week by week."""
    parts = []
    for seed in range(1, shops + 1):
        shop = Shop(World(), seed)
        on, off = (
            shop.outcome(decisions, days)["profit"].to_numpy()
            for decisions in ({}, {"ads.content.budget": 0})
        )
        gain = (on - off).reshape(-1, 7).sum(axis=1).round(2)
        parts.append(pd.DataFrame({"shop": seed, "week": range(len(gain)), "gain": gain}))
    return pd.concat(parts, ignore_index=True)


def cities():
    """Eight weeks before and after supermarkets sell the goods, in twelve cities of 24 by lot."""
    luck = normal(uniforms(SEED, CITIES, (24, 4)))
    lots = uniforms(SEED, CITIES, 24, part=1)
    size = 60_000 * np.exp(0.4 * luck[:, 0])
    before = size * np.exp(0.03 * luck[:, 1])
    on = lots.argsort().argsort() < 12
    own = on * size * 0.22 * np.exp(0.25 * luck[:, 2])
    others = size * 1.04 * np.exp(0.03 * luck[:, 3]) - CANNIBALISED * own
    buyers = np.round(own / 118).astype(int)
    new = binomial(buyers, np.full(24, NEW), uniforms(SEED, CITIES, 24, part=2))
    return pd.DataFrame(
        {"city": [f"city {at:02d}" for at in range(1, 25)], "on": on, "before": before.round(2),
         "own": own.round(2), "others": others.round(2), "cost": np.where(on, 3600.0, 0.0),
         "shelf_buyers": buyers, "never_bought_online": new.astype(int)}
    )  # fmt: skip


def wishes():
    """What 240 people would pay for a chair, and how heavy it may be."""
    which = uniforms(SEED, WISHES, 240)
    luck = normal(uniforms(SEED, WISHES, (240, 2), part=1))
    kinds = {"carries it far": (0.42, 130, 1.25), "drives there": (0.33, 140, 3.0),
             "wants both": (0.25, 245, 1.7)}  # fmt: skip
    at = np.searchsorted(np.cumsum([share for share, *_ in kinds.values()])[:-1], which)
    price = np.array([price for _, price, _ in kinds.values()])[at] * np.exp(0.22 * luck[:, 0])
    weight = np.array([kg for *_, kg in kinds.values()])[at] * np.exp(0.14 * luck[:, 1])
    return pd.DataFrame({"price": np.clip(price, 35, 449).round(), "weight_kg":
                         np.clip(weight, 0.6, 4.4).round(2)})  # fmt: skip


def make_one(name):
    """One of the tables that need no shop."""
    given = {"weights": lambda: pd.DataFrame({"criterion": CRITERIA} | WEIGHTS)}
    return {**globals(), **given}[name]()


def make():
    shop = load("shop")
    stock = shop["inventory_daily"]
    on_hand = stock[stock["date"] == stock["date"].max()].set_index("sku")["on_hand"]
    return {
        "traits": traits(), "weights": make_one("weights"),
        "terms": terms(), "fashion_ledger": fashion_ledger(),
        "rules": rules(), "articles": articles(shop["sku"], on_hand), "papers": papers(),
        "feed": feed(shop["sku"], on_hand), "switched_off": switched_off(),
        "content_pairs": content_pairs(), "cities": cities(), "wishes": wishes(),
    }  # fmt: skip


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
