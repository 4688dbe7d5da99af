"""Invents the ledger of a great event from one rehearsal: as many systems, scenarios and bytes as asked for."""

from __future__ import annotations

import dataclasses
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.evidence import record
from harness.evidence.exchange import Exchange, Message
from harness.evidence.ledger import Ledger
from harness.evidence.reading import Evidence

WRONG = 40
"""Of so many findings one is a FAIL."""
CLINIC = "point_of_service"


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario of the rehearsal: its records and exchanges, and the actor whose part a system takes."""

    start: record.Start
    records: tuple[record.Record, ...]
    exchanges: tuple[tuple[int, Exchange], ...]
    actor: str


def plays(evidence: Evidence, most: int) -> list[Played]:
    """The first `most` plays of a rehearsal in which somebody but the clinic is judged."""
    told: dict[str, list[record.Record]] = {}
    for each in evidence.records:
        if hasattr(each, "play"):
            told.setdefault(each.play, []).append(each)
    crossed: dict[str, list[tuple[int, Exchange]]] = {}
    for crossing in evidence.crossings:
        crossed.setdefault(crossing.play, []).append((crossing.step, crossing.exchange))
    found = (_played(records, crossed.get(name, [])) for name, records in told.items())
    return [one for one in found if one is not None][:most]


def _played(records: list[Any], exchanges: list[tuple[int, Exchange]]) -> Played | None:
    judged = Counter(one.actor for one in records if isinstance(one, record.Finding) and one.actor != CLINIC)
    starts = [one for one in records if isinstance(one, record.Start)]
    if not judged or not starts or not exchanges:
        return None
    return Played(starts[0], tuple(records), tuple(exchanges), judged.most_common(1)[0][0])


def names(systems: int) -> list[str]:
    """What the systems of a great event are called."""
    return [f"System {number:03}" for number in range(1, systems + 1)]


def invent(evidence: Evidence, folder: Path, *, systems: int, scenarios: int, size: int, event: dict[str, Any]) -> None:
    """Write the run of an `event` into `folder`: `size` bytes of bodies in all, as nearly as whole entries allow."""
    chosen = plays(evidence, scenarios)
    messages = sum(2 * len(one.exchanges) for one in chosen) * systems
    ledger = Ledger(folder)
    people = names(systems)
    ledger.add(record.Fact("event", event))
    for fact in (one for one in evidence.records if isinstance(one, record.Fact)):
        ledger.add(_for_all(fact, people, chosen) if fact.topic == "run" else fact)
    for number, name in enumerate(people):
        for place, played in enumerate(chosen):
            _play(ledger, played, name, number * len(chosen) + place, size // messages)
    ledger.close()


def _for_all(fact: record.Fact, systems: list[str], chosen: list[Played]) -> record.Fact:
    actors = sorted({one.actor for one in chosen})
    people = [{"name": name, "actors": actors, "organisation": "Ministry of Health"} for name in systems]
    return record.Fact("run", {**fact.content, "participants": people, "rehearsal": False})


def _play(ledger: Ledger, played: Played, name: str, number: int, size: int) -> None:
    play = f"{played.start.scenario}[{name} as {played.actor}]"
    ledger.add(dataclasses.replace(played.start, play=play, casting=_cast(played, name)))
    for step, exchange in played.exchanges:
        ledger.add_exchange(_exchange(exchange, number, size), play=play, step=step)
    failed = False
    for each in _findings(played, play, name, number):
        failed = failed or (isinstance(each, record.Finding) and each.verdict == "FAIL")
        ledger.add(each)
    verdict = "FAIL" if failed else "PASS"
    ledger.add(record.Ending(play, verdict, {name: verdict}, time.time()))


def _cast(played: Played, name: str) -> dict[str, str]:
    return {actor: name if actor == played.actor else "" for actor in played.start.casting}


def _findings(played: Played, play: str, name: str, number: int) -> Iterator[record.Record]:
    for place, each in enumerate(played.records):
        if isinstance(each, (record.Step, record.NotChecked, record.Wait)):
            yield dataclasses.replace(each, play=play)
        if isinstance(each, record.Finding):
            theirs = each.actor == played.actor
            known = dataclasses.replace(
                each, play=play, participant=name if theirs else "", exchange=_id(each.exchange, number)
            )
            wrong = theirs and each.level == "SHALL" and (number + place) % WRONG == 0
            told = {"where": "Bundle.entry[3].resource.name", "expected": "a family name", "found": "nothing"}
            yield dataclasses.replace(known, verdict="FAIL", **told) if wrong else known


def _id(exchange: str, number: int) -> str:
    return f"{number}-{exchange}" if exchange else ""


def _exchange(exchange: Exchange, number: int, size: int) -> Exchange:
    asked = _message(exchange.request, number, size)
    answered = exchange.response and _message(exchange.response, number, size)
    return dataclasses.replace(exchange, id=_id(exchange.id, number), request=asked, response=answered)


def _message(message: Message, number: int, size: int) -> Message:
    """`message` with a body that is as long as is wanted, and like no other."""
    try:
        resource = json.loads(message.body)
    except ValueError:
        return message
    if not isinstance(resource, dict):
        return message
    one = len(message.body) + 40
    entries = [{"fullUrl": f"urn:{number}:{place}", "resource": resource} for place in range(max(1, 2 * size // one))]
    body = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, ensure_ascii=False)
    return dataclasses.replace(message, body=body.encode("utf-8", "surrogatepass"), wire=None)


def weight(folders: Iterable[Path]) -> int:
    """Bytes of all files in `folders`."""
    return sum(each.stat().st_size for folder in folders for each in folder.rglob("*") if each.is_file())
