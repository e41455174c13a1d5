"""What a whole run writes for people: nothing of a person in report, manifest and terminal; lines for the source."""

import json

import fastexcel
import openpyxl
import polars as pl
import pytest

from dq.cli.summary import summary
from dq.demo import write_demo
from dq.pipeline.road import run
from dq.write.report_words import REASONS
from dq.write.step_words import STEPS

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元),委案日期,备注"
PHONE, IDENTITY, NAME = "13912345678", "110101199003071179", "赵铁柱"
LINES = (
    f"C001,{NAME},{IDENTITY},{PHONE}9,1000.00,2026-01-05,",
    f"C002,{NAME},110101199003071178,{PHONE},很多钱,2026-01-05,电话{PHONE}",
    "C003,=1+1,110101199003071178,+8613800138001,12.50,2026-01-05,<script>alert(1)</script>",
    "C004,李小四,110101199003071178,13800138001,12.50,2026-01-05,",
    f"C005,王五,110101199003071178,13800138001,12.50,{PHONE},",
)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "cases.csv").write_text("\n".join([HEADER, *LINES]) + "\n", encoding="utf-8")
    return run(
        folder / "cases.csv", as_of="2026-01-31", out=folder / "out", lang="zh", formats=("csv", "xlsx")
    )


def test_nothing_of_a_person_in_report_manifest_and_terminal(result):
    page = (result.folder / "report.html").read_text(encoding="utf-8")
    manifest = json.dumps(result.manifest, ensure_ascii=False)
    shown = summary(result.manifest, "zh", result.folder)
    for text in (page, manifest, shown):
        for canary in (PHONE, IDENTITY, NAME):
            assert canary not in text
    assert "<script" not in page


def test_counts_agree_between_manifest_and_files(result):
    counts, outputs = result.manifest["counts"], result.manifest["outputs"]
    assert outputs["cleaned.xlsx"]["rows"] == outputs["cleaned.csv"]["rows"] == counts["accepted"]
    assert outputs["return.xlsx"]["rows"] == outputs["quarantined.csv"]["rows"] == counts["quarantined"]
    assert outputs["worklist.xlsx"]["rows"] == outputs["exceptions.csv"]["rows"]


def test_the_source_gets_its_own_lines_back_with_every_reason(result):
    sheet = fastexcel.read_excel(result.folder / "return.xlsx").load_sheet(
        0, header_row=None, dtypes="string"
    )
    header, *lines = sheet.to_polars().rows()
    assert header == ("错误说明", *HEADER.split(","))
    originals = [tuple(cell or None for cell in line.split(",")) for line in LINES]
    assert lines
    assert all(tuple(cell or None for cell in line[1:]) in originals for line in lines)
    second = next(line for line in lines if line[1] == "C002")
    assert "【委案金额(元)】" in second[0]


def test_the_bad_cell_is_the_coloured_one(result):
    sheet = openpyxl.load_workbook(result.folder / "return.xlsx").worksheets[0]
    line = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "C002")
    coloured = [place for place, cell in enumerate(line) if cell.fill.start_color.rgb == "FFFBD9D7"]
    assert HEADER.split(",").index("委案金额(元)") + 1 in coloured
    assert HEADER.split(",").index("案件编号") + 1 not in coloured


def test_no_workbook_of_the_run_has_a_formula(result):
    for name in ("worklist.xlsx", "return.xlsx", "cleaned.xlsx"):
        book = openpyxl.load_workbook(result.folder / name)
        assert not [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]


@pytest.fixture(scope="module", params=["CN", "US"])
def demo_facts(tmp_path_factory, request):
    """What ``run.json`` says of a small demo with its companion tables."""
    folder = tmp_path_factory.mktemp("demo")
    made = write_demo(folder, 300)
    beside = (
        {**made.companions, "earlier": made.csv}
        if request.param == "US"
        else {"calls": made.companions["calls"]}
    )
    return run(
        made.csv, as_of=made.as_of, out=folder / "runs", region=request.param, companions=beside
    ).manifest


def test_the_page_has_words_for_every_step_and_for_every_reason_of_a_skipped_rule(demo_facts):
    tables = [demo_facts, *demo_facts["companions"]["tables"].values()]
    steps = {step for one in tables for steps in one.get("changes", {}) for step in steps.split("+")}
    reasons = {reason for told in demo_facts["skipped"].values() for reason in told}
    assert steps
    assert reasons
    assert steps <= STEPS.keys()
    assert reasons <= REASONS.keys()


def test_a_title_comes_back_without_the_delimiters_behind_it(tmp_path):
    lines = ["一月委案清单,,,,,,", HEADER, LINES[1]]
    (tmp_path / "cases.csv").write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))
    made = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out")
    sheet = openpyxl.load_workbook(made.folder / "return.xlsx").worksheets[0]
    assert sheet.cell(1, 2).value == "一月委案清单"
    assert (made.folder / "rejected.csv").read_text("utf-8").count("一月委案清单,,,,,,") == 1


def test_every_exception_is_a_task(result):
    book = openpyxl.load_workbook(result.folder / "worklist.xlsx")
    header, *lines = book["任务"].iter_rows(values_only=True)
    ids = [line[header.index("_key")].split("|")[1] for line in lines]
    found = pl.read_parquet(result.folder / "exceptions.parquet")["fingerprint"].to_list()
    assert sorted(ids) == sorted(found)
