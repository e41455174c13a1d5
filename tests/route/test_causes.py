"""Root causes: many findings that one thing explains are one line with one remedy."""

import json

import polars as pl
import pytest

from dq.cli.main import main
from dq.cli.summary import summary
from dq.demo import AS_OF, HEADERS, generate
from dq.model.rules import Words
from dq.pipeline import check
from dq.route.roots import Kind, wording
from dq.text.width import width

HEADER = [
    "案件编号",
    "姓名",
    "本人手机",
    "贷款日期",
    "案件状态",
    "逾期本金",
    "逾期利息",
    "其他费用",
    "委案金额",
]


def case(number, **cells):
    principal, interest, fee = 1_000 + 79 * number, 20 + 3 * number, 15
    values = {
        "案件编号": f"A{number:05}",
        "姓名": "王" + "伟芳娜敏静"[number % 5],
        "本人手机": f"1390000{number:04}",
        "贷款日期": "2024-03-05",
        "案件状态": "催收中",
        "逾期本金": f"{principal}.00",
        "逾期利息": f"{interest}.00",
        "其他费用": f"{fee}.00",
        "委案金额": f"{principal + interest + fee}.00",
    }
    return values | cells


def causes_of(tmp_path, rows):
    path = tmp_path / "cases.csv"
    lines = [HEADER, *([row[name] for name in HEADER] for row in rows)]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    manifest = check([path], as_of="2026-01-31").manifest
    told = manifest["severities"]["error"] + manifest["severities"]["warning"]
    assert sum(cause["findings"] for cause in manifest["causes"]) == told
    return manifest, {cause["kind"]: cause for cause in manifest["causes"]}


CLEAN = [case(number) for number in range(200)]


def test_without_findings_there_is_no_cause(tmp_path):
    assert causes_of(tmp_path, CLEAN)[0]["causes"] == []


def test_a_bad_value_that_stands_in_many_cells_is_one_cause(tmp_path):
    rows = [row | ({"案件状态": "外包"} if n % 2 else {}) for n, row in enumerate(CLEAN)]
    rows[4] = rows[4] | {"案件状态": "啊"}
    manifest, kinds = causes_of(tmp_path, rows)

    assert (kinds["value"]["findings"], kinds["value"]["column"]) == (100, "案件状态")
    assert kinds["value"]["title"]["en"].startswith("100 findings, one cause: ")
    assert "lookups" in kinds["value"]["fix"]["en"]
    assert kinds["rule"]["findings"] == 1
    assert "value.not_in_list" == kinds["rule"]["rule"] == kinds["value"]["rule"]
    page = summary(manifest, "en", "out")
    assert "100 findings, one cause" in page.replace("\n       ", " ")
    assert all(width(line) <= 80 for line in page.splitlines())


def test_a_unit_of_a_whole_column_is_one_cause(tmp_path):
    rows = [row | {"逾期利息": f"{float(row['逾期利息']) * 100:.2f}"} for row in CLEAN]
    _, kinds = causes_of(tmp_path, rows)

    assert set(kinds) == {"diagnosed"}
    cause = kinds["diagnosed"]
    assert (cause["findings"], cause["field"]) == (200, "overdue_interest")
    assert "unit cents" in cause["title"]["en"]
    assert "unit: 分" in cause["fix"]["zh"]


def test_shifted_rows_are_one_cause(tmp_path):
    rows = list(CLEAN)
    for number in range(50, 57):
        row = list(CLEAN[number].values())
        rows[number] = dict(zip(HEADER, [row[0], "", *row[1:-1]], strict=True))
    _, kinds = causes_of(tmp_path, rows)

    assert (kinds["shifted"]["cases"], kinds["shifted"]["column"]) == (7, "姓名")
    assert kinds["shifted"]["findings"] >= 21
    assert sum(kinds["shifted"]["rules"].values()) == kinds["shifted"]["findings"]


def test_bad_cells_side_by_side_are_no_shift(tmp_path):
    """A bad number, day or amount in its own column may have another next to it; nothing was pushed."""
    rows = list(CLEAN)
    rows[50] = CLEAN[50] | {
        "本人手机": "1380013800",
        "贷款日期": "2024/13/40",
        "逾期本金": "三万五",
        "逾期利息": "12.3.4元",
    }
    _, kinds = causes_of(tmp_path, rows)

    assert set(kinds) == {"rule"}


def test_an_empty_column_is_one_cause(tmp_path):
    _, kinds = causes_of(tmp_path, [row | {"姓名": ""} for row in CLEAN])

    assert (kinds["empty"]["findings"], kinds["empty"]["rule"]) == (200, "field.missing")


def test_a_column_that_is_wrong_as_a_whole_is_one_cause(tmp_path):
    rows = [row | {"贷款日期": f"第{n}号"} for n, row in enumerate(CLEAN)]
    _, kinds = causes_of(tmp_path, rows)

    assert (kinds["column"]["findings"], kinds["column"]["column"]) == (200, "贷款日期")


def test_a_mark_behind_every_value_is_one_cause(tmp_path):
    rows = [row | ({"本人手机": row["本人手机"][2:] + "#"} if n < 60 else {}) for n, row in enumerate(CLEAN)]
    _, kinds = causes_of(tmp_path, rows)

    assert kinds["affix"]["findings"] == 60


@pytest.mark.parametrize("count", [1, 19])
def test_a_few_findings_stay_with_their_rule(tmp_path, count):
    rows = [row | ({"案件状态": "外包"} if n < count else {}) for n, row in enumerate(CLEAN)]
    _, kinds = causes_of(tmp_path, rows)

    assert set(kinds) == {"rule"}


def test_the_command_line_tells_it_in_chinese(tmp_path, capsys):
    path = tmp_path / "cases.csv"
    rows = [row | {"案件状态": "外包"} for row in CLEAN]
    path.write_text(
        "\n".join(",".join(r) for r in [HEADER, *([r[n] for n in HEADER] for r in rows)]), encoding="utf-8"
    )
    assert main(["check", str(path), "--as-of", "2026-01-31", "--lang", "zh"]) in (0, 1)
    assert "200 个问题，同一原因" in capsys.readouterr().out.replace("\n", "")
    main(["check", str(path), "--as-of", "2026-01-31", "--json"])
    (cause,) = json.loads(capsys.readouterr().out)["causes"]
    assert cause["kind"] in ("column", "value")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            pl.when(pl.col("repay_method") == "等额本息").then(pl.lit("等额本金")).alias("repay_method"),
            "the figures follow another method of repayment than the file says",
        ),
        (
            (pl.col("annual_rate").cast(pl.Decimal(9, 4)) / 12).round(4).cast(pl.String).alias("annual_rate"),
            "the rate is in another unit than in the rest of the file",
        ),
    ],
    ids=["method", "unit"],
)
def test_loans_by_another_custom_are_one_cause(tmp_path, other, said):
    cases = generate(2000, 3, defect_share=0).frame
    some = (pl.col("repay_method") == "等额本息") & (pl.int_range(pl.len()) < 60)
    path = tmp_path / "cases.csv"
    cases.with_columns(pl.when(some).then(other).otherwise(pl.col(other.meta.output_name()))).rename(
        HEADERS, strict=False
    ).write_csv(path)

    causes = check([path], as_of=AS_OF).manifest["causes"]

    told = [cause for cause in causes if said in cause["title"]["en"]]
    assert [cause["rule"] for cause in told] == ["loan.schedule_mismatch"]
    assert told[0]["findings"] >= 20
    assert all(
        "{" not in text for cause in told for text in (*cause["title"].values(), *cause["fix"].values())
    )


@pytest.mark.parametrize(
    "cause", [f"{slip}:total_due" for slip in ("part_missing", "instead", "sign_flipped")]
)
def test_a_diagnosis_that_names_one_field_leaves_no_place_open(cause):
    told = wording(Kind.DIAGNOSED, 20, Words("", ""), cause)
    assert all("{" not in text for words in told for text in (words.en, words.zh))
