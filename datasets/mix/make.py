"""Make the small tables of lesson 2.1: a twin, an evening's raw events, entrances, four mixes.

python datasets/mix/make.py            into this folder
python datasets/mix/make.py FOLDER     into another

`feed_twin` is run on the course's simulated shop (two minutes); the rest is invented.
"""

import sys
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop.published import the_shop
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SEED, ZONE = 2101, "Asia/Shanghai"
PEOPLE, SITTINGS, TAPS, DEFECTS = 1, 2, 3, 4  # streams
FROM, UNTIL, DAYS = "2025-07-07", "2025-10-20", 658  # the sixteenth week isn't whole
STATES = ("as it was", "always on", "always off")
CHANNELS = ("natural_search", "paid_search", "paid_feed", "content", "live", "affiliates",
            "private", "other")  # fmt: skip
EVENING, HOURS, VISITORS = "2025-11-10 18:00", 9, 420
TAGS = ("feed_1111", "search_ad", "post_chair", "member_mail")
NAMES = ("view", "addcart", "checkout", "order", "pay")
RENAMED = pd.Timedelta(hours=5)  # after the evening's start: from 23:00 an app says place_order
CARD = {
    "name": "mix",
    "title": "Lesson 2.1's own tables: a shop with and without the feed, an evening's events",
    "description": "feed_twin: week, state (as it was: feed's money by lot in some weeks; always "
    "on; always off), channel, uv, payers, revenue, cost (yuan) of fifteen weeks of the running "
    "shop run three times, same people and same luck. raw_events: one row per event of an app on "
    "the evening of 10 November 2025 as it was sent: event_id, session_id (the app's own), "
    "visitor_id, ts, event, sku, campaign, consent. entrances: one row per entrance of a platform "
    "with what we guess of it, a month. mixes: visits of four shops by source.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/mix/make.py of this course; feed_twin: ecomlab.shop"}],
    "known_defects": [
        "Invented or simulated: nobody tapped anything, and no platform's entrance has this size.",
        "raw_events has defects on purpose: events sent twice, an event that an app calls by "
        "another name from 23:00 on, events without a visitor, and people followed who said no.",
        "feed_twin can't be known in a real shop: it needs the same fifteen weeks three times.",
        "entrances: reach and hours are guesses; left is what an order leaves before ads.",
    ],
}
ENTRANCES = """
search result|搜索结果|2400000|64000|0.030|0.022|28|0.00|30
recommendation (猜你喜欢)|首页推荐|5200000|0|0.004|0.011|26|0.00|40
product card in the mall|商城商品卡|1500000|0|0.006|0.014|26|0.00|16
search ads|搜索推广|900000|31000|0.036|0.018|28|0.86|8
feed ads|信息流推广|3800000|21000|0.008|0.014|27|0.97|10
own live room|自播间|600000|6000|0.014|0.026|24|1.40|60
creators' posts|达人内容|1100000|11000|0.016|0.012|26|0.60|45
members' messages|会员消息|40000|3000|0.110|0.062|29|0.08|6
coupon sites|返利网站|300000|2500|0.012|0.013|18|1.90|3
"""
MIXES = """
spring camp|natural:72000 paid:8000 event:10000 member:10000 other:0
river store|natural:58000 paid:14000 event:12000 member:11000 other:5000
old friends|natural:71000 paid:9000 event:12000 member:6000 other:2000
free rider|natural:83000 paid:5000 event:5000 member:5000 other:2000
"""


def feed_twin():
    """Weeks by channel of the published shop, and of the same shop with the feed always on, off."""
    parts = []
    for state in STATES:
        shop = the_shop()
        history = {day: changes for day, changes in shop.history().items() if day < UNTIL}
        if state != "as it was":
            history[FROM] = {
                name: value
                for name, value in history[FROM].items()
                if name != "ads.paid_feed.regional"
            } | ({} if state == "always on" else {"ads.paid_feed.budget": 0})
        traffic = shop.run(history, days=DAYS)[0].traffic_daily
        traffic = traffic[traffic["date"] >= pd.Timestamp(FROM, tz=ZONE)]
        day = traffic["date"].dt.tz_localize(None)
        week = (day - pd.to_timedelta(day.dt.day_of_week, unit="D")).rename("week")
        sums = traffic.groupby([week, traffic["channel"].astype("str")])[
            ["uv", "payers", "revenue", "cost"]
        ].sum()
        parts.append(sums.round(2).reset_index().assign(state=state))
    table = pd.concat(parts, ignore_index=True)
    order = table["channel"].map({name: at for at, name in enumerate(CHANNELS)})
    table = table.assign(at=order).sort_values(["state", "week", "at"], kind="stable")
    return table[["state", "week", "channel", "uv", "payers", "revenue", "cost"]].reset_index(
        drop=True
    )


def clean_events():
    """What happened: sittings of one to nine taps, some on both sides of a pause or of midnight."""
    start = pd.Timestamp(EVENING)
    rows, session = [], 0
    count = 1 + (uniforms(SEED, PEOPLE, VISITORS) * 1.9).astype(int)
    for person in range(VISITORS):
        u = uniforms(SEED, SITTINGS, (count[person], 4), part=person)
        for at, tag, length, late in u:
            session += 1
            taps = 1 + int(-np.log(1 - length) * 3.0)
            luck = uniforms(SEED, TAPS, (taps, 3), part=session)
            # More come towards midnight, when the festival's prices begin
            minute = HOURS * 60 * (at**0.75 if late < 0.7 else 0.58 + 0.16 * at)
            waits = np.where(luck[:, 0] < 0.045, 9 + 60 * luck[:, 1], -1.6 * np.log(luck[:, 1]))
            times = start + pd.to_timedelta(np.round(60 * (minute + np.cumsum(waits))), unit="s")
            campaign = TAGS[int(tag * 8)] if tag < 0.5 else None
            level = 0
            for n in range(taps):
                name = NAMES[level]
                second = luck[n, 2] < 0.03 and n > 0  # taps another ad within the sitting
                mark = campaign if n == 0 else TAGS[(session + n) % 4] if second else None
                sku = f"CH0{1 + session % 5}" if name in ("view", "addcart") else None
                rows.append((session, person + 9001, times[n], name, sku, mark))
                if luck[n, 2] > 0.5:
                    level = min(level + 1, len(NAMES) - 1)
                elif level and luck[n, 2] < 0.25:
                    level = 0 if name != "pay" else level
                if name == "pay":
                    level = 0
    columns = ["session_id", "visitor_id", "ts", "event", "sku", "campaign"]
    return pd.DataFrame(rows, columns=columns)


def raw_events():
    """The same as a careless app sends it."""
    events = clean_events().sort_values("ts", kind="stable").reset_index(drop=True)
    u = uniforms(SEED, DEFECTS, (len(events), 3))
    events.insert(0, "event_id", np.arange(500_001, 500_001 + len(events)))
    version = events["session_id"] % 3 == 0
    renamed = version & (events["ts"] >= pd.Timestamp(EVENING) + RENAMED)
    events.loc[renamed & (events["event"] == "order"), "event"] = "place_order"
    events["consent"] = events["visitor_id"] % 23 != 0
    events["visitor_id"] = events["visitor_id"].astype("Int64").mask(u[:, 0] < 0.012)
    twice = events[u[:, 1] < 0.02]
    twice = twice.assign(ts=twice["ts"] + pd.Timedelta(seconds=2))  # sent again: no answer came
    events = pd.concat([events, twice]).sort_values(["ts", "event_id"], kind="stable")
    events["ts"] = events["ts"].dt.tz_localize(ZONE)
    return events.reset_index(drop=True)


def entrances():
    names = ["entrance", "entrance_zh", "market_uv", "own_uv", "reach", "conversion", "left",
             "cost", "hours"]  # fmt: skip
    return pd.read_csv(StringIO(ENTRANCES), sep="|", names=names)


def mixes():
    rows = []
    for line in MIXES.strip().splitlines():
        shop, parts = line.split("|")
        rows += [(shop, *part.split(":")) for part in parts.split()]
    return pd.DataFrame(rows, columns=["shop", "source", "uv"]).astype({"uv": "int64"})


def main(folder=HERE, twin=None):
    tables = {"feed_twin": feed_twin() if twin is None else twin, "raw_events": raw_events(),
              "entrances": entrances(), "mixes": mixes()}  # fmt: skip
    write_and_say(folder, tables, CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
