"""A JSON object that is no FHIR, from bytes. Knows what Python's reader forgives and nobody could write on again."""

from __future__ import annotations

import json
import re
from typing import Any

from harness.errors import MalformedMessage

_SURROGATE = re.compile("[\ud800-\udfff]")


def json_object(body: bytes) -> dict[str, Any]:
    """The object in `body`. Raises MalformedMessage, also for half a surrogate pair, which no encoding can carry."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise MalformedMessage("the body", expected="JSON", found=str(fault)) from None
    if not isinstance(told, dict):
        raise MalformedMessage("the body", expected="a JSON object", found=kind_of(told))
    if _SURROGATE.search(json.dumps(told, ensure_ascii=False)):
        raise MalformedMessage("the body", expected="Unicode text", found="half a surrogate pair")
    return told


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return kinds.get(type(value), "a number")
