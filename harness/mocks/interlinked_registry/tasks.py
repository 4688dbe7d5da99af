"""What an interlinked registry can be told to do. Knows every action, and does none of them."""

from __future__ import annotations

from typing import Literal

from pydantic import TypeAdapter

from harness.mocks.errands.values import Strict, read_task

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


_TASK: TypeAdapter[AskForUpdates] = TypeAdapter(AskForUpdates)


def task_in(content: object) -> AskForUpdates:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=("ask for updates",))
