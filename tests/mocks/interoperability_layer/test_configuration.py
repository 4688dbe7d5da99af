"""The file of an interoperability layer: read, and every mistake in it told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.mocks.interoperability_layer.configuration import EXAMPLE, read

ROUTE = '[[routes]]\nname = "cr"\nfrom = "/fhir"\nto = "http://127.0.0.1:1/fhir"\n'


def mistakes(tmp_path: Path, text: str) -> str:
    (tmp_path / "layer.toml").write_text(text)
    with pytest.raises(UsageError) as wrong:
        read(tmp_path / "layer.toml")
    return str(wrong.value)


def test_the_example_is_right_but_for_the_certificates(tmp_path: Path) -> None:
    (tmp_path / "layer.toml").write_text(EXAMPLE.partition("[tls]")[0])
    found = read(tmp_path / "layer.toml")
    assert [one.path for one in found.over("http")] == ["/fhir"]
    assert (found.clients[0].routes, found.log) == (("client-registry",), tmp_path / "transactions.jsonl")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense = 1", "expected log, [[routes]], [[clients]], [[maps]] and [tls]; found nonsense"),
        ("log = 3", "log: expected a path, found 3"),
        ("routes = 3", "routes: expected [[routes]], found 3"),
        ("tls = 3", "tls: expected [tls], found 3"),
        ('[[routes]]\nname = "x"', "[routes] needs from"),
        ('[[routes]]\nname = ""\nfrom = "/a"\nto = "http://x"', "name: expected a str, found ''"),
        ('[[routes]]\ncolour = "x"', "expected name, from, to; found colour"),
        ('[[routes]]\nname = "x"\nfrom = "ftp:1"\nto = "http://x"', "from: expected a path as /fhir, or a port"),
        ('[[routes]]\nname = "x"\nfrom = "mllp:1"\nto = "http://x"', "to: expected mllp://… for mllp:1"),
        (f'{ROUTE}[[clients]]\nname = "k"\nroutes = ["no"]', "[clients] routes: there is no route 'no'"),
        ("[[", "not TOML"),
    ],
)
def test_a_mistake_says_what_would_be_right(tmp_path: Path, text: str, words: str) -> None:
    assert words in mistakes(tmp_path, text)


def test_a_file_that_is_not_there_is_told_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "nothing.toml")
