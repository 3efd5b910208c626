"""Other right answers to the case's exercises, in plain pandas and numpy."""

import numpy as np


def points(frame, good):
    late = (frame["ts"] >= "2025-09-01").to_numpy()
    good = np.asarray(good, dtype=float)
    return 100 * (good[late].mean() - good[~late].mean())


def unpaid(reviews):
    own = reviews.query("not incentivised")
    return points(own, own["rating"].isin([4, 5]))


def first_written(reviews):
    own = reviews.query("not incentivised")
    bad = (own["rating"] < 4) | (own["resolved"].fillna(False))
    return points(own, ~bad)


def by_lot(chats):
    asked = chats.dropna(subset="csat")
    return points(asked, asked["csat"] > 3)


def monday(chats):
    asked = chats.dropna(subset="csat")
    good = (asked["csat"] > 3).to_numpy(dtype=float).reshape(60, -1).mean(axis=1)
    reach = 2 * np.hypot(good[:30].std(ddof=1), good[30:].std(ddof=1)) / 30**0.5
    rise = good[30:].mean() - good[:30].mean()
    here, sisters = 0.4 / 20, 0.4 / 8
    if rise - reach > sisters:
        return "all", "apart"
    if rise - reach > here:
        return "here", "between" if rise + reach < sisters else "inside"
    return ("stop", "apart") if rise + reach < here else ("ask", "inside")


def highest_first(reviews):
    """Cards are good, so they raise the share; a changed review counted as bad lowers it."""
    since = reviews[reviews["ts"] >= "2025-09-01"]
    assert since.loc[since["incentivised"], "rating"].eq(5).all()
    assert (since["replied_at"].notna() & since["rating"].ge(4)).any()
    return ["b", "c", "a"]
