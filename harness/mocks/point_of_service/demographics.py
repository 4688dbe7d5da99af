"""What a person tells of herself, and the kinds of text that are taken: what FHIR can say and a page can show."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from harness.transactions import Person


def _sound(text: str) -> str:
    if any(unicodedata.category(one) in ("Cc", "Cs") for one in text):
        raise ValueError("a text without control characters is wanted")
    return text.strip()


def _word(text: str) -> str:
    if not text.strip():
        raise ValueError("something has to stand here")
    return text


def _date(text: str) -> str:
    try:
        known = date.fromisoformat(text).isoformat() == text
    except ValueError:
        known = False
    if not known:
        raise ValueError("a date like 1982-03-14 is wanted")
    return text


Text = Annotated[str, AfterValidator(_sound)]
Word = Annotated[str, AfterValidator(_sound), AfterValidator(_word)]
BirthDate = Annotated[str, AfterValidator(_date)]
Gender = Literal["female", "male", "other", "unknown"]


class Strict(BaseModel):
    """Takes each kind of value as it is, and lets be what it does not know."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


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
