"""Collects texts for translators where Babel cannot see them by itself: actors, the glossary, requirements, hints."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from harness.openhie.actors import ACTORS, IHE_ACTORS
from harness.openhie.requirements import Catalogue

Found = tuple[int, str, str, list[str]]
"""Line, function, text and comments, as Babel wants them from an extraction method."""


def actors(_file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as Babel has it
    """Every actor as it is called, OpenHIE's also as the subject of a sentence."""
    for each in (*ACTORS, *IHE_ACTORS):
        words = each.name.replace("_", " ")
        yield 0, "", words, []
        if not each.inside:
            yield 0, "", f"the {words}", ["The same, as the subject of a sentence: with its article."]


def glossary(file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[Found]:  # noqa: ARG001 - as above
    """Every title, term, form and explanation of the glossary."""
    for section in tomllib.loads(file.read().decode("utf-8")).values():
        yield 0, "", section["title"], []
        for each in section["entries"]:
            yield 0, "", each["term"], []
            yield from ((0, "", form, [f"Another form of: {each['term']}"]) for form in each.get("also", ()))
            yield 0, "", each["text"], [f"What this means: {each['term']}"]


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
