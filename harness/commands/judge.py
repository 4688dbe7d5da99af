"""``harness judge``: all findings anew from the same evidence, of one run, of several, of all runs of an event."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from harness.commands.folder import run_folder
from harness.commands.launch import launch, places
from harness.commands.run import (
    BROKEN,
    FLAGS,
    INTERRUPTED,
    LISTS,
    NOTHING,
    PLAYED,
    WRONG_USE,
    each,
    own_of,
    tell,
    trusted,
)
from harness.errors import UsageError
from harness.evidence.history import runs
from harness.evidence.reading import read

CASTING = ("pairs", "layer")
WEIGHT = (0, NOTHING, 1, BROKEN, WRONG_USE, INTERRUPTED)
"""Exit codes from the lightest to the one that is given of several (DESIGN section 7)."""


def judge(folders: Sequence[Path], options: dict[str, Any]) -> int:
    """Judge each run again, and give back the weightiest exit code; Ctrl-C ends it."""
    meant = [run_folder(one) for one in folders] or _of_event(options)
    code = 0
    for number, folder in enumerate(meant, 1):
        if len(meant) > 1:
            click.echo(f"{'' if number == 1 else chr(10)}{folder} ({number} of {len(meant)})")
        code = max(code, _judge(folder, options), key=WEIGHT.index)
        if code == INTERRUPTED:
            break
    return code


def _of_event(options: dict[str, Any]) -> list[Path]:
    if not options["event"]:
        raise UsageError(
            "Which run? Give its folder (reports/latest is the newest), several, or --event FILE for all of its"
        )
    from harness.event import load

    event, reports = load(options["event"], with_secrets=False), Path(options["reports"])
    found = [one.folder for one in runs(reports, before=time.time(), event=event.slug)]
    if not found:
        raise UsageError(f"--event {options['event']}: there is no run of {event.name} in {reports}.")
    return found


def _judge(folder: Path, options: dict[str, Any]) -> int:
    """Play the run again from its evidence and report; give back the exit code of DESIGN section 7."""
    evidence = read(folder)
    told = evidence.fact("run")
    options = options | own_of(told, options)
    scenarios, _ = places((), options["scenarios"])
    own = [word for name in ("requirements", "package") for word in each(LISTS[name], options[name])]
    cast = [FLAGS[name] for name in CASTING if told.get("arguments", {}).get(name)]
    code = launch(folder, arguments=["--judge", str(folder), *own, *cast], scenarios=scenarios)
    if code not in PLAYED:
        why = "holds nothing to judge again" if code == NOTHING else "was not judged again to the end"
        click.echo(f"harness: {folder} {why}; its report is left as it was.", err=True)
        return code if code in (WRONG_USE, NOTHING, INTERRUPTED) else BROKEN
    verdict = tell(folder, {}, seal=True)
    return verdict if verdict in (BROKEN, INTERRUPTED) else trusted(evidence, verdict)
