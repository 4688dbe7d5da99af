"""The stored functions of a Care Services InfoManager (ITI-73), over entities of CSD. Knows no door and keeps nothing.

A defect overrides one of its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from lxml import etree

from harness.messages import csd
from harness.mocks.interlinked_registry.cache import Cache

Fits = Callable[[etree._Element], bool]
Test = Callable[[str], Fits]

PAGING = ("start", "max")

KINDS = {f"{csd.STORED}{kind}-search": kind for kind in ("provider", "facility", "organization", "service")}
"""The kind of entity that each function finds."""


class Unanswerable(Exception):
    """A question that is not answered: the HTTP status, and words for a person."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Functions(Cache):
    """The part of an InfoManager that answers questions."""

    def asked(self, question: csd.Question) -> etree._Element:
        """The CSD document that answers. Raises Unanswerable."""
        kind = KINDS.get(question.function)
        if kind is None:
            raise self.unknown(question)
        tests = [self.test(name, value) for name, value in question.parameters if name not in PAGING]
        start, most = (self.number(question, name) for name in PAGING)
        found = [one for one in self.entities() if csd.kind_of(one) == kind and all(fits(one) for fits in tests)]
        return csd.document(self.page(sorted(found, key=_id), start or 1, most))

    def unknown(self, question: csd.Question) -> Unanswerable:
        """Why a function is not carried out."""
        known = ", ".join(KINDS)
        if question.function == csd.ADHOC:
            return Unanswerable(400, f"Ad hoc queries in XQuery are not supported here; stored are {known}")
        return Unanswerable(404, f"No function {question.function[:100]} is stored here; there are {known}")

    def test(self, name: str, value: str) -> Fits:
        """Whether an entity fits a parameter. Raises Unanswerable for one that is not known, or cannot be read."""
        if name not in TESTS:
            raise Unanswerable(400, f"No parameter {name[:60]}; there are {', '.join((*TESTS, *PAGING))}")
        return TESTS[name](value)

    def page(self, found: Iterable[etree._Element], start: int, most: int | None) -> Iterable[etree._Element]:
        """Those from the number `start` on, of which the first is 1, and `most` at most."""
        return islice(found, start - 1, None if most is None else start - 1 + most)

    def number(self, question: csd.Question, name: str) -> int | None:
        """``start`` or ``max``; None where it is not asked. Raises Unanswerable for what is no number of things."""
        told = dict(question.parameters).get(name)
        if told is None:
            return None
        if not (told.isdecimal() and told.isascii() and len(told) < 10) or (name == "start" and not int(told)):
            raise Unanswerable(400, f"{name} is a number{' from 1 on' if name == 'start' else ''}, not {told[:20]!r}")
        return int(told)


def _id(entity: etree._Element) -> str:
    return entity.get("entityID", "")


def _is(value: str) -> Fits:
    return lambda entity: _id(entity) == value


def _holds(*paths: str) -> Test:
    """Whether one of the elements there contains a text, in any case."""
    steps = ["/".join(csd.named(step) for step in path.split("/")) for path in paths]

    def holding(value: str) -> Fits:
        wanted = value.casefold()
        return lambda entity: any(
            wanted in (one.text or "").casefold() for path in steps for one in entity.findall(path)
        )

    return holding


def _coded(name: str, system: str) -> Test:
    """Whether one of the elements called so has a code, of this system where one is asked for: ``system|code``."""

    def coded(value: str) -> Fits:
        scheme, bar, code = value.rpartition("|")
        return lambda entity: any(
            (not code or one.get("code") == code) and (not bar or one.get(system) == scheme)
            for one in entity.findall(csd.named(name))
        )

    return coded


def _leads(group: str, name: str) -> Test:
    """Whether it is with an entity of this id."""
    path = f"{csd.named(group)}/{csd.named(name)}"
    return lambda value: lambda entity: any(one.get("entityID") == value for one in entity.findall(path))


def _updated(value: str) -> Fits:
    since = csd.instant(value)
    if since is None:
        raise Unanswerable(400, f"record/@updated is an xs:dateTime, not {value[:40]!r}")
    return lambda entity: (at := csd.updated(entity)) is not None and at >= since


TESTS: Mapping[str, Test] = {
    "id": _is,
    "otherID": _coded("otherID", "assigningAuthorityName"),
    "primaryName": _holds("primaryName"),
    "name": _holds("primaryName", "otherName", "name"),
    "commonName": _holds("demographic/name/commonName"),
    "codedType": _coded("codedType", "codingScheme"),
    "addressLine": _holds("address/addressLine", "demographic/address/addressLine"),
    "organizations": _leads("organizations", "organization"),
    "facilities": _leads("facilities", "facility"),
    "record": _updated,
}
"""How an entity is compared by each parameter."""
