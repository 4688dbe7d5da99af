from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from harness.conformance import validate
from harness.evidence.ledger import Ledger
from harness.evidence.pseudonyms import Pseudonyms
from harness.evidence.reading import read
from harness.evidence.record import Finding, Wait
from harness.evidence.redaction import Redactor
from tests.evidence.test_people import CDA, PATIENT, V2, XML
from tests.seen import answer, crossed, request
from tests.valid import needs_definitions

REAL = ("Kamau", "Wanjiru", "MRN-77120", "+254711000111", "1984-03-09", "19840309", "Moi Avenue", "Nakuru", "aGVsbG8")


def theirs(content: Any, target: str = "/Patient") -> Any:
    """A feed that a participant sent to our mock."""
    return crossed(request("POST", target, content), answer(b"{}"), captured_at="mock")


def hidden(*exchanges: Any, people: Pseudonyms | None = None) -> list[Any]:
    redactor = Redactor(people=people or Pseudonyms())
    return [redactor.exchange(one) for one in exchanges]


@pytest.mark.parametrize("body", [json.dumps(PATIENT), XML, CDA, V2])
def test_nothing_of_a_person_is_left_in_a_body(body: str) -> None:
    (shown,) = hidden(theirs(body.encode()))
    assert [one for one in REAL if one in shown.request.body.decode()] == []


def test_a_person_has_the_same_pseudonyms_in_every_tongue_and_spelling() -> None:
    (fhir, v2) = hidden(theirs(PATIENT), theirs(V2.replace("Kamau", "KAMAU").encode()))
    family = json.loads(fhir.request.body)["name"][0]["family"]
    assert f"|{family}^" in v2.request.body.decode()
    assert json.loads(fhir.request.body)["birthDate"].replace("-", "") in v2.request.body.decode()


def test_she_is_hidden_in_addresses_and_findings_too() -> None:
    redactor = Redactor(people=Pseudonyms())
    shown = redactor.exchange(theirs(PATIENT, "/Patient?family=kamau&given=Ann%20Wanjiru&birthdate=1984-03-09"))
    assert not re.search("kamau|wanjiru|1984", shown.request.start + shown.request.head.decode(), re.IGNORECASE)
    assert "Kamau" not in redactor.text("expected Otieno, found Kamau")


@needs_definitions
def test_what_was_valid_stays_valid() -> None:
    (shown,) = hidden(
        theirs(
            {
                **PATIENT,
                "photo": [{"contentType": "image/png", "data": "aGVsbG8gd29ybGQ=", "url": "https://a.example/1.png"}],
            }
        )
    )
    assert [one for one in validate(json.loads(shown.request.body)) if one.severity == "error"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"identifier": [{"system": "http://ohie.org/test/x", "value": "TEST-000430"}]},
        {"meta": {"security": [{"code": "HTEST"}]}},
        {"identifier": [{"system": "http://clinic.example/mrn", "value": "TEST-000430"}]},
    ],
)
def test_who_is_of_a_test_stays_as_she_is(change: dict[str, Any]) -> None:
    sent = theirs({**PATIENT, **change})
    assert hidden(sent) == [sent]


def test_whom_the_harness_sent_stays_as_she_is_when_others_send_her() -> None:
    ours = dataclasses.replace(theirs(PATIENT), captured_at="client")
    assert (
        hidden(ours, theirs({**PATIENT, "telecom": []}))[1].request.body
        == theirs({**PATIENT, "telecom": []}).request.body
    )


def test_whom_an_instruction_names_stays_as_she_is_with_the_numbers_that_others_give_her(run: Path) -> None:
    ledger = Ledger(run, redactor=Redactor(people=Pseudonyms()))
    told = "Register this patient: Grace Achiengdubamelo, female, born 1984-03-09."
    ledger.add(Wait("a[b]", 1, 1, "EMR", told, "http://x", 1.0, "open"))
    named = {**PATIENT, "name": [{"family": "Achiengdubamelo", "given": ["Grace"]}]}
    ledger.add_exchange(theirs(named), play="a[b]", step=1)
    ledger.close()
    assert json.loads(read(run).crossings[0].exchange.request.body) == named


def test_nothing_of_her_is_written_down(run: Path) -> None:
    ledger = Ledger(run, redactor=Redactor(people=Pseudonyms()))
    ledger.add_exchange(theirs(PATIENT), play="a[b]", step=1)
    ledger.add(Finding("a[b]", 1, "104-01", "x", "", "SHALL", "FAIL", "create her", "name", "Otieno", "Kamau"))
    ledger.close()
    kept = b"".join(path.read_bytes() for path in run.rglob("*") if path.is_file()).decode()
    assert [one for one in REAL if one in kept] == []


@pytest.mark.parametrize("value", ["1", "12", "123", "test", "unknown"])
def test_what_is_too_short_or_no_name_is_not_blotted_out(value: str) -> None:
    sent = theirs({"resourceType": "Patient", "identifier": [{"value": value}], "meta": {"versionId": value}})
    assert hidden(sent) == [sent]


@pytest.mark.parametrize(("kind", "value", "like"), [("telecom", "ann@kamau.org", r"\w{6}@redacted\.invalid")])
def test_an_address_of_mail_stays_one(kind: str, value: str, like: str) -> None:
    (shown,) = hidden(theirs({"resourceType": "Patient", kind: [{"value": value}]}))
    assert re.fullmatch(like, json.loads(shown.request.body)[kind][0]["value"])


@pytest.mark.parametrize("day", ["1984", "1984-03", "1984-03-09"])
def test_a_birth_date_is_as_precise_as_it_was(day: str) -> None:
    (shown,) = hidden(theirs({"resourceType": "Patient", "birthDate": day}))
    told = json.loads(shown.request.body)["birthDate"]
    assert (len(told), told != day, told[:2]) == (len(day), True, "19")


def test_what_is_no_date_is_hidden_as_it_stands() -> None:
    (shown,) = hidden(theirs({"resourceType": "Patient", "birthDate": "March 9th"}))
    assert "March" not in shown.request.body.decode()


def test_two_runs_give_her_two_names() -> None:
    (first,), (second,) = hidden(theirs(PATIENT)), hidden(theirs(PATIENT))
    assert first.request.body != second.request.body
