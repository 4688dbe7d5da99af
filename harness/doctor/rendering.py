"""Symptoms for a terminal of 80 columns: a shape and a word before any colour. Prints nothing itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from harness.doctor.symptom import Health, Symptom, health

WIDTH = 80
SHAPES = {"ok": "+", "warn": "!", "bad": "x"}
COLOURS = {"ok": "\x1b[32m", "warn": "\x1b[33m", "bad": "\x1b[31;1m"}
PLAIN = "\x1b[0m"
SPOKEN = {
    "fhir": "FHIR",
    "hl7v2": "HL7 v2",
    "oauth": "OAuth",
    "soap": "SOAP",
    "svs": "SVS",
    "csd": "CSD",
    "syslog_udp": "syslog over UDP",
    "syslog_tls": "syslog over TLS",
}
"""What is spoken at an endpoint."""
_CHECK = 16


def render(symptoms: Iterable[Symptom], *, colour: bool = False) -> str:
    """A block for each participant, a line for each symptom, a remedy under each trouble; a summary at the end."""
    known = tuple(symptoms)
    blocks = [
        "\n".join(
            [
                each.participant,
                *(line for one in known if one.participant == each.participant for line in _lines(one, colour)),
            ]
        )
        for each in health(known)
    ]
    return "\n\n".join([*blocks, "\n".join(_summary(health(known), known))])


def _lines(symptom: Symptom, colour: bool) -> Iterator[str]:
    mark = f"{SHAPES[symptom.state]} {symptom.state:<4}"
    painted = f"{COLOURS[symptom.state]}{mark}{PLAIN}" if colour else mark
    start = f"  {mark}  {symptom.check:<{_CHECK}}"
    indent = " " * len(start)
    first, *rest = _wrapped(symptom.sentence, first=start, indent=indent)
    yield first.replace(mark, painted, 1)
    yield from rest
    if symptom.remedy and symptom.state != "ok":
        yield from _wrapped(symptom.remedy, first=f"{indent}-> ", indent=f"{indent}   ")
    if symptom.state == "warn":
        told = f"A run will FAIL it for {symptom.fails}." if symptom.fails else "No requirement fails by this."
        yield from _wrapped(told, first=f"{indent}-> ", indent=f"{indent}   ")


def _wrapped(text: str, *, first: str, indent: str) -> list[str]:
    """`text` in lines; an address that is longer than a line stays whole, so that it can be copied."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _by_what(away: Health) -> str:
    return f"{away.participant} ({', '.join(SPOKEN.get(each, each) for each in away.away)})"


def _summary(everybody: tuple[Health, ...], symptoms: tuple[Symptom, ...]) -> Iterator[str]:
    away = [each for each in everybody if not each.reachable]
    strange = [each for each in everybody if each.reachable and each.domain_refused]
    bad = {each.participant for each in symptoms if each.state == "bad"}
    warned = {each.participant for each in symptoms if each.state == "warn"} - bad
    well = len(everybody) - len(bad) - len(warned)
    counts = [f"{len(bad)} with trouble"] * bool(bad) + [f"{len(warned)} with warnings"] * bool(warned)
    counts += [f"{well} without a remark"] * bool(well)
    yield f"{len(everybody)} system{'' if len(everybody) == 1 else 's'} looked at: {', '.join(counts)}."
    if away:
        yield from _wrapped(f"Cannot be played against: {', '.join(map(_by_what, away))}.", first="", indent="  ")
    if strange:
        names = ", ".join(each.participant for each in strange)
        yield from _wrapped(f"To be told about identifier domains first: {names}.", first="", indent="  ")
