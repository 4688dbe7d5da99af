"""The folder of pages being written: templates, links and bodies. Knows how a page is made, not what stands on it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness.report import links, moments
from harness.report.bodies import Bodies
from harness.report.links import Links
from harness.report.model import REFERENCE_MOCK, Play, Run
from harness.report.visible import visible

HERE = Path(__file__).parent
WORDS = {
    "PASS": "pass",
    "NOTED": "noted",
    "FAIL": "fail",
    "INCONCLUSIVE": "inconclusive",
    "ERROR": "error",
    "NOT APPLICABLE": "na",
}


@functools.cache
def badge(word: str, count: int = 0) -> Markup:
    """A verdict as a shape and a word, with a number before it where one is given; nothing for no verdict."""
    if word not in WORDS:
        return Markup("")
    text = f"{count} {word}" if count else word
    return Markup('<span class="v v-{0}"><svg aria-hidden="true"><use href="#v-{0}"/></svg>{1}</span>').format(
        WORDS[word], text
    )


def source_link(address: str) -> str:
    """`address` where it leads to a page of the web, else nothing: no other scheme becomes a link."""
    return address if address.startswith(("https://", "http://")) else ""


def _finalize(value: Any) -> Any:
    return visible(value) if type(value) is str else value


@functools.cache
def environment() -> Environment:
    """The templates, compiled once a process; every value is escaped and what cannot be seen has a sign."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.filters.update(
        words=lambda text: str(text).replace("_", " "),
        subject=lambda actor: "every system" if actor == "any" else f"the {str(actor).replace('_', ' ')}",
        day_and_time=moments.day_and_time,
        clock=moments.clock,
        duration=moments.duration,
        source_link=source_link,
        sentence=lambda text: f"{text[:1].upper()}{text[1:]}.",
    )
    made.globals.update(badge=badge, links=links, mock=REFERENCE_MOCK, page_of=links.play, words_of=WORDS)
    return made


class Site:
    """Where the pages of one run go."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder
        self.links = Links(run)
        self.bodies = Bodies(folder)
        self._made: set[Path] = set()
        self._requirements = {each.requirement.requirement: each.requirement for each in run.coverage}

    def copy_static(self) -> None:
        """Put the style and the script beside the pages."""
        for source in sorted((HERE / "static").iterdir()):
            self._write(f"static/{source.name}", source.read_bytes())

    def page(self, path: str, template: str, **context: Any) -> Path:
        """Write the page `path`, counted from the folder, and return where it is."""
        root = "../" * path.count("/")
        return self._write(path, self.text(template, root=root, path=path, **context).encode())

    def text(self, template: str, **context: Any) -> str:
        """A page or a piece of one."""
        return (
            environment()
            .get_template(template)
            .render(run=self.run, to=self.links, requirement_of=self._requirements.get, **context)
        )

    def plays_named(self) -> dict[str, list[Play]]:
        """The plays of each scenario."""
        named: dict[str, list[Play]] = {}
        for play in self.run.plays:
            named.setdefault(play.scenario.scenario, []).append(play)
        return named

    def _write(self, path: str, content: bytes) -> Path:
        where = self.folder / path
        if where.parent not in self._made:
            where.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(where.parent)
        where.write_bytes(content)
        return where
