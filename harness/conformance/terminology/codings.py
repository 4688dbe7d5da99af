"""What is wrong with a coding whatever it is bound to: its system, its code, its display. Knows no value set's content.

Severities are those of the official validator where it has no terminology server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from harness.conformance.issue import Issue, Severity, not_checked
from harness.conformance.looking import shown, text
from harness.conformance.packages.definitions import Definitions
from harness.conformance.terminology import grammars
from harness.conformance.terminology.code_systems import CodeSystem, CodeSystems, Concept, called

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OF_FHIR = re.compile(r"http://hl7\.org/fhir/[A-Za-z0-9.-]+")
_KEPT = 16_384
_LONGEST = 1000


class Codings:
    """Judges codings by the code systems of some definitions. Findings are kept, and only their places are new."""

    def __init__(self, definitions: Definitions, systems: CodeSystems) -> None:
        self._definitions = definitions
        self._systems = systems
        self._judged = lru_cache(maxsize=_KEPT)(self._judge)

    def check(self, system: str, code: str, version: str, display: str, where: str, source: str) -> Iterator[Issue]:
        """The issues of one coding at `where`; an empty text for whatever it does not have."""
        short = len(system) + len(code) + len(version) + len(display) < _LONGEST
        judge = self._judged if short else self._judge
        for issue in judge(system, code, version, display):
            place = f"{where}{issue.expression}"
            yield Issue(issue.severity, issue.code, place, issue.message, issue.expected, issue.found, source)

    def _judge(self, system: str, code: str, version: str, display: str) -> tuple[Issue, ...]:
        """All findings, their places relative to the coding."""
        if not system:
            told = "a code with no system has no defined meaning, and cannot be checked"
            return (_issue("warning", "", told, expected="a system", found=shown(code)),) if code else ()
        known = self._systems.find(system)
        if known is None:
            return tuple(self._without_content(system, code))
        if known.content == "supplement":
            told = f"{system} is a supplement to another code system, and has no codes of its own"
            return (_issue("error", ".system", told, expected="a code system", found="a supplement"),)
        return tuple(self._by_content(known, code, version, display)) if code else ()

    def _without_content(self, system: str, code: str) -> Iterator[Issue]:
        """A system whose content is not here."""
        if not _ABSOLUTE.match(system):
            if " " in system or not system.isprintable():
                return  # wrong in any URI, which its format says
            told = f"the system {shown(system)} is not an absolute URI"
            yield _issue("error", ".system", told, expected="an absolute URI", found=shown(system))
        elif self._definitions.find("ValueSet", system):
            told = f"{system} is a value set; a coding names the code system that its code comes from"
            yield _issue("error", ".system", told, expected="a code system", found="a value set")
        elif grammars.has_grammar(system):
            yield from _by_grammar(system, code) if code else ()
        elif self._definitions.available and _OF_FHIR.fullmatch(system):
            told = f"FHIR R4 has no code system {system}"
            yield _issue("warning", ".system", told, expected="a code system that exists", found=system)
        elif code:
            yield not_checked("", f"the code {shown(code)}, as the content of {called(system)} is not here")

    def _by_content(self, system: CodeSystem, code: str, version: str, display: str) -> Iterator[Issue]:
        found = system.find(code)
        if found:
            yield from _use(found, code)
            yield from self._display(system, found, display, code) if display else ()
        elif system.complete and (version in ("", system.version) or _of_another(version, system)):
            told = f"the code system {called(system.url)} has no code {shown(code)}"
            yield _issue("error", ".code", told, expected=f"a code of {system.url}", found=shown(code))
        elif system.complete:
            reason = f"the code {shown(code)}, as {system.url} is here in version {system.version}, not {version}"
            yield not_checked("", reason)
        else:
            yield not_checked("", f"the code {shown(code)}, as not all of {called(system.url)} is here")

    def _display(self, system: CodeSystem, concept: Concept, display: str, code: str) -> Iterator[Issue]:
        """A display is the concept's own or one of its designations, in any case and spacing, of supplements too."""
        if fits(display, concept) or not concept.display or not _same(concept, code):
            return
        more = (layer.find(concept.code) for layer in self._systems.supplements(system.url))
        if not any(fits(display, one) for one in more if one):
            told = f"{shown(display)} is not how {system.url} calls {concept.code}: {shown(concept.display)}"
            yield _issue("warning", ".display", told, expected=shown(concept.display), found=shown(display))


def fits(display: str, concept: Concept) -> bool:
    """Whether the concept is called so; letters' case and the number of spaces do not count."""
    wanted = normal(display)
    return any(normal(name) == wanted for name in concept.names)


def normal(display: str) -> str:
    """A display as it is compared."""
    return " ".join(display.split()).casefold()


def parts(coding: object) -> tuple[str, str, str, str]:
    """System, code, version and display of a coding, empty where it has none."""
    return text(coding, "system"), text(coding, "code"), text(coding, "version"), text(coding, "display")


def _by_grammar(system: str, code: str) -> Iterator[Issue]:
    known = grammars.knows(system, code)
    if known is None:
        yield not_checked("", f"the code {shown(code)}, which cannot be decided by the rules of {called(system)}")
    elif not known:
        told = f"{shown(code)} is no code of {called(system)}"
        yield _issue("error", ".code", told, expected=f"a code of {called(system)}", found=shown(code))


def _of_another(version: str, system: CodeSystem) -> bool:
    """Whether a version names another system (SNOMED CT's are URLs of its own), and so is no version of this one."""
    return "://" in version and not version.startswith(system.url)


def _same(concept: Concept, code: str) -> bool:
    """Whether the code is the concept's own, if in another case, and not one that the concept is a template of."""
    return concept.code.casefold() == code.casefold()


def _use(concept: Concept, code: str) -> Iterator[Issue]:
    """Hints on a code that exists."""
    if concept.code != code and _same(concept, code):
        told = f"the code {shown(code)} is {shown(concept.code)} in another case, which is the one to write"
        yield _issue("information", ".code", told, expected=shown(concept.code), found=shown(code))
    if concept.inactive:
        yield _hint(f"the code {shown(code)} is inactive; its use should be reviewed")
    if concept.abstract:
        yield _hint(f"the code {shown(code)} only groups others and is not to be used itself")


def _hint(message: str) -> Issue:
    return Issue("information", "business-rule", ".code", message)


def _issue(severity: Severity, place: str, message: str, *, expected: str = "", found: str = "") -> Issue:
    return Issue(severity, "code-invalid", place, message, expected, found)
