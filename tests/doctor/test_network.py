"""What keeps this machine from reaching another is said in plain words."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harness.doctor import examine, health
from harness.errors import UsageError
from harness.transport.authentication import Bearer, ClientCertificate
from tests.doctor.systems import found, registry
from tests.transport.conftest import Certificates

Serve = Callable[..., str]


def dead_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def test_a_name_that_does_not_resolve_blocks_and_ends_the_visit() -> None:
    symptoms = examine([registry("http://amani.invalid/fhir", test_system=True)])
    assert [(each.check, each.state) for each in symptoms] == [("address", "ok"), ("name", "bad")]
    assert health(symptoms)[0].reason.startswith("The name amani.invalid could not be resolved")


def test_a_dead_port_blocks_and_says_what_to_check() -> None:
    number = dead_port()
    symptom = found(registry(f"http://127.0.0.1:{number}/fhir"), "port")
    assert (symptom.state, symptom.blocks) == ("bad", True)
    assert symptom.sentence == f"Nothing listens at 127.0.0.1:{number}: the connection was refused."
    assert symptom.remedy.startswith("Check that the system runs")


def test_a_proxy_that_the_harness_does_not_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    symptom = found(registry(f"http://127.0.0.1:{dead_port()}/fhir"), "port")
    assert "does not use the proxy in HTTP_PROXY" in symptom.remedy


def test_an_ipv6_address_is_reached(serve: Serve) -> None:
    symptoms = examine([registry(serve(host="::1"))])
    assert [each.check for each in symptoms if each.state != "ok"] == []


def test_a_remote_system_is_only_read_unless_it_is_a_test_system() -> None:
    symptom = found(registry("http://amani.invalid/fhir"), "test system")
    assert (symptom.state, "only reading scenarios are played" in symptom.sentence) == ("warn", True)


def test_credentials_without_tls_are_warned_of() -> None:
    symptom = found(registry("http://amani.invalid/fhir", authentication=Bearer("abcdefgh")), "address")
    assert (symptom.state, "abcdefgh" in symptom.sentence) == ("warn", False)


def test_a_trusted_certificate_says_how_long_it_lasts(serve: Serve, certificates: Certificates) -> None:
    base = serve(tls=certificates.server("good", days=90))
    symptom = found(registry(base, ca=certificates.ca), "certificate")
    assert (symptom.state, "89 days" in symptom.sentence) == ("ok", True)


@pytest.mark.parametrize(("days", "said"), [(10, "in 9 days."), (2, "in 1 day.")])
def test_a_certificate_that_ends_soon_is_warned_of(
    serve: Serve, certificates: Certificates, days: int, said: str
) -> None:
    base = serve(tls=certificates.server("good", days=days))
    symptom = found(registry(base, ca=certificates.ca), "certificate")
    assert (symptom.state, symptom.sentence[-len(said) :]) == ("warn", said)


@pytest.mark.parametrize(
    ("kind", "facts", "said", "remedy"),
    [
        ("good", {"begins": -30, "days": -2}, "expired on", "renewed"),
        ("good", {"names": ("other.example.org",)}, "issued for other.example.org", "Use one of these"),
        ("self-signed", {}, "self-signed", 'ca = "file.pem" in its table'),
    ],
)
def test_a_certificate_that_is_not_trusted_blocks_with_the_reason(
    serve: Serve, certificates: Certificates, kind: str, facts: dict[str, Any], said: str, remedy: str
) -> None:
    symptom = found(registry(serve(tls=certificates.server(kind, **facts)), ca=certificates.ca), "certificate")
    assert (symptom.state, symptom.blocks) == ("bad", True)
    assert said in symptom.sentence
    assert remedy in symptom.remedy


def test_an_issuer_that_is_not_known_here_blocks(serve: Serve, certificates: Certificates) -> None:
    symptom = found(registry(serve(tls=certificates.server("good"))), "certificate")
    assert (symptom.state, "--ca file.pem" in symptom.remedy) == ("bad", True)


def test_a_server_without_tls_behind_https_is_found_out(serve: Serve) -> None:
    symptom = found(registry(serve().replace("http://", "https://")), "certificate")
    assert (symptom.state, "does not speak TLS" in symptom.sentence) == ("bad", True)


def shows(certificates: Certificates, **facts: Any) -> Any:
    """What is found of a certificate of ours."""
    own = ClientCertificate(*certificates.files("client", **facts))
    return found(registry("http://amani.invalid/fhir", authentication=own), "our certificate")


@pytest.mark.parametrize(
    ("facts", "state", "said"),
    [
        ({"days": 90}, "ok", "(89 days)."),
        ({"days": 10}, "warn", "in 9 days."),
        ({"days": 2}, "warn", "in 1 day."),
        ({"begins": -9, "days": -2}, "bad", "expired on"),
        ({"begins": 2}, "bad", "and not today."),
    ],
)
def test_the_end_and_the_beginning_of_our_own_certificate_are_told(
    certificates: Certificates, facts: dict[str, Any], state: str, said: str
) -> None:
    symptom = shows(certificates, **facts)
    assert (symptom.state, said in symptom.sentence) == (state, True)


def test_our_own_certificate_that_went_away_is_told(certificates: Certificates, tmp_path: Path) -> None:
    key = certificates.files("client")[1]
    own = ClientCertificate(tmp_path / "nowhere.pem", key)
    with pytest.raises(UsageError, match=r"nowhere\.pem"):
        examine([registry("http://amani.invalid/fhir", authentication=own)])
