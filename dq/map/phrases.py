"""The sentences of evidence, in English and Chinese."""

from __future__ import annotations

from dq.model.schema import fields_by_name

_SENTENCES: dict[str, tuple[str, str]] = {
    "source": ("named in the source", "来源文件指定"),
    "alias": ("known header", "已知表头"),
    "below": ("known header under the name of a group", "分组名下的已知表头"),
    "variant": ("known header in another form", "已知表头的变体"),
    "fuzzy": ("differs from a known header by a slip", "与已知表头仅有笔误之差"),
    "contact": ("header of a contact column", "联系人列的表头"),
    "values": ("{share} of {count} values fit", "{count} 个值中 {share} 相符"),
    "empty": ("no values in the sample", "样本中没有值"),
    "any": ("{count} values, any text fits", "{count} 个值,任意文本均可"),
    "unit": ("amounts in {unit}", "金额单位为{unit}"),
    "against": (
        "the header says {field}, but {share} of {count} values are {shape}",
        "表头像{field},但 {count} 个值中 {share} 是{shape}",
    ),
    "only_shape": ("no header; the only column of {shape} values", "无表头;唯一一列{shape}"),
    "known": ("given beforehand", "事先指定"),
    "no_name": ("no name, and the values do not decide", "无表头,且值不足以判断"),
    "unknown": ("header not known", "未知表头"),
    "other": ("known to be no field", "已知不属于任何字段"),
    "taken": (
        "{field} is taken by '{column}', and {share} of the shared values differ",
        "{field}已由“{column}”对应,且共有的值中 {share} 不同",
    ),
    "second_mark": (
        "second column for {field}: a yes here or in '{column}' bars calls",
        "{field}的第二列:此列或“{column}”任一为是即不得外呼",
    ),
    "second": ("second column for {field}: compared with '{column}'", "{field}的第二列:与“{column}”比较"),
    "further": ("a further numbered column of {field}", "{field}的后续编号列"),
    "slot_limit": ("contact {number} is beyond the {limit} slots", "联系人{number}超出 {limit} 个槽位"),
    "no_slot": ("a contact's column, but no slot is free or told", "联系人列,但无法确定槽位"),
    "slot": (
        "placed in slot {slot}: the numbers of other contacts are taken",
        "放入 {slot}:其他联系人已占用编号",
    ),
    "follows": ("stands behind '{column}'", "位于“{column}”之后"),
    "bare_phone": ("a telephone without an owner: taken as the debtor's", "未写明归属的电话:视为本人"),
    "clock_of": (
        "times of day that belong to the days of '{column}': one moment",
        "时刻与“{column}”的日期合为一个时间",
    ),
    "name_parts": (
        "parts of one name, read as one: given, middle, family, suffix",
        "同一姓名的各部分,合为一个姓名",
    ),
    "part_alone": ("a part of a name without a given or a family name", "没有姓或名与之成为姓名"),
    "part_taken": ("'{column}' is that part of the name already", "姓名的这一部分已由“{column}”对应"),
    "only_clocks": ("the only column of times of day", "唯一一列时刻"),
    "midnights": ("every time of day is 00:00: none is known", "时刻全为 00:00,视为未记录"),
    "by_shape": ("values are {shape}", "值为{shape}"),
    "principal_original": (
        "本金 next to 剩余本金 or 逾期本金: the original principal",
        "与剩余本金或逾期本金并列的本金:视为原始本金",
    ),
    "principal_overdue": (
        "本金 next to a loan amount: the overdue principal",
        "与贷款金额并列的本金:视为逾期本金",
    ),
    "principal_alone": ("本金 alone: taken as the original principal", "仅有本金:视为原始本金"),
    "principal_parts": (
        "本金 next to 利息 or 罚息, no other principal: the overdue principal",
        "与利息、罚息并列且无其他本金:视为逾期本金",
    ),
    "due_current": ("stands beside the amount as placed: the current amount", "与委案金额并列:视为当前欠款"),
    "account_beside": ("another column names the case", "已有其他列标明案件"),
    "account_only": (
        "no other column names the case: taken as its number",
        "没有其他列标明案件:视为案件编号",
    ),
    "due_only": ("no other amount due: taken as the amount as placed", "没有其他欠款金额列:视为委案金额"),
    "due_of_loan": ("stands behind the loan date: the loan's", "位于贷款日期之后:贷款到期日"),
    "due_of_placement": (
        "stands behind the date of placement: the placement's",
        "位于委案日期之后:委案到期日",
    ),
    "recall_planned": (
        "most cases have one, and no other column plans it: the planned day",
        "多数案件都有且没有其他预计退案日列:视为预计退案日",
    ),
    "recall_made": (
        "few cases have one, or another column plans it: the day of the recall",
        "仅少数案件有或另有预计退案日列:视为实际退案日",
    ),
    "due_of_what": (
        "the end of the loan or of the placement, the columns beside it do not say",
        "可能是贷款或委案的到期日,相邻列不足以判断",
    ),
    "days_pair": ("账单日 and 还款日 are two fields", "账单日与还款日是两个字段"),
    "channel": ("values are ways of paying, not methods of repayment", "值为付款渠道,而非还款方式"),
    "source_form": ("named in the source, in another form", "来源文件以另一写法指定"),
    "not_in_source": ("the source does not name it", "来源文件未提及"),
    "new": ("column '{column}' is new: the source does not name it", "新增列“{column}”:来源文件未提及"),
    "missing": ("column '{column}' ({field}) is missing", "缺少列“{column}”({field})"),
    "missing_ignored": (
        "column '{column}', which the source ignores, is missing",
        "缺少被忽略的列“{column}”",
    ),
    "renamed": (
        "column '{column}' is missing; '{suggestion}' is probably the same under a new name",
        "缺少列“{column}”;“{suggestion}”可能是改名后的同一列",
    ),
    "moved": ("column '{column}' stands in another place", "列“{column}”的位置变了"),
    "contradicted": (
        "column '{column}' is {field} in the source, but {share} of {count} values are {shape}",
        "来源文件中列“{column}”为{field},但 {count} 个值中 {share} 是{shape}",
    ),
    "other_unit": (
        "amounts of '{column}' are read in {unit}, as the source says, but {place} says {told}",
        "列“{column}”的金额按来源配置以{unit}计，但{place}写明{told}",
    ),
    "its_header": ("its header", "其表头"),
    "line_above": ("a line above the header", "表头上方"),
    "repayments": ("stands in a list of repayments: the way of paying", "位于还款明细中:为付款渠道"),
}
_SHAPES: dict[str, tuple[str, str]] = {
    "mobile": ("mobile numbers", "手机号"),
    "landline": ("telephone numbers", "固定电话"),
    "phone": ("telephone numbers", "电话号码"),
    "local_tel": ("telephone numbers", "电话号码"),
    "resident_id": ("resident ids", "身份证号"),
    "ssn": ("social security numbers", "社会安全号"),
    "card": ("card numbers", "卡号"),
    "date": ("dates", "日期"),
    "serial": ("date serials", "日期序列值"),
    "clock": ("times of day", "时刻"),
    "money": ("amounts", "金额"),
    "number": ("numbers", "数字"),
    "decimal": ("amounts", "金额"),
    "small": ("small whole numbers", "小整数"),
    "integer": ("small whole numbers", "小整数"),
    "day": ("days of the month", "日(1–31)"),
    "percent": ("percentages", "百分数"),
    "email": ("e-mail addresses", "邮箱"),
    "vin": ("vehicle ids", "车架号"),
    "plate": ("plate numbers", "车牌号"),
    "code": ("codes", "编码"),
    "digits": ("digits only", "纯数字"),
    "name": ("names of people", "人名"),
    "latin_name": ("names of people", "人名"),
    "address": ("addresses", "地址"),
    "company": ("names of companies", "单位名称"),
    "place": ("places", "地名"),
    "province": ("provinces", "省份"),
    "relation": ("relations", "关系"),
    "sex": ("sexes", "性别"),
    "payment_channel": ("ways of paying", "付款渠道"),
    "repay_method": ("methods of repayment", "还款方式"),
    "currency": ("currencies", "币种"),
    "bucket": ("overdue buckets", "逾期账龄"),
    "han": ("Chinese words", "中文文字"),
    "sentence": ("sentences", "长文本"),
}


def say(lang: str, key: str, **parts: object) -> str:
    """A sentence in ``zh`` or ``en``; ``field`` and ``shape`` among the parts are put into words."""
    words = {name: _word(lang, name, value) for name, value in parts.items()}
    return _SENTENCES[key][lang == "zh"].format(**words)


def _word(lang: str, name: str, value: object) -> str:
    if name == "shape":
        return _SHAPES.get(str(value), (str(value), str(value)))[lang == "zh"]
    if name == "field" and str(value) in fields_by_name():
        return fields_by_name()[str(value)].zh if lang == "zh" else str(value)
    if isinstance(value, float):
        return f"{value:.0%}"
    return str(value)
