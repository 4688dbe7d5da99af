"""What a question to a terminology service is made of: pairs of name and value, in an address or in Parameters.

Knows the types that FHIR R4 gives to the parameters of its terminology operations, not what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.transactions.fhir_search import pairs_in
from harness.transactions.transaction import Transaction

Pairs = list[tuple[str, str]]
Asked = str | tuple[tuple[str, str], ...]
"""A question as the specification writes it, unescaped, or as pairs whose values may hold anything."""

_BOOLEANS = (
    *("includeDesignations", "includeDefinition", "activeOnly", "excludeNested", "excludeNotForUI"),
    *("excludePostCoordinated", "abstract", "reverse"),
)
_CANONICALS = ("exclude-system", "system-version", "check-system-version", "force-system-version")
TYPES = {
    **dict.fromkeys(_BOOLEANS, "Boolean"),
    **dict.fromkeys(_CANONICALS, "Canonical"),
    **dict.fromkeys(("url", "system", "source", "target", "targetsystem", "context"), "Uri"),
    **dict.fromkeys(("code", "displayLanguage", "property", "contextDirection"), "Code"),
    **dict.fromkeys(("offset", "count"), "Integer"),
    "date": "DateTime",
}
"""The type of a parameter's value by its name; a string where none stands here."""


def pairs(what: Asked) -> Pairs:
    """``url=…&filter=…`` as the specification writes it, unescaped, in order; pairs as they are."""
    return pairs_in(what) if isinstance(what, str) else list(what)


def in_words(what: Asked) -> str:
    """``url …, filter …``: a question for the person at the keyboard."""
    return ", ".join(f"{name} {value}" for name, value in pairs(what))


def as_parameters(asked: Iterable[tuple[str, str]]) -> Resource:
    """The same as a Parameters resource. ``dependency`` is ``element|code``: what the map depends on, and its value."""
    return {"resourceType": "Parameters", "parameter": [_parameter(name, value) for name, value in asked]}


def _parameter(name: str, value: str) -> dict[str, Any]:
    if name == "dependency":
        element, _, code = value.rpartition("|")
        concept = {"name": "concept", "valueCodeableConcept": {"coding": [{"code": code}]}}
        return {"name": name, "part": [{"name": "element", "valueUri": element}, concept]}
    type_ = TYPES.get(name, "String")
    typed: Any = value
    if type_ == "Boolean":
        typed = value == "true"
    elif type_ == "Integer":
        typed = int(value)
    return {"name": name, f"value{type_}": typed}


@dataclass(frozen=True, slots=True)
class AskedByParameters(Transaction):
    """A question that is all in its parameters. `told` is what a person is asked to do, without them.

    `what` are the parameters as the specification writes them, unescaped: ``url=…&filter=…``.
    """

    told: ClassVar[str]

    what: Asked

    @property
    def parameters(self) -> Pairs:
        """What is asked, unescaped, in order."""
        return pairs(self.what)

    @override
    def instruction(self) -> str:
        said = in_words(self.what)
        return f"{self.told} ({said})" if said else self.told
