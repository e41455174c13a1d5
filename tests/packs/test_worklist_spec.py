import pytest

from dq.model.errors import ConfigError
from dq.packs.source import load_source

HEAD = "id: s\ncolumns: {案件编号: case_no}\n"


def spec(tmp_path, text):
    path = tmp_path / "s.yml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_source(str(path)).worklist


def test_what_is_not_named_stays_as_it_is(tmp_path):
    text = (
        "worklist:\n  priority: {weights: {money: 50}, first: 70}\n"
        "  who: {phone: data}\n  assignees: [甲, 乙]\n  per_person: 60\n"
    )
    made, usual = spec(tmp_path, text), spec(tmp_path, "")
    assert made.weights == {**usual.weights, "money": 50}
    assert (made.per_person, usual.per_person) == (60, None)
    assert (made.first, made.second, made.who, made.assignees) == (
        70,
        usual.second,
        {"phone": "data"},
        ("甲", "乙"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("worklist: {priority: {weights: {luck: 1}}}", "unknown key 'luck'"),
        ("worklist: {priority: {first: 10, second: 20}}", "P2 begins at 20 points, above P1 at 10"),
        ("worklist: {priority: {money_full: 0}}", "more than 0"),
        ("worklist: {minutes: {data: -1}}", "from 0 to 10,000"),
        ("worklist: {per_person: 0}", "from 1 to 10,000"),
        ("worklist: {who: {phone: boss}}", "unknown value 'boss'"),
        ("worklist: {who: {phones: data}}", "did you mean 'phone'"),
    ],
)
def test_mistakes_are_told(tmp_path, text, told):
    with pytest.raises(ConfigError, match=r"s\.yml:3") as error:
        spec(tmp_path, text)
    assert told in error.value.message
