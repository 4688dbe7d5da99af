"""Which versions a question is about (R4 valueset-operation-expand.html). Knows canonicals, not what they lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from harness.conformance.packages.versions import fits, split
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.problems import Unanswered, wrong


@dataclass(frozen=True)
class Pins:
    """Versions by the url of a code system: `usual` where none is told, `forced` whatever is told, `checked` ones have
    to be met; `sets` are those of value sets that are named without one."""

    usual: Mapping[str, str] = field(default_factory=dict)
    forced: Mapping[str, str] = field(default_factory=dict)
    checked: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)

    def of_system(self, url: str, version: str) -> str:
        """The version of a code system to look for, where `version` is what was told."""
        return self.forced.get(url) or version or self.usual.get(url) or self.checked.get(url, "")

    def of_set(self, canonical: str) -> str:
        """The canonical of a value set to look for."""
        url, version = split(canonical)
        pinned = version or self.sets.get(url, "")
        return f"{url}|{pinned}" if pinned else url

    def check(self, url: str, version: str) -> None:
        """Unanswered (422) where a code system was found in another version than the one it was to have."""
        wanted = self.checked.get(url, "")
        if wanted and not fits(wanted, version):
            told = f"The code system {url} is used in version {version}, and has to be of version {wanted}"
            raise Unanswered(422, "exception", "version-error", told)

    def for_code(self, url: str, version: str) -> Pins:
        """These, for a code that tells its own version."""
        return replace(self, usual={**self.usual, url: version}) if version else self

    @cached_property
    def key(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Tells these pins from others."""
        return tuple(tuple(sorted(one.items())) for one in (self.usual, self.forced, self.checked, self.sets))


NONE = Pins()
_NAMES = (
    *("system-version", "force-system-version", "check-system-version"),
    *("default-valueset-version", "valueset-version"),
)


def pins(asked: Asked) -> Pins:
    """The pins that the parameters of an operation tell. Unanswered (400) for one without a version."""
    if not any(name in asked for name in _NAMES):
        return NONE
    sets = [*asked.texts("default-valueset-version"), *asked.texts("valueset-version")]
    return Pins(
        _by_url(asked.texts("system-version"), "system-version"),
        _by_url(asked.texts("force-system-version"), "force-system-version"),
        _by_url(asked.texts("check-system-version"), "check-system-version"),
        _by_url(sets, "default-valueset-version"),
    )


def _by_url(canonicals: Sequence[str], name: str) -> dict[str, str]:
    found = dict(split(canonical) for canonical in canonicals)
    if not all(found.values()):
        raise wrong(f"The parameter {name} has the form url|version")
    return found
