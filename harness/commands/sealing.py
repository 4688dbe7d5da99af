"""``harness verify`` and ``harness seal``: whether evidence is what it was, in words. Knows no file of the evidence."""

from __future__ import annotations

import re
from pathlib import Path

import click

import harness
from harness.commands.folder import run_folder
from harness.errors import UsageError
from harness.evidence import sealing
from harness.evidence.verification import verified

LEAST = 16
"""Signs of a seal that it may be named by: fewer could be forged."""
WHOLE, CHANGED, OPEN = 0, 1, 3


def verify(run_dir: Path, seal: str | None) -> int:
    """Say whether all is as it was sealed: 0 where it is, 1 where something was changed, 3 where no seal covers all."""
    kept = None if seal is None else re.sub(r"\s", "", seal).lower()
    if kept is not None and not re.fullmatch(rf"[0-9a-f]{{{LEAST},64}}", kept):
        raise UsageError(
            f"--seal: expected the 64 hexadecimal signs of a seal, or {LEAST} of them or more; found {kept or 'none'}"
        )
    told = verified(run_folder(run_dir), seal=kept or "")
    for line in told.changes:
        click.echo(f"changed: {line}")
    for line in told.uncovered:
        click.echo(f"not sealed: {line}")
    files, lines = _so_many(told.files, "ledger file"), _so_many(told.lines, "line")
    click.echo(
        f"{files} with {lines} and {told.bodies} bytes of bodies {'was' if told.files == 1 else 'were'} looked at."
    )
    if told.seal:
        click.echo(f"Seal: {told.seal}, of {told.at}")
    if told.changes:
        click.echo("The evidence is not what was sealed.")
        return CHANGED
    if told.uncovered:
        click.echo(f"Nothing else was changed. Seal what came since with: harness seal {run_dir}")
        return OPEN
    click.echo("Whole: all is as it was sealed." + ("" if seal else " Keep the seal elsewhere, and give it by --seal."))
    return WHOLE


def _so_many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def seal(run_dir: Path) -> int:
    """Seal what is there, and print the seal."""
    click.echo(f"Seal: {sealing.seal(run_folder(run_dir), versions={'harness': harness.__version__})}")
    return 0
