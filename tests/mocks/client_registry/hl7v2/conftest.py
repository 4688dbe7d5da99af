from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.mocks.client_registry import ClientRegistry, Rules
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transport.http_server import HttpServer
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_server import MllpServer
from tests.mocks.client_registry.conftest import Caller

OIDS = {one.namespace: one.oid for one in DEFAULT_DOMAINS}
JONES = "JONES^JENNIFER^^^^^L"


def cx(number: str, namespace: str = "TEST") -> str:
    return f"{number}^^^{namespace}&{OIDS.get(namespace, '')}&ISO" if namespace in OIDS else f"{number}^^^{namespace}"


class Speaker:
    """Speaks HL7 v2 to a registry over a real socket, and FHIR to the same one."""

    def __init__(self, mllp: MllpClient, fhir: Caller, mock: ClientRegistry) -> None:
        self.mllp, self.fhir, self.mock = mllp, fhir, mock

    def say(self, *segments: str, kind: str, sender: str = "TEST_HARNESS", version: str = "2.3.1") -> Message:
        header = rf"MSH|^~\&|{sender}|TEST|CR1|MOH_CAAT|20260101120000||{kind}|OURS|P|{version}"
        return self.raw("\r".join((header, *segments, "")).encode())

    def raw(self, message: bytes) -> Message:
        exchange = self.mllp.send(message)
        assert exchange.response is not None, exchange.failure
        return hl7v2.parse(exchange.response.body)

    def feed(self, fields: str, *, event: str = "A01", **header: str) -> Message:
        """An ADT whose PID goes on with `fields`: PID-3, PID-4, PID-5…"""
        return self.say("EVN||20260101120000", f"PID|||{fields}", "PV1||I", kind=f"ADT^{event}", **header)

    def jones(self, number: str = "RJ-439", namespace: str = "TEST", **header: str) -> Message:
        return self.feed(f"{cx(number, namespace)}||{JONES}|SMITH|19840125|F|||123 Main St^^Newark^NJ^30293", **header)

    def merge(self, old: str, new: str, **header: str) -> Message:
        return self.say("EVN||20260101120000", f"PID|||{new}", f"MRG|{old}", kind="ADT^A40^ADT_A40", **header)

    def pix(self, asked: str, wanted: str = "") -> Message:
        query = f"QPD|IHE PIX Query|TAG|{asked}|{wanted}"
        return self.say(query, "RCP|I", kind="QBP^Q23^QBP_Q21", version="2.5")

    def pdq(self, *asked: str, wanted: str = "", size: str = "", pointer: str = "", tag: str = "TAG") -> Message:
        query = f"QPD|Q22^Find Candidates^HL7|{tag}|{'~'.join(asked)}|||||{wanted}"
        more = (f"DSC|{pointer}|I",) if pointer else ()
        return self.say(query, f"RCP|I|{size}", *more, kind="QBP^Q22^QBP_Q21", version="2.5")


def told(answer: Message) -> tuple[str, str]:
    """MSA-1, and QAK-2 or the code of the error."""
    return answer.get("MSA-1"), answer.get("QAK-2") or answer.get("ERR-3")


def where(answer: Message) -> str:
    """ERR-2 as it stands."""
    return answer.raw("ERR-2")


def numbers(answer: Message) -> list[list[str]]:
    """The identifiers of each PID."""
    return [[answer.get(one) for one in answer.places(f"PID[{n}]-3")] for n in range(1, len(answer.all("PID")) + 1)]


OpenSpeaker = Callable[..., Speaker]


@pytest.fixture
def open_speaker() -> Iterator[OpenSpeaker]:
    with ExitStack() as stack:

        def opened(
            *, domains: Sequence[Domain] = DEFAULT_DOMAINS, rules: Rules | None = None, data: Path | None = None
        ) -> Speaker:
            mock = ClientRegistry(domains=domains, rules=rules, data=data)
            stack.callback(mock.close)
            fhir = Caller(stack.enter_context(HttpServer(mock.app)).url)
            stack.callback(fhir.http.close)
            server = stack.enter_context(MllpServer(mock.hear, refuse=mock.refuse))
            mllp = stack.enter_context(MllpClient("127.0.0.1", server.port))
            return Speaker(mllp, fhir, mock)

        yield opened


@pytest.fixture
def speaker(open_speaker: OpenSpeaker) -> Speaker:
    return open_speaker()
