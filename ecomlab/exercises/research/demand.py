"""The exercises of lesson 1.1, *Is anybody looking for this?*"""

from functools import cache

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds import Between, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import ratio_of_counts
from ecomlab.research.demand import (
    change_point,
    index_power,
    index_to_count,
    lifecycle_stage,
    market_layers,
    market_size,
    topic_share,
    yoy_growth,
)
from ecomlab.research.rising import (
    backtest_risers,
    buy_risers,
    false_share,
    gained_over,
    purchase_results,
    rising_items,
)
from ecomlab.research.trends import (
    around_festival,
    backtest_demand,
    demand_trend,
    festival_in_month,
    forecast_errors,
)
from ecomlab.texts import fact

POWER = 0.6  # of the tool's index, as the lesson measures it
KNOWN = "2025-11-30"  # the last day that is known on the lesson's day
BOUGHT = ("2023-09", "2025-08")  # the 24 months after which the lesson's purchases are made
ELSEWHERE = ("2024-05", "2025-08")  # in the second shop
FASTEST, LIKELIEST, IN_SEASON = "fastest", "persistent", "in season"
NEED = "light"
SHELF = "shelter"  # the category whose festival is asked
SERVED = ["furniture", "shelter", "light", "kitchen", "carry", "wear"]  # what the shop sells
SEARCHED = ["search_result", "search_ad"]  # the entrances of who searched, but not for our name


@cache
def data():
    """What the notebook has when it asks."""
    shop, other = load("shop"), load("second_shop")
    months = shop.keyword_months
    return {
        "keyword_months": months,
        "category_stats": shop.category_stats,
        "search_words": shop.search_words,
        "traffic_daily": shop.traffic_daily,
        "near": around_festival(shop.keywords, power=POWER),
        "effects": demand_trend(shop.keywords, KNOWN, power=POWER),
        "tried": backtest_demand(shop.keywords, "2024-12", KNOWN, power=POWER),
        "lots": buy_risers(months, *BOUGHT, power=POWER),
        "believed": backtest_risers(months, *BOUGHT, power=POWER),
        "other_months": other.keyword_months,
    }


lesson = Lesson(
    "1_1",
    data=data,
    names={"keyword_months": "months", "category_stats": "stats", "search_words": "words"},
)


# --- What the texts tell -----------------------------------------------------------------------


def _wide(keyword_months, value="search_index"):
    months = keyword_months.astype({"keyword": str})
    return months.pivot(index="keyword", columns="month", values=value)


def _last(keyword_months):
    return keyword_months["month"].max()


def _back(month, by):
    return str(pd.Period(month, "M") - by)


def _risers(keyword_months, count=20):
    """The words whose index rose most over the last month, and by how many times."""
    wide, last = _wide(keyword_months), _last(keyword_months)
    return (wide[last] / wide[_back(last, 1)]).nlargest(count)


def _month(name):
    return fact.Fact(f"{name}-01", "month")


@lesson.facts("list-reading")
def _list(keyword_months):
    fast = _risers(keyword_months)
    of = keyword_months.drop_duplicates("keyword").astype({"keyword": str, "category": str})
    category = of.set_index("keyword")["category"].loc[fast.index]
    return {
        "month": _month(_last(keyword_months)),
        "category": fact.name(category.mode()[0]),
        "of_it": fact.count((category == category.mode()[0]).sum()),
        "top": fact.name(fast.index[0]),
        "rise": fact.share(fast.iloc[0] - 1, signed=True),
    }


@lesson.facts("index-reading")
def _index(keyword_months):
    power = index_power(keyword_months)
    return {
        "power": fact.number(power.value, 3),
        "low": fact.number(power.low, 3),
        "high": fact.number(power.high, 3),
        "words": fact.count(power.n),
        "shown": fact.share(3**power.value - 1, signed=True),
    }


@lesson.facts("season-reading")
def _season(keyword_months):
    word, last = seasonal_word(keyword_months), _last(keyword_months)
    count = index_to_count(_wide(keyword_months).loc[word], POWER)
    mine = yoy_growth(keyword_months, last, 1, power=POWER).astype({"keyword": str})
    mine = mine.set_index("keyword").loc[word]
    return {
        "word": fact.name(word),
        "month": _month(last),
        "times": fact.number(count[last] / count[_back(last, 1)], 1),
        "year_ago": fact.number(count[_back(last, 12)] / count[_back(last, 13)], 1),
        "growth": fact.share(mine["growth"], signed=True),
        "above": fact.share(mine["above"], signed=True),
    }


def seasonal_word(keyword_months):
    """Of the words of twenty fast ones, the one with the most searches in the last month."""
    fast, wide = _risers(keyword_months), _wide(keyword_months)
    known = wide[[_back(_last(keyword_months), 12), _back(_last(keyword_months), 13)]].dropna()
    return wide.loc[fast.index.intersection(known.index), _last(keyword_months)].idxmax()


@lesson.facts("festival-title", "festival-reading")
def _festival(effects, near):
    day = near.loc[near.groupby("year")["level"].idxmin()]
    dip = effects[effects["kind"] == "festival"].set_index(["group", "effect"])["estimate"]
    lowest = dip.groupby("group").min()
    mine = effects[effects["group"] == SHELF].set_index(["kind", "effect"])
    row, big = mine.loc[("festival", -1)], mine.loc["event"]
    return {
        "group": fact.name(SHELF),
        "dip": fact.number(row["estimate"], 2),
        "low": fact.number(row["low"], 2),
        "high": fact.number(row["high"], 2),
        "years": fact.count(row["n"]),
        "words": fact.count(row["words"]),
        "deepest": fact.number(day["level"].min(), 2),
        "shallowest": fact.number(day["level"].max(), 2),
        "first_day": fact.count(-day["distance"].max()),
        "last_day": fact.count(-day["distance"].min()),
        "least": fact.name(lowest.idxmax()),
        "least_dip": fact.number(lowest.max(), 2),
        "june": fact.number(big.loc["618", "estimate"], 2),
        "november": fact.number(big.loc["11.11", "estimate"], 2),
        "now": fact.number(festival_in_month(effects, SHELF, "2025-01"), 2),
        "then": fact.number(festival_in_month(effects, SHELF, "2024-01"), 2),
    }


@lesson.facts("forecast-title", "forecast-reading")
def _forecasts(tried):
    found = forecast_errors(tried).set_index("ahead")
    near, far = found.loc[3], found.loc[found.index.max()]
    return {
        "words": fact.count(tried["keyword"].nunique()),
        "origins": fact.Fact(tried["origin"].nunique(), "months"),
        "error": fact.share(near["error"]),
        "naive": fact.share(near["naive_error"]),
        "ahead": fact.Fact(found.index.max(), "months"),
        "far": fact.share(far["error"]),
        "far_naive": fact.share(far["naive_error"]),
        "held": fact.share(near["estimate"], 1),
        "forecasts": fact.count(found["forecasts"].sum()),
        "verdict": "wide" if near["estimate"] > 0.97 else "fair" if near["estimate"] > 0.92
        else "narrow",
    }  # fmt: skip


@lesson.facts("base-reading")
def _base(keyword_months, category_stats):
    found = yoy_growth(keyword_months, by="category", power=POWER, span=12, stats=category_stats)
    fast, more = found.iloc[0], (found["now"] - found["base"])
    most = found.loc[more.idxmax()]
    return {
        "month": _month(_last(keyword_months)),
        "fast": fact.name(fast["category"]),
        "growth": fact.share(fast["growth"], signed=True),
        "sellers": fact.share(fast["sellers"], signed=True),
        "share": fact.share(fast["share_now"], 1),
        "most": fact.name(most["category"]),
        "most_growth": fact.share(most["growth"], signed=True),
        "of_more": fact.share((most["now"] - most["base"]) / more[more > 0].sum()),
    }


@lesson.facts("rising-reading")
def _believed(keyword_months, believed):
    last = _last(keyword_months)
    listed = rising_items(keyword_months, last, power=POWER)
    first = listed.iloc[0]
    said, false = (believed["promised"] * believed["believed"]).sum(), believed["false"].sum()
    worst = believed.loc[believed["false"].idxmax()]
    found = false_share(believed)
    dot = yoy_growth(keyword_months, last, power=POWER).nlargest(1, "above").iloc[0]
    place = listed.index[listed["item"].astype(str) == str(dot["keyword"])][0]
    return {
        "dot": fact.name(dot["keyword"]),
        "dot_times": fact.number(1 + dot["above"], 1),
        "dot_year": fact.number(1 + listed.loc[place, "excess"], 1),
        "dot_place": fact.count(place + 1),
        "month": _month(last),
        "all": fact.count(len(listed)),
        "now": fact.count(listed["believed"].sum()),
        "word": fact.name(first["item"]),
        "seen": fact.number(1 + first["excess"], 1),
        "expected": fact.number(1 + first["expected"], 1),
        "months": fact.Fact(len(believed), "months"),
        "believed": fact.count(believed["believed"].sum()),
        "words": fact.count(believed["new"].sum()),
        "promised": fact.count(round(said)),
        "false": fact.count(false),
        "false_share": fact.share(found.value),
        "low": fact.share(found.low),
        "high": fact.share(found.high),
        "promise": "kept" if found.low <= said / believed["believed"].sum() else "broken",
        "worst": _month(worst["month"]),
        "worst_false": fact.count(worst["false"]),
        "worst_believed": fact.count(worst["believed"]),
    }


@lesson.facts("trial-title", "trial-reading", "verdict", "recap-results")
def _trial(lots):
    found = purchase_results(lots).set_index("rule")
    facts = {"months": fact.Fact(lots["month"].nunique(), "months")}
    for name, rule in (("fast", FASTEST), ("likely", LIKELIEST), ("season", IN_SEASON),
                       ("oracle", "oracle")):  # fmt: skip
        row = found.loc[rule]
        facts |= {
            f"{name}_profit": fact.money(row["profit"], -3),
            f"{name}_bought": fact.money(row["bought"], -3),
            f"{name}_left": fact.share(row["left"] / row["bought"]),
            f"{name}_per_100": fact.money(row["estimate"]),
        }
    more = gained_over(lots, IN_SEASON, FASTEST)
    same = gained_over(lots, LIKELIEST, FASTEST)
    equal = gained_over(lots, IN_SEASON, FASTEST, equal_money=True)
    bought = found["bought"] / lots["month"].nunique()
    wrong = lots[(lots["rule"] == FASTEST) & (lots["wanted"] < 1)]
    return facts | {
        "more": fact.money(more.value, -2),
        "equal": fact.money(equal.value, -2),
        "equal_low": fact.money(equal.low, -2),
        "equal_high": fact.money(equal.high, -2),
        "blocks": fact.count(equal.n),
        "freed": fact.money(bought[FASTEST] - bought[LIKELIEST], -2),
        "same": fact.money(same.value, -2, signed=True),
        "same_low": fact.money(same.low, -2, signed=True),
        "same_high": fact.money(same.high, -2, signed=True),
        "false_risers": fact.count(len(wrong)),
        "fast_lots": fact.count((lots["rule"] == FASTEST).sum()),
        "cleared": fact.money(wrong["left"].sum(), -3),
        "agrees": "better" if equal.low > 0 else "open",
    }


@lesson.facts("need-reading")
def _need(keyword_months, search_words):
    shares = _of_need(keyword_months, search_words, NEED)
    change = change_point(shares)
    roomy = change_point(_of_need(keyword_months, search_words, "roomy"))
    offered = change_point(_of_need(keyword_months, search_words, NEED, "n_listings", 1))
    return {
        "need": fact.name(NEED),
        "month": _month(change["month"]),
        "first": _month(change["first"]),
        "last": _month(change["last"]),
        "times": fact.number(change["estimate"], 2),
        "roomy_month": _month(roomy["month"]),
        "roomy": fact.number(roomy["estimate"], 1),
        "offered": fact.number(offered["estimate"], 2),
    }


def _of_need(keyword_months, search_words, need, value="search_index", power=POWER):
    """A need's share of all words that name one, month by month."""
    keys = {"keyword": str}
    named = keyword_months.astype(keys).merge(
        search_words[["keyword", "need"]].astype(keys | {"need": object}), on="keyword"
    )
    shares = topic_share(named, "need", value=value, power=power)
    return shares[shares["topic"] == need].set_index("month")["share"]


@lesson.facts("market-reading")
def _market(keyword_months, category_stats, traffic_daily):
    size = market_size(keyword_months, category_stats)
    stages = lifecycle_stage(keyword_months, power=POWER).set_index("category")
    first = size.iloc[0]
    row = stages.loc[first["category"]]
    visits = traffic_daily[traffic_daily["date"].dt.year == first["year"]]
    own = visits.loc[visits["entrance"].isin(SEARCHED), "revenue"].sum()
    ours = market_layers(size, SERVED, own).set_index("layer").loc["own"]
    return {
        "own": fact.money(own, -4),
        "own_share": fact.share(ours["of_the_one_above"], 1),
        "served": fact.count(len(SERVED)),
        "month": _month(_last(keyword_months)),
        "year": fact.number(first["year"]),
        "first": fact.name(first["category"]),
        "sales": fact.number(first["sales"] / 1e6),
        "share": fact.share(first["share"]),
        "outside": fact.money(first["outside_ten"] / 12, -2),
        "unsure": fact.count((stages["stage"] == "unsure").sum()),
        "categories": fact.count(len(stages)),
        "growth": fact.share(row["estimate"], signed=True),
        "before": fact.share(row["before"], signed=True),
    }


# --- What is asked -----------------------------------------------------------------------------


@lesson.exercise("What does the fast list earn?", Prediction("share"))
def fast_list(lots):
    """In each of {months} you buy the twenty words that rose most over the month. You order as if
    the rise went on for one more month. A piece that is sold leaves 33 of 100 yuan, one that is
    cleared loses a quarter of the price. A buyer who knows the future makes a profit of {best} of
    what the goods cost. **Which share of their cost does the fast list make?** Answer with
    `(value, low, high)`, all three of them shares.

    Hint: Whatever is sold earns {best} of its cost. Whatever is left loses half of it.

    Hint: How much of what was ordered will be left when the goods are there?

    Right: It made {came} of what the goods cost.
    """
    return purchase_results(lots).set_index("rule")["estimate"][FASTEST] / 100


@fast_list.facts
def _fast_list(lots):
    found = purchase_results(lots).set_index("rule")["estimate"] / 100
    return {
        "months": fact.Fact(lots["month"].nunique(), "months").say(unit="months"),
        "best": fact.share(found["oracle"]),
        "came": fact.share(found[FASTEST]),
    }


@lesson.exercise("What the tool shows", Number(tolerance=0.02, unit="share"))
def shown_growth(keyword_months):
    """The tool shows **+50%** for a word. By what share have its searches grown?

    Hint: By which power of the count does this index grow? `demand.index_power(months)`.

    Hint: The count is the index to the power of 1 ÷ that.

    Right: A growth by half is a doubling, nearly. Two words that the tool shows at +50% and at
    +100% are much farther apart than they look.
    """
    power = index_power(keyword_months)
    return index_to_count(1.5, power.value) - 1


@shown_growth.wrong("as shown")
def _as_shown(keyword_months):
    """That is the index. It isn't in proportion to searches: look at its power."""
    return 0.5


@shown_growth.wrong("the other way")
def _other_way(keyword_months):
    """You went from a count to its index. Here the index is known, and the count is asked."""
    return 1.5 ** index_power(keyword_months).value - 1


@shown_growth.wrong("growth divided")
def _divided(keyword_months):
    """You divided the 50% by the power. A power works on the whole index, 1.5, not on what was
    added.
    """
    return 0.5 / index_power(keyword_months).value


@shown_growth.wrong("a multiple")
def _a_multiple(keyword_months):
    """That is how many *times* as many searches there are. Growth is what was added: take 1 off."""
    return index_to_count(1.5, index_power(keyword_months).value)


@lesson.exercise("Season or rise?", Number(tolerance=0.025, unit="share"))
def season_or_rise(keyword_months):
    """In {month} the index of **{word}** stood at {now}. A month before it was {month_ago}, a year
    before {year_ago}. Its category's searches (counts) were {category} times those of a year
    before. **By what share did the word grow above its category** over the year, in searches?
    (The index has a power of 0.6.)

    Hint: Only one of the two earlier months has the same season.

    Hint: First counts: (now ÷ then) to the power of 1 ÷ 0.6. Then divide by the category's growth.

    Right: What is left when season and category are out is the word's own. This is the number that
    you compare between words.
    """
    now, _, year = _three(keyword_months)
    return index_to_count(now / year, POWER) / _category_times(keyword_months) - 1


def _three(keyword_months):
    last = _last(keyword_months)
    mine = _wide(keyword_months).loc[seasonal_word(keyword_months)]
    return [float(mine[_back(last, by)]) for by in (0, 1, 12)]


def _category_times(keyword_months):
    """How many times the searches of a year before the word's category has, as the prompt tells."""
    of = keyword_months.astype({"keyword": str, "category": str})
    category = of.set_index("keyword")["category"].loc[seasonal_word(keyword_months)].iloc[0]
    counts = index_to_count(of["search_index"], POWER).groupby([of["category"], of["month"]]).sum()
    last = _last(keyword_months)
    return round(float(counts[category, last] / counts[category, _back(last, 12)]), 3)


@season_or_rise.facts
def _season_or_rise(keyword_months):
    now, month, year = _three(keyword_months)
    return {
        "word": fact.name(seasonal_word(keyword_months)),
        "month": _month(_last(keyword_months)),
        "now": fact.count(now),
        "month_ago": fact.count(month),
        "year_ago": fact.count(year),
        "category": fact.number(_category_times(keyword_months), 3),
    }


@season_or_rise.wrong("the month before")
def _month_before(keyword_months):
    """You compared with the month before. Most of that rise is the season: it came last year too."""
    now, month, _ = _three(keyword_months)
    return index_to_count(now / month, POWER) - 1


@season_or_rise.wrong("the index")
def _the_index(keyword_months):
    """You divided two indexes. Turn them into counts first, then take the category off."""
    now, _, year = _three(keyword_months)
    return now / year - 1


@season_or_rise.wrong("with the category")
def _with_the_category(keyword_months):
    """That is the word's whole growth. Divide by what its category grew, for that comes to all."""
    now, _, year = _three(keyword_months)
    return index_to_count(now / year, POWER) - 1


@season_or_rise.wrong("growths subtracted")
def _subtracted(keyword_months):
    """You took one growth from the other. Growths multiply: divide the word's times by the
    category's times.
    """
    now, _, year = _three(keyword_months)
    return index_to_count(now / year, POWER) - _category_times(keyword_months)


@season_or_rise.applies
def _told_apart(keyword_months):
    """In this market the word's growth and its category's are so near that the ways agree."""
    right = season_or_rise(keyword_months)
    others = (_month_before, _the_index, _with_the_category)
    return all(abs(right - other(keyword_months)) > 0.06 for other in map(_plain, others))


def _plain(misconception):
    return getattr(misconception, "answer", misconception)


@lesson.exercise("The festival moves", Number(tolerance=0.02, unit="times"))
def next_january(effects):
    """In 2025 Spring Festival is on 29 January, in 2026 on 17 February. How many times as many
    searches for **{group}** will January 2026 have as January 2025, **because of the festival
    alone**? (`effects` is the table of `demand_trend` above.)

    Hint: `trends.festival_in_month(effects, "{group}", "2025-01")` is what the festival leaves of
    that month.

    Hint: The later month goes above the line.

    Right: Nobody's taste has changed. Whoever compares the two Januaries will report a growth all
    the same.
    """
    now, then = (festival_in_month(effects, SHELF, month) for month in ("2026-01", "2025-01"))
    return now / then


@next_january.facts
def _group(effects):
    return {"group": fact.name(SHELF)}


@next_january.wrong("upside down")
def _upside_down(effects):
    """You divided 2025 by 2026. The festival takes its dip out of January 2026."""
    return 1 / next_january(effects)


@next_january.wrong("a growth")
def _a_growth(effects):
    """That is what is added, as a share. Asked is how many *times* as many: add 1."""
    return next_january(effects) - 1


@next_january.wrong("February")
def _february(effects):
    """You compared the Februaries. January is asked: its festival moves away."""
    now, then = (festival_in_month(effects, SHELF, month) for month in ("2026-02", "2025-02"))
    return now / then


@next_january.wrong("no change")
def _no_change(effects):
    """A month's usual season is the same in both years, but the festival isn't in the same month."""
    return 1.0


@lesson.exercise(
    "The second shop",
    Number(tolerance=1.5, unit="yuan per 100 yuan of goods"),
)
def second_shop(other_months):
    """`other_months` are the search words of another shop's market. There, too, the twenty words
    that rose most were bought, after each month from {first} to {last}. **How many yuan of profit
    per 100 yuan of goods did that make?** (Power 0.6, all else as the function has it.)

    Hint: `rising.buy_risers(other_months, "{first}", "{last}", power=0.6)`, then
    `rising.purchase_results`.

    Hint: Which of its rows is the rule "buy what rises fastest"?

    Right: Another market with other risers gives another number. Compare it with the rule that asks
    what will be wanted: how far apart are they here?
    """
    lots = buy_risers(other_months, *ELSEWHERE, power=POWER, rules="fastest")
    return purchase_results(lots)["estimate"].iloc[0]


@second_shop.facts
def _elsewhere(other_months):
    return dict(zip(("first", "last"), map(fact.name, ELSEWHERE), strict=True))


@second_shop.wrong("the likeliest")
def _the_likeliest(other_months):
    """That is the row `persistent`. Asked is the rule that takes the fastest."""
    lots = buy_risers(other_months, *ELSEWHERE, power=POWER, rules=LIKELIEST)
    return purchase_results(lots)["estimate"].iloc[0]


@second_shop.wrong("the oracle")
def _the_oracle(other_months):
    """So much only somebody earns who knows what will be wanted."""
    lots = buy_risers(other_months, *ELSEWHERE, power=POWER, rules="oracle")
    return purchase_results(lots)["estimate"].iloc[0]


@second_shop.wrong("of sales")
def _of_sales(other_months):
    """You divided by what the goods would sell for. Divide by what they cost: `bought`."""
    return 0.5 * second_shop(other_months)


@lesson.exercise(
    "What do we order?",
    Decision(
        actions={
            "A": "Buy the twenty fastest words of the list, as if their rise went on.",
            "B": "Buy the likeliest risers only, and nothing else this month.",
            "C": "Ask first what will be wanted when the goods are there; order that, risers or not.",
            "D": "Buy nothing: rises are noise.",
        },
        reasons={
            "1": "What rises fastest now sells most later.",
            "2": "Season and festival of the weeks in which the goods are sold move demand more than "
            "most rises do, and they are known today.",
            "3": "A rise above the category never lasts.",
            "4": "The likeliest risers leave the least over per 100 yuan.",
        },
    ),
)
def order(lots):
    """The meeting decides on next month's order: twenty lots, with money for all of them. You have
    the four rows of the trial in front of you. What do you say, and why?

    Hint: The money is there. So look at yuan of profit, not at profit per 100 yuan.

    Hint: What did the two rules know that the fast list didn't use?

    Right: Season first, then the rise. Where money is short, the profit per 100 yuan decides, and
    the likeliest risers are as good.
    """
    return "C", 2


@order.applies
def _in_season_wins(lots):
    """In this trial it isn't clear that asking for the season earns more."""
    more = [gained_over(lots, IN_SEASON, other).low for other in (FASTEST, LIKELIEST)]
    return min(more) > 0


@order.wrong("the fast list")
def _the_fast_list(lots):
    """The fast list ordered more than was wanted and cleared the rest. Look at its row `left`."""
    return "A", None


@order.wrong("the likeliest only")
def _the_likeliest_only(lots):
    """They leave little over, but they are small orders: the yuan stay on the table. That is right
    where money is short, and here it isn't.
    """
    return "B", None


@order.wrong("nothing")
def _nothing(lots):
    """Each of the rules made a profit. Some rises last: the trial has a row for the likeliest."""
    return "D", None


@order.wrong("right action: what rises sells")
def _what_rises(lots):
    """Right decision, wrong reason: the rule C asks what will be wanted, not what rises now."""
    return "C", 1


@order.wrong("right action: rises never last")
def _never_last(lots):
    """Right decision, wrong reason. Some rises last; `rising_items` says how much of them."""
    return "C", 3


@order.wrong("right action: least over")
def _least_over(lots):
    """That is true, and a reason for B where money is short. With money for twenty lots it isn't
    the reason for C.
    """
    return "C", 4


# --- The workshop's pool -----------------------------------------------------------------------


def _largest(keyword_months):
    """The category with the most searches gained over the year to the last month."""
    found = yoy_growth(keyword_months, by="category", power=POWER, span=12)
    return found.loc[(found["now"] - found["base"]).idxmax()], found


@lesson.exercise("Where the new searches are", Number(tolerance=0.01, unit="share"), pool=True)
def new_searches(keyword_months):
    """Take the twelve months to {month} and the twelve before, in counts (power 0.6). Of all
    searches that were *added* in the categories that grew, which share came to **{category}**?

    Hint: `demand.yoy_growth(…, by="category", span=12, power=0.6)` has `base` and `now`.

    Hint: Added is now − base. Leave out the categories that shrank.

    Right: A rate without its base says how fast; this says how much.
    """
    row, found = _largest(keyword_months)
    added = found["now"] - found["base"]
    return (row["now"] - row["base"]) / added[added > 0].sum()


@new_searches.facts
def _new_searches(keyword_months):
    row, _ = _largest(keyword_months)
    return {"month": _month(_last(keyword_months)), "category": fact.name(row["category"])}


@new_searches.wrong("its share now")
def _its_share(keyword_months):
    """That is its share of all searches. Take what was added instead."""
    return _largest(keyword_months)[0]["share_now"]


@new_searches.wrong("the net sum")
def _net_sum(keyword_months):
    """You divided by the growth of the whole market. What shrank is taken off there: leave it out."""
    row, found = _largest(keyword_months)
    return (row["now"] - row["base"]) / (found["now"] - found["base"]).sum()


@new_searches.applies
def _ways_differ(keyword_months):
    """In this market the ways to count agree too nearly to be told apart."""
    right = new_searches(keyword_months)
    ways = (_its_share, _net_sum)
    return all(abs(right - _plain(way)(keyword_months)) > 0.025 for way in ways)


@lesson.exercise(
    "False risers",
    Number(tolerance=0.5, unit="words", accept=lambda keyword_months: [
        _fallen(keyword_months, "clicks")]),
    pool=True,
)  # fmt: skip
def false_risers(keyword_months):
    """Take the twenty words whose index rose most from {before} to {month}. Goods that are ordered
    then are sold in {sold}. **How many of the twenty were searched less in {sold} than in
    {month}?**

    Hint: One pivot of words by months answers both parts.

    Hint: A word that is gone in {sold} was searched less.

    Right: Each of them was on the list, and each would have left goods over.
    """
    return _fallen(keyword_months, "search_index")


SOLD, SEEN = 2, 5  # months before the last one: when goods are sold, when the list is read


def _fallen(keyword_months, value):
    wide, last = _wide(keyword_months), _last(keyword_months)
    seen, sold = _back(last, SEEN), _back(last, SOLD)
    fast = (wide[seen] / wide[_back(seen, 1)]).nlargest(20).index
    shown = _wide(keyword_months, value).loc[fast]
    return int((shown[sold].fillna(0) < shown[seen]).sum())


@false_risers.facts
def _when(keyword_months):
    last = _last(keyword_months)
    names = {"before": SEEN + 1, "month": SEEN, "sold": SOLD}
    return {name: _month(_back(last, by)) for name, by in names.items()}


@false_risers.wrong("the others")
def _the_others(keyword_months):
    """Those are the ones that were searched *more*, or as much. Asked are the false ones."""
    return 20 - _fallen(keyword_months, "search_index")


@false_risers.applies
def _not_ten(keyword_months):
    """Here as many rose as fell: the two counts can't be told apart."""
    wrong = {_fallen(keyword_months, value) for value in ("search_index", "clicks")}
    return not wrong & {20 - n for n in wrong} and 20 - min(wrong) - max(wrong) not in (-1, 0, 1)


@lesson.exercise("Small numbers", Number(tolerance=0.02, unit="share"), pool=True)
def small_numbers(keyword_months):
    """A word had {clicks} clicks in one quarter, and nothing about it has changed since. Chance in
    counting alone: **up to what growth may the same quarter of next year show**, 95 times in 100?
    Give the upper end as a share.

    Hint: The log of a ratio of two counts has a variance of 1 ÷ first + 1 ÷ second.

    Hint: {clicks} and {clicks} again; two standard errors up; then back from the log.

    Right: So a rise below that says nothing, however well it looks on a list.
    """
    n = _few(keyword_months)
    return ratio_of_counts(n, n).high - 1


def _few(keyword_months):
    """The clicks of the quarter of a word that few people type."""
    last = _last(keyword_months)
    quarter = [_back(last, by) for by in range(3)]
    clicks = keyword_months[keyword_months["month"].isin(quarter)].groupby(
        "keyword", observed=True
    )["clicks"].sum()  # fmt: skip
    return int(clicks[clicks >= 100].min())


@small_numbers.facts
def _clicks(keyword_months):
    return {"clicks": fact.count(_few(keyword_months))}


@small_numbers.wrong("one count only")
def _one_count(keyword_months):
    """You let one of the two counts vary. Last year's was dealt by luck too."""
    return float(np.expm1(np.log(1 + small_numbers(keyword_months)) / 2**0.5))


@small_numbers.wrong("one standard error")
def _one_error(keyword_months):
    """That is one standard error. 95 times in 100 needs about two."""
    return float(np.expm1((2 / _few(keyword_months)) ** 0.5))


@lesson.exercise(
    "When did the need change?",
    Number(tolerance=0.5, unit="months after the table's first",
           accept=lambda keyword_months, search_words: [
               _change(keyword_months, search_words) + Between(-1, 1).low,
               _change(keyword_months, search_words) + 1]),
    pool=True,
)  # fmt: skip
def need_changed(keyword_months, search_words):
    """Words name needs (`search_words`). Of all searches whose word names one, which share is for
    **{need}**, month by month (power 0.6)? From which month on has it another level? Count the
    months after the table's first, {first}: for the first itself answer 0.

    Hint: `demand.topic_share` on the months with their needs, then `demand.change_point`.

    Hint: Its `month` is the first one of the new level.

    Right: A share that steps and stays is a need that shifted. A growth that comes with the season
    is not.
    """
    return _change(keyword_months, search_words)


def _change(keyword_months, search_words, value="search_index", power=POWER):
    shares = _of_need(keyword_months, search_words, "roomy", value, power)
    return list(shares.index).index(change_point(shares)["month"])


@need_changed.facts
def _first_month(keyword_months, search_words):
    return {"need": fact.name("roomy"), "first": _month(keyword_months["month"].min())}


@need_changed.wrong("the highest month")
def _highest(keyword_months, search_words):
    """That is the month with the highest share. Asked is where the level steps."""
    return int(np.argmax(_of_need(keyword_months, search_words, "roomy").to_numpy()))


@need_changed.wrong("the end")
def _the_end(keyword_months, search_words):
    """You took the last month. Look where the level steps, not where it ends."""
    return len(_of_need(keyword_months, search_words, "roomy")) - 1


@need_changed.applies
def _a_clear_step(keyword_months, search_words):
    """In this market the need has no clear step."""
    shares = _of_need(keyword_months, search_words, "roomy")
    change, place = change_point(shares), _change(keyword_months, search_words)
    clear = change["low"] > 1.2 or change["high"] < 0.8
    return bool(clear and abs(int(np.argmax(shares.to_numpy())) - place) > 2)


@lesson.exercise("A small one's part", Number(tolerance=8, unit="yuan"), pool=True)
def small_part(keyword_months, category_stats):
    """**{category}** in {year}: what does an average seller *outside the ten largest* sell in a
    month, counted by the buyers who came from the table's words?

    Hint: `demand.market_size(…)` has `outside_ten`, for a year.

    Hint: The ten largest have a share of the sales, and ten of the sellers.

    Right: The market is large, and the part that is free for one more is this.
    """
    return _part(keyword_months, category_stats)["outside_ten"] / 12


def _part(keyword_months, category_stats):
    size = market_size(keyword_months, category_stats)
    return size[size["category"] == "light"].iloc[0]


@small_part.facts
def _light(keyword_months, category_stats):
    row = _part(keyword_months, category_stats)
    return {"category": fact.name(row["category"]), "year": fact.number(row["year"])}


@small_part.wrong("a year")
def _a_year(keyword_months, category_stats):
    """That is a year's sales. A month is asked."""
    return 12 * small_part(keyword_months, category_stats)


@small_part.wrong("all sellers")
def _all_sellers(keyword_months, category_stats):
    """You shared the whole market among all. The ten largest keep more than ten shares of it."""
    row = _part(keyword_months, category_stats)
    return row["sales"] / row["sellers"] / 12
