"""Numbers, quantities, moments and texts in FHIRPath: what they become, how far they reach, when they are alike."""

from __future__ import annotations

from typing import Any

import pytest

from harness.conformance.invariants import FhirPathError
from harness.conformance.invariants.engine import evaluate
from harness.conformance.invariants.nodes import plain

OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "effectiveDateTime": "2026-11-25T10:00:00+03:00",
    "valueQuantity": {"value": 61.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    "component": [{"valueQuantity": {"value": 5, "comparator": "<", "code": "mg"}}, {"valueInteger": 1}],
    "referenceRange": [{"low": {"value": 1, "code": "g"}, "high": {"value": 1, "code": "g"}}],
}
TRUE = {
    "boundaries": [
        "value.lowBoundary(1) = 61.4 'kg' and value.highBoundary(1) = 61.6 'kg'",
        "1.lowBoundary(0) = 0 and 1.highBoundary(0) = 2 and 1.5.highBoundary() = 1.55",
        "1.lowBoundary(29).empty() and true.lowBoundary().empty() and 'a'.highBoundary().empty()",
        "{}.highBoundary().empty() and {}.precision().empty()",
        "@2026.lowBoundary(6) = @2026-01 and @2026.highBoundary(6) = @2026-12 and @2026.lowBoundary(5).empty()",
        "@2026-02.highBoundary(8) = @2026-02-28 and @2024-02.highBoundary(8) = @2024-02-29",
        "@T10.lowBoundary() = @T10:00:00.000 and @T10:30.highBoundary() = @T10:30:59.999",
        "@2026-11-25T10.lowBoundary().toString() = '2026-11-25T10:00:00.000+14:00'",
        "@2026-11-25T10.highBoundary().toString() = '2026-11-25T10:59:59.999-12:00'",
        "@2026-11-25T10:00:00Z.lowBoundary().toString() = '2026-11-25T10:00:00.000Z'",
        "effective.highBoundary().toString() = '2026-11-25T10:00:00.000+03:00'",
        "@2026-11-25T10:00-02:30.highBoundary().toString() = '2026-11-25T10:00:59.999-02:30'",
        "@2026-11-25.precision() = 8 and @T10:30.precision() = 4 and @2026-11-25T10:00:00.000.precision() = 17",
        "1.587.precision() = 3 and 1.precision() = 0 and 'a'.precision().empty()",
    ],
    "conversions": [
        "true.toInteger() = 1 and 1.5.toInteger().empty() and '+1'.toInteger() = 1",
        "true.toDecimal() = 1.0 and 'x'.toDecimal().empty() and @2026.toDecimal().empty()",
        "'N'.toBoolean().not() and 1.toBoolean() and 0.0.toBoolean().not() and 2.toBoolean().empty()",
        "@2026.toBoolean().empty() and true.toBoolean()",
        "true.toString() = 'true' and @2026-11.toString() = '2026-11' and value.toString() = '61.5 \\'kg\\''",
        "value.toQuantity() = value and 2.toQuantity() = 2 '1' and true.toQuantity() = 1 '1'",
        "'x'.toQuantity().empty() and '2 moons'.toQuantity().empty() and '1 week'.toQuantity() = 7 'd'",
        "'2026-11-25T10:00:00Z'.toDate() = @2026-11-25 and '2026-11'.toDateTime().precision() = 6",
        "'10:30'.toTime() = @T10:30 and '2026'.toTime().empty() and 1.toDate().empty() and @2026.toDate() = @2026",
        "'1'.convertsToInteger() and 'a'.convertsToQuantity().not() and {}.convertsToDate().empty()",
        "{}.toInteger().empty() and component[1].value.toInteger() = 1",
    ],
    "mathematics": [
        "(-1.5).abs() = 1.5 and 1.1.ceiling() = 2 and (-1.1).floor() = -2 and 2.345.round(2) = 2.35",
        "0.exp() = 1.0 and 1.ln() = 0.0 and 8.log(2) = 3.0 and 0.ln().empty() and 2.power(0.5) > 1.41",
        "(-8).power(0.5).empty() and 2.power({}).empty() and {}.abs().empty() and value.floor() = 61 'kg'",
        "value + 1 'kg' = 62.5 'kg' and value - 1.5 'kg' = 60 'kg' and value / 2 'kg' = 30.75 '1'",
        "7 mod 4 = 3 and 1.0 * 3 = 3 and (5 div 0).empty() and (5 + {}).empty() and 'a' + 'b' = 'ab'",
        "@2026-01-31 + 1 month = @2026-02-28 and @2026-03-01 - 1 day = @2026-02-28",
        "(@9999 + 1 year).empty() and (@T10:00 + 1 hour).empty() and (@2026 + 1 'kg').empty()",
        "@2026-11-25T10:00:00.500Z + 500 milliseconds = @2026-11-25T10:00:01.000Z",
        "value.comparable(1 'g') and value.comparable(1 'm').not() and 1.comparable(2)",
    ],
    "comparisons": [
        "value = 61500 'g' and value != 61.5 'm' and value > 61 'kg' and (value < 1 'm').empty()",
        "1 = 1.0 and 1 ~ 1.04 and 1.05 !~ 1.1 and 'A  b' ~ 'a B' and 'a' !~ 'b' and @2026 !~ @2026-01",
        "(1 | 2) ~ (2 | 1) and (1 | 2) !~ (1 | 3) and (1 | 2) !~ 1 and {} ~ {}",
        "effective = '2026-11-25T07:00:00Z' and '2026-11-26' > @2026-11-25 and 'noon' != effective",
        "2 '1' = 2 and 2 = 2 '1' and 3 > 2 '1' and 'b' > 'a' and (1 | 2) != 1 and ({} = 1).empty()",
        "component.value.ofType(Quantity) != 5 'mg' and ({} > 1).empty() and (@2026 > @2026-01).empty()",
        "(1 | 2) in (1 | 2 | 3) and ({} in (1 | 2)).empty() and ((1 | 2) contains 3).not()",
        "referenceRange.select(low | high).count() = 1 and (@2026-11-25 | effective).count() = 2",
        "(@T10:00 = @2026).not() and (@2026-11-25T10:00 = @2026-11-25T10:00Z).empty()",
    ],
    "texts": [
        "'ab'.replaceMatches('', 'x') = 'ab' and 'aba'.replaceMatches('a', 'x') = 'xbx'",
        "'a<'.escape('json') = 'a<' and 'a'.escape('none').empty() and '&lt;'.unescape('html') = '<'",
        "'\\\\u0041'.unescape('json') = 'A' and 'a\"'.unescape('json').empty() and 'a'.unescape('none').empty()",
        "'a'.encode('base64') = 'YQ==' and 'YQ=='.decode('urlbase64') = 'a' and 'x'.decode('hex').empty()",
        "'a'.encode('none').empty() and 'a'.decode('none').empty() and '6'.decode('hex').empty()",
    ],
}  # fmt: skip
CASES = [pytest.param(one, id=f"{name} {at}") for name, rows in TRUE.items() for at, one in enumerate(rows)]
WRONG = [
    "1 'kg' + 1 'm'", "1 'kg' * 1 'kg'", "'a' - 'b'", "true + 1", "'a'.abs()", "(1 | 2) + 1", "1 < 'a'",
    "%resource & 'a'", "'a'.replaceMatches('a', '$1')", "component.value.toInteger() = 1 or component.toInteger()",
    "(1 | 2).toInteger()", "1 'kg' / 0 'kg'",
]  # fmt: skip


@pytest.mark.parametrize("expression", CASES)
def test_what_is_true_of_values(expression: str) -> None:
    assert [plain(one) for one in evaluate(expression, OBSERVATION, "Observation", None)] == [True]


@pytest.mark.parametrize("expression", WRONG)
def test_what_has_no_meaning_is_refused(expression: str) -> None:
    with pytest.raises(FhirPathError):
        evaluate(expression, OBSERVATION, "Observation", None)
