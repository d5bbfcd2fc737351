"""Each fault of the services of the app and of the sync server changes what it says, and nothing else."""

import base64
import http.client
import json
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from urllib.parse import urlencode, urlsplit

import pytest
from reference_calls import (
    APP,
    FORM,
    JSON,
    MESSAGE,
    NOTIFICATION,
    NOTIFICATION_XML,
    PREVIEW,
    SECOND_PARTY,
    SYNC_SERVER,
    TEXT_MESSAGE,
    XML,
    Answer,
    ask,
    call,
    notify,
    observed,
)

from conformance.reference import FAULTS, Provider
from conformance.reference.media_reference_send import crowd

Probe = Callable[[Provider], object]
"""What one call, or a few that belong together, get for an answer."""

MEDIA, TEXTS, CONTACTS = "media-reference-send", "send-message", "smart-contact-notification"
PATHS = {MEDIA: "/send_media_message", TEXTS: "/send_message"}
OTHER_APP = {"User-Agent": "Groundwire/25.2.34"}
STRANGER = "+15557654321"

_numbers = count()


def mark() -> str:
    """A mark that no other message carries."""
    return f"mark-{next(_numbers)}"


def send(service: str, provider: Provider, method: str = "POST", encoding: str = "form", **changes: object) -> Answer:
    """A message that differs from all others, but for its `changes`; `sender` stands for the field `from`."""
    own = {**MESSAGE, "description": mark()} if service == MEDIA else {**TEXT_MESSAGE, "body": mark()}
    if "sender" in changes:
        changes["from"] = changes.pop("sender")
    headers = changes.pop("headers", APP)
    return call(provider, PATHS[service], {**own, **changes}, method, encoding, headers)


def told(answer: Answer) -> tuple[int, str | None, str]:
    return answer.status, answer.headers.get("Content-Type"), answer.body.decode()


def surplus(provider: Provider, request: str) -> bytes:
    """What follows the header of the answer to `request`."""
    with socket.create_connection(("127.0.0.1", urlsplit(provider.url).port), timeout=5) as connection:
        connection.sendall(request.encode())
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    return received.partition(b"\r\n\r\n")[2]


def wrong_after_good(service: str, provider: Provider) -> int:
    send(service, provider)
    return send(service, provider, password="wrong").status


def answered_to_damage(service: str, provider: Provider) -> int | None:
    """The status; None when the provider hangs up."""
    try:
        return ask(provider, "POST", PATHS[service], "{", {**JSON, **APP}).status
    except http.client.RemoteDisconnected:
        return None


def of_the_app(service: str) -> dict[str, Probe]:
    """The probes that both services of the app have in common. Nobody logs in as alice, unless it be wrongly."""

    def status(method: str = "POST", encoding: str = "form", **changes: object) -> Probe:
        return lambda provider: send(service, provider, method, encoding, **changes).status

    fields = MESSAGE if service == MEDIA else TEXT_MESSAGE
    head = f"HEAD {PATHS[service]}?{urlencode(fields)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    return {
        "get": status("GET", "query"),
        "head": status("HEAD", "query"),
        "post-form": status(),
        "put-form": status("PUT"),
        "post-json": status("POST", "json"),
        "put-json": status("PUT", "json"),
        "patch": status("PATCH"),
        "head's body": lambda provider: surplus(provider, f"{head}User-Agent: {APP['User-Agent']}\r\n\r\n"),
        "other app": status(headers=OTHER_APP),
        "wrong password": lambda provider: told(
            send(service, provider, "POST", "json", sender="alice", password="wrong")
        ),
        "wrong password by form": lambda provider: told(send(service, provider, sender="alice", password="wrong")),
        "wrong password by get": lambda provider: (
            send(service, provider, "GET", "query", sender="alice", password="wrong").status
        ),
        "wrong after good": lambda provider: wrong_after_good(service, provider),
        "empty password": status(sender="alice", password=""),
        "absent password": status(sender="alice", password=None),
        "masked password": status(sender="alice", password="********"),
        "unknown account": status(sender="nobody"),
        "no account": status(sender=None),
        "no recipient": status(to=None),
        "empty recipient": lambda provider: told(send(service, provider, to="")),
        "malformed recipient": lambda provider: told(send(service, provider, "POST", "json", to="nobody")),
        "formatted recipient": status(to="+1(555)123-1234"),
        "sip recipient": status(to="sip:johndow@example.com"),
        "damaged body": lambda provider: answered_to_damage(service, provider),
        "other type": lambda provider: ask(provider, "POST", PATHS[service], "<a/>", {**XML, **APP}).status,
    }


def apart(provider: Provider) -> list[int]:
    """The same message to somebody, to nobody, and to two others."""
    return several(provider, "+15551231234", "nobody", "+15551231235", "+15551231236")


def several(provider: Provider, *recipients: str) -> list[int]:
    same = mark()
    return [send(MEDIA, provider, description=same, to=to).status for to in recipients]


def at_once(provider: Provider) -> list[int]:
    gate, same = threading.Barrier(2), mark()

    def one(to: str) -> int:
        gate.wait(5)
        return send(MEDIA, provider, description=same, to=to).status

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, ("+15551231234", STRANGER)))


def stored(name: str, **changes: object) -> Probe:
    """The field `name` of what is stored of a message."""

    def probe(provider: Provider) -> object:
        same = mark()
        description = f"{same}{changes.get('more', '')}"
        send(MEDIA, provider, **{"description": description, **changes})
        return [one[name].replace(same, "") for one in observed(provider, same)]

    return probe


def stored_by(method: str) -> Probe:
    def probe(provider: Provider) -> int:
        same = mark()
        send(MEDIA, provider, method, "query", description=same)
        return len(observed(provider, same))

    return probe


def stored_for_two(provider: Provider) -> list[str]:
    same = mark()
    for to in ("+15551231234", STRANGER):
        send(MEDIA, provider, description=same, to=to)
    return [one["sms_to"] for one in observed(provider, same)]


def jpeg(size: int) -> str:
    return base64.b64encode((PREVIEW + bytes(size))[:size]).decode()


def of_media() -> dict[str, Probe]:
    def status(**changes: object) -> Probe:
        return lambda provider: send(MEDIA, provider, **changes).status

    def raw_slash(provider: Provider) -> int:
        body = urlencode({**MESSAGE, "description": mark()}, safe="/")
        return ask(provider, "POST", PATHS[MEDIA], body, {**FORM, **APP}).status

    return {
        **of_the_app(MEDIA),
        "body of a success": lambda provider: send(MEDIA, provider).body,
        "empty description": status(description="", url=f"http://media.server.com/{mark()}"),
        "absent description": status(description=None, url=f"http://media.server.com/{mark()}"),
        "tab": status(description=f"{mark()} a\tb"),
        "emoji": status(description=f"{mark()} 😀"),
        "rare ideograph": status(description=f"{mark()} \U00040000"),
        "small preview": status(pc=jpeg(299)),
        "large preview": status(pc=jpeg(256 << 10)),
        "portrait": status(w="120", h="180"),
        "picture": status(ct="image/jpeg"),
        "raw slash": raw_slash,
        "hosted picture": lambda provider: ask(provider, "GET", "/media/picture.jpg").headers["Content-Type"],
        "two recipients": lambda provider: several(provider, "+15551231234", STRANGER),
        "same twice": lambda provider: several(provider, "+15551231234", "+15551231234"),
        "bad one apart": apart,
        "at once": at_once,
        "stored description": stored("description", more=" 1+1=2 ä"),
        "stored preview": stored("preview_content", pc=jpeg(64 << 10)),
        "stored recipient": stored("sms_to", to="+1(555)123-1234"),
        "stored video": stored("media_url"),
        "stored picture": stored("media_url", url="http://media.server.com/a.jpg?b=c", ct="image/jpeg"),
        "stored by get": stored_by("GET"),
        "stored by head": stored_by("HEAD"),
        "stored recipients": stored_for_two,
    }


def of_texts() -> dict[str, Probe]:
    def stored_text(provider: Provider) -> list[int]:
        same = mark()
        for length in (160, 161):
            send(TEXTS, provider, "POST", "json", body=same.ljust(length, "a"))
        return [len(one["sms_body"]) for one in observed(provider, same)]

    def status(**changes: object) -> Probe:
        return lambda provider: send(TEXTS, provider, "POST", "json", **changes).status

    def says(member: bytes, encoding: str) -> Probe:
        return lambda provider: member in send(TEXTS, provider, "POST", encoding).body

    return {
        **of_the_app(TEXTS),
        "file": status(content_type="application/x-acro-filetransfer+json"),
        "smart contact": status(smart="1"),
        "an id": says(b'"sms_id"', "json"),
        "an error": says(b'"error"', "form"),
        "160 characters": lambda provider: send(TEXTS, provider, "POST", "json", body="a" * 160).status,
        "161 characters": lambda provider: send(TEXTS, provider, "POST", "json", body="a" * 161).status,
        "stored text": stored_text,
    }


def of_contacts() -> dict[str, Probe]:
    path = "/smartcontactnotification"

    def told_of(headers: Mapping[str, str] = SYNC_SERVER, **changes: object) -> Answer | Probe:
        return lambda provider: notify(provider, headers, **{"networkId": mark(), **changes}).status

    def xml(text: str) -> Probe:
        return lambda provider: ask(provider, "POST", path, text, {**XML, **SYNC_SERVER}).status

    def twice(provider: Provider) -> list[int]:
        same = mark()
        return [notify(provider, networkId=same).status for _ in range(2)]

    def after(provider: Provider) -> bytes:
        body = json.dumps(NOTIFICATION | {"networkId": mark()})
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        agent = f"User-Agent: {SYNC_SERVER['User-Agent']}\r\n"
        return surplus(provider, f"POST {path} HTTP/1.1\r\nHost: a\r\n{length}{agent}\r\n{body}")

    def kept(provider: Provider) -> int:
        same = mark()
        notify(provider, newSmartNumber=same, interestedParties=[one, SECOND_PARTY])
        return sum(len(told["interested_parties"]) for told in observed(provider, same))

    def names(provider: Provider) -> list[str]:
        same = mark()
        notify(provider, newSmartNumber=same, interestedParties=[{"username": "Jürgen", "device": "Büro"}])
        return [text for told in observed(provider, same) for text in told["interested_parties"][0].values()]

    one = NOTIFICATION["interestedParties"][0]
    return {
        "json": told_of(),
        "xml": xml(NOTIFICATION_XML.replace("+", "")),
        "nobody": told_of(interestedParties=[]),
        "two parties": told_of(interestedParties=[one, SECOND_PARTY]),
        "fifty parties": told_of(interestedParties=[{"username": f"u{n}", "device": "d"} for n in range(50)]),
        "same party twice": told_of(interestedParties=[one, one]),
        "plus": told_of(newSmartNumber="+15551231234"),
        "sip": told_of(newSmartUri="sip:johnsnow@pbx.acrobits.net"),
        "accents": told_of(interestedParties=[{"username": "Jürgen", "device": "d"}]),
        "ampersand": told_of(interestedParties=[{"username": "Q&A", "device": "d"}]),
        "twice": twice,
        "extra member": told_of(another="1"),
        "extra element": xml(NOTIFICATION_XML.replace("+", "").replace("</root>", "<another>1</another></root>")),
        "other server": told_of({"User-Agent": "Sync Server 2.0"}),
        "malformed": lambda provider: ask(provider, "POST", path, "{", {**JSON, **SYNC_SERVER}).status,
        "incomplete": told_of(newSmartUri=None),
        "other type": lambda provider: ask(provider, "POST", path, "a=b", {**FORM, **SYNC_SERVER}).status,
        "after it": after,
        "length": lambda provider: notify(provider, networkId=mark()).headers.get("Content-Length"),
        "stored": kept,
        "stored names": names,
    }


PROBES = {MEDIA: of_media(), TEXTS: of_texts(), CONTACTS: of_contacts()}

WRONG = "Wrong user name or password"
EMPTY = "The recipient is empty"


def refusals(form: Callable[[int, str], tuple[int, str | None, str]]) -> dict[str, object]:
    return {
        "wrong password": form(403, WRONG),
        "malformed recipient": form(406, "Invalid recipient"),
        "wrong password by form": form(403, WRONG),
        "empty recipient": form(400, EMPTY),
    }


def page(status: int, message: str) -> tuple[int, str, str]:
    return status, "text/html", f"<!DOCTYPE html><title>Error</title><h1>Error {status}</h1>"


ACCEPTED = dict.fromkeys(("wrong password", "wrong password by form", "wrong password by get"), 200)

NOBODY_IN_200: dict[str, object] = {
    "malformed recipient": (200, "application/json", '{"message": "Invalid recipient", "error": 406}'),
    "empty recipient": (200, "text/xml", f"<response><message>{EMPTY}</message><error>400</error></response>"),
    "no recipient": 200,
}

SHARED: Mapping[str, dict[str, object]] = {
    "method-not-served": {"put-form": 405, "put-json": 405},
    "head-with-body": {"head's body": b"OK\n"},
    "head-differs": {"head": 202},
    "new-app-refused": {"other app": 403},
    "any-password": {**ACCEPTED, "wrong after good": 200, "masked password": 200},
    "any-password-by-get": {"wrong password by get": 200},
    "empty-password-accepted": {"empty password": 200},
    "absent-password-accepted": {"absent password": 200},
    "masked-password-accepted": {"masked password": 200},
    "unknown-account-accepted": {"unknown account": 200},
    "login-cached": {"wrong after good": 200},
    "missing-recipient-accepted": {"no recipient": 200},
    "empty-recipient-accepted": {"empty recipient": 200},
    "malformed-recipient-accepted": {"malformed recipient": 200},
    "formatted-refused": {"formatted recipient": 406},
    "refusal-in-200": {
        "wrong password": (200, "application/json", f'{{"message": "{WRONG}", "error": 403}}'),
        "wrong password by form": (
            200,
            "text/xml",
            f"<response><message>{WRONG}</message><error>403</error></response>",
        ),
        **dict.fromkeys(("wrong after good", "empty password", "absent password", "masked password"), 200),
        **dict.fromkeys(("unknown account", "no account", "wrong password by get"), 200),
    },
    "recipient-refusal-in-200": NOBODY_IN_200,
    "recipient-refusal-html": {"malformed recipient": page(406, ""), "empty recipient": page(400, "")},
    "recipient-refusal-trace": {"malformed recipient": "Traceback", "empty recipient": "<detail>Traceback"},
    "hangs-up-on-damage": {"damaged body": None},
    "refusal-html": refusals(page),
    "refusal-empty": refusals(lambda status, message: (status, None, "")),
    "refusal-message-number": refusals(lambda status, message: (status, "application/json", '{"message": 17}')),
    "refusal-type-missing": {
        **refusals(lambda status, message: (status, None, f'{{"message": "{message}"}}')),
        "wrong password by form": (403, None, f"<response><message>{WRONG}</message></response>"),
        "empty recipient": (400, None, f"<response><message>{EMPTY}</message></response>"),
    },
    "refusal-trace": {"wrong password": "Traceback", "malformed recipient": "Traceback"}
    | {"wrong password by form": "<detail>Traceback", "empty recipient": "<detail>Traceback"},
    "refusal-markup": {"wrong password": f"<b>{WRONG}</b>", "malformed recipient": "<b>Invalid recipient</b>"}
    | {"wrong password by form": "&lt;b&gt;", "empty recipient": "&lt;b&gt;"},
    "refusal-repeats-password": {"wrong password": f"{WRONG}: wrong", "wrong password by form": f"{WRONG}: wrong"},
}
"""By fault: the probes that change, each with its new answer, or the status or a part of the text of one."""

CHANGES: Mapping[str, Mapping[str, dict[str, object]]] = {
    MEDIA: {
        "valid-message-refused": {"put-json": 500},
        "redirects-to-login": {"put-form": 302},
        "sent-with-error-inside": {"body of a success": b'{"error": 5}'},
        **SHARED,
        "malformed-recipient-accepted": {"malformed recipient": 200, "bad one apart": [200, 200, 200, 200]},
        "recipient-refusal-in-200": {**NOBODY_IN_200, "bad one apart": [200, 200, 200, 200]},
        "formatted-refused": {"formatted recipient": 406, "stored recipient": []},
        "empty-description-refused": {"empty description": 400},
        "absent-description-refused": {"absent description": 400},
        "tab-refused": {"tab": 500},
        "unicode-refused": {"emoji": 500, "rare ideograph": 500},
        "rare-character-refused": {"rare ideograph": 500},
        "preview-too-small-refused": {"small preview": 400},
        "large-preview-refused": {"large preview": 400},
        "portrait-refused": {"portrait": 400},
        "jpeg-refused": {"picture": 400, "stored picture": []},
        "media-is-html": {"hosted picture": "text/html"},
        "raw-slash-refused": {"raw slash": 400},
        "second-recipient-refused": {
            "two recipients": [200, 400],
            "bad one apart": [200, 406, 400, 400],
            "at once": [200, 400],
            "stored recipients": ["+15551231234"],
        },
        "side-by-side-refused": {"at once": [200, 500]},
        "bad-recipient-poisons": {"bad one apart": [200, 406, 406, 200]},
        "repeat-refused": {"same twice": [200, 409]},
        "head-not-stored": {"stored by head": 0},
        "get-not-stored": {"stored by get": 0},
        "plus-becomes-space": {"stored description": [" 1 1=2 ä"]},
        "latin-1-description": {"stored description": [" 1+1=2 Ã¤"]},
        "preview-truncated": {"stored preview": [jpeg(32 << 10)]},
        "recipient-mangled": {"stored recipient": ["+1(555)123-123"]},
        "media-url-encoded": {"stored picture": ["http%3A%2F%2Fmedia.server.com%2Fa.jpg%3Fb%3Dc"]},
        "second-recipient-lost": {"stored recipients": ["+15551231234"]},
        "crash-on-damage": {"damaged body": 500},
    },
    TEXTS: {
        "text-refused": {**dict.fromkeys(("post-form", "formatted recipient", "sip recipient", "other app"), 500)},
        "text-sent-with-error-inside": {"an error": True},
        "message-without-id": {"an id": False},
        "file-transfer-refused": {"file": 500},
        "smart-refused": {"smart contact": 400},
        "message-crash-on-damage": {"damaged body": 500},
        "long-text-refused": {"161 characters": 500, "stored text": [160]},
        "text-truncated": {"stored text": [160, 160]},
        **{f"message-{name}": changes for name, changes in SHARED.items()},
    },
    CONTACTS: {
        "xml-refused": {"xml": 415, "extra element": 415},
        "several-parties-200": dict.fromkeys(("two parties", "fifty parties", "same party twice"), 200),
        "several-parties-refused": {
            **dict.fromkeys(("two parties", "fifty parties", "same party twice"), 400),
            "stored": 0,
        },
        "fifty-refused": {"fifty parties": 400},
        "duplicate-refused": {"same party twice": 400},
        "plus-refused": {"plus": 400},
        "sip-scheme-refused": {"sip": 400},
        "names-refused": {"accents": 400, "ampersand": 400, "stored names": []},
        "names-crash": {"accents": 500, "ampersand": 500, "stored names": []},
        "contact-repeat-refused": {"twice": [204, 409]},
        "extra-member-refused": {"extra member": 400, "extra element": 400},
        "new-server-refused": {"other server": 403},
        "malformed-204": {"malformed": 204, "incomplete": 204},
        "body-after-204": {"after it": b"Accepted\n"},
        "length-on-204": {"length": "123"},
        "contact-lost": {"stored": 0, "stored names": []},
        "names-mangled": {"stored names": ["Jrgen", "Bro"]},
        "second-party-lost": {"stored": 1},
    },
}


def answers(service: str, *faults: str) -> dict[str, object]:
    with Provider(faults=faults) as provider:
        return {name: probe(provider) for name, probe in PROBES[service].items()}


@pytest.fixture(scope="module")
def sound() -> dict[str, dict[str, object]]:
    return {service: answers(service) for service in PROBES}


def agrees(seen: object, expected: object) -> bool:
    """Whether `seen` is what is `expected`, or has it for a status or within its text."""
    if isinstance(seen, tuple) and not isinstance(expected, tuple):
        return expected == seen[0] or (isinstance(expected, str) and expected in seen[2])
    return seen == expected


@pytest.mark.parametrize(
    ("service", "fault"), [(service, fault) for service, faults in CHANGES.items() for fault in faults]
)
def test_a_fault_changes_what_it_says_and_nothing_else(service, fault, sound, monkeypatch):
    monkeypatch.setattr(crowd, "HOLD_SECONDS", 0.1)
    changed = {name: seen for name, seen in answers(service, fault).items() if seen != sound[service][name]}
    expected = CHANGES[service][fault]
    assert changed.keys() == expected.keys()
    assert [name for name in changed if not agrees(changed[name], expected[name])] == []


@pytest.mark.parametrize("status", [200, 201, 202, 205, 302])
def test_a_faulty_status_stands_for_every_204(status, sound):
    seen = answers(CONTACTS, f"status-{status}")
    expected = {name: status if answer == 204 else answer for name, answer in sound[CONTACTS].items()}
    assert seen == {**expected, "twice": [status, status], "length": "0"}


STORED_OTHERWISE = {
    "absent-description-null",
    "empty-description-null",
    "escaped-slash-kept",
    "latin-1-by-json",
    "media-type-lost",
    "message-new-app-lost",
    "message-recipient-mangled",
    "new-app-lost",
    "preview-size-swapped",
    "raw-slash-cut",
    "side-by-side-lost",
}
"""Faults that change nothing but what is stored of some messages: `test_faults.py` shows that they do."""


def test_every_fault_of_behaviour_is_tried():
    tried = {*(fault for faults in CHANGES.values() for fault in faults)} | {
        f"status-{status}" for status in (200, 201, 202, 205, 302)
    }
    named = {
        fault.name for fault in FAULTS.values() if fault.service in PROBES and not (fault.settings or fault.recipients)
    }
    assert (named - tried, tried - named) == (STORED_OTHERWISE, set())


@pytest.mark.parametrize("service", [MEDIA, CONTACTS])
def test_faults_of_the_configuration_leave_the_provider_as_it_is(service, sound):
    faults = [
        fault.name for fault in FAULTS.values() if fault.service == service and (fault.settings or fault.recipients)
    ]
    assert len(faults) >= 5
    assert answers(service, *faults) == sound[service]


def test_a_fault_is_not_changed_by_whoever_reads_it():
    with pytest.raises(TypeError):
        FAULTS["unknown-method"].settings["method"] = "GET"
