"""Codes of HL7 v2 tables that stand for many: NNxxx (0203), HL7nnnn (0396). Knows their form, not what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TEMPLATE = re.compile(r"([A-Z0-9_]+)(xx+|nn+)")
_LETTERS, _DIGITS = re.compile("[A-Za-z0-9]+"), re.compile("[0-9]+")


class Templates:
    """Those among some codes, by how they begin, so that looking for one takes no longer where there are many."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._behind: dict[str, dict[re.Pattern[str], tuple[int, str]]] = {}
        for place, code in enumerate(codes):
            if form := _TEMPLATE.fullmatch(code):
                behind = _LETTERS if "x" in form[2] else _DIGITS
                self._behind.setdefault(form[1], {}).setdefault(behind, (place, code))
        self._longest = max(map(len, self._behind), default=-1)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._behind)

    def of(self, code: str) -> str:
        """The first that `code` is of, empty where there is none."""
        fitting = (
            found
            for cut in range(min(len(code), self._longest + 1))
            for behind, found in self._behind.get(code[:cut], {}).items()
            if behind.fullmatch(code, cut)
        )
        return min(fitting, default=(0, ""))[1]
