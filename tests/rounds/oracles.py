"""Each short claim judged from what a trainee sees: its words and its table, in plain Python.

An oracle gets the numbers of the claim's words, in order, and the table's columns as lists. It
gives the figure claimed and the right one, by another way than the module's.
"""

import math
import re
import statistics

NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
OF = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5}


def numbers(text):
    """The numbers of a text, in order."""
    found = NUMBER.findall(text)
    return [float(x.replace(",", "").replace("−", "-").replace("+", "").rstrip(".")) for x in found]


def share(yes, n):
    """In per cent."""
    return 100 * yes / n


def mixed_alike(columns, mix):
    """First side less second side in points, group by group, each group as often as in the mix."""
    _, n, yes, n_0, yes_0 = columns
    gaps = [share(a, b) - share(c, d) for a, b, c, d in zip(yes, n, yes_0, n_0, strict=True)]
    return sum(m * gap for m, gap in zip(mix, gaps, strict=True)) / sum(mix)


def both(a, b):
    return [x + y for x, y in zip(a, b, strict=True)]


# ---- research ----------------------------------------------------------------------------------


def january(said, columns, words):
    _, before, now = columns
    return said[0], 100 * (sum(now) - sum(before)) / sum(before)


def said_and_paid(said, columns, words):
    yes, asked, claimed = said[:3]
    _, _, yeses, bought = columns
    rule = next(part for word, part in OF.items() if f"a rule {word} of" in words)
    assert abs(claimed - share(yes, asked) / rule) < 0.06
    return claimed, share(yes, asked) * sum(bought) / sum(yeses)


def left_of_100(said, columns, words):
    _, yuan = columns
    return said[1], 100 - 100 * sum(yuan[1:]) / yuan[0]


def best_of_eight(said, columns, words):
    style, clicks, carts, again, carts_again = columns
    best = max(range(len(style)), key=lambda place: carts[place] / clicks[place])
    assert f"style {style[best]}:" in words
    return said[0], share(carts_again[best], again[best])


# ---- traffic -----------------------------------------------------------------------------------


def one_source(said, columns, words):
    return said[0], mixed_alike(columns, columns[3])


def last_click(said, columns, words):
    _, posts, before, now = columns
    rows = list(zip(posts, before, now, strict=True))
    usual = sum(c for a, _, c in rows if a == "no") / sum(b for a, b, _ in rows if a == "no")
    return said[0], sum(c - usual * b for a, b, c in rows if a == "yes")


def next_yuan(said, columns, words):
    ads, sales = columns
    return said[0], (sales[-1] - sales[-2]) / (ads[-1] - ads[-2])


def show_at_midnight(said, columns, words):
    gross, rule, claimed = said[:3]
    _, sold, _, late = columns
    assert abs(claimed - gross * (1 - rule / 100)) <= 50
    return claimed, gross * (1 - sum(late) / sum(sold))


# ---- conversion --------------------------------------------------------------------------------


def live_base(said, columns, words):
    _, people = columns
    return said[2], share(people[3], people[1]) / said[1]


def sister_page(said, columns, words):
    _, n, yes, n_0, yes_0 = columns
    new, sister = (share(yes[row], n[row]) - share(yes_0[row], n_0[row]) for row in (0, 1))
    return said[0], new - sister


def fast_answers(said, columns, words):
    return said[1], mixed_alike(columns, both(columns[1], columns[3]))


def kept_orders(said, columns, words):
    _, visitors, orders, returned = columns
    new, old = ((o - r) / v for o, r, v in zip(orders, returned, visitors, strict=True))
    return said[0], 100 * (new / old - 1)


def early_lead(said, columns, words):
    _, n, yes, n_0, yes_0 = columns
    assert (
        abs(share(sum(yes[:2]), sum(n[:2])) - share(sum(yes_0[:2]), sum(n_0[:2])) - said[0]) < 0.01
    )
    return said[0], share(sum(yes), sum(n)) - share(sum(yes_0), sum(n_0))


# ---- fulfillment -------------------------------------------------------------------------------


def days_out(said, columns, words):
    _, days, sold, company = columns
    assert said[0] == sum(sold)
    return said[1], (sum(sold) - sum(company)) / sum(days)


def safety_days(said, columns, words):
    claimed, daily, scatter = said[:3]
    _, days = columns
    a_day = scatter / daily
    variance = statistics.mean(days) * a_day**2 + statistics.variance(days)
    return claimed, statistics.NormalDist().inv_cdf(95 / 100) * math.sqrt(variance)


def courier(said, columns, words):
    return said[0], mixed_alike(columns, both(columns[1], columns[3]))


def young_returns(said, columns, words):
    weeks, orders, back = columns
    old = [place for place, age in enumerate(weeks) if age >= 3]
    return said[1], share(sum(back[p] for p in old), sum(orders[p] for p in old))


# ---- retention ---------------------------------------------------------------------------------


def card_holders(said, columns, words):
    return said[0], mixed_alike(columns, columns[1])


def recall_message(said, columns, words):
    _, customers, bought = columns
    return said[0], bought[0] - bought[1] * customers[0] / customers[1]


def member_day(said, columns, words):
    _, ours, twin = columns
    assert abs(ours[2] - (ours[0] + ours[1]) / 2 - said[0]) <= 1
    usual = (ours[0] + ours[1]) / (twin[0] + twin[1])
    return said[0], sum(o - usual * t for o, t in zip(ours[2:], twin[2:], strict=True))


def ninety_days(said, columns, words):
    days, n, ever, early = columns
    assert abs(share(sum(ever), sum(n)) - said[0]) < 0.06
    old = [place for place, age in enumerate(days) if age >= 90]
    return said[0], share(sum(early[p] for p in old), sum(n[p] for p in old))


def third_year(said, columns, words):
    _, _, first, stayed, third = columns
    then = sum(s * x for s, x in zip(stayed, first, strict=True))
    now = sum(s * x for s, x in zip(stayed, third, strict=True))
    return said[0], 100 * (now - then) / then


# ---- data --------------------------------------------------------------------------------------


def saved_returns(said, columns, words):
    _, orders, back = columns
    return said[2], orders[1] * back[0] / orders[0] - back[1]


def share_of_rise(said, columns, words):
    _, n, buyers, sales = columns
    rates, values = (
        [y / x for x, y in zip(*pair, strict=True)] for pair in ((n, buyers), (buyers, sales))
    )
    logs = [math.log(after / before) for before, after in (n, rates, values)]
    return said[0], 100 * logs[1] / sum(logs)


def five_articles(said, columns, words):
    _, visits, buyers = columns
    return said[1], said[0] * sum(buyers) / sum(visits)


def flagged(said, columns, words):
    _, looked, alarm = columns
    fakes = said[2] / 100 * 1_000_000
    true, false = fakes * alarm[0] / looked[0], (1_000_000 - fakes) * alarm[1] / looked[1]
    return said[0], 100 * true / (true + false)


# ---- plan --------------------------------------------------------------------------------------


def even_months(said, columns, words):
    _, left = columns
    assert abs(said[0] - sum(left) / len(left)) <= 1
    return said[1], len([x for x in left if x >= said[0]])


def money_in_hand(said, columns, words):
    _, booked, in_hand = columns
    assert sum(booked) == said[0]
    return said[0], sum(in_hand)


def ten_per_cent_more(said, columns, words):
    claimed, orders = said[:2]
    _, yuan, how = columns
    cost, border = numbers(how[3])
    more = sum(x for x, grows in zip(yuan, how, strict=True) if grows == "with the orders") / 10
    return claimed, more - (cost if orders * 11 / 10 >= border else 0)


def half_year(said, columns, words):
    _, last, now = columns
    growth = (now[0] + now[1]) / (last[0] + last[1])
    return said[0], growth * sum(last)


# ---- looks that don't settle it, and mustn't give the right figure by chance -------------------


def unfit(name, columns):
    """What unfit looks at a claim's table give, in the unit of the claim; none of most claims."""
    if name == "days_out":
        _, days, sold, _ = columns
        best = max(range(8), key=lambda week: sold[week])
        return [sum(sold) / sum(days), sold[best] / days[best]]
    if name == "half_year":
        _, last, now = columns
        return [sum(last), 4 * now[1]]
    if name == "one_source":
        _, n, yes, n_0, yes_0 = columns
        most = max(range(3), key=lambda source: n[source] + n_0[source])
        return [share(yes[most], n[most]) - share(yes_0[most], n_0[most])]
    if name == "sister_page":
        _, n, yes, n_0, yes_0 = columns
        both_changed = share(sum(yes), sum(n)) - share(sum(yes_0), sum(n_0))
        return [share(yes[0], n[0]) - share(yes[1], n[1]), both_changed]
    if name == "last_click":
        _, posts, before, now = columns
        rows = zip(posts, before, now, strict=True)
        return [sum(c - b for a, b, c in rows if a == "yes")]
    if name == "young_returns":
        _, orders, back = columns
        return [share(sum(back), sum(orders)), share(sum(back[-2:]), sum(orders[-2:]))]
    if name == "five_articles":
        _, visits, buyers = columns
        most = visits.index(max(visits))
        return [10_000 * buyers[most] / visits[most]]
    if name == "saved_returns":
        return [columns[2][0] - columns[2][1]]
    if name == "money_in_hand":
        _, booked, in_hand = columns
        return [sum(booked) - (booked[0] - in_hand[0])]
    return []


# A word of the look that settles it, which no other look of the claim has
SETTLES = {
    "january": "both winters", "said_and_paid": "times the share of them that bought",
    "left_of_100": "refunds too", "best_of_eight": "in the second week alone",
    "one_source": "mix of before", "last_click": "without posts", "next_yuan": "last but one",
    "show_at_midnight": "by day 15", "live_base": "came into the room",
    "sister_page": "less the sister's change", "fast_answers": "within each part of the day",
    "kept_orders": "less returns", "early_lead": "as planned",
    "days_out": "without the company's", "safety_days": "together",
    "courier": "weighted by the parcels of both", "young_returns": "three weeks old",
    "card_holders": "within each row", "recall_message": "with and without the message",
    "member_day": "twin shop lets", "ninety_days": "at least 90 days old",
    "third_year": "their own first year",
    "saved_returns": "This month's orders times the difference", "share_of_rise": "in logarithms",
    "five_articles": "All buyers over all visits", "flagged": "the shop's share",
    "even_months": "How many months", "money_in_hand": "received less all that was paid",
    "ten_per_cent_more": "what is new", "half_year": "over last year's share",
}  # fmt: skip
LOW = {"safety_days", "young_returns"}  # the less, the better for whoever claims it


def columns(table):
    """A table's columns as lists, without what isn't known yet."""
    return [table[name].dropna().tolist() for name in table]


def figures(asked):
    """The figure claimed, the right one, and how near is near: from what is shown."""
    said, name = asked.says(), asked.short.name
    claimed, right = globals()[name](numbers(said), columns(asked.table), said)
    near, relative = re.search(r"right within ([\d,.]+)(% of)?", asked.asks()).groups()
    near = float(near.rstrip(".").replace(",", "")) * (abs(right) / 100 if relative else 1)
    return claimed, right, near


def verdict(asked):
    """The letter of the right verdict, from what is shown: and how many times near it is off."""
    name = asked.short.name
    claimed, right, near = figures(asked)
    off = (claimed - right) / near * (-1 if name in LOW else 1)
    return ("B" if abs(off) <= 1 else "A" if off > 0 else "C"), abs(off)


def judged(asked):
    """Verdict, look, and sure to 100 %."""
    found = [
        n for n, look in enumerate(asked.looks(), start=1) if SETTLES[asked.short.name] in look
    ]
    assert len(found) == 1, (asked.short.name, found)
    return verdict(asked)[0], found[0], 100
