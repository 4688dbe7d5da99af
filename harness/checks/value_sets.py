"""Checks on value sets as IHE SVS shares them (ITI-48, ITI-60), in the body of HTTP or inside a SOAP envelope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from lxml import etree

from harness import folders
from harness.checks.check import NothingToJudge, check
from harness.checks.place import short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import soap
from harness.messages.fhir.xml_parsing import hardened_parser, parsed_tree
from harness.messages.parameters import parameters

_SVS = "{urn:ihe:iti:svs:2008}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ELEMENT = re.compile(r"Element '(\w+)'")


@check
def shares(response: Message, oid: str, *, version: str = "", codes: Iterable[str] = ()) -> None:
    """The answer is the value set with this OID, in this version, with at least these codes in each of its lists."""
    found = _value_sets(response)
    if len(found) != 1:
        raise NonConformance("ValueSet", expected=f"the value set {oid}", found=f"{len(found)} value sets")
    for name, wanted in (("id", oid), ("version", version)):
        if wanted and found[0].get(name) != wanted:
            raise NonConformance(f"ValueSet/@{name}", expected=wanted, found=found[0].get(name) or "nothing")
    for concepts in found[0].iter(f"{_SVS}ConceptList"):
        told = {one.get("code", "") for one in concepts}
        if missing := sorted(set(codes) - told):
            told_words = short(", ".join(sorted(told)) or "none")
            raise NonConformance("ConceptList", expected=f"the code {missing[0]}", found=told_words)


@check
def is_in_languages(response: Message, languages: Sequence[str]) -> None:
    """There is a ConceptList in each of these languages, and none besides."""
    found = sorted(one.get(_LANG) or "no language" for one in _content(response).iter(f"{_SVS}ConceptList"))
    if found != sorted(languages):
        raise NonConformance("ConceptList/@xml:lang", expected=" and ".join(languages), found=short(found))


@check
def is_not_in(response: Message, language: str) -> None:
    """No ConceptList is in this language: there are others, or the value set is said not to be there."""
    if response.status == 404:
        return
    for one in _content(response).iter(f"{_SVS}ConceptList"):
        if one.get(_LANG, language) == language:
            raise NonConformance(
                "ConceptList/@xml:lang", expected=f"another language than {language}", found=one.get(_LANG) or "nothing"
            )


@check
def calls(response: Message, code: str, display: str) -> None:
    """Some ConceptList calls `code` by this displayName."""
    concepts = _content(response).iter(f"{_SVS}Concept")
    found = [one.get("displayName", "") for one in concepts if one.get("code") == code]
    if display not in found:
        raise NonConformance("Concept/@displayName", expected=display, found=short(", ".join(found) or "not that code"))


@check
def describes(response: Message, oids: Iterable[str]) -> None:
    """Among the value sets described are those with these OIDs."""
    found = [one.get("id", "") for one in _value_sets(response)]
    for oid in oids:
        if oid not in found:
            raise NonConformance("DescribedValueSet", expected=oid, found=short(", ".join(found) or "none"))


@check
def describes_only(response: Message, oids: Iterable[str]) -> None:
    """The value sets described are those with these OIDs, and no other; several versions of one may come."""
    found, wanted = {one.get("id", "") for one in _value_sets(response)}, set(oids)
    if found != wanted:
        told = [short(", ".join(sorted(each)) or "none") for each in (wanted, found)]
        raise NonConformance("DescribedValueSet", expected=told[0], found=told[1])


@check
def warns(response: Message, number: int, words: str) -> None:
    """The refusal is 404, and its Warning field has this number and begins with this word (ITI-48 2:3.48.4.2.3)."""
    if response.status != 404:
        raise NonConformance("HTTP status", expected=404, found=response.status)
    found = response.header("warning") or ""
    if not found.startswith(f"{number} ") or f'"{words}' not in found:
        raise NonConformance("Warning", expected=f'{number} … "{words}: …"', found=found or "no Warning")


@check
def faults_with(response: Message, code: str) -> None:
    """The answer is a SOAP fault whose code, or subcode, is this."""
    found = soap.fault_in(_envelope(response).content)
    if found is None:
        raise NonConformance("Envelope.Body", expected=f"a fault {code}", found="no fault")
    if code not in (found.subcode, found.code):
        told = " ".join(filter(None, (found.code, found.subcode, found.reason)))
        raise NonConformance("Envelope.Body.Fault.Code", expected=code, found=short(told))


@check
def expires_with_its_hint(response: Message) -> None:
    """Where the answer has a ``cacheExpirationHint``, the field Expires is there too (2:3.48.5)."""
    if _content(response).get("cacheExpirationHint") is None:
        raise NothingToJudge
    if response.header("expires") is None:
        raise NonConformance("Expires", expected="the day of cacheExpirationHint", found="no Expires")


@check
def is_built_by_the_schema(exchange: Exchange) -> None:
    """What is shared has all attributes and elements that SVS wants, in their order (`fixtures/schemas/svs.xsd`)."""
    response = exchange.response
    if response is None or response.status != 200:
        raise NothingToJudge
    try:
        _schema().assertValid(etree.fromstring(etree.tostring(_content(response)), hardened_parser()))
    except etree.DocumentInvalid as invalid:
        told = _plainly(str(invalid).partition(", line")[0])
        name = _ELEMENT.match(told)
        where = name[1] if name else "the answer"
        raise NonConformance(where, expected="what the schema of SVS has", found=short(told)) from None


@check
def asks_by_oid(exchange: Exchange) -> None:
    """A value set is asked for by one OID, in plain digits and points; several by at least one parameter."""
    given = _asked(exchange.request)
    if exchange.transaction == "ITI-60":
        if not given:
            raise NonConformance("request parameters", expected="at least one", found="none")
        return
    oids = [value for name, value in given if name == "id"]
    if len(oids) != 1 or not oids[0].replace(".", "").isdigit():
        raise NonConformance("request parameters", expected="one id, an OID", found=short(", ".join(oids) or "none"))


UNASKED = {
    **dict.fromkeys(("48-08", "60-08"), is_built_by_the_schema),
    **dict.fromkeys(("48-21", "60-21"), asks_by_oid),
}
"""What every exchange of SVS is judged by."""


def _asked(request: Message) -> list[tuple[str, str]]:
    if not request.body:
        return parameters(request.target)
    content = _envelope(request).content
    if content is None:
        return []
    asked = content.find(f"{_SVS}ValueSet")
    if asked is not None:
        return [(str(name), str(value)) for name, value in asked.attrib.items()]
    return [(etree.QName(one).localname, one.text or "") for one in content]


def _content(response: Message) -> etree._Element:
    """The element that is answered with. A NonConformance where it is not one of SVS."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    found: etree._Element | None = _tree(response)
    if found is not None and found.tag == f"{{{soap.SOAP}}}Envelope":
        found = _envelope(response).content
    if found is None or not str(found.tag).startswith(_SVS):
        told = "nothing" if found is None else etree.QName(found).localname
        raise NonConformance("the answer", expected="an answer of SVS", found=told)
    return found


def _value_sets(response: Message) -> list[etree._Element]:
    content = _content(response)
    return [one for one in content if etree.QName(one).localname in ("ValueSet", "DescribedValueSet")]


def _envelope(message: Message) -> soap.Envelope:
    try:
        return soap.parse(message.body)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from fault


def _tree(message: Message) -> etree._Element:
    try:
        return parsed_tree(message.body)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from fault


def _plainly(message: str) -> str:
    return message.replace(_SVS, "").replace("{http://www.w3.org/XML/1998/namespace}", "xml:")


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(folders.fixtures() / "schemas" / "svs.xsd"))
