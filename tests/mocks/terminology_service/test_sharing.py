"""Value sets by their OID, as the reference terminology service shares them over HTTP and in SOAP (IHE SVS)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from harness.checks import value_sets
from harness.evidence.exchange import Exchange
from harness.messages import soap
from harness.mocks.terminology_service import Settings, TerminologyService
from harness.transactions.value_set_sharing import NAMESPACE
from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import HttpServer

OID = "2.25.77.2.1"
VACCINES = Path(__file__).parents[3] / "fixtures" / "codes" / "vaccines"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("codes")
    for file in VACCINES.glob("*.json"):
        text = file.read_text(encoding="utf-8").replace("{mark}", "Amara").replace("{oid}", "2.25.77")
        (folder / file.name).write_text(text, encoding="utf-8")
    service = TerminologyService(settings=Settings(load=(folder,)))
    with HttpServer(service.app) as server:
        yield server.url
    service.close()


def got(url: str) -> Exchange:
    with HttpClient() as client:
        return client.send(Request("GET", url))


def one(url: str, query: str) -> Any:
    return got(f"{url}/svs/RetrieveValueSet?{query}").response


def several(url: str, query: str) -> Any:
    return got(f"{url}/svs/RetrieveMultipleValueSets?{query}").response


def asked(url: str, content: bytes, action: str) -> Any:
    body = soap.serialise(etree.fromstring(content), soap.Addressing(action, "urn:uuid:1"))
    with HttpClient() as client:
        return client.send(Request("POST", f"{url}/soap", (("Content-Type", soap.content_type()),), body)).response


def codes_in(response: Any) -> list[str]:
    return [node.get("code", "") for node in etree.fromstring(response.body).iter(f"{{{NAMESPACE}}}Concept")]


def test_a_value_set_is_shared_by_its_oid_the_newest_of_its_versions(url: str) -> None:
    assert value_sets.shares(one(url, f"id={OID}"), OID, version="2.0.0", codes=["bcg", "opv"]) is None


def test_an_earlier_version_is_shared_where_it_is_named(url: str) -> None:
    assert value_sets.shares(one(url, f"id={OID}&version=1.0.0"), OID, version="1.0.0", codes=["polio"]) is None


def test_an_answer_is_built_by_the_schema_and_says_how_long_it_holds(url: str) -> None:
    exchange = got(f"{url}/svs/RetrieveValueSet?id={OID}")
    assert value_sets.is_built_by_the_schema(exchange) is None
    assert exchange.response is not None
    assert value_sets.expires_with_its_hint(exchange.response) is None


def test_a_language_is_shared_alone_where_it_is_asked_for(url: str) -> None:
    assert value_sets.calls(one(url, f"id={OID}&lang=fr"), "measles", "Vaccin antirougeoleux") is None
    assert value_sets.is_in_languages(one(url, f"id={OID}"), ["en", "fr"]) is None


REFUSED = [
    ("RetrieveValueSet?id=1.2.3", 'NAV: Unknown value set"'),
    ("RetrieveValueSet", 'NAV: Unknown value set"'),
    (f"RetrieveValueSet?id={OID}&version=9", 'VERUNK: Version unknown"'),
    (f"RetrieveValueSet?id={OID}&lang=de", "NAV: "),
    (f"RetrieveValueSet?id={OID}%zz", "INV: "),
    ("RetrieveMultipleValueSets", 'INV: Invalid search parameters"'),
    ("RetrieveMultipleValueSets?Colour=red", "INV: "),
    ("RetrieveMultipleValueSets?Format=CSV", "INV: "),
    ("RetrieveMultipleValueSets?DisplayNameContains=(", "INV: "),
    (f"RetrieveMultipleValueSets?DisplayNameContains={'a' * 9000}", "INV: "),
    ("RetrieveMultipleValueSets?RevisionDateAfter=last%20week", "INV: "),
]


@pytest.mark.parametrize(("path", "words"), REFUSED)
def test_what_cannot_be_shared_is_a_404_with_its_warning(url: str, path: str, words: str) -> None:
    response = got(f"{url}/svs/{path}").response
    assert response is not None
    assert response.status == 404
    assert words in (response.header("warning") or "")


def test_a_catastrophic_pattern_is_done_with_in_no_time(url: str) -> None:
    exchange = got(f"{url}/svs/RetrieveMultipleValueSets?DefinitionContains=(a*)*(a*)*(a*)*b$")
    assert exchange.ended - exchange.request.at < 2
    assert exchange.response is not None
    assert exchange.response.status == 200


FOUND = [
    ("id=2.25.77.02.1", {OID}),
    ("DisplayNameContains=vaccine codes|nothing", {OID}),
    ("DefinitionContains=register of (children|cattle)", {OID}),
    ("SourceContains=OpenHIE", {OID, "2.25.77.2.2"}),
    ("PurposeContains=a", set()),
    ("GroupOID=1.2", set()),
    ("GroupContains=a", set()),
    (f"id={OID}&RevisionDateBefore=2020-12-31", {OID}),
    (f"id={OID}&RevisionDateAfter=2027-01-01", set()),
    (f"id={OID}&CreationDateAfter=1999-01-01", set()),
    (f"id={OID}&Format=CE-List", {OID}),
]


@pytest.mark.parametrize(("query", "oids"), FOUND)
def test_value_sets_are_found_by_what_describes_them(url: str, query: str, oids: set[str]) -> None:
    assert value_sets.describes_only(several(url, query.replace(" ", "%20")), oids) is None


def test_how_codes_are_chosen_is_told(url: str) -> None:
    tree = etree.fromstring(several(url, "SourceContains=OpenHIE").body)
    told = {(node.getparent().get("version"), node.text) for node in tree.iter(f"{{{NAMESPACE}}}Type")}
    assert told == {("2.0.0", "Intensional"), ("1.0.0", "Extensional"), ("1.0.0", "Expanded")}


def test_a_value_set_whose_codes_cannot_be_had_is_not_there(url: str) -> None:
    broken = {"resourceType": "ValueSet", "status": "active", "url": "http://broken", "compose": {"include": []}}
    broken["identifier"] = [{"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.840"}]
    broken["compose"] = {"include": [{"system": "http://nobody/has/this"}]}
    with HttpClient() as client:
        fields = (("Content-Type", "application/fhir+json"),)
        client.send(Request("POST", f"{url}/fhir/ValueSet", fields, json.dumps(broken).encode()))
    assert value_sets.warns(one(url, "id=1.2.840"), 111, "NAV") is None


ONE = f'<RetrieveValueSetRequest xmlns="{NAMESPACE}"><ValueSet id="{OID}" xml:lang="fr"/></RetrieveValueSetRequest>'
SEVERAL = f'<RetrieveMultipleValueSetsRequest xmlns="{NAMESPACE}"><ID>{OID}</ID></RetrieveMultipleValueSetsRequest>'


def test_soap_gives_what_http_gives(url: str) -> None:
    first = asked(url, ONE.encode(), "urn:ihe:iti:2008:RetrieveValueSet")
    second = asked(url, SEVERAL.encode(), "urn:ihe:iti:2010:RetrieveMultipleValueSets")
    assert codes_in(first) == codes_in(one(url, f"id={OID}&lang=fr"))
    assert codes_in(second) == codes_in(several(url, f"id={OID}"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ONE.replace(OID, "1.2.3"), "NAV"),
        (ONE.replace("/>", ' version="9"/>'), "VERUNK"),
        (f'<RetrieveValueSetRequest xmlns="{NAMESPACE}"/>', "NAV"),
    ],
)
def test_what_cannot_be_shared_is_a_fault_in_soap(url: str, content: str, code: str) -> None:
    response = asked(url, content.encode(), "urn:ihe:iti:2008:RetrieveValueSet")
    assert response.status == 400
    assert value_sets.faults_with(response, code) is None


def test_the_service_is_described_with_its_schema(url: str) -> None:
    response = got(f"{url}/soap?wsdl").response
    assert response is not None
    tree = etree.fromstring(response.body)
    address = tree.find(".//{http://schemas.xmlsoap.org/wsdl/soap12/}address")
    imported = tree.find(".//{http://www.w3.org/2001/XMLSchema}import")
    assert address is not None
    assert imported is not None
    assert (address.get("location"), imported.get("schemaLocation")) == (f"{url}/soap", f"{url}/soap?xsd=xml.xsd")


@pytest.mark.parametrize(("name", "status"), [("xml.xsd", 200), ("../svs.xsd", 405)])
def test_the_schema_that_it_imports_is_given(url: str, name: str, status: int) -> None:
    response = got(f"{url}/soap?xsd={name}").response
    assert response is not None
    assert response.status == status
