"""The cap on a loan's rate, by lender and day of the contract."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from dq.loans import caps
from dq.model.errors import ConfigError


def one(expression, **values):
    schema = {name: pl.Date if isinstance(value, date) else pl.String for name, value in values.items()}
    return (
        pl.DataFrame({n: [v] for n, v in values.items()}, schema=schema).select(expression.alias("x")).item()
    )


@pytest.mark.parametrize(
    ("lender", "signed", "cap"),
    [
        ("private", date(2020, 8, 19), None),
        ("private", date(2020, 8, 20), "15.4"),
        ("private", date(2021, 12, 19), "15.4"),
        ("private", date(2021, 12, 20), "15.2"),
        ("private", date(2026, 1, 1), "12"),
        ("bank", date(2017, 8, 3), None),
        ("bank", date(2024, 1, 1), "24"),
        ("bank_platform", date(2025, 10, 1), "24"),
        ("microloan", date(2026, 1, 1), "24"),
        ("consumer_finance", date(2022, 1, 1), "24"),
    ],
)
def test_cap(lender, signed, cap):
    expression = caps.cap(pl.col("lender"), pl.col("signed"))
    assert one(expression, lender=lender, signed=signed) == (None if cap is None else Decimal(cap))
    told = one(caps.basis(pl.col("lender"), pl.col("signed")), lender=lender, signed=signed)
    assert (told is None) == (cap is None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("华北惠民消费金融有限公司", "consumer_finance"),
        ("江南农村商业银行", "bank"),
        ("云帆小额贷款有限公司", "microloan"),
        ("海桥信托有限公司", "licensed"),
        ("某某科技有限公司", None),
        (None, None),
    ],
)
def test_lender_by_name(name, kind):
    assert one(caps.lender_kind(pl.col("name")), name=name) == kind


def test_prime_rates_are_those_announced():
    with caps.data_file("lpr_1y.csv").open(encoding="utf-8") as lines:
        rows = [line.split(",") for line in lines.read().splitlines()[1:]]
    for since, rate, source in rows:
        assert one(caps.prime_rate(pl.col("day")), day=date.fromisoformat(since)) == Decimal(rate)
        assert since in source
    days = [day for day, _ in caps.prime_rates()]
    assert days == sorted(days)


def test_before_the_first_prime_rate_there_is_none():
    assert one(caps.prime_rate(pl.col("day")), day=date(2019, 8, 19)) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nobody,2020-01-01,,24,,b", "known lender"),
        ("bank,2020-01-01,,24,4,b", "either cap_pct or lpr_times"),
        ("bank,2020-13-01,,24,,b", "no date"),
        ("bank,2020-01-01,,many,,b", "no number"),
    ],
)
def test_a_wrong_table_is_told_with_its_line(line, message, tmp_path, monkeypatch):
    table = tmp_path / "rate_caps.csv"
    table.write_text(f"lender,signed_from,signed_before,cap_pct,lpr_times,basis\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(caps, "data_file", lambda _: table)
    with pytest.raises(ConfigError, match=rf"rate_caps\.csv line 2.*{message}"):
        caps.caps.__wrapped__()
