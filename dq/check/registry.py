"""The checks by name. ``dq.packs.check_specs`` says what each takes; a test holds that the two agree."""

from __future__ import annotations

from collections.abc import Mapping

from dq.check import (
    amounts,
    buckets,
    conditions,
    conduct,
    dates,
    groups,
    ids,
    linked,
    papers,
    payments,
    phones,
    rates,
    reach,
    schedules,
    sums,
    values,
)
from dq.check.interface import Check, Customs, Links, Needs

CHECKS: Mapping[str, Check] = {
    "required": values.required,
    "unreadable": values.unreadable,
    "columns_differ": values.columns_differ,
    "matches": values.matches,
    "matches_not": values.matches_not,
    "none_of": values.none_of,
    "shorter_than": values.shorter_than,
    "odd": values.odd,
    "out_of_range": amounts.out_of_range,
    "zero": amounts.zero,
    "outlier": amounts.outlier,
    "greater_than": amounts.greater_than,
    "less_than": amounts.less_than,
    "sum_differs": sums.sum_differs,
    "schedule_differs": schedules.schedule_differs,
    "whole_sum_differs": amounts.whole_sum_differs,
    "rate_above_cap": rates.rate_above_cap,
    "flat_above_cap": rates.flat_above_cap,
    "after_as_of": dates.after_as_of,
    "older_than": dates.older_than,
    "wrong_order": dates.wrong_order,
    "age_outside": dates.age_outside,
    "months_differ": dates.months_differ,
    "days_differ": dates.days_differ,
    "bucket_differs": buckets.bucket_differs,
    "phone_state": phones.phone_state,
    "phone_kind": phones.phone_kind,
    "phone_several": phones.phone_several,
    "phone_extension": phones.phone_extension,
    "phone_signal": phones.phone_signal,
    "phone_foreign": phones.phone_foreign,
    "known_bad": phones.known_bad,
    "no_phone": phones.no_phone,
    "number_state": reach.number_state,
    "contact_verdict": reach.contact_verdict,
    "same_value": phones.same_value,
    "repeats_earlier": phones.repeats_earlier,
    "id_state": ids.id_state,
    "id_birth_differs": ids.id_birth_differs,
    "id_sex_differs": ids.id_sex_differs,
    "id_age_differs": ids.id_age_differs,
    "id_province_differs": ids.id_province_differs,
    "id_age_outside": ids.id_age_outside,
    "id_form": papers.id_form,
    "id_kind_differs": papers.id_kind_differs,
    "id_area_unknown": papers.id_area_unknown,
    "uscc": papers.uscc,
    "luhn": ids.luhn,
    "not_a_card": ids.not_a_card,
    "digits_lost": ids.digits_lost,
    "holds": conditions.holds,
    "repeated_row": groups.repeated_row,
    "repeated_key": groups.repeated_key,
    "several_values": groups.several_values,
    "shared_value": groups.shared_value,
    "unknown_case": linked.unknown_case,
    "unknown_word": linked.unknown_word,
    "before_case": linked.before_case,
    "above_due": linked.above_due,
    "after_closing": linked.found_rows,
    "behind_payments": linked.found_rows,
    "settled_open": linked.found_rows,
    "negative_unflagged": payments.negative_unflagged,
    "reversal_unmatched": linked.found_rows,
    "promise_unkept": linked.found_rows,
    "plan_sum_differs": linked.found_rows,
    "outside_hours": conduct.outside_hours,
    "over_frequency": conduct.under_rules,
    "after_opt_out": conduct.under_rules,
    "opt_out_conflict": conduct.under_rules,
}
"""For each check the function that builds the probes of a rule."""

NEEDS: Mapping[str, Needs] = {
    "repeated_row": groups.row_needs,
    "repeated_key": groups.key_needs,
    "several_values": groups.value_needs,
    "shared_value": groups.shared_needs,
}
"""For each group check the function that says which keys it must know of all rows."""

LINKS: Mapping[str, Links] = {
    "unknown_word": linked.unknown_word_links,
    "after_closing": linked.closing_links,
    "behind_payments": linked.behind_links,
    "settled_open": linked.settled_links,
    "reversal_unmatched": payments.reversal_links,
    "promise_unkept": payments.promise_links,
    "plan_sum_differs": payments.plan_links,
    "over_frequency": conduct.frequency_links,
    "after_opt_out": conduct.opt_out_links,
    "opt_out_conflict": conduct.conflict_links,
}
"""For each check that looks into other rows or tables, the function that says what must be found there."""

CUSTOMS: Mapping[str, Customs] = {
    "sum_differs": sums.sum_customs,
    "bucket_differs": buckets.bucket_customs,
}
"""For each check that learns what the file follows, the function that says which customs there are."""
