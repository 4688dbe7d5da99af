"""An event's file in the commands that take systems: each participant is played in what its tracks are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import event
from harness.evidence.reading import read
from tests.commands.conftest import HarnessIn, Ran, mocks, ran

Harness = Callable[..., Ran]
Mock = Callable[..., str]

BEGIN = '[event]\nname = "Nairobi"\nbegins = 2027-03-15\nends = 2027-03-19\n'
TRACKS = """
[[tracks]]
title = "Feeds"
workflows = ["CRWF-1"]

[[tracks]]
title = "Searches"
workflows = ["CRWF-4"]
"""

SCENARIO = '''"""Her number (KE-1)."""
from harness import given, patients, then, verifies, when
from harness.checks import http
from harness.transactions import MobilePatientDemographicsQuery, PatientIdentityFeed


@verifies("KE-1")
def test_her_number_is_found(point_of_service, client_registry):
    with given("a patient"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
    with when("her number is asked for"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)
    with then(client_registry).shall("find her by number", "KE-1"):
        http.answered(query.response, 200)
'''


def registry(name: str, url: str, *tracks: str) -> str:
    """The table of a client registry that takes part in these tracks."""
    part = f"tracks = {list(tracks)!r}\n" if tracks else ""
    return f'\n[[participants]]\nname = "{name}"\nactors = ["client_registry"]\n{part}endpoints.fhir = "{url}"\n'


def played(ran: Ran) -> set[tuple[str, str]]:
    """Which participant was played in which workflow."""
    return {(one["casting"]["client_registry"], one["workflow"]) for one in ran.results["results"]}


def test_a_participant_is_cast_only_in_the_workflows_of_its_tracks(
    harness: Harness, mock: Mock, tmp_path: Path
) -> None:
    url = mock("client-registry")
    two = registry("Amani", url, "Feeds") + registry("Bora", url)
    (tmp_path / "event.toml").write_text(BEGIN + TRACKS + two)
    ran = harness("run", "104-01", "78-05", "--event", "event.toml")
    assert played(ran) == {("Amani", "CRWF-1"), ("Bora", "CRWF-1"), ("Bora", "CRWF-4")}, ran.out + ran.err
    assert event.restored(read(ran.folder).fact("event")).takes_part("Amani", "CRWF-4") is False


@pytest.fixture(scope="module")
def feeds(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """A run of an event with one registry, in one of two tracks; the registry goes on."""
    folder = tmp_path_factory.mktemp("feeds")
    with mocks(folder) as mock:
        (folder / "event.toml").write_text(BEGIN + TRACKS + registry("Amani", mock("client-registry"), "Feeds"))
        done = harness_in(folder, "run", "CRWF-1", "--event", "event.toml")
        yield ran(done.returncode, done.stdout, done.stderr, folder / "reports")


def test_each_run_of_an_event_draws_the_event_anew(feeds: Ran) -> None:
    (page,) = re.findall(r"^Event: (.*)$", feeds.out, re.MULTILINE)
    assert "1 of 1 workflows count, 1 of 1 participants are complete." in Path(page).read_text()


def test_a_run_that_goes_on_or_is_judged_again_keeps_its_event(feeds: Ran, harness_in: HarnessIn) -> None:
    for words in (("run", "--resume"), ("judge",)):
        done = harness_in(feeds.folder.parents[1], *words, str(feeds.folder))
        again = ran(done.returncode, done.stdout, done.stderr, feeds.folder.parent)
        assert (again.code, played(again)) == (0, {("Amani", "CRWF-1")}), again.err
        assert read(feeds.folder).fact("event")["name"] == "Nairobi"


def test_certificates_are_issued_for_everybody_in_an_event(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "event.toml").write_text(BEGIN + registry("Amani", "https://amani.example.org/fhir"))
    assert harness("certificates", "--event", "event.toml", "--out", "certs").code == 0
    assert (tmp_path / "certs" / "amani" / "server.pem").exists()


EVERYBODY = BEGIN + registry("Amani", "http://127.0.0.1:1/fhir") + registry("Bora", "http://127.0.0.1:2/fhir")


def test_everybodys_card_has_a_link_of_its_own_to_the_review_page(
    harness: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_STATE", str(tmp_path / "state"))
    (tmp_path / "event.toml").write_text(EVERYBODY)
    command = ("addresses", "--event", "event.toml", "--html", "cards.html", "--review", "http://10.0.0.5:8764/")
    harness(*command)
    cards = (tmp_path / "cards.html").read_text()
    harness(*command)

    assert len(set(re.findall(r"<code>(http://10\.0\.0\.5:8764/review/in/[\w-]{24})</code>", cards))) == 2
    assert (cards.count('class="qr"'), cards) == (2, (tmp_path / "cards.html").read_text())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--against", "client_registry=http://a.example", "--html", "a.html", "--review", "http://b"), "--event FILE"),
        (("--event", "event.toml", "--review", "http://b"), "expected --html FILE beside it"),
        (("--event", "event.toml", "--html", "a.html", "--review", "10.0.0.5"), "http://10.0.0.5:8764 say"),
    ],
)
def test_a_link_needs_an_event_a_page_and_an_address(
    harness: Harness, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "event.toml").write_text(EVERYBODY)
    ran = harness("addresses", *words)
    assert (ran.code, said in ran.err) == (2, True)


def test_one_begins_with_an_example_that_is_right_and_overwrites_nothing(harness: Harness, tmp_path: Path) -> None:
    assert harness("event", "init").code == 0
    before = (tmp_path / "event.toml").read_bytes()
    again, checked = harness("event", "init"), harness("event", "check", "event.toml")
    assert (again.code, checked.code, (tmp_path / "event.toml").read_bytes()) == (2, 0, before)
    assert "78-11: SHALL instead of SHOULD, because other ministries" in checked.out


def test_a_spreadsheet_is_printed_or_added(harness: Harness, tmp_path: Path) -> None:
    harness("event", "init")
    (tmp_path / "people.csv").write_text("name,actors,tracks\nMlinzi,verifier,Vaccine schedule\n")
    assert 'name = "Mlinzi"' in harness("event", "import", "people.csv").out
    assert harness("event", "import", "people.csv", "--into", "event.toml").code == 0
    assert "  Mlinzi: verifier" in harness("event", "check", "event.toml").out


def test_mistakes_in_what_the_country_names_are_told_too(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "broken.tgz").write_bytes(b"no package")
    national = '[national]\ntitle = "Kenya"\nscenarios = ["scenarios"]\npackages = ["broken.tgz"]\n'
    (tmp_path / "event.toml").write_text(BEGIN + national + registry("Amani", "http://localhost:1/fhir"))
    ran = harness("event", "check", "event.toml")
    assert (ran.code, "broken.tgz" in ran.err) == (2, True)
    assert "expected scenarios, in files named test_*.py; found none" in ran.err


def test_the_scenarios_and_requirements_of_a_country_are_played(harness: Harness, mock: Mock, tmp_path: Path) -> None:
    (tmp_path / "kenya").mkdir()
    (tmp_path / "kenya" / "test_kenya.py").write_text(SCENARIO)
    (tmp_path / "kenya.csv").write_text("requirement,level,actor,text\nKE-1,SHALL,client_registry,find her by number\n")
    national = '[national]\ntitle = "Kenya"\nscenarios = ["kenya"]\nrequirements = ["kenya.csv"]\n'
    track = '[[tracks]]\ntitle = "Kenya"\nworkflows = ["KE-1"]\n'
    (tmp_path / "event.toml").write_text(BEGIN + track + national + registry("Amani", mock("client-registry"), "Kenya"))
    ran = harness("run", "--event", "event.toml")
    assert (ran.code, played(ran)) == (0, {("Amani", "KE-1")}), ran.out + ran.err


def test_the_report_of_an_event_is_drawn_before_its_first_run_too(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "event.toml").write_text(BEGIN + TRACKS + registry("Amani", "http://localhost:1/fhir"))
    done = harness("event", "report", "event.toml", "--only", "amani", "--pdf")
    assert [Path(line).name for line in done.out.split()] == ["index.html", "amani.pdf"], done.err
    wrong = harness("event", "report", "event.toml", "--only", "nobody")
    assert (wrong.code, "it has Amani" in wrong.err) == (2, True)


def test_wrong_rules_of_grading_are_told_by_check(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "grading.toml").write_text("[workflow]\npartner = 2\n")
    text = BEGIN + 'grading = "grading.toml"\n' + registry("Amani", "http://localhost:1/fhir")
    (tmp_path / "event.toml").write_text(text)
    done = harness("event", "check", "event.toml")
    assert (done.code, "workflow.partner: there is no such key. Did you mean 'partners'?" in done.err) == (2, True)
