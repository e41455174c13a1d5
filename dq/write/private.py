"""Private values of a list of findings, masked as their fields ask for."""

from __future__ import annotations

import polars as pl

from dq.model.schema import fields_by_name
from dq.text.mask import Mask, mask_expr, mask_of


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
