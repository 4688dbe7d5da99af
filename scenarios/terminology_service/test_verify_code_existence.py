"""Verify code existence (TSWF-1).

A laboratory sends a result with a code. Before it is kept, the point of service asks the terminology service whether
the code exists in the code system that it claims to be of (ITI-99, ``CodeSystem/$validate-code``).
"""

from harness import given, terminology, then, verifies, when
from harness.checks import definitions, fhir, http
from harness.checks import terminology as codes_in
from harness.transactions import FaultyValidationInSystem, ValidateCodeInSystem


@verifies("TSWF-1", "TSF-12", "99-04", "99-05", "99-20", "99-21")
def test_a_code_exists_or_does_not(point_of_service, terminology_service):
    with given("a code system that the terminology service has"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for a code that exists"):
        asked = f"url={codes.system}&code={codes.member}"
        there = point_of_service.sends(ValidateCodeInSystem(asked), to=terminology_service)

    with then(point_of_service).shall("send the code and the url of its system", "99-20"):
        definitions.asks_with_all_it_needs(there.exchange)
    with then(point_of_service).shall("send none of what SVCM does not allow", "99-21"):
        definitions.asks_with_nothing_else(there.exchange)
    with then(terminology_service).shall("say that a code exists", "99-04"):
        codes_in.says(there.response, True)

    with when("the point of service asks for a code that does not exist"):
        asked = f"url={codes.system}&code={codes.outsider}"
        missing = point_of_service.sends(ValidateCodeInSystem(asked), to=terminology_service)

    with then(terminology_service).shall("say that a code does not exist", "99-05"):
        codes_in.says(missing.response, False)
    with then(terminology_service).shall("say whether a code exists in a code system", "TSWF-1"):
        codes_in.says(there.response, True)
        codes_in.says(missing.response, False)
    with then(terminology_service).shall("say whether a code is valid in a code system", "TSF-12"):
        codes_in.says(there.response, True)
        codes_in.says(missing.response, False)


@verifies("99-10")
def test_a_code_is_newer_than_the_version(point_of_service, terminology_service):
    with given("a code that exists today"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.system}&code={terminology.NEW}"
        today = point_of_service.sends(ValidateCodeInSystem(asked), to=terminology_service)
        codes_in.says(today.response, True)

    with when("the point of service asks for it in the version before"):
        before = point_of_service.sends(
            ValidateCodeInSystem(f"{asked}&version={terminology.EARLIER}"), to=terminology_service
        )

    with then(terminology_service).shall("look for the code in the version that is asked for", "99-10"):
        codes_in.says(before.response, False)


@verifies("99-11")
def test_a_heading_is_no_code_to_be_chosen(point_of_service, terminology_service):
    with given("a code system with a heading, which exists where headings may stand"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.system}&code={terminology.HEADING}"
        allowed = point_of_service.sends(ValidateCodeInSystem(f"{asked}&abstract=true"), to=terminology_service)
        codes_in.says(allowed.response, True)

    with when("the point of service asks for it where a code has to be chosen"):
        chosen = point_of_service.sends(ValidateCodeInSystem(f"{asked}&abstract=false"), to=terminology_service)

    with then(terminology_service).should("say that a heading is no code to be chosen", "99-11"):
        codes_in.says(chosen.response, False)


@verifies("99-06", "99-09")
def test_what_cannot_be_verified_is_an_error(point_of_service, terminology_service):
    with given("a code that exists"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.system}&code={codes.member}"
        there = point_of_service.sends(ValidateCodeInSystem(asked), to=terminology_service)
        codes_in.says(there.response, True)

    with when("the point of service asks for it in a code system that nobody has"):
        asked = f"url={codes.system}-not&code={codes.member}"
        unknown = point_of_service.sends(ValidateCodeInSystem(asked), to=terminology_service)

    with then(terminology_service).shall("say that it does not know the code system", "99-06"):
        http.refused(unknown.response)
        fhir.explains(unknown.response, severities=["error", "fatal"])

    with when("the point of service leaves out the code"):
        half = point_of_service.sends(FaultyValidationInSystem(f"url={codes.system}"), to=terminology_service)

    with then(terminology_service).shall("refuse a validation without code", "99-09"):
        http.refused(half.response)
        fhir.explains(half.response, severities=["error", "fatal"])


@verifies("99-22")
def test_what_svcm_does_not_allow_breaks_nothing(point_of_service, terminology_service):
    with given("a question that the terminology service answers"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        asked = f"url={codes.system}&code={codes.member}"
        right = point_of_service.sends(ValidateCodeInSystem(asked), to=terminology_service)
        codes_in.says(right.response, True)

    for name in definitions.NOT_ALLOWED["CodeSystem/$validate-code"]:
        with when("the point of service sends a parameter that FHIR has and SVCM does not allow"):
            strange = point_of_service.sends(
                FaultyValidationInSystem(f"{asked}&{name}=incoming"), to=terminology_service
            )

        with then(terminology_service).should("refuse it, or answer without it", "99-22"):
            codes_in.is_answered_or_refused(strange.response)
