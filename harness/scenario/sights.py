"""What a person may see on a point of service's screen, as a question to her and as a look at our own screen.

Each is asked so that yes is what the requirement wants.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from harness.mocks.point_of_service.screen import Screen
from harness.transactions import Person


class Sight(ABC):
    """Something to see, or not to see, on a screen."""

    @abstractmethod
    def question(self) -> str:
        """For the person at the screen: yes is right."""

    @abstractmethod
    def task(self) -> dict[str, Any]:
        """The question for a machine, as JSON values."""

    @abstractmethod
    def is_on(self, screen: Screen) -> bool:
        """Whether our own screen shows it."""


@dataclass(frozen=True, slots=True)
class ThePatient(Sight):
    """She is found, and can be chosen."""

    person: Person

    @override
    def question(self) -> str:
        return f"Does the screen show {self.person.given} {self.person.family}, and can you choose her?"

    @override
    def task(self) -> dict[str, Any]:
        return {"sight": "patient", "family": self.person.family}

    @override
    def is_on(self, screen: Screen) -> bool:
        return screen.offers(self.person.family)


@dataclass(frozen=True, slots=True)
class NotThePatient(Sight):
    """She is not offered: her record must not be used."""

    person: Person

    @override
    def question(self) -> str:
        return f"Is it impossible to choose {self.person.given} {self.person.family} on the screen?"

    @override
    def task(self) -> dict[str, Any]:
        return {"sight": "not the patient", "family": self.person.family}

    @override
    def is_on(self, screen: Screen) -> bool:
        return not screen.offers(self.person.family)


@dataclass(frozen=True, slots=True)
class Patients(Sight):
    """So many patients are to be chosen from, on one page or on several."""

    count: int

    @override
    def question(self) -> str:
        return f"Can you reach all {self.count} patients of the answer on the screen (by scrolling or paging)?"

    @override
    def task(self) -> dict[str, Any]:
        return {"sight": "patients", "count": self.count}

    @override
    def is_on(self, screen: Screen) -> bool:
        return len(screen.patients) == self.count


@dataclass(frozen=True, slots=True)
class NobodyFound(Sight):
    """The search went well and found nobody."""

    @override
    def question(self) -> str:
        return "Does the screen say that no patient was found, without any error?"

    @override
    def task(self) -> dict[str, Any]:
        return {"sight": "nobody found"}

    @override
    def is_on(self, screen: Screen) -> bool:
        return not screen.patients and not screen.error


@dataclass(frozen=True, slots=True)
class AnError(Sight):
    """Something went wrong: the search is not to be taken for "no such patient"."""

    @override
    def question(self) -> str:
        return "Does the screen say that the search went wrong (and not simply that there is no such patient)?"

    @override
    def task(self) -> dict[str, Any]:
        return {"sight": "error"}

    @override
    def is_on(self, screen: Screen) -> bool:
        return bool(screen.error) and not screen.patients
