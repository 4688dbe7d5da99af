"""What a community health information system can be told to do: look for requests, and update one. Sends nothing."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter
from typing_extensions import override

from harness.mocks.errands.values import Strict, Text, Word, read_task
from harness.transactions import FollowUpSearch, Transaction, UpdateFollowUp


def _kept(resource: dict[str, Any]) -> dict[str, Any]:
    if resource.get("resourceType") != "ServiceRequest" or not isinstance(resource.get("id"), str):
        raise ValueError("a ServiceRequest with an id is wanted")
    return resource


class Task(Strict):
    """Something to do."""

    action: str

    @abstractmethod
    def transaction(self) -> Transaction:
        """What it comes to."""


class Find(Task):
    """Look for requests with a status."""

    action: Literal["find follow-up"]
    status: Word

    @override
    def transaction(self) -> Transaction:
        return FollowUpSearch(self.status)


class Update(Task):
    """Give the request `was` another status: claim it, or tell that the visit was made."""

    action: Literal["update follow-up"]
    was: Annotated[dict[str, Any], AfterValidator(_kept)]
    status: Word
    version: Text = ""

    @override
    def transaction(self) -> Transaction:
        return UpdateFollowUp(self.was, self.status, self.version)


ACTIONS = ("find follow-up", "update follow-up")
_TASK: TypeAdapter[Task] = TypeAdapter(Annotated[Find | Update, Field(discriminator="action")])


def task_in(content: object) -> Task:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=ACTIONS)
