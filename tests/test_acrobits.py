"""The Acrobits caller: templates, requests, combinations, refusals and smart-contact notifications."""

import json
import tomllib
from hashlib import sha1
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.acrobits import smart_contacts
from conformance.clients.acrobits.answer import shown_message, why_unreadable
from conformance.clients.acrobits.combination import COMBINATIONS, configured, in_combination, without
from conformance.clients.acrobits.fields import Field, from_form, from_json, to_form, to_json
from conformance.clients.acrobits.request import WebService, build
from conformance.clients.acrobits.schema import conforms, matches_schema
from conformance.clients.acrobits.smart_contacts import Elements, Notification, Party
from conformance.clients.acrobits.syntax import json_string, percent, xml_text
from conformance.clients.acrobits.template import Call, Template, Text, Variable, expand, expand_json, parse, unknown
from conformance.contract import folder_of
from conformance.exchange.body import Body
from conformance.exchange.message import Request, Response, Url, header

quick = settings(derandomize=True, deadline=None, max_examples=60, database=None)

ACCOUNT = {"account[username]": "johndow", "account[password]": "12345678"}
DIGEST = sha1(b"12345678").hexdigest()
XML_SAFE = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | (
    st.sampled_from("\t\n\r")
)


# Templates


def test_placeholders_are_parsed_by_their_nesting() -> None:
    inner = Template((Variable("account[username]"), Text(":("), Call("sha1", Template((Variable("x"),))), Text(")")))
    assert parse("a%sha1(%account[username]%:(%sha1(%x%)%))%b") == Template((Text("a"), Call("sha1", inner), Text("b")))


@pytest.mark.parametrize(
    ("template", "expanded"),
    [
        ("to=%sms_to%&p=%account[password]%", "to=%2B1%20555&p=12345678"),
        ("%sha1(%account[password]%)%", DIGEST),
        ("%sha1(%account[username]%%account[password]%)%", sha1(b"johndow12345678").hexdigest()),
        ("%2B1%2b %C3%A9t%sms_to% 100% (%sms_to%)%sms_to%", "%2B1%2b %C3%A9t%2B1%20555 100% (%2B1%20555)%2B1%20555"),
        ("%sha1(%sms_to%", "%sha1(%2B1%20555"),
        ("%nobody% %account[nothing]% %md5(%sms_to%)%", "%nobody% %account[nothing]% %md5(%sms_to%)%"),
    ],
)
def test_expansion(template: str, expanded: str) -> None:
    assert expand(template, ACCOUNT | {"sms_to": "+1 555"}, percent) == expanded


def test_unknown_placeholders_are_named_once_and_in_order() -> None:
    template = "%sms_too%&%account[pasword]%&%sha1(%secret%)%&%md5(%sms_to%)%&%sms_too%&%2B&%C3%A9&50%"
    assert unknown(template, {"sms_to"}) == ["sms_too", "account[pasword]", "secret", "md5()"]


@quick
@given(
    st.lists(st.sampled_from(["%", ")", "(", "%x%", "%md5(", ")%", "account[", "]", "a", "2B", "é", '"'])).map("".join)
)
def test_any_text_stays_as_it_is_where_nothing_is_known(template: str) -> None:
    assert parse(template).source == template
    assert expand(template, {}, percent) == template
    assert expand_json(template, {}) == template


def test_many_unclosed_functions_are_text() -> None:
    assert parse("%sha1(" * 5000) == Template((Text("%sha1(" * 5000),))


@quick
@given(st.text(), st.text(alphabet=XML_SAFE))
def test_an_escaped_value_reads_back(anything: str, legal: str) -> None:
    assert unquote(percent(anything)) == anything
    assert set(percent("+/= &é~")) <= set("%0123456789ABCDEF~")
    assert json.loads(f'"{json_string(anything)}"') == anything
    assert ElementTree.fromstring(f"<a>{xml_text(legal)}</a>").text == (legal or None)


def test_characters_that_xml_cannot_carry_are_dropped() -> None:
    assert xml_text("a\0b\x1fc\ufffed") == "abcd"


def test_json_values_are_escaped_only_inside_strings() -> None:
    template = r'{"a\"%x%": "%x%\\", "w": %w%}'
    assert expand_json(template, {"x": 'q"\n', "w": "180"}) == r'{"a\"q\"\n": "q\"\n\\", "w": 180}'


# Fields


@quick
@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_a_form_reads_back(texts: dict[str, str]) -> None:
    values = {f"v{number}": text for number, text in enumerate(texts.values())}
    form = to_form(tuple(Field(name, Template((Variable(f"v{i}"),))) for i, name in enumerate(texts)))
    assert parse_qsl(expand(form, values, percent), keep_blank_values=True) == list(texts.items())


@quick
@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_json_reads_back(texts: dict[str, str]) -> None:
    values = {f"v{number}": text for number, text in enumerate(texts.values())}
    body = to_json(tuple(Field(name, Template((Variable(f"v{i}"),))) for i, name in enumerate(texts)))
    assert json.loads(expand_json(body, values)) == texts


@quick
@given(st.dictionaries(st.text(), st.text(), min_size=1, max_size=5), st.text())
def test_literal_text_keeps_its_meaning_in_every_syntax(texts: dict[str, str], value: str) -> None:
    """Also text that looks like a placeholder, and text right before one."""
    fields = tuple(Field(name, Template.of((Text(text), Variable("x"), Text("%x%")))) for name, text in texts.items())
    expected = {name: f"{text}{value}%x%" for name, text in texts.items()}
    for again in (fields, from_form(to_form(fields)), from_json(to_json(fields))):
        assert dict(parse_qsl(expand(to_form(again), {"x": value}, percent))) == expected
        assert json.loads(expand_json(to_json(again), {"x": value})) == expected


def test_a_bare_json_value_stays_bare() -> None:
    fields = from_json('{"w": %preview_width%, "s": "%preview_width%", "n": 7, "p": "%sha1(%x%)%!"}')
    assert [field.bare for field in fields] == [True, False, True, False]
    assert to_json(fields) == '{"w": %preview_width%, "s": "%preview_width%", "n": 7, "p": "%sha1(%x%)%!"}'
    assert to_form(fields) == "w=%preview_width%&s=%preview_width%&n=7&p=%sha1(%x%)%%21"


@pytest.mark.parametrize("template", ["[1]", "{", '{"a": {"b": "%x%"}}', '{"a": %x%%y%}'])
def test_json_that_is_no_flat_object_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(template)


# Requests

SERVICE = WebService(
    "https://example.com/send_media_message?from=%account[username]%&to=%sms_to%",
    post_data="to=%sms_to%&description=%description%",
)
VALUES = ACCOUNT | {"sms_to": "+15551231234", "description": 'Hello "World" & <co>'}


def test_a_form_request_goes_out_as_the_document_shows() -> None:
    body = b"to=%2B15551231234&description=Hello%20%22World%22%20%26%20%3Cco%3E"
    assert (
        build(SERVICE, VALUES).wire
        == (
            b"POST /send_media_message?from=johndow&to=%2B15551231234 HTTP/1.1\r\n"
            b"Host: example.com\r\n"
            b"Connection: close\r\n"
            b"Cache-Control: max-age=0\r\n"
            b"User-Agent: CloudSoftphone/1.5.6\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 66\r\n\r\n"
        )
        + body
    )


@pytest.mark.parametrize(
    ("method", "post_data", "sent", "has_body"),
    [
        ("", "", "GET", False),
        ("", "a=1", "POST", True),
        ("post", "a=1", "POST", True),
        ("Put", "a=1", "PUT", True),
        ("get", "a=1", "GET", False),
        ("HEAD", "a=1", "HEAD", False),
    ],
)
def test_the_method_decides_on_the_body(method: str, post_data: str, sent: str, has_body: bool) -> None:
    request = build(WebService("http://example.com/x", method, post_data), {})
    assert (request.method, request.body) == (sent, b"a=1" if has_body else None)
    assert (header(request.headers, "Content-Type") is not None) is has_body


@pytest.mark.parametrize(
    ("content_type", "template", "body"),
    [
        ("application/json; charset=utf-8", '{"d": "%description%"}', r'{"d": "Hello \"World\" & <co>"}'),
        ("text/xml", "<d>%description%</d>", "<d>Hello &quot;World&quot; &amp; &lt;co&gt;</d>"),
        ("text/plain", "%description%", 'Hello "World" & <co>'),
    ],
)
def test_the_content_type_decides_on_the_escaping(content_type: str, template: str, body: str) -> None:
    request = build(WebService("http://example.com/", post_data=template, content_type=content_type), VALUES)
    assert request.body == body.encode()
    assert header(request.headers, "Content-Type") == content_type


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\\n"])
def test_custom_headers_are_separate_lines_that_a_value_cannot_leave(newline: str) -> None:
    custom = f"X-Preview-Width:180{newline}X-Text: %description%{newline}user-agent: Mine/1{newline}"
    values = {"description": "é\r\nX-Evil: 1"}
    request = build(WebService("http://example.com/", custom_headers=custom), values)
    assert request.headers[-3:] == (
        ("X-Preview-Width", "180"),
        ("X-Text", "éX-Evil: 1"),
        ("user-agent", "Mine/1"),
    )
    assert "éX-Evil: 1\r\n".encode() in request.wire
    assert b"CloudSoftphone" not in request.wire


def test_digest_credentials_are_those_of_the_keys() -> None:
    service = WebService("http://example.com/a?b=%2b", auth_username="%account[username]%", auth_password="p")
    assert build(service, ACCOUNT).digest == ("johndow", "p")
    assert build(SERVICE, ACCOUNT).digest is None


# Combinations


def sent_fields(request: Request) -> dict[str, str]:
    query = dict(parse_qsl(Url.parse(request.url).target.partition("?")[2]))
    if not request.body:
        return query
    assert not query
    if header(request.headers, "Content-Type") == "application/json":
        return json.loads(request.body)
    return dict(parse_qsl(request.body.decode()))


@pytest.mark.parametrize(
    "service",
    [
        SERVICE,
        WebService(
            "https://example.com/send_media_message?from=%account[username]%",
            post_data='{"to": "%sms_to%", "description": "%description%", "from": "someone else"}',
            content_type="application/json",
        ),
        WebService(
            "https://example.com/send_media_message?from=%account[username]%&to=%sms_to%&description=%description%"
        ),
    ],
    ids=["form", "json", "query"],
)
@pytest.mark.parametrize("combination", COMBINATIONS)
def test_every_combination_carries_the_same_fields(service: WebService, combination: str) -> None:
    recast = in_combination(service, combination)
    if combination == configured(service):
        assert recast is service
        return
    assert configured(recast) == combination
    request = build(recast, VALUES)
    assert combination.split("-")[0].upper() == request.method
    expected = {"from": "johndow", "to": "+15551231234", "description": VALUES["description"]}
    assert sent_fields(request) == expected


def test_what_is_in_no_combination() -> None:
    xml = WebService("http://example.com/", post_data="<a/>", content_type="text/xml")
    assert configured(xml) is None
    with pytest.raises(ValueError, match="xml"):
        in_combination(xml, "get")
    with pytest.raises(ValueError, match="delete"):
        in_combination(SERVICE, "delete")


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_the_path_keeps_its_placeholders_in_every_combination(combination: str) -> None:
    service = WebService("http://example.com/%account[username]%/to/%sms_to%?d=%description%", post_data="x=%x%")
    target = build(in_combination(service, combination), VALUES | {"x": "1"}).url.partition("?")[0]
    assert target == "http://example.com/johndow/to/%2B15551231234"


# Fields left out

TO_ALSO = '{"a": {"to": "%sms_to%", "w": %w%}, "all": ["%sms_to%"], "p": "5%", "l": [{"x": "%sha1(%sms_to%)%"}]}'


@pytest.mark.parametrize(
    ("service", "left"),
    [
        (
            WebService("http://x/a?from=%2b+%f%&to=%sms_to%&to2=%sha1(%sms_to%&1)%&d=/", custom_headers=r"A: 1\n"),
            WebService("http://x/a?from=%2b+%f%&d=/", "GET", custom_headers=r"A: 1\n"),
        ),
        (
            WebService("http://x/a?to=%sms_to%", post_data="to=%sms_to%", custom_headers=r"A: 1\nB: %sms_to%\nC: 2"),
            WebService("http://x/a", "POST", custom_headers="A: 1\nC: 2"),
        ),
        (
            WebService("http://x/a", post_data=TO_ALSO, content_type="application/json"),
            WebService(
                "http://x/a",
                "POST",
                r'{"a": {"w": %w%}, "p": "5\u0025", "l": [{}]}',
                "application/json",
            ),
        ),
        (
            WebService("http://x/a?to=%sms_to%", "put", "<a/>", "text/xml"),
            WebService("http://x/a", "PUT", "<a/>", "text/xml"),
        ),
        (
            WebService("http://x/a?to=%sms_to%#%sms_to%", "get", "<a>%sms_to%</a>", "text/xml"),
            WebService("http://x/a", "GET", "<a>%sms_to%</a>", "text/xml"),
        ),
    ],
    ids=["query", "form-and-header", "json", "beside-xml", "unused-body"],
)
def test_a_variable_goes_with_its_fields(service: WebService, left: WebService) -> None:
    assert without(service, "sms_to") == left


@pytest.mark.parametrize(
    "service",
    [
        WebService("http://x/a?from=%f%"),
        WebService("http://x/%sms_to%?to=%sms_to%"),
        WebService("http://x/", post_data="<to>%sms_to%</to>", content_type="text/xml"),
        WebService("http://x/", post_data='["%sms_to%"', content_type="application/json"),
        WebService("http://x/", post_data='["%sms_to%"]', content_type="application/json"),
        WebService("http://x/?to=%sms_to%", auth_username="%sms_to%"),
        WebService("http://x/", "GET", "to=%sms_to%"),
    ],
)
def test_what_is_no_field_cannot_be_left_out(service: WebService) -> None:
    assert without(service, "sms_to") is None


# Refusals


def refusal(body: str | bytes, content_type: str | None = None) -> Response:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Response(402, "Payment Required", headers, Body.of(body if isinstance(body, bytes) else body.encode()))


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        ("<response><message>Not enough credit</message></response>", "text/xml", "Not enough credit"),
        ('{"message": "Invalid recipient"}', "application/json", "Invalid recipient"),
        ('\ufeff {"response": {"error": 1, "message": " Nein "}}', "text/html; charset=utf-8", "Nein"),
        ('<?xml version="1.0"?><e xmlns="urn:x"><d><message>a <b>b</b></message></d></e>', None, "a b"),
        ("<message>root</message>", "application/problem+xml", "root"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><message>é</message>'.encode("latin-1"), "text/xml", "é"),
        ('<?xml version="1.0" encoding="utf-8"?><message>é</message>'.encode("utf-16"), "text/xml;charset=utf-16", "é"),
    ],
)
def test_the_message_that_the_app_shows(body: str | bytes, content_type: str | None, message: str) -> None:
    assert shown_message(refusal(body, content_type)) == message
    assert why_unreadable(refusal(body, content_type)) == ""


ENTITY = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]><message>&a;&b;</message>'


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        ("", None, "empty body"),
        (" \r\n", "application/json", "empty body"),
        ("<!DOCTYPE html><html><message>x</message></html>", "text/html", "an HTML page"),
        (ENTITY, "text/xml", "XML with a document type declaration"),
        (ENTITY.encode("utf-16"), "text/xml", "XML with a document type declaration"),
        ("<response><message>x</response>", "text/xml", "not well-formed XML"),
        ('{"message": "x"', "application/json", "not well-formed JSON"),
        ("<message>x</message>", "application/json", "not well-formed JSON"),
        ("[" * 100_000, "application/json", "not well-formed JSON"),
        ("No credit", "text/plain", "neither JSON nor XML"),
        ('["message"]', "application/json", "not a JSON object"),
        ('{"error": "x"}', None, "no message field"),
        ('{"error": 1, "response": {"message": "x"}}', None, "no message field"),
        ("<response><error>x</error></response>", None, "no message field"),
        ('{"message": {"text": "x"}}', None, "message is not a string"),
        ("<message> \n</message>", None, "message is blank"),
    ],
)
def test_why_the_app_shows_a_generic_error(body: str | bytes, content_type: str | None, why: str) -> None:
    assert shown_message(refusal(body, content_type)) is None
    assert why_unreadable(refusal(body, content_type)) == why


@pytest.mark.parametrize(
    ("body", "matches"),
    [
        ("<response><message>Not enough credit</message></response>", True),
        ("<response><message> </message></response>", False),
        ("<fault><message>x</message></fault>", False),
        ('{"message": "Invalid recipient", "code": 7}', True),
        ('{"message": ""}', False),
        ('{"response": {"message": "x"}}', False),
        ("x", None),
        (ENTITY, None),
    ],
)
def test_refusal_schemas(body: str, matches: bool | None) -> None:
    assert matches_schema(refusal(body)) is matches


# Smart contacts

URL = "http://example.com/smartcontactnotification"
SETTINGS = folder_of("smart-contact-notification") / "settings.toml"
TEMPLATES = tomllib.loads(SETTINGS.read_text("utf-8"))["post_data"]
"""The body templates that document 003 shows, by content type."""


def notifications(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Notification]:
    parties = st.lists(st.builds(Party, texts, texts), max_size=3).map(tuple)
    return st.builds(Notification, texts, texts, texts, parties)


@quick
@given(
    notifications(st.text()), st.sampled_from(['"%interestedParties%"', "%interestedParties%", "%interested_parties%"])
)
def test_any_notification_reads_back_from_json(notification: Notification, placeholder: str) -> None:
    template = TEMPLATES["application/json"].replace('"%interestedParties%"', placeholder)
    request = smart_contacts.build(URL, "application/json", template, notification)
    document = json.loads(request.body or b"")
    assert document == {
        "newSmartNumber": notification.new_smart_number,
        "networkId": notification.network_id,
        "newSmartUri": notification.new_smart_uri,
        "interestedParties": [
            {"username": party.username, "device": party.device} for party in notification.interested_parties
        ],
    }
    assert conforms("smart-contact-notification", document)


@quick
@given(notifications(st.text(alphabet=XML_SAFE)))
def test_any_notification_reads_back_from_xml(notification: Notification) -> None:
    request = smart_contacts.build(URL, "application/xml", TEMPLATES["application/xml"], notification)
    root = ElementTree.fromstring(request.body or b"")
    read = Notification(
        root.findtext("new_smart_number", "-"),
        root.findtext("network_id", "-"),
        root.findtext("new_smart_uri", "-"),
        tuple(
            Party(user.findtext("username", "-"), user.findtext("device", "-"))
            for user in root.iterfind("interested_parties/user")
        ),
    )
    assert read == notification
    assert conforms("smart-contact-notification", root)


def test_the_notification_goes_out_as_the_sync_server_sends_it() -> None:
    notification = Notification("+420111222333", "network_1", "sip_uri_1", (Party("eric", "erics_iphone"),))
    elements = Elements("party", "name", "phone")
    template = "<root>%new_smart_number%%interested_parties%%account[username]%</root>"
    request = smart_contacts.build(f"{URL}/?key=%2b", "application/xml", template, notification, elements)
    assert request.method == "POST"
    assert request.url == f"{URL}/?key=%2b"
    assert [name for name, _ in request.wire_headers] == [
        "Host",
        "Connection",
        "Cache-Control",
        "User-Agent",
        "Content-Type",
        "Content-Length",
    ]
    assert header(request.headers, "User-Agent") == "Sync Server 1.1"
    party = "<party><name>eric</name><phone>erics_iphone</phone></party>"
    assert request.body == f"<root>+420111222333{party}%account[username]%</root>".encode()


def test_the_sync_server_knows_two_content_types() -> None:
    with pytest.raises(ValueError, match="text/plain"):
        smart_contacts.build(URL, "text/plain", "", Notification("", "", "", ()))


SOMEONE = Notification("1", "n", "u", (Party("eric", "erics_iphone"),))


@quick
@given(st.sampled_from(list(TEMPLATES)), st.text(alphabet=XML_SAFE))
def test_an_extra_member_stands_beside_the_others(content_type: str, text: str) -> None:
    template = TEMPLATES[content_type]
    plain = smart_contacts.build(URL, content_type, template, SOMEONE).body or b""
    body = smart_contacts.build(URL, content_type, template, SOMEONE, extra={"extra": text}).body or b""
    if content_type == "application/json":
        assert json.loads(body) == json.loads(plain) | {"extra": text}
    else:
        root = ElementTree.fromstring(body)
        assert root.findtext("extra") == text
        assert [child.tag for child in root] == [*(child.tag for child in ElementTree.fromstring(plain)), "extra"]


def test_an_extra_member_needs_a_root_that_takes_it() -> None:
    assert smart_contacts.build(URL, "application/json", "{ }", SOMEONE, extra={"a": "1"}).body == b'{"a": "1"}'
    for content_type, template in (("application/json", "[]"), ("application/json", "{"), ("application/xml", "<a/>")):
        with pytest.raises(ValueError, match=r".+"):
            smart_contacts.build(URL, content_type, template, SOMEONE, extra={"a": "1"})
