"""Who can be played against just now, as the doctor finds. Judges nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact
from harness.participants import Participant


class Health:
    """What stands in the way of playing with each participant (by name), over each endpoint.

    A registry that refuses our identifier domain is told what to configure, and not failed for it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._ills: dict[str, dict[str, str]] = {}
        self._away: dict[str, str] = {}

    def examine(self, participants: Iterable[Participant]) -> None:
        """Look at these, side by side, and write down what was found."""
        from harness import doctor

        everyone = tuple(participants)
        symptoms = doctor.examine(everyone)
        for one in doctor.health(symptoms):
            refused = {"fhir": one.domain_refused} if one.domain_refused else {}
            with self._lock:
                self._ills[one.participant] = {**refused, **one.away}
                self._away[one.participant] = one.reason
        self._ledger.add(Fact("doctor", {"symptoms": [doctor.snapshot(one) for one in symptoms]}))

    def reason(self, participant: str, endpoint: str) -> str:
        """Why it cannot be played against over this endpoint, "" where it can."""
        return self._ills.get(participant, {}).get(endpoint, "")

    def is_gone(self, participant: Participant) -> str:
        """Why it cannot be reached at all, "" where it can, over one endpoint at least."""
        ills = self._ills.get(participant.name, {})
        gone = bool(participant.endpoints) and participant.endpoints.keys() <= ills.keys()
        return self._away.get(participant.name, "") if gone else ""
