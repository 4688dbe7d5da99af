"""Terminology without a server: what can be known of codes from the definitions at hand. Fetches nothing.

`Terminology` is the whole of it. Code systems and value sets are compiled when they are first asked for; any thread may
ask. What cannot be known here is said, with the reason, and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.conformance.issue import Issue
from harness.conformance.packages.definitions import Definitions
from harness.conformance.terminology.bindings import Bindings
from harness.conformance.terminology.code_systems import CodeSystems
from harness.conformance.terminology.codings import Codings, parts
from harness.conformance.terminology.expansion import CannotExpand, Member, TooCostly, ValueSets

__all__ = ["CannotExpand", "Member", "Terminology", "TooCostly"]


class Terminology:
    """The code systems and value sets of some definitions: `systems` and `value_sets` for those who need more."""

    def __init__(self, definitions: Definitions) -> None:
        self.systems = CodeSystems(definitions)
        self.value_sets = ValueSets(definitions, self.systems)
        self._codings = Codings(definitions, self.systems)
        self._bindings = Bindings(self.value_sets)
        self.check_binding = self._bindings.check

    def check_coding(self, coding: object, where: str, source: str) -> Iterator[Issue]:
        """What is wrong with a Coding whatever it is bound to (R4 datatypes.html#Coding)."""
        return self._codings.check(*parts(coding), where, source)

    def check_quantity(self, quantity: object, where: str, source: str) -> Iterator[Issue]:
        """What is wrong with the unit of a Quantity that has a system and a code (R4 datatypes.html#Quantity)."""
        system, code, _, _ = parts(quantity)
        return self._codings.check(system, code, "", "", where, source) if system and code else iter(())

    def contains(self, value_set: str, system: str, code: str, version: str = "") -> bool | None:
        """Whether a value set has a code, of any of its systems where `system` is empty; None: not known here."""
        return self._bindings.contains(value_set, system or None, code, version)

    def why_unknown(self, value_set: str) -> str:
        """Why `contains` may answer None for a value set; empty where it never does."""
        return self.value_sets.why_unknown(value_set)

    def expand(self, value_set: str, *, most: int = 100_000) -> Iterator[Member]:
        """The members of a value set, each once; CannotExpand or TooCostly where that cannot be had."""
        return self.value_sets.expand(value_set, most=most)
