"""What stands in the way of tokens and of TLS with certificates of the event is said before anything is played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.doctor import Symptom, examine
from harness.mocks.authorization_server import AuthorizationServer
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.participants import Participant
from harness.transport.authentication import Basic, NoAuthentication
from harness.transport.certificate_authority import SERVER, Authority, Validity, certificate_pem, new_key
from harness.transport.http_server import HttpServer


@pytest.fixture
def issuer() -> Iterator[str]:
    with HttpServer(AuthorizationServer().app) as server:
        yield f"{server.url}/oauth"


@pytest.fixture
def mlango(issuer: str) -> Participant:
    return Participant(
        name="Mlango",
        slug="mlango",
        actors=("authorization_server",),
        endpoints={"oauth": issuer},
        authentication=Basic("harness", "secret"),
        domains=DEFAULT_DOMAINS,
        unknown_domain=UNKNOWN_DOMAIN,
    )


def by_check(participant: Participant) -> dict[str, Symptom]:
    return {one.check: one for one in examine([participant])}


def test_a_server_that_describes_itself_is_well(mlango: Participant) -> None:
    states = {check: one.state for check, one in by_check(mlango).items()}
    assert states == dict.fromkeys(("address", "port", "metadata", "credentials"), "ok")


@pytest.mark.parametrize(("issuer_is", "state"), [("{}/", "warn"), ("{}/nowhere", "bad")])
def test_another_issuer_is_said(mlango: Participant, issuer: str, issuer_is: str, state: str) -> None:
    elsewhere = replace(mlango, endpoints={"oauth": issuer_is.format(issuer)})
    assert by_check(elsewhere)["metadata"].state == state


def test_nobody_there_is_said(mlango: Participant) -> None:
    assert by_check(replace(mlango, endpoints={"oauth": "http://127.0.0.1:9/oauth"}))["port"].state == "bad"


def test_a_client_that_nobody_named_is_said(mlango: Participant) -> None:
    assert by_check(replace(mlango, authentication=NoAuthentication()))["credentials"].state == "bad"


def test_certificates_of_the_event_that_last_are_well(mlango: Participant, certified: Path) -> None:
    assert "days" in by_check(replace(mlango, node=str(certified)))["certificates"].sentence


@pytest.fixture
def ending(certified: Path) -> Callable[[timedelta], str]:
    def made(left: timedelta) -> str:
        now = datetime.now(UTC)
        authority = Authority.made("a", Validity(now - timedelta(9), now + timedelta(9)), key=new_key())
        validity = Validity(now - timedelta(8), now + left)
        shown = authority.issued("b", ["localhost"], validity, key=new_key(), purposes=(SERVER,))
        (certified / "harness" / "server.pem").write_bytes(certificate_pem(shown))
        return str(certified)

    return made


def test_a_certificate_of_the_event_that_has_ended_is_said(
    mlango: Participant, ending: Callable[[timedelta], str]
) -> None:
    symptom = by_check(replace(mlango, node=ending(-timedelta(1))))["certificates"]
    assert (symptom.state, "server.pem" in symptom.sentence) == ("bad", True)


def test_a_folder_without_certificates_is_said(mlango: Participant, tmp_path: Path) -> None:
    assert by_check(replace(mlango, node=str(tmp_path)))["certificates"].state == "bad"
