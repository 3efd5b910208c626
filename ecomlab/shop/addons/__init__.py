"""Tables beside the day loop: what a shop's systems also hold, without effect on its course.

An add-on is a file here with one function per table, ``table(record) -> DataFrame``, made from
the record and from streams of its own. It is listed in one of these, by the table's name.
"""

from ecomlab.shop.addons import community, market, media, trials, voices

STRETCH = {  # tables that grow with the days
    "reviews": voices.reviews,
    "chats": voices.chats,
    "experiments": trials.experiments,
    "keywords": market.keywords,
    "keyword_ranks": market.keyword_ranks,
    "competitors": market.competitors,
    "live_minutes": media.live_minutes,
    "content_posts": media.content_posts,
}
WHOLE = {  # tables that are made once, when the run is over
    "category_stats": market.category_stats,
    "survey": market.survey,
    "listings": market.listings,
    "shares_checkins": community.shares_checkins,
}
SUMMED = {  # tables made from the tables known on an evening: ``table(tables, seed)``
    "dsr_daily": voices.dsr_daily,
    "creators": media.creators,
    "referrals": community.referrals,
    "groups": community.groups,
}
READS = {  # what the summed tables read of those that grow with the days
    "orders": ["order_id", "customer_id", "ts_order", "ts_pay", "ts_deliver", "channel"]
    + ["list_amount", "discount", "coupon_id", "paid_amount", "refund_amount"],
    "order_items": ["order_id", "sku", "qty", "price", "cost"],
    "shipments": ["order_id", "promised_h", "actual_h"],
    "returns": ["order_id", "inspected_at", "recovered_value"],
    "reviews": ["ts", "rating"],
    "chats": ["ts", "csat", "complaint"],
    "content_posts": ["creator_id", "ts", "clicks", "cost", "orders", "revenue"],
}
STARTS = {  # see ecomlab.shop.known
    "reviews": "ts",
    "chats": "ts",
    "experiments": "ts",
    "keywords": "date",
    "keyword_ranks": "date",
    "competitors": "date",
    "category_stats": "published",
    "live_minutes": "date",
    "content_posts": "ts",
    "shares_checkins": "ts",
}
LATER = {"reviews": {"replied_at": ("resolved",)}}
