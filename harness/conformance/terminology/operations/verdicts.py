"""Whether one code is right by itself: its system, its version, the code, its name. Knows no value set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.conformance.looking import text
from harness.conformance.terminology import grammars
from harness.conformance.terminology.operations.codings import Sought
from harness.conformance.terminology.operations.concepts import Entry
from harness.conformance.terminology.operations.languages import Languages, Name
from harness.conformance.terminology.operations.library import Library, Vocabulary
from harness.conformance.terminology.operations.problems import Problem

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(slots=True)
class Verdict:
    """What was found of one code: the `entry` it is, if it is one; `problems`; the `system` that is not known here.

    `inside` tells whether the value set has it, None where that cannot be known."""

    sought: Sought
    entry: Entry | None = None
    inside: bool | None = None
    problems: list[Problem] = field(default_factory=list)
    unknown_system: str = ""
    caused_by: str = ""


def system_problems(library: Library, sought: Sought) -> Iterator[Problem]:
    """What is wrong with a system as such."""
    place = sought.place("system")
    if not sought.system and not sought.at:
        return
    if not sought.system:
        told = "The coding has no system, and so its code no meaning that could be looked at"
        yield Problem("warning", "invalid", "invalid-data", told, sought.at.rstrip("."))
    elif not _ABSOLUTE.match(sought.system):
        told = f"The system {sought.system} is not an absolute URI"
        yield Problem("error", "invalid", "invalid-data", told, place)
        return
    known = library.find("CodeSystem", sought.system) if sought.system else None
    if known is None and sought.system and library.find("ValueSet", sought.system):
        told = f"{sought.system} is a value set; a coding names the code system of its code"
        yield Problem("error", "invalid", "invalid-data", told, place)
    elif known and text(known, "content") == "supplement":
        told = f"The code system {sought.system} only supplements another one, and has no codes of its own"
        yield Problem("error", "invalid", "invalid-data", told, place)


def not_known(library: Library, sought: Sought, version: str) -> Problem:
    """A code system, or a version of it, that is not here."""
    versions = library.versions("CodeSystem", sought.system)
    name = f"{sought.system}|{version}" if version else sought.system
    there = f"; the versions here are {', '.join(versions)}" if versions else ""
    told = f"The code system {name} is not known here, so that its code cannot be checked{there}"
    return Problem("error", "not-found", "not-found", told, sought.place("system"))


def code_problems(sought: Sought, vocabulary: Vocabulary, entry: Entry | None) -> Iterator[Problem]:
    """Whether the code exists, and is written as it should be."""
    place, name = sought.place("code"), vocabulary.canonical
    if entry is None and vocabulary.system.complete:
        told = f"The code system {vocabulary.system.url} (version {vocabulary.system.version or 'not told'}) "
        yield Problem("error", "code-invalid", "invalid-code", f"{told}has no code {sought.code!r}", place)
    elif entry is None:
        told = f"The code {sought.code!r} is not among the codes of {name} that are here, which are not all"
        yield Problem("warning", "code-invalid", "invalid-code", told, place)
    elif entry.code != sought.code:
        told = f"{sought.code!r} is the code {entry.code!r} in another case. {name} does not mind; others may"
        yield Problem("information", "business-rule", "code-rule", told, place)


def entry_of(sought: Sought, vocabulary: Vocabulary) -> Entry | None:
    """The code in its code system."""
    concept = vocabulary.find(sought.code)
    if concept is None:
        return None
    return Entry(sought.system, vocabulary.system.version, concept.code, concept, vocabulary)


def display_problems(sought: Sought, entry: Entry, languages: Languages, *, lenient: bool = False) -> Iterator[Problem]:
    """Whether the code is called so, in the languages that were asked for."""
    names = entry.names
    if not sought.display or not names:
        return
    called = f"{sought.system}#{sought.code}"
    right = languages.spoken(names)
    unspoken = [name for name in names if name.own and not name.language]
    usual = next((name for name in names if name.own), None)
    if _among(sought.display, [*right, *unspoken]):
        return
    if not right and not unspoken and usual and _among(sought.display, [usual]):
        told = f"{sought.display!r} is the usual name of {called}, which has none in the language {languages.said}"
        yield Problem("information", "invalid", "display-comment", told, sought.place("display"))
        return
    choices = " or ".join(repr(name.value) for name in (right or unspoken)) or (usual and repr(usual.value)) or "none"
    told = f"{sought.display!r} is not a name of {called}; right would be {choices}"
    severity = "warning" if lenient else "error"
    yield Problem(severity, "invalid", "invalid-display", told, sought.place("display"))


def _among(display: str, names: list[Name]) -> bool:
    return any(name.value.casefold() == display.casefold() for name in names)


def by_grammar(sought: Sought) -> Verdict | None:
    """The verdict on a code whose system is a grammar; None for any other system."""
    if not grammars.has_grammar(sought.system):
        return None
    known = grammars.knows(sought.system, sought.code)
    if known:
        return Verdict(sought, Entry(sought.system, "", sought.code))
    verdict = Verdict(sought)
    told = f"{sought.code!r} is no code of {sought.system}"
    if known is None:
        told = f"Whether {sought.code!r} is a code of {sought.system} cannot be told here"
    severity = "warning" if known is None else "error"
    verdict.problems.append(Problem(severity, "code-invalid", "invalid-code", told, sought.place("code")))
    return verdict


def names_of(resource_canonical: str, canonicals: dict[str, None]) -> str:
    """The first of some canonicals that is one of a code system, whatever its version."""
    return next((one for one in canonicals if one.partition("|")[0] == resource_canonical), "")
