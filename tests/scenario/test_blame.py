"""Whose doing it is that nothing could be judged, and what a refusal says for itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Ending, Finding
from harness.mocks import MOCKS
from harness.participants import Participant
from harness.scenario.casting import Casting
from harness.scenario.in_words import why_refused
from harness.scenario.play import Play
from harness.transport.http_server import HttpServer
from tests.library import LIBRARY
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import stage


@pytest.fixture
def clinic() -> Iterator[Participant]:
    """A sender that leaves out by what its figures are split, which our own HMIS refuses."""
    mock = MOCKS["aggregate-data-sender"].make(defects=["sender-sends-totals-alone"])
    with HttpServer(mock.app) as at:
        told = {"operator": f"{at.url}/instructions", "patience": 5, "ihe_actors": ("content_creator",)}
        yield participant("Clinic", mock.actor, **told)
    mock.close()


def played(folder: Path, clinic: Participant, name: str) -> tuple[Ending, list[Finding]]:
    (scenario,) = (one for one in LIBRARY if name in one.script.name)
    with stage(folder, [clinic]) as on:
        play = Play(scenario.script, Casting({"aggregate_data_sender": clinic}), on)
        return play.perform(scenario.function), play.findings


def test_what_our_mock_refuses_is_its_sender_s_doing(tmp_path: Path, clinic: Participant) -> None:
    ending, _ = played(tmp_path, clinic, "a_measure_report_that_is_sent_again")
    assert (ending.verdict, ending.caused_by) == ("INCONCLUSIVE", "Clinic")
    assert "with 422 (MeasureReport.group[0]: ageGroup: MAL01-1 is split " in ending.reason


def test_our_mock_is_not_blamed_for_what_it_mirrors(tmp_path: Path, clinic: Participant) -> None:
    _, findings = played(tmp_path, clinic, "a_measure_report_is_kept_to_the_last_figure")
    ours = [one for one in findings if not one.participant and one.verdict != "PASS"]
    assert {one.verdict for one in ours} == {"INCONCLUSIVE"}
    assert {one.found for one in ours} == {"it may mirror what Clinic did wrong before: see 58-22"}


OUTCOME = {"issue": [{"expression": ["Patient.id"], "details": {"text": "no such"}}, {"diagnostics": "more"}]}


@pytest.mark.parametrize(
    ("media_type", "body", "said"),
    [
        (
            "application/fhir+json",
            json.dumps({"resourceType": "OperationOutcome", **OUTCOME}),
            "Patient.id: no such",
        ),
        ("application/fhir+json", '{"resourceType": "Patient"}', ""),
        ("text/plain", "not today", "not today"),
        ("text/html", "<html>not today</html>", ""),
    ],
)
def test_a_refusal_is_told_in_its_own_words(media_type: str, body: str, said: str) -> None:
    headers = (("Content-Type", media_type),)
    asked = Message("", b"", b"", 0.0)
    answered = Message("", b"", body.encode(), 0.0, start="HTTP/1.1 422 No", headers=headers)
    assert why_refused(Exchange("x1", "", "", "", "", asked, answered, 0.0, protocol="http")) == said
