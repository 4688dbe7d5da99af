"""One validation from the outside: definitions and terminology made ready once, a resource judged, issues handed back.

Knows how the parts meet, no rule of its own. It never raises for a resource, whatever that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from harness.conformance.issue import MOST_ISSUES, Issue, not_checked, own_fault
from harness.conformance.looking import DEEPEST, kind, text, too_much
from harness.conformance.packages.definitions import HOW_TO_GET, Definitions, definitions
from harness.conformance.scope import Resource, Scope
from harness.conformance.structure.bare import check_bare
from harness.conformance.structure.types import types_of
from harness.conformance.structure.walker import check_resource
from harness.conformance.structure.xml import Reading, too_deep
from harness.conformance.terminology import Terminology


class Validator:
    """Judges resources by some definitions. Compiles what it meets once; may be shared by threads."""

    def __init__(self, known: Definitions) -> None:
        self.definitions = known
        self._terminology = Terminology(known)

    def validate(self, resource: object, profiles: Iterable[str] = ()) -> list[Issue]:
        """The issues of a resource: parsed FHIR JSON (a dict) or an lxml element. Never raises.

        `profiles` are canonicals that it is to meet besides those it claims in ``meta.profile``.
        """
        try:
            return self._judged(resource, tuple(profiles))
        except Exception as error:
            return [own_fault("", error)]

    def _judged(self, resource: object, profiles: tuple[str, ...]) -> list[Issue]:
        if isinstance(resource, etree._Element):
            return self._judged_tree(resource, profiles)
        if not isinstance(resource, dict):
            return [Issue("fatal", "structure", "", f"expected a resource, found {kind(resource)}")]
        if much := too_much(resource):
            return [Issue("fatal", "too-costly", "", f"this is not judged: it has {much}")]
        if not self.definitions.available:
            return [not_checked("", HOW_TO_GET), *check_bare(resource)]
        return _bounded(self._walked(resource, profiles))

    def _judged_tree(self, root: etree._Element, profiles: tuple[str, ...]) -> list[Issue]:
        if too_deep(root):
            return [Issue("fatal", "too-costly", "", f"this is not judged: it has more than {DEEPEST} levels")]
        if not self.definitions.available:
            return [not_checked("", HOW_TO_GET)]
        reading = Reading(types_of(self.definitions), self.definitions.resource_types)
        resource = reading.resource(root)
        found = [] if resource is None else self._walked(resource, profiles)
        return _bounded([*reading.issues, *found])

    def _walked(self, resource: Resource, profiles: tuple[str, ...]) -> list[Issue]:
        where = text(resource, "resourceType")
        scope = Scope(self.definitions, self._terminology, resource, resource, where)
        check_resource(resource, where, scope, profiles)
        return scope.issues


def _bounded(issues: list[Issue]) -> list[Issue]:
    """Each issue once, and not more than anybody reads."""
    told = list(dict.fromkeys(issues))
    if len(told) <= MOST_ISSUES:
        return told
    more = f"there are more than {MOST_ISSUES:,} issues: the rest of the resource is not judged"
    return [*told[:MOST_ISSUES], not_checked("", more)]


def validate(resource: object, profiles: Iterable[str] = (), packages: Iterable[str | Path] = ()) -> list[Issue]:
    """The issues of a FHIR R4 resource: parsed FHIR JSON (a dict) or an lxml element.

    `profiles` are canonicals it is to meet besides those it claims; `packages` are package files (tgz), folders of JSON
    definitions or single definitions (JSON or XML), on top of the core. One of either need not be put in a tuple.
    Without the core's definitions (`harness definitions`) the first issue says so. Never raises for a resource;
    UsageError for a package that is not there or broken.
    """
    return validator(_several(packages)).validate(resource, _several(profiles))


def _several(one_or_more: Iterable[Any]) -> tuple[Any, ...]:
    """A lone text is one, and not as many as it has letters."""
    return (one_or_more,) if isinstance(one_or_more, str | Path) else tuple(one_or_more)


def validator(packages: tuple[str | Path, ...] = (), beneath: tuple[str | Path, ...] = ()) -> Validator:
    """The Validator for these packages, the same each time; those `beneath` decide after all others but the core."""
    known = definitions(packages, beneath)
    with _LOCK:
        if known not in _KNOWN:
            _KNOWN[known] = Validator(known)
        return _KNOWN[known]


_LOCK = Lock()
_KNOWN: dict[Any, Validator] = {}
