"""The closed lists: each word known where it is used."""

from dq.check.papers import forms
from dq.enrich.contacts import PARTY_OF_WORD
from dq.model.enums import Kind
from dq.model.schema import names_of
from dq.packs.rules import load_packs, pack_names
from dq.packs.tables import enum_words, words_of

RULES = [rule for pack in load_packs(pack_names()) for rule in pack.rules]


def test_every_enum_field_has_a_list():
    assert [name for name in names_of(Kind.ENUM) if not words_of(name)] == []


def test_every_relation_has_a_party():
    assert set(enum_words()["relation"].values()) == PARTY_OF_WORD.keys()


def test_every_paper_with_a_form_is_a_kind_of_id():
    assert forms().keys() <= set(enum_words()["id_type"].values())


def test_rules_name_states_that_there_are():
    named = {
        word
        for rule in RULES
        if rule.fields == ("case_status",)
        for word in rule.params.get("values") or rule.params["closed"]
    }

    assert named <= set(enum_words()["case_status"].values())
