from __future__ import annotations

import dataclasses

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.record import Finding
from harness.report.rehearsed import rehearsed
from harness.report.worked import Row, Worked, worked
from tests.report.demo_exchanges import bundle, feed, outcome, patient, query

BASE = "http://registry.example/fhir"


def finding(requirement: str, where: str, expected: str = "", *, actor: str = "client_registry") -> Finding:
    return Finding("p", 1, requirement, actor, "Mine", "SHALL", "FAIL", "s", where, expected, "found", "x1")


def answered(exchange: Exchange, content: object = None, *, status: str = "") -> Exchange:
    """`exchange` with another answer."""
    import json

    assert exchange.response is not None
    body = exchange.response.body if content is None else json.dumps(content).encode()
    return dataclasses.replace(
        exchange, response=dataclasses.replace(exchange.response, body=body, start=status or exchange.response.start)
    )


def compared(found: Finding, exchange: Exchange) -> Worked:
    made = worked(found, exchange)
    assert made is not None
    return made


def marked(made: Worked) -> list[tuple[str, str]]:
    return [(row.sign, row.text.strip()) for row in made.rows if row.marked]


def test_another_status_stands_beside_the_right_one() -> None:
    wrong = answered(feed(BASE, patient("A", "1"), at=1), status="HTTP/1.1 200 OK")
    made = compared(finding("104-01", "HTTP status", "201"), wrong)
    assert marked(made) == [("-", "HTTP/1.1 200 OK"), ("+", "HTTP/1.1 201 Created")]
    assert made.scenario == "A patient sent twice is registered once"


def test_what_is_missing_is_marked_where_a_right_message_has_it() -> None:
    wrong = answered(query(BASE, "identifier=a|1", at=1), bundle(BASE))
    marks = marked(compared(finding("78-01", "Bundle.entry", "1 patient"), wrong))
    assert ("+", '"entry": [') in marks


def test_a_value_that_is_wrong_stands_beside_a_right_one_and_other_values_do_not() -> None:
    person = {**patient("Old", "1"), "id": "17"}
    wrong = answered(query(BASE, "identifier=a|1", at=1), bundle(BASE, person))
    made = compared(finding("104-02", "Patient.name.family", "New"), wrong)
    assert ('"family": "Old",') in [row.text.strip() for row in made.rows if row.sign == "-" and row.marked]
    assert not any('"gender"' in row.text and row.sign for row in made.rows)


def test_instead_of_a_refusal_the_whole_right_refusal_is_shown() -> None:
    wrong = answered(query(BASE, "_format=foo", at=1), bundle(BASE), status="HTTP/1.1 200 OK")
    rows = compared(finding("78-05", "HTTP status", "406"), wrong).rows
    assert any("OperationOutcome" in row.text for row in rows if row.sign == "+")
    assert any(row.left_out for row in rows)


@pytest.mark.parametrize(
    "found",
    [
        finding("no-such", "HTTP status", "201"),
        finding("104-01", ""),
        finding("104-01", "HTTP status", "418"),
        finding("104-01", "Patient.photo.title", "a face"),
    ],
    ids=["no rehearsal of it", "no place", "another status is wanted", "a place that neither has"],
)
def test_nothing_is_shown_where_it_would_teach_nothing(found: Finding) -> None:
    assert worked(found, answered(feed(BASE, patient("A", "1"), at=1), status="HTTP/1.1 200 OK")) is None
    assert worked(found, None) is None


def test_a_long_line_loses_its_middle() -> None:
    wrong = answered(query(BASE, "identifier=a|1", at=1), outcome("x", "y" * 900), status="HTTP/1.1 500 No")
    rows = compared(finding("78-01", "HTTP status", "200"), wrong).rows
    assert max(len(row.text) for row in rows) < 210


def test_spaces_that_all_lines_have_are_left_out() -> None:
    assert Row("", "    x").lead == "    "
    wrong = answered(query(BASE, "identifier=a|1", at=1), bundle(BASE, {**patient("Old", "1"), "id": "17"}))
    rows = compared(finding("104-02", "Patient.name.family", "New"), wrong).rows
    assert min(len(row.lead) for row in rows[1:] if row.text) == 0


def test_what_is_kept_of_a_rehearsal_is_a_message_with_its_head() -> None:
    kept = rehearsed("104-01", "ITI-104", answers=True)
    assert kept is not None
    assert kept.message.status == 201
    assert (kept.message.header("Location") or "").startswith("http://mock.example/")
    assert rehearsed("104-01", "ITI-104", answers=False) is None
