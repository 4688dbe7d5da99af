"""The shape of an event's file: a file of participants, and tables of its own. Knows no line numbers."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from harness.event import values
from harness.event.numbers import pattern
from harness.openhie.requirement import LEVELS
from harness.participants.shape import EXPECTED as OF_PARTICIPANTS
from harness.participants.shape import TABLES as PARTICIPANTS_TABLES
from harness.participants.shape import File, Name, ParticipantTable, Slug, Table, Text, Uri

Level = Literal["SHALL", "SHOULD", "MAY"]


class EventTable(Table):
    """What the event is, when and where."""

    name: Name
    slug: Slug = ""
    begins: date
    ends: date
    place: Text = ""
    zone: Annotated[str, AfterValidator(values.zone)] = "UTC"
    grading: Text = ""
    language: Annotated[str, AfterValidator(values.language)] = ""


class HoursTable(Table):
    """When the doors are open on one day."""

    day: date
    opens: Annotated[time, BeforeValidator(values.clock)]
    closes: Annotated[time, BeforeValidator(values.clock)]


class TrackTable(Table):
    """What participants come for."""

    title: Name
    slug: Slug = ""
    workflows: Annotated[list[Text], Field(min_length=1)]


class MentorTable(Table):
    """Somebody who reads reports with participants."""

    name: Name
    contact: Text = ""
    tracks: list[Text] = []


class LevelTable(Table):
    """What level a requirement has in this country, and why."""

    level: Level
    because: Text


class NationalTable(Table):
    """What a country asks for."""

    title: Name
    source: Text = ""
    requirements: list[Text] = []
    scenarios: list[Text] = []
    packages: list[Text] = []
    identifiers: list[Uri] = []
    numbers: dict[Uri, Annotated[str, AfterValidator(pattern)]] = {}
    levels: dict[Text, LevelTable] = {}
    left_out: dict[Text, Text] = {}


class EntryTable(ParticipantTable):
    """A participant, and its part in the event."""

    tracks: list[Text] = []
    mentor: Text = ""


class EventFile(File):
    """The whole file."""

    event: EventTable
    hours: list[HoursTable] = []
    tracks: list[TrackTable] = []
    mentors: list[MentorTable] = []
    national: NationalTable | None = None
    participants: Annotated[list[EntryTable], Field(min_length=1)]  # type: ignore[assignment]  # a table that says more


TABLES: dict[tuple[str, ...], type[Table]] = {
    **PARTICIPANTS_TABLES,
    (): EventFile,
    ("event",): EventTable,
    ("hours",): HoursTable,
    ("tracks",): TrackTable,
    ("mentors",): MentorTable,
    ("national",): NationalTable,
    ("national", "levels", "*"): LevelTable,
    ("participants",): EntryTable,
}
"""Each table by the names that lead to it."""

EXPECTED: dict[str, str] = {
    **OF_PARTICIPANTS,
    "event": "a table [event] with the event's name, and begins and ends, its first and last day",
    "event.name": "the name of the event, as reports shall show it",
    "event.slug": "lower-case letters, digits and hyphens, as its reports' folder shall be called",
    "begins": "the first day, without quotation marks, as in 2027-03-15",
    "ends": "the last day, without quotation marks, as in 2027-03-19",
    "place": "where it takes place, in words",
    "zone": "a time zone of IANA, as in Africa/Nairobi",
    "grading": "the path of a TOML file with the rules of grading",
    "language": 'the code of a language that pages can be written in, as in "fr"',
    "hours": "[[hours]], in two brackets, once for each day",
    "day": "a day, without quotation marks, as in 2027-03-15",
    "opens": 'a time, as in "08:30"',
    "closes": 'a time, as in "17:00"',
    "tracks": "[[tracks]], in two brackets, once for each track",
    "title": "the title, as reports shall show it",
    "tracks.slug": "lower-case letters, digits and hyphens, as it shall stand in addresses",
    "workflows": 'a list of workflows, as in ["CRWF-1", "W-23"]',
    "mentors": "[[mentors]], in two brackets, once for each mentor",
    "mentors.name": "the mentor's name",
    "mentors.contact": "where to find them: an address, a place in the hall",
    "mentors.tracks": 'a list of titles of tracks, as in ["Patient identity"]',
    "participants.tracks": 'a list of titles of tracks, as in ["Patient identity"]; all of them when left out',
    "mentor": "the name of one of the [[mentors]]",
    "national": "a table [national] with a title, and what the country asks for",
    "national.title": "what the rules are called, as in Kenya",
    "source": "where the rules can be read, as in https://example.org/hie-rules",
    "requirements": 'a list of CSV files, as in ["kenya/requirements.csv"]',
    "scenarios": 'a list of folders, as in ["kenya/scenarios"]',
    "packages": 'a list of FHIR packages, as in ["kenya.tgz"] or ["ke.core#1.0.0"]',
    "identifiers": 'a list of absolute URIs of identifier domains, as in ["urn:oid:2.16.404.1"]',
    "numbers": 'how the numbers of these domains look, as in { "urn:oid:2.16.404.1" = "[1-9][0-9]{7}" }',
    "numbers.*": "a regular expression, as in [1-9][0-9]{7}",
    "levels": "a table [national.levels] of requirements",
    "levels.*": 'a level and the reason, as in { level = "SHOULD", because = "no registry has it before 2028" }',
    "level": f"one of {', '.join(LEVELS)}",
    "because": "the reason, in words",
    "left_out": "a table [national.left_out] of requirements, each with the reason",
    "left_out.*": "the reason why nobody is judged by it here, in words",
}
"""What each key takes, in words, ready to follow "expected"."""
