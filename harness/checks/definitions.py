"""Checks on searches for value sets, code systems and concept maps, and on how they are asked for (IHE SVCM)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from harness.checks.check import NothingToJudge, check
from harness.checks.fhir import VOLATILE, matches
from harness.checks.place import listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages.fhir import Resource, media_type
from harness.messages.parameters import parameters

NEEDED: Mapping[str, tuple[str, ...]] = {
    "ValueSet/$expand": ("url",),
    "CodeSystem/$lookup": ("code", "system"),
    "ValueSet/$validate-code": ("url", "code", "system"),
    "CodeSystem/$validate-code": ("url", "code"),
    "ConceptMap/$translate": ("url", "source", "code", "system", "target"),
}
"""What a consumer has to send with each operation, once (SVCM 2:3.97 to 2:3.101, .4.1.2)."""

NOT_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "ValueSet/$expand": ("valueSet", "context", "contextDirection"),
    "CodeSystem/$lookup": ("coding",),
    "ValueSet/$validate-code": ("context", "valueSet", "coding", "codeableConcept"),
    "CodeSystem/$validate-code": ("codeSystem", "coding", "codeableConcept"),
    "ConceptMap/$translate": ("conceptMap", "coding", "codeableConcept", "targetsystem"),
}
"""What a consumer must not send with it, though FHIR's own definition has it."""

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "ValueSet": ("reference",),
    "CodeSystem": ("system",),
    "ConceptMap": ("source-system", "source-uri", "target-system", "target-uri"),
}
"""The search parameters that each type has beside those of all."""

OF_ALL = (*("_id", "_lastUpdated", "status", "identifier", "name"), *("description", "title", "url", "version"))


@check
def finds(response: Message, kind: str, url: str, version: str = "") -> None:
    """Among what is found is the one with this canonical."""
    found = _found(response, kind)
    if not any(_is(one, url, version) for _, one in found):
        told = ", ".join(text(one, "url") for _, one in found) or "none"
        raise NonConformance("Bundle.entry", expected=f"{kind} {url} {version}".rstrip(), found=short(told))


@check
def finds_only(response: Message, kind: str, url: str) -> None:
    """All that is found has this canonical, in whatever version, and something is found."""
    found = _found(response, kind)
    if not found:
        raise NonConformance("Bundle.entry", expected=f"{kind} {url}", found="none")
    for place, one in found:
        if text(one, "url") != url:
            raise NonConformance(f"{place}.resource.url", expected=url, found=short(text(one, "url") or "nothing"))


@check
def finds_nothing(response: Message, kind: str) -> None:
    """The answer is a searchset with no match."""
    if found := _found(response, kind):
        raise NonConformance("Bundle.entry", expected="none", found=f"{len(found)} of type {kind}")


@check
def leaves_out(response: Message, kind: str, url: str) -> None:
    """The one with this canonical is not among what is found."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    found = [text(entry["resource"], "url") for _, entry in matches(resource_in(response, "Bundle"), kind)]
    if url in found:
        raise NonConformance(
            "Bundle.entry", expected=f"no {kind} {url}", found=f"it, among {len(found)} of type {kind}"
        )


@check
def names(message: Message, url: str, version: str = "") -> None:
    """The resource in the body has this canonical and version."""
    if message.status != 200:
        raise NonConformance("HTTP status", expected=200, found=message.status)
    resource = resource_in(message)
    for name, wanted in (("url", url), ("version", version)):
        if wanted and text(resource, name) != wanted:
            where = f"{resource['resourceType']}.{name}"
            raise NonConformance(where, expected=wanted, found=text(resource, name) or "nothing")


@check
def is_whole(response: Message, loaded: Resource) -> None:
    """The resource in the body has all that was `loaded`, letter by letter; a server may add to it."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    resource = resource_in(response, loaded["resourceType"])
    for name, wanted in loaded.items():
        if name not in VOLATILE and resource.get(name) != wanted:
            where = f"{loaded['resourceType']}.{name}"
            raise NonConformance(where, expected=short(wanted), found=short(resource.get(name)))


@check
def searches_as_agreed(exchange: Exchange) -> None:
    """A search uses only parameters that a repository has to know, and common ones (``_count``, ``_format``…)."""
    kind = exchange.request.target.partition("?")[0].rstrip("/").removesuffix("/_search").rsplit("/", 1)[-1]
    known = (*OF_ALL, *SEARCHED.get(kind, ()))
    for name, _ in _asked(exchange.request):
        plain = name.partition(":")[0]
        if plain not in known and not plain.startswith("_"):
            raise NonConformance("request parameters", expected=f"one of {', '.join(known)}", found=plain)


@check
def asks_with_all_it_needs(exchange: Exchange) -> None:
    """An operation is asked with what it needs, each once and with a value."""
    given = _asked(exchange.request)
    for name in NEEDED[_operation(exchange)]:
        values = [value for each, value in given if each == name]
        if len(values) != 1 or not values[0]:
            found = f"{len(values)} of them" if len(values) != 1 else "no value"
            raise NonConformance("request parameters", expected=f"one {name} with a value", found=found)


@check
def asks_with_nothing_else(exchange: Exchange) -> None:
    """An operation is asked with nothing that SVCM does not allow."""
    names = [name for name, _ in _asked(exchange.request)]
    for name in NOT_ALLOWED[_operation(exchange)]:
        if name in names:
            raise NonConformance("request parameters", expected=f"no {name}", found=name)


def _operation(exchange: Exchange) -> str:
    path = exchange.request.target.partition("?")[0].rstrip("/").replace("%24", "$")
    operation = "/".join(path.split("/")[-2:])
    if operation not in NEEDED:  # an operation on an instance, of which SVCM says nothing
        raise NothingToJudge
    return operation


def _asked(request: Message) -> Sequence[tuple[str, str]]:
    """The parameters of an address, of a form, and of Parameters in the body; "" for a value that is no text."""
    content_type = request.header("content-type") or ""
    found = parameters(request.target, request.body, content_type)
    if request.body and media_type(content_type) is not None:
        for one in listed(resource_in(request, "Parameters"), "parameter", "Parameters"):
            value = next((one[key] for key in one if key.startswith("value")), "")
            found.append((text(one, "name"), value if isinstance(value, str) else ""))
    return found


def _found(response: Message, kind: str) -> list[tuple[str, Resource]]:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=bundle.get("type", "nothing"))
    return [(place, entry["resource"]) for place, entry in matches(bundle, kind)]


def _is(resource: Resource, url: str, version: str) -> bool:
    return text(resource, "url") == url and version in ("", text(resource, "version"))


Unasked = Callable[[Exchange], None]

UNASKED: Mapping[str, Unasked] = {
    **dict.fromkeys(("95-10", "96-10", "100-10"), searches_as_agreed),
    **dict.fromkeys(("97-20", "98-20", "99-20", "101-20"), asks_with_all_it_needs),
    **dict.fromkeys(("97-21", "98-21", "99-21", "101-21"), asks_with_nothing_else),
}
"""What a consumer is judged by without being asked."""
