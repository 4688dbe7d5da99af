"""An alert aggregator without its door: what it takes, whom it looks for, what it tells. A defect overrides a method.

An alert (CommunicationRequest) is kept once its recipients were found; then each recipient gets a Communication, which
goes from ``preparation`` by ``in-progress`` to ``completed``, or to ``not-done`` where the channel could not deliver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from harness.messages.fhir import Resource
from harness.mocks.alert_aggregator.channel import Channel, LogChannel
from harness.mocks.alert_aggregator.recipients import Recipients
from harness.mocks.rest.declaration import Declaration, Kept, offered
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store, Stored
from harness.transactions.alerts import CATEGORIES

_CARRIED = ("category", "priority", "payload")
_PROFILES = "http://ihe.net/fhir/StructureDefinition/IHE_mACM_"


class Aggregator(RestService):
    """Takes alerts (ITI-84) and tells what became of them (ITI-85).

    `data` is the file to keep both in, memory without one; `registries` are base URLs by resource type.
    """

    title: ClassVar[str] = "alert aggregator"
    declares: ClassVar[Declaration] = {
        "CommunicationRequest": Kept(
            ("create", "read", "search-type", "history-instance"), profiles=(f"{_PROFILES}CommunicationRequest",)
        ),
        "Communication": Kept(("read", "search-type", "history-instance"), profiles=(f"{_PROFILES}Communication",)),
    }

    def __init__(
        self, data: Path | None = None, *, registries: Mapping[str, str] | None = None, channel: Channel | None = None
    ) -> None:
        super().__init__(Store(search_table(offered(self.declares)), data))
        self.recipients = Recipients(registries or {})
        self.channel = channel or LogChannel()

    def close(self) -> None:
        """Ends all use of the data and every connection."""
        self.recipients.close()
        self.store.close()

    def create(self, request: Request) -> Answer:
        """``POST /CommunicationRequest``: looks at the alert and for its recipients, keeps it, brings it on its way."""
        alert = self.resource_in(request)
        self.check_alert(alert)
        kept = self.keep(request, alert, None)
        for one in self.communications(kept):
            self.disseminate(one)
        return self.written(request, kept, 201)

    def check_alert(self, resource: Resource) -> None:
        """Raises Refusal (422) for an alert that mACM does not allow."""
        self.check_category(resource)
        self.check_priority(resource)
        self.check_payload(resource)
        self.check_recipients(resource)

    def check_category(self, alert: Resource) -> None:
        """Exactly one category is one of mACM."""
        codings = (coding for one in alert.get("category", ()) for coding in one.get("coding", ()))
        if sum(one.get("system") == CATEGORIES and bool(one.get("code")) for one in codings) != 1:
            raise _refused("category", f"one category has a code of {CATEGORIES}")

    def check_priority(self, alert: Resource) -> None:
        """There is a priority."""
        if not alert.get("priority"):
            raise _refused("priority", "an alert has a priority")

    def check_payload(self, alert: Resource) -> None:
        """Exactly one payload is a text."""
        if sum(bool(one.get("contentString")) for one in alert.get("payload", ())) != 1:
            raise _refused("payload", "one payload of an alert is a contentString")

    def check_recipients(self, alert: Resource) -> None:
        """There are recipients, and each of them is found."""
        if not alert.get("recipient"):
            raise _refused("recipient", "an alert has a recipient")
        if why := self.recipients.missing(alert):
            place = f"CommunicationRequest.{why.partition(':')[0]}"
            raise Refusal(422, "not-found", f"A recipient cannot be found: {why}", expression=(place,))

    def settle(self, request: Request, resource: Resource) -> Resource:  # noqa: ARG002 - as the service has it
        """As it is: an alert speaks of what is kept elsewhere."""
        return resource

    def communications(self, alert: Stored) -> Iterator[Resource]:
        """What is going to become of it: a Communication a recipient."""
        for recipient in alert.resource["recipient"]:
            reference = recipient.get("reference")
            inside = [one for one in alert.resource.get("contained", ()) if f"#{one.get('id')}" == reference]
            yield {
                "resourceType": "Communication",
                **({"contained": inside} if inside else {}),
                "basedOn": [{"reference": f"CommunicationRequest/{alert.id}"}],
                "status": "preparation",
                "recipient": [recipient],
                **{name: alert.resource[name] for name in _CARRIED if name in alert.resource},
            }

    def disseminate(self, communication: Resource) -> None:
        """Sees a Communication through all that becomes of it; each step is a version."""
        step = self.store.add(communication)
        step = self.store.replace(step, {**communication, "status": "in-progress"})
        text = "".join(one.get("contentString", "") for one in communication.get("payload", ()))
        if self.channel.deliver(text, communication["recipient"][0].get("reference", "")):
            told = {**communication, "status": "completed", "sent": _now()}
        else:
            told = {**communication, "status": "not-done", "statusReason": {"text": "It could not be delivered"}}
        self.store.replace(step, told)


def _refused(name: str, words: str) -> Refusal:
    return Refusal(
        422, "required", f"CommunicationRequest.{name}: {words}", expression=(f"CommunicationRequest.{name}",)
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
