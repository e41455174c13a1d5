"""Values of findings, masked as their fields ask for."""

from __future__ import annotations

import polars as pl

from dq.model.enums import Kind
from dq.model.evidence import OTHER_VALUE
from dq.model.schema import fields_by_name
from dq.text.mask import Mask, mask, mask_expr, mask_of, mask_stray

_OTHER_VALUE = rf"^((?:.* – )?{OTHER_VALUE})(.+)$"
"""What is told where a second column of a field has another value."""
_E164 = r"(\+\d{5})\d{2,6}(\d{4})"
_DAY = r"\b(\d\d)\d\d-\d\d-\d\d\b"
_BORN = ("birth_date", "id_no")


def mask_private(name: str) -> pl.Expr:
    """The column of this name, masked in the rows whose ``field`` is a private one."""
    shown = pl.col(name)
    for how, fields in _private().items():
        shown = pl.when(pl.col("field").is_in(fields)).then(mask_expr(pl.col(name), how)).otherwise(shown)
    return shown.alias(name)


def mask_told(name: str) -> pl.Expr:
    """The column of this name, a finding's message or evidence, without the private values that it quotes: what another
    column of the field says, telephones, and days of birth."""
    text = pl.col(name)
    shown, start, other = text, text.str.extract(_OTHER_VALUE, 1), text.str.extract(_OTHER_VALUE, 2)
    for how, fields in _private().items():
        quoted = pl.col("field").is_in(fields) & other.is_not_null()
        shown = pl.when(quoted).then(start + mask_expr(other, how)).otherwise(shown)
    shown = shown.str.replace_all(_E164, "${1}****${2}")
    born = pl.col("field").is_in(_BORN)
    return pl.when(born).then(shown.str.replace_all(_DAY, "${1}**-**-**")).otherwise(shown).alias(name)


def _private() -> dict[Mask, list[str]]:
    """The private fields by their masks."""
    private: dict[Mask, list[str]] = {}
    for field in fields_by_name().values():
        if field.private:
            private.setdefault(mask_of(field.name), []).append(field.name)
    return private


def masked_value(name: str, value: str) -> str:
    """A failing value for places where anyone may look, such as the report.

    A bad value of a field that is not private may still be a person's: columns get shifted. So a text is masked
    like a private one, a word of a closed list like a name, and letters and long numbers in all others.
    """
    field = fields_by_name().get(name)
    if field is None or field.private or field.kind is Kind.TEXT:
        return mask(value, mask_of(name))
    return mask(value, Mask.NAME) if field.kind is Kind.ENUM else mask_stray(value)
