"""Do the addresses in an answer lead to the system we asked, or elsewhere? Follows none of them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from harness.doctor.symptom import Symptom
from harness.doctor.visit import Answer, Visit, is_kind, members
from harness.messages.fhir import Resource
from harness.messages.fhir_links import moved

_AWAY = "http://moved.invalid"


def links(visit: Visit, answer: Answer) -> Iterator[Symptom]:
    """Look at ``Bundle.link.url`` and ``Bundle.entry.fullUrl`` of the search that `answer` answers."""
    if not is_kind(answer.resource, "Bundle"):
        return
    strays = [(place, url) for place, url in _addresses(answer.resource) if leads_elsewhere(url, visit.base)]
    if strays:
        place, url = strays[0]
        yield visit.symptom(
            "links",
            "warn",
            f"{place} in its answers is {url}, which is not below {visit.base}.",
            f"Set the system's own base URL to {visit.base}. We follow no link that leads elsewhere.",
            fails="Z-04" if ".link[" in place else "",
        )
    else:
        yield visit.symptom("links", "ok", "The links in its answers lead back to it.")


def _addresses(bundle: Resource) -> Iterator[tuple[str, str]]:
    for index, each in enumerate(members(bundle, "link")):
        yield f"Bundle.link[{index}].url", str(each.get("url", ""))
    for index, each in enumerate(members(bundle, "entry")):
        yield f"Bundle.entry[{index}].fullUrl", str(each.get("fullUrl", ""))


def leads_elsewhere(url: str, base: str) -> bool:
    """Whether `url` is an HTTP address outside `base`; a relative one and ``urn:uuid:…`` are not."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return True
    return scheme in ("http", "https") and moved(url, old=base, new=_AWAY) == url
