"""A source's workbook with numbers, dates and texts in one form or another, most with a defect, and its YAML."""

import datetime

import openpyxl

from dq.read import ReadOptions, read

SHEET = "1月委外 案件"
HEADER = (
    "*案件编号", "姓名", "身份证号", "本人手机", "委案金额(元)", "委案日期", "贷款利率(%)", "逾期天数",
    "贷款日期", "备注",
)  # fmt: skip
DAY = datetime.date(2026, 1, 5)
LINES = (
    ("C001", "赵一", "110101199003071179", 13912345678, 1000.5, DAY, 18, 40, "2024-03-05", None),
    ("C002", "钱二", "110101199003071178", 139123456, 1234.56, DAY, 7.30000000000000071, 41,
     datetime.datetime(2024, 3, 5, 10, 30), "x"),
    ("C003", "孙三", 110101199003071178, "13912345679", 0, DAY, 18, 42, 45356, "#N/A"),
    (1004, "李四", "000123", "00755123", -5, datetime.date(2027, 1, 5), None, True, "2024/13/1", "=1+1"),
    ("C005", "周五", "110101199003071178", "13912345679", "abc", DAY, 18, 1.5e20, 45356, " 空 格 "),
    ("C006", "吴六", "11010519491231002X", "13911154321", 100, DAY, 18, 42, 45356, "in order"),
)  # fmt: skip
FORMATS = {
    5: "#,##0.00",
    6: 'yyyy"年"m"月"d"日"',
    7: '0.00" <&>"',
    9: "yyyy/m/d",
}
SOURCE = f"""id: workbook
read: {{sheet: "{SHEET}", header_row: 3}}
columns:
  "*案件编号": case_no
  姓名: debtor_name
  身份证号: id_no
  本人手机: self_mobile
  委案金额(元): total_due
  委案日期: placed_on
  贷款利率(%): annual_rate
  逾期天数: days_overdue
  贷款日期: loan_date
  备注: remarks
"""


def write_cases(path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet(SHEET)
    sheet.append(["江南银行 2026年1月", None, "委外案件"])
    sheet.append([])
    for line in (HEADER, *LINES):
        sheet.append(line)
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
            if cell.data_type in ("n", "d"):
                cell.number_format = FORMATS.get(cell.column, "General")
    sheet["I4"].number_format = "yyyy/m/d"
    sheet.column_dimensions["C"].width = 22.5
    sheet.column_dimensions["E"].width = 14
    book.save(path)


def cells(path, options=None):
    """What dq reads of the workbook: its lines by the names of their columns, and the marks on single cells."""
    with read(path, options or ReadOptions(sheet=SHEET, header_row=3)) as reading:
        frame = reading.frame.collect()
        names = [name for name in frame.columns if name not in ("_row", "错误说明")]
        lines = dict(zip(frame["_row"], frame.select(names).rows(named=True), strict=True))
        marks = {(row, column, mark) for row, column, mark, _ in reading.marks.rows()}
        return lines, marks
