"""A registry that tells our repository what it does, and a clinic that does as it is told: two of our mocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from harness.mocks import MOCKS
from harness.mocks.auditing import Target
from harness.participants import Participant
from harness.scenario.in_words import REPOSITORY
from harness.scenario.stage import Stage
from harness.transactions.record_audit_event import AUDIT
from harness.transport.http_server import HttpServer
from tests.scenario.conftest import participant


@dataclass
class Pair:
    """The registry's mock, and both as participants."""

    registry: Any
    cast: dict[str, Participant]


@contextmanager
def a_pair(*defects: str) -> Iterator[Pair]:
    """Both, as long as they are needed; the registry has `defects`."""
    registry, clinic = MOCKS["client-registry"].make(defects=defects), MOCKS["point-of-service"].make()
    with HttpServer(registry.app) as here, HttpServer(clinic.app) as there:
        tells = participant("CR", "client_registry", endpoints={"fhir": f"{here.url}/fhir"}, audits="fhir", patience=5)
        feeds = participant("Clinic", "point_of_service", operator=f"{there.url}/instructions", patience=5)
        yield Pair(registry, {"point_of_service": feeds, "client_registry": tells})
    registry.close()
    clinic.close()


def tells(pair: Pair, on: Stage) -> None:
    """The registry tells the repository that is `on` stage."""
    pair.registry.reports_to(Target(on.premises.base_for(pair.cast["client_registry"], REPOSITORY, None, AUDIT)))
