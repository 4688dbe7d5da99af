"""What can be done with the file of an event: before it begins, and with its runs. Loads nothing but click."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.options import NAME, language

_FILE = click.Path(path_type=Path)


@click.group()
def event() -> None:
    """Prepare an event: its file, its participants. Draw its report.

    \b
    As in: harness event init
           harness event import people.csv --into event.toml
           harness event check event.toml
           harness event report event.toml
    """


@event.command()
@click.argument("file", type=_FILE, default=Path("event.toml"))
def init(file: Path) -> None:
    """Write an example to begin with, with a comment beside every line. Overwrites nothing.

    FILE is event.toml when left out.

    \b
    Exit code: 0 done   2 wrong use
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

    Nothing is added where anything is wrong: every mistake is told with its line and column.

    \b
    Exit code: 0 done   2 wrong use, or a mistake in a row
    """
    from harness.commands import event as command

    sys.exit(command.take_in(spreadsheet, into))


@event.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Say every mistake of an event's file, each with its line, or what the event is and that all is well.

    Also of what it names: requirements, scenarios and packages of the country.

    \b
    Exit code: 0 all is well   2 wrong use, or a mistake in a file
    """
    from harness.commands import event as command

    sys.exit(command.check(file))


@event.command()
@click.argument("file", type=_FILE)
@click.option("--reports", metavar="DIR", type=_FILE, default="reports", show_default=True, help="Where its runs are.")
@click.option("--only", metavar="PARTICIPANT", type=NAME, help="One participant's page, with nothing of others.")
@click.option("--pdf", is_flag=True, help="A sheet of paper for each participant too (extra [pdf]).")
@language
def report(file: Path, reports: Path, only: str | None, pdf: bool) -> None:
    """Draw the report of an event from all its runs: who needs help, who meets whom next, grades.

    It is drawn after each harness run --event, too; here the file has the last word on who takes part.

    \b
    Exit code: 0 drawn   2 wrong use   4 it cannot be written
    """
    from harness.commands import event_report as command

    sys.exit(command.report(file, reports, only=only or "", pdf=pdf))
