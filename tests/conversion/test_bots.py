"""A bot's minutes and mistakes: by hand, by luck."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab.conversion import bots
from ecomlab.errors import ColumnError, InputError


def chats(rng, n=1000, effect=-0.2):
    asked = rng.choice(["size", "stock", "defect"], n, p=[0.5, 0.3, 0.2])
    reads = np.where(rng.random(n) < 0.8, asked, "size")
    bot = (rng.random(n) < 0.6) & (asked != "defect")
    takes = pd.Series(asked).map({"size": 300, "stock": 400, "defect": 1500})
    share = np.where(asked == "size", 0.5, 0.3) + effect * (bot & (asked != reads))
    return pd.DataFrame({
        "ts": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 40, n), "D"),
        "handled_by": np.where(bot, "bot", "human"), "intent_true": asked, "intent_pred": reads,
        "handle_s": np.where(bot, 50, takes), "left": False, "is_presale": True,
        "paid": rng.random(n) < share,
    })  # fmt: skip


def test_shares_of_the_bot_by_hand():
    table = chats(np.random.default_rng(1))
    bot = table["handled_by"] == "bot"
    easy = table["intent_true"].isin(["size", "stock"])
    takes = table["intent_true"].map({"size": 300, "stock": 400, "defect": 1500})
    found = bots.bot_share(table, ["size", "stock"]).set_index("of")["estimate"]
    assert found["standard questions"] == pytest.approx((bot & easy).sum() / easy.sum())
    assert found["chats"] == pytest.approx(bot.mean())
    assert found["minutes"] == pytest.approx(takes[bot].sum() / takes.sum())
    assert found["minutes"] < found["chats"] < found["standard questions"]


def test_categories_of_different_words_are_compared_as_words():
    table = chats(np.random.default_rng(2))
    as_categories = table.astype({"intent_true": "category", "intent_pred": "category"})
    one, other = (bots.bot_report(t, 13, 5).drop(columns="counts") for t in (table, as_categories))
    pd.testing.assert_frame_equal(one, other)


def test_report_by_hand():
    table = chats(np.random.default_rng(3))
    found = bots.bot_report(table, wage=12, wrong_costs=7).set_index("reads")
    mine = table[(table["handled_by"] == "bot") & (table["intent_pred"] == "size")]
    takes = mine["intent_true"].map({"size": 5, "stock": 400 / 60})
    wrong = (mine["intent_true"] != "size").sum()
    assert found.loc["size", "chats"] == len(mine)
    assert found.loc["size", "saved"] == pytest.approx(takes.sum() * 12 / 60)
    assert found.loc["size", "mistakes"] == 7 * wrong
    assert found.loc["size", "right"] == pytest.approx(1 - wrong / len(mine))
    row = found.loc["size"]
    even = row["saved"] - (1 - row["least"]) * row["chats"] * 7
    assert even == pytest.approx(0)
    assert found.drop("all")["worth"].sum() == pytest.approx(found.loc["all", "worth"])
    free = bots.bot_report(table, wage=12, wrong_costs=0)
    assert (free["least"] == -np.inf).all()


def test_wrong_answers_effect_is_found():
    held, runs = 0, 120
    for seed in range(runs):
        held += bots.wrong_answer_effect(chats(np.random.default_rng(seed))).holds(-0.2)
    assert stats.binomtest(held, runs, 0.95).pvalue > 0.001


def test_confusion_adds_up():
    table = chats(np.random.default_rng(4))
    found = bots.confusion(table)
    assert found.to_numpy().sum() == (table["handled_by"] == "bot").sum()
    assert found.loc["stock", "size"] > 0


def test_bots_that_cannot_be_judged():
    table = chats(np.random.default_rng(5))
    with pytest.raises(InputError, match="handled by a bot"):
        bots.bot_share(table.assign(handled_by="human"), "size")
    with pytest.raises(InputError, match="Nobody asked colour"):
        bots.bot_share(table, ["colour"])
    with pytest.raises(InputError, match="No person answered size"):
        bots.bot_share(
            table[(table["handled_by"] == "bot") | (table["intent_true"] != "size")], "size"
        )
    with pytest.raises(InputError, match="all right or all wrong"):
        bots.wrong_answer_effect(table.assign(intent_pred=table["intent_true"]))
    with pytest.raises(ColumnError, match="intent_pred"):
        bots.confusion(table.drop(columns="intent_pred"))
    with pytest.raises(InputError, match="wage"):
        bots.bot_report(table, wage=0, wrong_costs=1)


def test_wrong_answers_in_yuan_like_with_like():
    table = chats(np.random.default_rng(6), n=6000)
    table["yuan"] = np.where(table["paid"], 50.0, 0.0)
    in_yuan, shares = (bots.wrong_answer_effect(table, name) for name in ("yuan", "paid"))
    assert in_yuan.value == pytest.approx(50 * shares.value)
    assert in_yuan.low < in_yuan.value < in_yuan.high
