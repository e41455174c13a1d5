"""YAML without its surprises: every scalar is text, and every value knows its line.

Refused by name: duplicate keys, anchors, aliases, merge keys, tags, more than one document, nesting deeper
than 20, files over 1 MB. (A few hundred bytes of merge keys can otherwise cost seconds, a repeated key
silently wins, and ``no`` turns into ``False``.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from dq.model.errors import ConfigError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
# The parser in C where PyYAML was built with it: the packs are read in a twentieth of the time.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: ``value`` is a dict of nodes, a list of nodes, or text."""

    value: dict[str, Node] | list[Node] | str
    file: str
    line: int

    def plain(self) -> object:
        """The value without places: dicts, lists and text."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def load(path: Path) -> Node:
    """Read a YAML file; raise :class:`ConfigError` with file and line for anything unusual."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ConfigError(f"{path}: the file has {size:,} bytes, more than {MAX_BYTES:,}")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}:{line}: not UTF-8 (byte {error.start})", "Save the file as UTF-8."
        ) from None
    return loads(text, str(path))


def loads(text: str, file: str) -> Node:
    """Read YAML text; ``file`` is the name used in messages."""
    try:
        return _Builder(file).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{file}:{line}: not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: not valid YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise ConfigError(f"{file}: nested too deeply") from None


class _Builder:
    """Turns the parser's events into nodes."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, line: int, message: str) -> ConfigError:
        return ConfigError(f"{self.file}:{line}: {message}")

    def build(self, events: Iterator[yaml.Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent | yaml.StreamStartEvent | yaml.StreamEndEvent):
                continue
            if isinstance(event, yaml.DocumentEndEvent):
                continue
            if root is not None:
                raise self.fail(_line(event), "more than one document in the file")
            root = self.node(event, events, 1)
        return root if root is not None else Node({}, self.file, 1)

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        line = _line(event)
        if depth > MAX_DEPTH:
            raise self.fail(line, f"nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.fail(line, "anchors and aliases (& and *) are not allowed")
        if getattr(event, "tag", None):
            raise self.fail(line, "tags (!) are not allowed")
        if isinstance(event, yaml.ScalarEvent):
            return Node(event.value, self.file, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self.node(event, events, depth + 1))
            return Node(items, self.file, line)
        pairs: dict[str, Node] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key_line = _line(event)
            key = self.node(event, events, depth + 1).value
            if not isinstance(key, str):
                raise self.fail(key_line, "a key must be text")
            if key == "<<":
                raise self.fail(key_line, "merge keys (<<) are not allowed")
            if key in pairs:
                raise self.fail(key_line, f"key '{key}' stands twice (first in line {pairs[key].line})")
            pairs[key] = self.node(next(events), events, depth + 1)
        return Node(pairs, self.file, line)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1
