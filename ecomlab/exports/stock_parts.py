"""What the morning page of a shop's stock says, part by part, the urgent first (库存晨报).

What is reckoned stands in ``ecomlab.fulfillment``; here it is put into words and rows.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice
from ecomlab.festivals import spring_festival
from ecomlab.fulfillment import clearance, delivery, morning, scorecards, stock_alerts
from ecomlab.tables.cells import many

LEVELS = ("reckoned", "own")
BANDS = (30, 90, 180)
YEAR = pd.Timedelta(days=365)
IDLE = 30  # days without a sale
SHORT = 14  # days of cover: looked at also where no level is known
PARCELS = {"both": "over the promise, no scan"}
CHINA = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "PRC", "Etc/GMT-8")
FIXED = {"618": (6, 18), "11.11": (11, 11), "12.12": (12, 12)}  # month and day
WORDS = {"out": ("out", "缺货"), "red": ("red", "低于安全库存"), "yellow": ("yellow", "预警"),
         "green": ("green", "正常"), "none": ("no level", "无法判断")}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What whoever types may choose.

    Parameters
    ----------
    service : float
        Share of the waits for a lot that a shelf shall last.
    cover : int
        Days of sales that a lot shall last beyond the wait for the next.
    limit_h, silent_h : float
        Hours from the payment to the courier's scan; hours since a parcel's last scan.
    levels : {"reckoned", "own"}
        Whose safety and warning stock count, where a table has its own.
    """

    service: float = 0.95
    cover: int = 21
    limit_h: float = 48
    silent_h: float = 96
    levels: str = "reckoned"


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Parameters
    ----------
    name, title, chinese : str
    short : str
        What stands in the list at the top.
    lead : str
        What is found, in a sentence.
    head : sequence of str
        The columns' names; empty where there is no table.
    rows : list of (str, list of list of str)
        A class, and the lines of each cell.
    frame : DataFrame or None
        The whole list, for its CSV.
    details : list of str
        As of when, n, and what is meant.
    notes : list of str
        Texts to be copied, such as what to write to a supplier.
    """

    name: str
    title: str
    chinese: str
    short: str
    lead: str
    head: tuple = ()
    rows: list = field(default_factory=list)
    frame: pd.DataFrame | None = None
    details: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class Morning:
    """What the page says of a stock day.

    Parameters
    ----------
    day : stock.StockDay
    asked : Asked, optional
    """

    def __init__(self, day, asked=None):
        self.day, self.asked = day, asked or Asked()
        check_choice("levels", self.asked.levels, LEVELS)
        self.lacks = list(day.lacks)

    # --- What is reckoned ------------------------------------------------------------------

    def table(self, name):
        """A table of the day; None where it isn't there or is empty."""
        found = self.day.tables.get(name)
        return None if found is None or found.empty else found

    @property
    def evening(self):
        return f"{self.day.evening:%Y-%m-%d}"

    @cached_property
    def titles(self):
        """Each article's title, where one is known."""
        known = self.day.tables["sku"]
        if "title" not in known:
            return {}
        return known.dropna(subset="title").set_index("sku")["title"].astype(str).to_dict()

    @cached_property
    def on_sale(self):
        """The articles that are sold after this evening."""
        known = self.day.tables["sku"]
        keep = pd.Series(True, known.index)
        if "launch_date" in known:
            keep &= ~(_plain(known["launch_date"]) > self.day.evening)
        if "end_date" in known:
            keep &= ~(_plain(known["end_date"]) <= self.day.evening)
        return set(known.loc[keep, "sku"].astype(str))

    @cached_property
    def shelf(self):
        """``inventory_daily`` of the articles on sale."""
        table = self.table("inventory_daily")
        if table is None:
            return None
        table = table[table["sku"].astype(str).isin(self.on_sale)]
        return table.assign(sku=table["sku"].astype(str)).reset_index(drop=True)

    @cached_property
    def outlook(self):
        """What `runs_out` says; of a shop whose sales nobody knows, only what is there."""
        if self.shelf is not None:
            return morning.runs_out(self.shelf, self.evening)
        found = self.stock[["sku", "on_hand"]].assign(a_day=np.nan, cover=np.nan)
        found.loc[found["on_hand"] <= 0, "cover"] = 0.0
        return found.assign(out_on=pd.NaT, early=pd.NaT, late=pd.NaT, n=0)

    @cached_property
    def stock(self):
        """sku, on_hand, on_order of the evening; on_order is missing where nobody says it."""
        known = self.day.tables["sku"]
        if "on_hand" in known:
            found = known[["sku", "on_hand"]].copy()
            found["on_order"] = known.get("on_order", np.nan)
            if (lots := self.table("inbound")) is not None and "on_order" not in known:
                found["on_order"] = found["sku"].map(_open_pieces(lots)).fillna(0)
            return found.astype({"on_hand": float, "on_order": float})
        now = self.shelf[_plain(self.shelf["date"]) == self.day.evening]
        return now[["sku", "on_hand", "on_order"]].astype({"on_hand": float, "on_order": float})

    @cached_property
    def levels(self):
        """Safety stock and reorder point of each article, reckoned or its own."""
        known = self.day.tables["sku"]
        usual = known[["sku", "lead_time_days", *known.columns.intersection(["supplier"])]] \
            if "lead_time_days" in known else None  # fmt: skip
        found = self._no_levels() if self.shelf is None else morning.stock_levels(
            self.outlook, self.shelf, self.table("inbound"), self.evening, self.asked.service, usual
        )  # fmt: skip
        own = self._own_levels()
        if own is None:
            return found
        own = own.reindex(found["sku"])
        those = own["warning"].notna().to_numpy() & (
            (found["source"] == "none").to_numpy() | (self.asked.levels == "own")
        )
        for mine, name in (("safety", "safety"), ("reorder", "warning")):
            value = pd.array(own[name].round().astype("Int64"), dtype="Int64")
            found.loc[those, mine] = value[those]
        found.loc[those, "source"] = "own"
        return found

    def _no_levels(self):
        """The table of `stock_levels`, where no sales tell any."""
        none = pd.array([pd.NA] * len(self.outlook), dtype="Int64")
        return self.outlook[["sku", "a_day"]].assign(
            supplier=None, sd=np.nan, lead_mean=np.nan, lead_sd=np.nan, safety=none, reorder=none,
            source="none", lots=0,
        )  # fmt: skip

    def _own_levels(self):
        """safety and warning as a table of the shop's has them, by article."""
        known = self.day.tables["sku"]
        levels = ["safety", "warning"]
        if set(levels) & set(known):
            found = known.set_index("sku")
        elif self.shelf is not None and set(levels) & set(self.shelf):
            found = self.shelf[_plain(self.shelf["date"]) == self.day.evening].set_index("sku")
        else:
            return None
        found = found.reindex(columns=levels).astype(float)
        found["warning"] = found["warning"].fillna(found["safety"])
        return found.assign(safety=found["safety"].fillna(0).clip(upper=found["warning"]))

    @cached_property
    def alerts(self):
        """Each article's level; "none" where none is known and goods are there."""
        table = self.outlook.merge(
            self.levels[["sku", "safety", "reorder", "source"]], on="sku"
        ).merge(self.stock[["sku", "on_order"]], on="sku")  # fmt: skip
        known = table["reorder"].notna() & table["safety"].notna()
        rows = table.assign(
            date=self.day.evening, sales=table["a_day"].fillna(0.0),
            safety=table["safety"].fillna(0).astype("int64"),
            warning=table["reorder"].fillna(0).astype("int64"),
        )  # fmt: skip
        told = stock_alerts.stock_alert(rows).set_index("sku")["alert"]
        table["alert"] = table["sku"].map(told).astype(object)
        table.loc[~known & (table["on_hand"] > 0), "alert"] = "none"
        rank = {name: at for at, name in enumerate(("out", "red", "yellow", "none", "green"))}
        table["rank"] = table["alert"].map(rank)
        table["due"] = pd.to_datetime(table["sku"].map(self._promised()))
        table = table.sort_values(["rank", "cover", "sku"], ignore_index=True)
        return table.drop(columns="rank")

    def _promised(self):
        """The next day on which an open lot of an article was promised."""
        lots = self.table("inbound")
        if lots is None or "promised_on" not in lots:
            return {}
        open_ = lots[lots["received_at"].isna()]
        return _plain(open_["promised_on"]).groupby(open_["sku"].astype(str)).min().to_dict()

    # --- The parts -------------------------------------------------------------------------

    @cached_property
    def sections(self):
        """The parts of the page that can be told, the urgent first."""
        parts = [self.orders(), self.shelves(), self.suppliers(), self.unsent(), self.parcels(),
                 self.ageing(), self.idle()]  # fmt: skip
        return [part for part in parts if part is not None]

    def orders(self):
        """What to order."""
        if self.shelf is None:
            return None
        if self.stock["on_order"].isna().all():
            self.lacks.append(
                "Nobody says what is on its way (on_order, 采购在途数, or a list of purchases): "
                "orders to place would be ordered twice, so they aren't told."
            )
            return None
        about = self.day.tables["sku"]
        kept = ["sku", "moq", "pack", "unit_cost", "end_date"]
        stock = self.stock.assign(on_order=self.stock["on_order"].fillna(0))
        found = morning.orders_to_place(
            self.levels, stock, self.evening, about[about.columns.intersection(kept)],
            self.asked.service, self.asked.cover,
        )  # fmt: skip
        now = found["order_by"] == self.day.evening
        worth = self._worth(found["money"])
        lead = f"{many(now.sum(), 'article')} to order now, {int((~now).sum())} more in six days."
        lead += " If it goes on selling as in the last weeks."
        if worth:
            lead += f" Together {worth}."
        if ending := found.attrs["ending"]:
            lead += f" Not ordered, for they end before a lot is here: {', '.join(ending)}."
        blank = set(self.stock.loc[self.stock["on_order"].isna(), "sku"])
        rows = [
            ("red" if urgent else "yellow",
             [self._article(row.sku, _from(row.supplier)),
              [f"{row.pieces:,} pieces", self._worth(pd.Series([row.money]))],
              ["now" if urgent else f"by {day_word(row.order_by)}", f"here {day_word(row.arrives)}",
               f"lasts {row.lasts:.0f} days",
               "在途: not said" if row.sku in blank else ""]])
            for row, urgent in zip(found.itertuples(), now, strict=True)
        ]  # fmt: skip
        share = f"{self.asked.service:.0%}"
        details = [
            f"Order when what is there and on its way has fallen to the reorder point (再订货点): "
            f"it lasts until the lot is here in {share} of the waits.",
            "Which share is right: what a piece too few costs ÷ (that + what one too many costs), "
            "lesson 4.2. Another one: --service 0.9.",
            f"Pieces: filled up to what a wait and {self.asked.cover} days need in {share} of the "
            "cases; then the smallest lot (起订量) and whole packs.",
            "“Here” is the order's day and the mean lead time. “Lasts” counts from then, at what "
            "sells now.",
            self._of_levels(),
        ]
        if blank:
            details.append(
                f"Of {many(len(blank), 'article')} your list doesn't say what is on its way "
                "(在途): an order of it supposes that nothing is. Look before you order."
            )
        return Section(
            "orders", "Orders to place", "补货", f"{int(now.sum())} now, {int((~now).sum())} soon",
            lead, ("Article", "Order", "When"), rows, found, details,
        )  # fmt: skip

    def _of_levels(self):
        """What levels are made of, and n."""
        found = self.levels
        source = found["source"].value_counts()
        words = {
            "lots": "lead times of lots that came (of the supplier ordered from most often)",
            "usual": "the lead time in your list, taken as one that never differs: safety stock is "
            "too low by that", "own": "the shop's own safety and warning stock",
            "none": "no level: neither a lot nor a lead time, or no sale, tells it",
        }  # fmt: skip
        said = "; ".join(f"{source[k]} by {v}" for k, v in words.items() if k in source)
        lots = found.drop_duplicates("supplier")["lots"].sum()
        return (
            f"Levels of {many(len(found), 'article')}: {said}. Demand: the last eight weeks; lead "
            f"times: n = {many(lots, 'lot')} ordered in the year that ended six weeks before."
        )

    def shelves(self):
        """Which shelf is low, and when it is empty."""
        table = self.alerts
        counts = table["alert"].value_counts()
        told = [
            f"{english} ({chinese}) {counts[name]}"
            for name, (english, chinese) in WORDS.items()
            if name in counts
        ]
        short = (table["alert"] == "none") & (table["cover"] <= SHORT)
        low = table[table["alert"].isin(["out", "red", "yellow"]) | short]
        rows = [
            (row.alert,
             [self._article(row.sku, f"{WORDS[row.alert][0]} {WORDS[row.alert][1]}"),
              [f"{row.on_hand:,.0f} pieces", _cover(row.cover), f"{row.a_day:.1f} a day"
               if row.a_day == row.a_day else "a day: not known"],
              _when(row, self.day.evening)])
            for row in low.itertuples()
        ]  # fmt: skip
        n = int(self.outlook["n"].max())
        told_by = (
            f"In brackets: four times of five it is empty between these days, by n = {n:,} past "
            f"forecasts ({many(len(table), 'article')}, the last evenings of weeks)." if n else
            "How far off the day may be can't be told: there are too few weeks."
        )  # fmt: skip
        details = [
            "Out: nothing is there. Red: no more than the safety stock (安全库存). Yellow: no more "
            "than the reorder point; what is on its way isn't counted here. “In time”: a lot that "
            "comes on its promised day is there before the first day in brackets.",
            "Days of cover (可售天数): pieces ÷ pieces a day, by exponential smoothing of the last "
            "weeks. Empty shelves' demand is put back where the table tells them.",
            told_by,
            self._of_levels(),
        ]
        if self.shelf is not None and "stockout_flag" not in self.shelf:
            details.append(
                "Your files don't say on which days a shelf was empty: there what sells a day is "
                "too low."
            )
        n_none = int(counts.get("none", 0))
        if n_none:
            names = table.loc[table["alert"] == "none", "sku"].head(5).tolist()
            self.lacks.append(
                f"{many(n_none, 'article')} without a level (such as {', '.join(names)}): no sale "
                "in the last weeks, or neither a lead time (lead_time_days, 采购提前期) nor a lot."
            )
        head = ", ".join(f"{counts.get(k, 0)} {WORDS[k][0]}" for k in ("out", "red", "yellow"))
        lead = f"Of {many(len(table), 'article')} on sale: {', '.join(told)}."
        if short.any():
            head += f", {short.sum()} short"
            lead += f" Without a level, but {SHORT} days of cover or less: {short.sum()}."
        return Section(
            "shelves", "Shelves that run low", "库存预警", head, lead,
            ("Article", "There", "Empty on"), rows, table, details,
        )  # fmt: skip

    def suppliers(self):
        """Which lots are late."""
        lots = self.table("inbound")
        if lots is None:
            return None
        found = morning.late_lots(lots, self.evening, self.outlook)
        rows = [
            ("red" if row.late else "yellow",
             [[str(row.supplier), f"purchase {row.po_id}"],
              [*self._article(row.sku), f"{row.pieces:,} pieces"],
              [f"{many(row.late, 'day')} late" if row.late else "due today, not here",
               f"promised {day_word(row.promised_on)}", self._because(row)]])
            for row in found.itertuples()
        ]  # fmt: skip
        without = int((lots["received_at"].isna() & lots["promised_on"].isna()).sum())
        details = [
            "Late: promised for this day or before, and not here in the evening. Parts of a lot "
            "count one by one.",
            *self._otif(lots),
        ]
        if without:
            details.append(f"{many(without, 'open lot')} without a promised day can't be late.")
        late = int((found["late"] > 0).sum())
        return Section(
            "suppliers", "Suppliers that are late", "催单", many(len(found), "lot"),
            f"{many(late, 'lot')} late, {len(found) - late} more due on the day and not here; "
            f"{found['pieces'].sum():,} pieces in all.",
            ("Supplier", "Lot", "Late"), rows, found, details, _letters(found, self.day.evening),
        )  # fmt: skip

    def _because(self, row):
        """What a late lot means for its shelf."""
        if "on_hand" not in row._fields or pd.isna(row.on_hand):
            return "shelf: not known"
        if row.on_hand <= 0:
            return f"shelf empty, {row.a_day:.1f} a day lost" if row.a_day == row.a_day else (
                "shelf empty"
            )  # fmt: skip
        return f"shelf empty {day_word(row.out_on)}" if pd.notna(row.out_on) else "shelf lasts"

    def _otif(self, lots):
        """On time and in full, of the lots of a year."""
        sent = _plain(lots["ordered_at"])
        year = lots[sent > self.day.evening - YEAR]
        if "first_po" in year:
            year = year[year["first_po"].isna() | year["first_po"].isin(year["po_id"])]
        year = year.dropna(subset=["promised_on"])
        try:
            table = scorecards.otif(year, self.evening)
        except InputError:
            return []
        said = "; ".join(
            f"{row.supplier} {row.estimate:.0%} ({row.low:.0%} to {row.high:.0%}, n = {row.n} "
            "orders)" for row in table.itertuples() if row.n
        )  # fmt: skip
        return [f"On time and in full (OTIF) of what was ordered in a year: {said}."]

    def unsent(self):
        """Paid orders that no courier has."""
        orders = self.table("orders")
        if orders is None:
            return None
        word = "the courier's first scan"
        if not orders["ts_pickup"].notna().any():
            word = "the shop's own click (no scan is in your files)"
            orders = orders.assign(ts_pickup=orders["ts_ship_click"]).drop(columns="ts_ship_click")
        lines, shelf = self.table("order_items"), self.shelf
        whole = shelf is not None and shelf["on_hand"].notna().all()
        found = delivery.unshipped_orders(
            orders, self.day.moment, self.asked.limit_h, lines if whole else None,
            shelf if whole else None,
        )  # fmt: skip
        if "region" in orders:
            region = orders.drop_duplicates("order_id").set_index("order_id")["region"]
            found["region"] = found["order_id"].map(region.astype(object))
        late, soon = found["left_h"] < 0, found["left_h"].between(0, 12)
        listed = found[late | soon]
        rows = [
            ("red" if row.left_h < 0 else "yellow",
             [[str(row.order_id), _known(getattr(row, "region", None))], [row.why],
              [f"{-row.left_h:.0f} h too late" if row.left_h < 0 else f"{row.left_h:.0f} h left",
               f"paid {_time(row.paid)}"]])
            for row in listed.itertuples()
        ]  # fmt: skip
        why = found["why"].value_counts()
        said = ", ".join(f"{count:,} {name}" for name, count in why.items())
        lead = (
            f"{many(len(found), 'paid order')} without a scan: {late.sum():,} over "
            f"{self.asked.limit_h:g} hours, {soon.sum():,} with twelve hours left or less."
        )
        details = [
            f"As of {_time(self.day.moment)}. The clock runs from the payment to {word}.",
            f"Why, of all {len(found):,}: {said}." if said else "Nothing waits.",
            "“Out of stock”: an article of the order had no piece in the evening before.",
        ]
        return Section(
            "unsent", "Paid and not sent", "未发货",
            f"{late.sum():,} too late, {soon.sum():,} soon", lead, ("Order", "Why", "Time"), rows,
            found, details,
        )  # fmt: skip

    def parcels(self):
        """Parcels that a courier has for too long."""
        orders = self.table("orders")
        if orders is None:
            return None
        if not orders["ts_pickup"].notna().any() or not orders["ts_deliver"].notna().any():
            self.lacks.append(
                "Parcels on their way: the orders have no courier's scan (ts_pickup) or no "
                "delivery (ts_deliver). Your courier's list of parcels has both."
            )
            return None
        sent = self.table("shipments")
        found = morning.stuck_parcels(
            orders, sent, self.day.moment, self.asked.silent_h, self.table("courier_claims")
        )
        rows = [
            ("red" if row.why != "over the promise" else "yellow",
             [[str(row.order_id), _known(row.courier), _known(row.region)],
              [PARCELS.get(row.why, row.why)],
              [f"{row.over_h:.0f} h over" if row.over_h > 0 else "",
               f"last scan {_time(row.scanned)}", f"{row.silent_h:.0f} h ago"]])
            for row in found.itertuples()
        ]  # fmt: skip
        by = found.groupby(["courier", "region"], observed=True).size().sort_values(ascending=False)
        said = ", ".join(f"{courier} in {region} {count}" for (courier, region), count
                         in by.head(5).items())  # fmt: skip
        details = [
            f"As of {_time(self.day.moment)}; of {found.attrs['parcels']:,} parcels with couriers. "
            f"Stuck: over the hours promised from the payment, or no scan for "
            f"{self.asked.silent_h:g} hours. The tables have two scans, pickup and delivery.",
            "Parcels already given up (lost, and refunded) are left out.",
        ]
        if said:
            details.append(f"Most of them: {said}.")
        return Section(
            "parcels", "Parcels that are stuck", "滞留件", many(len(found), "parcel"),
            f"{len(found):,} of {many(found.attrs['parcels'], 'parcel')} on the way are stuck.",
            ("Order", "What", "Hours"), rows, found, details,
        )  # fmt: skip

    def ageing(self):
        """How old the stock is."""
        shelf = self.table("inventory_daily")
        if shelf is None:
            return None
        sold_in = min(IDLE, shelf["date"].nunique())
        shelf = shelf if self.table("ages") is None else self.table("ages")
        if "received" not in shelf:
            self.lacks.append(
                "How old the stock is (库龄): nobody says when it came. A list of purchases with "
                "received_at (入库时间), or a table of days with received, tells it."
            )
            return None
        known = self.day.tables["sku"]
        if "unit_cost" not in known or known["unit_cost"].isna().all():
            self.lacks.append("Ageing: no unit_cost (成本价), so no money at cost.")
            return None
        costed = set(known.loc[known["unit_cost"].notna(), "sku"].astype(str))
        shelf = shelf.assign(sku=shelf["sku"].astype(str), on_hand=shelf["on_hand"].fillna(0))
        left_out = set(shelf["sku"]) - costed
        found = clearance.stock_ageing(
            shelf[shelf["sku"].isin(costed)].reset_index(drop=True), known, self.evening, BANDS,
            sold_in,
        )  # fmt: skip
        if found.empty:
            return None
        shares = clearance.ageing_shares(found)
        oldest = shares["band"].iloc[-1]
        each = found["yuan"] / found["on_hand"]
        found = found.assign(old=found[oldest] * each).sort_values("old", ascending=False)
        rows = [
            ("", [[f"{row.band} days"], [f"{row.pieces:,} pieces"],
                  [self._amount(row.yuan), f"{row.share:.0%}"]])
            for row in shares.itertuples()
        ]  # fmt: skip
        old = found[found["old"] > 0]
        rows += [
            ("yellow", [self._article(row["sku"], f"{oldest} days"),
                        [f"{row[oldest]:,} pieces", f"{row['sold']} sold in {sold_in} days"],
                        [self._amount(row["old"]), _cover(row["cover"])]])
            for _, row in old.iterrows()
        ]  # fmt: skip
        details = [
            "First in, first out: what is left came last. At cost. A piece that was there when the "
            "table begins is at least that old.",
            f"First the bands of all {len(found):,} articles with stock, then the articles with "
            "the most money in the oldest band. What to do with them: lesson 4.6.",
        ]
        if left_out:
            details.append(f"{many(len(left_out), 'article')} without a cost: left out.")
        return Section(
            "ageing", "How old the stock is", "库龄",
            f"{self._amount(old['old'].sum())} for {oldest} days",
            f"{self._amount(found['yuan'].sum())} at cost lie there; "
            f"{self._amount(old['old'].sum())} of it for {oldest} days.",
            ("Age, article", "Pieces", "At cost"), rows, found, details,
        )  # fmt: skip

    def idle(self):
        """What lies there and isn't sold."""
        shelf = self.table("inventory_daily")
        if shelf is None:
            return None
        seen = _plain(shelf["date"])
        length = (self.day.evening - seen.min()).days + 1
        if length < IDLE:
            self.lacks.append(
                f"Goods without a sale in {IDLE} days: the orders go back {length} days only."
            )
            return None
        known = self.day.tables["sku"]
        known = known if "unit_cost" in known else known.assign(unit_cost=np.nan)
        found = morning.idle_stock(shelf, known, self.evening, IDLE)
        long = found[found["idle"] >= 90]
        rows = [
            ("", [self._article(row.sku), [f"{row.on_hand:,.0f} pieces",
                  self._worth(pd.Series([row.yuan]))],
                  [f"last sold {day_word(row.last_sold)}" if pd.notna(row.last_sold) else
                   f"not in {row.idle} days"]])
            for row in found.itertuples()
        ]  # fmt: skip
        worth, long_worth = (self._worth(part["yuan"]) for part in (found, long))
        worth, long_worth = (f" ({one})" if one else "" for one in (worth, long_worth))
        long_word = (
            f"{len(long)} of them in 90 days{long_worth}"
            if length >= 90
            else f"how many in 90 days isn't known ({length} days of sales)"
        )
        return Section(
            "idle", "There, and not sold", "滞销", many(len(found), "article"),
            f"{many(len(found), 'article')} with stock and no sale in {IDLE} days{worth}; "
            f"{long_word}.",
            ("Article", "There", "Since"), rows, found,
            [f"Of the articles with stock on {day_word(self.day.evening)}, also those that are no "
             f"longer on sale; {length} days of sales are looked at. Money at cost: what was paid "
             "for it is gone, what counts is what it still brings."],
        )  # fmt: skip

    @property
    def festivals(self):
        """Which festivals lie in the weeks that are looked ahead, of a shop in China."""
        if self.day.zone not in CHINA:
            return ""
        year, found = self.day.evening.year, []
        for y in (year, year + 1):
            fixed = {name: pd.Timestamp(y, *when) for name, when in FIXED.items()}
            with suppress(InputError):  # not known of every year
                fixed["Spring Festival 春节"] = pd.Timestamp(spring_festival(y))
            found += [(when, name) for name, when in fixed.items()]
        ahead = [
            f"{name} on {day_word(when)}" for when, name in sorted(found)
            if 0 < (when - self.day.evening).days <= 7 * morning.AHEAD
        ]  # fmt: skip
        if not ahead:
            return ""
        return f"Ahead: {', '.join(ahead)}. No number here counts that: lesson 4.1."

    # --- Words -----------------------------------------------------------------------------

    def _article(self, sku, *more):
        lines = [str(sku), self.titles.get(str(sku), ""), *more]
        return [line for line in lines if line]

    def _amount(self, value):
        return f"{value:,.0f} {self.day.money}".strip()

    def _worth(self, values):
        """Money of what has a cost; nothing where none has."""
        values = pd.Series(values, dtype=float)
        if not values.notna().any():
            return ""
        lost = int(values.isna().sum())
        return self._amount(values.sum()) + (f" ({lost} without a cost)" if lost else "")


# --- Words ---------------------------------------------------------------------------------------


def _plain(times):
    times = pd.to_datetime(times)
    return times.dt.tz_localize(None) if times.dt.tz is not None else times


def _open_pieces(lots):
    open_ = lots[lots["received_at"].isna()]
    return open_.groupby(open_["sku"].astype(str))["lot_size"].sum()


def day_word(when):
    """
    >>> day_word("2025-12-31")
    'Wed 31 Dec'
    """
    when = pd.Timestamp(when)
    return f"{when:%a} {when.day} {when:%b}"


def _short(when):
    """
    >>> _short("2025-12-31")
    '31 Dec'
    """
    when = pd.Timestamp(when)
    return f"{when.day} {when:%b}"


def _time(when):
    return f"{day_word(when)} {pd.Timestamp(when):%H:%M}"


def _cover(days):
    """
    >>> _cover(7.4), _cover(float("inf"))
    ('7 days', 'nothing sells')
    """
    if days != days:
        return "days: not known"
    return "nothing sells" if days == np.inf else f"{days:.0f} days"


def _from(supplier):
    return f"from {supplier}" if isinstance(supplier, str) else "supplier not known"


def _known(word):
    return "" if word is None or word != word else str(word)


def _when(row, evening):
    """The day on which a shelf is empty, with its interval, and what is on its way."""
    if row.on_hand <= 0:
        lines = ["is empty"]
    elif pd.isna(row.out_on):
        lines = ["later than 8 weeks" if row.cover > 0 else "not known"]
    else:
        lines = [day_word(row.out_on)]
        if row.n and pd.notna(row.early):
            late = _short(row.late) if pd.notna(row.late) else "after 8 weeks"
            lines.append(f"({_short(row.early)} to {late})")
    if row.on_order == row.on_order and row.on_order > 0:
        lines.append(f"在途 {row.on_order:,.0f} on the way{_due(row, evening)}")
    elif row.on_order == 0:
        lines.append("nothing on the way")
    return lines


def _due(row, evening):
    """Will the next lot be there before the shelf is empty, if it comes on its day?"""
    if pd.isna(row.due):
        return ""
    if row.due <= evening:
        return f", late since {_short(row.due)}"
    out, early = (_plain(pd.Series([day])).iloc[0] for day in (row.out_on, row.early))
    if pd.isna(out) or row.due < (early if pd.notna(early) else out):
        return f", {_short(row.due)}: in time"
    return f", {_short(row.due)}: " + ("may be too late" if row.due < out else "too late")


def _letters(late, evening):
    """What to write to each supplier that is late, in Chinese."""
    letters = []
    for supplier, mine in late.groupby("supplier", observed=True, sort=False):
        lines = [
            f"{row.po_id}：{row.sku}，{row.pieces}件，约定{row.promised_on:%m月%d日}到货"
            + (f"，已逾期{row.late}天" if row.late else "，今日未到")
            for row in mine.itertuples()
        ]
        letters.append(
            f"{supplier}\n您好，以下采购单尚未到货（截至{evening:%m月%d日}晚）：\n"
            + "\n".join(lines)
            + "\n请今天回复发货日期和物流单号，谢谢。"
        )
    return letters
