"""What a person at a terminal reads, and what a script sees."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from harness.doctor import Symptom, examine, examine_and_print, health, render, snapshot
from harness.errors import UsageError
from harness.participants import Participants, against
from tests.doctor.systems import at, fhir, registry, statement

Serve = Callable[..., str]
LONG = "A sentence about a certificate, longer than a line, that has to be broken so that it can be read in 80 columns."
SYMPTOMS = (
    Symptom("Amani", "port", "ok", "Port 443 is open."),
    Symptom("Amani", "certificate", "bad", LONG, f"Mend it. {LONG}", blocks=True),
    Symptom("Kijani", "clock", "warn", "Its clock is 2 minutes behind ours.", "Set it."),
    Symptom("Kijani", "domains", "bad", "It does not know the identifier domain TEST.", "Configure it."),
)


def printed(participants: Participants) -> tuple[int, str]:
    out = io.StringIO()
    return examine_and_print(participants, out=out), out.getvalue()


def test_no_line_is_longer_than_the_terminal() -> None:
    assert max(map(len, render(SYMPTOMS).splitlines())) <= 80


def test_trouble_has_a_shape_and_a_word_before_any_colour() -> None:
    lines = render(SYMPTOMS).splitlines()
    assert [line.split()[:3] for line in lines if line[2:3] in ("+", "!", "x")] == [
        ["+", "ok", "port"],
        ["x", "bad", "certificate"],
        ["!", "warn", "clock"],
        ["x", "bad", "domains"],
    ]


def test_colour_is_added_to_the_word_alone() -> None:
    assert "\x1b[31;1mx bad \x1b[0m  certificate" in render(SYMPTOMS, colour=True)


def test_a_remedy_stands_under_each_trouble() -> None:
    assert "-> Set it." in render(SYMPTOMS)


def test_the_summary_says_who_cannot_be_played_against() -> None:
    *_, count, away, strange = render(SYMPTOMS).splitlines()
    assert count == "2 systems looked at: 2 with trouble."
    assert (away, strange) == (
        "Cannot be played against: Amani (FHIR).",
        "To be told about identifier domains first: Kijani.",
    )


def test_a_symptom_can_be_kept_as_json() -> None:
    assert snapshot(SYMPTOMS[0]) | {"state": "bad"} == snapshot(SYMPTOMS[0]) | {"state": "bad", "blocks": False}


def test_a_system_that_is_well_ends_with_0(serve: Serve) -> None:
    code, text = printed(against([f"client_registry={serve()}"]))
    assert (code, text.splitlines()[-1]) == (0, "1 system looked at: 1 without a remark.")


def test_a_warning_ends_with_0(serve: Serve) -> None:
    code, text = printed(
        against([f"client_registry={serve(at('/fhir/metadata', fhir(statement(fhirVersion='4.3.0'))))}"])
    )
    assert ("! warn  /metadata" in text, code) == (True, 0)
    assert "A run will FAIL it for Z-03." in text
    assert text.splitlines()[-1] == "1 system looked at: 1 with warnings."


def test_a_warning_that_breaks_nothing_says_so() -> None:
    assert render(SYMPTOMS[2:3]).splitlines()[-3].endswith("-> No requirement fails by this.")


def test_a_system_that_is_away_ends_with_3() -> None:
    assert printed(against(["client_registry=http://amani.invalid/fhir"]))[0] == 3


def test_nobody_to_examine_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"There is nobody to examine\. Name a file with --participants"):
        examine_and_print(Participants(everyone=()))


def test_a_terminal_that_cannot_show_a_letter_gets_another_in_its_place(serve: Serve) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    code = examine_and_print(against([f"client_registry={serve()}"], name="Ämani"), out=out)
    out.seek(0)
    assert (code, out.readline()) == (0, "?mani\n")


def test_many_are_looked_at_side_by_side_in_their_order(serve: Serve) -> None:
    base = serve()
    everyone = [registry(base, name=f"Amani {number}") for number in range(12)]
    assert [each.participant for each in health(examine(everyone))] == [each.name for each in everyone]


def test_who_has_no_endpoint_is_waited_for() -> None:
    (symptom,) = examine(against(["point_of_service"], domains=["TEST"]))
    assert (symptom.state, "we wait for it" in symptom.sentence) == ("ok", True)


def test_nobody_has_no_symptoms() -> None:
    assert examine([]) == ()
