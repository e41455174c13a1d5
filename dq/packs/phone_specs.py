"""The checks on phone cells and on what is known of their numbers, with their parameters."""

from __future__ import annotations

from collections.abc import Mapping

from dq.model.companions import TELLING
from dq.model.enums import Kind
from dq.model.rules import CheckSpec, ParamSpec

_PHONE = frozenset({Kind.PHONE})

PHONE_CHECKS: Mapping[str, CheckSpec] = {
    "phone_state": CheckSpec(
        "each",
        "the phone library put the cell in one of these states (and for one of the reasons, or for none of some)",
        kinds=_PHONE,
        params={
            "states": ParamSpec("texts"),
            "reasons": ParamSpec("texts", ()),
            "except_reasons": ParamSpec("texts", ()),
        },
    ),
    "phone_kind": CheckSpec(
        "each", "the number is of one of these kinds", kinds=_PHONE, params={"kinds": ParamSpec("texts")}
    ),
    "phone_several": CheckSpec("each", "the cell holds several numbers", kinds=_PHONE),
    "phone_extension": CheckSpec("each", "the number has an extension", kinds=_PHONE),
    "phone_signal": CheckSpec(
        "each",
        "words in the cell say one of these things of the number",
        kinds=_PHONE,
        params={"signals": ParamSpec("texts")},
    ),
    "known_bad": CheckSpec(
        "each",
        "an earlier batch showed the number to be dead, and the cell does not say so itself",
        kinds=_PHONE,
    ),
    "phone_foreign": CheckSpec("each", "the number belongs to another region than the file", kinds=_PHONE),
    "number_state": CheckSpec(
        "each",
        "the number is in one of these states, by all that the companion tables tell of it",
        scope="group",
        kinds=_PHONE,
        params={"states": ParamSpec("texts")},
        looks_at=TELLING,
    ),
    "contact_verdict": CheckSpec(
        "together",
        "the numbers of the case come to one of these verdicts, by all that the companion tables tell",
        scope="group",
        kinds=frozenset({Kind.ENUM}),
        max_fields=1,
        params={"verdicts": ParamSpec("texts")},
        looks_at=TELLING,
    ),
    "no_phone": CheckSpec("together", "none of the fields has a content", kinds=_PHONE),
}
