"""What a country made of a requirement, as a report tells it. Words alone; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What a country made of a requirement: `was` is its level elsewhere, "" for one of the country's own."""

    title: str = ""
    was: str = ""
    because: str = ""
    left_out: bool = False
    source: str = ""

    def says(self, level: str) -> str:
        """``Kenya: SHOULD instead of SHALL, because …`` of a requirement that has this `level` now."""
        what = f"{level} instead of {self.was}" if self.was else "a requirement of its own"
        said = f"{self.title}: {'left out' if self.left_out else what}"
        return f"{said}, because {self.because}" if self.because else said
