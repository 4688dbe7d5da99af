"""``CodeSystem/$lookup`` and ``$subsumes`` (R4 codesystem-operations.html). Knows no value set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.looking import text
from harness.conformance.terminology import grammars
from harness.conformance.terminology.code_systems import Concept, called
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.codings import Sought, answered, question
from harness.conformance.terminology.operations.concepts import Entry, no_longer_used, properties
from harness.conformance.terminology.operations.expanding import spoken
from harness.conformance.terminology.operations.library import Library, Vocabulary
from harness.conformance.terminology.operations.pins import pins
from harness.conformance.terminology.operations.problems import Unanswered, unknown, wrong

_USUAL = frozenset({"definition", "designation", "parent", "child", "inactive"})
"""What is told where nothing is asked for; every property of the code system comes with it."""


def looked_up(library: Library, asked: Asked, *, header: str = "") -> dict[str, Any]:
    """What a code system says of a code. Unanswered (404) for a code or system that is not here."""
    if "codeableConcept" in asked:
        raise wrong("A codeableConcept cannot be looked up; give code and system, or a coding")
    sought = question(asked).codings[0]
    asked.date("date")
    version = pins(asked).of_system(sought.system, sought.version)
    vocabulary = library.vocabulary(sought.system, version)
    if vocabulary is None:
        return _by_grammar(sought, version)
    concept = vocabulary.find(sought.code)
    if concept is None:
        raise no_such_code(sought.code, vocabulary.canonical)
    entry = Entry(sought.system, vocabulary.system.version, concept.code, concept, vocabulary)
    languages = spoken(asked, {}, header)
    shown = languages.choose(entry.names) or next(iter(entry.names), None)
    wanted = frozenset(asked.texts("property"))
    made = answered(
        [
            ("name", "valueString", text(vocabulary.resource, "name") or text(vocabulary.resource, "title")),
            ("code", "valueCode", concept.code),
            ("system", "valueUri", sought.system),
            ("version", "valueString", vocabulary.system.version),
            ("display", "valueString", shown.value if shown else concept.code),
        ]
    )
    if not wanted or wanted & {"designation", "*"}:
        made["parameter"] += _designations(entry)
    made["parameter"] += _told(vocabulary, concept, wanted)
    return made


def no_such_code(code: str, system: str) -> Unanswered:
    """A code that its code system does not have."""
    told = f"The code {code!r} is not among the codes of {system}"
    return Unanswered(404, "not-found", "invalid-code", told)


def _by_grammar(sought: Sought, version: str) -> dict[str, Any]:
    """What can be said of a code that a grammar makes."""
    if version or not grammars.has_grammar(sought.system):
        raise unknown("code system", f"{sought.system}|{version}" if version else sought.system)
    if not grammars.knows(sought.system, sought.code):
        raise no_such_code(sought.code, sought.system)
    told = [("code", "valueCode", sought.code), ("system", "valueUri", sought.system)]
    name = [("name", "valueString", called(sought.system)), ("display", "valueString", sought.code)]
    return answered([*name, *told])


def _designations(entry: Entry) -> Iterator[dict[str, Any]]:
    for name in entry.names:
        row = name.as_designation
        parts = [{"name": "language", "valueCode": row["language"]}] if row.get("language") else []
        parts += [{"name": "use", "valueCoding": row["use"]}] if isinstance(row.get("use"), dict) else []
        yield {"name": "designation", "part": [*parts, {"name": "value", "valueString": name.value}]}


def _told(vocabulary: Vocabulary, concept: Concept, wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The properties that are wanted: those that any concept has, and the code system's own."""
    for name, element, value in (*_kin(concept), *properties(vocabulary, concept.code)):
        own = name not in _USUAL
        if "*" in wanted or name in wanted or (not wanted and (own or name in _USUAL)):
            described = vocabulary.find(value) if name in ("parent", "child") and isinstance(value, str) else None
            yield _property(name, element, value, described.display if described else "")


def _kin(concept: Concept) -> Iterator[tuple[str, str, Any]]:
    if concept.definition:
        yield "definition", "valueString", concept.definition
    if "inactive" not in {name for name, _ in concept.properties}:
        yield "inactive", "valueBoolean", no_longer_used(concept)
    told = {(name, value) for name, value in concept.properties}
    for name, codes in (("parent", concept.parents), ("child", concept.children)):
        yield from ((name, "valueCode", code) for code in codes if (name, code) not in told)


def _property(name: str, element: str, value: Any, description: str) -> dict[str, Any]:
    shown = value in ("true", "True") if element == "valueBoolean" and isinstance(value, str) else value
    parts = [{"name": "code", "valueCode": name}, {"name": "value", element: shown}]
    more = [{"name": "description", "valueString": description}] if description else []
    return {"name": "property", "part": [*parts, *more]}


def subsumed(library: Library, asked: Asked, system: str) -> dict[str, Any]:
    """How two codes of one code system stand to each other: ``outcome``. Unanswered (404) for one that is not here."""
    (first, one), (second, two) = (_side(asked, name, system) for name in ("A", "B"))
    if first != second or not first:
        raise wrong(f"Both codes have to be of one system; found {first or 'none'} and {second or 'none'}")
    version = pins(asked).of_system(first, asked.text("version"))
    vocabulary = library.vocabulary(first, version)
    if vocabulary is None:
        raise unknown("code system", f"{first}|{version}" if version else first)
    found = [vocabulary.find(code) for code in (one, two)]
    for code, concept in zip((one, two), found, strict=True):
        if concept is None:
            raise no_such_code(code, vocabulary.canonical)
    return answered([("outcome", "valueCode", _outcome(vocabulary, *(concept.code for concept in found if concept)))])


def _side(asked: Asked, name: str, system: str) -> tuple[str, str]:
    """System and code of one of the two."""
    coding = asked.thing(f"coding{name}")
    if coding is not None:
        return text(coding, "system"), text(coding, "code")
    code = asked.text(f"code{name}")
    if not code:
        raise wrong(f"The parameter code{name}, or coding{name}, is missing")
    return asked.text("system") or system, code


def _outcome(vocabulary: Vocabulary, one: str, two: str) -> str:
    if one == two:
        return "equivalent"
    if two in vocabulary.system.below(one):
        return "subsumes"
    return "subsumed-by" if one in vocabulary.system.below(two) else "not-subsumed"
