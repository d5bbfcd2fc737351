"""What the webhook is told, in the shape of the document's models (document 002, Webhook)."""

import json
from collections.abc import Mapping

Event = Mapping[str, object]


def delivered(id: str, faults: frozenset[str]) -> bytes:
    """That the message `id` was delivered."""
    if "delivered-wrong-shape" in faults:
        return json.dumps({"event": "delivered", "id": id}).encode()
    event = _event("delivered", {"messageid": id})
    return event[:-2] if "delivered-cut-short" in faults else event


def message(fields: Mapping[str, str], faults: frozenset[str]) -> bytes:
    """That a contact sent the text `content` of `fields`."""
    content = fields.get("content", "")
    if "inbound-text-cut" in faults:
        content = content[: len(content) // 2]
    name = "text" if "inbound-message-wrong-shape" in faults else "content"
    return _event("message", {**_numbers(fields, faults), name: content})


def file(url: str, fields: Mapping[str, str], faults: frozenset[str]) -> bytes:
    """That a contact sent the file at `url`, with the words `text` of `fields`."""
    link: Event = {"urls": [url]} if "inbound-file-wrong-shape" in faults else {"url": url}
    return _event("file", {**_numbers(fields, faults), "text": fields.get("text", ""), **link})


def stranger() -> bytes:
    """An event of a kind that no model has."""
    return _event("typing", {"state": "on"})


def _numbers(fields: Mapping[str, str], faults: frozenset[str]) -> Event:
    numbers = {name: fields.get(name, "") for name in ("from", "to")}
    if "inbound-numbers-swapped" in faults:
        return {"from": numbers["to"], "to": numbers["from"]}
    return numbers


def _event(method: str, params: Event) -> bytes:
    return json.dumps({"method": method, "params": params}).encode()
