from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from harness import mocks
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.point_of_service import PointOfService
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transport.http_server import HttpServer


def test_it_can_be_mounted_below_any_path() -> None:
    service = PointOfService()
    with HttpServer(Starlette(routes=[Mount("/a b/pos", service.app)])) as server:
        page = httpx.get(f"{server.url}/a%20b/pos/")
        sent = httpx.post(f"{server.url}/a%20b/pos/next")
    service.close()
    assert 'href="/a%20b/pos/register"' in page.text
    assert sent.headers["location"] == "/a%20b/pos/"


def test_it_is_found_by_its_name() -> None:
    service = mocks.MOCKS["point-of-service"].make()
    service.close()
    assert isinstance(service, PointOfService)


def test_a_screen_can_be_read_without_the_web_application() -> None:
    read = "import sys, harness.mocks.point_of_service.screen; print({'jinja2', 'starlette'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_the_package_has_no_other_lazy_name() -> None:
    import harness.mocks.point_of_service as package

    with pytest.raises(AttributeError, match="no attribute 'Clinic'"):
        _ = package.Clinic


def test_who_is_registered_is_found_at_the_reference_registry(clinic: Any, grace: Any, own: Any) -> None:
    registry = ClientRegistry(domains=(*DEFAULT_DOMAINS, own))
    with HttpServer(registry.app) as server:
        clinic.base = f"{server.url}/fhir"
        clinic.does("feed", person=grace)
        clinic.does("query", parameters=[["family", "Achieng"], ["gender", "female"]])
    registry.close()
    assert clinic.sees("patient", family="Achieng") == "yes"


def test_two_registrations_at_once_get_two_numbers(clinic: Any, registry: Any, grace: Any) -> None:
    for given in ("Hope", "Joy"):
        task = {"action": "feed", "person": grace | {"given": given}}
        clinic.instructed({"kind": "instruction", "address": clinic.base, "task": task})
    clinic.sees("error")
    assert len({one.target for one in registry.requests}) == 2
