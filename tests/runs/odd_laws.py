"""What a run's files must say of companion tables, whatever stood in them."""

import json
import re

import polars as pl

AS_OF = "2026-01-31"
_STOPS = ("停催", "律师", "破产", None)
_PLAIN = {"CN": (re.compile(r"1[3-9]\d{9}"), "+86"), "US": (re.compile(r"[2-9]\d{2}[2-9]\d{6}"), "+1")}


_DAY = re.compile(r"20[012]\d-\d\d-\d\d( \d\d:\d\d:\d\d)?")


def hold_beside(folder):
    """The counts, findings and changes of the tables agree, and the list of contacts is one."""
    manifest = json.loads((folder / "run.json").read_text("utf-8"))
    found = pl.read_parquet(folder / "exceptions.parquet")
    changes = pl.read_parquet(folder / "changes.parquet")
    beside = folder / "rejected_companions.csv"
    rejected = _csv(beside) if beside.exists() else pl.DataFrame(schema={"table": pl.String})
    told = manifest["companions"]
    lists = [list(told["tables"]), [item["table"] for item in told["refused"]], told["absent"]]
    assert not set(lists[0]) & set(lists[2]) and not set(lists[1]) & set(lists[2])
    for name, facts in told["tables"].items():
        counts = facts["counts"]
        assert counts["read"] == counts["accepted"] + counts["quarantined"] + counts["rejected"], name
        around = counts["rejected"] + counts["preamble"] + counts["blank"]
        assert rejected.filter(pl.col("table") == name).height == around, name
        assert facts["of_known_cases"] <= counts["accepted"] + counts["quarantined"], name
        places = pl.DataFrame(
            [(item["file"], item["sheet"]) for item in facts["inputs"]],
            schema={"file": pl.String, "sheet": pl.String}, orient="row",
        )  # fmt: skip
        mine = found.join(places, on=["file", "sheet"], how="semi", nulls_equal=True)
        held = mine.filter(pl.col("disposition") == "quarantined").select("file", "sheet", "row").unique()
        failing = mine.filter(pl.col("severity") == "error").select("file", "sheet", "row").unique()
        assert held.height == failing.height == counts["quarantined"], name
        filled = changes.filter(pl.col("table") == name, pl.col("step").str.starts_with("enrich."))
        assert filled["before"].drop_nulls().is_empty(), (name, filled.filter(pl.col("before").is_not_null()))
    beside = changes.filter(pl.col("table") != "cases")
    assert set(beside["table"]) <= set(told["tables"])
    filled = changes.filter(pl.col("step") == "enrich.contacts")
    assert filled["before"].drop_nulls().is_empty()
    places = ["table", "file", "sheet", "row", "field"]
    assert changes.select(places).is_duplicated().sum() == 0, changes.filter(
        changes.select(places).is_duplicated()
    )
    hold_contacts(folder, manifest)


def hold_contacts(folder, manifest):
    """One line for each number and party of a case, ranked without a gap; only what can be called is."""
    contacts = pl.read_parquet(folder / "contacts.parquet")
    by_row = contacts.filter(pl.col("phone").is_not_null()).select("row", "case_no", "phone", "party")
    assert by_row.is_duplicated().sum() == 0, by_row.filter(by_row.is_duplicated())
    if manifest["counts"]["read"] > manifest["counts"]["rejected"]:
        for _, lines in contacts.group_by("row", "case_no"):
            assert sorted(lines["rank"]) == list(range(1, lines.height + 1))
    assert contacts.filter(pl.col("callable") & pl.col("phone").is_null()).height == 0
    assert contacts.filter(pl.col("callable") & (pl.col("state") != "ok")).height == 0
    assert contacts.filter(~pl.col("stale_score").is_between(0, 100)).height == 0
    assert contacts.filter(pl.col("calls_left") < 0).height == 0
    assert contacts.filter(~pl.col("callable") & pl.col("calls_left").is_not_null()).height == 0
    harvested = pl.col("origin").str.contains(r"^contacts:address_book[^;]*(; contacts:address_book[^;]*)*$")
    assert contacts.filter("callable", harvested).height == 0
    times = contacts["best_time"].str.extract_all(r"\d\d:\d\d").explode().drop_nulls()
    assert times.filter((times < "08:00") | (times > "22:00")).is_empty(), times
    if (folder / "lookups.csv").exists():
        asked = _csv(folder / "lookups.csv")
        assert asked[asked.columns[0]].is_unique().all()
    for name in ("proof_of_life", "last_sign_on", "since", "last_answer_on"):
        ahead = contacts.filter(pl.col(name) > pl.lit(manifest["as_of"]).str.to_date())
        assert ahead.height == 0, (name, ahead)
    assert contacts.filter(pl.col("answers") > pl.col("attempts")).height == 0
    texts = contacts.filter(pl.col("phone").is_not_null())["phone"]
    assert texts.str.contains(r"^\+[1-9][0-9]{4,14}$").all()


def hold_wishes(trial, folder):
    """A wish that stands in plain words in a row that is used is kept, whatever was done to the others."""
    contacts = pl.read_parquet(folder / "contacts.parquet")
    once = contacts.group_by("case_no").agg(pl.col("row").n_unique()).filter(pl.col("row") == 1)
    alone, contacts = set(once["case_no"]), contacts.filter("callable")
    plain, code = _PLAIN[trial.region]
    callable_ = set(contacts["phone"])
    changes = pl.read_parquet(folder / "changes.parquet")
    phones = changes.filter(pl.col("table") == "optouts", pl.col("field") == "phone").select("row", "after")
    told = dict(phones.drop_nulls().iter_rows())
    for row in used(trial, folder, "optouts"):
        lasts = row.get("until") in (None, "2027-01-01")
        if row.get("consent_on") and not row.get("opted_out_on"):
            continue  # a consent
        if (
            row.get("scope") is None
            and lasts
            and row.get("kind") in _STOPS
            and _past(row.get("opted_out_on"))
        ):
            number = row.get("phone")
            if number and plain.fullmatch(number):
                assert code + number not in callable_, ("opted out", row)
            assert told.get(row["_row"]) not in callable_, ("opted out", row)
    pairs = set(contacts.select("case_no", "phone").iter_rows())
    for name, field, words in (("contacts", "dnc", ("是",)), ("calls", "outcome", ("勿扰",))):
        for row in used(trial, folder, name):
            number = row.get("phone")
            since = row.get("dnc_on") if name == "contacts" else row.get("called_at")
            sound = row.get(field) in words and number and plain.fullmatch(number) and _past(since)
            if sound and row.get("case_no") in alone:
                assert (row["case_no"], code + number) not in pairs, (name, row)


def _past(text):
    return text is None or bool(_DAY.fullmatch(text) and text[:10] <= AS_OF)


def used(trial, folder, name):
    """The rows of a table that are used, as field -> text; none where that can't be told from outside."""
    facts = json.loads((folder / "run.json").read_text("utf-8"))["companions"]["tables"].get(name)
    if (
        facts is None
        or facts["counts"]["rejected"]
        or facts["counts"]["preamble"]
        or len(facts["inputs"]) > 1
    ):
        return
    parts = trial.company.get(name, ())
    if len(parts) != 1 or name == (trial.strange or "?")[0]:
        return
    (table,) = parts
    fields = {item["column"]: item["field"] for item in facts["mapping"]["mapped"]}
    if len(set(table.header)) < len(table.header):
        return
    found = pl.read_parquet(folder / "exceptions.parquet")
    (place,) = facts["inputs"]
    mine = found.filter(
        pl.col("file") == place["file"], pl.col("sheet").eq_missing(pl.lit(place["sheet"], pl.String))
    )
    held = set(mine.filter(pl.col("disposition") == "quarantined")["row"])
    cells = any("\n" in cell for row in table.rows for cell in row if cell)
    if cells:
        return
    for number, row in enumerate(table.rows, 2):
        if number not in held and len(row) == len(table.header) and any(row):
            cells = zip(table.header, row, strict=True)
            yield {fields[h]: cell or None for h, cell in cells if h in fields} | {"_row": number}


def _csv(path):
    return pl.read_csv(path, infer_schema=False)
