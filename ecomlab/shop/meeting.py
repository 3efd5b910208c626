"""The selection meeting (选品会): five articles, money for one of them, and the spring that judges.

The second shop has room and money for one new article from March to May 2026. ``candidates`` is
the sheet on the table; ``spring`` runs the shop with one of them in a first lot; ``judge`` puts a
choice beside the best, the cautious and the boss's.
"""

from functools import cache

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice, check_whole
from ecomlab.shop.outcome import order_profit
from ecomlab.shop.published import SONGLING, SONGLING_HAS
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

MEETS = "2026-01-09"  # a Friday; the factories close before the Spring Festival (17 February)
START, DAYS = "2026-03-01", 92  # 1 March to 31 May
BUDGET = 40_000  # yuan, for the goods of one article
CLEARED = 0.55  # of the cost, what a piece brings that is left on 31 May
SLOT = "SF01"  # the article of the scenario in whose place a candidate stands
SHEET = {  # what the meeting knows
    "A": {"article": "rucksack 28 l", "article_zh": "轻量背包 28升", "category": "carry",
          "word": "爬山背包 一日", "price": 199, "cost": 105, "parcel": 4, "weight": 0.7,
          "volume": 7, "forecast": 420, "lead_days": 18, "neighbours": 34,
          "speaks": "the buyer: our rucksack sells already"},
    "B": {"article": "light shell jacket", "article_zh": "轻薄冲锋衣", "category": "wear",
          "word": "轻薄冲锋衣", "price": 189, "cost": 80, "parcel": 4, "weight": 0.2,
          "volume": 1, "forecast": 560, "lead_days": 15, "neighbours": 26,
          "speaks": "the boss: everybody wears one"},
    "C": {"article": "string lights", "article_zh": "氛围串灯", "category": "light",
          "word": "氛围串灯", "price": 69, "cost": 32, "parcel": 4, "weight": 0.4,
          "volume": 2, "forecast": 1250, "lead_days": 12, "neighbours": 10,
          "speaks": "content: last spring everybody searched for them"},
    "D": {"article": "camp stove set", "article_zh": "防风炉具套装", "category": "kitchen",
          "word": "卡式炉 防风", "price": 169, "cost": 62, "parcel": 6, "weight": 1.2,
          "volume": 5, "forecast": 480, "lead_days": 24, "neighbours": 24,
          "speaks": "service: buyers of cups ask for it"},
    "E": {"article": "camp wagon", "article_zh": "露营推车", "category": "furniture",
          "word": "露营推车", "price": 369, "cost": 215, "parcel": 18, "weight": 9.0,
          "volume": 65, "forecast": 520, "lead_days": 35, "neighbours": 27,
          "speaks": "sales: the highest revenue of the five"},
}  # fmt: skip
PAST = {  # the buyer's forecasts for March to May 2025, and the pieces that were sent
    "CH04": (640, 623), "TE03": (560, 568), "CK02": (820, 557), "LA02": (780, 589),
    "TA02": (460, 386), "BP02": (480, 359), "GR01": (240, 263), "SB02": (330, 206),
    "FL01": (300, 205), "WB01": (160, 113),
}  # fmt: skip
_TRUE = {  # what it doesn't: interest, years to its height (0: it stays), share sent back
    "A": {"draw": 6, "peak": 0, "returns": 0.136},
    "B": {"draw": 10, "peak": 0, "returns": 0.34},
    "C": {"draw": 9, "peak": 0.03, "returns": 0.085},
    "D": {"draw": 7, "peak": 0, "returns": 0.07},
    "E": {"draw": 8, "peak": 0, "returns": 0.119},
}
BOSS, CAREFUL = "B", "A"
COLUMNS = ("article", "pieces", "sold", "left_over", "brought", "neighbours", "cleared", "result")


def candidates():
    """The sheet of the five articles on the table (候选商品).

    Returns
    -------
    DataFrame, indexed by letter
        article, article_zh, category, word (what people type for it), price, cost, parcel (the
        courier's quote; yuan), weight (kg), volume (litres), forecast (the buyer's: pieces in the
        spring), lead_days, neighbours (yuan that our other articles of its category lose for each
        piece of it, 蚕食: an estimate from earlier launches), speaks (who speaks for it, and why),
        arrives (the day on which goods are here that are ordered at the meeting).

    Examples
    --------
    >>> candidates().loc["B":"D", ["article", "price", "cost"]]
                          article  price  cost
    candidate
    B          light shell jacket    189    80
    C               string lights     69    32
    D               camp stove set    169    62
    """
    sheet = pd.DataFrame(SHEET.values(), index=pd.Index(SHEET, name="candidate"))
    arrives = pd.Timestamp(MEETS) + pd.to_timedelta(sheet["lead_days"], unit="D")
    return sheet.assign(arrives=arrives.dt.strftime("%Y-%m-%d"))


def past_forecasts():
    """What the buyer foresaw for ten articles in the spring before, and what was sent.

    Returns
    -------
    DataFrame: sku, forecast, came (pieces, March to May 2025)

    Examples
    --------
    >>> past_forecasts().head(2)
        sku  forecast  came
    0  CH04       640   623
    1  TE03       560   568
    """
    rows = [(sku, *pair) for sku, pair in PAST.items()]
    return pd.DataFrame(rows, columns=["sku", "forecast", "came"])


def most(candidate):
    """The largest first lot that the budget pays, in pieces.

    >>> most("D"), most("E")
    (645, 186)
    """
    check_choice("candidate", candidate, SHEET)
    return BUDGET // SHEET[candidate]["cost"]


def spring(candidate, pieces, luck=1):
    """The spring with a first lot of one article: what it leaves, in yuan.

    Parameters
    ----------
    candidate : str
        "A" to "E".
    pieces : int
        The first lot, as many as the budget pays at most. Nothing is ordered again before June.
    luck : int
        Another luck is another spring: who comes when.

    Returns
    -------
    dict
        article, pieces; sold, left_over (pieces); brought (yuan: what the sold pieces leave after
        goods, parcel, fee, tax and returns), neighbours (what other articles of its category sell
        less), cleared (loss on pieces left over), result (yuan, their sum).

    Raises
    ------
    ChoiceError, InputError
        No such candidate; or a number of pieces that can't be, or that the budget doesn't pay.

    Examples
    --------
    >>> found = spring("D", 300)
    >>> found["sold"] + found["left_over"]
    300
    """
    check_choice("candidate", candidate, SHEET)
    pieces, highest = check_whole("pieces", pieces), most(candidate)
    if not 0 < pieces <= highest:
        raise InputError(
            f"pieces is {pieces}. Choose 1 to {highest}: {BUDGET:,} yuan pay no more at "
            f"{SHEET[candidate]['cost']} yuan a piece."
        )
    wanted, brings, loses = _demand(candidate, check_whole("luck", luck))
    sold = min(pieces, wanted)
    cleared = (pieces - sold) * SHEET[candidate]["cost"] * (1 - CLEARED)
    brought, neighbours = (round(sold * yuan, 2) for yuan in (brings, -loses))
    result = round(brought + neighbours - cleared, 2)
    numbers = (pieces, sold, pieces - sold, brought, neighbours, 0 - round(cleared, 2), result)
    return dict(zip(COLUMNS, (SHEET[candidate]["article"], *numbers), strict=True))


def judge(candidate, pieces, evidence=None, luck=1):
    """A choice beside others, in yuan: the best, the cautious one and the boss's.

    Parameters
    ----------
    candidate, pieces, luck
        Of ``spring``. It runs the spring once for each article, which takes some seconds.
    evidence : (str, int), optional
        What the evidence says: another candidate and its pieces.

    Returns
    -------
    DataFrame, one row per choice: who, and what ``spring`` gives
        yours; evidence, if it is given; best: the article and lot that leave most in this spring,
        known only afterwards; cautious: half the budget on what sells already; boss: all of it on
        the boss's article.

    Raises
    ------
    ChoiceError, InputError
        As of ``spring``.
    """
    rows = {"yours": spring(candidate, pieces, luck)}
    if evidence is not None:
        rows["evidence"] = spring(*evidence, luck)
    rows |= {
        "best": best(luck),
        "cautious": spring(CAREFUL, most(CAREFUL) // 2, luck),
        "boss": spring(BOSS, most(BOSS), luck),
    }
    return pd.DataFrame({"who": who, **row} for who, row in rows.items())


def best(luck=1):
    """The article and the lot that leave most in a spring: what only the truth knows."""
    lots = {name: min(most(name), max(_demand(name, luck)[0], 1)) for name in SHEET}
    return max((spring(name, lot, luck) for name, lot in lots.items()), key=lambda r: r["result"])


@cache
def _demand(candidate, luck):
    """Pieces wanted in a spring; what one brings, and what neighbours lose for it, in yuan."""
    shop = Shop(_world(candidate), luck)
    engine = shop.engine(days=DAYS).run(0, DAYS)
    orders, lines = engine.orders.columns(), engine.lines.columns()
    sku, place = shop.world.sku, shop.world.sku.name.index(SLOT)
    profit = _line_profit(shop.world, orders, lines)
    mine = (lines.sku == place) & orders.sent[lines.order - orders.order[0]]
    near = (sku.category[lines.sku] == sku.category[place]) & (lines.sku != place)
    wanted = int(lines.pieces[mine].sum())
    lost = profit[near].sum() * (1 / _crowding(shop.world, place) - 1)
    return wanted, profit[mine].sum() / 100 / wanted, lost / 100 / wanted


def _line_profit(world, orders, lines):
    """What each line leaves, in cents: its share of its order's profit, by value.

    What comes back is its own line's.
    """
    of = lines.order - orders.order[0]
    lost = lines.recovered - lines.refund - lines.handling + lines.vat_back + lines.fee
    lost = lost * lines.returned
    kept = order_profit(world, orders, lines) - np.bincount(of, lost, len(orders.order))
    goods = world.sku.cost[lines.sku] * lines.pieces * orders.sent[of]
    before = kept + np.bincount(of, goods, len(orders.order))
    value = lines.price * lines.pieces
    share = value / np.bincount(of, value, len(orders.order))[of]
    return share * before[of] - goods + lost


def _crowding(world, place):
    """Of its neighbours' sales, the share that is left to them: the mean over the spring."""
    sku, days = world.sku, range(0, DAYS, 7)
    own = sku.category == sku.category[place]
    others = [(world.interest(day) * sku.draw)[own].sum() for day in days]
    mine = [world.interest(day)[place] * sku.draw[place] for day in days]
    rest = 1 - np.array(mine) / np.array(others)
    return float((rest ** world.facts["cannibal"]).mean())


def _world(candidate):
    """The second shop's world from March 2026 on, with a candidate on sale from the first day."""
    sheet = SHEET[candidate]
    own = {name: sheet[name] for name in ("category", "price", "cost", "weight", "volume")}
    own |= {"name": sheet["article"], "list_price": sheet["price"], **_TRUE[candidate]}
    own |= {"launch": START, "end": "2026-12-31"}
    facts = SONGLING_HAS | {"start": START, "market.first": "2024-03-01"}
    return World.drawn(SONGLING, facts=facts | {f"sku.{SLOT}.{k}": v for k, v in own.items()})
