"""XLSX sheets read with vector operations hold the same as read by the library, cell by cell."""

from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
import python_calamine as calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.read.archive import Archive
from dq.read.typed import typed_cells
from dq.read.xlsx import scan_sheet
from dq.read.xlsx_book import list_sheets
from dq.read.xlsx_dates import read_styles, uses_1904
from dq.read.xlsx_strings import shared_strings
from dq.text.letters import letter
from tests.read.books import book, sheet_xml, styles_xml


def plain(path: Path) -> tuple[pl.DataFrame, list[tuple[int, int, str]]] | None:
    """The table of the only sheet; None if it is not plain."""
    with Archive(path, path.name) as archive:
        _, sheet = scan_sheet(archive, list_sheets(archive)[0].member)
        strings = pl.Series(dtype=pl.String)
        if "xl/sharedStrings.xml" in archive.names:
            found = shared_strings(archive.blocks("xl/sharedStrings.xml"))
            if found is None:
                return None
            strings = found
        if not sheet.plain:
            return None
        styles = read_styles(archive, "xl/styles.xml")
        return sheet.table(strings, styles, system_1904=uses_1904(archive))


def by_library(path: Path) -> tuple[pl.DataFrame, list[tuple[int, int, str]]]:
    return typed_cells(calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0))


def second(path: Path) -> str | None:
    """The cell B1, read as a plain sheet."""
    table = plain(path)
    assert table is not None
    value: str | None = table[0].row(0)[1]
    return value


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=8)
# A number beyond what a spreadsheet holds, or in a date's place one that is no date, is another matter: see below.
NUMBER = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1).map(str),
    st.floats(-1e9, 1e9, allow_subnormal=False).map(repr),
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.integers(10**15, 10**19).map(str),
    st.sampled_from(
        ("1E5", "1.5e-7", "-0", "0.30000000000000004", "80949.210000000006", "1.10101199001011E+17", "007")
    ),
)
DATE = st.one_of(
    st.integers(61, 80_000).map(str), st.integers(61 * 1440, 80_000 * 1440).map(lambda m: repr(m / 1440))
)
FORMULA = st.sampled_from(("", "", "<f>A1</f>", '<f t="shared" si="0"/>'))
SPACED = st.sampled_from(("<t>", '<t xml:space="preserve">'))


@st.composite
def cells(draw: st.DrawFn, strings: list[str]) -> str:
    """A cell without its reference: attributes and content, told apart by ``|``."""
    style = draw(st.sampled_from(("", ' s="0"', ' s="1"')))
    text = escape(draw(TEXT))
    match draw(st.integers(0, 7)):
        case 0:
            return f"{style}|{draw(FORMULA)}<v>{draw(NUMBER)}</v>"
        case 1:
            return f' s="2"|{draw(FORMULA)}<v>{draw(DATE)}</v>'
        case 2:
            strings.append(
                draw(st.sampled_from((f"{draw(SPACED)}{text}</t>", f"<r><t>{text}</t></r>", "<t/>")))
            )
            return f'{style} t="s"|<v>{len(strings) - 1}</v>'
        case 3:
            return f'{style} t="inlineStr"|<is>{draw(SPACED)}{text}</t></is>'
        case 4:
            return f'{style} t="str"|{draw(FORMULA)}<v>{text}</v>'
        case 5:
            return f'{style} t="b"|<v>{draw(st.sampled_from("01"))}</v>'
        case 6:
            return draw(st.sampled_from((f"{style}|", f"{style}|<f>A1</f>")))
        case _:
            return f'{style} t="n"|<v>{draw(NUMBER)}</v>'


@st.composite
def books(draw: st.DrawFn) -> dict[str, str]:
    strings: list[str] = []
    rows, number = [], 0
    for _ in range(draw(st.integers(1, 6))):
        number += draw(st.sampled_from((1, 1, 1, 3, 97)))
        columns = sorted(draw(st.sets(st.sampled_from((1, 2, 3, 26, 27, 40)), max_size=6)))
        row = ""
        for column in columns:
            attributes, _, content = draw(cells(strings)).partition("|")
            tag = f'<c r="{letter(column)}{number}"{attributes}'
            row += f"{tag}>{content}</c>" if content or draw(st.booleans()) else f"{tag}/>"
        rows.append(f'<row r="{number}" spans="1:9">{row}</row>')
    return {
        "sheet": sheet_xml().replace("<sheetData>", "<sheetData>" + "".join(rows)),
        "strings": "<sst>" + "".join(f"<si>{text}</si>" for text in strings) + "</sst>",
        "styles": styles_xml("0.00", "yyyy-mm-dd hh:mm"),
    }


@settings(max_examples=300, deadline=None)
@given(books())
def test_the_same_as_the_library_cell_by_cell(parts: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        path = book(Path(folder) / "a.xlsx", **parts)
        found = plain(path)
        assert found is not None
        expected, lost = by_library(path)
        assert found[0].to_dict(as_series=False) == expected.to_dict(as_series=False)
        assert sorted(found[1]) == sorted(lost)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("-0", "0"),
        ("0.30000000000000004", "0.3"),
        ("80949.210000000006", "80949.21"),
        ("0.0005479452054795", "0.0005479452054795"),
        ("1e-10", "0.0000000001"),
        ("1E5", "100000"),
        ("123456789012345", "123456789012345"),
        ("6228480402564890018", "6228480402564889600"),
        ("abc", "abc"),
        ("1e400", "1e400"),
        ("", None),
    ],
)
def test_numbers(tmp_path: Path, number: str, shown: str | None) -> None:
    """As a spreadsheet shows them in full, with its 15 digits; what is no number stays."""
    row = f'<c r="A1"><v>1</v></c><c r="B1"><v>{number}</v></c><c r="C1"><v>3</v></c>'
    assert second(book(tmp_path / "a.xlsx", sheet_xml(row))) == shown


DAY = "2026-01-05"
FORMATS = {
    "General": "46027",
    "0.00": "46027",
    "yyyy-mm-dd": DAY,
    "[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;": DAY,
    "dd\\-mm": DAY,
    "mm:ss.0": DAY,
    "[Red]0": "46027",
    "0&quot;days&quot;": "46027",
    "\\d0": "46027",
    "0.0E+00": "46027",
    "[&gt;=100]0;yyyy": "46027",
    "_-* #,##0.00_-": "46027",
    "[h]:mm:ss": "1104648:00:00",
}


@pytest.mark.parametrize("code", FORMATS)
def test_what_a_format_makes_of_a_number(tmp_path: Path, code: str) -> None:
    row = '<c r="A1"><v>1</v></c><c r="B1" s="1"><v>46027</v></c>'
    path = book(tmp_path / "a.xlsx", sheet_xml(row), styles=styles_xml(code))
    assert second(path) == FORMATS[code]
    assert by_library(path)[0].row(0)[1] == FORMATS[code]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0.1288", "12.88%"), ("0.24", "24%"), ("5.0000000000000001E-4", "0.05%"), ("-1", "-100%"),
     ("abc", "abc"), ("0", "0%")],
)  # fmt: skip
@pytest.mark.parametrize(
    "styles", [styles_xml("0.00%"), styles_xml("0%;[Red]-0%"), styles_xml(built_in=(10,))]
)
def test_a_share_is_shown_as_percent(tmp_path: Path, number: str, shown: str, styles: str) -> None:
    row = f'<c r="A1"><v>1</v></c><c r="B1" s="1"><v>{number}</v></c>'
    assert second(book(tmp_path / "a.xlsx", sheet_xml(row), styles=styles)) == shown


@pytest.mark.parametrize("number", [14, 22, 27, 31, 57, 20, 47])
def test_built_in_dates(tmp_path: Path, number: int) -> None:
    row = '<c r="A1"><v>1</v></c><c r="B1" s="1"><v>46027.4375</v></c>'
    assert (
        second(book(tmp_path / "a.xlsx", sheet_xml(row), styles=styles_xml(built_in=(number,))))
        == f"{DAY} 10:30:00"
    )


@pytest.mark.parametrize(
    ("serial", "in_1900", "in_1904"),
    [
        ("0.4375", "10:30:00", "10:30:00"),
        ("59", "1900-02-28", "1904-02-29"),
        ("60", "60", "1904-03-01"),
        ("61", "1900-03-01", "1904-03-02"),
        ("-3", "-3", "-3"),
        ("44565.43749999999", "2022-01-04 10:30:00", "2026-01-05 10:30:00"),
        ("99999999", "99999999", "99999999"),
    ],
)
def test_days(tmp_path: Path, serial: str, in_1900: str, in_1904: str) -> None:
    """A number that is no day stays the number; 29 February 1900 never was."""
    row = f'<c r="A1"><v>1</v></c><c r="B1" s="1"><v>{serial}</v></c>'
    for shown, properties in ((in_1900, ""), (in_1904, '<workbookPr date1904="1"/>')):
        path = book(
            tmp_path / "a.xlsx", sheet_xml(row), styles=styles_xml("yyyy-mm-dd"), properties=properties
        )
        assert second(path) == shown


ROW = '<c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c>'


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ("<t>a&amp;b &#65;&#x4E2D;</t>", "a&b A中"),
        ("<t> a </t>", "a"),
        ('<t xml:space="preserve"> a </t>', " a "),
        ("<r><t>王</t></r><r><rPr><b/></rPr><t>一</t></r><rPh sb='0' eb='1'><t>wang</t></rPh>", "王一"),
        ("<t>a_x000D_b_x4E2D_</t>", "a\rb_x4E2D_"),
        ("<t>a\r\nb</t>", "a\nb"),
        ("<t/>", None),
    ],
)
def test_shared_strings(tmp_path: Path, item: str, shown: str | None) -> None:
    row = ROW + '<c r="C1"><v>3</v></c>'
    for strings in (f"<sst><si>{item}</si></sst>", f"<sst><si>{item}</si><si><t>other</t></si></sst>"):
        path = book(tmp_path / "a.xlsx", sheet_xml(row), strings=strings)
        assert second(path) == shown
        assert by_library(path)[0].row(0)[1] == shown


@pytest.mark.parametrize(
    "broken", ["<sj><t>a</t></si><si><t>b</t></si>", "<si><t>a</t><si><t>b</t></si>", "<si><r><t>a</r></si>"]
)
def test_damaged_shared_strings_are_not_read_shifted(tmp_path: Path, broken: str) -> None:
    assert plain(book(tmp_path / "a.xlsx", sheet_xml(ROW), strings=f"<sst>{broken}</sst>")) is None


def test_names_with_a_prefix(tmp_path: Path) -> None:
    sheet = sheet_xml(ROW, '<c r="A2" t="e"><v>#N/A</v></c>').replace("</", "</x:").replace("<", "<x:")
    sheet = sheet.replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")
    strings = '<x:sst xmlns:x="y"><x:si><x:t>一</x:t></x:si></x:sst>'
    found = plain(book(tmp_path / "a.xlsx", sheet, strings=strings))
    assert found is not None
    assert found[0].rows() == [("1", "一"), ("#N/A", None)]


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="str" r="B1"><v>x</v></c>',
        '<c t="str"><v>x</v></c>',
        '<c r="B1" t="str" s="0"><v>x</v></c>',
        "<c r='B1' t='str'><v>x</v></c>",
        '<c r="B1" t="str">\n<v>x</v></c>',
        '<c r="B1" t="str"><v>x<!-- y --></v></c>',
        '<c r="B1" t="inlineStr"><is><r><t>x</t></r></is></c>',
        '<c r="B2" t="str"><v>x</v></c>',
        '<c r="B1" t="d"><v>2026-01-05</v></c>',
        '<c r="B1" t="s"><v>9</v></c>',
    ],
)
def test_what_is_written_otherwise_is_left_to_the_library(tmp_path: Path, cell: str) -> None:
    assert plain(book(tmp_path / "a.xlsx", sheet_xml(f'<c r="A1"><v>1</v></c>{cell}'))) is None


def test_pieces(tmp_path: Path) -> None:
    """A sheet of several pieces, with rows whose numbers have one to five digits."""
    rows = [f'<c r="A{n}"><v>{n}</v></c><c r="C{n}" t="str"><v>t{n}</v></c>' for n in range(1, 20_001)]
    found = plain(book(tmp_path / "a.xlsx", sheet_xml(*rows)))
    assert found is not None
    assert found[0].rows() == [(str(n), None, f"t{n}") for n in range(1, 20_001)]
