"""How many rows are cleaned at once."""

from dq.clean.interface import FieldPlan
from dq.clean.plan import SLICE, slice_of
from dq.model.enums import Kind


def test_a_slice_of_a_wide_file_or_one_with_phones_has_fewer_rows():
    narrow = [FieldPlan(f"amount{n}", Kind.MONEY) for n in range(12)]
    assert slice_of(narrow) == SLICE
    assert slice_of(4 * narrow) == SLICE // 2
    assert slice_of([*narrow, FieldPlan("self_mobile", Kind.PHONE)]) == SLICE // 4
