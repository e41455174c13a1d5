"""Slices kept between passes come back as they were; the others are made again; memory is bounded."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dq.clean.interface import FieldPlan
from dq.clean.plan import Cleaning
from dq.model.columns import ID, bad, raw, step
from dq.model.enums import Kind
from dq.pipeline import slices
from dq.pipeline.packing import Packed
from dq.pipeline.slices import Slices

ROWS = 1000


def came(rows=ROWS):
    texts = [f"c{n}" if n % 97 else f" c{n}" for n in range(rows)]
    days = [(date(1880 + n % 230, 1 + n % 12, 1 + n % 28)) for n in range(rows)]
    return pl.LazyFrame(
        {
            ID: range(rows),
            "n": range(rows),
            raw("case_no"): [None if n % 31 == 0 else t for n, t in enumerate(texts)],
            raw("due_on"): [f"{day}" if n % 53 else f"{day:%Y%m%d}" for n, day in enumerate(days)],
            raw("periods"): [f"{n % 40}" if n % 59 else f"{n % 40}期" for n in range(rows)],
            "due_on": days,
            "file": ["cases.csv"] * rows,
        },
        schema_overrides={"due_on": pl.Date, ID: pl.UInt32},
    )


def cleaned(rows):
    text = pl.col(raw("case_no"))
    return rows.with_columns(
        text.str.strip_chars().alias("case_no"),
        pl.when(text.str.starts_with(" ")).then(pl.lit("text.space")).alias(step("case_no")),
        pl.lit(None, pl.String).alias(bad("case_no")),
        pl.col(raw("periods")).str.extract("([0-9]+)").cast(pl.Int32).alias("periods"),
        pl.when(pl.col("n") == 400).then(pl.lit(7)).alias("rare"),
    )


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("dq.clean.plan.SLICE", 300)


@pytest.mark.parametrize("room", [0, 32_000, slices.ROOM])
def test_every_pass_gives_the_same_rows_whatever_is_kept(small, room):
    made = []
    expected = cleaned(came().collect())

    def make(rows):
        made.append(rows.height)
        return cleaned(rows)

    frames = Slices(came(), make, room)
    for _ in range(3):
        assert_frame_equal(pl.concat(frames), expected)

    assert (len(made) == 4) == (room == slices.ROOM)


@pytest.mark.parametrize("room", [0, 32_000])
def test_what_memory_has_no_room_for_rests_on_disk_and_is_not_made_again(small, room, tmp_path):
    made = []
    folder = tmp_path / "slices"
    expected = cleaned(came().collect())

    def make(rows):
        made.append(rows.height)
        return cleaned(rows)

    frames = Slices(came(), make, room, folder=folder)
    for _ in range(3):
        assert_frame_equal(pl.concat(frames), expected)

    assert sum(made) == ROWS
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(list(folder.iterdir())) == 2 * (4 if room == 0 else 2)
    frames.let_go()
    assert not folder.exists()
    assert_frame_equal(pl.concat(frames), expected)


def test_slices_are_made_again_where_the_disk_takes_no_more(small, monkeypatch, tmp_path):
    stowed = Packed.stowed

    def full_from_the_third(packed, stem):
        if stem.name >= "000002":
            raise OSError(28, "No space left on device")
        return stowed(packed, stem)

    monkeypatch.setattr(Packed, "stowed", full_from_the_third)
    frames = Slices(came(), cleaned, 0, folder=tmp_path / "slices")

    for _ in range(2):
        assert_frame_equal(pl.concat(frames), cleaned(came().collect()))


def test_the_disk_keeps_room_for_what_a_run_writes(small, monkeypatch, tmp_path):
    free = slices.SPARED + 1
    monkeypatch.setattr("dq.pipeline.slices.shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    folder = tmp_path / "slices"
    frames = Slices(came(), cleaned, 0, folder=folder)

    for _ in range(2):
        assert_frame_equal(pl.concat(frames), cleaned(came().collect()))
    assert len(list(folder.iterdir())) == 2  # the first slice: the second would have to be beside it


def test_slices_that_were_let_go_are_made_again(small):
    made = []

    def make(rows):
        made.append(rows.height)
        return cleaned(rows)

    rows = Slices(came(), make)
    first = pl.concat(rows)
    rows.let_go()
    assert_frame_equal(pl.concat(rows), first)
    assert sum(made) == 2 * ROWS


@pytest.mark.parametrize("on_disk", [False, True])
def test_mended_slices_are_mended_where_they_rest_and_made_anew_beyond(small, on_disk, tmp_path):
    frames = Slices(came(), cleaned, 32_000, folder=tmp_path / "slices" if on_disk else None)
    list(frames)

    def mend(rows):
        return rows.with_columns(pl.col("case_no").str.to_uppercase(), pl.lit("upper").alias(step("case_no")))

    mended = frames.mended(mend, lambda rows: mend(cleaned(rows)))

    assert_frame_equal(pl.concat(mended), mend(cleaned(came().collect())))


def test_what_is_kept_takes_a_part_of_its_room(small):
    frame = cleaned(came().collect())
    texts = sum(dtype == pl.String for dtype in frame.dtypes)
    packed = Packed.of(frame)

    assert packed.size() < (frame.estimated_size() + 16 * texts * frame.height) / 2
    assert_frame_equal(Packed.of(frame.clear()).frame(), frame.clear())


@pytest.mark.parametrize("room", [0, 32_000, slices.ROOM])
@pytest.mark.parametrize("on_disk", [False, True])
def test_what_a_light_pass_leaves_out_comes_back_for_any_rows(small, room, on_disk, tmp_path):
    expected = cleaned(came().collect())
    frames = Slices(came(), cleaned, room, folder=tmp_path / "slices" if on_disk else None)
    list(frames)

    spared, start = set(), 0
    for rows, rest in frames.light(lambda name: name.startswith((raw(""), step("")))):
        whole = expected.slice(start, rows.height)
        spared |= set(rest.names)
        assert set(rows.columns) == set(whole.columns) - set(rest.names)
        picked = pl.col("n") % 7 == 3
        assert_frame_equal(rest.restored(rows.filter(picked)), whole.filter(picked))
        assert {name: rest.filled(rows, name) for name in whole.columns} == {
            name: whole[name].count() for name in whole.columns
        }
        odd = rows.filter(rest.odd())["n"]
        stepped = whole.filter(pl.col(step("case_no")).is_not_null())["n"]
        assert step("case_no") in rows.columns or set(stepped) <= set(odd)
        start += rows.height

    assert start == ROWS
    assert spared == (
        {raw("case_no"), raw("due_on"), raw("periods"), step("case_no")} if room or on_disk else set()
    )


KINDS = {
    "self_mobile": (Kind.PHONE, "+86138001{:05}", "+8613800"),
    "case_no": (Kind.ID, "A{:05}", "="),
    "id_no": (Kind.ID, "1{:017}", "32010219*"),
    "debtor_name": (Kind.TEXT, "王{:05}", "　无"),
    "loan_date": (Kind.DATE, "2025-01-{:.0}17", "2025-13-40"),
    "term_periods": (Kind.INTEGER, "{}", "十二期"),
    "total_due": (Kind.MONEY, "{}.00", "一千多"),
    "repay_method": (Kind.ENUM, "等额本息{:.0}", "随便"),
}


@pytest.mark.parametrize("share", [50, 4, 2, 1])
@pytest.mark.parametrize("name", KINDS)
def test_cleaned_cells_of_every_kind_are_kept_however_many_are_bad(name, share):
    kind, good, bad_text = KINDS[name]
    texts = [bad_text if n % share == 0 else good.format(str(n) if ":.0" in good else n) for n in range(400)]
    words = {"等额本息": "等额本息"} if kind is Kind.ENUM else {}
    rows = pl.DataFrame({ID: range(400), raw(name): texts}, schema_overrides={ID: pl.UInt32})
    frame = Cleaning([FieldPlan(name, kind, words=words)], "CN").add_to(rows)

    packed = Packed.of(frame)

    assert_frame_equal(packed.frame(), frame)
    light = packed.seldom()
    assert_frame_equal(packed.restored(packed.frame(light), light), frame)


def test_words_of_phones_come_back_from_memory_and_from_disk(tmp_path):
    texts = ["13812345678", "无", "021-64331234", None, "123"]
    rows = pl.DataFrame({ID: range(400), raw("self_mobile"): texts * 80}, schema_overrides={ID: pl.UInt32})
    frame = Cleaning([FieldPlan("self_mobile", Kind.PHONE)], "CN").add_to(rows)

    packed = Packed.of(frame)

    assert {"self_mobile.state", "self_mobile.kind"} <= set(packed.words)
    assert_frame_equal(packed.frame(), frame)
    assert_frame_equal(packed.stowed(tmp_path / "slice")().frame(), frame)
