"""The exercises of lesson 4.6, *What do we do with what doesn't sell?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.remembered import remembered
from ecomlab.datasets import load
from ecomlab.exercises.conversion.pricing import by_lot
from ecomlab.fulfillment import clearance
from ecomlab.fulfillment.inventory import turnover
from ecomlab.texts import fact

EVENING, OTHER_EVENING = "2025-05-03", "2025-11-11"  # the last day of an event, in each shop
PACK, FLEECE, HAMMOCK, CHAIR = "DP01", "FL01", "HM01", "CH01"
WEEKS = 4  # from the event to the day pack's last day on sale
DEALER, PARCEL = (
    6.0,
    6.0,
)  # stated: yuan a dealer pays for a day pack; parcel and packaging of a sale
CAPITAL, ROOM = 0.06, 0.03  # stated: what money costs a year; yuan a litre and week
FEE, VAT = 0.05, 0.13  # the contract's; in what is kept
OF_KEPT = 1 - FEE - VAT / (1 + VAT)  # of what buyers keep and pay
OLD, SLOW = 2, 90  # of the bands, from 91 days on; days of cover
FADING = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8]  # the slider
AUTUMN = 26  # weeks until fleeces are bought again
TERMS = ("shelf", "sku", "pnl_lines", "promos")


def tables_of(shop, evening):
    """What a shop knows on an evening: shelf, articles, lines of the books, promotions so far."""
    inventory, lines, promos = shop["inventory_daily"], shop["pnl_lines"], shop["promos"]
    end = pd.Timestamp(evening, tz=inventory["date"].dt.tz)
    return {
        "shelf": inventory[inventory["date"] <= end].reset_index(drop=True),
        "sku": shop["sku"],
        "pnl_lines": lines[lines["date"] <= end].reset_index(drop=True),
        "promos": promos[promos["start"] <= end].reset_index(drop=True),
    }


def data():
    """The tables of the lesson."""
    other = tables_of(load("second_shop"), OTHER_EVENING)
    own = load("clearance")
    return (
        tables_of(load("shop"), EVENING)
        | {f"other_{name}": other[name] for name in ("shelf", "sku")}
        | {name: own[name] for name in OWN}
    )


OWN = ("pack", "fleece", "stay")
NAMES = (
    {"shelf": "shelf", "other_shelf": "other_shelf"}
    | {name: f"known.{name}" for name in ("pnl_lines", "promos")}
    | {"sku": "shop.sku", "other_sku": "second.sku"}
    | {name: f"own.{name}" for name in OWN}
)
lesson = Lesson("4_6", data=data, names=NAMES, guess="per cent")


# --- Small tables that the notebook shows ---------------------------------------------------


def ages(shelf, sku):
    """`stock_ageing` on the last evening of a shelf."""
    return clearance.stock_ageing(shelf, sku)


def row_of(table, code):
    """An article's row, as a Series; refuses another shop's codes by an empty one."""
    mine = table[table["sku"].astype(str) == code]
    return mine.iloc[0] if len(mine) else pd.Series(dtype=object)


def pace(shelf, sku, code=PACK, days=90):
    """Pieces a week, of the last days on which it wasn't sold out, at about its usual price."""
    price = float(row_of(sku, code)["price"])
    mine = shelf[shelf["sku"].astype(str) == code].tail(days)
    mine = mine[~mine["stockout_flag"].astype(bool) & ((mine["price"] / price - 1).abs() < 0.1)]
    return estimates.mean(mine["sales"], "days").times(7)


def kept_of_price(pnl_lines, code=PACK, days=120, old=30):
    """Of 100 yuan of an article's price: refunds, fee and tax in what is kept, and what is left."""
    when = pnl_lines["date"]
    last = when.max() - pd.Timedelta(days=old)  # younger orders may still come back
    mine = pnl_lines[(pnl_lines["sku"].astype(str) == code)
                     & when.between(last - pd.Timedelta(days=days), last)]  # fmt: skip
    sums = mine.groupby(mine["line"].astype(str))["amount"].sum()
    refunds = -sums.get("refund", 0.0) / sums["revenue"]
    kept = 1 - refunds
    parts = {"price": 1.0, "refunds": -refunds, "fee": -FEE * kept, "tax": -kept * VAT / (1 + VAT)}
    table = pd.DataFrame({"part": list(parts), "yuan": [100 * part for part in parts.values()]})
    return pd.concat([table, pd.DataFrame({"part": ["left"], "yuan": [table["yuan"].sum()]})])


def keep(pnl_lines, code=PACK):
    """The share of a price that is left."""
    return float(kept_of_price(pnl_lines, code)["yuan"].iloc[-1] / 100)


@remembered
def by_tests(shelf, sku, promos):
    """The elasticity by the shop's price tests so far: lesson 3.3."""
    return by_lot(shelf, sku, promos)


def terms(shelf, sku, pnl_lines, promos, code=PACK, salvage=DEALER):
    """What `markdown_plan` needs to know of the pile."""
    about, lying = row_of(sku, code), row_of(ages(shelf, sku), code)
    share = keep(pnl_lines, code)
    worth = share * about["price"] / 2 - PARCEL  # about what could be had today
    cost = clearance.waiting_cost(worth, CAPITAL, ROOM * about["volume_l"]).set_index("part")
    return {
        "stock": int(lying["on_hand"]), "weekly": pace(shelf, sku, code).value,
        "price": float(about["price"]), "elasticity": by_tests(shelf, sku, promos).value,
        "keep": share, "per_piece": PARCEL, "salvage": salvage,
        "waiting": float(cost.loc["all", "yuan"]),
        "prices": [round(float(about["price"]) * step / 25, 2) for step in range(25, 4, -1)],
    }  # fmt: skip


def come_back(shelf, code=PACK):
    """Of the pieces of an article that were sold, the share that lay on the shelf again."""
    mine = shelf[shelf["sku"].astype(str) == code]
    return float(mine["put_back"].sum() / mine["sales"].sum())


def stay_sold(pile, back):
    """The same pile in pieces that stay sold: the share ``back`` of those sold comes back whole."""
    stays = 1 - back
    return pile | {
        "weekly": pile["weekly"] * stays,
        "keep": min(pile["keep"] / stays, 1.0),
        "per_piece": pile["per_piece"] / stays,
    }


def rush_price(shelf, sku, promos, code=PACK, weeks=1):
    """At which price the pile is expected to be gone in so many weeks."""
    stock, price = row_of(ages(shelf, sku), code)["on_hand"], row_of(sku, code)["price"]
    return clearance.clearing_price(
        stock, pace(shelf, sku, code).value, price, by_tests(shelf, sku, promos), weeks
    )


def plans(pile, weeks=WEEKS):
    """Five plans for the pile, by what is believed on the evening."""
    price = pile["price"]
    gone = clearance.clearing_price(pile["stock"], pile["weekly"], price, pile["elasticity"])
    steps = [round(price * 0.7**week, 2) for week in range(1, weeks + 1)]
    paths = {
        f"gone in 7 days, at {gone:.0f} yuan": [round(gone, 2)] * weeks,
        "30% less each week": steps,
        "usual price": [price] * weeks,
        "the card": None,
    }
    table = clearance.compare_plans(paths, **pile, weeks=weeks)
    dealer = pd.DataFrame({"plan": ["all to the dealer"], "sold": [0.0], "share": [0.0],
                           "money": [pile["stock"] * pile["salvage"]]})  # fmt: skip
    dealer["of_best"] = dealer["money"] / table["money"].iloc[-1]
    return pd.concat([dealer, table], ignore_index=True)


def over_interval(pile, elasticity, weeks=12):
    """`value_of_waiting`, and how far each gain moves over the elasticity's interval."""
    found = {
        end: clearance.value_of_waiting(
            **pile | {"elasticity": getattr(elasticity, end)}, weeks=weeks
        )
        for end in ("value", "low", "high")
    }
    gains = pd.DataFrame({end: table["gain"] for end, table in found.items()})
    return found["value"].assign(low=gains.min(axis=1), high=gains.max(axis=1))


def believed(elasticity, cuts=None):
    """How many times as many at each share off, if one elasticity held everywhere."""
    off = np.round(np.arange(0, 0.81, 0.1), 2) if cuts is None else np.asarray(cuts)
    times = {end: (1 - off) ** getattr(elasticity, end) for end in ("value", "low", "high")}
    table = pd.DataFrame({"off": off, "estimate": times["value"]})
    return table.assign(low=np.minimum(times["low"], times["high"]),
                        high=np.maximum(times["low"], times["high"]))  # fmt: skip


def same_cut(pack):
    """The runs with one cut for all four weeks: totals by luck and cut."""
    mine = pack[pack["plan"].str.fullmatch(r"\d+% off")]
    return _totals(mine, "off")


def _totals(runs, by):
    return runs.groupby(["luck", by], as_index=False).agg(
        wanted=("wanted", "sum"), sold=("sold", "sum"), paid=("paid", "sum"), shop=("shop", "sum"),
        left=("left", "last"), stock=("left", "mean"),
    )  # fmt: skip


def true_times(pack):
    """How many times as many were wanted at each share off: luck by luck, with an interval."""
    wide = same_cut(pack).pivot(index="luck", columns="off", values="wanted")
    rows = []
    for off in wide.columns.drop(0.0):
        found = estimates.ratio_of_totals(wide[off], wide[0.0], "lucks")
        rows.append((off, found.value, found.low, found.high, found.n))
    return pd.DataFrame(rows, columns=["off", "estimate", "low", "high", "n"])


def true_plans(pack, cost=30.0):
    """What each plan truly left: pieces, turnover a year, and yuan beside the usual price."""
    runs = _totals(pack, "plan")
    usual = runs[runs["plan"] == "0% off"].set_index("luck")
    rows = []
    for name, mine in runs.groupby("plan", sort=False):
        mine = mine.set_index("luck")
        fast = turnover(mine["sold"].mean() * cost, mine["stock"].mean() * cost, 7 * WEEKS)
        dealer = DEALER * (mine["left"] - usual["left"])
        row = [name, mine["sold"].mean(), mine["left"].mean(), fast]
        if name == "0% off":
            rows.append((*row, 0.0, np.nan, np.nan, len(mine)))
            continue
        found = estimates.paired_difference(mine["shop"] + dealer, usual["shop"], "pairs of runs")
        rows.append((*row, found.value, found.low, found.high, found.n))
    columns = ["plan", "sold", "left", "turnover", "gain", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def stays(stay):
    """What the pile left on 31 May brought later where it stayed on sale, luck by luck.

    Sold pieces are counted until there are as many as lay there; what was bought after isn't, and
    neither is what came back and was sold once more.
    """
    rows = []
    for luck, mine in stay.groupby("luck"):
        pile = int(mine.loc[mine["month"] == "2025-05", "left"].iloc[0])
        later = mine[mine["month"] > "2025-05"].sort_values("month")
        net = OF_KEPT * later["paid"] - PARCEL * later["sold"]
        before = later["sold"].cumsum() - later["sold"]
        share = ((pile - before) / later["sold"]).clip(0, 1)
        months = int((share > 0).sum())
        rows.append((luck, pile, int((share * later["sold"]).sum()), months, (share * net).sum()))
    return pd.DataFrame(rows, columns=["luck", "pile", "sold", "months", "money"])


def fleece_terms(shelf, sku, pnl_lines, code=FLEECE):
    """What a fleece brings at half price today, and what it is worth kept until it is bought again."""
    about = row_of(sku, code)
    share = keep(pnl_lines, code)
    later = clearance.worth_later(about["unit_cost"], AUTUMN, CAPITAL, ROOM * about["volume_l"])
    return {
        "pieces": int(row_of(ages(shelf, sku), code)["on_hand"]), "price": float(about["price"]),
        "cost": float(about["unit_cost"]), "half": about["price"] / 2 * share - PARCEL,
        "kept": later, "least": clearance.least_price(later, share, PARCEL),
    }  # fmt: skip


def weeks_of(shelf, sku, code):
    """Weeks that an article's stock lasts at its pace at the usual price."""
    return float(row_of(ages(shelf, sku), code)["on_hand"] / pace(shelf, sku, code).value)


def covers(shelf, sku):
    """`weeks_of` three articles, by their names: two slow ones, and one that sells well."""
    names = sku.set_index(sku["sku"].astype(str))["title"].astype(str)
    there = set(ages(shelf, sku)["sku"])
    chosen = [code for code in (PACK, FLEECE, CHAIR) if code in there]
    return {names[code]: weeks_of(shelf, sku, code) for code in chosen}


def fleece_money(fleece, cost):
    """What half price in May brought for the fleece until the end of the year, luck by luck."""
    sums = fleece.groupby(["off", "luck"]).agg(
        sold=("sold", "sum"), bought=("bought", "sum"), paid=("paid", "sum"), left=("left", "last")
    )
    half, usual = sums.loc[0.5], sums.loc[0.0]
    more = half - usual
    return pd.DataFrame({
        "sold": more["sold"], "bought": more["bought"],
        "brought": more["paid"] * OF_KEPT - PARCEL * more["sold"],
        "stock": cost * (more["left"] - more["bought"]),
    }).assign(all=lambda t: t["brought"] + t["stock"])  # fmt: skip


# --- What the texts tell --------------------------------------------------------------------


@lesson.facts("ages-reading", "pace-reading")
def _ages(shelf, sku):
    table = ages(shelf, sku)
    shares = clearance.ageing_shares(table)
    bands = shares.set_index("band")
    rows = table.set_index("sku")
    old_names = list(bands.index[OLD:])
    each = rows["yuan"] / rows["on_hand"]
    old = rows[old_names].sum(axis=1) * each
    oldest = rows[old_names[-1]] * each
    mine = row_of(table, PACK)
    groups = clearance.age_by_pace(table, OLD, SLOW).set_index("pace")
    return {
        "yuan": fact.money(table["yuan"].sum(), -3),
        "old": fact.share(old.sum() / table["yuan"].sum()),
        "old_yuan": fact.money(old.sum(), -2),
        "first": fact.name(old.idxmax()),
        "first_share": fact.share(old.max() / old.sum()),
        "oldest": fact.name(oldest.idxmax()),
        "oldest_share": fact.share(oldest.max() / oldest.sum()),
        "first_sold": fact.count(rows.loc[old.idxmax(), "sold"]),
        "pack": fact.count(mine["on_hand"]),
        "pack_yuan": fact.money(mine["yuan"], -2),
        "pack_old": fact.count(mine[old_names].sum()),
        "pack_cover": fact.count(mine["cover"]),
        "hammocks": fact.count(rows["on_hand"].get(HAMMOCK, 0)),
        "ham_yuan": fact.money(rows["yuan"].get(HAMMOCK, 0.0), -2),
        "ham_end": fact.name(f"{row_of(sku, HAMMOCK).get('end_date', pd.NaT):%Y-%m-%d}"),
        "young_slow": fact.money(groups.loc["slow", "young"], -2),
        "old_slow": fact.money(groups.loc["slow", "old"], -2),
        "dead": fact.money(groups.loc["no sale", ["young", "old"]].sum(), -2),
    }


@lesson.facts("pile-reading", "plans-reading", "guess-reading", "waiting-reading")
def _plans(shelf, sku, pnl_lines, promos):
    pile = terms(shelf, sku, pnl_lines, promos)
    table = plans(pile).set_index("plan")
    money = table["money"]
    speed, found = pace(shelf, sku), by_tests(shelf, sku, promos)
    card = clearance.markdown_plan(**pile, weeks=WEEKS)
    weeks = over_interval(pile, found, 5).iloc[-1]
    alone = {name: pile[name] for name in pile if name != "elasticity"}
    back = come_back(shelf)
    kept = plans(stay_sold(pile, back)).set_index("plan")["money"]
    ends = clearance.plan_if_wrong([found.value], [found.low, found.high], **alone, weeks=WEEKS)
    return (
        fact.ends("e", found, fact.number, digits=2)
        | fact.ends("speed", speed, fact.number, digits=1)
        | {
            "e_n": fact.count(found.n),
            "days": fact.count(speed.n),
            "left_of": fact.number(100 * pile["keep"], 1),
            "dealer": fact.money(money.iloc[0], -1),
            "rush": fact.money(money.iloc[1], -1),
            "rush_price": fact.money(rush_price(shelf, sku, promos), 1),
            "steps": fact.money(money.iloc[2], -1),
            "usual": fact.money(money.iloc[3], -1),
            "card": fact.money(money.iloc[4], -1),
            "card_price": fact.money(card["price"].iloc[0]),
            "card_left": fact.count(card.attrs["left"]),
            "rush_share": fact.share(table["of_best"].iloc[1]),
            "four": fact.money(card["price"].iloc[0]),
            "twelve": fact.money(clearance.markdown_plan(**pile, weeks=12)["price"].iloc[0]),
            "each": fact.money(pile["waiting"], 2),
            "all": fact.money(pile["waiting"] * pile["stock"]),
            "fifth": fact.money(weeks["gain"], -1),
            "fifth_low": fact.money(weeks["low"], -1),
            "fifth_high": fact.money(weeks["high"], -1),
            "worst": fact.share(ends["of_best"].min()),
            "back": fact.share(back),
            "rush_back": fact.money(kept.iloc[1], -1),
            "steps_back": fact.money(kept.iloc[2], -1),
            "usual_back": fact.money(kept.iloc[3], -1),
            "card_back": fact.money(kept.iloc[4], -1),
        }
    )


@lesson.facts("border-reading", "verdict")
def _border(shelf, sku, promos):
    found = by_tests(shelf, sku, promos)
    borders = {end: clearance.rush_border(getattr(found, end)) for end in ("value", "low", "high")}
    days = [7 * border.cover for border in borders.values()]
    loss = [border.loss for border in borders.values()]
    slow = min(weeks_of(shelf, sku, code) for code in (PACK, FLEECE))
    return {
        "days": fact.number(days[0], 1),
        "days_low": fact.number(min(days), 1),
        "days_high": fact.number(max(days), 1),
        "loss": fact.share(loss[0]),
        "loss_low": fact.share(min(loss)),
        "loss_high": fact.share(max(loss)),
        "cost": fact.share(clearance.rush_cost(slow, 8, 0.0, found)),
        "chair": fact.count(7 * weeks_of(shelf, sku, CHAIR)),
        "chair_sold": fact.count(row_of(ages(shelf, sku), CHAIR)["sold"]),
    }


@lesson.facts("true-reading", "turnover-reading")
def _true(shelf, sku, pnl_lines, promos, pack):
    pile = terms(shelf, sku, pnl_lines, promos)
    card = clearance.markdown_plan(**pile, weeks=WEEKS)["price"].iloc[0]
    paths = {"usual": [pile["price"]] * WEEKS, "card": None}
    believes = clearance.compare_plans(paths, **pile, weeks=WEEKS)
    times = true_times(pack).set_index("off")
    guess = believed(by_tests(shelf, sku, promos)).set_index("off")
    table = true_plans(pack).set_index("plan")
    cuts = table[table.index.str.fullmatch(r"\d+% off")].drop(index="0% off")
    best = cuts["gain"].idxmax()
    off = pd.Series([float(name.split("%")[0]) / 100 for name in cuts.index], cuts.index)
    near = (off - (1 - card / pile["price"])).abs().idxmin()
    least = _totals(pack, "plan")
    start = least[least["plan"] == "0% off"]
    short = int((start["left"] + start["sold"] < 300).sum())
    return (
        fact.ends("half", times.loc[0.5], fact.number, digits=1)
        | fact.ends("thought", guess.loc[0.5], fact.number, digits=1)
        | fact.ends("deep", times.loc[0.8], fact.number, digits=1)
        | fact.ends("deep_thought", guess.loc[0.8], fact.number, digits=0)
        | fact.ends("ten", times.loc[0.1], fact.number, digits=2)
        | fact.ends("near_gain", table.loc[near].rename({"gain": "estimate"}), fact.money, digits=-1,
                    signed=True)
        | fact.ends("best_gain", table.loc[best].rename({"gain": "estimate"}), fact.money, digits=-1,
                    signed=True)
        | fact.ends("most", cuts.iloc[-1].rename({"gain": "estimate"}), fact.money, digits=-2,
                    signed=True)
        | fact.ends("week", table.loc["70% off for 7 days"].rename({"gain": "estimate"}), fact.money,
                    digits=-1, signed=True)
        | {
            "ten_thought": fact.number(guess.loc[0.1, "estimate"], 2),
            "half_told": _inside(times.loc[0.5, "estimate"], guess.loc[0.5]),
            "deep_told": _inside(times.loc[0.8, "estimate"], guess.loc[0.8]),
            "n": fact.count(times["n"].iloc[0]),
            "best": fact.name(best),
            "near": fact.name(near),
            "hoped": fact.money(believes["money"].iloc[-1] - believes["money"].iloc[0], -1, signed=True),
            "best_turn": fact.number(table.loc[best, "turnover"], 1),
            "turn": fact.number(cuts["turnover"].iloc[-1], 1),
            "usual_turn": fact.number(table.loc["0% off", "turnover"], 1),
            "rest": fact.count(cuts["left"].iloc[-1]),
            "short": fact.count(short),
        }
    )  # fmt: skip


def _inside(value, row):
    return "inside" if row["low"] <= value <= row["high"] else "outside"


@lesson.facts("stay-reading")
def _stay(stay):
    table = stays(stay)
    found = estimates.ratio_of_totals(table["money"], table["pile"], "runs")
    return fact.ends("each", found, fact.money, digits=1) | {
        "n": fact.count(found.n),
        "least": fact.count(table["pile"].min()),
        "largest": fact.count(table["pile"].max()),
        "fewest": fact.count(table["months"].min()),
        "most": fact.count(table["months"].max()),
    }


@lesson.facts("fleece-reading")
def _fleece(shelf, sku, pnl_lines, fleece):
    own = fleece_terms(shelf, sku, pnl_lines)
    table = fleece_money(fleece, own["cost"])
    found = estimates.mean(table["all"], "pairs of runs")
    each = table["brought"].sum() / table["sold"].sum()
    return fact.ends("all", found, fact.money, digits=-2, signed=True) | {
        "n": fact.count(found.n),
        "sold": fact.count(table["sold"].mean()),
        "bought": fact.count(table["bought"].mean()),
        "each": fact.money(each),
        "half": fact.money(own["half"]),
        "cost": fact.money(own["cost"]),
    }


# --- Asked in the notebook ------------------------------------------------------------------


@lesson.exercise("Songling's dead stock", Number(tolerance=60, unit="yuan"))
def other_dead(other_shelf, other_sku):
    """The second shop, Songling, on the evening of 11 November 2025 (`other_shelf`, `other_sku`): how many **yuan at cost** lie there in articles of which
    *nothing* was sold in the last 30 days?

    Hint: `clearance.stock_ageing(other_shelf, other_sku)` has the column `sold`.

    Hint: `clearance.age_by_pace` has a row "no sale". Add young and old.

    Right: {yuan} yuan, in {n} articles. {ended} of them have ended: they aren't on sale any more. Nobody can buy what no page shows. Before you cut a price, look whether the article is still there.
    """
    return _dead(ages(other_shelf, other_sku))


def _dead(table):
    return float(table.loc[table["sold"] == 0, "yuan"].sum())


@other_dead.facts
def _dead_facts(other_shelf, other_sku):
    table = ages(other_shelf, other_sku)
    dead = table.loc[table["sold"] == 0, "sku"]
    ends = other_sku.set_index(other_sku["sku"].astype(str))["end_date"].reindex(dead)
    return {
        "yuan": fact.money(_dead(table)), "n": fact.count(len(dead)),
        "ended": fact.count((ends <= other_shelf["date"].max()).sum()),
    }  # fmt: skip


@other_dead.applies
def _some_dead(other_shelf, other_sku):
    """In this shop each article was sold in the last 30 days."""
    return _dead(ages(other_shelf, other_sku)) > 500


@other_dead.wrong("the oldest band")
def _oldest(other_shelf, other_sku):
    """Those are yuan in the oldest band. Asked is what doesn't *sell*: age and pace are two things."""
    return float(clearance.ageing_shares(ages(other_shelf, other_sku))["yuan"].iloc[-1])


@other_dead.wrong("slow too")
def _slow_too(other_shelf, other_sku):
    """You added the slow articles. Of them something was sold."""
    table = ages(other_shelf, other_sku)
    return float(table.loc[table["cover"] > SLOW, "yuan"].sum())


@other_dead.wrong("pieces")
def _dead_pieces(other_shelf, other_sku):
    """Those are pieces. Asked are yuan at cost."""
    table = ages(other_shelf, other_sku)
    return float(table.loc[table["sold"] == 0, "on_hand"].sum())


@other_dead.wrong("at the usual price")
def _at_price(other_shelf, other_sku):
    """That is at the usual price. The stock stands in the books at cost, and today's worth is lower still."""
    table = ages(other_shelf, other_sku)
    dead = table[table["sold"] == 0]
    price = other_sku.set_index(other_sku["sku"].astype(str))["price"]
    return float((dead["on_hand"] * dead["sku"].map(price)).sum())


@lesson.exercise("Gone in seven days: at which price?", Number(tolerance=1.5, unit="yuan"))
def rush(shelf, sku, promos):
    """The day packs (`DP01`) shall be gone in **seven days**. Take the pace and the elasticity that you have just read. At which price would the last one be
    expected to leave on the last day? In yuan.

    Hint: How many times the usual week must be sold? By the elasticity, which price brings so many?

    Hint: `clearance.clearing_price(stock, weekly, price, elasticity)`.

    Right: {price} yuan. After refunds, fee, tax and parcel about {net} yuan of it are left. The dealer pays 6 and asks for no parcels.
    """
    return rush_price(shelf, sku, promos)


@rush.facts
def _rush_facts(shelf, sku, promos, pnl_lines):
    price = rush_price(shelf, sku, promos)
    return {"price": fact.money(price, 1), "net": fact.money(price * keep(pnl_lines) - PARCEL, 1)}


@rush.applies
def _too_many(shelf, sku, promos):
    """In this shop the day packs sell out in a few weeks at their usual price."""
    pile = row_of(ages(shelf, sku), PACK)
    return len(pile) > 0 and pile["on_hand"] > 6 * pace(shelf, sku).value


@rush.wrong("in proportion")
def _in_proportion(shelf, sku, promos):
    """You divided the price by as many times as demand must rise. At an elasticity of −2 half the price already brings four times the buyers: divide by less."""
    stock, price = row_of(ages(shelf, sku), PACK)["on_hand"], row_of(sku, PACK)["price"]
    return float(price * pace(shelf, sku).value / stock)


@rush.wrong("four weeks")
def _in_four(shelf, sku, promos):
    """That is the price at which they would be gone in *four* weeks. (Or did you take their cost? That is paid.)"""
    return rush_price(shelf, sku, promos, weeks=4)


@rush.wrong("half price")
def _half_price(shelf, sku, promos):
    """At half price about four times as many are wanted. How many times must it be?"""
    return float(row_of(sku, PACK)["price"]) / 2


@rush.wrong("off")
def _share_off(shelf, sku, promos):
    """That is how much you take off. Asked is the price."""
    return float(row_of(sku, PACK)["price"]) - rush_price(shelf, sku, promos)


@lesson.exercise("Half price, in truth", Prediction("times"))
def half(pack):
    """In the simulation the same four weeks can run again, with the day pack at **half price**. How many times as many are wanted as at the usual price, in truth? Answer
    `(value, low, high)`, for example `(10, 6, 15)`.

    Hint: What does the elasticity say? At which prices was it measured?

    Right: {times} times ({low} to {high}, n = {n} pairs of runs with the same luck).
    """
    return float(true_times(pack).set_index("off").loc[0.5, "estimate"])


@half.facts
def _half_facts(pack):
    row = true_times(pack).set_index("off").loc[0.5]
    return {"times": fact.number(row["estimate"], 1), "low": fact.number(row["low"], 1),
            "high": fact.number(row["high"], 1), "n": fact.count(row["n"])}  # fmt: skip


KEEP = Decision(
    {
        "A": "Half price for seven days, as the checklist says.",
        "B": "Leave them at their usual price, and buy none until they are nearly gone.",
        "C": "All of them to a dealer, for a fifth of their cost.",
    },
    {
        "1": "each piece that is kept saves buying one in autumn, and that is worth more than half price leaves",
        "2": "they cost more than half price leaves, and one must never sell below cost",
        "3": "what is older than 90 days only gets older",
        "4": "the room they take costs more than they bring",
    },
)


@lesson.exercise("What about the fleeces?", KEEP)
def keep_fleece(shelf, sku, pnl_lines):
    """{pieces} fleece jackets (`FL01`) lie there, most of them for more than 90 days. They sell slowly: {sold} in the last 30 days. At that pace they last for about {weeks} weeks. Then the shop buys new ones, for {cost} yuan
    each. What do you do now, and why? An answer looks like `("A", 1)`.

    Hint: `clearance.worth_later` says what a kept piece is worth today. What does half price leave?

    Right: Half price leaves {half} yuan of a piece. Kept, it is worth about {kept}, as in autumn it needn't be bought. Below {least} yuan they had better stay. This holds only if fleeces *are* bought again: ask that first.
    """
    return ("B", 1)


@keep_fleece.facts
def _keep_facts(shelf, sku, pnl_lines):
    own = fleece_terms(shelf, sku, pnl_lines)
    return {
        "sold": fact.count(row_of(ages(shelf, sku), FLEECE)["sold"]),
        "pieces": fact.count(own["pieces"]), "cost": fact.money(own["cost"]),
        "weeks": fact.count(AUTUMN), "half": fact.money(own["half"]),
        "kept": fact.money(own["kept"]), "least": fact.money(own["least"]),
    }  # fmt: skip


@keep_fleece.applies
def _better_kept(shelf, sku, pnl_lines):
    """In this shop no pile of fleeces lies there, or half price leaves more than a kept one is worth."""
    pile = row_of(ages(shelf, sku), FLEECE)
    if not len(pile) or pile["cover"] < SLOW:
        return False
    own = fleece_terms(shelf, sku, pnl_lines)
    return own["half"] < own["kept"]


@keep_fleece.wrong("below cost")
def _below_cost(shelf, sku, pnl_lines):
    """Right to keep them. But "never below cost" is no reason: the cost is paid. For the day pack it would be wrong. What counts is what a kept piece is worth *later*."""
    return ("B", 2)


@keep_fleece.wrong("the checklist")
def _checklist(shelf, sku, pnl_lines):
    """A jacket doesn't go bad. Old stock that sells, and is bought again anyway, loses only money's price and its room."""
    return ("A", 3)


@keep_fleece.wrong("room")
def _room(shelf, sku, pnl_lines):
    """Reckon it: 4 litres for half a year cost about three yuan a piece. Half price costs far more."""
    return ("A", 4)


@keep_fleece.wrong("the dealer")
def _to_dealer(shelf, sku, pnl_lines):
    """The dealer pays a fifth of what a new one costs in autumn."""
    return ("C", 3)


@keep_fleece.wrong("saves, so sell")
def _saves_so_sell(shelf, sku, pnl_lines):
    """If each kept piece saves buying one, that is a reason to keep it."""
    return ("A", 1)


# --- The workshop's pool --------------------------------------------------------------------

LAMP = {"worth": 9.0, "keep": 0.70, "per_piece": 5.0}


@lesson.exercise("Below which price?", Number(tolerance=0.4, unit="yuan"), pool=True)
def dealer_price():
    """A lamp cost 40 yuan. A dealer takes any number for 9 yuan each. Of a price in the shop 70% are left after refunds, fee and tax, and a parcel costs 5. Below which price is the
    **dealer better** than a sale in the shop?

    Hint: What must a sale leave, after the parcel?

    Right: (9 + 5) ÷ 0.70 = 20 yuan. That the lamp cost 40 is past: nobody pays it back.
    """
    return clearance.least_price(**LAMP)


@dealer_price.wrong("cost")
def _cost_counts():
    """You asked for the cost. It is paid, whatever you do now."""
    return (40 + 5) / 0.70


@dealer_price.wrong("all of the price")
def _all_kept():
    """Of a price only 70% are left."""
    return 14.0


@dealer_price.wrong("no parcel")
def _no_parcel():
    """You forgot the parcel: the dealer comes and fetches them."""
    return 9 / 0.70


@dealer_price.wrong("a share of the sum")
def _times_keep():
    """Divide by 0.70: the price must be *higher* than what is left of it."""
    return 14 * 0.70


CAKES = {"cover": 5, "weeks": 3, "loss": 0.25, "elasticity": -2}


@lesson.exercise("Moon cakes", Number(tolerance=0.012, unit="share"), pool=True)
def cakes():
    """Moon cakes (月饼) for five weeks lie there, three weeks before the festival. Each week they lose 25% of their worth to buyers. Elasticity −2, demand known. What **share of
    the money** does it cost to have them gone after one week instead of after three? (0.1 for 10%.)

    Hint: With elasticity −2 a loss of 25% makes q = 0.75² = 0.5625. How many first weeks are three weeks worth?

    Hint: 1 + q + q². The money grows with its square root.

    Right: Three weeks are worth 1.88 first ones; 1 − 1 ÷ √1.88 = 27%. Even with a festival so near a week is too short; after it they are worth nothing, and three weeks are the end.
    """
    return clearance.rush_cost(**CAKES)


@cakes.wrong("no loss")
def _no_loss():
    """You let the weeks count alike. Later ones bring less."""
    return clearance.rush_cost(**CAKES | {"loss": 0.0})


@cakes.wrong("the cover")
def _by_cover():
    """Stock for five weeks, but only three are there, and they count less and less."""
    return 1 - 5**-0.5


@cakes.wrong("no root")
def _no_root():
    """Twice the weeks aren't twice the money: with elasticity −2 it grows by the root of 2."""
    return 1 - 1 / 1.87890625


@cakes.wrong("q without the square")
def _no_square():
    """You took 0.75 for q. A price that falls by a quarter loses 44% of the demand at elasticity −2: q is 0.75²."""
    return 1 - (1 + 0.75 + 0.5625) ** -0.5


STAIRS = Choice(
    {
        "A": "Stairs: 20%, then 40%, then 60% off.",
        "B": "One price for all the weeks, so that the last piece leaves at the end.",
        "C": "60% off in the first week, then the usual price.",
        "D": "The usual price, and 80% off on the last day.",
    }
)


@lesson.exercise("Which path?", STAIRS, pool=True)
def one_price():
    """Demand is known and the same in each week, with one elasticity below −1. Nothing fades, nobody waits for a lower price. Which path brings **most**?

    Hint: A week's money grows ever more slowly with the pieces. So how should the pieces be spread over the weeks?

    Right: Move a piece from a week with many to a week with few: it brings more there. So the weeks end alike. Stairs can be right for other reasons: you don't know the demand and learn it, or those who would pay most come first.
    """
    return "B"


@one_price.wrong("stairs")
def _stairs():
    """Then the last weeks sell many pieces cheap, and the first few pieces dear: spread them evenly and you get more."""
    return "A"


@one_price.wrong("first week")
def _first_week():
    """A crowd in one week, and empty weeks after it: each piece moved to a later week would bring more."""
    return "C"


@one_price.wrong("last day")
def _last_day():
    """One day then has to sell what three weeks could have sold for more."""
    return "D"


REPORT = Choice(
    {
        "A": "Turnover is the goal: a good clearance.",
        "B": "Ask what share of the pile was sold. If it is more than half, it was good.",
        "C": "Ask what it left after refunds, fee, tax and parcels, beside what the same weeks leave without it; and what each unsold piece is worth now.",
        "D": "Ask whether the price stayed above cost. If it did, it was good.",
    }
)


@lesson.exercise("Turnover doubled", REPORT, pool=True)
def turned_faster():
    """A report says: "After the clearance our stock turns over twice as fast." What do you do?

    Hint: Give the pile away for nothing. What does turnover do?

    Right: Turnover and the share sold are best where all is given away. Money has two sides: with the clearance, and without it.
    """
    return "C"


@turned_faster.wrong("turnover")
def _turnover():
    """Give all away for nothing, and it turns over even faster."""
    return "A"


@turned_faster.wrong("share")
def _share_sold():
    """The share sold is highest at a price of nothing."""
    return "B"


@turned_faster.wrong("above cost")
def _above_cost():
    """The cost is paid. A sale below it can be right, and one above it wrong, if the piece would have sold for more."""
    return "D"


@lesson.exercise("Fresh, and too much", Number(tolerance=150, unit="yuan"), pool=True)
def fresh_slow(other_shelf, other_sku):
    """The second shop on the evening of 11 November 2025 (`other_shelf`, `other_sku`). An age report calls pieces that came in the last 90 days fresh. How many **yuan at cost** of fresh pieces lie in articles that *sell*,
    but whose stock would last for more than 90 days at the pace of the last 30?

    Hint: `clearance.age_by_pace(clearance.stock_ageing(other_shelf, other_sku), old=2, slow=90)`: which row, which column?

    Right: {yuan} yuan. A report of ages doesn't see them yet. Stop buying them first: that costs nothing.
    """
    return _fresh_slow(ages(other_shelf, other_sku))


def _fresh_slow(table):
    return float(clearance.age_by_pace(table, OLD, SLOW).set_index("pace").loc["slow", "young"])


@fresh_slow.facts
def _fresh_facts(other_shelf, other_sku):
    return {"yuan": fact.money(_fresh_slow(ages(other_shelf, other_sku)))}


@fresh_slow.applies
def _some_fresh(other_shelf, other_sku):
    """In this shop no article has so much fresh stock."""
    return _fresh_slow(ages(other_shelf, other_sku)) > 1000


@fresh_slow.wrong("all fresh")
def _all_fresh(other_shelf, other_sku):
    """Those are all fresh pieces. Most of them sell fast."""
    return float(clearance.age_by_pace(ages(other_shelf, other_sku), OLD, SLOW)["young"].sum())


@fresh_slow.wrong("slow and dead")
def _slow_and_dead(other_shelf, other_sku):
    """You added articles without a sale. Asked are those that sell."""
    table = clearance.age_by_pace(ages(other_shelf, other_sku), OLD, SLOW).set_index("pace")
    return float(table.loc[["slow", "no sale"], ["young", "old"]].sum().sum())


@fresh_slow.wrong("pieces")
def _fresh_pieces(other_shelf, other_sku):
    """Those are pieces. Asked are yuan at cost."""
    table = ages(other_shelf, other_sku)
    return float(table.loc[(table["cover"] > SLOW) & (table["sold"] > 0), "on_hand"].sum())
