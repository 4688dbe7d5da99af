"""Writes a GITB Test Assertion Report, which the Interoperability Test Bed of the EU reads.

Knows its XML; judges nothing.

The run is one report (``TestStepReport`` of the type ``TAR``), each finding an assertion in it (``BAR``): FAIL is an
error; NOTED, and what could not be judged, a warning that says which; PASS an information. The whole is SUCCESS,
FAILURE, WARNING or, where nothing failed and something was not judged, UNDEFINED.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from harness.evidence.record import Finding
from harness.report.exports.told import by_whom, cast, difference, legal, reason, said_of
from harness.report.model import NOT_APPLICABLE, Play, Run, party
from harness.report.moments import iso

TR = "http://www.gitb.com/tr/v1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SEVERITY = {"PASS": "info", NOT_APPLICABLE: "info", "FAIL": "error"}


class Item(NamedTuple):
    """An assertion of the report, in the order of its elements."""

    severity: str
    verdict: str
    identifier: str
    description: str
    location: str = ""
    test: str = ""
    level: str = ""
    value: str = ""


def gitb(run: Run) -> bytes:
    """The run as a TAR, XML in UTF-8."""
    ElementTree.register_namespace("", TR)
    ElementTree.register_namespace("xsi", XSI)
    items = [*_items(run)]
    root = ElementTree.Element(f"{{{TR}}}TestStepReport", {f"{{{XSI}}}type": "TAR", "name": legal(run.name)})
    _text(root, "date", iso(run.ended or run.started) or "1970-01-01T00:00:00Z")
    _text(root, "result", _result([one.verdict for one in items]))
    overview = ElementTree.SubElement(root, f"{{{TR}}}overview")
    _text(overview, "validationServiceName", "OpenHIE connect-a-thon harness")
    _text(overview, "validationServiceVersion", run.versions.get("harness", ""))
    _text(overview, "note", "; ".join(one.name for one in run.participants) or "a rehearsal with reference mocks")
    counts = Counter(one.severity for one in items)
    counters = ElementTree.SubElement(root, f"{{{TR}}}counters")
    for name, severity in (("nrOfAssertions", "info"), ("nrOfErrors", "error"), ("nrOfWarnings", "warning")):
        _text(counters, name, str(counts[severity]))
    reports = ElementTree.SubElement(root, f"{{{TR}}}reports")
    for item in items:
        _item(reports, item)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _items(run: Run) -> Iterator[Item]:
    for play in run.plays:
        for finding in play.findings:
            yield _found(run, play, finding)
        if not play.findings:
            told = f"{play.verdict}: {play.scenario.title} [{cast(play)}]: {reason(play) or 'nothing was judged'}"
            severity = SEVERITY.get(play.verdict, "warning")
            yield Item(severity, play.verdict, play.scenario.scenario, told, test=play.scenario.title)
    for act in run.standing.attestations:
        severity = {"PASS": "info", "FAIL": "error"}.get(act.verdict, "warning")
        told = f"{act.verdict} {act.participant}: attested by {by_whom(act)}"
        yield Item(severity, act.verdict, act.requirement, told)


def _found(run: Run, play: Play, finding: Finding) -> Item:
    title = f"{play.scenario.title} [{cast(play)}]"
    lines = [f"{finding.verdict} {party(finding)}: {finding.sentence}", difference(finding), finding.message]
    description = "\n".join(filter(None, (*lines, *said_of(run, play, finding))))
    return Item(
        SEVERITY.get(finding.verdict, "warning"),
        finding.verdict,
        finding.requirement,
        description,
        location=finding.where,
        test=title,
        level=finding.level,
        value=finding.found,
    )


def _result(verdicts: list[str]) -> str:
    if "FAIL" in verdicts:
        return "FAILURE"
    if {"INCONCLUSIVE", "ERROR"} & {*verdicts} or "PASS" not in verdicts:
        return "UNDEFINED"
    return "WARNING" if "NOTED" in verdicts else "SUCCESS"


def _item(reports: ElementTree.Element, item: Item) -> None:
    element = ElementTree.SubElement(reports, f"{{{TR}}}{item.severity}", {f"{{{XSI}}}type": "BAR"})
    _text(element, "assertionID", item.identifier)
    _text(element, "description", item.description)
    for name, text in (("location", item.location), ("test", item.test), ("type", item.level), ("value", item.value)):
        if text:
            _text(element, name, text)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{TR}}}{name}").text = legal(text)
