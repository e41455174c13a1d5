"""The table of all kinds of defect that the demo seeds."""

from __future__ import annotations

from dq.demo import damage_amounts as amounts
from dq.demo import damage_dates as dates
from dq.demo import damage_ids as ids
from dq.demo import damage_phones as phones
from dq.demo import damage_text as text
from dq.demo.defect import GroupKind, Kind
from dq.demo.layout import DATES, LANDLINES, MOBILES, MONEY

_RECENT = tuple(name for name in DATES if name != "birth_date")  # a short year could be a day
_NEEDED = ("placed_on", "overdue_on", "loan_amount")
_IN_TOTAL = ("overdue_principal", "overdue_interest", "overdue_penalty", "total_due")
_ALONE = ("instalment", "last_paid_amount")  # amounts that no sum contains
_LARGE = ("loan_amount", "left_principal", "overdue_principal", "total_due", "paid_total")
_COUNTS = ("term_periods", "days_overdue")
_RELATIONS = ("contact1_relation", "contact2_relation")
_NAMES = ("debtor_name", "contact1_name", "contact2_name")

KINDS: tuple[Kind, ...] = (
    # telephone numbers: only written otherwise
    Kind("phone_country_code", MOBILES, phones.country_code, safe=True),
    Kind("phone_grouped", MOBILES, phones.grouped, safe=True),
    Kind("phone_full_width", MOBILES, phones.full_width, safe=True),
    Kind("phone_decimal_tail", MOBILES, phones.decimal_tail, safe=True),
    Kind("phone_quote_mark", MOBILES, phones.quote_mark, safe=True),
    Kind("phone_formula_text", MOBILES, phones.formula_text, safe=True),
    Kind("phone_thousands", MOBILES, phones.thousands, safe=True),
    Kind("phone_trunk_zero", MOBILES, phones.trunk_zero, safe=True),
    Kind("phone_invisible", MOBILES, phones.invisible, safe=True),
    Kind("phone_spaces", MOBILES, phones.spaces, safe=True),
    Kind("phone_scientific", MOBILES, phones.scientific, safe=True),
    Kind("phone_ip_prefix", MOBILES, phones.ip_prefix, safe=True),
    Kind("landline_full_width", LANDLINES, phones.full_width, safe=True),
    # telephone numbers: wrong
    Kind("phone_several", MOBILES, phones.several, "phone.several_numbers", safe=True),
    Kind("phone_extension", LANDLINES, phones.extension, "phone.extension", safe=True),
    Kind("phone_letter_for_digit", MOBILES, phones.letter_for_digit, "phone.malformed"),
    Kind("phone_prose", MOBILES, phones.prose, "phone.malformed"),
    Kind("phone_unassigned", MOBILES, phones.unassigned, "phone.malformed"),
    Kind("phone_too_short", MOBILES, phones.too_short, "phone.wrong_length"),
    Kind("phone_too_long", MOBILES, phones.too_long, "phone.wrong_length"),
    Kind("phone_masked", MOBILES, phones.masked, "phone.masked"),
    Kind("phone_filler", MOBILES, phones.filler, "phone.placeholder"),
    Kind("phone_filler_word", MOBILES, phones.filler_word, "phone.placeholder"),
    Kind("phone_dead_word", MOBILES, phones.dead_word, "phone.placeholder"),
    Kind("phone_dead_note", MOBILES, phones.dead_note, "phone.out_of_service", safe=True),
    Kind("phone_stranger_note", MOBILES, phones.stranger_note, "phone.wrong_person", safe=True),
    Kind("phone_unreached_note", MOBILES, phones.unreached_note, "phone.hard_to_reach", safe=True),
    Kind("phone_other_content", MOBILES, phones.other_content, "phone.wrong_content"),
    Kind("phone_machine_line", MOBILES, phones.machine_line, "phone.not_a_voice_line"),
    Kind("phone_resold_line", MOBILES, phones.resold_line, "phone.virtual_operator", safe=True),
    Kind("phone_foreign", MOBILES, phones.foreign, "phone.foreign", safe=True),
    Kind("phone_old_plan", LANDLINES, phones.old_plan, "phone.plan_changed"),
    Kind("phone_scientific_short", MOBILES, phones.scientific_short, "phone.precision_lost"),
    Kind("phone_service_number", MOBILES, phones.service_number, "phone.service_number"),
    Kind("phone_lost_zero", LANDLINES, phones.lost_zero, safe=True),
    Kind("phone_no_area_code", LANDLINES, phones.no_area_code, "phone.no_area_code"),
    Kind(
        "phone_own_as_contact",
        ("contact1_mobile", "contact2_mobile"),
        phones.own_number,
        "phone.self_is_contact",
        needs=("self_mobile",),
    ),
    Kind(
        "phone_contact_twice",
        ("contact2_mobile",),
        phones.first_contact_again,
        "phone.duplicate_in_case",
        needs=("contact1_mobile",),
    ),
    Kind("phone_none_left", ("self_mobile",), phones.none_left, "contact.no_own_number", needs=LANDLINES),
    # ids and cards
    Kind("id_spaced", ("id_no",), ids.spaced, safe=True),
    Kind("id_full_width", ("id_no",), ids.full_width, safe=True),
    Kind("id_lower_x", ("id_no",), ids.lower_x, safe=True),
    Kind("id_quote_mark", ("id_no",), ids.quote_mark, safe=True),
    Kind("id_wrong_check_digit", ("id_no",), ids.wrong_check_digit, "id.bad_checksum"),
    Kind("id_transposed", ("id_no",), ids.transposed, "id.bad_checksum"),
    Kind("id_impossible_date", ("id_no",), ids.impossible_date, "id.bad_date"),
    Kind("id_scientific", ("id_no",), ids.scientific, "id.precision_lost"),
    Kind("id_zeroed", ("id_no",), ids.zeroed, "id.precision_lost"),
    Kind("id_masked", ("id_no",), ids.masked, "id.masked"),
    Kind("id_fifteen", ("id_no",), ids.fifteen, "id.fifteen_digits"),
    Kind("id_too_short", ("id_no",), ids.too_short, "id.bad_length"),
    Kind("id_too_long", ("id_no",), ids.too_long, "id.bad_length"),
    Kind("id_letter_for_digit", ("id_no",), ids.letter_for_digit, "id.bad_characters"),
    Kind("id_minor", ("id_no",), ids.minor, "id.under_age", alters=("birth_date",)),
    Kind("birth_other", ("birth_date",), ids.other_birth_date, "id.birth_mismatch", needs=("id_no",)),
    Kind(
        "birth_ancient",
        ("birth_date",),
        ids.ancient,
        "date.impossible_age",
        needs=("id_no",),
        alters=("id_no",),
    ),
    Kind("sex_other", ("sex",), ids.other_sex, "id.sex_mismatch", needs=("id_no",)),
    Kind("card_wrong_digit", ("card_no",), ids.wrong_card_digit, "card.bad_checksum"),
    Kind("card_scientific", ("card_no",), ids.card_scientific, "field.precision_lost"),
    Kind("card_zeroed", ("card_no",), ids.card_zeroed, "card.precision_lost"),
    Kind("card_masked", ("card_no",), ids.card_masked, "card.malformed"),
    # names, addresses, words
    Kind("text_spaces", (*_NAMES, "employer", "home_address"), text.spaces, safe=True),
    Kind("text_invisible", (*_NAMES, "home_address"), text.invisible, safe=True),
    Kind("text_line_end", ("home_address", "employer_address"), text.line_end, safe=True),
    Kind("word_other", ("case_status", "repay_method", *_RELATIONS), text.other_word, safe=True),
    Kind("sex_code", ("sex",), text.sex_code, safe=True),
    Kind("text_control", ("home_address", "employer"), text.control_character, "text.control_characters"),
    Kind("text_undecodable", ("home_address", "employer"), text.undecodable, "text.undecodable"),
    Kind("text_formula", ("employer",), text.formula, "text.formula"),
    Kind("name_digit", ("debtor_name",), text.digit_in_name, "name.has_digits"),
    Kind("name_filler", ("debtor_name",), text.name_filler, "name.placeholder"),
    Kind("name_missing", ("debtor_name",), text.emptied, "field.missing"),
    Kind("id_missing", ("id_no",), text.emptied, "field.missing"),
    Kind("total_missing", ("total_due",), text.emptied, "field.missing"),
    Kind("other_missing", _NEEDED, text.emptied, "field.empty"),
    Kind("email_broken", ("email",), text.broken_mail, "email.malformed"),
    Kind("address_too_short", ("home_address",), text.too_short, "address.too_short"),
    Kind("sex_unknown", ("sex",), text.unknown_sex, "value.not_in_list"),
    Kind("method_unknown", ("repay_method",), text.unknown_method, "value.not_in_list"),
    Kind("status_unknown", ("case_status",), text.unknown_status, "value.not_in_list"),
    Kind("status_paused", ("case_status",), text.paused_status, "case.paused"),
    Kind("status_closed", ("case_status",), text.closed_status, "case.closed"),
    # dates
    Kind("date_compact", DATES, dates.compact, safe=True),
    Kind("date_slashes", DATES, dates.slashes, safe=True),
    Kind("date_dots", DATES, dates.dots, safe=True),
    Kind("date_unpadded", DATES, dates.unpadded, safe=True),
    Kind("date_chinese", DATES, dates.chinese, safe=True),
    Kind("date_with_time", DATES, dates.with_time, safe=True),
    Kind("date_serial", DATES, dates.serial, safe=True),
    Kind("date_full_width", DATES, dates.full_width, safe=True),
    Kind("date_month_or_day", DATES, dates.month_or_day, "date.ambiguous"),
    Kind("date_short_year", _RECENT, dates.short_year, "date.ambiguous"),
    Kind("date_no_such_day", DATES, dates.no_such_day, "date.unreadable"),
    Kind("date_zero_day", DATES, dates.zero_day, "field.empty", emptied=True, required=_NEEDED),
    Kind("date_prose", DATES, dates.prose, "date.unreadable"),
    Kind("date_year_only", DATES, dates.year_only, "date.unreadable"),
    Kind("date_future", ("last_paid_on",), dates.future, "date.future"),
    Kind(
        "recall_before_placement",
        ("recall_due_on",),
        dates.recall_before_placement,
        "date.order",
        needs=("placed_on",),
    ),
    Kind("paid_before_loan", ("last_paid_on",), dates.paid_before_loan, "date.order", needs=("loan_date",)),
    Kind(
        "term_other",
        ("loan_due_on",),
        dates.other_term,
        "loan.term_mismatch",
        needs=("loan_date", "term_periods"),
    ),
    Kind(
        "periods_left_more",
        ("left_periods",),
        amounts.more_periods_left,
        "loan.periods_mismatch",
        needs=("paid_periods", "term_periods"),
    ),
    Kind("days_other", ("days_overdue",), amounts.other_days, "overdue.days_mismatch", needs=("overdue_on",)),
    Kind(
        "bucket_other", ("bucket",), amounts.other_bucket, "overdue.bucket_mismatch", needs=("days_overdue",)
    ),
    # amounts, rates and counts
    Kind("amount_yuan_sign", MONEY, amounts.yuan_sign, safe=True),
    Kind("amount_thousands", _LARGE, amounts.thousands, safe=True),
    Kind("amount_yuan_word", MONEY, amounts.yuan_word, safe=True),
    Kind("amount_ten_thousands", ("loan_amount",), amounts.ten_thousands, safe=True),
    Kind("amount_full_width", MONEY, amounts.full_width, safe=True),
    Kind("amount_european", _LARGE, amounts.european, safe=True),
    Kind("amount_float_noise", MONEY, amounts.float_noise, safe=True),
    Kind("amount_spaces", MONEY, amounts.spaces, safe=True),
    Kind("rate_percent_sign", ("annual_rate",), amounts.percent_sign, safe=True),
    Kind("count_unit_word", _COUNTS, amounts.unit_word, safe=True),
    Kind("count_decimal_tail", _COUNTS, amounts.whole_tail, safe=True),
    Kind("amount_prose", (*_IN_TOTAL, *_ALONE), amounts.prose, "amount.unreadable"),
    Kind("amount_broken", (*_IN_TOTAL, *_ALONE), amounts.broken, "amount.unreadable"),
    Kind("amount_negative", _ALONE, amounts.negative, "amount.negative"),
    Kind("total_zero", ("total_due",), amounts.nothing_due, "amount.zero_total", alters=amounts.PARTS),
    Kind("total_sum_off", ("total_due",), amounts.sum_off, "amount.total_mismatch", needs=amounts.PARTS),
    Kind(
        "total_part_missing",
        ("total_due",),
        amounts.part_left_out,
        "amount.total_mismatch",
        needs=amounts.PARTS,
    ),
    Kind(
        "total_part_twice", ("total_due",), amounts.part_twice, "amount.total_mismatch", needs=amounts.PARTS
    ),
    Kind(
        "total_digits_swapped",
        ("total_due",),
        amounts.digits_swapped,
        "amount.total_mismatch",
        needs=amounts.PARTS,
    ),
    Kind(
        "principal_above_loan",
        ("left_principal",),
        amounts.more_than_lent,
        "amount.principal_exceeds_loan",
        needs=("loan_amount",),
    ),
    Kind(
        "paid_below_last",
        ("paid_total",),
        amounts.less_than_last,
        "amount.paid_mismatch",
        needs=("last_paid_amount",),
    ),
    Kind("amount_point_shifted", ("loan_amount",), amounts.point_shifted, "loan.schedule_mismatch"),
    Kind("amount_third_decimal", _ALONE, amounts.third_decimal, "amount.fraction_of_cent"),
    Kind("rate_shifted", ("annual_rate",), amounts.rate_shifted, "rate.out_of_range"),
    Kind("count_vague", _COUNTS, amounts.vague, "number.unreadable"),
)

GROUP_KINDS: tuple[GroupKind, ...] = (
    GroupKind("row_twice", 2, "case_no", (), "case.duplicate_row"),
    GroupKind("case_no_twice", 2, "case_no", ("case_no",), "case.duplicate"),
    GroupKind("contract_twice", 2, "case_no", ("contract_no",), "case.contract_repeated"),
    GroupKind(
        "id_two_names", 2, "debtor_name", ("id_no", "birth_date", "sex"), "id.name_conflict", ("debtor_name",)
    ),
    GroupKind("phone_shared", 8, "contact1_mobile", ("contact1_mobile",), "phone.shared_by_many"),
)
