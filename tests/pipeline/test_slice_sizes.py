"""In how many pieces a run sees its rows changes nothing in its files."""

import json

import pytest

from dq.demo import AS_OF, write_demo
from dq.pipeline import run

PIECES = ("dq.clean.plan.SLICE", "dq.pipeline.companions.SLICE", "dq.enrich.contacts.listing.SLICE")
CHUNK = "dq.pipeline.comparing.CHUNK"
GROUPS = ("dq.enrich.contacts.tables.ROW_GROUP", "dq.pipeline.storing.ROW_GROUP")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo"), 400, 11)


def write(path, lines):
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def files_of(demo, out):
    result = run(demo.csv, None, AS_OF, out, companions=demo.companions)
    files = {path.name: path.read_bytes() for path in result.folder.iterdir()}
    told = json.loads(files.pop("run.json"))
    del told["phone_engine"]  # how many cells were asked for at once is its subject
    return files, told


@pytest.fixture(scope="module")
def whole(demo, tmp_path_factory):
    return files_of(demo, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize(("size", "room"), [(61, None), (160, 0)])
def test_the_files_are_the_same_bytes(demo, whole, tmp_path, monkeypatch, size, room):
    for name in (*PIECES, *GROUPS, CHUNK):
        monkeypatch.setattr(name, size)
    if room is not None:
        for name in ("ROOM", "LESS_ROOM"):
            monkeypatch.setattr(f"dq.pipeline.checking.{name}", room)

    files, told = files_of(demo, tmp_path)

    assert {name for name in files if files[name] != whole[0].get(name)} == set()
    assert (files.keys(), told) == (whole[0].keys(), whole[1])


def test_duplicates_of_other_batches_are_compared_cell_by_cell(tmp_path, monkeypatch):
    lines = [f"A{n % 40},张三,{5_000 + n},1380013{n:04d},2025-01-{1 + n % 28:02}" for n in range(120)]
    write(tmp_path / "cases.csv", ["案件编号,姓名,委案金额,本人手机,贷款日期", *lines])
    paid = [f"A{n % 40},2025-12-{1 + n % 20:02},{100 + n % 20},{n}" for n in range(90)]
    write(tmp_path / "paid.csv", ["案件号,还款日期,还款金额,备注", *paid])
    given = {"as_of": "2026-01-31", "companions": {"repayments": tmp_path / "paid.csv"}}
    whole = run(tmp_path / "cases.csv", out=tmp_path / "whole", **given)
    for size in (1, 7, 50):
        monkeypatch.setattr(CHUNK, size)
        parts = run(tmp_path / "cases.csv", out=tmp_path / f"parts{size}", **given)
        assert parts.exceptions.equals(whole.exceptions)

    messages = whole.exceptions.filter(rule="case.duplicate")["message"]
    assert messages.len() == 120
    assert messages.str.contains("Total due: 5,000.00 / 5,040.00 / 5,080.00", literal=True).sum() == 3
