"""What words about an order, its claim and its amounts mean; what stands twice or isn't an order."""

import pytest

from ecomlab import exports
from ecomlab.errors import ChoiceError, InputError
from ecomlab.exports import states
from ecomlab.exports.providers import generic, platforms

HEAD = "order_id,customer_id,ts_order,paid_amount"
NO_REFUND = ["售后已取消", "售后已关闭", "已取消", "已关闭", "未退款成功", "售后关闭", "退款关闭", "退款失败",
             "商家拒绝退款", "无售后或售后取消", "买家撤销退款申请", "换货成功", "没有申请退款"]  # fmt: skip
WITH_CLAIMS = sorted(n for n, one in platforms().items() if "aftersale" in one.columns)


@pytest.fixture
def read(tmp_path):
    def reads(text, name="orders.csv", timezone="UTC", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return exports.read(path, timezone=timezone, salt_folder=tmp_path / "salt", **options)

    return reads


def paid_word(one):
    return next(word for word in one.states["paid"] if not word.isascii())


@pytest.mark.parametrize("platform", WITH_CLAIMS)
@pytest.mark.parametrize("claim", NO_REFUND)
def test_a_claim_that_came_to_nothing_leaves_a_sale(platform, claim):
    one = platforms()[platform]
    assert states.meaning(one, paid_word(one), claim) == "paid"
    assert (
        states.meaning(one, f"{paid_word(one)}，{claim if '退' in claim else '售后已取消'}")
        == "paid"
    )


@pytest.mark.parametrize("platform", WITH_CLAIMS)
def test_a_claim_in_part_in_full_and_not_known(platform):
    one = platforms()[platform]
    word = paid_word(one)
    for claim in ("退款成功(部分)", "退款成功（部分）", "部分退款", "部分退款成功"):
        assert states.meaning(one, word, claim) == "partly"
    for claim in ("退款成功", "退货退款完成", "已全额退款", "退款成功，售后关闭"):
        assert states.meaning(one, word, claim) == "refunded"
    for claim in ("售后完成", "售后成功"):
        assert states.claim(one, claim) == "unknown claim"
        assert states.meaning(one, word, claim) == "paid"


@pytest.mark.parametrize("name", sorted(platforms()))
def test_each_word_of_a_platform_means_what_its_list_says(name):
    one = platforms()[name]
    for means in ("paid", "closed", "waiting", "refunded"):
        for word in one.states.get(means, ()):
            assert states.meaning(one, word) == means, word


@pytest.mark.parametrize("word", ["Incomplete", "incompleted", "unfulfilled order", "not paid yet"])
def test_a_word_within_another_is_not_that_word(word):
    assert states.meaning(generic(), word) == "unknown"


@pytest.mark.parametrize("word", ["Partially paid", "partially_paid", "partially-paid", "部分付款"])
def test_paid_in_part_is_not_paid(word):
    assert states.meaning(generic(), word) == "part paid"
    assert states.meaning(platforms()["shopify"], word) == "part paid"


def test_an_order_paid_in_part_is_worth_what_is_not_owed(read):
    head = "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Outstanding Balance\n"
    time = "2024-01-05 10:00:00 -0500"
    rows = f"#1,a@x.org,partially_paid,{time},USD,100,{time},60\n#2,b@x.org,paid,{time},USD,30,{time},0\n"
    shop = read(head + rows)
    assert shop.purchases["paid_amount"].tolist() == [40, 30]
    assert any("paid in part" in note for note in shop.notes)
    shop = read(f"{HEAD},status\n1,a,2024-01-05,100,Partially paid\n")
    assert any("money is too high" in note for note in shop.notes)


def test_words_not_known_are_counted_and_can_be_told(read):
    rows = "".join(f"{n},a{n},2024-01-0{n},10,{word}\n" for n, word in
                   enumerate(["bezahlt", "verworfen", "verworfen", "offen"], start=1))  # fmt: skip
    shop = read(f"{HEAD},status\n{rows}")
    (note,) = [note for note in shop.notes if "isn't known" in note]
    assert "'verworfen' 2, 'offen' 1" in note
    assert 'states={"verworfen": "closed"}' in note
    shop = read(f"{HEAD},status\n{rows}", states={"verworfen": "closed", "Offen": "waiting"})
    assert len(shop.purchases) == 1
    assert not any("isn't known" in note for note in shop.notes)
    with pytest.raises(ChoiceError, match="closed"):
        read(f"{HEAD},status\n{rows}", states={"offen": "open"})


def test_claims_not_known_are_counted_and_can_be_told(read):
    text = ("订单号,订单创建时间,订单支付时间,实付款,快递费,订单状态,售后状态\n"
            + "".join(f"{n},2024-01-05 10:00:00,2024-01-05 10:00:00,50,0,交易成功,{word}\n"
                      for n, word in enumerate(["售后已取消", "售后完成", "售后完成", "退款成功"], start=1)))  # fmt: skip
    shop = read(text, timezone=None)
    assert shop.purchases["paid_amount"].sum() == 150
    assert any("2 rows" in note and "售后完成" in note for note in shop.notes)
    assert len(read(text, timezone=None, states={"售后完成": "refunded"}).purchases) == 1


def test_the_mapping_that_is_offered_names_the_order_and_its_state(read):
    text = "Auftrag,Kunde,Bestelldatum,Betrag EUR,Zustand\n1,a,2024-01-05,5.00,bezahlt\n2,b,2024-01-06,7.00,storniert\n"
    with pytest.raises(InputError) as told:
        read(text)
    for pair in ('"order_id": "Auftrag"', '"status": "Zustand"', '"paid_amount": "Betrag EUR"'):
        assert pair in str(told.value)


def test_rows_that_stand_twice_are_named(read):
    rows = f"{HEAD},note\n7,a,2024-01-05,40,x\n7,a,2024-01-05,40,x\n8,b,2024-01-06,30,y\n"
    with pytest.raises(InputError, match=r'stand twice.*lines="order"'):
        read(rows)
    shop = read(rows, lines="order")
    assert shop.orders["paid_amount"].tolist() == [40, 30]
    assert any("stand twice" in note for note in read(rows, lines="sum").notes)
    other = rows.replace("40,x\n8", "40,z\n8")  # another article, in a column that isn't read
    with pytest.raises(InputError, match="several rows with one amount"):
        read(other)


def test_a_first_row_that_may_be_an_order_is_not_shown(read):
    text = "张三丰,浙江省,某某路,杯子\n李四,江苏省,某某街,盘子\n"
    for told in ({}, {"columns": {"ts_order": "时间"}}, {"platform": "jd"}):
        with pytest.raises(InputError) as error:
            read(text, **told)
        assert not any(word in str(error.value) for word in ("张三丰", "浙江省", "某某路", "李四"))


def test_closed_after_payment_is_a_refund_of_what_it_came_to(read):
    text = ("订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n"
            "1000000000000000001,甲,50,50,交易成功,2024-01-05 10:00:00,2024-01-05 10:01:00\n"
            "1000000000000000002,甲,80,0,交易关闭,2024-01-06 10:00:00,2024-01-06 10:01:00\n"
            "1000000000000000003,乙,90,0,交易关闭,2024-01-07 10:00:00,\n")  # fmt: skip
    shop = read(text, timezone=None)
    assert shop.orders["status"].tolist() == ["paid", "refunded", "closed"]
    assert shop.orders["refund_amount"].tolist() == [0, 80, 0]
    assert any("closed after payment" in note and "80.00" in note for note in shop.notes)
    shop = read(text.replace("总金额", "某列"), timezone=None)
    assert any("too low" in note for note in shop.notes)


def test_amazon_s_promotion_is_off_the_amount(read):
    head = "amazon-order-id\tpurchase-date\torder-status\titem-status\tcurrency\titem-price\titem-promotion-discount\n"
    shop = read(head + "1-1\t2024-01-05T10:00:00+00:00\tShipped\tShipped\tUSD\t50.00\t25.00\n"
                "1-2\t2024-01-06T10:00:00+00:00\tShipped - Delivered to Buyer\tShipped\tUSD\t30.00\t\n",
                name="orders.txt", timezone=None)  # fmt: skip
    assert shop.purchases["paid_amount"].tolist() == [25, 30]
    assert any("item-promotion-discount (25.00)" in note for note in shop.notes)
    assert any("days count in UTC" in note and "USD" in note for note in shop.notes)


def test_jd_s_balance_pays_too_and_a_locked_order_is_told(read):
    text = ("订单号,下单时间,订单金额,应付金额,余额支付,订单状态,下单帐号\n"
            "1,2024-01-05 10:00:00,50,0,50,完成,甲\n2,2024-01-06 10:00:00,80,60,20,完成,乙\n"
            "3,2024-01-07 10:00:00,30,30,30,完成,丙\n4,2024-01-08 10:00:00,30,30,0,(锁定),丙\n")  # fmt: skip
    shop = read(text, timezone=None)
    assert shop.purchases["paid_amount"].tolist() == [50, 80, 30]
    assert any("余额支付 (70.00)" in note for note in shop.notes)
    assert any("锁定" in note and "closed" in note for note in shop.notes)


@pytest.mark.parametrize("label", ["Summe", "Alles zusammen", ""])
def test_a_row_of_the_sum_is_no_order(read, label):
    text = f"{HEAD}\n1,a,2024-01-05,10\n2,b,2024-01-06,20\n{label},,,30\n"
    shop = read(text)
    assert shop.orders["paid_amount"].tolist() == [10, 20]
    assert any(shop.receipt["step"].str.contains("totals"))


@pytest.mark.parametrize("content", [
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
    b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20,
    b"%PDF-1.7\n" + bytes(range(256)) * 20,
])  # fmt: skip
def test_a_picture_is_no_table(read, content):
    with pytest.raises(InputError, match="is no table"):
        read(content, name="orders.png")
