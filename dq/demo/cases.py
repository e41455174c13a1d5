"""Clean cases: people, loans and contacts, a column at a time and only the columns that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import polars as pl

from dq.demo import words
from dq.demo.layout import in_file_order
from dq.demo.loan_shapes import FIELDS as LOAN_FIELDS
from dq.demo.loan_shapes import MAX_SHAPES, loan_shapes
from dq.demo.numbers import BIRTH_TEXT, Ints, card_text, draw_ids, id_text, locals_of, mobiles
from dq.text.filled import filled

_STREAMS = (
    *("shape", "id", "surname", "name", "home", "register", "home_place", "employer", "employer_address"),
    *("card", "bank", "email", "self_mobile", "contact1", "contact2", "contact3", "self_home_tel"),
    "self_work_tel",
)
_GIVEN = pl.Series([*words.FEMALE_NAMES, *words.MALE_NAMES])
_SURNAMES = pl.Series(words.SURNAMES)
_RELATIONS = pl.Series([name for name, _ in words.RELATIONS])
_FAMILY_NAME = np.array([shared for _, shared in words.RELATIONS])
_SPOUSE = [name for name, _ in words.RELATIONS].index("配偶")
_SHARE_PRESENT = {
    "contact2": 0.7,
    "contact3": 0.35,
    "self_home_tel": 0.25,
    "self_work_tel": 0.55,
    "card_no": 0.8,
    "email": 0.5,
}

_SHARE_FAMILY_NAME = 0.7


def clean_cases(rows: int, seed: int, columns: Sequence[str]) -> pl.DataFrame:
    """``rows`` cases without a defect; one String column per field of ``columns``, in the order of the file.

    A field's values depend on ``rows`` and ``seed`` alone, not on which other fields are asked for.
    """
    maker = _Maker(rows, seed)
    return pl.DataFrame({name: maker.column(name) for name in in_file_order(columns)})


class _Maker:
    """The draws behind the columns, each made when the first column needs it."""

    def __init__(self, rows: int, seed: int) -> None:
        self.rows = rows
        self.seed = seed

    def column(self, name: str) -> pl.Series:
        """The values of a field."""
        if name in LOAN_FIELDS:
            return self._shapes[name].gather(self._shape_at)
        slot, _, part = name.partition("_")
        if slot in ("contact1", "contact2", "contact3"):
            return self._contact(slot, part)
        if name in ("province", "city", "county"):
            return self._place(name)
        if name in ("self_home_tel", "self_work_tel"):
            return self._landline(name)
        return _BUILDERS[name](self)

    def rng(self, stream: str) -> np.random.Generator:
        """A source of random numbers of its own, so that one column's draws never move another's."""
        return np.random.default_rng([self.seed, 2, _STREAMS.index(stream)])

    @cached_property
    def _shapes(self) -> pl.DataFrame:
        return loan_shapes(min(max(self.rows, 1), MAX_SHAPES), self.seed)

    @cached_property
    def _shape_at(self) -> Ints:
        return self.rng("shape").integers(0, self._shapes.height, self.rows)

    @cached_property
    def _people(self) -> tuple[Ints, Ints, Ints, Ints]:
        return draw_ids(self.rng("id"), self.rows)

    @cached_property
    def _surname(self) -> Ints:
        return _surnames(self.rng("surname"), self.rows)

    @cached_property
    def _home(self) -> Ints:
        """The place where the debtor lives: mostly where the id was issued."""
        rng = self.rng("home_place")
        moved = rng.integers(0, len(words.PLACES), self.rows)
        return np.where(rng.random(self.rows) < 0.65, self._people[1], moved)

    def case_no(self) -> pl.Series:
        return self.column("batch_no") + (pl.Series(np.arange(self.rows)) + 10**7).cast(pl.String)

    def contract_no(self) -> pl.Series:
        year = self.column("loan_date").str.slice(0, 4)
        return "HT" + year + (pl.Series(np.arange(self.rows)) * 7 + 3 * 10**8).cast(pl.String)

    def debtor_name(self) -> pl.Series:
        return _names(self.rng("name"), self._surname, self._people[3])

    def sex(self) -> pl.Series:
        return pl.Series(["女", "男"]).gather(self._people[3])

    def id_no(self) -> pl.Series:
        return id_text(self._people[0])

    def birth_date(self) -> pl.Series:
        return BIRTH_TEXT.gather(self._people[2])

    def _place(self, part: str) -> pl.Series:
        return pl.Series([getattr(place, part) for place in words.PLACES]).gather(self._home)

    def home_address(self) -> pl.Series:
        return _addresses(self.rng("home"), self._home, home=True)

    def register_address(self) -> pl.Series:
        return _addresses(self.rng("register"), self._people[1], home=True)

    def email(self) -> pl.Series:
        rng = self.rng("email")
        number = pl.Series(rng.integers(10**5, 10**9, self.rows)).cast(pl.String)
        host = pl.Series(words.MAIL_HOSTS).gather(rng.integers(0, len(words.MAIL_HOSTS), self.rows))
        return _sparse(number + "@" + host, rng, _SHARE_PRESENT["email"])

    def employer(self) -> pl.Series:
        named = pl.Series(words.COMPANIES).gather(
            self.rng("employer").integers(0, len(words.COMPANIES), self.rows)
        )
        return self._place("city").str.strip_suffix("市") + named

    def employer_address(self) -> pl.Series:
        return _addresses(self.rng("employer_address"), self._home, home=False)

    def bank(self) -> pl.Series:
        return self._with_card(pl.Series([name for name, _ in words.BANKS]).gather(self._bank_at))

    def card_no(self) -> pl.Series:
        prefixes = np.array([prefix for _, prefix in words.BANKS], dtype=np.int64)[self._bank_at]
        return self._with_card(card_text(self.rng("card"), prefixes))

    @cached_property
    def _bank_at(self) -> Ints:
        return self.rng("bank").integers(0, len(words.BANKS), self.rows)

    def _with_card(self, values: pl.Series) -> pl.Series:
        return _sparse(values, self.rng("bank"), _SHARE_PRESENT["card_no"])

    def self_mobile(self) -> pl.Series:
        return pl.Series(mobiles(self.rng("self_mobile"), self.rows, slot=0)).cast(pl.String)

    def _landline(self, name: str) -> pl.Series:
        rng = self.rng(name)
        digits = np.array([place.digits for place in words.PLACES], dtype=np.int64)[self._home]
        local = pl.Series(locals_of(rng, digits)).cast(pl.String)
        return _sparse(self._place("dialling") + "-" + local, rng, _SHARE_PRESENT[name])

    def _contact(self, slot: str, part: str) -> pl.Series:
        rng = self.rng(slot)
        relation = rng.integers(0, len(words.RELATIONS), self.rows)
        absent = rng.random(self.rows) >= _SHARE_PRESENT.get(slot, 1.0)
        if part == "relation":
            values = _RELATIONS.gather(relation)
        elif part == "mobile":
            values = pl.Series(mobiles(rng, self.rows, slot=int(slot[-1]))).cast(pl.String)
        else:
            sex = np.where(relation == _SPOUSE, 1 - self._people[3], rng.integers(0, 2, self.rows))
            # A child bears the father's name more often than not, and a mother keeps her own.
            family = _FAMILY_NAME[relation] & (rng.random(self.rows) < _SHARE_FAMILY_NAME)
            values = _names(rng, np.where(family, self._surname, _surnames(rng, self.rows)), sex)
        return _without(values, absent)


def _surnames(rng: np.random.Generator, count: int) -> Ints:
    # The square favours the front of the list, where the common names stand.
    return (rng.random(count) ** 2 * len(_SURNAMES)).astype(np.int64)


def _names(rng: np.random.Generator, surname: Ints, sex: Ints) -> pl.Series:
    females, males = len(words.FEMALE_NAMES), len(words.MALE_NAMES)
    given = np.where(sex == 1, females + rng.integers(0, males, len(sex)), rng.integers(0, females, len(sex)))
    return _SURNAMES.gather(surname) + _GIVEN.gather(given)


def _addresses(rng: np.random.Generator, place: Ints, *, home: bool) -> pl.Series:
    count = len(place)
    # 北京市北京市 is written once.
    area = [(p.province if p.province != p.city else "") + p.city + p.county for p in words.PLACES]
    parts = {
        "area": pl.Series(area).gather(place),
        "road": pl.Series(words.ROADS).gather(rng.integers(0, len(words.ROADS), count)),
        "number": rng.integers(1, 400, count),
    }
    if not home:
        return pl.DataFrame(parts | {"floor": rng.integers(1, 30, count)}).select(
            filled("{}{}{}号{}层", "area", "road", "number", "floor")
        )["area"]
    parts |= {
        "estate": pl.Series(words.ESTATES).gather(rng.integers(0, len(words.ESTATES), count)),
        "block": rng.integers(1, 31, count),
        "room": rng.integers(1, 31, count) * 100 + rng.integers(1, 5, count),
    }
    return pl.DataFrame(parts).select(
        filled("{}{}{}号{}{}栋{}室", "area", "road", "number", "estate", "block", "room")
    )["area"]


def _sparse(values: pl.Series, rng: np.random.Generator, share: float) -> pl.Series:
    return _without(values, rng.random(len(values)) >= share)


def _without(values: pl.Series, absent: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pl.Series:
    return values.set(pl.Series(absent), None)


_BUILDERS: dict[str, Callable[[_Maker], pl.Series]] = {
    "case_no": _Maker.case_no,
    "contract_no": _Maker.contract_no,
    "debtor_name": _Maker.debtor_name,
    "sex": _Maker.sex,
    "id_no": _Maker.id_no,
    "birth_date": _Maker.birth_date,
    "email": _Maker.email,
    "employer": _Maker.employer,
    "employer_address": _Maker.employer_address,
    "home_address": _Maker.home_address,
    "register_address": _Maker.register_address,
    "bank": _Maker.bank,
    "card_no": _Maker.card_no,
    "self_mobile": _Maker.self_mobile,
}
