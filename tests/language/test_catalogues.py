"""Whether the catalogues of translations say what the English says: nothing missing, nothing guessed, nothing stale."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages import Catalog

from harness.language import catalogues
from harness.language.catalogues import LOCALE, ROOT, left, of_pages, of_part, of_parts, read, update
from harness.language.extraction import families, faults, scenes

PAGES = sorted(LOCALE.glob("*/harness.po"))
PARTS = sorted(LOCALE.glob("*/*/*.po"))
VALUE = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>|\d+")
UPDATE = "run: python -m harness.language.catalogues"


def texts(catalogue: Catalog) -> set[str]:
    return {str(each.id) for each in catalogue if each.id}


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Each English text with what is said for it, plurals apart."""
    return [
        (english, said)
        for each in catalogue
        if each.id and each.string
        for english, said in (
            zip(each.id, each.string, strict=True) if isinstance(each.id, tuple) else [(each.id, str(each.string))]
        )
    ]


def values(text: str) -> list[str]:
    return sorted(set(VALUE.findall(text)))


@pytest.fixture(scope="module")
def of_all_pages() -> Catalog:
    return of_pages()


@pytest.fixture(scope="module")
def parts() -> dict[str, Catalog]:
    return of_parts()


def test_the_template_for_translators_holds_every_text_of_the_pages(of_all_pages: Catalog) -> None:
    with (LOCALE / "harness.pot").open("rb") as file:
        assert texts(catalogues.read_po(file)) == texts(of_all_pages), UPDATE


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.parent.name)
def test_every_text_of_the_pages_is_translated(file: Path, of_all_pages: Catalog) -> None:
    catalogue = read(file)
    assert (left(catalogue), texts(catalogue)) == ([], texts(of_all_pages)), UPDATE


@pytest.mark.parametrize("file", PARTS, ids=lambda file: "/".join(file.parts[-3:]))
def test_the_texts_of_a_part_are_those_that_are_translated(file: Path, parts: dict[str, Catalog]) -> None:
    assert texts(read(file)) == texts(parts["/".join(file.parts[-2:])]), UPDATE


@pytest.mark.parametrize("file", [*PAGES, *PARTS], ids=lambda file: file.stem)
def test_a_translation_has_the_values_tags_and_numbers_of_the_english(file: Path) -> None:
    odd = [(english, said) for english, said in pairs(read(file)) if said and values(english) != values(said)]
    assert odd == []


def test_a_language_that_is_begun_has_every_text_and_no_translation(tmp_path: Path, of_all_pages: Catalog) -> None:
    told = list(catalogues.main(["sw", "sw/iti_83", "sw/audit", "sw/alert-reporter"], locale=tmp_path))
    wanted = ["harness", "requirements/iti_83", "scenarios/audit", "defects/alert-reporter"]
    assert [line.partition(" of ")[0] for line in told] == [f"sw/{each}.po: 0" for each in wanted]
    assert len(left(read(tmp_path / "sw" / "harness.po"))) == len(of_all_pages)


def test_what_was_translated_stays_and_what_is_no_text_any_more_falls_away(
    tmp_path: Path, of_all_pages: Catalog
) -> None:
    file = tmp_path / "a.po"
    file.write_text('msgid "client registry"\nmsgstr "sajili"\n\nmsgid "gone"\nmsgstr "x"\n', encoding="utf-8")
    catalogue = update(file, of_all_pages)
    assert ("client registry", "sajili") in pairs(catalogue)
    assert texts(read(file)) == texts(of_all_pages)


def test_a_story_of_a_workflow_is_a_text_of_the_pages(of_all_pages: Catalog) -> None:
    assert of_all_pages["A stamp in a yellow booklet."].auto_comments == ["W-34"]
    assert of_all_pages["keep this document (ITI-65)"].auto_comments == ["W-34"]


def test_a_text_of_a_requirement_has_its_number_beside_it() -> None:
    first = next(each for each in of_part(families()["iti_83"]) if each.id)
    assert first.auto_comments == ["83-01"]


def test_a_scenario_is_translated_by_its_story_its_title_and_what_is_given_and_done() -> None:
    told = [text for name, text in scenes()["terminology_service"] if name == "lookup_code"][:5]
    assert told[0] == "Lookup code (TSWF-7)."
    assert told[1].startswith("A referral letter names a code, and no word for it. The point of service asks the")
    assert told[2] == "A code is explained"
    assert told[3:] == ["a code that the terminology service has", "the point of service looks it up"]


def test_no_text_in_code_is_where_babel_does_not_look(of_all_pages: Catalog) -> None:
    """Inside an f-string, for one."""
    asked = set()
    for file in [each for part in ("report", "review", "event") for each in (ROOT / "harness" / part).rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="_" | "marked"), args=[ast.Constant(value=str(text))]):
                    asked.add(text)
    assert asked - texts(of_all_pages) == set()


def test_a_defect_is_translated_as_the_sentence_that_a_page_shows() -> None:
    told = "Tells the repository of its feeds, and not of whom it looked for."
    assert ("audits-nothing-that-it-asks", told) in faults()["point-of-service"]


BREAKS = re.compile(r"\S [;:?!»](?:\s|<|$)|« ")


@pytest.mark.parametrize("file", sorted(LOCALE.glob("fr/**/*.po")), ids=lambda file: file.stem)
def test_no_line_of_french_can_break_before_its_punctuation(file: Path) -> None:
    assert [said for _, said in pairs(read(file)) if BREAKS.search(said)] == []


def test_a_play_is_told_by_one_word_in_french() -> None:
    said = [told for _, told in pairs(read(LOCALE / "fr" / "harness.po"))]
    assert [told for told in said if re.search(r"\b[Jj]eux?\b(?! de valeurs)", told)] == []
    assert sum("exécution" in told for told in said) > 10
