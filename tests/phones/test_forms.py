"""The vector reading of common forms says of every cell what the cell layer says."""

from __future__ import annotations

import random

import phone_mixes
import polars as pl
import pytest
from phone_generators import strings
from polars.testing import assert_frame_equal

from dq.phones.forms import read_forms
from dq.phones.judge import judge, judge_distinct

INSERTS = " -.()_0 1298、/;,，；(（：: 电话本人空号转停机微信\u200b\u3000\u202d"


def damaged(text: str, rng: random.Random) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(INSERTS) + text[at + rng.randint(0, 1) :]


@pytest.mark.parametrize("seed", [11, 12])
def test_forms_equal_the_cell_layer(seed):
    rng = random.Random(seed)
    mix = phone_mixes.dirty(2_000, seed)
    cells = [*mix, *(damaged(text, rng) for text in mix), *strings(rng, "CN", 800)]
    text = pl.Series("text", list(dict.fromkeys(cells)))
    assert_frame_equal(judge(text, "CN"), judge_distinct(text, "CN"))


def test_forms_cover_most_of_a_dirty_column():
    text = pl.Series(phone_mixes.dirty(5_000, 3))
    odd = text.filter(~text.str.contains(r"^1[0-9]{10}$"))
    at, _ = read_forms(odd)
    assert len(at) > 0.75 * len(odd)
