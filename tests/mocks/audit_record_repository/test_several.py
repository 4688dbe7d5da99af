"""Several events in one Bundle, and a repository that speaks no old TLS."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from harness.messages.audit.fhir_event import to_fhir
from harness.transport.client_hello import OLDER
from harness.transport.handshake import offer
from tests.messages.audit.events import EVENT
from tests.mocks.audit_record_repository.conftest import Sender


def several(kind: str, *events: dict[str, Any], method: str = "POST") -> dict[str, Any]:
    entries = [{"resource": one, "request": {"method": method, "url": "AuditEvent"}} for one in events]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def told(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(to_fhir(EVENT)), **changes}


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_every_event_of_a_bundle_is_kept(repository: Sender, kind: str) -> None:
    answer = repository.posts(several(kind, told(), told(outcome="8")), "")
    statuses = [one["response"]["status"] for one in answer.json()["entry"]]
    assert (answer.status_code, statuses) == (200, ["201 Created"] * 2)
    assert len(repository.found()) == 2


def test_a_batch_keeps_what_is_right(repository: Sender) -> None:
    answer = repository.posts(several("batch", told(), told(outcome="7")), "").json()
    assert [one["response"]["status"] for one in answer["entry"]] == ["201 Created", "400 Bad Request"]
    assert len(repository.found()) == 1


def test_a_transaction_keeps_all_or_nothing(repository: Sender) -> None:
    answer = repository.posts(several("transaction", told(), told(outcome="7")), "")
    assert (answer.status_code, repository.found()) == (400, [])


@pytest.mark.parametrize(
    "bundle",
    [several("searchset", told()), told(), several("transaction", told(), method="DELETE"), several("batch", 7)],
)
def test_a_bundle_that_asks_for_something_else_is_refused(repository: Sender, bundle: Any) -> None:
    answer = repository.posts(bundle, "")
    assert repository.found() == []
    inner = [one["response"]["status"] for one in answer.json().get("entry", ())]
    assert answer.status_code in (400, 405) or inner == ["400 Bad Request"]


def test_tls_1_1_is_refused_on_the_wire(repository: Sender) -> None:
    exchange = offer(f"https://127.0.0.1:{repository.ports['syslog-tls']}", versions=("TLSv1.1",), suites=tuple(OLDER))
    assert exchange.response is not None
    assert exchange.response.start == "alert protocol_version"
