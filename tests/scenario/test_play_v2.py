"""What becomes of a play in HL7 v2: acknowledged, refused, unanswered, by whom."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending
from harness.messages import hl7v2
from harness.participants import Participant
from harness.scenario.casting import Casting
from harness.scenario.play import Play
from harness.transactions.hl7v2_message import RULES
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import client_context, server_context
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import played, stage, verdicts, written
from tests.scenario.v2_clinic import Clinic
from tests.scenario.v2_responder import Turned, acknowledging, listening

REFUSALS = {"V2-11"}
QUERIES = {"V2-15"}
RULES_OF_THE_PLAY = {"V2-01", *RULES, "8-01", "CRWF-1"} - REFUSALS - QUERIES


def registry(url: str) -> Participant:
    return participant("It", "client_registry", endpoints={"hl7v2": url}, timeout=1)


def clinic() -> Participant:
    return participant("Clinic", "point_of_service", endpoints={}, protocols=("hl7v2",), patience=5)


def against(folder: Path, answer: Turned | None = None) -> tuple[Ending, dict[str, str]]:
    """Plays against a registry that answers so."""
    with listening(answer) as url, stage(folder, [registry(url)]) as on:
        ending, findings = played(written(folder), {"client_registry": registry(url)}, on)
        return ending, verdicts(findings)


def test_a_registry_that_takes_all_is_judged_by_every_rule(tmp_path: Path) -> None:
    ending, found = against(tmp_path)
    assert (ending.verdict, set(found)) == ("PASS", RULES_OF_THE_PLAY)


@pytest.mark.parametrize("code", ["AE", "AR"])
def test_a_feed_that_is_refused_in_the_given_is_inconclusive(tmp_path: Path, code: str) -> None:
    ending, found = against(tmp_path, acknowledging(code))
    assert ending.reason.endswith(f"It answered ADT^A01 with {code}")
    assert (ending.verdict, ending.caused_by, found["8-01"]) == ("INCONCLUSIVE", "It", "INCONCLUSIVE")


def silent_to(event: str) -> Turned:
    return lambda message: None if hl7v2.parse(message).get("MSH-9.2") == event else acknowledging()(message)


def test_silence_fails_where_a_question_right_after_it_is_answered(tmp_path: Path) -> None:
    ending, found = against(tmp_path, silent_to("A08"))
    assert (ending.verdict, found["V2-01"], found["8-01"]) == ("FAIL", "FAIL", "INCONCLUSIVE")


def test_a_consumer_is_called_as_it_calls_itself(tmp_path: Path) -> None:
    lab = replace(clinic(), application="LIS", facility="LAB")
    scenario = written(tmp_path)
    with stage(tmp_path, [clinic()]) as on:
        called = [
            Play(scenario.script, Casting({"point_of_service": one}), on).players["point_of_service"].called
            for one in (clinic(), lab)
        ]
    assert called == [("TEST_HARNESS", "TEST"), ("LIS", "LAB")]


def test_silence_to_everything_is_inconclusive(tmp_path: Path) -> None:
    ending, _ = against(tmp_path, lambda _: None)
    assert ending.verdict == "INCONCLUSIVE"
    assert "probe" in ending.reason


@pytest.mark.parametrize("answer", [b"hello", b"MSH|^~\\&|CR1|MOH_CAAT|TEST_HARNESS|TEST|20260101||ACK|1|P|2.3.1\r"])
def test_what_is_no_acknowledgement_is_no_answer(tmp_path: Path, answer: bytes) -> None:
    _, found = against(tmp_path, lambda _: answer)
    assert (found["V2-01"], found.get("8-01")) == ("FAIL", "INCONCLUSIVE")


def turned(where: str, value: str) -> Turned:
    def answer(message: bytes) -> bytes:
        right = hl7v2.parse(acknowledging()(message) or b"")
        return right.with_value(where, value or hl7v2.parse(message).get("MSH-10")).encode()

    return answer


@pytest.mark.parametrize(
    ("where", "rule"), [("MSA-2", "V2-02"), ("MSH-10", "V2-05"), ("MSH-3", "V2-06"), ("MSH-6", "V2-06")]
)
def test_an_acknowledgement_of_something_else_fails_its_rule(tmp_path: Path, where: str, rule: str) -> None:
    _, found = against(tmp_path, turned(where, "" if where == "MSH-10" else "ELSE"))
    assert {one for one, verdict in found.items() if verdict == "FAIL"} == {rule}


def test_two_participants_play_through_a_relay(tmp_path: Path) -> None:
    with listening() as url, Clinic() as keyboard:
        cast = {"point_of_service": clinic(), "client_registry": registry(url)}
        with stage(tmp_path, list(cast.values()), operator=keyboard.operator) as on:
            ending, findings = played(written(tmp_path), cast, on)
    assert (ending.verdict, set(verdicts(findings))) == ("PASS", RULES_OF_THE_PLAY)
    assert [one.exchange.captured_at for one in read(tmp_path / "run").crossings] == ["relay", "relay"]


def test_what_a_clinic_sends_is_the_patient_of_the_play(tmp_path: Path) -> None:
    with listening() as url, Clinic() as keyboard:
        cast = {"point_of_service": clinic(), "client_registry": registry(url)}
        with stage(tmp_path, list(cast.values()), operator=keyboard.operator) as on:
            played(written(tmp_path), cast, on)
    sent = [hl7v2.parse(one.exchange.request.body) for one in read(tmp_path / "run").crossings]
    assert [one.get("PID-5.1") for one in sent] == keyboard.families


def test_tls_ends_at_the_relay_where_the_event_issued_certificates(tmp_path: Path, certified: Path) -> None:
    ours, ca = certified / "harness", str(certified / "ca.pem")
    shutil.copytree(ours, certified / "clinic")
    own = ClientCertificate(ours / "client.pem", ours / "client.key")
    door = server_context(ClientCertificate(ours / "server.pem", ours / "server.key"), clients=ca)
    with listening(tls=door) as url, Clinic(client_context(ca, certificate=own)) as keyboard:
        cast = {"point_of_service": clinic(), "client_registry": replace(registry(url), ca=ca)}
        with stage(tmp_path, list(cast.values()), operator=keyboard.operator, certificates=str(certified)) as on:
            ending, _ = played(written(tmp_path), cast, on)
    crossed = [one.exchange for one in read(tmp_path / "run").crossings]
    assert (ending.verdict, {one.base.partition("://")[0] for one in crossed}) == ("PASS", {"mllps"})
    assert all(one.tls and one.tls.certificate for one in crossed)


def test_tls_for_which_no_certificate_was_issued_passes_unread_and_is_inconclusive(
    tmp_path: Path, certified: Path
) -> None:
    ours, ca = certified / "harness", str(certified / "ca.pem")
    door = server_context(ClientCertificate(ours / "server.pem", ours / "server.key"))
    with listening(tls=door) as url, Clinic(client_context(ca)) as keyboard:
        cast = {"point_of_service": clinic(), "client_registry": replace(registry(url), ca=ca)}
        with stage(tmp_path, list(cast.values()), operator=keyboard.operator) as on:
            ending, _ = played(written(tmp_path), cast, on)
    assert (ending.verdict, "was passed through unread" in ending.reason) == ("INCONCLUSIVE", True)
