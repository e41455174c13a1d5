"""Stage 2: a vendor's columns become our fields, from the source's YAML or by proposal with evidence."""

from __future__ import annotations

from dq.map.follow import follow
from dq.map.interface import Difference, MappedColumn, Mapping, UnmappedColumn
from dq.map.propose import propose
from dq.map.show import show_proposal
from dq.map.source_yaml import to_yaml
from dq.map.vocabulary import known_headers

__all__ = [
    "Difference",
    "MappedColumn",
    "Mapping",
    "UnmappedColumn",
    "follow",
    "known_headers",
    "propose",
    "show_proposal",
    "to_yaml",
]
