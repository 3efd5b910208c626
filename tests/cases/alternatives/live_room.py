"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
import pandas as pd


def per_viewer(live_minutes):
    show = live_minutes.query("session_id == 5")
    clicks = show["product_clicks"].sum()
    return show["orders"].sum() / clicks * clicks / show["entrants"].sum()


def by_show(live_minutes):
    shows = live_minutes.pivot_table(
        index="session_id", values=["orders", "entrants"], aggfunc="sum"
    )
    return pd.DataFrame({"conversion": shows["orders"] / shows["entrants"]})


def month(live_minutes):
    weights = live_minutes.groupby("session_id")["entrants"].sum()
    return np.average(by_show(live_minutes)["conversion"], weights=weights)


def small_table():
    return [{"viewers": 10, "paid": 5}, {"viewers": 990, "paid": 5}, {"viewers": 7, "paid": 0}]


def monday(live_minutes, goals):
    needed = goals.loc[0, "target"] * live_minutes["entrants"].sum()
    return ("a", "4") if live_minutes["orders"].sum() > needed else ("b", "2")
