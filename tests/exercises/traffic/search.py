"""Other right answers to the lesson's exercises, in plain Python and pandas."""

from itertools import chain, combinations

import numpy as np
import pandas as pd

SLOTS = {"brand": (1, 1), "attribute": (1, 4), "scene": (1, 6), "core": (1, 1)}


def _units(text):
    return sum(2 if ord(x) > 255 else 1 for x in text)


def best_title(terms, candidates):
    """Every choice of words, slot by slot; only words that some search has matter."""
    parts = {part for keyword in terms["keyword"] for part in keyword.split()}
    groups = []
    for slot, (least, most) in SLOTS.items():
        words = candidates.loc[candidates["slot"] == slot, "word"]
        useful = [w for w in words if any(p in w for p in parts)] or list(words)[:1]
        groups.append([c for n in range(least, most + 1) for c in combinations(useful, n)])
    rows = [(k.split(), n) for k, n in zip(terms["keyword"], terms["payers"], strict=True)]
    best = 0
    for brand in groups[0]:
        for core in groups[3]:
            for some in groups[1]:
                fixed = (*brand, *core, *some)
                left = 40 - sum(map(_units, fixed))
                for scenes in groups[2]:
                    if sum(map(_units, scenes)) <= left:
                        best = max(best, _worth(rows, list(chain(fixed, scenes))))
    return best


def _worth(rows, there):
    return sum(n for parts, n in rows if all(any(p in w for w in there) for p in parts))


def seen_by_strangers(looks):
    mine = looks[looks["keyword"] == "露营 椅"]
    own = np.median([x for x in mine.loc[mine["account"] == "own", "natural_rank"] if x == x])
    seen = mine[mine["account"] == "stranger"]["natural_rank"].fillna(999)
    return sum(seen <= own) / len(seen), 0, 1


def other_effect(other_daily, other_ranks, other_shelf, other_lots, other_sku, other_words):
    """Another ten days after instead of seven, by dictionaries of days."""
    core = set(other_words.loc[other_words["word_type"] == "core", "keyword"].astype(str))
    ranks = other_ranks[other_ranks["keyword"].astype(str).isin(core)]
    place = ranks.groupby([ranks["date"], ranks["sku"].astype(str)])["natural_rank"].mean()
    place = np.log(place.unstack())
    daily = other_daily.assign(sku=other_daily["sku"].astype(str))
    visits = daily.pivot(index="date", columns="sku", values="search_uv")
    lead = dict(zip(other_sku["sku"].astype(str), other_sku["lead_time_days"], strict=True))
    lots = other_lots.dropna(subset="received_at")
    shelf = other_shelf[other_shelf["on_hand"] == 0].assign(sku=lambda t: t["sku"].astype(str))
    day, spells = pd.Timedelta("1D"), []
    for sku, mine in shelf.sort_values("date").groupby("sku"):
        for date in mine["date"]:
            if spells and spells[-1][0] == sku and date - spells[-1][2] <= 3 * day:
                spells[-1][2] = date
            else:
                spells.append([sku, date, date])
    worse, fewer = [], []
    for sku, start, end in spells:
        came = lots[(lots["sku"].astype(str) == sku) & (lots["received_at"] >= end)]
        if not len(came) or _waited(came) - lead[sku] < 5 or start < _due(came, lead[sku]):
            continue
        first, last = start - 14 * day, end + 7 * day
        busy = {s for s, a, b in spells if b >= first - 14 * day and a <= last}
        again = [s for s, a, b in spells if s == sku and b >= first and a <= last]
        before = slice(first, start - day), slice(end + day, last)
        counts = [place.loc[w].count() for w in before]
        whole = [s for s in place if counts[0][s] == 14 and counts[1][s] == 7]
        rest = [s for s in whole if s not in busy]
        if sku not in whole or len(again) > 1 or not rest:
            continue
        ranks = [place[sku].loc[w].mean() - place[rest].loc[w].mean().mean() for w in before]
        seen = [np.log(visits[sku].loc[w].mean()) - np.log(visits[rest].loc[w].sum().sum() / len(
            visits.loc[w])) for w in before]  # fmt: skip
        worse.append(ranks[1] - ranks[0])
        fewer.append(seen[1] - seen[0])
    return sum(fewer) / sum(worse)


def _waited(lots):
    """Days between order and arrival, of the lots of the first day that one came."""
    day = lots["received_at"].dt.normalize()
    first = lots[day == day.min()]
    return max((first["received_at"].dt.normalize() - first["ordered_at"].dt.normalize()).dt.days)


def _due(lots, lead):
    """When the longest awaited of the lots that came first should have come."""
    day = lots["received_at"].dt.normalize()
    first = lots[day == day.min()]
    return first["ordered_at"].dt.normalize().min() + pd.Timedelta(days=float(lead))


def push_sales(article_daily, keyword_ranks, inventory_daily, inbound, sku, search_words,
               traffic_daily):  # fmt: skip
    return "b", "2"


def room_left(listings):
    return sum(_units(title) <= 50 for title in listings["title"])


def top_words(keyword_ranks):
    top = keyword_ranks[keyword_ranks["natural_rank"] <= 3]
    words = keyword_ranks["keyword"].astype(str)
    days = keyword_ranks.groupby(words)["date"].nunique()
    with_top = top.groupby(top["keyword"].astype(str))["date"].nunique().reindex(days.index)
    return (with_top.fillna(0) > days / 2).mean()


def found_by_strangers(looks):
    mine = looks[(looks["keyword"] == "折叠 椅") & (looks["account"] == "stranger")]
    return sum(mine["natural_rank"].fillna(999) <= 20) / len(mine)


def place_worth():
    return 200 * (2**0.3 - 1) * 0.03 * 40


def late_suppliers(inventory_daily, inbound, sku):
    lead = sku.set_index(sku["sku"].astype(str))["lead_time_days"]
    count = 0
    for name, mine in inventory_daily.groupby(inventory_daily["sku"].astype(str)):
        mine = mine.sort_values("date")
        dates = list(mine.loc[mine["on_hand"] == 0, "date"])
        ends = [d for d in dates if not any(0 < (other - d).days <= 3 for other in dates)]
        lots = inbound[(inbound["sku"].astype(str) == name) & inbound["received_at"].notna()]
        lots = lots.sort_values(["received_at", "ordered_at"])
        starts = [d for d in dates if not any(0 < (d - other).days <= 3 for other in dates)]
        for start, end in zip(starts, ends, strict=True):
            came = lots[lots["received_at"] >= end]
            late = len(came) > 0 and _waited(came) - lead[name] >= 10
            count += late and start >= _due(came, lead[name])
    return count


def which_arrow():
    return "b"


def unanswered(questions, page):
    sentences = [s for text in page["text"] for s in text.replace("!", "。").split("。")]
    asked = questions["keyword"].str.replace("清洗", "洗")
    left = [n for keyword, n in zip(asked, questions["clicks"], strict=True)
            if not any(all(p in s for p in keyword.split()) for s in sentences)]  # fmt: skip
    return sum(left) / sum(questions["clicks"])


def notes_share(guides):
    top = guides[guides["rank"].isin([1, 2, 3, 4, 5])]
    return sum(top["ours"]) / len(top)
