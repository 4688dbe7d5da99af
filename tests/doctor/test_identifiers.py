"""Whether a registry knows the domains it was said to serve, and where its links lead."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from starlette.requests import Request
from starlette.responses import Response

from harness.doctor import examine, health
from tests.doctor.systems import Answering, but, fhir, found, outcome, registry, well

Serve = Callable[..., str]
PIX = "/fhir/Patient/$ihe-pix"
NOT_HERE = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-found"}]}
IN_A_BUNDLE = {"resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [{"resource": NOT_HERE}]}


def refusing(path: str, response: Response) -> Answering:
    """A registry that says `response` at `path` for everything of TEST_A."""

    def answer(request: Request) -> Response | None:
        asked = request.query_params.get("identifier", request.query_params.get("sourceIdentifier", ""))
        return response if request.url.path == path and asked.startswith("http://ohie.org/test/test_a|") else None

    return but(answer)


@pytest.mark.parametrize(
    ("path", "response"),
    [
        (PIX, outcome(400, "code-invalid")),
        ("/fhir/Patient", outcome(404, "not-found")),
        ("/fhir/Patient", fhir(IN_A_BUNDLE)),
    ],
)
def test_a_domain_that_is_refused_is_told_with_all_its_names(serve: Serve, path: str, response: Response) -> None:
    participant = registry(serve(refusing(path, response)))
    symptom = found(participant, "domains")
    assert (symptom.state, symptom.blocks) == ("bad", False)
    assert "URI http://ohie.org/test/test_a, OID 2.16.840.1.113883.3.72.5.9.2, namespace TEST_A" in symptom.remedy


def test_a_refused_domain_is_no_lack_of_health(serve: Serve) -> None:
    (who,) = health(examine([registry(serve(refusing(PIX, outcome(400, "code-invalid"))))]))
    assert who.reachable
    assert who.domain_refused == "It does not know the identifier domain TEST_A (400 code-invalid)."


@pytest.mark.parametrize("response", [outcome(404, "not-found"), outcome(400, "required"), Response(status_code=404)])
def test_an_identifier_that_nobody_has_is_no_refusal_of_its_domain(serve: Serve, response: Response) -> None:
    assert found(registry(serve(refusing(PIX, response))), "domains").state == "ok"


def test_only_the_roles_that_it_plays_are_asked(serve: Serve) -> None:
    asked: list[str] = []
    base = serve(but(lambda request: asked.append(request.url.path)))
    examine([registry(base, ihe_actors=("patient_demographics_supplier",))])
    assert PIX not in asked


def everything_known(request: Request) -> Response:
    if "test_block" in str(request.url):
        return outcome(404, "not-found") if request.url.path == PIX else fhir({"resourceType": "Bundle", "total": 0})
    return well(request)


def test_an_unknown_domain_that_is_known_is_warned_of(serve: Serve) -> None:
    symptom = found(registry(serve(everything_known)), "unknown domain")
    assert (symptom.state, "It answers for TEST_BLOCK" in symptom.sentence) == ("warn", True)


def test_a_question_that_is_not_answered_leaves_the_domains_open(serve: Serve) -> None:
    base = serve(but(lambda request: time.sleep(0.6) if request.url.path == PIX else None))
    symptom = found(registry(base, timeout=0.3), "domains")
    assert (symptom.state, "$ihe-pix" in symptom.sentence, symptom.blocks) == ("warn", True, False)


def leading(url: str) -> Answering:
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": url}, 7]}
    return but(lambda request: fhir(bundle) if set(request.query_params) == {"_count"} else None)


@pytest.mark.parametrize("url", ["http://localhost:8090/fhir?page=2", "https://127.0.0.1/fhir", "http://[broken"])
def test_a_link_that_leads_elsewhere_is_told_with_its_place(serve: Serve, url: str) -> None:
    symptom = found(registry(serve(leading(url))), "links")
    assert (symptom.state, f"Bundle.link[0].url in its answers is {url}" in symptom.sentence) == ("warn", True)


@pytest.mark.parametrize("url", ["?page=2", "urn:uuid:1", "Patient?x=1", ""])
def test_a_link_that_leads_back_is_well(serve: Serve, url: str) -> None:
    assert found(registry(serve(leading(url))), "links").state == "ok"
