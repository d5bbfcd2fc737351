"""What an answer's body says beside its status: an error inside a success, and what an error should not show."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.acrobits.answer import error_inside
from conformance.clients.acrobits.remarks import internals, markup, repeats
from conformance.exchange.body import Body
from conformance.exchange.message import Response

quick = settings(derandomize=True, deadline=None, database=None, max_examples=100)


def answer(body: str | bytes, content_type: str | None = None) -> Response:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Response(200, "OK", headers, Body.of(body if isinstance(body, bytes) else body.encode()))


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        ('{"error": 401}', "error is 401"),
        ('{"error": true}', "error is true"),
        ('{"Error": "Invalid recipient"}', 'Error is "Invalid recipient"'),
        ('{"response": {"error": 400, "description": "Invalid"}}', "error is 400"),
        ('{"error_code": "-1"}', 'error_code is "-1"'),
        ('{"errorCode": 7, "id": 1}', "errorCode is 7"),
        ('{"errors": ["no credit"]}', "errors has 1 entry"),
        ('{"errors": [{"code": 1}, {"code": 2}]}', "errors has 2 entries"),
        ('{"errors": {"to": ["is missing"]}}', "errors.to has 1 entry"),
        ('{"error": {"message": "denied", "code": 403}}', "error.code is 403"),
        ('{"error": {"code": "E12"}}', 'error.code is "E12"'),
        ('{"success": false}', "success is false"),
        ('{"success": "No"}', 'success is "No"'),
        ('{"ok": false}', "ok is false"),
        ('{"response": {"success": false}, "id": 3}', "success is false"),
        ('[{"id": 3}, {"error": "x"}]', 'error is "x"'),
        ('{"status": 403}', "status is 403"),
        ('{"code": "599", "id": 1}', 'code is "599"'),
        ('{"response": {"code": 400}}', "code is 400"),
        ('{"result": "NOK"}', 'result is "NOK"'),
        ('{"error": "10 - Success is far"}', 'error is "10 - Success is far"'),
        ("<r><code>404</code></r>", 'code is "404"'),
        ('{"status": "Failed"}', 'status is "Failed"'),
        ('{"status": false}', "status is false"),
        ('{"id": 5, "result": "DENIED"}', 'result is "DENIED"'),
        ("<response><error>400</error><description>Invalid</description></response>", 'error is "400"'),
        ('<r xmlns="urn:x"><a><b><success>false</success></b></a></r>', 'success is "false"'),
        ("<r><errors><error>a</error><error>b</error></errors></r>", "errors has 2 entries"),
        ("<r><error><code>5</code><text>No credit</text></error></r>", 'error.code is "5"'),
        ('<rsp status="fail"><id>1</id></rsp>', 'status is "fail"'),
        ("<s:E xmlns:s='urn:s'><s:Fault><reason>x</reason></s:Fault></s:E>", 'Fault.reason is "x"'),
    ],
)
def test_an_error_in_a_success_is_quoted(body: str, phrase: str) -> None:
    assert error_inside(answer(body)) == phrase


@pytest.mark.parametrize(
    "body",
    [
        "",
        "OK",
        "ERROR: no credit",
        "status: failed",
        "<html><body><error>1</error></body></html>",
        '{"error": 1',
        "<error>1",
        b"\xff\xfe\x00\xd8",
        "[" * 100_000,
        "[]",
        "{}",
        "17",
        "<response><error>0</error><description>Success</description></response>",
        '{"response": {"error": 0, "description": "Success"}}',
        '{"error": {"code": 0, "message": "Success"}}',
        "<r>\n <error>\n  <code>0</code>\n  <text>Success</text>\n </error>\n</r>",
        "<response><error/><errors></errors></response>",
        '{"errors": {"to": []}, "error": {}}',
        '{"errors": [null], "error_code": 200}',
        '{"success": true, "ok": 1, "status": "sent", "result": null}',
        '{"ok": 0}',
        '{"success": "0"}',
        '{"error": "0 - Success"}',
        '{"error": "200 OK"}',
        '{"error": "n/a"}',
        '{"error": {"text": "Successful"}}',
        '{"error": {"code": 0, "message": "Wrong password"}}',
        '{"status": 399, "code": 600}',
        '{"code": 4030, "status": "code 403"}',
        '{"id": 1, "country": {"code": 420, "name": "CZ"}}',
        "<r><id>1</id><country><code>420</code></country></r>",
        '{"success": "", "status": {"failed": 0}, "result": []}',
        '{"status": "queued", "errorText": "error"}',
        '{"a": {"b": {"error": 1}}}',
    ],
)
def test_a_success_and_what_cannot_be_read_report_no_error(body: str | bytes) -> None:
    assert error_inside(answer(body)) is None


@pytest.mark.parametrize(
    "value", [0, 0.0, "0", "000", None, False, "", [], {}, "none", "None", "OK", "ok", "No error", "no_error", " 0 "]
)
@pytest.mark.parametrize("name", ["error", "errors", "error_code", "errorCode", "fault"])
def test_an_error_of_nothing_is_none(name: str, value: object) -> None:
    assert error_inside(answer(json.dumps({name: value}))) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "status", "success", "x"]), inner),
)


@quick
@given(json_values, st.sampled_from([None, "application/json", "text/xml", "text/html"]))
def test_any_json_is_read_without_a_crash(value: object, content_type: str | None) -> None:
    response = answer(json.dumps(value), content_type)
    assert error_inside(response) is None or value
    internals(response)


@quick
@given(st.binary(), st.sampled_from([None, "application/json", "text/xml;charset=utf-16"]))
def test_any_bytes_are_read_without_a_crash(body: bytes, content_type: str | None) -> None:
    assert error_inside(answer(body, content_type)) is None
    internals(answer(body, content_type))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Oops\nTraceback (most recent call last):\n  x", "Traceback (most recent call last):"),
        ('  File "app.py", line 12, in <module>\n', 'File "app.py", line 12, in <module>'),
        ("e\n\tat com.x.Y.<init>(Y.java:12)\n", "at com.x.Y.<init>(Y.java:12)"),
        ("   at com.x.FooKt.send(Foo.kt:7)", "at com.x.FooKt.send(Foo.kt:7)"),
        ("<b>Fatal error</b>: Uncaught E in x:3 on line <b>3</b>", "Fatal error : Uncaught E in x:3 on line  3"),
        ("Notice: to in send.php on line 7", "Notice: to in send.php on line 7"),
        (r"   at X.Y() in C:\src\Y.cs:line 3", r"at X.Y() in C:\src\Y.cs:line 3"),
        ("   at Sms.Controllers.Send.Post(String to)", "at Sms.Controllers.Send.Post(String to)"),
        ("    at send (/srv/app.js:1:2)", "at send (/srv/app.js:1:2)"),
        ("    at Module._load (node:internal/modules/cjs/loader:936:12)", None),
        ("/x/send.rb:12:in `post'", "/x/send.rb:12:in `post'"),
        ("goroutine 1 [running]:", "goroutine 1 [running]:"),
        ('sqlite3: near "FROM": syntax error', 'sqlite3: near "FROM": syntax error'),
        ("SQLSTATE[42S02]: Base table not found", "SQLSTATE[42S02]: Base table not found"),
        ("failed to open /var/www/html/db.inc", "failed to open /var/www/html/db.inc"),
        ("in '/usr/lib/python3/x'", "in '/usr/lib/python3/x'"),
        ("(/home/deploy/sms/current/x)", "(/home/deploy/sms/current/x)"),
        ("/home/deploy/settings.yml", "/home/deploy/settings.yml"),
        ("root=/srv/sms/server.py", "root=/srv/sms/server.py"),
        ("file:///etc/sms.conf", "file:///etc/sms.conf"),
        (r"C:\inetpub\wwwroot\send", r"C:\inetpub\wwwroot\send"),
        (r'{"message": "no", "detail": ["x", {"trace": "E\n\tat a.B.c(B.java:3)\n"}]}', "at a.B.c(B.java:3)"),
        (r'{"message": "no", "file": "\/var\/www\/send.php"}', "/var/www/send.php"),
        ("<r><message>no</message><d>File &quot;x.py&quot;, line 3</d></r>", 'File "x.py", line 3'),
        ("<html><pre>File &quot;x.py&quot;, line 3", 'File "x.py", line 3'),
    ],
)
def test_what_tells_of_the_server_is_quoted(body: str, line: str | None) -> None:
    assert internals(answer(body)) == (line or body.strip())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Not enough credit",
        "No route for /send_media_message",
        "/var/y is not served",
        "See https://x/var/www/y and https://example.com:8443/home/a/b/c.html, or //cdn.example.com/usr/lib/x.css",
        "/home/messages",
        "/api/v1/messages/12 and /app/v1/send",
        "Sun, 15 Mar 2015 00:46:17 GMT; 2015-03-15T00:46:17Z; at 12:30:45",
        "We reopen at example.com (main office) at 9:00",
        "Parse error: unexpected character on line 3 of your body",
        "There is an error in line 12 near the end",
        'No file "invoice", line 3 is empty',
        "https://media.example.rs:443/x.ts?a=1",
        r"C:\new \u0041 \n",
        "either/or, and/etc/whatever; 24/7",
        "sip:alice@example.com",
        "Invalid recipient: +1(555)123-1234",
    ],
)
def test_ordinary_words_and_addresses_tell_nothing(text: str) -> None:
    assert internals(answer(text)) is None
    assert internals(answer(json.dumps({"message": text, "status": 400}), "application/json")) is None


def test_a_long_line_begins_where_it_tells() -> None:
    found = internals(answer("x" * 500 + " in /var/www/a.php " + "y" * 500))
    assert found is not None
    assert found.startswith("/var/www/a.php")


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("<b>No</b> credit", "<b>"),
        ('<a href="x">x</a>', '<a href="x">'),
        ("No<br/>credit", "<br/>"),
        ("no </credit>", "</credit>"),
        ("a&nbsp;b", "&nbsp;"),
        ("1 &lt; 2", "&lt;"),
        ("it&#39;s", "&#39;"),
        ("it&#x27;s", "&#x27;"),
        ("<!DOCTYPE html>", "<!DOCTYPE"),
        ("a < b", None),
        ("a<b and c>d", None),
        ("AT&T", None),
        ("R&D; more", None),
        ("Use <number>, not <sip:a@b>", None),
        ("a && b; c", None),
        ("?a=1&copy=2", None),
    ],
)
def test_markup_in_a_message(message: str, found: str | None) -> None:
    assert markup(message) == found


@pytest.mark.parametrize(
    ("message", "secret", "expected"),
    [
        ("Wrong password 12345678.", "12345678", True),
        ("password=s3cr+t", "s3cr+t", True),
        ("Wrong password", "12345678", False),
        ("No route to +15551231234", "5123", False),
        ("PIN 123 is wrong", "123", False),
        ("", "", False),
    ],
)
def test_a_message_that_repeats_a_secret(message: str, secret: str, expected: bool) -> None:
    assert repeats(message, secret) is expected
