"""Makes the tables of the data set ``second_shop``: ``published`` says which run they are of."""

from ecomlab.shop.published import RUNS

make = RUNS["second_shop"].make
