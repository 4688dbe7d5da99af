"""A service that is away for a while, and comes back: those who send to it have to cope. Knows no messages."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import ClassVar

from typing_extensions import override

from harness.errors import Inconclusive
from harness.messages import fhir
from harness.participants import Participant
from harness.scenario.ears import FHIR
from harness.scenario.oddities import Answer, Oddity

LONGEST = 10.0
"""Seconds in which somebody has to have tried before the service comes back."""


OUT_OF_SERVICE = 503


def begin(oddity: Oddity, participants: Iterable[Participant], *, answers: bool = True) -> None:
    """Come back when it is time for `oddity`, where anybody `answers` at all.

    Inconclusive where one of `participants` would not notice an outage.
    """
    if oddity.closed and any(one.audits not in ("", FHIR) for one in participants):
        raise Inconclusive("that we are out of service shows over FHIR alone", caused_by="the harness")
    if answers:
        oddity.begin()


class OutOfService(Oddity):
    """Whatever is sent is answered with 503, and nobody looks at it."""

    closed: ClassVar[bool] = True

    def __init__(self) -> None:
        self.noticed = threading.Event()

    @override
    def turn(self, answer: Answer) -> Answer:
        self.noticed.set()
        outcome = fhir.operation_outcome("error", "transient", "out of service; try again")
        return Answer(OUT_OF_SERVICE, fhir.JSON, fhir.serialise(outcome))


class BackInService(Oddity):
    """The end of `outage`, once somebody has noticed it."""

    def __init__(self, outage: OutOfService) -> None:
        self._outage = outage

    @override
    def begin(self) -> None:
        self._outage.noticed.wait(LONGEST)

    @override
    def turn(self, answer: Answer) -> Answer:
        return answer
