"""JUnit XML: a run as test cases, for build servers that show which checks failed.

A rule with findings is a test case of the suite ``rules``, an expectation on the whole file one of ``expectations``,
a file one of ``files``. A test case fails where it is a reason for the verdict, so that both agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dq.text.mask import mask_numbers
from dq.text.visible import one_line

Case = tuple[str, str, str]
"""Name, what failed (empty if nothing did), and what is told beside it."""


def junit(manifest: Mapping[str, Any]) -> str:
    """The XML document, ending in a line end."""
    counted = {reason["severity"] for reason in manifest["reasons"] if reason["kind"] == "findings"}
    root = Element("testsuites", name=f"dq {manifest['run_id']}")
    for name, cases in (
        ("files", list(_files(manifest))),
        ("expectations", list(_expectations(manifest))),
        ("rules", list(_rules(manifest, counted))),
    ):
        failed = sum(1 for _, failure, _ in cases if failure)
        suite = SubElement(root, "testsuite", name=name, tests=str(len(cases)), failures=str(failed))
        for case, failure, told in cases:
            element = SubElement(suite, "testcase", classname=f"dq.{name}", name=_clean(case))
            if failure:
                SubElement(element, "failure", message=_clean(failure))
            if told:
                SubElement(element, "system-out").text = _clean(told)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _files(manifest: Mapping[str, Any]) -> Iterator[Case]:
    failed = {reason["name"] for reason in manifest["reasons"] if reason["kind"] == "refused"}
    for entry in manifest["inputs"]:
        yield entry["file"], "", f"{entry['lines']} lines"
    for entry in manifest["refused"]:
        told = f"{entry['reason']}: {entry['message']}"
        yield entry["file"], told if entry["file"] in failed else "", told


def _expectations(manifest: Mapping[str, Any]) -> Iterator[Case]:
    failed = {(reason["kind"], reason["name"]) for reason in manifest["reasons"]}
    for entry in manifest["expectations"]:
        told = f"{entry['expected']}, found {entry['found']}"
        yield entry["name"], told if (entry["kind"], entry["name"]) in failed else "", told


def _rules(manifest: Mapping[str, Any], counted: set[str]) -> Iterator[Case]:
    for rule, entry in manifest["findings"].items():
        told = f"{entry['findings']} findings ({entry['severity']})"
        yield rule, told if entry["severity"] in counted else "", told


def _clean(text: str) -> str:
    """Text from a file on one line, without the characters that XML forbids, long numbers masked."""
    return mask_numbers(one_line(str(text)))
