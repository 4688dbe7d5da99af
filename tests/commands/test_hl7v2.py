"""HL7 v2 on the command line: a script for a clinic, a mock in a process of its own for a registry, and both."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.openhie.domains import DEFAULT_DOMAINS as ALL
from tests.commands.conftest import Ran
from tests.commands.keyboards import send
from tests.commands.test_waits import CLINIC, Run, begin, free_ports, results

__all__ = ["begin"]

TWICE = "a_patient_sent_twice_over_hl7_v2_is_registered_once"
REGISTRY = """
[[participants]]
name = "Amani"
actors = ["client_registry"]
prepared = ["ohie-cr", "national-identifiers", "links-by-national-number", "update-notifications"]
ports = [{port}, {port}]

[participants.endpoints]
hl7v2 = "{url}"
"""
DOMAIN = """
[[domains]]
uri = "{uri}"
oid = "{oid}"
namespace = "{name}"
application = "{who}"
facility = "TEST"
"""
CONSUMER = f"""
[[consumers]]
address = "mllp://127.0.0.1:{{port}}"
application = "TEST_HARNESS"
facility = "TEST"
domains = {json.dumps([one.uri for one in ALL[:2]])}
"""


def obeyed(run: Run, count: int) -> int:
    """Do what is printed, so many times, and wait for the end."""
    for number in range(count):
        send(run.told(number + 1)[number])
    return run.code()


def folder(place: Path) -> Path:
    (run,) = (one for one in (place / "reports").iterdir() if one.is_dir())
    return run


@pytest.fixture
def mllp(mock: Callable[..., str]) -> str:
    """Where a registry in a process of its own speaks HL7 v2."""
    (port,) = free_ports(1)
    mock("client-registry", "--mllp-port", str(port))
    return _up(port)


def _up(port: int) -> str:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return f"mllp://127.0.0.1:{port}"
        time.sleep(0.05)
    raise AssertionError(f"nobody listens at {port}")


def test_a_clinic_that_is_a_script_is_judged(begin: Callable[..., Run], tmp_path: Path) -> None:
    words = ("--against", "patient_identity_source=hl7v2", "--as", "Clinic", "--domain", "TEST_A")
    assert obeyed(begin(TWICE, *words, "--listen-port", "0"), 2) == 0
    assert results(tmp_path) == {"Clinic": "PASS"}


def test_two_systems_are_judged_against_each_other(begin: Callable[..., Run], mllp: str, tmp_path: Path) -> None:
    here, line, other = free_ports(3)
    clinic = CLINIC.format(name="Clinic", protocol="hl7v2", ports=f"ports = [{line}, {line}]")
    text = f"[harness]\nport = {here}\n{clinic}{REGISTRY.format(port=other, url=mllp)}"
    (tmp_path / "event.toml").write_text(text, encoding="utf-8")
    assert obeyed(begin(TWICE, "--participants", "event.toml", "--pairs"), 4) == 0
    told = json.loads((folder(tmp_path) / "results.json").read_text(encoding="utf-8"))
    both = {"point_of_service": "Clinic", "client_registry": "Amani"}
    assert [one["verdicts"] for one in told["results"] if one["casting"] == both] == [
        {"Clinic": "PASS", "Amani": "PASS"}
    ]


def test_a_registry_that_notifies_on_its_own_is_judged(
    harness: Callable[..., Ran], mock: Callable[..., str], tmp_path: Path
) -> None:
    port, ours, here = free_ports(3)
    served = "".join(DOMAIN.format(uri=one.uri, oid=one.oid, name=one.namespace, who=one.application) for one in ALL)
    (tmp_path / "registry.toml").write_text(f"{served}ssn = true\n{CONSUMER.format(port=ours)}", encoding="utf-8")
    mock("client-registry", "--mllp-port", str(port), "--config", "registry.toml")
    event = f"[harness]\nport = {here}\n{REGISTRY.format(port=ours, url=_up(port))}"
    (tmp_path / "event.toml").write_text(event, encoding="utf-8")
    ran = harness("run", "ITI-10", "--participants", "event.toml")
    assert (ran.code, ran.verdicts()) == (0, {"PASS"})


def test_a_run_over_mllp_is_judged_again_to_the_same(harness: Callable[..., Ran], mllp: str) -> None:
    first = harness("run", TWICE, "--against", f"client_registry={mllp}", "--as", "Amani")
    again = harness("judge", str(first.folder))
    assert (first.code, again.code) == (0, 0)
    assert again.results["summary"] == first.results["summary"]
