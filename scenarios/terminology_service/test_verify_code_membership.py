"""Verify code membership (TSWF-2).

A register of children takes the vaccines of the national schedule, and no other. Before a record is sent, the point of
service asks the terminology service whether its code may stand there (ITI-99, ``ValueSet/$validate-code``).
"""

from harness import given, provided, terminology, then, verifies, when
from harness.checks import definitions, fhir, http
from harness.checks import terminology as codes_in
from harness.messages.fhir import JSON, XML
from harness.transactions import FaultyValidation, ValidateCode


@verifies("TSWF-2", "99-01", "99-02", "99-14", "99-20", "99-21")
def test_a_code_belongs_to_a_value_set_or_does_not(point_of_service, terminology_service):
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}&system={codes.system}"

    with when("the point of service asks for a code that belongs to it"):
        member = point_of_service.sends(ValidateCode(f"{asked}&code={codes.member}"), to=terminology_service)

    with then(point_of_service).shall("send the code, its system and the url of the value set", "99-20"):
        definitions.asks_with_all_it_needs(member.exchange)
    with then(point_of_service).shall("send none of what SVCM does not allow", "99-21"):
        definitions.asks_with_nothing_else(member.exchange)
    with then(terminology_service).shall("say that a code belongs to a value set", "99-01"):
        codes_in.says(member.response, True)

    with when("the point of service asks for a code that does not"):
        outsider = point_of_service.sends(ValidateCode(f"{asked}&code={codes.outsider}"), to=terminology_service)

    with then(terminology_service).shall("say with 200 that a code does not belong to it", "99-02"):
        codes_in.says(outsider.response, False)
    with then(terminology_service).shall("say why not", "99-14"):
        codes_in.gives(outsider.response, "message")
    with then(terminology_service).shall("say whether a code belongs to a value set", "TSWF-2"):
        codes_in.says(member.response, True)
        codes_in.says(outsider.response, False)


@verifies("99-03a", "99-03b")
def test_a_wrong_name_is_put_right(point_of_service, terminology_service):
    with given("a code that belongs to a value set, under its right name"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}&system={codes.system}&code={codes.member}"
        right = point_of_service.sends(ValidateCode(f"{asked}&display={codes.display}"), to=terminology_service)
        codes_in.says(right.response, True)

    with when("the point of service asks for it under another"):
        wrong = point_of_service.sends(ValidateCode(f"{asked}&display=Something else"), to=terminology_service)

    with then(terminology_service).shall("say that the name is wrong", "99-03a"):
        codes_in.gives(wrong.response, "message")
    with then(terminology_service).shall("give the right name", "99-03b"):
        codes_in.gives(wrong.response, "display", codes.display)


@verifies("99-12", "99-13")
def test_languages_and_days_are_known(point_of_service, terminology_service):
    """Judges the repository alone: a consumer may ask so, and need not."""
    with given("a code system with names in French"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}&system={codes.system}&code={codes.member}"

    with when("the point of service asks in French, and as of a day"):
        french = point_of_service.sends(ValidateCode(f"{asked}&displayLanguage=fr"), to=terminology_service)
        dated = point_of_service.sends(ValidateCode(f"{asked}&date=2026-06-01"), to=terminology_service)

    with then(terminology_service).should("give the name in French", "99-12"):
        codes_in.gives(french.response, "display", terminology.FRENCH)
    with then(terminology_service).should("answer as of a day, or refuse to", "99-13"):
        with provided("the same without a day is answered"):
            codes_in.says(french.response, True)
        codes_in.is_answered_or_refused(dated.response)


@verifies("99-06", "99-09")
def test_what_cannot_be_verified_is_an_error(point_of_service, terminology_service):
    with given("a code that belongs to a value set"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"system={codes.system}&code={codes.member}"
        known = point_of_service.sends(ValidateCode(f"{asked}&url={codes.value_set}"), to=terminology_service)
        codes_in.says(known.response, True)

    with when("the point of service asks for it in a value set that nobody has"):
        unknown = point_of_service.sends(ValidateCode(f"{asked}&url={codes.value_set}-not"), to=terminology_service)

    with then(terminology_service).shall("say that it does not know the value set", "99-06"):
        http.refused(unknown.response)
        fhir.explains(unknown.response, severities=["error", "fatal"])

    with when("the point of service does not say in which"):
        half = point_of_service.sends(FaultyValidation(asked), to=terminology_service)

    with then(terminology_service).shall("refuse a validation without url", "99-09"):
        http.refused(half.response)
        fhir.explains(half.response, severities=["error", "fatal"])


@verifies("99-07", "99-08")
def test_a_code_is_verified_in_every_way_to_ask(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard chooses the format of an answer."""
    with given("a value set that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}&system={codes.system}&code={codes.member}"

    with when("the point of service asks for JSON, for XML, and by POST"):
        in_json = point_of_service.sends(ValidateCode(asked, accept=JSON), to=terminology_service)
        in_xml = point_of_service.sends(ValidateCode(asked, accept=XML), to=terminology_service)
        posted = point_of_service.sends(ValidateCode(asked, form=True), to=terminology_service)

    with then(terminology_service).shall("answer in the format that is asked for", "99-08"):
        http.written_as(in_json.response, JSON)
        http.written_as(in_xml.response, XML)
        codes_in.says(in_xml.response, True)
    with then(terminology_service).should("answer by POST as it does by GET", "99-07"):
        codes_in.says(posted.response, True)


@verifies("99-22")
def test_what_svcm_does_not_allow_breaks_nothing(point_of_service, terminology_service):
    with given("a question that the terminology service answers"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.value_set}&system={codes.system}&code={codes.member}"
        right = point_of_service.sends(ValidateCode(asked), to=terminology_service)
        codes_in.says(right.response, True)

    for name in definitions.NOT_ALLOWED["ValueSet/$validate-code"]:
        with when("the point of service sends a parameter that FHIR has and SVCM does not allow"):
            strange = point_of_service.sends(FaultyValidation(f"{asked}&{name}=incoming"), to=terminology_service)

        with then(terminology_service).should("refuse it, or answer without it", "99-22"):
            codes_in.is_answered_or_refused(strange.response)
