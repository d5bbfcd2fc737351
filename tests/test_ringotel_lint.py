"""The lint of the integration file: each of its rules, and several findings at once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.ringotel.integration import AuthKind, Integration, parse
from conformance.clients.ringotel.lint import Severity, lint
from conformance.resources import FIXTURES

REFERENCE = (FIXTURES / "integration" / "reference.json").read_text("utf-8")
MODELS = json.loads(REFERENCE)["Webhook"]
PROPERTIES = {"API key": "s3cret"}


def changed(**keys) -> str:
    return json.dumps({**json.loads(REFERENCE), **keys})


def with_method(name="SendMessage", **keys) -> str:
    document = json.loads(REFERENCE)
    document["API"][name].update(keys)
    return json.dumps(document)


def test_the_reference_file_has_no_problem():
    assert lint(REFERENCE, PROPERTIES) == []
    assert parse(REFERENCE).auth_kind is AuthKind.BEARER


@pytest.mark.parametrize(
    ("fixture", "place", "remedy"),
    [
        ("misspelled-variable", "/API/SendMessage/request_parameters/domain", "Did you mean $domain$?"),
        ("no-message-id", "/API/SendMessage/response_map", "Put $messageid$ exactly"),
    ],
)
def test_a_broken_file_has_one_problem_with_its_remedy(fixture, place, remedy):
    [problem] = lint((FIXTURES / "integration" / f"{fixture}.json").read_text("utf-8"), PROPERTIES)
    assert (problem.pointer, problem.level) == (place, Severity.ERROR)
    assert remedy in problem.remedy


TWO_IDS = {"a": "$messageid$", "b": "$messageid$"}
OTHER_EVENT = {**MODELS[0], "event_key": "x", "event_type": "messagedelivered"}


@pytest.mark.parametrize(
    ("text", "place", "says", "level"),
    [
        ('{"API": }', "", "line 1, column 9", "error"),
        ("{}", "", "'API' is a required property", "error"),
        (with_method(request_method=5), "/API/SendMessage/request_method", "not of type", "error"),
        (with_method(response_map=TWO_IDS), "/API/SendMessage/response_map", "in 2 places", "error"),
        (
            with_method(request_parameters={"a": "$to"}),
            "/API/SendMessage/request_parameters/a",
            "dollar signs",
            "error",
        ),
        (
            with_method(request_parameters={"a": "$Api Key$"}),
            "/API/SendMessage/request_parameters/a",
            "no var",
            "error",
        ),
        (with_method(request_url="/webhook"), "/API/SendMessage/request_url", "http://", "error"),
        (with_method(request_url="http://x/y"), "/API/SendMessage/request_url", "unencrypted", "note"),
        (with_method(request_method="GET"), "/API/SendMessage/request_content_type", "no body", "warning"),
        (with_method(request_content_type="text/xml"), "/API/SendMessage/request_content_type", "text/xml", "warning"),
        (
            with_method(
                "SendFile", request_parameters=json.loads(REFERENCE)["API"]["SendMessage"]["request_parameters"]
            ),
            "/API/SendFile",
            "looks like a message",
            "warning",
        ),
        (changed(auth={"type": "Digest"}), "/auth/type", "no kind", "error"),
        (changed(auth={"type": "Basic", "username": "u"}), "/auth", '"password"', "error"),
        (changed(auth={"type": "OAuth2"}), "/auth", "not exercised", "note"),
        (changed(properties=[]), "/auth/token", "$API key$ is no variable", "error"),
        (changed(properties=["API key", "Other"]), "/properties", '"Other" has no value', "error"),
        (changed(Webhook=[MODELS[0], MODELS[0]]), "/Webhook/1/event_key", "another model's", "error"),
        (changed(Webhook=[{**MODELS[0], "event_key": ""}]), "/Webhook/0", "no event_key", "error"),
        (changed(Webhook=[OTHER_EVENT]), "/Webhook/0/event_type", "no known event type", "warning"),
    ],
)
def test_each_rule_of_the_lint(text, place, says, level):
    found = [(problem.pointer, problem.level) for problem in lint(text, PROPERTIES) if says in problem.problem]
    assert found == [(place, level)]


def test_several_problems_at_once_and_values_unknown():
    text = with_method(request_parameters={"a": "$form$"}, response_map={}, request_url="http://x/")
    assert len(lint(text)) == 3


@settings(derandomize=True, deadline=None, max_examples=60, database=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*json.loads(REFERENCE), "SendMessage", "type", "event_key"]), inner)
        ),
        max_leaves=8,
    )
)
def test_no_json_document_upsets_the_lint(document):
    lint(json.dumps(document), {})
    if isinstance(document, dict):
        assert isinstance(Integration(document).models, tuple)
