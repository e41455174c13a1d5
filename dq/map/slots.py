"""Which contact slot each contact column fills: its own number, the next free one, or its neighbour's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dq.map.contacts import ContactHeader
from dq.map.names import EXACT, VARIANT
from dq.map.phrases import say
from dq.map.views import View
from dq.map.vocabulary import PHONE, Vocabulary, vocabulary
from dq.model.schema import MAX_CONTACTS

_UNLIKELY = 0.6
_TELEPHONES = ("mobile", "landline", "phone", "local_tel")

Person = tuple[str, int]
"""A contact as the file names it: group and number."""


def place_contacts(views: Sequence[View]) -> None:
    """Give each contact column its field as a candidate."""
    persons = _persons(views)
    slots = _slots(persons, vocabulary())
    chain = _Chain(views, set(slots.values()))
    for view, person in zip(views, persons, strict=True):
        contact = view.facts.contact
        if contact is not None and person is not None:
            slot = slots.get(person)
            if slot is None:
                view.refused.append(say(view.lang, "slot_limit", number=person[1], limit=MAX_CONTACTS))
            else:
                _offer(view, contact, slot, moved=slot != f"contact{person[1]}")
            chain.enter(slot, view)
        else:
            chain.follow(view)


def _persons(views: Sequence[View]) -> list[Person | None]:
    """The contact of each column. Headers without a number are numbered by how often they stand in the file."""
    seen: Counter[str] = Counter()
    groups = {view.facts.contact.group for view in views if view.facts.contact is not None}
    persons: list[Person | None] = []
    for view in views:
        contact = view.facts.contact
        if contact is None:
            persons.append(None)
            continue
        group = contact.group or ("emergency" if "emergency" in groups else "contact")
        seen[view.facts.key] += 1
        persons.append((group, contact.number or seen[view.facts.key]))
    return persons


def _slots(persons: Sequence[Person | None], known: Vocabulary) -> dict[Person, str]:
    """The slot of each contact. The first group keeps its numbers; others take the numbers that are left."""
    slots: dict[Person, str] = {}
    taken: set[int] = set()
    wide = [group.name for group in known.groups if group.slot == "contact"]
    present = sorted({p for p in persons if p and p[0] in wide}, key=lambda p: (wide.index(p[0]), p[1]))
    first = present[0][0] if present else ""
    for group, number in present:
        free = number if group == first else next(n for n in range(1, 1000) if n not in taken)
        taken.add(free)
        if free <= MAX_CONTACTS:
            slots[group, number] = f"contact{free}"
    for person in persons:
        if person is not None and person[0] not in wide and person[1] == 1:
            slots[person] = next(group.slot for group in known.groups if group.name == person[0])
    return slots


def _offer(view: View, contact: ContactHeader, slot: str, moved: bool) -> None:
    reasons = [say(view.lang, "contact")]
    if moved and slot.startswith("contact"):
        reasons.append(say(view.lang, "slot", slot=slot))
    if contact.part == PHONE:
        lines = view.shape.share("landline", "local_tel") > view.shape.share("mobile")
        for part, likely in (("mobile", not lines), ("home_tel", lines)):
            view.offer(f"{slot}_{part}", VARIANT if likely else _UNLIKELY, "alias", *reasons)
        return
    if contact.part is not None:
        view.offer(f"{slot}_{contact.part}", EXACT, "alias", *reasons)
        return
    # 紧急联系人1 alone is a name in one file and a number in the next: the values say.
    phone = view.shape.share(*_TELEPHONES) >= 0.5
    shape = "phone" if phone else "name"
    if view.shape.count:
        reasons.append(say(view.lang, "by_shape", shape=shape))
    view.offer(f"{slot}_{'mobile' if phone else 'name'}", VARIANT, "alias", *reasons)


class _Chain:
    """Neighbouring columns of one contact: 联系人, 电话, 关系."""

    def __init__(self, views: Sequence[View], slots: set[str]) -> None:
        self.slots = slots
        self.used = {found.field for view in views for found in view.candidates}
        self.slot: str | None = None
        self.parts: set[str] = set()
        self.behind = ""
        self.own: set[str] = set()

    def enter(self, slot: str | None, view: View) -> None:
        """A column that names its contact."""
        if slot != self.slot:
            self.slot, self.parts = slot, set()
        self.parts |= {found.field.split("_", 1)[1] for found in view.candidates[:1]}
        self.behind = view.column

    def follow(self, view: View) -> None:
        """A column that does not: a part of the contact before it, or the end of the chain."""
        part = vocabulary().bare_parts.get(view.facts.key)
        if part == "relation" and (self.slot is None or "relation" in self.parts):
            self._start()
        own = {found.field for found in view.candidates}
        free = self.slot is not None and part is not None and part not in self.parts
        # 电话 and 关系 go with the name before them; 手机号 or 姓名 only if the debtor has one already.
        joins = view.facts.bare_phone or part == "relation" or bool(own & self.own)
        if free and joins:
            reason = say(view.lang, "follows", column=self.behind)
            if part is not None and view.offer(f"{self.slot}_{part}", VARIANT, "alias", reason):
                view.candidates = view.candidates[-1:]
                self.parts.add(part)
                self.behind = view.column
                return
        if part == "relation" and not view.candidates:
            view.refused.append(say(view.lang, "no_slot"))
        self.own |= own
        self.slot, self.parts = None, set()

    def _start(self) -> None:
        """A relation opens the next free slot."""
        free = (f"contact{number}" for number in range(1, MAX_CONTACTS + 1))
        self.slot = next((slot for slot in free if slot not in self.slots), None)
        self.parts = set()
        self.behind = ""
        if self.slot is not None:
            self.slots.add(self.slot)
