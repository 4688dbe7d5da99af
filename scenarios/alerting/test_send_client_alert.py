"""Send client alert (W-23).

She has not come for her medicine, or there is cholera in her village. The clinic's system finds her in the client
registry (ITI-78), hands an alert to the aggregator (ITI-84), and asks later whether it arrived (ITI-85). On paper it
was a note to whoever walked past her house.
"""

from harness import given, patients, then, verifies, when
from harness.checks import alerts, fhir, http
from harness.messages.fhir import XML
from harness.transactions import (
    AlertQuery,
    AlertStatusQuery,
    FaultyAlert,
    MobilePatientDemographicsQuery,
    ReportAlert,
    recipient_of,
)


@verifies("78-01", "84-01a", "84-01b", "84-10", "85-01", "85-06")
def test_an_alert_is_on_its_way_to_a_patient(alert_reporter, client_registry, alert_aggregator):
    with given("a patient whom the client registry knows"):
        grace = client_registry.knows(patients.unseen(), by=alert_reporter)

    with when("the reporter looks for her"):
        query = alert_reporter.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)

    with then(client_registry).shall("return one entry for each patient that matches", "78-01"):
        fhir.returns_patients(query.response, count=1)

    with when("it reports an alert to her"):
        record = query.found
        text = f"Your medicine is ready at the clinic, dear Ms {grace.family}"
        alert = alert_reporter.sends(ReportAlert(text, client_registry.address_of(record)), to=alert_aggregator)

    with then(alert_reporter).shall("address the alert to whom it found", "84-10"):
        alerts.is_addressed_to(alert.request, record, identifiers=grace.identifiers)

    with given("that it did, and left nothing out"):
        alerts.is_addressed_to(alert.request, record, identifiers=grace.identifiers)
        alerts.is_whole(alert.request)

    with then(alert_aggregator).shall("take an alert to a patient with 201", "84-01a"):
        http.answered(alert.response, 201)
    with then(alert_aggregator).shall("name the alert that it keeps in Location", "84-01b"):
        alerts.names_where_it_is_kept(alert.response)

    with when("the reporter asks what became of it"):
        status = alert_reporter.sends(AlertStatusQuery(alert.record, eager=True), to=alert_aggregator)

    with then(alert_reporter).shall("ask by a search that names the alert", "85-06"):
        alerts.asks_by_the_alert(status.request, alert.record)

    with given("that it did"):
        alerts.asks_by_the_alert(status.request, alert.record)

    with then(alert_aggregator).shall("find what became of the alert, with its status", "85-01"):
        alerts.tells_the_status(status.last, alert.record)


@verifies("84-05")
def test_a_recipient_travels_in_the_alert(alert_reporter, alert_aggregator):
    """Judges the aggregator alone: who is in no registry is nobody whom a person at a keyboard could find."""
    with given("somebody who is in no registry"):
        amina = patients.unseen()

    with when("the reporter sends an alert that has her in it"):
        text = f"The water of your well is not safe, dear Ms {amina.family}"
        alert = alert_reporter.sends(ReportAlert(text, contained=recipient_of(amina)), to=alert_aggregator)

    with then(alert_aggregator).shall("take an alert that has its recipient contained in it", "84-05"):
        http.answered(alert.response, 201)


@verifies("84-06")
def test_an_alert_comes_in_xml(alert_reporter, alert_aggregator):
    """Judges the aggregator alone: nobody at a keyboard chooses the format of an alert."""
    with given("somebody who is in no registry"):
        amina = patients.unseen()

    with when("the reporter sends an alert in XML"):
        text = f"The bridge is closed tomorrow, dear Ms {amina.family}"
        alert = alert_reporter.sends(
            ReportAlert(text, contained=recipient_of(amina), content_type=XML), to=alert_aggregator
        )

    with then(alert_aggregator).shall("take an alert in XML", "84-06"):
        http.answered(alert.response, 201)


@verifies("84-02a", "84-02b", "84-02c", "84-07")
def test_half_an_alert_is_refused(alert_reporter, alert_aggregator):
    with given("an alert that the aggregator takes"):
        text = f"The bridge is open again, dear Ms {patients.unseen().family}"
        whom = recipient_of(patients.unseen())
        http.answered(alert_reporter.sends(ReportAlert(text, contained=whom), to=alert_aggregator).response, 201)

    with when("the same comes without a text, without a category, without a priority"):
        mute = alert_reporter.sends(FaultyAlert(text, contained=whom, without="payload"), to=alert_aggregator)
        uncoded = alert_reporter.sends(FaultyAlert(text, contained=whom, without="category"), to=alert_aggregator)
        hasty = alert_reporter.sends(FaultyAlert(text, contained=whom, without="priority"), to=alert_aggregator)

    with then(alert_aggregator).shall("refuse an alert without a text", "84-02a"):
        http.refused(mute.response)
    with then(alert_aggregator).shall("refuse an alert without a category of mACM", "84-02b"):
        http.refused(uncoded.response)
    with then(alert_aggregator).shall("refuse an alert without a priority", "84-02c"):
        http.refused(hasty.response)

    with given("that it refused one of them"):
        http.refused(mute.response)

    with then(alert_aggregator).shall("say why in an OperationOutcome", "84-07"):
        fhir.explains(mute.response)


@verifies("84-03")
def test_an_alert_to_nobody_is_refused(alert_reporter, client_registry, alert_aggregator):
    with given("an alert to a patient whom the client registry knows, which the aggregator takes"):
        grace = client_registry.knows(patients.unseen(), by=alert_reporter)
        query = alert_reporter.sends(MobilePatientDemographicsQuery(grace.identifier), to=client_registry)
        text = f"Please bring your card, dear Ms {grace.family}"
        record = client_registry.address_of(query.found)
        known = alert_reporter.sends(ReportAlert(text, record), to=alert_aggregator)
        http.answered(known.response, 201)

    with when("the same goes to a record that the client registry never had"):
        nobody = client_registry.address_of(f"Patient/nobody-{grace.family.lower()}")
        alert = alert_reporter.sends(FaultyAlert(text, nobody), to=alert_aggregator)

    with then(alert_aggregator).shall("refuse an alert whose recipient cannot be found", "84-03"):
        http.refused(alert.response)


@verifies("85-02", "85-03", "85-07")
def test_what_became_of_an_alert_is_searched_for(alert_reporter, alert_aggregator):
    """Judges the aggregator alone: a reporter asks for its alert, and nobody at a keyboard says since when."""
    with given("an alert that is on its way"):
        amina = patients.unseen()
        text = f"Your results are here, dear Ms {amina.family}"
        alert = alert_reporter.sends(ReportAlert(text, contained=recipient_of(amina)), to=alert_aggregator).record
        status = alert_reporter.sends(AlertStatusQuery(alert, eager=True), to=alert_aggregator)
        alerts.tells_the_status(status.last, alert)

    with when("the reporter wants to know what changed since a day before the alert, and what before"):
        since, before = [("_lastUpdated", "ge2020-01-01")], [("_lastUpdated", "lt2020-01-01")]
        recent = alert_reporter.sends(AlertStatusQuery(alert, since), to=alert_aggregator)
        earlier = alert_reporter.sends(AlertStatusQuery(alert, before), to=alert_aggregator)

    with then(alert_aggregator).shall("find it by the time of its last change, and not by another", "85-02"):
        alerts.tells_the_status(recent.response, alert)
        alerts.tells_nothing_of(earlier.response, alert)

    with when("it asks for an alert that nobody reported"):
        nothing = alert_reporter.sends(
            AlertStatusQuery(f"CommunicationRequest/none-{amina.family.lower()}"), to=alert_aggregator
        )

    with then(alert_aggregator).shall("answer with an empty searchset", "85-03"):
        alerts.tells_nothing(nothing.response)

    with when("it asks for the alert itself"):
        itself = alert_reporter.sends(AlertQuery(alert), to=alert_aggregator)

    with then(alert_aggregator).shall("find the alert itself", "85-07"):
        alerts.finds_the_alert(itself.response, alert)
