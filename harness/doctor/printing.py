"""The command: examine, print, and say by a number how it went. Knows terminals, not what is looked for."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from harness.doctor.examination import examine
from harness.doctor.rendering import render
from harness.errors import UsageError
from harness.participants import Participants

WELL, TROUBLE = 0, 3


def examine_and_print(participants: Participants, *, out: TextIO | None = None) -> int:
    """Print what ails the participants, and return 0 where all are well (warnings included), 3 where one is not.

    Raises UsageError where there is nobody to examine.
    """
    if not len(participants):
        raise UsageError(
            "There is nobody to examine. Name a file with --participants event.toml, or one system with "
            "--against client_registry=http://localhost:8080/fhir."
        )
    stream = out or sys.stdout
    symptoms = examine(participants)
    colour = stream.isatty() and not os.environ.get("NO_COLOR")
    encoding = stream.encoding or "utf-8"
    text = render(symptoms, colour=colour)
    print(text.encode(encoding, "replace").decode(encoding), file=stream)
    return TROUBLE if any(each.state == "bad" for each in symptoms) else WELL
