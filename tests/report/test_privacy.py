from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.evidence.acts import Standing
from harness.evidence.kept import Crossing
from harness.evidence.record import Act
from harness.report.addresses import url_of
from harness.report.html import draw, draw_run, drawn_run
from harness.report.model import ANOTHER, Run
from harness.report.privacy import Cleaner, only
from tests.report.demo import PEERS
from tests.report.demo_exchanges import as_bytes

OTHERS = (b"baobab", b"mlima", b"wanjiru", b"10.20.30.41", b"refuses the connection")


@pytest.fixture(scope="module")
def share(event_folder: Path) -> Path:
    return draw(event_folder, only="Kijani MPI").parent


def told(folder: Path) -> list[tuple[Path, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [(path, str(path.relative_to(folder)).lower().encode() + path.read_bytes().lower()) for path in files]


def test_no_other_participant_occurs_in_any_file(share: Path) -> None:
    assert [(path, word) for path, content in told(share) for word in OTHERS if word in content] == []


def test_the_participant_itself_is_told_in_full(share: Path) -> None:
    page = (share / "index.html").read_text(encoding="utf-8")
    assert "Kijani MPI has something to mend." in page
    assert "8 plays · 2 not played · 1 system" in page


def test_the_folder_is_named_for_the_participant(share: Path) -> None:
    assert share.name == "report-only-kijani-mpi"


def test_the_run_that_is_given_back_is_what_was_drawn(event_folder: Path) -> None:
    run, page = drawn_run(event_folder, only="Kijani MPI", redact_persons=True)
    assert [each.name for each in run.participants] == ["Kijani MPI"]
    assert page.parent.name == "report-only-kijani-mpi-without-people"


def test_a_slug_is_as_good_as_a_name(event: Run) -> None:
    assert [each.name for each in only(event, "mlima-emr").participants] == ["Mlima EMR"]


def test_an_unknown_participant_is_refused_with_the_known_ones(event: Run) -> None:
    with pytest.raises(UsageError, match="it has Kijani MPI, Baobab Registry, Mlima EMR"):
        only(event, "Nobody")


def test_a_verdict_of_another_is_not_told(event: Run) -> None:
    play = next(each for each in only(event, "Mlima EMR").plays if ANOTHER in each.casting.values())
    assert (play.verdict, dict(play.verdicts)) == ("PASS", {"Mlima EMR": "PASS"})
    assert {finding.participant for finding in play.findings} == {"Mlima EMR"}


def test_what_another_sent_is_withheld_and_cannot_be_repeated(event: Run) -> None:
    play = next(each for each in only(event, "Kijani MPI").plays if ANOTHER in each.casting.values())
    first = play.exchanges[0]
    assert first.request.body.startswith(b"(Another participant sent this.")
    assert (first.protocol, first.request.target) == ("", "/fhir/Patient")


def with_body(run: Run, body: bytes) -> Run:
    """`run` in which Kijani's first answer to Mlima is `body`."""
    plays = []
    for play in run.plays:
        if play.casting == PEERS:
            first = play.crossings[0]
            response = first.exchange.response
            assert response is not None
            exchange = dataclasses.replace(first.exchange, response=dataclasses.replace(response, body=body))
            play = dataclasses.replace(play, crossings=(Crossing.of(first.play, first.step, exchange),))
        plays.append(play)
    return dataclasses.replace(run, plays=tuple(plays))


@pytest.mark.parametrize("text", ["Mlima EMR", "mlima-emr", "Mlima%20EMR", "Mlima+EMR", "MLIMA", "Wanjiru, table 7"])
def test_a_name_in_any_spelling_is_taken_out_of_a_body(event: Run, text: str) -> None:
    share = only(with_body(event, as_bytes({"from": f"<{text}>"})), "Kijani MPI")
    play = next(each for each in share.plays if ANOTHER in each.casting.values())
    response = play.exchanges[0].response
    assert response is not None
    assert response.body == as_bytes({"from": f"<{ANOTHER}>"})


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "GET /mlima-emr/client-registry/fhir/Patient HTTP/1.1",
            "GET /another-participant/client-registry/fhir/Patient HTTP/1.1",
        ),
        ("https://mlima-emr:8443/fhir", "https://another-participant:8443/fhir"),
        ("/fhir/Patient?from=Mlima%20EMR", "/fhir/Patient?from=another-participant"),
        ("the path /fhir of Mlima EMR", "the path /fhir of another participant"),
    ],
)
def test_an_address_without_a_name_stays_an_address(event: Run, told: str, shown: str) -> None:
    others = [each for each in event.participants if each.name == "Mlima EMR"]
    assert Cleaner(event.participants[0], others, "")(told) == shown


def test_a_url_of_another_is_still_a_url(event: Run) -> None:
    play = next(each for each in only(event, "Mlima EMR").plays if ANOTHER in each.casting.values())
    urls = {url_of(each).partition("?")[0] for each in play.exchanges}
    assert urls == {"https://another-participant/fhir/Patient"}


def test_a_withheld_message_has_no_size(share: Path) -> None:
    page = next(one for one in share.glob("plays/*.html") if b"Another participant sent this." in one.read_bytes())
    assert '<h3>Request <span class="aside">not shown here</span></h3>' in page.read_text(encoding="utf-8")


def test_a_participant_called_like_an_actor_leaves_the_words_of_the_standard_alone(event: Run) -> None:
    people = (event.participants[0], dataclasses.replace(event.participants[1], name="Registry", slug="registry"))
    share = only(dataclasses.replace(event, participants=people), "Kijani MPI")
    assert {actor for play in share.plays for actor in play.casting} == {"point_of_service", "client_registry"}
    assert "The client registry" not in {play.scenario.title for play in share.plays}


def test_a_longer_name_of_its_own_stays(event: Run, tmp_path: Path) -> None:
    people = tuple(
        dataclasses.replace(each, name="Kijani", slug="kijani") if each.name == "Mlima EMR" else each
        for each in event.participants
    )
    page = draw_run(only(dataclasses.replace(event, participants=people), "Kijani MPI"), tmp_path / "share")
    assert "Kijani MPI has something to mend." in page.read_text(encoding="utf-8")


def test_what_people_said_of_others_is_not_told(event: Run) -> None:
    acts = [
        Act("1", "comment", "Amina", "mentor", 1.0, text="Ask Mlima EMR for it", participant="Kijani MPI"),
        Act("2", "comment", "Amina", "mentor", 2.0, text="broken", participant="Mlima EMR"),
        Act("3", "dispute", "Amina", "mentor", 3.0, requirement="104-01"),
    ]
    told = only(dataclasses.replace(event, standing=Standing(acts)), "Kijani MPI").standing.acts
    assert [each.id for each in told] == ["1", "3"]
    assert told[0].text == "Ask another participant for it"
