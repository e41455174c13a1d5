"""run.json keeps to its schema, which names every key that a run writes."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dq.cli.main import main
from dq.demo import write_demo
from dq.pipeline.checking import check
from dq.pipeline.road import run


@pytest.fixture(scope="module")
def schema():
    return json.loads(files("dq.record").joinpath("run.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("schema"), 400)


def problems(schema, manifest):
    found = Draft202012Validator(schema).iter_errors(json.loads(json.dumps(manifest)))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def test_the_schema_is_one(schema):
    Draft202012Validator.check_schema(schema)


def test_runs_and_checks_keep_to_it(schema, made, tmp_path):
    first = run(made.csv, "demo_bank", "2026-01-31", tmp_path)
    assert problems(schema, first.manifest) == []
    assert problems(schema, json.loads((first.folder / "run.json").read_text(encoding="utf-8"))) == []
    later = run(made.xlsx, "demo_bank", "2026-06-30", tmp_path, fail_on="warning", mask=True)
    assert later.manifest["drift"]["told"]
    assert problems(schema, later.manifest) == []
    assert problems(schema, check([made.csv], None, "2026-01-31").manifest) == []


def test_it_names_every_key_that_the_road_may_set(schema):
    """Keys that come only with expectations or decisions: read from the code, since few runs have them."""
    road = Path(__file__).parents[2] / "dq" / "pipeline"
    code = "".join(
        (road / name).read_text(encoding="utf-8") for name in ("road.py", "checking.py", "output.py")
    )
    keys = set(re.findall(r'(?:manifest|told)\["([a-z_]+)"\] = ', code))
    assert keys - schema["properties"].keys() == set()
    assert {"suite", "decisions"} <= keys


def test_what_is_wrong_is_seen(schema, made):
    manifest = check([made.csv], None, "2026-01-31").manifest
    assert problems(schema, manifest | {"verdict": "maybe"})
    assert problems(schema, manifest | {"surprise": 1})
    assert problems(schema, manifest | {"money": {**manifest["money"], "read": 1.5}})


def test_the_command_prints_it(schema, capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema
