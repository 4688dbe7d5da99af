"""A run as a collection for Postman: a folder for each play, every request over HTTP in it. Knows no files."""

from __future__ import annotations

import json

from harness.report.model import Run
from harness.report.postman import collection


def postman(run: Run) -> bytes:
    """The collection, version 2.1.0, of everything that was played in `run`."""
    made = collection((play for play in run.plays if play.played), name=f"OpenHIE connect-a-thon {run.name}")
    return (json.dumps(made, indent=1) + "\n").encode()
