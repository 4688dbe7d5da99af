"""The official validator as its own jar, named by HARNESS_VALIDATOR_JAR. Knows its words and its output, no rule.

No registry has it (Maven Central has no ``org.hl7.fhir.validation.cli``): whoever wants it beside us brings the file.
It takes ``hl7.fhir.r4.core`` from ``~/.fhir/packages`` and is told to ask no terminology server.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.processes import watched
from tests.peers.peer import PeerMissing

VARIABLE = "HARNESS_VALIDATOR_JAR"
FILE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file"
"""The extension in which an OperationOutcome says of which file it tells."""


@dataclass(frozen=True, slots=True)
class Told:
    """What it said of many files: the errors of each as ``place: message``, seconds of all, most resident bytes."""

    errors: list[tuple[str, ...]]
    seconds: float
    memory: int


def jar(environment: Mapping[str, str] = os.environ) -> Path:
    """The jar. Raises PeerMissing with the reason."""
    named = environment.get(VARIABLE, "")
    if not named:
        raise PeerMissing(f"{VARIABLE} names no jar of the official validator (validator_cli.jar)")
    if not Path(named).is_file():
        raise PeerMissing(f"{VARIABLE} names {named}, which is no file")
    return Path(named)


def judged(texts: Sequence[str]) -> Told:
    """Its opinion of resources of R4 in JSON or XML, asked of all at once. Raises PeerMissing, RuntimeError."""
    java, named = shutil.which("java"), jar()
    if java is None:
        raise PeerMissing("Java is not installed")
    with TemporaryDirectory() as folder:
        names = list(_written(texts, Path(folder, "asked")))
        output = Path(folder, "told.json")
        words = [java, "-jar", str(named), str(Path(folder, "asked")), "-version", "4.0.1", "-tx", "n/a"]
        seen = watched([*words, "-output", str(output)])
        if not output.exists():
            raise RuntimeError(f"the official validator ended with {seen.exit} and wrote nothing")
        found = errors_by_file(json.loads(output.read_text("utf-8-sig")))
    return Told([found.get(name, ()) for name in names], seen.seconds, seen.most_memory)


def _written(texts: Sequence[str], folder: Path) -> Iterator[str]:
    folder.mkdir()
    for number, text in enumerate(texts):
        name = f"{number:05}.{'xml' if text.lstrip().startswith('<') else 'json'}"
        (folder / name).write_text(text, "utf-8")
        yield name


def errors_by_file(output: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The errors of each file by its name, as ``-output`` wrote them: OperationOutcomes in a Bundle, or a lone one."""
    lone = output.get("resourceType") == "OperationOutcome"
    outcomes = [output] if lone else [entry["resource"] for entry in output.get("entry", [])]
    return {_file(one): tuple(_errors(one)) for one in outcomes}


def _file(outcome: dict[str, Any]) -> str:
    names = [one.get("valueString", "") for one in outcome.get("extension", []) if one.get("url") == FILE]
    return str(names[0]).replace("\\", "/").rpartition("/")[2] if names else ""


def _errors(outcome: dict[str, Any]) -> Iterator[str]:
    for issue in outcome.get("issue", []):
        if issue["severity"] in ("error", "fatal"):
            place = next(iter(issue.get("expression") or issue.get("location") or ()), "")
            yield f"{place}: {issue.get('details', {}).get('text', '') or issue.get('diagnostics', '')}"
