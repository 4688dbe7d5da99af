"""Create patient demographic record (CRWF-1).

Somebody comes to a clinic for the first time. The point of service registers her and feeds her identity to the client
registry (ITI-104), which keeps it once, acknowledges it, and can be asked for it again from any other clinic.
"""

from harness import given, patients, then, verifies, when
from harness.checks import cross_references, feeds, fhir, http
from harness.messages.fhir import XML
from harness.transactions import (
    FaultyPatientIdentityFeed,
    MobilePatientDemographicsQuery,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
    RegisterMother,
)


@verifies("CRWF-1", "104-01", "104-02", "104-09")
def test_a_patient_sent_twice_is_registered_once(point_of_service, client_registry):
    with given("a patient the client registry has never seen, known in two domains if it serves two"):
        grace, also = patients.unseen(), client_registry.other_domains[:1]

    with when("the point of service sends her identity feed twice"):
        first = point_of_service.sends(PatientIdentityFeed(grace, also=also), to=client_registry)
        again = point_of_service.sends(PatientIdentityFeed(grace, also=also), to=client_registry)

    for feed in (first, again):
        with then(point_of_service).shall("name her by an identifier of its own domain", "104-09"):
            feeds.updates_by_identifier(feed.request, domain=point_of_service.domain)

    with then(point_of_service).shall("name her by the same identifier both times", "104-09"):
        feeds.names_the_same_patient(first.request, again.request)

    with then(client_registry).shall("create her record the first time that she is fed", "104-01"):
        http.answered(first.response, 201)
    with then(client_registry).shall("update her record the second time that she is fed", "104-02"):
        http.answered(again.response, 200)

    with when("the point of service asks by which other identifiers she is known, and who she is"):
        known = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(first.patient.identifier), to=client_registry
        )
        query = point_of_service.sends(MobilePatientDemographicsQuery(first.patient.identifier), to=client_registry)

    with then(client_registry).shall(
        "know her identifier afterwards when asked for cross-references (ITI-83)", "104-01"
    ):
        cross_references.lists(known.response, first.patient.elsewhere)
    with then(client_registry).shall("hold exactly one record of her", "CRWF-1"):
        fhir.returns_patients(query.response, count=1)


@verifies("104-07")
def test_a_patient_sent_in_xml_is_registered(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard chooses the format of what is sent."""
    with given("a patient the client registry has never seen"):
        grace = patients.unseen()

    with when("the point of service sends her identity feed in XML"):
        feed = point_of_service.sends(PatientIdentityFeed(grace, content_type=XML), to=client_registry)
        query = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)

    with then(client_registry).shall("take a feed in XML as it takes JSON", "104-07"):
        http.answered(feed.response, 201)
        fhir.has_value(query.response, "Patient.name.family", grace.family)


@verifies("104-03a")
def test_a_patient_without_identifier_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when nothing is missing"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service sends the same without any identifier in it"):
        feed = point_of_service.sends(FaultyPatientIdentityFeed(grace, "no identifier"), to=client_registry)

    with then(client_registry).shall("refuse a patient without identifier and say why", "104-03a"):
        http.refused(feed.response)
        fhir.explains(feed.response)


@verifies("104-03b")
def test_a_patient_without_name_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when nothing is missing"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service sends the same without any name"):
        feed = point_of_service.sends(FaultyPatientIdentityFeed(grace, "no name"), to=client_registry)

    with then(client_registry).shall("refuse a patient without name and say why", "104-03b"):
        http.refused(feed.response)
        fhir.explains(feed.response)


@verifies("104-04", "OHIE-FHIR-03")
def test_a_patient_of_an_unknown_domain_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes under an identifier of a domain that it serves"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service sends the same under an identifier of a domain that nobody has heard of"):
        strange = client_registry.unknown_domain
        feed = point_of_service.sends(
            FaultyPatientIdentityFeed(grace, "unknown domain", domain=strange), to=client_registry
        )

    with then(client_registry).shall("refuse an identifier of an unknown domain and say why", "104-04"):
        http.refused(feed.response)
        fhir.explains(feed.response)
    with then(client_registry).shall("refuse a patient of a domain that it does not serve", "OHIE-FHIR-03"):
        http.refused(feed.response)


@verifies("OHIE-FHIR-01a")
def test_an_identifier_that_names_no_domain_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when her identifier names its domain"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service sends the same, and the identifier names no domain"):
        feed = point_of_service.sends(FaultyPatientIdentityFeed(grace, "no identifier system"), to=client_registry)

    with then(client_registry).shall("refuse an identifier that names no domain and say why", "OHIE-FHIR-01a"):
        http.refused(feed.response)
        fhir.explains(feed.response)


@verifies("OHIE-FHIR-01b")
def test_a_reference_to_nothing_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when she refers to nobody"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service sends the same, looked after by an organisation that does not exist"):
        feed = point_of_service.sends(FaultyPatientIdentityFeed(grace, "unknown reference"), to=client_registry)

    with then(client_registry).should("refuse a reference to nothing and say why", "OHIE-FHIR-01b"):
        http.refused(feed.response)
        fhir.explains(feed.response)


@verifies("OHIE-FHIR-02", "104-09")
def test_the_oid_and_the_uri_of_a_domain_are_one(point_of_service, client_registry):
    with given("a patient the client registry has never seen"):
        grace = patients.unseen()

    with when("her feed names her domain by its OID"):
        feed = point_of_service.sends(PatientIdentityFeed(grace, by_oid=True), to=client_registry)

    with then(point_of_service).shall("name her by an identifier of its own domain, by URI or OID", "104-09"):
        feeds.updates_by_identifier(feed.request, domain=point_of_service.domain)

    with when("the query names it by its URI"):
        by_uri = f"identifier={point_of_service.domain.uri}|{feed.patient.identifier.value}"
        query = point_of_service.sends(MobilePatientDemographicsQuery(by_uri), to=client_registry)

    with then(client_registry).should("take the OID and the URI of a domain for one", "OHIE-FHIR-02"):
        http.answered(feed.response, 201)
        fhir.returns_patients(query.response, count=1)


@verifies("OHIE-FHIR-04")
def test_a_source_that_is_not_the_authority_is_refused_or_heard(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the same source sends her under an identifier that another source issues"):
        feed = point_of_service.sends(
            FaultyPatientIdentityFeed(grace, "domain of another source", domain=client_registry.other_domain),
            to=client_registry,
        )
        query = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)

    with then(client_registry).should(
        "refuse a source that is not the authority, or keep what it took", "OHIE-FHIR-04"
    ):
        feeds.refused_or_kept(feed.response, query.response)


@verifies("CRF-10", "OHIE-FHIR-05")
def test_a_newborn_is_found_with_her_mother(point_of_service, client_registry):
    with given("a newborn, second of twins, whom the client registry knows"):
        baby = patients.unseen().changed(birth_order=2)
        feed = point_of_service.sends(PatientIdentityFeed(baby), to=client_registry)

    with when("her mother is registered too, and the point of service asks for the child with her relatives"):
        mother = point_of_service.sends(
            RegisterMother(child=feed.record, family=baby.mothers_maiden_name, given="Mercy"), to=client_registry
        )
        token = feed.patient.identifier.token
        query = point_of_service.sends(
            MobilePatientDemographicsQuery(f"identifier={token}&_revinclude=RelatedPerson:patient"), to=client_registry
        )

    with then(client_registry).should("keep that she is the second of twins, and who her mother is", "CRF-10"):
        http.answered(mother.response, 201)
        fhir.has_value(query.response, "Patient.multipleBirthInteger", 2)
    with then(client_registry).should("return the mother beside the child", "OHIE-FHIR-05"):
        fhir.includes(query.response, "RelatedPerson")
