"""The forms for machines say what the manifest says, and nothing of a person."""

import json
import re
import uuid
from xml.etree import ElementTree

import polars as pl
import pytest

from dq.announce.junit import junit
from dq.announce.lineage import lineage
from dq.announce.message import message
from dq.announce.metrics import metrics

NOW = "2026-02-01T06:00:00+08:00"
SAMPLE = re.compile(r'dq_[a-z_]+\{([a-z]+="(?:[^"\\\n]|\\.)*",?)+\} -?[0-9]+(\.[0-9]+)?')


def suites(text):
    return {suite.get("name"): suite for suite in ElementTree.fromstring(text)}


def test_junit_fails_where_the_verdict_does(manifest):
    made = suites(junit(manifest))
    failed = [case.get("name") for case in made["rules"] if case.find("failure") is not None]
    errors = [rule for rule, entry in manifest["findings"].items() if entry["severity"] == "error"]
    assert failed == errors != []
    assert made["rules"].get("failures") == str(len(errors))
    assert made["rules"].get("tests") == str(len(manifest["findings"]))
    unmet = [entry for entry in manifest["expectations"] if not entry["met"] and entry["severity"] == "error"]
    assert made["expectations"].get("failures") == str(len(unmet))

    passing = manifest | {"reasons": [], "verdict": "pass"}
    assert sum(int(suite.get("failures")) for suite in suites(junit(passing)).values()) == 0


def test_junit_takes_any_text_from_a_file(manifest):
    hostile = 'a<b>&"\x00\x1b[2J\u202e]]>13800138000.csv'
    manifest["refused"] = [{"file": hostile, "reason": "empty_file", "message": hostile}]
    manifest["reasons"] = [
        {"kind": "refused", "name": hostile, "severity": "error", "expected": "", "found": ""}
    ]
    made = suites(junit(manifest))["files"]
    assert made.get("failures") == "1"
    assert "13800138000" not in ElementTree.tostring(made, encoding="unicode")


def test_metrics_are_well_formed_and_agree_with_the_manifest(manifest):
    lines = metrics(manifest).splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples)
    assert len({line.rsplit(" ", 1)[0] for line in samples}) == len(samples)
    assert f'dq_lines{{source="demo_bank",place="read"}} {manifest["counts"]["read"]}' in samples
    assert 'dq_verdict_pass{source="demo_bank"} 0' in samples
    errors = manifest["severities"]["error"]
    assert f'dq_findings{{source="demo_bank",severity="error"}} {errors}' in samples


def test_a_label_can_not_break_out_of_its_quotes(manifest):
    manifest["expectations"] = [
        {"name": 'a"} 1\nb\\', "expected": "", "found": "", "met": True, "severity": "error", "kind": "gate"}
    ]
    assert 'expectation="a\\"} 1\\nb\\\\"' in metrics(manifest)


def test_lineage_is_one_event_for_one_run(manifest):
    event = json.loads(lineage(manifest, NOW))
    assert (event["eventType"], event["eventTime"], event["job"]["name"]) == ("COMPLETE", NOW, "demo_bank")
    assert uuid.UUID(event["run"]["runId"])
    assert event["run"]["runId"] == json.loads(lineage(manifest, "later"))["run"]["runId"]
    (taken,) = event["inputs"]
    assert taken["facets"]["version"]["datasetVersion"] == f"sha256:{manifest['inputs'][0]['sha256']}"
    assertions = taken["inputFacets"]["dataQualityAssertions"]["assertions"]
    failed = {item["assertion"] for item in assertions if not item["success"]}
    assert failed == {
        *(rule for rule, entry in manifest["findings"].items() if entry["severity"] == "error"),
        *(entry["name"] for entry in manifest["expectations"] if not entry["met"]),
    }
    assert {item["name"].split("/")[1] for item in event["outputs"]} == set(manifest["outputs"])
    for facets in (taken["facets"], taken["inputFacets"], event["run"]["facets"]):
        assert all({"_producer", "_schemaURL"} <= facet.keys() for facet in facets.values())


@pytest.mark.parametrize(("lang", "word"), [("en", "FAIL"), ("zh", "未通过")])
def test_a_message_has_counts_and_rules_only(manifest, lang, word):
    title, text = message(manifest | {"lang": lang})
    assert title == f"dq {word} demo_bank {manifest['as_of']}"
    assert f"{manifest['counts']['quarantined']:,}" in text
    assert manifest["inputs"][0]["file"] not in text


def test_nothing_of_a_person_is_told(whole):
    told = "\n".join(
        (
            junit(whole.manifest),
            metrics(whole.manifest),
            lineage(whole.manifest, NOW),
            *message(whole.manifest),
        )
    )
    frame = whole.cleaned
    for name in ("debtor_name", "id_no", "self_mobile", "card_no"):
        values = frame[name].drop_nulls().cast(pl.String).unique().to_list()
        assert [value for value in values if value in told] == []
