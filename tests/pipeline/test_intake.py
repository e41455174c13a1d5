"""Files and their columns become one frame and one plan a field."""

from __future__ import annotations

from pathlib import Path

from dq.packs.source import load_source
from dq.pipeline.checking import check

HEADER = "案件编号,客户姓名,身份证号,家庭电话,委案金额"
LINES = [f"C{n:03d},王伟,44030519900101123X,0853-312345{n},{n}00.50" for n in range(1, 9)]


def file(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_second_column_is_compared_row_by_row(tmp_path: Path) -> None:
    lines = [
        HEADER + ",委案金额",
        *(f"{line},{'99.00' if n == 2 else f'{n}00.5'}" for n, line in enumerate(LINES, 1)),
    ]
    result = check([file(tmp_path / "a.csv", lines)], as_of="2026-01-31")
    assert result.manifest["findings"]["field.columns_differ"]["findings"] == 1
    assert result.manifest["mapping"]["second"] == [{"column": "委案金额 (2)", "field": "total_due"}]


def test_a_source_may_allow_that_old_numbers_are_rewritten(tmp_path: Path) -> None:
    columns = "".join(f"  {name}: {field}\n" for name, field in zip(
        HEADER.split(","), ("case_no", "debtor_name", "id_no", "self_home_tel", "total_due"), strict=True
    ))  # fmt: skip
    cases = file(tmp_path / "a.csv", [HEADER, *LINES])
    for leave, found in (("", 8), ("phones: {rewrite_old_plans: true}\n", 0)):
        source = tmp_path / "bank.yml"
        source.write_text(f"id: bank\n{leave}columns:\n{columns}", encoding="utf-8")
        manifest = check([cases], load_source(str(source)), as_of="2026-01-31").manifest
        assert manifest["findings"].get("phone.plan_changed", {}).get("findings", 0) == found
        assert manifest["phone_engine"]["cells"] >= 8
        assert manifest["phone_engine"]["verified"]
