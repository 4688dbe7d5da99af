"""One ADT and its acknowledgement parsed and checked as every exchange is, beside bare hl7apy parsing the same."""

from __future__ import annotations

from collections.abc import Iterator

from hl7apy.parser import parse_message

from benchmarks.figure import Figure
from benchmarks.hl7v2 import ADT
from benchmarks.timing import in_turns
from harness.checks import feeds_v2, hl7v2
from harness.checks.unasked import OF_EACH_MESSAGE, UNASKED
from harness.evidence.exchange import Exchange, Message

ROUNDS = 150
ACK = (
    b"MSH|^~\\&|CR1|MOH_CAAT|TEST_HARNESS|TEST|20260101120001||ACK^A01^ACK|R-1|P|2.5\r"
    b"MSA|AE|TEST-1\rERR||PID^1^3^1^4|204^Unknown key identifier^HL70357|E\r"
)
OF_ANSWER = ("V2-02", "V2-05", "V2-06", "V2-08", "V2-11", "V2-14")
ADT_CHECKED, BOTH_CHECKED = "an ADT read and checked", "the same with its acknowledgement"


def figures() -> Iterator[Figure]:
    """The limit of issue 4: at most twice bare hl7apy. hl7apy is our dictionary, not our parser: it is no limit."""
    feed = Message("point_of_service", b"", ADT, at=1.0, exchange="x1")
    answer = Message("client_registry", b"", ACK, at=1.0, exchange="x1")
    both = ("point_of_service", "client_registry", "mllp://127.0.0.1:2575")
    exchange = Exchange("x1", "ITI-8", *both, feed, answer, ended=2.0, protocol="mllp")

    def checked(*messages: Message) -> None:
        hl7v2.forget()
        for message in messages:
            for check in OF_EACH_MESSAGE.values():
                check(message)
        feeds_v2.names_authorities(feed)
        feeds_v2.names_the_patient(feed)

    def crossed() -> None:
        checked(feed, answer)
        for requirement in OF_ANSWER:
            UNASKED[requirement](exchange)

    calls = {ADT_CHECKED: lambda: checked(feed), BOTH_CHECKED: crossed}
    bare = {
        ADT_CHECKED: lambda: parse_message(ADT.decode(), find_groups=False),
        BOTH_CHECKED: lambda: [parse_message(one.decode(), find_groups=False) for one in (ADT, ACK)],
    }
    theirs, ours = in_turns(bare, rounds=ROUNDS // 3), in_turns(calls, rounds=ROUNDS)
    for what, seconds in ours.items():
        ratio = seconds / theirs[what]
        beside = f"hl7apy, parsing alone {theirs[what] * 1000:.2f} ms"
        yield Figure(what, f"{seconds * 1000:.3f} ms", beside, f"{ratio:.3f}", "2", ratio <= 2)
