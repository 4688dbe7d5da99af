"""A name bound inside a then(…), which may end early, is not used after it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from harness.scenario.script import Script

Read = Callable[[str], Script]

PLAY = """
@verifies("104-01")
def test_it(point_of_service, client_registry):
    feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
    with then(client_registry).shall("create her", "104-01"):
{inside}
{after}
"""


def play(inside: str, after: str) -> str:
    return PLAY.format(inside=textwrap.indent(inside, " " * 8), after=textwrap.indent(after, " " * 4))


LEAKS = {
    "a name": ("status = feed.response.status", "print(status)"),
    "a loop's name": ("for one in feed: pass", "print(one)"),
    "a walrus": ("if (status := 1): pass", "print(status)"),
    "a name bound before too": ("feed = 1", "print(feed)"),
    "a name that makes itself anew": ("status = 1", "status = status + 1"),
    "a name used deep inside": ("status = 1", "if feed:\n    print([status for _ in feed])"),
    "a name unpacked": ("one, *rest = feed", "print(rest)"),
}


@pytest.mark.parametrize(("inside", "after"), LEAKS.values(), ids=LEAKS.keys())
def test_a_name_that_leaks_is_told(script: Read, inside: str, after: str) -> None:
    (mistake,) = script(play(inside, after)).mistakes

    assert mistake.endswith("was bound inside a then(…), which may end early; bind it outside")


STAYS = {
    "not used again": ("status = feed.response.status", "pass"),
    "used inside": ("status = 1\nprint(status)", "pass"),
    "bound again": ("status = 1", "status = 2\nprint(status)"),
    "bound again by a loop": ("for one in feed: pass", "for one in feed:\n    print(one)"),
    "a comprehension's own": ("print([one for one in feed])", "print([one for one in feed])"),
    "a comprehension's own, then a name": ("print({one: 1 for one in feed})", "one = 1\nprint(one)"),
    "only read inside": ("print(feed)", "print(feed)"),
}


@pytest.mark.parametrize(("inside", "after"), STAYS.values(), ids=STAYS.keys())
def test_a_name_that_stays_is_right(script: Read, inside: str, after: str) -> None:
    assert script(play(inside, after)).mistakes == ()


def test_only_a_then_may_end_early(script: Read) -> None:
    text = play("pass", 'with when("she comes back"):\n    again = strengthen(feed)\nprint(again)')

    assert script(text).mistakes == ()
