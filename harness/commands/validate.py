"""``harness validate``: are these FHIR resources valid? Reads files, prints issues; conformance judges them.

The profiles of IHE as we wrote them are known without being named; a package that has its own wins.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from difflib import get_close_matches

import click

from harness.commands.documents import Document, check_names, documents
from harness.conformance import Issue, Validator, validator
from harness.conformance.issue import mismatch
from harness.conformance.outcome import operation_outcome
from harness.conformance.packages.definitions import HOW_TO_GET, PackageVersion
from harness.errors import MalformedMessage, UsageError
from harness.folders import fixtures

_WEIGHT = {"fatal": 0, "error": 1, "warning": 2, "information": 3}
_EVERY = 50  # documents between two words of progress


def validate(names: tuple[str, ...], profiles: tuple[str, ...], packages: tuple[str, ...], form: str) -> int:
    """Judge every resource in `names` and print what was found. 0 without errors, 1 with; UsageError for wrong use."""
    check_names(names)
    judge = validator(packages, beneath=(fixtures() / "profiles",))
    _check_profiles(judge, profiles)
    counts: Counter[str] = Counter()
    tell = _tell_json if form == "json" else _tell_text
    if form == "text" and not judge.definitions.available:
        click.echo(_sentence(HOW_TO_GET))
    for document in documents(names):
        issues = _judged(document, judge, profiles)
        if issues is None:
            counts["passed over"] += 1
            continue
        _count(issues, counts)
        _progress(counts["resources"])
        tell(document.place, issues)
    _clear_progress()
    if not counts["resources"]:
        raise UsageError(f"nothing to judge in {', '.join(names)}: expected FHIR in .json, .ndjson or .xml files")
    if form == "text":
        click.echo(_summary(counts, judge))
    return 1 if counts["error"] or counts["fatal"] else 0


def _judged(document: Document, judge: Validator, profiles: tuple[str, ...]) -> list[Issue] | None:
    """The issues of a document, the weightiest first; None for a file in a folder that does not claim to be FHIR."""
    if not document.looks_like_fhir:
        if document.from_folder:
            return None
        if document.packed:
            by_pipe = f"gunzip -c < {document.place} | harness validate -"
            unpack = by_pipe if document.packed == "gzip" else "unpack it first"
            raise UsageError(f"{document.place} is packed ({document.packed}), and is judged unpacked: {unpack}")
        found = document.body[:20].decode("utf-8", "replace").strip()
        if not document.is_line and not document.is_value:
            raise UsageError(f"{document.place} is not FHIR: expected JSON or XML, found {found!r}")
        return [mismatch("structure", "", expected="a FHIR resource", found=found, severity="fatal")]
    try:
        resource = document.value()
    except MalformedMessage as error:
        if document.from_folder and error.where == "resourceType":
            return None
        return [Issue("fatal", "structure", "", str(error), error.expected, error.found)]
    return sorted(judge.validate(resource, profiles), key=lambda one: (_WEIGHT[one.severity], one.expression))


def _check_profiles(judge: Validator, profiles: tuple[str, ...]) -> None:
    """UsageError for each profile that nothing defines; without definitions nothing can be known of them."""
    unknown = [url for url in profiles if judge.definitions.available and judge.definitions.structure(url) is None]
    if unknown:
        known = list(judge.definitions.canonicals("StructureDefinition"))
        raise UsageError(*(f"no package defines the profile {url}{_near(url, known)}" for url in unknown))


def _near(url: str, known: list[str]) -> str:
    last = {one.rsplit("/", 1)[-1].lower(): one for one in known}
    words = get_close_matches(url.rsplit("/", 1)[-1].lower()[:80], last, 3)
    return f"; near to it: {', '.join(last[word] for word in words)}" if words else ""


def _tell_text(place: str, issues: list[Issue]) -> None:
    for issue in issues:
        where = f"{issue.expression}: " if issue.expression else ""
        source = f" [{issue.source}]" if issue.source else ""
        click.echo(f"{place}: {issue.severity}: {where}{issue.message}{source}")


def _tell_json(place: str, issues: list[Issue]) -> None:
    click.echo(json.dumps(operation_outcome(issues, place), ensure_ascii=False))


def _count(issues: list[Issue], counts: Counter[str]) -> None:
    counts["resources"] += 1
    counts["not checked"] += sum(one.not_checked for one in issues)
    counts.update(one.severity for one in issues if not one.not_checked)
    counts["invalid"] += any(one.severity in ("fatal", "error") for one in issues)


def _summary(counts: Counter[str], judge: Validator) -> str:
    resources, invalid, errors = counts["resources"], counts["invalid"], counts["fatal"] + counts["error"]
    found = [_many(errors, "error"), _many(counts["warning"], "warning"), f"{counts['information']} information"]
    said = f"{_many(resources, 'resource')}, {invalid} with errors: {', '.join(found)}"
    said += f", {counts['not checked']} not checked."
    if counts["passed over"]:
        said += f" {_many(counts['passed over'], 'file')} passed over: no FHIR."
    if not judge.definitions.available:
        return f"{said}\n{_sentence(HOW_TO_GET)}"
    packages = ", ".join(map(_named, judge.definitions.packages))
    notes = "".join(f"\nNote: {note}." for note in judge.definitions.notes)
    return f"{said} Judged by {packages}.{notes}"


def _named(package: PackageVersion) -> str:
    return f"{' '.join(filter(None, (package.name, package.version)))} (sha256 {package.sha256[:12]})"


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _progress(done: int) -> None:
    if done % _EVERY == 0 and sys.stderr.isatty():
        click.echo(f"\r{done} resources", err=True, nl=False)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
