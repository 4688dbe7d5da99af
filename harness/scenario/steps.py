"""given, when, then: the words a scenario is written in. They tell the play; the play decides what follows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from harness.checks.check import attention
from harness.errors import Inconclusive, NonConformance
from harness.scenario.play import PlayOver, current
from harness.scenario.player import Player


@contextmanager
def given(sentence: str) -> Iterator[None]:
    """A state of the world that the scenario needs. What is refused inside makes the play INCONCLUSIVE."""
    play = current()
    play.step("given", sentence)
    yield
    play.end_given()


@contextmanager
def when(sentence: str) -> Iterator[None]:
    """Something an actor does; its exchanges are recorded here.

    The play ends here when nobody who is under test is judged any more: a person at a keyboard is asked for nothing
    in vain.
    """
    play = current()
    if play.has_said_all(sys._getframe(2).f_lineno):  # the scenario's own line, below contextlib's
        raise PlayOver
    play.step("when", sentence)
    yield


@contextmanager
def provided(sentence: str) -> Iterator[None]:
    """Inside a `then`: the counterpart, without which what follows shows nothing. Where it is not so, INCONCLUSIVE.

    Nothing is found by both conditions: that shows something only of a server which finds by either.
    """
    try:
        yield
    except NonConformance as fault:
        reason = f"it would show something only where {sentence}; {fault}"
        raise Inconclusive(reason) from fault


def then(subject: Player) -> Requirement:
    """Begin a requirement on one actor: ``then(client_registry).shall("…", "104-01")``."""
    return Requirement(subject)


class Requirement:
    """A requirement on one actor, at one of the three levels of RFC 2119.

    Which one the text says is read at collection, and is the catalogue's; a country may have made another of it.
    """

    def __init__(self, subject: Player) -> None:
        self._subject = subject

    def shall(self, sentence: str, requirement: str) -> Judging:
        """Not meeting it fails the subject."""
        return Judging(self._subject, sentence, requirement)

    def should(self, sentence: str, requirement: str) -> Judging:
        """Not meeting it is noted."""
        return Judging(self._subject, sentence, requirement)

    def may(self, sentence: str, requirement: str) -> Judging:
        """Not doing it is noted."""
        return Judging(self._subject, sentence, requirement)


class Judging:
    """The block of a `then`: a NonConformance in it becomes a finding, and the scenario goes on."""

    def __init__(self, subject: Player, sentence: str, requirement: str) -> None:
        self._subject, self._sentence, self._requirement = subject, sentence, requirement
        self._attention = attention()

    def __enter__(self) -> None:
        actor = self._subject.actor
        current().step("then", self._sentence, actor=actor, requirement=self._requirement)
        self._seen = self._attention.__enter__()

    def __exit__(self, kind: type[BaseException] | None, raised: BaseException | None, _: TracebackType | None) -> bool:
        self._attention.__exit__(None, None, None)
        if raised is not None and not isinstance(raised, NonConformance | Inconclusive):
            return False
        exchange = self._seen[-1] if self._seen else ""
        current().judge(self._subject.actor, self._sentence, self._requirement, raised, exchange)
        return True
