"""``harness export``: a run in a format of others, to a file or to standard output. Knows files, not formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.commands.folder import run_folder
from harness.errors import UsageError
from harness.language import ENGLISH, spoken
from harness.report.assembly import read_run
from harness.report.exports import export as exported
from harness.report.privacy import only as only_of
from harness.report.pseudonymous import without_people


def export(run_dir: Path, form: str, out: Path | None, *, only: str | None, redact_persons: bool) -> int:
    """Write the run in the format `form`. 0, or a UsageError for what was asked wrongly or cannot be written."""
    form = form.lower()
    if form == "pdf" and out is None and sys.stdout.isatty():
        raise UsageError("--format pdf is nothing for a terminal: name a file with --out")
    if form != "pdf" and spoken() != ENGLISH:
        raise UsageError(f"--language is for --format pdf: {form} is read by programs, and stays English.")
    run = read_run(run_folder(run_dir))
    for fault in () if only else run.faults:
        click.echo(f"harness: {fault}", err=True)
    run = without_people(run) if redact_persons else run
    content = exported(only_of(run, only) if only else run, form)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return 0
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"--out {out}: it cannot be written ({error.strerror}). Name another file.") from error
    click.echo(out)
    return 0
