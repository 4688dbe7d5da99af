from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from harness.checks import feeds
from harness.mocks.point_of_service import terminology_tasks
from harness.mocks.point_of_service.forms import forms
from harness.mocks.point_of_service.tasks import ACTIONS
from tests.valid import meets

NASTY = """<script>alert("x")</script>'&amp;"""
FORMS = forms("http://clinic.example.org/numbers")
FILLED = {
    "kind": "Location",
    "name": "Kisumu",
    "number": "",
    "value": "1000",
    "count": "3",
    "only_certain": "yes",
    "identifier": "1000",
    "targets": "http://a",
}


class Page(HTMLParser):
    """The fields, labels, links and forms of a page; fails on a tag that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.named: dict[str, str] = {}
        self.labelled: set[str] = set()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag in ("input", "select", "textarea") and told.get("type") != "hidden":
            self.named[told["name"]] = told.get("value", "")
        self.labelled |= {told["for"]} if tag == "label" and "for" in told else set()
        self.links += [told[name] for name in ("href", "action") if name in told]


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.slug)
def test_every_field_of_a_form_is_on_its_page_with_a_label(clinic: Any, form: Any) -> None:
    page = Page(clinic.page(f"/{form.slug}"))
    assert set(page.named) == {one.name for one in form.fields}
    assert page.labelled == {one.name for one in form.fields if one.kind != "checkbox"}


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.slug)
def test_every_form_leads_to_a_task(form: Any, grace: Any) -> None:
    task = form.task(grace | FILLED)
    assert task["action"] in ACTIONS


def test_every_action_of_a_person_has_a_form(grace: Any) -> None:
    of_programs = {"authorization server metadata", "access token", "introspect"}
    of_programs |= {"ask for care services", *terminology_tasks.ACTIONS}
    assert {form.task(grace | FILLED)["action"] for form in FORMS} == set(ACTIONS) - of_programs


def test_a_patient_who_is_registered_on_the_page_is_fed(clinic: Any, registry: Any, grace: Any, own: Any) -> None:
    page = clinic.fills_in("/register", **grace)
    feeds.updates_by_identifier(registry.last, domain=own)
    assert "has the number 1000. The client registry knows." in page.text


def test_a_patient_is_corrected_by_her_number(clinic: Any, registry: Any, grace: Any) -> None:
    clinic.fills_in("/register", **grace)
    clinic.fills_in("/register", **grace | {"number": "1000", "given": "Hope", "birth_date": "1983-01-01"})
    feeds.names_the_same_patient(*registry.requests)
    assert "Hope Achieng" in clinic.page()


def test_the_link_to_correct_a_patient_fills_in_her_form(clinic: Any, grace: Any) -> None:
    page = Page(clinic.fills_in("/register", **grace).text)
    link = next(one for one in page.links if one.startswith("/register?"))
    assert Page(clinic.page(link)).named | {"gender": "female"} == grace | {"number": "1000"}


def test_a_search_by_number_takes_the_clinics_own_domain(clinic: Any, registry: Any, own: Any) -> None:
    clinic.fills_in("/find", value="1000", system="")
    assert feeds.asked_identifier(registry.last) == (own.uri, "1000")


def test_a_search_asks_for_what_was_filled_in(clinic: Any, registry: Any) -> None:
    clinic.fills_in("/search", family="Achieng", given="", birthdate="1982", gender="")
    assert feeds.asked_parameters(registry.last) == [("family", "Achieng"), ("birthdate", "1982")]


def test_a_match_on_the_page_asks_who_this_is(clinic: Any, registry: Any, grace: Any) -> None:
    clinic.fills_in("/match", **grace, only_certain="yes", count="2")
    assert meets("119-13")(registry.last) is None


def test_a_cross_reference_on_the_page_has_one_source(clinic: Any, registry: Any) -> None:
    clinic.fills_in("/numbers", value="B7", system="http://b", targets="http://a\nhttp://c")
    asked = [("sourceIdentifier", "http://b|B7"), ("targetSystem", "http://a"), ("targetSystem", "http://c")]
    assert feeds.asked_parameters(registry.last) == asked


def test_a_duplicate_is_resolved_and_a_patient_removed_on_the_page(clinic: Any, registry: Any, grace: Any) -> None:
    clinic.fills_in("/register", **grace)
    clinic.fills_in("/register", **grace | {"given": "Hope"})
    clinic.fills_in("/resolve", subsumed="1000", survivor="1001")
    page = clinic.fills_in("/remove", identifier="1001")
    assert [one.method for one in registry.requests] == ["PUT", "PUT", "PUT", "DELETE"]
    assert "Nobody is registered yet." in page.text


def test_a_patient_who_is_found_can_be_opened_and_registered(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Banda"))
    page = Page(clinic.fills_in("/search", family="Banda").text)
    assert "/register?given=Grace&family=Banda&birth_date=&gender=" in page.links
    clinic.fills_in("/open", record="Patient/1")
    assert registry.last.target == "/fhir/Patient/1"


def test_what_cannot_be_sent_comes_back_with_the_form(clinic: Any, registry: Any, grace: Any) -> None:
    answer = clinic.fills_in("/register", **grace | {"birth_date": "14.3.1982", "given": NASTY})
    assert answer.status_code == 422
    assert "a date like 1982-03-14 is wanted" in answer.text
    assert Page(answer.text).named["given"] == NASTY
    assert not registry.requests


def test_nothing_that_a_person_types_becomes_html(clinic: Any, grace: Any) -> None:
    page = clinic.fills_in("/register", **grace | {"given": NASTY, "family": NASTY}).text
    assert "script" not in Page(page).tags
    assert "script" not in Page(clinic.page(f"/register?given={NASTY}&number={NASTY}")).tags


def test_nothing_that_a_registry_answers_becomes_html(clinic: Any, registry: Any, patients: Any) -> None:
    bundle = patients(NASTY, birthDate=NASTY, id=NASTY, identifier=[{"system": NASTY, "value": NASTY}])
    outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": NASTY}]}
    registry.says(bundle | {"entry": [*bundle["entry"], {"resource": outcome}]})
    clinic.searches(family="x")
    assert "script" not in Page(clinic.page()).tags
    assert NASTY not in clinic.page()


def test_what_went_over_the_wire_is_in_a_fold(clinic: Any, registry: Any) -> None:
    registry.says({"resourceType": "OperationOutcome", "issue": [{"diagnostics": "kept"}]}, 201)
    clinic.feeds()
    fold = clinic.page().partition("<details>")[2].partition("</details>")[0]
    assert "PUT /fhir/Patient?identifier=" in fold
    assert "HTTP/1.1 201" in fold
    assert "kept" in fold


def test_a_long_body_is_cut_on_the_page(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("A" * 200_000))
    clinic.searches(family="A")
    assert "characters more" in clinic.page().partition("<details>")[2]


def test_a_person_can_send_to_another_registry(clinic: Any, registry: Any) -> None:
    clinic.fills_in("/registry", registry=f"{registry.server.url}/ruby/fhir")
    clinic.fills_in("/abilities")
    assert registry.last.target == "/ruby/fhir/metadata"


def test_an_address_that_is_none_is_refused_with_the_reason(clinic: Any) -> None:
    answer = clinic.fills_in("/registry", registry="ftp://x")
    assert answer.status_code == 422
    assert "a FHIR base URL is wanted" in answer.text


def test_the_newest_fifty_patients_are_listed(clinic: Any) -> None:
    for number in range(51):
        clinic.feeds(given=f"Grace{number}")
    page = clinic.page()
    assert "Grace50 Achieng" in page
    assert "Grace0 Achieng" not in page.partition("Patients of this clinic")[2]
    assert "The newest 50 of 51." in page


def test_the_page_of_another_site_can_fill_in_no_form(clinic: Any) -> None:
    answer = httpx.post(f"{clinic.url}/abilities", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_browser_on_the_page_itself_can(clinic: Any) -> None:
    assert httpx.post(f"{clinic.url}/abilities", headers={"Origin": clinic.url}).status_code == 303


def test_no_script_runs_on_a_page(clinic: Any) -> None:
    assert "default-src 'none'" in httpx.get(clinic.url).headers["Content-Security-Policy"]
