"""The review page in a real browser, used as a reviewer uses it: by its keys, its buttons and its words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from records import incident, report
from serving import SAMPLES, Served, accept, action

from extractor.model import HyperLink, Report

Serve = Callable[..., Served]
Visit = Callable[..., Any]


def until(page: Any, expression: str, arg: object = None) -> None:
    """Wait until something is so on the page; its own policy lets nobody evaluate code in it, so it is asked again."""
    for _ in range(200):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never so: {expression} {arg or ''}")


def saved(page: Any, served: Served, lines: int) -> list[dict[str, Any]]:
    """The log once it has so many lines and the page says that it is saved."""
    until(page, "document.getElementById('saved').dataset.state === 'saved'")
    page.wait_for_timeout(50)
    for _ in range(100):
        if len(served.lines()) >= lines:
            break
        page.wait_for_timeout(50)
    until(page, "!document.getElementById('record').hasAttribute('aria-busy')")  # the next one is shown
    found = served.lines()
    assert len(found) == lines
    return found


def title(page: Any) -> str:
    return str(page.inner_text("#record-title"))


def find(page: Any, words: str) -> None:
    """Bring the one incident whose text holds some words under review, by the search of the queue."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    until(page, "document.querySelectorAll('#queue .row').length <= 2")
    page.keyboard.press("Escape")
    page.locator("#queue .row", has_text="").last.click()
    until(page, "w => document.getElementById('passage').textContent.includes(w)", arg=words)


def select(page: Any, words: str) -> None:
    """Select words in the paragraph, by keys alone, and open the choice of fields."""
    text = page.inner_text("#passage")
    before = len(text[: text.index(words)].split())
    page.keyboard.press("s")
    page.keyboard.press("Home")
    for _ in range(before):
        page.keyboard.press("ArrowRight")
    for _ in range(len(words.split()) - 1):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] [data-target]")


def only(out: Path, name: str) -> Path:
    """OUT with one report alone."""
    for path in out.glob("*.json"):
        if path.name != name:
            path.unlink()
    return out


def made(folder: Path, *reports: Report) -> Path:
    """An OUT of reports that were made by hand."""
    folder.mkdir()
    for number, one in enumerate(reports):
        (folder / f"{number:04}.json").write_text(one.to_json(), "utf-8")
    return folder


def test_an_incident_stands_beside_its_page_with_every_value_marked(served: Served, visit: Visit) -> None:
    page = visit(served.link)
    rows = served.get("/api/overview")["rows"]
    assert f"of {len(rows)} decided" in page.inner_text("#counts")
    assert f"{len(rows)} in the queue" in page.inner_text("#queue-count")
    page.wait_for_selector(".sheet.ready .frame")
    record = served.get(f"/api/incidents/{page.evaluate('location.hash').lstrip('#')}")["record"]
    assert page.inner_text("#passage") == record["text"]
    boxes = sum(len(piece["boxes"]) for pieces in record["evidence"].values() for piece in pieces)
    assert page.locator(".marks .box").count() == boxes
    marked = page.evaluate("[...document.querySelectorAll('#passage mark')].map(m => m.textContent)")
    quotes = " ".join(piece["quote"] for pieces in record["evidence"].values() for piece in pieces)
    assert marked and all(words.strip() in quotes for words in marked)
    frame, passage = page.locator(".frame").first.bounding_box(), page.locator("#sheets").bounding_box()
    assert passage["y"] <= frame["y"] <= passage["y"] + passage["height"]  # scrolled to


def test_the_worst_comes_first_and_filters_narrow_the_queue(served: Served, visit: Visit) -> None:
    page = visit(served.link)
    rows = served.get("/api/overview")["rows"]
    shown = page.evaluate("[...document.querySelectorAll('#queue .row .confidence')].map(e => Number(e.textContent))")
    assert shown == sorted(shown)
    assert shown[0] == round(min(row["confidence"] for row in rows), 2)
    page.click("text=More filters")
    page.select_option("#filter-check", "any")
    doubted = [row for row in rows if row["checks"]]
    assert f"{len(doubted)} in the queue" in page.inner_text("#queue-count")
    page.select_option("#filter-check", "")
    number = next(one["number"] for one in served.get("/api/overview")["reports"] if one["file"] == "daily.pdf")
    page.select_option("#filter-report", str(number))
    of_report = [row for row in rows if row["report"] == number]
    count = page.inner_text("#queue-count").split()[0]
    assert int(count) in (len(of_report), len(of_report) + 1)  # the one under review stays
    page.select_option("#filter-report", "")
    page.fill("#search", rows[3]["id"])
    until(page, "document.querySelectorAll('#queue .row').length <= 2")
    assert page.locator(f"#row-{rows[3]['id']}").count() == 1
    page.fill("#search", "")
    page.select_option("[data-filter=status]", "accepted")
    assert "1 in the queue" in page.inner_text("#queue-count")


def test_keys_accept_reject_flag_undo_and_move(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(out)
    page = visit(served.link)
    seen = [title(page)]

    def press(key: str, lines: int) -> dict[str, Any]:
        page.keyboard.press(key)
        line = saved(page, served, lines)[-1]
        seen.append(title(page))
        return line

    assert press("a", 1)["changes"][0]["to"] == "accepted"
    assert press("r", 2)["changes"][0]["to"] == "rejected"
    assert press("f", 3)["changes"][0]["to"] == "flagged"
    assert "3 of" not in page.inner_text("#counts")
    assert "1 accepted, 1 rejected · 1 flagged" in page.inner_text("#counts")
    flagged = served.lines()[-1]
    assert press("u", 4)["undoes"] == flagged["id"]
    assert page.evaluate("location.hash") == f"#{flagged['incident']}"  # back at what was undone
    before = page.evaluate("location.hash")
    page.keyboard.press("j")
    until(page, "h => location.hash !== h", arg=before)
    page.keyboard.press("k")
    until(page, "h => location.hash === h", arg=before)
    page.keyboard.press("?")
    assert "accept, and on to the next" in page.inner_text("dialog")
    page.click("dialog input[type=checkbox]")  # single keys off
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert len(served.lines()) == 4


def test_a_doubt_is_jumped_to(served: Served, visit: Visit) -> None:
    page = visit(served.link)
    page.keyboard.press("d")
    until(page, "'doubt' in document.activeElement.dataset")
    first = page.evaluate("location.hash")
    for _ in range(30):
        page.keyboard.press("d")
        page.wait_for_timeout(30)
        if page.evaluate("location.hash") != first:
            break
    until(page, "'doubt' in document.activeElement.dataset")
    assert page.evaluate("location.hash") != first


def test_selected_words_set_a_field_and_its_evidence_moves_with_it(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    text = page.inner_text("#passage")
    record = served.get(f"/api/incidents/{page.evaluate('location.hash').lstrip('#')}")["record"]
    words = record["evidence"]["killed.children"][0]["quote"]
    select(page, words)
    page.keyboard.press("f")  # the women
    (line,) = saved(page, served, 1)
    change = next(change for change in line["changes"] if change["field"] == "killed.women")
    assert change["to"] == record["killed"]["children"]  # the number is read as the extractor reads it
    (piece,) = change["evidence"]["killed.women"]
    assert text[piece["start"] : piece["end"]] == piece["quote"] == words
    pdf = pypdfium2.PdfDocument(SAMPLES / "monthly.pdf")
    printed = ""
    for where, x0, top, x1, bottom in piece["boxes"]:
        sheet = pdf[int(where) - 1]
        height = sheet.get_height()
        printed += (
            sheet.get_textpage().get_text_bounded(x0 - 0.5, height - bottom - 1, x1 + 0.5, height - top + 1) + " "
        )
    assert "".join(printed.split()) == "".join(words.split())
    assert page.input_value("[data-path='field-killed.women']") == str(change["to"])
    assert page.locator("mark[data-paths*='killed.women']").count() >= 1
    assert page.locator(".box[data-path='killed.women']").count() >= 1


def test_words_are_selected_by_the_mouse_too(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    x, y = page.evaluate(
        """() => {
          const words = document.createRange();
          words.selectNodeContents(document.querySelector("#passage mark[data-paths*='place.name']"));
          const [first] = words.getClientRects(); // of several where the name is broken over lines
          return [first.left + 8, first.top + first.height / 2];
        }"""
    )
    page.mouse.dblclick(x, y)
    page.wait_for_selector("dialog[open] [data-target]")
    quote = page.inner_text("dialog blockquote")
    page.click("[data-target='place.site']")
    (line,) = saved(page, served, 1)
    assert line["changes"][0]["field"] == "place.site"
    assert line["changes"][0]["to"] == quote
    assert quote in page.inner_text("#passage")


def test_a_value_is_typed_and_what_is_no_value_is_not_taken(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("31/10/2017")
    page.keyboard.press("Tab")
    page.wait_for_timeout(200)
    assert served.lines() == []
    page.fill("[data-path='field-date.start']", "2017-10-30")
    page.keyboard.press("Tab")
    (line,) = saved(page, served, 1)
    assert {change["field"]: change["to"] for change in line["changes"]} == {
        "date.start": "2017-10-30",
        "date.end": "2017-10-30",
    }
    assert "evidence" not in line["changes"][0]  # no words were given for it: none are claimed
    assert "2017-10-30" in title(page)
    page.fill("[data-path='field-killed.total']", "some")
    page.keyboard.press("Tab")
    page.wait_for_timeout(200)
    assert len(served.lines()) == 1


def test_rows_keep_the_evidence_of_what_stays(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    record = served.get(f"/api/incidents/{page.evaluate('location.hash').lstrip('#')}")["record"]
    page.click("[data-field=perpetrators] .add")
    saved(page, served, 1)
    at = len(record["perpetrators"])
    page.fill(f"[data-path='cell-perpetrators.{at}.actor']", "Another actor")
    page.keyboard.press("Tab")
    line = saved(page, served, 2)[-1]
    (change,) = line["changes"]
    assert [one["actor"] for one in change["to"]] == [
        *(one["actor"] for one in record["perpetrators"]),
        "Another actor",
    ]
    kept = {path: pieces for path, pieces in record["evidence"].items() if path.startswith("perpetrators")}
    assert {path: pieces[0]["quote"] for path, pieces in change["evidence"].items()} == {
        path: pieces[0]["quote"] for path, pieces in kept.items()
    }
    page.locator("[data-field=perpetrators] .cells button").last.click()
    assert [one["actor"] for one in saved(page, served, 3)[-1]["changes"][0]["to"]] == [
        one["actor"] for one in record["perpetrators"]
    ]


def test_a_place_is_chosen_from_the_gazetteer(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    page.wait_for_selector("svg.map")
    page.keyboard.press("l")
    page.keyboard.type("Raqqa")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('said').textContent.endsWith('are called so')")
    name = page.inner_text("[data-candidate='1'] bdi")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    (line,) = saved(page, served, 1)
    (change,) = line["changes"]
    assert change["field"] == "place.link"
    assert (change["to"]["status"], change["to"]["name"]) == ("linked", name)
    assert page.locator(".candidates button.chosen").count() == 1
    page.click("text=Take it off the map")
    assert "to" not in saved(page, served, 2)[-1]["changes"][0]


def test_split_merge_and_add_and_each_is_undone(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    count = len(served.get("/api/overview")["rows"])
    first = page.evaluate("location.hash").lstrip("#")
    page.keyboard.press("x")
    split = saved(page, served, 1)[-1]
    assert split["kind"] == "split"
    assert split["record"]["id"] != first
    assert page.evaluate("location.hash") == f"#{split['record']['id']}"
    assert f"of {count + 1} decided" in page.inner_text("#counts")
    page.wait_for_selector(".sheet.ready .frame")

    page.keyboard.press("u")
    saved(page, served, 2)
    assert f"of {count} decided" in page.inner_text("#counts")

    page.keyboard.press("m")
    page.locator("dialog [data-pick]").first.click()
    merge = saved(page, served, 3)[-1]
    gone = merge["changes"][-1]
    assert (gone["field"], gone["to"]) == ("review.status", "merged")
    here = next(change for change in merge["changes"] if change["field"] == "text")
    assert here["to"].startswith(here["from"])
    assert "1 merged" in page.inner_text("#counts")
    page.keyboard.press("u")
    saved(page, served, 4)
    assert "merged" not in page.inner_text("#counts")

    page.keyboard.press("n")
    page.locator("dialog [data-pick]").first.click()
    added = saved(page, served, 5)[-1]
    assert added["kind"] == "add"
    assert "killed" not in added["record"]  # nothing is said before somebody says it
    ledger = served.get("/api/reports/0")["unused"]
    assert page.inner_text("#passage") == added["record"]["text"] == ledger[0]["text"]
    page.wait_for_selector(".sheet.ready .frame")


def test_a_note_is_kept(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(out)
    page = visit(served.link)
    page.keyboard.press("c")
    page.keyboard.type("the caption says nine")
    page.keyboard.press("Control+Enter")
    (line,) = saved(page, served, 1)
    assert line["changes"][0]["to"] == "the caption says nine"
    assert page.inner_text("#record-note") == "the caption says nine"


def test_a_reload_finds_everything_as_it_was(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(out)
    page = visit(served.link)
    page.fill("[data-path='field-killed.total']", "41")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("A")
    saved(page, served, 2)
    before = [page.inner_text(part) for part in ("#record-title", "#record-status", "#counts", "#history")]
    page.reload()
    page.wait_for_selector("body.loaded")
    assert [page.inner_text(part) for part in ("#record-title", "#record-status", "#counts", "#history")] == before
    assert page.input_value("[data-path='field-killed.total']") == "41"


def test_two_reviewers_see_each_other_and_a_conflict_is_asked_about(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    ana, ben = visit(served.link, expect_errors=True), visit(served.link, expect_errors=True)
    for page, name in ((ana, "Ana"), (ben, "Ben")):
        page.fill("#who", name)
        page.keyboard.press("Escape")
    # Ben's page hears nothing of Ana's until it saves
    ben.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")
    ana.fill("[data-path='field-killed.total']", "8")
    ana.keyboard.press("Tab")
    saved(ana, served, 1)
    ben.fill("[data-path='field-killed.total']", "9")
    ben.keyboard.press("Tab")
    ben.wait_for_selector("dialog[open] [data-answer]")
    assert "Ana" in ben.inner_text("dialog")
    assert "→ 8" in ben.inner_text("dialog")
    ben.click("[data-answer=theirs]")
    until(ben, "document.querySelector(`[data-path='field-killed.total']`).value === '8'")
    assert len(served.lines()) == 1

    ana.fill("[data-path='field-killed.total']", "10")
    ana.keyboard.press("Tab")
    saved(ana, served, 2)
    ben.fill("[data-path='field-killed.total']", "11")
    ben.keyboard.press("Tab")
    ben.click("[data-answer=mine]")
    line = saved(ben, served, 3)[-1]
    assert (line["who"], line["changes"][0]["from"], line["changes"][0]["to"]) == ("Ben", 10, 11)

    # what can stand side by side needs no question, and the other page shows it by itself
    until(ana, "document.querySelector(`[data-path='field-killed.total']`).value === '11'")
    ana.fill("[data-path='field-injured.total']", "3")
    ana.keyboard.press("Tab")
    saved(ana, served, 4)
    ben.fill("[data-path='field-killed.women']", "1")
    ben.keyboard.press("Tab")
    saved(ben, served, 5)
    assert ben.input_value("[data-path='field-injured.total']") == "3"


def test_a_server_that_dies_amid_saving_loses_nothing_and_doubles_nothing(
    out: Path, serve: Serve, visit: Visit
) -> None:
    served = serve(out)
    page = visit(served.link, expect_errors=True)
    page.keyboard.press("a")
    saved(page, served, 1)
    served.freeze()
    page.fill("[data-path='field-killed.total']", "6")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert page.get_attribute("#saved", "data-state") == "saving"
    served.kill()
    page.wait_for_selector("#banner:not([hidden])")
    assert "kept in this browser" in page.inner_text("#banner")
    with served.log.open("ab") as log:
        log.write(b'{"id":"00000000000000000000')  # the line that it was writing
    again = serve(out, port=served.port)
    page.goto(again.link)
    page.wait_for_selector("body.loaded")
    saved_state = "document.getElementById('saved').dataset.state === 'saved'"
    until(page, saved_state)
    lines = [json.loads(line) for line in served.log.read_bytes().splitlines() if line.endswith(b"}")]
    assert [line["kind"] for line in lines] == ["accept", "edit", "accept"]
    assert len({line["id"] for line in lines}) == 3
    assert again.get("/api/overview")["again"] == {}
    assert "2 accepted, 0 rejected" in page.inner_text("#counts")
    again.kill()
    third = serve(out)
    assert third.get("/api/overview")["again"] == {}
    page = visit(third.link)
    assert "2 accepted, 0 rejected" in page.inner_text("#counts")


def test_nobody_decides_about_what_is_not_shown_yet(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(out)
    page = visit(served.link)
    page.route("**/api/incidents/*", lambda route: None)  # never answered
    page.locator("#queue .row").nth(7).click()
    for key in ("a", "r", "f", "x", "m", "1"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.inner_text("#said") == "Still loading"
    assert served.lines() == []
    assert not page.locator("dialog[open]").count()


def test_what_is_being_typed_stays_when_others_decide(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(only(out, "monthly.pdf.json"))
    page = visit(served.link)
    name = page.evaluate("location.hash").lstrip("#")
    page.focus("[data-path='field-place.name']")
    page.keyboard.press("Control+a")
    page.keyboard.type("Half a na")
    assert served.post(action(name, ("killed.women", 4), who="Ben"))[0] == 200
    until(page, "document.getElementById('said').textContent === 'Ben decided something'")
    page.keyboard.type("me")
    page.keyboard.press("Tab")
    line = saved(page, served, 2)[-1]
    assert line["changes"][0]["to"] == "Half a name"
    until(page, "document.querySelector(`[data-path='field-killed.women']`).value === '4'")


def test_ten_thousand_incidents_are_a_list_of_which_few_are_drawn(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    many = [
        report(
            *(incident(f"{n:08x}{k:08x}", text=f"Incident {n}-{k}.", killed=k) for k in range(500)),
            sha256=f"{n:064}",
            file=f"{n}.pdf",
        )
        for n in range(20)
    ]
    page = visit(serve(made(tmp_path / "OUT", *many)).link)
    assert "10000 in the queue" in page.inner_text("#queue-count")
    assert page.locator("#queue .row").count() < 60
    page.focus("#queue")
    page.keyboard.press("End")
    until(page, "document.getElementById('passage').textContent === 'Incident 19-499.'")
    assert page.locator("#queue .row").count() < 60
    assert page.locator("#queue .row[aria-selected=true]").get_attribute("aria-posinset") == "10000"
    page.keyboard.press("a")
    until(page, "document.getElementById('counts').textContent.startsWith('1 of 10000')")


HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>{{7*7}}"


def test_hostile_content_is_only_ever_text(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    text = f"On 4 March {HOSTILE} was hit."
    links = [HyperLink(url=f"javascript:document.title='owned'//{HOSTILE}", text=HOSTILE, kind="web")]
    one = incident(
        "ab" * 8, place=HOSTILE, governorate=HOSTILE, text=text, links=links, sections=[HOSTILE], actors=[HOSTILE]
    )
    other = incident("cd" * 8, place="\"'><svg onload=alert(1)>", text=text)
    served = serve(made(tmp_path / "OUT", report(one, other, file=f"{HOSTILE}.pdf", title=HOSTILE)))
    assert served.post(action(one.id, ("review.note", HOSTILE), who=HOSTILE[:90], note=HOSTILE))[0] == 200
    page = visit(served.link)
    for key in ("j", "k", "?"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_selector("dialog [data-pick]")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert "owned" not in page.title()
    assert (
        page.evaluate("document.querySelectorAll('img, script, iframe, object, a, svg[onload]').length") == 1
    )  # main.js
    assert page.inner_text("#passage") == text
    assert page.locator("a[href]").count() == 0


def test_text_from_right_to_left_runs_from_right_to_left(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    text = "قتل ثلاثة مدنيين في قصف على بلدة كفرنبل"
    page = visit(serve(made(tmp_path / "OUT", report(incident("ab" * 8, place="كفرنبل", text=text)))).link)
    assert page.evaluate("getComputedStyle(document.getElementById('passage')).direction") == "rtl"
    page.keyboard.press("s")
    page.keyboard.press("ArrowLeft")  # onward
    page.keyboard.press("Enter")
    assert page.inner_text("dialog blockquote") == "ثلاثة"


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1280, 800, "light"), (1280, 800, "dark"), (1024, 768, "dark"), (768, 1024, "light")],
)
def test_axe_finds_nothing_serious(served: Served, visit: Visit, width: int, height: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    page = visit(served.link, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_selector(".sheet.ready")
    for state in ("record", "queue", "dialog"):
        if state == "queue":
            page.keyboard.press("q")
        if state == "dialog":
            page.keyboard.press("Escape")
            page.keyboard.press("s")
            page.keyboard.press("Enter")
            page.wait_for_selector("dialog[open]")
        found = axe.run(page).response["violations"]
        serious = [
            (one["id"], node["target"], node["failureSummary"])
            for one in found if one["impact"] in ("serious", "critical") for node in one["nodes"]
        ]  # fmt: skip
        assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_tab_key_reaches_everything_and_is_never_caught(served: Served, visit: Visit) -> None:
    page = visit(served.link)
    reached = set()
    for _ in range(220):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.path"))
    assert {"search", "queue", "sheets", "passage", "field-date.start", "field-killed.total", "who"} <= reached


def test_a_decision_that_came_from_elsewhere_is_shown(out: Path, serve: Serve, visit: Visit) -> None:
    served = serve(out)
    page = visit(served.link)
    name = served.get("/api/overview")["rows"][5]["id"]
    assert served.post(accept(name, who="Somebody else"))[0] == 200
    until(page, "document.getElementById('counts').textContent.startsWith('1 of')")
