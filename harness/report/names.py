"""Names for files and addresses made from any text. Knows what every file system takes, not what the text means."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 90


def slug(text: str, *, longest: int = LONGEST) -> str:
    """`text` as lower-case ASCII letters, digits and hyphens, never empty; two texts may come out the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "x"


class Slugs:
    """Gives each text a slug of its own: the second that comes out the same gets ``-2``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, text: str) -> str:
        """A slug for `text` that was not given before."""
        first = slug(text)
        name, number = first, 1
        while name in self._taken:
            number += 1
            name = f"{first}-{number}"
        self._taken.add(name)
        return name
