"""Translate code (TSWF-8).

The clinic orders vaccines, and the national store knows them under codes of its own. The point of service has the
terminology service translate (ITI-101), and hears it when there is no translation.
"""

from harness import given, terminology, then, verifies, when
from harness.checks import definitions, fhir, http
from harness.checks import terminology as codes_in
from harness.messages.fhir import JSON, XML
from harness.transactions import FaultyTranslation, TranslateCode


@verifies("TSWF-8", "TSF-13", "101-01", "101-20", "101-21")
def test_a_code_is_translated(point_of_service, terminology_service):
    with given("a concept map that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = codes.translation

    with when("the point of service asks for the translation of a code"):
        asked = f"{codes.question}&code={known.code}"
        translated = point_of_service.sends(TranslateCode(asked), to=terminology_service)

    with then(point_of_service).shall("send the map, the code, its system, and the value sets at both ends", "101-20"):
        definitions.asks_with_all_it_needs(translated.exchange)
    with then(point_of_service).shall("send none of what SVCM does not allow", "101-21"):
        definitions.asks_with_nothing_else(translated.exchange)
    with then(terminology_service).shall("translate a code that the map has", "101-01"):
        codes_in.says(translated.response, True)
        codes_in.translates_to(translated.response, known.to, system=known.system, equivalence=known.equivalence)
    with then(terminology_service).shall("translate a code into another code system", "TSWF-8"):
        codes_in.translates_to(translated.response, known.to, system=known.system, equivalence=known.equivalence)
    with then(terminology_service).shall("map a source code to a target code", "TSF-13"):
        codes_in.translates_to(translated.response, known.to, system=known.system, equivalence=known.equivalence)


@verifies("101-02", "101-11")
def test_a_code_without_translation_is_not_translated(point_of_service, terminology_service):
    with given("a concept map that says of a code that there is nothing for it, and of another nothing"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for the translation of both"):
        silent = point_of_service.sends(
            TranslateCode(f"{codes.question}&code={codes.unmapped}"), to=terminology_service
        )
        unmatched = point_of_service.sends(
            TranslateCode(f"{codes.question}&code={terminology.RETIRED}"), to=terminology_service
        )

    with then(terminology_service).shall("say that a code is not translated which the map does not have", "101-02"):
        codes_in.translates_to_nothing(silent.response)
    with then(terminology_service).shall("say that a code is not translated which nothing matches", "101-11"):
        codes_in.translates_to_nothing(unmatched.response)


@verifies("101-03", "101-04")
def test_what_cannot_be_translated_is_an_error(point_of_service, terminology_service):
    with given("a code that is translated"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        known = f"{codes.question}&code={codes.member}"
        point_of_service.sends(TranslateCode(known), to=terminology_service)

    with when("the point of service asks for it by a map that nobody has"):
        asked = known.replace(codes.concept_map, f"{codes.concept_map}-not")
        unknown = point_of_service.sends(TranslateCode(asked), to=terminology_service)

    with then(terminology_service).shall("say that it does not know the map", "101-03"):
        http.refused(unknown.response)
        fhir.explains(unknown.response, severities=["error", "fatal"])

    with when("the point of service does not say which code"):
        half = point_of_service.sends(FaultyTranslation(codes.question), to=terminology_service)

    with then(terminology_service).shall("refuse a translation without code", "101-04"):
        http.refused(half.response)
        fhir.explains(half.response, severities=["error", "fatal"])


@verifies("101-05", "101-06", "101-09")
def test_conditions_directions_and_versions_are_kept(point_of_service, terminology_service):
    """Judges the repository alone: a consumer may ask so, and need not."""
    with given("a map in two versions, with a translation that holds for drops alone"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        known = codes.translation

    with when("the point of service asks for drops, and without saying for what"):
        drops = f"{codes.question}&code={terminology.CONDITIONAL}"
        oral = point_of_service.sends(
            TranslateCode(f"{drops}&dependency={terminology.route(codes)}|oral", form=True), to=terminology_service
        )
        unsaid = point_of_service.sends(TranslateCode(drops), to=terminology_service)

    with then(terminology_service).should("use what depends on a condition only where that is met", "101-05"):
        codes_in.translates_to(oral.response, "V03", system=known.system, equivalence="equivalent")
        codes_in.translates_to_nothing(unsaid.response)

    with when("the point of service asks backwards, and by the version before"):
        backwards = point_of_service.sends(TranslateCode(terminology.backwards(codes)), to=terminology_service)
        before = point_of_service.sends(
            TranslateCode(f"{codes.question}&code={known.code}&conceptMapVersion={terminology.EARLIER}"),
            to=terminology_service,
        )

    with then(terminology_service).should("translate backwards", "101-06"):
        codes_in.translates_to(backwards.response, known.code, system=codes.system, equivalence="equivalent")
    with then(terminology_service).should("use the version of the map that is asked for", "101-09"):
        codes_in.translates_to(before.response, "X01", system=known.system, equivalence="equivalent")


@verifies("101-07", "101-08")
def test_a_code_is_translated_in_every_way_to_ask(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard chooses the format of an answer."""
    with given("a concept map that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"{codes.question}&code={codes.member}"

    with when("the point of service asks for JSON, for XML, and by POST"):
        in_json = point_of_service.sends(TranslateCode(asked, accept=JSON), to=terminology_service)
        in_xml = point_of_service.sends(TranslateCode(asked, accept=XML), to=terminology_service)
        posted = point_of_service.sends(TranslateCode(asked, form=True), to=terminology_service)

    with then(terminology_service).shall("answer in the format that is asked for", "101-08"):
        http.written_as(in_json.response, JSON)
        http.written_as(in_xml.response, XML)
        codes_in.says(in_xml.response, True)
    with then(terminology_service).should("answer by POST as it does by GET", "101-07"):
        codes_in.says(posted.response, True)


@verifies("101-22")
def test_what_svcm_does_not_allow_breaks_nothing(point_of_service, terminology_service):
    with given("a question that the terminology service answers"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"{codes.question}&code={codes.member}"
        right = point_of_service.sends(TranslateCode(asked), to=terminology_service)
        codes_in.says(right.response, True)

    for name in definitions.NOT_ALLOWED["ConceptMap/$translate"]:
        with when("the point of service sends a parameter that FHIR has and SVCM does not allow"):
            strange = point_of_service.sends(FaultyTranslation(f"{asked}&{name}=incoming"), to=terminology_service)

        with then(terminology_service).should("refuse it, or answer without it", "101-22"):
            codes_in.is_answered_or_refused(strange.response)
