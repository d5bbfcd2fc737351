"""Messaging providers that conform in their own way are not blamed (document 002)."""

from dataclasses import replace
from typing import Any

import pytest
from messenger_callbacks import (
    Batches,
    Call,
    FirstOfAll,
    Numbers,
    Once,
    after,
    as_told,
    by_put,
    deliveries,
    delivery,
    in_brackets,
    in_parts,
    in_utf_8,
    in_xml,
    instead,
    tells_arrays,
    tells_by_query,
    tells_forms,
    with_more,
)
from messenger_variants import (
    API_KEY,
    FILE,
    PHRASE,
    SERVICE,
    USER,
    Counted,
    Hasty,
    Messenger,
    answering,
    at_path,
    files_first,
    filled,
    hooked,
    in_arrays,
    in_forms,
    in_queries,
    in_words,
    key_in_body,
    key_in_path,
    key_in_query,
    keyed,
    mapped,
    media_refused,
    member,
    modelled,
    moved,
    provided,
    speaking,
    unfetched,
    without_auth,
)
from rehearsal import label, rehearse
from variants import at_most_in_a_second, normalised, refused_when, refusing, repeats_refused, stored_as

from conformance.profile import Profile
from conformance.reference.message import Reply
from conformance.services.messaging_integration.files import HOSTED
from conformance.verdict import Verdict

FAIL, WARN, INCONCLUSIVE = Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE
NOT_APPLICABLE = Verdict.NOT_APPLICABLE

numbers, hasty, counted = Numbers(), Hasty(), Counted()


CONTACT = {"from": "$from$", "to": "$to$"}
MMS_DELIVERED = {
    "event_key": "mms-report",
    "event_type": "messageDelivered",
    "request_method": "POST",
    "request_parameters": {"event": "$event_key$", "mms": {"id": "$messageid$"}},
}
WHATSAPP = {
    "event_key": "whatsapp",
    "event_type": "message",
    "request_method": "POST",
    "request_parameters": {"event": "$event_key$", "chat": {**CONTACT, "body": "$content$"}},
}


def without_plus(number: str) -> str:
    return number.removeprefix("+")


def parameters(method: dict[str, Any]) -> Any:
    return method["request_parameters"]


def impatient(profile: Profile) -> Profile:
    """Waits shortly for what the observer tells."""
    assert profile.observer
    return replace(profile, observer=replace(profile.observer, wait=0.3))


FILES = (
    Messenger(
        "in-arrays",
        speaking(in_arrays, lambda id: {"results": [{"message": {"reference": id}}, {}], "error": None}),
        tells_arrays,
        "arrays",
        settings={"properties": {"Access Key": API_KEY}},
    ),
    Messenger(
        "in-forms-by-basic-auth-with-numbers-for-ids",
        speaking(in_forms, lambda id: {"id": numbers.of(id)}),
        tells_forms(numbers),
        "basic-form",
        settings={"properties": {"User name": USER, "Pass phrase": PHRASE, "Server": "https://form.example.com"}},
    ),
    Messenger(
        "by-get-without-auth",
        speaking(in_queries, lambda id: {"message_no": id}),
        tells_by_query,
        "by-get",
        settings={"properties": {"Account": "a/1", "Key": "k/7"}},
    ),
    Messenger(
        "key-in-the-body",
        keyed(key_in_body),
        described=without_auth(
            lambda method: {**method, "request_parameters": {"api_key": "$API key$", "message": parameters(method)}}
        ),
    ),
    Messenger(
        "key-in-the-query",
        keyed(key_in_query),
        described=without_auth(lambda method: {**method, "request_url": "https://api.example.com/s?key=$API key$"}),
    ),
    Messenger(
        "key-in-the-path",
        keyed(key_in_path),
        described=without_auth(lambda method: {**method, "request_url": "https://api.example.com/k/$API key$/send"}),
    ),
    Messenger("outgoing-only", integration="outgoing-only", hears=False),
    Messenger("outgoing-only-with-a-webhook", integration="outgoing-only"),
    Messenger("without-a-webhook", hears=False),
    Messenger(
        "id-within-a-text",
        answering(lambda id: {"uri": f"/v1/messages/{id}"}, 201),
        described=mapped({"uri": "/v1/messages/$messageid$"}),
    ),
    Messenger(
        "id-deep-down",
        answering(lambda id: {"a": {"b": [{"c": 1}, {"c": {"d": id, "e": None}}]}, "error": False}, 202),
        described=mapped({"a": {"b": [{}, {"c": {"d": "$messageid$"}}]}}),
    ),
)

ANSWERS = (
    Messenger("refusals-in-html", refusing(lambda status: Reply.of(status, "text/html", "<!DOCTYPE html><p>No"))),
    Messenger("refusals-without-body", refusing(Reply)),
    Messenger("refusals-in-200", refusing(lambda status: Reply.json(200, {"error": {"code": status}}))),
    Messenger("refusals-lead-to-log-in", refusing(lambda status: Reply(302, headers=(("Location", "/login"),)))),
    Messenger(
        "ids-are-numbers",
        answering(lambda id: {"data": {"id": numbers.of(id)}}),
        deliveries(lambda id: [delivery(str(numbers.of(id)))]),
    ),
    Messenger("no-error-said", answering(lambda id: {"data": {"id": id}, "error": {"code": 0}, "errors": []})),
    Messenger("slow", latency=0.05),
    Messenger(
        "e164-alone",
        refused_when(400, lambda request: "(" in member(request, "to")),
        profile=lambda profile: replace(profile, recipients=("+15551231234", "+15551234567")),
    ),
    Messenger("repeats-refused", repeats_refused(lambda request: request.body)),
    Messenger("rate-limit", at_most_in_a_second(15), unproven=True),
    Messenger("files-first", files_first),
    Messenger("files-first-with-502", unfetched),
    Messenger("media-by-https-only", media_refused(400, lambda url: url.startswith("http:")), unproven=True),
    Messenger(
        "media-by-https-only-and-one-given",
        media_refused(400, lambda url: url.startswith("http:")),
        settings={"media_url": "https://files.example.com/{id}.jpg"},
    ),
    Messenger("public-media-only", media_refused(422, lambda url: "127.0.0.1" in url), unproven=True),
    Messenger("no-pdf", media_refused(415, lambda url: ".pdf" in url)),
    Messenger("no-films", media_refused(400, lambda url: ".mp4" in url)),
    Messenger("nine-parts-at-most", refused_when(400, lambda request: len(member(request, "content")) > 1530)),
    Messenger("code-of-an-area", answering(lambda id: {"data": {"id": id}, "code": 415, "country": "US"})),
    Messenger("error-says-queued", answering(lambda id: {"data": {"id": id}, "error": "Message queued"})),
    Messenger(
        "refusals-in-words-of-its-own",
        in_words(lambda id: f"ID: {id}", lambda status: f"ERR: {status}, something is wrong"),
        integration="outgoing-only",
        profile=lambda profile: replace(profile, observer=None),
        hears=False,
        told={f"{name}[missing]": INCONCLUSIVE for name in ("credentials.wrong-key", "refusal.content")},
        unproven=True,
    ),
    Messenger(
        "refusals-in-words-of-its-own-and-an-observer",
        in_words(lambda id: "queued", lambda status: "invalid"),
        integration="outgoing-only",
        profile=impatient,
        hears=False,
        # No text, no mark by which it could be found.
        told={"refusal.content[missing]": INCONCLUSIVE},
    ),
    Messenger(
        "recipients-checked-later",
        filled(to="+15551231234"),
        told={"refusal.recipient[missing]": WARN, "refusal.recipient[empty]": WARN},
    ),
    Messenger("content-checked-later", filled(content="…"), told={"refusal.content[missing]": WARN}),
)

CALLBACKS = (
    Messenger("delivered-late", tell=after(0.3)),
    Messenger("delivered-twice", tell=lambda event: 2 * as_told(event)),
    Messenger("delivered-before-the-answer", hasty.take, hasty.tell),
    Messenger("more-members", tell=with_more),
    Messenger("delivered-of-an-earlier-run", tell=Once(delivery("of-last-week")).tell),
    Messenger(
        "delivered-of-an-earlier-run-alone",
        tell=deliveries(FirstOfAll().tell),
        settings={"delivered_within": None},
        told={"delivered.message-id": INCONCLUSIVE},
        unproven=True,
    ),
    Messenger(
        "delivered-in-batches",
        tell=deliveries(Batches().tell),
        described=modelled("delivered", events=[{"type": "$event_key$", "id": "$messageid$"}]),
    ),
    Messenger(
        "sent-before-delivered",
        tell=deliveries(
            lambda id: [Call.of_json({"is": "delivered", "status": said, "id": id}) for said in ("sent", "delivered")]
        ),
        described=modelled("delivered", **{"is": "$event_key$", "status": "delivered", "id": "$messageid$"}),
    ),
    Messenger("two-models-of-deliveries", described=modelled("", MMS_DELIVERED)),
    Messenger("two-models-of-messages", described=modelled("", WHATSAPP)),
    Messenger(
        "text-for-content",
        described=modelled("message", method="$event_key$", params={**CONTACT, "content": "$text$"}),
    ),
    Messenger(
        "content-for-url",
        described=modelled("file", method="$event_key$", params={**CONTACT, "text": "$text$", "url": "$content$"}),
    ),
    Messenger("told-in-parts", tell=in_parts, told={"delivered.shape": INCONCLUSIVE}, unproven=True),
    Messenger("told-in-xml", tell=in_xml, told={"event.parsable": INCONCLUSIVE}, unproven=True),
    Messenger(
        "never-delivered",
        tell=deliveries(lambda id: []),
        settings={"delivered_within": None},
        told={"delivered.arrives": INCONCLUSIVE},
        unproven=True,
    ),
    Messenger("typing-told", tell=Once(Call.of_json({"method": "typing", "params": {"state": "on"}})).tell),
    Messenger("webhook-tried", tell=Once(Call("HEAD"), Call("GET"), Call("OPTIONS")).tell),
    Messenger("told-by-put", tell=by_put, described=hooked(request_method="put")),
    Messenger("told-in-forms", tell=in_brackets),
    Messenger("told-in-utf-8", tell=in_utf_8),
    Messenger("numbers-without-plus", tell=instead("message", **dict.fromkeys(("from", "to"), without_plus))),
    Messenger("file-without-text", tell=instead("file", text=lambda text: None)),
    Messenger("file-moved", moved, instead("file", url=lambda url: url.replace(FILE, "/moved"))),
)

OBSERVERS = (
    Messenger("observer-normalises", observe=stored_as(normalised)),
    Messenger("observer-tells-of-uris", observe=stored_as(lambda told: {**told, "to": f"tel:{told['to']}"})),
    Messenger("observer-tells-of-the-text-only", observe=stored_as(lambda told: {"content": told.get("content")})),
    Messenger("no-observer", profile=lambda profile: replace(profile, observer=None)),
)


ODD = (
    Messenger(
        "any-key-in-the-query",
        keyed(key_in_query, asked=False),
        described=without_auth(lambda method: {**method, "request_url": "https://api.example.com/s?key=$API key$"}),
        told={"credentials.in-request[wrong]": WARN, "credentials.in-request[missing]": WARN},
    ),
    Messenger(
        "any-key-and-the-same-words",
        in_words(lambda id: "OK", lambda status: "OK"),
        integration="outgoing-only",
        hears=False,
        told={
            **{f"credentials.wrong-key[{case}]": FAIL for case in ("wrong", "missing")},
            **{f"refusal.recipient[{case}]": WARN for case in ("empty", "missing")},
            "refusal.content[missing]": WARN,
        },
    ),
    Messenger(
        "errors-in-200-and-no-id-mapped",
        answering(lambda id: {"error": "no credit"}),
        integration="outgoing-only",
        told={"send-message.no-error": WARN},
        unproven=True,
    ),
    Messenger(
        "errors-in-200-and-no-id",
        answering(lambda id: {"status": "queued", "error": "no credit"}),
        told={"send-message.no-error": WARN, "send-message.message-id": FAIL}
        | {f"send-file.message-id[{kind}]": FAIL for kind in HOSTED},
        unproven=True,
    ),
    Messenger(
        "delivered-as-0",
        tell=deliveries(lambda id: [delivery("0")]),
        told={"delivered.message-id": FAIL},
        unproven=True,
    ),
    Messenger("files-counted-by-themselves", counted.take, counted.tell, told={"messages.distinct-ids": WARN}),
    Messenger(
        "text-for-content-cut",
        tell=instead("message", content=lambda text: text[:50]),
        described=modelled("message", method="$event_key$", params={**CONTACT, "content": "$text$"}),
        told={"inbound-message.values": FAIL},
    ),
    Messenger(
        "json-for-a-picture",
        at_path("/gone", Reply.json(200, {"error": "not found"})),
        instead("file", url=lambda url: url.replace(FILE, "/gone")),
        told={"inbound-file.url-works": WARN},
    ),
    Messenger(
        "delivered-in-capitals",
        tell=deliveries(lambda id: [delivery(id.upper())]),
        settings={"delivered_within": None},
        told={"delivered.message-id": FAIL},
        unproven=True,
    ),
)


@pytest.mark.parametrize("messenger", ODD, ids=lambda messenger: messenger.name)
def test_an_odd_messenger_gets_what_it_deserves(messenger: Messenger) -> None:
    test_a_conforming_messenger_is_not_blamed(messenger)


@pytest.mark.parametrize("messenger", [*FILES, *ANSWERS, *CALLBACKS, *OBSERVERS], ids=lambda messenger: messenger.name)
def test_a_conforming_messenger_is_not_blamed(messenger: Messenger) -> None:
    """No FAIL, no ERROR, the findings that it deserves, and nothing else but notes and what its file does not have."""
    with provided(messenger) as (profile, listener):
        found = rehearse(profile, listener, (SERVICE,))
    deserved = {f"{SERVICE}.{name}": verdict for name, verdict in messenger.told.items()}
    harmless = {Verdict.PASS, Verdict.NOTE, NOT_APPLICABLE} | ({INCONCLUSIVE} if messenger.unproven else set())
    blame = {
        label(finding): (finding.verdict, finding.where, finding.actual, finding.reason)
        for finding in found.findings
        if finding.verdict not in harmless | {deserved.get(label(finding))}
    }
    assert blame == {}
    assert {name: found.verdicts[name] for name in deserved} == deserved
    assert found.verdicts[f"{SERVICE}.send-message.accepted"] is Verdict.PASS
