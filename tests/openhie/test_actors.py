import pytest

from harness.errors import UsageError
from harness.openhie.actors import ACTORS, IHE_ACTORS, actor, openhie_actor_of


def test_every_actor_is_found_by_its_name():
    assert [actor(each.name) for each in (*ACTORS, *IHE_ACTORS)] == [*ACTORS, *IHE_ACTORS]


def test_no_name_is_used_twice():
    names = [each.name for each in (*ACTORS, *IHE_ACTORS)]
    assert sorted(set(names)) == sorted(names)


def test_every_ihe_actor_that_an_openhie_actor_plays_is_known():
    played = {name for each in ACTORS for name in each.plays}
    assert played == {each.name for each in IHE_ACTORS}


def test_an_ihe_actor_tells_which_openhie_actor_it_lies_in():
    assert openhie_actor_of("patient_demographics_supplier").name == "client_registry"


def test_a_consumer_lies_in_the_point_of_service_before_all_others():
    assert openhie_actor_of("patient_demographics_consumer").name == "point_of_service"


def test_an_openhie_actor_is_its_own():
    assert openhie_actor_of("client_registry") is actor("client_registry")


@pytest.mark.parametrize("name", ["cr", "CR", "client-registry", "Client Registry", "clientregistry"])
def test_a_misspelt_actor_is_refused_with_what_was_meant(name):
    with pytest.raises(UsageError, match="Did you mean 'client_registry'") as refused:
        actor(name)
    assert "All of them: harness catalogue --actors" in str(refused.value)
