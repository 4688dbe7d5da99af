"""Query concept maps (TSWF-4).

The national store speaks other codes than the clinic. The point of service looks for the map that leads from the one to
the other (ITI-100).
"""

from harness import given, terminology, then, verifies, when
from harness.checks import definitions, fhir, http
from harness.messages.fhir import JSON, XML
from harness.transactions import ExportConceptMap, QueryConceptMap, RetrieveConceptMap

NOBODYS_FORMAT = "application/vnd.openhie.format-that-nobody-writes"


@verifies("TSWF-4", "100-10")
def test_a_concept_map_is_found_by_its_url(point_of_service, terminology_service):
    with given("codes that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service searches for the concept map by its url"):
        query = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}"), to=terminology_service)

    with then(point_of_service).should("search only by parameters that every repository has to know", "100-10"):
        definitions.searches_as_agreed(query.exchange)
    with then(terminology_service).shall("find concept maps by search", "TSWF-4"):
        definitions.finds_only(query.response, "ConceptMap", codes.concept_map)


@verifies("100-01a")
def test_each_parameter_finds_it(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard is asked to search eight times for the same."""
    with given("a concept map that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}"), to=terminology_service).shown

    for search in terminology.searches(known):
        with when("the point of service searches for it by one of its parameters"):
            query = point_of_service.sends(QueryConceptMap(search), to=terminology_service)

        with then(terminology_service).shall("find it by each parameter that a repository has to know", "100-01a"):
            definitions.finds_only(query.response, "ConceptMap", codes.concept_map)

    with when("the point of service searches for one that is retired"):
        query = point_of_service.sends(
            QueryConceptMap(f"status=retired&url={codes.concept_map}"), to=terminology_service
        )

    with then(terminology_service).shall("not find what only one of two parameters fits", "100-01a"):
        definitions.leaves_out(query.response, "ConceptMap", codes.concept_map)


@verifies("100-01b", "100-01c")
def test_words_find_it(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard is asked to search nine times for the same."""
    with given("a concept map that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}"), to=terminology_service).shown

    for parameter, text in terminology.texts(known):
        with when("the point of service searches for it by words in capital letters, by a part of them, and exactly"):
            by_words = point_of_service.sends(QueryConceptMap(f"{parameter}={text.upper()}"), to=terminology_service)
            part = terminology.inside(text)
            by_part = point_of_service.sends(QueryConceptMap(f"{parameter}:contains={part}"), to=terminology_service)
            exact = point_of_service.sends(QueryConceptMap(f"{parameter}:exact={text}"), to=terminology_service)
            capitals = point_of_service.sends(
                QueryConceptMap(f"{parameter}:exact={text.upper()}"), to=terminology_service
            )

        with then(terminology_service).shall("find it by how its name, title and description begin", "100-01b"):
            definitions.finds(by_words.response, "ConceptMap", codes.concept_map)
        with then(terminology_service).shall("find it by what stands inside them, and exactly", "100-01c"):
            definitions.finds(by_part.response, "ConceptMap", codes.concept_map)
            definitions.finds(exact.response, "ConceptMap", codes.concept_map)
            definitions.leaves_out(capitals.response, "ConceptMap", codes.concept_map)


@verifies("100-01d")
def test_the_time_of_its_last_change_finds_it(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard is asked to search twelve times for the same."""
    with given("a concept map that the terminology service has, and that says when it was changed"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}"), to=terminology_service).shown
        fitting, others = terminology.moments(known)

    for search in fitting:
        with when("the point of service searches for it by a time that fits"):
            query = point_of_service.sends(QueryConceptMap(search), to=terminology_service)

        with then(terminology_service).shall("find it with each prefix of _lastUpdated", "100-01d"):
            definitions.finds_only(query.response, "ConceptMap", codes.concept_map)

    for search in others:
        with when("the point of service searches for it by a time that does not fit"):
            query = point_of_service.sends(QueryConceptMap(search), to=terminology_service)

        with then(terminology_service).shall("not find it by a time at which it was not changed", "100-01d"):
            definitions.leaves_out(query.response, "ConceptMap", codes.concept_map)


@verifies("100-02", "100-06")
def test_it_is_read_by_its_id(point_of_service, terminology_service):
    with given("a concept map that the terminology service has, and its id"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}"), to=terminology_service).shown

    with when("the point of service reads it"):
        read = point_of_service.sends(RetrieveConceptMap(f"ConceptMap/{known['id']}"), to=terminology_service)

    with then(terminology_service).shall("return the concept map that is read", "100-02"):
        http.answered(read.response, 200)
        fhir.is_a(read.response, "ConceptMap")
        definitions.names(read.response, codes.concept_map, known.get("version", ""))

    with when("the point of service reads an id that nothing has"):
        nothing = point_of_service.sends(RetrieveConceptMap(f"ConceptMap/{known['id']}-not"), to=terminology_service)

    with then(terminology_service).shall("say that an id which nothing has is not found", "100-06"):
        http.answered(nothing.response, 404)
        fhir.explains(nothing.response, severities=["error", "fatal"])


@verifies("100-03", "100-04", "100-05")
def test_it_is_found_in_every_way_to_ask(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard chooses the format of an answer."""
    with given("a concept map that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        search = f"url={codes.concept_map}"

    with when("the point of service asks for JSON, for XML, by a form, and for a format that nobody writes"):
        in_json = point_of_service.sends(QueryConceptMap(search, accept=JSON), to=terminology_service)
        in_xml = point_of_service.sends(QueryConceptMap(search, accept=XML), to=terminology_service)
        by_form = point_of_service.sends(QueryConceptMap(search, form=True), to=terminology_service)
        refused = point_of_service.sends(QueryConceptMap(search, accept=NOBODYS_FORMAT), to=terminology_service)

    with then(terminology_service).shall("answer in the format that is asked for", "100-04"):
        http.written_as(in_json.response, JSON)
        http.written_as(in_xml.response, XML)
        definitions.finds(in_xml.response, "ConceptMap", codes.concept_map)
    with then(terminology_service).should("find it by a form too", "100-03"):
        definitions.finds(by_form.response, "ConceptMap", codes.concept_map)
    with then(terminology_service).shall("refuse a format that it does not write", "100-05"):
        http.refused(refused.response)


@verifies("100-07")
def test_what_nothing_fits_finds_nothing(point_of_service, terminology_service):
    with given("a concept map that is found by its url"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}"), to=terminology_service)
        definitions.finds(known.response, "ConceptMap", codes.concept_map)

    with when("the point of service searches for another that nobody has"):
        query = point_of_service.sends(QueryConceptMap(f"url={codes.concept_map}-not"), to=terminology_service)

    with then(terminology_service).shall("answer what nothing fits with 200 and an empty searchset", "100-07"):
        definitions.finds_nothing(query.response, "ConceptMap")


@verifies("TSF-9", "TSF-10")
def test_what_is_loaded_is_given_back_whole(point_of_service, terminology_service):
    """Judges the repository alone: how definitions are loaded, OpenHIE leaves open."""
    with given("our own codes, loaded into the terminology service"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        loaded = codes.resource("ConceptMap")

    with when("the point of service searches for the concept map by the url and the version that it was loaded with"):
        search = f"url={loaded['url']}&version={loaded['version']}"
        query = point_of_service.sends(QueryConceptMap(search), to=terminology_service)

    with then(terminology_service).shall("import concept maps", "TSF-9"):
        definitions.finds(query.response, "ConceptMap", loaded["url"], loaded["version"])

    with when("the point of service reads it"):
        read = point_of_service.sends(ExportConceptMap(f"ConceptMap/{query.shown['id']}"), to=terminology_service)

    with then(terminology_service).shall("export concept maps with all that was imported", "TSF-10"):
        definitions.is_whole(read.response, loaded)
