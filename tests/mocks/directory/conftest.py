"""A facility registry, a health worker registry and an interlinked registry, each at its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from harness.mocks.facility_registry import FacilityRegistry
from harness.mocks.health_worker_registry import HealthWorkerRegistry
from harness.mocks.interlinked_registry import InterlinkedRegistry
from harness.transport.http_server import HttpServer
from tests.mocks.directory.csd_on_the_wire import FACILITIES, WORKERS, filled


@pytest.fixture(scope="module")
def registries() -> Iterator[dict[str, str]]:
    """The first two keep something."""
    mocks = {"fr": FacilityRegistry(), "hwr": HealthWorkerRegistry(), "ilr": InterlinkedRegistry()}
    with ExitStack() as stack:
        urls = {}
        for name, one in mocks.items():
            stack.callback(one.close)
            urls[name] = stack.enter_context(HttpServer(one.app)).url
        filled(urls["fr"], FACILITIES)
        filled(urls["hwr"], WORKERS)
        yield urls
