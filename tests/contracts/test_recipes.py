"""The recipes can be copied: each is listed, the scripts are sound, and the gate lets through what passes."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RECIPES = Path(__file__).parents[2] / "recipes"
SOURCE = """id: own
columns: {案件编号: case_no, 姓名: debtor_name, 身份证号: id_no, 本人手机: self_mobile, 委案金额(元): total_due}
"""
HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"


def test_every_recipe_is_listed():
    listed = (RECIPES / "README.md").read_text(encoding="utf-8")
    assert [
        path.name for path in RECIPES.iterdir() if path.name != "README.md" and f"`{path.name}`" not in listed
    ] == []


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.py")), ids=lambda path: path.name)
def test_a_script_is_python(path):
    ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("B-1,欧阳铁柱,11010519491231002X,13911154321,10.00", 0, "pass: load runs/20"),
        ("B-3,诸葛亮,34052419800101001X,13911154322,10.005", 1, "fail: send back runs/20"),
        (None, 3, ""),
    ],
)
def test_the_gate_loads_what_passes(tmp_path, line, code, told):
    (tmp_path / "a.csv").write_text(HEADER + (f"\n{line}\n" if line else "\n"), encoding="utf-8")
    (tmp_path / "own.yml").write_text(SOURCE, encoding="utf-8")
    commands = tmp_path / "bin"
    commands.mkdir()
    dq = commands / "dq"
    dq.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dq "$@"\n', encoding="utf-8")
    dq.chmod(0o700)
    done = subprocess.run(
        [shutil.which("sh"), RECIPES / "gate.sh", "a.csv", "own.yml"],
        check=False, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PATH": f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}",
             "PYTHONPATH": str(RECIPES.parent), "DQ_KEY_FILE": str(tmp_path / "key")},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith(told)
