"""What the doctor says of a relay between two systems."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from harness.doctor import examine
from harness.participants import Participant
from tests.doctor.systems import but, registry

Serve = Callable[..., str]

EMR = registry(
    "http://127.0.0.1:9/fhir",
    name="Kijani",
    slug="kijani",
    actors=("point_of_service",),
    ihe_actors=("patient_identity_source",),
    endpoints={},
)


def of_the_relay(base: str, *others: Participant) -> list[tuple[str, str]]:
    found = examine([registry(base), *others])
    return [(each.state, each.sentence) for each in found if each.check == "relay"]


def test_what_a_relay_must_break_is_told_beforehand(serve: Serve) -> None:
    [(state, sentence)] = of_the_relay(serve(), EMR)
    assert (state, sentence.startswith("Through us it is reached by Kijani.")) == ("ok", True)
    assert "the audience of a token" in sentence


def test_nothing_is_told_of_a_relay_where_nobody_needs_one(serve: Serve) -> None:
    assert of_the_relay(serve()) == []


def test_a_system_that_refuses_another_host_is_warned_of(serve: Serve) -> None:
    def strict(request: Request) -> Response | None:
        return Response(status_code=421) if "x-forwarded-host" in request.headers else None

    [(state, sentence)] = of_the_relay(serve(but(strict)), EMR)
    assert (state, "refuses (421)" in sentence) == ("warn", True)


def test_a_layer_is_not_asked_what_others_answer(serve: Serve) -> None:
    base = serve(lambda _: Response("Bad Gateway", 502))
    found = examine([registry(base, actors=("interoperability_layer",), ihe_actors=("secure_node",))])
    assert {each.check for each in found} & {"/metadata", "credentials", "clock"} == set()
    assert {each.state for each in found} == {"ok"}
