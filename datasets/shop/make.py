"""Run the shop of ``ecomlab.shop.published``; write the small tables as CSV, and the card of all.

python datasets/shop/make.py            into this folder
python datasets/shop/make.py FOLDER     into another

The same tables on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.datasets import write_tables
from ecomlab.shop import published

HERE = Path(__file__).parent
CARD = {
    "name": "shop",
    "title": "The running shop: outdoor light gear, simulated, its truth known",
    "description": "All tables of the shop that the lessons run: the default world and the "
    "status quo, as its own systems hold them on the last evening. Run it yourself, with other "
    "decisions, by ecomlab.shop.Shop().run().",
    "maker": published.__name__,
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "ecomlab.shop, written by datasets/shop/make.py of this course"}],
    "known_defects": [
        "Simulated: nobody bought anything. What is like real shops, and what is not, is in the "
        "comments of ecomlab/shop/light_gear.toml.",
        "The last days are unfinished, as in every shop: parcels under way, returns not yet "
        "asked for, messages not yet answered.",
        "All times are China's (Asia/Shanghai); the files leave the zone out.",
        f"The logs ({', '.join(published.LOGS)}) hold the last {published.LOG_DAYS} days, as "
        "shops keep them; all other tables begin with the shop.",
        "No dirt: for an export as back offices give it, see ecomlab.shop.dirt.dirty.",
    ],
}


def main(folder=HERE, tables=None):
    if tables is None:
        print(f"running {published.DAYS} days ...", flush=True)
        tables = published.make()
    resources = write_tables(folder, tables, CARD)
    for resource in resources:
        size = "made on first use" if resource.get("made") else f"{resource['bytes']:,} bytes"
        print(f"{resource['name']:20} {resource['rows']:>9,} rows {size:>18}")
    size = sum(resource.get("bytes", 0) for resource in resources)
    print(f"{sum(r['rows'] for r in resources):,} rows, {size / 1e6:.1f} MB shipped")


if __name__ == "__main__":
    main(*sys.argv[1:])
