"""Row conditions as polars expressions: GX's condition objects, and the strings that came before them."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Callable
from io import StringIO
from typing import Any

import polars as pl
from great_expectations.expectations.legacy_row_conditions import (
    ConditionParserError,
    parse_great_expectations_condition,
)
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    OrCondition,
    PassThroughCondition,
    deserialize_row_condition,
)

from dq.expect.engine.frame import Frame
from dq.expect.engine.unfit import UnfitError
from dq.expect.engine.values import bound, is_member

_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a.ne_missing(b),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_WORDS = {"&": "and", "|": "or"}
_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def rows_where(frame: Frame, condition: Any, parser: str | None) -> pl.Expr | None:
    """The rows that a row condition selects, never null; None where there is no condition.

    Understood are GX's objects and their JSON, ``col("x") > 1`` (parser ``great_expectations``), and of pandas' query
    strings comparisons of a column with a literal, ``in``, ``not in``, ``.isnull()``, ``.notnull()``, and their
    combination by and, or, not. Raises :class:`UnfitError` for anything else.
    """
    if not condition:
        return None
    if isinstance(condition, dict):
        condition = deserialize_row_condition(condition)
    if isinstance(condition, PassThroughCondition):
        condition, parser = condition.pass_through_filter, "pandas"
    if isinstance(condition, Condition):
        clause = of_object(frame, condition)
    elif parser in ("great_expectations", "great_expectations__experimental__"):
        clause = _of_string(frame, str(condition))
    else:
        clause = _of_query(frame, str(condition))
    return clause.fill_null(value=False)


def of_object(frame: Frame, condition: Condition) -> pl.Expr:
    """A condition object as an expression."""
    if isinstance(condition, AndCondition):
        return pl.all_horizontal([of_object(frame, part) for part in condition.conditions])
    if isinstance(condition, OrCondition):
        return pl.any_horizontal([of_object(frame, part) for part in condition.conditions])
    if isinstance(condition, NullityCondition):
        column = frame.column(condition.column.name)
        return column.is_null() if condition.is_null else column.is_not_null()
    if isinstance(condition, ComparisonCondition):
        return _compared(frame, condition.column.name, str(condition.operator), condition.parameter)
    raise UnfitError(f"row conditions of the kind {type(condition).__name__} are not supported")


def _compared(frame: Frame, name: str, sign: str, value: Any) -> pl.Expr:
    column, dtype = frame.column(name), frame.dtype(name)
    if sign == "IN":
        return is_member(column, value, dtype)
    if sign == "NOT_IN":
        return ~is_member(column, value, dtype).fill_null(value=False)
    if isinstance(value, bool):
        return _COMPARE[sign](column, pl.lit(value))
    return _COMPARE[sign](column, bound(value, dtype, name))


def _of_string(frame: Frame, text: str) -> pl.Expr:
    try:
        parsed = parse_great_expectations_condition(text)
    except ConditionParserError:
        raise UnfitError("the row condition can't be parsed") from None
    name = parsed["column"]
    if "notnull" in parsed:
        return frame.column(name).is_not_null()
    value: Any = parsed.get("condition_value", parsed.get("fnumber"))
    numeric = frame.dtype(name).is_numeric()
    if "fnumber" in parsed or numeric:
        value = ast.literal_eval(value)
    return _compared(frame, name, parsed["op"], value)


def _of_query(frame: Frame, text: str) -> pl.Expr:
    """A query string of pandas, where ``&`` and ``|`` bind as loosely as ``and`` and ``or``."""
    try:
        words = [
            _WORDS.get(token.string, token.string)
            for token in tokenize.generate_tokens(StringIO(text.replace("`", "").strip()).readline)
        ]
        tree = ast.parse(" ".join(words).strip(), mode="eval").body
    except (SyntaxError, tokenize.TokenError):
        raise UnfitError("the row condition can't be parsed") from None
    return _of_node(frame, tree)


def _of_node(frame: Frame, node: ast.expr) -> pl.Expr:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return pl.all_horizontal([_of_node(frame, part).fill_null(value=False) for part in parts])
        case ast.BoolOp(op=ast.Or(), values=parts):
            return pl.any_horizontal([_of_node(frame, part).fill_null(value=False) for part in parts])
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=part):
            return ~_of_node(frame, part).fill_null(value=False)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=word), args=[], keywords=[]):
            if word in ("isnull", "isna"):
                return frame.column(name).is_null()
            if word in ("notnull", "notna"):
                return frame.column(name).is_not_null()
        case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[value]):
            if isinstance(sign, ast.In | ast.NotIn | ast.Eq | ast.NotEq) and isinstance(
                value, ast.List | ast.Tuple
            ):
                positive = isinstance(sign, ast.In | ast.Eq)
                return _compared(frame, name, "IN" if positive else "NOT_IN", _literal(value))
            if type(sign) in _SIGNS:
                return _compared(frame, name, _SIGNS[type(sign)], _literal(value))
    raise UnfitError(
        "the row condition uses something that is not supported; write it with GX's Column objects"
    )


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise UnfitError("the row condition compares with something that is no literal") from None
