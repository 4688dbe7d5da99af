"""Where each participant reaches us: the same address in every run, from the file alone. Opens no port."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.openhie.actors import actor
from harness.participants.participant import Participant, Participants
from harness.participants.urls import host_in_url, is_local, leads_here

REACHES = {
    "patient_identity_source": ("client_registry",),
    "patient_identifier_cross_reference_consumer": ("client_registry",),
    "patient_demographics_consumer": ("client_registry",),
    "alert_reporter": ("alert_aggregator",),
    "community_health_information_system": ("shared_health_record",),
    "point_of_service": ("shared_health_record",),
    "query_client": ("interlinked_registry", "facility_registry", "health_worker_registry"),
    "update_client": ("facility_registry", "health_worker_registry"),
    "terminology_consumer": ("terminology_service",),
    "value_set_consumer": ("terminology_service",),
    "content_creator": ("health_management_information_system",),
    "service_finder": ("interlinked_registry",),
    "care_services_infomanager": ("facility_registry", "health_worker_registry"),
}
"""Which of OpenHIE's actors an actor, IHE's or its own, begins exchanges with."""

SPOKEN = {
    "value_set_consumer": ("svs", "soap"),
    "content_creator": ("adx", "fhir", "dhis2"),
    "service_finder": ("csd",),
    "care_services_infomanager": ("soap",),
}
"""The endpoints over HTTP by which an IHE actor reaches them where that is not FHIR."""

PROTOCOLS = {"fhir": "FHIR", "svs": "SVS", "soap": "SOAP", "csd": "CSD", "adx": "ADX", "dhis2": "DHIS2"}
"""What is spoken at an endpoint, in words."""

HEARD = ("client_registry",)
"""Those of OpenHIE's actors that are reached in HL7 v2 too."""

TELLS = {"patient_identifier_cross_reference_manager": "point_of_service"}
"""Whom an IHE actor begins exchanges with in HL7 v2 alone (ITI-10)."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a participant (by its slug) reaches one of our actors over a protocol."""

    participant: str
    name: str
    actor: str
    protocol: str
    url: str


def addresses(participants: Participants) -> tuple[Address, ...]:
    """``http://<advertise>:<port>/<slug>/<actor>/fhir`` for each participant and each actor that it begins with.

    For whoever calls by TLS it is ``https://`` and ``mllps://``. In HL7 v2 ``mllp://<advertise>:<port>``, with a port
    from the participant's own; for whoever takes part in IUA the issuer of our tokens; for audit events what it sends
    them by.
    """
    host = host_in_url(participants.listener.advertise)
    table: list[Address] = []
    for each in participants:
        root = participants.listener.secured_root if each.tls else participants.listener.root
        places = ((role, name, f"{root}/{each.slug}/{role}/{name}") for role, name in _over_http(each))
        table += [Address(each.slug, each.name, role, PROTOCOLS[name], url) for role, name, url in places]
        if each.tokens:
            slug = each.slug if each.tokens.client else "harness"
            url = f"{participants.listener.root}/{slug}/authorization_server/oauth"
            table.append(Address(each.slug, each.name, "authorization_server", "OAuth 2", url))
        table += [
            Address(each.slug, each.name, role, "HL7 v2", f"{'mllps' if each.tls else 'mllp'}://{host}:{port}")
            for role, port in _lines(each)
        ]
        table += _for_events(each, root, host)
    return tuple(table)


def _over_http(each: Participant) -> Iterable[tuple[str, str]]:
    """Each actor that `each` reaches over HTTP, and the endpoint there."""
    names = (*each.ihe_actors, *each.actors)
    spoken = ((name, endpoint) for name in names for endpoint in SPOKEN.get(name, ("fhir",)))
    return dict.fromkeys(
        (role, endpoint) for name, endpoint in spoken if each.speaks(endpoint) for role in REACHES.get(name, ())
    )


def _for_events(each: Participant, root: str, host: str) -> Iterator[Address]:
    """Where `each` sends its audit events; nothing by syslog for whoever has no port left."""
    scheme, port = each.audits.removeprefix("syslog-"), audit_port(each)
    if each.audits == "fhir":
        url = f"{root}/{each.slug}/audit_record_repository/fhir"
        yield Address(each.slug, each.name, "audit_record_repository", "FHIR", url)
    elif each.audits and port:
        url = f"{scheme}://{host}:{port}"
        yield Address(each.slug, each.name, "audit_record_repository", f"syslog, {scheme.upper()}", url)


def port_of(participant: Participant, actor: str) -> int:
    """The port of its own by which `participant` reaches `actor` over MLLP; 0, any that is free, where it has none."""
    return next((port for role, port in _lines(participant) if role == actor), 0)


def _lines(participant: Participant) -> Iterator[tuple[str, int]]:
    """Each actor that `participant` reaches over MLLP, with its port: they are given out in the order of `REACHES`."""
    if participant.ports is None or not participant.speaks("hl7v2"):
        return
    first, last = participant.ports
    yield from zip(over_mllp(participant), range(first, last + 1), strict=False)


def audit_port(participant: Participant) -> int:
    """The port of its own to which `participant` sends its audit events by syslog: that after those for HL7 v2.

    0, any that is free, where it has none.
    """
    first, last = participant.ports or (0, -1)
    port = first + len(over_mllp(participant))
    return port if port <= last else 0


def passage_port(participant: Participant) -> int:
    """The port of its own by which its HTTPS is passed on unread: that after the one for audit events; else 0."""
    port, (_, last) = audit_port(participant) + 1, participant.ports or (0, -1)
    return port if 1 < port <= last else 0


def door_port(participant: Participant, actor: str, endpoint: str) -> int:
    """The port of its own by which it reaches `actor` where TLS itself is looked at: the last for FHIR, then HL7 v2.

    0, any that is free, where it has none left.
    """
    (first, last), lines = participant.ports or (0, -1), over_mllp(participant)
    port = last - 1 - (lines.index(actor) if actor in lines else 0) if endpoint == "hl7v2" else last
    return port if port >= first + len(lines) else 0


def over_mllp(participant: Participant) -> tuple[str, ...]:
    """The actors that `participant` begins exchanges with in HL7 v2."""
    if not participant.speaks("hl7v2"):
        return ()
    told = (TELLS[name] for name in participant.ihe_actors if name in TELLS)
    reached = (role for role in counterparts(participant) if role in HEARD)
    return tuple(dict.fromkeys((*reached, *told)))


def counterparts(participant: Participant) -> tuple[str, ...]:
    """The actors that `participant` begins exchanges with, and that we play or relay for it."""
    names = (*participant.ihe_actors, *participant.actors)
    return tuple(dict.fromkeys(role for name in names for role in REACHES.get(name, ())))


def as_text(table: Iterable[Address]) -> str:
    """The addresses for a terminal, one block a participant; an empty text where there are none."""
    blocks: dict[str, list[str]] = {}
    for each in table:
        blocks.setdefault(each.name, []).append(f"  {actor(each.actor).title} ({each.protocol})\n    {each.url}")
    return "\n\n".join("\n".join((name, *rows)) for name, rows in blocks.items())


def warning(participants: Participants) -> str:
    """What to say where participants send to addresses that lead to this machine alone, and are not all on it."""
    host = participants.listener.advertise
    if not leads_here(host) or all(map(_is_here, participants)) or not addresses(participants):
        return ""
    return (
        f"participants send to {host}, which leads to this machine alone: nobody on another one gets here. Where they "
        "are elsewhere, name the host by which they find this machine: --listen 0.0.0.0 --advertise HOST, or in "
        '[harness] of the file listen = "0.0.0.0" and advertise = "HOST".'
    )


def _is_here(each: Participant) -> bool:
    urls = [*each.endpoints.values(), *filter(None, [each.operator])]
    return bool(urls) and all(map(is_local, urls))
