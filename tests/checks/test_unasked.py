from __future__ import annotations

from typing import Any

import pytest

from harness.checks import csd, definitions, value_sets
from harness.checks.check import NothingToJudge
from harness.checks.unasked import OF_EACH_MESSAGE, UNASKED
from harness.evidence.exchange import Exchange, Message
from tests.checks import wire_v2
from tests.checks.audit_events import told
from tests.checks.reports_on_the_wire import in_adx, in_fhir
from tests.checks.resources import candidate, entry, finding, outcome, patient, searchset
from tests.library import CATALOGUE
from tests.messages.adx.malaria import report
from tests.seen import answer, crossed, request

WRONG: dict[str, tuple[Any, Any, str]] = {
    "119-08": (
        request("POST", "/Patient/$match", patient()),
        answer(searchset(candidate(patient()), entry(outcome("fatal"), mode="outcome"))),
        "Bundle.entry[1].resource.issue.severity",
    ),
    "119-12": (
        request("POST", "/Patient/$match", patient()),
        answer(searchset(candidate(patient(), 0.2), candidate(patient(), 0.9))),
        "Bundle.entry",
    ),
    "53-20": (request("POST", "/adx", b"<adx/>", content_type="application/adx+xml"), None, "adx"),
    "53-21": (request("POST", "/adx", b"<adx/>", content_type="text/xml"), None, "Content-Type"),
    "58-21": (request("PUT", "/a", b"{}", content_type="application/json"), None, "Content-Type"),
    "90-16": (request("GET", "/fhir/Location?colour=green"), answer(searchset()), "query parameters"),
    "91-09": (request("GET", "/fhir/Location?_lastUpdated=gt2026"), answer(searchset()), "address"),
    "V2-02": (wire_v2.query(), wire_v2.message(wire_v2.ANSWERING.format("ACK"), "MSA|AA|T-2"), "MSA-2"),
    "V2-05": (wire_v2.query(), wire_v2.message(wire_v2.ASKING.format("ACK"), "MSA|AA|T-1"), "MSH-10"),
    "V2-06": (wire_v2.query(), wire_v2.message(wire_v2.ASKING.format("ACK"), "MSA|AA|T-1"), "MSH-3"),
    "V2-08": (wire_v2.query(), wire_v2.ack(version="2.3.1"), "MSH-12"),
    "V2-11": (wire_v2.query(), wire_v2.ack("AE"), "ERR"),
    "V2-15": (wire_v2.query(), wire_v2.answer(), "MSH-21"),
    "V2-14": (wire_v2.query(), wire_v2.ack("CA"), "MSA-1"),
    "9-07": (wire_v2.query(), wire_v2.ack(), "QAK-1"),
    "9-08": (wire_v2.query(), wire_v2.ack(), "QPD"),
    "9-10": (wire_v2.query(), wire_v2.answer("AA", "OK", "PID|||1||JONES"), "PID-5"),
    "21-11a": (wire_v2.query(), wire_v2.ack(), "QAK-1"),
    "21-11b": (wire_v2.query(), wire_v2.ack(), "QPD"),
}
UNDECLARED = wire_v2.feed("EVN|", "PID|||1||Zoë", "PV1|")
WRONG_MESSAGE: dict[str, tuple[Message, str]] = {
    "V2-07": (wire_v2.message("MSH|^~\\&|A|F|B"), "MSH-6"),
    "V2-09": (wire_v2.message("MSH|^~&\\|A|F|B"), "MSH-2"),
    "V2-10": (UNDECLARED, "MSH-18"),
    "V2-12": (wire_v2.message("MSH|^~\\&|A|F|B\n"), "the end of MSH"),
    "20-04": (told(**{"<AuditSource": "<Source"}), "AuditMessage.SourceIdentification"),
    "20-07": (told(**{"<85>": "<14>"}), "PRI"),
    "V2-13": (wire_v2.message(wire_v2.ANSWERING.format("ACK")), "MSA"),
}

ELSEWHERE = {*csd.UNASKED, *definitions.UNASKED, *value_sets.UNASKED, "SOAP-01", "SOAP-02", "SOAP-03"}
"""What the tests of these modules show themselves."""


OF_REQUESTS: dict[str, Any] = {
    "90-16": request("GET", "/fhir/Location?name:contains=Kisumu&_count=2"),
    "91-09": request("GET", "/fhir/Location/_history?_since=2026-11-26T00:00:00Z"),
    "53-20": in_adx(report()),
    "53-21": in_adx(report()),
    "58-21": in_fhir({"resourceType": "MeasureReport"}),
}
"""Right requests, for what looks at nothing else."""


def right(requirement: str, answered: bool = True) -> Exchange:
    """An exchange as it should be, in the language of the requirement."""
    if requirement in OF_REQUESTS:
        return crossed(OF_REQUESTS[requirement], answer(searchset()))
    if not requirement.startswith("119"):
        refused = wire_v2.ack("AE", "ERR||PID^1|204|E") if requirement == "V2-11" else wire_v2.answer()
        if requirement == "V2-15":
            refused = wire_v2.message(f"{wire_v2.ANSWERING.format('RSP^K23')}{'|' * 9}ITI-9^IHE", "MSA|AA|T-1")
        found = wire_v2.answer("AA", "OK", "PID|||1||~^^^^^^S") if requirement == "9-10" else refused
        return wire_v2.crossed(wire_v2.query(), found if answered else None)
    told = answer(searchset(candidate(patient()), entry(outcome("warning"), mode="outcome")))
    return crossed(request("PUT", "/Patient", patient()), told if answered else None)


@pytest.mark.parametrize("requirement", sorted({*UNASKED} - ELSEWHERE))
def test_an_exchange_in_which_all_is_right_passes(requirement: str) -> None:
    assert UNASKED[requirement](right(requirement)) is None


@pytest.mark.parametrize("requirement", sorted({*UNASKED} - ELSEWHERE))
def test_what_is_wrong_is_found_on_the_side_that_is_judged(requirement: str) -> None:
    asked, answered, where = WRONG[requirement]

    assert finding(UNASKED[requirement], crossed(asked, answered))[0] == where


@pytest.mark.parametrize("requirement", sorted({*UNASKED} - ELSEWHERE - {*OF_REQUESTS}))
def test_an_exchange_without_answer_shows_nothing_of_the_answer(requirement: str) -> None:
    with pytest.raises(NothingToJudge):
        UNASKED[requirement](right(requirement, answered=False))


@pytest.mark.parametrize("requirement", sorted({*OF_EACH_MESSAGE} - ELSEWHERE))
def test_a_message_that_is_wrong_by_itself_is_told(requirement: str) -> None:
    wrong, where = WRONG_MESSAGE[requirement]

    assert OF_EACH_MESSAGE[requirement](told() if requirement.startswith("20-") else wire_v2.query()) is None
    assert finding(OF_EACH_MESSAGE[requirement], wrong)[0] == where


@pytest.mark.parametrize("requirement", sorted((*UNASKED, *OF_EACH_MESSAGE)))
def test_what_is_judged_unasked_is_in_the_catalogue(requirement: str) -> None:
    assert requirement in CATALOGUE
