"""The plays of the demonstration: what each system did with each scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.evidence.exchange import Tls
from harness.evidence.ledger import Ledger
from tests.report.demo_catalogue import SCENARIOS
from tests.report.demo_exchanges import DOMAIN, bundle, feed, outcome, patient, query
from tests.report.demo_telling import REGISTRY, SERVICE, Telling

BASE = {"Kijani MPI": "https://mpi.kijani.example/fhir", "Baobab Registry": "http://10.20.30.41:8080/fhir"}
MOCK = "http://127.0.0.1:8081/mlima-emr/client-registry/fhir"
TLS = Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384")
HTML = b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Internal error</h1><script>alert(1)</script>"
BY_NAME = {each["scenario"].rpartition(".")[2]: each for each in SCENARIOS}
Cast = dict[str, str]


def base_of(casting: Cast) -> str:
    return BASE.get(casting[REGISTRY], MOCK)


def begin(ledger: Ledger, name: str, casting: Cast, at: float, *, times: int = 1) -> Telling:
    return Telling(ledger, BY_NAME[name], casting, at=at, times=times)


def sent_twice(ledger: Ledger, casting: Cast, at: float, *, wrong: bool = False) -> None:
    play, base = begin(ledger, "a_patient_sent_twice_is_registered_once", casting, at), base_of(casting)
    play.step("given", "a patient the client registry has never seen")
    play.step("when", "the point of service sends her identity feed twice")
    grace = patient("Achieng-4F2A", "TEST-000417")
    first = play.crosses(feed(base, grace, at=play.at, tls=TLS))
    again = play.crosses(feed(base, grace, at=play.at, status=201 if wrong else 200, tls=TLS))
    play.finds(REGISTRY, "104-10", "answer every feed", exchange=first.id)
    play.finds(SERVICE, "104-11", "feed a Patient that meets IHE.PIXm.Patient", exchange=first.id)
    play.made(casting[REGISTRY], f"{base}/Patient/1042/_history/{'1' * 60}", f"PUT /fhir/Patient?identifier={'x' * 90}")
    play.judges(SERVICE, "104-09", "name her by an identifier of its own domain", exchange=first.id)
    play.judges(REGISTRY, "104-01", "create her the first time", exchange=first.id)
    problem = {"where": "HTTP status", "expected": "200", "found": "201 Created"} if wrong else {}
    play.judges(
        REGISTRY, "104-02", "update her the second time", "FAIL" if wrong else "PASS", exchange=again.id, **problem
    )
    play.step("when", "the point of service asks for her by identifier")
    held = [grace | {"id": "1042"}, grace | {"id": "1043"}] if wrong else [grace | {"id": "1042"}]
    asked = play.crosses(
        query(base, f"identifier={DOMAIN}%7CTEST-000417", at=play.at, received=bundle(base, *held), tls=TLS)
    )
    play.finds(REGISTRY, "78-13", "return only Patients that meet IHE.PDQm.Patient", exchange=asked.id)
    problem = {"where": "Bundle.total", "expected": "1", "found": "2"} if wrong else {}
    play.judges(
        REGISTRY, "CRWF-1", "hold exactly one record of her", "FAIL" if wrong else "PASS", exchange=asked.id, **problem
    )
    play.ends()


def nameless(ledger: Ledger, casting: Cast, at: float, *, wrong: bool = False) -> None:
    play, base = begin(ledger, "a_patient_without_a_name_is_refused", casting, at), base_of(casting)
    play.step("given", "a feed with everything but a name")
    play.step("when", "the point of service sends it")
    resource = patient("", "TEST-000418") | {"name": []}
    received: Any = HTML if wrong else outcome("required", "Patient.name is missing")
    kind = {"kind": "text/html; charset=utf-8"} if wrong else {}
    refused = play.crosses(feed(base, resource, at=play.at, status=400, received=received, **kind))
    problem = {
        "where": "HTTP header Content-Type",
        "expected": "application/fhir+json with an OperationOutcome",
        "found": "text/html; charset=utf-8",
    }
    play.judges(
        REGISTRY,
        "104-03b",
        "refuse her with an OperationOutcome",
        "FAIL" if wrong else "PASS",
        exchange=refused.id,
        **(problem if wrong else {}),
    )
    play.ends()


def renamed(ledger: Ledger, casting: Cast, at: float, *, wrong: bool = False, scene: Any = None) -> None:
    scene = scene or BY_NAME["a_changed_name_is_seen_by_everybody"]
    play, base = Telling(ledger, scene, casting, at=at), base_of(casting)
    play.step("given", "a patient that the client registry knows")
    before, after = patient("Achieng-4F2A", "TEST-000419"), patient("Okoth-4F2A", "TEST-000419")
    play.crosses(feed(base, before, at=play.at))
    play.step("when", "the point of service sends her new family name")
    play.crosses(feed(base, after, at=play.at, status=200))
    play.step("when", "another point of service asks for her")
    kept = (before if wrong else after) | {"id": "1044"}
    asked = play.crosses(query(base, f"identifier={DOMAIN}%7CTEST-000419", at=play.at, received=bundle(base, kept)))
    problem = {
        "where": "Bundle.entry[0].resource.name[0].family",
        "expected": "Okoth-4F2A",
        "found": "Achieng-4F2A",
    }
    word = "FAIL" if wrong else "PASS"
    more = problem if wrong else {}
    play.judges(REGISTRY, "104-02", "show her new family name", word, exchange=asked.id, **more)
    play.judges(REGISTRY, "CRWF-2", "keep one record, up to date", word, exchange=asked.id, **more)
    play.ends()


def unknown_domain(ledger: Ledger, casting: Cast, at: float, *, wrong: bool = False) -> None:
    play, base = begin(ledger, "an_unknown_domain_is_told", casting, at), base_of(casting)
    play.step("when", "the point of service asks for identifiers of a domain that the registry does not serve")
    status = 200 if wrong else 404
    received = outcome("not-found", "targetSystem not found")
    told = play.crosses(query(base, "identifier=urn:oid:1.2.3.4%7C", at=play.at, status=status, received=received))
    play.judges(REGISTRY, "78-04a", "say that it does not know the domain", exchange=told.id)
    problem = {"where": "HTTP status", "expected": "404", "found": "200 OK"} if wrong else {}
    word = "NOTED" if wrong else "PASS"
    play.judges(REGISTRY, "78-04b", "prefer 404", word, level="SHOULD", exchange=told.id, **problem)
    play.ends()


def paged(ledger: Ledger, casting: Cast, at: float, *, wrong: bool = False) -> None:
    play, base = begin(ledger, "many_patients_come_page_by_page", casting, at), base_of(casting)
    play.step("given", "forty patients of one family name")
    people = [patient("Wanjala-4F2A", f"TEST-{500 + n:06}") | {"id": str(2000 + n)} for n in range(40)]
    play.step("when", "the point of service asks for them, twenty a page")
    following = "" if wrong else f"{base}/Patient?family=Wanjala-4F2A&_count=20&_offset=20"
    pages = bundle(base, *people[:20], total=40, following=following)
    first = play.crosses(query(base, "family=Wanjala-4F2A&_count=20", at=play.at, received=pages))
    if not wrong:
        rest = bundle(base, *people[20:], total=40)
        play.crosses(query(base, "family=Wanjala-4F2A&_count=20&_offset=20", at=play.at, received=rest))
    problem = {"where": "Bundle.link", "expected": "a link with relation next", "found": "self only"} if wrong else {}
    word = "FAIL" if wrong else "PASS"
    play.judges(REGISTRY, "78-12", "give a way to the next page", word, exchange=first.id, **problem)
    play.ends()


def card(ledger: Ledger, casting: Cast, at: float, *, wrong: bool = False) -> None:
    play, base = begin(ledger, "a_patient_is_found_by_her_card", casting, at), base_of(casting)
    play.step("given", "a patient that the client registry knows")
    grace = patient("Achieng-4F2A", "TEST-000421")
    play.crosses(feed(base, grace, at=play.at))
    play.step("when", "the point of service asks for the number on her card")
    received = bundle(base, grace | {"id": "1047"})
    asked = play.crosses(query(base, f"identifier={DOMAIN}%7CTEST-000421", at=play.at, received=received))
    if wrong:
        play.finds(REGISTRY, "78-13", "return only Patients that meet IHE.PDQm.Patient", "ERROR", exchange=asked.id)
        trace = 'Traceback (most recent call last):\n  File "checks/fhir.py", line 41, in meets\nKeyError: "system"\n'
        play.ends("ERROR", reason="KeyError in checks/fhir.py", caused_by="the harness", traceback=trace)
        return
    play.judges(REGISTRY, "78-01", "find her and nobody else", exchange=asked.id)
    play.judges(REGISTRY, "CRWF-3", "answer by identifier", exchange=asked.id)
    play.ends()


Teller = Callable[..., None]
TELLERS: tuple[Teller, ...] = (sent_twice, nameless, renamed, card, unknown_domain, paged)
