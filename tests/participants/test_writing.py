"""What is printed as TOML is read again as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.participants import Participants, against, load, restored, snapshot, to_toml
from harness.participants.consistency import RESERVED
from harness.participants.loading import parse
from harness.transport.authentication import ClientCertificate

FOLDER = Path(__file__).parent
EXAMPLE = FOLDER.parents[1] / "fixtures" / "participants" / "example.toml"
EMR = '[[participants]]\nname = "E"\nactors = ["point_of_service"]\nihe_actors = ["patient_demographics_consumer"]\n'


def read_again(participants: Participants) -> Participants:
    return parse(to_toml(participants), file="printed.toml", folder=FOLDER)


def test_the_example_is_the_same_after_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMANI_TOKEN", "abcdefgh")
    assert read_again(load(EXAMPLE)) == load(EXAMPLE)


def test_what_the_command_line_gave_is_the_same_after_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "abcdefgh")
    given_here = against(
        ["client_registry=http://localhost:1/fhir"], name="Ämani", bearer_from="TOKEN", domains=["TEST"]
    )
    assert read_again(given_here) == given_here


@pytest.mark.parametrize(
    "extra",
    [
        "rewrite = false\n",
        "slug = 'other'\ntimeout = 2.5\npatience = 9\nports = [20000, 20001]\noperator = 'http://[::1]/?a=b'\n",
        "[participants.authentication]\nkind = 'basic'\nuser = 'Grace \"G\"'\npassword = { file = 'secret.txt' }\n",
        "[participants.barred]\nuser = 'other'\npassword = { file = 'secret.txt' }\n",
        "[participants.headers]\nX-Tenant = 'a'\nX-Token = { file = 'secret.txt' }\n'X.Dot' = 'b'\n",
        "[participants.unknown_domain]\nuri = 'urn:oid:1.2.3'\n",
        "domains = [{ uri = 'urn:a' }]\nknown_patient = { domain = 'urn:a', value = '1', family = 'Éboué' }\n",
    ],
)
def test_every_key_is_the_same_after_printing(
    loaded: Callable[[str], Participants], tmp_path: Path, extra: str
) -> None:
    (tmp_path / "secret.txt").write_text("opensesame")
    everyone = loaded(EMR + extra)
    assert read_again(everyone) == everyone
    assert "opensesame" not in to_toml(everyone)


def test_who_calls_by_tls_is_read_again_as_written(loaded: Callable[[str], Participants], tmp_path: Path) -> None:
    told = f"[harness]\ncertificates = '{tmp_path / 'certs'}'\ntls_port = 9443\n"
    everyone = loaded(f"{told}{EMR}tls = true\n")
    assert read_again(everyone) == everyone
    assert everyone.listener.tls_port == 9443


def test_a_client_certificate_is_printed_with_its_paths(
    loaded: Callable[[str], Participants], pair: ClientCertificate
) -> None:
    text = (
        f"[participants.authentication]\nkind = 'certificate'\ncertificate = '{pair.certificate}'\nkey = '{pair.key}'\n"
    )
    everyone = loaded(EMR + text)
    assert [each.authentication for each in read_again(everyone)] == [pair]


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda name: name.strip() == name and name.casefold() not in RESERVED and name.lower() != "harness"
    )
)
def test_any_name_is_the_same_after_printing(name: str) -> None:
    everyone = against(["client_registry=http://localhost:1/fhir"], name=name)
    assert [each.name for each in read_again(everyone)] == [name]


SPEAKING = """
[[participants]]
name = "Clinic"
actors = ["point_of_service"]
protocols = ["fhir", "hl7v2"]
prepared = ["ohie-cr"]
ports = [20000, 20004]

[participants.hl7v2]
application = "EMR"
facility = "EAST"

[[participants.domains]]
uri = "urn:oid:1.2.3"
application = "EMR"
facility = "EAST"

[[participants]]
name = "Amani"
actors = ["client_registry"]

[participants.endpoints]
hl7v2 = "mllp://localhost:2575"
"""


def test_who_speaks_hl7_v2_is_read_again_as_written(loaded: Callable[[str], Participants]) -> None:
    everyone = loaded(SPEAKING)
    assert loaded(to_toml(everyone)) == everyone


def test_who_speaks_hl7_v2_is_restored_from_a_ledger(loaded: Callable[[str], Participants]) -> None:
    everyone = loaded(SPEAKING)
    told = ("protocols", "application", "facility", "prepared", "domains", "endpoints")
    again = restored(json.loads(json.dumps([snapshot(one) for one in everyone])))
    kept = [[getattr(one, name) for name in told] for one in again]
    assert kept == [[getattr(one, name) for name in told] for one in everyone]
