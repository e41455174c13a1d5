"""A stop that names somebody whom the case is not known to have is told, and nobody of the case is called meanwhile."""

import pytest

from dq.pipeline.road import run

HEAD = "案件编号,客户姓名,本人手机,联系人1姓名,联系人1电话,委案金额,委案日期\n"
CASES = HEAD + "".join(
    f"A{n},张三{n},1390000000{n},李四{n},1390000001{n},{n}000.00,2026-01-02\n" for n in range(1, 5)
)
EARLIER = HEAD + "A1,张三1,13900000001,王五,13900000021,1000.00,2025-06-02\n"
CALLS = "案件编号,联络时间,联络电话,联系人姓名,催收结果\nA2,2026-01-05 10:00:00,13900000032,赵六,无人接听\n"
STOPS = "案件编号,当事人姓名,类别,提出日期\n"


@pytest.fixture
def run_with(tmp_path):
    def made(stops, source=None, **beside):
        texts = {"cases": CASES, "optouts": STOPS + stops, **beside}
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        given = {name: tmp_path / f"{name}.csv" for name in texts if name != "cases"}
        return run(tmp_path / "cases.csv", source, as_of="2026-01-31", out=tmp_path / "out", companions=given)

    return made


def told(result):
    found = result.exceptions.filter(rule="optout.unknown_person")
    return found.select("case_no", "file", "cell", "value").sort("case_no").rows()


def callable_(result):
    listed = result.contacts.filter("callable").select("case_no", "phone").sort("case_no", "phone")
    return [(case, phone[-2:]) for case, phone in listed.rows()]


def test_a_stop_of_a_stranger_is_told_and_stops_the_whole_case(run_with):
    made = run_with("A1,张三1,停催,2026-01-05\nA2,李四2,停催,2026-01-05\nA3,吴九,停催,2026-01-05\n")
    assert told(made) == [("A3", "optouts.csv", "B4", "吴九")]
    assert callable_(made) == [("A2", "02"), ("A4", "04")]


def test_persons_of_an_earlier_batch_and_of_the_call_log_are_no_strangers(run_with):
    stops = "A1,王五,停催,2026-01-05\nA2,赵 六,停催,2026-01-05\n"
    assert told(run_with(stops)) == [
        ("A1", "optouts.csv", "B2", "王五"),
        ("A2", "optouts.csv", "B3", "赵 六"),
    ]
    assert told(run_with(stops, earlier=EARLIER, calls=CALLS)) == []


def test_the_reading_is_safe_where_the_rule_is_off(run_with, tmp_path):
    """What may be called hangs on the stop list, not on which rules a source has."""
    fields = [
        "case_no",
        "debtor_name",
        "self_mobile",
        "contact1_name",
        "contact1_mobile",
        "total_due",
        "placed_on",
    ]
    columns = "".join(
        f"  {column}: {field}\n" for column, field in zip(HEAD.strip().split(","), fields, strict=True)
    )
    text = f"id: bank\ncolumns:\n{columns}overrides: {{optout.unknown_person: off}}\n"
    (tmp_path / "bank.yml").write_text(text, encoding="utf-8")
    made = run_with("A3,吴九,停催,2026-01-05\n", str(tmp_path / "bank.yml"))
    assert told(made) == []
    assert callable_(made) == [("A1", "01"), ("A2", "02"), ("A4", "04")]
