"""``pl.col("phone").phone.e164("CN")``: the library's answers as polars expressions.

Registered when ``dq.phones`` is imported. The expressions are elementwise: the streaming engine runs them.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.phones.describe import describe
from dq.phones.judge import judge
from dq.phones.plain import COLUMNS
from dq.phones.words import DESCRIBE

_JUDGED: Final = pl.Struct(dict.fromkeys(COLUMNS, pl.String))
_DESCRIBED: Final = pl.Struct(DESCRIBE)


@pl.api.register_expr_namespace("phone")
class PhoneNamespace:
    """What ``phonenumbers`` says of strings, one method a column of :func:`dq.phones.describe`."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def e164(self, region: str | None = "CN") -> pl.Expr:
        """The number as E.164, null if the string is none."""
        return self._column("e164", region)

    def valid(self, region: str | None = "CN") -> pl.Expr:
        """Whether the string is a valid number."""
        return self._column("valid", region)

    def possible(self, region: str | None = "CN") -> pl.Expr:
        """Whether the number's length is possible, in words."""
        return self._column("possible", region)

    def kind(self, region: str | None = "CN") -> pl.Expr:
        """The kind of the number: ``mobile``, ``fixed_line`` …"""
        return self._column("kind", region)

    def region(self, region: str | None = "CN") -> pl.Expr:
        """The region that the number belongs to."""
        return self._column("region", region)

    def country_code(self, region: str | None = "CN") -> pl.Expr:
        """The country calling code."""
        return self._column("country_code", region)

    def national(self, region: str | None = "CN") -> pl.Expr:
        """The number as it is written within its country."""
        return self._column("national", region)

    def international(self, region: str | None = "CN") -> pl.Expr:
        """The number as it is written from abroad."""
        return self._column("international", region)

    def extension(self, region: str | None = "CN") -> pl.Expr:
        """The extension."""
        return self._column("extension", region)

    def operator(self, region: str | None = "CN", lang: str = "en") -> pl.Expr:
        """The operator that the number was first assigned to."""
        return self._column("operator", region, lang)

    def place(self, region: str | None = "CN", lang: str = "en") -> pl.Expr:
        """The place that the number was issued for."""
        return self._column("place", region, lang)

    def time_zone(self, region: str | None = "CN") -> pl.Expr:
        """The time zones of the number, joined with ``;``."""
        return self._column("time_zone", region)

    def error(self, region: str | None = "CN") -> pl.Expr:
        """Why the string is no number."""
        return self._column("error", region)

    def describe(self, region: str | None = "CN", lang: str = "en") -> pl.Expr:
        """All columns of :func:`dq.phones.describe` as one struct."""
        return self._expr.map_batches(
            lambda text: describe(text, region, lang=lang).to_struct(text.name),
            return_dtype=_DESCRIBED,
            is_elementwise=True,
        )

    def judge(self, region: str = "CN") -> pl.Expr:
        """All columns of :func:`dq.phones.judge` as one struct."""
        return self._expr.map_batches(
            lambda text: judge(text, region).to_struct(text.name), return_dtype=_JUDGED, is_elementwise=True
        )

    def _column(self, name: str, region: str | None, lang: str = "en") -> pl.Expr:
        return self._expr.map_batches(
            lambda text: describe(text, region, lang=lang, columns=(name,))[name].rename(text.name),
            return_dtype=DESCRIBE[name],
            is_elementwise=True,
        )
