"""What an audit event says is held against what took place, in DICOM's form and in FHIR's."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from harness.checks import audit
from harness.evidence.exchange import Message
from harness.openhie.domains import DEFAULT_DOMAINS
from tests.checks.audit_events import (
    AT,
    alert_posted,
    alert_told,
    asked,
    crossed,
    feed,
    pix_query,
    posted,
    search,
    told,
)
from tests.checks.resources import finding
from tests.checks.wire_v2 import query
from tests.seen import answer

TEST = DEFAULT_DOMAINS[0]
FORMS = pytest.mark.parametrize("form", [told, posted])
Form = Callable[..., Message]


@FORMS
def test_an_event_that_is_right_passes(form: Form) -> None:
    audit.is_of(form(), "ITI-78")
    audit.has_kind(form(), "110112")
    audit.has_action(form(), "E")
    audit.went_well(form())
    audit.went_wrong(form(search("404")))
    audit.names(form(feed()), "4711", domain=TEST)
    audit.is_dated(form(), crossed(asked()), within=1)


@pytest.mark.parametrize(
    ("form", "where"),
    [(told, "EventIdentification.EventTypeCode"), (posted, "AuditEvent.subtype")],
)
def test_another_transaction_is_found_where_it_stands(form: Form, where: str) -> None:
    assert finding(audit.is_of, form(), "ITI-83")[0] == where


@FORMS
def test_another_action_or_outcome_is_told(form: Form) -> None:
    assert finding(audit.has_action, form(), "C", "U")[1:] == ("C or U", "E")
    assert finding(audit.went_well, form(search("500")))[2] == "8"
    assert finding(audit.went_wrong, form())[2] == "0"


@pytest.mark.parametrize("form", [alert_told, alert_posted])
def test_an_alert_of_a_node_that_was_turned_away_passes(form: Form) -> None:
    assert audit.tells_of_a_refused_node(form()) is None


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("110113", "110114", "EventIdentification.EventID"),
        ("110126", "110122", "EventIdentification.EventTypeCode"),
        ('EventOutcomeIndicator="4"', 'EventOutcomeIndicator="0"', "EventIdentification.EventOutcomeIndicator"),
    ],
)
def test_what_is_no_such_alert_is_told_where_it_is_not(old: str, new: str, where: str) -> None:
    assert finding(audit.tells_of_a_refused_node, alert_told(**{old: new}))[0] == where


def test_another_kind_is_told() -> None:
    assert finding(audit.has_kind, told(), "110110")[2] == "110112 of DCM"
    assert audit.has_kind(posted(), "110110") is None


@pytest.mark.parametrize("value", ["4712", "471"])
def test_another_patient_is_told(value: str) -> None:
    assert finding(lambda one: audit.names(one, value, domain=TEST), told(feed()))[2] == (
        "4711^^^&http://ohie.org/test/test&URI"
    )


def test_a_number_of_another_domain_is_told() -> None:
    assert finding(lambda one: audit.names(one, "4711", domain=DEFAULT_DOMAINS[1]), posted(feed()))


@FORMS
@pytest.mark.parametrize(
    "request_",
    [asked(), asked("/x/fhir/Patient?birthdate=1984&family=%41chieng"), asked("/fhir/Patient?family=Achieng")],
)
def test_the_question_may_be_spelled_otherwise(form: Form, request_: Message) -> None:
    assert audit.asks(form(), request_) is None


def test_the_question_of_hl7_v2_is_its_qpd() -> None:
    assert audit.asks(told(pix_query()), query()) is None


@FORMS
def test_another_question_is_told(form: Form) -> None:
    assert finding(audit.asks, form(), asked("/fhir/Patient?family=Atieno"))[1] == "family=Atieno"


def test_no_question_and_one_that_is_no_base64_are_told() -> None:
    assert finding(audit.asks, told(feed()), asked())[2] == "nothing"
    assert finding(audit.asks, told(UGF0="#"), asked())[1] == "base64"


@FORMS
def test_a_time_that_is_not_that_of_the_exchange_is_told(form: Form) -> None:
    late = search()
    late = type(late)(late.transaction, late.call, late.status, AT - timedelta(hours=1))
    assert finding(lambda one: audit.is_dated(one, crossed(asked()), within=1), form(late))[0].endswith(
        ("EventDateTime", "recorded")
    )


def test_a_time_without_zone_is_utc_and_no_time_is_told() -> None:
    assert audit.is_dated(told(**{".000Z": ""}), crossed(asked()), within=1) is None
    broken = told(**{'EventDateTime="2026': 'EventDateTime="x'})
    assert finding(lambda one: audit.is_dated(one, crossed(asked()), within=1), broken)[1] == "a date and a time"


def bundle(*events: dict[str, Any], kind: str = "searchset") -> Message:
    return answer({"resourceType": "Bundle", "type": kind, "entry": [{"resource": one} for one in events]})


def kept(**changes: Any) -> dict[str, Any]:
    return {**json.loads(posted(feed()).body), "id": "1", **changes}


def test_what_was_kept_is_found_and_as_it_was_told() -> None:
    audit.is_searchset(bundle())
    audit.finds(bundle(kept()), "AuditEvent/1")
    audit.finds_one(bundle(kept()))
    audit.leaves_out(bundle(kept()), "AuditEvent/2")
    audit.gives(bundle(kept()), told(feed()))


def test_what_was_not_found_or_too_much_is_told() -> None:
    assert finding(audit.is_searchset, bundle(kind="history"))[2] == "history"
    assert finding(audit.finds, bundle(), "AuditEvent/1")[2] == "no event"
    assert finding(audit.finds_one, bundle({"resourceType": "Binary"}))[0] == "Bundle.entry"
    assert finding(audit.leaves_out, bundle(kept()), "AuditEvent/1")[2] == "it"


@pytest.mark.parametrize(("name", "value"), [("outcome", "8"), ("action", "U"), ("subtype", []), ("entity", [])])
def test_what_a_repository_has_changed_is_told(name: str, value: Any) -> None:
    assert finding(audit.gives, bundle(kept(**{name: value})), posted(feed()))[0].startswith(f"AuditEvent.{name}")


def test_what_holds_no_event_is_told() -> None:
    assert (
        finding(audit.went_well, told(**{"<AuditMessage>": "<Audit>", "</AuditMessage>": "</Audit>"}))[0] == "the root"
    )
