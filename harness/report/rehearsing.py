"""Keeps right messages of a rehearsal, to be shown beside wrong ones: for each requirement the first that met it.

In a clone, after ``harness run --seed right`` without a system: ``python -m harness.report.rehearsing reports/RUN``
writes ``fixtures/rehearsal``. What differs from run to run (hosts, times, ids made up on the way, the name of the run)
is made the same, so that only what a mock says differently changes a file. Knows a run's ledger; plays nothing.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Finding
from harness.report.assembly import read_run
from harness.report.html_message import of_message
from harness.report.model import Play, Run
from harness.report.moments import iso
from harness.report.rehearsed import ANSWER, REQUEST, file_of
from harness.report.visible import is_text

LONGEST = 20_000  # bytes of a body; a longer one is no example
SHOWN = ("accept", "content-type", "etag", "if-match", "if-none-exist", "location", "prefer", "www-authenticate")
HOST = re.compile(r"(?<![\d.])(?:127\.0\.0\.1|localhost)(?::\d+)?")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT, DAY = "2026-01-15T10:00:00Z", "2026-01-15"


def keep(run: Run, folder: Path | None = None) -> dict[str, int]:
    """Write the right messages of `run` to `folder`, emptied first; how many there are of each transaction.

    A UsageError where `run` is no rehearsal in which all passed.
    """
    if run.participants or set(run.counts) != {"PASS"}:
        raise UsageError(f"{run.name}: expected a rehearsal in which everything passed. Play one: harness run")
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    taken: set[tuple[str, str, str]] = set()
    alike = _Alike(run)
    for play, finding, exchange in (*_shown(run), *_beside(run)):
        _take(finding, exchange, play, alike, found.setdefault(exchange.transaction, {}), taken)
    for file in file_of("x", folder).parent.glob("*.json"):
        file.unlink()
    for transaction, messages in found.items():
        _write(file_of(transaction, folder), messages.values())
    return {transaction: len(messages) for transaction, messages in sorted(found.items()) if messages}


_Right = tuple[Play, Finding, Exchange]


def _shown(run: Run) -> list[_Right]:
    """Each finding with the exchange that shows it, those of scenarios that are about its requirement first."""
    found = [
        (play, finding, exchange)
        for play in run.plays
        for finding in play.findings
        if (exchange := play.exchange(finding.exchange)) is not None
    ]
    return sorted(found, key=lambda each: each[1].requirement not in each[0].scenario.verifies)


def _beside(run: Run) -> Iterator[_Right]:
    """What else stands for a requirement: of a transaction that took place once in a play about it, that exchange."""
    for play in run.plays:
        once = [each for each, count in Counter(one.transaction for one in play.exchanges).items() if count == 1]
        for finding in play.findings:
            if finding.requirement in play.scenario.verifies:
                for exchange in play.exchanges:
                    if exchange.transaction in once and finding.actor in (exchange.initiator, exchange.responder):
                        yield play, finding, exchange


def _take(
    finding: Finding,
    exchange: Exchange,
    play: Play,
    alike: _Alike,
    messages: dict[tuple[str, str], dict[str, Any]],
    taken: set[tuple[str, str, str]],
) -> None:
    message = of_message(exchange, finding)
    side = REQUEST if message is exchange.request else ANSWER
    key = (finding.requirement, exchange.transaction, side)
    if key in taken or exchange.protocol == "tls" or len(message.body) > LONGEST or not is_text(_read(message)):
        return
    taken.add(key)
    kept = messages.setdefault((message.start, message.body.decode()), _kept(message, side, play, alike))
    kept["shows"].append(finding.requirement)


def _read(message: Message) -> bytes:
    """The body as text is looked for in it: HL7 v2 ends its lines by a carriage return alone."""
    return message.body.replace(b"\r", b"\n")


def _kept(message: Message, side: str, play: Play, alike: _Alike) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in message.headers if name.lower() in SHOWN}
    body: Any = alike(message.body.decode())
    if body.lstrip()[:1] in ("{", "["):
        body = json.loads(body)
    return {
        "is": side,
        "shows": [],
        "scenario": play.scenario.title,
        "start": alike(message.start),
        "headers": {name: alike(value) for name, value in sorted(headers.items())},
        "body": body,
    }


class _Alike:
    """Makes the same of what differs between two runs with one seed."""

    def __init__(self, run: Run) -> None:
        day = (iso(run.started) or MOMENT)[:10]
        plain = day.replace("-", "")
        self._name = run.name
        self._moment = re.compile(rf"{day}T[\d:.]+(?:Z|[+-]\d\d:\d\d)?")
        self._stamp = re.compile(rf"(?<!\d){plain}\d{{4,6}}(?:\.\d+)?(?:[+-]\d{{4}})?")
        self._day, self._plain = day, plain

    def __call__(self, text: str) -> str:
        text = HOST.sub("mock.example", text.replace(self._name, "rehearsal"))
        text = self._stamp.sub("20260115100000", self._moment.sub(MOMENT, text))
        text = text.replace(self._day, DAY).replace(self._plain, DAY.replace("-", ""))
        numbers: dict[str, str] = {}
        return UUID.sub(lambda found: numbers.setdefault(found[0], _uuid(len(numbers) + 1)), text)


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _write(file: Path, messages: Iterable[dict[str, Any]]) -> None:
    if messages := list(messages):
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(each, ensure_ascii=False) for each in messages)
        file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    for name, count in keep(read_run(Path(sys.argv[1]))).items():
        print(f"{name}: {count}")
