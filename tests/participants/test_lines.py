"""The scanner finds what tomllib finds, and says where it stands."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.participants.lines import DEEPEST, Path, line_of, line_of_long_number, lines

KEYS = st.one_of(st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True), st.text(max_size=4))
STRINGS = ["''", "'a # = [x]'", '"a \\" ] }"', '"""x\n"" #\\""""""', "'''\n'\n'''"]
SCALARS = st.sampled_from(["1", "-0.5e3", "true", "1979-05-27 07:32:00", *STRINGS])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n# [no] = 'table'\n", " # a comment\n"])


def in_order(value: Any, path: Path = ()) -> Iterator[Path]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from in_order(inner, (*path, key))


def quoted(key: str) -> str:
    bare = key.isascii() and key.replace("-", "a").replace("_", "a").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def written(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n  ".join(map(written, value)) + " # end\n]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    return str(value)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Pairs (some with dotted keys), then tables and arrays of tables with tables inside them."""
    text = ""
    for key, value in draw(TABLES).items():
        text += f"{quoted(key)} . 'x' = {written(value)}{draw(BREAKS)}"
    for name in draw(st.lists(st.sampled_from("abc"), max_size=6)):
        header = draw(st.sampled_from([f"[[ outer-table.{name} ]]", f"[[{name * 7}]]"]))
        text += header + draw(BREAKS)
        for key, value in draw(TABLES).items():
            text += f"  {quoted(key)}={written(value)}{draw(BREAKS)}"
        text += f"[ {header.strip('[] ')} . '{draw(st.uuids())}' ]{draw(BREAKS)}y.z = 1\ny.w = 2\n"
    return text


@given(documents())
def test_every_key_that_tomllib_finds_is_found_in_its_order(text: str) -> None:
    assert list(lines(text.replace("\r\n", "\n"))) == list(in_order(tomllib.loads(text)))


def test_keys_tables_and_items_have_their_own_lines() -> None:
    text = "[[p]]\nname = 'a'\n\n[p.endpoints]\nfhir = 'x'\n[[p]]\nactors = [\n 'b',\n 'c']\n"
    found = lines(text)
    assert [
        found[path] for path in (("p", 0, "name"), ("p", 0, "endpoints", "fhir"), ("p", 1), ("p", 1, "actors", 1))
    ] == [2, 5, 6, 9]


def test_a_header_after_the_tables_inside_it_has_its_own_line() -> None:
    assert lines("[a.b]\n\n[a]\n")[("a",)] == 3


@pytest.mark.parametrize(("path", "line"), [(("p", 0, "nme"), 2), (("p", 0, "name", "x"), 3), (("q",), 1)])
def test_what_is_missing_stands_where_it_would_be(path: Path, line: int) -> None:
    assert line_of(path, lines("\n[[p]]\nname = 'a'\n")) == line


def test_a_key_deeper_than_any_of_ours_has_the_line_of_what_is_around_it() -> None:
    found = lines(f"\n{'a.' * 3000}a = 1\n")
    assert (len(found), line_of(("a",) * 3001, found)) == (DEEPEST, 2)


@pytest.mark.parametrize("number", ["9" * 5001, f"-{'9' * 5001}", f"0x{'f' * 5001}", f"[1, {'1_' * 200}0]"])
def test_a_long_number_is_found_behind_texts_and_comments_that_look_like_one(number: str) -> None:
    nines = "9" * 200
    assert line_of_long_number(f"a = '{nines}'\nb = \"{nines}\" # {nines}\nc = {number}\n") == 3
