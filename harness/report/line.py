"""A line of a decoded message and its place in it. A noun only."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """`place` is the path from the root of the message, `near` from the nearest resource; "" for a closing line."""

    text: str
    place: str = ""
    near: str = ""
