"""The whole proof that the engine answers as the installed library does; minutes long, marker ``exact``.

Seeds are fresh each run and stand in the test's name, so that a mismatch can be had again with
``DQ_SEED=… pytest -m exact``.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
from phonenumbers import phonenumberutil as util

sys.path.insert(0, str(Path(__file__).parents[1]))

from phone_generators import strings
from phone_proof import DIGITS_ONLY, differences, edge_cover, example_strings, upstream_asks

from dq.phones.engine.parse import Parser
from dq.phones.engine.tables import tables

pytestmark = pytest.mark.exact

SEED = int(os.environ.get("DQ_SEED", "0")) or random.SystemRandom().randrange(10**9)
REGIONS = sorted(util.SUPPORTED_REGIONS)
CODES = sorted(util.COUNTRY_CODE_TO_REGION_CODE)
CHINESE = int(os.environ.get("DQ_EXACT_CN", "1_000_000"))
BATCH = 50_000
ELSEWHERE = 1_000


@pytest.fixture(autouse=True)
def forget_tables():
    """Each region's tables are large; keep none beyond its test."""
    yield
    tables.cache_clear()


@pytest.mark.parametrize("code", CODES)
def test_every_edge_after_every_country_code(code):
    parser, rng = Parser(), random.Random(SEED)
    texts = [
        f"+{code}{rest}"
        for size in range(1, 19)
        for rest in edge_cover(parser.diagrams, parser.abroad(code, size), size, rng)
        if len(str(code)) + size > 2
    ]
    assert differences(texts, None, columns=DIGITS_ONLY) == []


@pytest.mark.parametrize("region", REGIONS)
def test_every_edge_of_every_default_region(region):
    parser, rng = Parser(), random.Random(SEED)
    texts = [
        text
        for size in range(2, 23)
        for text in edge_cover(parser.diagrams, parser.national(region, size), size, rng)
    ]
    assert differences(texts, region, columns=DIGITS_ONLY) == []


@pytest.mark.parametrize("batch", range(CHINESE // BATCH))
def test_adversarial_chinese_strings(batch):
    texts = strings(random.Random(f"{SEED}-{batch}"), "CN", BATCH)
    assert differences(texts, "CN", lang=("en", "zh")[batch % 2]) == [], f"DQ_SEED={SEED}"


@pytest.mark.parametrize("region", REGIONS)
def test_noisy_strings_and_examples_of_every_region(region):
    texts = [*strings(random.Random(f"{SEED}-{region}"), region, ELSEWHERE), *example_strings(region)]
    assert differences(texts, region) == [], f"DQ_SEED={SEED}"


def test_everything_that_upstream_asks():
    for region, texts in upstream_asks().items():
        assert differences(texts, region) == []
        tables.cache_clear()
