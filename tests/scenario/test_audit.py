"""Plays in which a participant tells our repository of what it did, by each of the three ways."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import Inconclusive
from harness.mocks import MOCKS
from harness.mocks.auditing import Target
from harness.mocks.client_registry import ClientRegistry
from harness.participants import Listener, Participants
from harness.scenario import outages
from harness.scenario.in_words import REPOSITORY
from harness.scenario.wallet import lay_out
from harness.transactions.record_audit_event import AUDIT
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import played, stage, verdicts, written

TEXT = '''"""Record audit event (W-00)."""

from harness import given, patients, then, verifies, when
from harness.checks import audit
from harness.transactions import AuditEventOf, PatientIdentityFeed


@verifies("20-01a")
def test_a_feed_is_told_of(point_of_service, client_registry, audit_record_repository):
    with when("a patient is fed, and the registry tells of it"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
        told = client_registry.sends(AuditEventOf(feed), to=audit_record_repository)
    with then(client_registry).shall("tell of the feed", "20-01a"):
        audit.is_of(told.request, "ITI-104")
'''


@pytest.fixture
def registry() -> Iterator[tuple[ClientRegistry, str]]:
    mock = MOCKS["client-registry"].make()
    with HttpServer(mock.app) as server:
        yield mock, f"{server.url}/fhir"
    mock.close()


@pytest.mark.parametrize("audits", ["fhir", "syslog-udp", "syslog-tls"])
def test_an_event_is_heard_in_whichever_way_it_comes(
    tmp_path: Path, registry: tuple[ClientRegistry, str], audits: str
) -> None:
    event = lay_out(tmp_path / "event")
    own = participant("CR", "client_registry", endpoints={"fhir": registry[1]}, audits=audits, patience=8)
    people = Participants(everyone=(own,), listener=Listener(port=0, certificates=str(event)))
    with stage(tmp_path, [own], participants=people) as on:
        where = on.premises.base_for(own, REPOSITORY, None, AUDIT)
        certificate = ClientCertificate(event / "harness" / "client.pem", event / "harness" / "client.key")
        registry[0].reports_to(Target(where, str(event / "ca.pem"), certificate))
        ending, findings = played(written(tmp_path, TEXT), {"client_registry": own}, on)
    assert (ending.verdict, verdicts(findings)["20-01a"]) == ("PASS", "PASS")


def test_an_event_that_never_comes_is_a_fault_and_soon_told(
    tmp_path: Path, registry: tuple[ClientRegistry, str]
) -> None:
    own = participant("CR", "client_registry", endpoints={"fhir": registry[1]}, audits="fhir", patience=0.2)
    with stage(tmp_path, [own]) as on:
        before = time.monotonic()
        ending, findings = played(written(tmp_path, TEXT), {"client_registry": own}, on)
    assert (ending.verdict, [one.where for one in findings if one.verdict == "FAIL"]) == (
        "FAIL",
        ["Record Audit Event"],
    )
    assert time.monotonic() - before < 8


def test_without_certificates_nothing_is_heard_over_tls(tmp_path: Path) -> None:
    own = participant("CR", "client_registry", audits="syslog-tls")
    with stage(tmp_path, [own]) as on, pytest.raises(Inconclusive, match="harness certificates"):
        on.premises.base_for(own, REPOSITORY, None, AUDIT)


def test_a_service_comes_back_once_somebody_has_noticed() -> None:
    outage = outages.OutOfService()
    assert outage.turn(outages.Answer(200, "", b"")).status == 503
    before = time.monotonic()
    outages.BackInService(outage).begin()
    assert time.monotonic() - before < 1
