"""Answers and agreements: stored once, replaced, lifted; what a run takes of them, and its hash."""

from dataclasses import replace

from dq.record.ledger import Decision, Suppression
from dq.record.ledger.decisions import decide, decisions_in_force
from dq.record.ledger.memory import recall
from dq.record.ledger.suppressions import lift, suppress, suppressions_in_force

CORRECT = Decision(
    source="bank", fingerprint="00" * 8, case_no="B-1", field="self_mobile", rule="phone.malformed",
    decision="correct", before="1380013800O", value="13800138000", person="li", decided_on="2026-02-01",
    run_id="20260131-0123456789ab", note="打电话确认 13800138000",
)  # fmt: skip
AGREED = Suppression("bank", "phone.foreign", "branch abroad", "wang", "2026-02-01", until="2026-03-31")


def test_an_answer_is_stored_once(ledger):
    assert decide(ledger, [CORRECT]) == 1
    assert decide(ledger, [CORRECT]) == 0

    (stored,) = decisions_in_force(ledger, "bank")
    assert (stored.value, stored.note, stored.person) == (CORRECT.value, CORRECT.note, "li")
    assert stored.before == ledger.key.hash("1380013800O")
    assert decisions_in_force(ledger, "other") == []


def test_a_later_answer_takes_the_place_of_the_earlier(ledger):
    later = replace(CORRECT, value="13900139000", person="zhao", decided_on="2026-02-02")
    assert decide(ledger, [CORRECT, later]) == 2

    (stored,) = decisions_in_force(ledger, "bank")
    assert stored.value == "13900139000"
    undone = "SELECT undone_by, undone_on FROM decisions WHERE undone_on IS NOT NULL"
    assert ledger.connection.execute(undone).fetchall() == [("zhao", "2026-02-02")]


def test_neither_phones_nor_notes_stand_in_the_file(ledger):
    decide(ledger, [CORRECT])
    ledger.close()

    content = (ledger.out / "ledger.sqlite").read_bytes()
    assert b"B-1" in content
    assert b"138001" not in content
    assert "确认".encode() not in content


def test_an_agreement_holds_until_its_end_or_until_it_is_lifted(ledger):
    number = suppress(ledger, AGREED)
    assert suppress(ledger, AGREED) == number

    assert [item.id for item in suppressions_in_force(ledger, "bank", "2026-03-31")] == [number]
    assert suppressions_in_force(ledger, "bank", "2026-04-01") == []
    assert suppressions_in_force(ledger, "other", "2026-03-31") == []
    assert lift(ledger, number, "li", "2026-02-03")
    assert not lift(ledger, number, "li", "2026-02-03")
    assert suppressions_in_force(ledger, None, None) == []


def test_the_hash_is_of_what_is_in_force_not_of_how_it_came_about(ledger):
    assert recall(ledger, "bank", "2026-02-01").sha256 == ""

    number = suppress(ledger, AGREED)
    once = recall(ledger, "bank", "2026-02-01").sha256
    lift(ledger, number, "li", "2026-02-03")
    assert recall(ledger, "bank", "2026-02-01").sha256 == ""
    suppress(ledger, AGREED)

    assert recall(ledger, "bank", "2026-02-01").sha256 == once != ""
    assert recall(ledger, "bank", "2026-04-01").sha256 == ""


def test_the_value_is_right_stops_its_finding(ledger):
    decide(ledger, [replace(CORRECT, decision="keep", value=None)])

    (kept,) = recall(ledger, "bank", "2026-02-01").suppressions
    assert (kept.rule, kept.case_no, kept.field) == ("phone.malformed", "B-1", "self_mobile")
    assert kept.value == ledger.key.hash("1380013800O")
