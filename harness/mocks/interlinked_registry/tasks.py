"""What an interlinked registry can be told to do. Knows every action, and does none of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from harness.mocks.errands.values import Strict, Word, read_task

Kind = Literal[
    "Organization",
    "Location",
    "Practitioner",
    "PractitionerRole",
    "HealthcareService",
    "Endpoint",
    "OrganizationAffiliation",
]


class AskForUpdates(Strict):
    """Ask a directory what happened to resources of `kind` since it was asked last."""

    action: Literal["ask for updates"]
    kind: Kind


class AskForModifications(Strict):
    """Ask a directory by CSD what was added or changed since an instant."""

    action: Literal["ask for modifications"]
    since: Word


Task = AskForUpdates | AskForModifications
_TASK: TypeAdapter[Task] = TypeAdapter(Annotated[Task, Field(discriminator="action")])


def task_in(content: object) -> Task:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=("ask for updates", "ask for modifications"))
