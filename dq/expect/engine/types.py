"""GX's two expectations on the type of values, for the polars engine.

GX judges them by an engine's kind and knows three kinds. The subclasses take GX's own names in its registry, judge
polars frames, and leave every other engine to GX.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from great_expectations.expectations.core import (
    expect_column_type_to_be,
    expect_column_values_to_be_in_type_list,
    expect_column_values_to_be_of_type,
)

from dq.expect.engine.execution import PolarsExecutionEngine
from dq.expect.engine.unfit import UnfitError

_NAMES: tuple[tuple[type[pl.DataType], str], ...] = (
    (pl.String, "string str object object_ o stringtype varchar text char"),
    (pl.Int64, "int int_ integer int64 long longtype bigint"),
    (pl.Int32, "int int_ integer int32 integertype"),
    (pl.Int16, "int int_ integer int16 shorttype smallint"),
    (pl.Int8, "int int_ integer int8 bytetype tinyint"),
    (pl.UInt64, "int integer uint64"),
    (pl.UInt32, "int integer uint32"),
    (pl.UInt16, "int integer uint16"),
    (pl.UInt8, "int integer uint8"),
    (pl.Float64, "float float_ float64 double doubletype real number"),
    (pl.Float32, "float float_ float32 floattype real"),
    (pl.Boolean, "bool bool_ boolean booleantype"),
    (pl.Decimal, "decimal decimaltype numeric"),
    (pl.Date, "date datetype"),
    (pl.Datetime, "datetime datetime64 timestamp timestamptype"),
    (pl.Duration, "duration timedelta timedelta64"),
    (pl.Categorical, "categorical category"),
    (pl.Enum, "enum category"),
)


def is_type(dtype: pl.DataType, name: str) -> bool:
    """Whether a column is of a type that a suite names as polars, Python, pandas, Spark or SQL do."""
    known = {word for _, words in _NAMES for word in words.split()} | {
        str(t.__name__).lower() for t, _ in _NAMES
    }
    bare = name.lower().split("(")[0].split("[")[0].removesuffix("dtype")
    if bare not in known:
        raise UnfitError(f"unknown type '{name}'")
    own = next((words.split() for kind, words in _NAMES if isinstance(dtype, kind)), [])
    return bare in own or bare == type(dtype).__name__.lower()


def _judge(names: list[str] | None, column: str, metrics: dict[str, Any]) -> dict[str, Any]:
    types = {entry["name"]: entry["type"] for entry in metrics["table.column_types"]}
    if column not in types:
        raise UnfitError(f"there is no column '{column}'")
    success = names is None or any(is_type(types[column], name) for name in names)
    return {"success": success, "result": {"observed_value": str(types[column])}}


class ExpectColumnValuesToBeOfType(expect_column_values_to_be_of_type.ExpectColumnValuesToBeOfType):
    """GX's expectation, on polars too."""

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> Any:
        if isinstance(execution_engine, PolarsExecutionEngine):
            return _judge([self.type_], self.column, metrics)
        return super()._validate(metrics, runtime_configuration, execution_engine)


class ExpectColumnValuesToBeInTypeList(
    expect_column_values_to_be_in_type_list.ExpectColumnValuesToBeInTypeList
):
    """GX's expectation, on polars too."""

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> Any:
        if isinstance(execution_engine, PolarsExecutionEngine):
            return _judge(self.type_list, self.column, metrics)
        return super()._validate(metrics, runtime_configuration, execution_engine)


class ExpectColumnTypeToBe(expect_column_type_to_be.ExpectColumnTypeToBe):
    """GX's expectation, on polars too."""

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> Any:
        if isinstance(execution_engine, PolarsExecutionEngine):
            return _judge([self.type_], self.column, metrics)
        return super()._validate(metrics, runtime_configuration, execution_engine)
