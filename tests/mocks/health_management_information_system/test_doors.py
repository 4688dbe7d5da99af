"""The reference HMIS in DHIS2's JSON and in FHIR, on the same figures."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from harness.messages import adx, data_value_sets, measure_reports
from tests.messages.adx.malaria import form, report, written

ASKED = {"dataSet": "MAL01", "period": "202601", "orgUnit": report().org_unit}
FHIR = {"content-type": "application/fhir+json"}
VALUES: dict[str, Any] = data_value_sets.as_json(report(), form())


def posted(hmis: httpx.Client, content: Any = None, **query: str) -> httpx.Response:
    return hmis.post("/api/dataValueSets", json=VALUES if content is None else content, params=query)


def given(hmis: httpx.Client) -> list[dict[str, str]]:
    values: list[dict[str, str]] = hmis.get("/api/dataValueSets", params=ASKED).json().get("dataValues", [])
    return values


def with_last(**changes: Any) -> dict[str, Any]:
    *others, last = VALUES["dataValues"]
    return {**VALUES, "dataValues": [*others, {**last, **changes}]}


def test_data_values_are_given_back_as_they_came(hmis: httpx.Client) -> None:
    counts = posted(hmis).json()["response"]["importCount"]
    assert (counts["imported"], sorted(map(str, given(hmis)))) == (32, sorted(map(str, VALUES["dataValues"])))


def test_a_figure_is_one_in_adx_and_in_json(hmis: httpx.Client) -> None:
    hmis.post("/adx", content=written(), headers={"content-type": adx.MEDIA_TYPE})
    assert posted(hmis).json()["response"]["importCount"]["updated"] == 32


def test_adx_is_given_to_whoever_asks_for_it(hmis: httpx.Client) -> None:
    posted(hmis)
    found = hmis.get("/api/dataValueSets", params=ASKED, headers={"accept": adx.MEDIA_TYPE})
    assert len(adx.read(found.content)[0].figures) == 32


@pytest.mark.parametrize(
    "changes",
    [
        {"dataElement": "MAL99"},
        {"value": "many"},
        {"orgUnit": "OU_9999"},
        {"period": "last month"},
        {"categoryOptionCombo": "nobody"},
        {"categoryOptionCombo": "0-4y_F"},
    ],
)
def test_each_value_is_taken_or_told_of_by_itself(hmis: httpx.Client, changes: dict[str, str]) -> None:
    answer = posted(hmis, with_last(**changes))
    told = answer.json()["response"]
    assert (answer.status_code, told["status"], told["rejectedIndexes"]) == (409, "WARNING", [31])
    assert (told["importCount"]["ignored"], len(told["conflicts"]), len(given(hmis))) == (1, 1, 31)


def test_a_rule_that_is_broken_has_nothing_kept(hmis: httpx.Client) -> None:
    deadly = {**VALUES, "dataValues": [{**one, "value": "9"} for one in VALUES["dataValues"]]}
    deadly["dataValues"][0]["value"] = "1"
    answer = posted(hmis, deadly)
    assert (answer.status_code, answer.json()["response"]["status"], given(hmis)) == (409, "ERROR", [])


def test_a_dry_run_counts_and_keeps_nothing(hmis: httpx.Client) -> None:
    counts = posted(hmis, dryRun="true").json()["response"]["importCount"]
    assert (counts["imported"], given(hmis)) == (32, [])


@pytest.mark.parametrize(
    ("strategy", "counts"),
    [
        ("CREATE", {"imported": 0, "updated": 0, "ignored": 32, "deleted": 0}),
        ("NEW", {"imported": 0, "updated": 0, "ignored": 32, "deleted": 0}),
        ("UPDATE", {"imported": 0, "updated": 32, "ignored": 0, "deleted": 0}),
        ("DELETE", {"imported": 0, "updated": 0, "ignored": 0, "deleted": 32}),
    ],
)
def test_a_strategy_is_heeded(hmis: httpx.Client, strategy: str, counts: dict[str, int]) -> None:
    posted(hmis)
    assert posted(hmis, importStrategy=strategy).json()["response"]["importCount"] == counts
    assert len(given(hmis)) == (0 if strategy == "DELETE" else 32)


def test_an_unknown_strategy_is_refused(hmis: httpx.Client) -> None:
    assert posted(hmis, importStrategy="MAYBE").status_code == 400


HALF = '{"dataValues": [{"dataElement": "\\ud800", "orgUnit": "x", "period": "202601", "value": "1"}]}'


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"dataValues": {}}', HALF])
def test_what_is_no_data_value_set_is_answered_400(hmis: httpx.Client, text: str) -> None:
    answer = hmis.post("/api/dataValueSets", content=text, headers={"content-type": "application/json"})
    assert answer.status_code == 400


def put(hmis: httpx.Client, resource: dict[str, Any], to: str = "MeasureReport/a") -> httpx.Response:
    return hmis.put(f"/fhir/{to}", content=json.dumps(resource), headers=FHIR)


def in_fhir(**changes: Any) -> dict[str, Any]:
    return {**measure_reports.to_fhir(report(), id="a"), **changes}


def test_a_measure_report_is_kept_with_its_figures(hmis: httpx.Client) -> None:
    assert (put(hmis, in_fhir()).status_code, put(hmis, in_fhir()).status_code) == (201, 200)
    found = hmis.get("/fhir/MeasureReport/a")
    assert (found.headers["etag"], measure_reports.from_fhir(found.json()), len(given(hmis))) == ('W/"2"', report(), 32)


@pytest.mark.parametrize(
    ("resource", "place"),
    [
        (in_fhir(subject=None), "MeasureReport.subject"),
        (in_fhir(subject={"identifier": {"value": "OU_9999"}}), "MeasureReport.subject"),
        (in_fhir(period={"start": "2026-02-01", "end": "2026-01-01"}), "MeasureReport.period"),
        (in_fhir(group=None), "MeasureReport.group"),
        (in_fhir(group=[{**in_fhir()["group"][5], "code": {"coding": [{"code": "X"}]}}]), "MeasureReport.group[0]"),
    ],
)
def test_a_bad_measure_report_is_told_its_place(hmis: httpx.Client, resource: dict[str, Any], place: str) -> None:
    kept = {name: value for name, value in resource.items() if value is not None}
    issue = put(hmis, kept).json()["issue"][0]
    assert (issue["severity"], issue["expression"], given(hmis)) == ("fatal", [place], [])


def test_reports_can_be_searched_and_their_versions_read(hmis: httpx.Client) -> None:
    put(hmis, in_fhir())
    put(hmis, in_fhir())
    found = hmis.get("/fhir/MeasureReport", params={"period": "2026-01"}).json()
    assert (found["total"], len(hmis.get("/fhir/MeasureReport/a/_history").json()["entry"])) == (1, 2)


def test_what_is_no_fhir_at_all_is_no_report(hmis: httpx.Client) -> None:
    assert put(hmis, in_fhir(period={"start": "2026-01-01", "end": "soon"})).status_code in (400, 422)
    assert given(hmis) == []


def collection(*resources: dict[str, Any], type_: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type_, "entry": [{"resource": one} for one in resources]}


def test_bad_reports_in_a_bundle_are_told_of_each_by_itself(hmis: httpx.Client) -> None:
    bad = in_fhir(subject={})
    one, two = put(hmis, collection(in_fhir(), bad), "Bundle/b"), put(hmis, collection(bad, bad), "Bundle/b")
    assert one.json()["issue"][0]["expression"] == ["Bundle.entry[1].resource.subject"]
    assert (len(two.json()["entry"]), hmis.get("/fhir/MeasureReport/a").status_code, given(hmis)) == (2, 404, [])


@pytest.mark.parametrize(
    "bundle",
    [
        collection(in_fhir(), type_="batch"),
        collection(),
        collection({"resourceType": "Patient"}),
        {"resourceType": "Bundle"},
    ],
)
def test_a_bundle_of_anything_else_is_answered_422(hmis: httpx.Client, bundle: dict[str, Any]) -> None:
    assert put(hmis, bundle, "Bundle/b").status_code == 422


def test_a_report_in_a_bundle_needs_its_id(hmis: httpx.Client) -> None:
    nameless = {name: value for name, value in in_fhir().items() if name != "id"}
    assert put(hmis, collection(nameless), "Bundle/b").status_code == 422


def test_a_rule_that_is_broken_in_fhir_is_told(hmis: httpx.Client) -> None:
    deadly = report().changed(
        figures=tuple(one for one in report().figures if one.data_element in ("MAL01-1", "MAL01-4"))
    )
    more = deadly.changed(
        figures=tuple(
            type(one)(one.data_element, "9" if one.data_element == "MAL01-4" else "1", one.dimensions)
            for one in deadly.figures
        )
    )
    answer = put(hmis, measure_reports.to_fhir(more, id="a"))
    assert (answer.status_code, "more deaths than cases" in answer.text, given(hmis)) == (422, True, [])


def test_the_form_is_published_as_a_measure(hmis: httpx.Client) -> None:
    measure, nothing = hmis.get("/fhir/Measure/MAL01"), hmis.get("/fhir/Measure/MAL99")
    assert (measure.json()["id"], len(measure.json()["group"]), nothing.status_code) == ("MAL01", 6, 404)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/fhir/Patient/a", 404),
        ("DELETE", "/fhir/MeasureReport/a", 405),
        ("POST", "/fhir/MeasureReport", 405),
        ("PUT", "/fhir/MeasureReport/b", 400),
        ("GET", "/elsewhere", 404),
    ],
)
def test_what_is_not_done_here_is_said(hmis: httpx.Client, method: str, path: str, status: int) -> None:
    body = json.dumps(in_fhir()) if method == "PUT" else None
    assert hmis.request(method, path, content=body, headers=FHIR).status_code == status


def test_answers_come_in_the_format_that_is_wanted(hmis: httpx.Client) -> None:
    accept = {"accept": "application/fhir+xml"}
    assert hmis.get("/fhir/Measure/MAL01", headers=accept).text.startswith("<")
    assert hmis.get("/fhir/Measure/MAL01", headers={"accept": "text/plain"}).status_code == 406


@pytest.mark.parametrize("at", ["/adx", "/api/dataValueSets"])
def test_a_look_that_does_not_say_at_what_is_told_what_is_missing(hmis: httpx.Client, at: str) -> None:
    told = hmis.get(at, params={"orgUnit": "X"})
    (conflict,) = told.json()["response"]["conflicts"]
    assert (told.status_code, conflict["object"], conflict["value"][:11]) == (400, "period", "is missing:")
