"""From the command line: where announcements go, and what happens where they can't."""

import json
import stat
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dq.cli.main import main

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
GOOD = "B-1,欧阳铁柱,11010519491231002X,13911154321,10.00"
WRONG = "B-3,诸葛亮,34052419800101001X,13911154322,10.005"


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(line, *arguments):
        (tmp_path / "a.csv").write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
        return main(["check", "a.csv", "--as-of", "2026-01-31", "--quiet", *arguments])

    return run


@pytest.fixture
def server():
    taken = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(500 if self.path.startswith("/broken") else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"127.0.0.1:{listening.server_port}", taken
        listening.shutdown()
        thread.join()


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_files_for_machines(check, tmp_path):
    assert check(WRONG, "--junit", "j.xml", "--metrics", "m.prom", "--lineage", "l.jsonl") == 1
    assert check(GOOD, "--junit", "j.xml", "--metrics", "m.prom", "--lineage", "l.jsonl") == 0
    assert 'failures="1"' not in (tmp_path / "j.xml").read_text(encoding="utf-8")
    assert "dq_verdict_pass" in (tmp_path / "m.prom").read_text(encoding="utf-8")
    assert len((tmp_path / "l.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert (mode(tmp_path / "j.xml"), mode(tmp_path / "m.prom"), mode(tmp_path / "l.jsonl")) == (
        0o600,
        0o644,
        0o600,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "j.xml", "l.jsonl", "m.prom"]


def test_a_message_is_sent_on_a_fail_and_on_request(check, server):
    address, taken = server
    url = f"json://{address}/"
    assert check(GOOD, "--notify", url) == 0
    assert taken == []
    assert check(WRONG, "--notify", url) == 1
    assert check(GOOD, "--notify", url, "--notify-on", "always") == 0
    assert [json.loads(body)["title"].split()[1] for body in taken] == ["FAIL", "PASS"]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "not every address for notifications"), ("zh", "有通知地址未能送达")]
)
def test_a_message_that_is_not_taken_is_told_in_the_language_of_the_run(check, server, capfd, lang, words):
    url = f"json://{server[0]}/broken"
    assert check(WRONG, "--notify", url, "--lang", lang) == 1
    assert words in capfd.readouterr().err


def test_an_event_goes_to_a_collector(check, server):
    address, taken = server
    assert check(GOOD, "--lineage", f"http://{address}/api/v1/lineage") == 0
    assert json.loads(taken[0])["eventType"] == "COMPLETE"


def test_what_can_not_be_told_is_said_and_the_verdict_stays(check, server, capfd):
    address, _ = server
    assert check(GOOD, "--lineage", f"http://{address}/broken?token=canary") == 0
    assert check(GOOD, "--junit", "nowhere/j.xml") == 0
    told = capfd.readouterr().err
    assert "the collector at 127.0.0.1 did not take the event (status 500)" in told
    assert "can't write nowhere/j.xml (No such file or directory)" in told
    assert "canary" not in told


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "address 1 for notifications (scheme none) is not understood"),
        ("slack://canary", "address 1 for notifications (scheme slack) is not understood"),
        ("env:DQ_NO_SUCH", "--notify env:DQ_NO_SUCH: there is no such variable"),
    ],
)
def test_a_wrong_address_stops_before_the_run_and_is_not_shown(check, url, message, capfd):
    assert check(GOOD, "--notify", url) == 2
    told = capfd.readouterr().err
    assert message in told
    assert "canary" not in told


def test_an_address_may_come_from_a_variable(check, server, monkeypatch):
    address, taken = server
    monkeypatch.setenv("DQ_TEST_ADDRESS", f"json://{address}/")
    check(WRONG, "--notify", "env:DQ_TEST_ADDRESS")
    assert len(taken) == 1
