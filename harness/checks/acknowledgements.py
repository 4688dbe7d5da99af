"""Checks on acknowledgements in HL7 v2 (IHE ITI TF-2 C.2.3, C.2.4): taken or refused, for which reason, whose it is.

A refusal in 2.3.1 has its place and code in ERR-1; IHE wants ERR-2 to ERR-4, which came with 2.5. Either is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.checks.check import NothingToJudge, check
from harness.checks.hl7v2 import message_in, told
from harness.checks.place import short
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import hl7v2

ACCEPTED = ("AA", "CA")
REFUSED = ("AE", "AR", "CE", "CR")
ORIGINAL = ("AA", "AE", "AR")
"""MSA-1 (table 0008): with C the commit acknowledgement of the enhanced mode, else the application's own."""

SWAPPED = (("MSH-3", "MSH-5"), ("MSH-4", "MSH-6"), ("MSH-5", "MSH-3"), ("MSH-6", "MSH-4"))


@dataclass(frozen=True, slots=True)
class Reason:
    """What an ERR says: `where` it says so, `location` (segment, sequence, field, …) and `code` of table 0357."""

    where: str
    location: tuple[str, ...]
    code: str
    severity: str = ""


@check
def acknowledged(response: Message) -> None:
    """The answer is a message that says whether the request was taken: it has an MSA with a code."""
    if not message_in(response).get("MSA-1"):
        raise NonConformance("MSA-1", expected="an acknowledgement code", found="nothing")


@check
def accepted(response: Message) -> None:
    """The request was taken: MSA-1 is AA, or CA."""
    _has_code(response, ACCEPTED)


@check
def refused(response: Message, *codes: str) -> None:
    """The request was refused: MSA-1 is one of `codes`, or any code that refuses where none are given."""
    _has_code(response, codes or REFUSED)


def _has_code(response: Message, codes: tuple[str, ...]) -> None:
    found = message_in(response).get("MSA-1")
    if found not in codes:
        raise NonConformance("MSA-1", expected=" or ".join(codes), found=_said(response, found))


def _said(response: Message, code: str) -> str:
    """The code, and the reason beside it where there is one."""
    first = next(reasons(message_in(response)), None)
    return told(code) + (f" ({'^'.join(first.location)} {first.code})" if first else "")


@check
def speaks_in_original_mode(exchange: Exchange) -> None:
    """MSA-1 is AA, AE or AR; the codes of the enhanced mode only where the request asks for it (MSH-15, MSH-16)."""
    asked, answered = _both(exchange)
    codes = (*ORIGINAL, "CA", "CE", "CR") if asked.raw("MSH-15") or asked.raw("MSH-16") else ORIGINAL
    found = answered.get("MSA-1")
    if found not in codes:
        raise NonConformance("MSA-1", expected=" or ".join(codes), found=told(found))


@check
def names_the_request(exchange: Exchange) -> None:
    """MSA-2 repeats the control id of the request (MSH-10)."""
    asked, answered = _both(exchange)
    wanted, found = asked.get("MSH-10"), answered.get("MSA-2")
    if found != wanted:
        raise NonConformance("MSA-2", expected=told(wanted), found=told(found))


@check
def is_a_message_of_its_own(exchange: Exchange) -> None:
    """The answer has a control id (MSH-10), and not that of the request."""
    asked, answered = _both(exchange)
    found = answered.get("MSH-10")
    if found in ("", asked.get("MSH-10")):
        raise NonConformance("MSH-10", expected="a control id of its own", found=told(found))


@check
def goes_back_to_the_sender(exchange: Exchange) -> None:
    """Application and facility that were addressed answer to those that spoke: MSH-3, 4 and MSH-5, 6 are swapped."""
    asked, answered = _both(exchange)
    for where, source in SWAPPED:
        if answered.get(where) != asked.get(source):
            expected = f"{told(asked.get(source))}, as in {source} of the request"
            raise NonConformance(where, expected=expected, found=told(answered.get(where)))


@check
def keeps_the_version(exchange: Exchange) -> None:
    """The answer is written in the version of the request (MSH-12)."""
    asked, answered = _both(exchange)
    if answered.get("MSH-12") != asked.get("MSH-12"):
        raise NonConformance("MSH-12", expected=told(asked.get("MSH-12")), found=told(answered.get("MSH-12")))


def _both(exchange: Exchange) -> tuple[hl7v2.Message, hl7v2.Message]:
    """Request and answer; NothingToJudge where no answer came."""
    if exchange.response is None:
        raise NothingToJudge
    return message_in(exchange.request), message_in(exchange.response)


@check
def tells_why(response: Message) -> None:
    """A refusal in HL7 v2.5 or later has an ERR with a code (ERR-3) and a severity (ERR-4).

    NothingToJudge for what is taken, and before 2.5: strict parsers of 2.3.1 refuse the ERR that IHE wants.
    """
    found = message_in(response)
    if found.get("MSA-1") not in REFUSED or found.get("MSH-12") < "2.5":
        raise NothingToJudge
    given = list(reasons(found))
    if not any(one.code for one in given):
        where = given[0].where if given else "ERR"
        raise NonConformance(f"{where}-3" if given else where, expected="a code of table 0357", found="nothing")
    if not any(one.severity for one in given):
        raise NonConformance(f"{given[0].where}-4", expected="the severity E", found="nothing")


@check
def blames(response: Message, where: str, *, code: str = "") -> None:
    """The refusal names the place `where` (``QPD-3[1].4``) and, where one is given, the code of table 0357.

    A place that is told less deeply than ERR-1 of 2.3.1 can (segment, sequence, field) is enough there.
    """
    place = hl7v2.place(where)
    given = list(reasons(message_in(response)))
    expected = "^".join(place.location)
    if not given:
        raise NonConformance("ERR", expected=f"{expected} {code}".rstrip(), found="no ERR")
    here = [one for one in given if _names(one, place.location)]
    if not here:
        found = "; ".join("^".join(one.location) or "nothing" for one in given)
        raise NonConformance(_part(given[0], 2), expected=expected, found=short(found))
    if code and all(one.code != code for one in here):
        found = ", ".join(told(one.code) for one in here)
        raise NonConformance(_part(here[0], 3), expected=code, found=short(found))


@check
def gives_code(response: Message, *codes: str) -> None:
    """An ERR of the refusal has one of `codes` (table 0357), wherever it points to."""
    given = list(reasons(message_in(response)))
    if all(one.code not in codes for one in given):
        where = _part(given[0], 3) if given else "ERR"
        found = ", ".join(told(one.code) for one in given) or "no ERR"
        raise NonConformance(where, expected=" or ".join(codes), found=short(found))


def reasons(message: hl7v2.Message) -> Iterator[Reason]:
    """What each ERR says, in the shape of 2.5 (ERR-2, 3, 4) or in that of the versions before (ERR-1)."""
    for segment in message.places("ERR"):
        one = str(segment)
        code, severity = message.get(f"{one}-3.1"), message.get(f"{one}-4")
        located = message.places(f"{one}-2")
        for place in located:
            yield Reason(one, _components(message, place), code, severity)
        if not located and (code or severity):
            yield Reason(one, (), code, severity)
        for place in message.places(f"{one}-1"):
            yield Reason(f"{one}-1", _components(message, place, 3), message.get(place.at(4, 1)))


def _components(message: hl7v2.Message, place: hl7v2.Place, most: int = 6) -> tuple[str, ...]:
    found = [message.get(place.at(number)) for number in range(1, most + 1)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _part(reason: Reason, field: int) -> str:
    """Where in an ERR its place (2) or its code (3) stands; ERR-1 has both in one."""
    return reason.where if reason.where.endswith("-1") else f"{reason.where}-{field}"


def _names(reason: Reason, wanted: tuple[str, ...]) -> bool:
    """Whether a reason is about that place. An empty number is the first; ERR-1 reaches down to the field."""
    deep = wanted[:3] if reason.where.endswith("-1") else wanted
    found = (*reason.location, *[""] * len(deep))
    return bool(reason.location) and all((one or "1") == other for one, other in zip(found, deep, strict=False))
