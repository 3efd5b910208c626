"""The exercises of lesson 2.8, *What did tonight's show earn?*, and its part of the pool."""

import numpy as np

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import mean
from ecomlab.shop import World
from ecomlab.texts import fact
from ecomlab.traffic.live import (
    factors_by_show,
    live_board,
    live_rundown,
    net_share,
    part_effect,
    show_conversion,
    show_review,
)

MARGIN = 0.38  # of a kept yuan, before ads and the show's own cost: the ledger of the live room
BACK = 0.12  # what a yuan that goes back costs besides, by the same ledger
BEST, OTHER = "mei", "lin"  # two of the shop's hosts
MONTH = 28  # shows
LOTTERY = "lottery"
SHOP = ("live_minutes", "live_shows")


def data():
    """The tables of the lesson: the running shop's rooms, and another shop's."""
    shop = load("shop")
    return {name: shop[name] for name in SHOP} | {
        "room": load("second_shop").live_minutes,
        "ads": live_ads(shop["traffic_daily"]),
    }


def live_ads(traffic_daily):
    """What the live room's ads cost on each day, yuan."""
    mine = traffic_daily[traffic_daily["channel"] == "live"]
    return mine.groupby("date", as_index=False)["cost"].sum()


NAMES = {name: f"shop.{name}" for name in SHOP} | {"room": "second.live_minutes", "ads": "ads"}
lesson = Lesson("2_8", data=data, names=NAMES)


def with_lottery(live_minutes):
    """The minutes with their part: the lottery (抽福袋) of each half hour, or the script's segment."""
    minute = live_minutes["minute"]
    drawn = (minute % 30 < 2) & (minute >= 30)
    segment = live_minutes["script_segment"].astype("str")
    return live_minutes.assign(part=segment.mask(drawn, LOTTERY))


def by_lot(live_minutes):
    """The shows whose host was drawn by lot."""
    return live_minutes[live_minutes["host_by"] == "lot"]


def shaded(live_minutes, minutes=120):
    """The minutes of the urging and of the draw, for the figure by minute."""
    parts = with_lottery(live_minutes[live_minutes["minute"] < minutes])
    most = parts.groupby("minute")["part"].agg(lambda part: part.mode()[0])  # of most shows
    return {name: sorted(most.index[most == part])
            for name, part in (("urging", "urge"), ("draw", LOTTERY))}  # fmt: skip


def odd_evenings(board, last=MONTH):
    """Share of the shows with at least one step outside of nine of ten of the shows before it."""
    each = factors_by_show(board.sort_values("session_id"))
    usual = each.rolling(last)
    low, high = (usual.quantile(q).shift(1) for q in (0.05, 0.95))
    known = low.notna().all(axis=1) & each.notna().all(axis=1)
    return float(((each < low) | (each > high)).any(axis=1)[known].mean())


def last_known(live_shows):
    """The last show whose day 15 has passed."""
    return int(live_shows.loc[live_shows["net_15"].notna(), "session_id"].max())


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("board-reading", "net-title", "net-reading")
def _board(live_minutes, live_shows):
    board = live_board(live_minutes, live_shows).set_index("session_id")
    show = board.loc[last_known(live_shows)]
    kept = net_share(board)
    known = board["kept"].dropna()
    return {
        "orders": fact.count(show["orders"]),
        "revenue": fact.money(show["revenue"]),
        "net": fact.money(show["net_15"]),
        "enter": fact.share(show["enter"], 1),
        "see": fact.number(show["see"], 2),
        "click": fact.share(show["click"], 1),
        "deal": fact.share(show["deal"], 1),
        "all": fact.share(show["all"], 2),
        "per_entrant": fact.share(show["orders"] / show["entrants"], 2),
        "gpm": fact.money(show["gpm"]),
        "stay": fact.number(show["stay"], 1),
        "kept": fact.share(kept.value),
        "kept_low": fact.share(kept.low),
        "kept_high": fact.share(kept.high),
        "shows": fact.count(kept.n),
        "worst": fact.share(known.quantile(0.1)),
        "best": fact.share(known.quantile(0.9)),
        "open": fact.count(int(board["net_15"].isna().sum())),
        "empty": fact.count(int((board["net_15"].notna() & board["kept"].isna()).sum())),
    }


@lesson.facts("minute-title", "segment-reading", "lottery-reading", "verdict")
def _parts(live_minutes):
    parts = with_lottery(live_minutes)
    table = live_rundown(parts, "part").set_index("part")
    segments = live_rundown(live_minutes).set_index("script_segment")
    effects = {per: part_effect(parts, LOTTERY, "warm_up", by="part", per=per)
               for per in ("minute", "entrant", "viewer")}  # fmt: skip
    urge = part_effect(live_minutes, "urge", "welfare", per="click")
    seen = part_effect(live_minutes, "urge", "welfare", per="minute")
    welfare = part_effect(live_minutes, "welfare", "explain")
    by_part = parts.groupby("part")[["entrants", "viewers"]].mean()
    fuller = by_part.loc[LOTTERY] / by_part.loc["warm_up"]
    shown = part_effect(live_minutes, "welfare", "explain", per="minute")
    script = World("light_gear").facts["script"]
    return {
        "urge_truth": fact.number(_times(script, "urge", "welfare"), 2),
        "lottery_minute": fact.number(table.loc[LOTTERY, "per_minute"], 3),
        "warm_minute": fact.number(table.loc["warm_up", "per_minute"], 3),
        "lottery_in": fact.count(table.loc[LOTTERY, "entrants"] / table.loc[LOTTERY, "minutes"]),
        "warm_in": fact.count(table.loc["warm_up", "entrants"] / table.loc["warm_up", "minutes"]),
        "times": fact.number(effects["minute"].value, 1),
        "times_low": fact.number(effects["minute"].low, 1),
        "times_high": fact.number(effects["minute"].high, 1),
        "fuller": fact.number(fuller["viewers"], 1),
        "more_in": fact.number(fuller["entrants"], 1),
        "entrant": fact.number(effects["entrant"].value, 2),
        "entrant_low": fact.number(effects["entrant"].low, 2),
        "entrant_high": fact.number(effects["entrant"].high, 2),
        "viewer": fact.number(effects["viewer"].value, 2),
        "welfare_share": fact.share(segments.loc["welfare", "share"]),
        "welfare_click": fact.share(segments.loc["welfare", "per_click"], 1),
        "explain_share": fact.share(segments.loc["explain", "share"]),
        "explain_click": fact.share(segments.loc["explain", "per_click"], 1),
        "urge_click": fact.share(segments.loc["urge", "per_click"], 1),
        "urge": fact.number(urge.value, 2),
        "urge_low": fact.number(urge.low, 2),
        "urge_high": fact.number(urge.high, 2),
        "urge_minute": fact.number(seen.value, 2),
        "seen_low": fact.number(seen.low, 2),
        "seen_high": fact.number(seen.high, 2),
        "welfare_minute": fact.number(shown.value, 2),
        "welfare_times": fact.number(welfare.value, 2),
        "welfare_low": fact.number(welfare.low, 2),
        "welfare_high": fact.number(welfare.high, 2),
        "shows": fact.count(live_minutes["session_id"].nunique()),
    }


def _times(facts, one, other):
    """In truth: how many times the odds that a click becomes a cart."""
    return float(np.exp(facts[one]["intent"] - facts[other]["intent"]))


@lesson.facts("host-title", "host-reading")
def _hosts(live_minutes):
    all_ = part_effect(live_minutes, BEST, OTHER, by="host")
    lot = part_effect(by_lot(live_minutes), BEST, OTHER, by="host")
    half = np.log(lot.high / lot.low) / 2  # shrinks with the root of the number of shows
    luck = {shows: float(np.exp(half * np.sqrt(lot.n / shows))) for shows in (20, 300)}
    hosts = World("light_gear").facts["hosts"]
    return {
        "few_low": fact.number(1 / luck[20], 2),
        "few_high": fact.number(luck[20], 2),
        "many_low": fact.number(1 / luck[300], 2),
        "many_high": fact.number(luck[300], 2),
        "all_low": fact.number(all_.low, 2),
        "all_high": fact.number(all_.high, 2),
        "all": fact.number(all_.value, 2),
        "lot": fact.number(lot.value, 2),
        "low": fact.number(lot.low, 2),
        "high": fact.number(lot.high, 2),
        "n": fact.count(lot.n),
        "truth": fact.number(_times(hosts, BEST, OTHER), 2),
    }


@lesson.facts("review-reading")
def _review(live_minutes, live_shows):
    board = live_board(live_minutes, live_shows)
    review = show_review(board, last_known(live_shows), MONTH)
    first = review.loc[review["yuan"].abs().idxmax()]
    return {
        "step": fact.name(str(first["step"])),
        "yuan": fact.money(first["yuan"], 0, signed=True),
        "odd": fact.count(int(review["odd"].sum())),
        "orders": fact.count(board.set_index("session_id").loc[last_known(live_shows), "orders"]),
        "evenings": fact.share(odd_evenings(board)),
        "sum": fact.money(review["yuan"].sum(), 0, signed=True),
        "month": fact.count(MONTH),
    }


def earned(live_minutes, live_shows, ads, margin=MARGIN):
    """The board of the shows whose day 15 has passed, with what is left after ads and returns."""
    board = live_board(live_minutes, live_shows).set_index("session_id")
    board = board[board["net_15"].notna()]
    board["ads"] = board["date"].map(ads.set_index("date")["cost"]).fillna(0.0)
    board["parcels"] = BACK * (board["revenue"] - board["net_15"])  # what came back costs besides
    shown = live_minutes[live_minutes["session_id"].isin(board.index)]
    found = live_board(shown, live_shows, margin, board["ads"] + board["parcels"])
    return found.merge(board[["ads", "parcels"]].reset_index(), on="session_id")


@lesson.facts("earned-reading")
def _earned(live_minutes, live_shows, ads):
    board = earned(live_minutes, live_shows, ads).tail(MONTH)
    seen, left = (mean(yuan, "shows") for yuan in (
        MARGIN * board["revenue"] - board["ads"], board["left"]))  # fmt: skip
    return {
        "seen_low": fact.money(seen.low),
        "seen_high": fact.money(seen.high),
        "left_low": fact.money(left.low),
        "left_high": fact.money(left.high),
        "margin": fact.number(MARGIN, 2),
        "back": fact.number(BACK, 2),
        "parcels": fact.money(board["parcels"].mean()),
        "pays": "yes" if left.low > 0 else "no" if left.high < 0 else "open",
        "seen": fact.money(seen.value),
        "left": fact.money(left.value),
        "cost": fact.money(board["ads"].mean()),
        "positive": fact.count(int((board["left"] > 0).sum())),
        "month": fact.count(MONTH),
    }


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("How much better is the best host?", Prediction("times"))
def host_ratio(live_minutes):
    """On all evenings together {best} sells {all} times as many orders for each click as {other}. But on
    Friday to Sunday, and before events, the shop likes to send its best host. On other evenings **a lot**
    decides. How many times as many orders per click does {best} sell as {other} **on evenings dealt by
    lot**? Answer `(value, low, high)`.

    Hint: Who comes on a Saturday evening? Would those people have bought from anybody?

    Right: It came out at {lot} times. The rest was the evening.
    """
    return part_effect(by_lot(live_minutes), BEST, OTHER, by="host").value


@host_ratio.facts
def _host_facts(live_minutes):
    return {
        "best": fact.name(BEST),
        "other": fact.name(OTHER),
        "all": fact.number(part_effect(live_minutes, BEST, OTHER, by="host").value, 2),
        "lot": fact.number(part_effect(by_lot(live_minutes), BEST, OTHER, by="host").value, 2),
    }


@lesson.exercise("The conversion of another room", Number(tolerance=0.0002, unit="share"))
def room_rate(room):
    """Another shop says: "our live room converts". Over all its shows, which share of **those who came
    in** (`entrants`) ordered? Give a share between 0 and 1, four decimals. The minutes are
    `second.live_minutes`.

    Hint: Add up entrants and orders over all minutes, then divide.

    Right: The same evenings have a rate many times as high over clicks. Both are called "live
    conversion": a rate without its base is no number.
    """
    return show_conversion(room, "viewers")


@room_rate.wrong("of the clicks")
def _of_clicks(room):
    """You divided by the clicks on articles. Asked is by those who came in."""
    return show_conversion(room, "clicks")


@room_rate.wrong("of the people in the room")
def _of_present(room):
    """You added up the people *in the room* minute by minute: who stays ten minutes counts ten times.
    Those who came in are `entrants`.
    """
    return room["orders"].sum() / room["viewers"].sum()


@room_rate.wrong("of the exposed")
def _of_exposed(room):
    """You divided by all to whom the room was *shown*. Most of them never came in."""
    return room["orders"].sum() / room["impressions"].sum()


DRAW = Decision(
    {
        "A": "Draw every ten minutes: those are the minutes that sell.",
        "B": "Keep the half hours, and deal the number of draws by lot over the next evenings.",
        "C": "Stop the draws: they bring people who don't buy.",
    },
    {
        "1": "a minute of the draw has far more orders than another warm-up",
        "2": "more people come in during those minutes, each worth about as much as in others; whether "
        "the draw brings them, only a lot can tell",
        "3": "for each person who comes in, the draw's minutes sell more: the draw makes people buy",
        "4": "the more people in the room, the better",
    },
)


@lesson.exercise("A draw every ten minutes?", DRAW)
def more_draws(live_minutes):
    """Every half hour the room draws lots (福袋). Somebody has seen that those minutes sell {times} times as much as other
    minutes of warm-up, and asks for a draw every ten minutes. What do you do, and why? An answer looks like `("A", 1)`.
    (`mine.with_lottery(shop.live_minutes)` has a column `part`.)

    Hint: `live.part_effect(…, "lottery", "warm_up", by="part", per="entrant")`, and per minute.

    Hint: Who comes in during a minute of the draw: would they have come in that evening without it?

    Right: Per minute {times} times, for each person who came in {entrant} ({low} to {high}). {more_in} times as many come in during
    those minutes, and each is worth about as much as in any other minute. Does the draw bring them? Then dividing by them divides
    its effect away. Only evenings with more and with fewer draws, dealt by lot, can tell.
    """
    found = part_effect(with_lottery(live_minutes), LOTTERY, "warm_up", by="part", per="entrant")
    return ("B", 3) if found.low > 1.1 else ("B", 2)


@more_draws.facts
def _draw_facts(live_minutes):
    parts = with_lottery(live_minutes)
    minute, entrant = (part_effect(parts, LOTTERY, "warm_up", by="part", per=per)
                       for per in ("minute", "entrant"))  # fmt: skip
    return {
        "times": fact.number(minute.value, 1),
        "entrant": fact.number(entrant.value, 2),
        "more_in": fact.number(minute.value / entrant.value, 1),
        "low": fact.number(entrant.low, 2),
        "high": fact.number(entrant.high, 2),
    }


@more_draws.wrong("the minutes sell")
def _minutes_sell(live_minutes):
    """That counts orders per minute. In those minutes far more people come in. Perhaps the draw brings
    them, perhaps they only come in then instead of later: you don't know yet.
    """
    return ("A", 1)


@more_draws.wrong("the more the better")
def _more_people(live_minutes):
    """More people in the room are good if they come *because of* another draw. These would perhaps only
    wait for the next one. Try it by lot first.
    """
    return ("A", 4)


@more_draws.wrong("by lot, because they sell")
def _by_lot_for_the_minutes(live_minutes):
    """The right thing, for a reason that would be wrong next time: orders per minute praise every minute
    in which many come in, whatever brought them.
    """
    return ("B", 1)


@more_draws.wrong("stop them")
def _stop(live_minutes):
    """Each who comes in during a draw is worth as much as others are. Nothing says that the draw brings
    the wrong people.
    """
    return ("C", 2)


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("Left on day 15", Number(tolerance=0.004, unit="share"), pool=True)
def kept_share(live_shows):
    """Of a yuan that the live room's screen shows at midnight, which share is still there on **day 15**, over all shows
    whose day 15 has passed (`live_shows`: `revenue`, `net_15`)? Give a share between 0 and 1.

    Hint: Leave out the shows without `net_15`, from both sums.

    Right: Judge a show by this number, and the host by it too.
    """
    known = live_shows.dropna(subset="net_15")
    return float(known["net_15"].sum() / known["revenue"].sum())


@kept_share.applies
def _some_known(live_shows):
    """No show's day 15 has passed."""
    return can_answer(kept_share, live_shows)


@kept_share.wrong("all revenue below")
def _all_revenue(live_shows):
    """You divided by the revenue of *all* shows. The last ones have no day 15 yet: leave them out below
    too.
    """
    return float(live_shows["net_15"].sum() / live_shows["revenue"].sum())


@kept_share.wrong("what went back")
def _went_back(live_shows):
    """That is the share that went back. Asked is what is left."""
    return 1 - kept_share(live_shows)


@lesson.exercise("What a thousand who come in bring", Number(tolerance=8, unit="yuan"), pool=True)
def gpm(live_minutes):
    """How many yuan did the live room take for **a thousand people who came in** (GPM), over all shows
    of `live_minutes`?

    Hint: 1,000 × revenue ÷ entrants, summed first.

    Right: It is gross, and of the evening. Returns come later.
    """
    return 1000 * live_minutes["revenue"].sum() / live_minutes["entrants"].sum()


@gpm.wrong("of the present")
def _gpm_present(live_minutes):
    """You divided by the people in the room, minute by minute. Who stays long counts many times."""
    return 1000 * live_minutes["revenue"].sum() / live_minutes["viewers"].sum()


@gpm.wrong("of the exposed")
def _gpm_exposed(live_minutes):
    """You divided by all to whom the room was shown. Some tools do: then say "a thousand exposures"."""
    return 1000 * live_minutes["revenue"].sum() / live_minutes["impressions"].sum()


@gpm.wrong("for one")
def _gpm_one(live_minutes):
    """That is for one person. GPM is for a thousand."""
    return live_minutes["revenue"].sum() / live_minutes["entrants"].sum()


@lesson.exercise("Urging and welfare", Number(tolerance=0.06, unit="times"), pool=True)
def urge_ratio(live_minutes):
    """In the script's `urge` people are asked to order now, in `welfare` a cheap offer is shown. How many
    times as many **orders for each click** on an article does `urge` have as `welfare`, over all minutes of `live_minutes`?

    Hint: Sum orders and clicks of each segment, divide, then compare.

    Right: Per minute the difference is smaller, since welfare gets far more clicks.
    """
    return part_effect(live_minutes, "urge", "welfare", per="click").value


def _segment_sums(live_minutes):
    names = ["orders", "product_clicks", "viewers"]
    return live_minutes.groupby("script_segment", observed=True)[names].sum()


@urge_ratio.wrong("orders only")
def _orders_only(live_minutes):
    """You compared the orders. The two segments have different numbers of clicks."""
    orders = _segment_sums(live_minutes)["orders"]
    return orders["urge"] / orders["welfare"]


@urge_ratio.wrong("the other way round")
def _turned(live_minutes):
    """That is `welfare` over `urge`."""
    return 1 / urge_ratio(live_minutes)


@urge_ratio.wrong("per person in the room")
def _per_viewer(live_minutes):
    """You divided by the people in the room. Asked is by the clicks."""
    sums = _segment_sums(live_minutes)
    rate = sums["orders"] / sums["viewers"]
    return rate["urge"] / rate["welfare"]


@lesson.exercise("How long they stay", Number(tolerance=0.06, unit="minutes"), pool=True)
def stay(live_minutes):
    """How many **minutes** did a person who came in stay, on average, over all shows (人均观看时长)? In each minute `viewers` are in the room, of
    whom `entrants` have just come in.

    Hint: All person-minutes, divided by all who came in.

    Right: Those who wait for a draw stay long. A long stay alone sells nothing.
    """
    return live_minutes["viewers"].sum() / live_minutes["entrants"].sum()


@stay.wrong("mean of the minutes")
def _mean_of_minutes(live_minutes):
    """You took the mean of a ratio minute by minute. A minute in which few come in weighs too much."""
    some = live_minutes[live_minutes["entrants"] > 0]
    return (some["viewers"] / some["entrants"]).mean()


@stay.wrong("the show's length")
def _length(live_minutes):
    """That is how long a show lasts."""
    return float(live_minutes.groupby("session_id")["minute"].count().mean())


JUDGE = Choice(
    {
        "A": "The host of the best evening: revenue at midnight.",
        "B": "The host with most orders per click on all evenings.",
        "C": "The host with most orders per click on evenings dealt by lot, net of what comes back.",
        "D": "The host whose viewers stay longest.",
    }
)


@lesson.exercise("Whose contract is renewed?", JUDGE, pool=True)
def contract():
    """Three hosts, one contract to renew. The shop sends its favourite on weekends; on the other
    evenings a lot decides. By which number do you choose? One letter.

    Hint: Which number would be the same if all three had had the same evenings?

    Right: The lot gives all the same evenings, and day 15 takes off what was only urged.
    """
    return "C"


@contract.wrong("midnight")
def _by_midnight():
    """The best evening was sent to the favourite, and a part of it comes back."""
    return "A"


@contract.wrong("all evenings")
def _all_evenings():
    """The favourite had the weekends. On the same evenings the others might have sold as much."""
    return "B"


@contract.wrong("stay")
def _by_stay():
    """A long stay may be a wait for the draw. It pays nothing."""
    return "D"
