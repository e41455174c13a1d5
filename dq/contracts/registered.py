"""The forms of contracts, registered with pandera: import this before ``from_yaml`` of an exported contract.

Apart from the rest, since pandera's registration loads pandas.
"""

from __future__ import annotations

from pandera.api.extensions import register_check_method

from dq.contracts.checks import FORMS

for _form, _statistics in FORMS:
    register_check_method(statistics=list(_statistics))(_form)
