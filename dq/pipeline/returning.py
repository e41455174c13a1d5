"""The held-back lines as the source's own sheets, with what is wrong on each, for ``return.xlsx``."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dq.model.columns import FILE, ROW, SHEET
from dq.model.schema import fields_by_name
from dq.pipeline.intake import Intake, Table
from dq.pipeline.outcome import Lists, Passed
from dq.route.findings import QUARANTINED
from dq.write.returned import Returned

MOST_LINES = 20_000
"""More lines than this are no file that anyone mends by hand; ``quarantined.csv`` has them all."""


def returned(passed: Passed, lists: Lists, intake: Intake, lang: str) -> list[Returned]:
    """The sheets that have held-back lines, in the order of the tables; none if there are too many lines.

    Lines with a finding that a person sent back to the client go with them, whatever its severity.
    """
    if not lists.findings:
        return []
    listed = pl.scan_ipc(list(lists.findings))
    sent = pl.col("fingerprint").is_in(lists.sent_back)
    places = listed.filter(sent).select(
        pl.col("file").alias(FILE),
        pl.col("sheet").alias(SHEET),
        pl.col("row").alias(ROW),
        _sent=pl.lit(value=True),
    )
    held = (
        pl.scan_parquet(passed.failing)
        .with_columns(pl.col(FILE, SHEET).cast(pl.String))
        .join(places.unique(), on=[FILE, SHEET, ROW], how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col(QUARANTINED) | pl.col("_sent").fill_null(value=False))
    )
    if held.select(pl.len()).collect().item() > MOST_LINES:
        return []
    found = listed.filter((pl.col("disposition") == "quarantined") | sent)
    return list(_sheets(held, found, intake, lang))


def _sheets(held: pl.LazyFrame, found: pl.LazyFrame, intake: Intake, lang: str) -> Iterator[Returned]:
    labels = pl.col("field").replace(
        {name: f"{field.label(lang)}: " for name, field in fields_by_name().items()}
    )
    names = held.collect_schema().names()
    for table in intake.tables:
        file, sheet = table.reading.file, pl.lit(table.reading.sheet, pl.String)
        rows = (
            held.filter(pl.col(FILE) == file, pl.col(SHEET).eq_missing(sheet))
            .select(ROW, *(pl.col(old).alias(new) for new, old in table.as_it_came(names).items()))
            .collect()
        )
        letters = {column.letter: column.name for column in table.reading.columns}
        marks = (
            found.filter(pl.col("file") == file, pl.col("sheet").eq_missing(sheet))
            .select(
                "row",
                pl.col("cell")
                .str.strip_chars_end("0123456789")
                .replace_strict(letters, default=None, return_dtype=pl.String)
                .alias("column"),
                pl.col("message").str.strip_prefix(labels),
            )
            .collect()
        )
        if rows.height:
            headers = [(column.name, column.header or "") for column in table.reading.columns]
            looks = table.reading.looks
            yield Returned(
                table.reading.sheet,
                headers,
                rows,
                marks,
                above=_above(table),
                looks=None if looks is None else looks(rows[ROW].unique().sort().to_list()),
            )


def _above(table: Table) -> list[str]:
    """The texts of the rows above the header, so that it stands in the row where it stood."""
    header = table.reading.facts.get("header", {}).get("rows") or [1]
    told = table.reading.rejected.filter(pl.col("reason") == "preamble").select("row", "text").rows()
    texts = dict(told)
    return [texts.get(row, "") for row in range(1, header[-1])]
