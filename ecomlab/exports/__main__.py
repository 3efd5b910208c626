"""The page of docs/ on exports, from what is declared: python -m ecomlab.exports"""

from ecomlab.exports import keeping, reports, stock
from ecomlab.exports.providers import platforms

HEAD = """\
# Your own export

Written by `python course.py pages` from `ecomlab/exports/platforms.toml`.

```
{command}
```

reads your platform's order export, keeps it beside your copies of the lessons, and opens *Your
shop*. In a notebook or in Python:

```python
from ecomlab import exports
from ecomlab.retention import cohorts

shop = exports.my_shop()  # or exports.read("~/Downloads/ExportOrderList202401.csv")
shop.receipt  # rows and money in and out, each difference named
cohorts.repurchase_rate(shop.orders, window=90).round(3)
```

- **Several files** at once are joined: of an order that two files have, the later export counts.
  For the next month give the old files and the new one in one command, with `--again`.
- **CSV, .xlsx and .xls** are read, in UTF-8, GB18030 or UTF-16. Don't open a file in Excel before:
  it cuts long numbers.
- **Nothing leaves your computer.** Names, phones and addresses aren't kept. What marks a buyer
  becomes a word, by a secret of your own (`my_course/buyers.salt`). With the same secret your
  files join.
- **A file of another platform** is read by its columns' names: `--column customer_id=UserNo
  --column ts_order=…`. The error says which columns it needs.
- **Nothing is written over.** `--again` moves the earlier import into `my_course/backups`;
  `--name my_second_shop` keeps both apart, and `exports.my_shop("my_second_shop")` opens it.
- **Days count in the platform's zone**, Amazon's in UTC. `--timezone America/New_York` sets the
  shop's own. Amounts stay in the file's currency.

## Platforms

An export can tell what it has columns for. A column may be missing in your version; then *Your
shop* says so.
"""
OTHERS = """\
## Files that hold no orders

Give them with the orders, or alone. Each becomes a small table of the shop, with its lines in the
receipt:

```python
shop = exports.read(["orders.csv", "settlement.csv", "ads.csv"])
exports.to_the_bank(shop.orders, shop.settlement)  # from what was sold to what reached the bank
exports.reconcile(shop.orders, shop.settlement)  # each order that differs, and why
```

Several files of a kind are joined; what two have counts once. A layout that isn't known is read by
naming it: `exports.read(path, table="settlement", columns={"ts_settled": "…", "net": "…"})`
(`--table settlement --column net=…`). The error says which columns there are. Where a whole header
isn't verified, the table says so: look at what was read as what (`shop.read_as`).
"""
STOCK = """\
## Your stock

`python course.py stock stock.csv orders.csv purchases.csv` writes a page of what the stock needs
this morning. Its files are known by their columns. Bold ones must be there (of on_hand and
listed_stock one; of po_id, promised_on and received_at one); another one that is missing leaves its
part of the page out. The names are usual ones, not a promise of any program:
`--column on_hand=YOURS` names another.
"""
TELLS = {
    "buyers": ("buyer", "phone"),
    "articles": ("price", "line_total"),
    "refunds": ("refund",),
    "sent": ("ts_ship_click",),
}


def markdown() -> str:
    """Platforms, what each export can tell, and where to get it.

    >>> "| Shopify orders |" in markdown()
    True
    """
    names = list(TELLS)
    lines = [
        HEAD.format(command=keeping.COMMAND),
        f"| export | {' | '.join(names)} | where |",
        f"|---|{':---:|' * len(names)}---|",
    ]
    known = platforms().values()
    lines += [f"| {one.title} | {' | '.join(_marks(one))} | {one.where} |" for one in known]
    lines += ["", "Menus move; the names of the reports last longer.", ""]
    lines += ["## What an export can't tell", ""]
    for one in known:
        said = " ".join(filter(None, (one.no_buyer, one.cant_tell)))
        if said:
            lines.append(f"- **{one.title}.** {said}")
    lines += ["", *_other_files(), "", STOCK.rstrip(), *_stock_names()]
    return "\n".join(lines) + "\n"


def _other_files():
    """Settlements and other reports: what they become, where they come from, what is verified."""
    yield OTHERS
    yield "| file | becomes | where | its columns are known from |"
    yield "|---|---|---|---|"
    for one in reports.layouts().values():
        yield f"| {one.title} | `{one.table}` | {one.where} | {one.seen} |"
    yield ""
    for one in reports.layouts().values():
        if one.cant_tell:
            yield f"- **{one.title}.** {one.cant_tell}"


def _stock_names():
    """Which columns a stock list and a list of purchases may have, and their usual names."""
    for name in stock.LAYOUTS.values():
        layout = reports.layouts()[name]
        needed = {meaning for one in layout.needs for meaning in one.split("|")}
        yield from ("", f"| {layout.title} | read from columns of these names |", "|---|---|")
        for meaning, usual in layout.columns.items():
            mark = f"**{meaning}**" if meaning in needed else meaning
            yield f"| {mark} | {', '.join(usual)} |"


def _marks(platform):
    """A mark where it has columns for it; of buyers none where it says that it names none."""
    for name, meanings in TELLS.items():
        there = any(meaning in platform.columns for meaning in meanings)
        if name == "refunds":
            there |= bool(platform.states.get("refunded"))
        yield "✓" if there and not (name == "buyers" and platform.no_buyer) else "–"


if __name__ == "__main__":
    print(markdown(), end="")
