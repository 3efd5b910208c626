"""The dictionary of metrics: all there, found by every name, and its checks see a fault."""

import re
from importlib import import_module

import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.retention.cohorts import BASES
from ecomlab.tables import TABLES
from ecomlab.tables import metrics as dictionary
from ecomlab.tables.metrics import METRICS, explain, metric, metrics

# Names in Chinese as the course map lists them, copied by hand.
MAP = """
M01 UV 访客数 | M02 PV 页面浏览量 | M03 展现 | M04 点击率 | M05 商品主图点击转化率
M06 流量来源占比 渠道来源占比 | M07 自然搜索流量
M08 基础自然流量 付费推广流量 活动流量 会员营销流量 其他流量 | M09 站外至站内跳转率
M10 搜索热度 搜索量 | M11 同比增长 | M12 关键词排名 | M13 平均点击单价 | M14 关键词出价 计划权重
M15 创意点击率 | M16 ROI 投入产出比 | M18 流量成本 获客成本 | M19 跳失率 跳出率
M20 平均停留时间 网页停留时间 | M21 访问深度 | M22 收藏关注 | M23 PC/无线占比
M24 新增用户数 新增有效用户规模 | M25 转化率 | M26 页面转化率 页面浏览转化率 网页点击转化率
M27 直播间转化率 | M28 静默转化率 | M29 询单转化率 询盘转化率 | M30 加购率 | M31 支付率
M32 加购-成交转化率 | M33 尺码选择环节放弃 | M34 支付流失 | M35 客单价 | M36 GMV | M38 销量 月销量
M39 年营收 | M40 市场份额 | M41 购买频次 购置频次 | M42 好评率 | M43 差评处理率 | M44 30秒响应率
M45 客服响应时长 响应速度 旺旺在线时间 | M46 回答准确率 | M47 用户满意度 | M48 人气排名
M49 库存周转率 | M50 库存周转周期 | M51 安全库存 | M52 预警库存 缺货库存 预警量 | M53 次品率
M54 退换货损耗率 | M55 退换货原因 | M56 退款率 投诉率 | M57 时效 48小时内收货 24小时达
M58 24小时内上门取件 | M60 DSR综合评分 动态评分 DRS | M61 售后综合指标 售后综合服务指标
M62 30天内店铺服务质量 | M63 低售后 | M64 复购率 | M65 复购周期 购买间隔 | M66 留存率 | M67 流失率
M68 召回率 | M69 LTV 用户终身价值 生命周期价值 | M71 回头率 回头客占比 回头客比例 | M72 打开率
M73 成长值 | M74 积分 | M75 RFM模型 | M76 NPS(净推荐值) | M78 用户粘性 用户活跃度 | M79 利润空间
M80 毛利率 高毛利 | M81 利润 核算利润明细 店铺盈利能力 商品盈利潜力 | M82 人效比 | M83 目标达成率
M84 支出进度 | M85 竞争度 | M86 价格带 | M87 市场容量 市场容景 行业总规模 | M88 买家评分 中差评
M89 网站访问量 | M90 佣金比例 | M91 客户分组转化数据 短信内容 短信利益点 | M92 立减 折 满减
M93 支付溢价 | M94 知名度 美誉度 口碑 | M95 账期 | M96 新品引进速度 | M97 UV价值 | M98 动销率
M99 连带率 | M100 收藏加购率 | M101 店铺层级 | M102 曝光–进入率 | M103 进入–商品曝光率
M104 商品曝光–点击率 | M105 点击–成交率 | M106 千次观看成交金额 | M107 人均观看时长
"""
NAMES = [
    (name, entry.split()[0])
    for line in MAP.strip().splitlines()
    for entry in line.split(" | ")
    for name in entry.split()[1:]
]
ONE = """
[M01]
key = "visitors"
name = "Visitors"
chinese = ["访客数"]
chapter = "traffic"
documents = ["000"]
source = "field"
definition = "People."
formula = "different `sessions.visitor_id`"
numerator = "people"
denominator = ""
unit = "person"
window = "A day."
additive = { days = false, channels = false, because = "people" }
pitfall = "Don't add."
near = ["value"]
variants = [{ where = "000", says = "UV." }]
"""
TWO = """
[M02]
key = "value"
name = "Value"
chinese = ["价值"]
chapter = "data"
documents = []
source = "outside"
definition = "Yuan of a visitor."
formula = "`orders.paid_amount` ÷ `visitors`"
numerator = "yuan"
denominator = "visitors"
unit = "yuan"
window = "A day."
additive = { days = false, channels = false, because = "a mean" }
pitfall = "Gross."
"""


# ---- What the dictionary says -----------------------------------------------------------------


def test_all_108_are_there_and_no_other():
    assert list(METRICS) == [f"M{number:02d}" for number in range(1, 109)]


@pytest.mark.parametrize(("name", "id"), NAMES)
def test_a_name_of_the_map_finds_its_metric(name, id):
    assert metric(name).id == id


@pytest.mark.parametrize(
    ("name", "ids"), [("支付转化率", ["M25", "M31"]), ("销售额", ["M36", "M37"])]
)
def test_a_name_with_two_meanings_is_refused_with_both(name, ids):
    with pytest.raises(InputError, match="names 2 metrics") as caught:
        metric(name)
    assert re.findall(r"M\d+", str(caught.value)) == ids


def test_three_rates_called_conversion_divide_by_three_kinds_of_people():
    assert metric("转化率").denominator == "different visitors of the shop in the same period"
    assert metric("支付率").denominator == "different buyers who placed an order"
    assert metric("加购-成交转化率").denominator == "people who added to the cart"
    assert {"payment_rate", "cart_to_deal_rate", "page_conversion"} <= set(metric("转化率").near)


def test_the_repurchase_rate_names_the_bases_of_its_function():
    repurchase = metric("复购率")
    assert repurchase.function.endswith("repurchase_rate")
    assert all(base in repurchase.denominator for base in BASES)
    assert {"return_customer_share", "retention_rate"} <= set(repurchase.near)
    assert repurchase.documents == ("000", "001", "002", "003", "004")


def test_order_value_is_per_buyer_on_taobao_and_per_order_in_the_field():
    says = {variant.where: variant.says for variant in metric("客单价").variants}
    assert says["Taobao 生意参谋"] == "客单价 = 支付金额 ÷ 支付买家数: per buyer."
    assert "per order" in says["field"]
    assert metric("客单价").formula.index("customer_id") < metric("客单价").formula.index(
        "order_id"
    )


@pytest.mark.parametrize(
    ("name", "days", "channels"),
    [
        ("UV", False, False),
        ("PV", True, True),
        ("网站访问量", True, True),
        ("GMV", True, True),
        ("new_users", True, False),
        ("客单价", False, False),
        ("市场份额", False, True),
    ],
)
def test_what_adds_up(name, days, channels):
    assert (metric(name).additive.days, metric(name).additive.channels) == (days, channels)


def test_no_rate_mean_or_rank_adds_up_over_days():
    never = {"share", "ratio", "index", "score", "stars", "rank", "level", "seconds", "days"}
    assert [one.id for one in METRICS.values() if one.unit in never and one.additive.days] == []


def test_a_share_and_a_ratio_are_divided_by_something():
    divided = {"share", "ratio", "yuan per person"}
    assert [one.id for one in METRICS.values() if one.unit in divided and not one.denominator] == []


def test_what_no_document_names():
    outside = [one.id for one in METRICS.values() if one.source == "outside"]
    assert outside == ["M17", "M77", *(f"M{number}" for number in range(97, 109))]


def test_confusion_goes_both_ways():
    for one in METRICS.values():
        assert all(one.key in metric(key).near for key in one.near), one.id


def test_rows_are_rows_of_the_course_map():
    last_of_each = "R41 T52 C47 F31 U42 D28 P37 K41 E62 N26 L47 V06"
    last = {row[0]: int(row[1:]) for row in last_of_each.split()}
    for one in METRICS.values():
        assert all(1 <= int(row[1:]) <= last[row[0]] for row in one.rows), (one.id, one.rows)


def test_every_function_can_be_called():
    paths = [one.function for one in METRICS.values() if one.function]
    assert len(paths) >= 6
    for path in paths:
        module, name = path.rsplit(".", 1)
        assert callable(getattr(import_module(module), name))


def test_every_column_of_a_formula_is_in_the_tables():
    columns = {f"{t.name}.{column.name}" for t in TABLES.values() for column in t.columns}
    named = [name for one in METRICS.values() for name in dictionary.NAME.findall(one.formula)]
    assert [name for name in named if "." in name and name not in columns] == []
    assert len([name for name in named if "." in name]) > 100


def test_every_name_between_backticks_exists():
    """In definitions, pitfalls and variants: a column, a metric or a function of the package."""
    known = {column.name for table in TABLES.values() for column in table.columns}
    known |= {one.key for one in METRICS.values()} | {"retention.lifetime.ltv_simple"}
    said = [one.definition + one.window + one.pitfall for one in METRICS.values()]
    said += [each.says for one in METRICS.values() for each in one.variants]
    named = [name for text in said for name in dictionary.NAME.findall(text)]
    assert named
    assert [name for name in named if name not in known] == []


# ---- Looking up -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("m35", "M35"),
        ("order_value", "M35"),
        ("average ORDER value", "M35"),
        ("ｕｖ", "M01"),
        ("NPS（净推荐值）", "M76"),
        (" 加购—成交转化率 ", "M32"),
        ("点击-成交率", "M105"),
    ],
)
def test_width_case_and_dashes_do_not_matter(word, id):
    assert metric(word).id == id


def test_a_part_of_names_lists_all_that_hold_it():
    with pytest.raises(InputError, match="It is part of: M64 repurchase_rate 复购率, M65"):
        metric("复购")


def test_a_misspelt_name_gets_the_nearest():
    with pytest.raises(InputError, match="Did you mean: M19 bounce_rate 跳失率"):
        metric("bounse rate")


@pytest.mark.parametrize("word", ["", "   ", "xyzzy", 64, None, ["UV"]])
def test_no_name_is_refused(word):
    with pytest.raises(InputError, match="metrics\\(\\) lists all|as text"):
        metric(word)


def test_a_page_says_of_whom_in_which_window_and_what_goes_wrong():
    page = explain("复购率")
    assert page._repr_markdown_() == repr(page) == str(page)
    for part in (
        "**M64 · Repurchase rate** · 复购率",
        "**Divided by:** state it: customers whose window is over (cohort)",
        "**Window:** State it: 30 or 90 days",
        "- Taobao 千牛: Today's order export has no column for the buyer",
        "**Take care:** Two “90-day repurchase rates”",
        "M71 return_customer_share 回头率: per buyers of the period",
        "`ecomlab.retention.cohorts.repurchase_rate`",
    ):
        assert part in page


def test_a_page_leaves_out_what_is_empty():
    assert "Divided by" not in explain("UV")
    assert "Function" not in explain("impressions")


def test_a_shared_name_is_explained_with_all_its_meanings():
    page = explain("支付转化率")
    assert page.index("**M25 · Conversion rate**") < page.index("**M31 · Payment rate**")


def test_the_table_has_a_row_per_metric():
    table = metrics()
    assert table["id"].tolist() == list(METRICS)
    by_id = table.set_index("id")
    assert by_id.loc["M01", ["chinese", "unit", "adds_over_days"]].tolist() == [
        "访客数, UV",
        "person",
        False,
    ]
    assert by_id.loc["M40", ["adds_over_days", "adds_over_channels"]].tolist() == [False, True]
    assert sum(len(metrics(chapter)) for chapter in dictionary.CHAPTERS) == 108
    assert set(metrics("retention")["chapter"]) == {"retention"}


def test_an_unknown_chapter_is_refused():
    with pytest.raises(ChoiceError, match="did you mean 'traffic'"):
        metrics("trafic")


# ---- Faults in the file ---------------------------------------------------------------------


def test_a_sound_text_is_read():
    read = dictionary._metrics(ONE + TWO)
    assert list(read) == ["M01", "M02"]
    assert read["M02"].near == ("visitors",)
    assert read["M01"].variants[0].says == "UV."


def test_neighbours_may_share_a_name_in_chinese():
    assert len(dictionary._metrics(ONE + TWO.replace('["价值"]', '["价值", "访客数"]'))) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "yuan"', 'unit = "yuans"', "M02: unit is 'yuans'; did you mean 'yuan'"),
        ('unit = "yuan"\n', "", "M02: the field unit is missing"),
        ('unit = "yuan"', 'unit = "yuan"\npitfal = ""', "did you mean 'pitfall'"),
        ('chapter = "data"', 'chapter = "date"', "M02: chapter is 'date'; did you mean 'data'"),
        ('source = "outside"', 'source = "seed"', "M02: source is outside exactly where"),
        ('documents = ["000"]', 'documents = ["005"]', "M01: a document is '005'"),
        ('documents = ["000"]', "documents = []", "M01: source is outside exactly where"),
        ('where = "000"', 'where = "Taobao"', "M01: where is 'Taobao'"),
        ('pitfall = "Gross."', 'pitfall = ""', "M02: pitfall is empty"),
        ('key = "value"', 'key = "a value"', "M02: the key 'a value' is no name in code"),
        ("[M02]", "[X02]", "X02: is no id"),
        ("`visitors`", "`visitors", "M02: a backtick of the formula has no partner"),
        ("`visitors`", "`visitor`", "'visitor', which no metric has; did you mean 'visitors'"),
        ('["value"]', '["valu"]', "M01: near is 'valu', which no metric has; did you mean 'value'"),
        (', because = "a mean"', "", "M02: additive needs"),
        ('false, because = "a mean"', '"no", because = "a mean"', "M02: additive needs"),
        ('key = "value"', 'key = "visitors"', "M01 and M02 are both called 'visitors'"),
        ('name = "Value"', 'name = "Visitors"', "M01 and M02 are both called 'visitors'"),
        ('chinese = ["价值"]', 'chinese = ["Visitors"]', "M01 and M02 are both called 'visitors'"),
    ],
)
def test_a_fault_is_refused_by_name(old, new, message):
    assert (ONE + TWO).count(old) == 1
    with pytest.raises(InputError, match=re.escape(message)):
        dictionary._metrics((ONE + TWO).replace(old, new))


def test_strangers_may_not_share_a_name_in_chinese():
    text = ONE.replace('near = ["value"]', "near = []") + TWO.replace("价值", "访客数")
    with pytest.raises(InputError, match="M01 and M02 are both called '访客数'"):
        dictionary._metrics(text)


def test_one_fault_is_one_problem():
    with pytest.raises(InputError, match="has 1 problem:"):
        dictionary._metrics(ONE)  # near names a metric that isn't there


def test_all_faults_are_told_at_once():
    text = (ONE + TWO).replace('unit = "yuan"', 'unit = "euro"').replace('"Don\'t add."', '""')
    with pytest.raises(InputError, match="has 2 problems") as caught:
        dictionary._metrics(text)
    assert "1. M01: pitfall is empty." in str(caught.value)
    assert "2. M02: unit is 'euro'" in str(caught.value)
