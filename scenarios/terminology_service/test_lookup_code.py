"""Lookup code (TSWF-7).

A referral letter names a code, and no word for it. The point of service asks the terminology service what it means
(ITI-98): its name, its status, its other names, its properties.
"""

from harness import given, provided, terminology, then, verifies, when
from harness.checks import definitions, fhir, http
from harness.checks import terminology as codes_in
from harness.messages.fhir import JSON, XML
from harness.transactions import FaultyLookup, LookupCode


@verifies("TSWF-7", "TSF-11", "98-01", "98-20", "98-21")
def test_a_code_is_explained(point_of_service, terminology_service):
    with given("a code that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service looks it up"):
        asked = f"system={codes.system}&code={codes.member}"
        found = point_of_service.sends(LookupCode(asked), to=terminology_service)

    with then(point_of_service).shall("send the code and its system", "98-20"):
        definitions.asks_with_all_it_needs(found.exchange)
    with then(point_of_service).shall("send none of what SVCM does not allow", "98-21"):
        definitions.asks_with_nothing_else(found.exchange)
    with then(terminology_service).shall("return the name of the code system and the display of the code", "98-01"):
        codes_in.gives(found.response, "name")
        codes_in.gives(found.response, "display", codes.display)
    with then(terminology_service).shall("give the details of a code", "TSWF-7"):
        codes_in.gives(found.response, "display", codes.display)
    with then(terminology_service).shall("give a code with its details", "TSF-11"):
        codes_in.gives(found.response, "display", codes.display)


@verifies("98-02a", "98-02b", "98-09")
def test_a_code_that_does_not_exist_is_not_explained(point_of_service, terminology_service):
    with given("a code that is explained"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = f"system={codes.system}&code={codes.member}"
        point_of_service.sends(LookupCode(known), to=terminology_service)

    with when("the point of service looks up a code that does not exist"):
        asked = f"system={codes.system}&code={codes.outsider}"
        nothing = point_of_service.sends(LookupCode(asked), to=terminology_service)

    with then(terminology_service).shall("say that the code is not found", "98-02a"):
        http.answered(nothing.response, 200, 400, 404, 422)
        fhir.is_a(nothing.response, "OperationOutcome")
        fhir.explains(nothing.response, severities=["error", "fatal"])
    with then(terminology_service).should("say so by the status too", "98-02b"):
        http.refused(nothing.response)

    with when("the point of service looks up a code of a system that nobody has"):
        asked = f"system={codes.system}-not&code={codes.member}"
        unknown = point_of_service.sends(LookupCode(asked), to=terminology_service)

    with then(terminology_service).shall("say that it does not know the code system", "98-09"):
        fhir.is_a(unknown.response, "OperationOutcome")
        fhir.explains(unknown.response, severities=["error", "fatal"])


@verifies("98-03")
def test_half_a_question_is_refused(point_of_service, terminology_service):
    with given("a code that is explained"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"system={codes.system}&code={codes.member}"
        right = point_of_service.sends(LookupCode(asked), to=terminology_service)
        codes_in.gives(right.response, "display", codes.display)

    with when("the point of service leaves out the system, then the code"):
        alone = point_of_service.sends(FaultyLookup(f"code={codes.member}"), to=terminology_service)
        nothing = point_of_service.sends(FaultyLookup(f"system={codes.system}"), to=terminology_service)

    with then(terminology_service).shall("refuse a lookup without system or without code", "98-03"):
        for answer in (alone, nothing):
            http.refused(answer.response)
            fhir.explains(answer.response, severities=["error", "fatal"])


@verifies("98-04", "98-05", "98-06", "98-10", "98-13")
def test_all_that_is_known_of_a_code_is_told(point_of_service, terminology_service):
    with given("a code with properties, a name in French, and another name in an earlier version"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        asked = f"system={codes.system}&code={codes.member}"

    with when("the point of service looks it up as it is, as it was, in French, and as of a day"):
        now = point_of_service.sends(LookupCode(f"{asked}&property=doses&property=designation"), to=terminology_service)
        before = point_of_service.sends(LookupCode(f"{asked}&version={terminology.EARLIER}"), to=terminology_service)
        french = point_of_service.sends(LookupCode(f"{asked}&displayLanguage=fr"), to=terminology_service)
        dated = point_of_service.sends(LookupCode(f"{asked}&date=2026-06-01"), to=terminology_service)

    with then(terminology_service).shall("look the code up in the version that is asked for", "98-04"):
        codes_in.gives(before.response, "display", terminology.EARLIER_DISPLAY)
    with then(terminology_service).should("return the property that is asked for", "98-05"):
        codes_in.has_property(now.response, "doses", 1)
    with then(terminology_service).should("give the names of the code", "98-06"):
        codes_in.has_designation(now.response, terminology.FRENCH)
    with then(terminology_service).should("show the name in French", "98-10"):
        codes_in.gives(french.response, "display", terminology.FRENCH)
    with then(terminology_service).should("answer as of a day, or refuse to", "98-13"):
        with provided("the same without a day is answered"):
            codes_in.gives(now.response, "display", codes.display)
        codes_in.is_answered_or_refused(dated.response)


@verifies("98-07", "98-08")
def test_a_code_is_explained_in_every_way_to_ask(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard chooses the format of an answer."""
    with given("a code that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"system={codes.system}&code={codes.member}"

    with when("the point of service asks for JSON, for XML, and by POST"):
        in_json = point_of_service.sends(LookupCode(asked, accept=JSON), to=terminology_service)
        in_xml = point_of_service.sends(LookupCode(asked, accept=XML), to=terminology_service)
        posted = point_of_service.sends(LookupCode(asked, form=True), to=terminology_service)

    with then(terminology_service).shall("answer in the format that is asked for", "98-08"):
        http.written_as(in_json.response, JSON)
        http.written_as(in_xml.response, XML)
        codes_in.gives(in_xml.response, "display", codes.display)
    with then(terminology_service).should("answer by POST as it does by GET", "98-07"):
        codes_in.gives(posted.response, "display", codes.display)


@verifies("98-22")
def test_what_svcm_does_not_allow_breaks_nothing(point_of_service, terminology_service):
    with given("a question that the terminology service answers"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"system={codes.system}&code={codes.member}"
        right = point_of_service.sends(LookupCode(asked), to=terminology_service)
        codes_in.gives(right.response, "display", codes.display)

    for name in definitions.NOT_ALLOWED["CodeSystem/$lookup"]:
        with when("the point of service sends a parameter that FHIR has and SVCM does not allow"):
            strange = point_of_service.sends(FaultyLookup(f"{asked}&{name}=incoming"), to=terminology_service)

        with then(terminology_service).should("refuse it, or answer without it", "98-22"):
            codes_in.is_answered_or_refused(strange.response)
