"""Is a FHIR message valid? The base by FHIR-01, a profile by the requirement that names it; each message is read once.

Knows which requirement is which profile. What validity is, `harness.conformance` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from harness import folders
from harness.checks.place import unreadable
from harness.checks.profiled import PROFILED, Profiled, Side, claiming, entries, is_meant
from harness.conformance import Issue, Validator, validator
from harness.conformance.packages.definitions import CORE_URL
from harness.conformance.structure.types import types_of
from harness.conformance.structure.xml import Reading
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.evidence.record import without_numbers
from harness.messages import fhir
from harness.messages.fhir import XML, Resource
from harness.messages.fhir.xml_parsing import parsed_tree

FHIR = "FHIR-01"
MOST = 10
"""Different faults of one requirement that are told of one message; of the rest only how many they are."""

IN_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\]")
_OURS = frozenset({"exception", "too-costly"})  # issue types by which the validator says that it could not judge


JUDGED = (FHIR, *dict.fromkeys(one.requirement for one in PROFILED))
"""Every requirement that needs FHIR's definitions."""

NOT_INSTALLED = "FHIR definitions are not installed"
WITHOUT_DEFINITIONS = (
    f"{NOT_INSTALLED}: {', '.join(JUDGED)} are not checked, or only in part. `harness definitions` fetches them (5 MB)."
)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What could not be checked of a requirement: where in the message, and why."""

    requirement: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one message: the faults of each requirement that was judged, none where it is met."""

    faults: Mapping[str, Sequence[NonConformance]]
    unchecked: Sequence[Unchecked] = ()


_NOTHING = Judged({})


def judge_by(packages: Iterable[str | Path] = ()) -> Validator:
    """The validator that plays are judged by: these packages, then our profiles, then the core of R4.

    Raises UsageError for a package that is not there or is broken.
    """
    return validator((*packages, folders.fixtures() / "profiles"))


def judge(message: Message, side: Side, validator: Validator, *, requirements: Iterable[str]) -> Judged:
    """Judge a message that holds FHIR; nothing is said of any other.

    `requirements` are those of its transaction; of them, the ones in `PROFILED` are judged, and FHIR-01 always.
    """
    content_type = message.header("content-type") or ""
    if not message.body or fhir.media_type(content_type) is None:
        return _NOTHING
    own = [one for one in PROFILED if one.side == side and one.requirement in requirements]
    if not validator.definitions.available:
        asked = dict.fromkeys((FHIR, *(one.requirement for one in own)))
        return Judged({}, [Unchecked(one, "", NOT_INSTALLED) for one in asked])
    try:
        resource, issues = _read(message.body, content_type, validator)
    except MalformedMessage as fault:
        if "fhir" not in content_type.lower():
            return _NOTHING  # plain JSON or XML that never said it was FHIR
        return Judged({FHIR: [unreadable(message, fault)]})
    meant = [one for one in own if is_meant(one, resource)]
    profiles = [one.profile for one in meant if one.type == resource.get("resourceType")]
    if resource:
        issues += validator.validate(claiming(resource, meant), profiles)
    judged = _sorted(issues, meant, validator, message.exchange)
    for found in (one for faults in judged.faults.values() for one in faults):
        found.found += _entry_told(resource, found.where)
    return judged


def _read(body: bytes, content_type: str, judge: Validator) -> tuple[Resource, list[Issue]]:
    """The resource in the shape of FHIR JSON, and what is wrong with it as XML."""
    if fhir.media_type(content_type) != XML:
        return fhir.read(body, content_type), []
    reading = Reading(types_of(judge.definitions), judge.definitions.resource_types)
    return reading.resource(parsed_tree(body)) or {}, reading.issues


def _entry_told(resource: Resource, where: str) -> str:
    """Of a fault inside an entry of a Bundle: which resource stands there, and why it was returned."""
    at, told = IN_ENTRY.match(where), resource.get("entry")
    if at is None or not isinstance(told, list):
        return ""
    for entry, inside in entries({**resource, "entry": told[int(at[1]) :][:1]}):
        search = entry.get("search")
        mode = search.get("mode") if isinstance(search, dict) else ""
        return f", in an entry with {inside.get('resourceType')}{f' (search mode {mode})' if mode else ''}"
    return ""


def _sorted(issues: list[Issue], meant: list[Profiled], judge: Validator, exchange: str) -> Judged:
    """The issues by requirement. What FHIR itself says is not said again by a profile."""
    families = {one.requirement: _family(one.profile, judge) for one in meant}
    errors = [one for one in issues if one.severity in ("fatal", "error") and not _is_unjudged(one)]
    base = [one for one in errors if _requirement_of(one, families) == FHIR]
    said = {(one.expression, one.code): one.message for one in base}
    faults: dict[str, list[Issue]] = {FHIR: base} | {one: [] for one in families}
    for issue in errors:
        requirement = _requirement_of(issue, families)
        if requirement != FHIR and _element(issue) not in said.get((issue.expression, issue.code), "").split():
            faults[requirement].append(issue)
    unjudged = [(one, _requirement_of(one, families)) for one in issues if _is_unjudged(one)]
    unchecked = [Unchecked(name, one.expression, one.message.removeprefix("not checked: ")) for one, name in unjudged]
    if any(not one.expression for one, _ in unjudged):
        return Judged({name: _distinct(found, exchange) for name, found in faults.items() if found}, unchecked)
    unknown = {name for one, name in unjudged if one.source in {each.profile for each in meant}}
    told = {name: _distinct(found, exchange) for name, found in faults.items() if found or name not in unknown}
    return Judged(told, unchecked)


def _is_unjudged(issue: Issue) -> bool:
    return issue.not_checked or issue.code in _OURS


def _requirement_of(issue: Issue, families: Mapping[str, frozenset[str]]) -> str:
    profile = issue.source.partition("#")[0]
    return next((name for name, family in families.items() if profile in family), FHIR)


def _element(issue: Issue) -> str:
    """The name of the element that an issue's source speaks of."""
    return issue.source.partition(" ")[0].rpartition(".")[2]


def _distinct(issues: Iterable[Issue], exchange: str) -> list[NonConformance]:
    """A fault for each that differs by more than its number, ten at most, and then how many more there are."""
    different: dict[tuple[str, str], Issue] = {}
    for issue in issues:
        different.setdefault((without_numbers(issue.expression), _told(issue)[0]), issue)
    faults = [_fault(one, exchange) for one in different.values()]
    if len(faults) > MOST:
        more = f"{len(faults) - MOST} more that differ from these"
        where = without_numbers(faults[0].where).partition(".")[0]
        faults[MOST:] = [NonConformance(where, expected="no further faults", found=more, exchange=exchange)]
    return faults


def _told(issue: Issue) -> tuple[str, str]:
    """Expected and found; a constraint is told in its own words, not as FHIRPath."""
    if issue.code == "invariant" or not issue.expected:
        return issue.message, issue.found or "it is not so"
    return issue.expected, issue.found or "something else"


def _fault(issue: Issue, exchange: str) -> NonConformance:
    expected, found = _told(issue)
    source = f" [{issue.source}]" if issue.source else ""
    message = f"{issue.message}{source}"
    return NonConformance(issue.expression, expected=expected, found=found, exchange=exchange, message=message)


@lru_cache(maxsize=64)
def _family(profile: str, judge: Validator) -> frozenset[str]:
    """A profile with all that it is derived from and that it asks of what is inside, FHIR's own left out."""
    waiting, known = [profile], set[str]()
    while waiting:
        canonical = waiting.pop().partition("|")[0]
        if canonical in known or canonical.startswith(CORE_URL):
            continue
        known.add(canonical)
        defined = judge.definitions.structure(canonical) or {}
        waiting += [one for one in _named_in(defined) if one]
    return frozenset(known)


def _named_in(defined: Mapping[str, Any]) -> Iterator[str]:
    yield defined.get("baseDefinition", "")
    for element in defined.get("snapshot", {}).get("element", ()):
        for type_ in element.get("type", ()):
            yield from type_.get("profile", ())
