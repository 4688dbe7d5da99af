from __future__ import annotations

import dataclasses
import shutil
import subprocess

import pytest

from harness.evidence.exchange import Exchange, Message
from harness.report.commands import again, curl, harness_run, s_client
from tests.report.demo_exchanges import exchange, feed, patient, query

BASE = "https://mpi.kijani.example/fhir"
SHELL = shutil.which("sh")
needs_shell = pytest.mark.skipif(SHELL is None, reason="there is no POSIX shell here")


def arguments(command: str, secret: str = "") -> list[str]:
    """What curl would be given, by a real shell."""
    script = f'curl() {{ printf "%s\\0" "$@"; }}\n{command}'
    done = subprocess.run(
        [SHELL or "sh", "-c", script], capture_output=True, check=True, env={"HARNESS_SECRET": secret}
    )
    return done.stdout.decode().split("\0")[:-1]


def kept(body: bytes) -> str:
    return f"bodies/{len(body)}.bin"


def after(words: list[str], option: str) -> list[str]:
    return [words[place + 1] for place, word in enumerate(words) if word == option]


@needs_shell
def test_a_feed_is_repeated_with_method_url_fields_and_body() -> None:
    sent = feed(BASE, patient("O'Brien", "1"), at=1)
    words = arguments(curl(sent, kept))
    assert (after(words, "--request"), after(words, "--data-binary")) == (["PUT"], [sent.request.body.decode()])
    assert f"{BASE}/Patient?identifier=http%3A%2F%2Fohie.org%2Ftest%2Ftest%7C1" in words
    assert after(words, "--header") == ["Accept: application/fhir+json", "Content-Type: application/fhir+json"]


@needs_shell
@pytest.mark.parametrize("hostile", ["$(touch /tmp/x)", "`id`", "'; id; '", "\\", "a\nb", '"', "${HOME}", "--help"])
def test_nothing_on_the_wire_is_run_by_the_shell(hostile: str) -> None:
    sent = exchange("PUT", f"{BASE}/Patient", at=1, sent=hostile.encode(), headers=(("X-Note", hostile),))
    words = arguments(curl(sent, kept))
    assert after(words, "--data-binary") == [hostile]
    assert after(words, "--header")[1] == f"X-Note: {hostile}" or "\n" in hostile


@needs_shell
def test_a_secret_comes_from_the_environment() -> None:
    sent = query(BASE, "family=A", at=1, headers=(("Authorization", "Bearer [redacted]"),))
    words = arguments(curl(sent, kept), secret="s3cr$t x")
    assert "Authorization: Bearer s3cr$t x" in after(words, "--header")


@pytest.mark.parametrize("body", [b"x" * 2000, b"\x00\x01", b"@/etc/passwd", b"a\x1b[2J", b"\xff"])
def test_a_body_that_is_long_or_no_plain_text_is_a_file(body: bytes) -> None:
    assert curl(exchange("PUT", f"{BASE}/Patient", at=1, sent=body), kept).endswith(f"--data-binary @{kept(body)}")


def test_a_get_needs_no_method() -> None:
    assert "--request" not in curl(query(BASE, "family=A", at=1), kept)


def test_a_head_is_a_head() -> None:
    assert "--head" in curl(exchange("HEAD", f"{BASE}/Patient", at=1), kept)


def test_an_empty_field_is_sent_empty() -> None:
    assert "--header 'X-Empty;'" in curl(query(BASE, "a=b", at=1, headers=(("X-Empty", ""),)), kept)


def with_start(start: str) -> Exchange:
    asked = query(BASE, "family=A", at=1)
    return dataclasses.replace(asked, request=dataclasses.replace(asked.request, start=start))


def test_a_control_character_in_an_address_is_escaped() -> None:
    assert "/fhir/%1B%5B" not in curl(with_start("GET /fhir/\x1b[2J HTTP/1.1"), kept)
    assert "/fhir/%1B[2J" in curl(with_start("GET /fhir/\x1b[2J HTTP/1.1"), kept)


def test_the_scenario_is_played_again_by_the_command_of_the_run() -> None:
    assert harness_run("harness run --against a=b", "a_name_is_kept") == "harness run --against a=b a_name_is_kept"
    assert harness_run("", "a b") == "harness run 'a b'"


def handshake(start: str) -> Exchange:
    asked = Message("point_of_service", b"", b"", 0, start=start)
    return Exchange("x1", "ITI-19", "", "", "https://cr.example.org:8443/fhir", asked, None, 0, protocol="tls")


def test_a_handshake_is_repeated_by_openssl() -> None:
    command = s_client(handshake("TLS, certificate: expired"))
    assert "-connect cr.example.org:8443" in command
    assert "-cert certs/harness/expired.pem -key certs/harness/expired.key" in command


def test_an_old_version_is_offered_again_by_openssl() -> None:
    assert "-tls1_1" in s_client(handshake("ClientHello TLSv1.1"))
    assert "-cert" not in s_client(handshake("TLS, certificate: none"))


def test_a_certificate_that_nobody_vouches_for_is_made_first() -> None:
    command = s_client(handshake("TLS, certificate: unknown authority"))
    assert command.startswith("openssl req -x509")
    assert command.endswith("-cert nobody.pem -key nobody.key")


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("udp://10.0.0.7:514", "nc -u -w 1 10.0.0.7 514 < bodies/5"),
        ("tls://arr.example:6514", "openssl s_client -quiet -connect arr.example:6514 \\\n  < bodies/7"),
    ],
)
def test_syslog_is_sent_again_in_its_frame(address: str, command: str) -> None:
    told = dataclasses.replace(
        handshake(""), address=address, protocol="syslog", request=Message("a", b"", b"<14>1", 0)
    )
    assert again(told, lambda body: f"bodies/{len(body)}") == command


def test_what_was_not_read_cannot_be_sent_again() -> None:
    assert again(dataclasses.replace(handshake(""), protocol="mllp", failure_kind="unread"), str) == ""
