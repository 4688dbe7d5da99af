"""One ADT read, every value of it looked at, and written again, beside bare hl7apy parsing the same."""

from __future__ import annotations

from collections.abc import Iterator

from hl7apy.parser import parse_message

from benchmarks.figure import Figure
from benchmarks.timing import in_turns
from harness.messages.hl7v2 import description, parse

ROUNDS = 150
ADT = (
    b"MSH|^~\\&|TEST_HARNESS|TEST|CR1|MOH_CAAT|20260101120000||ADT^A01^ADT_A01|TEST-1|P|2.5\r"
    b"EVN||20260101120000\r"
    b"PID|||RJ-439^^^TEST&2.16.840.1.113883.3.72.5.9.1&ISO~77^^^NID&2.16.840.1.113883.3.72.5.9.9&ISO||"
    b"JONES^JENNIFER^^^^^L||19840125|F|||123 Main St^^Newark^NJ^30293^KE||0700000000|||S||AC-1|123-45-6789\r"
    b"PD1||||1234^WELBY^MARCUS\r"
    b"NK1|1|JONES^GEORGE|SPO\r"
    b"PV1||I|W^389^1\r"
    b"OBX|1|NM|8302-2^Height^LN||171|cm|||||F\r"
    b"OBX|2|NM|29463-7^Weight^LN||64|kg|||||F\r"
)
PLACES = ("MSH-9.2", "MSH-10", "PID-3[1].1", "PID-3[1].4.2", "PID-3[2].4.1", "PID-5.1", "PID-7", "PID-8", "PID-11.3")
READ, ALL, WRITTEN = "an ADT read, and nine values found", "every value of it told by name", "read and written again"


def figures() -> Iterator[Figure]:
    """The limit of issue 4: at most twice bare hl7apy, parse and check; the checks are not part of this yet."""

    def found() -> list[str]:
        message = parse(ADT)
        return [message.get(place) for place in PLACES]

    text = ADT.decode()
    theirs = in_turns({"hl7apy": lambda: parse_message(text, find_groups=False)}, rounds=ROUNDS // 3)["hl7apy"]
    ours = in_turns(
        {READ: found, ALL: lambda: list(description.values(parse(ADT))), WRITTEN: lambda: parse(ADT).encode()},
        rounds=ROUNDS,
    )
    for what, seconds in ours.items():
        ratio = seconds / theirs
        limit, met = ("2", ratio <= 2) if what != WRITTEN else ("", None)
        beside = f"hl7apy {theirs * 1000:.2f} ms"
        yield Figure(what, f"{seconds * 1000:.3f} ms", beside, f"{ratio:.3f}", limit, met)
