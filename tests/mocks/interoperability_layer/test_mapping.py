"""The reference layer puts the receiver's codes in the place of the sender's, and stops what it cannot map."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness import folders
from harness.errors import UsageError
from harness.messages import adx, measure_reports
from harness.mocks.interoperability_layer import InteroperabilityLayer
from harness.transport.http_server import HttpServer
from tests.messages.adx.malaria import EXPORTED, report

CODES = folders.fixtures() / "aggregate" / "clinic_to_hmis.csv"
COUNTED = adx.clinic_codes().backwards().mapped(report())
SENT = adx.write([COUNTED], exported=EXPORTED)
FACILITY = {"identifier": [{"system": "urn:known", "value": COUNTED.org_unit}, {"system": "urn:w", "value": "OU"}]}
MATCH = {"name": "match", "part": [{"name": "concept", "valueCoding": {"code": "MAL01-1"}}]}
Start = Callable[..., tuple[httpx.Client, list[bytes]]]


async def registry(_: Request) -> Response:
    """A facility registry that knows one facility."""
    return JSONResponse({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Location", **FACILITY}}]})


async def terminology(asked: Request) -> Response:
    """A terminology service that knows one code."""
    known = asked.query_params["code"] == "fever-seen"
    return JSONResponse({"resourceType": "Parameters", "parameter": [MATCH] if known else []})


async def broken(_: Request) -> Response:
    """A service that is not well."""
    return Response("no", 500)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a layer with these ``[[maps]]`` before a receiver; a client of it, and what arrives behind it."""
    arrived: list[bytes] = []
    open_: list[Any] = []

    async def take(asked: Request) -> Response:
        arrived.append(await asked.body())
        return JSONResponse({}, 200)

    routes = [Route("/adx", take, methods=["GET", "POST"]), Route("/fhir/{rest:path}", take, methods=["PUT"])]
    services = [("Location", registry), ("ConceptMap/$translate", terminology), ("ill/Location", broken)]
    receiver = HttpServer(Starlette(routes=[*routes, *(Route(f"/x/{path}", one) for path, one in services)]))

    def started(maps: str) -> tuple[httpx.Client, list[bytes]]:
        file = tmp_path / "layer.toml"
        led = "".join(
            f'[[routes]]\nname = "{one}"\nfrom = "/{one}"\nto = "{receiver.url}/{one}"\n' for one in ("adx", "fhir")
        )
        file.write_text(led + maps.replace("HERE", f"{receiver.url}/x"), encoding="utf-8")
        layer = InteroperabilityLayer.configured(file)
        server = HttpServer(layer.app, passing=layer.passing)
        server.start()
        client = httpx.Client(base_url=server.url)
        open_.extend([client.close, layer.close, server.stop])
        return client, arrived

    with receiver:
        yield started
        for close in open_:
            close()


def table(route: str = "adx", file: Path = CODES, more: str = "") -> str:
    return f'[[maps]]\nroute = "{route}"\nfile = "{file}"\n{more}'


def post(client: httpx.Client, body: bytes = SENT, media_type: str = adx.MEDIA_TYPE) -> httpx.Response:
    return client.post("/adx", content=body, headers={"content-type": media_type})


def test_a_report_arrives_in_the_receiver_s_codes_with_its_numbers(start: Start) -> None:
    client, arrived = start(table())
    assert (post(client).status_code, adx.read(arrived[0])) == (200, (report(),))
    assert EXPORTED.encode() in arrived[0]


def test_a_measure_report_arrives_in_the_receiver_s_codes_under_its_id(start: Start) -> None:
    client, arrived = start(table("fhir"))
    resource = measure_reports.to_fhir(COUNTED, id="a")
    client.put("/fhir/MeasureReport/a", content=json.dumps(resource), headers={"content-type": "application/fhir+json"})
    found = json.loads(arrived[0])
    assert (found["id"], measure_reports.from_fhir(found)) == ("a", report())


def test_each_report_in_a_bundle_is_mapped_and_nothing_else(start: Start) -> None:
    client, arrived = start(table("fhir"))
    inside = [{"resource": measure_reports.to_fhir(COUNTED)}, {"resource": {"resourceType": "Patient"}}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": inside}
    client.put("/fhir/Bundle/a", content=json.dumps(bundle), headers={"content-type": "application/fhir+json"})
    one, other = (entry["resource"] for entry in json.loads(arrived[0])["entry"])
    assert (measure_reports.from_fhir(one), other) == (report(), {"resourceType": "Patient"})


@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
def test_what_is_no_report_passes_as_it_came(start: Start, media_type: str) -> None:
    client, arrived = start(table())
    assert (post(client, b'{"a": 1}', media_type).status_code, arrived) == (200, [b'{"a": 1}'])


def test_a_code_that_cannot_be_mapped_stops_a_report_and_is_told(start: Start) -> None:
    client, arrived = start(table())
    answer = post(client, SENT.replace(b"fever-seen", b"tea-served"))
    assert (answer.status_code, "dataElement tea-served" in answer.text, arrived) == (422, True, [])


def test_a_code_in_fhir_that_cannot_be_mapped_stops_a_report(start: Start) -> None:
    client, arrived = start(table("fhir"))
    resource = measure_reports.to_fhir(report())
    sent = {"content": json.dumps(resource), "headers": {"content-type": "application/fhir+json"}}
    assert (client.put("/fhir/MeasureReport/a", **sent).status_code, arrived) == (422, [])


def test_what_is_no_adx_is_answered_here(start: Start) -> None:
    client, arrived = start(table())
    assert (post(client, b"<adx").status_code, arrived) == (400, [])


def test_facilities_are_found_in_a_registry_and_codes_by_a_terminology_service(start: Start, tmp_path: Path) -> None:
    less = tmp_path / "less.csv"
    text = CODES.read_text(encoding="utf-8").splitlines(keepends=True)
    less.write_text("".join(one for one in text if not one.startswith("orgUnit") and "fever-seen" not in one))
    found = '[[maps]]\nroute = "adx"\nfacilities = "HERE"\nknown = "urn:known"\nwanted = "urn:w"\n'
    asked = '[[maps]]\nroute = "adx"\nkind = "dataElement"\nterminology = "HERE"\nmap = "urn:m"\nsystem = "urn:s"\n'
    client, arrived = start(table(file=less, more=found + asked))
    post(client)
    assert (adx.read(arrived[0])[0].org_unit, adx.read(arrived[0])[0].figures) == ("OU", report().figures)


def test_a_service_that_does_not_answer_is_told_of(start: Start, tmp_path: Path) -> None:
    less = tmp_path / "less.csv"
    text = CODES.read_text(encoding="utf-8").splitlines(keepends=True)
    less.write_text("".join(one for one in text if not one.startswith("orgUnit")))
    found = '[[maps]]\nroute = "adx"\nfacilities = "HERE/ill"\nknown = "urn:known"\nwanted = "urn:w"\n'
    client, arrived = start(table(file=less, more=found))
    assert (post(client).status_code, arrived) == (503, [])


def test_a_concept_map_is_a_table_too(start: Start) -> None:
    file = folders.fixtures() / "country" / "terminology" / "ConceptMap-facility-to-org-unit.json"
    client, arrived = start(table() + table(file=file, more='kind = "orgUnit"\n'))
    assert (post(client).status_code, adx.read(arrived[0])[0].org_unit) == (200, report().org_unit)


@pytest.mark.parametrize(
    "maps",
    [
        "maps = 1",
        '[[maps]]\nroute = "adx"',
        '[[maps]]\nroute = "adx"\nfile = 1',
        '[[maps]]\nroute = "elsewhere"\nfile = "a.csv"',
        '[[maps]]\nroute = "adx"\nfile = "lost.csv"',
        '[[maps]]\nroute = "adx"\nfile = "layer.toml"\nkind = "sex"',
    ],
)
def test_a_mistake_is_told_before_it_starts(start: Start, maps: str) -> None:
    with pytest.raises(UsageError, match=r"map|csv"):
        start(maps)
