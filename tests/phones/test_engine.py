"""A quick slice of the proof that the engine answers as the library does; the whole has the marker exact."""

from __future__ import annotations

import random

import phone_mixes
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phone_generators import strings
from phone_proof import DIGITS_ONLY, differences, edge_cover, example_strings, upstream_asks

from dq.phones import cache, describe, oracle
from dq.phones import describe as describe_function
from dq.phones.engine.parse import Parser
from dq.phones.engine.tables import Tables
from dq.phones.engine.walk import walk
from dq.phones.words import DESCRIBE

REGIONS = ("HK", "US", "AR", "IT", "GG", "KZ")


def test_adversarial_chinese_strings():
    assert differences(strings(random.Random(20261124), "CN", 4_000), "CN") == []
    assert differences(strings(random.Random(7), "CN", 1_000), "CN", lang="zh") == []


@pytest.mark.parametrize("region", REGIONS)
def test_strings_and_examples_of_other_regions(region):
    texts = [*strings(random.Random(region), region, 150), *example_strings(region)]
    assert differences(texts, region) == []


@pytest.mark.parametrize("mix", ["clean", "dirty", "world"])
def test_the_mixes_of_the_benchmark(mix):
    assert differences(getattr(phone_mixes, mix)(1_500, seed=5), "CN", lang="zh") == []


@pytest.mark.parametrize("size", [7, 10, 11, 12, 13, 20])
def test_every_edge_of_chinese_diagrams(size):
    parser = Parser()
    root = parser.national("CN", size)
    assert (
        differences(edge_cover(parser.diagrams, root, size, random.Random(size)), "CN", columns=DIGITS_ONLY)
        == []
    )


def test_every_edge_after_a_country_code():
    parser = Parser()
    for code, size in ((86, 11), (1, 10), (39, 9), (800, 8)):
        root = parser.abroad(code, size)
        texts = [f"+{code}{rest}" for rest in edge_cover(parser.diagrams, root, size, random.Random(1))]
        assert differences(texts, "CN", columns=DIGITS_ONLY) == []


@pytest.mark.parametrize("region", [None, "US", "GB", "DE", "NZ", "JP", "IT", "AR"])
def test_what_upstream_asks(region):
    assert differences(upstream_asks()[region], region) == []


def test_no_default_region():
    assert differences(["+8613912345679", "13912345679", "+999123456", "tel:+14155552671", ""], None) == []


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=30))
def test_any_text(text):
    assert differences([text], "CN", columns=DIGITS_ONLY) == []


NUMBERISH = st.text(alphabet="0123456789+-() ./;,#xX~*转电extEXT＋０９\u200b\t\n", max_size=40)


@settings(deadline=None, max_examples=250)
@given(NUMBERISH, st.sampled_from(["CN", "US", "AR"]))
def test_any_numberish_text(text, region):
    assert differences([text], region, columns=DIGITS_ONLY) == []


def test_the_edges_of_what_a_walk_can_see():
    """Nineteen and twenty digits with leading zeros, prefixes cut at each length, too long texts."""
    known = "00861391234567900000000000000000"
    texts = (
        [known[:n] for n in range(1, 33)]
        + ["0" * n for n in range(1, 33)]
        + ["+" + "8" * n for n in range(1, 33)]
    )
    texts += [
        "0" * 8 + "13912345679",
        "0" * 9 + "13912345679",
        "1" * 250,
        "1" * 251,
        " " * 240 + "13912345679",
    ]
    assert differences(texts, "CN") == []


def test_mismatches_that_once_were():
    """Found by the long proof: a Cyrillic label before a comma is an extension's."""
    assert differences(["0861доб,3193486089", "13912345679доб,12", "13912345679доб12"], "CN") == []


def test_nulls_keep_their_rows():
    found = describe(pl.Series([None, "13912345679", None, "x", "1390"]), "CN")
    assert found["e164"].to_list() == [None, "+8613912345679", None, None, "+861390"]
    assert found["valid"].to_list() == [None, True, None, False, False]
    assert found.columns == list(DESCRIBE)


def test_chunked_input_is_the_same():
    texts = phone_mixes.dirty(500, seed=8)
    parts = pl.concat([pl.Series(texts[:200]), pl.Series(texts[200:])], rechunk=False)
    assert describe(parts, "CN").equals(describe(pl.Series(texts), "CN"))


def test_tables_from_disk_equal_fresh_ones(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    value = pl.Series([13912345679, 1061234567, 7551234567, 85291234567], dtype=pl.UInt64)
    size = pl.Series([11, 10, 10, 11], dtype=pl.UInt8)
    fresh, stored = (walk(value, size, None, Tables("CN")) for _ in range(2))
    assert cache.load("home-CN") is not None
    for (leaf_a, value_a, tables_a), (leaf_b, value_b, tables_b) in [(fresh, stored)]:
        assert value_a.equals(value_b)
        assert tables_a.leaves.drop("national", "international")[leaf_a].equals(
            tables_b.leaves.drop("national", "international")[leaf_b]
        )


def test_a_damaged_cache_costs_only_time(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.folder().mkdir(parents=True)
    (cache.folder() / "home-CN.arrow").write_bytes(b"not a table")
    leaf, _, frozen = walk(
        pl.Series([13912345679], dtype=pl.UInt64), pl.Series([11], dtype=pl.UInt8), None, Tables("CN")
    )
    assert frozen.leaves["kind"][leaf[0]] == "mobile"


def test_an_unverified_version_falls_back(monkeypatch):
    module = __import__("sys").modules["dq.phones.describe"]
    monkeypatch.setattr(module, "VERIFIED", frozenset())
    monkeypatch.setattr(module.run, "answer", None)
    assert not module.engine_used("CN")
    assert not module.verified()
    with pytest.warns(module.UnverifiedLibraryWarning, match=r"phonenumbers [0-9.]+ was not verified"):
        found = describe_function(pl.Series(["13912345679", "13912345679"]), "CN", columns=("e164",))
    assert found["e164"].to_list() == ["+8613912345679"] * 2


def test_unknown_regions_go_to_the_library():
    texts = ["13912345679", "+8613912345679"]
    for region in ("ZZ", "cn", ""):
        told = describe(pl.Series(texts), region, columns=("e164", "error"))
        assert told.to_dicts() == [oracle.answer(text, region, "en", ("e164", "error")) for text in texts]


def test_a_folder_that_can_not_be_written_costs_only_time(tmp_path, monkeypatch):
    (tmp_path / "dq").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.store("some", pl.DataFrame({"a": [1]}))
    assert cache.load("some") is None
