"""Export aggregate data (W-21).

A clinic's system has codes of its own for what it counts and for where. It sends its figures to the interoperability
layer, which puts the codes of the health management information system in their place; the numbers stay what they are,
and the clinic is told what became of them (QRPH-53).
"""

from harness import figures, given, preparation, then, verifies, when
from harness.checks import aggregates, http, passing
from harness.messages.adx import clinic_codes
from harness.transactions import AggregateReport, QuarterlyReport, StoredFigures, UnmappableReport
from harness.transactions.aggregate_report import UNHEARD_OF


@verifies("53-24", "53-01b")
def test_months_are_added_up_to_a_quarter(aggregate_data_sender, health_management_information_system):
    with given("the figures of the three months of a quarter"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        months = figures.quarter_unseen()

    with when("the sender sends the quarter, and what is kept is looked up"):
        sent = aggregate_data_sender.sends(
            QuarterlyReport(months[0], months[1:]), to=health_management_information_system
        )
        quarter = months[0].changed(period=months[0].period.within(3))
        kept = aggregate_data_sender.sends(StoredFigures(quarter), to=health_management_information_system)

    with then(aggregate_data_sender).shall("add the months up", "53-24"):
        aggregates.adds_up(sent.request, months)
    with then(health_management_information_system).shall("keep the figures of the quarter", "53-01b"):
        aggregates.keeps(kept.response, *aggregates.told_by(sent.request))


@verifies("53-01a", "53-01b", "53-22", "IOLF-2", "IOLF-5", "IOLM-1", "IOLM-2", "IOLM-3")
def test_figures_reach_the_hmis_under_its_own_codes(
    aggregate_data_sender, interoperability_layer, health_management_information_system
):
    with given("a layer that knows both systems' codes, and the figures of a month in the clinic's"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        interoperability_layer.maps(clinic_codes())
        report = figures.unseen()
        counted = figures.in_clinic_codes(report)

    with when("the sender sends them, and what the HMIS keeps is looked up"):
        sent = aggregate_data_sender.sends(AggregateReport(counted), to=health_management_information_system)
        kept = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send every figure that was counted", "53-22"):
        aggregates.tells(sent.request, counted)
    with then(interoperability_layer).shall("lead them to the HMIS", "IOLF-2"):
        passing.reached(sent.exchange)
    with then(interoperability_layer).shall("name the facility as the HMIS does", "IOLM-1"):
        aggregates.facilities_are_mapped(sent.exchange, clinic_codes())
    with then(interoperability_layer).shall("name what was counted as the HMIS does", "IOLM-2"):
        aggregates.metadata_are_mapped(sent.exchange, clinic_codes())
    with then(interoperability_layer).shall("leave every number as it was sent", "IOLM-3"):
        aggregates.numbers_survive(sent.exchange)
    with then(interoperability_layer).should("transform the message", "IOLF-5"):
        aggregates.facilities_are_mapped(sent.exchange, clinic_codes())
        aggregates.metadata_are_mapped(sent.exchange, clinic_codes())
    with then(health_management_information_system).shall("take the report", "53-01a"):
        http.answered(sent.response, 200, 201, 202, 204)
    with then(health_management_information_system).shall("keep every figure that reached it", "53-01b"):
        aggregates.keeps(kept.response, *aggregates.told_by(aggregates.passed_on(sent.exchange)))


@verifies("IOLF-6", "IOLM-4", "IOLM-5")
def test_a_code_that_cannot_be_mapped_stops_a_report(
    aggregate_data_sender, interoperability_layer, health_management_information_system
):
    """Judges the layer alone: the report has a code that nobody can map, on purpose."""
    with given("a layer that knows both systems' codes, and lets a report through that has no others"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        interoperability_layer.maps(clinic_codes())
        report = figures.in_clinic_codes(figures.unseen())
        aggregate_data_sender.sends(AggregateReport(report), to=health_management_information_system)

    with when("the sender sends one with an indicator of its own that the HMIS does not have"):
        other = figures.in_clinic_codes(figures.unseen())
        stopped = aggregate_data_sender.sends(UnmappableReport(other), to=health_management_information_system)

    with then(interoperability_layer).shall("pass nothing of it on", "IOLM-4"):
        passing.went_no_further(stopped.exchange)
    with then(interoperability_layer).should("check codes on the way", "IOLF-6"):
        passing.went_no_further(stopped.exchange)
    with then(interoperability_layer).shall("tell the sender which code it cannot map", "IOLM-5"):
        aggregates.refuses_naming(stopped.exchange, UNHEARD_OF)
