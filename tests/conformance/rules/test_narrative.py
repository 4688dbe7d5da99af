"""The XHTML of a narrative, beside what fixtures/conformance/narrative shows."""

from __future__ import annotations

import pytest

from harness.conformance.rules.narrative import LONGEST, check_xhtml, html_faults

XHTML = "http://www.w3.org/1999/xhtml"


def div(inner: str) -> str:
    return f'<div xmlns="{XHTML}">{inner}</div>'


@pytest.mark.parametrize(
    "text",
    [
        div("Amina"),
        f'<h:div xmlns:h="{XHTML}"><h:p>Amina</h:p></h:div>',
        '<?xml version="1.0" encoding="UTF-8"?>' + div("Amina"),
        div("<!-- seen --><p>Amina</p>"),
        div("<p>Ami\u00f1a \U0001f600</p>"),
    ],
)
def test_what_r4_permits_has_no_faults(text: str) -> None:
    assert html_faults(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not well-formed"),
        ("Amina", "not well-formed"),
        (div("\ud800"), "not well-formed"),
        (div("<?php run ?>Amina"), "processing instructions"),
        (div('<a href="java\tscript:run()">Amina</a>'), "script"),
        (div("<p>Amina</p>&copy;"), "&copy;"),
        ('<!DOCTYPE d [<!ENTITY a "b">]>' + div("&amp;"), "document type"),
        (div("a" * LONGEST), "longer than"),
    ],
)
def test_what_r4_forbids_is_told(text: str, told: str) -> None:
    assert any(told in fault for fault in html_faults(text))


def test_a_fault_is_told_once_however_often_it_is_there() -> None:
    assert len(html_faults(div("<form/>Amina<form/>"))) == 1


def test_a_value_that_is_no_string_is_left_to_others() -> None:
    assert list(check_xhtml({"p": "Amina"}, "Patient.text.div")) == []


def test_thousands_of_nested_elements_are_a_fault_and_no_crash() -> None:
    assert html_faults(div("<b>" * 5000 + "Amina" + "</b>" * 5000)) != []
