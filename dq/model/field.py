"""What a field is: its name, what it holds, its label in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from dq.model.enums import Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what it holds, its label in both languages.

    ``private`` values are masked wherever people other than the file's owner may look. ``required``: every case
    must have one; what a companion table must have stands with the table.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    private: bool = False

    def label(self, lang: str) -> str:
        """The field's label in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en
