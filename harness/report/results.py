"""Writes ``results.json``: what a run found, for other programs. Knows the format; judges and draws nothing.

The format is documented in ``reports/README.md`` and described by ``results.schema.json`` beside this module. It is
only ever extended: a key, once there, keeps its name and its meaning.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from harness.evidence.acts import Standing
from harness.evidence.exchange import Exchange
from harness.evidence.record import Act, Finding, Made, NotChecked
from harness.language import ENGLISH, speaking
from harness.report.addresses import url_of
from harness.report.as_json import as_json
from harness.report.catalogued import Requirement
from harness.report.counting import acts_on, as_counted, counted
from harness.report.examinations import warnings
from harness.report.hops import hops
from harness.report.model import DISPUTED, NOT_APPLICABLE, OF_PLAYS, REFERENCE_MOCK, Participant, Play, Run, party
from harness.report.moments import iso
from harness.report.saying import answered, said
from harness.report.summary import exit_code
from harness.report.troubles import left_open

FORMAT = "openhie-connectathon-results"
VERSION = 1
NAME = "results.json"
PICTURE = ("name", "type", "sha256")
SCHEMA = Path(__file__).with_name("results.schema.json")


def results(run: Run) -> dict[str, Any]:
    """The content of ``results.json``: the machine's verdicts, and beside each what people made of it."""
    now = counted(run)
    told = (result(one, counts_as, run.standing) for one, counts_as in zip(run.plays, now.plays, strict=True))
    return _about(run, now) | {"results": list(told)}


def _about(run: Run, now: Run) -> dict[str, Any]:
    """All but the results, of which a great event has more than fit in memory."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "run": run.name,
        "started": iso(run.started),
        "ended": iso(run.ended),
        "seed": run.seed,
        "interrupted": run.interrupted,
        "exit": exit_code(run) if run.exit is None else run.exit,
        "versions": dict(run.versions),
        "participants": [_participant(each, run) for each in run.participants],
        "summary": _counts(run.counts),
        "results": [],
        "made": [_made(each, play) for play in run.plays for each in play.made],
        "unexpected": [_exchange(exchange) for exchange in run.unexpected],
        "faults": list(run.faults),
        "seal": run.seal,
        "warnings": warnings(run.doctor),
        "not_checked": [_not_checked(each, play) for play in run.plays for each in play.unchecked],
        "acts": [_act(each) for each in run.standing.acts],
        "counted": _counts(Counter(play.verdict for play in now.plays), (*OF_PLAYS, DISPUTED)),
        "national": [_changed(each.requirement) for each in run.coverage if each.requirement.national],
    }


def _changed(requirement: Requirement) -> dict[str, Any]:
    """A requirement that is not as everywhere."""
    change = {name: getattr(requirement.national, name) for name in ("title", "was", "left_out", "because", "source")}
    return {"requirement": requirement.requirement, "level": requirement.level, **change}


def write_results(run: Run, folder: Path, lines: Iterable[bytes] | None = None) -> Path:
    """Write `folder`/results.json whole or not at all, in English whatever is spoken, and return its path.

    `lines` are those of the plays, as `line_of` makes them, where somebody has them already.
    """
    path = folder / NAME
    part = path.with_name(f"{NAME}.{os.getpid()}")
    now = counted(run)
    told = lines or (line_of(one, counts_as, run.standing) for one, counts_as in zip(run.plays, now.plays, strict=True))
    with speaking(ENGLISH):
        content = _about(run, now)
    with part.open("wb") as file:
        _write(file, content, told)
    part.replace(path)
    return path


def line_of(play: Play, now: Play, standing: Standing) -> bytes:
    """The line of ``results.json`` that tells of `play`; `now` is what counts of it after people's acts."""
    with speaking(ENGLISH):
        return as_json(result(play, now, standing))


def _write(file: BinaryIO, content: dict[str, Any], plays: Iterable[bytes]) -> None:
    """JSON with a line for each key and for each item of a list: quick to write, and fit for grep and diff."""
    mark = b"{\n"
    for key, value in content.items():
        file.write(mark + as_json(key) + b": ")
        mark = b",\n"
        if isinstance(value, list):
            _write_list(file, plays if key == "results" else map(as_json, value))
        else:
            file.write(as_json(value))
    file.write(b"\n}\n")


def _write_list(file: BinaryIO, items: Iterable[bytes]) -> None:
    mark = b"[\n"
    for item in items:
        file.write(mark + item)
        mark = b",\n"
    file.write(b"[]" if mark == b"[\n" else b"\n]")


def _counts(counts: Counter[str], words: Iterable[str] = OF_PLAYS) -> dict[str, int]:
    return {word: counts[word] for word in words}


def _participant(participant: Participant, run: Run) -> dict[str, Any]:
    return {
        "name": participant.name,
        "organisation": participant.organisation,
        "actors": list(participant.actors),
        "not_supported": dict(participant.not_supported),
        "summary": _counts(run.counts_of(participant.name)),
    }


def result(play: Play, now: Play, standing: Standing) -> dict[str, Any]:
    """What ``results.json`` says of one play."""
    return {
        "scenario": play.scenario.scenario,
        "title": play.scenario.title,
        "workflow": play.scenario.workflow,
        "casting": dict(play.casting),
        "verdict": play.verdict,
        "verdicts": dict(play.verdicts),
        **_why(play),
        "requirements": list(play.scenario.verifies),
        "findings": [_finding(finding, play, standing) for finding in play.findings],
        "exchanges": [_exchange(exchange, play.casting) for exchange in play.exchanges],
        "started": iso(play.started),
        "ended": iso(play.ended),
        "counts_as": now.verdict,
        "counts_as_of": dict(now.verdicts),
    }


def _act(act: Act) -> dict[str, Any]:
    told = {name: getattr(act, name) for name in act.__slots__}
    shown = [{"name": one.get("name"), "type": one.get("type"), **one.get("body", {})} for one in act.pictures]
    return told | {"at": iso(act.at), "pictures": [{key: one.get(key) for key in PICTURE} for one in shown]}


def _why(play: Play) -> dict[str, Any]:
    """Why it was not played, not judged to the end, or broken by us: one key, or none where all was judged."""
    words = [play.verdict, *play.verdicts.values(), *(finding.verdict for finding in play.findings)]
    open_ones = (left_open(each) for each in play.findings if each.verdict == "INCONCLUSIVE")
    said = {"reason": play.reason or next(open_ones, ""), "caused_by": play.caused_by}
    if play.verdict == NOT_APPLICABLE:
        return {"not_applicable": said}
    if play.interrupted or "INCONCLUSIVE" in words:
        return {"inconclusive": said}
    return {"error": said} if play.verdict == "ERROR" and play.reason else {}


def _finding(finding: Finding, play: Play, standing: Standing) -> dict[str, Any]:
    acted = bool(standing.acts)  # in most runs nobody did, and a great one has a quarter of a million findings
    counts = as_counted(finding, play, standing) if acted else finding
    return {
        "requirement": finding.requirement,
        "actor": finding.actor,
        "participant": party(finding),
        "level": finding.level,
        "verdict": finding.verdict,
        "sentence": finding.sentence,
        "where": finding.where,
        "expected": finding.expected,
        "found": finding.found,
        "exchange": finding.exchange,
        "message": finding.message,
        "counts_as": counts.verdict if counts else DISPUTED,
        "acts": [act.id for act in acts_on(finding, play, standing)] if acted else [],
    }


def _exchange(exchange: Exchange, actors: Container[str] = ()) -> dict[str, Any]:
    words = said(exchange), answered(exchange)
    return {
        "id": exchange.id,
        "transaction": exchange.transaction,
        "initiator": exchange.initiator,
        "responder": exchange.responder,
        "protocol": exchange.protocol,
        "said": words[0],
        "answered": words[1],
        "method": exchange.request.method,
        "url": url_of(exchange),
        "status": exchange.response.status if exchange.response else None,
        "failure": exchange.failure,
        "captured_at": exchange.captured_at,
        "hops": [_hop(each, words if each is exchange else None) for each in hops(exchange, actors)],
        "started": iso(exchange.request.at),
        "ended": iso(exchange.ended),
    }


def _hop(each: Exchange, words: tuple[str, str] | None) -> dict[str, Any]:
    asked, came = words or (said(each), answered(each))
    return {"from": each.initiator, "to": each.responder, "said": asked, "answered": came}


def _made(made: Made, play: Play) -> dict[str, Any]:
    return {
        "scenario": play.scenario.scenario,
        "participant": made.participant or REFERENCE_MOCK,
        "url": made.url,
        "sentence": made.sentence,
    }


def _not_checked(each: NotChecked, play: Play) -> dict[str, Any]:
    return {
        "scenario": play.scenario.scenario,
        "casting": dict(play.casting),
        "requirement": each.requirement,
        "actor": each.actor,
        "participant": each.participant or REFERENCE_MOCK,
        "where": each.where,
        "reason": each.reason,
        "exchange": each.exchange,
    }
