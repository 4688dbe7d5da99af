"""The door of ITI-74: what changed in a directory, in SOAP at ``/soap`` below any root path. Knows no entity."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from typing_extensions import override

from harness import folders
from harness.messages import csd, soap
from harness.mocks.directory.care_services import CareServices
from harness.mocks.soap_service import Faulty, Operation, SoapService
from harness.transactions import CareServicesModifications


class Modifications(SoapService):
    """Answers what changed."""

    def __init__(self, directory: CareServices) -> None:
        self._directory = directory

    @override
    def operations(self) -> Mapping[str, Operation]:
        reply = self._directory.reply(CareServicesModifications.reply)
        return {CareServicesModifications.action: Operation(reply, self._modified)}

    @override
    def wsdl(self, location: str) -> bytes:
        tree = etree.parse(folders.fixtures() / "schemas" / "csd.wsdl")
        for address in tree.iter("{http://schemas.xmlsoap.org/wsdl/soap12/}address"):
            address.set("location", location)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")

    @override
    def is_whole(self) -> bool:
        return self._directory.is_whole()

    def _modified(self, asked: etree._Element) -> etree._Element:
        if asked.tag != csd.named("getModificationsRequest"):
            raise Faulty(soap.Fault("Sender", "A getModificationsRequest is asked here"))
        since = self._directory.since(csd.last_modified(asked))
        if since is None:
            raise Faulty(soap.Fault("Sender", "lastModified is no xs:dateTime"))
        return csd.modifications_response(self._directory.modifications(since))
