"""Plays in which a participant tells our repository of what it did, by each of the three ways."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from harness.errors import Inconclusive
from harness.mocks import MOCKS
from harness.mocks.auditing import Target
from harness.mocks.client_registry import ClientRegistry
from harness.participants import Listener, Participant, Participants
from harness.scenario import outages
from harness.scenario.casting import castings, decline
from harness.scenario.in_words import REPOSITORY
from harness.transactions.record_audit_event import AUDIT
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from harness.transport.tls import server_context
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
    tmp_path: Path, certified: Path, registry: tuple[ClientRegistry, str], audits: str
) -> None:
    own = participant("CR", "client_registry", endpoints={"fhir": registry[1]}, audits=audits, patience=8)
    people = Participants(everyone=(own,), listener=Listener(port=0, certificates=str(certified)))
    with stage(tmp_path, [own], participants=people) as on:
        where = on.premises.base_for(own, REPOSITORY, None, AUDIT)
        certificate = ClientCertificate(certified / "harness" / "client.pem", certified / "harness" / "client.key")
        registry[0].reports_to(Target(where, str(certified / "ca.pem"), certificate))
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


@pytest.fixture
def event(certified: Path) -> Path:
    """A folder of certificates, with one for the registry."""
    shutil.copytree(certified / "harness", certified / "cr")
    return certified


@pytest.fixture
def repository(event: Path) -> Iterator[Participant]:
    """Somebody's own, that wants a certificate of whoever tells it something over TLS."""
    mock = MOCKS["audit-record-repository"].make()
    context = server_context(pair(event, "server"), clients=str(event / "ca.pem"))
    with HttpServer(mock.app) as server:
        syslog = {"syslog_udp": dict(mock.listen())["syslog-udp"], "syslog_tls": mock.listen_securely(context)}
        endpoints = {"fhir": f"{server.url}/fhir", **syslog}
        yield participant("ARR", REPOSITORY, endpoints=endpoints, ca=str(event / "ca.pem"))
    mock.close()


def pair(event: Path, name: str) -> ClientCertificate:
    return ClientCertificate(event / "harness" / f"{name}.pem", event / "harness" / f"{name}.key")


def between(folder: Path, event: Path, own: Participant, arr: Participant, registry: ClientRegistry) -> str:
    """How a play ends in which the registry tells somebody's repository through us."""
    people = Participants(everyone=(own, arr), listener=Listener(port=0, certificates=str(event)))
    with stage(folder, [own, arr], participants=people) as on:
        where = on.premises.base_for(own, REPOSITORY, arr, AUDIT)
        registry.reports_to(Target(where, str(event / "ca.pem"), pair(event, "client")))
        scenario = written(folder, TEXT)
        (cast,) = [one for one in castings(scenario.script, (own, arr), pairs=True) if len(one.participants) == 2]
        return played(scenario, cast.participants, on)[0].verdict


def kept(arr: Participant) -> int:
    """How many events it has, once there is one."""
    for _ in range(50):
        if total := httpx.get(f"{arr.endpoints['fhir']}/AuditEvent").json()["total"]:
            return int(total)
        time.sleep(0.1)
    return 0


@pytest.mark.parametrize("audits", ["fhir", "syslog-udp", "syslog-tls"])
def test_an_event_goes_through_us_to_somebodys_own_repository(
    tmp_path: Path, event: Path, registry: tuple[ClientRegistry, str], repository: Participant, audits: str
) -> None:
    own = participant("CR", "client_registry", endpoints={"fhir": registry[1]}, audits=audits, patience=8)
    assert between(tmp_path, event, own, repository, registry[0]) == "PASS"
    assert kept(repository) == 1


def test_an_event_over_tls_that_we_cannot_read_is_inconclusive_and_arrives(
    tmp_path: Path, event: Path, registry: tuple[ClientRegistry, str], repository: Participant
) -> None:
    shutil.rmtree(event / "cr")
    own = participant("CR", "client_registry", endpoints={"fhir": registry[1]}, audits="syslog-tls", patience=8)
    assert between(tmp_path, event, own, repository, registry[0]) == "INCONCLUSIVE"
    assert kept(repository) == 1


def test_a_repository_that_cannot_hear_an_event_is_not_applicable(tmp_path: Path) -> None:
    own, arr = participant("CR", "client_registry", audits="syslog-udp"), participant("ARR", REPOSITORY)
    script = written(tmp_path, TEXT).script
    (cast,) = [one for one in castings(script, (own, arr), pairs=True) if len(one.participants) == 2]
    declined = decline(script, cast)
    assert declined is not None
    assert declined.reason == "CR tells by syslog-udp, and ARR has no syslog_udp endpoint"
