"""Checks on care services in IHE CSD: what a document tells of, and how it is asked for (ITI-73, ITI-74)."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from harness.checks.check import NothingToJudge, check
from harness.checks.place import short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import csd, soap
from harness.messages.fhir.xml_parsing import parsed_tree


@check
def tells_of(response: Message, kind: str, code: str) -> None:
    """Among the entities of this kind (``facility``, ``provider``…) is the one with this otherID."""
    found = _codes(response, kind)
    if code not in found:
        raise NonConformance(csd.DIRECTORIES[kind], expected=f"the {kind} {code}", found=_listed(found))


@check
def tells_of_only(response: Message, kind: str, codes: Iterable[str]) -> None:
    """The entities of this kind are those with these otherIDs, and there is no other entity of any kind."""
    found, wanted = _codes(response, kind), sorted(codes)
    if sorted(found) != wanted:
        raise NonConformance(csd.DIRECTORIES[kind], expected=_listed(wanted), found=_listed(sorted(found)))
    others = [csd.kind_of(one) for one in csd.entities_in(_document(response)) if csd.kind_of(one) != kind]
    if others:
        raise NonConformance(csd.DIRECTORIES[others[0]], expected="nothing", found=f"a {others[0]}")


@check
def is_empty(response: Message) -> None:
    """All four directories are there, and nothing is in them."""
    document = _document(response)
    _has_directories(document)
    for one in csd.entities_in(document):
        raise NonConformance(csd.DIRECTORIES[csd.kind_of(one)], expected="nothing", found=f"a {csd.kind_of(one)}")


@check
def changed_as_asked(exchange: Exchange) -> None:
    """No entity in an answer to ITI-74 changed before the instant since when it was asked, as its record says."""
    asked = _content(exchange.request)
    since = "" if asked is None else csd.last_modified(asked)
    wanted = csd.instant(since)
    if exchange.response is None or wanted is None:
        raise NothingToJudge
    for one in csd.entities_in(_document(exchange.response)):
        at = csd.updated(one)
        if at is None or at < wanted:
            told = at.isoformat() if at else "nothing"
            raise NonConformance("record/@updated", expected=f"{since} or later", found=told)


@check
def faults(response: Message) -> None:
    """The answer is a SOAP fault."""
    content = _content(response)
    if soap.fault_in(content) is None:
        raise NonConformance("Envelope.Body", expected="a fault", found=_called(content))


def id_of(response: Message, kind: str, code: str) -> str:
    """The entityID of the entity with this otherID. A NonConformance where it is not there."""
    for one in csd.entities_in(_document(response), kind):
        if code in _other_ids(one):
            return one.get("entityID", "")
    raise NonConformance(csd.DIRECTORIES[kind], expected=f"the {kind} {code}", found="it is not there")


@check
def shows(response: Message, kind: str, code: str, path: str, value: str) -> None:
    """The entity with this otherID has this text, or attribute, at `path`: ``record/@status``."""
    for one in csd.entities_in(_document(response), kind):
        if code in _other_ids(one):
            steps, _, attribute = path.partition("/@")
            node = one.find("/".join(csd.named(step) for step in steps.split("/")))
            found = "" if node is None else (node.get(attribute, "") if attribute else node.text or "")
            if found != value:
                raise NonConformance(path, expected=value, found=short(found or "nothing"))
            return
    raise NonConformance(csd.DIRECTORIES[kind], expected=f"the {kind} {code}", found="it is not there")


@check
def finds_pages(responses: Iterable[Message], kind: str, codes: Iterable[str]) -> None:
    """Each answer has one entity at most, each is another, and together they are those with these otherIDs."""
    pages = [_codes(one, kind) for one in responses]
    for number, page in enumerate(pages, 1):
        if len(page) > 1:
            raise NonConformance(csd.DIRECTORIES[kind], expected="one entity", found=f"{len(page)} on page {number}")
    found = sorted(code for page in pages for code in page)
    if found != sorted(codes):
        raise NonConformance(csd.DIRECTORIES[kind], expected=_listed(sorted(codes)), found=_listed(found))


@check
def refused(response: Message) -> None:
    """What cannot be done is refused with a status of 4xx or 5xx."""
    if not 400 <= response.status < 600:
        raise NonConformance("HTTP status", expected="4xx or 5xx", found=response.status)


@check
def is_built_as_a_document(exchange: Exchange) -> None:
    """A CSD document comes, with its four directories; each entity has its entityID and says when it changed."""
    response = exchange.response
    if response is None or response.status != 200:
        raise NothingToJudge
    document = _document(response)
    _has_directories(document)
    for one in csd.entities_in(document):
        if not one.get("entityID"):
            raise NonConformance(f"{csd.kind_of(one)}/@entityID", expected="a URN", found="nothing")
        if csd.updated(one) is None:
            raise NonConformance("record/@updated", expected="an xs:dateTime", found="nothing that is one")


@check
def asks_since_an_instant(exchange: Exchange) -> None:
    """A getModificationsRequest names the one instant since when it asks."""
    content = _content(exchange.request)
    if content is None or content.tag != csd.named("getModificationsRequest"):
        raise NonConformance("Envelope.Body", expected="a getModificationsRequest", found=_called(content))
    told = content.findall(csd.named("lastModified"))
    found = ", ".join(one.text or "" for one in told)
    if len(told) != 1 or csd.instant(found) is None:
        raise NonConformance("lastModified", expected="one xs:dateTime", found=short(found or "nothing"))


@check
def asks_a_function(exchange: Exchange) -> None:
    """A careServicesRequest asks one function, and is sent as XML."""
    content_type = exchange.request.header("content-type") or "no Content-Type"
    if content_type.partition(";")[0].strip().lower() not in ("text/xml", "application/xml"):
        raise NonConformance("Content-Type", expected="text/xml or application/xml", found=short(content_type))
    try:
        csd.question_in(exchange.request.body)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from fault


UNASKED = {
    **dict.fromkeys(("73-09", "74-04"), is_built_as_a_document),
    "73-20": asks_a_function,
    "74-20": asks_since_an_instant,
}
"""What every exchange of CSD is judged by."""


def _document(response: Message) -> etree._Element:
    """The CSD document that is answered with. A NonConformance where there is none."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    content = _content(response)
    found = None if content is None else csd.document_in(content)
    if found is None:
        raise NonConformance("CSD", expected="a CSD document", found=_called(content))
    return found


def _content(message: Message) -> etree._Element | None:
    """The element that a message is, or that its envelope holds."""
    try:
        root = parsed_tree(message.body)
        return soap.parse(message.body).content if root.tag == f"{{{soap.SOAP}}}Envelope" else root
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from fault


def _has_directories(document: etree._Element) -> None:
    found = [etree.QName(one).localname for one in document]
    wanted = list(csd.DIRECTORIES.values())
    if found != wanted:
        raise NonConformance("CSD", expected=_listed(wanted), found=_listed(found))


def _codes(response: Message, kind: str) -> list[str]:
    """The otherID by which each entity is known, the first of each."""
    entities = csd.entities_in(_document(response), kind)
    return [next(iter(_other_ids(one)), one.get("entityID", "")) for one in entities]


def _other_ids(entity: etree._Element) -> list[str]:
    return [one.get("code", "") for one in entity.findall(csd.named("otherID"))]


def _called(content: etree._Element | None) -> str:
    return "nothing" if content is None else etree.QName(content).localname


def _listed(found: Iterable[str]) -> str:
    return short(", ".join(found) or "none")
