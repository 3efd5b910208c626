"""K02: a page gets a dark background and a bright button at once; which of the two works?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.conversion.experiments import factorial_effect, peeks, sample_ratio
from ecomlab.estimates import normal_quantile, sample_size
from ecomlab.streams import generator
from ecomlab.texts import Form, fact

START = pd.Timestamp("2025-07-07", tz="Asia/Shanghai")
DAYS, VISITORS = 28, 2000  # of the test, and visitors a day
OPEN, HOURS = 8, 16  # visitors come from 8 o'clock on, for 16 hours
ARMS = ["light, plain", "light, bright", "dark, plain", "dark, bright"]
DARK, BRIGHT = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
BOTH = np.array([-1, 0, 0, 1])  # the two pages of the report: all changed less nothing changed
BACKGROUND = np.array([-1, -1, 1, 1]) / 2  # dark less light, averaged over both buttons
BUTTON = np.array([-1, 1, -1, 1]) / 2
TOGETHER = np.array([1, -1, -1, 1])  # what dark does beside a bright button, less beside a plain
PAGES, PHOTOS = 300, 600  # pages to photograph anew, yuan for one
SEEN, USED, LEFT = 6000, 180, 30  # visitors a day of all pages; days of use; yuan an order leaves
ALARM = 0.001  # an uneven split that is rarer than this isn't luck
SPLIT, HOUR, BOUNCE, PAY = range(1, 5)  # streams


def world(p, seed):
    """Four weeks of visitors; chance decides which of the four pages each of them sees."""
    count = DAYS * VISITORS
    arm = (4 * generator(seed, SPLIT).random(count)).astype(np.int64)
    hour = (HOURS * generator(seed, HOUR).random(count)).astype(np.int64)
    slot = np.sort(np.arange(count) // VISITORS * HOURS + hour)
    slots = START + pd.to_timedelta(_starts(np.arange(DAYS * HOURS)), unit="h")
    bounced = generator(seed, BOUNCE).random(count) < _bounce(p)[arm]
    pays_if_stays = (_pays(p) / (1 - _bounce(p)))[arm]
    converted = ~bounced & (generator(seed, PAY).random(count) < pays_if_stays)
    return {
        "experiments": pd.DataFrame(
            {
                "unit_id": np.arange(1, count + 1),
                "ts": slots.as_unit("us")[slot],
                "experiment": "product page",
                "arm": pd.Categorical.from_codes(arm, ARMS),
                "bounced": bounced,
                "converted": converted,
            }
        )
    }


def _starts(slot):
    """Hours since ``START`` at which an hour of opening begins."""
    return slot // HOURS * 24 + OPEN + slot % HOURS


def _bounce(p):
    """Share of each arm that leaves after one page."""
    return p.bounce + p.background * DARK + p.button * BRIGHT + p.together * DARK * BRIGHT


def _pays(p):
    """Share of each arm that pays; who stays needn't buy."""
    return p.pays * p.sales**BRIGHT * p.dark_sales**DARK


def contrast(experiments, weights, metric="bounced", arms=tuple(ARMS)):
    """A weighted sum of the four arms' rates, with its interval: one question to the test.

    Weights are in the order of ``ARMS``: ``BACKGROUND`` asks what the background does, ``BUTTON``
    what the button does.
    """
    return factorial_effect(experiments, dict(zip(arms, weights, strict=True)), metric)


def by_morning(experiments, weights, metric, arms=tuple(ARMS)):
    """What the test says on each morning, of all visitors up to the evening before."""
    found = peeks(experiments, dict(zip(arms, weights, strict=True)), metric)
    return found[["estimate", "low", "high", "n", "morning"]]


def photos_pay_at():
    """The share of visitors who must pay more for the photographs to earn their cost."""
    return PAGES * PHOTOS / worth()


def worth():
    """Yuan that all visitors leave while the photographs are used, if one more of each pays."""
    return SEEN * USED * LEFT


two_pages = partial(contrast, weights=BOTH)
background_effect = partial(contrast, weights=BACKGROUND)


def measure(experiments):
    """The claim: how far bounce fell, relative to the old page."""
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return {"fall": rate["dark, bright"] / rate["light, plain"] - 1}


def words(experiments):
    """More figures for the notebook's text."""
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    old, new = rate["light, plain"], rate["dark, bright"]
    named = {
        "button": contrast(experiments, BUTTON),
        "together": contrast(experiments, TOGETHER),
        "sales": contrast(experiments, BUTTON, "converted"),
        "dark_sales": contrast(experiments, BACKGROUND, "converted"),
    }
    found = {
        f"{name}{end}": fact.points(value, 2 if "sales" in name else 1, signed=True)
        for name, reading in named.items()
        for end, value in zip(("", "_low", "_high"), reading[:3], strict=True)
    }
    pays, right = experiments["converted"].mean(), background_effect(experiments)
    daily = by_morning(experiments, BUTTON, "converted")
    alarm = (daily["low"] > 0) | (daily["high"] < 0)
    dark, needed = named["dark_sales"], photos_pay_at()
    paid = experiments.groupby(experiments["arm"].str.split(",").str[0])["converted"].mean()
    return found | {
        "old": fact.share(old),
        "new": fact.share(new),
        "if_points": fact.share(old + round(measure(experiments)["fall"], 2)),
        "fewer": fact.number(100 * (old - new), 1),
        "visitors": fact.count(len(experiments)),
        "unread": fact.count(experiments["arm"].isin(ARMS[1:3]).sum()),
        "pays": fact.share(pays, 1),
        "tenth": fact.points(pays / 10, 2),
        "zero": "inside" if right.low <= 0 <= right.high else "outside",
        "needs": fact.count(sample_size(pays, 1.1 * pays), -2),
        "half": fact.count(len(experiments) // 2),
        "split": "even" if sample_ratio(experiments) >= ALARM else "uneven",
        "alarms": fact.count(alarm.sum()),
        "mornings": fact.count(len(daily)),
        "last": "does" if alarm.iloc[-1] else "doesnt",
        "photos_at": fact.points(needed, 2),
        "photos_pay": "above" if dark.low > needed else "inside" if dark.high > needed else "below",
        "photos_rise": fact.share(needed / paid["light"]),
        "beside_bright": _gap(rate, "bright"),
        "beside_plain": _gap(rate, "plain"),
        "interaction": "inside" if named["together"].holds(0) else "outside",
    }


def _gap(rate, button):
    """Bounce rate on a dark page less that on a light one, beside one of the buttons."""
    return fact.points(rate[f"dark, {button}"] - rate[f"light, {button}"], 1, signed=True)


def expected(p):
    """The report adds up both changes; the average over both buttons leaves the background."""
    rate = _bounce(p)
    variance = (rate * (1 - rate) / (DAYS * VISITORS / 4)) @ BACKGROUND**2
    return Expected(rate @ BOTH, p.background + p.together / 2, normal_quantile() * variance**0.5)


CASE = Case(
    name="dark_background",
    number="K02",
    title="The dark page that kept its visitors",
    chapter="3_conversion",
    bias="two changes at once",
    figures=(
        Figure("fall", -0.25, 0.025, Form("share", signed=True),
               "深色背景配合亮色按钮组合使跳出率降低25%", "001:024"),
    ),
    parameters={
        "bounce": Parameter(0.6, 0.5, 0.7, "bounce rate of the old page"),
        "button": Parameter(0.0, -0.2, 0.1, "what the bright button adds to it"),
        "background": Parameter(-0.15, -0.25, 0.03, "what the dark background adds to it"),
        "together": Parameter(0.0, -0.04, 0.02, "what both add beyond the sum of the two"),
        "pays": Parameter(0.03, 0.028, 0.045, "share of visitors who pay"),
        "sales": Parameter(1.04, 0.9, 1.2, "what the button multiplies that share by", 2),
        "dark_sales": Parameter(1.3, 0.9, 1.45, "what the background multiplies it by", 2),
    },
    branches={
        # The button is clicked, and whoever clicks hasn't bounced.
        "rosy": Branch({"button": (-0.2, -0.08), "background": (-0.05, 0.03),
                        "dark_sales": (0.9, 1.12)}),
        # Dark photographs hold the eye; the button changes nothing.
        "right": Branch({"button": (-0.012, 0.012), "background": (-0.2, -0.08),
                         "together": (-0.01, 0.01), "dark_sales": (1.0, 1.4)}),
        # They hold it, and a button that shouts sends a part of the visitors away again.
        "modest": Branch({"button": (0.065, 0.09), "background": (-0.25, -0.16),
                          "together": (-0.01, 0.02), "dark_sales": (1.2, 1.45)}),
    },
    world=world,
    measure=measure,
    naive=two_pages,
    right=background_effect,
    expected=expected,
    estimand="bounce rate with a dark background − with a light one, same visitors, same button",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.06,
    favours="low",
    methods={
        "button": Method(partial(contrast, weights=BUTTON), lambda p: _bounce(p) @ BUTTON),
        "together": Method(partial(contrast, weights=TOGETHER), lambda p: _bounce(p) @ TOGETHER),
        "sales by the button": Method(
            partial(contrast, weights=BUTTON, metric="converted"), lambda p: _pays(p) @ BUTTON
        ),
        "sales by the background": Method(
            partial(contrast, weights=BACKGROUND, metric="converted"),
            lambda p: _pays(p) @ BACKGROUND,
        ),
    },
    seed=122,
    words=words,
    constants={
        "pages": fact.count(PAGES),
        "photo_price": fact.money(PHOTOS),
        "photos": fact.money(PAGES * PHOTOS),
    },
)  # fmt: skip
