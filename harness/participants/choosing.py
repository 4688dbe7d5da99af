"""Whom the options of a command line name: a file, or one system without. Knows options by name, prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.participants.participant import Participants

OPTIONS = (
    *("event", "participants", "against", "domain", "bearer_from", "ca", "test_system"),
    *("listen", "advertise", "listen_port"),
)
"""The options that are looked at, beside ``name`` (``--as``)."""

OF_ONE_SYSTEM = {
    "name": "--as",
    "domain": "--domain",
    "bearer_from": "--bearer-from",
    "ca": "--ca",
}
"""The options that describe the system of ``--against``, and what they are called."""

OF_ADDRESSES = {"listen": "--listen", "advertise": "--advertise", "listen_port": "--listen-port"}
"""The options that say where systems reach the harness, and what they are called."""


def chosen(options: Mapping[str, Any], *, with_secrets: bool = True, came: Participants | None = None) -> Participants:
    """Those whom `options` name, and where the harness listens for them; nobody where no system is named.

    An option that is missing, None or empty was not given. Raises UsageError with every mistake; `with_secrets` is that
    of `load`. `came` are those of the file of ``--event``, which others read.
    """
    everybody = _named(options, with_secrets=with_secrets, came=came)
    listen, advertise = options.get("listen") or "", options.get("advertise") or ""
    return everybody.at(listen=listen, advertise=advertise, port=options.get("listen_port"))


def _named(options: Mapping[str, Any], *, with_secrets: bool, came: Participants | None) -> Participants:
    file, assignments = options.get("participants"), options.get("against")
    if options.get("event") and (file or assignments):
        raise UsageError("--event names everybody in its file: leave out --participants and --against")
    if file and assignments:
        raise UsageError("--participants names everybody in a file, --against one system without: give one of the two")
    if mistakes := [] if assignments else list(_without_system(options)):
        raise UsageError(*mistakes)
    if came is not None:
        return came
    if file:
        from harness.participants.loading import load

        return load(Path(file), with_secrets=with_secrets)
    if not assignments:
        return Participants(everyone=())
    from harness.participants.command_line import against

    return against(
        assignments,
        name=options.get("name") or "",
        domains=options.get("domain") or (),
        bearer_from=options.get("bearer_from") or "",
        ca=options.get("ca") or "",
        test_system=bool(options.get("test_system")),
    )


def _without_system(options: Mapping[str, Any]) -> Iterator[str]:
    """A mistake for each option that describes a system, where none stands beside it to be described."""
    files = [f"--{name}" for name in ("event", "participants") if options.get(name)]
    where = f"a system of {files[0]} is described in its file" if files else "there is none"
    for name, option in OF_ONE_SYSTEM.items():
        if options.get(name):
            yield f"{option} describes the system of --against ACTOR=URL, and {where}"
    for name, option in OF_ADDRESSES.items():
        if not files and options.get(name) not in (None, ""):
            yield (
                f"{option} says where systems reach the harness, and there is none: name one with --against, "
                "--participants or --event, or leave it out; a rehearsal keeps to 127.0.0.1"
            )
