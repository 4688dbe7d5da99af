"""Reads a task. Knows every action, and does none of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from harness.mocks.errands.values import read_task
from harness.mocks.point_of_service import terminology_tasks
from harness.mocks.point_of_service.csd_tasks import AskForCareServices
from harness.mocks.point_of_service.directory_tasks import Find, Open
from harness.mocks.point_of_service.feeds import Feed, Mother, Remove, Resolve
from harness.mocks.point_of_service.follow_up_tasks import FindVisits, RequestVisit
from harness.mocks.point_of_service.questions import Capabilities, CrossReference, Match, NextPage, Query, Read
from harness.mocks.point_of_service.task import Task
from harness.mocks.point_of_service.terminology_tasks import TerminologyTask
from harness.mocks.point_of_service.tokens import AccessToken, Introspect, Metadata

ACTIONS = (
    "feed",
    "resolve duplicate",
    "remove",
    "query",
    "next page",
    "read",
    "match",
    "cross-reference",
    "mother",
    "capabilities",
    "authorization server metadata",
    "access token",
    "introspect",
    "find",
    "open",
    "ask for care services",
    "request follow-up",
    "find follow-up",
    *terminology_tasks.ACTIONS,
)

_TASK: TypeAdapter[Task] = TypeAdapter(
    Annotated[
        Feed
        | Resolve
        | Remove
        | Query
        | NextPage
        | Read
        | Match
        | CrossReference
        | Mother
        | Capabilities
        | Metadata
        | AccessToken
        | Introspect
        | Find
        | Open
        | AskForCareServices
        | RequestVisit
        | FindVisits
        | TerminologyTask,
        Field(discriminator="action"),
    ]
)


def task_in(content: object) -> Task:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=ACTIONS)
