"""One system without a file, from the words of a command line. Knows options, prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from harness.errors import UsageError
from harness.openhie.actors import actor
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.participants.building import build
from harness.participants.consistency import NEEDS_NO_ENDPOINT, SOURCE, inconsistencies
from harness.participants.credentials import OF_A_FILE
from harness.participants.form import PARTICIPANTS
from harness.participants.mistakes import Mistake, from_shape
from harness.participants.naming import inside_of, names_domain
from harness.participants.participant import Participants
from harness.participants.shape import File
from harness.participants.urls import SCHEMES, endpoint_of

OPTIONS = {"name": "--as", "domains": "--domain", "authentication": "--bearer-from", "ca": "--ca"}
"""Which option a key of the file comes from; everything else is --against."""

_BEGINNINGS = tuple(f"{scheme}://" for schemes in SCHEMES.values() for scheme in schemes)


def against(
    assignments: Sequence[str],
    *,
    name: str = "",
    domains: Sequence[str] = (),
    bearer_from: str = "",
    ca: str = "",
    test_system: bool = False,
) -> Participants:
    """The systems that ``--against ACTOR=URL`` names, one for each URL; ACTOR is OpenHIE's or the IHE actor inside.

    The URL is a FHIR base or ``mllp://host:port``; an actor with both is named twice. An actor that nobody has to
    reach needs no URL, only what it speaks where that is not FHIR: ``point_of_service=hl7v2``. `name` is what the only
    system is called, `domains` the identifier domains that it issues or serves (URI, OID or namespace), `bearer_from`
    an environment variable with its token, `ca` a PEM file. Raises UsageError with every mistake.
    """
    shared = {
        "domains": [_domain(each) for each in domains or ()],
        "authentication": {"kind": "bearer", "token": {"env": bearer_from}} if bearer_from else {"kind": "none"},
        "test_system": test_system,
        **({"ca": ca} if ca else {}),
    }
    data = {"participants": [{**table, **shared} for table in _systems(assignments, name)]}
    mistakes = [
        *_without_domain(data["participants"]),
        *inconsistencies(data, Path.cwd(), form=PARTICIPANTS, with_secrets=True),
    ]
    try:
        shaped = File.model_validate(data)
    except ValidationError as error:
        mistakes += [from_shape(one, PARTICIPANTS) for one in error.errors(include_url=False)]
    if mistakes:
        raise UsageError(*dict.fromkeys(f"{_option(each)}: {each.said().removesuffix(OF_A_FILE)}" for each in mistakes))
    return build(shaped, Path.cwd())


def _option(mistake: Mistake) -> str:
    return OPTIONS.get(str(mistake.path[2]) if len(mistake.path) > 2 else "", "--against")


def _systems(assignments: Sequence[str], name: str) -> list[dict[str, Any]]:
    """A table for each system, in the order given."""
    found: list[_Named] = []
    for role, where in map(_pair, assignments):
        endpoint = where if where in SCHEMES else endpoint_of(where)
        url = "" if where in SCHEMES else where
        one = next((each for each in found if each.is_meant(role, endpoint, url)), None)
        if one is None:
            found.append(one := _Named())
        one.add(role, endpoint, url)
    if name and len(found) > 1:
        raise UsageError(
            f"--as names one system, and --against gives {len(found)}; write a file of participants instead"
        )
    hosts = Counter(_host(each.url) for each in found)
    return [_system(each, name or _called(each.url, alone=hosts[_host(each.url)] == 1)) for each in found]


@dataclass(slots=True)
class _Named:
    """One system as the command line tells of it: its roles, its endpoints, and what it speaks where it has none."""

    roles: list[str] = field(default_factory=list)
    endpoints: dict[str, str] = field(default_factory=dict)
    protocols: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The first of its endpoints; empty where it has none."""
        return next(iter(self.endpoints.values()), "")

    def is_meant(self, role: str, endpoint: str, url: str) -> bool:
        """Whether an assignment tells more of this system: another role at its URL, or its role in another protocol."""
        if url and url in self.endpoints.values():
            return True
        return role in self.roles and (bool(url) or bool(endpoint)) and endpoint not in self.protocols

    def add(self, role: str, endpoint: str, url: str) -> None:
        """What an assignment tells."""
        self.roles += [role] if role not in self.roles else []
        self.protocols += [endpoint] if endpoint and endpoint not in self.protocols else []
        if url:
            self.endpoints[endpoint] = url


def _pair(assignment: str) -> tuple[str, str]:
    """The actor and the URL, empty where none is needed."""
    role, _, url = (part.strip() for part in assignment.partition("="))
    if "://" in role or not role:
        raise UsageError(
            f"--against {assignment}: expected ACTOR=URL, as in client_registry=http://localhost:8080/fhir"
        )
    known = actor(role.lower().replace("-", "_"))
    outer = [known.name, *known.inside]
    if not url and not NEEDS_NO_ENDPOINT & set(outer):
        raise UsageError(
            f"--against {assignment}: where is it? Write {known.name}=URL, with the base URL of its FHIR server, or "
            "mllp://host:port for HL7 v2"
        )
    if url and url not in SCHEMES and not url.lower().startswith(_BEGINNINGS):
        raise UsageError(
            f"--against {assignment}: the URL has to begin with http:// or https://, as in http://localhost:8080/fhir, "
            "or for HL7 v2 with mllp:// or mllps://, as in mllp://localhost:2575"
        )
    return known.name, url


def _system(one: _Named, name: str) -> dict[str, Any]:
    roles = one.roles
    actors = [role if not actor(role).inside else actor(role).inside[0] for role in roles]
    narrowed = [role for role in roles if actor(role).inside]
    whole = inside_of([role for role in roles if not actor(role).inside])
    ihe_actors = [*whole, *(role for role in narrowed if role not in whole)] if narrowed else []
    return {
        "name": name or actors[0].replace("_", " "),
        "actors": list(dict.fromkeys(actors)),
        "ihe_actors": ihe_actors,
        **({"endpoints": _meant(one.endpoints, actors)} if one.endpoints else {}),
        **({"protocols": one.protocols} if one.protocols else {}),
    }


def _meant(endpoints: Mapping[str, str], actors: Sequence[str]) -> dict[str, str]:
    """The endpoints by what is spoken there: HTTP is OAuth at an authorization server, and FHIR elsewhere."""
    spoken = "oauth" if set(actors) == {"authorization_server"} else "fhir"
    return {spoken if name == "fhir" else name: url for name, url in endpoints.items()}


def _called(url: str, *, alone: bool) -> str:
    """What the system at `url` is called: by its host, and by its path too where others are at that host."""
    return _host(url) if alone or not url else f"{_host(url)}{urlsplit(url).path.rstrip('/')}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:  # the URL is a mistake of its own, told with all the others
        return ""


def _domain(text: str) -> Mapping[str, str]:
    for each in (*DEFAULT_DOMAINS, UNKNOWN_DOMAIN):
        if names_domain(text, uri=each.uri, oid=each.oid, namespace=each.namespace):
            return {"uri": each.uri, "oid": each.oid, "namespace": each.namespace}
    return {"uri": text}


def _feeding(system: Mapping[str, Any]) -> list[str]:
    """Those of its roles, as they were named, that feed patients."""
    return [one for one in system["actors"] if SOURCE in actor(one).plays] or [SOURCE]


def _without_domain(systems: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    for index, each in enumerate(systems):
        roles = each["ihe_actors"] or inside_of(each["actors"])
        if SOURCE in roles and not each["domains"]:
            yield Mistake(
                ("participants", index, "domains"),
                f"missing. Whoever plays {' and '.join(_feeding(each))} feeds patients, and the harness has to know "
                "the identifier domain in which they get their numbers: add --domain URI, as in --domain "
                "http://ohie.org/test/test_a. A system that feeds nobody is named by the part that it plays, as in "
                "--against patient_demographics_consumer (all of them: harness catalogue --actors)",
            )
