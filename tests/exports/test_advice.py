"""Each message that says what to write is followed, and leads to orders."""

import re

import pytest

from ecomlab import exports
from ecomlab.errors import ChoiceError, InputError
from ecomlab.exports import people
from tests.exports import writing

HEAD = "order_id,customer_id,ts_order,paid_amount\n"
LINES = HEAD + "7,1,2024-01-05,40\n7,1,2024-01-05,40\n8,2,2024-01-06,30\n"
SHOPIFY = "Name,Email,Financial Status,Paid at,Currency,Total,Created at\n"
SHOPIFY_ROW = (
    "#{n},a@x.org,paid,2024-0{n}-05 10:00:00 -0{z}00,{c},10,2024-0{n}-05 10:00:00 -0{z}00\n"
)


def west(zones, currencies="UU"):
    """Two orders of Shopify with these offsets and currencies."""
    rows = zip((1, 7), zones, currencies, strict=True)
    return SHOPIFY + "".join(
        SHOPIFY_ROW.format(n=n, z=z, c={"U": "USD", "E": "EUR"}[c]) for n, z, c in rows
    )


# a file, what it is read with, the call that the message names, and how many orders that gives
CASES = {
    "no zone": ("customer_id,ts_order,paid_amount\na,2024-01-05 10:00:00,5\n", {}, 1),
    "seconds": ("customer_id,ts_order,paid_amount\na,1704413400,5\n", {}, 1),
    "changing offsets": (west("54"), {}, 2),
    "other names": ("Ref,Client,Sold on,Gross\n1,ann,2024-01-05,5.00\n2,bob,2024-01-06,7.50\n", {"timezone": "UTC"}, 2),
    "other names in Chinese": ("单号,顾客,成交日期,总价\n1,甲,2024/1/5,5.00\n", {"timezone": "Asia/Shanghai"}, 1),
    "no buyer": ("order_id,ts_order,paid_amount\n1,2024-01-05,5\n", {"timezone": "UTC"}, 1),
    "currencies": (west("55", "UE"), {}, 1),
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def writes(text, name="orders.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writes


@pytest.mark.parametrize("case", CASES)
def test_the_call_that_a_message_names_can_be_pasted(write, tmp_path, case):
    """As long as a message names a call, it is made; ``"…"`` alone is for the reader to fill."""
    text, told, orders = CASES[case]
    path = write(text)
    for _ in range(3):
        try:
            shop = exports.read(path, salt_folder=tmp_path, **told)
            break
        except InputError as error:
            (call,) = re.findall(r"exports\.read\(path, (.+?)\)(?:\.|$)", str(error))
        new = eval(f"dict({call})")  # the message's own words
        if "…" in str(new):
            new["columns"] = {name: own for name, own in new["columns"].items() if own != "…"}
        assert not new.items() <= told.items(), "the message leads in a circle"
        told = told | new
    assert len(shop.orders) == orders


@pytest.mark.parametrize(("lines", "money"), [("sum", 110), ("repeat", 70), ("first", 70)])
def test_lines_as_the_message_offers_them(write, tmp_path, lines, money):
    path = write(LINES)
    with pytest.raises(InputError, match=f'lines="{lines}"'):
        exports.read(path, timezone="UTC", salt_folder=tmp_path)
    shop = exports.read(path, timezone="UTC", lines=lines, salt_folder=tmp_path)
    assert shop.orders["paid_amount"].sum() == money


def test_one_order_at_different_times(write, tmp_path):
    path = write(HEAD + "7,1,2024-01-05,40\n7,1,2024-01-06,60\n")
    with pytest.raises(InputError, match='lines="sum"'):
        exports.read(path, timezone="UTC", salt_folder=tmp_path)
    shop = exports.read(path, timezone="UTC", lines="sum", salt_folder=tmp_path)
    assert shop.orders["paid_amount"].tolist() == [100]


def test_a_total_that_isn_t_repeated(write, tmp_path):
    path = write(HEAD + "7,1,2024-01-05,40\n7,1,2024-01-05,60\n")
    with pytest.raises(InputError, match='lines="sum"'):
        exports.read(path, timezone="UTC", lines="repeat", salt_folder=tmp_path)


@pytest.mark.parametrize(
    ("amounts", "decimal"), [(("95,00", "1.299,50"), ","), (("95.00", "1,299.50"), ".")]
)
def test_the_other_decimal_mark(write, tmp_path, amounts, decimal):
    rows = "".join(f"{n};a;2024-01-05;{amount}\n" for n, amount in enumerate(amounts))
    path = write(HEAD.replace(",", ";") + rows)
    other = {",": ".", ".": ","}[decimal]
    with pytest.raises(InputError, match='decimal=","'):
        exports.read(path, timezone="UTC", decimal=other, salt_folder=tmp_path)
    shop = exports.read(path, timezone="UTC", decimal=decimal, salt_folder=tmp_path)
    assert shop.orders["paid_amount"].sum() == 1394.5


def test_files_of_two_platforms_and_a_platform_that_it_isn_t(write, tmp_path):
    one = write("".join(["订单编号,总金额,买家实际支付金额,收货地址,订单创建时间,订单付款时间,退款金额\n",
                         "1,5,5,浙江省,2024-01-05 10:00:00,2024-01-05 10:00:00,0\n"]), "a.csv")  # fmt: skip
    two = write(west("55"), "b.csv")
    with pytest.raises(InputError, match="by themselves"):
        exports.read([one, two], salt_folder=tmp_path)
    with pytest.raises(InputError, match="Leave platform= out"):
        exports.read(one, platform="shopify", salt_folder=tmp_path)
    assert len(exports.read(one, salt_folder=tmp_path).orders) == 1
    with pytest.raises(ChoiceError, match="'shopify'"):
        exports.read(two, platform="shopfy", salt_folder=tmp_path)
    assert exports.read(two, platform="shopify", salt_folder=tmp_path).platform == "shopify"


def test_a_folder_and_its_files(write, tmp_path):
    write(west("55"), "b.csv")
    with pytest.raises(InputError, match=r"\*\.csv"):
        exports.read(tmp_path, salt_folder=tmp_path)
    assert len(exports.read(tmp_path / "*.csv", salt_folder=tmp_path).orders) == 2


def test_files_with_days_in_common_and_no_order_s_number(write, tmp_path):
    head, told = (
        "no,customer_id,ts_order,paid_amount\n",
        {"timezone": "UTC", "salt_folder": tmp_path},
    )
    one = write(head + "1,a,2024-01-05,5\n2,b,2024-01-07,5\n", "a.csv")
    two = write(head + "2,b,2024-01-07,5\n3,c,2024-01-09,5\n", "b.csv")
    with pytest.raises(InputError, match="order_id"):
        exports.read([one, two], **told)
    assert len(exports.read([one, two], columns={"order_id": "no"}, **told).orders) == 3
    two.write_text(head + "3,c,2024-01-09,5\n", encoding="utf-8")
    assert len(exports.read([one, two], **told).orders) == 3


def test_a_damaged_salt(write, tmp_path):
    path = write(west("55"))
    (tmp_path / people.SALT).write_bytes(b"short")
    with pytest.raises(InputError, match="remove it"):
        exports.read(path, salt_folder=tmp_path)
    (tmp_path / people.SALT).unlink()
    assert exports.read(path, salt_folder=tmp_path).names_buyers
    (tmp_path / "a file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="salt_folder=…"):
        exports.read(path, salt_folder=tmp_path / "a file")


def test_two_columns_of_one_name(write, tmp_path):
    text = "customer_id,ts_order,paid_amount,paid_amount\na,2024-01-05,5,{}\n"
    with pytest.raises(InputError, match="Rename or remove"):
        exports.read(write(text.format(7)), timezone="UTC", salt_folder=tmp_path)
    assert (
        len(exports.read(write(text.format(5)), timezone="UTC", salt_folder=tmp_path).orders) == 1
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [("paid_amount", writing.NAME), ("paid_amount", writing.PHONE), ("ts_order", writing.NAME),
     ("ts_order", writing.STREET), ("customer_id", "1.39E+10")],
)  # fmt: skip
def test_no_message_shows_a_cell_that_could_be_a_person_s(write, tmp_path, column, value):
    """Whoever names the wrong column meets names and phones in it."""
    row = {"customer_id": "a", "ts_order": "2024-01-05", "paid_amount": "5"} | {column: value}
    path = write(f"{','.join(row)}\n{','.join(row.values())}\n")
    try:
        told = repr(exports.read(path, timezone="UTC", salt_folder=tmp_path))
    except InputError as error:
        told = str(error)
    assert value not in told
    assert column in told or "orders of the files" in told


def test_nothing_is_left_behind_by_a_file_that_can_t_be_read(write, tmp_path):
    path = write(HEAD + "1,a,2024-01-05,five\n")
    with pytest.raises(InputError):
        exports.read(path, timezone="UTC", salt_folder=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["orders.csv"]


def test_the_mapping_to_paste_has_the_order_s_number(write, tmp_path):
    """Without it a row that stands twice would count twice."""
    path = write("Order Ref,Client,Sold on,Gross\n1,ann,2024-01-05,5.00\n2,bob,2024-01-06,7.50\n")
    with pytest.raises(InputError, match='{"order_id": "Order Ref", "customer_id": "Client"'):
        exports.read(path, timezone="UTC", salt_folder=tmp_path)
