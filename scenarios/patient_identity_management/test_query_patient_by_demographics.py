"""Query patient demographic records by demographics (CRWF-4).

She has no card with her. The point of service asks the client registry for her name, her birth date, her mother's name
(ITI-78), and gets everybody who fits, and nobody else.
"""

from harness import given, patients, then, verifies, when
from harness.checks import feeds, fhir, http
from harness.transactions import MobilePatientDemographicsQuery, PatientIdentityFeed


@verifies("CRWF-4", "78-28")
def test_a_patient_is_found_by_name_and_gender(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service asks for her family name and gender"):
        query = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={grace.family}&gender={grace.gender}"), to=client_registry
        )

    with then(point_of_service).shall("ask with the parameters of the profile", "78-28"):
        feeds.asks_by_demographics(query.request)
    with then(client_registry).shall("find her by name and gender, and her alone", "CRWF-4"):
        fhir.returns_only_the_patients(query.response, [feed.patient.identifier])


@verifies("OHIE-FHIR-07", "78-28")
def test_name_and_approximate_birth_date_find_her(point_of_service, client_registry):
    with given("a patient whom the client registry knows, and a namesake of another generation"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=60)), to=client_registry)

    with when("the point of service knows only about when she was born"):
        asked = f"family={grace.family}&given={grace.given}&birthdate=ap{grace.birth_year}"
        query = point_of_service.sends(MobilePatientDemographicsQuery(asked), to=client_registry)

    with then(point_of_service).shall("ask by name and birth date with the parameters of the profile", "78-28"):
        feeds.asks_by_demographics(query.request)
    with then(client_registry).shall(
        "find her by name and approximate birth date, and not her namesake", "OHIE-FHIR-07"
    ):
        fhir.returns_only_the_patients(query.response, [feed.patient.identifier])


@verifies("78-07")
def test_a_form_is_answered_as_an_address_is(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard chooses between GET and POST."""
    with given("a patient who is found by GET"):
        number = client_registry.knows(patients.unseen(), by=point_of_service).identifier
        by_get = point_of_service.sends(MobilePatientDemographicsQuery(number), to=client_registry)
        fhir.returns_the_patient(by_get.response, number)

    with when("the point of service asks the same by POST"):
        by_post = point_of_service.sends(MobilePatientDemographicsQuery(number, form=True), to=client_registry)

    with then(client_registry).shall("answer a form sent by POST as it answers GET", "78-07"):
        http.answered(by_post.response, 200)
        fhir.says_the_same(by_get.response, by_post.response)


@verifies("78-08a", "78-08b")
def test_a_name_is_matched_from_its_beginning_or_exactly(point_of_service, client_registry):
    """Judges the registry alone: three searches in a row would tell of her clinic what one does (78-28)."""
    with given("a patient with accents in her name, and another whose name goes on longer"):
        grace = patients.unseen(accented=True)
        longer = patients.namesake_of(grace).changed(family=f"{grace.family}ba")
        hers = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        others = point_of_service.sends(PatientIdentityFeed(longer), to=client_registry)

    with when("the point of service asks for the exact name, for it in small letters, and for its plain beginning"):
        plain = patients.without_accents(grace.family).lower()
        exact = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family:exact={grace.family}"), to=client_registry
        )
        small = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family:exact={grace.family.lower()}"), to=client_registry
        )
        begun = point_of_service.sends(MobilePatientDemographicsQuery(f"family={plain}"), to=client_registry)

    with then(client_registry).shall("take :exact for the whole name, letter by letter", "78-08a"):
        fhir.returns_only_the_patients(exact.response, [hers.patient.identifier])
        fhir.returns_patients(small.response, count=0)
    with then(client_registry).shall("take a plain name for a beginning, without regard to case and accents", "78-08b"):
        fhir.returns_only_the_patients(begun.response, [hers.patient.identifier, others.patient.identifier])


@verifies("78-09a", "78-09b")
def test_a_birth_date_is_matched_by_year_and_by_range(point_of_service, client_registry):
    """Judges the registry alone: how a birth date is asked for is seen where a name stands beside it (78-28)."""
    with given("two patients of one name, born in different years"):
        grace = patients.unseen()
        older = patients.namesake_of(grace, years=3)
        hers = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(older), to=client_registry)

    with when("the point of service knows the year, and then a range that is the year"):
        year = grace.birth_year
        by_year = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={grace.family}&birthdate={year}"), to=client_registry
        )
        within = f"family={grace.family}&birthdate=ge{year}-01-01&birthdate=le{year}-12-31"
        by_range = point_of_service.sends(MobilePatientDemographicsQuery(within), to=client_registry)

    with then(client_registry).shall("take a year for every day of it", "78-09a"):
        fhir.returns_only_the_patients(by_year.response, [hers.patient.identifier])
    with then(client_registry).shall("take two bounds for a range of days", "78-09b"):
        fhir.returns_only_the_patients(by_range.response, [hers.patient.identifier])


@verifies("78-10a", "78-10b")
def test_a_comma_means_or_and_a_repetition_means_and(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard chooses how two names are joined."""
    with given("Amina Rose and Beatriz of one family"):
        amina = patients.unseen().changed(given="Amina Rose")
        beatriz = patients.namesake_of(amina).changed(given="Beatriz")
        first = point_of_service.sends(PatientIdentityFeed(amina), to=client_registry)
        second = point_of_service.sends(PatientIdentityFeed(beatriz), to=client_registry)

    with when("the point of service asks for Rose or Beatriz, and then for Amina and Rose"):
        either = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={amina.family}&given=Rose,Beatriz"), to=client_registry
        )
        both = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={amina.family}&given=Amina&given=Rose"), to=client_registry
        )
        neither = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={amina.family}&given=Amina&given=Beatriz"), to=client_registry
        )

    with then(client_registry).shall("take a comma for or", "78-10a"):
        fhir.returns_only_the_patients(either.response, [first.patient.identifier, second.patient.identifier])
    with then(client_registry).shall("take a repeated parameter for and", "78-10b"):
        fhir.returns_only_the_patients(both.response, [first.patient.identifier])
        fhir.returns_patients(neither.response, count=0)


@verifies("78-15", "78-28")
def test_a_patient_is_found_by_her_mother_s_maiden_name(point_of_service, client_registry):
    with given("a patient whose mother's maiden name the client registry knows, and her namesake"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace)), to=client_registry)

    with when("the point of service asks for the family name and the mother's maiden name"):
        asked = f"family={grace.family}&mothersMaidenName={grace.mothers_maiden_name}"
        query = point_of_service.sends(MobilePatientDemographicsQuery(asked), to=client_registry)

    with then(point_of_service).shall("ask for the mother's maiden name with the parameter of the profile", "78-28"):
        feeds.asks_by_demographics(query.request)
    with then(client_registry).shall("find her by her mother's maiden name, and her alone", "78-15"):
        fhir.returns_only_the_patients(query.response, [feed.patient.identifier])


@verifies("78-11")
def test_a_parameter_that_nobody_knows_is_ignored(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)

    with when("the point of service asks for her with a parameter that nobody knows"):
        asked = f"identifier={grace.identifier.token}&favourite-colour=green"
        query = point_of_service.sends(MobilePatientDemographicsQuery(asked), to=client_registry)

    with then(client_registry).should("ignore a parameter that it does not know", "78-11"):
        fhir.returns_only_the_patients(query.response, [grace.identifier])


@verifies("78-12", "Z-04")
def test_a_long_answer_comes_page_by_page(point_of_service, client_registry):
    """Judges the registry alone: that all can be reached at the point of service is another requirement (78-16)."""
    with given("three patients of one name"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=1)), to=client_registry)
        point_of_service.sends(PatientIdentityFeed(patients.namesake_of(grace, years=2)), to=client_registry)

    with when("the point of service wants one at a time and follows every link to the next page"):
        query = point_of_service.sends(
            MobilePatientDemographicsQuery(f"family={grace.family}&_count=1", page_by_page=True), to=client_registry
        )

    with then(client_registry).shall("put no more patients on a page than were asked for", "78-12"):
        fhir.holds_at_most(query.response, 1)
    with then(client_registry).shall("lead through all matches by next links", "Z-04"):
        fhir.pages_hold(query.pages, count=3)


@verifies("78-05")
def test_a_format_that_nobody_writes_is_refused(point_of_service, client_registry):
    with given("a patient whom the client registry returns"):
        number = client_registry.knows(patients.unseen(), by=point_of_service).identifier
        point_of_service.sends(MobilePatientDemographicsQuery(number), to=client_registry)

    with when("the point of service wants the answer in a format that nobody writes"):
        query = point_of_service.sends(
            MobilePatientDemographicsQuery(number, accept="application/vnd.openhie.nobodys-format"), to=client_registry
        )

    with then(client_registry).shall("answer a search in a format that nobody writes with 406", "78-05"):
        http.answered(query.response, 406)
