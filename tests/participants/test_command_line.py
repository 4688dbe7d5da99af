"""One system is described on the command line, without a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.participants import against
from harness.transport.authentication import Bearer

URL = "http://localhost:8080/fhir"


def test_one_system_is_named_for_its_address() -> None:
    (registry,) = against([f"client_registry={URL}"])
    assert (registry.name, registry.slug) == ("localhost:8080", "localhost-8080")
    assert (registry.actors, registry.endpoints, registry.domains) == (
        ("client_registry",),
        {"fhir": URL},
        DEFAULT_DOMAINS,
    )


def test_everything_that_has_an_option_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_OF_AMANI", "abcdefgh")
    (amani,) = against(
        [f"client-registry={URL}"],
        name="Amani",
        domains=["http://a.org/x"],
        bearer_from="TOKEN_OF_AMANI",
        test_system=True,
    )
    assert (amani.name, amani.authentication, amani.test_system) == ("Amani", Bearer("abcdefgh"), True)
    assert amani.domains == (Domain("http://a.org/x"),)


WANTED = DEFAULT_DOMAINS[1]


def test_a_domain_of_the_suite_is_known_by_any_of_its_names() -> None:
    (registry,) = against([f"client_registry={URL}"], domains=["TEST_A"])
    (domain,) = registry.domains
    assert (domain.uri, domain.oid, domain.sender) == (WANTED.uri, WANTED.oid, WANTED.sender)


def test_an_ihe_actor_narrows_what_the_system_plays() -> None:
    (registry,) = against([f"patient_demographics_supplier={URL}"])
    assert (registry.actors, registry.ihe_actors) == (("client_registry",), ("patient_demographics_supplier",))


def test_the_same_address_twice_is_one_system_with_two_actors() -> None:
    (system,) = against([f"client_registry={URL}", f"shared_health_record={URL}"])
    assert system.actors == ("client_registry", "shared_health_record")


def test_a_point_of_service_needs_no_address() -> None:
    _, emr = against([f"client_registry={URL}", "point_of_service"], domains=["TEST"])
    assert (emr.name, emr.endpoints, emr.issues[0].uri) == ("point of service", {}, DEFAULT_DOMAINS[0].uri)


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("client_regstry=http://x", "There is no actor 'client_regstry'. Did you mean 'client_registry'?"),
        ("http://localhost:8080/fhir", "expected ACTOR=URL, as in client_registry=http://localhost:8080/fhir"),
        ("client_registry", "--against client_registry: where is it? Write client_registry=URL"),
        ("client_registry=localhost:8080", "the URL has to begin with http:// or https://"),
        ("client_registry=localhost:2575", "or for HL7 v2 with mllp:// or mllps://, as in mllp://localhost:2575"),
        ("client_registry=http://localhost/fhir/metadata", "--against: the URL ends in /metadata; give the base alone"),
        (
            "point_of_service",
            "--domain: missing. Whoever plays point_of_service feeds patients, and the harness has to",
        ),
    ],
)
def test_a_wrong_assignment_says_what_would_be_right(assignment: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        against([assignment])
    assert said in str(caught.value)


def test_a_wrong_option_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        against([f"client_registry={URL}"], domains=["x"], bearer_from="NOT_SET_ANYWHERE", ca=str(tmp_path / "ca"))
    assert sorted(each.split(":")[0] for each in caught.value.mistakes) == ["--bearer-from", "--ca", "--domain"]


def test_one_name_for_two_systems_is_refused() -> None:
    with pytest.raises(UsageError, match="--as names one system, and --against gives 2"):
        against([f"client_registry={URL}", "shared_health_record=http://localhost:2/fhir"], name="Amani")


def test_a_system_cannot_be_called_what_a_report_calls_somebody_else() -> None:
    with pytest.raises(UsageError, match="what a report calls somebody else"):
        against(["client_registry=http://127.0.0.1:8080/fhir"], name="Reference mock")


MLLP = "mllp://localhost:2575"


def test_a_registry_may_be_given_in_both_tongues() -> None:
    (registry,) = against([f"client_registry={URL}", f"client_registry={MLLP}"], name="Amani")
    assert (dict(registry.endpoints), registry.protocols) == ({"fhir": URL, "hl7v2": MLLP}, ("fhir", "hl7v2"))


def test_two_registries_at_two_addresses_stay_two() -> None:
    assert len(against([f"client_registry={MLLP}", "client_registry=mllp://localhost:2576"])) == 2


def test_a_point_of_service_says_what_it_speaks() -> None:
    (clinic,) = against(["point_of_service=hl7v2"], domains=["TEST"])
    assert (dict(clinic.endpoints), clinic.speaks("hl7v2"), clinic.speaks("fhir")) == ({}, True, False)


def test_a_point_of_service_may_speak_both() -> None:
    (clinic,) = against(["point_of_service", "point_of_service=hl7v2"], domains=["TEST"])
    assert clinic.protocols == ("fhir", "hl7v2")


def test_an_address_in_mllp_without_a_port_is_told() -> None:
    with pytest.raises(UsageError, match=r"--against: the address names no port; write it as in mllp://"):
        against(["client_registry=mllp://localhost"])


def test_two_systems_at_one_host_are_called_by_their_paths_too() -> None:
    came = against(["client_registry=http://localhost:1/fhir", "facility_registry=http://localhost:1/other/"])
    assert [one.name for one in came] == ["localhost:1/fhir", "localhost:1/other"]
