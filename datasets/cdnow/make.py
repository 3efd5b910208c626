"""Rebuild orders.csv and customers.csv from the wheel they come from, and their checksums.

pip download lifetimes==0.11.3 --no-deps
python datasets/cdnow/make.py Lifetimes-0.11.3-py3-none-any.whl
"""

import csv
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.datasets import sealed

HERE = Path(__file__).parent
WHEEL = "261e3dc89977c2b60767ca6728aaa29d429de0c814635070a749c36555895da8"


def main(wheel, folder=HERE):
    content = Path(wheel).read_bytes()
    if hashlib.sha256(content).hexdigest() != WHEEL:
        sys.exit(f"{wheel} is not the wheel of lifetimes 0.11.3 that CDNOW was taken from.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        master = lines(archive, "CDNOW_master.txt")[1:]
        sample = {int(line[0]) for line in lines(archive, "CDNOW_sample.txt")}
    orders = [(int(c), f"{d[:4]}-{d[4:6]}-{d[6:]}", int(n), paid) for c, d, n, paid in master]
    customers = sorted({row[0] for row in orders})
    write(folder / "orders.csv", ("customer_id", "ts_order", "units", "paid_amount"), orders)
    tags = [(customer, "sample" if customer in sample else "") for customer in customers]
    write(folder / "customers.csv", ("customer_id", "tags"), tags)
    stamp(folder, {"orders": len(orders), "customers": len(customers)})


def lines(archive, name):
    text = archive.read(f"lifetimes/datasets/{name}").decode("ascii")
    return [line.split() for line in text.splitlines()]


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def stamp(folder, rows):
    """Write each table's rows, bytes and checksum into the card, and the card's own."""
    card = json.loads((HERE / "datapackage.json").read_text(encoding="utf-8"))
    for resource in card["resources"]:
        content = (folder / resource["path"]).read_bytes()
        resource["rows"] = rows[resource["name"]]
        resource["bytes"] = len(content)
        resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
    text = json.dumps(sealed(card), indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
