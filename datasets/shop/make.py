"""Run the shop of ``ecomlab.shop.published``; write the small tables as CSV, and the card of all.

python datasets/shop/make.py            into this folder
python datasets/shop/make.py FOLDER     into another

The same tables on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from runs import write

HERE = Path(__file__).parent
CARD = {
    "title": "The running shop: outdoor light gear, simulated, its truth known",
    "description": "All tables of the shop that the lessons run: the default world and the "
    "status quo, as its own systems hold them on the last evening. Run it yourself, with other "
    "decisions, by ecomlab.shop.Shop().run().",
    "maker": "ecomlab.shop.published",
}


def main(folder=HERE, tables=None):
    write("shop", CARD, folder, tables)


if __name__ == "__main__":
    main(*sys.argv[1:])
