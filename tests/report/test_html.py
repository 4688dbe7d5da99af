from __future__ import annotations

import dataclasses
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Fact, Finding, Start, Step
from harness.report.assembly import read_run
from harness.report.html import draw, draw_run
from harness.report.html_site import sentence
from harness.report.model import Run
from tests.report import demo
from tests.report.demo_catalogue import PARTICIPANTS, REQUIREMENTS
from tests.report.demo_exchanges import exchange

LARGEST = 300_000
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x00\x1b[2J\u202e'


class Page(HTMLParser):
    """What tests ask of a page: its links, its anchors, the tags that are on it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        self.anchors |= {known["id"]} if known.get("id") else set()  # type: ignore[arg-type]
        self.links += [str(value) for name, value in attrs if name in ("href", "src") and tag != "use"]


def pages(folder: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in folder.rglob("*.html")}


def broken(folder: Path) -> list[tuple[str, str]]:
    """Links that lead nowhere: a page that is not there, or a place that is not on it."""
    known = {path.resolve(): page for path, page in pages(folder).items()}
    found = []
    for path, page in known.items():
        for link in page.links:
            name, _, anchor = link.partition("#")
            target = (path.parent / unquote(name)).resolve() if name else path
            there = target.exists() and (not anchor or anchor in known[target].anchors)
            if "://" not in link and not there:
                found.append((path.name, link))
    return found


@pytest.fixture(scope="module")
def folder(event_folder: Path) -> Path:
    return draw(event_folder).parent


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(demo.large(tmp_path_factory.mktemp("large"), plays=620)).parent


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_link_leads_somewhere(folder: Path) -> None:
    assert broken(folder) == []


def test_the_pages_of_a_share_lead_nowhere_else(event_folder: Path) -> None:
    assert broken(draw(event_folder, only="Mlima EMR").parent) == []


def test_there_is_a_page_for_each_participant_and_each_play(folder: Path, event: Run) -> None:
    assert {path.stem for path in (folder / "systems").iterdir()} == {each.slug for each in event.participants}
    assert {path.stem for path in (folder / "plays").iterdir()} == {each.slug for each in event.plays}


def test_the_first_page_says_first_whose_turn_it_is(folder: Path) -> None:
    page = text_of(folder / "index.html")
    assert "<h1>Kijani MPI and Mlima EMR have something to mend.</h1>" in page
    assert page.index("104-03b") < page.index("Systems and workflows")


def test_times_are_those_of_the_zone_of_the_event(event: Run, tmp_path: Path) -> None:
    away = dataclasses.replace(event, event={"zone": "Africa/Nairobi"})

    text = "".join(map(text_of, draw_run(away, tmp_path / "report").parent.rglob("*.html")))

    assert " EAT" in text
    assert not re.search(r"\d\d:\d\d UTC", text)


def test_what_was_not_played_is_counted_apart(folder: Path, event: Run) -> None:
    played = sum(play.played for play in event.plays)
    assert f"{played} plays · {len(event.plays) - played} not played · 3 systems" in text_of(folder / "index.html")


@pytest.mark.parametrize("page", ["index.html", "coverage.html"])
def test_one_requirement_is_told_of_as_one(tmp_path: Path, page: str) -> None:
    ledger = Ledger(tmp_path)
    cast = {"client_registry": "Kijani MPI"}
    ledger.add(Fact("run", {"participants": PARTICIPANTS[:1]}))
    ledger.add(Fact("catalogue", {"requirements": [REQUIREMENTS[0]]}))
    ledger.add(Start("p", "f.test_p", "CRWF-1", cast, 1.0))
    asked = REQUIREMENTS[0]["requirement"]
    ledger.add(Finding("p", 1, asked, "client_registry", "Kijani MPI", "SHALL", "INCONCLUSIVE", "do"))
    ledger.add(Ending("p", "INCONCLUSIVE", {"Kijani MPI": "INCONCLUSIVE"}, 2.0))
    ledger.close()
    report = draw(tmp_path).parent
    assert "has a scenario that did not reach it" in text_of(report / page)


@pytest.mark.parametrize(
    ("words", "told"),
    [("the connection was refused.", "The connection was refused."), ("no answer", "No answer."), ("why?", "Why?")],
)
def test_a_sentence_has_one_full_stop(words: str, told: str) -> None:
    assert sentence(words) == told


def test_a_rehearsal_is_about_the_reference_mocks(rehearsal: Run, tmp_path: Path) -> None:
    page = draw_run(rehearsal, tmp_path / "report")
    assert "All that was judged passed." in text_of(page)
    assert broken(page.parent) == []


def test_nothing_is_fetched_from_anywhere(folder: Path) -> None:
    loading = [
        (tag, known)
        for page in pages(folder).values()
        for tag, known in page.tags
        if tag in ("link", "script", "img", "iframe", "object", "embed", "form")
        and not str(known.get("href") or known.get("src")).endswith(("static/report.css", "static/report.js"))
    ]
    assert loading == []
    assert "url(" not in text_of(folder / "static" / "report.css")


def test_no_page_runs_a_script_of_its_own(folder: Path) -> None:
    inline = re.compile(r"<script>|<script [^>]*>[^<]|\son\w+=|javascript:")
    assert [path for path in pages(folder) if inline.search(text_of(path))] == []


def test_a_finding_has_all_that_is_needed_to_mend_it(folder: Path, event: Run) -> None:
    play = next(each for each in event.plays if each.scenario.function == "a_changed_name_is_seen_by_everybody")
    page = text_of(folder / "plays" / f"{play.slug}.html")
    told = ("SHALL", "104-02", "Okoth-4F2A", "What to do", "Usual mistake", "Read it there", "curl --", "harness run")
    assert [words for words in told if words not in page] == []
    assert '<mark class="m-fail">"family": "Achieng-4F2A",</mark>' in page


def test_a_requirement_that_nobody_tests_says_why(folder: Path) -> None:
    page = text_of(folder / "coverage.html")
    assert "It needs the Audit Record Repository." in page
    assert "INCONCLUSIVE: interrupted" in page


def test_a_defect_stands_beside_what_it_proves_and_what_catches_it(folder: Path) -> None:
    row = re.search(r"<tr id=\"r-104-02\">.*?</tr>", text_of(folder / "defects.html"), re.DOTALL)
    assert row is not None
    assert "keeps-the-first-name" in row.group()
    assert "A changed name is seen by everybody" in row.group()


def test_messages_that_nobody_waited_for_have_a_page(folder: Path) -> None:
    assert "Patient?family=Otieno" in text_of(folder / "unexpected.html")


def test_a_report_can_be_drawn_again_and_keeps_nothing_of_the_last(event_folder: Path) -> None:
    page = draw(event_folder)
    stale = page.parent / "plays" / "stale.html"
    stale.write_text("old", encoding="utf-8")
    assert draw(event_folder) == page
    assert not stale.exists()


def test_no_page_of_a_large_run_is_large(large: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in large.rglob("*.html")}
    assert len(sizes) > 620
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_every_play_of_a_large_run_stands_on_a_page(large: Path) -> None:
    listed = {link for path in large.glob("plays*.html") for link in Page(path).links if link.startswith("plays/")}
    assert len(listed) == 620


def test_the_plays_of_one_participant_go_on_on_another_page(large: Path) -> None:
    own = [*large.glob("systems/kijani-mpi*.html")]
    links = (link for path in own for link in Page(path).links)
    listed = {link.partition("#")[0] for link in links if link.startswith("../plays/")}
    assert (len(own), len(listed)) == (2, 310)


def hostile_run(folder: Path, *, name: str = HOSTILE, body: bytes = HOSTILE.encode()) -> Path:
    """A run in which everything that can be said is said by somebody who means harm."""
    ledger, casting = Ledger(folder), {"client_registry": name, HOSTILE: ""}
    ledger.add(Fact("run", {"run": name, "seed": name, "participants": [{"name": name, "endpoints": {name: name}}]}))
    catalogue = [{"requirement": name, "text": name, "source": f"javascript:{name}", "hint": {"mend": name}}]
    ledger.add(Fact("catalogue", {"requirements": catalogue}))
    ledger.add(Start("p", f"{name}.test_{name}", name, casting, 1.0))
    ledger.add(Step("p", 1, "then", name, 1.0, "client_registry", name, name))
    sent = exchange("PUT", "http://h/fhir/Patient", at=1, sent=body, received=body, headers=(("X", name[:9]),))
    ledger.add_exchange(dataclasses.replace(sent, initiator=HOSTILE, failure=name), play="p", step=1)
    told: dict[str, Any] = {"where": name, "expected": name, "found": name, "exchange": sent.id}
    ledger.add(Finding("p", 1, name, "client_registry", name, "SHALL", "FAIL", name, **told))
    ledger.add(Ending("p", "FAIL", {name: "FAIL"}, 2.0, name, name, name))
    ledger.close()
    return folder


def test_nothing_that_somebody_says_becomes_markup(tmp_path: Path) -> None:
    found = pages(draw(hostile_run(tmp_path)).parent)
    tags = {tag for page in found.values() for tag, _ in page.tags}
    handlers = [name for page in found.values() for _, known in page.tags for name in known if name.startswith("on")]
    assert (tags & {"img", "iframe"}, handlers) == (set(), [])
    assert [link for page in found.values() for link in page.links if link.startswith("javascript")] == []


def test_no_page_holds_a_control_character(tmp_path: Path) -> None:
    odd = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202e]")
    folder = draw(hostile_run(tmp_path)).parent
    assert [path for path in folder.rglob("*.html") if odd.search(text_of(path))] == []


def test_ten_megabytes_are_linked_and_not_shown(tmp_path: Path) -> None:
    folder = draw(hostile_run(tmp_path, name="Kijani", body=b"<" + b"x" * 10_000_000)).parent
    assert max(path.stat().st_size for path in pages(folder)) < 100_000
    assert [path.stat().st_size for path in (folder / "bodies").iterdir()] == [10_000_001]


@pytest.mark.parametrize(
    "body", [b"<svg onload=alert(1)>" * 999, b"\x89PNG\x00" * 999, b"<?xml version='1.0'?><html/>" * 999]
)
def test_a_body_on_disk_never_comes_alive(tmp_path: Path, body: bytes) -> None:
    folder = draw(hostile_run(tmp_path, name="Kijani", body=body)).parent
    kept = folder / "bodies"
    assert {path.suffix for path in kept.iterdir()} <= {".txt", ".bin", ".json"}


def many_exchanges(folder: Path, count: int) -> Path:
    ledger = Ledger(folder)
    ledger.add(Start("p", "f.test_p", "W", {"point_of_service": "", "client_registry": "K"}, 1.0))
    for number in range(count):
        body = {"entry": [{"resource": {"n": [str(number)] * 60}}] * 20}
        ledger.add_exchange(
            exchange("GET", f"http://h/fhir/Patient/{number}", at=2.0 + number, received=body), play="p"
        )
    ledger.close()
    return folder


def test_exchanges_that_do_not_fit_have_pages_of_their_own(tmp_path: Path) -> None:
    folder = draw(many_exchanges(tmp_path, 60)).parent
    assert 0 < len(list((folder / "exchanges").iterdir())) < 60
    assert max(path.stat().st_size for path in pages(folder)) < LARGEST
    assert broken(folder) == []


def test_of_very_many_exchanges_the_rest_is_counted(tmp_path: Path) -> None:
    folder = draw(many_exchanges(tmp_path, 210)).parent
    page = next((folder / "plays").iterdir())
    assert "10 more exchanges are in the ledger." in text_of(page)


def test_a_verdict_that_changed_is_told(tmp_path: Path) -> None:
    folder = demo.event(tmp_path / "run")
    play = next(each for each in read_run(folder).plays if each.verdict == "FAIL")
    ledger = Ledger(folder, writer="judge")
    again = f"{play.id}#2"
    ledger.add(Start(again, play.scenario.scenario, play.scenario.workflow, {"client_registry": "Kijani MPI"}, 9e9))
    ledger.add(Ending(again, "PASS", {"Kijani MPI": "PASS"}, 9e9))
    ledger.close()
    report = draw(folder).parent
    assert "Played or judged again" in text_of(report / "index.html")
    assert "What changed since" in text_of(next(p for p in (report / "plays").iterdir() if p.stem == play.slug))


def test_the_results_stand_beside_the_pages(folder: Path) -> None:
    assert (folder / "results.json").exists()


def test_a_broken_ledger_is_told_on_the_first_page(event_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(event_folder, folder)
    with (folder / "ledger" / "main.jsonl").open("ab") as file:
        file.write(b'{"n":')
    assert "is torn and was dropped" in text_of(draw(folder))
