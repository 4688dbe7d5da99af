"""FHIRPath on FHIR: types, operators, functions, and an end to everything."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from harness.conformance.invariants import FhirPathError
from harness.conformance.invariants.engine import evaluate
from harness.conformance.invariants.nodes import Node, plain
from harness.conformance.invariants.values import Moment

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "active": True,
    "name": [
        {"use": "official", "given": ["Grace", "B."], "_given": [None, {"id": "second"}], "family": "Hopper"},
        {"use": "usual", "_family": {"extension": [{"url": "http://example.org/why", "valueCode": "unknown"}]}},
    ],
    "birthDate": "1906-12-09",
    "deceasedDateTime": "1992-01-01T10:00:00Z",
    "contact": [{"name": {"family": "Murray"}, "gender": "male"}],
    "multipleBirthInteger": 2,
}
TRUE = [
    "name.given.count() = 2",  # a primitive with an id is one element
    "name.family.count() = 2 and name.family.where(hasValue()).count() = 1",
    "name[1].family.extension('http://example.org/why').value = 'unknown'",
    "name.given contains 'Grace' and 'Grace' in name.given",
    "Patient.name.first().use = 'official'",
    "deceased is dateTime and (deceased as boolean).empty() and deceased.ofType(dateTime).exists()",
    "multipleBirth.is(integer) and 2 is Integer and active.is(boolean) and active.is(Boolean).not()",
    "contact.is(BackboneElement) and contact.name is HumanName and contact.gender is string",
    "contact.gender.as(string).empty() and contact.gender.as(code).exists()",
    "contact.type().name = 'BackboneElement'",
    "(contact.name.family as String) = 'Murray' and contact.name.family.ofType(FHIR.String).exists()",
    "(contact.name.family as System.String).empty() and (contact.gender as String).empty()",
    "contact and birthDate",
    "birthDate < today() and birthDate + 10 years = @1916-12-09",
    "birthDate < deceased",
    "(birthDate = @1906).empty() and birthDate != @1907",
    "@2020-01-01T10:00:00+02:00 = @2020-01-01T08:00:00Z",
    "@2020-01-31 + 1 month = @2020-02-29 and @2020-01-01T23:00:00Z + 2 hours = @2020-01-02T01:00:00Z",
    "1 'kg' = 1000 'g' and 1 'm' > 1 'cm' and 4 'mg' ~ 4.0 'mg'",
    "iif(active, 'yes', name.single()) = 'yes'",
    "name.all(use.exists()) and name.exists(use = 'usual')",
    "name.select(given).join(' ') = 'Grace B.'",
    "name.where($index = 1).use = 'usual' and name.skip(1).use = 'usual'",
    "(1 | 2 | 2).aggregate($this + $total, 0) = 3",
    "descendants().where($this = 'Murray').exists()",
    "repeat(children()).count() = descendants().distinct().count()",
    "children().count() = 7",
    "%resource.active and %context.active and %ucum = 'http://unitsofmeasure.org'",
    "%`vs-x` = 'http://hl7.org/fhir/ValueSet/x' and %`ext-y` = 'http://hl7.org/fhir/StructureDefinition/y'",
    "%sct = 'http://snomed.info/sct' and %loinc = 'http://loinc.org'",
    "'a\\u0041\\'\\n'.length() = 4 and 'ab'.matches('^a') and 'ab'.matchesFull('a').not()",
    "'11/30'.replaceMatches('(?P<m>\\\\d+)/(\\\\d+)', '$2-${m}') = '30-11'",
    "'YQ=='.decode('base64') = 'a' and 'a'.encode('hex') = '61' and '<'.escape('html') = '&lt;'",
    "'a,b'.split(',') = ('a').combine('b') and ' a '.trim() = 'a' and 'abc'.substring(1, 1) = 'b'",
    "'1'.toInteger() = 1 and '1.50'.toDecimal() = 1.5 and 'x'.toInteger().empty()",
    "'1 \\'mg\\''.toQuantity() = 1 'mg' and '2 days'.toQuantity() = 48 'h'",
    "'true'.toBoolean() and 1.toString() = '1' and '2020'.convertsToDate() and 'x'.convertsToTime().not()",
    "5 div 2 = 2 and -5 mod 2 = -1 and 7 / 2 = 3.5 and (1 / 0).empty() and 'a' & {} & 'b' = 'ab'",
    "1.587.lowBoundary(8) = 1.58650000 and 1.587.highBoundary(8) = 1.58750000",
    "@2020-02.lowBoundary() = @2020-02-01 and @2020-02.highBoundary() = @2020-02-29 and @2020-02.precision() = 6",
    "2.power(3) = 8 and 9.sqrt() = 3.0 and (-1).sqrt().empty() and 1.5.round() = 2 and (-1.5).truncate() = -1",
    "(true | false).allTrue().not() and (true | false).anyFalse() and (1 | 2).subsetOf(1 | 2 | 3)",
    "(1 | 2).intersect(2 | 3) = 2 and (1 | 2).exclude(2) = 1 and (1 | 2).tail() = 2",
    "coalesce(name.suffix, name.family.first()) = 'Hopper'",
    "defineVariable('family', name.first().family).name.exists(family = %family)",
    "(false implies {}) and ({} implies true) and (true xor false) and ({} or true) and ({} and false).not()",
    "active.trace('is she').getValue() and name.first().family.getValue() = 'Hopper'",
]
REFUSED = ["a b", "a.", "a =", "(a", "a )", "'x", "a $$", "", "nothing()", "first(1)", "1 +", "@20", "%unknown"]
WRONG = ["name.single()", "active < 'a'", "'a' * 2", "name[active]", "-'a'", "name.given.length()", "active.join()"]


def truth(expression: str, value: Any = PATIENT, type_code: str = "Patient") -> list[Any]:
    return [plain(one) for one in evaluate(expression, value, type_code, None)]


@pytest.mark.parametrize("expression", TRUE)
def test_what_is_true_of_a_patient(expression: str) -> None:
    assert truth(expression) == [True]


@pytest.mark.parametrize("expression", [*REFUSED, *WRONG])
def test_what_cannot_be_evaluated_is_said(expression: str) -> None:
    with pytest.raises(FhirPathError):
        truth(expression)


@pytest.mark.parametrize("expression", ["name.nothing", "Encounter.name", "{} = 1", "{}.startsWith('a')", "{} > 1"])
def test_what_is_not_there_is_empty(expression: str) -> None:
    assert truth(expression) == []


def test_a_backbone_element_is_typed_by_its_path() -> None:
    (found,) = evaluate("gender", {"gender": "male"}, "BackboneElement", None, "Patient.contact")

    assert isinstance(found, Node)
    assert found.type == "code"


def test_an_element_that_is_defined_elsewhere_is_typed_by_it() -> None:
    assert truth("item.item.linkId is string", {"item": [{"item": [{"linkId": "1"}]}]}, "Questionnaire") == [True]


def test_a_primitive_comes_with_what_stands_beside_it() -> None:
    pair = ("male", {"extension": [{"url": "u", "valueString": "v"}]})

    assert truth("$this = 'male' and extension('u').value = 'v' and children().count() = 1", pair, "code") == [True]


def test_today_is_a_date() -> None:
    assert isinstance(truth("today()")[0], Moment)


BOMBS = [
    "repeat($this | ($this & 'x'))",
    "(" * 200 + "1" + ")" * 200,
    "1" + "+1" * 2_000,
    "not()" + ".not()" * 800,
    "'" + "a" * 30 + "!'.matches('(a+)+(a|a)*$')",
    "'a'" + ".replaceMatches('', 'aa')" * 5,
    "repeat(name | ($this & 'x'))",
    "descendants().select(%resource.descendants()).descendants()",
    "descendants()" + ".combine(descendants())" * 60,
    "(1 | 2 | 3 | 4 | 5)" + ".select(1 | 2 | 3 | 4 | 5 | $this)" * 400,
    "9.power(9).power(9).power(9)",
    "'a'" + ".replace('a', 'aaaaaaaaaaaaaaaaaaaa')" * 100,
    "'aa'" + ".select($this & $this)" * 100,
    "99" + ".select($this * $this)" * 100,
    "64" + ".power(64)" * 100,
]


@pytest.mark.parametrize("expression", BOMBS, ids=range(len(BOMBS)))
def test_every_expression_ends(expression: str) -> None:
    started = time.process_time()
    with suppress(FhirPathError):
        evaluate(expression, PATIENT, "Patient", None)

    assert time.process_time() - started < 20


def test_threads_do_not_disturb_each_other() -> None:
    expressions = TRUE * 5
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(truth, expressions))

    assert found == [[True]] * len(expressions)


def test_fhirpathpy_waits_until_an_expression_needs_it() -> None:
    code = (
        "import sys, harness.conformance.invariants; sys.exit('fhirpathpy' in sys.modules or 'antlr4' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
