"""Make the small tables of lesson 3.4: scripts by lot, disputes looked into, twins of the desk.

python datasets/desk/make.py            into this folder
python datasets/desk/make.py FOLDER     into another

`desk_twin` is run on the course's simulated shop (some minutes, `states.py`); the rest is invented.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pandas as pd
import states

from ecomlab.datasets import write_and_say
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SEED = 3404
SCRIPT, DISPUTE = 1, 2  # streams
CARD = {
    "name": "desk",
    "title": "Lesson 3.4's own tables: scripts dealt by lot, disputes, twins of the service desk",
    "description": "scripts: one row per open order of an invented shop, to which a script was "
    "dealt by lot: script, paid, returned, yuan (that the order left after goods, returns and "
    "what was given away; 0 if not paid). disputes_settled: one row per old dispute, all of them "
    "looked into: signal, amount (yuan), abuse. disputes_open: dispute_id, signal, amount. "
    "other_scripts, other_settled, other_open: the same of another invented shop. desk_twin: luck, "
    "state (as it was; nobody minds waiting; one agent fewer, one more; no bot), month of "
    "2025, chats, asked (people's chats before an order), paid (of them), doublings (of the wait "
    "above 30 s, added up over them), to_people (all of people's chats), in_30s (of them), orders, "
    "revenue (yuan, less refunds), profit, wages (yuan) of the running shop run several times on "
    "the same luck. agent_skills: agent, skill (added to the logit of paying): what no shop can "
    "see.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/desk/make.py of this course; twins: ecomlab.shop"}],
    "known_defects": [
        "Invented or simulated: nobody asked, paid or complained.",
        "desk_twin can't be known in a real shop: it needs the same year several times.",
        "Every settled dispute was looked into; real shops look into the suspicious ones.",
    ],
}
EACH = 1800  # open orders a script
SCRIPTS = {  # paid; sent back of paid; given away: yuan
    "scripts": {
        "nothing": (0.335, 0.10, 0), "reminder": (0.385, 0.10, 0),
        "20 off if paid now": (0.425, 0.11, 20), "closing push": (0.430, 0.27, 0),
    },
    "other_scripts": {
        "nothing": (0.18, 0.08, 0), "reminder": (0.19, 0.08, 0),
        "20 off if paid now": (0.30, 0.09, 20), "closing push": (0.25, 0.30, 0),
    },
}  # fmt: skip
YUAN = {  # an order leaves: mean, spread; a return costs
    "scripts": (62.0, 28.0, 14.0),
    "other_scripts": (150.0, 60.0, 25.0),
}
SIGNALS = {  # settled; open; abuse
    "disputes": {
        "none": (420, 16, 0.02), "third refund this year": (90, 7, 0.20),
        "parcel weight too low": (60, 5, 0.55), "photo used before": (40, 4, 0.92),
    },
    "other": {
        "none": (500, 20, 0.03), "third refund this year": (70, 6, 0.30),
        "parcel weight too low": (80, 6, 0.45), "photo used before": (25, 4, 0.85),
    },
}  # fmt: skip
AMOUNTS = {"disputes": (60, 420), "other": (120, 700)}


def scripts(name):
    """Open orders with a script each, dealt by lot."""
    level, spread, cost = YUAN[name]
    part, tables = list(YUAN).index(name), []
    for place, (script, (paid, back, off)) in enumerate(SCRIPTS[name].items()):
        u = uniforms(SEED, SCRIPT, (4, EACH), 10 * part + place)
        pays = u[0] < paid
        returns = pays & (u[1] < back)
        yuan = np.round(level + spread * (u[2] + u[3] - 1) * 2.4, 2)
        kept = np.where(returns, -cost, yuan - off)
        tables.append(pd.DataFrame({"script": script, "paid": pays, "returned": returns,
                                    "yuan": np.where(pays, kept, 0.0).round(2)}))  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def disputes(name):
    """Settled disputes, all looked into, and the open ones."""
    low, high = AMOUNTS[name]
    part, settled, still = list(SIGNALS).index(name), [], []
    for place, (signal, (old, new, abuse)) in enumerate(SIGNALS[name].items()):
        u = uniforms(SEED, DISPUTE, (2, old + new), 10 * part + place)
        amount = np.round(low * (high / low) ** u[0])
        rows = pd.DataFrame({"signal": signal, "amount": amount, "abuse": u[1] < abuse})
        settled.append(rows[:old])
        still.append(rows[old:].drop(columns="abuse"))
    settled, still = (pd.concat(parts, ignore_index=True) for parts in (settled, still))
    still.insert(0, "dispute_id", 9001 + np.arange(len(still)))
    return settled, still


def make(twin=None):
    """All tables; the twin is run unless it is given."""
    settled, still = disputes("disputes")
    other_settled, other_open = disputes("other")
    return {
        "scripts": scripts("scripts"), "other_scripts": scripts("other_scripts"),
        "disputes_settled": settled, "disputes_open": still,
        "other_settled": other_settled, "other_open": other_open,
        "desk_twin": states.desk_twin() if twin is None else twin,
        "agent_skills": states.agent_skills(),
    }  # fmt: skip


def main(folder=HERE, twin=None):
    write_and_say(folder, make(twin), CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
