"""Knows where the scenarios and the fixtures lie, in a clone and in a wheel. Knows nothing of what is in them."""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


def scenarios() -> Path:
    """The folder of the use case library that came with this harness."""
    return found("scenarios")


def fixtures() -> Path:
    """The folder of the data that came with this harness: requirements, hints, patients, messages."""
    return found("fixtures")


def found(name: str, *, package: Path = _PACKAGE) -> Path:
    """The folder `name` inside `package`/library (a wheel), else beside `package` (a clone, an editable install).

    Raises UsageError where it is in neither place: the installation is incomplete.
    """
    places = (package / "library" / name, package.parent / name)
    for place in places:
        if place.is_dir():
            return place
    looked = " and ".join(str(place) for place in places)
    raise UsageError(f"The folder {name!r} of this harness is missing: looked for {looked}. Install the harness again.")
