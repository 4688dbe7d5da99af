"""What has to be set up at a participant first: said in the TOML, or asked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending
from harness.participants import Participant
from harness.scenario.operator import Operator
from harness.scenario.recording import Recording
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import TEXT, played, stage, written
from tests.scenario.v2_responder import listening

PREPARED = TEXT.replace("grace = patients", "client_registry.prepares(preparation.OHIE_CR)\n        grace = patients")
PREPARED = PREPARED.replace("from harness import given, patients", "from harness import given, patients, preparation")


class Asked:
    """A person who says the same each time, and how often she was asked."""

    def __init__(self, said: str | None) -> None:
        self.said, self.questions = said, list[str]()

    def __call__(self, question: str) -> str | None:
        self.questions.append(question)
        return self.said


def plays(folder: Path, person: Asked, *, times: int = 1, again: bool = False, **fields: object) -> list[Ending]:
    with listening() as url:
        one: Participant = participant("It", "client_registry", endpoints={"hl7v2": url}, **fields)
        recording = Recording(read(folder / "run"), go_on=True) if again else None
        operator = Operator(say=lambda _: None, ask=person)
        with stage(folder, [one], operator=operator, recording=recording) as on:
            scenario = written(folder, PREPARED)
            return [played(scenario, {"client_registry": one}, on)[0] for _ in range(times)]


def test_a_person_is_asked_once_in_a_run(tmp_path: Path) -> None:
    person = Asked("yes")
    endings = plays(tmp_path, person, times=3)
    assert ([one.verdict for one in endings], len(person.questions)) == (["PASS"] * 3, 1)
    asked = " ".join(person.questions[0].split())
    assert "TEST_A (OID 2.16.840.1.113883.3.72.5.9.2), fed by TEST_HARNESS_A|TEST alone" in asked


def test_a_long_question_is_laid_out_for_a_terminal(tmp_path: Path) -> None:
    person = Asked("yes")
    plays(tmp_path, person)
    lines = person.questions[0].split("\n")
    assert (lines[1], lines[-1]) == ("It: Is It set up so:", "[yes / no / ? cannot tell] ")
    assert (max(map(len, lines)) < 80, sum(one.startswith("  - ") for one in lines)) == (True, 6)


def test_what_the_file_says_is_not_asked(tmp_path: Path) -> None:
    person = Asked(None)
    assert plays(tmp_path, person, prepared=("ohie-cr",))[0].verdict == "PASS"
    assert person.questions == []


def test_without_it_nothing_can_be_judged(tmp_path: Path) -> None:
    (ending,) = plays(tmp_path, Asked("no"))
    assert (ending.verdict, ending.caused_by) == ("INCONCLUSIVE", "It")
    assert ending.reason.startswith(
        "It is not set up as this scenario needs it: it serves the assigning authority TEST "
    )


@pytest.mark.parametrize("said", [None, "?"])
def test_where_nobody_can_tell_she_is_asked_once_and_told_what_to_write(tmp_path: Path, said: str | None) -> None:
    person = Asked(said)
    endings = plays(tmp_path, person, times=2)
    assert ([one.verdict for one in endings], len(person.questions)) == (["INCONCLUSIVE"] * 2, 1)
    assert endings[1].reason.endswith("""write prepared = ["ohie-cr"] in its table of the participants' file.""")


def test_a_run_that_is_gone_on_with_asks_nobody_again(tmp_path: Path) -> None:
    plays(tmp_path, Asked("yes"))
    person = Asked(None)
    assert plays(tmp_path, person, again=True)[0].verdict == "PASS"
    assert person.questions == []
