"""Cases whose total is wrong for a known reason: the truth that the diagnosis is measured against."""

import random
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from dq.loans import Cause, Identity, learned

PARTS = (
    "overdue_principal",
    "overdue_interest",
    "overdue_penalty",
    "compound_interest",
    "liquidated_damages",
    "other_fee",
)
ORDER = ("left_principal", *PARTS, "deposit", "total_due", "paid_total", "last_paid_amount")
IDENTITY = Identity(
    "total_due",
    PARTS,
    payments=("paid_total", "last_paid_amount"),
    order=ORDER,
    rivals={"overdue_principal": ("left_principal",)},
)
NOISES = ("none", "cents", "zeros", "round")


class Damage(NamedTuple):
    """What was done to a case, and so what the diagnosis should say."""

    cause: Cause
    field: str
    other: str | None
    right: int | None  # cents; None where no value can be told


class CannotDamageError(Exception):
    """The case has no figure that this slip could happen to."""


def frame(cases):
    """Cases (name -> cents or None) as the rows that the diagnosis takes."""
    columns = {n: [None if c[n] is None else Decimal(c[n]) / 100 for c in cases] for n in ORDER}
    return pl.DataFrame(columns, schema=dict.fromkeys(ORDER, pl.Decimal(18, 2)))


def consistent(rng, noise):
    """A case that adds up, but for the rounding that ``noise`` may bring."""
    principal = rng.randint(20_000, 6_000_000)
    if noise == "round":
        principal = principal // 10_000 * 10_000 + 10_000
    case = {
        "overdue_principal": principal,
        "overdue_interest": principal * rng.randint(20, 200) // 1000 + rng.randint(0, 99),
        "overdue_penalty": principal * rng.randint(5, 50) // 1000 + rng.randint(0, 99),
        "compound_interest": principal * rng.randint(0, 10) // 1000 + rng.randint(0, 99),
        "liquidated_damages": principal * rng.choice((0, 30, 50)) // 1000,
        "other_fee": rng.choice((0, 0, 1500, 3000, 5000)),
        "left_principal": principal * rng.randint(110, 900) // 100 + rng.randint(0, 99),
        "deposit": None,
    }
    if noise == "zeros":
        for name in rng.sample(PARTS[2:], 2):
            case[name] = rng.choice((0, None))
    if noise == "round":
        for name in PARTS[1:]:
            case[name] = case[name] // 1000 * 1000
    case["last_paid_amount"] = principal * rng.randint(20, 150) // 1000 + rng.randint(0, 99)
    case["paid_total"] = case["last_paid_amount"] * rng.randint(1, 9) + rng.randint(0, 5000)
    case["total_due"] = total(case) + (rng.choice((-2, -1, 1, 2)) if noise == "cents" else 0)
    return case


def total(case):
    return sum(case[name] or 0 for name in PARTS)


def damage(case, cause, rng):
    """Do to ``case`` what ``cause`` says, in place."""
    return _DAMAGES[cause](case, rng)


def _pick(case, rng, least, names=("total_due", *PARTS)):
    fit = [name for name in names if (case[name] or 0) >= least]
    if not fit:
        raise CannotDamageError
    return rng.choice(fit)


def _missing(case, rng):
    name = _pick(case, rng, 100, PARTS)
    right, case["total_due"] = case["total_due"], case["total_due"] - case[name]
    return Damage(Cause.PART_MISSING, "total_due", name, right)


def _twice(case, rng):
    name = _pick(case, rng, 100, PARTS)
    right, case["total_due"] = case["total_due"], case["total_due"] + case[name]
    return Damage(Cause.PART_TWICE, "total_due", name, right)


def _sign(case, rng):
    name = _pick(case, rng, 100)
    right = case[name]
    if name != "total_due" and rng.random() < 0.5:
        right = case["total_due"]
        case["total_due"] -= 2 * case[name]
        return Damage(Cause.SIGN_FLIPPED, "total_due", name, right)
    case[name] = -right
    return Damage(Cause.SIGN_FLIPPED, name, None, right)


def _payment(case, rng):
    name = rng.choice(IDENTITY.payments)
    right, case["total_due"] = case["total_due"], case["total_due"] + case[name]
    return Damage(Cause.PAYMENT_NOT_DEDUCTED, "total_due", name, right)


def _payment_off(case, rng):
    name = rng.choice(IDENTITY.payments)
    case["total_due"] -= case[name]
    return Damage(Cause.PAYMENT_IN_PARTS, "total_due", name, None)


def _scale(cause, digits, least):
    def slip(case, rng):
        times = 10 ** rng.choice(digits)
        multiplied = rng.random() < 0.5
        name = _pick(case, rng, 1000 if multiplied else least)
        right = case[name]
        case[name] = right * times if multiplied else (right + times // 2) // times
        return Damage(cause, name, None, right)

    return slip


def _edited(cause, least, edit):
    """A slip in the digits before the decimal point."""

    def slip(case, rng):
        name = _pick(case, rng, least)
        right = case[name]
        # A zero more or less at the end of a whole amount is a shift of the decimal point, not a digit's slip.
        same = {str(right // 100), *([] if right % 100 else [str(right // 100)[:-1], f"{right // 100}0"])}
        edits = sorted(set(edit(str(right // 100))) - same)
        if not edits:
            raise CannotDamageError
        case[name] = int(rng.choice(edits)) * 100 + right % 100
        return Damage(cause, name, None, right)

    return slip


def _swaps(text):
    swapped = [text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1)]
    return [new for new in swapped if new[0] != "0"]


def _drops(text):
    return [new for i in range(len(text)) if (new := text[:i] + text[i + 1 :])[0] != "0"]


def _repeats(text):
    return [text[: i + 1] + text[i:] for i in range(len(text))]


def _shifted(case, rng):
    kind = rng.choice(("left", "push", "swap"))
    if kind == "left":
        case["left_principal"] = right = case["overdue_principal"]
        case["overdue_principal"] = None
        return Damage(Cause.SHIFTED, "overdue_principal", "left_principal", right)
    if kind == "swap":
        right = case["overdue_principal"]
        case["overdue_principal"], case["left_principal"] = case["left_principal"], right
        return Damage(Cause.SHIFTED, "overdue_principal", "left_principal", right)
    last = max(i for i, name in enumerate(PARTS) if case[name])
    if last != len(PARTS) - 1:
        raise CannotDamageError
    first = rng.randrange(len(PARTS))
    pushed = [case[name] for name in PARTS[first:]]
    case["deposit"] = pushed[-1]
    for name, value in zip(PARTS[first:], [None, *pushed[:-1]], strict=True):
        case[name] = value
    return Damage(Cause.SHIFTED, PARTS[first], "deposit", case["deposit"])


def _instead(case, rng):
    right = case["total_due"]
    case["total_due"] += case["left_principal"] - case["overdue_principal"]
    return Damage(Cause.INSTEAD, "total_due", "left_principal", right)


def _blank(case, rng):
    name = rng.choice(PARTS[:2])
    right, case[name] = case[name], None
    return Damage(Cause.PART_BLANK, name, None, right)


_DAMAGES = {
    Cause.PART_MISSING: _missing,
    Cause.PART_TWICE: _twice,
    Cause.PART_BLANK: _blank,
    Cause.SIGN_FLIPPED: _sign,
    Cause.PAYMENT_NOT_DEDUCTED: _payment,
    Cause.PAYMENT_IN_PARTS: _payment_off,
    Cause.UNIT_WAN: _scale(Cause.UNIT_WAN, (4,), 100_000),
    Cause.UNIT_CENTS: _scale(Cause.UNIT_CENTS, (2,), 10_000),
    Cause.DECIMAL_SHIFT: _scale(Cause.DECIMAL_SHIFT, (1, 3), 100_000),
    Cause.TRANSPOSED: _edited(Cause.TRANSPOSED, 1000, _swaps),
    Cause.DIGIT_DROPPED: _edited(Cause.DIGIT_DROPPED, 1000, _drops),
    Cause.DIGIT_REPEATED: _edited(Cause.DIGIT_REPEATED, 100, _repeats),
    Cause.SHIFTED: _shifted,
    Cause.INSTEAD: _instead,
}


def damaged_cases(each, seed):
    """``each`` cases for every cause and noise: lists of cases, what was done, and the noise."""
    rng = random.Random(seed)
    cases, truths, noises = [], [], []
    for cause in Cause:
        for noise in NOISES:
            made = 0
            while made < each:
                case = consistent(rng, noise)
                try:
                    truth = damage(case, cause, rng)
                except CannotDamageError:
                    continue
                if abs(case["total_due"] - total(case)) <= 2:
                    continue  # the slip left the sum as it was, so nothing shows it
                cases.append(case)
                truths.append(truth)
                noises.append(noise)
                made += 1
    return cases, truths, noises


def known_identity(seed):
    """The identity, with what can be learned from other cases of the same file, which add up."""
    rng = random.Random(seed)
    return learned(frame([consistent(rng, rng.choice(NOISES)) for _ in range(500)]), IDENTITY)
