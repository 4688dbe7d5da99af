from __future__ import annotations

import subprocess
import sys

import pytest

from harness.mocks import MOCKS, named


def test_every_openhie_actor_has_one_mock_at_most() -> None:
    actors = [one.actor for one in MOCKS.values()]

    assert len(actors) == len(set(actors))


@pytest.mark.parametrize("name", MOCKS)
def test_a_mock_is_what_the_list_says(name: str) -> None:
    mock = MOCKS[name].make()
    mock.close()

    assert (mock.name, mock.actor) == (name, MOCKS[name].actor)


@pytest.mark.parametrize("short", ["cr", "CR", "client-registry"])
def test_a_mock_is_found_by_the_abbreviation_of_its_actor(short: str) -> None:
    assert named(short).name == "client-registry"


def test_the_list_loads_none_of_the_mocks() -> None:
    script = "import sys, harness.mocks; print([one for one in ('starlette', 'sqlite3', 'lxml') if one in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert printed.stdout.strip() == b"[]"


def test_json_needs_no_fhir_resources() -> None:
    script = (
        "import sys; from harness.mocks import MOCKS; MOCKS['client-registry'].make().close(); "
        "print('fhir.resources' in sys.modules, 'lxml' in sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert printed.stdout.split() == [b"False", b"False"]
