"""Knows how far the use case library reaches: which workflow has which scenarios, and what is not there yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.errors import UsageError
from harness.openhie.requirement import Requirement
from harness.openhie.stories import Story
from harness.openhie.workflows import WORKFLOWS, Workflow, workflow

ABBREVIATIONS = frozenset(
    {"adx", "cda", "csd", "fhir", "hl7", "hmis", "http", "json", "mllp", "oid"}
    | {"soap", "svcm", "tls", "udp", "uri", "url", "xds", "xml"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario as the catalogue tells of it.

    `title` is what happens in it, `file` its path below the folder of scenarios, `verifies` the requirements that it
    declares, `transactions` the numbers of what is sent in it; `workflow` is an id of ours or of OpenHIE.
    """

    title: str
    file: str
    workflow: str
    verifies: tuple[str, ...]
    transactions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A workflow with its story, the scenarios that play it, and the requirements of OpenHIE that it is named by.

    `judged` are the ids that its scenarios judge, `missing` the transactions of the specification that none of its
    scenarios sends.
    """

    workflow: Workflow
    story: Story
    scenarios: Sequence[Told]
    named: Sequence[Requirement]

    @property
    def judged(self) -> tuple[str, ...]:
        """Each once, in the order of the scenarios."""
        return tuple(dict.fromkeys(one for each in self.scenarios for one in each.verifies))

    @property
    def files(self) -> dict[str, list[Told]]:
        """The scenarios of each file."""
        grouped: dict[str, list[Told]] = {}
        for one in self.scenarios:
            grouped.setdefault(one.file, []).append(one)
        return grouped

    @property
    def missing(self) -> tuple[str, ...]:
        """Transactions that the specification names and no scenario of this workflow sends."""
        sent = {number for one in self.scenarios for number in one.transactions}
        return tuple(one for one in self.workflow.transactions if one not in sent)


def covered(
    stories: Mapping[str, Story], scenarios: Iterable[Told], requirements: Iterable[Requirement]
) -> tuple[Covered, ...]:
    """Every workflow, in the specification's order."""
    told, known = list(scenarios), {one.requirement: one for one in requirements}
    return tuple(
        Covered(
            each,
            stories[each.id],
            [one for one in told if _home(one) == each.id],
            [known[name] for name in each.spec_ids if name in known],
        )
        for each in WORKFLOWS
    )


def _home(scenario: Told) -> str:
    """Our id of the workflow that a scenario belongs to, "" for a country's own."""
    try:
        return workflow(scenario.workflow).id
    except UsageError:
        return ""


def titled(name: str) -> str:
    """The name of a scenario in words: ``her_mother_s_record_in_xml`` is "Her mother's record in XML"."""
    words = re.sub(r"(\d)_(?=\d)", r"\1.", name.replace("_s_", "'s_")).split("_")
    text = " ".join(each.upper() if each in ABBREVIATIONS else each for each in words)
    return text[:1].upper() + text[1:]
