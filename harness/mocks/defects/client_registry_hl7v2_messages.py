"""Faults in any message of HL7 v2 that a client registry answers with (IHE ITI TF-2 Appendix C)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.client_registry.hl7v2.fields import Rejection
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare

defect = partial(declare, mock="client-registry")


@defect(
    "answers-hl7v2-as-a-web-server",
    breaks=["V2-01"],
    where="the first segment",
    text="The port speaks HTTP inside: what comes back in MLLP is a web server's error.",
)
class _AnswersAsAWebServer(Registry):
    @override
    def hear(self, data: bytes) -> bytes:
        return b"HTTP/1.1 400 Bad Request\r\n\r\n"


@defect(
    "acknowledges-by-its-own-number",
    breaks=["V2-02"],
    where="MSA-2",
    text="MSA-2 holds the number of the acknowledgement, not that of the message it answers.",
)
class _AcknowledgesByItsOwnNumber(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_value("MSA-2", answer.get("MSH-10"))


@defect(
    "accepts-messages-that-it-does-not-know",
    breaks=["V2-03", "V2-04"],
    where="MSA-1",
    text="A message that nothing here reacts to is acknowledged with AA.",
)
class _AcceptsMessagesThatItDoesNotKnow(Registry):
    @override
    def react(self, request: Message) -> Message:
        if (request.get("MSH-9.1"), request.get("MSH-9.2")) not in self.reactions:
            return self.acknowledged(request, "AA")
        return super().react(request)


@defect(
    "takes-an-unknown-event-for-an-unknown-type",
    breaks=["V2-04"],
    where="ERR-2",
    text="An event that is not known is refused as if its whole type were not.",
)
class _TakesAnUnknownEventForAnUnknownType(Registry):
    @override
    def unsupported(self, request: Message) -> Rejection:
        return super().unsupported(request.with_value("MSH-9.1", "ZZZ"))


@defect(
    "answers-under-the-number-of-the-request",
    breaks=["V2-05"],
    where="MSH-10",
    text="The answer carries the control id of the message that it answers as its own.",
)
class _AnswersUnderTheNumberOfTheRequest(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_value("MSH-10", request.get("MSH-10"))


@defect(
    "answers-under-another-name",
    breaks=["V2-06"],
    where="MSH-3",
    text="Whoever was addressed, the answer comes from a name that is built in.",
)
class _AnswersUnderAnotherName(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_value("MSH-3", "REGISTRY")


@defect(
    "does-not-say-when",
    breaks=["V2-07"],
    also=["1-02"],
    where="MSH-7",
    text="The answer does not tell when it was written.",
)
class _DoesNotSayWhen(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_raw("MSH-7", "")


@defect(
    "speaks-one-version-only",
    breaks=["V2-08"],
    where="MSH-12",
    text="Whatever version a message is in, its answer says that it is 2.5.1.",
)
class _SpeaksOneVersionOnly(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_value("MSH-12", "2.5.1")


@defect(
    "has-separators-of-its-own",
    breaks=["V2-09"],
    where="MSH-2",
    text="The escape character of the answers is a dollar sign.",
)
class _HasSeparatorsOfItsOwn(Registry):
    @override
    def hear(self, data: bytes) -> bytes:
        return super().hear(data).replace(b"|^~\\&|", b"|^~$&|", 1)


@defect(
    "does-not-name-its-character-set",
    breaks=["V2-10"],
    where="MSH-18",
    text="Accents are written in UTF-8, and MSH-18 is left empty.",
)
class _DoesNotNameItsCharacterSet(Registry):
    @override
    def hear(self, data: bytes) -> bytes:
        return super().hear(data).replace(b"|UNICODE UTF-8", b"|", 1)


@defect(
    "refuses-without-a-severity",
    breaks=["V2-11"],
    where="ERR-4",
    text="A refusal does not say how grave its reason is.",
)
class _RefusesWithoutASeverity(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        for one in answer.places("ERR"):
            answer = answer.with_raw(replace(one, field=4), "")
        return answer


@defect(
    "ends-segments-as-text-lines",
    breaks=["V2-12"],
    where="the end of MSH",
    text="Segments end with carriage return and line feed, as lines of a text file do.",
)
class _EndsSegmentsAsTextLines(Registry):
    @override
    def hear(self, data: bytes) -> bytes:
        return super().hear(data).replace(b"\r", b"\r\n")


@defect(
    "answers-before-it-acknowledges-the-query",
    breaks=["V2-13"],
    where="QPD",
    text="In the answer to a query QPD stands before QAK.",
)
class _AnswersBeforeItAcknowledgesTheQuery(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        acknowledged = answer.all("QAK")
        kept = [one for one in answer.segments if one not in acknowledged]
        return replace(answer, segments=(*kept, *acknowledged))


@defect(
    "acknowledges-in-the-enhanced-mode",
    breaks=["V2-14"],
    where="MSA-1",
    text="Feeds are acknowledged with CA, which nobody asked for.",
)
class _AcknowledgesInTheEnhancedMode(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        taken = answer.get("MSA-1") == "AA" and request.get("MSH-9.1") == "ADT"
        return answer.with_value("MSA-1", "CA") if taken else answer


@defect(
    "does-not-name-the-transaction",
    breaks=["V2-15"],
    where="MSH-21",
    text="MSH-21 of an answer to a query is empty.",
)
class _DoesNotNameTheTransaction(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_raw("MSH-21", "")
