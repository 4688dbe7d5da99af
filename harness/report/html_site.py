"""The folder of pages being written: templates, links and bodies. Knows how a page is made, not what stands on it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from harness.language import ENGLISH, counted, gettext, marked, ngettext, spoken, told
from harness.report import links, moments
from harness.report.bodies import Bodies
from harness.report.glossary import linked
from harness.report.html_acts import on_play, on_trouble
from harness.report.links import Links
from harness.report.model import REFERENCE_MOCK, Play, Run
from harness.report.visible import visible

HERE = Path(__file__).parent
BUFFER = 1 << 16  # bytes: a file of many pieces is written in few strokes
FRAGMENTS = 1024  # that pages have in common, in memory
_CODE = re.compile("``(.+?)``")
_NOT_PLAIN = bytes((*range(9), *range(11, 32), 127, *b"&<>\"'"))
WORDS = {
    "PASS": "pass",
    "NOTED": "noted",
    "FAIL": "fail",
    "INCONCLUSIVE": "inconclusive",
    "ERROR": "error",
    "NOT APPLICABLE": "na",
    "DISPUTED": "disputed",
}
SHOWN = (
    *(marked("PASS"), marked("NOTED"), marked("FAIL"), marked("INCONCLUSIVE"), marked("ERROR")),
    *(marked("NOT APPLICABLE"), marked("DISPUTED"), marked("SHALL"), marked("SHOULD"), marked("MAY")),
)
COUNTED = {
    "PASS": counted("{count} PASS", "{count} PASS"),
    "NOTED": counted("{count} NOTED", "{count} NOTED"),
    "FAIL": counted("{count} FAIL", "{count} FAIL"),
    "INCONCLUSIVE": counted("{count} INCONCLUSIVE", "{count} INCONCLUSIVE"),
    "ERROR": counted("{count} ERROR", "{count} ERROR"),
    "NOT APPLICABLE": counted("{count} NOT APPLICABLE", "{count} NOT APPLICABLE"),
    "DISPUTED": counted("{count} DISPUTED", "{count} DISPUTED"),
}
"""Words of the model that a page shows in its own language, alone and after a number.

Below, who is charged with what and is no participant.
"""
NOBODYS = (
    *(marked("reference mock"), marked("another participant"), marked("the network")),
    *(marked("the harness"), marked("whoever runs the harness")),
)
STATES = (
    *(marked("judged"), marked("not checked"), marked("not reached"), marked("not tested"), marked("attested")),
    *(marked("not played"), marked("judged of our mocks alone")),
    *(marked("given"), marked("when"), marked("then"), marked("yes"), marked("no"), marked("cannot tell")),
    *(marked("organiser"), marked("mentor")),
)


def badge(word: str, count: int = 0) -> Markup:
    """A verdict as a shape and a word, with a number before it where one is given; nothing for no verdict."""
    return _badge(word, count, spoken())


@functools.cache
def _badge(word: str, count: int, _language: str) -> Markup:
    if word not in WORDS:
        return Markup("")
    return shaped(WORDS[word], word, COUNTED[word], count)


def shaped(shape: str, word: str, numbered: tuple[str, str], count: int) -> Markup:
    """A shape and a word; where there is a `count`, one of the two texts that are `numbered` in the word's place."""
    text = ngettext(*numbered, count).format(count=count) if count else gettext(word)
    return Markup('<span class="v v-{0}"><svg aria-hidden="true"><use href="#v-{0}"/></svg>{1}</span>').format(
        shape, text
    )


def sentence(text: str) -> str:
    """`text` with a capital letter and a full stop, where it has none at its end."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def source_link(address: str) -> str:
    """`address` where it leads to a page of the web, else nothing: no other scheme becomes a link."""
    return address if address.startswith(("https://", "http://")) else ""


def shown(value: Any) -> str:
    """`value` as it stands on a page: escaped, and what cannot be seen in it has a sign. Markup stays as it is."""
    if type(value) is str:
        plain = value.isascii() and len(value.encode("ascii").translate(None, _NOT_PLAIN)) == len(value)
        return value if plain else escape(visible(value))
    return value if type(value) is Markup else escape(value)


class _Quickly(CodeGenerator):
    """Templates that show each value by `shown` alone; Jinja would escape once more what that has escaped.

    What they call, they call as Python does; Jinja would ask each time whether it wants to know their context.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write("(*()")  # the signature begins with a comma
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def _output_child_pre(self, *_of: Any) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, *_of: Any) -> None:
        self.write(")")


@functools.cache
def environment() -> Environment:
    """The templates, compiled once a process; every value is escaped and what cannot be seen has a sign."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.code_generator_class = _Quickly
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        gettext=gettext,
        words=words,
        subject=subject,
        name_of=name_of,
        linked=linked,
        told=in_its_language,
        coded=coded,
        day_and_time=moments.day_and_time,
        day=moments.day,
        weekday=moments.weekday,
        time_of_day=moments.time_of_day,
        duration=moments.duration,
        source_link=source_link,
        sentence=sentence,
    )
    made.globals.update(badge=badge, links=links, mock=REFERENCE_MOCK, page_of=links.play, words_of=WORDS)
    made.globals.update(shapes=Markup((HERE / "templates" / "shapes.html").read_text(encoding="utf-8").rstrip()))
    made.globals.update(on_play=on_play, on_trouble=on_trouble)
    made.globals.update(language=spoken, _=_translated, gettext=_translated, ngettext=_counted)
    return made


@functools.cache
def _template(name: str) -> Template:
    return environment().get_template(name)


def words(name: str) -> str:
    """An actor as it is called: ``client registry``."""
    return gettext(str(name).replace("_", " "))


def subject(actor: str) -> str:
    """An actor as the subject of a sentence: ``the client registry``; ``every system`` for any."""
    return gettext("every system") if actor == "any" else gettext(f"the {str(actor).replace('_', ' ')}")


def name_of(who: str) -> str:
    """A participant's name as it is; ``reference mock`` and others who are nobody's system in words."""
    return gettext(who) if who in NOBODYS else who


def in_its_language(text: str) -> Markup:
    """`text` as translated, or as it is and said to be English, so that it is read aloud rightly."""
    found = told(text)
    if found is None:
        return Markup(f'<span lang="en">{escape(visible(text))}</span>')
    return escape(visible(found))


def coded(text: Markup) -> Markup:
    """`text` with what stands between two pairs of backticks, as in our stories, as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(text)))


def _translated(text: str, /, **values: Any) -> Markup:
    """What ``{% trans %}`` says; the values in it are escaped, and what cannot be seen in them has a sign."""
    if not values:
        return _as_it_is(text, spoken())
    return Markup(gettext(text)) % {name: shown(value) for name, value in values.items()}


@functools.lru_cache(maxsize=1024)
def _as_it_is(text: str, _language: str) -> Markup:
    return Markup(gettext(text)) % {}


def _counted(one: str, many: str, count: int, /, **values: Any) -> Markup:
    return Markup(ngettext(one, many, count)) % {name: shown(value) for name, value in {"num": count, **values}.items()}


class Pages:
    """A folder of pages that look alike."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[Path] = set()

    def copy_static(self) -> None:
        """Put the style and the script beside the pages."""
        for source in sorted((HERE / "static").iterdir()):
            self.write(f"static/{source.name}", source.read_bytes())

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Path:
        """Write the file `path`, counted from the folder, and return where it is; piece by piece where it has some."""
        where = self.folder / path
        if where.parent not in self._made:
            where.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(where.parent)
        with where.open("wb", buffering=BUFFER) as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        return where


class Site(Pages):
    """Where the pages of one run go."""

    def __init__(self, run: Run, folder: Path) -> None:
        super().__init__(folder)
        self.run = run
        self.links = Links(run)
        self.requirements = {each.requirement.requirement: each.requirement for each in run.coverage}
        texts = {each.requirement.requirement: each.requirement.text for each in run.coverage}
        self._asks = {name: text for name, text in texts.items() if spoken() != ENGLISH and told(text)}
        self.bodies = Bodies(folder)
        self.fragment = functools.lru_cache(FRAGMENTS)(self._fragment)
        self._known: dict[str, dict[str, Any]] = {}

    def page(self, path: str, template: str, **context: Any) -> Path:
        """Write the page `path`, counted from the folder, and return where it is."""
        root = "../" * path.count("/")
        return self.write(path, self.text(template, root=root, path=path, **context).encode())

    def _fragment(self, template: str, *of: Any, root: str) -> Markup:
        """A piece of a page that is the same wherever it is told `of` the same, which is hashable: it is drawn once."""
        return Markup(self.text(template, of=of, root=root))

    def text(self, template: str, **context: Any) -> str:
        """A page or a piece of one; `root` is the way from it to the report's folder."""
        root = context.get("root", "")
        if root not in self._known:
            self._known[root] = self._known_at(root)
        return _template(template).render(self._known[root], **context)

    def _known_at(self, root: str) -> dict[str, Any]:
        """What every page may speak of, and the pieces that pages have in common as they are at `root`."""
        known = {"run": self.run, "to": self.links, "asked": self._asked, "picture": self.picture}
        known |= {"catalogue": self.requirements, "fragment": self.fragment}
        pieces = (_template(f"{name}.html") for name in ("acts", "parts"))
        acts, parts = (each.make_module({**known, "root": root}) for each in pieces)
        return {**known, "acts": acts, "parts": parts}

    def picture(self, kept: Mapping[str, Any]) -> str:
        """The path of a picture that an act holds, "" where it is not there any more or is none that is shown."""
        content = self.run.picture(str(kept.get("body", {}).get("sha256", "")))
        return self.bodies.keep_picture(content, str(kept.get("type", ""))) if content else ""

    def _asked(self, sentence: str, requirement: str) -> Markup:
        """A sentence of a scenario in the language of the page, or what its requirement says there, or in English."""
        own = told(sentence)
        return in_its_language(sentence if own else self._asks.get(requirement) or sentence)

    def plays_named(self) -> dict[str, list[Play]]:
        """The plays of each scenario."""
        named: dict[str, list[Play]] = {}
        for play in self.run.plays:
            named.setdefault(play.scenario.scenario, []).append(play)
        return named
