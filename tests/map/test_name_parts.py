"""Columns with the parts of a name are one column of the name, as proposed and as a source says."""

from dataclasses import dataclass

import polars as pl
import pytest

from dq.map import follow, propose, show_proposal, to_yaml
from dq.map.name_parts import part_of
from dq.packs.columns import column_specs
from dq.packs.strict_yaml import loads
from dq.read.interface import make_columns
from dq.text.width import width

GIVEN, FAMILY = ["Mary", "Tom", None, "ana"], ["Smith", "O'Neil", "Solo", "de la cruz"]


@dataclass(frozen=True)
class Spec:
    field: str
    part: str | None = None
    unit: str | None = None
    dates: str | None = None


SOURCE = {
    "Name": Spec("debtor_name"),
    "First Name": Spec("debtor_name", "given"),
    "MI": Spec("debtor_name", "middle"),
    "Last Name": Spec("debtor_name", "family"),
}


def read(cells):
    """Columns and sample of a file with these cells by header."""
    columns = make_columns(cells)
    return columns, pl.DataFrame(
        {column.name: cells[column.header] for column in columns},
        schema={column.name: pl.String for column in columns},
    )


def proposed(*headers, table="cases", lang="en", **more):
    """The proposal for a file with a given and a family name under two headers, and more columns."""
    cells = dict(zip(headers, (GIVEN, FAMILY), strict=False)) | more
    return propose(*read(cells), table=table, lang=lang)


def names(mapping):
    """Field -> its parts, of what is mapped."""
    return {column.field: column.parts for column in mapping.mapped}


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("First Name", "Last Name"), ("FIRST_NAME", "LAST_NAME"), ("FirstName", "LastName"), ("FName", "LName"),
        ("Debtor First Name", "Debtor Last Name"), ("Primary Borrower First Name", "Primary Borrower Last Name"),
        ("Customer_FirstName", "Customer_LastName"), ("Given Name", "Surname"), ("First", "Last"),
        ("Forename", "Family Name"), ("Consumer First Nm", "Consumer Last Nm"),
        ("名", "姓"), ("名字", "姓氏"), ("*First Name:", "* Last Name :"),
    ],
)  # fmt: skip
def test_a_given_and_a_family_name_are_the_name_in_whichever_order(given, family):
    for headers, cells in (((given, family), (GIVEN, FAMILY)), ((family, given), (FAMILY, GIVEN))):
        columns, sample = read(dict(zip(headers, cells, strict=True)))
        (found,) = propose(columns, sample).mapped
        assert (found.field, found.column, found.how) == (
            "debtor_name",
            " + ".join(c.name for c in columns),
            "alias",
        )
        assert dict(found.parts) == {
            columns[headers.index(given)].name: "given",
            columns[headers.index(family)].name: "family",
        }


def test_middle_names_and_suffixes_belong_to_them():
    more = {
        "Acct No": ["1", "2", "3", "4"],
        "MI": ["M", "F", None, "M"],
        "Suffix": [None, "Jr.", "III", None],
    }
    mapping = proposed("First Name", "Last Name", **more)
    assert dict(names(mapping)["debtor_name"]) == {
        "First Name": "given", "Last Name": "family", "MI": "middle", "Suffix": "suffix",
    }  # fmt: skip
    assert not mapping.unmapped
    assert "debtor_name" not in mapping.missing_required


@pytest.mark.parametrize(
    "headers",
    [
        ("First Name",), ("Last Name", "Suffix"), ("Spouse First Name", "Spouse Last Name"),
        ("Co-Borrower First Name", "Co-Borrower Last Name"), ("Reference First Name", "Reference Last Name"),
        ("First Name", "Co-Borrower Last Name"), ("First Payment", "Last Payment"),
    ],
)  # fmt: skip
def test_half_a_name_and_those_of_others_are_not_the_debtors(headers):
    mapping = proposed(*headers)
    assert not any(column.parts for column in mapping.mapped)
    assert "debtor_name" in mapping.missing_required


def test_columns_with_other_values_are_no_names():
    numbers = ["123-45-6789", "219-09-9999", "457-55-5462", "078-05-1120"]
    mapping = propose(*read({"First Name": numbers, "Last Name": FAMILY}))
    assert names(mapping) == {}
    assert [column.column for column in mapping.unmapped] == ["First Name", "Last Name"]


def test_of_two_persons_under_the_same_headers_the_first_is_the_debtor():
    columns = make_columns(["First Name", "Last Name", "First Name", "Last Name"])
    mapping = propose(
        columns, pl.DataFrame(dict(zip([c.name for c in columns], (GIVEN, FAMILY) * 2, strict=True)))
    )
    assert list(names(mapping)["debtor_name"]) == ["First Name", "Last Name"]
    assert [column.reason for column in mapping.unmapped] == [
        "'First Name' is that part of the name already",
        "'Last Name' is that part of the name already",
    ]


def test_the_whole_name_goes_before_its_parts_and_is_compared_with_them():
    whole = ["SMITH, MARY", "Tom O'Neil", "Solo", "Ana de la Cruz"]
    mapping = proposed("First Name", "Last Name", Name=whole)
    assert names(mapping) == {"debtor_name": {}}
    (second,) = mapping.second
    assert second.columns == ("First Name", "Last Name")
    other = proposed("First Name", "Last Name", Name=["Zed Other"] * 4)
    assert not other.second
    assert [column.column for column in other.unmapped] == ["First Name", "Last Name"]
    assert all("debtor_name is taken by 'Name'" in column.reason for column in other.unmapped)


def test_a_file_may_have_a_column_called_as_they_are_together():
    mapping = proposed("First Name", "Last Name", **{"First Name + Last Name": ["x", "y", "z", "x"]})
    (found,) = mapping.mapped
    assert found.column == "First Name + Last Name …"
    assert [column.column for column in mapping.unmapped] == ["First Name + Last Name"]


def test_in_a_companion_table_they_are_the_person_of_the_row():
    mapping = proposed(
        "Contact First Name", "Contact Last Name", table="contacts",
        **{"Debtor First Name": ["Zed"] * 4, "Debtor Last Name": ["Other"] * 4},
    )  # fmt: skip
    assert list(names(mapping)["contact_name"]) == ["Contact First Name", "Contact Last Name"]
    assert [column.column for column in mapping.unmapped] == ["Debtor First Name", "Debtor Last Name"]
    assert names(proposed("First Name", "Last Name", table="repayments")) == {}
    assert part_of("Debtor First Name", "contacts") is None


def test_the_yaml_names_each_column_and_its_part_and_reads_back_as_proposed():
    columns, sample = read({"Last Name": FAMILY, "First Name": GIVEN, "Suffix": [None] * 4})
    mapping = propose(columns, sample)
    text = to_yaml([mapping], "s")
    assert "  Last Name: {field: debtor_name, part: family}  #" in text
    specs = column_specs(loads(text, "s.yml").value["columns"], "s", "cases")
    again = follow(columns, specs, sample=sample)
    assert names(again) == names(mapping)
    assert (again.mapped[0].column, again.mapped[0].how) == (mapping.mapped[0].column, "source")
    assert not again.differences


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_for_the_terminal_tells_which_column_is_which_part(lang):
    text = show_proposal(proposed("First Name", "Last Name", lang=lang), lang)
    assert "First Name: given, Last Name: family" in text
    assert max(width(line) for line in text.splitlines()) <= 80
    assert ("2 of 2 columns mapped" if lang == "en" else "2 列中 2 列已对应") in text


def test_a_source_of_two_layouts_takes_the_one_that_the_file_has():
    parts = follow(*read_for(["MI", "Last Name", "First Name"]))
    assert dict(names(parts)["debtor_name"]) == {"MI": "middle", "Last Name": "family", "First Name": "given"}
    assert [told.change for told in parts.differences] == ["moved"]
    whole = follow(*read_for(["Name"]))
    assert names(whole) == {"debtor_name": {}}
    assert not whole.differences
    both = follow(*read_for(["First Name", "MI", "Last Name", "Name"]))
    assert names(both) == {"debtor_name": {}}
    assert both.second[0].columns == ("First Name", "MI", "Last Name")
    assert not both.differences


def read_for(headers):
    """What :func:`follow` takes, of a file with these headers."""
    return make_columns(headers), SOURCE


def test_a_part_that_is_missing_or_renamed_is_told():
    mapping = follow(*read_for(["Given Name", "Last Name"]))
    assert dict(names(mapping)["debtor_name"]) == {"Last Name": "family"}
    assert [(told.change, told.column, told.suggestion) for told in mapping.differences] == [
        ("renamed", "First Name", "Given Name"),
        ("missing", "MI", None),
    ]


def test_a_middle_name_alone_is_no_name_and_a_part_is_taken_once():
    alone = follow(*read_for(["MI"]))
    assert names(alone) == {}
    assert alone.unmapped[0].reason == "a part of a name without a given or a family name"
    twice = SOURCE | {"Forename": Spec("debtor_name", "given")}
    mapping = follow(make_columns(["Forename", "First Name", "Last Name"]), twice)
    assert list(names(mapping)["debtor_name"]) == ["First Name", "Last Name"]
    assert mapping.unmapped[0].reason == "'First Name' is that part of the name already"


def test_values_that_are_no_names_are_told_of_the_part():
    columns, sample = read(
        {"First Name": ["123-45-6789", "219-09-9999", "457-55-5462"], "Last Name": FAMILY[:3]}
    )
    mapping = follow(columns, SOURCE, sample=sample)
    assert [(told.change, told.column) for told in mapping.differences if told.change == "shape"] == [
        ("shape", "First Name")
    ]
