"""An interlinked registry under test that is not ours; facility and health worker registries beside each other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Ran

FILE = """[[participants]]
name = "Follower"
actors = ["interlinked_registry"]
operator = "http://127.0.0.1:{port}/instructions"
patience = 20

[participants.endpoints]
fhir = "http://127.0.0.1:{port}/fhir"
"""


@pytest.fixture
def follower() -> Iterator[str]:
    """The participants' file of a registry that is there."""
    program = [sys.executable, str(Path(__file__).with_name("follower.py"))]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        yield FILE.format(port=child.stdout.readline().strip())
        child.terminate()


def test_a_registry_that_is_not_ours_is_told_what_it_does_and_what_it_does_not(
    follower: str, harness: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "event.toml").write_text(follower)
    found = harness("run", "ILR-1", "ILR-4", "--participants", "event.toml", "--listen-port", "0").findings
    verdicts = {(one["requirement"], one["verdict"]) for one in found}
    assert {("ILR-1", "PASS"), ("91-05", "PASS"), ("91-09", "PASS"), ("ILR-4", "FAIL")} - verdicts == set()
