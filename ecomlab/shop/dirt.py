"""The export that a real back office gives: the tables, spoilt in known amounts, and the answers.

Every defect has its own stream: turning one up or off changes nothing about the others.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_tables
from ecomlab.datasets import Tables
from ecomlab.errors import check_share, check_whole
from ecomlab.shop.streams_in_use import (
    BOTS,
    CLOCKS,
    DUPLICATES,
    ENCODINGS,
    LATE_REFUNDS,
    MISSING,
)
from ecomlab.streams import hash_uniforms

BOT_COUNT = 3
BOT_PLACE = 9_999_000  # visitor numbers of the first day that no person has
BOT_STEP = 20  # seconds from one page to the next
LOST_HOURS = 8  # a clock left on UTC
STAGES = ("ts_pay", "ts_ship_click", "ts_deliver", "ts_confirm")
NEEDED = {
    "customers": ("customer_id", "city"),
    "sessions": ("session_id", "visitor_id", "ts"),
    "events": ("session_id", "ts"),
    "orders": ("order_id", "customer_id", "refund_amount", "status", "ts_cancel", *STAGES),
    "sku": ("sku",),
}
STATUS = ("waiting", "paid", "shipped", "delivered", "confirmed")
CITIES = {  # and districts of the four that are provinces
    "Huangpu": "黄浦", "Pudong": "浦东", "Minhang": "闵行", "Nanjing": "南京", "Suzhou": "苏州",
    "Wuxi": "无锡", "Hangzhou": "杭州", "Ningbo": "宁波", "Wenzhou": "温州", "Hefei": "合肥",
    "Wuhu": "芜湖", "Anqing": "安庆", "Jinan": "济南", "Qingdao": "青岛", "Yantai": "烟台",
    "Fuzhou": "福州", "Xiamen": "厦门", "Quanzhou": "泉州", "Guangzhou": "广州",
    "Shenzhen": "深圳", "Dongguan": "东莞", "Nanning": "南宁", "Liuzhou": "柳州",
    "Guilin": "桂林", "Haikou": "海口", "Sanya": "三亚", "Danzhou": "儋州", "Chaoyang": "朝阳",
    "Haidian": "海淀", "Fengtai": "丰台", "Heping": "和平", "Nankai": "南开", "Binhai": "滨海",
    "Shijiazhuang": "石家庄", "Tangshan": "唐山", "Baoding": "保定", "Taiyuan": "太原",
    "Datong": "大同", "Changzhi": "长治", "Zhengzhou": "郑州", "Luoyang": "洛阳",
    "Kaifeng": "开封", "Wuhan": "武汉", "Yichang": "宜昌", "Xiangyang": "襄阳",
    "Changsha": "长沙", "Zhuzhou": "株洲", "Yueyang": "岳阳", "Nanchang": "南昌",
    "Ganzhou": "赣州", "Jiujiang": "九江", "Chengdu": "成都", "Mianyang": "绵阳",
    "Leshan": "乐山", "Yuzhong": "渝中", "Jiangbei": "江北", "Wanzhou": "万州",
    "Kunming": "昆明", "Dali": "大理", "Lijiang": "丽江", "Shenyang": "沈阳", "Dalian": "大连",
    "Anshan": "鞍山", "Harbin": "哈尔滨", "Daqing": "大庆", "Qiqihar": "齐齐哈尔",
    "Xi'an": "西安", "Xianyang": "咸阳", "Baoji": "宝鸡", "Urumqi": "乌鲁木齐",
    "Yining": "伊宁", "Kashgar": "喀什",
}  # fmt: skip


def dirty(
    tables,
    seed=1,
    duplicate_orders=0.01,
    late_refunds=0.20,
    bot_sessions=0.05,
    clock_shifts=0.05,
    missing_customers=0.03,
    mixed_encodings=0.10,
):
    """Spoil a run's tables; the tables given stay as they are.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        What ``Shop.run`` or ``load("shop")`` gives.
    seed : int
    duplicate_orders : float
        Share of orders that the list of orders holds twice, as an exact copy a few rows later.
    late_refunds : float
        Share of orders with a refund for returned goods that the list of orders doesn't show yet;
        ``returns`` does. (Those taken back before they were sent are none of them.)
    bot_sessions : float
        Sessions of bots, per session of a person, in ``sessions`` and ``events``. They look at
        the articles one after the other at even intervals. The platform's own counts
        (``traffic_daily``) leave them out.
    clock_shifts : float
        Share of days on which the event log's clock ran eight hours late (UTC as local time).
    missing_customers : float
        Share of orders without a customer id. The event log still has the visitor.
    mixed_encodings : float
        Share of customers whose city, in Chinese here, came as GBK read as Latin-1.

    Returns
    -------
    tables : Tables
        All tables, spoilt.
    answers : Tables
        ``amounts`` (defect, table, rows spoilt, out of how many), and one table per defect that
        names what was spoilt and what it was before.

    Raises
    ------
    InputError, ColumnError
        These aren't a run's tables; a share isn't between 0 and 1.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> tables, _ = Shop().run(days=30)
    >>> spoilt, answers = dirty(tables, duplicate_orders=0.1)
    >>> len(spoilt.orders) - len(tables.orders) == len(answers.duplicate_orders)
    True
    >>> list(answers.amounts["table"])
    ['customers', 'sessions', 'events', 'orders', 'orders', 'orders']
    """
    made, answers, amounts = dict(check_tables(tables, NEEDED)), {}, []
    check_whole("seed", seed)
    for defect, (spoil, table, share) in {
        "mixed_encodings": (_garble, "customers", mixed_encodings),
        "bot_sessions": (_add_bots, "sessions", bot_sessions),
        "clock_shifts": (_shift, "events", clock_shifts),
        "late_refunds": (_forget_refunds, "orders", late_refunds),
        "missing_customers": (_lose_customers, "orders", missing_customers),
        "duplicate_orders": (_repeat, "orders", duplicate_orders),
    }.items():
        share = check_share(defect, share, ends=True)
        answers[defect], of = spoil(made, seed, share)
        amounts.append((defect, table, len(answers[defect]), of))
    answers["amounts"] = pd.DataFrame(amounts, columns=["defect", "table", "rows", "of"])
    return Tables("export", made), Tables("answers", answers)


def _chosen(seed, stream, keys, share):
    """Places of the share of keys with the smallest draws: exactly as many as asked for."""
    u = hash_uniforms(seed, stream, np.asarray(keys))[0]
    return np.sort(np.argsort(u, kind="stable")[: int(round(share * len(u)))])


def _repeat(made, seed, share):
    orders = made["orders"]
    at = _chosen(seed, DUPLICATES, orders["order_id"], share)
    later = 1 + np.floor(30 * hash_uniforms(seed, DUPLICATES, at, 1)[0])
    place = np.concatenate([np.arange(len(orders)), at + later + 0.5])
    rank = np.argsort(place, kind="stable")
    made["orders"] = orders.iloc[np.concatenate([np.arange(len(orders)), at])[rank]].reset_index(
        drop=True
    )
    copies = np.flatnonzero(rank >= len(orders))
    ids = made["orders"]["order_id"].to_numpy()[copies]
    return pd.DataFrame({"row": copies, "order_id": ids}), len(orders)


def _forget_refunds(made, seed, share):
    orders = made["orders"]
    refunded = np.flatnonzero((orders["refund_amount"] > 0) & orders["ts_cancel"].isna())
    at = refunded[_chosen(seed, LATE_REFUNDS, orders["order_id"].to_numpy()[refunded], share)]
    columns = ["order_id", "refund_amount", "status"]
    answer = orders[columns].iloc[at].reset_index(drop=True)
    refund, status = orders["refund_amount"].to_numpy(copy=True), orders["status"].cat
    refund[at] = 0
    stage = sum(orders[name].notna().to_numpy().astype(int) for name in STAGES)
    codes = status.codes.to_numpy(copy=True)
    codes[at] = status.categories.get_indexer(STATUS)[stage[at]]
    text = pd.Categorical.from_codes(codes, dtype=orders["status"].dtype)
    made["orders"] = orders.assign(refund_amount=refund, status=text)
    return answer, len(refunded)


def _lose_customers(made, seed, share):
    orders = made["orders"]
    at = _chosen(seed, MISSING, orders["order_id"], share)
    answer = orders[["order_id", "customer_id"]].iloc[at].reset_index(drop=True)
    gone = np.zeros(len(orders), dtype=bool)
    gone[at] = True
    made["orders"] = orders.assign(
        customer_id=pd.arrays.IntegerArray(orders["customer_id"].to_numpy(copy=True), gone)
    )
    return answer, len(orders)


def _add_bots(made, seed, share):
    sessions, events = made["sessions"], made["events"]
    count = int(round(share * len(sessions)))
    if not count:
        return sessions[["session_id", "visitor_id"]].iloc[:0], len(sessions)
    ts, visitor, article = _crawl(sessions["ts"], seed, count, made["sku"])
    ids = int(sessions["session_id"].iloc[-1]) + 1 + np.arange(count)
    first = int(sessions["visitor_id"].iloc[0]) // 10_000_000 * 10_000_000
    own = {"session_id": ids, "visitor_id": first + BOT_PLACE + visitor, "ts": ts}
    seen = own | {
        "channel": "natural_search", "entrance": "search_result", "device": "pc",
        "app_version": None, "region": sessions["region"].iloc[0], "landing_page": article,
        "page_version": "A", "load_ms": 40, "dwell_s": 1, "pages": 1, "bounced": True,
    }  # fmt: skip
    time = pd.concat([_utc(sessions["ts"]), _utc(ts)])
    when = pd.Series(time.to_numpy(), np.concatenate([sessions["session_id"], ids]))
    made["sessions"] = _merged(sessions, pd.DataFrame(seen), when)
    view = pd.DataFrame(own | {"event": "view", "sku": article})
    made["events"] = _merged(events, view, when)
    return pd.DataFrame({name: own[name] for name in ("session_id", "visitor_id")}), len(sessions)


def _crawl(ts, seed, count, sku):
    """When each bot looks at which article: bursts of even steps, spread over the days."""
    start = ts.iloc[0].normalize()
    days = (ts.iloc[-1].normalize() - start).days + 1
    number = np.arange(count)
    day = number * days // count
    place = number - np.searchsorted(day, day)  # in the day's work
    bot = place % BOT_COUNT
    night = hash_uniforms(seed, BOTS, day * BOT_COUNT + bot)[0]
    longest = int(np.max(place, initial=0)) // BOT_COUNT * BOT_STEP
    seconds = np.floor(night * max(86_000 - longest, 1)) + place // BOT_COUNT * BOT_STEP
    after = day * 86_400 + np.minimum(seconds, 86_399).astype(np.int64)
    times = pd.Series(start + pd.to_timedelta(after, unit="s")).dt.as_unit("us")
    return times, bot, sku["sku"].to_numpy()[place // BOT_COUNT % len(sku)]


def _merged(frame, more, when):
    """Two frames under each other, in the order in which their sessions began."""
    joined = pd.concat([frame, more[list(frame)].astype(frame.dtypes)], ignore_index=True)
    began = when.reindex(joined["session_id"]).to_numpy()
    return joined.iloc[np.argsort(began, kind="stable")].reset_index(drop=True)


def _shift(made, seed, share):
    events = made["events"]
    date = events["ts"].dt.tz_localize(None).dt.normalize()
    days = pd.date_range(date.min(), date.max()) if len(date) else pd.DatetimeIndex([])
    at = _chosen(seed, CLOCKS, days.as_unit("s").astype("int64") // 86_400, share)
    late = date.isin(days[at])
    shifted = events["ts"].where(~late, events["ts"] - pd.Timedelta(hours=LOST_HOURS))
    made["events"] = events.assign(ts=shifted)
    counts = date[late].value_counts().reindex(days[at], fill_value=0)
    dates = pd.Series(days[at]).dt.as_unit("us").dt.tz_localize(events["ts"].dt.tz)
    answer = {"date": dates, "hours": -LOST_HOURS, "events": counts.to_numpy("int64")}
    return pd.DataFrame(answer), len(days)


def _garble(made, seed, share):
    """A city in Chinese; some as what GBK bytes look like to Latin-1."""
    customers = made["customers"]
    city = customers["city"].astype(object).map(lambda name: CITIES.get(name, name))
    at = _chosen(seed, ENCODINGS, customers["customer_id"], share)
    chosen = city.iloc[at]
    answer = pd.DataFrame({"customer_id": customers["customer_id"].iloc[at], "city": chosen})
    garbled = [name.encode("gb18030").decode("latin-1") for name in chosen]
    city.iloc[at] = garbled
    made["customers"] = customers.assign(city=city.astype(str))
    return answer.astype({"city": str}).reset_index(drop=True), len(customers)


def _utc(times):
    return times.dt.tz_convert("UTC").dt.tz_localize(None)
