"""Values against the value sets they are bound to, by strength (R4 terminologies.html#strength). Knows no profile.

Of a required binding a code outside is an error, of an extensible one a warning, of a preferred one information, of an
example nothing; outside the maximum value set it is an error. Severities are the official validator's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from harness.conformance.issue import Issue, Severity, not_checked
from harness.conformance.looking import objects, shown, text
from harness.conformance.structure.element import Binding
from harness.conformance.terminology.expansion import CannotExpand, TooCostly, ValueSets
from harness.conformance.terminology.grammars import URIS, knows

SEVERITIES: dict[str, Severity] = {"required": "error", "extensible": "warning", "preferred": "information"}

_WORDS = {
    "required": "a code from it is required",
    "extensible": "a code should come from it unless none of its codes fits",
    "preferred": "a code from it is recommended",
}
_CODED = frozenset({"Coding", "Quantity", "Age", "Count", "Distance", "Duration", "SimpleQuantity", "MoneyQuantity"})
TEXTS = frozenset({"code", "string", "uri"})
"""Types of which a value by itself is a code."""
_KEPT = 65_536
_LONGEST = 1000
_FEW = 12

_Sought = tuple["str | None", str, str]
"""System (None: any that the value set has), code and version of what is looked for."""


class Bindings:
    """Checks values by the value sets of some definitions. What was decided once is kept."""

    def __init__(self, value_sets: ValueSets) -> None:
        self._sets = value_sets
        self._kept = lru_cache(maxsize=_KEPT)(self._contains)
        self._described = lru_cache(maxsize=1024)(self._describe)

    def contains(self, value_set: str, system: str | None, code: str, version: str = "") -> bool | None:
        """Whether a value set has a code; `system` None where the element implies it."""
        return (self._kept if len(code) < _LONGEST else self._contains)(value_set, system, code, version)

    def check(self, value: object, type_code: str, binding: Binding, where: str, source: str) -> Iterator[Issue]:
        """The issues of one value. Whatever has not the shape of its type is passed over."""
        if binding.strength not in SEVERITIES and not binding.maximum:
            return iter(())
        if type_code in TEXTS:
            if not isinstance(value, str) or (binding.value_set and self.contains(binding.value_set, None, value)):
                return iter(())
            if type_code == "uri" and binding.strength == "extensible" and knows(URIS, value):
                return iter(())  # another vocabulary's name for it, which an extensible binding allows
            sought: list[_Sought] = [(None, value, "")]
        elif type_code == "CodeableConcept" and isinstance(value, dict):
            sought = [one for _, coding in objects(value, "coding") for one in _coded(coding)]
            if not sought:
                return self._nothing(value, binding, where, source)
        else:
            sought = list(_coded(value)) if type_code in _CODED else []
        if not sought or (binding.value_set and self._any(binding.value_set, sought)):
            return iter(())
        return self._judge(sought, binding, where, source)

    def _nothing(self, value: dict[str, object], binding: Binding, where: str, source: str) -> Iterator[Issue]:
        """A CodeableConcept without a code. Text alone is not one."""
        if binding.strength in ("required", "extensible"):
            verb = "is required" if binding.strength == "required" else "should be given"
            told = f"no code, and one from the value set {self._named(binding.value_set)} {verb}"
            found = "only text" if text(value, "text") else "no code"
            expected = self._described(binding.value_set)
            yield Issue(SEVERITIES[binding.strength], "code-invalid", where, told, expected, found, source)

    def _judge(self, sought: list[_Sought], binding: Binding, where: str, source: str) -> Iterator[Issue]:
        """Says of what is not surely in the value set whether it is outside, outside even the maximum, or unknown."""
        strength = binding.strength if binding.strength in SEVERITIES and binding.value_set else ""
        found = _shown(sought)
        if binding.maximum and strength != "required":
            widest = self._any(binding.maximum, sought)
            if widest is False:
                yield self._outside("error", binding.maximum, _WORDS["required"], found, where, source)
                return
            if widest is None:
                yield self._unknown(binding.maximum, found, where, source)
        if strength and self._any(binding.value_set, sought) is None:
            yield self._unknown(binding.value_set, found, where, source)
        elif strength:
            yield self._outside(SEVERITIES[strength], binding.value_set, _WORDS[strength], found, where, source)

    def _any(self, value_set: str, sought: list[_Sought]) -> bool | None:
        """Whether the value set has one of them."""
        known: bool | None = False
        for system, code, version in sought:
            answer = self.contains(value_set, system, code, version)
            if answer:
                return True
            known = None if answer is None else known
        return known

    def _outside(self, severity: Severity, value_set: str, words: str, found: str, where: str, source: str) -> Issue:
        expected = self._described(value_set)
        few = f": {expected}" if " | " in expected else ""
        message = f"{found} is not in the value set {self._named(value_set)}; {words}{few}"
        return Issue(severity, "code-invalid", where, message, expected, found, source)

    def _unknown(self, value_set: str, found: str, where: str, source: str) -> Issue:
        reason = self._sets.why_unknown(value_set) or f"the value set {value_set}"
        return not_checked(where, f"{found}, as {reason}", source=source)

    def _contains(self, value_set: str, system: str | None, code: str, version: str) -> bool | None:
        return self._sets.contains(value_set, system, code, version=version)

    def _named(self, value_set: str) -> str:
        known = self._sets.find(value_set)
        return f"{known.name} ({value_set})" if known and known.name else value_set

    def _describe(self, value_set: str) -> str:
        """What would be right: the codes, where they are few and listed, else the value set."""
        try:
            codes = [member.code for member in self._sets.expand(value_set, most=_FEW)]
        except (CannotExpand, TooCostly):
            codes = []
        if not codes:
            return f"a code of {value_set}"
        return " | ".join(codes)


def _coded(value: object) -> Iterator[_Sought]:
    """What a Coding or Quantity says; nothing where it has no code."""
    if code := text(value, "code"):
        yield text(value, "system"), code, text(value, "version")


def _shown(sought: list[_Sought]) -> str:
    return ", ".join(shown(f"{system}#{code}" if system else code, 120) for system, code, _ in sought[:3])
