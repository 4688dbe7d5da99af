"""Can this machine reach that one: name, port, certificate. Knows sockets and TLS, not HTTP."""

from __future__ import annotations

import ipaddress
import os
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

from harness.doctor.symptom import Symptom
from harness.doctor.visit import Place, said
from harness.participants import is_local
from harness.transport import failures, tls
from harness.transport.authentication import Basic, Bearer, ClientCertificate

SECONDS = 5.0
"""How long a name or a connection may take."""
SOON = 14
"""Days before the end of a certificate from which we warn."""
PROXIES = ("https_proxy", "http_proxy", "all_proxy", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")

Found = list[str] | OSError


def address(visit: Place) -> Iterator[Symptom]:
    """The address itself, and what follows from it."""
    participant = visit.participant
    remote = not is_local(visit.base)
    told = visit.endpoint == "fhir" and isinstance(participant.authentication, Basic | Bearer)
    if remote and not visit.secured and told:
        yield visit.symptom(
            "address",
            "warn",
            f"{visit.base} is not TLS: our credentials can be read on the way.",
            "Ask for an address that begins with https://.",
        )
    else:
        yield visit.symptom("address", "ok", visit.base)
    if remote and not participant.test_system and visit.endpoint == next(iter(participant.endpoints)):
        yield visit.symptom(
            "test system",
            "warn",
            "It is on another machine and not declared a test system: only reading scenarios are played.",
            "If it holds no real patients, write test_system = true in its table, or --test-system.",
        )


def name(visit: Place) -> Iterator[Symptom]:
    """Does the host's name lead to an address?"""
    if _is_address(visit.host):
        return
    found = resolved(visit.host, visit.port, seconds=SECONDS)
    if isinstance(found, OSError):
        sentence, remedy = said(failures.not_connected(found, visit.host, visit.port, waited=SECONDS).sentence)
        yield visit.symptom("name", "bad", sentence, remedy, blocks=True)
    else:
        yield visit.symptom("name", "ok", f"{visit.host} is {' and '.join(found)}.")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def resolved(host: str, port: int, *, seconds: float) -> Found:
    """The addresses of a name, or the error; the system's resolver knows no deadline, so it gets one here."""
    answers: queue.SimpleQueue[Found] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except OSError as error:
            answers.put(error)
        except UnicodeError:
            answers.put(socket.gaierror(socket.EAI_NONAME, "not a host name"))

    threading.Thread(target=resolve, daemon=True, name=f"resolve {host}").start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return socket.gaierror(socket.EAI_AGAIN, f"no answer within {failures.seconds(seconds)}")


def port(visit: Place) -> Iterator[Symptom]:
    """Does somebody listen?"""
    wait = min(SECONDS, visit.wait)
    begun = time.monotonic()
    try:
        with closing(socket.create_connection((visit.host, visit.port), timeout=wait)):
            took = (time.monotonic() - begun) * 1000
    except OSError as error:
        sentence, remedy = said(failures.not_connected(error, visit.host, visit.port, waited=wait).sentence)
        yield visit.symptom("port", "bad", sentence, f"{remedy}{_proxy()}", blocks=True)
    else:
        yield visit.symptom("port", "ok", f"Port {visit.port} is open ({took:.0f} ms away).")


def _proxy() -> str:
    """The harness speaks to participants directly; say so where this machine is set up not to."""
    named = next((each for each in PROXIES if os.environ.get(each)), "")
    return f" The harness does not use the proxy in {named}." if named else ""


def own_certificate(visit: Place) -> Iterator[Symptom]:
    """Is the certificate that we show valid, and for how long? Whether its key fits was seen when the file was read."""
    ours = visit.participant.authentication
    if not isinstance(ours, ClientCertificate):
        return
    try:
        shown = tls.read_pem(ours.certificate)
    except (OSError, ValueError) as error:
        yield visit.symptom(
            "our certificate", "bad", f"{ours.certificate} cannot be read: {error}", "Have it replaced."
        )
        return
    now, remedy = time.time(), "Have it renewed (harness certificates --renew, where we issued it)."
    begin, end = _day(shown.begins), _day(shown.expires)
    days = int((shown.expires - now) // 86400)
    if shown.begins > now:
        sentence = f"The certificate that we show it is valid from {begin} on, and not today."
        yield visit.symptom("our certificate", "bad", sentence, "Check this machine's clock, or have it issued anew.")
    elif shown.expires < now:
        yield visit.symptom("our certificate", "bad", f"The certificate that we show it expired on {end}.", remedy)
    elif days < SOON:
        yield visit.symptom(
            "our certificate", "warn", f"The certificate that we show it ends on {_in(end, days)}", remedy
        )
    else:
        yield visit.symptom(
            "our certificate", "ok", f"The certificate that we show it lasts until {end} ({days} days)."
        )


def _day(moment: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(moment))


def _in(end: str, days: int) -> str:
    return f"{end}, in {days} day{'' if days == 1 else 's'}."


def certificate(visit: Place) -> Iterator[Symptom]:
    """Is its certificate trusted here, and for how long?"""
    if not visit.secured:
        return
    participant = visit.participant
    ours = participant.authentication if isinstance(participant.authentication, ClientCertificate) else None
    facts = tls.inspect(visit.host, visit.port, ca=participant.ca or None, timeout=visit.wait, certificate=ours)
    days = int((facts.expires - time.time()) // 86400)
    end = _day(facts.expires)
    if facts.problem:
        yield visit.symptom("certificate", "bad", *_mended(facts.problem), blocks=True)
    elif days < SOON:
        sentence = f"Its certificate ends on {_in(end, days)}"
        yield visit.symptom("certificate", "warn", sentence, "Have it renewed before the event ends.")
    else:
        yield visit.symptom("certificate", "ok", f"Trusted until {end} ({days} days), {facts.version}.")


def _mended(problem: str) -> tuple[str, str]:
    """What is wrong with it, and what to do: the first sentence and the others."""
    sentence, _, rest = problem.partition(". ")
    remedy = rest or "Ask whoever runs the system for a certificate that this machine trusts."
    ca = ' (ca = "file.pem" in its table, or --ca file.pem)' if "CA file" in remedy else ""
    return f"{sentence.rstrip('.')}.", f"{remedy}{ca}"
