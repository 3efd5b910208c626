"""The exercises of lesson 1.5, *Where do we sell?*, and its part of the workshop's pool."""

import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.days import date
from ecomlab.classroom.kinds import Choice, Decision, Number, Ordering, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.research.channels import (
    core_channels,
    incremental_channel_value,
    left_per_100,
    new_to_brand,
    own_or_marketplace,
    turning_price_cut,
    unit_economics_by_channel,
)
from ecomlab.research.fit import channel_fit, turning_weight
from ecomlab.research.papers import compliance_gaps, feed_lint
from ecomlab.research.positioning import positioning_map
from ecomlab.tables import purchases
from ecomlab.texts import fact

TODAY = "2026-01-05"
CLOSED = "content"  # the channel on trial
MONTHS = 3  # that 13 weeks are
MARGIN = 0.3  # of a yuan sold on a shelf, before its fee
LESS = 0.24  # the same in the pool's question
CHAIRS = ["CH01", "CH02", "CH04"]  # for grown-ups, with a back
EDGES = [30, 100, 150, 200, 300, 450], [0.5, 1.0, 1.5, 2.0, 3.0, 4.5]
QUOTES = [190, 150, 72, 66, 62]  # what a chair of each weight costs to make
OWN_SHOP = {"fixed_cost": 42_000, "fee_rate": 0.05, "cac": 60, "order_value": 215, "margin": 0.36,
            "marketplace_ads": 28, "payment_rate": 0.006, "orders_per_customer": 2.4}  # fmt: skip
OTHER_SITE = {"fixed_cost": 36_000, "fee_rate": 0.05, "cac": 75, "order_value": 160, "margin": 0.42,
              "marketplace_ads": 22, "payment_rate": 0.006, "orders_per_customer": 4}  # fmt: skip
COFFEE = {"search": 8, "showing": 5, "reach": 8, "cheap": 22, "freedom": 10, "few_returns": 10,
          "repeat": 32, "little_work": 5}  # fmt: skip
SHOP = ("pnl_lines", "orders", "traffic_daily", "rival_articles")
OWN = ("switched_off", "content_pairs", "cities", "fashion_ledger", "terms", "traits", "articles", "papers",
       "rules", "feed", "wishes", "weights")  # fmt: skip


def data():
    """The tables of the lesson: the running shop's, and its own small ones."""
    shop, own = load("shop"), load("channels")
    return (
        {name: shop[name] for name in SHOP} | {name: own[name] for name in OWN} | {"today": TODAY}
    )


NAMES = {name: f"shop.{name}" for name in SHOP} | {name: f"own.{name}" for name in OWN}
lesson = Lesson("1_5", data=data, names=NAMES)


# --- What the texts tell -----------------------------------------------------------------------


def _left(pnl_lines):
    return unit_economics_by_channel(pnl_lines).set_index("channel")


def _first_quarter(pnl_lines):
    """What each channel left in the ledger's first 91 days."""
    start = pnl_lines["date"].min().normalize()
    return _left(pnl_lines[pnl_lines["date"] < start + pd.Timedelta(days=91)])


@lesson.facts("ledger-title", "ledger-reading", "paid-reading")
def _ledger(pnl_lines, traffic_daily):
    table = _left(pnl_lines)
    channels = table.drop(index="(no channel)", errors="ignore")
    before = channels["before_promotion"]
    paid = traffic_daily["paid_flag"].astype(bool)
    sums = traffic_daily.groupby(paid)[["uv", "revenue"]].sum()
    share = (sums / sums.sum()).loc[True]
    return {
        "channels": fact.count(len(channels)),
        "losing": fact.count((channels["left"] < 0).sum()),
        "least": fact.money(before.min()),
        "most": fact.money(before.max()),
        "content": fact.money(channels.loc[CLOSED, "left_per_100"]),
        "content_kept": fact.money(channels.loc[CLOSED, "left_per_100_kept"]),
        "content_all": fact.money(channels.loc[CLOSED, "left"], -3),
        "promotion": fact.money(
            -100 * channels.loc[CLOSED, "promotion"] / channels.loc[CLOSED, "revenue"]
        ),
        "fixed": fact.money(-table.loc["(no channel)", "left"], -3),
        "other_orders": fact.count(table.loc["other", "orders"]),
        "affiliates_promotion": fact.money(
            -100 * channels.loc["affiliates", "promotion"] / channels.loc["affiliates", "revenue"]
        ),
        "by_visits": fact.share(share["uv"]),
        "by_revenue": fact.share(share["revenue"]),
    }


def _gain(switched_off):
    """What the shop earns more with each channel's money on, in all weeks."""
    weeks = switched_off.pivot(index=["channel", "week"], columns="on", values="profit")
    return (weeks[True] - weeks[False]).unstack("channel")


def _twin(switched_off, channel=CLOSED):
    mine = switched_off[switched_off["channel"] == channel]
    return incremental_channel_value(mine, unit="week", counts="weeks").set_index("reading")


@lesson.facts(
    "twin-reading", "twin-title", "weeks-title", "weeks-reading", "core-reading", "verdict"
)
def _closed(pnl_lines, switched_off, content_pairs, terms):
    ledger, gain = _first_quarter(pnl_lines)["left"], _gain(switched_off)
    adds = core_channels(_monthly(ledger, gain.sum()), 0)["adds"]
    standard = terms[terms["profile"] == "standard 3C"]
    total, found = gain.sum(), _twin(switched_off)
    pairs = _pairs(content_pairs)
    year, quarters = pairs["year"], _quarters(content_pairs)
    thirteen = quarters[0].groupby("shop")["gain"].sum()
    turned = [name for name in total.index if (total[name] > 0) != (ledger[name] > 0)]
    below = (gain[CLOSED] < 0).sum()
    rest = gain[CLOSED].index[gain[CLOSED] < 0]
    return {
        "ledger": fact.money(-ledger[CLOSED], -2),
        "gain": fact.money(total[CLOSED], -2),
        "affiliates_ledger": fact.money(ledger["affiliates"], -2),
        "affiliates": fact.money(total["affiliates"], -2),
        "turned": fact.count(len(turned)),
        "of": fact.count(len(total)),
        "mean": fact.money(pairs["thirteen"].value, -2),
        "low": fact.money(pairs["thirteen"].low, -2),
        "high": fact.money(pairs["thirteen"].high, -2),
        "pairs": fact.count(pairs["thirteen"].n),
        "least": fact.money(thirteen.min(), -2),
        "most": fact.money(thirteen.max(), -2),
        "six": fact.money(pairs["six"].value, -2),
        "six_low": fact.money(pairs["six"].low, -2),
        "six_high": fact.money(pairs["six"].high, -2),
        "year": fact.money(year.value, -3),
        "year_low": fact.money(year.low, -3),
        "year_high": fact.money(year.high, -3),
        "quarter": fact.money(total[CLOSED] / MONTHS, -2),
        "last_quarter": fact.money(quarters[3].groupby("shop")["gain"].sum().mean() / MONTHS, -2),
        "credited": fact.number(found.loc["credited", "estimate"], 1),
        "elsewhere": fact.number(found.loc["elsewhere", "estimate"], 1),
        "each": fact.number(-found.loc["cannibalised", "estimate"], 1),
        "below": fact.count(below),
        "until": fact.count(rest.max() + 1 if below else 0),
        "first": fact.money(-gain[CLOSED].iloc[0], -2),
        "last": fact.money(gain[CLOSED].iloc[-1], -2),
        "two_to": fact.money(adds[1], -2),
        "two_from": fact.money(adds[2], -2),
        "cut": fact.share(turning_price_cut(standard, "Tmall", "own live")),
    }


def _quarters(content_pairs):
    """The weeks of each quarter of the first year."""
    return [content_pairs[content_pairs["week"] // 13 == quarter] for quarter in range(4)]


def _pairs(content_pairs):
    """What content adds, over several pairs: after six weeks, after thirteen, a month of a year."""

    def mean(weeks, months=1):
        mine = content_pairs[content_pairs["week"] < weeks].groupby("shop")["gain"].sum()
        return estimates.mean(mine / months, "pairs")

    return {"six": mean(6), "thirteen": mean(13), "year": mean(52, months=12)}


def _since(orders):
    """The first day of the month in which the second half of the log begins."""
    days = orders["ts_order"].dt.tz_localize(None)
    middle = days.min() + (days.max() - days.min()) / 2
    return (middle + pd.Timedelta(days=15)).replace(day=1).normalize()


@lesson.facts("new-reading", "shelves-reading")
def _new(orders, cities):
    table = new_to_brand(orders, _since(orders)).set_index("channel")["share"]
    shelves = _shelves(cities).set_index("reading")
    lost = shelves.loc["cannibalised"]
    return {
        "since": date(_since(orders)),
        "live": fact.share(table.get("live", float("nan"))),
        "search": fact.share(table.get("natural_search", float("nan"))),
        "private": fact.share(table.get("private", float("nan"))),
        "shelf_new": fact.share(cities["never_bought_online"].sum() / cities["shelf_buyers"].sum()),
        "lost": fact.share(lost["estimate"]),
        "lost_low": fact.share(lost["low"]),
        "lost_high": fact.share(lost["high"]),
        "cities": fact.count(lost["n"]),
        "report": fact.money(_by_report(cities)),
        "profit": fact.money(shelves.loc["profit", "estimate"]),
        "truth": fact.share(0.45),
    }


def _shelves(cities):
    return incremental_channel_value(cities, MARGIN, before="before", cost="cost", counts="cities")


def _by_report(cities):
    """What a city leaves by the shelf's own report: all its sales times the margin, less its fee."""
    open_ = cities[cities["on"]]
    return MARGIN * open_["own"].mean() - open_["cost"].mean()


def _monthly(ledger, gain):
    """What each channel adds a month; the shelf is what is left of all others' together."""
    shelf = ledger.drop("(no channel)", errors="ignore").sum() - gain.sum()
    return pd.concat([pd.Series({"shelf and own people": shelf}), gain]) / MONTHS


@lesson.facts("own-reading")
def _own_shop(orders):
    paid = orders[orders["paid_amount"] > 0]
    table = own_or_marketplace(**OWN_SHOP).set_index("changed")
    first = table.iloc[0]
    times = len(paid) / paid["customer_id"].nunique()
    mine = own_or_marketplace(**OWN_SHOP | {"orders_per_customer": times}).iloc[0]
    return {
        "own": fact.money(first["own"], 1),
        "marketplace": fact.money(first["marketplace"], 1),
        "orders": fact.count(first["break_even"]),
        "cheaper": fact.count(table.loc["cac", "break_even_low"]),
        "seldom": fact.count(table.loc["orders_per_customer", "break_even_low"]),
        "here": fact.number(times, 1),
        "own_here": fact.money(mine["own"], 1),
        "verdict": "never" if mine["break_even"] == float("inf") else "some",
    }  # fmt: skip


def _fits(traits, weights):
    here = traits[traits["kind"] != "cross_border"]
    kinds = here.drop_duplicates("channel").set_index("channel")["kind"]
    mine = weights.set_index("criterion")
    fits = {
        "standard": channel_fit(here, mine["a power bank"]),
        "fashion": channel_fit(here, mine["a dress"]),
    }
    return fits, kinds


@lesson.facts("fit-title", "fit-reading")
def _fit(traits, weights):
    fits, kinds = _fits(traits, weights)
    best = {name: table.iloc[0] for name, table in fits.items()}
    by_kind = {name: table.groupby(table["channel"].map(kinds))["wins"].sum()
               for name, table in fits.items()}  # fmt: skip
    here = traits[traits["kind"] != "cross_border"]
    standard = weights.set_index("criterion")["a power bank"]
    turn = turning_weight(here, standard, "showing", "JD", "Douyin own live")
    general, content = by_kind["standard"].get("general", 0), by_kind["fashion"].get("content", 0)
    return {
        "standard_best": fact.name(best["standard"]["channel"]),
        "standard_wins": fact.share(best["standard"]["wins"]),
        "general": fact.share(general),
        "fashion_best": fact.name(best["fashion"]["channel"]),
        "fashion_wins": fact.share(best["fashion"]["wins"]),
        "content": fact.share(content),
        "social": fact.share(by_kind["fashion"].get("social", 0)),
        "turn": fact.share(turn),
        "now": fact.share(standard["showing"] / standard.sum()),
    }


@lesson.facts("cut-reading")
def _cut(terms):
    standard = terms[terms["profile"] == "standard 3C"]
    left = left_per_100(standard).set_index("channel")["left"]
    fashion = left_per_100(terms[terms["profile"] == "fashion"]).set_index("channel")["left"]
    return {
        "tmall": fact.money(left["Tmall"], 1),
        "live": fact.money(left["own live"], 1),
        "card": fact.money(left["product card"], 1),
        "cut": fact.share(turning_price_cut(standard, "Tmall", "own live")),
        "cut_card": fact.share(turning_price_cut(standard, "Tmall", "product card")),
        "fashion_tmall": fact.money(fashion["Tmall"], 1),
        "fashion_live": fact.money(fashion["own live"], 1),
    }


def _chairs(rival_articles):
    mine = rival_articles["sku"].isin(CHAIRS) & rival_articles["gone_at"].isna()
    return rival_articles[mine].rename(columns={"usual_price": "price"})


@lesson.facts("map-title", "map-reading")
def _map(rival_articles, wishes):
    cells = positioning_map(_chairs(rival_articles), wishes, "price", "weight_kg", *EDGES, QUOTES)
    empty = cells[cells["offers"] == 0]
    largest, opening = empty.iloc[0], empty[empty["reading"] == "open"].iloc[0]
    return {
        "share": fact.share(largest["share"]),
        "asking_share": fact.share(opening["asking"] / opening["n"]),
        "cost": fact.money(largest["cost"]),
        "highest": fact.money(largest["x_high"]),
        "open_share": fact.share(opening["share"]),
        "open_low": fact.share(opening["low"]),
        "open_high": fact.share(opening["high"]),
        "price_low": fact.money(opening["x_low"]),
        "price_high": fact.money(opening["x_high"]),
        "kg_low": fact.number(opening["y_low"], 1),
        "kg_high": fact.number(opening["y_high"], 1),
        "n": fact.count(opening["n"]),
    }


@lesson.facts("papers-reading", "feed-reading")
def _papers(articles, papers, today, rules, feed):
    gaps = compliance_gaps(articles, papers, today, rules)
    by = gaps["status"].value_counts()
    late = gaps[(gaps["status"] == "expiring") & (gaps["start_by"] < pd.Timestamp(today))]
    lint = feed_lint(articles[~articles["planned"]], feed)
    chair = lint[(lint["sku"] == "CH01") & (lint["field"] == "price")]
    return {
        "missing": fact.count(by.get("missing", 0)),
        "expired": fact.count(by.get("expired", 0)),
        "expiring": fact.count(by.get("expiring", 0)),
        "which": "all" if len(late) == by.get("expiring", 0) else "some",
        "problems": fact.count(len(lint)),
        "feed_price": fact.name(f"{float(chair['feed'].iloc[0]):g}" if len(chair) else "–"),
        "shop_price": fact.name(f"{float(chair['shop'].iloc[0]):g}" if len(chair) else "–"),
    }


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("Close the channel that loses?", Prediction("yuan"))
def content_off(switched_off):
    """Thirteen weeks of the shop run twice: once as they were, and once without a yuan for creators'
    posts, with the same people and the same luck. By how much is the shop's **profit higher with
    content** than without it, in yuan over the thirteen weeks? Answer `(value, low, high)`. Below 0
    means: closing it pays.

    Hint: The ledger's line is what the *last clicks* brought, less the fees. What else did the
    posts do?

    Right: It came out at {gain}.
    """
    return float(_gain(switched_off)[CLOSED].sum())


@content_off.facts
def _content_gain(switched_off):
    return {"gain": fact.money(_gain(switched_off)[CLOSED].sum(), -2)}


@lesson.exercise("Half of the sales", Number(tolerance=0.2, unit="yuan"))
def own_live(fashion_ledger):
    """Another shop: women's fashion by live show. Its own live room takes almost half of all that is
    paid. Of **100 yuan paid** in it, how many yuan are left when everything that is booked on the
    channel has come off? Give one decimal or more. The table is `own.fashion_ledger`.

    Hint: `channels.unit_economics_by_channel` has the answer in one of its columns.

    Hint: The question says of 100 yuan *paid*, not of 100 yuan kept.

    Right: The largest channel leaves next to nothing: what it sells comes back, and it is paid for
    before it comes back. Sales rank channels by noise, what is left ranks them by use.
    """
    table = unit_economics_by_channel(fashion_ledger).set_index("channel")
    return float(table.loc["own live", "left_per_100"])


@own_live.applies
def _has_own_live(fashion_ledger):
    """This ledger books nothing on an own live room."""
    return can_answer(own_live, fashion_ledger)


def _line_sums(fashion_ledger, channel="own live"):
    mine = fashion_ledger[fashion_ledger["channel"] == channel]
    return mine.groupby("line")["amount"].sum()


@own_live.wrong("of what is kept")
def _of_kept(fashion_ledger):
    """You divided by what was kept after refunds. That is a fair number too, but say so: the
    question asks for 100 yuan *paid*, what the room's screen counts.
    """
    lines = _line_sums(fashion_ledger)
    return 100 * lines.sum() / (lines["revenue"] + lines["refund"])


@own_live.wrong("before promotion")
def _before_promotion(fashion_ledger):
    """You left the promotion out. It is what this room lives on: traffic that was paid for."""
    lines = _line_sums(fashion_ledger)
    return 100 * (lines.sum() - lines["ads"] - lines.get("kol", 0)) / lines["revenue"]


@own_live.wrong("refunds left out")
def _without_refunds(fashion_ledger):
    """You left the refunds out. More than half of what is paid in this room goes back."""
    lines = _line_sums(fashion_ledger)
    return 100 * (lines.sum() - lines["refund"]) / lines["revenue"]


@own_live.wrong("wages spread")
def _wages_spread(fashion_ledger):
    """You spread the wages over the channels by their sales. They don't change when the room
    closes; they stand in a row of their own.
    """
    lines = _line_sums(fashion_ledger)
    sales = fashion_ledger.loc[fashion_ledger["line"] == "revenue", "amount"].sum()
    fixed = fashion_ledger.loc[fashion_ledger["channel"].isna(), "amount"].sum()
    return 100 * (lines.sum() / lines["revenue"] + fixed / sales)


@own_live.wrong("all channels")
def _all_channels(fashion_ledger):
    """That is the shop's average over all four channels. It belongs to none of them."""
    booked = fashion_ledger[fashion_ledger["channel"].notna()]
    sales = booked.loc[booked["line"] == "revenue", "amount"].sum()
    return 100 * booked["amount"].sum() / sales


ROLL_OUT = Decision(
    {
        "A": "Go onto the shelves of all cities at this fee.",
        "B": "Not at this fee: go on only if the chain asks less.",
        "C": "Wait until the interval of the profit no longer holds 0.",
    },
    {
        "1": "the shelf's own sales, times the margin, are more than its fee",
        "2": "most of the shelf's buyers had never bought online, so the sales are new",
        "3": "what the shelf adds, after what it takes from the online shop, times the margin, is "
        "less than its fee",
        "4": "what the shelf adds, after what it takes from the online shop, times the margin, is "
        "more than its fee",
        "5": "a difference that isn't significant is no difference",
    },
)


@lesson.exercise("Onto the shelves of all cities?", ROLL_OUT)
def shelves(cities):
    """In twelve cities of 24, chosen by lot, a supermarket chain took our goods in. `own.cities` has
    eight weeks: yuan sold on the shelf (`own`), online in the same city (`others`), online in eight
    weeks `before`, and the chain's fee (`cost`). Of a yuan sold {margin} yuan are left before the
    fee. The chain offers all other cities at the same fee, for eight weeks at a time. What do you do,
    and why? An answer looks like `("A", 1)`.

    Hint: `incremental_channel_value` with `margin`, `before` and `cost` has a row for each reason.

    Hint: Either you take the offer or you don't: the best guess of the profit decides, and the
    interval says how much you might pay for a longer test.

    Right: The report of the shelf shows {report} yuan of profit a city. Compared with the cities
    without a shelf it is {profit}. Up to a fee of {fee} yuan you would go on.
    """
    profit = _shelves(cities).set_index("reading").loc["profit", "estimate"]
    return ("B", 3) if profit < 0 else ("A", 4)


@shelves.facts
def _shelf_facts(cities):
    table = _shelves(cities).set_index("reading")["estimate"]
    return {
        "margin": fact.number(MARGIN, 1),
        "report": fact.count(_by_report(cities)),
        "profit": fact.count(table["profit"]),
        "fee": fact.count(MARGIN * table["incremental"]),
    }


@shelves.wrong("the shelf's own report")
def _own_report(cities):
    """That is the shelf's own report. A part of its buyers would have ordered online: the online
    shop sold less where there was a shelf.
    """
    return ("A", 1)


@shelves.wrong("new buyers")
def _new_buyers(cities):
    """New names are no measure of new sales. Who had never bought might have done so next week, and
    who had bought before may buy more. Compare the cities.
    """
    return ("A", 2)


@shelves.wrong("right for a wrong reason")
def _right_action(cities):
    """The right thing, for a reason that would be wrong next time: "not significant" isn't "nothing".
    With a fee half as high the same interval would still hold 0, and you should go on.
    """
    return ("B", 5)


@shelves.wrong("not significant")
def _not_significant(cities):
    """The interval holds 0, but you decide today: with a fee that is above the best guess of what it
    brings, you lose on average. Significance doesn't say which side you lose on.
    """
    return ("C", 5)


@lesson.exercise("Not to be sold today", Number(tolerance=0.1, unit="articles"))
def off_the_shelf(articles, papers, today, rules):
    """It is {day}. How many **articles** lack a paper of their own today, because it is missing or
    expired? (Papers of the shop and the brand don't count here; the planned articles do.)

    Hint: `compliance_gaps` has one row per gap. Which statuses mean that the paper doesn't hold now?

    Hint: Rows without `sku` are papers of the shop or the brand.

    Right: These leave the shop until the paper is there. The expiring ones stay, with a name and a
    date beside each.
    """
    gaps = compliance_gaps(articles, papers, today, rules)
    now = gaps[gaps["status"].isin(["missing", "expired"]) & gaps["sku"].notna()]
    return now["sku"].nunique()


@off_the_shelf.facts
def _gap_day(today):
    return {"day": date(today)}


def _gap_rows(articles, papers, today, rules):
    gaps = compliance_gaps(articles, papers, today, rules)
    return gaps, gaps[gaps["sku"].notna()]


@off_the_shelf.wrong("every gap")
def _every_gap(articles, papers, today, rules):
    """You counted every row. Among them are papers of the shop and the brand, and some that hold for
    some weeks yet.
    """
    return len(_gap_rows(articles, papers, today, rules)[0])


@off_the_shelf.wrong("expiring too")
def _expiring_too(articles, papers, today, rules):
    """You counted those that expire soon. Today they hold."""
    return _gap_rows(articles, papers, today, rules)[1]["sku"].nunique()


@off_the_shelf.wrong("expired only")
def _expired_only(articles, papers, today, rules):
    """You counted those that have run out. An article that never had its paper lacks it as well."""
    mine = _gap_rows(articles, papers, today, rules)[1]
    return mine.loc[mine["status"] == "expired", "sku"].nunique()


@lesson.exercise("What the feed says", Number(tolerance=0.1, unit="articles"))
def feed_errors(articles, feed):
    """In how many articles does the feed tell buyers another **price or availability** than the shop
    has? Use the articles on sale (`~own.articles["planned"]`) and `own.feed`.

    Hint: `feed_lint` names the field and the problem of each row.

    Right: A buyer who sees another price on the page leaves, and a feed that does it often is
    switched off.
    """
    lint = feed_lint(articles[~articles["planned"]], feed)
    wrong = lint[lint["field"].isin(["price", "availability"]) & (lint["problem"] == "differs")]
    return wrong["sku"].nunique()


@feed_errors.wrong("every problem")
def _every_problem(articles, feed):
    """You counted every problem of the feed. Asked are prices and availability."""
    return len(feed_lint(articles[~articles["planned"]], feed))


@feed_errors.wrong("prices only")
def _prices_only(articles, feed):
    """You counted the prices. "Sold out" on an article that lies in the warehouse is wrong too."""
    lint = feed_lint(articles[~articles["planned"]], feed)
    return lint.loc[lint["field"] == "price", "sku"].nunique()


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise(
    "Which share of the visits is paid?", Number(tolerance=0.004, unit="share"), pool=True
)
def paid_visits(traffic_daily):
    """ "Paid traffic 5 to 10%" is a rule of the trade. Which share of this shop's **visits** (`uv`)
    came through paid entrances (`paid_flag`), over the whole table? Give a share between 0 and 1.

    Hint: Sum `uv` by `paid_flag`. `paid_flag` also covers live shows and creators, who cost money.

    Right: Say of what: of visits, of sales, and of clicks on ads are three different shares.
    """
    by = traffic_daily.groupby("paid_flag", observed=True)["uv"].sum()
    return by.get(True, 0) / by.sum()


@paid_visits.wrong("of the sales")
def _of_sales(traffic_daily):
    """That is the share of the *sales*. Paid visits buy less often than people who look for you."""
    by = traffic_daily.groupby("paid_flag", observed=True)["revenue"].sum()
    return by.get(True, 0) / by.sum()


@paid_visits.wrong("ads only")
def _ads_only(traffic_daily):
    """You counted the platform's ads alone. A live show and a creator's post are paid for too."""
    ads = traffic_daily["channel"].isin(["paid_search", "paid_feed"])
    return traffic_daily.loc[ads, "uv"].sum() / traffic_daily["uv"].sum()


@lesson.exercise("New through search", Number(tolerance=0.004, unit="share"), pool=True)
def search_new(orders):
    """Of the customers who bought by `natural_search` since {since} (`since="{since_iso}"`), which share had
    **never bought here before**? An order that was refunded in full is no purchase. Give a share between 0 and 1.

    Hint: `channels.new_to_brand` takes `orders` and `since`.

    Right: It says whom search reaches. Whether they would have come without it, it can't say.
    """
    table = new_to_brand(orders, _since(orders)).set_index("channel")
    return float(table.loc["natural_search", "share"])


@search_new.applies
def _search_is_there(orders):
    """Nobody bought by natural search in this log."""
    return can_answer(search_new, orders)


@search_new.facts
def _since_when(orders):
    return {"since": date(_since(orders)), "since_iso": fact.name(f"{_since(orders):%Y-%m-%d}")}


def _firsts(orders):
    """The purchases, which of them are a customer's first, and which are since then."""
    paid = purchases(orders).sort_values("ts_order", kind="stable")
    first = ~paid.duplicated("customer_id")
    return paid, first, paid["ts_order"].dt.tz_localize(None) >= _since(orders)


@search_new.wrong("orders, not customers")
def _orders_not_customers(orders):
    """You counted orders. Who buys three times is one customer."""
    paid, first, since = _firsts(orders)
    mine = since & (paid["channel"] == "natural_search")
    return first[mine].mean()


@search_new.wrong("of all new customers")
def _of_all_new(orders):
    """You divided by *all* new customers: that is the part of search in the newcomers. Asked is the
    newcomers' part of search.
    """
    paid, first, since = _firsts(orders)
    return (paid.loc[first & since, "channel"] == "natural_search").mean()


@search_new.wrong("refunded orders counted")
def _with_refunded(orders):
    """You counted orders whose money went back in full. Nobody bought there."""
    paid = orders[orders["paid_amount"] > 0].sort_values("ts_order", kind="stable")
    since = paid["ts_order"].dt.tz_localize(None) >= _since(orders)
    mine = paid[since & (paid["channel"] == "natural_search")]
    new = mine.loc[~paid.duplicated("customer_id")[mine.index], "customer_id"].nunique()
    return new / mine["customer_id"].nunique()


@search_new.wrong("of all channels")
def _new_everywhere(orders):
    """That is the share of new customers in the whole shop."""
    paid, first, since = _firsts(orders)
    return (
        paid.loc[first & since, "customer_id"].nunique() / paid.loc[since, "customer_id"].nunique()
    )


FOUR = {"A": "natural_search", "B": "paid_feed", "C": "live", "D": "private"}


@lesson.exercise("Which channel leaves most of 100 yuan?", Ordering(FOUR), pool=True)
def most_first(pnl_lines):
    """Put the four channels in order: the one first that leaves most **of 100 yuan paid**, after
    everything that is booked on it.

    Hint: `channels.unit_economics_by_channel(...)`: the column `left_per_100`.

    Right: The order by sales is another one. A channel that sells much may leave little.
    """
    left = _left(pnl_lines)["left_per_100"]
    return sorted(FOUR, key=lambda letter: -left[FOUR[letter]])


@most_first.applies
def _four_apart(pnl_lines):
    """In this ledger two of the four channels are missing or leave the same."""
    left = _left(pnl_lines)["left_per_100"].reindex(list(FOUR.values()))
    return bool(left.notna().all() and left.sort_values().diff().min() > 0.5)


@most_first.wrong("by sales")
def _by_sales(pnl_lines):
    """That is the order by sales: what was paid, not what is left of it."""
    revenue = _left(pnl_lines)["revenue"]
    return sorted(FOUR, key=lambda letter: -revenue[FOUR[letter]])


def _fees(cities):
    """Other defensible ways to see what the shelf took: growth in per cent, and a regression."""
    growth = cities["others"] / cities["before"]
    usual = growth[~cities["on"]].mean()
    open_ = cities[cities["on"]]
    lost = (usual * open_["before"] - open_["others"]).mean()
    total = cities.loc[~cities["on"], ["others", "before"]].sum()
    pooled = (total["others"] / total["before"] * open_["before"] - open_["others"]).mean()
    fees = [LESS * (open_["own"].mean() - x) for x in (lost, pooled)]
    usual_way = LESS * _shelves(cities).set_index("reading").loc["incremental", "estimate"]
    return [Between(min(*fees, usual_way), max(*fees, usual_way))]


@lesson.exercise("The fee that the shelf is worth", Number(40, "yuan", accept=_fees), pool=True)
def shelf_fee(cities):
    """Twelve of 24 cities, by lot, have our goods on a chain's shelves (the table `cities`, eight
    weeks; in the workshop `quiz.data_of("1_5")["cities"]`).
    Of a yuan sold {margin} yuan are left before the chain's fee. Up to **which fee a city**, in yuan,
    does the shelf pay, after what it takes from the online shop? Use the sales `before` as well.

    Hint: `incremental_channel_value(..., before="before")`: which row is what the shelf adds?

    Hint: The fee that is just paid for is the margin times what the shelf adds.

    Right: A fee is a fact, what the shelf adds an estimate: ask for less than this.
    """
    table = incremental_channel_value(cities, before="before", counts="cities")
    return LESS * table.set_index("reading").loc["incremental", "estimate"]


@shelf_fee.facts
def _the_margin():
    return {"margin": fact.number(LESS, 2)}


@shelf_fee.wrong("all the shelf's sales")
def _all_sales(cities):
    """That counts all that the shelf sold. A part would have been sold online."""
    return LESS * cities.loc[cities["on"], "own"].mean()


@shelf_fee.wrong("without the margin")
def _no_margin(cities):
    """That is what the shelf adds in *sales*. The fee is paid out of the margin."""
    table = incremental_channel_value(cities, before="before", counts="cities")
    return table.set_index("reading").loc["incremental", "estimate"]


@shelf_fee.wrong("before and after only")
def _before_after(cities):
    """You compared the open cities with their own past. Online sales grew everywhere meanwhile: the
    cities without a shelf say by how much.
    """
    open_ = cities[cities["on"]]
    return LESS * (open_["own"] + open_["others"] - open_["before"]).mean()


@lesson.exercise("An own site?", Number(tolerance=25, unit="orders a month"), pool=True)
def orders_needed():
    """An own site would cost {fixed_cost} yuan a month more than a marketplace shop. An order is
    worth {order_value} yuan; {margin} of it is left before fees and winning the customer. The
    marketplace takes {fee_rate} and its ads cost {marketplace_ads} yuan an order. On the own site a
    customer costs {cac} yuan and orders {orders_per_customer} times; the payment provider takes
    {payment_rate}. From **how many orders a month** on does the own site leave more?

    Hint: What does one order leave on each side, before the fixed cost?

    Hint: `own_or_marketplace` has the answer in `break_even`.

    Right: The number that moves it most is how often a customer comes back. Measure that first.
    """
    return float(own_or_marketplace(**OTHER_SITE).loc[0, "break_even"])


@orders_needed.facts
def _own_facts():
    shares = {"fee_rate": fact.share(OTHER_SITE["fee_rate"]),
              "payment_rate": fact.share(OTHER_SITE["payment_rate"], 1)}  # fmt: skip
    yuan = {name: fact.count(OTHER_SITE[name]) for name in
            ("fixed_cost", "order_value", "marketplace_ads", "cac")}  # fmt: skip
    return (
        shares
        | yuan
        | {
            "margin": fact.share(OTHER_SITE["margin"]),
            "orders_per_customer": fact.count(OTHER_SITE["orders_per_customer"]),
        }
    )


@orders_needed.wrong("no ads on the marketplace")
def _no_ads():
    """You left out the marketplace's ads. There a buyer isn't free either."""
    point = own_or_marketplace(**OTHER_SITE | {"marketplace_ads": 0}).loc[0, "break_even"]
    return float(point) if point < float("inf") else 0.0


@orders_needed.wrong("no payment fee")
def _no_payment():
    """You left out what the payment provider takes on the own site."""
    return float(own_or_marketplace(**OTHER_SITE | {"payment_rate": 0}).loc[0, "break_even"])


@orders_needed.wrong("fixed cost by what is left")
def _alone():
    """That is the number at which the own site pays its fixed cost. Asked is when it leaves more
    than the *marketplace*: take off what an order leaves there.
    """
    table = own_or_marketplace(**OTHER_SITE)
    return OTHER_SITE["fixed_cost"] / table.loc[0, "own"]


@lesson.exercise(
    "How deep may the shelf's price fall?", Number(tolerance=0.004, unit="share"), pool=True
)
def price_cut(terms):
    """A standard article, the same everywhere, leaves more on Tmall than in creators' live rooms
    (the table `terms`, profile "standard 3C"). But on the shelf buyers compare, and the price follows the
    cheapest. By **which share of the price** may it fall there until Tmall leaves no more than the
    creators' rooms, in yuan a piece? Give a share between 0 and 1.

    Hint: When the price falls, what is kept, fees and ads fall with it. Goods and freight don't.

    Hint: `turning_price_cut(terms[terms["profile"] == "standard 3C"], …, …)`; in the workshop
    `terms = quiz.data_of("1_5")["terms"]`.

    Right: That is the border of "standard goods belong on JD and Tmall". Write your own beside it.
    """
    return turning_price_cut(terms[terms["profile"] == "standard 3C"], "Tmall", "creators' live")


@price_cut.applies
def _both_channels(terms):
    """These terms lack a standard article on Tmall and in creators' rooms."""
    return can_answer(price_cut, terms)


@price_cut.wrong("the difference of 100 yuan")
def _difference(terms):
    """That is how much more Tmall leaves of 100 yuan. A cut of one yuan takes less than one yuan
    from you: refunds, fees and ads fall with the price.
    """
    left = left_per_100(terms[terms["profile"] == "standard 3C"]).set_index("channel")["left"]
    return (left["Tmall"] - left["creators' live"]) / 100


@price_cut.wrong("fashion")
def _of_fashion(terms):
    """Those are the terms of fashion."""
    return turning_price_cut(terms[terms["profile"] == "fashion"], "Tmall", "creators' live")


@price_cut.wrong("own live")
def _of_own_live(terms):
    """You compared with the own live room. Asked are the creators' rooms."""
    standard = terms[terms["profile"] == "standard 3C"]
    return turning_price_cut(standard, "Tmall", "own live")


@price_cut.wrong("until nothing is left")
def _to_nothing(terms):
    """That is the cut at which Tmall leaves nothing at all. Long before, the other channel is better."""
    left = left_per_100(terms[terms["profile"] == "standard 3C"]).set_index("channel").loc["Tmall"]
    return left["left"] / left[["kept", "fees", "commission", "ads"]].sum()


READ_FIT = Choice(
    {
        "A": "The channel with the most wins is the right one for this article.",
        "B": "One kind of channel wins under nine of ten weightings; which channel of it hangs on taste.",
        "C": "Neither a channel nor a kind wins under nine of ten: begin with the first, test a second.",
        "D": "The channel with the highest mean score is the right one.",
    }
)


def _coffee(traits):
    here = traits[traits["kind"] != "cross_border"]
    kinds = here.drop_duplicates("channel").set_index("channel")["kind"]
    table = channel_fit(here, COFFEE)
    return table, table.groupby(table["channel"].map(kinds))["wins"].sum().sort_values()


@lesson.exercise("Reading the weightings", READ_FIT, pool=True)
def weightings(traits):
    """For coffee beans, which people buy again and again, `channel_fit(traits, weights)` was run with
    weights that nobody knows exactly. `wins` is the share of the weightings under which a channel is
    first: {first} {first_wins}, {second} {second_wins}, {third} {third_wins}; the best *kind* of
    channel, {kind}, {kind_wins} together. What may you conclude? One letter.

    Hint: Ask of each sentence: would another reasonable weighting overturn it?

    Right: What holds under nearly every weighting is a finding. What flips with the weights is a
    preference in the clothes of a number.
    """
    table, kinds = _coffee(traits)
    if table["wins"].iloc[0] > 0.9:
        return "A"
    return "B" if kinds.iloc[-1] > 0.9 else "C"


@weightings.facts
def _three_best(traits):
    table, kinds = _coffee(traits)
    facts = {"kind": fact.name(kinds.index[-1]), "kind_wins": fact.share(kinds.iloc[-1])}
    for at, word in enumerate(("first", "second", "third")):
        facts |= {word: fact.name(table.loc[at, "channel"]),
                  f"{word}_wins": fact.share(table.loc[at, "wins"])}  # fmt: skip
    return facts


@weightings.applies
def _no_clear_winner(traits):
    """Under these scores one channel is first under nearly all weightings."""
    return _coffee(traits)[0]["wins"].iloc[0] < 0.9


@weightings.wrong("the most wins")
def _most_wins(traits):
    """Under many of the weightings another one is first. What would you say to whoever holds one of
    those?
    """
    return "A"


@weightings.wrong("the other reading of the kinds")
def _other_kinds(traits):
    """Look at the kind once more: is it first under nine of ten weightings?"""
    return "C" if weightings(traits) == "B" else "B"


@weightings.wrong("the highest mean")
def _highest_mean(traits):
    """The mean hides how often the order turns: its lead is much smaller than its spread."""
    return "D"
