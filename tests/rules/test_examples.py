"""Every rule finds what its examples say, and nothing else, on the real road."""

from pathlib import Path

import pytest

from dq.model.enums import Severity
from dq.packs.examples import load_examples
from dq.packs.rules import load_packs, pack_names
from dq.packs.source import DEFAULT_PACKS
from dq.pipeline.examples import failures, judge_rows

FOLDER = Path(__file__).parents[2] / "fixtures" / "rules"
RULES = {rule.id: rule for pack in load_packs(pack_names()) for rule in pack.rules}
DEFAULT = {rule.id: rule for pack in load_packs(DEFAULT_PACKS) for rule in pack.rules}


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_a_rule_finds_what_its_examples_say(rule_id):
    examples = load_examples(FOLDER / f"{rule_id}.yml")

    assert examples.passing, "give at least one example that passes"
    assert examples.failing, "give at least one example that fails"
    assert failures(RULES[rule_id], examples) == []


@pytest.mark.parametrize("rule_id", sorted(DEFAULT))
def test_one_defect_is_one_finding(rule_id):
    examples = load_examples(FOLDER / f"{rule_id}.yml")
    for example in examples.failing:
        found = judge_rows(
            example.rows,
            list(DEFAULT.values()),
            examples.as_of,
            examples.region,
            examples.table,
            example.beside,
            examples.known_bad,
        )
        told = found.filter(
            (found["severity"] != Severity.INFO.value) & ~found["rule"].is_in([rule_id, *example.also])
        )

        assert told["rule"].to_list() == [], f"{example.source}: another rule tells the same defect"
        assert rule_id in found["rule"].to_list(), f"{example.source}: silenced by another rule"
