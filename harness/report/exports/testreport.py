"""Writes FHIR TestReports (R4 4.0.1), a Bundle of them. Knows the resource; judges nothing.

Each scenario has one in each casting. A step is a test of the report, what crossed in it an operation, each finding
an assert. FHIR asks for pass, fail or pending: what could not be judged, or was not played, is pending. What people
made of a finding stands in its message; the result stays the machine's. What they attested is a report of its own, of
no script.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from harness.evidence.exchange import Exchange
from harness.evidence.record import Act, Finding
from harness.report.as_json import as_indented_json
from harness.report.exports.told import by_whom, cast, legal, reason, said_of, sentence
from harness.report.model import INTERRUPTED, REFERENCE_MOCK, Participant, Play, Run, party
from harness.report.moments import iso
from harness.report.saying import answered, said

RESULT = {"PASS": "pass", "FAIL": "fail"}
ASSERTED = {"PASS": "pass", "NOTED": "warning", "INCONCLUSIVE": "skip", "FAIL": "fail", "ERROR": "error"}
ENGINE = "OpenHIE connect-a-thon harness"


def testreport(run: Run) -> bytes:
    """The run as a Bundle of TestReports, JSON in UTF-8."""
    sources = {one.requirement.requirement: one.requirement.source for one in run.coverage}
    reports = [_report(run, play, sources) for play in run.plays]
    reports += [_attested(run, act, number) for number, act in enumerate(run.standing.attestations, 1)]
    entries = [{"fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, one['name'])}", "resource": one} for one in reports]
    bundle = {"resourceType": "Bundle", "type": "collection", "timestamp": iso(run.ended), "entry": entries}
    return as_indented_json(_filled(bundle))


def _report(run: Run, play: Play, sources: Mapping[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "TestReport",
        "identifier": {"value": play.id},
        "name": f"{run.name} {play.slug}",
        "status": "stopped" if play.interrupted or play.reason == INTERRUPTED else "completed",
        "testScript": {
            "identifier": {"value": play.scenario.scenario},
            "display": f"{play.scenario.title} [{cast(play)}]",
        },
        "result": RESULT.get(play.verdict, "pending"),
        "tester": f"{ENGINE} {run.versions.get('harness', '')}",
        "issued": iso(play.ended or run.ended),
        "participant": list(_participants(run, play)),
        "test": [*_tests(run, play, sources), *_unjudged(play)],
    }


def _participants(run: Run, play: Play) -> Iterator[dict[str, str]]:
    yield {"type": "test-engine", "uri": "urn:ietf:rfc:3986", "display": ENGINE}
    for name in play.participants:
        known = next((one for one in run.participants if one.name == name), Participant(name, ""))
        address = next(iter(known.endpoints.values()), "")
        yield {
            "type": "server" if address else "client",
            "uri": address or f"urn:uuid:{uuid5(NAMESPACE_URL, name)}",
        } | {"display": name}


def _tests(run: Run, play: Play, sources: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    crossed: dict[int, list[Exchange]] = defaultdict(list)
    found: dict[int, list[Finding]] = defaultdict(list)
    for crossing in play.crossings:
        crossed[crossing.step].append(crossing.exchange)
    for finding in play.findings:
        found[finding.step].append(finding)
    sentences = {step.number: f"{step.keyword} {step.sentence}" for step in play.steps}
    for number in sorted({*crossed, *found}):
        operations = ({"operation": _operation(each)} for each in crossed[number])
        asserts = ({"assert": _assert(run, play, each, sources.get(each.requirement, ""))} for each in found[number])
        yield {"name": f"Step {number}", "description": sentences.get(number), "action": [*operations, *asserts]}


def _unjudged(play: Play) -> Iterator[dict[str, Any]]:
    if play.reason or play.traceback:
        word = "error" if play.verdict == "ERROR" else "skip"
        told = "\n\n".join(filter(None, (f"{play.verdict}: {reason(play)}", play.traceback)))
        yield {"name": "What was not judged", "action": [{"assert": {"result": word, "message": told}}]}


def _operation(exchange: Exchange) -> dict[str, str]:
    went = (
        f"{exchange.transaction} {exchange.initiator} to {exchange.responder}: {said(exchange)}; {answered(exchange)}"
    )
    return {"result": "pass" if exchange.response or not exchange.failure else "error", "message": went.strip()}


def _assert(run: Run, play: Play, finding: Finding, link: str) -> dict[str, str]:
    lines = [f"{finding.verdict} {party(finding)}: {sentence(finding)}", *said_of(run, play, finding)]
    return {"result": ASSERTED[finding.verdict], "message": "\n\n".join(lines), "detail": link}


def _attested(run: Run, act: Act, number: int) -> dict[str, Any]:
    told = {"result": ASSERTED.get(act.verdict, "skip"), "message": f"{act.requirement}: {by_whom(act)}"}
    return {
        "resourceType": "TestReport",
        "name": f"{run.name} attestation {number}",
        "status": "completed",
        "testScript": {"display": f"{act.requirement}, which no wire can show, of {act.participant or REFERENCE_MOCK}"},
        "result": RESULT.get(act.verdict, "pending"),
        "tester": act.by,
        "issued": iso(act.at),
        "test": [{"name": "What was attested", "action": [{"assert": told}]}],
    }


def _filled(node: Any) -> Any:
    """`node` without what is empty, and with texts as FHIR takes them: it knows no empty string, list or object."""
    if isinstance(node, dict):
        kept = {name: _filled(value) for name, value in node.items()}
        return {name: value for name, value in kept.items() if value not in (None, "", [], {})}
    if isinstance(node, Iterable) and not isinstance(node, str):
        return [one for one in map(_filled, node) if one not in (None, "", [], {})]
    return legal(node).strip() if isinstance(node, str) else node
