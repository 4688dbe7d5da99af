from __future__ import annotations

import pytest

from harness.checks.check import attention, check, shown_by
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
from tests.seen import answer, crossed, request


@check
def looks(*_messages: Message | Exchange | list[Message], fault: NonConformance | None = None) -> None:
    """Looks at anything and finds `fault`."""
    if fault:
        raise fault


def wrong(exchange: str = "") -> NonConformance:
    return NonConformance("body", expected="more", found="less", exchange=exchange)


def test_a_finding_names_the_exchange_that_was_looked_at() -> None:
    with pytest.raises(NonConformance) as raised:
        looks(answer(exchange="x1"), answer(exchange="x2"), fault=wrong())

    assert raised.value.exchange == "x2"


def test_a_finding_that_names_its_exchange_keeps_it() -> None:
    with pytest.raises(NonConformance) as raised:
        looks(answer(exchange="x1"), answer(exchange="x2"), fault=wrong("x1"))

    assert raised.value.exchange == "x1"


def test_a_check_without_messages_names_no_exchange() -> None:
    with pytest.raises(NonConformance) as raised:
        looks(fault=wrong())

    assert raised.value.exchange == ""


def test_messages_exchanges_and_lists_of_them_are_looked_at_in_order() -> None:
    exchange = crossed(request("GET", "/", exchange="x2"))
    with attention() as seen:
        looks(answer(exchange="x1"), exchange)
        looks([answer(exchange="x3"), answer(exchange="x4")])

    assert seen == ["x1", "x2", "x3", "x4"]


def test_an_outer_block_does_not_see_what_an_inner_one_saw() -> None:
    with attention() as outer:
        with attention() as inner:
            looks(answer(exchange="x1"))
        looks(answer(exchange="x2"))

    assert (outer, inner) == (["x2"], ["x1"])


@pytest.mark.parametrize(("named", "kept"), [("", "x1"), ("x9", "x9")])
def test_a_finding_inside_a_block_is_shown_by_its_message(named: str, kept: str) -> None:
    with pytest.raises(NonConformance) as raised, shown_by(answer(exchange="x1")):
        raise wrong(named)

    assert raised.value.exchange == kept


def test_a_check_keeps_its_name_and_its_words() -> None:
    assert (looks.__name__, looks.__doc__) == ("looks", "Looks at anything and finds `fault`.")
