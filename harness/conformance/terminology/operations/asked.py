"""The parameters of an operation: values by name, from an address or from Parameters. Knows types, no operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from harness.conformance.terminology.operations.problems import wrong

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")


class Asked:
    """What was asked, in order. A value that came in an address is a text; from Parameters it has its JSON type."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self._values: dict[str, list[Any]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    @property
    def names(self) -> list[str]:
        """The names of all parameters, each once."""
        return list(self._values)

    def all(self, name: str) -> list[Any]:
        """Every value of a parameter."""
        return self._values.get(name, [])

    def text(self, name: str) -> str:
        """A parameter that is a text of some kind; empty where it is missing. Unanswered (400) for any other value."""
        values = self._one(name)
        if not values:
            return ""
        if not isinstance(values[0], str):
            raise wrong(f"The parameter {name} has to be a text")
        return values[0]

    def texts(self, name: str) -> list[str]:
        """Every value of a parameter that may repeat. Unanswered (400) where one is no text."""
        if any(not isinstance(value, str) for value in self.all(name)):
            raise wrong(f"The parameter {name} has to be a text")
        return self.all(name)

    def flag(self, name: str) -> bool | None:
        """A boolean; None where it is missing. Unanswered (400) for anything but true and false."""
        values = self._one(name)
        if values and values[0] not in (True, False, "true", "false"):
            raise wrong(f"The parameter {name} is either true or false, not {str(values[0])[:40]!r}")
        return values[0] in (True, "true") if values else None

    def number(self, name: str) -> int | None:
        """A whole number from 0 up; None where it is missing. Unanswered (400) for anything else."""
        values = self._one(name)
        said = str(values[0]) if values and not isinstance(values[0], bool) else ""
        if values and not (said.isascii() and said.isdigit() and len(said) < 10):
            raise wrong(f"The parameter {name} has to be a whole number, 0 or more, not {str(values[0])[:40]!r}")
        return int(said) if values else None

    def date(self, name: str) -> str:
        """A date or instant; empty where it is missing. Unanswered (400) for anything else."""
        said = self.text(name)
        if said and not _DATE.fullmatch(said):
            raise wrong(f"The parameter {name} has to be a date, not {said[:40]!r}")
        return said

    def thing(self, name: str) -> dict[str, Any] | None:
        """A Coding, a CodeableConcept or a resource; None where it is missing. Unanswered (400) for anything else."""
        values = self._one(name)
        if values and not isinstance(values[0], dict):
            raise wrong(f"The parameter {name} has to be an object, and can only be sent in Parameters")
        return values[0] if values else None

    def things(self, name: str) -> list[dict[str, Any]]:
        """Every value of a parameter of objects that may repeat; what is no object is left out."""
        return [value for value in self.all(name) if isinstance(value, dict)]

    def _one(self, name: str) -> list[Any]:
        values = self.all(name)
        if len(values) > 1:
            raise wrong(f"The parameter {name} can be given once, and stands here {len(values)} times")
        return values


def asked_in(parameters: Mapping[str, Any]) -> Asked:
    """The parameters in a Parameters resource; parts are an `Asked` of their own."""
    return Asked(_pairs(parameters.get("parameter")))


def _pairs(rows: object) -> Iterable[tuple[str, Any]]:
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            yield row["name"], _value(row)


def _value(row: Mapping[str, Any]) -> Any:
    if "part" in row:
        return Asked(_pairs(row["part"]))
    values = (value for name, value in row.items() if name.startswith("value") or name == "resource")
    return next(values, "")
