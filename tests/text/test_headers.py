"""Two spellings of one header have one normal form."""

import pytest

from dq.text.headers import normalise_header, plain_header


@pytest.mark.parametrize(
    ("text", "plain", "normal"),
    [
        (" *逾期金额（元）：", "逾期金额(元)", "逾期金额"),
        (" 联系人2关系", "联系人2关系", "联系人2关系"),
        ("最新欠款（导入利息后更新）", "最新欠款(导入利息后更新)", "最新欠款"),
        ("Loan\u00a0Amount", "loanamount", "loanamount"),
        ("(备注)", "(备注)", "(备注)"),
        ("手\u200b机\n号", "手机号", "手机号"),
        ("", "", ""),
    ],
)
def test_forms(text: str, plain: str, normal: str) -> None:
    assert plain_header(text) == plain
    assert normalise_header(text) == normal
