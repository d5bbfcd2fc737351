"""Notify about new smart contacts: takes a notification in JSON or XML and answers 204 (document 003)."""

from typing import NoReturn
from xml.etree import ElementTree

from .message import Received, Reply

JSON_FIELDS = ("newSmartNumber", "networkId", "newSmartUri")
XML_FIELDS = ("new_smart_number", "network_id", "new_smart_uri")
PARTY_FIELDS = ("username", "device")


class SmartContactNotification:
    """The service; it keeps nothing."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults

    def notify(self, request: Received) -> Reply:
        """204 for a whole notification, 400 for a broken one, 415 for another type than JSON and XML."""
        if request.method != "POST":
            return Reply.text(405, "Use POST.", ("Allow", "POST"))
        try:
            if request.media_type == "application/json":
                parties = _parties_of_json(request)
            elif request.media_type == "application/xml" and "xml-refused" not in self.faults:
                parties = _parties_of_xml(request.body)
            else:
                return Reply.text(415, "Send application/json or application/xml.")
        except ValueError as error:
            return Reply.text(400, str(error))
        if "several-parties-refused" in self.faults and parties > 1:
            return Reply.text(400, "Too many interested parties.")
        if "status-200" in self.faults or ("several-parties-200" in self.faults and parties > 1):
            return Reply(200)
        return Reply(202 if "status-202" in self.faults else 204)


def _parties_of_json(request: Received) -> int:
    """How many interested parties a JSON notification names. Raises ValueError when it is not whole."""
    body = request.json_object()
    parties = body.get("interestedParties")
    if not isinstance(parties, list) or not all(isinstance(party, dict) for party in parties):
        raise ValueError("interestedParties is not an array of objects.")
    _demand(JSON_FIELDS, body)
    for party in parties:
        _demand(PARTY_FIELDS, party)
    return len(parties)


def _parties_of_xml(body: bytes) -> int:
    """How many interested parties an XML notification names. Raises ValueError when it is not whole."""
    try:
        root = ElementTree.fromstring(body, ElementTree.XMLParser(target=_NoDoctype()))
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError("The body is not well-formed XML.") from error
    parties = root.find("interested_parties")
    if parties is None:
        raise ValueError("interested_parties is missing.")
    _demand(XML_FIELDS, {field.tag: field.text for field in root})
    for party in parties:
        _demand(PARTY_FIELDS, {field.tag: field.text for field in party})
    return len(parties)


def _demand(names: tuple[str, ...], values: dict[str, object] | dict[str, str | None]) -> None:
    for name in names:
        value = values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{name} is missing.")


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds a tree of a document without a document type, so that there are no entities to expand."""

    def doctype(self, name: str, public: str | None, system: str | None) -> NoReturn:
        raise ValueError("A document type declaration is refused.")
