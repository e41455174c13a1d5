"""What a file is, by its content; its name's ending is not asked."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from dq.model.errors import RefusedError

WORKBOOKS = ("xlsx", "xlsb", "ods", "xls")
_START = 4096
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta|\?mso-application)", re.IGNORECASE)
_SPREADSHEET_ML = b"urn:schemas-microsoft-com:office:spreadsheet"
_OTHERS = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}


def kind_of(path: Path, name: str) -> str:
    """``xlsx, xlsb, ods, xls, parquet, html, json_lines, zip`` or ``text``.

    Raises RefusedError: ``encrypted``, ``broken_archive``, ``not_a_table``.
    """
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path, name)
    if start.startswith(_CFB):
        return _compound(path, name)
    if start[:2] in _OLD_BIFF and start[2:4] in (b"\x08\x00", b"\x10\x00", b"\x06\x00", b"\x04\x00"):
        return "xls"
    if start.startswith(b"PAR1"):
        return "parquet"
    for magic, what in _OTHERS.items():
        if start.startswith(magic):
            raise RefusedError("not_a_table", f"{name}: is {what}", "Ask for CSV or a workbook.")
    text = start.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if _MARKUP.match(text) or (text.startswith(b"<") and (_MARKUP.search(text) or _SPREADSHEET_ML in text)):
        return "html"
    if text.startswith(b"{") and _is_json_line(path):
        return "json_lines"
    return "text"


def _zipped(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedError(
            "broken_archive", f"{name}: the archive is damaged", "Ask for the file again."
        ) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "[Content_Types].xml" in names:
        raise RefusedError(
            "not_a_table", f"{name}: is an Office document, not a workbook", "Ask for a workbook."
        )
    return "zip"


def _compound(path: Path, name: str) -> str:
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise RefusedError(
            "encrypted", f"{name}: the workbook has a password", "Ask for it without a password."
        )
    if not any(book in content for book in _BOOKS):
        raise RefusedError(
            "not_a_table", f"{name}: is an Office document, not a workbook", "Ask for a workbook."
        )
    return "xls"


def _is_json_line(path: Path) -> bool:
    with path.open("rb") as file:
        line = file.readline(1_000_000)
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
