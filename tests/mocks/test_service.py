"""A mock runs alone: a process of its own, told by one line, stopped by a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.errors import UsageError
from harness.messages import fhir
from harness.mocks.service import serve
from harness.transport.http_server import HttpServer
from harness.transport.mllp_client import MllpClient
from harness.transport.syslog_senders import send_datagram
from tests.mocks.client_registry.conftest import FHIR_JSON, TEST, patient
from tests.valid import needs_definitions

SERVE = "import sys, json; from harness.mocks.service import serve; serve(sys.argv[1], **json.loads(sys.argv[2]))"


@contextmanager
def served(arguments: str, name: str = "client-registry") -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    process = subprocess.Popen([sys.executable, "-c", SERVE, name, arguments], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        mock, protocol, url = process.stdout.readline().decode().split()
        assert (mock, protocol) == (name, "http")
        yield process, url
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_mock_serves_until_it_is_told_to_stop(number: signal.Signals) -> None:
    with served('{"port": 0}') as (process, url):
        assert httpx.get(f"{url}/metadata").status_code == 200
        process.send_signal(number)

        assert process.wait(timeout=10) == 0


def test_a_point_of_service_runs_alone_too() -> None:
    with served('{"port": 0}', "point-of-service") as (_, url):
        assert httpx.get(url, follow_redirects=True).status_code == 200


def test_every_address_is_printed() -> None:
    with served('{"port": 0}', "audit-record-repository") as (process, url):
        assert process.stdout is not None
        _, protocol, syslog = process.stdout.readline().decode().split()
        send_datagram("127.0.0.1", int(syslog.rpartition(":")[2]), b"hello")

        assert (protocol, httpx.get(f"{url}/metadata").status_code) == ("syslog-udp", 200)


def test_a_registry_speaks_both_tongues() -> None:
    feed = b"MSH|^~\\&|TEST_HARNESS|TEST|||1||ADT^A01|1|P|2.3.1\rPID|||1^^^TEST||ACHIENG^GRACE\r"
    with served('{"port": 0, "mllp_port": 0}') as (process, url):
        assert process.stdout is not None
        _, protocol, mllp = process.stdout.readline().decode().split()
        with MllpClient("127.0.0.1", int(mllp.rpartition(":")[2])) as client:
            answer = client.send(feed).response

        assert (protocol, b"MSA|AA|1" in answer.body if answer else answer) == ("mllp", True)
        assert httpx.get(f"{url}/Patient?family=achieng").json()["total"] == 1


def test_what_was_answered_for_survives_a_kill(tmp_path: Path) -> None:
    arguments = f'{{"port": 0, "data": "{(tmp_path / "data").as_posix()}"}}'
    with served(arguments) as (process, url):
        httpx.put(f"{url}/Patient?identifier={TEST}|1", json=patient("1"), headers=FHIR_JSON)
        process.kill()
        process.wait()
    with served(arguments) as (_, url):
        assert httpx.get(f"{url}/Patient?identifier={TEST}|1").json()["total"] == 1


def test_defects_and_domains_are_taken_over(tmp_path: Path) -> None:
    (tmp_path / "registry.toml").write_text('[[domains]]\nuri = "urn:own"', encoding="utf-8")
    config = (tmp_path / "registry.toml").as_posix()
    with served(f'{{"port": 0, "defects": ["takes-a-patient-without-name"], "config": "{config}"}}') as (_, url):
        nameless = patient("1", system="urn:own", name=None)
        answer = httpx.put(f"{url}/Patient?identifier=urn:own|1", json=nameless, headers=FHIR_JSON)

    assert answer.status_code == 201


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "an unknown mock": ("client-registr", {}, "did you mean client-registry?"),
    "a mock of nobody": ("xyz", {}, "there are client-registry, point-of-service"),
    "an unknown defect": ("client-registry", {"defects": ["keeps-first-name"]}, "did you mean keeps-the-first-name"),
    "a defect of another mock": ("point-of-service", {"defects": ["keeps-the-first-name"]}, "belongs to the mock"),
    "a file for a mock that keeps none": ("point-of-service", {"data": "x"}, "leave x out"),
    "HL7 v2 for a mock that does not speak it": ("authorization-server", {"mllp_port": 0}, "leave --mllp-port out"),
    "a configuration that is not there": ("client-registry", {"config": "nowhere.toml"}, "cannot be read: No"),
    "a data file that is none": ("client-registry", {"data": __file__}, "expected a data file"),
}


@pytest.mark.parametrize(("name", "arguments", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_was_described_wrongly_is_told(name: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        serve(name, port=0, **arguments)

    assert words in str(refusal.value)


def test_a_port_that_is_taken_is_told() -> None:
    async def nobody(*_: Any) -> None: ...

    with HttpServer(nobody) as other, pytest.raises(UsageError, match=f"Port {other.port}"):
        serve("client-registry", port=other.port)


def test_nothing_is_said_of_a_mock_before_all_its_ports_are_open(capsys: pytest.CaptureFixture[str]) -> None:
    async def nobody(*_: Any) -> None: ...

    with HttpServer(nobody) as other, pytest.raises(UsageError, match=f"Port {other.port}"):
        serve("client-registry", port=0, mllp_port=other.port)
    assert capsys.readouterr().out == ""


PIXM_PATIENT = "https://profiles.ihe.net/ITI/PIXm/StructureDefinition/IHE.PIXm.Patient"


@needs_definitions
@pytest.mark.parametrize(
    ("wrong", "status", "places"),
    [
        ({"gender": "F", "birthDate": "14/03/1982"}, 400, ["Patient.gender", "Patient.birthDate"]),
        ({"meta": {"profile": [PIXM_PATIENT]}, "name": [{"use": "old"}]}, 422, ["Patient.name[0]"]),
    ],
    ids=["by FHIR's own rules", "by a profile that it claims"],
)
@pytest.mark.parametrize("content_type", ["application/fhir+json", "application/fhir+xml"])
def test_a_strict_mock_refuses_all_that_is_wrong(
    wrong: dict[str, Any], status: int, places: list[str], content_type: str
) -> None:
    body = fhir.serialise(patient("1", **wrong), content_type)
    with served('{"port": 0, "strict": true}') as (_, url):
        there, of_type = f"{url}/Patient?identifier={TEST}|1", {"content-type": content_type}
        answer = httpx.put(there, content=body, headers=of_type, timeout=60)  # the first time profiles are compiled

    told = [one["expression"][0] for one in answer.json()["issue"]]
    assert (answer.status_code, sorted(told)) == (status, sorted(places))


@needs_definitions
def test_a_strict_mock_takes_what_is_valid_and_leaves_the_rest_to_others() -> None:
    with served('{"port": 0, "strict": true}') as (_, url):
        address = f"{url}/Patient?identifier={TEST}|1"
        bodies = (b"{", fhir.serialise(patient("1")))
        statuses = [httpx.put(address, content=one, headers=FHIR_JSON).status_code for one in bodies]
        assert [*statuses, httpx.get(address).status_code] == [400, 201, 200]


@needs_definitions
def test_a_strict_audit_record_repository_refuses_an_event_that_is_not_valid_and_says_so_beforehand() -> None:
    with served('{"port": 0, "strict": true}', "audit-record-repository") as (process, url):
        assert process.stdout is not None
        lines = [process.stdout.readline().decode() for _ in range(2)]
        answer = httpx.post(f"{url}/AuditEvent", json={"resourceType": "AuditEvent"}, headers=FHIR_JSON)

    assert lines[1].split(maxsplit=2)[1:] == ["strict", "refuses what is not valid FHIR R4\n"]
    assert (answer.status_code, len(answer.json()["issue"]) > 2) == (400, True)


def test_a_mock_that_takes_no_resources_cannot_be_strict() -> None:
    with pytest.raises(UsageError, match="leave --strict out"):
        serve("point-of-service", port=0, strict=True)


def test_without_definitions_no_mock_is_strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path))
    with pytest.raises(UsageError, match="run `harness definitions`"):
        serve("client-registry", port=0, strict=True)
