"""Sources: YAML files in ``rules/sources`` (or a path of the user's) become :class:`Source` objects."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from dq.model.companions import CASES
from dq.model.contacts import ContactSettings
from dq.model.errors import ConfigError
from dq.model.gate import DriftSpec, GateSpec
from dq.model.rules import LANGUAGES, Rule
from dq.model.source import PhoneSpec, ReadSpec, Source
from dq.model.worklist import WorklistSpec
from dq.packs import reader
from dq.packs.columns import column_specs, look_ups, read_spec
from dq.packs.companions import companion_specs, more_outcomes
from dq.packs.contacts import contact_settings
from dq.packs.folder import rules_folder
from dq.packs.gate import drift_spec, gate_spec
from dq.packs.rules import load_packs, override, pack_names
from dq.packs.strict_yaml import Node, load
from dq.packs.suites import suite_of_source
from dq.packs.worklist import worklist_spec

DEFAULT_PACKS = ("core", "phones", "ids", "dates", "amounts", "payments", "calls", "contacts", "reach")
REGIONS = re.compile(r"[A-Z]{2}")
_KEYS = (
    "id",
    "region",
    "lang",
    "packs",
    "read",
    "columns",
    "ignore",
    "lookups",
    "overrides",
    "gate",
    "drift",
    "worklist",
    "companions",
    "outcomes",
    "phones",
    "expectations",
    "contacts",
)


def source_names() -> list[str]:
    """The ids of the sources in ``rules/sources``."""
    return sorted(path.stem for path in (rules_folder() / "sources").glob("*.yml"))


def load_source(name: str) -> Source:
    """Load a source by id or by the path of its YAML; every mistake is a :class:`ConfigError`."""
    if name.endswith((".yml", ".yaml")):
        path = Path(name)
        if not path.is_file():
            raise ConfigError(
                f"{path}: no such source file", "Give the path of a YAML file, or a known source id."
            )
    else:
        path = rules_folder() / "sources" / f"{name}.yml"
        if name not in source_names():
            raise ConfigError(
                f"no source '{name}' {reader.known(source_names(), name)}",
                "Give a known id or the path of a YAML file; 'dq map FILE' proposes one.",
            )
    return parse_source(load(path), hashlib.sha256(path.read_bytes()).hexdigest())


def default_source() -> Source:
    """The source of a file that came without one: no columns named, all default packs."""
    return replace(Source("proposed"), packs=DEFAULT_PACKS, rules=_rules(DEFAULT_PACKS))


def parse_source(root: Node, sha256: str = "") -> Source:
    """Check and build a source from its YAML."""
    owner = f"source '{Path(root.file).stem}'"
    pairs = reader.mapping(root, owner, _KEYS)
    reader.require(root, pairs, ("id", "columns"), owner)
    source_id = reader.text(pairs["id"], owner)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", source_id):
        raise reader.fail(pairs["id"], owner, "an id has letters, digits, '_' and '-' only, 64 at the most")
    owner = f"source '{source_id}'"
    region = reader.optional(pairs, "region", reader.text, owner) or "CN"
    if not REGIONS.fullmatch(region):
        raise reader.fail(pairs["region"], owner, f"'{region}' is no region (two letters, such as CN)")
    packs = tuple(
        _pack(name, root.file) for name in reader.optional(pairs, "packs", reader.texts, owner) or ()
    )
    packs = packs or DEFAULT_PACKS
    for node in reader.sequence(pairs["packs"], owner) if "packs" in pairs else ():
        word = reader.text(node, owner)
        if not word.endswith((".yml", ".yaml")):
            reader.choice(node, owner, pack_names())
    rules = {rule.id: rule for rule in _rules(packs)}
    if "overrides" in pairs:
        rules = _overridden(rules, pairs["overrides"], source_id)
    lang = next((word for word in LANGUAGES if "lang" in pairs and pairs["lang"].value == word), None)
    if "lang" in pairs and lang is None:
        reader.choice(pairs["lang"], owner, LANGUAGES)
    return Source(
        id=source_id,
        sha256=sha256,
        region=region,
        lang=lang,
        packs=packs,
        read=read_spec(pairs["read"], owner) if "read" in pairs else ReadSpec(),
        columns=column_specs(pairs["columns"], owner, CASES),
        ignore=reader.optional(pairs, "ignore", reader.texts, owner) or (),
        lookups=look_ups(pairs["lookups"], owner, CASES) if "lookups" in pairs else {},
        rules=tuple(rules.values()),
        companions=companion_specs(pairs["companions"], owner) if "companions" in pairs else {},
        outcomes=more_outcomes(pairs["outcomes"], owner) if "outcomes" in pairs else {},
        contacts=contact_settings(pairs["contacts"], owner) if "contacts" in pairs else ContactSettings(),
        phones=_phone_spec(pairs["phones"], f"{owner}, phones") if "phones" in pairs else PhoneSpec(),
        gate=gate_spec(pairs["gate"], f"{owner}, gate", rules) if "gate" in pairs else GateSpec(),
        drift=drift_spec(pairs["drift"], f"{owner}, drift") if "drift" in pairs else DriftSpec(),
        worklist=worklist_spec(pairs["worklist"], f"{owner}, worklist", rules)
        if "worklist" in pairs
        else WorklistSpec(),
        expectations=suite_of_source(pairs["expectations"], source_id) if "expectations" in pairs else None,
    )


def _phone_spec(node: Node, owner: str) -> PhoneSpec:
    pairs = reader.mapping(node, owner, ("rewrite_old_plans",))
    return PhoneSpec(bool(reader.optional(pairs, "rewrite_old_plans", reader.boolean, owner)))


def _pack(name: str, file: str) -> str:
    """A pack's name, or the path of a pack of the source's own, which counts from the source's folder."""
    return str(Path(file).parent / name) if name.endswith((".yml", ".yaml")) else name


def _rules(packs: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(rule for pack in load_packs(packs) for rule in pack.rules)


def _overridden(rules: dict[str, Rule], node: Node, source: str) -> dict[str, Rule]:
    pairs = reader.mapping(node, f"source '{source}', overrides", rules)
    settled = {
        rule_id: override(rule, pairs[rule_id], source) if rule_id in pairs else rule
        for rule_id, rule in rules.items()
    }
    return {rule_id: rule for rule_id, rule in settled.items() if rule is not None}
