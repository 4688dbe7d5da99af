"""Checks on the answers of ITI-9 and ITI-21 (IHE ITI TF-2 3.9.4.2, 3.21.4.2): QAK, QPD, DSC, and who was found.

Identifiers inside the PID segments are the affair of `identifiers_v2`.
"""

from __future__ import annotations

import re

from harness.checks.check import NothingToJudge, check
from harness.checks.hl7v2 import message_in, told
from harness.checks.place import short
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import hl7v2


@check
def answered_as(response: Message, code: str, status: str) -> None:
    """MSA-1 is `code` and QAK-2 is `status` (table 0208): AA and OK, AA and NF, AE and AE."""
    found = message_in(response)
    for where, wanted in (("MSA-1", code), ("QAK-2", status)):
        if found.get(where) != wanted:
            raise NonConformance(where, expected=wanted, found=told(found.get(where)))


@check
def understood(response: Message) -> None:
    """The query was answered and found in order, whether or not there is something to tell: AA, and OK or NF."""
    found = message_in(response)
    if found.get("MSA-1") != "AA":
        raise NonConformance("MSA-1", expected="AA", found=told(found.get("MSA-1")))
    if found.get("QAK-2") not in ("OK", "NF"):
        raise NonConformance("QAK-2", expected="OK or NF", found=told(found.get("QAK-2")))


@check
def found_nobody(response: Message) -> None:
    """The query was understood, and nobody is meant by it: AA, NF, no PID."""
    answered_as(response, "AA", "NF")
    shows_nobody(response)


@check
def shows_nobody(response: Message) -> None:
    """There is no PID."""
    count = len(message_in(response).all("PID"))
    if count:
        raise NonConformance("PID", expected="none", found=f"{count} of them")


@check
def found_patients(response: Message, count: int, *, least: bool = False) -> None:
    """AA, OK, and `count` PID segments: exactly, or at `least`."""
    answered_as(response, "AA", "OK")
    found = len(message_in(response).all("PID"))
    if found < count or (found > count and not least):
        raise NonConformance("PID", expected=f"at least {count}" if least else str(count), found=found)


@check
def echoes_the_tag(exchange: Exchange) -> None:
    """QAK-1 repeats the query tag (QPD-2). NothingToJudge where no answer came."""
    if exchange.response is None:
        raise NothingToJudge
    wanted, found = message_in(exchange.request).get("QPD-2"), message_in(exchange.response).get("QAK-1")
    if found != wanted:
        raise NonConformance("QAK-1", expected=told(wanted), found=told(found))


@check
def echoes_the_query(exchange: Exchange) -> None:
    """QPD comes back as it was sent; empty fields and parts at an end count for nothing. NothingToJudge likewise."""
    if exchange.response is None or not message_in(exchange.request).all("QPD"):
        raise NothingToJudge
    asked, answered = message_in(exchange.request), message_in(exchange.response)
    if not answered.all("QPD"):
        raise NonConformance("QPD", expected=short(asked.raw("QPD")), found="no QPD")
    length = max(len(one.all("QPD")[0].fields) for one in (asked, answered))
    for number in range(1, length):
        wanted, found = (_trimmed(one.raw(f"QPD-{number}")) for one in (asked, answered))
        if wanted != found:
            raise NonConformance(f"QPD-{number}", expected=told(wanted), found=told(found))


def _trimmed(field: str) -> str:
    """A field without the separators that part nothing any more."""
    return re.sub(r"&+(?=\^)|[&^]+(?=~|$)", "", field).rstrip("~")


@check
def pages(response: Message, *, most: int) -> None:
    """At most so many PID segments, and a pointer in DSC-1 to where the rest is."""
    found = message_in(response)
    count = len(found.all("PID"))
    if count > most:
        raise NonConformance("PID", expected=f"at most {most}, as RCP-2 says", found=count)
    if not found.get("DSC-1"):
        raise NonConformance("DSC-1", expected="a pointer to the rest", found="nothing")


@check
def end_the_pages(responses: list[Message]) -> None:
    """The last page has no pointer."""
    pointer = message_in(responses[-1]).get("DSC-1")
    if pointer:
        expected = f"nothing after {len(responses)} pages"
        raise NonConformance("DSC-1", expected=expected, found=told(pointer), exchange=responses[-1].exchange)


@check
def says_how_likely(response: Message) -> None:
    """Each PID is followed by a QRI whose candidate confidence (QRI-1) is a number."""
    found = message_in(response)
    people = 0
    for person, following in _followers(found):
        people += 1
        if "QRI" not in following:
            raise NonConformance(f"QRI after {person}", expected="a QRI with a score", found="no QRI")
    scores = [found.get(f"{one}-1") for one in found.places("QRI")]
    for place, score in zip(found.places("QRI"), scores, strict=True):
        if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", score):
            raise NonConformance(f"{place}-1", expected="a number", found=told(score))
    if not people:
        raise NonConformance("PID", expected="at least 1", found=0)


def _followers(message: hl7v2.Message) -> list[tuple[str, list[str]]]:
    """Each PID by its place, with the names of the segments up to the next one."""
    groups: list[tuple[str, list[str]]] = []
    for one in message.segments:
        if one.name == "PID":
            groups.append((f"PID[{len(groups) + 1}]" if groups else "PID", []))
        elif groups:
            groups[-1][1].append(one.name)
    return groups
