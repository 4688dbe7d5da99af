"""All mocks at once: one command, one table of addresses, one signal to end them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import httpx
import pytest

from harness.errors import UsageError
from harness.mocks import MOCKS
from harness.mocks.neighbourhood import planned, serve_country, table
from harness.transport.http_server import HttpServer


def answers(port: int) -> bool:
    """Whether anybody listens there."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    printed: list[str]

    def url(self, name: str, protocol: str = "http") -> str:
        at = next(number for number, line in enumerate(self.printed) if line.startswith(name))
        return next(line.split()[-1] for line in self.printed[at:] if protocol in line.split())


START = "import sys; from harness.mocks.neighbourhood import serve_country; serve_country(port=int(sys.argv[1]))"


@pytest.fixture(scope="module")
def country() -> Iterator[Running]:
    process = subprocess.Popen([sys.executable, "-c", START, "0"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    lines = takewhile(lambda line: line != b"\n", process.stdout)  # to the blank line, or to its end
    printed = [line.decode().rstrip("\n") for line in lines]
    yield Running(process, printed)
    process.kill()
    process.communicate()


def test_every_mock_is_in_the_table(country: Running) -> None:
    assert [line.split()[0] for line in country.printed if not line.startswith(" ")] == list(MOCKS)


def test_the_table_fits_a_terminal(country: Running) -> None:
    assert max(map(len, country.printed)) <= 80


def test_all_that_a_mock_speaks_is_in_the_table_and_on_its_first_page(country: Running) -> None:
    kinds = {line.split()[-2] for line in country.printed}
    page = httpx.get(country.url("health-management", "adx").removesuffix("/adx")).text
    assert ({"adx", "dhis2", "svs", "soap", "csd"} - kinds, "/adx" in page, "/fhir/metadata" in page) == (
        set(),
        True,
        True,
    )


def test_a_fhir_base_and_a_layer_say_where_to_go_on(country: Running) -> None:
    assert "metadata" in httpx.get(country.url("client-registry")).text
    assert "/facility-registry/fhir" in httpx.get(country.url("interoperability-layer")).text


def test_the_people_of_the_country_are_known(country: Running) -> None:
    answer = httpx.get(f"{country.url('client-registry')}/Patient?family=Alemu&_summary=count")

    assert answer.json()["total"] > 0


def test_the_layer_leads_to_the_others(country: Running) -> None:
    behind = f"{country.url('interoperability-layer')}client-registry/fhir/Patient?_count=1"

    assert httpx.get(behind).json()["total"] == 300


def test_what_is_done_is_told_to_the_audit_record_repository(country: Running) -> None:
    httpx.get(f"{country.url('client-registry')}/Patient?family=Alemu")

    assert httpx.get(f"{country.url('audit-record-repository')}/AuditEvent").json()["total"] > 0


def test_a_signal_while_they_start_ends_them(tmp_path: Path) -> None:
    first = 20_000 + os.getpid() % 10_000
    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen([sys.executable, "-c", START, str(first)], stdout=said, stderr=said)
    while process.poll() is None and not answers(first):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)

    assert (process.wait(timeout=60), (tmp_path / "said").read_bytes()) == (0, b"")


def test_a_port_that_is_taken_is_told_before_anything_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    async def nobody(*_: object) -> None: ...

    with HttpServer(nobody) as other, pytest.raises(UsageError, match=r"Port \d+ on 127.0.0.1 is taken"):
        serve_country(port=other.port - 2)

    assert capsys.readouterr().out == ""


def test_ports_follow_one_another() -> None:
    first = 20_000 + os.getpid() % 10_000  # below those that systems give to whoever asks for any
    ports = [port for house in planned(first, "127.0.0.1") for port in house.ports]

    assert ports == list(range(first, first + len(ports)))


def test_ports_that_there_are_not_enough_of_are_told() -> None:
    with pytest.raises(UsageError, match="Choose one up to"):
        planned(65_535, "127.0.0.1")


def test_a_name_stands_only_where_it_begins() -> None:
    shown = table([("a", "http", "http://a"), ("a", "mllp", "mllp://a"), ("bb", "http", "http://b")])

    assert shown.splitlines()[:3] == ["a   http  http://a", "    mllp  mllp://a", "bb  http  http://b"]


def test_one_signal_ends_them_all(country: Running) -> None:
    country.process.send_signal(signal.SIGTERM)

    assert country.process.wait(timeout=30) == 0
