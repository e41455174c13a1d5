"""XLSX files with the XML of one sheet as a test writes it."""

from __future__ import annotations

import zipfile
from pathlib import Path

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = '<Relationship Id="r{0}" Type="' + _OFFICE + '/{1}" Target="{2}"/>'


def book(path: Path, sheet: str, *, strings: str = "", styles: str = "", properties: str = "") -> Path:
    """A workbook of the sheet ``a``, whose XML is given, as are those of the shared strings and the styles."""
    parts = {
        "_rels/.rels": "<Relationships>"
        + _RELATION.format(1, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns:r="{_OFFICE}">{properties}'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + _RELATION.format(1, "worksheet", "worksheets/sheet1.xml")
        + _RELATION.format(2, "sharedStrings", "sharedStrings.xml")
        + _RELATION.format(3, "styles", "styles.xml")
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": styles,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content:
                archive.writestr(name, content)
    return path


def sheet_xml(*rows: str) -> str:
    """The XML of a sheet with such rows of cells."""
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, start=1))
        + "</sheetData></worksheet>"
    )


def styles_xml(*codes: str, built_in: tuple[int, ...] = ()) -> str:
    """Styles with such format codes, from style 1 on, and then the built-in formats."""
    formats = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    ids = [0, *range(200, 200 + len(codes)), *built_in]
    return (
        f"<styleSheet><numFmts>{formats}</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{number}"/>' for number in ids)
        + "</cellXfs></styleSheet>"
    )
