"""Writes ``rules/README.md``: ``python -m tests.rules.write_catalogue`` (``make catalogue``)."""

from pathlib import Path

from dq.packs.catalogue import catalogue
from dq.packs.examples import load_examples
from dq.packs.folder import examples_folder
from dq.packs.rules import load_packs, pack_names

if __name__ == "__main__":
    path = Path(__file__).parents[2] / "rules" / "README.md"
    examples = {file.stem: load_examples(file) for file in examples_folder().glob("*.yml")}
    path.write_text(catalogue(load_packs(pack_names()), examples), encoding="utf-8")
