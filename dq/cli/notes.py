"""What reading and mapping had to decide about the files of a run, told in short lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dq.cli.beside import table_label
from dq.cli.note_words import NOTES, how, kept, reason
from dq.model.companions import CASES, COMPANIONS
from dq.model.marks import MARKS
from dq.model.units import unit_label
from dq.text.letters import letters
from dq.text.visible import one_line
from dq.text.width import wrap
from dq.write.orders import assumed_orders
from dq.write.untied import untied_files

_WIDTH = 80
_SHOWN = 6
_SURE = 0.9
_PROVEN = ("every byte is valid UTF-8", "byte order mark", "given")
_DELIMITERS = {"\t": "TAB", " ": "SPACE"}


def intake_notes(intake: Any, lang: str, beside: Collection[tuple[str, str | None]] = ()) -> list[str]:
    """The notes of all tables, each led by its file, in lines of at most 80 columns.

    ``beside``: files and sheets that were read as companion tables.
    """
    say, notes = NOTES[lang], []
    for table in intake.tables:
        facts = table.reading.facts
        known = {sheet for file, sheet in beside if file == table.reading.file}
        notes += [f"{table.reading.file}: {note}" for note in _sheets(facts, say, known)]
        own = (*_reading(facts, len(table.reading.columns), say, lang), *_mapping(table.mapping, say, lang))
        notes += [f"{_title(table, lang)}: {note}" for note in own]
    return _wrapped(notes)


def companion_notes(companions: Mapping[str, Any], told: Mapping[str, Any], lang: str) -> list[str]:
    """The notes on companion tables, led by table and file. A header that is known proves encoding and delimiter.

    ``told``: what the manifest says of each table.
    """
    say, notes = NOTES[lang], []
    for name, intake in companions.items():
        assumed = {(item["file"], item["sheet"]): item for item in told.get(name, {}).get("assumed", ())}
        for table in intake.tables:
            facts = table.reading.facts
            if facts["header"]["how"] == "known names":
                facts = {key: fact for key, fact in facts.items() if key not in ("encoding", "dialect")}
            own = (
                *_reading(facts, len(table.reading.columns), say, lang, "rejected_companions.csv"),
                *_mapping(table.mapping, say, lang, "second_left"),
                *_clocks(name, table.mapping, say),
                *_assumed(assumed.get((table.reading.file, table.reading.sheet), {}), say, lang),
            )
            notes += [f"{table_label(name, lang)}, {_title(table, lang)}: {note}" for note in own]
    return _wrapped(notes)


def _title(table: Any, lang: str) -> str:
    """The file, and the sheet if there is one."""
    reading = table.reading
    return f"{reading.file}，工作表“{reading.sheet}”" if lang == "zh" and reading.sheet else table.title


def _wrapped(notes: Iterable[str]) -> list[str]:
    """Each note once, in lines of at most 80 columns."""
    lines = []
    for note in dict.fromkeys(notes):
        first, *rest = wrap(one_line(note), _WIDTH - 2)
        lines += [first, *(f"  {line}" for line in rest)]
    return lines


def run_notes(result: Any) -> list[str]:
    """What a finished run tells of its files, and of the library that its phone numbers were judged by."""
    manifest = result.manifest
    verified, version = manifest["phone_engine"]["verified"], manifest["versions"]["phonenumbers"]
    return [
        *intake_notes(result.intake, manifest["lang"], _places(result.companions)),
        *companion_notes(result.companions, manifest["companions"]["tables"], manifest["lang"]),
        *_wrapped(untied_files(manifest, manifest["lang"])),
        *_order_notes(manifest),
        *engine_notes(verified, version, manifest["lang"]),
    ]


def _order_notes(manifest: Mapping[str, Any]) -> list[str]:
    """Which columns of dates were read by the region's custom alone."""
    lang = manifest["lang"]
    return _wrapped(
        told if name == CASES else f"{table_label(name, lang)}: {told}"
        for name, told in assumed_orders(manifest, lang)
    )


def _places(companions: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    """The files and sheets of companion tables."""
    readings = [table.reading for intake in companions.values() for table in intake.tables]
    return {(reading.file, reading.sheet) for reading in readings}


def engine_notes(verified: bool, version: str, lang: str) -> list[str]:
    """Whether the phone library is a version that the fast engine does not know."""
    if verified:
        return []
    first, *rest = wrap(NOTES[lang]["unverified"].format(version=version), _WIDTH - 2)
    return [first, *(f"  {line}" for line in rest)]


def _sheets(
    facts: Mapping[str, Any], say: Mapping[str, str], beside: Collection[str | None]
) -> Iterator[str]:
    """Which sheets of a workbook were read, where there are several, those of companion tables apart."""
    sheets = [sheet for sheet in facts.get("sheets", []) if sheet["read"] or sheet["name"] not in beside]
    if len(sheets) < 2:
        return

    def names(read: bool) -> str:
        return ", ".join(
            sheet["name"] if sheet["state"] == "visible" else say["hidden_sheet"].format(name=sheet["name"])
            for sheet in sheets
            if sheet["read"] == read
        )

    yield say["sheets" if names(False) else "sheets_read"].format(read=names(True), left=names(False))


def _reading(
    facts: Mapping[str, Any], width: int, say: Mapping[str, str], lang: str, listed: str = "rejected.csv"
) -> Iterator[str]:
    encoding, dialect = facts.get("encoding"), facts.get("dialect", {})
    if encoding and encoding["how"] not in _PROVEN:
        yield say["encoding"].format(encoding=encoding["encoding"], how=how(encoding["how"], lang))
    if dialect and dialect["delimiter"] != "," and dialect["how"] != "given" and width > 1:
        yield say["delimiter"].format(delimiter=_DELIMITERS.get(dialect["delimiter"], dialect["delimiter"]))
    if dialect.get("escape"):
        yield say["escape"]
    if str(facts.get("line_ends", "")).startswith("mixed"):
        yield say["ends"]
    yield from _header(facts["header"], say, lang)
    around = ("preamble", "blank")
    reasons = {word: n for word, n in facts["rejected"].items() if word not in around}
    if reasons:
        yield say["rejected"].format(
            n=sum(reasons.values()),
            reasons=", ".join(f"{n} {reason(word, lang)}" for word, n in reasons.items()),
            listed=listed,
        )
    if odd := facts.get("kept"):
        yield say["kept"].format(n=sum(odd.values()), notes=", ".join(kept(word, lang) for word in odd))
    hidden = facts.get("hidden", {})
    what = [say["rows"].format(n=hidden["rows"])] if hidden.get("rows") else []
    if hidden.get("columns"):
        what.append(
            say["columns"].format(names=_listed(letters(first, last) for first, last in hidden["columns"]))
        )
    if what:
        yield say["hidden"].format(what=", ".join(what))
    for mark, places in facts.get("marked_cells", {}).items():
        yield say["marked"].format(n=sum(places.values()), mark=say[mark], columns=_listed(places))


def _header(header: Mapping[str, Any], say: Mapping[str, str], lang: str) -> Iterator[str]:
    if header["how"] in ("given", "stored in the file"):
        return
    if not header["rows"]:
        yield say["no_header"].format()
    elif header["rows"] != [1] or header["how"] != "known names":
        yield say["header"].format(rows="+".join(map(str, header["rows"])), how=how(header["how"], lang))


def _mapping(mapping: Any, say: Mapping[str, str], lang: str, second: str = "second") -> Iterator[str]:
    for difference in mapping.differences:
        yield difference.message
    for column in mapping.mapped:
        if column.how != "source" and column.parts:
            yield say["parts"].format(columns=column.column, field=column.field)
        elif column.how != "source" and column.score < _SURE:
            yield say["unsure"].format(
                field=column.field,
                score=column.score,
                column=column.column,
                evidence="; ".join(column.evidence),
            )
    new = {name for told in mapping.differences for name in (told.column, told.suggestion)}
    unmapped = [column.column for column in mapping.unmapped if column.column not in new and not column.empty]
    if unmapped:
        yield say["unmapped"].format(n=len(unmapped), names=_listed(unmapped))
    if mapping.unit_above:
        yield say["unit_above"].format(unit=unit_label(mapping.unit_above, lang))
    first = {column.field: column.column for column in mapping.mapped}
    for marks, words in ((False, second), (True, "second_mark")):
        pairs = [
            f"{column.column} = {first[column.field]}"
            for column in mapping.second
            if column.field in first and (column.field in MARKS) == marks
        ]
        if pairs:
            yield say[words].format(pairs=_listed(pairs))
    if mapping.missing_required:
        yield say["missing"].format(names=", ".join(mapping.missing_required))


def _clocks(table: str, mapping: Any, say: Mapping[str, str]) -> Iterator[str]:
    """Which columns of days and of times of day were taken together, unless the source says so."""
    found = mapping.fields()
    for moment, clock in (COMPANIONS[table].clocks if table in COMPANIONS else {}).items():
        if moment in found and clock in found and found[clock].how != "source":
            yield say["clocks"].format(day=found[moment].column, clock=found[clock].column)


def _assumed(told: Mapping[str, Any], say: Mapping[str, str], lang: str) -> Iterator[str]:
    """What is assumed of a list that says little more than whom it is about, and whether it may be another's."""
    if told:
        yield say[told["assumed"]]
    if other := told.get("looks_like"):
        yield say["mistaken"].format(names=_listed(other["columns"]), other=table_label(other["table"], lang))


def _listed(names: Any) -> str:
    every = list(names)
    return ", ".join(every[:_SHOWN]) + (" …" if len(every) > _SHOWN else "")
