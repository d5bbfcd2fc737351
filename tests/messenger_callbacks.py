"""How conforming messaging providers call the webhook in another way than the reference (document 002, Webhook)."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from conformance.reference.message import FORM

JSON = "application/json"

Event = dict[str, Any]
"""A callback of the reference: its `method`, and its `params`."""


@dataclass(frozen=True)
class Call:
    """A request to the webhook."""

    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @classmethod
    def of_json(cls, document: object, **headers: str) -> "Call":
        return cls(headers={"Content-Type": JSON, **headers}, body=json.dumps(document).encode())


Tell = Callable[[Event], Iterable[Call]]
"""What the webhook is told when the reference would tell it of an event."""


def as_told(event: Event) -> list[Call]:
    return [Call.of_json(event)]


class Numbers:
    """Numbers for ids, as long as it lives."""

    def __init__(self) -> None:
        self._next = count(17)
        self._lock = threading.Lock()
        self._of: dict[str, int] = {}

    def of(self, id: str) -> int:
        with self._lock:
            return self._of.setdefault(id, next(self._next))


def instead(kind: str, **changes: Callable[[str], object]) -> Tell:
    """Tells of events of the `kind` (`message`, `file`, `delivered`) with changed members; one that is None is left
    out."""

    def tell(event: Event) -> list[Call]:
        if event["method"] != kind:
            return as_told(event)
        params = {name: changes.get(name, str)(value) for name, value in event["params"].items()}
        return as_told({**event, "params": {name: value for name, value in params.items() if value is not None}})

    return tell


class Once:
    """Tells of something else before its first event."""

    def __init__(self, *calls: Call) -> None:
        self._calls = list(calls)

    def tell(self, event: Event) -> list[Call]:
        calls, self._calls = self._calls, []
        return [*calls, *as_told(event)]


def in_brackets(event: Event) -> list[Call]:
    """Tells by a form what its models have nested."""
    return [form_of(method=event["method"], **{f"params[{name}]": text for name, text in event["params"].items()})]


def in_utf_8(event: Event) -> list[Call]:
    """Tells in JSON as Windows writes it."""
    text = "\ufeff" + json.dumps(event, ensure_ascii=False, indent="\t").replace("\n", "\r\n")
    return [Call(headers={"Content-Type": f"{JSON};charset=UTF-8"}, body=text.encode())]


def form_of(**fields: str) -> Call:
    return Call(headers={"Content-Type": FORM}, body=urlencode(fields, quote_via=quote).encode())


def in_parts(event: Event) -> list[Call]:
    """Tells by a form for files."""
    fields = {"method": event["method"], **event["params"]}
    part = '--edge\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(part.format(*field) for field in fields.items()) + "--edge--\r\n"
    return [Call(headers={"Content-Type": "multipart/form-data; boundary=edge"}, body=body.encode())]


def in_xml(event: Event) -> list[Call]:
    fields = {"method": event["method"], **event["params"]}
    body = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    return [Call(headers={"Content-Type": "text/xml"}, body=f"<event>{body}</event>".encode())]


class Batches:
    """Tells of deliveries once a while, of several at once, and of something else among them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[str] = []

    def tell(self, id: str) -> list[Call]:
        with self._lock:
            self._waiting.append(id)
        time.sleep(0.3)
        with self._lock:
            told, self._waiting = self._waiting, []
        events = [{"type": "queued"}, *({"type": "delivered", "id": id} for id in told)]
        return [Call.of_json({"events": events})] if told else []


class FirstOfAll:
    """Tells of the first delivery under an id of last week, and of no other."""

    def __init__(self) -> None:
        self._told = iter([delivery("of-last-week-17")])

    def tell(self, id: str) -> list[Call]:
        return [call for call in [next(self._told, None)] if call]


def after(seconds: float) -> Tell:
    def tell(event: Event) -> list[Call]:
        time.sleep(seconds)
        return as_told(event)

    return tell


def deliveries(tell: Callable[[str], Iterable[Call]]) -> Tell:
    """Tells of deliveries by `tell`, which takes the message's id."""
    return lambda event: tell(event["params"]["messageid"]) if event["method"] == "delivered" else as_told(event)


def delivery(id: object) -> Call:
    return Call.of_json({"method": "delivered", "params": {"messageid": id}})


def by_put(event: Event) -> list[Call]:
    return [replace(call, method="PUT") for call in as_told(event)]


def with_more(event: Event) -> list[Call]:
    """Tells more than its models have."""
    params = {**event["params"], "price": None, "parts": 2, "tags": ["a", {}]}
    return [Call.of_json({"id": 7, **event, "params": params, "at": 1.5}, **{"X-Signature": "9f", "User-Agent": "x"})]


def tells_arrays(event: Event) -> list[Call]:
    """By `arrays.json`."""
    told = event["params"]
    match event["method"]:
        case "delivered":
            name, data = "dlr", {"reference": told["messageid"], "at": {"hour": 12}, "price": None}
        case "message":
            name, data = "mo", {"parties": [told["from"], told["to"]], "words": told["content"]}
        case _:
            data = {"parties": [told["from"], told["to"]], "words": told["text"], "media": [told["url"], 1]}
            name = "mo-media"
    return [Call.of_json({"events": [{"name": f"sms.{name}", "data": data}], "version": 2})]


def tells_forms(numbers: Numbers) -> Tell:
    """By `basic-form.json`."""

    def tell(event: Event) -> list[Call]:
        told = event["params"]
        if event["method"] == "delivered":
            return [form_of(kind="2", final="true", reference=f"msg:{numbers.of(told['messageid'])}", price="0.05")]
        return [form_of(kind="1", sender=told["from"], receiver=told["to"], text=told["content"])]

    return tell


def tells_by_query(event: Event) -> list[Call]:
    """By `by-get.json`."""
    query = urlencode({"status": "DELIVRD", "message_no": event["params"]["messageid"], "part": "1"})
    return [Call("GET", query)]
