"""The truth says exactly what was damaged, and everything else is as it was."""

import re
from datetime import date
from decimal import Decimal

import phonenumbers
import polars as pl
import pytest
from stdnum import luhn

from dq.demo import BENCHMARK, FULL, SEED, generate
from dq.demo.cases import clean_cases
from dq.demo.kinds import GROUP_KINDS, KINDS
from dq.demo.layout import DATES, MONEY, PHONES
from dq.demo.numbers import id_check
from dq.demo.seeding import Expect
from dq.model.schema import fields_by_name

ROWS = 5000


@pytest.fixture(scope="module")
def case_file():
    return generate(ROWS)


@pytest.fixture(scope="module")
def good():
    return clean_cases(ROWS, SEED, FULL)


@pytest.fixture(scope="module")
def truth(case_file):
    return case_file.truth


def _kind(truth, name):
    found = truth.filter((pl.col("kind") == name) & (pl.col("expect") != Expect.PART))
    assert found.height
    return found.iter_rows(named=True)


def test_every_kind_is_in_the_file(truth):
    assert set(truth["kind"]) == {kind.name for kind in (*KINDS, *GROUP_KINDS)}


def test_kinds_are_named_once_and_rules_in_one_style():
    names = [kind.name for kind in (*KINDS, *GROUP_KINDS)]
    assert len(set(names)) == len(names)
    rules = [kind.rule for kind in (*KINDS, *GROUP_KINDS) if kind.rule]
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", rule) for rule in rules)
    # A kind that no rule sees must at least be won back.
    assert all(kind.rule or kind.safe for kind in KINDS)


def test_kinds_strike_fields_of_the_schema_and_the_file():
    for kind in KINDS:
        assert {*kind.fields, *kind.needs, *kind.alters} <= set(FULL)
    assert set(FULL) <= set(fields_by_name())


def test_the_truth_holds_the_cells_of_the_file(case_file, good, truth):
    for index, name, before, after in truth.select("index", "field", "good", "damaged").iter_rows():
        assert case_file.frame[name][index] == after
        assert good[name][index] == before


def test_cells_that_the_truth_does_not_name_are_as_they_were(case_file, good, truth):
    copied = truth.filter(pl.col("kind") == "row_twice")["index"].to_list()
    for name in FULL:
        named = truth.filter(pl.col("field") == name)["index"].to_list()
        touched = pl.Series(case_file.frame[name]).ne_missing(good[name]).arg_true().to_list()
        assert set(touched) <= {*named, *copied}


def test_a_row_has_one_defect_at_most(truth):
    assert truth.group_by("index").agg(pl.col("kind").n_unique())["kind"].max() == 1
    owed = truth.filter(pl.col("expect") != Expect.PART)
    assert owed["index"].n_unique() == owed.height


def test_single_defects_change_their_cell(truth):
    groups = [kind.name for kind in GROUP_KINDS]
    single = truth.filter(~pl.col("kind").is_in(groups))
    assert single["good"].ne_missing(single["damaged"]).all()


def test_about_the_share_asked_for_is_damaged():
    for share in (0.0, 0.04, 0.2):
        damaged = generate(2000, defect_share=share).truth["index"].n_unique()
        assert damaged == pytest.approx(2000 * share, rel=0.15)


def test_the_same_seed_gives_the_same_file(case_file, truth):
    again = generate(ROWS)
    assert again.frame.equals(case_file.frame)
    assert again.truth.equals(truth)
    assert not generate(ROWS, SEED + 1).frame.equals(case_file.frame)


@pytest.mark.parametrize("rows", [0, 1, 2, 13, 150])
def test_small_files_have_room_for_few_kinds(rows):
    made = generate(rows, defect_share=0.5)
    assert made.frame.height == rows
    assert made.truth["index"].n_unique() <= rows


def test_a_kind_waits_for_the_columns_that_show_it():
    kinds = set(generate(5000, columns=("case_no", "total_due", "overdue_principal")).truth["kind"])
    assert "amount_prose" in kinds
    assert "total_sum_off" not in kinds
    assert not any(kind.startswith("phone") for kind in kinds)
    assert "phone_masked" in set(generate(5000, columns=BENCHMARK).truth["kind"])


def test_clean_values_are_canonical(truth):
    clean = truth.drop_nulls("clean")
    for kind, name, before, damaged, after in clean.select(
        "kind", "field", "good", "damaged", "clean"
    ).iter_rows():
        if name in PHONES:
            # Numbers that are right, but of a kind to know of.
            other = kind in ("phone_foreign", "phone_resold_line")
            parsed = phonenumbers.parse(damaged if other else before, "CN")
            assert phonenumbers.is_valid_number(parsed)
            assert after == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        elif name in DATES:
            assert date.fromisoformat(after).isoformat() == after
        elif name in MONEY:
            assert str(Decimal(after).quantize(Decimal("0.01"))) == after
        else:
            assert after == (f"{Decimal(before):.4f}" if name == "annual_rate" else before)


def test_findings_and_changes_are_told_apart(truth):
    assert truth.filter(pl.col("expect") == Expect.FINDING)["rule"].null_count() == 0
    changes = truth.filter(pl.col("expect") == Expect.CHANGE)
    assert changes["rule"].null_count() == changes.height
    assert changes["clean"].null_count() == 0
    emptied = truth.filter(pl.col("expect") == Expect.EMPTIED)
    assert emptied.select("rule", "clean").null_count().row(0) == (emptied.height, emptied.height)


def test_a_date_that_is_none_is_a_finding_only_where_one_is_needed(truth):
    due = {row["field"]: (row["expect"], row["rule"]) for row in _kind(truth, "date_zero_day")}
    assert due.pop("placed_on") == (Expect.FINDING, "field.empty")
    assert due
    assert set(due.values()) == {(Expect.EMPTIED, None)}


@pytest.mark.parametrize(
    "kind",
    ["phone_unassigned", "phone_too_short", "phone_too_long", "phone_filler_word", "phone_service_number"],
)
def test_broken_numbers_are_nobodys(truth, kind):
    for row in _kind(truth, kind):
        try:
            parsed = phonenumbers.parse(row["damaged"], "CN")
        except phonenumbers.NumberParseException:
            continue
        assert not phonenumbers.is_valid_number(parsed)


def test_several_numbers_are_all_valid(truth):
    for row in _kind(truth, "phone_several"):
        numbers = re.findall(r"\d{11}", row["damaged"])
        assert len(numbers) == 2
        assert all(phonenumbers.is_valid_number(phonenumbers.parse(number, "CN")) for number in numbers)


@pytest.mark.parametrize("kind", ["card_wrong_digit", "card_zeroed"])
def test_broken_cards_fail_luhn(truth, kind):
    assert not any(luhn.is_valid(row["damaged"]) for row in _kind(truth, kind))


@pytest.mark.parametrize("kind", ["id_wrong_check_digit", "id_transposed", "id_zeroed"])
def test_broken_ids_fail_their_check(truth, kind):
    for row in _kind(truth, kind):
        assert id_check(row["damaged"][:17]) != row["damaged"][17]


@pytest.mark.parametrize("kind", ["id_impossible_date", "id_minor"])
def test_ids_wrong_in_another_way_pass_their_check(truth, kind):
    for row in _kind(truth, kind):
        assert id_check(row["damaged"][:17]) == row["damaged"][17]


def test_ids_with_an_impossible_date_have_none(truth):
    for row in _kind(truth, "id_impossible_date"):
        with pytest.raises(ValueError, match=r"month|day"):
            date(*(int(row["damaged"][a:b]) for a, b in ((6, 10), (10, 12), (12, 14))))


def test_wrong_totals_are_off_by_more_than_rounding(truth):
    for kind in ("total_sum_off", "total_part_missing", "total_part_twice", "total_digits_swapped"):
        for row in _kind(truth, kind):
            assert abs(Decimal(row["damaged"]) - Decimal(row["good"])) >= 1


def test_rows_that_repeat_another_are_equal_to_it(case_file, truth):
    rows = case_file.frame[truth.filter(pl.col("kind") == "row_twice")["index"].to_list()]
    assert rows.height
    assert (rows.group_by(pl.all()).len()["len"] == 2).all()


def test_a_shared_number_is_shared_by_eight(truth):
    shared = truth.filter(pl.col("kind") == "phone_shared")
    assert (shared.group_by("damaged").len()["len"] == 8).all()
