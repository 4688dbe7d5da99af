"""What is said of a constraint in plain Python is what FHIRPath says of it, on good values and on bad ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.conformance.invariants import judged, planned
from harness.conformance.invariants.native import NATIVE
from harness.conformance.scope import Scope
from harness.conformance.structure.element import Constraint
from tests.conformance.invariants.generated import elements, resource_of

ANYWHERE = ("Patient", "Questionnaire", "Bundle.entry", "Extension", "CodeableConcept")
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
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_python_agrees_with_fhirpath(expression: str, holder: str, data: st.DataObject) -> None:
    native, engine = by_both(expression, holder, data.draw(elements(expression, holder)))

    assert native is None or native is engine or (native and engine is None)
