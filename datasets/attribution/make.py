"""Make the tables of lesson 2.6: two shops with each ad switched off, a trial, partners.

python datasets/attribution/make.py            into this folder
python datasets/attribution/make.py FOLDER     into another

The shops' tables are run on the course's simulated shops (ten minutes); the others are invented.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import load, write_and_say
from ecomlab.shop import Shop
from ecomlab.shop.published import the_shop
from ecomlab.streams import normal, uniforms
from ecomlab.traffic.attribution import paths

HERE = Path(__file__).parent
SEED, REGIONS, PARTNERS = 2606, 1, 2  # streams
DAYS, LUCKS = 182, {"Qingye": 8, "Songling": 4}
RUN_OF = {"Qingye": "shop", "Songling": "second_shop"}
ADS = {"search_ad": "paid_search", "brand_ad": "paid_brand", "feed_ad": "paid_feed",
       "post": "content", "live_room": "live", "affiliate_link": "affiliates"}  # fmt: skip
DEAR = ("search_ad", "feed_ad", "post", "affiliate_link")  # by last click, in the first shop
TRUE = {"post": 9.0, "feed": 16.0, "synergy": 0.0, "spread": 4.0}  # of `regions`, per cent
CARD = {
    "name": "attribution",
    "title": "Lesson 2.6's own tables: shops with each ad switched off, a trial, partners",
    "description": "What no shop's systems hold: the first half-year of the running shop (Qingye) "
    "and of the second one (Songling), as it was and with an ad's money at 0; Songling's journeys "
    "of that half-year and what its ads cost; 24 regions where a lot said which of two ads ran; "
    "orders that came by three partners; the table of benchmarks/attribution.py.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "written by datasets/attribution/make.py of this course"}],
    "known_defects": [
        "switched_off: simulated shops, the same people and the same luck with and without. "
        "Nobody can know that of a real shop, and it proves nothing of yours. luck 1 is the "
        "published run.",
        f"regions: invented; in truth posts add {TRUE['post']:.0f} per cent of the usual orders, "
        f"the feed {TRUE['feed']:.0f}, and together neither more nor less than their sum.",
        "partners: invented; no club, school or courier is a real one.",
        "benchmark: worlds of our own making, see docs/attribution.md.",
    ],
}
TITLES = {
    "switched_off": "One row per shop, lot of luck and what was off: paid orders and profit (yuan) "
    "of 182 days, as it was and without",
    "songling": "One row per different journey at Songling, January to June 2025: touches joined "
    "by ' > ', journeys, orders",
    "songling_costs": "One row per ad at Songling: yuan spent in that half-year",
    "regions": "One row per region: which of two ads a lot let run for eight weeks, orders per 100 "
    "of the eight weeks before",
    "partners": "One row per paid order; channel says by which partner it came, if by one",
    "benchmark": "One row per method and measure, of drawn worlds: per 100, with 95% interval",
}


def without(history, *entrances):
    """A shop's decisions with the money of some ads at 0 from the first day on."""
    off = {f"ads.{ADS[entrance]}.budget": 0 for entrance in entrances}
    first = min(history)
    plan = {
        day: {key: value for key, value in changes.items() if key not in off}
        for day, changes in history.items()
    }
    return plan | {first: plan[first] | off}


def switched_off():
    """Orders and profit of half a year, with and without."""
    rows = []
    for name, lucks in LUCKS.items():
        published = the_shop(RUN_OF[name])
        history = published.history(DAYS)
        what = [(entrance,) for entrance in ADS]
        what += [("post", "feed_ad"), DEAR] if name == "Qingye" else []
        for luck in range(lucks):
            shop = Shop(published.world, published.noise + luck)
            was = shop.outcome(history, DAYS).sum()
            for some in what:
                now = shop.outcome(without(history, *some), DAYS).sum()
                rows.append(
                    (
                        name,
                        luck + 1,
                        " + ".join(some),
                        int(was["orders"]),
                        int(now["orders"]),
                        round(was["profit"], 2),
                        round(now["profit"], 2),
                    )
                )
                print(*rows[-1], flush=True)  # fmt: skip
    columns = ["shop", "luck", "off", "orders", "orders_without", "profit", "profit_without"]
    return pd.DataFrame(rows, columns=columns)


def songling():
    """Its journeys until the end of June."""
    found = paths(load("second_shop")["touch_paths"], by="entrance", as_of="2025-06-30")
    return found[["path", "journeys", "orders"]]


def songling_costs():
    ads = load("second_shop")["ads_daily"]
    ads = ads[ads["date"] < "2025-07-01"]
    cost = ads.groupby(ads["plan_kind"].astype(str))["cost"].sum().round(2)
    names = {plan: entrance for entrance, plan in ADS.items()}
    return pd.DataFrame({"channel": list(ADS), "cost": cost.rename(names)[list(ADS)].to_numpy()})


def regions():
    """Eight weeks in 24 regions; a lot gave six of them to each of the four states."""
    lot = uniforms(SEED, REGIONS, 24).argsort().argsort() % 4
    post, feed = lot % 2 == 1, lot >= 2
    luck = normal(uniforms(SEED, REGIONS, 24, part=1))
    orders = 100 + TRUE["post"] * post + TRUE["feed"] * feed + TRUE["spread"] * luck
    names = [f"region {at:02d}" for at in range(1, 25)]
    return pd.DataFrame({"region": names, "post": post, "feed": feed, "orders": orders.round(1)})


def partners():
    """Two years of orders of 420 people: by the shop itself, and from 2025 on by three partners."""
    kinds = {"camping club": (60, 0.15), "courier lockers": (90, 0.70), "yoga school": (30, 0.40)}
    rows, person = [], 1
    for at, (name, (people, known)) in enumerate(kinds.items()):
        luck = uniforms(SEED, PARTNERS, (people, 4), part=at)
        for one in luck:
            if one[0] < known:
                rows.append((person, _day("2024-01-05", 340 * one[1]), "own shop", _yuan(one[2])))
            rows.append((person, _day("2025-01-06", 85 * one[1]), name, _yuan(one[3])))
            person += 1
    luck = uniforms(SEED, PARTNERS, (240, 2), part=9)
    rows += [(person + i, _day("2024-01-05", 450 * one[0]), "own shop", _yuan(one[1]))
             for i, one in enumerate(luck)]  # fmt: skip
    columns = ["customer_id", "ts_order", "channel", "paid_amount"]
    table = pd.DataFrame(rows, columns=columns).sort_values("ts_order", ignore_index=True)
    return table.assign(ts_order=table["ts_order"].dt.tz_localize("Asia/Shanghai"))


def _day(start, days):
    return pd.Timestamp(start) + pd.Timedelta(minutes=int(days * 1440))


def _yuan(luck):
    return float(np.round(60 * np.exp(1.4 * luck)))


def benchmark():
    """The table of docs/attribution.md."""
    file = HERE.parents[1] / "docs" / "results" / "attribution.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    rows = [
        (row["method"], measure, *(round(100 * end, 2) for end in row[measure]), found["worlds"])
        for row in found["rows"]
        for measure in ("misplaced", "lost", "first", "name")
    ]
    rows += [(row["method"], "lost", *(round(100 * end, 2) for end in row["lost"]), found["worlds"])
             for row in found.get("scale", [])]  # fmt: skip
    rows.append(("(the truth)", "name", *(round(100 * e, 2) for e in found["true_name"]),
                 found["worlds"]))  # fmt: skip
    for at, which in ((0, "fewest"), (-1, "most")):
        ends = [round(100 * end, 2) for end in found["by_size"][at]["lost"]]
        rows.append(("holdout of 5 %", f"lost, {which} people", *ends, found["worlds"] // 3))
    return pd.DataFrame(rows, columns=["method", "measure", "estimate", "low", "high", "n"])


def make():
    return {
        "switched_off": switched_off(), "songling": songling(), "songling_costs": songling_costs(),
        "regions": regions(), "partners": partners(), "benchmark": benchmark(),
    }  # fmt: skip


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
