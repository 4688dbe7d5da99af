from __future__ import annotations

from pathlib import Path

import pytest

from harness import folders
from harness.errors import UsageError
from harness.mocks.client_registry.configuration import EXAMPLE, read
from harness.mocks.client_registry.rules import Rules
from harness.mocks.configuration import read_configuration
from harness.openhie.domains import DEFAULT_DOMAINS, Domain


def file(folder: Path, content: str) -> Path:
    (folder / "registry.toml").write_text(content, encoding="utf-8")
    return folder / "registry.toml"


def test_the_example_is_a_configuration(tmp_path: Path) -> None:
    domain = Domain("http://example.org/patients", "2.16.840.1", "EXAMPLE", "clinic")

    assert read(file(tmp_path, EXAMPLE))[0] == (domain,)


def test_the_fixture_says_what_is_done_by_default() -> None:
    assert read(folders.fixtures() / "mocks" / "client_registry.toml") == (DEFAULT_DOMAINS, Rules(), None, ())


WRONG = {
    "no TOML": ("domains = [", "not TOML"),
    "nothing": ("", "expected at least one [[domains]], found none"),
    "another name": ("[[domains]]\nuri = 'x'\n[link]", "link: Extra inputs"),
    "no list": ("domains = 'x'", "found 'x'"),
    "a list of texts": ("domains = ['x']", "domains.1:"),
    "no uri": ("[[domains]]\noid = '1.2'", "domains.1.uri: Field required"),
    "a uri that is a number": ("[[domains]]\nuri = 1", "domains.1.uri: Input should be a valid string (found 1)"),
    "an unknown key": ("[[domains]]\nuri = 'x'\nname = 'x'", "domains.1.name: Extra inputs"),
    "an oid that is none": ("[[domains]]\nuri = 'x'\noid = 'urn:oid:1.2'", "domains.1.oid:"),
    "a domain twice": ("[[domains]]\nuri = 'x'\n[[domains]]\nuri = 'x'", "found x twice"),
    "two of PID-19": ("[[domains]]\nuri = 'x'\nssn = true\n[[domains]]\nuri = 'y'\nssn = true", "PID-19 is in one"),
    "an unknown way to link": ("[[domains]]\nuri = 'x'\n[linking]\nshared = 'all'", "linking.shared:"),
    "no address": ("[[domains]]\nuri = 'x'\n[[consumers]]\naddress = 'localhost'", "consumers.1.address:"),
    "a domain of nobody": (
        "[[domains]]\nuri = 'x'\n[[consumers]]\naddress = 'mllp://a:1'\ndomains = ['y']",
        "number 1: expected domains that are served (x); found y",
    ),
}


@pytest.mark.parametrize(("content", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_told_what_would_be_right(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        read(file(tmp_path, content))

    assert words in str(refusal.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        read(file(tmp_path, "[[domains]]\noid = 'x'\nname = 'y'"))

    assert len(refusal.value.mistakes) == 3


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "nowhere.toml")


def test_a_file_in_another_encoding_is_told_by_its_byte(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "M\xfcller"\n')
    with pytest.raises(UsageError, match="byte 0xfc in it is not UTF-8"):
        read_configuration(tmp_path / "latin.toml", example="")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbfname = 1\n")
    assert read_configuration(tmp_path / "bom.toml", example="") == {"name": 1}
