"""Packs of rules: YAML files in ``rules/packs`` (or a path of the user's) become :class:`Pack` objects."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from dq.model.columns import is_resident_id
from dq.model.companions import CASES, COMPANIONS
from dq.model.enums import Kind, Severity
from dq.model.errors import ConfigError
from dq.model.rules import REQUIRED, CheckSpec, Pack, Param, ParamSpec, Rule, Words
from dq.model.schema import fields_of, names_of
from dq.packs import expressions, reader
from dq.packs.check_specs import CHECKS
from dq.packs.folder import rules_folder
from dq.packs.strict_yaml import Node, load

_RULE_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_NO_PEOPLE = frozenset({"account_name", "product_name"})
_RULE_KEYS = ("id", "check", "fields", "params", "severity", "title", "why", "fix", "source", "table")
_OWN_PHONES = tuple(name for name in names_of(Kind.PHONE) if name.startswith("self_"))
GROUPS: Mapping[str, tuple[str, ...]] = {
    **{f"every {kind.value}": names_of(kind) for kind in Kind if names_of(kind)},
    "contact ids": tuple(name for name in names_of(Kind.ID) if is_resident_id(name) and name != "id_no"),
    "every other id": tuple(name for name in names_of(Kind.ID) if not is_resident_id(name)),
    "every name": tuple(
        name for name in names_of(Kind.TEXT) if name.endswith("_name") and name not in _NO_PEOPLE
    ),
    "every address": tuple(name for name in names_of(Kind.TEXT) if name.endswith("address")),
    "own phones": _OWN_PHONES,
    "contact phones": tuple(name for name in names_of(Kind.PHONE) if name not in _OWN_PHONES),
    "contact mobiles": tuple(
        name for name in names_of(Kind.PHONE) if name.endswith("_mobile") and name not in _OWN_PHONES
    ),
}
"""Words that stand for several fields in a rule's ``fields``."""


def pack_path(name: str) -> Path:
    """The file of a pack: a name from ``rules/packs``, or a path that ends in ``.yml`` or ``.yaml``."""
    if name.endswith((".yml", ".yaml")):
        return Path(name)
    return rules_folder() / "packs" / f"{name}.yml"


def pack_names() -> list[str]:
    """The names of the packs that ship with dq."""
    return sorted(path.stem for path in (rules_folder() / "packs").glob("*.yml"))


def load_packs(names: Sequence[str]) -> tuple[Pack, ...]:
    """Load packs; rule ids must be unique over all of them."""
    packs = tuple(load_pack(name) for name in dict.fromkeys(names))
    seen: dict[str, str] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.id in seen:
                raise ConfigError(
                    f"rule '{rule.id}' stands in pack '{seen[rule.id]}' and in pack '{pack.id}'"
                )
            seen[rule.id] = pack.id
    return packs


@cache
def load_pack(name: str) -> Pack:
    """Load one pack; every mistake in it is a :class:`ConfigError` with file and line."""
    path = pack_path(name)
    if not path.is_file():
        raise ConfigError(f"no pack '{name}' {reader.known(pack_names(), name)}")
    root = load(path)
    owner = f"pack '{path.stem}'"
    pairs = reader.mapping(root, owner, ("title", "rules"))
    reader.require(root, pairs, ("title", "rules"), owner)
    rules = tuple(_rule(node, path.stem) for node in reader.sequence(pairs["rules"], owner))
    repeated = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if repeated:
        raise reader.fail(pairs["rules"], owner, f"rule '{min(repeated)}' stands twice")
    return Pack(path.stem, words(pairs["title"], owner), hashlib.sha256(path.read_bytes()).hexdigest(), rules)


def words(node: Node, owner: str) -> Words:
    """A sentence in both languages: ``{en: …, zh: …}``."""
    pairs = reader.mapping(node, owner, ("en", "zh"))
    reader.require(node, pairs, ("en", "zh"), owner)
    return Words(reader.text(pairs["en"], owner), reader.text(pairs["zh"], owner))


def _rule(node: Node, pack: str) -> Rule:
    owner = f"pack '{pack}'"
    pairs = reader.mapping(node, owner)
    reader.require(node, pairs, ("id",), owner)
    rule_id = reader.text(pairs["id"], owner)
    if not _RULE_ID.fullmatch(rule_id):
        raise reader.fail(pairs["id"], owner, f"'{rule_id}' is no rule id (subject.defect in snake case)")
    owner = f"rule '{rule_id}'"
    reader.mapping(node, owner, _RULE_KEYS)
    reader.require(node, pairs, ("check", "fields", "severity", "title", "why", "fix"), owner)
    check = reader.choice(pairs["check"], owner, CHECKS)
    spec = CHECKS[check]
    table = reader.choice(pairs["table"], owner, (CASES, *COMPANIONS)) if "table" in pairs else CASES
    fields = _fields(pairs["fields"], owner, spec, table)
    return Rule(
        id=rule_id,
        pack=pack,
        check=check,
        fields=fields,
        params=_params(pairs.get("params"), node, owner, spec, fields, table),
        severity=Severity(reader.choice(pairs["severity"], owner, [s.value for s in Severity])),
        title=words(pairs["title"], owner),
        why=words(pairs["why"], owner),
        fix=words(pairs["fix"], owner),
        source=reader.optional(pairs, "source", reader.text, owner) or "",
        table=table,
    )


def _fields(node: Node, owner: str, spec: CheckSpec, table: str) -> tuple[str, ...]:
    names = _named(node, owner, table)
    for name in names:
        kind = fields_of(table)[name].kind
        if spec.kinds is not None and kind not in spec.kinds:
            kinds = ", ".join(sorted(kind.value for kind in spec.kinds))
            raise reader.fail(node, owner, f"field '{name}' holds {kind.value}, the check takes {kinds}")
    if len(names) < spec.min_fields or (spec.max_fields is not None and len(names) > spec.max_fields):
        wanted = f"{spec.min_fields} or more" if spec.max_fields is None else f"{spec.max_fields}"
        raise reader.fail(node, owner, f"the check takes {wanted} fields, not {len(names)}")
    return names


def _named(node: Node, owner: str, table: str) -> tuple[str, ...]:
    """The fields of a list of names and, in rules on cases, of the words of :data:`GROUPS`."""
    names: list[str] = []
    for item in reader.sequence(node, owner):
        word = reader.text(item, owner)
        grouped = table == CASES and word in GROUPS
        names.extend(GROUPS[word] if grouped else (reader.choice(item, owner, fields_of(table)),))
    return tuple(dict.fromkeys(names))


def _params(
    node: Node | None, rule: Node, owner: str, spec: CheckSpec, fields: tuple[str, ...], table: str
) -> dict[str, Param]:
    """The parameters of a rule, each of the type that the check declares, defaults filled in."""
    given = reader.mapping(node, f"{owner}, params", spec.params) if node is not None else {}
    values: dict[str, Param] = {}
    for name, wanted in spec.params.items():
        if name in given:
            values[name] = _param(given[name], f"{owner}, {name}", wanted, fields, table)
        elif wanted.default is REQUIRED:
            raise reader.fail(rule, owner, f"the check needs the parameter '{name}'")
        else:
            values[name] = wanted.default  # type: ignore[assignment]
    return values


def _param(node: Node, owner: str, spec: ParamSpec, fields: tuple[str, ...], table: str) -> Param:
    match spec.type:
        case "integer":
            return reader.integer(node, owner)
        case "decimal":
            return reader.decimal(node, owner)
        case "boolean":
            return reader.boolean(node, owner)
        case "texts":
            return reader.texts(node, owner)
        case "regex":
            return expressions.pattern(node, owner)
        case "sql":
            return expressions.condition(node, owner, fields, table)
        case "field":
            return reader.choice(node, owner, fields_of(table))
        case "fields":
            return _named(node, owner, table)
        case _:
            return reader.choice(node, owner, spec.values) if spec.values else reader.text(node, owner)


def override(rule: Rule, node: Node, source: str) -> Rule | None:
    """A source's own setting of a rule: ``off``, or another severity or other parameters."""
    owner = f"source '{source}', rule '{rule.id}'"
    if node.value == "off":
        return None
    pairs = reader.mapping(node, owner, ("severity", "params"))
    if "severity" in pairs:
        word = reader.choice(pairs["severity"], owner, [s.value for s in Severity])
        rule = replace(rule, severity=Severity(word))
    if "params" in pairs:
        spec = CHECKS[rule.check]
        given = reader.mapping(pairs["params"], owner, spec.params)
        changed = {
            name: _param(value, f"{owner}, {name}", spec.params[name], rule.fields, rule.table)
            for name, value in given.items()
        }
        rule = replace(rule, params={**rule.params, **changed})
    return rule
