"""The values of a task: the kinds of text that are taken (what FHIR can say and a page can show), and what is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from harness.errors import UsageError
from harness.openhie.spelling import unknown

Kind = TypeVar("Kind")


def _sound(text: str) -> str:
    if any(unicodedata.category(one) in ("Cc", "Cs") for one in text):
        raise ValueError("a text without control characters is wanted")
    return text.strip()


def _word(text: str) -> str:
    if not text.strip():
        raise ValueError("something has to stand here")
    return text


Text = Annotated[str, AfterValidator(_sound)]
Word = Annotated[str, AfterValidator(_sound), AfterValidator(_word)]


class Strict(BaseModel):
    """Takes each kind of value as it is, and lets be what it does not know."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


def read_task(content: object, kinds: TypeAdapter[Kind], *, actions: Sequence[str]) -> Kind:
    """The task that parsed JSON describes, one of `kinds`. Raises UsageError with every mistake in it."""
    action = content.get("action") if isinstance(content, dict) else None
    if action not in actions:
        raise unknown("action", str(action), actions)
    try:
        return kinds.validate_python(content)
    except ValidationError as fault:
        raise UsageError(*mistakes(fault)) from fault


def mistakes(fault: ValidationError) -> list[str]:
    """What pydantic found, a sentence each: the place, what is wrong there, what stands there."""
    return [_sentence(one["loc"], one["msg"], one["input"]) for one in fault.errors()]


def _sentence(place: tuple[int | str, ...], wrong: str, found: object) -> str:
    where = ".".join(str(step) for step in place) or "the whole"
    told = str(found)
    return f"{where}: {wrong.removeprefix('Value error, ')} (found {told if len(told) <= 80 else told[:79] + '…'})"
