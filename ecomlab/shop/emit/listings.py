"""The pages of the shop's articles."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.demand import WEEKDAYS, weekday_of
from ecomlab.shop.emit.record import words
from ecomlab.shop.streams_in_use import LISTING
from ecomlab.streams import hash_uniforms


def listings(r):
    """What each article's page shows and when it was put up (商品详情页)."""
    world, count = r.world, len(r.articles)
    u = hash_uniforms(world.seed, LISTING, np.arange(count), count=7)
    hour = np.array([9, 14, 20, 22])[np.searchsorted([0.15, 0.5, 0.7], u[0])]
    required = 12 + world.sku.category % 3 * 2
    day = -120 + np.floor(20 * u[1]).astype(np.int64)
    return pd.DataFrame(
        {
            "sku": words(np.arange(count), r.articles),
            "title": world.sku.title,
            "main_image": words((u[2] * 3).astype(int), ("white", "scene", "person")),
            "attributes_filled": np.floor(required * (0.6 + 0.4 * u[3]) + 0.5).astype(np.int64),
            "attributes_required": required,
            "has_text": u[4] < 0.9,
            "has_photos": np.ones(count, bool),
            "has_detail_photos": u[5] < 0.7,
            "qc_report_shown": u[6] < 0.3,
            "listed_at": r.times(day * DAY + hour * HOUR),
            "list_weekday": words(weekday_of(world.date(day)), WEEKDAYS),
            "list_hour": hour,
        }
    )
