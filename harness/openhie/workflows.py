"""Knows the workflows of OpenHIE: who starts them, who answers, by which transactions. Knows nothing of how they run.

Source: OpenHIE architecture specification 5.2, a row a workflow in ``workflows.csv`` beside this module. A page is
empty where the English release has none (drafts, proposals, the security workflow of the wiki); where only the page of
its group is known, it is the group's.
"""

from __future__ import annotations

import contextlib
import csv
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UsageError
from harness.openhie.spelling import unknown

_PAGES = "https://guides.ohie.org/arch-spec/introduction/"


@dataclass(frozen=True, slots=True)
class Workflow:
    """An exchange pattern of OpenHIE.

    `id` is this harness's (``W-01``); `spec_ids` are OpenHIE's own (``CRWF-1``), empty where it gives none.
    `responders` are in the order in which they are asked; the interoperability layer is one of them only where it has
    work of its own, elsewhere it passes on. `transactions` are numbers of IHE (``ITI-104``) or names of FHIR
    exchanges. `group` is the folder of the use case library. `maturity` is the specification's badge, verbatim.
    `page` is the path of the workflow's page below the specification's ``introduction/``.
    """

    id: str
    spec_ids: tuple[str, ...]
    title: str
    initiator: str
    responders: tuple[str, ...]
    transactions: tuple[str, ...]
    group: str
    maturity: str
    page: str

    @property
    def source(self) -> str:
        """The address of the workflow's page in the published specification, or an empty text."""
        return _PAGES + self.page if self.page else ""

    @property
    def actors(self) -> tuple[str, ...]:
        """The initiator and the responders, each once."""
        return tuple(dict.fromkeys((self.initiator, *self.responders)))


def _workflow(row: dict[str, str]) -> Workflow:
    return Workflow(
        id=row["id"],
        spec_ids=_several(row["spec_ids"]),
        title=row["title"],
        initiator=row["initiator"],
        responders=_several(row["responders"]),
        transactions=_several(row["transactions"]),
        group=row["group"],
        maturity=row["maturity"],
        page=row["page"],
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _read(file: Path) -> tuple[Workflow, ...]:
    return tuple(_workflow(row) for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


WORKFLOWS: tuple[Workflow, ...] = _read(Path(__file__).with_name("workflows.csv"))

_BY_ID = {each.id: each for each in WORKFLOWS}
_BY_SPEC_ID = {spec_id: each for each in reversed(WORKFLOWS) for spec_id in each.spec_ids}


def workflow(identifier: str) -> Workflow:
    """The workflow with this id, ours (``W-01``) or OpenHIE's (``CRWF-1``).

    ``SHRWF-1`` and ``SHRWF-2`` stand for two workflows each; the document based one, which is in the specification,
    is given. Raises UsageError with what was meant and what is valid.
    """
    known = _BY_ID | _BY_SPEC_ID
    if identifier not in known:
        raise unknown("workflow", identifier, (*_BY_ID, *sorted(_BY_SPEC_ID)))
    return known[identifier]


def unplayed(word: str) -> str:
    """What to say of a workflow that no scenario plays, "" where `word` is none."""
    with contextlib.suppress(UsageError):
        return f"{word} is the workflow “{workflow(word).title}”, which no scenario plays yet."
    return ""


def groups() -> tuple[str, ...]:
    """The groups of workflows, which are the folders of the use case library, in the specification's order."""
    return tuple(dict.fromkeys(each.group for each in WORKFLOWS))
