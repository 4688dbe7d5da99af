from __future__ import annotations

import dataclasses

import pytest

from harness.checks.acknowledgements import (
    accepted,
    acknowledged,
    goes_back_to_the_sender,
    is_a_message_of_its_own,
    names_the_request,
)
from harness.errors import NonConformance
from tests.checks.resources import finding
from tests.seen import crossed, v2_answer, v2_request


def test_a_message_that_was_taken_passes_every_check() -> None:
    for check in (acknowledged, accepted):
        check(v2_answer())
    for check in (names_the_request, is_a_message_of_its_own, goes_back_to_the_sender):
        check(crossed(v2_request(), v2_answer()))


@pytest.mark.parametrize("code", ["AE", "AR", "CA", ""])
def test_any_other_code_is_no_acceptance(code: str) -> None:
    assert finding(accepted, v2_answer(**{"MSA-1": code})) == ("MSA-1", "AA", code or "none")


@pytest.mark.parametrize(("body", "where"), [(b"hello", "the first segment"), (b"MSH|^~\\&|CR1\r", "MSA-1")])
def test_what_acknowledges_nothing_is_found(body: bytes, where: str) -> None:
    assert finding(acknowledged, dataclasses.replace(v2_answer(), body=body))[0] == where


def test_an_answer_without_the_control_id_of_the_request_is_found() -> None:
    assert finding(names_the_request, crossed(v2_request(), v2_answer(**{"MSA-2": ""}))) == ("MSA-2", "1", "nothing")


@pytest.mark.parametrize(
    ("where", "value", "expected"),
    [("MSH-10", "1", "a control id of its own"), ("MSH-10", "", "a control id of its own"), ("MSH-4", "X", "MOH_CAAT")],
)
def test_an_answer_that_is_not_the_responders_own_is_found(where: str, value: str, expected: str) -> None:
    check = is_a_message_of_its_own if where == "MSH-10" else goes_back_to_the_sender
    found = finding(check, crossed(v2_request(), v2_answer(**{where: value})))
    assert found[:2] == (where, expected)


def test_a_finding_names_its_exchange() -> None:
    with pytest.raises(NonConformance) as fault:
        accepted(v2_answer(**{"MSA-1": "AE"}))
    assert fault.value.exchange == "x0001"
