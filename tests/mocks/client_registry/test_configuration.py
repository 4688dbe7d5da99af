from __future__ import annotations

from pathlib import Path

import pytest

from harness import folders
from harness.errors import UsageError
from harness.mocks.client_registry.configuration import EXAMPLE, read_domains
from harness.openhie.domains import DEFAULT_DOMAINS, Domain


def file(folder: Path, content: str) -> Path:
    (folder / "registry.toml").write_text(content, encoding="utf-8")
    return folder / "registry.toml"


def test_the_example_is_a_configuration(tmp_path: Path) -> None:
    domain = Domain("http://example.org/patients", "2.16.840.1", "EXAMPLE", "clinic")

    assert read_domains(file(tmp_path, EXAMPLE)) == (domain,)


def test_the_fixture_lists_what_is_served_by_default() -> None:
    assert read_domains(folders.fixtures() / "mocks" / "client_registry.toml") == DEFAULT_DOMAINS


WRONG = {
    "no TOML": ("domains = [", "expected TOML"),
    "nothing": ("", "expected at least one [[domains]], found none"),
    "another name": ("[[domain]]\nuri = 'x'", "nothing else, found domain"),
    "no list": ("domains = 'x'", "found 'x'"),
    "a list of texts": ("domains = ['x']", "number 1: expected a table, found 'x'"),
    "no uri": ("[[domains]]\noid = '1.2'", "number 1: expected a uri"),
    "a uri that is a number": ("[[domains]]\nuri = 1", "uri: expected a text, found 1"),
    "an unknown key": ("[[domains]]\nuri = 'x'\nname = 'x'", "found name"),
    "an oid that is none": ("[[domains]]\nuri = 'x'\noid = 'urn:oid:1.2'", "oid: expected numbers"),
    "a domain twice": ("[[domains]]\nuri = 'x'\n[[domains]]\nuri = 'x'", "found x twice"),
}


@pytest.mark.parametrize(("content", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_told_what_would_be_right(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        read_domains(file(tmp_path, content))

    assert words in str(refusal.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        read_domains(file(tmp_path, "[[domains]]\noid = 'x'\nname = 'y'"))

    assert len(refusal.value.mistakes) == 3


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_domains(tmp_path / "nowhere.toml")
