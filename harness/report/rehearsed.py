"""Right messages: what our reference mocks said in a rehearsal, kept in fixtures/rehearsal by `rehearsing.py`.

Each passed the very requirement that it is kept for, in the same transaction and the same direction as the message that
it is shown beside. Knows no run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from harness import folders
from harness.evidence.exchange import Message
from harness.report.names import slug

ANSWER, REQUEST = "answer", "request"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A message of the rehearsal and the title of the scenario that it was sent in."""

    message: Message
    scenario: str


def rehearsed(requirement: str, transaction: str, *, answers: bool) -> Rehearsed | None:
    """The message kept for `requirement` as an answer in `transaction`, or as a request; None where there is none."""
    return _kept(transaction).get((requirement, ANSWER if answers else REQUEST))


def file_of(transaction: str, folder: Path | None = None) -> Path:
    """Where the messages of a transaction are kept."""
    return (folder or folders.fixtures() / "rehearsal") / f"{slug(transaction)}.json"


@cache
def _kept(transaction: str) -> dict[tuple[str, str], Rehearsed]:
    file = file_of(transaction)
    messages: Iterable[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else ()
    return {
        (requirement, each["is"]): Rehearsed(_message(each), each["scenario"])
        for each in messages
        for requirement in each["shows"]
    }


def _message(kept: dict[str, Any]) -> Message:
    body = kept["body"] if isinstance(kept["body"], str) else json.dumps(kept["body"], ensure_ascii=False)
    headers = tuple(kept["headers"].items())
    head = "".join(f"{line}\r\n" for line in (kept["start"], *(f"{name}: {value}" for name, value in headers), ""))
    return Message(
        "", head.encode() if kept["start"] else b"", body.encode(), 0.0, start=kept["start"], headers=headers
    )
