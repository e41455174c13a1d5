"""Conditions on the values of one column: each says of every value whether it is as expected.

Values that are missing are not judged (but by the two conditions on missing values themselves). ``alone`` conditions
see one value; the others see all values of the domain, which has then been filtered before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from dateutil.parser import parse
from jsonschema import SchemaError, ValidationError, validate

from dq.expect.engine.frame import Frame
from dq.expect.engine.patterns import judged, like, matches
from dq.expect.engine.unfit import UnfitError
from dq.expect.engine.values import bound, is_member

Kwargs = Mapping[str, Any]
Holds = Callable[[Frame, str, pl.Expr, Kwargs], pl.Expr]


@dataclass(frozen=True)
class ColumnCondition:
    """A condition: ``holds(frame, name, values, kwargs)``, and whether it sees one value alone."""

    holds: Holds
    alone: bool = True


def _nonnull(_frame: Frame, _name: str, values: pl.Expr, _kwargs: Kwargs) -> pl.Expr:
    return values.is_not_null()


def _null(_frame: Frame, _name: str, values: pl.Expr, _kwargs: Kwargs) -> pl.Expr:
    return values.is_null()


def _in_set(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    if kwargs.get("value_set") is None:
        return values.is_not_null()
    return is_member(values, kwargs["value_set"], frame.dtype(name))


def _not_in_set(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    if kwargs.get("value_set") is None:
        return values.is_not_null()
    return ~is_member(values, kwargs["value_set"], frame.dtype(name))


def within(values: pl.Expr, low: pl.Expr | None, high: pl.Expr | None, kwargs: Kwargs) -> pl.Expr:
    """Whether values lie between two bounds, either of which may be absent, both inclusive unless ``strict``."""
    tests = []
    if low is not None:
        tests.append(values > low if kwargs.get("strict_min") else values >= low)
    if high is not None:
        tests.append(values < high if kwargs.get("strict_max") else values <= high)
    return tests[0] if len(tests) == 1 else tests[0] & tests[1]


def bounds(kwargs: Kwargs) -> tuple[Any, Any]:
    """The two bounds; raises :class:`UnfitError` if there is none, or they are the wrong way round."""
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is None and high is None:
        raise UnfitError("min_value and max_value can't both be absent")
    if low is not None and high is not None and low > high:
        raise UnfitError("min_value is greater than max_value")
    return low, high


def _between(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    dtype = frame.dtype(name)
    low, high = (None if side is None else bound(side, dtype, name) for side in bounds(kwargs))
    return within(values, low, high, kwargs)


def _length_between(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    low, high = (None if side is None else pl.lit(side) for side in bounds(kwargs))
    return within(frame.text(name).str.len_chars(), low, high, kwargs)


def _length_equals(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return frame.text(name).str.len_chars().eq(kwargs["value"])


def _regex(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return matches(frame.text(name), kwargs["regex"])


def _not_regex(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return ~matches(frame.text(name), kwargs["regex"])


def _regex_list(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    found = [matches(frame.text(name), pattern) for pattern in kwargs["regex_list"]]
    return _any_or_all(found, kwargs.get("match_on"))


def _not_regex_list(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return ~pl.any_horizontal([matches(frame.text(name), pattern) for pattern in kwargs["regex_list"]])


def _like(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return like(frame.text(name), kwargs["like_pattern"], kwargs.get("escape"))


def _not_like(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return ~_like(frame, name, values, kwargs)


def _like_list(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    found = [like(frame.text(name), p, kwargs.get("escape")) for p in kwargs["like_pattern_list"]]
    return _any_or_all(found, kwargs.get("match_on"))


def _not_like_list(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    return ~_like_list(frame, name, values, {**kwargs, "match_on": "any"})


def _any_or_all(found: list[pl.Expr], match_on: Any) -> pl.Expr:
    if match_on not in (None, "any", "all"):
        raise UnfitError("match_on must be 'any' or 'all'")
    return pl.all_horizontal(found) if match_on == "all" else pl.any_horizontal(found)


def _strftime(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    def parses(text: str) -> bool:
        try:
            datetime.strptime(text, kwargs["strftime_format"])  # noqa: DTZ007 - only whether it parses
        except ValueError:
            return False
        return True

    return judged(frame.texts(name), parses)


def _dateutil(frame: Frame, name: str, _values: pl.Expr, _kwargs: Kwargs) -> pl.Expr:
    def parses(text: str) -> bool:
        try:
            parse(text)
        except (ValueError, OverflowError):
            return False
        return True

    return judged(frame.texts(name), parses)


def _json(frame: Frame, name: str, _values: pl.Expr, _kwargs: Kwargs) -> pl.Expr:
    return judged(frame.texts(name), lambda text: _decoded(text)[0])


def _json_schema(frame: Frame, name: str, _values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    schema = kwargs["json_schema"]

    def fits(text: str) -> bool:
        good, value = _decoded(text)
        try:
            validate(value, schema)
        except ValidationError:
            return False
        except SchemaError:
            raise UnfitError("the JSON schema is not valid") from None
        return good

    return judged(frame.texts(name), fits)


def _decoded(text: str) -> tuple[bool, Any]:
    try:
        return True, json.loads(text)
    except ValueError:
        return False, None


def _unique(_frame: Frame, _name: str, values: pl.Expr, _kwargs: Kwargs) -> pl.Expr:
    return ~values.is_duplicated()


def _increasing(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    before = _ordered(frame, name, values).shift(1)
    return (values > before if kwargs.get("strictly") else values >= before).fill_null(value=True)


def _decreasing(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    before = _ordered(frame, name, values).shift(1)
    return (values < before if kwargs.get("strictly") else values <= before).fill_null(value=True)


def _ordered(frame: Frame, name: str, values: pl.Expr) -> pl.Expr:
    dtype = frame.dtype(name)
    if not (dtype.is_numeric() or dtype.is_temporal()):
        raise UnfitError(f"column '{name}' holds {dtype}, which has no differences")
    return values


def _z_score(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    frame.number(name)
    spread = values.std()
    score = (values - values.mean()) / spread
    threshold = kwargs["threshold"]
    under = score.abs().lt(abs(threshold)) if kwargs.get("double_sided", True) else score.lt(threshold)
    return pl.when((spread > 0).fill_null(value=False)).then(under).otherwise(pl.lit(value=True))


def _not_outlier(frame: Frame, name: str, values: pl.Expr, kwargs: Kwargs) -> pl.Expr:
    frame.number(name)
    method, multiplier = kwargs.get("method") or "iqr", kwargs.get("multiplier", 1.5)
    if method == "iqr":
        low, high = (values.quantile(q, interpolation="linear") for q in (0.25, 0.75))
        reach = (high - low) * multiplier
        return values.is_between(low - reach, high + reach)
    if method != "std":
        raise UnfitError("method must be 'iqr' or 'std'")
    reach = values.std() * multiplier
    inside = (
        pl.when(reach > 0).then((values - values.mean()).abs() < reach).otherwise(values == values.mean())
    )
    return pl.when(reach.is_null()).then(pl.lit(value=True)).otherwise(inside)


COLUMN_CONDITIONS: Mapping[str, ColumnCondition] = {
    "column_values.nonnull": ColumnCondition(_nonnull),
    "column_values.null": ColumnCondition(_null),
    "column_values.in_set": ColumnCondition(_in_set),
    "column_values.not_in_set": ColumnCondition(_not_in_set),
    "column_values.between": ColumnCondition(_between),
    "column_values.value_length.between": ColumnCondition(_length_between),
    "column_values.value_length.equals": ColumnCondition(_length_equals),
    "column_values.match_regex": ColumnCondition(_regex),
    "column_values.not_match_regex": ColumnCondition(_not_regex),
    "column_values.match_regex_list": ColumnCondition(_regex_list),
    "column_values.not_match_regex_list": ColumnCondition(_not_regex_list),
    "column_values.match_like_pattern": ColumnCondition(_like),
    "column_values.not_match_like_pattern": ColumnCondition(_not_like),
    "column_values.match_like_pattern_list": ColumnCondition(_like_list),
    "column_values.not_match_like_pattern_list": ColumnCondition(_not_like_list),
    "column_values.match_strftime_format": ColumnCondition(_strftime),
    "column_values.dateutil_parseable": ColumnCondition(_dateutil),
    "column_values.json_parseable": ColumnCondition(_json),
    "column_values.match_json_schema": ColumnCondition(_json_schema),
    "column_values.unique": ColumnCondition(_unique, alone=False),
    "column_values.increasing": ColumnCondition(_increasing, alone=False),
    "column_values.decreasing": ColumnCondition(_decreasing, alone=False),
    "column_values.z_score.under_threshold": ColumnCondition(_z_score, alone=False),
    "column_values.not_outliers": ColumnCondition(_not_outlier, alone=False),
}
"""GX's name of a column map metric -> the condition."""
