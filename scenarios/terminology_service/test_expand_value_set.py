"""Expand value set (TSWF-3).

A nurse records a vaccination and chooses the vaccine from a list. The list is not in the form: the point of service has
the terminology service work it out (ITI-97), so that every clinic shows the same codes, and a change reaches them all.
"""

from harness import given, provided, terminology, then, verifies, when
from harness.checks import definitions, fhir, http
from harness.checks import terminology as codes_in
from harness.messages.fhir import JSON, XML
from harness.transactions import ExpandValueSet, FaultyExpansion


@verifies("TSWF-3", "TSF-8", "97-01", "97-09", "97-20", "97-21")
def test_a_value_set_is_expanded_whole(point_of_service, terminology_service):
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for its codes"):
        expanded = point_of_service.sends(ExpandValueSet(f"url={codes.value_set}"), to=terminology_service)

    with then(point_of_service).shall("send the url of the value set", "97-20"):
        definitions.asks_with_all_it_needs(expanded.exchange)
    with then(point_of_service).shall("send none of what SVCM does not allow", "97-21"):
        definitions.asks_with_nothing_else(expanded.exchange)
    with then(terminology_service).shall("give all concepts of a value set", "TSWF-3"):
        codes_in.expands_to(expanded.response, codes.members)
    with then(terminology_service).shall("return every code of it, with its system and its display", "97-01"):
        codes_in.expands_to(expanded.response, codes.members)
        codes_in.describes_each(expanded.response)
    with then(terminology_service).shall("give the identifier, the timestamp and the total", "97-09"):
        codes_in.tells_of_itself(expanded.response)
    with then(terminology_service).shall("export expansions of value sets", "TSF-8"):
        codes_in.displays(expanded.response, codes.member, codes.display)


@verifies("97-02")
def test_some_letters_find_the_codes_that_fit(point_of_service, terminology_service):
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for the codes that fit what the nurse typed"):
        asked = f"url={codes.value_set}&filter={codes.filter}"
        expanded = point_of_service.sends(ExpandValueSet(asked), to=terminology_service)

    with then(terminology_service).shall("return only the codes that fit the text", "97-02"):
        codes_in.expands_to(expanded.response, [codes.filtered])


@verifies("97-03a", "97-03b", "97-03c")
def test_a_long_list_comes_in_pages(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard turns pages by number."""
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked, many = f"url={codes.value_set}&excludeNested=true", len(codes.members)

    with when("the point of service asks for two codes, for the rest, and how many there are"):
        first = point_of_service.sends(ExpandValueSet(f"{asked}&offset=0&count=2"), to=terminology_service)
        rest = point_of_service.sends(ExpandValueSet(f"{asked}&offset=2&count={many}"), to=terminology_service)
        total = point_of_service.sends(ExpandValueSet(f"{asked}&count=0"), to=terminology_service)

    with then(terminology_service).shall("return no more codes than were asked for", "97-03a"):
        codes_in.shows_page(first.response, 2)
    with then(terminology_service).shall("go on where the page before ended", "97-03b"):
        codes_in.pages_hold([first.response, rest.response], codes.members)
    with then(terminology_service).shall("return the total alone where no code is asked for", "97-03c"):
        codes_in.counts_only(total.response, many)


@verifies("97-04")
def test_what_is_not_used_any_more_is_left_out(point_of_service, terminology_service):
    with given("a value set with a code that is not used any more"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for the codes that are in use"):
        asked = f"url={codes.value_set}&activeOnly=true"
        expanded = point_of_service.sends(ExpandValueSet(asked), to=terminology_service)

    with then(terminology_service).shall("leave out what is not used any more", "97-04"):
        codes_in.expands_to(expanded.response, codes.members.keys() - {terminology.RETIRED})


@verifies("97-05")
def test_an_unknown_value_set_is_an_error(point_of_service, terminology_service):
    with given("a value set that is expanded"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        point_of_service.sends(ExpandValueSet(f"url={codes.value_set}"), to=terminology_service)

    with when("the point of service asks for the codes of one that nobody has"):
        expanded = point_of_service.sends(ExpandValueSet(f"url={codes.value_set}-not"), to=terminology_service)

    with then(terminology_service).shall("say that it does not know the value set", "97-05"):
        http.refused(expanded.response)
        fhir.explains(expanded.response, code="not-found", severities=["error", "fatal"])


@verifies("97-06")
def test_an_expansion_of_nothing_is_refused(point_of_service, terminology_service):
    with given("a value set that is expanded"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        point_of_service.sends(ExpandValueSet(f"url={codes.value_set}"), to=terminology_service)

    with when("the point of service does not say which it wants"):
        expanded = point_of_service.sends(FaultyExpansion(f"filter={codes.filter}"), to=terminology_service)

    with then(terminology_service).shall("refuse an expansion without url", "97-06"):
        http.refused(expanded.response)
        fhir.explains(expanded.response, severities=["error", "fatal"])


@verifies("97-07", "97-08")
def test_the_codes_come_in_every_way_to_ask(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard chooses the format of an answer."""
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}"

    with when("the point of service asks for JSON, for XML, and by POST"):
        in_json = point_of_service.sends(ExpandValueSet(asked, accept=JSON), to=terminology_service)
        in_xml = point_of_service.sends(ExpandValueSet(asked, accept=XML), to=terminology_service)
        posted = point_of_service.sends(ExpandValueSet(asked, form=True), to=terminology_service)

    with then(terminology_service).shall("answer in the format that is asked for", "97-08"):
        http.written_as(in_json.response, JSON)
        http.written_as(in_xml.response, XML)
        codes_in.expands_to(in_xml.response, codes.members)
    with then(terminology_service).should("answer by POST as it does by GET", "97-07"):
        codes_in.expands_to(posted.response, codes.members)


@verifies("97-10", "97-14", "TSF-3", "TSF-4")
def test_an_earlier_version_is_expanded(point_of_service, terminology_service):
    with given("a value set in two versions, of a code system in two versions"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        asked, earlier = f"url={codes.value_set}", terminology.EARLIER

    with when("the point of service asks for the earlier version of each"):
        of_set = point_of_service.sends(ExpandValueSet(f"{asked}&valueSetVersion={earlier}"), to=terminology_service)
        system = f"{codes.system}|{earlier}"
        of_system = point_of_service.sends(ExpandValueSet(f"{asked}&system-version={system}"), to=terminology_service)
        forced = point_of_service.sends(
            ExpandValueSet(f"{asked}&force-system-version={system}"), to=terminology_service
        )

    with then(terminology_service).should("expand the version of the value set that is asked for", "97-10"):
        codes_in.expands_to(of_set.response, terminology.EARLIER_MEMBERS)
    with then(terminology_service).should("keep versions of value sets", "TSF-4"):
        codes_in.expands_to(of_set.response, terminology.EARLIER_MEMBERS)
    with then(terminology_service).should("use the version of the code system that is asked for", "97-14"):
        codes_in.displays(of_system.response, codes.member, terminology.EARLIER_DISPLAY)
        codes_in.displays(forced.response, codes.member, terminology.EARLIER_DISPLAY)
    with then(terminology_service).should("keep versions of code systems", "TSF-3"):
        codes_in.displays(of_system.response, codes.member, terminology.EARLIER_DISPLAY)


@verifies("97-11", "97-12")
def test_the_words_come_in_other_languages(point_of_service, terminology_service):
    with given("a value set whose codes have names in French"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}"

    with when("the point of service asks for all names, and for French"):
        every = point_of_service.sends(ExpandValueSet(f"{asked}&includeDesignations=true"), to=terminology_service)
        french = point_of_service.sends(ExpandValueSet(f"{asked}&displayLanguage=fr"), to=terminology_service)

    with then(terminology_service).should("give the names of each code", "97-11"):
        codes_in.shows_designation(every.response, codes.member, terminology.FRENCH)
    with then(terminology_service).should("show the names in French", "97-12"):
        codes_in.displays(french.response, codes.member, terminology.FRENCH)


@verifies("97-13", "97-15", "97-16", "97-17")
def test_what_else_may_be_asked_is_answered_or_refused(point_of_service, terminology_service):
    """Judges the repository alone: a consumer may send these, and need not."""
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}"

    with when("the point of service asks for a flat list, without a system, and with the definition"):
        flat = point_of_service.sends(ExpandValueSet(f"{asked}&excludeNested=true"), to=terminology_service)
        without = point_of_service.sends(
            ExpandValueSet(f"{asked}&exclude-system={codes.system}"), to=terminology_service
        )
        defined = point_of_service.sends(ExpandValueSet(f"{asked}&includeDefinition=true"), to=terminology_service)

    with then(terminology_service).should("return a flat list", "97-13"):
        codes_in.is_flat(flat.response)
        codes_in.expands_to(flat.response, codes.members)
    with then(terminology_service).should("leave out the codes of the system", "97-15"):
        codes_in.expands_to(without.response, [])
    with then(terminology_service).should("return the definition too", "97-16"):
        codes_in.includes_definition(defined.response)

    for more in terminology.may_be_asked(codes):
        with when("the point of service asks with a parameter that few repositories know"):
            expanded = point_of_service.sends(ExpandValueSet(f"{asked}&{more}"), to=terminology_service)

        with then(terminology_service).should("answer, or refuse what it does not support", "97-17"):
            with provided("the same without it is expanded"):
                codes_in.expands_to(flat.response, codes.members)
            codes_in.is_answered_or_refused(expanded.response)


@verifies("TSF-7")
def test_what_came_expanded_is_given_back(point_of_service, terminology_service):
    """Judges the repository alone: how expansions are loaded, OpenHIE leaves open."""
    with given("a value set that was loaded with its expansion, and without a definition"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        sealed = codes.resource("ValueSet", terminology.SEALED)

    with when("the point of service asks for its codes"):
        expanded = point_of_service.sends(ExpandValueSet(f"url={sealed['url']}"), to=terminology_service)

    with then(terminology_service).shall("import expansions of value sets", "TSF-7"):
        codes_in.expands_to(expanded.response, terminology.SEALED_MEMBERS)


@verifies("97-22")
def test_what_svcm_does_not_allow_breaks_nothing(point_of_service, terminology_service):
    with given("a question that the terminology service answers"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}"
        right = point_of_service.sends(ExpandValueSet(asked), to=terminology_service)
        codes_in.expands_to(right.response, codes.members)

    for name in definitions.NOT_ALLOWED["ValueSet/$expand"]:
        with when("the point of service sends a parameter that FHIR has and SVCM does not allow"):
            strange = point_of_service.sends(FaultyExpansion(f"{asked}&{name}=incoming"), to=terminology_service)

        with then(terminology_service).should("refuse it, or answer without it", "97-22"):
            codes_in.is_answered_or_refused(strange.response)
