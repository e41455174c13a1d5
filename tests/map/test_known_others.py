"""Headers that are known to be no field: a day or an amount of a write-off is none of the debt's own."""

import pytest

from dq.map.names import read_header

HEADERS = (
    *(
        "Charge Off Date",
        "Chargeoff Date",
        "C/O Date",
        "Charge-Off Dt",
        "Date of Charge Off",
        "Write Off Date",
    ),
    *("C/O Amount", "核销日期", "应还本金"),
)


@pytest.mark.parametrize("header", HEADERS)
def test_a_write_off_is_known_and_no_field(header):
    facts = read_header(header)

    assert facts.known_other
    assert facts.fields == ()
