"""``harness up`` and ``harness down``: somebody else's system, started for an event. Knows no Docker."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from pathlib import Path

import click

from harness import event
from harness.errors import UsageError
from harness.event.docker_engine import Engine
from harness.event.implementations import Implementation, known, named, placed


def listing() -> int:
    """Print every implementation that there is a file for."""
    for one in known().values():
        click.echo(f"{one.name}\n  {one.about}")
        for container in one.containers:
            click.echo(f"  {container.image}" + "".join(f" :{port}" for port in container.ports))
        click.echo(f"  tried: {one.tried or 'not yet with this harness'}\n")
    return 0


def up(name: str, file: Path | None, given: Iterable[str]) -> int:
    """Start an implementation, and add it to the event in `file`, or print its table."""
    one = named(name)
    ports = _ports(one, given)
    table = placed(one.participant, ports).strip() + "\n"
    before = _readable(file)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    engine = Engine(lambda words: click.echo(words, err=True))
    try:
        engine.up(one, ports)
    finally:
        engine.close()
    click.echo(f"{one.title} is up. Take it away with: harness down {name}", err=True)
    if one.then:
        click.echo(placed(one.then, ports), err=True)
    if file is None:
        click.echo(table, nl=False)
    else:
        _add(file, before, table)
    return 0


def down(name: str | None, *, everything: bool) -> int:
    """Take away one implementation, or all of them."""
    engine = Engine()
    try:
        here = engine.running()
        if name and name not in here:
            raise UsageError(f"{name} is not up; up are: {', '.join(here) or 'none'}")
        for one in here if everything else [name or ""]:
            engine.down(one)
            click.echo(f"{one} is gone. In an event's file its table stays.")
    finally:
        engine.close()
    return 0


def _ports(one: Implementation, given: Iterable[str]) -> dict[int, int]:
    """The host's port of each port of the containers: the same number, or the one that was given."""
    ports = {port: port for container in one.containers for port in container.ports}
    for word in given:
        inside, _, outside = word.partition("=")
        if not (inside.isdecimal() and outside.isdecimal() and int(inside) in ports and 0 < int(outside) < 65536):
            its = ", ".join(map(str, ports)) or "none"
            raise UsageError(f"--port {word}: expected CONTAINER=HOST, where {one.name} has the ports {its}")
        ports[int(inside)] = int(outside)
    return ports


def _readable(file: Path | None) -> str:
    """The event's file as it is, so that a mistake in it is told before anything is started."""
    if file is None:
        return ""
    event.systems(file, with_secrets=False)
    return file.read_text(encoding="utf-8")


def _add(file: Path, before: str, table: str) -> None:
    """Put the table at the end of the event's file; where the file does not hold then, it is as it was."""
    if table in before:
        click.echo(f"{file} has it already.", err=True)
        return
    file.write_text(f"{before.rstrip()}\n\n{table}", encoding="utf-8")
    try:
        event.systems(file, with_secrets=False)
    except UsageError:
        file.write_text(before, encoding="utf-8")
        click.echo(f"{file} was left as it was: with this table in it, it would not hold.\n\n{table}", err=True)
        raise
    click.echo(f"It was added to {file}.", err=True)
