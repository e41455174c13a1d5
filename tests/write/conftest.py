import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

HOSTILE = (
    "=1+1",
    "+8613800138000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "{=1+1}",
    "＝1+1",
    "http://example.com/",
    "mailto:a@b",
    "internal:Sheet1!A1",
    "external:c:\\a.xlsx",
    "<script>alert(1)</script>",
    "<r><t>x</t></r>",
    "<r><unclosed</r>",
    '"><img src=x onerror=alert(1)>',
    "'138",
    "110101199003071178",
    "00012",
    "1e5",
    "TRUE",
    "2026-01-31",
    "_x0041_",
    "a\nb",
    " lead",
    "\x00\x07\x1b[2J",
    "a\u202eb\u200bc",
    "\ufffe\uffff",
    "😀" * 3,
    "{{ 7*7 }}{% raw %}",
)
"""Texts that a spreadsheet, a page or a terminal might take for something other than text."""


@pytest.fixture
def tasks():
    """Tasks of two cases, one hostile text in every free column of each."""
    rows = [
        {
            "task_id": f"t{number:03}",
            "fingerprint": f"f{number:03}",
            "priority": 1 + number % 3,
            "points": 70 - number,
            "minutes": 6,
            "needs_value": True,
            "case_no": f"C{number // 2:04}",
            "debtor_name": "张小三",
            "file": text,
            "sheet": text,
            "row": number + 3,
            "column": text,
            "cell": f"AC{number + 3}",
            "field": "self_mobile",
            "problem": text,
            "rule": "phone.malformed",
            "severity": ("error", "warning", "info")[number % 3],
            "value": text,
            "suggestion": None if number % 2 else text,
            "evidence": text,
            "fix": "核实",
            "who": "client",
            "at_stake": Decimal("100.50"),
            "days_overdue": 31,
            "recall_due_on": date(2026, 3, 1),
        }
        for number, text in enumerate(HOSTILE)
    ]
    return pl.DataFrame(rows, schema_overrides={"at_stake": pl.Decimal(18, 2), "row": pl.UInt32})


@pytest.fixture(scope="session")
def make_manifest():
    """A function that gives a fresh manifest of a run each time."""
    text = (Path(__file__).parent / "manifest.json").read_text(encoding="utf-8")
    return lambda: json.loads(text)


@pytest.fixture
def manifest(make_manifest):
    """The manifest of a run that found something."""
    return make_manifest()
