"""What to do after a run, as command lines with the very options that it had. Runs none of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from harness.commands.systems import NAMING

if TYPE_CHECKING:
    from harness.report.model import Run

OF_SYSTEMS = (
    *("event", "participants", "against", "name", "domain", "bearer_from", "ca"),
    *("listen", "advertise", "listen_port", "test_system"),
)
OF_RUNS = ("scenarios", "requirements", "package", "pairs")
"""The options that name systems, and those that say what is played of them, by the names that click gives them."""


def next_steps(run: Run, options: dict[str, Any]) -> list[str]:
    """What to do now, a line each: look at who was never met, or play what failed again. Nothing after a rehearsal."""
    from harness.report.causes import absent
    from harness.report.troubles import troubles

    if not any(options.get(name) for name in NAMING):
        return []
    steps: list[str] = []
    failed = ((one.finding.requirement, one.participant) for one in troubles(run, verdicts=("FAIL",)) if one.finding)
    for requirement, name in islice(failed, 1):
        whose = f" --only {shlex.quote(name)}" if len(run.participants) > 1 else ""
        again = _line(f"harness run {requirement} -v{whose}", options, (*OF_SYSTEMS, *OF_RUNS))
        steps += ["The report shows the bytes of each FAIL, and how to send its request again."]
        steps += [f"To play one again: {again}"]
    if absent(run):
        steps += [f"What stands in the way: {_line('harness doctor', options, OF_SYSTEMS)}"]
    return [*steps, ""] if steps else []


def _line(command: str, options: dict[str, Any], known: Iterable[str]) -> str:
    return " ".join([command, *(word for name in known for word in _words(_spelled(name), options.get(name)))])


def _spelled(name: str) -> str:
    """An option as it is typed."""
    return "--as" if name == "name" else f"--{name.replace('_', '-')}"


def _words(option: str, value: Any) -> Iterator[str]:
    """``--against client_registry=…``, once for each of several; nothing for what was not given."""
    if value is True:
        yield option
    elif isinstance(value, str | int) and value is not False and value != "":
        yield f"{option} {shlex.quote(str(value))}"
    elif isinstance(value, list | tuple):
        yield from (f"{option} {shlex.quote(str(one))}" for one in value)
