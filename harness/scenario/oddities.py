"""Odd but lawful answers, and refusals, that our responder can be told to give: what a consumer has to cope with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import Resource
from harness.scenario.wallet import Face

UNKNOWN = "https://example.org/fhir/StructureDefinition/never-heard-of"
AN_OUTCOME = "urn:uuid:0e4b2d5c-93a1-4f6e-8a57-6d1c2b3f4a58"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, media type, content."""

    status: int
    content_type: str
    body: bytes


class Oddity(ABC):
    """Turns the right answer to a query into an odd one; `wishes` is what our mock is told before it answers.

    `face` is the certificate that it shows in TLS. One that is `closed` answers whatever is asked, and our mock hears
    nothing of it.
    """

    wishes: ClassVar[Mapping[str, Any]] = {}
    closed: ClassVar[bool] = False
    face: ClassVar[Face] = "server"

    def begin(self) -> None:  # noqa: B027 - most begin at once
        """Called before it is put up; comes back when it is time."""

    @abstractmethod
    def turn(self, answer: Answer) -> Answer:
        """The answer to give instead of `answer`."""


class _OddBundle(Oddity):
    @override
    def turn(self, answer: Answer) -> Answer:
        if answer.status != 200 or fhir.media_type(answer.content_type) is None:
            return answer
        bundle = fhir.parse(answer.body, answer.content_type)
        if bundle["resourceType"] != "Bundle":
            return answer
        self.change(bundle)
        return replace(answer, body=fhir.serialise(bundle, fhir.media_type(answer.content_type) or fhir.JSON))

    def change(self, bundle: Resource) -> None:
        """Change the Bundle in place."""

    @staticmethod
    def patients(bundle: Resource) -> list[dict[str, Any]]:
        """The Patients in it."""
        return [one["resource"] for one in bundle.get("entry", []) if one["resource"]["resourceType"] == "Patient"]


@dataclass(frozen=True, slots=True)
class ManyPatients(_OddBundle):
    """The patient, and others of the same name, `count` in all, on one page."""

    count: int = 60

    @override
    def change(self, bundle: Resource) -> None:
        if not self.patients(bundle):
            return
        first = next(one for one in bundle["entry"] if one["resource"]["resourceType"] == "Patient")
        bundle["entry"] += [self._another(first, number) for number in range(len(self.patients(bundle)), self.count)]
        bundle["total"] = len(self.patients(bundle))

    @staticmethod
    def _another(entry: dict[str, Any], number: int) -> dict[str, Any]:
        another = deepcopy(entry)
        patient = another["resource"]
        another["fullUrl"] = f"{another.get('fullUrl', 'urn:patient')}-{number}"
        patient["id"] = f"{patient.get('id', 'patient')}-{number}"
        for identifier in patient.get("identifier", ()):
            identifier["value"] = f"{identifier.get('value', '')}-{number}"
        return another


class Nobody(_OddBundle):
    """No patient was found."""

    @override
    def change(self, bundle: Resource) -> None:
        bundle.pop("entry", None)
        bundle["total"] = 0


class AnUnknownExtension(_OddBundle):
    """Every Patient carries an extension that nobody has heard of; it may be ignored."""

    @override
    def change(self, bundle: Resource) -> None:
        for patient in self.patients(bundle):
            patient.setdefault("extension", []).append({"url": UNKNOWN, "valueString": "ignore me"})


class AnUnknownModifierExtension(_OddBundle):
    """Every Patient carries a modifier extension that nobody has heard of; the record must not be used."""

    @override
    def change(self, bundle: Resource) -> None:
        for patient in self.patients(bundle):
            patient["modifierExtension"] = [{"url": UNKNOWN, "valueBoolean": True}]


class AnOutcomeAmongThePatients(_OddBundle):
    """An entry with an OperationOutcome (``search.mode`` outcome) stands before the patients."""

    @override
    def change(self, bundle: Resource) -> None:
        words = "one of the sources did not answer; the list may be incomplete"
        outcome = fhir.operation_outcome("warning", "incomplete", words)
        bundle.setdefault("entry", []).insert(
            0, {"fullUrl": AN_OUTCOME, "resource": outcome, "search": {"mode": "outcome"}}
        )


class OnlyAnOutcome(Oddity):
    """200 with an OperationOutcome and no Bundle at all."""

    @override
    def turn(self, answer: Answer) -> Answer:
        outcome = fhir.operation_outcome("error", "exception", "the search could not be carried out")
        return Answer(200, fhir.JSON, fhir.serialise(outcome))


class _AnotherFace(Oddity):
    @override
    def turn(self, answer: Answer) -> Answer:
        return answer


class CertificateOfAnotherAuthority(_AnotherFace):
    """In TLS a certificate is shown that nobody at the event vouches for."""

    face: ClassVar[Face] = "unknown authority"


class ExpiredCertificate(_AnotherFace):
    """In TLS a certificate is shown that has ended."""

    face: ClassVar[Face] = "expired-server"


class CertificateForAnotherName(_AnotherFace):
    """In TLS a certificate is shown that was issued for another host."""

    face: ClassVar[Face] = "other-name"


@dataclass(frozen=True, slots=True)
class ShortPages(_AnotherFace):
    """A history comes in pages of two entries, whatever the caller would have liked."""

    wishes: ClassVar[Mapping[str, Any]] = {"harness.page-size": 2}


class ExpiredTokens(Oddity):
    """Tokens that ended an hour ago, and are right in all else."""

    wishes: ClassVar[Mapping[str, Any]] = {"harness.token-lifetime": -3600}

    @override
    def turn(self, answer: Answer) -> Answer:
        return answer


@dataclass(frozen=True, slots=True)
class ARefusal(Oddity):
    """An error status with an OperationOutcome."""

    status: int

    @override
    def turn(self, answer: Answer) -> Answer:
        codes = {401: "login", 403: "forbidden", 404: "not-found", 500: "exception"}
        outcome = fhir.operation_outcome(
            "error", codes.get(self.status, "processing"), f"answered {self.status} on purpose"
        )
        return Answer(self.status, fhir.JSON, fhir.serialise(outcome))
