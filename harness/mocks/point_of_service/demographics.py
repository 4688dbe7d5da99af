"""What a person tells of herself."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from harness.mocks.errands.values import Strict, Text, Word
from harness.transactions import Person


def _date(text: str) -> str:
    try:
        known = date.fromisoformat(text).isoformat() == text
    except ValueError:
        known = False
    if not known:
        raise ValueError("a date like 1982-03-14 is wanted")
    return text


BirthDate = Annotated[str, AfterValidator(_date)]
Gender = Literal["female", "male", "other", "unknown"]


class Demographics(Strict):
    """The person of a task, as `harness.transactions` writes her."""

    family: Word
    given: Word
    birth_date: BirthDate
    gender: Gender
    mothers_maiden_name: Text = ""
    phone: Text = ""
    city: Text = ""
    country: Text = ""
    formerly: Text = ""
    birth_order: Annotated[int, Field(ge=0)] = 0

    @property
    def person(self) -> Person:
        """She, without a number yet."""
        return Person(key="", **self.model_dump())
