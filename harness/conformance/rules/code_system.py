"""CodeSystem: content, count, properties and its value set (R4 codesystem.html). Says no invariant again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, shown, text
from harness.conformance.rules.nearby import CodeSystems, find
from harness.conformance.rules.questionnaire import value_of
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 codesystem.html#notes"
_PROPERTY = "R4 codesystem.html#properties"
_DEFINED = frozenset(
    (
        "inactive",
        "deprecated",
        "deprecationDate",
        "notSelectable",
        "parent",
        "child",
        "partOf",
        "status",
        "synonym",
        "effectiveDate",
        "retirementDate",
        "comment",
        "subsumedBy",
        "itemWeight",
        "order",
        "label",
    )
)
"""Properties that R4 and HL7's own code systems define for all (R4 codesystem-concept-properties.html)."""
_VALUE = {
    "code": "Code",
    "Coding": "Coding",
    "string": "String",
    "integer": "Integer",
    "boolean": "Boolean",
    "dateTime": "DateTime",
    "decimal": "Decimal",
}
Concept = dict[str, Any]


def concepts_of(system: Resource, where: str) -> Iterator[tuple[str, Concept]]:
    """All concepts with their places, in no order that matters."""
    waiting = [(f"{where}.concept[{at}]", concept) for at, concept in objects(system, "concept")]
    while waiting:
        place, concept = waiting.pop()
        yield place, concept
        waiting.extend((f"{place}.concept[{at}]", each) for at, each in objects(concept, "concept"))


def check_content(system: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """What the code system says it holds, and what it holds."""
    content, count = text(system, "content"), system.get("count")
    here = sum(1 for _ in concepts_of(system, where))
    counted = isinstance(count, int) and not isinstance(count, bool)
    if content == "complete" and counted and count != here:
        yield mismatch(
            "invalid", f"{where}.count", expected=f"the number of concepts, {here}", found=str(count), source=_SOURCE
        )
    elif content in ("fragment", "example") and isinstance(count, int) and counted and here > count:
        yield mismatch(
            "invalid",
            f"{where}.count",
            expected=f"at least the {here} concepts of this {content}",
            found=str(count),
            source=_SOURCE,
            severity="warning",
        )
    if content == "not-present" and here:
        yield mismatch(
            "invalid",
            f"{where}.concept[0]",
            expected="no concepts, for content is not-present",
            found=str(here),
            source=_SOURCE,
        )
    if content == "complete" and not here:
        yield Issue("warning", "business-rule", where, "content is complete, and there is no concept", source=_SOURCE)
    yield from _supplement(system, where, scope)


def _supplement(system: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    base, content = text(system, "supplements"), text(system, "content")
    if base and content and content != "supplement":
        yield mismatch(
            "business-rule",
            f"{where}.content",
            expected="supplement, for it supplements another code system",
            found=content,
            source=_SOURCE,
        )
    if not base:
        if content == "supplement":
            message = "a supplement says which code system it supplements: expected supplements, found none"
            yield Issue("error", "business-rule", where, message, "supplements", "none", _SOURCE)
        return
    _, known = CodeSystems(scope).find(base)
    for place, concept in concepts_of(system, where):
        code = text(concept, "code")
        if known and code and known.knows(code) is False:
            yield mismatch(
                "business-rule",
                f"{place}.code",
                expected=f"a code of {base}, which is supplemented",
                found=shown(code),
                source=_SOURCE,
            )


def check_properties(system: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Properties are declared once, used as declared, and filters name them."""
    del scope
    declared: dict[str, str] = {}
    uris: set[str] = set()
    for at, each in objects(system, "property"):
        code, uri = text(each, "code"), text(each, "uri")
        if code in declared or (uri and uri in uris):
            yield Issue(
                "warning",
                "duplicate",
                f"{where}.property[{at}]",
                "the property is declared already",
                "a code and uri of its own",
                shown(code),
                _PROPERTY,
            )
        declared.setdefault(code, text(each, "type"))
        uris.add(uri)
    for place, concept in concepts_of(system, where):
        for at, each in objects(concept, "property"):
            yield from _used(each, declared, f"{place}.property[{at}]")


def _used(used: dict[str, Any], declared: dict[str, str], where: str) -> Iterator[Issue]:
    code = text(used, "code")
    kind, _ = value_of(used)
    if code and code not in declared:
        if code not in _DEFINED:
            yield mismatch(
                "business-rule",
                f"{where}.code",
                expected="a property that CodeSystem.property declares",
                found=shown(code),
                source=_PROPERTY,
                severity="warning",
            )
        return
    wanted = _VALUE.get(declared.get(code, ""), "")
    if wanted and kind and kind != wanted:
        yield mismatch(
            "business-rule",
            f"{where}.value",
            expected=f"value{wanted}, as the property is declared",
            found=f"value{kind}",
            source=_PROPERTY,
        )


def check_whole(system: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """The value set of all codes, where it is here, is all of this code system and nothing else."""
    canonical, url = text(system, "valueSet"), text(system, "url")
    whole = find("ValueSet", canonical, scope) if canonical and url else None
    compose = whole.get("compose") if whole else None
    if not isinstance(compose, dict):
        return
    included = [each for _, each in objects(compose, "include")]
    plain = len(included) == 1 and text(included[0], "system").partition("|")[0] == url
    if (
        not plain
        or objects(compose, "exclude")
        or any(included[0].get(name) for name in ("concept", "filter", "valueSet"))
    ):
        yield mismatch(
            "business-rule",
            f"{where}.valueSet",
            expected=f"a value set of all codes of {url} and no others",
            found=shown(canonical),
            source="R4 codesystem-definitions.html#CodeSystem.valueSet",
        )
