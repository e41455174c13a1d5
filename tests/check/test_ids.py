"""Check digits of cards, and what stands beside ids."""

from frames import AS_OF, rule, verdicts, working
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from dq.pipeline.checking import check

CARDS = st.text("0123456789", min_size=13, max_size=19).filter(lambda text: not text.endswith("0000"))


@given(st.lists(CARDS, min_size=1, max_size=20))
def test_luhn_agrees_with_the_oracle(cards):
    found = verdicts(working({"card_no": cards}), rule("luhn", ["card_no"]))

    assert found == [not luhn.is_valid(card) for card in cards]


@given(CARDS, st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_seen(text, place, more):
    good = text[:-1] + luhn.calc_check_digit(text[:-1])
    place %= len(good)
    damaged = good[:place] + str((int(good[place]) + more) % 10) + good[place + 1 :]
    frame = working({"card_no": [good, damaged]})

    assert verdicts(frame, rule("luhn", ["card_no"])) == (
        [False, None] if len(damaged) == 19 and damaged.endswith("0000") else [False, True]
    )


def test_what_is_no_card_number_by_its_form_is_not_judged():
    frame = working({"card_no": ["622848****0018", "12345", "1" * 20, None, "农行"]})

    assert verdicts(frame, rule("luhn", ["card_no"])) == [None] * 5
    assert verdicts(frame, rule("not_a_card", ["card_no"])) == [True, True, True, None, True]


def test_a_zeroed_end_is_told_once():
    frame = working({"card_no": ["6222021234567890000", "6228480402564890000", "6225880137700000"]})

    assert verdicts(frame, rule("digits_lost", ["card_no"])) == [True, False, False]
    assert verdicts(frame, rule("luhn", ["card_no"]))[0] is None


def test_what_only_the_id_tells_is_not_compared_with_it(tmp_path):
    case_file = tmp_path / "cases.csv"
    case_file.write_text("案件编号,身份证号,性别\nA1,11010519491231002X,女\n", encoding="utf-8")
    skipped = check([case_file], as_of=AS_OF).manifest["skipped"]
    assert skipped["id.age_mismatch"] == skipped["id.birth_mismatch"] == {"column_absent": 1}
    assert "id.sex_mismatch" not in skipped


def test_ids_of_another_country_are_not_held_to_the_form_of_resident_ids(tmp_path):
    case_file = tmp_path / "cases.csv"
    case_file.write_text(
        "case no,name,SSN\nA1,Maria Gonzalez,512-44-1234\nA2,Wei Chen,XXX-XX-****\n", "utf-8"
    )

    def found(region):
        manifest = check([case_file], as_of=AS_OF, region=region).manifest
        return {rule for rule in manifest["findings"] if rule.startswith("id.")}, manifest["skipped"]

    rules, _ = found("CN")
    assert rules == {"id.bad_characters", "id.masked"}
    rules, skipped = found("US")
    assert rules == {"id.masked"}
    assert skipped["id.bad_characters"] == skipped["id.bad_checksum"] == {"other_region": 2}
