"""A person as a point of service knows her, and the identifiers she is known by. Nouns only; mints nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from harness.errors import Inconclusive
from harness.openhie.domains import Domain


@dataclass(frozen=True, slots=True)
class Identifier:
    """A business identifier: `system` is the URI of the domain that issued it, `value` the number itself."""

    system: str
    value: str

    @property
    def token(self) -> str:
        """As a FHIR search writes it: ``system|value``."""
        return f"{self.system}|{self.value}"


@dataclass(frozen=True, slots=True)
class Person:
    """Demographics without any identifier: that belongs to whoever plays the source.

    `key` stays the same when the rest is changed, so that a revised person is still she. `birth_date` is
    ``YYYY-MM-DD``, `gender` a FHIR administrative gender, `birth_order` counts twins from 1 (0: no twin),
    `formerly` says how she was known until now, where that is known.
    """

    key: str
    family: str
    given: str
    birth_date: str
    gender: str
    mothers_maiden_name: str = ""
    phone: str = ""
    city: str = ""
    country: str = ""
    birth_order: int = 0
    formerly: str = ""

    def changed(self, **changes: Any) -> Person:
        """The same person with other demographics: ``grace.changed(family="Atieno")``."""
        return replace(self, **changes)

    def renamed(self, family: str) -> Person:
        """The same person, whom the point of service knows already, under a new family name."""
        return replace(self, family=family, formerly=self.in_words)

    @property
    def birth_year(self) -> str:
        """The year of birth, ``YYYY``."""
        return self.birth_date[:4]

    @property
    def in_words(self) -> str:
        """As one reads her out to the person at the keyboard."""
        name = f"{self.given} {self.family}".strip() or "a newborn who has no name yet"
        return f"{name}, {self.gender}, born {self.birth_date}"


@dataclass(frozen=True, slots=True)
class PatientOnTheWire:
    """A patient as a message showed her; `resource` is the Patient as parsed JSON."""

    resource: dict[str, Any]
    identifier: Identifier

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """Every identifier that has both a system and a value, in the message's order."""
        pairs = ((one.get("system"), one.get("value")) for one in self._objects("identifier"))
        return tuple(Identifier(one, other) for one, other in pairs if isinstance(one, str) and isinstance(other, str))

    @property
    def elsewhere(self) -> tuple[Identifier, ...]:
        """Her identifiers of other domains than that of `identifier`: what a cross-reference leads to (ITI-83)."""
        return tuple(one for one in self.identifiers if one.system != self.identifier.system)

    def known_in(self, domain: Domain) -> Identifier:
        """Her identifier of `domain`. Raises Inconclusive where the message shows none."""
        found = next((one for one in self.identifiers if one.system in domain.systems), None)
        if found is None:
            raise Inconclusive(f"the message shows no identifier of {domain.uri}")
        return found

    @property
    def family(self) -> str:
        """The family name of the first name, "" where there is none."""
        return next((str(name.get("family", "")) for name in self._objects("name")), "")

    def _objects(self, name: str) -> list[dict[str, Any]]:
        found = self.resource.get(name)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
