"""Of a run's findings only those are loaded that a worklist's lines ask for, and they are the same as among all."""

import pytest

from dq.pipeline.asked import Runs
from dq.pipeline.road import run
from dq.record.ledger import Ledger

CASES = "案件编号,姓名,本人手机,委案金额,贷款日期\n" + "".join(
    f"A{n % 6},张三,138001380{n:02}{'' if n % 3 else 9},{n or '很多'},2025-01-01\n" for n in range(12)
)
CALLS = "案件号,拨打时间,联络电话\n" + "".join(f"A{n},2026-13-0{n},138001380{n:02}\n" for n in range(9))


@pytest.mark.parametrize("mask", [False, True], ids=["plain", "masked"])
def test_a_task_is_the_same_among_all_findings_and_alone(tmp_path, mask):
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    made = run(
        tmp_path / "cases.csv",
        as_of="2026-01-31",
        out=tmp_path,
        mask=mask,
        companions={"calls": tmp_path / "calls.csv"},
    )
    listed = made.exceptions.select("fingerprint", "file", "sheet", "row").rows(named=True)

    def asked(runs, line):
        shown = {name: str(line[name] or "") for name in ("file", "sheet", "row")}
        return runs.asked(past, line["fingerprint"], shown)

    with Ledger.open(tmp_path, create=False) as ledger:
        whole = Runs(ledger, [tmp_path], None, [line["fingerprint"] for line in listed])
        past = whole.find(made.folder.name)
        for line in listed:
            alone = Runs(ledger, [tmp_path], None, [line["fingerprint"]])
            assert asked(alone, line) == asked(whole, line)
            others = [other for other in listed if other["fingerprint"] != line["fingerprint"]]
            assert {asked(alone, other) for other in others} == {None}
        found = {line["file"] for line in listed if asked(whole, line) is not None}
        assert found == {"cases.csv", "calls.csv"}
