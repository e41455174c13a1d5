"""pandera contracts: what they promise, that nothing turns them off, and that they tell no value."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from pandera.config import config_context

from dq.cli.main import main
from dq.contracts import CleanedCases, as_yaml, contract, held
from dq.contracts.hold import hold_input
from dq.contracts.promises import Promise, promises_of
from dq.contracts.schemas import cleaned_schema
from dq.model.enums import Severity
from dq.model.errors import InternalError
from dq.model.rules import Rule, Words
from dq.packs.source import default_source
from dq.pipeline import output

DAY = date(2026, 1, 31)
WORDS = Words("", "")
PHONE, ID_NO, NAME = "13911154321", "11010519491231002X", "欧阳铁柱"
HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"


def promise(check, field, **params):
    rule = Rule(f"own.{check}", "own", check, (field,), params, Severity.ERROR, WORDS, WORDS, WORDS)
    return Promise(rule, field, DAY)


def frame(**columns):
    rows = len(next(iter(columns.values())))
    return pl.DataFrame(
        {
            **{name: pl.Series(values) for name, values in columns.items()},
            "row": pl.Series(range(rows), dtype=pl.UInt32),
        }
    )


def kept(rows, *promises):
    names = [name for name in rows.columns if name != "row"]
    return list(held([rows], names, promises))


@pytest.mark.parametrize(
    ("check", "params", "field", "good", "bad"),
    [
        ("matches", {"pattern": "^[0-9]+$"}, "card_no", "12", "1x"),
        ("matches_not", {"pattern": "[0-9]"}, "debtor_name", "王五", "王5"),
        ("none_of", {"values": ("结清", "退案")}, "case_status", "在催", "结清"),
        ("shorter_than", {"characters": 3}, "home_address", "上海市", "上海"),
        (
            "out_of_range",
            {"min": Decimal(0), "max": Decimal("1e15")},
            "total_due",
            Decimal("0.00"),
            Decimal("-0.01"),
        ),
        ("out_of_range", {"min": Decimal("-1e15"), "max": Decimal("99.5")}, "age", 99, 100),
        ("zero", {}, "total_due", Decimal("0.01"), Decimal("0.00")),
        ("after_as_of", {}, "placed_on", DAY, date(2026, 2, 1)),
        ("older_than", {"days": 1}, "placed_on", date(2026, 1, 30), date(2026, 1, 29)),
    ],
)
def test_a_promise_holds_or_is_told_without_its_value(check, params, field, good, bad):
    dtype = cleaned_schema([field]).columns[field].dtype.type
    given = promise(check, field, **params)

    def rows(value):
        return frame(**{field: pl.Series([value, None], dtype=dtype)})

    assert kept(rows(good), given)[0].height == 2
    with pytest.raises(InternalError) as told:
        kept(rows(bad), given)
    assert field in told.value.message
    assert told.value.exit_code == 70
    assert str(bad) not in told.value.message.replace(f"{params}", "") or check == "none_of"


def test_what_has_no_form_promises_nothing():
    rows = frame(self_mobile=["+8613911154321"])

    assert kept(rows, promise("phone_state", "self_mobile", states=("masked",)))


@pytest.mark.parametrize(
    "rows",
    [
        frame(self_mobile=["13911154321"]),
        frame(case_no=[" A1"]),
        frame(case_no=[""]),
        frame(total_due=[1.5]),
        frame(placed_on=["2026-01-31"]),
    ],
)
def test_forms_hold_whatever_the_rules(rows):
    with pytest.raises(InternalError):
        kept(rows)


def test_a_field_is_never_empty_only_where_rules_hold_it_back():
    missing = frame(case_no=["A1", None])

    assert kept(missing)
    with pytest.raises(InternalError, match="case_no"):
        kept(missing, *promises_of(default_source().rules, DAY))


def test_an_amount_is_promised_only_where_other_currencies_are_held_back():
    missing = frame(total_due=pl.Series([Decimal("1.00"), None], dtype=pl.Decimal(18, 2)))
    given = promises_of(default_source().rules, DAY)

    assert kept(missing, *(one for one in given if one.rule.id != "amount.foreign_currency"))
    with pytest.raises(InternalError, match="total_due"):
        kept(missing, *given)


def test_an_amount_in_another_currency_holds_its_case_back(run):
    assert run([f"B-1,{NAME},{ID_NO},{PHONE},$10.00", f"B-2,王芳,110101199003077758,{PHONE[:-1]}2,5.00"]) == 1
    (folder,) = Path("out").glob("2026*")
    assert json.loads((folder / "run.json").read_text("utf-8"))["counts"]["quarantined"] == 1


def test_nothing_turns_a_contract_off(monkeypatch):
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "False")
    monkeypatch.setenv("PANDERA_VALIDATION_DEPTH", "SCHEMA_ONLY")
    with config_context(validation_enabled=False), pytest.raises(InternalError):
        kept(frame(case_no=[""]))


def test_a_check_that_raises_is_a_failure():
    with pytest.raises(InternalError, match="debtor_name"):
        kept(frame(debtor_name=[NAME]), promise("matches", "debtor_name", pattern="("))


@pytest.mark.parametrize(
    "rows",
    [
        pl.LazyFrame({"raw:case_no": [1]}),
        pl.LazyFrame({"raw:case_no": ["1"], "raw:debtor_name": ["1"]}),
        pl.LazyFrame({"raw:debtor_name": ["1"]}),
    ],
)
def test_what_is_mapped_is_text_and_nothing_else(rows):
    hold_input(pl.LazyFrame({"raw:case_no": ["1"]}), ["raw:case_no"], [])
    with pytest.raises(InternalError, match="what was mapped"):
        hold_input(rows, ["raw:case_no"], [])


def test_a_contract_survives_its_yaml():
    from pandera.io.polars_io import from_yaml

    import dq.contracts.registered  # noqa: F401 - what a reader of the YAML imports

    rules = default_source().rules
    names = ["case_no", "total_due", "self_mobile"]
    again = from_yaml(as_yaml(contract(rules, names, DAY)))
    good = frame(
        case_no=["A1"],
        total_due=pl.Series([Decimal("1.00")], dtype=pl.Decimal(18, 2)),
        self_mobile=["+8613911154321"],
    )
    bad = good.with_columns(pl.lit(Decimal("-1.00"), pl.Decimal(18, 2)).alias("total_due"))

    assert again.validate(good, lazy=True).height == 1
    with pytest.raises(Exception, match="dq_at_least"):
        again.validate(bad, lazy=True)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """``run(lines, source)``: the exit code of a run, its files in ``out``."""
    monkeypatch.chdir(tmp_path)

    def go(lines, more=""):
        Path("cases.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        fields = ("case_no", "debtor_name", "id_no", "self_mobile", "total_due")
        columns = ", ".join(
            f"{column}: {name}" for column, name in zip(HEADER.split(","), fields, strict=True)
        )
        Path("bank.yml").write_text(f"id: bank\ncolumns: {{{columns}}}\n{more}\n", encoding="utf-8")
        return main(["run", "cases.csv", "--source", "bank.yml", "--as-of", "2026-01-31", "--out", "out"])

    return go


def test_the_cleaned_dataset_of_a_run_keeps_its_contract(run):
    assert run([f"B-1,{NAME},{ID_NO},{PHONE},10.00"]) == 0
    cleaned = pl.read_parquet(next(Path("out").glob("2026*/cleaned.parquet")))

    assert CleanedCases.validate(cleaned).height == 1


def test_a_rule_that_is_off_promises_nothing(run):
    code = run([f",{NAME},{ID_NO},{PHONE},-10.00"], "overrides: {field.missing: off, amount.negative: off}")

    assert code == 0


def test_a_broken_promise_is_an_error_of_ours_and_tells_no_value(run, monkeypatch, capfd):
    broken = (
        promise("none_of", "debtor_name", values=("王五",)),
        promise("matches", "self_mobile", pattern="^x"),
    )
    monkeypatch.setattr(output, "promises", lambda _judged: broken)

    assert run([f"B-1,{NAME},{ID_NO},{PHONE},10.00"]) == 70
    out, err = capfd.readouterr()
    assert "breaks its own contract" in err
    assert "self_mobile" in err
    assert not list(Path("out").glob("2026*"))
    for canary in (NAME, PHONE, ID_NO):
        assert canary not in out + err


def test_the_contract_is_exported(capfd):
    assert main(["contracts", "export", "--source", "demo_bank", "--as-of", "2026-01-31"]) == 0
    assert "dq_to_day" in capfd.readouterr().out
    assert main(["contracts", "export", "--as-of", "soon"]) == 2
    assert json.dumps(capfd.readouterr().err)
