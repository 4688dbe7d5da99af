"""The OpenHIE client registry suite, cases 06, 09, 10 and 18: by which identifiers is she known? (CRWF-3)

She has a number in each clinic, and a national one. Whoever knows the one asks the client registry for the others
(ITI-9). Whether the number that was asked with comes back too is left to the registry: IHE leaves it out.
"""

from harness import given, patients, preparation, then, verifies, when
from harness.checks import acknowledgements, hl7v2, identifiers_v2, queries_v2
from harness.transactions import PatientIdentifierQueryV2, PatientIdentityFeedV2


@verifies("OHIE-CR-06")
def test_a_national_identifier_leads_to_the_local_one(point_of_service, client_registry):
    with given("a man whom the national authority has registered"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.NATIONAL_IDENTIFIERS)
        national = client_registry.national_domain
        john = patients.unseen().changed(given="John", gender="male")
        point_of_service.sends(PatientIdentityFeedV2(john, domain=national), to=client_registry)

    with when("the point of service feeds him as Jon, with his national identifier beside its own, and asks by it"):
        feed = point_of_service.sends(
            PatientIdentityFeedV2(john.changed(given="Jon"), also=[national]), to=client_registry
        )
        mine, number = feed.patient.identifier, feed.patient.known_in(national)
        query = point_of_service.sends(PatientIdentifierQueryV2(number), to=client_registry)

    with then(client_registry).shall("lead from the national identifier to the local one", "OHIE-CR-06"):
        acknowledgements.accepted(feed.response)
        queries_v2.found_patients(query.response, 1)
        identifiers_v2.gives(query.response, mine, domain=point_of_service.domain)


@verifies("9-01", "9-09")
def test_the_other_identifier_is_found_over_hl7_v2(point_of_service, client_registry):
    with given("a patient who has a national identifier too"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.NATIONAL_IDENTIFIERS)
        national = client_registry.national_domain
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen(), also=[national]), to=client_registry)
        mine, number = feed.patient.identifier, feed.patient.known_in(national)

    with when("the point of service asks by which other identifiers she is known"):
        query = point_of_service.sends(PatientIdentifierQueryV2(mine), to=client_registry)

    with then(client_registry).shall("name her other identifier, and its whole authority", "9-01"):
        hl7v2.is_of_kind(query.response, "RSP", "K23")
        queries_v2.found_patients(query.response, 1)
        identifiers_v2.gives(query.response, number, domain=national)
        identifiers_v2.are_whole(query.response)
    with then(client_registry).should("not repeat the identifier that was asked with", "9-09"):
        identifiers_v2.leaves_out(query.response, mine, domain=point_of_service.domain)


@verifies("9-06")
def test_two_numbers_of_one_domain_are_both_given(point_of_service, client_registry):
    with given("a patient whom the clinic has registered twice, each time with her one national identifier"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.NATIONAL_IDENTIFIERS)
        grace, national = patients.unseen(), client_registry.national_domain
        first = point_of_service.sends(PatientIdentityFeedV2(grace, also=[national]), to=client_registry)
        mine, number = first.patient.identifier, first.patient.known_in(national)
        again = patients.misspelt(grace)
        second = point_of_service.sends(PatientIdentityFeedV2(again, national=number), to=client_registry)

    with when("the point of service asks by the national identifier"):
        query = point_of_service.sends(PatientIdentifierQueryV2(number), to=client_registry)

    with then(client_registry).shall("give both of her numbers, one after the other", "9-06"):
        both = [mine, second.patient.identifier]
        identifiers_v2.are_grouped(query.response, both, domain=point_of_service.domain)


@verifies("OHIE-CR-09", "9-03", "9-04")
def test_what_is_unknown_is_said_until_she_is_registered(point_of_service, client_registry):
    with given("an identifier that nobody has, and one of a domain that nobody has heard of"):
        client_registry.prepares(preparation.OHIE_CR)
        nobody = patients.number_nobody_has(client_registry.domain)
        strange = patients.number_nobody_has(client_registry.unknown_domain)

    with when("the point of service asks by both, and then for a patient whom it has just fed"):
        unknown = point_of_service.sends(PatientIdentifierQueryV2(nobody), to=client_registry)
        elsewhere = point_of_service.sends(PatientIdentifierQueryV2(strange), to=client_registry)
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        known = point_of_service.sends(PatientIdentifierQueryV2(feed.patient.identifier), to=client_registry)

    with then(client_registry).shall("say that nobody has the identifier", "9-03"):
        queries_v2.answered_as(unknown.response, "AE", "AE")
        acknowledgements.blames(unknown.response, "QPD-3[1].1", code="204")
        queries_v2.shows_nobody(unknown.response)
    with then(client_registry).shall("say that it does not know the domain", "9-04"):
        queries_v2.answered_as(elsewhere.response, "AE", "AE")
        acknowledgements.blames(elsewhere.response, "QPD-3[1].4", code="204")
    with then(client_registry).shall("know only whom it was told of", "OHIE-CR-09"):
        queries_v2.answered_as(unknown.response, "AE", "AE")
        queries_v2.answered_as(elsewhere.response, "AE", "AE")
        queries_v2.understood(known.response)


@verifies("OHIE-CR-10", "9-02", "9-05")
def test_only_the_wanted_domains_are_answered(point_of_service, client_registry):
    with given("a patient who has a national identifier, and none in another domain"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.NATIONAL_IDENTIFIERS)
        national = client_registry.national_domain
        empty = client_registry.foreign_domain
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen(), also=[national]), to=client_registry)
        mine, number = feed.patient.identifier, feed.patient.known_in(national)

    with when("the point of service wants her identifiers of the one, of the other, and of one that nobody knows"):
        there = point_of_service.sends(PatientIdentifierQueryV2(mine, targets=[national]), to=client_registry)
        none = point_of_service.sends(PatientIdentifierQueryV2(mine, targets=[empty]), to=client_registry)
        unknown = point_of_service.sends(
            PatientIdentifierQueryV2(mine, targets=[client_registry.unknown_domain]), to=client_registry
        )

    with then(client_registry).shall("give identifiers of the wanted domains and of no other", "OHIE-CR-10"):
        identifiers_v2.gives(there.response, number, domain=national)
        identifiers_v2.are_of_domains(there.response, national)
        queries_v2.found_nobody(none.response)
        queries_v2.answered_as(unknown.response, "AE", "AE")
    with then(client_registry).shall("answer with no identifier when she has none in the wanted domain", "9-02"):
        queries_v2.found_nobody(none.response)
    with then(client_registry).shall("say which wanted domain it does not know", "9-05"):
        queries_v2.answered_as(unknown.response, "AE", "AE")
        acknowledgements.blames(unknown.response, "QPD-4[1]", code="204")


@verifies("OHIE-CR-18")
def test_one_national_number_in_two_clinics_links_them(point_of_service, client_registry):
    with given("a man whom another clinic has registered, with his national number as that of his social security"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.LINKS_BY_NATIONAL_NUMBER)
        number = patients.number_nobody_has(client_registry.national_domain).value
        other = client_registry.other_domain
        yannick = patients.unseen().changed(given="Yannick", gender="male")
        there = point_of_service.sends(
            PatientIdentityFeedV2(yannick, domain=other, social_security=number), to=client_registry
        )

    with when("the point of service feeds him as Yan, with the same number, and asks by its own identifier"):
        yan = patients.misspelt(yannick).changed(given="Yan")
        here = point_of_service.sends(PatientIdentityFeedV2(yan, social_security=number), to=client_registry)
        query = point_of_service.sends(PatientIdentifierQueryV2(here.patient.identifier), to=client_registry)

    with then(client_registry).should("link two patients who carry one national number", "OHIE-CR-18"):
        identifiers_v2.gives(query.response, there.patient.identifier, domain=other)
