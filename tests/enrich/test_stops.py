"""Whom a wish not to be called bars: all rows of the case, the person that it names, and nobody else."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from dq.model.contacts import ContactSettings
from dq.text.names import name_key
from tests.enrich.contacts_world import (
    AS_OF,
    call_table,
    case_table,
    contact_table,
    surveyed,
    wish_table,
)

OWN, BROTHER, FRIEND, OTHER = 13911110001, 13911110002, 13911110003, 13911110004
ZHANG = {
    "case_no": "A1",
    "client": "江南银行",
    "debtor_name": "张三",
    "id_no": "110105199003070017",
    "loan_date": date(2025, 2, 1),
    "self_mobile": OWN,
    "contact1_mobile": BROTHER,
    "contact1_name": "张大 山",
    "contact1_relation": "兄弟姐妹",
    "contact2_mobile": FRIEND,
    "contact2_name": "李四",
    "contact2_relation": "朋友",
}
DAY = AS_OF - timedelta(days=9)
MADE = {"contacts": contact_table, "calls": call_table, "optouts": wish_table}


def survey_of(cases, tmp_path, scope="same_client", **told):
    tables = {name: MADE[name](rows) for name, rows in told.items()}
    return surveyed(case_table(cases), tmp_path, settings=ContactSettings(scope=scope), **tables)[1]


def stopped(listed):
    """The numbers of each row that were asked not to be called."""
    numbers = {f"+86{number}": number for number in (OWN, BROTHER, FRIEND, OTHER)}
    rows = (
        listed.filter(state="opted_out")
        .sort("row", "phone")
        .select("row", "phone")
        .unique()
        .sort("row", "phone")
    )
    return [
        {numbers[phone] for phone in rows.filter(row=row)["phone"]} for row in sorted(listed["row"].unique())
    ]


def wish(**cells):
    return {"optouts": [{"case_no": "A1", "opted_out_on": DAY, "kind": "opt_out", **cells}]}


CALLED = datetime(DAY.year, DAY.month, DAY.day, 10)
TOLD = {
    "a mark": ({"contacts": [{"case_no": "A1", "phone": OWN, "dnc": True, "dnc_on": DAY}]}, {OWN}),
    "a mark without a day": ({"contacts": [{"case_no": "A1", "phone": OWN, "dnc": True}]}, {OWN}),
    "said in a call": (
        {"calls": [{"case_no": "A1", "phone": OWN, "called_at": CALLED, "outcome": "dnc_request"}]},
        {OWN},
    ),
    "the debtor's wish": (wish(scope="person"), {OWN, BROTHER, FRIEND}),
    "a third person's": (wish(scope="third_person", person_name="李四"), {FRIEND}),
    "all third persons'": (wish(scope="third_person"), {BROTHER, FRIEND}),
}  # fmt: skip


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)
@pytest.mark.parametrize(
    ("scope", "first", "second"),
    [
        ("same_case", {}, {"id_no": "110105199003070025"}),
        ("same_client", {"id_no": None}, {"id_no": None, "debtor_name": "张三三"}),
        ("all", {"id_no": None}, {}),
        ("same_client", {}, {"id_no": "110105199003070025"}),
    ],
    ids=["within the case", "without an id", "across clients, one without an id", "with another id"],
)
def test_a_wish_holds_in_every_row_with_the_number_of_the_case(scope, first, second, told, tmp_path):
    """Also in rows that tell another debtor: one of the two is wrong, and nobody is called because of it."""
    tables, barred = told
    other = ZHANG | {"case_no": "A2", "id_no": None}
    listed = survey_of([ZHANG | first, other, ZHANG | second], tmp_path, scope, **tables)
    assert stopped(listed) == [barred, set(), barred]


def test_a_case_number_of_another_client_is_another_case(tmp_path):
    cases = [ZHANG | {"id_no": None}, ZHANG | {"id_no": None, "client": "海西银行"}]
    assert stopped(survey_of(cases, tmp_path, **wish(scope="third_person"))) == [{BROTHER, FRIEND}, set()]


def test_rows_of_one_case_without_an_id_are_no_two_owners_of_a_number(tmp_path):
    listed = survey_of([ZHANG | {"id_no": None}] * 2, tmp_path)
    assert listed.filter(pl.col("reasons").str.contains("own number of")).is_empty()


@pytest.mark.parametrize(
    ("cells", "barred"),
    [
        # the name in any form
        ({"person_name": "张大山"}, {BROTHER}),
        ({"person_name": "张 大 山 (弟弟)"}, {BROTHER}),
        ({"person_name": "张大·山", "scope": "third_person"}, {BROTHER}),
        # the debtor's own name says no more than the case
        ({"person_name": "张三"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "张 三"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "本人"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "张三", "phone": OWN}, {OWN}),
        ({"person_name": "张三", "scope": "third_person"}, {BROTHER, FRIEND, OTHER}),
        ({"person_name": "张三", "scope": "person"}, {OWN, BROTHER, FRIEND, OTHER}),
        # a number, and whose it is
        ({"person_name": "李四", "phone": FRIEND}, {FRIEND, OTHER}),
        ({"person_name": "李四", "phone": FRIEND, "scope": "number"}, {FRIEND}),
        ({"phone": FRIEND, "scope": "third_person"}, {FRIEND}),
        # a number that can't be read
        ({"scope": "number"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "李四", "scope": "number"}, {FRIEND, OTHER}),
        # nobody whom the case is known to have: whoever it is, nobody is called because of an unclear name
        ({"person_name": "王五"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "张*"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "王五", "scope": "number"}, {OWN, BROTHER, FRIEND, OTHER}),
        ({"person_name": "王五", "scope": "third_person"}, {BROTHER, FRIEND, OTHER}),
        ({"person_name": "王五", "phone": FRIEND}, {FRIEND}),
        # one whom it has, without a number
        ({"person_name": "赵丽"}, set()),
        ({"person_name": "李四", "case_no": "A7"}, set()),
    ],
)
def test_a_name_bars_the_person_of_the_case_that_it_names(cells, barred, tmp_path):
    second = [{"case_no": "A1", "phone": OTHER, "party": "friend", "contact_name": "李四"}]
    namesake = ZHANG | {
        "case_no": "A2",
        "id_no": "110105199003070025",
        "debtor_name": "李四",
        "self_mobile": 13911110009,
    }
    namesake |= {"contact2_mobile": None, "contact2_name": None}
    mine = ZHANG | {"spouse_name": "赵丽", "spouse_mobile": None}
    listed = survey_of([mine, namesake], tmp_path, contacts=second, **wish(**cells))
    assert stopped(listed) == [barred, set()]


def test_a_name_that_a_second_source_gives_a_number_counts_too(tmp_path):
    contacts = [{"case_no": "A1", "phone": FRIEND, "party": "friend", "contact_name": "李小四"}]
    listed = survey_of([ZHANG], tmp_path, contacts=contacts, **wish(person_name="李小四"))
    assert stopped(listed) == [{FRIEND}]


@pytest.mark.parametrize(
    ("stop", "barred"),
    [
        ({"person_name": "李四"}, {FRIEND, OTHER}),
        ({"person_name": "赵 六"}, {BROTHER}),
        ({"person_name": "李四", "phone": FRIEND}, {FRIEND, OTHER}),
        ({"person_name": "李四", "phone": FRIEND, "scope": "number"}, {FRIEND}),
    ],
)
def test_a_name_bars_the_numbers_on_which_the_call_log_names_the_person(stop, barred, tmp_path):
    """Those that stand in the log alone, and those that other tables give to somebody else."""
    calls = [
        {"case_no": case, "phone": phone, "called_at": CALLED, "outcome": "no_answer", "contact_name": name}
        for case, phone, name in (
            ("A1", OTHER, "李 四（朋友）"),
            ("A1", BROTHER, "赵六"),
            ("A2", OWN, "李四"),
        )
    ]
    other = ZHANG | {"case_no": "A2", "id_no": "110105199003070025", "contact2_mobile": None}
    listed = survey_of([ZHANG, ZHANG, other], tmp_path, calls=calls, **wish(**stop))
    assert stopped(listed) == [barred, set()]


def test_a_name_in_the_log_of_one_row_bars_the_number_in_all_rows_of_the_case(tmp_path):
    calls = [
        {"case_no": "A1", "phone": OTHER, "called_at": CALLED, "outcome": "no_answer", "contact_name": "赵六"}
    ]
    second = ZHANG | {"id_no": "110105199003070025", "self_mobile": OTHER}
    listed = survey_of([ZHANG, second], tmp_path, calls=calls, **wish(person_name="赵六"))
    assert stopped(listed) == [{OTHER}, {OTHER}]


@pytest.mark.parametrize("client", ["江南银行", "海西银行"])
def test_a_person_of_another_row_of_the_case_is_no_stranger(client, tmp_path):
    """Rows with the case's number, of one client: what tells another debtor is the case all the same."""
    other = ZHANG | {"id_no": "110105199003070025", "client": client, "contact2_name": "王五"}
    listed = survey_of([ZHANG, other], tmp_path, **wish(person_name="王五"))
    of_client = client == ZHANG["client"]
    assert stopped(listed) == ([set(), {FRIEND}] if of_client else [{OWN, BROTHER, FRIEND}, set()])


def test_without_the_debtors_names_a_wish_bars_whom_it_names(tmp_path):
    cases = [{name: value for name, value in ZHANG.items() if name != "debtor_name"}]
    assert stopped(survey_of(cases, tmp_path, **wish(person_name="李四"))) == [{FRIEND}]


@pytest.mark.parametrize(
    "name", ["欧阳铁柱", " 欧阳 铁柱", "欧阳\u3000铁柱", "欧阳铁柱（本人哥哥）", "欧阳·铁柱", "欧阳铁柱(哥)"]
)
def test_names_are_compared_in_one_form(name):
    assert pl.select(name_key(pl.lit(name))).item() == "欧阳铁柱"


def test_foreign_names_are_compared_without_case_width_and_order():
    names = pl.Series(["John  SMITH", "Ｊohn Smith", "Smith, John", "O'NEIL, MARY-ANN", "Mary Ann O’Neil"])
    john, mary = "john smith", "ann mary oneil"
    assert pl.select(name_key(pl.lit(names))).to_series().to_list() == [john, john, john, mary, mary]
    assert pl.select(name_key(pl.lit(pl.Series(["(unknown)", None])))).to_series().to_list() == [None, None]


def test_a_stop_in_the_debtors_name_is_the_debtors_in_any_order_of_its_words(tmp_path):
    mary = ZHANG | {"debtor_name": "Mary O'Neil"}
    assert stopped(survey_of([mary], tmp_path, **wish(person_name="O'NEIL, MARY"))) == [
        {OWN, BROTHER, FRIEND}
    ]
