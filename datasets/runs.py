"""Write the data set of a published run: its small tables as CSV, and the card of all."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ecomlab.datasets import write_tables
from ecomlab.shop.published import LOGS, RUNS

COMMON = {
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "known_defects": [
        "Simulated: nobody bought anything. What is like real shops, and what is not, is in the "
        "comments of ecomlab/shop/light_gear.toml.",
        "The last days are unfinished, as in every shop: parcels under way, returns not yet "
        "asked for, messages not yet answered.",
        "All times are China's (Asia/Shanghai); the files leave the zone out.",
    ],
}
CLEAN = "No dirt: for an export as back offices give it, see ecomlab.shop.dirt.dirty."


def write(name, card, folder, tables=None):
    """Make the tables, unless they are given; write them and their card; say what was written."""
    run = RUNS[name]
    if tables is None:
        print(f"running {run.days} days ...", flush=True)
        tables = run.make()
    logs = (
        f"The logs ({', '.join(LOGS)}) hold the last {run.log_days} days, as "
        "shops keep them; all other tables begin with the shop."
    )
    sources = [{"title": f"ecomlab.shop, written by datasets/{name}/make.py of this course"}]
    defects = [*COMMON["known_defects"], logs, CLEAN, *card.get("known_defects", [])]
    whole = {"name": name, **card, "licenses": COMMON["licenses"], "sources": sources}
    resources = write_tables(folder, tables, whole | {"known_defects": defects})
    for resource in resources:
        size = "made on first use" if resource.get("made") else f"{resource['bytes']:,} bytes"
        print(f"{resource['name']:20} {resource['rows']:>9,} rows {size:>18}")
    size = sum(resource.get("bytes", 0) for resource in resources)
    print(f"{sum(r['rows'] for r in resources):,} rows, {size / 1e6:.1f} MB shipped")
