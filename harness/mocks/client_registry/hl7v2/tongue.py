"""Hears one HL7 v2 message and answers it, whatever it is (IHE ITI TF-2 C.2). Knows headers, not patients.

Each method does one thing, so that a defect can change just that. The seams most wanted: `heard` (a message, before
anything) and `before_replying`.
"""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, datetime
from typing import ClassVar

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.messages.hl7v2 import Fault, Message
from harness.messages.hl7v2.dictionary import VERSIONS
from harness.mocks.client_registry.hl7v2.fields import Rejection
from harness.mocks.client_registry.matches import Matches
from harness.mocks.client_registry.rules import Rules

log = logging.getLogger(__name__)

PROCESSING = ("P", "T", "D")
REQUIRED = ("MSH-9.1", "MSH-10", "MSH-12")


class Tongue(Matches):
    """`reactions` names the method that answers a type and an event; it gives the answer, or raises Rejection."""

    rules: Rules
    reactions: ClassVar[dict[tuple[str, str], str]] = {}

    def hear(self, data: bytes) -> bytes:
        """The answer to the message in `data`, and to what is none."""
        try:
            request = self.heard(hl7v2.parse(data))
        except MalformedMessage as fault:
            return self.not_understood(str(fault))
        try:
            return encoded(self.before_replying(request, self.reply(request)))
        except Exception:
            log.exception("A message could not be answered")
            return encoded(self.acknowledged(request, "AR", Fault("207", None, "The registry broke off")))

    def not_understood(self, words: str) -> bytes:
        """The answer to what is no message."""
        return hl7v2.unreadable(words, control_id=self.control_id(), at=datetime.now(UTC)).encode()

    def heard(self, request: Message) -> Message:
        """The message that is served in place of the one that came."""
        return request

    def reply(self, request: Message) -> Message:
        """The answer to `request`."""
        try:
            self.check_header(request)
            return self.react(request)
        except Rejection as rejection:
            return self.acknowledged(request, rejection.code, *rejection.faults)

    def before_replying(self, request: Message, answer: Message) -> Message:  # noqa: ARG002 - a defect looks at it
        """The answer that goes out in place of `answer`, which is right."""
        return answer

    def react(self, request: Message) -> Message:
        """Does what is asked for."""
        name = self.reactions.get((request.get("MSH-9.1"), request.get("MSH-9.2")))
        if name is None:
            raise self.unsupported(request)
        answer: Message = getattr(self, name)(request)
        return answer

    def unsupported(self, request: Message) -> Rejection:
        """How a message is refused that nobody here reacts to (C.2.3)."""
        kind, event = request.get("MSH-9.1"), request.get("MSH-9.2")
        if not any(kind == one for one, _ in self.reactions):
            return _rejected("200", "MSH-9.1", f"Messages of type {kind[:20]!r} are not supported")
        return _rejected("201", "MSH-9.2", f"The event {event[:20]!r} of {kind} is not supported")

    def check_header(self, request: Message) -> None:
        """What a message needs before anybody looks at its content."""
        for where in REQUIRED:
            if not request.get(where):
                raise _rejected("101", where, f"{where} is missing")
        if request.get("MSH-12.1") not in VERSIONS:
            raise _rejected("203", "MSH-12", f"Version {request.get('MSH-12')[:20]!r} is not supported")
        if request.get("MSH-11.1") not in ("", *PROCESSING):
            raise _rejected("202", "MSH-11", f"The processing id {request.get('MSH-11')[:20]!r} is not supported")
        self.check_characters(request)

    def check_characters(self, request: Message) -> None:
        """No byte may be left that is no character: whose name it is could not be said again."""
        text = "".join(one.text(request.separators) for one in request.segments)
        unknown = request.charset.codec == "iso8859_1" and bool(request.charset.problem)
        if any("\ud800" <= one <= "\udfff" for one in text) or (unknown and not text.isascii()):
            raise _rejected("102", "MSH-18", f"The characters cannot be read: {request.charset.problem}")

    def acknowledged(self, request: Message, code: str, *faults: Fault) -> Message:
        """The ACK of `request` with MSA-1 `code`; before 2.5, ERR has its own shape and that of IHE (C.2.3)."""
        at = datetime.now(UTC)
        answer = hl7v2.acknowledgement(request, code, control_id=self.control_id(), at=at, faults=faults)
        if request.get("MSH-12") < "2.5" and faults:
            answer = _with_error_of_ihe(answer, faults[0])
        speech = self.rules.speech
        for place, name in (("MSH-3", speech.application), ("MSH-4", speech.facility)):
            answer = answer if answer.get(place) else answer.with_value(place, name)
        return answer

    def control_id(self) -> str:
        """A new MSH-10."""
        return f"CR{uuid.uuid4().hex[:18]}"


def encoded(answer: Message) -> bytes:
    """`answer` as bytes: in its own character set, in UTF-8 where that has not every character."""
    try:
        return answer.encode()
    except MalformedMessage:
        return answer.with_value("MSH-18", "UNICODE UTF-8").encode()


def _rejected(code: str, where: str, text: str) -> Rejection:
    return Rejection("AR", Fault(code, hl7v2.place(where), text))


def _with_error_of_ihe(answer: Message, fault: Fault) -> Message:
    where = "^".join(fault.where.location) if fault.where else ""
    answer = answer.with_raw("ERR-2", where).with_raw("ERR-3", f"{fault.code}^^HL70357")
    return answer.with_value("ERR-4", fault.severity)
