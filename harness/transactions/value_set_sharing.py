"""ITI-48 and ITI-60: value sets by their OID, over HTTP and in SOAP (IHE SVS). Sends nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.transactions.soap_message import SoapTransaction
from harness.transactions.terminology_parameters import AskedByParameters
from harness.transactions.transaction import Call, Source

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "urn:ihe:iti:svs:2008"
"""Of all that SVS says in XML."""

_UNPREFIXED: Any = {None: NAMESPACE}  # which lxml takes, and its types do not know
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class _ValueSets(AskedByParameters):
    """A question of SVS, over HTTP or `in_soap`; `place` is what it is called."""

    initiator_role: ClassVar[str] = "value_set_consumer"
    responder_role: ClassVar[str] = "value_set_repository"
    in_soap: ClassVar[bool] = False
    place: ClassVar[str]

    @override
    def task(self) -> dict[str, Any]:
        asked = [list(pair) for pair in self.parameters]
        return {"action": "ask for value sets", "place": self.place, "parameters": asked, "soap": self.in_soap}

    @override
    def marks(self) -> tuple[str, ...]:
        return tuple(value for _, value in self.parameters)[:1]


class _Sharing(_ValueSets):
    endpoint: ClassVar[str] = "svs"

    @override
    def call(self, source: Source) -> Call:
        query = urlencode(self.parameters, quote_via=quote)
        return Call("GET", f"{self.place}?{query}" if query else self.place, (("Accept", "text/xml"),))

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route.endswith(self.place)


@dataclass(frozen=True, slots=True)
class RetrieveSharedValueSet(_Sharing):
    """``GET …/RetrieveValueSet?id=<OID>`` (ITI-48)."""

    id: ClassVar[str] = "ITI-48"
    title: ClassVar[str] = "Retrieve Value Set"
    answering: ClassVar[str] = "48-20"
    unasked: ClassVar[tuple[str, ...]] = ("48-08", "48-21")
    place: ClassVar[str] = "RetrieveValueSet"
    shape: ClassVar[str] = "GET [svs]/RetrieveValueSet?id=<OID>"
    told: ClassVar[str] = "Ask the terminology service for a value set by its OID"


@dataclass(frozen=True, slots=True)
class RetrieveMultipleValueSets(_Sharing):
    """``GET …/RetrieveMultipleValueSets?…`` (ITI-60)."""

    id: ClassVar[str] = "ITI-60"
    title: ClassVar[str] = "Retrieve Multiple Value Sets"
    answering: ClassVar[str] = "60-20"
    unasked: ClassVar[tuple[str, ...]] = ("60-08", "60-21")
    place: ClassVar[str] = "RetrieveMultipleValueSets"
    shape: ClassVar[str] = "GET [svs]/RetrieveMultipleValueSets?…"
    told: ClassVar[str] = "Ask the terminology service for value sets by what describes them"

    @override
    def marks(self) -> tuple[str, ...]:
        return ()  # nobody else is asked for anything like it, and what is asked may be left out wrongly


@dataclass(frozen=True, slots=True)
class FaultySharing(RetrieveMultipleValueSets):
    """A query without a parameter, or with one that cannot be read, which has to be refused."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


class _InSoap(SoapTransaction, _ValueSets):
    in_soap: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class RetrieveSharedValueSetBySoap(_InSoap):
    """ITI-48 in SOAP; `what` is ``id=<OID>``, with ``version`` and ``lang`` where they are wanted."""

    id: ClassVar[str] = "ITI-48"
    title: ClassVar[str] = "Retrieve Value Set"
    answering: ClassVar[str] = "48-20"
    unasked: ClassVar[tuple[str, ...]] = ("48-08", "48-21", "SOAP-01", "SOAP-02", "SOAP-03")
    action: ClassVar[str] = "urn:ihe:iti:2008:RetrieveValueSet"
    reply: ClassVar[str] = "urn:ihe:iti:2008:RetrieveValueSetResponse"
    shape: ClassVar[str] = "POST [soap] with a RetrieveValueSetRequest"
    place: ClassVar[str] = "RetrieveValueSet"
    told: ClassVar[str] = "Ask the terminology service for a value set in SOAP"

    @override
    def content(self) -> etree._Element:
        from lxml import etree  # only when SOAP is spoken

        root = etree.Element(f"{{{NAMESPACE}}}RetrieveValueSetRequest", nsmap=_UNPREFIXED)
        asked = etree.SubElement(root, f"{{{NAMESPACE}}}ValueSet")
        for name, value in self.parameters:
            asked.set(XML_LANG if name == "lang" else name, value)
        return root


@dataclass(frozen=True, slots=True)
class RetrieveMultipleValueSetsBySoap(_InSoap):
    """ITI-60 in SOAP."""

    id: ClassVar[str] = "ITI-60"
    title: ClassVar[str] = "Retrieve Multiple Value Sets"
    answering: ClassVar[str] = "60-20"
    unasked: ClassVar[tuple[str, ...]] = ("60-08", "60-21", "SOAP-01", "SOAP-02", "SOAP-03")
    action: ClassVar[str] = "urn:ihe:iti:2010:RetrieveMultipleValueSets"
    reply: ClassVar[str] = "urn:ihe:iti:2010:RetrieveMultipleValueSetsResponse"
    shape: ClassVar[str] = "POST [soap] with a RetrieveMultipleValueSetsRequest"
    place: ClassVar[str] = "RetrieveMultipleValueSets"
    told: ClassVar[str] = "Ask the terminology service for value sets in SOAP"

    @override
    def content(self) -> etree._Element:
        from lxml import etree  # only when SOAP is spoken

        root = etree.Element(f"{{{NAMESPACE}}}RetrieveMultipleValueSetsRequest", nsmap=_UNPREFIXED)
        for name, value in self.parameters:
            etree.SubElement(root, f"{{{NAMESPACE}}}{'ID' if name == 'id' else name}").text = value
        return root
