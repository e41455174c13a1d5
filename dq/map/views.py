"""A column while it is being judged: its header, the shape of its values, and the fields that it may mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dq.map.fits import Fit, fit
from dq.map.interface import How
from dq.map.names import HeaderFacts
from dq.map.phrases import say
from dq.map.shapes import Shape
from dq.model.companions import CASES

_NAME_WEIGHT = 0.75
_DECIDED = 0.85
# From this share on, more fitting values are no better evidence: the rest is dirt, and there is much of it.
_FITS_FROM = 0.6


@dataclass(slots=True)
class Candidate:
    """A field that a column may mean; ``name_score`` is what the header and its neighbours give."""

    field: str
    name_score: float
    how: How
    reasons: list[str]
    fit: Fit

    @property
    def score(self) -> float:
        """Name and values together, between 0 and 1."""
        values = min(1.0, self.fit.score / _FITS_FROM)
        return _NAME_WEIGHT * self.name_score + (1 - _NAME_WEIGHT) * values


@dataclass(slots=True)
class View:
    """A column with everything known of it.

    ``refused`` says why a candidate was dropped; ``above``: the unit that lines above the header tell for amounts;
    ``parts``: the columns of a name that stands in several (column -> part), ``column`` is then none of the file.
    """

    column: str
    facts: HeaderFacts
    shape: Shape
    lang: str
    table: str = CASES
    above: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that it is of."""
        return tuple(self.parts) or (self.column,)

    def offer(self, name: str, score: float, how: How, *reasons: str) -> bool:
        """Add a candidate unless the values contradict it; whether it was added."""
        judged = fit(name, self.shape)
        if judged.against is not None:
            self.refuse_values(name, judged.against)
            return False
        self.candidates.append(Candidate(name, score, how, list(reasons), judged))
        return True

    def refuse_values(self, name: str, against: str) -> None:
        """Note that the values contradict a field."""
        share = self.shape.share(against)
        reason = say(self.lang, "against", field=name, share=share, count=self.shape.count, shape=against)
        self.refused.append(reason)

    def candidate(self, name: str) -> Candidate | None:
        """The candidate for a field."""
        return next((found for found in self.candidates if found.field == name), None)

    def keep(self, name: str, reason: str) -> None:
        """Decide for one of the candidates."""
        found = self.candidate(name)
        self.candidates = [found] if found else []
        if found:
            found.name_score = min(found.name_score, _DECIDED)
            found.reasons.append(say(self.lang, reason))

    def drop(self, name: str, reason: str) -> None:
        """Decide against one of the candidates."""
        if self.candidate(name) is not None:
            self.candidates = [found for found in self.candidates if found.field != name]
            self.refused.append(say(self.lang, reason))

    def best(self) -> float:
        """The best score among the candidates."""
        return max((found.score for found in self.candidates), default=0.0)
