"""Checks on the history of a resource type, and on how it is asked for (IHE mCSD 2:3.91, FHIR R4 3.1.0.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from harness.checks.check import check, shown_by
from harness.checks.place import inner, listed, resource_in, text
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages.fhir import Resource
from harness.messages.parameters import parameters

HISTORY = frozenset({"_since", "_count", "_format", "_at", "_list", "_sort", "_pretty", "_summary", "_elements"})
"""The parameters that a client may ask a history with."""


@dataclass(frozen=True, slots=True)
class _Change:
    """An entry of a history: where it stands, what was done (POST, PUT, DELETE) to which record, and when."""

    where: str
    method: str
    record: str
    version: str
    at: str
    resource: Resource


@check
def tells_of(pages: Sequence[Message], method: str, record: str) -> None:
    """The history tells that `method` was done to `record` (``Location/17``)."""
    done = [one.method for one in _changes(pages) if one.record == record]
    if method not in done:
        told = ", ".join(done) or "nothing of it"
        raise NonConformance("Bundle.entry.request.method", expected=f"{method} of {record}", found=told)


@check
def tells_nothing_of(pages: Sequence[Message], record: str, *, since: str) -> None:
    """The history tells nothing that says itself that it was before `since`, and of `record` nothing without a time."""
    earliest = _instant(since)
    for one in _changes(pages):
        at = _instant(one.at)
        if at < earliest if at and earliest else one.record == record:
            raise NonConformance(one.where, expected="nothing from before _since", found=f"{one.method} of {record}")


@check
def tells_without_resource(pages: Sequence[Message], record: str) -> None:
    """`record` was deleted, and the entry that says so has no resource."""
    removed = [one for one in _changes(pages) if one.record == record and one.method == "DELETE"]
    if not removed:
        raise NonConformance("Bundle.entry.request.method", expected=f"DELETE of {record}", found="none")
    for one in removed:
        if one.resource:
            raise NonConformance(f"{one.where}.resource", expected="nothing after DELETE", found="a resource")


@check
def is_empty(response: Message) -> None:
    """200 and a history in which nothing happened."""
    happened = list(_changes([response]))
    if happened:
        raise NonConformance("Bundle.entry", expected="no entry", found=f"{len(happened)} entries")


@check
def comes_newest_first(pages: Sequence[Message]) -> None:
    """No entry is newer than the one before it."""
    before: tuple[datetime, str] | None = None
    for one in _changes(pages):
        at = _instant(one.at)
        if at is None:
            continue
        if before is not None and at > before[0]:
            found = f"{one.at} after {before[1]}"
            raise NonConformance(one.where, expected="the newest first", found=found)
        before = at, one.at


@check
def tells_each_once(pages: Sequence[Message], count: int) -> None:
    """At least two pages, which together tell of `count` changes or more, and of none twice."""
    if len(pages) < 2:
        raise NonConformance("Bundle.link", expected="a next link", found=f"pages: {len(pages)}")
    seen: set[tuple[str, str, str]] = set()
    for one in _changes(pages):
        key = (one.record, one.version, one.method)
        if key in seen:
            raise NonConformance(one.where, expected="each change once", found=f"{one.method} of {one.record} again")
        seen.add(key)
    if len(seen) < count:
        raise NonConformance("Bundle.entry", expected=f"{count} changes or more", found=f"{len(seen)} in all")


@check
def asks_from(request: Message, answer: Message) -> None:
    """It asks with a ``_since``, an instant that the directory's clock had reached when it gave this `answer`.

    How often it asked in between, and what it was told then, nobody knows who sees this one exchange.
    """
    told = dict(_asked(request)).get("_since", "")
    since, known = _instant(told), _date_of(answer)
    if since is None:
        raise NonConformance("_since", expected="an instant", found=told or "no _since")
    if known is not None and since > known:
        raise NonConformance("_since", expected=f"{known.isoformat()} or before", found=told)


def asks_by_history(exchange: Exchange) -> None:
    """The history of one type is asked for, and with no parameter that a history does not have."""
    request = exchange.request
    if not request.target.partition("?")[0].endswith("/_history"):
        raise NonConformance("address", expected="[Resource]/_history", found=request.target, exchange=exchange.id)
    strange = [name for name, _ in _asked(request) if name not in HISTORY]
    if strange:
        told = ", ".join(strange)
        raise NonConformance("query parameters", expected="_since and _count", found=told, exchange=exchange.id)


def _changes(pages: Sequence[Message]) -> Iterator[_Change]:
    for page in pages:
        with shown_by(page):
            if page.status != 200:
                raise NonConformance("HTTP status", expected=200, found=page.status)
            bundle = resource_in(page, "Bundle")
            if bundle.get("type") != "history":
                raise NonConformance("Bundle.type", expected="history", found=bundle.get("type", "nothing"))
            for number, entry in enumerate(listed(bundle, "entry", "Bundle")):
                yield _change(entry, f"Bundle.entry[{number}]")


def _change(entry: Resource, where: str) -> _Change:
    request, response = inner(entry, "request", where), inner(entry, "response", where)
    resource = inner(entry, "resource", where)
    meta = inner(resource, "meta", f"{where}.resource")
    record = "/".join(text(entry, "fullUrl").split("/_history")[0].rstrip("/").split("/")[-2:])
    if resource.get("id"):
        record = f"{resource.get('resourceType')}/{resource['id']}"
    elif "/" not in record:
        record = text(request, "url").split("/_history")[0].strip("/")
    at = text(response, "lastModified") or text(meta, "lastUpdated")
    version = text(response, "etag") or text(meta, "versionId")
    return _Change(where, text(request, "method"), record, version, at, resource)


def _asked(request: Message) -> list[tuple[str, str]]:
    return parameters(request.target, request.body, request.header("content-type") or "")


def _instant(written: str) -> datetime | None:
    """An instant with its time zone (FHIR R4 2.24.0.1); None for anything else."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None and "T" in written else None


def _date_of(answer: Message) -> datetime | None:
    """The latest moment that an answer can be of, by its Date, which has whole seconds; None without one."""
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(answer.header("date") or "").astimezone(UTC) + timedelta(seconds=1)
    return None
