"""Messaging providers that conform in their own way are not blamed (document 002)."""

from dataclasses import replace

import pytest
from messenger_variants import (
    API_KEY,
    FILE,
    PHRASE,
    SERVICE,
    USER,
    Call,
    Hasty,
    Messenger,
    Numbers,
    Once,
    after,
    answering,
    as_told,
    by_put,
    deliveries,
    delivery,
    files_first,
    filled,
    hooked,
    in_arrays,
    in_brackets,
    in_forms,
    in_queries,
    in_utf_8,
    instead,
    mapped,
    member,
    moved,
    provided,
    speaking,
    tells_arrays,
    tells_by_query,
    tells_forms,
    with_more,
)
from rehearsal import label, rehearse
from variants import at_most_in_a_second, normalised, refused_when, refusing, repeats_refused, stored_as

from conformance.reference.message import Reply
from conformance.verdict import Verdict

WARN, INCONCLUSIVE, NOT_APPLICABLE = Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE

numbers, hasty = Numbers(), Hasty()


def without_plus(number: str) -> str:
    return number.removeprefix("+")


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
    Messenger("observer-tells-of-the-text-only", observe=stored_as(lambda told: {"content": told.get("content")})),
    Messenger("no-observer", profile=lambda profile: replace(profile, observer=None)),
)


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
