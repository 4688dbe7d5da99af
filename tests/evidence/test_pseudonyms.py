from __future__ import annotations

import base64
import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from harness.conformance import validate
from harness.evidence.coded import documents_in
from harness.evidence.ledger import Ledger
from harness.evidence.people import Said
from harness.evidence.pseudonyms import Pseudonyms
from harness.evidence.reading import read
from harness.evidence.record import Finding, Wait
from harness.evidence.redaction import Redactor
from tests.evidence.test_people import CDA, PATIENT, V2, XML
from tests.seen import answer, crossed, request
from tests.valid import needs_definitions

REAL = ("Kamau", "Wanjiru", "MRN-77120", "+254711000111", "1984-03-09", "19840309", "Moi Avenue", "Nakuru", "aGVsbG8")


FORM = "family=Kamau&birthdate=1984-03-09&identifier=MRN-77120"
V2_SEARCH = "MSH|^~\\&|EMR|C|||20260101||QBP^Q22|1|P|2.5\rQPD|Q22|1|@PID.5.1^Kamau~@PID.7^19840309\r"


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def opened(body: bytes) -> str:
    """What lies in a body as base64, and in that."""
    return b" ".join(documents_in(body)).decode()


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


@pytest.mark.parametrize(
    "spelt", ["K%61mau", "K%2561mau", "%4B%41%4D%41%55", "kama%75", "1984-03-0%39", "1984%2d03%2D09"]
)
def test_what_is_percent_encoded_without_need_is_hidden(spelt: str) -> None:
    (shown,) = hidden(theirs(PATIENT, f"/Patient?q={spelt}&_id=17"))
    assert spelt not in shown.request.start
    assert shown.request.start.endswith("&_id=17 HTTP/1.1")


def test_an_id_that_is_a_name_is_hidden_in_addresses_too() -> None:
    redactor = Redactor(people=Pseudonyms())
    shown = redactor.exchange(theirs({**PATIENT, "id": "annkamau2"}, "/Patient/annkamau2"))
    assert "annkamau2" not in shown.request.start + shown.request.body.decode()
    assert redactor.text("http://a.example/fhir/Patient/annkamau2/_history/1").count("REDACTED") == 1


@pytest.mark.parametrize(
    "asked",
    [
        request(
            "GET", "/fhir/Patient?family:exact=Kamau&given=Wanjiru&birthdate=ge1984-03-09&identifier=a%7CMRN-77120"
        ),
        request("POST", "/fhir/Patient/_search", FORM.encode(), content_type="application/x-www-form-urlencoded"),
        request("POST", "/", V2_SEARCH.encode()),
        request("POST", "/", V2_SEARCH.replace("@PID.5.1^Kamau~@PID.7^19840309", "MRN-77120^^^A").encode()),
    ],
)
def test_whom_a_search_asks_for_is_hidden_though_nobody_is_found(asked: Any) -> None:
    echo = answer(b'{"resourceType": "OperationOutcome", "issue": [{"diagnostics": "no Kamau, no MRN-77120"}]}')
    (shown,) = hidden(crossed(asked, echo, captured_at="mock"))
    assert [one for one in REAL if one in shown.request.start + shown.request.body.decode()] == []
    assert any(one not in shown.response.body.decode() for one in ("Kamau", "MRN-77120"))


@pytest.mark.parametrize("target", ["/fhir/Patient?name=an", "/fhir/Location?name=Nakuru", "/fhir/Patient?gender=male"])
def test_what_may_be_any_word_is_asked_for_and_kept(target: str) -> None:
    sent = crossed(request("GET", target), answer(b"{}"), captured_at="mock")
    assert hidden(sent) == [sent]


@pytest.mark.parametrize("inner", [json.dumps(PATIENT), XML, CDA, V2, json.dumps({"data": coded(json.dumps(PATIENT))})])
@pytest.mark.parametrize(
    "around", ['{"resourceType": "Binary", "data": "%s"}', "MSH|^~\\&\rOBX|1|ED|x||^text^x^Base64^%s\r"]
)
def test_who_lies_in_base64_is_hidden_there(inner: str, around: str) -> None:
    (shown,) = hidden(theirs((around % coded(inner)).encode()))
    told = opened(shown.request.body)
    assert told != opened((around % coded(inner)).encode())
    assert [one for one in REAL if one in told] == []


def test_what_lies_there_and_is_nobody_s_stays_as_it_is() -> None:
    sent = theirs({"resourceType": "Binary", "data": coded("A guideline on malaria, of 2026"), "url": "x" * 40})
    assert hidden(sent) == [sent]


@pytest.mark.parametrize(
    "around",
    [
        '{"data": "%s"}',
        '<Binary xmlns="http://hl7.org/fhir"><data value="%s"/></Binary>',
        "MSH|^~\\&\rOBX|1|ED|x||^image^png^Base64^%s\r",
        '<text xmlns="urn:hl7-org:v3" mediaType="image/png" representation="B64">%s</text>',
    ],
)
def test_a_document_that_is_no_text_is_withheld(around: str) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(200))).decode()
    (shown,) = hidden(theirs((around % picture).encode()))
    assert shown.request.body.decode() == around % "cmVkYWN0ZWQ="


def test_a_text_in_latin_1_stays_in_it() -> None:
    told = "Le dossier de Bérété Kamau est là".encode("latin-1")
    people = Pseudonyms()
    hidden(theirs(PATIENT), people=people)
    (shown,) = hidden(theirs({"data": base64.b64encode(told).decode()}), people=people)
    assert "Bérété Person" in base64.b64decode(json.loads(shown.request.body)["data"]).decode("latin-1")


def test_base64_in_lines_is_read_too() -> None:
    (shown,) = hidden(theirs(b"<a>" + base64.encodebytes(json.dumps(PATIENT).encode()) + b"</a>"))
    assert [one for one in REAL if one in opened(shown.request.body)] == []


def test_two_runs_give_her_two_names() -> None:
    (first,), (second,) = hidden(theirs(PATIENT)), hidden(theirs(PATIENT))
    assert first.request.body != second.request.body


@pytest.mark.parametrize(
    "system",
    [
        *("https://nid.example.go/nin", "http://example.ke/nin", "http://example.org.ke/nin", "http://example.co/"),
        *(
            "http://notexample.org/nin",
            "http://example.org:pw@moh.go.ke/",
            "http://example.test.go.ke",
            "http://latest/",
        ),
        *("urn:oid:2.16.404.1", "2.16.840.1.113883.3.72.5.99", "http://moh.go.ke/example.org/"),
    ],
)
def test_whom_a_country_numbers_is_nobody_of_a_test(system: str) -> None:
    assert not Pseudonyms().is_ours((Said("domain", system),))


@pytest.mark.parametrize(
    "system",
    [
        *(
            "https://nid.example.org/nin",
            "http://example.com",
            "http://a.b.example.net:8080/x",
            "http://example.org?x=1",
        ),
        *("http://a.example/mrn", "http://emr.test/mrn", "http://x.invalid", "http://localhost:8081/fhir"),
        *("2.16.840.1.113883.3.72.5.9", "2.16.840.1.113883.3.72.5.9.9", "http://ohie.org/test/nid"),
    ],
)
def test_whom_a_test_numbers_is_ours(system: str) -> None:
    assert Pseudonyms().is_ours((Said("domain", system),))
