"""The primitive types of R4, value by value (datatypes.html#primitive)."""

from __future__ import annotations

from typing import Any

import pytest

from harness.conformance.structure.primitives import FORMATS, LONGEST, problem

GOOD: list[tuple[str, Any]] = [
    ("boolean", False),
    ("integer", -(2**31)),
    ("decimal", 1),
    ("decimal", -0.5),
    ("date", "2000-02-29"),
    ("dateTime", "2016-12-31T23:59:60.123Z"),
    ("dateTime", "2026-11-25T07:30:00-00:00"),
    ("instant", "2026-11-25T07:30:00.1+14:00"),
    ("time", "23:59:60.5"),
    ("code", "half way"),
    ("code", "中"),
    ("id", "A-1.b"),
    ("uri", "urn:oid:2.999"),
    ("uri", "x"),
    ("url", "mailto:grace@example.org"),
    ("canonical", "http://example.org/a|1#b"),
    ("canonical", "urn:uuid:0b3a2a3e-2f5c-4b8e-9c36-1f3f3e0e5b11|1"),
    ("string", "a\u00a0b\nc"),
    ("markdown", " a "),
    ("base64Binary", "YW Jj\r\nYQ=="),
    ("xhtml", "anything"),
]
BAD: list[tuple[str, Any]] = [
    ("boolean", "true"),
    ("integer", True),
    ("integer", 1.0),
    ("unsignedInt", -1),
    ("positiveInt", 0),
    ("decimal", float("nan")),
    ("decimal", float("inf")),
    ("date", "2023-02-29"),
    ("date", "2023-04-31"),
    ("date", "2023-00-01"),
    ("date", "٢٠٢٣"),
    ("date", "2023\n"),
    ("dateTime", "2026-11-25T07:30:00"),
    ("dateTime", "2026-11T07:30:00Z"),
    ("dateTime", "2026-11-25t07:30:00z"),
    ("instant", "2026-11-25"),
    ("time", "07:30"),
    ("time", "07:30:00Z"),
    ("code", ""),
    ("code", "a\t\tb"),
    ("code", "a\x01"),
    ("id", "a/b"),
    ("id", ""),
    ("uri", "http://a b"),
    ("uri", "uuid:0b3a2a3e-2f5c-4b8e-9c36-1f3f3e0e5b11"),
    ("uri", "a\x02"),
    ("oid", "urn:oid:3.1"),
    ("uuid", "urn:uuid:0B3A2A3E-2F5C-4B8E-9C36-1F3F3E0E5B11"),
    ("string", "a\x00"),
    ("string", "é" * (LONGEST + 1)),
    ("base64Binary", "Y==="),
    ("base64Binary", " "),
    ("base64Binary", "YQ==YQ=="),
]
DOUBTFUL: list[tuple[str, Any]] = [
    ("string", " a"),
    ("string", "\n"),
    ("markdown", "\u00a0 ".strip("\u00a0")),
    ("decimal", 10**18),
    ("date", "1492"),
    ("canonical", "ValueSet/a"),
]


@pytest.mark.parametrize(("name", "value"), GOOD, ids=repr)
def test_a_good_value_has_no_fault(name: str, value: Any) -> None:
    assert problem(value, name) is None


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda one: repr(one)[:40])
def test_a_bad_value_is_an_error(name: str, value: Any) -> None:
    fault = problem(value, name)

    assert fault is not None
    assert fault.severity == "error"


@pytest.mark.parametrize(("name", "value"), DOUBTFUL, ids=repr)
def test_a_doubtful_value_is_a_warning(name: str, value: Any) -> None:
    fault = problem(value, name)

    assert fault is not None
    assert fault.severity == "warning"


def test_every_primitive_type_of_r4_has_a_format(core: Any) -> None:
    assert set(FORMATS) == set(core.primitive_types)
