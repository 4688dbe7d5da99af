"""Value sets by their OID, as IHE SVS shares them (ITI-48, ITI-60): which, in what words. A defect overrides a method.

Knows what is kept and the engine that expands, neither HTTP nor SOAP; both bindings are answered from here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from harness.conformance.looking import text
from harness.conformance.packages.versions import age
from harness.conformance.terminology.filters import CannotFilter, pattern
from harness.conformance.terminology.operations import problems
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.library import Library
from harness.messages import soap
from harness.messages.fhir import Resource
from harness.mocks.errands.answer import objects
from harness.mocks.soap_service import Said
from harness.mocks.terminology_service.holdings import Holdings
from harness.mocks.terminology_service.sharing_xml import Described, Listed, described_as, shared_as

Pairs = Sequence[tuple[str, str]]

WORDS = ("DisplayNameContains", "SourceContains", "PurposeContains", "DefinitionContains")
NOT_KEPT = ("GroupContains", "GroupOID")
"""What FHIR's value sets tell nothing of, so that nothing is found by it."""

_DATES = re.compile(r"(Effective|Expiration|Creation|Revision)Date(Before|After)")
_OID = "urn:oid:"


class Unshared(Exception):
    """A question of SVS that is not answered: the Warning's number, its code, and words for a person."""

    def __init__(self, number: int, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.number, self.code, self.words = number, code, words


@dataclass(frozen=True, slots=True)
class Shared:
    """A value set by an OID that it has."""

    oid: str
    resource: Resource


class Sharing(ABC):
    """The part of a terminology service that speaks SVS."""

    library: Library
    holdings: Holdings

    @abstractmethod
    def expanded(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        """The value set with its expansion."""

    # ITI-48

    def retrieved(self, asked: Pairs) -> etree._Element:
        """The value set that is asked for. Raises Unshared: NAV for an unknown OID, VERUNK for an unknown version."""
        told = dict(asked)
        known = self.having(told.get("id", ""))
        if not known:
            raise Unshared(111, "NAV", "Unknown value set")
        version = told.get("version", "")
        fitting = [one for one in known if not version or text(one.resource, "version") == version]
        if not fitting:
            raise Unshared(112, "VERUNK", "Version unknown")
        newest = max(fitting, key=lambda one: age(text(one.resource, "version")))
        lists = self.in_language(self.lists(newest.resource), told.get("lang", ""))
        return self.shared(shared_as(newest.oid, newest.resource, lists))

    def having(self, oid: str) -> list[Shared]:
        """Every version of the value set with this OID."""
        oid = oid.strip().removeprefix(_OID)
        if not oid:
            return []
        asked = (("identifier", f"{_OID}{oid}".replace(",", r"\,")),)
        return [Shared(oid, resource) for resource in self.holdings.found("ValueSet", asked)]

    def lists(self, resource: Resource) -> list[Listed]:
        """The codes of a value set, a list for each language in which one of them has a name."""
        asked = Asked([("includeDesignations", True), ("excludeNested", True)])
        try:
            expansion = self.expanded(self.library, resource, asked, "")["expansion"]
        except problems.Unanswered as why:
            raise Unshared(111, "NAV", f"Its codes cannot be had: {why.problem.text}") from None
        codes = [one for one in objects(expansion, "contains") if not one.get("abstract")]
        own = text(resource, "language") or "en"
        others = {text(each, "language") for one in codes for each in objects(one, "designation")}
        return [Listed(language, codes, own=language == own) for language in (own, *sorted(others - {own, ""}))]

    def in_language(self, lists: list[Listed], language: str) -> list[Listed]:
        """The lists in the language that is asked for, letter by letter; all without one. Unshared where none is so."""
        fitting = [one for one in lists if language in ("", one.language)]
        if not fitting:
            raise Unshared(111, "NAV", f"It is not known in the language {language[:40]}")
        return fitting

    # ITI-60

    def retrieved_several(self, asked: Pairs) -> etree._Element:
        """The value sets that fit all parameters. Raises Unshared (INV) for none, or for one that cannot be read."""
        tests = list(self.tests(asked))
        if not tests:
            raise Unshared(111, "INV", "Invalid search parameters")
        found = [one for one in self.every() if self.fits(one, tests)]
        return self.shared(described_as(Described(one.oid, one.resource, self.lists(one.resource)) for one in found))

    def every(self) -> Iterator[Shared]:
        """Every value set that has an OID and codes."""
        for resource in self.holdings.found("ValueSet", ()):
            values = (text(one, "value") for one in objects(resource, "identifier"))
            oid = next((value.removeprefix(_OID) for value in values if value.startswith(_OID)), "")
            if oid and ("compose" in resource or "expansion" in resource):
                yield Shared(oid, resource)

    def tests(self, asked: Pairs) -> Iterator[tuple[str, Any]]:
        """Each parameter with what is compared: a text, a day, or a pattern. Unshared (INV) for any other."""
        for name, value in asked:
            if name in WORDS:
                yield name, self.pattern(value)
            elif _DATES.fullmatch(name):
                yield name, _day(value)
            elif name in ("id", "ID"):
                yield "id", _oid(value)
            elif name in NOT_KEPT or (name == "Format" and value == "CE-List"):
                yield name, value
            else:
                raise Unshared(111, "INV", f"Invalid search parameters: {name[:60]}")

    def pattern(self, expression: str) -> Any:
        """What a text of …Contains has to hold, looked for in linear time. Unshared (INV) for what is no pattern."""
        try:
            return pattern(f"(?is).*(?:{expression}).*")
        except CannotFilter as fault:
            raise Unshared(111, "INV", f"Invalid search parameters: {fault}"[:300]) from None

    def fits(self, one: Shared, tests: Iterable[tuple[str, Any]]) -> bool:
        """Whether a value set fits every test."""
        return all(self.passes(one, name, wanted) for name, wanted in tests)

    def passes(self, one: Shared, name: str, wanted: Any) -> bool:
        """Whether a value set fits one test."""
        if name == "Format":
            return True
        if name == "id":
            return bool(_oid(one.oid) == wanted)
        if name in WORDS:
            return bool(wanted(_words(one.resource)[name]))
        known = text(one.resource, "date")[:10] if name.startswith("Revision") else ""
        if len(known) < 10 or name in NOT_KEPT:
            return False
        day = date.fromisoformat(known)
        return bool(day <= wanted if name.endswith("Before") else day >= wanted)

    # Both, as they go out.

    def shared(self, answer: etree._Element) -> etree._Element:
        """The answer of SVS, which is right."""
        return answer

    def warning(self, why: Unshared) -> tuple[int, str]:
        """The HTTP status and the Warning of a question that is not answered."""
        return 404, f'{why.number} terminology-service "{why}"'

    def fault(self, why: Unshared) -> soap.Fault:
        """The same in SOAP."""
        return soap.Fault("Sender", str(why), why.code, "urn:ihe:iti:svs:2008")

    def addressed(self, addressing: soap.Addressing) -> soap.Addressing:
        """How an answer in SOAP is addressed, which is right."""
        return addressing

    def in_soap(self, said: Said) -> Said:
        """An answer in SOAP as it goes out, which is right."""
        return said

    def is_whole(self, place: str) -> bool:  # noqa: ARG002 - a defect looks at it
        """Whether an answer of SVS at this place is sent to its end."""
        return True


def _words(resource: Resource) -> dict[str, str]:
    names = (text(resource, "title") or text(resource, "name"), text(resource, "publisher"))
    return dict(zip(WORDS, (*names, text(resource, "purpose"), text(resource, "description")), strict=True))


def _oid(value: str) -> str:
    """An OID without leading zeros in its parts, by which it is compared."""
    parts = value.strip().removeprefix(_OID).split(".")
    return ".".join(part.lstrip("0") or "0" for part in parts)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise Unshared(111, "INV", f"Invalid search parameters: {value[:40]!r} is no date") from None
