"""Update patient demographic record (CRWF-2).

She has married, or her name was misspelt, or she was registered twice. The point of service sends what is right now
(ITI-104), and everybody who asks afterwards gets that.
"""

from harness import given, patients, then, verifies, when
from harness.checks import candidates, cross_references, feeds, fhir, http
from harness.transactions import (
    MobilePatientDemographicsQuery,
    PatientDemographicsMatch,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
    RemovePatient,
    ResolveDuplicate,
    ResolveDuplicateAcrossDomains,
    RetrievePatient,
)


@verifies("CRWF-2", "104-02", "104-09")
def test_a_changed_name_is_kept(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        before = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("she has married, and the point of service sends her new name"):
        married = grace.renamed(patients.unseen().family)
        after = point_of_service.sends(PatientIdentityFeed(married), to=client_registry)

    with then(point_of_service).shall("name her by the same identifier as before", "104-09"):
        feeds.updates_by_identifier(after.request, domain=point_of_service.domain)
        feeds.names_the_same_patient(before.request, after.request)

    with when("it asks for her afterwards"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(after.patient.identifier), to=client_registry)

    with then(client_registry).shall("update her record with the new name", "104-02"):
        http.answered(after.response, 200)
        fhir.has_value(query.response, "Patient.name.family", married.family)
    with then(client_registry).shall("hold exactly one record of her, as she is now", "CRWF-2"):
        fhir.returns_patients(query.response, count=1)
        fhir.has_value(query.response, "Patient.name.family", married.family)


@verifies("104-05", "104-14", "78-06", "83-06", "OHIE-FHIR-08")
def test_a_duplicate_is_resolved(point_of_service, client_registry):
    with given("a patient who was registered twice, once misspelt"):
        grace = patients.unseen()
        twice = patients.misspelt(grace)
        also = client_registry.other_domains[:1]
        survivor = point_of_service.sends(PatientIdentityFeed(grace, also=also), to=client_registry)
        subsumed = point_of_service.sends(PatientIdentityFeed(twice, also=also), to=client_registry)

    with when("the point of service says which record survives"):
        resolve = point_of_service.sends(ResolveDuplicate(subsumed.patient, survivor.patient), to=client_registry)

    with then(point_of_service).shall("mark the old record inactive and replaced by the survivor", "104-14"):
        feeds.replaces(resolve.request, survivor=survivor.patient.identifier)

    with when("it asks for both numbers afterwards"):
        kept = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(survivor.patient.identifier), to=client_registry
        )
        gone = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(subsumed.patient.identifier), to=client_registry
        )
        living = point_of_service.sends(MobilePatientDemographicsQuery(survivor.patient.identifier), to=client_registry)
        query = point_of_service.sends(MobilePatientDemographicsQuery(subsumed.patient.identifier), to=client_registry)

    with then(client_registry).shall(
        "resolve a duplicate, and name the old identifier in no answer any more", "104-05"
    ):
        http.answered(resolve.response, 200, 201)
        cross_references.lists(kept.response, survivor.patient.elsewhere)
        cross_references.leaves_out(kept.response, subsumed.patient.identifier)
    with then(client_registry).shall("answer for the old identifier with nothing, or that it is unknown", "83-06"):
        cross_references.are_over(gone.response, living=kept.response)
    with then(client_registry).shall("not show a replaced record as a living one", "78-06"):
        fhir.shows_nobody_replaced(
            query.response, subsumed.patient.identifier, survivor.patient.identifier, living=living.response
        )
    with then(client_registry).should("lead from the old identifier to the survivor", "OHIE-FHIR-08"):
        fhir.returns_the_patient(query.response, survivor.patient.identifier)


@verifies("78-14c")
def test_a_replaced_record_is_read_as_inactive(point_of_service, client_registry):
    with given("a record that was replaced by another"):
        grace = patients.unseen()
        twice = patients.misspelt(grace)
        survivor = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        subsumed = point_of_service.sends(PatientIdentityFeed(twice), to=client_registry)
        point_of_service.sends(RetrievePatient(subsumed.record), to=client_registry)
        point_of_service.sends(ResolveDuplicate(subsumed.patient, survivor.patient), to=client_registry)

    with when("the point of service reads the old record"):
        read = point_of_service.sends(RetrievePatient(subsumed.record), to=client_registry)

    with then(client_registry).shall("say of a replaced record that it is inactive, or not there", "78-14c"):
        fhir.is_inactive_or_gone(read.response)


@verifies("119-06")
def test_a_replaced_record_is_no_candidate(point_of_service, client_registry):
    with given("a record that was replaced by another"):
        grace = patients.unseen()
        twice = patients.misspelt(grace)
        survivor = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        subsumed = point_of_service.sends(PatientIdentityFeed(twice), to=client_registry)
        known = point_of_service.sends(PatientDemographicsMatch(twice), to=client_registry)
        candidates.name_the_patient(known.response, subsumed.patient.identifier)
        point_of_service.sends(ResolveDuplicate(subsumed.patient, survivor.patient), to=client_registry)

    with when("the point of service asks who the person of the old record could be"):
        match = point_of_service.sends(PatientDemographicsMatch(twice), to=client_registry)

    with then(client_registry).shall("not offer a replaced record as a living candidate", "119-06"):
        candidates.hold_nobody_replaced(match.response, subsumed.patient.identifier, survivor.patient.identifier)


@verifies("104-06")
def test_a_removed_patient_is_not_known_any_more(point_of_service, client_registry):
    with given("a patient whom the client registry knows, in two domains if it serves two"):
        grace, also = patients.unseen(), client_registry.other_domains[:1]
        feed = point_of_service.sends(PatientIdentityFeed(grace, also=also), to=client_registry)
        number = feed.patient.identifier
        before = point_of_service.sends(PatientIdentifierCrossReferenceQuery(number), to=client_registry)

    with when("the point of service removes her"):
        removal = point_of_service.sends(RemovePatient(number), to=client_registry)
        query = point_of_service.sends(PatientIdentifierCrossReferenceQuery(number), to=client_registry)

    with then(client_registry).shall("remove a patient, and never name her identifier again", "104-06"):
        http.answered(removal.response, 200, 204)
        cross_references.are_over(query.response, living=before.response)


@verifies("OHIE-FHIR-09")
def test_a_merge_across_domains_is_refused(point_of_service, client_registry):
    with given("two patients of one source, who may be merged"):
        grace, other = patients.unseen(), patients.unseen()
        survivor = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        subsumed = point_of_service.sends(PatientIdentityFeed(other), to=client_registry)

    with when("the source merges one of them into a patient of another domain"):
        merge = point_of_service.sends(
            ResolveDuplicateAcrossDomains(subsumed.patient, survivor.patient, domain=client_registry.other_domain),
            to=client_registry,
        )

    with then(client_registry).should("refuse a merge across domains and say why", "OHIE-FHIR-09"):
        http.refused(merge.response)
        fhir.explains(merge.response)
