from __future__ import annotations

import inspect
import re

import pytest

from harness import errors
from harness.errors import (
    EvidenceLost,
    HarnessError,
    Inconclusive,
    MalformedMessage,
    MockFault,
    NonConformance,
    NothingReceived,
    OperatorDeclined,
    Unreachable,
    UsageError,
)


def test_every_mistake_has_a_line_of_its_own() -> None:
    error = UsageError("event.toml:3: no name", "event.toml:9: no actor")

    assert str(error) == "event.toml:3: no name\nevent.toml:9: no actor"
    assert error.mistakes == ("event.toml:3: no name", "event.toml:9: no actor")


def test_a_malformed_message_says_where_and_what() -> None:
    error = MalformedMessage("line 1", expected="JSON", found="<html>")

    assert str(error) == "line 1: expected JSON, found <html>"
    assert (error.where, error.expected, error.found) == ("line 1", "JSON", "<html>")


@pytest.mark.parametrize("kind", [Unreachable, NothingReceived, OperatorDeclined])
def test_what_cannot_be_judged_names_its_cause(kind: type[Inconclusive]) -> None:
    error = kind("no answer", caused_by="client_registry")

    assert (error.reason, error.caused_by) == ("no answer", "client_registry")


def test_a_cause_that_is_not_named_is_ours() -> None:
    assert Inconclusive("nothing to send").caused_by == "the harness"


def test_a_finding_says_where_what_and_in_which_exchange() -> None:
    fault = NonConformance("HTTP status", expected=201, found=500, exchange="x0001")

    assert str(fault) == "HTTP status: expected 201, found 500"
    assert (fault.where, fault.expected, fault.found, fault.exchange) == ("HTTP status", "201", "500", "x0001")


def test_a_finding_is_no_error_of_the_harness() -> None:
    assert not issubclass(NonConformance, HarnessError)


@pytest.mark.parametrize("kind", [UsageError, MalformedMessage, Inconclusive, MockFault, EvidenceLost])
def test_what_is_raised_on_purpose_is_told_from_a_bug(kind: type[Exception]) -> None:
    assert issubclass(kind, HarnessError)


def _tree() -> list[tuple[int, str]]:
    lines = [line for line in (errors.__doc__ or "").splitlines() if re.match(r" {4,}[A-Z]", line)]
    return [(len(line) - len(line.lstrip()), line.split()[0]) for line in lines]


def test_the_tree_in_the_docstring_names_every_error() -> None:
    classes = [name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)]

    assert sorted(name for _, name in _tree()) == sorted(errors.__all__) == sorted(classes)


def test_the_tree_in_the_docstring_grows_as_the_classes_do() -> None:
    above: dict[int, type] = {}
    for depth, name in _tree():
        above[depth] = getattr(errors, name)
        parent = above.get(depth - 2, Exception)
        assert above[depth].__base__ is parent, name
