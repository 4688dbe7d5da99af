"""What a participant keeps to itself is shown nowhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.participants import Listener, Participants, restored, secrets, snapshot
from harness.participants.addresses import addresses
from harness.pytest_plugin.facts import came

REGISTRY = '[[participants]]\nname = "A"\nactors = ["client_registry"]\nendpoints.fhir = "http://localhost:1/fhir"\n'
WITH_SECRETS = (
    REGISTRY + "[participants.authentication]\nkind = 'basic'\nuser = 'me'\npassword = { file = 'password' }\n"
    "[participants.headers]\nX-Token = { file = 'token' }\nX-Tenant = 'kept'\n"
)


@pytest.fixture
def everyone(loaded: Callable[[str], Participants], tmp_path: Path) -> Participants:
    (tmp_path / "password").write_text('open "sesame" &')
    (tmp_path / "token").write_text("token-of-a")
    return loaded(WITH_SECRETS)


def test_every_form_in_which_a_secret_crosses_is_known(everyone: Participants) -> None:
    carried = base64.b64encode(b'me:open "sesame" &').decode()
    forms = {'open "sesame" &', 'open \\"sesame\\" &', "open%20%22sesame%22%20%26", carried, "token-of-a"}
    assert forms <= set(secrets(everyone))


def test_a_snapshot_holds_no_secret_and_is_json(everyone: Participants) -> None:
    (told,) = (json.dumps(snapshot(each)) for each in everyone)
    assert not [secret for secret in secrets(everyone) if secret in told]


def test_a_snapshot_says_where_a_secret_is_kept(everyone: Participants, tmp_path: Path) -> None:
    told = snapshot(everyone.named("A"))
    assert told["authentication"] == {"kind": "basic", "user": "me", "password": f"in the file {tmp_path / 'password'}"}
    assert told["headers"] == {"X-Token": f"in the file {tmp_path / 'token'}", "X-Tenant": "kept"}


def test_a_participant_is_printed_without_its_secrets(everyone: Participants) -> None:
    assert not [secret for secret in secrets(everyone) if secret in repr(everyone)]


def test_whom_it_knows_is_restored_from_a_snapshot(loaded: Callable[[str], Participants]) -> None:
    known = "domains = [{ uri = 'urn:a' }]\nknown_patient = { domain = 'urn:a', value = '1', family = 'Éboué' }\n"
    (amani,) = loaded(REGISTRY + known)
    (again,) = restored([json.loads(json.dumps(snapshot(amani)))])
    assert again.known_patient == amani.known_patient is not None


def test_where_it_reached_us_is_restored_without_our_certificates(loaded: Callable[[str], Participants]) -> None:
    harness = "[harness]\nlisten = '0.0.0.0'\nadvertise = 'hall.example'\nport = 9100\ntls_port = 9143\n"
    everyone = loaded(harness + REGISTRY + "ports = [20000, 20009]\n")
    kept = json.loads(json.dumps(came(everyone)))
    again = restored(kept["participants"], kept["listener"] | {"certificates": "/nowhere"})
    assert again.listener == everyone.listener
    assert addresses(again) == addresses(everyone)


def test_of_a_run_that_did_not_say_where_it_listened_the_usual_is_told() -> None:
    assert restored([]).listener == Listener()


def test_the_password_of_a_barred_client_is_kept_and_never_shown(
    loaded: Callable[[str], Participants], tmp_path: Path
) -> None:
    (tmp_path / "other").write_text("not-for-you")
    everyone = loaded(REGISTRY + "[participants.barred]\nuser = 'other'\npassword = { file = 'other' }\n")
    assert "not-for-you" in secrets(everyone)
    assert [snapshot(one)["barred"] for one in everyone] == [{"user": "other"}]


def test_somebody_without_secrets_has_none(loaded: Callable[[str], Participants]) -> None:
    assert secrets(loaded(REGISTRY)) == ()
