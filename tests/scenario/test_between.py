"""A layer between two actors: both hops are one exchange, and the layer is judged by what came out of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from harness.evidence.reading import read
from harness.evidence.record import Finding
from harness.mocks.interoperability_layer import InteroperabilityLayer
from harness.openhie.requirements import Catalogue
from harness.participants import Participant
from harness.scenario.casting import Casting
from harness.scenario.lanes import Lane
from harness.scenario.library import Scenario, scenarios
from harness.scenario.operator import Instruction, Operator
from harness.scenario.own_layer import BARRED, KNOWN, clients
from harness.scenario.play import Play
from harness.transport.authentication import Basic
from harness.transport.http_server import HttpServer
from harness.transport.mllp_server import MllpServer
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import stage, written

FHIR = '''"""Create patient demographic record (CRWF-1).

Somebody comes to a clinic for the first time.
"""

from harness import given, patients, then, verifies, when
from harness.checks import http
from harness.transactions import PatientIdentityFeed


@verifies("104-01")
def test_a_patient_is_created(point_of_service, client_registry):
    with when("the point of service sends her identity feed"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)

    with then(client_registry).shall("create her", "104-01"):
        http.answered(feed.response, 201)
'''


def layer(**endpoints: str) -> Participant:
    return participant("Layer", "interoperability_layer", endpoints=endpoints, protocols=tuple(endpoints))


def found(folder: Path, text: str | None, one: Participant | None, lead: Callable[[str], None] | None = None) -> Play:
    """Plays `text` through a layer; `lead` is told where that has to lead to."""
    scenario = written(folder, text) if text else written(folder)
    with stage(folder, [one] if one else []) as on:
        if one is not None and lead is not None:
            lead(on.premises.base_for(one, "client_registry", None, next(iter(one.endpoints))))
        play = Play(scenario.script, Casting({"interoperability_layer": one} if one else {}, between=True), on)
        play.perform(scenario.function)
    return play


def verdicts(findings: list[Finding]) -> dict[str, str]:
    return {one.requirement: one.verdict for one in findings if one.actor == "interoperability_layer"}


def test_our_own_layer_carries_fhir(tmp_path: Path) -> None:
    play = found(tmp_path, FHIR, None)
    assert verdicts(play.findings) == {"IOLF-2": "PASS", "IOLP-1": "PASS", "IOLP-2": "PASS"}


def test_our_own_layer_carries_hl7_v2(tmp_path: Path) -> None:
    play = found(tmp_path, None, None)
    assert verdicts(play.findings) == {"IOLF-2": "PASS", "IOLP-1": "PASS", "IOLP-2": "PASS"}


def test_all_four_messages_of_both_hops_are_in_the_ledger(tmp_path: Path) -> None:
    found(tmp_path, FHIR, None)
    (crossing,) = read(tmp_path / "run").crossings
    exchange = crossing.exchange
    assert exchange.request.target.startswith("/fhir/Patient")
    assert exchange.forwarded_request.target.startswith("/interoperability-layer/client_registry/fhir/Patient")
    assert exchange.response.status == exchange.forwarded_response.status == 201


def test_a_layer_with_a_fault_fails_and_nobody_else_does(tmp_path: Path) -> None:
    one = InteroperabilityLayer(defects=["layer-trims-identifiers"])
    with HttpServer(one.app, passing=one.passing) as server:
        play = found(tmp_path, FHIR, layer(fhir=f"{server.url}/fhir"), lambda to: one.lead("cr", "/fhir", to))
        one.close()
    assert {(each.requirement, each.actor) for each in play.findings if each.verdict == "FAIL"} == {
        ("IOLP-1", "interoperability_layer")
    }


def test_a_layer_that_nobody_can_reach_is_inconclusive(tmp_path: Path) -> None:
    play = found(tmp_path, FHIR, layer(fhir="http://127.0.0.1:9/fhir"))
    (told,) = [one for one in play.findings if one.requirement == "IOLF-2"]
    assert (told.verdict, "Nothing listens at 127.0.0.1:9" in told.found) == ("INCONCLUSIVE", True)


def test_a_layer_that_does_not_let_us_through_is_inconclusive(tmp_path: Path) -> None:
    one = InteroperabilityLayer()
    with HttpServer(one.app, passing=one.passing) as server:
        play = found(tmp_path, FHIR, layer(fhir=f"{server.url}/fhir"), lambda _: None)
    (told,) = [each for each in play.findings if each.requirement == "IOLF-2"]
    assert (told.verdict, "answered 404, and nothing arrived behind it" in told.found) == ("INCONCLUSIVE", True)


def test_a_layer_that_acknowledges_by_itself_fails(tmp_path: Path) -> None:
    with MllpServer(lambda delivery: delivery.message) as own:
        play = found(tmp_path, None, layer(hl7v2=own.url))
    assert verdicts(play.findings) == {"IOLF-2": "FAIL"}


def test_a_registry_keeps_to_the_domains_that_no_clinic_issues(tmp_path: Path) -> None:
    registry = participant("Registry", "client_registry")
    clinic = participant("Clinic", "point_of_service", issues=registry.domains[1:2])
    with stage(tmp_path, [registry, clinic]) as on:
        cast = Casting({"point_of_service": clinic, "client_registry": registry})
        play = Play(written(tmp_path, FHIR).script, cast, on)
    assert play.players["client_registry"].other_domains == registry.domains[2:]


SECURITY = Path(__file__).parents[2] / "scenarios" / "message_security"


def permission() -> Scenario:
    (found,) = [
        one
        for one in scenarios(Catalogue.load(), SECURITY)
        if one.script.name.endswith("client_without_permission_is_not_let_through")
    ]
    return found


def authorised(folder: Path, ours: Basic | None, barred: Basic | None) -> Play:
    """A client without permission at a layer that asks who calls, and was told who we are."""
    scenario, one = permission(), InteroperabilityLayer()
    one.admit(clients())
    with HttpServer(one.app, passing=one.passing) as server:
        named = {"authentication": ours} if ours else {}
        daraja = participant(
            "Daraja", "interoperability_layer", endpoints={"fhir": f"{server.url}/fhir"}, barred=barred, **named
        )
        with stage(folder, [daraja]) as on:
            one.lead("fhir", "/fhir", on.premises.base_for(daraja, "client_registry", None, "fhir"))
            play = Play(scenario.script, Casting({"interoperability_layer": daraja}, between=True), on)
            play.perform(scenario.function)
        one.close()
    return play


def test_a_layer_that_turns_away_who_may_not_pass_is_right(tmp_path: Path) -> None:
    told = verdicts(authorised(tmp_path, KNOWN, BARRED).findings)
    assert {name: told[name] for name in ("IOLP-4", "IOLP-5")} == {"IOLP-4": "PASS", "IOLP-5": "PASS"}


def test_a_client_that_may_pass_does_not_show_that_others_may_not(tmp_path: Path) -> None:
    assert verdicts(authorised(tmp_path, KNOWN, KNOWN).findings)["IOLP-4"] == "FAIL"


def test_without_a_barred_client_the_person_is_told_to_make_one(tmp_path: Path) -> None:
    (told,) = [one for one in authorised(tmp_path, KNOWN, None).findings if one.requirement == "IOLP-4"]
    assert (told.verdict, "[participants.barred]" in told.found) == ("INCONCLUSIVE", True)


def test_a_layer_that_does_not_know_us_is_inconclusive(tmp_path: Path) -> None:
    (told,) = [one for one in authorised(tmp_path, None, BARRED).findings if one.requirement == "IOLP-4"]
    assert told.verdict == "INCONCLUSIVE"


@contextmanager
def all_at_once(clinics: int) -> Iterator[Operator]:
    """Somebody at the keyboard of each clinic, who begins when all were told what to do."""
    barrier, threads = threading.Barrier(clinics, timeout=8), []

    class Keyboards(Operator):
        def instruct(self, instruction: Instruction, *, hook: str = "") -> None:  # noqa: ARG002 - as it is called
            def send() -> None:
                barrier.wait()
                person = instruction.task["person"]
                told = {"system": "http://ohie.org/test/test", "value": person["family"]}
                name = [{"family": person["family"], "given": person["given"]}]
                body = json.dumps({"resourceType": "Patient", "identifier": [told], "name": name})
                url = f"{instruction.address}/Patient?identifier={told['system']}|{told['value']}"
                httpx.put(url, content=body, headers={"Content-Type": "application/fhir+json"})

            threads.append(threading.Thread(target=send))
            threads[-1].start()

    yield Keyboards(say=lambda _: None, ask=lambda _: None)
    for one in threads:
        one.join()


def test_many_go_through_a_layer_at_once_and_each_meets_its_own(tmp_path: Path) -> None:
    scenario = written(tmp_path, FHIR)
    people = [participant(f"Clinic {n}", "point_of_service", patience=10.0) for n in range(5)]
    with all_at_once(len(people)) as keyboards, stage(tmp_path, people, operator=keyboards) as on:
        plays = [Play(scenario.script, Casting({"point_of_service": one}, between=True), on) for one in people]
        with ThreadPoolExecutor(len(plays)) as pool:
            list(pool.map(lambda play: play.perform(scenario.function), plays))
    assert [verdicts(one.findings) for one in plays] == [{"IOLF-2": "PASS", "IOLP-1": "PASS", "IOLP-2": "PASS"}] * 5


def test_who_goes_another_way_waits_for_its_turn() -> None:
    lane, order = Lane(), []

    def go_south() -> None:
        with lane.along("south"):
            order.append(lane.inside)

    with lane.along("north"), lane.along("north"):
        other = threading.Thread(target=go_south)
        other.start()
        other.join(0.1)
        assert (order, lane.inside) == ([], 2)
    other.join()
    assert order == [1]
