"""What the tables of an event's file say together, and whether the files it names are there.

Knows no lines; takes tables that may be wrong elsewhere. What is wrong with participants themselves is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from harness.event import values
from harness.event.nation import national_mistakes, own_requirements
from harness.openhie.spelling import unknown
from harness.openhie.workflows import WORKFLOWS, Workflow
from harness.participants.mistakes import Mistake
from harness.participants.naming import slug_of
from harness.participants.raw import Raw, table, tables, text, texts
from harness.participants.values import offer


def between(data: Raw, folder: Path) -> Iterator[Mistake]:
    """Every mistake that lies between values, or outside the file; paths in the file are read from `folder`."""
    event, tracks, mentors = table(data.get("event")), tables(data.get("tracks")), tables(data.get("mentors"))
    yield from _days(event, tables(data.get("hours")))
    grading = text(event, "grading")
    if grading and not (folder / grading).is_file():
        yield Mistake(("event", "grading"), f"found no file {grading}; the path is read from the folder of this file")
    yield from _twice("tracks", tracks, "title")
    yield from _twice("mentors", mentors, "name")
    yield from _workflows(tracks, own_requirements(table(data.get("national")), folder))
    titles = [text(each, "title") for _, each in tracks]
    slugs = [_slug(each) for _, each in tracks]
    for outer, everyone in (("mentors", mentors), ("participants", tables(data.get("participants")))):
        for index, each in everyone:
            yield from _tracks((outer, index), each, titles, slugs)
    yield from _mentors(tables(data.get("participants")), [text(each, "name") for _, each in mentors])
    yield from national_mistakes(table(data.get("national")), folder)


def _slug(track: Raw) -> str:
    return text(track, "slug") or (slug_of(text(track, "title")) if text(track, "title") else "")


def _days(event: Raw, hours: Sequence[tuple[int, Raw]]) -> Iterator[Mistake]:
    first, last = (_day(event.get(key)) for key in ("begins", "ends"))
    if first and last and last < first:
        yield Mistake(("event", "ends"), f"the last day, {last}, comes before the first, {first}")
    for index, each in hours:
        day = _day(each.get("day"))
        if first and last and day and not first <= day <= last:
            yield Mistake(("hours", index, "day"), f"{day} is no day of the event, which is from {first} to {last}")
        opens, closes = (values.moment(each.get(key)) for key in ("opens", "closes"))
        if opens and closes and closes <= opens:
            yield Mistake(("hours", index, "closes"), f"the doors close at {closes:%H:%M}, and open at {opens:%H:%M}")


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _twice(outer: str, everyone: Sequence[tuple[int, Raw]], key: str) -> Iterator[Mistake]:
    """Names that stand twice, as themselves or in addresses."""
    seen: dict[str, str] = {}
    for index, each in everyone:
        name = text(each, key)
        slug = text(each, "slug") or (slug_of(name) if name else "")
        if slug and slug in seen:
            place = "slug" if text(each, "slug") else key
            yield Mistake((outer, index, place), f'"{slug}" stands for "{seen[slug]}" already; name one otherwise')
        seen.setdefault(slug, name)


def _workflows(tracks: Sequence[tuple[int, Raw]], own: Sequence[str]) -> Iterator[Mistake]:
    known = [name for each in WORKFLOWS for name in names_of(each)]
    for index, each in tracks:
        named = texts(each, "workflows")
        for place, name in enumerate(named):
            if name and name not in known and name not in own:
                error = unknown("workflow", name, (*known, *own), listed_by="harness catalogue --html")
                yield Mistake(("tracks", index, "workflows", place), str(error))
            elif name and name in named[:place]:
                yield Mistake(("tracks", index, "workflows", place), f"{name} stands in this track already")


def names_of(workflow: Workflow) -> tuple[str, ...]:
    """What a workflow can be called: by our id and by OpenHIE's."""
    return workflow.id, *workflow.spec_ids


def _tracks(within: tuple[str, int], holder: Raw, titles: Sequence[str], slugs: Sequence[str]) -> Iterator[Mistake]:
    for place, name in enumerate(texts(holder, "tracks")):
        if name and name not in titles and name not in slugs:
            none = "" if titles else " None stands in this file: write [[tracks]] with a title and workflows"
            said = f'there is no track "{name}".{offer(name, titles) if titles else none}'
            yield Mistake((*within, "tracks", place), said)


def _mentors(everyone: Sequence[tuple[int, Raw]], names: Sequence[str]) -> Iterator[Mistake]:
    for index, each in everyone:
        name = text(each, "mentor")
        if name and name not in names:
            none = "" if names else " None stands in this file: write [[mentors]] with a name"
            said = f'there is no mentor "{name}".{offer(name, names) if names else none}'
            yield Mistake(("participants", index, "mentor"), said)
