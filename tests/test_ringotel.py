"""The Ringotel client: the integration file, its templates, the answer's message id, and the callbacks."""

import json
import string
from base64 import b64decode
from dataclasses import replace
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.clients.ringotel.integration import IntegrationError, parse
from conformance.clients.ringotel.pointer import leaves, pointer
from conformance.clients.ringotel.request import build, form, obstacle
from conformance.clients.ringotel.response_map import resolve
from conformance.clients.ringotel.template import expand, expand_url, variables
from conformance.clients.ringotel.webhook import classify, schema, value_of
from conformance.exchange.message import Request, header
from conformance.resources import FIXTURES

REFERENCE = (FIXTURES / "integration" / "reference.json").read_text("utf-8")
MESSAGE = {"from": "+61855555555", "to": "+61123456789", "extension": "101", "domain": "acme", "content": "Hi"}
PROPERTIES = {"API key": "s3cret"}
quick = settings(derandomize=True, deadline=None, max_examples=60, database=None)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
names = st.text(string.ascii_letters + " ", min_size=1).filter(lambda name: name == name.strip())
literals = st.text(st.characters(exclude_characters="$", exclude_categories=["Cs"]), max_size=8)


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
@given(st.lists(literals | st.sampled_from(["$from$", "$to$", "$API key$", "$unknown$"]), max_size=6))
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


@pytest.mark.parametrize("response_map", [{}, {"id": "messageid"}, {"a": "$messageid$", "b": ["$messageid$"]}])
def test_a_map_without_one_place_finds_nothing(response_map):
    assert "not one" in (resolve(response_map, {"id": "1"}).error or "")


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


def test_a_broken_file_is_refused_with_its_place():
    with pytest.raises(IntegrationError) as refusal:
        parse('{\n  "id": "x",\n  oops\n}')
    assert (refusal.value.line, refusal.value.column) == (3, 3)
    for text in ("[]", '{"a": NaN}', ""):
        with pytest.raises(IntegrationError):
            parse(text)


MODELS = json.loads(REFERENCE)["Webhook"]


@pytest.mark.parametrize(
    ("webhook", "first"),
    [
        (MODELS, "/Webhook/0"),
        ({"a/b": MODELS[0], "file": MODELS[1], "delivered": MODELS[2]}, "/Webhook/a~1b"),
        ({"models": MODELS}, "/Webhook/models/0"),
        (MODELS[0], "/Webhook"),
    ],
)
def test_models_are_read_in_any_container(webhook, first):
    models = parse(changed(Webhook=webhook)).models
    assert (models[0].event_key, models[0].pointer) == ("message", first)


DELIVERED = {"method": "delivered", "params": {"messageid": "9612c4e2"}}


def test_a_callback_is_told_by_its_event_key():
    integration = parse(REFERENCE)
    model = classify(integration, DELIVERED)
    assert model
    assert model.event_type == "messageDelivered"
    assert value_of(model, DELIVERED, "messageid") == "9612c4e2"
    assert value_of(model, {"method": "delivered"}, "messageid") is None
    assert value_of(model, DELIVERED, "content") is None
    for stranger in ({"method": "deliverd"}, {"params": {}}, [], None, "delivered"):
        assert classify(integration, stranger) is None


def test_an_event_key_may_be_written_out():
    model = {"event_key": "dlr", "event_type": "messageDelivered", "request_parameters": {"kind": "dlr"}}
    assert classify(parse(changed(Webhook=model)), {"kind": "dlr"})


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        (DELIVERED, True),
        ({"method": "delivered", "params": {"messageid": 17, "at": "now"}, "more": 1}, True),
        ({"method": "delivered", "params": {"messageid": None}}, False),
        ({"method": "delivered", "params": {}}, False),
        ({"method": "delivered"}, False),
        ({"method": "Delivered", "params": {"messageid": "1"}}, False),
    ],
)
def test_a_models_schema(document, valid):
    assert Draft202012Validator(schema(parse(REFERENCE).models[2])).is_valid(document) == valid


@quick
@given(st.dictionaries(st.sampled_from(["from", "to", "content", "text"]), st.text(), min_size=4))
def test_what_a_model_expands_to_obeys_its_schema(values):
    parameters = {"m": ["$event_key$", 2, None, True], "p": {"a": "tel:$from$;$to$", "b": "$content$", "c": "$text$ "}}
    model = parse(changed(Webhook={"event_key": "k", "event_type": "mms", "request_parameters": parameters})).models[0]
    Draft202012Validator.check_schema(schema(model))
    document = expand(parameters, {**values, "event_key": "k"})
    assert Draft202012Validator(schema(model)).is_valid(document)
    document["m"][3] = 1
    assert not Draft202012Validator(schema(model)).is_valid(document)
