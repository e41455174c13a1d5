"""Cases that nobody is to be called about, whatever is known of their numbers: closed, taken back, on hold."""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.enrich.contacts.again import first_of
from dq.enrich.contacts.filling import VERDICT
from dq.enrich.contacts.interface import FOUND
from dq.model.columns import ID
from dq.model.contacts import QUIET
from dq.model.rules import Lang
from dq.text.filled import filled

STATUS: Final = "case_status"
_HALTED: Final = ("暂停", "关闭", "退案", "结清", "撤回")
"""The words of the rules ``case.closed`` and ``case.paused``."""
_TOLD: Final = ("not to be called about: the case's status is {}", "案件状态为{}：不得外呼")
_CALLING: Final = ("calls_left", "best_time", "best_time_rate", "best_time_calls", "best_time_basis")
"""What is said of a number that may be called."""


def halts(cases: pl.LazyFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The halted cases of a file (``case``: their first rows) with ``halt``, their status; of several rows of a case
    the first that halts it counts. ``known``: see :func:`dq.enrich.contacts.people.people`."""
    if STATUS not in cases.collect_schema().names():
        return pl.DataFrame(schema={"case": pl.UInt32, "halt": pl.String})
    halted = cases.filter(pl.col(STATUS).is_in(_HALTED))
    rows = halted.select(first_of(ID, known).alias("case"), pl.col(STATUS).alias("halt"))
    return rows.unique("case", keep="first", maintain_order=True).collect()


def with_halts(lines: pl.DataFrame, halted: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """Contact lines of which none of a halted case may be called, as its ``reasons`` say first."""
    if halted.is_empty():
        return lines
    joined = lines.join(halted, on="case", how="left", maintain_order="left")
    free, zh = pl.col("halt").is_null(), lang == "zh"
    told = pl.concat_str(
        filled(_TOLD[zh], pl.col("halt")), "reasons", separator="；" if zh else "; ", ignore_nulls=True
    )
    return joined.with_columns(
        pl.col("callable") & free,
        pl.when(free).then("reasons").otherwise(told).alias("reasons"),
        *(pl.when(free).then(name).alias(name) for name in _CALLING),
    ).drop("halt")


def quiet(told: pl.DataFrame, halted: pl.DataFrame, firsts: pl.Series) -> pl.DataFrame:
    """The rows of cases that nobody is to be called about, by their status or the debtor's wish, as
    :data:`~dq.enrich.contacts.interface.FOUND` under the name of the verdict.

    ``told``: one line a case, of :func:`dq.enrich.contacts.verdict.verdicts`; ``firsts``: the case of each row.
    """
    cases = told["wished"] | told["case"].is_in(halted["case"].implode())
    rows = cases.gather(firsts).arg_true().alias("id").to_frame()
    named = rows.with_columns(field=pl.lit(VERDICT), state=pl.lit(QUIET), told=pl.lit(None, pl.String))
    return named.select(pl.col(name).cast(dtype) for name, dtype in FOUND.items())
