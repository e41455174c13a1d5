"""Hidden rows and columns, and error cells, of an ODS file."""

from __future__ import annotations

from xml.parsers import expat

from dq.read.archive import Archive
from dq.read.oddities import Oddities

_CONTENT = "content.xml"
_SIGNS = (b'visibility="collapse"', b'visibility="filter"', b'value-type="error"')
_HIDDEN = ("collapse", "filter")
_MOST = 1_048_576


def ods_oddities(archive: Archive) -> dict[str, Oddities]:
    """What is odd in each sheet, by its name; nothing is parsed where nothing is.

    Raises RefusedError ``doctype``.
    """
    held = b""
    for block in archive.blocks(_CONTENT):
        if any(sign in held + block for sign in _SIGNS):
            break
        held = block[-32:]
    else:
        return {}
    listener = _Listener()
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise archive.doctype()

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    try:
        for block in archive.blocks(_CONTENT):
            parser.Parse(block, False)
    except expat.ExpatError:
        return listener.sheets  # the library that reads the cells says what is wrong with it
    return listener.sheets


class _Listener:
    """Counts rows and columns of each table as the XML goes by."""

    def __init__(self) -> None:
        self.sheets: dict[str, Oddities] = {}
        self._sheet = Oddities()
        self._row = self._rows = self._column = self._columns = 0
        self._error: list[str] | None = None

    def start(self, tag: str, found: dict[str, str]) -> None:
        """An element opens."""
        match tag:
            case "table:table":
                self._sheet = self.sheets.setdefault(found.get("table:name", ""), Oddities())
                self._row = self._rows = self._columns = 0
            case "table:table-column":
                times = _times(found.get("table:number-columns-repeated"))
                if found.get("table:visibility") in _HIDDEN:
                    self._sheet.hidden_columns.append((self._columns + 1, self._columns + times))
                self._columns += times
            case "table:table-row":
                self._row = self._rows + 1
                self._rows += _times(found.get("table:number-rows-repeated"))
                self._column = 0
                if found.get("table:visibility") in _HIDDEN:
                    self._sheet.hidden_rows += range(self._row, self._rows + 1)
            case "table:table-cell" | "table:covered-table-cell":
                if found.get("calcext:value-type") == "error":
                    self._error = []
                self._column += _times(found.get("table:number-columns-repeated"))

    def text(self, data: str) -> None:
        """Text inside an element."""
        if self._error is not None:
            self._error.append(data)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "table:table-cell" and self._error is not None:
            text = "".join(self._error).strip() or "#ERROR!"
            self._sheet.errors.append((self._row, self._column, text))
            self._error = None


def _times(repeated: str | None) -> int:
    return min(_MOST, int(repeated)) if repeated and repeated.isdigit() else 1
