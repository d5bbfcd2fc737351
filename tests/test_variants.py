"""Providers that conform are not blamed, however different from the reference they are."""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1

import pytest
from rehearsal import REFERENCE, label, rehearse
from variants import (
    APP,
    CONTACT,
    JSON,
    MEDIA,
    PASSWORD,
    SORRY,
    TEXT,
    USER,
    XML,
    Variant,
    accepting,
    adding,
    always,
    at_most_in_a_second,
    by_description,
    by_digest,
    credentials_refused,
    early_hints,
    http_1_0,
    in_json,
    in_lines,
    in_own_words,
    in_own_xml,
    in_xml,
    kept_open,
    late,
    locked_out_after,
    logged_in,
    lower_case_names,
    normalised,
    of_limited_capacity,
    one_at_a_time,
    parties_refused,
    provided,
    recipients_like,
    refused,
    refused_when,
    refusing,
    repeats_refused,
    saying,
    served_only,
    sizes_are_numbers,
    stored_as,
    swapped,
    told_of,
    value,
    without_length,
)

from conformance.app.refusals import CREDENTIALS, RECIPIENTS
from conformance.clients.acrobits.combination import COMBINATIONS
from conformance.profile import Profile, load
from conformance.reference.message import FORM, Reply
from conformance.verdict import Finding, Party, Verdict

NOTE, WARN, INCONCLUSIVE = Verdict.NOTE, Verdict.WARN, Verdict.INCONCLUSIVE
EVERYTHING = (*APP, CONTACT)
CONFIGURED = load(REFERENCE).services
KNOWN = {"eric", "madelaine"}
NO_MESSAGE = {f"refusal.message[{case}]": WARN for case in CREDENTIALS}
NEVER_A_MESSAGE = NO_MESSAGE | {f"recipient.message[{case}]": WARN for case in RECIPIENTS}


def to(*recipients: str) -> Callable[[Profile], Profile]:
    return lambda profile: replace(profile, recipients=recipients)


def unobserved(profile: Profile) -> Profile:
    return replace(profile, observer=None)


def strict(method: str, media_type: str = "", services: tuple[str, ...] = (MEDIA,)) -> Variant:
    slug = method.lower() + {"": "", FORM: "-form", JSON: "-json"}[media_type]
    return Variant(f"only-{slug}", served_only(method, media_type), services, {"combinations": [slug]})


METHODS = (
    strict("GET"),
    strict("HEAD", services=APP),
    strict("POST", FORM),
    strict("POST", JSON),
    strict("PUT", FORM),
    strict("PUT", JSON, APP),
    Variant(
        "only-post-form-discovered",
        served_only("POST", FORM),
        settings={"combinations": ["post-form"]},
        profile=lambda profile: replace(profile, discover=True, recipients=("+15551231234",)),
    ),
    Variant("only-post-json-without-profile", served_only("POST", JSON), EVERYTHING, declared=False),
    Variant("only-get-without-profile", served_only("GET"), (MEDIA,), declared=False),
    Variant(
        "only-get-of-texts-without-profile",
        served_only("GET"),
        (TEXT,),
        declared=False,
    ),
)


def bad_credentials(status: int, *headers: tuple[str, str]) -> Variant:
    return Variant(f"bad-credentials-{status}", credentials_refused(refused(status, *headers)), (TEXT,))


def errors(name: str, media_type: str, body: str | bytes) -> Variant:
    return Variant(f"errors-{name}", saying(media_type, body), (TEXT,), shows=SORRY)


SIGNS = "<user> & <host> 1 < 2: https://example.com/home/help"
SORRY_IN_JSON = json.dumps({"message": SORRY}, ensure_ascii=False)

REFUSALS = (
    Variant("refusals-without-body", refusing(Reply), told=NEVER_A_MESSAGE),
    Variant(
        "refusals-in-plain-text", refusing(lambda status: Reply.text(status, SORRY)), (TEXT,), told=NEVER_A_MESSAGE
    ),
    Variant("errors-in-json", in_json(message=SORRY), EVERYTHING, shows=SORRY),
    Variant("errors-in-xml", saying("text/xml", in_xml()), (TEXT, CONTACT), shows=SORRY),
    errors("in-utf-8", f"{JSON}; charset=utf-8", SORRY_IN_JSON),
    errors("in-latin-1", "text/xml; charset=iso-8859-1", in_xml().encode("latin-1")),
    errors("in-declared-latin-1", XML, in_xml(before='<?xml version="1.0" encoding="ISO-8859-1"?>').encode("latin-1")),
    errors("in-utf-16", "text/xml", in_xml(before='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16")),
    errors("with-byte-order-mark", JSON, b"\xef\xbb\xbf" + SORRY_IN_JSON.encode()),
    errors(
        "after-a-declaration", "text/xml", in_xml(before='<?xml version="1.0"?>\r\n<!-- 4 -->\r\n') + "<!-- e -->\n"
    ),
    errors("of-another-root", "text/xml", in_xml(root='fault xmlns="urn:example:sms"')),
    errors("of-another-prefix", "text/xml", f'<s:e xmlns:s="urn:x"><s:message>{SORRY}</s:message></s:e>'),
    errors("in-cdata", "text/xml", in_xml(f"<![CDATA[{SORRY}]]>")),
    errors("one-level-down-in-xml", "text/xml", f"<r><error code='5'><message>{SORRY}</message></error></r>"),
    errors("beside-more-elements", "text/xml", f"<r><error>5</error><message>{SORRY}</message><id>7</id></r>"),
    errors("beside-more-members", JSON, json.dumps({"status": "error", "error": {"code": 5}, "message": SORRY})),
    errors("one-level-down", JSON, json.dumps({"response": {"message": SORRY, "code": 5}})),
    errors("as-problem", "application/problem+json", json.dumps({"title": "No", "status": 403, "message": SORRY})),
    Variant("errors-with-signs", in_json(message=SIGNS), (TEXT,), shows=SIGNS),
    Variant(
        "errors-as-html",
        saying("text/html", SORRY_IN_JSON),
        (TEXT,),
        told={f"refusal.content-type[{case}]": WARN for case in CREDENTIALS},
    ),
    Variant(
        "errors-compressed",
        refusing(
            lambda status: Reply.of(status, JSON, gzip.compress(SORRY_IN_JSON.encode()), ("Content-Encoding", "gzip"))
        ),
        (TEXT,),
        shows=SORRY,
    ),
    *map(bad_credentials, (400, 402, 404, 406, 415, 422, 500)),
    bad_credentials(401, ("WWW-Authenticate", 'Basic realm="sms"')),
    Variant(
        "bad-credentials-redirected",
        credentials_refused(Reply(302, headers=(("Location", "/login"),))),
        (TEXT,),
        told=NO_MESSAGE,
    ),
    Variant(
        "credentials-first",
        lambda request, reference: (
            reference(request)
            if (value(request, "from"), value(request, "password")) == (USER, PASSWORD)
            else refused(401)
        ),
        (MEDIA,),
    ),
    Variant("lock-out", locked_out_after(3)),
)

ACCEPTANCE = (
    Variant("201", accepting(Reply.json(201, {"id": 7}, ("Location", "/messages/7")), Reply(201)), (TEXT,)),
    Variant("202", accepting(Reply(202), Reply.json(202, {"status": "queued"})), (TEXT,)),
    Variant("204", accepting(Reply(204))),
    Variant(
        "bodies",
        accepting(
            Reply(200),
            Reply.text(200, "OK"),
            Reply.text(200, "1701|79001234567|bc5f2425 error 0"),
            Reply.of(200, "text/html", "<!DOCTYPE html><title>Errors: none</title><p>Sent"),
            Reply.of(200, "text/xml", "<response><error>0</error></response>"),
            Reply.of(200, "text/xml", '<response status="ok"><id>error-7</id><errors/></response>'),
            Reply.of(200, JSON, ""),
            *(
                Reply.json(200, body)
                for body in (
                    {"id": 1},
                    {"error": 0},
                    {"error": False},
                    {"error": ""},
                    {"errors": []},
                    {"success": True, "error": None},
                    {"status": "ok", "message": "Sent"},
                    {"code": 200, "result": "accepted"},
                    {"error": {"code": 0, "message": "No error"}},
                    {"sid": "SM1", "status": "queued", "error_code": None, "error_message": None},
                    {"messages": [{"status": "0"}]},
                    "sent",
                    7,
                )
            ),
        ),
    ),
    Variant("recipients-with-plus", recipients_like(r"\+[0-9]+"), (MEDIA,), profile=to("+15551231234", "+15551234567")),
    Variant("recipients-of-digits", recipients_like("[0-9]+"), (TEXT,), profile=to("15551231234", "15551234567")),
    Variant("recipients-formatted", recipients_like(r"\+1\(.*"), (TEXT,), profile=to("+1(555)123-1234")),
    Variant(
        "recipients-sip",
        recipients_like("sip:.*"),
        (MEDIA,),
        profile=to("sip:alice@example.com", "sip:bob@example.com"),
    ),
    Variant("recipients-users", recipients_like("[^:]+@.*"), (TEXT,), profile=to("alice@example.com")),
    Variant(
        "recipients-checked-later", swapped("%40%40", "15550000"), (TEXT,), told={"recipient.refused[malformed]": WARN}
    ),
    Variant(
        "repeats-refused",
        repeats_refused(
            lambda request: (value(request, "to"), value(request, "url"), value(request, "description", "body"))
        ),
    ),
    Variant(
        "repeated-media-refused",
        repeats_refused(lambda request: (value(request, "to"), value(request, "url"))),
        (MEDIA,),
        told={"recipients.repeat": NOTE},
    ),
    Variant(
        "repeated-media-refused-and-no-other-configured",
        repeats_refused(lambda request: (value(request, "to"), value(request, "url"))),
        (MEDIA,),
        {"media_urls": {"image/jpeg": "/media/picture.jpg", "video/mp4": "/media/video.mp4"}},
        unproven=True,
    ),
    Variant(
        "description-required",
        refused_when(
            400, lambda request: not re.search(rb'["?&]description["=]', request.target.encode() + request.body)
        ),
        (MEDIA,),
        told={"description.absent": NOTE},
    ),
    Variant(
        "files-of-its-own-host-only",
        refused_when(400, lambda request: "media.example.com" in value(request, "body")),
        (TEXT,),
    ),
)

CAPACITY = (
    Variant("rate-limit", at_most_in_a_second(40), (TEXT,), unproven=True),
    Variant("rate-limit-of-media", at_most_in_a_second(90), (MEDIA,), unproven=True),
    Variant(
        "limited-capacity",
        of_limited_capacity,
        EVERYTHING,
        told={"preview.taken[64-kb]": NOTE, "preview.taken[256-kb]": NOTE},
    ),
    Variant(
        "limited-capacity-by-get",
        of_limited_capacity,
        settings={"combinations": ["get"]},
        told={"preview.taken[16-kb]": NOTE},
    ),
    Variant(
        "media-of-its-own-host-only",
        refused_when(400, lambda request: "media.server.com" in value(request, "url")),
        (MEDIA,),
        {"media_urls": None},
        told={f"message.accepted[{combination}]": INCONCLUSIVE for combination in COMBINATIONS},
        unproven=True,
    ),
    Variant(
        "pictures-of-its-own-host-only",
        refused_when(400, lambda request: "media.server.com" in value(request, "url")),
        (MEDIA,),
        {"media_urls": {"video/mp4": "/media/video.mp4?{id}"}},
        told={"media.type[jpeg]": NOTE},
    ),
)

WIRES = (
    Variant("chunked", always(lambda reply: replace(reply, chunked=reply.status != 204)), EVERYTHING),
    Variant("http-1.0", services=(TEXT, CONTACT), serve=http_1_0),
    Variant("lower-case-names", services=(TEXT, CONTACT), serve=lower_case_names),
    Variant("without-length", services=(TEXT, CONTACT), serve=without_length),
    Variant("early-hints", services=(TEXT, CONTACT), serve=early_hints),
    Variant("closing", adding(("Connection", "close")), (TEXT,)),
    Variant(
        "kept-open",
        adding(("Connection", "Keep-Alive"), ("Keep-Alive", "timeout=5, max=100")),
        EVERYTHING,
        serve=kept_open,
    ),
    Variant("one-at-a-time", services=(MEDIA, CONTACT), serve=one_at_a_time),
    Variant("cookies", adding(("Set-Cookie", "sid=9f; Path=/; HttpOnly"), ("Set-Cookie", "lb=2")), (TEXT, CONTACT)),
    Variant("slow", services=(CONTACT,), settings={"content_types": [JSON]}, latency=0.3),
)

OBSERVERS = (
    Variant("observer-normalises", services=EVERYTHING, observe=stored_as(normalised)),
    Variant(
        "observer-tells-of-the-text-only",
        services=(TEXT,),
        observe=stored_as(lambda stored: {"sms_body": stored["sms_body"]}),
    ),
    Variant(
        "observer-tells-of-the-description-only",
        services=(MEDIA,),
        observe=stored_as(lambda stored: {"description": stored["description"]}),
    ),
    Variant("observer-searches-descriptions-only", services=(MEDIA,), observe=by_description),
    Variant(
        "observer-tells-null-for-no-description",
        services=(MEDIA,),
        observe=stored_as(lambda stored: {**stored, "description": stored["description"] or None}),
    ),
    Variant(
        "own-words-for-no-description",
        services=(MEDIA,),
        observe=stored_as(lambda stored: {**stored, "description": stored["description"] or "Photo"}),
    ),
    Variant("observer-tells-nothing-of-contacts", services=(CONTACT,), observe=stored_as(lambda stored: {"id": 1})),
    Variant(
        "observer-wraps-base64",
        services=(MEDIA,),
        observe=stored_as(in_lines),
    ),
    Variant("observer-late", services=(CONTACT,), observe=late(1.0)),
    Variant("no-observer", services=EVERYTHING, profile=unobserved),
)


NAMES_OF_JSON = {
    "from": "%account[username]%",
    "password": "%account[password]%",
    "to": "%sms_to%",
    "description": "%description%",
    "w": "%preview_width%",
    "h": "%preview_height%",
    "pct": "%preview_content_type%",
    "pc": "%preview_content%",
    "ct": "%media_content_type%",
    "url": "%media_url%",
}
SIZES_BARE = (
    json.dumps(NAMES_OF_JSON)
    .replace('"%preview_width%"', "%preview_width%")
    .replace('"%preview_height%"', "%preview_height%")
)


def xml_of(names: dict[str, str]) -> str:
    return "".join(("<m>", *(f"<{name}>{text}</{name}>" for name, text in names.items()), "</m>"))


def without_credentials(service: str, instead: str = "") -> str:
    body: str = CONFIGURED[service]["post_data"]
    return body.replace("from=%account[username]%&password=%account[password]%&", instead)


WITHOUT_SIZES = CONFIGURED[MEDIA]["post_data"].replace("&w=%preview_width%&h=%preview_height%", "")
DIGEST = {"auth_username": "%account[username]%", "auth_password": "%account[password]%"}
OWN_NAMES = {
    MEDIA: "login=%account[username]%&secret=%account[password]%&caption=%description%&width=%preview_width%"
    "&height=%preview_height%&thumb_type=%preview_content_type%&thumb=%preview_content%&mime=%media_content_type%"
    "&link=%media_url%",
    TEXT: "login=%account[username]%&secret=%account[password]%&text=%sms_body%",
}
OWN_XML = {
    MEDIA: xml_of(NAMES_OF_JSON),
    TEXT: xml_of(
        {"from": "%account[username]%", "password": "%account[password]%", "to": "%sms_to%", "body": "%sms_body%"}
    ),
}
HASHED = sha1(PASSWORD.encode()).hexdigest()

CONFIGURATIONS = (
    *(
        Variant(
            f"digest-for-{service}",
            by_digest(),
            (service,),
            {**DIGEST, "post_data": without_credentials(service)},
        )
        for service in APP
    ),
    *(
        Variant(
            f"own-names-for-{service}",
            in_own_words,
            (service,),
            {"url": "/v2/send/%sms_to%?key=a%20b", "post_data": OWN_NAMES[service], "combinations": None},
        )
        for service in APP
    ),
    *(
        Variant(
            f"own-xml-for-{service}",
            in_own_xml,
            (service,),
            {"content_type": XML, "post_data": OWN_XML[service], "combinations": None},
        )
        for service in APP
    ),
    Variant(
        "sizes-not-configured",
        lambda request, reference: reference(replace(request, body=request.body + b"&w=1&h=1")),
        (MEDIA,),
        {"post_data": WITHOUT_SIZES, "custom_headers": "", "combinations": None},
    ),
    Variant(
        "password-hashed",
        swapped(HASHED, PASSWORD),
        (TEXT,),
        {"post_data": without_credentials(TEXT, "from=%account[username]%&password=%sha1(%account[password]%)%&")},
    ),
    Variant(
        "password-in-a-header",
        lambda request, reference: reference(logged_in(request, password=request.header("X-Secret"))),
        (TEXT,),
        {
            "post_data": without_credentials(TEXT, "from=%account[username]%&"),
            "custom_headers": "X-Secret: %account[password]%",
        },
    ),
    Variant(
        "password-without-name",
        lambda request, reference: reference(logged_in(request, **{"from": USER})),
        (TEXT,),
        {"post_data": without_credentials(TEXT, "password=%account[password]%&")},
    ),
    Variant(
        "key-in-place-of-password",
        swapped("key=k7f3a", f"password={PASSWORD}"),
        (TEXT,),
        {"post_data": without_credentials(TEXT, "from=%account[username]%&key=k7f3a&"), "combinations": None},
    ),
    Variant(
        "sizes-as-numbers",
        sizes_are_numbers,
        (MEDIA,),
        {"post_data": SIZES_BARE, "content_type": JSON},
    ),
)


def only(name: str, *content_types: str) -> Variant:
    media_types = {content_type.partition(";")[0] for content_type in content_types}
    return Variant(
        f"notified-by-{name}",
        refused_when(415, lambda request: request.media_type not in media_types),
        (CONTACT,),
        {"content_types": list(content_types)},
    )


NOTIFICATIONS = (
    only("json", JSON),
    only("xml", XML),
    only("either-with-charset", f"{JSON}; charset=utf-8", f"{XML}; charset=utf-8"),
    Variant("address-with-a-key", services=(CONTACT,), settings={"url": "/smartcontactnotification/?key=a%20b"}),
    Variant(
        "one-known-user", services=(CONTACT,), settings={"interested_parties": [{"username": "eric", "device": "x"}]}
    ),
    Variant(
        "repeated-notification-refused",
        repeats_refused(lambda request: request.body),
        (CONTACT,),
        told={"notification.repeat": NOTE},
    ),
    Variant("known-contact-refused", repeats_refused(told_of), (CONTACT,), unproven=True),
    Variant(
        "length-of-204",
        always(lambda reply: replace(reply, headers=(("Content-Length", "123"),)) if reply.status == 204 else reply),
        (CONTACT,),
        told={"framing.no-content-length[json]": NOTE, "framing.no-content-length[xml]": NOTE},
    ),
    Variant(
        "nobody-to-tell-refused",
        parties_refused(400, lambda parties: not parties),
        (CONTACT,),
        told={"parties.many[none]": NOTE},
    ),
    Variant(
        "unknown-user-refused",
        parties_refused(404, lambda parties: any(user not in KNOWN for user, _ in parties)),
        (CONTACT,),
        told={"parties.many[fifty]": NOTE, "names.special[json-emoji]": NOTE},
    ),
    Variant(
        "unknown-users-refused",
        parties_refused(404, lambda parties: bool(parties) and not any(user in KNOWN for user, _ in parties)),
        (CONTACT,),
        told={"names.special[json-emoji]": NOTE, "names.special[xml-markup]": NOTE},
    ),
    Variant(
        "user-listed-twice-refused",
        parties_refused(422, lambda parties: len(set(parties)) < len(parties)),
        (CONTACT,),
        told={"parties.duplicate": NOTE},
    ),
    Variant(
        "fifty-users-at-most",
        parties_refused(400, lambda parties: len(parties) > 50),
        (CONTACT,),
        {"parties_at_most": 50},
        told={"parties.many[thousand]": NOTE},
    ),
    Variant(
        "further-member-refused",
        refused_when(400, lambda request: b'"conformance"' in request.body or b"<conformance>" in request.body),
        (CONTACT,),
        told={"notification.extra-member[json]": NOTE, "notification.extra-member[xml]": NOTE},
    ),
    Variant(
        "other-party-element",
        refused_when(400, lambda request: b"<user>" in request.body),
        (CONTACT,),
        {"party_element": "party"},
    ),
    Variant(
        "party-element-not-declared",
        refused_when(400, lambda request: b"<user>" in request.body),
        (CONTACT,),
        {"party_element": None},
        told={"content-type.served[xml]": INCONCLUSIVE},
        unproven=True,
    ),
)

VARIANTS = (*METHODS, *REFUSALS, *ACCEPTANCE, *CAPACITY, *WIRES, *OBSERVERS, *CONFIGURATIONS, *NOTIFICATIONS)


def told(finding: Finding) -> str:
    """A finding in one line."""
    return (
        f"{finding.verdict} {label(finding)} ({finding.party}): {finding.actual!r} at {finding.where or 'no place'}, "
        f"expected {finding.expected}; {finding.reason}"
    )


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_conforming_provider_is_not_blamed(variant: Variant) -> None:
    """No FAIL, no ERROR, the WARNs that it deserves and no others; and nothing is left open because of it."""
    with provided(variant) as profile:
        found = rehearse(profile, services=variant.services)
    deserved = {f"{service}.{name}": verdict for service in variant.services for name, verdict in variant.told.items()}
    harmless = {Verdict.PASS, Verdict.NOT_APPLICABLE, NOTE} | ({INCONCLUSIVE} if variant.unproven else set())
    blame = [
        told(finding)
        for finding in found.findings
        if finding.verdict not in harmless | {deserved.get(label(finding))}
        or (finding.verdict is INCONCLUSIVE and finding.party is Party.PROVIDER)
    ]
    assert not blame, "\n".join(["", *blame])
    expected = {name: verdict for name, verdict in deserved.items() if name in found.verdicts}
    assert {name: found.verdicts[name] for name in expected} == expected
    assert expected or not deserved
    assert Verdict.PASS in found.verdicts.values()
    if variant.shows:
        assert found.finding(f"{TEXT}.refusal.message[wrong]").actual == variant.shows
