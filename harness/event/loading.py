"""Reads an event's file, and what a file of either kind says of participants. Every mistake at once, with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.event.building import build
from harness.event.consistency import between
from harness.event.event import Event
from harness.event.shape import EXPECTED, TABLES, EventFile
from harness.participants import Participants
from harness.participants.building import build as build_participants
from harness.participants.form import PARTICIPANTS, Form
from harness.participants.loading import Source, checked

EVENT = Form(
    EventFile,
    TABLES,
    EXPECTED,
    begin="[event] (harness event init writes an example to fill in)",
    between=between,
)
"""The file of an event."""


def load(path: Path | str, *, with_secrets: bool = True) -> Event:
    """The event in the file at `path` (TOML 1.0, UTF-8).

    Raises UsageError with every mistake of every table, a line each. Without secrets, nothing is read from the
    environment or from files of secrets, and their values stay empty.
    """
    source = Source.read(path)
    return build(checked(source, EVENT, with_secrets=with_secrets), source.folder, with_secrets=with_secrets)


def systems(path: Path | str, *, with_secrets: bool = True) -> Participants:
    """The participants in the file at `path`, an event's or one of participants alone."""
    source = Source.read(path)
    form: Form[Any] = EVENT if "event" in source.data else PARTICIPANTS
    return build_participants(
        checked(source, form, with_secrets=with_secrets), source.folder, with_secrets=with_secrets
    )
