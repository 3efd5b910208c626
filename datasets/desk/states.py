"""The runs of the course's simulated shop behind lesson 3.4's table of twins (some minutes).

python datasets/desk/make.py calls them; nothing else does.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.emit import STRETCH, Record
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import the_shop
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

DAYS, FIRST, LUCKS = 731, "2025-01-01", 3  # the second year is kept
STATES = {  # facts that differ from the start; decisions that differ from FIRST on
    "as it was": ({}, {}),
    "nobody minds waiting": ({"desk.wait": 0.0}, {}),
    "one agent fewer": ({}, {"service.agents": 2.0}),
    "one agent more": ({}, {"service.agents": 4.0}),
    "no bot": ({}, {"service.bot": "none"}),
}


def desk_twin(progress=print, states=STATES, lucks=LUCKS):
    """The second year by month, in each state, on the same lucks."""
    parts = []
    for luck in range(lucks):
        for state in states:
            parts.append(_run(state, luck).assign(state=state, luck=luck + 1))
            progress(state, luck)
    table = pd.concat(parts, ignore_index=True)
    return table[["luck", "state", *table.columns.drop(["luck", "state"])]]


def _run(state, luck):
    published, (facts, decided) = the_shop(), STATES[state]
    shop = Shop(World("light_gear", seed=published.world.seed, facts=facts), published.noise + luck)
    history = published.history(DAYS)
    history[FIRST] = history.get(FIRST, {}) | decided
    engine = shop.engine(history, DAYS).run(0, DAYS)
    chats = STRETCH["chats"].make(Record(engine))
    chats = chats[chats["ts"] >= FIRST]
    human = chats["handled_by"] == "human"
    asked = chats["is_presale"] & human
    wait = np.log2(chats["waited_s"].clip(lower=30) / 30)
    month = chats["ts"].dt.strftime("%Y-%m").rename("month")
    sums = pd.DataFrame({
        "chats": 1, "asked": asked, "paid": asked & chats["paid"],
        "doublings": wait.where(asked, 0.0),
        "in_30s": human & ~chats["left"] & (chats["waited_s"] <= 30), "to_people": human,
    }).groupby(month).sum()  # fmt: skip
    daily = daily_outcome(engine, DAYS)
    daily["wages"] = engine.daily.columns().labour.round() / 100
    daily.insert(0, "date", pd.date_range("2024-01-01", periods=DAYS))
    daily = daily[daily["date"] >= FIRST]
    money = daily.groupby(daily["date"].dt.strftime("%Y-%m"))[
        ["orders", "revenue", "profit", "wages"]
    ].sum()
    digits = {"doublings": 1, "revenue": 2, "profit": 2, "wages": 2}
    return sums.join(money).round(digits).reset_index(names="month")


def agent_skills():
    """What each agent adds to the logit of paying."""
    rows = the_shop().world.facts["agents"]
    return pd.DataFrame({"agent": list(rows), "skill": [row["skill"] for row in rows.values()]})
