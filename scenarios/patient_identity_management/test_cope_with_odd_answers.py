"""Query patient by demographics: what the point of service makes of odd answers (CRWF-4).

Lists too long for a screen, nobody at all, a server that is ill, a record that says in words unknown here that it is
not to be used. The wire cannot show whether the person at the screen is misled, so she is asked.
"""

from harness import given, oddities, patients, sights, then, verifies, when
from harness.transactions import MobilePatientDemographicsQuery, PatientIdentityFeed


@verifies("78-16")
def test_a_long_list_can_be_reached_to_its_end(point_of_service, client_registry):
    with given("a patient with many namesakes"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        client_registry.answers(oddities.ManyPatients(60))

    with when("the point of service searches for her name"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).shall("let its user reach every one of them", "78-16"):
        point_of_service.shows(sights.Patients(60))


@verifies("78-17")
def test_nobody_is_not_an_error(point_of_service, client_registry):
    with given("a name that nobody has"):
        grace = patients.unseen()
        client_registry.answers(oddities.Nobody())

    with when("the point of service searches for it"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).shall("tell its user that there is no such patient", "78-17"):
        point_of_service.shows(sights.NobodyFound())


@verifies("78-18")
def test_a_closed_door_is_not_an_empty_room(point_of_service, client_registry):
    with given("a client registry that does not know who is asking"):
        grace = patients.unseen()
        client_registry.answers(oddities.ARefusal(401))

    with when("the point of service searches"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).should("tell its user that the search went wrong", "78-18"):
        point_of_service.shows(sights.AnError())


@verifies("78-19")
def test_a_search_that_is_forbidden_is_not_an_empty_room(point_of_service, client_registry):
    with given("a client registry that forbids the search"):
        grace = patients.unseen()
        client_registry.answers(oddities.ARefusal(403))

    with when("the point of service searches"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).should("tell its user that the search went wrong", "78-19"):
        point_of_service.shows(sights.AnError())


@verifies("78-20")
def test_an_address_that_is_not_found_is_not_an_empty_room(point_of_service, client_registry):
    with given("a client registry that does not know what is asked for"):
        grace = patients.unseen()
        client_registry.answers(oddities.ARefusal(404))

    with when("the point of service searches"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).should("tell its user that the search went wrong", "78-20"):
        point_of_service.shows(sights.AnError())


@verifies("78-21")
def test_a_server_that_is_ill_is_not_an_empty_room(point_of_service, client_registry):
    with given("a client registry that has broken down"):
        grace = patients.unseen()
        client_registry.answers(oddities.ARefusal(500))

    with when("the point of service searches"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).should("tell its user that the search went wrong", "78-21"):
        point_of_service.shows(sights.AnError())


@verifies("78-22")
def test_an_outcome_in_the_place_of_an_answer_is_an_error(point_of_service, client_registry):
    with given("a client registry that answers 200, and then only says what went wrong"):
        grace = patients.unseen()
        client_registry.answers(oddities.OnlyAnOutcome())

    with when("the point of service searches"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).shall("tell its user that the search went wrong", "78-22"):
        point_of_service.shows(sights.AnError())


@verifies("78-23")
def test_an_outcome_among_the_patients_is_no_patient(point_of_service, client_registry):
    with given("a patient, and a client registry that puts a warning among those it found"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        client_registry.answers(oddities.AnOutcomeAmongThePatients())

    with when("the point of service searches for her"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).shall("show the patient, and not take the warning for one", "78-23"):
        point_of_service.shows(sights.Patients(1))


@verifies("78-24")
def test_an_extension_that_nobody_knows_does_no_harm(point_of_service, client_registry):
    with given("a patient, and a client registry that puts an extension into her record that nobody knows"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        client_registry.answers(oddities.AnUnknownExtension())

    with when("the point of service searches for her"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).shall("show her all the same", "78-24"):
        point_of_service.shows(sights.ThePatient(grace))


@verifies("78-25")
def test_a_record_with_a_modifier_that_nobody_knows_is_not_used(point_of_service, client_registry):
    with given("a patient, and a client registry that puts a modifier into her record that nobody knows"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        client_registry.answers(oddities.AnUnknownModifierExtension())

    with when("the point of service searches for her"):
        point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)

    with then(point_of_service).shall("not let its user choose her record", "78-25"):
        point_of_service.shows(sights.NotThePatient(grace))
