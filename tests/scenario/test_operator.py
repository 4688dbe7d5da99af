from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.errors import OperatorDeclined, Unreachable
from harness.scenario.operator import Instruction, Operator
from harness.transport.http_server import HttpServer

ADDRESS = "http://127.0.0.1:8765/clinic/client_registry/fhir"
TOLD = Instruction("Clinic", "a_play[Clinic as point_of_service]", "Register her", ADDRESS, 300, "ITI-104", {"a": 1})
TASK = {"sight": "patient"}


class Person:
    """Somebody at a terminal: reads what is said, answers what is asked."""

    def __init__(self, *answers: str | None) -> None:
        self.heard: list[str] = []
        self.answers = list(answers)

    def say(self, text: str) -> None:
        self.heard.append(text)

    def ask(self, question: str) -> str | None:
        self.heard.append(question)
        return self.answers.pop(0)


class Program:
    """A program in the place of a person: keeps what is POSTed to it and answers as it is told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.status, self.answer = 200, b"{}"

    async def hear(self, request: Request) -> Response:
        self.heard.append(await request.json())
        return Response(self.answer, self.status)


@pytest.fixture
def operator() -> Iterator[Callable[..., Operator]]:
    """An operator with that person."""
    made: list[Operator] = []

    def make(person: Person | None = None) -> Operator:
        made.append(Operator(say=person.say, ask=person.ask) if person else Operator())
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def program() -> Iterator[tuple[Program, str]]:
    """A program and where it listens."""
    running = Program()
    with HttpServer(Starlette(routes=[Route("/hook", running.hear, methods=["POST"])])) as server:
        yield running, f"{server.url}/hook"


Make = Callable[..., Operator]


@pytest.mark.parametrize(("seconds", "waiting"), [(300, "waiting 5 min"), (90, "waiting 90 s")])
def test_the_person_is_told_what_to_do_where_and_how_long(operator: Make, seconds: float, waiting: str) -> None:
    person = Person()
    operator(person).instruct(replace(TOLD, seconds=seconds))

    assert person.heard == [f"\nClinic: Register her\n  as ITI-104\n  to {ADDRESS}\n  ({waiting})"]


def test_the_step_is_told_as_one_whatever_kind_of_words_it_has(operator: Make) -> None:
    person = Person()
    operator(person).instruct(replace(TOLD, step="a report that was sent"))

    assert "\n  in the step “a report that was sent”\n" in person.heard[0]


@pytest.mark.parametrize(("said", "seen"), [("yes\n", True), ("Y", True), (" no ", False), ("n", False)])
def test_the_person_says_what_she_sees(operator: Make, said: str, seen: bool) -> None:
    assert operator(Person(said)).ask("Clinic", "Is she there?", TASK) is seen


@pytest.mark.parametrize("said", ["?", "", "\n", "cannot tell", "perhaps"])
def test_a_person_who_cannot_tell_judges_nobody(operator: Make, said: str) -> None:
    with pytest.raises(OperatorDeclined, match=r"could not tell: Is she there\?") as declined:
        operator(Person(said)).ask("Clinic", "Is she there?", TASK)

    assert declined.value.caused_by == "Clinic"


def test_where_nobody_can_be_asked_it_is_our_doing(operator: Make) -> None:
    with pytest.raises(OperatorDeclined, match="nobody at a terminal could be asked") as declined:
        operator(Person(None)).ask("Clinic", "Is she there?", TASK)

    assert declined.value.caused_by == "whoever runs the harness"


def test_a_program_is_told_the_same_with_facts(operator: Make, program: tuple[Program, str]) -> None:
    running, hook = program
    operator(Person()).instruct(TOLD, hook=hook)

    facts = {"play": TOLD.play, "address": ADDRESS, "seconds": 300, "transaction": "ITI-104", "task": {"a": 1}}
    facts |= {"shape": "", "step": ""}
    told = {"kind": "instruction", "participant": "Clinic", "text": "Register her", **facts}
    assert running.heard == [told]


@pytest.mark.parametrize(("answer", "seen"), [("yes", True), ("no", False)])
def test_a_program_says_what_it_sees(operator: Make, program: tuple[Program, str], answer: str, seen: bool) -> None:
    running, hook = program
    running.answer = json.dumps({"answer": answer}).encode()

    assert operator(Person()).ask("Clinic", "Is she there?", TASK, hook=hook) is seen
    assert running.heard == [{"kind": "question", "participant": "Clinic", "text": "Is she there?", "task": TASK}]


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}", b'{"answer": null}', b'{"answer": "perhaps"}'])
def test_a_program_that_cannot_tell_judges_nobody(operator: Make, program: tuple[Program, str], answer: bytes) -> None:
    running, hook = program
    running.answer = answer

    with pytest.raises(OperatorDeclined, match="could not tell"):
        operator(Person()).ask("Clinic", "Is she there?", TASK, hook=hook)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_program_that_takes_no_instruction_is_told(operator: Make, program: tuple[Program, str], status: int) -> None:
    running, hook = program
    running.status = status

    with pytest.raises(Unreachable, match=rf"at {hook} did not take the instruction \({status}\)"):
        operator(Person()).instruct(TOLD, hook=hook)


def test_a_program_that_is_not_there_is_told(operator: Make) -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9/hook did not take the instruction \(no answer\)"):
        operator(Person()).instruct(TOLD, hook="http://127.0.0.1:9/hook")


def test_without_a_terminal_nobody_is_asked(operator: Make) -> None:
    with pytest.raises(OperatorDeclined, match="nobody at a terminal"):
        operator().ask("Clinic", "Is she there?", TASK)


ASKS = """
import sys
from harness.scenario.operator import Operator
operator = Operator()
print("seen", operator.ask("Clinic", "Is she there?", {}), flush=True)
operator.close()
"""
WITHOUT_STREAMS = """
import sys
from harness.errors import OperatorDeclined
from harness.scenario.operator import Instruction, Operator
sys.__stdin__ = sys.__stdout__ = None  # as in a windowed program
operator = Operator()
operator.instruct(Instruction("Clinic", "play", "Register her", "http://cr", 300, "ITI-104"))
try:
    operator.ask("Clinic", "Is she there?", {})
except OperatorDeclined as declined:
    print(declined)
operator.close()
"""


def test_a_person_at_the_terminal_is_asked_there() -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", ASKS], stdin=theirs, stdout=subprocess.PIPE, text=True) as asking:
        os.close(theirs)
        os.write(ours, b"yes\n")
        said, _ = asking.communicate(timeout=60)
    os.close(ours)

    assert said == "\nClinic: Is she there?\n[yes / no / ? cannot tell] \nseen True\n"


def test_without_standard_streams_nothing_breaks() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_STREAMS], capture_output=True, text=True, check=True)

    assert done.stdout == "nobody at a terminal could be asked: Is she there?\n"
