"""Suites of expectations: from a source's YAML, or from Great Expectations' own JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dq.model.enums import Kind
from dq.model.errors import ConfigError
from dq.model.schema import field, fields_by_name
from dq.model.suite import Statement, Suite
from dq.packs import reader
from dq.packs.expectation_types import EXPECTATIONS, OTHERS
from dq.packs.strict_yaml import Node

SEVERITIES = ("critical", "warning", "info")
MAX_BYTES = 5_000_000
_COLUMN_KEYS = ("column", "column_A", "column_B")
_TEXT_KEYS = frozenset(
    re.findall(
        r"\w+",
        "regex regex_list like_pattern like_pattern_list escape match_on strftime_format row_condition method "
        "type_ condition_parser ignore_row_if type_list unexpected_rows_query column column_A column_B column_list "
        "column_set",
    )
)
_VALUE_KEYS = frozenset({"value_set", "min_value", "max_value"})
_NUMERIC = frozenset({Kind.MONEY, Kind.PERCENT, Kind.INTEGER})
_OWN = "row"
"""A column that the cleaned dataset has besides the fields."""


def suite_of_source(node: Node, source: str) -> Suite:
    """The ``expectations`` of a source: a list, the path of GX's JSON, or a mapping of suite, history and actions."""
    owner = f"source '{source}', expectations"
    if not isinstance(node.value, dict):
        return _suite(node, source, owner)
    pairs = reader.mapping(node, owner, ("suite", "history", "actions"))
    reader.require(node, pairs, ("suite",), owner)
    suite = _suite(pairs["suite"], source, owner)
    listed = reader.sequence(pairs["actions"], owner) if "actions" in pairs else []
    actions = tuple(_action(item, owner) for item in listed)
    history = reader.optional(pairs, "history", reader.boolean, owner) or False
    return Suite(suite.name, suite.statements, suite.sha256, history, actions)


def _suite(node: Node, source: str, owner: str) -> Suite:
    if isinstance(node.value, str) and node.value.endswith(".json"):
        return load_suite(Path(node.file).parent / node.value)
    statements = tuple(_statement(item, owner) for item in reader.sequence(node, owner))
    if not statements:
        raise reader.fail(node, owner, "no expectation stands here")
    text = json.dumps(node.plain(), ensure_ascii=False, sort_keys=True)
    return Suite(source, statements, hashlib.sha256(text.encode()).hexdigest())


def _action(node: Node, owner: str) -> dict[str, Any]:
    """An action as GX's checkpoints write it; pages of GX's own making are refused, since they load from outside."""
    pairs = reader.mapping(node, f"{owner}, action")
    reader.require(node, pairs, ("type",), f"{owner}, action")
    if pairs["type"].value == "update_data_docs":
        message = "dq makes no Data Docs: their pages load pictures and scripts from outside"
        raise reader.fail(pairs["type"], owner, message, "report.html shows the expectations of a run.")
    values = {key: _typed(value.plain(), key) for key, value in pairs.items()}
    return {"name": str(values["type"]), **values}


def _statement(node: Node, owner: str) -> Statement:
    pairs = reader.mapping(node, owner)
    reader.require(node, pairs, ("expect",), owner)
    kind = _kind(reader.text(pairs["expect"], owner))
    if kind in OTHERS:
        raise reader.fail(pairs["expect"], owner, f"'{kind}' is not judged by dq: {OTHERS[kind]}")
    if kind not in EXPECTATIONS:
        raise reader.fail(
            pairs["expect"], owner, f"unknown expectation '{kind}' {reader.known(EXPECTATIONS, kind)}"
        )
    place, wanted = f"{owner}, {kind}", EXPECTATIONS[kind]
    severity = reader.choice(pairs["severity"], place, SEVERITIES) if "severity" in pairs else "critical"
    given = {key: value for key, value in pairs.items() if key not in ("expect", "severity")}
    known = wanted.required | wanted.optional
    for key, value in given.items():
        if key not in known:
            raise reader.fail(value, place, f"unknown key '{key}' {reader.known(known, key)}")
    reader.require(node, given, sorted(wanted.required), place)
    for key in _COLUMN_KEYS:
        if key in given:
            reader.choice(given[key], place, {*fields_by_name(), _OWN})
    for item in reader.sequence(given["column_list"], place) if "column_list" in given else ():
        reader.choice(item, place, {*fields_by_name(), _OWN})
    return Statement(kind, _kwargs(given), severity)


def _kind(word: str) -> str:
    if word in EXPECTATIONS or word in OTHERS:
        return word
    if word == "unexpected_rows":
        return "unexpected_rows_expectation"
    return word if word.startswith("expect_") else f"expect_{word}"


def _kwargs(given: Mapping[str, Node]) -> dict[str, Any]:
    """The arguments as JSON would have them: values of a column in the column's kind, everything else by its form."""
    columns = [str(given[key].value) for key in _COLUMN_KEYS if key in given]
    kinds = [field(name).kind if name != _OWN else Kind.INTEGER for name in columns]
    values: dict[str, Any] = {}
    for key, node in given.items():
        plain = node.plain()
        if key == "value_pairs_set":
            values[key] = [
                [_of_kind(v, k) for v, k in zip(pair, kinds, strict=False)] for pair in _lists(plain)
            ]
        elif key in _VALUE_KEYS and kinds:
            values[key] = _of_kind(plain, kinds[0])
        else:
            values[key] = _typed(plain, key)
    if "row_condition" in values:
        values.setdefault("condition_parser", "great_expectations")
    return values


def _lists(plain: object) -> list[list[Any]]:
    return [item for item in plain if isinstance(item, list)] if isinstance(plain, list) else []


def _of_kind(plain: object, kind: Kind) -> Any:
    if isinstance(plain, list):
        return [_of_kind(item, kind) for item in plain]
    return _number(str(plain)) if kind in _NUMERIC else plain


def _typed(plain: object, key: str) -> Any:
    if isinstance(plain, dict):
        return {name: _typed(value, name) for name, value in plain.items()}
    if isinstance(plain, list):
        return [_typed(item, key) for item in plain]
    text = str(plain)
    if key in _TEXT_KEYS:
        return text
    return {"true": True, "false": False, "null": None}.get(text, _number(text))


def _number(text: str) -> Any:
    """A number where the text is one in JSON's writing, else the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, int | float) and not isinstance(value, bool) else text


def load_suite(path: Path) -> Suite:
    """Read a suite that Great Expectations wrote (version 1, or the older form); raises :class:`ConfigError`."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path}: can't be read ({error.strerror})", "Give the path of a suite's JSON."
        ) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: the file has {len(raw):,} bytes, more than {MAX_BYTES:,}")
    try:
        data = json.loads(raw)
    except ValueError:
        raise ConfigError(f"{path}: no valid JSON", "Give the path of a suite's JSON.") from None
    if not isinstance(data, dict) or not isinstance(data.get("expectations"), list):
        raise ConfigError(f"{path}: no suite of Great Expectations (no list 'expectations')")
    statements = tuple(
        _of_json(path, place, item) for place, item in enumerate(data["expectations"], start=1)
    )
    name = data.get("name") or data.get("expectation_suite_name") or path.stem
    return Suite(str(name), statements, hashlib.sha256(raw).hexdigest())


def _of_json(path: Path, place: int, item: object) -> Statement:
    where = f"{path}: expectation {place}"
    if not isinstance(item, dict):
        raise ConfigError(f"{where}: a mapping is expected")
    kind, kwargs = item.get("type") or item.get("expectation_type"), item.get("kwargs") or {}
    if not isinstance(kind, str) or not isinstance(kwargs, dict):
        raise ConfigError(f"{where}: 'type' or 'kwargs' is missing")
    if kind not in EXPECTATIONS and kind not in OTHERS:
        raise ConfigError(f"{where}: unknown type '{kind}' {reader.known(EXPECTATIONS, kind)}")
    severity = item.get("severity") or "critical"
    if severity not in SEVERITIES:
        raise ConfigError(f"{where}: unknown severity '{severity}' {reader.known(SEVERITIES)}")
    kept = {
        key: value
        for key, value in kwargs.items()
        if key not in ("batch_id", "result_format", "catch_exceptions")
    }
    return Statement(kind, kept, severity, item.get("meta") or {})
