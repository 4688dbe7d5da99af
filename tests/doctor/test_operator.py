"""What the doctor says of the program that stands in for a person."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from starlette.responses import Response

from harness.doctor import Symptom, examine, health
from tests.doctor.systems import registry

Serve = Callable[..., str]


def of_the_operator(url: str) -> Symptom:
    clinic = registry("http://127.0.0.1:9/fhir", actors=("point_of_service",), endpoints={}, operator=url)
    (found,) = (each for each in examine([clinic]) if each.check == "operator")
    return found


def test_a_program_that_is_not_there_is_missed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    found = of_the_operator(f"http://127.0.0.1:{port}/instructions")
    assert (found.state, "refused" in found.sentence) == ("bad", True)
    assert "Start the program" in found.remedy


def test_a_wrong_path_is_told_with_that_of_our_own_mocks(serve: Serve) -> None:
    found = of_the_operator(serve(lambda _: Response(status_code=404)))
    assert (found.state, "the path is wrong" in found.sentence) == ("bad", True)
    assert "/instructions" in found.remedy


@pytest.mark.parametrize("status", [200, 401, 405, 500])
def test_any_other_answer_shows_that_a_program_is_there(serve: Serve, status: int) -> None:
    assert of_the_operator(serve(lambda _: Response(status_code=status))).state == "ok"


def test_a_system_can_be_played_with_though_its_program_is_not_there() -> None:
    clinic = registry("http://127.0.0.1:9/fhir", endpoints={}, operator="http://127.0.0.1:9/instructions")
    assert [each.reachable for each in health(examine([clinic]))] == [True]


def test_nobody_is_visited_where_no_program_is_named(serve: Serve) -> None:
    assert "operator" not in {each.check for each in examine([registry(serve())])}
