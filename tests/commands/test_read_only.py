"""A registry that is only read from: it is asked about the patient whom it knows, and nobody is fed to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.request import Request, urlopen

import pytest

from harness.evidence.reading import read
from tests.commands.conftest import HarnessIn, Ran, mocks, ran

TEST = "http://ohie.org/test/test"
GRACE = {
    "resourceType": "Patient",
    "identifier": [{"system": TEST, "value": "12345"}],
    "name": [{"family": "Achieng", "given": ["Grace"]}],
}
EVENT = f"""
[[participants]]
name = "Archive"
actors = ["client_registry"]
ihe_actors = ["patient_demographics_supplier"]
endpoints.fhir = "URL"
domains = [{{ uri = "{TEST}" }}]
known_patient = {{ domain = "{TEST}", value = "12345", family = "FAMILY" }}
"""


@pytest.fixture(scope="module")
def judged(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Ran]]:
    """`judged("Achieng")` plays against a registry that knows Grace Achieng, said to be of this family."""
    folder = tmp_path_factory.mktemp("archive")

    def run(family: str) -> Ran:
        base = mock("client-registry", "--port", "0")
        body, kind = json.dumps(GRACE).encode(), {"Content-Type": "application/fhir+json"}
        urlopen(Request(f"{base}/Patient?identifier={TEST}%7C12345", body, kind, method="PUT"), timeout=10).close()
        (folder / "event.toml").write_text(EVENT.replace("URL", base).replace("FAMILY", family))
        done = harness_in(folder, "run", "--participants", "event.toml")
        return ran(done.returncode, done.stdout, done.stderr, folder / "reports")

    with mocks(folder) as mock:
        yield run


@pytest.fixture(scope="module")
def known(judged: Callable[[str], Ran]) -> Ran:
    """What was found of the registry when all that is said of it is right."""
    return judged("Achieng")


def test_who_is_only_read_is_judged_by_whom_it_knows(known: Ran) -> None:
    assert {"CRWF-3", "78-01", "78-03", "78-05", "78-07", "78-14a", "Z-01", "Z-05"} <= {
        one["requirement"] for one in known.findings if one["verdict"] == "PASS"
    }
    assert (known.code, known.failed) == (0, set())


def test_who_is_only_read_is_never_written_to(known: Ran) -> None:
    crossed = [one.exchange.request for one in read(known.folder).crossings]
    asked = {f"{one.method} {one.target.partition('?')[0].rpartition('/')[2]}" for one in crossed}
    assert {one for one in asked if not one.startswith("GET")} == {"POST _search", "POST $match"}


def test_who_is_only_read_is_failed_for_another_name(judged: Callable[[str], Ran]) -> None:
    assert {"CRWF-3", "78-14a"} <= judged("Otieno").failed
