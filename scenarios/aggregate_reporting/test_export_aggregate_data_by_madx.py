"""Export aggregate data (W-21), in FHIR.

A sender that speaks FHIR first learns what it has to report (QRPH-59), then sends its figures as MeasureReports, one
by one or several together (QRPH-58); the HMIS says of each what became of it.
"""

from harness import figures, given, preparation, provided, then, verifies, when
from harness.checks import http, measure_reports
from harness.transactions import (
    FaultyMeasureReport,
    MeasureReport,
    ReportDefinition,
    StoredMeasureReport,
    UnwantedResource,
)

FORM = "MAL01"


@verifies("59-01")
def test_what_is_to_be_reported_can_be_learnt(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: who asks has nothing to get wrong."""
    with when("the sender retrieves the definition of the malaria report"):
        definition = aggregate_data_sender.sends(ReportDefinition(FORM), to=health_management_information_system)

    with then(health_management_information_system).shall("give the Measure of the form", "59-01"):
        measure_reports.defines(definition.response, FORM)


@verifies("59-02")
def test_a_report_that_nobody_defined_is_not_found(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: who asks has nothing to get wrong."""
    with given("a definition that is there"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        known = aggregate_data_sender.sends(ReportDefinition(FORM), to=health_management_information_system)
        measure_reports.defines(known.response, FORM)

    with when("the sender retrieves one that nobody made"):
        nothing = aggregate_data_sender.sends(ReportDefinition("MAL99"), to=health_management_information_system)

    with then(health_management_information_system).shall("answer a Measure that it does not have with 404", "59-02"):
        http.answered(nothing.response, 404)


@verifies("58-01", "58-06", "58-22", "HMISF-4")
def test_a_measure_report_is_kept_to_the_last_figure(aggregate_data_sender, health_management_information_system):
    with given("the figures of a month that nobody has sent"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()

    with when("the sender sends them as a MeasureReport, and it is read again"):
        sent = aggregate_data_sender.sends(MeasureReport(report), to=health_management_information_system)
        at = measure_reports.address_of(sent.request)
        kept = aggregate_data_sender.sends(StoredMeasureReport(report, at), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send every figure that was counted", "58-22"):
        measure_reports.tells(sent.request, report)
    with then(health_management_information_system).shall("take the report", "58-01"):
        http.answered(sent.response, 200, 201, 202)
    with then(health_management_information_system).should("offer to import FHIR", "HMISF-4"):
        http.answered(sent.response, 200, 201, 202)
        with provided("what is imported is there"):
            measure_reports.keeps(kept.response, measure_reports.told_by(sent.request))
    with then(health_management_information_system).shall("keep every figure as it was sent", "58-06"):
        measure_reports.keeps(kept.response, measure_reports.told_by(sent.request))


@verifies("58-07", "58-22")
def test_a_measure_report_that_is_sent_again_replaces_the_first(
    aggregate_data_sender, health_management_information_system
):
    with given("a report that was sent, and what it says after the facility has counted again"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        corrected = figures.corrected(report)
        aggregate_data_sender.sends(MeasureReport(report), to=health_management_information_system)

    with when("the sender sends the new numbers, and the report is read again"):
        sent = aggregate_data_sender.sends(MeasureReport(corrected), to=health_management_information_system)
        at = measure_reports.address_of(sent.request)
        kept = aggregate_data_sender.sends(StoredMeasureReport(report, at), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send the numbers as they were counted again", "58-22"):
        measure_reports.tells(sent.request, corrected)
    with then(health_management_information_system).shall("put the new report in the place of the old", "58-07"):
        measure_reports.keeps(kept.response, measure_reports.told_by(sent.request))


@verifies("58-01", "58-22", "58-23")
def test_several_reports_come_in_one_bundle(aggregate_data_sender, health_management_information_system):
    with given("the figures of two facilities for one month"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        other = figures.elsewhere(report)

    with when("the sender sends both in one Bundle"):
        sent = aggregate_data_sender.sends(MeasureReport(report, (other,)), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send them as a collection", "58-23"):
        measure_reports.is_one_collection(sent.request, count=2)
    with then(aggregate_data_sender).shall("send every figure of both", "58-22"):
        measure_reports.tells(sent.request, report, other)
    with then(health_management_information_system).shall("take the reports", "58-01"):
        http.answered(sent.response, 200, 201, 202)


@verifies("58-02a", "58-02b", "58-05")
def test_a_report_that_lacks_something_is_told_where(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: the reports are wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        aggregate_data_sender.sends(MeasureReport(figures.unseen()), to=health_management_information_system)
        report = figures.unseen()

    with when("another is sent without its subject, and without a count"):
        nobody = aggregate_data_sender.sends(
            FaultyMeasureReport(report, "no subject"), to=health_management_information_system
        )
        uncounted = aggregate_data_sender.sends(
            FaultyMeasureReport(report, "no count"), to=health_management_information_system
        )

    with then(health_management_information_system).shall("answer a report without subject with 422", "58-02a"):
        http.answered(nobody.response, 422)
    with then(health_management_information_system).shall("answer a report without a count with 422", "58-02b"):
        http.answered(uncounted.response, 422)
    with then(health_management_information_system).shall("say where a report is wrong", "58-05"):
        measure_reports.points_at(nobody.response, "subject")
        measure_reports.points_at(uncounted.response, "population")


@verifies("58-03", "58-08", "58-09")
def test_what_is_no_report_is_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what is sent is wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        aggregate_data_sender.sends(MeasureReport(figures.unseen()), to=health_management_information_system)
        report = figures.unseen()

    with when("another is sent as a PDF, and half of it, and a Patient"):
        pdf = aggregate_data_sender.sends(
            FaultyMeasureReport(report, "another media type"), to=health_management_information_system
        )
        half = aggregate_data_sender.sends(
            FaultyMeasureReport(report, "no JSON"), to=health_management_information_system
        )
        patient = aggregate_data_sender.sends(UnwantedResource(), to=health_management_information_system)

    with then(health_management_information_system).shall("answer a PDF with 415", "58-03"):
        http.answered(pdf.response, 415)
    with then(health_management_information_system).shall("answer half a report with 400", "58-09"):
        http.answered(half.response, 400)
    with then(health_management_information_system).shall("answer a Patient with 404", "58-08"):
        http.answered(patient.response, 404)


@verifies("58-04", "58-05", "58-11")
def test_one_bad_report_in_a_bundle_is_told_of_alone(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: one of the reports is wrong on purpose."""
    with given("two reports that are taken when nothing is wrong with them, and two others"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        one, two = figures.unseen(), figures.unseen()
        aggregate_data_sender.sends(MeasureReport(one, (two,)), to=health_management_information_system)
        good, bad = figures.unseen(), figures.unseen()

    with when("the others are sent in a Bundle, one of them without a count, and what is kept is looked up"):
        there = aggregate_data_sender.sends(StoredMeasureReport(one), to=health_management_information_system)
        before = aggregate_data_sender.sends(StoredMeasureReport(good), to=health_management_information_system)
        sent = aggregate_data_sender.sends(
            FaultyMeasureReport(bad, "a Bundle with one bad", (good,)), to=health_management_information_system
        )
        after = aggregate_data_sender.sends(StoredMeasureReport(good), to=health_management_information_system)

    with then(health_management_information_system).shall("say where the bad one is wrong", "58-05"):
        measure_reports.points_at(sent.response, "population")
    with then(health_management_information_system).shall("tell of the bad one alone", "58-04"):
        http.answered(sent.response, 422)
        measure_reports.tells_of_one(sent.response)
    with then(health_management_information_system).shall("keep none of them", "58-11"):
        with provided("a Bundle of right ones is kept"):
            measure_reports.keeps(there.response, one)
        measure_reports.are_the_same(before.response, after.response)
