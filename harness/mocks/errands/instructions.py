"""``POST /instructions``: what a program tells a mock in the place of a person. Knows JSON, no pages and no tasks.

``{"kind": "instruction", "address": BASE, "task": {…}}`` is taken with 202 and done soon, in HL7 v2 where the address
begins with mllp; ``{"kind": "question",
"task": {"sight": …}}`` is answered with ``{"answer": "yes" | "no" | "cannot tell"}`` once all before it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from harness.errors import MalformedMessage, UsageError
from harness.messages.json_objects import json_object
from harness.mocks.errands.addresses import base_url, line_address
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.incoming import body_of

Reader = Callable[[object], Any]
"""The task that parsed JSON describes, with its ``action``. Raises UsageError with every mistake in it."""


class Instructions:
    """Passes instructions on to `clerk`. What cannot be understood is answered with 400 and every mistake.

    `read` reads a task; `read_v2` one that is to be done in HL7 v2, for a mock that speaks it.
    """

    def __init__(self, clerk: Clerk[Any], read: Reader, read_v2: Reader | None = None) -> None:
        self._clerk, self._read, self._read_v2 = clerk, read, read_v2

    async def take(self, request: Request) -> Response:
        """One instruction or question."""
        try:
            said = _object(await body_of(request))
            if said.get("kind") == "question":
                return JSONResponse({"answer": await self._clerk.sees(_task(said))})
            if said.get("kind") != "instruction":
                raise UsageError(f'kind: "instruction" or "question" is wanted (found {said.get("kind")!r})')
            read = self._read_v2 if self._read_v2 and _is_line(said) else self._read
            task = read(_task(said))
            base = _address(said, speaks_v2=self._read_v2 is not None)
        except UsageError as fault:
            return JSONResponse({"mistakes": fault.mistakes}, 400)
        self._clerk.will_do(task, base)
        return JSONResponse({"accepted": task.action}, 202)


def _object(body: bytes) -> dict[str, Any]:
    try:
        return json_object(body)
    except MalformedMessage as fault:
        raise UsageError(f"{fault}") from fault


def _task(said: dict[str, Any]) -> dict[str, Any]:
    task = said.get("task")
    if not isinstance(task, dict):
        raise UsageError("task: an object is wanted")
    return task


def _is_line(said: dict[str, Any]) -> bool:
    """Whether the instruction is for HL7 v2."""
    return str(said.get("address", "")).startswith("mllp")


def _address(said: dict[str, Any], *, speaks_v2: bool) -> str:
    told = str(said.get("address", ""))
    try:
        return line_address(told) if speaks_v2 and _is_line(said) else base_url(told)
    except ValueError as fault:
        raise UsageError(f"address: {fault} (found {said.get('address')!r})") from fault
