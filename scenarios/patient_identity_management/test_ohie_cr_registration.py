"""The OpenHIE client registry suite, cases 01 to 05: who is registered over HL7 v2, and who is not (CRWF-1).

A clinic feeds its patients to the client registry (ITI-8). An identifier is worth something only with the name of the
authority that issued it, and only from the authority itself.
"""

from harness import given, patients, preparation, then, verifies, when
from harness.checks import acknowledgements, identifiers_v2, queries_v2
from harness.transactions import (
    FaultyPatientIdentityFeedV2,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
    PatientIdentityFeedV2,
    UnheardOfMessageV2,
)


@verifies("OHIE-CR-01", "8-02")
def test_an_identifier_that_names_no_authority_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes, since her identifier names its authority"):
        client_registry.prepares(preparation.OHIE_CR)
        grace, amina = patients.unseen(), patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends another one, whose identifier names none, and then looks for her"):
        feed = point_of_service.sends(FaultyPatientIdentityFeedV2(amina), to=client_registry)
        query = point_of_service.sends(
            PatientDemographicsQueryV2({"PID.5.1": amina.family, "PID.5.2": amina.given}), to=client_registry
        )

    with then(client_registry).shall("refuse an identifier that names no assigning authority", "OHIE-CR-01"):
        acknowledgements.refused(feed.response)
    with then(client_registry).shall("refuse her and keep nothing of her", "8-02"):
        acknowledgements.refused(feed.response)
        queries_v2.found_nobody(query.response)


@verifies("OHIE-CR-02", "8-03")
def test_an_oid_alone_is_completed_by_its_namespace(point_of_service, client_registry):
    with given("a patient the client registry has never seen, and an authority of two names"):
        grace, own = patients.unseen(), client_registry.domain_of_two_names

    with when("her feed names the assigning authority by its OID alone, and she is asked for"):
        feed = point_of_service.sends(PatientIdentityFeedV2(grace, left_out=["PID-3[1].4.1"]), to=client_registry)
        mine = feed.patient.identifier
        demographics = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)
        known = point_of_service.sends(PatientIdentifierQueryV2(mine, naming="oid"), to=client_registry)

    with then(client_registry).shall("take an authority by its OID alone, and know her by it", "OHIE-CR-02"):
        acknowledgements.accepted(feed.response)
        queries_v2.understood(known.response)
    with then(client_registry).shall("complete the authority by its namespace", "8-03"):
        identifiers_v2.gives(demographics.response, mine, domain=own)


@verifies("OHIE-CR-02", "8-03")
def test_a_namespace_alone_is_completed_by_its_oid(point_of_service, client_registry):
    with given("a patient the client registry has never seen, and an authority of two names"):
        grace, own = patients.unseen(), client_registry.domain_of_two_names

    with when("her feed names the assigning authority by its namespace alone, and she is asked for"):
        feed = point_of_service.sends(
            PatientIdentityFeedV2(grace, left_out=["PID-3[1].4.2", "PID-3[1].4.3"]), to=client_registry
        )
        mine = feed.patient.identifier
        demographics = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)
        known = point_of_service.sends(PatientIdentifierQueryV2(mine, naming="namespace"), to=client_registry)

    with then(client_registry).shall("take an authority by its namespace alone, and know her by it", "OHIE-CR-02"):
        acknowledgements.accepted(feed.response)
        queries_v2.understood(known.response)
    with then(client_registry).shall("complete the authority by its OID", "8-03"):
        identifiers_v2.gives(demographics.response, mine, domain=own)


@verifies("OHIE-CR-03")
def test_an_empty_oid_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when her authority has its names"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends the same, and the authority is an OID that is empty"):
        feed = point_of_service.sends(FaultyPatientIdentityFeedV2(grace, fault="an empty OID"), to=client_registry)

    with then(client_registry).shall("refuse an authority that is an empty OID", "OHIE-CR-03"):
        acknowledgements.refused(feed.response)


@verifies("OHIE-CR-03", "8-04b")
def test_an_authority_that_nobody_knows_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes under an identifier of a domain that it serves"):
        client_registry.prepares(preparation.OHIE_CR)
        grace, strange = patients.unseen(), client_registry.unknown_domain
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends her under an identifier of a domain that nobody has heard of"):
        feed = point_of_service.sends(
            FaultyPatientIdentityFeedV2(grace, fault="an authority that nobody knows", other=strange),
            to=client_registry,
        )

    with then(client_registry).shall("refuse an authority that it does not know, and say where", "OHIE-CR-03"):
        acknowledgements.refused(feed.response)
        acknowledgements.blames(feed.response, "PID-3")
    with then(client_registry).shall("refuse an identifier of an unknown domain", "8-04b"):
        acknowledgements.refused(feed.response)


@verifies("8-04a")
def test_a_namespace_and_an_oid_that_disagree_are_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when both names mean one authority"):
        client_registry.prepares(preparation.OHIE_CR)
        grace, other = patients.unseen(), client_registry.other_domain
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends the same, with the OID of another authority beside its namespace"):
        feed = point_of_service.sends(
            FaultyPatientIdentityFeedV2(grace, fault="a namespace and an OID of two domains", other=other),
            to=client_registry,
        )

    with then(client_registry).shall("refuse an authority whose names mean two", "8-04a"):
        acknowledgements.refused(feed.response)


@verifies("OHIE-CR-04", "8-05")
def test_only_its_own_source_feeds_a_domain(point_of_service, client_registry):
    with given("two patients, and a domain that another source assigns in"):
        client_registry.prepares(preparation.OHIE_CR)
        grace, amina, other = patients.unseen(), patients.unseen(), client_registry.other_domain

    with when("that source feeds the one, and then this one feeds the other under an identifier of that domain"):
        own = point_of_service.sends(PatientIdentityFeedV2(amina, domain=other), to=client_registry)
        foreign = point_of_service.sends(
            FaultyPatientIdentityFeedV2(grace, fault="a domain of another source", other=other), to=client_registry
        )

    with then(client_registry).shall("take identifiers from their own source, and from no other", "OHIE-CR-04"):
        acknowledgements.accepted(own.response)
        acknowledgements.refused(foreign.response)
    with then(client_registry).shall("refuse a sender that is not the source of the domain", "8-05"):
        acknowledgements.refused(foreign.response)


@verifies("OHIE-CR-05", "8-06")
def test_a_newborn_without_a_name_is_registered(point_of_service, client_registry):
    with given("a mother whom the client registry knows, and her newborn, who has no name yet"):
        mother = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        nameless = {"family": "", "given": "", "mothers_maiden_name": "", "phone": "", "city": "", "country": ""}
        baby = patients.unseen().changed(birth_date="2026-10-01", gender="male", **nameless)

    with when("the point of service sends the newborn by an identifier, the sex, the birth date and the mother"):
        feed = point_of_service.sends(PatientIdentityFeedV2(baby, mother=mother.patient.identifier), to=client_registry)
        query = point_of_service.sends(PatientIdentifierQueryV2(feed.patient.identifier), to=client_registry)

    with then(client_registry).should("register a newborn of whom little is known", "OHIE-CR-05"):
        acknowledgements.accepted(feed.response)
        queries_v2.understood(query.response)
    with then(client_registry).should("accept a newborn without a name", "8-06"):
        acknowledgements.accepted(feed.response)


@verifies("8-08a")
def test_a_feed_without_an_identifier_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when nothing is missing"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends the same without any identifier"):
        feed = point_of_service.sends(FaultyPatientIdentityFeedV2(grace, fault="no identifier"), to=client_registry)

    with then(client_registry).shall("refuse a feed without an identifier", "8-08a"):
        acknowledgements.refused(feed.response)


@verifies("8-08b")
def test_a_feed_of_nobody_in_particular_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry takes when nothing is missing"):
        point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)

    with when("the point of service sends another without a name, and without what would make up a newborn"):
        feed = point_of_service.sends(
            FaultyPatientIdentityFeedV2(patients.unseen(), fault="no name"), to=client_registry
        )

    with then(client_registry).shall("refuse a feed without a name", "8-08b"):
        acknowledgements.refused(feed.response)


@verifies("V2-03", "V2-04")
def test_a_message_that_hl7_does_not_have_is_rejected(point_of_service, client_registry):
    with given("a patient whom the client registry takes by a message that it knows"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends the same as a type, and then as an event, that nobody has heard of"):
        strange = point_of_service.sends(UnheardOfMessageV2(("ZZZ", "Z99"), grace), to=client_registry)
        event = point_of_service.sends(UnheardOfMessageV2(("ADT", "A99"), grace), to=client_registry)

    with then(client_registry).shall("reject a message type that nobody knows, by its code and place", "V2-03"):
        acknowledgements.refused(strange.response, "AR")
        acknowledgements.blames(strange.response, "MSH-9[1].1", code="200")
    with then(client_registry).shall("reject an event that nobody knows, by its code and place", "V2-04"):
        acknowledgements.refused(event.response, "AR")
        acknowledgements.blames(event.response, "MSH-9[1].2", code="201")
