"""Where participants reach us is the same in every run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.participants import Participants, load
from harness.participants.addresses import addresses, as_text, door_port, passage_port, warning
from harness.participants.handout import page

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "participants" / "example.toml"
OURS = "http://harness.local:8765/kijani-emr/client_registry/fhir"
LINE = "mllp://harness.local:20000"


@pytest.fixture
def everyone() -> Participants:
    return load(EXAMPLE, with_secrets=False)


def test_who_begins_exchanges_has_an_address_for_whom_it_begins_them_with(everyone: Participants) -> None:
    found = [(each.participant, each.actor, each.url) for each in addresses(everyone)]
    assert [one for one in found if one[1] == "client_registry"] == [
        ("kijani-emr", "client_registry", OURS),
        ("kijani-emr", "client_registry", LINE),
    ]


def test_an_ipv6_address_stands_in_brackets(everyone: Participants) -> None:
    urls = [each.url for each in addresses(everyone.at(listen="::1", port=9000))]
    assert {"http://[::1]:9000/kijani-emr/client_registry/fhir", "mllp://[::1]:20000"} <= {*urls}


def test_the_table_reads_on_a_terminal(everyone: Participants) -> None:
    registry = [one for one in addresses(everyone) if one.actor == "client_registry"]
    assert as_text(registry) == (
        f"Kijani EMR\n  Client Registry (FHIR)\n    {OURS}\n  Client Registry (HL7 v2)\n    {LINE}"
    )


def test_the_page_has_a_card_for_everybody_and_needs_nothing_else(everyone: Participants) -> None:
    html = page(everyone)
    assert html.count("<section>") == 2
    assert not [each for each in ("<script", "<link", "src=", "@import") if each in html]


def test_the_page_tells_the_address_and_the_domain_of_a_source(everyone: Participants) -> None:
    html = page(everyone)
    assert [each for each in (OURS, "http://ohie.org/test/test_a", "Otieno, table 7") if each not in html] == []


def test_the_page_tells_a_registry_which_domains_to_serve_and_which_not(everyone: Participants) -> None:
    html = page(everyone)
    assert "<dt>Serve the identifier domain TEST</dt><dd><code>http://ohie.org/test/test  OID 2.16" in html
    assert "so that it can be refused</dt><dd><code>http://ohie.org/test/test_block" in html


def test_a_name_cannot_write_into_the_page(loaded: Callable[[str], Participants]) -> None:
    text = '[[participants]]\nname = "<script>alert(1)</script>"\nactors = ["verifier"]\n'
    assert "<script>" not in page(loaded(text))


V2 = """
[[participants]]
name = "Clinic"
actors = ["point_of_service"]
ports = [20000, 20004]
{more}

[participants.hl7v2]
application = "EMR"

[[participants.domains]]
uri = "urn:oid:1.2.3"

[[participants]]
name = "Amani"
actors = ["client_registry"]
ports = [20010, 20010]

[participants.endpoints]
hl7v2 = "mllp://localhost:2575"
"""


def test_who_speaks_hl7_v2_has_a_port_of_its_own_for_each_of_ours(loaded: Callable[[str], Participants]) -> None:
    everyone = loaded(V2.format(more="")).at(advertise="harness.local")
    lines = [one for one in addresses(everyone) if one.protocol == "HL7 v2"]
    assert [(each.participant, each.actor, each.url) for each in lines] == [
        ("clinic", "client_registry", "mllp://harness.local:20000"),
        ("amani", "point_of_service", "mllp://harness.local:20010"),
    ]


CSD = """
[[participants]]
name = "Clinic"
actors = ["point_of_service"]
ihe_actors = ["service_finder"]
protocols = ["csd"]

[[participants]]
name = "Daftari"
actors = ["interlinked_registry"]
ihe_actors = ["care_services_infomanager"]
protocols = ["csd", "soap"]
endpoints.csd = "http://127.0.0.1:9/CSD/csr/all/careServicesRequest"

[[participants]]
name = "Ramani"
actors = ["facility_registry"]
endpoints.soap = "http://127.0.0.1:9/CSD/getUpdatedServices/all/get"
"""


def test_who_asks_by_csd_is_told_where_over_http_and_in_soap(loaded: Callable[[str], Participants]) -> None:
    found = [(one.participant, one.actor, one.protocol) for one in addresses(loaded(CSD))]
    assert found == [
        ("clinic", "interlinked_registry", "CSD"),
        ("daftari", "facility_registry", "SOAP"),
        ("daftari", "health_worker_registry", "SOAP"),
    ]


SVS = """
[[participants]]
name = "Clinic"
actors = ["point_of_service"]
ihe_actors = ["value_set_consumer"]
protocols = ["svs", "soap"]
"""


def test_who_asks_for_value_sets_is_told_where_over_http_and_in_soap(loaded: Callable[[str], Participants]) -> None:
    root = "http://127.0.0.1:8765/clinic/terminology_service"
    table = addresses(loaded(SVS))
    assert [(one.protocol, one.url) for one in table] == [("SVS", f"{root}/svs"), ("SOAP", f"{root}/soap")]


def test_who_speaks_hl7_v2_alone_has_no_other_address(loaded: Callable[[str], Participants]) -> None:
    everyone = loaded(V2.format(more='protocols = ["hl7v2"]'))
    assert [each.protocol for each in addresses(everyone)] == ["HL7 v2", "HL7 v2"]


def test_who_calls_by_tls_has_addresses_with_tls(loaded: Callable[[str], Participants]) -> None:
    everyone = loaded('[harness]\ncertificates = "certs"\ntls_port = 9443\n' + V2.format(more="tls = true"))
    told = [each.url for each in addresses(everyone) if each.actor in ("client_registry", "point_of_service")]
    assert told == [
        "https://127.0.0.1:9443/clinic/client_registry/fhir",
        "mllps://127.0.0.1:20000",
        "mllp://127.0.0.1:20010",
    ]


def test_what_is_no_address_to_hand_out_has_a_port_behind_the_others(loaded: Callable[[str], Participants]) -> None:
    clinic = loaded(V2.format(more="")).named("Clinic")
    doors = [door_port(clinic, "client_registry", endpoint) for endpoint in ("fhir", "hl7v2")]
    assert (doors, passage_port(clinic)) == ([20004, 20003], 20002)


def test_where_no_port_is_left_any_free_one_serves(loaded: Callable[[str], Participants]) -> None:
    amani = loaded(V2.format(more="")).named("Amani")
    assert (door_port(amani, "point_of_service", "hl7v2"), passage_port(amani)) == (0, 0)


def test_the_page_tells_the_ports_too(loaded: Callable[[str], Participants]) -> None:
    html = page(loaded(V2.format(more="")))
    assert "Send to the Client Registry, HL7 v2" in html
    assert "mllp://127.0.0.1:20000" in html


@pytest.mark.parametrize(
    ("audits", "protocol", "url"),
    [
        ("fhir", "FHIR", "http://127.0.0.1:8765/cr/audit_record_repository/fhir"),
        ("syslog-udp", "syslog, UDP", "udp://127.0.0.1:20101"),
        ("syslog-tls", "syslog, TLS", "tls://127.0.0.1:20101"),
    ],
)
def test_whoever_tells_of_what_it_does_has_an_address_for_it(
    loaded: Callable[[str], Participants], audits: str, protocol: str, url: str
) -> None:
    text = '[[participants]]\nname = "CR"\nactors = ["client_registry"]\nports = [20100, 20109]\n'
    spoken = '[participants.endpoints]\nfhir = "http://127.0.0.1:9/fhir"\nhl7v2 = "mllp://127.0.0.1:2575"\n'
    table = addresses(loaded(f'{text}audits = "{audits}"\n{spoken}'))
    assert [(one.protocol, one.url) for one in table if one.actor == "audit_record_repository"] == [(protocol, url)]


def test_addresses_that_lead_to_this_machine_alone_are_warned_of(everyone: Participants) -> None:
    hosts = ("127.0.0.1", "localhost", "LOCALHOST.", "::ffff:127.0.0.1", "10.0.0.5")
    said = [warning(everyone.at(advertise=host)) for host in hosts]
    assert [bool(one) for one in said] == [True, True, True, True, False]
    assert "--listen 0.0.0.0 --advertise HOST" in said[0]


def test_the_page_to_hand_out_is_warned_of_too(everyone: Participants) -> None:
    assert "leads to this machine alone" in page(everyone.at(advertise="127.0.0.1"))
    assert "leads to this machine alone" not in page(everyone)


def test_nobody_is_warned_where_everybody_is_on_this_machine() -> None:
    assert warning(load(EXAMPLE.with_name("three_parties.toml"))) == ""
