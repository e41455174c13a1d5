"""What each command prints, and the exit code it ends with."""

import json
import re

import pytest

from dq.cli.main import COMMANDS, main
from dq.text.width import width

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元),备注"
GOOD = "B-1,欧阳铁柱,11010519491231002X,13911154321,10.00,"
WARNED = "B-2,司马光,34052419800101001X,1391115,10.00,"
WRONG = "B-3,诸葛亮,34052419800101001X,13911154322,10.005,"


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(*lines):
        (tmp_path / "a.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return "a.csv"

    return write


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("lines", "fail_on", "code"),
    [
        ([GOOD], "warning", 0),
        ([GOOD, WARNED], "error", 0),
        ([GOOD, WARNED], "warning", 1),
        ([GOOD, WRONG], "error", 1),
        ([GOOD, WRONG], "never", 0),
    ],
)
def test_the_exit_code_follows_fail_on(file, capfd, command, lines, fail_on, code):
    arguments = [command, file(*lines), "--as-of", "2026-01-31", "--fail-on", fail_on, "--json"]

    assert main(arguments) == code
    assert json.loads(capfd.readouterr().out)["verdict"] == ("fail" if code else "pass")


def test_a_gate_that_is_not_met_fails_the_run(file, capfd, tmp_path):
    assert main(["map", file(GOOD), "--out", "own.yml"]) == 0
    source = tmp_path / "own.yml"
    source.write_text(source.read_text(encoding="utf-8") + "\ngate: {min_rows: 2}\n", encoding="utf-8")
    capfd.readouterr()

    assert main(["check", "a.csv", "--source", "own.yml", "--as-of", "2026-01-31"]) == 1
    assert "min_rows" in capfd.readouterr().out


def test_quiet_prints_nothing(file, capfd):
    main(["run", file(GOOD, WRONG), "--as-of", "2026-01-31", "--quiet"])
    main(["check", "a.csv", "--as-of", "2026-01-31", "--quiet"])

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_summary_fits_80_columns(file, capfd, lang):
    main(["run", file(GOOD, WARNED, WRONG), "--as-of", "2026-01-31", "--lang", lang])
    shown = capfd.readouterr().out

    assert max(width(line) for line in shown.splitlines()) <= 80
    assert ("通过" in shown) == (lang == "zh")
    assert "3" in shown.splitlines()[2]


def test_the_json_of_a_run_is_its_manifest(file, capfd, tmp_path):
    main(["run", file(GOOD), "--as-of", "2026-01-31", "--json", "--out", "o"])
    printed = json.loads(capfd.readouterr().out)
    (manifest,) = tmp_path.glob("o/2*/run.json")

    assert printed == json.loads(manifest.read_text(encoding="utf-8"))


def test_masked_exceptions(file, capfd, tmp_path):
    main(
        ["run", file(WARNED.replace("1391115", "139111543219")), "--as-of", "2026-01-31", "--mask", "--quiet"]
    )
    (listed,) = tmp_path.glob("dq-out/2*/exceptions.csv")

    assert "139111543219" not in listed.read_text(encoding="utf-8-sig")


def test_a_proposal_can_be_saved_and_used(file, capfd):
    assert main(["map", file(GOOD), "--out", "own.yml"]) == 0
    assert "self_mobile" in capfd.readouterr().out
    assert main(["run", "a.csv", "--source", "own.yml", "--as-of", "2026-01-31", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["source"]["id"] == "own"


def test_the_proposal_of_a_run_is_saved_beside_the_runs(file, capfd):
    main(["run", file(GOOD), "--as-of", "2026-01-31"])
    told = capfd.readouterr().err
    path = re.search(r"Review (\S+\.yml)", told)

    assert main(["check", "a.csv", "--source", path[1], "--as-of", "2026-01-31", "--quiet"]) == 0


def test_the_profile_has_shapes_and_no_values(file, capfd):
    assert main(["profile", file(GOOD, WARNED)]) == 0
    table = capfd.readouterr().out
    assert main(["profile", "a.csv", "--json"]) == 0
    rows = json.loads(capfd.readouterr().out)

    assert "13911154321" not in table
    assert "欧阳铁柱" not in table
    assert max(width(line) for line in table.splitlines()) <= 80
    phone = next(row for row in rows if row["field"] == "self_mobile")
    assert (phone["filled"], phone["distinct"], phone["letter"]) == (1.0, 2, "D")
    assert sorted(shape for shape, _ in phone["shapes"]) == ["9{11}", "9{7}"]


def test_the_rules_are_listed_shown_and_tested(capfd):
    assert main(["rules"]) == 0
    listed = capfd.readouterr().out.splitlines()
    assert main(["rules", "list", "--lang", "zh"]) == 0
    chinese = capfd.readouterr().out.splitlines()
    assert len(listed) == len(chinese) >= 70
    assert max(width(line) for line in listed + chinese) <= 80

    for lang, word in (("en", "What to do"), ("zh", "怎么处理")):
        assert main(["rules", "show", "phone.masked", "--lang", lang]) == 0
        page = capfd.readouterr().out
        assert word in page
        assert max(width(line) for line in page.splitlines()) <= 80

    assert main(["rules", "test", "phone.masked"]) == 0
    assert "1 rules tested, 0 wrong" in capfd.readouterr().err


def test_an_example_that_is_not_judged_as_it_says_fails_the_test(capfd, tmp_path):
    wrong = "pass:\n- row: {self_mobile: 138****1234}\nfail:\n- row: {self_mobile: '13911154321'}\n"
    (tmp_path / "phone.masked.yml").write_text(wrong, encoding="utf-8")

    assert main(["rules", "test", "phone.masked", "--examples", str(tmp_path)]) == 1
    assert capfd.readouterr().out.count("phone.masked: phone.masked.yml:") == 2
    assert main(["rules", "test", "phone.foreign", "--examples", str(tmp_path)]) == 1
    assert "no examples" in capfd.readouterr().out


def test_everything_about_a_number(capfd):
    assert main(["phone", "021-62345678"]) == 0
    shown = capfd.readouterr().out
    assert "+862162345678" in shown
    assert "上海" in shown
    assert main(["phone", "021-62345678", "138****1234", "--json"]) == 1
    sound, masked = json.loads(capfd.readouterr().out)
    assert (sound["state"], masked["state"]) == ("ok", "masked")


def test_a_small_demo(capfd, tmp_path):
    assert main(["demo", "--out", str(tmp_path), "--rows", "60", "--lang", "zh"]) == 0
    shown = capfd.readouterr()
    assert "问题" in shown.out
    assert shown.err.startswith("已生成")
    assert max(map(width, shown.err.splitlines())) <= 80
    assert {"demo_cases.csv", "demo_cases.xlsx", "truth.csv", "runs"} <= {p.name for p in tmp_path.iterdir()}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(command, capfd):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert "exit codes:" in capfd.readouterr().out


def test_the_page_of_a_run_is_made_again_in_another_language(file, capfd, tmp_path):
    main(["run", file(GOOD, WRONG), "--as-of", "2026-01-31", "--quiet"])
    (page,) = tmp_path.glob("dq-out/*/report.html")

    assert main(["report", page.parent.name, "--to", "again.html"]) == 0
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()
    assert main(["report", str(page.parent), "--lang", "zh"]) == 0
    made = capfd.readouterr().out.split()[-1]
    assert "核对：一行不少" in (tmp_path / made).read_text(encoding="utf-8")
    assert main(["verify", str(page.parent)]) == 0


def test_a_source_over_its_runs_is_one_page(file, capfd, tmp_path):
    file(GOOD, WRONG)
    main(["map", "a.csv", "--out", "own.yml"])
    source = (tmp_path / "own.yml").read_text(encoding="utf-8")
    name = re.search(r"^id: (\S+)", source, re.MULTILINE).group(1)
    for day in ("2026-01-30", "2026-01-31"):
        main(["run", "a.csv", "--source", "own.yml", "--as-of", day, "--quiet"])
    capfd.readouterr()

    assert main(["report", "--source", name]) == 0
    made = (tmp_path / capfd.readouterr().out.strip()).read_text(encoding="utf-8")
    assert "2026-01-30" in made
    assert "诸葛亮" not in made


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "dq report takes a run or --source"),
        (["x", "--source", "y"], "dq report takes a run or --source"),
        (["nowhere"], "nowhere is no run"),
        (["--source", "nobody"], "no"),
    ],
)
def test_a_report_of_nothing_says_so(file, capfd, arguments, message):
    file(GOOD)
    assert main(["report", *arguments]) == 2
    assert message in capfd.readouterr().err
