from __future__ import annotations

from pathlib import Path

import pytest

from harness import folders
from harness.errors import UsageError
from harness.mocks.alert_aggregator import AlertAggregator
from harness.mocks.alert_aggregator.configuration import EXAMPLE, read


def written(folder: Path, content: str) -> Path:
    (folder / "aggregator.toml").write_text(content, encoding="utf-8")
    return folder / "aggregator.toml"


def test_registries_are_read_by_resource_type(tmp_path: Path) -> None:
    assert read(written(tmp_path, EXAMPLE))["Patient"] == "http://127.0.0.1:8081/fhir"


def test_the_example_file_makes_one() -> None:
    file = folders.fixtures() / "mocks" / "alert_aggregator.toml"
    AlertAggregator.configured(file).close()

    assert read(file) == {"Patient": "http://127.0.0.1:8081/fhir"}


def test_one_is_made_with_a_data_file_of_its_own(tmp_path: Path) -> None:
    AlertAggregator.configured(written(tmp_path, ""), data=tmp_path / "data").close()

    assert (tmp_path / "data").is_file()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[channels]\nsms = 1", "expected [registries], found channels"),
        ("registries = 3", "expected a table, found 3"),
        ("[registries]\nPerson = 'http://x/fhir'", "expected Patient, Practitioner"),
        ("[registries]\nPatient = 'over there'", "a FHIR base URL is wanted"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        read(written(tmp_path, content))

    assert words in str(refusal.value)
