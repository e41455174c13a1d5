"""The rules, checks and examples as a population: each complete, known and used."""

from pathlib import Path

import pytest

from dq.check.registry import CHECKS, CUSTOMS, LINKS, NEEDS
from dq.model.schema import fields_by_name
from dq.packs.check_specs import CHECKS as SPECS
from dq.packs.rules import load_packs, pack_names

SURVEYED = {"number_state", "contact_verdict"}
"""Checks of which the contact stage finds the rows."""
FOLDER = Path(__file__).parents[2] / "fixtures" / "rules"
RULES = [rule for pack in load_packs(pack_names()) for rule in pack.rules]


def test_there_are_as_many_rules_as_promised():
    assert len(RULES) >= 70
    assert len({rule.check for rule in RULES}) >= 14


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_why_and_what_to_do_in_both_languages(rule):
    for words in (rule.title, rule.why, rule.fix):
        assert any("\u4e00" <= char <= "\u9fff" for char in words.zh), "the Chinese sentence has no Chinese"
        assert words.en.isascii() or any(char.isascii() and char.isalpha() for char in words.en)
    assert len(rule.title.en) <= 90, "a title is one line in a terminal"
    assert not rule.title.en.endswith("."), "a title is no sentence with a full stop"
    assert set(rule.fields) <= fields_by_name().keys()


def test_rules_and_examples_go_together():
    written = {path.stem for path in FOLDER.glob("*.yml")}
    wanted = {rule.id for rule in RULES}

    assert written - wanted == set(), "examples of rules that there are not"
    assert wanted - written == set(), "rules without examples: write fixtures/rules/<rule id>.yml"


def test_checks_are_built_and_used():
    assert CHECKS.keys() == SPECS.keys()
    assert SPECS.keys() - {rule.check for rule in RULES} == set(), "a check that no rule uses"
    grouped = {name for name, spec in SPECS.items() if spec.scope == "group"}
    assert NEEDS.keys() | LINKS.keys() | SURVEYED == grouped
    assert CUSTOMS.keys() == {name for name, spec in SPECS.items() if "min_rows" in spec.params} - {"outlier"}
