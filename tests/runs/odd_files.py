"""Odd case files: of each column a share of the cells is damaged, up to all of them, and the file as a whole as well.

The demo damages few cells, each in one way; here whole columns are in another form, swapped, shifted or empty. What a
seed draws is the same each time.
"""

import csv
import io
from dataclasses import dataclass, field

import xlsxwriter

from dq.demo import FULL, HEADERS, generate
from dq.demo.companions import companion_tables
from tests.runs.odd_cells import pool_of

SHARES = (0, 0, 0, 0.02, 0.1, 0.15, 0.5, 1)
SIZES = (1, 2, 3, 20, 60, 60, 150, 300)
NEEDED = ("case_no", "debtor_name", "total_due")
_THROUGHOUT = (
    "无",
    "0",
    "-1",
    "2025-01-01",
    "13800138000",
    "张三",
    "1e400",
    "=1+1",
    "<b>",
    "9" * 14,
    "\u200b",
)
_MORE = ("备注", "催收员", "_row", "_rules", "file", "row", "raw:case_no", "_id", "币种", "年龄", "最新欠款")


@dataclass
class Table:
    """The lines of a file, and what was done to it."""

    header: list
    rows: list
    notes: list = field(default_factory=list)


def odd_table(rnd, columns, headers):
    """A table whose columns are damaged in part, each in one way or in many."""
    calm = rnd.random() < 0.3  # all but a few stay as they are
    made = []
    for name, values in columns.items():
        share = 0 if calm and rnd.random() < 0.9 else rnd.choice(SHARES)
        pool = pool_of(name)
        kinds = [rnd.choice(pool)] if rnd.random() < 0.5 else pool
        made.append([rnd.choice(kinds)(v, rnd) if v and rnd.random() < share else v for v in values])
    table = Table(headers, [list(row) for row in zip(*made, strict=True)])
    for change in sorted(rnd.sample(CHANGES, rnd.choice((0, 0, 1, 1, 2))), key=CHANGES.index):
        change(table, rnd)
        table.notes.append(change.__name__)
    return table


def odd_cases(rnd, rows=None):
    """An odd table of cases, and the case file that it was."""
    made = generate(
        rnd.choice(SIZES) if rows is None else rows, rnd.randrange(10**6), FULL, rnd.choice((0, 0.1, 0.5))
    )
    names = list(FULL)
    if rnd.random() < 0.7:
        share = rnd.choice((0.2, 0.5, 0.9))
        names = [n for n in names if rnd.random() < (0.95 if n in NEEDED else share)] or [
            "case_no",
            "debtor_name",
        ]
    if rnd.random() < 0.3:
        rnd.shuffle(names)
    columns = {name: made.frame[name].to_list() for name in names}
    return odd_table(rnd, columns, [HEADERS[name] for name in names]), made


def odd_companions(rnd, made, folder):
    """Some companion tables of the cases, odd as well: name and path."""
    tables = companion_tables(made, rnd.randrange(10**6)).tables
    for name in rnd.sample(sorted(tables), rnd.randint(1, len(tables))):
        if rows := tables[name]:
            columns = {header: [row.get(header) for row in rows] for header in rows[0]}
            yield name, write(odd_table(rnd, columns, list(columns)), folder / name, rnd)


def _alike(table, rnd):
    table.rows[:] = [list(table.rows[0]) for _ in table.rows]


def _one_value(table, rnd):
    at, value = rnd.randrange(len(table.header)), rnd.choice(_THROUGHOUT)
    for row in table.rows:
        row[at] = value


def _empty_columns(table, rnd):
    for at in rnd.sample(range(len(table.header)), rnd.randint(1, len(table.header) // 3 + 1)):
        for row in table.rows:
            row[at] = None


def _sparse(table, rnd):
    share = rnd.choice((0.3, 0.9))
    for row in table.rows:
        row[:] = [None if rnd.random() < share else value for value in row]


def _swapped_columns(table, rnd):
    for _ in range(rnd.choice((1, 2, 4))):
        one, two = rnd.randrange(len(table.header)), rnd.randrange(len(table.header))
        for row in table.rows:
            row[one], row[two] = row[two], row[one]


def _shifted(table, rnd):
    share, at = rnd.choice((0.05, 0.3, 1)), rnd.randrange(len(table.header))
    for row in table.rows:
        if rnd.random() < share:
            row[at:] = [None, *row[at:-1]]


def _same_values(table, rnd):
    at = rnd.randrange(len(table.header))
    pool = [row[at] for row in table.rows[:3]]
    for row in table.rows:
        row[at] = rnd.choice(pool)


def _repeated_rows(table, rnd):
    table.rows += [list(rnd.choice(table.rows)) for _ in range(rnd.choice((1, 30)))]


def _repeated_header(table, rnd):
    for _ in range(rnd.choice((1, 3))):
        table.rows.insert(rnd.randint(0, len(table.rows)), list(table.header))


def _doubled_column(table, rnd):
    at = rnd.randrange(len(table.header))
    table.header.append(table.header[at])
    for row in table.rows:
        row.append(row[at] if rnd.random() < 0.9 else "x")


def _more_columns(table, rnd):
    for name in rnd.sample(_MORE, 4):
        table.header.append(name)
        for row in table.rows:
            row.append(rnd.choice(("", "x", "7", "13912345678", "2024-01-01", "USD")))


def _other_headers(table, rnd):
    said = rnd.choice(("{} ", "*{}", "{}\n(必填)", "{:.2}", "", "列"))
    old, new = rnd.choice(
        (("(元)", "（万元）"), ("利率(%)", "月利率"), ("利率(%)", "日利率(‰)"), ("日期", "时间"))
    )
    share = rnd.choice((0, 0.05, 0.3))
    table.header[:] = [
        said.format(name) if rnd.random() < share else name.replace(old, new) for name in table.header
    ]


def _titled(table, rnd):
    table.rows.insert(0, list(table.header))
    table.header[:] = ["某银行委外清单", *[None] * (len(table.header) - 1)]


def _ragged(table, rnd):
    for row in table.rows:
        if rnd.random() < 0.05:
            row[:] = row[: rnd.randint(1, len(row))] if rnd.random() < 0.5 else [*row, "x", "y"]


CHANGES = (
    _alike, _one_value, _empty_columns, _sparse, _swapped_columns, _shifted, _same_values, _repeated_rows,
    _repeated_header, _doubled_column, _more_columns, _other_headers, _titled, _ragged,
)  # fmt: skip
"""What is done to a file as a whole, in the order in which it can be done."""


def write(table, path, rnd):
    """Write the lines as CSV or as workbook; the path with its ending."""
    form = rnd.choice(("utf-8", "utf-8-sig", "gb18030", "xlsx"))
    if form == "xlsx":
        return write_book({"明细": table}, path.with_suffix(".xlsx"), rnd)
    text = io.StringIO(newline="")
    csv.writer(
        text,
        delimiter=rnd.choice(",,,\t;|"),
        quoting=rnd.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=rnd.choice(("\n", "\r\n")),
    ).writerows(["" if cell is None else cell for cell in line] for line in [table.header, *table.rows])
    path = path.with_suffix(".csv")
    path.write_bytes(text.getvalue().encode(form, "replace"))
    return path


def write_book(sheets, path, rnd):
    """Write tables as the sheets of a workbook, whole numbers as text or not; the path."""
    numbers = rnd.random() < 0.5
    with xlsxwriter.Workbook(str(path)) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate([table.header, *table.rows]):
                for at, text in enumerate(line):
                    plain = numbers and text and len(text) < 16 and text.isascii() and text.isdecimal()
                    if text is not None:
                        (sheet.write_number if plain else sheet.write_string)(
                            row, at, int(text) if plain else text
                        )
    return path
