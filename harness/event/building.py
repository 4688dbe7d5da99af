"""From the tables of an event's file, all of them right, to nouns. Finds no mistakes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.event.event import Entry, Event, Hours, Mentor, National, Track
from harness.event.shape import EventFile, NationalTable, TrackTable
from harness.openhie.domains import Domain, domain_of
from harness.participants import Participants
from harness.participants.building import build as build_participants
from harness.participants.naming import slug_of


def build(file: EventFile, folder: Path, *, with_secrets: bool = True) -> Event:
    """The event of `file`; paths are read from `folder`. Without secrets their values stay empty."""
    told, slugs = file.event, {name: _slug(each) for each in file.tracks for name in (each.title, _slug(each))}
    return Event(
        name=told.name,
        slug=told.slug or slug_of(told.name),
        begins=told.begins,
        ends=told.ends,
        place=told.place,
        zone=told.zone,
        hours=tuple(Hours(each.day, each.opens, each.closes) for each in file.hours),
        tracks=tuple(Track(_slug(each), each.title, tuple(each.workflows)) for each in file.tracks),
        mentors=tuple(Mentor(each.name, each.contact, _tracks(each.tracks, slugs)) for each in file.mentors),
        entries=tuple(Entry(each.name, _tracks(each.tracks, slugs), each.mentor) for each in file.participants),
        national=_national(file.national, folder) if file.national else None,
        grading=_path(told.grading, folder) if told.grading else "",
        language=told.language,
        participants=_known_by(build_participants(file, folder, with_secrets=with_secrets), file.national),
    )


def _known_by(everybody: Participants, national: NationalTable | None) -> Participants:
    """The same, with the domains that patients have to be known by among those of everybody: issued, or served."""
    uris = national.identifiers if national else ()
    asked = [Domain.of(uri) for uri in uris]
    everyone = []
    for each in everybody:
        more = [one for one in asked if domain_of(one.uri, each.domains) is None]
        everyone.append(replace(each, domains=(*each.domains, *more)))
    return replace(everybody, everyone=tuple(everyone))


def _slug(track: TrackTable) -> str:
    return track.slug or slug_of(track.title)


def _tracks(names: list[str], slugs: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slugs[name] for name in names))


def _path(path: str, folder: Path) -> str:
    return str((folder / path).absolute())


def _national(table: NationalTable, folder: Path) -> National:
    return National(
        title=table.title,
        source=table.source,
        requirements=tuple(_path(each, folder) for each in table.requirements),
        scenarios=tuple(_path(each, folder) for each in table.scenarios),
        packages=tuple(_path(each, folder) if (folder / each).exists() else each for each in table.packages),
        identifiers=tuple(table.identifiers),
        numbers=dict(table.numbers),
        levels={name: (each.level, each.because) for name, each in table.levels.items()},
        left_out=dict(table.left_out),
    )
