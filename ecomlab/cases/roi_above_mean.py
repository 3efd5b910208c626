"""K05: ads with a return of 3.5 by last click, and regions in which a lot switched them off."""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.streams import binomial, normal, poisson, uniforms
from ecomlab.texts import Form, fact
from ecomlab.traffic import increment, mix, paid

CLAIM = pd.Timestamp("2025-08-04", tz="Asia/Shanghai")  # a Monday
WEEKS = 6  # before the claim, of the claim, and of the test after it
TEST = CLAIM + pd.Timedelta(weeks=WEEKS)
REGIONS = {
    "Guangdong": 6.2, "Zhejiang": 5.8, "Jiangsu": 5.6, "Shandong": 4.8, "Shanghai": 4.6,
    "Beijing": 4.3, "Sichuan": 4.1, "Henan": 3.9, "Hubei": 3.7, "Fujian": 3.6, "Hunan": 3.4,
    "Anhui": 3.3, "Hebei": 3.2, "Chongqing": 2.9, "Shaanxi": 2.8, "Liaoning": 2.7,
    "Jiangxi": 2.6, "Guangxi": 2.5, "Yunnan": 2.4, "Tianjin": 2.2, "Shanxi": 2.1,
    "Heilongjiang": 2.0, "Guizhou": 1.9, "Jilin": 1.7, "Inner Mongolia": 1.6, "Xinjiang": 1.5,
    "Gansu": 1.4, "Hainan": 1.3, "Ningxia": 1.1, "Qinghai": 1.0,
}  # fmt: skip
PAIRS = len(REGIONS) // 2
CHANNELS = np.array(["natural search", "content", "ads"])
ORDERS = 1800  # a week, of people who need no ad
FROM_CONTENT = 0.2  # of these
SPEND = 0.22  # ad money, as a share of what they pay
PRICE, SPREAD = 100, 0.45  # of an order, yuan: median, standard deviation of its log
COMMON, OWN = 0.02, 0.03  # of a week's demand: everywhere, and in one region: sd of the log
SEARCHES = {"foundation": 8000, "setting spray": 3000}  # a day, before the claim
NATURAL_UV, CONTENT_UV = 5200, 1500  # visits a day, before the claim
HIT, TAIL = 100_000, 1.1  # views from which a post is a hit; of the Pareto distribution
RATES = {"refund": 0.08, "platform_fee": 0.05, "shipping": 0.06, "packaging": 0.01}
RENT = 25_000  # yuan a week for people and rooms, whatever is sold
NEXT = 0.75  # of what an average yuan adds, the next one did, when the budget was last doubled
SPENT, SHOCKS, COUNTS, DETAILS, LOTS, VISITS, WORDS, VIEWS, FEES = range(1, 10)  # streams


def world(p, seed):
    """Six weeks of the claim everywhere, then six in which a coin takes the ads from one region
    of each pair; and the visits, searches and posts that the claim speaks of."""
    cost = _costs(seed)
    sales = [_sales(p, seed, 0, cost[:, : 7 * WEEKS])]
    earned = np.bincount(sales[0]["region"], sales[0]["cents"], len(REGIONS))
    pair, stops = _lots(seed, earned)
    cost[stops, 7 * WEEKS :] = 0
    sales.append(_sales(p, seed, 1, cost[:, 7 * WEEKS :]))
    sold = {key: np.concatenate([part[key] for part in sales]) for key in sales[0]}
    return {
        "ads_daily": _ads(cost, pair, sold),
        "orders": pd.DataFrame(
            {
                "customer_id": np.arange(1, len(sold["day"]) + 1),
                "ts_order": _dates(CLAIM, 2 * WEEKS)[sold["day"]],
                "channel": CHANNELS[sold["channel"]],
                "region": np.array(list(REGIONS))[sold["region"]],
                "paid_amount": sold["cents"] / 100,
            }
        ),
        "pnl_lines": _books(p, cost, sold),
        "traffic_daily": _traffic(p, seed),
        "keywords": _keywords(p, seed),
        "content_posts": _posts(p, seed),
    }


def _dates(first, weeks):
    return (first + pd.to_timedelta(np.arange(7 * weeks), unit="D")).as_unit("us")


def _value():
    """Mean value of an order, yuan."""
    return PRICE * np.exp(SPREAD**2 / 2)


def _costs(seed):
    """Ad money in cents: regions × days."""
    size = np.array(list(REGIONS.values()))
    daily = SPEND * ORDERS * _value() / 7 * size / size.sum()
    z = normal(uniforms(seed, SPENT, (len(size), 14 * WEEKS)))
    return 100 * np.round(daily[:, None] * (1 + 0.05 * z)).astype(np.int64)


def _rates(p, cost):
    """Orders a week: regions × weeks × channels. Ads win some, take some from search, and send some
    there: who saw an ad and comes later."""
    size = np.array(list(REGIONS.values()))[:, None]
    without = ORDERS * size / size.sum()
    by_ads = cost.reshape(len(size), WEEKS, 7).sum(axis=2) / 100 * p.roas / _value()
    natural = without * (1 - FROM_CONTENT) + by_ads * (p.later - p.anyway)
    content = np.broadcast_to(without * FROM_CONTENT, by_ads.shape)
    return np.stack([natural, content, by_ads], axis=2)


def _sales(p, seed, part, cost):
    """The orders of six weeks, day by day: day, region, channel and cents of each."""
    z = normal(uniforms(seed, SHOCKS, (len(REGIONS) + 1, WEEKS), part))
    shock = np.exp(COMMON * z[0] - COMMON**2 / 2) * np.exp(OWN * z[1:] - OWN**2 / 2)
    rates = _rates(p, cost)
    count = poisson(rates.sum(axis=2) * shock, uniforms(seed, COUNTS, shock.shape, part))
    cell = np.repeat(np.arange(count.size), count.ravel())
    u, which, value = uniforms(seed, DETAILS, (3, len(cell)), part)
    day = 7 * (WEEKS * part + cell % WEEKS) + (7 * u).astype(np.int64)
    share = np.cumsum(rates, axis=2) / rates.sum(axis=2, keepdims=True)
    channel = (which[:, None] > share.reshape(-1, 3)[cell, :2]).sum(axis=1)
    cents = 100 * np.maximum(np.round(PRICE * np.exp(SPREAD * normal(value))), 1)
    order = np.argsort(day, kind="stable")
    found = {"day": day, "region": cell // WEEKS, "channel": channel, "cents": cents}
    return {key: values[order].astype(np.int64) for key, values in found.items()}


def _lots(seed, earned):
    """Regions sorted by what they brought, neighbours paired; a coin says whose ads stop."""
    rank = np.argsort(-earned, kind="stable")
    pair = np.empty(len(earned), dtype=np.int64)
    pair[rank] = np.arange(len(earned)) // 2
    second = (uniforms(seed, LOTS, PAIRS) < 0.5).astype(np.int64)
    return pair, rank.reshape(-1, 2)[np.arange(PAIRS), second]


def _ads(cost, pair, sold):
    """The ad tool's table: a row per day and region, with what it credits to the last click."""
    regions, days = cost.shape
    won = sold["channel"] == 2
    place = sold["day"][won] * regions + sold["region"][won]
    orders = np.bincount(place, minlength=cost.size)
    cents = np.bincount(place, sold["cents"][won], minlength=cost.size)
    spent = cost.T.ravel()
    return pd.DataFrame(
        {
            "date": _dates(CLAIM, 2 * WEEKS).repeat(regions),
            "plan_id": np.tile([f"pair {number + 1:02}" for number in pair], days),
            "keyword_or_audience": np.tile(list(REGIONS), days),
            "clicks": np.round(spent / 150).astype(np.int64),
            "cost": spent / 100,
            "orders": orders,
            "revenue": cents / 100,
        }
    )


def _books(p, cost, sold):
    """The lines of the claim's six weeks, booked on Sundays."""
    week = sold["day"] // 7
    revenue = np.bincount(week, sold["cents"])[:WEEKS]
    rates = RATES | {"cogs": 1 - sum(RATES.values()) - p.margin}
    lines = {"revenue": revenue} | {name: -rate * revenue for name, rate in rates.items()}
    lines["ads"] = -cost[:, : 7 * WEEKS].reshape(len(REGIONS), WEEKS, 7).sum(axis=(0, 2))
    lines["labour"] = np.full(WEEKS, -100 * RENT)
    return pd.DataFrame(
        {
            "date": _dates(CLAIM, WEEKS)[6::7].repeat(len(lines)),
            "line": list(lines) * WEEKS,
            "amount": np.round(np.column_stack(list(lines.values()))).ravel() / 100,
        }
    )


def _traffic(p, seed):
    """Visits from natural search and from content, before the claim and during it."""
    days = _dates(CLAIM - pd.Timedelta(weeks=WEEKS), 2 * WEEKS)
    z = normal(uniforms(seed, VISITS, (len(days), 2)))
    rise = np.where(days >= CLAIM, p.trend * p.own, 1)
    mean = np.column_stack([NATURAL_UV * rise, np.full(len(days), CONTENT_UV)])
    return pd.DataFrame(
        {
            "date": days.repeat(2),
            "channel": ["natural search", "content"] * len(days),
            "entrance": ["search results", "posts"] * len(days),
            "device": "mobile",
            "paid_flag": False,
            "uv": np.round(mean * (1 + 0.04 * z)).astype(np.int64).ravel(),
        }
    )


def _keywords(p, seed):
    """How often the whole platform searched for the category's words, on the same days."""
    days = _dates(CLAIM - pd.Timedelta(weeks=WEEKS), 2 * WEEKS)
    z = normal(uniforms(seed, WORDS, (len(days), len(SEARCHES))))
    mean = np.where(days >= CLAIM, p.trend, 1)[:, None] * list(SEARCHES.values())
    return pd.DataFrame(
        {
            "date": days.repeat(len(SEARCHES)),
            "category": "make-up",
            "keyword": list(SEARCHES) * len(days),
            "word_type": "core",
            "search_index": np.round(mean * (1 + 0.04 * z)).astype(np.int64).ravel(),
        }
    )


def _posts(p, seed):
    """Posts paid for during the claim: few are read by many."""
    posts, hits = int(p.posts), int(p.hits)
    u, place, when, click, jump = uniforms(seed, VIEWS, (5, posts))
    share = (np.arange(posts) + 0.1 + 0.8 * u) / posts  # of posts that are read less
    views = np.round(HIT * (hits / posts / (1 - share)) ** (1 / TAIL)).astype(np.int64)
    views = views[np.argsort(place)]
    clicks = binomial(views, p.clicks, click)
    fee = 100 * np.round(30 * np.exp(0.5 * normal(uniforms(seed, FEES, posts))))
    return pd.DataFrame(
        {
            "post_id": np.arange(1, posts + 1),
            "platform": "Xiaohongshu",
            "ts": np.sort(_dates(CLAIM, WEEKS)[(7 * WEEKS * when).astype(np.int64)]),
            "views": views,
            "clicks": clicks,
            "jumps_to_store": binomial(clicks, p.jumps, jump),
            "cost": fee,
        }
    )


def natural_search(traffic_daily):
    """The visits that came by unpaid search results."""
    return traffic_daily[traffic_daily["channel"] == "natural search"]


def measure(traffic_daily, content_posts, ads_daily):
    """The claim: natural search, hits, jumps per click, revenue per yuan of ads."""
    sums = content_posts[["clicks", "jumps_to_store"]].sum()
    return {
        "natural": rise(natural_search(traffic_daily), "uv") - 1,
        "hits": (content_posts["views"] >= HIT).sum(),
        "jumps": sums["jumps_to_store"] / sums["clicks"],
        "roi": last_click(ads_daily).estimate,
    }


rise = partial(mix.rise, changed=CLAIM)
last_click = partial(paid.roas, before=TEST)
regions = partial(increment.regions, test=TEST)
pairs = partial(increment.pairs, test=TEST)
holdout = partial(increment.holdout_by_pairs, test=TEST)
margin = partial(paid.contribution_margin, lines=("cogs", *RATES))


def next_yuan(orders, ads_daily):
    """What the next yuan of ads adds, if it falls short of the average as it did last time."""
    return holdout(orders, ads_daily).times(NEXT)


def words(orders, ads_daily, pnl_lines, traffic_daily, keywords, content_posts):
    """More figures for the notebook's text."""
    kept, found, told = margin(pnl_lines), holdout(orders, ads_daily), last_click(ads_daily)
    posts = content_posts.sort_values("views", ascending=False)
    hits, table = posts[posts["views"] >= HIT], regions(orders, ads_daily)
    views, jumps = posts["views"].sum(), posts["jumps_to_store"].sum()
    category = rise(keywords, "search_index")
    own = rise(natural_search(traffic_daily), "uv") / category
    search = orders[orders["channel"] == "natural search"]
    by = search.groupby([search["ts_order"] >= TEST, "region"])["paid_amount"].sum().unstack(0)
    by = by.groupby(by.index.isin(table.loc[table["stopped"], "region"])).sum()
    growth = by[True] / by[False] - 1
    sums = table.groupby("stopped")[["revenue before", "revenue test"]].sum()
    change = sums["revenue test"] / sums["revenue before"] - 1
    return {
        "category": _percent(category - 1),
        "own": _percent(own - 1),
        "posts": fact.count(len(posts)),
        "hit_views": fact.share(hits["views"].sum() / views),
        "clicks_1000": fact.number(1000 * posts["clicks"].sum() / views),
        "jumps_1000": fact.number(1000 * jumps / views, 1),
        "post_cost": fact.money(posts["cost"].sum() / jumps, 2),
        "margin": fact.share(kept),
        "break_even": fact.money(1 / kept, 2),
        "left_told": _yuan(told.estimate * kept - 1),
        "left_found": _yuan(found.estimate * kept - 1),
        "change_off": _percent(change[True]),
        "change_on": _percent(change[False]),
        "search_off": _percent(growth[True]),
        "search_on": _percent(growth[False]),
        "of_100": fact.number(100 * found.estimate / told.estimate),
        "of_100_low": fact.number(100 * found.low / told.estimate),
        "of_100_high": fact.number(100 * found.high / told.estimate),
        "next_yuan": fact.money(NEXT * found.estimate, 2),
        "next_low": fact.money(NEXT * found.low, 2),
        "next_high": fact.money(NEXT * found.high, 2),
        "next_told": fact.money(NEXT * told.estimate, 2),
        "pays_from": fact.share(1 / found.estimate),
        "next_from": fact.share(1 / NEXT / found.estimate),
        "ended": CASE.found(told, found)[0],
        "where": _where(found, 1 / kept),
        "searching": _searching(holdout(search, ads_daily)),
        "tide": "more" if own > 1 else "less",
    }


def _yuan(amount):
    return fact.money(amount, 2, signed=True)


def _percent(change):
    return fact.share(change, signed=True)


def _where(reading, value):
    """Where a value lies, seen from an interval."""
    if reading.low <= value <= reading.high:
        return "inside"
    return "above" if value > reading.high else "below"


def _searching(lost):
    """Natural search that each pair lost where its ads stopped: is it shown, or may it be luck?"""
    if lost.holds(0):
        return "alike"
    return "lost" if lost.low > 0 else "gained"


def iroas(p):
    """What a yuan of ads adds: who needed the ad, and who saw it and came later."""
    return p.roas * (1 - p.anyway + p.later)


def expected(p):
    """Last click credits all it touches; the lot takes off who would have come anyway, and counts
    who came later."""
    size = np.array(list(REGIONS.values()))
    cost = SPEND * ORDERS * _value() * size / size.sum() * WEEKS  # of a region in six weeks
    off = ORDERS * WEEKS * size / size.sum()
    on = off + cost * iroas(p) / _value()
    square = _value() ** 2 * np.exp(SPREAD**2)  # mean square of an order's value
    luck = [square * n + (OWN * n * _value()) ** 2 / WEEKS for n in (on, off)]
    error = (1.5 * luck[0] + 0.5 * luck[1]).sum() ** 0.5 / (cost.sum() / 2)
    return Expected(p.roas, iroas(p), t_quantile(PAIRS - 1) * error)


CASE = Case(
    name="roi_above_mean",
    number="K05",
    title="The return that beat the industry's mean",
    chapter="2_traffic",
    bias="attribution",
    figures=(
        Figure("natural", 0.3, 0.045, Form("share"),
               "使自然搜索流量提升30%", "001:014"),
        Figure("hits", 10, 0.5, Form("number"),
               "产出10篇爆款笔记，带动站外至站内跳转率提升至15%", "001:015"),
        Figure("jumps", 0.15, 0.01, Form("share"),
               "产出10篇爆款笔记，带动站外至站内跳转率提升至15%", "001:015"),
        Figure("roi", 3.5, 0.2, Form("number", 1),
               "这一组合策略使ROI达到3.5，高于行业均值", "001:017"),
    ),
    parameters={
        "roas": Parameter(3.5, 3.0, 4.6, "revenue by last click per yuan of ads", 1),
        "anyway": Parameter(0.1, 0.05, 0.6, "of it, what would have come by natural search", 2),
        "later": Parameter(0.5, 0.0, 0.7,
                           "as a share of it, what people add who saw an ad and came by search", 2),
        "margin": Parameter(0.35, 0.2, 0.5, "contribution margin before ads", 2),
        "trend": Parameter(1.22, 1.08, 1.35, "rise of the category's searches, as a factor", 2),
        "own": Parameter(1.0656, 0.97, 1.15, "the brand's natural visits beyond that"),
        "hits": Parameter(10, 5, 14, "posts read by many", 0),
        "posts": Parameter(60, 40, 90, "posts paid for", 0),
        "clicks": Parameter(0.04, 0.02, 0.06, "views that click"),
        "jumps": Parameter(0.15, 0.1, 0.22, "clicks that get to the shop", 2),
    },
    world=world,
    measure=measure,
    naive=last_click,
    right=holdout,
    expected=expected,
    estimand="revenue that a yuan of ads adds, beyond what comes without it (iROAS)",
    scale="difference",
    show=Form("CNY", 2),
    margin=1.0,
    seed=3,
    words=words,
    constants={"hit": fact.count(HIT), "pairs": fact.count(PAIRS), "next": fact.share(NEXT)},
    branches={
        "rosy": Branch({"anyway": (0.25, 0.6), "later": (0.0, 0.15)}),  # regulars tap the ad
        "right": Branch({"anyway": (0.1, 0.45), "later": (0.1, 0.45)}),  # as many of each
        "modest": Branch({"anyway": (0.05, 0.25), "later": (0.35, 0.7)}),  # seen, bought by search
    },
)  # fmt: skip
