"""Query patient demographic records by identifier (CRWF-3).

She shows her card at another clinic. The point of service asks the client registry for the number on it (ITI-78) and
gets her record, hers only, or hears that nobody is known by it.
"""

from harness import given, patients, then, verifies, when
from harness.checks import feeds, fhir, http
from harness.transactions import (
    MobilePatientDemographicsQuery,
    PatientIdentityFeed,
    RetrievePatient,
)

NOBODYS_FORMAT = "application/vnd.openhie.format-that-nobody-writes"


@verifies("CRWF-3", "78-01", "78-27")
def test_a_patient_is_found_by_her_identifier(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)

    with when("the point of service asks for her identifier"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)

    with then(point_of_service).shall("ask by system and value", "78-27"):
        feeds.asks_by_identifier(query.request)
    with then(client_registry).shall("return one entry for each patient that matches", "78-01"):
        fhir.returns_patients(query.response, count=1)
    with then(client_registry).shall("return her by her identifier, with her own name", "CRWF-3"):
        fhir.returns_the_patient(query.response, grace.identifier)
        fhir.has_value(query.response, "Patient.name.family", grace.family)


@verifies("78-03")
def test_an_identifier_that_nobody_has_finds_nobody(point_of_service, client_registry):
    with given("a patient who is found by her identifier"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        known = point_of_service.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)
        fhir.returns_the_patient(known.response, grace.identifier)

    with given("an identifier that nobody was given"):
        nobody = patients.number_nobody_has(point_of_service.domain)

    with when("the point of service asks for it"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(nobody), to=client_registry)

    with then(client_registry).shall("answer an identifier that nobody has with no entry and total 0", "78-03"):
        fhir.returns_patients(query.response, count=0)


@verifies("78-02")
def test_only_the_wanted_domains_are_shown(point_of_service, client_registry):
    with given("a patient who is known in two domains"):
        grace, second = patients.unseen(), client_registry.other_domain
        point_of_service.sends(PatientIdentityFeed(grace, also=[second]), to=client_registry)

    with when("the point of service wants her identifiers of one of them only"):
        query = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={grace.family}&identifier={second.uri}|"), to=client_registry
        )

    with then(client_registry).shall("show her identifiers of the wanted domain alone", "78-02"):
        fhir.returns_identifiers_of(query.response, second)


@verifies("78-04a", "78-04b")
def test_a_wanted_domain_that_is_unknown_is_said(point_of_service, client_registry):
    with given("a patient who is found when a domain is wanted that the client registry knows"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
        known = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)
        fhir.returns_the_patient(known.response, feed.patient.identifier)

    with given("a domain that it does not know"):
        strange = client_registry.unknown_domain

    with when("the point of service wants identifiers of that domain only"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(f"identifier={strange.uri}|"), to=client_registry)

    with then(client_registry).shall("say that a wanted domain is unknown", "78-04a"):
        http.answered(query.response, 404, 200)
        fhir.explains(query.response, code="not-found")
    with then(client_registry).should("say with 404 that a wanted domain is unknown", "78-04b"):
        http.answered(query.response, 404)


@verifies("78-14a")
def test_a_record_is_read_by_its_address(point_of_service, client_registry):
    with given("a patient whose record the client registry keeps, and finds"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        query = point_of_service.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)
        record = query.found

    with when("the point of service reads the record"):
        read = point_of_service.sends(RetrievePatient(record), to=client_registry)

    with then(client_registry).shall("return the record that is read", "78-14a"):
        http.answered(read.response, 200)
        fhir.is_a(read.response, "Patient")
        fhir.has_value(read.response, "Patient.name.family", grace.family)


@verifies("78-14b", "Z-05")
def test_a_record_that_does_not_exist_is_not_found(point_of_service, client_registry):
    with given("a record that can be read, and an address that no record has"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        query = point_of_service.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)
        point_of_service.sends(RetrievePatient(query.found), to=client_registry)
        nobody = f"Patient/{patients.unseen().key}"

    with when("the point of service reads it"):
        read = point_of_service.sends(RetrievePatient(nobody), to=client_registry)

    with then(client_registry).shall("say that a record which does not exist is not found", "78-14b"):
        http.answered(read.response, 404)
        fhir.explains(read.response, code="not-found", severities=["error"])
    with then(client_registry).shall("answer an unknown id with 404 and an OperationOutcome", "Z-05"):
        http.answered(read.response, 404)
        fhir.is_a(read.response, "OperationOutcome")


@verifies("78-14d")
def test_a_record_in_a_format_that_nobody_writes_is_refused(point_of_service, client_registry):
    with given("a patient whose record can be read"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        query = point_of_service.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)
        record = query.found
        point_of_service.sends(RetrievePatient(record), to=client_registry)

    with when("the point of service wants it in a format that nobody writes"):
        read = point_of_service.sends(RetrievePatient(record, accept=NOBODYS_FORMAT), to=client_registry)

    with then(client_registry).shall("answer a read in a format that nobody writes with 400", "78-14d"):
        http.answered(read.response, 400)
