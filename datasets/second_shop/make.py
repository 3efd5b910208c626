"""Run the second shop of ``ecomlab.shop.published``; write its tables and card as the shop's.

python datasets/second_shop/make.py            into this folder
python datasets/second_shop/make.py FOLDER     into another
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from runs import write

HERE = Path(__file__).parent
CARD = {
    "title": "A second shop: Songling Outdoor (松岭户外) of Chengdu, simulated, for exercises",
    "description": "The same tables as of the data set shop, of another outdoor shop in another "
    "town, for one year: do you find the answer where nobody has told it? It grew on a rucksack; "
    "its customers, its prices' effect and its market are not those of the first. Which world it "
    "is: ecomlab.shop.published.the_shop('second_shop').",
    "maker": "ecomlab.shop.second_shop",
    "known_defects": [
        "The market's tables (keyword_months, category_stats, market_items) have 36 months; the "
        "shop's own have 12. So nothing of its own can be compared with the year before.",
    ],
}


def main(folder=HERE, tables=None):
    write("second_shop", CARD, folder, tables)


if __name__ == "__main__":
    main(*sys.argv[1:])
