"""Writes ``rules/README.md``: ``python -m tests.rules.write_catalogue`` (``make catalogue``)."""

from pathlib import Path

from dq.packs.catalogue import catalogue
from dq.packs.rules import load_packs, pack_names

if __name__ == "__main__":
    path = Path(__file__).parents[2] / "rules" / "README.md"
    path.write_text(catalogue(load_packs(pack_names())), encoding="utf-8")
