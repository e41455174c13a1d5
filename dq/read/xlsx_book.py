"""The parts of an XLSX file: its sheets, and the members of the archive that things are in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from dq.read.archive import Archive

_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its name, state (visible, hidden, veryHidden) and member of the archive."""

    name: str
    state: str
    member: str


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a tag."""
    return {
        key.decode(): unescape((one or two).decode("utf-8", "replace"))
        for key, one, two in _ATTRIBUTE.findall(tag)
    }


def relations(archive: Archive, member: str) -> dict[str, str]:
    """The members of the archive that the workbook's parts are, by their ids."""
    members = {}
    for tag in _RELATION.findall(archive.content(member)):
        found = attributes(tag)
        members[found.get("Id", "")] = _member(found.get("Target", ""))
    return members


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else "xl/" + target


def list_sheets(archive: Archive) -> list[Sheet]:
    """The worksheets in the order of the workbook."""
    members = relations(archive, _RELATIONS)
    book = archive.content("xl/workbook.xml")
    if b"<!DOCTYPE" in book[:4096]:
        raise archive.doctype()
    sheets = []
    for tag in _SHEET.findall(book):
        found = attributes(tag)
        relation = next((value for key, value in found.items() if key.endswith(":id")), "")
        member = members.get(relation, "")
        if "worksheet" in member.lower() or "sheet" in member.lower():
            sheets.append(Sheet(found.get("name", ""), found.get("state", "visible"), member))
    return sheets


def part_of_book(archive: Archive, kind: str, usual: str) -> str:
    """The member that is the workbook's part of a kind (``sharedStrings``, ``styles``)."""
    for tag in _RELATION.findall(archive.content(_RELATIONS)):
        found = attributes(tag)
        if found.get("Type", "").endswith(f"/{kind}"):
            return _member(found.get("Target", ""))
    return usual
