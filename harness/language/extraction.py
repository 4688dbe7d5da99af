"""Collects texts for translators where Babel cannot see them by itself: actors, workflows, the glossary, requirements,
hints, scenarios, defects.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from harness import folders
from harness.mocks import defects
from harness.openhie.actors import ACTORS, IHE_ACTORS
from harness.openhie.coverage import titled
from harness.openhie.requirements import Catalogue
from harness.openhie.workflows import WORKFLOWS

Found = tuple[int, str, str, list[str]]
"""Line, function, text and comments, as Babel wants them from an extraction method."""


def actors(_file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as Babel has it
    """Every actor as it is called, OpenHIE's also as the subject of a sentence."""
    for each in (*ACTORS, *IHE_ACTORS):
        words = each.name.replace("_", " ")
        yield 0, "", words, []
        if not each.inside:
            yield 0, "", f"the {words}", ["The same, as the subject of a sentence: with its article."]


def workflows(_file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as above
    """Every workflow as it is called."""
    yield from ((0, "", each.title, [each.id]) for each in WORKFLOWS)


def glossary(file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as above
    """Every title, term, form and explanation of the glossary."""
    for section in tomllib.loads(file.read().decode("utf-8")).values():
        yield 0, "", section["title"], []
        for each in section["entries"]:
            yield 0, "", each["term"], []
            yield from ((0, "", form, [f"Another form of: {each['term']}"]) for form in each.get("also", ()))
            yield 0, "", each["text"], [f"What this means: {each['term']}"]


def grading(file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as above
    """What the rules of grading that come with the harness are called."""
    yield 0, "", tomllib.loads(file.read().decode("utf-8"))["title"], ["How an event grades, in a few words."]


def stories(file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as above
    """A group of workflows as it is called, and of each workflow why it is there and what is said in it."""
    yield 0, "", Path(file.name).stem.replace("_", " "), ["A group of workflows."]
    for name, story in tomllib.loads(file.read().decode("utf-8")).items():
        said = (text for _asker, _asked, *texts in story["steps"] for text in texts if text)
        yield from ((0, "", text, [name]) for text in (story["who"], story["need"], story["paper"], *said))


def families() -> dict[str, list[tuple[str, str]]]:
    """The texts of each family of requirements, with what each is: ``78-01``, ``78-01 likely``."""
    found: dict[str, dict[str, str]] = {}
    for each in Catalogue.load():
        texts = found.setdefault(each.family, {})
        for name, text in _texts(each.requirement, each):
            texts.setdefault(text, name)
    return {family: [(name, text) for text, name in texts.items()] for family, texts in found.items()}


def _texts(name: str, requirement: Any) -> Iterable[tuple[str, str]]:
    yield name, requirement.text
    for part in ("not_tested", "attest"):
        if text := getattr(requirement, part):
            yield f"{name} {part}", text
    for part in ("explanation", "likely", "mend") if requirement.hint else ():
        yield f"{name} {part}", getattr(requirement.hint, part)


def scenes() -> dict[str, list[tuple[str, str]]]:
    """The texts of each group of scenarios, with the file that each is in: stories, titles, what is given and done.

    What a `then` asks is no text here: a page in another language says it in the words of its requirement.
    """
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folders.scenarios().glob("*/test_*.py")):
        texts = found.setdefault(file.parent.name, {})
        for text in _scene(ast.parse(file.read_text(encoding="utf-8"))):
            texts.setdefault(text, file.stem.removeprefix("test_"))
    return {group: [(name, text) for text, name in texts.items()] for group, texts in found.items()}


def faults() -> dict[str, list[tuple[str, str]]]:
    """What each defect of a mock does, as a sentence of the report, with its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in defects.everything():
        found.setdefault(each.mock, []).append((each.name, each.sentence))
    return found


def _scene(play: ast.Module) -> Iterator[str]:
    yield from (" ".join(each.split()) for each in (ast.get_docstring(play) or "").split("\n\n"))
    steps = (each for each in ast.walk(play) if isinstance(each, ast.FunctionDef | ast.With))
    for node in sorted(steps, key=lambda each: each.lineno):
        if isinstance(node, ast.FunctionDef):
            yield titled(node.name.removeprefix("test_"))
        else:
            yield from (text for each in node.items if (text := _said(each.context_expr)))


def _said(step: ast.expr) -> str:
    """The sentence of ``given("…")`` or ``when("…")``."""
    match step:
        case ast.Call(func=ast.Name(id="given" | "when"), args=[ast.Constant(value=str(text))]):
            return text
    return ""
