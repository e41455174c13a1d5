"""``dq schema``: the JSON Schema of ``run.json``, which ``--json`` prints."""

from __future__ import annotations

import argparse
from importlib.resources import files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no options."""


def execute(options: argparse.Namespace) -> int:
    """Print the schema."""
    print(files("dq.record").joinpath("run.schema.json").read_text(encoding="utf-8"), end="")
    return 0
