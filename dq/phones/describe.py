"""What the library says of every string of a column."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Final

import phonenumbers
import polars as pl

from dq.model.errors import UsageError
from dq.phones import oracle
from dq.phones.engine import run
from dq.phones.statistics import count
from dq.phones.words import DESCRIBE, LANGUAGES

VERIFIED: Final = frozenset({"9.0.43"})
"""The versions of ``phonenumbers`` that the engine was proved equal to."""


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

    Warns:
        UnverifiedLibraryWarning: the installed version was not verified, so the library itself is asked each time.

    Raises:
        UsageError: for an unknown language or column.
    """
    wanted = tuple(DESCRIBE) if columns is None else tuple(columns)
    _check(lang, wanted)
    strings = series.cast(pl.String).rename("text")
    if strings.null_count() == 0:
        return _described(strings, region, lang, wanted)
    known = strings.is_not_null()
    told = _described(strings.filter(known), region, lang, wanted)
    at = pl.select(pl.when(known).then(known.cum_sum() - 1)).to_series()
    return told.select(pl.all().gather(at))


class UnverifiedLibraryWarning(UserWarning):
    """The installed ``phonenumbers`` is a version that the engine was not verified with."""


def verified() -> bool:
    """Whether the engine was proved equal to the installed version of ``phonenumbers``."""
    return phonenumbers.__version__ in VERIFIED


def engine_used(region: str | None) -> bool:
    """Whether ``describe`` has the vectorised engine for this default region.

    If not, the installed ``phonenumbers`` is a version that the engine was not verified with, or does not
    know the region; the answers are the same, one string at a time.
    """
    return verified() and (region is None or region in phonenumbers.SUPPORTED_REGIONS)


def _described(strings: pl.Series, region: str | None, lang: str, wanted: tuple[str, ...]) -> pl.DataFrame:
    if engine_used(region):
        told = run.answer(strings, region, lang, wanted)
        count(strings=len(strings), to_library=told.asked)
        return told.frame
    if not verified():
        warnings.warn(
            f"phonenumbers {phonenumbers.__version__} was not verified: it is asked for each string, which is slow; "
            f"verified: {', '.join(sorted(VERIFIED))}",
            UnverifiedLibraryWarning,
            stacklevel=3,
        )
    count(strings=len(strings), to_library=len(strings))
    distinct = strings.unique()
    rows = [oracle.answer(text, region, lang, wanted) for text in distinct]
    table = pl.DataFrame(rows, schema={name: DESCRIBE[name] for name in wanted}).with_columns(distinct)
    return strings.to_frame().join(table, on="text", how="left", maintain_order="left").select(wanted)


def _check(lang: str, columns: Sequence[str]) -> None:
    """Refuse a language or a column that there is not."""
    if lang not in LANGUAGES:
        raise UsageError(f"there is no language {lang!r} for phone numbers", "Use en or zh.")
    unknown = [name for name in columns if name not in DESCRIBE]
    if unknown:
        raise UsageError(f"describe has no column {unknown[0]!r}", f"The columns are: {', '.join(DESCRIBE)}.")
