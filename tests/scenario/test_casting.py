from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from harness.openhie.domains import DEFAULT_DOMAINS
from harness.participants import Participant
from harness.participants.participant import KnownPatient
from harness.scenario.casting import REHEARSAL, Casting, castings, decline
from harness.scenario.script import Script
from tests.scenario.conftest import participant

Read = Callable[[str], Script]
ANYBODY = """
@verifies("104-01", "104-09")
def test_it(point_of_service, client_registry):
    feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
    with then(point_of_service).shall("name her", "104-09"):
        feeds.updates_by_identifier(feed.request, domain=point_of_service.domain)
    with then(client_registry).shall("create her", "104-01"):
        http.answered(feed.response, 201)
"""
ONLY_REGISTRY = ANYBODY.replace(', "104-09"', "", 1).replace("then(point_of_service)", "when").replace(', "104-09"', "")
WRONG_FEED = ONLY_REGISTRY.replace(
    "PatientIdentityFeed(patients.unseen())", 'FaultyPatientIdentityFeed(None, "no name")'
)
ODD_ANSWER = """
@verifies("78-17")
def test_it(point_of_service, client_registry):
    client_registry.answers(oddities.Nobody())
    point_of_service.sends(MobilePatientDemographicsQuery("family=A"), to=client_registry)
    with then(point_of_service).shall("say so", "78-17"):
        point_of_service.shows(None)
"""
READS = """
@verifies("78-01")
def test_it(point_of_service, client_registry):
    query = point_of_service.sends(MobilePatientDemographicsQuery("family=A"), to=client_registry)
    with then(client_registry).shall("answer", "78-01"):
        http.answered(query.response, 200)
"""
KNOWS = """
@verifies("78-01")
def test_it(point_of_service, client_registry):
    grace = client_registry.knows(patients.unseen(), by=point_of_service)
    query = point_of_service.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)
    with then(client_registry).shall("answer", "78-01"):
        http.answered(query.response, 200)
"""
MATCHES = """
@verifies("119-01")
def test_it(point_of_service, client_registry):
    match = point_of_service.sends(PatientDemographicsMatch(patients.unseen()), to=client_registry)
    with then(client_registry).shall("answer", "119-01"):
        http.answered(match.response, 200)
"""

CR1, CR2 = participant("OpenCR", "client_registry"), participant("Santé MPI", "client_registry")
POS = participant("Clinic", "point_of_service")
BOTH = participant("All In One", "point_of_service", "client_registry")
REMOTE = {"fhir": "https://cr.example.org/fhir"}
AMINA = KnownPatient(DEFAULT_DOMAINS[0], "12345", "Amina")
SUPPLIER = ("patient_demographics_supplier",)


def names(read: Script, *came: Participant, pairs: bool = False) -> list[str]:
    return [one.name for one in castings(read, came, pairs=pairs)]


def test_without_participants_it_is_the_rehearsal(script: Read) -> None:
    assert list(castings(script(ANYBODY), ())) == [REHEARSAL]


def test_one_participant_plays_at_a_time(script: Read) -> None:
    assert names(script(ANYBODY), CR1, CR2, POS) == [
        "Clinic as point_of_service",
        "OpenCR as client_registry",
        "Santé MPI as client_registry",
    ]


def test_a_participant_who_plays_both_sides_is_cast_as_each(script: Read) -> None:
    assert names(script(ANYBODY), BOTH) == ["All In One as point_of_service", "All In One as client_registry"]


def test_nobody_is_cast_as_an_actor_that_is_not_judged(script: Read) -> None:
    assert names(script(ONLY_REGISTRY), POS, CR1) == ["OpenCR as client_registry"]


def test_nobody_is_cast_where_only_others_are_judged(script: Read) -> None:
    assert names(script(ONLY_REGISTRY), POS) == []


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize(
    ("text", "cast"), [(WRONG_FEED, "OpenCR as client_registry"), (ODD_ANSWER, "Clinic as point_of_service")]
)
def test_a_side_that_misbehaves_is_ours(script: Read, text: str, cast: str, pairs: bool) -> None:
    assert names(script(text), POS, CR1, pairs=pairs) == [cast]


def test_two_participants_play_against_each_other_on_request(script: Read) -> None:
    assert names(script(ANYBODY), POS, CR1, CR2, pairs=True)[3:] == [
        "Clinic as point_of_service + OpenCR as client_registry",
        "Clinic as point_of_service + Santé MPI as client_registry",
    ]


def test_nobody_plays_against_themselves(script: Read) -> None:
    assert names(script(ANYBODY), BOTH, CR1, pairs=True)[3:] == [
        "All In One as point_of_service + OpenCR as client_registry"
    ]


def test_a_pair_that_judges_neither_is_not_cast(script: Read) -> None:
    third = script(ONLY_REGISTRY.replace("(point_of_service, client", "(point_of_service, facility_registry, client"))
    facilities = participant("Places", "facility_registry")

    assert names(third, POS, facilities, pairs=True) == []


def test_a_casting_names_the_side_that_is_ours_too(script: Read) -> None:
    casting = Casting({"client_registry": CR1})

    assert casting.names(script(ANYBODY).actors) == {"point_of_service": "", "client_registry": "OpenCR"}


def test_what_can_be_played_is_not_declined(script: Read) -> None:
    assert decline(script(ANYBODY), Casting({"client_registry": CR1, "point_of_service": POS})) is None


CR = "client_registry"
MANAGER = "patient_identifier_cross_reference_manager"
NOT_APPLICABLE: dict[str, tuple[str, Participant, str]] = {
    "an IHE actor not played": (
        READS,
        participant("OpenCR", CR, ihe_actors=(MANAGER,)),
        "OpenCR does not play the IHE actor patient_demographics_supplier",
    ),
    "a side of its own not played": (
        ANYBODY,
        participant("Clinic", "point_of_service", ihe_actors=("patient_demographics_consumer",)),
        "Clinic does not play the IHE actor patient_identity_source",
    ),
    "no endpoint": (READS, participant("OpenCR", CR, endpoints={"mllp": "cr:2575"}), "OpenCR has no fhir endpoint"),
    "an option not supported": (
        MATCHES,
        participant("OpenCR", CR, not_supported={"match-operation": "comes next year"}),
        "OpenCR declares the option match-operation unsupported: comes next year",
    ),
    "an option not supported, in silence": (
        MATCHES,
        participant("OpenCR", CR, not_supported={"match-operation": ""}),
        "OpenCR declares the option match-operation unsupported: ",
    ),
}


@pytest.mark.parametrize(("text", "one", "reason"), NOT_APPLICABLE.values(), ids=NOT_APPLICABLE.keys())
def test_what_does_not_apply_says_why(script: Read, text: str, one: Participant, reason: str) -> None:
    declined = decline(script(text), Casting({one.actors[0]: one}))

    assert declined is not None
    assert (declined.reason, declined.applicable) == (reason, False)


def test_a_remote_system_is_not_written_to_unasked(script: Read) -> None:
    one = participant("OpenCR", CR, endpoints=REMOTE)
    declined = decline(script(ANYBODY), Casting({CR: one}))

    assert declined is not None
    assert (declined.applicable, declined.caused_by) == (True, "the harness")
    assert declined.reason.startswith("this scenario writes to OpenCR, which is not on this machine: say test_system")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (READS, {"endpoints": REMOTE}),
        (ANYBODY, {"endpoints": REMOTE, "test_system": True}),
        (ANYBODY, {}),
        (KNOWS, {"endpoints": REMOTE, "known_patient": AMINA}),
        (KNOWS, {"ihe_actors": SUPPLIER, "known_patient": AMINA}),
    ],
    ids=["only read", "a test system", "on this machine", "asked whom it knows", "fed by nobody"],
)
def test_what_harms_nobody_is_played(script: Read, text: str, fields: dict[str, object]) -> None:
    assert decline(script(text), Casting({CR: participant("OpenCR", CR, **fields)})) is None


@pytest.mark.parametrize(("text", "told"), [(KNOWS, True), (ANYBODY, False)])
def test_a_patient_who_is_known_is_asked_for_where_she_is_enough(script: Read, text: str, told: bool) -> None:
    declined = decline(script(text), Casting({CR: participant("OpenCR", CR, endpoints=REMOTE)}))

    assert declined is not None
    assert declined.reason.endswith("([participants.known_patient]), and it is only read") is told


def test_a_remote_point_of_service_is_not_written_to(script: Read) -> None:
    one = participant("Clinic", "point_of_service", endpoints=REMOTE)

    assert decline(script(ANYBODY), Casting({"point_of_service": one})) is None


def test_in_a_pair_the_side_that_cannot_play_decides(script: Read) -> None:
    cast: dict[str, Participant] = {"point_of_service": POS, CR: participant("OpenCR", CR, endpoints=REMOTE)}
    declined = decline(script(ANYBODY), Casting(cast))

    assert declined is not None
    assert declined.casting.participants == cast


def came(count: int) -> Sequence[Participant]:
    return [participant(f"CR {number}", CR) for number in range(count)]


def test_forty_participants_are_cast_forty_times(script: Read) -> None:
    assert len(set(names(script(ANYBODY), *came(40)))) == 40


LAYER = participant("OpenHIM", "interoperability_layer", ihe_actors=("secure_node",))


def test_a_layer_that_was_brought_stands_between_our_own_mocks(script: Read) -> None:
    found = list(castings(script(ANYBODY), [LAYER]))
    assert ([one.name for one in found], found[0].between) == (["OpenHIM as interoperability_layer"], True)


def test_a_layer_stands_between_everybody_in_pairs(script: Read) -> None:
    found = [one for one in castings(script(ANYBODY), [POS, CR1, LAYER], pairs=True) if one.between]
    assert [tuple(one.participants) for one in found] == [
        ("interoperability_layer",),
        ("point_of_service", "interoperability_layer"),
        ("client_registry", "interoperability_layer"),
        ("point_of_service", "client_registry", "interoperability_layer"),
    ]


def test_our_own_layer_stands_between_where_it_is_asked_for(script: Read) -> None:
    read = script(ANYBODY)
    assert [one.name for one in castings(read, [], layer=True)] == ["rehearsal through a layer"]
    assert [one.name for one in castings(read, [CR1], layer=True)] == ["OpenCR as client_registry through a layer"]


@pytest.mark.parametrize("text", [WRONG_FEED, ODD_ANSWER])
def test_no_layer_stands_where_somebody_has_to_misbehave(script: Read, text: str) -> None:
    assert [one.between for one in castings(script(text), [], layer=True)] == [False]


def test_a_layer_without_the_protocol_is_not_applicable(script: Read) -> None:
    deaf = participant("Deaf", "interoperability_layer", endpoints={"hl7v2": "mllp://127.0.0.1:9"})
    casting = Casting({"interoperability_layer": deaf}, between=True)
    assert decline(script(ANYBODY), casting).reason == "Deaf has no fhir endpoint"
