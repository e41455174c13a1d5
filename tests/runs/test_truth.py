"""The demonstration against its truth: every seeded defect is found, and nothing else is touched.

These tests stand in one file, so that they share one run where the suite is spread over processes.
"""

import json

import polars as pl
import pytest

from dq.model.enums import Kind, Severity
from dq.model.schema import fields_by_name
from dq.packs.rules import load_packs
from dq.packs.source import DEFAULT_PACKS

SEVERITY = {rule.id: rule.severity for pack in load_packs(DEFAULT_PACKS) for rule in pack.rules}
PHONES = [name for name, field in fields_by_name().items() if field.kind is Kind.PHONE]
PLACE = ["row", "field", "rule"]


@pytest.fixture
def seeded(demo, demo_run):
    _, rows = demo_run
    truth = pl.read_csv(demo[0].truth, infer_schema=False, encoding="utf-8")
    return truth.with_columns(pl.col(rows).cast(pl.UInt32).alias("row")).filter(pl.col("row").is_not_null())


def _due(seeded, *severities):
    return seeded.filter(
        (pl.col("expect") == "finding")
        & pl.col("rule").replace_strict(SEVERITY, return_dtype=pl.String).is_in([*severities])
    )


def _due_here(seeded, rows, *severities):
    """In a workbook it is the reader that sees a rounded card number: another rule tells the same defect."""
    due = _due(seeded, *severities)
    if rows == "csv_row":
        return due
    seen = pl.col("kind") == "card_zeroed"
    return due.with_columns(rule=pl.when(seen).then(pl.lit("field.precision_lost")).otherwise("rule"))


def test_every_seeded_defect_is_found(demo_run, seeded):
    due = _due_here(seeded, demo_run[1], Severity.ERROR, Severity.WARNING)

    assert due.height > 300
    assert due.join(demo_run[0].exceptions, on=PLACE, how="anti").rows() == []


def test_every_seeded_defect_of_severity_info_is_counted(demo_run, seeded):
    due = dict(_due(seeded, Severity.INFO).group_by("rule").len().iter_rows())
    told = demo_run[0].manifest["findings"]

    assert due
    assert {rule: told[rule]["findings"] for rule in due} == due


def test_clean_rows_have_no_finding(demo_run, seeded):
    assert demo_run[0].exceptions.join(seeded, on="row", how="anti").rows() == []


def test_one_defect_is_one_finding(demo_run, seeded):
    due = _due_here(seeded, demo_run[1], Severity.ERROR, Severity.WARNING)

    assert demo_run[0].exceptions.join(due, on=PLACE, how="anti").rows() == []


def test_every_safe_value_is_won_back(demo_run, seeded):
    safe = seeded.filter(pl.col("clean").is_not_null())
    changes = demo_run[0].changes
    cells = safe.join(changes, on=["row", "field"], how="left")

    assert safe.height > 150
    assert cells.filter(~pl.col("after").eq_missing(pl.col("clean"))).rows() == []


def test_every_date_that_is_none_is_emptied_with_a_word(demo_run, seeded):
    none = seeded.filter(pl.col("kind") == "date_zero_day")
    told = none.join(demo_run[0].changes, on=["row", "field"]).select("before", "after", "step")

    assert none.filter(pl.col("expect") == "emptied").height > 0
    assert sorted(told.rows()) == sorted((cell, None, "date.empty") for cell in none["damaged"])


def test_clean_cells_keep_their_value(demo_run, seeded):
    """Only the form of phones is changed, and in a workbook the midnight that a date cell brings along."""
    changes = demo_run[0].changes.join(seeded, on=["row", "field"], how="anti")
    phone = pl.col("field").is_in(PHONES) & (
        "+86" + pl.col("before").str.replace("-", "").str.strip_prefix("0") == pl.col("after")
    )
    midnight = pl.col("before") == pl.col("after") + " 00:00:00"

    assert changes.filter(~(phone | midnight).fill_null(False)).rows() == []


def test_lines_that_are_no_case_are_rejected_for_their_reason(demo_run, seeded):
    result, _ = demo_run
    rejected = pl.read_csv(result.folder / "rejected.csv", infer_schema=False)
    due = seeded.filter(pl.col("expect") == "rejected").select(pl.col("row").cast(pl.String), "reason")

    assert due.height > 3
    assert sorted(rejected.select("row", "reason").rows()) == sorted(due.rows())


def test_lines_and_cases_add_up(demo_run):
    counts = demo_run[0].counts

    assert counts["read"] - counts["rejected"] == 5_000
    assert counts["lines"] == sum(counts[name] for name in ("header", "preamble", "blank", "read"))
    assert counts["read"] == sum(counts[name] for name in ("accepted", "quarantined", "rejected"))


def test_files_hold_what_the_manifest_counts(demo_run):
    result, _ = demo_run
    manifest = json.loads((result.folder / "run.json").read_text(encoding="utf-8"))
    counts, severities = manifest["counts"], manifest["severities"]
    rows = {name: entry["rows"] for name, entry in manifest["outputs"].items()}

    assert result.cleaned.height == rows["cleaned.csv"] == counts["accepted"]
    assert result.exceptions.height == rows["exceptions.csv"] == severities["error"] + severities["warning"]
    for name in ("error", "warning"):
        assert result.exceptions.filter(severity=name).height == severities[name]
    told = {rule: e["findings"] for rule, e in manifest["findings"].items() if e["severity"] != "info"}
    assert dict(result.exceptions.group_by("rule").len().iter_rows()) == told
    causes = sum(cause["findings"] for cause in manifest["causes"])
    assert causes == severities["error"] + severities["warning"]
    held = pl.read_csv(result.folder / "quarantined.csv", infer_schema=False)
    assert held.height == counts["quarantined"]
    errors = result.exceptions.filter(severity="error")["row"].unique().cast(pl.String)
    assert sorted(held["_row"]) == sorted(errors)
    assert rows["rejected.csv"] == counts["preamble"] + counts["blank"] + counts["rejected"]
    tables = manifest["companions"]["tables"].values()
    told = [manifest["changes"], *(facts["changes"] for facts in tables)]
    assert result.changes.height == sum(cells for steps in told for cells in steps.values())


def test_money_adds_up_to_the_cent(demo_run):
    result, _ = demo_run
    money = {key: pl.Series([value]).cast(pl.Decimal(18, 2))[0] if key in ("read", "accepted", "quarantined")
             else value for key, value in result.manifest["money"].items()}  # fmt: skip

    assert money["read"] == money["accepted"] + money["quarantined"]
    assert money["accepted"] == result.cleaned["total_due"].sum()


def test_every_difference_between_file_and_cleaned_dataset_is_a_change(demo):
    """Promise 2 for each cell of the accepted cases, against the file itself, read independently.

    Of the CSV: a workbook's cells have no text of their own to compare with.
    """
    result = demo[1]["csv_row"]
    header = {entry["field"]: entry["column"] for entry in result.manifest["mapping"]["mapped"]}
    lines = demo[0].csv.read_bytes().decode("gb18030").split("\r\n")
    assert not any('"' in line for line in lines[:1])
    file = pl.read_csv(
        "\n".join(lines).encode(), infer_schema=False, truncate_ragged_lines=True
    ).with_row_index("row", offset=2)
    cleaned = result.cleaned
    changes = result.changes
    for field, column in header.items():
        cells = cleaned.select("row", pl.col(field).cast(pl.String).alias("now")).join(
            file.select("row", pl.col(column).alias("was")), on="row", how="left"
        )
        mine = changes.filter(pl.col("field") == field).select("row", "before", "after")
        cells = cells.join(mine, on="row", how="left")
        told = pl.col("before").is_not_null() | pl.col("after").is_not_null()
        same = (
            pl.col("was")
            .cast(pl.Decimal(38, 4), strict=False)
            .eq(pl.col("now").cast(pl.Decimal(38, 4), strict=False))
            if fields_by_name()[field].kind in (Kind.MONEY, Kind.PERCENT, Kind.INTEGER)
            else pl.lit(False)
        ).fill_null(False) | pl.col("was").eq_missing(pl.col("now"))
        assert cells.filter(~told & ~same).rows() == [], f"{field}: changed without a word"
        wrong = told & ~(
            pl.col("before").eq_missing(pl.col("was")) & pl.col("after").eq_missing(pl.col("now"))
        )
        assert cells.filter(wrong).rows() == [], f"{field}: the change is not what happened"


def test_every_finding_says_where_and_what_to_do(demo_run):
    exceptions = demo_run[0].exceptions
    for name in ("fingerprint", "case_no", "file", "row", "field", "rule", "message", "fix", "disposition"):
        empty = exceptions.filter(pl.col(name).is_null() | (pl.col(name).cast(pl.String) == ""))
        assert empty.filter(pl.col("rule") != "field.missing").rows() == [], name
    assert exceptions["fingerprint"].is_unique().sum() > exceptions.height * 0.9
    addressed = exceptions.filter(pl.col("cell").is_not_null())
    assert addressed.height > exceptions.height * 0.9
    assert addressed["cell"].str.contains(r"^[A-Z]{1,3}[0-9]+$").all()
