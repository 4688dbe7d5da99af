"""What an event is: days, tracks, mentors, who takes part in what, a country's own rules. Nouns only; reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from harness.errors import UsageError
from harness.openhie.workflows import workflow
from harness.participants.participant import Participants


@dataclass(frozen=True, slots=True)
class Track:
    """What participants come for: workflows (``CRWF-1``, ``W-06``) under one title. `slug` is unique in the event."""

    slug: str
    title: str
    workflows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mentor:
    """Somebody who reads reports with participants; `tracks` are the slugs of those that are theirs."""

    name: str
    contact: str = ""
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """When the doors are open on one day, in the event's own time zone."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Entry:
    """One participant's part in the event: its name, the slugs of its tracks, its mentor's name ("" for none)."""

    participant: str
    tracks: tuple[str, ...] = ()
    mentor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """What a country asks for beyond the catalogue, or instead of it.

    `requirements` are CSV files of its own, `scenarios` folders, `packages` FHIR packages, each an absolute path or
    ``name#version``. `levels` leads from a requirement's id to the level that it has here and the reason (``("SHOULD",
    "no registry has it before 2028")``), `left_out` from an id to the reason why nobody is judged by it. `identifiers`
    are the URIs of identifier domains that patients have to be known by; `numbers` leads from one of them to how its
    numbers look, a regular expression, where that matters.
    """

    title: str
    source: str = ""
    requirements: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Some days on which systems meet.

    `zone` is an IANA time zone (``Africa/Nairobi``). `grading` is the path of the file with its rules, "" for the
    default; `language` is that of its pages (``fr``), "" for English. `participants` are those of the file, with where
    the harness listens for them.
    """

    name: str
    slug: str
    begins: date
    ends: date
    place: str = ""
    zone: str = "UTC"
    hours: tuple[Hours, ...] = ()
    tracks: tuple[Track, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    entries: tuple[Entry, ...] = ()
    national: National | None = None
    grading: str = ""
    language: str = ""
    participants: Participants = field(default_factory=lambda: Participants(everyone=()))

    def entry(self, participant: str) -> Entry:
        """One participant's part, by its name; one without tracks where the file does not tell of any."""
        return next((one for one in self.entries if one.participant == participant), Entry(participant))

    def workflows(self, participant: str) -> frozenset[str]:
        """The workflows that a participant takes part in: of its tracks, or of all tracks where it names none.

        Ours by our id (``W-01``), a country's own as they are. Empty where the event has no tracks: all that there is.
        """
        own = self.entry(participant).tracks
        return frozenset(
            workflow_id(one) for each in self.tracks if not own or each.slug in own for one in each.workflows
        )

    def takes_part(self, participant: str, in_workflow: str) -> bool:
        """Whether a participant, by its name, is played in a workflow (``CRWF-1``, ``W-01``)."""
        wanted = self.workflows(participant)
        return not wanted or workflow_id(in_workflow) in wanted


def workflow_id(name: str) -> str:
    """Our id of a workflow (``W-01`` for ``CRWF-1``); a country's own as it is."""
    try:
        return workflow(name).id
    except UsageError:
        return name
