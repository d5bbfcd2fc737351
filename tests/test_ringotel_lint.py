"""The lint of the integration file: each of its rules, several findings at once, and what it leaves alone."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.ringotel.integration import AuthKind, Integration, parse
from conformance.clients.ringotel.lint import Problem, Rule, Severity, is_blocking, lint
from conformance.resources import FIXTURES

FOLDER = FIXTURES / "integration"
REFERENCE = (FOLDER / "reference.json").read_text("utf-8")
MESSAGE = json.loads(REFERENCE)["API"]["SendMessage"]
MODELS = json.loads(REFERENCE)["Webhook"]
GIVEN = ("API key", "extension", "domain")
FORM = "application/x-www-form-urlencoded"
SENT = "/API/SendMessage"


def changed(**keys: Any) -> str:
    """The reference file with other keys; one that is None is left out."""
    return json.dumps({key: value for key, value in {**json.loads(REFERENCE), **keys}.items() if value is not None})


def with_method(name: str = "SendMessage", **keys: Any) -> str:
    document = json.loads(REFERENCE)
    method = {**document["API"][name], **keys}
    document["API"][name] = {key: value for key, value in method.items() if value is not None}
    return json.dumps(document)


def with_api(**methods: Any) -> str:
    return changed(API={**json.loads(REFERENCE)["API"], **methods})


def with_parameters(**parameters: Any) -> str:
    return with_method(request_parameters={**MESSAGE["request_parameters"], **parameters})


def with_model(number: int, **keys: Any) -> str:
    models = json.loads(json.dumps(MODELS))
    models[number] = {key: value for key, value in {**models[number], **keys}.items() if value is not None}
    return changed(Webhook=models)


def told(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.severity, problem.pointer


def test_the_reference_file_has_no_problem() -> None:
    assert lint(REFERENCE, GIVEN) == []
    assert parse(REFERENCE).auth_kind is AuthKind.BEARER


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("basic-form", ("User name", "Pass phrase", "Server")),
        ("arrays", ("Access Key", "domain", "extension")),
        ("by-get", ("Account", "Key")),
        ("outgoing-only", ("API key",)),
    ],
)
def test_a_file_in_another_shape_is_not_blamed(name: str, given: tuple[str, ...]) -> None:
    found = lint((FOLDER / f"{name}.json").read_bytes(), given)
    assert {problem.severity for problem in found} <= {Severity.NOTE}


@pytest.mark.parametrize(
    ("name", "rule", "place", "remedy"),
    [
        ("misspelled-variable", Rule.VARIABLES, f"{SENT}/request_parameters/domain", "did you mean $domain$?"),
        ("no-message-id", Rule.RESPONSE_MAP, f"{SENT}/response_map", "put $messageid$ where"),
        ("commented", Rule.JSON, "", "take the comment out"),
        ("url-for-content", Rule.PLACES, "/API/SendFile/request_parameters/media_url", "use $content$"),
        ("copied-method", Rule.TOLD_APART, "/API/SendFile", "a parameter of its own"),
        ("no-token", Rule.AUTH, "/auth", 'add "token"'),
        ("token-with-scheme", Rule.AUTH, "/auth/token", "leave Bearer out"),
        ("repeated-method", Rule.REQUESTS, SENT, "leave one"),
    ],
)
def test_a_broken_file_has_one_problem_with_its_remedy(name: str, rule: Rule, place: str, remedy: str) -> None:
    found = lint((FOLDER / f"{name}.json").read_bytes(), GIVEN)
    [problem] = [problem for problem in found if problem.severity is not Severity.NOTE]
    assert told(problem) == (rule, Severity.BROKEN, place)
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("unfinished", {"": Rule.TEMPLATE, f"{SENT}/request_url": Rule.URL, "/API/SendFile/request_url": Rule.URL}),
        ("misspelled-key", {SENT: Rule.REQUESTS, f"{SENT}/request_uri": Rule.TEMPLATE}),
        ("one-event", {"/Webhook/1": Rule.MODELS, "/Webhook/1/event_key": Rule.EVENTS}),
        ("other-marks", {SENT: Rule.CARRIES}),
        (
            "plain-http",
            {
                f"/API/{name}/{key}": rule
                for name in ("SendMessage", "SendFile")
                for key, rule in (("request_url", Rule.HTTPS), ("request_content_type", Rule.CONTENT_TYPE))
            },
        ),
    ],
)
def test_several_problems_are_told_at_once(name: str, places: dict[str, Rule]) -> None:
    found = lint((FOLDER / f"{name}.json").read_bytes(), GIVEN)
    assert {problem.pointer: problem.rule for problem in found} == places
    assert all(problem.problem and problem.remedy for problem in found)


TWO_IDS = {"a": "$messageid$", "b": "$messageid$"}
NO_ID = {"id": "messageid"}
BROKEN, NOTE, UNKNOWN = Severity.BROKEN, Severity.NOTE, Severity.UNKNOWN
TWO_MODELS = [f'"model": {json.dumps(model)}' for model in MODELS[1:]]
EVENT = {"kind": "$event_key$", "from": "$from$", "text": "$content$"}


CASES: list[tuple[Any, ...]] = [
    ('{"API": }', (Rule.JSON, BROKEN, "")),
    # The template.
    (changed(id=None), (Rule.TEMPLATE, BROKEN, "")),
    (changed(id=7), (Rule.TEMPLATE, BROKEN, "/id")),
    (changed(logo=None), (Rule.TEMPLATE, NOTE, "")),
    (changed(**{"class": "crm"}), (Rule.TEMPLATE, BROKEN, "/class")),
    (changed(description="for SMS"), (Rule.TEMPLATE, NOTE, "/description")),
    (with_method(request_headers={"X": "1"}), (Rule.TEMPLATE, NOTE, f"{SENT}/request_headers")),
    (
        changed(API={"SendSMS": MESSAGE}),
        *((Rule.REQUESTS, BROKEN, "/API/SendSMS"), (Rule.REQUESTS, NOTE, "/API")),
    ),
    (
        changed(API={"sendmessage": MESSAGE}),
        *((Rule.REQUESTS, BROKEN, "/API/sendmessage"), (Rule.REQUESTS, NOTE, "/API")),
    ),
    (with_api(SendTyping=MESSAGE), (Rule.TEMPLATE, NOTE, "/API/SendTyping")),
    (REFERENCE.replace('"id":', '"id": "Other", "id":', 1), (Rule.TEMPLATE, BROKEN, "/id")),
    (REFERENCE.replace('"id":', '"id": "ExampleMessaging", "id":', 1),),
    (REFERENCE.replace('"id":', '"_": "one", "_": "two", "id":', 1), (Rule.TEMPLATE, NOTE, "/_")),
    (REFERENCE.replace('"token":', '"token": "x", "token":'), (Rule.AUTH, BROKEN, "/auth/token")),
    (
        changed(Webhook={}).replace('"Webhook": {', '"Webhook": {' + ", ".join(TWO_MODELS)),
        (Rule.MODELS, BROKEN, "/Webhook/model"),
    ),
    (
        with_method(request_method=None, request_metod="POST"),
        (Rule.TEMPLATE, BROKEN, f"{SENT}/request_metod"),
        (Rule.REQUESTS, NOTE, SENT),
    ),
    (
        with_model(0, event_type=None, eventtype="message"),
        *((Rule.TEMPLATE, BROKEN, "/Webhook/0/eventtype"), (Rule.EVENTS, BROKEN, "/Webhook/0/event_type")),
    ),
    # The requests.
    (changed(API=None, Webhook=None), (Rule.REQUESTS, BROKEN, "/API")),
    (changed(API=None), (Rule.REQUESTS, NOTE, "/API")),
    (changed(API={"SendFile": MESSAGE}), (Rule.REQUESTS, NOTE, "/API")),
    (changed(API=[]), (Rule.REQUESTS, BROKEN, "/API"), (Rule.REQUESTS, NOTE, "/API")),
    (with_method(request_method="POTS"), (Rule.REQUESTS, BROKEN, f"{SENT}/request_method")),
    (with_method(request_parameters="to=$to$&text=$content$"), (Rule.REQUESTS, UNKNOWN, f"{SENT}/request_parameters")),
    (with_method(request_url="/webhook"), (Rule.URL, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="api.example.com"), (Rule.URL, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="http://x/y"), (Rule.HTTPS, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="$API key$/y"),),
    (with_method(request_url="https://x/a b"), (Rule.REQUESTS, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="https://x/y\n"), (Rule.REQUESTS, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="https://x:65536/y"), (Rule.REQUESTS, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="https://x:8o/y"), (Rule.REQUESTS, BROKEN, f"{SENT}/request_url")),
    (with_method(request_url="https://[::1]:65535/$API key$"),),
    (with_method(request_url="https://x:$API key$/y"),),
    (with_method(request_method="GET"), (Rule.CONTENT_TYPE, BROKEN, f"{SENT}/request_content_type")),
    (with_method(request_method="GET", request_content_type=None),),
    (with_method(request_content_type="aplication/json"), (Rule.CONTENT_TYPE, BROKEN, f"{SENT}/request_content_type")),
    *(
        (with_method(request_content_type=kind), (Rule.CONTENT_TYPE, BROKEN, f"{SENT}/request_content_type"))
        for kind in (
            "Content-Type: application/json",
            "application/x-www-form",
            "application/json charset=utf-8",
            "text",
        )
    ),
    (with_method(request_content_type="application/xml"), (Rule.CONTENT_TYPE, NOTE, f"{SENT}/request_content_type")),
    (
        with_method(request_content_type="multipart/form-data"),
        (Rule.CONTENT_TYPE, NOTE, f"{SENT}/request_content_type"),
    ),
    (
        with_method(request_content_type=FORM, request_parameters={"m": {"to": "$to$", "text": "$content$"}}),
        (Rule.CONTENT_TYPE, NOTE, f"{SENT}/request_parameters"),
    ),
    # The variables.
    (with_parameters(a="$to"), (Rule.VARIABLES, BROKEN, f"{SENT}/request_parameters/a")),
    (with_parameters(a="$Api Key$"), (Rule.VARIABLES, BROKEN, f"{SENT}/request_parameters/a")),
    (with_parameters(a="$Sender name$"), (Rule.VARIABLES, BROKEN, f"{SENT}/request_parameters/a")),
    (with_parameters(a="$userid$"), (Rule.VARIABLES, UNKNOWN, f"{SENT}/request_parameters/a")),
    (with_parameters(a="$messageid$"), (Rule.PLACES, BROKEN, f"{SENT}/request_parameters/a")),
    (with_parameters(a="$5 or $6"),),
    (
        changed(properties=[]),
        (Rule.VARIABLES, BROKEN, "/auth/token"),
    ),
    (changed(properties=["API key", "Other"]), (Rule.VARIABLES, NOTE, "/properties/1")),
    (changed(properties=["$API key$"]), (Rule.VARIABLES, BROKEN, "/properties/0")),
    (
        changed(properties=[7, "API key", "Other"]),
        *((Rule.VARIABLES, BROKEN, "/properties/0"), (Rule.VARIABLES, NOTE, "/properties/2")),
    ),
    (changed(properties=[{"label": "API key"}, "API key"]), (Rule.VARIABLES, BROKEN, "/properties/0")),
    (
        with_model(0, request_parameters={**EVENT, "id": "$own id$"}),
        (Rule.VARIABLES, NOTE, "/Webhook/0/request_parameters/id"),
    ),
    (
        with_model(0, request_parameters={**EVENT, "text": "$contnet$"}),
        (Rule.VARIABLES, BROKEN, "/Webhook/0/request_parameters/text"),
    ),
    (with_model(0, request_parameters={**EVENT, "of": "$domain$"}),),
    (with_method(request_parameters={"to": "$to$"}), (Rule.CARRIES, BROKEN, SENT)),
    (with_method(request_url="https://x/$to$?t=$content$", request_parameters=None),),
    (
        with_method(request_parameters={"to": "$to$", "text": "$message$"}),
        (Rule.VARIABLES, UNKNOWN, f"{SENT}/request_parameters/text"),
    ),
    (
        with_method(request_parameters={"from": "$from$"}, request_headers={"To": "$to$", "Text": "$content$"}),
        (Rule.TEMPLATE, NOTE, f"{SENT}/request_headers"),
        *((Rule.CARRIES, UNKNOWN, f"{SENT}/request_headers/{name}") for name in ("To", "Text")),
    ),
    # The answer.
    (with_method(response_map=TWO_IDS), (Rule.ONE_ID, BROKEN, f"{SENT}/response_map")),
    (with_method(response_map=["id:$messageid$"]),),
    (with_method(response_map="$messageid$"),),
    (with_method(response_map=None), (Rule.RESPONSE_MAP, BROKEN, f"{SENT}/response_map")),
    (
        changed(API={"SendMessage": {**MESSAGE, "response_map": NO_ID}}, Webhook=MODELS[:2]),
        (Rule.RESPONSE_MAP, NOTE, f"{SENT}/response_map"),
    ),
    # One request for both.
    (
        with_method("SendFile", request_parameters={**MESSAGE["request_parameters"], "content": "$to$ $content$"}),
        (Rule.TOLD_APART, BROKEN, "/API/SendFile"),
    ),
    (with_method("SendFile", request_parameters={**MESSAGE["request_parameters"], "kind": "file"}),),
    (with_method("SendFile", request_parameters=MESSAGE["request_parameters"], request_method="PUT"),),
    # The authorization.
    (changed(auth={"type": "Digest"}), (Rule.AUTH, UNKNOWN, "/auth/type"), (Rule.VARIABLES, NOTE, "/properties/0")),
    (changed(auth={"type": "Berer", "token": "$API key$"}), (Rule.AUTH, BROKEN, "/auth/type")),
    (changed(auth={"token": "$API key$"}), (Rule.AUTH, BROKEN, "/auth/type")),
    (changed(auth={"type": "Basic", "username": "$API key$"}), (Rule.AUTH, BROKEN, "/auth")),
    (changed(auth="Bearer $API key$"), (Rule.AUTH, BROKEN, "/auth")),
    (changed(auth=None, OAuth2={"client_id": "$API key$"}), (Rule.AUTH, NOTE, "/auth")),
    (changed(auth={"type": "BASIC", "username": "u", "password": "$API key$"}),),
    (changed(auth=None, properties=None),),
    (changed(auth={"type": None, "token": "$API key$"}), (Rule.AUTH, BROKEN, "/auth/type")),
    (changed(auth={"type": "none", "token": "$API key$"}), (Rule.AUTH, BROKEN, "/auth/type")),
    (changed(auth={"type": "None", "token": ""}, properties=[]),),
    (changed(auth={"type": "Bearer", "token": "bearer $API key$"}), (Rule.AUTH, BROKEN, "/auth/token")),
    # What only the header of a request may have, and credentials that stand in the file.
    (
        changed(auth=None, API={"SendMessage": {**MESSAGE, "request_headers": {"X-Key": "$API key$"}}}),
        (Rule.TEMPLATE, NOTE, f"{SENT}/request_headers"),
        (Rule.AUTH, UNKNOWN, f"{SENT}/request_headers/X-Key"),
    ),
    (with_method(request_headers={"X-Key": "$API key$"}), (Rule.TEMPLATE, NOTE, f"{SENT}/request_headers")),
    (
        changed(auth=None, Authorization={"type": "Bearer", "token": "$API key$"}),
        (Rule.TEMPLATE, NOTE, "/Authorization"),
        (Rule.AUTH, UNKNOWN, "/Authorization/token"),
    ),
    (
        with_method(request_headers={"X-Key": "abcdef123456"}),
        (Rule.TEMPLATE, NOTE, f"{SENT}/request_headers"),
        (Rule.AUTH, UNKNOWN, f"{SENT}/request_headers/X-Key"),
        (Rule.AUTH, NOTE, f"{SENT}/request_headers/X-Key"),
    ),
    (with_parameters(api_key="abcdef123456"), (Rule.AUTH, NOTE, f"{SENT}/request_parameters/api_key")),
    (with_method(request_url="https://x/y?key=abcdef123456"), (Rule.AUTH, NOTE, f"{SENT}/request_url")),
    # The callbacks.
    (changed(Webhook="https://x"), (Rule.MODELS, BROKEN, "/Webhook")),
    (changed(Webhook={"message": {"method": "POST"}}), (Rule.MODELS, BROKEN, "/Webhook")),
    (changed(Webhook=[]),),
    (with_model(0, event_key=None), (Rule.MODELS, BROKEN, "/Webhook/0")),
    (
        with_model(0, request_parameters="from=$from$"),
        (Rule.MODELS, BROKEN, "/Webhook/0/request_parameters"),
        (Rule.EVENTS, BROKEN, "/Webhook/0/request_parameters"),
    ),
    (with_model(0, request_method="POTS"), (Rule.MODELS, BROKEN, "/Webhook/0/request_method")),
    (
        with_model(0, request_parameters={"kind": "$event_key$", "from": "$from$"}),
        (Rule.MODELS, BROKEN, "/Webhook/0/request_parameters"),
    ),
    (with_model(2, request_parameters={"kind": "$event_key$"}), (Rule.MODELS, BROKEN, "/Webhook/2/request_parameters")),
    (with_model(1, event_key="message"), (Rule.EVENTS, BROKEN, "/Webhook/1/event_key")),
    (with_model(0, event_type="messagerecieved"), (Rule.EVENTS, BROKEN, "/Webhook/0/event_type")),
    (
        with_model(0, request_parameters={"from": "$from$", "text": "$content$"}),
        (Rule.EVENTS, BROKEN, "/Webhook/0/request_parameters"),
    ),
    (changed(Webhook=[{**MODELS[0], "request_parameters": EVENT, "event_key": key} for key in ("a", "b")]),),
    (changed(Webhook=[*MODELS, MODELS[2]]), (Rule.MODELS, NOTE, "/Webhook/3")),
    (changed(Webhook=MODELS[2] | {"request_parameters": {"id": "$messageid$"}}),),
]
"""A file, and what is found in it: rule, severity, place."""


@pytest.mark.parametrize("case", CASES)
def test_each_rule_of_the_lint(case: tuple[Any, ...]) -> None:
    text, *expected = case
    assert sorted(told(problem) for problem in lint(text, GIVEN)) == sorted(expected)


def test_what_the_profile_gives_a_value_for_is_known() -> None:
    text = with_parameters(a="$userid$", b="$messageid$")
    assert {problem.severity for problem in lint(text, (*GIVEN, "userid", "messageid"))} == {Severity.NOTE}


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (changed(API={"SendSMS": MESSAGE}), "did you mean SendMessage or SendFile?"),
        (changed(API={"SendSMS": MESSAGE, "SendFile": MESSAGE}), "did you mean SendMessage?"),
        (with_method(request_content_type="Content-Type: application/json"), "did you mean application/json?"),
        (with_method(request_content_type="application/x-www-form"), f"did you mean {FORM}?"),
        (changed(properties=["$API key$"]), "write the label without dollar signs"),
        (changed(auth={"type": None, "token": "$API key$"}), "did you mean Bearer?"),
        (changed(auth={"type": "none", "username": "u", "password": "$API key$"}), "did you mean Basic?"),
    ],
)
def test_the_remedy_names_what_was_meant(text: str, remedy: str) -> None:
    assert [problem.remedy for problem in lint(text, GIVEN) if problem.severity is BROKEN] == [remedy]


@pytest.mark.parametrize("name", GIVEN)
def test_a_variable_without_a_value_is_the_profiles_to_mend(name: str) -> None:
    found = lint(REFERENCE, set(GIVEN) - {name})
    assert {(problem.rule, problem.severity) for problem in found} == {(Rule.VARIABLES, Severity.UNKNOWN)}
    assert all(f"${name}$ has no value" in problem.problem for problem in found)
    assert lint(REFERENCE) == []


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("{", {"SendMessage", "SendFile"}),
        (with_method(response_map={}), set()),
        (with_method("SendFile", request_parameters={"to": "$too$"}), {"SendFile"}),
        (changed(auth={"type": "Digest"}), {"SendMessage", "SendFile"}),
        (with_method(request_url="/webhook"), set()),
        (with_method(request_url="https://x/a b"), {"SendMessage"}),
        (REFERENCE.replace('"from":', '"from": "1", "from":', 1), {"SendMessage"}),
        (REFERENCE.replace('"id":', '"id": "Other", "id":', 1), set()),
        (with_parameters(api_key="abcdef123456"), set()),
        (with_method("SendFile", request_headers={"X-Key": "abcdef123456"}), {"SendFile"}),
        (changed(auth={"type": None, "token": "$API key$"}), {"SendMessage", "SendFile"}),
        (with_method(request_url="http://x/"), set()),
        (with_model(0, request_parameters={}), set()),
        (with_model(0, request_parameters={**EVENT, "text": "$contnet$"}), set()),
    ],
)
def test_what_is_wrong_blocks_the_requests_that_it_concerns(text: str, blocked: set[str]) -> None:
    found = lint(text, GIVEN)
    assert found
    names = ("SendMessage", "SendFile")
    assert {name for name in names if any(is_blocking(problem, name) for problem in found)} == blocked


@pytest.mark.parametrize(
    "auth", ["Bearer s3cr3t-t0ken", {"type": "s3cr3t-t0ken"}, {"type": "Basic", "username": "s3cr3t-t0ken"}]
)
def test_no_finding_tells_a_credential(auth: Any) -> None:
    assert not any("s3cr3t" in problem.problem + problem.remedy for problem in lint(changed(auth=auth), GIVEN))


@settings(derandomize=True, deadline=None, max_examples=60, database=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*json.loads(REFERENCE), "SendMessage", "type", *MESSAGE, *MODELS[0]]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_no_json_document_upsets_the_lint(document: Any) -> None:
    lint(json.dumps(document), {})
    if isinstance(document, dict):
        assert isinstance(Integration(document).models, tuple)
