"""Validate and save aggregate data (HMISWF-1), as DHIS2 takes it.

Most countries keep their routine figures in DHIS2. Whoever sends to it posts a data value set in JSON, and is told by
an import summary how many values were taken, and which were not.
"""

from harness import figures, given, preparation, provided, then, verifies, when
from harness.checks import aggregates, data_value_sets, http
from harness.transactions import AggregateReport, DataValueSet, FaultyDataValueSet, StoredDataValues, StoredFigures


@verifies("DVS-02", "DVS-07")
def test_data_values_are_imported_counted_and_given_back(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what a sender has to get right is judged in ADX and in FHIR."""
    with given("the figures of a month that nobody has sent"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()

    with when("the sender posts them as a data value set, and they are asked for"):
        sent = aggregate_data_sender.sends(DataValueSet(report), to=health_management_information_system)
        kept = aggregate_data_sender.sends(StoredDataValues(report), to=health_management_information_system)

    with then(health_management_information_system).shall("import and count every value", "DVS-02"):
        http.answered(sent.response, 200, 201)
        data_value_sets.counts(sent.response, taken=len(report.figures))
    with then(health_management_information_system).shall("give every value back", "DVS-07"):
        data_value_sets.keeps(kept.response, report)


@verifies("DVS-06")
def test_data_values_that_come_again_are_updated(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what a sender has to get right is judged in ADX and in FHIR."""
    with given("figures that were sent"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        aggregate_data_sender.sends(DataValueSet(report), to=health_management_information_system)

    with when("the facility has counted again, and the sender posts the new numbers"):
        corrected = figures.corrected(report)
        again = aggregate_data_sender.sends(DataValueSet(corrected), to=health_management_information_system)
        kept = aggregate_data_sender.sends(StoredDataValues(corrected), to=health_management_information_system)

    with then(health_management_information_system).shall("count them as updated, and have the new numbers", "DVS-06"):
        data_value_sets.counts_updated(again.response, count=len(corrected.figures))
        data_value_sets.keeps(kept.response, corrected)


@verifies("DVS-03")
def test_a_data_value_that_cannot_be_taken_is_told_of(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: one value is wrong on purpose."""
    with given("figures that are taken when nothing is wrong with them"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right = aggregate_data_sender.sends(DataValueSet(figures.unseen()), to=health_management_information_system)
        http.answered(right.response, 200, 201)
        report = figures.unseen()

    with when("others are posted, of which the last counts nothing that the HMIS knows"):
        sent = aggregate_data_sender.sends(
            FaultyDataValueSet(report, "an unknown dataElement"), to=health_management_information_system
        )

    with then(health_management_information_system).shall(
        "count the one as ignored, and tell of the conflict", "DVS-03"
    ):
        data_value_sets.counts(sent.response, taken=len(report.figures) - 1, ignored=1)
        data_value_sets.has_conflicts(sent.response)


@verifies("DVS-04")
def test_a_dry_run_keeps_nothing(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what a sender has to get right is judged in ADX and in FHIR."""
    with given("figures that nobody has sent"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()

    with when("the sender tries them, and then sends them, and before and after each what is kept is looked up"):
        before = aggregate_data_sender.sends(StoredDataValues(report), to=health_management_information_system)
        aggregate_data_sender.sends(DataValueSet(report, dry_run=True), to=health_management_information_system)
        after = aggregate_data_sender.sends(StoredDataValues(report), to=health_management_information_system)
        aggregate_data_sender.sends(DataValueSet(report), to=health_management_information_system)
        kept = aggregate_data_sender.sends(StoredDataValues(report), to=health_management_information_system)

    with then(health_management_information_system).shall("keep nothing of what was only tried", "DVS-04"):
        with provided("what is sent in earnest is kept"):
            data_value_sets.keeps(kept.response, report)
        data_value_sets.are_the_same(before.response, after.response)


@verifies("DVS-05")
def test_create_changes_nothing_that_is_there(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what a sender has to get right is judged in ADX and in FHIR."""
    with given("figures that were sent"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        corrected = figures.corrected(report)
        aggregate_data_sender.sends(DataValueSet(report), to=health_management_information_system)

    with when("the sender posts other numbers for them, to be created alone"):
        aggregate_data_sender.sends(DataValueSet(corrected, "CREATE"), to=health_management_information_system)
        kept = aggregate_data_sender.sends(StoredDataValues(report), to=health_management_information_system)

    with then(health_management_information_system).shall("leave the numbers that are there", "DVS-05"):
        data_value_sets.keeps(kept.response, report)


@verifies("DVS-08")
def test_a_figure_is_one_whichever_way_it_comes(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what a sender has to get right is judged in ADX and in FHIR."""
    with given("figures that came in ADX, and what the facility counts the second time"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        report = figures.unseen()
        corrected = figures.corrected(report)
        aggregate_data_sender.sends(AggregateReport(report), to=health_management_information_system)

    with when("the new numbers come as a data value set, and both ways are asked what is kept"):
        aggregate_data_sender.sends(DataValueSet(corrected), to=health_management_information_system)
        values = aggregate_data_sender.sends(StoredDataValues(corrected), to=health_management_information_system)
        adx = aggregate_data_sender.sends(StoredFigures(corrected), to=health_management_information_system)

    with then(health_management_information_system).shall("keep the new number alone, whoever asks", "DVS-08"):
        data_value_sets.keeps(values.response, corrected)
        aggregates.keeps(adx.response, corrected)


@verifies("DVS-09")
def test_half_a_data_value_set_is_refused(aggregate_data_sender, health_management_information_system):
    """Judges the HMIS alone: what is sent is wrong on purpose."""
    with given("figures that are taken when nothing is wrong with them"):
        health_management_information_system.prepares(preparation.MALARIA_REPORT)
        right = aggregate_data_sender.sends(DataValueSet(figures.unseen()), to=health_management_information_system)
        http.answered(right.response, 200, 201)

    with when("half of others is posted"):
        half = aggregate_data_sender.sends(
            FaultyDataValueSet(figures.unseen(), "no JSON"), to=health_management_information_system
        )

    with then(health_management_information_system).shall("answer half a message with 400", "DVS-09"):
        http.answered(half.response, 400)
