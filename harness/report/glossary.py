"""The glossary: what words mean, from fixtures/glossary.toml, and links to it from pages. Knows no run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from harness import folders
from harness.language import gettext, spoken
from harness.report.names import slug

TAG = re.compile(r"(<[^>]*>)")
CLOSED = ("a", "code", "dt", "h1", "h2", "pre", "svg")
"""Elements in which no word becomes a link: links themselves, what is no prose, and what is explained right there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and what it means, in the language in use. `word` is the English one, `forms` all that pages say."""

    word: str
    term: str
    text: str
    forms: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"g-{slug(self.word)}"


@dataclass(frozen=True, slots=True)
class Section:
    """Words that belong together; `slug` is its name in the file."""

    slug: str
    title: str
    entries: tuple[Entry, ...]


def sections() -> tuple[Section, ...]:
    """The glossary in the language in use; the verdicts first, what follows them by the alphabet."""
    return _sections(spoken())


@cache
def _sections(_language: str) -> tuple[Section, ...]:
    tables = tomllib.loads((folders.fixtures() / "glossary.toml").read_text(encoding="utf-8"))
    return tuple(
        Section(name, gettext(each["title"]), _entries(name, each["entries"])) for name, each in tables.items()
    )


def _entries(section: str, tables: list[dict[str, Any]]) -> tuple[Entry, ...]:
    entries = tuple(
        Entry(
            each["term"],
            gettext(each["term"]),
            gettext(each["text"]),
            tuple(gettext(form) for form in (each["term"], *each.get("also", ()))),
        )
        for each in tables
    )
    return entries if section == "verdicts" else tuple(sorted(entries, key=lambda each: slug(each.term)))


def linked(page: Markup, root: str) -> Markup:
    """`page` with the first use of each word led to its place in the glossary; nothing else of it changes."""
    left = {form.lower(): entry for section in sections() for entry in section.entries for form in entry.forms}
    verdicts = {form.lower() for entry in sections()[0].entries for form in entry.forms}
    left = {form: entry for form, entry in left.items() if form not in verdicts}
    return Markup("").join(Markup(piece) for piece in _pieces(str(page), left, f"{root}glossary.html"))


def _pieces(page: str, left: dict[str, Entry], address: str) -> Iterator[str]:
    forms = "|".join(re.escape(str(escape(form))) for form in sorted(left, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE)
    depth = 0

    def link(found: re.Match[str]) -> str:
        entry = left.get(found[0].lower())
        if entry is None:
            return found[0]
        for form in entry.forms:
            left.pop(form.lower(), None)
        return f'<a class="term" href="{address}#{entry.anchor}">{found[0]}</a>'

    for piece in TAG.split(page):
        tag = re.match(r"</?(\w+)", piece)
        if tag is None:
            yield piece if depth else pattern.sub(link, piece)
            continue
        depth += (-1 if piece.startswith("</") else 1) if tag[1] in CLOSED and not piece.endswith("/>") else 0
        yield piece
