from __future__ import annotations

from pathlib import Path

import pytest

from harness import folders
from harness.errors import UsageError
from harness.mocks.point_of_service import PointOfService
from harness.mocks.point_of_service.configuration import Configuration, load, read
from harness.openhie.domains import DEFAULT_DOMAINS, Domain


def test_an_empty_file_leaves_everything_as_it_is() -> None:
    assert read("") == Configuration("http://127.0.0.1:8081/fhir", DEFAULT_DOMAINS[1], 0)


def test_every_key_is_read() -> None:
    told = 'registry = "https://cr.example/fhir/"\nstart_number = 7\n[domain]\nuri = "http://a"\noid = "1.2"\n'
    assert read(told) == Configuration("https://cr.example/fhir", Domain("http://a", "1.2"), 7)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        read('registry = "cr.example"\nstart_number = "7"\nname = "x"\n[domain]\noid = "1.2"\n', name="clinic.toml")
    places = [mistake.split(": ")[1] for mistake in told.value.mistakes]
    assert sorted(places) == ["domain.uri", "name", "registry", "start_number"]


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://x:99999", "http://x/?a=1", "http://x/a b", "http://x:0"])
def test_what_is_no_base_url_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="a FHIR base URL is wanted"):
        read(f'registry = "{url}"')


def test_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(UsageError, match=r"clinic\.toml is no TOML: .*line 2"):
        read("\nregistry = x\n", name="clinic.toml")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"clinic\.toml cannot be read"):
        load(tmp_path / "clinic.toml")


def test_the_example_says_the_defaults() -> None:
    assert load(folders.fixtures() / "mocks" / "point_of_service.toml") == Configuration()


def test_a_service_is_made_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("start_number = 7")
    service = PointOfService.configured(tmp_path / "clinic.toml")
    service.close()
    assert (service.name, service.actor) == ("point-of-service", "point_of_service")


def test_without_a_file_the_service_has_the_defaults() -> None:
    service = PointOfService.configured(None)
    service.close()
    assert service.domain == DEFAULT_DOMAINS[1]


def test_a_client_of_an_authorization_server_keeps_its_secret_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_SECRET", "nobody knows")
    told = read('[tokens]\nclient = "clinic"\nsecret = { env = "CLINIC_SECRET" }')
    assert told.client == ("clinic", "nobody knows")


def test_a_secret_that_is_not_set_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLINIC_SECRET", raising=False)
    with pytest.raises(UsageError, match="CLINIC_SECRET is not set"):
        read('[tokens]\nclient = "clinic"\nsecret = { env = "CLINIC_SECRET" }')
