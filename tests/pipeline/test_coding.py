"""A companion table comes out the same whether its cells are cleaned one by one or by their codes."""

import polars as pl
import pytest

from dq.clean.interface import FieldPlan
from dq.clean.lexicon import Lexicon
from dq.model import columns
from dq.model.columns import CASE, FILE, ID, ROW, SHEET
from dq.model.schema import field
from dq.packs.tables import words_of
from dq.pipeline.coding import LEAST, TableCleaner, cleaner_of
from dq.pipeline.linking import CaseIndex, Ties
from dq.pipeline.storing import Store

CASES = CaseIndex(
    pl.DataFrame(
        {
            ID: pl.Series([0, 1, 2], dtype=pl.UInt32),
            "case_no": ["A1", "A2", "A3"],
            "card_no": ["6222021234567890123", None, None],
            "contract_no": ["HT-7", "HT-8", "HT-8"],
            "customer_no": [None, "K-2", None],
            "self_mobile": ["+8613800000001", "+861062345678", "+861062345678"],
            "self_mobile2": [None, None, "+8613800000002"],
            "self_mobile3": pl.Series([None] * 3, dtype=pl.String),
        }
    )
)
CELLS = {
    "case_no": ["A1", " A2", "HT-7", None, "A9", "ＨＴ-8"],
    "card_no": [None, "6222021234567890123", "6222 0212 3456 7890 123"],
    "called_at": ["2026-01-05 10:00:00", "2026/1/6 22:30", "2026-01-07", None, "unclear"],
    "phone": ["13800000001", "138-0000-0002", "010-62345678", None, "13900000003（空号）", "1380013"],
    "relation_raw": ["本人", "配偶", None, "Father", "?"],
    "party": ["self", None, "nobody"],
    "outcome": ["承诺还款", "无人接听", "奇怪结果", None],
    "duration_s": ["60", "0", "abc", None],
    "paid_on": ["2026-01-05", "20260106", None],
    "paid_amount": ["12.50", "1,000", "（3）", None],
    "note": ["冲正", None, "ok"],
    "state": ["待确认", "已入账", None, "?", "NSF"],
    "channel": ["ACH", "Returned check", None, "银行卡", "bounced"],
    "reversal": [None, "是", "否", "?"],
    "kind": ["停催", None, "同意", "?"],
    "opted_out_on": ["2026-01-05", None, "unclear", None, "2026-01-06"],
    "consent_on": [None, "2026-01-07", None],
}  # fmt: skip
TABLES = {
    "calls": ["case_no", "called_at", "phone", "relation_raw", "outcome", "duration_s"],
    "calls of a dialler": ["called_at", "phone", "outcome"],
    "contacts": ["case_no", "phone", "relation_raw", "party"],
    "repayments": ["case_no", "card_no", "paid_on", "paid_amount", "note"],
    "promises": ["called_at"],
    "optouts": ["case_no", "phone", "kind", "opted_out_on", "consent_on"],
    "optouts of consents": ["case_no", "consent_on"],
    "repayments by kind": ["case_no", "paid_on", "channel"],
    "repayments by kind and state": ["case_no", "paid_on", "channel", "note", "state"],
    "repayments with states": ["case_no", "paid_on", "note", "reversal", "state"],
}


def rows_of(names, start, height):
    """Rows whose cells go round; every 7th phone is one that stands nowhere else."""
    at = range(start, start + height)
    cells = {name: [CELLS[name][place % len(CELLS[name])] for place in at] for name in names}
    if "phone" in cells:
        cells["phone"] = [
            cell if at[n] % 7 else f"{13_000_000_000 + at[n]}" for n, cell in enumerate(cells["phone"])
        ]
    return pl.DataFrame({columns.raw(name): values for name, values in cells.items()}).select(
        pl.Series(ID, at, pl.UInt32), pl.Series(ROW, at, pl.UInt32) + 2, pl.lit("f.csv").alias(FILE),
        pl.lit(None, pl.String).alias(SHEET), pl.all(),
    )  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_codes_give_what_cleaning_cell_by_cell_gives(tmp_path, table):
    names = TABLES[table]
    table = table.split()[0]
    plans = [FieldPlan(name, field(name).kind, words=words_of(name)) for name in names]
    ties = Ties(CASES, names, by_number_called="case_no" not in names)
    coded, plain = TableCleaner(table, plans, ties, "CN"), cleaner_of(table, plans, ties, "CN")
    store, frames, given = Store(tmp_path / "rows"), [], set()
    for start in (0, LEAST, 3 * LEAST):
        rows = rows_of(names, start, LEAST)
        cleaned, lexicons = coded(rows)
        given |= lexicons.keys()
        store.add(cleaned, lexicons, coded.schema)
        frames.append(plain(rows))
    whole = pl.concat(frames)

    assert given
    assert store.frame().collect().equals(whole)
    assert [store.count(name) for name in whole.columns] == list(whole.select(pl.all().count()).row(0))
    assert [store.has(name) for name in whole.columns] == [
        n > 0 for n in whole.select(pl.all().count()).row(0)
    ]
    if table == "calls":
        assert set(whole["_case"]) > {None, 0}
    stored = pl.read_parquet_schema(next((tmp_path / "rows").glob("*.parquet")))
    assert given.isdisjoint(stored)


def test_a_column_that_turns_out_to_have_many_distinct_cells_is_no_longer_given_by_codes(tmp_path):
    plan = FieldPlan("phone", field("phone").kind)
    ties = Ties(None, ())
    coded, plain = TableCleaner("calls", [plan], ties, "CN"), cleaner_of("calls", [plan], ties, "CN")
    store, frames, given = Store(tmp_path / "rows"), [], []
    for place, distinct in enumerate((10, LEAST, LEAST, LEAST)):
        numbers = [str(13_000_000_000 + place * LEAST + n % distinct) for n in range(LEAST)]
        rows = pl.DataFrame(
            {ID: pl.int_range(LEAST, dtype=pl.UInt32, eager=True), columns.raw("phone"): numbers}
        )
        cleaned, lexicons = coded(rows)
        given.append(bool(lexicons))
        store.add(cleaned, lexicons, coded.schema)
        frames.append(plain(rows))

    assert given == [True, True, False, False]
    assert store.frame().collect().equals(pl.concat(frames))


def test_a_cell_is_cleaned_once():
    seen = []

    def make(cells):
        seen.extend(cells.to_list())
        return pl.DataFrame({columns.raw("note"): cells, "note": cells, CASE: cells.str.len_bytes()})

    lexicon = Lexicon("note", make)
    slices = [["a", "b", "a"], ["b", None, "ccc"], [None, "a"]]
    codes = [lexicon.codes(pl.Series(cells, dtype=pl.String)) for cells in slices]

    assert sorted(map(str, seen)) == ["None", "a", "b", "ccc"]
    assert lexicon.size == 4
    found = [lexicon.columns()["note"].gather(some).to_list() for some in codes]
    assert found == slices
