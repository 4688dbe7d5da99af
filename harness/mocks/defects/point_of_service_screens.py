"""Defects of the point of service that stand on its screen: what it makes of an answer to a search (ITI-78)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from typing_extensions import override

from harness.mocks.defects.registry import declare
from harness.mocks.errands.answer import Answer, objects, text
from harness.mocks.point_of_service.conduct import Conduct
from harness.mocks.point_of_service.screen import Screen

NOBODY = Screen(searched=True)
KNOWN = "http://hl7.org/fhir/StructureDefinition/"
LINES = 10

_shows_wrongly = partial(declare, mock="point-of-service", where="screen")


@_shows_wrongly(
    "shows-ten-patients",
    breaks=["78-16"],
    text="shows the first ten patients of an answer, and does not say that there are more",
)
class ShowsTenPatients(Conduct):
    """A list as long as the screen."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        return replace(screen, patients=screen.patients[:LINES])


@_shows_wrongly(
    "takes-nobody-for-an-error",
    breaks=["78-17"],
    text="tells its user that the search went wrong where nobody was found",
)
class TakesNobodyForAnError(Conduct):
    """The first entry is read without looking whether there is one."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        if screen.error or objects(answer.resource, "entry"):
            return screen
        return replace(screen, error="The answer of the client registry has no entry.")


class TakesARefusalForNobody(Conduct):
    """Whatever is no Bundle has no patients."""

    status: ClassVar[int]

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        return NOBODY if answer.status == self.status else screen


@_shows_wrongly(
    "takes-401-for-nobody", breaks=["78-18"], text="tells its user that there is no such patient where it has to log in"
)
class Takes401ForNobody(TakesARefusalForNobody):
    """An expired token looks like an empty registry."""

    status = 401


@_shows_wrongly(
    "takes-403-for-nobody", breaks=["78-19"], text="tells its user that there is no such patient where it is forbidden"
)
class Takes403ForNobody(TakesARefusalForNobody):
    """A missing permission looks like an empty registry."""

    status = 403


@_shows_wrongly(
    "takes-404-for-nobody",
    breaks=["78-20"],
    text="tells its user that there is no such patient where the address or the domain is not found",
)
class Takes404ForNobody(TakesARefusalForNobody):
    """A wrong address looks like an empty registry."""

    status = 404


@_shows_wrongly(
    "takes-500-for-nobody",
    breaks=["78-21"],
    text="tells its user that there is no such patient where the registry has broken down",
)
class Takes500ForNobody(TakesARefusalForNobody):
    """A registry that is ill looks like an empty one."""

    status = 500


@_shows_wrongly(
    "takes-an-outcome-for-nobody",
    breaks=["78-22"],
    text="counts the entries of whatever comes with 200: an OperationOutcome has none, so there is no such patient",
)
class TakesAnOutcomeForNobody(Conduct):
    """Only the status is looked at."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        return NOBODY if answer.status == 200 and answer.kind == "OperationOutcome" else screen


@_shows_wrongly(
    "lists-an-outcome-as-a-patient",
    breaks=["78-23"],
    text="makes a line of every entry of an answer, of an OperationOutcome too",
)
class ListsAnOutcomeAsAPatient(Conduct):
    """Entries are taken for patients without a look at their type."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        strangers = tuple(one for one in answer.contents if one.get("resourceType") == "OperationOutcome")
        return replace(screen, patients=(*strangers, *screen.patients))


@_shows_wrongly(
    "drops-patients-with-unknown-extensions",
    breaks=["78-24"],
    text="leaves out every patient whose record has an extension that it does not know",
)
class DropsPatientsWithUnknownExtensions(Conduct):
    """A reader that is too strict throws the record away."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        known = (
            one
            for one in screen.patients
            if all(text(extension, "url").startswith(KNOWN) for extension in objects(one, "extension"))
        )
        return replace(screen, patients=tuple(known))


@_shows_wrongly(
    "uses-patients-with-unknown-modifiers",
    breaks=["78-25"],
    text="offers a patient whose record has a modifierExtension that it does not know",
)
class UsesPatientsWithUnknownModifiers(Conduct):
    """What is not understood is skipped, whether it may be or not."""

    @override
    def shows(self, answer: Answer, screen: Screen) -> Screen:
        screen = super().shows(answer, screen)
        doubtful = tuple(one for one in answer.contents if "modifierExtension" in one)
        return replace(screen, patients=(*screen.patients, *doubtful))
