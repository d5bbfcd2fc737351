"""The judges of the messaging integration on exchanges made by hand, and its plays where the reference differs not."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from rehearsal import REFERENCE, webhook

from conformance.collection import all_checks
from conformance.exchange.body import Body
from conformance.exchange.evidence import Evidence
from conformance.exchange.message import Exchange, Failure, FailureKind, Headers, Request, Response, Timing
from conformance.exchange.reachability import Seal
from conformance.exchange.redaction import Redactor
from conformance.expect import noted
from conformance.judging import examine
from conformance.plan import make_plan
from conformance.profile import Profile, load
from conformance.reference import Provider
from conformance.resources import FIXTURES
from conformance.run import Run
from conformance.scenario import Play
from conformance.services.messaging_integration import answers, events, inbound_values
from conformance.services.messaging_integration.client import without
from conformance.services.messaging_integration.contact import contact, text_for, user
from conformance.services.messaging_integration.credentials import keys, without_keys
from conformance.services.messaging_integration.declared import SERVICE, integration, method_of
from conformance.services.messaging_integration.hosting import doubtful
from conformance.services.messaging_integration.ids import resembles
from conformance.services.messaging_integration.numbers import Form, form_of, in_other_form, same
from conformance.services.messaging_integration.test_inbound import is_what_it_says
from conformance.services.messaging_integration.texts import CASES, LENGTHS, SHORTEST, text
from conformance.verdict import Finding, Observation, Outcome, Verdict

HELD, BROKEN, NOTED, UNPROVEN = Outcome.HELD, Outcome.BROKEN, Outcome.NOTED, Outcome.UNPROVEN
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MARK = "0a1b2c3d-inbound-message-4e5f"

Settings = Callable[[str], Mapping[str, Any]]


def profile(**settings: Any) -> Profile:
    return load(REFERENCE, target="http://127.0.0.1:9", overlay={SERVICE: settings})


PROFILE = profile()
CONTACT, USER = contact(PROFILE), user(PROFILE)
HEARD = replace(PROFILE, webhook=replace(PROFILE.webhook, public_url="http://suite/hook"))
UNMAPPED = profile(integration="../integration/outgoing-only.json")
BY_FORM = profile(
    integration="../integration/basic-form.json",
    properties={"User name": "u", "Pass phrase": "p", "Server": "http://a"},
)


def answer(status: int = 200, body: Any = None, at: float = 0.0, took: float = 0.0) -> Exchange:
    content = b"" if body is None else json.dumps(body).encode()
    response = Response(status, "", (("Content-Type", JSON),), Body.of(content))
    return Exchange("id", Request("POST", "http://a"), response, timing=Timing(at, None, took))


def with_id(id: str, at: float = 0.0, took: float = 0.0) -> Exchange:
    return answer(body={"data": {"id": id}}, at=at, took=took)


def callback(
    body: Any, kind: str | None = JSON, *, method: str = "POST", query: str = "", at: float = 0.0, status: int = 200
) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers: Headers = (("Content-Type", kind),) if kind else ()
    request = Request(method, f"http://suite/hook{query}", headers, content)
    return Exchange("callback", request, Response(status, "", ()), timing=Timing(at), inbound=True)


def body_of(content: str, status: int = 200) -> Exchange:
    return Exchange("id", Request("POST", "http://a"), Response(status, "", (), Body.of(content.encode())))


def told(id: str, message: str) -> Exchange:
    """An answer with `id` to the text `message`."""
    return replace(with_id(id), request=Request("POST", "http://a", (), message.encode()))


def report(id: str, at: float = 0.0, status: int = 200) -> Exchange:
    return callback({"method": "delivered", "params": {"messageid": id}}, at=at, status=status)


def inbound(kind: str = "message", **params: Any) -> Exchange:
    sent = {"from": CONTACT, "to": USER, **params}
    return callback({"method": kind, "params": sent})


def found(check: str, case: str = "", given: Profile | None = None, **steps: Exchange) -> Finding:
    """The finding of the check on `steps`, without its control; by a profile with a webhook unless one is `given`."""
    made = replace(next(one for one in all_checks() if one.id == f"{SERVICE}.{check}"), control=None)

    class Recorded:
        def of(self, play: Play) -> Evidence:
            return Evidence(play.id, steps)

        def planned(self, play: Play) -> bool:
            return True

    return examine(made, case, Recorded(), given or HEARD)


def outcomes(seen: list[Observation]) -> list[Outcome]:
    return [one.outcome for one in seen]


@pytest.mark.parametrize(
    ("given", "got", "outcome"),
    [
        (PROFILE, with_id("1"), HELD),
        (PROFILE, answer(202, {"data": {"id": 17}}), HELD),
        (PROFILE, answer(body={"error": "no"}), BROKEN),
        (PROFILE, answer(body={"data": {"id": ""}}), BROKEN),
        (PROFILE, answer(413), NOTED),
        (PROFILE, answer(400), BROKEN),
        (UNMAPPED, answer(204), HELD),
    ],
)
def test_a_text_is_taken_with_its_id_where_one_is_mapped(given, got, outcome):
    assert answers.taken(given, got).outcome is outcome


def test_an_answer_without_an_id_is_quoted():
    seen = answers.carries_an_id(PROFILE, answer(body={"error": "no credit"}), "SendMessage")
    assert (seen.where, seen.actual) == ("/data/id", "no member 'data' at the root")
    assert "no credit" in seen.remedy


@pytest.mark.parametrize(
    ("given", "refusal", "expected"),
    [
        (PROFILE, answer(401), [HELD, NOTED]),
        (PROFILE, answer(200, {"error": "no such key"}), [HELD, NOTED, NOTED]),
        (PROFILE, answer(500), [HELD, NOTED, NOTED]),
        (PROFILE, with_id("9"), [BROKEN]),
        (UNMAPPED, answer(200, {"error": "no such key"}), [HELD, NOTED, NOTED]),
        (UNMAPPED, answer(202, {"data": {"id": "1"}}), [BROKEN]),
        (UNMAPPED, answer(200, {"result": "invalid key"}), [UNPROVEN]),
        (UNMAPPED, body_of("ERR: 401, Authentication failed"), [UNPROVEN]),
        (UNMAPPED, body_of("ERR: 401", 401), [HELD, NOTED]),
    ],
)
def test_a_refusal_is_no_2xx_or_has_no_id(given, refusal, expected):
    good = answer(202, {"data": {"id": "1"}})
    assert outcomes(answers.refused_between(given, good, refusal, good)) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [((["x"], []), [HELD, NOTED, NOTED]), ((["x"], ["y"]), [BROKEN]), (([], []), [UNPROVEN]), (([], ["y"]), [BROKEN])],
)
def test_the_observer_tells_a_refusal_where_no_id_does(stored, expected):
    good, refusal = body_of("ID: 17"), body_of("ERR: 401")
    seen = [answer(200, [{"content": text} for text in texts]) for texts in stored]
    assert outcomes(answers.refused_between(UNMAPPED, good, refusal, good, seen)) == expected


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (answer(401, {"error": "no such key"}), 'the refusal says: {"error": "no such key"}'),
        (body_of("", 401), "the refusal says nothing"),
        (replace(body_of(""), response=Response(302, "", (("Location", "/login"),))), "the refusal leads to /login"),
    ],
)
def test_what_a_refusal_says_is_noted(refusal, words):
    good = with_id("1")
    assert answers.refused_between(PROFILE, good, refusal, good)[-1] == noted(words, "")


@pytest.mark.parametrize("bad", [answer(401), answer(200)])
def test_a_refusal_among_refusals_proves_nothing(bad):
    for good, after in ((bad, with_id("1")), (with_id("1"), bad)):
        assert outcomes(answers.refused_between(PROFILE, good, answer(401), after)) == [UNPROVEN]


@pytest.mark.parametrize("error", [None, False, 0, "", "none", [], {"code": 0, "message": ""}])
def test_an_error_that_is_none_may_stand_beside_an_id(error):
    got = answer(body={"data": {"id": "1", "error": error}, "error": error})
    assert answers.no_error_inside(got).outcome is HELD
    assert answers.no_error_inside(answer(body={"data": {"id": "1"}, "error": "no credit"})).outcome is BROKEN


def test_every_text_is_findable_but_the_shortest_and_as_long_as_it_says():
    texts = {case: text(case, MARK) for case in CASES}
    assert [case for case, words in texts.items() if MARK not in words] == [SHORTEST]
    assert {case: len(texts[case]) for case in LENGTHS} == LENGTHS
    assert {ord(character) >> 16 for character in texts["every-plane"]} == {0, 1, 2, 3, 14}


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("+15551231234", Form.E164),
        ("15551231234", Form.DIGITS),
        ("0061855555555", Form.DIGITS),
        ("+1(555)123-1234", Form.FORMATTED),
        ("0855555555", Form.NATIONAL),
        ("5552231234", Form.NATIONAL),
        ("sip:johndow@example.com", None),
        ("ACME", None),
    ],
)
def test_a_number_is_known_by_its_form(number, form):
    assert form_of(number) is form


@pytest.mark.parametrize(
    ("sent", "told", "alike"),
    [
        ("+61855555555", "61 855 555 555", True),
        ("+61855555555", "0061855555555", True),
        ("0855555555", "+61855555555", True),
        ("+15552231234", "5552231234", True),
        ("+61855555555", "tel:+61-8-5555-5555", True),
        ("ACME", "ACME", True),
        ("ACME 1", "BETA 1", False),
        ("+61855555555", "+61855555556", False),
        ("0855555555", "+61755555555", False),
        ("+61855555555", "", False),
    ],
)
def test_a_number_stays_the_same_in_another_form(sent, told, alike):
    assert same(sent, told) is alike


def test_no_number_is_tried_that_could_be_somebody_elses():
    alone = replace(PROFILE, recipients=("+61855555555",))
    assert in_other_form(alone, Form.DIGITS) == "61855555555"
    assert in_other_form(alone, Form.NATIONAL) is None


def test_what_holds_a_variable_is_left_out():
    method = replace(
        method_of(PROFILE, "SendMessage"),
        request_url="https://a/b?to=$to$&flash=0&key=$API key$",
        request_parameters={"to": ["$to$", {"number": "tel:$to$", "kind": 1}], "content": "$content$"},
    )
    rest = without(method, ("to",))
    assert rest.request_parameters == {"to": [{"kind": 1}], "content": "$content$"}
    assert rest.request_url == "https://a/b?flash=0&key=$API key$"
    assert without(replace(method, request_url="https://a/b?to=$to$"), ("to",)).request_url == "https://a/b"
    assert without(method, ()) == method


@pytest.mark.parametrize(
    ("url", "parameters", "found", "missing"),
    [
        ("https://a/b", {"key": "$API key$"}, {"API key"}, True),
        ("https://a/b?key=$API key$", {}, {"API key"}, True),
        ("https://a/$API key$/b", {}, {"API key"}, False),
        ("https://$API key$.a/b", {}, set(), False),
        ("$API key$/b", {}, set(), False),
        ("https://a/$Account$", {"words": "$Keyword$"}, set(), False),
        ("https://a/b", {"id": "$Account$", "pass": "x$Pass phrase$"}, {"Pass phrase"}, True),
    ],
)
def test_a_key_is_known_by_its_label_where_it_may_be_got_wrong(tmp_path, url, parameters, found, missing):
    file = json.loads((FIXTURES / "integration" / "reference.json").read_text("utf-8"))
    labels = ["API key", "Account", "Keyword", "Pass phrase"]
    message = {"to": "$to$", "content": "$content$", **parameters}
    method = {**file["API"]["SendMessage"], "request_url": url, "request_parameters": message}
    path = tmp_path / "integration.json"
    path.write_text(json.dumps({**file, "auth": None, "properties": labels, "API": {"SendMessage": method}}), "utf-8")
    given = profile(integration=str(path), properties=dict.fromkeys(labels, "a-value"))
    assert keys(given) == found
    assert (without_keys(given, "wrong") is None, without_keys(given, "missing") is None) == (bool(found), missing)


@pytest.mark.parametrize(
    ("event", "document"),
    [
        (callback({"a": 1}, FORM), {"a": 1}),
        (callback(b'\xef\xbb\xbf{"a": 1}', None), {"a": 1}),
        (callback(b"a=1&b[c]=2", FORM), {"a": "1", "b": {"c": "2"}}),
        (callback(b"a=1", None), {"a": "1"}),
        (callback(b"", None, method="GET", query="?a=1"), {"a": "1"}),
        (callback(b'{"a": ', JSON), None),
        (callback(b"", None), None),
    ],
)
def test_an_event_is_read_in_any_format(event, document):
    assert events.event_of(event) == document


def test_an_event_of_another_kind_is_not_taken_for_a_report():
    known = integration(PROFILE)
    queued = callback({"method": "queued", "params": {"messageid": "7"}})
    assert events.types_of(known, queued) == set()
    assert events.types_of(known, inbound(content="delivered")) == {"message"}
    assert events.types_of(known, callback({"event": "delivered", "id": "7"})) == {"messageDelivered"}
    assert events.types_of(known, callback(b'{"method": "delivered", "par')) == {"messageDelivered"}


def test_a_number_for_an_event_key_is_found_in_its_place_only():
    known = integration(BY_FORM)
    form = urlencode({"kind": 2, "final": "true", "reference": "msg:7"}).encode()
    assert events.reported_ids(known, callback(form, FORM)) == ["7"]
    assert events.meant(known, callback({"status": 2})) == []


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("multipart/form-data; boundary=x", Verdict.INCONCLUSIVE),
        ("text/xml", Verdict.INCONCLUSIVE),
        ("application/json", Verdict.FAIL),
        ("application/vnd.sms+json", Verdict.FAIL),
    ],
)
def test_what_the_suite_does_not_read_is_no_fault(kind, verdict):
    event = callback(b"<delivered>7</delivered>", kind)
    for name, steps in (("event.parsable", {"event_1": event}), ("delivered.shape", {"delivered": event})):
        assert found(name, **steps).verdict is verdict


def test_further_events_are_noted_and_a_broken_one_is_a_fault():
    queued, report_7 = callback({"method": "queued"}), report("7")
    assert found("event.known-kind", event_1=report_7, event_2=queued).verdict is Verdict.NOTE
    assert found("event.declared-shape", event_1=report_7, event_2=queued).verdict is Verdict.PASS
    assert found("event.declared-shape", event_1=queued).verdict is Verdict.NOT_APPLICABLE
    told = found("event.declared-shape", event_1=report_7, event_2=callback({"method": "delivered", "params": {}}))
    assert (told.verdict, told.where) == (Verdict.FAIL, "/params")
    assert found("event.parsable", event_1=report_7, event_2=callback(b"{")).verdict is Verdict.FAIL


def test_a_try_whether_somebody_is_there_is_no_event():
    tried = callback(b"", None, method="HEAD")
    assert found("event.parsable", event_1=report("7"), event_2=tried).verdict is Verdict.PASS
    assert found("event.parsable", event_1=tried).verdict is Verdict.NOTE
    assert found("event.parsable", event_1=callback(b"", None)).verdict is Verdict.FAIL


def test_unknown_ids_are_noted_where_any_is_known():
    assert found("event.known-id", event_1=report("7"), text_1=with_id("7")).verdict is Verdict.PASS
    assert found("event.known-id", event_1=report("8"), text_1=with_id("7")).verdict is Verdict.NOTE
    assert found("event.known-id", event_1=report("8")).verdict is Verdict.NOT_APPLICABLE
    assert found("event.known-id", event_1=inbound(), text_1=with_id("7")).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("reports", "verdict"),
    [
        ([report("7", 2.0)], Verdict.PASS),
        ([report("7", 2.0), report("7", 3.0)], Verdict.NOTE),
        ([report("7", 2.0, status=500), report("7", 3.0)], Verdict.PASS),
        ([report("7", 0.5)], Verdict.NOTE),
        ([report("8", 0.5), report("8", 2.0)], Verdict.PASS),
    ],
)
def test_a_report_is_repeated_with_good_reason_only_after_a_failure(reports, verdict):
    steps = {f"event_{number}": event for number, event in enumerate(reports, 1)}
    assert found("delivered.once", text_1=with_id("7", at=0.0, took=1.0), **steps).verdict is verdict


def test_an_id_of_several_messages_says_nothing_of_any_report():
    shared = {"text_1": with_id("7"), "file_1": with_id("7")}
    assert found("delivered.once", event_1=report("7", 1.0), event_2=report("7", 2.0), **shared).verdict is Verdict.PASS


def test_a_late_report_is_a_fault_unless_another_may_be_meant_for_it():
    seal, second = Seal(), with_id("7", at=1.0)
    probe = seal.probe("http://suite/hook")
    nobody = Exchange("probe", probe, Response(200, "", ()))
    unreached = found("delivered.in-time", probe=nobody, first=second, second=second)
    assert (unreached.verdict, unreached.party.value) == (Verdict.INCONCLUSIVE, "configuration")
    reached = Exchange("probe", probe, Response(200, "", (), Body.of(seal.word.encode())))
    sent = {"probe": reached, "first": second, "second": second}
    assert found("delivered.in-time", **sent).verdict is Verdict.FAIL
    assert found("delivered.in-time", **sent, astray_1=report("8", 2.0)).verdict is Verdict.INCONCLUSIVE
    late = found("delivered.in-time", **sent, report_1=report("7", 2.5), astray_1=report("8", 2.0))
    assert (late.verdict, late.actual) == (Verdict.PASS, "a report after 1.50 s")


@pytest.mark.parametrize(
    ("reported", "verdict"),
    [
        (["8"], Verdict.PASS),
        ([], Verdict.INCONCLUSIVE),
        (["of-last-week"], Verdict.INCONCLUSIVE),
        (["0", "0", "0"], Verdict.INCONCLUSIVE),
        (["0", "0", "0", "0"], Verdict.FAIL),
        (["of-last-week", "another", "a-third", "a-fourth"], Verdict.FAIL),
        (["0", "0", "0", "0", "10"], Verdict.PASS),
    ],
)
def test_fewer_reports_than_messages_may_be_of_an_earlier_run(reported, verdict):
    sent = {"text_1": with_id("7"), "text_2": with_id("8"), "text_3": with_id("9"), "file_1": with_id("10")}
    told = {f"report_{number}": report(id) for number, id in enumerate(reported, 1)}
    assert found("delivered.message-id", **sent, **told).verdict is verdict


def test_two_reports_are_too_few_to_blame_anybody():
    sent, told = {"text_1": with_id("7")}, {"report_1": report("0"), "report_2": report("0")}
    assert found("delivered.message-id", **sent, **told).verdict is Verdict.INCONCLUSIVE
    assert found("delivered.message-id", **sent, **told, report_3=report("0")).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("told", "given", "alike"),
    [
        ("9612C4E2-27F8", "9612c4e2-27f8", True),
        ("9612c4e2", "9612c4e2-27f8-4463", True),
        ("<9612c4e227f84463@sms>", "9612c4e2-27f8-4463", True),
        ("9612c4e2-27f8", "9612c4e2-27f9", False),
        ("17", "172", False),
        ("", "9612c4e2-27f8", False),
    ],
)
def test_a_damaged_id_is_known_again(told, given, alike):
    assert resembles(told, given) is alike
    damaged = found("delivered.message-id", text_1=with_id("7"), text_2=with_id(given), report_1=report(told))
    assert (damaged.verdict is Verdict.FAIL) is alike


def test_no_two_messages_have_one_id_but_one_that_is_repeated():
    text, file, again = told("7", "a"), told("8", "b"), told("7", "a")
    assert found("messages.distinct-ids", text_1=text, file_1=file, text_2=again).verdict is Verdict.PASS
    shared = found("messages.distinct-ids", text_1=text, file_1=told("7", "b"))
    assert (shared.verdict, shared.actual) == (Verdict.WARN, "7 for several messages")


def test_only_a_callback_that_failed_shows_what_a_failure_does():
    sent = {"answer": with_id("7"), "after": with_id("8"), "report_1": report("8")}
    failed = report("7", status=500)
    assert found("callback.survives", "error-500", **sent, failed_1=failed).verdict is Verdict.PASS
    assert found("callback.survives", "error-500", **sent, failed_1=report("7")).verdict is Verdict.INCONCLUSIVE
    told = found("callback.survives", "error-500", **{**sent, "after": answer(500)}, failed_1=failed)
    assert told.verdict is Verdict.WARN
    del sent["report_1"]
    told = found("callback.survives", "error-500", **sent, failed_1=failed)
    assert (told.verdict, told.where) == (Verdict.WARN, "webhook")
    undeclared = replace(HEARD, services=profile(delivered_within=None).services)
    told = found("callback.survives", "error-500", undeclared, **sent, failed_1=failed, failed_2=report("7"))
    assert (told.verdict, len(told.notes)) == (Verdict.PASS, 2)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"content": text_for("message", MARK)}, [HELD, HELD, HELD]),
        ({"content": f" {text_for('message', MARK)}\r\n", "from": f"00{CONTACT[1:]}"}, [HELD, HELD, HELD]),
        ({"content": text_for("message", MARK), "from": USER, "to": CONTACT}, [BROKEN, BROKEN, HELD]),
        ({"content": text_for("message", MARK)[:50]}, [HELD, HELD, BROKEN]),
        ({"content": "something else"}, [HELD, HELD, BROKEN]),
    ],
)
def test_an_inbound_text_is_compared_with_what_was_sent(params, expected):
    assert outcomes(inbound_values.keeps_the_values(inbound(**params), PROFILE, "message")) == expected


def test_a_file_may_come_without_its_text():
    event = inbound("file", url="http://a/b", text="")
    assert outcomes(inbound_values.keeps_the_values(event, PROFILE, "mms")) == [HELD, HELD, NOTED]


def test_what_a_person_types_may_differ_in_case_and_comes_from_anywhere():
    asked = profile(inbound_message=None, inbound_from=None)
    event = inbound(content="conformance Test 0a1b2c3d ", **{"from": "+420111222333"})
    assert outcomes(inbound_values.keeps_the_values(event, asked, "message")) == [HELD, HELD]
    assert inbound_values.arrives(event, asked, "message").outcome is HELD


def test_a_text_told_twice_is_noted():
    once, other = inbound(content=text_for("message", MARK)), inbound("file", text=MARK.replace("message", "file"))
    assert found("inbound-message.once", told_1=once, told_2=other, told_3=other).verdict is Verdict.PASS
    assert found("inbound-message.once", told_1=once, told_2=once).verdict is Verdict.NOTE
    failed = replace(once, response=Response(500, "", ()))
    assert found("inbound-message.once", told_1=failed, told_2=once).verdict is Verdict.PASS


def test_a_message_of_somebody_else_is_no_proof():
    stranger = inbound(content="hello", **{"from": "+420111222333"})
    assert inbound_values.arrives(stranger, PROFILE, "message").outcome is UNPROVEN
    assert inbound_values.arrives(inbound(content="garbled"), PROFILE, "message").outcome is HELD


JPEG, PAGE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", b"<!DOCTYPE html><title>Log in</title>"


@pytest.mark.parametrize(
    ("content", "kind", "outcome"),
    [
        (JPEG, "image/jpeg", HELD),
        (JPEG, "application/octet-stream", HELD),
        (JPEG, "", HELD),
        (JPEG, "video/mp4", BROKEN),
        (PAGE, "image/jpeg", BROKEN),
        (PAGE, "text/html", BROKEN),
        (b"", "image/jpeg", BROKEN),
        (b"BEGIN:VCARD", "text/vcard", HELD),
        (b"not found", "image/jpeg", BROKEN),
        (b'{"error": "not found"}', "application/json", BROKEN),
        (b"\x00\x01\x02\x03", "image/heic", HELD),
    ],
)
def test_a_file_is_what_it_says(content, kind, outcome):
    headers = (("Content-Type", kind),) if kind else ()
    assert is_what_it_says(Response(200, "", headers, Body.of(content))).outcome is outcome


def test_a_file_that_cannot_be_had_is_refused_or_taken_but_answered():
    def unfit(first: Exchange) -> Verdict:
        return found("send-file.unfit", "missing", unfit=first, after=with_id("7")).verdict

    def failing(kind: FailureKind) -> Exchange:
        return Exchange("id", Request("POST", "http://a"), failure=Failure(kind, "it failed"))

    assert [unfit(answer(status)) for status in (200, 400, 422, 502, 504)] == [Verdict.PASS] * 5
    assert [unfit(answer(status)) for status in (500, 503)] == [Verdict.WARN] * 2
    assert unfit(failing(FailureKind.TIMEOUT)) is Verdict.WARN
    assert unfit(failing(FailureKind.UNREACHABLE)) is Verdict.INCONCLUSIVE


def test_an_invented_file_may_be_refused():
    told = found("send-file.accepted", "media-url", profile(media_url=None), answer=answer(400))
    assert (told.verdict, told.party.value) == (Verdict.INCONCLUSIVE, "configuration")
    own = profile(media_url="http://a/b.jpg")
    assert found("send-file.accepted", "media-url", own, answer=answer(400)).verdict is Verdict.FAIL
    assert found("send-file.accepted", "media-url", profile(media_url=None), answer=answer(500)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("public_url", "doubted"),
    [
        ("https://suite.example/hook", False),
        ("https://8.8.8.8/hook", False),
        ("http://suite.example/hook", True),
        ("https://localhost:8443/hook", True),
        ("https://10.1.2.3/hook", True),
        ("https://[::1]/hook", True),
        ("https://suite.local/hook", True),
    ],
)
def test_a_file_that_not_everybody_fetches_may_be_refused(public_url, doubted):
    heard = replace(PROFILE, webhook=replace(PROFILE.webhook, public_url=public_url))
    assert (doubtful(heard, "jpeg") is not None) is doubted
    refused = found("send-file.accepted", "jpeg", heard, answer=answer(400))
    assert refused.verdict is (Verdict.INCONCLUSIVE if doubted else Verdict.FAIL)
    assert found("send-file.accepted", "jpeg", heard, answer=answer(404)).verdict is Verdict.FAIL
    assert found("send-file.accepted", "jpeg", heard, answer=answer(500)).verdict is Verdict.FAIL


def test_which_kinds_of_files_are_taken_is_the_providers_choice():
    verdicts = [found("send-file.other-kinds", "pdf", answer=answer(status)).verdict for status in (200, 415, 400, 500)]
    assert verdicts == [Verdict.PASS, Verdict.NOTE, Verdict.NOTE, Verdict.FAIL]
    assert found("send-file.message-id", "pdf", answer=answer(415)).verdict is Verdict.NOT_APPLICABLE
    assert found("send-file.fetched", "pdf", answer=answer(415)).verdict is Verdict.NOT_APPLICABLE


def test_only_the_longest_text_may_be_too_long():
    assert found("text.accepted", "ascii-1600", answer=answer(400)).verdict is Verdict.NOTE
    assert found("text.accepted", "ascii-161", answer=answer(400)).verdict is Verdict.FAIL
    assert found("text.accepted", "ascii-1600", answer=answer(500)).verdict is Verdict.FAIL


def played(*names: str, listening: bool = True, change: Settings = lambda url: {}) -> dict[str, Finding]:
    """The findings of some checks against the reference; `change` tells of its URL what else the profile says."""
    with webhook(2.0) as (listener, table), Provider(webhook_url=listener.url) as provider:
        loaded = load(REFERENCE, target=provider.url, overlay={SERVICE: change(provider.url)})
        given = replace(loaded, webhook=table) if listening else loaded
        chosen = [check for check in all_checks() if check.id.removeprefix(f"{SERVICE}.") in names]
        cases = [(check, case) for check in chosen for case in check.cases]
        redactor = Redactor(given.secrets, given.secret_fields)
        run = Run(make_plan(cases, given), given, redactor, listener=listener if listening else None)
        run.start()
        try:
            return {f"{check.id}[{case}]": examine(check, case, run, given) for check, case in cases}
        finally:
            run.close()


def test_without_a_public_url_the_profiles_file_is_sent():
    own = {"media_url": "/m.jpg?{id}"}
    told = played("send-file.accepted", "arrival.file", "webhook.reachable", listening=False, change=lambda url: own)
    passed = {name for name, finding in told.items() if finding.verdict is Verdict.PASS}
    assert passed == {f"{SERVICE}.send-file.accepted[media-url]", f"{SERVICE}.arrival.file[media-url]"}
    assert {finding.verdict for finding in told.values()} == {Verdict.PASS, Verdict.NOT_APPLICABLE}
    assert "webhook.public_url" in told[f"{SERVICE}.webhook.reachable[]"].reason


ASKS = """
import sys, urllib.parse, urllib.request
target, *values = sys.argv[1:]
query = urllib.parse.urlencode(dict(zip(("from", "to", "content"), values)))
urllib.request.urlopen(target + "/trigger/message?" + query, b"")
"""


def test_a_command_brings_a_text_about():
    def by_command(url: str) -> dict[str, Any]:
        return {"inbound_message": {"command": [sys.executable, "-c", ASKS, url, "{from}", "{to}", "{content}"]}}

    (finding,) = played("inbound-message.values", change=by_command).values()
    assert finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"url": "/nowhere?text={content}"}, f"services.{SERVICE}.inbound_message was answered 404"),
        ({"command": ["false", "{id}"]}, f"the command of services.{SERVICE}.inbound_message ended with"),
    ],
)
def test_what_brings_nothing_about_is_a_matter_of_the_configuration(key, told):
    (finding,) = played("inbound-message.arrives", change=lambda url: {"inbound_message": key}).values()
    assert (finding.verdict, finding.party.value) == (Verdict.INCONCLUSIVE, "configuration")
    assert told in finding.reason
