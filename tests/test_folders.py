import pytest

from harness import folders
from harness.errors import UsageError


def test_a_clone_finds_its_scenarios_and_fixtures_beside_the_package():
    assert folders.scenarios().name == "scenarios"
    assert (folders.fixtures() / "requirements" / "openhie.csv").is_file()


def test_a_wheel_finds_its_folders_inside_the_package(tmp_path):
    inside = tmp_path / "harness" / "library" / "fixtures"
    inside.mkdir(parents=True)
    (tmp_path / "fixtures").mkdir()
    assert folders.found("fixtures", package=tmp_path / "harness") == inside


def test_an_incomplete_installation_says_where_it_looked(tmp_path):
    with pytest.raises(UsageError, match="library") as refused:
        folders.found("fixtures", package=tmp_path / "harness")
    assert "Install the harness again" in str(refused.value)
