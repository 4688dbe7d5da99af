"""``harness event report``: draw an event from its runs, for everybody, for one participant, on paper."""

from __future__ import annotations

from pathlib import Path

import click

from harness import event as events


def report(file: Path, reports: Path, *, only: str, pdf: bool) -> int:
    """Draw it and say where it is. 0, or 4 where it cannot be written."""
    from harness.report.event_finishing import report_event

    try:
        written = report_event(events.load(file, with_secrets=False), reports, only=only, pdf=pdf)
    except OSError as error:
        click.echo(f"harness: the report of the event cannot be written ({error.strerror or error}).", err=True)
        return 4
    for path in written:
        click.echo(path)
    return 0
