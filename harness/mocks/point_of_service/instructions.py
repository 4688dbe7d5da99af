"""``POST /instructions``: what a program tells the point of service in the place of a person. Knows JSON, no pages.

``{"kind": "instruction", "address": BASE, "task": {…}}`` is taken with 202 and done soon, in HL7 v2 where the address
begins with mllp; ``{"kind": "question",
"task": {"sight": …}}`` is answered with ``{"answer": "yes" | "no" | "cannot tell"}`` once all before it is done.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from harness.errors import UsageError
from harness.mocks.point_of_service.clerk import Clerk
from harness.mocks.point_of_service.configuration import base_url, line_address
from harness.mocks.point_of_service.incoming import body_of
from harness.mocks.point_of_service.tasks import task_in
from harness.mocks.point_of_service.tasks_v2 import task_in as task_in_v2


class Instructions:
    """Passes instructions on to `clerk`. What cannot be understood is answered with 400 and every mistake."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk

    async def take(self, request: Request) -> Response:
        """One instruction or question."""
        try:
            said = _object(await body_of(request))
            if said.get("kind") == "question":
                return JSONResponse({"answer": await self._clerk.sees(_task(said))})
            if said.get("kind") != "instruction":
                raise UsageError(f'kind: "instruction" or "question" is wanted (found {said.get("kind")!r})')
            task = (task_in_v2 if _is_line(said) else task_in)(_task(said))
            base = _address(said)
        except UsageError as fault:
            return JSONResponse({"mistakes": fault.mistakes}, 400)
        self._clerk.will_do(task, base)
        return JSONResponse({"accepted": task.action}, 202)


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise UsageError(f"the body is no JSON: {fault}") from fault
    if not isinstance(said, dict):
        raise UsageError("the body is no JSON object")
    return said


def _task(said: dict[str, Any]) -> dict[str, Any]:
    task = said.get("task")
    if not isinstance(task, dict):
        raise UsageError("task: an object is wanted")
    return task


def _is_line(said: dict[str, Any]) -> bool:
    """Whether the instruction is for HL7 v2."""
    return str(said.get("address", "")).startswith("mllp")


def _address(said: dict[str, Any]) -> str:
    told = str(said.get("address", ""))
    try:
        return line_address(told) if _is_line(said) else base_url(told)
    except ValueError as fault:
        raise UsageError(f"address: {fault} (found {said.get('address')!r})") from fault
