"""What a core question is: said in two languages, and answered by three tools.

A question is declared once, around the function that answers it on frames::

    @question(
        "How many visits of each channel pay?", "每个渠道有多少访问付款？",
        chapter="3_conversion",
        of="paid orders ÷ visits",
        reads={"traffic_daily": ["channel", "uv", "payers"]},
        by=["channel"],
        sql="SELECT channel, sum(uv) AS visits … GROUP BY channel ORDER BY channel",
        formulas={"visits": "SUMIFS(traffic_daily[uv], traffic_daily[channel], {channel})", …},
    )
    def conversion(traffic_daily): ...

The function takes the tables by their names and gives one row for each group: the columns of
``by``, then one for each formula. In a formula ``{channel}`` is a cell of the answer's own row. Its
columns are those of the tables in ``reads``, or of ``sheets``: rows that a spreadsheet can only add
up once a query has prepared them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ecomlab.errors import (
    ChoiceError,
    ColumnError,
    EcomlabError,
    InputError,
    check_choice,
    kind_of_table,
    to_pandas_call,
)
from ecomlab.formulas import FormulaError, evaluate, references
from ecomlab.sql import sql
from ecomlab.tables import TABLES

DAY = "date"  # kept in a workbook's sheet, so that a pivot can group by it
UNKNOWN = "(unknown)"  # how a group without a name is called
QUESTIONS = {}  # every question of the course by its name
NEARLY = 1e-9  # of a value: sums of the same numbers in another order differ by less


@dataclass(frozen=True)
class Question:
    """A shop's question with its answer on frames, in SQL, and in a spreadsheet.

    Parameters
    ----------
    name : str
    english, chinese : str
        As somebody asks it.
    of : str
        What is counted or divided by what.
    chapter : str
        ``"5_retention"``, whose lesson takes it up.
    reads : mapping of str to sequence of str
        The columns that it needs of each table.
    by : sequence of str
        The columns that name a row of the answer; none where it has one row.
    on_frames : callable
        Takes the tables by name, gives the answer.
    query : str
        The same in SQL.
    formulas : mapping of str to str
        The same in a spreadsheet: one formula for each further column.
    sheets : mapping of str to str
        Queries that prepare rows for the formulas.
    """

    name: str
    english: str
    chinese: str
    of: str
    chapter: str
    reads: Mapping[str, Sequence[str]]
    by: Sequence[str]
    on_frames: Callable
    query: str
    formulas: Mapping[str, str]
    sheets: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, tables) -> pd.DataFrame:
        """The answer on frames."""
        return self._whole(self.on_frames(**self.needs(tables)))

    def in_sql(self, tables) -> pd.DataFrame:
        """The answer of the SQL twin, in DuckDB."""
        return self._whole(sql(self.query, self.needs(tables)))

    def in_sheet(self, tables, answer=None) -> pd.DataFrame:
        """The answer of the formulas, worked out as a spreadsheet does.

        The groups are those of ``answer``: somebody types them into a sheet, or a pivot does.
        """
        rows = self(tables) if answer is None else answer
        held = self.sheets_of(tables)
        keys = rows[list(self.by)]
        records = keys.to_dict("records") if self.by else [{}]
        found = pd.DataFrame([self._row(row, held) for row in records], columns=list(self.formulas))
        return self._whole(pd.concat([keys, found], axis=1))

    def sheets_of(self, tables) -> dict[str, pd.DataFrame]:
        """The frames that the formulas read: times without a zone, a group without a name named."""
        needed = self.needs(tables)
        found = {name: sql(query, needed) for name, query in self.sheets.items()}
        for table in self._raw_sheets():
            more = [DAY] if DAY in tables[table] and DAY not in needed[table] else []
            found[table] = needed[table].assign(**tables[table][more])
        return {name: self._as_sheet(frame) for name, frame in found.items()}

    def needs(self, tables) -> dict[str, pd.DataFrame]:
        """Those columns of the tables that the question reads, checked."""
        return {name: _checked(tables, name, columns, self) for name, columns in self.reads.items()}

    def _raw_sheets(self):
        used = {table for formula in self.formulas.values() for table in references(formula)[0]}
        return [table for table in self.reads if table in used - set(self.sheets)]

    def _as_sheet(self, frame):
        frame = frame.copy()
        for name, dtype in frame.dtypes.items():
            if isinstance(dtype, pd.DatetimeTZDtype):
                frame[name] = frame[name].dt.tz_localize(None)
            elif name in self.by and not pd.api.types.is_datetime64_any_dtype(dtype):
                frame[name] = named(frame[name]).astype("category")  # which are faster to match
        return frame

    def _row(self, keys, held):
        """One row of the answer: its formulas in their order, which may read those before."""
        row = dict(keys)
        for name, formula in self.formulas.items():
            try:
                value = evaluate(formula, held, row)
            except FormulaError as error:
                raise EcomlabError(f"{self.name}, formula of {name}: {error}") from None
            row[name] = np.nan if value == "" else value
        return row

    def _whole(self, answer):
        """An answer's columns in their order, numbers as floats, rows sorted by their groups."""
        wanted = [*self.by, *self.formulas]
        if missing := [name for name in wanted if name not in answer.columns]:
            raise ColumnError(missing, answer.columns, f"the answer of {self.name}")
        answer = answer[wanted]
        for key in self.by:
            is_time = pd.api.types.is_datetime64_any_dtype(answer[key])
            answer = answer.astype({key: "datetime64[us]" if is_time else object})
        answer = answer.sort_values(list(self.by)) if self.by else answer
        return answer.astype(dict.fromkeys(self.formulas, float)).reset_index(drop=True)


def question(english, chinese, *, chapter, of, reads, sql, formulas, by=(), sheets=None):
    """Make a function on frames a core question, with its twins; see this module's docstring.

    Parameters
    ----------
    english, chinese, chapter, of : str
        As in ``Question``.
    reads, by, formulas, sheets
        As in ``Question``.
    sql : str
        The query.

    Raises
    ------
    InputError
        A question of that name is there, or a formula reads a table or cell that isn't there.
    """

    def declare(function):
        made = Question(
            function.__name__, english, chinese, of, chapter, reads, tuple(by), function,
            sql, formulas, sheets or {},
        )  # fmt: skip
        _check_declared(made)
        QUESTIONS[made.name] = made
        return made

    return declare


def _check_declared(made):
    if made.name in QUESTIONS:
        raise InputError(f"A question {made.name} is there already. Give one another name.")
    cells = list(made.by)
    for name, formula in made.formulas.items():
        tables, used = references(formula)
        for table in tables:
            check_choice(f"{made.name}: a table of {name}", table, [*made.reads, *made.sheets])
        for cell in used:
            check_choice(f"{made.name}: a cell of {name}", cell, cells)
        cells.append(name)


def named(values):
    """A column's texts, those that are missing called ``(unknown)``: no row gets lost.

    >>> named(pd.Series(["live", None])).tolist()
    ['live', '(unknown)']
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = UNKNOWN in values.cat.categories
        values = values if known else values.cat.add_categories([UNKNOWN])
        return values.fillna(UNKNOWN)
    return values.astype(object).where(values.notna(), UNKNOWN)


def month_of(times):
    """The first day of each time's month, on the clock of the times.

    >>> month_of(pd.Series(pd.to_datetime(["2025-11-11 00:30"]).tz_localize("Asia/Shanghai")))[0]
    Timestamp('2025-11-01 00:00:00')
    """
    return times.dt.tz_localize(None).dt.to_period("M").dt.start_time.astype("datetime64[us]")


def _checked(tables, name, columns, asked):
    if not isinstance(tables, Mapping):
        raise InputError(
            f"tables is a {type(tables).__name__}. Give the tables by name: "
            'load("shop"), or {"orders": orders}.'
        )
    if name not in tables:
        raise ChoiceError(f"A table that {asked.name} reads", name, list(tables))
    frame = tables[name]
    if not isinstance(frame, pd.DataFrame):
        call = to_pandas_call(frame)
        way_out = f" Call its {call}." if call else ""
        raise InputError(f"{name} is a {kind_of_table(frame)}. Give a pandas DataFrame.{way_out}")
    if missing := [column for column in columns if column not in frame.columns]:
        raise ColumnError(missing, frame.columns, name)
    frame = frame[list(columns)]
    _check_rows(frame, name, asked.by)
    return frame


def _check_rows(frame, name, by):
    """Refuse a missing value where the dictionary allows none, and a key that is there twice.

    A group without a name is none to refuse: it is called unknown.
    """
    if name not in TABLES:
        return
    table = TABLES[name]
    for column in frame.columns:
        about = table.column(column)
        may = about.empty or (column in by and about.role == "optional")
        if not may and (gaps := int(frame[column].isna().sum())):
            raise InputError(
                f"{column} of {name} has {gaps} missing of {len(frame):,} values. Find out why "
                "before you leave them out."
            )
    keyed = table.keys and set(table.keys) <= set(frame.columns)
    if keyed and (twice := int(frame.duplicated(table.keys).sum())):
        raise InputError(
            f"{name} has {twice} rows whose {', '.join(table.keys)} another row has already. A "
            "join would count them twice: find out which is right."
        )


# --- Three answers -----------------------------------------------------------------------------


def answers(question, tables) -> pd.DataFrame:
    """The same question, answered by three tools: do they agree?

    Parameters
    ----------
    question : Question or str
        Or its name.
    tables : mapping of str to DataFrame

    Returns
    -------
    DataFrame, one row per group and measure
        The groups' columns, measure, pandas, sql, sheet (the three answers; NaN where there is
        none, such as a rate of nothing), same (whether they agree to nine digits). Ask
        ``answers(…)["same"].all()``.

    Raises
    ------
    ChoiceError, ColumnError, InputError
        No such question; a table or column that it reads is missing; values that can't be there.

    Examples
    --------
    >>> from ecomlab.questions import answers
    >>> days = pd.DataFrame({"channel": ["live", "search"], "uv": [50, 30], "payers": [2, 3]})
    >>> answers("conversion", {"traffic_daily": days}).query("measure == 'conversion'")
      channel     measure  pandas   sql  sheet  same
    2    live  conversion    0.04  0.04   0.04  True
    5  search  conversion    0.10  0.10   0.10  True
    """
    one = the_question(question)
    frames = one(tables)
    tools = {"pandas": frames, "sql": one.in_sql(tables), "sheet": one.in_sheet(tables, frames)}
    long = [_long(frame, one, tool) for tool, frame in tools.items()]
    keys = [*one.by, "measure"]
    both = long[0]
    for other in long[1:]:
        both = both.merge(other, on=keys, how="outer", indicator=True)
        both[f"_{len(both.columns)}"] = both.pop("_merge") == "both"
    there = both.filter(regex=r"^_\d").all(axis=1)
    both["same"] = (
        there & _alike(both["pandas"], both["sql"]) & _alike(both["pandas"], both["sheet"])
    )
    order = {name: place for place, name in enumerate(one.formulas)}
    both["_order"] = both["measure"].map(order)
    both = both.sort_values([*one.by, "_order"], ignore_index=True)
    return both[[*keys, *tools, "same"]]


def the_question(question) -> Question:
    """A question, or that of a name.

    >>> the_question("roas").chapter
    '2_traffic'
    """
    if isinstance(question, Question):
        return question
    return QUESTIONS[check_choice("question", question, list(QUESTIONS))]


def _long(frame, one, tool):
    return frame.melt(list(one.by), list(one.formulas), "measure", tool)


def _alike(one, other):
    """Which values are the same, as far as sums in another order are; missing ones are alike."""
    one, other = one.to_numpy(float), other.to_numpy(float)
    scale = np.maximum(np.maximum(abs(one), abs(other)), 1.0)
    return (np.isnan(one) & np.isnan(other)) | (abs(one - other) <= NEARLY * scale)
