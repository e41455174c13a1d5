"""Numbers found dead: known by hash in later batches of any source, until a sign of life."""

import polars as pl
import pytest

from dq.pipeline.road import run
from dq.record.ledger import LEDGER, Ledger
from dq.record.ledger.numbers import LEARNED_SCHEMA, keep_numbers, known_dead, learned

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"


def keep(ledger, day, **states):
    rows = [(ledger.key.hash(f"+{number[1:]}"), state) for number, state in states.items()]
    with ledger.transaction() as connection:
        keep_numbers(connection, day, pl.DataFrame(rows, schema=LEARNED_SCHEMA, orient="row"))


def known(ledger, day):
    told = known_dead(ledger, day).known(ledger.key)
    if told is None:
        return [None, None, None]
    return told(pl.Series(["+1", "+2", None], dtype=pl.String)).to_list()


def test_a_number_is_known_to_later_days_until_it_lives_again(ledger):
    keep(ledger, "2026-01-10", _1="dead", _2="dead")
    keep(ledger, "2026-01-20", _1="alive")
    keep(ledger, "2026-01-30", _1="dead")

    assert known(ledger, "2026-01-10") == [None, None, None]
    assert known(ledger, "2026-01-11") == ["dead, 2026-01-10", "dead, 2026-01-10", None]
    assert known(ledger, "2026-01-21") == [None, "dead, 2026-01-10", None]
    assert known(ledger, "2026-01-31") == ["dead, 2026-01-30", "dead, 2026-01-10", None]


def test_what_a_run_learns_of_numbers(ledger):
    keep(ledger, "2026-01-01", _2="dead", _3="dead")
    folder = ledger.out / "run"
    folder.mkdir()
    rows = [
        ("+1", "dead", None, "1"),
        ("+1", "dead", None, "1"),
        ("+2", "ok", "2026-01-02", "2"),
        ("+3", "ok", None, "3"),
        (None, "masked", None, "x"),
        ("+8613911154321", "ok", None, "13911154321（空号）"),
        ("+8613911154322", "ok", None, "13911154322 王先生"),
    ]
    schema = dict.fromkeys(("phone", "state", "last_sign_on", "cell"), pl.String)
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / "contacts.parquet")

    assert set(learned(ledger, folder).iter_rows()) == {
        (ledger.key.hash("+2"), "alive"),
        (ledger.key.hash("+1"), "dead"),
        (ledger.key.hash("+8613911154321"), "dead"),
    }
    assert learned(ledger, ledger.out / "nowhere").is_empty()


@pytest.fixture
def play(tmp_path):
    def once(day, phone, name):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{HEADER}\n{name},欧阳铁柱,11010519491231002X,{phone},10.00\n", encoding="utf-8")
        return run(path, as_of=day, out=tmp_path / "out")

    return once


def test_a_bad_number_of_an_earlier_batch_is_known_in_a_new_one(play, tmp_path):
    first = play("2026-01-31", "13911154321（空号）", "A-1")
    assert "phone.out_of_service" in first.exceptions["rule"]

    second = play("2026-02-10", "139 1115 4321", "Z-9")
    (found,) = second.exceptions.filter(rule="phone.known_bad").to_dicts()
    assert (found["case_no"], found["severity"]) == ("Z-9", "warning")
    assert found["message"].endswith("dead, 2026-01-31")
    assert play("2026-01-31", "13911154321（空号）", "A-1").repeated
    assert play("2026-02-10", "139 1115 4321", "Z-9").repeated
    assert "phone.known_bad" not in play("2026-02-10", "13911154322", "Y-8").exceptions["rule"]
    assert b"13911154321" not in (tmp_path / "out" / LEDGER).read_bytes()
    with Ledger.open(tmp_path / "out") as ledger:
        assert len(known_dead(ledger, "2026-02-11").dead) == 1
