"""Defects of the point of service when it asks a directory of care services (ITI-90)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.mocks.defects.point_of_service_requests import asking
from harness.mocks.defects.registry import declare
from harness.mocks.errands.answer import Answer
from harness.mocks.point_of_service.conduct import Conduct
from harness.mocks.point_of_service.screen import Screen
from harness.transactions import Call

_asks = partial(declare, mock="point-of-service")


@_asks(
    "asks-a-directory-in-words-of-its-own",
    breaks=["90-16"],
    where="query parameters",
    text="asks for a facility or a health worker by a parameter that the profile does not have",
)
class AsksADirectoryInWordsOfItsOwn(Conduct):
    """A search engine's parameter."""

    @override
    def finds(self, call: Call) -> Call:
        call = super().finds(call)
        return asking(call, [("q" if name in ("name", "family") else name, value) for name, value in call.parameters])


@_asks(
    "shows-an-empty-list-where-it-was-refused",
    breaks=["90-17"],
    where="screen",
    text="shows that there is no such facility where it had no access",
)
class ShowsAnEmptyListWhereItWasRefused(Conduct):
    """Whatever is no list is an empty one."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        return Screen(searched=True) if answer.status == 403 else screen


@_asks(
    "asks-by-csd-in-plain-text",
    breaks=["73-20"],
    where="Content-Type",
    text="sends a careServicesRequest as text/plain",
)
class AsksByCsdInPlainText(Conduct):
    """A client library that sends any text as what it is."""

    @override
    def asks_by_csd(self, call: Call) -> Call:
        call = super().asks_by_csd(call)
        kept = tuple(one for one in call.headers if one[0] != "Content-Type")
        return replace(call, headers=(("Content-Type", "text/plain"), *kept))
