"""A large export is read in seconds and little memory, with progress."""

import subprocess
import sys

import pandas as pd
import pytest
import xlsxwriter

ROWS, SHEET_ROWS = 1_000_000, 200_000
READ = """
import resource, sys, time
from ecomlab import exports

begun, told = time.process_time(), []
shop = exports.read(sys.argv[1], salt_folder=sys.argv[2], progress=lambda name, share: told.append(share))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB on Linux
print(len(shop.orders), time.process_time() - begun, peak / 1e6, len(told), max(told))
"""


def frame(rows, columns):
    """An invented export of Taobao with further columns."""
    number = pd.Series(range(rows))
    time = (pd.Timestamp("2023-01-01") + pd.to_timedelta(number * 50, unit="s")).astype("str")
    known = {
        "订单编号": '="' + (10**18 + number).astype("str") + '"', "买家会员名": "买家" + (number * 7 % 300_007).astype("str"),
        "买家实际支付金额": (number % 90_000 / 100 + 1).map("{:.2f}".format), "订单状态": "交易成功",
        "订单创建时间": time, "订单付款时间 ": time, "收货人姓名": "某某", "收货地址 ": "某省某市某路 1 号", "联系手机": "'13900000000",
    }  # fmt: skip
    return pd.DataFrame(known | {f"列{n}": f"x{n}" for n in range(columns - len(known))})


def measured(path, folder):
    run = [sys.executable, "-c", READ, str(path), str(folder)]
    found = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    return [float(value) for value in found]


@pytest.mark.verify
@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_million_rows_of_35_columns(tmp_path, encoding):
    path = tmp_path / "orders.csv"
    frame(ROWS, 35).to_csv(path, index=False, encoding=encoding)
    orders, seconds, gigabytes, told, last = measured(path, tmp_path)
    assert orders == ROWS
    assert seconds < 10
    assert gigabytes < 1
    assert told > 20
    assert last > 0.99


@pytest.mark.verify
@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units")
def test_a_workbook_of_200_000_rows_and_25_columns(tmp_path):
    path = tmp_path / "orders.xlsx"
    table = frame(SHEET_ROWS, 25)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([list(table), *table.to_numpy()]):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    orders, seconds, gigabytes, told, last = measured(path, tmp_path)
    assert orders == SHEET_ROWS
    assert seconds < 10
    assert gigabytes < 1
    assert told > 20
    assert last == 1
