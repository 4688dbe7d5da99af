"""The patients of the reference point of service, by the numbers it gave them. Knows people, not FHIR."""

from __future__ import annotations

import time
from dataclasses import replace

from harness.openhie.domains import Domain
from harness.transactions import Identifier, Person


class PatientIndex:
    """Gives each person a number in `domain` and keeps it hers. For one thread at a time.

    `start` is the first number; 0 takes microseconds of the clock, which no second service has and no restart repeats.
    """

    def __init__(self, domain: Domain, *, start: int = 0) -> None:
        self.domain = domain
        self._next = start or time.time_ns() // 1000
        self._people: dict[str, Person] = {}

    @property
    def everybody(self) -> tuple[Person, ...]:
        """All patients, the newest first; the `key` of each is her number."""
        return tuple(reversed(self._people.values()))

    def admit(self, person: Person) -> Person:
        """`person` with her number as `key`: the one she has, or a new one. Her demographics are brought up to date.

        She has one where somebody of her name and birth date has; under another name, however alike, she is new.
        """
        number = next((one.key for one in self.everybody if _facts(one) == _facts(person)), "")
        if not number:
            number, self._next = str(self._next), self._next + 1
        return self.correct(number, person)

    def known_as(self, words: str) -> Person | None:
        """The patient who is told of in these words (`Person.in_words`), or None."""
        return next((one for one in self.everybody if one.in_words == words), None)

    def correct(self, number: str, person: Person) -> Person:
        """Write `person` down under `number`, whatever she was called before."""
        self._people[number] = replace(person, key=number, formerly="")
        return self._people[number]

    def numbered(self, number: str) -> Person | None:
        """The patient with this number, or None. A token (``system|value``) is taken by its value."""
        _, bar, value = number.partition("|")
        return self._people.get(value if bar else number)

    def renumber(self, old: str, new: str) -> None:
        """Whoever had the number `old` has `new`."""
        self.correct(new, self._people.pop(old))

    def forget(self, number: str) -> None:
        """The number belongs to nobody any more."""
        self._people.pop(number, None)

    def identifier_of(self, person: Person, domain: Domain) -> Identifier:
        """The identifier of a person that was admitted; `domain` is the clinic's own."""
        return Identifier(domain.uri, person.key)


def _facts(person: Person) -> tuple[str, str, str]:
    return person.family.casefold(), person.given.casefold(), person.birth_date
