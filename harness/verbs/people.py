"""What people do about a run while it goes on, and after. Loads nothing but click."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.options import PORT, TEXT, language


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.option("--port", metavar="PORT", type=PORT, default=8764, show_default=True, help="0 takes a free one.")
@click.option(
    "--host", metavar="HOST", type=TEXT, default="127.0.0.1", show_default=True, help="Network interface to listen on."
)
@click.option(
    "--advertise", metavar="HOST", type=TEXT, default="", help="The host in the links, where others use another name."
)
@click.option(
    "--renew", metavar="NAME", type=TEXT, default="", help="Replace NAME's link by a new one, print it, and end."
)
@language
def review(run_dir: Path, **options: Any) -> None:
    """Open a page on a run: live, with what people say of it. Prints a link for each role and participant.

    RUN_DIR is the folder of a run, going on or over, or reports/latest. Nothing is played and nothing overwritten.
    --renew takes a participant's name, or mentor, or organiser: who has the old link is told that it was replaced.
    Give it the --port and --host (or --advertise) of the page that is open: the new link leads there.

    \b
    Exit code: 0 stopped   2 wrong use
    """
    from harness.commands import review as command

    sys.exit(command.review(run_dir, **options))
