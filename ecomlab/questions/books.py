"""The core questions as a workbook: live formulas, the rows that they read, how to pivot them."""

import numpy as np
import pandas as pd

from ecomlab.errors import InputError
from ecomlab.formulas import references
from ecomlab.questions.core import QUESTIONS, the_question
from ecomlab.workbooks import Formula, write_workbook

ANSWERS = "answers"
SAME = 1e-9
HEADERS = ["question", "counts", "group", "measure", "spreadsheet", "pandas", "same"]

ENGLISH = [
    "READ ME",
    "",
    "The sheet `answers` has one row for each answer. The column `spreadsheet` holds live formulas "
    "over the sheets behind it; `pandas` holds what the course's own function gave; `same` "
    "compares the two. Change a number in a sheet behind, and watch.",
    "",
    "A PIVOT TABLE IN SIX CLICKS (Excel)",
    "1. Click any cell of a sheet behind `answers`. Each is a table with one header row.",
    "2. Insert > PivotTable > From Table/Range. Its name stands there already. New worksheet > OK.",
    "3. Drag what you group by (channel, sku …) into Rows. For months, drag `date` there, "
    "where the sheet has it; right-click a day > Group > Months and Years.",
    "4. Drag the amount into Values. Right-click > Summarize Values By > Sum, not Count.",
    "5. A rate: never the average of a column of rates. Drag both sums into Values and divide "
    "beside the pivot, or use PivotTable Analyze > Fields, Items & Sets > Calculated Field: it "
    "adds up first, then divides.",
    "6. Compare the grand total with the sheet `answers`. Refresh (right-click) after each change.",
    "",
    "In LibreOffice: Insert > Pivot Table; in WPS: Insert > PivotTable.",
    "",
    "WHAT A SPREADSHEET CAN'T DO",
    "A sheet holds 1,048,576 rows. Open a larger .csv, and the rest is not there.",
    "A number has 15 digits. An order number of 18 digits loses its last three: here all ids are "
    'text. COUNTIF still takes two such texts for one number: put &"*" behind the criterion.',
    "A time has no zone. Times here are the shop's own clock.",
    "Days before 1 March 1900 are no dates.",
    "A text that begins with = + - or @ in a .csv runs as a formula when it is opened. Here it is "
    "text and stays text. Never open a stranger's .csv with a double click: import it, ids "
    "as text.",
]
CHINESE = [
    "说明",
    "",
    "工作表 answers 每行一个答案：spreadsheet 列是活的公式，读取后面的工作表；"
    "pandas 列是课程函数的结果；same 列比较两者。改动后面的一个数字，看看会怎样。",
    "",
    "六步做一个数据透视表（Excel / WPS）",
    "1. 点击后面任意工作表的一个单元格。每张都是只有一行表头的表格。",
    "2. 插入 > 数据透视表 > 表格或区域，名称已填好。选新工作表，确定。",
    "3. 把分组字段（渠道、商品……）拖到“行”。"
    "按月：若有 date 列，把它拖到“行”，右键某一天 > 组合 > 月和年。",
    "4. 把金额拖到“值”。右键 > 值汇总依据 > 求和，不要用计数。",
    "5. 比率不能对一列比率求平均。把分子、分母都拖到“值”再相除，或用“计算字段”：它先求和，再相除。",
    "6. 用总计核对工作表 answers。数据改动后，右键 > 刷新。",
    "",
    "电子表格做不到的",
    "一张表最多 1,048,576 行；更大的 .csv 打开后会少行。",
    "数字只有 15 位。18 位订单号会丢掉后三位：这里的编号都是文本。"
    'COUNTIF 仍会把两个这样的文本当成同一个数：在条件后加 &"*"。',
    "时间没有时区。这里是店铺当地时间。",
    "1900年3月1日以前的日子不是日期。",
    "以 = + - @ 开头的文本，在 .csv 里一打开就会当作公式运行；这里一律是文本。"
    "别双击打开别人的 .csv，请用“数据 > 自文本”导入，编号选文本。",
]


def workbook(tables, path, questions=None, overwrite=False):
    """Write the core questions as an Excel workbook (.xlsx) that works without Python.

    Its sheet *answers* has one row per question, group and measure: a live formula, the value that
    pandas gave, and whether they are the same. Behind it stand the rows that the formulas read,
    ready for a pivot table (数据透视表); before it, how to make one, in English and Chinese.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    path : path
        Ends in ``.xlsx``; a file that is there stays, unless ``overwrite``.
    questions : str or sequence of str, optional
        Names of ``QUESTIONS``; by default those that the tables can answer.
    overwrite : bool

    Returns
    -------
    Path

    Raises
    ------
    InputError
        The tables answer no question, two questions prepare a sheet of one name, or the file can't
        be written (see ``workbooks.write_workbook``).
    ChoiceError, ColumnError
        A question asked for that isn't there, or that these tables can't answer.

    Examples
    --------
    >>> import tempfile
    >>> days = pd.DataFrame({"channel": ["live", "search"], "uv": [50, 30], "payers": [2, 3]})
    >>> path = workbook({"traffic_daily": days}, f"{tempfile.mkdtemp()}/shop.xlsx", ["conversion"])
    >>> pd.read_excel(path, sheet_name="answers", engine="calamine")[["group", "measure", "pandas"]]
        group     measure  pandas
    0    live      visits   50.00
    1    live        paid    2.00
    2    live  conversion    0.04
    3  search      visits   30.00
    4  search        paid    3.00
    5  search  conversion    0.10

    References
    ----------
    Course map N02.
    """
    if isinstance(questions, str):
        questions = [questions]
    if questions is None:
        asked = [one for one in QUESTIONS.values() if _answerable(one, tables)]
    else:
        asked = [the_question(one) for one in questions]
    if not asked:
        reads = ", ".join(sorted({table for one in QUESTIONS.values() for table in one.reads}))
        raise InputError(f"These tables answer none of the questions, which read: {reads}.")
    sheets, rows = {}, []
    for one in asked:
        _add_sheets(sheets, one.sheets_of(tables))
        rows += _rows(one, one(tables), first=len(rows) + 2)
    book = {ANSWERS: pd.DataFrame(rows, columns=HEADERS).astype(object)} | sheets
    return write_workbook(path, book, {"read_me": ENGLISH, "说明": CHINESE}, overwrite)


def _answerable(one, tables):
    return all(
        name in tables and set(columns) <= set(tables[name].columns)
        for name, columns in one.reads.items()
    )


def _add_sheets(sheets, found):
    """Put a question's sheets beside the others'; of a table that is there, further columns."""
    for name, frame in found.items():
        if name in sheets:
            held = sheets[name].reset_index(drop=True)
            more = [column for column in frame.columns if column not in held.columns]
            frame = pd.concat([held, frame[more].reset_index(drop=True)], axis=1)
        sheets[name] = frame


def _rows(one, answer, first):
    """The rows of *answers* of one question; ``first`` is the row in which they begin."""
    rows, measures = [], list(one.formulas)
    for place, record in enumerate(answer.to_dict("records")):
        start = first + place * len(measures)
        cells = dict.fromkeys(one.by, f"$C${start}")
        cells |= {measure: f"$E${start + at}" for at, measure in enumerate(measures)}
        for at, measure in enumerate(measures):
            row, value = start + at, record[measure]
            formula = "=" + _with_cells(one.formulas[measure], cells)
            same = f'=IFERROR(ABS(E{row}-F{row})<={SAME:g}*(1+ABS(F{row})),E{row}&""=F{row}&"")'
            rows.append(
                [
                    one.english, one.of, record[one.by[0]] if one.by else None, measure,
                    Formula(formula, value), None if np.isnan(value) else value,
                    Formula(same, True),
                ]
            )  # fmt: skip
    return rows


def _with_cells(formula, cells):
    for cell in references(formula)[1]:
        formula = formula.replace("{" + cell + "}", cells[cell])
    return formula
