"""What can be done with the evidence of a run that is over: hand it on, prove it whole. Loads nothing but click."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.options import NAME, TEXT, language

redacted = click.option(
    "--redact-persons",
    is_flag=True,
    help="Pseudonyms for people who are not the harness's; the evidence stays as it is.",
)


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option("--only", metavar="PARTICIPANT", type=NAME, help="A report in which nobody else's results occur.")
@redacted
@click.option("--whole", is_flag=True, help="Lay out the messages of every play, also of 2,000 and more.")
@language
def report(run_dir: Path, only: str | None, redact_persons: bool, whole: bool) -> None:
    """Draw the report of a run again, from its ledger alone.

    RUN_DIR is the folder of a run, or reports/latest. With --redact-persons it goes to a folder of its own.

    \b
    Exit code: 0 drawn   2 wrong use   4 it cannot be written
    """
    from harness.commands import after

    sys.exit(after.report(run_dir, only, redact_persons=redact_persons, whole=whole or None))


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option("--format", "form", metavar="FORMAT", type=TEXT, required=True, help="One of those below, in any case.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Standard output when left out.")
@redacted
@click.option("--only", metavar="PARTICIPANT", type=NAME, help="An export in which nobody else's results occur.")
@language
def export(run_dir: Path, form: str, out: Path | None, only: str | None, redact_persons: bool) -> None:
    """Write a run in the format of another tool, from its ledger alone.

    RUN_DIR is the folder of a run, or reports/latest.

    \b
    junit       JUnit XML, for build servers
    ctrf        Common Test Report Format (JSON)
    testreport  a Bundle of FHIR R4 TestReports
    earl        W3C EARL 1.0 (JSON-LD)
    gitb        Test Assertion Report of the EU's Interoperability Test Bed (XML)
    csv         a row for each finding, for spreadsheets
    har         HTTP Archive 1.2: every exchange with its bytes
    postman     a collection for Postman: every request over HTTP, to send again
    pdf         the overview on paper, in any language of ours (extra [pdf])

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import export as command

    sys.exit(command.export(run_dir, form, out, only=only, redact_persons=redact_persons))


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option("--seal", metavar="HEX", type=TEXT, help="A seal that you kept, or its first 16 signs or more.")
def verify(run_dir: Path, seal: str | None) -> None:
    """Say whether the evidence of a run is still what was sealed, and where it is not. Changes nothing.

    RUN_DIR is the folder of a run, or reports/latest. A run is sealed when it ends: the seal is printed then, and
    stands on each page of its report. With --seal it is told, too, when all of the evidence was written anew.

    \b
    Exit code: 0 whole   1 changed   2 wrong use   3 not sealed, or not all of it
    """
    from harness.commands import sealing as command

    sys.exit(command.verify(run_dir, seal))


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
def seal(run_dir: Path) -> None:
    """Seal what came to a run after its end (reviews), or a run that was cut off. Prints the seal.

    RUN_DIR is the folder of a run, or reports/latest. What was changed since it was sealed before is not sealed.

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import sealing as command

    sys.exit(command.seal(run_dir))
