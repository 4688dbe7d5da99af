"""A trainee's exercise: a mock with a fault that nothing names, found by a run, and then revealed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from harness.commands.reveal import revealed
from harness.mocks.defects import named
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


def test_what_is_revealed_says_what_is_broken_where_and_how_to_mend_it() -> None:
    told = re.sub(" +", " ", revealed([named("keeps-the-first-name")]))
    wanted = (
        "keeps-the-first-name: An update",
        " breaks 104-02: The client registry SHALL",
        " mend Find the record",
        " shows Patient.name.family",
    )
    assert [words for words in wanted if words not in told] == []


def test_what_falls_with_a_defect_is_revealed_too() -> None:
    assert "with it  " in revealed([next(one for one in drawn("client-registry", "1", count=70) if one.also)])


def test_an_exercise_is_revealed_in_another_language(harness: Harness) -> None:
    told = harness("mock", "client-registry", "--exercise", SEED, "--reveal", "--language", "fr").out
    assert (told.partition(":")[0], "Le registre des clients DOIT " in told) == (DEFECT.name, True)


def test_a_mock_itself_speaks_english(harness: Harness) -> None:
    done = harness("mock", "client-registry", "--language", "fr")
    assert (done.code, "--language is for --reveal" in done.err) == (2, True)


def test_how_an_exercise_is_revealed_is_told_with_all_that_it_was_drawn_by(harness: Harness) -> None:
    told = harness("mock", "cr", "--exercise", SEED, "--count", "2", "--mllp-port", "0", "--reveal")
    expected = [one.name for one in drawn("client-registry", SEED, count=2, by_mllp=True)]
    assert [line.partition(":")[0] for line in told.out.splitlines() if not line.startswith(" ") and line] == expected


def test_what_makes_no_exercise_is_wrong_use(harness: Harness) -> None:
    named = harness("mock", "cr", "--exercise", "1", "--defect", DEFECT.name)
    unnamed = harness("mock", "cr", "--reveal")
    assert ("leave --defect out" in named.err, "--exercise SEED" in unnamed.err) == (True, True)
