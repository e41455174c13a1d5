"""The gate of a source's YAML: what it takes, and how each mistake is told."""

from decimal import Decimal

import pytest

from dq.model.errors import ConfigError
from dq.model.gate import DriftSpec
from dq.packs.source import load_source

HEAD = "id: own\ncolumns: {案件编号: case_no}\n"


@pytest.fixture
def source(tmp_path):
    def write(text):
        path = tmp_path / "own.yml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load_source(str(path))

    return write


def test_thresholds_that_fail_and_that_warn(source):
    gate = source(
        "gate:\n  rows: 10\n  total_due: 5.5\n  totals: {loan_amount: 7}\n  max_age_days: {placed_on: 3}\n"
        "  warn: {max_findings_share: {warning: 0.1}}\n"
    ).gate
    assert (gate.rows, gate.totals) == (10, {"total_due": Decimal("5.5"), "loan_amount": Decimal(7)})
    assert gate.max_age_days == {"placed_on": 3}
    assert gate.warn.max_findings_share == {"warning": Decimal("0.1")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gate: {min_row: 1}\n", "own.yml:3: source 'own', gate: unknown key 'min_row' (known: "),
        (
            "gate: {max_null_share: {case_no: 5}}\n",
            "own.yml:3: source 'own', gate, max_null_share: a share between 0 and 1 is expected, not '5'",
        ),
        (
            "gate: {totals: {placed_on: 5}}\n",
            "own.yml:3: source 'own', gate, totals: unknown key 'placed_on'",
        ),
        ("gate: {warn: {warn: {}}}\n", "own.yml:3: source 'own', gate, warn: unknown key 'warn'"),
        ("drift: {against: 0}\n", "own.yml:3: source 'own', drift: at least one earlier run is needed"),
        ("drift: {ignore: [nothing]}\n", "own.yml:3: source 'own', drift: unknown value 'nothing'"),
    ],
)
def test_a_mistake_names_file_line_offender_and_known_values(source, text, message):
    with pytest.raises(ConfigError) as told:
        source(text)
    assert message in told.value.message


@pytest.mark.parametrize(
    ("text", "drift"),
    [
        ("", DriftSpec()),
        ("drift: off\n", None),
        (
            "drift: {against: 3, fail: 0.3, ignore: [city]}\n",
            DriftSpec(3, fail=Decimal("0.3"), ignore=("city",)),
        ),
    ],
)
def test_drift_is_on_unless_it_is_off(source, text, drift):
    assert source(text).drift == drift
