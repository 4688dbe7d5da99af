"""``harness mock``: list the reference mocks with their defects, or run one."""

from __future__ import annotations

import json
from typing import Any

import click

from harness.errors import UsageError
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
    if name == "country":
        return _serve_country(options)
    serve_mock(
        name,
        port=options["port"],
        mllp_port=options["mllp_port"],
        certificates=options["certificates"],
        tls_port=options["tls_port"],
        defects=options["defect"],
        config=options["config"],
        data=options["data"],
        host=options["host"],
        strict=options["strict"],
    )
    return 0


def _serve_country(options: dict[str, Any]) -> int:
    """Run every mock in the foreground, with the made-up country in them."""
    from harness.mocks.neighbourhood import serve_country

    for one in ("mllp_port", "certificates", "tls_port", "defect", "config", "data", "strict"):
        if options[one]:
            raise UsageError(
                f"`harness mock country` takes --port and --host alone: leave --{one.replace('_', '-')} out."
            )
    serve_country(port=options["port"], host=options["host"])
    return 0
