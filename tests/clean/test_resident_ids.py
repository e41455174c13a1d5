"""Resident ids: every slip of one digit and every swap of neighbours is seen; other papers are kinds of their own."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from dq.clean.ids import clean_resident_id

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SOUND = ("ok", "permit", "foreigner")


def states(ids):
    return clean_resident_id(pl.Series(ids, dtype=pl.String))["state"].to_list()


def with_check(body):
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def generated(count, seed):
    rng = random.Random(seed)
    areas = ("110105", "440524", "650102", "810000", "820000", "830000", "500101")
    for _ in range(count):
        born = date(1930, 1, 1) + timedelta(days=rng.randrange(28_000))
        yield with_check(f"{rng.choice(areas)}{born:%Y%m%d}{rng.randrange(1000):03}")


def test_generated_ids_are_sound():
    assert set(states(list(generated(2000, 1)))) <= set(SOUND)


def test_every_single_wrong_character_is_seen():
    damaged = [
        one[:place] + other + one[place + 1 :]
        for one in generated(60, 2)
        for place in range(18)
        for other in ("0123456789X" if place == 17 else "0123456789")
        if other != one[place]
    ]
    assert len(damaged) > 9000
    assert [one for one, state in zip(damaged, states(damaged), strict=True) if state in SOUND] == []


def test_every_swap_of_neighbours_is_seen():
    damaged = [
        one[:place] + one[place + 1] + one[place] + one[place + 2 :]
        for one in generated(600, 3)
        for place in range(17)
        if one[place] != one[place + 1]
    ]
    assert len(damaged) > 7000
    assert [one for one, state in zip(damaged, states(damaged), strict=True) if state in SOUND] == []


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("11010519491231002X", "ok"),
        ("440524188001010014", "ok"),  # the county was not there in that year: information, no error
        ("810000199408230021", "permit"),
        ("830000199201300022", "permit"),
        (with_check("91111119900101123"), "foreigner"),
        ("110105491231002", "fifteen_digits"),
        ("E12345678", "other"),
        ("H1234567890", "other"),
        ("91350100M000100Y43", "other"),
        ("110105194912310021", "bad_checksum"),
        ("110108198001010011", "bad_checksum"),
        ("32012419870101001X", "bad_checksum"),
        ("110105199902300011", "bad_date"),
        ("4403**********1234", "masked"),
        ("XXX-XX-1234", "masked"),
        ("xxxxx1234", "masked"),
    ],
)
def test_kinds_and_defects(cell, state):
    assert states([cell]) == [state]


@pytest.mark.parametrize(
    ("old", "new"),
    [("110105491231002", "11010519491231002X"), ("340524800101001", "34052419800101001X")],
)
def test_fifteen_digits_are_told_as_eighteen(old, new):
    assert clean_resident_id(pl.Series([old]))["suggestion"].to_list() == [new]
