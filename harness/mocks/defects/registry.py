"""The list of all defects and how a mock gets one. Knows names, not what any of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from harness.errors import UsageError

_MODULES = (
    "harness.mocks.defects.client_registry",
    "harness.mocks.defects.point_of_service",
    "harness.mocks.defects.facility_registry",
    "harness.mocks.defects.health_worker_registry",
    "harness.mocks.defects.interlinked_registry",
    "harness.mocks.defects.interlinked_registry_csd",
    "harness.mocks.defects.audit_record_repository",
    "harness.mocks.defects.interoperability_layer",
    "harness.mocks.defects.authorization_server",
    "harness.mocks.defects.alert_aggregator",
    "harness.mocks.defects.alert_reporter",
    "harness.mocks.defects.shared_health_record",
    "harness.mocks.defects.community_health_information_system",
    "harness.mocks.defects.health_management_information_system",
    "harness.mocks.defects.aggregate_data_sender",
    "harness.mocks.defects.interoperability_layer_mapping",
    "harness.mocks.defects.terminology_service",
)
_Class = TypeVar("_Class", bound=type)


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault that the mock `mock` can have.

    `breaks` are the requirements it proves, `also` (at most three) those that fall with them. `where` is the place
    at which a finding about it stands, `text` tells it by behaviour, in a sentence. `behaviour` is the class whose
    methods go before the mock's own.
    """

    name: str
    mock: str
    breaks: tuple[str, ...]
    where: str
    text: str
    also: tuple[str, ...] = ()
    behaviour: type = field(default=object, repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """`text` with a capital and a full stop."""
        text = self.text.rstrip(".")
        return f"{text[:1].upper()}{text[1:]}."


_declared: dict[str, Defect] = {}


def declare(
    name: str, *, mock: str, breaks: Iterable[str], where: str, text: str, also: Iterable[str] = ()
) -> Callable[[_Class], _Class]:
    """Declares the decorated class to be the behaviour of a defect."""

    def declared(behaviour: _Class) -> _Class:
        if name in _declared:
            raise ValueError(f"two defects are called {name}: the second would hide the first")
        _declared[name] = Defect(name, mock, tuple(breaks), where, text, tuple(also), behaviour)
        return behaviour

    return declared


@cache
def everything() -> tuple[Defect, ...]:
    """Every defect of every mock, in the order of their modules."""
    for module in _MODULES:
        if find_spec(module) is not None:
            import_module(module)
    return tuple(_declared.values())


def named(name: str) -> Defect:
    """The defect called `name`. Raises UsageError with the names that come close."""
    known = {one.name: one for one in everything()}
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else "`harness mock --list` tells of all."
    raise UsageError(f"There is no defect {name!r}: {hint}")


def all_of(mock: str) -> tuple[Defect, ...]:
    """The defects of one mock."""
    return tuple(one for one in everything() if one.mock == mock)


def behaviour(right: type, names: Iterable[str], *, mock: str) -> Any:
    """`right` with the defects called `names` before it. Raises UsageError for one of another mock."""
    chosen = [named(name) for name in dict.fromkeys(names)]
    for one in chosen:
        if one.mock != mock:
            raise UsageError(f"The defect {one.name!r} belongs to the mock {one.mock}, not to {mock}.")
    return type(right.__name__, (*(one.behaviour for one in chosen), right), {}) if chosen else right


def snapshot(defect: Defect) -> dict[str, Any]:
    """`defect` as plain data, for the ledger."""
    return {
        "name": defect.name,
        "mock": defect.mock,
        "breaks": list(defect.breaks),
        "also": list(defect.also),
        "where": defect.where,
        "text": defect.text,
    }
