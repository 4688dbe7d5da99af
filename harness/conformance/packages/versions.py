"""Which of several versions is meant. Knows how FHIR's packages and canonicals write versions, not what has them.

R4 references.html#canonical; ``4.0.x`` and ``current``: https://confluence.hl7.org/display/FHIR/NPM+Package+Specification.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ANY = frozenset({"", "latest", "current", "dev"})
"""What asks for the newest there is."""


def split(canonical: str) -> tuple[str, str]:
    """Url and version of ``url|version#fragment``; the version is "" where none is told, the fragment is left out."""
    url, _, version = canonical.partition("|")
    return url.partition("#")[0], version.partition("#")[0]


def fits(asked: str, version: str) -> bool:
    """Whether `version` is what was `asked`: the same, or one that ``1.2``, ``1.2.x`` or ``1.x`` stands for."""
    if asked in ANY or asked == version:
        return True
    start = re.sub(r"(\.[xX*])+$", "", asked)
    return version.startswith((f"{start}.", f"{start}-")) if start[:1].isdigit() else asked in ("x", "*")


def best(asked: str, offered: Sequence[str]) -> int | None:
    """The place in `offered` of the version that was `asked`: itself, else the newest that fits (of equal ones the
    first), else None."""
    if asked in offered:
        return offered.index(asked)
    fitting = [number for number, version in enumerate(offered) if fits(asked, version)]
    return max(fitting, key=lambda number: (age(offered[number]), -number), default=None)


def age(version: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts versions from old to new: by number where there are numbers, a release after its ``-ballot``."""
    release, _, before = version.partition("-")
    parts = [(1, int(part), "") if part.isdecimal() and len(part) < 20 else (0, 0, part) for part in release.split(".")]
    return (*parts, (0, 0, before) if before else (0, 1, ""))
