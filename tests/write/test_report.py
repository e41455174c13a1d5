import re
from decimal import Decimal
from html.parser import HTMLParser

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.write.page import environment
from dq.write.report import report, write_report
from dq.write.samples import differences, overdue_buckets

VOID = {"meta", "br", "img", "input", "link"}


class Page(HTMLParser):
    """What a browser sees: tags with their attributes, the text, whether every tag is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.stack, self.balanced = [], [], [], True
        self.feed(text)
        self.close()
        self.balanced = self.balanced and not self.stack

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.balanced = self.balanced and bool(self.stack) and self.stack.pop() == tag

    def handle_data(self, data):
        if not self.stack or self.stack[-1] != "style":
            self.text.append(data)

    @property
    def names(self):
        return {tag for tag, _ in self.tags}

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def exceptions(value, field="self_mobile"):
    return pl.DataFrame(
        {
            "cell": ["AC17"],
            "field": [field],
            "rule": ["phone.malformed"],
            "value": [value],
            "suggestion": pl.Series([None], dtype=pl.String),
        }
    )


def with_text(manifest, text):
    """The manifest with one text in every place that a file can reach."""
    manifest["inputs"][0] |= {"file": text, "sheet": text}
    manifest["reading"][0] |= {
        "file": text,
        "sheet": text,
        "facts": {text: text, "list": [text], "deep": [{"a": text}]},
    }
    manifest["mapping"] = {
        "mapped": [{"column": text, "field": "case_no", "how": text}],
        "ignored": [text],
        "unmapped": [text],
    }
    for cause in manifest["causes"]:
        cause |= {"column": text, "example": text}
    for entry in manifest["completeness"]:
        entry["column"] = text
    return manifest


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_whole_and_loads_nothing(manifest, lang):
    text = report(manifest, lang)
    page = Page(text)
    assert page.balanced
    assert not page.names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not re.search(r"(https?:)?//|url\(|@import|src=", text)
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_verdict_and_reconciliation_come_first(manifest):
    words = Page(report(manifest, "en")).words
    order = ["Fail", "Reconciliation", "What to do next", "Causes", "How complete", "How the file was read"]
    assert sorted(order, key=words.index) == order
    assert "5,004 = 4,209 accepted + 791 quarantined + 4 rejected ✓ adds up" in words
    assert "61,234,567.89 = 50,234,567.80 accepted + 11,000,000.09 quarantined ✓ adds up" in words


def test_what_does_not_add_up_is_said(manifest):
    manifest["counts"]["accepted"] -= 1
    assert "✗ does not add up" in Page(report(manifest, "en")).words


def test_money_that_changes_explain_adds_up(manifest):
    manifest["money"] |= {"changed": "-5.00", "accepted": "50234562.80"}
    assert "✗" not in Page(report(manifest | {"verdict": "pass"}, "en")).words


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60)
    | st.sampled_from(["<b>", "</style><script>x</script>", "{{ 1 }}", '" onload="x', "&lt;"])
)
def test_no_text_of_a_file_becomes_markup(make_manifest, text):
    calm = Page(report(make_manifest(), "zh", {"exceptions": exceptions("1")}))
    page = Page(report(with_text(make_manifest(), text), "zh", {"exceptions": exceptions(text)}))
    assert page.balanced
    assert page.names == calm.names
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_hundreds_of_hostile_strings_leave_no_raw_tag(manifest):
    openings = [
        "<script>",
        "<img src=x onerror=alert(1)>",
        "</td>",
        "<svg/onload=1>",
        "<!--",
        "]]>",
        "<style>",
        "'\"><b>",
    ]
    wrappers = [
        "{}",
        '"{}',
        "'{}",
        "&lt;{}",
        "{{{{ {} }}}}",
        "{{% {} %}}",
        "\x00{}",
        "javascript:{}",
        "</title>{}",
        "＜{}",
    ]
    hostile = [
        f"{wrapper.format(opening)}#{turn}"
        for turn in range(7)
        for opening in openings
        for wrapper in wrappers
    ]
    calm = Page(report(manifest, "en")).names
    manifest["mapping"] = {"mapped": [], "ignored": hostile, "unmapped": hostile}
    manifest["causes"] = [
        manifest["causes"][0] | {"rule": f"a.b{number}", "column": text, "example": text}
        for number, text in enumerate(hostile)
    ]
    page = Page(report(manifest, "en"))
    assert len(hostile) > 500
    assert page.balanced
    assert page.names <= calm | {"br"}


def test_hidden_characters_are_marked(manifest):
    text = report(with_text(manifest, "a\u202eb\x1b\u200bc"), "zh")
    assert "a‹U+202E›b‹U+001B›‹U+200B›c" in text
    assert not set(text) & {"\u202e", "\x1b", "\u200b"}


def test_private_values_are_not_on_the_page(manifest):
    phone, identity, name = "13912345678", "110101199003071178", "赵铁柱"
    samples = pl.concat(
        [
            exceptions(phone),
            exceptions(identity, "id_no"),
            exceptions(name, "debtor_name"),
            exceptions(name, "loan_date"),
            exceptions(f"{name} {phone}", "remarks"),
            exceptions(f"{name}{phone}", "no_such_field"),
        ]
    )
    text = report(with_text(manifest, f"列 {phone} {identity}"), "zh", {"exceptions": samples})
    for canary in (phone, identity, name):
        assert canary not in text
    assert "139****5678" in text


def test_a_long_text_is_shortened(manifest):
    assert "x" * 201 not in report(with_text(manifest, "x" * 5000), "zh")


def test_every_label_of_the_page_is_in_the_chosen_language(manifest):
    manifest = with_text(manifest, "a") | {"skipped": {"date.order": {"input_missing": 3}}}
    chinese = re.compile("[\u4e00-\u9fff]")
    assert not chinese.search(Page(report(manifest, "en")).words)
    assert "核对" in Page(report(manifest, "zh")).words


def test_a_manifest_without_the_optional_parts_renders(manifest):
    for key in ("phones", "contacts", "completeness", "changes", "skipped", "mapping", "outputs"):
        del manifest[key]
    manifest |= {"causes": [], "verdict": "pass", "money": None}
    assert "Nothing was found" in report(manifest, "en")


def test_overdue_buckets_count_every_case_with_days_once():
    cases = pl.LazyFrame(
        {"days_overdue": [0, 1, 30, 31, 720, 721, None], "total_due": [Decimal("1.10")] * 7},
        schema_overrides={"total_due": pl.Decimal(18, 2)},
    )
    buckets = overdue_buckets(cases)
    assert dict(buckets.select("bucket", "cases").iter_rows()) == {
        "≤0": 1, "1–30": 2, "31–60": 1, "61–90": 0, "91–180": 0, "181–360": 0, "361–720": 1, "721+": 1,
    }  # fmt: skip
    assert buckets["amount"].sum() == Decimal("6.60")


def test_the_page_shows_the_buckets(manifest):
    buckets = pl.DataFrame({"bucket": ["1–30"], "cases": [1800], "amount": [Decimal("180900.00")]})
    assert "1–30 1,800 180,900.00" in Page(report(manifest, "en", {"overdue": buckets})).words


def test_the_same_run_gives_the_same_bytes_for_the_owner_alone(make_manifest, tmp_path):
    first, again = (
        write_report(make_manifest(), {}, tmp_path / name, lang="zh") for name in ("a.html", "b.html")
    )
    assert again.sha256 == first.sha256
    assert first.rows is None
    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o600


def test_expectations_and_refused_files_are_told(manifest):
    manifest["expectations"] = [
        {"name": "min_rows", "expected": ">= 6000", "found": "5004", "met": False, "kind": "gate"},
        {"name": "max_rows", "expected": "<= 9000", "found": "5004", "met": True, "kind": "gate"},
    ]
    manifest["refused"] = [{"file": "<b>.xlsx", "reason": "empty_file", "message": "nothing in it"}]
    words = Page(report(manifest, "en")).words
    assert "✗ Fail min_rows >= 6000 5004 ✓ Pass max_rows <= 9000 5004" in words
    assert "<b>.xlsx empty_file nothing in it" in words


def told_drift(label):
    return {
        "against": ["20260101-aaaaaaaaaaaa", "20260108-bbbbbbbbbbbb"],
        "compared": 60,
        "told": [
            {
                "aspect": "distribution",
                "name": "product_name",
                "severity": "warning",
                "found": "0.31",
                "limit": "0.10",
                "shifts": [{"label": label, "before": "0.0500", "now": "0.3500"}],
            }
        ],
        "history": [
            {"findings": {"phone.malformed": count}, "counts": {"read": 1_000}} for count in (10, 20)
        ],
    }


def test_drift_says_what_moved_and_trends_against_earlier_runs(manifest):
    manifest["drift"] = told_drift("<script>新品")
    manifest["counts"]["read"] = 1_000
    manifest["findings"] = {"phone.malformed": {"severity": "error", "findings": 60, "cases": 60}}
    page = Page(report(manifest, "en"))
    assert "warning Distribution Product <script>新品 5.0% → 35.0% 0.31 0.10" in page.words
    assert "▲ ×4.0" in page.words
    assert "polyline" in page.names
    assert "script" not in page.names
    assert "Drift" not in Page(report(manifest | {"drift": {"against": []}}, "en")).words


def test_reasons_stand_beside_the_verdict(manifest):
    manifest["reasons"] = [
        {"kind": "gate", "name": "min_rows", "severity": "error", "expected": ">= 1", "found": "0"}
    ]
    assert "Because: min_rows 0" in Page(report(manifest, "en")).words


def test_differences_go_by_size_and_sign():
    exceptions = pl.LazyFrame(
        {
            "field": ["total_due", "total_due", "overdue_fee", "loan_amount", "birth_date"],
            "value": ["110.00", "100.00", "1.00", "20000.00", "1980-01-01"],
            "suggestion": ["100.00", "110.00", "2.00", "2.00", "1981-01-01"],
        }
    )
    made = differences(exceptions)
    held = made.filter(pl.col("findings") > 0)
    assert held.rows() == [
        ("-100 – -1", 1, Decimal("-10.00")),
        ("1 – 100", 1, Decimal("10.00")),
        ("≥ 10,000", 1, Decimal("19998.00")),
    ]
    assert differences(exceptions.filter(pl.col("field") == "birth_date")).is_empty()


@pytest.mark.parametrize(
    ("lang", "names"),
    [("zh", ("案件文件", "联络记录", "历史批次")), ("en", ("Case file", "Call log", "Earlier batches"))],
)
def test_changes_of_companion_tables_are_told_apart_from_those_of_the_case_file(manifest, lang, names):
    manifest["changes"] = {"e164": 9000}
    alone = report(manifest, lang)
    assert not [name for name in names[1:] if name in alone]
    tables = {
        "calls": {"changes": {"e164": 17, "date.form+full_width": 3}},
        "earlier": {"changes": {"e164": 5}},
    }
    manifest["companions"] = {"tables": tables | {"checks": {"changes": {}}}}
    told = report(manifest, lang)
    places = [told.index(f'scope="rowgroup">{name}<') for name in names]
    assert places == sorted(places)
    of_calls = told[places[1] : places[2]]
    assert [cells in of_calls for cells in (">17<", ">3<", ">9,000<", ">5<")] == [True, True, False, False]
    assert ">9,000<" in told[places[0] : places[1]]


def test_a_compiled_template_is_kept_and_what_is_damaged_is_made_again(manifest, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    environment.cache_clear()
    fresh = report(manifest, "en")
    kept = [path for path in (tmp_path / "dq" / "pages").rglob("*") if path.is_file()]
    assert kept

    for path in kept:
        path.write_bytes(path.read_bytes()[:200])
    environment.cache_clear()
    assert report(manifest, "en") == fresh


def test_the_page_needs_no_folder_for_its_templates(manifest, monkeypatch, tmp_path):
    fresh = report(manifest, "en")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    environment.cache_clear()

    assert report(manifest, "en") == fresh
