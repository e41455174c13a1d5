"""Does a string of digits stand on its own as a number, and if not, why not?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

import phonenumbers

from dq.phones.oracle import parsed
from dq.phones.plans import PlanChange, plan_change
from dq.phones.tables import area_of, areas, segment_of, service_of
from dq.phones.words import KINDS, POSSIBLE

_CN_PREFIX: Final = re.compile(r"(?:\+86|0086|086|86)?(?:179\d\d|125\d\d|118\d\d|10193)?0?")
_IP_PREFIX: Final = re.compile(r"179\d\d|125\d\d|118\d\d|10193")
_PREFIXED_MOBILE: Final = re.compile(r"((?:\+86|0086|86)?(?:179\d\d|125\d\d|118\d\d|10193)?0?)(1[3-9]\d{9})")
_MOBILE_LIKE: Final = re.compile(r"1[3-9]\d{9}")
_NEIGHBOURS: Final = ("852", "853", "886")
_SAMPLES: Final = frozenset({"13800138000", "12345678901", "12345678910", "12312345678", "12312341234"})
_SERVICE_KINDS: Final = frozenset({"toll_free", "premium_rate", "shared_cost", "uan", "voicemail"})
_SHORTEST: Final = 7
"""No Chinese number that is not a service line has fewer digits."""

_COUNTING: Final = "01234567890123456789"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a string of digits is.

    ``state`` is ``ok`` (a number that a person may have), ``service``, ``plan_changed``, ``placeholder`` or
    ``malformed`` (then ``reason`` says why). ``e164`` is the number if it can be dialled from everywhere.
    ``suggestion`` is an inferred number; ``steps`` is what was taken off or put in front.
    """

    state: str
    reason: str | None = None
    e164: str | None = None
    kind: str | None = None
    region: str | None = None
    operator: str | None = None
    suggestion: str | None = None
    note: str | None = None
    steps: tuple[str, ...] = ()
    change: PlanChange | None = None

    @property
    def accepted(self) -> bool:
        """Whether this is a person's number."""
        return self.state == "ok"

    @property
    def local(self) -> bool:
        """Whether only the area code is missing."""
        return self.reason == "no_area_code"


@lru_cache(maxsize=1 << 16)
def verdict(digits: str, region: str) -> Verdict:
    """Judge ASCII digits with an optional leading plus, read in ``region``."""
    chinese = region == "CN" if not digits.startswith("+") else digits.startswith("+86")
    if not chinese:
        return _elsewhere(digits, region)
    return _mobile(digits) or _chinese(digits, region)


def _mobile(digits: str) -> Verdict | None:
    """A Chinese mobile behind a known prefix, told by its first five digits alone; ``None`` for all else."""
    match = _PREFIXED_MOBILE.fullmatch(digits)
    if match is None or _made_up(match[2]) or len(set(match[2][3:])) == 1:
        return None
    found = _mobile_segment(match[2][:5])
    if found is None:
        return None
    return replace(found, e164=f"+86{match[2]}", steps=_chinese_steps(match[1], found.kind or ""))


@cache
def _mobile_segment(first: str) -> Verdict | None:
    found = _chinese(f"{first}246801", "CN")
    return found if found.accepted else None


def valid(e164: str) -> bool:
    """Whether the library calls this E.164 text valid as it stands."""
    number, _ = parsed(e164, None)
    return (
        number is not None
        and phonenumbers.is_valid_number(number)
        and str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) == e164
    )


def _made_up(digits: str) -> bool:
    same = len(set(digits)) == 1 and len(digits) >= 5
    counting = len(digits) >= 6 and (digits in _COUNTING or digits in _COUNTING[::-1])
    return same or counting or digits in _SAMPLES


def _chinese(digits: str, region: str) -> Verdict:
    bare = _CN_PREFIX.sub("", digits, count=1) if digits[0] in "+08" else digits
    if _made_up(digits.lstrip("+")) or _made_up(bare):
        return Verdict("placeholder", reason="made_up")
    service = None if digits.startswith("+") else service_of(digits.removeprefix("0086").removeprefix("86"))
    if service is not None:
        dialled = f"+86{digits}" if len(digits) == 10 else None
        return Verdict("service", e164=dialled, kind="service", region="CN", note=service.zh)
    if len(digits) < _SHORTEST:
        return Verdict("malformed", reason="too_short")
    number, error = parsed(digits, region)
    if number is not None and phonenumbers.is_valid_number(number):
        found = _valid_verdict(number, digits)
        prefix = digits.removesuffix(str(number.national_number))
        if found.region != "CN" or _CN_PREFIX.fullmatch(prefix):
            return found
        return Verdict("malformed", reason="unknown_prefix", suggestion=found.e164)
    return _unusual_chinese(digits, error)


def _unusual_chinese(digits: str, error: str | None) -> Verdict:
    rest = digits if _MOBILE_LIKE.fullmatch(digits) else _CN_PREFIX.sub("", digits, count=1)
    for national in (digits, rest):
        segment = segment_of(national)
        if segment is not None:
            return Verdict(
                "ok",
                e164=f"+86{national}",
                kind=segment.kind,
                region="CN",
                operator=segment.operator or None,
                steps=_chinese_steps(digits.removesuffix(national), segment.kind),
            )
    changed = _changed_plan("86", rest)
    if changed is not None:
        return changed
    if not digits.startswith("+") and re.fullmatch(r"[2-8]\d{6,7}", digits):
        return Verdict("malformed", reason="no_area_code", kind="fixed_line", region="CN")
    if digits[:3] in _NEIGHBOURS and valid(f"+{digits}"):
        return Verdict("malformed", reason="no_plus", suggestion=f"+{digits}")
    return Verdict("malformed", reason=_chinese_reason(digits, rest, error))


def _chinese_reason(digits: str, rest: str, error: str | None) -> str:
    if re.match(r"1[3-9]", rest):
        return _against(len(rest), (11,), "unassigned_segment")
    area = area_of(rest) if digits.startswith(("0", "+")) or len(rest) >= 9 else None
    if area is not None:
        return _against(len(rest) - len(area.code) + 1, area.local_digits, "invalid")
    if len(digits) < 7:
        return "too_short"
    if len(digits) > 13:
        return "too_long"
    if digits.startswith("0") and not digits.startswith("00"):
        return "unknown_area"
    return error if error == "invalid_country_code" else "invalid"


def _against(size: int, allowed: tuple[int, ...], otherwise: str) -> str:
    if size < min(allowed):
        return "too_short"
    return "too_long" if size > max(allowed) else otherwise


def _chinese_steps(prefix: str, kind: str) -> tuple[str, ...]:
    steps = []
    if prefix.startswith(("86", "0086", "086")):
        steps.append("country_code")
    if _IP_PREFIX.search(prefix.removeprefix("+").removeprefix("00").removeprefix("86")):
        steps.append("ip_prefix")
    trunk = prefix.endswith("0") and not prefix.endswith("00")
    if kind == "fixed_line" and not prefix:
        steps.append("lost_zero")
    elif kind != "fixed_line" and trunk:
        steps.append("trunk_zero")
    return tuple(steps)


def _valid_verdict(number: phonenumbers.PhoneNumber, digits: str) -> Verdict:
    kind = KINDS[phonenumbers.number_type(number)]
    national = phonenumbers.national_significant_number(number)
    e164 = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    found = Verdict("service" if kind in _SERVICE_KINDS else "ok", e164=e164, kind=kind)
    found = replace(found, region=phonenumbers.region_code_for_number(number))
    if number.country_code == 86:
        segment = segment_of(national) if kind == "mobile" else None
        if segment is not None:
            found = replace(found, kind=segment.kind, operator=segment.operator or None)
        elif kind == "fixed_line" and len(national) <= 9 and _is_area_service(national):
            found = replace(found, state="service")
        found = replace(found, steps=_chinese_steps(digits.removesuffix(national), found.kind or ""))
        if kind == "mobile" and len(set(national[3:])) == 1:
            found = replace(found, note="repeated_digits")
    if digits.startswith("+1") and segment_of(digits[1:]) is not None:
        found = replace(found, suggestion=f"+86{digits[1:]}", note="maybe_chinese")
    change = plan_change(str(number.country_code), national)
    if change is not None and change.new is not None and valid(change.new):
        found = replace(found, suggestion=change.new, note=f"old_plan {_told(change)}", change=change)
    return found


def _is_area_service(national: str) -> bool:
    return service_of(national[2:]) is not None or service_of(national[3:]) is not None


def _changed_plan(country_code: str, national: str) -> Verdict | None:
    change = plan_change(country_code, national)
    if change is None or (change.new is not None and not valid(change.new)):
        return None
    reason = "rewrite_unknown" if change.new is None else "rewrite_known" if change.sure else "rewrite_likely"
    return Verdict("plan_changed", reason, suggestion=change.new, note=_told(change), change=change)


def _told(change: PlanChange) -> str:
    return f"{change.date or 'undated'} {change.note} [{change.source}]".replace(";", ",")


def _elsewhere(digits: str, region: str) -> Verdict:
    bare = digits.lstrip("+")
    if _made_up(bare):
        return Verdict("placeholder", reason="made_up")
    number, error = parsed(digits, region)
    if number is None:
        return Verdict("malformed", reason=error)
    if phonenumbers.is_valid_number(number):
        return _valid_verdict(number, digits)
    if not digits.startswith("+") and phonenumbers.is_valid_short_number_for_region(number, region):
        return Verdict("service", kind="service", region=region)
    national = phonenumbers.national_significant_number(number)
    changed = _changed_plan(str(number.country_code), national)
    if changed is not None:
        return changed
    if number.country_code == 1 and segment_of(f"1{national}"):
        return Verdict("malformed", reason="no_country_code", suggestion=f"+861{national}")
    possible = POSSIBLE[phonenumbers.is_possible_number_with_reason(number)]
    if possible == "local_only":
        return Verdict("malformed", reason="no_area_code", region=region)
    return Verdict("malformed", reason="invalid" if possible == "possible" else possible)


def with_area(local: str, code: str) -> str | None:
    """The E.164 of a local Chinese number in the area ``code``, if that is a valid number."""
    area = areas().get(code)
    if area is None or len(local) not in area.local_digits:
        return None
    e164 = f"+86{code[1:]}{local}"
    return e164 if valid(e164) else None
