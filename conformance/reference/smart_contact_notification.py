"""Notify about new smart contacts: takes a notification in JSON or XML and answers 204 (document 003)."""

import threading
from dataclasses import replace

from .message import Received, Reply
from .smart_contact import Party, SmartContact, Unreadable, from_json, from_xml
from .store import Store

KNOWN_SERVERS = ("Sync Server 1.1", "CloudSoftphone/1.5.6")
"""The callers that the document's examples show."""
STATUSES = {"status-200": 200, "status-201": 201, "status-202": 202, "status-205": 205, "status-302": 302}
MARKUP = frozenset("&<>\"'")


class _Refusal(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


class SmartContactNotification:
    """The service; notifications go to `store`."""

    def __init__(self, faults: frozenset[str], store: Store) -> None:
        self.faults = faults
        self._store = store
        self._lock = threading.Lock()
        self._seen: set[tuple[str, bytes]] = set()

    def notify(self, request: Received) -> Reply:
        """204 for a whole notification, 400 for a broken one, 415 for another type than JSON and XML."""
        if request.method != "POST":
            return Reply.text(405, "Use POST.", ("Allow", "POST"))
        try:
            contact = self._read(request)
            self._refuse_needlessly(request, contact)
        except Unreadable as problem:
            return Reply(204) if "malformed-204" in self.faults else Reply.text(400, str(problem))
        except _Refusal as refusal:
            return Reply.text(refusal.status, str(refusal))
        if "contact-lost" not in self.faults:
            self._store.add(replace(contact, interested_parties=self._kept(contact.interested_parties)))
        return self._reply(contact)

    def _kept(self, parties: tuple[Party, ...]) -> tuple[Party, ...]:
        kept = parties[: 1 if "second-party-lost" in self.faults else None]
        if "names-mangled" in self.faults:
            return tuple(Party(_ascii(party.username), _ascii(party.device)) for party in kept)
        return kept

    def _read(self, request: Received) -> SmartContact:
        """Raises Unreadable and _Refusal."""
        strict = "extra-member-refused" in self.faults
        if request.media_type == "application/json":
            return from_json(request, strict)
        if request.media_type == "application/xml" and "xml-refused" not in self.faults:
            return from_xml(request.body, strict)
        raise _Refusal(415, "Send application/json or application/xml.")

    def _refuse_needlessly(self, request: Received, contact: SmartContact) -> None:
        """Raises _Refusal where a fault cannot bear a whole notification."""
        parties = contact.interested_parties
        names = "".join(party.username + party.device for party in parties)
        special = not names.isascii() or not MARKUP.isdisjoint(names)
        key = request.media_type, request.body
        with self._lock:
            repeated = key in self._seen
            self._seen.add(key)
        refused = {
            "new-server-refused": (403, request.header("User-Agent") not in KNOWN_SERVERS),
            "several-parties-refused": (400, len(parties) > 1),
            "fifty-refused": (400, len(parties) > 10),
            "duplicate-refused": (400, len(set(parties)) < len(parties)),
            "plus-refused": (400, "+" in contact.new_smart_number),
            "sip-scheme-refused": (400, contact.new_smart_uri.lower().startswith("sip:")),
            "names-refused": (400, special),
            "names-crash": (500, special),
            "contact-repeat-refused": (409, repeated),
        }
        for fault, (status, meant) in refused.items():
            if fault in self.faults and meant:
                raise _Refusal(status, "This notification is not supported.")

    def _reply(self, contact: SmartContact) -> Reply:
        if "several-parties-200" in self.faults and len(contact.interested_parties) > 1:
            return Reply(200)
        reply = Reply(next((status for fault, status in STATUSES.items() if fault in self.faults), 204))
        if reply.status == 302:
            reply = replace(reply, headers=(("Location", "/login"),))
        if "length-on-204" in self.faults:
            reply = replace(reply, headers=(("Content-Length", "123"),))
        return replace(reply, surplus=b"Accepted\n") if "body-after-204" in self.faults else reply
