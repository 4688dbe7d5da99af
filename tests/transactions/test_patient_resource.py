"""The Patient of a feed has a form that fhir.resources has typed."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from harness.transactions.patient_resource import patient_resource
from tests.transactions.people import GRACE


def test_a_form_that_is_not_typed_so_is_refused() -> None:
    twin = dataclasses.replace(GRACE, birth_order="second")  # type: ignore[arg-type]

    with pytest.raises(ValidationError, match="multipleBirthInteger"):
        patient_resource(twin, (), tags=())


def test_a_form_is_refused_again_when_a_good_one_was_seen() -> None:
    patient_resource(dataclasses.replace(GRACE, birth_order=2), (), tags=())

    with pytest.raises(ValidationError, match="multipleBirthInteger"):
        patient_resource(dataclasses.replace(GRACE, birth_order="second"), (), tags=())  # type: ignore[arg-type]
