"""What can be done with the file of an event before it begins. Loads nothing but click."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


@click.group()
def event() -> None:
    """Prepare an event: its file, its participants.

    \b
    As in: harness event init
           harness event import people.csv --into event.toml
           harness event check event.toml
    """


@event.command()
@click.argument("file", type=_FILE, default=Path("event.toml"))
def init(file: Path) -> None:
    """Write an example to begin with, with a comment beside every line. Overwrites nothing.

    FILE is event.toml when left out.
    """
    from harness.commands import event as command

    sys.exit(command.init(file))


@event.command("import")
@click.argument("spreadsheet", type=_FILE)
@click.option("--into", metavar="FILE", type=_FILE, help="The event's file to add them to.")
def take_in(spreadsheet: Path, into: Path | None) -> None:
    """Take in participants from a spreadsheet: print them as TOML, or add them to an event's file.

    SPREADSHEET is CSV in UTF-8 with commas, semicolons or tabs, as Excel writes it. Its first row names the columns:
    name and actors, and any of organisation, contact, ihe_actors, tracks, mentor, protocols, issues, domain, oid,
    namespace, test_system, tls, ports, patience, timeout, slug, audits, operator, ca, and where it is reached: fhir,
    hl7v2, oauth, adx, dhis2, soap, svs, csd, syslog_udp, syslog_tls. Several in one cell have ; or , between.

    Nothing is added where anything is wrong: every mistake is told with its row and column.
    """
    from harness.commands import event as command

    sys.exit(command.take_in(spreadsheet, into))


@event.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Say every mistake of an event's file, each with its line, or what the event is and that all is well.

    Also of what it names: requirements, scenarios and packages of the country.
    """
    from harness.commands import event as command

    sys.exit(command.check(file))
