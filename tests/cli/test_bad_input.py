"""What a user can do wrong gives one clear message and the right exit code, and leaves nothing half-written."""

import os
import re

import pytest
from polars.exceptions import PanicException

from dq.cli.main import main

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
LINE = "B-1,欧阳铁柱,11010519491231002X,13911154321,10.00"
COLUMNS = "columns: {案件编号: case_no, 姓名: debtor_name, 身份证号: id_no, 本人手机: self_mobile}\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(f"{HEADER}\n{LINE}\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "header.csv").write_text(HEADER + "\n", encoding="utf-8")
    (tmp_path / "unknown.csv").write_text("x1,x2\n1,2\n", encoding="utf-8")
    (tmp_path / "empty_folder").mkdir()
    (tmp_path / "a_file").write_text("mine")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return tmp_path


def complains(capfd, code, said, *arguments):
    """Run; the exit code and the message are as expected, nothing goes to stdout, nothing is a traceback."""
    assert main(arguments) == code
    shown = capfd.readouterr()
    assert re.search(said, shown.err), shown.err
    assert shown.out == ""
    assert "Traceback" not in shown.err
    assert len(shown.err.splitlines()) <= 3


BAD_FILES = [
    ("nowhere.csv", "nowhere.csv: no such file"),
    ("empty.csv", "empty.csv: the file is empty"),
    ("header.csv", "header.csv: has no case .nothing but the header"),
    ("empty_folder", "empty_folder: the folder has no files"),
    ("unknown.csv", "unknown.csv: no column is recognised .* x1, x2"),
    ("picture.csv", "picture.csv: is a"),
]


@pytest.mark.parametrize("command", ["run", "check", "map", "profile"])
@pytest.mark.parametrize(("file", "said"), BAD_FILES)
def test_a_file_that_can_t_be_read(here, capfd, command, file, said):
    before = sorted(here.rglob("*"))
    complains(capfd, 3, said, command, file)

    left = {path.relative_to(here).as_posix() for path in here.rglob("*")} - {
        path.relative_to(here).as_posix() for path in before
    }
    assert left <= {"dq-out", "dq-out/.lock"}


@pytest.mark.parametrize("out", ["a_file", "a_file/below"])
def test_an_out_that_can_t_be_written(here, capfd, out):
    complains(capfd, 2, "can't be written", "run", "good.csv", "--out", out)
    assert (here / "a_file").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "nope"], r"no source 'nope' \(known: .*demo_bank"),
        (["--source", "demo_bnk"], "did you mean 'demo_bank'"),
        (["--source", "nope.yml"], "nope.yml: no such source file"),
        (["--as-of", "2026-02-30"], "'2026-02-30' is no date"),
        (["--as-of", "yesterday"], "'yesterday' is no date"),
        (["--region", "china"], "'china' is no known region"),
        (["--format", "csv,pdf"], "unknown format 'pdf'"),
        (["--budget=-1"], "'-1' is no budget"),
    ],
)
def test_an_option_that_can_t_be_taken(here, capfd, options, said):
    complains(capfd, 2, said, "run", "good.csv", "--quiet", *options)


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["run"], ["run", "good.csv", "--fail-on", "never mind"], ["run", "good.csv", "--wat"]],
)
def test_a_command_line_that_does_not_parse(here, capfd, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: dq" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("id: a\nregoin: CN\n" + COLUMNS, 2, "unknown key 'regoin'.*did you mean 'region'"),
        ("id: a\nid: b\n" + COLUMNS, 2, "key 'id' stands twice .first in line 1"),
        ("id: a\ncolumns: [x]\n", 2, "a mapping .* is expected here"),
        ("id: a\ncolumns:\n  案件编号: case_nr\n", 3, "unknown value 'case_nr'.*did you mean 'case_no'"),
        ("id: a\ngate: {min_rows: many}\n" + COLUMNS, 2, "a whole number is expected, not 'many'"),
        ("id: a\npacks: [coer]\n" + COLUMNS, 2, "unknown value 'coer'.*did you mean 'core'"),
        ("id: a\noverrides: {phone.nope: off}\n" + COLUMNS, 2, "unknown key 'phone.nope'"),
        ("id: a\n" + COLUMNS + "  x: [\n", 3, "not valid YAML"),
        ("id: a\n", 1, "key 'columns' is missing"),
        ("id: ../../x\n" + COLUMNS, 1, "an id has letters, digits"),
        ("id: a\nread: {encoding: utf-99}\n" + COLUMNS, 2, "there is no text encoding 'utf-99'"),
        ("id: a\nread: {encoding: rot13}\n" + COLUMNS, 2, "there is no text encoding 'rot13'"),
        ('id: a\nread: {delimiter: "||"}\n' + COLUMNS, 2, "delimiter: one sign is expected"),
        ("id: a\nread: {quote: abc}\n" + COLUMNS, 2, "quote: one sign is expected"),
        ("id: a\nread: {header_row: -1}\n" + COLUMNS, 2, "a row is 1 or more, or 0 for no header, not '-1'"),
        ("id: a\n\tregion: CN\n" + COLUMNS, 2, "found a tab character"),
        ("id: a\n   region: CN\n" + COLUMNS, 2, "not valid YAML"),
    ],
)
def test_a_broken_source_tells_file_line_and_what_is_known(here, capfd, text, line, said):
    (here / "own.yml").write_text(text, encoding="utf-8")

    complains(capfd, 2, rf"own\.yml:{line}: .*{said}", "run", "good.csv", "--source", "own.yml")
    assert not (here / "dq-out").exists()


def test_a_source_that_is_not_utf8(here, capfd):
    (here / "own.yml").write_bytes(b"id: a\n" + COLUMNS.encode("gb18030"))
    complains(capfd, 2, r"own\.yml:2: not UTF-8 .byte 16", "run", "good.csv", "--source", "own.yml")


def test_delimiter_and_quote_of_the_source(here, capfd):
    (here / "own.yml").write_text(
        f'id: a\nread: {{delimiter: "\\t", quote: ""}}\n{COLUMNS}', encoding="utf-8"
    )
    (here / "tabs.txt").write_text(
        f"{HEADER}\n{LINE}\n".replace(",", "\t").replace("欧阳", '"欧阳'), encoding="utf-8"
    )

    main(["run", "tabs.txt", "--source", "own.yml", "--as-of", "2026-01-31", "--quiet"])
    texts = (path.read_text(encoding="utf-8-sig") for path in here.glob("dq-out/2*/*d.csv"))
    assert any('B-1,"""欧阳铁柱' in text for text in texts)


def test_a_region_that_is_none_is_told_before_anything_is_written(here, capfd):
    complains(capfd, 2, "'XX' is no known region", "run", "good.csv", "--region", "XX")
    assert not (here / "dq-out").exists()


def test_a_pipe_is_not_read_by_its_name(here, capfd):
    os.mkfifo(here / "pipe")
    complains(
        capfd, 3, "pipe: is a device or a pipe\\nPipe the text in, and name the file '-'", "run", "pipe"
    )


def test_a_file_that_may_not_be_read(here, capfd, monkeypatch):
    def forbidden(self, *_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dq.read.reader.kind_of", forbidden)
    complains(capfd, 3, "good.csv: may not be read .Permission denied", "run", "good.csv")


def test_an_unknown_rule(capfd):
    complains(capfd, 2, "no rule 'phone.nope'", "rules", "show", "phone.nope")
    complains(capfd, 2, "which rule", "rules", "show")


def test_a_yaml_that_is_there_is_not_replaced(here, capfd):
    complains(capfd, 2, "is there already", "map", "good.csv", "--out", "a_file")
    assert (here / "a_file").read_text() == "mine"


@pytest.mark.parametrize("kind", [ValueError, PanicException])
def test_a_defect_of_ours_is_told_without_a_value(here, capfd, monkeypatch, kind):
    from dq.pipeline import road

    def broken(*_, **__):
        raise kind("欧阳铁柱 13911154321")

    monkeypatch.setattr(road, "facts_of", broken)
    complains(capfd, 70, f"internal error: {kind.__name__} at ", "run", "good.csv", "--quiet")

    assert {path.name for path in (here / "dq-out").iterdir()} == {".lock", "ledger.sqlite"}


def test_the_defect_s_message_has_no_value(here, capfd, monkeypatch):
    from dq.pipeline import road

    def broken(*_, **__):
        raise ValueError("欧阳铁柱 13911154321")

    monkeypatch.setattr(road, "facts_of", broken)
    main(["run", "good.csv", "--quiet"])
    shown = capfd.readouterr()
    assert "13911154321" not in shown.out + shown.err
    assert "欧阳铁柱" not in shown.out + shown.err
