"""``harness mock``: list the reference mocks with their defects, or run one."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from harness.errors import CannotListen, UsageError
from harness.language import ENGLISH, spoken
from harness.mocks import MOCKS, defects


def list_mocks(form: str) -> int:
    """Print every mock and what faults it can be told to have."""
    if form == "json":
        told = [
            {
                "name": name,
                "actor": one.actor,
                "summary": one.summary,
                "defects": [defects.snapshot(each) for each in defects.all_of(name)],
            }
            for name, one in MOCKS.items()
        ]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    for name, one in MOCKS.items():
        faults = defects.all_of(name)
        title = "Defects (--defect NAME), and the requirements that each breaks:" if faults else "No defects"
        click.echo(f"{name}\n  {one.summary}\n  {title}")
        for each in faults:
            click.echo(f"    {each.name}\n        {each.text} ({', '.join(each.breaks)})")
    return 0


def serve(name: str | None, options: dict[str, Any]) -> int:
    """Run a mock in the foreground."""
    from harness.mocks.service import serve as serve_mock

    if name is None:
        all_ = "`country` is all of them, and `harness mock --list` tells of each"
        raise UsageError(f"Which mock? One of: {', '.join(MOCKS)}; {all_}.")
    if spoken() != ENGLISH and not options["reveal"]:
        raise UsageError("--language is for --reveal: what else a terminal prints stays English.")
    if name == "country":
        return _serve_country(options)
    exercise = _exercise(name, options)
    if options["reveal"]:
        from harness.commands.reveal import revealed

        click.echo(revealed(exercise))
        return 0
    with _ports_named(options):
        serve_mock(
            name,
            port=options["port"],
            mllp_port=options["mllp_port"],
            certificates=options["certificates"],
            tls_port=options["tls_port"],
            defects=[*options["defect"], *(each.name for each in exercise)],
            note=_note(name, options) if exercise else "",
            config=options["config"],
            data=options["data"],
            host=options["host"],
            strict=options["strict"],
        )
    return 0


@contextmanager
def _ports_named(options: dict[str, Any]) -> Iterator[None]:
    """A port that cannot be had is told with the option, or the file, that chose it."""
    chosen = ("mllp_port", "tls_port", "port")
    ports = {options[one]: f"--{one.replace('_', '-')} PORT (0: any free one)" for one in chosen if options[one]}
    file = f"in {options['config']}" if options["config"] else "--port PORT, the first of a row that is free"
    try:
        yield
    except CannotListen as no:
        raise no.named(ports, other=file, host="--host HOST") from None


def _exercise(name: str, options: dict[str, Any]) -> tuple[defects.Defect, ...]:
    """The defects of an exercise; a UsageError for what makes none of it."""
    from harness.mocks import named
    from harness.mocks.exercise import drawn

    if options["exercise"] is None:
        if options["reveal"]:
            raise UsageError("--reveal: of which exercise? Name its seed: --exercise SEED")
        return ()
    if options["defect"]:
        raise UsageError("--exercise has a defect of its own, which nobody is to know: leave --defect out.")
    by_mllp = options["mllp_port"] is not None
    return drawn(named(name).name, options["exercise"], count=options["count"], by_mllp=by_mllp)


def _note(name: str, options: dict[str, Any]) -> str:
    """What is said of an exercise while it goes on: how many defects, and how to have them told in the end."""
    words = [f"harness mock {name} --exercise {shlex.quote(options['exercise'])}"]
    words += [f"--count {options['count']}"] if options["count"] > 1 else []
    words += ["--mllp-port 0"] if options["mllp_port"] is not None else []
    found = "one defect" if options["count"] == 1 else f"{options['count']} defects"
    return f"{found} to be found by `harness run`; in the end: {' '.join(words)} --reveal"


def _serve_country(options: dict[str, Any]) -> int:
    """Run every mock in the foreground, with the made-up country in them."""
    from harness.mocks.neighbourhood import serve_country

    for one in ("mllp_port", "certificates", "tls_port", "defect", "config", "data", "strict", "exercise", "reveal"):
        if options[one]:
            raise UsageError(
                f"`harness mock country` takes --port and --host alone: leave --{one.replace('_', '-')} out."
            )
    with _ports_named(options):
        serve_country(port=options["port"], host=options["host"])
    return 0
