"""Commands on a run that is over: draw its report again, remove what it made. Plays nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from harness.commands.folder import run_folder
from harness.commands.systems import chosen, same_systems
from harness.evidence.reading import read
from harness.evidence.record import Made
from harness.participants import Participant

SHOWN = 10  # records that stayed for one reason that are told by their address


def report(run_dir: Path, only: str | None, *, redact_persons: bool = False, whole: bool | None = None) -> int:
    """Draw the report again and say where it is. 0, or 4 where it cannot be written."""
    from harness.commands.drawing import drawn_report
    from harness.report.counting import in_words
    from harness.report.visible import visible

    folder = run_folder(run_dir)
    if (drawn := drawn_report(folder, only=only or "", redact_persons=redact_persons, whole=whole)) is None:
        return 4
    run, page = drawn
    for fault in () if only else run.faults:
        click.echo(f"harness: {fault}", err=True)
    for line in () if only else in_words(run):
        click.echo(visible(line))
    click.echo(page)
    return 0


def clean(run_dir: Path, options: dict[str, Any]) -> int:
    """DELETE each record that the run made, and say how many went, and which stayed and why.

    0 when none stayed, 1 when one did, or when what cannot be read of the ledger may have named another.
    """
    folder = run_folder(run_dir)
    evidence = read(folder)
    made = dict.fromkeys((one.participant, _record(one.url)) for one in evidence.records if isinstance(one, Made))
    for fault in evidence.faults:
        click.echo(f"harness: {fault}", err=True)
    if not made:
        known = ", as far as its ledger can be read" if evidence.faults else ""
        click.echo(f"The run made nothing in anybody's system{known}.")
        return 1 if evidence.faults else 0
    everybody = {one.name: one for one in chosen(same_systems(evidence, options))}
    stayed = 0
    for name in dict.fromkeys(name for name, _ in made):
        records = [record for owner, record in made if owner == name]
        stayed += _cleaned(name, records, everybody.get(name))
    page = folder / "report" / "index.html"
    click.echo(f"\n{stayed} of {len(made)} stayed." if stayed else "\nNothing of the run is left.")
    click.echo(f"Each record is listed in the report, on the page of its system: {page}")
    return 1 if stayed or evidence.faults else 0


def _record(url: str) -> str:
    """``Patient/1`` of the address that a system gave a record, wherever that leads."""
    return "/".join(urlsplit(url).path.split("/_history/")[0].rstrip("/").split("/")[-2:])


def _cleaned(name: str, records: list[str], participant: Participant | None) -> int:
    """Remove one system's records and print what became of them; how many stayed."""
    if participant is None:
        click.echo(f"{name} is not among the systems given.\n  stayed   {_kinds(records)}")
        return len(records)
    base = participant.endpoints["fhir"].rstrip("/")
    click.echo(f"{name} at {base}")
    why: dict[str, list[str]] = {}
    for record in records:
        why.setdefault(_remove(f"{base}/{record}", participant), []).append(record)
    if gone := why.pop("", []):
        click.echo(f"  removed  {_kinds(gone)}")
    for reason, left in why.items():
        click.echo(f"  stayed   {_kinds(left)}: {reason}")
        click.echo("".join(f"             DELETE {base}/{record}\n" for record in left[:SHOWN]), nl=False)
        if len(left) > SHOWN:
            click.echo(f"             and {len(left) - SHOWN} more")
    return sum(map(len, why.values()))


def _kinds(records: list[str]) -> str:
    """``12 Patient, 1 RelatedPerson``."""
    counts = Counter(record.partition("/")[0] for record in records)
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())


def _remove(url: str, participant: Participant) -> str:
    """Why the record stayed, "" when it is gone."""
    from harness.participants import http_client
    from harness.transport.http_client import Request

    with http_client(participant) as client:
        exchange = client.send(Request("DELETE", url))
    if exchange.response is None:
        return exchange.failure
    return "" if exchange.response.status in (200, 202, 204, 404, 410) else f"answered {exchange.response.status}"
