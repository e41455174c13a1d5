"""Evidence that is found as a code, in words."""

from __future__ import annotations

from dq.model.schema import fields_by_name

OTHER_VALUE = "≠ "
"""Before what another column has for the field, where that is the evidence."""

EVIDENCE = {
    "ambiguous": ("有多种读法", "it can be read in several ways"),
    "ambiguous_date": ("月和日无法区分", "day and month can't be told apart"),
    "attorney": ("债务人已委托律师", "an attorney represents the debtor"),
    "bad_characters": ("含有不该有的字符", "characters that do not belong there"),
    "bad_checksum": ("校验位不符", "the check digit is wrong"),
    "bad_date": ("出生日期不成立", "there is no such date of birth"),
    "bad_length": ("位数不对", "a wrong number of digits"),
    "bankruptcy": ("债务人已破产", "the debtor is bankrupt"),
    "card_number": ("内容是银行卡号", "it is a card number"),
    "data_card": ("上网卡号码", "a data card"),
    "date": ("内容是日期", "it is a date"),
    "digits_zeroed": ("末几位被表格软件改成 0", "a spreadsheet zeroed the last digits"),
    "email": ("内容是邮箱", "it is an e-mail address"),
    "fifteen_digits": ("15 位旧证件号", "an id of the old form with 15 digits"),
    "fixed_line": ("固定电话", "a landline"),
    "foreign_currency": ("不是本币", "another currency"),
    "fraction": ("带小数", "a fraction"),
    "fraction_of_cent": ("多于两位小数", "more than two decimals"),
    "glued": ("两个号码连在一起", "two numbers without anything between them"),
    "id_number": ("内容是身份证号", "it is a resident id"),
    "impossible_date": ("没有这一天", "there is no such day"),
    "impossible_time": ("没有这个时刻", "there is no such time of day"),
    "invalid": ("号段不存在", "no such range of numbers"),
    "invalid_country_code": ("国家代码不存在", "no such country code"),
    "invalid_length": ("位数不对", "a wrong number of digits"),
    "iot": ("物联网号码", "a number of machines"),
    "letter_for_digit": ("字母写成了数字", "a letter in place of a digit"),
    "made_up": ("编造的号码", "a made-up number"),
    "malformed": ("格式错误", "malformed"),
    "masked": ("有星号遮盖", "asterisks hide digits"),
    "mvno": ("虚拟运营商号码", "a virtual operator's number"),
    "no_answer": ("注明无人接听", "it says: no answer"),
    "no_area_code": ("缺区号", "no area code"),
    "no_country_code": ("缺国家代码", "no country code"),
    "no_plus": ("缺加号", "no plus sign"),
    "none": ("写明没有", "it says that there is none"),
    "not_a_number": ("不是数字", "it is no number"),
    "not_a_phone": ("不像电话号码", "it does not look like a phone number"),
    "other_time": ("日期列写的是另一个时刻", "the day's cell tells another time"),
    "pager": ("寻呼机号码", "a pager"),
    "placeholder": ("占位内容", "a filler"),
    "power_off": ("注明关机", "it says: switched off"),
    "precision_lost": ("长数字的末几位已丢失", "the last digits of a long number are lost"),
    "premium_rate": ("高价声讯号码", "a premium-rate line"),
    "refers": ("只写同上", "it refers to another cell"),
    "refused": ("写明拒绝提供", "it says: refused"),
    "rewrite_known": ("升位规则确定", "the new number is certain"),
    "rewrite_likely": ("升位规则大概率如此", "the new number is likely"),
    "rewrite_unknown": ("新号码不确定", "the new number is not known"),
    "satellite": ("卫星电话", "a satellite phone"),
    "scientific": ("科学计数法", "scientific notation"),
    "service": ("服务号码", "a service line"),
    "several_readings": ("有多种读法", "it can be read in several ways"),
    "shared_cost": ("分摊付费号码", "a shared-cost line"),
    "suspended": ("注明停机", "it says: suspended"),
    "toll_free": ("免费服务号码", "a toll-free line"),
    "too_long": ("位数过多", "too many digits"),
    "too_long_text": ("内容过长", "the text is too long"),
    "too_many_numbers": ("号码过多", "too many numbers"),
    "too_short": ("位数不足", "too few digits"),
    "too_short_after_idd": ("位数不足", "too few digits"),
    "too_short_nsn": ("位数不足", "too few digits"),
    "uan": ("企业统一号码", "a company's number"),
    "unassigned_segment": ("号段未启用", "no operator has numbers that begin so"),
    "undated": ("日期不详", "on a day that is not told"),
    "unknown": ("写明未知", "it says: unknown"),
    "unknown_area": ("区号不存在", "no such area code"),
    "unknown_prefix": ("前缀不存在", "no such prefix"),
    "unknown_value": ("不在取值范围内", "not on the list"),
    "unreachable": ("注明无法接通", "it says: unreachable"),
    "unreadable": ("无法识别", "it can't be read"),
    "vacant": ("注明空号", "it says: vacant"),
    "voicemail": ("语音信箱", "a voice mailbox"),
    "voip": ("网络电话", "an internet phone"),
    "wrong_number": ("注明错号或非本人", "it says: wrong number or person"),
    "zone_unknown": ("时区无法识别", "the time zone is not known"),
}
"""Evidence that checks give as a code; every other evidence is shown as it is."""


def words_in(lang: str) -> dict[str, str]:
    """What lists for people say for evidence that is a code, or that names another field (``= self_mobile``)."""
    words = {code: zh if lang == "zh" else en for code, (zh, en) in EVIDENCE.items()}
    return words | {f"= {name}": f"= {field.label(lang)}" for name, field in fields_by_name().items()}
