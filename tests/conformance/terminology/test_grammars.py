from __future__ import annotations

import time

import pytest

from harness.conformance.terminology.grammars import (
    CURRENCIES,
    LANGUAGES,
    MEDIA_TYPES,
    TIME_ZONES,
    UNITS,
    URIS,
    has_grammar,
    knows,
    meets,
)


@pytest.mark.parametrize("code", ["en", "sw-KE", "zh-Hant-TW", "fr-x-camp", "i-klingon", "x-village", "de-CH-1996"])
def test_a_language_tag_is_known(code: str) -> None:
    assert knows(LANGUAGES, code) is True


@pytest.mark.parametrize("code", ["english", "en_GB", "zz-KE", "en-", "en ", "", "-"])
def test_what_is_no_language_tag_is_refused(code: str) -> None:
    assert knows(LANGUAGES, code) is False


@pytest.mark.parametrize(
    "code", ["text/plain", 'application/fhir+json; fhirVersion="4.0"', "image/*", "json", "a/b;c=d"]
)
def test_a_media_type_is_known(code: str) -> None:
    assert knows(MEDIA_TYPES, code) is True


@pytest.mark.parametrize("code", ["picture", "text/", "/plain", "text/plain;x", "a b/c", "", "a/" + "b" * 2000])
def test_what_is_no_media_type_is_refused(code: str) -> None:
    assert knows(MEDIA_TYPES, code) is False


@pytest.mark.parametrize(
    "code", ["mg/dL", "mm[Hg]", "10*3/uL", "{breaths}/min", "%", "1", "kg{wet weight}", "/m", "Cel"]
)
def test_a_unit_is_known(code: str) -> None:
    assert knows(UNITS, code) is True


@pytest.mark.parametrize("code", ["mgs", "mg/", "tablet", "mmHg", "{", "mg dL", "", "KG "])
def test_what_is_no_unit_is_refused(code: str) -> None:
    assert knows(UNITS, code) is False


def test_a_unit_too_long_to_parse_is_not_decided() -> None:
    begun = time.process_time()
    assert knows(UNITS, "m." * 50_000 + "m") is None
    assert time.process_time() - begun < 1


def test_a_currency_of_today_or_of_once_is_known() -> None:
    assert [knows(CURRENCIES, code) for code in ("KES", "ZMK", "kes", "EURO")] == [True, True, False, False]


def test_a_uri_has_a_scheme_and_what_has_none_may_be_relative() -> None:
    assert [knows(URIS, code) for code in ("urn:oid:1.2.3", "http://a/b c", "a")] == [True, None, None]


def test_a_time_zone_that_this_computer_lacks_may_exist() -> None:
    assert knows(TIME_ZONES, "Middle_Earth/Shire") is None


def test_a_system_without_a_grammar_says_nothing() -> None:
    assert not has_grammar("http://loinc.org")
    assert knows("http://loinc.org", "29463-7") is None


ALIKE = [("kg", "g", True), ("wk", "a", True), ("kg", "a", False), ("{tablet}", "a", None), ("none", "a", None)]


@pytest.mark.parametrize(("code", "other", "known"), ALIKE)
def test_units_that_measure_the_same_are_alike(code: str, other: str, known: bool | None) -> None:
    assert meets(UNITS, "canonical", other, code) is known
