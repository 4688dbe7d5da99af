"""Validate and save aggregate data (HMISWF-1).

At the end of the month a clinic's system counts what its registers hold, and sends the counts as one report in ADX
(QRPH-53). The health management information system checks it and keeps it: all of it, or nothing.
"""

from harness import figures, given, preparation, provided, then, verifies, when
from harness.checks import aggregates, http
from harness.transactions import AggregateReport, FaultyAggregateReport, StoredFigures
from harness.transactions.aggregate_report import NOBODY, NOTHING


@verifies("HMISWF-1", "53-01a", "53-01b", "53-10", "53-22", "53-23", "HMISF-1", "HMISF-4")
def test_a_report_is_kept_to_the_last_figure(aggregate_data_sender, health_management_information_system):
    with given("the figures of a month that nobody has sent"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()

    with when("the sender sends them, and what is kept is looked up"):
        sent = aggregate_data_sender.sends(AggregateReport(report), to=health_management_information_system)
        kept = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send every figure that was counted", "53-22"):
        aggregates.tells(sent.request, report)
    with then(aggregate_data_sender).shall("use the codes that were agreed upon", "53-23"):
        aggregates.is_of_the_form(sent.request)
    with then(health_management_information_system).shall("take the report", "53-01a"):
        http.answered(sent.response, 200, 201, 202, 204)
    with then(health_management_information_system).should("offer to import ADX", "HMISF-4"):
        http.answered(sent.response, 200, 201, 202, 204)
        with provided("what is imported is there"):
            aggregates.keeps_any_of(kept.response, *aggregates.told_by(sent.request))
    with then(health_management_information_system).should("say what it processed", "53-10"):
        with provided("it took the report"):
            http.answered(sent.response, 200, 201, 202)
        aggregates.tells_what_became(sent.response)
    with then(health_management_information_system).shall("keep every figure as the number it is", "53-01b"):
        aggregates.keeps(kept.response, *aggregates.told_by(sent.request))
    with then(health_management_information_system).shall("store what it is sent", "HMISF-1"):
        aggregates.keeps_any_of(kept.response, *aggregates.told_by(sent.request))
    with then(health_management_information_system).shall("save what is valid", "HMISWF-1"):
        aggregates.keeps_any_of(kept.response, *aggregates.told_by(sent.request))


@verifies("53-01b", "53-22")
def test_reports_of_two_facilities_come_in_one_message(aggregate_data_sender, health_management_information_system):
    with given("the figures of two facilities for one month"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        other = figures.elsewhere(report)

    with when("the sender sends both in one message, and what is kept of each is looked up"):
        sent = aggregate_data_sender.sends(AggregateReport(report, (other,)), to=health_management_information_system)
        one = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        two = aggregate_data_sender.sends(StoredFigures(other), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send every figure of both", "53-22"):
        aggregates.tells(sent.request, report, other)
    with then(health_management_information_system).shall("keep the figures of each facility as its own", "53-01b"):
        aggregates.keeps(one.response, aggregates.told_of(sent.request, report))
        aggregates.keeps(two.response, aggregates.told_of(sent.request, other))


@verifies("53-05", "53-22")
def test_a_report_that_is_sent_again_is_kept_once(aggregate_data_sender, health_management_information_system):
    with given("a report that was sent, and what it says after the facility has counted again"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        corrected = figures.corrected(report)
        first = aggregate_data_sender.sends(AggregateReport(report), to=health_management_information_system)

    with when("the sender sends the same again, and then the new numbers, and each time what is kept is looked up"):
        aggregate_data_sender.sends(AggregateReport(report), to=health_management_information_system)
        again = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        second = aggregate_data_sender.sends(AggregateReport(corrected), to=health_management_information_system)
        anew = aggregate_data_sender.sends(StoredFigures(corrected), to=health_management_information_system)

    with then(aggregate_data_sender).shall("send the numbers as they were counted again", "53-22"):
        aggregates.tells(second.request, corrected)
    with then(health_management_information_system).shall("count nothing twice", "53-05"):
        aggregates.keeps(again.response, *aggregates.told_by(first.request))
    with then(health_management_information_system).shall("put the new numbers in the place of the old", "53-05"):
        aggregates.keeps(anew.response, *aggregates.told_by(second.request))


@verifies("53-02a", "53-02b", "53-02c", "53-09")
def test_a_figure_that_lacks_its_whose_and_when_is_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: the messages are wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it, and another"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right, report = figures.unseen(), figures.unseen()
        aggregate_data_sender.sends(AggregateReport(right), to=health_management_information_system)

    with when("the other is sent without its facility, without its month, and with a number that counts nothing"):
        taken = aggregate_data_sender.sends(StoredFigures(right), to=health_management_information_system)
        before = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        nowhere = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "no orgUnit"), to=health_management_information_system
        )
        never = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "no period"), to=health_management_information_system
        )
        nothing = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "no dataElement"), to=health_management_information_system
        )
        after = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(health_management_information_system).shall("refuse a group without its facility", "53-02a"):
        http.refused(nowhere.response)
    with then(health_management_information_system).shall("refuse a group without its period", "53-02b"):
        http.refused(never.response)
    with then(health_management_information_system).shall("refuse a number that counts nothing", "53-02c"):
        http.refused(nothing.response)
    with then(health_management_information_system).shall("keep nothing of all that", "53-09"):
        with provided("what is right is kept"):
            aggregates.keeps(taken.response, right)
        aggregates.are_the_same(before.response, after.response)


@verifies("53-03", "53-04", "53-09")
def test_a_figure_that_is_no_number_is_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: the messages are wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it, and another"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right, report = figures.unseen(), figures.unseen()
        aggregate_data_sender.sends(AggregateReport(right), to=health_management_information_system)

    with when("the other is sent with a word for its last number, and with a dimension that the form does not have"):
        taken = aggregate_data_sender.sends(StoredFigures(right), to=health_management_information_system)
        before = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        word = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "no decimal"), to=health_management_information_system
        )
        shoes = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "an unknown dimension"), to=health_management_information_system
        )
        after = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(health_management_information_system).shall("refuse a word in the place of a number", "53-03"):
        http.refused(word.response)
    with then(health_management_information_system).shall("refuse a dimension that the form does not have", "53-04"):
        http.refused(shoes.response)
    with then(health_management_information_system).shall("keep nothing of all that", "53-09"):
        with provided("what is right is kept"):
            aggregates.keeps(taken.response, right)
        aggregates.are_the_same(before.response, after.response)


@verifies("53-06", "53-07", "53-09", "53-13")
def test_what_is_no_adx_is_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: the messages are wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it, and another"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right, report = figures.unseen(), figures.unseen()
        aggregate_data_sender.sends(AggregateReport(right), to=health_management_information_system)

    with when("half of the other is sent, then all of it as a PDF, and in a namespace of another year"):
        taken = aggregate_data_sender.sends(StoredFigures(right), to=health_management_information_system)
        before = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        half = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "half of it missing"), to=health_management_information_system
        )
        pdf = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "another media type"), to=health_management_information_system
        )
        other = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "another namespace"), to=health_management_information_system
        )
        after = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(health_management_information_system).shall("answer half a message with 400", "53-06"):
        http.answered(half.response, 400)
    with then(health_management_information_system).shall("answer a PDF with 415", "53-07"):
        http.answered(pdf.response, 415)
    with then(health_management_information_system).shall("refuse another namespace", "53-13"):
        http.refused(other.response)
    with then(health_management_information_system).shall("keep nothing of all that", "53-09"):
        with provided("what is right is kept"):
            aggregates.keeps(taken.response, right)
        aggregates.are_the_same(before.response, after.response)


@verifies("53-08a", "53-08b", "53-09", "53-11")
def test_a_code_that_nobody_knows_is_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: the messages are wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it, and another"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right, report = figures.unseen(), figures.unseen()
        aggregate_data_sender.sends(AggregateReport(right), to=health_management_information_system)

    with when("the other is sent for a facility, and with a last data element, that nobody knows"):
        taken = aggregate_data_sender.sends(StoredFigures(right), to=health_management_information_system)
        before = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        nowhere = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "an unknown orgUnit"), to=health_management_information_system
        )
        nothing = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "an unknown dataElement"), to=health_management_information_system
        )
        after = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(health_management_information_system).shall(
        "refuse figures of a facility that it does not know", "53-08a"
    ):
        http.refused(nowhere.response)
    with then(health_management_information_system).shall(
        "refuse figures of a data element that it does not know", "53-08b"
    ):
        http.refused(nothing.response)
    with then(health_management_information_system).should("name the code that it does not know", "53-11"):
        aggregates.names(nowhere.response, NOBODY)
        aggregates.names(nothing.response, NOTHING)
    with then(health_management_information_system).shall("keep nothing of all that", "53-09"):
        with provided("what is right is kept"):
            aggregates.keeps(taken.response, right)
        aggregates.are_the_same(before.response, after.response)


@verifies("HMISF-3")
def test_figures_that_cannot_be_right_are_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: the messages are wrong on purpose."""
    with given("a report that is taken when nothing is wrong with it, and another"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right, report = figures.unseen(), figures.unseen()
        aggregate_data_sender.sends(AggregateReport(right), to=health_management_information_system)

    with when("the other is sent with more deaths than cases"):
        taken = aggregate_data_sender.sends(StoredFigures(right), to=health_management_information_system)
        before = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)
        deadly = aggregate_data_sender.sends(
            FaultyAggregateReport(report, "more deaths than cases"), to=health_management_information_system
        )
        after = aggregate_data_sender.sends(StoredFigures(report), to=health_management_information_system)

    with then(health_management_information_system).should("refuse more deaths than cases", "HMISF-3"):
        http.refused(deadly.response)
        with provided("what is right is kept"):
            aggregates.keeps(taken.response, right)
        aggregates.are_the_same(before.response, after.response)
