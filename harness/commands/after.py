"""Commands on a run that is over: draw its report again, remove what it made. Plays nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.commands.systems import chosen
from harness.evidence.reading import read
from harness.evidence.record import Made


def report(run_dir: Path, only: str | None) -> int:
    """Draw the report again and say where it is."""
    from harness.report import finish, read_run
    from harness.report.html import draw

    if only:
        click.echo(draw(run_dir, only=only))
        return 0
    _, page = finish(run_dir)
    for fault in read_run(run_dir).faults:
        click.echo(f"harness: {fault}", err=True)
    click.echo(page)
    return 0


def clean(run_dir: Path, options: dict[str, Any]) -> int:
    """DELETE each record that the run made, and list what stayed and why. 0 when nothing stayed, else 1."""
    from harness.participants import http_client
    from harness.transport.http_client import Request

    everybody = {one.name: one for one in chosen(options)}
    stayed = 0
    for one in dict.fromkeys((made.participant, made.url) for made in read(run_dir).records if isinstance(made, Made)):
        name, url = one
        if name not in everybody:
            click.echo(f"stayed   {url}  ({name} is not among the systems given)")
            stayed += 1
            continue
        with http_client(everybody[name]) as client:
            response = client.send(Request("DELETE", _absolute(url, everybody[name].endpoints["fhir"]))).response
        gone = response is not None and (response.status in (200, 202, 204, 404, 410))
        stayed += not gone
        click.echo(f"{'removed ' if gone else 'stayed  '} {url}" + ("" if gone else f"  ({_why(response)})"))
    click.echo(f"\n{stayed} stayed" if stayed else "\nNothing of the run is left.")
    return 1 if stayed else 0


def _absolute(url: str, base: str) -> str:
    path = url.split("/_history/")[0]
    return path if "://" in path else f"{base.rstrip('/')}/{path.lstrip('/')}"


def _why(response: Any) -> str:
    return "no answer" if response is None else f"answered {response.status}"
