from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.kept import Crossing
from harness.evidence.record import Wait
from harness.report.html_drawing import drawing
from harness.report.html_exchange import exchange_views
from harness.report.model import Play, Run
from harness.report.strays import Stray, strays, told_to

HERE = "http://127.0.0.1:8081/mlima-emr/client_registry/fhir"


@pytest.fixture
def play(event: Run) -> Play:
    """The play in which a changed name was sent and asked for."""
    return next(each for each in event.plays if each.scenario.function == "a_changed_name_is_seen_by_everybody")


def changed(play: Play, change: Callable[[Exchange], Exchange]) -> Play:
    crossings = tuple(Crossing.of(each.play, each.step, change(each.exchange)) for each in play.crossings)
    return dataclasses.replace(play, crossings=crossings)


def relayed(exchange: Exchange) -> Exchange:
    return dataclasses.replace(exchange, forwarded_request=exchange.request, forwarded_response=exchange.response)


def drawn(play: Play, *found: Stray) -> str:
    return str(drawing(play, exchange_views(play, lambda _: "body"), found))


def test_both_hops_are_drawn_and_whoever_stands_between_in_the_middle(play: Play) -> None:
    shown = drawn(changed(play, relayed))
    assert shown.count('class="ask"') == 2 * drawn(play).count('class="ask"') > 0
    assert shown.index("point of service") < shown.index("<b>relay</b>") < shown.index("client registry")


def test_syslog_is_drawn_as_one_arrow(play: Play) -> None:
    told = changed(play, lambda each: dataclasses.replace(each, protocol="syslog", response=None))
    told = dataclasses.replace(told, findings=())
    assert 'class="bad"' not in drawn(told)
    assert 'class="answer"' not in drawn(told)


def test_what_nobody_waited_for_is_drawn_where_it_arrived(play: Play) -> None:
    first = dataclasses.replace(play.exchanges[0], response=None)
    last = play.exchanges[-1]
    shown = drawn(play, *(Stray(n, one, "point_of_service", "client_registry") for n, one in ((1, first), (2, last))))
    assert shown.count('class="stray"') == 2
    assert '<a href="../unexpected.html#x2">' in shown


def waiting(play: Play) -> Play:
    wait = Wait(play.id, 1, 1, "Mlima EMR", "Send her.", HERE, 0, "received")
    cast = {"client_registry": "reference mock", "point_of_service": "Mlima EMR"}
    return dataclasses.replace(play, waits=(wait,), casting=cast)


def stray(play: Play, later: float = 0.001, address: str = "mllp://127.0.0.1:2575") -> Exchange:
    request = dataclasses.replace(play.exchanges[0].request, at=play.started + later, start="")
    return dataclasses.replace(play.exchanges[0], address=address, request=request)


@pytest.mark.parametrize(
    ("later", "address", "count"), [(0.001, HERE, 1), (9999, HERE, 0), (0.001, "http://127.0.0.1:8081/other", 0)]
)
def test_a_stray_belongs_to_a_play_by_its_time_and_its_address(
    play: Play, later: float, address: str, count: int
) -> None:
    assert len(strays(waiting(play), [stray(play, later, address)], told_to([waiting(play)]))) == count


def test_a_stray_goes_from_the_participant_to_whom_it_was_told_of(play: Play) -> None:
    found = strays(waiting(play), [stray(play, address=HERE)], {HERE: "Mlima EMR"})[0]
    assert (found.sender, found.receiver, found.number) == ("point_of_service", "client_registry", 1)


def test_where_nothing_was_waited_for_long_enough_the_sentences_are_drawn(play: Play) -> None:
    shown = drawn(dataclasses.replace(play, crossings=()), Stray(1, play.exchanges[0], *play.casting))
    assert play.steps[0].sentence in shown
