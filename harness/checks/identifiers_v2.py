"""Checks on the identifiers in the PID segments of an answer (ITI-9, ITI-21): whose, of which domain, how complete.

A domain has a `namespace` and an `oid`; either names it in PID-3.4. Order never matters, but in `are_grouped`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.checks.check import NothingToJudge, check
from harness.checks.hl7v2 import message_in, told
from harness.checks.place import short
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages import hl7v2
from harness.messages.hl7v2 import Place


@check
def gives(response: Message, identifier: Any, *, domain: Any) -> None:
    """Some PID has `identifier` (by its value) of `domain`, with all three parts of its authority."""
    found = message_in(response)
    place = _place_of(found, identifier, domain)
    if place is None:
        raise NonConformance("PID-3", expected=_shown(identifier, domain), found=short(_all(found) or "nothing"))
    for number, wanted in ((1, domain.namespace), (2, domain.oid), (3, "ISO" if domain.oid else "")):
        part = found.get(place.at(4, number))
        if wanted and part != wanted:
            raise NonConformance(str(place.at(4, number)), expected=wanted, found=told(part))


@check
def hold_everybody(responses: list[Message], identifiers: Iterable[Any], *, domain: Any) -> None:
    """On all pages together, each of `identifiers` is in exactly one PID."""
    shown = [message_in(one) for one in responses]
    for identifier in identifiers:
        count = sum(_place_of(one, identifier, domain) is not None for one in shown)
        if count != 1:
            expected = f"{_shown(identifier, domain)} once on {len(shown)} pages"
            raise NonConformance("PID-3", expected=expected, found=f"{count} times")


@check
def leaves_out(response: Message, identifier: Any, *, domain: Any) -> None:
    """No PID has `identifier` of `domain`. NothingToJudge where nobody is shown at all."""
    found = message_in(response)
    if not found.all("PID"):
        raise NothingToJudge
    place = _place_of(found, identifier, domain)
    if place is not None:
        raise NonConformance(str(place), expected=f"another than {_shown(identifier, domain)}", found=found.raw(place))


@check
def is_without(response: Message, identifier: Any, *, domain: Any) -> None:
    """The query was understood (AA), and `identifier` of `domain` is in no PID, be there one or none."""
    found = message_in(response)
    if found.get("MSA-1") != "AA":
        raise NonConformance("MSA-1", expected="AA", found=told(found.get("MSA-1")))
    place = _place_of(found, identifier, domain)
    if place is not None:
        raise NonConformance(str(place), expected=f"another than {_shown(identifier, domain)}", found=found.raw(place))


@check
def are_of_domains(response: Message, *domains: Any) -> None:
    """Every identifier in a PID is of one of `domains`."""
    found = message_in(response)
    for place in _places(found):
        if not any(_is_of(found, place, domain) for domain in domains):
            wanted = " or ".join(_named(domain) for domain in domains)
            raise NonConformance(str(place.at(4)), expected=wanted, found=told(found.raw(place.at(4))))


@check
def are_grouped(response: Message, identifiers: Iterable[Any], *, domain: Any) -> None:
    """All of `identifiers`, of one domain, are there, and nothing of another domain stands between them."""
    wanted = {one.value for one in identifiers}
    found = message_in(response)
    places = _places(found)
    of_domain = [number for number, place in enumerate(places) if _is_of(found, place, domain)]
    values = {found.get(places[number].at(1)) for number in of_domain}
    if not wanted <= values:
        missing = ", ".join(sorted(wanted - values))
        raise NonConformance(
            "PID-3", expected=f"{missing} of {_named(domain)} too", found=short(_all(found) or "nothing")
        )
    if of_domain[-1] - of_domain[0] != len(of_domain) - 1:
        between = places[of_domain[0] + 1]
        raise NonConformance(str(between), expected=f"those of {_named(domain)} one after another", found=_all(found))


@check
def are_whole(response: Message) -> None:
    """Every identifier has an assigning authority of namespace, OID and type. NothingToJudge where nobody is shown."""
    found = message_in(response)
    if not found.all("PID"):
        raise NothingToJudge
    for place in _places(found):
        for number, what in ((1, "a namespace"), (2, "an OID"), (3, "ISO")):
            if not found.get(place.at(4, number)):
                raise NonConformance(str(place.at(4, number)), expected=what, found="nothing")


@check
def hold_no_name(response: Message) -> None:
    """PID-5 has an empty first repetition, and a second of which only the name type is filled: S (3.9.4.2.2).

    NothingToJudge where nobody is shown.
    """
    found = message_in(response)
    if not found.all("PID"):
        raise NothingToJudge
    for person in found.places("PID"):
        name = Place("PID", person.occurrence, 5)
        parts = found.raw(name).split(found.separators.repetition or "\r")
        if parts[0].strip("^&") or len(parts) != 2 or parts[1].strip("^&") != "S" or found.get(f"{name}[2].7") != "S":
            raise NonConformance(str(name), expected="~^^^^^^S", found=told(found.raw(name)))


def _place_of(message: hl7v2.Message, identifier: Any, domain: Any) -> Place | None:
    here = (one for one in _places(message) if message.get(one.at(1)) == identifier.value)
    return next((one for one in here if _is_of(message, one, domain)), None)


def _places(message: hl7v2.Message) -> list[Place]:
    """Every repetition of PID-3 in every PID that is not empty."""
    fields = (Place("PID", one.occurrence, 3) for one in message.places("PID"))
    return [place for field in fields for place in message.places(field) if message.raw(place)]


def _is_of(message: hl7v2.Message, place: Place, domain: Any) -> bool:
    namespace, oid = message.get(place.at(4, 1)), message.get(place.at(4, 2))
    return bool((domain.oid and oid == domain.oid) or (domain.namespace and namespace == domain.namespace))


def _named(domain: Any) -> str:
    return "&".join(filter(None, (domain.namespace, domain.oid))) or str(domain.uri)


def _shown(identifier: Any, domain: Any) -> str:
    return f"{identifier.value}^^^{_named(domain)}"


def _all(message: hl7v2.Message) -> str:
    return ", ".join(message.raw(one) for one in _places(message))
