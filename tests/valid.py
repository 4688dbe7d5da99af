"""Whether a message meets one requirement that needs the definitions of FHIR R4; skipped where they are missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.checks.validity import Side, judge, judge_by
from harness.conformance.packages.definitions import HOW_TO_GET, definitions
from harness.evidence.exchange import Message

INSTALLED = definitions().available

needs_definitions = pytest.mark.skipif(not INSTALLED, reason=HOW_TO_GET)


def meets(requirement: str, side: Side = "request") -> Callable[[Message], None]:
    """A check that raises the first fault of `requirement` in a message; the message has to be judged by it."""

    def check(message: Message) -> None:
        if not INSTALLED:
            pytest.skip(HOW_TO_GET)
        for fault in judge(message, side, judge_by(), requirements=(requirement,)).faults[requirement]:
            raise fault

    return check
