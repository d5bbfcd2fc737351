"""The reference messaging provider: what it takes, what it tells the webhook, and each of its faults."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlencode

import pytest
from reference_calls import BEARER, FILE, FORM, JSON, TEXT, Answer, ask, observed
from rehearsal import REFERENCE
from support import odd_provider

from conformance.profile import load
from conformance.reference import FAULTS, Provider
from conformance.reference.message import Received, Reply
from conformance.reference.messaging_integration import API_KEY
from conformance.reference.messaging_integration.outgoing import AT_ONCE, Outgoing

SERVICE = "messaging-integration"
INBOUND = {"from": "+61855555555", "to": "+61123456789"}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass
class Caller:
    """The other side: it has a webhook and files, `/gone` not among them, and keeps what it is told and asked for."""

    url: str = ""
    webhook_status: int = 200
    told: list[tuple[str, bytes]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    heard: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def answer(self, request: Received) -> Reply:
        if request.path == "/hook":
            self.told.append((request.method, request.body))
            self.heard.release()
            return Reply(self.webhook_status)
        self.fetched.append(f"{request.method} {request.path}")
        self.heard.release()
        return Reply(404 if request.path == "/gone" else 200)


@contextmanager
def caller() -> Iterator[Caller]:
    known = Caller()
    with odd_provider(lambda request: known.answer(request)) as server:
        known.url = server.url
        yield known


@contextmanager
def called_back(*faults: str) -> Iterator[tuple[Provider, Caller]]:
    """A provider and its caller, who has heard everything when the context is left."""
    with pytest.MonkeyPatch.context() as patch, caller() as known:
        # Whatever follows an answer then ends with its connection, for which `stop` waits.
        patch.setattr(Outgoing, "later", lambda self, errand, seconds=0.0: errand())
        with Provider(faults=faults, webhook_url=f"{known.url}/hook") as provider:
            yield provider, known


def send(provider: Provider, headers: dict[str, str] = BEARER, **changes: object) -> Answer:
    message = {**TEXT, **changes}
    return ask(provider, "POST", "/webhook", json.dumps({k: v for k, v in message.items() if v is not None}), headers)


def send_file(provider: Provider, url: str) -> Answer:
    return send(provider, content=None, media_url=url)


def events(known: Caller) -> list[tuple[str, object]]:
    return [(method, json.loads(body)) for method, body in known.told]


@pytest.mark.parametrize("message", [TEXT, FILE])
def test_answers_with_an_id_and_reports_it_delivered(message):
    with called_back() as (provider, known):
        answer = ask(provider, "POST", "/webhook", json.dumps(message), BEARER)
    assert answer.status == 200
    assert events(known) == [("POST", {"method": "delivered", "params": {"messageid": answer.json["data"]["id"]}})]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (json.dumps(TEXT), JSON, 401),
        (json.dumps(TEXT), {**BEARER, "Authorization": "Bearer wrong"}, 401),
        (json.dumps(TEXT), {**BEARER, "Authorization": "Basic cmVmZXJlbmNl"}, 401),
        (json.dumps({**TEXT, "to": ""}), BEARER, 400),
        (json.dumps({**TEXT, "to": 15551231234}), BEARER, 400),
        (json.dumps({**TEXT, "content": ""}), BEARER, 400),
        (json.dumps({**FILE, "media_url": "a.jpeg"}), BEARER, 400),
        (json.dumps({**FILE, "media_url": None}), BEARER, 400),
        (json.dumps([TEXT]), BEARER, 400),
        (json.dumps(TEXT)[:40], BEARER, 400),
        ("", BEARER, 400),
        (json.dumps(TEXT), {**BEARER, "Content-Type": "text/plain"}, 415),
    ],
)
def test_refuses_in_json_and_keeps_nothing(body, headers, status):
    with called_back() as (provider, known):
        answer = ask(provider, "POST", "/webhook", body, headers)
        assert provider.stored == ()
    assert answer.status == status
    assert answer.json["error"]
    assert known.told == []


def test_tells_what_it_has_stored_by_any_of_its_texts():
    with Provider() as provider:
        send(provider, content="mark-1: 1+1=2 😀\n$to$")
        send_file(provider, "http://127.0.0.1:9/mark-2.pdf")
        assert observed(provider, "mark-1") == [
            {"service": SERVICE, **TEXT, "content": "mark-1: 1+1=2 😀\n$to$"},
        ]
        (stored,) = observed(provider, "mark-2")
        assert stored["media_url"] == "http://127.0.0.1:9/mark-2.pdf"
        assert "content" not in stored


def test_fetches_a_file_once_from_whoever_has_the_webhook_and_from_nobody_else():
    with caller() as other, called_back() as (provider, known):
        for host in (known, other):
            assert send_file(provider, f"{host.url}/picture.jpg").status == 200
    assert (known.fetched, other.fetched) == (["GET /picture.jpg"], [])


@pytest.mark.parametrize("encoding", ["json", "form", "query"])
def test_contacts_write_when_they_are_asked_to(encoding):
    text = {**INBOUND, "content": "Grüße & 1+1", "text": "Grüße & 1+1"}
    with called_back() as (provider, known):
        for kind in ("message", "file"):
            target = f"/trigger/{kind}" + (f"?{urlencode(text)}" if encoding == "query" else "")
            body, headers = {"json": (json.dumps(text), JSON), "form": (urlencode(text), FORM)}.get(
                encoding, (None, {})
            )
            assert ask(provider, "POST", target, body, headers).status == 202
            assert known.heard.acquire(timeout=5)
        told = [event["params"] for _, event in events(known)]
        url = told[1].pop("url")
        file = ask(provider, "GET", url.removeprefix(provider.url))
    assert told == [{**INBOUND, "content": "Grüße & 1+1"}, {**INBOUND, "text": "Grüße & 1+1"}]
    assert (file.status, file.headers["Content-Type"], file.body[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")


@pytest.mark.parametrize(("body", "headers"), [("{", JSON), ("[]", JSON), ("from=+1", FORM), ('{"from": 1}', JSON)])
def test_a_contact_has_to_be_told_who_writes_to_whom(body, headers):
    with called_back() as (provider, known):
        assert ask(provider, "POST", "/trigger/message", body, headers).status == 400
    assert known.told == []


def test_tells_a_webhook_that_fails_once_more_and_goes_on():
    with called_back() as (provider, known):
        known.webhook_status = 500
        ids = [send(provider).json["data"]["id"] for _ in range(2)]
    told = [event["params"]["messageid"] for _, event in events(known)]
    assert sorted(told) == sorted(2 * ids)


def test_does_not_repeat_what_the_webhook_refuses():
    with called_back() as (provider, known):
        known.webhook_status = 404
        send(provider)
    assert len(known.told) == 1


def test_a_webhook_that_is_slow_holds_up_no_answer_and_no_other_call():
    released = threading.Event()
    with caller() as known:
        answer = known.answer

        def first_is_slow(request: Received) -> Reply:
            reply = answer(request)
            if len(known.told) == 1:
                released.wait(5)
            return reply

        known.answer = first_is_slow
        with Provider(webhook_url=f"{known.url}/hook") as provider:
            for _ in range(3):
                assert send(provider).status == 200
            for _ in range(3):
                assert known.heard.acquire(timeout=5)
            released.set()


# What a fault changes.

TAKEN = (200, "data", "id")
WRONG = {**BEARER, "Authorization": "Bearer x"}


def said(answer: Answer) -> tuple[object, ...]:
    """The status, the members, and those of `data`."""
    return (answer.status, *answer.json, *answer.json.get("data", ()))


def to_damage(provider: Provider) -> tuple[object, ...] | None:
    """What is said to a body that is no JSON; None when nothing is."""
    try:
        return said(ask(provider, "POST", "/webhook", "{", BEARER))
    except (HTTPException, OSError):
        return None


def answers(*faults: str) -> dict[str, object]:
    """What a provider with `faults` answers, stores and fetches."""
    with called_back(*faults) as (provider, known):
        host = known.url.removeprefix("http://")
        seen: dict[str, object] = {
            "text": said(send(provider, content="mark-1 ü")),
            "emoji": said(send(provider, content="😀")),
            "very-long": said(send(provider, content="a" * 10_000)),
            "formatted": said(send(provider, to="+1(555)123-1234")),
            "file": said(send_file(provider, f"{known.url}/mark-2/picture.jpg")),
            "pdf": said(send_file(provider, f"{known.url}/a.pdf")),
            "gone": said(send_file(provider, f"{known.url}/gone")),
            "no-url": said(send_file(provider, "picture.jpg")),
            "wrong-key": said(send(provider, WRONG)),
            "wrong-key-with-file": said(send(provider, WRONG, content=None, media_url=f"{known.url}/a.png")),
            "wrong-key-in-body": said(send(provider, JSON, api_key="x")),
            "no-key": said(send(provider, JSON)),
            "nobody": said(send(provider, to=None)),
            "no-text": said(send(provider, content=None)),
            "bad-json": to_damage(provider),
            "alike": send(provider).json == send(provider).json,
            "files-alike": send_file(provider, "http://a/b").json == send_file(provider, "http://a/c").json,
            "stored-texts": [(stored["from"], stored["content"]) for stored in observed(provider, "mark-1")],
            "stored-files": [stored["media_url"].replace(host, "") for stored in observed(provider, "mark-2")],
            "inbound-file": ask(provider, "GET", "/inbound/picture.jpg").headers["Content-Type"],
        }
    return {**seen, "fetched": sorted(known.fetched)}


def tells(*faults: str) -> list[str]:
    """What a provider with `faults` tells the webhook of one text each way and of a file, in no order."""
    with called_back(*faults) as (provider, known):
        own = send(provider).json["data"]["id"]
        for kind in ("message", "file"):
            ask(provider, "POST", f"/trigger/{kind}", json.dumps({**INBOUND, "content": "ab", "text": "cd"}), JSON)
        url = provider.url
    told = (
        f"{method} {body.decode()}".replace(own, "the-id").replace(own[:8], "the").replace(url, "")
        for method, body in known.told
    )
    return sorted(re.sub(UUID, "another-id", event) for event in told)


def event(method: str, params: str, by: str = "POST") -> str:
    return f'{by} {{"method": "{method}", "params": {{{params}}}}}'


NUMBERS, SWAPPED = '"from": "+61855555555", "to": "+61123456789"', '"from": "+61123456789", "to": "+61855555555"'
URL = '"url": "/inbound/picture.jpg"'
DELIVERED = event("delivered", '"messageid": "the-id"')
OF_ANOTHER = event("delivered", '"messageid": "another-id"')
MESSAGE = event("message", f'{NUMBERS}, "content": "ab"')
PICTURE = event("file", f'{NUMBERS}, "text": "cd", {URL}')
SOUND = sorted([DELIVERED, MESSAGE, PICTURE])

TOLD: dict[str, dict[str, list[str]]] = {
    # by fault: what stands for which event of a sound provider
    "delivered-never": {DELIVERED: []},
    "delivered-wrong-id": {DELIVERED: [OF_ANOTHER]},
    "delivered-same-wrong-id": {DELIVERED: [event("delivered", '"messageid": "0"')]},
    "delivered-id-cut": {DELIVERED: [event("delivered", '"messageid": "the"')]},
    "delivered-wrong-shape": {DELIVERED: ['POST {"event": "delivered", "id": "the-id"}']},
    "delivered-by-put": {DELIVERED: [event("delivered", '"messageid": "the-id"', "PUT")]},
    "delivered-cut-short": {DELIVERED: [DELIVERED[:-2]]},
    "delivered-twice": {DELIVERED: [DELIVERED, DELIVERED]},
    "delivered-of-nobody": {DELIVERED: [DELIVERED, OF_ANOTHER]},
    "typing-told": {DELIVERED: [DELIVERED, event("typing", '"state": "on"')]},
    "inbound-message-never": {MESSAGE: []},
    "inbound-message-wrong-shape": {MESSAGE: [event("message", f'{NUMBERS}, "text": "ab"')]},
    "inbound-message-twice": {MESSAGE: [MESSAGE, MESSAGE]},
    "inbound-text-cut": {MESSAGE: [event("message", f'{NUMBERS}, "content": "a"')]},
    "inbound-numbers-swapped": {
        MESSAGE: [MESSAGE.replace(NUMBERS, SWAPPED)],
        PICTURE: [PICTURE.replace(NUMBERS, SWAPPED)],
    },
    "inbound-file-never": {PICTURE: []},
    "inbound-file-wrong-shape": {PICTURE: [PICTURE.replace(URL, '"urls": ["/inbound/picture.jpg"]')]},
}

ALL_FETCHED = ["GET /a.pdf", "GET /a.png", "GET /gone", "GET /mark-2/picture.jpg"]

ANSWERED: dict[str, dict[str, object]] = {
    "message-refused": dict.fromkeys(("text", "emoji", "very-long", "formatted"), (400, "error"))
    | {"alike": True, "stored-texts": []},
    "id-elsewhere": dict.fromkeys(("text", "emoji", "very-long", "formatted", "file", "pdf", "gone"), (200, "id")),
    "same-id": {"alike": True, "files-alike": True},
    "same-id-for-files": {"files-alike": True},
    "error-in-200": dict.fromkeys(("text", "emoji", "very-long", "formatted"), (200, "error")) | {"alike": True},
    "error-beside-id": dict.fromkeys(
        ("text", "emoji", "very-long", "formatted", "file", "pdf", "gone"), (200, "data", "error", "id")
    ),
    "higher-planes-refused": {"emoji": (500, "error")},
    "very-long-refused": {"very-long": (400, "error")},
    "formatted-number-refused": {"formatted": (400, "error")},
    "file-refused": dict.fromkeys(("file", "pdf", "gone"), (500, "error"))
    | {"files-alike": True, "stored-files": [], "fetched": []},
    "pdf-refused": {"pdf": (500, "error"), "fetched": ["GET /gone", "GET /mark-2/picture.jpg"]},
    "file-not-fetched": {"fetched": []},
    "file-fetched-first": {"gone": (500, "error")},
    "crash-on-no-url": {"no-url": (500, "error")},
    "content-lost": {"stored-texts": [], "stored-files": []},
    "content-in-latin-1": {"stored-texts": [(TEXT["from"], "mark-1 Ã¼")]},
    "numbers-swapped": {"stored-texts": [(TEXT["to"], "mark-1 ü")]},
    "media-url-cut": {"stored-files": ["/mark-2/picture.jpg"]},
    "any-key": {"wrong-key": TAKEN, "wrong-key-with-file": TAKEN, "fetched": ALL_FETCHED},
    "any-key-for-files": {"wrong-key-with-file": TAKEN, "fetched": ALL_FETCHED},
    "no-key-needed": {"no-key": TAKEN},
    "number-not-checked": {"nobody": TAKEN},
    "content-not-checked": {"no-text": TAKEN},
    "crash-on-bad-json": {"bad-json": (500, "error")},
    "hangs-up-on-bad-json": {"bad-json": None},
    "inbound-file-locked": {"inbound-file": "text/plain; charset=utf-8"},
    "inbound-file-is-html": {"inbound-file": "text/html"},
}


@pytest.fixture(scope="module")
def sound() -> dict[str, object]:
    return answers()


def test_a_sound_provider_answers_as_its_response_map_says(sound):
    unauthorized = ("wrong-key", "wrong-key-with-file", "wrong-key-in-body", "no-key")
    refused = {"no-url": 400, **dict.fromkeys(unauthorized, 401), "nobody": 400, "no-text": 400, "bad-json": 400}
    assert {name: seen for name, seen in sound.items() if isinstance(seen, tuple) and seen != TAKEN} == {
        name: (status, "error") for name, status in refused.items()
    }


def test_a_key_may_come_in_the_body(sound):
    with Provider() as provider:
        assert send(provider, JSON, api_key=API_KEY).status == 200
    seen = answers("key-in-body-not-checked")
    taken = dict.fromkeys(("wrong-key-in-body", "no-key"), TAKEN)
    assert {name: said for name, said in seen.items() if said != sound[name]} == taken


@pytest.mark.parametrize("fault", ANSWERED)
def test_a_fault_changes_what_it_says_and_nothing_else(fault, sound):
    assert {name: seen for name, seen in answers(fault).items() if seen != sound[name]} == ANSWERED[fault]


def test_a_sound_provider_tells_what_its_models_say():
    assert tells() == SOUND


@pytest.mark.parametrize("fault", TOLD)
def test_a_fault_changes_what_the_webhook_is_told_and_nothing_else(fault):
    assert tells(fault) == sorted(told for event in SOUND for told in TOLD[fault].get(event, [event]))


def test_an_early_delivery_is_told_before_the_answer():
    with called_back("delivered-early") as (provider, known):
        own = send(provider).json["data"]["id"]
        assert [told["params"]["messageid"] for _, told in events(known)] == [own]


def seconds_to_deliver(*faults):
    waits: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outgoing, "later", lambda self, errand, seconds=0.0: waits.append(seconds))
        with Provider(faults=faults) as provider:
            send(provider)
    return waits


def test_a_late_delivery_takes_longer_than_the_reference_declares():
    declared = load(REFERENCE, target="http://127.0.0.1:9").settings(SERVICE)["delivered_within"]
    [usual], [late] = seconds_to_deliver(), seconds_to_deliver("delivered-late")
    assert usual < declared < late


def test_what_waits_keeps_no_other_errand_waiting():
    outgoing, done = Outgoing(), threading.Event()
    outgoing.start()
    for _ in range(AT_ONCE):
        outgoing.later(done.wait, 600)
    outgoing.later(done.set)
    assert done.wait(5)
    outgoing.stop()


@pytest.mark.parametrize("faults", [(), ("failed-callback-poisons",)])
def test_a_failed_callback_poisons_the_next_message(faults):
    with called_back(*faults) as (provider, known):
        known.webhook_status = 500
        send(provider)
        for _ in range(2):
            assert known.heard.acquire(timeout=5)
        known.webhook_status = 200
        statuses = [send(provider).status for _ in range(2)]
    assert statuses == ([500, 200] if faults else [200, 200])


@pytest.mark.parametrize("faults", [(), ("webhook-given-up",)])
def test_a_webhook_that_failed_is_given_up(faults):
    with called_back(*faults) as (provider, known):
        known.webhook_status = 500
        send(provider)
        for _ in range(2):
            assert known.heard.acquire(timeout=5)
        known.webhook_status = 200
        ids = [send(provider).json["data"]["id"] for _ in range(2)]
        reported = 1 if faults else 2
        for _ in range(reported):
            assert known.heard.acquire(timeout=5)
    # Callbacks leave side by side, so that either may be the next one.
    told = {event["params"]["messageid"] for _, event in events(known)[2:]}
    assert told <= set(ids)
    assert len(told) == reported


def test_every_fault_of_behaviour_is_tried():
    own = [fault for fault in FAULTS.values() if fault.service == SERVICE]
    named = {fault.name for fault in own if not (fault.settings or fault.recipients or fault.webhook_url)}
    of_time = {"delivered-early", "delivered-late", "failed-callback-poisons", "webhook-given-up"}
    assert named == {*ANSWERED, *TOLD, *of_time}
