"""The OpenHIE client registry suite, cases 07, 08 and 11 to 15: who could she be? (CRWF-4)

The point of service asks the client registry by whatever it knows of a patient (ITI-21): her identifier, her name, her
mother, the day she was born. The family name stands in every question, so that strangers are asked for by none.
"""

from harness import given, patients, preparation, then, verifies, when
from harness.checks import acknowledgements, hl7v2, identifiers_v2, queries_v2
from harness.transactions import FaultyPatientDemographicsQueryV2, PatientDemographicsQueryV2, PatientIdentityFeedV2


@verifies("OHIE-CR-07")
def test_a_newborn_s_mother_comes_back(point_of_service, client_registry):
    with given("a mother, and her newborn, whom the point of service feeds with her name and identifier"):
        miriam = patients.unseen()
        mother = point_of_service.sends(PatientIdentityFeedV2(miriam), to=client_registry)
        baby = patients.unseen().changed(birth_date="2026-10-01", mothers_maiden_name=miriam.family)
        feed = point_of_service.sends(PatientIdentityFeedV2(baby, mother=mother.patient.identifier), to=client_registry)

    with when("the point of service asks for the newborn"):
        query = point_of_service.sends(PatientDemographicsQueryV2(feed.patient.identifier), to=client_registry)

    with then(client_registry).should("keep who the mother is", "OHIE-CR-07"):
        queries_v2.found_patients(query.response, 1)
        hl7v2.keeps(feed.request, query.response, "PID-6.1", "PID-21.1")


@verifies("OHIE-CR-08", "21-15", "21-13")
def test_what_was_fed_comes_back(point_of_service, client_registry):
    with given("a patient of whom the client registry was told everything"):
        told = {"PID-11.1": "14 Harbour Road", "PID-14": "+254700123456", "PID-15": "en", "PID-16": "S"}
        eboue = patients.unseen(accented=True)
        feed = point_of_service.sends(PatientIdentityFeedV2(eboue, beside=told), to=client_registry)

    with when("the point of service asks for her by her identifier"):
        mine = feed.patient.identifier
        query = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)

    with then(client_registry).shall("give back name, birth date, sex and address", "OHIE-CR-08"):
        hl7v2.keeps(feed.request, query.response, "PID-5.1", "PID-5.2", "PID-7", "PID-8", "PID-11.1", "PID-11.3")
    with then(client_registry).shall("give what it knows of her with her identifiers", "21-15"):
        identifiers_v2.gives(query.response, mine, domain=point_of_service.domain)
        hl7v2.keeps(feed.request, query.response, "PID-5.1", "PID-5.2", "PID-7", "PID-8", "PID-11.1", "PID-11.3")
    with then(client_registry).should("give back the mother's name, phones, language and marital status", "21-13"):
        hl7v2.keeps(feed.request, query.response, "PID-6.1", "PID-13.1", "PID-14.1", "PID-15.1", "PID-16.1")


@verifies("OHIE-CR-11", "21-01", "21-05", "21-12")
def test_she_is_found_by_her_identifier_over_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry knows, and an identifier that nobody has"):
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        mine, nobody = feed.patient.identifier, patients.number_nobody_has(client_registry.domain)

    with when("the point of service asks by the one, by the other, and by a field that there is not"):
        query = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)
        none = point_of_service.sends(PatientDemographicsQueryV2(nobody), to=client_registry)
        strange = point_of_service.sends(
            FaultyPatientDemographicsQueryV2({"PID.3.1": mine.value, "PID.3.4.99": "TEST"}), to=client_registry
        )

    with then(client_registry).shall("find her by her identifier", "21-01"):
        hl7v2.is_of_kind(query.response, "RSP", "K22")
        queries_v2.found_patients(query.response, 1)
        identifiers_v2.gives(query.response, mine, domain=point_of_service.domain)
    with then(client_registry).shall("find nobody where nobody has the identifier", "21-05"):
        queries_v2.found_nobody(none.response)
    with then(client_registry).shall("refuse a field that it does not know, and show nobody", "21-12"):
        acknowledgements.refused(strange.response)
        queries_v2.shows_nobody(strange.response)
    with then(client_registry).shall("tell found, not found and not understood apart", "OHIE-CR-11"):
        queries_v2.found_patients(query.response, 1)
        queries_v2.found_nobody(none.response)
        acknowledgements.refused(strange.response)


@verifies("OHIE-CR-11", "21-06", "21-07")
def test_only_identifiers_of_the_wanted_domains_are_shown(point_of_service, client_registry):
    with given("a patient who has a national identifier, and none in another domain"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.NATIONAL_IDENTIFIERS)
        own, national = point_of_service.domain, client_registry.national_domain
        empty = client_registry.foreign_domain
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen(), also=[national]), to=client_registry)
        mine = feed.patient.identifier

    with when("the point of service wants identifiers of its own domain, of the other, and of one that nobody knows"):
        here = point_of_service.sends(PatientDemographicsQueryV2(mine, domains=[own]), to=client_registry)
        none = point_of_service.sends(PatientDemographicsQueryV2(mine, domains=[empty]), to=client_registry)
        unknown = point_of_service.sends(
            PatientDemographicsQueryV2(mine, domains=[client_registry.unknown_domain]), to=client_registry
        )

    with then(client_registry).shall("give identifiers of the wanted domain only, and nobody without one", "21-06"):
        queries_v2.found_patients(here.response, 1)
        identifiers_v2.are_of_domains(here.response, own)
        queries_v2.found_nobody(none.response)
    with then(client_registry).shall("say which wanted domain it does not know", "21-07"):
        queries_v2.answered_as(unknown.response, "AE", "AE")
        acknowledgements.blames(unknown.response, "QPD-8[1]", code="204")
    with then(client_registry).shall("answer in the domains that are wanted", "OHIE-CR-11"):
        queries_v2.found_patients(here.response, 1)
        queries_v2.found_nobody(none.response)
        queries_v2.answered_as(unknown.response, "AE", "AE")


@verifies("OHIE-CR-12", "21-02a")
def test_she_is_found_by_her_name_over_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry knows, and a name that nobody has"):
        client_registry.prepares(preparation.OHIE_CR)
        grace, nobody, own = patients.unseen(), patients.unseen(), point_of_service.domain
        mine = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient.identifier
        name = {"PID.5.1": grace.family, "PID.5.2": grace.given}

    with when(
        "the point of service asks by her name, in its own domain and in one that nobody knows, and by the other"
    ):
        query = point_of_service.sends(PatientDemographicsQueryV2(name), to=client_registry)
        here = point_of_service.sends(PatientDemographicsQueryV2(name, domains=[own]), to=client_registry)
        unknown = point_of_service.sends(
            PatientDemographicsQueryV2(name, domains=[client_registry.unknown_domain]), to=client_registry
        )
        none = point_of_service.sends(
            PatientDemographicsQueryV2({"PID.5.1": nobody.family, "PID.5.2": nobody.given}), to=client_registry
        )

    with then(client_registry).shall("find her by family name and given name", "21-02a"):
        identifiers_v2.gives(query.response, mine, domain=own)
    with then(client_registry).shall("find by name whom there is, where it is wanted", "OHIE-CR-12"):
        identifiers_v2.gives(query.response, mine, domain=own)
        identifiers_v2.gives(here.response, mine, domain=own)
        queries_v2.answered_as(unknown.response, "AE", "AE")
        queries_v2.found_nobody(none.response)


@verifies("21-02b", "21-02c")
def test_she_is_found_by_what_resembles_her_name(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace, own = patients.unseen(), point_of_service.domain
        mine = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient.identifier

    with when("the point of service asks by the beginning of her names, and by her name as somebody misheard it"):
        beginning = {"PID.5.1": f"{grace.family[:-2]}*", "PID.5.2": f"{grace.given[:2]}*"}
        started = point_of_service.sends(PatientDemographicsQueryV2(beginning), to=client_registry)
        misheard = {"PID.5.1": patients.misspelt(grace).family, "PID.5.2": grace.given}
        alike = point_of_service.sends(PatientDemographicsQueryV2(misheard), to=client_registry)

    with then(client_registry).should("find her by the beginning of her names", "21-02b"):
        identifiers_v2.gives(started.response, mine, domain=own)
    with then(client_registry).should("find her by a name that sounds alike, and say how likely she is", "21-02c"):
        identifiers_v2.gives(alike.response, mine, domain=own)
        queries_v2.says_how_likely(alike.response)


@verifies("OHIE-CR-13", "21-04a", "21-04b")
def test_a_newborn_is_found_by_the_mother(point_of_service, client_registry):
    with given("a newborn whom the client registry knows by the mother's name and identifier"):
        miriam, own = patients.unseen(), point_of_service.domain
        mother = point_of_service.sends(PatientIdentityFeedV2(miriam), to=client_registry).patient.identifier
        baby = patients.unseen().changed(birth_date="2026-10-01", mothers_maiden_name=miriam.family)
        mine = point_of_service.sends(PatientIdentityFeedV2(baby, mother=mother), to=client_registry).patient.identifier

    with when("the point of service asks by the mother's identifier, and by the mother's name"):
        by_number = point_of_service.sends(PatientDemographicsQueryV2({"PID.21.1": mother.value}), to=client_registry)
        by_name = point_of_service.sends(PatientDemographicsQueryV2({"PID.6.1": miriam.family}), to=client_registry)

    with then(client_registry).should("find the newborn by the mother's identifier", "21-04a"):
        identifiers_v2.gives(by_number.response, mine, domain=own)
    with then(client_registry).should("find the newborn by the mother's name", "21-04b"):
        identifiers_v2.gives(by_name.response, mine, domain=own)
    with then(client_registry).should("find a newborn by the mother", "OHIE-CR-13"):
        identifiers_v2.gives(by_number.response, mine, domain=own)
        identifiers_v2.gives(by_name.response, mine, domain=own)


@verifies("OHIE-CR-14", "21-03a", "21-03b")
def test_she_is_found_by_her_birth_date(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace, own = patients.unseen(), point_of_service.domain
        mine = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient.identifier
        born, name = grace.birth_date.replace("-", ""), {"PID.5.1": grace.family}

    with when("the point of service asks by day, by month, by year, and by a year in which she was not born"):
        day = point_of_service.sends(PatientDemographicsQueryV2({"PID.7": born, **name}), to=client_registry)
        month = point_of_service.sends(PatientDemographicsQueryV2({"PID.7": born[:6], **name}), to=client_registry)
        year = point_of_service.sends(PatientDemographicsQueryV2({"PID.7": born[:4], **name}), to=client_registry)
        none = point_of_service.sends(PatientDemographicsQueryV2({"PID.7": "1900", **name}), to=client_registry)

    with then(client_registry).shall("find her by the day she was born", "21-03a"):
        identifiers_v2.gives(day.response, mine, domain=own)
    with then(client_registry).should("find her by the month and by the year she was born", "21-03b"):
        identifiers_v2.gives(month.response, mine, domain=own)
        identifiers_v2.gives(year.response, mine, domain=own)
    with then(client_registry).shall("find her by her birth date, and by no other", "OHIE-CR-14"):
        identifiers_v2.gives(day.response, mine, domain=own)
        queries_v2.found_nobody(none.response)


@verifies("OHIE-CR-15", "21-14")
def test_all_that_is_asked_for_has_to_fit(point_of_service, client_registry):
    with given("a woman whom the client registry knows"):
        grace, own = patients.unseen(), point_of_service.domain
        mine = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient.identifier
        born, other = grace.birth_date.replace("-", ""), f"{int(grace.birth_year) - 7}{grace.birth_date[5:7]}01"

    with when("the point of service asks by her sex, name and birth date, then for a man, then by another birth date"):
        asked = {"PID.5.1": grace.family, "PID.8": "F", "PID.7": born}
        right = point_of_service.sends(PatientDemographicsQueryV2(asked), to=client_registry)
        a_man = point_of_service.sends(PatientDemographicsQueryV2({**asked, "PID.8": "M"}), to=client_registry)
        older = point_of_service.sends(PatientDemographicsQueryV2({**asked, "PID.7": other}), to=client_registry)

    with then(client_registry).shall("find only whom every field fits", "21-14"):
        queries_v2.found_patients(right.response, 1)
        queries_v2.found_nobody(a_man.response)
        queries_v2.found_nobody(older.response)
    with then(client_registry).shall("find her by sex, birth date and name together, and nobody else", "OHIE-CR-15"):
        identifiers_v2.gives(right.response, mine, domain=own)
        queries_v2.found_nobody(a_man.response)
        queries_v2.found_nobody(older.response)
