"""Writes JUnit XML, so that build servers show a run. Knows the words of JUnit; judges nothing.

The mapping is DESIGN section 7's: FAIL is a failure, INCONCLUSIVE an error of type ``inconclusive``, ERROR an error
of type ``harness``, NOT APPLICABLE skipped. Workflows are suites, a scenario in one casting is a case. What people
made of a finding stands in its case's system-out: the verdict stays the machine's.
"""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from harness.report.exports.told import cast, legal, reason, said_of, sentence
from harness.report.model import NOT_APPLICABLE, TO_MEND, Play, Run, party
from harness.report.moments import iso

KINDS = {
    "FAIL": ("failure", "nonconformance"),
    "INCONCLUSIVE": ("error", "inconclusive"),
    "ERROR": ("error", "harness"),
}


def junit(run: Run) -> bytes:
    """The run as JUnit XML in UTF-8."""
    suites: dict[str, list[Play]] = defaultdict(list)
    for play in run.plays:
        suites[f"{play.scenario.workflow} {play.scenario.workflow_title}".strip()].append(play)
    root = ElementTree.Element("testsuites", _totals(run.plays) | {"name": legal(run.name)})
    for name, plays in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", _totals(plays) | {"name": legal(name)})
        if started := iso(min(play.started or run.started for play in plays)):
            suite.set("timestamp", started)
        for play in plays:
            _case(suite, play, run)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _totals(plays: list[Play] | tuple[Play, ...]) -> dict[str, str]:
    verdicts = [play.verdict for play in plays]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count("FAIL")),
        "errors": str(verdicts.count("INCONCLUSIVE") + verdicts.count("ERROR")),
        "skipped": str(verdicts.count(NOT_APPLICABLE)),
        "time": f"{sum(play.ended - play.started for play in plays):.3f}",
    }


def _case(suite: ElementTree.Element, play: Play, run: Run) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=legal(play.scenario.scenario),
        name=legal(f"{play.scenario.title} [{cast(play)}]"),
        time=f"{play.ended - play.started:.3f}",
    )
    if play.verdict == NOT_APPLICABLE:
        ElementTree.SubElement(case, "skipped", message=legal(play.reason))
    elif play.verdict in KINDS:
        tag, kind = KINDS[play.verdict]
        lines = _said(play)
        element = ElementTree.SubElement(case, tag, type=kind, message=legal(lines[0]))
        element.text = legal("\n".join(lines))
    beside = _said(play, ("NOTED",)) if play.noted else []
    beside += [line for finding in play.findings for line in said_of(run, play, finding)]
    if beside:
        ElementTree.SubElement(case, "system-out").text = legal("\n".join(beside))


def _said(play: Play, words: frozenset[str] | tuple[str, ...] = TO_MEND) -> list[str]:
    findings = sorted((each for each in play.findings if each.verdict in words), key=lambda each: -each.weight)
    lines = [f"{each.verdict} {party(each)}: {sentence(each)}" for each in findings]
    return [*lines, *filter(None, (reason(play), play.traceback))] or [f"{play.verdict}: nothing was judged"]
