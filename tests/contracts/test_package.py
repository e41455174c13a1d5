"""The package as a whole: layers, version, README, and the wheel that people install."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import dq
from dq.cli.main import COMMANDS
from dq.packs import folder

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_imports_go_one_way():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_is_in_a_layer():
    (contract,) = PYPROJECT["tool"]["importlinter"]["contracts"]
    named = {word.strip() for layer in contract["layers"] for word in layer.split("|")}
    there = {
        path.stem
        for path in (ROOT / "dq").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert there - {"__init__", "__main__"} == named


def test_the_version_stands_in_one_form():
    assert PYPROJECT["project"]["version"] == dq.__version__


def test_every_dependency_has_a_lower_bound_and_a_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in PYPROJECT["project"]["dependencies"]:
        assert ">=" in name
        (line,) = [line for line in text.splitlines() if line.strip().startswith(f'"{name}"')]
        assert "# " in line, f"{name}: no reason"


def test_the_public_names_are_there():
    assert set(dq.__all__) == {"__version__", "contracts", "loans", "phones", "read", "run"}
    for name in dq.__all__:
        assert getattr(dq, name) is not None
    with pytest.raises(AttributeError):
        dq.nothing  # noqa: B018


def test_the_readme_names_every_command():
    assert [name for name in COMMANDS if f"dq {name}" not in README] == []


def test_the_wheel_brings_the_rules(tmp_path):
    subprocess.run(
        [Path(sys.executable).with_name("hatchling"), "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=180,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in (ROOT / "rules").rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            assert f"dq/_rules/{path.relative_to(ROOT / 'rules').as_posix()}" in names
    for path in (ROOT / "dq").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in names
    assert not [name for name in names if name.startswith(("tests", "fixtures"))]


def test_the_rules_in_the_package_come_first(tmp_path, monkeypatch):
    """In a wheel the rules are inside the package, in a checkout beside it."""
    module = tmp_path / "dq" / "packs" / "folder.py"
    for place in (tmp_path / "dq" / "_rules", tmp_path / "rules"):
        (place / "packs").mkdir(parents=True)
    monkeypatch.setattr(folder, "__file__", str(module))
    inside = folder.rules_folder.__wrapped__()
    (tmp_path / "dq" / "_rules" / "packs").rmdir()
    beside = folder.rules_folder.__wrapped__()

    assert (inside, beside) == (tmp_path / "dq" / "_rules", tmp_path / "rules")
