"""Days of consent to calls: read from either table, held against the region's rules, and told in the look-up list."""

import polars as pl
import pytest

from dq.pipeline.road import run

CASES = (
    "case number,debtor name,total due,mobile,loan date\n"
    "A1,Ann Lee,1000.00,2125550123,2019-01-01\n"
    "A2,Bob Ray,2000.00,2125550124,2019-01-01\n"
    "A3,Cy Poe,3000.00,2125550125,2019-01-01\n"
)
CONTACTS = (
    "case number,party,phone,consent date\nA1,self,2125550123,2025-06-01\nA3,self,2125550125,2025-13-13\n"
)
CONSENTS = "case number,phone,date of consent\nA2,,2025-07-01\n"


@pytest.fixture
def played(tmp_path):
    """A function that runs with these tables: the look-ups by case, and the rules on consent with their cases."""

    def play(region="US", **tables):
        for name, text in {"cases": CASES, **tables}.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        made = run(
            tmp_path / "cases.csv",
            as_of="2026-01-31",
            out=tmp_path / "out",
            region=region,
            companions={name: tmp_path / f"{name}.csv" for name in tables},
        )
        listed = pl.read_csv(made.folder / "lookups.csv", infer_schema=False)
        told = made.exceptions.filter(pl.col("rule").str.contains("consent|unreadable|undated"))
        return listed, told.select("case_no", "rule", "cell").rows(), made

    return play


def test_the_look_up_list_has_the_day_of_consent_from_either_table(played):
    listed, told, made = played(contacts=CONTACTS, optouts=CONSENTS)

    assert dict(listed.select("case_no", "consent_on").iter_rows()) == {
        "A1": "2025-06-01",
        "A2": "2025-07-01",
        "A3": None,
    }
    assert sorted(told) == [
        ("A3", "contact_row.consent_missing", "C3"),
        ("A3", "contact_row.unreadable", "D3"),
        ("A3", "phone.consent_missing", "D4"),
    ]
    assert made.contacts.filter("callable").height == 3


def test_a_region_without_such_a_rule_has_neither_the_column_nor_the_findings(played):
    listed, told, made = played(region="CA", contacts=CONTACTS)

    assert "consent_on" not in listed.columns
    assert {rule for _, rule, _ in told} == {"contact_row.unreadable"}
    assert made.manifest["skipped"]["contact_row.consent_missing"] == {"no_jurisdiction": 2}


def test_nothing_is_missed_where_no_table_tells_of_consents(played):
    contacts = CONTACTS.replace("consent date", "source date").replace("2025-13-13", "2025-06-01")
    listed, told, made = played(contacts=contacts)

    assert listed["consent_on"].null_count() == listed.height > 0
    assert told == []
    assert made.manifest["skipped"]["contact_row.consent_missing"] == {"table_absent": 2}
