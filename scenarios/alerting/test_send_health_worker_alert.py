"""Send health worker alert (W-24).

A batch of vaccine has to be set aside tonight. Whoever knows finds the health worker in the registry (ITI-90), hands an
alert to the aggregator (ITI-84), and asks whether it arrived (ITI-85). The paper way was a rider with a letter.
"""

from harness import given, health_workers, then, verifies, when
from harness.checks import alerts, directories, http
from harness.transactions import AlertStatusQuery, CareServicesQuery, ReportAlert


@verifies("84-04", "84-10", "85-01", "85-06", "HWWF-2")
def test_an_alert_is_on_its_way_to_a_health_worker(alert_reporter, health_worker_registry, alert_aggregator):
    with given("a health worker whom the registry knows"):
        worker = health_worker_registry.stores(health_workers.unseen(), by=alert_reporter)
        number = worker.identifier("practitioner")

    with when("the reporter looks for her"):
        query = alert_reporter.sends(CareServicesQuery("Practitioner", number), to=health_worker_registry)

    with then(health_worker_registry).shall("answer queries for care services records in the form of mCSD", "HWWF-2"):
        directories.finds(query.response, number)

    with when("it reports an alert to her"):
        record = query.found
        where = health_worker_registry.address_of(record)
        text = f"Set the vaccines of today aside, please, {number.value}"
        alert = alert_reporter.sends(ReportAlert(text, where), to=alert_aggregator)

    with then(alert_reporter).shall("address the alert to whom it found", "84-10"):
        alerts.is_addressed_to(alert.request, record, identifiers=[number])

    with given("that it did, and left nothing out"):
        alerts.is_addressed_to(alert.request, record, identifiers=[number])
        alerts.is_whole(alert.request)

    with then(alert_aggregator).shall("take an alert to a health worker with 201", "84-04"):
        http.answered(alert.response, 201)

    with when("the reporter asks what became of it"):
        status = alert_reporter.sends(AlertStatusQuery(alert.record, eager=True), to=alert_aggregator)

    with then(alert_reporter).shall("ask by a search that names the alert", "85-06"):
        alerts.asks_by_the_alert(status.request, alert.record)

    with given("that it did"):
        alerts.asks_by_the_alert(status.request, alert.record)

    with then(alert_aggregator).shall("find what became of the alert, with its status", "85-01"):
        alerts.tells_the_status(status.last, alert.record)
