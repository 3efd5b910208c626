"""The number of every random stream of the shop. A number is given once and never again.

Generators (per subsystem and day) and hashes (per person or session) share the numbers.
"""

STRUCTURE = 1  # the world's own variety
DEMAND = 2  # shocks of demand, whims of the budget
VISITORS = 3  # potential visitors of a day
RETURNING = 4  # visits of people known to the shop
CART = 5  # from the page to the payment
ORDER = 6  # what becomes of a paid order
SUPPLY = 7  # lead times, supplier, samples
PERSON = 8  # what a person is like
PAGE = 9  # who sees which page
CONTACT = 10  # arms and responses of contacts
SESSION = 11  # dwell, pages, device: nothing hangs on them
LOOK = 12  # the other articles that a session looks at
WEATHER = 13
PROFILE = 14  # gender, birthday, city
ARTICLES = 15  # of assortments larger than the scenario's
REVIEW = 30  # who writes what about an order
CHAT = 31  # who asks, and how it goes
AFTER_SALES = 32  # who asks after the order
PAST = 33  # what visitors did before an experiment
KEYWORD = 34  # the market's searches
RANK = 35  # where the shop's articles are found
RIVAL = 36  # other shops
SURVEY = 37
LISTING = 38
INDUSTRY = 39  # the category's months
LIVE = 40  # at which minute of the show
POST = 41  # which post a visitor came from, and what posts are like
CREATOR = 42
SHARE = 43  # who shares and checks in
REFERRAL = 44
GROUP = 45  # who opens a group purchase
WORD = 46  # what type of word a searcher types
AUCTION = 47  # quality scores of words
CREATIVE = 48  # which picture of an ad was clicked
AUDIENCE = 80  # which plan of its kind reaches a person
LOT = 81  # budgets by lot: which region, which week
QUALITY = 82  # the platform's scores of plans and words, and how plans are clicked
DUPLICATES = 60  # 60 to 65: what is spoilt in an export
LATE_REFUNDS = 61
BOTS = 62
CLOCKS = 63
MISSING = 64
ENCODINGS = 65
