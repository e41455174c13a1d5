"""The summary sheet of a worklist: counts, money, what the first tasks cover, and a chart."""

from __future__ import annotations

from datetime import date

import polars as pl
from xlsxwriter.worksheet import Worksheet

from dq.text.filled import filled
from dq.text.visible import visible
from dq.write.workbook import Book, Cell, put
from dq.write.worklist_words import SEVERITIES, WHO, WORDS, say

_STEPS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_CHARTED = 10
_FIGURES = ("count", "cases", "hours", "money")


def write_summary(
    book: Book, tasks: pl.DataFrame, notes: list[str], *, run_id: str, as_of: date, lang: str
) -> None:
    """Add the sheet. A case's money counts once in each line, however many tasks it has."""
    sheet = book.sheet(say(WORDS["summary"], lang))
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 3, 12)
    sheet.set_column(4, 4, 20)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    head = book.format(bold=True, bottom=1, num_format="@")
    head_right = book.format(bold=True, bottom=1, num_format="@", align="right")
    forms = (
        book.format(num_format="@"),
        book.format(num_format="#,##0"),
        book.format(num_format="#,##0"),
        book.format(num_format="#,##0.0"),
        book.format(num_format="#,##0.00"),
    )
    lines: list[tuple[list[Cell], bool]] = [
        ([say(WORDS["title"], lang)], True),
        ([f"{say(WORDS['run'], lang)}: {run_id}"], False),
        ([f"{say(WORDS['as_of'], lang)}: {as_of.isoformat()}"], False),
    ]
    lines.extend(([note], False) for note in notes)
    chart_rows = (0, 0)
    for title, table in _tables(tasks, lang).items():
        lines.append(([], False))
        lines.append(
            (
                [say(WORDS[title], lang), *(say(WORDS[name], lang) for name in _FIGURES)],
                True,
            )
        )
        first = len(lines)
        lines.extend(([*row], False) for row in table)
        if title == "by_rule":
            chart_rows = (first, min(first + _CHARTED, len(lines)) - 1)
    for number, (cells, bold) in enumerate(lines):
        for position, value in enumerate(cells):
            put(
                sheet,
                number,
                position,
                value,
                (head_right if position else head) if bold else forms[position],
            )
    if chart_rows[1] >= chart_rows[0] > 0:
        _chart(book, sheet, chart_rows, lang)


def _tables(tasks: pl.DataFrame, lang: str) -> dict[str, list[tuple[Cell, ...]]]:
    """The tables by title: label, tasks, cases, hours, money."""
    names = {code: say(pair, lang) for code, pair in (*SEVERITIES.items(), *WHO.items())}
    rows = tasks.with_columns(
        filled("P{}", "priority").alias("priority"), pl.col("severity").cast(pl.Enum(list(SEVERITIES)))
    )
    largest = {"by_rule", "by_who"}
    columns = {"by_priority": "priority", "by_severity": "severity", "by_who": "who", "by_rule": "rule"}
    tables: dict[str, list[tuple[Cell, ...]]] = {"total": [("", *_figures(rows).row(0))]}
    tables["first"] = [
        (say(WORDS["first_n"], lang).format(n=f"{count:,}"), *_figures(rows.head(count)).row(0))
        for count in (*(step for step in _STEPS if step < rows.height), rows.height)
    ]
    if "planned_on" in rows.columns:
        rows = rows.with_columns(
            by_person=pl.concat_str(
                pl.col("assignee").fill_null(say(WORDS["nobody"], lang)),
                pl.col("planned_on").dt.strftime("%Y-%m-%d").fill_null(""),
                separator="  ",
            )
        )
        columns["by_person"] = "by_person"
    for title, column in columns.items():
        groups = rows.group_by(column, maintain_order=True).agg(_figures_of())
        ordered = (
            groups.sort(["count", column], descending=[True, False])
            if title in largest
            else groups.sort(column)
        )
        tables[title] = [
            (visible(names.get(label, label or "–")), *figures) for label, *figures in ordered.iter_rows()
        ]
    return tables


def _figures_of() -> list[pl.Expr]:
    place = pl.concat_str("file", "sheet", "row", separator="\n", ignore_nulls=True)
    case = pl.coalesce("case_no", place)  # a row without a number is a case of its own
    first = case.is_first_distinct()
    return [
        pl.len().alias("count"),
        case.n_unique().alias("cases"),
        (pl.col("minutes").sum().cast(pl.Decimal(18, 1)) / 60).round(1).alias("hours"),
        pl.col("at_stake").filter(first).sum().alias("money"),
    ]


def _figures(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(_figures_of())


def _chart(book: Book, sheet: Worksheet, rows: tuple[int, int], lang: str) -> None:
    """A bar chart of the rules with the most tasks, largest on top."""
    name = say(WORDS["summary"], lang)
    chart = book.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [name, rows[0], 0, rows[1], 0],
            "values": [name, rows[0], 1, rows[1], 1],
            "fill": {"color": "#35618E"},
            "gap": 40,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": say(WORDS["chart"], lang), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 620, "height": 60 + 34 * (rows[1] - rows[0] + 1)})
    sheet.insert_chart(1, 6, chart)
