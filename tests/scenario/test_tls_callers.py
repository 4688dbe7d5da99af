"""Those who call us by TLS: at our mocks, and through a relay that shows their certificate on or cannot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.point_of_service import PointOfService
from harness.participants import Participant
from harness.scenario.casting import Casting
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from harness.transport.tls import server_context
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import TEXT, stage, written
from tests.scenario.test_between import FHIR

NAMED = (
    FHIR.replace('@verifies("104-01")', '@verifies("104-01", "104-09")').replace("import http", "import feeds, http")
    + """
    with then(point_of_service).shall("name her by an identifier of its own domain", "104-09"):
        feeds.updates_by_identifier(feed.request, domain=point_of_service.domain)
"""
)
SHOWN = '''"""Common message security: authenticate node, by HL7 v2 (W-00).

Somebody calls.
"""

from harness import then, verifies, when
from harness.checks import tls
from harness.transactions import NodeAuthenticationV2


@verifies("19-07")
def test_a_node_shows_who_it_is(point_of_service, client_registry):
    with when("the point of service asks over TLS"):
        node = point_of_service.sends(NodeAuthenticationV2(), to=client_registry)

    with then(point_of_service).shall("show a certificate of the event", "19-07"):
        tls.shows_its_certificate(node.response)
'''


@pytest.fixture
def event(certified: Path) -> Path:
    """A folder of certificates, with one for the clinic."""
    shutil.copytree(certified / "harness", certified / "clinic")
    return certified


@contextmanager
def clinic(event: Path, *, shows: bool = True) -> Iterator[Participant]:
    """Our mock of one, that calls by TLS."""
    service = PointOfService()
    own = ClientCertificate(event / "harness" / "client.pem", event / "harness" / "client.key")
    if shows:
        service.is_node(own, str(event / "ca.pem"))
    with HttpServer(service.app) as server:
        told = {"protocols": ("fhir", "hl7v2"), "issues": (service.domain,), "node": str(event)}
        hook = f"{server.url}/instructions"
        yield participant("Clinic", "point_of_service", tls=True, operator=hook, patience=8.0, **told)
    service.close()


@contextmanager
def registry(event: Path) -> Iterator[tuple[Participant, list[bytes]]]:
    """Our mock of one, that wants a certificate; and what it was shown."""
    service, shown = ClientRegistry(), []
    own = ClientCertificate(event / "harness" / "server.pem", event / "harness" / "server.key")
    context = server_context(own, clients=str(event / "ca.pem"))
    with HttpServer(service.app, tls=context, on_exchange=lambda one: shown.append(one.tls.certificate)) as server:
        told = {"endpoints": {"fhir": f"{server.url}/fhir"}, "ca": str(event / "ca.pem")}
        yield participant("Registry", "client_registry", **told), shown
    service.close()


def played(folder: Path, event: Path, text: str, *people: Participant) -> Ending:
    """How a play with these people ends."""
    scenario = written(folder, text)
    keyboard = Operator(say=lambda _: None, ask=lambda _: None)
    with stage(folder, people, operator=keyboard, certificates=str(event)) as on:
        cast = {one.actors[0]: one for one in people}
        return Play(scenario.script, Casting(cast), on).perform(scenario.function)


def crossed(folder: Path) -> list[tuple[str, bool]]:
    """How the clinic called, and whether it showed who it is."""
    found = [one.exchange for one in read(folder / "run").crossings]
    return [(one.base.partition("://")[0], bool(one.tls and one.tls.certificate)) for one in found]


@pytest.mark.parametrize(("text", "scheme"), [(NAMED, "https"), (TEXT, "mllps")])
def test_our_mock_is_met_by_tls(tmp_path: Path, event: Path, text: str, scheme: str) -> None:
    with clinic(event) as caller:
        ending = played(tmp_path, event, text, caller)
    assert (ending.verdict, set(crossed(tmp_path))) == ("PASS", {(scheme, True)})


def test_the_responder_sees_the_certificate_that_the_event_issued_for_the_caller(tmp_path: Path, event: Path) -> None:
    with clinic(event) as caller, registry(event) as (responder, shown):
        ending = played(tmp_path, event, FHIR, caller, responder)
    assert (ending.verdict, crossed(tmp_path)) == ("PASS", [("https", True)])
    assert set(map(bool, shown)) == {True}


def test_what_tls_cannot_end_for_passes_unread_and_is_inconclusive(tmp_path: Path, event: Path) -> None:
    shutil.rmtree(event / "clinic")
    with clinic(event) as caller, registry(event) as (responder, shown):
        ending = played(tmp_path, event, FHIR, caller, responder)
    assert (ending.verdict, "was passed through unread" in ending.reason) == ("INCONCLUSIVE", True)
    assert set(map(bool, shown)) == {True}


def test_a_relay_shows_nothing_for_who_showed_nothing(tmp_path: Path, event: Path) -> None:
    with clinic(event, shows=False) as caller, registry(event) as (responder, shown):
        ending = played(tmp_path, event, FHIR, replace(caller, patience=1.5), responder)
    assert (ending.verdict, shown) == ("INCONCLUSIVE", [])


def test_who_calls_by_mllp_is_asked_for_its_certificate(tmp_path: Path, event: Path) -> None:
    with clinic(event) as caller:
        assert played(tmp_path, event, SHOWN, caller).verdict == "PASS"
    assert read(tmp_path / "run").crossings[0].exchange.base.startswith("mllps://")
