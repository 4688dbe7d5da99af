"""Faults of an interlinked registry in CSD: in what it makes of what it hears, answers (ITI-73) and asks (ITI-74)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from lxml import etree
from starlette.responses import Response
from typing_extensions import override

from harness.messages import csd
from harness.mocks.defects.registry import declare
from harness.mocks.interlinked_registry import Interlinked
from harness.mocks.interlinked_registry.functions import KINDS, Fits
from harness.transactions import CareServicesModifications

defect = partial(declare, mock="interlinked-registry")


def passing_over(parameter: str) -> type[Interlinked]:
    """The behaviour of a registry whose stored functions do not look at a parameter."""

    class PassingOver(Interlinked):
        @override
        def test(self, name: str, value: str) -> Fits:
            fits = super().test(name, value)
            return fits if name != parameter else lambda _: True

    return PassingOver


for _requirement, _parameter in (("73-01", "id"), ("73-03", "codedType"), ("73-06", "otherID")):
    defect(
        f"passes-over-{_parameter.lower()}",
        breaks=[_requirement],
        where="facilityDirectory",
        text=f"A stored function is answered as if {_parameter} had not been asked.",
    )(passing_over(_parameter))


@defect(
    "finds-whole-names-alone",
    breaks=["73-02"],
    also=["73-04"],
    where="facilityDirectory",
    text="A stored function finds by the whole name, and not by a part of it.",
)
class _FindsWholeNamesAlone(Interlinked):
    @override
    def test(self, name: str, value: str) -> Fits:
        path = csd.named(name)
        return super().test(name, value) if name != "primaryName" else lambda one: one.findtext(path) == value


@defect(
    "passes-over-max",
    breaks=["73-04"],
    where="facilityDirectory",
    text="A stored function gives all that it finds, whatever max says.",
)
class _PassesOverMax(Interlinked):
    @override
    def page(self, found: Iterable[etree._Element], start: int, most: int | None) -> Iterable[etree._Element]:
        return super().page(found, start, None)


@defect(
    "finds-all-where-nothing-fits",
    breaks=["73-05"],
    where="facilityDirectory",
    text="A stored function that finds nothing gives all there is.",
)
class _FindsAllWhereNothingFits(Interlinked):
    @override
    def asked(self, question: csd.Question) -> etree._Element:
        document = super().asked(question)
        return document if list(csd.entities_in(document)) else super().asked(csd.Question(question.function))


@defect(
    "keeps-the-entity-it-heard-of-first",
    breaks=["73-07"],
    where="primaryName",
    text="An entity that it knows already is not changed by what it hears later.",
)
class _KeepsTheEntityItHeardOfFirst(Interlinked):
    @override
    def keep_entity(self, entity: etree._Element) -> None:
        if entity.get("entityID", "") not in self.known:
            super().keep_entity(entity)


@defect(
    "answers-any-function",
    breaks=["73-08"],
    where="HTTP status",
    text="A function that it does not have is answered with empty directories.",
)
class _AnswersAnyFunction(Interlinked):
    @override
    def asked(self, question: csd.Question) -> etree._Element:
        return super().asked(question) if question.function in KINDS else csd.document(())


@defect(
    "answers-without-entity-ids",
    breaks=["73-09"],
    where="facility/@entityID",
    text="What a stored function finds has no entityID.",
)
class _AnswersWithoutEntityIds(Interlinked):
    @override
    def told(self, document: etree._Element) -> etree._Element:
        for one in csd.entities_in(document):
            one.attrib.pop("entityID")
        return document


@defect(
    "breaks-off-its-answers-by-csd",
    breaks=["73-10"],
    where="the answer's end",
    text="The answer to a careServicesRequest breaks off in the middle.",
)
class _BreaksOffItsAnswersByCsd(Interlinked):
    @override
    def is_whole(self) -> bool:
        return False


@defect(
    "misunderstands-kindly",
    breaks=["73-11"],
    where="HTTP status",
    text="What is no careServicesRequest is answered with 200 and words.",
)
class _MisunderstandsKindly(Interlinked):
    @override
    def refused(self, response: Response) -> Response:
        response.status_code = 200 if response.status_code == 400 else response.status_code
        return super().refused(response)


@dataclass(frozen=True, slots=True)
class _SinceTwice(CareServicesModifications):
    """A question that names two instants."""

    @override
    def content(self) -> etree._Element:
        asked = CareServicesModifications.content(self)
        asked.append(csd.element("lastModified", self.since))
        return asked


@defect(
    "asks-since-two-instants",
    breaks=["74-20"],
    where="lastModified",
    text="It asks for what changed since two instants.",
)
class _AsksSinceTwoInstants(Interlinked):
    @override
    def modified_since(self, since: str) -> CareServicesModifications:
        return _SinceTwice(since)
