"""Commands on an event's file: begin one, add participants from a spreadsheet, say whether all is well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from harness import event as events
from harness.checks.validity import judge_by
from harness.errors import UsageError
from harness.event import Event, example, importing, rules
from harness.scenario import library


def init(file: Path) -> int:
    """Write an example to begin with."""
    for place in example.write(file):
        click.echo(f"Written: {place}")
    click.echo(f"Change it to be your event's, then ask: harness event check {file}")
    return 0


def take_in(spreadsheet: Path, into: Path | None) -> int:
    """Print the participants of a spreadsheet in TOML, or add them to an event's file."""
    if into is None:
        text, _ = importing.imported(spreadsheet)
        click.echo(text, nl=False)
        for column in importing.unchecked(text):
            click.echo(f"harness: {column} was not looked at: only --into FILE tells what the event has", err=True)
        return 0
    count = importing.add(spreadsheet, into)
    click.echo(f"{count} participant{'s' * (count != 1)} of {spreadsheet} added at the end of {into}.")
    click.echo(f"Then ask whether we can talk to everybody: harness doctor --event {into}")
    return 0


def check(file: Path) -> int:
    """Say every mistake of an event's file and of what it names, or what the event is."""
    event = events.load(file)
    rules.load(event.grading)
    if mistakes := list(_national_mistakes(event)):
        raise UsageError(*mistakes)
    click.echo("\n".join(_told(event)))
    click.echo(f"\nAll is well with {file}. Then ask whether we can talk to everybody: harness doctor --event {file}")
    return 0


def _national_mistakes(event: Event) -> Iterator[str]:
    """What is wrong with the packages and the scenarios of the country."""
    if event.national is None:
        return
    catalogue = events.catalogue(event.national)
    try:
        judge_by(event.national.packages)
    except UsageError as wrong:
        yield from wrong.mistakes
    for folder in event.national.scenarios:
        found = list(library.scenarios(catalogue, Path(folder)))
        yield from dict.fromkeys(mistake for one in found for mistake in one.script.mistakes)
        if not found:
            yield f"{folder}: expected scenarios, in files named test_*.py; found none"


def _told(event: Event) -> Iterator[str]:
    where = f", {event.place}" if event.place else ""
    yield f"{event.name}: {event.begins} to {event.ends}{where} ({event.zone})"
    for each in event.hours:
        yield f"  {each.day:%A} {each.day}, {each.opens:%H:%M} to {each.closes:%H:%M}"
    for track in event.tracks:
        takers = [one.name for one in event.participants if event.takes_part(one.name, track.workflows[0])]
        yield f"\nTrack {track.title}: {', '.join(track.workflows)}"
        yield f"  {', '.join(takers) or 'nobody takes part in it'}"
    yield f"\nParticipants: {len(event.participants)}"
    for one in event.participants:
        mentor = event.entry(one.name).mentor
        yield f"  {one.name}: {', '.join(one.actors).replace('_', ' ')}{f'; mentor: {mentor}' if mentor else ''}"
    yield from _of_the_country(event)


def _of_the_country(event: Event) -> Iterator[str]:
    """Each requirement that is not as everywhere, a line each."""
    if event.national is None:
        return
    yield f"\n{event.national.title}, not as everywhere:"
    for each in events.catalogue(event.national):
        if change := each.national:
            said = f"{each.level} instead of {change.was}" if change.was else "of its own"
            because = f", because {change.because}" if change.because else ""
            yield f"  {each.requirement}: {'left out' if change.left_out else said}{because}"
