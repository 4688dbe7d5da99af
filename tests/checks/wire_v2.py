"""Messages of HL7 v2 as somebody would have seen them on the wire, a segment a line."""

from __future__ import annotations

from harness.evidence.exchange import Exchange, Message
from harness.openhie.domains import Domain

TEST = Domain("http://ohie.org/test/test", "1.2.1", "TEST")
NID = Domain("http://ohie.org/test/nid", "1.2.9", "NID")
ASKING = "MSH|^~\\&|TEST_HARNESS|TEST|CR1|MOH_CAAT|20260101120000+0000||{}|T-1|P|2.5"
ANSWERING = "MSH|^~\\&|CR1|MOH_CAAT|TEST_HARNESS|TEST|20260101120001+0000||{}|R-1|P|2.5"


def message(*lines: str, exchange: str = "x0001", sender: str = "client_registry", at: float = 1.0) -> Message:
    """A message of these segments."""
    body = "".join(f"{line}\r" for line in lines).encode("utf-8")
    return Message(sender, b"", body, at=at, exchange=exchange)


def ack(code: str = "AA", *more: str, kind: str = "ACK^A01^ACK", version: str = "2.5") -> Message:
    """An acknowledgement of T-1 with `more` segments after its MSA."""
    header = ANSWERING.format(kind).removesuffix("2.5") + version
    return message(header, f"MSA|{code}|T-1", *more)


def answer(code: str = "AA", status: str = "OK", *more: str) -> Message:
    """An answer to the query T-1 whose tag is TAG."""
    qpd = "QPD|IHE PIX Query|TAG|1^^^TEST"
    return message(ANSWERING.format("RSP^K23^RSP_K23"), f"MSA|{code}|T-1", f"QAK|TAG|{status}", qpd, *more)


def query(*lines: str) -> Message:
    """A query with `lines` in the place of QPD and RCP."""
    own = lines or ("QPD|IHE PIX Query|TAG|1^^^TEST", "RCP|I")
    return message(ASKING.format("QBP^Q23^QBP_Q21"), *own, sender="point_of_service")


def feed(*lines: str, kind: str = "ADT^A01^ADT_A01") -> Message:
    """A feed with `lines` after its MSH."""
    return message(ASKING.format(kind), *lines, sender="point_of_service")


def crossed(request: Message, response: Message | None) -> Exchange:
    """The two as an exchange over MLLP."""
    both = ("point_of_service", "client_registry", "mllp://127.0.0.1:2575")
    return Exchange("x0001", "ITI-9", *both, request, response, ended=2.0, protocol="mllp")
