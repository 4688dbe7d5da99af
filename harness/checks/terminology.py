"""Checks on what a terminology service says of codes: expansions and answers of its operations (FHIR R4, IHE SVCM).

Order never matters, and no wording is compared but that of displays, which are facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from harness.checks.check import check, shown_by
from harness.checks.place import inner, listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource

CONTAINS = "ValueSet.expansion.contains"
PARAMETER = "Parameters.parameter"
MAPS_TO_NOTHING = ("unmatched", "disjoint")
"""Equivalences of a match that is none (FHIR R4 ``$translate``)."""


@check
def expands_to(response: Message, codes: Iterable[str]) -> None:
    """The expansion holds these codes and no other that can be chosen; nested ones count."""
    found, wanted = {code for _, code in _codes(response)}, set(codes)
    if missing := sorted(wanted - found):
        raise NonConformance(
            CONTAINS, expected=f"the code {missing[0]}", found=short(", ".join(sorted(found)) or "none")
        )
    if more := sorted(found - wanted):
        raise NonConformance(CONTAINS, expected="no other code", found=short(", ".join(more)))


@check
def describes_each(response: Message) -> None:
    """Each code of the expansion comes with its system and its display, and there is one at least."""
    entries = list(_contains(_expansion(response)))
    if not entries:
        raise NonConformance(CONTAINS, expected="codes", found="none")
    for place, entry in entries:
        for name in ("system", "code", "display"):
            if not text(entry, name) and not entry.get("abstract"):
                raise NonConformance(f"{place}.{name}", expected=f"a {name}", found="nothing")


@check
def displays(response: Message, code: str, display: str) -> None:
    """The expansion shows `code` as `display`."""
    place, entry = _entry(response, code)
    if text(entry, "display") != display:
        raise NonConformance(f"{place}.display", expected=display, found=text(entry, "display") or "nothing")


@check
def shows_designation(response: Message, code: str, value: str) -> None:
    """The expansion gives `code` the designation `value`, in whatever language that is."""
    place, entry = _entry(response, code)
    found = [text(one, "value") for one in listed(entry, "designation", place)]
    if value not in found:
        raise NonConformance(f"{place}.designation", expected=value, found=short(", ".join(found) or "none"))


@check
def is_flat(response: Message) -> None:
    """No code of the expansion stands inside another."""
    for place, entry in _contains(_expansion(response)):
        if listed(entry, "contains", place):
            raise NonConformance(f"{place}.contains", expected="nothing inside", found="nested codes")


@check
def tells_of_itself(response: Message) -> None:
    """The expansion has its timestamp, its identifier and its total (2:3.97.4.2.2)."""
    expansion = _expansion(response)
    for name in ("identifier", "timestamp", "total"):
        if expansion.get(name) is None:
            raise NonConformance(f"ValueSet.expansion.{name}", expected=f"the {name}", found="nothing")


@check
def counts_only(response: Message, total: int) -> None:
    """The expansion says how many codes there are, and lists none (``count=0``)."""
    expansion = _expansion(response)
    if expansion.get("total") != total:
        raise NonConformance("ValueSet.expansion.total", expected=total, found=short(expansion.get("total", "nothing")))
    if listed(expansion, "contains", "ValueSet.expansion"):
        raise NonConformance(CONTAINS, expected="no code", found="codes")


@check
def shows_page(response: Message, count: int) -> None:
    """The page of the expansion has exactly `count` codes."""
    found = len(_codes(response))
    if found != count:
        raise NonConformance(CONTAINS, expected=f"{count} codes", found=f"{found} codes")


@check
def pages_hold(pages: Sequence[Message], codes: Iterable[str]) -> None:
    """The pages together hold each of these codes once, and no other."""
    found: list[str] = []
    for page in pages:
        with shown_by(page):
            found += [code for _, code in _codes(page)]
    if sorted(found) != sorted(codes):
        raise NonConformance(CONTAINS, expected=short(", ".join(sorted(codes))), found=short(", ".join(sorted(found))))


@check
def includes_definition(response: Message) -> None:
    """The answer holds how the value set is defined, beside its expansion."""
    resource = resource_in(response, "ValueSet")
    if not inner(resource, "compose", "ValueSet"):
        raise NonConformance("ValueSet.compose", expected="the definition", found="nothing")


@check
def says(response: Message, result: bool) -> None:
    """The answer is 200 and Parameters whose ``result`` is this."""
    found = _first(response, "result").get("valueBoolean")
    if found is not result:
        raise NonConformance(f"{PARAMETER}.result", expected=result, found=short(found))


@check
def gives(response: Message, name: str, value: object = None) -> None:
    """The answer has a parameter `name`, with this value where one is given."""
    found = _first(response, name)
    told = [found[key] for key in found if key.startswith("value")]
    if not told:
        raise NonConformance(f"{PARAMETER}.{name}", expected="a value" if value is None else value, found="nothing")
    if value is not None and told[0] != value:
        raise NonConformance(f"{PARAMETER}.{name}", expected=value, found=short(told[0]))


@check
def has_property(response: Message, code: str, value: object) -> None:
    """A ``property`` of the answer has this code and this value."""
    found = [_parts(one) for one in _named(response, "property")]
    if not any(_value(one.get("code")) == code and _value(one.get("value")) == value for one in found):
        told = ", ".join(f"{_value(one.get('code'))} {_value(one.get('value'))}" for one in found) or "none"
        raise NonConformance(f"{PARAMETER}.property", expected=f"{code} {value}", found=short(told))


@check
def has_designation(response: Message, value: str) -> None:
    """A ``designation`` of the answer has this value."""
    found = [str(_value(_parts(one).get("value"))) for one in _named(response, "designation")]
    if value not in found:
        raise NonConformance(f"{PARAMETER}.designation", expected=value, found=short(", ".join(found) or "none"))


@check
def translates_to(response: Message, code: str, *, system: str, equivalence: str) -> None:
    """A ``match`` of the answer has this concept, related so."""
    found = []
    for one in _named(response, "match"):
        parts = _parts(one)
        concept = inner(parts.get("concept", {}), "valueCoding", f"{PARAMETER}.match")
        told = (text(concept, "system"), text(concept, "code"), str(_value(parts.get("equivalence"))))
        if told == (system, code, equivalence):
            return
        found.append(" ".join(filter(None, told)))
    wanted = f"{system} {code} {equivalence}"
    raise NonConformance(f"{PARAMETER}.match", expected=wanted, found=short(", ".join(found) or "none"))


@check
def translates_to_nothing(response: Message) -> None:
    """``result`` is false, and whatever stands in a ``match`` says that there is none."""
    found = _first(response, "result").get("valueBoolean")
    if found is not False:
        raise NonConformance(f"{PARAMETER}.result", expected=False, found=short(found))
    for one in _named(response, "match"):
        equivalence = _value(_parts(one).get("equivalence"))
        if equivalence not in MAPS_TO_NOTHING:
            raise NonConformance(f"{PARAMETER}.match", expected="no match", found=short(equivalence))


@check
def answers_with(response: Message, kind: str) -> None:
    """The answer is 200 and a resource of this kind."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    resource_in(response, kind)


@check
def is_answered_or_refused(response: Message) -> None:
    """The service does what it is asked, or says with 4xx that it does not, and never breaks."""
    if not (response.status == 200 or 400 <= response.status <= 499):
        raise NonConformance("HTTP status", expected="200, or a refusal with 4xx", found=response.status)


def _expansion(response: Message) -> Resource:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    expansion = inner(resource_in(response, "ValueSet"), "expansion", "ValueSet")
    if not expansion:
        raise NonConformance("ValueSet.expansion", expected="an expansion", found="nothing")
    return expansion


def _contains(node: Resource, where: str = "ValueSet.expansion") -> Iterator[tuple[str, Resource]]:
    for number, entry in enumerate(listed(node, "contains", where)):
        place = f"{where}.contains[{number}]"
        yield place, entry
        yield from _contains(entry, place)


def _codes(response: Message) -> list[tuple[str, str]]:
    """Each code that can be chosen, with its place."""
    entries = _contains(_expansion(response))
    return [(place, text(entry, "code")) for place, entry in entries if not entry.get("abstract")]


def _entry(response: Message, code: str) -> tuple[str, Resource]:
    for place, entry in _contains(_expansion(response)):
        if text(entry, "code") == code:
            return place, entry
    raise NonConformance(CONTAINS, expected=f"the code {code}", found="not that code")


def _named(response: Message, name: str) -> list[Resource]:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    given = listed(resource_in(response, "Parameters"), "parameter", "Parameters")
    return [one for one in given if text(one, "name") == name]


def _first(response: Message, name: str) -> Resource:
    found = _named(response, name)
    if not found:
        raise NonConformance(f"{PARAMETER}.{name}", expected="the parameter", found="nothing")
    return found[0]


def _parts(parameter: Resource) -> dict[str, Resource]:
    return {text(one, "name"): one for one in listed(parameter, "part", PARAMETER)}


def _value(part: Any) -> Any:
    return next((part[key] for key in part if key.startswith("value")), None) if isinstance(part, dict) else None
