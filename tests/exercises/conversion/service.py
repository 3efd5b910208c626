"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd


def agent_fewer(desk_twin):
    table = desk_twin.assign(left=desk_twin["profit"] + desk_twin["wages"])
    sums = table.groupby(["luck", "state"])["left"].sum().unstack()
    return (sums["as it was"] - sums["one agent fewer"]).mean(), -50_000, 200_000


def third_agent(other_dealt):
    """Hour by hour: the gap of full and free agents; two and three agents in a plain loop."""
    rows = other_dealt[other_dealt["is_presale"] & (other_dealt["hour"] >= 8)]
    rows = rows[rows["bought"].notna()]
    month = rows["ts"].dt.strftime("%Y-%m")
    rows = rows[(month < "2025-04") | (month > "2025-08")]
    cell = rows.groupby(["date", "hour", "full"]).agg(
        n=("yuan", "size"), yuan=("yuan", "mean"), x=("doublings", "mean")
    )
    cell = cell.unstack().dropna()
    weight = cell["n"][False] * cell["n"][True] / cell["n"].sum(axis=1)
    gap = {name: (weight * (cell[name][True] - cell[name][False])).sum() for name in ("yuan", "x")}
    each = gap["yuan"] / gap["x"]
    day = other_dealt["ts"].dt.strftime("%m-%d")
    june = other_dealt[day.between("06-01", "06-18") & (other_dealt["hour"] >= 16)]
    mean = june.loc[~june["left"], "handle_s"].mean()
    lost, turn = {}, {}
    for agents in (2, 3):
        lost[agents], place = 0.0, 0
        for _, evening in june.groupby("date"):
            ends = [[0.0, 0.0] for _ in range(agents)]
            second = (evening["ts"].dt.tz_localize(None) - evening["date"]).dt.total_seconds()
            for at, long, left, asks in zip(
                second, evening["handle_s"], evening["left"], evening["is_presale"], strict=True
            ):
                mine = ends[place % agents]
                place += 1
                start = max(min(mine), at) + 10
                if start - at <= 900:
                    mine[mine.index(min(mine))] = start + (mean if left else long)
                lost[agents] += asks * np.log2(max(min(start - at, 900), 30) / 30)
        turn[agents] = lost[agents] / june["date"].nunique()
    return -each * (turn[2] - turn[3]) / 8


def last_of_list(dealt):
    return "b", "2"


def target(dealt, turn, team):
    return "B", 2


def bot_minutes(other_chats):
    people = other_chats[(other_chats["handled_by"] == "human") & ~other_chats["left"]]
    each = people.groupby("intent_true", observed=True)["handle_s"].mean()
    takes = other_chats["intent_true"].astype(str).map(each)
    return takes[other_chats["handled_by"] == "bot"].sum() / takes.sum()


def seen():
    return 1 - 0.98**40


def honest():
    return round(0.06 * 960 / (0.06 * 960 + 34), 3)


def say(other_scripts):
    return "c", 2


def three_in_order(other_chats):
    people = other_chats["handled_by"] == "human"
    rates = pd.Series({
        "A": (other_chats["first_response_s"] <= 30).mean(),
        "B": (other_chats.loc[people, "first_human_s"] <= 30).fillna(False).mean(),
        "C": other_chats["turns_30s"].sum() / other_chats["turns"].sum(),
    })  # fmt: skip
    return rates.sort_values(ascending=False).index.tolist()


def contest():
    return 0.626
