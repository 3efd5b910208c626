"""Other right answers to the lesson's exercises, in plain pandas."""


def _rate(minutes, column, name, base="product_clicks"):
    mine = minutes[minutes[column] == name]
    return mine["orders"].sum() / mine[base].sum()


def host_ratio(live_minutes):
    lot = live_minutes[live_minutes["host_by"] == "lot"]
    found = _rate(lot, "host", "mei") / _rate(lot, "host", "lin")
    return found, 0.5 * found, 2 * found


def room_rate(room):
    return room["orders"].sum() / room["entrants"].sum()


def more_draws(live_minutes):
    return "b", "2"


def kept_share(live_shows):
    known = live_shows[live_shows["net_15"] == live_shows["net_15"]]
    return sum(known["net_15"]) / sum(known["revenue"])


def gpm(live_minutes):
    return 1000 * sum(live_minutes["revenue"]) / sum(live_minutes["entrants"])


def urge_ratio(live_minutes):
    names = ("urge", "welfare")
    one, other = (_rate(live_minutes, "script_segment", name) for name in names)
    return one / other


def stay(live_minutes):
    return sum(live_minutes["viewers"]) / sum(live_minutes["entrants"])


def contract():
    return "c"
