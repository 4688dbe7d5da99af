"""A reference HMIS at a port of its own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from harness.mocks.health_management_information_system import HealthManagementInformationSystem
from harness.transport.http_server import HttpServer


@pytest.fixture
def hmis() -> Iterator[httpx.Client]:
    service = HealthManagementInformationSystem()
    with HttpServer(service.app) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        yield client
    service.close()
