"""The ``contacts:`` section of a source: what it sets, and what is told of its mistakes."""

from decimal import Decimal

import pytest

from dq.model.contacts import ContactSettings
from dq.model.errors import ConfigError
from dq.packs.source import load_source


def source(tmp_path, section):
    path = tmp_path / "bank.yml"
    path.write_text(f"id: bank\ncolumns: {{案件编号: case_no}}\n{section}", encoding="utf-8")
    return load_source(str(path))


def test_what_is_left_out_has_the_defaults(tmp_path):
    assert source(tmp_path, "").contacts == ContactSettings()


def test_what_is_named_is_taken(tmp_path):
    found = source(
        tmp_path,
        "contacts: {scope: all, half_lives: {mobile: 400}, points: {superseded: -40}, fill: true, many: 8,"
        " look_ups: {price: 0.02, digest: md5}}\n",
    ).contacts

    assert (found.scope, found.fill, found.many) == ("all", True, 8)
    assert (found.half_lives.mobile, found.half_lives.landline, found.points.superseded) == (400, 1460, -40)
    assert (found.look_ups.price, found.look_ups.digest) == (Decimal("0.02"), "md5")


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("contacts: {halflife: 3}", "unknown key 'halflife'"),
        ("contacts: {half_lives: {mobil: 3}}", "did you mean 'mobile'?"),
        ("contacts: {half_lives: {mobile: 0}}", "from 1 on"),
        ("contacts: {scope: world}", "known: all, same_case, same_client"),
        ("contacts: {bands: {stale: 80}}", "must fall"),
        ("contacts: {look_ups: {price: -1}}", "can't be negative"),
        ("contacts: {look_ups: {digest: crc32}}", "known: md5, sha256"),
        ("contacts: {points: {superseded: much}}", "whole number"),
    ],
)
def test_mistakes_are_told_with_their_line_and_what_is_known(section, told, tmp_path):
    with pytest.raises(ConfigError) as caught:
        source(tmp_path, section + "\n")

    assert "bank.yml:3:" in caught.value.message and told in caught.value.message
