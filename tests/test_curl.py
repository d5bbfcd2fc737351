"""The curl line of a report, run by a shell, sends what was sent, and shows no secret."""

import re
import shutil
import socket
import subprocess
import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.exchange.curl import LONGEST_ARGUMENT, curl, variables
from conformance.exchange.message import Request, Url
from conformance.exchange.redaction import Redactor
from conformance.exchange.spelling import Form

ANSWER = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


class Listener:
    """A server on loopback that records the bytes of each request and answers 204."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.received = b""

    def run(self, line, **variables):
        """What arrives when a shell runs `line`."""
        thread = threading.Thread(target=self._serve)
        thread.start()
        command = ["/bin/sh", "-c", line]
        done = subprocess.run(command, env={"PATH": "/usr/bin:/bin", **variables}, capture_output=True, timeout=20)
        if done.returncode:
            socket.create_connection(self._socket.getsockname()).close()
        thread.join()
        assert done.returncode == 0, done.stderr
        return self.received

    def _serve(self):
        connection, _ = self._socket.accept()
        with connection, connection.makefile("rb") as stream:
            head = b""
            while not head.endswith(b"\r\n\r\n") and (line := stream.readline()):
                head += line
            length = re.search(rb"\r\ncontent-length: (\d+)\r\n", head, re.IGNORECASE)
            self.received = head + stream.read(int(length[1]) if length else 0)
            connection.sendall(ANSWER)

    def close(self):
        self._socket.close()


@pytest.fixture(scope="module")
def listener():
    if not shutil.which("curl"):
        pytest.skip("no curl on this machine")
    server = Listener()
    yield server
    server.close()


JSON = ("Content-Type", "application/json")
REQUESTS = {
    "GET": Request("GET", "/send?to=%2b49|7&text=a+b%zz&empty=", (("X-B", "2"), ("x-a", "it's"))),
    "path as it is": Request("GET", "/a/../b/./c;jsessionid=1?{x,y}[1-3]&`$(id)`'\"\\!&#fragment"),
    "target that curl refuses": Request("GET", "/a b?<ä>"),
    "HEAD": Request("HEAD", "/send?a=b", (("Accept", "*/*"),)),
    "no body": Request("POST", "/send"),
    "empty body": Request("POST", "/send", (), b""),
    "GET with body": Request("GET", "/send", (JSON,), b"{}"),
    "POST": Request(
        "POST", "/", (("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "x/y")), b"a=b+c%20"
    ),
    "PUT": Request("PUT", "/x", (("User-Agent", "App/1.0 (it's)"), JSON, JSON), '{"text": "ä\n\'😀"}'.encode()),
    "own length": Request("POST", "/x", (("Content-Length", "3"), ("X-Last", "1")), b"abc"),
    "own host": Request("GET", "/x", (("Host", "example.com"), ("X-Last", "1"))),
    "header without a value": Request("GET", "/x", (("X-Empty", ""), ("Accept", ""))),
    "cookie": Request("GET", "/x", (("Cookie", "JSESSIONID=1; b=2"), ("Connection", "close"))),
    "body like a file name": Request("POST", "/x", (JSON,), b"@/etc/passwd"),
    "binary body": Request("POST", "/x", (JSON,), bytes(range(256)) + b"\n\n"),
    "body like an option": Request("POST", "/x", (JSON,), b"-n %s %d \\101 'a'\0"),
    "long body": Request("POST", "/x", (JSON,), b"x" * LONGEST_ARGUMENT + b"%\\"),
}


def at(origin, request):
    return Request(request.method, origin + request.url, request.headers, request.body)


def as_sent(raw):
    """Request line, headers and body; the two headers that curl writes itself stand where curl puts them."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    placed = [line for line in headers if line.lower().startswith((b"host:", b"content-length:"))]
    return first, [line.rstrip() for line in headers if line not in placed], sorted(placed), body


@pytest.mark.parametrize("name", REQUESTS)
def test_the_line_sends_the_request_byte_for_byte(listener, name):
    request = at(listener.origin, REQUESTS[name])
    assert as_sent(listener.run(curl(request, Redactor()))) == as_sent(request.wire)


printable = st.text(st.characters(codec="latin-1", min_codepoint=0x21, exclude_characters="\x7f"), max_size=12)


@settings(derandomize=True, deadline=None, max_examples=50, database=None)
@given(
    printable,
    printable,
    st.none() | st.binary(max_size=40) | st.text(max_size=20).map(lambda t: t.encode("utf-8", "replace")),
)
@example("", "", b"'\"$(id)`id`\\\n!")
def test_any_bytes_are_quoted_for_the_shell(listener, target, value, body):
    request = Request("POST", f"{listener.origin}/{target}", (("X-Value", f"a{value}"),), body)
    assert as_sent(listener.run(curl(request, Redactor()))) == as_sent(request.wire)


SECRETS = {"password.main": "it's s3cret/é", "token_1": "ABCDEF0123", "2nd": "second secret", "pin": "1234"}


def test_secrets_become_variables(listener):
    headers = (("X-Token", "ABCDEF0123"), ("X-Second", "second secret"), ("X-Key", "1234"), JSON)
    url = f"{listener.origin}/a?password=it%27s+s3cret%2F%C3%A9&to=1234"
    request = Request(
        "POST", url, headers, '{"password": "it\'s s3cret/é", "again": "it\'s s3cret\\/\\u00e9"}'.encode()
    )
    line = curl(request, Redactor(SECRETS))
    assert "s3cret" not in line
    assert "ABCDEF" not in line
    assert "to=1234" in line
    assert set(re.findall(r'"\$(\w+)"', line)) == {
        "PASSWORD_MAIN",
        "PASSWORD_MAIN_ENCODED",
        "PASSWORD_MAIN_ENCODED_2",
        "TOKEN_1",
        "_2ND",
        "PIN",
    }
    sent = listener.run(
        line,
        PASSWORD_MAIN="it's s3cret/é",
        PASSWORD_MAIN_ENCODED="it%27s+s3cret%2F%C3%A9",
        PASSWORD_MAIN_ENCODED_2="it's s3cret\\/\\u00e9",
        TOKEN_1="ABCDEF0123",
        _2ND="second secret",
        PIN="1234",
    )
    assert as_sent(sent) == as_sent(request.wire)


def test_each_variable_is_known_by_its_secret_and_its_spelling():
    url = "http://example.com/a?password=it%27s+s3cret%2F%C3%A9&token=ABCDEF0123"
    request = Request("POST", url, (JSON,), '{"password": "it\'s s3cret/é"}'.encode())
    found = variables(request, Redactor(SECRETS))
    assert found == {
        "PASSWORD_MAIN_ENCODED": ("password.main", Form.ENCODED),
        "TOKEN_1": ("token_1", Form.RAW),
        "PASSWORD_MAIN": ("password.main", Form.RAW),
    }
    assert list(found) == re.findall(r'"\$(\w+)"', curl(request, Redactor(SECRETS)))


def test_a_secret_in_a_binary_body_becomes_an_argument(listener):
    request = Request("POST", f"{listener.origin}/x", (JSON,), b"\0%a " + "it's s3cret/é".encode() + b"\xff ABCDEF0123")
    line = curl(request, Redactor(SECRETS))
    assert "s3cret" not in line
    sent = listener.run(line, PASSWORD_MAIN="it's s3cret/é", TOKEN_1="ABCDEF0123")
    assert as_sent(sent) == as_sent(request.wire)


def test_a_password_of_the_url_is_left_out():
    line = curl(Request("GET", "http://user:hidden@example.com/x"), Redactor())
    assert "hidden" not in line
    assert Url.parse("http://example.com/x").origin in line
