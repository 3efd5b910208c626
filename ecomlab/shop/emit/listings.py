"""The articles' pages: what stands on them, and since when."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import HOUR
from ecomlab.shop.demand import WEEKDAYS
from ecomlab.shop.emit.record import grid, words
from ecomlab.shop.funnel import IN_CART
from ecomlab.shop.parts.pages import Pages
from ecomlab.shop.streams_in_use import LISTING
from ecomlab.shop.world import ENTRANCES, LAUNCHED
from ecomlab.streams import hash_uniforms

SEARCH = ENTRANCES.index("search_result")


def page_blocks(r):
    """Which block stood on which page, from when to when (详情页模块)."""
    state = r.engine.part(Pages)
    shown = state.shown
    days = len(shown)
    launch = r.world.sku.launch
    here = np.arange(days)[:, None] >= launch
    edges = np.diff(np.pad((shown & here[:, :, None]).astype(np.int8), ((1, 1), (0, 0), (0, 0))),
                    axis=0)  # fmt: skip
    article, block, since = np.nonzero(np.moveaxis(edges == 1, 0, 2))
    _, _, until = np.nonzero(np.moveaxis(edges == -1, 0, 2))
    start = np.where(since == 0, np.maximum(launch[article], -LAUNCHED), since)
    claims = r.world.facts["claims"]
    said = np.array([claims[name.partition("-")[0]] for name in r.articles])[article]
    claim = block == state.names.index("claim")
    return pd.DataFrame(
        {
            "sku": words(article, r.articles),
            "block": words(block, state.names),
            "since": r.dates(start),
            "until": r.dates(until),
            "text": np.where(claim, said, None),
        }
    ).assign(until=lambda t: t["until"].where(until < days))


def block_truth(r):
    """What no shop sees: what each block does.

    To the log of clicks on the article, to the logit of the cart (and half as much to that of the
    checkout), to the share sent back as not as described, to the log of those sent back for size.
    """
    state = r.engine.part(Pages)
    return pd.DataFrame(
        {
            "block": state.names,
            "clicks": state.clicks,
            "cart": state.cart,
            "not_as_described": state.wrong,
            "size_returns": state.fit,
        }
    )


def article_daily(r):
    """Visits to each article's page and what came of them, day by day (商品效果).

    An order counts for the page on which its visit began.
    """
    count = len(r.articles)
    day, sku = grid(r, count)
    cell = (r.s.day - r.first_day).astype(np.int64) * count + r.s.sku
    ordered = (r.o.day - r.first_day).astype(np.int64) * count + r.o.sku

    def total(cells):
        return np.bincount(cells, minlength=len(day))

    frame = pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "sku": words(sku, r.articles),
            "uv": total(cell[r.counted]),
            "search_uv": total(cell[r.counted & (r.s.entrance == SEARCH)]),
            "addcart": total(cell[r.counted & (r.s.depth >= IN_CART)]),
            "orders": total(ordered[r.o.paid]),
        }
    )
    facts = r.world.sku
    sold = (facts.launch[sku] <= r.first_day + day) & (r.first_day + day <= facts.end[sku])
    return frame[sold].reset_index(drop=True)


def listings(tables, seed):
    """What each article's page shows on the evening, and when it was put up (商品详情页)."""
    sku, titles, blocks = (tables[name] for name in ("sku", "titles", "page_blocks"))
    title = titles.drop_duplicates("sku", keep="last").set_index("sku")["title"]
    at = np.flatnonzero(sku["sku"].isin(title.index).to_numpy())
    u = hash_uniforms(seed[0], LISTING, at, count=7)
    hour = np.array([9, 14, 20, 22])[np.searchsorted([0.15, 0.5, 0.7], u[0])]
    required = 12 + sku["category"].cat.codes.to_numpy()[at] % 3 * 2
    now = blocks[blocks["until"].isna()]
    has = {name: sku["sku"][at].isin(now.loc[now["block"] == name, "sku"]).to_numpy()
           for name in blocks["block"].cat.categories}  # fmt: skip
    image = np.where(has["white_main"], 0, np.where(has["scene_photo"], 1, 2))
    put_up = sku["launch_date"].iloc[at] + pd.to_timedelta(hour * HOUR, unit="s")
    return pd.DataFrame(
        {
            "sku": sku["sku"].iloc[at].reset_index(drop=True),
            "title": title.reindex(sku["sku"].iloc[at]).to_numpy(),
            "main_image": words(image, ("white", "scene", "person")),
            "attributes_filled": np.floor(required * (0.6 + 0.4 * u[3]) + 0.5).astype(np.int64),
            "attributes_required": required.astype(np.int64),
            "has_text": u[4] < 0.9,
            "has_photos": has["scene_photo"],
            "has_detail_photos": u[5] < 0.7,
            "has_video": has["video"],
            "has_size_chart": has["size_chart"],
            "warranty_shown": has["warranty"],
            "qc_report_shown": u[6] < 0.3,
            "listed_at": put_up.reset_index(drop=True),
            "list_weekday": words(put_up.dt.day_of_week.to_numpy(), WEEKDAYS),
            "list_hour": hour,
        }
    )
