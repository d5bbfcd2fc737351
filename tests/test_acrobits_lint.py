"""The lint of a configured web service and of a notification: each rule, what is not blamed, and several at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.acrobits.lint import Problem, Rule, Severity, is_blocking, lint
from conformance.clients.acrobits.lint_smart_contacts import lint_notification
from conformance.clients.acrobits.request import WebService

quick = settings(derandomize=True, deadline=None, max_examples=80, database=None)

SAMPLES = {
    "account[username]": "johndow",
    "account[password]": "12345678",
    "installid": "7d1f",
    "sms_to": "+15551231234",
    "description": "Hello World",
    "preview_width": "180",
    "preview_height": "120",
    "preview_content_type": "image/jpeg",
    "preview_content": "A64FBB8=",
    "media_url": "http://media.server.com/video_1234567890.mp4",
    "media_content_type": "video/mp4",
}
ADDRESS = "https://example.com/send_media_message"
DOCUMENT_URL = f"{ADDRESS}?from=%account[username]%&password=%account[password]%&to=%sms_to%"
DOCUMENT_FORM = (
    "from=%account[username]%&password=%account[password]%&to=%sms_to%&description=%description%&w=%preview_width%"
    "&h=%preview_height%&pct=%preview_content_type%&pc=%preview_content%&ct=%media_content_type%&url=%media_url%"
)
DOCUMENT_JSON = """{   "from"          : "%account[username]%",
    "password"      : "%account[password]%",
    "to"            : "%sms_to%",
    "description"   : "%description%",
    "w"             : "%preview_width%",
    "h"             : "%preview_height%",
    "pct"           : "preview_content_type",
    "pc"            : "preview_content",
    "ct"            : "media_content_type",
    "url"           : "media_url"
}"""
MEDIA = ("media_url", "preview_content")
OWN = [name for name in SAMPLES if name != "installid" and not name.startswith("account[")]
JSON, XML = "application/json", "text/xml"


def found(service: WebService, carries: tuple[str, ...] = ()) -> list[Problem]:
    return lint(service, tuple(SAMPLES), own=OWN, samples=SAMPLES, carries=carries)


def of(rule: Rule, url: str = ADDRESS, **keys: str) -> list[Problem]:
    """The findings of `rule`, where nothing else is found."""
    problems = found(WebService(url, **keys))
    assert {problem.rule for problem in problems} <= {rule}, problems
    return problems


@pytest.mark.parametrize(
    "service",
    [
        WebService(DOCUMENT_URL, post_data=DOCUMENT_FORM),
        WebService(f"{ADDRESS}?{DOCUMENT_FORM}", "HEAD"),
        WebService(f"/media?{DOCUMENT_FORM}&id=%installid%&p=%sha1(%account[password]%)%"),
        WebService(f"{ADDRESS}/%sms_to%/?u=%media_url%&t=%2B%C3%A9t%c3%a9&pc=preview_content&x=%preview_content%"),
        WebService(ADDRESS, "PUT", '{"w": %preview_width%, "u": ["%media_url%", "50%"]}', JSON),
        WebService(ADDRESS, "POST", "<?xml version='1.0'?><a b='%sms_to%'><u>%media_url%</u> 5%</a>", XML),
        WebService(ADDRESS, custom_headers="X-Preview-Width:180\nX-Preview-Height:120\n\nX-Url: %media_url%"),
        WebService(f"{ADDRESS}?u=%media_url%", auth_username="%account[username]%", auth_password="hunter2"),
        WebService(f"{ADDRESS}?text=description%20of%20sms&u=%media_url%&q=100%25&kind=media"),
        WebService(f"{ADDRESS}?op=version&by=appid&of=installid&u=%media_url%"),
        WebService(ADDRESS, post_data="[to]=%sms_to%&u=%media_url%"),
    ],
)
def test_a_sound_configuration_has_no_finding(service: WebService) -> None:
    assert found(service, MEDIA) == []


def test_the_documents_own_json_lacks_the_marks_of_four_values() -> None:
    problems = found(WebService(DOCUMENT_URL, post_data=DOCUMENT_JSON, content_type=JSON))
    assert {(problem.rule, problem.severity, problem.key) for problem in problems} == {
        (Rule.PLACEHOLDERS, Severity.ERROR, "post_data")
    }
    assert [(problem.problem.split()[2], problem.remedy) for problem in problems] == [
        ("pct", "write %preview_content_type%"),
        ("pc", "write %preview_content%"),
        ("ct", "write %media_content_type%"),
        ("url", "write %media_url%"),
    ]


@pytest.mark.parametrize(
    ("placeholder", "meant"),
    [
        ("%sms_too%", "%sms_to%"),
        ("%SMS_TO%", "%sms_to%"),
        ("%sms_t0%", "%sms_to%"),
        ("%sms_ot%", "%sms_to%"),
        ("%sms-to%", "%sms_to%"),
        ("%DESCRIPTION%", "%description%"),
        ("%account[usrname]%", "%account[username]%"),
        ("%account(username)%", "%account[username]%"),
        ("%account.username%", "%account[username]%"),
        ("%account{password}%", "%account[password]%"),
        ("%account[username%", "%account[username]%"),
        ("%ACCOUNT[username]%", "%account[username]%"),
        ("%acount[username]%", "%account[username]%"),
        ("%password%", "%account[password]%"),
        ("%SHA1(%account[password]%)%", "%sha1(…)%"),
        ("%sha1(%account[pasword]%)%", "%account[password]%"),
    ],
)
def test_a_misspelt_placeholder_is_told_with_what_is_meant(placeholder: str, meant: str) -> None:
    [problem] = of(Rule.VARIABLES, f"{ADDRESS}?x=%20{placeholder}&y=1")
    assert (problem.severity, problem.remedy) == (Severity.ERROR, f"did you mean {meant}?")
    assert is_blocking(problem)


@pytest.mark.parametrize(
    "name",
    [
        *("imei", "version", "nonce", "sms_id", "smst0", "sms_from", "sms_body", "media_content_size", "______"),
        *("account[authUsername]", "account[cloud_username]", "account[host]", "account[sms_t0]"),
    ],
)
def test_a_variable_that_may_well_exist_is_unknown(name: str) -> None:
    [problem] = of(Rule.VARIABLES, f"{ADDRESS}?x=%{name}%&again=%{name}%")
    assert (problem.severity, problem.remedy) == (Severity.UNKNOWN, "give its value under variables in the profile")
    assert name in problem.problem
    assert is_blocking(problem)


@pytest.mark.parametrize(
    "placeholder",
    [
        "%md5(%account[password]%)%",
        "%hash(%account[password]%)%",
        "%upper(%account[username]%)%",
        "%md5(preview_content_type)%",
        "%md5(xx%account[password]%)%",
        "%account(%account[password]%)%",
    ],
)
def test_an_unknown_function_is_never_taken_for_the_variable_in_it(placeholder: str) -> None:
    problem = found(WebService(f"{ADDRESS}?x={placeholder}"))[0]
    assert (problem.rule, problem.severity) == (Rule.VARIABLES, Severity.UNKNOWN)
    assert problem.remedy == "configure it without; known are %sha1(…)%"


def test_an_unknown_function_is_told_without_its_argument() -> None:
    [problem] = of(Rule.VARIABLES, f"{ADDRESS}?x=%md5(s4lt%account[password]%)%")
    assert problem.severity is Severity.UNKNOWN
    assert "%md5(…)%" in problem.problem
    assert "s4lt" not in repr(problem)


@pytest.mark.parametrize(
    ("key", "template", "remedies"),
    [
        ("url", f"{ADDRESS}?to=%sms_to&d=1", ["%sms_to%"]),
        ("url", f"{ADDRESS}?to=sms_to%&d=%20", ["%sms_to%"]),
        ("url", f"{ADDRESS}?a=%account[username]&b=%account[password&c=%description", None),
        ("url", f"{ADDRESS}?p=%sha1(%account[password]%)", ["%sha1(…)%"]),
        ("url", f"{ADDRESS}?p=sha1(%account[password]%)%", ["%sha1(…)%"]),
        ("url", f"{ADDRESS}?p=%sha1(account[password])%", ["%account[password]%"]),
        ("url", f"{ADDRESS}?to=sms_to&d=account%5Busername%5D", ["%sms_to%", "%account[username]%"]),
        ("post_data", "to=sms_to%&d=%description", ["%sms_to%", "%description%"]),
        ("custom_headers", "X-To: sms_to\nX-D: %description", ["%description%", "%sms_to%"]),
        ("auth_username", "account[username]", ["%account[username]%"]),
    ],
)
def test_a_placeholder_without_its_marks(key: str, template: str, remedies: list[str] | None) -> None:
    remedies = remedies or ["%account[username]%", "%account[password]%", "%description%"]
    problems = of(Rule.PLACEHOLDERS, **{"url": ADDRESS, key: template})
    assert [(problem.key, problem.remedy) for problem in problems] == [(key, f"write {one}") for one in remedies]
    assert all(is_blocking(problem) for problem in problems)


def test_the_value_of_an_xml_element_or_nested_member_may_lack_its_marks_too() -> None:
    [in_xml] = of(Rule.PLACEHOLDERS, post_data="<a><to x='1'> sms_to </to></a>", content_type=XML)
    [in_json] = of(Rule.PLACEHOLDERS, post_data='{"a": {"to": "sms_to"}}', content_type=JSON)
    assert in_xml.problem == "the element to has the fixed text sms_to, the name of a variable"
    assert in_json.problem == "the member to has the fixed text sms_to, the name of a variable"


def test_a_variables_name_is_a_mere_text_where_the_variable_is_sent() -> None:
    assert of(Rule.PLACEHOLDERS, f"{ADDRESS}?kind=description", post_data="d=%sha1(%description%)%") == []


@pytest.mark.parametrize(
    ("method", "severity"), [("DELETE", Severity.ERROR), ("post", Severity.NOTE), ("Put", Severity.NOTE)]
)
def test_methods(method: str, severity: Severity) -> None:
    [problem] = of(Rule.METHOD, method=method)
    assert (problem.severity, problem.key, method in problem.problem) == (severity, "method", True)
    assert is_blocking(problem) is (severity is Severity.ERROR)


@pytest.mark.parametrize(
    ("query", "severity", "names"),
    [
        ("to=%sms_to%", Severity.ERROR, ["%media_url%", "%preview_content%"]),
        ("u=%media_url%&to=%sms_to%&pc=%preview_content%", Severity.NOTE, []),
    ],
)
def test_a_body_that_is_not_sent(query: str, severity: Severity, names: list[str]) -> None:
    body = "to=%sms_to%&u=%media_url%&pc=%preview_content%"
    [problem] = of(Rule.BODY_USED, f"{ADDRESS}?{query}", method="GET", post_data=body)
    assert (problem.severity, problem.key) == (severity, "post_data")
    assert [name for name in ("%sms_to%", "%media_url%", "%preview_content%") if name in problem.problem] == names
    assert not is_blocking(problem)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Bearer s3cret", 'the custom header in line 2, "Bearer…", has no colon'),
        ("X-Account", 'the custom header in line 2, "X-Account", has no colon'),
        ("X-Api-Key=s3cret", 'the custom header in line 2, "X-Api-Key…", has no colon'),
        ("X-A-Name-Of-Thirty-Characters-", 'the custom header in line 2, "X-A-Name-Of-Thirty-C…", has no colon'),
        ("eyJhbGciOi.s3cret", "the custom header in line 2 has no colon"),
        ("%account[password]%", "the custom header in line 2 has no colon"),
        (": 2", "the custom header in line 2 has no valid name before its colon"),
        ("X B: s3cret", 'the custom header in line 2, "X B", has no valid name before its colon'),
    ],
)
def test_header_lines(line: str, problem: str) -> None:
    [told] = of(Rule.HEADERS, custom_headers=f"X-A: 1\n{line}\nX-%installid%: 4\n")
    assert (told.problem, told.remedy) == (problem, "write each line as Name:value")
    assert not is_blocking(told)


def test_header_lines_may_be_separated_as_the_document_writes_it() -> None:
    [note] = of(Rule.HEADERS, custom_headers=r"X-A: 1\nX-B: 2")
    assert note.severity is Severity.NOTE


@pytest.mark.parametrize(
    ("content_type", "body", "says"),
    [
        (JSON, '{\n"pc": "%preview_content%"\n"ct": 1}', "line 3, column 1: a comma is missing before it"),
        (JSON, '{"w": %preview_width%,\n "d": %description%}', "line 2, column 7: %description% is not in quotation"),
        (JSON, '{"to": %sms_to%}', "line 1, column 8: %sms_to% is not in quotation marks"),
        (JSON, '{"p": %sha1(%account[password]%)%}', "%sha1(…)% is not in quotation marks"),
        (JSON, '{"d": "%description%"', "line 1, column 22"),
        (JSON, "[" * 100_000, "nested too deeply"),
        (XML, "<a>\n<d>%description%</d>\n<t>%sms_to%</a>", "line 3, column 14: mismatched tag"),
        (XML, "<a><%sms_to%/></a>", "column 5"),
        (XML, "<!DOCTYPE a><a>%sms_to%</a>", "line 1, column 1: a document type"),
    ],
)
def test_a_body_that_is_not_well_formed(content_type: str, body: str, says: str) -> None:
    [problem] = of(Rule.BODY_FORM, post_data=body, content_type=content_type)
    assert says in problem.problem
    assert (problem.severity, problem.key, is_blocking(problem)) == (Severity.ERROR, "post_data", True)


@pytest.mark.parametrize("content_type", ["", "application/x-www-form-urlencoded; charset=utf-8"])
@pytest.mark.parametrize(
    ("body", "syntax"),
    [
        ('\n{"to": "%sms_to%"}', "json"),
        ("{%sms_to%", "json"),
        ('[ {"to": "%sms_to%"}]', "json"),
        ('["%sms_to%"]', "json"),
        ("<?xml version='1.0'?><to>%sms_to%</to>", "xml"),
        (" <to>%sms_to%</to>", "xml"),
    ],
)
def test_a_body_that_would_be_sent_as_a_form_by_mistake(content_type: str, body: str, syntax: str) -> None:
    [problem] = of(Rule.BODY_FORM, post_data=body, content_type=content_type)
    assert (problem.severity, problem.key, is_blocking(problem)) == (Severity.ERROR, "content_type", True)
    assert problem.problem == f"the body looks like {syntax.upper()} but is sent as a form"
    assert problem.remedy == f"set it to application/{syntax}"


def test_a_body_of_the_wrong_type_lacks_its_marks_all_the_same() -> None:
    problems = found(WebService(ADDRESS, post_data='{"to": "sms_to"}'))
    assert [(problem.rule, problem.key) for problem in problems] == [
        (Rule.PLACEHOLDERS, "post_data"),
        (Rule.BODY_FORM, "content_type"),
    ]


@pytest.mark.parametrize("content_type", [JSON, XML])
def test_what_has_no_value_does_not_make_a_body_malformed(content_type: str) -> None:
    body = '{"a": %imei%, "b": %nonce()%}' if content_type == JSON else "<a>%imei%%nonce()%</a>"
    assert len(of(Rule.VARIABLES, post_data=body, content_type=content_type)) == 2


NOT_WITH = "not with http:// or https://"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("example.com/x", f'the URL begins with "example.com", {NOT_WITH}'),
        ("example.com?to=a@b", f'the URL begins with "example.com", {NOT_WITH}'),
        ("ftp://example.com/x", f'the URL begins with "ftp:", {NOT_WITH}'),
        ("joe:s3cret@example.com/x", f'the URL begins with "example.com", {NOT_WITH}'),
        ("joe:s3c/ret@example.com/x", "the URL does not begin with http:// or https://"),
        ("x" * 99, f'the URL begins with "{"x" * 30}", {NOT_WITH}'),
        ("https:///x", "the URL names no host"),
        ("", "the URL is empty"),
        (f"{ADDRESS}?to=a b", "the URL holds a space as its character 44"),
        (f"{ADDRESS}\n", "the URL holds a control character as its character 39"),
    ],
)
def test_urls(url: str, problem: str) -> None:
    [told] = of(Rule.URL, url)
    assert (told.severity, told.key, told.problem) == (Severity.ERROR, "url", problem)
    assert is_blocking(told)


def test_a_url_may_begin_with_a_variable_for_all_that_is_known() -> None:
    [problem] = of(Rule.URL, "%description%/x")
    assert (problem.severity, is_blocking(problem)) == (Severity.UNKNOWN, True)
    assert problem.problem.startswith("the URL begins with %description%")
    assert of(Rule.URL, "HTTPS://%account[username]%.example.com/") == []


@pytest.mark.parametrize(
    ("service", "key"),
    [
        (WebService(DOCUMENT_URL), "url"),
        (WebService(DOCUMENT_URL, "GET", DOCUMENT_FORM), "url"),
        (WebService(DOCUMENT_URL, post_data="u=%sha1(%media_url%)%"), "post_data"),
    ],
)
def test_what_is_sent_must_carry_the_media(service: WebService, key: str) -> None:
    problem = found(service, MEDIA)[-1]
    assert (problem.rule, problem.severity, problem.key) == (Rule.CARRIES, Severity.ERROR, key)
    assert "no %media_url% and no %preview_content%" in problem.problem


def test_a_password_over_http() -> None:
    body = "p=%account[password]%&u=%account[username]%"
    problems = of(Rule.PASSWORD, "HTTP://example.com/?p=%account[password]%", post_data=body)
    assert [problem.key for problem in problems] == ["url", "post_data"]
    assert not any(is_blocking(problem) for problem in problems)
    assert of(Rule.PASSWORD, "http://example.com/?p=%sha1(%account[password]%)%") == []


def test_several_findings_come_at_once_in_order_and_under_the_providers_own_keys() -> None:
    service = WebService(
        "http:/example.com/?p=%account[password]%&to=%sms_to",
        "get",
        '{"d": "%descripton%" "u": "media_url"}',
        JSON,
        "X-A",
    )
    keys = {"url": "genericMediaRefSendUrl", "post_data": "genericMediaRefSendPostData"}
    problems = lint(service, tuple(SAMPLES), own=OWN, samples=SAMPLES, carries=MEDIA, keys=keys)
    assert [(problem.rule, problem.key) for problem in problems] == [
        (Rule.VARIABLES, "genericMediaRefSendPostData"),
        (Rule.PLACEHOLDERS, "genericMediaRefSendUrl"),
        (Rule.PLACEHOLDERS, "genericMediaRefSendPostData"),
        (Rule.METHOD, "method"),
        (Rule.BODY_USED, "genericMediaRefSendPostData"),
        (Rule.HEADERS, "custom_headers"),
        (Rule.URL, "genericMediaRefSendUrl"),
        (Rule.CARRIES, "genericMediaRefSendUrl"),
    ]


SHARDS = st.sampled_from(
    [*'%=&":,{}[]<?#é😀 \n', "%sms_to%", "sms_to", "%sha1(", ")%", "account", "<a>", "</a>", "%C3", "\\n", "media_url"]
)


@quick
@given(st.lists(SHARDS, max_size=12).map("".join), st.sampled_from(["", JSON, XML, "text/plain"]), st.booleans())
def test_any_text_can_be_linted(text: str, content_type: str, nothing_known: bool) -> None:
    service = WebService(f"http://x/{text}", text, text, content_type, text, text, text)
    for problem in lint(service, () if nothing_known else tuple(SAMPLES), own=OWN, samples=SAMPLES, carries=MEDIA):
        assert problem.problem
        assert problem.remedy
    assert isinstance(lint_notification(text, {content_type: text, JSON: text}), list)


# Smart contacts

NOTIFICATION_URL = "https://example.com/smartcontactnotification"
NOTIFICATION_JSON = '{"n": "%new_smart_number%", "w": "%network_id%", "u": "%new_smart_uri%", "p": %interestedParties%}'
NOTIFICATION_XML = "<root><n>%new_smart_number%</n><p>%interestedParties%</p></root>"


def test_sound_notification_settings_have_no_finding() -> None:
    templates = {JSON: NOTIFICATION_JSON, "application/xml": NOTIFICATION_XML}
    assert lint_notification(NOTIFICATION_URL, templates) == []
    assert lint_notification("/hook", templates) == []


@pytest.mark.parametrize(
    ("content_type", "template", "rule", "severity", "says"),
    [
        (JSON, '{"a": "%account[username]%"}', Rule.KEYWORDS, Severity.ERROR, "use one of new_smart_number"),
        (JSON, '{"a": "%newSmartNumber%"}', Rule.KEYWORDS, Severity.ERROR, "did you mean %new_smart_number%?"),
        (JSON, '{"a": "%intrestedParties%"}', Rule.KEYWORDS, Severity.ERROR, "did you mean %interestedParties%?"),
        (JSON, '{"a": "%sha1(%network_id%)%"}', Rule.KEYWORDS, Severity.ERROR, "%sha1(…)% is not recognized"),
        (JSON, '{"a": %interested_parties%}', Rule.KEYWORDS, Severity.NOTE, "the document shows both"),
        (JSON, '{"a": "%interestedParties%"}', Rule.BODY_FORM, Severity.NOTE, "in quotation marks"),
        (JSON, '{"a": "%network_id"}', Rule.PLACEHOLDERS, Severity.ERROR, "write %network_id%"),
        (JSON, '{"a": "network_id"}', Rule.PLACEHOLDERS, Severity.ERROR, "write %network_id%"),
        (JSON, '{"a": %network_id%}', Rule.BODY_FORM, Severity.ERROR, "not in quotation marks"),
        (JSON, '{"a": "%network_id%" "b": 1}', Rule.BODY_FORM, Severity.ERROR, "a comma is missing"),
        ("application/xml", "<a>%network_id%", Rule.BODY_FORM, Severity.ERROR, "not well-formed XML"),
        ("application/xml", "<a b='%interestedParties%'/>", Rule.BODY_FORM, Severity.ERROR, "not well-formed XML"),
        ("text/xml", NOTIFICATION_XML, Rule.CONTENT_TYPE, Severity.ERROR, "use one of application/json"),
        ("", "a=%network_id%", Rule.CONTENT_TYPE, Severity.ERROR, "use one of application/json"),
        ("application/json; charset=utf-8", NOTIFICATION_JSON, Rule.CONTENT_TYPE, Severity.NOTE, "parameter"),
    ],
)
def test_notification_rules(content_type: str, template: str, rule: Rule, severity: Severity, says: str) -> None:
    [problem] = lint_notification(NOTIFICATION_URL, {content_type: template})
    assert (problem.rule, problem.severity) == (rule, severity)
    assert says in f"{problem.problem}; {problem.remedy}"
    assert problem.key == ("content_type" if rule is Rule.CONTENT_TYPE else f'post_data."{content_type}"')
    assert is_blocking(problem) is (severity is Severity.ERROR)


def test_notification_findings_are_in_the_order_of_the_rules_under_the_providers_keys() -> None:
    keys = {"url": "smartContactNotificationUrl", "post_data": "smartContactNotificationPostData"}
    problems = lint_notification("example.com", {JSON: '{"a": "%interestedParties%%nobody%"'}, keys=keys)
    assert [(problem.rule, problem.key) for problem in problems] == [
        (Rule.BODY_FORM, "smartContactNotificationPostData"),
        (Rule.URL, "smartContactNotificationUrl"),
        (Rule.KEYWORDS, "smartContactNotificationPostData"),
    ]
