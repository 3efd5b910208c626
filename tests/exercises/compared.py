"""Other right answers to the exercises of lesson 0.2, in plain pandas."""

import numpy as np


def _event(touches, day=None):
    wave = touches.query("trigger == 'before_event'")
    days = wave["ts"].dt.normalize()
    return wave[days == (days.max() if day is None else day)]


def _gap(touches, column):
    means = touches.groupby("arm", observed=True)[column].mean()
    return means["treated"] - means["holdout"]


def added(touches):
    return _gap(_event(touches), "ordered")


def reads_right():
    return "b)"


def send_again(touches):
    wave = _event(touches, "2024-10-29T00:00:00+08:00")
    return f"{'A' if _gap(wave, 'profit') > 0.05 else 'B'}1"


def per_message(touches):
    return _gap(touches.query("trigger == 'days_since_order'"), "profit") - 0.05


def _conversion(shop_weeks, first, last):
    part = shop_weeks.query(f"{first} <= week <= {last}").groupby("shop")
    return part["orders"].sum(), part["visits"].sum()


def false_alarms(shop_weeks):
    """By the textbook's interval of a difference of two shares (Wald), pooled nowhere."""
    (new, n), (old, m) = (_conversion(shop_weeks, *weeks) for weeks in ((5, 8), (1, 4)))
    p, q = new / n, old / m
    error = np.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    return int((abs(p - q) > 1.96 * error).sum())


def top_five(shop_weeks):
    (new, n), (old, m) = (_conversion(shop_weeks, *weeks) for weeks in ((13, 16), (9, 12)))
    best = (old / m).sort_values().index[-5:]
    return 100 * ((new / n)[best].mean() - (old / m)[best].mean())


def because_of_it(touches):
    means = touches.query("trigger == 'before_event'").groupby("arm", observed=True)["ordered"]
    return 1 - means.mean()["holdout"] / means.mean()["treated"]


def holdout_cost(touches):
    wave = _event(touches)
    return (_gap(wave, "profit") - 0.05) * wave["arm"].value_counts()["holdout"]


def unit_of_luck():
    return "c"


def coach():
    return ["C", 1]


def none_compares():
    return "D"
