"""What the participants in a file say together. Knows no lines; takes tables that may be wrong elsewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.errors import RUNS_IT
from harness.openhie.actors import ACTORS, IHE_ACTORS, actor
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.participants import values
from harness.participants.credentials import credential_mistakes
from harness.participants.form import Form
from harness.participants.mistakes import Mistake, misplaced
from harness.participants.naming import HARNESS, names_domain, slug_of
from harness.participants.participant import PORT, TLS_PORT
from harness.participants.raw import Raw, table, tables, text, texts

NEEDS_NO_ENDPOINT = frozenset(
    {
        "point_of_service",
        "alert_reporter",
        "aggregate_data_sender",
        "laboratory_information_system",
        "community_health_information_system",
        "verifier",
    }
)
"""The actors that begin every transaction they take part in, so that nobody has to reach them."""

_OF_OPENHIE: Sequence[Raw] = [dataclasses.asdict(each) for each in DEFAULT_DOMAINS]
SOURCE = "patient_identity_source"
RESERVED = frozenset(
    {"reference mock", "reference mocks", "the harness", "the network", "another participant", RUNS_IT}
)


def inconsistencies(data: Raw, folder: Path, *, form: Form[Any], with_secrets: bool) -> Iterator[Mistake]:
    """Every mistake that lies between values, or outside the file; paths in the file are read from `folder`."""
    everyone = tables(data.get("participants"))
    yield from _alike(everyone)
    yield from _overlapping(everyone, ours=table(data.get("harness")))
    known = _known(everyone)
    for index, each in everyone:
        within = ("participants", index)
        found = (
            *_roles(each),
            *_endpoints(each),
            *_domains(each),
            *_sources(each, known, form),
            *_moved(each, form),
            *credential_mistakes(each, folder, with_secrets=with_secrets),
        )
        yield from (dataclasses.replace(mistake, path=(*within, *mistake.path)) for mistake in found)


def _alike(everyone: Sequence[tuple[int, Raw]]) -> Iterator[Mistake]:
    """Names, and what stands in addresses, that are not of one system alone; so is what we are called ourselves."""
    names: dict[str, int] = {}
    slugs: dict[str, int] = {}
    for index, each in everyone:
        name, own = text(each, "name"), text(each, "slug")
        if not name:
            continue
        at, slug = ("participants", index, "name"), own or slug_of(name)
        if name.casefold() in RESERVED:
            yield Mistake(at, f'"{name}" is what a report calls somebody else; name it otherwise')
        first, near = names.setdefault(name.casefold(), index), slugs.setdefault(slug, index)
        if first != index:
            yield Mistake(
                at, f'"{name}" is the name of another system too ({{line}}); {_RENAME}', (*at[:1], first, "name")
            )
        elif near != index:
            key = "slug" if own else "name"
            yield Mistake((*at[:2], key), _shared_slug(slug, "another system ({line})"), (*at[:1], near, "name"))
        elif slug == HARNESS:
            yield Mistake((*at[:2], "slug" if own else "name"), _shared_slug(slug, "the harness itself"))


_RENAME = "each has a name of its own, by which reports and addresses know it: rename one"


def _shared_slug(slug: str, other: str) -> str:
    return (
        f'"{slug}" would stand in the addresses of this system and of {other}; '
        f'give it another name, or a slug of its own, as in slug = "{slug}-2"'
    )


def _overlapping(everyone: Sequence[tuple[int, Raw]], *, ours: Raw) -> Iterator[Mistake]:
    told = (ours.get("port", PORT), ours.get("tls_port", TLS_PORT))
    taken: list[tuple[int, int, str]] = [(own, own, "the harness") for own in told if isinstance(own, int)]
    if told[0] == told[1] and any(each.get("tls") is True for _, each in everyone):
        key = "tls_port" if "tls_port" in ours else "port"
        yield Mistake(("harness", key), f"{told[1]} is both port and tls_port; give each a port of its own")
    for index, each in everyone:
        ports = each.get("ports")
        if not (isinstance(ports, list) and len(ports) == 2 and all(isinstance(number, int) for number in ports)):
            continue
        first, last = ports
        other = next((name for low, high, name in taken if first <= high and low <= last), "")
        if first > last:
            yield Mistake(("participants", index, "ports"), f"the first port, {first}, comes after the last, {last}")
        elif other:
            yield Mistake(("participants", index, "ports"), f"{first} to {last} overlaps the ports of {other}")
        taken.append((first, last, text(each, "name") or f"participant {index + 1}"))


def _roles(holder: Raw) -> Iterator[Mistake]:
    known = {each.name for each in ACTORS}
    actors = [name for name in texts(holder, "actors") if name in known]
    played = {inside for name in actors for inside in actor(name).plays}
    for index, name in enumerate(texts(holder, "ihe_actors")):
        if actors and name not in played and any(name == each.name for each in IHE_ACTORS):
            inside = " or ".join(actor(name).inside)
            yield Mistake(
                ("ihe_actors", index),
                f'"{name}" lies inside {inside}, which is not among its actors; valid: {_listed(played)}',
            )


def plays(holder: Raw, ihe_actor: str) -> bool:
    """Whether the system plays `ihe_actor`: it lies inside one of its actors, and is not narrowed away."""
    known = {each.name: each.plays for each in ACTORS}
    narrowed = texts(holder, "ihe_actors")
    inside = any(ihe_actor in known.get(name, ()) for name in texts(holder, "actors"))
    return inside and (not narrowed or ihe_actor in narrowed)


def _endpoints(holder: Raw) -> Iterator[Mistake]:
    known = {each.name for each in ACTORS}
    reached = [name for name in texts(holder, "actors") if name in known - NEEDS_NO_ENDPOINT]
    endpoints = holder.get("endpoints")
    if reached and (endpoints is None or endpoints == {}):
        yield Mistake(
            () if endpoints is None else ("endpoints",),
            f"a {_spoken(reached[0])} has to be reached; add [participants.endpoints] "
            'with its base URL, as in fhir = "https://cr.example.org/fhir"',
            in_cells=f"a {_spoken(reached[0])} has to be reached; write its base URL in the column fhir, "
            "as in https://cr.example.org/fhir",
        )


def _domains(holder: Raw) -> Iterator[Mistake]:
    domains = _served(holder)
    unknown = text(holder.get("unknown_domain"), "uri")
    for index, name in enumerate(texts(holder, "issues")):
        if not any(is_named(name, each) for each in domains):
            none = f'"{name}" is none of its domains, because none is listed; write its URI in the column domain'
            yield Mistake(("issues", index), _no_domain(name, domains), in_cells="" if domains else none)
    if unknown and any(is_named(unknown, each) for each in domains):
        yield Mistake(("unknown_domain", "uri"), "this is one of its domains; name one that the system does not know")
    known = text(table(holder.get("known_patient")), "domain")
    if known and not any(is_named(known, each) for each in domains):
        yield Mistake(("known_patient", "domain"), _no_domain(known, domains))
    if plays(holder, SOURCE) and "domains" not in holder:
        why = "it feeds patients (it plays the Patient Identity Source), so the harness has to know the domain it names"
        or_else = "or leave patient_identity_source out by ihe_actors"
        yield Mistake(
            (),
            f"{why} them in: add [[participants.domains]] with its uri, {or_else}",
            in_cells=f"{why} them in: write its URI in the column domain, {or_else}",
        )
    yield from _repeated(domains)
    if "hl7v2" in (*texts(holder, "protocols"), *table(holder.get("endpoints"))):
        yield from _nameless(domains)


def _nameless(domains: Sequence[Raw]) -> Iterator[Mistake]:
    """Domains that HL7 v2 has no name for: it knows OIDs and namespaces, and no URIs."""
    for index, each in enumerate(domains):
        if not (text(each, "oid") or text(each, "namespace") or text(each, "uri").startswith("urn:oid:")):
            yield Mistake(
                ("domains", index, "uri"),
                "HL7 v2 has no name for this domain: add its oid and its namespace, as in namespace = "
                '"TEST" (PID-3.4.1)',
            )


def _served(holder: Raw) -> Sequence[Raw]:
    """The domains that are listed; OpenHIE's own where there is no list."""
    listed = holder.get("domains")
    return [each for _, each in tables(listed)] if listed else _OF_OPENHIE


def _repeated(domains: Sequence[Raw]) -> Iterator[Mistake]:
    for key in ("uri", "oid", "namespace"):
        names = [text(each, key) for each in domains]
        for index, name in enumerate(names):
            if name and name in names[:index]:
                yield Mistake(
                    ("domains", index, key), f'"{name}" stands in an earlier domain already; each domain has its own'
                )


def _known(everyone: Sequence[tuple[int, Raw]]) -> dict[str, str]:
    """Whatever a source can be called, by name or by slug, each with the name that is offered for it."""
    names = {text(each, "name"): text(each, "name") for _, each in everyone}
    slugs = {text(each, "slug") or slug_of(text(each, "name")): text(each, "name") for _, each in everyone}
    return {called: name for called, name in {HARNESS: HARNESS, **slugs, **names}.items() if called}


def _sources(holder: Raw, known: Mapping[str, str], form: Form[Any]) -> Iterator[Mistake]:
    sources = holder.get("sources")
    domains = _served(holder)
    for source, domain in sources.items() if isinstance(sources, dict) else ():
        if source not in known and not misplaced(("participants", "sources"), source, form):
            said = f'there is no participant "{source}".{values.offer(source, known.values())}'
            yield Mistake(("sources", source), said)
        if isinstance(domain, str) and not any(is_named(domain, each) for each in domains):
            yield Mistake(("sources", source), _no_domain(domain, domains))


def is_named(name: str, domain: Raw) -> bool:
    """Whether `name` is the URI, the OID or the namespace of the table `domain`."""
    return names_domain(name, uri=text(domain, "uri"), oid=text(domain, "oid"), namespace=text(domain, "namespace"))


def _no_domain(name: str, domains: Sequence[Raw]) -> str:
    valid = [text(each, "namespace") or text(each, "uri") for each in domains]
    if not valid:
        return f'"{name}" is none of its domains, because none is listed; add [[participants.domains]] with its uri'
    return f'"{name}" is none of its domains.{values.offer(name, valid)}'


def _moved(holder: Raw, form: Form[Any]) -> Iterator[Mistake]:
    for outer in ("headers", "sources", "not_supported"):
        inner = holder.get(outer)
        for key in inner if isinstance(inner, dict) else ():
            if moved := misplaced(("participants", outer), key, form):
                yield Mistake((outer, key), moved)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(name for name in names if name))


def _spoken(name: str) -> str:
    return name.replace("_", " ")
