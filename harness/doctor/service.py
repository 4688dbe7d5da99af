"""Does a FHIR server answer, does it let us in, do our clocks agree? Knows HTTP; of FHIR only /metadata."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime

from harness.doctor.capability import broken, undeclared
from harness.doctor.links import links
from harness.doctor.symptom import State, Symptom
from harness.doctor.visit import Answer, Visit, is_kind, said
from harness.participants import Participant
from harness.transport import tls
from harness.transport.authentication import Basic, Bearer, ClientCertificate, NoAuthentication
from harness.transport.failures import WITHOUT_A_BYTE

GATEWAY = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
USUAL_BASES = ("fhir", "r4", "baseR4", "fhir/r4", "fhir/R4")
SKEW = 1.0
"""Seconds by which clocks may differ before we warn (IHE CT wants a median error below one second)."""


def service(visit: Visit) -> Iterator[Symptom]:
    """The server, by its /metadata and one search that may find nobody."""
    metadata = visit.get("metadata")
    if metadata.failure_kind == "unreachable":
        yield visit.symptom("/metadata", "bad", *said(metadata.failure), blocks=True)
        return
    if off := clock(metadata):
        yield visit.symptom("clock", *off)
    if metadata.refused:
        yield refusal(visit, metadata)
        return
    search = visit.get("Patient", _count="1") if visit.participant.plays("client_registry") else metadata
    yield _metadata(visit, metadata, speaks=_speaks(metadata) or _speaks(search))
    yield from _entrance(visit, search)
    yield from links(visit, search)


def _speaks(answer: Answer) -> bool:
    """Whether it came in FHIR, or shows that somebody who speaks it stands at the door."""
    return (bool(answer.resource) and answer.status not in (404, 410)) or answer.refused


def _metadata(visit: Visit, answer: Answer, *, speaks: bool) -> Symptom:
    if answer.status in GATEWAY:
        sentence = f"A gateway answers in its place: {answer.status} {GATEWAY[answer.status]} at {answer.question}."
        return visit.symptom("/metadata", "bad", sentence, "Check that the system behind it runs.", blocks=True)
    if not answer.status:
        sentence, remedy = said(answer.failure)
        return visit.symptom("/metadata", "bad", sentence, _in_tls(visit, answer) or remedy, blocks=not speaks)
    if answer.status != 200 or not is_kind(answer.resource, "CapabilityStatement"):
        what = f"{answer.status} with {_content(answer)}, not with a CapabilityStatement"
        sentence = f"{answer.question} answered {what}."
        return visit.symptom("/metadata", "bad", sentence, _another_base(visit), blocks=not speaks)
    return _capability(visit, answer)


def _in_tls(visit: Visit, answer: Answer) -> str:
    """What to do where an address without TLS leads to a port with it; empty elsewhere."""
    if visit.secured or WITHOUT_A_BYTE not in answer.failure:
        return ""
    if not tls.inspect(visit.host, visit.port, timeout=visit.wait).version:
        return ""
    return "It speaks TLS on this port: write https:// instead of http://."


def _another_base(visit: Visit) -> str:
    """Where the base may be meant instead: at the usual places below the URL that was given."""
    for path in USUAL_BASES:
        if is_kind(visit.get(f"{path}/metadata").resource, "CapabilityStatement"):
            return f"Write {visit.base}/{path}: there it is."
    return "Check the base URL: /metadata has to lie right below it."


def _content(answer: Answer) -> str:
    return str(answer.resource.get("resourceType")) if answer.resource else answer.unreadable


def _capability(visit: Visit, answer: Answer) -> Symptom:
    version = answer.resource.get("fhirVersion")
    if version != "4.0.1":
        sentence = f"It declares FHIR {version or 'without a version'}; the scenarios are written for 4.0.1 (R4)."
        remedy = "Give the base URL of its R4 interface, if it has another."
        return visit.symptom("/metadata", "warn", sentence, remedy, fails="Z-03")
    software = answer.resource.get("software")
    named = software if isinstance(software, dict) else {}
    label = " ".join(str(named[key]) for key in ("name", "version") if named.get(key)) or "a FHIR server"
    if missing := undeclared(answer.resource, visit.participant):
        sentence = f"{label}, FHIR 4.0.1; it does not declare {', '.join(missing)}."
        remedy = "Declare what it can do. Other scenarios look at what it does, declared or not."
        return visit.symptom("/metadata", "warn", sentence, remedy, fails=broken(missing))
    return visit.symptom("/metadata", "ok", f"{label}, FHIR 4.0.1, declares what its roles need.")


def _entrance(visit: Visit, answer: Answer) -> Iterator[Symptom]:
    """Whether our credentials were good for more than /metadata, which many systems leave open."""
    carried, _ = credentials(visit.participant)
    if answer.status == 401:
        yield refusal(visit, answer)
    elif answer.status == 403:
        sentence = f"{answer.question} was forbidden (403), sent with {carried}."
        remedy = "If more than searches without criteria are forbidden, let the harness's user read and write patients."
        yield visit.symptom("credentials", "warn", sentence, remedy)
    elif answer.resource and answer.status < 500 and answer.status != 404:  # nothing is there that could let us in
        yield visit.symptom("credentials", "ok", f"It let us in, with {carried}.")


def refusal(visit: Visit, answer: Answer) -> Symptom:
    """That we were not let in, what we had shown, and what to check."""
    if visit.participant.tokens is not None and isinstance(visit.participant.authentication, NoAuthentication):
        words = f"It asks for a token ({answer.status}), which our authorization server will give in a run."
        return visit.symptom("credentials", "ok", words)
    carried, remedy = credentials(visit.participant)
    scheme = answer.headers.get("www-authenticate", "").partition(" ")[0]
    wanted = f" It asks for {scheme}." if scheme else ""
    sentence = f"It did not let us in: {answer.status} at {answer.question}, sent with {carried}.{wanted}"
    return visit.symptom("credentials", "bad", sentence, remedy, blocks=True)


def credentials(participant: Participant) -> tuple[str, str]:
    """What we present, in words that name where each secret is kept, and what to check when it is refused."""
    kept = " and ".join(dict.fromkeys(secret.source for secret in participant.secrets))
    check = f"Check what is in {kept}, whether it has run out, and whether the system knows it."
    match participant.authentication:
        case Bearer():
            return f"the token from {kept}", check
        case Basic(user=user):
            return f'the user "{user}" and the password from {kept}', check
        case ClientCertificate(certificate=certificate):
            return (
                f"the client certificate {certificate.name}",
                "Check that the system trusts whoever signed it, and knows its name.",
            )
    if kept:
        return f"headers from {kept}", check
    return (
        "no credentials",
        "Write [participants.authentication] in its table, or --bearer-from NAME.",
    )


def clock(answer: Answer) -> tuple[State, str, str] | None:
    """State, sentence and remedy for the difference between its clock and ours, from the Date header of `answer`.

    The header is cut to a whole second (RFC 9110 5.6.7), and was written at some moment between our question and its
    answer: only what lies outside both is a difference.
    """
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return None
    at = (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)).timestamp()
    return skew(at, sent=answer.sent, received=answer.received)


def skew(at: float, *, sent: float, received: float) -> tuple[State, str, str]:
    """State, sentence and remedy for a clock that read `at`, cut to a second, between `sent` and `received`."""
    ahead, behind = at - received, sent - (at + 1)
    if max(ahead, behind) <= SKEW:
        room = f"{ahead:+.1f} to {-behind:+.1f} s away"
        return "ok", f"Its clock agrees with ours: {room}, as close as a message tells.", ""
    off, way = (ahead, "ahead of") if ahead > behind else (behind, "behind")
    remedy = "Set the clocks of both machines by the same time server (NTP)."
    return "warn", f"Its clock is {_duration(off)} {way} ours.", remedy


def _duration(seconds: float) -> str:
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
