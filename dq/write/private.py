"""Values of findings, masked as their fields ask for."""

from __future__ import annotations

import polars as pl

from dq.model.enums import Kind
from dq.model.schema import fields_by_name
from dq.text.mask import Mask, mask, mask_expr, mask_of, mask_stray


def mask_private(name: str) -> pl.Expr:
    """The column of this name, masked in the rows whose ``field`` is a private one."""
    private: dict[Mask, list[str]] = {}
    for field in fields_by_name().values():
        if field.private:
            private.setdefault(mask_of(field.name), []).append(field.name)
    shown = pl.col(name)
    for how, fields in private.items():
        shown = pl.when(pl.col("field").is_in(fields)).then(mask_expr(pl.col(name), how)).otherwise(shown)
    return shown.alias(name)


def masked_value(name: str, value: str) -> str:
    """A failing value for places where anyone may look, such as the report.

    A bad value of a field that is not private may still be a person's: columns get shifted. So a text is masked
    like a private one, a word of a closed list like a name, and letters and long numbers in all others.
    """
    field = fields_by_name().get(name)
    if field is None or field.private or field.kind is Kind.TEXT:
        return mask(value, mask_of(name))
    return mask(value, Mask.NAME) if field.kind is Kind.ENUM else mask_stray(value)
