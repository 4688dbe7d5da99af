"""Search care services: what every query has in common (HWWF-3).

However a directory is asked, by GET or by POST, in JSON or in XML, for much or for nothing (ITI-90), the point of
service has to be able to tell an answer from a refusal, and nothing from something.
"""

from harness import facilities, given, provided, then, verifies, when
from harness.checks import directories, fhir, http
from harness.messages.fhir import JSON, XML
from harness.transactions import CareServicesQuery, FaultyCareServicesQuery, Identifier, RetrieveCareService
from harness.transactions.care_services_questions import changed_when


@verifies("90-06", "90-12", "90-15a", "90-15b")
def test_a_query_is_put_together_as_fhir_has_it(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard chooses between GET and POST."""
    with given("two facilities whose names begin with one word"):
        clinic = facilities.unseen()
        kept = facility_registry.stores(clinic, by=point_of_service)
        other = facility_registry.stores(facilities.unseen(beside=clinic), by=point_of_service)
        one, two = kept.identifier("location"), other.identifier("location")
        number = kept.places["location"].rpartition("/")[2]

    with when("the point of service asks for either, for both conditions, by a form, and by the record's id"):
        either = point_of_service.sends(
            CareServicesQuery("Location", f"identifier={one.token},{two.token}"), to=facility_registry
        )
        both = point_of_service.sends(
            CareServicesQuery("Location", f"identifier={one.token}&identifier={two.token}"), to=facility_registry
        )
        by_get = point_of_service.sends(CareServicesQuery("Location", one), to=facility_registry)
        by_post = point_of_service.sends(CareServicesQuery("Location", one, form=True), to=facility_registry)
        by_id = point_of_service.sends(CareServicesQuery("Location", f"_id={number}"), to=facility_registry)

    with then(facility_registry).shall("take a comma for or", "90-15a"):
        directories.finds(either.response, one, two)
    with then(facility_registry).shall("take a repeated parameter for and", "90-15b"):
        with provided("either is found by itself"):
            directories.finds(either.response, one, two)
        directories.finds_nothing(both.response)
    with then(facility_registry).shall("answer a form sent by POST as it answers GET", "90-06"):
        directories.finds(by_post.response, one)
        fhir.says_the_same(by_get.response, by_post.response)
    with then(facility_registry).shall("find a record by its id", "90-12"):
        directories.finds(by_id.response, one)


@verifies("90-05")
def test_a_record_is_found_by_when_it_changed(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard asks twelve times for one facility."""
    with given("a facility, and when the registry says that it changed last"):
        kept = facility_registry.stores(facilities.unseen(), by=point_of_service)
        read = point_of_service.sends(RetrieveCareService(kept.places["location"]), to=facility_registry)

    with when("the point of service asks for it with each prefix, rightly and wrongly"):
        asked = [
            (one, point_of_service.sends(CareServicesQuery(one.kind, one.query), to=facility_registry).response)
            for one in changed_when(kept, "location", read.changed_at)
        ]

    with then(facility_registry).shall("compare the time of the last change as the prefix says", "90-05"):
        directories.answers_each(asked, kept.identifier("location"))


@verifies("90-07", "90-08b", "Z-05")
def test_nothing_and_nowhere_are_told_apart(point_of_service, facility_registry):
    """Judges the registry alone: a point of service asks for what is not there only by mistake."""
    with given("a facility that is found and read"):
        kept = facility_registry.stores(facilities.unseen(), by=point_of_service)
        there = point_of_service.sends(CareServicesQuery("Location", kept.identifier("location")), to=facility_registry)
        directories.finds(there.response, kept.identifier("location"))

    with when("the point of service asks for a facility that there is not, and reads a record that there is not"):
        nobody = Identifier(kept.identifier("location").system, f"{kept.identifier('location').value}-nobody")
        query = point_of_service.sends(CareServicesQuery("Location", nobody), to=facility_registry)
        missing = f"{kept.places['location']}nobody"
        read = point_of_service.sends(RetrieveCareService(missing), to=facility_registry)

    with then(facility_registry).shall("answer a query that nothing fits with an empty Bundle", "90-07"):
        directories.finds_nothing(query.response)
    with then(facility_registry).shall("answer a read of an unknown id with 404 and say why", "90-08b"):
        http.answered(read.response, 404)
        fhir.explains(read.response, code="not-found", severities=["error"])
    with then(facility_registry).shall("explain itself where a resource is not there", "Z-05"):
        http.answered(read.response, 404)
        fhir.is_a(read.response, "OperationOutcome")


@verifies("90-14a", "90-14c")
def test_a_query_that_nobody_can_understand_is_refused(point_of_service, facility_registry):
    """Judges the registry alone: the point of service asks wrongly on purpose."""
    with given("a query that is understood"):
        name = facilities.unseen()["location"]["name"]
        right = point_of_service.sends(
            CareServicesQuery("Location", f"name={name}&_lastUpdated=ge2020-01-01"), to=facility_registry
        )
        directories.finds_nothing(right.response)

    with when("the same is asked with a time in words, and with a modifier that there is not"):
        words = point_of_service.sends(
            FaultyCareServicesQuery("Location", f"name={name}&_lastUpdated=geyesterday"), to=facility_registry
        )
        modifier = point_of_service.sends(
            FaultyCareServicesQuery("Location", f"name:sounds-like={name}"), to=facility_registry
        )

    with then(facility_registry).shall("refuse a time that is none, and say why", "90-14a"):
        http.answered(words.response, 400)
        fhir.explains(words.response, severities=["error", "fatal"])
    with then(facility_registry).shall("refuse a modifier that it does not know, and say why", "90-14c"):
        http.answered(modifier.response, 400)
        fhir.explains(modifier.response, severities=["error", "fatal"])


@verifies("90-14b")
def test_a_place_that_is_none_is_refused(point_of_service, facility_registry):
    """Judges the registry alone: the point of service asks wrongly on purpose."""
    with given("a query for what lies near a place"):
        name = facilities.unseen()["location"]["name"]
        right = point_of_service.sends(
            CareServicesQuery("Location", f"near=-0.1|34.7|1|km&name={name}"), to=facility_registry
        )
        directories.finds_nothing(right.response)

    with when("the same is asked for a place in words"):
        wrong = point_of_service.sends(
            FaultyCareServicesQuery("Location", f"near=behind the market&name={name}"), to=facility_registry
        )

    with then(facility_registry).shall("refuse a place that is none, and say why", "90-14b"):
        http.answered(wrong.response, 400)
        fhir.explains(wrong.response, severities=["error", "fatal"])


@verifies("90-08c", "Z-01", "Z-02")
def test_the_answer_comes_in_the_format_that_is_wanted(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard chooses a format."""
    with given("a facility that is found in JSON"):
        kept = facility_registry.stores(facilities.unseen(), by=point_of_service)
        wanted, place = kept.identifier("location"), kept.places["location"]
        plain = point_of_service.sends(CareServicesQuery("Location", wanted), to=facility_registry)
        directories.finds(plain.response, wanted)

    with when("the point of service wants XML by the Accept header, by _format, and something that nobody writes"):
        accepted = point_of_service.sends(CareServicesQuery("Location", wanted, accept=XML), to=facility_registry)
        asked = f"identifier={wanted.token}&_format=xml"
        formatted = point_of_service.sends(CareServicesQuery("Location", asked, accept=JSON), to=facility_registry)
        strange = point_of_service.sends(
            RetrieveCareService(place, accept="application/vnd.openhie.nobodys-format"), to=facility_registry
        )

    with then(facility_registry).shall("write XML where the Accept header asks for it", "Z-01"):
        http.written_as(accepted.response, XML)
        fhir.says_the_same(plain.response, accepted.response)
    with then(facility_registry).shall("write XML where _format asks for it", "Z-02"):
        http.written_as(formatted.response, XML)
        directories.finds(formatted.response, wanted)
    with then(facility_registry).shall("answer a read in a format that it cannot give with 400", "90-08c"):
        http.answered(strange.response, 400)


@verifies("Z-04")
def test_a_long_list_comes_page_by_page(point_of_service, facility_registry):
    """Judges the registry alone: that a person can reach every page is another matter."""
    with given("three facilities whose names begin with one word"):
        clinic = facilities.unseen()
        facility_registry.stores(clinic, by=point_of_service)
        facility_registry.stores(facilities.unseen(beside=clinic), by=point_of_service)
        facility_registry.stores(facilities.unseen(beside=clinic), by=point_of_service)
        word = clinic["location"]["name"].split()[0]

    with when("the point of service wants one at a time and follows every link to the next page"):
        query = point_of_service.sends(
            CareServicesQuery("Location", f"name={word}&_count=1", page_by_page=True), to=facility_registry
        )

    with then(facility_registry).shall("lead through all matches by next links", "Z-04"):
        directories.pages_hold(query.pages, count=3)


@verifies("90-16")
def test_a_facility_is_asked_for_by_its_name(point_of_service, facility_registry):
    """Judges the point of service alone: that its answer fits is seen elsewhere."""
    with given("a facility that the registry keeps"):
        clinic = facilities.unseen()
        facility_registry.stores(clinic, by=point_of_service)

    with when("the point of service asks for it by its name"):
        query = point_of_service.sends(
            CareServicesQuery("Location", f"name={clinic['location']['name']}"), to=facility_registry
        )

    with then(point_of_service).shall("ask by parameters of the profile", "90-16"):
        directories.asks_by(query.request, "name")
