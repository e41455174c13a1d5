"""Any team's suite on any file: read the file, give its columns types, and have the suite judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import polars as pl

from dq.expect.suite import Judgement, judge
from dq.model.errors import ConfigError, RefusedError
from dq.model.suite import Suite
from dq.read import ReadOptions, read

Types = Literal["infer", "dates", "text"]
NO_VALUE = (
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null",
)  # fmt: skip
"""The words that pandas takes for a missing value when it reads a text file."""
_FLAGS = {"True": True, "TRUE": True, "true": True, "False": False, "FALSE": False, "false": False}
_SAMPLE = 2_000
_FLAG, _DAY = "flag", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_WHOLE = r"^\s*[+-]?[0-9]{1,18}\s*$"
_REAL = r"^\s*[+-]?([0-9]{1,18}|[0-9]+\.[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"


def judge_file(
    suite: Suite,
    path: Path,
    *,
    types: Types = "infer",
    sheet: str | None = None,
    values: bool = False,
    index: Sequence[str] = (),
) -> Judgement:
    """Judge a suite on a file: Parquet with its own types, anything else that dq reads with types as pandas gives.

    ``types``: ``infer`` as pandas does, ``dates`` ISO dates too, ``text`` leaves every column text. Raises
    :class:`RefusedError` if the file can't be read.
    """
    with _frame(path, types, sheet) as frame:
        known = frame.collect_schema()
        missing = [name for name in index if name not in known]
        if missing:
            raise ConfigError(
                f"--index: the file has no column '{missing[0]}'", f"Its columns: {', '.join(known)}."
            )
        return judge(suite, frame, values=values, index=index)


@contextmanager
def _frame(path: Path, types: Types, sheet: str | None) -> Iterator[pl.LazyFrame]:
    if path.suffix.lower() in (".parquet", ".pq"):
        try:
            frame = pl.scan_parquet(path)
            frame.collect_schema()
        except (OSError, pl.exceptions.PolarsError):
            raise RefusedError(
                "no_parquet",
                f"{path.name}: can't be read as Parquet",
                "Give a whole Parquet, CSV or workbook file.",
            ) from None
        yield frame
        return
    with read(path, ReadOptions(sheet=sheet)) as reading:
        frame = reading.frame.select(column.name for column in reading.columns)
        yield frame if types == "text" else typed(frame, dates=types == "dates")


def typed(frame: pl.LazyFrame, *, dates: bool = False) -> pl.LazyFrame:
    """Give the text columns of a file the types that pandas would: whole numbers, numbers, truth values, else text.

    Words such as NA are missing values. A whole-number column with missing values stays whole (in pandas it becomes
    floating). ``dates`` makes dates of columns with nothing but ISO dates,
    which pandas leaves text.
    """
    names = list(frame.collect_schema())
    cells: dict[str, pl.Expr] = {
        name: pl.when(~pl.col(name).is_in(NO_VALUE)).then(pl.col(name)) for name in names
    }
    kinds = (_WHOLE, _REAL, _FLAG, _DAY) if dates else (_WHOLE, _REAL, _FLAG)
    sample = frame.head(_SAMPLE).collect().lazy()
    likely = _types(sample, cells, dict.fromkeys(names, kinds))
    sure = _types(frame, cells, {name: (kind,) for name, kind in likely.items() if kind})
    # What the sample takes for whole may hold a fraction further down.
    again: dict[str, tuple[str, ...]] = {
        name: (_REAL,) for name, kind in likely.items() if kind == _WHOLE and not sure.get(name)
    }
    sure |= _types(frame, cells, again) if again else {}
    return frame.select(_cast(cells[name], sure.get(name)).alias(name) for name in names)


def _types(
    frame: pl.LazyFrame, cells: dict[str, pl.Expr], asked: Mapping[str, tuple[str, ...]]
) -> dict[str, str | None]:
    """The first of the kinds asked for that fits every value of a column; None if none does, or there is no value."""
    tests = [
        (_fits(cells[name], kind).all() & cells[name].is_not_null().any()).alias(f"{place}:{name}")
        for name, kinds in asked.items()
        for place, kind in enumerate(kinds)
    ]
    if not tests:
        return {}
    row = frame.select(tests).collect(engine="streaming").row(0, named=True)
    return {
        name: next((kind for place, kind in enumerate(kinds) if row[f"{place}:{name}"]), None)
        for name, kinds in asked.items()
    }


def _fits(cell: pl.Expr, kind: str) -> pl.Expr:
    return cell.is_in(list(_FLAGS)) if kind == _FLAG else cell.str.contains(kind)


def _cast(cell: pl.Expr, kind: str | None) -> pl.Expr:
    if kind == _WHOLE:
        return cell.str.strip_chars().cast(pl.Int64)
    if kind == _REAL:
        return cell.str.strip_chars().cast(pl.Float64)
    if kind == _DAY:
        return cell.str.to_date("%Y-%m-%d", strict=False)
    return cell.replace_strict(_FLAGS, return_dtype=pl.Boolean) if kind == _FLAG else cell
