"""Each mistake in the file of an event has its line, what was found and what would be valid.

The files in `mistaken` say after ``#!`` how a mistake of that line begins; what says nothing has none.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import PydanticCustomError

from harness import event
from harness.errors import UsageError
from harness.event import values

FILES = sorted((Path(__file__).parent / "mistaken").glob("*.toml"))


def told(file: Path) -> list[tuple[int, str]]:
    with pytest.raises(UsageError) as caught:
        event.load(file)
    parts = [each.removeprefix(f"{file}:").partition(": ") for each in caught.value.mistakes]
    return [(int(line), sentence) for line, _, sentence in parts]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_of_every_table_is_told_at_once(file: Path) -> None:
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    wanted = [(number, begins.strip()) for number, line in lines for begins in line.split("#!")[1:]]
    missing = [one for one in wanted if not any(one[0] == at and said.startswith(one[1]) for at, said in told(file))]
    assert missing == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_told_of_a_line_that_is_right(file: Path) -> None:
    marked = {number for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "#!" in line}
    assert {line for line, _ in told(file)} == marked


def test_a_mistake_in_a_file_of_the_country_is_told_with_its_own_line() -> None:
    file = Path(__file__).parent / "mistaken" / "national.toml"
    assert any("broken.csv:2: level: There is no level 'MUST'" in said for _, said in told(file))


@pytest.mark.parametrize("name", ["Factory", "localtime", "EST5EDT", "africa/nairobi", ""])
def test_a_time_zone_that_is_no_place_s_is_told(name: str) -> None:
    with pytest.raises(PydanticCustomError, match=f'there is no place "{name}" that has a time zone'):
        values.zone(name)


@pytest.mark.parametrize("name", ["UTC", "Africa/Nairobi", "America/Argentina/Ushuaia"])
def test_the_time_zone_of_a_place_is_right(name: str) -> None:
    assert values.zone(name) == name
