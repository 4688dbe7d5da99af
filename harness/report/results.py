"""Writes ``results.json``: what a run found, for other programs. Knows the format; judges and draws nothing.

The format is documented in ``reports/README.md`` and described by ``results.schema.json`` beside this module. It is
only ever extended: a key, once there, keeps its name and its meaning.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from harness.evidence.acts import Standing
from harness.evidence.exchange import Exchange
from harness.evidence.record import Act, Finding, Made, NotChecked
from harness.language import ENGLISH, speaking
from harness.report.addresses import url_of
from harness.report.counting import acts_on, as_counted, counted
from harness.report.hops import hops
from harness.report.model import (
    DISPUTED,
    NOT_APPLICABLE,
    OF_PLAYS,
    REFERENCE_MOCK,
    Participant,
    Play,
    Requirement,
    Run,
    party,
)
from harness.report.moments import iso
from harness.report.saying import answered, said
from harness.report.summary import exit_code

FORMAT = "openhie-connectathon-results"
VERSION = 1
NAME = "results.json"
PICTURE = ("name", "type", "sha256")
SCHEMA = Path(__file__).with_name("results.schema.json")


def results(run: Run) -> dict[str, Any]:
    """The content of ``results.json``: the machine's verdicts, and beside each what people made of it."""
    now = counted(run).plays
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
        "results": [_result(play, each, run.standing) for play, each in zip(run.plays, now, strict=True)],
        "made": [_made(each, play) for play in run.plays for each in play.made],
        "unexpected": [_exchange(exchange) for exchange in run.unexpected],
        "faults": list(run.faults),
        "not_checked": [_not_checked(each, play) for play in run.plays for each in play.unchecked],
        "acts": [_act(each) for each in run.standing.acts],
        "counted": _counts(Counter(play.verdict for play in now), (*OF_PLAYS, DISPUTED)),
        "national": [_changed(each.requirement) for each in run.coverage if each.requirement.national],
    }


def _changed(requirement: Requirement) -> dict[str, Any]:
    """A requirement that is not as everywhere."""
    change = {name: getattr(requirement.national, name) for name in ("title", "was", "left_out", "because", "source")}
    return {"requirement": requirement.requirement, "level": requirement.level, **change}


def write_results(run: Run, folder: Path) -> Path:
    """Write `folder`/results.json whole or not at all, in English whatever is spoken, and return its path."""
    path = folder / NAME
    part = path.with_name(f"{NAME}.{os.getpid()}")
    with speaking(ENGLISH):
        part.write_bytes(_text(results(run)).encode("utf-8", "backslashreplace"))
    part.replace(path)
    return path


def _text(content: dict[str, Any]) -> str:
    """JSON with a line for each key and for each item of a list: quick to write, and fit for grep and diff."""
    lines = []
    for key, value in content.items():
        said = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and value:
            items = (json.dumps(item, ensure_ascii=False) for item in value)
            said = "[\n" + ",\n".join(items) + "\n]"
        lines.append(f"{json.dumps(key)}: {said}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


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


def _result(play: Play, now: Play, standing: Standing) -> dict[str, Any]:
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
    said = {"reason": play.reason, "caused_by": play.caused_by}
    if play.verdict == NOT_APPLICABLE:
        return {"not_applicable": said}
    if play.interrupted or "INCONCLUSIVE" in words:
        return {"inconclusive": said}
    return {"error": said} if play.verdict == "ERROR" and play.reason else {}


def _finding(finding: Finding, play: Play, standing: Standing) -> dict[str, Any]:
    counts = as_counted(finding, play, standing)
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
        "acts": [act.id for act in acts_on(finding, play, standing)],
    }


def _exchange(exchange: Exchange, actors: Container[str] = ()) -> dict[str, Any]:
    return {
        "id": exchange.id,
        "transaction": exchange.transaction,
        "initiator": exchange.initiator,
        "responder": exchange.responder,
        "protocol": exchange.protocol,
        "said": said(exchange),
        "answered": answered(exchange),
        "method": exchange.request.method,
        "url": url_of(exchange),
        "status": exchange.response.status if exchange.response else None,
        "failure": exchange.failure,
        "captured_at": exchange.captured_at,
        "hops": [_hop(each) for each in hops(exchange, actors)],
        "started": iso(exchange.request.at),
        "ended": iso(exchange.ended),
    }


def _hop(each: Exchange) -> dict[str, Any]:
    return {"from": each.initiator, "to": each.responder, "said": said(each), "answered": answered(each)}


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
