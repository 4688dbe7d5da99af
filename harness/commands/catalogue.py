"""``harness catalogue``: every requirement, what judges it and what proves that, as a table or as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from harness.mocks import defects
from harness.openhie.requirements import Catalogue
from harness.scenario.casting import judged_between
from harness.scenario.library import scenarios


def catalogue(form: str, requirements: Sequence[str], own: Sequence[str] = ()) -> int:
    """Print the catalogue; `own` are folders with a country's scenarios."""
    rows = list(rows_of(Catalogue.load(*map(Path, requirements)), *map(Path, own)))
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        judged = f"{len(row['scenarios'])} scenarios, {len(row['defects'])} defects"
        click.echo(f"{row['requirement']:14} {row['level']:6} {row['actor']}\n    {row['text']}")
        click.echo(f"    {judged if row['scenarios'] else 'not tested: ' + row['not_tested']}")
    return 0


def rows_of(known: Catalogue, *own: Path) -> Iterator[dict[str, Any]]:
    """One row for each requirement, in the catalogue's order."""
    judging: dict[str, list[str]] = defaultdict(list)
    for scenario in chain(scenarios(known), *(scenarios(known, folder) for folder in own)):
        script = scenario.script
        for one in dict.fromkeys((*script.verifies, *script.unasked, *judged_between(script))):
            judging[one].append(scenario.script.name)
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
            "text": each.text,
            "source": each.source,
            "scenarios": judging[each.requirement],
            "defects": proving[each.requirement],
            "not_tested": each.not_tested or ("" if judging[each.requirement] else "no scenario judges it here"),
        }
