"""What a source says of reading one table: its columns, look-ups, and how its files are written."""

from __future__ import annotations

from dq.model.enums import Kind
from dq.model.schema import fields_of, is_person_name
from dq.model.source import ColumnSpec, ReadSpec, is_sign, is_text_encoding
from dq.packs import reader
from dq.packs.strict_yaml import Node
from dq.text.name_parts import NAME_PARTS

UNITS = ("元", "千", "千元", "万", "万元", "分", "cents")
DATE_ORDERS = ("ymd", "dmy", "mdy")
_DATED = (Kind.DATE, Kind.MOMENT)


def column_specs(node: Node, owner: str, table: str) -> dict[str, ColumnSpec]:
    """``columns:`` of a table: header -> field, or field with unit, order of dates or part of a name."""
    columns: dict[str, ColumnSpec] = {}
    fields = fields_of(table)
    for column, value in reader.mapping(node, f"{owner}, columns").items():
        place = f"{owner}, column '{column}'"
        if isinstance(value.value, str):
            columns[column] = ColumnSpec(reader.choice(value, place, fields))
            continue
        pairs = reader.mapping(value, place, ("field", "unit", "dates", "part"))
        reader.require(value, pairs, ("field",), place)
        name = reader.choice(pairs["field"], place, fields)
        unit = reader.choice(pairs["unit"], place, UNITS) if "unit" in pairs else None
        dates = reader.choice(pairs["dates"], place, DATE_ORDERS) if "dates" in pairs else None
        part = reader.choice(pairs["part"], place, NAME_PARTS) if "part" in pairs else None
        kind = fields[name].kind
        if unit is not None and kind is not Kind.MONEY:
            raise reader.fail(
                pairs["unit"], place, f"field '{name}' holds {kind.value}, only money has a unit"
            )
        if dates is not None and kind not in _DATED:
            raise reader.fail(pairs["dates"], place, f"field '{name}' holds {kind.value}, not a date")
        if part is not None and not is_person_name(name):
            raise reader.fail(
                pairs["part"], place, f"field '{name}' is no person's name, only names have parts"
            )
        columns[column] = ColumnSpec(name, unit, dates, part)
    return columns


def look_ups(node: Node, owner: str, table: str) -> dict[str, dict[str, str]]:
    """``lookups:`` of a table: field -> known bad value -> good value."""
    lookups: dict[str, dict[str, str]] = {}
    for name, pairs in reader.mapping(node, f"{owner}, lookups", fields_of(table)).items():
        place = f"{owner}, lookup '{name}'"
        lookups[name] = {bad: reader.text(good, place) for bad, good in reader.mapping(pairs, place).items()}
    return lookups


def read_spec(node: Node, owner: str) -> ReadSpec:
    """``read:`` of a table."""
    place = f"{owner}, read"
    pairs = reader.mapping(node, place, ("encoding", "delimiter", "quote", "sheet", "header_row"))
    return ReadSpec(
        encoding=reader.optional(pairs, "encoding", _encoding, place),
        delimiter=reader.optional(pairs, "delimiter", _sign, place),
        quote=reader.optional(pairs, "quote", _sign_or_none, place),
        sheet=reader.optional(pairs, "sheet", reader.text, place),
        header_row=reader.optional(pairs, "header_row", _row, place),
    )


def _encoding(node: Node, owner: str) -> str:
    name = reader.text(node, owner)
    if not is_text_encoding(name):
        raise reader.fail(
            node, owner, f"there is no text encoding '{name}' (such as utf-8, gb18030, big5, utf-16)"
        )
    return name


def _sign(node: Node, owner: str) -> str:
    if not isinstance(node.value, str) or not is_sign(node.value):
        raise reader.fail(node, owner, "one sign is expected here, such as ',' ';' '|' or \"\\t\"")
    return node.value


def _sign_or_none(node: Node, owner: str) -> str:
    return "" if node.value == "" else _sign(node, owner)


def _row(node: Node, owner: str) -> int:
    number = reader.integer(node, owner)
    if number < 0:
        raise reader.fail(node, owner, f"a row is 1 or more, or 0 for no header, not '{number}'")
    return number
