"""Where the rules folder is: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from dq.model.errors import InternalError


@cache
def rules_folder() -> Path:
    """The folder with ``packs/``, ``sources/`` and ``data/``."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_rules", package.parent / "rules"):
        if (candidate / "packs").is_dir():
            return candidate
    raise InternalError("the installation has no rules folder", "Install dq again.")


def examples_folder() -> Path:
    """The folder with the examples of the rules, one file a rule."""
    inside = rules_folder() / "examples"
    return inside if inside.is_dir() else rules_folder().parent / "fixtures" / "rules"


def data_file(name: str) -> Path:
    """The path of a table in ``rules/data``."""
    return rules_folder() / "data" / name


@cache
def data_digest() -> str:
    """The SHA-256 of all tables in ``rules/data``, their names and what is in them."""
    digest = hashlib.sha256()
    for path in sorted(rules_folder().joinpath("data").rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(rules_folder()).as_posix()}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
