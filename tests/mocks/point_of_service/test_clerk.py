from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Literal

import pytest
from typing_extensions import override

from harness.mocks.errands.clerk import Clerk
from harness.mocks.point_of_service.conduct import Conduct
from harness.mocks.point_of_service.configuration import Configuration
from harness.mocks.point_of_service.desk import BLANK, Desk
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.task import Errand, Task
from harness.transactions import Transaction


class Impossible(Task):
    """A task that nobody has thought of."""

    action: Literal["impossible"]

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        raise RuntimeError("nobody thought of it")


@pytest.fixture
def clerk() -> Iterator[Clerk[Desk]]:
    clerk = Clerk(Desk(Configuration(), Conduct()), "point-of-service")
    yield clerk
    clerk.close()


def test_a_fault_of_our_own_is_logged(clerk: Clerk[Desk], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        clerk.will_do(Impossible(action="impossible"), "http://127.0.0.1:9")
        clerk.close()
    assert "the point of service could not do a task" in caplog.text
    assert "nobody thought of it" in caplog.text


def test_after_a_fault_of_our_own_the_screen_is_blank(clerk: Clerk[Desk]) -> None:
    clerk.will_do(Impossible(action="impossible"), "http://127.0.0.1:9")
    clerk.close()
    assert clerk.desk.state.screen == BLANK
