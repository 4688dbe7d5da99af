"""An Audit Record Repository is looked at by its syslog ports too."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from harness.doctor import Symptom, examine
from harness.mocks import MOCKS
from harness.participants import Participant
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import server_context
from tests.doctor.test_network import dead_port
from tests.scenario.conftest import participant


def repository(**endpoints: str) -> Participant:
    return participant("ARR", "audit_record_repository", endpoints=endpoints)


def by_check(one: Participant) -> dict[str, Symptom]:
    return {each.check: each for each in examine([one])}


def test_a_port_for_datagrams_that_nothing_says_is_closed_is_well() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        found = by_check(repository(syslog_udp=f"udp://127.0.0.1:{taken.getsockname()[1]}"))
    assert [(one.check, one.state) for one in found.values()] == [("udp address", "ok"), ("udp port", "ok")]


def test_a_port_for_datagrams_that_its_machine_says_is_closed_is_told() -> None:
    found = by_check(repository(syslog_udp=f"udp://127.0.0.1:{dead_port()}"))["udp port"]
    assert (found.state, found.blocks, found.sentence[:20]) == ("bad", True, "Nobody listens at 12")


def test_a_name_that_leads_nowhere_is_told_for_datagrams_too() -> None:
    found = by_check(repository(syslog_udp="udp://no-such-host.invalid:514"))
    assert found["udp name"].state == "bad"


def test_syslog_over_tls_is_looked_at_with_its_certificate(certified: Path) -> None:
    event, mock = certified, MOCKS["audit-record-repository"].make()
    own = ClientCertificate(event / "harness" / "server.pem", event / "harness" / "server.key")
    url = mock.listen_securely(server_context(own, clients=str(event / "ca.pem")))
    one = replace(repository(syslog_tls=url), ca=str(event / "ca.pem"), node=str(event))
    found = by_check(one)
    mock.close()
    states = [found[f"tls {check}"].state for check in ("address", "port", "certificate")]
    assert states == ["ok", "ok", "warn"]


def test_syslog_over_tls_that_nobody_offers_is_told() -> None:
    found = by_check(repository(syslog_tls=f"tls://127.0.0.1:{dead_port()}"))
    assert found["tls port"].state == "bad"
