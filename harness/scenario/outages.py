"""A service that is away for a while, and comes back: those who send to it have to cope. Knows no messages."""

from __future__ import annotations

import threading
from typing import ClassVar

from typing_extensions import override

from harness.messages import fhir
from harness.scenario.oddities import Answer, Oddity

LONGEST = 10.0
"""Seconds in which somebody has to have tried before the service comes back."""


class OutOfService(Oddity):
    """Whatever is sent is answered with 503, and nobody looks at it."""

    closed: ClassVar[bool] = True

    def __init__(self) -> None:
        self.noticed = threading.Event()

    @override
    def turn(self, answer: Answer) -> Answer:
        self.noticed.set()
        outcome = fhir.operation_outcome("error", "transient", "out of service; try again")
        return Answer(503, fhir.JSON, fhir.serialise(outcome))


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
