"""The checks of the smart-contact notification: each fault is told, and no conforming provider is blamed."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsal import REFERENCE, Rehearsed, against_reference, cases_of, label, rehearse
from support import Odd, odd_provider

from conformance.contract import services
from conformance.plan import make_plan
from conformance.profile import Profile, load
from conformance.reference import FAULTS as REFERENCE_FAULTS
from conformance.reference.message import Received, Reply
from conformance.reference.smart_contact import from_json
from conformance.reference.smart_contact_notification import SmartContactNotification
from conformance.reference.store import Store
from conformance.services.smart_contact_notification.notification import NAMES, number_in, uri_in
from conformance.verdict import Party, Verdict

SERVICE = "smart-contact-notification"
NOTHING_WRONG = {Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.INCONCLUSIVE}

Change = Callable[[Received, Reply], Reply]


def profile_of(target: str = "http://127.0.0.1:9", **changes: Any) -> Profile:
    """The reference's profile with `changes` to its table of the service."""
    profile = load(REFERENCE, target=target, overlay={SERVICE: changes})
    assert profile.observer is not None
    return replace(profile, observer=replace(profile.observer, wait=0.1))


def against(change: Change = lambda request, reply: reply, **changes: Any) -> tuple[Rehearsed, Odd]:
    """What the checks find of the reference service, each of whose replies goes through `change`."""
    store = Store()
    service = SmartContactNotification(frozenset(), store)

    def respond(request: Received) -> Reply:
        return change(request, store.observe(request) if request.path == "/observed" else service.notify(request))

    with odd_provider(respond) as odd:
        return rehearse(profile_of(odd.url, **changes), services=[SERVICE]), odd


def of_verdict(rehearsed: Rehearsed, *verdicts: Verdict) -> dict[str, Verdict]:
    """The findings of those `verdicts`, without the name of the service."""
    return {
        name.removeprefix(f"{SERVICE}."): verdict for name, verdict in rehearsed.verdicts.items() if verdict in verdicts
    }


def judged(rehearsed: Rehearsed) -> dict[str, Verdict]:
    return of_verdict(rehearsed, *(verdict for verdict in Verdict if verdict not in NOTHING_WRONG))


def parties_in(request: Received) -> list[dict[str, str]]:
    """The interested parties of a JSON notification; none of anything else."""
    try:
        return list(json.loads(request.body)["interestedParties"])
    except (ValueError, KeyError):
        return []


def every(check: str, verdict: Verdict, *cases: str) -> dict[str, Verdict]:
    return {f"{check}[{case}]": verdict for case in cases} if cases else {check: verdict}


DAMAGES = ("truncated", "other-syntax", "empty")
BODIES = ("json", "xml")
FAULTS: Mapping[str, dict[str, Verdict]] = {
    **{
        f"status-{status}": every("notification.answered-204", Verdict.FAIL, *BODIES)
        for status in (200, 201, 202, 205, 302)
    },
    "xml-refused": every("content-type.served", Verdict.FAIL, "xml"),
    "plus-refused": every("number.taken", Verdict.WARN, "with-plus"),
    "sip-scheme-refused": every("uri.taken", Verdict.WARN, "with-sip"),
    "fifty-refused": every("parties.many", Verdict.FAIL, "fifty", "thousand"),
    "duplicate-refused": every("parties.duplicate", Verdict.NOTE),
    **{
        fault: every(
            "names.special",
            Verdict.WARN,
            *(f"{body}-{name}" for body in BODIES for name in NAMES if name != "backslash"),
        )
        for fault in ("names-refused", "names-crash")
    },
    "contact-repeat-refused": every("notification.repeat", Verdict.NOTE),
    "extra-member-refused": every("notification.extra-member", Verdict.NOTE, *BODIES),
    "body-after-204": every("framing.nothing-after-204", Verdict.FAIL, *BODIES),
    "length-on-204": every("framing.no-content-length", Verdict.NOTE, *BODIES),
    "malformed-204": every(
        "malformed.not-204", Verdict.WARN, *(f"{body}-{damage}" for body in BODIES for damage in DAMAGES)
    ),
    "new-server-refused": every("server.any-version", Verdict.WARN, "next"),
    "names-mangled": every(
        "arrival.names",
        Verdict.FAIL,
        *(f"{body}-{name}" for body in BODIES for name, text in NAMES.items() if not text.isascii()),
    ),
    "second-party-lost": every("arrival.parties", Verdict.FAIL, *BODIES),
    "unknown-keyword": every("configuration.keywords-known", Verdict.FAIL),
    "account-keyword": every("configuration.keywords-known", Verdict.FAIL),
    "keyword-in-url": every("configuration.keywords-known", Verdict.FAIL),
    "contact-template-broken": every("configuration.body-well-formed", Verdict.FAIL),
    "contact-type-unsupported": every("configuration.content-type-supported", Verdict.FAIL),
    "contact-url-without-scheme": every("configuration.url-has-scheme", Verdict.FAIL),
}


TEMPLATE = 'post_data."application/json"'
WHERE: Mapping[str, str] = {
    "body-after-204": "after the header",
    "length-on-204": "header Content-Length",
    "names-mangled": "observer /username",
    "second-party-lost": "observer /interested_parties",
    "unknown-keyword": TEMPLATE,
    "account-keyword": TEMPLATE,
    "contact-template-broken": TEMPLATE,
    "keyword-in-url": "url",
    "contact-type-unsupported": "content_type",
    "contact-url-without-scheme": "smartContactNotificationUrl",
}
"""Where a fault shows; what is not here shows in the status."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_its_check_and_by_no_other(fault: str) -> None:
    found = against_reference(fault, services=[SERVICE])
    assert judged(found) == FAULTS[fault]
    assert {found.finding(f"{SERVICE}.{name}").where for name in FAULTS[fault]} == {WHERE.get(fault, "status")}


def test_no_check_of_another_service_tells_of_these_faults() -> None:
    faults = [fault.name for fault in REFERENCE_FAULTS.values() if fault.service == SERVICE and not fault.settings]
    others = [service for service in services() if service != SERVICE]
    found = against_reference(*faults, services=others)
    assert of_verdict(found, Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.ERROR) == {}


def test_a_lost_notification_is_told_where_it_should_have_arrived() -> None:
    def lost(request: Received, reply: Reply) -> Reply:
        return Reply.json(200, []) if request.path == "/observed" else reply

    found, _ = against(lost)
    assert judged(found) == every("arrival.notification", Verdict.FAIL, *BODIES)
    finding = found.finding(f"{SERVICE}.arrival.notification[json]")
    assert (finding.where, finding.actual) == ("observer", "nothing was stored")


def test_what_was_stored_wrongly_is_shown_beside_what_was_sent() -> None:
    def garbled(request: Received, reply: Reply) -> Reply:
        return replace(reply, body=reply.body.replace(b"mynetwork", b"MYNETWORK"))

    finding = against(garbled)[0].finding(f"{SERVICE}.arrival.notification[xml]")
    assert (finding.verdict, finding.where) == (Verdict.FAIL, "observer /network_id")
    assert (finding.expected, finding.actual) == (("mynetwork",), "MYNETWORK")


def test_a_store_may_spell_the_contact_in_its_own_way_and_keep_a_row_for_each_party() -> None:
    def rows(request: Received, reply: Reply) -> Reply:
        if request.path != "/observed":
            return reply
        told = [
            {"new_smart_number": "+1 555 123 1234", "new_smart_uri": "sip:johnsnow@PBX.acrobits.net"}
            | {"interested_parties": [party]}
            for one in json.loads(reply.body)
            for party in one["interested_parties"]
        ]
        return Reply.json(200, [{"service": "media-reference-send", "sms_to": "15551231234"}, *told])

    assert judged(against(rows)[0]) == {}


def of_names(found: Rehearsed) -> set[Verdict]:
    return {verdict for name, verdict in found.verdicts.items() if ".arrival.names[" in name}


def test_a_name_that_was_escaped_twice_is_shown_as_it_was_stored() -> None:
    def escaped(request: Received, reply: Reply) -> Reply:
        return replace(reply, body=reply.body.replace(b"&amp;", b"&amp;amp;")) if request.path == "/observed" else reply

    found, _ = against(escaped)
    assert judged(found) == every("arrival.names", Verdict.FAIL, "json-markup", "xml-markup")
    finding = found.finding(f"{SERVICE}.arrival.names[xml-markup]")
    assert finding.where == "observer /username"
    assert str(finding.expected[0]).endswith(NAMES["markup"])
    assert str(finding.actual).endswith("<b>&amp;amp;\"'")


def test_a_store_of_known_users_only_is_not_blamed_for_invented_names() -> None:
    def known(request: Received, reply: Reply) -> Reply:
        if request.path != "/observed":
            return reply
        return Reply.json(200, [one for one in json.loads(reply.body) if "conformance-" not in json.dumps(one)])

    found, _ = against(known)
    assert of_verdict(found, Verdict.FAIL, Verdict.WARN) == {}
    assert of_names(found) == {Verdict.NOTE}


def test_names_are_not_judged_where_they_are_not_told_or_not_taken() -> None:
    def untold(request: Received, reply: Reply) -> Reply:
        return replace(reply, body=reply.body.replace(b"interested_parties", b"people"))

    assert of_names(against(untold)[0]) == {Verdict.NOT_APPLICABLE}
    assert of_names(against(only_known)[0]) == {Verdict.NOT_APPLICABLE}


def only_known(request: Received, reply: Reply) -> Reply:
    unknown = [party for party in parties_in(request) if party["username"] not in ("eric", "madelaine")]
    return Reply.text(404, "Who is that?") if unknown or b"conformance-" in request.body else reply


def test_a_provider_may_know_its_own_users_only() -> None:
    names = (f"{body}-{name}" for body in BODIES for name in NAMES)
    expected = every("names.special", Verdict.NOTE, *names) | every("parties.many", Verdict.NOTE, "fifty", "thousand")
    assert judged(against(only_known)[0]) == expected


def test_a_refused_name_is_set_against_a_plain_one() -> None:
    found = against_reference("names-refused", services=[SERVICE])
    reason = found.finding(f"{SERVICE}.names.special[json-accents]").reason
    assert reason.startswith("one stranger with a plain name was answered 204; the answer says: ")


@pytest.mark.parametrize(
    ("stranger", "special", "verdict"),
    [
        (404, 404, Verdict.NOTE),
        (404, 400, Verdict.NOTE),
        (500, 500, Verdict.NOTE),
        (200, 200, Verdict.NOTE),
        (404, 500, Verdict.WARN),
        (204, 422, Verdict.WARN),
        (204, 200, Verdict.WARN),
    ],
)
def test_a_special_name_is_judged_by_what_a_plain_stranger_gets(stranger: int, special: int, verdict: Verdict) -> None:
    def unknown(request: Received, reply: Reply) -> Reply:
        if b"-stranger" in request.body:
            return Reply(stranger)
        return Reply(special) if "-accents-é".encode() in request.body else reply

    cases = [f"{body}-accents" for body in BODIES]
    names = {name: seen for name, seen in judged(against(unknown)[0]).items() if name.startswith("names.")}
    assert names == every("names.special", verdict, *cases)


@pytest.mark.parametrize(
    ("status", "verdict", "changes"),
    [
        (413, Verdict.NOTE, {}),
        (400, Verdict.FAIL, {}),
        (200, Verdict.FAIL, {}),
        (500, Verdict.FAIL, {}),
        (400, Verdict.NOTE, {"parties_at_most": 20}),
    ],
)
def test_fifty_parties_have_to_be_taken_unless_capacity_forbids(
    status: int, verdict: Verdict, changes: dict[str, Any]
) -> None:
    def limited(request: Received, reply: Reply) -> Reply:
        return replace(reply, status=status) if len(parties_in(request)) > 20 else reply

    found = judged(against(limited, **changes)[0])
    assert found == every("parties.many", verdict, "fifty", "thousand")


def test_above_what_the_profile_declares_a_refusal_is_only_noted() -> None:
    def limited(request: Received, reply: Reply) -> Reply:
        listed = b'"interestedParties"' in request.body
        return replace(reply, status=500) if listed and len(parties_in(request)) in (0, 1000) else reply

    found = against(limited, parties_at_most=None)[0]
    assert of_verdict(found, Verdict.FAIL) == {}
    assert found.verdicts[f"{SERVICE}.parties.many[none]"] is Verdict.NOTE
    assert found.verdicts[f"{SERVICE}.parties.many[thousand]"] is Verdict.NOTE


def test_who_refuses_every_repeat_is_not_blamed_in_later_runs() -> None:
    def known(request: Received, reply: Reply) -> Reply:
        return Reply.text(409, "I know.") if parties_in(request) and not only_invented(request) else reply

    found, _ = against(known)
    assert of_verdict(found, Verdict.FAIL, Verdict.WARN) == {}
    finding = found.finding(f"{SERVICE}.content-type.served[json]")
    assert "only the first notification of a run can be judged" in finding.reason


@pytest.mark.parametrize("status", [200, 202, 208, 400, 409])
def test_however_a_repeat_is_answered_is_the_providers_choice(status: int) -> None:
    told: set[bytes] = set()

    def repeated(request: Received, reply: Reply) -> Reply:
        if reply.status == 204 and request.body in told:
            return replace(reply, status=status)
        told.add(request.body)
        return reply

    found = judged(against(repeated)[0])
    assert found == every("notification.repeat", Verdict.NOTE)


def only_invented(request: Received) -> bool:
    return all(party["username"].startswith("conformance-") for party in parties_in(request))


@pytest.mark.parametrize("step", ["malformed", "after"])
def test_a_service_that_falls_over_a_malformed_body_is_told(step: str) -> None:
    fallen: list[bytes] = []

    def falls(request: Received, reply: Reply) -> Reply:
        if request.path == "/smartcontactnotification" and reply.status == 400:
            fallen.append(request.body)
            return Reply(500) if step == "malformed" else reply
        return Reply(500) if step == "after" and fallen and reply.status == 204 else reply

    found = judged(against(falls)[0])
    assert found.items() >= every("malformed.not-204", Verdict.WARN, "json-truncated", "json-empty").items()
    assert {name.partition("[")[0] for name in found} == {"malformed.not-204"}


def test_to_hang_up_on_a_malformed_body_is_to_crash() -> None:
    def hangs_up(request: Received, reply: Reply) -> Reply:
        return Reply(0, hang_up=True) if reply.status == 400 else reply

    found, _ = against(hangs_up)
    assert judged(found) == FAULTS["malformed-204"]
    assert found.finding(f"{SERVICE}.malformed.not-204[json-empty]").where == "response"


@pytest.mark.parametrize("body", BODIES)
def test_one_content_type_is_enough(body: str) -> None:
    found, odd = against(content_types=[f"application/{body}"], post_data=None)
    other = BODIES[body == "json"]
    assert judged(found) == {}
    assert all(found.verdicts[name] is Verdict.NOT_APPLICABLE for name in found.verdicts if f"[{other}" in name)
    sent = {request.header("Content-Type") for request in odd.received if request.method == "POST"}
    assert sent == {f"application/{body}"}


@pytest.mark.parametrize("status", [200, 302, 403, 415, 422, 500])
def test_without_the_names_of_its_elements_nothing_is_said_of_xml(status: int) -> None:
    def other_elements(request: Received, reply: Reply) -> Reply:
        return Reply.text(status, "Where is interestedParty?") if b"<user>" in request.body else reply

    found, _ = against(other_elements, party_element=None)
    assert judged(found) == {}
    of_xml = {name for name in of_verdict(found, *Verdict) if "[xml" in name} - {"content-type.undeclared[xml]"}
    served = {"content-type.served[xml]"} if status < 400 else set()
    assert set(of_verdict(found, Verdict.INCONCLUSIVE)) == of_xml - served


def test_the_elements_of_a_party_are_those_of_the_profile() -> None:
    _, odd = against(party_element="party", username_element="login", device_element="phone")
    assert [request for request in odd.received if b"<user>" in request.body] == []
    one = b"<interested_parties><party><login>eric</login><phone>erics_iphone</phone></party></interested_parties>"
    assert [request for request in odd.received if one in request.body]


@pytest.mark.parametrize(
    ("content_type", "template", "body"),
    [
        ("text/plain", "%new_smart_number%", "json"),
        ("application/x-www-form-urlencoded", "number=%new_smart_number%", "json"),
        ("text/xml", "<root>%new_smart_number%%interestedParties%</root>", "xml"),
    ],
)
def test_nothing_is_sent_in_a_content_type_that_does_not_exist(content_type: str, template: str, body: str) -> None:
    found, odd = against(content_types=None, content_type=content_type, post_data=template)
    assert list(judged(found)) == ["configuration.content-type-supported"]
    assert [request for request in odd.received if request.method == "POST"] == []
    blocked = found.finding(f"{SERVICE}.content-type.served[{body}]")
    assert (blocked.verdict, blocked.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert blocked.reason.startswith(f"services.{SERVICE}.content_type: {content_type} is not supported")


@pytest.mark.parametrize("template", [True, False])
@pytest.mark.parametrize(
    ("url", "verdict"), [("/c?user=%account[username]%", Verdict.FAIL), ("/c/%new_smart_number%", Verdict.INCONCLUSIVE)]
)
def test_nothing_is_sent_to_a_url_with_a_keyword(url: str, verdict: Verdict, template: bool) -> None:
    found, odd = against(url=url, **({} if template else {"post_data": None}))
    keywords = found.finding(f"{SERVICE}.configuration.keywords-known")
    assert (keywords.verdict, keywords.party, keywords.where) == (verdict, Party.CONFIGURATION, "url")
    assert [request for request in odd.received if request.method == "POST"] == []
    blocked = found.finding(f"{SERVICE}.content-type.served[json]")
    assert (blocked.verdict, blocked.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert blocked.reason.startswith(f"services.{SERVICE}.url: ")
    assert blocked.reason.endswith("leave it out of the URL")


def test_the_content_type_that_is_configured_is_one_of_those_that_are_served() -> None:
    found, odd = against(content_type="application/xml", content_types=["application/json"])
    assert {found.verdicts[f"{SERVICE}.notification.answered-204[{body}]"] for body in BODIES} == {Verdict.PASS}
    sent = Counter(request.header("Content-Type") for request in odd.received if request.method == "POST")
    assert sent["application/xml"] > sent["application/json"]


def test_what_blocks_sending_names_the_key_and_the_remedy() -> None:
    template = '{ "to" : "%interested_partys%" }'
    found, _ = against(
        content_types=None,
        post_data=None,
        smartContactNotificationContentType="application/json",
        smartContactNotificationPostData={"application/json": template},
    )
    blocked = found.finding(f"{SERVICE}.content-type.served[json]")
    assert blocked.verdict is Verdict.INCONCLUSIVE
    assert blocked.reason.startswith(f"services.{SERVICE}.smartContactNotificationPostData: %interested_partys%")
    assert "did you mean %interestedParties%?" in blocked.reason


@pytest.mark.parametrize(("number", "applies"), [("0155512345", False), ("1001", False), ("+49 155 512345", True)])
def test_only_a_number_with_its_country_code_takes_a_plus_sign(number: str, applies: bool) -> None:
    found, _ = against(number=number)
    assert (found.verdicts[f"{SERVICE}.number.taken[with-plus]"] is Verdict.PASS) == applies
    assert found.verdicts[f"{SERVICE}.number.taken[without-plus]"] is Verdict.PASS


def test_only_the_profiles_people_are_reached_and_not_too_often() -> None:
    found, odd = against()
    real = [request for request in odd.received if request.method == "POST" and b"eric" in request.body]
    plan = make_plan(cases_of([SERVICE]), profile_of())
    assert len(real) <= min(plan.messages, 30)
    names = {party["username"] for request in odd.received for party in parties_in(request)}
    invented = {name for name in names if name not in ("eric", "madelaine")}
    assert invented
    assert len({name.split("-")[1] for name in invented}) == 1
    assert all(name.startswith("conformance-") for name in invented)
    for evidence in found.evidence:
        for exchange in evidence.steps.values():
            assert set(exchange.request.recipients) <= {"eric", "madelaine"}


def test_the_same_notification_is_sent_once_for_all_checks_that_need_it() -> None:
    _, odd = against()
    sent = Counter(request.body for request in odd.received if request.method == "POST")
    # Empty bodies; the usual notification in XML, once and after each malformed one; the same in JSON, its repeat and
    # what other servers send.
    assert sorted(times for times in sent.values() if times > 1) == [2, 1 + len(DAMAGES), 4 + len(DAMAGES)]


def test_without_a_profile_the_configuration_is_not_judged() -> None:
    found = against_reference(services=[SERVICE], path=None)
    assert judged(found) == {}
    declared = {name for name in of_verdict(found, Verdict.NOT_APPLICABLE) if "undeclared" not in name}
    assert {name.partition(".")[0] for name in declared} == {"configuration", "arrival"}


def test_the_reference_reads_every_name_as_it_was_meant() -> None:
    read: list[Collection[str]] = []

    def reading(request: Received, reply: Reply) -> Reply:
        if b'"conformance-' in request.body and len(parties_in(request)) == 1:
            read.append([party.username for party in from_json(request, False).interested_parties])
        return reply

    against(reading)
    whole = " ".join(name for names in read for name in names)
    assert [name for name in NAMES.values() if name not in whole] == []


@settings(derandomize=True, deadline=None, database=None, max_examples=60)
@given(st.from_regex(r"\A\+?[0-9]{1,16}\Z"), st.sampled_from(["", "sip:", "SIP:", "sips:"]), st.emails())
def test_each_form_is_the_same_contact(number: str, scheme: str, address: str) -> None:
    profile = profile_of(number=number, uri=scheme + address)
    plus, bare = number_in(profile, "with-plus"), number_in(profile, "without-plus")
    assert bare == number.lstrip("+")
    assert plus in (None, f"+{bare}")
    assert number in (plus, bare)
    assert uri_in(profile, "bare") == address
    assert uri_in(profile, "with-sip") in (scheme + address, f"sip:{address}")


def test_every_case_has_a_finding_of_its_own() -> None:
    found, _ = against()
    assert len({label(finding) for finding in found.findings}) == len(found.findings) == len(cases_of([SERVICE]))
