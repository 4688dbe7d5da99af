"""A file of participants is read whole, and what keeps it from being read is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain
from harness.participants import Listener, Participants, load
from harness.transport.authentication import Basic, Bearer

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "participants" / "example.toml"
SMALLEST = (
    '[[participants]]\nname = "Amani"\nactors = ["client_registry"]\nendpoints.fhir = "http://localhost:1/fhir/"\n'
)
Loaded = Callable[[str], Participants]


def test_the_example_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMANI_TOKEN", "token-of-amani")
    registry, emr = load(EXAMPLE)
    assert registry.authentication == Bearer("token-of-amani")
    assert emr.issues == (Domain("http://ohie.org/test/test_a", "2.16.840.1.113883.3.72.5.9.2", "TEST_A"),)


def test_what_is_left_out_has_a_default(loaded: Loaded) -> None:
    (amani,) = loaded(SMALLEST)
    assert (amani.slug, amani.timeout, amani.patience, amani.test_system) == ("amani", 30.0, 300.0, False)
    assert (amani.domains, amani.unknown_domain) == (DEFAULT_DOMAINS, UNKNOWN_DOMAIN)


def test_without_a_list_of_domains_those_of_openhie_can_be_named(loaded: Loaded) -> None:
    known = 'known_patient = { domain = "TEST_A", value = "12345", family = "Achieng" }\nsources.harness = "NID"\n'
    (amani,) = loaded(SMALLEST + known)
    assert amani.known_patient is not None
    assert (amani.known_patient.domain, amani.sources["harness"]) == (DEFAULT_DOMAINS[1], DEFAULT_DOMAINS[3])


def test_a_base_url_loses_the_slash_at_its_end(loaded: Loaded) -> None:
    assert loaded(SMALLEST).named("amani").endpoints == {"fhir": "http://localhost:1/fhir"}


def test_every_ihe_actor_inside_is_played_unless_it_narrows(loaded: Loaded) -> None:
    (amani,) = loaded(SMALLEST)
    (narrowed,) = loaded(SMALLEST + 'ihe_actors = ["patient_demographics_supplier"]\n')
    assert amani.plays("patient_identifier_cross_reference_manager")
    assert narrowed.ihe_actors == ("patient_demographics_supplier",)


@pytest.mark.parametrize(
    ("table", "advertise"),
    [("", "127.0.0.1"), ('[harness]\nlisten = "10.0.0.7"', "10.0.0.7"), ('[harness]\nadvertise = "hall"', "hall")],
)
def test_the_address_that_is_advertised_follows_the_interface(loaded: Loaded, table: str, advertise: str) -> None:
    assert loaded(f"{SMALLEST}{table}\n").listener.advertise == advertise


def test_a_listener_is_moved_for_one_run(loaded: Loaded) -> None:
    moved = loaded(SMALLEST).at(listen="10.0.0.9", port=9000)
    assert moved.listener == Listener(listen="10.0.0.9", advertise="10.0.0.9", port=9000)


def test_a_password_is_read_from_a_file_beside_it(loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("opensesame\n")
    (amani,) = loaded(
        f'{SMALLEST}[participants.authentication]\nkind = "basic"\nuser = "u"\npassword = {{ file = "password" }}'
    )
    assert amani.authentication == Basic("u", "opensesame")


def test_a_secret_header_is_read_from_the_environment(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMANI_KEY", "key-of-amani")
    (amani,) = loaded(f'{SMALLEST}[participants.headers]\nX-API-Key = {{ env = "AMANI_KEY" }}')
    assert amani.headers == (("X-API-Key", "key-of-amani"),)


def test_secrets_are_not_read_where_nobody_needs_them() -> None:
    assert [secret.value for each in load(EXAMPLE, with_secrets=False) for secret in each.secrets] == [""]


def test_sources_are_known_by_their_slugs() -> None:
    registry = load(EXAMPLE, with_secrets=False).named("amani client registry")
    assert {slug: domain.namespace for slug, domain in registry.sources.items()} == {
        "harness": "TEST",
        "kijani-emr": "TEST_A",
    }


def test_those_who_play_an_actor_are_found_by_it() -> None:
    everyone = load(EXAMPLE, with_secrets=False)
    assert [each.slug for each in everyone.playing("patient_identity_source")] == ["kijani-emr"]


def test_a_name_that_nobody_has_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(UsageError, match=r"Did you mean 'Kijani EMR'\? Valid: Amani Client Registry, Kijani EMR"):
        load(EXAMPLE, with_secrets=False).named("kijany emr")


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"# a comment\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(event: Path, start: bytes) -> None:
    event.write_bytes(start + SMALLEST.replace("\n", "\r\n").encode())
    assert len(load(event)) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SMALLEST.encode("utf-16"), r"event.toml:1: the file is UTF-16"),
        ('# Münze\nname = "é"'.encode() + b"\n# \xe9t\xe9", r"event.toml:3: byte 0xe9 in column 3 is not UTF-8"),
        (b"", r"event.toml:1: the file says nothing; begin with \[\[participants\]\]"),
        (b"\n# only words\n", r"event.toml:1: the file says nothing"),
        (b"a = 1\nb = = 2\n", r"event.toml:2: not TOML, in column 5: expected a value: .*\. The line: b = = 2$"),
        (
            b"a = 1\na = 2\n",
            r"event.toml:2: not TOML, in column 6: this key or table stands here a second time",
        ),
        (b"a = 1\nb = [1", r"event.toml:2: not TOML, in column 7: a list is not closed"),
        (
            b'a = 1\nb = "One\nc = 2\n',
            r'event.toml:2: not TOML, in column 5: a text begins here and is not .* line: b = "One$',
        ),
        (b'a = 1\nb = "C:\\dir"\n', r"event.toml:2: .* a backslash is written twice"),
        (b'b = 1\npassword = "sesame\n', r"event.toml:2: .* The line: password = \u2026$"),
        (b"'sesame, token\n", r"event.toml:1: .* The line: \(not shown\)$"),
        (b"a = " + b"[" * 5000, r"event.toml:1: not TOML that can be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_mistake_told_alone(event: Path, content: bytes, said: str) -> None:
    event.write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        load(event)
    assert len(caught.value.mistakes) == 1


def test_a_missing_file_names_those_beside_it(event: Path) -> None:
    event.write_text(SMALLEST)
    with pytest.raises(
        UsageError, match=r"There is no file .*evnt\.toml\. Files beside it that end in \.toml: event\.toml\."
    ):
        load(event.with_name("evnt.toml"))


def test_a_folder_names_the_files_in_it(event: Path) -> None:
    event.write_text(SMALLEST)
    with pytest.raises(UsageError, match=r"is a folder; give the file of participants itself \(in it: event\.toml\)"):
        load(event.parent)


@pytest.mark.parametrize("file", sorted(EXAMPLE.parent.glob("*.toml")), ids=lambda one: one.stem)
def test_every_file_that_comes_with_the_harness_can_be_read(file: Path) -> None:
    assert len(load(file, with_secrets=False)) > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"\nx = {'9' * 5001}", ":2: a number here has more than a hundred digits"),
        (f"[harness]\nport = 0x{'f' * 5001}", ":2: a number here has more than a hundred digits"),
        (f"\n{'a.' * 3000}a = 1", ":2: a: there is no such key."),
        (f"x = {'[' * 5000}", ":1: not TOML that can be read"),
    ],
)
def test_a_file_that_is_written_to_break_us_is_told_like_any_other(loaded: Loaded, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(text)
    assert any(said in mistake for mistake in caught.value.mistakes)


@pytest.mark.parametrize("name", ["A\\u0000B", "A\\u001b[2JB", "A\\nB"])
def test_a_name_with_control_characters_is_refused_and_not_shown(loaded: Loaded, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(SMALLEST.replace("Amani", name))
    assert "event.toml:2: participant 1, name: the control character U+00" in str(caught.value)
    assert str(caught.value).isprintable()
