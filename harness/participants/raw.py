"""Reads a table that may hold anything: what is not what it should be counts as absent. Complains of nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]


def tables(value: object) -> list[tuple[int, Raw]]:
    """The tables in an array of tables, each with its index."""
    return (
        [(index, each) for index, each in enumerate(value) if isinstance(each, dict)] if isinstance(value, list) else []
    )


def table(value: object) -> Raw:
    """`value` where it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(holder: object, key: str) -> str:
    """The text of `key` in a table, without the space around it; empty where there is none."""
    value = table(holder).get(key)
    return value.strip() if isinstance(value, str) else ""


def texts(holder: object, key: str) -> list[str]:
    """The texts in a list. A member that is no text counts as an empty one, so that the others keep their index."""
    value = table(holder).get(key)
    return [each.strip() if isinstance(each, str) else "" for each in value] if isinstance(value, list) else []
