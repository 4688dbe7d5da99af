"""Retrieve value sets by SVS, which OpenHIE's specification does not name (TSWF-3).

A laboratory system of a generation before FHIR fills its lists by IHE's Sharing Value Sets: it asks for a value set by
its OID (ITI-48), or for all that fit a description (ITI-60).
"""

from harness import given, terminology, then, verifies, when
from harness.checks import value_sets
from harness.transactions import FaultySharing, RetrieveMultipleValueSets, RetrieveSharedValueSet


@verifies("48-01", "48-10", "48-21")
def test_a_value_set_is_shared_by_its_oid(point_of_service, terminology_service):
    with given("a value set that the terminology service has, by its OID"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for it"):
        shared = point_of_service.sends(RetrieveSharedValueSet(f"id={codes.oid}"), to=terminology_service)

    with then(point_of_service).shall("ask for one value set by its OID", "48-21"):
        value_sets.asks_by_oid(shared.exchange)
    with then(terminology_service).shall("return the value set with its concepts", "48-01"):
        value_sets.shares(shared.response, codes.oid, codes=codes.members)
    with then(terminology_service).should("say in Expires what its hint says", "48-10"):
        value_sets.expires_with_its_hint(shared.response)


@verifies("48-02", "48-03")
def test_what_nobody_shares_is_said(point_of_service, terminology_service):
    with given("a value set that is shared"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        shared = point_of_service.sends(RetrieveSharedValueSet(f"id={codes.oid}"), to=terminology_service)
        value_sets.shares(shared.response, codes.oid)

    with when("the point of service asks for an OID that nobody has"):
        unknown = point_of_service.sends(RetrieveSharedValueSet(f"id={codes.oid}.999"), to=terminology_service)

    with then(terminology_service).shall("say that it does not know the value set", "48-02"):
        value_sets.warns(unknown.response, 111, "NAV")

    with when("the point of service asks for a version that nobody has"):
        other = point_of_service.sends(
            RetrieveSharedValueSet(f"id={codes.oid}&version=no-such-version"), to=terminology_service
        )

    with then(terminology_service).shall("say that it does not know the version", "48-03"):
        value_sets.warns(other.response, 112, "VERUNK")


@verifies("48-04", "48-05", "48-06")
def test_a_value_set_is_shared_in_its_languages(point_of_service, terminology_service):
    with given("a value set with names in English and in French"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for all, for French, and for American English"):
        every = point_of_service.sends(RetrieveSharedValueSet(f"id={codes.oid}"), to=terminology_service)
        french = point_of_service.sends(RetrieveSharedValueSet(f"id={codes.oid}&lang=fr"), to=terminology_service)
        american = point_of_service.sends(RetrieveSharedValueSet(f"id={codes.oid}&lang=en-US"), to=terminology_service)

    with then(terminology_service).shall("return a list for each language", "48-06"):
        value_sets.is_in_languages(every.response, ["en", "fr"])
    with then(terminology_service).shall("return the language that is asked for, and no other", "48-04"):
        value_sets.is_in_languages(french.response, ["fr"])
        value_sets.calls(french.response, codes.member, terminology.FRENCH)
    with then(terminology_service).shall("not take en-US for en", "48-05"):
        value_sets.is_not_in(american.response, "en")


@verifies("60-21")
def test_value_sets_are_asked_for_by_a_word(point_of_service, terminology_service):
    with given("a value set that is described"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for what has this OID"):
        found = point_of_service.sends(RetrieveMultipleValueSets(f"id={codes.oid}"), to=terminology_service)

    with then(point_of_service).shall("ask with at least one parameter", "60-21"):
        value_sets.asks_by_oid(found.exchange)


@verifies("60-01", "60-02", "60-04", "60-06", "60-09")
def test_value_sets_are_found_by_what_describes_them(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard is asked to search so often for the same."""
    with given("a value set that is described"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        title = codes.resource("ValueSet")["title"]

    for search in terminology.descriptions(codes):
        with when("the point of service asks for it by one of its parameters"):
            found = point_of_service.sends(RetrieveMultipleValueSets(search), to=terminology_service)

        with then(terminology_service).shall("find it by each parameter", "60-04"):
            value_sets.describes(found.response, [codes.oid])

    with when("the point of service asks for one name or another, for none that fits, and in the format that there is"):
        either = point_of_service.sends(
            RetrieveMultipleValueSets(f"DisplayNameContains=nobody has this|{title}"), to=terminology_service
        )
        nothing = point_of_service.sends(
            RetrieveMultipleValueSets("DisplayNameContains=nobody has this"), to=terminology_service
        )
        both = point_of_service.sends(
            RetrieveMultipleValueSets(f"DisplayNameContains={title}&id=1.2.3"), to=terminology_service
        )
        formed = point_of_service.sends(
            RetrieveMultipleValueSets(f"id={codes.oid}&Format=CE-List"), to=terminology_service
        )

    with then(terminology_service).shall("take what it looks for as a regular expression", "60-01"):
        value_sets.describes_only(either.response, [codes.oid])
    with then(terminology_service).shall("answer with no value set where nothing fits", "60-02"):
        value_sets.describes_only(nothing.response, [])
    with then(terminology_service).shall("find only what fits all parameters", "60-06"):
        value_sets.describes_only(both.response, [])
    with then(terminology_service).shall("know the format that there is", "60-09"):
        value_sets.describes_only(formed.response, [codes.oid])


@verifies("60-05")
def test_value_sets_are_found_by_the_day_of_their_revision(point_of_service, terminology_service):
    """Judges the repository alone: nobody at a keyboard is asked to search so often for the same."""
    with given("a value set that was revised on a day"):
        codes = terminology_service.takes_codes(terminology.vaccines(), by=point_of_service)
        day = codes.resource("ValueSet")["date"]

    with when("the point of service asks for what was revised since that day, until that day, and before"):
        since = point_of_service.sends(
            RetrieveMultipleValueSets(f"id={codes.oid}&RevisionDateAfter={day}"), to=terminology_service
        )
        until = point_of_service.sends(
            RetrieveMultipleValueSets(f"id={codes.oid}&RevisionDateBefore={day}"), to=terminology_service
        )
        before = point_of_service.sends(
            RetrieveMultipleValueSets(f"id={codes.oid}&RevisionDateBefore=1999-12-31"), to=terminology_service
        )

    with then(terminology_service).shall("find it by the day of its revision, which is included", "60-05"):
        value_sets.describes(since.response, [codes.oid])
        value_sets.describes(until.response, [codes.oid])
        value_sets.describes_only(before.response, [])


@verifies("60-03")
def test_a_question_without_a_parameter_is_refused(point_of_service, terminology_service):
    with given("a value set that is described"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        found = point_of_service.sends(RetrieveMultipleValueSets(f"id={codes.oid}"), to=terminology_service)
        value_sets.describes(found.response, [codes.oid])

    with when("the point of service asks for nothing, and for what cannot be read"):
        nothing = point_of_service.sends(FaultySharing(""), to=terminology_service)
        broken = point_of_service.sends(FaultySharing("DisplayNameContains=(never closed"), to=terminology_service)

    with then(terminology_service).shall("refuse what it cannot search by", "60-03"):
        value_sets.warns(nothing.response, 111, "INV")
        value_sets.warns(broken.response, 111, "INV")
