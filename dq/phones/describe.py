"""What the library says of every string of a column."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.model.errors import UsageError
from dq.phones.oracle import answer
from dq.phones.words import DESCRIBE, LANGUAGES


def describe(
    series: pl.Series, region: str | None = "CN", *, lang: str = "en", columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """Describe each string exactly as the installed ``phonenumbers`` does.

    Args:
        series: strings; a null has no answer, so its row is all null.
        region: the default region (ISO 3166 alpha-2) of numbers without a country code; ``None`` for none.
        lang: ``en`` or ``zh``, the language of ``operator`` and ``place``.
        columns: the wanted columns, in order; all of :data:`dq.phones.words.DESCRIBE` if not given.

    Returns:
        A frame of the same height and order: ``e164, valid, possible, kind, region, country_code, national,
        international, extension, operator, place, time_zone, error``.

    Raises:
        UsageError: for an unknown language or column.
    """
    wanted = tuple(DESCRIBE) if columns is None else tuple(columns)
    check_arguments(lang, wanted)
    strings = series.cast(pl.String).rename("text")
    distinct = strings.unique().drop_nulls()
    rows = [answer(text, region, lang, wanted) for text in distinct]
    table = pl.DataFrame(rows, schema={name: DESCRIBE[name] for name in wanted}).with_columns(distinct)
    return strings.to_frame().join(table, on="text", how="left", maintain_order="left").select(wanted)


def check_arguments(lang: str, columns: Sequence[str]) -> None:
    """Refuse a language or a column that there is not."""
    if lang not in LANGUAGES:
        raise UsageError(f"there is no language {lang!r} for phone numbers", "Use en or zh.")
    unknown = [name for name in columns if name not in DESCRIBE]
    if unknown:
        raise UsageError(f"describe has no column {unknown[0]!r}", f"The columns are: {', '.join(DESCRIBE)}.")
