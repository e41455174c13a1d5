"""How each check is said in expectations, and why some can't be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dq.model.rules import Rule

_EITHER = {"ignore_row_if": "either_value_is_missing"}
_AS_IT_CAME = "it judges the cell as it came; the cleaned dataset has the value that was read from it"
_LEARNED = "it holds a row against what the file as a whole does"
_PHONES = "it needs the phone library"
_DIGITS = "it needs check digits or tables that expectations do not have"
REASONS: Mapping[str, str] = {
    "unreadable": _AS_IT_CAME,
    "odd": _AS_IT_CAME,
    "repeated_row": _AS_IT_CAME,
    "phone_state": _PHONES,
    "phone_kind": _PHONES,
    "phone_several": _AS_IT_CAME,
    "phone_extension": _AS_IT_CAME,
    "phone_signal": _AS_IT_CAME,
    "phone_foreign": _PHONES,
    "sum_differs": _LEARNED,
    "outlier": _LEARNED,
    "days_differ": _LEARNED,
    "bucket_differs": _LEARNED,
    "rate_above_cap": "it needs a table of rates by day",
    "flat_above_cap": "it needs a table of rates by day",
    "schedule_differs": "it needs repayment schedules",
    "months_differ": "calendar months can't be added in expectations",
    "id_state": _DIGITS,
    "id_birth_differs": _DIGITS,
    "id_sex_differs": _DIGITS,
    "id_age_differs": _DIGITS,
    "id_province_differs": _DIGITS,
    "id_age_outside": _DIGITS,
    "id_form": _DIGITS,
    "id_kind_differs": _DIGITS,
    "id_area_unknown": _DIGITS,
    "uscc": _DIGITS,
    "luhn": _DIGITS,
    "digits_lost": _DIGITS,
}
"""Checks that no expectation can say -> why."""


class Unsaid(Exception):  # noqa: N818 - a way out of a conversion, not an error
    """The rule can't be said; the message is the reason."""


Said = list[tuple[str, dict[str, Any]]]
"""Kinds of expectation, each with its arguments."""


def said(rule: Rule, present: list[str], fields: Sequence[str] | None, as_of: date | None) -> Said:
    """The expectations of a rule of whose fields some are ``present`` in a dataset that has ``fields`` (None: any).

    Raises :class:`Unsaid` if no expectation says what the rule does.
    """
    if rule.check in REASONS:
        raise Unsaid(REASONS[rule.check])
    if not present:
        raise Unsaid("the dataset has none of its fields")
    make = _SAYINGS.get(rule.check)
    if make is None:
        raise Unsaid("no expectation says what its check does")
    return make(rule, present, fields, as_of)


def _each(kind: str, arguments: Callable[[Rule], dict[str, Any]]) -> Callable[..., Said]:
    """A check of single fields as one expectation a field."""

    def make(rule: Rule, present: list[str], _fields: Any, _as_of: Any) -> Said:
        return [(kind, {"column": name, **arguments(rule)}) for name in present]

    return make


def _range(rule: Rule) -> dict[str, Any]:
    low, high = Decimal(str(rule.params["min"])), Decimal(str(rule.params["max"]))
    bounds = {"min_value": _plain(low) if low > Decimal("-1e15") else None}
    bounds["max_value"] = _plain(high) if high < Decimal("1e15") else None
    return {key: value for key, value in bounds.items() if value is not None}


def _pattern(rule: Rule) -> dict[str, Any]:
    """The pattern of a rule in Python's writing, which has no ``\\p{Han}``; any other ``\\p{…}`` can't be said."""
    pattern = str(rule.params["pattern"]).replace(r"\p{Han}", "[\u3400-\u4dbf\u4e00-\u9fff]")
    try:
        re.compile(pattern)
    except re.error:
        raise Unsaid("its pattern is not one of Python's") from None
    return {"regex": pattern}


def _beside(rule: Rule, present: list[str], fields: Any, _as_of: Any) -> Said:
    """``greater_than`` and ``less_than``: no more, and no less, than another field."""
    than = str(rule.params["than"])
    _need((than,), fields)
    made: Said = []
    for name in present:
        first, second = (than, name) if rule.check == "greater_than" else (name, than)
        kwargs = {"column_A": first, "column_B": second, "or_equal": True, **_EITHER}
        made.append(("expect_column_pair_values_a_to_be_greater_than_b", kwargs))
    return made


def _order(rule: Rule, present: list[str], _fields: Any, _as_of: Any) -> Said:
    made: Said = []
    for pair in _texts(rule, "pairs"):
        later, _, earlier = pair.partition(" >= ")
        if {later, earlier} <= set(present):
            kwargs = {"column_A": later, "column_B": earlier, "or_equal": True, **_EITHER}
            made.append(("expect_column_pair_values_a_to_be_greater_than_b", kwargs))
    if not made:
        raise Unsaid("the dataset has no two of its fields")
    return made


def _days(rule: Rule, present: list[str], _fields: Any, as_of: date | None) -> Said:
    """Rules that compare with today, as a bound that holds on one day."""
    if as_of is None:
        raise Unsaid("it compares with the day of the run; give --as-of")
    if rule.check == "after_as_of":
        bounds = {"max_value": as_of.isoformat()}
    elif rule.check == "older_than":
        bounds = {"min_value": (as_of - timedelta(int(str(rule.params["days"])))).isoformat()}
    else:
        oldest = _years_before(as_of, int(str(rule.params["max"])) + 1) + timedelta(1)
        youngest = _years_before(as_of, int(str(rule.params["min"])))
        bounds = {"min_value": oldest.isoformat(), "max_value": youngest.isoformat()}
    return [("expect_column_values_to_be_between", {"column": name, **bounds}) for name in present]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _condition(rule: Rule, _present: list[str], fields: Any, _as_of: Any) -> Said:
    _need(rule.fields, fields)
    return _rows(f"NOT ({_braces(str(rule.params['sql']))})")


def _periods(rule: Rule, _present: list[str], fields: Any, _as_of: Any) -> Said:
    _need(rule.fields, fields)
    *parts, total = rule.fields
    return _rows(f"{' + '.join(parts)} <> {total}")


def _unique(rule: Rule, _present: list[str], fields: Any, _as_of: Any) -> Said:
    names = list(rule.fields)
    if rule.params["key"] == "first":
        names = [name for name in names if fields is None or name in fields][:1] or names
    _need(names, fields)
    if len(names) == 1:
        return [("expect_column_values_to_be_unique", {"column": names[0]})]
    kwargs = {"column_list": names, "ignore_row_if": "any_value_is_missing"}
    return [("expect_compound_columns_to_be_unique", kwargs)]


def _several(rule: Rule, _present: list[str], fields: Any, _as_of: Any) -> Said:
    _need(rule.fields, fields)
    *keys, last = rule.fields
    return _query(_groups(keys, last, 1))


def _shared(rule: Rule, present: list[str], fields: Any, _as_of: Any) -> Said:
    people = str(rule.params["of"])
    _need((people,), fields)
    if len(present) > 1:
        raise Unsaid("it counts over several fields together")
    return _query(_groups(present, people, int(str(rule.params["more_than"]))))


def _groups(keys: Sequence[str], last: str, most: int) -> str:
    named = ", ".join(keys)
    there = " AND ".join(f"{name} IS NOT NULL" for name in keys)
    counted = f"HAVING COUNT(DISTINCT {last}) > {most}"
    return " ".join(("SELECT", named, "FROM {batch} WHERE", there, "GROUP BY", named, counted))


def _same(rule: Rule, present: list[str], fields: Any, _as_of: Any) -> Said:
    others = [name for name in _texts(rule, "others") if fields is None or name in fields]
    return _equal([(name, [other for other in others if other != name]) for name in present])


def _repeats(rule: Rule, present: list[str], _fields: Any, _as_of: Any) -> Said:
    apart = _texts(rule, "apart")
    return _equal(
        [
            (name, [o for o in present[:place] if (o in apart) == (name in apart)])
            for place, name in enumerate(present)
        ]
    )


def _equal(pairs: Sequence[tuple[str, list[str]]]) -> Said:
    tests = [" OR ".join(f"{name} = {other}" for other in others) for name, others in pairs if others]
    if not tests:
        raise Unsaid("the dataset has no two of its fields")
    return [made for test in tests for made in _rows(test)]


def _none_there(_rule: Rule, present: list[str], _fields: Any, _as_of: Any) -> Said:
    return _rows(" AND ".join(f"{name} IS NULL" for name in present))


def _rows(condition: str) -> Said:
    """No row may be as the condition says; it is made of field names of ours and the pack's own SQL."""
    return _query(" ".join(("SELECT * FROM {batch} WHERE", condition)))


def _query(sql: str) -> Said:
    return [("unexpected_rows_expectation", {"unexpected_rows_query": sql})]


def _braces(sql: str) -> str:
    return sql.replace("{", "{{").replace("}", "}}")


def _need(names: Iterable[str], fields: Sequence[str] | None) -> None:
    lacking = [name for name in names if fields is not None and name not in fields]
    if lacking:
        raise Unsaid(f"the dataset has no '{lacking[0]}'")


def _texts(rule: Rule, name: str) -> tuple[str, ...]:
    value = rule.params[name]
    return value if isinstance(value, tuple) else (str(value),)


def _plain(number: Decimal) -> Any:
    """A number as JSON writes it."""
    return int(number) if number == number.to_integral_value() else float(number)


_LENGTHS = "expect_column_value_lengths_to_be_between"
_SAYINGS: Mapping[str, Callable[..., Said]] = {
    "required": _each("expect_column_values_to_not_be_null", lambda _rule: {}),
    "matches": _each("expect_column_values_to_match_regex", _pattern),
    "matches_not": _each("expect_column_values_to_not_match_regex", _pattern),
    "none_of": _each(
        "expect_column_values_to_not_be_in_set", lambda rule: {"value_set": list(_texts(rule, "values"))}
    ),
    "shorter_than": _each(_LENGTHS, lambda rule: {"min_value": int(str(rule.params["characters"]))}),
    "not_a_card": _each(
        "expect_column_values_to_match_regex",
        lambda rule: {"regex": rf"^[0-9]{{{rule.params['min']},{rule.params['max']}}}$"},
    ),
    "out_of_range": _each("expect_column_values_to_be_between", _range),
    "zero": _each("expect_column_values_to_not_be_in_set", lambda _rule: {"value_set": [0]}),
    "greater_than": _beside,
    "less_than": _beside,
    "periods_differ": _periods,
    "after_as_of": _days,
    "older_than": _days,
    "age_outside": _days,
    "wrong_order": _order,
    "holds": _condition,
    "repeated_key": _unique,
    "several_values": _several,
    "shared_value": _shared,
    "same_value": _same,
    "repeats_earlier": _repeats,
    "no_phone": _none_there,
}
