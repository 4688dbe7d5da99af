"""Reads a run's ledger back, checks its chain, and says what is torn or broken. Changes nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence import record
from harness.evidence.exchange import Exchange, Message, Tls
from harness.evidence.ledger import digest

KINDS: dict[str, type[Any]] = {
    kind.kind: kind
    for kind in (
        record.Start,
        record.Step,
        record.Finding,
        record.Wait,
        record.Made,
        record.Ending,
        record.NotPlayed,
        record.Fact,
    )
}


@dataclass(frozen=True, slots=True)
class Crossing:
    """An exchange and where in the play it stands; `play` is "" for a message that no scenario waited for."""

    play: str
    step: int
    exchange: Exchange


@dataclass(slots=True)
class Evidence:
    """All that a run wrote down, in the order of each writer. `faults` says, in words, what could not be read."""

    folder: Path
    records: list[record.Record] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fact(self, topic: str) -> dict[str, Any]:
        """The newest snapshot called `topic`, or nothing."""
        facts = (r for r in reversed(self.records) if isinstance(r, record.Fact) and r.topic == topic)
        return next((fact.content for fact in facts), {})


def read(folder: Path) -> Evidence:
    """Everything in the run's folder. A UsageError when it is no run at all."""
    files = sorted((folder / "ledger").glob("*.jsonl"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    if not files:
        raise UsageError(f"{folder}: expected the folder of a run, with ledger/*.jsonl in it; found none")
    evidence = Evidence(folder)
    for path in files:
        for line in _lines(path, evidence.faults):
            _take(line, evidence)
    return evidence


def _lines(path: Path, faults: list[str]) -> Iterator[dict[str, Any]]:
    previous = ""
    with path.open("rb") as file:
        for number, content in enumerate(file, 1):
            if not content.endswith(b"\n"):
                faults.append(f"{path.name}: line {number} is torn and was dropped (the writer was stopped in it)")
                return
            try:
                line = json.loads(content.decode("utf-8", "surrogatepass"))
            except ValueError:
                faults.append(f"{path.name}: line {number} cannot be read; it is left out")
                continue
            if line.get("n") != number or line.get("prev") != previous:
                faults.append(f"{path.name}: line {number} does not follow the line before it: changed afterwards?")
            previous = digest(content)
            yield line


def _take(line: dict[str, Any], evidence: Evidence) -> None:
    kind = line.pop("kind", "")
    if kind == "exchange":
        evidence.crossings.append(_crossing(line, evidence.folder))
    elif kind in KINDS:
        names = {field.name for field in dataclasses.fields(KINDS[kind])}
        evidence.records.append(KINDS[kind](**{name: value for name, value in line.items() if name in names}))


def _crossing(line: dict[str, Any], folder: Path) -> Crossing:
    names = {field.name for field in dataclasses.fields(Exchange)}
    fields = {name: value for name, value in line.items() if name in names}
    for part in ("request", "response", "forwarded_request", "forwarded_response"):
        fields[part] = fields.get(part) and _message(fields[part], line["id"], folder)
    if tls := fields.get("tls"):
        fields["tls"] = Tls(tls["version"], tls["cipher"], bytes.fromhex(tls["certificate"]))
    return Crossing(line["play"], line["step"], Exchange(**fields))


def _message(fields: dict[str, Any], exchange: str, folder: Path) -> Message:
    return Message(
        sender=fields["sender"],
        head=fields["head"].encode("latin-1"),
        body=_body(fields["body"], folder),
        at=fields["at"],
        wire=fields["wire"] and _body(fields["wire"], folder),
        start=fields["start"],
        headers=tuple((name, value) for name, value in fields["headers"]),
        exchange=exchange,
    )


def _body(name: str, folder: Path) -> bytes:
    path = folder / "bodies" / name
    return path.read_bytes() if path.exists() else b""
