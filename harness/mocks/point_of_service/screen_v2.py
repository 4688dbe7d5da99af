"""What the reference point of service shows of an answer in HL7 v2. Knows messages and what a person needs."""

from __future__ import annotations

from dataclasses import dataclass

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message
from harness.mocks.point_of_service.screen import Screen
from harness.transactions.hl7v2_message import identifiers_in
from harness.transport.http_client import Exchange


@dataclass(frozen=True, slots=True)
class AnswerV2:
    """The message that came back; one without segments where none did, and then `fault` says why."""

    message: Message
    fault: str = ""

    @property
    def refusal(self) -> str:
        """Why this is no success, in words for a person; "" for a success."""
        if self.fault:
            return self.fault
        code = self.message.get("MSA-1")
        if code in ("AA", "CA"):
            return ""
        said = " ".join(
            filter(None, (self.message.get("ERR-8"), self.message.get("ERR-3.2"), self.message.get("MSA-3")))
        )
        return f"The client registry answered {code or 'without an acknowledgement'}{f': {said}' if said else '.'}"


def answered(exchange: Exchange) -> AnswerV2:
    """Read what came back. Never raises: what cannot be read says so."""
    if exchange.response is None:
        return AnswerV2(Message(()), exchange.failure or "nothing came back")
    try:
        return AnswerV2(hl7v2.parse(exchange.response.body))
    except MalformedMessage as fault:
        return AnswerV2(Message(()), f"The answer cannot be read: {fault}")


def acknowledged(answer: AnswerV2) -> Screen:
    """The screen after something was told to the registry."""
    return Screen(error=answer.refusal)


def found(answer: AnswerV2) -> Screen:
    """The screen after a search (ITI-21): a patient for each PID."""
    if answer.refusal:
        return Screen(error=answer.refusal, searched=True)
    return Screen(patients=tuple(_patients(answer.message)), searched=True)


def cross_referenced(answer: AnswerV2) -> Screen:
    """The screen after ITI-9: the identifiers by which the registry knows the patient elsewhere."""
    if answer.refusal:
        return Screen(error=answer.refusal)
    others = identifiers_in(answer.message, "PID-3")
    return Screen(identifiers=others, note="" if others else "The client registry knows no other identifier of hers.")


def _patients(message: Message) -> list[Resource]:
    return [
        {
            "resourceType": "Patient",
            "identifier": [{"system": one.system, "value": one.value} for one in identifiers_in(message, f"{pid}-3")],
            "name": [{"family": message.get(f"{pid}-5.1.1"), "given": [message.get(f"{pid}-5.2")]}],
            "birthDate": _date(message.get(f"{pid}-7")),
        }
        for pid in message.places("PID")
    ]


def _date(value: str) -> str:
    return "-".join(filter(None, (value[:4], value[4:6], value[6:8])))
