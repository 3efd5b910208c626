"""The headers of public files of each platform, whole: each is taken by its own reader."""

import pytest

from ecomlab import exports
from ecomlab.errors import InputError
from ecomlab.exports import files, providers, reports

HEADERS = {
    "taobao": "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,打款商家金额,是否是O2O交易",
    "qianniu": "订单编号,支付单号,支付详情,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,收货人姓名,收货地址,订单创建时间,订单付款时间,商品标题,退款金额,主动赔付金额,确认收货打款金额,总金额(旧版)",
    "taobao_lines": "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间",
    "tmall_short": "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额",
    "ali1688": "订单编号,买家公司名,买家会员名,卖家公司名,货品总价(元),运费,涨价或折扣(元),实付款,订单状态,订单创建时间,订单付款时间,收货人姓名,收货地址,联系手机",
    "douyin": "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,运费,优惠总金额,平台优惠,商家优惠,达人优惠,支付优惠,支付方式,手续费,收件人,收件人手机号,省,市,区,详细地址,买家留言,订单提交时间,商家备注,订单完成时间,支付完成时间,APP渠道,流量来源,订单状态,承诺发货时间,售后状态,取消原因,达人ID,达人昵称,红包抵扣,降价类优惠,发货时间",
    "pinduoduo": "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,商家备注,售后状态,快递单号,快递公司,订单成交时间",
    "kuaishou": "订单号,订单创建时间,订单支付时间,订单状态,商品名称,实付款,快递费,店铺优惠,平台补贴,主播补贴,成交数量,售后状态,收货人姓名",
    "xiaohongshu": "订单号,订单状态,售后状态,SKU件数,商品总价(元),用户应付金额(元),商家应收金额(元)（支付金额),支付时间,订单创建时间,是否为赠品,用户编号",
    "weixin": "订单号,订单状态,订单下单时间,支付时间,商品名称,商品总价,订单实际支付金额,订单实际收款金额,商品数量,商品已退款金额,收件人姓名",
    "jd": "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,客户姓名,客户地址,联系电话,订单备注,发票类型,货号,订单完成时间,订单来源,订单渠道",
    "shopify": "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Phone,Shipping Name,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Phone",
    "amazon": "amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,fulfillment-channel,sales-channel,order-channel,url,ship-service-level,product-name,sku,asin,item-status,quantity,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,ship-city,ship-state,ship-postal-code,ship-country,promotion-ids",
    "amazon_shipments": "amazon-order-id,merchant-order-id,shipment-id,shipment-item-id,amazon-order-item-id,purchase-date,payments-date,shipment-date,reporting-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,quantity-shipped,currency,item-price,item-tax,ship-service-level,recipient-name",
    "etsy": "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,Order Net,Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,Order Type,Payment Type,InPerson Discount,InPerson Location,SKU",
    "etsy_lines": "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,Ship Address1,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,Listings Type,Payment Type",
    "ebay": "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,Ship To Name,Ship To Phone,Item Number,Item Title,Custom Label,Sold Via Promoted Listings,Quantity,Sold For,Shipping And Handling,Item Location,eBay Collect And Remit Tax Rate,Seller Collected Tax,eBay Collected Tax,Total Price,eBay Collected Tax and Fees Included in Total,Payment Method,Sale Date,Paid On Date,Ship By Date,Shipped On Date,PayPal Transaction ID,Tracking Number,Transaction ID,Variation Details",
    "woocommerce": "Order Number,Order Status,Order Date,Customer Note,Billing Name,Billing Email,Payment Method,Order Total,Refund Amount",
}  # fmt: skip
V2 = "settlement-id,settlement-start-date,settlement-end-date,deposit-date,total-amount,currency,transaction-type,order-id,merchant-order-id,adjustment-id,shipment-id,marketplace-name,amount-type,amount-description,amount,fulfillment-id,posted-date,posted-date-time,order-item-code,merchant-order-item-id,merchant-adjustment-item-id,sku,quantity-purchased,promotion-id"
V1 = "settlement-id,settlement-start-date,settlement-end-date,deposit-date,total-amount,currency,transaction-type,order-id,merchant-order-id,adjustment-id,shipment-id,marketplace-name,shipment-fee-type,shipment-fee-amount,order-fee-type,order-fee-amount,fulfillment-id,posted-date,order-item-code,merchant-order-item-id,merchant-adjustment-item-id,sku,quantity-purchased,price-type,price-amount,item-related-fee-type,item-related-fee-amount,misc-fee-amount,other-fee-amount,other-fee-reason-description,promotion-id,promotion-type,promotion-amount,direct-payment-type,direct-payment-amount,other-amount"
EBAY = 'Transaction creation date,Type,Order number,Legacy order ID,Buyer username,Buyer name,Ship to city,Ship to zip,Ship to country,Net amount,Payout currency,Payout date,Payout ID,Payout method,Payout status,Reason for hold,Item ID,Transaction ID,Item title,Custom label,Quantity,Item subtotal,Shipping and handling,Seller collected tax,eBay collected tax,Final Value Fee - fixed,Final Value Fee - variable,Regulatory operating fee,"Very high ""item not as described"" fee",Below standard performance fee,International fee,Charity donation,Deposit processing fee,Gross transaction amount,Transaction currency,Exchange rate,Reference ID,Description'
REPORTS = {  # of each layout the header of a public file, as far as one was seen
    "douyin_moves": "动账时间,动帐流水号,动账方向,动账金额,动账账户,动账场景,计费类型,子订单号,订单号,售后编号,下单时间,商品ID,商品名称,达人ID,达人名称,订单类型,订单实付应结,运费实付,实际平台补贴_运费,实际平台补贴,其他平台补贴,以旧换新抵扣,政府补贴平台垫资,实际达人补贴,实际抖音支付补贴,实际抖音月付营销补贴,银行补贴,订单退款,平台服务费,佣金,服务商佣金,渠道分成,招商服务费,站外推广费,其他分成,是否免佣,免佣金额,备注",
    "douyin_settled": "订单号,结算单类型,收入合计,结算金额,商品数量,商品ID,商品名称,平台服务费",
    "kuaishou_settled": "订单号,下单时间,订单状态,商品ID,商品名称,商品数量,达人ID,订单实付(元),平台补贴(元),合计收入(元),技术服务费(元),推广者佣金(元),订单退款(元),合计支出(元),资金渠道,账户名称,结算金额(元),结算状态,结算时间,花呗服务费",
    "jd_settled": "订单编号,单据类型,费用名称,收支方向,应结金额",
    "amazon_v2": V2,
    "amazon_v1": V1,
    "ebay_moves": EBAY,
    "etsy_statement": "Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details",
    "douyin_creators": "订单id,商品id,商品名称,作者账号,抖音/火山号,支付金额,佣金率,预估佣金支出,结算金额,实际佣金支出,订单状态,超时未结算原因,付款时间,收货时间,订单结算时间,商品来源,尾款支付时间,定金金额,店铺id,店铺名称,商品数量,订单来源,流量来源",
    "wanxiangtai": "日期,计划ID,计划名字,展现量,点击量,花费,点击率,平均点击花费,千次展现花费,总成交金额,总成交笔数,点击转化率,投入产出比",
    "qianchuan": "时间-天,计划ID,计划名称,消耗,展示次数,点击次数,点击率,成交订单数,成交金额",
    "google_ads": "Day,Campaign,Currency code,Cost,Impr.,Clicks,Conversions,Conv. value",
    "sycm_traffic": "流量来源,来源明细,访客数,访客数变化,支付转化率,支付金额,客单价,新访客,浏览量,人均浏览量,收藏人数,加购人数,跳失率,下单金额,下单买家数,下单转化率,支付买家数,UV价值",
    "sycm_articles": "统计日期,商品ID,商品名称,货号,商品访客数,商品浏览量,商品平均停留时长,商品详情页跳出率,商品收藏人数,商品加购人数,商品加购件数,下单买家数,下单件数,下单金额,支付买家数,支付件数,支付金额,商品支付转化率,支付新买家数,支付老买家数,访客平均价值,成功退款金额",
    "ga4": "Session default channel group,Sessions,Engaged sessions,Engagement rate,Average engagement time per session,Events per session,Event count,Key events,Total revenue",
    "courier": "运单号,扫描时间,计费重量,总金额,预付,应付,计费省份,目的地,快递公司,物料类型",
    "erp_stock": "图片,商品名称,商品编码,虚拟分类,分类,主仓位,可用数,实际库存,采购在途数",
    "erp_inbound": "采购单号,供应商,商品编码,采购数量,采购日期,预计到货日期,入库日期",  # usual words
}  # fmt: skip
NO_ORDERS = {"columns=": "event_date,event_timestamp,event_name,user_pseudo_id,platform"}


@pytest.fixture
def sheet(tmp_path):
    def of(header):
        path = tmp_path / "export.csv"
        path.write_text(f"{header}\n{',' * header.count(',')}\n", encoding="utf-8-sig")
        known = [providers.is_known, reports.is_known]
        return files.sheets(path, lambda names: any(is_one(names) for is_one in known))[0]

    return of


@pytest.mark.parametrize("platform", HEADERS)
def test_a_platform_s_header_is_its_own(sheet, platform):
    assert providers.recognise(sheet(HEADERS[platform])).name == platform


def test_every_platform_has_one():
    assert set(HEADERS) == set(exports.platforms())


@pytest.mark.parametrize("words", NO_ORDERS)
def test_reports_without_orders_are_refused_by_what_they_are(sheet, words):
    with pytest.raises(InputError, match=words):
        providers.recognise(sheet(NO_ORDERS[words]))


@pytest.mark.parametrize("layout", REPORTS)
def test_a_report_s_header_is_its_own_layout_s(sheet, layout):
    of_file = sheet(REPORTS[layout])
    assert not [one for one in providers.platforms().values() if one.fits(of_file.names)]
    assert reports.recognise(of_file).name == layout


@pytest.mark.parametrize("platform", HEADERS)
def test_orders_are_no_report(sheet, platform):
    assert reports.recognise(sheet(HEADERS[platform])) is None


def test_every_layout_has_a_header():
    assert set(REPORTS) == set(reports.layouts())
