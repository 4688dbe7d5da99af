"""Checks on what a source or a consumer sends: feeds and merges of ITI-8 and ITI-30, queries of ITI-9 and ITI-21."""

from __future__ import annotations

import re
from typing import Any

from harness.checks.check import NothingToJudge, check
from harness.checks.hl7v2 import message_in, told
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages import hl7v2
from harness.messages.hl7v2 import Place


@check
def names_authorities(request: Message, where: str = "PID-3") -> None:
    """Each identifier in the field has a value and an assigning authority: a namespace, or an OID with its type."""
    found = message_in(request)
    places = found.places(where)
    if not places:
        raise NonConformance(where, expected="an identifier", found="nothing")
    for place in places:
        if not found.get(place.at(1)):
            raise NonConformance(str(place.at(1)), expected="an identifier", found="nothing")
        namespace, oid, kind = (found.get(place.at(4, number)) for number in (1, 2, 3))
        if not namespace and not (oid and kind):
            expected = "a namespace, or an OID and its type"
            raise NonConformance(str(place.at(4)), expected=expected, found=told(found.raw(place.at(4))))


@check
def is_of_its_own_domain(request: Message, *, domain: Any) -> None:
    """One of the identifiers in PID-3 is of the source's own `domain`."""
    found = message_in(request)
    if not any(_authority(found, one) & {domain.namespace, domain.oid} - {""} for one in found.places("PID-3")):
        wanted = f"{domain.namespace}&{domain.oid}".strip("&")
        raise NonConformance("PID-3.4", expected=wanted, found=told(found.raw("PID-3")))


@check
def names_the_patient(request: Message) -> None:
    """PID-5 has a family name."""
    if not message_in(request).get("PID-5.1"):
        raise NonConformance("PID-5", expected="a name", found="nothing")


@check
def merges_within_one_domain(request: Message) -> None:
    """PID-3 and MRG-1 name one and the same assigning authority, in whichever of its names both have."""
    found = message_in(request)
    for where in ("PID-3", "MRG-1"):
        if not _authority(found, hl7v2.place(where)):
            raise NonConformance(f"{where}.4", expected="an assigning authority", found="nothing")
    if not _authority(found, hl7v2.place("PID-3")) & _authority(found, hl7v2.place("MRG-1")):
        raise NonConformance("MRG-1.4", expected=found.raw("PID-3.4"), found=found.raw("MRG-1.4"))


@check
def is_written_as_adt_a39(request: Message) -> None:
    """MSH-9.3 is ADT_A39; it may be left out. NothingToJudge where it is."""
    found = message_in(request).get("MSH-9.3")
    if not found:
        raise NothingToJudge
    if found != "ADT_A39":
        raise NonConformance("MSH-9.3", expected="ADT_A39", found=found)


@check
def tells_when_alone(request: Message) -> None:
    """EVN says when (EVN-2), and not by EVN-1, which MSH-9 has taken the place of (3.30.4)."""
    found = message_in(request)
    if found.raw("EVN-1"):
        raise NonConformance("EVN-1", expected="nothing", found=told(found.raw("EVN-1")))
    if not found.get("EVN-2"):
        raise NonConformance("EVN-2", expected="when it happened", found="nothing")


@check
def visits_nobody(request: Message) -> None:
    """PV1 says that there is no visit, N in PV1-2, and nothing else; there is no PV2 (3.30.4)."""
    found = message_in(request)
    visit = found.all("PV1")[0].fields[1:] if found.all("PV1") else ()
    if [one for one in visit if one] != ["N"] or found.raw("PV1-2") != "N":
        raise NonConformance("PV1", expected="PV1||N", found=told(found.raw("PV1")))
    if found.all("PV2"):
        raise NonConformance("PV2", expected="nothing", found=told(found.raw("PV2")))


@check
def says_whole_what_it_is(request: Message) -> None:
    """MSH-9 has its three components, and the version is 2.5."""
    found = message_in(request)
    for number, what in ((1, "the type"), (2, "the event"), (3, "the structure")):
        if not found.get(f"MSH-9.{number}"):
            raise NonConformance(f"MSH-9.{number}", expected=what, found="nothing")
    if not found.get("MSH-12").startswith("2.5"):
        raise NonConformance("MSH-12", expected="2.5", found=told(found.get("MSH-12")))


@check
def asks_about_one(request: Message) -> None:
    """QPD-3 is one identifier with its assigning authority."""
    found = message_in(request)
    if len(found.places("QPD-3")) > 1:
        raise NonConformance("QPD-3", expected="one identifier", found=told(found.raw("QPD-3")))
    names_authorities(request, "QPD-3")


@check
def names_domains_only(request: Message, where: str = "QPD-4") -> None:
    """Each repetition has its fourth component and no other. NothingToJudge where no domain is wanted."""
    found = message_in(request)
    places = [one for one in found.places(where) if found.raw(one)]
    if not places:
        raise NothingToJudge
    for place in places:
        if not re.fullmatch(r"\^\^\^[^^]+\^*", found.raw(place)):
            raise NonConformance(str(place), expected="^^^ and an assigning authority", found=told(found.raw(place)))


@check
def asks_by_fields(request: Message) -> None:
    """QPD-3 has at least one field of a PID with what is looked for: ``@PID.5.1^JONES``."""
    found = message_in(request)
    places = found.places("QPD-3")
    if not places:
        raise NonConformance("QPD-3", expected="@PID.field^value", found="nothing")
    for place in places:
        if not re.fullmatch(r"@PID\.\d+(\.\d+){0,2}", found.get(place.at(1))):
            raise NonConformance(str(place.at(1)), expected="@PID.field", found=told(found.get(place.at(1))))
        if not found.get(place.at(2)):
            raise NonConformance(str(place.at(2)), expected="a value", found="nothing")


def _authority(message: hl7v2.Message, place: Place) -> set[str]:
    """The names of an assigning authority: its namespace and its universal id, as far as they are there."""
    return {message.get(place.at(4, number)) for number in (1, 2)} - {""}
