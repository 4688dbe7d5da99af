"""Request community-based follow-up (W-33).

She went home with her newborn, and somebody should look after both. The clinic asks for a home visit; the system of the
community health workers finds what is to be done, claims it so that nobody else goes, and tells when they were there.
On paper it was a slip that went with the next bus.
"""

from harness import given, patients, provided, then, verifies, when
from harness.checks import directories, follow_ups, http
from harness.transactions import (
    FollowUpSearch,
    KeptFollowUp,
    KeptFollowUps,
    LateClaim,
    RequestFollowUp,
    UpdateFollowUp,
)


@verifies("CFU-1", "CFU-2", "CFU-3", "CFU-4")
def test_a_home_visit_is_asked_for(point_of_service, shared_health_record, community_health_information_system):
    with when("the clinic asks for a home visit"):
        asked = point_of_service.sends(RequestFollowUp(patients.unseen()), to=shared_health_record)

    with then(point_of_service).shall("ask for it by an active request", "CFU-1"):
        follow_ups.has_status(asked.request, "active")

    with given("that it did"):
        follow_ups.has_status(asked.request, "active")

    with when("the community health workers look for what is to be done"):
        search = community_health_information_system.sends(FollowUpSearch("active"), to=shared_health_record)
        there = community_health_information_system.sends(KeptFollowUps("active"), to=shared_health_record)

    with then(community_health_information_system).shall("look for active requests", "CFU-3"):
        follow_ups.asks_for(search.request, "active")
    with then(shared_health_record).shall("take the request, and say where it is kept", "CFU-2"):
        directories.created(asked.response, "ServiceRequest")
        with provided("it can be found"):
            follow_ups.finds(there.pages, asked.record)
    with then(shared_health_record).shall("find the request among the active ones", "CFU-4"):
        follow_ups.finds(there.pages, asked.record)


@verifies("CFU-5", "CFU-6", "CFU-7", "CFU-8")
def test_a_home_visit_is_claimed(point_of_service, shared_health_record, community_health_information_system):
    with given("a request for a home visit that the community health workers have seen"):
        asked = point_of_service.sends(RequestFollowUp(patients.unseen()), to=shared_health_record)
        seen = community_health_information_system.sends(KeptFollowUp(asked.record), to=shared_health_record)
        version = seen.response.header("etag") or ""

    with when("they claim it"):
        claim = community_health_information_system.sends(
            UpdateFollowUp(seen.resource, "on-hold", version), to=shared_health_record
        )

    with then(community_health_information_system).shall("put the request on hold, and leave the rest", "CFU-5"):
        follow_ups.replaces(claim.request, seen.resource, "on-hold")
    with then(community_health_information_system).shall("say which version it claims", "CFU-6"):
        follow_ups.names_the_version(claim.request, seen.response)

    with given("that the request was put on hold"):
        follow_ups.replaces(claim.request, seen.resource, "on-hold")

    with then(shared_health_record).shall("take the claim", "CFU-7"):
        http.answered(claim.response, 200)

    with when("others look for what is to be done"):
        left = community_health_information_system.sends(KeptFollowUps("active"), to=shared_health_record)

    with then(shared_health_record).shall("no longer find the claimed request among the active ones", "CFU-8"):
        follow_ups.leaves_out(left.pages, asked.record)


@verifies("CFU-9", "CFU-10", "CFU-11")
def test_a_home_visit_is_made(point_of_service, shared_health_record, community_health_information_system):
    with given("a request that the community health workers have claimed"):
        asked = point_of_service.sends(RequestFollowUp(patients.unseen()), to=shared_health_record)
        seen = community_health_information_system.sends(KeptFollowUp(asked.record), to=shared_health_record)
        version = seen.response.header("etag") or ""
        community_health_information_system.sends(
            UpdateFollowUp(seen.resource, "on-hold", version), to=shared_health_record
        )
        held = community_health_information_system.sends(KeptFollowUp(asked.record), to=shared_health_record)
        version = held.response.header("etag") or ""

    with when("somebody was there"):
        done = community_health_information_system.sends(
            UpdateFollowUp(held.resource, "completed", version), to=shared_health_record
        )

    with then(community_health_information_system).shall("tell that the visit was made", "CFU-9"):
        follow_ups.replaces(done.request, held.resource, "completed")

    with when("the clinic looks for visits that were made"):
        made = point_of_service.sends(FollowUpSearch("completed"), to=shared_health_record)
        kept = point_of_service.sends(KeptFollowUps("completed"), to=shared_health_record)

    with then(point_of_service).shall("look for completed requests", "CFU-10"):
        follow_ups.asks_for(made.request, "completed")

    with given("that this visit was told of"):
        follow_ups.replaces(done.request, held.resource, "completed")

    with then(shared_health_record).shall("find the request among the completed ones", "CFU-11"):
        follow_ups.finds(kept.pages, asked.record)


@verifies("CFU-12")
def test_two_do_not_claim_the_same(point_of_service, shared_health_record, community_health_information_system):
    """Judges the shared health record alone: one community system plays both, and comes too late on purpose."""
    with given("a request that two have seen, and that the first of them claimed"):
        asked = point_of_service.sends(RequestFollowUp(patients.unseen()), to=shared_health_record)
        seen = community_health_information_system.sends(KeptFollowUp(asked.record), to=shared_health_record)
        follow_ups.tells_its_version(seen.response)
        version = seen.response.header("etag") or ""
        first = community_health_information_system.sends(
            UpdateFollowUp(seen.resource, "on-hold", version), to=shared_health_record
        )
        http.answered(first.response, 200)

    with when("the second claims it as it was"):
        second = community_health_information_system.sends(
            LateClaim(seen.resource, "on-hold", version), to=shared_health_record
        )

    with then(shared_health_record).shall("refuse the second claim", "CFU-12"):
        http.answered(second.response, 412)


@verifies("CFU-13", "CFU-14")
def test_only_what_is_wanted_is_found(point_of_service, shared_health_record, community_health_information_system):
    """Judges the shared health record alone: nobody at a keyboard looks for what nobody asked for."""
    with given("a request for a home visit"):
        asked = point_of_service.sends(RequestFollowUp(patients.unseen()), to=shared_health_record)

    with when("home visits are looked for, and what nobody ever asked for"):
        visits = community_health_information_system.sends(
            KeptFollowUps("active", [("code", "http://snomed.info/sct|439708006")]), to=shared_health_record
        )
        others = community_health_information_system.sends(
            KeptFollowUps("active", [("code", "http://snomed.info/sct|nobody-asks-for-this")]), to=shared_health_record
        )
        nothing = community_health_information_system.sends(
            KeptFollowUps("active", [("_id", "nobody-asked")]), to=shared_health_record
        )

    with then(shared_health_record).shall("find no request where there is none", "CFU-13"):
        with provided("it finds the request that there is"):
            follow_ups.finds(visits.pages, asked.record)
        follow_ups.finds_nothing(nothing.response)
    with then(shared_health_record).should("find by the code what has it, and nothing else", "CFU-14"):
        follow_ups.finds(visits.pages, asked.record)
        follow_ups.finds_nothing(others.response)
