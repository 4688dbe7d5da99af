"""``$validate-code`` of value sets and code systems (R4 valueset- and codesystem-operation-validate-code.html).

Knows what the answer says; whether a code is right by itself is judged in `verdicts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.conformance.looking import text
from harness.conformance.terminology.operations import verdicts
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.codings import Question, Sought, answered, question
from harness.conformance.terminology.operations.concepts import Entry
from harness.conformance.terminology.operations.expanding import spoken
from harness.conformance.terminology.operations.languages import Languages
from harness.conformance.terminology.operations.library import Library, Resource, canonical
from harness.conformance.terminology.operations.pins import Pins, pins
from harness.conformance.terminology.operations.problems import Problem, outcome
from harness.conformance.terminology.operations.selection import Selection, Selector, same_version
from harness.conformance.terminology.operations.statuses import standing, warnings
from harness.conformance.terminology.operations.verdicts import Verdict

Told = tuple[str, str, Any]
"""A parameter of an answer: name, element, value."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How strictly a code is looked at. `abstract` None: nobody said whether a grouping code will do."""

    languages: Languages
    active: bool
    abstract: bool | None
    lenient: bool
    membership_only: bool


def rules(asked: Asked, languages: Languages) -> Rules:
    """What the parameters say. Unanswered (400) for a value that a parameter cannot have."""
    asked.date("date")
    return Rules(
        languages=languages,
        active=asked.flag("activeOnly") is True,
        abstract=asked.flag("abstract"),
        lenient=asked.flag("lenient-display-validation") is True,
        membership_only=asked.flag("valueset-membership-only") is True,
    )


class Validation:
    """Looks at codes for one question about the value set `resource`, or, where that is None, about code systems."""

    def __init__(self, library: Library, resource: Resource | None, asked: Asked, header: str = "") -> None:
        self.library, self.resource, self.pins = library, resource, pins(asked)
        self.rules = rules(asked, spoken(asked, resource or {}, header))
        self.selection: Selection | None = None

    def answer(self, asked_about: Question) -> dict[str, Any]:
        """The Parameters that answer. Unanswered where the value set cannot be evaluated."""
        found = [self.look(self.inferred(one) if asked_about.infers else one) for one in asked_about.codings]
        if asked_about.concept is not None:
            found = self._together(found)
        problems = [problem for verdict in found for problem in verdict.problems]
        problems = _ordered([*problems, *self.standings(found)])
        sure = self.resource is not None and asked_about.concept is not None
        good = next((one for one in found if one.entry and (one.inside if sure else one.inside is not False)), None)
        result = bool(good) and not any(problem.severity == "error" for problem in problems)
        told = self._told(asked_about, found, good)
        message = "; ".join(one.text for one in problems if one.severity in ("error", "warning"))
        issues = outcome(problems) if problems else None
        made = answered([("result", "valueBoolean", result), *told, ("message", "valueString", message)])
        if issues:
            made["parameter"].append({"name": "issues", "resource": issues})
        return made

    def _told(
        self, asked_about: Question, found: list[Verdict], good: Verdict | None
    ) -> Iterator[tuple[str, str, Any]]:
        """What is said of the code that was found right, or of the only one there was."""
        one = good or (found[0] if asked_about.concept is None else None)
        if one:
            entry, sought = one.entry, one.sought
            yield "code", "valueCode", sought.code
            yield "system", "valueUri", sought.system
            version = entry.vocabulary.system.version if entry and entry.vocabulary else ""
            yield "version", "valueString", version or (one.caused_by and sought.version)
            if entry:
                shown = self.rules.languages.choose(entry.names) or next(iter(entry.names), None)
                yield "display", "valueString", shown.value if shown else ""
                yield "inactive", "valueBoolean", True if entry.inactive else None
                yield "normalized-code", "valueCode", entry.code if entry.code != sought.code else ""
        if asked_about.concept is not None:
            yield "codeableConcept", "valueCodeableConcept", asked_about.concept
        for verdict in found:
            yield "x-unknown-system", "valueCanonical", verdict.unknown_system
            yield "x-caused-by-unknown-system", "valueCanonical", verdict.caused_by

    def standings(self, found: list[Verdict]) -> Iterator[Problem]:
        """What the standing of the value set and code systems warns of, where a code was found in them."""
        if not any(one.entry and one.inside is not False for one in found):
            return
        resources = [(standing(one.entry.vocabulary.resource), "CodeSystem", one.entry.vocabulary.canonical)
                     for one in found if one.entry and one.entry.vocabulary]  # fmt: skip
        told = warnings(self.selection) if self.selection else resources
        for status, kind, name in told:
            if status:
                words = f"The {kind} {name} that was used is {status}"
                yield Problem("information", "business-rule", "status-check", words)

    def inferred(self, sought: Sought) -> Sought:
        """The code with the system that has it in the value set, if exactly one has."""
        selection = self._selected(self.pins)
        if selection is None:
            return sought
        systems = {system for system, code in selection.entries if code == sought.code}
        systems |= {system for system in selection.used.endless if selection.find(system, sought.code)}
        return replace(sought, system=systems.pop()) if len(systems) == 1 else sought

    def look(self, sought: Sought) -> Verdict:
        """The verdict on one code."""
        version = self.pins.of_system(sought.system, sought.version)
        verdict = self.by_itself(sought, version)
        if self.resource is not None:
            self.in_value_set(verdict, self._selected(self.pins.for_code(sought.system, sought.version)), version)
        if verdict.entry and verdict.inside is not False:
            self.as_used(verdict)
        return verdict

    def by_itself(self, sought: Sought, version: str) -> Verdict:
        """Whether the system and the code exist."""
        verdict = Verdict(sought)
        vocabulary = self.library.vocabulary(sought.system, version) if sought.system else None
        if vocabulary and vocabulary.system.content == "not-present":
            vocabulary = None
        if vocabulary is None and sought.system and (judged := verdicts.by_grammar(sought)):
            return judged
        verdict.problems += verdicts.system_problems(self.library, sought)
        if vocabulary is None and sought.system and not _is_value_set(verdict):
            verdict.problems.append(verdicts.not_known(self.library, sought, version))
            verdict.unknown_system = f"{sought.system}|{version}" if version else sought.system
        if vocabulary and vocabulary.system.content != "supplement":
            self.pins.check(sought.system, vocabulary.system.version)
            verdict.entry = verdicts.entry_of(sought, vocabulary)
            verdict.problems += verdicts.code_problems(sought, vocabulary, verdict.entry)
            if verdict.entry is None and self.resource is None and not vocabulary.system.complete:
                verdict.entry = Entry(sought.system, vocabulary.system.version, sought.code)
        return verdict

    def in_value_set(self, verdict: Verdict, selection: Selection | None, version: str) -> None:
        """Whether the value set has the code."""
        assert selection is not None
        sought, name, used = verdict.sought, canonical(selection.resource), selection.used
        entry = selection.find(sought.system, sought.code)
        if entry and not (self.rules.active and entry.inactive):
            verdict.entry, verdict.inside = entry, True
            if verdict.unknown_system and entry.vocabulary is None:
                self._listed_alone(verdict)
            elif verdict.unknown_system:
                self._cannot_tell(verdict, f"the code system {verdict.unknown_system}", name)
            elif not same_version(sought.version, entry.version):
                self._another_version(verdict, entry)
            return
        if gone := verdicts.names_of(sought.system, used.missing_systems):
            self._without_system(verdict, gone, name)
        elif self._only_version_is_missing(verdict, selection):
            self._cannot_tell(verdict, f"the code system {verdict.unknown_system}", name)
        elif missing := next(iter(used.missing_sets), ""):
            told = f"The value set {missing} is not known here"
            verdict.problems.append(Problem("error", "not-found", "not-found", told))
            self._cannot_tell(verdict, f"the value set {missing}", name)
        elif verdict.entry is None and any(one.kind == "invalid-code" and one.severity == "warning"
                                           for one in verdict.problems) and _takes_all(selection, sought):  # fmt: skip
            verdict.inside = None
            verdict.entry = Entry(sought.system, version, sought.code)
        else:
            self._outside(verdict, selection, entry, name)

    def _outside(self, verdict: Verdict, selection: Selection, entry: Entry | None, name: str) -> None:
        sought, place = verdict.sought, verdict.sought.place("code")
        verdict.inside = False
        left_out = entry or selection.inactive.get((sought.system, sought.code))
        verdict.entry = left_out or verdict.entry
        told = f"The code {sought.shown} is not in the value set {name}"
        if left_out:
            rule = f"The code {sought.code!r} exists and is not active"
            verdict.problems.append(Problem("error", "business-rule", "code-rule", rule, place))
        verdict.problems.append(Problem("error", "code-invalid", "not-in-vs", told, place))
        if not sought.system and not sought.at:
            told = f"No system, or more than one, has the code {sought.code!r} in the value set {name}"
            verdict.problems.append(Problem("error", "not-found", "cannot-infer", told, place))

    def _only_version_is_missing(self, verdict: Verdict, selection: Selection) -> bool:
        """Whether the value set uses the code system, and only the version that the code tells is not here."""
        used = {name.partition("|")[0] for name, resource in selection.used.systems.items() if resource}
        return bool(verdict.unknown_system) and verdict.sought.system in used

    def _listed_alone(self, verdict: Verdict) -> None:
        """The value set lists the code itself, and that its code system is not here is only worth a warning."""
        verdict.unknown_system = ""
        verdict.problems = [replace(one, severity="warning") for one in verdict.problems]

    def _without_system(self, verdict: Verdict, gone: str, name: str) -> None:
        """The value set takes codes of a system, or a version of it, that is not here."""
        if not verdict.unknown_system:
            missing = replace(verdict.sought, system=gone.partition("|")[0])
            verdict.problems.append(verdicts.not_known(self.library, missing, gone.partition("|")[2]))
        verdict.unknown_system = verdict.unknown_system or gone
        self._cannot_tell(verdict, f"the code system {verdict.unknown_system}", name)

    def _cannot_tell(self, verdict: Verdict, why: str, name: str) -> None:
        verdict.inside, verdict.caused_by = None, verdict.unknown_system
        verdict.unknown_system = ""
        told = f"Whether the code is in the value set {name} cannot be told, as {why} is not known here"
        verdict.problems.append(Problem("warning", "not-found", "vs-invalid", told))

    def _another_version(self, verdict: Verdict, entry: Entry) -> None:
        told = f"The value set takes {entry.system} in version {entry.version}, the code is of {verdict.sought.version}"
        verdict.problems.append(Problem("error", "invalid", "vs-invalid", told, verdict.sought.place("version")))

    def as_used(self, verdict: Verdict) -> None:
        """Whether a code that exists may be used so: its name, and whether it only groups others."""
        sought, entry = verdict.sought, verdict.entry
        assert entry is not None
        lenient = self.rules.lenient
        verdict.problems += verdicts.display_problems(sought, entry, self.rules.languages, lenient=lenient)
        if entry.abstract and self.rules.abstract is False:
            told = f"The code {sought.shown} only groups others, and is not to be used itself"
            verdict.problems.append(Problem("error", "business-rule", "code-rule", told, sought.place("code")))

    def _selected(self, pinned: Pins) -> Selection | None:
        if self.resource is None:
            return None
        self.selection = Selector(self.library, pinned).select(self.resource)
        return self.selection

    def _together(self, found: list[Verdict]) -> list[Verdict]:
        """The verdicts on the codings of one CodeableConcept, of which one that is right will do."""
        if self.resource is None:
            return found
        right = any(verdict.inside for verdict in found)
        for verdict in found:
            problems = [_milder(one, right) for one in verdict.problems]
            if self.rules.membership_only:
                problems = [one for one in problems if one.kind in ("this-code-not-in-vs", "vs-invalid")]
            verdict.problems = problems
        if not right and all(verdict.inside is False for verdict in found):
            told = f"None of the codings is in the value set {canonical(self.resource)}"
            found[0].problems.insert(0, Problem("error", "code-invalid", "not-in-vs", told))
        return found


def _milder(problem: Problem, right: bool) -> Problem:
    """A problem of one coding of several: that this one is outside is for information only."""
    if problem.kind == "not-in-vs":
        return replace(problem, severity="information", kind="this-code-not-in-vs")
    unknown = right and problem.kind == "not-found"
    return replace(problem, severity="warning") if unknown else problem


def _is_value_set(verdict: Verdict) -> bool:
    """Whether the system names something that is here, and is no code system with codes."""
    return any(one.kind == "invalid-data" and "absolute" not in one.text for one in verdict.problems)


def _takes_all(selection: Selection, sought: Sought) -> bool:
    """Whether the value set takes whatever the code system has: then it has a code that is only not here."""
    compose = selection.resource.get("compose", {})
    return any(text(row, "system") == sought.system and not {"filter", "concept"} & {*row}
               for row in compose.get("include", ()))  # fmt: skip


def _ordered(problems: list[Problem]) -> list[Problem]:
    """Errors first; what is said twice is said once."""
    weights = {"error": 0, "warning": 1, "information": 2}
    return sorted(dict.fromkeys(problems), key=lambda one: weights[one.severity])


def validated_in_value_set(library: Library, resource: Resource, asked: Asked, *, header: str = "") -> dict[str, Any]:
    """Whether codes are in a value set: ``result``, and why not. Unanswered for a question that cannot be answered."""
    return Validation(library, resource, asked, header).answer(question(asked))


def validated_in_code_system(library: Library, asked: Asked, url: str, *, header: str = "") -> dict[str, Any]:
    """Whether codes are in a code system, `url` where the code does not tell its own."""
    url = url or asked.text("system")
    found = question(Asked([*_all(asked), *([("url", url)] if url and "url" not in asked else [])]), system="url")
    return Validation(library, None, asked, header).answer(found)


def _all(asked: Asked) -> Iterator[tuple[str, Any]]:
    for name in asked.names:
        yield from ((name, value) for value in asked.all(name))
