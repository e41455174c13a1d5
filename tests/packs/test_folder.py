"""The digest of the tables, which is part of what determines a run."""

import shutil
from pathlib import Path

import pytest

from dq.packs import folder


def digest_of(rules: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(folder, "rules_folder", lambda: rules)
    return folder.data_digest.__wrapped__()


def test_the_digest_tells_what_stands_in_a_table_and_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = shutil.copytree(folder.rules_folder(), tmp_path / "rules")
    ours = folder.data_digest()
    assert digest_of(rules, monkeypatch) == ours
    table = rules / "data" / "jurisdictions" / "CN.yml"
    table.rename(table.with_name("CX.yml"))
    renamed = digest_of(rules, monkeypatch)
    table.with_name("CX.yml").rename(table)
    with (rules / "data" / "lpr_1y.csv").open("ab") as more:
        more.write(b"\n")
    assert len({ours, renamed, digest_of(rules, monkeypatch)}) == 3
