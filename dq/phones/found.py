"""The numbers in a column of dirty cells, one row a number."""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.phones.cells import Cell, read_cell
from dq.phones.describe import describe
from dq.phones.words import DESCRIBE

_OWN: Final = {
    "cell": pl.UInt32,
    "part": pl.UInt32,
    "text": pl.String,
    "steps": pl.String,
    "note": pl.String,
    "state": pl.String,
}


def from_cells(series: pl.Series, region: str = "CN", *, lang: str = "en") -> pl.DataFrame:
    """The numbers found in dirty cells, each with its origin and what was done to it.

    Args:
        series: the cells' text.
        region: the region whose national numbers are meant.
        lang: the language of ``operator`` and ``place``.

    Returns:
        One row a number found: ``cell`` (0-based position in ``series``), ``part`` (1-based position in
        the cell), ``text`` (as it stood), ``steps`` (joined with ``+``), ``note`` (why it is not plainly a
        number), ``state`` (as in :func:`dq.phones.judge`), then the columns of :func:`dq.phones.describe`
        for the number without its extension; ``extension`` is what the cell layer found.
        Cells without a number have no row.
    """
    text = series.cast(pl.String).rename("text")
    distinct = text.unique()
    rows = [(cell, *row) for cell in distinct if cell is not None for row in _rows(read_cell(cell, region))]
    schema = {"source": pl.String, **_OWN, "number": pl.String, "ext": pl.String}
    del schema["cell"]
    found = pl.DataFrame(rows, schema=schema, orient="row")
    placed = (
        text.to_frame("source")
        .with_row_index("cell")
        .join(found, on="source", how="inner", maintain_order="left_right")
    )
    described = describe(placed["number"], region, lang=lang)
    return pl.concat([placed.select(*_OWN, "ext"), described], how="horizontal").select(
        *_OWN, *(pl.col("ext").alias("extension") if name == "extension" else name for name in DESCRIBE)
    )


def _rows(cell: Cell) -> list[tuple[object, ...]]:
    return [
        (
            number,
            part.text,
            "+".join(part.steps) or None,
            part.found.reason or part.found.note,
            part.found.state,
            part.found.e164 or part.text,
            part.extension,
        )
        for number, part in enumerate(cell.parts, start=1)
    ]
