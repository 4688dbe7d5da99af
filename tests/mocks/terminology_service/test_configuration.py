from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.conformance.packages.definitions import HOW_TO_GET, definitions
from harness.errors import UsageError
from harness.folders import fixtures
from harness.mocks.terminology_service import Settings
from harness.mocks.terminology_service.configuration import read
from tests.mocks.terminology_service.conftest import ALL, BEDS, SET, Serving, codes


def test_the_example_tells_what_holds_without_it() -> None:
    said = read(fixtures() / "mocks" / "terminology_service.toml")

    assert Settings(said.load) == Settings((fixtures() / "mocks" / "../country/terminology",))
    assert said == Settings(said.load)


def test_every_mistake_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ts.toml"
    file.write_text("largest_expansion = 0\nsvmc = true\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"(?s)largest_expansion.*svmc"):
        read(file)


def test_a_folder_is_loaded(tmp_path: Path, serving: Serving) -> None:
    for one in (BEDS, ALL):
        (tmp_path / f"{one['resourceType']}.json").write_text(json.dumps(one), encoding="utf-8")

    assert len(codes(serving(load=(tmp_path,)).ask("ValueSet/$expand", url=SET))) == 4


def test_what_is_kept_in_a_file_is_there_the_next_time(tmp_path: Path, serving: Serving) -> None:
    kept = tmp_path / "kept.db"
    serving(BEDS, ALL, data=kept)

    assert len(codes(serving(data=kept).ask("ValueSet/$expand", url=SET))) == 4


@pytest.mark.skipif(not definitions().available, reason=HOW_TO_GET)
def test_fhir_itself_is_known(serving: Serving) -> None:
    answer = serving(core=True).ask("ValueSet/$expand", url="http://hl7.org/fhir/ValueSet/administrative-gender")

    assert codes(answer) == ["male", "female", "other", "unknown"]
