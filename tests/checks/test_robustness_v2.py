"""Whatever a participant sends over MLLP, a check finds or passes: it never breaks, for that would be charged to us."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.checks import acknowledgements, clocks, feeds_v2, hl7v2, identifiers_v2, queries_v2
from harness.checks.check import NothingToJudge
from harness.checks.unasked import OF_EACH_MESSAGE, UNASKED
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.transactions import Identifier
from tests.checks.wire_v2 import NID, TEST, crossed, query

MINE, OTHER = Identifier(TEST.uri, "1"), Identifier(TEST.uri, "2")
NAMES = st.sampled_from(("MSA", "ERR", "QAK", "QPD", "PID", "QRI", "DSC", "EVN", "PV1", "PV2", "MRG", "RCP", "", "ZZZ"))
PARTS = st.sampled_from(
    [
        *("1", "2", "TEST", "1.2.1", "ISO", "NID", "AA", "AE", "OK", "NF", "QPD", "204", "@PID.5.1", "JONES", "S", "N"),
        *("", "\\", "\\X", "\\T\\", '""', "é", "\x00", "20260101120000", "99999999999999+9999"),
    ]
)
FIELDS = st.lists(st.sampled_from("^~&") | PARTS, max_size=8).map("".join)
SEGMENTS = st.builds(lambda name, fields: "|".join([name, *fields]), NAMES, st.lists(FIELDS, max_size=9))
HEADERS = st.builds(
    lambda marks, kind, version, more: f"MSH|{marks}|CR1|F|T|F|20260101||{kind}|1|P|{version}{more}",
    st.sampled_from(("^~\\&", "^~", "", "^~\\&#", "|", "é")),
    st.sampled_from(("RSP^K23", "RSP^K22", "ACK^A01^ACK", "ADT^A40", "", "^^^~")),
    st.sampled_from(("2.5", "2.3.1", "", "9")),
    st.sampled_from(("", "||||||UNICODE UTF-8", "||||||8859/1", "||||||nothing")),
)
MESSAGES = st.builds(
    lambda header, segments, end: end.join([header, *segments, ""]),
    HEADERS,
    st.lists(SEGMENTS, max_size=7),
    st.sampled_from(("\r", "\n", "\r\n")),
)
BODIES = MESSAGES.map(lambda text: text.encode("utf-8")) | st.binary(max_size=40)

CHECKS: dict[Callable[..., None], tuple[tuple[Any, ...], dict[str, Any]]] = {
    acknowledgements.accepted: ((), {}),
    acknowledgements.acknowledged: ((), {}),
    acknowledgements.blames: (("QPD-3[1].1",), {"code": "204"}),
    acknowledgements.gives_code: (("204",), {}),
    acknowledgements.refused: ((), {}),
    clocks.is_on_time: ((), {"within": 1}),
    feeds_v2.asks_about_one: ((), {}),
    feeds_v2.asks_by_fields: ((), {}),
    feeds_v2.is_of_its_own_domain: ((), {"domain": TEST}),
    feeds_v2.is_written_as_adt_a39: ((), {}),
    feeds_v2.merges_within_one_domain: ((), {}),
    feeds_v2.names_authorities: ((), {}),
    feeds_v2.names_domains_only: ((), {}),
    feeds_v2.names_the_patient: ((), {}),
    feeds_v2.says_whole_what_it_is: ((), {}),
    feeds_v2.tells_when_alone: ((), {}),
    feeds_v2.visits_nobody: ((), {}),
    hl7v2.has_value: (("PID-5.1", "JONES"), {}),
    hl7v2.is_of_kind: (("RSP", "K23"), {"version": "2.5"}),
    hl7v2.names_its_transaction: (("ITI-9",), {}),
    identifiers_v2.are_grouped: (([MINE, OTHER],), {"domain": TEST}),
    identifiers_v2.are_of_domains: ((TEST, NID), {}),
    identifiers_v2.are_whole: ((), {}),
    identifiers_v2.gives: ((MINE,), {"domain": TEST}),
    identifiers_v2.is_without: ((MINE,), {"domain": TEST}),
    identifiers_v2.leaves_out: ((MINE,), {"domain": TEST}),
    queries_v2.answered_as: (("AA", "OK"), {}),
    queries_v2.found_nobody: ((), {}),
    queries_v2.found_patients: ((1,), {}),
    queries_v2.pages: ((), {"most": 1}),
    queries_v2.says_how_likely: ((), {}),
    queries_v2.understood: ((), {}),
}


def message(body: bytes) -> Message:
    return Message("client_registry", b"", body, at=1.0, exchange="x0001")


@settings(max_examples=60, deadline=None)
@given(BODIES)
def test_no_message_breaks_a_check(body: bytes) -> None:
    one = message(body)
    for check, (args, kwargs) in CHECKS.items():
        with suppress(NonConformance, NothingToJudge):
            check(one, *args, **kwargs)
    for look in OF_EACH_MESSAGE.values():
        with suppress(NonConformance, NothingToJudge):
            look(one)


@settings(max_examples=40, deadline=None)
@given(BODIES, BODIES)
def test_no_exchange_breaks_what_is_judged_unasked(asked: bytes, answered: bytes) -> None:
    for request in (message(asked), query()):
        exchange = crossed(request, message(answered))
        for requirement in (one for one in UNASKED if not one.startswith("119")):
            with suppress(NonConformance, NothingToJudge):
                UNASKED[requirement](exchange)


@settings(max_examples=40, deadline=None)
@given(BODIES, BODIES)
def test_no_two_messages_break_what_compares_them(one: bytes, other: bytes) -> None:
    with suppress(NonConformance):
        hl7v2.keeps(message(one), message(other), "PID-5", "PID-11.3", "PID-7", "MSH-2")
    with suppress(NonConformance):
        identifiers_v2.hold_everybody([message(one), message(other)], [MINE], domain=TEST)
    with suppress(NonConformance):
        queries_v2.end_the_pages([message(one), message(other)])
