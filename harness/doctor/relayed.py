"""What changes for a system when a relay of ours stands in front of it, told beforehand. Asks it one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from harness.doctor.symptom import Symptom
from harness.doctor.visit import Visit
from harness.participants import Participant
from harness.participants.addresses import counterparts

ELSEWHERE = "relay.invalid"
"""A host that nobody has, in the place of ours."""


def relayed(visit: Visit, everyone: Iterable[Participant]) -> Iterator[Symptom]:
    """What it checks of an address, which holds no more where others reach it through us; nothing where nobody does."""
    callers = [each.name for each in everyone if _reaches(each, visit.participant)]
    if not callers:
        return
    plain = visit.get("metadata")
    forwarded = visit.get("metadata", headers=(("X-Forwarded-Host", ELSEWHERE), ("X-Forwarded-Proto", "http")))
    if plain.status == 200 and forwarded.status in (400, 403, 421):
        sentence = f"It refuses ({forwarded.status}) what names another host in X-Forwarded-Host, as our relay has to."
        remedy = "Let it trust this machine as a proxy, or play it alone, without --pairs."
        yield visit.symptom("relay", "warn", sentence, remedy)
        return
    yield visit.symptom("relay", "ok", f"Through us it is reached by {', '.join(callers)}. {' '.join(_broken(visit))}")


def _reaches(caller: Participant, system: Participant) -> bool:
    return caller.name != system.name and any(actor in system.actors for actor in counterparts(caller))


def _broken(visit: Visit) -> Iterator[str]:
    """What cannot hold through a relay, each as a sentence."""
    host = urlsplit(visit.base).netloc
    yield f"Requests come from this machine, with Host {host} and the initiator's own in X-Forwarded-Host:"
    yield "an allow-list of addresses must name this machine;"
    if visit.secured:
        yield "its certificate is seen by us alone, and a token bound to the caller's own (RFC 8705) will not fit;"
    yield f"and what the caller binds to a URL it binds to ours, not to {visit.base}: the audience of a token,"
    yield "DPoP (RFC 9449), a signature over Host or the URL (RFC 9421). Let it accept both."
