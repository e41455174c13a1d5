"""In how many pieces a run sees its rows changes nothing in its files."""

import json

import pytest

from dq.demo import AS_OF, write_demo
from dq.pipeline import run

PIECES = ("dq.clean.plan.SLICE", "dq.pipeline.companions.SLICE", "dq.enrich.contacts.listing.SLICE")
GROUPS = ("dq.enrich.contacts.tables.ROW_GROUP", "dq.pipeline.storing.ROW_GROUP")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo"), 400, 11)


def files_of(demo, out):
    result = run(demo.csv, None, AS_OF, out, companions=demo.companions)
    files = {path.name: path.read_bytes() for path in result.folder.iterdir()}
    told = json.loads(files.pop("run.json"))
    del told["phone_engine"]  # how many cells were asked for at once is its subject
    return files, told


@pytest.fixture(scope="module")
def whole(demo, tmp_path_factory):
    return files_of(demo, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize(("size", "room"), [(61, None), (160, 0)])
def test_the_files_are_the_same_bytes(demo, whole, tmp_path, monkeypatch, size, room):
    for name in (*PIECES, *GROUPS):
        monkeypatch.setattr(name, size)
    if room is not None:
        monkeypatch.setattr("dq.pipeline.slices.Slices.__init__.__defaults__", (room,))

    files, told = files_of(demo, tmp_path)

    assert {name for name in files if files[name] != whole[0].get(name)} == set()
    assert (files.keys(), told) == (whole[0].keys(), whole[1])
