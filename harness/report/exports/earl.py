"""Writes EARL 1.0 (W3C Evaluation and Report Language) as JSON-LD. Knows its classes and outcomes; judges nothing.

Each finding is an assertion of the harness (``earl:automatic``). What people say is not a word in it but an assertion
of their own beside it (``earl:manual``): an override, an attestation. The context stands in the file, so that nobody
has to fetch one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.evidence.record import Act, Finding
from harness.report.as_json import as_indented_json
from harness.report.counting import dispute_of
from harness.report.exports.told import by_whom, difference, reason
from harness.report.model import NOT_APPLICABLE, REFERENCE_MOCK, Play, Run, party
from harness.report.moments import iso

CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{name: {"@id": f"earl:{name}", "@type": "@id"} for name in ("assertedBy", "subject", "test", "result")},
    **{name: {"@id": f"earl:{name}", "@type": "@vocab"} for name in ("outcome", "mode")},
    **{
        name: f"earl:{name}" for name in ("info", "passed", "failed", "cantTell", "inapplicable", "automatic", "manual")
    },
    **{name: f"earl:{name}" for name in ("Assertion", "TestResult", "TestSubject", "TestCase", "Software")},
    "TestRequirement": "earl:TestRequirement",
    "Person": "foaf:Person",
    "name": "foaf:name",
    **{name: f"dct:{name}" for name in ("title", "description", "identifier", "hasVersion")},
    "isPartOf": {"@id": "dct:isPartOf", "@type": "@id"},
    "source": {"@id": "dct:source", "@type": "@id"},
    "date": {"@id": "dct:date", "@type": "xsd:dateTime"},
}
OUTCOME = {"PASS": "passed", "NOTED": "passed", "FAIL": "failed", NOT_APPLICABLE: "inapplicable"}
HARNESS = "_:harness"


def earl(run: Run) -> bytes:
    """The run as JSON-LD in UTF-8."""
    graph = _Graph(run)
    software = {"title": "OpenHIE connect-a-thon harness", "hasVersion": run.versions.get("harness", "")}
    nodes = [{"@id": HARNESS, "@type": "Software", **software}, *graph.assertions()]
    document = {"@context": CONTEXT, "@graph": [*nodes, *graph.named.values()]}
    return as_indented_json(document)


class _Graph:
    """The nodes of one run. `named` are those that assertions speak of, each made when it is first spoken of."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._requirements = {one.requirement.requirement: one.requirement for one in run.coverage}
        self.named: dict[tuple[str, str], dict[str, Any]] = {}

    def assertions(self) -> Iterator[dict[str, Any]]:
        """What the harness and people say, one after the other."""
        for play in self._run.plays:
            for finding in play.findings:
                yield self._of_finding(play, finding)
                if override := self._run.standing.override(finding):
                    yield self._of_person(override, self._test(finding.requirement, play), party(finding))
            if not play.findings:
                yield from self._unjudged(play)
        for act in self._run.standing.attestations:
            yield self._of_person(act, self._test(act.requirement), act.participant or REFERENCE_MOCK)

    def _of_finding(self, play: Play, finding: Finding) -> dict[str, Any]:
        dispute = dispute_of(finding, play, self._run.standing)
        lines = [f"{finding.verdict}: {finding.sentence}", difference(finding), finding.message]
        lines += [f"disputed, not counted, by {by_whom(dispute)}"] if dispute else []
        outcome = OUTCOME.get(finding.verdict, "cantTell")
        result = _result(outcome, "\n".join(filter(None, lines)), at=play.ended)
        return self._assertion(self._test(finding.requirement, play), party(finding), result)

    def _unjudged(self, play: Play) -> Iterator[dict[str, Any]]:
        result = _result(OUTCOME.get(play.verdict, "cantTell"), f"{play.verdict}: {reason(play)}", at=play.ended)
        for name in play.participants or (REFERENCE_MOCK,):
            yield self._assertion(self._case(play), name, result)

    def _of_person(self, act: Act, test: str, subject: str) -> dict[str, Any]:
        person = self._node("Person", f"{act.by} ({act.role})", name=act.by, description=act.role)
        result = _result(OUTCOME.get(act.verdict, "cantTell"), f"{act.verdict}: {act.text}", at=act.at)
        return self._assertion(test, subject, result) | {"assertedBy": person, "mode": "manual"}

    def _assertion(self, test: str, subject: str, result: dict[str, Any]) -> dict[str, Any]:
        about = {"subject": self._node("TestSubject", subject, title=subject), "test": test, "result": result}
        return {"@type": "Assertion", "assertedBy": HARNESS, "mode": "automatic", **about}

    def _test(self, requirement: str, play: Play | None = None) -> str:
        """The requirement, in the scenario that judged it where there is one."""
        known = self._requirements.get(requirement)
        told: dict[str, Any] = {"identifier": requirement, "title": known.text if known else requirement}
        if known and known.source.startswith(("http://", "https://")):
            told["source"] = known.source
        whole = self._node("TestRequirement", requirement, **told)
        if play is None:
            return whole
        name = f"{play.scenario.scenario} {requirement}"
        title = f"{play.scenario.title}: {requirement}"
        return self._node("TestCase", name, identifier=name, title=title, isPartOf=[whole, self._case(play)])

    def _case(self, play: Play) -> str:
        told = {"identifier": play.scenario.scenario, "title": play.scenario.title}
        return self._node("TestCase", play.scenario.scenario, **told)

    def _node(self, kind: str, key: str, **told: Any) -> str:
        if (kind, key) not in self.named:
            self.named[kind, key] = {"@id": f"_:n{len(self.named) + 1}", "@type": kind, **told}
        return str(self.named[kind, key]["@id"])


def _result(outcome: str, info: str, *, at: float) -> dict[str, Any]:
    return {"@type": "TestResult", "outcome": outcome, "info": info} | ({"date": iso(at)} if at else {})
