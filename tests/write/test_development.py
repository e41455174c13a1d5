"""The page of a source over its runs: what its charts say, and that it follows the page's colours and policy."""

import re
from html.parser import HTMLParser

import pytest

from dq.write.development import development
from dq.write.plots import lines, stacks

RUNS = [
    {
        "run_id": f"2026010{n}-aaaaaaaaaaaa",
        "as_of": f"2026-01-0{n}",
        "cases": 1_000,
        "quarantined": 100 - 10 * n,
        "severities": {"error": 200 - 20 * n, "warning": 50, "info": 1},
        "findings": {"phone.malformed": 120 - 10 * n, "date.order": 5},
        "states": {"new": 5 * n, "reopened": 1, "open": 40, "changed": 2, "fixed": n},
    }
    for n in (1, 2, 3)
]
AGES = [("0–7", 3), ("8–30", 0), ("> 180", 12)]


class Words(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.said, self.tags = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.said.append(data)


def page(lang="en", card=None):
    return development("bank", RUNS, card or {"fixed": 6, "median_days_to_fix": 9}, AGES, lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_loads_nothing_and_styles_nothing_by_hand(lang):
    text = page(lang)
    assert not re.search(r"https?:|@import|src=", text)
    tags = Words(text).tags
    assert [tag for tag, attrs in tags if "style" in attrs] == []
    assert {tag for tag, _ in tags} & {"script", "link", "img", "iframe"} == set()
    assert text.count('class="plot"') == 3


def test_figures_by_run_and_rule():
    said = " ".join(" ".join(Words(page()).said).split())
    assert "6 findings fixed; half of them within 9 days." in said
    assert "2026-01-03 20260103-aaaaaaaaaaaa 1,000 70 140 50 16 42 3" in said
    assert "phone.malformed 110.0 90.0" in said
    assert "No finding has been fixed yet." in " ".join(Words(page(card={"fixed": 0})).said)


def test_each_series_has_its_class_and_its_own_marker():
    drawn = lines(["a", "b"], {"error": [1.0, 2.0], "warning": [2.0, 1.0]})
    assert "error-stroke" in drawn
    assert "warning-stroke" in drawn
    assert len(set(re.findall(r'<use [^>]*href="(#[^"]+)"', drawn))) >= 2
    assert "#0102" not in drawn


def test_the_same_figures_give_the_same_drawing():
    series = {"new": [1.0, 2.0], "fixed": [0.0, 5.0]}
    assert stacks(["a", "b"], series) == stacks(["a", "b"], series)
