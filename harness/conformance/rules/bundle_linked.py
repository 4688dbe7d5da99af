"""Documents and messages hold together: all that the first entry refers to is there, and nothing else is.

R4 documents.html and messaging.html. Knows references between entries, not what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.conformance.issue import Issue, Severity
from harness.conformance.looking import objects, one, shown, text
from harness.conformance.rules.bundle_entries import Entries, Entry, absolute, entries_of, reach
from harness.conformance.scope import Resource, Scope

_DOCUMENT = "R4 documents.html#content"
_MESSAGE = "R4 messaging.html#rules"
_RESOLUTION = "R4 bundle.html#references"


def check_linked(bundle: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """References of the Composition or MessageHeader that lead nowhere, and entries that nothing leads to."""
    del scope
    kind = text(bundle, "type")
    if kind not in ("document", "message"):
        return
    entries = entries_of(bundle)
    if not entries.all or entries.all[0].kind != {"document": "Composition", "message": "MessageHeader"}[kind]:
        return
    first = entries.all[0]
    at = f"{where}.entry[{first.index}].resource"
    needed = _of_composition(first.resource) if kind == "document" else _of_header(first.resource)
    source = _DOCUMENT if kind == "document" else _MESSAGE
    for place, reference in needed:
        yield from _needed(entries, first, reference, f"{at}.{place}", source)
    for index, link in objects(bundle, "link"):
        url = text(link, "url")
        if text(link, "relation") == "stylesheet" and url and not entries.resolve(url, first) and not absolute(url):
            yield Issue(
                "error",
                "not-found",
                f"{where}.link[{index}].url",
                "the stylesheet is not in the bundle",
                found=shown(url),
            )
    yield from _unreached(bundle, entries, where, document=kind == "document")


def _needed(entries: Entries, first: Entry, reference: dict[str, object], where: str, source: str) -> Iterator[Issue]:
    link = text(reference, "reference")
    if not link or link.startswith("#"):
        return
    found = entries.resolve(link, first)
    if not found:
        alike = entries.alike(link)
        hint = (
            f"; entry {alike[0].index} has this type and id, but its fullUrl {shown(alike[0].url)} is not what the "
            f"reference means beside the fullUrl {shown(first.url)}"
            if alike
            else ""
        )
        yield Issue(
            "error",
            "not-found",
            where,
            f"the resource that is referred to is not in the bundle{hint}",
            "an entry of this bundle",
            shown(link),
            source,
        )
    elif len(found) > 1:
        places = ", ".join(str(entry.index) for entry in found)
        yield Issue(
            "error",
            "multiple-matches",
            where,
            f"the reference means several entries: {places}",
            "one entry",
            shown(link),
            _RESOLUTION,
        )


def _of_composition(composition: Resource) -> Iterator[tuple[str, dict[str, object]]]:
    """The references of a Composition that a document has to hold, with their places."""
    for name in ("subject", "encounter", "custodian"):
        yield name, one(composition, name)
    yield from ((f"author[{at}]", author) for at, author in objects(composition, "author"))
    for at, attester in objects(composition, "attester"):
        yield f"attester[{at}].party", one(attester, "party")
    for at, event in objects(composition, "event"):
        yield from ((f"event[{at}].detail[{index}]", detail) for index, detail in objects(event, "detail"))
    yield from _of_sections(composition)


def _of_sections(composition: Resource) -> Iterator[tuple[str, dict[str, object]]]:
    waiting = [(f"section[{at}]", section) for at, section in objects(composition, "section")]
    while waiting:
        place, section = waiting.pop(0)
        yield f"{place}.focus", one(section, "focus")
        for name in ("author", "entry"):
            yield from ((f"{place}.{name}[{at}]", each) for at, each in objects(section, name))
        waiting.extend((f"{place}.section[{at}]", each) for at, each in objects(section, "section"))


def _of_header(header: Resource) -> Iterator[tuple[str, dict[str, object]]]:
    yield from ((f"focus[{at}]", focus) for at, focus in objects(header, "focus"))


def _unreached(bundle: Resource, entries: Entries, where: str, *, document: bool) -> Iterator[Issue]:
    forwards = {entry.index: entries.linked(entry) for entry in entries.all}
    both: dict[int, set[int]] = {entry.index: set(forwards[entry.index]) for entry in entries.all}
    for source, targets in forwards.items():
        for target in targets:
            both[target].add(source)
    first = entries.all[0].index
    start = {first} | {
        entry.index
        for _, link in objects(bundle, "link")
        for entry in entries.resolve(text(link, "url"), entries.all[0])
    }
    ahead, around = reach(start, forwards), reach(start, both)
    for entry in entries.all:
        if entry.index not in around:
            yield _lonely(entry, where, "error" if document else "warning", "in either direction", document=document)
        elif entry.index not in ahead and not (document and entry.kind == "Provenance"):
            severity: Severity = "warning" if document else "information"
            yield _lonely(entry, where, severity, "forwards", document=document)


def _lonely(entry: Entry, where: str, severity: Severity, direction: str, *, document: bool) -> Issue:
    first = "Composition" if document else "MessageHeader"
    message = f"no references lead from the {first} to this entry ({direction}): does it belong here?"
    source = _DOCUMENT if document else _MESSAGE
    return Issue(
        severity, "business-rule", f"{where}.entry[{entry.index}]", message, found=shown(entry.url), source=source
    )
