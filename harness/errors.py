"""Everything that can go wrong, and who it is charged to.

::

    HarnessError
      UsageError            described wrongly: an unknown id, actor, participant, a bad file    nothing runs
        CannotListen        a port or a network interface cannot be had
      MalformedMessage      bytes are not the format they claim to be                           whoever sent them
      Inconclusive          nothing can be judged                                               INCONCLUSIVE
        Unreachable         no connection, no name, no TLS, no entrance
        NothingReceived     a person's wait ran out
        OperatorDeclined    the person at the screen could not tell
      MockFault             one of our reference mocks broke its contract                       ERROR
      EvidenceLost          what was seen could not be kept: the disk is full, say              the run stops
    NonConformance          a requirement is not met: where, expected, found                    FAIL, or NOTED

Anything else is a bug in the harness: ERROR, charged to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "CannotListen",
    "EvidenceLost",
    "HarnessError",
    "Inconclusive",
    "MalformedMessage",
    "MockFault",
    "NonConformance",
    "NothingReceived",
    "OperatorDeclined",
    "Unreachable",
    "UsageError",
]


RUNS_IT = "whoever runs the harness"
"""Who is asked at a terminal, or was not there."""


class HarnessError(Exception):
    """What the harness raises on purpose, other than a finding."""


class UsageError(HarnessError):
    """Something was described wrongly. `mistakes` holds every one that was found, a line each."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class CannotListen(UsageError):
    """A `port` that cannot be had: `why`, and what `todo`. Whoever knows which option says where to listen names it.

    `at` is "port" where another port helps, and "host" where another network interface does.
    """

    def __init__(self, why: str, todo: str, *, port: int, at: str = "port", by: str = "") -> None:
        super().__init__(f"{why}. {todo}{f': {by}' if by else ''}")
        self.why, self.todo, self.port, self.at = why, todo, port, at

    def named(self, ports: Mapping[int, str], *, other: str = "", host: str = "") -> CannotListen:
        """The same with its option: that of its port among `ports`, `other` where it is none, or that of the `host`."""
        by = ports.get(self.port, other) if self.at == "port" else host
        return CannotListen(self.why, self.todo, port=self.port, at=self.at, by=by)


class MalformedMessage(HarnessError):
    """Bytes that are not the format they claim to be."""

    def __init__(self, where: str, *, expected: str, found: str) -> None:
        super().__init__(f"{where}: expected {_text(expected)}, found {_text(found)}")
        self.where, self.expected, self.found = where, expected, found


class Inconclusive(HarnessError):
    """Nothing can be judged. `caused_by` is an actor of the play, "the network", "the harness" or RUNS_IT."""

    def __init__(self, reason: str, *, caused_by: str = "the harness") -> None:
        super().__init__(reason)
        self.reason, self.caused_by = reason, caused_by


class Unreachable(Inconclusive):
    """The other side could not be reached, or did not let us in."""


class NothingReceived(Inconclusive):
    """A wait for somebody's message ran out."""


class OperatorDeclined(Inconclusive):
    """Nobody could say what the screen shows."""


class MockFault(HarnessError):
    """A reference mock, which is ours, broke its contract."""


class EvidenceLost(HarnessError):
    """What was seen could not be written down, so nothing that follows can be judged. Says where, why, what to do."""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class NonConformance(Exception):
    """A requirement is not met.

    `where` is a place in the message, in the words of its format (``Patient.name[0].family``, ``HTTP status``);
    `expected` and `found` are short texts or values. `exchange` is the id of the exchange that shows it. `message`
    tells it in whole sentences where the other two do not say all.
    """

    def __init__(self, where: str, *, expected: object, found: object, exchange: str = "", message: str = "") -> None:
        super().__init__(f"{where}: expected {_text(expected)}, found {_text(found)}")
        self.where, self.expected, self.found = where, _text(expected), _text(found)
        self.exchange, self.message = exchange, message
