"""The callbacks of a messaging provider: the schema of each model, and which model an event follows."""

import json
import string
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.clients.ringotel.batch import AT_MOST, events_in
from conformance.clients.ringotel.form import fields_of, form
from conformance.clients.ringotel.integration import Integration, Model, parse
from conformance.clients.ringotel.pointer import leaves
from conformance.clients.ringotel.template import expand, variables
from conformance.clients.ringotel.webhook import classify, follows, schema, value_of
from conformance.resources import FIXTURES

REFERENCE = json.loads((FIXTURES / "integration" / "reference.json").read_text("utf-8"))
MODELS = REFERENCE["Webhook"]
DELIVERED = {"method": "delivered", "params": {"messageid": "9612c4e2"}}
NAMES = ("from", "to", "content", "text", "url", "messageid")
KEYS = ("message", "file", "delivered", "1")
quick = settings(derandomize=True, deadline=None, max_examples=40, database=None)


def with_models(*models: dict[str, Any]) -> Integration:
    return parse(json.dumps({**REFERENCE, "Webhook": list(models)}))


def model_of(parameters: Any, key: Any = "k", **more: Any) -> dict[str, Any]:
    return {"event_key": key, "event_type": "message", "request_parameters": parameters, **more}


def only_model(parameters: Any, key: Any = "k") -> Model:
    return with_models(model_of(parameters, key)).models[0]


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
    models = parse(json.dumps({**REFERENCE, "Webhook": webhook})).models
    assert (models[0].event_key, models[0].pointer) == ("message", first)


def test_a_callback_is_told_by_its_event_key():
    integration = with_models(*MODELS)
    model = classify(integration, DELIVERED)
    assert model
    assert model.event_type == "messageDelivered"
    assert value_of(model, DELIVERED, "messageid") == "9612c4e2"
    assert value_of(model, {"method": "delivered"}, "messageid") is None
    assert value_of(model, DELIVERED, "content") is None
    for stranger in ({"method": "deliverd"}, {"params": {}}, [], None, "delivered"):
        assert classify(integration, stranger) is None


def test_an_event_key_may_be_written_out():
    assert classify(with_models(model_of({"kind": "dlr"}, "dlr")), {"kind": "dlr"})


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
    assert follows(with_models(*MODELS).models[2], document) == valid


@pytest.mark.parametrize(
    ("parameters", "event", "valid"),
    [
        ({"kind": "$event_key$", "n": 1, "b": True, "x": None}, {"kind": "2", "n": "1", "b": "true", "x": ""}, True),
        ({"kind": "$event_key$", "n": 1, "b": True}, {"kind": 2, "n": 1, "b": True}, True),
        ({"kind": "$event_key$"}, {"kind": True}, False),
        ({"n": 1}, {"n": True}, False),
        ({"n": "1"}, {"n": 1}, True),
        ({"b": True}, {"b": 1}, False),
        ({"b": "yes"}, {"b": True}, False),
        ({"e": "sms.$event_key$"}, {"e": "sms.2"}, True),
        ({"e": "sms.$event_key$"}, {"e": "sms.3"}, False),
        ({"e": "$event_key$/$messageid$"}, {"e": "2/77"}, True),
        ({"e": "$event_key$/$messageid$"}, {"e": "3/77"}, False),
        ({"url": "$url$", "text": "$text$"}, {"url": "https://x"}, True),
        ({"url": "$url$", "text": "$text$"}, {"url": "https://x", "text": None}, True),
        ({"url": "$url$", "text": "$text$"}, {"text": "x"}, False),
        ({"from": "$from$"}, {"from": 61855555555}, True),
        ({"from": "$from$"}, {"from": ["61855555555"]}, False),
        ({"at": "$time$"}, {"at": {"seconds": 5}}, True),
        ({"at": "$time$"}, {}, False),
        (["$from$", ["$to$"]], ["1", ["2", "3"], 4], True),
        (["$from$", ["$to$"]], ["1", []], False),
        ({"meta": {}, "tags": [], "id": "$messageid$"}, {"id": "1"}, True),
        ({"id": "$messageid$"}, {"id": ""}, False),
        ({"id": "$messageid$"}, {"id": 0}, True),
        ({"media": "$url$"}, {"media": "nope"}, False),
        ({"media": "$url$"}, {"media": ""}, False),
        ({"media": "$url$"}, {"media": "data:image/png;base64,AA"}, True),
    ],
)
def test_what_a_schema_leaves_open(parameters, event, valid):
    assert follows(only_model(parameters, 2), event) == valid


shapes = st.recursive(
    st.sampled_from([f"${name}$" for name in NAMES])
    | st.sampled_from(["id:$messageid$", "<$content$>", "sms.$event_key$", "$event_key$", "$own label$"])
    | st.sampled_from([1, 2.5, True, False, None, "literal", "1", *KEYS]),
    lambda inner: (
        st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=2), inner, min_size=1, max_size=3)
        | st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
).filter(lambda shape: isinstance(shape, dict | list))
texts = st.sampled_from(KEYS) | st.text(min_size=1)
urls = st.builds("https://x.example/{}".format, texts)
values = st.fixed_dictionaries({**dict.fromkeys((*NAMES, "own label"), texts), "url": urls})


def event_of(model: Model, given: dict[str, str]) -> Any:
    return expand(model.request_parameters, {**given, "event_key": model.event_key})


@quick
@given(shapes, st.sampled_from([*KEYS, 1]), values)
def test_what_a_model_expands_to_obeys_its_schema_and_is_told_by_it(shape, key, given):
    integration = with_models(model_of(shape, key))
    [model] = integration.models
    Draft202012Validator.check_schema(schema(model))
    event = event_of(model, given)
    assert follows(model, event)
    assert classify(integration, event) == model
    for _, name in variables(shape):
        if name != "event_key":
            assert value_of(model, event, name) == given[name]


@quick
@given(shapes.filter(lambda shape: isinstance(shape, dict)), st.sampled_from([*KEYS, 1]), values)
def test_so_is_what_comes_as_a_form(shape, key, given):
    integration = with_models(model_of(shape, key))
    [model] = integration.models
    event = fields_of(form(event_of(model, given)))
    assert follows(model, event)
    assert classify(integration, event) == model


@quick
@given(st.lists(shapes, min_size=3, max_size=3), st.sampled_from(["$event_key$", "sms.$event_key$"]), values)
def test_a_key_tells_events_apart_whatever_their_values_look_like(parts, place, given):
    models = [model_of({"event": {"name": place}, "of": part}, key) for key, part in zip(KEYS, parts, strict=False)]
    integration = with_models(*models)
    for model in integration.models:
        assert classify(integration, event_of(model, given)) == model


@quick
@given(st.lists(st.tuples(shapes, st.sampled_from(KEYS)), min_size=2, max_size=3), values)
def test_models_of_any_shapes_are_not_taken_for_each_other(described, given):
    integration = with_models(*(model_of(shape, key) for shape, key in described))
    for model in integration.models:
        event = event_of(model, given)
        others = [other for other in integration.models if other != model]
        assume(not any(follows(other, event) for other in others))
        assert classify(integration, event) == model


def test_one_key_for_two_models_is_told_apart_by_the_shape():
    text = model_of({"kind": "$event_key$", "from": "$from$", "body": "$content$"})
    file = model_of({"kind": "$event_key$", "from": "$from$", "body": "$text$", "media": ["$url$"]})
    integration = with_models(text, file)
    for event, number in [
        ({"kind": "k", "from": "1", "body": "hi"}, 0),
        ({"kind": "k", "from": "1", "media": ["https://x"]}, 1),
        ({"kind": "k", "from": "1", "body": "hi", "media": ["https://x"]}, 1),
    ]:
        assert classify(integration, event) == integration.models[number]


@pytest.mark.parametrize(
    ("status", "model"), [("delivered", True), ("sent", False), (None, False), (["sent"], False), ({}, False)]
)
@pytest.mark.parametrize("key", ["dlr", "delivered"])
def test_another_word_where_one_is_written_out_tells_of_something_else(status, model, key):
    integration = with_models(model_of({"type": "$event_key$", "status": "delivered", "id": "$messageid$"}, key))
    assert (classify(integration, {"type": key, "status": status, "id": "1"}) is not None) is model
    # What lacks a member as well is an event in a broken shape.
    assert classify(integration, {"type": key, "status": status}) is not None


def test_an_array_of_one_stands_for_events_of_any_number():
    message = model_of({"events": [{"is": "$event_key$", "from": "$from$", "body": "$content$"}]}, "in")
    report = model_of({"events": [{"is": "$event_key$", "id": "$messageid$"}]}, "out")
    integration = with_models(message, report)
    events = [
        {"is": "out", "id": "1"},
        {"is": "in", "from": "2", "body": "3"},
        {"is": "queued"},
        {"is": "out", "id": 4},
    ]
    found = events_in(integration, {"events": events, "at": "now"})
    assert [(model.event_key, event) for model, event in found] == [
        ("in", {"events": [events[1]], "at": "now"}),
        ("out", {"events": [events[0]], "at": "now"}),
        ("out", {"events": [events[3]], "at": "now"}),
    ]
    assert events_in(integration, {"events": []}) == []
    assert len(events_in(integration, {"events": [events[0]] * 10_000})) == AT_MOST


def test_an_array_of_several_is_one_event():
    integration = with_models(model_of({"is": "$event_key$", "parties": ["$from$", "$to$"]}))
    event = {"is": "k", "parties": ["1", "2", "3"]}
    assert events_in(integration, event) == [(integration.models[0], event)]


def test_one_shape_by_two_methods_is_told_apart_by_the_method():
    shape = {"id": "$messageid$"}
    integration = with_models(model_of(shape, "a"), model_of(shape, "b", request_method="PUT"))
    assert classify(integration, {"id": "1"}, "PUT") == integration.models[1]
    assert classify(integration, {"id": "1"}, "POST") == integration.models[0]


@pytest.mark.parametrize("name", ["reference", "basic-form", "arrays", "by-get"])
def test_every_model_of_a_conforming_file_knows_its_own_events(name):
    integration = parse((FIXTURES / "integration" / f"{name}.json").read_bytes())
    values = {label: f"value of {label}" for label in (*NAMES, "time of day")}
    assert integration.models
    for model in integration.models:
        for event in (event_of(model, values), fields_of(form(event_of(model, values)))):
            assert classify(integration, event) == model
            used = {name for _, name in variables([leaf for _, leaf in leaves(model.request_parameters)])}
            assert {name: value_of(model, event, name) for name in used - {"event_key"}} == {
                name: values[name] for name in used - {"event_key"}
            }
