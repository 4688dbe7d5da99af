"""What is said of a constraint in plain Python is what FHIRPath says of it, on good values and on bad ones."""

from __future__ import annotations

import json
from typing import Any

import fhirpathpy
import pytest
from fhirpathpy.models import models
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.conformance.invariants import judged, planned
from harness.conformance.invariants.corrections import CORRECTED
from harness.conformance.invariants.native import NATIVE
from harness.conformance.scope import Scope
from harness.conformance.structure.element import Constraint
from tests.conformance.invariants.generated import elements, resource_of

ANYWHERE = ("Questionnaire", "Bundle.entry")
PLACES = [(text, holder) for text, native in NATIVE.items() for holder in sorted(native.holders) or ANYWHERE]


def by_both(expression: str, holder: str, value: dict[str, Any]) -> tuple[bool | None, bool | None]:
    """What Python and FHIRPath say; None where either leaves it open."""
    resource = resource_of(value, holder)
    scope = Scope(None, None, resource, resource, holder)  # type: ignore[arg-type] — no constraint of core asks them
    code, path = ("BackboneElement", holder) if "." in holder else (holder, holder)
    one = planned(Constraint("key-1", "error", expression, "words", "url"), code, path)
    assert one.native, "the constraint is not known for this type"
    issues = judged(one, value, code, path, holder, scope)
    open_question = any(issue.not_checked for issue in issues)
    return one.native.judge(value, scope), None if open_question else not issues


@pytest.mark.parametrize(("expression", "holder"), PLACES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_python_agrees_with_fhirpath(expression: str, holder: str, data: st.DataObject) -> None:
    native, engine = by_both(expression, holder, data.draw(elements(expression, holder)))

    assert native is None or native is engine or (native and engine is None)


FHIRPATHPYS = [(text, holder) for text, holder in PLACES if text not in CORRECTED and "hasValue" not in text]
"""What fhirpathpy can evaluate by itself, and R4 publishes as it is meant."""


def tidy(value: Any) -> Any:
    """A value as R4 wants it, without what fhirpathpy counts twice (``_name``)."""
    if isinstance(value, dict):
        kept = {name: tidy(one) for name, one in value.items() if not name.startswith("_")}
        return {name: one for name, one in kept.items() if one not in (None, [], {})}
    return [one for one in map(tidy, value) if one not in (None, [], {})] if isinstance(value, list) else value


def by_fhirpathpy(expression: str, holder: str, value: dict[str, Any]) -> bool | None:
    """What fhirpathpy says without us; None where it raises."""
    resource = resource_of(value, holder)
    path = {"expression": expression, "base": holder}
    quiet = {"traceFn": lambda *_: None}
    try:
        found = fhirpathpy.evaluate(
            json.loads(json.dumps(value)), path, {"resource": resource, "rootResource": resource}, models["r4"], quiet
        )
    except Exception:  # fhirpathpy raises nothing more precise
        return None
    return bool(found) and found != [False]


@pytest.mark.parametrize(("expression", "holder"), FHIRPATHPYS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_python_agrees_with_fhirpathpy_itself(expression: str, holder: str, data: st.DataObject) -> None:
    value = tidy(data.draw(elements(expression, holder)))
    native, _ = by_both(expression, holder, value)

    assert native is None or by_fhirpathpy(expression, holder, value) in (native, None)
