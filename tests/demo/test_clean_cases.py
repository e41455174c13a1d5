"""Cases without a defect hold together in every respect that a rule may look at."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import phonenumbers
import polars as pl
import pytest
from stdnum import luhn

from dq.demo import AS_OF, BENCHMARK, BENCHMARK_WITHOUT_PHONES, FULL, generate
from dq.demo.cases import clean_cases
from dq.demo.layout import DATES, LANDLINES, MOBILES, MONEY, PHONES
from dq.demo.numbers import id_check
from dq.loans import schedule

ROWS = 3000
MONEY_TYPE = pl.Decimal(18, 2)


@pytest.fixture(scope="module")
def text() -> pl.DataFrame:
    return clean_cases(ROWS, 7, FULL)


@pytest.fixture(scope="module")
def typed(text) -> pl.DataFrame:
    counts = ("term_periods", "paid_periods", "left_periods", "overdue_periods", "days_overdue", "repay_day")
    return text.with_columns(
        pl.col(*DATES).str.to_date("%Y-%m-%d"),
        pl.col(*MONEY).cast(MONEY_TYPE),
        pl.col(*counts).cast(pl.Int32),
    )


def test_ids_are_right_and_agree_with_birth_and_sex(text):
    for number, birth, sex in text.select("id_no", "birth_date", "sex").iter_rows():
        assert len(number) == 18
        assert id_check(number[:17]) == number[17]
        assert date.fromisoformat(birth) == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        assert sex == ("男" if int(number[16]) % 2 else "女")


def test_the_check_character_is_that_of_known_ids():
    known = ("11010519491231002X", "34052419800101001X")
    assert [id_check(number[:17]) for number in known] == [number[17] for number in known]


@pytest.mark.parametrize("name", ["case_no", "contract_no", "id_no"])
def test_nothing_that_names_a_case_comes_twice(text, name):
    assert text[name].n_unique() == ROWS


def test_cards_pass_luhn_and_stand_with_a_bank(text):
    cards = text["card_no"].drop_nulls().to_list()
    assert len(cards) > ROWS // 2
    assert all(len(card) == 19 and luhn.is_valid(card) for card in cards)
    assert text["card_no"].is_null().equals(text["bank"].is_null())


@pytest.mark.parametrize("name", MOBILES)
def test_mobiles_are_assigned_mobiles(text, name):
    for number in text[name].drop_nulls().head(300):
        parsed = phonenumbers.parse(number, "CN")
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE


@pytest.mark.parametrize("name", LANDLINES)
def test_landlines_are_landlines(text, name):
    numbers = text[name].drop_nulls()
    assert len(numbers) > ROWS // 10
    for number in numbers:
        parsed = phonenumbers.parse(number, "CN")
        assert phonenumbers.is_valid_number(parsed), number
        assert phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE


def test_no_mobile_belongs_to_two_people(text):
    numbers = pl.concat([text[name].drop_nulls().rename("number") for name in MOBILES])
    assert numbers.n_unique() == len(numbers)


def test_a_contact_is_whole_or_absent(text):
    for slot in ("contact1", "contact2", "contact3"):
        absent = text.select(pl.col(f"^{slot}_.*$").is_null())
        assert absent.select(pl.sum_horizontal(pl.all())).to_series().is_in([0, 3]).all()


def test_the_total_is_the_sum_of_its_parts(typed):
    parts = ("overdue_principal", "overdue_interest", "overdue_penalty", "liquidated_damages", "other_fee")
    total = typed.select(pl.sum_horizontal(*parts)).to_series()
    assert (total == typed["total_due"]).all()
    assert (typed["total_due"] > 0).all()


def test_amounts_follow_the_schedule(typed):
    for row in typed.head(200).iter_rows(named=True):
        first_due = _months_later(row["loan_date"], 1)
        plan = schedule(
            row["loan_amount"],
            row["annual_rate"],
            row["term_periods"],
            row["repay_method"],
            first_due,
        )
        paid = plan.head(row["paid_periods"])
        overdue = plan.slice(row["paid_periods"]).filter(pl.col("due_on") < row["placed_on"])
        assert row["loan_due_on"] == plan["due_on"][-1]
        assert row["overdue_on"] == overdue["due_on"][0]
        assert row["overdue_periods"] == overdue.height
        assert row["overdue_principal"] == overdue["principal"].sum()
        assert row["overdue_interest"] == overdue["interest"].sum()
        assert row["instalment"] == plan["payment"][0]
        assert row["left_principal"] == row["loan_amount"] - paid["principal"].sum()
        assert row["paid_total"] == paid["payment"].sum()
        if paid.height:
            assert row["last_paid_on"] == paid["due_on"][-1]
            assert row["last_paid_amount"] == paid["payment"][-1]


def test_dates_stand_in_order(typed):
    order = ["birth_date", "loan_date", "overdue_on", "placed_on", "recall_due_on"]
    for earlier, later in pairwise(order):
        assert (typed[earlier] < typed[later]).all()
    assert (typed["loan_date"] < typed["loan_due_on"]).all()
    assert typed["placed_on"].max() <= AS_OF
    paid = typed.drop_nulls("last_paid_on")
    assert (paid["loan_date"] < paid["last_paid_on"]).all()
    assert (paid["last_paid_on"] < paid["overdue_on"]).all()
    assert (typed["birth_date"].dt.offset_by("18y") <= typed["loan_date"]).all()


def test_days_periods_and_bucket_follow_from_the_dates(typed):
    days = (typed["placed_on"] - typed["overdue_on"]).dt.total_days()
    assert days.to_list() == typed["days_overdue"].to_list()
    assert (typed["paid_periods"] + typed["left_periods"] == typed["term_periods"]).all()
    assert (typed["overdue_periods"] <= typed["left_periods"]).all()
    months = -(-days.to_numpy() // 30)
    expected = np.where(months > 6, "M7+", np.char.add("M", months.astype(str)))
    assert typed["bucket"].to_list() == expected.tolist()
    assert typed["bucket"].n_unique() == 7


def test_every_cell_is_tidy(text):
    for column in text:
        values = column.drop_nulls()
        assert (values == values.str.strip_chars()).all()
        assert (values == values.str.normalize("NFKC")).all()
        assert (values.str.len_chars() > 0).all()


def test_a_column_does_not_depend_on_the_others_asked_for(text):
    for name in ("id_no", "debtor_name", "contact2_mobile", "total_due", "home_address"):
        assert clean_cases(ROWS, 7, [name])[name].equals(text[name])


def test_another_seed_gives_other_people():
    assert (
        clean_cases(50, 1, ["id_no"])["id_no"].is_in(clean_cases(50, 2, ["id_no"])["id_no"].implode()).sum()
        == 0
    )


@pytest.mark.parametrize("columns", [BENCHMARK, BENCHMARK_WITHOUT_PHONES])
def test_the_benchmark_has_24_columns_whose_total_is_a_sum(columns):
    frame = clean_cases(50, 1, columns)
    assert frame.width == 24
    parts = [
        pl.col(name).cast(MONEY_TYPE)
        for name in MONEY
        if name in columns and name not in ("loan_amount", "total_due")
    ]
    assert (frame.select(pl.sum_horizontal(parts)).to_series() == frame["total_due"].cast(MONEY_TYPE)).all()
    assert (set(PHONES) & set(columns) == set()) == (columns is BENCHMARK_WITHOUT_PHONES)


def test_totals_are_those_of_the_good_cases():
    made = generate(100, 3)
    good = clean_cases(100, 3, FULL)["total_due"].cast(MONEY_TYPE).sum()
    assert made.totals["total_due"] == Decimal(good)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rows": -1}, "rows"),
        ({"rows": 5, "columns": ["case_no", "shoe_size"]}, "shoe_size"),
        ({"rows": 5, "defect_share": 0.9}, "defect_share"),
    ],
)
def test_what_makes_no_demo_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        generate(**arguments)


def _months_later(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, day.day)
