"""Draws the report of a run, and says why where that cannot be done. Knows nothing of what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harness.report.model import Run


def drawn_report(
    folder: Path,
    *,
    only: str = "",
    seal: bool = False,
    redact_persons: bool = False,
    whole: bool | None = None,
    ahead: bool = False,
) -> tuple[Run, Path] | None:
    """The run in `folder` and the page that its report begins with, of participant `only` where one is named.

    With `seal` the run's evidence is sealed first; with `redact_persons` people who are not the harness's have
    pseudonyms there; `whole` as `draw_run` has it, `ahead` as `finish`. None where the disk does not take it, once that
    is said.
    """
    from harness.report import finish
    from harness.report.html import drawn_run

    try:
        if redact_persons or only:
            return drawn_run(folder, only=only or None, redact_persons=redact_persons, whole=whole)
        return finish(folder, seal=seal, whole=whole, ahead=ahead)
    except OSError as error:
        why = error.strerror or error
        click.echo(f"harness: the report cannot be written ({why}); the ledger in {folder} is safe.", err=True)
        click.echo(f"Make room, or copy that folder to where there is some, then: harness report {folder}", err=True)
        return None


def drawn_event(folder: Path) -> Path | None:
    """The first page of the event that the run in `folder` is part of, drawn anew from all its runs.

    None where it is part of none, or where the page cannot be written, once that is said: the run is judged all the
    same.
    """
    from harness.errors import UsageError
    from harness.report.event_finishing import finish_event

    try:
        return finish_event(folder)
    except (OSError, UsageError) as error:
        click.echo(f"harness: the report of the event could not be drawn: {error}", err=True)
        return None
