"""The answers in XML, which clients in the field cut by position: declaration, CRLF, element, one character."""

from dataclasses import replace

from ..message import Reply

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\r\n'


def element(text: str) -> Reply:
    """200 with one XML element."""
    return Reply.of(200, "text/xml", DECLARATION + text.encode() + b"\n")


def error(text: str) -> Reply:
    """200 with an element that tells what went wrong."""
    return element(f'<error number="0">{text}</error>')


def undeclared(reply: Reply) -> Reply:
    """`reply` in another layout: without the declaration."""
    return replace(reply, body=reply.body[len(DECLARATION) :]) if isinstance(reply.body, bytes) else reply
