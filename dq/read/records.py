"""One delimited record, parsed exactly: what the cells are, and whether the text can be trusted to mean
that."""

from __future__ import annotations

from dataclasses import dataclass

OK = "ok"
LITERAL = "literal"
STRAY = "stray"
OPEN = "open"


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart; ``quote`` is empty where the file does not quote."""

    delimiter: str
    quote: str


@dataclass(frozen=True)
class Record:
    """Cells of one record.

    ``state``: ``ok`` (as RFC 4180 has it), ``literal`` (quotes inside unquoted cells, spaces around quoted
    ones or
    backslash escapes, all with one meaning only), ``stray`` (a quote that has no meaning), ``open`` (the
    text ends
    inside quotes).
    """

    cells: list[str]
    state: str


def parse(text: str, dialect: Dialect, escape: str = "") -> Record:
    """Split one record without its line end; line breaks inside quotes belong to it.

    ``escape`` (a backslash) makes the next character literal; without it only a doubled quote is one.
    """
    delimiter, quote = dialect.delimiter, dialect.quote
    if not escape and (not quote or quote not in text):
        return Record(text.split(delimiter), OK)
    cells: list[str] = []
    state, position, size = OK, 0, len(text)
    while True:
        if not escape:
            plain = text.find(quote, position)
            stop = size if plain < 0 else text.rfind(delimiter, position, plain)
            if stop >= 0:
                cells += text[position:stop].split(delimiter)  # cells without a quote, as they are
                position = stop + 1
            if plain < 0:
                return Record(cells, state)
        cell_start = start = position
        while start < size and text[start] == " ":
            start += 1
        if quote and start < size and text[start] == quote:
            cell, position, found = _quoted(text, start + 1, dialect, escape)
            if start > cell_start and found == OK:
                found = LITERAL
        else:
            cell, position, found = _unquoted(text, position, dialect, escape)
        cells.append(cell)
        if found == OPEN:
            return Record(cells, OPEN)
        if found == STRAY or (found == LITERAL and state == OK):
            state = found
        if position >= size:
            return Record(cells, state)
        position += 1
        if position == size:
            cells.append("")
            return Record(cells, state)


def _quoted(text: str, position: int, dialect: Dialect, escape: str) -> tuple[str, int, str]:
    """The cell whose opening quote is just before ``position``; the position of the delimiter behind it."""
    quote, size = dialect.quote, len(text)
    parts: list[str] = []
    state = OK
    while True:
        end = text.find(quote, position)
        slash = text.find(escape, position, end if end >= 0 else size) if escape else -1
        if slash >= 0 and slash + 1 < size:
            parts += [text[position:slash], text[slash + 1]]
            position, state = slash + 2, LITERAL
            continue
        if end < 0:
            parts.append(text[position:])
            return "".join(parts), size, OPEN
        if text.startswith(quote, end + 1):
            parts.append(text[position : end + 1])
            position = end + 2
            continue
        parts.append(text[position:end])
        behind = end + 1
        while behind < size and text[behind] == " ":
            behind += 1
        if behind == size or text[behind] == dialect.delimiter:
            return "".join(parts), behind, state if behind == end + 1 else LITERAL
        # Text behind the closing quote: read on to the delimiter, so that the cells can still be counted.
        stop = text.find(dialect.delimiter, behind)
        stop = size if stop < 0 else stop
        return "".join(parts) + text[end:stop], stop, STRAY


def _unquoted(text: str, position: int, dialect: Dialect, escape: str) -> tuple[str, int, str]:
    size = len(text)
    if escape:
        parts: list[str] = []
        state, stop = OK, position
        while stop < size and text[stop] != dialect.delimiter:
            if (
                text[stop] == escape
                and stop + 1 < size
                and text[stop + 1] in (dialect.delimiter, dialect.quote, escape)
            ):
                parts += [text[position:stop], text[stop + 1]]
                position = stop = stop + 2
                state = LITERAL
            else:
                stop += 1
        return "".join(parts) + text[position:stop], stop, state
    stop = text.find(dialect.delimiter, position)
    stop = size if stop < 0 else stop
    cell = text[position:stop]
    return cell, stop, _quotes_inside(cell, dialect.quote)


def _quotes_inside(cell: str, quote: str) -> str:
    """Whether quotes in an unquoted cell are text (``5" pipe``, ``="0138"``) or the rest of something
    broken."""
    if not quote or quote not in cell:
        return OK
    core = cell.strip()
    if core.startswith("=" + quote) and core.endswith(quote) and core.count(quote) == 2 and len(core) > 2:
        return LITERAL
    # Pairs of quotes behind other text are the text's own: 客户称"月底还".
    ends_open = core.endswith(quote) and core.count(quote) % 2 == 1
    return STRAY if core.startswith(quote) or ends_open else LITERAL


def encode(cells: list[str], dialect: Dialect) -> str:
    """The record in the one form that every reader of this dialect understands; cells are quoted where
    needed."""
    quote, delimiter = dialect.quote, dialect.delimiter
    if not quote:
        return delimiter.join(cells)
    special = (quote, delimiter, "\n", "\r")
    return delimiter.join(
        quote + cell.replace(quote, quote * 2) + quote if any(mark in cell for mark in special) else cell
        for cell in cells
    )
