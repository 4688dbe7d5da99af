"""Consumers hear of changed cross-references (ITI-10), whichever tongue the change was told in."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.mocks.client_registry import Consumer
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer
from tests.mocks.client_registry.conftest import TEST, TEST_A
from tests.mocks.client_registry.hl7v2.conftest import JONES, Speaker, cx

WAIT = 5.0


class Consuming:
    """Takes notifications, and keeps them."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def answer(self, delivery: Delivery) -> bytes:
        message = hl7v2.parse(delivery.message)
        self.heard.put(message)
        return b"MSH|^~\\&|||||1||ACK^A31^ACK|1|P|2.5\rMSA|AA|" + message.get("MSH-10").encode() + b"\r"

    def next(self) -> Message:
        return self.heard.get(timeout=WAIT)

    def numbers(self) -> list[str]:
        message = self.next()
        return sorted(message.get(one) for one in message.places("PID-3"))


@pytest.fixture
def consumer(speaker: Speaker) -> Iterator[Consuming]:
    found = Consuming()
    with MllpServer(found.answer) as server:
        speaker.mock.subscribe(Consumer(server.url, "EMR", "CLINIC"))
        yield found


def linked(speaker: Speaker) -> None:
    speaker.jones("1")
    speaker.jones("2", "TEST_A", sender="TEST_HARNESS_A")


def test_one_message_tells_of_a_link(speaker: Speaker, consumer: Consuming) -> None:
    linked(speaker)
    message = consumer.next()

    assert message.raw("MSH-9") == "ADT^A31^ADT_A05"
    assert sorted(message.raw(one) for one in message.places("PID-3")) == sorted([cx("1"), cx("2", "TEST_A")])
    assert [message.raw(one) for one in ("PID-5", "PV1-2", "MSH-3", "MSH-5", "MSH-6")] == [
        " ",
        "N",
        "CR1",
        "EMR",
        "CLINIC",
    ]
    assert consumer.heard.empty()


def test_nobody_is_told_what_did_not_change(speaker: Speaker, consumer: Consuming) -> None:
    linked(speaker)
    speaker.jones("1")
    speaker.feed(f"{cx('3')}||OTHER^PERSON||1984|M")
    speaker.jones("4", "NID", sender="NID_AUTH")

    assert [consumer.numbers(), consumer.numbers()] == [["1", "2"], ["1", "2", "4"]]


def test_two_messages_tell_of_an_unlink(speaker: Speaker, consumer: Consuming) -> None:
    linked(speaker)
    speaker.say("EVN||1", f"PID|||{cx('1')}", f"PID|||{cx('2', 'TEST_A')}", kind="ADT^A37^ADT_A37", version="2.5")

    assert [consumer.numbers(), *sorted([consumer.numbers(), consumer.numbers()])] == [["1", "2"], ["1"], ["2"]]


def test_an_update_in_fhir_can_break_a_link(speaker: Speaker, consumer: Consuming) -> None:
    linked(speaker)
    speaker.fhir.feed("1")

    assert [consumer.numbers(), *sorted([consumer.numbers(), consumer.numbers()])] == [["1", "2"], ["1"], ["2"]]


def test_a_merge_tells_of_the_survivor(speaker: Speaker, consumer: Consuming) -> None:
    linked(speaker)
    speaker.feed(f"{cx('3')}||OTHER^PERSON||1984|M")
    speaker.merge(cx("1"), cx("3"))

    assert [consumer.numbers(), consumer.numbers()] == [["1", "2"], ["2"]]


def test_a_removal_tells_of_who_stays(speaker: Speaker, consumer: Consuming) -> None:
    linked(speaker)
    speaker.fhir.delete(f"Patient?identifier={TEST}|1")

    assert [consumer.numbers(), consumer.numbers()] == [["1", "2"], ["2"]]


def test_only_the_domains_of_a_subscription_are_told_of(speaker: Speaker) -> None:
    found = Consuming()
    with MllpServer(found.answer) as server:
        speaker.mock.subscribe(Consumer(server.url, domains=(TEST, TEST_A)))
        linked(speaker)
        speaker.jones("N", "NID", sender="NID_AUTH")
        speaker.feed(f"{cx('3')}||{JONES}||19840125|F")
        assert [found.numbers(), found.numbers()] == [["1", "2"], ["1", "2", "3"]]


def test_a_consumer_that_is_away_holds_nobody_up(speaker: Speaker) -> None:
    with MllpServer(lambda _: None) as gone:
        pass
    speaker.mock.subscribe(Consumer(gone.url))
    linked(speaker)

    assert speaker.pix(cx("1")).get("PID-3") == "2"
