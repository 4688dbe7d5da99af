"""Notices where people who are not the harness's come in such numbers that they may be real. Hides nobody.

One is counted who has a name that is none of a test and a birth date, and whom the harness neither sent nor named: so
neither our own people nor a made-up country's, nor the usual "Test Patient" of a demo server.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.people import Person, people_in
from harness.evidence.pseudonyms import Pseudonyms
from harness.evidence.record import Fact, Start, Wait

TOPIC = "strangers"
MANY = 20
"""So many of them in what one participant sent look like a population; a few are what people at a desk make up."""
OF_NOBODY = re.compile(
    r"test|demo|dummy|sample|example|synth|fake|mock|patient|[0-9]|^(john|jane)? ?(doe|smith)$", re.I
)


class Strangers:
    """Counts, for each participant, the people in what it sent. Safe to use from several threads."""

    def __init__(self) -> None:
        self._known = Pseudonyms()
        self._casting: dict[str, dict[str, str]] = {}
        self._met: dict[str, set[int]] = defaultdict(set)
        self._lock = threading.Lock()

    def told(self, record: Any) -> None:
        """The run writes `record` down: who plays whom, and whom somebody is told to send."""
        if isinstance(record, Start):
            self._casting[record.play] = record.casting
        elif isinstance(record, Wait):
            self._known.instructed(record.instruction)

    def meet(self, exchange: Exchange, play: str) -> Fact | None:
        """What is to be told of the people in `exchange`: once for each participant, when there are `MANY`."""
        casting, by_us = self._casting.get(play, {}), exchange.captured_at == "client"
        sent, answering = casting.get(exchange.initiator, ""), casting.get(exchange.responder, "")
        with self._lock:
            asked = people_in(exchange.request.body) if by_us or sent else []
            answered = people_in(exchange.response.body) if exchange.response and (by_us or answering) else []
            if by_us:
                self._known.hear(asked, by_us=True)
                self._known.hear(answered, by_us=False)
            elif sent and (fact := self._count(sent, asked)):
                return fact
            return self._count(answering, answered) if answering else None

    def _count(self, participant: str, people: list[Person]) -> Fact | None:
        met = self._met[participant]
        before = len(met)
        met |= {hash(one) for one in people if _may_be_real(one) and not self._known.is_ours(one)}
        if before < MANY <= len(met):
            return Fact(TOPIC, {"participant": participant, "people": len(met)})
        return None


def _may_be_real(person: Person) -> bool:
    names = [one.value for one in person if one.kind == "name"]
    born = any(one.kind == "birth" and one.value for one in person)
    return bool(names) and born and not any(OF_NOBODY.search(name) for name in names)
