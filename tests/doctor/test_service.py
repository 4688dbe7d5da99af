"""Whether a FHIR server answers, lets us in and keeps our time."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from harness.doctor import examine, health
from harness.participants import Participant
from harness.participants.secret import Secret
from harness.transport.authentication import Basic, Bearer, ClientCertificate
from tests.doctor.systems import at, but, fhir, found, outcome, registry, statement
from tests.transport.conftest import Caller, Certificates, Stage

Serve = Callable[..., str]
TOKEN = (Secret("authentication.token", env="TOKEN_OF_AMANI", value="abcdefgh"),)
HTML = Response("<!DOCTYPE html><html>Welcome</html>", media_type="text/html")


def test_a_registry_that_is_well_has_nothing_to_mend(serve: Serve) -> None:
    symptoms = examine([registry(serve())])
    assert {each.state for each in symptoms} == {"ok"}
    assert health(symptoms)[0].reachable


def test_nothing_but_reading_is_sent(serve: Serve) -> None:
    methods: list[str] = []
    base = serve(but(lambda request: methods.append(request.method)))
    examine([registry(base)])
    assert set(methods) == {"GET"}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_names_where_the_secret_is_kept_and_not_the_secret(serve: Serve, status: int) -> None:
    base = serve(at("/fhir/metadata", Response(status_code=status, headers={"WWW-Authenticate": "Bearer realm=x"})))
    symptom = found(registry(base, authentication=Bearer("abcdefgh"), secrets=TOKEN), "credentials")
    assert (symptom.state, symptom.blocks) == ("bad", True)
    assert (
        f"{status} at GET …/metadata, sent with the token from the environment variable TOKEN_OF_AMANI"
        in symptom.sentence
    )
    assert "abcdefgh" not in f"{symptom}"


def test_who_has_no_credentials_is_told_where_to_write_them(serve: Serve) -> None:
    symptom = found(registry(serve(at("/fhir/metadata", Response(status_code=401)))), "credentials")
    assert "[participants.authentication]" in symptom.remedy


@pytest.mark.parametrize("path", ["/fhir/Patient", "/fhir/Patient/$ihe-pix"])
def test_an_open_metadata_does_not_hide_a_closed_door(serve: Serve, path: str) -> None:
    symptoms = examine([registry(serve(at(path, outcome(401, "login"))))])
    (who,) = health(symptoms)
    assert (who.reachable, who.reason.startswith("It did not let us in: 401 at GET …/Patient")) == (False, True)


def test_where_nothing_is_there_nobody_let_us_in(serve: Serve) -> None:
    symptoms = examine([registry(serve(but(lambda _request: outcome(404, "not-found"))))])
    assert "bad" in {each.state for each in symptoms}
    assert "credentials" not in {each.check for each in symptoms}


def test_a_search_without_criteria_may_be_forbidden(serve: Serve) -> None:
    def answer(request: Request) -> Response | None:
        return outcome(403, "forbidden") if set(request.query_params) == {"_count"} else None

    symptoms = examine([registry(serve(but(answer)))])
    assert [(each.check, each.state) for each in symptoms if each.state != "ok"] == [("credentials", "warn")]


def test_what_we_present_is_named_whatever_it_is(serve: Serve, certificates: Certificates) -> None:
    base = serve()
    ours = (Basic("Grace", "abcdefgh"), ClientCertificate(*certificates.files("good")))
    said = [found(registry(base, authentication=each, secrets=TOKEN), "credentials").sentence for each in ours]
    assert ['user "Grace"' in said[0], "client certificate good" in said[1]] == [True, True]


def test_a_token_in_a_header_of_its_own_is_named(serve: Serve) -> None:
    participant = registry(serve(), headers=(("X-Token", "abcdefgh"),), secrets=TOKEN)
    assert (
        found(participant, "credentials").sentence
        == "It let us in, with headers from the environment variable TOKEN_OF_AMANI."
    )


def test_a_base_where_nothing_speaks_fhir_blocks(serve: Serve) -> None:
    (who,) = health(examine([registry(serve(lambda _: HTML))]))
    assert (who.reachable, "answered 200 with an HTML page, not with a CapabilityStatement" in who.reason) == (
        False,
        True,
    )


def test_a_base_that_lies_deeper_is_found(serve: Serve) -> None:
    base = serve()
    symptom = found(registry(base.removesuffix("/fhir")), "/metadata")
    assert (symptom.blocks, symptom.remedy) == (True, f"Write {base}: there it is.")


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (HTML, "200 with an HTML page"),
        (outcome(500, "exception"), "500 with OperationOutcome"),
        (Response(status_code=404), "404 with nothing"),
        (PlainTextResponse("hello"), "200 with text/plain"),
        (Response("{]", media_type="application/fhir+json"), "200 with application/fhir+json that cannot be read"),
    ],
)
def test_a_fhir_server_without_metadata_is_bad_and_can_be_played_against(
    serve: Serve, response: Response, said: str
) -> None:
    symptoms = examine([registry(serve(at("/fhir/metadata", response)))])
    (bad,) = [each for each in symptoms if each.state == "bad"]
    assert (bad.check, said in bad.sentence, health(symptoms)[0].reachable) == ("/metadata", True, True)


def test_a_gateway_in_its_place_blocks(serve: Serve) -> None:
    symptom = found(registry(serve(at("/fhir/metadata", Response(status_code=503)))), "/metadata")
    assert (symptom.blocks, "A gateway answers in its place: 503 Service Unavailable" in symptom.sentence) == (
        True,
        True,
    )


def test_a_server_that_never_answers_blocks_within_its_time(stage: Stage) -> None:
    def listen(caller: Caller) -> None:
        while caller.request():
            pass

    symptom = found(registry(f"{stage.plays(listen)}fhir", timeout=0.2), "/metadata")
    assert (symptom.blocks, "sent nothing back within 0.2 s" in symptom.sentence) == (True, True)


def test_a_slow_metadata_alone_does_not_block(serve: Serve) -> None:
    def answer(request: Request) -> Response | None:
        if request.url.path.endswith("metadata"):
            time.sleep(0.6)
        return None

    symptoms = examine([registry(serve(but(answer)), timeout=0.3)])
    assert [(each.check, each.blocks) for each in symptoms if each.state == "bad"] == [("/metadata", False)]


def test_what_is_not_http_is_bad(stage: Stage) -> None:
    symptom = found(registry(f"{stage.answers(b'MSH|nonsense')}fhir"), "/metadata")
    assert (symptom.state, "not in HTTP" in symptom.sentence) == ("bad", True)


def test_a_port_that_speaks_hl7_v2_is_told_by_its_address(stage: Stage) -> None:
    base = stage.answers(b"\x0bMSH|^~\\&|||||||ACK\r\x1c\r")
    place = base.removeprefix("http://").rstrip("/")
    assert f"Check whether mllp://{place} is meant" in str(found(registry(f"{base}fhir"), "/metadata"))


def dated(seconds: float) -> Response:
    return fhir(statement(), date=formatdate(time.time() + seconds, usegmt=True))


@pytest.mark.parametrize(
    ("off", "said"), [(600, "10 minutes ahead of ours"), (-7300, "2 hours behind ours"), (30, "seconds ahead of ours")]
)
def test_a_clock_that_is_off_is_warned_of(serve: Serve, off: float, said: str) -> None:
    symptom = found(registry(serve(at("/fhir/metadata", dated(off)))), "clock")
    assert (symptom.state, said in symptom.sentence) == ("warn", True)


def test_a_clock_within_a_second_is_well(serve: Serve) -> None:
    assert found(registry(serve()), "clock").state == "ok"


@pytest.mark.parametrize("date", ["yesterday", ""])
def test_a_date_that_is_none_says_nothing_of_the_clock(serve: Serve, date: str) -> None:
    symptoms = examine([registry(serve(at("/fhir/metadata", fhir(statement(), date=date))))])
    assert "clock" not in {each.check for each in symptoms}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"patient": {"operation": []}}, "$ihe-pix, $match"),
        ({"patient": {"conditionalUpdate": False}}, "conditionalUpdate of Patient"),
        ({"patient": {"interaction": [{"code": "search-type"}]}}, "update of Patient, read of Patient"),
        ({"patient": {"searchParam": "none"}}, "the search parameters _id, active, family"),
        ({"rest": 3}, "$ihe-pix, update of Patient"),
    ],
)
def test_what_is_not_declared_is_a_remark(serve: Serve, changes: dict[str, object], missing: str) -> None:
    symptom = found(registry(serve(at("/fhir/metadata", fhir(statement(**changes))))), "/metadata")
    assert (symptom.state, missing in symptom.sentence) == ("warn", True)


def test_a_role_that_is_not_played_and_an_option_that_is_left_out_need_no_declaration(serve: Serve) -> None:
    base = serve(at("/fhir/metadata", fhir(statement(patient={"operation": []}))))
    narrowed: Participant = registry(
        base, ihe_actors=("patient_demographics_supplier",), not_supported={"match-operation": "x"}
    )
    assert found(narrowed, "/metadata").state == "ok"


def test_another_version_of_fhir_is_warned_of(serve: Serve) -> None:
    symptom = found(registry(serve(at("/fhir/metadata", fhir(statement(fhirVersion="5.0.0"))))), "/metadata")
    assert (symptom.state, "FHIR 5.0.0" in symptom.sentence) == ("warn", True)


def test_an_address_without_tls_of_a_port_with_it_is_told(serve: Serve, certificates: Certificates) -> None:
    base = serve(tls=certificates.server("good")).replace("https://", "http://")
    symptom = found(registry(base), "/metadata")
    assert (symptom.state, symptom.remedy) == ("bad", "It speaks TLS on this port: write https:// instead of http://.")
