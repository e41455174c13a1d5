"""The laws of the round trip, on generated worklists that people filled in, moved about and damaged."""

import random
import shutil
from collections import Counter

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.pipeline.road import run
from dq.record.ledger import Ledger
from dq.record.ledger.decisions import decisions_in_force
from tests.pipeline import round_trip as trip

EXAMPLES, ALL = 6, range(500)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return trip.Exported.make(tmp_path_factory.mktemp("export"), seed=7)


def _trial(exported, rnd, folder, as_csv):
    """People fill the list in, damage and move its lines; what comes of it is held against what must."""
    lines = trip.fill(exported, rnd)
    folder.mkdir(exist_ok=True)
    out = exported.copy(folder)
    path = folder / ("filled.csv" if as_csv else "filled.xlsx")
    (trip.write_csv if as_csv else trip.write_xlsx)(lines, exported.header, path)
    results, _ = trip.hold(exported, lines, out, path)
    return results


@settings(max_examples=EXAMPLES)
@given(st.randoms(use_true_random=False), st.booleans())
def test_every_answer_ends_applied_or_refused_and_exactly_the_answered_cells_change(
    exported, tmp_path_factory, rnd, as_csv
):
    _trial(exported, rnd, tmp_path_factory.mktemp("trial"), as_csv)


@pytest.mark.exact
def test_five_hundred_worklists(tmp_path):
    fates, reasons = Counter(), Counter()
    for seed in ALL:
        if seed % 10 == 0:
            exported = trip.Exported.make(tmp_path / f"export-{seed}", seed)
        results = _trial(exported, random.Random(seed), tmp_path / "trial", seed % 2)
        shutil.rmtree(tmp_path / "trial")
        fates.update(result.fate for result in results)
        reasons.update(result.refusal.code for result in results if result.refusal is not None)
    print(dict(fates), dict(reasons))
    assert fates["taken"] > 1_000
    assert fates["refused"] > 1_000


def test_a_worklist_without_answers_changes_nothing(exported, tmp_path):
    out = exported.copy(tmp_path)
    applied = trip.take_in(exported.run.folder / "worklist.xlsx", out)
    assert (applied.results, applied.unanswered) == ([], len(exported.lines))
    with Ledger.open(out) as ledger:
        assert decisions_in_force(ledger, "proposed") == []
    again = run(exported.out.parent / "cases.csv", as_of=trip.AS_OF, out=out, lang="zh")
    assert (again.folder / "run.json").read_bytes() == (exported.run.folder / "run.json").read_bytes()
    assert again.folder.name == exported.run.folder.name


def _answered(exported, tmp_path, wanted, **cells):
    """The workbook itself with one task answered: the first whose finding is wanted."""
    path = tmp_path / "filled.xlsx"
    book = openpyxl.load_workbook(exported.run.folder / "worklist.xlsx")
    sheet = book["任务"]
    places = {trip.LABELS[cell.value]: cell.column for cell in sheet[1]}
    row, line = next(
        (number, line) for number, line in enumerate(exported.lines, start=2) if wanted(line.task[1])
    )
    for name, value in cells.items():
        sheet.cell(row, places[name]).value = value
    book.save(path)
    return path, line.task[1]


VERIFIED = {"verified_by": "通话确认", "verified_on": "2026-02-01"}


def _is_mobile(finding):
    return finding["field"] == "self_mobile" and finding["case_no"] not in (None, "C0000")


def test_a_row_that_changed_since_is_refused_with_both_values(exported, tmp_path):
    out = exported.copy(tmp_path)
    path, finding = _answered(
        exported, tmp_path, _is_mobile, decision="手工修正", new_value="13900139000", **VERIFIED
    )
    text = (exported.out.parent / "cases.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    lines[finding["row"] - 1] = lines[finding["row"] - 1].replace(finding["value"] or "", "13911112222")
    if finding["value"] is not None:
        (tmp_path / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        run(tmp_path / "cases.csv", as_of="2026-02-01", out=out, lang="zh")
        (result,) = trip.take_in(path, out).results
        assert result.refusal.code == "stale"
        assert finding["value"] in result.refusal.say("zh")
        assert "13911112222" in result.refusal.say("zh")
        assert result.today == "13911112222"


def test_what_the_source_mended_by_itself_is_known_already(exported, tmp_path):
    out = exported.copy(tmp_path)
    path, finding = _answered(
        exported, tmp_path, _is_mobile, decision="手工修正", new_value="139 0013 9000", **VERIFIED
    )
    lines = (exported.out.parent / "cases.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[finding["row"] - 1].split(",")
    cells[4] = "+8613900139000"
    lines[finding["row"] - 1] = ",".join(cells)
    (tmp_path / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(tmp_path / "cases.csv", as_of="2026-02-01", out=out, lang="zh")
    (result,) = trip.take_in(path, out).results
    assert result.fate == "known"


def test_another_answer_to_a_settled_task_is_refused_with_the_first(exported, tmp_path):
    out = exported.copy(tmp_path)
    first, _ = _answered(
        exported, tmp_path, _is_mobile, decision="手工修正", new_value="13900139000", **VERIFIED
    )
    assert trip.take_in(first, out).results[0].fate == "taken"
    second, _ = _answered(
        exported, tmp_path, _is_mobile, decision="手工修正", new_value="13900139001", **VERIFIED
    )
    (result,) = trip.take_in(second, out).results
    assert result.refusal.code == "stale"
    assert "13900139000" in result.refusal.say("en")


def test_a_list_made_with_another_key_is_refused(exported, tmp_path, monkeypatch):
    out = exported.copy(tmp_path)
    path, _ = _answered(exported, tmp_path, _is_mobile, decision="无法核实")
    (out / "ledger.sqlite").unlink()
    (tmp_path / "key").write_text("cd" * 32 + "\n", encoding="ascii")
    monkeypatch.setenv("DQ_KEY_FILE", str(tmp_path / "key"))
    with Ledger.open(out):
        pass
    assert trip.take_in(path, out).results[0].refusal.code == "altered"


def test_the_value_that_is_right_is_no_finding_until_it_changes(exported, tmp_path):
    out = exported.copy(tmp_path)
    path, finding = _answered(
        exported,
        tmp_path,
        lambda found: found["rule"] == "id.bad_checksum" and found["case_no"],
        decision="原值正确",
    )
    assert trip.take_in(path, out).results[0].fate == "taken"
    later = run(exported.out.parent / "cases.csv", as_of=trip.AS_OF, out=out, lang="zh")
    assert finding["fingerprint"] not in later.exceptions["fingerprint"].to_list()


def test_a_run_with_masked_lists_can_be_answered(exported, tmp_path):
    made = run(
        exported.out.parent / "cases.csv", as_of=trip.AS_OF, out=tmp_path / "out", lang="zh", mask=True
    )
    masked = trip.Exported(tmp_path / "out", made, lines=exported.lines)
    path, finding = _answered(
        masked, tmp_path, _is_mobile, decision="手工修正", new_value="13900139000", **VERIFIED
    )
    (result,) = trip.take_in(path, tmp_path / "out").results
    assert result.fate == "taken"
    later = run(exported.out.parent / "cases.csv", as_of=trip.AS_OF, out=tmp_path / "out", lang="zh")
    assert later.changes.filter(step="decision").select("row", "after").rows() == [
        (finding["row"], "+8613900139000")
    ]
