"""Commands on a run that is over: draw its report again, remove what it made. Plays nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from harness.commands.folder import run_folder
from harness.commands.systems import chosen, same_systems
from harness.evidence.reading import read
from harness.evidence.record import Made
from harness.participants import Participant


def report(run_dir: Path, only: str | None) -> int:
    """Draw the report again and say where it is. 0, or 4 where it cannot be written."""
    from harness.commands.drawing import drawn_report

    if (drawn := drawn_report(run_folder(run_dir), only=only or "")) is None:
        return 4
    run, page = drawn
    for fault in () if only else run.faults:
        click.echo(f"harness: {fault}", err=True)
    click.echo(page)
    return 0


def clean(run_dir: Path, options: dict[str, Any]) -> int:
    """DELETE each record that the run made, and list what stayed and why. 0 when nothing stayed, else 1."""
    evidence = read(run_folder(run_dir))
    made = dict.fromkeys((one.participant, one.url) for one in evidence.records if isinstance(one, Made))
    if not made:
        click.echo("The run made nothing in anybody's system.")
        return 0
    everybody = {one.name: one for one in chosen(same_systems(evidence, options))}
    stayed = 0
    for name, url in made:
        why = _remove(url, everybody[name]) if name in everybody else f"{name} is not among the systems given"
        click.echo(f"stayed   {url}  ({why})" if why else f"removed  {url}")
        stayed += bool(why)
    click.echo(f"\n{stayed} of {len(made)} stayed." if stayed else "\nNothing of the run is left.")
    return 1 if stayed else 0


def _remove(url: str, participant: Participant) -> str:
    """Why the record stayed, "" when it is gone.

    Only below the participant's own base, wherever its Location led: the last two steps of the path name the record.
    """
    from harness.participants import http_client
    from harness.transport.http_client import Request

    record = "/".join(urlsplit(url).path.split("/_history/")[0].rstrip("/").split("/")[-2:])
    with http_client(participant) as client:
        exchange = client.send(Request("DELETE", f"{participant.endpoints['fhir'].rstrip('/')}/{record}"))
    if exchange.response is None:
        return exchange.failure
    return "" if exchange.response.status in (200, 202, 204, 404, 410) else f"answered {exchange.response.status}"
