"""Query patient by demographics: who could this be? (CRWF-4).

A name heard at the door, a birth date that may be wrong. The point of service sends all it has been told, and the
client registry says who it could be, how surely, the likeliest first (ITI-119, ``$match``).
"""

from harness import given, patients, then, verifies, when
from harness.checks import candidates, fhir, http
from harness.transactions import (
    FaultyPatientDemographicsMatch,
    PatientDemographicsMatch,
    PatientIdentityFeed,
)

UNKNOWN = "https://example.org/fhir/StructureDefinition/never-heard-of"


@verifies("119-01", "119-13")
def test_a_patient_is_a_candidate(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service asks who she could be"):
        match = point_of_service.sends(PatientDemographicsMatch(grace), to=client_registry)

    with then(point_of_service).shall("send one Patient, and nothing that the operation does not know", "119-13"):
        fhir.is_a(match.request, "Parameters", "Patient")
    with then(client_registry).shall("name a patient that it knows as a candidate", "119-01"):
        candidates.name_the_patient(match.response, feed.patient.identifier)


@verifies("119-02", "119-13")
def test_a_certain_match_is_returned_alone(point_of_service, client_registry):
    with given("a patient whom the client registry knows, and her namesake"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=1)), to=client_registry)

    with when("the point of service knows her identifier too, and wants to be certain"):
        known = (feed.patient.identifier,)
        match = point_of_service.sends(
            PatientDemographicsMatch(grace, identifiers=known, only_certain=True), to=client_registry
        )

    with then(point_of_service).shall("ask for certain matches as the operation has it", "119-13"):
        fhir.is_a(match.request, "Parameters", "Patient")
    with then(client_registry).shall("return the certain match alone when only that is wanted", "119-02"):
        candidates.are_only_certain(match.response, count=1)
        candidates.name_the_patient(match.response, feed.patient.identifier)


@verifies("119-03")
def test_an_uncertain_match_is_not_called_certain(point_of_service, client_registry):
    with given("two patients of one name and birth date, whom nobody can tell apart by them"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=2)), to=client_registry)
        known = point_of_service.sends(PatientDemographicsMatch(grace), to=client_registry)
        candidates.name_the_patient(known.response, feed.patient.identifier)

    with when("the point of service knows another birth date, and wants to be certain"):
        unsure = patients.namesake_of(grace, years=1)
        match = point_of_service.sends(PatientDemographicsMatch(unsure, only_certain=True), to=client_registry)

    with then(client_registry).shall("name nobody when only a certain match is wanted and none is", "119-03"):
        candidates.are_none(match.response)


@verifies("119-04", "119-13")
def test_no_more_candidates_come_than_were_wanted(point_of_service, client_registry):
    with given("three patients of one name"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=1)), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=2)), to=client_registry)

    with when("the point of service wants the best one only"):
        match = point_of_service.sends(PatientDemographicsMatch(grace, count=1), to=client_registry)

    with then(point_of_service).shall("ask for so many as the operation has it", "119-13"):
        fhir.is_a(match.request, "Parameters", "Patient")
    with then(client_registry).shall("return no more candidates than were wanted", "119-04"):
        candidates.are_at_most(match.response, count=1)


@verifies("119-12")
def test_the_likeliest_candidate_comes_first(point_of_service, client_registry):
    with given("a patient, and another who differs from her in the birth date"):
        grace = patients.unseen()
        hers = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        other = point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=1)), to=client_registry)

    with when("the point of service asks who she could be"):
        match = point_of_service.sends(PatientDemographicsMatch(grace), to=client_registry)

    with then(client_registry).shall("grade every candidate, and put the likeliest first", "119-12"):
        candidates.name_first(match.response, hers.patient.identifier, before=other.patient.identifier)
        candidates.come_best_first(match.response)


@verifies("119-05")
def test_somebody_nobody_knows_is_nobody(point_of_service, client_registry):
    with given("a patient whom the client registry names when asked, and a person unlike all whom it has seen"):
        known, nobody = patients.unseen(), patients.stranger()
        feed = point_of_service.sends(PatientIdentityFeed(known), to=client_registry)
        match = point_of_service.sends(PatientDemographicsMatch(known), to=client_registry)
        candidates.name_the_patient(match.response, feed.patient.identifier)

    with when("the point of service asks who that person could be"):
        match = point_of_service.sends(PatientDemographicsMatch(nobody), to=client_registry)

    with then(client_registry).shall("name nobody for a person that it does not know", "119-05"):
        candidates.are_none(match.response)


@verifies("119-07")
def test_a_question_about_nobody_is_refused(point_of_service, client_registry):
    with given("a person about whom the client registry answers"):
        grace = patients.unseen()
        point_of_service.sends(PatientDemographicsMatch(grace), to=client_registry)

    with when("the point of service asks the same without saying about whom"):
        match = point_of_service.sends(FaultyPatientDemographicsMatch(grace, without_patient=True), to=client_registry)

    with then(client_registry).shall("refuse a question about nobody and say why", "119-07"):
        http.refused(match.response)
        fhir.explains(match.response, severities=["error", "fatal"])


@verifies("119-09")
def test_a_modifier_that_nobody_knows_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry finds"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientDemographicsMatch(grace), to=client_registry)

    with when("the same question carries a modifier extension that nobody knows"):
        modifier = {"modifierExtension": [{"url": UNKNOWN, "valueBoolean": True}]}
        match = point_of_service.sends(FaultyPatientDemographicsMatch(grace, extensions=modifier), to=client_registry)

    with then(client_registry).shall("answer 400 to an unknown modifier extension and name nobody", "119-09"):
        http.answered(match.response, 400)
        fhir.explains(match.response)


@verifies("119-10")
def test_an_extension_that_nobody_knows_does_no_harm(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard puts an extension in."""
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the question carries an extension that nobody knows"):
        extension = {"extension": [{"url": UNKNOWN, "valueString": "ignore me"}]}
        match = point_of_service.sends(PatientDemographicsMatch(grace, extensions=extension), to=client_registry)

    with then(client_registry).shall("name her in spite of an unknown extension", "119-10"):
        candidates.name_the_patient(match.response, feed.patient.identifier)
