"""Brings the catalogues for translators up to date with the texts, and tells how whole each is.

``python -m harness.language.catalogues [LANGUAGE[/PART]…]`` in a clone: texts of the pages go to
``fixtures/locale/harness.pot`` and from there to ``<language>/harness.po``, those of requirements and hints to each
``<language>/requirements/<family>.po`` that is there, those of scenarios to each ``<language>/scenarios/<group>.po``,
those of defects to each ``<language>/defects/<mock>.po``. What was translated stays; what the English does not say any
more falls away. Arguments begin a language, or in it a part: a family, a group, a mock. Knows Babel, not what any text
says.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from harness.language.extraction import families, faults, scenes

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "fixtures" / "locale"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None, "counted": (1, 2)}
SINCE = datetime(2026, 11, 26, tzinfo=UTC)
"""The date in every catalogue: one of today would change files in which nothing else did."""


def of_pages() -> Catalog:
    """Every text of the pages, as ``babel.cfg`` finds them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as rules:
        methods, options = parse_mapping_cfg(rules)  # type: ignore[no-untyped-call]
    made = _empty()
    found = extract_from_dir(str(ROOT), methods, options, keywords=KEYWORDS)
    for file, _line, text, comments, _context in found:
        made.add(text, locations=[(file, 0)], auto_comments=comments)
    return made


def of_parts() -> dict[str, Catalog]:
    """The texts of each family of requirements, group of scenarios and mock with defects, by where they are kept."""
    kinds = {"requirements": families(), "scenarios": scenes(), "defects": faults()}
    return {f"{kind}/{part}.po": of_part(texts) for kind, parts in kinds.items() for part, texts in parts.items()}


def of_part(texts: list[tuple[str, str]]) -> Catalog:
    """Texts that belong together, each told by what has it: a requirement's number, a scenario's file, a defect."""
    made = _empty()
    for name, text in texts:
        made.add(text, auto_comments=[name])
    return made


def read(file: Path) -> Catalog:
    """The catalogue in `file`."""
    with file.open("rb") as content:
        return read_po(content)


def left(catalogue: Catalog) -> list[str]:
    """The texts in it that nobody translated yet, or only guessed at."""
    return [str(each.id) for each in catalogue if each.id and (each.fuzzy or not _said(each.string))]


def update(file: Path, template: Catalog) -> Catalog:
    """Have `file` hold the texts of `template`, with what it says of them; what is new is not guessed at."""
    catalogue = read(file)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    _write(file, catalogue)
    return catalogue


def main(begun: Iterable[str] = (), *, locale: Path = LOCALE) -> Iterator[str]:
    """Bring all below `locale` up to date, and `begun` for the first time; a line for each says how whole it is."""
    templates = {"harness.po": of_pages(), **of_parts()}
    _write(locale / "harness.pot", templates["harness.po"])
    for each in begun:
        language, _, part = each.partition("/")
        where = next((one for one in templates if one.endswith(f"/{part}.po")), "harness.po")
        _write(locale / language / where, _empty(language))
    for folder in sorted(each for each in locale.iterdir() if each.is_dir()):
        for where, template in templates.items():
            if (file := folder / where).exists():
                catalogue = update(file, template)
                yield f"{file.relative_to(locale)}: {len(catalogue) - len(left(catalogue))} of {len(catalogue)}"


def _said(string: str | Sequence[str] | None) -> bool:
    return bool(string) and all(string or ())


def _empty(language: str | None = None) -> Catalog:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Catalog(
        language,
        project=project["name"],
        version=project["version"],
        copyright_holder=project["license"],
        header_comment="# Texts of the OpenHIE connect-a-thon harness, for translators: see CONTRIBUTING.md.",
        fuzzy=False,
        creation_date=SINCE,
        revision_date=SINCE,
    )


def _write(file: Path, catalogue: Catalog) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as content:
        write_po(content, catalogue, width=120, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        print(line)
