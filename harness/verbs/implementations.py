"""What can be done with systems of others that are started here. Loads nothing but click."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.errors import UsageError


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List them, with their images and ports.")
@click.option("--event", "file", metavar="FILE", type=click.Path(path_type=Path), help="Add it to this event's file.")
@click.option("--port", "ports", metavar="CONTAINER=HOST", multiple=True, help="Another port of this machine.")
def up(name: str | None, listing: bool, file: Path | None, ports: tuple[str, ...]) -> None:
    """Start a reference implementation of others by Docker, and add it to an event. Pulls no image.

    NAME is one of --list, or a .toml file of your own like those in fixtures/implementations. It listens on 127.0.0.1
    alone. Without --event its table is printed. `harness down NAME` takes it away, with its data.

    \b
    As in: harness up hapi-fhir --event event.toml

    \b
    Exit code: 0 done, or listed   2 wrong use, or it did not come up
    """
    from harness.commands import implementations as command

    if not (name or listing):
        raise UsageError("Name what to start; harness up --list tells what there is")
    sys.exit(command.listing() if listing else command.up(name or "", file, ports))


@click.command()
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="All that harness up started.")
def down(name: str | None, everything: bool) -> None:
    """Take away what `harness up` started: its containers, its network and its data.

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import implementations as command

    if bool(name) == everything:
        raise UsageError("Name what to take away, or --all")
    sys.exit(command.down(name, everything=everything))
