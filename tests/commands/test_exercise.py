"""A trainee's exercise: a mock with a fault that nothing names, found by a run, and then revealed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from harness.mocks.exercise import drawn
from tests.commands.conftest import HARNESS, Ran

Harness = Callable[..., Ran]
SEED = "42"
(DEFECT,) = drawn("client-registry", SEED)


def test_the_fault_of_an_exercise_is_found_by_a_run(harness: Harness, mock: Callable[..., str]) -> None:
    base = mock("client-registry", "--exercise", SEED)
    told = harness("run", *DEFECT.breaks, "--against", f"client_registry={base}")
    assert {*DEFECT.breaks} <= told.failed
    assert DEFECT.name not in told.out + told.err


def test_nothing_that_an_exercise_prints_names_its_fault(tmp_path: Path) -> None:
    words = (*HARNESS, "mock", "client-registry", "--exercise", SEED)
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        printed = child.stdout.readline() + child.stdout.readline()
        child.terminate()
    assert (DEFECT.name in printed, "--exercise 42 --reveal" in printed) == (False, True)


def test_what_an_exercise_was_about_is_told_in_the_end(harness: Harness) -> None:
    told = harness("mock", "client-registry", "--exercise", SEED, "--reveal")
    assert (told.code, told.out.partition(":")[0]) == (0, DEFECT.name)


def test_how_an_exercise_is_revealed_is_told_with_all_that_it_was_drawn_by(harness: Harness) -> None:
    told = harness("mock", "cr", "--exercise", SEED, "--count", "2", "--mllp-port", "0", "--reveal")
    expected = [one.name for one in drawn("client-registry", SEED, count=2, by_mllp=True)]
    assert [line.partition(":")[0] for line in told.out.splitlines() if not line.startswith(" ") and line] == expected


def test_what_makes_no_exercise_is_wrong_use(harness: Harness) -> None:
    named = harness("mock", "cr", "--exercise", "1", "--defect", DEFECT.name)
    unnamed = harness("mock", "cr", "--reveal")
    assert ("leave --defect out" in named.err, "--exercise SEED" in unnamed.err) == (True, True)
