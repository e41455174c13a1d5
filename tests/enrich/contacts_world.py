"""A world in which it is known who holds which number: people change numbers, numbers go dead and change hands.

Files tell of it with noise: what was declared at application, what an app saw later, what a vendor sold, what the call
log says. ``truth`` says which own number of a case really reaches the debtor on ``AS_OF``.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from dq.enrich.contacts import Asked, Given, survey
from dq.model.contacts import ContactSettings
from dq.packs.jurisdictions import jurisdiction

AS_OF = date(2026, 1, 31)
DEFAULTS = ContactSettings()
DAY0 = date(2016, 1, 1)
HORIZON = (AS_OF - DAY0).days


@dataclass
class World:
    """Typed frames as the loaders give them, and the truth: ``case_no``, ``phone``, ``reaches``."""

    cases: pl.DataFrame
    contacts: pl.DataFrame
    calls: pl.DataFrame
    checks: pl.DataFrame
    truth: pl.DataFrame


class _Numbers:
    """Mobile numbers and who held them when: number -> [(holder, from, to)]."""

    def __init__(self, rng):
        self.rng = rng
        self.held = {}
        self.free = []  # (number, free from)

    def take(self, person, day):
        if self.free and self.rng.random() < 0.35:
            place = int(self.rng.integers(len(self.free)))
            number, since = self.free[place]
            if since + 90 <= day:
                self.free[place] = self.free[-1]
                self.free.pop()
                self.held[number].append([person, day, HORIZON + 1])
                return number
        number = 13_500_000_001 + int(self.rng.integers(10**8)) * 3
        while number in self.held:
            number += 1
        self.held[number] = [[person, day, HORIZON + 1]]
        return number

    def drop(self, number, day):
        self.held[number][-1][2] = day
        self.free.append((number, day))

    def holder(self, number, day):
        for person, start, end in self.held.get(number, ()):
            if start <= day < end:
                return person
        return None


def day_of(offset):
    return DAY0 + timedelta(days=int(offset))


def _lives(rng, count, numbers):
    """The numbers of each person over time, as (number, from, to); everybody acts in the order of the days."""
    events = []
    tempers = rng.choice([300.0, 900.0, 4000.0], size=count, p=[0.25, 0.35, 0.4])
    lives = [[] for _ in range(count)]
    for person in range(count):
        lives[person].append([numbers.take(person, 0), 0, HORIZON + 1])
        events.append((int(rng.exponential(tempers[person])), person))
    while events:
        events.sort(reverse=True)
        due = []
        while events and events[-1][0] <= HORIZON and len(due) < 64:
            due.append(events.pop())
        if not due:
            break
        for day, person in due:
            life = lives[person][-1]
            numbers.drop(life[0], day)
            life[2] = day
            lives[person].append([numbers.take(person, day), day, HORIZON + 1])
            events.append((day + 20 + int(rng.exponential(tempers[person])), person))
    return lives


def _at(life, day):
    return next((number for number, start, end in reversed(life) if start <= day < end), life[-1][0])


def _outcome(rng, numbers, number, person, day):
    """What a call brings: by who holds the line, with noise."""
    if rng.random() < 0.03:
        return rng.choice(["no_answer", "unreachable", "busy", "answered_unknown", "system_error", "vacant"])
    holder = numbers.holder(number, day)
    if holder == person:
        return rng.choice(
            [
                "answered_debtor",
                "ptp",
                "no_answer",
                "rejected",
                "busy",
                "power_off",
                "unreachable",
                "answered_unknown",
                "suspended",
            ],
            p=[0.13, 0.04, 0.45, 0.14, 0.06, 0.06, 0.05, 0.05, 0.02],
        )
    if holder is None:
        return rng.choice(
            ["vacant", "suspended", "unreachable", "power_off", "no_answer"], p=[0.5, 0.25, 0.15, 0.05, 0.05]
        )
    return rng.choice(
        ["wrong_number", "no_answer", "rejected", "answered_unknown", "busy", "power_off"],
        p=[0.22, 0.45, 0.14, 0.09, 0.05, 0.05],
    )


PARTS = ("state", "reason", "kind", "region", "operator", "ext", "others", "suggestion", "signal", "note")


def phone_parts(name, phones):
    """A phone field and its parts, as cleaning makes them of good mobiles."""
    there = pl.Series([None if p is None else "ok" for p in phones], dtype=pl.String)
    nothing = pl.Series([None] * len(phones), dtype=pl.String)
    parts = {f"{name}.{part}": nothing for part in PARTS}
    e164 = pl.Series([None if p is None else f"+86{p}" for p in phones], dtype=pl.String)
    kind = pl.Series([None if p is None else "mobile" for p in phones], dtype=pl.String)
    raw = pl.Series([None if p is None else str(p) for p in phones], dtype=pl.String)
    return {name: e164, f"raw:{name}": raw, **parts, f"{name}.state": there, f"{name}.kind": kind}


def world(count, seed):
    """A world of so many debtors, each with one case."""
    rng = np.random.default_rng(seed)
    numbers = _Numbers(rng)
    lives = _lives(rng, count * 2, numbers)  # twice as many people as debtors: strangers hold numbers too
    loan = HORIZON - rng.integers(200, 1800, size=count)
    placed = np.maximum(loan + 100, HORIZON - rng.integers(20, 400, size=count))
    first, contacts, calls, truth, checks = [], [], [], [], []
    for person in range(count):
        case_no, life = f"C{person:06}", lives[person]
        first.append(_at(life, loan[person]))
        own = {first[-1]: int(loan[person])}

        def add(number, kind, day, case_no=case_no, own=own):
            contacts.append(
                {"case_no": case_no, "phone": number, "source_kind": kind, "source_date": day_of(day)}
            )
            own[number] = max(day, own.get(number, 0))

        if rng.random() < 0.6:  # the app saw the number that was in use some time later
            day = int(rng.integers(loan[person], HORIZON))
            add(
                _at(life, day) if rng.random() < 0.9 else _at(lives[int(rng.integers(count))], day),
                "app",
                day,
            )
        if rng.random() < 0.4:  # an older declaration, from before the loan
            day = int(rng.integers(max(0, loan[person] - 1000), loan[person]))
            add(_at(life, day), "self_declared", day)
        if rng.random() < 0.4:  # a vendor sold a number, lately; it is right half of the time
            day = int(rng.integers(placed[person], HORIZON))
            add(
                _at(life, day) if rng.random() < 0.5 else _at(lives[int(rng.integers(count * 2))], day),
                "repair",
                day,
            )
        for number, known in own.items():
            for _ in range(int(rng.poisson(3.0))):
                day = int(rng.integers(max(placed[person], min(known, HORIZON - 1)), HORIZON))
                code = str(_outcome(rng, numbers, number, person, day))
                at = datetime.combine(day_of(day), datetime.min.time()) + timedelta(
                    minutes=int(rng.integers(480, 1310))
                )
                calls.append({"case_no": case_no, "phone": number, "called_at": at, "outcome": code})
            if rng.random() < 0.08:
                day = int(rng.integers(placed[person], HORIZON))
                result = "vacant" if numbers.holder(number, day) is None else "active"
                checks.append({"phone": number, "checked_on": day_of(day), "result": result})
            truth.append((case_no, f"+86{number}", numbers.holder(number, HORIZON) == person))
    ids = [f"11010119900101{person:04}" for person in range(count)]
    cases = pl.DataFrame(
        {
            "_id": pl.Series(range(count), dtype=pl.UInt32),
            "_row": pl.Series(range(2, count + 2), dtype=pl.UInt32),
            "case_no": [f"C{person:06}" for person in range(count)],
            "debtor_name": [chr(0x4E00 + person % 300) + "某" for person in range(count)],
            "id_no": ids,
            "loan_date": [day_of(day) for day in loan],
            "placed_on": [day_of(day) for day in placed],
            **phone_parts("self_mobile", first),
        }
    )
    return World(
        cases, contact_table(contacts), call_table(calls), check_table(checks),
        pl.DataFrame(truth, schema=["case_no", "phone", "reaches"], orient="row"),
    )  # fmt: skip


def case_table(rows):
    """Cases by hand: dictionaries of fields; phones as eleven digits, dates as dates."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {"_id": pl.Series(range(len(rows)), dtype=pl.UInt32)}
    columns["_row"] = pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32)
    for name in names:
        values = [row.get(name) for row in rows]
        if name.endswith(("_mobile", "_mobile2", "_tel")):
            columns |= phone_parts(name, values)
        else:
            columns[name] = pl.Series(values, dtype=pl.Date if name.endswith(("_on", "_date")) else pl.String)
    return pl.DataFrame(columns)


_CONTACT = {
    "case_no": pl.String, "contact_id": pl.String, "party": pl.String, "liable": pl.Boolean,
    "contact_name": pl.String, "relation_raw": pl.String, "source_kind": pl.String, "source_date": pl.Date,
    "verified_on": pl.Date, "outcome": pl.String, "dnc": pl.Boolean, "dnc_on": pl.Date,
    "consent_on": pl.Date,
}  # fmt: skip
_CALL = {
    "case_no": pl.String, "called_at": pl.Datetime("us"), "outcome": pl.String, "party": pl.String,
    "contact_name": pl.String,
}  # fmt: skip
_CHECK = {
    "checked_on": pl.Date, "result": pl.String, "recycled_since": pl.Date, "phone_md5": pl.String,
    "phone_sha256": pl.String,
}  # fmt: skip
_WISH = {
    "case_no": pl.String, "person_name": pl.String, "scope": pl.String, "opted_out_on": pl.Date, "until": pl.Date,
    "kind": pl.String, "consent_on": pl.Date,
}  # fmt: skip


def _table(rows, schema):
    """Dictionaries as a typed companion table; ``phone`` is eleven digits."""
    columns = {
        name: pl.Series([row.get(name) for row in rows], dtype=dtype) for name, dtype in schema.items()
    }
    return pl.DataFrame({**columns, **phone_parts("phone", [row.get("phone") for row in rows])})


def contact_table(rows):
    """The companion table of contacts, own numbers unless said otherwise."""
    return _table([{"party": "self", **row} for row in rows], _CONTACT)


def call_table(rows):
    """The call log."""
    return _table(rows, _CALL)


def check_table(rows):
    """Results of bought checks."""
    return _table(rows, _CHECK)


def wish_table(rows):
    """Opt-outs."""
    return _table(rows, _WISH)


def _tied(table, places):
    if "case_no" not in table.columns:
        return table.lazy()
    return table.join(places, on="case_no", how="left", maintain_order="left").lazy()


def tied_to(cases):
    """The row that stands for each case number: the first."""
    places = cases.select("case_no", pl.col("_id").alias("_case"))
    return places.unique("case_no", keep="first", maintain_order=True)


def surveyed(cases, work, lang="en", settings=DEFAULTS, states=(), headers=None, region="CN", **tables):
    """The contact stage on tables by hand (``contacts``, ``calls``, ``checks``, ``optouts``): survey and list."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / "cases.parquet"
    cases.write_parquet(path)
    places = tied_to(cases)
    earlier = tables.pop("earlier", ())
    given = Given(**{name: _tied(table, places) for name, table in tables.items()}, earlier=earlier)
    asked = Asked(AS_OF, region, lang, settings, jurisdiction(region), headers or {}, states)
    listed = []
    found = survey(path, given, asked, work, listed.extend)
    return found, pl.concat(listed)
