"""What the recorder sends for a good token (document 001, Output)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..body import in_parts
from ..message import Reply
from . import log_in, xml
from .archive import NAME, archive
from .criteria import DOWNLOAD, PREPARE, VIDEO
from .permission import STRANGER
from .recordings import Couple, File
from .tokens import Ticket, Tokens

Defect = Callable[[Reply], Reply]
DISPOSITION = "Content-Disposition"
BEGINNING = 1000
"""How many bytes go out of a file that is cut short."""


def _without(name: str) -> Defect:
    return lambda reply: replace(reply, headers=tuple(header for header in reply.headers if header[0] != name))


def _with(name: str, value: str) -> Defect:
    return lambda reply: replace(reply, headers=(*_without(name)(reply).headers, (name, value)))


def _beginning(reply: Reply) -> bytes:
    return next(iter(in_parts(reply.body).parts()))[:BEGINNING]


OF_ANY_DOWNLOAD: Mapping[str, Defect] = {
    "download-206": lambda reply: replace(reply, status=206),
    "download-without-filename": _with(DISPOSITION, "attachment"),
    "download-named-mp3": _with(DISPOSITION, "attachment; filename=sendcallfile.mp3"),
    "body-cut": lambda reply: replace(reply, cut_at=BEGINNING),
}
OF_ONE_FILE: Mapping[str, Defect] = {
    "download-is-login-page": lambda reply: replace(reply, body=log_in.PAGE.encode()),
    "download-empty": lambda reply: replace(reply, body=b""),
    "download-cut": lambda reply: replace(reply, body=_beginning(reply)),
    "download-inline": _without(DISPOSITION),
    "body-surplus": lambda reply: replace(reply, surplus=b"surplus"),
}
OF_AN_ARCHIVE: Mapping[str, Defect] = {
    "zip-inline": _without(DISPOSITION),
    "zip-without-filename": _with(DISPOSITION, "attachment"),
    "zip-as-octet-stream": _with("Content-Type", "application/octet-stream"),
}
OF_A_STREAM: Mapping[str, Defect] = {
    "stream-as-attachment": _with(DISPOSITION, "attachment; filename=stream"),
    "stream-is-login-page": lambda reply: replace(reply, body=log_in.PAGE.encode()),
}


class Delivery:
    """Makes the files of tickets, and mixes: what was prepared in a session stays mixed there."""

    def __init__(self, tokens: Tokens, faults: frozenset[str]) -> None:
        self.faults = faults
        self._tokens = tokens
        self._mixed: set[tuple[str, Couple]] = set()

    def can_send(self, couple: Couple, session: str) -> bool:
        """Whether `couple` can be played and downloaded in `session`, or has to be prepared before."""
        return couple.mixed or (session, couple) in self._mixed or "unmixed-sent-raw" in self.faults

    def of(self, ticket: Ticket, token: str) -> Reply:
        """What the ticket of `token` stands for."""
        if ticket.action == DOWNLOAD:
            return self._download(ticket)
        if ticket.action == PREPARE and ticket.kind == VIDEO:
            return self._prepared(ticket, token)
        return self.stream(ticket)

    def stream(self, ticket: Ticket) -> Reply:
        """The recording for a player."""
        couple = ticket.couples[0]
        wrong = "audio-for-video" if ticket.kind == VIDEO else "video-for-audio"
        seen = (ticket.kind == VIDEO) is not (wrong in self.faults)
        return self._spoilt(_sent(self._ready(couple, couple.watched if seen else couple.heard, ticket)), OF_A_STREAM)

    def _download(self, ticket: Ticket) -> Reply:
        if len(ticket.couples) > 1 and not (ticket.kind == VIDEO and "videos-not-packed" in self.faults):
            body = archive(ticket.couples, self.faults)
            reply = Reply(200, body, (("Content-Type", "application/zip"), _attached(NAME)), chunked=True)
            return self._spoilt(self._spoilt(reply, OF_AN_ARCHIVE), OF_ANY_DOWNLOAD)
        file = self._ready(ticket.couples[0], ticket.couples[0].recorded, ticket)
        return self._spoilt(self._spoilt(_sent(file, _attached(file.name)), OF_ONE_FILE), OF_ANY_DOWNLOAD)

    def _prepared(self, ticket: Ticket, token: str) -> Reply:
        """A new token, once the recording is mixed."""
        self._mixed.add((ticket.session, ticket.couples[0]))
        if "prepare-without-token" in self.faults or (ticket.by_sid and "prepare-by-sid-without-token" in self.faults):
            return xml.element("<ok>Encoded.</ok>")
        if "prepare-same-token" in self.faults:
            return xml.element(f"<reply>{token}</reply>")
        user = STRANGER if "dead-prepared-token" in self.faults else ticket.user
        return xml.element(f"<reply>{self._tokens.mint(replace(ticket, user=user, action=''))}</reply>")

    def _ready(self, couple: Couple, file: File, ticket: Ticket) -> File:
        return file if couple.mixed or (ticket.session, couple) in self._mixed else couple.unmixed

    def _spoilt(self, reply: Reply, defects: Mapping[str, Defect]) -> Reply:
        for fault, defect in defects.items():
            if fault in self.faults:
                reply = defect(reply)
        return reply


def _sent(file: File, *headers: tuple[str, str]) -> Reply:
    return Reply(200, file.content, (("Content-Type", file.type), *headers))


def _attached(name: str) -> tuple[str, str]:
    return DISPOSITION, f"attachment; filename={name}"
