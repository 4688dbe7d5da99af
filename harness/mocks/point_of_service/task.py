"""What the clerk can be told to do: the shape of a task, and the errand it becomes. Sends nothing.

A task is a JSON object, the one that `Transaction.task` writes and that the page's forms fill in.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from harness.errors import UsageError
from harness.mocks.errands.answer import Answer
from harness.mocks.errands.values import Strict
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import Screen
from harness.openhie.domains import Domain
from harness.transactions import Identifier, Transaction


@dataclass(frozen=True, slots=True)
class Errand:
    """A transaction to carry out, and how its answer is read.

    `told` is said to the person when it went well; `forgets` is the number that nobody has from then on. `adds` puts
    the patients of the answer below those that are on the screen already. `shows_token` is for a registry that takes
    tokens.
    """

    transaction: Transaction
    read: Callable[[Answer], Screen]
    told: str = ""
    forgets: str = ""
    adds: bool = False
    shows_token: bool = False


class Task(Strict):
    """Something to do."""

    action: str

    @abstractmethod
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        """What it comes to, with the clinic's own patients and the next page of the last answer, where there is one.

        Raises UsageError where it cannot be done now.
        """


def identifier_in(token: str, domain: Domain) -> Identifier:
    """The identifier that ``system|value`` names; a number alone is one of `domain`. Raises UsageError."""
    system, bar, value = token.partition("|")
    if not bar:
        return Identifier(domain.uri, token)
    if not (system and value):
        raise UsageError(f"{token!r} names nobody: an identifier is system|value, or a number of this clinic.")
    return Identifier(system, value)
