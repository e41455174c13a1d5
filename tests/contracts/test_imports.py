"""What a command may load: starting is light, and judging a small file brings no heavy library."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = ROOT / "fixtures" / "runs" / "mixed" / "cases.csv"
HEAVY = (
    "pandera",
    "pandas",
    "great_expectations",
    "xlsxwriter",
    "fastexcel",
    "openpyxl",
    "jinja2",
    "hypothesis",
)


def loaded(program):
    """The top-level modules that a program has loaded at its end."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\n{program}\nprint(*sorted(n for n in sys.modules if '.' not in n))",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return set(done.stdout.splitlines()[-1].split())


def command(*arguments):
    return f"from dq.cli.main import main\ntry:\n    main({[*arguments]!r})\nexcept SystemExit:\n    pass"


@pytest.mark.parametrize(
    "program", ["import dq", command("--help"), command("run", "--help"), command("--version")]
)
def test_starting_loads_no_library(program):
    assert loaded(program) & {*HEAVY, "polars", "numpy", "phonenumbers", "rapidfuzz", "yaml"} == set()


def test_the_catalogue_loads_no_heavy_library():
    assert loaded(command("rules", "list")) & {*HEAVY, "phonenumbers"} == set()


def test_a_check_loads_none_of_the_libraries_of_a_run():
    modules = loaded(command("check", str(CASES), "--as-of", "2026-01-31"))

    assert "polars" in modules
    assert modules & {"pandera", "pandas", "great_expectations", "xlsxwriter", "jinja2"} == set()


def test_a_run_on_the_command_line_loads_no_pandas(tmp_path):
    modules = loaded(command("run", str(CASES), "--as-of", "2026-01-31", "--out", str(tmp_path), "--quiet"))

    assert "pandera" in modules
    assert modules & {"pandas", "great_expectations"} == set()


def test_a_check_of_a_source_with_expectations_loads_no_great_expectations(tmp_path):
    text = (ROOT / "rules" / "sources" / "demo_bank.yml").read_text(encoding="utf-8")
    source = tmp_path / "bank.yml"
    suite = "expectations: [{expect: column_values_to_be_unique, column: case_no}]"
    source.write_text(f"{text}\n{suite}\n", encoding="utf-8")
    modules = loaded(command("check", str(CASES), "--source", str(source), "--as-of", "2026-01-31"))

    assert modules & {"pandera", "pandas", "great_expectations"} == set()


QUERIES = "dq/expect/engine/query.py"
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_ATTRIBUTES = {"SQLContext", "sql", "utcnow", "today", "map_elements", "iter_rows_unsafe"}


def trees():
    for path in sorted((ROOT / "dq").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_text_is_never_run_as_code_or_query():
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in FORBIDDEN_CALLS:
                found.append(f"{path.name}:{node.lineno}: {called.id}")
            if isinstance(called, ast.Attribute) and called.attr in FORBIDDEN_ATTRIBUTES:
                if path == ROOT / QUERIES and called.attr == "SQLContext":
                    continue  # a suite's own SQL, which may read its batch and nothing else: tests/expect/test_query.py
                found.append(f"{path.name}:{node.lineno}: {called.attr}")
            if isinstance(called, ast.Attribute) and called.attr in ("system", "popen", "loads", "load"):
                owner = called.value.id if isinstance(called.value, ast.Name) else ""
                if owner in ("os", "pickle", "marshal", "yaml"):
                    found.append(f"{path.name}:{node.lineno}: {owner}.{called.attr}")
    assert found == []


def test_the_clock_is_asked_in_one_place():
    asked = [
        f"{path.relative_to(ROOT)}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date", "dt")
    ]
    assert asked == ["dq/cli/options.py"]


def test_money_is_never_a_float():
    """Amounts are cleaned, compared and summed as decimals: no float type in the modules that touch them."""
    folders = ("clean", "route", "write/cleaned.py", "contracts", "expect/gate.py")
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        if path.relative_to(ROOT / "dq").as_posix().startswith(folders)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("Float32", "Float64"))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert found == []
