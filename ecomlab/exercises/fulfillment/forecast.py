"""The exercises of lesson 4.1, *How many for 11.11, and how many of the new one?*, and its pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import ratio_of_totals
from ecomlab.fulfillment.forecast import PLAIN, backtest, forecast_demand, order_for
from ecomlab.fulfillment.history import weekly_demand
from ecomlab.fulfillment.launches import (
    analogues,
    forecast_value_added,
    launch_pieces,
    rate_of_day,
    tried_analogues,
)
from ecomlab.fulfillment.rises import (
    bullwhip_expected,
    chance_needed,
    past_rises,
    rises_kept,
    rises_that_last,
)
from ecomlab.fulfillment.smoothing import croston, tsb
from ecomlab.fulfillment.stockouts import (
    lost_sales,
    sales_rate,
    uncensor,
    uncensored_demand,
)
from ecomlab.scores import beside, forecast_errors
from ecomlab.tables import calendar_days
from ecomlab.texts import fact
from ecomlab.traffic.presales import presale_forecast

TODAY = "2025-10-12"  # the evening of the question, a Sunday
ARTICLE, AHEAD, LAST = "HL01", 5, "2025-11-10"  # head torch; weeks; Monday of the last week
FIRST_TRIED = "2025-05-05"
METHODS = ("naive", "last year", "last year × growth", "smoothing", "Theta")
NAMES_OF = ("naive", "year", "growth", "smoothing", "theta")  # in texts
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
EARLY, DAYS = 14, 56  # of a launch
READINGS = ("sales", "days with stock only", "normal (Tobit)", "counts")
GOODS = pd.DataFrame({
    "good": ["head torch: sells on in winter", "mosquito lamp in September: lies until May",
             "inflatable sofa: a fad that ends"],
    "over": [3.0, 14.0, 52.0],
    "under": [30.0, 45.0, 40.0],
})  # fmt: skip
BASKETS = ("naive", "smoothing", "Croston", "TSB")  # methods that are tried on a grocer's baskets
BASKETS_FROM, NOTHING = "2017-10-02", "0 of everything"
SPEED = {"under 1 a week": (0, 1), "1 to 5 a week": (1, 5), "5 and more": (5, np.inf)}
BIG_DAY, BIG_HOUR, BIG_STOCK = "2025-11-01", 11, 40  # of all lights: hour that has ended, pieces


def shelf(tables, until=None):
    """Each article's days, with the shop's visits beside them; articles that ended are left out."""
    days = tables["inventory_daily"][["date", "sku", "on_hand", "sales", "stockout_flag"]]
    date = calendar_days(days["date"])
    visits = tables["traffic_daily"].groupby("date")["uv"].sum()
    days = days.assign(date=date, sku=days["sku"].astype(str), visits=days["date"].map(visits))
    days = days if until is None else days[days["date"] <= pd.Timestamp(until)]
    return days[~days["sku"].isin(ended(tables))].reset_index(drop=True)


def ended(tables):
    """Articles that the shop sells no more."""
    sku = tables["sku"]
    return sku.loc[sku["end_date"].notna(), "sku"].astype(str).tolist()


def articles(tables):
    """Prices, launch days and categories of the articles."""
    sku = tables["sku"][["sku", "title", "category", "price", "unit_cost", "launch_date"]]
    launch = sku["launch_date"].dt.tz_localize(None)
    text = {name: sku[name].astype(str) for name in ("sku", "title", "category")}
    return sku.assign(**text, launch_date=launch).reset_index(drop=True)


def with_truth(days, wanted):
    """The days with what was really wanted: ``true``."""
    wanted = wanted.assign(date=pd.to_datetime(wanted["date"])).rename(columns={"demand": "true"})
    both = days.merge(wanted, on=["date", "sku"], how="left")
    return both.assign(true=both["true"].fillna(both["sales"]))


def mended(days):
    """The days with the demand behind empty shelves."""
    return uncensor(days, exposure="visits", more=1)


def history_of(days, sku, value="demand", until=None):
    """Weeks of all articles that are still sold."""
    launched = sku.set_index("sku")["launch_date"]
    return weekly_demand(days, until, value, launched)


def groups_of(sku):
    """Each article's category."""
    return sku.set_index("sku")["category"]


def lights_by_hour(orders, order_items, sku, dates=("2024-11-01", "2025-06-01")):
    """Pieces of lights by hour on the first days of past events."""
    lights = sku.loc[sku["category"] == "light", "sku"]
    paid = orders.dropna(subset="ts_pay")
    time = paid["ts_pay"].dt.tz_localize(None)
    mine = paid.assign(hour=time.dt.hour)[time.dt.strftime("%Y-%m-%d").isin(dates)]
    items = order_items[order_items["sku"].astype(str).isin(lights)]
    both = items.merge(mine[["order_id", "hour"]], on="order_id")
    return both.groupby("hour")["qty"].sum().reindex(range(24), fill_value=0)


OWN = ("wanted", "other_wanted", "slow", "calls", "other_calls")


def data():
    """The tables of the lesson: two shops' shelves and articles, and small ones of its own."""
    shop, second, own = load("shop"), load("second_shop"), load("demand")
    return {name: own[name] for name in OWN} | {
        "days": shelf(shop), "sku": articles(shop), "old_days": ended_days(shop),
        "deposits": load("campaigns").presale_days, "results": load("campaigns").presale_results,
        "orders": shop["orders"], "order_items": shop["order_items"],
        "other_days": shelf(second), "other_sku": articles(second),
        "households": basket_weeks(**load("groceries")),
    }  # fmt: skip


def ended_days(tables, sku="HM01", last="2024-12-31"):
    """An article that the shop gave up: all its days up to ``last``."""
    days = tables["inventory_daily"]
    mine = days[days["sku"].astype(str) == sku]
    mine = mine.assign(date=calendar_days(mine["date"]))
    return mine.loc[mine["date"] <= last, ["date", "sales"]].reset_index(drop=True)


NAMES = {name: f"own.{name}" for name in OWN} | {
    "orders": "shop.orders", "order_items": "shop.order_items",
} | {name: name for name in ("days", "sku", "old_days", "deposits", "results",
                             "other_days", "other_sku", "households")}  # fmt: skip
lesson = Lesson("4_1", data=data, names=NAMES)


# --- What the lesson shows ---------------------------------------------------------------------


def slow_readings(slow):
    """Four readings of the slow goods' demand, as shares of what was wanted."""
    by_sku = slow.groupby("sku")
    read = {
        "sales": lambda days: sales_rate(days),
        "days with stock only": lambda days: sales_rate(days[~days["stockout_flag"]]),
        "normal (Tobit)": lambda days: uncensored_demand(days, model="normal"),
        "counts": lambda days: uncensored_demand(days),
    }
    true = by_sku["demand"].mean()
    rows = []
    for name, how in read.items():
        found = [how(days.drop(columns=["sku", "demand"])).value for _, days in by_sku]
        rows.append((name, *ratio_of_totals(found, true, "articles")))
    return pd.DataFrame(rows, columns=["reading", "estimate", "low", "high", "n", "counts"])


def hidden(days, wanted):
    """Pieces lost at empty shelves: as read, and as it was; by article."""
    found = lost_sales(mended(days))
    true = with_truth(days, wanted)
    lost = (true["true"] - true["sales"]).groupby([true["sku"], true["stockout_flag"]]).sum()
    lost = lost.unstack(fill_value=0).loc[found["sku"]]
    return found.assign(true=lost[True].to_numpy(), unseen=lost[False].to_numpy())


def known(days):
    """The days up to the evening of the question."""
    return days[days["date"] <= pd.Timestamp(TODAY)]


def past_history(days, sku):
    """The history as it is known on the evening of the question."""
    return history_of(mended(known(days)), sku)


def each_method(history, groups, article=ARTICLE, ahead=AHEAD, methods=METHODS):
    """One article's next weeks by each method, with an interval for 80 of 100."""
    rows = []
    for method in methods:
        own = None if method in PLAIN else groups
        made = forecast_demand(history, ahead, method, groups=own)
        made = made[(made["sku"] == article) & (made["ahead"] == ahead)]
        rows.append(made.assign(method=method))
    table = pd.concat(rows, ignore_index=True)
    return table[["method", "forecast", "q10", "q50", "q90", "n"]]


def came(days, wanted, article=ARTICLE, value="true"):
    """Pieces of the article in the weeks asked for, added up week by week."""
    mine = with_truth(days, wanted).query("sku == @article")
    first = pd.Timestamp(TODAY) + pd.Timedelta(days=1)
    mine = mine[(mine["date"] >= first) & (mine["date"] < first + pd.Timedelta(weeks=AHEAD))]
    week = (mine["date"] - first).dt.days // 7 + 1
    return mine.groupby(week)[value].sum().cumsum().rename_axis("ahead").rename("pieces")


def new_launches(days, sku):
    """The launches that the table saw, with the evening on which each total was known."""
    launched = sku[sku["launch_date"] >= days["date"].min()].set_index("sku")["launch_date"]
    launched = launched[launched.index.isin(days["sku"])]
    value = "demand" if "demand" in days else "sales"
    table = launch_pieces(days, launched, EARLY, DAYS, value)
    return table.assign(over=table["launch"] + pd.Timedelta(days=DAYS - 1))


def slow_forecasts(old_days):
    """What two methods for slow goods say of a dead article: a day, at the ends of months."""
    rows = []
    for day in ("2024-10-31", "2024-11-30", "2024-12-31"):
        sales = old_days.loc[old_days["date"] <= day, "sales"].to_numpy(float)[:, None]
        rows.append((day, croston(sales, 1)[0, 0], tsb(sales, 1)[0, 0]))
    return pd.DataFrame(rows, columns=["evening", "Croston", "TSB"])


def basket_weeks(baskets, basket_days):
    """In how many baskets each kind of goods was: a row per whole week, from its Monday."""
    rows = baskets.merge(basket_days, on="order_id")
    by_day = rows.groupby([pd.to_datetime(rows["ts_order"]), "sku"]).size().unstack(fill_value=0)
    weeks = by_day.resample("W-MON", label="left", closed="left").sum().astype(float)
    whole = (weeks.index >= by_day.index[0]) & (
        weeks.index <= by_day.index[-1] - pd.Timedelta("6D")
    )
    return weeks[whole]


def tried_on_baskets(weeks):
    """Next week's baskets, forecast on each evening from October on: slow and fast kinds apart."""
    tried = backtest(weeks, 1, BASKETS_FROM, BASKETS)
    zero = tried[tried["method"] == BASKETS[0]].assign(method=NOTHING, forecast=0.0)
    tried = pd.concat([tried, zero], ignore_index=True)
    speed = tried["sku"].map(weeks[weeks.index < BASKETS_FROM].mean())
    parts = []
    for goods, (least, below) in SPEED.items():
        rows = tried[(speed >= least) & (speed < below)]
        found = forecast_errors(rows, "evenings", by="origin")
        parts.append(found.assign(goods=goods, kinds=rows["sku"].nunique()))
    names = ["goods", "kinds", "method", "estimate", "low", "high", "n", "bias"]
    return pd.concat(parts, ignore_index=True)[names]


def border(goods=GOODS):
    """The chance that a rise must have, for each kind of goods."""
    return goods.assign(needed=[chance_needed(o, u) for o, u in zip(goods["over"], goods["under"],
                                                                   strict=True)])  # fmt: skip


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("slow-reading")
def _slow(slow):
    found = slow_readings(slow).set_index("reading")
    facts = {"n": fact.count(found["n"].iloc[0]), "empty": fact.share(slow["stockout_flag"].mean())}
    for name, row in found.iterrows():
        short = {"days with stock only": "stock", "normal (Tobit)": "tobit"}.get(name, name)
        facts |= fact.ends(short, row, fact.share)
    return facts


@lesson.facts("lost-reading")
def _lost(days, wanted, sku):
    table = hidden(days, wanted)
    true = with_truth(days, wanted)
    inside = table["true"].between(table["low"], table["high"])
    stock = days[~days["stockout_flag"]].groupby("sku")["sales"].mean()
    stock = float((stock * days.groupby("sku").size()).sum())
    money = lost_sales(mended(days), sku)
    return {
        "days": fact.count(table["days"].sum()), "read": fact.count(table["estimate"].sum()),
        "true": fact.count(table["true"].sum()),
        "unseen": fact.count(table["unseen"].sum()), "inside": fact.count(inside.sum()),
        "n": fact.count(len(table)), "yuan": fact.money(money["yuan"].sum()),
        "first": fact.name(money["sku"].iloc[0]),
        "sales_less": fact.share(days["sales"].sum() / true["true"].sum() - 1, 1, signed=True),
        "stock_less": fact.share(stock / true["true"].sum() - 1, 1, signed=True),
        "read_less": fact.share(
            (days["sales"].sum() + table["estimate"].sum()) / true["true"].sum() - 1, 1, signed=True
        ),
    }  # fmt: skip


@lesson.facts("methods-reading")
def _methods(days, sku):
    history = past_history(days, sku)
    table = each_method(history, groups_of(sku)).set_index("method")
    year = table.loc["last year"]
    best = table.loc["smoothing"]
    plain = forecast_demand(history, AHEAD)
    plain = plain[(plain["sku"] == ARTICLE) & (plain["ahead"] == AHEAD)].iloc[0]
    return {
        "year": fact.count(year["forecast"]), "growth": fact.count(table.loc["last year × growth", "forecast"]),
        "naive": fact.count(table.loc["naive", "forecast"]), "best": fact.count(best["forecast"]),
        "low": fact.count(best["q10"]), "high": fact.count(best["q90"]), "n": fact.count(best["n"]),
        "plain": fact.count(plain["forecast"]),
    }  # fmt: skip


def tried(days, sku, every=1, methods=METHODS):
    """The backtest of the lesson: all articles, on each Sunday evening from May on."""
    return backtest(past_history(days, sku), AHEAD, FIRST_TRIED, methods, groups=groups_of(sku),
                    every=every)  # fmt: skip


def errors_of(table):
    """Scores by method; an evening counts once."""
    return forecast_errors(table, "evenings", by="origin")


@lesson.facts("backtest-title")
def _backtest_title(days, sku):
    found = errors_of(tried(days, sku)).set_index("method")["estimate"]
    return {"first": dict(zip(METHODS, NAMES_OF, strict=True))[found.idxmin()]}


@lesson.facts("backtest-reading")
def _backtest(days, sku):
    table = tried(days, sku)
    found = errors_of(table).set_index("method")
    facts = {"n": fact.count(found["n"].iloc[0]), "left_out": fact.count(table.attrs["left_out"]),
             "rows": fact.count(len(table) // len(METHODS))}  # fmt: skip
    short = {"naive": "naive", "last year": "year", "last year × growth": "growth",
             "smoothing": "best", "Theta": "theta"}  # fmt: skip
    for name, row in found.iterrows():
        facts |= fact.ends(short[name], row, fact.share)
        facts[f"{short[name]}_bias"] = fact.share(row["bias"], signed=True)
        facts[f"{short[name]}_held"] = fact.share(row["held"])
        facts[f"{short[name]}_pinball"] = fact.share(row["pinball"], 1)
    apart = table[table["origin"].isin(sorted(table["origin"].unique())[::AHEAD])]
    for name in ("naive", "last year"):
        gap = beside(apart, "smoothing", name)
        facts |= {f"gap_{short[name]}{end}": fact.points(x, 1, signed=True)
                  for end, x in zip(("", "_low", "_high"), gap[:3], strict=True)}  # fmt: skip
        facts["apart"] = fact.count(gap.n)
    return facts | {"best_held_low": fact.share(found.loc["smoothing", "held_low"]),
                    "best_held_high": fact.share(found.loc["smoothing", "held_high"])}  # fmt: skip


def fan(days, sku, article=ARTICLE):
    """The article's next weeks by smoothing with its category's season: the fan."""
    made = forecast_demand(past_history(days, sku), AHEAD, groups=groups_of(sku), quantiles=LEVELS)
    return made[made["sku"] == article].reset_index(drop=True)


@lesson.facts("came-title")
def _came_title(days, wanted):
    return {"true": fact.count(came(days, wanted).iloc[-1]),
            "sold": fact.count(came(days, wanted, value="sales").iloc[-1])}  # fmt: skip


@lesson.facts("came-reading")
def _came(days, wanted, sku):
    whole = fan(days, sku)
    table = whole.iloc[-1]
    true, sold = came(days, wanted).iloc[-1], came(days, wanted, value="sales").iloc[-1]
    mine = days[(days["sku"] == ARTICLE) & (days["date"] > TODAY)].head(7 * AHEAD)
    stood = int(days.loc[(days["sku"] == ARTICLE) & (days["date"] == TODAY), "on_hand"].iloc[0])
    empty = mine[mine["stockout_flag"]]
    return {
        "true": fact.count(true), "sold": fact.count(sold), "forecast": fact.count(table["forecast"]),
        "low": fact.count(table["q10"]), "high": fact.count(table["q90"]),
        "lost": fact.count(true - sold), "stood": fact.count(stood),
        "empty": fact.count(len(empty)), "first": fact.day(empty["date"].iloc[0]) if len(empty)
        else fact.name("no day"),
        "order": fact.count(order_for(whole, AHEAD, 0.9, on_hand=stood)),
        "there": fact.count(stood + order_for(whole, AHEAD, 0.9, on_hand=stood)),
        "off": fact.share(table["forecast"] / true - 1, signed=True),
        "back": fact.count(sold - (stood - mine["on_hand"].iloc[-1])),
    }  # fmt: skip


@lesson.facts("rises-title", "rises-reading")
def _rises(days, sku):
    rises = past_rises(past_history(days, sku))
    kept, lasting = rises_kept(rises), rises_that_last(rises)
    whole = rises_that_last(rises, still=1.3)
    return {
        "n": fact.count(len(rises)), "articles": fact.count(kept.n),
        "rise": fact.number(rises["rise"].mean(), 2), "later": fact.number(rises["later"].mean(), 2),
        **fact.ends("kept", kept._asdict(), fact.share), **fact.ends("last", lasting._asdict(), fact.share),
        **fact.ends("whole", whole._asdict(), fact.share),
    }  # fmt: skip


@lesson.facts("border-reading")
def _border(days, sku):
    table, facts = border(), _rises(days, sku)
    rises, names = past_rises(past_history(days, sku)), ("torch", "lamp", "sofa")
    for name, still in (("half", 1.15), ("whole", 1.3)):
        share, needed = rises_that_last(rises, still=still), table["needed"].iloc[-1]
        says = "yes" if share.low > needed else "no" if share.high < needed else "open"
        facts |= {f"{name}_says": says}
    return facts | {name: fact.share(row["needed"])
                    for name, (_, row) in zip(names, table.iterrows(), strict=True)}  # fmt: skip


@lesson.facts("bullwhip-title", "bullwhip-reading")
def _bullwhip(days, sku):
    from ecomlab.fulfillment.rises import bullwhip

    sales = past_history(days, sku)[ARTICLE].to_numpy()
    return {
        "calm": fact.number(bullwhip(sales, 0.1, 4).value, 1),
        "jumpy": fact.number(bullwhip(sales, 0.5, 4).value, 1),
        "calm_noise": fact.number(bullwhip_expected(0.1, 4), 1),
        "jumpy_noise": fact.number(bullwhip_expected(0.5, 4), 1), "n": fact.count(len(sales) - 1),
    }  # fmt: skip


@lesson.facts("launch-reading")
def _launch(days, sku):
    table = new_launches(mended(known(days)), sku)
    before, scores = analogues(table), forecast_errors(tried_analogues(table), "launches")
    scores = scores.set_index("method")
    return {
        "n": fact.count(before.n), **fact.ends("before", before._asdict(), fact.count),
        "ratio": fact.number(before.high / before.low, 1), "tried": fact.count(scores["n"].iloc[0]),
        "due": fact.count(0.8 * scores["n"].iloc[0]),
        "first": fact.share(scores.loc["before", "estimate"]),
        "then": fact.share(scores.loc["after the early days", "estimate"]),
        "held": fact.count(scores.loc["after the early days", "held"] * scores["n"].iloc[0]),
    }  # fmt: skip


@lesson.facts("presale-reading")
def _presale(deposits, results):
    found = presale_of(deposits, results)
    came = results.loc[results["run"] == 1, "balances"].iloc[-1]
    return fact.ends("found", found._asdict(), fact.count) | {"n": fact.count(found.n),
                                                          "came": fact.count(came)}  # fmt: skip


def presale_of(deposits, results, run=1, day=5):
    """One of lesson 2.7's shops: its last presale by the factors of the earlier ones."""
    mine = deposits.merge(results[["run", "presale", "balances"]], on=["run", "presale"])
    mine = mine[mine["run"] == run]
    last = results.loc[results["run"] == run, "presale"].iloc[-1]
    now = mine[(mine["presale"] == last) & (mine["day"] <= day)]["deposits"].sum()
    return presale_forecast(mine[mine["presale"] != last], int(now), day)


@lesson.facts("calls-reading")
def _calls(calls):
    table = forecast_value_added(calls).set_index("group")
    facts = {}
    for name, row in table.iterrows():
        facts |= {f"{name}_n": fact.count(row["calls"]),
                  f"{name}_base": fact.share(row["wape_baseline"]),
                  f"{name}_judged": fact.share(row["wape_judged"]),
                  f"{name}_method": fact.share(row["bias_baseline"], signed=True),
                  f"{name}_bias": fact.share(row["bias_judged"], signed=True)}  # fmt: skip
        facts |= {f"{name}_{key}": fact.count(row[column], signed=True) for key, column in
                  (("added", "estimate"), ("low", "low"), ("high", "high"))}  # fmt: skip
    return facts


@lesson.facts("day-reading")
def _day(orders, order_items, sku):
    hours = lights_by_hour(orders, order_items, sku)
    today = lights_by_hour(orders, order_items, sku, (BIG_DAY,))
    sold = int(today.loc[:BIG_HOUR].sum())
    row = rate_of_day(sold, BIG_HOUR, hours, BIG_STOCK).iloc[0]
    return {
        "sold": fact.count(sold), "hour": fact.count(BIG_HOUR + 1), "stock": fact.count(BIG_STOCK),
        "day": fact.count(row["day"]), "low": fact.count(row["low"]), "high": fact.count(row["high"]),
        "came": fact.count(today.sum()), "short": fact.count(row["short"]),
    }  # fmt: skip


@lesson.facts("slow-methods-reading")
def _slow_methods(old_days):
    table = slow_forecasts(old_days).set_index("evening")
    facts = {}
    for short, day in (("october", "2024-10-31"), ("december", "2024-12-31")):
        facts |= {f"{short}_croston": fact.number(table.loc[day, "Croston"], 2),
                  f"{short}_tsb": fact.number(table.loc[day, "TSB"], 2)}  # fmt: skip
    return facts


@lesson.facts("baskets-reading")
def _baskets(households):
    table = tried_on_baskets(households).set_index(["goods", "method"])
    slow, fast = (table.loc[goods] for goods in ("under 1 a week", "5 and more"))
    facts = {"evenings": fact.count(int(slow["n"].iloc[0])), "kinds": fact.count(int(slow["kinds"].iloc[0])),
             "croston_bias": fact.share(slow.loc["Croston", "bias"], 0, signed=True),
             "smoothing_bias": fact.share(slow.loc["smoothing", "bias"], 0, signed=True)}  # fmt: skip
    for name, rows in (("slow", slow), ("fast", fast)):
        best = rows.drop(NOTHING)["estimate"].idxmin()
        facts |= fact.ends(name, rows.loc[best], fact.share)
    return facts


@lesson.facts("verdict")
def _verdict(days, sku):
    return _border(days, sku)


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("What is left of a rise", Prediction("share"))
def kept(days, sku):
    """For three weeks an article sells at least 1.3 times as much as in the six weeks before, beside the rest of the shop. You order
    for it; the goods come two weeks later. How much of the rise is still there in the three weeks after that, over all such rises of
    this shop? 0 is nothing, 1 is all of it. Answer `(value, low, high)`, for example `(0.5, 0.2, 0.8)`.

    Hint: Some rises are luck, some are seasons, and one is a new habit of buyers.

    Right: {kept} ({kept_low} to {kept_high}, n = {articles} articles, {n} rises).
    """
    return rises_kept(past_rises(past_history(days, sku))).value


@kept.facts
def _kept_facts(days, sku):
    return _rises(days, sku)


def _without_visits(other_days):
    """The same at the mere rate of the days around."""
    return [
        float(lost_sales(uncensor(other_days, more=1)).set_index("sku").loc["CH01", "estimate"])
    ]


@lesson.exercise(
    "Hidden in another shop", Number(tolerance=5, unit="pieces", accept=_without_visits)
)
def hidden_there(other_days):
    """Songling Outdoor: how many pieces of the **folding camping chair** (`CH01`) were wanted on its days with an empty shelf, beyond what was
    sold? Use `other_days`, with `visits` as exposure; its flag is set when somebody still orders (`more=1`).

    Hint: `stockouts.uncensor(other_days, exposure="visits", more=1)` gives each day's `lost`.

    Hint: Then `stockouts.lost_sales(…)`, the row of CH01, the column `estimate`.

    Right: {lost} ({low} to {high}), on {days} days.
    """
    return float(_lost_of(other_days)["estimate"])


def _lost_of(other_days, article="CH01"):
    return lost_sales(mended(other_days)).set_index("sku").loc[article]


@hidden_there.applies
def _has_empty_days(other_days):
    """The chair's shelf was empty on fewer than five days."""
    mine = other_days[other_days["sku"] == "CH01"]
    return mine["stockout_flag"].sum() >= 5 and can_answer(hidden_there, other_days)


@hidden_there.facts
def _hidden_facts(other_days):
    row = _lost_of(other_days)
    return {"lost": fact.count(row["estimate"]), "low": fact.count(row["low"]),
            "high": fact.count(row["high"]), "days": fact.count(row["days"])}  # fmt: skip


@hidden_there.wrong("all that was wanted")
def _all_wanted(other_days):
    """That is all that was wanted on those days. Asked is what was wanted **beyond** what was sold."""
    return float(_flagged(mended(other_days))["demand"].sum())


@hidden_there.wrong("what was sold")
def _what_was_sold(other_days):
    """That is what *was* sold on the days with an empty shelf."""
    return float(_flagged(other_days)["sales"].sum())


@hidden_there.wrong("one a day")
def _one_a_day(other_days):
    """That is one piece a day: the least that the flag says. More may have been wanted."""
    return float(len(_flagged(other_days)))


@hidden_there.wrong("the lower end")
def _lower_end_there(other_days):
    """That is the lower end of its interval. Asked is the estimate."""
    return float(_lost_of(other_days)["low"])


@hidden_there.wrong("the upper end")
def _upper_end_there(other_days):
    """That is the upper end of its interval. Asked is the estimate."""
    return float(_lost_of(other_days)["high"])


@hidden_there.wrong("all articles")
def _all_articles(other_days):
    """That is the whole shop. Choose the row of CH01."""
    return float(mended(other_days)["lost"].sum())


def _flagged(days, article="CH01"):
    return days[(days["sku"] == article) & days["stockout_flag"]]


@lesson.exercise("The new one, elsewhere", Number(tolerance=4, unit="pieces"))
def new_there(other_days, other_sku):
    """Songling will launch one more article, much like its four of this year. Before its first day: what is the typical number of
    pieces sold in its first 56 days (`launches.analogues`, before any sale)? `asked.new_launches(other_days, other_sku)` gives the four.

    Hint: Typical means the geometric mean here: launches differ by factors.

    Hint: `launches.analogues(table)`; the value, not an end.

    Right: {found} ({low} to {high} for one more launch, n = {n}). Four likes are few: the interval is what you order by.
    """
    return analogues(new_launches(other_days, other_sku)).value


@new_there.applies
def _has_launches(other_days, other_sku):
    """Fewer than two launches of this shop are over."""
    return can_answer(new_there, other_days, other_sku)


@new_there.facts
def _new_facts(other_days, other_sku):
    found = analogues(new_launches(other_days, other_sku))
    return {"found": fact.count(found.value), "low": fact.count(found.low),
            "high": fact.count(found.high), "n": fact.count(found.n)}  # fmt: skip


@new_there.wrong("the early days")
def _early_days(other_days, other_sku):
    """Those are the first 14 days. Asked are 56."""
    return float(np.exp(np.log(new_launches(other_days, other_sku)["early"]).mean()))


@new_there.wrong("four times the early days")
def _four_times(other_days, other_sku):
    """You took the first 14 days times four. A launch doesn't sell the same all the time: take the totals themselves."""
    return float(4 * np.exp(np.log(new_launches(other_days, other_sku)["early"]).mean()))


@new_there.wrong("the median")
def _median(other_days, other_sku):
    """That is the median, of four launches the mean of the middle two. Asked is the geometric mean, of all four."""
    return float(new_launches(other_days, other_sku)["total"].median())


@new_there.wrong("the upper end")
def _upper_end(other_days, other_sku):
    """That is the upper end of the interval. It is a good number for a careful order; asked is the typical one."""
    return float(analogues(new_launches(other_days, other_sku)).high)


@new_there.wrong("the best one")
def _best_one(other_days, other_sku):
    """That is the best of the launches. The next one is one of all."""
    return float(new_launches(other_days, other_sku)["total"].max())


RISE = Decision(
    {
        "A": "Order for the whole rise of all three.",
        "B": "Order for the whole rise of the head torch and for half of the mosquito lamp's; leave the sofa as it was.",
        "C": "Order for none of them: most rises are luck.",
    },
    {
        "1": "they sell well, so stock more",
        "2": "a piece needs the chance over ÷ (over + under) that the rise lasts up to it; past rises say enough for "
        "all of the torch's, for half of the lamp's and for nothing of the sofa's",
        "3": "a rise that isn't certain is no ground to order",
        "4": "the sofa has the largest margin",
    },
)


@lesson.exercise("Three rises", RISE)
def order_rise(days, sku):
    """The torch, the mosquito lamp and the inflatable sofa each sell 1.3 times as much as usual this month. The table above has what a piece too many and a
    piece too few cost for each. Past rises of this shop are all you know. What do you order, and why? An answer looks like `("A", 1)`.

    Hint: Compare the column `needed` with the share of rises with half or more left (the first pieces) and with all left (the last
    ones), and with the lower ends.

    Hint: Is the sofa's rise of the same kind as the shop's past rises?

    Right: Of past rises half or more lasted {last} of the time ({last_low} to {last_high}), the whole {whole} ({whole_low} to {whole_high}). The torch needs
    {torch}: order for all of it. The lamp needs {lamp}: half of it pays, and of the last pieces it can't be told. The sofa needs {sofa}: put that beside
    both ends of the two shares. And past rises are of articles that go on. A fad that ends is of another kind.
    """
    return ("B", 2)


@order_rise.facts
def _order_facts(days, sku):
    return _border(days, sku)


@order_rise.applies
def _rises_tell(days, sku):
    """This shop's past rises are too few, or don't tell the three cases apart."""
    rises = past_rises(past_history(days, sku))
    torch, lamp, sofa = border()["needed"]
    if len(rises) <= 20:
        return False
    half, whole = rises_that_last(rises), rises_that_last(rises, still=1.3)
    return torch < whole.low <= lamp < half.low <= sofa


@order_rise.wrong("all three")
def _all_three(days, sku):
    """For the sofa a piece too many is lost for good. What must the chance be there?"""
    return ("A", None)


@order_rise.wrong("none")
def _none_of_them(days, sku):
    """A rise needn't be certain. A torch too many is sold a month later: it costs little to be wrong."""
    return ("C", None)


@order_rise.wrong("sells well")
def _sells_well(days, sku):
    """The right order. But "it sells well" is true of the sofa too: what is different there?"""
    return ("B", 1)


@order_rise.wrong("largest margin")
def _largest_margin(days, sku):
    """The lamp's margin is larger. What a piece too many costs is the other half."""
    return ("B", 4)


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("Two forecasts by hand", Number(tolerance=0.004, unit="share"), pool=True)
def wape():
    """Four weeks, forecast and what came: 100 and 80, 50 and 70, 30 and 30, 40 and 20. What is the WAPE, all misses ÷ all that came?

    Hint: Misses are 20, 20, 0, 20.

    Right: 60 ÷ 200 is 30%. The forecasts are 10% too high together (220 for 200): that is the bias.
    """
    return 60 / 200


@wape.wrong("bias")
def _bias():
    """That is the bias: too many and too few cancel in it. In the WAPE they add up."""
    return 220 / 200 - 1


@wape.wrong("mean of shares")
def _mean_of_shares():
    """You took the mean of the four shares. Then a small week counts as much as a large one: add up first, then divide."""
    return (20 / 80 + 20 / 70 + 0 + 20 / 20) / 4


@wape.wrong("of the forecasts")
def _of_forecasts():
    """You divided by the forecasts. A forecaster who says more would look better: divide by what came."""
    return 60 / 220


@wape.wrong("a mean miss")
def _mean_miss():
    """That is the mean miss of a week, in pieces. Asked is a share: all misses ÷ all that came."""
    return 60 / 4


@wape.wrong("all misses")
def _all_misses():
    """That is all misses, in pieces. Divide by all that came."""
    return 60.0


@wape.wrong("what was right")
def _what_was_right():
    """That is 1 − WAPE. Asked is the share that was missed."""
    return 1 - 60 / 200


SUMS = {
    "A": "320: four times 80",
    "B": "fewer than 320",
    "C": "more than 320",
    "D": "it can't be below or above: the sum of quantiles is the quantile of the sum",
}


@lesson.exercise("Four careful weeks", Choice(SUMS), pool=True)
def careful_weeks():
    """Each of four weeks sells 60 pieces on average, and 80 are enough nine times of ten. The weeks' luck is independent. How many pieces are enough
    for all four weeks together, nine times of ten?

    Hint: Must all four weeks be good ones at once?

    Right: Fewer: good and bad weeks cancel in part. With normal luck it is 240 + 2 · 20 = 280. Who adds up careful weeks orders
    too much.
    """
    return "B"


@careful_weeks.wrong("four times")
def _four_times_eighty():
    """That would need four good weeks in a row. How often does that happen, if one is good once in ten?"""
    return "A"


@careful_weeks.wrong("more")
def _more_than():
    """The spread of a sum grows more slowly than the sum: good and bad weeks cancel."""
    return "C"


@careful_weeks.wrong("the same")
def _the_same():
    """Means add up. Quantiles don't."""
    return "D"


@lesson.exercise("A lamp's chance", Number(tolerance=0.006, unit="share"), pool=True)
def lamp_chance():
    """A garden lamp sells for 120 yuan and costs 70; fees and parcel take 20. One that is left over in autumn is sold off for 50, after all fees. It
    sells well this week. With which chance, at least, must the rise last, so that one more lamp pays?

    Hint: One too few costs what it would have left. One too many costs its price of purchase less what the sale brings.

    Right: under = 120 − 70 − 20 = 30, over = 70 − 50 = 20; 20 ÷ 50 is 40%.
    """
    return chance_needed(over=70 - 50, under=120 - 70 - 20)


@lamp_chance.wrong("the other way round")
def _the_other_way():
    """That is the chance at which the shelf should *suffice* (the critical ratio, lesson 4.2). The rise needs the rest."""
    return 1 - chance_needed(over=20, under=30)


@lamp_chance.wrong("nothing left over")
def _no_rest():
    """You took the whole 70 as lost. The sale in autumn brings 50 of them back."""
    return chance_needed(over=70, under=30)


@lamp_chance.wrong("half")
def _half():
    """Half is right where a lamp too many costs as much as a lamp too few. Here it costs less: 20 beside 30."""
    return 0.5


@lamp_chance.wrong("no fees")
def _no_fees():
    """You left the fees out: a lamp that is sold leaves 30, not 50."""
    return chance_needed(over=20, under=50)


@lesson.exercise("Jumpy orders", Number(tolerance=0.15, unit="times"), pool=True)
def jumpy():
    """A shop's weekly sales are only noise around a level. Its forecast moves by 0.3 of each surprise, and its order must last three
    weeks. How many times as much as sales do its orders vary (variances)? Use 1 + 2Lα + 2L²α² ÷ (2 − α).

    Hint: L is 3, α is 0.3.

    Right: 1 + 1.8 + 1.62 ÷ 1.7 = {times} times. The supplier sees a wild shop, its buyers are calm.
    """
    return bullwhip_expected(0.3, 3)


@jumpy.facts
def _jumpy_facts():
    return {"times": fact.number(bullwhip_expected(0.3, 3), 2)}


@jumpy.wrong("half")
def _half():
    """You left the last part out: the squares."""
    return 1 + 2 * 3 * 0.3


@jumpy.wrong("standard deviations")
def _deviations():
    """That is the root: of standard deviations. Asked are variances."""
    return bullwhip_expected(0.3, 3) ** 0.5


@jumpy.wrong("turned")
def _turned():
    """You took 3 for α and 0.3 for L."""
    return 1 + 2 * 0.3 * 3 + 2 * 0.3**2 * 3**2 / (2 + 3)


BUYER = Decision(
    {
        "A": "Let her go on changing forecasts, up and down.",
        "B": "Let her change forecasts down only.",
        "C": "Take her changes away.",
    },
    {
        "1": "her calls missed by less than the method, in both directions, by more than luck explains",
        "2": "people always order too much",
        "3": "a method is neutral",
        "4": "only her calls down were better than the method",
    },
)


@lesson.exercise("Another buyer's record", BUYER, pool=True)
def other_buyer(other_calls):
    """The table `other_calls` holds another buyer's calls: baseline, judged, came. Use `launches.forecast_value_added`. What do
    you do, and why?

    Hint: `estimate` above 0: she missed by less. Look at "up" and "down", and at the lower ends.

    Right: Up {up} pieces a call ({up_low} to {up_high}), down {down} ({down_low} to {down_high}). Whether people help is a matter of record,
    not of faith.
    """
    table = forecast_value_added(other_calls).set_index("group")
    return ("A", 1) if (table.loc[["up", "down"], "low"] > 0).all() else ("B", 4)


@other_buyer.facts
def _buyer_facts(other_calls):
    table = forecast_value_added(other_calls).set_index("group")
    up, down = (
        fact.ends(name, table.loc[name], fact.count, signed=True) for name in ("up", "down")
    )
    return up | down


@other_buyer.wrong("always too much")
def _always_too_much(other_calls):
    """That was the first buyer. Read this record."""
    return ("B", 2)


@other_buyer.wrong("neutral")
def _neutral(other_calls):
    """A method knows nothing of a rival's price or of next month's ads. Her record says whether she does."""
    return ("C", 3)


@other_buyer.wrong("down only")
def _down_only(other_calls):
    """Look at the row "up" once more: estimate and lower end."""
    return ("B", 4)


@other_buyer.wrong("yes, by her calls down")
def _by_calls_down(other_calls):
    """If only her calls down were better, you would stop her calls up. Read both rows."""
    return ("A", 4)


@other_buyer.wrong("no record")
def _no_record(other_calls):
    """What does the record say of her calls?"""
    return ("C", 2)
