"""What findings quote of private values is masked with them."""

import openpyxl
import polars as pl
import pytest

from dq.pipeline.road import run
from dq.write.private import mask_told


@pytest.mark.parametrize(
    ("field", "told", "masked"),
    [
        ("debtor_name", "Debtor's name: Two columns – ≠ 王小五", "Debtor's name: Two columns – ≠ 王*五"),
        ("id_no", "≠ 110105199003070017", "≠ 1101************17"),
        ("total_due", "Total due: Two columns – ≠ 20.00", "Total due: Two columns – ≠ 20.00"),
        ("phone", "several numbers – +8613800138000;+861062345678", "several numbers – +86138****8000;+86106****5678"),
        ("birth_date", "1970-01-02 ≠ 1969-09-04", "19**-**-** ≠ 19**-**-**"),
        ("id_no", "rows 1, 2; Case number: A1 / 00880804", "rows 1, 2; Case number: A1 / 00880804"),
        ("placed_on", "2026-02-01 > 2026-01-31", "2026-02-01 > 2026-01-31"),
        ("self_mobile", None, None),
    ],
)  # fmt: skip
def test_what_is_told_is_masked(field, told, masked):
    frame = pl.DataFrame(
        {"field": [field], "message": [told]}, schema={"field": pl.String, "message": pl.String}
    )
    assert frame.select(mask_told("message")).item() == masked


def test_no_list_of_a_masked_run_quotes_a_value(tmp_path):
    header = "案件编号,客户姓名,客户姓名,身份证号,生日,手机号,手机号码,委案金额"
    rows = ["A1,张三丰,李四光,110105199003070017,1970-01-02,13911110001,13911110002,100"] * 1
    calls = "案件编号,拨打时间,拨打号码,结果\nA1,2026-01-05 10:00,13911110003/13911110004,无人接听\n"
    (tmp_path / "a.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    (tmp_path / "calls.csv").write_text(calls, encoding="utf-8")
    made = run(
        tmp_path / "a.csv", as_of="2026-01-31", out=tmp_path / "out", mask=True,
        companions={"calls": tmp_path / "calls.csv"},
    )  # fmt: skip
    assert {"field.columns_differ", "id.birth_mismatch", "call.several_numbers"} <= {*made.exceptions["rule"]}
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    listed = (made.folder / "exceptions.csv").read_text(encoding="utf-8-sig") + "\n".join(cells)
    for private in (
        "李四光",
        "张三丰",
        "1990-03-07",
        "1970-01-02",
        "13911110002",
        "13911110004",
        "13911110003",
    ):
        assert private not in listed
