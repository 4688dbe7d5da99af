"""The paths of discriminators, R4 profiling.html#discriminator."""

from __future__ import annotations

import pytest

from harness.conformance.profiles.steps import EXTENSION, OF_TYPE, RESOLVE, steps_of

PATHS: dict[str, tuple[str, ...] | None] = {
    "$this": (),
    "": (),
    "code.coding.system": ("code", "coding", "system"),
    "$this.code": ("code",),
    "value[x]": ("value",),
    "resolve().code": (RESOLVE, "code"),
    "item.resolve()": ("item", RESOLVE),
    "value.ofType(Quantity).code": ("value", f"{OF_TYPE}Quantity", "code"),
    "value.as(FHIR.Quantity)": ("value", f"{OF_TYPE}Quantity"),
    "extension('http://a.b/c').value": (f"{EXTENSION}http://a.b/c", "value"),
    'extension("http://a.b/c")': (f"{EXTENSION}http://a.b/c",),
    "where(a = b)": None,
    "code.": ("code",),
    "code.first()": None,
    "code coding": None,
    "..": None,
}


@pytest.mark.parametrize(("path", "steps"), PATHS.items())
def test_a_path_is_taken_apart(path: str, steps: tuple[str, ...] | None) -> None:
    assert steps_of(path) == steps
