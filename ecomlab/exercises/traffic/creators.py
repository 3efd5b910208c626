"""The exercises of lesson 2.5, *Which posts and creators pay?*, and its part of the pool."""

from functools import cache

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import (
    correlation,
    difference_of_means,
    ratio_of_ratios,
    ratio_of_totals,
)
from ecomlab.shop import World
from ecomlab.shop.posts import Creators
from ecomlab.tables import calendar_days
from ecomlab.texts import fact
from ecomlab.traffic.contracts import (
    creator_contract,
    kept_orders,
    refund_log,
    ruin,
    settle_creator,
)
from ecomlab.traffic.creators import (
    boost_effect,
    content_coverage,
    creator_funnel,
    creator_match,
    creator_results,
    hook_rates,
    jump_rate,
    posts_for_hits,
    top_posts,
)
from ecomlab.traffic.seeding import busy_days, event_study, seeding_lift, word_changes

EVENING = "2026-01-01"  # its first moment: everything until the evening of 31 December is known
STAR, MIDDLE, SMALL = "head", "mid", "koc"
BACK = 1.5  # what a yuan of fees brings back in the trial of ruin, for each tier the same
POSTS = 60  # of a star that the trial wants, or as much money in fees of the middle tier
BUDGETS = (1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40)  # in fees of a star
SAMPLE = 85.0  # yuan, with its parcel
HIT = 20_000  # views
SINCE_5_WEEKS = "2025-02-09"  # five weeks from the first post of the burst
SEEDED, SINCE, UNTIL, WAIT, BEFORE, LEAST = "CH04", "2025-01-06", "2025-01-19", 5, 28, 20
SHOP = ("creator_deals", "creator_orders", "creators", "content_posts", "article_daily",
        "pnl_lines", "orders", "returns", "traffic_daily", "keywords", "customers", "sku")  # fmt: skip
OTHER = ("creator_deals", "creator_orders")


def data():
    """The tables of the lesson: the running shop's, another shop's contracts, boosted posts."""
    shop, other = load("shop"), load("second_shop")
    return (
        {name: shop[name] for name in SHOP}
        | {f"other_{name}": other[name] for name in OTHER}
        | {"boosts": load("boosts").boosts, "twins": load("plans").twins}
    )


NAMES = (
    {name: f"shop.{name}" for name in SHOP}
    | {f"other_{name}": f"other.{name}" for name in OTHER}
    | {"boosts": "boosts", "twins": 'load("plans").twins'}
)
lesson = Lesson("2_5", data=data, names=NAMES)


def with_contract(creator_orders, creator_deals):
    """The orders of posts that have a contract in the table."""
    return creator_orders[creator_orders["post_id"].isin(creator_deals["post_id"])]


def settled_sheet(creator_deals, creator_orders, creators):
    """The settlement of every contract on the evening, with the creator's tier."""
    orders = with_contract(creator_orders, creator_deals)
    sheet = settle_creator(creator_deals, orders, EVENING, half="even")
    return with_tier(sheet, creators)


def with_tier(sheet, creators):
    """Each contract's tier, and whether a star posted on its day.

    This shop's books share a day's content money out over the day's posts, by weight. Beside a star
    a small post is booked at a fraction of its usual fee.
    """
    sheet = sheet.merge(creators[["creator_id", "tier"]], on="creator_id", validate="many_to_one")
    star = sheet["date"].isin(sheet.loc[sheet["tier"] == STAR, "date"])
    return sheet.assign(star_day=star)


def usual(sheet, *tiers):
    """The contracts that can be compared: stars, and the others on days without a star's post."""
    some = sheet[sheet["star_day"] == (sheet["tier"] == STAR)]
    return some[some["tier"].isin(tiers)] if tiers else some


def by_day(sheet, margin):
    """What a yuan of fees brought, tier by tier, on days without a star's post and with one."""
    names = {SMALL: "small", MIDDLE: "middle", STAR: "star"}
    day = np.where(sheet["star_day"], ", on a star's day", ", no star that day")
    who = sheet["tier"].map(names).astype(str) + np.where(sheet["tier"] == STAR, "", day)
    found = creator_results(sheet.assign(who=who), margin, "who")
    fee = sheet.assign(who=who).groupby("who")["slot_fee"].mean()
    return found.assign(mean_fee=found["who"].map(fee))


def margin_of(pnl_lines, creator_orders):
    """What is left of a kept yuan of these orders before creators' money and ads, by the books."""
    done = creator_orders.loc[creator_orders["settled_at"].notna(), "order_id"]
    mine = pnl_lines[pnl_lines["order_id"].isin(done) & (pnl_lines["line"] != "kol")]
    sums = mine.groupby("line", observed=True)["amount"].sum()
    return float(sums.sum() / (sums["revenue"] + sums["refund"]))


def returns_of(sheet, tier, margin):
    """What each settled post without a guarantee brought for a yuan of its tier's mean fee.

    The mean, since a run of `ruin` pays the same fee for each post.
    """
    all_ = usual(sheet, tier)
    mine = all_[all_["settled"] & all_["guaranteed_units"].isna()]
    return ((margin * mine["kept"] - mine["commission"]) / all_["slot_fee"].mean()).to_numpy()


def fee_ratio(sheet, tier=MIDDLE):
    """How many posts of a tier, on days without a star, cost as much as one of a star: mean fees."""
    return float(usual(sheet, STAR)["slot_fee"].mean() / usual(sheet, tier)["slot_fee"].mean())


def ruin_table(sheet, margin, back=BACK, budgets=BUDGETS, redraws=100, posts=POSTS):
    """Ruin by budget, in a star's fees, tier by tier: the same money for as many fees."""
    tiers = {"star": STAR, "middle tier": MIDDLE, "small": SMALL}
    pools = tuple(
        (
            name,
            tuple(returns_of(sheet, tier, margin)),
            1.0 if tier == STAR else fee_ratio(sheet, tier),
        )
        for name, tier in tiers.items()
    )
    return _ruin_of(pools, back, tuple(budgets), redraws, posts)


@cache
def _ruin_of(pools, back, budgets, redraws, posts):
    """Worked out once for the figure, the texts and the exercise."""
    parts = []
    for name, pool, each in pools:
        found = ruin(pool, np.array(budgets) * each, mean_return=back, posts=round(posts * each),
                     redraws=redraws)  # fmt: skip
        parts.append(found.assign(tier=name, budget=list(budgets)))
    table = pd.concat(parts, ignore_index=True)
    return table[["tier", "budget", "ruin", "low", "high", "n", "counts"]]


def by_return(sheet, margin, backs=(1.2, 1.5, 2.0, 3.0), budgets=(1, 3, 10, 30)):
    """The same ruin under other assumed returns: rows of return and tier, columns of budget."""
    parts = [
        ruin_table(sheet, margin, back, budgets, redraws=0).assign(returns=back) for back in backs
    ]
    table = pd.concat(parts).pivot(index=["returns", "tier"], columns="budget", values="ruin")
    return table.reset_index().rename_axis(columns=None)


def terms(sheet, creator_deals):
    """Four contracts for a post of the middle tier: as it is on average, and three others."""
    mine = usual(sheet, MIDDLE)
    mine = mine[mine["settled"]]
    rate = creator_deals.set_index("post_id")["commission_rate"].reindex(mine["post_id"]).mean()
    fee = round(float(mine["slot_fee"].mean()))
    rate = round(float(rate), 2)
    return pd.DataFrame(
        {
            "contract": ["base and commission", "commission only", "half the base, more commission",
                         "base tied to 1,000 yuan kept"],
            "slot_fee": [fee, 0, fee / 2, fee],
            "commission_rate": [rate, 0.20, 0.15, rate],
            "guaranteed": [0.0, 0.0, 0.0, 1000.0],
        }
    )  # fmt: skip


def post_days(content_posts, traffic_daily, keywords):
    """Each day's posts, searches of the shop's name that led here, clicks in the whole market."""
    brand = traffic_daily[traffic_daily["entrance"] == "brand_result"]
    days = pd.DataFrame(
        {
            "posts": content_posts["ts"].dt.normalize().value_counts(),
            "searches": brand.groupby("date")["uv"].sum(),
            "market": keywords.groupby("date")["clicks"].sum(),
        }
    ).dropna()
    return days[days["posts"].between(4, 6)].astype("int64")  # not the two weeks of the burst


def words(article_daily):
    """The search visits of the articles that were on sale on each day around the burst."""
    around = article_daily["date"].between("2024-12-01", "2025-02-16")
    some = article_daily[around]
    days = some.groupby("sku", observed=True)["date"].transform("size")
    return some.loc[days == days.max(), ["date", "sku", "search_uv"]]


def changes(article_daily):
    """How the search visits of each article changed with the burst."""
    return word_changes(words(article_daily), SINCE, UNTIL, before=BEFORE, wait=WAIT,
                        word="sku", value="search_uv")  # fmt: skip


def controls(change):
    """Articles nobody posted about more than usual, with enough searches to be read."""
    fit = (change["before"] >= LEAST) & (change["sku"] != SEEDED)
    return change.loc[fit, "sku"].tolist()


def true_lift():
    """By how much the burst truly multiplied searches for its article in the days that are read."""
    fact_ = World("light_gear").facts["seeding"][0]
    day = np.arange(WAIT + 1, (pd.Timestamp(UNTIL) - pd.Timestamp(SINCE)).days + 2)
    return float((1 + fact_["lift"] * (1 - 0.5 ** (day / fact_["known"]))).mean())


def buyers(customers):
    """Our buyers in the words of a creator's profile: under 30, women, in the largest cities."""
    under_30 = customers["birthday"].dropna().dt.year >= 1996
    shares = {
        "fan_young_share": under_30.mean(),
        "fan_female_share": (customers["gender"].dropna() == "f").mean(),
        "fan_tier1_share": (customers["city_tier"].dropna() == "tier_1").mean(),
    }
    return {name: round(float(value), 3) for name, value in shares.items()}


def match_and_result(creators, customers, sheet, margin, least=20):
    """Distance of the fans to our buyers, and what a yuan of fees brought, of known creators.

    Posts on days without a star's: stars themselves aren't in it.
    """
    results = creator_results(usual(sheet, SMALL, MIDDLE), margin)
    both = creator_match(creators, buyers(customers)).merge(results, on="creator_id")
    return both[both["posts"] >= least]


def best_of_first_year(sheet, margin, top=5, least=20):
    """The creators who brought most for a yuan of fees in the first year, and the others.

    Posts on days without a star's: stars themselves aren't in it.
    """
    sheet = usual(sheet, SMALL, MIDDLE)
    year = sheet["date"].dt.year
    first = creator_results(sheet[year == year.min()], margin)
    known = first.loc[first["posts"] >= least, "creator_id"]
    rows = []
    for name, chosen in (("five best", known.head(top)), ("others", known.iloc[top:])):
        for which in (year.min(), year.max()):
            mine = sheet[(year == which) & sheet["creator_id"].isin(chosen) & sheet["settled"]]
            paid = mine["slot_fee"] - mine["fee_back"].astype("float64").fillna(0.0)
            found = ratio_of_totals(margin * mine["kept"] - mine["commission"], paid, "posts")
            rows.append((f"{name}, {which}", *found))
    return pd.DataFrame(rows, columns=["creators", "estimate", "low", "high", "n", "counts"])


def arms(boosts, chosen_by):
    """The boosted posts that somebody chose, beside posts that the lot left alone."""
    return boosts[(boosts["chosen_by"] == chosen_by) | (boosts["audience"] == "none")]


def unwatched(content_posts, least=20):
    """Creators of whose views clearly fewer than three in ten last three seconds."""
    held = hook_rates(content_posts, "creator_id")
    return held.loc[(held["high"] < 0.3) & (held["n"] >= least), "creator_id"].tolist()


def watched(content_posts):
    """The posts without those of creators whose views nobody watches."""
    return content_posts[~content_posts["creator_id"].isin(unwatched(content_posts))]


def rises_before(article_daily):
    """The rise before the burst, last week over first, of the chair and of each control word.

    Each control word is read as if the burst had been about it.
    """
    table, change = words(article_daily), changes(article_daily)
    names = [SEEDED, *controls(change)]
    rows = []
    for name in names:
        study = event_study(table, name, [each for each in names if each not in (name, SEEDED)],
                            SINCE, SINCE_5_WEEKS, before=BEFORE, column="sku",
                            value="search_uv").set_index("step")["estimate"]  # fmt: skip
        rows.append((name, study[-1] / study[-BEFORE // 7]))
    return pd.DataFrame(rows, columns=["sku", "rise"]).sort_values("rise", ignore_index=True)


def burst_money(content_posts, article_daily, creator_orders, sku, margin):
    """What the chair's posts of the burst cost, and what five weeks of extra searches may leave."""
    table, change = words(article_daily), changes(article_daily)
    study = event_study(table, SEEDED, controls(change), SINCE, SINCE_5_WEEKS, before=BEFORE,
                        column="sku", value="search_uv")  # fmt: skip
    after = study[study["step"] >= 0]
    chair = article_daily[article_daily["sku"] == SEEDED]
    day = chair["date"].dt.tz_localize(None)
    seen = [chair.loc[day.between(since, since + pd.Timedelta(days=6)), "search_uv"].sum()
            for since in after["start"].dt.tz_localize(None)]  # fmt: skip
    extra = float((np.array(seen) * (1 - 1 / after["estimate"])).sum())
    when = calendar_days(content_posts["ts"])
    burst = content_posts[(content_posts["sku"] == SEEDED) & when.between(SINCE, UNTIL)]
    done = creator_orders[creator_orders["kept_units"].notna()]
    kept = 1 - float(done["refunded"].sum() / done["amount"].sum())
    orders = float(chair["orders"].sum() / chair["uv"].sum())
    price = float(sku.loc[sku["sku"] == SEEDED, "price"].iloc[0])
    return pd.DataFrame(
        [
            ("posts about the chair", len(burst)),
            ("what they cost, yuan", float(burst["cost"].sum())),
            ("extra search visits in five weeks", extra),
            ("orders per visit of the chair", orders),
            ("its price, yuan", price),
            ("kept of a yuan paid", kept),
            ("left of a kept yuan", margin),
            ("left of the extra visits, yuan", extra * orders * price * kept * margin),
            ("left of the posts' own orders, yuan", _by_click(burst, creator_orders, margin)),
        ],
        columns=["what", "number"],
    )


def _by_click(posts, creator_orders, margin):
    """What is left of the settled orders of some posts after commission, by last click."""
    mine = creator_orders[creator_orders["post_id"].isin(posts["post_id"])]
    mine = mine[mine["kept_units"].notna()]
    kept = (mine["amount"] - mine["refunded"]).sum()
    return float(margin * kept - mine["commission"].sum())


def room_and_shop(boosts):
    """What a post's boost sold by where its click led, of the posts dealt by lot."""
    lot = boosts[boosts["chosen_by"] == "lot"]
    room, shop = (lot[lot["destination"] == name] for name in ("live_room", "shop"))
    rows = [(name, room[name].mean(), shop[name].mean(),
             *difference_of_means(room[name], shop[name], "posts")) for name in ("orders", "kept")]  # fmt: skip
    columns = ["of a post", "live room", "shop", "difference", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=columns)


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("settle-reading", "again-reading", "rounding-reading", "guarantee-reading")
def _settled(creator_deals, creator_orders, orders, returns):
    posted = with_contract(creator_orders, creator_deals)
    sheet = settle_creator(creator_deals, posted, EVENING, half="even")
    up = settle_creator(creator_deals, posted, EVENING)
    judged = sheet[sheet["missing"].notna()]
    paid = orders[orders["order_id"].isin(posted["order_id"])]
    paid = paid.rename(columns={"paid_amount": "amount"})[["order_id", "ts_pay", "amount"]]
    again = kept_orders(paid, refund_log(orders, returns), EVENING)
    booked = posted.set_index("order_id")["refunded"].reindex(again["order_id"]).to_numpy()
    apart = np.abs(again["refunded"].to_numpy() - booked)[again["settled"]]
    open_orders = posted[posted["kept_units"].isna()]
    return {
        "contracts": fact.count(len(sheet)),
        "settled": fact.count(int(sheet["settled"].sum())),
        "open": fact.count(int((~sheet["settled"]).sum())),
        "open_orders": fact.count(len(open_orders)),
        "left_out": fact.count(len(creator_orders) - len(posted)),
        "orders": fact.count(int(again["settled"].sum())),
        "apart": fact.money(apart.max(), 2),
        "late": fact.money(again["late"].sum(), 2),
        "booked": fact.money(posted.loc[posted["kept_units"].notna(), "commission"].sum(), 2),
        "even": fact.money(sheet["commission"].sum(), 2),
        "up": fact.money(up["commission"].sum(), 2),
        "rounding": fact.money(up["commission"].sum() - sheet["commission"].sum(), 2),
        "fees": fact.money(sheet["slot_fee"].sum()),
        "guaranteed": fact.count(len(judged)),
        "met": fact.count(int((judged["missing"] == 0).sum())),
        "their_fees": fact.money(judged["slot_fee"].sum()),
        "back": fact.money(judged["fee_back"].sum()),
        "share": fact.share(judged["fee_back"].sum() / judged["slot_fee"].sum()),
        "sold": fact.number(judged["units"].mean(), 1),
        "kept": fact.number(judged["kept_units"].mean(), 1),
    }


@lesson.facts("tier-title", "tier-reading", "guess-reading", "twin-reading")
def _tiers(creator_deals, creator_orders, creators, pnl_lines, twins):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    margin = margin_of(pnl_lines, creator_orders)
    found = creator_results(usual(sheet), margin, "tier").set_index("tier")
    beside = by_day(sheet, margin).set_index("who")
    booked = sheet.assign(fee_back=None)  # nobody has asked for it
    half = creator_results(booked[booked["date"] < "2024-07-01"], margin, "tier")
    twin = twins[twins["plan_id"] == "content"].set_index("part")
    first, second = twin.loc["first"], twin.loc["second"]
    truly = 1 + first["profit"] / first["spend"]
    seen = 1 + half["left"].sum() / half["fees"].sum()
    facts = {
        "margin": fact.number(margin, 2),
        "left_half": fact.money(half["left"].sum(), 0, signed=True),
        "truly": fact.money(first["profit"], 0, signed=True),
        "truly_low": fact.money(first["low"]),
        "truly_high": fact.money(first["high"]),
        "spend": fact.money(first["spend"]),
        "pairs": fact.count(int(first["n"])),
        "more": fact.money(second["revenue"]),
        "star_days": fact.count(int(sheet.loc[sheet["star_day"], "date"].nunique())),
        "other_days": fact.count(int(sheet.loc[~sheet["star_day"], "date"].nunique())),
        "double": fact.money(second["profit"], 0, signed=True),
        "double_low": fact.money(second["low"], 0, signed=True),
        "double_high": fact.money(second["high"], 0, signed=True),
        "truly_back": fact.number(truly, 2),
        "seen_back": fact.number(seen, 2),
        "factor": fact.number(truly / seen, 1),
    }
    for tier, name in ((STAR, "star"), (MIDDLE, "middle"), (SMALL, "small")):
        row = found.loc[tier]
        facts |= {
            f"{name}": fact.number(row["estimate"], 2),
            f"{name}_low": fact.number(row["low"], 2),
            f"{name}_high": fact.number(row["high"], 2),
            f"{name}_n": fact.count(row["posts"]),
            f"{name}_100": fact.count(100 * row["estimate"]),
            f"{name}_100_low": fact.count(100 * row["low"]),
            f"{name}_100_high": fact.count(100 * row["high"]),
            f"{name}_fee": fact.money(usual(sheet, tier)["slot_fee"].mean()),
        }
    for name in ("middle", "small"):
        row = beside.loc[f"{name}, on a star's day"]
        facts |= {
            f"{name}_beside": fact.number(row["estimate"], 2),
            f"{name}_beside_low": fact.number(row["low"], 2),
            f"{name}_beside_high": fact.number(row["high"], 2),
            f"{name}_beside_fee": fact.money(row["mean_fee"]),
        }
    return facts


@lesson.facts("contract-reading")
def _contracts(creator_deals, creator_orders, creators, pnl_lines):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    mine = usual(sheet, MIDDLE)
    mine = mine[mine["settled"]]
    found = creator_contract(mine["kept"], margin_of(pnl_lines, creator_orders),
                             terms(sheet, creator_deals)).set_index("contract")  # fmt: skip
    base, only = found.loc["base and commission"], found.loc["commission only"]
    tied = found.loc["base tied to 1,000 yuan kept"]
    return {
        "fee": fact.money(terms(sheet, creator_deals)["slot_fee"].iloc[0]),
        "base": fact.money(base["estimate"]),
        "base_low": fact.money(base["low"]),
        "base_high": fact.money(base["high"]),
        "loses": fact.share(base["loses"]),
        "border": fact.money(base["break_even"]),
        "only": fact.money(only["estimate"]),
        "only_low": fact.money(only["low"]),
        "only_high": fact.money(only["high"]),
        "tied": fact.money(tied["estimate"]),
        "tied_low": fact.money(tied["low"]),
        "tied_high": fact.money(tied["high"]),
        "posts": fact.count(base["n"]),
        "typical": fact.money(mine["kept"].median()),
    }


@lesson.facts("ruin-reading", "verdict", "by-return-reading")
def _ruin(creator_deals, creator_orders, creators, pnl_lines):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    margin = margin_of(pnl_lines, creator_orders)
    found = ruin_table(sheet, margin).set_index(["tier", "budget"])
    star, middle = found.loc["star", "ruin"], found.loc["middle tier", "ruin"]
    small = found.loc["small", "ruin"]
    low, low_middle, low_small = (
        [budget for budget in BUDGETS if of[budget] < 0.1] for of in (star, middle, small)
    )
    apart = {
        name: [budget for budget in BUDGETS
               if found.loc[(name, budget), "high"] < found.loc[("star", budget), "low"]]
        for name in ("middle tier", "small")
    }  # fmt: skip
    widest = max(BUDGETS, key=lambda budget: star[budget] - middle[budget])
    wanted = {
        posts: ruin_table(sheet, margin, budgets=(10,), redraws=0, posts=posts).set_index("tier")[
            "ruin"
        ]
        for posts in (20, 200)
    }
    other = by_return(sheet, margin).set_index(["returns", "tier"])
    free = returns_of(sheet, STAR, margin)
    return {
        "back": fact.number(BACK, 1),
        "times": fact.number(fee_ratio(sheet), 1),
        "times_small": fact.number(fee_ratio(sheet, SMALL), 1),
        "small_1": fact.share(small[1]),
        "small_10": fact.share(small[10]),
        "small_10_low": fact.share(found.loc[("small", 10), "low"]),
        "small_10_high": fact.share(found.loc[("small", 10), "high"]),
        "small_from": fact.count(min(low_small)) if low_small else fact.name("more than 40"),
        "budgets": fact.count(len(BUDGETS)),
        "apart_middle": fact.count(len(apart["middle tier"])),
        "apart_small": fact.count(len(apart["small"])),
        "widest": fact.count(widest),
        "gap": fact.count(100 * (star[widest] - middle[widest])),
        "gap_1": fact.count(100 * (star[1] - middle[1])),
        "gap_40": fact.number(100 * (star[40] - middle[40]), 1),
        "posts": fact.count(POSTS),
        "star_20": fact.share(wanted[20]["star"]),
        "star_200": fact.share(wanted[200]["star"]),
        "middle_20": fact.share(wanted[20]["middle tier"]),
        "middle_200": fact.share(wanted[200]["middle tier"]),
        "star_1": fact.share(star[1]),
        "middle_1": fact.share(middle[1]),
        "star_10": fact.share(star[10]),
        "middle_10": fact.share(middle[10]),
        "star_40": fact.share(star[40], 1),
        "star_10_low": fact.share(found.loc[("star", 10), "low"]),
        "star_10_high": fact.share(found.loc[("star", 10), "high"]),
        "middle_10_low": fact.share(found.loc[("middle tier", 10), "low"]),
        "middle_10_high": fact.share(found.loc[("middle tier", 10), "high"]),
        "star_from": fact.count(min(low)) if low else fact.name("more than 40"),
        "middle_from": fact.count(min(low_middle)) if low_middle else fact.name("more than 40"),
        "nothing": fact.share((free == 0).mean()),
        "seen": fact.count(len(free)),
        "seen_middle": fact.count(len(returns_of(sheet, MIDDLE, margin))),
        "worse_10": fact.share(other.loc[(1.2, "star"), 10]),
        "better_10": fact.share(other.loc[(3.0, "star"), 10]),
        "worse_middle": fact.share(other.loc[(1.2, "middle tier"), 10]),
        "better_middle": fact.share(other.loc[(3.0, "middle tier"), 10]),
        "seen_small": fact.count(len(returns_of(sheet, SMALL, margin))),
        "star_truth": fact.number(_truth_per_fee(usual(sheet))[STAR], 2),
        "small_truth": fact.number(_truth_per_fee(usual(sheet))[SMALL], 2),
        "star_truth_all": fact.number(_truth_per_fee(sheet)[STAR], 2),
    }


def _worth():
    """What this world gives a post of each creator: people reached, times their will to buy."""
    makers, tiers = Creators(World("light_gear")), World("light_gear").facts["creator_tiers"]
    reach = np.array([row["audience"] * np.exp(row["intent"]) for row in tiers.values()])
    worth = reach[makers.tier] * makers.skill * np.exp(makers.sway)
    return pd.Series(worth, index=np.arange(1, len(worth) + 1))


def _truth_per_fee(sheet):
    """What the world gives each tier's posts for a yuan of fees paid, times the middle tier's."""
    sums = sheet.assign(worth=sheet["creator_id"].map(_worth())).groupby("tier", observed=True)
    each = sums["worth"].sum() / sums["slot_fee"].sum()
    return (each / each[MIDDLE]).to_dict()


def _true_lead(sheet, margin, top=5, least=20):
    """How many times the others the first year's best are worth in this world, for a yuan."""
    sheet = usual(sheet, SMALL, MIDDLE)
    worth = _worth() / sheet.groupby("creator_id")["slot_fee"].mean()
    year = sheet["date"].dt.year
    first = creator_results(sheet[year == year.min()], margin)
    known = first.loc[first["posts"] >= least, "creator_id"]
    return float(worth[known.head(top)].mean() / worth[known.iloc[top:]].mean())


@lesson.facts("best-title", "best-reading")
def _best(creator_deals, creator_orders, creators, pnl_lines):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    found = best_of_first_year(sheet, margin_of(pnl_lines, creator_orders))
    names = ("first", "again", "others", "others_again")
    year = found["estimate"].tolist()
    facts = {
        "lead": fact.number(year[0] / year[2], 1),
        "lead_again": fact.number(year[1] / year[3], 1),
        "lead_truth": fact.number(_true_lead(sheet, margin_of(pnl_lines, creator_orders)), 1),
    }
    for name, row in zip(names, found.itertuples(), strict=True):
        facts |= {
            name: fact.number(row.estimate, 2),
            f"{name}_low": fact.number(row.low, 2),
            f"{name}_high": fact.number(row.high, 2),
        }
    return facts


@lesson.facts("hits-reading", "needed-reading")
def _hits(content_posts):
    everything, gone = content_posts, unwatched(content_posts)
    most = everything.nlargest(10, "views")
    bought = everything["creator_id"].isin(gone)
    content_posts = watched(content_posts)
    top = top_posts(content_posts, 10).set_index("group")
    best = jump_rate(content_posts.nlargest(10, "views"))
    views, clicks = jump_rate(content_posts), jump_rate(content_posts, "clicks")
    book = content_posts[content_posts["platform"] == "xiaohongshu"]
    film = content_posts[content_posts["platform"] == "douyin"]
    rate = float((content_posts["views"] >= HIT).mean())
    return {
        "posts": fact.count(len(content_posts)),
        "gone": fact.count(len(gone)),
        "of_ten": fact.count(int(most["creator_id"].isin(gone).sum())),
        "their_views": fact.share(
            everything.loc[bought, "views"].sum() / everything["views"].sum()
        ),
        "with_them": fact.share(jump_rate(everything).value, 2),
        "best_low": fact.share(best.low, 2),
        "best_high": fact.share(best.high, 2),
        "red_clicks": fact.share(jump_rate(book, "clicks").value),
        "red_views": fact.share(jump_rate(book).value, 2),
        "douyin_clicks": fact.share(jump_rate(film, "clicks").value),
        "sure": fact.count(posts_for_hits(rate, 10, 0.9)),
        "share": fact.share(top.loc["best", "share_of_views"]),
        "all_views": fact.share(views.value, 2),
        "views_low": fact.share(views.low, 2),
        "views_high": fact.share(views.high, 2),
        "all_clicks": fact.share(clicks.value),
        "clicks_low": fact.share(clicks.low),
        "clicks_high": fact.share(clicks.high),
        "best_views": fact.share(top.loc["best", "per_view"], 2),
        "others_views": fact.share(top.loc["others", "per_view"], 2),
        "best_clicks": fact.share(top.loc["best", "per_click"]),
        "hit": fact.count(HIT),
        "rate": fact.share(rate, 1),
        "ten": fact.count(10 / rate),
    }


@lesson.facts("busy-title", "busy-reading")
def _busy(content_posts, traffic_daily, keywords):
    days = post_days(content_posts, traffic_daily, keywords)
    raw, beside = busy_days(days, 6, 4).itertuples()
    return {
        "raw": fact.share(raw.estimate - 1),
        "raw_times": fact.number(raw.estimate, 2),
        "raw_low": fact.number(raw.low, 2),
        "raw_high": fact.number(raw.high, 2),
        "beside": fact.number(beside.estimate, 2),
        "low": fact.number(beside.low, 2),
        "high": fact.number(beside.high, 2),
        "many": fact.count(int((days["posts"] == 6).sum())),
        "few": fact.count(int((days["posts"] == 4).sum())),
    }


@lesson.facts("study-title", "study-reading", "lift-reading", "money-reading")
def _study(article_daily, content_posts, creator_orders, pnl_lines, sku):
    margin = margin_of(pnl_lines, creator_orders)
    money = burst_money(content_posts, article_daily, creator_orders, sku, margin)
    money = money.set_index("what")["number"]
    when = calendar_days(content_posts["ts"])
    two, four = (float(content_posts.loc[when.between(*days), "cost"].sum())
                 for days in ((SINCE, UNTIL), ("2024-12-09", "2025-01-05")))  # fmt: skip
    rises = rises_before(article_daily).set_index("sku")["rise"]
    change = changes(article_daily)
    fit = controls(change)
    found = seeding_lift(change, SEEDED, fit, column="sku")
    study = event_study(words(article_daily), SEEDED, fit, SINCE, "2025-02-09", before=BEFORE,
                        column="sku", value="search_uv").set_index("step")  # fmt: skip
    naive = change.set_index("sku")["change"]
    return {
        "naive": fact.number(naive[SEEDED], 2),
        "lift": fact.number(found.value, 2),
        "low": fact.number(found.low, 2),
        "high": fact.number(found.high, 2),
        "n": fact.count(found.n),
        "usual": fact.number(naive[SEEDED] / found.value, 2),
        "truth": fact.number(true_lift(), 2),
        "week_before": fact.number(study.loc[-1, "estimate"], 2),
        "before_low": fact.number(study.loc[-1, "low"], 2),
        "before_high": fact.number(study.loc[-1, "high"], 2),
        "four_before": fact.number(study.loc[-4, "estimate"], 2),
        "burst_posts": fact.count(int(money["posts about the chair"])),
        "burst_cost": fact.money(money["what they cost, yuan"]),
        "extra": fact.count(money["extra search visits in five weeks"]),
        "burst_left": fact.money(money["left of the extra visits, yuan"]),
        "burst_clicks": fact.money(money["left of the posts' own orders, yuan"]),
        "two_weeks": fact.money(two),
        "usual_weeks": fact.money(four / 2),
        "rise": fact.number(rises[SEEDED], 2),
        "other_rise": fact.number(rises.drop(SEEDED).max(), 2),
        "larger": fact.count(int((rises.drop(SEEDED) >= rises[SEEDED]).sum())),
        "four_low": fact.number(study.loc[-4, "low"], 2),
        "four_high": fact.number(study.loc[-4, "high"], 2),
        "peak": fact.number(study.loc[2, "estimate"], 2),
        "last": fact.number(study.loc[4, "estimate"], 2),
    }


def by_style(content_posts, creators, sku, style="hiking", about=("carry", "wear")):
    """Clicks per view of a style's creators on some categories, times those on the others.

    Posts of creators whose views nobody watches are left out.
    """
    posts = watched(content_posts)
    posts = posts[posts["views"] > 0]
    posts = posts.merge(creators[["creator_id", "style_tags"]], on="creator_id")
    posts = posts.merge(sku[["sku", "category"]], on="sku")
    mine = posts[posts["style_tags"] == style]
    fits = mine["category"].isin(about)
    sums = [mine.loc[which, name] for which in (fits, ~fits) for name in ("clicks", "views")]
    return ratio_of_ratios(*sums, counts="posts")


@lesson.facts("match-title", "match-reading")
def _match(content_posts, creators, customers, creator_deals, creator_orders, pnl_lines, sku):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    both = match_and_result(creators, customers, sheet, margin_of(pnl_lines, creator_orders))
    found = correlation(both["distance"], both["estimate"], "creators")
    style = by_style(content_posts, creators, sku)
    others = {}
    for name in ("city", "family", "gear"):
        each = by_style(content_posts, creators, sku, name)
        others |= {name: fact.number(each.value, 2), f"{name}_low": fact.number(each.low, 2),
                   f"{name}_high": fact.number(each.high, 2)}  # fmt: skip
    return others | {
        "style": fact.number(style.value, 2),
        "style_low": fact.number(style.low, 2),
        "style_high": fact.number(style.high, 2),
        "posts": fact.count(style.n),
        "r": fact.number(found.value, 2),
        "low": fact.number(found.low, 2),
        "high": fact.number(found.high, 2),
        "n": fact.count(found.n),
    }


@lesson.facts("funnel-reading")
def _funnel(creators):
    found = creator_funnel(creators).set_index("stage")
    return {
        "asked": fact.count(len(creators)),
        "sent": fact.count(found.loc["sample_sent", "creators"]),
        "accepted": fact.count(found.loc["accepted", "creators"]),
        "made": fact.count(found.loc["co_created", "creators"]),
        "live": fact.count(found.loc["live_done", "creators"]),
        "low": fact.share(found.loc["co_created", "low"]),
        "high": fact.share(found.loc["co_created", "high"]),
        "rate": fact.share(found.loc["co_created", "estimate"]),
    }


@lesson.facts("coverage-reading")
def _coverage(content_posts):
    grid = content_coverage(content_posts)
    best, worst = grid.loc[grid["estimate"].idxmax()], grid.loc[grid["estimate"].idxmin()]
    return {
        "cells": fact.count(len(grid)),
        "empty": fact.count(int((grid["posts"] == 0).sum())),
        "fewest": fact.count(grid["posts"].min()),
        "best": fact.share(best["estimate"], 1),
        "best_low": fact.share(best["low"], 1),
        "best_high": fact.share(best["high"], 1),
        "worst": fact.share(worst["estimate"], 1),
        "worst_low": fact.share(max(worst["low"], 0), 1),
        "worst_high": fact.share(worst["high"], 1),
    }


@lesson.facts("hook-reading")
def _hook(content_posts, creator_deals, creator_orders, creators, pnl_lines):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    paid = creator_results(usual(sheet), margin_of(pnl_lines, creator_orders))
    paid = paid.set_index("creator_id")
    found = hook_rates(content_posts, "creator_id")
    found = found[found["n"] >= 20]
    odd = found[found["high"] < 0.3]
    makers = Creators(World("light_gear"))
    buy = set(np.flatnonzero(makers.buys_views) + 1)
    fewest = paid.loc[found.loc[found["estimate"].idxmin(), "creator_id"]]
    return {
        "creators": fact.count(len(found)),
        "usual": fact.share(found["estimate"].median()),
        "odd": fact.count(len(odd)),
        "lowest": fact.share(found["estimate"].min()),
        "brought": fact.number(fewest["estimate"], 2),
        "brought_low": fact.number(fewest["low"], 2),
        "brought_high": fact.number(fewest["high"], 2),
        "buy": fact.count(len(buy & set(odd["creator_id"]))),
        "all_buy": fact.count(len(buy & set(found["creator_id"]))),
    }


@lesson.facts("boost-reading")
def _boosts(boosts, pnl_lines, creator_orders, content_posts):
    margin = margin_of(pnl_lines, creator_orders)
    lot = boost_effect(arms(boosts, "lot"), margin).set_index("audience")
    editor = boost_effect(arms(boosts, "editor"), margin).set_index("audience")
    to = room_and_shop(boosts).set_index("of a post")
    look = lot.loc["lookalike"]
    half = (look["high"] - look["low"]) / 2
    span = content_posts["ts"].max() - content_posts["ts"].min()
    month = 30 * len(content_posts) / (span.days + 1)
    facts = {
        "half": fact.count(half),
        "posts_10": fact.count(look["n"] * (half / 10) ** 2),
        "posts_5": fact.count(look["n"] * (half / 5) ** 2),
        "month": fact.count(month),
        "month_half": fact.count(half * (look["n"] / month) ** 0.5),
        "tried": fact.count(look["n"]),
        "editor": fact.money(editor.loc["lookalike", "estimate"], 0, signed=True),
        "room_orders": fact.number(to.loc["orders", "live room"], 1),
        "shop_orders": fact.number(to.loc["orders", "shop"], 1),
        "orders_low": fact.number(to.loc["orders", "low"], 2),
        "orders_high": fact.number(to.loc["orders", "high"], 2),
        "room_kept": fact.money(to.loc["kept", "live room"]),
        "shop_kept": fact.money(to.loc["kept", "shop"]),
        "kept_low": fact.money(to.loc["kept", "low"], 0, signed=True),
        "kept_high": fact.money(to.loc["kept", "high"], 0, signed=True),
    }
    for name in ("lookalike", "interest", "broad"):
        row = lot.loc[name]
        facts |= {
            name: fact.money(row["estimate"], 0, signed=True),
            f"{name}_low": fact.money(row["low"], 0, signed=True),
            f"{name}_high": fact.money(row["high"], 0, signed=True),
        }
    return facts


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("What may the other shop ask back?", Number(tolerance=1, unit="yuan"))
def fee_back(other_creator_deals, other_creator_orders):
    """Another shop, Songling Outdoor, has contracts with a guarantee too. The missing share of the slot fee comes back; what counts are
    pieces **kept** on day 15. How many yuan may it ask back, over all guarantees that can be judged on the evening of 31 December 2025?
    Its contracts are `other.creator_deals`, its orders `other.creator_orders`.

    Hint: `mine.with_contract(…)` leaves out orders of posts from before the first day. Then `contracts.settle_creator(…)`.

    Hint: The column is `fee_back`. An empty cell is a contract without a guarantee, or one that can't be judged yet.

    Right: {back} yuan of {fees} yuan of fees that were paid for these {n} posts. Nobody sends it: the shop has to ask.
    """
    posted = with_contract(other_creator_orders, other_creator_deals)
    sheet = settle_creator(other_creator_deals, posted, EVENING)
    return float(sheet["fee_back"].sum())


@fee_back.facts
def _back_facts(other_creator_deals, other_creator_orders):
    posted = with_contract(other_creator_orders, other_creator_deals)
    sheet = settle_creator(other_creator_deals, posted, EVENING)
    judged = sheet[sheet["missing"].notna()]
    return {
        "back": fact.money(judged["fee_back"].sum()),
        "fees": fact.money(judged["slot_fee"].sum()),
        "n": fact.count(len(judged)),
    }


@fee_back.applies
def _has_guarantees(other_creator_deals, other_creator_orders):
    """No guarantee can be judged."""
    return fee_back(other_creator_deals, other_creator_orders) > 0


def _other_sheet(deals, orders, **terms):
    """How the other shop's contracts are settled on the evening."""
    return settle_creator(deals, with_contract(orders, deals), EVENING, **terms)


@fee_back.wrong("the whole fees")
def _whole_fees(other_creator_deals, other_creator_orders):
    """You took the whole fee of each missed guarantee. The pieces that were kept have earned their share of it."""
    sheet = _other_sheet(other_creator_deals, other_creator_orders)
    return float(sheet.loc[sheet["missing"].fillna(0) > 0, "slot_fee"].sum())


@fee_back.wrong("pieces sold")
def _pieces_sold(other_creator_deals, other_creator_orders):
    """You counted the pieces *sold*. The contract counts those that are kept on day 15."""
    sheet = _other_sheet(other_creator_deals, other_creator_orders, guarantee_on="units")
    return float(sheet["fee_back"].sum())


@fee_back.wrong("the own shop's")
def _own_shop(creator_deals, creator_orders):
    """That is what *your* shop may ask back. Asked is the other one: `other.creator_deals` and `other.creator_orders`."""
    posted = with_contract(creator_orders, creator_deals)
    return float(settle_creator(creator_deals, posted, EVENING)["fee_back"].sum())


@fee_back.wrong("what was earned")
def _remainder(other_creator_deals, other_creator_orders):
    """That is the part of the fees that the kept pieces earned. The rest comes back."""
    sheet = _other_sheet(other_creator_deals, other_creator_orders)
    judged = sheet[sheet["missing"].notna()]
    return float(judged["slot_fee"].sum() - judged["fee_back"].sum())


@fee_back.wrong("pieces")
def _missing_pieces(other_creator_deals, other_creator_orders):
    """Those are the missing *pieces*. Asked are yuan: the missing share of each fee."""
    return float(_other_sheet(other_creator_deals, other_creator_orders)["missing"].sum())


@fee_back.wrong("the share")
def _share_of_fees(other_creator_deals, other_creator_orders):
    """That is the *share* of the fees that comes back. Asked are yuan."""
    sheet = _other_sheet(other_creator_deals, other_creator_orders)
    judged = sheet[sheet["missing"].notna()]
    return float(judged["fee_back"].sum() / judged["slot_fee"].sum())


@lesson.exercise("Ten fees of a star", Prediction("runs of 100"))
def star_ruin(creator_deals, creator_orders, creators, pnl_lines):
    """Suppose a star's posts bring back {back} yuan for each yuan of fees **on average**: a good business. You start with the money of **ten
    fees** and want {posts} posts. Each post has the luck that the star posts of this shop had, scaled to that average. In how many of 100
    such runs is the money gone on the way? Each post costs the star's mean fee. Answer `(value, low, high)`.

    Hint: What does a *typical* post bring, not an average one? How many posts in a row may bring nothing?

    Right: In {came} of 100. An average of {back} comes from a few posts that bring much; {nothing} of the posts bring nothing.
    """
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    table = ruin_table(sheet, margin_of(pnl_lines, creator_orders))
    at = (table["tier"] == "star") & (table["budget"] == 10)
    return float(100 * table.loc[at, "ruin"].iloc[0])


@star_ruin.facts
def _star_facts(creator_deals, creator_orders, creators, pnl_lines):
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    margin = margin_of(pnl_lines, creator_orders)
    return {
        "back": fact.number(BACK, 1),
        "posts": fact.count(POSTS),
        "came": fact.count(star_ruin(creator_deals, creator_orders, creators, pnl_lines)),
        "nothing": fact.share((returns_of(sheet, STAR, margin) == 0).mean()),
    }


def _pooled_lift(article_daily):
    """Total of the control words instead of the mean of their logs: as good."""
    change = changes(article_daily).set_index("sku")
    rest = change.loc[controls(change.reset_index())]
    usual = (rest["after"].sum() / rest["before"].sum(), rest["change"].mean())
    found = change.loc[SEEDED, "change"] / np.array(usual)
    return [Between(float(found.min()) - 0.02, float(found.max()) + 0.02)]


@lesson.exercise(
    "Beside words that nobody posted about",
    Number(tolerance=0.02, unit="times", accept=_pooled_lift),
)
def lift(article_daily):
    """From 6 January 2025 on, six more posts a day than usual were about one chair, {sku}, for two weeks. How many **times** as often was it
    searched for, beside control words? Read `mine.changes(shop.article_daily)`: the four weeks before, and 11 to 19 January (for the first
    five days few people know). Control words: the other articles with at least {least} search visits a day before
    (`mine.controls(…)`).

    Hint: `seeding.seeding_lift(changes, "{sku}", controls, column="sku")`.

    Right: {lift} times ({low} to {high}), n = {n} control words. Without them it would be {naive}: part of the rise was everybody's.
    """
    change = changes(article_daily)
    return seeding_lift(change, SEEDED, controls(change), column="sku").value


@lift.facts
def _lift_facts(article_daily):
    change = changes(article_daily)
    found = seeding_lift(change, SEEDED, controls(change), column="sku")
    return {
        "sku": fact.name(SEEDED),
        "least": fact.count(LEAST),
        "lift": fact.number(found.value, 2),
        "low": fact.number(found.low, 2),
        "high": fact.number(found.high, 2),
        "n": fact.count(found.n),
        "naive": fact.number(change.set_index("sku")["change"][SEEDED], 2),
    }


@lift.applies
def _burst_there(article_daily):
    """The article, or its weeks before, aren't in the table."""
    return can_answer(lift, article_daily)


@lift.wrong("without control words")
def _without_controls(article_daily):
    """That is after ÷ before of the chair alone. Other articles, about which nobody posted more, were searched for more as well."""
    return float(changes(article_daily).set_index("sku")["change"][SEEDED])


@lift.wrong("the difference")
def _difference(article_daily):
    """You subtracted. Asked is how many times as much: divide by the control words' change."""
    change = changes(article_daily).set_index("sku")["change"]
    usual = np.exp(np.log(change[controls(changes(article_daily))]).mean())
    return float(change[SEEDED] - usual)


@lift.wrong("the first five days too")
def _no_wait(article_daily):
    """You read from 6 January on. In the first days few people know the chair yet: asked is 11 to 19 January."""
    change = word_changes(words(article_daily), SINCE, UNTIL, before=BEFORE, word="sku",
                          value="search_uv")  # fmt: skip
    return seeding_lift(change, SEEDED, controls(change), column="sku").value


BOOST = Decision(
    {
        "A": "Boost every post to fans of similar creators.",
        "B": "Stop all boosts.",
        "C": "Stop the broad and the interest boosts. Lookalikes only by lot, and only if the answer is worth the posts that it needs.",
    },
    {
        "1": "the editor's boosted posts earned far more than posts left alone",
        "2": "dealt by lot, two of the three lose for sure, and the third may win or lose a little",
        "3": "a boost brings more unpaid views, so it pays",
        "4": "an interval with 0 in it means that it does nothing",
    },
)


@lesson.exercise("Boost every post?", BOOST)
def boost_more(boosts, pnl_lines, creator_orders):
    """The editor has boosted posts that ran well, for 50 yuan each. Those shown to fans of similar creators left {editor} yuan more than posts
    left alone. Another part of the posts was dealt **by lot**. Read both with `creators.boost_effect(mine.arms(boosts, …), margin)`.
    What do you do from Monday, and why? An answer looks like `("A", 1)`.

    Hint: Which posts does an editor boost? Would they have run well without?

    Hint: An interval above 0: go on. One below 0: stop. One with 0 in it: what does it cost to learn more?

    Right: By lot lookalikes left {lookalike} yuan ({low} to {high}). The editor's {editor} were mostly posts that ran well already.
    """
    found = boost_effect(arms(boosts, "lot"), margin_of(pnl_lines, creator_orders))
    found = found.set_index("audience")
    if (found.loc[["broad", "interest"], "high"] < 0).all() and (
        found.loc["lookalike", "low"] < 0 < found.loc["lookalike", "high"]
    ):
        return ("C", 2)
    return ("A", 1) if found.loc["lookalike", "low"] > 0 else ("B", 2)


@boost_more.facts
def _boost_facts(boosts, pnl_lines, creator_orders):
    margin = margin_of(pnl_lines, creator_orders)
    lot = boost_effect(arms(boosts, "lot"), margin).set_index("audience").loc["lookalike"]
    editor = boost_effect(arms(boosts, "editor"), margin).set_index("audience").loc["lookalike"]
    return {
        "editor": fact.money(editor["estimate"]),
        "lookalike": fact.money(lot["estimate"], 0, signed=True),
        "low": fact.money(lot["low"], 0, signed=True),
        "high": fact.money(lot["high"], 0, signed=True),
    }


@boost_more.applies
def _two_lose(boosts, pnl_lines, creator_orders):
    """The lot's posts say something else about the three audiences."""
    return boost_more(boosts, pnl_lines, creator_orders) == ("C", 2)


@boost_more.wrong("the editor's posts")
def _by_editor():
    """The editor boosts what runs well on its first day. Those posts would have earned more anyway. Only the lot's posts can be compared."""
    return ("A", 1)


@boost_more.wrong("more views")
def _more_views():
    """Views don't pay the boost; kept orders do. And by lot the views of two of the three aren't more."""
    return ("A", 3)


@boost_more.wrong("for their views")
def _for_their_views():
    """The right thing for a reason that fails next time: views don't pay the boost. Look at what is kept."""
    return ("C", 3)


@boost_more.wrong("nothing proved")
def _nothing_proved():
    """An interval with 0 in it says: it may win or lose. It doesn't say "nothing"."""
    return ("B", 4)


@boost_more.wrong("stop all")
def _stop_all():
    """Two of the three lose, that is true. Of the third nobody knows it yet: if you stop it, say "unknown", and not "loses"."""
    return ("B", 2)


@boost_more.wrong("all, for the lot's numbers")
def _all_by_lot():
    """The lot says that the third *may* win. That is no reason to boost every post."""
    return ("A", 2)


@boost_more.wrong("all, for nothing")
def _all_for_nothing():
    """Then each boost would cost 50 yuan for nothing. And an interval with 0 in it doesn't say "nothing"."""
    return ("A", 4)


@boost_more.wrong("stop, for the editor's posts")
def _stop_by_editor():
    """That reason speaks for boosts, not against. And it compares posts that ran well with others: only the lot's posts can be compared."""
    return ("B", 1)


@boost_more.wrong("stop, for the views")
def _stop_by_views():
    """That reason speaks for boosts, not against. Views don't pay a boost: kept orders do."""
    return ("B", 3)


@boost_more.wrong("by lot, for the editor's posts")
def _lot_by_editor():
    """The right thing for a reason that fails next time: the editor boosted what ran well already. Look at the posts dealt by lot."""
    return ("C", 1)


@boost_more.wrong("by lot, for nothing")
def _lot_for_nothing():
    """If it did nothing, there would be nothing to learn. An interval with 0 in it says: it may win or lose."""
    return ("C", 4)


JANUARY = Decision(
    {
        "A": "Six posts of a star.",
        "B": "About twenty posts of the middle tier and of smaller creators, with pay tied to kept pieces where a fee is large.",
        "C": "No posts: no tier pays its fees by last click.",
    },
    {
        "1": "a star reaches more people with each post",
        "2": "for a yuan of fees the smaller tiers bring more here, and the money lasts for enough posts that some run",
        "3": "a post of the middle tier hardly ever fails",
        "4": "what no last click shows doesn't exist",
    },
)


@lesson.exercise("Money for January", JANUARY)
def january(creator_deals, creator_orders, creators, pnl_lines):
    """For January the boss gives you the money of **six fees of a star**. What do you do with it, and why? An answer looks like `("A", 1)`.

    Hint: Two questions: what does a yuan of fees bring, tier by tier? And how many posts can fail before the money is gone?

    Right: Both point to the same side here. If a star brought as much for each yuan, the second reason would still stand with six fees.
    """
    sheet = settled_sheet(creator_deals, creator_orders, creators)
    margin = margin_of(pnl_lines, creator_orders)
    found = creator_results(usual(sheet), margin, "tier").set_index("tier")
    return ("B", 2) if found.loc[MIDDLE, "estimate"] > found.loc[STAR, "high"] else ("A", 1)


@january.applies
def _stars_are_worse(creator_deals, creator_orders, creators, pnl_lines):
    """Stars bring as much for a yuan of fees in this shop."""
    return january(creator_deals, creator_orders, creators, pnl_lines) == ("B", 2)


@january.wrong("reach")
def _reach():
    """Each post, yes. For each yuan of fees a star brings less here, and six posts can all fail."""
    return ("A", 1)


@january.wrong("never fails")
def _never_fails():
    """Most posts of the middle tier sell nothing either. The money lasts for more of them: that is the point."""
    return ("B", 3)


@january.wrong("last click")
def _last_click():
    """Last click sees only those who buy in the visit of the click. The twin found what it leaves out: at this size content pays."""
    return ("C", 4)


@january.wrong("stars, for the smaller tiers")
def _stars_for_small():
    """That reason speaks for the smaller tiers. Six posts of a star are few, and each can fail."""
    return ("A", 2)


@january.wrong("stars, since the middle fails")
def _stars_since():
    """It isn't true: most posts of the middle tier sell nothing. And it would be a reason for them, not for stars."""
    return ("A", 3)


@january.wrong("stars, by last click")
def _stars_by_click():
    """Last click doesn't see all, and what it sees speaks against stars: they bring least for a yuan of fees."""
    return ("A", 4)


@january.wrong("small, for the reach")
def _small_for_reach():
    """The right thing, but that reason speaks for stars. Count what a yuan of fees brings, and how many posts the money buys."""
    return ("B", 1)


@january.wrong("small, by last click")
def _small_by_click():
    """The right thing for a reason that is wrong: the twin showed profit that no last click sees."""
    return ("B", 4)


@january.wrong("none, for the reach")
def _none_for_reach():
    """That reason speaks for stars, not against all posts. And what last click leaves out made content pay in the twin."""
    return ("C", 1)


@january.wrong("none, for the smaller tiers")
def _none_for_small():
    """That reason speaks for posts of the smaller tiers. "No tier pays" is last click's view: the twin found that content paid."""
    return ("C", 2)


@january.wrong("none, since the middle fails")
def _none_since():
    """It isn't true: most posts of the middle tier sell nothing. And it would be no reason to stop."""
    return ("C", 3)


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("Three seconds", Number(tolerance=0.003, unit="share"), pool=True)
def three_seconds(content_posts):
    """Over all **videos** of `content_posts`: which share of the views lasted three seconds or more (`view_3s`)? Pictures have no seconds.
    Give a share between 0 and 1.

    Hint: Leave out the pictures above *and* below.

    Right: It says whether the opening holds. It doesn't say who buys.
    """
    films = content_posts[content_posts["view_3s"].notna()]
    return float(films["view_3s"].sum() / films["views"].sum())


@three_seconds.wrong("pictures below")
def _pictures_below(content_posts):
    """You divided by all views. Those of pictures can't have three seconds: leave them out below too."""
    return float(content_posts["view_3s"].sum() / content_posts["views"].sum())


@three_seconds.wrong("mean of posts")
def _mean_of_posts(content_posts):
    """You took the mean of each post's share. A post with ten views then counts like one with a million."""
    films = content_posts[content_posts["view_3s"].notna() & (content_posts["views"] > 0)]
    return float((films["view_3s"].astype(float) / films["views"]).mean())


@three_seconds.wrong("to the end")
def _to_the_end(content_posts):
    """Those are the views to the end (`completions`)."""
    films = content_posts[content_posts["view_3s"].notna()]
    return float(films["completions"].sum() / films["views"].sum())


@lesson.exercise("Not settled yet", Number(tolerance=1, unit="yuan"), pool=True)
def unsettled(creator_orders):
    """Of how many yuan that buyers paid (`amount`) doesn't anybody know yet what is kept? Such orders of `creator_orders` have no
    `kept_units`.

    Hint: An empty cell isn't 0.

    Right: Neither income nor loss tonight: wait for their day 15, and say so in the report.
    """
    return float(creator_orders.loc[creator_orders["kept_units"].isna(), "amount"].sum())


@unsettled.applies
def _some_open(creator_orders):
    """Every order is settled."""
    return unsettled(creator_orders) > 0


@unsettled.wrong("all orders")
def _all_orders(creator_orders):
    """That is what was paid for all orders, the settled ones too."""
    return float(creator_orders["amount"].sum())


@unsettled.wrong("their commission")
def _their_commission(creator_orders):
    """That is the commission that would be due if everything were kept. Asked is what buyers paid."""
    gone = creator_orders["kept_units"].isna()
    return float((creator_orders["amount"] * creator_orders["commission_rate"])[gone].sum())


@unsettled.wrong("kept nothing")
def _kept_nothing(creator_orders):
    """Those are orders of which nothing was *kept*: their `kept_units` is 0. Asked are the empty cells."""
    return float(
        creator_orders.loc[creator_orders["kept_units"].eq(0).fillna(False), "amount"].sum()
    )


@lesson.exercise("Posts that sold nothing", Number(tolerance=0.003, unit="share"), pool=True)
def sold_nothing(creator_deals):
    """Which share of the **settled** contracts of `creator_deals` sold no piece at all (`units`)? Give a share between 0 and 1.

    Hint: Contracts that aren't settled have no `units`: leave them out, above and below.

    Right: That is the usual post. Plan with it, and not with the one that everybody remembers.
    """
    known = creator_deals["units"].dropna()
    return float((known == 0).mean())


@sold_nothing.wrong("of all contracts")
def _of_all(creator_deals):
    """You divided by all contracts. The last ones aren't settled: leave them out below too."""
    return float(creator_deals["units"].eq(0).fillna(False).sum() / len(creator_deals))


@sold_nothing.wrong("kept nothing")
def _kept_no_piece(creator_deals):
    """Those *kept* no piece: some had sold and got all back. Asked is what sold nothing."""
    return float((creator_deals["kept_units"].dropna() == 0).mean())


@sold_nothing.wrong("sold something")
def _sold_something(creator_deals):
    """Those are the posts that sold something."""
    return 1 - sold_nothing(creator_deals)


@lesson.exercise("How many posts for ten hits?", Number(tolerance=3, unit="posts"), pool=True)
def ten_hits(content_posts):
    """Call a post a hit from **{hit} views** on. With the share of hits among all posts of `content_posts`: how many posts must go out so that,
    with a chance of **90%**, at least ten of them are hits?

    Hint: `creators.posts_for_hits(share, 10, sure=0.9)`.

    Right: Ten hits are a number above. The number below is what the budget pays for.
    """
    return posts_for_hits(float((content_posts["views"] >= HIT).mean()), 10, 0.9)


@ten_hits.facts
def _ten_facts():
    return {"hit": fact.count(HIT)}


@ten_hits.applies
def _some_hits(content_posts):
    """No post, or every post, has that many views."""
    return 0 < (content_posts["views"] >= HIT).mean() < 1


@ten_hits.wrong("on average")
def _on_average(content_posts):
    """So many bring ten hits *on average*: in about half of the years it is fewer. Asked is a chance of 90%."""
    return 10 / (content_posts["views"] >= HIT).mean()


@ten_hits.wrong("ten times one hit")
def _ten_times(content_posts):
    """You took the posts for one hit with 90%, ten times. Luck evens out over ten: fewer are enough."""
    return 10 * posts_for_hits(float((content_posts["views"] >= HIT).mean()), 1, 0.9)


@lesson.exercise("What a live creator costs", Number(tolerance=1, unit="yuan"), pool=True)
def live_cost(creators):
    """A sample costs {sample} yuan with its parcel; each creator with `sample_sent` gets one. How many yuan of samples stand behind **one creator
    who in the end sold in a live show** after being sent a sample, accepting and making something together with the shop?

    Hint: `creator_funnel(creators, sample_cost=…)`: the last row. (The table is `creators`, the module too.)

    Right: The samples of all who didn't come so far are in it. Fees come on top.
    """
    return float(creator_funnel(creators, sample_cost=SAMPLE)["cost_each"].iloc[-1])


@live_cost.facts
def _cost_facts():
    return {"sample": fact.money(SAMPLE)}


@live_cost.applies
def _some_live(creators):
    """Nobody came so far."""
    return can_answer(live_cost, creators)


@live_cost.wrong("for all asked")
def _for_all(creators):
    """You paid a sample for everybody who was asked. Some got none."""
    return SAMPLE * len(creators) / creator_funnel(creators)["creators"].iloc[-1]


@live_cost.wrong("for one who accepted")
def _for_accepted(creators):
    """That is for one who *accepted*. Most of them never go live."""
    return float(creator_funnel(creators, sample_cost=SAMPLE)["cost_each"].iloc[1])
