"""Jurisdictions and outcomes are data that is held to its form."""

import pytest

from dq.model.errors import ConfigError
from dq.packs import jurisdictions, outcomes


@pytest.mark.parametrize("region", jurisdictions.regions())
def test_every_rule_of_a_jurisdiction_names_its_source_and_its_first_day(region):
    found = jurisdictions.jurisdiction(region)

    assert found.hours.start < found.hours.end and found.hours.since and found.hours.source
    assert all(limit.source and limit.since and limit.title.zh for limit in found.limits)
    assert found.third_persons.source and found.address_book_source and found.stopping_source


def test_the_known_rules_are_there():
    china, states = jurisdictions.jurisdiction("CN"), jurisdictions.jurisdiction("US")

    assert china.utc_offset == 480 and states.utc_offset is None
    assert {(limit.what, limit.per, limit.days, limit.at_most) for limit in china.limits} == {
        ("effective", "case", 1, 3),
        ("unanswered", "number", 1, 6),
    }
    assert any(limit.after_conversation for limit in states.limits)
    assert china.consent is None and "fixed_line_or_mobile" in states.consent.kinds and states.consent.source
    assert jurisdictions.jurisdiction("ZZ") is None


def test_a_mistake_in_a_jurisdiction_is_told_with_file_and_line(tmp_path, monkeypatch):
    good = (jurisdictions.data_file("jurisdictions") / "CN.yml").read_text(encoding="utf-8")
    (tmp_path / "XX.yml").write_text(good.replace('"22:00"', '"07:00"'), encoding="utf-8")
    monkeypatch.setattr(jurisdictions, "data_file", lambda name: tmp_path)
    jurisdictions.jurisdiction.cache_clear()

    with pytest.raises(ConfigError, match=r"XX\.yml:\d+: .*'to' must be later than 'from'"):
        jurisdictions.jurisdiction("XX")
    jurisdictions.jurisdiction.cache_clear()


def test_outcomes_have_codes_and_words():
    table = outcomes.outcomes()

    assert outcomes.outcome_words()["空号"] == "vacant"
    assert outcomes.codes_where(parties=("rpc",)) == ("answered_debtor", "ptp", "refuse_pay", "dispute")
    assert "system_error" in outcomes.codes_where(line_states=("n/a",))
    assert all(one.points == int(one.points) for one in table.values())
