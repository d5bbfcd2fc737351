"""The Ringotel client: the integration file, its templates, the requests, and the answer's message id."""

import json
import string
from base64 import b64decode
from dataclasses import replace
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.ringotel.form import fields_of, form
from conformance.clients.ringotel.integration import Integration, IntegrationError, parse
from conformance.clients.ringotel.json_text import contradictions
from conformance.clients.ringotel.literals import literals
from conformance.clients.ringotel.pointer import leaves, pointer
from conformance.clients.ringotel.request import build, obstacle
from conformance.clients.ringotel.response_map import resolve
from conformance.clients.ringotel.template import expand, expand_origin, expand_url, variables
from conformance.exchange.message import Request, header
from conformance.resources import FIXTURES

REFERENCE = (FIXTURES / "integration" / "reference.json").read_text("utf-8")
MESSAGE = {"from": "+61855555555", "to": "+61123456789", "extension": "101", "domain": "acme", "content": "Hi"}
PROPERTIES = {"API key": "s3cret"}
quick = settings(derandomize=True, deadline=None, max_examples=60, database=None)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
names = st.text(string.ascii_letters + " ", min_size=1).filter(lambda name: name == name.strip())
plain_texts = st.text(st.characters(exclude_characters="$", exclude_categories=["Cs"]), max_size=8)


def changed(**keys) -> str:
    return json.dumps({**json.loads(REFERENCE), **keys})


def with_method(name="SendMessage", **keys) -> str:
    document = json.loads(REFERENCE)
    document["API"][name].update(keys)
    return json.dumps(document)


def message(text: str = REFERENCE, values=MESSAGE, properties=PROPERTIES) -> Request:
    integration = parse(text)
    assert integration.send_message
    return build(integration, integration.send_message, values, properties)


@quick
@given(st.text())
def test_any_content_survives_in_json(content):
    body = message(values={**MESSAGE, "content": content}).body
    assert json.loads(body or b"") == {**MESSAGE, "content": content}


@quick
@given(st.text(), st.text())
def test_any_content_survives_in_a_form_and_in_a_url(content, to):
    values = {**MESSAGE, "content": content, "to": to}
    parameters = {"sms": {"text": "$content$", "to": ["$to$"]}}
    text = with_method(request_content_type="application/x-www-form-urlencoded", request_parameters=parameters)
    sent = parse_qsl((message(text, values).body or b"").decode(), keep_blank_values=True)
    assert sent == [("sms[text]", content), ("sms[to][0]", to)]
    url = expand_url("https://x/$content$/send?to=%2B1", values)
    assert unquote(url.removeprefix("https://x/").removesuffix("/send?to=%2B1")) == content
    assert url.count("/") == 4


@quick
@given(names, scalars)
def test_a_lone_variable_takes_its_values_own_type(name, value):
    expanded = expand({"a": [f"${name}$"], f"${name}$": 1}, {name: value})
    assert expanded == {"a": [value], f"${name}$": 1}
    assert type(expanded["a"][0]) is type(value)


@quick
@given(st.lists(plain_texts | st.sampled_from(["$from$", "$to$", "$API key$", "$unknown$"]), max_size=6))
def test_expansion_is_one_pass(parts):
    values = {"from": "$to$", "to": "$from$ and $API key$", "API key": "$$"}
    wanted = "".join(values.get(part.strip("$"), part) if part.startswith("$") else part for part in parts)
    assert expand("".join(parts), values) == wanted


def test_money_is_no_variable():
    assert expand("$5 for $to$, US$ 6", {"to": "Ann"}) == "$5 for Ann, US$ 6"
    assert variables({"a": ["costs $5 or $6", "$to$$API key$"]}) == [("/a/1", "to"), ("/a/1", "API key")]
    assert variables("$2nd key$", ["2nd key"]) == [("", "2nd key")]


maps = st.recursive(
    st.just("$messageid$"),
    lambda inner: (
        st.dictionaries(st.text(max_size=3), st.just("x"), max_size=2).flatmap(
            lambda others: st.tuples(st.text(max_size=3), inner).map(lambda pair: {**others, pair[0]: pair[1]})
        )
        | st.tuples(st.lists(st.just("x"), max_size=2), inner).map(lambda pair: [*pair[0], pair[1]])
    ),
    max_leaves=5,
)


@quick
@given(maps, st.text(min_size=1) | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_the_message_id_is_found_where_the_map_puts_it(response_map, id):
    resolved = resolve(response_map, json.loads(json.dumps(expand(response_map, {"messageid": id}))))
    assert (resolved.value, resolved.error) == (id, None)
    assert (resolved.pointer, "$messageid$") in [(pointer(path), leaf) for path, leaf in leaves(response_map)]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"data": {}}, "no member 'id' at /data"),
        ({"data": [1]}, "no member 'id' at /data"),
        ([], "no member 'data' at the root"),
        ({"data": {"id": True}}, "boolean"),
        ({"data": {"id": None}}, "null"),
        ({"data": {"id": {}}}, "object"),
        ({"data": {"id": ""}}, "empty"),
    ],
)
def test_an_answer_without_a_usable_id_is_told_apart(answer, says):
    resolved = resolve({"data": {"id": "$messageid$"}}, answer)
    assert resolved.value is None
    assert resolved.pointer == "/data/id"
    assert says in (resolved.error or "")


@pytest.mark.parametrize("response_map", [{}, {"id": "messageid"}, None])
def test_a_map_without_a_place_finds_nothing(response_map):
    assert "has no $messageid$" in (resolve(response_map, {"id": "1"}).error or "")


@pytest.mark.parametrize(
    ("answer", "value", "says"),
    [
        ({"a": "1", "b": ["id:1"]}, "1", None),
        ({"b": ["id:1"]}, "1", None),
        ({"a": "1", "b": ["id:2"]}, None, "another id than at /a"),
        ({"b": ["1"]}, None, "no member 'a'"),
        ({"b": ["1"], "a": ""}, None, "empty"),
    ],
)
def test_several_places_are_one_id(answer, value, says):
    found = resolve({"a": "$messageid$", "b": ["id:$messageid$"]}, answer)
    assert found.value == value
    assert says in found.error if says else found.error is None


def test_an_id_within_a_text_needs_the_text():
    assert "another form" in (resolve(["id:$messageid$"], ["1"]).error or "")


def test_the_documents_own_send_message():
    request = message()
    assert (request.method, request.url) == ("POST", "https://api.example.com/webhook")
    assert request.headers == (("Content-Type", "application/json"), ("Authorization", "Bearer s3cret"))
    assert request.recipients == (MESSAGE["to"],)
    assert json.loads(request.body or b"") == MESSAGE


def test_a_get_has_its_parameters_in_the_query_and_no_body():
    parameters = {"to": "$to$", "text": "$content$"}
    url = "https://x/send?v=1"
    request = message(with_method(request_method="get", request_url=url, request_parameters=parameters))
    assert request.url == "https://x/send?v=1&to=%2B61123456789&text=Hi"
    assert (request.method, request.body, header(request.headers, "Content-Type")) == ("GET", None, None)


def test_a_method_can_be_sent_elsewhere():
    integration = parse(REFERENCE)
    assert integration.send_file
    method = replace(integration.send_file, request_url="http://127.0.0.1:1/webhook")
    assert build(integration, method, MESSAGE, PROPERTIES).url == "http://127.0.0.1:1/webhook"


def test_basic_authorization():
    auth = {"type": "Basic", "username": "$User$", "password": "$Pass word$"}
    request = message(changed(auth=auth), properties={"User": "ůser", "Pass word": "a:b"})
    kind, _, credentials = (header(request.headers, "Authorization") or "").partition(" ")
    assert (kind, b64decode(credentials).decode()) == ("Basic", "ůser:a:b")


@pytest.mark.parametrize("text", [changed(auth={"type": "OAuth2"}), with_method(request_content_type="text/xml")])
def test_what_cannot_be_built_says_why(text):
    integration = parse(text)
    assert integration.send_message
    assert obstacle(integration, integration.send_message)
    with pytest.raises(ValueError, match="the suite does not"):
        build(integration, integration.send_message, MESSAGE, PROPERTIES)


def test_form_values_of_other_types():
    assert form({"a": True, "b": {"c": 1.5, "d": None}}) == "a=true&b%5Bc%5D=1.5&b%5Bd%5D="


keys = st.text(string.ascii_lowercase, min_size=1, max_size=3)
parameters = st.dictionaries(
    keys,
    st.recursive(
        st.text(),
        lambda inner: st.dictionaries(keys, inner, min_size=1) | st.lists(inner, min_size=1, max_size=3),
        max_leaves=6,
    ),
)


@quick
@given(parameters)
def test_a_form_is_read_as_it_was_written(written):
    assert fields_of(form(written)) == written


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("to[]=1&to[]=2&a[b]=c", {"to": ["1", "2"], "a": {"b": "c"}}),
        ("a=1&a[b]=2", {"a": "1"}),
        ("a[b=1&[c]=2&d]=3", {"a[b": "1", "[c]": "2", "d]": "3"}),
        ("a" + "[b]" * 5000 + "=1", {"a" + "[b]" * 5000: "1"}),
        ("", {}),
    ],
)
def test_odd_forms_are_read_as_far_as_they_mean_anything(text, read):
    assert fields_of(text) == read


@pytest.mark.parametrize(
    ("url", "filled"),
    [
        ("$Base$/send?to=$to$", "https://x:8443/v1/send?to=$to$"),
        ("https://$Host$/a/$Host$", "https://sms.example.com:8443/a/$Host$"),
        ("/send/$Host$", "/send/$Host$"),
        ("https://x?u=$Host$", "https://x?u=$Host$"),
        ("$unknown$/send", "$unknown$/send"),
    ],
)
def test_a_property_may_hold_the_host(url, filled):
    assert expand_origin(url, {"Base": "https://x:8443/v1", "Host": "sms.example.com:8443"}) == filled


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ('{\n  "id": "x",\n  oops\n}', (3, 3), ""),
        ('{"a": 1, // model\n"b": 2}', (1, 10), "comment"),
        ('{"a": 1 /* one */}', (1, 9), "comment"),
        ('{"a": 1,\n}', (2, 1), "comma before"),
        ('{"a": [1, ]}', (1, 11), "comma before"),
        ('{"a": 1\n"b": 2}', (2, 1), "put a comma"),
        ("{'a': 1}", (1, 2), "straight double"),
        ("{\u201ca\u201d: 1}", (1, 2), "straight double"),
        ('{"a": "one\ntwo"}', (1, 11), "quotation mark"),
        ('{"a": 1}}', (1, 9), "ends"),
        ('"API": {"SendMessage": {}},', (1, 6), "put { before it and } behind it"),
        ('{"a":\nNaN}', (2, 1), "JSON object"),
        ('{"a": "\u00e9"}'.encode("latin-1"), (1, 8), "UTF-8"),
        ("[]", (1, 1), "JSON object"),
        ("", (1, 1), "JSON object"),
        ("[" * 100_000, (1, 1), "JSON object"),
    ],
)
def test_a_broken_file_is_refused_with_its_place_and_a_remedy(text, place, remedy):
    with pytest.raises(IntegrationError) as refusal:
        parse(text)
    assert (refusal.value.line, refusal.value.column) == place
    assert remedy in refusal.value.remedy
    assert f"line {place[0]}, column {place[1]}: " in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a": {"b": 1, "b": 2}}', [("a", "b")]),
        ('{"a": 1, "b": [{"c": 1}, {"c": 1, "c": 2, "c": 3}], "a": {}}', [("a",), ("b", 1, "c")]),
        ('{"a": {"b": [1]}, "a": {"b": [1]}}', []),
        ('{"a": [], "b": {"a": {}}}', []),
    ],
)
def test_a_name_that_stands_twice_with_two_values_is_a_contradiction(text, places):
    assert contradictions(text) == places


def test_a_credential_that_is_written_out_is_known_by_the_name_of_its_field():
    document = {
        "properties": ["API key"],
        "auth": {"type": "Basic", "username": "joe", "password": "two words"},
        "API": {
            "SendMessage": {
                "request_url": "https://me:p%40ss@x/y?access_token=in-query&to=$to$",
                "request_headers": {"Authorization": "Bearer in-header", "Accept": "*/*"},
                "request_parameters": {"api_key": 123456, "X-Key": "$API key$", "token": "{API key}", "keyword": "no"},
                "response_map": {"token": "an answer's"},
            }
        },
        "Webhook": [{"event_key": "in", "event_type": "message", "request_parameters": {"key": "in", "secret": "s"}}],
    }
    assert [(pointer(one.path), one.name, one.value) for one in literals(Integration(document))] == [
        ("/auth/password", "password", "two words"),
        ("/API/SendMessage/request_url", "access_token", "in-query"),
        ("/API/SendMessage/request_url", "password", "p@ss"),
        ("/API/SendMessage/request_headers/Authorization", "Authorization", "in-header"),
        ("/API/SendMessage/request_parameters/api_key", "api_key", "123456"),
        ("/Webhook/0/request_parameters/secret", "secret", "s"),
    ]


def test_a_byte_order_mark_is_no_part_of_the_file():
    assert parse("\ufeff{}".encode()).document == {}


def fixture(name: str):
    return parse((FIXTURES / "integration" / f"{name}.json").read_bytes())


def sent_by(name: str, method: str, properties) -> Request:
    integration = fixture(name)
    described = integration.method(method)
    assert described
    there = replace(described, request_url=expand_origin(described.request_url, properties))
    return build(integration, there, MESSAGE, properties)


def test_a_form_with_basic_authorization_at_the_operators_own_host():
    own = {"User name": "ann", "Pass phrase": "a b", "Server": "https://sms.example.com/api"}
    request = sent_by("basic-form", "SendMessage", own)
    assert request.url == "https://sms.example.com/api/sms/%2B61855555555?flash=0"
    assert request.body == b"recipient=%2B61123456789&text=Hi&retries=3&report=true"
    assert header(request.headers, "Authorization") == "Basic YW5uOmEgYg=="


def test_arrays_and_types_are_kept():
    request = sent_by("arrays", "SendFile", {"Access Key": "k"})
    assert request.url == "https://deep.example.com/v2/organisations/acme/messages"
    assert json.loads(request.body or b"") == {
        "messages": [
            {"destinations": [{"number": "+61123456789"}], "origin": {"number": "+61855555555", "user": "tel:101"}}
        ],
        "body": {"parts": ["media", "Hi"], "encrypted": False, "priority": 2, "campaign": None},
    }
    assert header(request.headers, "Content-Type") == "application/json; charset=utf-8"


def test_a_query_without_a_body():
    request = sent_by("by-get", "SendMessage", {"Account": "a/1", "Key": "k&1"})
    assert request.url == (
        "https://query.example.com/a%2F1/send?key=k%261&to=%2B61123456789&from=%2B61855555555&text=Hi"
    )
    assert (request.method, request.body, request.headers) == ("GET", None, ())


def test_a_file_may_have_texts_only():
    assert fixture("outgoing-only").models == ()
    assert fixture("outgoing-only").send_file is None
    assert json.loads(sent_by("outgoing-only", "SendMessage", PROPERTIES).body or b"") == {
        "to": MESSAGE["to"],
        "content": MESSAGE["content"],
    }
