"""What an answer's body says (document 000, Response): the `message` that the app looks for when the status is not 2xx,
and an error inside a 2xx answer, which the app, going by the status alone, takes for success."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from ...exchange.message import Response
from .body import Unreadable, read


def _message_in_xml(root: ElementTree.Element) -> str:
    found = next((element for element in root.iter() if element.tag.rpartition("}")[2] == "message"), None)
    if found is None:
        raise Unreadable("no message field")
    return "".join(found.itertext())


def _message_in_json(document: Any) -> str:
    if not isinstance(document, dict):
        raise Unreadable("not a JSON object")
    if "message" not in document and len(document) == 1:
        (document,) = document.values()
    if not isinstance(document, dict) or "message" not in document:
        raise Unreadable("no message field")
    if not isinstance(document["message"], str):
        raise Unreadable("message is not a string")
    return document["message"]


def _find(response: Response) -> str:
    document = read(response)
    found = _message_in_xml(document) if isinstance(document, ElementTree.Element) else _message_in_json(document)
    if not found.strip():
        raise Unreadable("message is blank")
    return found.strip()


def shown_message(response: Response) -> str | None:
    """The message that the app shows, without the white space around it; None when it falls back on its generic error.

    It is found in a JSON object, at its top or one level below a single member, and in an XML element `message` at any
    depth and in any namespace. The status is not looked at.
    """
    try:
        return _find(response)
    except Unreadable:
        return None


def why_unreadable(response: Response) -> str:
    """One phrase of why `shown_message` finds nothing; "" when it does find a message."""
    try:
        _find(response)
    except Unreadable as unreadable:
        return str(unreadable)
    return ""


def error_inside(response: Response) -> str | None:
    """What the body says went wrong, as one phrase that quotes it (`error is 401`, `success is false`, `errors has 1
    entry`); None when it reports no error, or is neither JSON nor XML. The status is not looked at.

    Looked at are `error`, `success`, `status` and their like: the members of a JSON object, or of each in an array, and
    those one level below, and the elements and attributes of XML. An error of 0 is none: `<error>0</error>` is the
    success of an older convention. What is not known to be an error is none either.
    """
    try:
        document = read(response)
    except Unreadable:
        return None
    fields = _fields_in_xml(document) if isinstance(document, ElementTree.Element) else _fields_in_json(document)
    return next((phrase for name, value in fields if (phrase := _complaint(name, value))), None)


def _members(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _fields_in_json(document: Any) -> Iterator[tuple[str, Any]]:
    for entry in document if isinstance(document, list) else [document]:
        members = _members(entry)
        of_another = any(_plain(name).startswith(_CODED) for name, _ in members)
        yield from (one for one in members if not (of_another and _plain(one[0]) == "code"))
        for _, inner in members:
            # Beside others, an object's code may be that of a country or a currency.
            yield from (one for one in _members(inner) if len(members) == 1 or _plain(one[0]) != "code")


def _fields_in_xml(root: ElementTree.Element) -> Iterator[tuple[str, Any]]:
    of_the_answer = {root, *root}
    for element in root.iter():
        if _plain(element.tag.rpartition("}")[2]) == "code" and element not in of_the_answer:
            continue
        children = [(child.tag.rpartition("}")[2], child.text) for child in element]
        whole = dict(children) if len(dict(children)) == len(children) else [text for _, text in children]
        yield element.tag.rpartition("}")[2], whole or element.text
        yield from element.attrib.items()


def _complaint(name: str, value: Any) -> str | None:
    match _plain(name):
        case "error" | "errors" | "errorcode" | "fault":
            members = _members(value)
            codes = [member for member in members if _plain(member[0]) in ("code", "errorcode")]
            named = [(f"{name}.{key}", part) for key, part in codes or members] or [(name, value)]
            return next((_quoted(*field) for field in named if not _is_no_error(field[1])), None)
        case "success" | "ok" if _plain(value) in ("false", "no"):
            return _quoted(name, value)
        case "status" | "result" if _plain(value) in _FAILED:
            return _quoted(name, value)
        case "status" | "code" if _HTTP_ERROR.fullmatch(_plain(value)):
            return _quoted(name, value)
    return None


_FAILED = ("error", "failed", "failure", "fail", "rejected", "denied", "false", "nok")
# Beside one of these a code is that of a place or of a currency.
_CODED = ("country", "area", "city", "region", "currency")
_HTTP_ERROR = re.compile(r"[45]\d\d")
# A number of 200 to 299 is the HTTP status of a success; words may follow the number, as in "0 - Success".
_NO_ERROR = re.compile(
    r"(?:0*|2\d\d)(?:none|null|nil|na|no|false|ok|success\w*|succeeded|(?:message)?(?:sent|accepted|queued)|noerrors?)?"
)


def _is_no_error(value: Any) -> bool:
    entries = value if isinstance(value, list) else [value]
    return all(not entry or _NO_ERROR.fullmatch(_plain(entry)) for entry in entries)


def _plain(value: Any) -> str:
    """A name or a scalar without case and punctuation; "…" for anything else."""
    if isinstance(value, dict | list):
        return "…"
    return re.sub(r"[\W_]+", "", (value if isinstance(value, str) else json.dumps(value)).casefold())


def _quoted(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        return f"{name} has {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    return f"{name} is {json.dumps(value, ensure_ascii=False)}"
