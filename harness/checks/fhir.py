"""Checks on FHIR resources and search results (FHIR R4, ITI TF-2 Appendix Z). Knows no transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from harness.checks.check import NothingToJudge, check, shown_by
from harness.checks.place import carries, inner, listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource

VOLATILE = ("fullUrl", "link", "id", "meta", "text", "timestamp")


@check
def is_a(message: Message, *kinds: str) -> None:
    """The body is a resource of one of `kinds`."""
    resource_in(message, *kinds)


@check
def explains(message: Message, *, code: str = "", severities: Sequence[str] = ()) -> None:
    """The body is an OperationOutcome, or a Bundle that holds one; an issue of it has that code and severity.

    The words of ``diagnostics`` are never compared.
    """
    where, outcome = _outcome(resource_in(message, "OperationOutcome", "Bundle"))
    issues = listed(outcome, "issue", where)
    if not issues:
        raise NonConformance(f"{where}.issue", expected="at least one issue", found="none")
    for name, wanted in (("code", [code] if code else []), ("severity", list(severities))):
        fitting = [issue for issue in issues if not wanted or text(issue, name) in wanted]
        if not fitting:
            found = ", ".join(text(issue, name) or "nothing" for issue in issues)
            raise NonConformance(f"{where}.issue[0].{name}", expected=" or ".join(wanted), found=found)
        issues = fitting


@check
def returns_patients(response: Message, *, count: int) -> None:
    """The body is a searchset with exactly `count` Patients, and its ``total`` is right.

    That patients come with a ``total``, and each with a ``fullUrl``, its profile says.
    """
    bundle = _searchset(response)
    found = matches(bundle)
    if len(found) != count:
        raise NonConformance("Bundle.entry", expected=_patients(count), found=_patients(len(found)))
    total = bundle.get("total")
    if total != count and (total is not None or not count):  # that a list of patients has one, its profile says
        raise NonConformance("Bundle.total", expected=count, found="nothing" if total is None else total)


@check
def returns_the_patient(response: Message, identifier: Any) -> None:
    """Among the Patients returned is one that carries `identifier` (its system and value)."""
    found = matches(_searchset(response))
    if not any(_has(entry, identifier) for _, entry in found):
        told = f"{_patients(len(found))}, not that one"
        raise NonConformance("Bundle.entry", expected=f"the patient {identifier.token}", found=told)


@check
def returns_only_the_patients(response: Message, identifiers: Iterable[Any]) -> None:
    """The Patients returned are those with these identifiers, all of them and no other."""
    wanted = list(identifiers)
    found = matches(_searchset(response))
    for identifier in wanted:
        if not any(_has(entry, identifier) for _, entry in found):
            told = f"{_patients(len(found))}, not that one"
            raise NonConformance("Bundle.entry", expected=f"the patient {identifier.token}", found=told)
    for place, entry in found:
        if not any(_has(entry, identifier) for identifier in wanted):
            told = _named(inner(entry, "resource", place), f"{place}.resource")
            raise NonConformance(f"{place}.resource", expected="no other patient", found=told)


def _named(patient: Resource, place: str) -> str:
    """A patient as people speak of her: by her first name, or what is left of it."""
    name = next(iter(listed(patient, "name", place)), {})
    given = name.get("given")
    parts = [*(given if isinstance(given, list) else ()), name.get("family")]
    return short(" ".join(str(one) for one in parts if one) or text(name, "text") or "a patient without a name")


@check
def returns_identifiers_of(response: Message, *domains: Any) -> None:
    """Each Patient returned shows identifiers of `domains` and of no other."""
    found = matches(_searchset(response))
    if not found:
        raise NonConformance("Bundle.entry", expected="the patient", found="0 patients")
    for place, entry in found:
        patient = inner(entry, "resource", place)
        identifiers = listed(patient, "identifier", f"{place}.resource")
        for number, identifier in enumerate(identifiers):
            if not any(text(identifier, "system") in domain.systems for domain in domains):
                where = f"{place}.resource.identifier[{number}].system"
                wanted = " or ".join(domain.uri for domain in domains)
                raise NonConformance(where, expected=wanted, found=text(identifier, "system") or "nothing")
        if not identifiers:
            raise NonConformance(f"{place}.resource.identifier", expected="the one of that domain", found="none")


@check
def has_value(message: Message, path: str, value: object) -> None:
    """At `path` (``Patient.name.family``) of the resource, or of a Patient in the Bundle, stands `value`."""
    found = values(message, path)
    if value not in found:
        told = short(", ".join(short(one) for one in found) or "nothing")
        raise NonConformance(path, expected=value, found=told)


@check
def says_the_same(first: Message, second: Message) -> None:
    """Two answers hold the same content, however they are written; addresses, ids and times may differ."""
    with shown_by(first):
        one = resource_in(first)
    if difference := _difference(_essence(one), _essence(resource_in(second)), str(one["resourceType"])):
        where, expected, found = difference
        raise NonConformance(where, expected=short(expected), found=short(found), exchange=second.exchange)


@check
def holds_at_most(response: Message, most: int) -> None:
    """The page holds at most `most` Patients, and at least one."""
    found = matches(_searchset(response))
    if not 1 <= len(found) <= most:
        raise NonConformance("Bundle.entry", expected=f"1 to {_patients(most)}", found=_patients(len(found)))


@check
def includes(response: Message, kind: str) -> None:
    """Beside what matches stands a resource of `kind`, marked as included."""
    modes = []
    for number, entry in enumerate(listed(_searchset(response), "entry", "Bundle")):
        place = f"Bundle.entry[{number}]"
        if inner(entry, "resource", place).get("resourceType") == kind:
            modes.append(text(inner(entry, "search", place), "mode"))
    if "include" not in modes:
        told = f"search.mode {modes[0] or 'missing'}" if modes else f"no {kind}"
        raise NonConformance("Bundle.entry", expected=f"a {kind} with search.mode include", found=told)


@check
def pages_hold(pages: Sequence[Message], *, count: int) -> None:
    """The pages together hold `count` different Patients, and ``total`` says the same."""
    seen: set[str] = set()
    for page in pages:
        with shown_by(page):
            found = matches(_searchset(page))
        seen.update(text(entry, "fullUrl") or str(entry) for _, entry in found)
    if len(seen) != count:
        raise NonConformance("Bundle.entry", expected=f"{count} in all", found=f"{len(seen)} (pages: {len(pages)})")
    total = resource_in(pages[0]).get("total")
    if total != count:
        told = "nothing" if total is None else total
        raise NonConformance("Bundle.total", expected=count, found=told, exchange=pages[0].exchange)


@check
def is_inactive_or_gone(response: Message) -> None:
    """A read of a deprecated record: 404 or 410, or 200 with a Patient that is not active."""
    if response.status in (404, 410):
        return
    if response.status != 200:
        raise NonConformance("HTTP status", expected="200, 404 or 410", found=response.status)
    patient = resource_in(response, "Patient")
    if patient.get("active") is not False:
        raise NonConformance("Patient.active", expected="false", found=patient.get("active", "nothing"))


@check
def shows_nobody_replaced(response: Message, replaced: Any, survivor: Any, *, living: Message) -> None:
    """A record that carries the `replaced` identifier is inactive, says who replaced it, or is the survivor's own.

    `living` is the answer for the survivor's identifier: where nobody is found by either, nothing is shown.
    """
    with shown_by(response):
        found = matches(_searchset(response))
        for place, entry in found:
            if _has(entry, replaced) and not _has(entry, survivor):
                _is_marked_as_replaced(inner(entry, "resource", place), f"{place}.resource")
    if not found and not (living.status == 200 and matches(resource_in(living, "Bundle"))):
        raise NothingToJudge


def _is_marked_as_replaced(patient: Resource, where: str) -> None:
    kinds = [text(link, "type") for link in listed(patient, "link", where)]
    if patient.get("active") is not False and "replaced-by" not in kinds:
        told = f"active {short(patient.get('active', 'not said'))}, no link replaced-by"
        raise NonConformance(f"{where}.active", expected="false", found=told)


def values(message: Message, path: str) -> list[Any]:
    """What stands at `path`, in the resource or in each Patient of the Bundle."""
    resource = resource_in(message)
    kind, *steps = path.split(".")
    nodes: list[Any] = [resource] if resource["resourceType"] == kind else []
    if resource["resourceType"] == "Bundle" and kind != "Bundle":
        nodes = [entry.get("resource") for _, entry in matches(resource, kind)]
    for step in steps:
        nodes = [node[step] for node in nodes if isinstance(node, dict) and step in node]
        nodes = [one for node in nodes for one in (node if isinstance(node, list) else [node])]
    return nodes


def matches(bundle: Resource, kind: str = "Patient") -> list[tuple[str, Resource]]:
    """The entries of a searchset that match, each with its place; included and outcome entries left out.

    Those that hold a `kind`, or where it is "" those that hold anything.
    """
    found = []
    for number, entry in enumerate(listed(bundle, "entry", "Bundle")):
        place = f"Bundle.entry[{number}]"
        mode = text(inner(entry, "search", place), "mode") or "match"
        found_kind = inner(entry, "resource", place).get("resourceType")
        if mode == "match" and found_kind == (kind or found_kind):
            found.append((place, entry))
    return found


def _searchset(response: Message) -> Resource:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=bundle.get("type", "nothing"))
    return bundle


def _outcome(resource: Resource) -> tuple[str, Resource]:
    if resource["resourceType"] == "OperationOutcome":
        return "OperationOutcome", resource
    for number, entry in enumerate(listed(resource, "entry", "Bundle")):
        inside = inner(entry, "resource", f"Bundle.entry[{number}]")
        if inside.get("resourceType") == "OperationOutcome":
            return f"Bundle.entry[{number}].resource", inside
    raise NonConformance("Bundle.entry", expected="an OperationOutcome that explains", found="none")


def _has(entry: Resource, identifier: Any) -> bool:
    return carries(inner(entry, "resource", "Bundle.entry"), identifier)


def _patients(count: int) -> str:
    return "1 patient" if count == 1 else f"{count} patients"


def _essence(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _essence(value) for key, value in node.items() if key not in VOLATILE}
    return [_essence(one) for one in node] if isinstance(node, list) else node


def _difference(one: Any, other: Any, where: str) -> tuple[str, Any, Any] | None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            if found := _difference(one.get(key), other.get(key), f"{where}.{key}"):
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((found for n, (a, b) in pairs if (found := _difference(a, b, f"{where}[{n}]"))), None)
    return None if one == other else (where, one, other)
