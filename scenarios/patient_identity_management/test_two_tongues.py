"""One patient index, two tongues (CRWF-2, CRWF-3): fed in one, asked for in the other.

One clinic speaks HL7 v2 (ITI-8, ITI-9, ITI-21), another FHIR (ITI-104, ITI-78, ITI-83), and the client registry both.
Whoever was registered, renamed or merged in the one is so in the other. How a clinic itself feeds and asks is judged
where it does so in one tongue; here only the registry is.
"""

from harness import given, patients, then, verifies, when
from harness.checks import acknowledgements, cross_references, fhir, hl7v2, queries_v2
from harness.transactions import (
    MobilePatientDemographicsQuery,
    PatientDemographicsQueryV2,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentifierQueryV2,
    PatientIdentityFeed,
    PatientIdentityFeedV2,
    PatientMergeV2,
    ResolveDuplicate,
)


@verifies("CRWF-3")
def test_fed_by_hl7_v2_found_by_fhir(point_of_service, client_registry):
    with given("a patient whom the client registry was told of over HL7 v2"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)
        acknowledgements.accepted(feed.response)

    with when("the point of service asks for her identifier over FHIR"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)

    with then(client_registry).shall("know over FHIR whom it was told of over HL7 v2", "CRWF-3"):
        fhir.returns_the_patient(query.response, feed.patient.identifier)
        fhir.has_value(query.response, "Patient.name.family", grace.family)


@verifies("CRWF-3")
def test_fed_by_fhir_found_by_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry was told of over FHIR"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service asks for her identifier over HL7 v2"):
        query = point_of_service.sends(PatientDemographicsQueryV2(feed.patient.identifier), to=client_registry)

    with then(client_registry).shall("know over HL7 v2 whom it was told of over FHIR", "CRWF-3"):
        hl7v2.has_value(query.response, "PID-5.1", grace.family)


@verifies("CRWF-2")
def test_renamed_by_hl7_v2_found_under_the_new_name_by_fhir(point_of_service, client_registry):
    with given("a patient whom the client registry was told of over FHIR"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        mine = feed.patient.identifier

    with when("she has married, the point of service says so over HL7 v2, and asks for her over FHIR"):
        married = grace.renamed(patients.unseen().family)
        after = point_of_service.sends(PatientIdentityFeedV2(married, event="A08", known_as=mine), to=client_registry)
        query = point_of_service.sends(MobilePatientDemographicsQuery(mine), to=client_registry)

    with then(client_registry).shall("give over FHIR the name that it was told over HL7 v2", "CRWF-2"):
        acknowledgements.accepted(after.response)
        fhir.has_value(query.response, "Patient.name.family", married.family)


@verifies("104-05")
def test_merged_by_fhir_unknown_to_hl7_v2(point_of_service, client_registry):
    with given("a patient who was registered twice over HL7 v2, once misspelt, and merged over FHIR"):
        grace = patients.unseen()
        twice = patients.misspelt(grace)
        survivor = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient
        subsumed = point_of_service.sends(PatientIdentityFeedV2(twice), to=client_registry).patient
        point_of_service.sends(ResolveDuplicate(subsumed, survivor), to=client_registry)

    with when("the point of service asks over HL7 v2 by both identifiers"):
        stays = point_of_service.sends(PatientIdentifierQueryV2(survivor.identifier), to=client_registry)
        gone = point_of_service.sends(PatientIdentifierQueryV2(subsumed.identifier), to=client_registry)

    with then(client_registry).shall("not use over HL7 v2 an identifier that was replaced over FHIR", "104-05"):
        queries_v2.understood(stays.response)
        queries_v2.shows_nobody(gone.response)


@verifies("8-10")
def test_merged_by_hl7_v2_gone_in_fhir(point_of_service, client_registry):
    with given("a patient who was registered twice over FHIR, once misspelt, and merged over HL7 v2"):
        grace = patients.unseen()
        also = client_registry.other_domains[:1]
        twice = patients.misspelt(grace)
        survivor = point_of_service.sends(PatientIdentityFeed(grace, also=also), to=client_registry).patient
        subsumed = point_of_service.sends(PatientIdentityFeed(twice), to=client_registry).patient
        merge = point_of_service.sends(PatientMergeV2(subsumed, survivor), to=client_registry)
        acknowledgements.accepted(merge.response)

    with when("the point of service asks over FHIR by both identifiers"):
        stays = point_of_service.sends(PatientIdentifierCrossReferenceQuery(survivor.identifier), to=client_registry)
        gone = point_of_service.sends(PatientIdentifierCrossReferenceQuery(subsumed.identifier), to=client_registry)

    with then(client_registry).shall("not use over FHIR an identifier that was replaced over HL7 v2", "8-10"):
        cross_references.are_over(gone.response, living=stays.response)
