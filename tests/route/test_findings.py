import polars as pl
import pytest

from dq.model.evidence import words_in
from dq.packs.rules import load_pack
from dq.route.findings import QUARANTINED, findings
from dq.route.interface import Judgement, Place, Wording

RULE = load_pack("ids").rules[0]
PLACES = {("cases.csv", ""): {"birth_date": Place("生日", ("C",))}}


def failing(days):
    count = len(days)
    return pl.DataFrame(
        {
            "_id": pl.Series(range(count), dtype=pl.UInt32),
            "_row": pl.Series(range(2, count + 2), dtype=pl.UInt32),
            "_file": ["cases.csv"] * count,
            "_sheet": pl.Series([None] * count, dtype=pl.String),
            QUARANTINED: [True] * count,
            "case_no": [f"A{n}" for n in range(count)],
            "raw:birth_date": days,
            "birth_date": days,
            "told": ["1990-01-01"] * count,
            "fail:0": [day is not None for day in days],
        },
        schema_overrides={"raw:birth_date": pl.String, "birth_date": pl.String},
    )


def test_rows_in_many_pieces_tell_the_same_findings():
    """A piece without a finding once ended the run: a defect of the library's streaming engine."""
    rows = failing(["1980-02-03" if n % 700 < 250 else None for n in range(20_000)])
    apart = pl.concat([rows.slice(start, 250) for start in range(0, rows.height, 250)], rechunk=False)
    detail = pl.format("{} ≠ {}", pl.col("birth_date").cast(pl.String), pl.col("told"))
    judgement = Judgement(RULE, "birth_date", "fail:0", detail, None)

    found = findings(apart, [judgement], PLACES, Wording("en", "bank"))

    assert found.height == rows["birth_date"].count()
    assert found["cell"].head(2).to_list() == ["C2", "C3"]
    assert found["message"].str.ends_with("1980-02-03 ≠ 1990-01-01").all()
    assert found.equals(findings(rows, [judgement], PLACES, Wording("en", "bank")))


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ["too few digits", "3 < 5", "= Own mobile"]), ("zh", ["位数不足", "3 < 5", "= 本人手机"])],
)
def test_evidence_is_told_in_words_and_stays_a_code_beside_them(lang, words):
    rows = failing(["1980-02-03"] * 3).with_columns(told=pl.Series(["too_short", "3 < 5", "= self_mobile"]))
    judgement = Judgement(RULE, "birth_date", "fail:0", pl.col("told"), None)

    found = findings(rows, [judgement], PLACES, Wording(lang, "bank", evidence=words_in(lang)))

    assert [message.rpartition(" – ")[2] for message in found["message"]] == words
    assert found["evidence_code"].to_list() == ["too_short", None, None]
