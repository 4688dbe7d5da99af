"""Certificates for an event: everybody's fit together, nothing is overwritten, and who gets what is told."""

from __future__ import annotations

import re
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from starlette.applications import Starlette

from harness.participants import load
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import HttpServer
from harness.transport.tls import read_pem

EVENT = """
[harness]
advertise = "harness.example.org"

[[participants]]
name = "Amani"
actors = ["client_registry"]
[participants.endpoints]
fhir = "https://amani.example.org:8443/fhir"
"""


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory, harness_in: Any) -> tuple[Path, str]:
    """A folder with certificates for the file of an event and somebody else, and what was printed."""
    place = tmp_path_factory.mktemp("event")
    (place / "event.toml").write_text(EVENT, encoding="utf-8")
    words = ("--event", "event.toml", "Kijani EMR=localhost,127.0.0.1", "Baobab", "--out", "certs")
    done = harness_in(place, "certificates", *words)
    assert done.returncode == 0, done.stderr
    return place / "certs", done.stdout


def test_two_holders_can_talk_by_mutual_tls(issued: tuple[Path, str]) -> None:
    folder, _ = issued
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "baobab" / "ca.pem")
    tls.verify_mode, tls.verify_flags = ssl.CERT_REQUIRED, ssl.VERIFY_X509_STRICT
    tls.load_cert_chain(folder / "kijani-emr" / "server-bundle.pem")
    own = ClientCertificate(folder / "baobab" / "client.pem", folder / "baobab" / "client.key")
    with HttpServer(Starlette(), tls=tls) as server, HttpClient(verify=str(folder / "ca.pem"), auth=own) as client:
        assert client.send(Request("GET", server.url)).response.status == 404  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("holder", "names"),
    [
        ("amani", ("amani.example.org",)),
        ("kijani-emr", ("localhost", "127.0.0.1")),
        ("baobab", ("baobab", "localhost", "127.0.0.1", "::1")),
        ("harness", ("harness.example.org", "localhost", "127.0.0.1", "::1")),
    ],
)
def test_each_certificate_is_for_where_its_holder_is(issued: tuple[Path, str], holder: str, names: Any) -> None:
    certificate = read_pem(issued[0] / holder / "server.pem")
    assert certificate.names == names
    assert 89 < (certificate.expires - time.time()) / 86400 <= 90


def test_secrets_can_be_read_by_their_owner_alone(issued: tuple[Path, str]) -> None:
    open_to_all = {one.name for one in issued[0].rglob("*.*") if one.stat().st_mode & 0o077}
    assert open_to_all == {
        "ca.pem",
        "ca.p12",
        "server.pem",
        "client.pem",
        "expired.pem",
        "expired-server.pem",
        "other-name.pem",
    }
    assert {one.stat().st_mode & 0o777 for one in issued[0].parent.glob("certs/*/")} >= {0o700}


def test_java_gets_files_of_its_own(issued: tuple[Path, str]) -> None:
    store = pkcs12.load_pkcs12((issued[0] / "amani" / "server.p12").read_bytes(), b"changeit")
    trusted = pkcs12.load_pkcs12((issued[0] / "amani" / "ca.p12").read_bytes(), b"changeit")
    ca = x509.load_pem_x509_certificate((issued[0] / "ca.pem").read_bytes())
    assert store.cert is not None
    assert store.cert.certificate.issuer == ca.subject
    assert [one.certificate for one in trusted.additional_certs] == [ca]


def test_the_lines_that_are_printed_can_be_pasted(issued: tuple[Path, str]) -> None:
    folder, printed = issued
    lines = "\n".join(re.findall(r"^    (\S.*)$", printed, re.MULTILINE))
    folder_of_all, ca, authentication = lines.split("\n", 2)
    file = folder.parent / "pasted.toml"
    pasted = EVENT.replace('name = "Amani"', f'name = "Amani"\n{ca}') + authentication
    file.write_text(pasted.replace("[harness]", f"[harness]\n{folder_of_all}"), encoding="utf-8")
    (amani,) = load(file)
    assert load(file).listener.certificates == str(folder)
    assert (amani.ca, amani.authentication) == (
        str(folder / "ca.pem"),
        ClientCertificate(folder / "harness" / "client.pem", folder / "harness" / "client.key"),
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.*")}


def test_somebody_new_is_added_and_everybody_else_keeps_theirs(harness_in: Any, tmp_path: Path) -> None:
    harness_in(tmp_path, "certificates", "Amani", "--out", "certs")
    before = contents(tmp_path / "certs")
    done = harness_in(tmp_path, "certificates", "Amani=10.0.0.7", "Late", "--out", "certs")
    after = contents(tmp_path / "certs")
    assert {name: after[name] for name in before} == before
    assert "late/server.pem" in after
    assert "but it is at 10.0.0.7 now: issue it anew with --renew" in done.stdout


def test_renewing_leaves_the_authority_alone(harness_in: Any, tmp_path: Path) -> None:
    for more in ((), ("--renew", "--until", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400)))):
        before = contents(tmp_path / "certs")
        done = harness_in(tmp_path, "certificates", "Amani", "--out", "certs", *more)
    after = contents(tmp_path / "certs")
    kept = {name for name in after if before[name] == after[name]}
    assert kept == {"ca.pem", "ca.key", "amani/ca.pem", "harness/ca.pem"} | (kept & {"amani/ca.p12", "harness/ca.p12"})
    assert "and ends soon" in done.stdout


WRONG = {
    "nobody": ((), "For whom?"),
    "no name": (("=host",), "Expected NAME or NAME=host,address"),
    "a name that is none": (("Amani=a b",), "Amani: expected a host name or an IP address, found 'a b'"),
    "two of one name": (("Amani", "amani"), "Two would share the folder amani"),
    "an end in the past": (("Amani", "--until", "2020-01-01"), "--until 2020-01-01 is past"),
    "an end too far away": (("Amani", "--until", "2090-01-01"), "more than two years away"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_was_described_wrongly_makes_nothing(
    harness_in: Any, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = harness_in(tmp_path, "certificates", *words, "--out", "certs")
    assert (done.returncode, said in done.stderr, (tmp_path / "certs").exists()) == (2, True, False)


def another(folder: Path, issued: Path) -> None:
    (folder / "ca.key").write_bytes((issued / "harness" / "client.key").read_bytes())


SPOILT = {
    "without its key": (lambda folder, _: (folder / "ca.key").unlink(), "has ca.pem, but not the other"),
    "with another's key": (another, "is not the key of"),
    "that is garbage": (lambda folder, _: (folder / "ca.pem").write_text("x"), "cannot be read as an authority"),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT.keys())
def test_an_authority_is_never_overwritten(
    harness_in: Any, tmp_path: Path, issued: tuple[Path, str], spoil: Any, said: str
) -> None:
    for name in ("ca.pem", "ca.key"):
        (tmp_path / name).write_bytes((issued[0] / name).read_bytes())
    spoil(tmp_path, issued[0])
    before = contents(tmp_path)
    done = harness_in(tmp_path, "certificates", "Amani", "--out", ".")
    assert (done.returncode, said in done.stderr, contents(tmp_path)) == (2, True, before)


def test_the_doctor_tells_of_a_key_that_is_not_that_of_our_certificate(
    harness_in: Any, tmp_path: Path, issued: tuple[Path, str]
) -> None:
    pair = f'certificate = "{issued[0]}/harness/client.pem"\nkey = "{issued[0]}/amani/client.key"\n'
    table = f'[participants.authentication]\nkind = "certificate"\n{pair}'
    (tmp_path / "event.toml").write_text(EVENT + table, encoding="utf-8")
    done = harness_in(tmp_path, "doctor", "--participants", "event.toml")
    assert (done.returncode, "Expected PEM files that belong together" in done.stderr) == (2, True)
