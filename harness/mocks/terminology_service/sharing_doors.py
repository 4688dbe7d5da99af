"""The doors of IHE SVS: HTTP at ``/svs`` and SOAP at ``/soap``, below any root path. Knows both, and no value set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import override

from harness import folders
from harness.messages import soap
from harness.mocks.broken import Broken
from harness.mocks.rest.addresses import parsed_parameters
from harness.mocks.rest.messages import Refusal
from harness.mocks.soap_service import Faulty, Operation, Said, SoapService, soap_route
from harness.mocks.terminology_service.sharing import Pairs, Sharing, Unshared
from harness.mocks.terminology_service.sharing_xml import HINT
from harness.transactions.value_set_sharing import XML_LANG

ONE, SEVERAL = "RetrieveValueSet", "RetrieveMultipleValueSets"
_FIRST, _SECOND = "urn:ihe:iti:2008:", "urn:ihe:iti:2010:"
_LONGEST = 10_000
"""Characters of a query that are read."""


def doors(sharing: Sharing) -> list[Route]:
    """All that is answered besides FHIR."""
    return [
        Route(f"/svs/{ONE}", _got(sharing, ONE, sharing.retrieved)),
        Route(f"/svs/{SEVERAL}", _got(sharing, SEVERAL, sharing.retrieved_several)),
        soap_route("/soap", SharingInSoap(sharing)),
    ]


def _got(sharing: Sharing, place: str, answer: Callable[[Pairs], etree._Element]) -> Callable[[Request], Response]:
    def get(request: Request) -> Response:
        try:
            response = _written(answer(_asked(request)))
        except Unshared as why:
            status, warning = sharing.warning(why)
            response = Response(f"{why}\n", status, {"warning": warning}, "text/plain")
        return response if sharing.is_whole(place) else Broken(response)

    return get


def _asked(request: Request) -> Pairs:
    query = request.scope.get("query_string", b"")
    try:
        return parsed_parameters(query[:_LONGEST])
    except Refusal as refusal:
        raise Unshared(111, "INV", f"Invalid search parameters: {refusal}") from None


def _written(answer: etree._Element) -> Response:
    headers = {}
    if hint := answer.get(HINT):
        headers["expires"] = format_datetime(datetime.fromisoformat(hint).replace(tzinfo=UTC), usegmt=True)
    body = etree.tostring(answer, xml_declaration=True, encoding="UTF-8")
    return Response(body, 200, headers, "text/xml; charset=UTF-8")


class SharingInSoap(SoapService):
    """Both transactions in SOAP."""

    def __init__(self, sharing: Sharing) -> None:
        self._sharing = sharing

    @override
    def operations(self) -> Mapping[str, Operation]:
        return {
            f"{_FIRST}{ONE}": Operation(f"{_FIRST}{ONE}Response", self._one),
            f"{_SECOND}{SEVERAL}": Operation(f"{_SECOND}{SEVERAL}Response", self._several),
        }

    @override
    def wsdl(self, location: str) -> bytes:
        schemas = folders.fixtures() / "schemas"
        tree = etree.parse(schemas / "svs.wsdl")
        types = tree.find("{http://schemas.xmlsoap.org/wsdl/}types")
        assert types is not None
        types.append(etree.parse(schemas / "svs.xsd").getroot())
        for imported in types.iter("{http://www.w3.org/2001/XMLSchema}import"):
            imported.set("schemaLocation", f"{location}?xsd={imported.get('schemaLocation')}")
        for address in tree.iter("{http://schemas.xmlsoap.org/wsdl/soap12/}address"):
            address.set("location", location)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")

    @override
    def schema(self, name: str) -> bytes:
        return (folders.fixtures() / "schemas" / "xml.xsd").read_bytes() if name == "xml.xsd" else b""

    @override
    def addressed(self, asked: soap.Addressing, action: str) -> soap.Addressing:
        return self._sharing.addressed(super().addressed(asked, action))

    @override
    def said(self, status: int, content: etree._Element, addressing: soap.Addressing) -> Said:
        return self._sharing.in_soap(super().said(status, content, addressing))

    def _one(self, asked: etree._Element) -> etree._Element:
        told = next((one for one in asked if etree.QName(one).localname == "ValueSet"), None)
        attributes = [] if told is None else [(str(name), str(value)) for name, value in told.attrib.items()]
        pairs = [("lang" if name == XML_LANG else name, value) for name, value in attributes]
        return self._answered(self._sharing.retrieved, pairs)

    def _several(self, asked: etree._Element) -> etree._Element:
        pairs = [(etree.QName(one).localname, (one.text or "").strip()) for one in asked]
        return self._answered(self._sharing.retrieved_several, pairs)

    def _answered(self, answer: Callable[[Pairs], etree._Element], asked: Pairs) -> etree._Element:
        try:
            return answer(asked)
        except Unshared as why:
            raise Faulty(self._sharing.fault(why)) from None
