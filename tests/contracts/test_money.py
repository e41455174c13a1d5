"""Money is never a float: not in the code that calculates with it, not in the plan, not in what is written."""

import ast
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import dq
from dq.model.enums import Kind
from dq.model.schema import fields_by_name
from dq.packs.expressions import TYPES

PACKAGE = Path(dq.__file__).parent
WITH_MONEY = [
    *sorted((PACKAGE / "loans").glob("*.py")),
    *sorted((PACKAGE / "check").glob("*.py")),
    PACKAGE / "clean" / "numbers.py",
    PACKAGE / "write" / "cleaned.py",
]
SHARES = {("inputs.py", "best_custom"), ("dates.py", "days_differ")}
"""Functions that turn a share of rows, which is no money, into a float to compare it."""


def floats(path):
    """The functions in which a float is made: ``float(…)``, ``Float64``, ``Float32``, ``to_numpy``, a literal 0.1."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for outer in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(outer):
            called = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            )
            typed = isinstance(node, ast.Attribute) and node.attr in ("Float64", "Float32", "to_numpy")
            divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
            if called or typed or (divided and "cents" in ast.unparse(node)):
                yield path.name, outer.name


@pytest.mark.parametrize("path", WITH_MONEY, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_code_that_calculates_with_money_makes_no_float(path):
    assert set(floats(path)) - SHARES == set()


def test_the_scan_sees_a_float(tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("def total(x):\n    return float(x) * 1.1\n", encoding="utf-8")
    assert list(floats(path)) == [("bad.py", "total")]


def test_money_has_exact_types():
    assert TYPES[Kind.MONEY] == pl.Decimal(18, 2)
    assert TYPES[Kind.PERCENT] == pl.Decimal(9, 4)


def test_no_frame_of_a_run_holds_money_as_a_float(tmp_path):
    from dq.demo import FULL, generate, write_csv

    path = tmp_path / "cases.csv"
    write_csv(generate(300, 1, FULL), path, "utf-8")
    run = dq.run(path, as_of=date(2026, 1, 31), out=tmp_path / "out")
    for name, dtype in run.cleaned.schema.items():
        assert not dtype.is_float(), name
        if name in fields_by_name() and fields_by_name()[name].kind is Kind.MONEY:
            assert dtype == pl.Decimal(18, 2), name
    assert [name for name, dtype in run.exceptions.schema.items() if dtype.is_float()] == []
