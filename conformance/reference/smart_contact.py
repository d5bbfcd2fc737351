"""A notification about a new smart contact, as it is read from JSON or XML (document 003, Parameters and Examples)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NoReturn
from xml.etree import ElementTree

from .message import Received

JSON_FIELDS = ("newSmartNumber", "networkId", "newSmartUri")
JSON_PARTIES = "interestedParties"
XML_FIELDS = ("new_smart_number", "network_id", "new_smart_uri")
XML_PARTIES = "interested_parties"
PARTY_FIELDS = ("username", "device")


class Unreadable(ValueError):
    """A body that is no notification; the text is one sentence of why."""


@dataclass(frozen=True)
class Party:
    """A user who has the new smart user among their contacts, and their device."""

    username: str
    device: str


@dataclass(frozen=True)
class SmartContact:
    """A notification as it arrived."""

    new_smart_number: str
    network_id: str
    new_smart_uri: str
    interested_parties: tuple[Party, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.new_smart_number,)

    @property
    def observed(self) -> Mapping[str, object]:
        return {"service": "smart-contact-notification", **asdict(self)}


def from_json(request: Received, strict: bool) -> SmartContact:
    """The notification in a JSON body; `strict` refuses members that the document does not know. Raises Unreadable."""
    try:
        body = request.json_object()
    except ValueError as error:
        raise Unreadable("The body is not a JSON object.") from error
    parties = body.get(JSON_PARTIES)
    if not isinstance(parties, list) or not all(isinstance(party, dict) for party in parties):
        raise Unreadable(f"{JSON_PARTIES} is not an array of objects.")
    if strict:
        _know(body, (*JSON_FIELDS, JSON_PARTIES))
    return _contact(_texts(body, JSON_FIELDS), parties)


def from_xml(body: bytes, strict: bool) -> SmartContact:
    """The notification in an XML body, whatever its root and the elements of the parties are called; `strict` as for
    JSON. Raises Unreadable."""
    try:
        root = ElementTree.fromstring(body, ElementTree.XMLParser(target=_NoDoctype()))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("The body is not well-formed XML.") from error
    parties = root.find(XML_PARTIES)
    if parties is None:
        raise Unreadable(f"{XML_PARTIES} is missing.")
    fields = {field.tag: field.text for field in root}
    if strict:
        _know(fields, (*XML_FIELDS, XML_PARTIES))
    return _contact(_texts(fields, XML_FIELDS), [{field.tag: field.text for field in party} for party in parties])


def _contact(texts: Sequence[str], parties: Sequence[Mapping[str, object]]) -> SmartContact:
    number, network, uri = texts
    return SmartContact(number, network, uri, tuple(Party(*_texts(party, PARTY_FIELDS)) for party in parties))


def _texts(values: Mapping[str, object], names: Collection[str]) -> list[str]:
    found = []
    for name in names:
        value = values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise Unreadable(f"{name} is missing.")
        found.append(value)
    return found


def _know(given: Collection[str], names: Collection[str]) -> None:
    if unknown := [name for name in given if name not in names]:
        raise Unreadable(f"{unknown[0]} is unknown.")


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds a tree of a document without a document type, so that there are no entities to expand."""

    def doctype(self, name: str, public: str | None, system: str | None) -> NoReturn:
        raise Unreadable("A document type declaration is refused.")
