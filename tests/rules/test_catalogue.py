"""The catalogue is what the packs say, and the page of a rule tells all of it."""

from pathlib import Path

import pytest

from dq.packs.catalogue import catalogue, page
from dq.packs.examples import load_examples
from dq.packs.rules import load_packs, pack_names
from dq.text.width import width

ROOT = Path(__file__).parents[2]
PACKS = load_packs(pack_names())
RULES = [rule for pack in PACKS for rule in pack.rules]


def test_the_catalogue_is_current():
    written = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")

    examples = {rule.id: load_examples(ROOT / "fixtures" / "rules" / f"{rule.id}.yml") for rule in RULES}

    assert written == catalogue(PACKS, examples), "run: make catalogue"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_tells_all_and_fits_a_terminal(rule, lang):
    examples = load_examples(ROOT / "fixtures" / "rules" / f"{rule.id}.yml")
    text = page(rule, examples, lang)
    flat = text.replace("\n", "").replace(" ", "")

    for words in (rule.title, rule.why, rule.fix):
        assert words.get(lang).replace(" ", "") in flat
    assert f"{rule.id}: off" in text
    assert "✗" in text
    assert [line for line in text.splitlines() if width(line) > 80] == []


def test_a_page_does_without_examples():
    assert "✗" not in page(RULES[0], None, "en")
