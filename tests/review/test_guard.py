"""Only this machine's browser, from the page itself, with the key, is answered; and never more than it may have."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import Served, accept

from extractor.review.guard import HEADERS


def test_the_link_opens_the_page_and_takes_the_key_out_of_the_address(served: Served) -> None:
    status, headers, _ = served.ask(f"/?token={served.token}", cookie="")
    assert status == 303
    assert headers["location"] == "/"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=strict" in headers["set-cookie"]
    assert served.ask("/")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": ""},
        {"cookie": "extractor-1=x"},
        {"cookie": "KEY" * 20},
        {"host": "evil.example"},
        {"host": "evil.example:80"},
        {"host": ""},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/main.js", "/api/overview", "/api/reports/0/pages/1", "/api/actions"])
def test_others_are_refused(served: Served, path: str, headers: dict[str, str]) -> None:
    status, _, body = served.ask(path, **headers)
    assert status in (400, 401, 403, 421)
    assert b"incident" not in body


def test_a_name_that_was_made_to_point_here_is_refused_even_with_the_key(served: Served) -> None:
    status, _, _ = served.ask(f"/?token={served.token}", cookie="", host=f"rebound.example:{served.port}")
    assert status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_form_of_another_page_decides_nothing(served: Served, headers: dict[str, str]) -> None:
    incident = served.get("/api/overview")["rows"][0]["id"]
    body = json.dumps({"action": accept(incident), "known": 0}).encode()
    status, _, _ = served.ask("/api/actions", "POST", body, **headers)
    assert status in (403, 415)
    assert served.lines() == []


def test_every_answer_carries_the_policy(served: Served) -> None:
    for path in ("/", "/static/main.js", "/api/overview", "/nothing", "/api/reports/0/pages/1"):
        _, headers, _ = served.ask(path)
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["content-security-policy"]
    _, headers, _ = served.ask("/", cookie="")
    assert headers["content-security-policy"] == HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py", "/static/..%2fserver.py", "/static/%2e%2e%2fserver.py", "/static//etc/passwd",
        "/static/..\\server.py", "/static/%00", "/api/reports/0/pages/0", "/api/reports/0/pages/9999",
        "/api/reports/99/pages/1",
        "/api/reports/-1/pages/1", "/api/reports/99", "/api/incidents/..%2f..%2fmanifest.sqlite", "/api/incidents/x",
    ],
)  # fmt: skip
def test_paths_lead_nowhere_else(served: Served, path: str) -> None:
    status, _, body = served.ask(path)
    assert status in (400, 404)
    assert b"import" not in body


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"action": {}}', b'{"action": {"id": "1"}, "known": 0}', b"\xff"])
def test_what_is_no_decision_is_refused_with_a_reason(served: Served, body: bytes) -> None:
    status, _, answer = served.ask("/api/actions", "POST", body)
    assert status == 400
    assert json.loads(answer)["error"]
    assert served.lines() == []


def test_a_flood_is_cut_off(served: Served) -> None:
    status, _, _ = served.ask("/api/actions", "POST", b" " * (2 << 20))
    assert status == 413


def test_a_report_whose_name_leads_elsewhere_is_not_followed(out: Path, serve: Callable[..., Served]) -> None:
    """The name of a report's file is data; only a file with the right content, below a named folder, counts."""
    path = out / "monthly.pdf.json"
    report = json.loads(path.read_text("utf-8"))
    report["report"]["file"] = "../../../../etc/passwd"
    report["report"]["sha256"] = "0" * 64
    path.write_text(json.dumps(report), "utf-8")
    served = serve(out)
    number = next(one["number"] for one in served.get("/api/overview")["reports"] if "passwd" in one["file"])
    assert served.get(f"/api/reports/{number}")["found"] is False
    assert served.ask(f"/api/reports/{number}/pages/1")[0] == 404
