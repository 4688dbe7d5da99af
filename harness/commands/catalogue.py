"""``harness catalogue``: every requirement, what judges it and what proves that, as a table or as JSON."""

from __future__ import annotations

import json
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from harness.commands.launch import without_scenarios
from harness.errors import UsageError
from harness.mocks import defects
from harness.openhie.actors import ACTORS
from harness.openhie.requirements import Catalogue
from harness.openhie.spelling import unknown
from harness.openhie.workflows import unplayed, workflow
from harness.scenario.casting import judged_between
from harness.scenario.library import scenarios

WIDTH = 80
SHOWN = 3  # scenarios, or defects, that a requirement is told with
INDENT = " " * 16


def catalogue(form: str, requirements: Sequence[str], own: Sequence[str] = (), selection: Sequence[str] = ()) -> int:
    """Print the catalogue, or what of it `selection` names; `own` are folders with a country's scenarios.

    UsageError for a word that stands for no requirement, and for a folder without scenarios.
    """
    rows = list(rows_of(Catalogue.load(*map(Path, requirements)), *_folders(own)))
    rows = selected(rows, selection) if selection else rows
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        click.echo("\n".join(_told(row)) + "\n")
    click.echo("\n".join(_summary(rows)))
    return 0


def page(form: str, file: str, requirements: Sequence[str], own: Sequence[str] = ()) -> int:
    """Write the workflows to `file`, as ``html`` or ``markdown``; `own` as for `catalogue`."""
    from harness.commands import catalogue_page

    return catalogue_page.write(Path(file), form, Catalogue.load(*map(Path, requirements)), *_folders(own))


def _folders(own: Sequence[str]) -> tuple[Path, ...]:
    if mistakes := without_scenarios(own):
        raise UsageError(*mistakes)
    return tuple(map(Path, own))


def actors(form: str) -> int:
    """Print every actor of OpenHIE with the actors of IHE inside it."""
    if form == "json":
        click.echo(
            json.dumps([{"actor": one.name, "title": one.title, "plays": one.plays} for one in ACTORS], indent=2)
        )
        return 0
    for one in ACTORS:
        short = f" ({one.abbreviation})" if one.abbreviation else ""
        click.echo(f"{one.name}{short}")
        if one.plays:
            click.echo("\n".join(_wrapped(f"    plays {', '.join(one.plays)}", further="          ")))
    return 0


def selected(rows: Sequence[dict[str, Any]], selection: Sequence[str]) -> list[dict[str, Any]]:
    """The rows that a word of `selection` stands for: a requirement, an actor, a specification or a workflow.

    What every system has to meet is an actor's too.
    """
    names = [_names(row) for row in rows]
    every, known = {_folded(one.name) for one in ACTORS}, sorted({name for one in names for name in one})
    for word in selection:
        if _folded(word) not in every and not any(_folded(word) in map(_folded, one) for one in names):
            if told := unplayed(word):
                raise UsageError(told)
            raise unknown("requirement, actor, specification or workflow", word, known, listed_by="harness catalogue")
    wanted = {_folded(word) for word in selection} | ({"any"} if {*map(_folded, selection)} & every else set())
    return [row for row, one in zip(rows, names, strict=True) if wanted & set(map(_folded, one))]


def _names(row: dict[str, Any]) -> set[str]:
    """Every word that stands for a requirement."""
    told = (row["requirement"], row["actor"], row["transaction"], row["spec_id"], row["spec_id"].partition(" ")[0])
    return {*told, *row["workflows"]} - {""}


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _told(row: dict[str, Any]) -> Iterator[str]:
    """A requirement as a sentence with its number; below it what judges it, and which fault of a mock proves that."""
    subject = "every system" if row["actor"] == "any" else f"the {row['actor'].replace('_', ' ')}"
    yield from _wrapped(f"{row['requirement']}  {subject} {row['level']} {row['text']}", further="    ")
    if not row["scenarios"]:
        yield from _wrapped(f"    not tested  {row['not_tested']}", further=INDENT)
        if row["attest"]:
            yield from _wrapped(f"    attested by a person  {row['attest']}", further=INDENT)
        return
    judging = _some([one.rpartition(".")[2] for one in row["scenarios"]])
    yield from _wrapped(f"    judged in   {judging}", further=INDENT)
    proof = _some(row["defects"]) if row["defects"] else "nothing yet" if row["level"] == "SHALL" else ""
    yield from _wrapped(f"    proved by   {proof}", further=INDENT) if proof else ()


def _wrapped(text: str, *, further: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=further, break_long_words=False, break_on_hyphens=False)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def _summary(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    judged = [row for row in rows if row["scenarios"]]
    binding = [row for row in judged if row["level"] == "SHALL"]
    proved = sum(bool(row["defects"]) for row in binding)
    every = f"{len(rows)} requirement{'s' if len(rows) != 1 else ''}"
    told = f"{every}. {len(judged)} are judged; {len(binding)} are a SHALL, and of those {proved} "
    told += f"are proved: a mock with that fault fails. {len(rows) - len(judged)} are not tested, each with its reason"
    asked = sum(bool(row["attest"]) for row in rows)
    told += f"; a person attests {asked} of those." if asked else "."
    yield from _wrapped(told, further="")
    yield "Play one: harness run 78-02. Meet a fault: harness mock --list."


def _numbers_of(name: str) -> tuple[str, ...]:
    """A workflow's number as OpenHIE has it, and ours where that is another (``CRWF-1``, ``W-01``)."""
    try:
        return name, workflow(name).id
    except UsageError:  # a country's own
        return (name,)


def rows_of(known: Catalogue, *own: Path) -> Iterator[dict[str, Any]]:
    """One row for each requirement, in the catalogue's order."""
    judging: dict[str, list[str]] = defaultdict(list)
    workflows: dict[str, dict[str, None]] = defaultdict(dict)
    for scenario in chain(scenarios(known), *(scenarios(known, folder) for folder in own)):
        script = scenario.script
        for one in dict.fromkeys((*script.verifies, *script.unasked, *judged_between(script))):
            judging[one].append(scenario.script.name)
        for one in script.verifies:
            workflows[one] |= dict.fromkeys(_numbers_of(script.workflow))
    proving: dict[str, list[str]] = defaultdict(list)
    for defect in defects.everything():
        for one in defect.breaks:
            proving[one].append(defect.name)
    for each in known:
        yield {
            "requirement": each.requirement,
            "spec_id": each.spec_id,
            "level": each.level,
            "actor": each.actor,
            "transaction": each.transaction,
            "workflows": list(workflows[each.requirement]),
            "text": each.text,
            "source": each.source,
            "scenarios": judging[each.requirement],
            "defects": proving[each.requirement],
            "not_tested": each.not_tested or ("" if judging[each.requirement] else "no scenario judges it here"),
            "attest": each.attest,
        }
