"""CapabilityStatement: search parameters and profiles are what they are said to be (R4 capabilitystatement.html).

Says no invariant (cpb-*) again. Looks only at definitions that are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, shown, text, texts
from harness.conformance.rules.nearby import find
from harness.conformance.scope import Resource, Scope

_REST = "R4 capabilitystatement-definitions.html#CapabilityStatement.rest"
_GENERAL = frozenset(["Resource", "DomainResource"])


def check_rest(statement: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Each RESTful mode: its resources, their profiles, interactions and search parameters."""
    for at, rest in objects(statement, "rest"):
        place = f"{where}.rest[{at}]"
        yield from _interactions(rest, place)
        yield from _parameters(rest, "", place, scope)
        for index, resource in objects(rest, "resource"):
            spot, kind = f"{place}.resource[{index}]", text(resource, "type")
            yield from _interactions(resource, spot)
            yield from _parameters(resource, kind, spot, scope)
            yield from _profiles(resource, kind, spot, scope)


def _interactions(holder: dict[str, Any], where: str) -> Iterator[Issue]:
    seen: set[str] = set()
    for at, interaction in objects(holder, "interaction"):
        code = text(interaction, "code")
        if code and code in seen:
            yield Issue(
                "warning",
                "duplicate",
                f"{where}.interaction[{at}].code",
                "the interaction is there already",
                found=shown(code),
                source=f"{_REST}.interaction",
            )
        seen.add(code)


def _parameters(holder: dict[str, Any], kind: str, where: str, scope: Scope) -> Iterator[Issue]:
    for at, parameter in objects(holder, "searchParam"):
        defined = find("SearchParameter", text(parameter, "definition"), scope)
        stated, place = text(parameter, "type"), f"{where}.searchParam[{at}]"
        if defined is None:
            continue
        if stated and text(defined, "type") and stated != text(defined, "type"):
            yield mismatch(
                "invalid",
                f"{place}.type",
                expected=f"{text(defined, 'type')}, as its definition says",
                found=stated,
                source=f"{_REST}.resource.searchParam.type",
            )
        bases = {base for _, base in texts(defined, "base")}
        if kind and bases and kind not in bases and not bases & _GENERAL:
            yield mismatch(
                "business-rule",
                f"{place}.definition",
                expected=f"a search parameter of {kind}",
                found=f"one of {', '.join(sorted(bases))}",
                severity="warning",
                source=f"{_REST}.resource.searchParam.definition",
            )


def _profiles(resource: dict[str, Any], kind: str, where: str, scope: Scope) -> Iterator[Issue]:
    named = [("profile", text(resource, "profile"))]
    named += [(f"supportedProfile[{at}]", canonical) for at, canonical in texts(resource, "supportedProfile")]
    for name, canonical in named:
        profile = find("StructureDefinition", canonical, scope) if canonical else None
        if profile and kind and text(profile, "type") not in ("", kind, *_GENERAL):
            yield mismatch(
                "business-rule",
                f"{where}.{name}",
                expected=f"a profile of {kind}",
                found=f"one of {text(profile, 'type')}",
                source=f"{_REST}.resource.{name.partition('[')[0]}",
            )
