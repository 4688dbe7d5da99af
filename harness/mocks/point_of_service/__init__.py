"""The reference point of service: registers, asks, and shows what came of it. Judges nobody.

`PointOfService` is fetched when it is first used: whoever only reads a screen needs no web application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.mocks.point_of_service.service import PointOfService

__all__ = ["PointOfService"]


def __getattr__(name: str) -> Any:
    if name != "PointOfService":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from harness.mocks.point_of_service.service import PointOfService

    return PointOfService
