"""Checks on a message of HL7 v2, whatever it is about: header, separators, segments, values (IHE ITI TF-2 C.2).

Knows places in a message, not which transaction it belongs to.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from harness.checks.check import NothingToJudge, check, shown_by
from harness.checks.place import short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.messages import hl7v2

HEADER = ("MSH-3", "MSH-4", "MSH-5", "MSH-6", "MSH-7", "MSH-9", "MSH-10", "MSH-11", "MSH-12")
"""What C.2.2 requires of MSH, besides its separators."""

SEGMENTS = {
    **dict.fromkeys(("A01", "A04", "A05", "A08", "A28", "A31"), ("MSH", "EVN", "PID", "PV1")),
    **dict.fromkeys(("A24", "A37"), ("MSH", "EVN", "PID", "PID")),
    **dict.fromkeys(("A40", "A47"), ("MSH", "EVN", "PID", "MRG")),
    **dict.fromkeys(("Q22", "Q23"), ("MSH", "QPD", "RCP")),
    "J01": ("MSH", "QID"),
    **dict.fromkeys(("K22", "K23"), ("MSH", "MSA", "QAK", "QPD")),
}
"""The segments that IHE requires in a message of an event (MSH-9.2), in order."""

ACKNOWLEDGEMENT = ("MSH", "MSA")


@lru_cache(maxsize=8)
def _parsed(body: bytes) -> hl7v2.Message:
    return hl7v2.parse(body)


def forget() -> None:
    """Forget what was parsed, as a benchmark has to."""
    _parsed.cache_clear()


def message_in(message: Message) -> hl7v2.Message:
    """The HL7 v2 message in the body; a NonConformance where it is none."""
    try:
        return _parsed(message.body)
    except MalformedMessage as fault:
        with shown_by(message):
            raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from fault


def told(value: str) -> str:
    """A value for a finding: at most 120 characters, and ``nothing`` for none."""
    return short(value) if value else "nothing"


@check
def has_value(message: Message, where: str, *values: str) -> None:
    """At `where` (``PID-5.1``) stands one of `values`. Capital letters are as good as small ones."""
    found = message_in(message).get(where)
    if found.casefold() not in [one.casefold() for one in values]:
        raise NonConformance(where, expected=" or ".join(one or "nothing" for one in values), found=told(found))


@check
def keeps(request: Message, response: Message, *places: str) -> None:
    """What stands at `places` of the request stands there in the response too, in the same letters or others.

    A field (``PID-5``) is compared component by component; what the response has besides is its own affair, midnight
    behind a date included.
    """
    asked, answered = message_in(request), message_in(response)
    for where in places:
        wanted, found = _parts(asked, where), _parts(answered, where)
        pairs = zip_longest(wanted, found, fillvalue="")
        if any(one and not _same(one, other) for one, other in pairs):
            raise NonConformance(where, expected=short("^".join(wanted)), found=told("^".join(found)))


def _same(one: str, other: str) -> bool:
    midnight = len(one) == 8 and one.isdigit() and re.fullmatch(f"{one}0{{4,6}}([+-]\\d{{4}})?", other)
    return one.casefold() == other.casefold() or bool(midnight)


def _parts(message: hl7v2.Message, where: str) -> list[str]:
    """The components of a field's first repetition without empty ones at its end, or the one value of a part."""
    there = hl7v2.place(where)
    if there.component:
        return [message.get(there)]
    first = replace(there, repetition=there.repetition or 1)
    count = message.raw(first).count(message.separators.component or "\r") + 1
    parts = [message.get(first.at(number)) for number in range(1, count + 1)]
    while parts and not parts[-1]:
        parts.pop()
    return parts


@check
def is_of_kind(message: Message, code: str, *events: str, version: str = "") -> None:
    """MSH-9 says `code` and one of `events`, and MSH-12 `version` where one is given."""
    found = message_in(message)
    kind = found.get("MSH-9.1"), found.get("MSH-9.2")
    if kind[0] != code or kind[1] not in events:
        wanted = " or ".join(f"{code}^{one}" for one in events)
        raise NonConformance("MSH-9", expected=wanted, found=told("^".join(filter(None, kind))))
    if version and found.get("MSH-12") != version:
        raise NonConformance("MSH-12", expected=version, found=told(found.get("MSH-12")))


@check
def fills_its_header(message: Message) -> None:
    """MSH says who speaks to whom, when, what, by which id, how processed, in which version."""
    found = message_in(message)
    missing = [where for where in HEADER if not found.raw(where)]
    if missing:
        raise NonConformance(missing[0], expected="a value", found=f"nothing; empty are {', '.join(missing)}")


@check
def is_parted_as_usual(message: Message) -> None:
    r"""MSH-1 is | and MSH-2 is ^~\& (a truncation character after them is of 2.7)."""
    found = message_in(message)
    for where, usual in (("MSH-1", "|"), ("MSH-2", "^~\\&")):
        if found.raw(where)[: len(usual)] != usual:
            raise NonConformance(where, expected=usual, found=told(found.raw(where)))


@check
def names_its_characters(message: Message) -> None:
    """MSH-18 names the character set that the message is written in, where it is more than ASCII."""
    problem = message_in(message).charset.problem
    if problem:
        raise NonConformance("MSH-18", expected="the character set of the message, by its name", found=problem)


@check
def ends_its_segments(message: Message) -> None:
    """Each segment ends with one carriage return; after the last one it may be missing."""
    segments = message_in(message).segments
    seen: dict[str, int] = {}
    for number, one in enumerate(segments, 1):
        seen[one.name] = seen.get(one.name, 0) + 1
        if one.end != "\r" and not (number == len(segments) and not one.end):
            place = one.name + (f"[{seen[one.name]}]" if seen[one.name] > 1 else "")
            raise NonConformance(f"the end of {place}", expected="0D", found=one.end.encode().hex(" ").upper())


@check
def keeps_its_structure(message: Message) -> None:
    """The segments that IHE requires are there, in their order; others may stand between them.

    NothingToJudge for a message of no transaction of ours.
    """
    found = message_in(message)
    names = [one.name for one in found.segments]
    acknowledges = found.get("MSH-9.1") in ("ACK", "MCF")
    wanted = ACKNOWLEDGEMENT if acknowledges else SEGMENTS.get(found.get("MSH-9.2"))
    if wanted is None:
        raise NothingToJudge
    rest = iter(names)
    missing = next((one for one in wanted if one not in rest), None)
    if missing:
        raise NonConformance(missing, expected=f"{' '.join(wanted)} in this order", found=short(" ".join(names)))


@check
def names_its_transaction(message: Message, transaction: str) -> None:
    """MSH-21 is ``ITI-nn^IHE`` in one of its repetitions. NothingToJudge before HL7 v2.5: MSH-21 is younger."""
    found = message_in(message)
    if found.get("MSH-12") < "2.5":
        raise NothingToJudge
    named = [(found.get(one.at(1)), found.get(one.at(2))) for one in found.places("MSH-21")]
    if (transaction, "IHE") not in named:
        raise NonConformance("MSH-21", expected=f"{transaction}^IHE", found=told(found.raw("MSH-21")))
