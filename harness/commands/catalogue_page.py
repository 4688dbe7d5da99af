"""``harness catalogue --html`` and ``--markdown``: the use case library by workflow, as a page. Plays nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from harness import folders
from harness.errors import UsageError
from harness.openhie.coverage import Told, covered
from harness.openhie.requirements import Catalogue
from harness.openhie.stories import stories
from harness.report import catalogue_page
from harness.scenario.library import scenarios


def write(file: Path, form: str, known: Catalogue, *own: Path) -> int:
    """Write the page to `file`, as ``html`` or ``markdown``; `own` are folders with a country's scenarios.

    Raises UsageError where the file cannot be written.
    """
    workflows = covered(stories(), told(known, *own), known)
    text = catalogue_page.page(workflows) if form == "html" else catalogue_page.markdown(workflows)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{file}: expected a file that can be written; {fault.strerror}.") from None
    click.echo(f"{file}: {len(workflows)} workflows, {sum(bool(one.scenarios) for one in workflows)} of them played.")
    return 0


def told(known: Catalogue, *own: Path) -> Iterator[Told]:
    """Every scenario of the library, and of the folders `own`, as the page tells of it."""
    root = folders.scenarios()
    for scenario in chain(scenarios(known), *(scenarios(known, folder) for folder in own)):
        script = scenario.script
        path = Path(script.file)
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        numbers = tuple(one.id for one in script.transactions)
        yield Told(script.title, shown.as_posix(), script.workflow, script.verifies, numbers)
