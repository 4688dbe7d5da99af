"""Which event and whom the options of a command line name. Knows options by name, prints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness import participants
from harness.event.event import Event
from harness.event.loading import load
from harness.participants import Participants


def chosen(options: Mapping[str, Any], *, with_secrets: bool = True) -> tuple[Event | None, Participants]:
    """The event of ``--event``, where there is one, and those whom `options` name: its participants, or others.

    Raises UsageError with every mistake; `with_secrets` is that of `load`.
    """
    event = load(options["event"], with_secrets=with_secrets) if options.get("event") else None
    came = event.participants if event else None
    return event, participants.chosen(options, with_secrets=with_secrets, came=came)
