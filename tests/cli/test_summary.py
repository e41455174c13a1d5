import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.cli.summary import summary
from dq.text.width import width


def make_manifest():
    text = (Path(__file__).parents[1] / "write" / "manifest.json").read_text(encoding="utf-8")
    return json.loads(text)


@pytest.fixture
def manifest():
    return make_manifest()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_80_columns(manifest, lang):
    text = summary(manifest, lang, "dq-out/run-1")
    assert max(width(line) for line in text.splitlines()) <= 80
    assert text.endswith("\n")


def test_sums_are_aligned_and_complete(manifest):
    lines = summary(manifest, "en", "out").splitlines()
    assert lines[2:5] == [
        "Lines             5,012 = 1 header + 2 preamble + 5 blank + 5,004 read",
        "Read              5,004 = 4,209 accepted + 791 quarantined + 4 rejected",
        "Money     61,234,567.89 = 50,234,567.80 accepted + 11,000,000.09 quarantined",
    ]


def test_chinese_sums_are_aligned_by_display_width(manifest):
    lines = summary(manifest, "zh", "out").splitlines()
    assert len({width(line[: line.index("=")]) for line in lines[2:5]}) == 1


def test_the_largest_causes_with_example_and_remedy(manifest):
    text = summary(manifest, "zh", "out")
    assert (
        "    412  错误  phone.malformed  本人手机\n"
        "         电话号码格式不对  例：138****800\n"
        "         → 向委托方索取正确号码，或在下次通话时向本人确认\n"
    ) in text


def test_causes_beyond_the_shown_ones_are_counted(manifest):
    cause = manifest["causes"][0]
    manifest["causes"] = [cause | {"rule": f"phone.defect_{number}"} for number in range(11)]
    assert "  3 more: see exceptions.csv" in summary(manifest, "en", "out")


def expectation(name, expected, found, *, met=False, severity="error", kind="gate"):
    return {
        "name": name,
        "expected": expected,
        "found": found,
        "met": met,
        "severity": severity,
        "kind": kind,
    }


def test_a_rule_that_fails_on_several_columns_is_one_cause(manifest):
    manifest["causes"].append(manifest["causes"][0] | {"column": "联系人1手机", "cases": 3, "findings": 3})
    manifest["findings"]["phone.malformed"]["cases"] = 413
    lines = summary(manifest, "en", "out").splitlines()
    assert "    413  error  phone.malformed  本人手机, 联系人1手机" in lines


def test_what_does_not_add_up_is_said(manifest):
    assert "!" not in summary(manifest, "en", "out")
    manifest["counts"]["quarantined"] += 1
    assert "792 quarantined + 4 rejected  ! does not add up" in summary(manifest, "en", "out")


def test_money_moved_by_listed_changes_adds_up(manifest):
    manifest["money"] |= {"accepted": "50234562.80", "changed": "-5.00"}
    text = summary(manifest, "en", "out")
    assert "5.00 offset by listed changes" in text
    assert "does not add up" not in text


def test_what_stops_the_whole_file_comes_before_the_counts(manifest):
    refused = {
        "file": "b.xlsx",
        "reason": "empty_file",
        "message": "b.xlsx is empty",
        "next_step": "Ask for it.",
    }
    manifest["refused"] = [refused]
    manifest["expectations"] = [
        expectation("max_quarantined_share", "<= 0.05", "0.158073"),
        expectation("min_rows", ">= 1", "5004", met=True),
        expectation("max_rows", "<= 5000", "5004", severity="warning"),
    ]
    assert summary(manifest, "en", "out").splitlines()[2:7] == [
        "Not read: b.xlsx is empty",
        "  → Ask for it.",
        "Not met by the file: max_quarantined_share <= 0.05, found 0.158073",
        "Not met by the file (warning): max_rows <= 5000, found 5004",
        "",
    ]


def test_of_many_drifts_the_first_are_told(manifest):
    manifest["expectations"] = [
        expectation(
            f"filled: field{n}", "<= 0.05", "0.20 (≠ ∅ 90.0% → 70.0%)", severity="warning", kind="drift"
        )
        for n in range(5)
    ]
    lines = summary(manifest, "en", "out").splitlines()
    assert lines[2:6] == [
        *(f"Unlike earlier batches: filled: field{n} 0.20 (≠ ∅ 90.0% → 70.0%)" for n in range(3)),
        "2 more differences: see report.html",
    ]


def test_a_check_without_files_shows_none(manifest):
    manifest["outputs"] = {}
    assert "Files" not in summary(manifest, "en", "out")


def test_a_clean_file(manifest):
    manifest |= {"verdict": "pass", "causes": [], "skipped": {}, "changes": {}}
    text = summary(manifest, "en", "out")
    assert text.startswith("PASS  ")
    assert "No findings" in text


def test_a_long_number_of_the_vendor_is_masked(manifest):
    manifest["causes"][0] |= {"column": "13912345678", "example": "赵 139 1234 5678"}
    text = summary(manifest, "zh", "out")
    assert "13912345678" not in text
    assert "1234 5678" not in text


@settings(deadline=None)
@given(st.text(max_size=90), st.sampled_from(["zh", "en"]))
def test_no_text_of_a_file_steers_the_terminal_or_breaks_the_layout(text, lang):
    manifest = make_manifest()
    manifest["inputs"][0]["file"] = text
    for cause in manifest["causes"]:
        cause |= {"column": text, "example": text}
    shown = summary(manifest, lang, "out")
    assert all(char.isprintable() or char == "\n" or char in text for char in shown)
    assert not [char for char in shown if ord(char) < 32 and char != "\n"]
    assert max(width(line) for line in shown.split("\n")) <= 80
    calm = summary(make_manifest(), lang, "out")
    assert abs(shown.count("\n") - calm.count("\n")) <= 4
