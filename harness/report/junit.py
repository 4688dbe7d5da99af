"""Writes JUnit XML, so that build servers show a run. Knows the words of JUnit; judges nothing.

The mapping is DESIGN section 7's: FAIL is a failure, INCONCLUSIVE an error of type ``inconclusive``, ERROR an error of
type ``harness``, NOT APPLICABLE skipped. Workflows are suites, a scenario in one casting is a case.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from harness.report.model import NOT_APPLICABLE, TO_MEND, Play, Run, party
from harness.report.moments import iso

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
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
    root = ElementTree.Element("testsuites", _totals(run.plays) | {"name": _legal(run.name)})
    for name, plays in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", _totals(plays) | {"name": _legal(name)})
        if started := iso(min(play.started or run.started for play in plays)):
            suite.set("timestamp", started)
        for play in plays:
            _case(suite, play)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def write_junit(run: Run, path: Path) -> Path:
    """Write the run as JUnit XML to `path`, and return it."""
    path.write_bytes(junit(run))
    return path


def _totals(plays: list[Play] | tuple[Play, ...]) -> dict[str, str]:
    verdicts = [play.verdict for play in plays]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count("FAIL")),
        "errors": str(verdicts.count("INCONCLUSIVE") + verdicts.count("ERROR")),
        "skipped": str(verdicts.count(NOT_APPLICABLE)),
        "time": f"{sum(play.ended - play.started for play in plays):.3f}",
    }


def _case(suite: ElementTree.Element, play: Play) -> None:
    cast = ", ".join(f"{name} as {actor}" for actor, name in play.casting.items())
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_legal(play.scenario.scenario),
        name=_legal(f"{play.scenario.title} [{cast}]"),
        time=f"{play.ended - play.started:.3f}",
    )
    if play.verdict == NOT_APPLICABLE:
        ElementTree.SubElement(case, "skipped", message=_legal(play.reason))
    elif play.verdict in KINDS:
        tag, kind = KINDS[play.verdict]
        lines = _said(play)
        element = ElementTree.SubElement(case, tag, type=kind, message=_legal(lines[0]))
        element.text = _legal("\n".join(lines))
    if play.noted:
        ElementTree.SubElement(case, "system-out").text = _legal("\n".join(_said(play, ("NOTED",))))


def _said(play: Play, words: frozenset[str] | tuple[str, ...] = TO_MEND) -> list[str]:
    findings = sorted((each for each in play.findings if each.verdict in words), key=lambda each: -each.weight)
    lines = [
        f"{each.verdict} {party(each)}: {each.requirement} {each.level} {each.sentence}"
        + (f"; {each.where}: expected {each.expected}, found {each.found}" if each.where else "")
        for each in findings
    ]
    because = f"{play.reason} (caused by {play.caused_by})" if play.caused_by else play.reason
    return [*lines, *filter(None, (because, play.traceback))] or [f"{play.verdict}: nothing was judged"]


def _legal(text: str) -> str:
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
