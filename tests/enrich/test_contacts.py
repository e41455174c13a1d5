"""The contact stage on small tables by hand: merging, states, ranking, permission, best time, look-ups."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from dq.enrich.contacts.checks import digested
from dq.enrich.contacts.filling import STEP, filled
from dq.enrich.contacts.interface import Earlier
from dq.enrich.contacts.people import CROWD
from dq.model.columns import part
from dq.model.contacts import ContactSettings, HalfLives
from dq.packs.outcomes import outcomes
from dq.pipeline.road import run
from tests.enrich.contacts_world import (
    AS_OF,
    call_table,
    case_table,
    check_table,
    contact_table,
    surveyed,
    wish_table,
)

OWN, FRIEND, OTHER = 13911110001, 13911110002, 13911110003
ZHANG = {
    "case_no": "A1",
    "client": "江南银行",
    "debtor_name": "张三",
    "id_no": "110105199003070017",
    "loan_date": date(2025, 2, 1),
    "placed_on": date(2025, 10, 1),
    "self_mobile": OWN,
    "contact1_mobile": FRIEND,
    "contact1_name": "李四",
    "contact1_relation": "朋友",
}


def call(outcome, day, phone=OWN, case_no="A1", hour=10, **more):
    at = datetime(day.year, day.month, day.day, hour)
    return {"case_no": case_no, "phone": phone, "called_at": at, "outcome": outcome, **more}


def ago(days):
    return AS_OF - timedelta(days=days)


def line(listed, phone=OWN, case_no="A1", party="self"):
    found = listed.filter(case_no=case_no, phone=f"+86{phone}", party=party)
    assert found.height == 1
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("name", "header", "party", "relation", "shown"),
    [
        ("李四(父亲)", "联系人电话", "parent", "父母", "李四"),
        ("李四 （ 配偶 ）", "联系人电话", "spouse", "配偶", "李四"),
        ("李四(同事)", "父亲电话", "colleague", "同事", "李四"),
        ("李四(已离职)", "联系人电话", "other", None, "李四(已离职)"),
        ("李四", "母亲电话", "parent", "父母", "李四"),
        ("李四", "紧急联系人电话", "emergency", "紧急联系人", "李四"),
        (None, "共借人手机", "co_borrower", "共同借款人", None),
        ("李四", "Reference Phone", "other", None, "李四"),
    ],
)
def test_a_relation_without_a_column_stands_behind_the_name_or_in_the_header(
    tmp_path, name, header, party, relation, shown
):
    case = {**ZHANG, "contact1_name": name}
    del case["contact1_relation"]
    _, listed = surveyed(case_table([case]), tmp_path, headers={"contact1_mobile": header})
    found = line(listed, FRIEND, party=party)
    assert (found["relation"], found["name"]) == (relation, shown)
    rows = [{"case_no": "A1", "phone": OTHER, "contact_name": name, "party": None}]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, contacts=contact_table(rows))
    if name and "(父亲)" in name:
        assert line(listed, OTHER, party="parent")["name"] == shown


def told_in(cell, case, slot="contact1_mobile"):
    """The case as a table, with the text of the cell in its file; OTHER is the second number of the cell."""
    return case_table([case]).with_columns(
        pl.lit(cell).alias(f"raw:{slot}"), pl.lit(f"+86{OTHER}").alias(part(slot, "others"))
    )


@pytest.mark.parametrize(
    ("cell", "first", "second"),
    [
        ("张三(父亲){0};李四(配偶){1}", ("parent", "张三"), ("spouse", "李四")),
        ("张三 {0}（父亲） 李四 {1}（配偶）", ("parent", "张三"), ("spouse", "李四")),
        ("{0},张三,父亲;{1},李四,配偶", ("parent", "张三"), ("spouse", "李四")),
        ("张三|父亲|{0}\n李四|配偶|{1}", ("parent", "张三"), ("spouse", "李四")),
        ("王五-母亲-{0}、赵六-同事-{1}", ("parent", "王五"), ("colleague", "赵六")),
        ("{0}(配偶 李娜),{1}(同事 王伟)", ("spouse", "李娜"), ("colleague", "王伟")),
        ("妻子李娜{0}妈{1}", ("spouse", "李娜"), ("parent", None)),
        ("父亲(空号){0}/{1}(已离职 同事)", ("parent", None), ("colleague", None)),
        ("{0}(本人);{1}(非本人)", ("other", None), ("other", None)),
        (
            "张三,父亲,{0},李四,配偶,{1}",
            ("other", None),
            ("other", None),
        ),  # whose words these are is not sure
    ],
)
def test_a_cell_of_several_persons_tells_whose_each_number_is(tmp_path, cell, first, second):
    case = {name: value for name, value in ZHANG.items() if not name.startswith("contact1_")}
    rows = told_in(cell.format(FRIEND, OTHER), {**case, "contact1_mobile": FRIEND})
    _, listed = surveyed(rows, tmp_path)
    for phone, (party, name) in ((FRIEND, first), (OTHER, second)):
        assert line(listed, phone, party=party)["name"] == name


def test_the_column_of_the_name_is_not_told_of_another_person_in_the_cell(tmp_path):
    _, listed = surveyed(told_in(f"{FRIEND};配偶{OTHER}", ZHANG), tmp_path)
    assert line(listed, FRIEND, party="friend")["name"] == "李四"
    assert line(listed, OTHER, party="spouse")["name"] is None


def test_another_persons_number_in_the_debtors_cell_is_not_called_as_the_debtors(tmp_path):
    rows = told_in(f"{OWN};{OTHER}(配偶 李娜)", ZHANG, "self_mobile")
    _, listed = surveyed(rows, tmp_path)
    assert line(listed)["callable"]
    found = line(listed, OTHER, party="spouse")
    assert (found["name"], found["callable"]) == ("李娜", False)


def test_a_number_is_one_line_with_every_origin_and_date(tmp_path):
    contacts = [
        {"case_no": "A1", "phone": OWN, "source_kind": "app", "source_date": date(2025, 6, 1)},
        {"case_no": "A1", "phone": OWN, "source_kind": "repair", "source_date": date(2025, 7, 1)},
    ]
    _, listed = surveyed(
        case_table([ZHANG]), tmp_path, contacts=contact_table(contacts), headers={"self_mobile": "本人手机"}
    )

    found = line(listed)
    assert listed.height == 2
    assert found["origin"] == "本人手机 2025-02-01; contacts:app 2025-06-01; contacts:repair 2025-07-01"
    assert (found["since"], found["sources"]) == (date(2025, 7, 1), 3)


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_relations_the_same_one_is_told_in_any_order_of_the_rows(tmp_path, order):
    told = {"case_no": "A1", "phone": OTHER, "party": "other", "source_kind": "app", "contact_name": "李四"}
    contacts = [{**told, "relation_raw": "邻居"}, {**told, "relation_raw": "房东"}]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, contacts=contact_table(contacts[::order]))

    assert line(listed, OTHER, party="other")["relation"] == "房东"


def test_numbers_of_a_call_log_are_the_debtors_where_the_debtor_answered(tmp_path):
    calls = [call("answered_debtor", ago(5), OTHER), call("no_answer", ago(4), 13911110009)]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, calls=call_table(calls))

    assert line(listed, OTHER)["proof_of_life"] == ago(5)
    assert line(listed, 13911110009, party="other")["attempts"] == 1


def test_an_earlier_batch_tells_older_numbers_and_what_took_their_place(tmp_path):
    old = {**ZHANG, "self_mobile": OTHER, "placed_on": date(2024, 10, 1)}
    work = tmp_path / "work"
    rows = case_table([old]).with_columns(pl.lit(0, pl.UInt32).alias("_case")).lazy()
    _, listed = surveyed(case_table([ZHANG]), work, earlier=[Earlier(rows, {"self_mobile": "手机"})])

    found = line(listed, OTHER)
    assert found["origin"] == "手机 @ earlier 2024-10-01 2025-02-01"
    assert "replaced by a newer number on 2025-10-01" in found["reasons"]
    assert found["stale_score"] < line(listed)["stale_score"]


def test_an_earlier_batch_of_another_debtor_tells_nothing(tmp_path):
    other = {**ZHANG, "self_mobile": OTHER, "id_no": "110105199003070025"}
    rows = case_table([other]).with_columns(pl.lit(0, pl.UInt32).alias("_case")).lazy()
    _, listed = surveyed(case_table([ZHANG]), tmp_path, earlier=[Earlier(rows, {})])

    assert listed.filter(phone=f"+86{OTHER}").is_empty()


WORLD = {
    "contacts": [{"case_no": "A1", "phone": OWN, "source_kind": "app", "source_date": date(2025, 3, 1)}],
    "calls": [],
    "checks": [],
    "optouts": [],
}
VACANT = {"calls": [call("vacant", ago(20))]}
WRONG = {"calls": [call("wrong_number", ago(25))]}
RECYCLED = {
    "checks": [{"phone": OWN, "checked_on": ago(3), "result": "recycled", "recycled_since": date(2025, 8, 1)}]
}
WISH = {
    "optouts": [{"case_no": "A1", "phone": OWN, "scope": "number", "opted_out_on": ago(2), "kind": "opt_out"}]
}


@pytest.mark.parametrize(
    ("tables", "state"),
    [
        ([], "ok"),
        ([WRONG], "wrong_party"),
        ([WRONG, VACANT], "dead"),
        ([WRONG, VACANT, RECYCLED], "reassigned"),
        ([WRONG, VACANT, RECYCLED, WISH], "opted_out"),
    ],
)
def test_hard_states_come_in_their_order(tables, state, tmp_path):
    world = {name: [row for part in (WORLD, *tables) for row in part.get(name, ())] for name in WORLD}
    made = {"contacts": contact_table, "calls": call_table, "checks": check_table, "optouts": wish_table}
    _, listed = surveyed(
        case_table([ZHANG]), tmp_path, **{name: made[name](rows) for name, rows in world.items()}
    )

    found = line(listed)
    assert found["state"] == state
    assert (found["stale_score"] == 0, found["band"] is None) == (state != "ok", state != "ok")


@pytest.mark.parametrize(
    ("calls", "state"),
    [
        ([call("suspended", ago(40)), call("suspended", ago(20)), call("suspended", ago(2))], "dead"),
        ([call("suspended", ago(20)), call("suspended", ago(10)), call("suspended", ago(2))], "ok"),
        ([call("suspended", ago(95))], "dead"),
        ([call("suspended", ago(95)), call("answered_debtor", ago(60))], "ok"),
        ([call("suspended", ago(95)), call("rejected", ago(60)), call("suspended", ago(50))], "ok"),
        ([call("vacant", ago(9)), call("busy", ago(8))], "ok"),
        ([call("wrong_number", ago(9)), call("answered_debtor", ago(8))], "ok"),
    ],
)
def test_a_line_is_dead_until_something_speaks_for_it(calls, state, tmp_path):
    _, listed = surveyed(case_table([ZHANG]), tmp_path, calls=call_table(calls))

    assert line(listed)["state"] == state


def test_reasons_are_sentences_with_dates_in_both_languages(tmp_path):
    calls = [
        call("answered_debtor", date(2024, 12, 15)),
        call("suspended", date(2026, 1, 2)),
        call("suspended", date(2026, 1, 20)),
    ]
    tables = {"calls": call_table(calls)}
    _, chinese = surveyed(case_table([ZHANG]), tmp_path / "zh", lang="zh", **tables)
    _, english = surveyed(case_table([ZHANG]), tmp_path / "en", lang="en", **tables)

    assert (
        line(chinese)["reasons"] == "停机 ×2 2026-01-02..2026-01-20；最近一次本人接听 412 天前（2024-12-15）"
    )
    assert line(english)["reasons"] == (
        "suspended ×2 2026-01-02..2026-01-20; the debtor last answered 412 days ago (2024-12-15)"
    )


def test_half_lives_are_the_sources(tmp_path):
    usual = line(surveyed(case_table([ZHANG]), tmp_path / "a")[1])["stale_score"]
    quick = ContactSettings(half_lives=HalfLives(mobile=91))
    shorter = line(surveyed(case_table([ZHANG]), tmp_path / "b", settings=quick)[1])["stale_score"]

    assert (usual, shorter) == (round(100 * 0.5 ** (364 / 730)), round(100 * 0.5 ** (364 / 91)))


def test_third_persons_wait_until_the_debtor_cannot_be_reached(tmp_path):
    failed = [call("no_answer", ago(days)) for days in (3, 2, 1)]
    tables = {
        "usual": [],
        "two tries": failed[:2],
        "three tries": failed,
        "answered since": [*failed, call("answered_debtor", ago(0), hour=9)],
        "dead": [call("vacant", ago(4))],
    }
    callable_ = {
        name: line(
            surveyed(case_table([ZHANG]), tmp_path / name, calls=call_table(rows))[1], FRIEND, party="friend"
        )
        for name, rows in tables.items()
    }

    assert {name: found["callable"] for name, found in callable_.items()} == {
        "usual": False,
        "two tries": False,
        "three tries": True,
        "answered since": False,
        "dead": True,
    }
    assert "139****0001 not in service on 2026-01-27" in callable_["dead"]["reasons"]


@pytest.mark.parametrize(
    ("tables", "friend", "told"),
    [
        (WISH, False, "not permitted (numbers of the debtor in use: 1, failed tries in a row: 0)"),
        (WISH | VACANT, True, "permitted: the debtor's numbers: 139****0001 not in service on 2026-01-11"),
        (WISH | RECYCLED, True, "permitted: the debtor's numbers: 139****0001 reassigned"),
        (
            WISH | {"calls": [call("no_answer", ago(days)) for days in (5, 4, 3)]},
            True,
            "permitted: 3 tries in a row",
        ),
        (
            {"optouts": [{"case_no": "A1", "scope": "person", "opted_out_on": ago(2), "kind": "opt_out"}]},
            False,
            "asked not to be called",
        ),
        (
            {"calls": [call("dnc_request", ago(2))]},
            False,
            "not permitted (numbers of the debtor in use: 1, failed tries in a row: 0)",
        ),
    ],
)
def test_a_debtors_wish_lets_nobody_else_be_called(tables, friend, told, tmp_path):
    made = {"calls": call_table, "checks": check_table, "optouts": wish_table}
    _, listed = surveyed(
        case_table([ZHANG]), tmp_path, **{name: made[name](rows) for name, rows in tables.items()}
    )

    found = line(listed, FRIEND, party="friend")
    assert line(listed)["state"] == "opted_out"
    assert (found["callable"], line(listed)["callable"]) == (friend, False)
    assert told in found["reasons"]


def test_third_persons_are_not_called_where_the_law_forbids_it(tmp_path):
    rows = call_table([call("vacant", ago(4))])
    _, listed = surveyed(case_table([ZHANG]), tmp_path, region="US", calls=rows)

    assert not line(listed, FRIEND, party="friend")["callable"]


def test_address_books_and_wishes_bar_a_number(tmp_path):
    contacts = [
        {"case_no": "A1", "phone": OTHER, "source_kind": "address_book", "party": "other"},
        {"case_no": "A1", "phone": 13911110008, "source_kind": "app", "dnc": True},
    ]
    wish = [
        {
            "case_no": "A1",
            "person_name": "李四",
            "scope": "third_person",
            "opted_out_on": ago(2),
            "kind": "opt_out",
        }
    ]
    tables = {"contacts": contact_table(contacts), "optouts": wish_table(wish)}
    dead = call_table([call("vacant", ago(4))])
    _, listed = surveyed(case_table([ZHANG]), tmp_path, calls=dead, **tables)

    assert listed.filter("callable").is_empty()
    assert line(listed, FRIEND, party="friend")["state"] == "opted_out"
    assert "address book" in line(listed, OTHER, party="other")["reasons"]


def test_a_mark_of_the_contact_table_bars_the_number_whoever_it_is_said_to_be_of(tmp_path):
    marked = contact_table(
        [{"case_no": "A1", "phone": OWN, "party": "friend", "dnc": True, "dnc_on": ago(9)}]
    )
    _, listed = surveyed(case_table([ZHANG]), tmp_path, contacts=marked)

    for party in ("self", "friend"):
        found = line(listed, party=party)
        assert (found["state"], found["callable"]) == ("opted_out", False)
        assert str(ago(9)) in found["reasons"]


@pytest.mark.parametrize(
    "told",
    [
        {"contacts": [{"case_no": "A1", "phone": OWN, "party": "friend", "dnc": True, "dnc_on": ago(9)}]},
        {"calls": [call("dnc_request", ago(9))]},
    ],
)
def test_what_a_debtor_wishes_of_a_number_holds_in_all_cases_of_the_debtor(told, tmp_path):
    made = {"contacts": contact_table, "calls": call_table}
    li = {"id_no": "110105199003070025", "debtor_name": "李四"}
    cases = [ZHANG, ZHANG | {"case_no": "A2"}, ZHANG | {"case_no": "A3"} | li]
    _, listed = surveyed(
        case_table(cases), tmp_path, **{name: made[name](rows) for name, rows in told.items()}
    )

    found = listed.filter(phone=f"+86{OWN}", party="self").sort("row")
    assert found["state"].to_list() == ["opted_out", "opted_out", "ok"]
    assert [str(ago(9)) in reasons for reasons in found["reasons"]] == [True, True, False]


def test_rows_of_one_case_are_listed_as_one_with_the_numbers_of_all(tmp_path):
    newer = ZHANG | {"placed_on": date(2025, 12, 1), "self_mobile": OTHER}
    calls = [
        call("vacant", ago(4)),
        call("answered_debtor", ago(3), OTHER),
        call("no_answer", ago(2), FRIEND),
    ]
    found, listed = surveyed(
        case_table([ZHANG, ZHANG | {"case_no": "A2"}, newer]),
        tmp_path,
        calls=call_table(calls),
        states=("dead", "stale"),
    )

    mine = listed.filter(case_no="A1")
    assert mine.select("rank", "phone", "row").rows() == [
        (1, f"+86{OTHER}", 2),
        (2, f"+86{OWN}", 2),
        (3, f"+86{FRIEND}", 2),
    ]
    assert "replaced by a newer number on 2025-12-01" in line(listed)["reasons"]
    assert line(listed, OTHER)["answers"] == line(listed, FRIEND, party="friend")["attempts"] == 1
    assert found.verdicts.to_list() == ["reachable"] * 3
    assert found.best_own.to_list() == [f"+86{OTHER}"] * 3
    assert found.found.filter(state="dead").sort("id").select("field", "id").rows() == [
        ("self_mobile", 0),
        ("self_mobile", 1),
    ]
    assert found.counts["cases"] == found.counts["reachable"] == 2


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({}, 2),
        ({"id_no": "110105199003070025"}, 4),
        ({"client": "海安银行"}, 4),
        ({"id_no": None, "debtor_name": "李四"}, 4),
    ],
)
def test_one_case_number_of_two_debtors_or_clients_is_two_cases(tmp_path, more, lines):
    _, listed = surveyed(case_table([ZHANG, ZHANG | more]), tmp_path)

    assert listed.height == lines


@pytest.mark.parametrize(("count", "known"), [(CROWD, CROWD), (CROWD + 1, 1)])
def test_an_id_that_stands_in_a_crowd_of_cases_is_nobodys(tmp_path, count, known):
    """What is known in one case was told in all others, also of a filler in every row: squares of rows."""
    cases = [ZHANG | {"case_no": f"A{n}", "self_mobile": 13920000000 + n} for n in range(count)]
    earlier = case_table([ZHANG | {"case_no": "E1", "self_mobile": OTHER}])
    batch = Earlier(earlier.with_columns(pl.lit(None, pl.UInt32).alias("_case")).lazy(), {})
    _, listed = surveyed(case_table(cases), tmp_path, earlier=[batch])

    own = listed.filter(case_no="A0", party="self")["phone"].to_list()
    assert len([phone for phone in own if phone.startswith("+861392")]) == known
    assert (f"+86{OTHER}" in own) is (known > 1)


def test_rows_of_one_case_without_an_id_are_no_two_debtors(tmp_path):
    row = {name: value for name, value in ZHANG.items() if name != "id_no"}
    marked = contact_table([{"case_no": "A1", "phone": OWN, "party": "self", "dnc": True, "dnc_on": ago(9)}])
    found, listed = surveyed(case_table([row, row]), tmp_path, contacts=marked)

    assert found.shared.is_empty()
    assert listed.filter(phone=f"+86{OWN}")["state"].to_list() == ["opted_out"]


def test_what_a_call_tells_of_a_number_that_stands_in_no_table_of_its_case_holds_in_the_others(tmp_path):
    li = {"case_no": "A2", "id_no": "110105199003070025", "debtor_name": "李四", "self_mobile": OTHER}
    zhang = ZHANG | {"case_no": "A3", "self_mobile": None}
    rows = case_table([ZHANG | {"case_no": "A3", "self_mobile": 13911110005}])
    earlier = Earlier(rows.with_columns(pl.lit(2, pl.UInt32).alias("_case")).lazy(), {})
    calls = [call("vacant", ago(4), OTHER), call("dnc_request", ago(9), 13911110005)]
    _, listed = surveyed(
        case_table([ZHANG, ZHANG | li, zhang]), tmp_path, calls=call_table(calls), earlier=[earlier]
    )

    assert line(listed, OTHER, "A2")["state"] == "dead"
    assert line(listed, 13911110005, "A3")["state"] == "opted_out"


def test_wishes_that_have_ended_or_are_consents_bar_nothing(tmp_path):
    wishes = [
        {"case_no": "A1", "scope": "person", "opted_out_on": ago(50), "until": ago(1), "kind": "opt_out"},
        {"case_no": "A1", "scope": "person", "opted_out_on": ago(50), "kind": "consent"},
    ]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, optouts=wish_table(wishes))

    assert line(listed)["callable"]


def test_calls_left_today_are_the_least_that_any_limit_leaves(tmp_path):
    calls = [
        call("answered_debtor", AS_OF, hour=9),
        call("answered_debtor", AS_OF, OTHER),
        call("no_answer", AS_OF),
    ]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, calls=call_table(calls))

    assert line(listed)["calls_left"] == 1


def test_numbers_that_may_be_called_come_first_then_parties_then_chances(tmp_path):
    contacts = [
        {"case_no": "A1", "phone": OTHER, "source_kind": "app", "source_date": ago(300)},
        {
            "case_no": "A1",
            "phone": 13911110007,
            "party": "guarantor",
            "source_kind": "app",
            "source_date": ago(3),
        },
    ]
    calls = [
        call("vacant", ago(4)),
        call("answered_debtor", ago(9), OTHER),
        call("no_answer", ago(2), 13911110008, party="self"),
    ]
    _, listed = surveyed(
        case_table([ZHANG]), tmp_path, contacts=contact_table(contacts), calls=call_table(calls)
    )

    assert listed["phone"].to_list() == [f"+86{n}" for n in (OTHER, 13911110008, 13911110007, OWN, FRIEND)]
    assert listed["rank"].to_list() == [1, 2, 3, 4, 5]


def test_the_best_time_is_that_of_the_numbers_own_answers(tmp_path):
    days = [ago(days) for days in range(2, 72) if ago(days).weekday() < 5]
    evenings = [call("answered_debtor" if day.day % 2 else "no_answer", day, hour=18) for day in days]
    mornings = [call("no_answer", day, hour=9) for day in days]
    _, listed = surveyed(case_table([ZHANG]), tmp_path / "own", calls=call_table([*evenings, *mornings]))
    _, silent = surveyed(case_table([ZHANG]), tmp_path / "few", calls=call_table(evenings[:2]))

    found = line(listed)
    assert (found["best_time"], found["best_time_basis"]) == ("Mon-Fri 17-19", "own")
    assert found["best_time_calls"] == len(days)
    assert (line(silent)["best_time"], line(silent)["best_time_basis"]) == (None, None)


def test_one_debtors_cases_tell_one_another(tmp_path):
    second = {**ZHANG, "case_no": "A2", "self_mobile": None}
    calls = [call("vacant", ago(9)), call("answered_debtor", ago(5), OTHER)]
    tables = {"calls": call_table(calls)}
    _, listed = surveyed(case_table([ZHANG, second]), tmp_path / "one", **tables)
    _, apart = surveyed(case_table([ZHANG, {**second, "client": "另一家银行"}]), tmp_path / "two", **tables)

    assert line(listed, OTHER, "A2")["proof_of_life"] == ago(5)
    assert line(listed, OWN, "A2")["state"] == "dead"
    assert apart.filter(case_no="A2")["phone"].to_list() == [f"+86{FRIEND}"]


def test_a_number_of_many_debtors_is_told_as_a_group(tmp_path):
    names = ["张三", "李四", "王五", "赵六", "钱七"]
    cases = [
        {
            **ZHANG,
            "case_no": f"B{n}",
            "debtor_name": name,
            "id_no": f"11010519900307{n:04}",
            "self_mobile": 13922220000 + n,
        }
        for n, name in enumerate(names)
    ]
    cases.append(
        {
            **cases[0],
            "case_no": "C1",
            "id_no": "110105198003070017",
            "contact1_mobile": None,
            "debtor_name": "孙八",
        }
    )
    found, listed = surveyed(case_table(cases), tmp_path)

    shared = {row["phone"]: row for row in found.shared.to_dicts()}
    assert shared[f"+86{FRIEND}"]["tie"] == "agent"
    assert shared["+8613922220000"]["tie"] == "one_number_two_debtors"
    assert {row["group"] for row in shared.values()} == {1}
    assert {row["debtors_in_group"] for row in shared.values()} == {6}
    assert "a contact of 5 debtors" in line(listed, FRIEND, "B1", "friend")["reasons"]


@pytest.mark.parametrize(
    ("case", "calls", "verdict"),
    [
        ({}, [], "reachable"),
        ({"loan_date": date(2021, 1, 1), "placed_on": date(2021, 2, 1)}, [], "stale_only"),
        ({}, [call("vacant", ago(4))], "third_party_only"),
        ({"contact1_mobile": None}, [call("vacant", ago(4))], "no_callable_number"),
        ({"self_mobile": None, "contact1_mobile": None}, [], "no_callable_number"),
    ],
)
def test_a_case_has_a_verdict(case, calls, verdict, tmp_path):
    found, _ = surveyed(case_table([{**ZHANG, **case}]), tmp_path, calls=call_table(calls))

    assert found.verdicts.to_list() == [verdict]


def test_look_ups_are_own_numbers_that_nobody_knows_anything_recent_of(tmp_path):
    old = {**ZHANG, "loan_date": date(2022, 1, 1)}
    cases = [
        {**old, "case_no": "A1"},
        {**old, "case_no": "A2", "id_no": "110105199003070025", "self_mobile": OTHER},
        {
            **ZHANG,
            "case_no": "A3",
            "id_no": "320583198511200039",
            "self_mobile": 13911110033,
            "loan_date": ago(30),
        },
        {**old, "case_no": "A4", "id_no": "440524188001010014", "self_mobile": 13911110034},
    ]
    calls = call_table([call("vacant", ago(30), OTHER, "A2")])
    checks = check_table([{"phone": 13911110034, "checked_on": ago(20), "result": "active"}])
    found, _ = surveyed(case_table(cases), tmp_path, calls=calls, checks=checks)

    assert found.look_ups.rows() == [(f"+86{OWN}", "A1", 1, 24, date(2022, 1, 1))]


def test_a_number_of_two_clients_is_one_look_up(tmp_path):
    old = {**ZHANG, "loan_date": date(2022, 1, 1)}
    cases = [old, old | {"case_no": "B1", "client": "江北银行", "loan_date": date(2022, 3, 1)}]
    found, _ = surveyed(case_table(cases), tmp_path)

    assert found.look_ups.select("phone", "case_no", "cases", "known_on").rows() == [
        (f"+86{OWN}", "A1", 2, date(2022, 3, 1))
    ]


def test_results_that_name_numbers_by_digest_are_understood(tmp_path):
    digest = digested(pl.Series([8600000000000 + OWN], dtype=pl.UInt64), "md5")[0]
    checks = check_table([{"phone_md5": digest.upper(), "checked_on": ago(3), "result": "vacant"}])
    _, listed = surveyed(case_table([ZHANG]), tmp_path, checks=checks)

    assert line(listed)["state"] == "dead"


def test_filling_puts_the_best_own_number_into_an_empty_cell_and_nowhere_else(tmp_path):
    cases = case_table(
        [{**ZHANG, "self_mobile": None}, {**ZHANG, "case_no": "A2", "self_mobile": OTHER}]
    ).with_columns(pl.lit(None, pl.String).alias("step:self_mobile"))
    contact = contact_table([{"case_no": "A1", "phone": OWN, "source_kind": "app", "source_date": ago(9)}])
    found, _ = surveyed(cases.drop("id_no"), tmp_path, contacts=contact)
    asked = filled(cases, found, fill=True)

    assert asked["self_mobile"].to_list() == [f"+86{OWN}", f"+86{OTHER}"]
    assert asked["step:self_mobile"].to_list() == [STEP, None]
    assert filled(cases, found, fill=False)["self_mobile"].to_list() == [None, f"+86{OTHER}"]


def test_every_outcome_of_the_table_is_understood(tmp_path):
    calls = [call(code, ago(9), 13911110100 + place) for place, code in enumerate(outcomes())]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, calls=call_table(calls))

    assert listed.filter(pl.col("phone").str.starts_with("+86139111101")).height == len(outcomes())


def test_a_cell_without_any_date_says_what_holds_now(tmp_path):
    case_file = tmp_path / "cases.csv"
    case_file.write_text(
        "案件编号,姓名,手机号\nA1,温兆霖,空号 13812345678\nA2,白雪莹,13912345678\n", encoding="utf-8"
    )
    listed = run(case_file, as_of="2026-01-31", out=tmp_path / "out").contacts.sort("case_no")

    assert listed["state"].to_list() == ["dead", "ok"]
    assert listed["callable"].to_list() == [False, True]


UNDATED_WISHES = {
    "a case's wish": {"optouts": [{"case_no": "A1", "scope": "person", "kind": "opt_out"}]},
    "a number's wish": {"optouts": [{"phone": OWN, "kind": "opt_out"}]},
    "a mark of the contact table": {"contacts": [{"case_no": "A1", "phone": OWN, "dnc": True}]},
    "a mark and a source's day to come": {
        "contacts": [{"case_no": "A1", "phone": OWN, "dnc": True, "source_date": ago(-300)}]
    },
}


@pytest.mark.parametrize("tables", UNDATED_WISHES.values(), ids=UNDATED_WISHES)
def test_a_wish_without_a_day_holds_and_its_day_is_said_to_be_unknown(tables, tmp_path):
    made = {"contacts": contact_table, "optouts": wish_table}
    _, listed = surveyed(
        case_table([ZHANG]), tmp_path, **{name: made[name](rows) for name, rows in tables.items()}
    )

    assert (line(listed)["state"], line(listed)["callable"]) == ("opted_out", False)
    assert line(listed)["reasons"].startswith("asked not to be called, on a day that is not known")


def test_a_dated_wish_tells_its_day_though_an_undated_one_is_there(tmp_path):
    wishes = [{"phone": OWN, "kind": "opt_out"}, {"phone": OWN, "kind": "opt_out", "opted_out_on": ago(2)}]
    _, listed = surveyed(case_table([ZHANG]), tmp_path, optouts=wish_table(wishes))

    assert line(listed)["reasons"].startswith(f"asked not to be called on {ago(2)}")


def test_a_wish_that_names_several_numbers_holds_for_each(tmp_path):
    wishes = wish_table([{"phone": OTHER, "kind": "opt_out", "opted_out_on": ago(2)}])
    several = wishes.with_columns(pl.lit(f"+86{OWN}").alias(part("phone", "others")))
    _, listed = surveyed(case_table([ZHANG]), tmp_path, optouts=several)

    assert line(listed)["state"] == "opted_out"


def test_a_check_without_a_day_counts_as_one_of_the_day_of_the_run(tmp_path):
    _, listed = surveyed(
        case_table([ZHANG]), tmp_path, checks=check_table([{"phone": OWN, "result": "vacant"}])
    )

    assert line(listed)["state"] == "dead"


@pytest.mark.parametrize(("scope", "told"), [("same_case", False), ("same_client", True)])
def test_a_suspension_told_in_another_debtors_call_log_counts_where_evidence_is_shared(scope, told, tmp_path):
    li = ZHANG | {"case_no": "A2", "id_no": "110105199003070025", "self_mobile": OTHER}
    calls = call_table([call("suspended", ago(5), phone=OWN, case_no="A2")])
    settings = ContactSettings(scope=scope)
    _, listed = surveyed(case_table([ZHANG, li]), tmp_path, settings=settings, calls=calls)

    assert ("suspended" in line(listed)["reasons"]) == told
    assert "suspended" in listed.filter(case_no="A2", phone=f"+86{OWN}")["reasons"].item()
